"""Stage segment: clean text to paragraphs, each with its kind, speaker, ID, checksum, sentences and places.

`segment_text` is pure: it reads the clean text and the document's settings and knows no ledger. `segment_document` gives the
paragraphs their permanent IDs from the ledger, or provisional ones where there is none.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.edition.corrections import check_places, uncorrected
from pilcrow.identity import ledger
from pilcrow.identity.align import Aligned, Alignment, align, pending_marks
from pilcrow.model.problems import run
from pilcrow.model.records import (
    CleanedDocument,
    Correction,
    Manifest,
    ManifestDocument,
    Mark,
    Paragraph,
    Segment,
    SegmentedDocument,
    Withdrawn,
    read_records,
    write_records,
)
from pilcrow.text.kinds import (
    count_opening_headings,
    find_asides,
    is_capital_heading,
    is_note,
    is_salutation,
    markdown_heading,
)
from pilcrow.text.layout import TIME_CODE
from pilcrow.text.offsets import Offsets
from pilcrow.text.places import take_places
from pilcrow.text.sentences import find_sentences
from pilcrow.text.speakers import Names, find_turns
from pilcrow.text.units import Unit
from pilcrow.text.words import blanked, count_words

KINDS = ("heading", "salutation", "speech", "question", "note")
_TIME = re.compile(rf"{TIME_CODE}(?:\s*(?:-->|[-–—])\s*{TIME_CODE})?\s+(?=\S)")
_NUMBERED = re.compile(
    r"(?:§\s?|¶\s?)?[(\[]?(\d{1,4})[.)\]]{1,2}\s+(?=\S)|[§¶]\s?(\d{1,4})\s+(?=\S)"
)


class Units(msgspec.Struct):
    """The paragraphs of a text, how they were told apart, and what was doubtful."""

    units: list[Unit]
    explanation: list[str]
    marks: list[Mark]


class Segmented(msgspec.Struct):
    """A document after `segment`, as it is written: the document, its paragraphs, its withdrawn paragraphs."""

    document: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]

    def records(self) -> Iterator[Segment]:
        yield self.document
        yield from self.paragraphs
        yield from self.withdrawn


def segment_text(
    cleaned: CleanedDocument, document: ManifestDocument, offsets: Offsets | None = None
) -> Units:
    """The paragraphs of a clean text, in order. Pure. `offsets` are those of the text, where they are known already."""
    policy = document.segmentation
    units: list[Unit] = []
    position = 0
    for line in cleaned.text.split("\n"):
        if line:
            units.append(Unit(position, position + len(line), line))
        position += len(line) + 1
    explanation = [f"{len(units)} paragraph{'s' * (len(units) != 1)}: {cleaned.layout_reason}."]
    _take_times(units, explanation)
    _take_numbers(units, explanation)
    units = _take_speakers(units, document, explanation)
    _tell_kinds(units, policy, explanation)
    if cleaned.locators:
        explanation[-1:] = [*take_places(units, offsets or Offsets(cleaned)), _count_kinds(units)]
    marks = _override(units, document, explanation)
    return Units(units, explanation, marks)


def _cut(unit: Unit, characters: int) -> None:
    """Leave characters at the start of a paragraph out of its text."""
    unit.start += characters
    unit.text = unit.text[characters:]


def _take_times(units: list[Unit], explanation: list[str]) -> None:
    """Time codes at the start of paragraphs become their locators."""
    count = 0
    for unit in units:
        if unit.text[0] in "0123456789[(<" and (match := _TIME.match(unit.text)):
            unit.locator = match.group().strip()
            _cut(unit, match.end())
            count += 1
    if count:
        explanation.append(
            f"{count} paragraph{'s begin' if count != 1 else ' begins'} with a time code, kept as locator."
        )


def _take_numbers(units: list[Unit], explanation: list[str]) -> None:
    """The source's own paragraph numbers become labels, where they count upward one by one at least three times."""
    found: list[tuple[Unit, re.Match[str], int]] = []
    for unit in units:
        if unit.text[0] in "0123456789([§¶" and (match := _NUMBERED.match(unit.text)):
            found.append((unit, match, int(match.group(1) or match.group(2))))
    steps = sum(1 for before, after in itertools.pairwise(found) if after[2] == before[2] + 1)
    if len(found) < 3 or steps < 0.9 * (len(found) - 1):
        return
    for unit, match, _ in found:
        unit.label = match.group().strip()
        _cut(unit, match.end())
    explanation.append(
        f"{len(found)} paragraphs carry a number of the source ({found[0][1].group().strip()} to {found[-1][1].group().strip()}), kept as label."
    )


