"""`pilcrow check`: check every file that a scholar writes, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pilcrow.cli.door import door, print_json
from pilcrow.model import wording
from pilcrow.model.problems import Problems
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
        `as_json`.
    """
    from pilcrow.checks.prose import TABLES
    from pilcrow.files.leftovers import describe_leftovers, unread
    from pilcrow.inputs.skeleton import skeleton as beginning

    if skeleton:
        print(beginning(skeleton), end="")
        return 0
    try:
        count, marks = check_all(root)
    except Problems as stopped:
        if not as_json:
            raise
        print_json({"problems": stopped.problems})
        return 1
    if as_json:
        print_json({"problems": [], "marks": marks})
        return 0
    if words := describe_leftovers(unread(root)):
        print(words, file=sys.stderr)
    for mark in marks:
        print(mark, file=sys.stderr)
    if (root / "report").is_dir() and not (root / TABLES).is_file():
        print(UNBUILT, file=sys.stderr)
    warnings = f"{wording.count(len(marks), 'warning')}"
    print(f"{wording.count(count, 'document')} checked: no problem, {warnings}.")
    return 0


def check_all(root: Path) -> tuple[int, list[Mark]]:
    """Return the number of documents, and everything doubtful in files, texts and report.

    Raises Problems, all that can be known together. What rests on a file with a problem is not
    checked.
    """
    from pilcrow.checks.project import survey_project
    from pilcrow.checks.prose import check_report
    from pilcrow.checks.texts import check_texts
    from pilcrow.model.settings import Config

    read = survey_project(root)
    all_read = len(read.documents) == len(read.names)
    texts = check_texts(root, read.documents, read.codebook, all_read)
    problems, marks = [*read.problems, *texts.problems], [*read.marks, *texts.marks]
    sound = [one for one in read.documents if one.document not in texts.unread]
    others = read.names.difference(one.document for one in sound)
    try:
        stopping, doubtful = check_report(
            root, read.config or Config(), read.themes, sound, texts.editions, others
        )
    except Problems as stopped:
        stopping, doubtful = stopped.problems, []
    problems += stopping
    marks += doubtful
    if problems:
        raise Problems(list(dict.fromkeys(problems)))
    return len(read.documents), sorted(set(marks))


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
