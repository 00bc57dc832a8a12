"""`pilcrow check`: check every file that a scholar writes, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import no_document
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark

UNBUILT = "The numbers in the report were not checked. Run `snakemake tables` first."


def check(root: Path, *, skeleton: str = "", as_json: bool = False) -> int:
    """Check every file that you write: settings, metadata, codebook, texts, codings, report.

    The numbers that the report prints are compared with the tables of the last build.

    Args:
        root: The project.
        skeleton: ID of a document: print metadata to start from, and check nothing.
        as_json: Print problems and warnings as JSON.

    Returns:
        The exit status: 1 if `as_json` and there are problems, else 0. Raises Problems if not
        `as_json`, or if the project has no document `skeleton`.
    """
    from pilcrow.checks.everything import survey_everything
    from pilcrow.checks.prose import TABLES
    from pilcrow.edition.sources import document_ids
    from pilcrow.files.leftovers import describe_leftovers, unread
    from pilcrow.inputs.skeleton import skeleton as beginning

    if skeleton:
        if skeleton not in (known := document_ids(root)):
            raise Problems([no_document(skeleton, known)])
        print(beginning(skeleton), end="")
        return 0
    count, problems, marks = survey_everything(root)
    unfit, unassigned = check_assignment(root)
    problems += unfit
    marks = sorted([*marks, *unassigned, *names_of_coders(root)])
    if as_json:
        print_json({"problems": problems, "marks": marks})
        return 1 if problems else 0
    if words := describe_leftovers(unread(root)):
        print(words, file=sys.stderr)
    for mark in marks:
        print(mark, file=sys.stderr)
    if problems:
        raise Problems(problems)
    if (root / "report").is_dir() and not (root / TABLES).is_file():
        print(UNBUILT, file=sys.stderr)
    warnings = wording.count(len(marks), "warning") if marks else "no warnings"
    print(f"{wording.count(count, 'document')} checked: no problems, {warnings}.")
    return 0


def check_assignment(root: Path) -> tuple[list[Problem], list[Mark]]:
    """Return what is wrong with coding/assignment.csv, and a mark for each document in it that is
    gone. A build does not read it.
    """
    from pilcrow.cli.assignment import read_assignment
    from pilcrow.edition.sources import document_ids

    try:
        read_assignment(root, document_ids(root))
    except Problems as stopped:
        gone = [one for one in stopped.problems if one.kind == "assignment"]
        marks = [Mark(one.kind, one.what, "", "", one.file, one.line, one.todo) for one in gone]
        return [one for one in stopped.problems if one.kind != "assignment"], marks
    return [], []


def names_of_coders(root: Path) -> list[Mark]:
    """Return a mark for each folder of coding/hand/ whose name no command takes for a coder's.

    On some systems "Anna" and "anna" are one folder.
    """
    from pilcrow.cli.assignment import check_coder
    from pilcrow.files.project import hand_tables

    return [
        Mark(one.kind, one.what, "", "", f"coding/hand/{coder}/", 0, one.todo)
        for coder in sorted({path.parent.name for path in hand_tables(root)})
        for one in check_coder(coder, allowed=("consensus",))
    ]


command = door(
    check,
    [
        click.Option(
            ["--skeleton"],
            default="",
            metavar="DOCUMENT",
            help="Print metadata to start from, for a document. Check nothing.",
        )
    ],
    json=True,
)
