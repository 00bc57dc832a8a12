"""Decide what becomes of a hyphen at the end of a wrapped line.

It belongs to the word, as in "long-term", or divides it, as in "govern-ment". The words of the text
itself decide, and whether the text divides words at all. Without evidence a hyphen is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

import msgspec

from pilcrow.model.patterns import compile_later

# A hyphen and the end of a line inside a word.
_BROKEN = compile_later(
    r"[-‐](?<=[^\W\d_][-‐])[ \t]*(?:\r\n|[\n\r\f\x85\u2028])[ \t]*(?P<rest>[^\W\d_]+)"
)
_PAUSED = compile_later(r"- (?<=\w- )")
# A word, or its beginning, said again.
_AGAIN = compile_later(r"(?<!\w)([^\W\d_](?:[\w'’]*\w)?)- \1", re.IGNORECASE)
_FEW = 40  # divided words up to which each is searched for in the text
_WORD = compile_later(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_GOES_ON = compile_later(r"[-‐]?[^\W\d_]")  # a word does not end here
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


_ASCII = bytes(range(128))
# Bytes of letters and hyphens; spaces for all others.
_PARTED = bytes(
    byte if byte > 127 or chr(byte).isalpha() or byte == ord("-") else ord(" ")
    for byte in range(256)
)
_COMMON = "’‘“”„«»…–—"  # signs beyond ASCII that are no part of a word
UNDECIDED = "hyphen kept without evidence"  # the detail of an edit


class Hyphens(msgspec.Struct, dict=True):
    """The hyphens at the ends of the lines of a text."""

    text: str
    ends: Sequence[int]  # of its lines, without the white space there

    @cached_property
    def broken(self) -> list[tuple[int, str, re.Match[str]]]:
        """The words that line ends divide: where each begins, its first part, and the division."""
        text, found, position = self.text, [], 0
        hyphens = (_BROKEN.match(text, end - 1) for end in self.ends if text[end - 1] in "-‐")
        for match in filter(None, hyphens):
            one = _letters_before(text, match.start())
            if match.start() - len(one) >= position:
                found.append((match.start() - len(one), one, match))
                position = match.end()
        return found

    @cached_property
    def whole(self) -> str:
        """The text without the words that line ends divide, folded."""
        kept, position = [], 0
        for start, _, match in self.broken:
            kept.append(self.text[position:start])
            position = match.end()
        return "\n".join([*kept, self.text[position:]]).casefold()

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text that no line end divides, folded."""
        text = self.whole
        for sign in _COMMON:
            text = text.replace(sign, " ")
        content = text.encode("utf-8", "surrogatepass")
        beyond = content.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        if beyond and not beyond.isalpha():
            return frozenset(_WORD.findall(text))
        # The same where all else beyond ASCII is a letter, in a fraction of the time.
        parted = content.translate(_PARTED).replace(b"--", b"  ").decode()
        return frozenset(part.strip("-") for part in set(parted.split()))

    def has(self, word: str) -> bool:
        """Return whether the text has a folded word that no line end divides."""
        if len(self.broken) > _FEW:
            return word in self.words
        place = self.whole.find(word)
        while place >= 0:
            end = place + len(word)
            if not _GOES_ON.match(self.whole, end) and not _letters_before(
                self.whole, place - (self.whole[place - 1 : place] in ("-", "‐"))
            ):
                return True
            place = self.whole.find(word, end)
        return False

    @cached_property
    def usual(self) -> bool:
        """Whether the text divides words at the ends of lines."""
        small = [
            f"{one}{match['rest']}"
            for _, one, match in self.broken
            if not match["rest"][0].isupper()
        ]
        if len(small) >= _FEWEST and len(small) >= _SHARE * len(self.ends):
            return True
        known = [self.has(word.casefold()) for word in small]
        return 2 * sum(known) > len(known)

    @cached_property
    def broken_off(self) -> bool:
        """Whether hyphens inside the lines show where somebody breaks off: "it's- it's"."""
        # The first pattern takes a fraction of the time of the other, and few texts pass it.
        return all(
            sum(1 for _ in islice(pattern.finditer(self.text), _FEWEST)) >= _FEWEST
            for pattern in (_PAUSED, _AGAIN)
        )

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
        if divides is None and (one.casefold() == other.casefold() or self.broken_off):
            return end, " ", ""  # somebody says a word again: "that- that"
        return (end - 1 if divides else end), "", UNDECIDED if divides is None else ""

    def _divides(self, one: str, other: str) -> bool | None:
        """Return whether the hyphen between two parts only divides a word; None: nothing tells."""
        whole, parts = f"{one}{other}".casefold(), f"{one}-{other}".casefold()
        if self.has(whole):
            return True
        if self.has(parts) or (other[0].isupper() and not one.isupper()):
            return False
        if one.casefold() in _FIRST:
            return False
        if not self.usual:
            return None
        words = {one.casefold(), other.casefold()}
        return not (min(map(len, words)) > _WHOLE and all(map(self.has, words)))


def _letters_before(text: str, end: int) -> str:
    """Return the letters that end at a place of a text."""
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return text[start:end]
