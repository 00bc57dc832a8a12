"""Check all that the scholar writes, the texts and the report's prose included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pilcrow.checks.config import WrittenConfig
from pilcrow.checks.project import examine_project, survey_project
from pilcrow.checks.prose import check_report
from pilcrow.checks.texts import FEW, check_texts, unheard_sides
from pilcrow.files.project import raw_files
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config
from pilcrow.model.values import Data


def survey_everything(
    root: Path, overrides: Mapping[str, Data] | None = None
) -> tuple[int, list[Problem], list[Mark]]:
    """Return the number of documents, and all that is wrong and doubtful in files, texts and
    report, as far as it can be known together.

    What rests on a file with a problem is not checked. `overrides` are the values of `--config`.
    """
    read = survey_project(root, overrides)
    all_read = len(read.documents) == len(read.names)
    texts = check_texts(root, read.documents, read.codebook, all_read)
    problems, marks = [*read.problems, *texts.problems], [*read.marks, *texts.marks]
    if read.config and not read.config.formats:
        marks.append(
            Mark(
                "config",
                "No format is listed under formats: `snakemake` makes no report.",
                file="config/config.yaml",
                todo="Name html, pdf, docx, epub or jats, or remove the key.",
            )
        )
    if read.config and all_read and not texts.unread:
        written = WrittenConfig(root, "keyness" in (overrides or {}))
        problems += unheard_sides(read.config, texts.speakers, written)
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
    return len(read.documents), problems, sorted(set(marks))


def check_everything(
    root: Path, overrides: Mapping[str, Data] | None = None
) -> tuple[int, list[Mark]]:
    """Return the number of documents, and everything doubtful. Raises Problems if something is
    wrong (`survey_everything`).
    """
    count, problems, marks = survey_everything(root, overrides)
    if problems:
        raise Problems(problems)
    return count, marks


def everything_wrong(root: Path, overrides: Mapping[str, Data]) -> list[Problem]:
    """Return all problems of a project, for a build that stops before its first stage.

    The texts and the prose are read only if there are few texts.
    """
    check = check_everything if len(raw_files(root)) <= FEW else examine_project
    try:
        check(root, overrides)
    except Problems as stopped:
        return stopped.problems
    return []
