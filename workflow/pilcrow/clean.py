"""Stage clean: make clean text from the bytes as received, and record everything that was done.

Reads the documents of a batch. Writes results/clean/<batch>.jsonl. The work is in
`edition.cleaning`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.edition.cleaning import clean, describe
from pilcrow.model.documents import read_manifest
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import CleanedDocument, write_records


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.clean`. Raises Problems, of all documents at once."""
    parser = stage_parser("clean", __doc__)
    parser.file("manifest", "the documents of the batch")
    parser.file("output", "JSON Lines to write")
    options = parser.parse_args(arguments)
    gc.disable()  # records have no cycles, and the search for cycles takes a third of the time
    manifest = read_manifest(options.manifest)
    problems: list[Problem] = []
    here = Path()

    def documents() -> Iterator[CleanedDocument]:
        for document in manifest.documents:
            try:
                cleaned = clean(here, document)
            except Problems as trouble:
                problems.extend(trouble.problems)
                continue
            sys.stderr.write(f"{describe(cleaned)}\n")
            for mark in cleaned.marks:
                print(f"  {mark.file}:{mark.line}: {mark.message}", file=sys.stderr)
            yield cleaned
        if problems:
            raise Problems(problems)

    write_records(options.output, documents())
    return 0


if __name__ == "__main__":
    run(main)
