"""Find the language of each paragraph of a text in two languages.

Only what the source leaves open is decided. A text is in two languages if many of its long
paragraphs are surely in each. Two independent signs must agree on a paragraph: the detector of
`text.languages`; and the stop words of the languages or, in Cyrillic script, letters that only one
of them has. A paragraph that is surely in neither keeps the document's language. The exception is a
short paragraph within a turn whose other paragraphs are all in one language.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from pilcrow.model import wording
from pilcrow.model.documents import Document
from pilcrow.model.patterns import compile_later
from pilcrow.text.languages import NAMES, allowed_by_script, language_name, rank_each
from pilcrow.text.stopwords import stop_words
from pilcrow.text.units import Unit
from pilcrow.text.words import primary

_SURE = 0.99  # probability from which the detector decides on the language of a paragraph
_LEANS = 0.9  # probability from which a short paragraph may follow the rest of its turn
_WORDS = 10  # words that a paragraph needs to decide its own language
_LONG = 15  # words that a paragraph needs to show that the text is in two languages
_FEWEST = 3  # paragraphs that a text in two languages has in each of them
_SHARE = 0.2  # share of the long paragraphs that must be in the second language,
_MANY = 12  # or this number of them
_RARE = 1 / 32  # share of a sample that must look like another language before more is read
_SAMPLES = (24, 96)  # paragraphs that are read before all of them are
_AHEAD = 1.3  # how many times as many stop words of its own language a paragraph must have
_FEW_OWN = 0.5  # of the usual share of stop words, below which another language is likely
_TOO_FEW = 0.02  # if fewer words are stop words, nothing of the text is in their language;
_MOST = 150  # this holds for lists of so many that they have the most frequent words
_TELLING = 3  # bytes of a stop word that counts: some lists have all shorter words
_GOLDEN = 0.6180339887498949  # step of a sample that does not follow a rhythm of the text
_LOOKED_AT = 1_000  # characters that are read of a paragraph
_HEAD = 200  # characters that are read of a paragraph if its language has many stop words
_ENOUGH = 0.25  # share of stop words from which they are many
_GLANCE = 400  # characters that are read of a paragraph before the detector is asked

# Languages that the detector confuses. A text in one of them is not taken for a text in two.
_NEAR = (
    {"da", "nb", "nn", "no"},
    {"hr", "bs", "sr", "sl"},
    {"id", "ms"},
    {"cs", "sk"},
    {"pt", "gl"},
    {"es", "gl"},
    {"nl", "af"},
    {"bg", "mk"},
    {"hi", "mr", "ne"},
    {"ja", "zh"},  # a list of titles in Japanese may have no kana
)
# Letters that one language has and the other lacks.
_LETTERS = {"uk": "іїєґ", "ru": "ыэё"}
_QUOTED = '"“”„«»‘‹「『>'
_COLONS = (":", "：")
_WORD = compile_later(r"[^\W\d_]{2,}")
# Scripts without spaces between words. Two letters count as about one word.
_UNPARTED = compile_later("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")


class _Read(msgspec.Struct):
    """The first characters of a paragraph, and their number of words."""

    unit: Unit
    text: str
    words: list[str]
    length: int

    @classmethod
    def of(cls, unit: Unit) -> _Read:
        text = unit.text[:_LOOKED_AT]
        words = _WORD.findall(text.casefold())
        return cls(unit, text, words, len(words) + len(_UNPARTED.findall(text)) // 2)


def tell_languages(units: Sequence[Unit], document: Document) -> Counter[str]:
    """Give each paragraph its language, where a text is in several; "" is the document's.

    Args:
        units: The paragraphs, with their kinds and speakers. Changed in place.
        document: Its metadata say its language, and whether it is in several.

    Returns:
        How many paragraphs of speech are in each language; none where the text is in one.
    """
    main, stated = document.language, document.segmentation.languages
    few = stated == "auto" and len(units) < 2 * _FEWEST
    if few or stated == "one" or not {unit.language for unit in units} <= {"", main}:
        return Counter()
    spoken = [unit for unit in units if unit.kind in ("speech", "question")]
    if isinstance(stated, list):
        languages = list(dict.fromkeys([main, *stated]))
    else:
        languages = _find_languages(_evidence(spoken), main)
    if len(languages) < 2:
        return Counter()
    tags = {primary(language): language for language in reversed(languages)}
    if primary(main) in tags:
        tags[primary(main)] = main
    told = _assign(units, tags)
    for unit, language in zip(units, told, strict=True):
        if language:
            unit.language = "" if language == main else language
    return Counter(unit.language or main for unit in spoken)


def describe_languages(counts: Counter[str]) -> str:
    """Return the sentence on the languages of a text: how many paragraphs are in each."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    (first, count), *others = ordered
    parts = [f"{wording.count(count, 'paragraph')} in {language_name(first)}"]
    parts += [f"{count} in {language_name(language)}" for language, count in others]
    several = {2: "two", 3: "three"}.get(len(ordered), str(len(ordered)))
    return f"The text is in {several} languages: {', '.join(parts)}."


