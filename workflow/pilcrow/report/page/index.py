"""Write the published index of paragraphs.

It has every paragraph ID, with what another project needs to cite the paragraph and to check that
it still says the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.files.cells import guard_cell
from pilcrow.model.problems import run_command
from pilcrow.model.records import Paragraph, Withdrawn, replaced
from pilcrow.model.values import Data
from pilcrow.report.page.corpus import EditedDocument

SCHEMA = "paragraphs.schema.json"
# Name, JSON type, what it is: the source of the schema, the CSV's columns and docs/citing.md.
FIELDS: tuple[tuple[str, dict[str, Data], str], ...] = (
    (
        "id",
        {"type": "string", "pattern": "^[a-z][a-z0-9-]*\\.[hpsn](0|[1-9][0-9]*)[a-z]*$"},
        "Permanent ID of the paragraph.",
    ),
    ("document", {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}, "ID of its document."),
    (
        "kind",
        {"enum": ["heading", "salutation", "speech", "question", "note"]},
        "What kind of paragraph it is.",
    ),
    ("speaker", {"type": "string"}, "Who speaks."),
    (
        "number",
        {"type": "string", "pattern": "^[hpsn](0|[1-9][0-9]*)[a-z]*$"},
        "What follows the dot of the ID.",
    ),
    (
        "checksum",
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "SHA-256 of the clean text in UTF-8: which state of the paragraph this is.",
    ),
    (
        "text",
        {"type": "string"},
        "Clean text. A withdrawn paragraph has the text as last accepted.",
    ),
    (
        "fragment",
        {"type": "string", "pattern": "^#"},
        "Fragment that leads to it in the HTML report.",
    ),
    ("source", {"type": "string"}, "Raw file, relative to the project."),
    (
        "raw_start",
        {"type": ["integer", "null"], "minimum": 0},
        "First byte in the raw file (in the extracted text, if the source is not plain text).",
    ),
    ("raw_end", {"type": ["integer", "null"], "minimum": 0}, "Byte after the last."),
    ("label", {"type": "string"}, "The source's own number or xml:id of it, or empty."),
    (
        "locator",
        {"type": "string"},
        "Where it stands in a source that is not plain text: page, time, element; or empty.",
    ),
    (
        "verdict",
        {"enum": ["exact", "reworded", "moved", "split", "merged", "new", "withdrawn"]},
        "What became of it since the text was last accepted.",
    ),
    ("withdrawn", {"type": "boolean"}, "It is no longer in the text; its ID is never given again."),
    ("redirect", {"type": "string"}, "ID of the paragraph that now holds its text, or empty."),
    ("provisional", {"type": "boolean"}, "Its document has no ledger yet: the ID may change."),
)
COLUMNS = tuple(name for name, _, _ in FIELDS)


def schema() -> dict[str, Data]:
    """Return the JSON Schema of paragraphs.json."""
    properties: dict[str, Data] = {
        name: {**kind, "description": description} for name, kind, description in FIELDS
    }
    entry: dict[str, Data] = {
        "type": "object",
        "required": list(COLUMNS),
        "additionalProperties": False,
        "properties": properties,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Index of paragraphs",
        "description": (
            "Every paragraph that can be cited, in the order of the text. Those that left the text"
            " come last."
        ),
        "type": "object",
        "required": ["schema", "paragraphs"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA},
            "paragraphs": {"type": "array", "items": entry},
        },
    }


class IndexEntry(msgspec.Struct, frozen=True):
    """A paragraph of the index.

    Offsets are bytes of the raw file, half-open. They are null if the paragraph left the text.
    """

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
    label: str
    locator: str
    verdict: str
    withdrawn: bool
    redirect: str
    provisional: bool


def index_entry(record: Paragraph | Withdrawn, edited: EditedDocument) -> IndexEntry:
    """Return a paragraph or a withdrawn paragraph as an entry of the index."""
    present = None if isinstance(record, Withdrawn) else record
    redirect = record.redirect if isinstance(record, Withdrawn) else ""
    return IndexEntry(
        id=record.id,
        document=record.document,
        kind=record.kind,
        speaker=record.speaker,
        number=record.number,
        checksum=record.checksum,
        text=record.text,
        fragment=f"#{redirect or record.id}",
        source=edited.segmented.source,
        raw_start=present.raw_start if present else None,
        raw_end=present.raw_end if present else None,
        label=present.label if present else "",
        locator=present.locator if present else "",
        verdict=present.verdict if present else "merged" if redirect else "withdrawn",
        withdrawn=present is None,
        redirect=redirect,
        provisional=edited.segmented.provisional,
    )


def index_entries(corpus: Iterable[EditedDocument]) -> Iterator[IndexEntry]:
    """Yield the paragraphs of each document in the order of the text, then its withdrawn ones."""
    for edited in corpus:
        for paragraph in edited.paragraphs:
            yield index_entry(paragraph, edited)
        for gone in sorted(edited.withdrawn, key=lambda gone: gone.id):
            yield index_entry(gone, edited)


class IndexWriter:
    """A context manager that writes the index as JSON and, beside it, as CSV.

    It writes entry by entry, one a line. Both files are written whole or not at all.
    """

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

    def write(self, entry: IndexEntry) -> None:
        """Write an entry to both files."""
        self._lines.write((b"\n" if self.first else b",\n") + msgspec.json.encode(entry))
        self.first = False
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(
            [_cell(getattr(entry, column)) for column in COLUMNS]
        )
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
    return guard_cell(value) if isinstance(value, str) else str(value)


def main(arguments: list[str]) -> int:
    """Print the JSON Schema of the index, as it is in workflow/schemas/."""
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    run_command(main)
