"""Find the language of a text, by its script and its n-grams of bytes.

py3langid, a naive Bayes model, weighs the n-grams: Lui and Baldwin 2012, langid.py: An
Off-the-shelf Language Identification Tool.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from functools import cache, lru_cache
from typing import Any

import msgspec

from pilcrow.model.patterns import compile_later

FLOOR = 0.9  # probability below which a language is not taken without asking
SAMPLE = 20_000  # characters that are read
SHORTEST = 20  # letters that a text needs for any guess
# Scripts that have one language or few: the range of their letters, and the languages.
_SCRIPTS = (
    ("ja", "ja", "[\u3040-\u30ff]"),
    ("ko", "ko", "[\uac00-\ud7af]"),
    ("zh", "zh", "[\u4e00-\u9fff]"),
    ("he", "he", "[\u0590-\u05ff]"),
    ("el", "el", "[\u0370-\u03ff\u1f00-\u1fff]"),
    ("hi", "hi mr ne", "[\u0900-\u097f]"),
    ("ar", "ar fa ur", "[\u0600-\u06ff]"),
    ("ru", "ru uk bg sr mk be kk ky mn", "[\u0400-\u04ff]"),
    ("th", "th", "[\u0e00-\u0e7f]"),
    ("ka", "ka", "[\u10a0-\u10ff]"),
    ("hy", "hy", "[\u0530-\u058f]"),
    ("am", "am", "[\u1200-\u137f]"),
    ("bn", "bn", "[\u0980-\u09ff]"),
    ("ta", "ta", "[\u0b80-\u0bff]"),
)
_OTHER_SCRIPTS = compile_later(f"[{''.join(letter[1:-1] for _, _, letter in _SCRIPTS)}]")
_ASCII = bytes(range(0x80))
# Bytes of Latin letters and of common signs in UTF-8. All letters of other scripts have others.
_OF_LATIN = bytes([*range(0x80, 0xCD), 0xE2, *range(0xEE, 0xF8)])
_LATIN = (
    "en de fr es it pt nl pl sv da no nb nn is fi et lv lt cs sk sl hr bs hu ro tr az ca gl eu ga"
    " cy mt sq af id ms sw vi eo la"
)
# Letters that one language has and its neighbours do not have.
_TELLING = {
    "uk": "іїєґ",
    "ru": "ыэё",
    "fa": "پچژگ",
    "sr": "ђћљњџј",
    "mk": "ѓќѕ",
    "be": "ў",
}
NAMES = dict(
    pair.split(":")
    for pair in str.split(
        "en:English de:German fr:French es:Spanish it:Italian pt:Portuguese nl:Dutch pl:Polish"
        " sv:Swedish da:Danish no:Norwegian nb:Norwegian nn:Nynorsk is:Icelandic fi:Finnish"
        " et:Estonian lv:Latvian lt:Lithuanian cs:Czech sk:Slovak sl:Slovene hr:Croatian bs:Bosnian"
        " sr:Serbian mk:Macedonian hu:Hungarian ro:Romanian tr:Turkish az:Azerbaijani ca:Catalan"
        " gl:Galician eu:Basque ga:Irish cy:Welsh mt:Maltese sq:Albanian af:Afrikaans id:Indonesian"
        " ms:Malay sw:Swahili vi:Vietnamese eo:Esperanto la:Latin ru:Russian uk:Ukrainian"
        " bg:Bulgarian be:Belarusian kk:Kazakh ky:Kyrgyz mn:Mongolian ar:Arabic fa:Persian ur:Urdu"
        " he:Hebrew el:Greek zh:Chinese ja:Japanese ko:Korean hi:Hindi mr:Marathi ne:Nepali th:Thai"
        " ka:Georgian hy:Armenian am:Amharic bn:Bengali ta:Tamil"
    )
)


class Guess(msgspec.Struct, frozen=True):
    """A language and its probability, from 0 to 1; "" if nothing shows one."""

    language: str
    confidence: float
    others: tuple[str, ...] = ()  # the next probable languages, if it is not sure

    @property
    def sure(self) -> bool:
        return bool(self.language) and self.confidence >= FLOOR


def guess_language(text: str) -> Guess:
    """Return the language of a text as a BCP 47 code, by its script, then by its n-grams."""
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return Guess("", 0.0)
    allowed = allowed_by_script(sample)
    if " " not in allowed:
        return Guess(allowed, 1.0)
    if letters < SHORTEST:
        return Guess("", 0.0)
    return _rank(sample, allowed)


def allowed_by_script(text: str) -> str:
    """Return the languages that are written in the script of a text, separated by spaces."""
    if text.isascii():
        return _LATIN
    beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    if not beyond.translate(None, _OF_LATIN):
        return _LATIN
    other = _OTHER_SCRIPTS.search(beyond.decode("utf-8", "surrogatepass"))
    letters = sum(map(str.isalpha, text)) if other else 0
    if not letters:
        return _LATIN
    for first, languages, letter in _SCRIPTS:
        share = len(re.findall(letter, text)) / letters
        # Chinese characters with any kana are Japanese.
        if share > (0.05 if first == "ja" else 0.4):
            return languages
    return _LATIN


def rank_each(texts: Sequence[str], among: str = "") -> list[list[tuple[str, float]]]:
    """Return the languages of texts with their probabilities, the most probable first.

    If a script has one language, that is the only one. A text with few letters has none.

    Args:
        texts: The texts.
        among: The possible languages, separated by spaces; "" means all.
    """
    found: list[list[tuple[str, float]]] = [[] for _ in texts]
    by_script: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        allowed = allowed_by_script(text).split()
        left = [name for name in allowed if not among or name in among.split()]
        if len(left) == 1 and any(map(str.isalpha, text)):
            found[place] = [(left[0], 1.0)]
        elif left and sum(map(str.isalpha, text)) >= SHORTEST:
            by_script.setdefault(" ".join(left), []).append(place)
    for left_by, places in by_script.items():
        identifier = _restricted(left_by)
        if len(identifier.labels) < 2:
            continue
        for place in places:
            ranked = identifier.rank(texts[place])
            found[place] = [({"no": "nb"}.get(str(one), str(one)), float(p)) for one, p in ranked]
    return found


@lru_cache(maxsize=4)  # restricting a model takes longer than using it
def _restricted(allowed: str) -> Any:
    """Return the model for those of some languages that it knows; it may know none."""
    identifier = copy(_identifier())
    identifier.set_languages(sorted({*identifier.labels} & {*allowed.split()}))
    return identifier


def _rank(sample: str, allowed: str) -> Guess:
    identifier = _restricted(allowed)
    if not identifier.labels:
        return Guess(allowed.split()[0], 0.5)
    ranked = [(str(name), float(share)) for name, share in identifier.rank(sample)]
    lowered = sample.lower()
    for language, signs in _TELLING.items():
        # A letter of its own decides for a language. Its absence in a long text counts against it.
        if language in allowed.split() and sum(lowered.count(sign) for sign in signs) * 100 > len(
            re.findall(r"\w", lowered)
        ):
            ranked.sort(key=lambda pair: pair[0] != language)
            break
    (language, confidence), *others = ranked
    confidence = min(confidence, _by_length(sample))
    language = {"no": "nb"}.get(language, language)
    return Guess(language, confidence, tuple(name for name, share in others[:2] if share > 0.01))


def _by_length(sample: str) -> float:
    """Return the highest probability for a text of this length: a few words prove little."""
    words = len(sample.split())
    return min(1.0, 0.5 + words / 20)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_name(language: str) -> str:
    """Return the English name of a language by its code; the code if it has no name here."""
    return NAMES.get(language.split("-")[0], language)
