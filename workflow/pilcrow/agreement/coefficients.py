"""Agreement between coders: Krippendorff's alpha, Cohen's kappa, Gwet's AC1 and percent agreement, with missing codings.

A reliability table is an array of integers, units × coders: the category that a coder gave a unit, or MISSING. A unit that fewer than two
coders coded says nothing about agreement and is left out, as Krippendorff prescribes. Where a coefficient is not defined (no variation, no
pairs) it is NaN.

Sources, cited by name below: J. Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
R. J. Light 1971, "Measures of response agreement for qualitative data", Psychological Bulletin 76. K. L. Gwet 2008, "Computing inter-rater
reliability and its variance in the presence of high agreement", British Journal of Mathematical and Statistical Psychology 61.
K. Krippendorff 2019, Content Analysis, 4th ed., chapter 12; 2011, "Computing Krippendorff's alpha-reliability". R. Passonneau 2006, "Measuring
agreement on set-valued items (MASI) for semantic and pragmatic annotation", LREC.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = -1
Numbers = NDArray[Any]


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """part / whole, NaN where whole is zero (or below rounding)."""
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    result: Numbers = np.divide(
        part,
        whole,
        out=np.full(np.broadcast(part, whole).shape, np.nan),
        where=np.abs(whole) > 1e-12,
    )
    return result


def value_counts(table: Numbers, categories: int) -> Numbers:
    """How many coders gave each unit each category: units × categories."""
    units = table.shape[0]
    counts = np.zeros((units, categories))
    for coder in range(table.shape[1]):
        given = table[:, coder] != MISSING
        np.add.at(counts, (np.nonzero(given)[0], table[given, coder]), 1)
    return counts


def nominal_distance(categories: int) -> Numbers:
    """1 between different categories, else 0."""
    return 1.0 - np.eye(categories)


def masi_distance(sets: Sequence[frozenset[str]]) -> Numbers:
    """Passonneau's (2006) distance between sets, 1 − J·M, for all pairs of `sets`.

    J is Jaccard's coefficient. M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they merely overlap, 0 where they are disjoint.
    Two empty sets are equal; an empty and a filled one are disjoint.
    """
    members = sorted(set().union(*sets))
    matrix = np.array([[member in one for member in members] for one in sets], dtype=float).reshape(
        len(sets), len(members)
    )
    sizes = matrix.sum(axis=1)
    shared = matrix @ matrix.T
    either = sizes[:, None] + sizes[None, :] - shared
    jaccard = np.divide(shared, either, out=np.ones_like(shared), where=either > 0)
    within = shared == np.minimum(sizes[:, None], sizes[None, :])
    equal = within & (sizes[:, None] == sizes[None, :])
    monotonic = np.where(
        equal, 1.0, np.where(within & (shared > 0), 2 / 3, np.where(shared > 0, 1 / 3, 0.0))
    )
    return np.asarray(1.0 - jaccard * monotonic)


def alpha(table: Numbers, distance: Numbers) -> float:
    """Krippendorff's alpha, 1 − D_o/D_e (2011, section "Any metric, any number of observers, missing data").

    `distance` is categories × categories, zero on the diagonal: nominal, MASI or another (squared differences for interval data).
    """
    counts = value_counts(table, len(distance))
    given = counts.sum(axis=1)
    counts, given = counts[given > 1], given[given > 1]
    total = given.sum()
    observed = (
        np.einsum("uc,ck,uk->u", counts, distance, counts) / np.maximum(given - 1, 1)
    ).sum() / max(total, 1)
    frequency = counts.sum(axis=0)
    expected = frequency @ distance @ frequency / max(total * (total - 1), 1)
    return float(1 - ratio(observed, expected))


def percent(table: Numbers, categories: int) -> float:
    """Percent agreement: the mean, over units, of the share of pairs of coders who agree (Gwet 2008, p_a)."""
    counts = value_counts(table, categories)
    given = counts.sum(axis=1)
    paired = given > 1
    agreeing = (counts * (counts - 1)).sum(axis=1)[paired] / (given * (given - 1))[paired]
    return float(agreeing.mean()) if paired.any() else float("nan")


def kappa(first: Numbers, second: Numbers, categories: int) -> float:
    """Cohen's (1960) kappa of two coders over the units that both coded, (p_o − p_e)/(1 − p_e)."""
    both = (first != MISSING) & (second != MISSING)
    if not both.any():
        return float("nan")
    one, other = (
        np.bincount(codes[both], minlength=categories) / both.sum() for codes in (first, second)
    )
    agreed = float((first[both] == second[both]).mean())
    expected = float(one @ other)
    return float(ratio(np.asarray(agreed - expected), np.asarray(1 - expected)))


def mean_kappa(table: Numbers, categories: int) -> float:
    """The mean of Cohen's kappa over all pairs of coders, for which it is defined (Light 1971)."""
    values = [
        kappa(table[:, one], table[:, other], categories)
        for one, other in combinations(range(table.shape[1]), 2)
    ]
    defined = [value for value in values if value == value]
    return float(np.mean(defined)) if defined else float("nan")


def ac1(table: Numbers, categories: int) -> float:
    """Gwet's (2008) AC1, (p_a − p_e)/(1 − p_e), for any number of coders and with missing codings.

    p_e = Σ π_k(1 − π_k)/(q − 1), π_k being the mean share of category k in a unit's codings, over the units with at least one.
    """
    counts = value_counts(table, categories)
    given = counts.sum(axis=1)
    rated = given > 0
    if not rated.any() or categories < 2:
        return float("nan")
    share = (counts[rated] / given[rated, None]).mean(axis=0)
    expected = float((share * (1 - share)).sum() / (categories - 1))
    return float(ratio(np.asarray(percent(table, categories) - expected), np.asarray(1 - expected)))


def precision_recall(
    both: int, found_only: int, missed: int
) -> tuple[float | None, float | None, float | None]:
    """Precision, recall, and F1 (their harmonic mean) of what was found against what was to be found; None where a denominator is zero."""
    precision = both / (both + found_only) if both + found_only else None
    recall = both / (both + missed) if both + missed else None
    f1 = 2 * both / (2 * both + found_only + missed) if both + found_only + missed else None
    return precision, recall, f1
