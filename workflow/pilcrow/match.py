"""Finding what the rules look for: one pass of an Aho–Corasick automaton over the folded words of a document, then what only its hits need.

Aho, A. V., and M. J. Corasick. 1975. Efficient string matching: an aid to bibliographic search. Communications of the ACM 18 (6).
benchmarks/README-matching.md compares it with other ways.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

import ahocorasick_rs

from pilcrow.patterns import Found, Pattern, unspaced_expression
from pilcrow.rules_model import ACTOR_KINDS, Negation, Rule, RuleSet
from pilcrow.tokens import SEPARATOR, count_words, each_word, is_unspaced, words_of

_CLAUSE = re.compile(r"[.;:!?…。！？]")


class Unit(Protocol):
    """What matching needs of a paragraph (records.Paragraph has it all)."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def asides(self) -> Sequence[tuple[int, int]]: ...


class Hit(NamedTuple):
    """A match that counts: a character range of a paragraph's text, and the number of the rule in `Matcher.rules`."""

    start: int
    end: int
    rule: int


class Cancelled(NamedTuple):
    """A match that does not count, and why, as the rest of a sentence."""

    start: int
    end: int
    rule: int
    cause: str  # kind, speaker, not_when, near, negated, overlap, at_least
    reason: str


class Target(NamedTuple):
    """What a literal of the automaton stands for: a pattern of a rule (or, numbered on from the rules, of an actor)."""

    rule: int
    pattern: Pattern
    found: Found


