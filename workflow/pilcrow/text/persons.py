"""Read the words of a label: a person's name, an office, an address, the main speaker."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pilcrow.model.patterns import compile_later
from pilcrow.text.lexicon import (
    AND,
    ARTICLES,
    ELIDED,
    FINITE,
    NO_SPEAKER,
    NOT_FIRST,
    PARTICLES,
    QUESTION_PHRASES,
    QUESTION_WORDS,
    REPORTERS,
    ROLE_WORDS,
    TITLES,
    is_collective,
    names_office,
)

# Names whose answers are cached: a record has the same names again and again.
REMEMBERED = 1 << 14
NAME_PARTS = compile_later(r"[\s.,]+")


UNSPACED = compile_later("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


PSEUDONYM = compile_later(
    r"(?:[^\W\d_][^\W\d]{0,19}(?:[^\W\d]|[-_ #.])?\d{1,3}"
    r"|[^\W\d_]{2,20}[-_]\d{1,3}[^\W\d_]{1,3})\Z"  # "nordvik_03gm"
)
_NUMBERED_PRESS = compile_later(
    r"(?:记者|記者|기자)[ ]?[A-ZＡ-Ｚ0-9０-９一二三四五六七八九甲乙丙丁]?\Z"
)
_NUMBER = compile_later(r"\d{1,3}[^\W\d_]{0,3}\Z")


def stem_of(pseudonym: str) -> str:
    """Return a pseudonym without its number: "admin-" of "admin-1"."""
    return _NUMBER.sub("", pseudonym)


# Quotation marks around a nickname.
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'))
_NO_NAME_FIRST = frozenset(
    [
        "der",
        "die",
        "das",
        "dem",
        "the",
        "this",
        "ein",
        "eine",
        "einen",
        "zum",
        "zur",
        "im",
        "am",
        "mit",
        "ohne",
        "un",
        "une",
    ]
)


_VOCATIVES = frozenset(
    [
        "mr",
        "mister",
        "madam",
        "mme",
        "monsieur",
        "madame",
        "herr",
        "frau",
        "señor",
        "señora",
        "signor",
        "signora",
        "senhor",
        "senhora",
        "your",
        "господин",
        "госпожа",
        "уважаемый",
    ]
)


def is_small(letter: str) -> bool:
    """Return whether a letter is small, in a script that uses capitals. Georgian does not."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


@lru_cache(maxsize=REMEMBERED)
def calls_from_floor(name: str) -> bool:
    """Return whether a label names people who call from the floor: "Some hon. members"."""
    return len(name.split()) <= 7 and is_collective(name)


@lru_cache(maxsize=REMEMBERED)
def asks_for_press(name: str) -> bool:
    """Return whether a label is a word for reporters and what tells them apart.

    Examples are "SECOND REPORTER", "Dziennikarka TV Wyspa", "Phóng viên Báo Cảng" and "記者Ａ".
    """
    if _NUMBERED_PRESS.search(name):
        return True
    words = content_words(name.casefold())
    if not 1 < len(words) <= 5 or not any(word[0].isupper() for word in name.split()):
        return False
    if len(words) <= 3 and words[-1] in REPORTERS:
        return True
    own = name.split()[-len(words) :]
    if words[0] in REPORTERS and not names_office(name):
        return any(not is_small(word[0]) for word in (own[1], own[-1]))
    return " ".join(words[:2]) in QUESTION_PHRASES and not is_small(own[-1][0])


@lru_cache(maxsize=REMEMBERED)
def person_key(name: str) -> str:
    """Return the family name of a label that is a person's name or one word; "" for any other."""
    bare = name.partition(",")[0].strip()
    words = bare.split()
    if len(words) > 1 and not is_person(bare):
        return ""
    key = words[-1].casefold() if words else ""
    known = key in ROLE_WORDS or key in QUESTION_WORDS or key in NOT_FIRST or key in NO_SPEAKER
    return "" if known or not bare[:1].isupper() else key


def is_office_of_person(words: Sequence[str]) -> bool:
    """Return whether words are an office and a person's name, in either order.

    An example is "Ministryně dopravy Eva Malá".
    """
    if not 3 <= len(words) <= 12 or any(word.isdigit() for word in words):
        return False
    first, last = words[:2], words[-2:]
    named = all(map(_may_be_given, last))
    if named and names_office(words[0]):
        return True
    named = all(map(_may_be_given, first))
    if any(word in FINITE for word in words):
        return False
    return named and any(names_office(word) for word in words[2:])


def _may_be_given(word: str) -> bool:
    """Return whether a word may be part of a person's name. The "OF" in capitals is none."""
    return word[0].isupper() and not (names_office(word) or word.casefold() in PARTICLES)


