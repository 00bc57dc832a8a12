"""Promise: what was found is said in English sentences, whether a theme is found in no paragraph,
in one, in several or in all.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from throwaway import metadata_of

from pilcrow.report.page import syntax
from pilcrow.report.page.material import Material
from pilcrow.report.page.summary import Paragraphs, cited, summary_sentences
from pilcrow.report.rendering.citing import printed_words


def said(
    counts: dict[str, int],
    coded: int,
    units: int,
    read: int | None = None,
    of: dict[str, int] | None = None,
) -> str:
    """The sentences of themes with so many paragraphs each.

    `read` of the `units` were read; a theme could stand in `of`, or in all of these.
    """
    read = units if read is None else read
    rows: list[dict[str, Any]] = [
        {
            "theme": name.lower(),
            "name": name.rpartition("/")[2],
            "paragraphs": count,
            "of_paragraphs": (of or {}).get(name, read),
            "paragraph_ids": " ".join(f"d.p{n}" for n in range(count)),
        }
        for name, count in counts.items()
    ]
    found = summary_sentences(
        rows, Paragraphs(coded, read, units), lambda ids: syntax.text(ids.replace(" ", ", "))
    )
    return " ".join(printed_words(sentence) for sentence in found)


@pytest.mark.parametrize(
    ("counts", "coded", "units", "expected"),
    [
        ({}, 0, 5, "The codebook has no themes yet, so nothing is coded."),
        (
            {"Trade": 0},
            0,
            5,
            "The one theme of the codebook, “Trade”, was not found in the 5 paragraphs of speech.",
        ),
        (
            {"Trade": 0, "Peace": 0},
            0,
            1,
            "Neither of the two themes of the codebook was found in the one paragraph of speech.",
        ),
        (
            {"Trade": 2},
            2,
            5,
            (
                "The one theme of the codebook, “Trade”, is found in 2 of 5 paragraphs of speech"
                " (d.p0, d.p1)."
            ),
        ),
        (
            {"Trade": 1, "Peace": 0},
            1,
            5,
            (
                "One of two themes was found. “Trade” is found in 1 of 5 paragraphs (d.p0)."
                " Not found: “Peace”. One of the 5 paragraphs of speech has a theme."
            ),
        ),
        (
            {"Trade": 3, "Peace": 3},
            5,
            5,
            (
                "Both themes of the codebook were found. Each of “Trade” and “Peace” is found in"
                " 3 of 5"
                " paragraphs. Every one of the 5 paragraphs of speech has a theme."
            ),
        ),
        (
            {"Trade": 4, "Peace": 4, "War": 2, "Law": 1, "Art": 1},
            9,
            20,
            (
                "All five themes of the codebook were found. The most frequent are “Trade” and"
                " “Peace”,"
                " each in 4 of 20 paragraphs. “War” follows, in 2 of 20 paragraphs (d.p0, d.p1)."
                " “Law”"
                " and “Art” are each found in a single paragraph: these are statements in one"
                " place,"
                " not patterns. Nine of the 20 paragraphs of speech have a theme."
            ),
        ),
        (
            {"Trade": 14, "Peace": 3, "War": 3, "Law": 2, "Art": 0},
            16,
            20,
            (
                "Four of five themes were found. The most frequent is “Trade”, in 14 of 20"
                " paragraphs. “Peace” and “War” follow, each in 3 of 20 paragraphs. Then comes"
                " “Law”, in 2"
                " of 20 paragraphs (d.p0, d.p1). Not found: “Art”. 16 of the 20 paragraphs of"
                " speech"
                " have a theme."
            ),
        ),
    ],
)
def test_what_was_found(counts: dict[str, int], coded: int, units: int, expected: str) -> None:
    assert said(counts, coded, units) == expected


def test_the_third_in_rank_has_words_of_its_own() -> None:
    text = said({"Trade": 4, "Peace": 3, "Law": 2, "Art": 2}, 9, 20)
    assert "“Peace” follows, in 3 of 20 paragraphs" in text
    assert "Then come “Law” and “Art”, each in 2 of 20 paragraphs." in text


def test_consecutive_paragraphs_are_cited_as_a_range() -> None:
    metadata = metadata_of({"title": "Speech", "speaker": {"name": "Ada Sample"}})
    material = SimpleNamespace(
        seen=SimpleNamespace(outlines={"d": SimpleNamespace(metadata=metadata)}),
        several=False,
        anchors={"d.p2", "d.p4", "d.p9"},
    )
    inlines = cited(["d.p2", "d.p3", "d.p4", "d.p8a", "d.p9"], cast(Material, material))
    assert printed_words(inlines) == "paras. 2–4, 8a, 9"
    assert json.dumps(inlines).count('"#d.p') == 3


def test_themes_that_are_all_found_once_are_statements() -> None:
    text = said({"Trade": 1, "Peace": 1}, 2, 9)
    assert "Each of “Trade” and “Peace” is found in 1 of 9 paragraphs." in text
    assert "these are statements in one place, not patterns" in text


@pytest.mark.parametrize(
    ("counts", "coded", "read", "of", "expected"),
    [
        (
            {"Trade": 3, "Peace": 3, "War": 2},
            8,
            15,
            {},
            (
                "All three themes of the codebook were found. The most frequent are “Trade” and"
                " “Peace”, each in 3 of 15 paragraphs. “War” follows, in 2 of 15 paragraphs (d.p0,"
                " d.p1). Eight of the 15 paragraphs of speech that were read have a theme."
            ),
        ),
        (
            {"Trade": 3, "Peace": 3, "War": 0},
            4,
            15,
            {"Peace": 4, "War": 0},
            (
                "Two of three themes were found. “Trade” is found in 3 of 15 paragraphs (d.p0,"
                " d.p1,"
                " d.p2). “Peace” is found in 3 of 4 paragraphs (d.p0, d.p1, d.p2). Not looked"
                " for in"
                " any paragraph: “War”. Four of the 15 paragraphs of speech that were read have a"
                " theme."
            ),
        ),
        (
            {"Trade": 0, "Peace": 0, "War": 0},
            0,
            15,
            {"War": 0},
            "Not found: “Trade” and “Peace”. Not looked for in any paragraph: “War”.",
        ),
        (
            {"Trade": 0, "Trade/Fairs": 2},
            2,
            15,
            {"Trade": 0},
            (
                "The one theme of the codebook, “Fairs”, is found in 2 of 15 paragraphs of speech"
                " (d.p0, d.p1)."
            ),
        ),
        (
            {"Trade": 1, "Peace": 0},
            1,
            1,
            {},
            (
                "One of two themes was found. “Trade” is found in 1 of 1 paragraph (d.p0). Not"
                " found: “Peace”. The one paragraph of speech that was read has a theme."
            ),
        ),
        (
            {"Trade": 2, "Peace": 0},
            2,
            2,
            {},
            (
                "One of two themes was found. “Trade” is found in 2 of 2 paragraphs (d.p0, d.p1)."
                " Not found: “Peace”. Every one of the 2 paragraphs of speech that were read has a"
                " theme."
            ),
        ),
        (
            {"Trade": 0},
            0,
            0,
            {},
            "No paragraph of speech was read, so nothing can be said of the themes.",
        ),
    ],
)
def test_what_was_not_read_or_not_looked_for_is_not_said_to_lack_a_theme(
    counts: dict[str, int], coded: int, read: int, of: dict[str, int], expected: str
) -> None:
    assert said(counts, coded, 88, read, of) == expected


def test_rules_that_look_for_nothing_have_not_read_nothing() -> None:
    rows = [{"theme": "trade", "name": "Trade", "paragraphs": 0, "of_paragraphs": 0}]
    found = summary_sentences(rows, Paragraphs(0, 0, 5, by_rules=True), syntax.text)
    assert [printed_words(sentence) for sentence in found] == [
        "The rules look for no theme in these texts, so nothing can be said of the themes."
    ]
    found = summary_sentences(rows, Paragraphs(0, 0, 5), syntax.text)
    assert [printed_words(sentence) for sentence in found] == [
        "No paragraph of speech was read, so nothing can be said of the themes."
    ]
