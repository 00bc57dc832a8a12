"""Test the codebook's examples, and explain why a theme holds or not.

The rules must code each example, and must not code a counter-example.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from pilcrow.coding.codebook_checks import SHOWN, flat_lines
from pilcrow.coding.match import Cancelled, Hit, Matcher, RecordingUnit
from pilcrow.coding.overlaps import leave_matches, longest
from pilcrow.files.typed import Lines, Place, decode, line_of_place, parse_yaml
from pilcrow.model.codebook import Codebook, Example, Theme, Where
from pilcrow.model.problems import Problem, problem
from pilcrow.model.records import Mark, Paragraph
from pilcrow.text.languages import language_name


class Sample(NamedTuple):
    """A text that is matched like a paragraph."""

    text: str
    kind: str = "speech"
    speaker: str = ""
    asides: Sequence[tuple[int, int]] = ()
    language: str = ""  # "": the codebook's


class ExampleParagraph(RecordingUnit, Protocol):
    """A paragraph with its language."""

    @property
    def language(self) -> str: ...


class Verdict(NamedTuple):
    """Whether a theme holds for a text, the matches, and the matches that did not count."""

    theme: str
    holds: bool
    hits: list[Hit]  # what counts; if that is too little, what would count
    cancelled: list[Cancelled]
    at_least: int


def verdicts(matcher: Matcher, unit: RecordingUnit) -> dict[str, Verdict]:
    """Return for each theme with a match whether it holds, in the order of the codebook."""
    cancelled: list[list[Cancelled]] = [[]]
    hits = matcher.hits([unit], cancelled)[0]
    found: dict[str, Verdict] = {}
    by_theme: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit[2] < len(matcher.rules):
            by_theme.setdefault(matcher.theme_of[hit[2]], []).append(hit)
    themes = matcher.codebook.themes
    left = leave_matches(
        by_theme, {number: themes[number].overlapping for number in by_theme}, unit.text
    )
    for number, theme in enumerate(themes):
        own, seen = by_theme.get(number, []), left.get(number, [])
        kept = longest(seen, unit.text) if seen and theme.overlapping != "all" else seen
        against = [entry for entry in cancelled[0] if matcher.theme_of[entry.rule] == number]
        counting = set(kept)
        if hidden := [hit for hit in own if hit not in counting]:
            theirs = [
                hit for other, found_there in left.items() if other != number for hit in found_there
            ]
            places = _Places([*kept, *theirs])
            against += [_overlapping(hit, places, matcher, unit.text) for hit in hidden]
        if own or against:
            found[theme.code] = Verdict(
                theme.code, len(kept) >= theme.at_least, kept, sorted(against), theme.at_least
            )
    return found


class _Places:
    """Hits by their places: a paragraph may have tens of thousands."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits = hits
        self.order = sorted(range(len(hits)), key=hits.__getitem__)
        self.starts = [hits[number][0] for number in self.order]
        self.reach = list(accumulate((hits[number][1] for number in self.order), max))

    def sharing(self, hit: Hit) -> list[Hit]:
        """Return the hits that share a character with one, in the order that was given."""
        near = self.order[bisect_right(self.reach, hit[0]) : bisect_left(self.starts, hit[1])]
        return [other for number in sorted(near) if hit[0] < (other := self.hits[number])[1]]


def _overlapping(hit: Hit, kept: _Places, matcher: Matcher, text: str) -> Cancelled:
    """Return why a hit does not count next to those that do.

    It names the first hit that contains it, else the first that shares a word with it.
    """
    sharing = kept.sharing(hit)
    around = [other for other in sharing if other[0] <= hit[0] and hit[1] <= other[1]]
    longer = next(
        (other for other in around if other[1] - other[0] > hit[1] - hit[0]), (around or sharing)[0]
    )
    how = "lies inside" if around else "shares words with"
    return Cancelled(
        *hit,
        "overlap",
        f"it {how} “{text[longer[0] : longer[1]]}” ({matcher.identifiers[longer[2]]}), which"
        " counts",
    )


def why_not_looked_for(codebook: Codebook, theme: str, where: Where) -> str:
    """Return why no rule looks for a theme in such paragraphs; empty if one does.

    Args:
        codebook: The whole codebook, with the rules for every language.
        theme: Code of the theme.
        where: Language, kind and speaker of the paragraph.
    """
    entry = codebook.theme(theme)
    if entry.has_rules_for(where, codebook.language):
        return ""
    if not entry.rules:
        return "it has no rules, so only people code it"
    if not entry.is_looked_for(where.language, codebook.language):
        return f"it has no rule for texts in {language_name(where.language)}"
    named = entry.speakers or [name for rule in entry.rules for name in rule.speakers]
    if named and entry.has_rules_for(where._replace(speaker=named[0]), codebook.language):
        return f"it has no rule for what {where.speaker or 'an unnamed speaker'} says"
    return f"it has no rule for paragraphs of the kind {where.kind}"


def no_match(matcher: Matcher, theme: str) -> str:
    """Return a sentence that says why no rule of a theme matches."""
    if matcher.codebook.theme(theme).rules:
        return "None of its rules matches."
    return f"It has no rule for texts in {language_name(matcher.codebook.language)}."


def explain_example(matcher: Matcher, theme: str, verdict: Verdict | None, text: str) -> str:
    """Return a sentence on what a theme's rules found in a text, or why nothing of it counts."""
    if verdict is None:
        return no_match(matcher, theme)
    parts = [
        f"{matcher.identifiers[rule]} matches “{text[start:end]}”"
        for start, end, rule in verdict.hits
    ]
    if verdict.hits and not verdict.holds:
        parts.append(f"at least {verdict.at_least} are needed")
    parts += [
        f"{matcher.identifiers[entry.rule]} matches “{text[entry.start : entry.end]}”, but"
        f" {entry.reason}"
        for entry in verdict.cancelled
        if entry.cause != "overlap" and not verdict.holds
    ]
    return f"Rule {'; '.join(parts)}."


