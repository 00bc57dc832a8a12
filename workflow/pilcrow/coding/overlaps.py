"""Matches that lie inside others, and what a coding leans on."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int, int]  # start, end, number of the rule


def longest(spans: Sequence[Span]) -> list[Span]:
    """Matches that lie in no other, sorted; of equal ones the first rule's."""
    if len(spans) == 1:
        return list(spans)
    kept: list[Span] = []
    reached = -1
    for span in sorted(spans, key=_outermost_first):
        if span[1] > reached:
            kept.append(span)
            reached = span[1]
    return kept


def not_inside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The spans that do not lie inside a longer one of `others`; of equal extent they stand."""
    return [
        span
        for span in spans
        if not any(other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0] for other in others)
    ]


def _outermost_first(span: Span) -> tuple[int, int, int]:
    return span[0], -span[1], span[2]


def carried_by(spans: Sequence[Span], at_least: int = 1, overlaps: str = "longest") -> list[int]:
    """The rules without any one of which too few matches would be left, sorted; `spans` are all of a theme in a paragraph.

    What another rule finds inside a longer match is no evidence, but it stands when the longer match's rule is left out. Where `overlaps` is
    "across", `spans` are those that no other theme's match hides.
    """
    used = sorted({span[2] for span in spans})
    if at_least <= 1:
        return used if len(used) == 1 else []

    def left(rule: int) -> int:
        others = [span for span in spans if span[2] != rule]
        return len(longest(others)) if overlaps != "all" else len(others)

    return [rule for rule in used if left(rule) < at_least]
