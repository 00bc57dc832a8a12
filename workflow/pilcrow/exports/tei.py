"""TEI P5: a document in the schema of parliamentary corpora (Parla-CLARIN), with stand-off codings.

A paragraph is a `seg` in an `u`, a heading a `head`, a stage direction a `note`. Each has its
paragraph ID as xml:id. Evidence begins and ends at an `anchor` in the text. The name of an anchor
gives the character of the paragraph's clean text: lavrov-truss-2022.p8.c34. So spans may overlap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from lxml import etree

from pilcrow.edition.corrections import as_clean
from pilcrow.edition.division import describe_decision
from pilcrow.exports.markup import FORBIDDEN, XML_ID, add, encoded, lay_out, xml_name
from pilcrow.exports.material import (
    SPOKEN,
    Document,
    Setting,
    is_voice_lost,
    paragraph_around,
)
from pilcrow.exports.tei_header import add_header
from pilcrow.model.records import Coding, Correction, Paragraph, Withdrawn
from pilcrow.model.values import Data

NAMESPACE = "http://www.tei-c.org/ns/1.0"
# Elements whose white space is text.
MIXED = frozenset(
    [
        "head",
        "seg",
        "note",
        "p",
        "span",
        "desc",
        "catDesc",
        "label",
        "name",
        "resp",
        "title",
        "persName",
        "change",
    ]
)


class Emendation(msgspec.Struct, frozen=True):
    """A correction inside a paragraph: its characters, and the words received."""

    start: int
    end: int
    received: str
    name: str


def write_document(document: Document, setting: Setting) -> bytes:
    """Return the TEI file of a document."""
    root = etree.Element(f"{{{NAMESPACE}}}TEI", nsmap={None: NAMESPACE})
    root.set(XML_ID, document.id)
    add_header(root, document, setting)
    text = add(root, "text", xml_lang=document.segmented.language)
    emended = emendations(document)
    add_body(text, document, anchors(document, emended), emended)
    add_stand_off(root, document, emended)
    lay_out(root, MIXED)
    return encoded(root)


# Places in the text


def emendations(document: Document) -> dict[int, tuple[str, Emendation]]:
    """Return the corrections that are inside one paragraph each.

    Returns:
        Paragraph ID and emendation, by the place in the list of corrections.
    """
    found = {}
    for number, correction in enumerate(document.corrections()):
        if correction.after is None or correction.start < 0:
            continue
        paragraph = paragraph_around(document.paragraphs, correction.start, correction.end)
        if paragraph is not None:
            start, end = correction.start - paragraph.start, correction.end - paragraph.start
            name = f"{document.id}.correction.{number + 1}"
            found[number] = paragraph.id, Emendation(start, end, as_clean(correction.before), name)
    return found


def anchors(
    document: Document, emended: Mapping[int, tuple[str, Emendation]]
) -> dict[str, set[int]]:
    """Return the places in each paragraph where something begins or ends."""
    found: dict[str, set[int]] = {}

    def note(paragraph: str, start: int, end: int) -> None:
        found.setdefault(paragraph, set()).update((start, end))

    for coding in document.codings:
        for span in coding.evidence:
            note(coding.paragraph, span.start, span.end)
    for voice in document.voices:
        if not is_voice_lost(voice):
            note(voice.paragraph, voice.start, voice.end)
    for actor in document.actors:
        note(actor.paragraph, actor.start, actor.end)
    for paragraph in document.paragraphs:
        for start, end in paragraph.asides:
            note(paragraph.id, start, end)
    for number, correction in enumerate(document.corrections()):
        if number not in emended and correction.start >= 0 and correction.before:
            paragraph_of = paragraph_around(document.paragraphs, correction.start, correction.end)
            if paragraph_of is not None:
                note(
                    paragraph_of.id,
                    correction.start - paragraph_of.start,
                    correction.end - paragraph_of.start,
                )
    return found


def anchor(paragraph: str, offset: int) -> str:
    return f"{paragraph}.c{offset}"


# The text


def add_body(
    text: Any,
    document: Document,
    places: Mapping[str, set[int]],
    emended: Mapping[int, tuple[str, Emendation]],
) -> None:
    """Add the paragraphs in their order.

    A division begins at a heading. An utterance begins where someone else speaks.
    """
    changes: dict[str, list[Emendation]] = {}
    for paragraph_id, change in emended.values():
        changes.setdefault(paragraph_id, []).append(change)
    division: Any = None
    utterance: Any = None
    spoken = False  # the division has text below its headings
    body = add(text, "body")
    for paragraph in document.paragraphs:
        if division is None or (paragraph.kind == "heading" and spoken):
            division, spoken = add(body, "div"), False
        if paragraph.kind in SPOKEN:
            who = speaker(document.id, paragraph.speaker)
            if (
                utterance is None
                or utterance.getparent() is not division
                or utterance.get("who", "") != who
                or paragraph.speaker_label
            ):
                if paragraph.speaker_label:
                    add(division, "note", paragraph.speaker_label, type="speaker")
                utterance = add(division, "u", who=who)
            element = add(utterance, "seg", type=paragraph.kind)
        else:
            utterance = None
            element = (
                add(division, "head")
                if paragraph.kind == "heading"
                else add(division, "note", type="comment")
            )
        spoken = spoken or paragraph.kind != "heading"
        element.set(XML_ID, paragraph.id)
        element.set("n", paragraph.number.removeprefix("p"))
        add_text(element, paragraph, places.get(paragraph.id, set()), changes.get(paragraph.id, []))
    if not document.paragraphs:
        add(add(body, "div"), "p")


def speaker(document: str, name: str) -> str:
    """Return a pointer to a speaker; "" for nobody."""
    return f"#{document}.speaker.{xml_name(name)}" if name else ""


def add_text(
    element: Any, paragraph: Paragraph, places: set[int], changes: Sequence[Emendation]
) -> None:
    """Add the clean text of a paragraph with anchors, and both readings where it was corrected."""
    text, position = paragraph.text, 0
    waiting = deque(sorted(places))
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        add_characters(element, paragraph.id, text, position, change.start, waiting, last=True)
        choice = add(element, "choice", xml_id=change.name)
        put(add(choice, "sic"), change.received)
        corrected = add(choice, "corr")
        add_characters(corrected, paragraph.id, text, change.start, change.end, waiting)
        position = change.end
    add_characters(element, paragraph.id, text, position, len(text), waiting, last=True)


def add_characters(
    element: Any,
    paragraph: str,
    text: str,
    start: int,
    end: int,
    waiting: deque[int],
    last: bool = False,
) -> None:
    """Add the characters [start, end), with the anchors among them.

    With `last` an anchor at the end is added too.
    """
    while waiting and (waiting[0] < end or (last and waiting[0] == end)):
        place = waiting.popleft()
        put(element, text[start:place])
        add(element, "anchor", xml_id=anchor(paragraph, place))
        start = place
    put(element, text[start:end])


def put(element: Any, text: str) -> None:
    """Add text at the end of an element. A character that XML does not allow is <g n="U+FFFE"/>."""
    position = 0
    for found in FORBIDDEN.finditer(text):
        _append(element, text[position : found.start()])
        add(element, "g", n=f"U+{ord(found.group()):04X}")
        position = found.end()
    _append(element, text[position:])


def _append(element: Any, text: str) -> None:
    if not text:
        return
    last = next(element.iterchildren(reversed=True), None)  # `len` would count all children
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


# What is said about the text


def add_stand_off(
    root: Any, document: Document, emended: Mapping[int, tuple[str, Emendation]]
) -> None:
    """Add codings, voices, actors, notes, and the state of each paragraph."""
    stand_off = add(root, "standOff")
    for coding in document.codings:
        add_coding(stand_off, document.id, coding)
    add_voices(stand_off, document)
    add_actors(stand_off, document)
    asides = [
        (paragraph.id, *aside) for paragraph in document.paragraphs for aside in paragraph.asides
    ]
    if asides:
        group = add(stand_off, "spanGrp", type="aside")
        for paragraph, start, end in asides:
            add_span(group, paragraph, start, end, "")
    add_notes(stand_off, document, emended)
    add_division(stand_off, document)
    for withdrawn in document.withdrawn:
        add_withdrawn(stand_off, withdrawn)
    if document.paragraphs:
        add_states(stand_off, document.paragraphs)
    if not len(stand_off):
        root.remove(stand_off)


def add_span(
    group: Any, paragraph: str, start: int, end: int, words: str, **attributes: str
) -> None:
    span = add(
        group,
        "span",
        **{"from": f"#{anchor(paragraph, start)}", "to": f"#{anchor(paragraph, end)}"},
        **attributes,
    )
    put(span, words)


def add_coding(stand_off: Any, document: str, coding: Coding) -> None:
    """Add a coding: coder, theme, paragraph, memo, and a span for each piece of evidence."""
    group = add(
        stand_off,
        "spanGrp",
        type="coding",
        subtype="stale" if coding.stale else "",
        resp=coder(document, coding.coder),
        ana=f"#{document}.theme.{xml_name(coding.theme)}"
        if coding.theme
        else f"#{document}.no-theme",
        corresp=f"#{coding.paragraph}",
    )
    if coding.memo:
        put(add(group, "desc"), coding.memo)
    for span in coding.evidence:
        add_span(group, coding.paragraph, span.start, span.end, span.text, n=span.rule)
    for words in coding.lost:
        put(add(group, "span", type="lost", target=f"#{coding.paragraph}"), words)


def coder(document: str, name: str) -> str:
    return f"#{document}.coder.{xml_name(name)}"


def add_voices(stand_off: Any, document: Document) -> None:
    for voice in document.voices:
        group = add(
            stand_off,
            "spanGrp",
            type="voice",
            subtype="stale" if voice.stale else "",
            resp=coder(document.id, voice.coder),
            ana=f"#{document.id}.voice.{voice.voice}",
            corresp=f"#{voice.paragraph}",
        )
        if voice.source:
            put(add(group, "desc", type="source"), voice.source)
        if voice.memo:
            put(add(group, "desc", type="memo"), voice.memo)
        if is_voice_lost(voice):
            put(add(group, "span", type="lost", target=f"#{voice.paragraph}"), voice.text)
        else:
            add_span(group, voice.paragraph, voice.start, voice.end, voice.text)


def add_actors(stand_off: Any, document: Document) -> None:
    """Add a group for each actor of the codebook that is named, in the order of first mention."""
    groups: dict[str, Data] = {}
    for actor in document.actors:
        if actor.actor not in groups:
            groups[actor.actor] = add(
                stand_off,
                "spanGrp",
                type="actor",
                ana=f"#{document.id}.actor.{xml_name(actor.actor)}",
            )
        add_span(groups[actor.actor], actor.paragraph, actor.start, actor.end, actor.text)


def add_notes(
    stand_off: Any, document: Document, emended: Mapping[int, tuple[str, Emendation]]
) -> None:
    """Add the reasons of corrections, and the editor's notes."""
    for number, correction in enumerate(document.corrections()):
        kind = "note" if correction.after is None else "correction"
        note = add(
            stand_off,
            "note",
            type=kind,
            subtype="inapplicable" if correction.state == "inapplicable" else "",
            resp=responsible(document.id, correction.responsible),
            target=target_pointers(document, number, correction, emended),
        )
        if number not in emended and correction.before:
            put(add(note, "quote"), correction.before)
            if correction.after is not None:
                add(note, "lb")
                put(add(note, "corr"), correction.after)
            put(note, " ")
        put(note, correction.reason)