class Matcher:
    """The rules, compiled. Immutable; build it once for a whole corpus."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.words = words_of(ruleset.language, ruleset.hyphens, ruleset.possessives)
        self.rules: list[Rule] = [rule for theme in ruleset.themes for rule in theme.rules]
        self.theme_of: list[int] = [number for number, theme in enumerate(ruleset.themes) for _ in theme.rules]
        self.kinds = [frozenset(rule.kinds or ruleset.themes[theme].kinds) for rule, theme in zip(self.rules, self.theme_of, strict=True)]
        self.speakers = [
            frozenset(name.casefold() for name in rule.speakers or ruleset.themes[theme].speakers)
            for rule, theme in zip(self.rules, self.theme_of, strict=True)
        ]
        self.conditions = [_Conditions(rule, self) if rule.near or rule.not_when or rule.negated != "any" else None for rule in self.rules]
        self.targets: list[list[Target]] = []
        self.expressions: list[tuple[int, re.Pattern[str]]] = []  # searched in the text itself
        self.word_expressions: list[tuple[int, list[re.Pattern[str]]]] = []
        self.read_kinds = frozenset().union(*self.kinds) | (frozenset(ACTOR_KINDS) if ruleset.actors else frozenset())
        literals: dict[bytes, list[Target]] = {}
        for number, rule in enumerate(self.rules):
            for text in rule.patterns:
                self._add(number, text, rule.form, rule.case, literals)
        for number, actor in enumerate(ruleset.actors, len(self.rules)):
            for text in actor.patterns:
                self._add(number, text, "glob", False, literals)
        self.targets = list(literals.values())
        self.automaton = (
            ahocorasick_rs.BytesAhoCorasick(list(literals), implementation=ahocorasick_rs.Implementation.DFA) if literals else None
        )
        self.needs_case = any(rule.case and rule.form in ("glob", "exact") for rule in self.rules)
        self._allowed: dict[tuple[str, str], list[bool]] = {}

    def _add(self, number: int, text: str, form: str, case: bool, literals: dict[bytes, list[Target]]) -> None:
        if form == "regex":
            self.expressions.append((number, re.compile(text, 0 if case else re.IGNORECASE)))
        elif form == "word-regex":
            self.word_expressions.append((number, [re.compile(part, 0 if case else re.IGNORECASE) for part in text.split(" ")]))
        elif is_unspaced(text):
            self.expressions.append((number, unspaced_expression(text, form == "exact", case)))
        else:
            pattern = Pattern(text, self.words, exact=form == "exact")
            if pattern.found is not None:
                literals.setdefault(pattern.found.literal, []).append(Target(number, pattern, pattern.found))

    def allowed(self, kind: str, speaker: str) -> list[bool]:
        """By rule, then by actor: whether it is looked for in paragraphs of a kind and a speaker."""
        key = (kind, speaker)
        if key not in self._allowed:
            name = speaker.casefold()
            rules = [
                kind in kinds and (not speakers or name in speakers) for kinds, speakers in zip(self.kinds, self.speakers, strict=True)
            ]
            self._allowed[key] = rules + [kind in ACTOR_KINDS] * len(self.ruleset.actors)
        return self._allowed[key]

    def hits(self, units: Sequence[Unit], cancelled: list[list[Cancelled]] | None = None) -> list[list[Hit]]:
        """Every match that counts, a list a paragraph, sorted, overlaps not yet resolved; the rest into `cancelled`, if given."""
        texts = [_spoken(unit) if cancelled is not None or unit.kind in self.read_kinds else "" for unit in units]
        found = self._literal_hits(texts)
        for number, text in enumerate(texts):
            if text:
                self._expression_hits(text, found[number])
        return [
            self._counting(unit, text, hits, cancelled[number] if cancelled is not None else None)
            for number, (unit, text, hits) in enumerate(zip(units, texts, found, strict=True))
        ]

    def _literal_hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Matches of words, phrases and globs, by one scan over all the texts together."""
        found: list[list[Hit]] = [[] for _ in texts]
        if self.automaton is None or not texts:
            return found
        # No phrase reaches over the separator. The folded copy begins with a space of its own.
        joined = SEPARATOR.join(texts)
        folded = self.words.fold(joined)
        kept = self.words.fold(joined, case=True) if self.needs_case else b""
        simple = len(folded) == len(joined) + 2
        starts, ends, start = [], [], 1
        for text in texts:
            starts.append(start)
            start += len(text)
            ends.append(start)
            start += len(SEPARATOR)
        if not simple:
            starts, ends = _byte_ranges(folded, starts, ends)
        find, count, targets, rules = folded.find, len(self.rules), self.targets, self.rules
        place, last, base = 0, ends[0], starts[0]
        into = found[0]
        for literal, begin, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            while begin >= last:
                place += 1
                last, base, into = ends[place], starts[place], found[place]
            for rule, pattern, how in targets[literal]:
                if how.shape == "whole":
                    first, after = begin + 1, end - 1
                elif how.shape == "stem":
                    first, after = begin + 1, find(b" ", end)
                else:
                    span = _complete(folded, begin, pattern, how)
                    if span is None:
                        continue
                    first, after = span
                if kept and rule < count and rules[rule].case:
                    match = pattern.case_expression.match(kept, first)
                    if match is None or match.end() != after:
                        continue
                if simple:
                    into.append(Hit(first - base, after - base, rule))
                else:
                    low = len(folded[base:first].decode())
                    into.append(Hit(low, low + len(folded[first:after].decode()), rule))
        return found

    def _expression_hits(self, text: str, into: list[Hit]) -> None:
        for rule, expression in self.expressions:
            into.extend(Hit(*match.span(), rule) for match in expression.finditer(text) if match.end() > match.start())
        if self.word_expressions:
            spans = list(each_word(text))
            for rule, parts in self.word_expressions:
                for place in range(len(spans) - len(parts) + 1):
                    run = spans[place : place + len(parts)]
                    if all(part.search(text[start:end]) for part, (start, end) in zip(parts, run, strict=True)):
                        into.append(Hit(run[0][0], run[-1][1], rule))

    def _counting(self, unit: Unit, text: str, hits: list[Hit], cancelled: list[Cancelled] | None) -> list[Hit]:
        """The hits that the rules' conditions leave, sorted and once each."""
        if not hits:
            return hits
        allowed = self.allowed(unit.kind, unit.speaker)
        counting = []
        folded = b""
        for hit in sorted(set(hits)):
            if not allowed[hit.rule]:
                if cancelled is not None and hit.rule < len(self.rules):
                    cancelled.append(self._not_here(unit, hit))
                continue
            if _divides_number(text, hit):
                continue
            conditions = self.conditions[hit.rule] if hit.rule < len(self.rules) else None
            if conditions is not None:
                folded = folded or self.words.fold(text)
                against = conditions.against(text, folded, hit)
                if against is not None:
                    if cancelled is not None:
                        cancelled.append(Cancelled(*hit, *against))
                    continue
            counting.append(hit)
        return counting

    def _not_here(self, unit: Unit, hit: Hit) -> Cancelled:
        if unit.kind not in self.kinds[hit.rule]:
            kinds = " and ".join(sorted(self.kinds[hit.rule]))
            return Cancelled(*hit, "kind", f"the paragraph is of the kind {unit.kind}, and the rule holds for {kinds}")
        names = ", ".join(self.rules[hit.rule].speakers or self.ruleset.themes[self.theme_of[hit.rule]].speakers)
        return Cancelled(*hit, "speaker", f"{unit.speaker or 'nobody named'} speaks, and the rule holds for {names}")

    @cached_property
    def negation(self) -> _Negation:
        return _Negation(self.ruleset.negation, self)

    def looked_for(self, texts: Sequence[str]) -> list[_Context]:
        return [_Context(text, self) for text in texts]


class _Context:
    """A pattern that decides about other matches: of `near`, `not_when` or a negation."""

    def __init__(self, text: str, matcher: Matcher) -> None:
        self.text = text
        self.expression = unspaced_expression(text, False, False) if is_unspaced(text) else None
        self.pattern = None if self.expression else Pattern(text, matcher.words)

    def spans(self, text: str, folded: bytes) -> list[tuple[int, int]]:
        """Character ranges of the matches."""
        if self.pattern is None:
            assert self.expression is not None
            return [match.span() for match in self.expression.finditer(text)]
        spans = list(self.pattern.spans(folded))
        if len(folded) == len(text) + 2:
            return [(start - 1, end - 1) for start, end in spans]
        return [(len(folded[1:start].decode()), len(folded[1:end].decode())) for start, end in spans]


