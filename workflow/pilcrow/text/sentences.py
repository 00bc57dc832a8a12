"""Divide text into sentences, in any script.

It uses rules and no statistics, so that a reader can tell why a sentence ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import methodcaller

from pilcrow.model.patterns import compile_later

# Abbreviations that do not end a sentence, even before a capital letter. Words of one letter and
# words with a dot inside (U.S., z.B., т.е.) are found by their form.
ABBREVIATIONS = frozenset(
    str.split(
        # English
        "mr mrs ms dr prof rev hon gen col lt capt sgt gov sen rep pres messrs st jr sr no nos vs"
        " vol art arts sec para paras fig p pp etc cf ed eds inc ltd co corp dept est jan feb mar"
        " apr jun jul aug sept sep oct nov dec mon tue wed thu fri approx "
        # French
        "mm mme mmes mlle mlles me mgr ste art al cf env chap "
        # German
        "hr fr frl hrn bzw ca dipl ing nr str usw vgl bspw evtl ggf inkl jh jhd mio mrd sog tel u v"
        " z d h o ä abs abg bd geb gest "
        # Russian
        "г гг г-н г-жа гр им ул д стр с ст т тыс млн млрд см ср акад проф чл напр др пр руб коп обл"
        " респ долл кв мин сек гл рис изд ред "
        # Spanish
        "sr sra sres sras srta d dª dña dr dra ud uds vd vds excmo excma ilmo ilma núm págs pág art"
        " lic gral cía av"
    )
)
# Abbreviations that often end a sentence. Only before a lower-case letter or a digit they do not.
_OFTEN_LAST = frozenset(str.split("etc usw al др пр inc ltd co corp jr г гг"))
_CLOSING = "(?:[.!?…։؟۔।॥\"'”’“‘»›)\\]」』）】〉》]| [»›])*"
_OPENING = "[\"'“‘„«‹(\\[¿¡—–-]*"
# Signs that may end a sentence, unless a lower-case letter or a comma follows. Full-width signs
# need no space after them.
_FOLLOWS = f"(?= {_OPENING} ?[^ ,;:،؛a-zа-яß-öø-ÿ])"
_END = compile_later(f"[.!?…։؟۔।॥](){_CLOSING}{_FOLLOWS}|[。！？｡]+[\"'”’」』）】〉》]*")
# One pattern for each sign: several times as fast as one for all. Group 1 is "" where the end is
# uncertain, such as after an abbreviation. It is None where the end is certain: at another sign, or
# before a capital letter and after a long word or the end of none of the longer abbreviations.
_TAILS = "|".join(sorted({word[-5:] for word in ABBREVIATIONS if len(word) > 4}))
_PLAIN = (
    rf"(?:(?<!\.)|(?=\.)|(?<=[a-z]{{5}}\.)(?<!(?:{_TAILS})\.)"
    r"|(?<=[^ ]{5}[^ .-][^ ]\.))"
)
_ASCII_REST = "[.!?\"')\\]]*(?= [\"'(\\[-]* ?[^ ,;:a-z])"
_REST = f"(?:{_PLAIN}{_CLOSING}(?= [A-ZА-ЯЁ])|(){_CLOSING}{_FOLLOWS})"
_STOP = compile_later(rf"\.{_REST}")
_ANY = compile_later(f"[.?!…]{_REST}")
_ASCII_EACH = {
    sign: compile_later(f"{re.escape(sign)}(?:{_PLAIN}|()){_ASCII_REST}") for sign in ".?!"
}
# Signs that few texts have. A text with one of them is read by the pattern for all.
_RARE = "։؟۔।॥。！？｡"
_START = methodcaller("start")
_FIRST = compile_later(f" +{_OPENING} *([^ ])")
# Words that begin a sentence after "U.S." or "a.m.".
_STARTER = compile_later(
    r" +(?:The|We|I|It|This|That|These|They|He|She|But|And|In|Our|There|If|You|As|At|So|For|What"
    r"|When|How|Why)(?![\w-])"
)
# Languages that write ordinal numbers with a full stop: "am 3. Oktober".
_ORDINALS = compile_later("(?:de|cs|sk|sl|hr|sr|bs|da|nb|nn|no|fi|et|lv|hu|is|tr)(?![a-z])")
_BEFORE_WORD = "([«“\"'‘„"


def find_sentences(
    text: str, language: str = "", asides: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Return the character ranges of the sentences. Only spaces are left between them.

    A stage direction belongs to the sentence before it. `language` (BCP 47) matters if it writes
    ordinal numbers with a full stop.
    """
    sentences = _split(text, _has_ordinals(language))
    if not asides:
        return sentences
    ends = dict(asides)  # the asides, by their first character
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        if joined:
            start = max(start, joined[-1][1])
            while (text.startswith(" ", start) and start < end) or start in ends:
                if start in ends:
                    joined[-1] = joined[-1][0], ends[start]
                    start = ends[start]
                else:
                    start += 1
        if start < end:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1 << 8)
