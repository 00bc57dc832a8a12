"""Key words: how much more frequent each word is in a target than in a reference corpus that the
scholar declared comparable.

The measures are those of `tables.measures`: log ratio, log-likelihood and the deviation of
proportions over the documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pilcrow.inputs.keyness import NAMES, side_name
from pilcrow.model.problems import fail
from pilcrow.model.settings import Keyness
from pilcrow.tables.counts import BatchTally, SideTally, read_words
from pilcrow.tables.key_words import FEWEST, ComparedSide, KeynessValues, key_words
from pilcrow.tables.measures import log_likelihood, log_ratio, normalised
from pilcrow.tables.tables import Row
from pilcrow.tables.word_tallies import PLACES
from pilcrow.text.stopwords import stop_words


class KeynessSide:
    """One side of the comparison, added up batch by batch: counts by place in the vocabulary."""

    def __init__(self) -> None:
        self.documents: list[int] = []  # their words
        self.paragraphs = 0
        self.frequencies = np.zeros(0, np.int64)
        self.holding = np.zeros(0, np.int64)  # paragraphs
        self.range = np.zeros(0, np.int64)  # documents
        self.deviations = np.zeros(0, np.int64)

    @property
    def words(self) -> int:
        return sum(self.documents)

    def grow(self, size: int) -> None:
        """Make room for a vocabulary of that many words; in steps, since each batch brings some."""
        for name in ("frequencies", "holding", "range", "deviations"):
            counts = getattr(self, name)
            if len(counts) < size:
                setattr(
                    self,
                    name,
                    np.concatenate(
                        [counts, np.zeros(max(size, 2 * len(counts)) - len(counts), np.int64)]
                    ),
                )

    def add(self, tally: SideTally, places: Any) -> None:
        """Add the counts of a batch; `places` are those of its words in the vocabulary."""
        words, counts = (
            np.frombuffer(tally.cell_words, np.int32),
            np.frombuffer(tally.cell_counts, np.int32),
        )
        self.documents += tally.lengths
        self.paragraphs += tally.paragraphs
        self.frequencies[places] += np.bincount(words, counts, len(tally.words)).astype(np.int64)
        self.range[places] += np.bincount(words, minlength=len(tally.words))
        self.holding[places] += np.frombuffer(tally.holding, np.int64)

    def add_deviations(self, tally: SideTally, places: Any) -> None:
        """Add what the documents of a batch contribute to the deviation of each word, once the sums
        of all batches are known.

        A word occurs f times in the W words of this side, and c times in a document of s words. Its
        deviation is the sum of |c W - s f| over all documents. A document without the word gives
        s f, and the s f of all documents are f W together. So only documents with the word are
        visited: each adds |c W - s f| - s f, and `dispersion` adds f W. The sums are whole numbers,
        so the order of the batches makes no difference.
        """
        words, counts = (
            np.frombuffer(tally.cell_words, np.int32),
            np.frombuffer(tally.cell_counts, np.int32).astype(np.int64),
        )
        sizes = (
            np.array(tally.lengths, np.int64)[np.frombuffer(tally.cell_documents, np.int32)]
            if len(words)
            else counts
        )
        expected = sizes * self.frequencies[places[words]]
        np.add.at(self.deviations, places[words], np.abs(counts * self.words - expected) - expected)

    def dispersion(self, chosen: Any) -> list[float | None]:
        """Return the normalised deviation of proportions of some words.

        It is None if the side has only one document, or does not have the word.
        """
        sizes = [size for size in self.documents if size]
        if len(sizes) < 2:
            return [None] * len(chosen)
        frequencies = self.frequencies[chosen]
        whole = self.words
        deviations = (self.deviations[chosen] + frequencies * whole) / np.where(
            frequencies, 2.0 * frequencies * whole, 1
        )
        return [
            normalised(float(deviation), sizes) if frequency else None
            for deviation, frequency in zip(deviations, frequencies, strict=True)
        ]


class Comparison(NamedTuple):
    """The two sides, the words that have a row, and how many words have none."""

    sides: tuple[KeynessSide, KeynessSide]
    rows: list[Row]
    types: int


def compare_words(paths: Sequence[Path]) -> Comparison:
    """Add up the words of the batches and compare the sides: a row for each word that occurs FEWEST
    times, most typical of the target first.

    `paths` are the results of `count`, a file a batch. They are read twice, so that only one batch
    and the vocabulary are in memory.
    """
    return compare_tallies(lambda: filter(None, map(read_words, paths)))


def compare_tallies(tallies: Callable[[], Iterable[BatchTally]]) -> Comparison:
    """Return a comparison as `compare_words` does.

    `tallies` gives the batches, from the first on, each time that it is called.
    """
    vocabulary: dict[str, int] = {}
    sides = (KeynessSide(), KeynessSide())
    languages: set[str] = set()
    for batch in tallies():
        languages.update(batch.languages)
        for side, tally in zip(sides, batch.sides, strict=True):
            places = places_of(tally, vocabulary)
            for one in sides:
                one.grow(len(vocabulary))
            side.add(tally, places)
    frequencies = sum(side.frequencies[: len(vocabulary)] for side in sides)
    chosen = (
        np.flatnonzero(frequencies >= FEWEST)
        if all(side.words for side in sides)
        else np.zeros(0, np.int64)
    )
    # For each side and chosen word: the paragraphs that the table names.
    named: tuple[dict[int, list[str]], ...] = tuple(
        {int(place): [] for place in chosen} for _ in sides
    )
    for batch in tallies():
        for side, tally, found in zip(sides, batch.sides, named, strict=True):
            places = places_of(tally, vocabulary)
            side.add_deviations(tally, places)
            for place, identifiers in zip(places.tolist(), tally.places, strict=True):
                if place in found and identifiers:
                    found[place] = first_named(found[place], identifiers)
    words = list(vocabulary)
    left_out = frozenset().union(*map(stop_words, languages))
    rows = [
        {**row, "stop_word": row["word"] in left_out}
        for row in word_rows([words[place] for place in chosen], sides, chosen, named)
    ]
    return Comparison(sides, rows, len(vocabulary))


def keyness_values(declared: Keyness, compared: Comparison) -> KeynessValues:
    """Return what the report says about the comparison: the values under `keyness`.

    Raises Problems if one side has no word.
    """
    said = []
    for number, (key, side) in enumerate(zip(NAMES, compared.sides, strict=True)):
        name = side_name(declared, number)
        if not side.words:
            fail(
                f'There are no words to compare for "{name}": no paragraph of speech has it as its'
                f" {declared.column}.",
                file="config/config.yaml",
                todo=("Name other values; `results/tabulate/comparison.csv` lists who speaks."),
                kind="keyness",
            )
        key_ones = len(key_words(compared.rows, key, None))
        sizes = (side.words, len(side.documents), side.paragraphs, key_ones)
        said.append(ComparedSide(name, *sizes))
    return KeynessValues(declared.column, declared.comparable, compared.types, *said)


def places_of(tally: SideTally, vocabulary: dict[str, int]) -> Any:
    """Return the places of a batch's words in the vocabulary, after adding new words to it."""
    return np.array(
        [vocabulary.setdefault(word, len(vocabulary)) for word in tally.words], np.int64
    )


