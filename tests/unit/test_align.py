"""Promise: an ID is for ever; it survives edits, and re-anchoring is explained, global,
deterministic and stable.
"""

from __future__ import annotations

import itertools
import random
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pilcrow.files.language import shipped_language, speaking
from pilcrow.identity.acceptance import accept
from pilcrow.identity.align import Alignment, align, cut_diff, pending_marks
from pilcrow.identity.ledger import LedgerRow, text_checksum
from pilcrow.identity.pairing import _heaviest_chain
from pilcrow.identity.similarity import word_difference
from pilcrow.model.records import Mark, Paragraph, WordChange
from pilcrow.report.page.doubts import say_doubt

DATE = "2026-01-02"


class Said(NamedTuple):
    """A synthetic paragraph."""

    text: str
    kind: str = "speech"
    speaker: str = "A Speaker"


def paragraphs_of(said: list[Said], rows: list[LedgerRow]) -> tuple[list[Paragraph], Alignment]:
    alignment = align("talk", rows, said)
    made = []
    for order, (one, aligned) in enumerate(zip(said, alignment.paragraphs, strict=True), 1):
        made.append(
            Paragraph(
                document="talk",
                kind=one.kind,
                speaker=one.speaker,
                order=order,
                text=one.text,
                checksum=text_checksum(one.text),
                words=0,
                start=0,
                end=0,
                raw_start=0,
                raw_end=0,
                line=order,
                **msgspec.structs.asdict(aligned),
            )
        )
    return made, alignment


def accepted(
    said: list[Said], rows: list[LedgerRow] | None = None, chosen: set[str] | None = None
) -> list[LedgerRow]:
    paragraphs, alignment = paragraphs_of(said, rows or [])
    return accept("talk", rows or [], paragraphs, alignment.withdrawn, chosen, DATE, "a reason")[0]


def speech(*texts: str) -> list[Said]:
    return [Said(text) for text in texts]


def verdicts(said: list[Said], rows: list[LedgerRow]) -> list[tuple[str, str]]:
    return [(aligned.number, aligned.verdict) for aligned in align("talk", rows, said).paragraphs]


A = (
    "The first synthetic paragraph speaks of rivers, bridges and the boats that pass under them"
    " every morning."
)
B = (
    "Another one, made up as well, counts apples in baskets and wonders who put them there so"
    " early."
)
C = "In the third there is a long train that crosses seven borders before its passengers wake up."
D = (
    "Nobody expects the fourth to mention music, yet it does: two violins, a cello and an old"
    " piano."
)
E = "Fifth and last comes a sentence about winter gardens where lemons ripen behind thick glass."
NEW = (
    "Something wholly different: cartographers quarrel over an island which appears on one chart"
    " only."
)
THANKS = "Thank you."


# Whole histories: random paragraphs of few words, so that repetitions and near misses are frequent.

WORD = st.sampled_from(["ash", "beech", "cedar", "date", "elm", "fig"])
TEXT = st.one_of(st.just(THANKS), st.lists(WORD, min_size=1, max_size=12).map(" ".join))
SAID = st.builds(
    Said,
    TEXT,
    st.sampled_from(["speech", "speech", "speech", "heading", "note", "question"]),
    st.sampled_from(["A", "B"]),
)
TEXTS = st.lists(SAID, min_size=1, max_size=9)


@given(TEXTS)
def test_a_text_aligned_with_itself_is_all_exact(said: list[Said]) -> None:
    rows = accepted(said)
    alignment = align("talk", rows, said)
    assert [aligned.id for aligned in alignment.paragraphs] == [row.id for row in rows]
    assert not any(
        aligned.pending or aligned.verdict != "exact" for aligned in alignment.paragraphs
    )
    assert alignment.withdrawn == []


