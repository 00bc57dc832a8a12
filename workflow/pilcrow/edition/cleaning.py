r"""From raw bytes to clean text, with a record of everything that was done.

    raw bytes --decode--> received text --normalisation--> normalised text
    --corrections--> clean text

Clean text has one paragraph a line, joined by "\n". `rebuild` gives back the raw bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pilcrow.files.readable import unreadable
from pilcrow.model import wording
from pilcrow.model.documents import Document
from pilcrow.model.patterns import compile_later
from pilcrow.model.problems import Problems, did_you_mean, fail, problem
from pilcrow.model.records import (
    CleanedDocument,
    Correction,
    Edit,
    Mark,
    ProcessingRecord,
    SourceLocator,
)
from pilcrow.text.decoding import decode_bytes, encode_text
from pilcrow.text.layout import arrange
from pilcrow.text.long_lines import part_long_lines
from pilcrow.text.normalise import OPERATIONS as OPERATIONS
from pilcrow.text.normalise import (
    apply_edits,
    count_misread,
    join_edits,
    names,
    normalise_characters,
    unusual_characters,
)
from pilcrow.text.offsets import Offsets
from pilcrow.text.unicode_age import OLDEST, beyond_ascii, newer_than_oldest

if TYPE_CHECKING:
    from pilcrow.edition.corrections import Applied, Place
    from pilcrow.formats.extracted import Extracted
    from pilcrow.identity.align import Aligned
    from pilcrow.text.units import Unit

# Endings whose files are plain text, read byte by byte.
SHOWN = 6  # characters named in a message
PLAIN = (".txt", ".md")
# Latin beside Cyrillic or Greek letters in a word, and letters that look like one of the others.
_MIXED = compile_later("[\u0370-\u052f](?:(?<=[A-Za-z].)|[A-Za-z])")
_LETTERS = compile_later(r"[^\W\d_]+")
_ALIKE = frozenset("ABCEHIKMNOPTXYZaceiopvxyАВСЕНІКМОРТХУасеіорухΑΒΕΖΗΙΚΜΝΟΡΤΥΧικνορυχ")
_TIMED = compile_later(r":(?<=\d:)\d")  # three times as fast as "\d:\d"


def clean_text(
    received: str, layout: str = "auto", running: list[str] | None = None
) -> tuple[str, list[Edit], str, str]:
    """Return the normalised text of a received text, the edits, the layout and the reason for it.

    Args:
        received: The text as received.
        layout: "auto", or the layout that the metadata give.
        running: Running heads that the metadata give; None means none.
    """
    unusual = unusual_characters(received)
    characters = normalise_characters(received, unusual)
    visible = apply_edits(received, characters)
    arranged, layout, reason = arrange(
        visible, layout, running or [], None if characters else unusual
    )
    edits = join_edits(characters, arranged, visible, received)
    return apply_edits(visible, arranged), edits, layout, reason


def _from_text(content: bytes, document: Document) -> CleanedDocument:
    """Return the record of a plain text before it is divided or corrected. Raises Problems."""
    received, encoding, bom = decode_bytes(
        content,
        document.encoding,
        shown=document.raw,
        metadata=document.metadata_file,
        language=document.language,
    )
    markup, places = _markup(received, document)
    kept = apply_edits(received, markup)
    how = document.segmentation
    text, edits, layout, reason = clean_text(kept, how.layout, how.running)
    return CleanedDocument(
        document=document.document,
        source=document.raw,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        encoding=encoding,
        bom=bom,
        layout=layout,
        layout_reason=reason,
        text=text,
        normalisation=ProcessingRecord.of(join_edits(markup, edits, kept, received)),
        locators=places,
    )


def _from_format(content: bytes, document: Document) -> CleanedDocument:
    """Return the same for a file of another format, whose text a reader extracts. Raises
    Problems.
    """
    from pilcrow.formats import extract
    from pilcrow.text.candidates import Names

    extracted = extract(content, document.raw, document.encoding, Names.of(document))
    kept = apply_edits(extracted.text, extracted.cuts)
    how = document.segmentation
    text, edits, layout, reason = clean_text(
        kept, extracted.layout if how.layout == "auto" else how.layout, how.running
    )
    edits = join_edits(extracted.cuts, edits, kept, extracted.text)
    reason = f"{extracted.reason}; {reason}" if extracted.layout == "auto" else extracted.reason
    return CleanedDocument(
        document=document.document,
        source=document.raw,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        encoding=extracted.form,
        bom=False,
        layout=layout,
        layout_reason=reason,
        text=text,
        normalisation=ProcessingRecord.of(edits),
        received=extracted.text,
        locators=extracted.places,
        families=extracted.families,
        marks=_doubts(extracted, document),
    )


def clean_document(
    content: bytes,
    document: Document,
    corrections: list[Correction] | None = None,
    root: Path | None = None,
) -> CleanedDocument:
    """Return a document's record from its raw bytes and corrections.

    Args:
        content: The raw bytes.
        document: The document with its metadata.
        corrections: Its corrections; None means none.
        root: The project, where a ledger may be; None means the current folder.

    Raises Problems if the text cannot be read, or a correction does not fit.
    """
    running = document.segmentation.running
    _check_running(running, document)
    plain = document.raw.lower().endswith(PLAIN)
    cleaned = (_from_text if plain else _from_format)(content, document)
    if not cleaned.text:
        fail(
            "The file has no text left.",
            file=document.raw,
            todo=f'Check "running" in {document.metadata_file}: it leaves every line out.',
            kind="empty",
        )
    if running:
        idle = _idle(running, cleaned, document)
        cleaned = msgspec.structs.replace(cleaned, marks=[*cleaned.marks, *idle])
    if inside := part_long_lines(cleaned.text, document):
        cleaned = _edited(cleaned, inside)
    if document.division:
        from pilcrow.edition.division import division_edits

        edits, marks = division_edits(cleaned, document)
        cleaned = _edited(cleaned, edits, marks)
    if corrections:
        applied = _corrected(cleaned, document, corrections, root)
        cleaned = msgspec.structs.replace(
            cleaned,
            text=apply_edits(cleaned.text, applied.edits),
            correction_edits=applied.edits,
            corrections=applied.corrections,
            marks=[*cleaned.marks, *applied.marks],
        )
    if cleaned.text.isascii():
        return cleaned
    # What the editor corrected is in doubt no more.
    beyond = beyond_ascii(cleaned.text)
    marks = [
        *_lost(cleaned.text, beyond, document),
        *_too_new(beyond, document),
        *_mixed(cleaned.text, beyond, document),
    ]
    return msgspec.structs.replace(cleaned, marks=[*cleaned.marks, *marks]) if marks else cleaned


def _edited(
    cleaned: CleanedDocument, edits: list[Edit], marks: Sequence[Mark] = ()
) -> CleanedDocument:
    """Return a document with more edits of its clean text in the processing record."""
    received = Offsets(cleaned).received
    record = join_edits(list(cleaned.normalisation), edits, cleaned.text, received)
    return msgspec.structs.replace(
        cleaned,
        text=apply_edits(cleaned.text, edits),
        normalisation=ProcessingRecord.of(record),
        marks=[*cleaned.marks, *marks],
    )


def _markup(received: str, document: Document) -> tuple[list[Edit], list[SourceLocator]]:
    """Return the signs of Markdown, the tiers of CHAT, the tabs of a table of turns, or the names
    and times of a program, and what the source states of the words.
    """
    # What reads labels is loaded only where it is needed: that takes longer than to clean a text.
    if document.raw.lower().endswith(".md"):
        from pilcrow.formats.markdown import find_markup, find_questions
        from pilcrow.text.candidates import Names

        return find_markup(received, Names.of(document)), find_questions(received)
    if received[:20].lstrip().startswith(("@", "\ufeff@")):
        from pilcrow.formats.chat import find_tiers, is_chat

        if is_chat(received):
            return find_tiers(received), []
    if _TIMED.search(received, 0, 2_000):
        from pilcrow.formats.stamped import find_messages
        from pilcrow.text.candidates import Names

        edits, places = find_messages(received, Names.of(document))
        if edits:
            return edits, places
    if "\t" in received[:10_000]:
        from pilcrow.formats.tabbed import find_tabs

        return find_tabs(received), []
    return [], []


def _doubts(extracted: Extracted, document: Document) -> list[Mark]:
    """Return what a reader could not read with certainty, as marks."""
    return [
        Mark(
            "reading",
            doubt.message,
            document=document.document,
            file=document.raw,
            line=doubt.line,
            todo=doubt.todo,
        )
        for doubt in extracted.doubts
    ]


def _lost(text: str, beyond: frozenset[str], document: Document) -> list[Mark]:
    """Return marks of an encoding that was wrong before the file came, and is not mended."""
    if beyond.isdisjoint("\ufffd\u00c3\u00e2"):
        return []
    found = {
        "could not be read when the file was made (U+FFFD)": text.count("\ufffd"),
        "look like UTF-8 that was read as Windows-1252": count_misread(text),
    }
    return [
        Mark(
            "reading",
            f"{count:,} character{'s' * (count != 1)} {what}.",
            document=document.document,
            file=document.raw,
            todo="Look for a better file, or correct them in the edition.",
        )
        for what, count in found.items()
        if count
    ]


def _too_new(beyond: frozenset[str], document: Document) -> list[Mark]:
    """Return a mark of the letters whose reading depends on the version of Python."""
    found = newer_than_oldest(beyond)
    if not found:
        return []
    few = names("".join(found[:SHOWN])) + (f" and {len(found) - SHOWN} more" * (len(found) > SHOWN))
    return [
        Mark(
            "reading",
            f"The text has characters that are newer than Unicode {OLDEST} ({few}). Versions"
            " of Python read them differently, so another may give other words and other bytes.",
            document=document.document,
            file=document.raw,
            todo="Build with one version of Python; the report is the same wherever that is used.",
        )
    ]


def _mixed(text: str, beyond: frozenset[str], document: Document) -> list[Mark]:
    """Return a mark of the words in which a letter of another alphabet looks like their own."""
    if not any("\u0370" <= sign <= "\u052f" for sign in beyond) or not _MIXED.search(text):
        return []
    found = dict.fromkeys(
        word for word in _LETTERS.findall(text) if len(word) > 2 and _is_mixed(word)
    )
    few = ", ".join(f"“{word}”" for word in [*found][:SHOWN]) + ", …" * (len(found) > SHOWN)
    return [
        Mark(
            "reading",
            f"Letters of two alphabets are mixed in words: {few}. Rules do not find these words.",
            document=document.document,
            file=document.raw,
            todo="Look for a better file, or correct them in the edition.",
        )
    ] * bool(found)


def _is_mixed(word: str) -> bool:
    """Return whether all letters of a word's one alphabet look like letters of its other one."""
    latin = {letter for letter in word if letter.isascii()}
    other = set(word) - latin
    return bool(latin and other and _MIXED.search(word)) and (latin <= _ALIKE or other <= _ALIKE)


