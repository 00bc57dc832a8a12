"""Make the page of all documents: a row for each, and the texts that its search needs.

The texts are in the page or in script files beside it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pilcrow.files.language import say, say_integer, say_number
from pilcrow.model.groups import by_date
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.page.document_page import (
    date_of,
    document_title,
    in_its_language,
    paragraphs_of_speech,
    spoken_by,
)
from pilcrow.report.page.theme_key import direction

# Characters of text that the page itself holds. Longer texts lie in files beside it, one a batch.
EMBEDDED = 2_000_000
FOLDER = "documents/search/"  # as seen from the page
NUMBER = ' class="count"'  # of a cell that holds a number


class Listed(msgspec.Struct):
    """What the list says of a document."""

    document: str
    title: str
    language: str
    speaker: str
    date: str  # as in the metadata, for the order
    printed: str
    paragraphs: int
    words: int
    numbers: str  # of all paragraphs, separated by spaces
    text: str = ""  # all paragraphs, a line each; left out where only the list is made
    characters: int = 0  # of the text


def listing_entry(edited: EditedDocument) -> Listed:
    """Return what the list and the search need to know of a document."""
    ordered = sorted(edited.paragraphs, key=lambda paragraph: paragraph.order)
    spoken = [paragraph for paragraph in ordered if paragraph.kind in ("speech", "question")]
    return Listed(
        edited.document,
        document_title(edited),
        edited.segmented.language,
        spoken_by(edited.metadata),
        edited.metadata.date,
        date_of(edited.metadata),
        len(spoken),
        sum(paragraph.words for paragraph in spoken),
        " ".join(paragraph.number for paragraph in ordered),
        "\n".join(paragraph.text.replace("\n", " ") for paragraph in ordered),
    )


def sort_by_date(documents: Iterable[Listed]) -> list[Listed]:
    """Return documents by date, then by ID. Those without a date are last."""
    return sorted(documents, key=lambda one: by_date(one.date, one.document))


def texts(documents: Iterable[Listed]) -> str:
    """Return the texts that are searched, as JSON for a script element.

    Each document has its ID, the numbers of its paragraphs, and its text.
    """
    content = [[one.document, one.numbers, one.text] for one in documents if one.numbers]
    return (
        json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def shard(name: str, documents: Iterable[Listed]) -> str:
    """Return a script file that hands its part of the texts to the page."""
    return f"pilcrowShard({json.dumps(name)},{texts(documents)});\n"


def row(one: Listed, home: str, cited: int, beside: Sequence[tuple[str, str]]) -> str:
    """Return a document's row as markup.

    `home` is the page that holds its text, "" for none. `cited` is how many of its paragraphs the
    report cites. `beside` holds pages of it and a version, with the version's ID.
    """
    title = in_its_language(one.title, one.language)
    place = home if home.startswith("documents/") else f"{home}#{one.document}"
    named = (
        f'<a class="title-of" href="{place}">{title}</a>'
        if home
        else f'<span class="title-of">{title}</span>'
    )
    versions = "".join(
        '<br><span class="small">'
        + say("side by side with {other}", other=f'<a href="{name}">{html.escape(other)}</a>')
        + "</span>"
        for name, other in beside
    )
    about = (
        f'data-document="{one.document}" data-lang="{html.escape(one.language)}"'
        f' data-dir="{direction(one.language)}"'
    )
    about += (
        f' data-speaker="{html.escape(one.speaker)}" data-date="{html.escape(one.printed)}"'
        + (f' data-home="{home}"' if home else "")
    )
    cells = [
        html.escape(one.speaker),
        html.escape(one.printed),
        say_integer(one.paragraphs),
        say_integer(one.words),
        say_integer(cited) if cited else "",
    ]
    sides = ("", "", NUMBER, NUMBER, NUMBER)
    numbers = "".join(f"<td{side}>{cell}</td>" for side, cell in zip(sides, cells, strict=True))
    return (
        f"<tr {about}><th"
        f' scope="row">{named}<br><code>{one.document}</code>{versions}</th>{numbers}</tr>'
    )


def opening_sentence(documents: Sequence[Listed], homes: Mapping[str, str]) -> str:
    """Return what the page says first, as markup: how much there is, and what has no page."""
    words = sum(one.words for one in documents)
    spoken = sum(one.paragraphs for one in documents)
    without = sum(not homes.get(one.document) for one in documents)
    opening = say(
        "{documents}, {paragraphs}, {words}, in the order of their dates.",
        documents=say_number(len(documents), "{n} document", "{n} documents"),
        paragraphs=paragraphs_of_speech(spoken),
        words=say_number(words, "{n} word", "{n} words"),
    )
    if without:
        some = say_number(
            without,
            "One of them has no page: a document that the report does not cite has one if"
            " {annotate} in config/config.yaml names it.",
            "{n} of them have no page: a document that the report does not cite has one if"
            " {annotate} in config/config.yaml names it.",
            annotate="<code>annotate</code>",
        )
        opening += f" {some}"
    return opening


def list_page(
    documents: Sequence[Listed],
    homes: Mapping[str, str],
    cited: Mapping[str, int],
    beside: Mapping[str, Sequence[tuple[str, str]]],
    shards: Sequence[str],
    script: str,
) -> str:
    """Return the body of the page of all documents as markup.

    Args:
        documents: What the list says of each document, in order.
        homes: The page that holds the text of a document.
        cited: How many paragraphs of a document the report cites.
        beside: Pages of a document and a version, with the version's ID.
        shards: Names of the files that hold the texts; none if the page itself holds them.
        script: The script of the page.
    """
    where = f' data-folder="{FOLDER}" data-shards="{" ".join(shards)}"' if shards else ""
    beside_page = (
        '<p class="small">'
        + say(
            "The search reads the files in {folder} beside this page; without that folder only"
            " the list works.",
            folder=f"<code>{FOLDER}</code>",
        )
        + "</p>"
        if shards
        else ""
    )
    counts = (say("Paragraphs"), say("Words"), say("Cited"))
    head = "".join(
        f'<th scope="col"{NUMBER if name in counts else ""}>{name}</th>'
        for name in (say("Document"), say("Speaker"), say("Date"), *counts)
    )
    rows = "\n".join(
        row(
            document,
            homes.get(document.document, ""),
            cited.get(document.document, 0),
            beside.get(document.document, ()),
        )
        for document in documents
    )
    data = (
        ""
        if shards
        else f'<script type="application/json" id="texts">{texts(documents)}</script>\n'
    )
    return (
        f"<p>{opening_sentence(documents, homes)}</p>\n"
        f'<div id="search"{where} hidden></div>\n{beside_page}'
        '<div class="listed"><div class="table-frame" role="region" tabindex="0" aria-label="'
        f'{say("All documents")}">\n<table id="list">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div></div>\n{data}<script>{script}</script>"
    )
