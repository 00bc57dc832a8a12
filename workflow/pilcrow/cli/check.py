"""`pilcrow check`: check every file that a scholar writes, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pilcrow.cli.door import door, print_json
from pilcrow.model import wording
from pilcrow.model.problems import Problems

if TYPE_CHECKING:
    from pilcrow.checks.project import Checked
    from pilcrow.model.records import Mark


def check(root: Path, *, skeleton: str = "", as_json: bool = False) -> int:
    """Check the configuration, metadata, codebook, corrections, ledgers and hand codings.

    Args:
        root: The project.
        skeleton: Print a beginning of the metadata of this document instead.
        as_json: Print problems and warnings as JSON.

    Returns:
        1 if `as_json` and there are problems, else 0. Raises Problems if not `as_json`.
    """
    from pilcrow.checks.project import examine
    from pilcrow.checks.project import skeleton as beginning
    from pilcrow.files.leftovers import told, unread

    if skeleton:
        print(beginning(skeleton), end="")
        return 0
    try:
        checked = examine(root)
    except Problems as stopped:
        if not as_json:
            raise
        print_json({"problems": stopped.problems})
        return 1
    marks = [*checked.marks, *doubts_of(root, checked)]
    if as_json:
        print_json({"problems": [], "marks": marks})
        return 0
    if words := told(unread(root)):
        print(words, file=sys.stderr)
    for mark in marks:
        print(f"{mark.file}: {mark.message} {mark.todo}".rstrip(), file=sys.stderr)
    count = len(checked.documents)
    warnings = f"{wording.count(len(marks), 'warning')}"
    print(f"{wording.count(count, 'document')} checked: no problem, {warnings}.")
    return 0


def doubts_of(root: Path, checked: Checked) -> list[Mark]:
    """What is doubtful in how the texts are read that nobody has accepted yet. Texts that cannot be read are left to the build."""
    from pilcrow.edition.sources import load

    marks: list[Mark] = []
    for document in checked.documents:
        if document.ledger:
            continue
        try:
            found = load(root, document.document).segmented.marks
        except Problems:
            continue
        marks += [mark for mark in found if mark.kind in ("division", "reading")]
    return marks


command = door(
    check,
    [
        click.Option(
            ["--skeleton"],
            default="",
            metavar="DOCUMENT",
            help="Print a beginning of the metadata of a document.",
        )
    ],
    json=True,
)
