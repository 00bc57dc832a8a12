"""Measure how similar two texts are, and find the words that differ.

Words are compared, not characters. They are those of `text.words` without a language. RapidFuzz
computes the longest common subsequence bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length
computation revisited").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from pilcrow.model.records import WordChange
from pilcrow.text.words import count_words, split_words, word_spans

# A paragraph counts as reworded, not as another one, when at least half of the words of both
# together are kept in order. Unrelated paragraphs of one speech share 10 to 30 per cent that way
# ("the", "of", "our countries"), edited ones rarely less than 60.
REWORDED = 0.5
# Texts of fewer words are compared by characters: a slip in "Colleagues," changes its only word.
SHORT = 6
# Characters recur by chance much more than words do: "Yes." and "Yesterday" are not the same
# paragraph.
REWORDED_SHORT = 0.7
# A paragraph that grew or shrank a lot falls below REWORDED although the longer text has all of the
# shorter. So longer texts are also similar if this share of the shorter one's words is in common
# runs of three.
CONTAINED = 0.7
CONTAINED_WORDS = 8
RUN = 3
_GAP = re.compile(r"\s+|.", re.DOTALL)


class Block(NamedTuple):
    """A part that two sequences share: [start, end) in the first, [low, high) in the second."""

    start: int
    end: int
    low: int
    high: int


def words(text: str) -> list[str]:
    """Return the words of a text, without capitals, typographic signs and punctuation."""
    return split_words(text)


def text_pieces(text: str) -> list[str]:
    """Return a text cut into its words, its spaces and its other characters one by one.

    Joined, they are the text.
    """
    found: list[str] = []
    reached = 0
    for start, end in [*word_spans(text), (len(text), len(text))]:
        found += _GAP.findall(text, reached, start)
        if end > start:
            found.append(text[start:end])
        reached = end
    return found


def shared(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of a longest common subsequence."""
    return int(_subsequence().similarity(first, second))


def kept(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """Return the ranges of one longest common subsequence, ascending."""
    if first == second:
        return [Block(0, len(first), 0, len(second))] if first else []
    return [
        Block(found.src_start, found.src_end, found.dest_start, found.dest_end)
        for found in _subsequence().opcodes(first, second)
        if found.tag == "equal"
    ]


@cache
def _subsequence() -> Any:
    """Return RapidFuzz's longest common subsequence. It is loaded only if a text was edited, which
    is rare.
    """
    from rapidfuzz.distance import LCSseq

    return LCSseq


def similarity(first: str, second: str) -> float:
    """Return the share of words that two texts have in common in the same order: 0 to 1.

    It is a share of the words of both texts together. Short texts are compared by characters.
    """
    return likeness(first, words(first), second, words(second))


def likeness(
    first: str, first_words: Sequence[str], second: str, second_words: Sequence[str]
) -> float:
    """Return the similarity of two texts whose words are known, see `similarity`."""
    if is_short(first_words, second_words):
        first_words, second_words = (
            "".join(first.casefold().split()),
            "".join(second.casefold().split()),
        )
    total = len(first_words) + len(second_words)
    return 2 * shared(first_words, second_words) / total if total else 1.0


def is_short(first_words: Sequence[str], second_words: Sequence[str]) -> bool:
    """Return whether two texts are compared by characters."""
    return max(len(first_words), len(second_words)) < SHORT


def word_runs(part: Sequence[str], size: int = RUN) -> list[tuple[str, ...]]:
    """Return all runs of `size` words, in order; the whole if it has fewer."""
    size = min(size, len(part))
    return (
        [tuple(part[place : place + size]) for place in range(len(part) - size + 1)] if size else []
    )


def contained(part: Sequence[str], whole: Iterable[tuple[str, ...]]) -> int:
    """Return how many words of `part` are in a run that `whole` has too."""
    known = whole if isinstance(whole, (set, dict, frozenset)) else set(whole)
    size = min(RUN, len(part))
    covered = bytearray(len(part))
    for place, run in enumerate(word_runs(part)):
        if run in known:
            covered[place : place + size] = b"\1" * size
    return sum(covered)


def residue(accepted: Sequence[str], now: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the runs of words that only `accepted` has, and those that only `now` has."""
    gone: list[list[str]] = []
    come: list[list[str]] = []
    left = right = 0
    for block in [*kept(accepted, now), Block(len(accepted), 0, len(now), 0)]:
        if block.start > left:
            gone.append(list(accepted[left : block.start]))
        if block.low > right:
            come.append(list(now[right : block.low]))
        left, right = block.end, block.high
    return gone, come


def word_difference(accepted: str, now: str) -> list[WordChange]:
    """Return the word diff of two texts.

    Its "=" and "-" make `accepted`, its "=" and "+" make `now`, to the character. Two changes with
    only a space or a comma between them are one change: "old words here" to "new phrase here".
    """
    if accepted == now:
        return [WordChange("=", now)] if now else []
    before, after = text_pieces(accepted), text_pieces(now)
    changes: list[WordChange] = []
    left = right = 0
    blocks = [block for block in kept(before, after) if _is_shown(block, before, after)]
    for start, end, low, high in [*blocks, Block(len(before), len(before), len(after), len(after))]:
        for operation, piece in (
            ("-", before[left:start]),
            ("+", after[right:low]),
            ("=", before[start:end]),
        ):
            if piece:
                changes.append(WordChange(operation, "".join(piece)))
        left, right = end, high
    return changes


def _is_shown(block: Block, before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether a common range is shown: it has a word, or begins or ends both texts."""
    at_start = block.start == 0 and block.low == 0
    at_end = block.end == len(before) and block.high == len(after)
    return at_start or at_end or count_words("".join(before[block.start : block.end])) > 0