def _take_speakers(
    units: list[Unit], document: ManifestDocument, explanation: list[str]
) -> list[Unit]:
    """Labels leave the text; the speaker goes on over the paragraphs that follow."""
    names = Names(document.speaker, document.segmentation.get("speakers", "auto"))
    turns = find_turns([unit.text for unit in units], names)
    for unit in units:
        unit.speaker = document.speaker
    if not turns:
        return units
    kept: list[Unit] = []
    speaker, question, waiting = document.speaker, False, ""
    counts: dict[str, int] = {}
    for index, unit in enumerate(units):
        if turn := turns.get(index):
            speaker, question = turn.speaker, turn.question
            counts[turn.label] = counts.get(turn.label, 0) + 1
            waiting = turn.label
            if turn.end >= len(unit.text):
                if index + 1 < len(units) and index + 1 not in turns:
                    units[index + 1].locator = f"{unit.locator} {units[index + 1].locator}".strip()
                    units[index + 1].label = f"{unit.label} {units[index + 1].label}".strip()
                    continue
                # No words follow: the label stays in the text, as a note.
                unit.kind, unit.speaker, waiting = "note", speaker, ""
                kept.append(unit)
                continue
            _cut(unit, turn.end)
        unit.speaker, unit.speaker_label, waiting = speaker, waiting, ""
        if question:
            unit.kind = "question"
        kept.append(unit)
    labels = ", ".join(
        f"{label} ({count})"
        for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12]
    )
    explanation.append(
        f"{sum(counts.values())} speaker label{'s' * (sum(counts.values()) != 1)}: {labels}."
    )
    return kept


def _tell_kinds(units: list[Unit], policy: dict[str, Any], explanation: list[str]) -> None:
    headings, salutations = (
        policy.get("headings", "auto") == "auto",
        policy.get("salutations", "auto") == "auto",
    )
    first_turn = next((index for index, unit in enumerate(units) if unit.speaker_label), len(units))
    opening = 0
    if headings:
        opening = min(
            count_opening_headings([unit.text for unit in units[:200]]),
            first_turn,
            max(len(units) - 1, 0),
        )
    at_start = True
    for index, unit in enumerate(units):
        text = unit.text
        if unit.speaker_label:
            at_start = True
        if headings and (text[0] == "#" and (markup := markdown_heading(text))):
            unit.kind = "heading"
            _cut(unit, markup)
        elif index < opening or (
            headings
            and is_capital_heading(text)
            and not unit.speaker_label
            and index < len(units) - 1
        ):
            unit.kind = "heading"
        elif unit.kind == "note" or is_note(text):
            unit.kind = "note"
        elif (
            salutations
            and at_start
            and unit.kind != "question"
            and index < len(units) - 1
            and is_salutation(text)
        ):
            unit.kind = "salutation"
        else:
            at_start = False
        if unit.kind in ("heading", "note"):
            unit.speaker = ""
    explanation.append(_count_kinds(units))


def _count_kinds(units: Sequence[Unit]) -> str:
    counts = {kind: sum(1 for unit in units if unit.kind == kind) for kind in KINDS}
    return ", ".join(_counted(kind, count) for kind, count in counts.items() if count) + "."


def _counted(kind: str, count: int) -> str:
    if kind == "speech":
        return f"{count} paragraph{'s' * (count != 1)} of speech"
    return f"{count} {kind}{'s' * (count != 1)}"


def _override(units: list[Unit], document: ManifestDocument, explanation: list[str]) -> list[Mark]:
    """What the metadata say of single paragraphs."""
    marks = []
    for rule in document.segmentation.get("kinds", []):
        hits = [unit for unit in units if unit.text.startswith(rule["begins"])]
        for unit in hits:
            unit.kind = rule["kind"]
            if rule.get("speaker"):
                unit.speaker = rule["speaker"]
        if hits:
            explanation.append(f'The metadata make "{rule["begins"]}" of kind {rule["kind"]}.')
        else:
            marks.append(
                Mark(
                    "metadata",
                    f'No paragraph begins with "{rule["begins"]}", of which the metadata say that it is of kind {rule["kind"]}.',
                    document=document.document,
                    file=str(Path(document.raw).with_suffix(".yaml")),
                    todo="Correct or remove the entry under segmentation: kinds.",
                )
            )
    return marks


