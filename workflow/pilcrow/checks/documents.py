"""Checking the files of a document but its text: metadata, corrections, ledger, hand codings; and what is kept of a check that passed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from pilcrow.coding import hand
from pilcrow.edition import corrections, people
from pilcrow.edition.division import division_file
from pilcrow.edition.sources import with_decisions
from pilcrow.files.checksums import combine, write_if_changed
from pilcrow.files.project import Places
from pilcrow.identity import ledger
from pilcrow.inputs.metadata import DocumentTable, make_document, read_metadata
from pilcrow.model.documents import Document, Metadata
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Known as KnownSpeaker
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config


class CheckedDocument(msgspec.Struct):
    """A document whose files hold no problem, and the key of what it was read from."""

    document: Document
    marks: list[Mark] = []
    key: str = ""

    @property
    def id(self) -> str:
        return self.document.document


class Sources(msgspec.Struct):
    """What the plan knows before the check: checksums of the scholar's files by path, and the digest of the checking code."""

    files: dict[str, str] = {}
    engine: str = ""


class Known:
    """The documents that passed when a project was last checked, kept in its state; those that pass now take their place."""

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
        """A document's result, if its files are as they were."""
        found = self.before.get(document)
        return found if found is not None and key and found.key == key else None

    def save(self) -> None:
        if self.path:
            write_if_changed(self.path, msgspec.json.encode(self.now))


def check_metadata(
    root: Path, path: Path, table: DocumentTable | None = None
) -> tuple[Metadata | None, list[Mark]]:
    """A document's metadata, None where it has none, and marks. Raises Problems."""
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
        f"Write {shown}: `pilcrow check --skeleton {path.stem}` prints a beginning.",
    )
    return None, [mark]


def key_of(document: Document, themes: str, sources: Sources) -> str:
    """The digest of all that the check of a document reads; "" where the checksums are not known. Of the raw file only its name counts."""
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


def check_document(
    root: Path,
    path: Path,
    places: Places,
    themes: list[str] | None,
    table: DocumentTable,
    speakers: dict[str, list[KnownSpeaker]] | None = None,
    config: Config | None = None,
) -> CheckedDocument:
    """Check all files of a document but its text. Raises Problems, of all of them at once. While the themes are not known, hand codings wait."""
    found: list[Problem] = []
    metadata: Metadata | None = None
    marks: list[Mark] = []
    try:
        metadata, marks = check_metadata(root, path, table)
    except Problems as stopped:
        found += stopped.problems
    document = make_document(path, metadata, places)
    try:
        document = with_decisions(root, document, speakers or {}, config)
    except Problems as stopped:
        found += stopped.problems
    checks: list[Callable[[], object]] = []
    if shown := document.corrections:
        checks.append(partial(corrections.load_corrections, root / shown, shown, path.stem))
    if shown := document.ledger:
        checks.append(partial(ledger.load, root / shown, shown))
    if themes is not None:
        checks.append(partial(hand.check_files, root, document, themes))
    for check in checks:
        try:
            check()
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    return CheckedDocument(document, marks)
