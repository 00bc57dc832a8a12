"""The numbers of paragraphs: "p8", "p8a", "h1". Given once, never changed, never given again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Speech and questions count together: both are what is cited as "para.". The rest counts apart, as
# editions do.
PREFIXES = {"speech": "p", "question": "p", "heading": "h", "salutation": "s", "note": "n"}
NUMBER = re.compile(r"([a-z]+)(0|[1-9][0-9]{0,8})([a-z]*)\Z")


def parts_of(number: str) -> tuple[str, int, str]:
    """Return prefix, integer and letters of a number: ("p", 8, "a") for "p8a".

    Raises ValueError.
    """
    found = NUMBER.match(number)
    if found is None:
        raise ValueError(number)
    return found[1], int(found[2]), found[3]


def insertion_letters(place: int) -> str:
    """Return the letters of an insertion, counted from 0: a, b, … z, aa, ab, …."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def number_first(kinds: Iterable[str]) -> list[str]:
    """Return the numbers of a document without a ledger: in order, each prefix counted apart."""
    counts: dict[str, int] = {}
    numbers = []
    for kind in kinds:
        prefix = PREFIXES[kind]
        counts[prefix] = counts.get(prefix, 0) + 1
        numbers.append(f"{prefix}{counts[prefix]}")
    return numbers


def number_new(
    numbers: Sequence[str], kinds: Sequence[str], sources: Sequence[str], used: Iterable[str]
) -> list[str]:
    """Fill in the numbers that are missing.

    A part of 8, and what is inserted after 8 or 8a, gets 8 with the first letter never used. What
    is inserted before the first of its prefix comes after 0: "p0a". What follows the last of its
    prefix gets the next integer never used.

    Args:
        numbers: The numbers in text order, "" for a paragraph without one.
        sources: The number of the paragraph of which this one is a part, or "".
        used: Every number ever given, also of withdrawn paragraphs.
    """
    taken = {number for number in (*numbers, *used) if number}
    highest: dict[str, int] = {}
    for number in taken:
        prefix, integer, _ = parts_of(number)
        highest[prefix] = max(highest.get(prefix, 0), integer)
    last_kept = {parts_of(number)[0]: place for place, number in enumerate(numbers) if number}
    before: dict[str, int] = {}  # by prefix: the integer of the paragraph before
    next_letter: dict[tuple[str, int], int] = {}
    filled = []
    for place, (number, kind, source) in enumerate(zip(numbers, kinds, sources, strict=True)):
        if not number:
            prefix, integer, _ = (
                parts_of(source) if source else (PREFIXES[kind], before.get(PREFIXES[kind], 0), "")
            )
            if not source and place > last_kept.get(prefix, -1):
                highest[prefix] = highest.get(prefix, 0) + 1
                number = f"{prefix}{highest[prefix]}"
            else:
                step = next_letter.get((prefix, integer), 0)
                while (number := f"{prefix}{integer}{insertion_letters(step)}") in taken:
                    step += 1
                next_letter[prefix, integer] = step + 1
            taken.add(number)
        prefix, integer, _ = parts_of(number)
        before[prefix] = integer
        filled.append(number)
    return filled
