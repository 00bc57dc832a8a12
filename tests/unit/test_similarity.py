"""Promise: a verdict rests on words, in any script, and a word diff is exact to the character."""

from __future__ import annotations

import difflib
import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.identity.similarity import (
    REWORDED,
    SHORT,
    contained,
    is_short,
    kept,
    likeness,
    residue,
    shared,
    similarity,
    text_pieces,
    word_difference,
    word_runs,
    words,
)

WORDS = st.lists(st.sampled_from("abcd"), max_size=9)


def shared_by_definition(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    @functools.cache
    def length(left: int, right: int) -> int:
        if left == 0 or right == 0:
            return 0
        if first[left - 1] == second[right - 1]:
            return length(left - 1, right - 1) + 1
        return max(length(left - 1, right), length(left, right - 1))

    return length(len(first), len(second))


@given(WORDS, WORDS)
def test_shared_words_are_the_longest_common_subsequence(
    first: list[str], second: list[str]
) -> None:
    assert shared(first, second) == shared_by_definition(tuple(first), tuple(second))


@given(WORDS, WORDS)
def test_residue_holds_exactly_what_is_not_shared(first: list[str], second: list[str]) -> None:
    gone, come = residue(first, second)
    kept = shared(first, second)
    assert sum(map(len, gone)) == len(first) - kept
    assert sum(map(len, come)) == len(second) - kept
    assert [] not in gone + come


@given(WORDS, WORDS)
def test_kept_stretches_are_equal_ascending_and_as_long_as_what_is_shared(
    first: list[str], second: list[str]
) -> None:
    blocks = kept(first, second)
    assert sum(block.end - block.start for block in blocks) == shared(first, second)
    for block in blocks:
        assert first[block.start : block.end] == second[block.low : block.high] != []
    for one, other in zip(blocks, blocks[1:], strict=False):
        assert one.end <= other.start and one.high <= other.low
        assert (one.end, one.high) != (other.start, other.low)


@given(st.text(), st.text())
def test_a_word_diff_makes_both_texts(accepted: str, now: str) -> None:
    changes = word_difference(accepted, now)
    assert "".join(change.text for change in changes if change.operation != "+") == accepted
    assert "".join(change.text for change in changes if change.operation != "-") == now
    assert all(change.text for change in changes)


@given(st.text(alphabet="ab ,.’", max_size=30), st.text(alphabet="ab ,.’", max_size=30))
def test_a_word_diff_of_texts_that_share_words_is_exact_too(accepted: str, now: str) -> None:
    test_a_word_diff_makes_both_texts.hypothesis.inner_test(accepted, now)  # type: ignore[attr-defined]


@given(st.text())
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(text_pieces(text)) == text


def test_one_changed_word_is_one_change() -> None:
    changes = word_difference(
        "Our meeting today is unprecedented because of it.",
        "Our meeting today is unusual because of it.",
    )
    assert [(change.operation, change.text) for change in changes] == [
        ("=", "Our meeting today is "),
        ("-", "unprecedented"),
        ("+", "unusual"),
        ("=", " because of it."),
    ]


def test_a_comma_between_two_changes_does_not_cut_them() -> None:
    changes = word_difference("one red, old house two", "one blue, new tower two")
    assert [change.operation for change in changes] == ["=", "-", "+", "="]


def difference(accepted: str, now: str) -> list[tuple[str, str]]:
    return [(change.operation, change.text) for change in word_difference(accepted, now)]


def test_the_same_text_is_kept_whole_and_nothing_has_no_difference() -> None:
    assert difference("Red, house.", "Red, house.") == [("=", "Red, house.")]
    assert difference("", "") == []


def test_what_only_one_text_has_is_told_in_its_stretches() -> None:
    assert residue(list("abcdef"), list("xbcyf")) == ([["a"], ["d", "e"]], [["x"], ["y"]])


def test_a_sign_that_begins_or_ends_both_texts_is_no_part_of_the_change() -> None:
    assert difference("“old words here”", "“new phrase there”") == [
        ("=", "“"),
        ("-", "old words here"),
        ("+", "new phrase there"),
        ("=", "”"),
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("– old", "new – text"), ("old –", "text – new"), ("a, old", "new, b")]
)
def test_a_sign_at_the_edge_of_one_text_or_within_both_belongs_to_the_change(
    one: str, other: str
) -> None:
    assert difference(one, other) == [("-", one), ("+", other)]
    assert difference(other, one) == [("-", other), ("+", one)]


