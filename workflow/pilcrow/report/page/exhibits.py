"""Make the figures and tables of the report: numbered, with captions and links to their data."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.figures.drawn import DrawnFigure
from pilcrow.files.language import report_language, say, say_integer
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline, Words
from pilcrow.report.prose.crossreferences import Exhibit

Row = dict[str, Any]  # of a table of results/tabulate: column → value
ROWS = 60  # of a table in the report; the whole of it is in the CSV
DATA = "data"  # folder of the CSV files in the composed project
EMBEDDED = 200_000  # bytes; the data of a larger table are not put into the page


def sentence(text: str) -> str:
    """Return a text with its full stop."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "…")) else text + "."


def widths_for(
    identifiers: Iterable[str], widths: Sequence[float], column: int = 0, most: float = 1 / 3
) -> list[float]:
    """Return `widths`, shares of the line, with one column wide enough in print for its IDs.

    The other columns become narrower. A character of the tables is about a ninetieth of the line.
    An ID that would take more than `most` of it is broken at its hyphens.
    """
    own = max(widths[column], min(0.02 + 0.0108 * max(map(len, identifiers), default=0), most))
    rest = (sum(widths) - own) / (sum(widths) - widths[column])
    return [
        own if index == column else round(width * rest, 4) for index, width in enumerate(widths)
    ]


def data_of(tables: Path, name: str) -> str:
    """Return the path of an exhibit's data, or "".

    It is a CSV file that the page carries ("themes.csv"), or for a large table its place beside the
    report ("tabulate/paragraphs.parquet").
    """
    path = tables / f"{name}.csv"
    if path.is_file():
        return path.name if path.stat().st_size <= EMBEDDED else f"tabulate/{path.name}"
    return f"tabulate/{name}.parquet" if path.with_suffix(".parquet").is_file() else ""


def caption(exhibit: Exhibit | None, title: str, *more: str, data: str = "") -> list[Inline]:
    """Return a caption: "**Figure 1.** Title. Caption. Source. Data (CSV)".

    `data`: see `data_of`.
    """
    return [
        *caption_number(exhibit),
        *caption_words(title, *more),
        *data_link(exhibit, title, data),
    ]


def caption_number(exhibit: Exhibit | None) -> list[Inline]:
    """Return the number that begins a caption: "**Figure 1.** "; [] without an exhibit."""
    return [syntax.strong(f"{exhibit.label}."), {"t": "Space"}] if exhibit else []


def caption_words(title: str, *more: str) -> list[Inline]:
    """Return the words of a caption."""
    inlines: list[Inline] = [syntax.span(sentence(title), classes=["caption-title"])]
    for text in more:
        if text:
            inlines += [{"t": "Space"}, *syntax.text(sentence(text))]
    return inlines


def data_link(exhibit: Exhibit | None, title: str, data: str) -> list[Inline]:
    """Return the link of the page to the data of an exhibit; [] if there are none."""
    if not data:
        return []
    if "/" in data:
        words = say("Data: {file}, beside the report", file=data)
        link = syntax.link(words, data)
    else:
        # In a list of all links each says whose data it has.
        name = say("Data (CSV) of {name}", name=exhibit.label if exhibit else title)
        link = syntax.link(say("Data (CSV)"), f"{DATA}/{data}", classes=["data"], aria_label=name)
    return [{"t": "Space"}, syntax.span([link], classes=["only-html"])]


Beside = tuple[str, DrawnFigure, str]  # the coding ("second", "differ"), the figure, its data


