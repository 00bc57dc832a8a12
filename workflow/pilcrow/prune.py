"""Prune: remove what documents that are gone have left in results/ and in the records of the build."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from pilcrow.build.job import run
from pilcrow.build.stamps import STATE
from pilcrow.files.checksums import read_json

# Folders that hold a file or a folder a batch.
RESULTS = Path("results")
RECORDS = Path(STATE)


def leftovers(batches: Collection[str]) -> list[Path]:
    """Return the files of batches that are not in the project any more, sorted.

    A folder with a file a batch is known by its record: stages with batches have a folder of stamps.
    """
    found: set[Path] = set()
    for folder in sorted((RECORDS / "stamps").glob("*/")):
        stage = folder.name
        if not (RESULTS / stage).is_dir() and not any(folder.glob("*.json")):
            continue
        if stage in ("render", "figure"):
            continue
        places = (folder, RECORDS / "made" / stage, RESULTS / stage, RESULTS / "logs" / stage)
        for place in places:
            # A hidden file is the half-written output of a job that is running.
            names = (path for path in place.glob("*") if not path.name.startswith("."))
            found.update(path for path in names if path.name.partition(".")[0] not in batches)
    if len(batches) == 1 and not next(iter(batches)).startswith("batch-"):
        # One document has no list and no page of its own.
        one = ("documents.html", "documents", "pages", "listed")
        found.update(RESULTS / name for name in one if (RESULTS / name).exists())
    manifests = (RECORDS / "manifests").glob("*.json")
    found.update(path for path in manifests if path.stem not in batches)
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.prune --batches batches.json`."""
    parser = argparse.ArgumentParser(prog="python -m pilcrow.prune")
    parser.add_argument("--batches", type=Path, required=True, help="the batches of the project")
    options = parser.parse_args(arguments)
    batches = (read_json(options.batches) or {}).get("batches", [])
    for path in leftovers(set(batches)):
        if path.is_dir():
            for inner in sorted(path.rglob("*"), reverse=True):
                inner.rmdir() if inner.is_dir() else inner.unlink()
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    run(main)