@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_ids_are_unique_and_nothing_is_pending_after_accepting_everything(
    states: list[list[Said]],
) -> None:
    rows: list[LedgerRow] = []
    for said in states:
        before = align("talk", rows, said)
        identifiers = [aligned.id for aligned in before.paragraphs]
        assert len(set(identifiers)) == len(identifiers)
        assert not set(identifiers) & {gone.id for gone in before.withdrawn}
        assert {row.id for row in rows} <= set(identifiers) | {
            gone.id for gone in before.withdrawn
        }, "no ID is lost"
        rows = accepted(said, rows)
        after = align("talk", rows, said)
        assert [aligned.id for aligned in after.paragraphs] == identifiers, (
            "accepting changes no ID"
        )
        assert not any(aligned.pending for aligned in after.paragraphs)
        assert all(gone.accepted for gone in after.withdrawn)


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_a_withdrawn_id_is_given_to_its_own_words_only(states: list[list[Said]]) -> None:
    rows: list[LedgerRow] = []
    for said in states:
        tombstones = {row.id: row.text for row in rows if row.withdrawn}
        for one, aligned in zip(said, align("talk", rows, said).paragraphs, strict=True):
            assert aligned.id not in tombstones or tombstones[aligned.id] == one.text
        rows = accepted(said, rows)


@given(TEXTS, TEXTS, st.data())
def test_accepting_some_changes_nothing_else(
    first: list[Said], second: list[Said], data: st.DataObject
) -> None:
    rows = accepted(first)
    paragraphs, alignment = paragraphs_of(second, rows)
    pending = [one.id for one in paragraphs if one.pending] + [
        gone.id for gone in alignment.withdrawn
    ]
    chosen = set(data.draw(st.lists(st.sampled_from(pending)))) if pending else set()
    after, done = accept("talk", rows, paragraphs, alignment.withdrawn, chosen, DATE, "a reason")
    assert chosen <= set(done)
    untouched = {row.id: (row.text, row.status) for row in rows if row.id not in done}
    assert {row.id: (row.text, row.status) for row in after if row.id in untouched} == untouched
    later = align("talk", after, second)
    assert [aligned.id for aligned in later.paragraphs] == [one.id for one in paragraphs]


@given(TEXTS, TEXTS)
def test_aligning_again_gives_the_same(first: list[Said], second: list[Said]) -> None:
    rows = accepted(first)
    assert align("talk", rows, second) == align("talk", rows, second)


@given(TEXTS, TEXTS)
def test_every_verdict_tells_the_truth(first: list[Said], second: list[Said]) -> None:
    """exact and a wordless move have the accepted words; a difference leads from the accepted words
    to those of now.
    """
    rows = accepted(first)
    texts = {row.id: row.text for row in rows}
    alignment = align("talk", rows, second)
    for one, aligned in zip(second, alignment.paragraphs, strict=True):
        assert aligned.verdict in ("exact", "reworded", "moved", "split", "merged", "new")
        assert aligned.pending == bool(aligned.explanation)
        assert (aligned.id in texts) or aligned.verdict in ("new", "split")
        if aligned.verdict == "exact":
            assert texts[aligned.id] == one.text
        if aligned.difference:
            assert (
                "".join(change.text for change in aligned.difference if change.operation != "-")
                == one.text
            )
        if aligned.verdict in ("reworded", "merged"):
            assert aligned.accepted
            assert (
                "".join(change.text for change in aligned.difference if change.operation != "+")
                == aligned.accepted
            )
    known = {aligned.id for aligned in alignment.paragraphs}
    assert all(gone.redirect in known | {""} for gone in alignment.withdrawn if not gone.accepted)


# The chain against its definition.


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)), max_size=7))
def test_the_chain_is_the_heaviest_of_all(pairs: list[tuple[int, int, int]]) -> None:
    weights: dict[tuple[int, int], int] = {}
    for old, new, weight in pairs:
        weights[old, new] = max(weight, weights.get((old, new), 0))
    chain = _heaviest_chain([(old, new, weight) for (old, new), weight in weights.items()], 5)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in itertools.pairwise(chain))
    best = 0
    for count in range(len(weights) + 1):
        for some in itertools.combinations(sorted(weights), count):
            if all(
                one[0] < other[0] and one[1] < other[1] for one, other in itertools.pairwise(some)
            ):
                best = max(best, sum(weights[pair] for pair in some))
    assert sum(weights[pair] for pair in chain) == best


# Single cases.


