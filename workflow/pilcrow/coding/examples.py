"""The codebook's examples as tests: each must be coded by the rules, each counter-example must not be; and why a theme holds or not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pilcrow.coding.codebook import Codebook, Example, FlatTheme, flatten
from pilcrow.coding.match import Cancelled, Hit, Matcher, Unit
from pilcrow.coding.overlaps import across, longest
from pilcrow.files.typed import line_of
from pilcrow.model.problems import Problem, problem
from pilcrow.model.records import Mark, Paragraph


class Sample(NamedTuple):
    """A text that is matched like a paragraph."""

    text: str
    kind: str = "speech"
    speaker: str = ""
    asides: Sequence[tuple[int, int]] = ()


class Verdict(NamedTuple):
    """Whether a theme holds for a text, by what, and what did not count."""

    theme: str
    holds: bool
    hits: list[Hit]  # what counts; where too few, what would
    cancelled: list[Cancelled]
    at_least: int


def verdicts(matcher: Matcher, unit: Unit) -> dict[str, Verdict]:
    """Of every theme with a rule that matched, whether it holds for a paragraph, by the codebook's order of themes."""
    cancelled: list[list[Cancelled]] = [[]]
    hits = matcher.hits([unit], cancelled)[0]
    found: dict[str, Verdict] = {}
    by_theme: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit[2] < len(matcher.rules):
            by_theme.setdefault(matcher.theme_of[hit[2]], []).append(hit)
    themes = matcher.ruleset.themes
    left = across(by_theme, {number: themes[number].overlaps for number in by_theme}, unit.text)
    for number, theme in enumerate(themes):
        own, seen = by_theme.get(number, []), left.get(number, [])
        kept = longest(seen, unit.text) if seen and theme.overlaps != "all" else seen
        against = [entry for entry in cancelled[0] if matcher.theme_of[entry.rule] == number]
        theirs = [
            hit for other, found_there in left.items() if other != number for hit in found_there
        ]
        against += [
            _overlapping(hit, [*kept, *theirs], matcher, unit.text)
            for hit in own
            if hit not in kept
        ]
        if own or against:
            found[theme.code] = Verdict(
                theme.code, len(kept) >= theme.at_least, kept, sorted(against), theme.at_least
            )
    return found


def _overlapping(hit: Hit, kept: Sequence[Hit], matcher: Matcher, text: str) -> Cancelled:
    """Why a hit does not count beside those that do: of these the first that holds it, else the first that shares a word with it."""
    sharing = [other for other in kept if other[0] < hit[1] and hit[0] < other[1]]
    around = [other for other in sharing if other[0] <= hit[0] and hit[1] <= other[1]]
    longer = next(
        (other for other in around if other[1] - other[0] > hit[1] - hit[0]), (around or sharing)[0]
    )
    how = "lies inside" if around else "shares words with"
    return Cancelled(
        *hit,
        "overlap",
        f"it {how} “{text[longer[0] : longer[1]]}” ({matcher.identifiers[longer[2]]}), which counts",
    )


def reasons(matcher: Matcher, verdict: Verdict | None, text: str) -> str:
    """In a sentence: what a theme's rules found in a text, or why nothing of it counts."""
    if verdict is None:
        return "None of its rules matches."
    parts = [
        f"{matcher.identifiers[rule]} matches “{text[start:end]}”"
        for start, end, rule in verdict.hits
    ]
    if verdict.hits and not verdict.holds:
        parts.append(f"at least {verdict.at_least} are needed")
    parts += [
        f"{matcher.identifiers[entry.rule]} matches “{text[entry.start : entry.end]}”, but {entry.reason}"
        for entry in verdict.cancelled
        if entry.cause != "overlap" and not verdict.holds
    ]
    return f"Rule {'; '.join(parts)}."


def check_examples(
    codebook: Codebook,
    matcher: Matcher,
    paragraphs: Mapping[str, Unit],
    shown: str = "coding/codebook.yaml",
    lines: Mapping[tuple[object, ...], int] | None = None,
) -> list[Mark]:
    """A mark for each example that the rules do not code and each counter-example that they do, with the reason.

    `paragraphs` by ID; `lines` as load_codebook gives them.
    """
    marks: list[Mark] = []
    for flat in flatten(codebook):
        for wanted, key in ((True, "examples"), (False, "counter_examples")):
            for number, example in enumerate(getattr(flat.theme, key)):
                line = line_of((*flat.place, key, number), dict(lines)) if lines else 0
                mark = _check(flat, example, wanted, matcher, paragraphs, shown, line)
                if mark is not None:
                    marks.append(mark)
    return sorted(marks)


