"""Find the encoding of bytes that are not UTF-8.

The result is evidence for the scholar. It is never used without asking. A reading is judged by its
language: whether its letters are those of the language, and whether it has words that every text of
the language has. The encodings that charset-normalizer finds are tried, and the usual ones of each
language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from pilcrow.text.languages import guess_language, language_name

FLOOR = 0.5  # score below which no encoding is proposed
MARGIN = 0.8  # share of the best score above which a second reading makes the first doubtful
SAMPLE = 12_000  # bytes that are read, from where they first leave ASCII
# Encodings and the languages that were written in them, the usual encodings first.
_LANGUAGES = {
    "windows-1252": "en de fr es it pt nl sv da no fi ca gl eu ga id",
    "windows-1250": "pl cs sk hu sl hr ro",
    "windows-1251": "ru uk bg sr mk",
    "windows-1253": "el",
    "windows-1254": "tr",
    "windows-1255": "he",
    "windows-1256": "ar fa ur",
    "windows-1257": "et lv lt",
    "windows-1258": "vi",
    "gb18030": "zh",
    "big5": "zh",
    "big5hkscs": "zh",
    "cp932": "ja",
    "euc-jp": "ja",
    "iso-2022-jp": "ja",
    "cp949": "ko",
    "koi8-r": "ru bg",
    "koi8-u": "uk",
    "mac-roman": "en de fr es it pt nl sv da no fi ca",
    "iso-8859-2": "pl cs sk hu sl hr ro",
    "iso-8859-5": "ru bg",
    "iso-8859-6": "ar",
    "iso-8859-7": "el",
    "iso-8859-8": "he",
    "iso-8859-9": "tr",
    "iso-8859-13": "et lv lt",
    "iso-8859-15": "en de fr es it pt nl sv da no fi ca et",
    "iso-8859-16": "ro",
    "cp850": "en de fr es it pt nl sv da no fi ca",
    "cp437": "en de",
    "cp852": "pl cs sk hu sl hr ro",
    "cp866": "ru uk bg",
    "mac-cyrillic": "ru uk bg",
    "mac-latin2": "pl cs sk hu sl hr",
    "mac-greek": "el",
    "mac-turkish": "tr",
    "cp874": "th",
}
# Names that people and editors know, where Python's names differ.
_KNOWN_AS = {"cp932": "shift_jis", "cp949": "euc-kr", "big5hkscs": "big5"}
# The letters beyond ASCII that texts of a language have.
_LETTERS = {
    "en": "éèêçñöüïâ£",
    "de": "äöüßé",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíóúüñ¿¡ºª",
    "ca": "àèéíïòóúüç·",
    "gl": "áéíóúüñ",
    "eu": "ñçü",
    "it": "àèéìíîòóùú",
    "pt": "áàâãçéêíóôõúüºª",
    "nl": "éëïóöüèáíê",
    "sv": "åäöéü",
    "da": "æøåéü",
    "no": "æøåéòôê",
    "fi": "äöåé",
    "ga": "áéíóú",
    "id": "é",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    "hr": "čćđšž",
    "sl": "čšžćđ",
    "tr": "çğıiöşüâîû",
    "et": "äõöüšž",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơư",
}
_RANGES = {
    "ru": "а-яё",
    "bg": "а-я",
    "uk": "а-щьюяґєії",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "el": "\u0384-\u03ce\u1f00-\u1fff·",
    "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff",
    "fa": "\u0600-\u06ff\u200c",
    "ur": "\u0600-\u06ff\u200c",
    "th": "\u0e00-\u0e7f",
    "ja": "\u3000-\u30ff\u3400-\u9fff\uff00-\uff60",
    "zh": "\u3000-\u303f\u3400-\u9fff\uff00-\uff60",
    "ko": "\u3000-\u303f\uac00-\ud7af\uff00-\uff60",
}
_TYPOGRAPHY = frozenset("\u00a0‘’‚“”„…–—•«»‹›€£°§©®™½·№")
# Characters that every longer text has, in scripts without spaces.
_COMMON = {
    "zh": (
        "的一是不了在人有我他這个們这中来大为和国國地到以說说时時要就出会會可也你對对生能而子那得于著下自之年過过發后後作里用道行所然家種事成方多經么去法学如都同现没动面起看定天分还进好小部其些主样理心她本前開但因只从想实"
    ),
    "ja": "のにはをたがでてとしれさいるかなもこすまんらよ",
    "th": "าีิเ่นรก้งัมอลวดสปทคแจไ",
    "ko": "이다는을의에가고한를하지도로은서있그사자기나",
}
# Common words of languages of which the package has no list.
_WORDS = {
    "sr": frozenset(
        str.split(
            "је се да на су за од са не то би што али или смо ће ћемо као ако ми ви он она они ово"
            " та тај нам вам ко кад када из до по већ још није сам сте бити био била у свој"
        )
    ),
    "mk": frozenset(
        str.split(
            "на во да се од за не ќе со ги ја го им или но дека што кои кој која оваа овој таа тоа"
            " тие ние вие сум сме сте беше биде има нема до по кога ако уште веќе како ни ви"
        )
    ),
}
_PREFIXES = "והבלמשכ"  # of Hebrew: "and", "the", "in", "to" and others are written with the word
_THAI = re.compile("[\u0e00-\u0e7f]+")
_SHORTEST_RUN = 8  # letters: Thai has spaces between sentences, but none between words
_MISPLACED = re.compile(
    r"\w[£«»‹›€°§©®™½„‚–—…•“](?=\w)|[^\W\d_][‚„€£©™½](?!\w)|[‚„]{2}|(?<!\w)’(?=\w{3})(?!’[tT])"
)
_WORD = re.compile(r"[^\W\d_]+")


class EncodingCandidate(msgspec.Struct, frozen=True):
    """A way to read bytes as text."""

    encoding: str
    language: str
    score: float  # from 0 to 1
    text: str  # the sample as text

    @property
    def words(self) -> str:
        """A few words of the reading, from the first one beyond ASCII."""
        place = next((i for i, sign in enumerate(self.text) if sign > "\x7f"), 0)
        start = self.text.rfind(" ", 0, max(0, place - 12)) + 1
        return " ".join(self.text[start : start + 60].split())


class Detection(msgspec.Struct, frozen=True):
    """The probable encodings of bytes. `readings` has them, best first."""

    readings: tuple[EncodingCandidate, ...] = ()

    @property
    def encoding(self) -> str:
        """The encoding; "" if none is sure enough."""
        if not self.readings or self.readings[0].score < FLOOR:
            return ""
        doubtful = (
            len(self.readings) > 1 and self.readings[1].score > MARGIN * self.readings[0].score
        )
        return "" if doubtful else self.readings[0].encoding

    def candidates(self) -> str:
        """Return the probable readings in words, for a message; "" if there are none."""
        return "; ".join(
            f"{reading.encoding} ({language_name(reading.language)}: “{reading.words}”)"
            for reading in self.readings[:3]
        )


def detect(content: bytes, language: str = "") -> Detection:
    """Return the probable encodings of bytes that are not UTF-8.

    `language` is a BCP 47 code; "" if it is not known.
    """
    zeros = content[:SAMPLE].count(b"\0")
    if zeros > len(content[:SAMPLE]) // 5:
        return _detect_wide(content[:SAMPLE], zeros)
    found = _detect(_sample(content), language)
    # If no reading fits the language, the language may only have been assumed.
    return found if found.encoding or not language else _detect(_sample(content), "")


def _detect(sample: bytes, language: str) -> Detection:
    controls = sum(
        sample.count(bytes([byte])) for byte in range(32) if byte not in b"\t\n\r\f\v\x1b"
    )
    if controls > len(sample) // 50:
        return Detection()
    texts: dict[str, EncodingCandidate] = {}
    for encoding in _encodings(sample):
        text = _decode(sample, encoding)
        if text is None:
            continue
        reading = _judge(text, encoding, language.split("-")[0])
        known = texts.get(text)
        # Encodings that give the same text are one reading, under the more usual name.
        if known is None or reading.score > known.score:
            texts[text] = reading
    readings = [reading for reading in texts.values() if reading.score > 0.02]
    if not language and len(readings) > 1:
        readings = [_weighed(reading) for reading in readings]
    return Detection(tuple(sorted(readings, key=lambda reading: -reading.score)[:4]))


def _weighed(reading: EncodingCandidate) -> EncodingCandidate:
    """Halve the score of a reading whose words look like another language than its letters do."""
    found = {"nb": "no", "nn": "no"}.get(name := guess_language(reading.text).language, name)
    python_name = next((one for one, known in _KNOWN_AS.items() if known == reading.encoding), "")
    languages = _LANGUAGES.get(python_name or reading.encoding, "").split()
    if not found or found in languages:
        return reading
    return msgspec.structs.replace(reading, score=reading.score / 2)


def _sample(content: bytes) -> bytes:
    """Return the lines that leave ASCII, so that a small sample has many of their characters."""
    if len(content) <= SAMPLE:
        return content
    lines = [line for line in content[:1_000_000].splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[:SAMPLE]


def _detect_wide(sample: bytes, zeros: int) -> Detection:
    """Detect UTF-16 without a byte order mark by the positions of its zero bytes."""
    odd = sample[1::2].count(b"\0")
    encoding = "utf-16-le" if odd > zeros * 0.8 else "utf-16-be" if odd < zeros * 0.2 else ""
    text = _decode(sample, encoding) if encoding else None
    return Detection((EncodingCandidate(encoding, "", 1.0, text),) if text else ())


def _encodings(sample: bytes) -> Iterator[str]:
    yield from _LANGUAGES
    from charset_normalizer import from_bytes

    known = set(_LANGUAGES)
    for match in list(from_bytes(sample, threshold=0.2))[:3]:
        name = match.encoding.replace("_", "-").replace("cp125", "windows-125")
        if name not in known and not name.startswith("utf"):
            yield name


def _decode(sample: bytes, encoding: str) -> str | None:
    """Return the text of a sample, which may end within a character; None if it does not decode."""
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as trouble:
        if trouble.start < len(sample) - 3:
            return None
        return sample[: trouble.start].decode(encoding)
    except LookupError:
        return None


def _judge(text: str, encoding: str, given: str) -> EncodingCandidate:
    """Return how well a text reads in the given language, or in the languages of its encoding."""
    languages = _LANGUAGES.get(encoding, "en").split()
    given = {"nb": "no", "nn": "no"}.get(given, given)
    if given:
        languages = [given] if given in languages else []
    name = _KNOWN_AS.get(encoding, encoding)
    beyond = "".join(sign for sign in text if sign > "\x7f")
    if not beyond or not languages or any(map(_is_rubbish, beyond)):
        return EncodingCandidate(name, given, 0.0, text)
    words = [word.lower() for word in _WORD.findall(text) if len(word) > 1]
    enough = 0.08 if given else 0.2  # a language that is given needs fewer words to show it
    scores = {
        language: (
            _letters(beyond, text, language)
            * (0.05 + 0.95 * min(1.0, _common(words, beyond, language) / enough))
        )
        for language in languages
    }
    best = max(languages, key=lambda language: scores[language])
    return EncodingCandidate(name, best, scores[best] * _prior(encoding, given), text)


def _prior(encoding: str, language: str) -> float:
    """Return how usual an encoding is. It decides between two that read equally well."""
    if encoding not in _LANGUAGES or (encoding == "cp874" and not language):
        return 0.5
    if encoding in ("iso-8859-16", "cp437", "iso-8859-6"):
        return 0.75
    return 0.9 if encoding.startswith(("mac", "cp4", "cp85", "cp86")) else 1.0


def _is_rubbish(sign: str) -> bool:
    """Return whether a character occurs in no text.

    It is a control character, of private use, unassigned, or a sign for drawing frames.
    """
    return unicodedata.category(sign) in ("Cc", "Co", "Cn") or "\u2500" <= sign <= "\u25ff"


def _letters(beyond: str, text: str, language: str) -> float:
    """Return from 0 to 1 how well the characters beyond ASCII fit a language.

    They should be its letters, or typography in its usual place.
    """
    if language == "th" and len(beyond) < _SHORTEST_RUN * len(_THAI.findall(text)):
        return 0.0
    # Signs that never occur in or after a word: "ferm‚", "port€".
    bad = len(_MISPLACED.findall(text))
    good = sum(sign in _TYPOGRAPHY for sign in beyond)
    if language in _RANGES:
        good += len(re.findall(f"[{_RANGES[language]}]", beyond, re.IGNORECASE))
        bad += len(
            re.findall(
                r"[^\W\d_A-Za-z]+[A-Za-z]+[^\W\d_A-Za-z]|[а-яё][А-ЯЁ]|(?<!\w)[”€](?=\w)", text
            )
        )
    else:
        letters = _LETTERS.get(language, "")
        good += sum(sign.lower() in letters for sign in beyond)
        # A capital after a small letter, as in "deÐil".
        bad += sum(
            1
            for before, sign in zip(text, text[1:], strict=False)
            if sign > "\x7f" and before.islower() and sign.isupper()
        )
    bad += max(0, len(beyond) - good)
    share = max(0.0, 1 - bad / len(beyond))
    # A long text may have a name from another language. In a short one each strange sign counts.
    return share**6 * (0.75 ** min(bad, 5) if bad > 0.005 * len(beyond) else 1.0)


def _common(words: list[str], beyond: str, language: str) -> float:
    """Return the share of words, or in scripts without spaces of characters, that are common."""
    if language in _COMMON:
        letters = len(beyond) + sum(len(word) for word in words if word.isascii())
        return sum(sign in _COMMON[language] for sign in beyond) / letters
    import stopwordsiso

    known = _WORDS.get(language) or (
        stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else frozenset()
    )
    if not words or not known:
        return 0.0
    prefixes = _PREFIXES if language == "he" else ""
    return sum(
        word in known or (word[0] in prefixes and word[1:] in known) for word in words
    ) / len(words)
