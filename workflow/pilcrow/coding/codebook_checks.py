"""Reading a codebook, and what is wrong with one beyond single keys: names given twice, rules that cannot serve, themes that nothing can code."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pydantic

from pilcrow.coding.codebook import Codebook, Lines, Rule, flatten
from pilcrow.coding.negations import negations
from pilcrow.coding.rules_checks import pattern_problem, regex_problem
from pilcrow.files.typed import decode, line_of, parse_yaml, validate
from pilcrow.model.problems import Problem, Problems, fail, problem


def load_codebook(path: Path, shown: str) -> tuple[Codebook, Lines]:
    """Read and check a codebook. Returns it and the lines of its places. Raises Problems, all at once."""
    if not path.is_file():
        fail(
            "There is no codebook.",
            file=shown,
            todo="Write one; `pilcrow docs codebook` says how.",
            kind="codebook",
        )
    data, lines = parse_yaml(decode(path, shown), shown)
    try:
        codebook = validate(Codebook, data, shown, lines)
    except Problems as stopped:
        known = without_unknown_keys(data)
        # Where no more is wrong than that keys are unknown, all else can be told; what single rules look for always can.
        others = (
            check_codebook(known, shown, lines) if known else problems_of_rules(data, shown, lines)
        )
        raise Problems(sorted([*stopped.problems, *others], key=lambda one: one.line)) from None
    found = check_codebook(codebook, shown, lines)
    if found:
        raise Problems(found)
    return codebook, lines


def without_unknown_keys(data: Any) -> Codebook | None:
    """The codebook of data that hold keys which no codebook has, without these; None where something else is wrong too."""
    rest = copy.deepcopy(data)
    try:
        return Codebook.model_validate(rest)
    except pydantic.ValidationError as trouble:
        for error in trouble.errors(include_url=False, include_context=False):
            *place, key = error["loc"] or ("",)
            holder = _at(rest, place)
            if error["type"] != "extra_forbidden" or not isinstance(holder, dict):
                return None
            holder.pop(key, None)
    try:
        return Codebook.model_validate(rest)
    except pydantic.ValidationError:
        return None


def _at(data: Any, place: Iterable[Any]) -> Any:
    for step in place:
        if not (
            (isinstance(data, Mapping) and step in data)
            or (isinstance(data, list) and isinstance(step, int))
        ):
            return None
        data = data[step]
    return data


def named_themes(path: Path, shown: str) -> list[str] | None:
    """The codes of the themes of a codebook in which something else is wrong; None where they cannot be known."""

    def of(themes: Any, parent: str) -> Iterator[str | None]:
        for theme in themes if isinstance(themes, list) else [None]:
            code = theme.get("code") if isinstance(theme, Mapping) else None
            yield parent + code if isinstance(code, str) else None
            if isinstance(theme, Mapping) and "themes" in theme:
                yield from of(theme["themes"], f"{parent}{code}/")

    try:
        data, _ = parse_yaml(decode(path, shown), shown)
    except (Problems, OSError):
        return None
    codes = list(of(data.get("themes"), "")) if isinstance(data, Mapping) else [None]
    known = [code for code in codes if code is not None]
    return known if len(known) == len(codes) else None


def check_codebook(codebook: Codebook, shown: str, lines: Lines) -> list[Problem]:
    """The problems of a codebook whose keys are right, one by one; `lines` of its places."""
    found: list[Problem] = []

    def add(what: str, place: tuple[Any, ...], todo: str, kind: str) -> None:
        found.append(problem(what, file=shown, line=line_of(place, lines), todo=todo, kind=kind))

    codes: dict[str, tuple[Any, ...]] = {}
    identifiers: dict[str, tuple[Any, ...]] = {}
    for flat in flatten(codebook):
        theme, place = flat.theme, flat.place
        if flat.code in codes:
            add(
                f'The theme "{flat.code}" stands twice, first in line {line_of(codes[flat.code], lines)}.',
                (*place, "code"),
                "Give one of them another code.",
                "twice",
            )
        codes.setdefault(flat.code, place)
        if (
            not theme.rules
            and not theme.themes
            and (theme.examples or theme.counter_examples)
            and theme.at_least > 1
        ):
            add(
                f'The theme "{flat.code}" has at_least and no rules.',
                (*place, "at_least"),
                "Write rules, or remove at_least.",
                "rule",
            )
        for number, rule in enumerate(theme.rules, 1):
            where = (*place, "rules", number - 1)
            identifier = flat.rule_id(number)
            if identifier in identifiers:
                add(
                    f'The rule id "{identifier}" stands twice, first in line {line_of(identifiers[identifier], lines)}.',
                    where,
                    "Give one of them another id.",
                    "twice",
                )
            identifiers.setdefault(identifier, where)
            for what, todo in _rule_problems(rule, codebook):
                add(what, where, todo, "rule")
    for number, actor in enumerate(codebook.actors):
        for word in actor.words:
            trouble = pattern_problem(
                word, codebook.language, codebook.hyphens, codebook.possessives
            )
            if trouble:
                add(trouble[0], ("actors", number), trouble[1], "rule")
    names = [actor.name for actor in codebook.actors]
    for number, name in enumerate(names):
        if name in names[:number]:
            add(
                f'The actor "{name}" stands twice.',
                ("actors", number),
                "Put all the words under one of them.",
                "twice",
            )
    return found


def problems_of_rules(data: Any, shown: str, lines: Lines) -> Iterator[Problem]:
    """What is wrong with those rules of a codebook that are rules, where something else in it is wrong."""
    if not isinstance(data, Mapping):
        return
    told = {
        key: data[key] for key in ("language", "hyphens", "possessives", "negation") if key in data
    }
    try:
        codebook = Codebook.model_validate(
            {"title": "t", "version": "1", "themes": [{"code": "t", "name": "t"}], **told}
        )
    except pydantic.ValidationError:
        return

    def of(themes: Any, place: tuple[Any, ...]) -> Iterator[Problem]:
        for number, theme in enumerate(themes if isinstance(themes, list) else []):
            if isinstance(theme, Mapping):
                rules = theme.get("rules")
                for count, rule in enumerate(rules if isinstance(rules, list) else []):
                    where = (*place, number, "rules", count)
                    try:
                        checked = Rule.model_validate(rule)
                    except pydantic.ValidationError:
                        continue
                    for what, todo in _rule_problems(checked, codebook):
                        yield problem(
                            what, file=shown, line=line_of(where, lines), todo=todo, kind="rule"
                        )
                yield from of(theme.get("themes"), (*place, number, "themes"))

    yield from of(data.get("themes"), ("themes",))


def _rule_problems(rule: Rule, codebook: Codebook) -> Iterator[tuple[str, str]]:
    form = rule.form()
    for text in rule.patterns():
        if form in ("regex", "word-regex"):
            for part in text.split(" ") if form == "word-regex" else [text]:
                trouble = regex_problem(part)
                if trouble:
                    yield trouble
        else:
            trouble = pattern_problem(
                text, codebook.language, codebook.hyphens, codebook.possessives, form == "exact"
            )
            if trouble:
                yield trouble
    for context in [*(rule.near.words if rule.near else []), *rule.not_when]:
        trouble = pattern_problem(
            context, codebook.language, codebook.hyphens, codebook.possessives
        )
        if trouble:
            yield trouble
    own = [pattern.casefold() for pattern in rule.patterns()]
    for context in rule.not_when:
        if own == [context.casefold()]:
            yield (
                f'The rule can never match: its not_when "{context}" is the rule itself.',
                "Write the longer phrase that is to cancel it.",
            )
    if (
        rule.negated != "any"
        and not negations(codebook.language).before
        and not (codebook.negation.words or codebook.negation.after)
    ):
        yield (
            f'Nothing is known to negate in the language "{codebook.language}".',
            "List the words under negation: {words: [...]}.",
        )
