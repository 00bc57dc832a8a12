"""Which words of a comparison are printed as key words, apart from `keyness`, so that a report loads no library for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FEWEST = 3  # a word with fewer occurrences on both sides together has no row
FLOOR = 10.83  # log-likelihood below which a word is not printed as key
# What is said of significance wherever G² is printed.
NO_P_VALUE = (
    "G² is a bound on evidence, not a test: words of a speech are not drawn independently of one another, so that no"
    " probability can be read from it (Kilgarriff 2005)."
)
PRINTED = 15  # key words of each side in the report


def key_words(
    rows: Sequence[Mapping[str, Any]], side: str, at_most: int | None = PRINTED
) -> list[Mapping[str, Any]]:
    """The key words of a side: those with enough evidence of any difference, the largest differences first; no stop words.

    `rows`: the table `keyness`; `side`: "target" or "reference".
    """
    own = [
        row
        for row in rows
        if row["log_likelihood"] >= FLOOR
        and (row["log_ratio"] > 0) == (side == "target")
        and not row.get("stop_word")
    ]
    return sorted(
        own, key=lambda row: (-abs(row["log_ratio"]), -row["log_likelihood"], row["word"])
    )[:at_most]