def test_without_a_ledger_all_is_new_and_counted() -> None:
    said = [Said("T", "heading"), Said(A), Said("(Applause)", "note"), Said(B, "question")]
    assert verdicts(said, []) == [("h1", "new"), ("p1", "new"), ("n1", "new"), ("p2", "new")]
    assert align("talk", [], speech(A)).provisional
    rows = accepted(speech(A, B))
    assert not align("talk", rows, speech(A, B)).provisional
    assert verdicts(speech(A, B), rows) == [("p1", "exact"), ("p2", "exact")]


def test_a_duplicate_is_told_by_its_neighbours() -> None:
    rows = accepted(speech(A, THANKS, B, THANKS, C))
    assert verdicts(speech(A, B, THANKS, C), rows) == [
        ("p1", "exact"),
        ("p3", "exact"),
        ("p4", "exact"),
        ("p5", "exact"),
    ]
    assert verdicts(speech(A, THANKS, B, C), rows) == [
        ("p1", "exact"),
        ("p2", "exact"),
        ("p3", "exact"),
        ("p5", "exact"),
    ]


def test_a_duplicate_is_told_by_its_neighbours_also_where_one_of_them_is_reworded() -> None:
    rows = accepted(speech(A, THANKS, B, THANKS, C))
    found = verdicts(speech(A, B.replace("apples", "pears"), THANKS, C), rows)
    assert found == [("p1", "exact"), ("p3", "reworded"), ("p4", "exact"), ("p5", "exact")]


def test_the_alignment_is_global_and_not_greedy() -> None:
    """A greedy reading would give the first "Thank you." to the first, and call the long paragraphs
    moved.
    """
    rows = accepted(speech(THANKS, A, B))
    assert verdicts(speech(A, B, THANKS), rows) == [
        ("p2", "exact"),
        ("p3", "exact"),
        ("p1", "moved"),
    ]


def test_what_moves_is_the_lesser_part_of_the_text() -> None:
    rows = accepted(speech("A short remark on nothing.", A + " " + B))
    assert verdicts(speech(A + " " + B, "A short remark on nothing."), rows) == [
        ("p2", "exact"),
        ("p1", "moved"),
    ]


def test_moved_and_reworded() -> None:
    rows = accepted(speech(A, B, C, D))
    found = align("talk", rows, speech(B, C, D, A.replace("rivers", "canals"))).paragraphs[3]
    assert (found.number, found.verdict) == ("p1", "moved")
    assert 0.8 < found.similarity < 1
    assert found.accepted == A


def test_a_split_into_three_keeps_the_id_on_the_largest_part() -> None:
    rows = accepted(speech(A, f"{B} {C} Short end.", D))
    alignment = align("talk", rows, speech(A, B, C, "Short end.", D))
    assert [(p.number, p.verdict, p.similarity) for p in alignment.paragraphs[1:4]] == [
        ("p2", "split", 1.0),
        ("p2a", "split", 1.0),
        ("p2b", "split", 1.0),
    ]
    assert alignment.paragraphs[2].related == ["talk.p2", "talk.p2a", "talk.p2b"]
    assert {p.accepted for p in alignment.paragraphs[1:4]} == {f"{B} {C} Short end."}
    assert [change.operation for change in alignment.paragraphs[2].difference] == ["="]
    assert alignment.withdrawn == []


def test_a_merger_of_three_redirects() -> None:
    rows = accepted(speech(A, B, C, D))
    alignment = align("talk", rows, speech(f"{A} {B} {C}", D))
    kept = alignment.paragraphs[0]
    assert kept.verdict == "merged"
    assert kept.similarity == 1.0
    assert kept.related == ["talk.p1", "talk.p2", "talk.p3"]
    assert sorted([kept.id, *(gone.id for gone in alignment.withdrawn)]) == [
        "talk.p1",
        "talk.p2",
        "talk.p3",
    ]
    assert {gone.redirect for gone in alignment.withdrawn} == {kept.id}


def test_a_merger_undone_after_it_was_accepted_restores_the_id() -> None:
    first = speech(A, B, C)
    rows = accepted(speech(f"{A} {B}", C), accepted(first))
    found = align("talk", rows, first)
    assert [p.number for p in found.paragraphs] == ["p1", "p2", "p3"]
    assert "withdrawn on 2026-01-02 and are back" in " ".join(
        p.explanation for p in found.paragraphs
    )
    assert not any(row.withdrawn or row.redirect for row in accepted(first, rows))
    pending = [msgspec.structs.replace(row, date="") for row in rows]  # as `pilcrow diff` has it
    (back,) = [one for one in align("talk", pending, first).paragraphs if "back" in one.explanation]
    assert "These words were withdrawn and are back; the ID was theirs." in back.explanation


