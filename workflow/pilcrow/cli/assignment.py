"""`pilcrow assign`: assign documents to coders by a seed, with the overlap that is asked for.

Whole documents are assigned, not paragraphs, because the speech is the context of a paragraph.
Agreement is measured on the documents that several people code.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import comma_separated, document_params, door, file_option
from pilcrow.cli.named import load_project_codebook
from pilcrow.files import transaction
from pilcrow.files.cells import to_csv
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.records import write_text
from pilcrow.model.values import SLUG
from pilcrow.model.wording import slug

ASSIGNMENT = "coding/assignment.csv"
COLUMNS = ["document", "coder", "shared", "paragraphs", "left_out", "because"]
NOT_A_CODER = {
    "rules": "the rules are not a person",
    "consensus": "the consensus belongs to all coders together",
}


class Assigned(msgspec.Struct, frozen=True, order=True):
    """A document assigned to a coder."""

    document: str
    coder: str
    shared: bool  # more than one coder codes it


def check_coder(name: str, allowed: Collection[str] = ()) -> list[Problem]:
    """Return the problems of a coder's name, which becomes the name of a folder.

    Args:
        name: The name.
        allowed: Reserved names that are accepted here.
    """
    if name in NOT_A_CODER and name not in allowed:
        return [
            problem(
                f'A coder cannot be called "{name}": {NOT_A_CODER[name]}.',
                todo="Choose another name.",
                kind="coder",
            )
        ]
    if not SLUG.match(name):
        proposed = slug(name, "coder")
        return [
            problem(
                f'"{name}" cannot be a coder\'s name.',
                todo=f'Write it with a–z, 0–9 and hyphens: "{proposed}".',
                kind="coder",
            )
        ]
    return []


def draw_order(documents: Collection[str], seed: int) -> list[str]:
    """Return documents in an order drawn by a seed.

    Adding or removing one keeps the others' order.
    """
    return sorted(
        documents,
        key=lambda document: (hashlib.sha256(f"{seed}\n{document}".encode()).digest(), document),
    )


def assign(
    sizes: Mapping[str, int],
    coders: Sequence[str],
    overlap: float = 1.0,
    seed: int = 0,
    together: int | None = None,
) -> list[Assigned]:
    """Assign documents to coders: the same for the same arguments.

    The larger documents are placed first, each with the coder who has least to do. So the loads of
    two coders differ by no more than the largest document.

    Args:
        sizes: Number of paragraphs to code, by document.
        coders: Names of the coders.
        overlap: Share of the documents, from 0 to 1, that several people code; rounded up.
        seed: Decides who gets which document.
        together: How many people code such a document; None means all of them.

    Returns:
        The assignments, sorted by document and coder.
    """
    everyone = sorted(set(coders))
    several = min(len(everyone), together or len(everyone))
    order = draw_order(sizes, seed)
    shared = set(order[: math.ceil(round(overlap * len(order), 9))]) if several > 1 else set()
    load = dict.fromkeys(everyone, 0)
    # The order of equals changes with the document, else the first coder would get every odd one.
    place = {document: number for number, document in enumerate(order)}
    assigned = []
    for document in sorted(order, key=lambda name: (-sizes[name], place[name])):
        turn = hashlib.sha256(f"{seed}\n{document}\nturn".encode()).digest()[0]
        least = sorted(
            everyone,
            key=lambda coder: (load[coder], (everyone.index(coder) + turn) % len(everyone)),
        )
        for coder in least[: several if document in shared else 1]:
            load[coder] += sizes[document]
            assigned.append(Assigned(document, coder, document in shared))
    return sorted(assigned)


def left_out_of_agreement(
    paragraphs: Sequence[str], examples: Collection[str], written_on: Collection[str]
) -> tuple[list[str], str]:
    """Return the paragraphs on which agreement is not measured, and the reason as a clause.

    Args:
        paragraphs: IDs of the paragraphs of one document.
        examples: IDs of the paragraphs that are examples in the codebook.
        written_on: Documents and paragraph IDs on which the rules were written.
    """
    on = [
        paragraph
        for paragraph in paragraphs
        if paragraph in written_on or paragraph.rpartition(".")[0] in written_on
    ]
    shown = [paragraph for paragraph in paragraphs if paragraph in examples]
    reasons = []
    if on:
        reasons.append(
            "the rules were written on it"
            if len(on) == len(paragraphs)
            else f"the rules were written on {len(on)} of its paragraphs"
        )
    if shown:
        reasons.append(
            "1 serves as an example in the codebook"
            if len(shown) == 1
            else f"{len(shown)} serve as examples in the codebook"
        )
    return [paragraph for paragraph in paragraphs if paragraph in {*on, *shown}], "; ".join(reasons)


def assignment_csv(
    assigned: Sequence[Assigned],
    paragraphs: Mapping[str, Sequence[str]],
    examples: Collection[str],
    written_on: Collection[str],
) -> str:
    """Return the assignment as CSV: a row for each document and coder.

    The last two columns name the paragraphs left out of agreement, and why.
    """
    rows = []
    for one in assigned:
        left, because = left_out_of_agreement(paragraphs[one.document], examples, written_on)
        numbers = " ".join(paragraph.rpartition(".")[2] for paragraph in left)
        shared, count = "yes" if one.shared else "no", len(paragraphs[one.document])
        rows.append([one.document, one.coder, shared, count, numbers, because])
    return to_csv(COLUMNS, rows)


def read_assignment(root: Path, documents: Collection[str] | None = None) -> list[Assigned]:
    """Return the project's assignment; empty if there is none.

    Args:
        root: The project.
        documents: Those that there are; None if that does not matter.

    Raises:
        Problems: It cannot be read, or it assigns what is not among `documents`.
    """
    from pilcrow.files.readable import is_there
    from pilcrow.files.rows import load_rows

    if not is_there(root / ASSIGNMENT):
        return []
    rows = list(load_rows(root / ASSIGNMENT, ASSIGNMENT, COLUMNS[:2], COLUMNS[2:]))
    gone = [
        problem(
            f"{row['document']} is assigned to {row['coder']}, but has no transcript in raw/.",
            file=ASSIGNMENT,
            line=line,
            todo="Remove the row, or assign the documents again with `pilcrow assign --replace`.",
            kind="assignment",
        )
        for line, row in rows
        if documents is not None and row["document"] not in documents
    ]
    if gone:
        raise Problems(gone)
    return [Assigned(row["document"], row["coder"], row["shared"] == "yes") for _, row in rows]


def assigned_to(coder: str, assignment: Sequence[Assigned]) -> list[str]:
    """Return the documents of a coder, sorted; empty if nothing is assigned to anyone.

    Raises Problems if others have documents and this coder has none.
    """
    own = sorted({one.document for one in assignment if one.coder == coder})
    if assignment and not own:
        known = sorted({one.coder for one in assignment})
        todo = did_you_mean(coder, known) or "Name the documents with --documents."
        fail(f"{coder} has no document.", file=ASSIGNMENT, todo=todo, kind="coder")
    return own


def check_arguments(coders: Sequence[str], overlap: float, together: int | None) -> list[Problem]:
    """Return the problems of the coders, of the overlap and of the number of people together."""
    problems = [trouble for coder in coders for trouble in check_coder(coder)]
    if not coders:
        problems.append(
            problem("No coder is named.", todo="Write --coders anna,ben.", kind="coder")
        )
    if len(set(coders)) < len(coders):
        problems.append(
            problem("A coder is named twice.", todo="Give each person one name.", kind="coder")
        )
    if not 0 <= overlap <= 1:
        problems.append(
            problem(
                f"--overlap must be between 0 and 1; it is {overlap}.",
                todo="Write --overlap 0.2 for a fifth of the documents.",
                kind="argument",
            )
        )
    if together is not None and not 2 <= together <= len(coders):
        problems.append(
            problem(
                f"--together must be between 2 and the number of coders, {len(coders)}; it is"
                f" {together}.",
                todo="Write another number, or name more coders.",
                kind="argument",
            )
        )
    return problems


def coded_paragraphs(
    root: Path, documents: Sequence[str], kinds: Collection[str]
) -> dict[str, list[str]]:
    """Return the IDs of the paragraphs to code, by document.

    Args:
        root: The project.
        documents: Documents; empty means all.
        kinds: Kinds of paragraph that are coded.

    Raises Problems, of all documents at once.
    """
    from pilcrow.edition import sources as edition

    problems: list[Problem] = []
    paragraphs: dict[str, list[str]] = {}
    for document in documents or edition.document_ids(root):
        try:
            loaded = edition.load_document(root, document)
        except Problems as stopped:
            problems += stopped.problems
            continue
        paragraphs[document] = [one.id for one in loaded.paragraphs if one.kind in kinds]
    if problems:
        raise Problems(problems)
    return paragraphs


def describe_assignment(
    coders: Sequence[str],
    assigned: Sequence[Assigned],
    sizes: Mapping[str, int],
    left: int,
    name: str,
) -> list[str]:
    """Return sentences that say how much each coder codes.

    Args:
        coders: Names of the coders.
        assigned: The assignments.
        sizes: Number of paragraphs to code, by document.
        left: Number of shared paragraphs on which agreement is not measured.
        name: Name of the assignment's file.
    """
    lines = []
    for coder in sorted(coders):
        own = [one for one in assigned if one.coder == coder]
        units = sum(sizes[one.document] for one in own)
        shared = sum(one.shared for one in own)
        lines.append(
            f"{coder}: {wording.count(len(own), 'document')}, {shared} shared with others;"
            f" {wording.count(units, 'paragraph')}."
        )
    units = sum(sizes[document] for document in {one.document for one in assigned if one.shared})
    if not units:
        return [*lines, "Nobody codes what another codes, so agreement cannot be measured."]
    several = f"Several people code {wording.count(units, 'paragraph')}."
    return [*lines, f"{several} {_measured(units, left, name)}"]


def _measured(units: int, left: int, name: str) -> str:
    """Return a sentence that says on how many of the shared paragraphs agreement is measured."""
    them = "it" if units == 1 else "all of them"
    if not left:
        return f"Agreement is measured on {them}."
    if left == units:
        return f"Agreement is not measured on {'it' if units == 1 else 'them'} ({name} says why)."
    are = "is" if left == 1 else "are"
    return (
        f"Agreement is measured on {units - left} of them; {left} {are} left out ({name} says why)."
    )


def assign_documents(
    root: Path,
    coders: Sequence[str],
    documents: Sequence[str] = (),
    *,
    overlap: float = 1.0,
    together: int | None = None,
    seed: int = 0,
    output: Path | None = None,
    replace: bool = False,
) -> int:
    """Assign documents to coders by a seed, and write the assignment.

    Args:
        root: The project.
        coders: Names of the coders.
        documents: Documents to code; empty means all.
        overlap: Share of the documents that several people code, from 0 to 1.
        together: How many people code such a document; None means all of them.
        seed: Decides who gets which document.
        output: File to write; None means coding/assignment.csv.
        replace: Replace a different assignment.

    Returns:
        The exit status, 0. Raises Problems, for example if there is a different assignment.
    """
    if found := check_arguments(coders, overlap, together):
        raise Problems(found)
    codebook = load_project_codebook(root)
    paragraphs = coded_paragraphs(root, documents, codebook.coded_kinds())
    sizes = {name: len(own) for name, own in paragraphs.items()}
    assigned = assign(sizes, coders, overlap, seed, together)
    examples = set(codebook.example_paragraphs())
    written_on = codebook.written_on or ()
    text = assignment_csv(assigned, paragraphs, examples, written_on)
    path = output or root / ASSIGNMENT
    if path.is_file() and path.read_text("utf-8") != text and not replace:
        fail(
            "There is a different assignment already.",
            file=path.relative_to(root) if path.is_relative_to(root) else path.name,
            todo="Add --replace to replace it.",
            kind="exists",
        )
    if output:
        write_text(output, text)
    else:
        transaction.commit(root, "pilcrow assign", {ASSIGNMENT: text.encode()})
    left = sum(
        len(left_out_of_agreement(paragraphs[name], examples, written_on)[0])
        for name in {one.document for one in assigned if one.shared}
    )
    print("\n".join(describe_assignment(coders, assigned, sizes, left, path.name)))
    return 0


command = door(
    lambda more_documents, documents, **given: assign_documents(
        documents=[*documents, *more_documents], **given
    ),
    [
        click.Option(
            ["--coders"],
            required=True,
            multiple=True,
            metavar="A,B,C",
            callback=comma_separated(),
            help="Names of the coders, separated by commas.",
        ),
        *document_params("The documents to code (default: all)."),
        click.Option(
            ["--overlap"],
            type=float,
            default=1.0,
            show_default=True,
            help="Share of the documents that several people code, from 0 to 1.",
        ),
        click.Option(
            ["--together"],
            type=int,
            metavar="N",
            help="How many people code such a document (default: all).",
        ),
        click.Option(
            ["--seed"],
            type=int,
            default=0,
            show_default=True,
            help="Number that decides who gets which document.",
        ),
        file_option("--output", f"File to write (default: {ASSIGNMENT})."),
        click.Option(["--replace"], is_flag=True, help="Replace a different assignment."),
    ],
    help=(assign_documents.__doc__ or "").partition("\n")[0],
    changes=True,
)
