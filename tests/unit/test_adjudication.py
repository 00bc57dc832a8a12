"""Guards: the consensus is what the rule of adjudication makes of the votes, and each decision that
was not plain is on record.
"""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.agreement.adjudication import (
    CONSENSUS,
    Consensus,
    Decision,
    adjudicate,
    shared_evidence,
)
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coding, Evidence

TEXT = "0123456789abcdefghijklmnopqrstuvwxyz"


def quote(start: int, end: int) -> Evidence:
    return Evidence(start, end, start + 100, end + 100, "", TEXT[start:end])


def code(
    coder: str,
    theme: str,
    *spans: tuple[int, int],
    paragraph: str = "d.p1",
    stale: bool = False,
    memo: str = "",
) -> Coding:
    return Coding("d", paragraph, theme, coder, [quote(*span) for span in spans], memo, stale)


def outcome(found: Consensus) -> list[tuple[str, str, str]]:
    return [(one.theme, one.outcome, one.how) for one in found.decisions]


def themes(found: Consensus) -> list[str]:
    return [one.theme for one in found.codings]


def test_what_all_gave_is_coded_and_is_no_matter_for_the_record() -> None:
    found = adjudicate([code("anna", "a", (0, 3)), code("ben", "a", (2, 5)), code("rules", "b")])
    assert found.codings == [
        Coding("d", "d.p1", "a", CONSENSUS, [quote(0, 5)], "unanimous: anna, ben")
    ]
    assert found.decisions == [] and found.coders == ["anna", "ben"]


def test_a_majority_carries_and_a_tie_stays_open() -> None:
    three = [code("anna", "a"), code("ben", "a"), code("cleo", "b")]
    found = adjudicate(three)
    assert themes(found) == ["a"]
    assert outcome(found) == [("a", "coded", "majority"), ("b", "not coded", "majority")]
    first = found.decisions[0]
    assert (first.coders_for, first.coders_against) == (["anna", "ben"], ["cleo"])
    two = adjudicate([code("anna", "a"), code("ben", "")])
    assert two.codings == [] and outcome(two) == [("a", "open", "tie")]
    assert themes(adjudicate([code("anna", "a"), code("ben", ""), code("cleo", "")])) == [""]


def test_a_tie_of_four_stays_open_too() -> None:
    four = [code("anna", "a"), code("ben", "a"), code("cleo", ""), code("dora", "")]
    found = adjudicate(four)
    assert found.codings == [] and outcome(found) == [("a", "open", "tie")]


def test_a_coding_of_the_consensus_says_how_it_came_about() -> None:
    most = adjudicate([code("anna", "a"), code("ben", "a"), code("cleo", "b")])
    assert [one.memo for one in most.codings] == ["majority, 2 of 3: anna, ben"]
    alone = adjudicate([code("anna", "a"), code("anna", "", paragraph="d.p2")])
    assert [one.memo for one in alone.codings] == ["one reader: anna", "read by anna"]
    assert alone.decisions == [
        Decision("d", "d.p1", "a", "coded", "one reader", ["anna"]),
        Decision("d", "d.p2", "", "not coded", "one reader", ["anna"]),
    ]
    nothing = adjudicate([code("anna", ""), code("ben", "")])
    assert nothing.codings == [Coding("d", "d.p1", "", CONSENSUS, [], "read by anna, ben")]
    assert nothing.decisions == []


def test_unanimity_asks_for_everyone() -> None:
    found = adjudicate([code("anna", "a"), code("ben", "a"), code("cleo", "")], "unanimous")
    assert themes(found) == [""] and outcome(found) == [("a", "not coded", "unanimous")]


def test_who_did_not_read_the_paragraph_as_it_is_has_no_vote() -> None:
    found = adjudicate(
        [code("anna", "a"), code("ben", "b", stale=True), code("cleo", "", paragraph="d.p2")]
    )
    assert [(one.paragraph, one.theme) for one in found.codings] == [("d.p1", "a"), ("d.p2", "")]
    assert [one.how for one in found.decisions] == ["one reader", "one reader"]


def test_the_adjudicator_decides_a_paragraph_whatever_the_votes() -> None:
    votes = [code("anna", "a", (1, 4)), code("ben", "b"), code("cleo", "b")]
    found = adjudicate([*votes, code(CONSENSUS, "a", memo="The definition says so.")])
    assert found.codings == [
        Coding("d", "d.p1", "a", CONSENSUS, [quote(1, 4)], "The definition says so.")
    ]
    assert outcome(found) == [("a", "coded", "adjudicator"), ("b", "not coded", "adjudicator")]
    assert found.decisions[0].memo == "The definition says so."
    none = adjudicate([*votes, code(CONSENSUS, "")])
    assert themes(none) == [""] and {one.outcome for one in none.decisions} == {"not coded"}


