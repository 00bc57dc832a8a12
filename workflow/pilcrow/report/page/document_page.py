"""Make the page of a document, and the page of two versions side by side."""

from __future__ import annotations

import html
from collections.abc import Sequence

import msgspec

from pilcrow.files.language import say, say_number
from pilcrow.inputs.versions import Pair
from pilcrow.model.documents import Metadata
from pilcrow.report.page import syntax
from pilcrow.report.page.corpus import (
    CITED,
    EditedDocument,
    chosen_codings,
    coding_beside,
    codings_compared,
    not_compared,
)
from pilcrow.report.page.exhibits import sentence
from pilcrow.report.page.generated import heads, texts_of
from pilcrow.report.page.paging import BatchPages
from pilcrow.report.page.paragraph_foot import on_demand
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.strip import SecondCoding, strip_block
from pilcrow.report.page.syntax import Block, Words
from pilcrow.report.page.theme_key import ThemeKey, direction
from pilcrow.report.page.transcript import ParagraphMentions, transcript_blocks
from pilcrow.report.prose.bibliography import printed_date

Fact = tuple[str, Words]  # its name, and what is known
REPORT, LIST = "../report.html", "../documents.html"  # from where the pages lie


class BatchContext(msgspec.Struct):
    """What all pages of a batch share."""

    batch: BatchPages
    themes: list[ThemeKey]


def pair_name(pair: Pair) -> str:
    """Return the name of the page of a pair.

    A document's ID has no full stop, so no page of a document has this name.
    """
    return f"{pair.original}.{pair.version}"


def document_text_blocks(
    corpus: Sequence[EditedDocument], context: BatchContext, pairs: Sequence[Pair] = ()
) -> list[Block]:
    """Return the annotated text of one document, or of two side by side, as in the report.

    Its links back lead to the report.
    """
    batch = context.batch
    said = [batch.of[edited.document] for edited in corpus if edited.document in batch.of]
    says = ParagraphMentions(
        {identifier: places for one in said for identifier, places in one.cited.items()},
        {identifier: ranges for one in said for identifier, ranges in one.quoted.items()},
        [mark for one in said for mark in one.marks],
        batch.citations,
        REPORT,
        CodingNames(*codings_compared(corpus, batch.coding)),
    )
    texts = texts_of(corpus, (batch.coding, batch.adjudication))
    between = [(pair.original, pair.version) for pair in pairs]
    return transcript_blocks(texts, context.themes, says, between, level=0)


def document_blocks(edited: EditedDocument, context: BatchContext) -> list[Block]:
    """Return all of a document's page below its title."""
    choice = context.batch.coding, context.batch.adjudication
    codings = chosen_codings(edited, *choice)
    beside = SecondCoding(coding_beside(edited, *choice), not_compared(edited, choice[0]))
    [head] = heads([edited])
    return [
        *about(edited, context),
        strip_block(head, edited.paragraphs, codings, context.themes, beside=beside),
        *document_text_blocks([edited], context),
    ]


def pair_blocks(left: EditedDocument, right: EditedDocument, context: BatchContext) -> list[Block]:
    """Return all of the page of two versions below its title."""
    links = syntax.join(
        [syntax.link(edited.document, f"{edited.document}.html")] for edited in (left, right)
    )
    words = syntax.inlines([say("Each by itself:") + " ", *links, "."])
    opening = syntax.div([syntax.paragraph(words)], classes=["small"])
    return [
        opening,
        *document_text_blocks([left, right], context, [Pair(left.document, right.document)]),
    ]


def about(edited: EditedDocument, context: BatchContext) -> list[Block]:
    """Return what is known of a document and of its source, with the version to read beside it."""
    blocks, origin = [table_of(facts(edited, context))], origin_of(edited)
    if any(words for _, words in origin):
        blocks += on_demand(say("Where the text comes from"), [table_of(origin)])
    return [syntax.div(blocks, classes=["about"])]


def paragraphs_of_speech(number: int) -> str:
    """Return a number of paragraphs in words: 13 paragraphs of speech."""
    paragraphs = say_number(number, "{n} paragraph", "{n} paragraphs")
    return say("{paragraphs} of speech", paragraphs=paragraphs)


