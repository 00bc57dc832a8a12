"""The scholar's YAML and CSV files, read into typed models; every problem has its line.

The models are msgspec structs (`model.values`). The lines come from PyYAML's tree of nodes, which
is why a file is composed first and constructed afterwards. Nothing in a file is executed: there are
no tags, aliases or objects. Words and numbers stay text until a model says what they are: `no` in a
list of words is the word, and the version 1.10 is not a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from msgspec import NODEFAULT, inspect, json, to_builtins

from pilcrow.files.rows import conflicts
from pilcrow.files.rows import decode as decode
from pilcrow.files.rows import load_rows as load_rows
from pilcrow.model.problems import ONE_OF, Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.values import Data, Date, Language, Plain, Typed, truth, whole

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=Typed)
Place = tuple[Any, ...]  # the keys and list indexes that lead to a value
Lines = dict[Place, int]
KINDS: dict[Any, str] = {
    reader: name
    for annotation, name in ((Date, "date"), (Language, "language tag"))
    for reader in [annotation.__metadata__[0].extra["read"]]  # type: ignore[attr-defined]
}
UNKNOWN_KEY = "unknown key"
# Not allowed in XML or a terminal: control characters, surrogates, U+FFFE and U+FFFF. Nor are ends
# of lines, and what turns the words around. Marks of a direction stay, as titles need them.
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
ALIAS = "YAML aliases (*name) are not allowed here."
DEEPEST = 60  # levels of nesting; a codebook with sub-sub-themes has about 10


_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)


# What YAML 1.1 makes of a lone = or <<. They are text here.
_SIGNS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("value", "merge"))


class _Constructor:
    """Makes plain data from YAML nodes, and collects lines and problems."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: Lines = {}
        self.found: list[Problem] = []

    def add(self, what: str, node: yaml.Node, todo: str = "", kind: str = "yaml") -> None:
        line = node.start_mark.line + 1
        self.found.append(problem(what, file=self.shown, line=line, todo=todo, kind=kind))

    def data(self, node: yaml.Node | None, place: Place) -> Any:
        """Return plain data of a node: mappings, lists, text, None. Note repeated keys and tags."""
        if node is None:
            return None
        self.lines.setdefault(place, node.start_mark.line + 1)
        if node.tag in _SIGNS and node.value in ("=", "<<"):
            return str(node.value)
        if node.tag not in _TAGS:
            name = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.add(f"The YAML tag {name} is not allowed here.", node, "Write the value plainly.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.data(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Data]:
        mapping: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.add("A key must be a plain word.", key_node)
                continue
            key = str(key_node.value)
            if key in mapping:
                what = f'The key "{key}" is given twice.'
                self.add(what, key_node, "Keep one of them.", "key")
            self.lines[(*place, key)] = key_node.start_mark.line + 1
            mapping[key] = self.data(value_node, (*place, key))
        return mapping

    def _scalar(self, node: yaml.Node) -> Any:
        kind = node.tag.rpartition(":")[2]
        if kind == "null":
            return None
        if kind in ("int", "float", "bool"):
            try:
                yaml.SafeLoader("").construct_object(node)
            except (ValueError, KeyError):  # a tag such as !!int before what is not one
                self.add(f'"{node.value}" is not what its tag says.', node, "Remove the tag.")
                return None
        return str(node.value) if getattr(node, "style", None) else Plain(node.value)


def parse_yaml(text: str, shown: str) -> tuple[Any, Lines]:
    """Return the data of a YAML text, and the line of every key and item by its place.

    Words and numbers are text, `Plain` if they are not quoted. `shown` is the path of the file in
    messages. Raises Problems if the text is not valid YAML, or uses what is not allowed.
    """
    constructor = _Constructor(shown)
    try:
        if trouble := _refused_events(text):
            what, line, todo = trouble
            fail(what, file=shown, line=line, todo=todo, kind="yaml")
        loader = Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        data = constructor.data(node, ())
    except yaml.MarkedYAMLError as trouble:
        raise Problems(_not_yaml(trouble, text, shown)) from None
    except yaml.reader.ReaderError as trouble:
        before = text[: trouble.position] if isinstance(trouble.position, int) else ""
        what = f"The character {_named(trouble.character)} is not allowed."
        todo = "Remove it. It may be invisible."
        line = before.count("\n") + 1
        raise Problems([problem(what, file=shown, line=line, todo=todo, kind="yaml")]) from None
    except yaml.YAMLError as trouble:
        raise Problems(
            [problem(f"This is not valid YAML: {trouble}.", file=shown, kind="yaml")]
        ) from None
    if constructor.found:
        raise Problems(constructor.found)
    return data, constructor.lines


def _named(character: Any) -> str:
    """Return a character by its code, as U+0000, since it may not be printable."""
    return f"U+{ord(character) if isinstance(character, str) else int(character):04X}"


def _refused_events(text: str) -> tuple[str, int, str] | None:
    """Return message, line and advice for an alias or very deep nesting; None if there is none.

    Deep nesting would exhaust the stack. Both are rare, so that few texts are read twice.
    """
    brackets = text.count("[") + text.count("{") + text.count("- ") + text.count("? ")
    indented = max((len(line) - len(line.lstrip(" ")) for line in text.split("\n")), default=0)
    if "*" not in text and brackets + indented < DEEPEST:
        return None
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return (
                ALIAS,
                line,
                "Write the value out, or put text that begins with * between quotation marks.",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            what = f"The file is nested more than {DEEPEST} levels deep."
            return what, line, "Check the indentation and the brackets."
    return None


def _not_yaml(trouble: yaml.MarkedYAMLError, text: str, shown: str) -> list[Problem]:
    """Return what a parser's complaint means: our own words for common causes."""
    if found := conflicts(text, shown):
        return found
    lines = text.split("\n")
    mark = trouble.problem_mark or trouble.context_mark
    line, column = (min(mark.line + 1, len(lines)), mark.column + 1) if mark else (0, 0)
    what = f"This is not valid YAML: {trouble.problem or trouble.context}."
    todo = (
        "Check the indentation, and put text with a colon or a quotation mark between quotation"
        " marks."
    )
    if line and "\t" in "".join(lines[line - 1 : line])[:column]:
        what, todo = (
            "YAML cannot be indented with a tab.",
            "Replace the tab by spaces.",
        )
    elif "alias" in what or "anchor" in what:
        todo = 'Put text that begins with * or & between quotation marks: "*tion".'
    return [problem(what, file=shown, line=line, column=column, todo=todo, kind="yaml")]


def line_of_place(place: Iterable[Any], lines: Lines) -> int:
    """Return the line of a place in the data, or of the nearest place around it."""
    path = tuple(part for part in place)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def validate(model: type[Model], data: Any, shown: str, lines: Lines) -> Model:
    """Return the typed model of plain data. Raises Problems, all at once, each with its line."""
    value, found = read_model(model, data, shown, lines)
    if found or value is None:
        raise Problems(found)
    return value


def read_model(
    model: type[Model], data: Any, shown: str, lines: Lines
) -> tuple[Model | None, list[Problem]]:
    """Return the typed model of plain data, and what is wrong.

    Args:
        model: The model.
        data: Plain data; None means no keys.
        shown: Path of the file in messages.
        lines: Lines of the places in the file.

    Returns:
        The model, also if the only problems are unknown keys, else None; and the problems.
    """
    reader = _Reader(shown, lines)
    value = reader.read(type_info(model), {} if data is None else data, ())
    return (None if value is BROKEN else value), reader.found


def model_keys(model: type[Typed]) -> dict[str, inspect.Field]:
    """Return the keys of a model, in the order of their declaration."""
    info = type_info(model)
    assert isinstance(info, inspect.StructType)
    return {field.name: field for field in info.fields}


def description_of(field: inspect.Field) -> str:
    """Return the description of a key; "" if the model has none."""
    kind = field.type
    while isinstance(kind, inspect.Metadata):
        if kind.extra_json_schema and "description" in kind.extra_json_schema:
            return str(kind.extra_json_schema["description"])
        kind = kind.type
    return ""


def default_of(field: inspect.Field) -> Any:
    """Return the default of a key as plain data; None if the key is required."""
    if field.default is not NODEFAULT:
        return to_builtins(field.default)
    return None if field.default_factory is NODEFAULT else field.default_factory()


def struct_of(kind: inspect.Type) -> type[Typed] | None:
    """Return the model of a key that has keys of its own; None for any other."""
    kind = _unwrapped(kind)[1]
    if isinstance(kind, inspect.UnionType):
        return next(filter(None, map(struct_of, kind.types)), None)
    if not isinstance(kind, inspect.StructType) or not issubclass(kind.cls, Typed):
        return None
    return kind.cls


def kind_of(kind: inspect.Type) -> str:
    """Return what kind of value a key has, in a word or two, for a reference page."""
    metadata, plain = kind, _unwrapped(kind)[1]
    while isinstance(metadata, inspect.Metadata):
        if metadata.extra and (name := KINDS.get(metadata.extra.get("read"))):
            return name
        metadata = metadata.type
    match plain:
        case inspect.LiteralType():
            return ", ".join(f"`{value}`" for value in plain.values)
        case inspect.ListType():
            inner = _unwrapped(plain.item_type)[1]
            return "list of keys" if isinstance(inner, inspect.StructType) else "list"
        case inspect.UnionType():
            named = [one for one in plain.types if not isinstance(one, inspect.NoneType)]
            return " or ".join(map(kind_of, named))
        case inspect.StructType() | inspect.DictType():
            return "keys"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "whole number"
    return "text"


def json_schema(model: type[Typed]) -> dict[str, Data]:
    """Return the JSON Schema of a model, for editors, with the short forms of `read_plain`."""
    made = json.schema(model)
    short = {
        f"#/$defs/{kind.__name__}"
        for kind in _structs(type_info(model))
        if hasattr(kind, "read_plain")
    }

    def with_short_forms(node: Any) -> Any:
        if isinstance(node, list):
            return [with_short_forms(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "anyOf" in node:  # `extra_json_schema` says more than the type
            known = ("type", "items", "enum")
            node = {key: value for key, value in node.items() if key not in known}
        if node.get("$ref") in short:
            return {"anyOf": [{"type": "string", "minLength": 1}, node]}
        return {key: with_short_forms(value) for key, value in node.items()}

    schema: dict[str, Data] = with_short_forms(made)
    return schema


def _structs(kind: inspect.Type, seen: set[type] | None = None) -> set[type]:
    """Return the structs that a type contains."""
    seen = set() if seen is None else seen
    kind = _unwrapped(kind)[1]
    match kind:
        case inspect.StructType():
            if kind.cls not in seen:
                seen.add(kind.cls)
                for field in kind.fields:
                    _structs(field.type, seen)
        case inspect.UnionType():
            for one in kind.types:
                _structs(one, seen)
        case inspect.ListType():
            _structs(kind.item_type, seen)
        case inspect.DictType():
            _structs(kind.value_type, seen)
    return seen


@cache
def type_info(model: Any) -> inspect.Type:
    """Return what msgspec knows about a model."""
    return inspect.type_info(model)


BROKEN: Any = object()  # in place of a value that is wrong


class _Reader:
    """Reads plain data into models, and collects what is wrong."""

    def __init__(self, shown: str, lines: Lines) -> None:
        self.shown, self.lines = shown, lines
        self.found: list[Problem] = []

    def refuse(self, what: str, todo: str, place: Place, kind: str) -> Any:
        """Note what is wrong with a place. Return BROKEN."""
        what, todo = what.replace("{key}", _key(place)), todo.replace("{key}", _key(place))
        line = line_of_place(place, self.lines)
        self.found.append(problem(what, file=self.shown, line=line, todo=todo, kind=kind))
        return BROKEN

    def read(self, kind: inspect.Type, value: Any, place: Place) -> Any:
        """Return a value as its type has it; BROKEN if it is of another type."""
        readers, kind = _unwrapped(kind)
        if isinstance(value, str):
            value = value if isinstance(value, Plain) else value.strip()
            if found := REFUSED.search(value):
                what = f'"{{key}}" has the character {_named(found.group())}, which is not allowed.'
                return self.refuse(what, "Remove it. It may be invisible.", place, "value")
        try:
            for reader in readers:
                value = reader(value)
        except ValueError as wrong:
            what, _, todo = str(wrong).partition(" | ")
            return self.refuse(what, todo, place, "value")
        match kind:
            case inspect.StructType():
                return self._struct(kind, value, place)
            case inspect.UnionType():
                return self._union(kind, value, place)
            case inspect.ListType() if isinstance(value, list):
                return self._list(kind, value, place)
            case inspect.DictType() if isinstance(value, dict):
                return self._dict(kind, value, place)
        value = _converted(kind, value)
        if _is_of(kind, value):
            return str(value) if isinstance(value, str) else value
        return self.refuse(*_refusal(kind, value, _key(place)), place, "type")

    def _list(self, kind: inspect.ListType, value: list[Any], place: Place) -> Any:
        items = [
            self.read(kind.item_type, item, (*place, number)) for number, item in enumerate(value)
        ]
        return BROKEN if BROKEN in items else items

    def _dict(self, kind: inspect.DictType, value: dict[str, Data], place: Place) -> Any:
        read = {}
        for name, item in value.items():
            if not name.strip():
                what, todo = "A key is empty.", "Give it a name, or remove it."
                read[name] = self.refuse(what, todo, (*place, name), "value")
            else:
                read[name.strip()] = self.read(kind.value_type, item, (*place, name))
        return BROKEN if BROKEN in read.values() else read

    def _union(self, kind: inspect.UnionType, value: Any, place: Place) -> Any:
        """Read a value as the type that it has; if it has none, report it as the first."""
        for one in kind.types:
            if _is_of(_unwrapped(one)[1], value):
                return self.read(one, value, place)
        first = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
        plain = _unwrapped(first)[1]
        if isinstance(plain, inspect.LiteralType):
            lists = any(isinstance(one, inspect.ListType) for one in kind.types)
            return self.refuse(*_not_among(plain, value, lists), place, "type")
        return self.read(first, value, place)

    def _struct(self, kind: inspect.StructType, value: Any, place: Place) -> Any:
        read_plain = getattr(kind.cls, "read_plain", None)
        value = read_plain(value) if read_plain else value
        if not isinstance(value, dict):
            return self.refuse(*_not_a_mapping(value, place), place, "type")
        fields = _fields(kind)
        for name in value:
            if name not in fields:
                what, todo = f'The key "{name}" is not known here.', did_you_mean(name, fields)
                self.refuse(what, todo, (*place, name), UNKNOWN_KEY)
        given = {}
        for name, field in fields.items():
            if name in value:
                given[field.name] = self.read(field.type, value[name], (*place, name))
            elif field.required:
                what = f'The key "{name}" is missing.'
                given[field.name] = self.refuse(what, "Add it.", place, "missing")
        if any(item is BROKEN for item in given.values()):
            return BROKEN
        try:
            return kind.cls(**given)
        except ValueError as wrong:
            what, _, todo = str(wrong).partition(" | ")
            return self.refuse(what, todo, place, "value")


# What is known of each type, by its identity: models live as long as the program.
_KNOWN: dict[int, tuple[list[Any], inspect.Type]] = {}
_FIELDS: dict[int, dict[str, inspect.Field]] = {}


def _unwrapped(kind: inspect.Type) -> tuple[list[Any], inspect.Type]:
    """Return the readers that an annotation names, innermost first, and the type itself."""
    known = _KNOWN.get(id(kind))
    if known is None:
        readers: list[Any] = []
        plain = kind
        while isinstance(plain, inspect.Metadata):
            if plain.extra and "read" in plain.extra:
                readers.insert(0, plain.extra["read"])
            plain = plain.type
        known = _KNOWN[id(kind)] = (readers, plain)
    return known


def _fields(kind: inspect.StructType) -> dict[str, inspect.Field]:
    """Return the keys of a model by their names in a file."""
    known = _FIELDS.get(id(kind))
    if known is None:
        known = _FIELDS[id(kind)] = {field.encode_name: field for field in kind.fields}
    return known


def _key(place: Place) -> str:
    """Return the innermost key of a place; for an item of a list, the key of the list."""
    return next((part for part in reversed(place) if isinstance(part, str)), "")


def _converted(kind: inspect.Type, value: Any) -> Any:
    """Return a text as true, false or a number if the model wants one."""
    if isinstance(kind, inspect.BoolType):
        return truth(value)
    return whole(value) if isinstance(kind, inspect.IntType) else value


def _is_of(kind: inspect.Type, value: Any) -> bool:
    match kind:
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.NoneType():
            return value is None
        case inspect.ListType():
            return isinstance(value, list)
        case inspect.LiteralType():
            return value in kind.values
    return isinstance(kind, inspect.StructType | inspect.DictType) and isinstance(value, dict)


def _refusal(kind: inspect.Type, value: Any, key: str) -> tuple[str, str]:
    """Return what is wrong with a value of another type, and what to do."""
    match kind:
        case inspect.StrType():
            return f'"{key}" should be text, not {_kind(value)}.', "Put it between quotation marks."
        case inspect.BoolType():
            return f'"{key}" should be true or false, not "{value}".', "Write true or false."
        case inspect.IntType() | inspect.FloatType():
            return f'"{key}" should be a number, not "{value}".', "Write a number."
        case inspect.ListType():
            return f'"{key}" should be a list.', 'Begin each item with "- ".'
        case inspect.LiteralType():
            return _not_among(kind, value, False)
    return f'"{key}" should have keys and values.', "Write name: value below it, indented."


def _not_among(kind: inspect.LiteralType, value: Any, or_a_list: bool) -> tuple[str, str]:
    todo = did_you_mean(str(value), [str(name) for name in kind.values])
    if or_a_list and todo.startswith(ONE_OF):
        todo = f"{todo[:-1]}, or write a list."
    return f'"{value}" is not a value of "{{key}}".', todo


def _not_a_mapping(value: Any, place: Place) -> tuple[str, str]:
    if not _key(place):
        return "The file should have keys and values.", ""
    if place and isinstance(place[-1], int):
        what = f'An item of "{{key}}" should have keys and values, not {_kind(value)}.'
        return what, "Write name: value."
    return '"{key}" should have keys and values.', "Write name: value below it, indented."


def _kind(value: Any) -> str:
    return {
        str: "text",
        Plain: "text",
        bool: "yes or no",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "keys and values",
        type(None): "nothing",
    }.get(type(value), "this")


def load_yaml(model: type[Model], path: Path, shown: str) -> tuple[Model, Lines]:
    """Read and validate a YAML file. Return the model and the lines of its places.

    Raises Problems if the file is not valid.
    """
    data, lines = parse_yaml(decode(path, shown), shown)
    return validate(model, data, shown, lines), lines
