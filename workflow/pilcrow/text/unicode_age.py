"""Find letters, marks and digits that are newer than the Unicode of Python 3.11.

Python's own tables say which characters are letters, how they compose, and which capital a small
letter has. They are those of Unicode 14 in Python 3.11 and of Unicode 16 in Python 3.14. So two
versions of Python can read a newer character differently. This is rare, and it is reported.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

OLDEST = 14  # the version of Unicode in Python 3.11
# Characters that were assigned since, up to Unicode 16, and unassigned ones between them.
_RANGES = (
    "0897 0CF3 0ECE 1C89-1C8A A7CB-A7CD A7DA-A7DC 105C0-105F3 10D40-10D85 10EC2-10EC4 10EFC-10EFF"
    " 1123F-11241 11380-113D3 113E1-113E2 116D0-116E3 11BC0-11BE0 11BF0-11BF9 11F00-11F42"
    " 11F50-11F5A 1342F 13440-13455 13460-143FA 16100-16139 16D40-16D79 18CFF 1B132 1B155"
    " 1CCF0-1CCF9 1D2C0-1D2D3 1DF25-1DF2A 1E030-1E06D 1E08F 1E4D0-1E4F9 1E5D0-1E5FA 2B739"
    " 2EBF0-2EE5D 31350-323AF"
)
# The first character of each range, and the one after its last, in turn.
_EDGES = [
    chr(int(bound, 16) + after)
    for bounds in _RANGES.split()
    for after, bound in enumerate((bounds.split("-") * 2)[:2])
]

_ASCII = bytes(range(0x80))


def beyond_ascii(text: str) -> frozenset[str]:
    """Return the characters of a text that are not ASCII."""
    content = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return frozenset(content.decode("utf-8", "surrogatepass"))


def newer_than_oldest(characters: Iterable[str]) -> list[str]:
    """Return those of different characters that Python 3.11 does not know and a later one may,
    sorted.

    Symbols such as emoji are left out, because all versions read them alike.
    """
    return sorted(
        character
        for character in characters
        if character > "\u0896"
        and (bisect_right(_EDGES, character) % 2 or unicodedata.category(character) == "Cn")
        and not _is_no_letter(ord(character))
    )


def _is_no_letter(code: int) -> bool:
    """Return whether a code point is a symbol of a later version, or is never assigned."""
    return 0x1F000 <= code <= 0x1FBFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
