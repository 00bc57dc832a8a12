"""Find what the rules look for.

One Aho–Corasick automaton scans the folded words of a document. Only its hits are checked further.
Aho, A. V., and M. J. Corasick. 1975. Efficient string matching: an aid to bibliographic search.
Communications of the ACM 18 (6). benchmarks/README-matching.md compares it with other ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import ahocorasick_rs
import msgspec

from pilcrow.coding.conditions import Conditions, Negating, Stretch, characters_between
from pilcrow.coding.negations import negation_of
from pilcrow.coding.overlaps import Hit as Hit
from pilcrow.coding.patterns import PART, STEM, WHOLE, Pattern, has_signs, sign_expression
from pilcrow.model.codebook import ACTOR_KINDS, Codebook, Rule
from pilcrow.model.problems import Problem, Problems, problem
from pilcrow.model.records import Spoken
from pilcrow.text.expressions import Expression, TooManySteps
from pilcrow.text.words import SEPARATOR, blanked, is_unspaced, primary, words_of

# What a literal of the automaton belongs to: the rule's number, the pattern's shape, the pattern.
Target = tuple[int, str, Pattern]


class RecordingUnit(Spoken, Protocol):
    """What matching needs of a paragraph. `records.Paragraph` has it."""

    @property
    def asides(self) -> Sequence[tuple[int, int]]: ...


class Cancelled(NamedTuple):
    """A match that does not count, and the reason as the rest of a sentence."""

    start: int
    end: int
    rule: int
    cause: str  # kind, speaker, case, aside, not_when, near, negated, overlap
    reason: str


class _Aside(NamedTuple):
    """A stage direction as a unit of its own."""

    text: str
    kind: str
    speaker: str
    asides: Sequence[tuple[int, int]] = ()


class Matcher:
    """The rules, compiled. Immutable; build it once for a whole corpus."""

    def __init__(self, codebook: Codebook) -> None:
        """Compile the rules of a flat codebook."""
        self.codebook = codebook
        self.words = words_of(codebook.language, codebook.hyphens, codebook.possessives)
        self.rules: list[Rule] = []
        self.theme_of: list[int] = []  # for each rule, the number of its theme in the codebook
        for number, theme in enumerate(codebook.themes):
            self.rules += theme.rules
            self.theme_of += [number] * len(theme.rules)
        self.identifiers = [rule.id for rule in self.rules]
        self.names = dict(enumerate((actor.name for actor in codebook.actors), len(self.rules)))
        # Codings are sorted by theme, in this order, and within a theme by rule.
        self.themes = sorted(codebook.themes, key=lambda theme: theme.code)
        places = {theme.code: place for place, theme in enumerate(self.themes)}
        self.place_of = [places[codebook.themes[theme].code] for theme in self.theme_of]
        self.across = any(theme.overlapping == "across" for theme in codebook.themes)
        self._restrict()
        self._compile()

    def _restrict(self) -> None:
        """Note where each rule is looked for, and what its matches must satisfy."""
        themes = [self.codebook.themes[number] for number in self.theme_of]
        pairs = list(zip(self.rules, themes, strict=True))
        self.kinds = [frozenset(rule.kinds or theme.kinds) for rule, theme in pairs]
        self.speakers = [
            frozenset(map(str.casefold, rule.speakers or theme.speakers)) for rule, theme in pairs
        ]
        actors = frozenset(ACTOR_KINDS if self.codebook.actors else ())
        self.read_kinds = actors.union(*self.kinds)
        negating = Negating(negation_of(self.codebook), self.words)
        self.conditions = {
            number: Conditions(rule, self.words, negating)
            for number, rule in enumerate(self.rules)
            if rule.near or rule.not_when or rule.negated != "any"
        }
        self.conditional = frozenset(self.conditions)
        self.case = frozenset(number for number, rule in enumerate(self.rules) if rule.case_counts)
        self.needs_case = any(self.rules[number].form in ("glob", "exact") for number in self.case)
        self._in_scope: dict[tuple[str, str], frozenset[int] | None] = {}

    def _compile(self) -> None:
        """Make the automaton of all literals, and the expressions for what it cannot find."""
        self.expressions: list[tuple[int, Expression | _Signs]] = []  # searched in the text itself
        self.word_expressions: list[tuple[int, list[Expression]]] = []
        literals: dict[bytes, list[Target]] = {}
        for number, rule in enumerate(self.rules):
            for text in rule.patterns:
                self._add(number, text, rule.form, rule.case_counts, literals)
        for number, actor in enumerate(self.codebook.actors, len(self.rules)):
            for text in actor.words:
                self._add(number, text, "glob", False, literals)
        self.targets: list[list[Target]] = list(literals.values())  # by literal of the automaton
        # Most literals are one word or stem of one rule. For these nothing else has to be known.
        self.simple = [_simple(targets) for targets in self.targets]
        automaton = ahocorasick_rs.BytesAhoCorasick
        how = ahocorasick_rs.Implementation.DFA
        self.automaton = automaton(list(literals), implementation=how) if literals else None
        self._speaking: dict[str, Matcher] = {}

    def speaking(self, language: str) -> Matcher:
        """Return the matcher of the codebook's rules for texts of a language.

        It divides words as that language does.
        """
        code = primary(language)
        if code not in self._speaking:
            codebook = self.codebook.in_language(language)
            self._speaking[code] = self if codebook is self.codebook else Matcher(codebook)
        return self._speaking[code]

    def _add(
        self, number: int, text: str, form: str, case: bool, literals: dict[bytes, list[Target]]
    ) -> None:
        if form == "regex":
            self.expressions.append((number, Expression(text, 0 if case else re.IGNORECASE)))
        elif form == "word-regex":
            self.word_expressions.append(
                (
                    number,
                    [Expression(part, 0 if case else re.IGNORECASE) for part in text.split(" ")],
                )
            )
        elif is_unspaced(text) or (form == "exact" and has_signs(text)):
            self.expressions.append((number, _Signs(sign_expression(text, form == "exact", case))))
        else:
            pattern = Pattern(text, self.words, exact=form == "exact")
            if pattern.literal:
                literals.setdefault(pattern.literal, []).append((number, pattern.shape, pattern))

    def rules_in_scope(self, kind: str, speaker: str) -> frozenset[int] | None:
        """Return the rules and actors to look for in paragraphs of a kind and a speaker.

        None means all of them.
        """
        key = (kind, speaker)
        if key not in self._in_scope:
            name = speaker.casefold()
            numbers = [
                number
                for number, (kinds, speakers) in enumerate(
                    zip(self.kinds, self.speakers, strict=True)
                )
                if kind in kinds and (not speakers or name in speakers)
            ]
            actors = (
                range(len(self.rules), len(self.rules) + len(self.codebook.actors))
                if kind in ACTOR_KINDS
                else ()
            )
            allowed = frozenset([*numbers, *actors])
            self._in_scope[key] = (
                None if len(allowed) == len(self.rules) + len(self.codebook.actors) else allowed
            )
        return self._in_scope[key]

    def hits(
        self, units: Sequence[RecordingUnit], cancelled: list[list[Cancelled]] | None = None
    ) -> list[list[Hit]]:
        """Return every match that counts, a sorted list for each paragraph.

        Overlaps are not resolved yet. Matches that do not count are added to `cancelled`, if it is
        given.
        """
        if cancelled is not None:
            for unit, missed in zip(units, cancelled, strict=True):
                missed += self._near_misses(unit)
        texts = [
            _spoken(unit) if cancelled is not None or unit.kind in self.read_kinds else ""
            for unit in units
        ]
        if not texts:
            return []
        folded = self.words.fold(SEPARATOR.join(texts))
        starts = _starts(folded, texts)
        found = self._literal_hits(texts, folded, starts)
        counting = []
        refused: dict[int, Problem] = {}
        for number, (unit, text, hits) in enumerate(zip(units, texts, found, strict=True)):
            if text and (self.expressions or self.word_expressions):
                self._expression_hits(unit, text, hits, refused)
            if hits:
                if len(hits) > 1:
                    hits = sorted(set(hits))
                allowed = self.rules_in_scope(unit.kind, unit.speaker)
                if allowed is not None or not self.conditional.isdisjoint([hit[2] for hit in hits]):
                    into = cancelled[number] if cancelled is not None else None
                    hits = list(
                        self._counting(
                            unit,
                            text,
                            folded[starts[number] - 1 : starts[number + 1] - 2],
                            hits,
                            allowed,
                            into,
                        )
                    )
            counting.append(hits)
        if refused:
            raise Problems(list(refused.values()))
        return counting

    def _literal_hits(
        self, texts: Sequence[str], folded: bytes, starts: Sequence[int]
    ) -> list[list[Hit]]:
        """Return the matches of words, phrases and globs, found by one scan over all texts
        together.
        """
        found: list[list[Hit]] = [[] for _ in texts]
        if self.automaton is None:
            return found
        kept = self.words.fold(SEPARATOR.join(texts), case=True) if self.needs_case else b""
        plain = folded.isascii()
        find, targets, case = folded.find, self.targets, self.case
        simple = self.simple if plain and not kept else [None] * len(targets)
        place, base, bound, into = 0, starts[0], starts[1] - 1, found[0]
        at, characters = base, 0  # a byte of the paragraph, and the number of characters before it
        for literal, begin, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            while begin >= bound:
                place += 1
                base, bound, into = starts[place], starts[place + 1] - 1, found[place]
                at, characters = base, 0
            if (known := simple[literal]) is not None:
                rule, stem = known
                into.append((begin + 1 - base, (find(b" ", end) if stem else end - 1) - base, rule))
                continue
            for rule, shape, target in targets[literal]:
                if shape == STEM:
                    first, after = begin + 1, find(b" ", end)
                elif shape == WHOLE:
                    first, after = begin + 1, end - 1
                else:
                    span = target.complete(folded, begin)
                    if span is None:
                        continue
                    first, after = span
                if kept and rule in case:
                    match = target.case_expression.match(kept, first)
                    if match is None or match.end() != after:
                        continue
                low, high = first - base, after - base
                if not plain:
                    characters += characters_between(folded, at, first)
                    at, low = first, characters
                    high = low + len(folded[first:after].decode())
                if not target.between or target.holds_between(
                    texts[place], folded[first:after], low
                ):
                    into.append((low, high, rule))
        return found

    def _expression_hits(
        self, unit: RecordingUnit, text: str, into: list[Hit], refused: dict[int, Problem]
    ) -> None:
        """Add the matches of the regular expressions.

        A rule that may need too many steps is added to `refused`, and not searched for again.
        """
        spans = self.words.spans(text) if self.word_expressions else []
        found = [
            *((rule, expression.finditer(text)) for rule, expression in self.expressions),
            *((rule, _words_matched(parts, spans, text)) for rule, parts in self.word_expressions),
        ]
        for rule, matches in found:
            if rule in refused:
                continue
            try:
                into.extend((*span, rule) for span in matches if span[0] < span[1])
            except TooManySteps:
                where = getattr(unit, "id", "") or "a text"
                refused[rule] = problem(
                    f"The regular expression of {self.identifiers[rule]} may need too many steps on"
                    f" {where}, which has {len(text):,} characters.",
                    file="coding/codebook.yaml",
                    todo="Write it without look-around and back-references, or with fewer"
                    " repetitions.",
                    kind="rule",
                )

    def _counting(
        self,
        unit: RecordingUnit,
        text: str,
        folded: bytes,
        hits: Sequence[Hit],
        allowed: frozenset[int] | None,
        cancelled: list[Cancelled] | None,
    ) -> Iterator[Hit]:
        """Yield the hits that the rules' conditions allow.

        `folded` is the paragraph's own stretch. `allowed` None means all.
        """
        stretch: Stretch | None = None
        for hit in hits:
            rule = hit[2]
            if allowed is not None and rule not in allowed:
                if cancelled is not None and rule < len(self.rules):
                    cancelled.append(self._not_here(unit, hit))
                continue
            conditions = self.conditions.get(rule)
            against = None
            if conditions is not None:
                stretch = stretch or Stretch(text, folded, self.words)
                against = conditions.why_cancelled(stretch, hit)
            if against is None:
                yield hit
            elif cancelled is not None:
                cancelled.append(Cancelled(*hit, *against))

    def _near_misses(self, unit: RecordingUnit) -> Iterator[Cancelled]:
        """Yield matches that do not count because of capitals or a stage direction around them."""
        if self.case:
            found = {hit for hit in self._regardless.hits([unit])[0] if hit[2] in self.case}
            for hit in sorted(found - set(self.hits([unit])[0])):
                pattern = ", ".join(f"“{text}”" for text in self.rules[hit[2]].patterns)
                yield Cancelled(*hit, "case", f"capitals count in {pattern}")
        for start, end in unit.asides:
            for low, high, rule in self.hits(
                [_Aside(unit.text[start:end], unit.kind, unit.speaker)]
            )[0]:
                if rule < len(self.rules):
                    yield Cancelled(
                        start + low,
                        start + high,
                        rule,
                        "aside",
                        "it is in a stage direction, which is not part of the speech",
                    )

    def _not_here(self, unit: RecordingUnit, hit: Hit) -> Cancelled:
        if unit.kind not in self.kinds[hit[2]]:
            kinds = " and ".join(sorted(self.kinds[hit[2]]))
            return Cancelled(
                *hit,
                "kind",
                f"the paragraph is of the kind {unit.kind}, and the rule holds for {kinds}",
            )
        names = ", ".join(
            self.rules[hit[2]].speakers or self.codebook.themes[self.theme_of[hit[2]]].speakers
        )
        return Cancelled(
            *hit,
            "speaker",
            f"{unit.speaker or 'nobody named'} speaks, and the rule holds for {names}",
        )

    @cached_property
    def _regardless(self) -> Matcher:
        """The same rules, without regard to capitals."""
        themes = [
            msgspec.structs.replace(
                theme,
                rules=[msgspec.structs.replace(rule, case="insensitive") for rule in theme.rules],
            )
            for theme in self.codebook.themes
        ]
        return Matcher(msgspec.structs.replace(self.codebook, themes=themes))


def _words_matched(
    parts: Sequence[Expression], spans: Sequence[tuple[int, int]], text: str
) -> Iterator[tuple[int, int]]:
    """Return the sequences of consecutive words that match the expressions one by one."""
    for place in range(len(spans) - len(parts) + 1):
        run = spans[place : place + len(parts)]
        # In a script without spaces nothing is between words.
        gaps = [text[before[1] : after[0]] for before, after in pairwise(run)]
        if all(not gap or gap.isspace() for gap in gaps) and all(
            part.search(text[start:end]) for part, (start, end) in zip(parts, run, strict=True)
        ):
            yield run[0][0], run[-1][1]


class _Signs:
    """A pattern that is searched in the text itself, because it has signs or a script without
    spaces.
    """

    def __init__(self, compiled: Any) -> None:
        self.compiled = compiled

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self.compiled.finditer(text))

    def search(self, text: str) -> bool:
        return self.compiled.search(text) is not None


def _simple(targets: Sequence[Target]) -> tuple[int, bool] | None:
    """Return the rule of a literal and whether its word goes on; None if more must be checked."""
    (rule, shape, pattern), *others = targets
    return None if others or shape == PART or pattern.between else (rule, shape == STEM)


def _spoken(unit: RecordingUnit) -> str:
    """Return a paragraph's text with its asides blanked, of the same length."""
    return blanked(unit.text, unit.asides, "\x00")


def _starts(folded: bytes, texts: Sequence[str]) -> list[int]:
    """Return the byte at which each text begins in the folded copy of all, and its end."""
    starts = [1]
    if folded.isascii():
        for text in texts:
            starts.append(starts[-1] + len(text) + len(SEPARATOR))
    else:
        characters, place = folded.decode(), 1
        for text in texts:
            following = place + len(text) + len(SEPARATOR)
            starts.append(starts[-1] + len(characters[place:following].encode()))
            place = following
        # The copy ends with one space, not with a separator.
        starts[-1] += len(SEPARATOR) - 1
    return starts
