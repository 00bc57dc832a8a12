"""Explain the marks of the transcript on sentences of the text itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pilcrow.files.language import say, to_say
from pilcrow.model.records import Correction, Paragraph, Voice
from pilcrow.report.page import syntax
from pilcrow.report.page.annotations import Annotations
from pilcrow.report.page.nesting import Range, nest
from pilcrow.report.page.paragraph_foot import corrections_in, number_signs, sign_of, transcribed
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.page.theme_key import DocumentHead, direction
from pilcrow.report.prose.citations import cited_as
from pilcrow.text.sentences import find_sentences

SHOWN = 90  # characters of a sentence; a longer one is cut around the mark
AROUND = 24  # characters on either side of them


class LegendExample(msgspec.Struct):
    """Words that show what a mark means: the range that is printed, and the marked words in it."""

    paragraph: Paragraph
    head: DocumentHead
    start: int
    end: int
    marked: tuple[int, int]
    key: str = ""  # the theme or the voice
    detail: str = ""  # whose voice; the sign of a note


def legend_block(
    texts: Iterable[
        tuple[DocumentHead, Sequence[Paragraph], Sequence[Voice], Sequence[Correction]]
    ],
    annotated: Annotations,
) -> list[Block]:
    """Return the legend for the page: a line each for themes, voices and notes that there are."""
    themes: list[LegendExample] = []
    voices: list[LegendExample] = []
    notes: list[LegendExample] = []
    for head, paragraphs, heard, corrections in texts:
        themes += theme_samples(head, paragraphs, annotated)
        voices += voice_samples(head, paragraphs, heard)
        notes += note_samples(head, paragraphs, corrections)
    lines = []
    if themes:
        lines.append(theme_line(shortest(themes), annotated))
    if voices:
        # Held at a distance is the voice that a reader least expects.
        distanced = [one for one in voices if one.key == "distanced"]
        lines.append(voice_line(shortest(distanced or voices)))
    if notes:
        lines.append(note_line(shortest(notes)))
    if not lines:
        return []
    return [syntax.div([syntax.plain_list(lines)], classes=["legend", "only-html"])]


def theme_samples(
    head: DocumentHead, paragraphs: Sequence[Paragraph], annotated: Annotations
) -> Iterable[LegendExample]:
    """Yield the words that show themes."""
    for paragraph in paragraphs:
        for coding in annotated.codings[paragraph.id]:
            span = coding.evidence[0] if coding.evidence else None
            if span and (found := sample(paragraph, head, span.start, span.end, coding.theme)):
                yield found


def voice_samples(
    head: DocumentHead, paragraphs: Sequence[Paragraph], voices: Sequence[Voice]
) -> Iterable[LegendExample]:
    """Yield the words in another voice than the speaker's own."""
    by = {paragraph.id: paragraph for paragraph in paragraphs}
    for voice in voices:
        if voice.paragraph in by and not voice.stale and voice.voice in VOICES:
            paragraph = by[voice.paragraph]
            if found := sample(paragraph, head, voice.start, voice.end, voice.voice):
                yield msgspec.structs.replace(found, detail=voice.source)


def note_samples(
    head: DocumentHead, paragraphs: Sequence[Paragraph], corrections: Sequence[Correction]
) -> Iterable[LegendExample]:
    """Yield the words that have a note or a correction."""
    signs = number_signs(corrections)
    for paragraph in paragraphs:
        for one in corrections_in(paragraph, corrections):
            start, end = one.start - paragraph.start, one.end - paragraph.start
            if found := sample(paragraph, head, start, end, "lemma"):
                yield msgspec.structs.replace(found, detail=sign_of(one, signs))


