"""Which agreement may be reported: coefficients between people, and the rules against each person.

A coefficient needs two independent people, enough units and enough positives. Below that it is
withheld, and the table says why. The bounds are Pilcrow's own convention. Paragraphs that are
examples in the codebook, or on which the rules were written, are left out of agreement between
people: a coder who has seen the answer does not code independently.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pilcrow.files.language import say, say_number
from pilcrow.model.codebook import Theme
from pilcrow.tables.reading import RULES

if TYPE_CHECKING:
    from pilcrow.agreement.bootstrap import Interval
    from pilcrow.tables.tables import Row

MINIMUM_UNITS = 30  # paragraphs that at least two people read
MINIMUM_POSITIVES = 10  # paragraphs to which at least one of them gave the theme
Hand = Mapping[str, Mapping[str, frozenset[str]]]  # paragraph -> coder -> themes


def seen_before(paragraph: str, written_on: Collection[str], examples: Collection[str]) -> bool:
    """Return whether a paragraph is an example of the codebook, or one on which rules were written.

    Args:
        paragraph: ID of the paragraph.
        written_on: Documents and paragraphs on which the rules were written.
        examples: IDs of the examples.
    """
    return (
        paragraph in examples
        or paragraph in written_on
        or paragraph.rpartition(".")[0] in written_on
    )


def coders_of(hand: Hand) -> list[str]:
    """Return the people who coded, sorted."""
    return sorted({coder for read in hand.values() for coder in read} - {RULES})


class Coefficient(NamedTuple):
    """A row of the table of agreement."""

    theme: str
    coders: str
    units: int
    positives: int
    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    draws: int | None
    withheld: str
    left_out: int


class _ThemeMeasurement(NamedTuple):
    """What was measured for one theme, or for all together."""

    units: int
    positives: int
    intervals: Mapping[str, Interval | None]  # by coefficient


def agreement_rows(
    codes: Sequence[str],
    hand: Hand,
    kinds: Mapping[str, str],
    kinds_of: Callable[[str], Sequence[str]],
    left_out: Collection[str],
    stale: int,
) -> list[Coefficient]:
    """Return the rows of the table of agreement; empty with fewer than two people.

    Args:
        codes: The themes.
        hand: The themes that each person gave each paragraph.
        kinds: Kind of each paragraph coded by hand.
        kinds_of: Returns the kinds that a theme is coded on.
        left_out: Paragraphs that the coders had seen before.
        stale: Number of paragraphs without a current coding by some coder.
    """
    coders = coders_of(hand)
    if len(coders) < 2:
        return []
    read = {
        unit: themes
        for unit, themes in sorted(hand.items())
        if unit not in left_out and sum(coder in themes for coder in coders) > 1
    }
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in codes:
        groups.setdefault(tuple(kinds_of(code)), []).append(code)
    measured: dict[str, _ThemeMeasurement] = {}
    for allowed, themes in groups.items():
        units = [given for unit, given in read.items() if kinds[unit] in allowed]
        measured |= _by_theme(units, coders, themes)
    ordered = [(code, measured[code]) for code in codes] + [("", _together(read, coders))]
    lost = sum(unit in left_out for unit in hand) + stale
    return [
        Coefficient(
            theme,
            " ".join(coders),
            found.units,
            found.positives,
            name,
            *_result(interval, withheld(found.units, found.positives)),
            lost,
        )
        for theme, found in ordered
        for name, interval in found.intervals.items()
    ]


def _by_theme(
    units: Sequence[Mapping[str, frozenset[str]]], coders: Sequence[str], themes: Sequence[str]
) -> dict[str, _ThemeMeasurement]:
    """Measure themes that are coded on the same units: each given or not given."""
    import numpy as np

    from pilcrow.agreement.bootstrap import COEFFICIENTS, binary_intervals
    from pilcrow.agreement.coefficients import MISSING

    table = np.full((len(units), len(coders), len(themes)), MISSING, dtype=np.int64)
    for place, given in enumerate(units):
        for column, coder in enumerate(coders):
            if coder in given:
                table[place, column] = [theme in given[coder] for theme in themes]
    positives = (table == 1).any(axis=1).sum(axis=0)
    return {
        theme: _ThemeMeasurement(
            len(units), int(positives[number]), {name: found[name] for name in COEFFICIENTS}
        )
        for number, (theme, found) in enumerate(zip(themes, binary_intervals(table), strict=True))
    }


def _together(read: Hand, coders: Sequence[str]) -> _ThemeMeasurement:
    """Measure all themes at once, as the set that a coder gave a unit."""
    import numpy as np

    from pilcrow.agreement.bootstrap import alpha_interval
    from pilcrow.agreement.coefficients import MISSING, masi_distance

    sets: dict[frozenset[str], int] = {}
    table = np.full((len(read), len(coders)), MISSING, dtype=np.int64)
    for place, given in enumerate(read.values()):
        for column, coder in enumerate(coders):
            if coder in given:
                table[place, column] = sets.setdefault(given[coder], len(sets))
    positives = sum(any(given.get(coder) for coder in coders) for given in read.values())
    overall = alpha_interval(table, masi_distance(list(sets))) if sets else None
    return _ThemeMeasurement(len(read), positives, {"alpha (MASI)": overall})


def withheld(units: int, positives: int) -> str:
    """Return why a coefficient is not reported; "" if it is."""
    if units < MINIMUM_UNITS:
        return (
            f"two people read {units} of the paragraphs that count, and at least {MINIMUM_UNITS}"
            " are needed"
        )
    if positives < MINIMUM_POSITIVES:
        return f"{positives} positives, and at least {MINIMUM_POSITIVES} are needed"
    return ""


def say_withheld(row: Row) -> str:
    """Return why a coefficient is not reported. The data of the table say it in English."""
    if row["units"] < MINIMUM_UNITS:
        return say_number(
            row["units"],
            "withheld, two people read {n} of the paragraph that counts; at least {least} are"
            " needed",
            "withheld, two people read {n} of the paragraphs that count; at least {least} are"
            " needed",
            least=MINIMUM_UNITS,
        )
    if row["positives"] < MINIMUM_POSITIVES:
        return say_number(
            row["positives"],
            "withheld, {n} positive; at least {least} are needed",
            "withheld, {n} positives; at least {least} are needed",
            least=MINIMUM_POSITIVES,
        )
    return say("not defined")


class _Result(NamedTuple):
    value: float | None
    low: float | None
    high: float | None
    draws: int | None
    withheld: str


def _result(found: Interval | None, reason: str) -> _Result:
    """Return the value with its interval, or why there is none."""
    if reason or found is None:
        return _Result(None, None, None, None, reason or "nothing was coded")
    value, low, high = (
        None if number != number else number for number in (found.value, found.low, found.high)
    )
    undefined = "not defined: the codings do not vary" if value is None else ""
    return _Result(value, low, high, found.draws, undefined)


class RulesAgreementRow(NamedTuple):
    """A row of the table of the rules against a person."""

    coder: str
    theme: str
    sample: str
    units: int
    both: int
    rules_only: int
    person_only: int
    precision: float | None
    recall: float | None
    f1: float | None


def against_people(
    codes: Sequence[str],
    hand: Hand,
    written_on: Collection[str] | None,
    examples: Collection[str],
    unasked: Mapping[str, Collection[str]] | None = None,
) -> Iterator[RulesAgreementRow]:
    """Yield the rows of the rules against each person, in-sample and out-of-sample apart.

    Args:
        codes: The themes.
        hand: The themes that each person, and the rules, gave each paragraph.
        written_on: What the rules were written on; None means that the codebook does not say.
        examples: IDs of the examples.
        unasked: Paragraph → themes that no rule looks for there. They are not compared on it. The
            row over all themes counts all paragraphs that the person read.
    """
    from pilcrow.agreement.coefficients import precision_recall

    for coder in coders_of(hand):
        samples: dict[str, list[str]] = {}
        for unit in sorted(unit for unit in hand if coder in hand[unit]):
            if seen_before(unit, written_on or (), examples):
                sample = "in-sample"
            else:
                sample = "unknown" if written_on is None else "out-of-sample"
            samples.setdefault(sample, []).append(unit)
        for sample, units in sorted(samples.items()):
            asked = {
                code: [unit for unit in units if code not in (unasked or {}).get(unit, ())]
                for code in codes
            }
            counts = {code: compare_units(asked[code], hand, coder, code) for code in codes}
            counts[""] = (
                Outcomes(*map(sum, zip(*counts.values(), strict=True))) if counts else Outcomes()
            )
            for code, found in counts.items():
                compared_on = len(asked.get(code, units))
                yield RulesAgreementRow(
                    coder, code, sample, compared_on, *found, *precision_recall(*found)
                )


class Outcomes(NamedTuple):
    """Codings by both, by the rules alone, and by the person alone."""

    both: int = 0
    rules_only: int = 0
    person_only: int = 0


def compare_units(units: Sequence[str], hand: Hand, coder: str, theme: str) -> Outcomes:
    """Compare what the rules and a person gave some units, of one theme."""
    pairs = [(theme in hand[unit][RULES], theme in hand[unit][coder]) for unit in units]
    return Outcomes(
        pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))
    )


def themes_examples(themes: Sequence[Theme]) -> set[str]:
    """Return the paragraphs that are examples or counter-examples in the codebook."""
    return {identifier for theme in themes for identifier in theme.example_paragraphs()}
