"""Bootstrap intervals for agreement and prevalence.

These are percentile intervals of the nonparametric bootstrap (B. Efron and R. Tibshirani 1993, An
Introduction to the Bootstrap, chapter 13). For agreement, units are resampled with all their
codings. A. Zapf et al. 2016 ("Measuring inter-rater reliability for nominal data", BMC Medical
Research Methodology 16:93) found that such intervals have the stated coverage for Krippendorff's
alpha. For prevalence, documents are resampled with all their paragraphs. Draws in which a
coefficient is not defined are left out, and their number is reported. Units are drawn once, and all
coefficients of a draw are computed together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from pilcrow.agreement import DRAWS
from pilcrow.agreement.coefficients import MISSING, Numbers, ratio

SEED = 20_220_210
CELLS = 2_500_000  # units × draws handled at a time: bounds memory
COEFFICIENTS = ("alpha", "kappa", "AC1", "percent")


class Interval(NamedTuple):
    """A coefficient with its 95% percentile interval.

    `low` and `high` are NaN if fewer than half of the draws are defined.
    """

    value: float
    low: float
    high: float
    draws: int


def weights(units: int, draws: int = DRAWS, seed: int = SEED) -> Iterator[Numbers]:
    """Yield how often each unit is drawn, as blocks of draws × units; each row sums to `units`.

    The same seed gives the same draws.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    block = max(1, min(draws, CELLS // max(1, units)))
    for start in range(0, draws, block):
        rows = min(block, draws - start)
        drawn = generator.integers(0, units, size=(rows, units))
        drawn += np.arange(rows)[:, None] * units
        yield (
            np.bincount(drawn.ravel(), minlength=rows * units)
            .reshape(rows, units)
            .astype(np.float64)
        )


def interval(value: float, drawn: Numbers) -> Interval:
    """Return the 2.5th and the 97.5th percentile of the defined draws."""
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < len(drawn) / 2 or np.isnan(value):
        return Interval(value, float("nan"), float("nan"), len(defined))
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(value, float(low), float(high), len(defined))


def binary_sums(table: Numbers) -> Numbers:
    """Return what each unit adds to the coefficients of one theme, as units × sums.

    The columns are pairable values, positives among them, disagreeing pairs as alpha weighs them,
    units with a pair, agreement within the unit, units coded, and share of positives. Then follow
    for each pair of coders: units of both, agreements, positives of the first, of the second.

    Args:
        table: 0, 1 or MISSING, units × coders.
    """
    given = (table != MISSING).sum(axis=1)
    positive = (table == 1).sum(axis=1)
    paired = given > 1
    unlike = 2.0 * positive * (given - positive)
    columns = [
        np.where(paired, given, 0),
        np.where(paired, positive, 0),
        np.where(paired, unlike / np.maximum(given - 1, 1), 0),
        paired,
        np.where(paired, 1 - unlike / np.maximum(given * (given - 1), 1), 0),
        given > 0,
        np.where(given > 0, positive / np.maximum(given, 1), 0),
    ]
    for one, other in combinations(range(table.shape[1]), 2):
        both = (table[:, one] != MISSING) & (table[:, other] != MISSING)
        columns += [
            both,
            both & (table[:, one] == table[:, other]),
            both & (table[:, one] == 1),
            both & (table[:, other] == 1),
        ]
    return np.column_stack(columns).astype(np.float64)


def binary_coefficients(sums: Numbers) -> dict[str, Numbers]:
    """Return the coefficients for two categories, by the formulas of `coefficients`.

    Args:
        sums: Sums of `binary_sums`, draws × sums.
    """
    values, positives, unlike, paired, agreeing, coded, share = (
        sums[:, place] for place in range(7)
    )
    expected = 2 * positives * (values - positives)
    alpha = 1 - ratio(unlike * (values - 1), expected)
    percent = ratio(agreeing, paired)
    mean_share = ratio(share, coded)
    chance = 2 * mean_share * (1 - mean_share)
    kappas = []
    for place in range(7, sums.shape[1], 4):
        both, agreed, first, second = (sums[:, place + offset] for offset in range(4))
        one, other = ratio(first, both), ratio(second, both)
        by_chance = one * other + (1 - one) * (1 - other)
        kappas.append(ratio(ratio(agreed, both) - by_chance, 1 - by_chance))
    stacked = np.array(kappas) if kappas else np.full((1, len(sums)), np.nan)
    defined = ~np.isnan(stacked)
    kappa = ratio(np.where(defined, stacked, 0).sum(axis=0), defined.sum(axis=0))
    return {
        "alpha": alpha,
        "kappa": kappa,
        "AC1": ratio(percent - chance, 1 - chance),
        "percent": percent,
    }


def binary_intervals(
    tables: Numbers, draws: int = DRAWS, seed: int = SEED
) -> list[dict[str, Interval]]:
    """Return the coefficients of each theme with their intervals.

    Args:
        tables: 0, 1 or MISSING, units × coders × themes.
        draws: Number of draws.
        seed: Seed of the random generator.
    """
    units, _, themes = tables.shape
    sums = [binary_sums(tables[:, :, theme]) for theme in range(themes)]
    width = sums[0].shape[1] if sums else 0
    together = np.hstack(sums) if sums else np.zeros((units, 0))
    drawn = (
        np.vstack([block @ together for block in weights(units, draws, seed)])
        if units
        else np.zeros((0, together.shape[1]))
    )
    found = []
    for theme in range(themes):
        columns = slice(theme * width, (theme + 1) * width)
        values = binary_coefficients(sums[theme].sum(axis=0, keepdims=True))
        spread = binary_coefficients(drawn[:, columns])
        found.append(
            {name: interval(float(values[name][0]), spread[name]) for name in COEFFICIENTS}
        )
    return found


def alpha_interval(
    table: Numbers, distance: Numbers, draws: int = DRAWS, seed: int = SEED
) -> Interval:
    """Return Krippendorff's alpha for any distance, with its interval.

    Args:
        table: Categories or MISSING, units × coders.
        distance: Distances, categories × categories.
        draws: Number of draws.
        seed: Seed of the random generator.
    """
    categories = len(distance)
    given = (table != MISSING).sum(axis=1)
    table, given = table[given > 1], given[given > 1]
    units, coders = table.shape
    if not units:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    disagreement = np.zeros(units)
    for one, other in combinations(range(coders), 2):
        both = (table[:, one] != MISSING) & (table[:, other] != MISSING)
        disagreement[both] += 2 * distance[table[both, one], table[both, other]] / (given[both] - 1)

    def coefficients(frequency: Numbers, observed: Numbers, total: Numbers) -> Numbers:
        expected = np.einsum("dc,dc->d", frequency @ distance, frequency)
        return 1 - ratio(observed * (total - 1), expected)

    frequencies = np.bincount(table[table != MISSING], minlength=categories).astype(float)[None, :]
    value = coefficients(frequencies, np.array([disagreement.sum()]), np.array([given.sum()]))
    # Most units hold few of many sets: a sparse product of the drawn weights with the counts, one
    # coder's column at a time.
    order = [np.argsort(table[:, coder], kind="stable") for coder in range(coders)]
    drawn = []
    for block in weights(units, draws, seed):
        frequency = np.zeros((len(block), categories))
        for coder in range(coders):
            codes = table[order[coder], coder]
            present = codes != MISSING
            starts = np.nonzero(np.diff(codes[present], prepend=-2))[0]
            if len(starts):
                frequency[:, codes[present][starts]] += np.add.reduceat(
                    block[:, order[coder][present]], starts, axis=1
                )
        drawn.append(coefficients(frequency, block @ disagreement, block @ given))
    return interval(float(value[0]), np.concatenate(drawn))


def share_intervals(
    parts: Numbers, wholes: Numbers, draws: int = DRAWS, seed: int = SEED
) -> list[tuple[float, float]]:
    """Return intervals of Σ parts / Σ wholes for each theme, with documents resampled whole.

    They are NaN if too few draws are defined. `parts` and `wholes` are documents × themes.
    """
    drawn = np.vstack(
        [ratio(block @ parts, block @ wholes) for block in weights(len(parts), draws, seed)]
    )
    values = ratio(parts.sum(axis=0), wholes.sum(axis=0))
    found = [interval(float(value), drawn[:, place]) for place, value in enumerate(values)]
    return [(limits.low, limits.high) for limits in found]
