"""Set two versions of a document side by side.

They stand paragraph by paragraph as long as their structures agree. A mark says where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pilcrow.inputs.versions import beside
from pilcrow.model.records import Paragraph
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import DocumentHead, direction


class Version(msgspec.Struct):
    """What there is of a document: a citation to copy, its paragraphs, and what follows them."""

    head: DocumentHead
    template: list[Block]
    paragraphs: list[tuple[Paragraph, Block]]
    after: list[Block]


def in_pairs(
    documents: Sequence[DocumentHead], pairs: Iterable[tuple[str, str]]
) -> list[list[DocumentHead]]:
    """Return the documents in order, each alone or followed by its version.

    Each is there once: a second version stands alone.
    """
    known = {head.document: head for head in documents}
    of: dict[str, str] = {}
    for original, version in pairs:
        if (
            original in known
            and version in known
            and not {original, version} & (of.keys() | set(of.values()))
        ):
            of[original] = version
    groups = []
    placed: set[str] = set()
    original_of = {version: original for original, version in of.items()}
    for head in documents:
        first = original_of.get(head.document, head.document)
        if first in placed:
            continue
        placed.add(first)
        groups.append([known[name] for name in (first, of.get(first, "")) if name])
    return groups


def side_by_side(left: Version, right: Version, long: bool = False) -> Block:
    """Return the two documents as one block.

    If only one of them is written from right to left, it is on the right. `long` adds the class
    of a long text.
    """
    if direction(left.head.language) == "rtl" and direction(right.head.language) == "ltr":
        left, right = right, left
    shown = {
        paragraph.id: block for version in (left, right) for paragraph, block in version.paragraphs
    }
    matched = beside(
        *([paragraph for paragraph, _ in version.paragraphs] for version in (left, right))
    )
    content = [
        _pair([_named(left.head)], [_named(right.head)], left.head, right.head, ["pair", "named"])
    ]
    for ours, theirs in matched.rows:
        content.append(_pair([shown[ours.id]], [shown[theirs.id]], left.head, right.head, ["pair"]))
    if matched.parting:
        content.append(
            syntax.div(
                [syntax.paragraph(matched.parting)],
                classes=["parting", "note"],
                lang="en",
                dir="ltr",
            )
        )
    for version, rest in ((left, matched.left), (right, matched.right)):
        named = [_named(version.head)] if rest else []
        if blocks := [*named, *(shown[paragraph.id] for paragraph in rest), *version.after]:
            content.append(_version(blocks, version.head))
    # The element of the first document holds both; that of the second only says what it is.
    attributes = syntax.attributes(
        right.head.document, ["document", "other-version"], right.head.values()
    )
    second: Block = {"t": "Div", "c": [attributes, right.template]}
    classes = ["versions", "document", "long"] if long else ["versions", "document"]
    whole = [*left.template, second, *content]
    return {
        "t": "Div",
        "c": [syntax.attributes(left.head.document, classes, left.head.values()), whole],
    }


def _named(head: DocumentHead) -> Block:
    identifier = syntax.span(f"({head.document})", classes=["small"], dir="ltr")
    return syntax.paragraph([syntax.strong(head.title), " ", identifier])


def _version(blocks: Sequence[Block], head: DocumentHead) -> Block:
    return syntax.div(blocks, classes=["version"], lang=head.language, dir=direction(head.language))


def _pair(
    ours: Sequence[Block],
    theirs: Sequence[Block],
    left: DocumentHead,
    right: DocumentHead,
    classes: Sequence[str],
) -> Block:
    """Return a row of two cells. In print they are the two arguments of one call."""
    cells = [
        syntax.raw_block("typst", "#version-pair["),
        _version(ours, left),
        syntax.raw_block("typst", "]["),
        _version(theirs, right),
        syntax.raw_block("typst", "]"),
    ]
    return syntax.div(cells, classes=classes)
