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


def split_identifier(identifier: str, root: Path) -> tuple[str, str]:
    """Return document and number of a paragraph ID such as `lavrov-truss-2022.p8`.

    Raises Problems if it is not the ID of a paragraph of a document in this project.
    """
    from pilcrow.edition.sources import document_ids
    from pilcrow.identity.numbering import NUMBER, PREFIXES

    document, _, number = identifier.strip().lstrip("#").rpartition(".")
    names = document_ids(root)
    if document not in names or not NUMBER.match(number) or number[0] not in PREFIXES.values():
        example = f"{names[0]}.p1" if names else "document.p1"
        near = did_you_mean(document or identifier, names)
        if identifier.strip() in names:
            near = f"It is the ID of a document. A paragraph of it is {identifier.strip()}.p1."
        elif document in names:
            near = f"Numbers are written p8, p8a, h1, s1 or n1: {document}.p8."
        fail(
            f'"{identifier}" is not the ID of a paragraph.',
            todo=near or f"An ID looks like {example}.",
            kind="citation",
        )
    return document, number


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