def add_division(stand_off: Any, document: Document) -> None:
    """Add the editor's decisions about the division of the text, each with its paragraphs."""
    for row in document.segmented.division:
        if row.paragraphs:
            note = add(
                stand_off,
                "note",
                type="division",
                resp=responsible(document.id, row.responsible),
                target=" ".join(f"#{identifier}" for identifier in row.paragraphs),
            )
            put(note, describe_decision(row, named=False))


def target_pointers(
    document: Document,
    number: int,
    correction: Correction,
    emended: Mapping[int, tuple[str, Emendation]],
) -> str:
    """Return pointers to what a correction or note is about.

    That is the two readings, the ends of the words, or the paragraph.
    """
    if number in emended:
        return f"#{emended[number][1].name}"
    paragraph = (
        paragraph_around(document.paragraphs, correction.start, correction.end)
        if correction.start >= 0
        else None
    )
    if paragraph is not None and correction.before:
        return " ".join(
            f"#{anchor(paragraph.id, place - paragraph.start)}"
            for place in (correction.start, correction.end)
        )
    known = {one.id for one in document.paragraphs} | {one.id for one in document.withdrawn}
    return f"#{correction.place if correction.place in known else document.id}"


def responsible(document: str, name: str) -> str:
    return f"#{document}.responsible.{xml_name(name)}" if name else ""


def add_withdrawn(stand_off: Any, withdrawn: Withdrawn) -> None:
    """Add the last accepted text of a paragraph that was withdrawn."""
    target = f"#{withdrawn.redirect}" if withdrawn.redirect else ""
    note = add(
        stand_off,
        "note",
        xml_id=withdrawn.id,
        n=withdrawn.number.removeprefix("p"),
        type="withdrawn",
        target=target,
    )
    put(note, withdrawn.text)


def add_states(stand_off: Any, paragraphs: Iterable[Paragraph]) -> None:
    """Add the SHA-256 of each paragraph's clean text, and its place in the file as received."""
    checksums = add(stand_off, "spanGrp", type="checksum")
    places = add(stand_off, "spanGrp", type="place")
    for paragraph in paragraphs:
        add(checksums, "span", paragraph.checksum, target=f"#{paragraph.id}")
        words = f"bytes {paragraph.raw_start}–{paragraph.raw_end}, line {paragraph.line}"
        words += f"; {paragraph.locator}" if paragraph.locator else ""
        add(places, "span", words, target=f"#{paragraph.id}", n=paragraph.label)
