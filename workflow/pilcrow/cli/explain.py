"""`pilcrow explain`: why the last build rebuilt what it did."""

from __future__ import annotations

from pathlib import Path

from pilcrow.build.verify import FinishedJob, last_build
from pilcrow.cli.door import door, print_json
from pilcrow.model.problems import fail

SHOWN = 6  # reasons a job


def describe_jobs(jobs: list[FinishedJob]) -> list[str]:
    """Return a line for each job: its name, and what changed among the things it depends on."""
    lines = []
    for job in jobs:
        more = f", and {len(job.because) - SHOWN} more" if len(job.because) > SHOWN else ""
        lines.append(f"{job.job:<32} {'; '.join(job.because[:SHOWN])}{more}")
    return lines


def explain(root: Path, *, as_json: bool = False) -> int:
    """Say why the last build rebuilt what it did.

    Args:
        root: The project.
        as_json: Print JSON.

    Returns:
        The exit status, 0. Raises Problems if nothing has been built.
    """
    jobs = last_build(root)
    if not jobs:
        fail("Nothing has been built here yet.", todo="Type `snakemake`.")
    if as_json:
        print_json(jobs)
    else:
        print("\n".join(describe_jobs(jobs)))
    return 0


command = door(explain, json=True)
