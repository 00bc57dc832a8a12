"""Whether the documents that are declared versions of one another are there, and which is the original."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pilcrow.files.project import Places
from pilcrow.identity.ledger import ledger_file
from pilcrow.inputs.metadata import DocumentTable, place_of
from pilcrow.model.problems import Problem, did_you_mean, problem


def check_versions(
    root: Path, named: Mapping[str, str], table: DocumentTable, places: Places
) -> list[Problem]:
    """What is wrong with the `version_of` of documents, with file and line. One whose transcript is gone is an orphan, and marked as such."""
    found = []
    for document, original in named.items():
        if not original:
            continue
        first = named.get(original)
        if original == document:
            what, todo = (
                f"{document} is said to be a version of itself.",
                "Name the document of which it is a version.",
            )
        elif first is None:
            if places.given(ledger_file(original).removeprefix("edition/")):
                continue
            what = (
                f'{document} is said to be a version of "{original}", and there is no such'
                " document."
            )
            todo = did_you_mean(original, sorted(named))
        elif first not in ("", document):
            what = (
                f"{document} is said to be a version of {original}, which is itself a version of"
                f" {first}."
            )
            todo = f"Name {first}, of which both are versions."
        else:
            continue
        file, line = place_of(root, document, ("version_of",), table)
        found.append(problem(what, file=file, line=line, todo=todo, kind="version"))
    return found
