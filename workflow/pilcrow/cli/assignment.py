"""`pilcrow assign`: which coder codes which document, by seed, with as much overlap as is asked for.

Documents go to coders and not paragraphs, because the speech is what a paragraph is understood from. The documents that several
people code are what agreement is measured on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.model.problems import Problem, Problems, did_you_mean, problem, run
from pilcrow.model.records import write_text
from pilcrow.model.settings import SLUG

ASSIGNMENT = "coding/assignment.csv"
COLUMNS = ["document", "coder", "shared", "paragraphs", "left_out", "because"]
NOT_A_CODER = {
    "rules": "rules are no person",
    "consensus": "it is what the coders come to together",
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
                f'No coder can be called "{name}": {NOT_A_CODER[name]}.',
                todo="Take another name.",
                kind="coder",
            )
        ]
    if not SLUG.match(name):
        return [
            problem(
                f'"{name}" cannot be a coder\'s name.',
                todo=f'Write it with a–z, 0–9 and hyphens: "{_slug(name)}".',
                kind="coder",
            )
        ]
    return []


def _slug(name: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(
        "".join(letter if letter.isalnum() else " " for letter in plain).split()
    ).lstrip("0123456789-")
    return slug or "coder-a"


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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in assigned:
        left, because = left_out_of_agreement(paragraphs[one.document], examples, written_on)
        numbers = " ".join(paragraph.rpartition(".")[2] for paragraph in left)
        writer.writerow(
            [
                one.document,
                one.coder,
                "yes" if one.shared else "no",
                len(paragraphs[one.document]),
                numbers,
                because,
            ]
        )
    return out.getvalue()


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


def main(arguments: list[str]) -> int:
    """`pilcrow assign`."""
    from pilcrow.coding.codebook import coded_kinds, example_paragraphs
    from pilcrow.coding.codebook_checks import load_codebook
    from pilcrow.edition import sources as edition
    from pilcrow.files.project import find_root

    parser = argparse.ArgumentParser(
        prog="pilcrow assign", description="Assign documents to coders by seed."
    )
    parser.add_argument(
        "--coders", required=True, metavar="A,B,C", help="names, separated by commas"
    )
    parser.add_argument("--documents", nargs="+", metavar="DOCUMENT", help="default: all")
    parser.add_argument(
        "--overlap",
        type=float,
        default=1.0,
        help="share of the documents that several people code (default: 1, all of them)",
    )
    parser.add_argument(
        "--together",
        type=int,
        metavar="N",
        help="how many people code such a document (default: all)",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, metavar="FILE", help=f"default: {ASSIGNMENT}")
    parser.add_argument("--replace", action="store_true", help="replace another assignment")
    parser.add_argument(
        "--project",
        type=Path,
        default=None,
        help="the project's folder (default: the one you are in)",
    )
    options = parser.parse_args(arguments)
    root = options.project or find_root()
    coders = [name.strip() for name in options.coders.split(",") if name.strip()]
    found = [trouble for coder in coders for trouble in check_coder(coder)]
    if not coders:
        found.append(problem("No coder is named.", todo="Write --coders anna,ben.", kind="coder"))
    if len(set(coders)) < len(coders):
        found.append(
            problem("A coder is named twice.", todo="Give each person one name.", kind="coder")
        )
    if not 0 <= options.overlap <= 1:
        found.append(
            problem(
                f"{options.overlap} is no share.",
                todo="Write --overlap 0.2 for a fifth of the documents.",
                kind="argument",
            )
        )
    if options.together is not None and not 2 <= options.together <= len(coders):
        found.append(
            problem(
                f"{options.together} of {len(coders)} coders cannot code together.",
                todo="Write a number from 2 on.",
                kind="argument",
            )
        )
    if found:
        raise Problems(found)
    codebook, _ = load_codebook(root / "coding" / "codebook.yaml", "coding/codebook.yaml")
    kinds = coded_kinds(codebook)
    paragraphs: dict[str, list[str]] = {}
    for document in options.documents or edition.documents(root):
        try:
            paragraphs[document] = [
                paragraph.id
                for paragraph in edition.load(root, document).paragraphs
                if paragraph.kind in kinds
            ]
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    assigned = assign(
        {name: len(own) for name, own in paragraphs.items()},
        coders,
        options.overlap,
        options.seed,
        options.together,
    )
    examples, written_on = (
        set(example_paragraphs(codebook)),
        getattr(codebook, "written_on", None) or (),
    )
    text = as_csv(assigned, paragraphs, examples, written_on)
    path = options.output or root / ASSIGNMENT
    if path.is_file() and path.read_text("utf-8") != text and not options.replace:
        shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        raise Problems(
            [
                problem(
                    "There is another assignment already.",
                    file=shown,
                    todo="Add --replace to put this one in its place.",
                    kind="exists",
                )
            ]
        )
    write_text(path, text)
    for coder in sorted(coders):
        own = [one for one in assigned if one.coder == coder]
        units = sum(len(paragraphs[one.document]) for one in own)
        print(
            f"{coder}: {len(own)} document(s), {sum(one.shared for one in own)} of them shared with others; {units} paragraphs."
        )
    together = {one.document for one in assigned if one.shared}
    left = sum(
        len(left_out_of_agreement(paragraphs[name], examples, written_on)[0]) for name in together
    )
    units = sum(len(paragraphs[name]) for name in together)
    print(
        f"Agreement can be measured on {units - left} of the {units} paragraphs that several people code; {left} are left out ({path.name} says why)."
    )
    return 0


if __name__ == "__main__":
    run(main)