def _corrected(
    cleaned: CleanedDocument,
    document: Document,
    corrections: list[Correction],
    root: Path | None,
) -> Applied:
    """Find the places of corrections in the uncorrected text.

    If a place is a paragraph, that text is segmented.
    """
    from pilcrow.edition.corrections import apply_corrections
    from pilcrow.identity.ledger import follow_redirects

    offsets = Offsets(cleaned)
    ranges: dict[str, tuple[int, int]] = {}
    gone: dict[str, str] = {}
    if any(not correction.place.startswith("line ") for correction in corrections):
        from pilcrow.edition.segmentation import align_units
        from pilcrow.text.division import divide_text

        units = divide_text(cleaned, document).units
        alignment = align_units(units, document, root, corrections)
        ranges = {
            identity.id: (unit.start, unit.end)
            for identity, unit in zip(alignment.paragraphs, units, strict=True)
        }
        ranges |= _split_ranges(alignment.paragraphs, units)
        gone = {withdrawn.id: withdrawn.redirect for withdrawn in alignment.withdrawn}
        _refuse_unknown(corrections, [*ranges, *gone], document)

    def place_of(correction: Correction) -> Place:
        if (leads := follow_redirects(correction.place, gone)) in ranges:
            return ranges[leads]
        if not correction.place.startswith("line "):
            if correction.place in gone:
                return f"The correction is of {correction.place}, which is no longer in the text."
            return f"There is no paragraph {correction.place} in the text."
        number = int(correction.place[5:])
        place = offsets.line_range(number)
        if place is None:
            return f"{document.raw} has no line {number}."
        return offsets.normalisation.map_forward(*place)

    return apply_corrections(
        cleaned.text, corrections, place_of, document.document, document.corrections
    )