def test_a_single_word_between_two_changes_is_shown_as_kept() -> None:
    assert difference("red, house, old", "blue, house, new") == [
        ("-", "red"),
        ("+", "blue"),
        ("=", ", house, "),
        ("-", "old"),
        ("+", "new"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Minister’s non-paper, 2022.", ["the", "minister's", "non-paper", "2022"]),
        ("Здравствуйте, коллеги!", ["здравствуйте", "коллеги"]),
        ("我们需要讨论。", ["我", "们", "需", "要", "讨", "论"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("شكرا جزيلا", ["شكرا", "جزيلا"]),
        ("L’État, c’est-à-dire", ["l'état", "c'est-à-dire"]),
        ("— … —", []),
    ],
)
def test_words_in_any_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_chinese_is_compared_by_characters() -> None:
    assert [
        change.operation
        for change in word_difference("我们需要讨论很多事情", "我们需要谈论很多事情")
    ] == ["=", "-", "+", "="]
    assert similarity("我们需要讨论很多事情。", "我们需要谈论很多事情。") > 0.8


def test_similarity_is_a_share_and_symmetric() -> None:
    first, second = (
        "one two three four five six seven eight",
        "one two three four nine ten eleven twelve",
    )
    assert similarity(first, second) == similarity(second, first) == 0.5
    assert similarity(first, first) == 1.0


def test_typographic_marks_and_capitals_are_no_words() -> None:
    assert (
        similarity("“It’s late,” said the minister to us.", '"it\'s late", said the minister to us')
        == 1.0
    )


def test_a_slip_in_a_single_word_is_a_small_change() -> None:
    assert similarity("Colleagues,", "Colleages,") > 0.9
    assert similarity("Colleagues,", "Ladies,") < 0.7


def test_the_threshold_tells_edited_from_unrelated() -> None:
    """Two unrelated sentences of the seed's kind stay below it, one with a third of its words
    changed stays above.
    """
    sentence = [
        "our",
        "countries",
        "bear",
        "special",
        "responsibility",
        "for",
        "preventing",
        "negative",
        "trends",
        "in",
        "international",
        "relations",
    ]
    edited = [word if place % 3 else "other" for place, word in enumerate(sentence)]
    other = [
        "we",
        "hope",
        "that",
        "the",
        "talks",
        "in",
        "the",
        "capital",
        "will",
        "be",
        "of",
        "use",
        "for",
        "the",
        "relations",
        "of",
        "both",
        "sides",
    ]
    assert (
        similarity(" ".join(sentence), " ".join(edited))
        > REWORDED
        > similarity(" ".join(sentence), " ".join(other))
    )


def test_containment_counts_words_in_runs_only() -> None:
    whole = word_runs(["a", "b", "c", "d", "e", "f"])
    assert contained(["b", "c", "d"], whole) == 3
    assert contained(["b", "x", "c", "y", "d"], whole) == 0
    assert contained(["b", "c", "d", "e"], whole) == 4, "words of two runs count once"


def test_runs_are_all_of_their_size_in_order_and_the_whole_of_a_shorter_text() -> None:
    assert word_runs(list("abcd"), 3) == [("a", "b", "c"), ("b", "c", "d")]
    assert word_runs(list("ab"), 3) == [("a", "b")]
    assert word_runs([], 3) == []


def test_texts_of_few_words_are_compared_by_their_letters() -> None:
    few = ["word"] * (SHORT - 1)
    assert is_short(few, few) and not is_short([*few, "word"], few)
    assert likeness("Well  said", ["well", "said"], "wellsaid", ["wellsaid"]) == 1.0
    assert likeness("ab", ["ab"], "ac", ["ac"]) == 0.5
    assert likeness("", [], "", []) == 1.0


def test_likeness_is_close_to_the_standard_library_where_that_is_exact() -> None:
    first, second = list("abcabba"), list("cbabac")
    assert shared(first, second) >= sum(
        block.size
        for block in difflib.SequenceMatcher(
            None, first, second, autojunk=False
        ).get_matching_blocks()
    )