def _evidence(units: Sequence[Unit]) -> list[Unit]:
    """Return the long paragraphs that are not quotations: without quotation marks, not after a
    colon.
    """
    before = ""
    found = []
    for unit in units:
        text = unit.text
        if (
            text[0] not in _QUOTED
            and before[-1:] not in _COLONS
            and (
                text.count(" ", 0, _HEAD) >= _LONG - 1
                or text.count(" ") >= _LONG - 1
                # In UTF-8 each of their letters has three bytes.
                or (
                    len(text.encode("utf-8", "replace")) >= len(text) + 4 * _LONG
                    and len(_UNPARTED.findall(text)) >= 2 * _LONG
                )
            )
        ):
            found.append(unit)
        before = text
    return found


def _find_languages(long: Sequence[Unit], main: str) -> list[str]:
    """Return the languages that the long paragraphs show; fewer than two if the text is in one."""
    if len(long) < 2 * _FEWEST or primary(main) not in NAMES:
        return []
    own = {"no": "nb", "nn": "nb"}.get(primary(main), primary(main))
    for size in (*_SAMPLES, len(long)):
        sample = [unit.text for unit in _spread(long, size)]
        every = len(sample) == len(long)
        others, usual = _others(sample, own)
        # A first sentence of names has few stop words too. The whole paragraph tells them apart.
        others, _ = _others(others, own, _LOOKED_AT, usual)
        if len(others) < (_FEWEST if every else _RARE * size):
            return []
        if every:
            break
    counts = Counter(filter(None, _sure_languages([_Read.of(unit) for unit in long], own)))
    enough = min(max(_FEWEST, _SHARE * len(long)), _MANY)
    found = [language for language, count in counts.most_common() if count >= enough]
    return found if own in found else []  # else its stated language may be wrong


def _spread(long: Sequence[Unit], size: int) -> Sequence[Unit]:
    """Return a sample from all parts of the text, at steps that no rhythm of the text follows."""
    if len(long) <= size:
        return long
    places = {int(len(long) * (place * _GOLDEN % 1)) for place in range(size)}
    return [long[place] for place in sorted(places)]


def _others(
    sample: Sequence[str], own: str, length: int = _HEAD, usual: float = 0.0
) -> tuple[list[str], float]:
    """Return the paragraphs of a sample that look like another language, and the text's usual
    share of stop words.

    They have another script, other letters, or few stop words for this text. The detector is not
    asked, because it takes long to load. `length` is how many characters are read of each at first.
    The usual share is found in the sample, unless it is given.
    """
    if not sample:
        return [], usual
    counts, shares = _shares(sample, own, length)
    if not usual:
        if (
            sum(shares) < _TOO_FEW * len(shares)
            and len(stop_words(own)) >= _MOST
            and not any(_UNPARTED.search(text) for text in sample if not text.isascii())
        ):
            return [], 0.0  # nothing is in the document's language, so the text is not partly in it
        if sorted(shares)[int(0.9 * (len(shares) - 1))] < _ENOUGH:
            counts, shares = _shares(sample, own, _GLANCE)
        usual = sorted(shares)[int(0.9 * (len(shares) - 1))]
    latin = own in _parted(allowed_by_script(""))
    others = [
        text
        for text, count, share in zip(sample, counts, shares, strict=True)
        if (share <= _FEW_OWN * usual and share <= _few(usual, count))
        or (not (latin and text.isascii()) and _is_other(text[: max(length, _GLANCE)], own))
    ]
    return others, usual


def _is_other(text: str, own: str) -> bool:
    """Return whether the script or the letters of a text are not those of a language."""
    return _letters(text, own) < 0 or own not in _parted(allowed_by_script(text))


def _shares(sample: Sequence[str], own: str, length: int) -> tuple[list[int], list[float]]:
    """Return the number of the first words of texts, and the share of a language's stop words."""
    words, known = [text[:length].casefold().split() for text in sample], _telling_words(own)
    return list(map(len, words)), [_share(one, known) for one in words]