def first_named(one: list[str], other: list[str]) -> list[str]:
    """Return the first paragraphs of both lists, by document.

    The sort is stable, so those of one document, which one list holds, keep their order.
    """
    return sorted([*one, *other], key=lambda identifier: identifier.rpartition(".")[0])[:PLACES]


def word_rows(
    words: Sequence[str],
    sides: tuple[KeynessSide, KeynessSide],
    chosen: Any,
    named: Sequence[dict[int, list[str]]],
) -> list[Row]:
    """Return the rows of the table.

    Args:
        words: The words.
        sides: The two sides.
        chosen: Places of the words in the vocabulary.
        named: The paragraphs to name for each place, for each side.
    """
    sizes = [side.words for side in sides]
    counts = [side.frequencies[chosen] for side in sides]
    columns: dict[str, Sequence[Any]] = {
        "word": words,
        "log_ratio": log_ratio(*counts, *sizes).tolist(),
        "log_likelihood": log_likelihood(*counts, *sizes).tolist(),
    }
    for name, side, count, found in zip(NAMES, sides, counts, named, strict=True):
        columns |= {
            f"frequency_{name}": count.tolist(),
            f"documents_{name}": side.range[chosen].tolist(),
            f"paragraphs_{name}": side.holding[chosen].tolist(),
            f"dp_{name}": side.dispersion(chosen),
            f"paragraph_ids_{name}": [" ".join(found[int(place)]) for place in chosen],
        }
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    whole = {
        f"{what}_{name}": number
        for name, side in zip(NAMES, sides, strict=True)
        for what, number in (
            ("of_words", side.words),
            ("of_documents", len(side.documents)),
            ("of_paragraphs", side.paragraphs),
        )
    }
    rows.sort(key=lambda row: (-row["log_ratio"], -row["log_likelihood"], row["word"]))
    return [row | whole for row in rows]
