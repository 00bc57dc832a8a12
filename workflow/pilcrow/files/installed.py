"""Versions of installed libraries, and the modules of packages that extend Pilcrow."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pilcrow.model.problems import Problem, Problems, fail, problem

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# importlib.metadata is imported where it is used: to load it takes longer than all else that the
# start of a small job does.
Made = TypeVar("Made")
# The groups that this process looked for: what it does depends on what they name.
ASKED: dict[str, list[EntryPoint]] = {}
# Modules that child processes of this one have loaded.
IN_CHILDREN: set[str] = set()
PART = "pilcrow_part_"  # begins the module name of a file in report/parts/


@functools.cache
def installed_versions() -> dict[str, str]:
    """Return the version of each installed distribution, by its name in lower case with hyphens.

    The names of folders say it: to read what they hold takes longer than most stages.
    """
    found: dict[str, str] = {}
    for entry in _described(sys.path):
        name, _, version = entry.name.rpartition(".")[0].partition("-")
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version.partition("-")[0])
    return found


def installed_version(name: str) -> str:
    """Return the version of a distribution; "" if it is not installed."""
    return installed_versions().get(re.sub(r"[-_.]+", "-", name).lower(), "")


def _described(path: Iterable[str]) -> Iterator[os.DirEntry[str]]:
    """Yield the folder that describes each distribution on Python's path."""
    for folder in path:
        with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
            yield from (one for one in entries if one.name.endswith((".dist-info", ".egg-info")))


@functools.cache
def _points_on(path: tuple[str, ...]) -> list[EntryPoint]:
    texts = (Path(one.path, "entry_points.txt") for one in _described(path))
    if not any(b"[pilcrow." in text.read_bytes() for text in texts if text.is_file()):
        return []
    from importlib.metadata import entry_points

    points = entry_points()
    groups = [group for group in points.groups if group.startswith("pilcrow.")]
    return sorted(
        (point for group in groups for point in points.select(group=group)),
        key=lambda point: (point.group, point.name, point.value),
    )


def _all_points() -> list[EntryPoint]:
    return _points_on(tuple(sys.path))


def own_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group `pilcrow.…`, by which packages extend Pilcrow, by name."""
    ASKED[group] = [point for point in _all_points() if point.group == group]
    return ASKED[group]


def describe_points(points: Iterable[EntryPoint]) -> str:
    """Return entry points as a pyproject.toml has them, in one line."""
    return ", ".join(f"{point.name} = {point.value}" for point in points)


def load_points(group: str) -> None:
    """Import the modules that the entry points of a group name, which register what they add."""
    for point in own_points(group):
        point.load()


@functools.cache
def entry_modules() -> dict[str, str]:
    """Return the modules of the packages that extend Pilcrow, each with its group."""
    return {point.module: point.group for point in _all_points()}


@contextlib.contextmanager
def own_faults() -> Iterator[None]:
    """Raise Problems for an error that a module of a fork raised: its file, its line, the error."""
    try:
        yield
    except (Problems, MemoryError):
        raise
    except Exception as trouble:
        if found := _own_fault(trouble):
            raise Problems([found]) from trouble
        raise


def _own_fault(trouble: Exception) -> Problem | None:
    """Return an error as a problem of the fork's module that it passed last; None for none."""
    modules = entry_modules()
    if isinstance(trouble, ModuleNotFoundError) and trouble.name in modules:
        return problem(
            f'An entry point of the group "{modules[trouble.name]}" names the module'
            f' "{trouble.name}", which is not installed.',
            todo="Correct the pyproject.toml of your package, and install the package again.",
            kind="own",
        )
    own = {name.partition(".")[0] for name in modules} - {"pilcrow"}
    place: tuple[str, int] | None = None
    step = trouble.__traceback__
    while step:
        name = str(step.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] in own or name.startswith(PART):
            place = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    error = f"{type(trouble).__name__}: {trouble}".rstrip(". ")
    what = f"This module is not Pilcrow's. It stopped with {error}."
    if isinstance(trouble, SyntaxError) and trouble.filename:
        place = trouble.filename, trouble.lineno or 0
        what = f"Python cannot read this: {trouble.msg}."
    if not place:
        return None
    return problem(
        what,
        file=_shown(place[0]),
        line=place[1],
        todo="Correct it. PILCROW_TRACEBACK=1 in the environment shows the whole traceback.",
        kind="own",
    )


def result_of(function: Callable[..., Any], kind: type[Made], *arguments: Any) -> Made:
    """Return what a function of a fork returns. Raises Problems if that is not a `kind`."""
    made = function(*arguments)
    if not isinstance(made, kind):
        code = getattr(function, "__code__", None)
        name, line = (code.co_name, code.co_firstlineno) if code else (str(function), 0)
        fail(
            f'The function "{name}" returns {type(made).__name__}, not {kind.__name__}.',
            file=_shown(code.co_filename) if code else "",
            line=line,
            todo="`pilcrow docs extending` has an example.",
            kind="own",
        )
    return made


def _shown(file: str) -> str:
    """Return the path of a file as messages name it: relative if it is in this folder."""
    path = Path(file)
    return os.fspath(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