def _few(usual: float, words: int) -> float:
    """Return the share of stop words up to which a paragraph may be in another language.

    The share differs more by chance in a paragraph of fewer words.
    """
    return max(0.0, _FEW_OWN * usual - math.sqrt(usual * (1 - usual) / words))


@functools.cache
def _telling_words(language: str) -> frozenset[str]:
    """Return the stop words of a language that are long enough to tell it from others."""
    return frozenset(word for word in stop_words(language) if len(word.encode()) >= _TELLING)


@functools.cache
def _parted(languages: str) -> frozenset[str]:
    """Return languages separated by spaces, as a set."""
    return frozenset(languages.split())


def _sure_languages(long: Sequence[_Read], own: str) -> list[str]:
    """Return the language of each long paragraph; "" if it is not sure."""
    ranked = rank_each([read.text for read in long])
    near = {language for group in _NEAR if own in group for language in group}
    found = []
    for read, order in zip(long, ranked, strict=True):
        language = _agreed(read, order, own)
        found.append(own if language in near else language)
    return found


def _agreed(read: _Read, ranked: Sequence[tuple[str, float]], own: str) -> str:
    """Return the language on which both signs agree; "" if they do not."""
    if not ranked or ranked[0][1] < _SURE:
        return ""
    language = ranked[0][0]
    if language in _LETTERS:
        return language if _letters(read.text, language) > 0 else ""
    others = {own, *(name for name, _ in ranked[1:2])} - {language}
    if not all(_ahead(read, language, other) for other in others):
        return ""
    return language


def _letters(text: str, language: str) -> int:
    """Return whether letters speak for a language (1), against it (-1), or do neither (0)."""
    if language not in _LETTERS:
        return 0
    lowered = text.lower()
    counts = {one: sum(map(lowered.count, letters)) for one, letters in _LETTERS.items()}
    own = counts.pop(language)
    other = sum(counts.values())
    return (own > 5 * other) - (other > 5 * own)


def _share(words: Sequence[str], known: frozenset[str]) -> float:
    """Return the share of stop words among words."""
    return len([*filter(known.__contains__, words)]) / max(1, len(words))


def _ahead(read: _Read, language: str, other: str) -> bool:
    """Return whether a paragraph has more stop words of one language than of another.

    True if their scripts differ, or if the stop words of one are not known.
    """
    known, against = stop_words(language), stop_words(other)
    if not known or not against or other not in _parted(allowed_by_script(read.text)):
        return True
    return _share(read.words, known) > _AHEAD * _share(read.words, against)


def _assign(units: Sequence[Unit], tags: dict[str, str]) -> list[str]:
    """Return the language of each paragraph, as the document codes it; "" if it is not clear."""
    reads = [_Read.of(unit) for unit in units]
    ranked = rank_each([read.text for read in reads], " ".join(tags))
    sure, leaning = [], []
    for read, order in zip(reads, ranked, strict=True):
        language, share = order[0] if order else ("", 0.0)
        alone = len(order) == 1
        other = order[1][0] if len(order) > 1 else language
        enough = read.length >= (3 if alone else _WORDS)
        agreed = alone or _agreed(read, order, other)
        sure.append(language if enough and agreed and share >= _SURE else "")
        leaning.append(language if share >= _LEANS else _by_stop_words(read, tags))
    told = list(sure)
    for place, unit in enumerate(units):
        if not told[place] and unit.kind in ("speech", "question", "salutation"):
            told[place] = _by_neighbours(units, sure, leaning, place)
    return [tags.get(language, "") for language in told]


def _by_stop_words(read: _Read, tags: dict[str, str]) -> str:
    """Return the one language of which a few words have stop words; "" if there is none."""
    shares = sorted((_share(read.words, stop_words(language)), language) for language in tags)
    (second, _), (first, language) = shares[-2:]
    return language if first > _AHEAD * second else ""


def _by_neighbours(
    units: Sequence[Unit], sure: Sequence[str], leaning: Sequence[str], place: int
) -> str:
    """Return the language of the neighbours of a paragraph in its turn.

    Both must be in it, or one of them if the words of the paragraph lean to the same language.
    """
    unit = units[place]
    beside = []
    if place and not unit.speaker_label and units[place - 1].speaker == unit.speaker:
        beside.append(sure[place - 1])
    if place + 1 < len(units):
        after = units[place + 1]
        if not after.speaker_label and after.speaker == unit.speaker:
            beside.append(sure[place + 1])
    if len(set(beside)) != 1:
        return ""
    language = beside[0]
    own = leaning[place]
    return language if own == language or (len(beside) == 2 and not own) else ""
