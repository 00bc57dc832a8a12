"""Register the parts that a report can insert as `::: {.insert part="NAME"}`.

A part is a function from `Material` to blocks of Pandoc's tree, with the decorator `part`. A
project's own parts are modules in `report/parts/`. An installed package names its modules as entry
points of the group `pilcrow.parts`.
"""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pilcrow.files.installed import PART, load_points
from pilcrow.model.problems import fail

GROUP = "pilcrow.parts"
Made = TypeVar("Made", bound="Callable[..., list[Any]]")
Maker = Callable[..., list[Any]]  # Material → blocks; a part with * is given the name too


class Part(msgspec.Struct, frozen=True):
    """A part that a report can insert."""

    name: str  # "comparison-*" stands for every name that begins so
    what: str  # what it shows, one sentence for the reference page
    table: bool  # whether it is a table, and is numbered as one
    make: Maker | None  # None: compose makes it in its own way


_PARTS: dict[str, Part] = {}


def declare(name: str, what: str, *, table: bool = False, make: Maker | None = None) -> None:
    """Add a part. It replaces an earlier one of the same name.

    `make` is None if `compose` makes the part in its own way.
    """
    _PARTS[name] = Part(name, what, table, make)


def part(name: str, what: str, *, table: bool = False) -> Callable[[Made], Made]:
    """Return the decorator that adds a function as the part `name`.

    `what` says in one sentence what the part shows. A `table` is numbered like the other tables.
    """

    def add(make: Made) -> Made:
        declare(name, what, table=table, make=make)
        return make

    return add


def parts() -> list[Part]:
    """Return all parts by name."""
    return [_PARTS[name] for name in sorted(_PARTS)]


def find_part(name: str) -> Part | None:
    """Return the part of a name, or None."""
    if name in _PARTS:
        return _PARTS[name]
    groups = (known for known in _PARTS.values() if known.name.endswith("*"))
    return next((known for known in groups if name.startswith(known.name[:-1])), None)


def names_of_tables(names: Iterable[str]) -> frozenset[str]:
    """Return the names of the parts that are tables: of all parts, and of the `names` inserted."""
    found = {name for name in names if (known := find_part(name)) and known.table}
    return frozenset(found.union(known.name for known in _PARTS.values() if known.table))


def load_installed() -> None:
    """Import the modules of installed packages that add parts."""
    load_points(GROUP)


def load_own(files: Iterable[Path], root: Path) -> None:
    """Run a project's own modules of parts. Raises Problems if one fails."""
    for path in sorted(files):
        shown = path.relative_to(root).as_posix()
        spec = importlib.util.spec_from_file_location(f"{PART}{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as trouble:
            frames = traceback.extract_tb(sys.exc_info()[2])
            line = next((one.lineno for one in reversed(frames) if one.filename == str(path)), 0)
            if isinstance(trouble, SyntaxError):
                line = trouble.lineno or 0
            what = f"This module of parts cannot be loaded: {type(trouble).__name__}: {trouble}."
            fail(what, file=shown, line=line or 0, todo="Correct it.", kind="part")
