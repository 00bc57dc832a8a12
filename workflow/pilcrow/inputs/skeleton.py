"""Metadata to start from, with every key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from pilcrow.files.typed import default_of, description_of, model_keys, struct_of
from pilcrow.inputs.metadata import derived_title
from pilcrow.model.documents import Metadata
from pilcrow.model.values import Typed

# Keys that few documents need; in a skeleton they are comments.
RARE = ("addressee",)


def skeleton(document: str) -> str:
    """Return the text of raw/<document>.yaml with all keys, empty or at their defaults.

    The description of a key is above it.
    """
    return "\n".join(_lines(Metadata, 0, {"title": derived_title(document)})) + "\n"


def _lines(model: type[Typed], depth: int, known: dict[str, str], mark: str = "") -> Iterator[str]:
    indent = "  " * depth + mark
    for name, field in model_keys(model).items():
        if description := description_of(field):
            yield f"{indent}{'' if mark else '# '}{description}"
        inner = struct_of(field.type)
        if inner is None:
            yield f"{indent}{name}: {_written(name, field, known)}".rstrip()
            continue
        commented = "# " if name in RARE and not mark else ""
        yield f"{indent}{commented}{name}:"
        yield from _lines(inner, depth + 1, {}, mark or commented)


def _written(name: str, field: inspect.Field, known: dict[str, str]) -> str:
    """Return the value of a key as YAML; "" for a date that a person has to fill in."""
    value: Any = known.get(name, default_of(field))
    if value is None:
        return "" if name in ("date", "retrieved") else '""'
    return msgspec.json.encode(value).decode() if value not in ("auto", "en") else str(value)
