"""From clean text to paragraphs, each with kind, speaker, ID, checksum, sentences and places.

`text.division` divides the text and does not know the ledger. `segment_document` gives the
paragraphs their permanent IDs from the ledger, or provisional ones if there is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pilcrow.edition.corrections import check_places, uncorrected
from pilcrow.edition.division import placed_rows
from pilcrow.edition.people import described_people, main_speaker
from pilcrow.identity import ledger
from pilcrow.identity.align import Aligned, Alignment, align, pending_marks
from pilcrow.model.documents import Document
from pilcrow.model.records import (
    CleanedDocument,
    Correction,
    Doubtful,
    Paragraph,
    Segment,
    SegmentedDocument,
    Withdrawn,
)
from pilcrow.text.division import Division, divide_text, stage_of, tell_doubts
from pilcrow.text.kinds import add_asides, apart_from, find_asides
from pilcrow.text.offsets import Offsets
from pilcrow.text.sentences import find_sentences
from pilcrow.text.units import Unit
from pilcrow.text.words import blanked, count_words, words_of


class Segmented(msgspec.Struct):
    """A document as `segment` writes it: its record, paragraphs and withdrawn paragraphs."""

    document: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]

    def records(self) -> Iterator[Segment]:
        yield self.document
        yield from self.paragraphs
        yield from self.withdrawn


def asides_of(unit: Unit, stage: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Return the stage directions in a unit as ranges of characters, sorted; none in a note.

    Those that the source states come before those that are found in the text.
    """
    if unit.kind == "note":
        return []
    asides = add_asides(unit.text, find_asides(unit.text), stage)
    if not unit.asides:
        return asides
    return sorted([*apart_from(asides, unit.asides), *unit.asides])


def _count_spoken(
    units: Sequence[Unit], apart: Sequence[Sequence[tuple[int, int]]], language: str
) -> list[int]:
    """Return the number of words of each unit without its stage directions (`apart`)."""
    spoken = [
        blanked(unit.text, asides) if asides else unit.text
        for unit, asides in zip(units, apart, strict=True)
    ]
    counts = words_of(language, "together", "together").count_each(spoken)
    for place, unit in enumerate(units):
        if unit.language:
            counts[place] = count_words(spoken[place], unit.language)
    return counts


def make_paragraphs(
    units: Sequence[Unit],
    offsets: Offsets,
    identities: Sequence[Aligned],
    language: str = "",
    stage: re.Pattern[str] | None = None,
) -> list[Paragraph]:
    """Return the records of paragraphs, with sentences, words, checksums and places.

    Args:
        units: The divided text.
        offsets: The map from clean text to the raw file.
        identities: ID and verdict of each unit.
        language: Language of the document; "" if it is not known.
        stage: The scholar's own stage directions; None means none.
    """
    places = offsets.places((unit.start, unit.end) for unit in units)
    document = offsets.cleaned.document
    apart = [asides_of(unit, stage) for unit in units]
    counts = _count_spoken(units, apart, language)
    paragraphs = []
    for order, (unit, identity, (raw_start, raw_end, line), asides, count) in enumerate(
        zip(units, identities, places, apart, counts, strict=True), 1
    ):
        text = unit.text
        # In the order of the record's fields: by name they take five times as long.
        paragraphs.append(
            Paragraph(
                identity.id,
                document,
                identity.number,
                unit.kind,
                unit.speaker,
                order,
                text,
                hashlib.sha256(text.encode()).hexdigest(),
                count,
                unit.start,
                unit.end,
                raw_start,
                raw_end,
                line,
                find_sentences(text, unit.language or language, asides),
                asides,
                unit.label,
                unit.speaker_label,
                unit.locator,
                identity.verdict,
                identity.similarity,
                identity.accepted,
                identity.difference,
                identity.related,
                identity.explanation,
                identity.pending,
                "" if unit.language == language else unit.language,
                unit.grade,
                unit.reason,
            )
        )
    return paragraphs


def align_units(
    units: Sequence[Unit],
    document: Document,
    root: Path | None,
    corrections: Sequence[Correction] = (),
) -> Alignment:
    """Return the identities of paragraphs: from the ledger, or provisional ones if there is none.

    For a text without its corrections give the corrections. Then it is compared with the accepted
    text as it was before them.

    Raises Problems if the ledger is not valid.
    """
    rows = (
        ledger.read_ledger((root or Path()) / document.ledger, document.ledger)
        if document.ledger
        else []
    )
    return align(document.document, uncorrected(rows, corrections) if corrections else rows, units)


def _open_doubts(
    found: Division, paragraphs: Sequence[Paragraph], *, provisional: bool, extracted: bool
) -> list[Doubtful]:
    """Return the doubts about paragraphs; what the scholar accepted is no longer in doubt."""
    if not found.doubts:
        return []
    of = {id(unit): paragraph for unit, paragraph in zip(found.units, paragraphs, strict=True)}
    return [
        Doubtful(
            doubt.kind,
            paragraph.id,
            paragraph.line,
            doubt.shown,
            doubt.reason,
            paragraph.locator if extracted else "",
        )
        for doubt in found.doubts
        if (paragraph := of.get(id(doubt.unit))) and (provisional or paragraph.pending)
    ]


def segment_document(
    cleaned: CleanedDocument,
    document: Document,
    root: Path | None = None,
    *,
    spend: bool = False,
) -> Segmented:
    """Segment a document and give its paragraphs their IDs: from the ledger, or provisional ones.

    With `spend` the processing record of `cleaned` is released once it is used: for a hard-wrapped
    text it is several times as large as the text.
    """
    offsets = Offsets(cleaned)
    if spend:
        _ = offsets.received
        cleaned.normalisation.clear()
    found = divide_text(cleaned, document, offsets)
    alignment = align_units(found.units, document, root)
    paragraphs = make_paragraphs(
        found.units, offsets, alignment.paragraphs, document.language, stage_of(document)
    )
    check_places(cleaned.corrections, paragraphs, alignment.withdrawn, document.corrections)
    pending = pending_marks(
        document.document, paragraphs, alignment.withdrawn, provisional=alignment.provisional
    )
    doubts = _open_doubts(
        found,
        paragraphs,
        provisional=alignment.provisional,
        extracted=cleaned.received != "",
    )
    record = SegmentedDocument(
        document=cleaned.document,
        source=cleaned.source,
        sha256=cleaned.sha256,
        text_sha256=hashlib.sha256(cleaned.text.encode()).hexdigest(),
        language=document.language,
        provisional=alignment.provisional,
        paragraphs=len(paragraphs),
        explanation=found.explanation,
        corrections=cleaned.corrections,
        division=placed_rows(document, paragraphs, offsets),
        doubts=doubts,
        speaker=main_speaker(document.speaker, document.speakers),
        people=described_people(document.speakers),
        stated={
            name: cleaned.families[name]
            for name in sorted({one.speaker for one in paragraphs} & cleaned.families.keys())
        },
        marks=[*cleaned.marks, *found.marks, *tell_doubts(doubts, document), *pending],
    )
    return Segmented(record, paragraphs, alignment.withdrawn)
