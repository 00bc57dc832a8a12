"""Check the files of a document except its text, and keep the results of documents that passed.

The files are the metadata, the corrections, the ledger and the hand codings.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pilcrow.coding import hand
from pilcrow.edition import corrections, people
from pilcrow.edition.division import division_file
from pilcrow.edition.sources import with_decisions
from pilcrow.files.checksums import combine, write_if_changed
from pilcrow.files.project import DocumentFiles
from pilcrow.identity import ledger
from pilcrow.inputs.metadata import DocumentTable, make_document, read_metadata
from pilcrow.model.documents import Document, Metadata
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark
from pilcrow.model.records import SpeakerRow as KnownSpeaker
from pilcrow.model.settings import Config

Result = TypeVar("Result")


class CheckedDocument(msgspec.Struct):
    """A document whose files have no problem, with the digest of what it was read from."""

    document: Document
    marks: list[Mark] = []
    key: str = ""

    @property
    def id(self) -> str:
        """Return the document's ID."""
        return self.document.document


class Sources(msgspec.Struct):
    """What the plan of a build knows before the check.

    `files` gives the checksums of the scholar's files by path, `engine` the digest of the checking
    code.
    """

    files: dict[str, str] = {}
    engine: str = ""


class PassedDocuments:
    """The documents that passed the last check of a project, and those that pass this one.

    `state` is the folder where they are kept. None keeps nothing.
    """

    def __init__(self, state: Path | None) -> None:
        self.path = state / "checked.json" if state else None
        self.before: dict[str, CheckedDocument] = {}
        self.now: list[CheckedDocument] = []
        try:
            kept = (
                msgspec.json.decode(self.path.read_bytes(), type=list[CheckedDocument])
                if self.path
                else []
            )
        except (OSError, msgspec.DecodeError):
            return
        self.before = {checked.id: checked for checked in kept}

    def find(self, document: str, key: str) -> CheckedDocument | None:
        """Return the earlier result of a document, or None if one of its files has changed."""
        found = self.before.get(document)
        return found if found is not None and key and found.key == key else None

    def save(self) -> None:
        """Write the documents that passed now in place of the earlier ones."""
        if self.path:
            write_if_changed(self.path, msgspec.json.encode(self.now))


def check_metadata(
    root: Path, path: Path, table: DocumentTable | None = None
) -> tuple[Metadata | None, list[Mark]]:
    """Return a document's metadata (None if it has none) and marks. Raise Problems."""
    metadata = read_metadata(root, path.stem, table)
    if metadata is not None:
        return metadata, []
    shown = f"raw/{path.stem}.yaml"
    mark = Mark(
        "metadata",
        f"{path.name} has no metadata: its title is derived from its file name; speaker, date and"
        " provenance are unknown.",
        path.stem,
        "",
        shown,
        0,
        f"Write {shown}: `pilcrow check --skeleton {path.stem}` prints a template.",
    )
    return None, [mark]


def key_of(document: Document, themes: str, sources: Sources) -> str:
    """Return the digest of all that the check of a document reads.

    Of the raw file only its name counts. The digest is "" if the checksums are not known.
    """
    if not sources.engine:
        return ""
    names = [
        f"raw/{document.document}.yaml",
        "raw/documents.csv",
        document.corrections,
        document.ledger,
        division_file(document.document),
        people.SHOWN,
        *document.hand,
        *document.voice,
    ]
    parts = {name: sources.files.get(name, "") for name in names if name}
    if document.hand:
        parts["themes"] = themes
    parts["stage directions"] = repr((document.stage_words, document.stage_brackets))
    return combine({**parts, "raw": document.raw, "engine": sources.engine})


def attempt(
    found: list[Problem], function: Callable[..., Result], *arguments: Any
) -> Result | None:
    """Return what a function returns; if it raises Problems, add them to `found`: None."""
    try:
        return function(*arguments)
    except Problems as stopped:
        found += stopped.problems
        return None


def check_document(
    root: Path,
    path: Path,
    places: DocumentFiles,
    themes: list[str] | None,
    table: DocumentTable,
    speakers: dict[str, list[KnownSpeaker]] | None = None,
    config: Config | None = None,
) -> tuple[CheckedDocument | None, list[Problem]]:
    """Check all files of a document except its text.

    Returns the document and the problems of all files. It is None if a file that its text rests on
    has a problem; codings by hand are none of these. `themes` are the codes of the codebook, None
    if they are not known.
    """
    found: list[Problem] = []
    metadata, marks = attempt(found, check_metadata, root, path, table) or (None, [])
    document = make_document(path, metadata, places)
    document = attempt(found, with_decisions, root, document, speakers or {}, config) or document
    if shown := document.corrections:
        attempt(found, corrections.load_corrections, root / shown, shown, path.stem)
    if shown := document.ledger:
        attempt(found, ledger.read_ledger, root / shown, shown)
    checked = None if found else CheckedDocument(document, marks)
    attempt(found, hand.check_files, root, document, themes)
    return checked, found