def test_deleted_accepted_and_restored_is_the_same_paragraph() -> None:
    rows = accepted(speech(A, C), accepted(speech(A, B, C)))
    assert [row.status for row in rows] == [
        "accepted",
        "withdrawn",
        "accepted",
    ], "the tombstone stays where it stood"
    found = align("talk", rows, speech(A, B, C)).paragraphs[1]
    assert (found.number, found.verdict, found.pending) == ("p2", "exact", True)


def test_other_words_never_get_a_tombstones_id() -> None:
    rows = accepted(speech(A, C), accepted(speech(A, B, C)))
    assert verdicts(speech(A, B.replace("apples", "pears"), C), rows) == [
        ("p1", "exact"),
        ("p1a", "new"),
        ("p3", "exact"),
    ]


def test_a_short_formula_elsewhere_is_not_taken_for_a_withdrawn_one() -> None:
    rows = accepted(speech(A, B, C), accepted(speech(A, THANKS, B, C)))
    assert verdicts(speech(A, B, C, THANKS), rows)[-1] == ("p5", "new")


def test_speaker_and_kind_are_part_of_what_is_accepted() -> None:
    rows = accepted(speech(A, B))
    found = align("talk", rows, [Said(A, "question", "A Journalist"), Said(B)]).paragraphs
    assert (found[0].verdict, found[0].pending, found[1].pending) == ("exact", True, False)
    assert (
        found[0].explanation
        == "The speaker was A Speaker and is A Journalist. The kind was speech and is question; the"
        " ID stays."
    )


def test_a_speaker_who_is_not_given_is_named_so() -> None:
    anonymous = [Said(A, speaker="")]
    assert explained(anonymous, accepted(speech(A))) == {
        "p1": "The speaker was A Speaker and is not given."
    }
    assert explained(speech(A), accepted(anonymous)) == {
        "p1": "The speaker was not given and is A Speaker."
    }


def test_a_prefix_stays_when_the_kind_changes() -> None:
    rows = accepted(speech(A, B))
    found = align("talk", rows, [Said(A, "heading", ""), Said(B)]).paragraphs
    assert found[0].number == "p1"


def test_a_part_made_of_two_says_so() -> None:
    one, two, three, four = (f"{A} {B}", C, D, f"{E} {NEW}")
    rows = accepted(speech(f"{one} {two}", f"{three} {four}"))
    found = align("talk", rows, speech(one, f"{two} {three}", four))
    assert [p.number for p in found.paragraphs] == ["p1", "p2a", "p2"]
    assert (
        found.paragraphs[1].explanation == "It is made of parts of p2 and p1."
    )  # more of it is p2's


def test_a_part_of_two_words_is_found_near_and_one_of_three_anywhere() -> None:
    rows = accepted(speech(A, B, C, D, E))
    for tail, verdict in (("an old piano.", "split"), ("old piano.", "new")):
        rest = D.removesuffix(f" {tail}")
        assert verdicts(speech(tail, A, B, C, rest, E), rows)[0][1] == verdict
        assert verdicts(speech(A, B, tail, C, rest, E), rows)[2] == ("p4a", "split")
        before = accepted(speech(tail, A, B, C, rest, E))
        [gone] = align("talk", before, speech(A, B, C, D, E)).withdrawn
        assert gone.redirect == ("talk.p5" if verdict == "split" else "")


def test_a_paragraph_that_moved_and_was_reworded_is_found_from_eight_words_on() -> None:
    words = ["lemons", "ripen", "behind", "thick", "glass", "in", "cold", "winter"]
    for part, found in ((words, ("p3", "moved")), (words[1:], ("p0a", "new"))):
        rows = accepted(speech(A, B, " ".join(part), C))
        now = " ".join([*part[:-2], "warm", "houses"])
        assert verdicts(speech(now, A, B, C), rows)[0] == found


