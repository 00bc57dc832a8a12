"""raw/documents.csv: the metadata of a whole corpus in one table, instead of a file for each document.

A row is a document. A column is a key of raw/<document>.yaml, nested ones with a point: `document`, `title`, `date`, `speaker`
(or `speaker.name`), `speaker.role`, `source.publisher`, `segmentation.layout`. Any other column is the scholar's own, and goes under
`extra`, from where the tables take it for grouping.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pilcrow.files.project import Places
from pilcrow.files.rows import decode, divide, load_rows
from pilcrow.files.typed import keys_of, line_of, load_yaml, parse_yaml, validate
from pilcrow.model.documents import Document, Metadata, Person, Segmentation, Source
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.records import Mark
from pilcrow.model.values import Data, Plain, Typed

SHOWN = "raw/documents.csv"
KEY = "document"
# Keys that hold keys of their own; lists and rules are for raw/<document>.yaml.
_NESTED: dict[str, type[Typed]] = {
    "speaker": Person,
    "addressee": Person,
    "source": Source,
    "segmentation": Segmentation,
}
_LISTS = (
    "source.known",
    "source.unknown",
    "segmentation.running",
    "segmentation.kinds",
    "segmentation.stage_words",
    "segmentation.stage_brackets",
)
_PLAIN = [name for name in keys_of(Metadata) if name not in (*_NESTED, "extra")]
COLUMNS = sorted(
    {
        *_PLAIN,
        *(f"{key}.{name}" for key, model in _NESTED.items() for name in keys_of(model)),
        "speaker",
        "addressee",
    }
    - {*_LISTS}
)


def row_data(row: dict[str, str]) -> dict[str, Data]:
    """The data of raw/<document>.yaml that a row stands for. Empty cells say nothing."""
    data: dict[str, Data] = {}
    held: dict[str, dict[str, Data]] = {}
    extra: dict[str, Data] = {}
    for column, cell in row.items():
        value = cell.strip()
        if not value or column == KEY:
            continue
        if column not in COLUMNS:
            extra[column] = Plain(value)
            continue
        key, _, name = column.partition(".")
        if key in _NESTED:
            held.setdefault(key, {})[name or "name"] = value
        else:
            data[key] = value
    if "name" not in held.get("speaker", {}):
        held.pop("speaker", None)  # an office without a name: the speaker is missing
    return {**data, **held, "extra": extra} if extra else {**data, **held}


class DocumentTable:
    """The rows of raw/documents.csv by document. Empty where there is no such file."""

    def __init__(self, root: Path | None) -> None:
        """Reads the table, not yet what is in its rows. Raises Problems: the CSV, its columns, a document twice."""
        self.rows: dict[str, tuple[int, dict[str, str]]] = {}
        if root is None or not (root / SHOWN).is_file():
            return
        path = root / SHOWN
        text, sign, _ = divide(decode(path, SHOWN))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        header = [name.strip() for name in next(reader, [])]
        found = _check_header(header)
        if found:
            raise Problems(found)
        for line, row in load_rows(path, SHOWN, [KEY], [name for name in header if name != KEY]):
            document = row[KEY].strip()
            if document in self.rows:
                what = (
                    f'The document "{document}" has a row already, in line'
                    f" {self.rows[document][0]}."
                )
                found.append(
                    problem(what, file=SHOWN, line=line, todo="Keep one of them.", kind="twice")
                )
            elif not document:
                found.append(
                    problem(
                        "The row names no document.",
                        file=SHOWN,
                        line=line,
                        todo="Write its ID.",
                        kind="document",
                    )
                )
            else:
                self.rows[document] = line, row
        if found:
            raise Problems(found)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, document: str) -> bool:
        return document in self.rows

    def metadata(self, document: str) -> Metadata:
        """A document's metadata, typed. Raises Problems, with the line of the row."""
        line, row = self.rows[document]
        return validate(Metadata, row_data(row), SHOWN, {(): line})

    def unused(self, documents: Collection[str]) -> list[Mark]:
        """Marks of rows whose document is not there."""
        todo = "Put the transcript back, or remove the row."
        return [
            Mark(
                "metadata",
                f"{SHOWN} describes {document}, of which there is no transcript.",
                document,
                "",
                SHOWN,
                line,
                todo,
            )
            for document, (line, _) in sorted(self.rows.items())
            if document not in documents
        ]


