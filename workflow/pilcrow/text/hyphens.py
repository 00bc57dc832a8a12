"""Decide what becomes of a hyphen at the end of a wrapped line.

It belongs to the word, as in "long-term", or divides it, as in "govern-ment". The words of the text
itself decide, and whether the text divides words at all. Without evidence a hyphen is kept.
"""

from __future__ import annotations

from functools import cached_property

import msgspec

from pilcrow.text.patterns import compile_later

_BROKEN = compile_later(
    r"(?<![^\W\d_])([^\W\d_]++)[-‐][ \t]*(?:\r\n|[\n\r\f\x85\u2028])[ \t]*([^\W\d_]+)"
)
_WORD = compile_later(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_FEWEST = 3  # divided words that show that a text divides words
_SHARE = 0.04  # of the lines that end so; in other texts a line rarely ends in a hyphen
_WHOLE = 3  # letters; two longer words of the text with a hyphen are two words
# What follows the hyphen of a word that is completed later: "Feuer- und Rettungswache".
_AND = frozenset(
    str.split(
        "und oder bis sowie bzw and or to et ou y o e ed i en of och eller og ja tai a nebo lub ili"
        " és vagy și sau ve veya и или та або"
    )
)
# What a hyphen commonly follows: "self-made", "non-aligned".
_FIRST = frozenset(
    str.split(
        "self non ex well half all vice anti pre post co so ill semi quasi vis jean long short high"
        " low old new mid far near middle"
    )
)


UNDECIDED = "hyphen kept without evidence"  # the detail of an edit


class Hyphens(msgspec.Struct, dict=True):
    """The hyphens at the ends of the lines of a text."""

    text: str
    lines: int

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text that no line end divides, folded."""
        whole = _BROKEN.sub("\n", self.text)
        return frozenset(map(str.casefold, _WORD.findall(whole)))

    @cached_property
    def usual(self) -> bool:
        """Whether the text divides words at the ends of lines."""
        broken = [found.groups() for found in _BROKEN.finditer(self.text)]
        small = [(one, other) for one, other in broken if not other[0].isupper()]
        if len(small) >= _FEWEST and len(small) >= _SHARE * self.lines:
            return True
        known = [f"{one}{other}".casefold() in self.words for one, other in small]
        return 2 * sum(known) > len(known)

    def join(self, end: int, start: int) -> tuple[int, str, str]:
        """Return where the gap between two lines begins, what takes its place, and `UNDECIDED` if
        nothing tells.

        The first line ends at `end` in a hyphen after a letter, the second begins at `start`.
        """
        one = _letters_before(self.text, end - 1)
        found = _WORD.match(self.text, start)
        if not found:
            return end, "", ""
        other = found.group()
        if other.casefold() in _AND and self.text[found.end() : found.end() + 1] == " ":
            return end, " ", ""
        divides = self._divides(one, other)
        return (end - 1 if divides else end), "", UNDECIDED if divides is None else ""

    def _divides(self, one: str, other: str) -> bool | None:
        """Return whether the hyphen between two parts only divides a word; None: nothing tells."""
        whole, parts = f"{one}{other}".casefold(), f"{one}-{other}".casefold()
        if whole in self.words:
            return True
        if parts in self.words or (other[0].isupper() and not one.isupper()):
            return False
        if one.casefold() in _FIRST:
            return False
        if not self.usual:
            return None
        words = {one.casefold(), other.casefold()}
        return not (words <= self.words and min(map(len, words)) > _WHOLE)


def _letters_before(text: str, end: int) -> str:
    """Return the letters that end at a place of a text."""
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return text[start:end]
