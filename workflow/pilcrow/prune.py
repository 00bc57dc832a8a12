"""Prune: remove what former documents left in results/ and in the records of the build."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.build.stamps import STATE, Made, read_record
from pilcrow.files.checksums import read_json

RECORDS = Path(STATE)


def leftovers(batches: Collection[str]) -> list[Path]:
    """Return what is left of batches that are no longer in the project, sorted.

    The record of a job lists its outputs, so that no folder has to be searched.
    """
    gone = {path.stem for path in (RECORDS / "stamps/clean").glob("*.json")} - set(batches)
    left = {record for name in gone for record in (RECORDS / "made").glob(f"*/{name}.json")}
    if len(batches) == 1 and not next(iter(batches)).startswith("batch-"):
        # One document has no list and no page of its own.
        left.update([RECORDS / "made/documents.json", *(RECORDS / "made/pages").glob("*.json")])
    found = {
        RECORDS / of / f"{name}.json" for name in gone for of in ("manifests", "texts", "sides")
    }
    for record in left:
        made = read_record(Made, record)
        job = record.relative_to(RECORDS / "made").with_suffix("")
        found.update([record, Path("results/logs", f"{job}.log")])
        found.update(map(Path, [*made.outputs, *made.folders]))
    for name in gone:
        found.update((RECORDS / "stamps").glob(f"*/{name}.json"))
    return sorted(path for path in found if path.exists())


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.prune --batches batches.json`."""
    parser = stage_parser("prune", __doc__)
    parser.file("batches", "the batches of the project")
    options = parser.parse_args(arguments)
    batches = (read_json(options.batches) or {}).get("batches", [])
    for path in leftovers(set(batches)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    run(main)
