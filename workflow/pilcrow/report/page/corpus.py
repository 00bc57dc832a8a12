"""Read what the earlier stages made of each document: paragraphs, codings, marks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from pilcrow.edition.people import as_named
from pilcrow.files.language import say
from pilcrow.identity import ledger
from pilcrow.model.documents import Document as Listed
from pilcrow.model.documents import Metadata
from pilcrow.model.records import (
    CleanedDocument,
    Coded,
    Coding,
    Correction,
    Mark,
    Paragraph,
    Segment,
    SegmentedDocument,
    Voice,
    Withdrawn,
    read_records,
)
from pilcrow.report.prose.citations import CitableDocument, make_citable_document
from pilcrow.tables.reading import CONSENSUS, RULES

CITED = ("speech", "question")


class ReceivedFile(msgspec.Struct, frozen=True):
    """A document's raw file as compose needs it, without the text."""

    source: str
    sha256: str
    bytes: int
    encoding: str
    layout_reason: str
    marks: list[Mark]
    corrections: list[Correction]


class EditedDocument(msgspec.Struct, frozen=True):
    """A document of the edition, with what was coded on it."""

    segmented: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]
    codings: list[Coding]
    voices: list[Voice]
    metadata: Metadata
    derived: bool
    received: ReceivedFile | None

    @property
    def document(self) -> str:
        """Return the document's ID."""
        return self.segmented.document

    def citable(self) -> CitableDocument:
        """Return the document as it can be cited."""
        return make_citable_document(
            self.document,
            self.paragraphs,
            self.withdrawn,
            self.segmented.provisional,
            self.segmented,
        )

    def corrections(self) -> list[Correction]:
        """Return the corrections and notes, from the latest stage that has them."""
        return self.segmented.corrections or (self.received.corrections if self.received else [])


def received_of(record: CleanedDocument) -> ReceivedFile:
    """Return what the stage `clean` made of a document, without the texts."""
    return ReceivedFile(
        record.source,
        record.sha256,
        record.bytes,
        record.encoding,
        record.layout_reason,
        record.marks,
        record.corrections,
    )


def read_received(paths: Iterable[Path]) -> dict[str, ReceivedFile]:
    """Read what the stage `clean` made of each document, without the texts."""
    return {
        record.document: received_of(record)
        for path in paths
        for record in read_records(path, CleanedDocument)
    }


def edited_from(
    segments: Iterable[Segment],
    coded: Iterable[Coded],
    entry: Listed | None,
    received: ReceivedFile | None,
) -> EditedDocument:
    """Return a document from its records, of which the document's own comes first.

    `entry` is its entry in documents.json, None if it has none.
    """
    segmented, *rest = segments
    assert isinstance(segmented, SegmentedDocument)
    records = list(coded)
    return EditedDocument(
        segmented,
        [record for record in rest if isinstance(record, Paragraph)],
        [record for record in rest if isinstance(record, Withdrawn)],
        [record for record in records if isinstance(record, Coding)],
        [record for record in records if isinstance(record, Voice)],
        as_named(entry.metadata, segmented) if entry else Metadata.unknown(""),
        entry.derived if entry else False,
        received,
    )


def read_corpus(
    documents: Sequence[Listed],
    segments: Sequence[Path],
    codes: Sequence[Path],
    received: Mapping[str, ReceivedFile],
) -> Iterator[EditedDocument]:
    """Yield the documents of all batches, in the order of their IDs within each batch."""
    listed = {entry.document: entry for entry in documents}
    batches = {path.name: path for path in codes}
    for path in sorted(segments, key=lambda path: path.name):
        coded: dict[str, list[Coded]] = {}
        for record in read_records(batches[path.name], Coded) if path.name in batches else ():
            coded.setdefault(record.document, []).append(record)
        for document, records in groupby(
            read_records(path, Segment), key=lambda record: str(record.document)
        ):
            yield edited_from(
                records, coded.get(document, ()), listed.get(document), received.get(document)
            )


