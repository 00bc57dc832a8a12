"""Find in the project what a user names, or say that it is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pilcrow.model.problems import Problem, did_you_mean, fail, problem

if TYPE_CHECKING:
    from pilcrow.model.codebook import Codebook

CODEBOOK = "coding/codebook.yaml"


def load_project_codebook(root: Path) -> Codebook:
    """Return the project's codebook. Raises Problems if it is not valid."""
    from pilcrow.coding.codebook_checks import load_codebook

    return load_codebook(root / CODEBOOK, CODEBOOK)[0]


def find_theme(named: str, codebook: Codebook) -> str:
    """Return the full code of the theme that a user named.

    Raises Problems if the codebook has no such theme.
    """
    from pilcrow.coding.hand import full_theme

    codes = codebook.codes()
    if theme := full_theme(named, codes):
        return theme
    return fail(
        f'The codebook has no theme "{named}".',
        file=CODEBOOK,
        todo=did_you_mean(named, codes),
        kind="theme",
    )


def no_document(named: str, known: Collection[str], *, file: str = "", line: int = 0) -> Problem:
    """Return the problem that a document is not in the project, with similar names.

    Args:
        named: What the user named.
        known: The documents of the project.
        file: File that names it; empty means the command line.
        line: Line of that file.
    """
    return problem(
        f'There is no document "{named}" in raw/.',
        file=file,
        line=line,
        todo=did_you_mean(named, known),
        kind="document",
    )


def describe_numbers_in_use(identifiers: Iterable[str]) -> str:
    """Return a sentence that says which numbers the paragraphs of a document have, as ranges.

    It never proposes a similar number, because "p15" for "p105" would be a guess.

    Args:
        identifiers: IDs of all paragraphs of one document.
    """
    from pilcrow.report.prose.citations import describe_numbers

    parted = [identifier.rpartition(".") for identifier in identifiers]
    return (
        f"{parted[0][0]} has {describe_numbers(number for _, _, number in parted)}."
        if parted
        else "The document has no paragraph."
    )
