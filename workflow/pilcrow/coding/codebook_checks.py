"""Read a codebook, and find what is wrong with it beyond single keys.

Examples are names that are given twice, rules that cannot match, and themes that nothing can code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pilcrow.coding.conditions import ConditionPattern
from pilcrow.coding.negations import negations
from pilcrow.coding.rules_checks import pattern_problem, regex_problem
from pilcrow.files.readable import is_there
from pilcrow.files.typed import (
    Lines,
    Place,
    decode,
    line_of_place,
    parse_yaml,
    read_model,
)
from pilcrow.model import wording
from pilcrow.model.codebook import Codebook, Rule
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.records import Mark
from pilcrow.model.values import LANGUAGE
from pilcrow.text.languages import language_name
from pilcrow.text.words import words_of

SHOWN = "coding/codebook.yaml"
NAMED = 5  # documents that a mark names; of more it gives the number


def load_codebook(path: Path, shown: str = SHOWN) -> tuple[Codebook, Lines]:
    """Read and check a codebook.

    Returns it flat, and the lines of its places. Raises Problems, all at once.

    The places are those of the flat codebook: `("themes", 3, "rules", 0)` is the first rule of its
    fourth theme.
    """
    if not is_there(path):
        fail(
            "There is no codebook.",
            file=shown,
            todo="Write one; `pilcrow docs codebook` says how.",
            kind="codebook",
        )
    data, written = parse_yaml(decode(path, shown), shown)
    codebook, found = read_model(Codebook, data, shown, written)
    lines = flat_lines(data, written)
    if codebook is None:
        # Single rules can still be checked.
        found += problems_of_rules(data, shown, lines)
        raise Problems(found)
    flat = codebook.flat()
    found += check_codebook(flat, shown, lines)
    if found:
        raise Problems(found)
    return flat, lines


def flat_lines(data: Any, written: Lines) -> Lines:
    """Return the lines of a flat codebook's places, from those of the nested one in the file."""
    numbers = {place: number for number, (place, _) in enumerate(_nested(data, ("themes",)))}
    lines: Lines = {}
    for place, line in written.items():
        at = max(
            (length for length in range(2, len(place) + 1) if place[:length] in numbers), default=0
        )
        lines[("themes", numbers[place[:at]], *place[at:]) if at else place] = line
    return lines


