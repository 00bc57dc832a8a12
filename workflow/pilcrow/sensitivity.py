"""How much the result leans on any one rule, and on the choice of the paragraph as recording unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pilcrow.reading import Theme
from pilcrow.records import Evidence

LEAVE_OUT = "leave out rule"
SENTENCE = "sentence as recording unit"


def rules_that_carry(evidence: Sequence[Evidence], at_least: int = 1) -> list[str]:
    """The rules without any one of which a coding falls, sorted.

    A coding stands while at least `at_least` spans remain. Overlapping spans of two rules are both in the evidence, so that what
    remains is what the other rules find by themselves.
    """
    counts: dict[str, int] = {}
    for span in evidence:
        counts[span.rule] = counts.get(span.rule, 0) + 1
    return sorted(rule for rule, count in counts.items() if rule and len(evidence) - count < max(1, at_least))


def sentences_with(evidence: Iterable[Evidence], sentences: Sequence[tuple[int, int]], at_least: int = 1) -> int:
    """Sentences (character ranges) in which at least `at_least` spans of evidence begin."""
    starts = [span.start for span in evidence]
    return sum(1 for first, last in sentences if sum(first <= start < last for start in starts) >= max(1, at_least))


def rests_on(paragraphs: int, rules: int) -> str:
    """What a theme rests on, where it is a single thing."""
    parts = [text for text, count in (("one paragraph", paragraphs), ("one rule", rules)) if count == 1]
    return " and ".join(parts) if paragraphs else ""


def sensitivity_rows(
    themes: Sequence[Theme],
    counts: Mapping[str, int],
    denominators: Mapping[str, int],
    lost: Mapping[str, int],
    lost_paragraphs: Mapping[str, Sequence[str]],
    sentences: Mapping[str, int],
    sentence_denominators: Mapping[str, int],
    join: Any,
) -> list[dict[str, Any]]:
    """Rows of the sensitivity table: each rule left out, then sentences as recording unit; `lost` by rule, the rest by theme."""

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    rows: list[dict[str, Any]] = []
    for theme in themes:
        count, of = counts.get(theme.code, 0), denominators.get(theme.code, 0)
        for rule in theme.rules:
            fallen = lost.get(rule.identifier, 0)
            rows.append(
                {
                    "variant": LEAVE_OUT,
                    "theme": theme.code,
                    "rule": rule.identifier,
                    "pattern": rule.pattern,
                    "unit": "paragraph",
                    "count": count,
                    "of": of,
                    "share": share(count, of),
                    "count_variant": count - fallen,
                    "of_variant": of,
                    "share_variant": share(count - fallen, of),
                    "lost": fallen,
                    "paragraph_ids": join(lost_paragraphs.get(rule.identifier, ())),
                }
            )
    for theme in themes:
        count, of = counts.get(theme.code, 0), denominators.get(theme.code, 0)
        within, sentences_of = sentences.get(theme.code, 0), sentence_denominators.get(theme.code, 0)
        rows.append(
            {
                "variant": SENTENCE,
                "theme": theme.code,
                "unit": "sentence",
                "count": count,
                "of": of,
                "share": share(count, of),
                "count_variant": within,
                "of_variant": sentences_of,
                "share_variant": share(within, sentences_of),
            }
        )
    return rows
