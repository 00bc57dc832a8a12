"""Promise: key words are told only of a declared pair, by published measures, and the figures are
the same however the corpus is dealt out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import synthetic_codings as synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from pilcrow.inputs.keyness import sides_by_batch
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problems
from pilcrow.model.settings import Keyness
from pilcrow.tables.keyness import compare_tallies
from pilcrow.tables.measures import (
    deviation_of_proportions,
    log_likelihood,
    log_ratio,
    normalised,
)
from pilcrow.tables.tables import read_table
from pilcrow.tables.word_tallies import Sides, tally_documents


@pytest.mark.parametrize(
    ("target", "reference", "sizes", "published"),
    [
        # P. Rayson on the Corpora list, 18 January 2002: learners and native speakers, a million
        # words each, rounded there.
        (348, 99, (1_000_000, 1_000_000), 147),
        (9, 32, (1_000_000, 1_000_000), 14),
        (392, 170, (1_000_000, 1_000_000), 90),
        # An exercise with the calculator of UCREL, Lancaster.
        (52, 57, (50_000, 75_000), 2.65),
    ],
)
def test_log_likelihood_is_that_of_the_published_figures(
    target: int, reference: int, sizes: tuple[int, int], published: float
) -> None:
    digits = 2 if published < 10 else 0
    assert round(float(log_likelihood(target, reference, *sizes)), digits) == published


def test_log_likelihood_of_a_word_that_one_side_has_not() -> None:
    # 2 * 10 ln(10 / 5): the expected count is half of all where the sides are as large as one
    # another
    assert float(log_likelihood(10, 0, 500, 500)) == pytest.approx(13.862943611)
    assert float(log_likelihood(5, 5, 500, 500)) == 0


def test_log_ratio_is_the_binary_logarithm_of_the_ratio_of_rates() -> None:
    assert float(log_ratio(6, 2, 10_000, 10_000)) == pytest.approx(
        1.5849625
    )  # 0.0006 / 0.0002, Hardie's own example: three times
    assert float(log_ratio(1, 4, 1000, 1000)) == -2
    assert float(log_ratio(4, 0, 1000, 1000)) == 3  # none counts as half an occurrence
    assert float(log_ratio(4, 4, 500, 1000)) == 1


def test_deviation_of_proportions_is_that_of_the_published_figures() -> None:
    """Gries's own example (2008), and the lemma ALLEMAND in Lyne's corpus (1985) as the R package
    tlda prints it.
    """
    parts, counts = [9, 10, 10, 10, 11], [1, 2, 3, 4, 5]
    found = deviation_of_proportions(counts, parts)
    assert found == pytest.approx(0.18)
    assert normalised(0.18, parts) == pytest.approx(0.2195122)  # 0.18 / (1 - 0.18)
    lyne = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    assert deviation_of_proportions([2, 0, 1, 1, 3, 0, 3, 0, 0, 0], lyne) == pytest.approx(
        0.4990705, abs=5e-8
    )


def test_deviation_of_proportions_at_its_ends() -> None:
    assert deviation_of_proportions([2, 4], [100, 200]) == 0
    alone = deviation_of_proportions([7, 0], [100, 300])
    assert alone == 0.75
    assert normalised(alone, [100, 300]) == 1
    assert deviation_of_proportions([7], [100]) is None
    assert deviation_of_proportions([0, 0], [100, 300]) is None


def counted(documents: Sequence[tuple[str, Sequence[str]]], sides: Sides, batches: int) -> Any:
    """The comparison of made-up documents (ID, texts of its paragraphs), dealt out to a number of
    batches.
    """
    dealt: list[list[Any]] = [[] for _ in range(batches)]
    for number, (name, texts) in enumerate(sorted(documents)):
        coded = synthetic.reading(
            name, [(f"p{place}", "speech", text) for place, text in enumerate(texts, 1)]
        )
        dealt[number % batches] += [coded.document, *coded.paragraphs]
    return compare_tallies(lambda: [tally_documents(records, sides) for records in dealt])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.lists(st.sampled_from(["quay", "rope", "gull", "tar"]), max_size=9), max_size=4
        ),
        min_size=2,
        max_size=9,
    ),
    st.integers(1, 4),
)
def test_the_figures_are_those_of_all_documents_at_once(
    texts: list[list[list[str]]], batches: int
) -> None:
    """Promise: what is added up batch by batch is what the published formulas give over all
    documents, however they are dealt out.
    """
    documents = [
        (f"harbour-{number}", [" ".join(words) for words in paragraphs])
        for number, paragraphs in enumerate(texts)
    ]
    side_of = {name: number % 2 for number, (name, _) in enumerate(documents)}
    found = counted(documents, Sides(side_of), batches)
    assert found.rows == counted(documents, Sides(side_of), 1).rows
    words = {
        name: [word for text in paragraphs for word in text.split()]
        for name, paragraphs in documents
    }
    own = [[words[name] for name in side_of if side_of[name] == side] for side in (0, 1)]
    for row in found.rows:
        for side, name in enumerate(("target", "reference")):
            counts = [document.count(row["word"]) for document in own[side] if document]
            sizes = [len(document) for document in own[side] if document]
            assert (row[f"frequency_{name}"], row[f"of_words_{name}"]) == (sum(counts), sum(sizes))
            assert row[f"documents_{name}"] == sum(count > 0 for count in counts)
            deviation = deviation_of_proportions(counts, sizes)
            expected = None if deviation is None else normalised(deviation, sizes)
            assert row[f"dp_{name}"] == pytest.approx(expected)


TARGET = [
    ("harbour-a", ["Rope, rope and more rope.", "The quay."]),
    ("harbour-b", ["Rope on the quay. We don't row.", "Rope!"]),
]
REFERENCE = [("market-a", ["The fish on the table and the bread on the shelf.", "The rope."])]
DECLARED = {
    "column": "place",
    "target": ["Quay"],
    "reference": ["Market"],
    "comparable": "Synthetic texts of one maker.",
}


def tabulated(
    folder: Path,
    documents: Sequence[tuple[str, Sequence[str]]],
    declared: Any = DECLARED,
    **changes: Any,
) -> Path:
    """The tables of made-up documents; those called "market" are of the place Market."""
    readings = [
        synthetic.reading(
            name,
            [(f"p{place}", "speech", text) for place, text in enumerate(texts, 1)],
            speaker=changes.get(name, "Synthetic Speaker"),
        )
        for name, texts in documents
    ]
    described = [
        synthetic.metadata(name, place="Market" if name.startswith("market") else "Quay")
        for name, _ in documents
    ]
    arguments = synthetic.write_state(folder, readings, described)
    synthetic.tabulate_all(
        [*arguments, "--output", str(folder / "tables"), "--keyness", json.dumps(declared)]
    )
    return folder / "tables"


def test_a_declared_pair_has_a_table_of_its_words(tmp_path: Path) -> None:
    """By hand. Target: 7 words (rope 3) and 8 (rope 2); reference: 13 (rope 1, the 5)."""
    folder = tabulated(tmp_path, [*TARGET, *REFERENCE])
    rows = {row["word"]: row for row in read_table(folder, "keyness")}
    assert list(rows) == [
        "rope",
        "on",
        "the",
    ]  # the largest log ratio first; words with fewer than three occurrences have no row
    rope = rows["rope"]
    assert (
        rope["frequency_target"],
        rope["of_words_target"],
        rope["frequency_reference"],
        rope["of_words_reference"],
    ) == (5, 15, 1, 13)
    assert (
        rope["documents_target"],
        rope["of_documents_target"],
        rope["paragraphs_target"],
        rope["of_paragraphs_target"],
    ) == (2, 2, 3, 4)
    assert rope["log_ratio"] == pytest.approx(2.115477)  # log2((5/15) / (1/13)) = log2(4.3333)
    # E1 = 15 * 6 / 28 = 3.2143, E2 = 2.7857; 2 (5 * 0.441833 - 1.024504)
    assert rope["log_likelihood"] == pytest.approx(2.369319)
    # Shares of rope 3/5 and 2/5, of words 7/15 and 8/15: half of 2 * 0.13333; at most 1 - 7/15
    assert rope["dp_target"] == pytest.approx(0.25)
    assert rope["dp_reference"] is None  # one document
    assert rope["paragraph_ids_target"] == "harbour-a.p1 harbour-b.p1 harbour-b.p2"
    values = json.loads((folder / "values.json").read_bytes())["keyness"]
    assert values["target"] == {
        "name": "Quay",
        "words": 15,
        "documents": 2,
        "paragraphs": 4,
        "key_words": 0,
    }
    assert (values["comparable"], values["types"]) == ("Synthetic texts of one maker.", 13)


def test_nothing_is_compared_that_is_not_declared(tmp_path: Path) -> None:
    folder = tabulated(tmp_path, [*TARGET, *REFERENCE], None)
    assert not (folder / "keyness.csv").exists()
    assert "keyness" not in json.loads((folder / "values.json").read_bytes())


def test_sides_can_be_those_who_speak(tmp_path: Path) -> None:
    declared = {
        **DECLARED,
        "column": "speaker",
        "target": ["First Person"],
        "reference": ["Second Person"],
    }
    folder = tabulated(
        tmp_path,
        [*TARGET, *REFERENCE],
        declared,
        **{"harbour-a": "First Person", "harbour-b": "Second Person"},
    )
    rope = read_table(folder, "keyness")[0]
    assert (
        rope["frequency_target"],
        rope["of_words_target"],
        rope["frequency_reference"],
        rope["of_words_reference"],
    ) == (3, 7, 2, 8)
    with pytest.raises(Problems, match='no words to compare for "Nobody"'):
        tabulated(
            tmp_path / "nobody",
            TARGET,
            {**declared, "target": ["Nobody"]},
            **{"harbour-a": "Second Person"},
        )


def test_which_side_each_document_is_on_is_said_batch_by_batch() -> None:
    entries = [
        synthetic.metadata("harbour-a", place="Quay"),
        synthetic.metadata("market-a", place="Market"),
    ]
    documents = msgspec.convert(entries, list[Document])
    batches = {"one": ["harbour-a", "lost"], "two": ["market-a"]}
    assert sides_by_batch(msgspec.convert(DECLARED, Keyness), documents, batches) == {
        "one": {"documents": {"harbour-a": 0}},
        "two": {"documents": {"market-a": 1}},
    }
    spoken = {**DECLARED, "column": "speaker", "target": ["A"], "reference": ["B"]}
    both = {"speakers": {"A": 0, "B": 1}}
    assert sides_by_batch(msgspec.convert(spoken, Keyness), documents, batches) == {
        "one": both,
        "two": both,
    }
    assert sides_by_batch(None, documents, batches) == {"one": None, "two": None}
