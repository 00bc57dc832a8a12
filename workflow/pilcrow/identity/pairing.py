"""The pairs of paragraphs of the new text and the accepted text.

The alignment is global. A pair of paragraphs with the same or a similar text has as its weight the
amount of text that it keeps. Of all ways to pair paragraphs without crossing, the one that keeps
most text in place is taken: the heaviest increasing subsequence, in O(n log n) for n pairs. A
paragraph without a partner in place, but with a similar one elsewhere, has moved. Other paragraphs
whose words a paired paragraph lost or gained are parts of a split or a merger.

Everything here is deterministic. Ties go to the paragraph nearest to its old neighbours, then to
the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from pilcrow.identity.similarity import (
    CONTAINED,
    CONTAINED_WORDS,
    REWORDED,
    REWORDED_SHORT,
    contained,
    is_short,
    likeness,
    residue,
    shared,
    word_runs,
    words,
)

# A paragraph that changed both place and words must be more similar than one that only changed its
# words. It must also have this many words.
MOVED = 0.6
MOVED_WORDS = 8
# Minimum share of a paragraph's word trigrams that must occur in the words that another paragraph
# lost (then that one was split) or gained (then it was merged).
PART = 0.5
# Up to this number all pairs are compared. Beyond it only pairs that share a rare word are.
PAIRS = 2500
RARE = 40
NEAREST = 8
# Units of weight a character kept: room for the preference between pairs that keep the same words.
CHARACTER = 16


class AcceptedParagraph(NamedTuple):
    """A paragraph of the accepted text. A withdrawn one can only come back verbatim."""

    text: str
    tombstone: bool = False


class Matching(msgspec.Struct):
    """The pairs. Places are indexes into the accepted and into the new paragraphs."""

    old: dict[int, int]  # new place → accepted place
    moved: set[int]  # new places whose paragraph changed its place
    parts: dict[
        int, list[int]
        # new place of a part of something split → the accepted places it is made of, the main one
        # first
    ]
    merged: dict[int, int]  # accepted place → new place of the paragraph that it was merged into


class _Texts:
    """The words of texts, computed when they are first needed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.known: dict[int, list[str]] = {}

    def words(self, place: int) -> list[str]:
        found = self.known.get(place)
        if found is None:
            found = self.known[place] = words(self.texts[place])
        return found


def match(accepted: Sequence[AcceptedParagraph], now: Sequence[str]) -> Matching:
    """Pair the paragraphs of the accepted text (with tombstones, where they stood) with those of
    the new text.
    """
    found = Matching({}, set(), {}, {})
    live = [place for place, old in enumerate(accepted) if not old.tombstone]
    head, tail = _same_ends([accepted[place].text for place in live], now)
    for step in range(head):
        found.old[step] = live[step]
    for step in range(1, tail + 1):
        found.old[len(now) - step] = live[-step]
    first = live[head - 1] + 1 if head else 0
    last = live[len(live) - tail] if tail else len(accepted)
    old_places = range(first, last)
    new_places = range(head, len(now) - tail)
    if new_places or head + tail < len(live):
        old_texts, new_texts = _Texts([old.text for old in accepted]), _Texts(now)
        exact = _exact_pairs(accepted, now, old_places, new_places)
        alike = _alike_pairs(accepted, now, old_texts, new_texts, old_places, new_places, exact)
        chain = _heaviest_chain(exact + alike, len(now))
        found.old.update((new, old) for old, new in chain)
        _find_moved(found, accepted, now, old_texts, new_texts, alike)
        _find_parts(found, accepted, old_texts, new_texts)
    return found


