"""Words, phrases and globs as they are searched in a folded copy of a text (text.words.Words.fold).

`*` stands for any number of letters of a word, or none; `?` for one; `*` alone for any one word.
Between the words of a phrase there is a space and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pilcrow.text.words import CHARACTER, UNSPACED, Words, is_unspaced

_ANY = rb"[^ \x01\x1e]"
_ONE = rb"(?:[^ \x01\x1e\x80-\xff]|[\xc2-\xf4][\x80-\xbf]*)"
# Folding would drop the wildcards, because they are not letters. Two letters of Linear A, which no
# transcript has, replace them meanwhile.
_STAR, _MARK = "\U00010600", "\U00010601"

_GAP = re.compile(" +")

# How a hit of a pattern's literal becomes a match of the pattern.
WHOLE = "whole"  # the literal, without the spaces around it, is the match
STEM = "stem"  # the match continues to the end of the word
PART = "part"  # the rest has to be checked


class Pattern:
    """A word, phrase or glob, ready for the search.

    With `exact`, `*` and `?` are ordinary characters. `literal` is the longest part without
    wildcards, b"" if it has no letter. Expressions are built when they are needed.
    """

    def __init__(self, text: str, words: Words, exact: bool = False) -> None:
        self.text = text
        self.words = words
        self._held = text if exact else text.replace("*", _STAR).replace("?", _MARK)
        self.folded = _fold(self._held, words, False)
        self.literal, self.shape, self._words_before = _literal(self.folded)
        self.between = _between(self._held, words) if b" " in self.folded else []
        self.spaced = all(signs.isspace() for signs in self.between)

    @cached_property
    def expression(self) -> re.Pattern[bytes]:
        return re.compile(_expression(self.folded) + b"(?= )")

    @cached_property
    def case_expression(self) -> re.Pattern[bytes]:
        return re.compile(_expression(_fold(self._held, self.words, True)) + b"(?= )")

    def complete(self, folded: bytes, begin: int) -> tuple[int, int] | None:
        """Return the byte range of the match around a literal at `begin`; None if there is none."""
        first = begin + 1 if self.literal.startswith(b" ") else folded.rfind(b" ", 0, begin) + 1
        for _ in range(self._words_before):
            while first > 1 and folded[first - 1] == 32:
                first -= 1
            first = folded.rfind(b" ", 0, first) + 1
        match = self.expression.match(folded, first)
        return match.span() if match else None

    def holds_between(self, text: str, found: bytes, start: int) -> bool:
        """Return whether the words of a match are separated as in the pattern.

        They are if there is a space, or the same signs.

        Args:
            text: The text.
            found: The match in the folded copy, in which every sign is a space.
            start: Its first character in `text`.
        """
        # A space of the text is a space in the folded copy. If their numbers are equal, none of the
        # copy's spaces is a sign.
        if (
            self.spaced
            and found.isascii()
            and text.count(" ", start, start + len(found)) == found.count(b" ")
        ):
            return True
        gaps = _GAP.finditer(found.decode())
        stand = [text[start + gap.start() : start + gap.end()] for gap in gaps]
        return all(
            one.isspace() if wanted.isspace() else _plain(one) == wanted
            for one, wanted in zip(stand, self.between, strict=True)
        )

    def spans(self, folded: bytes) -> Iterator[tuple[int, int]]:
        """Yield every match in a folded copy as a byte range. Matches may overlap or come twice."""
        literal, begin = self.literal, folded.find(self.literal)
        while begin >= 0:
            if self.shape == WHOLE:
                yield begin + 1, begin + len(literal) - 1
            elif self.shape == STEM:
                yield begin + 1, folded.find(b" ", begin + len(literal))
            else:
                span = self.complete(folded, begin)
                if span is not None:
                    yield span
            begin = folded.find(literal, begin + 1)


def _between(held: str, words: Words) -> list[str]:
    """Return what is between the words of a pattern."""
    folded = words.fold(held).decode()[1:-1]
    first, last = len(folded) - len(folded.lstrip(" ")), len(folded.rstrip(" "))
    return [_plain(held[gap.start() : gap.end()]) for gap in _GAP.finditer(folded, first, last)]


def _plain(signs: str) -> str:
    return signs.replace("’", "'")


def _fold(held: str, words: Words, case: bool) -> bytes:
    """Return a pattern folded like a text, with `*` and `?` as its wildcards."""
    return (
        words.fold(held, case)
        .strip(b" ")
        .replace(_STAR.encode(), b"*")
        .replace(_MARK.encode(), b"?")
    )


def _expression(folded: bytes) -> bytes:
    return b"".join(map(_word_expression, re.split(rb"( +)", folded)))


def _word_expression(word: bytes) -> bytes:
    """Return the expression of one word of a pattern, or of the spaces between two.

    Each `*` but the last takes the fewest letters before what follows it, and does not backtrack
    (an atomic group): a later position could match nothing that the first cannot. Otherwise
    `*a*a*a*b` would have far too many ways to match.
    """
    if word and not word.strip(b"*"):
        return _ANY + b"+"
    first, *others = [
        b"".join(_ONE if piece == b"?" else re.escape(piece) for piece in re.split(rb"(\?)", part))
        for part in re.split(rb"\*+", word)
    ]
    if not others:
        return first
    kept = [b"(?>" + _ANY + b"*?" + part + b")" for part in others[:-1]]
    return first + b"".join(kept) + _ANY + b"*" + others[-1]


def _literal(folded: bytes) -> tuple[bytes, str, int]:
    """Return the longest part without wildcards, its kind, and how many words come before it."""
    if not folded.strip(b"*? "):
        return b"", PART, 0
    whole = b" %b " % folded
    if not re.search(rb"[*?]", folded):
        return whole, WHOLE, 0
    if re.fullmatch(rb"[^*?]*[^*? ]\*", folded):
        return whole[:-2], STEM, 0
    stretches = [(match.start(), match.group()) for match in re.finditer(rb"[^*?]+", whole)]
    start, literal = max(stretches, key=lambda stretch: (len(stretch[1].strip()), -stretch[0]))
    before = whole[1 : start + 1] if literal.startswith(b" ") else whole[1:start]
    return literal, PART, len(re.findall(rb" +", before))


def has_signs(text: str) -> bool:
    """Return whether a pattern has signs outside words, which folding would lose."""
    return re.search(r"[^\w\s'’\-‐‑]", text) is not None


def sign_expression(text: str, exact: bool, case: bool) -> Any:
    """Return the `regex` expression for a pattern with signs, or in a script without spaces.

    It is searched in the text itself. Word boundaries are required only at letters of scripts with
    spaces.
    """
    import regex

    letter = rf"(?!{UNSPACED}){CHARACTER}"
    parts = [rf"(?<!{letter})" if _needs_boundary(text[0]) else ""]
    for piece in [text] if exact else re.split(r"([*? ])", text):
        wild = (
            {"*": rf"(?:{letter})*", "?": CHARACTER, " ": r"\s?"}.get(piece, "")
            if not exact
            else ""
        )
        parts.append(wild or regex.escape(piece, special_only=True))
    parts.append(rf"(?!{letter})" if _needs_boundary(text[-1]) else "")
    return regex.compile("".join(parts), 0 if case else regex.IGNORECASE)


def _needs_boundary(character: str) -> bool:
    return character.isalnum() and not is_unspaced(character)
