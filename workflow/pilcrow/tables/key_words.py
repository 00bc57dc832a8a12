"""The words of a comparison that are printed as key words.

This is apart from `keyness`, so that a report loads no library for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from pilcrow.files.language import to_say
from pilcrow.model.values import Data

if TYPE_CHECKING:
    from pilcrow.tables.tables import Row

SIDES = ("target", "reference")
FEWEST = 3  # a word with fewer occurrences on both sides together has no row
FLOOR = 10.83  # log-likelihood below which a word is not printed as key
# What is said of significance wherever G² is printed.
NO_P_VALUE = to_say(
    "G² is a bound on evidence, not a test: words of a speech are not drawn independently of one"
    " another, so that no probability can be read from it (Kilgarriff 2005)."
)
PRINTED = 15  # key words of each side in the report


class KeynessValues(msgspec.Struct, frozen=True):
    """What values.json says about a comparison of words, under `keyness`."""

    column: str
    comparable: str
    types: int
    target: ComparedSide
    reference: ComparedSide

    def side(self, name: str) -> ComparedSide:
        """Return a side by its name, target or reference."""
        return self.target if name == "target" else self.reference


class ComparedSide(msgspec.Struct, frozen=True):
    """A side of a comparison: its name and its sizes."""

    name: str
    words: int
    documents: int
    paragraphs: int
    key_words: int


def compared_in(values: Mapping[str, Data]) -> KeynessValues | None:
    """Return what the values say of the comparison of words; None if none is declared."""
    return msgspec.convert(values["keyness"], KeynessValues) if values.get("keyness") else None


def key_words(rows: Sequence[Row], side: str, at_most: int | None = PRINTED) -> list[Row]:
    """Return the key words of a side, the largest differences first.

    They have enough evidence of any difference, and are not stop words.

    Args:
        rows: The table `keyness`.
        side: "target" or "reference".
        at_most: How many words; None means all.
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