def _split_ranges(
    identities: Sequence[Aligned], units: Sequence[Unit]
) -> dict[str, tuple[int, int]]:
    """Return the ranges of paragraphs that were split and are not accepted yet.

    All parts are one range if they are consecutive.
    """
    places = {
        identity.id: place
        for place, identity in enumerate(identities)
        if identity.verdict == "split"
    }
    ranges = {}
    for identifier, place in places.items():
        parts = sorted(places[part] for part in identities[place].related)
        if parts[-1] - parts[0] == len(parts) - 1:
            ranges[identifier] = (units[parts[0]].start, units[parts[-1]].end)
    return ranges


def _refuse_unknown(corrections: list[Correction], known: list[str], document: Document) -> None:
    """Refuse places that neither text nor ledger knows.

    Without a ledger nothing can be refused: such a paragraph may have existed once.
    """
    if not document.ledger:
        return
    found = [
        problem(
            f"There is no paragraph {correction.place}, and there never was one.",
            file=document.corrections,
            line=correction.line,
            todo=did_you_mean(correction.place, known),
            kind="correction",
        )
        for correction in corrections
        if not correction.place.startswith("line ") and correction.place not in known
    ]
    if found:
        raise Problems(found)


def _check_running(patterns: list[str], document: Document) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as trouble:
            fail(
                f'"{pattern}" under "running" is not a regular expression: {trouble}.',
                file=document.metadata_file,
                todo=(
                    "Put a backslash before signs that are meant literally, such as ( ) [ ] . * + ?"
                ),
                kind="running",
            )


