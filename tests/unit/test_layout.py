"""Guards: paragraphs are told apart as a reader would, and two that stand on lines of their own are
never glued.
"""

from __future__ import annotations

import random
import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.edition.cleaning import clean_text
from pilcrow.text.hyphens import Hyphens
from pilcrow.text.layout import find_lines

WORD = st.text("abcdefghij", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=3, max_size=60).map(
    lambda words: " ".join(words).capitalize() + "."
)


def layout_of(text: str, layout: str = "auto") -> tuple[list[str], str, str]:
    clean, _, found, reason = clean_text(text, layout)
    return clean.split("\n"), found, reason


@given(st.lists(SENTENCE, min_size=1, max_size=12), st.integers(1, 3))
def test_paragraphs_on_lines_of_their_own_are_never_glued(
    paragraphs: list[str], breaks: int
) -> None:
    assert layout_of(("\n" * breaks).join(paragraphs))[0] == paragraphs


def test_hard_wraps_are_joined_in_any_layout_of_the_margin() -> None:
    generator = random.Random(7)
    paragraphs = [
        " ".join(
            "".join(generator.choices("abcdefg", k=generator.randint(1, 9))) for _ in range(90)
        ).capitalize()
        + "."
        for _ in range(6)
    ]
    for width in (40, 66, 80, 120):
        for end in ("\n", "\r\n"):
            for indent in ("", "  ", "\u3000"):
                lines = (end + end).join(
                    end.join(indent + line for line in textwrap.wrap(paragraph, width))
                    for paragraph in paragraphs
                )
                found, layout, reason = layout_of(lines)
                assert found == paragraphs
                assert layout == "blocks"
                assert "joined" in reason


def test_turns_inside_a_wrapped_block_stay_apart() -> None:
    wrapped = "\n".join(
        textwrap.wrap(
            "This goes on for a while and is wrapped at the margin of the page as letters are. "
            * 6,
            60,
        )
    )
    text = f"{wrapped}\n\n{wrapped}\nYes.\nNo.\n\n{wrapped}"
    found, layout, _ = layout_of(text)
    assert layout == "blocks"
    assert found[2:4] == ["Yes.", "No."]


def test_blocks_of_short_lines_are_kept_as_lines() -> None:
    text = "Roses are red.\nViolets too.\nAnd so on.\n\nA second verse.\nIt is short."
    assert layout_of(text)[:2] == (text.replace("\n\n", "\n").split("\n"), "lines")


def test_the_metadata_have_the_last_word() -> None:
    text = "One line.\nAnd another.\n\nA block."
    assert layout_of(text, "blocks") == (
        ["One line. And another.", "A block."],
        "blocks",
        'the metadata say "layout: blocks"',
    )
    assert layout_of(text, "lines")[0] == ["One line.", "And another.", "A block."]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("the Euro-\nAtlantic region", "the Euro-Atlantic region"),
        ("we agreed —\nas always", "we agreed — as always"),
        ("we agreed --\nas always", "we agreed -- as always"),
        ("we agreed--\nas always", "we agreed--as always"),
        ("中文的\n句子", "中文的句子"),
        ("中文\nLatin", "中文 Latin"),
        ("one\ntwo", "one two"),
        ("nego\u00ad\ntiation", "negotiation"),
        # A hyphen divides a word that the text has elsewhere, or where it divides many.
        ("the govern-\nment, a government", "the government, a government"),
        ("the well-\nknown and well-known man", "the well-known and well-known man"),
        ("a har-\nbour, an au-\ntumn, a win-\nter", "a harbour, an autumn, a winter"),
        (
            "a har-\nbour, self-\nmade, a Nord-\nSüd, a win-\nter, a sum-\nmer",
            "a harbour, self-made, a Nord-Süd, a winter, a summer",
        ),
        ("die Feuer-\nund Seewehr", "die Feuer- und Seewehr"),
        ("a har-\nbour", "a har-bour"),
    ],
)
def test_joints(text: str, joined: str) -> None:
    assert layout_of(text, "blocks")[0] == [joined]


def test_page_numbers_and_time_codes_leave_and_the_paragraph_goes_on() -> None:
    text = (
        "We will\n\n- 12 -\n\ngo on.\n\nPage 13 of 20\n\nNext.\n\n00:01:02,000 -->"
        " 00:01:04,000\n\nLast.\n\n1945\n\nA year."
    )
    assert layout_of(text, "blocks")[0] == ["We will go on.", "Next.", "Last.", "1945", "A year."]


def test_bare_numbers_leave_only_where_they_count() -> None:
    assert layout_of("One.\n1\nTwo.\n2\nThree.\n7")[0] == ["One.", "Two.", "Three.", "7"]


@given(st.text("abÀßж-‐’—²1_ \n", max_size=60))
def test_words_of_a_text_are_letters_with_hyphens_between(text: str) -> None:
    """They are found by bytes in most texts, and by a pattern in others."""
    hyphens = Hyphens(text, find_lines(text).ends)
    expected = re.findall(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*", hyphens.whole)
    assert hyphens.words - {""} == set(expected)


@pytest.mark.parametrize(
    ("text", "breaks_off"),
    [
        ("It's- it's so. The- the pier. We- we wait.", True),
        ("It is - it is so. The -- the pier. We - we wait.", False),
        ("It's- it was. The- a pier. We- they wait.", False),
    ],
)
def test_words_said_again_after_a_hyphen_show_who_breaks_off(text: str, breaks_off: bool) -> None:
    assert Hyphens(text, [len(text)]).broken_off is breaks_off
