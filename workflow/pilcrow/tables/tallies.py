"""What the tables need of every document, added up while the corpus streams by: counts by document, speaker and theme, never text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import msgspec

from pilcrow.model.records import Coding, Evidence, Paragraph, SegmentedDocument
from pilcrow.tables.reading import (
    RULES,
    Reading,
    Theme,
    people,
    spoken,
    themes_of,
    word_range,
    words_in_evidence,
)

LISTED = 200  # more paragraph IDs than this are counted, not listed


class Listing:
    """Paragraph IDs by key, the first LISTED + 1 of each, so that a table knows when there are too many to print.

    First by document: which those are does not depend on how the documents are dealt out to batches.
    """

    def __init__(self) -> None:
        self.of: dict[Any, list[str]] = {}

    def add(self, key: Any, identifier: str) -> None:
        listed = self.of.setdefault(key, [])
        if len(listed) <= LISTED:
            listed.append(identifier)

    def merge(self, listed: Mapping[Any, list[str]]) -> None:
        for key, identifiers in listed.items():
            own = self.of.get(key)
            if own is None:
                self.of[key] = list(identifiers)
            elif len(own) <= LISTED or _document(identifiers[0]) < _document(own[-1]):
                self.of[key] = sorted([*own, *identifiers], key=_document)[: LISTED + 1]

    def get(self, key: Any) -> list[str]:
        return self.of.get(key, [])


def _document(identifier: str) -> str:
    return identifier.rpartition(".")[0]


def join(identifiers: Iterable[str]) -> str:
    """IDs as one cell; empty where there are more than LISTED."""
    listed = list(identifiers)
    return " ".join(listed) if len(listed) <= LISTED else ""


class Sums(msgspec.Struct):
    """The counts of some documents, as they are kept; see `Tallies`. Listings are cut at LISTED + 1."""

    cells: dict[tuple[str, str, str], list[int]]
    bases: dict[tuple[str, str, str], list[int]]
    kinds: dict[str, int]
    theme_paragraphs: dict[str, list[str]]
    document_paragraphs: dict[tuple[str, str], str]
    uncoded: dict[str, list[str]]
    pairs: dict[tuple[str, str], int]
    pair_paragraphs: dict[tuple[str, str], list[str]]
    tenths: dict[tuple[str, int], int]
    rules_used: dict[str, list[str]]
    by_rules: dict[str, int]
    fallen: dict[str, int]
    fallen_paragraphs: dict[str, list[str]]
    sentences: dict[str, int]
    hand: dict[str, dict[str, list[str]]]
    hand_kinds: dict[str, str]
    stale: list[str]


class Tallies:
    """The counts of a corpus. `cells` are (document, speaker, theme), `bases` (document, speaker, kind)."""

    def __init__(self, themes: Sequence[Theme], choice: str) -> None:
        self.themes = {theme.code: theme for theme in themes}
        self.choice = choice
        self.recorded = frozenset(kind for theme in themes for kind in theme.kinds) | {
            "speech",
            "question",
        }
        self.cells: dict[
            tuple[str, str, str], list[int]
        ] = {}  # paragraphs, evidence, words in evidence, words of paragraphs
        self.bases: dict[tuple[str, str, str], list[int]] = {}  # paragraphs, words, sentences
        self.kinds: Counter[str] = Counter()
        self.theme_paragraphs = Listing()
        self.document_paragraphs: dict[
            tuple[str, str], str
        ] = {}  # numbers by document and theme, separated by a space
        self.uncoded = Listing()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.pair_paragraphs = Listing()
        self.tenths: Counter[tuple[str, int]] = Counter()
        self.rules_used: dict[str, set[str]] = {}
        self.by_rules: Counter[str] = (
            Counter()
        )  # paragraphs with the theme by the rules, whatever coding the report uses
        self.fallen: Counter[str] = Counter()
        self.fallen_paragraphs = Listing()
        self.sentences: Counter[str] = Counter()
        self.hand: dict[
            str, dict[str, frozenset[str]]
        ] = {}  # paragraph -> coder (rules too) -> themes, current hand codings only
        self.hand_kinds: dict[str, str] = {}
        self.stale: set[str] = set()  # paragraphs with a stale hand coding

    def add(self, reading: Reading) -> dict[str, Any]:
        """Add a document; returns its own counts: coded, recording_units, words, sentences."""
        document = reading.document.document
        units = [paragraph for paragraph in reading.paragraphs if paragraph.kind in self.recorded]
        length = sum(paragraph.words for paragraph in units)
        position = coded = sentences = 0
        for paragraph in reading.paragraphs:
            self.kinds[paragraph.kind] += 1
            if paragraph.kind not in self.recorded:
                continue
            base = self.bases.setdefault((document, paragraph.speaker, paragraph.kind), [0, 0, 0])
            base[0] += 1
            base[1] += paragraph.words
            base[2] += len(paragraph.sentences)
            sentences += len(paragraph.sentences)
            codings = reading.codings.get(paragraph.id, [])
            chosen = themes_of(codings, self.choice)
            if chosen:
                coded += 1
                self._add_themes(reading.document, paragraph, chosen, position, length)
            else:
                self.uncoded.add("", paragraph.id)
            self._add_rules(paragraph, codings)
            self._add_people(paragraph, codings)
            position += paragraph.words
        return {
            "coded": coded,
            "recording_units": len(units),
            "words": length,
            "sentences": sentences,
            "paragraphs": len(reading.paragraphs),
        }

    def _add_themes(
        self,
        segmented: SegmentedDocument,
        paragraph: Paragraph,
        chosen: Mapping[str, list[Evidence]],
        position: int,
        length: int,
    ) -> None:
        document, language = segmented.document, segmented.language
        for theme, evidence in chosen.items():
            cell = self.cells.setdefault((document, paragraph.speaker, theme), [0, 0, 0, 0])
            cell[0] += 1
            cell[1] += len(evidence)
            cell[2] += words_in_evidence(spoken(paragraph), evidence, language)
            cell[3] += paragraph.words
            self.theme_paragraphs.add(theme, paragraph.id)
            listed = self.document_paragraphs.get((document, theme))
            self.document_paragraphs[document, theme] = (
                f"{listed} {paragraph.number}" if listed else paragraph.number
            )
            self.rules_used.setdefault(theme, set()).update(
                span.rule for span in evidence if span.rule
            )
            for span in evidence:
                place = position + word_range(spoken(paragraph), span.start, span.end, language)[0]
                self.tenths[theme, min(10, 1 + 10 * place // max(1, length))] += 1
        for pair in combinations(chosen, 2):
            self.pairs[pair] += 1
            self.pair_paragraphs.add(pair, paragraph.id)

    def _add_rules(self, paragraph: Paragraph, codings: Iterable[Coding]) -> None:
        for coding in codings:
            if coding.coder != RULES:
                continue
            known = self.themes.get(coding.theme)
            self.by_rules[coding.theme] += 1
            self.sentences[coding.theme] += sentences_with(
                coding.evidence, paragraph.sentences, known.at_least if known else 1
            )
            for rule in coding.carried_by:
                self.fallen[rule] += 1
                self.fallen_paragraphs.add(rule, paragraph.id)

    def _add_people(self, paragraph: Paragraph, codings: Sequence[Coding]) -> None:
        readers = people(codings)
        if not readers:
            return
        stale = {coding.coder for coding in codings if coding.stale}
        if stale:
            self.stale.add(paragraph.id)
        current = [coder for coder in readers if coder not in stale]
        if current:
            self.hand_kinds[paragraph.id] = paragraph.kind
            self.hand[paragraph.id] = {
                coder: frozenset(
                    coding.theme for coding in codings if coding.coder == coder and coding.theme
                )
                for coder in [RULES, *current]
            }

    def sums(self) -> Sums:
        """The counts so far, as plain data."""
        return Sums(
            cells=self.cells,
            bases=self.bases,
            kinds=dict(self.kinds),
            theme_paragraphs=self.theme_paragraphs.of,
            document_paragraphs=self.document_paragraphs,
            uncoded=self.uncoded.of,
            pairs=dict(self.pairs),
            pair_paragraphs=self.pair_paragraphs.of,
            tenths=dict(self.tenths),
            rules_used={theme: sorted(rules) for theme, rules in self.rules_used.items()},
            by_rules=dict(self.by_rules),
            fallen=dict(self.fallen),
            fallen_paragraphs=self.fallen_paragraphs.of,
            sentences=dict(self.sentences),
            hand={
                unit: {coder: sorted(themes) for coder, themes in coders.items()}
                for unit, coders in self.hand.items()
            },
            hand_kinds=self.hand_kinds,
            stale=sorted(self.stale),
        )

    def merge(self, sums: Sums) -> None:
        """Add the counts of other documents, as if they had been added one by one."""
        self.cells |= sums.cells
        self.bases |= sums.bases
        self.document_paragraphs |= sums.document_paragraphs
        counters: tuple[tuple[Counter[Any], dict[Any, int]], ...] = (
            (self.kinds, sums.kinds),
            (self.pairs, sums.pairs),
            (self.tenths, sums.tenths),
            (self.by_rules, sums.by_rules),
            (self.fallen, sums.fallen),
            (self.sentences, sums.sentences),
        )
        for counter, counts in counters:
            counter.update(counts)
        listings: tuple[tuple[Listing, Mapping[Any, list[str]]], ...] = (
            (self.theme_paragraphs, sums.theme_paragraphs),
            (self.uncoded, sums.uncoded),
            (self.pair_paragraphs, sums.pair_paragraphs),
            (self.fallen_paragraphs, sums.fallen_paragraphs),
        )
        for listing, listed in listings:
            listing.merge(listed)
        for theme, rules in sums.rules_used.items():
            self.rules_used.setdefault(theme, set()).update(rules)
        self.hand |= {
            unit: {coder: frozenset(themes) for coder, themes in coders.items()}
            for unit, coders in sums.hand.items()
        }
        self.hand_kinds |= sums.hand_kinds
        self.stale |= set(sums.stale)

    def denominator(self, theme: str) -> tuple[int, int, int]:
        """Paragraphs, words and sentences that could have a theme."""
        kinds = self.kinds_of(theme)
        chosen = [base for (_, _, kind), base in self.bases.items() if kind in kinds]
        return (
            sum(base[0] for base in chosen),
            sum(base[1] for base in chosen),
            sum(base[2] for base in chosen),
        )

    def kinds_of(self, theme: str) -> tuple[str, ...]:
        """The kinds of paragraph that a theme is coded on."""
        return self.themes[theme].kinds if theme in self.themes else ("speech", "question")

    def codes(self) -> list[str]:
        """The themes, in the codebook's order; then, sorted, those that only people gave."""
        given = {theme for _, _, theme in self.cells} | {
            theme for coders in self.hand.values() for themes in coders.values() for theme in themes
        }
        return [*self.themes, *sorted(given - set(self.themes))]


