"""Check all that the scholar writes, before any stage runs: config, metadata, codebook, corrections, ledgers, hand codings.

Every problem of every file is reported at once. What passes is written as plain JSON under `.snakemake/pilcrow/`, so that the
Snakefile and the stages read typed data without parsing YAML again. There each document's result is kept too, with the checksums of
the files that it came from: of a corpus only what changed is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.checks.config import check_annotate, check_choice, check_keyness
from pilcrow.checks.orphans import check_orphans
from pilcrow.checks.own_columns import check_own_columns
from pilcrow.checks.versions import check_versions
from pilcrow.coding import hand
from pilcrow.coding.codebook_checks import load_codebook, named_themes
from pilcrow.edition import corrections, people
from pilcrow.edition.division import division_file
from pilcrow.edition.sources import derived_title, make_document, with_decisions
from pilcrow.files import typed
from pilcrow.files.checksums import combine, write_if_changed
from pilcrow.files.leftovers import no_transcript
from pilcrow.files.project import ENDINGS, Places, raw_files
from pilcrow.files.transaction import interrupted
from pilcrow.identity import ledger
from pilcrow.inputs.metadata import DocumentTable, read_metadata
from pilcrow.model.codebook import Codebook
from pilcrow.model.documents import Document, Metadata
from pilcrow.model.problems import Problem, Problems, problem
from pilcrow.model.records import Known as KnownSpeaker
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config
from pilcrow.model.values import SLUG
from pilcrow.model.wording import slug


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


class Checked(msgspec.Struct):
    """What a project holds, checked."""

    config: Config
    checked: list[CheckedDocument]
    codebook: Codebook
    marks: list[Mark]

    @property
    def documents(self) -> list[Document]:
        return [checked.document for checked in self.checked]


def propose_slug(name: str) -> str:
    """A valid document ID made of a file's name: "Rede Köln 2.txt" gives "rede-koln-2"."""
    return slug(name, "d") if slug(name) else "document"


def check_config(root: Path, overrides: dict[str, Any]) -> Config:
    """config/config.yaml with what `--config` overrides. A missing file means the defaults."""
    shown = "config/config.yaml"
    path = root / shown
    data, lines = typed.parse_yaml(typed.decode(path, shown), shown) if path.is_file() else ({}, {})
    found: list[Problem] = []
    try:
        own = typed.validate(Config, data, shown, lines)
    except Problems as stopped:
        found += stopped.problems
        own = Config()
    if overrides:
        try:
            own = typed.validate(Config, {**msgspec.to_builtins(own), **overrides}, "--config", {})
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    return own


def check_raw(root: Path) -> tuple[list[Path], list[Problem], list[Mark]]:
    """The transcripts of raw/, problems of their names, and marks of metadata left behind."""
    found: list[Problem] = []
    marks: list[Mark] = []
    files = raw_files(root)
    by_document: dict[str, list[Path]] = {}
    for path in files:
        by_document.setdefault(path.stem, []).append(path)
        if not SLUG.match(path.stem):
            found.append(
                problem(
                    f'"{path.stem}" cannot be a document ID: it must begin with a letter a–z and hold only a–z, 0–9 and hyphens.',
                    file=f"raw/{path.name}",
                    todo=f'Rename the file to "{propose_slug(path.stem)}{path.suffix.lower()}" (and its .yaml with it).',
                    kind="name",
                )
            )
    for document, paths in by_document.items():
        if len(paths) > 1:
            names = ", ".join(path.name for path in paths)
            found.append(
                problem(
                    f'The document "{document}" has more than one transcript: {names}.',
                    file="raw",
                    todo="Give each its own name.",
                    kind="name",
                )
            )
    folder = root / "raw"
    transcripts = {path.name for path in files}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name in transcripts or path.name == "documents.csv" or path.name.startswith("."):
            continue
        if path.is_dir() or no_transcript(path.name):
            continue
        if path.suffix in (".yaml", ".yml"):
            if path.suffix == ".yml":
                found.append(
                    problem(
                        "Metadata files end in .yaml.",
                        file=f"raw/{path.name}",
                        todo=f'Rename it to "{path.stem}.yaml".',
                        kind="name",
                    )
                )
            elif path.stem not in by_document:
                marks.append(
                    Mark(
                        "metadata",
                        f"raw/{path.name} describes a transcript that is not there.",
                        path.stem,
                        "",
                        f"raw/{path.name}",
                        0,
                        "Put the transcript back, or remove the metadata.",
                    )
                )
        else:
            found.append(
                problem(
                    f'A transcript cannot end in "{path.suffix or path.name}".',
                    file=f"raw/{path.name}",
                    todo=f"Known are {', '.join(ENDINGS)}. Convert it, or move it out of raw/.",
                    kind="name",
                )
            )
    if not files and not found:
        found.append(
            problem(
                "raw/ holds no transcript.",
                file="raw",
                todo='Put one there, for example "raw/speech-2022.txt".',
                kind="name",
            )
        )
    return files, found, marks


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
        f"{path.name} has no metadata: its title is derived from its file name; speaker, date and provenance are unknown.",
        path.stem,
        "",
        shown,
        0,
        f"Write {shown}: `pilcrow check --skeleton {path.stem}` prints a beginning.",
    )
    return None, [mark]


