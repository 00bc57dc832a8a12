"""Matches that overlap: which of them count, and what a coding leans on.

As quanteda's tokens_lookup() has it (4.3.1, run on public speeches: tests/data/quanteda): of a
theme's matches the one with most words is taken first, of equal ones the first in the text; one
that shares a word with a match already taken is no further match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from pilcrow.text.words import count_words, word_spans

# A match: a character range of a paragraph's text, and the number of its rule in `Matcher.rules`
# (numbered on: of the actor).
# A plain tuple, for there are millions.
Hit = tuple[int, int, int]


def longest(spans: Sequence[Hit], text: str) -> list[Hit]:
    """Of one theme's matches in a text those that count, sorted; of equal ones the first rule's."""
    if len(spans) == 1:
        return list(spans)
    ordered = sorted(spans)
    reached = 0
    for start, end, _ in ordered:
        if start < reached:
            break
        reached = end
    else:
        return ordered
    kept: list[Hit] = []
    for span in _longest_first(spans, text):
        if not _shares(span, kept):
            kept.append(span)
    return sorted(kept)


def across(
    by_theme: Mapping[int, Sequence[Hit]], modes: Mapping[int, str], text: str
) -> dict[int, list[Hit]]:
    """Of each theme the matches that other themes leave it, as quanteda's `nested_scope =
    "dictionary"`.

    `modes` says of each theme how overlaps are taken. Under "across" a match falls whose every word
    stands in matches, of whatever theme, that have more words or begin before it and count. What
    its own theme's longer matches hide is still among what is given back.
    """
    theme_of = {span: theme for theme, spans in by_theme.items() for span in spans}
    seen: dict[int, list[Hit]] = {theme: [] for theme in by_theme}
    kept: dict[int, list[Hit]] = {theme: [] for theme in by_theme}
    taken: list[Hit] = []
    for _, group in groupby(_longest_first([*theme_of], text), key=lambda span: span[:2]):
        together = list(group)
        hidden = _covered(together[0], taken, text)
        for span in together:
            theme = theme_of[span]
            own = modes[theme] != "all" and _shares(span, kept[theme])
            if own or not hidden or modes[theme] != "across":
                seen[theme].append(span)
            if not own and not (hidden and modes[theme] == "across"):
                kept[theme].append(span)
        taken += [span for span in together if span in kept[theme_of[span]]]
    return seen


def _longest_first(spans: Sequence[Hit], text: str) -> list[Hit]:
    return sorted(
        spans, key=lambda span: (-count_words(text[span[0] : span[1]]), span[0], -span[1], span[2])
    )


def _shares(span: Hit, others: Sequence[Hit]) -> bool:
    return any(other[0] < span[1] and span[0] < other[1] for other in others)


def _covered(span: Hit, others: Sequence[Hit], text: str) -> bool:
    """Whether every word of a span stands in one of the others; never of a span without words,
    such as an expression for a space.
    """
    words = word_spans(text[span[0] : span[1]])
    return bool(words) and all(
        any(other[0] <= span[0] + start and span[0] + end <= other[1] for other in others)
        for start, end in words
    )


def carried_by(
    spans: Sequence[Hit], text: str, at_least: int = 1, overlaps: str = "longest"
) -> list[int]:
    """The rules without any one of which too few matches would be left, sorted; `spans` are all of
    a theme in a paragraph.

    What another rule finds where a longer match stands is no evidence, but it stands when the
    longer match's rule is left out. Where `overlaps` is "across", `spans` are those that no other
    theme's match hides.
    """
    if at_least <= 1:
        only = spans[0][2] if spans else -1
        for span in spans:
            if span[2] != only:
                return []
        return [only] if spans else []
    used = sorted({span[2] for span in spans})

    def left(rule: int) -> int:
        others = [span for span in spans if span[2] != rule]
        return len(longest(others, text)) if overlaps != "all" else len(others)

    return [rule for rule in used if left(rule) < at_least]
