"""The codebook: its typed form, its checks, and the rules that `code` reads. What each key means: docs/codebook.md.

What an entry holds follows MacQueen, K. M., E. McLellan, K. Kay, and B. Milstein. 1998. Codebook development for team-based
qualitative analysis. Cultural Anthropology Methods 10 (2): 31–36.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple

import pydantic

from pilcrow.coding.negations import negations
from pilcrow.files.typed import Typed
from pilcrow.model import rules as rules_model
from pilcrow.model.settings import SLUG, Date, Text

Kind = Literal["heading", "salutation", "speech", "question", "note"]
Lines = dict[tuple[Any, ...], int]
PARAGRAPH = re.compile(r"[a-z][a-z0-9-]*\.[phsn][0-9]+[a-z]*")


def _slug(value: str) -> str:
    if not SLUG.match(value):
        raise ValueError(
            f'"{value}" cannot be a code. | Begin with a letter a–z, and use only a–z, 0–9 and hyphens.'
        )
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _negated(value: Any) -> Any:
    return {True: "only", False: "skip"}.get(value, value) if isinstance(value, bool) else value


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f'"{value}" is not a number of words. | Write a whole number, 0 or more.')
    return value


Slug = Annotated[str, pydantic.AfterValidator(_slug)]
Texts = Annotated[
    list[Text],
    pydantic.BeforeValidator(_listed, json_schema_input_type=Text | list[Text]),
    pydantic.Field(min_length=1),
]
Count = Annotated[int, pydantic.BeforeValidator(_whole)]


class Change(Typed):
    """An entry of the changelog."""

    version: Text
    date: Date
    change: Text


class ActorEntry(Typed):
    """Someone named in the texts, and the words that name them."""

    name: Text
    words: Texts = pydantic.Field(description="Words, phrases and globs that name the actor.")


class Example(Typed):
    """A passage that the theme holds for, or (counter-example) does not. Each is a test. In the file a plain string is an ID, or else a text."""

    paragraph: str = pydantic.Field("", description="ID of a paragraph: lavrov-truss-2022.p7.")
    text: str = pydantic.Field("", description="Or a text of your own.")
    why: str = pydantic.Field("", description="Why it is one.")

    @pydantic.model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return (
            {"paragraph" if PARAGRAPH.fullmatch(value) else "text": value}
            if isinstance(value, str)
            else value
        )

    @pydantic.model_validator(mode="after")
    def _one_of_both(self) -> Example:
        if bool(self.paragraph) == bool(self.text):
            raise ValueError(
                "An example is either a paragraph or a text. | Give one of the two keys."
            )
        if self.paragraph and not PARAGRAPH.fullmatch(self.paragraph):
            raise ValueError(
                f'"{self.paragraph}" is not the ID of a paragraph. | Write it as lavrov-truss-2022.p7.'
            )
        return self


class Near(Typed):
    """Words of which one must stand near."""

    words: Texts
    within: Count = pydantic.Field(
        5, description="How many words may stand between, on either side."
    )


class Rule(Typed):
    """What a theme is found by. In the file a plain string is the same as `phrase`."""

    id: str = pydantic.Field(
        "",
        description="A name that stays when rules are added before it; without it the theme's code and a number.",
    )
    phrase: str = pydantic.Field(
        "", description="Words or a phrase; * stands for any letters, ? for one."
    )
    words: list[Text] = pydantic.Field([], description="Several of them, any of which will do.")
    exact: str = pydantic.Field(
        "", description="Words or a phrase in which * and ? are no wildcards."
    )
    regex: str = pydantic.Field(
        "", description="A regular expression (Python's), searched in the paragraph."
    )
    word_regex: str = pydantic.Field(
        "",
        description="Regular expressions, one for each word of a phrase, each searched in its word.",
    )
    case: Literal["sensitive", "insensitive"] = pydantic.Field(
        "insensitive", description="Whether capitals count."
    )
    near: Near | None = pydantic.Field(
        None, description="Counts only where one of these words is near."
    )
    not_when: Annotated[
        list[Text], pydantic.BeforeValidator(_listed, json_schema_input_type=Text | list[Text])
    ] = pydantic.Field([], description="Does not count where one of these stands.")
    within: Count = pydantic.Field(
        0,
        description="How many words may stand between a match and its not_when; 0: it touches or overlaps.",
    )
    negated: Annotated[
        Literal["any", "skip", "only"],
        pydantic.BeforeValidator(
            _negated, json_schema_input_type=Literal["any", "skip", "only"] | bool
        ),
    ] = pydantic.Field(
        "any",
        description="skip: a negated match does not count (false says the same); only: no other counts.",
    )
    kinds: list[Kind] = pydantic.Field(
        [], description="Kinds of paragraph; without it the theme's."
    )
    speakers: list[Text] = pydantic.Field([], description="Speakers; without it the theme's.")

    @pydantic.model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"phrase": value} if isinstance(value, str) else value

    @pydantic.model_validator(mode="after")
    def _one_form(self) -> Rule:
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
                "within stands without not_when. | Put the within of near inside it: near: {words: [...], within: 5}."
            )
        return self

    def patterns(self) -> list[str]:
        """What is looked for."""
        return self.words or [self.phrase or self.exact or self.regex or self.word_regex]

    def form(self) -> str:
        return (
            "exact"
            if self.exact
            else "regex"
            if self.regex
            else "word-regex"
            if self.word_regex
            else "glob"
        )


def _as_it_stands(value: Any) -> Any:
    return value


# What an editor is told by the schema: a plain string will do (the models read it).
Rules = list[
    Annotated[Rule, pydantic.BeforeValidator(_as_it_stands, json_schema_input_type=Text | Rule)]
]
Examples = list[
    Annotated[
        Example, pydantic.BeforeValidator(_as_it_stands, json_schema_input_type=Text | Example)
    ]
]


class Theme(Typed):
    """A theme, as a codebook of content analysis defines it."""

    code: Slug
    name: Text
    definition: str = pydantic.Field("", description="One sentence.")
    full_definition: str = ""
    use_when: str = ""
    not_when: str = ""
    examples: Examples = []
    counter_examples: Examples = []
    kinds: list[Kind] = pydantic.Field(
        [],
        description="Kinds of paragraph that are coded; without it speech and question, or the parent's.",
    )
    speakers: list[Text] = pydantic.Field([], description="Only what these speakers say.")
    at_least: int = pydantic.Field(1, ge=1, description="How many matches a paragraph needs.")
    overlaps: Literal["longest", "across", "all"] | None = pydantic.Field(
        None, description="Which of overlapping matches count; without it the codebook's."
    )
    rules: Rules = []
    themes: list[Theme] = []


class NegationEntry(Typed):
    """What negates, where the language's own list does not serve."""

    words: list[Text] | None = None
    after: list[Text] | None = None
    unless: list[Text] | None = None
    within: Count = 3


