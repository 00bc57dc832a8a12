"""Numbers in a sentence: how a report writes them, in its prose, its tables and its figures alike."""

from __future__ import annotations

from collections.abc import Sequence

_SPELLED = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def written(number: int) -> str:
    """A whole number with its thousands set apart: 409; 3,796."""
    return f"{number:,}"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 paragraph, 1,250 paragraphs."""
    return f"{written(number)} {noun if number == 1 else plural or noun + 's'}"


def number_of(number: int, noun: str, plural: str = "") -> str:
    """The same within a sentence, where one is a word: one document, 1,250 documents."""
    return f"one {noun}" if number == 1 else count(number, noun, plural)


def upper_first(words: str) -> str:
    """With a capital at the beginning, the rest as the scholar wrote it."""
    return words[:1].upper() + words[1:]


def opening_count(number: int) -> str:
    """A number as a sentence begins with it: Four; 25."""
    return _SPELLED[number] if number < len(_SPELLED) else written(number)


def listed(items: Sequence[str], conjunction: str = "and") -> str:
    """a; a and b; a, b and c."""
    return (
        items[0]
        if len(items) == 1
        else f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
        if items
        else ""
    )