def _same_ends(old: Sequence[str], now: Sequence[str]) -> tuple[int, int]:
    """Return how many paragraphs at the start and at the end are the same."""
    shorter = min(len(old), len(now))
    head = 0
    while head < shorter and old[head] == now[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == now[-1 - tail]:
        tail += 1
    return head, tail


Pair = tuple[int, int, int]  # accepted place, new place, weight


def _exact_pairs(
    accepted: Sequence[AcceptedParagraph], now: Sequence[str], old_places: range, new_places: range
) -> list[Pair]:
    """Return the pairs with the same text.

    A text that recurs has a pair for each two places. A pair is heavier if its neighbours are the
    same too.
    """
    places: dict[str, list[int]] = {}
    for new in new_places:
        places.setdefault(now[new], []).append(new)
    groups: dict[str, list[int]] = {}
    for old in old_places:
        if accepted[old].text in places:
            groups.setdefault(accepted[old].text, []).append(old)
    pairs = []
    for text, olds in groups.items():
        news = places[text]
        weight = CHARACTER * (len(text) + 1)
        # A text that recurs a hundred times is paired near the diagonal only.
        width = max(NEAREST, 50_000 // max(len(olds), len(news)))
        for rank, old in enumerate(olds):
            middle = rank * len(news) // len(olds)
            for new in news[max(0, middle - width) : middle + width + 1]:
                same = _same(accepted, now, old - 1, new - 1) + _same(
                    accepted, now, old + 1, new + 1
                )
                pairs.append((old, new, weight + 4 + 2 * same - accepted[old].tombstone))
    return pairs


def _same(accepted: Sequence[AcceptedParagraph], now: Sequence[str], old: int, new: int) -> bool:
    outside = not 0 <= old < len(accepted), not 0 <= new < len(now)
    return all(outside) or (not any(outside) and accepted[old].text == now[new])


def _alike_pairs(
    accepted: Sequence[AcceptedParagraph],
    now: Sequence[str],
    old_texts: _Texts,
    new_texts: _Texts,
    old_places: range,
    new_places: range,
    exact: list[Pair],
) -> list[Pair]:
    """Return the pairs with different texts that may be reworded."""
    spare: dict[str, int] = {}
    for old in old_places:
        if not accepted[old].tombstone:
            spare[accepted[old].text] = spare.get(accepted[old].text, 0) + 1
    for new in new_places:
        spare[now[new]] = spare.get(now[new], 0) - 1
    olds = [
        old for old in old_places if not accepted[old].tombstone and spare[accepted[old].text] > 0
    ]
    news = [new for new in new_places if spare[now[new]] < 0]
    if len(olds) * len(news) <= PAIRS:
        candidates = {(old, new) for old in olds for new in news}
    else:
        candidates = _sharing_rare_words(olds, news, old_texts, new_texts) | _beside_exact(
            olds, news, exact
        )
    pairs = []
    for old, new in sorted(candidates):
        if accepted[old].text != now[new] and (
            weight := _kept_words(old, new, old_texts, new_texts)
        ):
            pairs.append((old, new, weight))
    return pairs


def _kept_words(old: int, new: int, old_texts: _Texts, new_texts: _Texts) -> int:
    """Return the weight of a pair that may be reworded, about the characters that it keeps; or
    0.
    """
    before, after = old_texts.words(old), new_texts.words(new)
    lengths = len(old_texts.texts[old]), len(new_texts.texts[new])
    degree = likeness(old_texts.texts[old], before, new_texts.texts[new], after)
    alike = degree >= REWORDED
    if is_short(
        before, after
    ):  # "Colleagues," may become "Colleages," or "Friends and colleagues,"
        alike = degree >= REWORDED_SHORT or 2 * shared(before, after) >= REWORDED * max(
            1, len(before) + len(after)
        )
    if alike:
        return max(1, int(CHARACTER * degree * sum(lengths) / 2))
    part, whole = sorted((before, after), key=len)
    if len(part) >= CONTAINED_WORDS and (
        covered := contained(part, word_runs(whole))
    ) >= CONTAINED * len(part):
        return CHARACTER * covered * min(lengths) // len(part)
    return 0


def _sharing_rare_words(
    olds: list[int], news: list[int], old_texts: _Texts, new_texts: _Texts
) -> set[tuple[int, int]]:
    """Return for each new paragraph the accepted ones that share the most words with it.

    Rare words count more.
    """
    holders: dict[str, list[int]] = {}
    for old in olds:
        for word in set(old_texts.words(old)):
            holders.setdefault(word, []).append(old)
    candidates: set[tuple[int, int]] = set()
    for new in news:
        scores: dict[int, float] = {}
        for word in sorted(set(new_texts.words(new))):
            known = holders.get(word, ())
            if len(known) <= RARE:
                for old in known:
                    scores[old] = scores.get(old, 0.0) + 1 / len(known)
        best = sorted(scores, key=lambda old: (-scores[old], old))
        candidates.update((old, new) for old in islice(best, NEAREST))
    return candidates


def _beside_exact(olds: list[int], news: list[int], exact: list[Pair]) -> set[tuple[int, int]]:
    """Return the pairs whose neighbour before or after is the same.

    This finds a short paragraph whose only word changed.
    """
    open_olds, open_news = set(olds), set(news)
    beside = {(old + step, new + step) for old, new, _ in exact for step in (-1, 1)}
    return {(old, new) for old, new in beside if old in open_olds and new in open_news}


def _heaviest_chain(pairs: list[Pair], size: int) -> list[tuple[int, int]]:
    """Return the pairs that do not cross and together weigh the most.

    It uses a Fenwick tree of maxima over the new places.
    """
    pairs = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    # the weight of a chain, and the pair that it ends with
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    before: list[int] = []

    def heaviest(place: int) -> tuple[int, int]:
        """Return the heaviest chain that ends before a place, the first of equal ones."""
        found = (0, -1)
        while place:
            if best[place][0] > found[0]:
                found = best[place]
            place &= place - 1
        return found

    for index, (_, new, weight) in enumerate(pairs):
        total, end = heaviest(new)
        before.append(end)
        place = new + 1
        while place <= size:
            if total + weight > best[place][0]:
                best[place] = (total + weight, index)
            place += place & -place
    _, end = heaviest(size)
    chain = []
    while end >= 0:
        chain.append((pairs[end][0], pairs[end][1]))
        end = before[end]
    return chain[::-1]


def _left_over(
    found: Matching, accepted: Sequence[AcceptedParagraph], now: Sequence[str]
) -> tuple[list[int], list[int]]:
    taken = set(found.old.values())
    return [old for old, row in enumerate(accepted) if old not in taken and not row.tombstone], [
        new for new in range(len(now)) if new not in found.old
    ]


def _find_moved(
    found: Matching,
    accepted: Sequence[AcceptedParagraph],
    now: Sequence[str],
    old_texts: _Texts,
    new_texts: _Texts,
    alike: list[Pair],
) -> None:
    """Pair the paragraphs left over: first those with the same text, then long similar ones."""
    olds, news = _left_over(found, accepted, now)
    by_text: dict[str, list[int]] = {}
    for old in reversed(olds):
        by_text.setdefault(accepted[old].text, []).append(old)
    taken = set(found.old.values())
    for old, row in enumerate(accepted):
        if (
            row.tombstone
            and old not in taken
            and row.text not in by_text
            and len(old_texts.words(old)) >= MOVED_WORDS
        ):
            by_text[row.text] = [old]
    for new in news:
        if by_text.get(now[new]):
            found.old[new] = by_text[now[new]].pop()
            found.moved.add(new)
    taken = set(found.old.values())
    for old, new, _ in sorted(alike, key=lambda pair: (-pair[2], pair[0], pair[1])):
        before, after = old_texts.words(old), new_texts.words(new)
        if old in taken or new in found.old or min(len(before), len(after)) < MOVED_WORDS:
            continue
        if likeness(accepted[old].text, before, now[new], after) >= MOVED:
            found.old[new] = old
            found.moved.add(new)
            taken.add(old)


def _find_parts(
    found: Matching, accepted: Sequence[AcceptedParagraph], old_texts: _Texts, new_texts: _Texts
) -> None:
    """Find what was split off and what was merged, among the words that paired paragraphs lost
    or gained.
    """
    olds, news = _left_over(found, accepted, new_texts.texts)
    if not olds and not news:
        return
    # Splits whose parts were all too short to be paired. Most of the accepted paragraph is in two
    # or more new ones.
    for old, parts in _largest_parts(olds, old_texts, news, new_texts):
        found.old[parts[0]] = old
    olds, news = _left_over(found, accepted, new_texts.texts)
    for new, parts in _largest_parts(news, new_texts, olds, old_texts):
        found.old[new] = parts[0]
    olds, news = _left_over(found, accepted, new_texts.texts)
    lost, gained = _lost_and_gained(found, old_texts, new_texts)
    place_now = {old: new for new, old in found.old.items()}
    for new, sources in _sources(lost, news, new_texts).items():
        if len(new_texts.words(new)) >= 3 or abs(place_now[sources[0]] - new) <= 2:
            found.parts[new] = sources
    for old, targets in _sources(gained, olds, old_texts).items():
        if len(old_texts.words(old)) >= 3 or abs(found.old[targets[0]] - old) <= 2:
            found.merged[old] = targets[0]
    _keep_with_largest_part(found, old_texts, new_texts)
    _keep_largest_merged(found, old_texts, new_texts)


def _lost_and_gained(
    found: Matching, old_texts: _Texts, new_texts: _Texts
) -> tuple[dict[int, list[list[str]]], dict[int, list[list[str]]]]:
    """Return the runs of words that paired paragraphs lost, by accepted place, and those that they
    gained, by new place.
    """
    lost: dict[int, list[list[str]]] = {}
    gained: dict[int, list[list[str]]] = {}
    for new, old in found.old.items():
        if old_texts.texts[old] != new_texts.texts[new]:
            lost[old], gained[new] = residue(old_texts.words(old), new_texts.words(new))
    return lost, gained


def _keep_with_largest_part(found: Matching, old_texts: _Texts, new_texts: _Texts) -> None:
    """Pair what was split with the part that has most of its words, the first of several."""
    groups: dict[int, list[int]] = {}
    for new, sources in found.parts.items():
        groups.setdefault(sources[0], []).append(new)
    place_now = {old: new for new, old in found.old.items()}
    exchanged = []
    for old, others in groups.items():
        present = place_now[old]
        if present in found.moved or present in found.merged.values():
            continue
        parts = sorted([present, *others])
        size = {part: shared(old_texts.words(old), new_texts.words(part)) for part in parts}
        largest = max(parts, key=lambda part: (size[part], -part))
        between = range(min(present, largest), max(present, largest) + 1)
        if largest != present and all(part in size or part not in found.old for part in between):
            del found.parts[largest]
            found.parts[present] = [old]
            found.old[largest] = found.old.pop(present)
            exchanged.append(present)
    # What lost its ID may have words of other paragraphs too.
    if exchanged:
        lost, _ = _lost_and_gained(found, old_texts, new_texts)
        for part, sources in _sources(lost, exchanged, new_texts).items():
            main = found.parts[part][0]
            found.parts[part] = [main, *(old for old in sources if old != main)]


def _keep_largest_merged(found: Matching, old_texts: _Texts, new_texts: _Texts) -> None:
    """Pair what was merged with the one that gave it most words, the first of several."""
    groups: dict[int, list[int]] = {}
    for old, new in found.merged.items():
        groups.setdefault(new, []).append(old)
    paired = set(found.old.values())
    for new, others in groups.items():
        present = found.old[new]
        if new in found.moved or any(sources[0] == present for sources in found.parts.values()):
            continue
        merged = sorted([present, *others])
        size = {old: shared(old_texts.words(old), new_texts.words(new)) for old in merged}
        largest = max(merged, key=lambda old: (size[old], -old))
        between = range(min(present, largest), max(present, largest) + 1)
        if largest != present and all(old in size or old not in paired for old in between):
            del found.merged[largest]
            found.merged[present] = new
            found.old[new] = largest


def _runs_of(stretches: list[list[str]]) -> set[tuple[str, ...]]:
    """Return all runs of one, two and three words in separate stretches."""
    return {
        run
        for stretch in stretches
        for size in (1, 2, 3)
        if size <= len(stretch)
        for run in word_runs(stretch, size)
    }


def _sources(
    wholes: dict[int, list[list[str]]], parts: Sequence[int], texts: _Texts
) -> dict[int, list[int]]:
    """Return for each part the wholes that its words come from, the largest source first. Parts
    with too few such words are left out.
    """
    holders: dict[tuple[str, ...], list[int]] = {}
    known: dict[int, set[tuple[str, ...]]] = {
        whole: _runs_of(stretches) for whole, stretches in wholes.items()
    }
    for whole, found in known.items():
        for run in found:
            holders.setdefault(run, []).append(whole)
    sources = {}
    for part in parts:
        own = texts.words(part)
        near = sorted({whole for run in word_runs(own) for whole in holders.get(run, ())})
        if not near:
            continue
        together: set[tuple[str, ...]] = set().union(*(known[whole] for whole in near))
        if contained(own, together) < PART * len(own):
            continue
        covered = {whole: contained(own, known[whole]) for whole in near}
        order = sorted(near, key=lambda whole: (-covered[whole], abs(whole - part), whole))
        sources[part] = [
            whole for whole in order if whole == order[0] or covered[whole] >= 0.2 * len(own)
        ]
    return sources


def _largest_parts(
    wholes: list[int], whole_texts: _Texts, parts: list[int], part_texts: _Texts
) -> list[tuple[int, list[int]]]:
    """Return the wholes of which two or more parts make up at least half, each with its parts, the
    largest first. A part is used once.
    """
    made = {whole: [whole_texts.words(whole)] for whole in wholes}
    by_whole: dict[int, list[int]] = {}
    for part, sources in _sources(
        made, [part for part in parts if len(part_texts.words(part)) >= 3], part_texts
    ).items():
        by_whole.setdefault(sources[0], []).append(part)
    found = []
    for whole, own in sorted(by_whole.items()):
        known = set(word_runs(whole_texts.words(whole)))
        covered = {part: contained(part_texts.words(part), known) for part in own}
        if len(own) > 1 and sum(covered.values()) >= PART * len(whole_texts.words(whole)):
            found.append((whole, sorted(own, key=lambda part: (-covered[part], part))))
    return found
