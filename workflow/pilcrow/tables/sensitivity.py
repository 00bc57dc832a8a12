"""How much the result leans on any one rule, and on the choice of the paragraph as recording unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.tables.reading import Theme
from pilcrow.tables.tallies import Tallies, join

LEAVE_OUT = "leave out rule"
SENTENCE = "sentence as recording unit"


def rests_on(paragraphs: int, rules: int) -> str:
    """What a theme rests on, where it is a single thing."""
    parts = [
        text for text, count in (("one paragraph", paragraphs), ("one rule", rules)) if count == 1
    ]
    return " and ".join(parts) if paragraphs else ""


def sensitivity_rows(themes: Sequence[Theme], tallies: Tallies) -> list[dict[str, Any]]:
    """Rows of the sensitivity table: each rule left out, then sentences as recording units, whatever coding the report uses."""

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    bases = {theme.code: tallies.denominator(theme.code) for theme in themes}
    rows: list[dict[str, Any]] = []
    for theme in themes:
        count, of = tallies.by_rules[theme.code], bases[theme.code][0]
        for rule in theme.rules:
            fallen = tallies.fallen[rule.identifier]
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
                    "paragraph_ids": join(tallies.fallen_paragraphs.get(rule.identifier)),
                }
            )
    for theme in themes:
        count, of = tallies.by_rules[theme.code], bases[theme.code][0]
        within, sentences_of = tallies.sentences[theme.code], bases[theme.code][2]
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
