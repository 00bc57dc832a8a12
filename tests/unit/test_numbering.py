"""Promise: an ID is for ever; nothing is renumbered and no number is given twice."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.identity.numbering import NUMBER, insertion_letters, number_first, number_new, parts_of


def fill(numbers: str, used: str = "", kind: str = "speech") -> list[str]:
    """Numbers of a text written as "p1 ? p2", every "?" a new paragraph of a kind."""
    given_numbers = ["" if number == "?" else number for number in numbers.split()]
    return number_new(
        given_numbers, [kind] * len(given_numbers), [""] * len(given_numbers), used.split()
    )


def test_first_numbers_count_each_prefix_apart() -> None:
    kinds = ["heading", "salutation", "salutation", "speech", "note", "question", "speech"]
    assert number_first(kinds) == ["h1", "s1", "s2", "p1", "n1", "p2", "p3"]


@pytest.mark.parametrize(
    ("text", "used", "expected"),
    [
        ("p8 ? p9", "", "p8a"),
        ("p8 ? ? p9", "", "p8a p8b"),
        ("p8 p8a ? p9", "", "p8b"),
        ("p8 ? p8a p9", "", "p8b"),
        ("p8 ? p9", "p8a", "p8b"),
        ("p8 ? p9", " ".join(f"p8{chr(code)}" for code in range(97, 123)), "p8aa"),
        ("p1 p2 ?", "", "p3"),
        ("p1 p2 ?", "p3", "p4"),
        ("p1 p2 ? ?", "p3a", "p4 p5"),
        ("? p1 p2", "", "p0a"),
        ("p0a ? p1", "", "p0b"),
        ("?", "", "p1"),
        ("?", "p1 p2", "p3"),
    ],
)
def test_new_numbers(text: str, used: str, expected: str) -> None:
    numbers = fill(text, used)
    assert [
        number for number, known in zip(numbers, text.split(), strict=True) if known == "?"
    ] == expected.split()


def test_parts_get_letters_of_their_source_even_at_the_end() -> None:
    assert number_new(["p12", "p13", ""], ["speech"] * 3, ["", "", "p13"], []) == [
        "p12",
        "p13",
        "p13a",
    ]
    assert number_new(["p12", "", "p13"], ["speech"] * 3, ["", "p13", ""], []) == [
        "p12",
        "p13a",
        "p13",
    ]


def test_other_kinds_do_not_disturb_the_count() -> None:
    numbers = number_new(
        ["h1", "p1", "", "p2"], ["heading", "speech", "note", "speech"], [""] * 4, []
    )
    assert numbers == ["h1", "p1", "n1", "p2"]


def test_letters_follow_each_other_like_the_columns_of_a_sheet() -> None:
    assert [insertion_letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "a",
        "z",
        "aa",
        "az",
        "ba",
        "zz",
        "aaa",
    ]


@given(
    st.lists(st.sampled_from(["p1", "p2", "p2a", "h1", ""]), max_size=12),
    st.lists(st.sampled_from(["p3", "p2b", "p0a", "h2"])),
)
def test_numbers_are_unique_valid_and_never_used_before(
    numbers: list[str], used: list[str]
) -> None:
    seen: set[str] = set()
    numbers = ["" if number in seen or seen.add(number) else number for number in numbers]  # type: ignore[func-returns-value]
    filled = number_new(
        numbers, ["speech"] * len(numbers), [""] * len(numbers), [*used, *filter(None, numbers)]
    )
    assert len(set(filled)) == len(filled)
    assert all(NUMBER.match(number) for number in filled)
    for before, after in zip(numbers, filled, strict=True):
        assert after == before if before else after not in used


@given(st.integers(0, 2000))
def test_a_number_comes_apart_and_together(place: int) -> None:
    prefix, integer, letter = parts_of(f"p{place}{insertion_letters(place)}")
    assert (prefix, integer, letter) == ("p", place, insertion_letters(place))


def test_letters_never_repeat() -> None:
    assert len(set(map(insertion_letters, range(2000)))) == len(
        list(itertools.islice(range(2000), 2000))
    )