def check_examples(
    codebook: Codebook,
    matcher: Matcher,
    paragraphs: Mapping[str, ExampleParagraph],
    shown: str = SHOWN,
    lines: Lines | None = None,
) -> list[Mark]:
    """Return a warning for each example that the rules do not code.

    There is one too for each counter-example that they code.

    Args:
        codebook: The codebook.
        matcher: The matcher of the codebook.
        paragraphs: Paragraphs with their language, by ID.
        shown: Path of the codebook in messages.
        lines: Lines of its places, from `load_codebook`; None if they are not known.
    """
    marks = []
    for theme, example, wanted, place in _all_examples(codebook):
        mark = _check(theme, example, wanted, matcher, paragraphs)
        if mark is not None:
            marks.append(
                replace(mark, file=shown, line=line_of_place(place, lines) if lines else 0)
            )
    return sorted(marks)


def _all_examples(codebook: Codebook) -> Iterator[tuple[Theme, Example, bool, Place]]:
    """Yield each example with its theme, whether the theme should hold for it, and its place in the
    codebook.
    """
    for number, theme in enumerate(codebook.themes):
        for wanted, key in ((True, "examples"), (False, "counter_examples")):
            for count, example in enumerate(getattr(theme, key)):
                yield theme, example, wanted, ("themes", number, key, count)


def unknown_examples(
    codebook: Codebook,
    settled: Container[str],
    known: Container[str],
    shown: str,
    lines: Lines,
) -> list[Problem]:
    """Find examples that name a paragraph which a document with a ledger never had.

    `settled`: such documents; `known`: IDs present or withdrawn.
    """
    return [
        problem(
            f"{theme.code} names {example.paragraph} as an example, but that paragraph never"
            " existed.",
            file=shown,
            line=line_of_place(place, lines) if lines else 0,
            todo="Name another paragraph, or give its words as text.",
            kind="example",
        )
        for theme, example, _, place in _all_examples(codebook)
        if example.document in settled and example.paragraph not in known
    ]


def examine_examples(
    root: Path,
    codebook: Codebook,
    paragraphs: Iterable[Paragraph],
    settled: Container[str] = (),
    withdrawn: Iterable[str] = (),
) -> tuple[list[Mark], list[Problem]]:
    """Test the examples of a project's codebook.

    Args:
        root: The project.
        codebook: The codebook.
        paragraphs: The paragraphs of the project.
        settled: Documents that have a ledger.
        withdrawn: IDs of withdrawn paragraphs.

    Returns:
        Warnings about examples that contradict the rules, and problems of examples that never
        existed; lines are those of coding/codebook.yaml.
    """
    if not any(theme.all_examples for theme in codebook.themes):
        return [], []
    lines: Lines = {}
    if (root / SHOWN).is_file():
        data, written = parse_yaml(decode(root / SHOWN, SHOWN), SHOWN)
        lines = flat_lines(data, written)
    found = {paragraph.id: paragraph for paragraph in paragraphs}
    problems = unknown_examples(codebook, settled, {*found, *withdrawn}, SHOWN, lines)
    told = {(one.file, one.line) for one in problems}
    marks = check_examples(codebook, Matcher(codebook), found, SHOWN, lines)
    return [one for one in marks if (one.file, one.line) not in told], problems


def with_language(paragraphs: Iterable[Paragraph], language: str) -> list[Paragraph]:
    """Return paragraphs of a document, each with its language; `language` is the document's."""
    return [replace(one, language=one.language or language) for one in paragraphs]


def named_documents(codebook: Codebook) -> set[str]:
    """Return the documents of which a codebook names a paragraph as an example."""
    return {
        example.document
        for theme in codebook.themes
        for example in theme.all_examples
        if example.paragraph
    }


def _check(
    theme: Theme,
    example: Example,
    wanted: bool,
    matcher: Matcher,
    paragraphs: Mapping[str, ExampleParagraph],
) -> Mark | None:
    """Return a mark without its place if the rules contradict an example; else None."""
    word = "example" if wanted else "counter-example"
    said = example.paragraph or f"“{example.text}”"
    about = f"{said}, {_article(word)} of {theme.code}"
    if example.paragraph and example.paragraph not in paragraphs:
        return Mark(
            "example",
            f"{about}, is not a paragraph of the text as it is now.",
            example.document,
            example.paragraph,
            todo="Name another paragraph, or give its words as text.",
        )
    speaker = theme.speakers[0] if theme.speakers else ""
    unit: ExampleParagraph = (
        paragraphs[example.paragraph]
        if example.paragraph
        else Sample(example.text, theme.kinds[0], speaker, language=example.language)
    )
    matcher = matcher.speaking(unit.language or matcher.codebook.language)
    verdict = verdicts(matcher, unit).get(theme.code)
    if (verdict is not None and verdict.holds) == wanted:
        return None
    if wanted and not theme.rules:
        return None  # people code such a theme, or it only groups others
    done = "is not coded" if wanted else "is coded"
    return Mark(
        "example",
        f"{about}, {done} {theme.code}. {explain_example(matcher, theme.code, verdict, unit.text)}",
        example.document,
        example.paragraph,
        todo=(
            "Change a rule, or the example."
            if wanted
            else "Add a not_when to the rule, narrow it, or remove the counter-example."
        ),
    )


def _article(word: str) -> str:
    return f"an {word}" if word.startswith("e") else f"a {word}"