def sentences_with(
    evidence: Iterable[Evidence], sentences: Sequence[tuple[int, int]], at_least: int = 1
) -> int:
    """Sentences (character ranges) in which at least `at_least` spans of evidence begin."""
    starts = [span.start for span in evidence]
    return sum(
        1
        for first, last in sentences
        if sum(first <= start < last for start in starts) >= max(1, at_least)
    )


def disagreements(paragraph: Paragraph, codings: Sequence[Coding]) -> Iterator[dict[str, Any]]:
    """Rows of the table of disagreements for one paragraph: the rules against each person who read it, then person against person.

    A paragraph is read by a person who has a row on it, if only one that says that no theme applies.
    """
    readers = people(codings)
    held = {
        coder: {coding.theme: coding for coding in codings if coding.coder == coder}
        for coder in [RULES, *readers]
    }
    for first, second in [*((RULES, reader) for reader in readers), *combinations(readers, 2)]:
        stale = any(coding.stale for coder in (first, second) for coding in held[coder].values())
        for theme in sorted((set(held[first]) ^ set(held[second])) - {""}):
            owner = first if theme in held[first] else second
            coding = held[owner][theme]
            person = second if owner == first else owner
            memo = held[person].get(theme) or held[person].get("")
            yield {
                "paragraph": paragraph.id,
                "theme": theme,
                "first": first,
                "second": second,
                "has": owner,
                "rule": " ".join(sorted({span.rule for span in coding.evidence if span.rule})),
                "evidence": " | ".join(span.text for span in coding.evidence),
                "memo": memo.memo if memo else "",
                "stale": stale,
            }


def compared_with_rules(codings: Sequence[Coding]) -> int:
    """What the disagreements of one paragraph between the rules and people are out of: the themes that the rules or the person gave it.

    Counted a person at a time, as the disagreements are, and without stale codings.
    """
    by_rules = {coding.theme for coding in codings if coding.coder == RULES}
    total = 0
    for reader in people(codings):
        own = [coding for coding in codings if coding.coder == reader]
        if not any(coding.stale for coding in own):
            total += len((by_rules | {coding.theme for coding in own}) - {""})
    return total
