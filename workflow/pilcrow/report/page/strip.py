"""Draw the map of a speech: a cell for each paragraph, a lane for each theme.

A cell is as wide as its paragraph is long. The map leads to the paragraphs.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from pilcrow.files.language import colon, say, say_number, to_say
from pilcrow.model.records import Coding, Paragraph
from pilcrow.report.page import syntax
from pilcrow.report.page.paragraph_tools import CodedParagraph
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import (
    DocumentHead,
    ThemeKey,
    direction,
    numbered_kind,
    signs,
    styles,
)

WIDTH, GAP = 1000.0, 1.5
LANE, CELL = 16.0, 26.0  # pixels: the height of a theme, and of the row of paragraphs
# The width of a digit, and between numbers, in a width of 1000: on a wide page and in print, and on
# a narrow page.
WIDE, NARROW = (18.0, 7.0), (37.0, 22.0)
MAP = to_say("Map of the text")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9.-]*\Z")


class SecondCoding(msgspec.Struct, frozen=True):
    """The coding that the page can show instead of the report's, on the map as in the text."""

    codings: Iterable[Coding] = ()
    unread: Collection[str] = ()  # paragraphs that one of the two codings did not read


def strip_blocks(
    documents: Sequence[DocumentHead],
    paragraphs: Iterable[Paragraph],
    codings: Iterable[Coding],
    themes: Sequence[ThemeKey],
    beside: SecondCoding | None = None,
) -> list[Block]:
    """Return the part `strip`: the map of a report on one document.

    With several documents, each map is at the head of its text instead.
    """
    if len(documents) != 1:
        return []
    return [strip_block(documents[0], paragraphs, codings, themes, say(MAP), beside)]


def strip_block(
    head: DocumentHead,
    paragraphs: Iterable[Paragraph],
    codings: Iterable[Coding],
    themes: Sequence[ThemeKey],
    name: str = "",
    beside: SecondCoding | None = None,
) -> Block:
    """Return the map of a document, as SVG with links for the page and as Typst for print.

    Paragraphs and codings of other documents are left out. A document without a theme has no map in
    print. `name` is what a screen reader calls the map. Without one, it is called by the document's
    title. `beside` is the coding that the page shows beside the report's.
    """
    cells = sorted(
        (paragraph for paragraph in paragraphs if paragraph.document == head.document),
        key=lambda paragraph: paragraph.order,
    )
    beside = beside or SecondCoding()
    first: dict[str, dict[str, Coding]] = defaultdict(dict)
    second: dict[str, dict[str, Coding]] = defaultdict(dict)
    for coded, given in ((first, codings), (second, beside.codings)):
        for coding in given:
            coded[coding.paragraph][coding.theme] = coding
    both = {
        one.id: CodedParagraph(first[one.id], second[one.id], one.id not in beside.unread)
        for one in cells
    }
    # Two documents may have the same title, but landmarks must differ.
    name = name or f"{say(MAP)}{colon()}{head.title} ({head.document})"
    blocks: list[Block] = []
    if cells:
        mirrored = direction(head.language) == "rtl"
        printed = {one.id: set(first[one.id]) for one in cells}
        blocks = [syntax.raw_block("html", page_map(cells, both, themes, name, mirrored))]
        if any(printed.values()):  # in print, paragraphs without a theme have nothing to show
            drawn = typst_map(cells, printed, themes, name, mirrored)
            blocks.append(syntax.raw_block("typst", drawn))
    return syntax.div(
        blocks, classes=["strip"], data_document=head.document, data_dir=direction(head.language)
    )


def page_map(
    paragraphs: Sequence[Paragraph],
    coded: Mapping[str, CodedParagraph],
    themes: Sequence[ThemeKey],
    name: str,
    mirrored: bool = False,
) -> str:
    """Return the map as markup: a row for each theme, below them the paragraphs by number.

    Every cell is a link with a name: "Paragraph 8, 31 words: Dialogue, Equality". `mirrored` puts
    the beginning at the right, for a text that is read from right to left.
    """
    style_of = styles(themes)
    given = {code for one in coded.values() for code in one.themes()}
    used = [theme for theme in themes if theme.code in given]
    compared = any(one.second for one in coded.values())
    bottom = LANE * len(used)
    height = bottom + CELL
    box = f'viewBox="0 0 {WIDTH:g} {height:g}" preserveAspectRatio="none" focusable="false"'
    labels = "".join(lane_name(theme, style_of[theme.code]) for theme in used)
    lines = [
        f'<nav class="strip-map" aria-label="{html.escape(name)}" style="--lanes:{len(used)}">',
        f'<div class="lane-names" aria-hidden="true">{labels}</div>',
        f'<div class="strip-drawing"><svg {box}>',
    ]
    across = [f'<path d="M0 {LANE * at:g}H{WIDTH:g}"></path>' for at in range(len(used))]
    lines += ['<g class="lines">', *across, "</g>"] if used else []
    places = []
    for paragraph, start, width in widths(paragraphs):
        left = round(WIDTH - start - width, 2) if mirrored else start
        found = coded[paragraph.id]
        named = [theme.name for theme in used if theme.code in found.first]
        label = html.escape(describe(paragraph, named))
        lines.append(
            f'<a href="#{_checked(paragraph.id)}" aria-label="{label}"><title>{label}</title>'
        )
        if used:
            lines.append(
                f'<rect class="reach" x="{left:g}" y="0" width="{width:g}"'
                f' height="{bottom:g}"></rect>'
            )
        lines.append(
            f'<rect class="cell {_checked(paragraph.kind)}" x="{left:g}" y="{bottom:g}"'
            f' width="{width:g}" height="{CELL:g}" vector-effect="non-scaling-stroke"></rect>'
        )
        for index, theme in enumerate(used):
            if theme.code in found.themes():
                whose = found.classes(theme.code) if compared else []
                classes = " ".join(["lane", f"t{style_of[theme.code]}", *whose])
                place = f'y="{index * LANE + 3:g}" width="{width:g}" height="{LANE - 6:g}"'
                lines.append(
                    f'<rect class="{classes}" data-theme="{html.escape(theme.code)}"'
                    f' x="{left:g}" {place}></rect>'
                )
        lines.append("</a>")
        places.append((paragraph, left, width))
    below = f'<div class="cell-numbers" aria-hidden="true">{numbers(places)}</div></div></nav>'
    return "\n".join([*lines, "</svg>", below])


