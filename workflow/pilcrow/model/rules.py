"""What decides codings, and nothing else: the codebook's rules without its prose, as the stage `code` reads them from rules.json."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

CODED_KINDS = (
    "speech",
    "question",
)  # kinds of paragraph that are coded unless a theme or rule says otherwise
ACTOR_KINDS = ("salutation", "speech", "question")  # kinds in which actors are looked for


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule of a theme. What each field means is written down, with examples, in docs/codebook.md."""

    id: str  # "cooperation/trade.2", or the rule's own
    patterns: list[str]
    form: str = (
        "glob"  # glob, exact, regex (searched in the paragraph), word-regex (searched in each word)
    )
    case: bool = False  # whether capitals count
    near: list[str] = []
    near_within: int = 5
    not_when: list[str] = []
    within: int = 0
    negated: str = "any"  # any, skip (a negated match does not count), only (nothing else counts)
    kinds: list[str] = []  # [] means the theme's
    speakers: list[str] = []  # [] means all


class ThemeRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """A theme as far as it decides codings."""

    code: str  # with its parents: "cooperation/trade"
    rules: list[Rule]
    kinds: list[str] = msgspec.field(default_factory=lambda: list(CODED_KINDS))
    speakers: list[str] = []
    at_least: int = 1
    overlaps: str = "longest"  # longest (of the theme), across (of all themes), all


class ActorWords(msgspec.Struct, frozen=True, omit_defaults=True):
    """An actor, and the words that name it."""

    name: str
    patterns: list[str]


class Negation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words that negate, how many words away they reach, and phrases in which they do not negate."""

    before: list[str] = []  # patterns of cues that stand before what they negate
    after: list[str] = []
    unless: list[str] = []  # "not only"
    within: int = 3


class RuleSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that decides codings. Order of themes and rules is the codebook's."""

    themes: list[ThemeRules]
    actors: list[ActorWords] = []
    language: str = "en"
    hyphens: str = "together"  # "long-term" is one word; "apart": two
    possessives: str = "apart"  # "Johnson’s" is the word "Johnson" and a mark; "together": one word
    negation: Negation = Negation()

    def without(self, rule: str) -> RuleSet:
        """The same rules but one: for asking what leans on it."""
        themes = [
            msgspec.structs.replace(
                theme, rules=[other for other in theme.rules if other.id != rule]
            )
            for theme in self.themes
        ]
        return msgspec.structs.replace(self, themes=themes)

    def theme_codes(self) -> list[str]:
        return [theme.code for theme in self.themes]


def read_rules(path: str | os.PathLike[str]) -> RuleSet:
    """The rules of a rules.json."""
    return msgspec.json.decode(Path(path).read_bytes(), type=RuleSet)
