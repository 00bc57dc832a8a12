"""Find documents that the editor accepted and whose transcript is no longer in raw/.

A removed transcript is an edit like any other. What cites it is marked, and the accepted words are
still shown, until the editor puts the transcript back, renames its files with it, or removes them
too.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pilcrow.files.project import DocumentFiles
from pilcrow.identity import ledger
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark


def find_orphans(places: DocumentFiles, documents: Collection[str]) -> dict[str, list[str]]:
    """Return the files of each document that has no transcript, sorted.

    They are its files in edition/ and coding/hand/, with paths relative to the project.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(places.edition):
        document = name.removesuffix(ledger.ENDING).removesuffix(".corrections.csv")
        document = document.removesuffix(".division.csv")
        if document != name and document not in documents:
            found.setdefault(document, []).append(f"edition/{name}")
    for files in (places.hand, places.voice):
        for document, shown in files.items():
            if document not in documents:
                found.setdefault(document, []).extend(shown)
    return {document: sorted(files) for document, files in sorted(found.items())}


def check_orphans(
    root: Path, places: DocumentFiles, documents: Collection[str]
) -> tuple[list[Mark], list[Problem]]:
    """Return a mark for each document without a transcript, and problems of its ledger."""
    marks, found = [], []
    for document, files in find_orphans(places, documents).items():
        message = f"{document} has no transcript in raw/, but still has {', '.join(files)}."
        todo = (
            "Put the transcript back, rename these files with it, or remove them too. `pilcrow"
            " status` recognises a renamed text."
        )
        marks.append(Mark("orphan", message, document, "", files[0], 0, todo))
        if ledger.ledger_file(document) in files:
            try:
                ledger.read_ledger(
                    root / ledger.ledger_file(document), ledger.ledger_file(document)
                )
            except Problems as stopped:
                found += stopped.problems
    return marks, found
