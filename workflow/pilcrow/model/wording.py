"""Numbers, lists and names in words, for every message, table and page."""

from __future__ import annotations

import re
import unicodedata
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


def format_number(number: int) -> str:
    """Return a whole number with its thousands separated: 409; 3,796."""
    return f"{number:,}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: 1 paragraph, 1,250 paragraphs."""
    return f"{format_number(number)} {noun if number == 1 else plural or noun + 's'}"


def upper_first(words: str) -> str:
    """Return words with a capital at the beginning; the rest is unchanged."""
    return words[:1].upper() + words[1:]


def opening_count(number: int) -> str:
    """Return a number as it begins a sentence: Four; 25."""
    return _SPELLED[number] if number < len(_SPELLED) else format_number(number)


def join_list(items: Sequence[str], conjunction: str = "and") -> str:
    """Return items as a list in a sentence: a; a and b; a, b and c."""
    return (
        items[0]
        if len(items) == 1
        else f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
        if items
        else ""
    )


def slug(text: str, prefix: str = "", scripts: bool = False) -> str:
    """Return an identifier made from a text: "Rede Köln 2.txt" gives "rede-koln-2-txt".

    Args:
        text: A title or a name.
        prefix: What is put before an identifier that does not begin with a letter, and stands for
            an empty one: "d-2020".
        scripts: Keep letters of every script, with their accents, instead of a to z and digits.
    """
    if scripts:
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())
    else:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)
    if prefix and not "".join(words)[:1].isalpha():
        words.insert(0, prefix)
    return "-".join(words)