def test_other_words_in_the_place_of_a_paragraph_are_another_paragraph() -> None:
    rows = accepted(speech(A, B, C))
    assert verdicts(speech(A, NEW, C), rows) == [("p1", "exact"), ("p1a", "new"), ("p3", "exact")]
    assert [gone.id for gone in align("talk", rows, speech(A, NEW, C)).withdrawn] == ["talk.p2"]


def test_of_a_text_that_recurs_the_one_beside_the_same_neighbour_is_kept() -> None:
    rows = accepted(speech(A, THANKS, C, THANKS, B, E))
    now = speech(THANKS, B, NEW)
    assert verdicts(now, rows) == [("p4", "exact"), ("p5", "exact"), ("p7", "new")]


@pytest.mark.parametrize("part", [A, B, D])
def test_a_paragraph_that_grew_or_shrank_to_a_part_keeps_its_id(part: str) -> None:
    whole = f"{A} {B} {C} {D}"
    for before, now in ((whole, part), (part, whole)):
        rows = accepted(speech(before, E))
        assert verdicts(speech(now, E), rows) == [("p1", "reworded"), ("p2", "exact")]


def test_other_scripts_are_recognised_too() -> None:
    russian = "Мы готовы обсуждать с вами выполнение российских инициатив в области безопасности."
    chinese = "我们今天的会晤史无前例，因为明天我们的国防部长也将在莫斯科会面。"
    arabic = "نحن مستعدون لمناقشة تنفيذ المبادرات معكم في أي وقت ترونه مناسبا للجميع."
    rows = accepted(speech(russian, chinese, arabic))
    now = speech(
        russian.replace("области", "сфере"),
        chinese.replace("明天", "后天"),
        arabic.replace("مناسبا", "ملائما"),
    )
    assert {verdict for _, verdict in verdicts(now, rows)} == {"reworded"}


def test_a_long_history_keeps_every_id() -> None:
    """Two hundred random edits, each accepted: an ID never changes hands (its words change by one
    edit at a time).
    """
    draw = random.Random(8)
    words = [
        "ash",
        "beech",
        "cedar",
        "date",
        "elm",
        "fig",
        "grape",
        "hazel",
        "iris",
        "juniper",
        "kale",
        "lime",
        "maple",
        "nettle",
        "oak",
        "pine",
        "quince",
        "rose",
        "sage",
        "thyme",
    ]

    def paragraph() -> str:
        return " ".join(draw.choices(words, k=30))

    state = [paragraph() for _ in range(12)]
    owners: list[str] = []
    rows = accepted(speech(*state))
    owners = [row.id for row in rows]
    for _ in range(200):
        place, kind = draw.randrange(len(state)), draw.randrange(3)
        if kind == 0:
            state.insert(place, paragraph())
            owners.insert(place, "?")
        elif kind == 1 and len(state) > 4:
            del state[place], owners[place]
        else:
            some = state[place].split()
            some[draw.randrange(len(some))] = draw.choice(words)
            state[place] = " ".join(some)
        found = align("talk", rows, speech(*state))
        given_ids = [aligned.id for aligned in found.paragraphs]
        assert all(
            owner in ("?", identifier) for owner, identifier in zip(owners, given_ids, strict=True)
        )
        owners = given_ids
        rows = accepted(speech(*state), rows)


@given(
    st.text(alphabet="ab ", max_size=20),
    st.lists(st.text(alphabet="ab ", min_size=1, max_size=9), min_size=1, max_size=4),
)
def test_a_word_diff_is_cut_at_the_borders_of_the_parts(
    accepted_text: str, parts: list[str]
) -> None:
    pieces = cut_diff(word_difference(accepted_text, " ".join(parts)), parts)
    assert [
        "".join(change.text for change in piece if change.operation != "-") for piece in pieces
    ] == parts


def accept_some(
    said: list[Said], rows: list[LedgerRow], *numbers: str
) -> tuple[list[str], list[LedgerRow]]:
    """The numbers that were accepted, and the ledger."""
    paragraphs, alignment = paragraphs_of(said, rows)
    chosen = {f"talk.{number}" for number in numbers}
    now, done = accept("talk", rows, paragraphs, alignment.withdrawn, chosen, "2026-02-03", "why")
    return [identifier.removeprefix("talk.") for identifier in done], now