@lru_cache(maxsize=REMEMBERED)
def is_vocative(name: str) -> bool:
    """Return whether words only address someone by an office.

    Examples are "Mr. President" and "Monsieur le Président, Mesdames".
    """
    words = name.casefold().split()
    if not words:
        return False
    first = words[0].rstrip(".")
    return first in _VOCATIVES and (names_office(name) or name.count(",") > 0)


@lru_cache(maxsize=REMEMBERED)
def content_words(name: str) -> tuple[str, ...]:
    """Return the words of a label without an article before them and a number after them."""
    words = name.replace(",", " ").split()
    if len(words) > 1 and words[-1].isdigit():
        words = words[:-1]
    while len(words) > 1 and (words[0] in ARTICLES or words[0] == "der"):
        words = words[1:]
    return tuple(words)


def has_unspaced(text: str) -> bool:
    """Return whether a text has a sign of a script without spaces.

    Few names are of such a script. The others need not wait until the pattern is compiled.
    """
    return not text.isascii() and max(text) > "\u3000" and UNSPACED.search(text) is not None


@lru_cache(maxsize=REMEMBERED)
def is_person(name: str) -> bool:
    """Return whether a name has the form of a person's name.

    It has two to five words or initials, each with a capital unless it is a particle.
    """
    if has_unspaced(name):
        office, _, own = name.rpartition(" ")
        return 2 <= len(own) <= (4 if office else 8) and len(office) <= 20
    bare = name.partition(",")[0].partition(" | ")[0]  # "Anna Berg | Council"
    parts = [part for part in NAME_PARTS.split(bare.translate(_QUOTES)) if part]
    if parts and parts[0].casefold() in _NO_NAME_FIRST:
        return False
    if not 2 <= len(parts) <= 6 or not name[0].isalpha():
        return False
    if not any(part[0].isupper() or is_small(part[0]) for part in parts):
        return len(parts) <= 4
    last = parts[-1]
    return all(map(_is_part, parts)) and (last[0].isupper() or _is_elided(last) or is_joined(last))


@lru_cache(maxsize=REMEMBERED)
def has_party(name: str) -> bool:
    """Return whether a name is a person's and a party's in small letters: "Matti Meikäläinen
    sd".
    """
    own, _, party = name.rpartition(" ")
    small = party.isalpha() and party.islower() and 1 < len(party) < 5
    return small and party not in PARTICLES and party not in FINITE and is_person(own)


def has_role_beside(name: str) -> bool:
    """Return whether a name in capitals has a role after a comma: "ANA VERA, TUTORA EN EL
    TALLER"."""
    own, comma, role = name.partition(", ")
    return bool(comma) and bool(role) and name.isupper() and is_person(own)


@lru_cache(maxsize=REMEMBERED)
def is_family_first(name: str) -> bool:
    """Return whether a name is a family name, a comma and a given name: "Berg, Anna"."""
    family, comma, given = name.partition(", ")
    words = f"{family} {given}".split()
    return bool(comma) and 2 <= len(words) <= 4 and all(map(_is_part, words)) and "," not in given


def _is_part(word: str) -> bool:
    return word[0].isupper() or word in PARTICLES or _is_elided(word) or is_joined(word)


def is_joined(word: str) -> bool:
    """Return whether a word of a name begins with a particle and a hyphen: "al-Bahri"."""
    particle, hyphen, name = word.partition("-")
    return bool(hyphen) and particle in PARTICLES and name[:1].isupper()


def _is_elided(word: str) -> bool:
    """Return whether a word of a name begins with a shortened particle: "d'Ávila", "dell’Orto"."""
    particle, _, name = word.replace("’", "'").partition("'")
    return particle in ELIDED and name[:1].isupper()


@lru_cache(maxsize=REMEMBERED)
def is_main(name: str, main: str) -> bool:
    """Return whether a label names the main speaker: "С.В.Лавров", "MR. LAVROV".

    It must have the family name, and no given name or first initial of someone else. A word before
    an office belongs to the office: "FOREIGN MINISTER HILL". A word after it is a given name:
    "PRIME MINISTER ANNA HILL". "MINISTER HILL AND HER ADVISER" are two persons.
    """
    if not main:
        return False
    if has_unspaced(main):
        return len(name) > 1 and name in main
    own = [part for part in NAME_PARTS.split(main.casefold()) if part]
    parts = [part for part in NAME_PARTS.split(name.casefold()) if part]
    if not own or own[-1] not in parts or _names_two(name.casefold().split(), own[-1]):
        return False
    initials = [part for part in parts if len(part) == 1 and not _is_office(part)]
    if initials and len(own) > 1 and all(part[0] != initials[0] for part in own[:-1]):
        return False  # "J. LARSEN" is not Kari Larsen
    before = parts[: parts.index(own[-1])]
    last = max((place for place, part in enumerate(before) if _is_office(part)), default=-1)
    for place, part in enumerate(before):
        known = part in own or _is_office(part) or part in PARTICLES or part in ARTICLES
        if known or len(part) == 1:
            continue
        given = place == len(before) - 1 and place == last + 1
        if place > last and len(own) > 1 and (len(parts) <= 3 or given):
            return False
    return True


