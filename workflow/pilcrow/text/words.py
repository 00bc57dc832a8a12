"""Words: the one definition that every count, rule, search and comparison of Pilcrow uses.

A word is a run of letters, combining marks and digits that holds a letter or a digit. Some signs
join such runs to one word:

- a hyphen or an apostrophe between two of them: "long-term", "don’t";
- a full stop or comma between digits: "3.5", "50,000"; a full stop between single letters: "U.S.",
  "e.g.";
- a middle dot between letters (Catalan "col·lecció"), a geresh or gershayim between Hebrew letters.

In a language that elides its articles an apostrophe ends a word: French "l’espoir" is two words,
"aujourd’hui" is one. In a script written without spaces each character with its marks is a word.
docs/words.md shows examples in ten languages.

The boundaries are those of Unicode Standard Annex 29 with three exceptions. A hyphen joins, as in
quanteda. "end.Next" is two words, because a space is missing there. A name before a full stop of
two letters or more ("Ph.D.") ends there.

`Words.fold` gives a copy of a text in which only words are left, character for character as long as
the text; rules are looked for in it. Everything else here comes from that copy. So a count, a span
and a match cannot disagree. The package `regex` is loaded when the first text is read whose signs
or script need it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from operator import methodcaller
from typing import Any, NamedTuple

from pilcrow.model.patterns import compile_later

# Letters and marks of scripts without spaces between words: those whose words need a dictionary
# (Thai, Lao, Khmer, Burmese and related scripts), Han, kana and Bopomofo. Their digits are
# separated by spaces.
UNSPACED = (
    r"(?=[\p{L}\p{M}\p{Nl}])(?!\p{Inherited})"
    r"[\p{Line_Break=SA}\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}]"
)
UNSPACED_LANGUAGES = frozenset(("zh", "ja", "th", "lo", "km", "my", "yue", "wuu", "nan"))
# A character of a word, for patterns of the package `regex`. Its \w holds letters, marks, decimal
# digits, "_" and both joiners (U+200C, U+200D).
CHARACTER = r"[\w\p{N}]"
# Languages whose apostrophe ends a word: "l’accord", "dell’accordo".
_ELIDING = ("fr", "it", "ca", "oc")
# Words before an apostrophe that does not end the word: "aujourd’hui", "quelqu’un", "presqu’île".
_NOT_ELIDED = tuple(f" {word}".encode() for word in ("aujourd", "quelqu", "presqu", "prud", "entr"))
# Languages whose possessive "’s" can be left out of the word.
_POSSESSIVE = ("en", "")
SEPARATOR = " \x1e "  # between texts that are folded together; no pattern matches it
POSSESSIVE = b"\x01"  # stands for the "s" of a possessive in the folded copy

_BETWEEN = b" .,-'"  # what separates words in a folded copy
_WORD = re.compile(r"[^ \x01\x1e]+")
# What most texts do not have. `re` looks for it, before anything slower does. The ranges are
# generous.
_PERHAPS_UNSPACED = compile_later(
    "[^\x00-\u0dff\u1b00-\u2e7f]"  # so it is compiled several times as fast as from its ranges
)
_PERHAPS_MARKS = compile_later(
    "[\u0300-\u036f\u0483-\u1fff\u200c\u200d\u20d0-\u20ff\u2c00-\uffff\U00010000-\U000fffff]"
)
_PERHAPS_JOINED = compile_later('[\u0590-\u05ff]["״׳]|[·‧٫٬]')


# Bytes of ASCII and of the letters of Latin, Greek and Cyrillic in UTF-8. Four signs have such
# bytes too.
_PLAIN_BYTES = bytes([*range(128), *range(0x80, 0xC0), *range(0xC3, 0xCA), 0xCE, 0xCF, 0xD0, 0xD1])
_SIGNS_AMONG_LETTERS = "×÷\u0387\u03f6"
# Other common signs, which separate words.
_PARTING = "—–…«»“”„‘"
_LETTER = ord("a")
_LOOSE = re.compile(rb"-(?<=[^a]-)a")  # a hyphen or an apostrophe that joins nothing, and a letter
_DOTTED = re.compile(rb"\.a")  # several times as fast as `bytes.find`
_START = methodcaller("start")
_CONTINUING = bytes(range(0x80, 0xC0))  # bytes that continue a character
# The classes of bytes for counting: part of a word, stop or comma, hyphen or apostrophe, other.
_KINDS = bytes(
    _LETTER
    if byte > 127 or chr(byte).isalnum()
    else ord(".")
    if byte in b".,"
    else ord("-")
    if byte in b"-'"
    else 32
    for byte in range(256)
)


class _Patterns(NamedTuple):
    """Compiled patterns of the package `regex`."""

    # a character beyond ASCII that belongs to no word, or a sign that may join
    outside: Any
    outside_or_sign: Any  # the same without the signs that may join
    loose: Any  # a sign that may join and does not join here
    gershayim: Any  # a quotation mark between Hebrew letters
    orphan: Any  # marks without a letter before them, such as those of an emoji
    unspaced: Any
    character: Any  # a character of a script without spaces, with its marks


@cache
def _patterns() -> _Patterns:
    import regex

    letter, digit = r"(?<=\p{L}\p{M}*)", r"(?<=\p{Nd})"
    return _Patterns(
        regex.compile(rf"[^\x00-\x7f\w\p{{N}}]|{UNSPACED}"),
        regex.compile(rf"[^\x00-\x7f\w\p{{N}}·‧״٫٬]|{UNSPACED}"),
        regex.compile(rf"(?!{letter}[·‧]\p{{L}}|{letter}״\p{{L}}|{digit}[٫٬]\p{{Nd}})[·‧״٫٬]"),
        regex.compile(r'(?<=\p{Hebrew})"(?=\p{Hebrew})'),
        regex.compile(r"(?<![^\W_])(?<!\p{N})[\p{M}\u200c\u200d]+"),
        regex.compile(UNSPACED),
        regex.compile(rf"(?={UNSPACED})(?!\p{{M}})\X"),
    )


def primary(language: str) -> str:
    """Return the primary subtag of a BCP 47 code: "pt" of "pt-BR"."""
    return language.lower().partition("-")[0]


def _table(case: bool, joiners: bytes) -> bytes:
    """Return a table for `bytes.translate`.

    Capitals become small unless `case`. Every other ASCII character outside words becomes a space.
    """
    small = range(ord("A"), ord("Z") + 1)
    return bytes(
        (
            (byte | 0x20 if byte in small and not case else byte)
            if byte > 127 or chr(byte).isalnum() or byte in b"_\x1e.,'" + joiners
            else 32
        )
        for byte in range(256)
    )


class Words:
    """Divide texts of a language into words.

    A codebook sets hyphens and possessives for its rules. The functions of this module that count
    have hyphens together. Possessives make no difference to a count.

    Args:
        language: A BCP 47 code; "" for none in particular.
        hyphens: "together" or "apart": whether "long-term" is one word or two.
        possessives: "together" or "apart": whether the word in "Johnson’s" is "Johnson’s" or
            "Johnson".
    """

    def __init__(
        self, language: str = "en", hyphens: str = "together", possessives: str = "apart"
    ) -> None:
        code = primary(language)
        self.language = language
        self.hyphens = hyphens == "together"
        self.eliding = code in _ELIDING
        self.possessives = not self.eliding and possessives == "apart" and code in _POSSESSIVE
        self.dotless = code in ("tr", "az")
        joiners = b"-" if self.hyphens else b""
        self._tables = {case: _table(case, joiners) for case in (False, True)}

    def fold(self, text: str, case: bool = False) -> bytes:
        """Return the folded copy in UTF-8, with a space before and after it.

        Decoded, it has two characters more than the text. Letters are small unless `case`.
        Typographic apostrophes and hyphens are plain. Σ, σ and ς are alike, ſ is s, and the four i
        of Turkish are one. Characters of scripts without spaces are spaces.
        """
        if not text.isascii():
            text = self._within_ascii_signs(text, case)
        content = b" %b " % text.encode().translate(self._tables[case])
        # Nearly all stops and commas end a word.
        content = content.replace(b". ", b"  ").replace(b", ", b"  ")
        if b"-" in content or b"'" in content or b"." in content or b"," in content:
            content = self._joined(content)
        if b"_" in content:
            content = re.sub(rb"(?<= )[_'.,-]+(?= )", _spaces, content)
        return content

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the character ranges of the words of a text, in order."""
        folded = self.fold(text, case=True).decode()[1:-1]
        found = [match.span() for match in _WORD.finditer(folded)]
        if is_unspaced(text):
            found += [match.span() for match in _patterns().character.finditer(text)]
            found.sort()
        return found

    def count(self, text: str) -> int:
        """Return the number of words of a text."""
        plain = self._count_plain(text)
        if plain is not None:
            return plain
        count = count_folded(self.fold(text, case=True))
        if is_unspaced(text):
            count += sum(1 for _ in _patterns().character.finditer(text))
        return count

    def count_each(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each of many texts.

        Texts of plain letters are counted together, which takes half the time.
        """
        kinds = self._kinds("\n".join(texts))
        if kinds is None:
            return [self.count(text) for text in texts]
        counts, start = [], 0
        dots = chain(map(_START, _DOTTED.finditer(kinds)), [len(kinds)])
        dot = next(dots)
        loose = _LOOSE.search(kinds) is not None
        for text in texts:
            end = start + len(text) + 2
            while dot < start:
                dot = next(dots)
            count = _count_kinds(kinds, start, end, dotted=dot < end, loose=loose)
            counts.append(self.count(text) if count is None else count)
            start = end - 1
        return counts

    def _count_plain(self, text: str) -> int | None:
        """Return the number of words of a text that has only letters of alphabets and common signs.

        None for any other text. The folded copy gives the same number, and takes several times as
        long.
        """
        kinds = self._kinds(text)
        if kinds is None:
            return None
        return _count_kinds(kinds, 0, len(kinds), dotted=_DOTTED.search(kinds) is not None)

    def _kinds(self, text: str) -> bytes | None:
        """Return the kind of each character of a text, with a space before and after; None for a
        text that has other letters than those of alphabets, or other signs than common ones.
        """
        if not self.hyphens or self.possessives:
            return None
        content = text.encode()
        if len(content) > len(text):
            if content.translate(None, _PLAIN_BYTES):
                text = _parted(text)
                content = text.encode()
                if content.translate(None, _PLAIN_BYTES):
                    return None
            for sign in _SIGNS_AMONG_LETTERS:
                if sign in text:
                    return None
        if "_" in text or (self.eliding and "'" in text):
            return None
        return b" %b " % content.translate(_KINDS, _CONTINUING)

    def split(self, text: str) -> list[str]:
        """Return the words of a text, folded, in order."""
        folded = self.fold(text).decode()
        if not is_unspaced(text):
            return [word for word in folded.split() if word != "\x01"]
        return [
            folded[start + 1 : end + 1].strip() or text[start:end]
            for start, end in self.spans(text)
        ]

    def _within_ascii_signs(self, text: str, case: bool) -> str:
        """Return the text with a space for each character beyond ASCII that belongs to no word."""
        text = text.replace("’", "'").replace("ʼ", "'").replace("‑", "-").replace("‐", "-")
        if not case:
            text = text.replace("İ", "i").lower().replace("ς", "σ").replace("ſ", "s")
            if self.dotless:
                text = text.replace("ı", "i")
        if _PERHAPS_JOINED.search(text):
            patterns = _patterns()
            text = patterns.gershayim.sub("״", text.replace("׳", "'"))
            text = patterns.loose.sub(" ", patterns.outside_or_sign.sub(" ", text))
        else:
            # Sign by sign, because a text has few of them. The pattern would try each of its
            # letters.
            for sign in set(text):
                if sign > "\x7f" and _is_outside(sign):
                    text = text.replace(sign, " ")
        # Most texts are ASCII by now. They need not wait until the pattern is compiled.
        if not text.isascii() and _PERHAPS_MARKS.search(text):
            text = _patterns().orphan.sub(_spaces, text)
        return text

    def _joined(self, content: bytes) -> bytes:
        """Return the folded copy with possessives marked, and without the signs that do not join.

        The signs are hyphens, apostrophes, stops and commas. A hyphen or an apostrophe joins if
        both its neighbours are characters of a word. Each sign is searched for by itself, because
        few texts have many.
        """
        made = bytearray(content)
        for sign in b".,":
            place = content.find(sign)
            while place >= 0:
                if not _stop_joins(made, place):
                    made[place] = 32
                place = content.find(sign, place + 1)
        content = bytes(made)
        for sign in b"-'":
            place = content.find(sign)
            while place >= 0:
                following = content[place + 1]
                if following in b" -'" or content[place - 1] in b" -'":
                    made[place] = 32
                elif sign == 39 and self.eliding:
                    if not made[max(0, place - 8) : place].lower().endswith(_NOT_ELIDED):
                        made[place] = 32
                elif (
                    sign == 39
                    and self.possessives
                    and following in b"sS"
                    and _ends(content, place + 2)
                ):
                    made[place : place + 2] = b" \x01"
                place = content.find(sign, place + 1)
        return bytes(made)


def _count_kinds(
    kinds: bytes, start: int, end: int, *, dotted: bool, loose: bool = True
) -> int | None:
    """Return the number of words in a stretch of kinds of characters; None where a stop or a comma
    stands within letters or digits: "3.5", "U.S.", "end.Next".

    `dotted`: whether a letter or a digit follows a stop or a comma there; `loose`: whether one may
    follow a hyphen or an apostrophe that joins nothing.
    """
    count = kinds.count(b" a", start, end)
    if dotted:
        if kinds.find(b"a.a", start, end) >= 0:
            return None
        count += kinds.count(b".a", start, end)
    place = kinds.find(b"-", start, end) if loose else -1
    while place >= 0:
        # A word begins after a hyphen or an apostrophe that joins nothing.
        count += kinds[place + 1] == _LETTER != kinds[place - 1]
        place = kinds.find(b"-", place + 1, end)
    return count


def _parted(text: str) -> str:
    """Return a text with spaces for the common signs that separate words.

    The signs that join words become plain ones.
    """
    for sign in _PARTING:
        if sign in text:
            text = text.replace(sign, " ")
    return text.replace("’", "'").replace("‑", "-").replace("‐", "-")


@cache
def _is_outside(sign: str) -> bool:
    """Return whether a character beyond ASCII belongs to no word, or is a word by itself."""
    return sign in _PARTING or _patterns().outside.match(sign) is not None


def _spaces(found: Any) -> Any:
    """Return as many spaces as a match is long."""
    return found[0][:0].ljust(len(found[0]))


def _stop_joins(content: bytearray, place: int) -> bool:
    """Return whether a stop or comma belongs to a word.

    It does between digits. A stop also does between single letters.
    """
    first, last = place - 1, place + 2
    while content[first] & 0xC0 == 0x80:
        first -= 1
    while last < len(content) and content[last] & 0xC0 == 0x80:
        last += 1
    before, after = content[first:place].decode(), content[place + 1 : last].decode()
    if before.isdecimal() or after.isdecimal():
        return before.isdecimal() and after.isdecimal()
    if content[place] == 44 or content[first] in _BETWEEN or content[place + 1] in _BETWEEN:
        return False
    return content[first - 1] in _BETWEEN and content[last] in _BETWEEN


def _ends(content: bytes, place: int) -> bool:
    """Return whether a word ends at a position: a space is there, or a sign that joins nothing."""
    return content[place] == 32 or (content[place] in b"-'" and content[place + 1] in b" -'")


@cache
def words_of(language: str, hyphens: str = "together", possessives: str = "apart") -> Words:
    """Return how texts of a language divide into words. Each is built once."""
    return Words(language, hyphens, possessives)


def count_words(text: str, language: str = "") -> int:
    """Return the number of words of a text in a language."""
    return words_of(language, "together", "together").count(text)


def word_spans(text: str, language: str = "") -> list[tuple[int, int]]:
    """Return the character ranges of the words of a text in a language."""
    return words_of(language, "together", "together").spans(text)


def split_words(text: str, language: str = "") -> list[str]:
    """Return the words of a text in a language, folded: small letters, plain apostrophes and
    hyphens.
    """
    return words_of(language, "together", "together").split(text)


def count_folded(folded: bytes) -> int:
    """Return the number of words in a stretch of a folded copy."""
    found = folded.split()
    return len(found) - found.count(POSSESSIVE)


def is_unspaced(text: str) -> bool:
    """Return whether a text has a letter of a script without spaces."""
    return (
        not text.isascii()
        and _PERHAPS_UNSPACED.search(text) is not None
        and _patterns().unspaced.search(text) is not None
    )


def blanked(text: str, asides: Sequence[tuple[int, int]], sign: str = " ") -> str:
    """Return a text with spaces, or with another sign, for its stage directions, which are not the
    speaker's words.

    Its length stays the same.
    """
    if not asides:
        return text
    parts, place = [], 0
    for start, end in sorted(asides):
        parts += [text[place:start], sign * (end - max(place, start))]
        place = max(place, end)
    return "".join([*parts, text[place:]])
