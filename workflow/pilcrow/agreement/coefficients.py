"""Agreement between coders with missing codings: what the coefficients of `bootstrap` are made
from.

A reliability table is an array of integers, units × coders: the category that a coder gave a unit,
or MISSING. A unit that fewer than two coders coded says nothing about agreement and is left out, as
Krippendorff prescribes. Where a coefficient is not defined (no variation, no pairs) it is NaN.

Sources, cited by name below: J. Cohen 1960, "A coefficient of agreement for nominal scales",
Educational and Psychological Measurement 20. R. J. Light 1971, "Measures of response agreement for
qualitative data", Psychological Bulletin 76. K. L. Gwet 2008, "Computing inter-rater reliability
and its variance in the presence of high agreement", British Journal of Mathematical and Statistical
Psychology 61. K. Krippendorff 2019, Content Analysis, 4th ed., chapter 12; 2011, "Computing
Krippendorff's alpha-reliability". R. Passonneau 2006, "Measuring agreement on set-valued items
(MASI) for semantic and pragmatic annotation", LREC.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = -1
Numbers = NDArray[Any]


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return part / whole; NaN where the whole is zero, or below rounding."""
    result: Numbers = np.divide(
        part,
        whole,
        out=np.full(np.broadcast(part, whole).shape, np.nan),
        where=np.abs(whole) > 1e-12,
    )
    return result


def masi_distance(sets: Sequence[frozenset[str]]) -> Numbers:
    """Return Passonneau's (2006) distance between sets, 1 − J·M, for all pairs of `sets`.

    J is Jaccard's coefficient. M is 1 for equal sets, 2/3 if one contains the other, 1/3 if they
    only overlap, 0 if they are disjoint. Two empty sets are equal; an empty and a filled one are
    disjoint.
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
    # M of disjoint sets does not matter here: their J is 0.
    monotonic = np.where(equal, 1.0, np.where(within, 2 / 3, 1 / 3))
    return np.asarray(1.0 - jaccard * monotonic)


def precision_recall(
    both: int, found_only: int, missed: int
) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1, their harmonic mean; None if a denominator is zero.

    Args:
        both: Number of things found that were to be found.
        found_only: Number of things found that were not to be found.
        missed: Number of things to be found that were not found.
    """
    precision = both / (both + found_only) if both + found_only else None
    recall = both / (both + missed) if both + missed else None
    f1 = 2 * both / (2 * both + found_only + missed) if both + found_only + missed else None
    return precision, recall, f1