def test_only_what_was_chosen_is_accepted() -> None:
    rows = accepted(speech(A, B, C))
    canals, pears = A.replace("rivers", "canals"), B.replace("apples", "pears")
    done, now = accept_some(speech(canals, pears), rows, "p2")
    assert done == ["p2"]
    assert [(row.text, row.status, row.date) for row in now] == [
        (A, "accepted", DATE),
        (pears, "accepted", "2026-02-03"),
        (C, "accepted", DATE),
    ]
    assert accept_some(speech(canals, pears, C), rows, "p3", "p9") == ([], rows), "not pending"
    done, now = accept_some(speech(canals, pears), rows, "p3")
    assert done == ["p3"] and [row.status for row in now] == ["accepted", "accepted", "withdrawn"]


def test_the_parts_of_a_split_or_a_merger_are_accepted_together() -> None:
    other = D.replace("music", "opera")
    rows = accepted(speech(A, f"{B} {C} Short end.", D))
    done, _ = accept_some(speech(A, B, C, "Short end.", other), rows, "p2b")
    assert done == ["p2", "p2a", "p2b"]
    rows = accepted(speech(A, B, C, D))
    for chosen in ("p1", "p2"):
        done, now = accept_some(speech(f"{A} {B}", C, other), rows, chosen)
        assert done == ["p2", "p1"]
        assert [(row.status, row.redirect) for row in now[:2]] == [
            ("withdrawn", "talk.p2"),
            ("accepted", ""),
        ]
    done, now = accept_some(speech(f"{A} {B}", C.replace("long", "short"), other), now, "p3")
    assert done == ["p3"], "a merger that was accepted before takes nothing with it"


def explained(said: list[Said], rows: list[LedgerRow]) -> dict[str, str]:
    found = align("talk", rows, said).paragraphs
    return {aligned.number: aligned.explanation for aligned in found if aligned.explanation}


def test_a_new_paragraph_says_where_it_is_and_whether_it_repeats_another() -> None:
    rows = accepted(speech(A, B, C))
    words = "no accepted paragraph has these words."
    assert explained(speech(A, NEW, B, C), rows) == {"p1a": f"It is after p1; {words}"}
    found = align("talk", rows, speech(A, NEW, B, C)).paragraphs[1]
    assert (found.similarity, found.accepted, found.difference) == (0.0, "", [])
    assert list(explained(speech(NEW, A, B, C), rows).values()) == [
        f"It is at the beginning; {words}"
    ]
    assert explained(speech(A, B, A, C), rows) == {"p2a": "It is after p2; it repeats p1."}
    withdrawn = accepted(speech(B, C), rows)
    assert explained(speech(B, NEW, C, NEW), withdrawn) == {
        "p2a": f"It is after p2; {words}",
        "p4": f"It is after p3; {words}",
    }, "one that is withdrawn, or new itself, is not repeated"


def test_a_paragraph_that_moved_says_from_where_to_where() -> None:
    rows = accepted(speech(A, B, C, D))
    moved = align("talk", rows, speech(B, C, D, A)).paragraphs[-1]
    assert (moved.verdict, moved.similarity, moved.difference) == ("moved", 1.0, [])
    assert explained(speech(B, C, D, A), rows) == {
        "p1": "It was at the beginning and is now after p4."
    }
    assert explained(speech(D, A, B, C), rows) == {
        "p4": "It was after p3 and is now at the beginning."
    }
    rows = accepted(speech(A, C, D), rows)  # p2 is withdrawn and names no place any more
    assert explained(speech(C, A, D), rows)["p3"] == "It was after p1 and is now at the beginning."


def test_a_reworded_paragraph_says_how_much_of_it_is_unchanged() -> None:
    rows = accepted(speech(A, "Thank you all.", B))
    now = speech(A.replace("rivers", "canals"), "Thank you alle.", B.upper())
    assert explained(now, rows) == {
        "p1": "94.1% of the words are unchanged.",  # 16 of 17
        "p2": "96.0% of the characters are unchanged.",  # 12 of 12 and of 13
        "p3": "The words are the same; capitals, punctuation or spaces differ.",
    }
    long = " ".join(f"word{number}" for number in range(4000))
    [found] = align("talk", accepted(speech(long)), speech(f"{long} more")).paragraphs
    assert (found.verdict, found.similarity) == ("reworded", 0.999), "never 100 % if a word differs"
    [found] = align("talk", accepted(speech(A)), speech(A.replace("rivers", "canals"))).paragraphs
    assert found.similarity == 0.941