def _is_office(word: str) -> bool:
    """Return whether a word of a label in small letters is an address, a part or an office."""
    return word in TITLES or f"{word}." in TITLES or word in ROLE_WORDS or names_office(word)


def _names_two(words: Sequence[str], family: str) -> bool:
    """Return whether a label joins somebody else to the person with this family name."""
    for place, word in enumerate(words[1:-1], 1):
        if word in AND:
            one, others = words[place - 1], words[place + 1 :]
            other = next((part for part in others if not _is_office(part.rstrip("."))), "")
            joined = not _is_office(one) and words[max(place - 2, 0)] not in PARTICLES
            if one == family or (joined and other == family):
                return True
    return False


def folded(label: str) -> str:
    """Return a label as labels are compared: in lower case, without the sign after it."""
    return label.strip().rstrip(":：. -–—").casefold()


# Signs that are printed in several ways: hyphens and apostrophes.
_SIGNS = {ord(sign): "-" for sign in "‐‑‒–—−"} | {ord(sign): "'" for sign in "’‘ʼ`´"}
_GENDERS = (
    frozenset(str.split("mr m sr señor herr signor sig pan господин sir lord shri श्री")),
    frozenset(
        str.split(
            "mrs ms miss mme mlle sra señora frau signora paní pani госпожа lady dame smt श्रीमती"
        )
    ),
)


@lru_cache(maxsize=REMEMBERED)
def form_key(name: str) -> str:
    """Return a name without what only its printing decides: capitals, full stops, spaces between
    initials, and the form of hyphens and apostrophes.

    "A.D. SINGH" and "A. D. Singh" have the same key.
    """
    words: list[str] = []
    for word in name.translate(_SIGNS).replace(".", ". ").casefold().split():
        initial = len(word) == 2 and word[0].isalpha() and word[1] == "."
        if initial and words and words[-1].endswith("."):
            words[-1] += word
        elif bare := word.rstrip(".,"):
            words.append(word if initial else bare)
    return " ".join(words)


@lru_cache(maxsize=REMEMBERED)
def without_office(name: str) -> str:
    """Return a person's name without the office or remark that a comma adds to it."""
    bare, comma, _ = name.partition(",")
    return bare if comma and is_person(bare) and not is_family_first(name) else name


@lru_cache(maxsize=REMEMBERED)
def name_parts(name: str) -> tuple[str, tuple[str, ...], int]:
    """Return the family name without accents, the given names and initials, and the gender that a
    form of address tells (1 or 2; 0 if none does). The family name is "" if it is none.
    """
    family, comma, given = name.partition(", ")
    bare = f"{given} {family}" if comma and is_family_first(name) else family
    words = [word.rstrip(".") for word in bare.casefold().replace(".", ". ").split()]
    gender = next((i for i, words_of in enumerate(_GENDERS, 1) if {*words[:1]} & words_of), 0)
    while len(words) > 1 and (words[0] in TITLES or f"{words[0]}." in TITLES):
        words = words[1:]
    if not words or len(words) > 4 or "and" in words or any(map(names_office, words)):
        return "", (), 0
    last = unaccented(words[-1])
    known = last in ROLE_WORDS or last in QUESTION_WORDS or last in TITLES or last in NO_SPEAKER
    plain = last.replace("-", "").replace("'", "").isalpha() and len(last) > 2
    if known or not plain or has_unspaced(name):
        return "", (), 0
    return last, tuple(map(unaccented, words[:-1])), gender


@lru_cache(maxsize=REMEMBERED)
def full_name(name: str) -> str:
    """Return the given and the family name without title and accents; "" if one is missing.

    Offices differ where a person speaks in two of them: "Rapporteur Tom Hill", "Mr. Tom Hill".
    """
    family, given, _ = name_parts(name.translate(_SIGNS))
    full = family and given and all(len(word) > 1 for word in given)
    return " ".join([*given, family]) if full else ""


def unaccented(word: str) -> str:
    """Return a word without its accents."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


def may_be_same(one: str, other: str) -> bool:
    """Return whether two names can be one person's: "Mr. Birch" and "Mr. Alan Birch".

    Their family name is the same. The given names and initials of one are among the other's.
    """
    family, given, gender = name_parts(one)
    other_family, other_given, other_gender = name_parts(other)
    if not family or family != other_family or {gender, other_gender} == {1, 2}:
        return False
    few, many = sorted((given, other_given), key=len)
    return all(
        any(own == full or (len(own) == 1 and full[0] == own) for full in many) for own in few
    ) or (
        len(few) == len(many)
        and all(a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(few, many, strict=True))
    )
