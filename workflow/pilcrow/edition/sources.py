"""The edition in memory, from the sources as they are now: for the commands that ask about a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pilcrow.clean import clean
from pilcrow.files.project import Places, raw_files
from pilcrow.model.problems import did_you_mean, fail
from pilcrow.model.records import (
    CleanedDocument,
    ManifestDocument,
    Paragraph,
    SegmentedDocument,
    Withdrawn,
)
from pilcrow.segment import segment_document


class Edition(msgspec.Struct, frozen=True):
    """One document: its clean text with all records, and its paragraphs."""

    cleaned: CleanedDocument
    segmented: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]
    manifest: ManifestDocument


def documents(root: Path) -> list[str]:
    """The IDs of the project's documents, sorted."""
    return sorted({path.stem for path in raw_files(root)})


def raw_file(root: Path, document: str) -> Path:
    """The transcript of a document. Raises Problems, with a proposal where there is no such document."""
    paths = [path for path in raw_files(root) if path.stem == document]
    if not paths:
        fail(
            f'There is no document "{document}" in raw/.',
            todo=did_you_mean(document, documents(root)),
            kind="document",
        )
    return paths[0]


def manifest_document(root: Path, document: str, metadata: Any = None) -> ManifestDocument:
    """What the stages need to know of a document, from its files in the project. Paths are relative to the project.

    `metadata` is a settings.Metadata where the caller has read it already; else raw/<document>.yaml, or its row in
    raw/documents.csv, is read if there is one.
    Raises Problems.
    """
    raw = raw_file(root, document).relative_to(root).as_posix()
    shown = f"raw/{document}.yaml"
    if metadata is None and (root / shown).is_file():
        from pilcrow.files.typed import load_yaml
        from pilcrow.model.settings import Metadata

        metadata, _ = load_yaml(Metadata, root / shown, shown)
    elif metadata is None and (root / "raw/documents.csv").is_file():
        from pilcrow.inputs.metadata import DocumentTable

        table = DocumentTable(root)
        metadata = table.metadata(document) if document in table else None
    return make_manifest(document, raw, metadata, Places(root))


def make_manifest(document: str, raw: str, metadata: Any, places: Places) -> ManifestDocument:
    """What the stages need to know of a document: its settings.Metadata (None: there is none), and which files there are."""
    settings: dict[str, Any] = {}
    if metadata is not None:
        settings = {
            "language": metadata.language,
            "speaker": metadata.speaker.name,
            "encoding": metadata.encoding,
            "segmentation": metadata.segmentation.model_dump(exclude_defaults=True),
        }

    return ManifestDocument(
        document=document,
        raw=raw,
        corrections=places.given(f"{document}.corrections.csv"),
        ledger=places.given(f"{document}.paragraphs.csv"),
        hand=places.hand.get(document, []),
        voice=places.voice.get(document, []),
        **settings,
    )


def load(root: Path, document: str) -> Edition:
    """Clean and segment one document from its sources. Raises Problems."""
    manifest = manifest_document(root, document)
    cleaned = clean(root, manifest)
    segmented = segment_document(cleaned, manifest, root)
    return Edition(cleaned, segmented.document, segmented.paragraphs, segmented.withdrawn, manifest)
