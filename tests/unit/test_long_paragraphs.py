"""Promise: the cost of a command grows with the length of a paragraph and with its matches."""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest
from synthetic_codebooks import codebook, rule, theme

from pilcrow.cli.form import pairs_in
from pilcrow.cli.kwic import keywords
from pilcrow.coding.examples import verdicts
from pilcrow.coding.match import Matcher


class Named(NamedTuple):
    text: str
    id: str = "d.p1"
    kind: str = "speech"
    speaker: str = ""
    asides: Sequence[tuple[int, int]] = ()


def long(words: int) -> Named:
    return Named("unique. " + "war and peace \U0001f642 treaty. " * (words // 4))


def matcher(*rules: object, overlaps: str = "longest") -> Matcher:
    return Matcher(codebook([theme("t", list(rules), overlaps=overlaps)]))


ONE = matcher(rule("t.1", ["war"]))
HIDDEN = matcher(rule("t.1", ["war and peace"]), rule("t.2", ["peace"]))
FAR = matcher(rule("t.1", ["war"], near=["unique"], near_within=4))
APART = matcher(rule("t.1", ["war"], not_when=["unique"], within=3))


def sentences(sample: Named) -> None:
    starts = [at for at, sign in enumerate(sample.text) if sign == "."]
    pairs_in(sample.text, pairwise(starts))


@pytest.mark.parametrize(
    "work",
    [
        lambda sample: list(keywords(ONE, [sample], 5)),
        lambda sample: verdicts(HIDDEN, sample),
        lambda sample: FAR.hits([sample]),
        lambda sample: APART.hits([sample]),
        sentences,
    ],
    ids=["kwic", "why", "near", "not_when", "form"],
)
def test_the_cost_grows_with_the_length(work: Callable[[Named], object]) -> None:
    """Processor time, a ratio: four times the text may not cost sixteen times as much."""

    def cost(words: int) -> float:
        sample = long(words)
        start = time.process_time()
        work(sample)
        return time.process_time() - start

    cost(1000)
    assert min(cost(80_000) for _ in range(3)) < 9 * min(cost(20_000) for _ in range(3))


def test_the_words_around_a_keyword_are_those_next_to_it() -> None:
    [first, second] = list(
        keywords(matcher(rule("t.1", ["war"])), [Named("a b c war d e, f g war h")], 2)
    )
    assert first[1:] == ("b c", "war", "d e")
    assert second[1:] == ("f g", "war", "h")


def test_the_first_match_that_hides_another_is_named() -> None:
    found = verdicts(HIDDEN, Named("war and peace; war and peace"))["t"]
    assert [entry.start for entry in found.cancelled] == [8, 23]
    assert all("lies inside “war and peace” (t.1)" in entry.reason for entry in found.cancelled)
