"""Pandoc's syntax tree from Python: how text from a transcript enters the report without passing any Markdown reader.

Every function returns plain JSON data of Pandoc's AST (pandoc-types 1.23); `document` wraps blocks into what
`pandoc.read(…, "json")` accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Inline = dict[str, Any]
Block = dict[str, Any]
API_VERSION = [1, 23, 1]
_PIECES = re.compile(r"\n|[ \t]+|[^ \t\n]+")


def attributes(
    identifier: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None
) -> list[Any]:
    """Pandoc's Attr: identifier, classes, key-value pairs."""
    return [identifier, list(classes), [[key, value] for key, value in (values or {}).items()]]


def text(string: str) -> list[Inline]:
    """Inlines of a string, every character literal; "\\n" is a line break."""
    inlines: list[Inline] = []
    for piece in _PIECES.findall(string):
        if piece == "\n":
            inlines.append({"t": "LineBreak"})
        elif piece[0] in " \t":
            inlines.append({"t": "Space"})
        else:
            inlines.append({"t": "Str", "c": piece})
    return inlines


def message(sentence: str) -> list[Inline]:
    """Inlines of a sentence of Pilcrow's own, in which `commands` and `files` stand between backticks. Not for transcripts."""
    pieces = sentence.split("`")
    if len(pieces) % 2 == 0:
        return text(sentence)
    return [
        inline
        for at, piece in enumerate(pieces)
        for inline in ([code(piece)] if at % 2 else text(piece))
    ]


def span(
    content: Sequence[Inline], identifier: str = "", classes: Iterable[str] = (), **values: str
) -> Inline:
    """A span; underscores in attribute names become hyphens: data_theme="x"."""
    return {"t": "Span", "c": [attributes(identifier, classes, _hyphened(values)), list(content)]}


def link(
    content: Sequence[Inline],
    target: str,
    identifier: str = "",
    classes: Iterable[str] = (),
    title: str = "",
    **values: str,
) -> Inline:
    return {
        "t": "Link",
        "c": [attributes(identifier, classes, _hyphened(values)), list(content), [target, title]],
    }


def emphasis(content: Sequence[Inline]) -> Inline:
    return {"t": "Emph", "c": list(content)}


def strong(content: Sequence[Inline]) -> Inline:
    return {"t": "Strong", "c": list(content)}


def strikeout(content: Sequence[Inline]) -> Inline:
    return {"t": "Strikeout", "c": list(content)}


def code(string: str, classes: Iterable[str] = ()) -> Inline:
    return {"t": "Code", "c": [attributes("", classes), string]}


def raw_inline(form: str, string: str) -> Inline:
    """Raw markup for one writer ("html", "typst"). Never with text of a transcript in it."""
    return {"t": "RawInline", "c": [form, string]}


def image(path: str, alternative: str, classes: Iterable[str] = (), **values: str) -> Inline:
    return {
        "t": "Image",
        "c": [attributes("", classes, _hyphened(values)), text(alternative), [path, ""]],
    }


def paragraph(content: Sequence[Inline]) -> Block:
    return {"t": "Para", "c": list(content)}


def plain(content: Sequence[Inline]) -> Block:
    return {"t": "Plain", "c": list(content)}


def header(
    level: int,
    content: Sequence[Inline],
    identifier: str = "",
    classes: Iterable[str] = (),
    **values: str,
) -> Block:
    return {
        "t": "Header",
        "c": [level, attributes(identifier, classes, _hyphened(values)), list(content)],
    }


def div(
    content: Sequence[Block], identifier: str = "", classes: Iterable[str] = (), **values: str
) -> Block:
    return {"t": "Div", "c": [attributes(identifier, classes, _hyphened(values)), list(content)]}


def raw_block(form: str, string: str) -> Block:
    """Raw markup for one writer ("html", "typst"). Never with text of a transcript in it."""
    return {"t": "RawBlock", "c": [form, string]}


def bullet_list(items: Iterable[Sequence[Block]]) -> Block:
    return {"t": "BulletList", "c": [list(item) for item in items]}


def definition_list(items: Iterable[tuple[Sequence[Inline], Sequence[Block]]]) -> Block:
    return {
        "t": "DefinitionList",
        "c": [[list(term), [list(definition)]] for term, definition in items],
    }


def table(
    head: Sequence[Sequence[Inline]],
    rows: Iterable[Sequence[Sequence[Inline]]],
    caption: Sequence[Inline] = (),
    alignments: Sequence[str] = (),
    widths: Sequence[float] = (),
    identifier: str = "",
    classes: Iterable[str] = (),
    row_header: bool = False,
    **values: str,
) -> Block:
    """A table of inline cells. `alignments`: "left", "right", "center" by column; `widths`: shares of the line, together ≤ 1."""
    names = {
        "left": "AlignLeft",
        "right": "AlignRight",
        "center": "AlignCenter",
        "": "AlignDefault",
    }
    columns = len(head)
    sides = [names[side] for side in (*alignments, *[""] * (columns - len(alignments)))]
    specification = [
        [{"t": side}, {"t": "ColWidth", "c": widths[i]} if widths else {"t": "ColWidthDefault"}]
        for i, side in enumerate(sides)
    ]
    empty = attributes()

    def cell(content: Sequence[Inline]) -> list[Any]:
        return [empty, {"t": "AlignDefault"}, 1, 1, [plain(content)] if content else []]

    return {
        "t": "Table",
        "c": [
            attributes(identifier, classes, _hyphened(values)),
            [None, [paragraph(caption)] if caption else []],
            specification,
            [empty, [[empty, [cell(content) for content in head]]]],
            [
                [
                    empty,
                    1 if row_header else 0,
                    [],
                    [[empty, [cell(content) for content in row]] for row in rows],
                ]
            ],
            [empty, []],
        ],
    }


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A whole document of Pandoc's JSON format."""
    return {"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)}


def meta(string: str) -> dict[str, Any]:
    """Return a string as a value of the metadata; it is one word, whatever is in it."""
    return {"t": "MetaInlines", "c": [{"t": "Str", "c": string}]}


def _hyphened(values: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in values.items()}
