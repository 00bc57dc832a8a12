"""Key words: how much more frequent each word is in a target than in a reference corpus that the scholar declared comparable.

Three things are told of a word, because none stands for another. How large the difference is: the log ratio (A. Hardie 2014, "Log Ratio: an
informal introduction", ESRC Centre for Corpus Approaches to Social Science, Lancaster), an effect size. How much evidence there is for any
difference: the log-likelihood G2 in the form of P. Rayson and R. Garside 2000 ("Comparing corpora using frequency profiling", Proceedings of
the Workshop on Comparing Corpora, Hong Kong, 1-6), which keeps the two cells of the word itself of T. Dunning's G2 (1993, "Accurate methods
for the statistics of surprise and coincidence", Computational Linguistics 19:61-74). And how evenly the word is spread over the documents: S.
Th. Gries's deviation of proportions (2008, "Dispersions and adjusted frequencies in corpora", International Journal of Corpus Linguistics
13:403-437), divided by its maximum (J. Lijffijt and S. Th. Gries 2012, IJCL 17:147-149).

No p-value follows: words of a speech are not drawn independently of one another (A. Kilgarriff 2005, "Language is never, ever, ever, random",
Corpus Linguistics and Linguistic Theory 1:263-276).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pilcrow.inputs.keyness import NAMES, name_of
from pilcrow.model.problems import fail
from pilcrow.tables.counts import BatchTally, SideTally, read_words
from pilcrow.tables.key_words import FEWEST, key_words
from pilcrow.tables.word_tallies import PLACES


def log_likelihood(target: Any, reference: Any, size_target: int, size_reference: int) -> Any:
    """G2 of frequencies on two sides of these sizes (Rayson and Garside 2000): 2 (a ln(a/E1) + b ln(b/E2)), 0 ln 0 being 0. Arrays or numbers."""
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
    """Binary logarithm of the ratio of the relative frequencies (Hardie 2014). A frequency of 0 counts as half an occurrence, so that it has one."""
    target, reference = np.asarray(target, float), np.asarray(reference, float)
    return np.log2(np.maximum(target, 0.5) / size_target) - np.log2(
        np.maximum(reference, 0.5) / size_reference
    )


def deviation_of_proportions(counts: Sequence[int], sizes: Sequence[int]) -> float | None:
    """Gries's DP of one word over parts: half the sum of the differences between the part's share of the word and its share of all words.

    0: spread as the parts' sizes would have it. None with fewer than two parts, or where the word does not occur.
    """
    total, whole = sum(counts), sum(sizes)
    if len(sizes) < 2 or not total:
        return None
    return sum(
        abs(count * whole - size * total) for count, size in zip(counts, sizes, strict=True)
    ) / (2 * total * whole)


def normalised(deviation: float, sizes: Sequence[int]) -> float:
    """DP as a part of its maximum, which it has where all stands in the smallest part (Lijffijt and Gries 2012): 0 to 1."""
    return deviation / (1 - min(sizes) / sum(sizes))


class Side:
    """One side of the comparison, added up batch by batch: what each word has, by its place in the vocabulary."""

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

    def spread(self, tally: SideTally, places: Any) -> None:
        """Add what the documents of a batch give to the deviation of each word; when the sums of all batches are known.

        In whole numbers, so that the order of the batches makes no difference: the sum of |c W - s f| - s f over the documents that have the word
        (c times in s words; f times in W words of all), to which those that have it not add s f each, f W in all.
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
        """The normalised deviation of proportions of some words; None where the side has one document, or does not have the word."""
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
    """The two sides, the words that have a row, and how many have none."""

    sides: tuple[Side, Side]
    rows: list[dict[str, Any]]
    types: int


def compare_words(paths: Sequence[Path]) -> Comparison:
    """Add up the words of the batches and compare the sides: a row for each word that occurs FEWEST times, most typical of the target first.

    `paths`: what `count` made of each batch; read twice, so that one batch and the vocabulary are in memory.
    """
    return compare_tallies(lambda: filter(None, map(read_words, paths)))


def compare_tallies(tallies: Callable[[], Iterable[BatchTally]]) -> Comparison:
    """As `compare_words`; `tallies` gives the batches from the first on, each time that it is called."""
    vocabulary: dict[str, int] = {}
    sides = (Side(), Side())
    for batch in tallies():
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
    named: tuple[dict[int, list[str]], ...] = tuple(
        {int(place): [] for place in chosen} for _ in sides
    )
    for batch in tallies():
        for side, tally, found in zip(sides, batch.sides, named, strict=True):
            places = places_of(tally, vocabulary)
            side.spread(tally, places)
            for place, identifiers in zip(places.tolist(), tally.places, strict=True):
                if place in found and identifiers:
                    found[place] = first_named(found[place], identifiers)
    words = list(vocabulary)
    rows = word_rows([words[place] for place in chosen], sides, chosen, named)
    return Comparison(sides, rows, len(vocabulary))


def described(declared: Mapping[str, Any], compared: Comparison) -> dict[str, Any]:
    """What the report says of the comparison: the values under `keyness`. Raises Problems where one side has no word."""
    about: dict[str, Any] = {
        "column": declared["column"],
        "comparable": declared["comparable"],
        "types": compared.types,
    }
    for number, (key, side) in enumerate(zip(NAMES, compared.sides, strict=True)):
        name = name_of(declared, number)
        if not side.words:
            fail(
                f'There are no words of "{name}" to compare: as {declared["column"]} it has no paragraph of speech.',
                file="config/config.yaml",
                todo="Name values that have some; `results/tabulate/comparison.csv` lists who speaks.",
                kind="keyness",
            )
        sizes = {
            "words": side.words,
            "documents": len(side.documents),
            "paragraphs": side.paragraphs,
        }
        about[key] = {"name": name, **sizes, "key_words": len(key_words(compared.rows, key, None))}
    return about


def places_of(tally: SideTally, vocabulary: dict[str, int]) -> Any:
    """The places of a batch's words in the vocabulary, to which new ones are added."""
    return np.array(
        [vocabulary.setdefault(word, len(vocabulary)) for word in tally.words], np.int64
    )


def first_named(one: list[str], other: list[str]) -> list[str]:
    """The first paragraphs of both, by document; within a document they stand in order."""
    return sorted([*one, *other], key=lambda identifier: identifier.rpartition(".")[0])[:PLACES]


def word_rows(
    words: Sequence[str],
    sides: tuple[Side, Side],
    chosen: Any,
    named: Sequence[dict[int, list[str]]],
) -> list[dict[str, Any]]:
    """Rows of the table. `words` have the places `chosen` in the vocabulary; `named`: of each side the paragraphs named of a place."""
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