def make_paragraphs(
    units: Sequence[Unit], offsets: Offsets, identities: Sequence[Aligned], language: str = ""
) -> list[Paragraph]:
    """Records of the paragraphs, with sentences, words, checksums and places in the raw file."""
    places = offsets.places((unit.start, unit.end) for unit in units)
    document = offsets.cleaned.document
    paragraphs = []
    for order, (unit, identity, (raw_start, raw_end, line)) in enumerate(
        zip(units, identities, places, strict=True), 1
    ):
        text = unit.text
        asides = find_asides(text) if unit.kind != "note" else []
        if unit.asides and unit.kind != "note":
            found = [
                aside
                for aside in asides
                if all(aside[1] <= start or end <= aside[0] for start, end in unit.asides)
            ]
            asides = sorted([*found, *unit.asides])
        # In the order of the record's fields: given by name they take five times as long, which is felt at 10 MB a second.
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
                count_words(blanked(text, asides), language),
                unit.start,
                unit.end,
                raw_start,
                raw_end,
                line,
                find_sentences(text, language, asides),
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
            )
        )
    return paragraphs


def align_units(
    units: Sequence[Unit],
    document: ManifestDocument,
    root: Path | None,
    corrections: Sequence[Correction] = (),
) -> Alignment:
    """The identities of paragraphs: from the ledger, or provisional ones where there is none. Raises Problems: a faulty ledger.

    For a text without its corrections these are given, so that it is compared with the accepted text as it was before them.
    """
    rows = (
        ledger.load((root or Path()) / document.ledger, document.ledger) if document.ledger else []
    )
    return align(document.document, uncorrected(rows, corrections) if corrections else rows, units)


def segment_document(
    cleaned: CleanedDocument,
    document: ManifestDocument,
    root: Path | None = None,
    *,
    spend: bool = False,
) -> Segmented:
    """Segment a document and give its paragraphs their IDs: from the ledger, or provisional ones.

    With `spend` the processing record of `cleaned` is let go once it is used: of a hard-wrapped text it is several times as large.
    """
    offsets = Offsets(cleaned)
    if spend:
        _ = offsets.received
        cleaned.normalisation.clear()
    found = segment_text(cleaned, document, offsets)
    alignment = align_units(found.units, document, root)
    paragraphs = make_paragraphs(found.units, offsets, alignment.paragraphs, document.language)
    check_places(cleaned.corrections, paragraphs, alignment.withdrawn, document.corrections)
    pending = pending_marks(
        document.document, paragraphs, alignment.withdrawn, provisional=alignment.provisional
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
        marks=[*cleaned.marks, *found.marks, *pending],
    )
    return Segmented(record, paragraphs, alignment.withdrawn)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m pilcrow.segment",
        description="Clean text to paragraphs with kind, speaker, ID, checksum and places.",
    )
    parser.add_argument("--manifest", required=True, type=Path, help="the documents of the batch")
    parser.add_argument("--clean", required=True, type=Path, help="what the stage clean wrote")
    parser.add_argument("--output", required=True, type=Path, help="JSON Lines to write")
    parser.add_argument("--root", type=Path, default=Path(), help="the project (default: here)")
    options = parser.parse_args(arguments)
    gc.disable()  # records hold no cycles; looking for them takes a third of the time
    manifest = msgspec.json.decode(options.manifest.read_bytes(), type=Manifest)
    documents = {document.document: document for document in manifest.documents}

    def records() -> Iterator[Segment]:
        for cleaned in read_records(options.clean, CleanedDocument):
            segmented = segment_document(
                cleaned, documents[cleaned.document], options.root, spend=True
            )
            print(f"{cleaned.source}: " + " ".join(segmented.document.explanation), file=sys.stderr)
            yield from segmented.records()

    write_records(options.output, records())
    return 0


if __name__ == "__main__":
    run(main)
