"""`pilcrow status`: show what changed in the text since the editor last accepted it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import no_document
from pilcrow.edition import sources as edition
from pilcrow.identity import ledger
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import WordChange
from pilcrow.model.terminal import print_coloured, printable

# Words of context around a change, in a table.
CONTEXT = 4
COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m"}
MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}


class Pending(msgspec.Struct, frozen=True):
    """A change of a paragraph that the editor has not accepted yet."""

    document: str
    id: str
    verdict: str
    similarity: float
    explanation: str
    difference: list[WordChange] = []
    related: list[str] = []
    redirect: str = ""


class Status(msgspec.Struct, frozen=True):
    """What is pending in a project, and hints at files that seem to be swapped or renamed."""

    pending: list[Pending]
    provisional: list[str]  # documents without a ledger
    hints: list[str]


def pending_of(found: edition.Edition) -> list[Pending]:
    """Return what is pending in a document with a ledger, in text order, withdrawn ones last."""
    document = found.segmented.document
    rows = [
        Pending(
            document,
            paragraph.id,
            paragraph.verdict,
            paragraph.similarity,
            paragraph.explanation,
            (
                [WordChange("+", paragraph.text)]
                if paragraph.verdict == "new"
                else paragraph.difference
            ),
            paragraph.related,
        )
        for paragraph in found.paragraphs
        if paragraph.pending
    ]
    for row in found.withdrawn:
        if not row.accepted:
            explanation = (
                f"Its words are in {row.redirect}."
                if row.redirect
                else "Its words are in no paragraph of the text."
            )
            rows.append(
                Pending(
                    document,
                    row.id,
                    "withdrawn",
                    0.0,
                    explanation,
                    [WordChange("-", row.text)],
                    [],
                    row.redirect,
                )
            )
    return rows


def misplaced(
    texts: Mapping[str, Collection[str]], ledgers: Mapping[str, Collection[str]]
) -> list[tuple[str, str]]:
    """Return pairs of a document and another document whose ledger fits its text.

    A text fits a ledger if at least half of its paragraphs are in it. It is a stranger to its own
    ledger if less than a fifth are.

    Args:
        texts: Checksums of paragraphs, by document.
        ledgers: Checksums of paragraphs, by document. The document may be gone.
    """
    found = []
    for document, own in texts.items():
        if not own or _share(own, ledgers.get(document, ())) >= 0.2:
            continue
        best = max(
            (other for other in sorted(ledgers) if other != document),
            key=lambda other: _share(own, ledgers[other]),
            default="",
        )
        if best and _share(own, ledgers[best]) >= 0.5:
            found.append((document, best))
    return found


def _share(own: Collection[str], other: Collection[str]) -> float:
    return len(set(own) & set(other)) / len(set(own))


def hints_of(pairs: Sequence[tuple[str, str]], documents: Collection[str]) -> list[str]:
    """Return sentences about texts that are in the place of another document.

    Args:
        pairs: The result of `misplaced`.
        documents: The documents of the project.
    """
    hints = []
    for document, other in pairs:
        if (other, document) in pairs:
            if document < other:
                hints.append(
                    f"The transcripts of {document} and {other} seem to be swapped: each has the"
                    " text that was accepted for the other. Swap the two files in raw/ back."
                )
        elif other in documents:
            hints.append(
                f"The transcript of {document} has the text that was accepted for {other}."
            )
        else:
            hints.append(
                f"{document} has the text that was accepted for {other}, which is no longer in"
                f" raw/: the file was renamed. Rename it back, then let `pilcrow rename {other}"
                f" {document}` rename the ledger, codings and citations with it."
            )
    return hints


def examine_documents(root: Path, chosen: Sequence[str] = ()) -> Status:
    """Return what is pending in the chosen documents; in all if `chosen` is empty.

    Raises Problems if there is no such document, or a text cannot be read.
    """
    known = edition.document_ids(root)
    for document in chosen:
        if document not in known:
            raise Problems([no_document(document, known)])
    pending: list[Pending] = []
    provisional: list[str] = []
    texts: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for document in chosen or known:
        try:
            found = edition.load_document(root, document)
        except Problems as stopped:
            problems += stopped.problems
            continue
        texts[document] = {paragraph.checksum for paragraph in found.paragraphs}
        if found.segmented.provisional:
            provisional.append(document)
        else:
            pending += pending_of(found)
    if problems:
        raise Problems(problems)
    ledgers = {
        path.name.removesuffix(ledger.ENDING): {
            row.checksum
            for row in ledger.read_ledger(
                path, ledger.ledger_file(path.name.removesuffix(ledger.ENDING))
            )
        }
        for path in sorted((root / "edition").glob(f"*{ledger.ENDING}"))
    }
    return Status(pending, provisional, hints_of(misplaced(texts, ledgers), known))


def show_difference(changes: Sequence[WordChange], colour: bool = False, context: int = 0) -> str:
    """Return a word diff as a line, [-removed-] and {+added+}, which reads without colour.

    Args:
        changes: The diff.
        colour: Add colours for a terminal.
        context: Words kept around a change; 0 keeps all.
    """
    pieces = []
    for place, change in enumerate(changes):
        text = printable(change.text)
        if change.operation == "=" and context:
            text = _shorten(
                text, context if place else 0, context if place < len(changes) - 1 else 0
            )
        opening, closing = MARKS[change.operation]
        piece = f"{opening}{text}{closing}"
        pieces.append(
            f"{COLOURS[change.operation]}{piece}\x1b[0m"
            if colour and change.operation in COLOURS
            else piece
        )
    return "".join(pieces)


def _shorten(text: str, head: int, tail: int) -> str:
    """Return the first and last words of a text, with an ellipsis between them."""
    pieces = text.split(" ")
    if len(pieces) <= head + tail + 2:
        return text
    return " ".join([*pieces[:head], "…", *(pieces[len(pieces) - tail :] if tail else [])])


def clip(text: str, width: int) -> str:
    """Return a text cut to `width` characters, with an ellipsis if something was cut."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def format_status(pending: Sequence[Pending], colour: bool = False, width: int = 400) -> list[str]:
    """Return the table as lines: ID, verdict, similarity and reason; the word diff below each row.

    Args:
        pending: The rows.
        colour: Add colours for a terminal.
        width: Longest word diff, in characters.
    """
    identifiers = max((len(row.id) for row in pending), default=0)
    lines = []
    for row in pending:
        degree = "" if row.verdict in ("new", "withdrawn") else f"{row.similarity:.1%}"
        lines.append(
            f"{row.id:<{identifiers}}  {row.verdict:<9}  {degree:>6}  {row.explanation}".rstrip()
        )
        if any(change.operation != "=" for change in row.difference):
            shown = show_difference(row.difference, context=CONTEXT)
            short = (
                show_difference(row.difference, colour, CONTEXT)
                if len(shown) <= width
                else clip(shown, width)
            )
            lines.append(f"{'':<{identifiers}}  {short}")
    return lines


