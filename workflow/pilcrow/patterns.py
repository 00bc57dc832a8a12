"""Words, phrases and globs as they are looked for in a folded copy of a text (tokens.Words.fold).

`*` stands for any number of letters of a word, none included, `?` for one; `*` alone is any one word. The words of a phrase
follow each other with nothing but a space between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pilcrow.tokens import MARKS, UNSPACED, Words, is_unspaced

_ANY = rb"[^ \x01\x1e]"
_ONE = rb"(?:[^ \x01\x1e\x80-\xff]|[\xc2-\xf4][\x80-\xbf]*)"
# The wildcards are no letters, and folding would drop them: two letters of Linear A, which no transcript holds, stand for them meanwhile.
_STAR, _MARK = "\U00010600", "\U00010601"


class Found(NamedTuple):
    """What a pattern needs of an automaton that finds literal strings: `literal`, and how a hit is completed.

    shape "whole": the hit is the match. "stem": the match goes on to the end of the word. "inside": `words_before` words back and
    checked by the pattern's expression.
    """

    literal: bytes
    shape: str
    words_before: int = 0
    in_word: bool = False  # the literal may begin inside a word


class Pattern:
    """A word, phrase or glob, ready to be looked for. `exact` makes `*` and `?` characters like any other."""

    def __init__(self, text: str, words: Words, exact: bool = False, case: bool = False) -> None:
        self.text = text
        held = text if exact else text.replace("*", _STAR).replace("?", _MARK)
        self.folded = _fold(held, words, case)
        self.expression = re.compile(b"(?=( %b) )" % _expression(self.folded))
        self.anchored = re.compile(_expression(self.folded) + b"(?= )")
        self.case_expression = re.compile(_expression(_fold(held, words, True)) + b"(?= )")
        self.found = _literal(self.folded)

    def spans(self, folded: bytes) -> Iterator[tuple[int, int]]:
        """Every match in a folded copy, overlapping ones too: byte ranges."""
        for match in self.expression.finditer(folded):
            start, end = match.span(1)
            yield start + 1, end


def _fold(held: str, words: Words, case: bool) -> bytes:
    """A pattern folded like a text; its wildcards are `*` and `?` again."""
    return words.fold(held, case).strip(b" ").replace(_STAR.encode(), b"*").replace(_MARK.encode(), b"?")


def _expression(folded: bytes) -> bytes:
    parts = []
    for word in re.split(rb"( +)", folded):
        if word == b"*":
            parts.append(_ANY + b"+")
        else:
            parts.append(
                b"".join(
                    _ANY + b"*" if piece == b"*" else _ONE if piece == b"?" else re.escape(piece) for piece in re.split(rb"([*?])", word)
                )
            )
    return b"".join(parts)


def _literal(folded: bytes) -> Found | None:
    """The longest stretch without wildcards, by which the pattern is found; None where it has no letter at all."""
    if not folded.strip(b"*? "):
        return None
    whole = b" %b " % folded
    if not re.search(rb"[*?]", folded):
        return Found(whole, "whole")
    if re.fullmatch(rb"[^*?]*[^*? ]\*", folded):
        return Found(whole[:-2], "stem")
    stretches = [(match.start(), match.group()) for match in re.finditer(rb"[^*?]+", whole)]
    start, literal = max(stretches, key=lambda stretch: (len(stretch[1].strip()), -stretch[0]))
    in_word = not literal.startswith(b" ")
    before = whole[1:start] if in_word else whole[1 : start + 1]
    return Found(literal, "inside", len(re.findall(rb" +", before)), in_word)


def unspaced_expression(text: str, exact: bool, case: bool) -> re.Pattern[str]:
    """The expression of a pattern with characters of a script without spaces: it matches inside a run of them.

    Word boundaries are asked for only beside letters of scripts that have spaces.
    """
    letter = rf"(?:(?![{UNSPACED}])[\w{MARKS}])"
    parts = [rf"(?<!(?=[^{UNSPACED}])[\w{MARKS}])" if not is_unspaced(text[0]) and text[0].isalnum() else ""]
    for piece in re.split(r"([*? ])", text) if not exact else [text]:
        parts.append({"*": f"{letter}*", "?": rf"[\w{MARKS}]", " ": r"\s?"}.get(piece, re.escape(piece)) if not exact else re.escape(piece))
    parts.append(f"(?!{letter})" if not is_unspaced(text[-1]) and text[-1].isalnum() else "")
    return re.compile("".join(parts), 0 if case else re.IGNORECASE)