def _idle(patterns: list[str], cleaned: CleanedDocument, document: Document) -> list[Mark]:
    """Return a mark for each pattern of running heads that matches no line."""
    from pilcrow.text.expressions import Expression

    lines = {
        line.strip()
        for edit in cleaned.normalisation
        if edit.operation == "left-out"
        for line in edit.before.splitlines()
    }
    return [
        Mark(
            "metadata",
            f'The metadata list "{pattern}" as a running head, but no line of the file matches it.',
            document=cleaned.document,
            file=document.metadata_file,
            todo="Correct or remove it under segmentation: running.",
        )
        for pattern in patterns
        if not any(Expression(pattern).fullmatch(line, 0, len(line)) for line in lines)
    ]


def rebuild(cleaned: CleanedDocument) -> bytes:
    """Return the raw bytes from the clean text and the records.

    For an extracted format these are the bytes of the extracted text in UTF-8.
    """
    offsets = Offsets(cleaned)
    return encode_text(offsets.received, offsets.encoding, cleaned.bom)


def clean(root: Path, document: Document) -> CleanedDocument:
    """Read and clean one document of a project. Raises Problems."""
    from pilcrow.formats import check_size

    path = root / document.raw
    if not path.is_file():
        fail(
            "The file is missing.",
            file=document.raw,
            todo="Put it back, or remove the document.",
            kind="missing",
        )
    try:
        with open(path, "rb", buffering=0) as stream:
            check_size(os.fstat(stream.fileno()).st_size, document.raw)
            content = stream.readall()
    except PermissionError:
        raise Problems([unreadable(document.raw)]) from None
    corrections = []
    if document.corrections:
        from pilcrow.edition.corrections import load_corrections  # few documents have any

        shown = document.corrections
        corrections = load_corrections(root / shown, shown, document.document)
    return clean_document(content, document, corrections, root)


def describe(cleaned: CleanedDocument) -> str:
    """Return a sentence for the log that says how a document was read."""
    lines = cleaned.text.count("\n") + 1
    parts = [
        f"{cleaned.source}: {cleaned.bytes:,} bytes of"
        f" {cleaned.encoding.upper()}{' with byte order mark' if cleaned.bom else ''},"
        f" {wording.count(lines, 'paragraph')}"
    ]
    parts.append(f"; {cleaned.layout_reason}.")
    if counts := cleaned.normalisation.operations():
        parts.append(
            " On record: "
            + ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
            + "."
        )
    if applied := len(cleaned.correction_edits):
        parts.append(f" {wording.count(applied, 'correction')} applied.")
    return "".join(parts)
