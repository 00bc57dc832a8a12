"""The file that `count` makes of a batch and `tabulate` reads: rows and counts, column by column.

The file is JSON Lines, like the records of other stages: a line for each table, and a line for the
words of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.model.records import read_records

TEXT, NUMBER = "str", "int64"
# The counts that `tabulate` sums up, with the type of each column. Paragraphs are told by their
# number (p8) beside the document's ID.
COUNTED: dict[str, dict[str, str]] = {
    "documents": {
        "document": TEXT,
        "language": TEXT,
        "source": TEXT,
        "sha256": TEXT,
        "provisional": "bool",
        "paragraphs": NUMBER,
        "recording_units": NUMBER,
        "read": NUMBER,
        "compared": NUMBER,
        "coded": NUMBER,
        "words": NUMBER,
        "sentences": NUMBER,
    },
    "kinds": {"kind": TEXT, "paragraphs": NUMBER},
    "bases": {
        "document": TEXT,
        "speaker": TEXT,
        "kind": TEXT,
        "language": TEXT,
        "of_paragraphs": NUMBER,  # read for the report's coding
        "of_words": NUMBER,
        "all_paragraphs": NUMBER,  # read or not: the rules read all
        "all_sentences": NUMBER,
        "all_words": NUMBER,
    },
    "cells": {
        "document": TEXT,
        "speaker": TEXT,
        "theme": TEXT,
        "paragraphs": NUMBER,
        "evidence": NUMBER,
        "words_evidence": NUMBER,
        "words_paragraphs": NUMBER,
    },
    "held": {"document": TEXT, "theme": TEXT, "numbers": TEXT},
    "compared_themes": {  # of what the report's coding and the one beside it both read
        "document": TEXT,
        "theme": TEXT,
        "by": TEXT,  # both, report, beside
        "numbers": TEXT,
    },
    "uncoded": {"document": TEXT, "numbers": TEXT},
    "pairs": {"theme": TEXT, "other": TEXT, "paragraphs": NUMBER, "identifiers": TEXT},
    "tenths": {"theme": TEXT, "tenth": NUMBER, "evidence": NUMBER},
    "used": {"theme": TEXT, "rule": TEXT},
    "by_rules": {"theme": TEXT, "paragraphs": NUMBER, "sentences": NUMBER},
    "fallen": {"rule": TEXT, "paragraphs": NUMBER, "identifiers": TEXT},
    "hand": {
        "paragraph": TEXT,
        "kind": TEXT,
        "coder": TEXT,
        "themes": TEXT,
        "unasked": TEXT,  # of the rules: themes that none looks for there
    },
    "stale": {"paragraph": TEXT},
    "compared": {"count": NUMBER, "of": NUMBER, "people": NUMBER, "stale": NUMBER},
}
# The counts that are made of each coding. Those of the coding beside the report's have a name of
# their own.
OF_CODING = ("bases", "cells", "held", "pairs", "tenths", "used")
BESIDE = "_beside"
COUNTED |= {f"{name}{BESIDE}": COUNTED[name] for name in OF_CODING}


class TableRows(msgspec.Struct, tag_field="record", tag="rows"):
    """Rows of a published table."""

    table: str
    columns: dict[str, list[Any]]

    def write(self, **cells: Any) -> None:
        """Add a row; what is not a column is left out, and a column without a cell is empty."""
        for name, column in self.columns.items():
            column.append(cells.get(name))


class Counted(TableRows, tag="counts"):
    """Rows of a table of COUNTED."""


class SideTally(msgspec.Struct):
    """The words of one side of a comparison, in a batch.

    A cell is a word and a document in which it occurs. The arrays are bytes of the machine's
    integers.
    """

    documents: list[str]
    lengths: list[int]  # words of each document
    paragraphs: int
    words: list[str]
    holding: bytes  # int64, by word: paragraphs that have it
    places: list[list[str]]  # by word: the first paragraphs that have it
    cell_words: bytes  # int32, by cell: place of the word
    cell_documents: bytes  # int32
    cell_counts: bytes  # int32


class BatchTally(msgspec.Struct, tag_field="record", tag="words"):
    """The words of both sides of a comparison, in a batch."""

    sides: list[SideTally]
    languages: list[str] = []  # of the paragraphs counted, sorted


def empty(kind: type[TableRows], table: str, columns: Iterable[str]) -> TableRows:
    """Return a table without rows."""
    return kind(table, {name: [] for name in columns})


def read_counts(path: Path) -> Iterator[TableRows | Counted]:
    """Yield the rows of a batch, table by table, without the words of a comparison."""
    for record in read_records(path, TableRows | Counted | BatchTally):
        if not isinstance(record, BatchTally):
            yield record


def read_words(path: Path) -> BatchTally | None:
    """Return the words of a comparison in a batch; None if none were counted."""
    with open(path, "rb") as lines:
        for line in lines:  # the first one: the rest is not read
            if line.startswith(b'{"record":"words"'):
                return msgspec.json.decode(line, type=BatchTally)
            break
    return None