def lane_name(theme: ThemeKey, style: int) -> str:
    """Return the name of a theme beside its row. `style`: its number in the palette."""
    named = f'<span class="lane-name t{style}" data-theme="{html.escape(theme.code)}">'
    return f"{named}{html.escape(theme.name)}</span>"


def numbers(places: Sequence[tuple[Paragraph, float, float]]) -> str:
    """Return the numbers below the map. Some are left out so that they do not touch.

    More are left out on a narrow page (class `minor`).
    """
    found = []
    wide, narrow = (-WIDTH, ""), (-WIDTH, "")  # the last number that has a place, and where
    for paragraph, left, width in sorted(places, key=lambda place: place[1]):
        if not paragraph.number.startswith("p"):
            continue
        shown = paragraph.number[1:]
        middle = left + width / 2
        if not apart(wide, (middle, shown), WIDE):
            continue
        wide = (middle, shown)
        minor = ' class="minor"'
        if apart(narrow, wide, NARROW):
            narrow, minor = wide, ""
        place = f"{middle / WIDTH * 100:.4g}%"
        found.append(f'<span{minor} style="left:{place}">{html.escape(shown)}</span>')
    return "".join(found)


def apart(
    first: tuple[float, str], second: tuple[float, str], measures: tuple[float, float]
) -> bool:
    """Return whether two numbers do not touch.

    Each is given by its middle, in a width of 1000, and what is shown. `measures` are the width of
    a digit and what has to be between them.
    """
    digit, between = measures
    return second[0] - first[0] >= digit * (len(first[1]) + len(second[1])) / 2 + between


def widths(paragraphs: Sequence[Paragraph]) -> list[tuple[Paragraph, float, float]]:
    """Return each paragraph with the left edge and the width of its cell, in a width of 1000.

    Even the shortest paragraph can be seen.
    """
    room = WIDTH - min(GAP, 200 / len(paragraphs)) * (len(paragraphs) - 1)
    gap = (WIDTH - room) / max(1, len(paragraphs) - 1)
    least = room / len(paragraphs) / 6
    lengths = [max(1, paragraph.words) for paragraph in paragraphs]
    scale = (room - least * len(paragraphs)) / sum(lengths)
    cells, left = [], 0.0
    for paragraph, length in zip(paragraphs, lengths, strict=True):
        width = least + length * scale
        cells.append((paragraph, round(left, 2), round(width, 2)))
        left += width + gap
    return cells


def describe(paragraph: Paragraph, names: Sequence[str]) -> str:
    """Return the text alternative of a cell."""
    shown = numbered_kind(paragraph)
    words = say_number(paragraph.words, "{n} word", "{n} words")
    return f"{shown}, {words}" + (f": {', '.join(names)}" if names else "")


def typst_map(
    paragraphs: Sequence[Paragraph],
    coded: Mapping[str, Collection[str]],
    themes: Sequence[ThemeKey],
    name: str,
    mirrored: bool = False,
) -> str:
    """Return the call that draws the map in print, with the letters of the themes and the numbers.

    Numbers that would touch are left out. `mirrored`: see `page_map`.
    """
    style_of, sign_of = styles(themes), signs(themes)
    used = [
        theme
        for theme in themes
        if any(theme.code in coded[paragraph.id] for paragraph in paragraphs)
    ]
    cells = []
    last = (-WIDTH, "")
    for paragraph, start, width in widths(paragraphs):
        number = paragraph.number[1:] if paragraph.number.startswith("p") else ""
        if number and apart(last, (start + width / 2, number), WIDE):
            last = (start + width / 2, number)
        else:
            number = ""
        left = round(WIDTH - start - width, 2) if mirrored else start
        marks = "".join(
            f"({index}, {style_of[theme.code]}), "
            for index, theme in enumerate(used)
            if theme.code in coded[paragraph.id]
        )
        cells.append(f"({left:g}, {width:g}, ({marks}), {_typst_text(number)})")
    lanes = "".join(f"{_typst_text(sign_of[theme.code])}, " for theme in used)
    return f"#strip-map({_typst_text(name)}, ({lanes}), ({', '.join(cells)},))"


def _typst_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _checked(identifier: str) -> str:
    if not _IDENTIFIER.match(identifier):
        raise ValueError(f"not an identifier: {identifier!r}")
    return identifier
