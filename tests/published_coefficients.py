"""Coefficients of agreement in the plain form in which they were published, one table at a time:
what Pilcrow's fast ones are compared with.

The sources are named in pilcrow.agreement.coefficients; so is the form of a reliability table.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from pilcrow.agreement.coefficients import MISSING, Numbers, ratio


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


def alpha(table: Numbers, distance: Numbers) -> float:
    """Krippendorff's alpha, 1 − D_o/D_e (2011, section "Any metric, any number of observers,
    missing data").

    `distance` is categories × categories, zero on the diagonal: nominal, MASI or another (squared
    differences for interval data).
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
    """Percent agreement: the mean, over units, of the share of pairs of coders who agree (Gwet
    2008, p_a).
    """
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

    p_e = Σ π_k(1 − π_k)/(q − 1), π_k being the mean share of category k in a unit's codings, over
    the units with at least one.
    """
    counts = value_counts(table, categories)
    given = counts.sum(axis=1)
    rated = given > 0
    if not rated.any() or categories < 2:
        return float("nan")
    share = (counts[rated] / given[rated, None]).mean(axis=0)
    expected = float((share * (1 - share)).sum() / (categories - 1))
    return float(ratio(np.asarray(percent(table, categories) - expected), np.asarray(1 - expected)))