def test_each_theme_that_the_adjudicator_decided_is_recorded_with_who_was_for_and_against() -> None:
    votes = [code("anna", "a"), code("ben", "b"), code("cleo", "b"), code("dora", "")]
    two = [code(CONSENSUS, "a", memo="As defined."), code(CONSENSUS, "c", memo="Overlooked.")]
    found = adjudicate([*votes, *two])
    assert [one.memo for one in found.codings] == ["As defined.", "Overlooked."]
    assert found.decisions == [
        Decision("d", "d.p1", theme, outcome, "adjudicator", voters, against, memo)
        for theme, outcome, voters, against, memo in (
            ("a", "coded", ["anna"], ["ben", "cleo", "dora"], "As defined."),
            ("b", "not coded", ["ben", "cleo"], ["anna", "dora"], ""),
            ("c", "coded", [], ["anna", "ben", "cleo", "dora"], "Overlooked."),
        )
    ]
    none = adjudicate([*votes, code(CONSENSUS, "", memo="None applies.")])
    assert none.decisions == [
        Decision("d", "d.p1", theme, "not coded", "adjudicator", voters, against, "None applies.")
        for theme, voters, against in (
            ("", ["dora"], ["anna", "ben", "cleo"]),
            ("a", ["anna"], ["ben", "cleo", "dora"]),
            ("b", ["ben", "cleo"], ["anna", "dora"]),
        )
    ]


def test_a_stale_adjudication_gives_way_and_says_so() -> None:
    found = adjudicate([code("anna", "a"), code("ben", "a"), code(CONSENSUS, "b", stale=True)])
    assert themes(found) == ["a"] and outcome(found) == [("", "open", "stale adjudication")]


def test_the_adjudicator_may_decide_what_nobody_has_read_as_it_is() -> None:
    found = adjudicate([code(CONSENSUS, "a", memo="Clear."), code("anna", "b", stale=True)])
    assert themes(found) == ["a"] and found.coders == []
    assert found.decisions == [Decision("d", "d.p1", "a", "coded", "adjudicator", [], [], "Clear.")]
    lost = adjudicate([code(CONSENSUS, "a", stale=True), code("anna", "b", paragraph="d.p2")])
    assert [(one.paragraph, one.theme) for one in lost.codings] == [("d.p2", "b")]
    assert lost.decisions == [
        Decision("d", "d.p1", "", "open", "stale adjudication"),
        Decision("d", "d.p2", "b", "coded", "one reader", ["anna"]),
    ]


def test_spans_that_only_touch_stay_two_and_belong_to_no_rule() -> None:
    matched = msgspec.structs.replace(code("anna", "a", (0, 3)).evidence[0], rule="a-rule")
    vote = msgspec.structs.replace(code("anna", "a"), evidence=[matched])
    assert shared_evidence([vote, code("ben", "a", (3, 5))]) == [quote(0, 3), quote(3, 5)]


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(
        Problems, match=r'There is no rule of adjudication "majorty"\. Did you mean "majority"'
    ):
        adjudicate([], "majorty")


SPANS = st.lists(
    st.tuples(st.integers(0, 35), st.integers(1, 6)).map(
        lambda pair: (pair[0], min(36, pair[0] + pair[1]))
    ),
    max_size=8,
)


@given(SPANS, SPANS)
def test_the_evidence_covers_what_anybody_quoted_and_nothing_else(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    joined = shared_evidence([code("anna", "a", *one), code("ben", "a", *other)])
    covered = [place for span in joined for place in range(span.start, span.end)]
    assert covered == sorted(
        {place for start, end in [*one, *other] for place in range(start, end)}
    )
    assert all(span == quote(span.start, span.end) for span in joined)


VOTES = st.lists(
    st.builds(
        code,
        st.sampled_from(["anna", "ben", "cleo", "dora", "rules"]),
        st.sampled_from(["a", "b", "c"]),
        paragraph=st.sampled_from(["d.p1", "d.p2"]),
        stale=st.booleans(),
    ),
    max_size=12,
)


@given(VOTES)
def test_every_vote_ends_in_a_coding_or_on_the_record(votes: list[Coding]) -> None:
    strict, found = adjudicate(votes, "unanimous"), adjudicate(votes)
    assert {(one.paragraph, one.theme) for one in strict.codings if one.theme} <= {
        (one.paragraph, one.theme) for one in found.codings
    }
    known = {(one.paragraph, one.theme) for one in [*found.codings, *found.decisions]}
    counted = [one for one in votes if one.coder != "rules" and not one.stale]
    assert {(one.paragraph, one.theme) for one in counted} <= known
    assert {one.coder for one in found.codings} <= {CONSENSUS}
    assert adjudicate(votes[::-1]).coders == found.coders
