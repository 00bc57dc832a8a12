"""Promise: of the new text and the accepted text, the same paragraphs are paired however long the
texts are, and where several pairs are possible, the one that keeps most words is taken.
"""

from __future__ import annotations

import random

import pytest

from pilcrow.identity import pairing
from pilcrow.identity.pairing import AcceptedParagraph, Matching, match


def paired(old: list[str], now: list[str], *, tombstones: tuple[int, ...] = ()) -> Matching:
    accepted = [AcceptedParagraph(text, place in tombstones) for place, text in enumerate(old)]
    return match(accepted, now)


def made(seed: int, paragraphs: int = 24) -> list[str]:
    """Paragraphs of eight to twenty words; half of their words are in many of them."""
    chance = random.Random(seed)
    common = ["peace", "treaty", "council", "border", "trade", "talks", "vote", "region"]
    return [
        " ".join(
            chance.choice(common) if chance.random() < 0.5 else f"w{chance.randrange(400)}"
            for _ in range(chance.randint(8, 20))
        )
        for _ in range(paragraphs)
    ]


def edited(seed: int, texts: list[str]) -> list[str]:
    """The texts with a few words changed, one deleted, one added and one moved."""
    chance = random.Random(seed)
    now = list(texts)
    for place in chance.sample(range(len(now)), 8):
        said = now[place].split()
        for _ in range(2):
            said[chance.randrange(len(said))] = "corrected"
        now[place] = " ".join(said)
    del now[chance.randrange(len(now))]
    now.insert(chance.randrange(len(now)), "An added paragraph of which no word was said before")
    now.insert(chance.randrange(len(now)), now.pop(chance.randrange(len(now))))
    return now


@pytest.mark.parametrize("seed", range(12))
def test_a_long_text_is_paired_as_a_short_one(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Only paragraphs that share rare words, or stand beside the same ones, are compared there."""
    old = made(seed)
    now = edited(seed + 100, old)
    all_compared = paired(old, now)
    assert len(all_compared.old) >= len(old) - 2
    monkeypatch.setattr(pairing, "PAIRS", 0)
    assert paired(old, now) == all_compared


def test_in_a_long_text_the_most_similar_by_rare_words_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten share a common word with the new one, and only the last shares rare ones."""
    old = [f"treaty and {name} trade of {name}" for name in "abcdefghij"]
    now = ["a treaty", *(f"{name} {name}" for name in "xyz"), "trade of j, treaty and j trade"]
    monkeypatch.setattr(pairing, "PAIRS", 0)
    monkeypatch.setattr(pairing, "NEAREST", 1)
    assert paired(old, now).old.get(4) == 9


def test_in_a_long_text_a_word_that_most_paragraphs_have_makes_no_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pairing, "PAIRS", 0)
    monkeypatch.setattr(pairing, "RARE", 2)
    old = ["thanks colleagues one", "thanks colleagues two", "thanks colleagues three"]
    assert paired(old, ["thanks colleagues four"]).old == {}
    assert paired(old[:2], ["thanks colleagues four"]).old == {0: 0}


