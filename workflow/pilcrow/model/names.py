"""Names of people as citations need them: the family name, or what stands for it."""

from __future__ import annotations

import re

# Words before a family name that belong to it, and words after it that do not.
_PARTICLES = frozenset(
    [
        "al",
        "ap",
        "bin",
        "bint",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "of",
        "ter",
        "van",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
_SUFFIXES = frozenset(("jr", "sr"))
_NUMERAL = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})\Z")
# Offices of monarchs and popes, in lower case.
_CROWNED = frozenset(
    "queen king emperor empress pope prince princess sultan tsar rey reina emperador "  # noqa: SIM905
    "papa roi reine pape empereur könig königin kaiser papst re regina imperatore rei "
    "rainha koning koningin kung drottning konge dronning król królowa papież король "
    "королева император папа".split()
)
# Forms of address and offices that are not part of a name.
_ADDRESSES = frozenset(
    "mr mrs ms miss dr prof sir dame lord lady hon rt m mme mlle herr frau abg señor señora sr sra "  # noqa: SIM905
    "don doña senhor senhora signor signora on heer mevrouw de-heer fru pan pani pán paní the"
    " el la "
    "shri smt president minister secretary senator deputy representative ambassador господин"
    " госпожа "
    "г-н г-жа präsident präsidentin ministerin bundesminister bundesministerin poseł posłanka"
    " statsrådet".split()
)
# Languages that put the family name first.
_FAMILY_FIRST = ("hu", "ja", "ko", "vi", "zh")
# Languages whose names have two family names.
_TWO_FAMILY_NAMES = ("es", "gl", "ca", "eu")
# Second given names, which are not a first family name.
_GIVEN = frozenset(
    "maría jesús josé luis carlos manuel antonio ángel pablo javier ignacio isabel teresa "  # noqa: SIM905
    "carmen ana miguel francisco fernando rafael alberto juan pilar dolores".split()
)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def family_of(name: str, language: str = "") -> str:
    """Return the family name in a person's name, with its particles; else the whole name.

    Monarchs and popes have none: "Queen Elizabeth II" gives "Elizabeth II". In Spanish and Catalan
    there are two: "Rodríguez Zapatero". In Hungarian, Chinese, Japanese, Korean and Vietnamese the
    family name comes first. A place belongs to the name before it: "Ahmad of Wimbledon".

    Args:
        name: The name as it is printed.
        language: Language of the transcript, BCP 47; "" if it is not known.
    """
    words = [word for word in name.replace(",", " ").split() if word]
    while len(words) > 1 and words[-1].rstrip(".").casefold() in _SUFFIXES:
        words.pop()
    if not words or _UNSPACED.search(name):
        return name
    crowned = words[0].casefold() in _CROWNED
    if len(words) > 1 and _NUMERAL.match(words[-1]):
        if crowned or len(words) == 2:
            return " ".join(words[1:] if crowned else words)
        words.pop()
    elif crowned and len(words) == 2:
        return words[1]
    code = language.partition("-")[0].lower()
    if code in _FAMILY_FIRST:
        return words[0]
    start = len(words) - 1
    if code in _TWO_FAMILY_NAMES and (
        len(words) > 3 or (len(words) == 3 and words[1].casefold() not in _GIVEN)
    ):
        start -= words[start - 1].casefold() not in (*_PARTICLES, "i", "y")
    while start > 1 and words[start - 1].casefold() in ("i", "y"):  # "Berga i Puig"
        start -= 2
    while start > 0 and _is_particle(words[start - 1], start == 1 and not name.isupper()):
        start -= 1
        if words[start].casefold() == "of" and start:  # "Lord Ahmad of Wimbledon"
            start -= 1
    return " ".join(words[start:]) or name


def _is_particle(word: str, first: bool) -> bool:
    """Return whether a word belongs to the family name after it: "Marine Le Pen", "DE LA CRUZ".

    A first word with a capital is a given name: "Van Jones", "Al Gore".
    """
    if first or word.casefold() in ("al", "of"):
        return word in _PARTICLES or word == "OF"
    return word.casefold() in _PARTICLES


def is_address(words: str) -> bool:
    """Return whether all words are forms of address: "MS", "Hon. Dr", "THE"."""
    return all(word.casefold().rstrip(".") in _ADDRESSES for word in words.split())


def is_descriptive(speaker: str) -> bool:
    """Return whether words describe a speaker and are not a name: "Interpreter for Anna Berg",
    "INTERPRETER 2".
    """
    words = speaker.partition(",")[0].split()
    small = any(word[0].islower() and word not in (*_PARTICLES, "i", "y") for word in words)
    return small or (bool(words) and words[-1].isdigit())


def short_name(speaker: str, language: str = "") -> str:
    """Return a speaker's name for an author-date citation: the family name, or an office."""
    words = speaker.partition(",")[0].split()
    named = list(words)
    while named and named[0].casefold().rstrip(".") in _ADDRESSES:
        named.pop(0)
    if not named or is_descriptive(speaker):
        return speaker
    if len(named) == len(words) == 1:
        return speaker
    if len(named) < len(words) and all(_is_particle(word, False) for word in named[:-1]):
        return " ".join(named)  # "Mme Le Pen": after a form of address stands no given name
    return family_of(" ".join(named), language)
