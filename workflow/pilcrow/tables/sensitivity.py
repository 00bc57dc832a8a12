"""How much the result leans on any one rule, and on the choice of the paragraph as recording unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pilcrow.model.codebook import Theme

LEAVE_OUT = "leave out rule"
SENTENCE = "sentence as recording unit"


class Fallen(NamedTuple):
    """The codings that fall with a rule: how many, and their paragraphs as one cell."""

    paragraphs: int = 0
    identifiers: str = ""


class Base(NamedTuple):
    """What could have a theme."""

    paragraphs: int = 0
    sentences: int = 0


def rests_on(paragraphs: int, rules: int) -> str:
    """What a theme rests on, where it is a single thing."""
    parts = [
        text for text, count in (("one paragraph", paragraphs), ("one rule", rules)) if count == 1
    ]
    return " and ".join(parts) if paragraphs else ""


def sensitivity_rows(
    themes: Sequence[Theme],
    bases: Mapping[str, Base],
    by_rules: Mapping[str, Base],
    fallen: Mapping[str, Fallen],
) -> Iterator[dict[str, Any]]:
    """Rows of the sensitivity table: each rule left out, then sentences as recording units, whatever coding the report uses.

    `bases`: what could have each theme; `by_rules`: what has it by the rules; `fallen`: what falls with each rule.
    """

    def row(variant: str, theme: str, count: int, of: int, now: int, of_now: int) -> dict[str, Any]:
        return {
            "variant": variant,
            "theme": theme,
            "unit": "paragraph" if variant == LEAVE_OUT else "sentence",
            "count": count,
            "of": of,
            "share": count / of if of else None,
            "count_variant": now,
            "of_variant": of_now,
            "share_variant": now / of_now if of_now else None,
        }

    for theme in themes:
        of, count = bases[theme.code].paragraphs, by_rules.get(theme.code, Base()).paragraphs
        for rule in theme.rules:
            lost, identifiers = fallen.get(rule.id, Fallen())
            yield {
                **row(LEAVE_OUT, theme.code, count, of, count - lost, of),
                "rule": rule.id,
                "pattern": rule.pattern,
                "lost": lost,
                "paragraph_ids": identifiers,
            }
    for theme in themes:
        base, found = bases[theme.code], by_rules.get(theme.code, Base())
        yield row(
            SENTENCE, theme.code, found.paragraphs, base.paragraphs, found.sentences, base.sentences
        )
