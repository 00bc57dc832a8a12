"""Stage count: count a batch for the tables.

It reads the paragraphs and codings of a batch and the rules of the codebook. It makes a file for
`tabulate`: counts, rows, and the words of a batch if a comparison is declared.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.model.codebook import Codebook, read_codebook
from pilcrow.model.records import Segment, read_records, write_records
from pilcrow.tables.columns import TableScope
from pilcrow.tables.counting import BatchCounts
from pilcrow.tables.reading import RULES, read_coded_documents
from pilcrow.tables.word_tallies import Sides, tally_documents


def count(
    segment: Path,
    code: Path,
    codebook: Codebook,
    project: TableScope,
    adjudication: str,
    sides: Sides | None,
) -> Iterator[msgspec.Struct]:
    """Yield the counts of a batch; first the words of a declared comparison.

    Args:
        segment: What the stage segment made of the batch.
        code: What the stage code made of the batch.
        codebook: The codebook.
        project: What decides which codings are counted.
        adjudication: "majority" or "unanimous".
        sides: Sides of the comparison; None if none is declared.
    """
    if sides is not None:
        sides = msgspec.structs.replace(sides, possessives=codebook.possessives)
        yield tally_documents(read_records(segment, Segment), sides)
    counts = BatchCounts(codebook, project, adjudication)
    for reading in read_coded_documents([segment], [code]):
        counts.add(reading)
    yield from counts.records()


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.count`."""
    parser = stage_parser("count", __doc__)
    parser.file("segment", "paragraphs of the batch")
    parser.file("code", "codings of the batch")
    parser.file("rules", "rules.json")
    parser.file(
        "sides", "which documents or speakers are compared (sides.json; null: none)", required=False
    )
    parser.add_argument("--coding", default=RULES, help="the coding that the report uses")
    parser.add_argument(
        "--coders", nargs="*", default=[], help="the people who have a file in coding/hand"
    )
    parser.add_argument("--adjudication", default="majority", help="majority or unanimous")
    parser.file("output", "the counts, JSON Lines")
    options = parser.parse_args(arguments)
    gc.disable()  # records and counts have no cycles
    sides = (
        msgspec.json.decode(options.sides.read_bytes(), type=Sides | None)
        if options.sides
        else None
    )
    write_records(
        options.output,
        count(
            options.segment,
            options.code,
            read_codebook(options.rules),
            TableScope(1, options.coding, tuple(options.coders)),
            options.adjudication,
            sides,
        ),
    )
    return 0


if __name__ == "__main__":
    run(main)