def show_status(root: Path, documents: Sequence[str] = (), *, as_json: bool = False) -> int:
    """Show what changed in the text since you accepted it.

    Args:
        root: The project.
        documents: Documents; empty means all.
        as_json: Print a `Status` as JSON.

    Returns:
        The exit status, 0. Raises Problems if there is no such document, or a text cannot be read.
    """
    status = examine_documents(root, documents)
    if as_json:
        print_json(status)
    else:
        there = edition.document_ids(root)
        lines = status_sentences(status, sys.stdout.isatty()) if there else [edition.NO_TEXT]
        print_coloured("\n".join(lines))
    return 0


def status_sentences(status: Status, colour: bool) -> list[str]:
    """Return the status in sentences, after the table."""
    lines = format_status(status.pending, colour)
    for document in status.provisional:
        lines.append(
            f"{document} has no ledger: its IDs are provisional. `pilcrow accept {document}` makes"
            " them permanent."
        )
    lines += status.hints
    if status.pending:
        count = len(status.pending)
        lines.append(
            f"{wording.count(count, 'change')} {'is' if count == 1 else 'are'} pending. To accept,"
            " run `pilcrow accept [document|ID …] --reason …`. To reject, undo the edit of the text"
            " or of its corrections."
        )
    return lines or ["Nothing is pending: the text is as accepted."]


command = door(
    show_status,
    [
        click.Argument(
            ["documents"], nargs=-1, metavar="[DOCUMENT]...", help="Only these documents."
        )
    ],
    json=True,
)
