"""Promise: a ready citation names exactly its paragraphs, as a reader of print expects them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pilcrow.tables.values import cite_paragraphs, percent


def test_runs_are_compressed_and_documents_apart() -> None:
    assert cite_paragraphs(["a.p8"]) == "@a, para. 8"
    assert cite_paragraphs(["a.p9", "a.p4", "a.p5", "a.p6"]) == "@a, paras. 4–6, 9"
    assert cite_paragraphs(["a.p12", "a.p13", "b-c.p2"]) == "@a, paras. 12–13; @b-c, para. 2"
    assert cite_paragraphs(["a.p8a", "a.p9", "a.p8", "a.h1"]) == "@a, paras. 8, 8a, 9, h1"
    assert cite_paragraphs(["a.h1"]) == "@a, h1"
    assert cite_paragraphs([]) == ""


@given(st.sets(st.integers(1, 60), min_size=1))
def test_no_paragraph_is_lost_or_gained(numbers: set[int]) -> None:
    cited = cite_paragraphs(f"speech.p{number}" for number in numbers)
    named: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", cited):
        named |= set(range(int(first), int(last or first) + 1))
    assert named == numbers


def test_a_share_of_nothing_is_no_number() -> None:
    assert percent(5 / 13) == "38%"
    assert percent(None) == ""
