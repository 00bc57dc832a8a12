"""Apply the conditions of a rule to its matches: words nearby, words that cancel, negation.

A paragraph may have tens of thousands of matches. So what a condition asks for is searched once in
a paragraph, and for each match only the words next to it are read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from pilcrow.coding.negations import Cues
from pilcrow.coding.overlaps import Hit
from pilcrow.coding.patterns import Pattern, sign_expression
from pilcrow.model.codebook import Rule
from pilcrow.text.words import Words, is_unspaced

# A full stop inside a number or after a single letter (U.S.) does not end a clause.
_CLAUSE = re.compile(r"[;:!?…。！？]|(?<!\b[^\W\d])\.(?!\d)")
_WINDOW = 200  # characters next to a match that are read first


class ConditionPattern:
    """A pattern that decides whether other matches count: of `near`, `not_when` or a negation."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.expression = sign_expression(text, False, False) if is_unspaced(text) else None
        self.pattern = Pattern(text, words)

    def spans(self, text: str, folded: bytes) -> list[tuple[int, int]]:
        """Return the character ranges of the matches."""
        if self.expression is not None:
            return [match.span() for match in self.expression.finditer(text)]
        if self.pattern.literal not in folded:
            return []
        between = self.pattern.between
        found = []
        at, characters = 1, 0  # a byte of the folded copy, and the characters before it
        for start, end in self.pattern.spans(folded):
            characters += characters_between(folded, at, start)
            at = start
            if not between or self.pattern.holds_between(text, folded[start:end], characters):
                found.append((characters, characters + len(folded[start:end].decode())))
        return found


def characters_between(folded: bytes, start: int, end: int) -> int:
    """Return the number of characters between two bytes; negative if `end` is before `start`."""
    if end < start:
        return -len(folded[end:start].decode())
    return len(folded[start:end].decode())


class Stretch:
    """A paragraph in which matches are weighed.

    Args:
        text: Its text.
        folded: The folded copy of the text.
        words: How texts of its language fall into words.
    """

    def __init__(self, text: str, folded: bytes, words: Words) -> None:
        self.text, self.folded, self.words = text, folded, words
        self._found: dict[ConditionPattern, tuple[list[tuple[int, int]], list[int]]] = {}

    @cached_property
    def _words(self) -> tuple[list[int], list[int]]:
        """The starts and the ends of its words."""
        spans = self.words.spans(self.text)
        return [start for start, _ in spans], [end for _, end in spans]

    def spans(self, pattern: ConditionPattern) -> tuple[list[tuple[int, int]], list[int]]:
        """Return the matches of a pattern, sorted, each with the last end up to it."""
        if pattern not in self._found:
            spans = sorted(set(pattern.spans(self.text, self.folded)))
            self._found[pattern] = spans, list(accumulate((end for _, end in spans), max))
        return self._found[pattern]

    def within(
        self, pattern: ConditionPattern, hit: Hit, most: int
    ) -> Iterator[tuple[tuple[int, int], int]]:
        """Yield the matches of a pattern within a number of words of a hit, with that number, in
        order.
        """
        spans, reach = self.spans(pattern)
        place = first = bisect_left(spans, (hit[1],))
        while first and self.words_between(hit, (0, reach[first - 1])) <= most:
            first -= 1
        for span in spans[first:place]:
            if (count := self.words_between(hit, span)) <= most:
                yield span, count
        for index in range(place, len(spans)):
            span = spans[index]
            if (count := self.words_between(hit, span)) > most:
                return
            yield span, count

    def words_between(self, hit: Hit, span: tuple[int, int]) -> int:
        """Return the number of words between a hit and a span; −1 if they overlap."""
        low, high = (hit[1], span[0]) if hit[1] <= span[0] else (span[1], hit[0])
        if low >= high:
            return -(low > high)
        starts, ends = self._words
        return bisect_left(starts, high) - bisect_right(ends, low)


