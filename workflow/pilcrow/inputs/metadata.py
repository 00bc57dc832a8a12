"""raw/documents.csv: the metadata of a corpus in one table, instead of a file for each document.

A row is a document. A column is a key of raw/<document>.yaml; a nested key has a dot: `document`,
`title`, `date`, `speaker` (or `speaker.name`), `speaker.role`, `source.publisher`,
`segmentation.layout`. Any other column is the scholar's own and goes under `extra`; the tables use
it for grouping.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pilcrow.files.project import DocumentFiles
from pilcrow.files.readable import is_there
from pilcrow.files.rows import decode, load_rows, split_header
from pilcrow.files.typed import line_of_place, load_yaml, model_keys, parse_yaml, validate
from pilcrow.model.documents import Document, Metadata, Person, Segmentation, Source
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.records import Mark
from pilcrow.model.values import Data, Plain, Typed

SHOWN = "raw/documents.csv"
KEY = "document"
# Keys with keys of their own. Lists and rules are for raw/<document>.yaml.
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
_PLAIN = [name for name in model_keys(Metadata) if name not in (*_NESTED, "extra")]
COLUMNS = sorted(
    {
        *_PLAIN,
        *(f"{key}.{name}" for key, model in _NESTED.items() for name in model_keys(model)),
        "speaker",
        "addressee",
    }
    - {*_LISTS}
)


def row_data(row: dict[str, str]) -> dict[str, Data]:
    """Return the data of raw/<document>.yaml that a row stands for. Empty cells are left out."""
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
    """The rows of raw/documents.csv by document; empty if there is no such file."""

    def __init__(self, root: Path | None) -> None:
        """Read the table, but do not validate its rows yet; None means no project.

        Raises Problems for invalid CSV or columns, and for a document with two rows.
        """
        self.rows: dict[str, tuple[int, dict[str, str]]] = {}
        if root is None or not is_there(root / SHOWN):
            return
        path = root / SHOWN
        text, sign, _ = split_header(decode(path, SHOWN))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        header = [name.strip() for name in next(reader, [])]
        found = _check_header(header)
        if found:
            raise Problems(found)
        for line, row in load_rows(path, SHOWN, [KEY], [name for name in header if name != KEY]):
            document = row[KEY].strip()
            if document in self.rows:
                what = (
                    f'The document "{document}" already has a row, line {self.rows[document][0]}.'
                )
                found.append(
                    problem(what, file=SHOWN, line=line, todo="Keep one of them.", kind="twice")
                )
            elif not document:
                found.append(
                    problem(
                        "The row does not name a document.",
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
        """Return a document's typed metadata. Raises Problems, with the line of the row."""
        line, row = self.rows[document]
        return validate(Metadata, row_data(row), SHOWN, {(): line})

    def unused(self, documents: Collection[str]) -> list[Mark]:
        """Return a warning for each row whose document has no transcript."""
        todo = "Put the transcript back, or remove the row."
        return [
            Mark(
                "metadata",
                f"{SHOWN} describes {document}, which has no transcript.",
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
    problems = []
    for name in header:
        again = header.count(name) > 1
        plain = name.lower().replace(" ", "_")
        if again:
            problems.append(
                problem(
                    f'The column "{name}" is given twice.',
                    file=SHOWN,
                    line=1,
                    todo="Keep one of them.",
                    kind="column",
                )
            )
        elif name in _LISTS:
            problems.append(
                problem(
                    f'"{name}" is a list, and a cell cannot hold a list.',
                    file=SHOWN,
                    line=1,
                    todo="Write raw/<document>.yaml for this document.",
                    kind="column",
                )
            )
        elif not name:
            problems.append(
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
            problems.append(
                problem(
                    f'The column "{name}" is not known here.',
                    file=SHOWN,
                    line=1,
                    todo=did_you_mean(plain, COLUMNS),
                    kind="column",
                )
            )
    return sorted(set(problems))


def refuse_twice(root: Path, document: str, table: DocumentTable) -> None:
    """Raise Problems if a document has both a row and a file."""
    if document in table and (root / f"raw/{document}.yaml").is_file():
        fail(
            f"The document {document} is described twice: here and in raw/{document}.yaml.",
            file=SHOWN,
            line=table.rows[document][0],
            todo="Keep one of them.",
            kind="twice",
        )


def locate_key(
    root: Path, document: str, key: tuple[Any, ...], table: DocumentTable
) -> tuple[str, int]:
    """Return file and line of a key of a document's metadata: in its own file, or in the table."""
    if document in table:
        return SHOWN, table.rows[document][0]
    shown = f"raw/{document}.yaml"
    return shown, line_of_place(key, parse_yaml(decode(root / shown, shown), shown)[1])


def read_metadata(root: Path, document: str, table: DocumentTable | None = None) -> Metadata | None:
    """Return a document's metadata from its own file or its row; None if it has neither.

    Raises Problems if the metadata are not valid.
    """
    table = table or DocumentTable(root)
    if document in table:
        refuse_twice(root, document, table)
        return table.metadata(document)
    shown = f"raw/{document}.yaml"
    if is_there(root / shown):
        return load_yaml(Metadata, root / shown, shown)[0]
    return None


def make_document(raw: Path, metadata: Metadata | None, places: DocumentFiles) -> Document:
    """Return a document with its metadata and the files that exist for it.

    Args:
        raw: The transcript.
        metadata: Its metadata; None means that there are none, and the title is derived.
        places: The files of the editor and the coders.
    """
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
    """Return a title made of a document's ID."""
    return document.replace("-", " ").strip().capitalize()
