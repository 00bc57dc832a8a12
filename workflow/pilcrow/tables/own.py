"""Tables of a fork: a module registers them with a decorator, and an entry point of the group
`pilcrow.tables` names the module.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import entry_points
from typing import Any, NamedTuple

from pilcrow.model.values import Data
from pilcrow.tables.columns import ALWAYS, TABLES, Column, Condition, Table

GROUP = "pilcrow.tables"


class Printed(NamedTuple):
    """How a report prints a table: its title, and heading, name and alignment of each column.

    The alignment is "right" for numbers, else "".
    """

    title: str
    columns: Sequence[tuple[str, str, str]]


class ForkTable(NamedTuple):
    """A table of a fork.

    `make` is given the published frames by name, and returns the frame of this one.
    """

    make: Callable[[Mapping[str, Data]], Any]
    printed: Printed | None = None


OWN: dict[str, ForkTable] = {}


def own_table(
    name: str,
    row: str,
    columns: Sequence[Column],
    when: Condition = ALWAYS,
    printed: Printed | None = None,
) -> Callable[[Callable[[Mapping[str, Data]], Any]], Callable[[Mapping[str, Data]], Any]]:
    """Register a table: its name, what a row is, its columns, when it is made, and how a report
    prints it.

    Decorates the function that makes it. Raises ValueError if there is a table of that name.
    """

    def register(make: Callable[[Mapping[str, Data]], Any]) -> Callable[[Mapping[str, Data]], Any]:
        if name in TABLES:
            raise ValueError(f'There is a table "{name}" already.')
        TABLES[name] = Table(name, row, tuple(columns), when)
        OWN[name] = ForkTable(make, printed)
        return make

    return register


@functools.cache
def load_own() -> None:
    """Import the modules that register tables; those of a fork come after Pilcrow's."""
    for entry in sorted(entry_points(group=GROUP)):
        entry.load()


def printed_tables() -> dict[str, Printed]:
    """Return the tables of a fork that a report can print, by name."""
    load_own()
    return {name: own.printed for name, own in OWN.items() if own.printed}