class Codebook(Typed):
    """coding/codebook.yaml."""

    title: Text
    version: Text
    language: str = pydantic.Field(
        "en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="BCP 47; decides what a word is and what negates.",
    )
    description: str = ""
    changelog: list[Change] = []
    hyphens: Literal["together", "apart"] = pydantic.Field(
        "together", description='Whether "long-term" is one word or two.'
    )
    possessives: Literal["apart", "together"] = pydantic.Field(
        "apart", description='Whether the ’s of "Johnson’s" is apart from the word.'
    )
    overlaps: Literal["longest", "across", "all"] = pydantic.Field(
        "longest",
        description="Which of overlapping matches count: the longest of a theme, none that lies in longer ones of others (across), all.",
    )
    written_on: list[Text] = pydantic.Field(
        [],
        description="Documents, or paragraph IDs, that the rules were written on: left out of agreement, and said to be.",
    )
    negation: NegationEntry = NegationEntry()
    actors: list[ActorEntry] = []
    themes: list[Theme] = []


class FlatTheme(NamedTuple):
    """A theme with its place in the tree."""

    code: str  # "cooperation/trade"
    theme: Theme
    place: tuple[Any, ...]  # in the file
    kinds: list[str]
    speakers: list[str]

    def rule_id(self, number: int) -> str:
        """The identifier of the theme's rule of a number, from 1."""
        return self.theme.rules[number - 1].id or f"{self.code}.{number}"


