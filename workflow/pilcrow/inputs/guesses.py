"""Proposals for metadata, made from the transcript: date, title, speaker.

A person confirms or corrects them.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from pilcrow.model.names import family_of
from pilcrow.model.records import Paragraph

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre"
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
_MONTH = {
    name: number for names in _MONTHS.values() for number, name in enumerate(names.split(), 1)
}
_MONTH |= {name[:3]: number for number, name in enumerate(_MONTHS["en"].split(), 1)}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(
        rf"\b(?P<name>{_NAMES})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|°)?\s+(?:de\s+)?"
        rf"(?P<name>{_NAMES})\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\d)(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日"),
    # A date with dots has the day first. With slashes the order is not known, so it is not read.
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)"),
)


def find_date(text: str) -> str:
    """Return the first date in a text, as 2022-02-10; "" if there is none.

    Only dates count that can be read in one way.
    """
    found: list[tuple[int, str]] = []
    for form in _DATES:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = _MONTH[parts["name"].lower()] if parts.get("name") else int(parts["month"])
            try:
                day = datetime.date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                continue
            found.append((match.start(), day.isoformat()))
            break
    return min(found)[1] if found else ""


def propose_title(paragraphs: Sequence[Paragraph]) -> str:
    """Return the first heading; "" if there is none."""
    return next((paragraph.text for paragraph in paragraphs if paragraph.kind == "heading"), "")


def digits_last(name: str) -> str:
    """Move the digits at the beginning of a file's name to its end.

    "1933-Roosevelt" gives "Roosevelt-1933".
    """
    return re.sub(r"\A([\d._\s-]*\d)[._\s-]+(.*[^\W\d].*)\Z", r"\2-\1", name)


def title_of_name(name: str) -> str:
    """Return a title made of a file's name: "1933-Roosevelt" gives "Roosevelt 1933"."""
    words = " ".join(re.split(r"[\s_-]+", digits_last(name))).strip()
    return words[:1].upper() + words[1:]


def propose_date(name: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return the date in the first lines of a text, else in the file's name; "" if there is none.

    A name may have 2022-02-10, 20220210, or at least one year.
    """
    opening = "\n".join(paragraph.text[:500] for paragraph in paragraphs[:5])
    compact = re.sub(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", r"\1-\2-\3", name)
    years = re.findall(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", name)
    return find_date(opening) or find_date(compact) or (years[0] if len(set(years)) == 1 else "")


def propose_speaker(paragraphs: Sequence[Paragraph]) -> str:
    """Return the speaker who has more than half of the words, by the labels; "" if nobody has."""
    words: Counter[str] = Counter()
    for paragraph in paragraphs:
        if paragraph.kind in ("speech", "question"):
            words[paragraph.speaker] += paragraph.words
    if not words:
        return ""
    speaker, count = words.most_common(1)[0]
    return speaker if count * 2 > words.total() else ""


def are_all_named(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether each paragraph of speech has a named speaker, and there are two or more."""
    names = {one.speaker for one in paragraphs if one.kind in ("speech", "question")}
    return len(names) > 1 and not names & {"", "?"}


def propose_family(name: str, language: str) -> str:
    """Return the family name in a speaker's name, see `model.names.family_of`."""
    return family_of(name, language)


_ADDRESS = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof(?:essor)?|Sir|President|Chancellor|Minister|Secretary|Senator|"
    r"Ambassador|Herr|Frau|Monsieur|Madame|Mme|Señora?|Senhora?|Signora?|Präsident(?:in)?|"
    r"Kanzler(?:in)?|господин|госпожа)"
)


def certain_family(name: str, language: str, text: str, file_name: str = "") -> str:
    """Return the family name in a speaker's name if something confirms which part it is; else "".

    What confirms it is an initial before it ("John F. Kennedy"), the name of the file
    ("1961-Kennedy"), or the transcript, if that addresses the speaker by it ("Mr. Kennedy") or
    labels lines with it ("KENNEDY:").

    Args:
        name: The speaker's name as it is printed.
        language: Language of the transcript, BCP 47.
        text: The transcript.
        file_name: The name of its file, without the ending.
    """
    family = family_of(name, language)
    words = name.replace(",", " ").split()
    if not family or len(words) < 2 or family == name:
        return family if len(words) == 1 else ""
    before = words[: words.index(family.split()[0])] if family.split()[0] in words else []
    if any(re.fullmatch(r"[^\W\d_]\.?", word) and word.isupper() for word in before):
        return family
    named = {word.casefold() for word in re.findall(r"[^\W\d_]+", file_name)}
    given = {word.casefold().strip(".") for word in before}
    if family.casefold() in named and not given & named:
        return family
    escaped = re.escape(family)
    addressed = re.search(rf"\b{_ADDRESS}\.?\s+{escaped}\b", text)
    labelled = re.search(rf"(?im)^{escaped}\s*[:：]", text)
    return family if addressed or labelled else ""
