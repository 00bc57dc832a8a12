"""Words: a folded copy of a text in which every word stands between spaces, character for character as long as the text.

Matching happens in that copy. A word is a run of letters, digits and combining marks; hyphens and apostrophes between them belong
to it ("long-term", "don’t"), except where the language sets words apart by an apostrophe (French "l’accord"), and except the
English possessive ("Johnson’s" is the word "Johnson"). So do stops and commas between digits ("3.5", "50,000") and stops between
single letters ("U.S.", "e.g."), after Unicode Standard Annex 29; "end.Next" stays two words, for there a space is missing. Scripts written without spaces have no words here: docs/codebook.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Han, Kana. As the inside of a character class.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af"
)
# Combining marks (Unicode 15, general category M) of the scripts with spaces, which `\\w` of Python leaves out; hexadecimal ranges.
_MARKS = (
    "300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 6ea-6ed 711 730-74a 7a6-7b0 "
    "7eb-7f3 7fd 816-819 81b-823 825-827 829-82d 859-85b 898-89f 8ca-8e1 8e3-903 93a-93c 93e-94f 951-957 962-963 981-983 9bc "
    "9be-9c4 9c7-9c8 9cb-9cd 9d7 9e2-9e3 9fe a01-a03 a3c a3e-a42 a47-a48 a4b-a4d a51 a70-a71 a75 a81-a83 abc abe-ac5 ac7-ac9 "
    "acb-acd ae2-ae3 afa-aff b01-b03 b3c b3e-b44 b47-b48 b4b-b4d b55-b57 b62-b63 b82 bbe-bc2 bc6-bc8 bca-bcd bd7 c00-c04 c3c "
    "c3e-c44 c46-c48 c4a-c4d c55-c56 c62-c63 c81-c83 cbc cbe-cc4 cc6-cc8 cca-ccd cd5-cd6 ce2-ce3 d00-d03 d3b-d3c d3e-d44 "
    "d46-d48 d4a-d4d d57 d62-d63 d81-d83 dca dcf-dd4 dd6 dd8-ddf df2-df3 f18-f19 f35 f37 f39 f3e-f3f f71-f84 f86-f87 f8d-f97 "
    "f99-fbc fc6 135d-135f 1712-1715 1732-1734 1752-1753 1772-1773 180b-180d 180f 1885-1886 18a9 1920-192b 1930-193b "
    "1a17-1a1b 1a55-1a5e 1a60-1a7c 1a7f 1ab0-1ace 1b00-1b04 1b34-1b44 1b6b-1b73 1b80-1b82 1ba1-1bad 1be6-1bf3 1c24-1c37 "
    "1cd0-1cd2 1cd4-1ce8 1ced 1cf4 1cf7-1cf9 1dc0-1dff 20d0-20f0 2cef-2cf1 2d7f 2de0-2dff a66f-a672 a674-a67d a69e-a69f "
    "a6f0-a6f1 a802 a806 a80b a823-a827 a82c a880-a881 a8b4-a8c5 a8e0-a8f1 a8ff a926-a92d a947-a953 a980-a983 a9b3-a9c0 a9e5 "
    "aa29-aa36 aa43 aa4c-aa4d aa7b-aa7d aab0 aab2-aab4 aab7-aab8 aabe-aabf aac1 aaeb-aaef aaf5-aaf6 abe3-abea abec-abed fb1e "
    "fe00-fe0f fe20-fe2f 101fd 102e0 10376-1037a 10a01-10a03 10a05-10a06 10a0c-10a0f 10a38-10a3a 10a3f 10ae5-10ae6 "
    "10d24-10d27 10eab-10eac 10f46-10f50 10f82-10f85 11000-11002 11038-11046 11070 11073-11074 1107f-11082 110b0-110ba 110c2 "
    "11100-11102 11127-11134 11145-11146 11173 11180-11182 111b3-111c0 111c9-111cc 111ce-111cf 1122c-11237 1123e 112df-112ea "
    "11300-11303 1133b-1133c 1133e-11344 11347-11348 1134b-1134d 11357 11362-11363 11366-1136c 11370-11374 11435-11446 1145e "
    "114b0-114c3 115af-115b5 115b8-115c0 115dc-115dd 11630-11640 116ab-116b7 1171d-1172b 1182c-1183a 11930-11935 11937-11938 "
    "1193b-1193e 11940 11942-11943 119d1-119d7 119da-119e0 119e4 11a01-11a0a 11a33-11a39 11a3b-11a3e 11a47 11a51-11a5b "
    "11a8a-11a99 11c2f-11c36 11c38-11c3f 11c92-11ca7 11ca9-11cb6 11d31-11d36 11d3a 11d3c-11d3d 11d3f-11d45 11d47 11d8a-11d8e "
    "11d90-11d91 11d93-11d97 11ef3-11ef6 16af0-16af4 16b30-16b36 16f4f 16f51-16f87 16f8f-16f92 16fe4 16ff0-16ff1 1bc9d-1bc9e "
    "1cf00-1cf2d 1cf30-1cf46 1d165-1d169 1d16d-1d172 1d17b-1d182 1d185-1d18b 1d1aa-1d1ad 1d242-1d244 1da00-1da36 1da3b-1da6c "
    "1da75 1da84 1da9b-1da9f 1daa1-1daaf 1e000-1e006 1e008-1e018 1e01b-1e021 1e023-1e024 1e026-1e02a 1e130-1e136 1e2ae "
    "1e2ec-1e2ef 1e8d0-1e8d6 1e944-1e94a e0100-e01ef "
)
MARKS = "\u200c\u200d" + "".join(
    "-".join(chr(int(end, 16)) for end in item.split("-")) for item in _MARKS.split()
)
# Languages whose apostrophe ends a word: "l’accord", "dell’accordo".
_ELIDING = ("fr", "it", "ca", "oc")
# Languages whose possessive "’s" is no part of the word.
_POSSESSIVE = ("en", "")
SEPARATOR = " \x1e "  # between texts that are folded together; no pattern matches it
POSSESSIVE = b"\x01"  # stands for the "s" of a possessive in the folded copy

_BETWEEN = b" .,-'"  # what stands between the letters of a folded copy
_WORD = re.compile(r"[^ \x01\x1e]+")
_word_or_character = re.compile(rf"[{UNSPACED}]|[^{UNSPACED} \x01\x1e]+")
_has_unspaced = re.compile(f"[{UNSPACED}]").search


@cache
def _outside() -> re.Pattern[str]:
    """What belongs to no word, of what is not ASCII. Built when first needed: the class is long."""
    return re.compile(rf"[^\x00-\x7f\w{MARKS}]|[{UNSPACED}]")


def _table(case: bool, joiners: bytes) -> bytes:
    """For `bytes.translate`: ASCII that belongs to no word becomes a space, capitals small."""
    small = range(ord("A"), ord("Z") + 1)
    return bytes(
        (byte | 0x20 if byte in small and not case else byte)
        if byte > 127 or chr(byte).isalnum() or byte in b"_\x1e.," + joiners
        else 32
        for byte in range(256)
    )


class Words:
    """How texts of a language fall into words. `hyphens`: "together" or "apart"; `possessives`: "apart" or "together"."""

    def __init__(
        self, language: str = "en", hyphens: str = "together", possessives: str = "apart"
    ) -> None:
        primary = language.lower().partition("-")[0]
        self.hyphens = hyphens == "together"
        self.apostrophes = primary not in _ELIDING
        self.possessives = self.apostrophes and possessives == "apart" and primary in _POSSESSIVE
        self.dotless = primary in ("tr", "az")
        joiners = (b"-" if self.hyphens else b"") + (b"'" if self.apostrophes else b"")
        self._tables = {case: _table(case, joiners) for case in (False, True)}

    def fold(self, text: str, case: bool = False) -> bytes:
        """The folded copy, in UTF-8, a space before and after it; decoded it has two characters more than the text.

        Small letters unless `case`; typographic apostrophes and hyphens plain; Σ, σ and ς alike, ſ like s; in Turkish the four i alike.
        """
        if not text.isascii():
            text = text.replace("’", "'").replace("‑", "-").replace("‐", "-")
            if not case:
                text = text.replace("İ", "i").lower().replace("ς", "σ").replace("ſ", "s")
                if self.dotless:
                    text = text.replace("ı", "i")
            text = _outside().sub(" ", text)
        content = b" %b " % text.encode().translate(self._tables[case])
        # Nearly all stops and commas end a word.
        content = content.replace(b". ", b"  ").replace(b", ", b"  ")
        if (
            b"-" not in content
            and b"'" not in content
            and b"." not in content
            and b"," not in content
        ):
            return content
        return self._joined(content)

    def each(self, text: str) -> Iterator[tuple[int, int]]:
        """Character ranges of the words of a text; of a script without spaces, of each character."""
        folded = self.fold(text, case=True).decode()[1:-1]
        if is_unspaced(text):
            # Each such character is a word beside which others end; folded it is a space.
            for match in _word_or_character.finditer(
                "".join(
                    one if is_unspaced(one) else kept
                    for one, kept in zip(text, folded, strict=True)
                )
            ):
                yield match.span()
            return
        for match in _WORD.finditer(folded):
            yield match.span()

    def _joined(self, content: bytes) -> bytes:
        """The copy in which only what joins is left of hyphens and apostrophes, and what is a possessive is marked.

        One joins where a letter stands on either side; two in a row join nothing. Few of them in much text: each is looked for by itself.
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
                elif (
                    sign == 39
                    and self.possessives
                    and following in b"sS"
                    and _ends(content, place + 2)
                ):
                    made[place : place + 2] = b" \x01"
                place = content.find(sign, place + 1)
        return bytes(made)