def read_orphans(
    root: Path, files: Iterable[Path], documents: Container[str]
) -> list[EditedDocument]:
    """Return the documents that have a ledger but no transcript, as withdrawn paragraphs.

    So what cites them still leads somewhere. `files` are their ledgers and the remaining metadata.
    """
    names = {path.name: path for path in files}
    found = []
    for name in sorted(names):
        document = name.removesuffix(ledger.ENDING)
        if document == name or document in documents:
            continue
        metadata = _metadata_left(names.get(f"{document}.yaml"))
        segmented = SegmentedDocument(
            document,
            "",
            "",
            "",
            metadata.language if metadata else "en",
            provisional=False,
            paragraphs=0,
        )
        known = metadata or Metadata.unknown("")
        gone = ledger.read_tombstones(root, document)
        found.append(EditedDocument(segmented, [], gone, [], [], known, metadata is None, None))
    return found


def _metadata_left(path: Path | None) -> Metadata | None:
    """Return the metadata of a document without transcript, or None."""
    if path is None:
        return None
    from pilcrow.files.typed import load_yaml

    return load_yaml(Metadata, path, f"raw/{path.name}")[0]


def chosen_codings(edited: EditedDocument, choice: str, rule: str = "majority") -> list[Coding]:
    """Return the codings that the report uses, one for each paragraph and theme.

    `choice` is the rules, a coder, or the consensus that `rule` finds.
    """
    if choice != CONSENSUS:
        return [coding for coding in edited.codings if coding.coder == choice and coding.theme]
    from pilcrow.agreement.adjudication import adjudicate

    return [coding for coding in adjudicate(edited.codings, rule).codings if coding.theme]


def coding_beside(edited: EditedDocument, choice: str, rule: str = "majority") -> list[Coding]:
    """Return the coding that the page shows beside the one that the report uses.

    Beside the rules it is that of the only coder, or the consensus of several by `rule`. Beside any
    other it is that of the rules.
    """
    other = RULES if choice != RULES else _of_people(edited)
    return chosen_codings(edited, other, rule) if other else []


def name_of_coding(choice: str) -> str:
    """Return what the page calls a coding."""
    return {RULES: say("rules"), CONSENSUS: say("consensus")}.get(choice, say("reading"))


def codings_compared(corpus: Iterable[EditedDocument], choice: str) -> tuple[str, str]:
    """Return what the page calls the two codings of documents, "" for a missing second."""
    first = name_of_coding(choice)
    coders = {coding.coder for edited in corpus for coding in edited.codings}
    if choice != RULES:
        return first, name_of_coding(RULES) if RULES in coders else ""
    people = coders - {RULES}
    return first, name_of_coding(CONSENSUS if len(people) > 1 else min(people)) if people else ""


def not_compared(edited: EditedDocument, choice: str) -> set[str]:
    """Return the paragraphs that no person has read. Codings cannot be compared there."""
    wanted = None if choice in (RULES, CONSENSUS) else choice
    read = {
        coding.paragraph
        for coding in edited.codings
        if coding.coder != RULES and wanted in (None, coding.coder)
    }
    return {paragraph.id for paragraph in edited.paragraphs} - read


def _of_people(edited: EditedDocument) -> str:
    people = {coding.coder for coding in edited.codings} - {RULES}
    return "" if not people else CONSENSUS if len(people) > 1 else min(people)


def stale_marks(edited: EditedDocument) -> list[Mark]:
    """Return a mark for each paragraph and coder whose coding is of an earlier text."""
    there = {paragraph.id for paragraph in edited.paragraphs}
    stale = sorted(
        {(coding.paragraph, coding.coder) for coding in edited.codings if coding.stale}
        | {(voice.paragraph, voice.coder) for voice in edited.voices if voice.stale}
    )
    return [
        Mark(
            "stale",
            (
                f"{coder} coded an earlier state of {paragraph}."
                if paragraph in there
                else f"{coder} coded {paragraph}, which is no longer in the text."
            ),
            edited.document,
            paragraph,
            f"coding/hand/{coder}/{edited.document}.csv",
            0,
            (
                f"Read it again: make a new form (`pilcrow form --coder {coder}`) and load this"
                " file there."
                if paragraph in there
                else "Remove the rows, or restore the paragraph."
            ),
        )
        for paragraph, coder in stale
    ]


def all_marks(edited: EditedDocument) -> list[Mark]:
    """Return every mark on a document, each once, sorted."""
    received = edited.received.marks if edited.received else []
    return sorted({*edited.segmented.marks, *received, *stale_marks(edited)})
