"""`pilcrow explain`: why the last build rebuilt what it did."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pilcrow.files.project import find_root
from pilcrow.model.problems import fail, run

MOST = 6


def sentences(jobs: list[dict[str, object]]) -> list[str]:
    """A line a job: what of all it depends on had changed. A stage that follows another says so only if nothing else had."""
    lines = []
    for job in jobs:
        why = [str(reason) for reason in job["why"]]  # type: ignore[attr-defined]
        own = [reason for reason in why if not reason.startswith("stage ")]
        told = own or why or ["an output was missing or had been edited"]
        more = f", and {len(told) - MOST} more" if len(told) > MOST else ""
        lines.append(f"{str(job['job']).strip('/'):<32} {'; '.join(told[:MOST])}{more}")
    return lines


def main(arguments: list[str]) -> int:
    """`pilcrow explain`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow explain", description="Say why the last build rebuilt what it did."
    )
    parser.add_argument("--project", type=Path, default=None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    root = options.project or find_root()
    path = root / ".snakemake/pilcrow/last-build.json"
    if not path.is_file():
        fail("Nothing has been built here yet.", todo="Type `snakemake`.")
    text = path.read_text(encoding="utf-8")
    print(text if options.json else "\n".join(sentences(json.loads(text))))
    return 0


if __name__ == "__main__":
    run(main)
