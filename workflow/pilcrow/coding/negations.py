"""Words that negate, by language: patterns of cues before and after what they negate, and phrases in which they do not."""

from __future__ import annotations

from pilcrow.model.rules import Negation

_NEGATIONS: dict[str, Negation] = {
    "en": Negation(
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
    "de": Negation(
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
    "fr": Negation(
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
    "es": Negation(
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
    "ru": Negation(
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


def negations(language: str) -> Negation:
    """The cues of a language (BCP 47); without any where the language has no list."""
    return _NEGATIONS.get(language.lower().partition("-")[0], Negation())