def _check_header(header: list[str]) -> list[Problem]:
    found = []
    for name in header:
        again = header.count(name) > 1
        plain = name.lower().replace(" ", "_")
        if again:
            found.append(
                problem(
                    f'The column "{name}" stands here twice.',
                    file=SHOWN,
                    line=1,
                    todo="Keep one of them.",
                    kind="column",
                )
            )
        elif name in _LISTS:
            found.append(
                problem(
                    f'"{name}" is a list, which a cell cannot hold.',
                    file=SHOWN,
                    line=1,
                    todo="Give this document a file raw/<document>.yaml.",
                    kind="column",
                )
            )
        elif not name:
            found.append(
                problem(
                    "A column has no name.",
                    file=SHOWN,
                    line=1,
                    todo="Name it in the first line, or remove it.",
                    kind="column",
                )
            )
        elif name not in COLUMNS and (
            plain in COLUMNS or (name.partition(".")[0] in _NESTED and "." in name)
        ):
            found.append(
                problem(
                    f'The column "{name}" is not known here.',
                    file=SHOWN,
                    line=1,
                    todo=did_you_mean(plain, COLUMNS),
                    kind="column",
                )
            )
    return sorted(set(found))


def load_documents_csv(root: Path) -> dict[str, Metadata]:
    """The metadata of all documents of raw/documents.csv, by ID; {} where there is none. Raises Problems, of all rows at once."""
    table = DocumentTable(root)
    loaded: dict[str, Metadata] = {}
    found: list[Problem] = []
    for document in table.rows:
        try:
            loaded[document] = table.metadata(document)
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    return loaded


def refuse_twice(root: Path, document: str, table: DocumentTable) -> None:
    """Raises Problems where a document has both a row and a file."""
    if document in table and (root / f"raw/{document}.yaml").is_file():
        fail(
            f"The document {document} is described twice: here and in raw/{document}.yaml.",
            file=SHOWN,
            line=table.rows[document][0],
            todo="Keep one of them.",
            kind="twice",
        )


def place_of(
    root: Path, document: str, key: tuple[Any, ...], table: DocumentTable
) -> tuple[str, int]:
    """File and line where a key of a document's metadata is written: in its own file, or its row of the table."""
    if document in table:
        return SHOWN, table.rows[document][0]
    shown = f"raw/{document}.yaml"
    return shown, line_of(key, parse_yaml(decode(root / shown, shown), shown)[1])


def read_metadata(root: Path, document: str, table: DocumentTable | None = None) -> Metadata | None:
    """A document's metadata, from its own file or its row of the table; None where it has neither. Raises Problems."""
    table = table or DocumentTable(root)
    if document in table:
        refuse_twice(root, document, table)
        return table.metadata(document)
    shown = f"raw/{document}.yaml"
    if (root / shown).is_file():
        return load_yaml(Metadata, root / shown, shown)[0]
    return None


def make_document(raw: Path, metadata: Metadata | None, places: Places) -> Document:
    """A document of a transcript, its metadata (None: there are none), and which files of it there are."""
    name = raw.stem
    return Document(
        document=name,
        raw=f"raw/{raw.name}",
        metadata=metadata or Metadata.unknown(derived_title(name)),
        derived=metadata is None,
        corrections=places.given(f"{name}.corrections.csv"),
        ledger=places.given(f"{name}.paragraphs.csv"),
        hand=places.hand.get(name, []),
        voice=places.voice.get(name, []),
    )


def derived_title(document: str) -> str:
    """A title for a document without metadata, made of its ID."""
    return document.replace("-", " ").strip().capitalize()