def facts(edited: EditedDocument, context: BatchContext) -> list[Fact]:
    """Return what is known of a document."""
    spoken = [one for one in edited.paragraphs if one.kind in CITED]
    words = sum(paragraph.words for paragraph in spoken)
    occasion = (edited.metadata.place, edited.metadata.event)
    length = f"{paragraphs_of_speech(len(spoken))}, " + say_number(words, "{n} word", "{n} words")
    found: list[Fact] = [
        (say("Document"), [syntax.code_inline(edited.document)]),
        (say("Occasion"), ", ".join(part for part in occasion if part)),
        (say("Length"), length),
    ]
    if edited.segmented.provisional:
        state = say("The text is not yet accepted: the numbers of its paragraphs may still change.")
        found.append((say("State"), state))
    for pair in context.batch.versions:
        if edited.document in (pair.original, pair.version):
            other = pair.version if edited.document == pair.original else pair.original
            shown = say("side by side with {other}", other=other)
            found.append((say("Version"), [syntax.link(shown, f"{pair_name(pair)}.html")]))
    return found


def origin_of(edited: EditedDocument) -> list[Fact]:
    """Return the source of a document. A fact without words is not known."""
    source = edited.metadata.source
    address = source.url
    linked = address.startswith(("https://", "http://"))
    sentences = [source.description, *source.known, *source.unknown]
    found: list[Fact] = [
        (say("Published by"), source.publisher),
        (say("Address"), [syntax.link(address, address)] if linked else address),
        (say("Licence"), source.licence),
        (say("Source"), " ".join(sentence(text) for text in sentences if text)),
    ]
    if received := edited.received:
        digest = syntax.code_inline(received.sha256)
        found.append((say("File"), [f"{received.source}, SHA-256 ", digest]))
    return found


def table_of(facts: Sequence[Fact]) -> Block:
    """Return facts with their names, without those that are not known."""
    return syntax.definition_list(
        [(name, syntax.plain_block(words)) for name, words in facts if words]
    )


# The title, as markup


def in_its_language(title: str, language: str) -> str:
    """Return a title as markup that names its language and direction."""
    return (
        f'<span lang="{html.escape(language)}"'
        f' dir="{direction(language)}">{html.escape(title)}</span>'
    )


def document_title(edited: EditedDocument) -> str:
    """Return a document's title, or its ID."""
    return edited.metadata.title or edited.document


def head_parts(edited: Sequence[EditedDocument]) -> dict[str, str]:
    """Return the parts of a page's head as markup: title, speaker, date."""
    titles = [in_its_language(document_title(one), one.segmented.language) for one in edited]
    speakers = dict.fromkeys(spoken_by(one.metadata) for one in edited)
    dates = dict.fromkeys(date_of(one.metadata) for one in edited)
    return {
        "pagetitle": html.escape(" / ".join(document_title(one) for one in edited)),
        "title": " / ".join(titles),
        "author": html.escape(" / ".join(name for name in speakers if name)),
        "printed_date": html.escape(" / ".join(date for date in dates if date)),
    }


def spoken_by(metadata: Metadata) -> str:
    """Return who speaks, and in what office."""
    return ", ".join(part for part in (metadata.known_speaker, metadata.speaker.role) if part)


def date_of(metadata: Metadata) -> str:
    """Return a document's date in words, or ""."""
    return printed_date(metadata.date) if metadata.known_date else ""


def head_links(before: tuple[str, str] | None, after: tuple[str, str] | None, report: str) -> str:
    """Return the links at the head of a page.

    They lead to the report, to the list of all documents, and to the documents before and after (ID
    and title, None at either end).
    """
    links = [
        f'<a href="{REPORT}">{html.escape(report)}</a>',
        f'<a href="{LIST}">{say("All documents, and search")}</a>',
    ]
    for rel, arrow, other in (("prev", "←", before), ("next", "→", after)):
        if other:
            text = (
                f"{arrow} {html.escape(other[1])}"
                if rel == "prev"
                else f"{html.escape(other[1])} {arrow}"
            )
            links.append(f'<a rel="{rel}" href="{other[0]}.html">{text}</a>')
    return f'<nav class="around" aria-label="{say("Documents")}">{" ".join(links)}</nav>'
