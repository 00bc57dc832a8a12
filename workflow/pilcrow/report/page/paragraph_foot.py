"""Make the foot of a paragraph: apparatus, reading as received, changes since it was accepted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from pilcrow.files.language import report_language, say
from pilcrow.model.records import Correction, Paragraph
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.page.theme_key import direction


def corrections_in(paragraph: Paragraph, corrections: Iterable[Correction]) -> list[Correction]:
    """Return the corrections and notes of a paragraph, in the order of their words."""
    inside = (
        c
        for c in corrections
        if c.start >= 0 and paragraph.start <= c.start <= c.end <= paragraph.end
    )
    return sorted(inside, key=lambda c: (c.start, c.end, c.line))


def received_text(paragraph: Paragraph, corrections: Iterable[Correction]) -> str:
    """Return the paragraph as received, without the corrections in it."""
    string = paragraph.text
    for correction in sorted(corrections, key=lambda correction: correction.start, reverse=True):
        if correction.after is not None and correction.state != "inapplicable":
            string = (
                string[: correction.start - paragraph.start]
                + correction.before
                + string[correction.end - paragraph.start :]
            )
    return string


def entry_letters() -> Iterable[str]:
    """Return the letters of entries: a, …, z, aa, ab, …"""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return [first + second for first in ("", *alphabet) for second in alphabet]


def apparatus_anchor(paragraph: Paragraph, letter: str) -> str:
    """Return the anchor of a paragraph's entry with a letter."""
    return f"{paragraph.id}.note-{letter}"


Numbered = dict[tuple[int, int, int], str]  # start, end and line of an entry → its sign


def number_signs(corrections: Iterable[Correction]) -> Numbered:
    """Return the signs of a document's corrections (C1, C2, …) and notes (N1, N2, …)."""
    counts = {"C": 0, "N": 0}
    signs: Numbered = {}
    placed = (one for one in corrections if one.start >= 0)
    for one in sorted(placed, key=lambda one: (one.start, one.end, one.line)):
        kind = "N" if one.after is None else "C"
        counts[kind] += 1
        signs[one.start, one.end, one.line] = f"{kind}{counts[kind]}"
    return signs


def sign_of(correction: Correction, signs: Numbered) -> str:
    """Return the sign of an entry."""
    return signs[correction.start, correction.end, correction.line]


def apparatus_sign(paragraph: Paragraph, letter: str, sign: str) -> Inline:
    """Return the sign of a note, on the word that it is about.

    It is drawn and not part of the text, so that whoever searches or copies finds only the words.
    """
    anchor = apparatus_anchor(paragraph, letter)
    name = f"{say('Note') if sign[0] == 'N' else say('Correction')} {sign[1:]}"
    return {
        "t": "Superscript",
        "c": [
            syntax.link(
                [], f"#{anchor}", classes=["apparatus-sign"], aria_label=name, data_letters=sign
            )
        ],
    }


def transcribed(string: str) -> list[Inline]:
    """Return words of a transcript.

    A dash written as hyphens ("--") is kept on one line by its style. Nothing is put into the text.
    """
    inlines: list[Inline] = []
    for at, piece in enumerate(re.split(r"(-{2,})", string)):
        words = syntax.text(piece)
        inlines += [syntax.span(words, classes=["together"])] if at % 2 else words
    return inlines


LEMMA = 6  # words of a note's lemma; a longer one is shortened


def shortened(lemma: str) -> str:
    """Return the lemma of a note. A long one has its first two words and its last."""
    words = lemma.split()
    return lemma if len(words) <= LEMMA else f"{words[0]} {words[1]} … {words[-1]}"


def of_text(words: list[Inline], language: str) -> list[Inline]:
    """Return words of the text for an English sentence, with their own language and direction."""
    return (
        words
        if language.partition("-")[0] == report_language().code.partition("-")[0]
        else [syntax.span(words, lang=language, dir=direction(language))]
    )


def apparatus_entry(
    sign: str,
    correction: Correction,
    paragraph: Paragraph,
    named: bool = True,
    language: str = "en",
) -> list[Inline]:
    """Return an entry as editions print it: lemma] reading as received, then the reason.

    A note has its words and the note. `named` says whether to name who is responsible. Editions do
    not if one person is responsible for all.
    """
    lemma = paragraph.text[correction.start - paragraph.start : correction.end - paragraph.start]
    inlines: list[Inline] = [
        syntax.span(sign, classes=["apparatus-letter"]),
        {"t": "Space"},
    ]
    if correction.after is None:
        if lemma:
            inlines += [
                *of_text([syntax.emphasis(shortened(lemma))], language),
                {"t": "Str", "c": "]"},
                {"t": "Space"},
            ]
        inlines += syntax.text(correction.reason)
    else:
        if lemma:
            inlines += of_text([syntax.emphasis(lemma)], language)
        inlines += [{"t": "Str", "c": "]"}, {"t": "Space"}]
        inlines += syntax.inlines(
            [
                *of_text([syntax.strikeout(correction.before)], language),
                " ",
                say("as received.") + " ",
                correction.reason,
            ]
        )
    if correction.responsible and named:
        inlines += [{"t": "Space"}, *syntax.text(f"({correction.responsible})")]
    return inlines


def describe_lost_correction(correction: Correction) -> list[Inline]:
    """Return a sentence on a correction that no longer applies."""
    return syntax.text(
        say(
            "Correction at {place}, “{before}”, no longer applies: the place now reads “{found}”.",
            place=correction.place,
            before=correction.before,
            found=correction.found,
        )
        + f" {correction.reason}"
    )


def verdict_since_accepted(paragraph: Paragraph) -> list[Inline]:
    """Return the verdict on a paragraph since the text was accepted, and its explanation."""
    verdict = paragraph.verdict.capitalize()
    if not paragraph.explanation:
        return syntax.text(say("{verdict} since the text was last accepted.", verdict=verdict))
    lead = (
        []
        if paragraph.explanation.startswith(verdict)
        else [syntax.strong(f"{verdict}."), *syntax.text(" ")]
    )
    return [*lead, *syntax.text(paragraph.explanation)]


def difference(paragraph: Paragraph) -> list[Inline]:
    """Return the difference between the accepted words of a paragraph and those of now."""
    inlines: list[Inline] = []
    for change in paragraph.difference:
        words = syntax.text(change.text)
        if change.operation == "-":
            inlines.append(syntax.strikeout(words))
        elif change.operation == "+":
            inlines.append(
                syntax.span(
                    [
                        syntax.raw_inline("html", "<ins>"),
                        *words,
                        syntax.raw_inline("html", "</ins>"),
                    ],
                    classes=["added"],
                )
            )
        else:
            inlines += words
    return inlines


def on_demand(summary: str, blocks: list[Block]) -> list[Block]:
    """Return blocks that the page shows on demand. All other formats show them under `summary`."""
    opening = [
        syntax.raw_block("html", f"<details><summary>{html.escape(summary)}</summary>"),
        syntax.div([syntax.paragraph([syntax.emphasis(f"{summary}:")])], classes=["not-html"]),
    ]
    return [*opening, *blocks, syntax.raw_block("html", "</details>")]
