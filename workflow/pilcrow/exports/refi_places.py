"""The places of a REFI-QDA project's selections: how its program counts, and where they are in the
clean text.

The standard counts code points of the plain text. Programs differ: some count UTF-16 units, so that
what follows an emoji is shifted; some count a line end "\\r\\n" once, or the byte order mark too;
some write another Unicode normalisation of the text. Of several ways to count, that one is taken in
which the selections fit the words that the program gives with them, or else begin and end at words.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pilcrow.text.words import is_unspaced

MARK = "\ufeff"
NOWHERE = (-1, -1)  # the characters of what is in no paragraph
SHORTEST = 3  # letters; a shorter name of a selection is not compared with its words


class Coded(NamedTuple):
    """A coding of a selection: its characters in the source, code, user, comment, and name."""

    start: int
    end: int
    code: str
    user: str
    said: str
    name: str = ""


# How a program counts


def as_counted(
    given: str, codings: Sequence[Coded], one_for_two: bool = False
) -> tuple[str, list[Coded], str]:
    r"""Return the text of a source, its codings in code points of it, and a sentence of doubt.

    Args:
        given: The text as it is in the project, a byte order mark included.
        codings: The codings as the program counts them.
        one_for_two: The program is known to count "\r\n" once, if both ways fit.

    The sentence is "" where one way fits all selections.
    """
    plain = given.removeprefix(MARK)
    texts = dict.fromkeys((plain, given))
    if "\r\n" in given:
        ends = (str, _one_line_end)[:: -1 if one_for_two else 1]
        texts = {change(text): None for text, change in product(texts, ends)}
    ways: list[tuple[tuple[int, int], str, list[Coded]]] = []
    for text, wide in product(texts, (False, True) if _is_wide(plain) else (False,)):
        counted = _from_units(text, codings) if wide else list(codings)
        ways.append((_misfits(text, counted), text, counted))
    misfits, text, counted = min(ways, key=lambda way: way[0])
    return text, counted, _doubt(misfits, text, counted, ways)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def _is_wide(text: str) -> bool:
    return not text.isascii() and max(text) > "\uffff"


def _from_units(text: str, codings: Iterable[Coded]) -> list[Coded]:
    """Return codings that are counted in UTF-16 units, in code points."""
    wide = (place for place, letter in enumerate(text) if letter > "\uffff")
    # The unit at which each character of two units ends.
    ends = array("q", (place + number + 2 for number, place in enumerate(wide)))
    return [
        one._replace(
            start=one.start - bisect_right(ends, one.start),
            end=one.end - bisect_right(ends, one.end),
        )
        for one in codings
    ]


def _misfits(text: str, codings: Iterable[Coded]) -> tuple[int, int]:
    """Return how many selections are not the words of their name, and how many ends are in a word
    or beyond the text.
    """
    places = {(one.start, one.end): one.name for one in codings}
    other = sum(
        not "".join(text[start:end].split()).startswith(_begin(name))
        for (start, end), name in places.items()
    )
    return other, sum(_cut(text, end) for ends in places for end in ends)


def _cut(text: str, place: int) -> bool:
    """Return whether a place is inside a word, or beyond the text. In scripts without spaces no
    place is known to be inside a word.
    """
    if not 0 < place < len(text):
        return place > len(text)
    around = text[place - 1 : place + 1]
    return all(map(_is_of_word, around)) and not is_unspaced(around)


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) in ("Mn", "Mc")


def with_words(text: str, codings: Sequence[Coded]) -> list[Coded]:
    """Return codings with the names of their selections if these are words, else without names.

    A program writes the words, an ID, or a number. They are words if most are in the text.
    """
    letters = "".join(text.split())
    named = [one.name for one in codings if len(one.name.strip()) >= SHORTEST]
    found = sum(_begin(name) in letters for name in named)
    if 2 * found > len(named):
        return [
            one if len(one.name.strip()) >= SHORTEST else one._replace(name="") for one in codings
        ]
    return [one._replace(name="") for one in codings]


def _begin(name: str) -> str:
    """Return the letters of a selection's name, which may be cut short."""
    return "".join(name.rstrip("….").split())


def _doubt(
    misfits: tuple[int, int],
    text: str,
    codings: Sequence[Coded],
    ways: Sequence[tuple[tuple[int, int], str, list[Coded]]],
) -> str:
    """Return a sentence where selections are not at words, or two ways to count fit alike."""

    def words(text: str, codings: Iterable[Coded]) -> list[str]:
        return ["".join(text[one.start : one.end].split()) for one in codings]

    if any(misfits):
        return (
            "Some selections begin or end inside a word, so the program may count characters in"
            " another way than Pilcrow knows. Compare the quotations with the other program."
        )
    taken = words(text, codings)
    if any(way[0] == misfits and words(*way[1:]) != taken for way in ways):
        return (
            "The selections fit the text in more than one way to count its characters. Compare"
            " the quotations with the other program."
        )
    return ""


# The same letters in another text


class Letters(NamedTuple):
    """The letters of a text, decomposed and without white space and invisible signs, and the
    characters of the text, from start to end, that each is of.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def of(self, start: int, end: int) -> tuple[int, int]:
        """Return the letters that a range of the text has."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """Return the range of the text that letters (half-open) are of."""
        if first < last:
            return self.starts[first], self.ends[last - 1]
        place = self.starts[first] if first < len(self.starts) else 0
        return place, place


def letters_of(text: str) -> Letters:
    """Return the letters of a text. Texts that differ in white space, invisible signs and Unicode
    normalisation only (NFC, NFD, NFKC, NFKD) have the same.
    """
    found: list[str] = []
    starts, ends = array("q"), array("q")
    for start, end in _clusters(text):
        for letter in _letters(text[start:end]):
            found.append(letter)
            starts.append(start)
            ends.append(end)
    return Letters("".join(found), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Return the range of each character together with the combining marks behind it."""
    if text.isascii():
        yield from ((place, place + 1) for place in range(len(text)))
        return
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, place
            start = place


def plain_letters(text: str) -> str:
    """Return the letters of a text, for a comparison of whole texts."""
    return "".join(_letters(text))


def _letters(text: str) -> Iterator[str]:
    """Yield the letters of a text, decomposed, without white space and invisible signs."""
    for letter in unicodedata.normalize("NFKD", text):
        if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc"):
            yield letter


def find_paragraphs(letters: Letters, paragraphs: Sequence[str]) -> list[int]:
    """Return the first letter of each paragraph in another text; −1 if it is not found.

    A paragraph that comes once in the text is sure. The others are looked for between the sure ones
    around them, in their order.

    Args:
        letters: The letters of the text.
        paragraphs: The letters of each paragraph, in their order.
    """
    found = [-1] * len(paragraphs)
    reached = 0
    for number, words in enumerate(paragraphs):
        place = letters.text.find(words) if words else -1
        if place >= reached and letters.text.find(words, place + 1) < 0:
            found[number] = place
            reached = place + len(words)
    reached = 0
    for number, words in enumerate(paragraphs):
        if found[number] < 0 and words:
            until = next((place for place in found[number:] if place >= 0), len(letters.text))
            found[number] = letters.text.find(words, reached, until)
        if found[number] >= 0:
            reached = found[number] + len(words)
    return found
