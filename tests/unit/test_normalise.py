"""Guards: two lists of edits composed into one do what both do, one after the other."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.model.records import Edit
from pilcrow.text.normalise import (
    apply_edits,
    compose_characters,
    join_edits,
    normalise_characters,
    revert_edits,
)


@st.composite
def edited(draw: st.DrawFn, text: str) -> list[Edit]:
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    last = (-1, -1)
    for start, end in zip(places[::2], places[1::2], strict=False):
        after = draw(st.text("xyz", max_size=3))
        # Two insertions at one place would have no order.
        if after != text[start:end] and (start, end) != last:
            edits.append(Edit(start, end, text[start:end], after, "removed"))
            last = (start, end)
    return edits


@given(st.data(), st.text("abcd", max_size=12))
def test_composing(data: st.DataObject, text: str) -> None:
    first = data.draw(edited(text))
    between = apply_edits(text, first)
    second = data.draw(edited(between))
    composed = join_edits(first, second, between, text)
    assert apply_edits(text, composed) == apply_edits(between, second)
    assert revert_edits(apply_edits(text, composed), composed) == text
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in composed)
    assert all(one.end <= other.start for one, other in itertools.pairwise(composed))


@given(st.text())
def test_characters_come_out_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", apply_edits(text, normalise_characters(text)))


def test_an_edit_is_as_small_as_a_letter() -> None:
    edits = normalise_characters("cafe\u0301 au lait, nai\u0308ve")
    assert [(edit.start, edit.before, edit.after) for edit in edits] == [
        (3, "e\u0301", "é"),
        (17, "i\u0308", "ï"),
    ]


@pytest.mark.parametrize(
    ("received", "clean", "operation"),
    [
        ("donâ€™t, itâ€™s", "don’t, it’s", "mended"),
        ("cafÃ© Ã\xa0la carte", "café àla carte", "mended"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир", "mended"),
        ("don\x92t \x85 \x80", "don’t … €", "mended"),
        ("o\ufb03ce \ufb01rst", "office first", "unified"),
        ("\ufe8d\ufedf\ufee4\ufef4\ufee8\ufe8e\ufe80", "الميناء", "unified"),
        ("مـــرحبا", "مرحبا", "unified"),
        ("SÃO PAULO, À la Â", "SÃO PAULO, À la Â", ""),
        ("year 1443 هـ", "year 1443 هـ", ""),
        ("one\x85two", "one\x85two", ""),
        ("Ã© once, and SÃO", "Ã© once, and SÃO", ""),
    ],
)
def test_misread_and_joined_letters_are_given_back_on_record(
    received: str, clean: str, operation: str
) -> None:
    edits = normalise_characters(received)
    assert apply_edits(received, edits) == clean
    assert {edit.operation for edit in edits} == ({operation} if operation else set())
    assert revert_edits(clean, edits) == received


@given(st.text(st.sampled_from("aé’Ã©â€™Â\x85\x92\x9f\ufb01ـمر \n\u00ad")))
def test_what_is_mended_leads_back_to_what_was_received(text: str) -> None:
    edits = normalise_characters(text)
    assert revert_edits(apply_edits(text, edits), edits) == text


@given(
    st.text("ae\u0301\u0316\u0344\u034f\u1100\u1161\u11a8\u0903\u05bc\u05c1ש\u212b ", max_size=12)
)
def test_marks_in_any_order_are_composed_as_the_standard_says(text: str) -> None:
    assert apply_edits(text, compose_characters(text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("shape", ["e\u0301", "\u0301\u0316"])
def test_marks_without_a_space_cost_no_more_than_others(shape: str) -> None:
    """Processor time, a ratio: four times the text may not cost sixteen times as much."""

    def cost(number: int) -> float:
        start = time.process_time()
        compose_characters("a" + shape * number)
        return time.process_time() - start

    cost(1000)
    assert min(cost(80_000) for _ in range(3)) < 9 * min(cost(20_000) for _ in range(3))
