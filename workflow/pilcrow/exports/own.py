"""Exports of a fork: a file for each document, made by a function with a decorator.

An entry point of the group `pilcrow.exports` names the module, under the name of the export.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from pilcrow.files.installed import own_points
from pilcrow.model.problems import fail

if TYPE_CHECKING:
    from pilcrow.exports.material import Document, Setting

GROUP = "pilcrow.exports"
FOLDERS = ("annotations", "tei", "text")  # folders of Pilcrow's own exports


class ForkExport(NamedTuple):
    """An export of a fork: the ending of its files, and the function that makes the text of one."""

    ending: str
    make: Callable[[Document, Setting], str]


OWN: dict[str, ForkExport] = {}
Make = Callable[["Document", "Setting"], str]


def own_export(name: str, ending: str) -> Callable[[Make], Make]:
    """Register an export: its files are results/export/NAME/DOCUMENT and the ending.

    Decorates the function that makes the text of a document's file. Raises ValueError if there
    is an export of that name.
    """

    def register(make: Make) -> Make:
        if name in OWN or name in FOLDERS:
            raise ValueError(f'There is an export "{name}" already.')
        OWN[name] = ForkExport(ending, make)
        return make

    return register


def own_names() -> list[str]:
    """Return the names of the exports of a fork, sorted; no module is imported for it."""
    return [entry.name for entry in own_points(GROUP)]


@functools.cache
def load_own() -> None:
    """Import the modules that register exports.

    Raises Problems if one registers none under its name.
    """
    for entry in own_points(GROUP):
        entry.load()
        if entry.name not in OWN:
            fail(
                f'The module {entry.value} does not register an export "{entry.name}".',
                todo=f'Write @own_export("{entry.name}", ".txt") above its function.',
                kind="export",
            )
