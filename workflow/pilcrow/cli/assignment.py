"""`pilcrow assign`: which coder codes which document, by seed, with as much overlap as is asked for.

Documents go to coders and not paragraphs, because the speech is what a paragraph is understood from. The documents that several
people code are what agreement is measured on.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import comma_separated, door
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
    """A document for a coder."""

    document: str
    coder: str
    shared: bool  # more than one coder codes it


def check_coder(name: str, allowed: Collection[str] = ()) -> list[Problem]:
    """What is wrong with a coder's name; it becomes the name of a folder. `allowed`: names that are else reserved."""
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


def drawn(documents: Collection[str], seed: int) -> list[str]:
    """The documents in an order drawn by seed; one more or fewer leaves the order of the others as it is."""
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
    """Assign documents to coders, sorted by document and coder. Pure and deterministic.

    `sizes`: document → paragraphs to code. `overlap`: the share of the documents, between 0 and 1, that `together` coders code each
    (default: all of them), rounded up; the others go to one coder each. The larger documents are placed first, each with whoever has
    least to do, so that no two coders' loads differ by more than the largest document.
    """
    everyone = sorted(set(coders))
    several = min(len(everyone), together or len(everyone))
    order = drawn(sizes, seed)
    shared = set(order[: math.ceil(round(overlap * len(order), 9))]) if several > 1 else set()
    load = dict.fromkeys(everyone, 0)
    # Who is first among equals changes with the document, else the first coder would get every odd one.
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
    """The paragraphs of a document that agreement is not measured on, and why in a sentence's part."""
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
        reasons.append(f"{len(shown)} serve{'s' * (len(shown) == 1)} as example in the codebook")
    return [paragraph for paragraph in paragraphs if paragraph in {*on, *shown}], "; ".join(reasons)


def as_csv(
    assigned: Sequence[Assigned],
    paragraphs: Mapping[str, Sequence[str]],
    examples: Collection[str],
    written_on: Collection[str],
) -> str:
    """The assignment as CSV: a row for each document and coder, with what of it is left out of agreement."""
    rows = []
    for one in assigned:
        left, because = left_out_of_agreement(paragraphs[one.document], examples, written_on)
        numbers = " ".join(paragraph.rpartition(".")[2] for paragraph in left)
        shared, count = "yes" if one.shared else "no", len(paragraphs[one.document])
        rows.append([one.document, one.coder, shared, count, numbers, because])
    return to_csv(COLUMNS, rows)


def read_assignment(root: Path) -> list[Assigned]:
    """The project's assignment; [] where there is none. Raises Problems."""
    from pilcrow.files.rows import load_rows

    if not (root / ASSIGNMENT).is_file():
        return []
    rows = load_rows(root / ASSIGNMENT, ASSIGNMENT, COLUMNS[:2], COLUMNS[2:])
    return [Assigned(row["document"], row["coder"], row["shared"] == "yes") for _, row in rows]


def assigned_to(coder: str, assignment: Sequence[Assigned]) -> list[str]:
    """The documents of a coder. Raises Problems where others have documents and this one has none."""
    own = sorted({one.document for one in assignment if one.coder == coder})
    if assignment and not own:
        known = sorted({one.coder for one in assignment})
        todo = did_you_mean(coder, known) or "Name the documents with --documents."
        raise Problems(
            [problem(f"{coder} has no document.", file=ASSIGNMENT, todo=todo, kind="coder")]
        )
    return own


def check_arguments(coders: Sequence[str], overlap: float, together: int | None) -> list[Problem]:
    """Everything that is wrong with the coders and their share of the documents."""
    found = [trouble for coder in coders for trouble in check_coder(coder)]
    if not coders:
        found.append(problem("No coder is named.", todo="Write --coders anna,ben.", kind="coder"))
    if len(set(coders)) < len(coders):
        found.append(
            problem("A coder is named twice.", todo="Give each person one name.", kind="coder")
        )
    if not 0 <= overlap <= 1:
        found.append(
            problem(
                f"--overlap must be between 0 and 1; it is {overlap}.",
                todo="Write --overlap 0.2 for a fifth of the documents.",
                kind="argument",
            )
        )
    if together is not None and not 2 <= together <= len(coders):
        found.append(
            problem(
                f"--together must be between 2 and the number of coders, {len(coders)}; it is"
                f" {together}.",
                todo="Write another number, or name more coders.",
                kind="argument",
            )
        )
    return found


