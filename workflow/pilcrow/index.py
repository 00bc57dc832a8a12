"""The published index: every paragraph ID with what another project needs to cite it and to check that it still says the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.corpus import Edited
from pilcrow.records import Paragraph, Withdrawn, replaced
from pilcrow.tables import protect

SCHEMA = "paragraphs.schema.json"
COLUMNS = (
    "id",
    "document",
    "kind",
    "speaker",
    "number",
    "checksum",
    "text",
    "fragment",
    "source",
    "raw_start",
    "raw_end",
    "verdict",
    "withdrawn",
    "redirect",
    "provisional",
)


class Entry(msgspec.Struct, frozen=True):
    """A paragraph of the index. Offsets are bytes of the raw file, half-open; null where the paragraph left the text."""

    id: str
    document: str
    kind: str
    speaker: str
    number: str
    checksum: str
    text: str
    fragment: str
    source: str
    raw_start: int | None
    raw_end: int | None
    verdict: str
    withdrawn: bool
    redirect: str
    provisional: bool


def entry_of(record: Paragraph | Withdrawn, edited: Edited) -> Entry:
    """A paragraph or a tombstone as the index has it. The fragment is that of the HTML report."""
    source, provisional = edited.segmented.source, edited.segmented.provisional
    if isinstance(record, Withdrawn):
        return Entry(
            record.id,
            record.document,
            record.kind,
            record.speaker,
            record.number,
            record.checksum,
            record.text,
            f"#{record.redirect or record.id}",
            source,
            None,
            None,
            "merged" if record.redirect else "withdrawn",
            True,
            record.redirect,
            provisional,
        )
    return Entry(
        record.id,
        record.document,
        record.kind,
        record.speaker,
        record.number,
        record.checksum,
        record.text,
        f"#{record.id}",
        source,
        record.raw_start,
        record.raw_end,
        record.verdict,
        False,
        "",
        provisional,
    )


def entries(corpus: Iterable[Edited]) -> Iterator[Entry]:
    """All paragraphs in the order of the text, each document's tombstones after them."""
    for edited in corpus:
        for paragraph in edited.paragraphs:
            yield entry_of(paragraph, edited)
        for gone in sorted(edited.withdrawn, key=lambda gone: gone.id):
            yield entry_of(gone, edited)


class IndexWriter:
    """Writes the index entry by entry, as JSON (one entry a line) and, beside it, as CSV; whole or not at all. Context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first = True
        self._json, self._csv = replaced(path), replaced(path.with_suffix(".csv"))

    def __enter__(self) -> IndexWriter:
        self._lines = open(self._json.__enter__(), "wb", buffering=1 << 20)
        self._rows = open(self._csv.__enter__(), "wb", buffering=1 << 20)
        self._lines.write(b'{"schema": "' + SCHEMA.encode() + b'", "paragraphs": [')
        self._rows.write((",".join(COLUMNS) + "\n").encode())
        return self

    def write(self, entry: Entry) -> None:
        self._lines.write((b"\n" if self.first else b",\n") + msgspec.json.encode(entry))
        self.first = False
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([_cell(getattr(entry, column)) for column in COLUMNS])
        self._rows.write(line.getvalue().encode("utf-8"))

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        self._lines.write(b"\n]}\n")
        self._lines.close()
        self._rows.close()
        self._json.__exit__(kind, value, trace)
        self._csv.__exit__(kind, value, trace)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return protect(value) if isinstance(value, str) else str(value)


def write_index(path: Path, corpus: Iterable[Edited]) -> None:
    """Write paragraphs.json, and paragraphs.csv beside it."""
    with IndexWriter(path) as writer:
        for entry in entries(corpus):
            writer.write(entry)