def _contexts(texts: Iterable[str], words: Words) -> list[ConditionPattern]:
    return [ConditionPattern(text, words) for text in texts]


class Conditions:
    """The conditions of a rule."""

    def __init__(self, rule: Rule, words: Words, negating: Negating) -> None:
        self.rule, self.negating = rule, negating
        self.near = _contexts(rule.near.words if rule.near else [], words)
        self.near_within = rule.near.within if rule.near else 0
        self.not_when = _contexts(rule.not_when, words)

    def why_cancelled(self, stretch: Stretch, hit: Hit) -> tuple[str, str] | None:
        """Return cause and reason why a hit in a stretch does not count; None if it counts."""
        text = stretch.text
        for context in self.not_when:
            for (low, high), _ in stretch.within(context, hit, self.rule.within):
                return (
                    "not_when",
                    f"“{text[low:high]}” is there, and the rule has not_when “{context.text}”",
                )
        if self.near and not any(
            count >= 0
            for context in self.near
            for _, count in stretch.within(context, hit, self.near_within)
        ):
            words = ", ".join(f"“{context.text}”" for context in self.near)
            return (
                "near",
                f"none of {words} is there with at most {self.near_within} words between",
            )
        if self.rule.negated != "any":
            cue = self.negating.cue(text, hit)
            if cue and self.rule.negated == "skip":
                return "negated", f"“{cue}” negates it"
            if not cue and self.rule.negated == "only":
                return "negated", "nothing negates it, and the rule asks for a negation"
        return None


class Negating:
    """Decides whether a match is negated.

    It is if a cue is at most `within` words before it in its clause, or after it in some languages.
    Three words are the distance of Hutto, C. J., and E. Gilbert. 2014. VADER. ICWSM 8 (1).
    """

    def __init__(self, negation: Cues, words: Words) -> None:
        self.within, self.words = negation.within, words
        self.before = _contexts(negation.before, words)
        self.after = _contexts(negation.after, words)
        self.unless = _contexts(negation.unless, words)

    def cue(self, text: str, hit: Hit) -> str:
        """Return the words that negate a hit, as in the text; "" if there are none."""
        found = self._in(text[self._begin(text, hit[0]) : hit[0]], self.before)
        if found or not self.after:
            return found
        return self._in(text[hit[1] : self._end(text, hit[1])], self.after)

    def _begin(self, text: str, place: int) -> int:
        """Return where the words begin that may negate the words at a position."""
        size = _WINDOW if self.within else 0
        while size:
            first = max(0, place - size)
            clauses = [match.end() for match in _CLAUSE.finditer(text, first, place)]
            low = clauses[-1] if clauses else first
            words = [start for start, _ in self.words.spans(text[low:place])]
            # The first word of a window may be incomplete.
            if clauses or not first or len(words) > self.within + 1:
                return low + words[-self.within] if len(words) > self.within else low
            size *= 4
        return place

    def _end(self, text: str, place: int) -> int:
        """Return where the words end that may negate the words before a position."""
        size = _WINDOW if self.within else 0
        while size:
            last = min(len(text), place + size)
            stop = _CLAUSE.search(text, place, last)
            # What follows a sign decides its meaning, so the last sign of a window needs more text.
            if stop and stop.end() == last < len(text):
                stop = None
            high = stop.start() if stop else last
            words = [end for _, end in self.words.spans(text[place:high])]
            if stop or last == len(text) or len(words) > self.within + 1:
                return place + words[self.within - 1] if len(words) > self.within else high
            size *= 4
        return place

    def _in(self, window: str, cues: Sequence[ConditionPattern]) -> str:
        folded = self.words.fold(window)
        excused = [span for context in self.unless for span in context.spans(window, folded)]
        for context in cues:
            for start, end in context.spans(window, folded):
                if not any(low <= start and end <= high for low, high in excused):
                    return window[start:end]
        return ""
