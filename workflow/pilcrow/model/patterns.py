"""Patterns that are compiled when they are first used.

To compile those of all languages and forms takes longer than to divide a short text, which needs
few of them.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import Any, cast


class _Later:
    """A pattern that is not compiled yet; from its first use on it is what `re.compile` gives."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)  # found without this method from now on
        return value


def compile_later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern like `re.compile`, whose mistakes are found when it is first used."""
    return cast("re.Pattern[str]", _Later(pattern, flags))


_EACH = compile_later(r"(?:[^|(]|\([^)]*\))+")  # between bars outside groups
_NOT_LITERAL = compile_later(r"(?:.[?*]|[(\[\\]).*")
_BEGINNING = compile_later(r"(?<!\w)\w")


class Alternatives:
    """A pattern of whole words in any case, in many languages, or of words in scripts without
    spaces. It finds what one pattern of all would find.

    Each word is compiled when a text first has its beginning. Few of them ever are.
    """

    def __init__(self, words: str, unspaced: str) -> None:
        self.words = words
        self.unspaced = compile_later(unspaced)
        self.that_begin = lru_cache(maxsize=1 << 14)(self._that_begin)

    @cached_property
    def openings(self) -> dict[str, dict[int, str]]:
        """The words by their first letters, five at most, and by their places in the list."""
        found: dict[str, dict[int, str]] = {}
        for place, word in enumerate(_EACH.findall(self.words)):
            found.setdefault(_opening(_NOT_LITERAL.sub("", word)), {})[place] = word
        return found

    def _that_begin(self, opening: str) -> list[re.Pattern[str]]:
        """Return the words that what begins with these letters may be, in order."""
        words: dict[int, str] = {}
        for length in range(len(opening)):
            words |= self.openings.get(opening[: length + 1], {})
        return [_whole(words[place]) for place in sorted(words)]

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the first of the words that a text has at a place."""
        for word in self.that_begin(_opening(text[at : at + 5])):
            if found := word.match(text, at):
                return found
        return None if text.isascii() else self.unspaced.match(text, at)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first place of a text that has one of the words."""
        begun = (self.match(text, place.start()) for place in _BEGINNING.finditer(text, start))
        found = [next(filter(None, begun), None)]
        if not text.isascii():
            found.append(self.unspaced.search(text, start))
        return min(filter(None, found), key=re.Match.start, default=None)


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE)


def _opening(text: str) -> str:
    """Return the first letters of a text in small letters; the four i of Turkish are one."""
    return text[:5].replace("İ", "i").replace("ı", "i").casefold()[:5]