def coded_paragraphs(
    root: Path, documents: Sequence[str], kinds: Collection[str]
) -> dict[str, list[str]]:
    """The IDs of the paragraphs to code, by document. Raises Problems, of all documents at once."""
    from pilcrow.edition import sources as edition

    found: list[Problem] = []
    paragraphs: dict[str, list[str]] = {}
    for document in documents or edition.documents(root):
        try:
            loaded = edition.load(root, document)
        except Problems as stopped:
            found += stopped.problems
            continue
        paragraphs[document] = [one.id for one in loaded.paragraphs if one.kind in kinds]
    if found:
        raise Problems(found)
    return paragraphs


def summary(
    coders: Sequence[str],
    assigned: Sequence[Assigned],
    sizes: Mapping[str, int],
    left: int,
    name: str,
) -> list[str]:
    """Who codes how much, in sentences. `left`: shared paragraphs that agreement is not measured on."""
    lines = []
    for coder in sorted(coders):
        own = [one for one in assigned if one.coder == coder]
        units = sum(sizes[one.document] for one in own)
        shared = sum(one.shared for one in own)
        lines.append(
            f"{coder}: {wording.count(len(own), 'document')}, {shared} shared with others; {units}"
            " paragraphs."
        )
    units = sum(sizes[document] for document in {one.document for one in assigned if one.shared})
    lines.append(
        f"Several people code {units} paragraphs. Agreement is measured on {units - left} of them;"
        f" {left} are left out ({name} says why)."
    )
    return lines


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
        coders: Their names.
        documents: What is to be coded; every document where none is named.
        overlap: Share of the documents that several people code, from 0 to 1.
        together: How many people code such a document; all where it is None.
        seed: Decides who gets which document.
        output: Where to write; coding/assignment.csv where it is None.
        replace: Replace another assignment.
    """
    from pilcrow.coding.codebook_checks import load_codebook

    if found := check_arguments(coders, overlap, together):
        raise Problems(found)
    codebook, _ = load_codebook(root / "coding" / "codebook.yaml", "coding/codebook.yaml")
    paragraphs = coded_paragraphs(root, documents, codebook.coded_kinds())
    sizes = {name: len(own) for name, own in paragraphs.items()}
    assigned = assign(sizes, coders, overlap, seed, together)
    examples = set(codebook.example_paragraphs())
    written_on = codebook.written_on or ()
    text = as_csv(assigned, paragraphs, examples, written_on)
    path = output or root / ASSIGNMENT
    if path.is_file() and path.read_text("utf-8") != text and not replace:
        fail(
            "There is another assignment already.",
            file=path.relative_to(root) if path.is_relative_to(root) else path.name,
            todo="Add --replace to replace it.",
            kind="exists",
        )
    write_text(path, text)
    left = sum(
        len(left_out_of_agreement(paragraphs[name], examples, written_on)[0])
        for name in {one.document for one in assigned if one.shared}
    )
    print("\n".join(summary(coders, assigned, sizes, left, path.name)))
    return 0


command = door(
    lambda more_documents, documents, **given: assign_documents(
        documents=[*documents, *more_documents], **given
    ),
    [
        click.Argument(
            ["more_documents"],
            nargs=-1,
            metavar="[DOCUMENT]...",
            help="The documents to code (default: all).",
        ),
        click.Option(
            ["--coders"],
            required=True,
            multiple=True,
            metavar="A,B,C",
            callback=comma_separated(),
            help="Their names, separated by commas.",
        ),
        click.Option(
            ["--documents"],
            multiple=True,
            metavar="DOCUMENT",
            callback=comma_separated(),
            help="The same as the arguments.",
        ),
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
        click.Option(["--seed"], type=int, default=0, show_default=True),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"Default: {ASSIGNMENT}.",
        ),
        click.Option(["--replace"], is_flag=True, help="Replace another assignment."),
    ],
    help=(assign_documents.__doc__ or "").partition("\n")[0],
)