def _stop_joins(content: bytearray, place: int) -> bool:
    """Whether a stop or comma belongs to a word: between digits, and a stop between letters that stand by themselves."""
    before, after = content[place - 1], content[place + 1]
    if _digit(before) or _digit(after):
        return _digit(before) and _digit(after)
    if content[place] == 44 or before in _BETWEEN or after in _BETWEEN:
        return False
    first, last = place - 1, place + 2
    while content[first] & 0xC0 == 0x80:
        first -= 1
    while content[last] & 0xC0 == 0x80:
        last += 1
    return content[first - 1] in _BETWEEN and content[last] in _BETWEEN


def _digit(byte: int) -> bool:
    return 48 <= byte <= 57


def _ends(content: bytes, place: int) -> bool:
    """Whether a word ends before a place: there stands a space, or a sign that joins nothing behind it."""
    return content[place] == 32 or (content[place] in b"-'" and content[place + 1] in b" -'")


@cache
def words_of(language: str, hyphens: str, possessives: str) -> Words:
    """The same, built once."""
    return Words(language, hyphens, possessives)


def count_words(folded: bytes) -> int:
    """Words in a stretch of a folded copy."""
    found = folded.split()
    return len(found) - found.count(POSSESSIVE)


def is_unspaced(text: str) -> bool:
    """Whether a text holds a character of a script written without spaces."""
    return not text.isascii() and _has_unspaced(text) is not None
