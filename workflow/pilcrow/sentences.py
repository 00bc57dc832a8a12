"""Sentences and words, in any script. Rules and no statistics, so that a reader can say why a sentence ends where it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What may end a sentence. Those of the second group need no space after them.
_END = re.compile("[.!?…։؟۔।॥。！？｡]+[\"'”’»›)\\]」』”）】〉》]*")
_WIDE_ENDS = "。！？｡"
# Before a capital letter, these are no ends. One-letter words and words with a dot inside (U.S., z.B., т.е.) are found by their form.
ABBREVIATIONS = frozenset(
    str.split(
        # English
        "mr mrs ms dr prof rev hon gen col lt capt sgt gov sen rep pres messrs st jr sr no nos vs vol art arts sec para paras fig p pp etc cf ed eds inc ltd co corp dept est "
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri approx "
        # French
        "mm mme mmes mlle mlles me mgr ste art al cf env chap "
        # German
        "hr fr frl hrn bzw ca dipl ing nr str usw vgl bspw evtl ggf inkl jh jhd mio mrd sog tel u v z d h o ä abs abg bd geb gest "
        # Russian
        "г гг г-н г-жа гр им ул д стр с ст т тыс млн млрд см ср акад проф чл напр др пр руб коп обл респ "
        # Spanish
        "sr sra sres sras srta d dª dña dr dra ud uds vd vds excmo excma ilmo ilma núm págs pág art lic gral cía av"
    )
)
# These end a sentence as often as not: they are no end only before a lower-case letter or a digit.
_OFTEN_LAST = frozenset(str.split("etc usw al др пр inc ltd co corp jr sr г гг"))
_LAST_WORD = re.compile(r"[^\s(\[«“\"'‘„]+\Z")

# Words: runs of letters, digits and marks, hyphens and apostrophes inside; each Han character, and each run of kana, Thai, Lao or Khmer.
_WORD = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[\u3040-\u30ff\u31f0-\u31ff]+|[\u0e00-\u0eff\u1780-\u17ff]+"
    "|(?:(?![\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[^\\W_]"
    "(?:[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d]|['’ʼ‑.,:@/-](?=[^\\W_]))*)+"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['.,:@/-][A-Za-z0-9]+)*")


def count_words(text: str) -> int:
    """Words of a text: what stands between spaces and dashes and holds a letter or a digit; Han characters count one each."""
    return len((_ASCII_WORD if text.isascii() else _WORD).findall(text))


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences, without the spaces between them; together they hold every other character."""
    sentences: list[tuple[int, int]] = []
    start, length = 0, len(text)
    for match in _END.finditer(text):
        end = match.end()
        if end == length:
            break
        if not _is_end(text, start, match.start(), end):
            continue
        sentences.append((start, end))
        start = end
        while start < length and text[start] == " ":
            start += 1
    if start < length:
        sentences.append((start, length))
    return sentences


def _is_end(text: str, start: int, sign: int, end: int) -> bool:
    """Whether the signs text[sign:end] end the sentence that began at `start`."""
    if text[sign] in _WIDE_ENDS:
        return True
    if text[end] != " ":
        return False
    following = end + 1
    while following < len(text) - 1 and not text[following].isalnum():
        if text[following] in ",;:،؛":
            return False
        following += 1
    first = text[following]
    if text[sign] in "!?؟…" or text[sign : sign + 2] == "..":
        return not first.islower()
    if first.islower():
        return False
    if end - sign == 1:
        word = _LAST_WORD.search(text, start, sign)
        if word:
            return not _is_abbreviation(word.group(), first)
    return True


def _is_abbreviation(word: str, first: str) -> bool:
    """Whether a word before a full stop is an abbreviation, the next word beginning with `first` (no lower-case letter)."""
    if len(word) == 1 or (len(word) > 2 and word[-2] in ".-" and word[-1].isalpha()):
        # An initial: "M. Dupont", "U.S. Government", "J.-P. Sartre"; but not "Plan B" as CJK, nor "in 5".
        return word[-1].isalpha() and (word[-1].isupper() or word[-1].islower()) and word not in ("I",)
    lowered = word.casefold().rstrip(".")
    if lowered.isdigit():
        # German ordinals and dates: "am 3. Oktober". A number that ends a sentence has more digits, mostly.
        return False
    if lowered in _OFTEN_LAST:
        return first.isdigit()
    return lowered in ABBREVIATIONS


def without(text: str, asides: Sequence[tuple[int, int]]) -> str:
    """The text with its asides cut out: the speaker's own words."""
    if not asides:
        return text
    pieces, position = [], 0
    for start, end in asides:
        pieces.append(text[position:start])
        position = end
    return " ".join([*pieces, text[position:]])