def figure(
    drawn: DrawnFigure, exhibit: Exhibit | None, data: str, beside: Sequence[Beside] = ()
) -> list[Block]:
    """Return a figure with its caption, or a sentence if nothing was drawn.

    `data`: see `data_of`. `beside` holds the same figure by the coding beside the report's, and
    where the two differ. The page lets readers choose between them; print has the report's.
    """
    if drawn.empty:
        return no_figure(exhibit, drawn.name, drawn.alt)
    picture = _picture(drawn)
    words = caption(exhibit, drawn.title, drawn.caption, drawn.source, data=data)
    content: list[Block] = [picture]
    classes = ["figure"]
    if beside:
        classes.append("by-codings")
        # Their data are linked once where they are the same.
        own = data_link(exhibit, drawn.title, data)
        shared = own if all(other == data for _, _, other in beside) else []
        content = [syntax.div([picture], classes=["shown-first"])]
        words = [
            *caption_number(exhibit),
            syntax.span(
                [
                    *caption_words(drawn.title, drawn.caption, drawn.source),
                    *([] if shared else own),
                ],
                classes=["shown-first"],
            ),
        ]
        for coding, other, its_data in beside:
            classes_of = [f"shown-{coding}", "only-html"]
            content.append(syntax.div([_picture(other)], classes=classes_of))
            linked = [] if shared else data_link(exhibit, other.title, its_data)
            said = caption_words(other.title, other.caption, other.source)
            said = syntax.text(sentence(say_not_drawn(other.alt))) if other.empty else said
            words.append(syntax.span([*said, *linked], classes=classes_of))
        words += shared
    attributes = syntax.attributes(exhibit.anchor if exhibit else f"figure-{drawn.name}", classes)
    return [{"t": "Figure", "c": [attributes, [None, [syntax.plain_block(words)]], content]}]


def _picture(drawn: DrawnFigure) -> Block:
    if drawn.empty:
        return syntax.plain_block([])
    return syntax.plain_block([syntax.image(f"figures/{drawn.name}.svg", drawn.alt, alt=drawn.alt)])


def say_not_drawn(why: str) -> str:
    """Return the sentence that stands in place of a picture."""
    if report_language().after_colon == "small":
        why = f"{why[:1].lower()}{why[1:]}"
    return say("Not drawn: {why}", why=why)


def no_figure(exhibit: Exhibit | None, name: str, why: str = "") -> list[Block]:
    """Return a sentence in place of a figure for which there is nothing to draw."""
    words = (
        say_not_drawn(why)
        if why
        else say(
            "There is nothing to draw here: the data of this build do not allow the figure"
            " “{name}”.",
            name=name,
        )
    )
    return [
        syntax.div(
            [syntax.paragraph([*caption_number(exhibit), words])],
            exhibit.anchor if exhibit else f"figure-{name}",
            ["nothing", "small"],
        )
    ]


class Extras(msgspec.Struct, frozen=True):
    """What a table may have besides head and rows."""

    notes: str = ""  # printed behind the title
    data: str = ""  # see `data_of`
    alignments: Sequence[str] = ()  # by column: "left", "right", "center", ""
    widths: Sequence[float] = ()  # shares of the line
    empty: str = ""  # the sentence for a table without rows
    limit: int = ROWS  # rows that are shown
    total: int | None = None  # how many rows there are, where not all are given


def table(
    exhibit: Exhibit | None,
    anchor: str,
    title: str,
    head: Sequence[Words],
    rows: Sequence[Sequence[Words]],
    extras: Extras | None = None,
) -> list[Block]:
    """Return a numbered table. Without rows it is a sentence with the same number and anchor.

    Args:
        exhibit: The number and anchor of the table; None for a table without a number.
        anchor: The anchor of a table without a number.
        title: The title.
        head: The heads of the columns.
        rows: The cells of each row.
        extras: Notes, data and widths; None means none.
    """
    extras = extras or Extras()
    identifier = exhibit.anchor if exhibit else anchor
    if not rows:
        why = sentence(extras.empty or say("{title}: nothing", title=title))
        nothing = syntax.paragraph([*caption_number(exhibit), why])
        return [syntax.div([nothing], identifier, ["nothing", "small"])]
    shown = list(rows[: extras.limit])
    total = len(rows) if extras.total is None else extras.total
    cut = ""
    if total > len(shown):
        first, of = say_integer(len(shown)), say_integer(total)
        cut = say("The first {first} of {of} rows", first=first, of=of)
    words = caption(exhibit, title, extras.notes, cut, data=extras.data)
    sides, widths = extras.alignments, extras.widths
    return [syntax.plain_table(head, shown, words, sides, widths, identifier)]


def paragraph_links(identifiers: str, several: bool, anchors: Container[str]) -> list[Inline]:
    """Return IDs, separated by spaces, as links if the report has the paragraph.

    With `several` documents, the first paragraph of each document names the document.
    """
    links = []
    before = ""
    for identifier in identifiers.split():
        document, _, number = identifier.rpartition(".")
        number = number if several else number.removeprefix("p")
        shown = identifier if several and document != before else number
        links.append(syntax.linked(shown, identifier, anchors))
        before = document
    return syntax.join(links)
