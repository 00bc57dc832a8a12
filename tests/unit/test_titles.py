"""Promise: what a figure's title says is true of ties, of nothing, of one and of all."""

from __future__ import annotations

from typing import Any

import pytest

from pilcrow.figures.checks import CostliestRules, title_agreement, title_sensitivity
from pilcrow.figures.corpus import title_comparison
from pilcrow.figures.speech import title_lengths, title_structure
from pilcrow.figures.themes import title_overlap, title_prevalence
from pilcrow.figures.words import title_key_words

NAMES = {"a": "Bridges", "b": "Tolls", "c": "Wind", "d": "Water"}


def shares(**themes: list[tuple[int, int]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of themes by document: paragraphs with the theme, and of how many."""
    return {
        code: [{"paragraphs": part, "share": part / whole} for part, whole in pairs]
        for code, pairs in themes.items()
    }


@pytest.mark.parametrize(
    ("themes", "documents", "title"),
    [
        ({}, 2, "No theme was found in any document"),
        (
            {"a": [(1, 2), (0, 2)]},
            2,
            "The documents differ most in “Bridges”: 0% to 50% of the paragraphs that could have"
            " it",
        ),
        (
            {"a": [(1, 2), (0, 2)], "b": [(0, 2), (1, 2)]},
            2,
            "The documents differ most in “Bridges” and “Tolls”, in each by 50 percentage points",
        ),
        ({"a": [(1, 2), (1, 2)]}, 2, "The documents do not differ in the shares of their themes"),
        (
            {"a": [(500, 1000), (501, 1000)]},
            2,
            "In every theme the documents differ by less than one percentage point",
        ),
        ({"a": [(1, 2)]}, 2, "Only one document has paragraphs that were read for a theme"),
        (
            {"a": [(1, 2)] * 9 + [(0, 1)], "b": [(1, 2)] * 8 + [(0, 1)] * 2},
            10,
            "The most widely spread theme, “Bridges”, occurs in 9 of 10 documents",
        ),
        (
            {"a": [(1, 2)] * 9 + [(0, 1)], "b": [(1, 2)] * 9 + [(0, 1)]},
            10,
            "The most widely spread themes, “Bridges” and “Tolls”, occur in 9 of 10 documents each",
        ),
        (
            {code: [(1, 2)] * 9 for code in NAMES},
            9,
            "4 themes are the most widely spread: each occurs in 9 of 9 documents",
        ),
    ],
)
def test_comparison(themes: dict[str, list[tuple[int, int]]], documents: int, title: str) -> None:
    assert title_comparison(shares(**themes), NAMES, documents) == title


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ([], "The text has no paragraph of speech"),
        ([9], "The only paragraph of speech has 9 words"),
        ([9, 4], "Paragraph 1 is the longest: 9 of 13 words in 2 paragraphs"),
        (
            [9, 4, 9],
            "Paragraphs 1 and 3 are the longest: 9 words each, of 22 words in 3 paragraphs",
        ),
        ([9] * 4 + [4], "4 paragraphs are the longest: 9 words each, of 40 words in 5 paragraphs"),
        ([4, 4], "All 2 paragraphs are of one length: 4 words each"),
    ],
)
def test_structure(words: list[int], title: str) -> None:
    units = [{"paragraph": f"d.p{n}", "words": count} for n, count in enumerate(words, 1)]
    assert title_structure(units) == title


def test_lengths() -> None:
    assert title_lengths([4, 9]) == "The longest document has 9 words, the shortest 4"
    assert title_lengths([4, 4]) == "Each of the 2 documents has 4 words"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([], "No paragraph has a theme of the codebook"),
        ([("A", 0, 9)], "No paragraph has a theme of the codebook"),
        ([("A", 3, 9)], "“A” occurs in 3 of 9 paragraphs"),
        ([("A", 3, 9), ("B", 2, 9)], "The most frequent theme, “A”, occurs in 3 of 9 paragraphs"),
        ([("A", 3, 9), ("B", 3, 9)], "Each of the 2 themes occurs in 3 of 9 paragraphs"),
        (
            [("A", 3, 9), ("B", 1, 9), ("C", 3, 9)],
            "Two themes lead, each in 3 of 9 paragraphs: “A” and “C”",
        ),
        ([("A", 3, 9), ("B", 3, 4)], "Each of the 2 themes occurs in 3 paragraphs"),
        (
            [("A", 1, 9), ("B", 1, 9), ("C", 1, 9)],
            "Each of the 3 themes occurs in 1 of 9 paragraphs",
        ),
        (
            [("A", 1, 9), ("B", 1, 9), ("C", 1, 9), ("D", 0, 9)],
            "Three themes lead, each in 1 of 9 paragraphs",
        ),
    ],
)
def test_prevalence(rows: list[tuple[str, int, int]], title: str) -> None:
    themes = [dict(zip(("name", "paragraphs", "of_paragraphs"), row, strict=True)) for row in rows]
    assert title_prevalence(themes) == title


def test_overlap() -> None:
    def pair(first: str, second: str, paragraphs: int) -> dict[str, Any]:
        return {"theme": first, "other": second, "paragraphs": paragraphs, "paragraph_ids": ""}

    assert title_overlap([], NAMES) == "No two themes share a paragraph"
    assert (
        title_overlap([pair("a", "b", 1)], NAMES) == "No two themes share more than one paragraph"
    )
    alike = [pair("a", "b", 3), pair("a", "c", 1)]
    alike[0]["paragraph_ids"] = "x.p7 x.p9 x.p12"
    assert (
        title_overlap(alike, NAMES, totals={"a": 4, "b": 3})
        == "“Bridges” and “Tolls” most often share a paragraph: 3 times (paras. 7, 9, 12)"
    )
    assert (
        title_overlap(alike, NAMES, totals={"a": 3, "b": 3})
        == "“Bridges” and “Tolls” occur in the same 3 paragraphs (paras. 7, 9, 12); no pair shares"
        " more"
    )
    tied = [pair("a", "b", 2), pair("a", "c", 2)]
    assert (
        title_overlap(tied, NAMES)
        == "Two pairs of themes share 2 paragraphs each; no pair shares more"
    )


@pytest.mark.parametrize(
    ("remaining", "title"),
    [
        ([], "No theme rests on a rule"),
        ([0], "The only theme found rests on a single rule"),
        ([0, 0], "Each theme rests on a single rule"),
        ([0, 2], "One of 2 themes would vanish if a single rule were left out"),
        ([1, 2], "No theme would vanish if any one rule were left out"),
    ],
)
def test_sensitivity(remaining: list[int], title: str) -> None:
    assert (
        title_sensitivity([CostliestRules("a", "A", 3, least, ["a"]) for least in remaining])
        == title
    )


def test_agreement() -> None:
    def rows(*values: float | None) -> list[dict[str, Any]]:
        return [{"value": value} for value in values]

    assert title_agreement([], None) == "Agreement cannot be measured on any theme"
    assert title_agreement(rows(None, None), None) == "Agreement cannot be measured on any theme"
    assert title_agreement(rows(0.9), None) == "One of 1 theme reaches α = 0.8"
    assert title_agreement(rows(0.9, 0.8, 0.1), None) == "Two of 3 themes reach α = 0.8"
    overall = {"value": 0.5}
    assert (
        title_agreement(rows(0.1), overall)
        == "Overall agreement is α = 0.50; 0 of 1 theme reach 0.8"
    )


def test_key_words() -> None:
    def rows(**ratios: float) -> list[dict[str, Any]]:
        return [{"word": word, "log_ratio": ratio} for word, ratio in ratios.items()]

    names = {"target": "Quay", "reference": "Market"}
    assert title_key_words([], [], names) == "No word distinguishes the two"
    assert title_key_words(rows(rope=3, tar=2), [], names) == "Most typical of Quay is “rope”"
    assert title_key_words([], rows(fish=-3), names) == "Most typical of Market is “fish”"
    assert (
        title_key_words(rows(rope=3, tar=3), rows(fish=-3), names)
        == "Most typical of Quay are “rope” and “tar”, of Market “fish”"
    )
    four = rows(a=1, b=1, c=1, d=1)
    assert title_key_words(four, [], names) == "Most typical of Quay are 4 words alike"
