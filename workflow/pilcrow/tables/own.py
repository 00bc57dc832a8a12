"""Tables of a fork: a module registers them with a decorator, and an entry point of the group
`pilcrow.tables` names the module.
"""

from __future__ import annotations

import functools
import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pilcrow.files.installed import load_points
from pilcrow.model.problems import Problem, Problems, problem
from pilcrow.model.values import Data
from pilcrow.tables.columns import ALWAYS, TABLES, Column, Condition, Kind, Table

GROUP = "pilcrow.tables"


class Printed(NamedTuple):
    """How a report prints a table: its title, and heading and name of each column.

    What else a column has, such as the alignment of earlier versions, is passed over: numbers
    are at the right.
    """

    title: str
    columns: Sequence[tuple[str, ...]]


class ForkTable(NamedTuple):
    """A table of a fork.

    `make` is given the published frames by name, and returns the frame of this one.
    """

    make: Callable[[Mapping[str, Data]], Any]
    printed: Printed | None = None


OWN: dict[str, ForkTable] = {}


def _is_real(value: Any) -> bool:
    return isinstance(value, numbers.Real) and math.isfinite(value)


# What a cell of each kind holds, and the test of a value.
CELLS: dict[Kind, tuple[str, Callable[[Any], bool]]] = {
    "text": ("text", lambda value: isinstance(value, str)),
    "number": ("whole numbers", lambda value: _is_real(value) and value % 1 == 0),
    "share": ("shares from 0 to 1", lambda value: _is_real(value) and 0 <= value <= 1),
    "real": ("numbers", _is_real),
    "boolean": ("true or false", lambda value: value in (True, False)),
}


def own_table(
    name: str,
    row: str,
    columns: Sequence[Column],
    when: Condition = ALWAYS,
    printed: Printed | None = None,
) -> Callable[[Callable[[Mapping[str, Data]], Any]], Callable[[Mapping[str, Data]], Any]]:
    """Register a table: its name, what each row is for, its columns, when it is made, and how
    a report prints it.

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
    load_points(GROUP)


def printed_tables() -> dict[str, Printed]:
    """Return the tables of a fork that a report can print, by name."""
    load_own()
    return {name: own.printed for name, own in OWN.items() if own.printed}


def check_frame(name: str, frame: Any) -> None:
    """Raise Problems if the frame of a fork's table is not what `own_table` declares of it.

    An empty cell may be in any column.
    """
    columns = TABLES[name].columns
    if lacking := [column.name for column in columns if column.name not in frame.columns]:
        raise Problems(
            [
                problem(
                    f'The frame of your table "{name}" lacks {", ".join(lacking)}, which own_table'
                    " declares.",
                    todo="Return a column for each that is declared.",
                    kind="own",
                )
            ]
        )
    if found := list(filter(None, (_wrong_cell(name, column, frame) for column in columns))):
        raise Problems(found)


def _wrong_cell(name: str, column: Column, frame: Any) -> Problem | None:
    """Return the problem of the first cell of a column that is not of its kind; else None."""
    held, fits = CELLS[column.kind]
    for value in frame[column.name].dropna():
        if not fits(value):
            return problem(
                f'The column "{column.name}" of your table "{name}" should hold {held}, and has'
                f' "{value}".',
                todo="Declare it as text, number, share, real or boolean, or change its values.",
                kind="own",
            )
    return None
