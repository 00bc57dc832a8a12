"""Conditions on the matches of a rule: words near a match, words that cancel it, negation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pilcrow.coding.negations import Cues
from pilcrow.coding.overlaps import Hit
from pilcrow.coding.patterns import Pattern, sign_expression
from pilcrow.model.codebook import Rule
from pilcrow.text.words import Words, count_folded, is_unspaced

# A full stop inside a number or after a single letter (U.S.) does not end a clause.
_CLAUSE = re.compile(r"[;:!?…。！？]|(?<!\b[^\W\d])\.(?!\d)")


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
        spans = self.pattern.spans(folded)
        between = self.pattern.between
        found = []
        for start, end in spans:
            low = start - 1 if len(folded) == len(text) + 2 else len(folded[1:start].decode())
            if not between or self.pattern.holds_between(text, folded[start:end], low):
                found.append((low, low + len(folded[start:end].decode())))
        return found


def _contexts(texts: Iterable[str], words: Words) -> list[ConditionPattern]:
    return [ConditionPattern(text, words) for text in texts]


class Conditions:
    """The conditions of a rule."""

    def __init__(self, rule: Rule, words: Words, negating: Negating) -> None:
        self.rule, self.words, self.negating = rule, words, negating
        self.near = _contexts(rule.near.words if rule.near else [], words)
        self.near_within = rule.near.within if rule.near else 0
        self.not_when = _contexts(rule.not_when, words)

    def against(self, text: str, folded: bytes, hit: Hit) -> tuple[str, str] | None:
        """Return cause and reason why a hit does not count; None if it counts.

        `folded` is the folded copy of `text`.
        """
        for context in self.not_when:
            for span in context.spans(text, folded):
                if words_between(text, folded, hit, span, self.words) <= self.rule.within:
                    return (
                        "not_when",
                        (
                            f"“{text[span[0] : span[1]]}” is there, and the rule has not_when"
                            f" “{context.text}”"
                        ),
                    )
        if self.near and not any(
            0 <= words_between(text, folded, hit, span, self.words) <= self.near_within
            for context in self.near
            for span in context.spans(text, folded)
        ):
            words = ", ".join(f"“{word}”" for word in (context.text for context in self.near))
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


def words_between(text: str, folded: bytes, hit: Hit, span: tuple[int, int], words: Words) -> int:
    """Return the number of words between a hit and a span of the same text; −1 if they overlap."""
    low, high = (hit[1], span[0]) if hit[1] <= span[0] else (span[1], hit[0])
    if low > high:
        return -1
    if is_unspaced(text):
        return words.count(text[low:high])
    plain = len(folded) == len(text) + 2
    return count_folded(
        folded[low + 1 : high + 1] if plain else folded.decode()[low + 1 : high + 1].encode()
    )


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
        clauses = [match.end() for match in _CLAUSE.finditer(text, 0, hit[0])]
        low = clauses[-1] if clauses else 0
        words = [low + start for start, _ in self.words.spans(text[low : hit[0]])]
        found = self._in(
            text[words[-self.within] if len(words) > self.within else low : hit[0]], self.before
        )
        if found or not self.after:
            return found
        stop = _CLAUSE.search(text, hit[1])
        high = stop.start() if stop else len(text)
        ends = [hit[1] + end for _, end in self.words.spans(text[hit[1] : high])]
        return self._in(
            text[hit[1] : ends[self.within - 1] if len(ends) > self.within else high], self.after
        )

    def _in(self, window: str, cues: Sequence[ConditionPattern]) -> str:
        folded = self.words.fold(window)
        excused = [span for context in self.unless for span in context.spans(window, folded)]
        for context in cues:
            for start, end in context.spans(window, folded):
                if not any(low <= start and end <= high for low, high in excused):
                    return window[start:end]
        return ""
