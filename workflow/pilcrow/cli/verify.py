"""`pilcrow verify`: check that results/ is what the stages make of the project as it is now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pilcrow.build.verify import job_records, stale_jobs
from pilcrow.cli.door import door, print_json
from pilcrow.model.problems import fail


def verify(root: Path, *, as_json: bool = False) -> int:
    """List outputs that were edited or are missing, and jobs whose inputs changed since they ran.

    Args:
        root: The project.
        as_json: Print JSON: the jobs, each with what is wrong.

    Returns:
        The exit status: 1 if anything is not up to date, else 0. Raises Problems if nothing has
        been built.
    """
    if not job_records(root):
        fail("Nothing has been built here yet.", todo="Type `snakemake`.")
    # Parsing the Snakefile writes the stamps of the project as it is now.
    command = [sys.executable, "-P", "-m", "snakemake", "--dry-run", "--quiet"]
    parsed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if parsed.returncode:
        print(parsed.stderr.strip() or parsed.stdout.strip(), file=sys.stderr)
        return 1
    stale = stale_jobs(root)
    if as_json:
        print_json(stale)
        return int(bool(stale))
    for job, wrong in stale.items():
        print(f"{job}: {'; '.join(wrong)}.")
    if not stale:
        print("Everything in results/ is up to date, and nothing was edited.")
    return int(bool(stale))


command = door(verify, json=True)
