"""Make the annotated transcript: numbered paragraphs, evidence on their words, apparatus below.

All text goes through `syntax.text`. Raw markup is built from constants only. The classes and
attributes are those of docs/look.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from pilcrow.files.language import say, say_date, say_list, to_say
from pilcrow.model.records import Coding, Correction, Mark, Paragraph, Voice, Withdrawn
from pilcrow.report.page import syntax
from pilcrow.report.page.annotations import Annotations
from pilcrow.report.page.controls import control_row
from pilcrow.report.page.exhibits import sentence
from pilcrow.report.page.legend import legend_block
from pilcrow.report.page.paragraph_foot import describe_lost_correction, of_text
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.side_by_side import Version, in_pairs, side_by_side
from pilcrow.report.page.strip import SecondCoding, strip_block
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import (
    VOICES,
    DocumentHead,
    ThemeKey,
    direction,
    key_blocks,
    own_language,
    titled,
)
from pilcrow.report.rendering.citing import Citation

LONG = 60  # paragraphs
CONTENTS = 20  # more documents than this are not listed one by one in the report's contents


class ShownDocument(msgspec.Struct):
    """A document as the transcript shows it, whole or in part.

    `codings` are those that the report uses (one coder's), `second` those that the page shows
    beside them. `corrections` have ranges in the clean text.
    """

    head: DocumentHead
    paragraphs: Sequence[Paragraph] = ()
    withdrawn: Sequence[Withdrawn] = ()
    codings: Sequence[Coding] = ()
    voices: Sequence[Voice] = ()
    corrections: Sequence[Correction] = ()
    second: Sequence[Coding] = ()  # those of the coding that the page shows beside it
    unread: Collection[str] = ()  # paragraphs that one of the two codings did not read


class ParagraphMentions(msgspec.Struct):
    """What the report says of paragraphs, by their IDs."""

    cited_in: Mapping[str, Sequence[tuple[str, str]]] = {}  # anchors in the report, and names
    quoted: Mapping[str, Sequence[tuple[int, int]]] = {}  # ranges of characters
    marks: Sequence[Mark] = ()
    citations: Mapping[str, Citation] = {}  # of documents, in the report's style
    report: str = ""  # the address of the report, on a page of its own
    compared: CodingNames = CodingNames()  # the names of the two codings
    guide: Sequence[Block] = ()  # the way through the text by the findings


def transcript_blocks(
    texts: Sequence[ShownDocument],
    themes: Sequence[ThemeKey] = (),
    said: ParagraphMentions | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    coded: Collection[str] = (),
    level: int = 2,
) -> list[Block]:
    """Return the transcript: how it is shown and read, then each document with its paragraphs.

    Args:
        texts: The documents.
        themes: All themes of the codebook.
        said: What the report says of paragraphs; None means nothing.
        pairs: Documents to be set side by side: an original and its version.
        coded: Themes that the key has although they were coded on other documents.
        level: The level of documents' headings, which only several documents have; 0 for none.
    """
    said = said or ParagraphMentions()
    codings = [coding for text in texts for coding in text.codings]
    voices = [voice for text in texts for voice in text.voices]
    annotated = Annotations(
        themes,
        codings,
        voices,
        said.cited_in,
        said.quoted,
        said.marks,
        said.report,
    )
    editors = {one.responsible for text in texts for one in text.corrections if one.responsible}
    annotated.several_editors = len(editors) > 1
    if said.compared.second:
        second = [coding for text in texts for coding in text.second]
        annotated.beside(said.compared, second, {name for text in texts for name in text.unread})
    shown = annotated.coded_themes().union(coded)
    blocks = reading_aids(texts, themes, said, annotated, shown)
    documents = [text.head for text in texts]
    by_document = {text.head.document: text for text in texts}
    groups = in_pairs(documents, pairs)
    listing = ["unlisted"] if len(groups) > CONTENTS else []
    headed = {text.head.document: _headed(text) for text in texts}
    bearing = Counter(head.title for head in headed.values())
    for group in groups:
        if (len(documents) > 1 or group[0].page) and level:
            heads = [headed[head.document] for head in group]
            blocks.append(_heading(heads, bearing, level, listing))
        if group[0].page:
            blocks.append(_way_to_the_page(group[0].page))
        elif len(documents) > 1:
            for head in group:
                own = by_document[head.document]
                beside = SecondCoding(own.second, own.unread)
                map_of = strip_block(head, own.paragraphs, own.codings, themes, beside=beside)
                blocks.append(map_of)
        versions = [_version(by_document[head.document], annotated, said) for head in group]
        blocks.append(_document(versions))
    return blocks


def reading_aids(
    texts: Sequence[ShownDocument],
    themes: Sequence[ThemeKey],
    said: ParagraphMentions,
    annotated: Annotations,
    shown: Collection[str],
) -> list[Block]:
    """Return what is above the texts: the row of controls, the legend, the key, the guide."""
    voices = annotated.heard_voices()
    if not any(text.paragraphs for text in texts):
        return key_blocks(themes, shown, voices, said.report)
    marked = [(text.head, text.paragraphs, text.voices, text.corrections) for text in texts]
    # A text in which nothing is marked has no row and no legend: it is read as it is.
    row = control_row(bool(annotated.coded_themes()), bool(voices & {*VOICES}), said.compared)
    return [
        *said.guide,
        *row,
        *key_blocks(themes, shown, voices, said.report, any(text.corrections for text in texts)),
        *legend_block(marked, annotated),
        *how_to_address(one.number for text in texts for one in text.paragraphs),
    ]


# What the letter before a number says. Speech and questions have none.
LETTERS = {
    "h": to_say("a heading"),
    "s": to_say("a salutation"),
    "n": to_say("a note"),
}


def how_to_address(numbers: Iterable[str]) -> list[Block]:
    """Return a sentence on how the paragraphs of these numbers are addressed."""
    used = {number[:1] for number in numbers}
    lettered = [
        say("{letter} is {kind}", letter=letter, kind=say(kind))
        for letter, kind in LETTERS.items()
        if letter in used
    ]
    words = say(
        "A paragraph is cited by the number in the margin, as “para. 8”; the number links to it."
    )
    if lettered:
        words += " " + say("Before a number, {letters}.", letters=say_list(lettered))
    return [syntax.div([syntax.paragraph(words)], "addresses", ["small", "addresses", "only-html"])]


def _headed(text: ShownDocument) -> DocumentHead:
    """Return a document as it is headed: who speaks and when, if its text begins with its title."""
    head, first = text.head, next(iter(text.paragraphs), None)
    twice = first is not None and first.kind == "heading" and first.text == head.title
    if not (twice and head.speaker and head.date):
        return head
    # What follows a name that is written from right to left keeps its place.
    named = [f"{head.speaker}\u200e" if direction(head.language) == "rtl" else head.speaker]
    named.append(say_date(head.date))
    return msgspec.structs.replace(head, title=", ".join(named), language=own_language()["lang"])


def _heading(
    group: Sequence[DocumentHead], bearing: Mapping[str, int], level: int, listing: Sequence[str]
) -> Block:
    """Return the heading of a document or of two versions.

    `bearing` gives the number of documents with each title.
    """
    title = syntax.join((titled(head, bearing[head.title] > 1) for head in group), " / ")
    return syntax.header(level, title, f"text-{group[0].document}", listing)


def _way_to_the_page(page: str) -> Block:
    link = syntax.link(say("The whole text"), page)
    return syntax.div([syntax.paragraph([link])], classes=["small"])


def _version(text: ShownDocument, annotated: Annotations, said: ParagraphMentions) -> Version:
    """Return a document's paragraphs with what comes before and after them."""
    head, corrections = text.head, list(text.corrections)
    return Version(
        head,
        _template(head.document, said.citations),
        annotated.paragraphs(list(text.paragraphs), corrections, head),
        [
            *lost_corrections(corrections),
            *(_tombstone(gone, head.language) for gone in text.withdrawn),
        ],
    )


def _document(versions: Sequence[Version]) -> Block:
    """Return a document, or two versions side by side.

    The page lays out a long text only when it is scrolled to.
    """
    long = max(len(version.paragraphs) for version in versions) > LONG
    if len(versions) == 2:
        return side_by_side(versions[0], versions[1], long)
    [version] = versions
    content = [*version.template, *(block for _, block in version.paragraphs), *version.after]
    classes = ["document", "long"] if long else ["document"]
    attributes = syntax.attributes(version.head.document, classes, version.head.values())
    return {"t": "Div", "c": [attributes, content]}


def _tombstone(gone: Withdrawn, language: str) -> Block:
    """Return a paragraph that left the text, so that its ID still leads somewhere."""
    shown = gone.number[1:] if gone.number.startswith("p") else gone.number
    if gone.redirect:
        redirect = gone.redirect.rpartition(".")[2]
        inlines = [
            *syntax.text(say("Paragraph {number} is now part of", number=shown) + " "),
            syntax.link(
                say("paragraph {number}", number=redirect.removeprefix("p")),
                f"#{gone.redirect}",
            ),
            {"t": "Str", "c": "."},
        ]
    else:
        inlines = syntax.text(
            say(
                "Paragraph {number} was withdrawn on {date}.",
                number=shown,
                date=say_date(gone.date),
            )
            if gone.date
            else say("Paragraph {number} was withdrawn.", number=shown)
        )
    if gone.reason:
        inlines += [
            {"t": "Space"},
            *syntax.text(say("Reason: {reason}", reason=sentence(gone.reason))),
        ]
    if not gone.accepted:
        inlines += [{"t": "Space"}, *syntax.text(say("This is not yet accepted."))]
    inlines += syntax.inlines(
        [
            " ",
            say("It read:") + " “",
            *of_text([syntax.emphasis(gone.text)], language),
            "”",
        ]
    )
    classes = ["withdrawn", "small"] + ([] if gone.accepted else ["pending"])
    return {
        "t": "Div",
        "c": [
            syntax.attributes(gone.id, classes, own_language()),
            [syntax.paragraph(inlines)],
        ],
    }


def lost_corrections(corrections: Iterable[Correction]) -> list[Block]:
    """Return the corrections of a document that no longer apply, for its foot."""
    inapplicable = [
        syntax.paragraph(describe_lost_correction(correction))
        for correction in corrections
        if correction.state == "inapplicable"
    ]
    return [syntax.div(inapplicable, classes=["foot"], **own_language())] if inapplicable else []


def _template(document: str, citations: Mapping[str, Citation]) -> list[Block]:
    """Return the element from which the page copies a citation of the document."""
    citation = citations.get(document)
    if citation is None:
        return []
    values = {"data_before": citation.before, "data_after": citation.after}
    if citation.forms:
        values["data_author"] = citation.author
        values["data_forms"] = json.dumps(citation.forms, ensure_ascii=False, separators=(",", ":"))
    return [
        syntax.div(
            [],
            classes=["only-html", "citation-template"],
            hidden="hidden",
            data_document=document,
            **values,
        )
    ]
