"""Check all that the scholar writes before any stage runs.

That is the configuration, metadata, codebook, corrections, ledgers and hand codings. The problems
of all files are reported together. The result of each document is kept under `.snakemake/pilcrow/`
with the checksums of its files, so that in a corpus only changed documents are read again.
`extracts` writes what the stages read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pilcrow.checks.config import (
    OVERRIDES,
    check_annotate,
    check_choice,
    check_keyness,
    check_renderer,
)
from pilcrow.checks.config import SHOWN as CONFIG
from pilcrow.checks.documents import (
    CheckedDocument,
    PassedDocuments,
    Sources,
    attempt,
    check_document,
    key_of,
)
from pilcrow.checks.orphans import check_orphans
from pilcrow.checks.own_columns import check_own_columns
from pilcrow.checks.raw import check_raw
from pilcrow.checks.versions import check_versions
from pilcrow.coding.codebook_checks import SHOWN as CODEBOOK
from pilcrow.coding.codebook_checks import load_codebook, named_themes, not_looked_for
from pilcrow.edition.people import load_people
from pilcrow.files import typed
from pilcrow.files.project import DocumentFiles, raw_files, scholars_files
from pilcrow.files.readable import is_closed, is_there, why_unreadable
from pilcrow.files.transaction import interrupted
from pilcrow.inputs.metadata import SHOWN as TABLE
from pilcrow.inputs.metadata import DocumentTable, make_document
from pilcrow.model.codebook import Codebook
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config
from pilcrow.model.values import SLUG, Data

Result = TypeVar("Result")


class ExaminedProject(msgspec.Struct):
    """What could be read of a project, and what is wrong with the rest."""

    config: Config | None
    checked: list[CheckedDocument]
    documents: list[Document]  # those whose text can be read, sorted by ID
    names: set[str]  # the IDs of all documents
    codebook: Codebook | None
    themes: list[str] | None  # the codes of the codebook, also of one that has a fault elsewhere
    marks: list[Mark]
    problems: list[Problem]


class Checked(msgspec.Struct):
    """A project whose files have no problem."""

    config: Config
    checked: list[CheckedDocument]
    codebook: Codebook
    marks: list[Mark]

    @property
    def documents(self) -> list[Document]:
        """Return the documents, sorted by ID."""
        return [checked.document for checked in self.checked]


def check_config(root: Path, overrides: Mapping[str, Data]) -> Config:
    """Return config/config.yaml with the values that `--config` overrides. Raise Problems.

    If the file is missing, every key has its default.
    """
    path = root / CONFIG
    data, lines = (
        typed.parse_yaml(typed.decode(path, CONFIG), CONFIG) if is_there(path) else ({}, {})
    )
    found: list[Problem] = []
    try:
        own = typed.validate(Config, data, CONFIG, lines)
    except Problems as stopped:
        found += stopped.problems
        own = Config()
    if overrides:
        try:
            given = {**msgspec.to_builtins(own), **overrides}
            own = typed.validate(Config, given, OVERRIDES, {(): 0})
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    return own


def names_directions(root: Path) -> bool:
    """Return whether a configuration that is not valid may name stage directions of its own."""
    path = root / CONFIG
    return why_unreadable(path, CONFIG) is not None or b"stage_" in path.read_bytes()


def examine_project(
    root: Path,
    overrides: Mapping[str, Data] | None = None,
    known: PassedDocuments | None = None,
    sources: Sources | None = None,
) -> Checked:
    """Check a whole project except its texts. Raise Problems with the problems of all files.

    `known` are documents that passed before. One whose files still have the checksums in `sources`
    is not read again. If `sources` is None, nobody has looked at the files yet.
    """
    read = survey_project(root, overrides, known, sources)
    if read.problems or read.config is None or read.codebook is None:
        raise Problems(read.problems)
    return Checked(read.config, read.checked, read.codebook, read.marks)


def survey_project(
    root: Path,
    overrides: Mapping[str, Data] | None = None,
    known: PassedDocuments | None = None,
    sources: Sources | None = None,
) -> ExaminedProject:
    """Return what `examine` reads of a project, together with all problems.

    What rests on a file with a problem is not checked. Raises Problems if a command was
    interrupted, or if a folder cannot be read: nobody knows what is in it, so nothing is checked.
    """
    if unfinished := interrupted(root):
        raise Problems(unfinished)
    unreadable: list[Problem] = []
    if sources is None:  # a build has looked at them already
        try:
            scholars_files(root)
        except Problems as stopped:
            unreadable = stopped.problems
            if any(is_closed(root / one.file) for one in unreadable):
                raise
    examination = _Examination(root, overrides or {})
    examination.found += unreadable
    examination.names |= {name for one in unreadable if (name := file_document(one.file))}
    examination.documents(known or PassedDocuments(None), sources or Sources())
    examination.together()
    return ExaminedProject(
        examination.config if examination.configured else None,
        examination.checked,
        examination.readable,
        examination.names,
        examination.codebook,
        examination.themes,
        sorted(examination.marks),
        list(dict.fromkeys(examination.found)),
    )


def file_document(shown: str) -> str:
    """Return the document whose transcript or metadata a file of raw/ is; "" for any other."""
    path = Path(shown)
    return path.stem if path.parent == Path("raw") and shown != TABLE else ""


class _Examination:
    """One check of a project: what was read, and what is wrong or doubtful."""

    def __init__(self, root: Path, overrides: Mapping[str, Data]) -> None:
        self.root, self.overrides = root, overrides
        self.found: list[Problem] = []
        self.marks: list[Mark] = []
        self.checked: list[CheckedDocument] = []
        self.readable: list[Document] = []
        self.places = DocumentFiles(root)
        self.files = raw_files(root)
        self.names = {path.stem for path in self.files}
        config = self.take(check_config, root, overrides)
        self.configured = config is not None
        self.config = config or Config()
        read = self.take(load_codebook, root / CODEBOOK)
        self.codebook = read[0] if read else None
        # Hand codings can be checked with a faulty codebook too, if it says which themes there are.
        self.themes = self.codebook.codes() if self.codebook else named_themes(root / CODEBOOK)
        speakers = self.take(load_people, root)
        self.speakers = speakers or {}
        table = self.take(DocumentTable, root)
        self.table = table or DocumentTable(None)
        self.tabled = table is not None
        # Whether the texts can be divided: labels and stage directions are known.
        self.dividing = speakers is not None and (self.configured or not names_directions(root))

    def take(self, function: Callable[..., Result], *arguments: Any) -> Result | None:
        """Return what a function returns; if it raises Problems, keep them and return None."""
        return attempt(self.found, function, *arguments)

    def rests_on_sound_files(self, document: str) -> bool:
        """Return whether all that a document's text depends on, beyond its own files, was read.

        These are labels and stage directions, and the table if it describes the document.
        """
        own = is_there(self.root / f"raw/{document}.yaml")
        return self.dividing and (self.tabled or own)

    def documents(self, known: PassedDocuments, sources: Sources) -> None:
        """Check the files of each document that changed since it last passed."""
        found, marks = check_raw(self.root, self.files)
        self.found += found
        self.marks += [*marks, *self.table.unused(self.names)]
        themes = json.dumps(self.themes)
        for path in self.files:
            if not SLUG.match(path.stem):
                continue
            document = msgspec.structs.replace(
                make_document(path, None, self.places),
                stage_words=self.config.stage_words,
                stage_brackets=self.config.stage_brackets,
            )
            key = key_of(document, themes, sources)
            checked = known.find(path.stem, key)
            problems: list[Problem] = []
            if checked is None:
                checked, problems = check_document(
                    self.root,
                    path,
                    self.places,
                    self.themes,
                    self.table,
                    self.speakers,
                    self.config,
                )
            self.found += problems
            if checked is None or not self.rests_on_sound_files(path.stem):
                continue
            self.readable.append(checked.document)
            self.marks += checked.marks
            if not problems:
                checked.key = key
                known.now.append(checked)
        self.checked = known.now

    def together(self) -> None:
        """Check what concerns several files: configuration, versions, own columns, orphans."""
        root, config, places = self.root, self.config, self.places
        documents, names = self.readable, self.names
        self.found += check_choice(root, config, "coding" in self.overrides)
        self.found += check_renderer(root, config, "renderer" in self.overrides)
        self.found += check_annotate(root, config, "annotate" in self.overrides, names, places)
        if len(documents) == len(names):  # else it is not known which values and versions there are
            self.found += check_keyness(root, config, "keyness" in self.overrides, documents)
            versions = {one.document: one.metadata.version_of for one in documents}
            self.found += check_versions(root, versions, self.table, places)
        columns = {one.document: one.metadata.extra for one in documents}
        self.found += check_own_columns(root, columns, self.table)
        marks, found = check_orphans(root, places, names)
        self.marks += marks
        self.found += found
        if self.codebook:
            languages = {one.document: one.metadata.language for one in documents}
            self.marks += not_looked_for(self.codebook, languages)


def check_for_build(
    root: Path, state: Path, overrides: Mapping[str, Data], files: Mapping[str, str], engine: str
) -> Checked:
    """Check a project while its Snakefile is parsed. Raise Problems.

    `files` are the checksums of the scholar's files by path, `engine` is the digest of the checking
    code. Documents that passed before, and whose files are the same, are not read again.
    """
    known = PassedDocuments(state)
    try:
        return examine_project(root, overrides, known, Sources(dict(files), engine))
    finally:
        known.save()
