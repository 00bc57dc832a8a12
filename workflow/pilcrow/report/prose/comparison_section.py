"""Expand parts that stand for several inserts: comparison of documents, agreement of coders.

They are put into the text before anything is numbered. So their sections, figures and tables count
and can be cited like the scholar's own. One document has no comparison, one coder no agreement.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

import msgspec

from pilcrow.report.prose.crossreferences import find_inserts, number_sections
from pilcrow.report.prose.source import LocatedText, Piece

NAME = "comparison"  # of the part that stands for the section
Wanted = tuple[str, str]  # kind and name of an insert; kind "": a heading
# What the section comes before where the scholar gave it no place.
_BEFORE = ("section-appendix", "section-the-text", "section-references")
_REFERENCES = re.compile(r"^::: \{#refs", re.MULTILINE)


def with_comparison(source: LocatedText, wanted: Sequence[Wanted]) -> LocatedText:
    """Return the report with the section of the comparison in place of its insert.

    Without an insert it comes before the appendix, the text and the references. If nothing is
    `wanted`, the insert is removed. The section leaves out what the scholar inserted elsewhere, and
    each heading under which nothing is left.
    """
    source, own, text = expanded(source, NAME, wanted)
    if own or not text:
        return source
    starts = [
        section.start for section in number_sections(source.text) if section.anchor in _BEFORE
    ]
    found = _REFERENCES.search(source.text)
    at = min([*starts, *([found.start()] if found else [])], default=len(source.text))
    return replace_range(source, at, at, f"\n\n{text}\n\n")


def expanded(
    source: LocatedText, name: str, wanted: Sequence[Wanted]
) -> tuple[LocatedText, bool, str]:
    """Replace the inserts of a part by what the part stands for.

    Returns the report with the first insert replaced and the others removed, whether the part was
    inserted, and the source of the replacement.
    """
    inserts = find_inserts(source.text)
    text = section_source(wanted, {(insert.kind, insert.name) for insert in inserts})
    own = [insert for insert in inserts if (insert.kind, insert.name) == ("part", name)]
    for insert in reversed(own):
        source = replace_range(source, insert.start, insert.end, text if insert == own[0] else "")
    return source, bool(own), text


def section_source(wanted: Sequence[Wanted], placed: set[Wanted]) -> str:
    """Return the source of a section, without what is placed elsewhere."""
    lines: list[str] = []
    for kind, name in reversed(wanted):
        if not kind and lines:
            lines.append(name)
        elif kind and (kind, name) not in placed:
            lines.append(f'::: {{.insert {kind}="{name}"}}\n:::')
    return "\n\n".join(reversed(lines))


def replace_range(source: LocatedText, start: int, end: int, text: str) -> LocatedText:
    """Return a source with the range from `start` to `end` replaced by `text`.

    The new text has the place in the scholar's files of what it replaces, or of what follows it.
    """
    shift = len(text) - (end - start)
    pieces = [piece for piece in source.pieces if piece.start < start]
    if text:
        pieces.append(msgspec.structs.replace(piece_at(source, start), start=start, literal=False))
    if end < len(source.text):
        rest = piece_at(source, end)
        pieces.append(msgspec.structs.replace(rest, start=rest.start + shift))
    pieces += [
        msgspec.structs.replace(piece, start=piece.start + shift)
        for piece in source.pieces
        if piece.start > end
    ]
    empty = [at if at < start else at + shift for at in source.empty if not start <= at < end]
    return LocatedText(source.text[:start] + text + source.text[end:], pieces, source.files, empty)


def piece_at(source: LocatedText, position: int) -> Piece:
    """Return the piece that holds a position, as if it began there."""
    if not source.pieces:
        return Piece(position, next(iter(source.files), ""), 0, literal=False)
    at = max(0, bisect.bisect_right(source.pieces, position, key=lambda piece: piece.start) - 1)
    piece = source.pieces[at]
    return Piece(
        position,
        piece.file,
        piece.offset + (position - piece.start if piece.literal else 0),
        piece.literal,
    )
