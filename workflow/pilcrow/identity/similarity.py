"""How alike two texts are, and which words differ.

Words are compared (`text.words`, of no language in particular), not characters. The longest
common subsequence is computed bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"), one arithmetic
operation on a long integer for each word, which makes a comparison of two paragraphs cost microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pilcrow.model.records import WordChange
from pilcrow.text.words import count_words, split_words, word_spans

# A paragraph counts as reworded, not as another one, when at least half of the words of both together are kept in order. Unrelated
# paragraphs of one speech share 10 to 30 per cent that way ("the", "of", "our countries"), edited ones rarely less than 60.
REWORDED = 0.5
# Paragraphs of fewer words are compared by characters: a slip in "Colleagues," changes its only word.
SHORT = 6
# Characters recur by chance much more than words do: "Yes." and "Yesterday" are not the same paragraph.
REWORDED_SHORT = 0.7
# A paragraph that grew or shrank a lot falls below REWORDED although all of the shorter text is in the longer one. Then that is
# asked, of texts long enough for it to be no chance: this share of the shorter one's words, in runs of three.
CONTAINED = 0.7
CONTAINED_WORDS = 8
RUN = 3
_GAP = re.compile(r"\s+|.", re.DOTALL)


def words(text: str) -> list[str]:
    """Return the words of a text, without regard to capitals, typographic signs and punctuation."""
    return split_words(text)


def pieces(text: str) -> list[str]:
    """Return a text cut into its words, its spaces and its other characters one by one; together they are the text."""
    found: list[str] = []
    reached = 0
    for start, end in [*word_spans(text), (len(text), len(text))]:
        found += _GAP.findall(text, reached, start)
        if end > start:
            found.append(text[start:end])
        reached = end
    return found


def _vectors(first: Sequence[str], second: Sequence[str]) -> list[int]:
    """The rows of the comparison: bit i of row j is 0 where word i of `first` adds to what it shares with `second[: j + 1]`."""
    masks: dict[str, int] = {}
    for place, word in enumerate(first):
        masks[word] = masks.get(word, 0) | 1 << place
    full = (1 << len(first)) - 1
    row = full
    rows = []
    for word in second:
        matches = row & masks.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    return rows


def shared(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    rows = _vectors(first, second)
    return len(first) - rows[-1].bit_count() if rows else 0


def similarity(first: str, second: str) -> float:
    """The share of words, of both texts together, that stand in both in the same order: 0 to 1; of characters in short texts."""
    return likeness(first, words(first), second, words(second))


def likeness(
    first: str, first_words: Sequence[str], second: str, second_words: Sequence[str]
) -> float:
    """As `similarity`, of texts whose words are known."""
    if is_short(first_words, second_words):
        first_words, second_words = (
            "".join(first.casefold().split()),
            "".join(second.casefold().split()),
        )
    total = len(first_words) + len(second_words)
    return 2 * shared(first_words, second_words) / total if total else 1.0


def is_short(first_words: Sequence[str], second_words: Sequence[str]) -> bool:
    """Whether two texts are compared by characters."""
    return max(len(first_words), len(second_words)) < SHORT


def runs(part: Sequence[str], size: int = RUN) -> list[tuple[str, ...]]:
    """All runs of `size` words, in order; the whole, where it has fewer."""
    size = min(size, len(part))
    return (
        [tuple(part[place : place + size]) for place in range(len(part) - size + 1)] if size else []
    )


def contained(part: Sequence[str], whole: Iterable[tuple[str, ...]]) -> int:
    """How many words of `part` lie in a run that is among the runs of `whole`."""
    known = whole if isinstance(whole, (set, dict, frozenset)) else set(whole)
    size = min(RUN, len(part))
    covered = bytearray(len(part))
    for place, run in enumerate(runs(part)):
        if run in known:
            covered[place : place + size] = b"\1" * size
    return sum(covered)


def _common(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of one longest common subsequence, ascending."""
    head = 0
    while head < min(len(first), len(second)) and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < min(len(first), len(second)) - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    left, right = first[head : len(first) - tail], second[head : len(second) - tail]
    rows = _vectors(left, right)
    place, row = len(left), len(right)
    middle: list[tuple[int, int]] = []
    while place and row:
        if rows[row - 1] >> (place - 1) & 1:
            place -= 1
        elif row > 1 and not rows[row - 2] >> (place - 1) & 1:
            row -= 1
        else:
            place, row = place - 1, row - 1
            middle.append((place + head, row + head))
    ends = [(len(first) - back, len(second) - back) for back in range(tail, 0, -1)]
    return [(step, step) for step in range(head)] + middle[::-1] + ends


def residue(accepted: Sequence[str], now: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """The runs of words that only `accepted` has, and those that only `now` has."""
    gone: list[list[str]] = []
    come: list[list[str]] = []
    left = right = 0
    for place, row in [*_common(accepted, now), (len(accepted), len(now))]:
        if place > left:
            gone.append(list(accepted[left:place]))
        if row > right:
            come.append(list(now[right:row]))
        left, right = place + 1, row + 1
    return gone, come


def word_difference(accepted: str, now: str) -> list[WordChange]:
    """The word diff of two texts. The "=" and "-" of it make `accepted`, the "=" and "+" make `now`, to the character.

    What is merely a space or a comma between two changes belongs to them: "old words here" to "new phrase here" is one change.
    """
    if accepted == now:
        return [WordChange("=", now)] if now else []
    before, after = pieces(accepted), pieces(now)
    blocks: list[list[int]] = []  # accepted start, end; now start, end of what is kept
    for place, row in _common(before, after):
        if blocks and blocks[-1][1] == place and blocks[-1][3] == row:
            blocks[-1][1], blocks[-1][3] = place + 1, row + 1
        else:
            blocks.append([place, place + 1, row, row + 1])
    kept = [block for block in blocks if _stands(block, before, after)]
    changes: list[WordChange] = []
    left = right = 0
    for start, end, first, last in [*kept, [len(before), len(before), len(after), len(after)]]:
        for operation, piece in (
            ("-", before[left:start]),
            ("+", after[right:first]),
            ("=", before[start:end]),
        ):
            if piece:
                changes.append(WordChange(operation, "".join(piece)))
        left, right = end, last
    return changes


def _stands(block: list[int], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a kept stretch is worth showing as kept: it has a word, or begins or ends both texts."""
    start, end, first, last = block
    at_edge = (start == 0 and first == 0) or (end == len(before) and last == len(after))
    return at_edge or any(count_words(piece) for piece in before[start:end])
