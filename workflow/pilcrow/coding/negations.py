"""Words that negate, by language: cues before and after what they negate, and exceptions."""

from __future__ import annotations

from typing import NamedTuple

from pilcrow.model.codebook import Codebook


class Cues(NamedTuple):
    """The words that negate, how many words away they reach, and phrases in which they do not."""

    before: list[str] = []  # patterns of cues before what they negate
    after: list[str] = []
    unless: list[str] = []  # "not only"
    within: int = 3


_NEGATIONS: dict[str, Cues] = {
    "en": Cues(
        before=[
            "no",
            "not",
            "*n't",
            "cannot",
            "never",
            "without",
            "neither",
            "nor",
            "none",
            "nobody",
            "nothing",
            "nowhere",
            "lack of",
            "absence of",
        ],
        unless=["not only", "not just", "not merely", "not simply", "no doubt", "nothing but"],
    ),
    "de": Cues(
        before=[
            "nicht",
            "kein*",
            "nie",
            "niemals",
            "niemand*",
            "nichts",
            "ohne",
            "weder",
            "noch nie",
            "nirgend*",
        ],
        after=["nicht", "nie", "niemals"],
        unless=["nicht nur", "nicht bloß", "nicht allein"],
    ),
    "fr": Cues(
        before=[
            "ne",
            "n",
            "pas",
            "non",
            "sans",
            "aucun*",
            "jamais",
            "ni",
            "rien",
            "nul",
            "nulle",
            "personne ne",
        ],
        unless=["non seulement", "pas seulement"],
    ),
    "es": Cues(
        before=[
            "no",
            "ni",
            "sin",
            "nunca",
            "jamás",
            "ningún",
            "ningun*",
            "nada",
            "nadie",
            "tampoco",
        ],
        unless=["no sólo", "no solo", "no solamente"],
    ),
    "ru": Cues(
        before=[
            "не",
            "ни",
            "нет",
            "без",
            "никогда",
            "никак*",
            "никто",
            "никого",
            "ничего",
            "нельзя",
        ],
        unless=["не только", "не просто"],
    ),
}


def negations(language: str) -> Cues:
    """Return the cues of a language (BCP 47); empty ones if the language has no list."""
    return _NEGATIONS.get(language.lower().partition("-")[0], Cues())


def negation_of(codebook: Codebook) -> Cues:
    """Return the cues of a codebook: its own, and those of its language where it lists none."""
    own, language = codebook.negation, negations(codebook.language)
    after = own.after
    if after is None:
        after = language.after if own.words is None else []
    return Cues(
        before=language.before if own.words is None else own.words,
        after=after,
        unless=language.unless if own.unless is None else own.unless,
        within=own.within,
    )
