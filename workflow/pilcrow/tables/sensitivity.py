"""How much the result depends on any one rule, and on the paragraph as recording unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pilcrow.model.codebook import Theme

LEAVE_OUT = "leave out rule"
SENTENCE = "sentence as recording unit"


class LostCodings(NamedTuple):
    """The codings that are lost without a rule: how many, and their paragraphs as one cell."""

    paragraphs: int = 0
    identifiers: str = ""


class SensitivityBase(NamedTuple):
    """How many paragraphs and sentences could have a theme."""

    paragraphs: int = 0
    sentences: int = 0


def rests_on(paragraphs: int, rules: int) -> str:
    """Return what a theme rests on if it is a single thing: "one paragraph", "one rule" or both."""
    parts = [
        text for text, count in (("one paragraph", paragraphs), ("one rule", rules)) if count == 1
    ]
    return " and ".join(parts) if paragraphs else ""


class Variant(NamedTuple):
    """A row of the table of sensitivity."""

    variant: str
    theme: str
    unit: str
    count: int  # type: ignore[assignment]
    of: int
    share: float | None
    count_variant: int
    of_variant: int
    share_variant: float | None
    rule: str | None = None
    pattern: str | None = None
    lost: int | None = None
    paragraph_ids: str | None = None


def sensitivity_rows(
    themes: Sequence[Theme],
    bases: Mapping[str, SensitivityBase],
    by_rules: Mapping[str, SensitivityBase],
    fallen: Mapping[str, LostCodings],
) -> Iterator[Variant]:
    """Yield the rows of the sensitivity table: without each rule, then with sentences as units.

    The rows are about the rules, whatever coding the report uses.

    Args:
        themes: The themes.
        bases: What could have each theme.
        by_rules: What has it by the rules.
        fallen: What is lost without each rule.
    """

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    for theme in themes:
        of, found = (
            bases[theme.code].paragraphs,
            by_rules.get(theme.code, SensitivityBase()).paragraphs,
        )
        for rule in theme.rules:
            lost, identifiers = fallen.get(rule.id, LostCodings())
            yield Variant(
                LEAVE_OUT,
                theme.code,
                "paragraph",
                found,
                of,
                share(found, of),
                found - lost,
                of,
                share(found - lost, of),
                rule.id,
                rule.pattern,
                lost,
                identifiers,
            )
    for theme in themes:
        base, has = bases[theme.code], by_rules.get(theme.code, SensitivityBase())
        yield Variant(
            SENTENCE,
            theme.code,
            "sentence",
            has.paragraphs,
            base.paragraphs,
            share(has.paragraphs, base.paragraphs),
            has.sentences,
            base.sentences,
            share(has.sentences, base.sentences),
        )