def test_parts_of_a_split_and_mergers_say_what_became_of_which() -> None:
    rows = accepted(speech(A, f"{B} {C} Short end.", D))
    assert explained(speech(A, B, C, "Short end.", D), rows) == {
        "p2": "It is now p2, p2a and p2b. This part is the largest and keeps the ID.",
        "p2a": "It was part of p2.",
        "p2b": "It was part of p2.",
    }
    rows = accepted(speech(A, B, C, D))
    assert explained(speech(f"{A} {B}", C, D), rows) == {
        "p2": "p1 and p2 are now one paragraph; p1 redirects here."
    }
    found = align("talk", rows, speech(f"{A} {B} {C}", D)).paragraphs[0]
    assert found.explanation == "p1, p2 and p3 are now one paragraph; p1 and p3 redirect here."
    assert found.accepted == f"{A} {B} {C}"
    assert found.difference == [WordChange("=", f"{A} {B} {C}")]


@pytest.mark.parametrize("changed", [Said(A, "question"), Said(A, speaker="A Journalist")])
def test_the_only_paragraph_with_another_kind_or_speaker_is_pending(changed: Said) -> None:
    [found] = align("talk", accepted(speech(A)), [changed]).paragraphs
    assert (found.number, found.verdict, found.pending) == ("p1", "exact", True)


@pytest.mark.parametrize("now", [speech(A, C), speech(A, C, D)])
def test_a_tombstone_holds_all_that_the_ledger_has_of_it(now: list[Said]) -> None:
    """Whether something else was edited or not."""
    first = [*speech(A), Said(B, "question", "A Journalist"), *speech(C)]
    [row] = [row for row in accepted(speech(A, C), accepted(first)) if row.withdrawn]
    [gone] = align("talk", accepted(speech(A, C), accepted(first)), now).withdrawn
    assert (gone.id, gone.document, gone.number) == ("talk.p2", "talk", "p2")
    assert (gone.kind, gone.speaker) == ("question", "A Journalist")
    assert (gone.text, gone.checksum, gone.redirect) == (B, text_checksum(B), "")
    assert (gone.accepted, gone.date, gone.reason) == (True, DATE, row.reason)
    [gone] = align("talk", accepted(first), speech(A, C)).withdrawn
    assert (gone.accepted, gone.date, gone.reason) == (False, "", ""), "not accepted yet"


def test_marks_name_what_is_pending_and_what_to_do() -> None:
    rows = accepted(speech(A, B, C))
    paragraphs, alignment = paragraphs_of(speech(A.replace("rivers", "canals"), C), rows)
    marks = pending_marks("talk", paragraphs, alignment.withdrawn, provisional=False)
    assert [(mark.kind, mark.paragraph) for mark in marks] == [
        ("reworded", "talk.p1"),
        ("withdrawn", "talk.p2"),
    ]
    assert "pilcrow accept talk.p1 --reason" in marks[0].todo
    file = "edition/talk.paragraphs.csv"
    assert {(mark.document, mark.file, mark.line) for mark in marks} == {("talk", file, 0)}
    assert [mark.message for mark in marks] == [
        "talk.p1 was reworded. 94.1% of the words are unchanged.",
        "talk.p2 is no longer in the text.",
    ]
    merged = paragraphs_of(speech(f"{A} {B}", C), rows)
    messages = [
        mark.message
        for mark in pending_marks("talk", merged[0], merged[1].withdrawn, provisional=False)
    ]
    assert messages == [
        "talk.p2 was merged. p1 and p2 are now one paragraph; p1 redirects here.",
        "talk.p1 is no longer in the text; its words are in talk.p2.",
    ]
    [provisional] = pending_marks("talk", paragraphs, [], provisional=True)
    assert provisional == Mark(
        "provisional",
        "talk has no ledger yet: its paragraph IDs are provisional and may change.",
        "talk",
        file=file,
        todo="Accept the text with `pilcrow accept talk`.",
    )