def _has_ordinals(language: str) -> bool:
    """Return whether a language writes ordinal numbers with a full stop."""
    return _ORDINALS.match(language) is not None


def _split(text: str, ordinals: bool) -> list[tuple[int, int]]:
    ascii_only = text.isascii()
    sentences: list[tuple[int, int]] = []
    start = reached = 0
    for match in _candidates(text, ascii_only):
        place, end = match.span()
        if place < reached:
            continue  # a closing sign of the sentence before
        reached = end
        if match.lastindex is None or _is_end(text, start, place, end, ascii_only, ordinals):
            sentences.append((start, end))
            start = end
            while text[start : start + 1] == " ":
                start += 1
    if start < len(text) or not sentences:
        sentences.append((start, len(text)))
    return sentences


def _candidates(text: str, ascii_only: bool) -> Iterable[re.Match[str]]:
    """Return the signs that may end a sentence, in order."""
    if not ascii_only:
        if any(map(text.__contains__, _RARE)):
            return _END.finditer(text)
        return (_ANY if "?" in text or "!" in text or "…" in text else _STOP).finditer(text)
    if "?" not in text and "!" not in text:
        return _ASCII_EACH["."].finditer(text)  # most paragraphs
    found = [pattern.finditer(text) for sign, pattern in _ASCII_EACH.items() if sign in text]
    return sorted(chain.from_iterable(found), key=_START)


def _is_end(text: str, start: int, place: int, end: int, ascii_only: bool, ordinals: bool) -> bool:
    """Return whether the signs text[place:end] end the sentence that began at `start`.

    No lower-case a to z follows them.
    """
    if not ascii_only:
        first = _FIRST.match(text, end)
        if first and first[1].islower():
            return False
    if text[place] != "." or text[place + 1 : place + 2] == ".":
        return True
    role = _role(text[max(start, text.rfind(" ", start, place) + 1) : place], ordinals)
    if role == "dotted":
        return _STARTER.match(text, end) is not None
    if role == "often last":
        first = _FIRST.match(text, end)
        return first is None or not first[1].isdigit()
    return role == "word"


@lru_cache(maxsize=1 << 14)
def _role(word: str, ordinals: bool) -> str:
    """Return the role of the word before a full stop.

    It is "word", "abbreviation", "dotted" ("U.S") or "often last" ("etc").
    """
    if len(word) > 6 and word[-2] not in ".-":
        return "word"
    if ordinals and word.isdigit() and len(word) <= 2:
        return "abbreviation"
    word = word.lstrip(_BEFORE_WORD)
    length = len(word)
    if length == 1 or (length > 2 and word[-2] in ".-"):
        # An initial or a part of one: "M. Dupont", "U.S. Government", "J.-P. Sartre", "z.B. Wien".
        # "I" in "so do I" is not one.
        if word == "I" or not (word[-1].isupper() or word[-1].islower()):
            return "word"
        return "abbreviation" if length == 1 or word[-2] != "." else "dotted"
    lowered = word.lower()
    if lowered in _OFTEN_LAST:
        return "often last"
    return "abbreviation" if lowered in ABBREVIATIONS else "word"