def unknown_examples(
    codebook: Codebook,
    settled: Container[str],
    known: Container[str],
    shown: str,
    lines: Mapping[tuple[object, ...], int],
) -> list[Problem]:
    """Examples that name a paragraph which a document with a ledger never had. `settled`: such documents; `known`: IDs present or withdrawn."""
    return [
        problem(
            f"{flat.code} names {example.paragraph} as an example, and there never was such a paragraph.",
            file=shown,
            line=line_of((*flat.place, key, number), dict(lines)) if lines else 0,
            todo="Name another paragraph, or give its words as text.",
            kind="example",
        )
        for flat in flatten(codebook)
        for key in ("examples", "counter_examples")
        for number, example in enumerate(getattr(flat.theme, key))
        if example.paragraph.rpartition(".")[0] in settled and example.paragraph not in known
    ]


def examine_examples(
    root: Path,
    codebook: Mapping[str, Any],
    rules: Mapping[str, Any],
    paragraphs: Iterable[Paragraph],
    settled: Container[str] = (),
    withdrawn: Iterable[str] = (),
) -> tuple[list[Mark], list[Problem]]:
    """The examples of a project's codebook, tried: marks of those that the rules belie, problems of those that never existed.

    `codebook` and `rules` as checked (codebook.json, rules.json as plain data); `settled`: the documents that have a ledger; `withdrawn`: the
    IDs of their tombstones. Lines are those of coding/codebook.yaml.
    """
    if not _has_examples(codebook.get("themes") or ()):
        return [], []
    import msgspec

    from pilcrow.coding.codebook import compile_rules
    from pilcrow.files.typed import decode, parse_yaml
    from pilcrow.model.rules import RuleSet

    shown = "coding/codebook.yaml"
    lines = parse_yaml(decode(root / shown, shown), shown)[1] if (root / shown).is_file() else {}
    checked = Codebook.model_validate(codebook)
    matcher = Matcher(msgspec.convert(rules, RuleSet) if rules else compile_rules(checked))
    found = {paragraph.id: paragraph for paragraph in paragraphs}
    problems = unknown_examples(checked, settled, {*found, *withdrawn}, shown, lines)
    return check_examples(checked, matcher, found, shown, lines), problems


def named_documents(themes: Iterable[Mapping[str, Any]]) -> set[str]:
    """The documents of which a codebook names a paragraph as an example. `themes` as plain data."""
    found: set[str] = set()
    for theme in themes:
        examples = [*(theme.get("examples") or ()), *(theme.get("counter_examples") or ())]
        found |= {str(example.get("paragraph") or "").rpartition(".")[0] for example in examples}
        found |= named_documents(theme.get("themes") or ())
    return found - {""}


def _has_examples(themes: Iterable[Mapping[str, Any]]) -> bool:
    return any(
        theme.get("examples")
        or theme.get("counter_examples")
        or _has_examples(theme.get("themes") or ())
        for theme in themes
    )


def _check(
    flat: FlatTheme,
    example: Example,
    wanted: bool,
    matcher: Matcher,
    paragraphs: Mapping[str, Unit],
    shown: str,
    line: int,
) -> Mark | None:
    word = "example" if wanted else "counter-example"
    said = example.paragraph or f"“{example.text}”"
    document = example.paragraph.rpartition(".")[0]
    if example.paragraph and example.paragraph not in paragraphs:
        message = (
            f"{said}, {_article(word)} of {flat.code}, is no paragraph of the text as it is now."
        )
        return Mark(
            "example",
            message,
            document,
            example.paragraph,
            shown,
            line,
            "Name another paragraph, or give its words as text.",
        )
    unit: Unit = (
        paragraphs[example.paragraph]
        if example.paragraph
        else Sample(example.text, flat.kinds[0], flat.speakers[0] if flat.speakers else "")
    )
    verdict = verdicts(matcher, unit).get(flat.code)
    if (verdict is not None and verdict.holds) == wanted:
        return None
    if wanted and not flat.theme.rules:
        return None  # a theme without rules is coded by people, or gathers others
    done = "is not coded" if wanted else "is coded"
    message = f"{said}, {_article(word)} of {flat.code}, {done} {flat.code}. {reasons(matcher, verdict, unit.text)}"
    todo = (
        "Change a rule, or the example."
        if wanted
        else "Add a not_when to the rule, narrow it, or remove the counter-example."
    )
    return Mark("example", message, document, example.paragraph, shown, line, todo)


def _article(word: str) -> str:
    return f"an {word}" if word.startswith("e") else f"a {word}"
