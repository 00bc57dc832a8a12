"""Check that the scholar's own columns do not take a name that the table of documents has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from pilcrow.inputs.metadata import SHOWN, DocumentTable, locate_key
from pilcrow.model.problems import Problem, problem
from pilcrow.tables.columns import TABLES

TAKEN = frozenset(column.name for column in TABLES["documents"].columns)


def check_own_columns(
    root: Path, named: Mapping[str, Collection[str]], table: DocumentTable
) -> list[Problem]:
    """Return a problem for each own column that has the name of a column that Pilcrow makes.

    `named` gives the names of each document's own columns.
    """
    found = set()
    for document, names in named.items():
        for name in sorted(TAKEN.intersection(names)):
            what = (
                f'A column of your own cannot be called "{name}": the table of documents has a'
                " column of that name."
            )
            file, line = (
                (SHOWN, 1)
                if document in table
                else locate_key(root, document, ("extra", name), table)
            )
            found.add(
                problem(
                    what,
                    file=file,
                    line=line,
                    todo=f'Give it another name, such as "{name}_as_published".',
                    kind="column",
                )
            )
    return sorted(found)