@pytest.mark.parametrize("count", [60, 700])
def test_many_duplicates_are_paired_too(count: int) -> None:
    """Beyond the size at which every pair of a repeated text is looked at."""
    rows = accepted(speech(A, *[THANKS] * count, B))
    found = verdicts(speech(NEW, A, *[THANKS] * (count - 1), B, E), rows)
    assert found[1] == ("p1", "exact")
    assert sum(verdict == "exact" for _, verdict in found) == count + 1


def test_changes_are_word_changes() -> None:
    rows = accepted(speech(A))
    found = align("talk", rows, speech(A.replace("rivers", "canals"))).paragraphs[0]
    assert WordChange("-", "rivers") in found.difference
    assert WordChange("+", "canals") in found.difference


def test_what_is_said_of_a_paragraph_has_words_in_other_languages() -> None:
    first = "We met in Moscow and spoke about trade. We shall meet again before the winter comes."
    second = "Dialogue must rest on respect. It has been suspended for a long time, not by us."
    third, fourth = "Thank you for coming to us.", "There are things we need to discuss with you."
    rows = accepted([Said(text) for text in (first, second, third, fourth)])
    parts = first.split(". ")
    edits = [
        [first.replace("winter", "summer"), second, third, fourth],
        [*(f"{part.rstrip('.')}." for part in parts), second, third, fourth],
        [f"{first} {second}", third, fourth],
        [second, first, third, fourth],
        [first, second, third, fourth, "Nobody has said this before.", third],
        [first, second, third.upper(), "Nobody has said this before."],
    ]
    said = [[Said(text) for text in texts] for texts in edits]
    said.append([Said(first, "question"), Said(second, speaker="Another"), Said(third)])
    with speaking(msgspec.structs.replace(shipped_language("it"), untranslated={})) as language:
        seen = set()
        for one in said:
            paragraphs, alignment = paragraphs_of(one, rows)
            for mark in pending_marks("talk", paragraphs, alignment.withdrawn, provisional=False):
                seen.add(mark.kind)
                assert say_doubt(mark.message) != mark.message
                assert say_doubt(mark.todo) != mark.todo
                assert language.untranslated == {}, mark.message
    assert seen >= {"reworded", "split", "merged", "moved", "new", "exact", "withdrawn"}


# Which of several keeps the ID

SIZES = st.lists(st.tuples(st.integers(3, 14), st.sampled_from([2, 5, 11])), min_size=2, max_size=5)


def distinct(sizes: list[tuple[int, int]]) -> list[str]:
    """Paragraphs of so many words of so many letters. No word comes twice."""
    texts, number = [], 0
    for words, letters in sizes:
        made = []
        for _ in range(words):
            number += 1
            made.append("".join(chr(97 + (number // 26**i) % 26) for i in range(2)) + "z" * letters)
        texts.append(" ".join(made))
    return texts


def largest(texts: list[str]) -> int:
    """The place of the text with most words, the first of several."""
    words = [len(text.split()) for text in texts]
    return words.index(max(words))


@given(SIZES)
@example([(10, 5), (9, 5)])
@example([(9, 2), (7, 11), (7, 5)])
def test_the_largest_of_several_that_are_merged_keeps_its_id(sizes: list[tuple[int, int]]) -> None:
    """Promise: the size is counted in one way, in words, however many are merged."""
    parts = distinct(sizes)
    rows = accepted(speech(A, *parts, D))
    alignment = align("talk", rows, speech(A, " ".join(parts), D))
    together = alignment.paragraphs[1]
    if len(alignment.withdrawn) == len(parts) - 1 and together.verdict == "merged":
        redirected = {gone.id for gone in alignment.withdrawn if gone.redirect == together.id}
        if len(redirected) == len(parts) - 1:
            assert together.number == f"p{2 + largest(parts)}"


@given(SIZES)
@example([(10, 5), (9, 5)])
@example([(6, 5), (6, 5), (6, 5)])
def test_the_largest_part_of_a_split_keeps_the_id(sizes: list[tuple[int, int]]) -> None:
    parts = distinct(sizes)
    rows = accepted(speech(A, " ".join(parts), D))
    alignment = align("talk", rows, speech(A, *parts, D))
    found = alignment.paragraphs[1:-1]
    if all(part.verdict == "split" for part in found):
        assert [part.number for part in found].index("p2") == largest(parts)
