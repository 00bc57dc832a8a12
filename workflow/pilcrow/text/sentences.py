"""Sentences and words, in any script. Rules and no statistics, so that a reader can say why a sentence ends where it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOSING = "(?:[.!?…։؟۔।॥\"'”’“‘»›)\\]」』）】〉》]| [»›])*"
_OPENING = "[\"'“‘„«‹(\\[¿¡—–-]*"
# What may end a sentence, where what follows is no lower-case letter and no comma. Full-width signs need no space after them.
_END = re.compile(f"([.!?…։؟۔।॥]{_CLOSING}(?= {_OPENING} ?[^ ,;:،؛a-zа-яß-öø-ÿ])|[。！？｡]+[\"'”’」』）】〉》]*)")
_ASCII_END = re.compile("([.!?][.!?\"')\\]]*)(?= [\"'(\\[-]* ?[^ ,;:a-z])")
_FIRST = re.compile(f" +{_OPENING} *([^ ])")
_WIDE = "。！？｡"
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
_OFTEN_LAST = frozenset(str.split("etc usw al др пр inc ltd co corp jr г гг"))
# After "U.S." or "a.m." these begin a sentence.
_STARTER = re.compile(" +(?:The|We|I|It|This|That|These|They|He|She|But|And|In|Our|There|If|You|As|At|So|For|What|When|How|Why)(?![\\w-])")
# Languages in which a full stop makes a number an ordinal: "am 3. Oktober".
_ORDINALS = re.compile("(?:de|cs|sk|sl|hr|sr|bs|da|nb|nn|no|fi|et|lv|hu|is|tr)(?![a-z])")
_BEFORE_WORD = "([«“\"'‘„"

# Scripts that put no spaces between words. Han characters count one each; of the others each run counts as one word.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RUN = re.compile("[\u3040-\u30ff\u31f0-\u31ff]+|[\u0e00-\u0eff\u1780-\u17ff]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SIGN_AFTER_SPACE = re.compile(r" [^\w ]")
_LONE = re.compile(r" [^\w\s]+(?= )")


def count_words(text: str) -> int:
    """Words of a clean text: what stands between spaces, dashes and ellipses and holds a letter or a digit; a Han character is one.

    So "well-known", "1,000", "U.S.-led" and "l'Europe" are one word each, "2014–2022" is two, and a lone "&" is none.
    """
    if not text:
        return 0
    count, spaced = 0, text
    if not text.isascii():
        if _UNSPACED.search(text):
            count = len(_HAN.findall(text))
            spaced = _HAN.sub(" ", text)
            count += len(_RUN.findall(spaced))
            spaced = _RUN.sub(" ", spaced)
        for sign in "—–…―‥":
            if sign in text:
                spaced = spaced.replace(sign, " ")
    if "--" in text or ".." in text:
        spaced = spaced.replace("--", " ").replace("..", " ")
    # Clean text has single spaces: counting them is counting words, unless signs stand alone.
    words = spaced.count(" ") + 1 if spaced is text else len(spaced.split())
    if _SIGN_AFTER_SPACE.search(spaced) or not spaced[0].isalnum():
        words -= len(_LONE.findall(f" {spaced} "))
    return count + words


def find_sentences(text: str, language: str = "", asides: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Character ranges of the sentences, without the spaces between them; together they hold every other character.

    A stage direction belongs to the sentence before it. `language` (BCP 47) matters where a full stop makes ordinal numbers.
    """
    sentences = _split(text, _ORDINALS.match(language) is not None)
    if not asides:
        return sentences
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        if joined and any(low <= start and end <= high for low, high in asides):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _split(text: str, ordinals: bool) -> list[tuple[int, int]]:
    ascii_only = text.isascii()
    parts = (_ASCII_END if ascii_only else _END).split(text)
    if len(parts) == 1:
        return [(0, len(text))]
    sentences: list[tuple[int, int]] = []
    start = position = 0
    for i in range(1, len(parts), 2):
        place = position + len(parts[i - 1])
        position = place + len(parts[i])
        if _is_end(text, start, place, parts[i], position, ascii_only, ordinals):
            sentences.append((start, position))
            start = position
            while text[start : start + 1] == " ":
                start += 1
    if start < len(text):
        sentences.append((start, len(text)))
    return sentences


def _is_end(text: str, start: int, place: int, signs: str, end: int, ascii_only: bool, ordinals: bool) -> bool:
    """Whether the signs text[place:end] end the sentence that began at `start`; no lower-case a to z follows."""
    if signs[0] in _WIDE:
        return True
    if not ascii_only:
        first = _FIRST.match(text, end)
        if first and first[1].islower():
            return False
    if signs[0] != "." or signs[1:2] == ".":
        return True
    word = text[max(start, text.rfind(" ", start, place) + 1) : place]
    if len(word) > 6 and word[-2] not in ".-":
        return True
    if ordinals and word.isdigit() and len(word) <= 2:
        return False
    return not _is_abbreviation(word.lstrip(_BEFORE_WORD), text, end)


def _is_abbreviation(word: str, text: str, end: int) -> bool:
    """Whether a word before a full stop is an abbreviation; at `end` something follows that begins with no lower-case letter."""
    length = len(word)
    if length == 1 or (length > 2 and word[-2] in ".-"):
        # An initial or a part of one: "M. Dupont", "U.S. Government", "J.-P. Sartre", "z.B. Wien"; not "so do I".
        if word == "I" or not (word[-1].isupper() or word[-1].islower()):
            return False
        return length == 1 or word[-2] != "." or not _STARTER.match(text, end)
    lowered = word.lower()
    if lowered in _OFTEN_LAST:
        first = _FIRST.match(text, end)
        return first is not None and first[1].isdigit()
    return lowered in ABBREVIATIONS


def without(text: str, asides: Sequence[tuple[int, int]]) -> str:
    """The text with its asides cut out: the speaker's own words."""
    if not asides:
        return text
    pieces, position = [], 0
    for start, end in asides:
        pieces.append(text[position:start])
        position = end
    return " ".join(" ".join([*pieces, text[position:]]).split())
