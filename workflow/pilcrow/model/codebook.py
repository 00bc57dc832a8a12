"""The codebook: themes, rules, examples. docs/codebook.md says what each key means.

What an entry has follows MacQueen, K. M., E. McLellan, K. Kay, and B. Milstein. 1998. Codebook
development for team-based qualitative analysis. Cultural Anthropology Methods 10 (2): 31–36.

In coding/codebook.yaml themes are nested and pass on their kinds and speakers. `Codebook.flat`
resolves that. Everything after the check works on the flat codebook: `themes` are all themes, each
before those nested in it, with full codes ("cooperation/trade"), kinds, speakers, overlaps and rule
identifiers.

The check writes two files, and `read_codebook` reads both. codebook.json is complete. rules.json
has no prose (`without_prose`), so a reworded definition recodes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from pilcrow.model.values import (
    PARAGRAPH,
    AnyTexts,
    Count,
    Date,
    Kind,
    Language,
    Positive,
    Slug,
    Text,
    Texts,
    Typed,
    truth,
)

CODED_KINDS: tuple[Kind, ...] = ("speech", "question")  # unless a theme or rule says otherwise
ACTOR_KINDS = ("salutation", "speech", "question")  # kinds in which actors are looked for

Overlaps = Literal["longest", "across", "all"]


def _negated(value: Any) -> Any:
    meant = truth(value)
    return ("skip", "only")[meant] if isinstance(meant, bool) else value


class ChangelogEntry(Typed, frozen=True, kw_only=True):
    """An entry of the changelog."""

    version: Text
    date: Date
    change: Text


class Actor(Typed, frozen=True, kw_only=True):
    """Someone named in the texts, and the words that name them."""

    name: Text
    words: Annotated[Texts, Meta(description="Words, phrases and globs that name the actor.")]


class Example(Typed, frozen=True, kw_only=True):
    """A passage for which the theme holds, or does not if it is a counter-example.

    Each is a test. In the file, a plain string is an ID or else a text.
    """

    paragraph: Annotated[str, Meta(description="ID of a paragraph: lavrov-truss-2022.p7.")] = ""
    text: Annotated[str, Meta(description="A text of your own, in place of a paragraph.")] = ""
    why: Annotated[str, Meta(description="Why it is an example, or a counter-example.")] = ""
    language: Annotated[
        str, Meta(description="Language of a text of your own; without it the codebook's.")
    ] = ""

    @classmethod
    def read_plain(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"paragraph" if PARAGRAPH.fullmatch(value.strip()) else "text": value}
        return value

    def __post_init__(self) -> None:
        if bool(self.paragraph) == bool(self.text):
            raise ValueError(
                "An example is either a paragraph or a text. | Give one of the two keys."
            )
        if self.paragraph and not PARAGRAPH.fullmatch(self.paragraph):
            raise ValueError(
                f'"{self.paragraph}" is not the ID of a paragraph. | '
                "Write it as lavrov-truss-2022.p7."
            )

    @property
    def document(self) -> str:
        """The ID of the document whose paragraph it is; "" for a text."""
        return self.paragraph.rpartition(".")[0]


class Near(Typed, frozen=True, kw_only=True):
    """Words of which one must be near the match."""

    words: Texts
    within: Annotated[Count, Meta(description="How many words may be between, on either side.")] = 5


class Rule(Typed, frozen=True, kw_only=True):
    """What a theme is found by. In the file, a plain string means `phrase`."""

    id: Annotated[
        str,
        Meta(
            description="A name that stays when rules are added before it; "
            "without it the theme's code and a number."
        ),
    ] = ""
    phrase: Annotated[
        str, Meta(description="Words or a phrase; * stands for any letters, ? for one.")
    ] = ""
    words: Annotated[
        list[Text], Meta(description="Several words or phrases. A match of one is enough.")
    ] = []
    exact: Annotated[
        str, Meta(description="Words or a phrase in which * and ? are not wildcards.")
    ] = ""
    regex: Annotated[str, Meta(description="A regular expression, searched in the paragraph.")] = ""
    word_regex: Annotated[
        str,
        Meta(
            description="Regular expressions, one for each word of a phrase, "
            "each searched in its word."
        ),
    ] = ""
    case: Annotated[
        Literal["sensitive", "insensitive"], Meta(description="Whether capitals count.")
    ] = "insensitive"
    near: Annotated[
        Near | None, Meta(description="Counts only where one of these words is near.")
    ] = None
    not_when: Annotated[AnyTexts, Meta(description="Words that cancel a match.")] = []
    within: Annotated[
        Count,
        Meta(
            description="How many words may be between a match and its not_when; "
            "0: it touches or overlaps."
        ),
    ] = 0
    negated: Annotated[
        Literal["any", "skip", "only"],
        Meta(
            description="skip: a negated match does not count (false says the same); "
            "only: no other counts.",
            extra={"read": _negated},
            extra_json_schema={"anyOf": [{"enum": ["any", "skip", "only"]}, {"type": "boolean"}]},
        ),
    ] = "any"
    kinds: Annotated[
        list[Kind], Meta(description="Kinds of paragraph; without it the theme's.")
    ] = []
    speakers: Annotated[list[Text], Meta(description="Speakers; without it the theme's.")] = []
    languages: Annotated[
        AnyTexts,
        Meta(
            description="BCP 47 codes of the texts in which the rule is looked for, * for all; "
            "without it the codebook's language."
        ),
    ] = []

    @classmethod
    def read_plain(cls, value: Any) -> Any:
        return {"phrase": value} if isinstance(value, str) else value

    def __post_init__(self) -> None:
        given = [
            name
            for name in ("phrase", "words", "exact", "regex", "word_regex")
            if getattr(self, name)
        ]
        if not given:
            raise ValueError(
                "The rule looks for nothing. | Give it a phrase, words, exact, regex or word_regex."
            )
        if len(given) > 1:
            raise ValueError(f"The rule has {' and '.join(given)}. | Make two rules of it.")
        if self.within and not self.not_when:
            raise ValueError(
                "within is given without not_when. | "
                "Put the within of near inside it: near: {words: [...], within: 5}."
            )

    @property
    def patterns(self) -> list[str]:
        """What is looked for."""
        return self.words or [self.phrase or self.exact or self.regex or self.word_regex]

    @property
    def form(self) -> Literal["glob", "exact", "regex", "word-regex"]:
        """How the patterns are read: regex is searched in the paragraph, word-regex in each
        word.
        """
        if self.exact:
            return "exact"
        if self.regex:
            return "regex"
        return "word-regex" if self.word_regex else "glob"

    @property
    def pattern(self) -> str:
        """The patterns in a line: expressions in slashes, exact words in quotation marks."""
        text = ", ".join(self.patterns)
        if self.form in ("regex", "word-regex"):
            return f"/{text}/"
        return f"“{text}”" if self.form == "exact" else text

    @property
    def case_counts(self) -> bool:
        return self.case == "sensitive"

    def is_for(self, language: str, own: str) -> bool:
        """Return whether the rule is looked for in texts of a language; `own` is the codebook's.

        Only primary subtags count: pt-BR is pt.
        """
        wanted = language.lower().partition("-")[0]
        return any(
            one == "*" or one.lower().partition("-")[0] == wanted for one in self.languages or [own]
        )


class Where(NamedTuple):
    """What decides which rules are looked for in a paragraph."""

    language: str
    kind: str
    speaker: str


class Theme(Typed, frozen=True, kw_only=True):
    """A theme, as a codebook of content analysis defines it."""

    code: Annotated[Slug, Meta(description="Short name, unique among its siblings.")]
    name: Annotated[Text, Meta(description="The name as it is printed.")]
    definition: Annotated[str, Meta(description="One sentence.")] = ""
    full_definition: str = ""
    use_when: str = ""
    not_when: str = ""
    examples: list[Example] = []
    counter_examples: list[Example] = []
    kinds: Annotated[
        list[Kind],
        Meta(
            description="Kinds of paragraph that are coded; "
            "without it speech and question, or the parent's."
        ),
    ] = []
    speakers: Annotated[list[Text], Meta(description="Only what these speakers say.")] = []
    at_least: Annotated[Positive, Meta(description="How many matches a paragraph needs.")] = 1
    overlaps: Annotated[
        Overlaps | None,
        Meta(description="Which of overlapping matches count; without it the codebook's."),
    ] = None
    rules: list[Rule] = []
    themes: list[Theme] = []  # in the file; [] in a flat codebook

    @property
    def parent(self) -> str:
        """The code of the theme that it is nested in; "" at the top."""
        return self.code.rpartition("/")[0]

    @property
    def depth(self) -> int:
        """0 at the top."""
        return self.code.count("/")

    @property
    def overlapping(self) -> Overlaps:
        """Which of overlapping matches count, in a flat codebook."""
        return self.overlaps or "longest"

    @property
    def all_examples(self) -> list[Example]:
        """Examples, then counter-examples."""
        return [*self.examples, *self.counter_examples]

    def is_looked_for(self, language: str, own: str) -> bool:
        """Return whether rules look for the theme in texts of a language, `own` being the
        codebook's. A theme without rules is for people.
        """
        return not self.rules or any(rule.is_for(language, own) for rule in self.rules)

    def has_rules_for(self, where: Where, own: str) -> bool:
        """Return whether some rule looks for the theme in such paragraphs; `own` is the
        codebook's language.
        """
        speaker = where.speaker.casefold()
        return any(
            rule.is_for(where.language, own)
            and where.kind in (rule.kinds or self.kinds or CODED_KINDS)
            and (
                not (named := rule.speakers or self.speakers) or speaker in map(str.casefold, named)
            )
            for rule in self.rules
        )

    def example_paragraphs(self) -> list[str]:
        """Return the IDs of paragraphs that are examples or counter-examples."""
        return [example.paragraph for example in self.all_examples if example.paragraph]


class Negation(Typed, frozen=True, kw_only=True):
    """Words that negate, if the list of the language is not right for the codebook."""

    words: Annotated[
        list[Text] | None, Meta(description="Words that come before what they negate.")
    ] = None
    after: Annotated[
        list[Text] | None, Meta(description="Words that come after what they negate.")
    ] = None
    unless: Annotated[
        list[Text] | None, Meta(description="Phrases in which they do not negate: not only.")
    ] = None
    within: Annotated[Count, Meta(description="How many words away they reach.")] = 3


class Codebook(Typed, frozen=True, kw_only=True):
    """The content of coding/codebook.yaml."""

    title: Text
    version: Text
    language: Annotated[
        Language,
        Meta(
            description=(
                "Language of the rules (BCP 47). It decides what a word is and which words negate."
            )
        ),
    ] = "en"
    description: str = ""
    changelog: list[ChangelogEntry] = []
    hyphens: Annotated[
        Literal["together", "apart"],
        Meta(description='Whether "long-term" is one word or two.'),
    ] = "together"
    possessives: Annotated[
        Literal["apart", "together"],
        Meta(description='Whether the ’s of "Johnson’s" is apart from the word.'),
    ] = "apart"
    overlaps: Annotated[
        Overlaps,
        Meta(
            description="Which overlapping matches count: the longest of a theme (longest), only "
            "those of them that longer ones of other themes do not cover (across), or all."
        ),
    ] = "longest"
    written_on: Annotated[
        list[Text] | None,
        Meta(
            description="Documents, or paragraph IDs, that the rules were written on. They are "
            "left out of agreement, and the report says so. An empty list says that there are "
            "none; without the key it is not known."
        ),
    ] = None
    negation: Negation = Negation()
    actors: list[Actor] = []
    themes: list[Theme] = []

    def flat(self) -> Codebook:
        """Return the codebook with every theme on the top level, resolved."""
        return replace(self, themes=list(self._resolved(self.themes, "", list(CODED_KINDS), [])))

    def _resolved(
        self, themes: list[Theme], parent: str, kinds: list[Kind], speakers: list[str]
    ) -> Iterator[Theme]:
        for theme in themes:
            code = parent + theme.code
            flat = replace(
                theme,
                code=code,
                kinds=theme.kinds or kinds,
                speakers=theme.speakers or speakers,
                overlaps=theme.overlaps or self.overlaps,
                rules=[
                    rule if rule.id else replace(rule, id=f"{code}.{number}")
                    for number, rule in enumerate(theme.rules, 1)
                ],
                themes=[],
            )
            yield flat
            yield from self._resolved(theme.themes, f"{code}/", flat.kinds, flat.speakers)

    def without_prose(self) -> Codebook:
        """Return what decides codings and tables: rules, names, and the IDs of examples."""
        return replace(
            self,
            title="",
            description="",
            changelog=[],
            themes=[
                replace(
                    theme,
                    definition="",
                    full_definition="",
                    use_when="",
                    not_when="",
                    examples=_paragraphs(theme.examples),
                    counter_examples=_paragraphs(theme.counter_examples),
                    themes=[],
                )
                for theme in self.themes
            ],
        )

    def in_language(self, language: str) -> Codebook:
        """Return the codebook for texts of a language: only with the rules for that language.

        It is the same codebook if all rules are for it, or if the language is "".
        """
        rules = [rule for theme in self.themes for rule in theme.rules]
        same = language.lower().partition("-")[0] == self.language.lower().partition("-")[0]
        if not language or (same and all(rule.is_for(language, self.language) for rule in rules)):
            return self
        return replace(
            self,
            language=self.language if same else language,
            themes=[
                replace(
                    theme,
                    rules=[
                        replace(rule, languages=["*"])
                        for rule in theme.rules
                        if rule.is_for(language, self.language)
                    ],
                )
                for theme in self.themes
            ],
        )

    def not_looked_for(self, language: str) -> list[str]:
        """Return the codes of themes that have rules, but none for texts of a language."""
        return [
            theme.code for theme in self.themes if not theme.is_looked_for(language, self.language)
        ]

    def unasked(self, where: Where) -> frozenset[str]:
        """Return the codes of the themes that no rule looks for in such paragraphs.

        They have no rule for the language, the kind or the speaker, or no rule at all. That the
        rules do not find them there says nothing about the text.
        """
        return frozenset(
            theme.code for theme in self.themes if not theme.has_rules_for(where, self.language)
        )

    def without(self, rule: str) -> Codebook:
        """Return the codebook without one rule, to see what depends on it."""
        return replace(
            self,
            themes=[
                replace(theme, rules=[other for other in theme.rules if other.id != rule])
                for theme in self.themes
            ],
        )

    def codes(self) -> list[str]:
        """Return the codes of all themes of a flat codebook, in its order."""
        return [theme.code for theme in self.themes]

    def names(self) -> dict[str, str]:
        """Code → name of every theme of a flat codebook, in its order."""
        return {theme.code: theme.name for theme in self.themes}

    def theme(self, code: str) -> Theme:
        """Return a theme of a flat codebook by its code. Raises KeyError."""
        for theme in self.themes:
            if theme.code == code:
                return theme
        raise KeyError(code)

    def coded_kinds(self) -> set[str]:
        """Return the kinds of paragraph on which some theme of a flat codebook is coded."""
        return {kind for theme in self.themes for kind in theme.kinds}

    def example_paragraphs(self) -> dict[str, list[str]]:
        """Return the themes of each paragraph that is an example or counter-example.

        Agreement is not measured on these paragraphs.
        """
        found: dict[str, list[str]] = {}
        for theme in self.themes:
            for paragraph in theme.example_paragraphs():
                found.setdefault(paragraph, []).append(theme.code)
        return found


def _paragraphs(examples: list[Example]) -> list[Example]:
    return [Example(paragraph=example.paragraph) for example in examples if example.paragraph]


def read_codebook(path: str | os.PathLike[str]) -> Codebook:
    """Return a flat codebook from a file of the check: codebook.json or rules.json."""
    return msgspec.json.decode(Path(path).read_bytes(), type=Codebook)
