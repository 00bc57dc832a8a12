"""Check that documents declared as versions of one another exist, and which is the original."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pilcrow.files.project import DocumentFiles
from pilcrow.identity.ledger import ledger_file
from pilcrow.inputs.metadata import DocumentTable, locate_key
from pilcrow.model.problems import Problem, did_you_mean, problem


def check_versions(
    root: Path, named: Mapping[str, str], table: DocumentTable, places: DocumentFiles
) -> list[Problem]:
    """Return what is wrong with the `version_of` of documents, with file and line.

    `named` gives the original of each document, "" if it has none. An original whose transcript is
    missing but whose ledger is there is an orphan. It is marked elsewhere.
    """
    found = []
    for document, original in named.items():
        if not original:
            continue
        first = named.get(original)
        if original == document:
            what, todo = (
                f"{document} is declared a version of itself.",
                "Name the document of which it is a version.",
            )
        elif first is None:
            if places.given(ledger_file(original).removeprefix("edition/")):
                continue
            what = f'{document} is declared a version of "{original}", which is not a document.'
            todo = did_you_mean(original, sorted(named.keys() - {document}))
        elif first not in ("", document):
            what = (
                f"{document} is declared a version of {original}, which is itself a version of"
                f" {first}."
            )
            todo = f"Name {first}, of which both are versions."
        else:
            continue
        file, line = locate_key(root, document, ("version_of",), table)
        found.append(problem(what, file=file, line=line, todo=todo, kind="version"))
    return found
