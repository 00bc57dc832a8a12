"""Which agreement may be reported: the table of coefficients between people, and the rules measured against each of them.

A coefficient needs two independent people, enough units and enough positives; below that it is withheld, and the table says why. The bounds are
Pilcrow's own convention. Paragraphs that are examples in the codebook, or on which the rules were written, are left out of agreement between
people: a coder who has seen the answer does not code independently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pilcrow.model.codebook import Theme
from pilcrow.tables.reading import RULES

MINIMUM_UNITS = 30  # paragraphs that at least two people read
MINIMUM_POSITIVES = 10  # paragraphs to which at least one of them gave the theme
Hand = Mapping[str, Mapping[str, frozenset[str]]]  # paragraph -> coder -> themes


def seen_before(paragraph: str, written_on: Collection[str], examples: Collection[str]) -> bool:
    """Whether a paragraph is an example of the codebook, or is, or lies in a document, that the rules were written on."""
    return (
        paragraph in examples
        or paragraph in written_on
        or paragraph.rpartition(".")[0] in written_on
    )


def coders_of(hand: Hand) -> list[str]:
    """The people who coded, sorted."""
    return sorted({coder for read in hand.values() for coder in read} - {RULES})


def agreement_rows(
    codes: Sequence[str],
    hand: Hand,
    kinds: Mapping[str, str],
    kinds_of: Any,
    left_out: Collection[str],
    stale: int,
) -> list[dict[str, Any]]:
    """Rows of the table of agreement; [] with fewer than two people.

    `kinds`: kind of each hand-coded paragraph; `kinds_of(theme)`: the kinds that a theme is coded on; `left_out`: paragraphs seen before;
    `stale`: paragraphs without a current coding by some coder.
    """
    coders = coders_of(hand)
    if len(coders) < 2:
        return []
    import numpy as np

    from pilcrow.agreement.bootstrap import COEFFICIENTS, alpha_interval, binary_intervals
    from pilcrow.agreement.coefficients import MISSING, masi_distance

    read = {
        unit: themes
        for unit, themes in sorted(hand.items())
        if unit not in left_out and sum(coder in themes for coder in coders) > 1
    }
    common = {
        "coders": " ".join(coders),
        "left_out": len([unit for unit in hand if unit in left_out]) + stale,
    }
    rows: list[dict[str, Any]] = []
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in codes:
        groups.setdefault(tuple(kinds_of(code)), []).append(code)
    measured: dict[str, dict[str, Any]] = {}
    for allowed, themes in groups.items():
        units = [unit for unit in read if kinds[unit] in allowed]
        table = np.full((len(units), len(coders), len(themes)), MISSING, dtype=np.int64)
        for place, unit in enumerate(units):
            for column, coder in enumerate(coders):
                if coder in read[unit]:
                    table[place, column] = [theme in read[unit][coder] for theme in themes]
        for number, (theme, found) in enumerate(zip(themes, binary_intervals(table), strict=True)):
            measured[theme] = {
                "found": found,
                "units": len(units),
                "positives": int((table[:, :, number] == 1).any(axis=1).sum()) if units else 0,
            }
    for code in codes:
        entry = measured[code]
        reason = withheld(entry["units"], entry["positives"])
        for name in COEFFICIENTS:
            rows.append(
                {
                    **common,
                    "theme": code,
                    "coefficient": name,
                    "units": entry["units"],
                    "positives": entry["positives"],
                    **_result(entry["found"][name], reason),
                }
            )
    sets: dict[frozenset[str], int] = {}
    table = np.full((len(read), len(coders)), MISSING, dtype=np.int64)
    for place, given in enumerate(read.values()):
        for column, coder in enumerate(coders):
            if coder in given:
                table[place, column] = sets.setdefault(given[coder], len(sets))
    positives = sum(any(given.get(coder) for coder in coders) for given in read.values())
    overall = alpha_interval(table, masi_distance(list(sets))) if sets else None
    rows.append(
        {
            **common,
            "theme": "",
            "coefficient": "alpha (MASI)",
            "units": len(read),
            "positives": positives,
            **_result(overall, withheld(len(read), positives)),
        }
    )
    return rows


def withheld(units: int, positives: int) -> str:
    """Why a coefficient is not reported; "" where it is."""
    if units < MINIMUM_UNITS:
        return f"two people read {units} of the paragraphs that count, and {MINIMUM_UNITS} are asked for"
    if positives < MINIMUM_POSITIVES:
        return f"{positives} positives, and {MINIMUM_POSITIVES} are asked for"
    return ""


def _result(found: Any, reason: str) -> dict[str, Any]:
    if reason or found is None:
        return {
            "value": None,
            "low": None,
            "high": None,
            "draws": None,
            "withheld": reason or "nothing was coded",
        }
    value, low, high, draws = (None if number != number else number for number in found)
    return {
        "value": value,
        "low": low,
        "high": high,
        "draws": draws,
        "withheld": "not defined: the codings do not vary" if value is None else "",
    }


def against_people(
    codes: Sequence[str], hand: Hand, written_on: Collection[str] | None, examples: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Rows of the rules measured against each person, in-sample and out-of-sample apart; `written_on` None: the codebook does not say."""
    from pilcrow.agreement.coefficients import precision_recall

    for coder in coders_of(hand):
        samples: dict[str, list[str]] = {}
        for unit in sorted(hand):
            if coder in hand[unit]:
                if seen_before(unit, written_on or (), examples):
                    samples.setdefault("in-sample", []).append(unit)
                else:
                    samples.setdefault(
                        "unknown" if written_on is None else "out-of-sample", []
                    ).append(unit)
        for sample, units in sorted(samples.items()):
            totals = [0, 0, 0]
            for code in codes:
                counts = [0, 0, 0]
                for unit in units:
                    by_rules, by_person = code in hand[unit][RULES], code in hand[unit][coder]
                    if by_rules or by_person:
                        counts[0 if by_rules and by_person else 1 if by_rules else 2] += 1
                totals = [total + count for total, count in zip(totals, counts, strict=True)]
                yield _against(coder, code, sample, len(units), counts, precision_recall(*counts))
            yield _against(coder, "", sample, len(units), totals, precision_recall(*totals))


def _against(
    coder: str,
    code: str,
    sample: str,
    units: int,
    counts: Sequence[int],
    measures: tuple[float | None, ...],
) -> dict[str, Any]:
    row = {
        "coder": coder,
        "theme": code,
        "sample": sample,
        "units": units,
        "both": counts[0],
        "rules_only": counts[1],
        "person_only": counts[2],
    }
    return row | dict(zip(("precision", "recall", "f1"), measures, strict=True))


def themes_examples(themes: Sequence[Theme]) -> set[str]:
    """The paragraphs that serve as examples or counter-examples in the codebook."""
    return {identifier for theme in themes for identifier in theme.example_paragraphs()}
