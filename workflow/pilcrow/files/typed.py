"""Reading the scholar's YAML and CSV files into typed models, every problem with its line.

The models are pydantic's; the positions come from PyYAML's node tree, which is why files are composed first and constructed
second. Nothing of a file is ever executed: no tags, no aliases that grow, no objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pydantic
import yaml

from pilcrow.files.rows import conflicts
from pilcrow.files.rows import decode as decode
from pilcrow.files.rows import load_rows as load_rows
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=pydantic.BaseModel)


class Typed(pydantic.BaseModel):
    """Base of every model: unknown keys are refused, values are not coerced across kinds, instances do not change."""

    model_config = pydantic.ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, validate_default=False
    )


def construct(
    node: yaml.Node | None,
    shown: str,
    lines: dict[tuple[Any, ...], int],
    place: tuple[Any, ...],
    found: list[Problem],
) -> Any:
    """Plain data of a YAML node; fills `lines` with the line of each key and item. Duplicate keys and tags are problems."""
    if node is None:
        return None
    lines.setdefault(place, node.start_mark.line + 1)
    if not node.tag.startswith("tag:yaml.org,2002:"):
        found.append(
            problem(
                f"The YAML tag {node.tag} is not allowed here.",
                file=shown,
                line=node.start_mark.line + 1,
                todo="Write the value plainly.",
                kind="yaml",
            )
        )
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                found.append(
                    problem(
                        "A key must be a plain word.",
                        file=shown,
                        line=key_node.start_mark.line + 1,
                        kind="yaml",
                    )
                )
                continue
            key = str(key_node.value)
            if key in mapping:
                found.append(
                    problem(
                        f'The key "{key}" is given twice.',
                        file=shown,
                        line=key_node.start_mark.line + 1,
                        todo="Keep one of them.",
                        kind="key",
                    )
                )
            lines[(*place, key)] = key_node.start_mark.line + 1
            mapping[key] = construct(value_node, shown, lines, (*place, key), found)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            construct(item, shown, lines, (*place, index), found)
            for index, item in enumerate(node.value)
        ]
    if node.tag == "tag:yaml.org,2002:timestamp":
        return node.value  # a date is what the scholar typed, not an object: models parse it themselves, and there is no 30 February
    try:
        return yaml.SafeLoader("").construct_object(node)
    except ValueError:  # a tag such as !!int before what is none
        found.append(
            problem(
                f'"{node.value}" is not what its tag says.',
                file=shown,
                line=node.start_mark.line + 1,
                todo="Remove the tag.",
                kind="yaml",
            )
        )
        return None


def parse_yaml(text: str, shown: str) -> tuple[Any, dict[tuple[Any, ...], int]]:
    """Data of a YAML text and the line of every key and item by its path. Raises Problems."""
    found: list[Problem] = []
    lines: dict[tuple[Any, ...], int] = {}
    try:
        loader = Loader(text)
        try:
            node = loader.get_single_node()
            if "*" in text and _has_alias(text):
                found.append(
                    problem(
                        "YAML aliases (*name) are not allowed here.",
                        file=shown,
                        line=_has_alias(text),
                        todo="Write the value out.",
                        kind="yaml",
                    )
                )
                node = None
        finally:
            loader.dispose()
        data = construct(node, shown, lines, (), found)
    except yaml.MarkedYAMLError as trouble:
        raise Problems(_not_yaml(trouble, text, shown)) from None
    except yaml.YAMLError as trouble:
        raise Problems(
            [problem(f"This is not valid YAML: {trouble}.", file=shown, kind="yaml")]
        ) from None
    if found:
        raise Problems(found)
    return data, lines


def _not_yaml(trouble: yaml.MarkedYAMLError, text: str, shown: str) -> list[Problem]:
    """What a parser's complaint means: of the common causes in words of their own, of others in the parser's."""
    if found := conflicts(text, shown):
        return found
    lines = text.split("\n")
    mark = trouble.problem_mark or trouble.context_mark
    line, column = (min(mark.line + 1, len(lines)), mark.column + 1) if mark else (0, 0)
    what = f"This is not valid YAML: {trouble.problem or trouble.context}."
    todo = "Check the indentation, and put text that holds a colon or a quotation mark between quotation marks."
    if line and "\t" in "".join(lines[line - 1 : line])[:column]:
        what, todo = (
            "A tab stands here, and YAML indents with spaces only.",
            "Write spaces in its place.",
        )
    elif "alias" in what or "anchor" in what:
        todo = 'Put text that begins with * or & between quotation marks: "*tion".'
    return [problem(what, file=shown, line=line, column=column, todo=todo, kind="yaml")]


def _has_alias(text: str) -> int:
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            return int(event.start_mark.line) + 1 if event.start_mark else 1
    return 0


def line_of(place: Iterable[Any], lines: dict[tuple[Any, ...], int]) -> int:
    """The line of a place in the data, or of the nearest place around it."""
    path = tuple(part for part in place)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _sentence(error: Any, model: type[pydantic.BaseModel]) -> tuple[str, str]:
    """What is wrong and what to do, of one pydantic error."""
    key = next(
        (part for part in reversed(error["loc"]) if isinstance(part, str)), ""
    )  # of a list's item, the list's
    match error["type"]:
        case "extra_forbidden":
            return f'The key "{key}" is not known here.', did_you_mean(
                key, known_keys(model, error["loc"][:-1])
            )
        case "missing":
            return f'The key "{key}" is missing.', "Add it."
        case "value_error":
            what, _, todo = str(error["ctx"]["error"]).partition(" | ")
            return what, todo
        case "literal_error" | "enum":
            known = f"Known are: {', '.join(_options(error))}{', or a list' if error.get('list') else ''}."
            return f'"{error["input"]}" is not a value of "{key}".', did_you_mean(
                str(error["input"]), _options(error)
            ) or known
        case "bool_parsing" | "bool_type":
            return (
                f'"{key}" should be true or false, not "{error["input"]}".',
                "Write true or false.",
            )
        case "model_type" | "dict_type" if (
            isinstance(error["input"], bool | int | float)
            and error["loc"]
            and isinstance(error["loc"][-1], int)
        ):
            what = f'An item of "{key}" is read as {_kind(error["input"])}.'
            return what, 'Put it between quotation marks where it is meant as a word: "no", "50".'
        case "model_type" | "dict_type":
            return (
                f'"{key}" should hold keys and values.'
                if key
                else "The file should hold keys and values.",
                "",
            )
        case "list_type":
            return f'"{key}" should be a list.', 'Begin each item with "- ".'
        case "string_type":
            return (
                f'"{key}" should be text, not {_kind(error["input"])}.',
                "Put it between quotation marks.",
            )
        case "string_too_short" if error["loc"][-1:] == ("[key]",):
            return "A key is empty.", "Give it a name, or remove it."
        case "string_too_short":
            return f'"{key}" is empty.', "Fill it in, or remove the key."
        case _:
            return f'"{key}": {error["msg"][0].lower()}{error["msg"][1:]}.', ""


def _options(error: Any) -> list[str]:
    expected = str(error["ctx"].get("expected", ""))
    return [option.strip(" '") for option in expected.replace(" or ", ", ").split(",")]


def _kind(value: Any) -> str:
    return {
        bool: "yes or no",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "keys and values",
        type(None): "nothing",
    }.get(type(value), "this")


def known_keys(model: Any, place: Iterable[Any]) -> list[str]:
    """The keys that a model knows at a place."""
    for part in place:
        if isinstance(part, int) or not hasattr(model, "model_fields"):
            continue
        field = model.model_fields.get(part) or next(
            (f for f in model.model_fields.values() if f.alias == part), None
        )
        inner = next(_models(field.annotation), None) if field else None
        model = inner or model
    return [field.alias or name for name, field in getattr(model, "model_fields", {}).items()]


def _models(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def _of_one_kind(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Errors without the names of the kinds that a value may be of; where it may be a word or a list, what is wrong with it as what it is."""
    plain = [
        {
            **error,
            "loc": tuple(
                part
                for part in error["loc"]
                if not (isinstance(part, str) and re.match(r"(?:literal|list)\[", part))
            ),
        }
        for error in errors
    ]
    words = {error["loc"] for error in plain if error["type"] == "literal_error"}
    lists = {error["loc"] for error in plain if error["type"] == "list_type"}
    kept = []
    for error in plain:
        either = error["loc"] in words and error["loc"] in lists
        if error["type"] == "list_type" and either:
            continue
        if error["type"] == "literal_error" and isinstance(error["input"], list):
            continue  # what is wrong with the list is said of it
        kept.append({**error, "list": either} if error["type"] == "literal_error" else error)
    return kept


def validate(model: type[Model], data: Any, shown: str, lines: dict[tuple[Any, ...], int]) -> Model:
    """The typed model of plain data. Raises Problems, all at once, each with its line."""
    try:
        return model.model_validate({} if data is None else data)
    except pydantic.ValidationError as invalid:
        found = []
        for error in _of_one_kind(invalid.errors(include_url=False)):
            what, todo = _sentence(error, model)
            found.append(
                problem(
                    what,
                    file=shown,
                    line=line_of(error["loc"], lines),
                    todo=todo,
                    kind=str(error["type"]),
                )
            )
        raise Problems(found) from None


def load_yaml(
    model: type[Model], path: Path, shown: str
) -> tuple[Model, dict[tuple[Any, ...], int]]:
    """Read and validate a YAML file. Returns the model and the lines of its places. Raises Problems."""
    data, lines = parse_yaml(decode(path, shown), shown)
    return validate(model, data, shown, lines), lines