class _Conditions:
    """What of a rule's matches counts."""

    def __init__(self, rule: Rule, matcher: Matcher) -> None:
        self.rule = rule
        self.matcher = matcher
        self.near = matcher.looked_for(rule.near)
        self.not_when = matcher.looked_for(rule.not_when)

    def against(self, text: str, folded: bytes, hit: Hit) -> tuple[str, str] | None:
        """Cause and reason why a hit does not count; None where it does."""
        for context in self.not_when:
            for start, end in context.spans(text, folded):
                if self._between(text, hit, start, end) <= self.rule.within:
                    return "not_when", f"“{text[start:end]}” stands there, and the rule has not_when “{context.text}”"
        if self.near and not any(
            self._apart(hit, start, end) and self._between(text, hit, start, end) <= self.rule.near_within
            for context in self.near
            for start, end in context.spans(text, folded)
        ):
            words = ", ".join(f"“{word}”" for word in self.rule.near)
            return "near", f"none of {words} stands within {self.rule.near_within} words"
        if self.rule.negated != "any":
            cue = self.matcher.negation.cue(text, hit)
            if cue and self.rule.negated == "skip":
                return "negated", f"“{cue}” negates it"
            if not cue and self.rule.negated == "only":
                return "negated", "nothing negates it, and the rule asks for a negation"
        return None

    def _between(self, text: str, hit: Hit, start: int, end: int) -> int:
        """Words between a hit and a span; −1 where they overlap."""
        low, high = (hit.end, start) if hit.end <= start else (end, hit.start)
        if low > high:
            return -1
        between = text[low:high]
        return sum(1 for _ in each_word(between)) if is_unspaced(between) else count_words(self.matcher.words.fold(between))

    @staticmethod
    def _apart(hit: Hit, start: int, end: int) -> bool:
        return end <= hit.start or start >= hit.end


class _Negation:
    """Whether a match is negated: a cue stands at most `within` words before it (or after, where the language has it so), in its clause.

    Three words are what Hutto, C. J., and E. Gilbert. 2014. VADER. ICWSM 8 (1) look back.
    """

    def __init__(self, negation: Negation, matcher: Matcher) -> None:
        self.within = negation.within
        self.matcher = matcher
        self.before = matcher.looked_for(negation.before)
        self.after = matcher.looked_for(negation.after)
        self.unless = matcher.looked_for(negation.unless)

    def cue(self, text: str, hit: Hit) -> str:
        """The words that negate a hit, as they stand there; "" where none do."""
        clauses = [match.end() for match in _CLAUSE.finditer(text, 0, hit.start)]
        low = clauses[-1] if clauses else 0
        words = [low + start for start, _ in each_word(text[low : hit.start])]
        found = self._in(text[words[-self.within] if len(words) > self.within else low : hit.start], self.before)
        if found or not self.after:
            return found
        stop = _CLAUSE.search(text, hit.end)
        high = stop.start() if stop else len(text)
        ends = [hit.end + end for _, end in each_word(text[hit.end : high])]
        return self._in(text[hit.end : ends[self.within - 1] if len(ends) > self.within else high], self.after)

    def _in(self, window: str, cues: Sequence[_Context]) -> str:
        folded = self.matcher.words.fold(window)
        excused = [span for context in self.unless for span in context.spans(window, folded)]
        for context in cues:
            for start, end in context.spans(window, folded):
                if not any(low <= start and end <= high for low, high in excused):
                    return window[start:end]
        return ""


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that lie in no other; of equal ones the first rule's."""
    kept: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.rule)):
        if hit.end > reached:
            kept.append(hit)
            reached = hit.end
    return kept


def _spoken(unit: Unit) -> str:
    """A paragraph's text with its asides blanked, of the same length."""
    text = unit.text
    for start, end in unit.asides:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _byte_ranges(folded: bytes, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
    """Character positions of a folded copy as byte positions."""
    text = folded.decode()
    low, high, place, byte = [], [], 0, 0
    for start, end in zip(starts, ends, strict=True):
        byte += len(text[place:start].encode())
        low.append(byte)
        byte += len(text[start:end].encode())
        high.append(byte)
        place = end
    return low, high


def _complete(folded: bytes, begin: int, pattern: Pattern, how: Found) -> tuple[int, int] | None:
    """The byte range of a match around a literal that was found; None where the rest of the pattern does not match."""
    first = folded.rfind(b" ", 0, begin) + 1 if how.in_word else begin + 1
    for _ in range(how.words_before):
        while first > 1 and folded[first - 1] == 32:
            first -= 1
        first = folded.rfind(b" ", 0, first) + 1
    match = pattern.anchored.match(folded, first)
    return match.span() if match else None


def _divides_number(text: str, hit: Hit) -> bool:
    """Whether a hit begins or ends inside a number such as 50,000 or 3.5."""
    start, end, size = hit.start, hit.end, len(text)
    return (start > 1 and text[start].isdigit() and text[start - 1] in ".," and text[start - 2].isdigit()) or (
        end + 1 < size and text[end - 1].isdigit() and text[end] in ".," and text[end + 1].isdigit()
    )
