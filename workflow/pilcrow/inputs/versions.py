"""Documents that are versions of one another, and their paragraphs side by side.

The metadata key `version_of` declares a pair. Paragraphs are paired in order as long as both
documents have the same kind of paragraph at the same place. Where they differ, a sentence says so,
and nothing after it is paired: pairing by similarity would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pilcrow.model.documents import Document
from pilcrow.model.records import Paragraph

NAMES = {
    "heading": "heading",
    "salutation": "salutation",
    "speech": "paragraph",
    "question": "question",
    "note": "note",
}


class Pair(msgspec.Struct, frozen=True, order=True):
    """Two documents by ID: the original, and its version."""

    original: str
    version: str


class SideBySide(msgspec.Struct, frozen=True):
    """Two documents side by side: pairs of paragraphs, where they part, and the rest of each.

    `parting` is "" if the documents do not part.
    """

    rows: list[tuple[Paragraph, Paragraph]]
    parting: str
    left: list[Paragraph]
    right: list[Paragraph]


def pairs_of(named: Mapping[str, str]) -> list[Pair]:
    """Return the declared pairs, sorted.

    Two documents that name each other are one pair; the original is the first by ID. A document
    that does not exist makes no pair.

    Args:
        named: The document that `version_of` names, by document; "" for none.
    """
    found = set()
    for document, original in named.items():
        if original in named and original != document:
            if named[original] == document and document < original:
                original, document = document, original
            found.add(Pair(original, document))
    return sorted(found)


def version_pairs(documents: Iterable[Document]) -> list[Pair]:
    """Return the pairs that the metadata of documents declare."""
    return pairs_of({entry.document: entry.metadata.version_of for entry in documents})


def beside(left: Iterable[Paragraph], right: Iterable[Paragraph]) -> SideBySide:
    """Return the paragraphs of two documents side by side."""
    ours = sorted(left, key=lambda paragraph: paragraph.order)
    theirs = sorted(right, key=lambda paragraph: paragraph.order)
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same].kind == theirs[same].kind:
        same += 1
    rows = list(zip(ours[:same], theirs[:same], strict=True))
    if same == len(ours) == len(theirs):
        return SideBySide(rows, "", [], [])
    return SideBySide(
        rows, describe_divergence(ours[same:], theirs[same:]), ours[same:], theirs[same:]
    )


def describe_divergence(ours: Sequence[Paragraph], theirs: Sequence[Paragraph]) -> str:
    """Return a sentence that says where two documents begin to differ, by what is left."""
    if ours and theirs:
        first, second = ours[0], theirs[0]
        return (
            f"The two versions differ from here: {first.document} has {paragraph_in_words(first)}"
            f" where {second.document} has {paragraph_in_words(second)}. What follows is not"
            " paired."
        )
    rest = ours or theirs
    count = len(rest) - 1
    more = f", and {count} more" if count else ""
    return (
        f"Here one of the two versions ends; {rest[0].document} continues with"
        f" {paragraph_in_words(rest[0])}{more}."
    )


def paragraph_in_words(paragraph: Paragraph) -> str:
    """Return a paragraph in words: "heading h2", "paragraph 7"."""
    return f"{NAMES[paragraph.kind]} {paragraph.number.removeprefix('p')}"