def sample(
    paragraph: Paragraph, head: DocumentHead, start: int, end: int, key: str
) -> LegendExample | None:
    """Return the sentence around marked words, shortened if it is long.

    Returns None if the marked words alone are longer than `SHOWN` characters.
    """
    if not 0 <= start < end <= len(paragraph.text) or end - start > SHOWN:
        return None
    sentences = find_sentences(paragraph.text, head.language)
    first, last = next(((a, b) for a, b in sentences if a <= start and end <= b), (start, end))
    text = paragraph.text
    if last - first > SHOWN:
        first = max(first, text.rfind(" ", first, max(first, start - AROUND)) + 1)
        after = text.find(" ", min(last, end + AROUND), last)
        last = after if after > 0 else last
    return LegendExample(paragraph, head, first, last, (start, end), key)


def shortest(samples: Sequence[LegendExample]) -> LegendExample:
    """Return the sample that is quickest to read and still has words beside the mark."""

    def cost(one: LegendExample) -> tuple[bool, int]:
        length = one.end - one.start
        return one.marked[1] - one.marked[0] > 0.7 * length, abs(length - 60)

    return min(samples, key=cost)


def quoted(one: LegendExample, classes: Sequence[str], **values: str) -> list[Inline]:
    """Return the words of a sample with the mark on them, and the paragraph that they are from."""
    text, whole = one.paragraph.text, (0, len(one.paragraph.text))
    shown = Range(one.start, one.end, 0, "shown")
    marked = Range(*one.marked, 1, "marked")

    def leaf(start: int, end: int) -> list[Inline]:
        return transcribed(text[start:end]) if one.start <= start and end <= one.end else []

    def wrap(found: Range, depth: int, last: bool, inside: Sequence[Inline]) -> list[Inline]:
        if found.kind == "shown":
            return list(inside)
        return [syntax.span(inside, classes=classes, **values)]

    words = nest(whole[1], [shown, marked], leaf, wrap)
    before = syntax.text("… ") if one.start and not text[one.start].isupper() else []
    after = syntax.text(" …") if text[one.end - 1 : one.end].isalnum() else []
    language = {"lang": one.head.language, "dir": direction(one.head.language)}
    return [
        syntax.span([*before, *words, *after], classes=["sample"], **language),
        {"t": "Space"},
        {"t": "Str", "c": "("},
        syntax.link(cited_as(one.paragraph.number), f"#{one.paragraph.id}"),
        *syntax.text("). "),
    ]


def theme_line(one: LegendExample, annotated: Annotations) -> list[Inline]:
    """Return the line that shows the words of a theme."""
    style = f"t{annotated.style_of[one.key]}"
    name = syntax.span(annotated.themes[one.key].name, classes=["theme-name", style])
    return syntax.inlines(
        [
            *quoted(one, ["evidence", style], data_depth="0"),
            say("Underlined words show a theme:") + " ",
            name,
            ". " + say("Point at them or tap them for the reason."),
        ]
    )


VOICES = {
    "reported": to_say("Reported"),
    "conditional": to_say("Said under a condition"),
    "distanced": to_say("Not vouched for by the speaker"),
}


def voice_line(one: LegendExample) -> list[Inline]:
    """Return the line that shows a voice other than the speaker's own."""
    said = say(VOICES[one.key])
    if one.key == "reported" and one.detail:
        said = say("Reported, from {source}", source=one.detail)
    return [
        *quoted(one, ["voice", f"voice-{one.key}"]),
        *syntax.text(f"{said}. " + say("Choose “Voice” to see it in the text.")),
    ]


def note_line(one: LegendExample) -> list[Inline]:
    """Return the line that shows a note or a correction."""
    said = (
        say("A correction of the edition, which is below the paragraph (N: note, C: correction).")
        if one.detail.startswith("C")
        else say("A note of the edition, which is below the paragraph (N: note, C: correction).")
    )
    sign = syntax.span([], classes=["apparatus-sign"], data_letters=one.detail, aria_hidden="true")
    words = quoted(one, ["lemma"])
    return [
        *words[:1],
        sign,
        *words[1:],
        *syntax.text(said),
    ]