def test_in_a_long_text_a_short_paragraph_is_found_beside_an_unchanged_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its only word changed, so it shares none."""
    monkeypatch.setattr(pairing, "PAIRS", 0)
    same = "We met to speak of trade and of the treaty."
    assert paired(["first", same, "Colleagues", "last"], ["new", same, "Colleages", "end"]).old == {
        1: 1,
        2: 2,
    }
    assert paired(["a", "Colleagues", same, "b"], ["c", "Colleages", same, "d"]).old == {1: 1, 2: 2}


@pytest.mark.parametrize(
    ("old", "now", "same"),
    [
        ("Colleagues,", "Colleages,", True),  # its letters
        ("Colleagues,", "Friends and colleagues,", True),  # two of four words in both
        ("Dear colleagues,", "Dear old colleagues,", True),  # most of its words
        ("Dear friends", "Dear colleagues", True),  # one of two words, exactly half
        ("Yes it is", "No it was", False),
        ("One two three four five six", "One two three seven eight nine", True),  # exactly half
        ("One two three four five six", "One two seven eight nine ten", False),
    ],
)
def test_how_much_of_a_paragraph_is_kept_where_it_is_the_same_one(
    old: str, now: str, same: bool
) -> None:
    """Neighbours are the same, so that only the words decide."""
    around = ["We met to speak of trade.", "There is much left to do."]
    found = paired([around[0], old, around[1]], [around[0], now, around[1]])
    assert found.old == ({0: 0, 1: 1, 2: 2} if same else {0: 0, 2: 2})


def test_of_two_that_moved_and_were_reworded_the_more_similar_is_the_same() -> None:
    first = "the council of the region will vote on the border treaty in spring"
    second = "the council of the region will vote on the trade treaty before winter"
    stays = [f"what stays in its place has number {number} of its own" * 3 for number in range(4)]
    now = "the council of the region will vote on the trade treaty before spring"
    found = paired([first, second, *stays], [*stays, now])
    assert found.old == {0: 2, 1: 3, 2: 4, 3: 5, 4: 1}
    assert found.moved == {4}
    again = "the council of the region will vote on the border treaty in winter"
    found = paired([first, second, *stays], [*stays, now, again])
    assert (found.old[4], found.old[5]) == (1, 0)
    assert found.moved == {4, 5}


def test_one_accepted_paragraph_is_not_two_that_moved() -> None:
    moves = "the council of the region will vote on the border treaty in spring"
    stays = [f"what stays in its place has number {number} of its own" * 3 for number in range(4)]
    found = paired([moves, *stays], [*stays, moves.replace("spring", "winter"), moves + " now"])
    assert [found.old.get(place) for place in (4, 5)].count(0) == 1


@pytest.mark.parametrize(("words", "comes_back"), [(7, False), (8, True)])
def test_a_withdrawn_paragraph_comes_back_elsewhere_from_eight_words_on(
    words: int, comes_back: bool
) -> None:
    gone = " ".join(f"w{number}" for number in range(words))
    stays = ["We met to speak of trade and peace.", "There is much left to do here."]
    found = paired([gone, *stays], [*stays, gone], tombstones=(0,))
    assert (found.old.get(2) == 0) is comes_back
    assert (found.moved == {2}) is comes_back


def test_a_live_paragraph_keeps_its_id_before_a_withdrawn_one_with_the_same_words() -> None:
    text = "We met to speak of trade and peace in the whole of the region."
    stays = ["There is much left to do here.", "That is all."]
    found = paired([text, stays[0], text, stays[1]], [stays[0], stays[1], text], tombstones=(0,))
    assert found.old[2] == 2


PARTS = [
    "we speak of trade",
    "then of the treaty that both houses of parliament passed last winter",
    "and of the border",
    "which is open",
]


def test_a_split_into_short_parts_keeps_the_id_on_the_largest() -> None:
    found = paired([" ".join(PARTS)], PARTS)
    assert found.old == {1: 0}
    assert {place: sources[0] for place, sources in found.parts.items()} == {0: 0, 2: 0, 3: 0}


def test_a_split_into_equal_parts_keeps_the_id_on_the_first() -> None:
    words = [f"w{number}" for number in range(30)]
    parts = [" ".join(words[start : start + 6]) for start in range(0, 30, 6)]
    found = paired([" ".join(words)], parts)
    assert found.old == {0: 0}
    assert sorted(found.parts) == [1, 2, 3, 4]


def test_a_merger_of_short_paragraphs_keeps_the_id_of_the_largest() -> None:
    found = paired(PARTS, [" ".join(PARTS)])
    assert found.old == {0: 1}
    assert found.merged == {0: 0, 2: 0, 3: 0}


def test_a_paragraph_of_other_words_is_no_part() -> None:
    """It has three words of twelve from the paragraph that lost some."""
    old = "we speak of trade and of the treaty that both houses passed last winter"
    now = [
        "we speak of trade and of the treaty that both houses",
        "passed last winter, which"
        " nobody in the other chamber had thought would come about so soon",
    ]
    found = paired([old], now)
    assert found.old == {0: 0} and found.parts == {}


def test_a_part_names_only_the_sources_that_gave_it_a_fifth_of_its_words() -> None:
    first = "one two three four five six seven eight nine ten eleven twelve"
    second = "red green blue white black brown grey pink gold teal plum rust"
    first_keeps, second_keeps = "one two three four five six", "brown grey pink gold teal plum rust"
    moved = "seven eight nine ten eleven twelve"
    for taken, sources in (("red green blue white black", [0, 1]), ("red", [0])):
        now = [first_keeps, f"{moved} {taken}", second_keeps]
        assert paired([first, second], now).parts == {1: sources}
