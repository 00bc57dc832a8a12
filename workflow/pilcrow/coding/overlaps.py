"""Decide which of several overlapping matches count, and what a coding depends on.

The result is that of quanteda's tokens_lookup() (4.3.1, run on public speeches:
tests/data/quanteda). The match of a theme with most words is taken first; of equal ones, the first
in the text. A match that shares a word with one already taken does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from pilcrow.text.words import count_words, word_spans

# A match: a character range of a paragraph's text, and the number of its rule in `Matcher.rules`.
# Actors are numbered after the rules. It is a plain tuple because there are millions.
Hit = tuple[int, int, int]


def longest(spans: Sequence[Hit], text: str) -> list[Hit]:
    """Return the matches of one theme that count, sorted; of equal ones the first rule's."""
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
    taken = bytearray(len(text))
    for span in _longest_first(spans, text):
        if _is_free(span, taken):
            _take(span, taken)
            kept.append(span)
    return sorted(kept)


def leave_matches(
    by_theme: Mapping[int, Sequence[Hit]], modes: Mapping[int, str], text: str
) -> dict[int, list[Hit]]:
    """Return for each theme the matches that other themes leave it.

    This is quanteda's `nested_scope = "dictionary"`. Under "across" a match is dropped if every
    word of it is in matches of any theme that count, and that have more words or begin before it.
    The result still has matches that longer ones of the same theme hide.

    Args:
        by_theme: Matches by theme.
        modes: How each theme treats overlaps: "longest", "across" or "all".
        text: The text.
    """
    theme_of = {span: theme for theme, spans in by_theme.items() for span in spans}
    seen: dict[int, list[Hit]] = {theme: [] for theme in by_theme}
    taken = {
        theme: bytearray(len(text)) for theme in by_theme
    }  # characters taken by the theme itself
    reach = [0] * len(text)  # for each character, the end of the longest match of any theme there
    for _, group in groupby(_longest_first([*theme_of], text), key=lambda span: span[:2]):
        together = list(group)
        hidden = _covered(together[0], reach, text)
        counts = False
        for span in together:
            theme = theme_of[span]
            own = modes[theme] != "all" and not _is_free(span, taken[theme])
            if own or not hidden or modes[theme] != "across":
                seen[theme].append(span)
            if not own and not (hidden and modes[theme] == "across"):
                _take(span, taken[theme])
                counts = True
        if counts:
            start, end, _ = together[0]
            reach[start:end] = [max(end, other) for other in reach[start:end]]
    return seen


def _longest_first(spans: Sequence[Hit], text: str) -> list[Hit]:
    return sorted(
        spans, key=lambda span: (-count_words(text[span[0] : span[1]]), span[0], -span[1], span[2])
    )


def _is_free(span: Hit, taken: bytearray) -> bool:
    """Return whether no character of a span is taken."""
    return taken.find(1, span[0], span[1]) < 0


def _take(span: Hit, taken: bytearray) -> None:
    taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])


def _covered(span: Hit, reach: Sequence[int], text: str) -> bool:
    """Return whether every word of a span is in a match.

    False for a span without words, such as a space. `reach`: see `leave_matches`.
    """
    words = word_spans(text[span[0] : span[1]])
    return bool(words) and all(reach[span[0] + start] >= span[0] + end for start, end in words)


def carried_by(
    spans: Sequence[Hit], text: str, at_least: int = 1, overlaps: str = "longest"
) -> list[int]:
    """Return the rules that a coding depends on: without any one of them too few matches are left.

    A match of another rule inside a longer match is not evidence, but it counts when the rule of
    the longer match is left out.

    Args:
        spans: All matches of a theme in a paragraph. If `overlaps` is "across", without those that
            other themes hide.
        text: The text.
        at_least: How many matches the theme needs.
        overlaps: "longest", "across" or "all".
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
