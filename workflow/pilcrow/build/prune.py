"""Remove what documents that are no longer there left behind in results/."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from pilcrow.model.problems import run

STAGES = ("clean", "segment", "code", "count", "export_batch", "pages", "listed")


def orphans(results: Path, batches: Collection[str]) -> list[Path]:
    """Files of the stages, logs and seals whose batch is not in the plan, sorted."""
    state = results.parent / ".snakemake/pilcrow"
    found = []
    for stage in STAGES:
        for folder, ending in (
            (results / stage, ".jsonl"),
            (results / "logs" / stage, ".log"),
            (state / "seals" / stage, ".json"),
        ):
            found += [
                path
                for path in folder.glob(f"*{ending}")
                if path.name.removesuffix(ending) not in batches
            ]
    if len(batches) == 1 and not next(iter(batches)).startswith(
        "batch-"
    ):  # one document: there is no page of all
        folder = results / "documents"
        left = (
            results / "documents.html",
            state / "seals/documents/all.json",
            *folder.rglob("*"),
            *(state / "pages").glob("*"),
        )
        found += [path for path in left if path.is_file()]
    for extracts in ("manifests", "sides"):
        found += [path for path in (state / extracts).glob("*.json") if path.stem not in batches]
    return sorted(found)


def main(arguments: list[str]) -> int:
    """`python -m pilcrow.build.prune --results results --keep BATCH …`."""
    parser = argparse.ArgumentParser(prog="python -m pilcrow.build.prune")
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--keep", nargs="+", required=True)
    options = parser.parse_args(arguments)
    for path in orphans(options.results, set(options.keep)):
        path.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    run(main)
