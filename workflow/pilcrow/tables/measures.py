"""Measures of how a word's frequency differs between two parts of a corpus.

The tables, the report and `pilcrow suggest` use them. There are three, because none replaces
another. The log ratio says how large the difference is: A. Hardie 2014, "Log Ratio: an informal
introduction", ESRC Centre for Corpus Approaches to Social Science, Lancaster. The log-likelihood G²
says how much evidence there is for any difference: T. Dunning 1993, "Accurate methods for the
statistics of surprise and coincidence", Computational Linguistics 19:61-74, in the form of P.
Rayson and R. Garside 2000, "Comparing corpora using frequency profiling", Proceedings of the
Workshop on Comparing Corpora, Hong Kong, 1-6. The deviation of proportions DP says how evenly the
word is spread: S. Th. Gries 2008, "Dispersions and adjusted frequencies in corpora", International
Journal of Corpus Linguistics 13:403-437, as a part of its maximum: J. Lijffijt and S. Th. Gries
2012, IJCL 17:147-149.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def log_likelihood(target: Any, reference: Any, size_target: int, size_reference: int) -> Any:
    """Compute G² = 2 (a ln(a / E₁) + b ln(b / E₂)), the form of Rayson and Garside (2000).

    The cells are those of the word: a and b are its frequencies on both sides, E₁ and E₂ what they
    would be if the word had the same share of both. Dunning's form adds the two cells of all other
    words. If a word is a small part of both sides, these cells are nearly as expected and add
    little. quanteda's `textstat_keyness(measure = "lr")` has all four cells.

    Args:
        target: Frequencies in the target, a number or an array.
        reference: Frequencies in the reference, of the same shape.
        size_target: Words of the target.
        size_reference: Words of the reference.

    Returns:
        G², of the same shape, without a unit; 0 ln 0 counts as 0.
    """
    target, reference = np.asarray(target, float), np.asarray(reference, float)
    both = target + reference
    whole = size_target + size_reference
    return 2 * (
        _term(target, size_target * both / whole) + _term(reference, size_reference * both / whole)
    )


def _term(observed: Any, expected: Any) -> Any:
    return np.where(
        observed > 0, observed * np.log(np.where(observed > 0, observed, 1) / expected), 0.0
    )


def log_ratio(target: Any, reference: Any, size_target: int, size_reference: int) -> Any:
    """Compute the binary logarithm of the ratio of relative frequencies (Hardie 2014).

    A frequency of 0 counts as half an occurrence. Arguments and shape are those of
    `log_likelihood`.
    """
    target, reference = np.asarray(target, float), np.asarray(reference, float)
    return np.log2(np.maximum(target, 0.5) / size_target) - np.log2(
        np.maximum(reference, 0.5) / size_reference
    )


def deviation_of_proportions(counts: Sequence[int], sizes: Sequence[int]) -> float | None:
    """Compute DP (Gries 2008) of a word: half the sum of |share of the word − share of all words|
    over the parts.

    Args:
        counts: Occurrences of the word in each part.
        sizes: Words of each part.

    Returns:
        0 (spread as the parts' sizes would have it) to nearly 1; None with fewer than two parts or
        where the word does not occur.
    """
    total, whole = sum(counts), sum(sizes)
    if len(sizes) < 2 or not total:
        return None
    return sum(
        abs(count * whole - size * total) for count, size in zip(counts, sizes, strict=True)
    ) / (2 * total * whole)


def normalised(deviation: float, sizes: Sequence[int]) -> float:
    """Return DP divided by its maximum: 0 to 1 (Lijffijt and Gries 2012). It is 1 if all
    occurrences are in the smallest part.
    """
    return deviation / (1 - min(sizes) / sum(sizes))
