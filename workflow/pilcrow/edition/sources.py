"""The edition from the sources as they are now, for commands that ask about a text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pilcrow.edition.cleaning import clean
from pilcrow.edition.division import division_file, load_division
from pilcrow.edition.people import load_people, people_of
from pilcrow.edition.segmentation import segment_document
from pilcrow.files.project import DocumentFiles, raw_files
from pilcrow.files.readable import is_there
from pilcrow.files.typed import load_yaml
from pilcrow.inputs.metadata import make_document, read_metadata
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail
from pilcrow.model.records import (
    CleanedDocument,
    Paragraph,
    SegmentedDocument,
    SpeakerRow,
    Withdrawn,
)
from pilcrow.model.settings import Config
from pilcrow.model.values import SLUG


class Edition(msgspec.Struct, frozen=True):
    """One document: its clean text with all records, and its paragraphs."""

    cleaned: CleanedDocument
    segmented: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]
    manifest: Document


NO_TEXT = "The project has no transcript yet. Add one with `pilcrow add FILE`."


def document_ids(root: Path) -> list[str]:
    """Return the IDs of the project's documents, sorted."""
    return sorted({path.stem for path in raw_files(root)})


def raw_file(root: Path, document: str) -> Path:
    """Return the transcript of a document. Raises Problems if there is no such document."""
    paths = [path for path in raw_files(root) if path.stem == document]
    if not paths:
        fail(
            f'There is no document "{document}" in raw/.',
            todo=did_you_mean(document, document_ids(root)),
            kind="document",
        )
    return paths[0]


def manifest_document(root: Path, document: str) -> Document:
    """Return a document with its metadata and its files. Raises Problems if they are not valid."""
    raw = raw_file(root, document)
    if not SLUG.match(document):
        fail(
            "The name of this file cannot be the ID of a document.",
            file=os.fsencode(f"raw/{raw.name}").decode("utf-8", "backslashreplace"),
            todo="Rename it; `pilcrow check` proposes a name.",
            kind="name",
        )
    found = make_document(raw, read_metadata(root, document), DocumentFiles(root))
    shown = "config/config.yaml"
    config = load_yaml(Config, root / shown, shown)[0] if is_there(root / shown) else None
    return with_decisions(root, found, load_people(root), config)


def with_decisions(
    root: Path,
    document: Document,
    people: dict[str, list[SpeakerRow]],
    config: Config | None = None,
) -> Document:
    """Return a document with the editor's decisions about speakers and division.

    The project's stage directions are added too. Raises Problems if the division file is not valid.
    """
    shown = division_file(document.document)
    path = root / shown
    return msgspec.structs.replace(
        document,
        speakers=people_of(people, document.document),
        division=load_division(path, shown) if is_there(path) else [],
        stage_words=config.stage_words if config else [],
        stage_brackets=config.stage_brackets if config else [],
    )


def load_document(root: Path, document: str) -> Edition:
    """Clean and segment one document from its sources. Raises Problems."""
    return read(root, manifest_document(root, document))


def each_document(root: Path) -> Iterator[Edition]:
    """Yield the edition of each document, sorted by ID; one is held at a time.

    Raises Problems at the end, of all documents that cannot be read.
    """
    problems: list[Problem] = []
    for document in document_ids(root):
        try:
            yield load_document(root, document)
        except Problems as stopped:
            problems += stopped.problems
    if problems:
        raise Problems(problems)


def read(root: Path, manifest: Document) -> Edition:
    """Clean and segment a document whose metadata and files are known. Raises Problems."""
    cleaned = clean(root, manifest)
    segmented = segment_document(cleaned, manifest, root)
    return Edition(cleaned, segmented.document, segmented.paragraphs, segmented.withdrawn, manifest)