def skeleton(document: str) -> str:
    """A beginning of raw/<document>.yaml."""
    return f'title: "{derived_title(document)}"\nspeaker:\n  name: ""\n  family: ""\n  role: ""\ndate: \nplace: ""\nlanguage: en\nevent: ""\nsource:\n  description: ""\n  known: []\n  unknown: []\n'


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
    return combine({**parts, "raw": document.raw, "engine": sources.engine})


def check_document(
    root: Path,
    path: Path,
    places: Places,
    themes: list[str] | None,
    table: DocumentTable,
    known: dict[str, list[KnownSpeaker]] | None = None,
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
        document = with_decisions(root, document, known or {})
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


def examine(
    root: Path,
    overrides: dict[str, Any] | None = None,
    known: Known | None = None,
    sources: Sources | None = None,
) -> Checked:
    """Check a whole project. Raises Problems with all that is wrong in all files.

    `known` are documents that passed before; one whose files are still the same, by the checksums of `sources`, is not read again.
    """
    if unfinished := interrupted(root):
        raise Problems(unfinished)
    found: list[Problem] = []
    config = Config()
    try:
        config = check_config(root, overrides or {})
    except Problems as stopped:
        found += stopped.problems
    codebook_shown = "coding/codebook.yaml"
    codebook: Codebook | None = None
    themes: list[str] | None = None
    try:
        codebook, _ = load_codebook(root / codebook_shown, codebook_shown)
        themes = codebook.codes()
    except Problems as stopped:
        found += stopped.problems
        themes = named_themes(root / codebook_shown, codebook_shown)
    files, trouble, marks = check_raw(root)
    found += trouble
    places, sources, known = Places(root), sources or Sources(), known or Known(None)
    table = DocumentTable(None)
    try:
        table = DocumentTable(root)
        marks += table.unused({path.stem for path in files})
    except Problems as stopped:
        found += stopped.problems
    speakers: dict[str, list[KnownSpeaker]] = {}
    try:
        speakers = people.load_people(root)
    except Problems as stopped:
        found += stopped.problems
    told_themes = json.dumps(themes)
    for path in files:
        if not SLUG.match(path.stem):
            continue
        key = key_of(make_document(path, None, places), told_themes, sources)
        checked = known.find(path.stem, key)
        if checked is None:
            try:
                checked = check_document(root, path, places, themes, table, speakers)
            except Problems as stopped:
                found += stopped.problems
                continue
            checked.key = key
        known.now.append(checked)
        marks += checked.marks
    if not found:
        found = check_choice(
            root,
            config,
            "coding" in (overrides or {}),
            (shown for checked in known.now for shown in checked.document.hand),
        )
        found += check_keyness(
            root,
            config,
            "keyness" in (overrides or {}),
            [msgspec.to_builtins(checked.document) for checked in known.now],
        )
    given = "annotate" in (overrides or {})
    found += check_annotate(root, config, given, {path.stem for path in files}, places)
    named = {checked.id: checked.document.metadata.version_of for checked in known.now}
    if len(known.now) == len(files):  # what a document with problems is a version of is not known
        found += check_versions(root, named, table, places)
    found += check_own_columns(
        root,
        {checked.id: checked.document.metadata.extra for checked in known.now},
        table,
    )
    orphaned, trouble = check_orphans(root, places, {path.stem for path in files})
    marks += orphaned
    found += trouble
    if found or codebook is None:
        raise Problems(found)
    return Checked(config, known.now, codebook, sorted(marks))


def write_state(checked: Checked, state: Path) -> None:
    """Write what was checked, a file a kind, for the Snakefile and the stages. What did not change is left untouched."""
    kinds = {
        "config": checked.config,
        "documents": checked.documents,
        "manifest-documents": [document.reading() for document in checked.documents],
        "codebook": checked.codebook,
        "rules": checked.codebook.without_prose(),
        "marks": checked.marks,
    }
    for name, value in kinds.items():
        write_if_changed(
            state / f"{name}.json",
            msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n",
        )


def check_for_build(
    root: Path, state: Path, overrides: dict[str, Any], files: Mapping[str, str], engine: str
) -> None:
    """Check a project while its Snakefile is parsed, and write what the stages read of it. Raises Problems.

    `files` are the checksums of the scholar's files by path, `engine` is the digest of the checking code: documents
    whose files passed before and are the same are not read again.
    """
    known = Known(state)
    try:
        checked = examine(root, overrides, known, Sources(dict(files), engine))
    finally:
        known.save()
    write_state(checked, state)
