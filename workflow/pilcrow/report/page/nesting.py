"""Nest overlapping ranges of a text, so that themes, voices and corrections mark the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

Node = TypeVar("Node")


class Range(msgspec.Struct, frozen=True):
    """A marked range [start, end) of a text.

    Of two ranges that begin together, the longer is outside, then the one of lower rank. An `inner`
    range is inside all others that share its words, however long it is.
    """

    start: int
    end: int
    rank: int
    kind: str
    key: str = ""
    detail: str = ""
    inner: bool = False


def cut_at_borders(
    length: int, ranges: Iterable[Range]
) -> list[tuple[int, int, tuple[Range, ...]]]:
    """Return the text [0, length) cut at every border: start, end and the ranges around it.

    The outermost range comes first. Empty ranges and ranges beyond the text are left out. The
    pieces together are the whole text, and each range is exactly its pieces.
    """
    valid = sorted(
        (r for r in ranges if 0 <= r.start < r.end <= length),
        key=lambda r: (r.start, -r.end, r.rank, r.kind, r.key),
    )
    borders = sorted({0, length, *(r.start for r in valid), *(r.end for r in valid)})
    cut: list[tuple[int, int, tuple[Range, ...]]] = []
    open_ranges: list[Range] = []
    waiting = 0
    for start, end in zip(borders, borders[1:], strict=False):
        open_ranges = [r for r in open_ranges if r.end > start]
        while waiting < len(valid) and valid[waiting].start == start:
            open_ranges.append(valid[waiting])
            waiting += 1
        cut.append((start, end, tuple(sorted(open_ranges, key=lambda r: r.inner))))
    return cut


def nest(
    length: int,
    ranges: Iterable[Range],
    leaf: Callable[[int, int], Sequence[Node]],
    wrap: Callable[[Range, int, bool, Sequence[Node]], Sequence[Node]],
) -> list[Node]:
    """Return the nodes of a text with its ranges around their words.

    A range that crosses the end of another is split. `leaf(start, end)` makes the nodes of bare
    text. `wrap(range, depth, last, nodes)` makes those of a piece of a range: `depth` counts the
    ranges around it, from 0, and `last` says that the range ends with this piece.
    """
    cut = cut_at_borders(length, ranges)

    def build(first: int, end: int, depth: int) -> list[Node]:
        nodes: list[Node] = []
        index = first
        while index < end:
            covering = cut[index][2]
            if len(covering) <= depth:
                nodes.extend(leaf(cut[index][0], cut[index][1]))
                index += 1
                continue
            outer, stop = covering[depth], index
            while stop < end and len(cut[stop][2]) > depth and cut[stop][2][depth] == outer:
                stop += 1
            nodes.extend(
                wrap(outer, depth, cut[stop - 1][1] == outer.end, build(index, stop, depth + 1))
            )
            index = stop
        return nodes

    return build(0, len(cut), 0)