def flatten(codebook: Codebook) -> list[FlatTheme]:
    """All themes, each before those nested in it; kinds and speakers are handed down."""
    return list(_flatten(codebook.themes, "", ("themes",), list(rules_model.CODED_KINDS), []))


def _flatten(
    themes: list[Theme], parent: str, place: tuple[Any, ...], kinds: list[str], speakers: list[str]
) -> Iterator[FlatTheme]:
    for number, theme in enumerate(themes):
        flat = FlatTheme(
            parent + theme.code,
            theme,
            (*place, number),
            list(theme.kinds or kinds),
            list(theme.speakers or speakers),
        )
        yield flat
        yield from _flatten(
            theme.themes, f"{flat.code}/", (*flat.place, "themes"), flat.kinds, flat.speakers
        )


def coded_kinds(codebook: Codebook) -> set[str]:
    """The kinds of paragraph that some theme is coded on."""
    return {kind for flat in flatten(codebook) for kind in flat.kinds}


def compile_rules(codebook: Codebook) -> rules_model.RuleSet:
    """What decides codings, and nothing else."""
    own = codebook.negation
    language = negations(codebook.language)
    negation = rules_model.Negation(
        before=list(language.before if own.words is None else own.words),
        after=list(language.after if own.after is None else own.after)
        if own.words is None or own.after is not None
        else [],
        unless=list(language.unless if own.unless is None else own.unless),
        within=own.within,
    )
    used = any(rule.negated != "any" for flat in flatten(codebook) for rule in flat.theme.rules)
    return rules_model.RuleSet(
        themes=[
            rules_model.ThemeRules(
                code=flat.code,
                rules=[
                    _compiled(rule, flat.rule_id(number))
                    for number, rule in enumerate(flat.theme.rules, 1)
                ],
                kinds=flat.kinds,
                speakers=flat.speakers,
                at_least=flat.theme.at_least,
                overlaps=flat.theme.overlaps or codebook.overlaps,
            )
            for flat in flatten(codebook)
        ],
        actors=[rules_model.ActorWords(actor.name, list(actor.words)) for actor in codebook.actors],
        language=codebook.language,
        hyphens=codebook.hyphens,
        possessives=codebook.possessives,
        # Cues that no rule asks about decide nothing.
        negation=negation if used else rules_model.Negation(),
    )


def _compiled(rule: Rule, identifier: str) -> rules_model.Rule:
    return rules_model.Rule(
        id=identifier,
        patterns=rule.patterns(),
        form=rule.form(),
        case=rule.case == "sensitive",
        near=list(rule.near.words) if rule.near else [],
        near_within=rule.near.within if rule.near else 5,
        not_when=list(rule.not_when),
        within=rule.within,
        negated=rule.negated,
        kinds=list(rule.kinds),
        speakers=list(rule.speakers),
    )


def example_paragraphs(codebook: Codebook) -> Mapping[str, list[str]]:
    """The paragraphs that serve as examples or counter-examples, and of which themes: left out of agreement."""
    found: dict[str, list[str]] = {}
    for flat in flatten(codebook):
        for example in (*flat.theme.examples, *flat.theme.counter_examples):
            if example.paragraph:
                found.setdefault(example.paragraph, []).append(flat.code)
    return found
