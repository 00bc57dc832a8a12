"""Build Pandoc's syntax tree, so that text of a transcript never passes through a Markdown reader.

Every function returns plain JSON data of Pandoc's AST (pandoc-types 1.23). `document` wraps blocks
into what `pandoc.read(…, "json")` accepts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

Inline = dict[str, Any]
Block = dict[str, Any]
Words = str | Sequence[Inline | str]  # a string in it is literal text
API_VERSION = [1, 23, 1]
_PIECES = re.compile(r"\n|[ \t]+|[^ \t\n]+")


def attributes(
    identifier: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None
) -> list[Any]:
    """Return Pandoc's Attr: identifier, classes, key-value pairs."""
    return [identifier, list(classes), [[key, value] for key, value in (values or {}).items()]]


def text(string: str) -> list[Inline]:
    r"""Return the inlines of a string, with every character literal. "\n" is a line break."""
    found: list[Inline] = []
    for piece in _PIECES.findall(string):
        if piece == "\n":
            found.append({"t": "LineBreak"})
        elif piece[0] in " \t":
            found.append({"t": "Space"})
        else:
            found.append({"t": "Str", "c": piece})
    return found


def inlines(words: Words) -> list[Inline]:
    """Return words as inlines."""
    if isinstance(words, str):
        return text(words)
    found: list[Inline] = []
    for part in words:
        if isinstance(part, str):
            found += text(part)
        else:
            found.append(part)
    return found


def join(parts: Iterable[Words], separator: str = ", ") -> list[Inline]:
    """Return words in a row as one list, with a separator between them."""
    joined: list[Inline] = []
    for part in parts:
        joined += [*(text(separator) if joined else []), *inlines(part)]
    return joined


def sentence_inlines(sentence: str) -> list[Inline]:
    """Return the inlines of a sentence of Pilcrow's own. It is not for transcripts.

    `Commands` and `files` are between backticks.
    """
    pieces = sentence.split("`")
    if len(pieces) % 2 == 0:
        return text(sentence)
    return [
        inline
        for at, piece in enumerate(pieces)
        for inline in ([code_inline(piece)] if at % 2 else text(piece))
    ]


def span(
    content: Words, identifier: str = "", classes: Iterable[str] = (), **values: str
) -> Inline:
    """Return a span. Underscores in attribute names become hyphens: data_theme="x"."""
    return {
        "t": "Span",
        "c": [attributes(identifier, classes, _hyphened(values)), inlines(content)],
    }


def link(
    content: Words,
    target: str,
    identifier: str = "",
    classes: Iterable[str] = (),
    title: str = "",
    **values: str,
) -> Inline:
    """Return a link. Attribute names: see `span`."""
    return {
        "t": "Link",
        "c": [
            attributes(identifier, classes, _hyphened(values)),
            inlines(content),
            [target, title],
        ],
    }


def linked(shown: Words, identifier: str, anchors: Container[str]) -> list[Inline]:
    """Return words as a link to a place, if `anchors` has that place."""
    return [link(shown, f"#{identifier}")] if identifier in anchors else inlines(shown)


def emphasis(content: Words) -> Inline:
    """Return inlines in italics."""
    return {"t": "Emph", "c": inlines(content)}


def strong(content: Words) -> Inline:
    """Return inlines in bold."""
    return {"t": "Strong", "c": inlines(content)}


def strikeout(content: Words) -> Inline:
    """Return inlines that are struck out."""
    return {"t": "Strikeout", "c": inlines(content)}


def code_inline(string: str) -> Inline:
    """Return a string as code."""
    return {"t": "Code", "c": [attributes(), string]}


def raw_inline(form: str, string: str) -> Inline:
    """Return raw markup for one writer ("html", "typst"). It must not hold text of a transcript."""
    return {"t": "RawInline", "c": [form, string]}


def image(path: str, alternative: str, classes: Iterable[str] = (), **values: str) -> Inline:
    """Return an image with its text alternative. Attribute names: see `span`."""
    return {
        "t": "Image",
        "c": [attributes("", classes, _hyphened(values)), text(alternative), [path, ""]],
    }


def paragraph(content: Words) -> Block:
    """Return inlines as a paragraph."""
    return {"t": "Para", "c": inlines(content)}


def plain_block(content: Words) -> Block:
    """Return inlines as a block that is not a paragraph."""
    return {"t": "Plain", "c": inlines(content)}


def header(
    level: int,
    content: Words,
    identifier: str = "",
    classes: Iterable[str] = (),
    **values: str,
) -> Block:
    """Return a heading. Attribute names: see `span`."""
    return {
        "t": "Header",
        "c": [level, attributes(identifier, classes, _hyphened(values)), inlines(content)],
    }


def div(
    content: Sequence[Block], identifier: str = "", classes: Iterable[str] = (), **values: str
) -> Block:
    """Return blocks as one block. Attribute names: see `span`."""
    return {"t": "Div", "c": [attributes(identifier, classes, _hyphened(values)), list(content)]}


def raw_block(form: str, string: str) -> Block:
    """Return raw markup for one writer ("html", "typst"). It must not hold text of a transcript."""
    return {"t": "RawBlock", "c": [form, string]}


def bullet_list(items: Iterable[Sequence[Block]]) -> Block:
    """Return a list of items, each of several blocks."""
    return {"t": "BulletList", "c": [list(item) for item in items]}


def plain_list(items: Iterable[Words]) -> Block:
    """Return a list whose items are words."""
    return bullet_list([plain_block(item)] for item in items)


def definition_list(items: Iterable[tuple[Words, Block]]) -> Block:
    """Return a list of terms and their definitions."""
    return {
        "t": "DefinitionList",
        "c": [[inlines(term), [[definition]]] for term, definition in items],
    }


def plain_table(
    head: Sequence[Words],
    rows: Iterable[Sequence[Words]],
    caption: Words = (),
    alignments: Sequence[str] = (),
    widths: Sequence[float] = (),
    identifier: str = "",
) -> Block:
    """Return a table of cells with words. The first cell of a row is its head.

    `alignments` are "left", "right", "center" or "" by column. `widths` are shares of the line,
    together at most 1; without any, Pandoc chooses them.
    """
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

    def cell(content: Words) -> list[Any]:
        return [empty, {"t": "AlignDefault"}, 1, 1, [plain_block(content)] if content else []]

    return {
        "t": "Table",
        "c": [
            attributes(identifier),
            [None, [paragraph(caption)] if caption else []],
            specification,
            [empty, [[empty, [cell(content) for content in head]]]],
            [
                [
                    empty,
                    1,
                    [],
                    [[empty, [cell(content) for content in row]] for row in rows],
                ]
            ],
            [empty, []],
        ],
    }


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a whole document of Pandoc's JSON format."""
    return {"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)}


def meta(string: str) -> dict[str, Any]:
    """Return a string as a value of the metadata, as one word."""
    return {"t": "MetaInlines", "c": [{"t": "Str", "c": string}]}


def _hyphened(values: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in values.items()}
