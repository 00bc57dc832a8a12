"""Ranges around words: nothing of the text is lost or doubled, and every range covers exactly its
own words.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilcrow.report.page.nesting import Range, cut_at_borders, nest

TEXT = "abcdefghijklmnop"
RANGES = st.lists(
    st.builds(
        lambda a, b, rank, key: Range(min(a, b), max(a, b), rank, "kind", key),
        st.integers(-2, 18),
        st.integers(-2, 18),
        st.integers(0, 2),
        st.sampled_from("xyz"),
    ),
    max_size=7,
)


def tree(ranges: list[Range]) -> list[object]:
    def leaf(start: int, end: int) -> list[object]:
        return [TEXT[start:end]]

    def wrap(found: Range, depth: int, last: bool, inside: object) -> list[object]:
        return [(found, depth, last, inside)]

    return nest(len(TEXT), ranges, leaf, wrap)


def flat(nodes: object) -> str:
    return "".join(node if isinstance(node, str) else flat(node[3]) for node in nodes)  # type: ignore[attr-defined, index]


def words_of(nodes: object, wanted: Range) -> str:
    found = ""
    for node in nodes:  # type: ignore[attr-defined]
        if not isinstance(node, str):
            found += flat(node[3]) if node[0] == wanted else words_of(node[3], wanted)
    return found


def ends_of(nodes: object, wanted: Range) -> int:
    return sum(
        0 if isinstance(node, str) else (node[0] == wanted and node[2]) + ends_of(node[3], wanted)
        for node in nodes
    )  # type: ignore[attr-defined]


@given(RANGES)
def test_the_text_stays_whole_and_each_range_has_its_words(ranges: list[Range]) -> None:
    nodes = tree(ranges)
    assert flat(nodes) == TEXT
    for found in set(ranges):
        if 0 <= found.start < found.end <= len(TEXT):
            times = ranges.count(found)
            assert words_of(nodes, found) == TEXT[found.start : found.end], times
            assert ends_of(nodes, found) >= 1


@given(RANGES)
def test_pieces_cover_the_text_once(ranges: list[Range]) -> None:
    cut = cut_at_borders(len(TEXT), ranges)
    assert "".join(TEXT[start:end] for start, end, _ in cut) == TEXT


def test_a_range_that_crosses_another_is_split() -> None:
    one, other = Range(0, 5, 0, "kind", "x"), Range(3, 8, 1, "kind", "y")
    nodes = tree([one, other])
    assert nodes == [
        (one, 0, True, ["abc", (other, 1, False, ["de"])]),
        (other, 0, True, ["fgh"]),
        "ijklmnop",
    ]


def test_an_inner_range_is_split_and_splits_nothing() -> None:
    """An inner range begins before another and ends after it: the other is whole, and as deep as
    without it.
    """
    outer, inner = Range(4, 8, 3, "kind", "x"), Range(2, 10, 0, "kind", "y", inner=True)
    nodes = tree([inner, outer])
    found = [node for node in nodes if not isinstance(node, str) and node[0] == outer]  # type: ignore[index]
    assert [(node[1], node[2]) for node in found] == [(0, True)]  # type: ignore[index]
    assert flat(nodes) == TEXT
    assert words_of(nodes, inner) == TEXT[2:10]
