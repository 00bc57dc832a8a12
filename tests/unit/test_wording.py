"""Lists, numbers with nouns and identifiers are made in one place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.model.wording import count, join_list, slug


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(items: list[str], said: str) -> None:
    assert join_list(items) == said
    assert join_list(items, "or") == said.replace(" and ", " or ")


def test_a_number_with_its_noun() -> None:
    assert [count(number, "cue") for number in (0, 1, 1250)] == ["0 cues", "1 cue", "1,250 cues"]
    assert count(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("text", "prefix", "scripts", "expected"),
    [
        ("Rede Köln 2.txt", "", False, "rede-koln-2-txt"),
        ("2020 address", "d", False, "d-2020-address"),
        ("法", "theme", False, "theme"),
        ("法", "", False, ""),
        ("Der Text & die Ausgabe: Ä", "", True, "der-text-die-ausgabe-ä"),
    ],
)
def test_identifiers(text: str, prefix: str, scripts: bool, expected: str) -> None:
    assert slug(text, prefix, scripts) == expected


@given(st.text())
def test_an_identifier_with_a_prefix_is_always_one(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug(text, "d"))