def _nested(data: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Yield the themes of a codebook as plain data, each before those nested in it, with its place.

    This works whatever else is wrong with the codebook.
    """
    themes = data.get("themes") if isinstance(data, Mapping) else None
    for number, theme in enumerate(themes if isinstance(themes, list) else []):
        yield (*place, number), theme
        yield from _nested(theme, (*place, number, "themes"))


def named_themes(path: Path, shown: str = SHOWN) -> list[str] | None:
    """Return the theme codes of a codebook with other mistakes; None if they cannot be known."""
    try:
        data, _ = parse_yaml(decode(path, shown), shown)
    except (Problems, OSError):
        return None
    codes: dict[Place, str] = {}
    for place, theme in _nested(data, ("themes",)):
        code = theme.get("code") if isinstance(theme, Mapping) else None
        if not isinstance(code, str) or not isinstance(theme.get("themes", []), list):
            return None
        codes[place] = f"{codes[place[:-2]]}/{code}" if len(place) > 2 else code
    return list(codes.values()) if isinstance(data, Mapping) and "themes" in data else None


def check_codebook(codebook: Codebook, shown: str, lines: Lines) -> list[Problem]:
    """Return the problems of a flat codebook with valid keys; `lines` are those of its places."""
    problems: list[Problem] = []

    def add(what: str, place: Place, todo: str, kind: str) -> None:
        problems.append(
            problem(what, file=shown, line=line_of_place(place, lines), todo=todo, kind=kind)
        )

    codes: dict[str, Place] = {}
    identifiers: dict[str, Place] = {}
    for number, theme in enumerate(codebook.themes):
        place = ("themes", number)
        if theme.code in codes:
            first = line_of_place(codes[theme.code], lines)
            what = f'The theme "{theme.code}" is given twice, first in line {first}.'
            add(what, (*place, "code"), "Give one of them another code.", "twice")
        codes.setdefault(theme.code, place)
        if (
            theme.all_examples
            and theme.at_least > 1
            and not theme.rules
            and not _has_children(codebook, number)
        ):
            what = f'The theme "{theme.code}" has at_least and no rules.'
            add(what, (*place, "at_least"), "Write rules, or remove at_least.", "rule")
        for count, rule in enumerate(theme.rules):
            where = (*place, "rules", count)
            if rule.id in identifiers:
                first = line_of_place(identifiers[rule.id], lines)
                what = f'The rule id "{rule.id}" is given twice, first in line {first}.'
                add(what, where, "Give one of them another id.", "twice")
            identifiers.setdefault(rule.id, where)
            for what, todo in _rule_problems(rule, codebook):
                add(what, where, todo, "rule")
    for what, todo, place, kind in _actor_problems(codebook):
        add(what, place, todo, kind)
    return problems


def _has_children(codebook: Codebook, number: int) -> bool:
    """Return whether themes are nested in a theme: they follow it."""
    following = codebook.themes[number + 1 : number + 2]
    return any(other.parent == codebook.themes[number].code for other in following)


def _actor_problems(codebook: Codebook) -> Iterator[tuple[str, str, Place, str]]:
    names: set[str] = set()
    for number, actor in enumerate(codebook.actors):
        place = ("actors", number)
        for word in actor.words:
            if trouble := _pattern_problem(word, codebook):
                yield *trouble, place, "rule"
        if actor.name in names:
            what = f'The actor "{actor.name}" is given twice.'
            yield what, "Put all the words under one of them.", place, "twice"
        names.add(actor.name)


def problems_of_rules(data: Any, shown: str, lines: Lines) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a codebook that has other mistakes.

    Rules that cannot be read are left out.
    """
    if not isinstance(data, Mapping):
        return
    settings = {
        key: data[key] for key in ("language", "hyphens", "possessives", "negation") if key in data
    }
    codebook, _ = read_model(Codebook, {"title": "t", "version": "1", **settings}, shown, {})
    for number, (_, theme) in enumerate(_nested(data, ("themes",)) if codebook else []):
        rules = theme.get("rules") if isinstance(theme, Mapping) else None
        for count, rule in enumerate(rules if isinstance(rules, list) else []):
            checked, _ = read_model(Rule, rule, shown, {}) if rule is not None else (None, [])
            for what, todo in _rule_problems(checked, codebook) if checked and codebook else []:
                line = line_of_place(("themes", number, "rules", count), lines)
                yield problem(what, file=shown, line=line, todo=todo, kind="rule")


def _pattern_problem(
    text: str, codebook: Codebook, exact: bool = False, languages: Sequence[str] = ()
) -> tuple[str, str] | None:
    for language in languages or [codebook.language]:
        trouble = pattern_problem(text, language, codebook.hyphens, codebook.possessives, exact)
        if trouble:
            return trouble
    return None


def _languages(rule: Rule, codebook: Codebook) -> list[str]:
    """Return the languages in which a rule is searched for: its own, else the codebook's."""
    return [codebook.language if one == "*" else one for one in rule.languages or ["*"]]


def _rule_problems(rule: Rule, codebook: Codebook) -> Iterator[tuple[str, str]]:
    languages = _languages(rule, codebook)
    for language in languages:
        if not LANGUAGE.match(language):
            yield (
                f'"{language}" is not the code of a language.',
                "Write a BCP 47 code such as fr, or * for all.",
            )
            return
    for text in rule.patterns:
        if rule.form in ("regex", "word-regex"):
            parts = text.split(" ") if rule.form == "word-regex" else [text]
            yield from filter(None, map(regex_problem, parts))
        elif trouble := _pattern_problem(text, codebook, rule.form == "exact", languages):
            yield trouble
    for context in [*(rule.near.words if rule.near else []), *rule.not_when]:
        if trouble := _pattern_problem(context, codebook, languages=languages):
            yield trouble
    if cancelling := _always_cancelled(rule, codebook):
        yield (
            f'The rule can never match: its not_when "{cancelling}" cancels every match.',
            "Write the longer phrase that is to cancel it.",
        )
    if rule.negated == "any" or codebook.negation.words or codebook.negation.after:
        return
    for language in languages:
        if not negations(language).before:
            yield (
                f'Nothing is known to negate in the language "{language}".',
                "List the words under negation: {words: [...]}.",
            )


def _always_cancelled(rule: Rule, codebook: Codebook) -> str | None:
    """Return the not_when that cancels everything a rule finds; None if there is none.

    Such a not_when matches the words of the rule themselves. It is tried on the pattern with each
    wildcard empty and with letters.
    """
    if not rule.not_when or rule.form != "glob":
        return None
    words = words_of(_languages(rule, codebook)[0], codebook.hyphens, codebook.possessives)
    contexts = [ConditionPattern(text, words) for text in rule.not_when]
    cancelling = ""
    for pattern in rule.patterns:
        for letters in ("", "x", "xyz") if set(pattern) & set("*?") else ("",):
            text = pattern.replace("*", letters).replace("?", letters[:1] or "x")
            folded = words.fold(text)
            cancelling = next((one.text for one in contexts if one.spans(text, folded)), "")
            if not cancelling:
                return None
    return cancelling


def not_looked_for(
    codebook: Codebook, languages: Mapping[str, str], shown: str = SHOWN
) -> list[Mark]:
    """Return a mark for each language of the texts for which themes have no rule.

    `languages`: that of each document.
    """
    documents: dict[str, list[str]] = {}
    for document, language in sorted(languages.items()):
        documents.setdefault(language.lower().partition("-")[0], []).append(document)
    ruled = [theme.code for theme in codebook.themes if theme.rules]
    marks = []
    for language, names in sorted(documents.items()):
        themes = codebook.not_looked_for(language)
        if not themes:
            continue
        where = (
            wording.join_list(names)
            if len(names) <= NAMED
            else wording.count(len(names), "document")
        )
        what = (
            f"No rule is for texts in {language_name(language)}: no theme is looked for in {where}."
            if themes == ruled
            else (
                f"{wording.join_list(themes)} {'has' if len(themes) == 1 else 'have'} no rule for"
                f" texts in {language_name(language)} and {'is' if len(themes) == 1 else 'are'} not"
                f" looked for in {where}."
            )
        )
        todo = f"Give rules languages: [{language}], or languages: '*' if they serve for all."
        marks.append(Mark("language", what, file=shown, todo=todo))
    return marks
