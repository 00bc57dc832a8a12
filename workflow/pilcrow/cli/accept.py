"""`pilcrow accept`: write the text as it is now into the ledger.

No other command writes a text into the ledger, and a build never does.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, dry_run_option, print_json
from pilcrow.cli.doubts import describe_doubt
from pilcrow.cli.named import describe_numbers_in_use, no_document
from pilcrow.cli.status import format_status, pending_of
from pilcrow.edition import sources as edition
from pilcrow.files import transaction
from pilcrow.identity import acceptance, ledger
from pilcrow.identity.ledger import LedgerRow
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.values import Data

FIRST = "first edition"


class Acceptance(msgspec.Struct, frozen=True):
    """What accepting a document would write into its ledger."""

    document: str
    first: bool  # there is no ledger yet
    rows: list[LedgerRow]
    accepted: list[str]  # IDs
    also: list[str]  # IDs among them that were not chosen, but must be accepted with the others
    table: list[str]  # what is accepted, in lines
    changed: bool  # the file would change
    confirmed: list[str] = []  # doubts that accepting resolves, in lines


def today() -> str:
    """Return today's date as YYYY-MM-DD.

    The environment variable SOURCE_DATE_EPOCH takes the place of the clock if it is set, as in
    reproducible builds. Raises Problems if it is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.date.today().isoformat()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        fail(
            f'The environment variable SOURCE_DATE_EPOCH is "{epoch[:30]}", which is not a time.',
            todo="Write seconds since 1970, such as 1644451200, or unset it.",
            kind="date",
        )


def sort_out(names: Sequence[str], documents: Sequence[str]) -> dict[str, set[str] | None]:
    """Return the documents to accept, each with the IDs chosen, or None for the whole document.

    Args:
        names: Documents and paragraph IDs, as the user typed them; empty means every document.
        documents: The documents of the project.

    Raises Problems for each name whose document does not exist.
    """
    chosen: dict[str, set[str] | None] = {}
    problems: list[Problem] = []
    for name in names or documents:
        document, _, number = name.partition(".")
        if document not in documents:
            problems.append(no_document(document or name, documents))
        elif not number:
            chosen[document] = None
        else:
            own = chosen.setdefault(document, set())
            if own is not None:
                own.add(name)
    if problems:
        raise Problems(problems)
    return chosen


def prepare(
    root: Path, document: str, chosen: set[str] | None, date: str, reason: str
) -> Acceptance:
    """Return what accepting would write into a document's ledger. Write nothing.

    Args:
        root: The project.
        document: The document's ID.
        chosen: IDs of the paragraphs to accept; None for all.
        date: Date of the acceptance, YYYY-MM-DD.
        reason: Why the text changed; empty means that this is the first edition.

    Raises Problems if a chosen ID is neither in the text nor in the ledger.
    """
    shown = ledger.ledger_file(document)
    path = root / shown
    rows = ledger.read_ledger(path, shown, trust_text=True) if path.is_file() else []
    with _settled(root, document, rows) as place:
        found = edition.load_document(place, document)
    known = {paragraph.id for paragraph in found.paragraphs} | {row.id for row in found.withdrawn}
    for identifier in sorted((chosen or set()) - known):
        fail(
            f"There is no paragraph {identifier}, neither in the text nor in the ledger.",
            todo=describe_numbers_in_use(known),
            kind="id",
        )
    after, accepted = acceptance.accept(
        document, rows, found.paragraphs, found.withdrawn, chosen, date, reason or FIRST
    )
    also = [
        identifier
        for identifier in accepted
        if chosen is not None and rows and identifier not in chosen
    ]
    table = format_status([row for row in pending_of(found) if row.id in accepted]) if rows else []
    changed = not path.is_file() or path.read_text("utf-8") != ledger.format_ledger(after)
    confirmed = [
        describe_doubt(doubt)
        for doubt in found.segmented.doubts
        if not rows or doubt.paragraph in accepted
    ]
    return Acceptance(document, not rows, after, accepted, also, table, changed, confirmed)


def prepare_all(
    root: Path, chosen: Mapping[str, set[str] | None], date: str, reason: str
) -> tuple[list[Acceptance], list[Problem]]:
    """Return what accepting would write for each document, and the problems of the others.

    `chosen` comes from `sort_out`; `date` and `reason` are those of `prepare`.
    """
    prepared: list[Acceptance] = []
    problems: list[Problem] = []
    for document, identifiers in chosen.items():
        try:
            prepared.append(prepare(root, document, identifiers, date, reason))
        except Problems as stopped:
            problems += stopped.problems
    return prepared, problems


@contextmanager
def _settled(root: Path, document: str, rows: Sequence[LedgerRow]) -> Iterator[Path]:
    """Yield the project, or a copy of the document with a sound ledger if the ledger was edited."""
    shown = ledger.ledger_file(document)
    try:
        if rows:
            ledger.read_ledger(root / shown, shown)
        sound = True
    except Problems:
        sound = False
    if sound:
        yield root
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        own = [*root.glob(f"raw/{document}.*"), *root.glob(f"edition/{document}.*")]
        for path in (*own, *root.glob("edition/speakers.csv")):
            target = copy / path.relative_to(root)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        ledger.write(copy / shown, rows)
        yield copy


def describe(done: Acceptance, dry: bool) -> list[str]:
    """Return what was done as lines of text; what would be done if `dry`."""
    shown = ledger.ledger_file(done.document)
    if not done.changed:
        return [f"{done.document}: nothing is pending."]
    lines = list(done.table)
    if done.confirmed:
        verb = "would confirm" if dry else "confirms"
        lines.append(f"This {verb} what was doubtful in {done.document}:")
        lines += [f"  {told}" for told in done.confirmed]
    if done.first:
        lines.append(
            f"{shown}: the first ledger {'would be' if dry else 'is'} written, with"
            f" {wording.count(len(done.rows), 'paragraph')}."
        )
    elif not done.accepted:
        lines.append(
            f"{shown}: its checksums {'would be' if dry else 'are'} recalculated; nothing else is"
            " pending."
        )
    else:
        count = len(done.accepted)
        lines.append(f"{shown}: {wording.count(count, 'paragraph')} {'would be ' * dry}accepted.")
    if done.also:
        lines.append(
            "Accepted with them, because they cannot be accepted separately:"
            f" {', '.join(done.also)}."
        )
    return lines


def accept(
    root: Path,
    names: Sequence[str] = (),
    *,
    reason: str = "",
    date: str = "",
    dry_run: bool = False,
    as_json: bool = False,
) -> int:
    """Accept the text as it is now into the ledger.

    This makes paragraph IDs permanent. A build never does it.

    Args:
        root: The project.
        names: Documents and paragraph IDs; empty means everything that is pending.
        reason: Why the text changed; required except for the first ledger of a document.
        date: Date of the acceptance, YYYY-MM-DD; empty means today.
        dry_run: Write nothing.
        as_json: Print an array with an object for each document.

    Returns:
        The exit status, 0. Raises Problems if anything cannot be accepted; then nothing is written.
    """
    date = date or today()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) or not _is_date(date):
        fail(f'"{date}" is not a date.', todo="Write it as 2022-02-10.", kind="date")
    reason = " ".join(reason.split())
    prepared, problems = prepare_all(
        root, sort_out(names, edition.document_ids(root)), date, reason
    )
    if not reason and not dry_run and any(done.accepted and not done.first for done in prepared):
        todo = (
            'Say why the text changed: pilcrow accept … --reason "the ministry corrected its'
            ' transcript".'
        )
        problems.append(problem("The reason is missing.", todo=todo, kind="reason"))
    if problems:
        raise Problems(problems)
    if not dry_run:
        ledgers = {
            ledger.ledger_file(done.document): ledger.format_ledger(done.rows).encode()
            for done in prepared
            if done.changed
        }
        transaction.commit(root, "pilcrow accept", ledgers)
    if as_json:
        print_json([acceptance_data(done) for done in prepared])
        return 0
    lines = [line for done in prepared for line in describe(done, dry_run)]
    print("\n".join(lines) or edition.NO_TEXT)
    return 0


def acceptance_data(done: Acceptance) -> dict[str, Data]:
    """Return an acceptance as plain data, for --json."""
    return {
        "document": done.document,
        "first": done.first,
        "changed": done.changed,
        "accepted": [*done.accepted],
        "also": [*done.also],
        "paragraphs": len(done.rows),
    }


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


command = door(
    accept,
    [
        click.Argument(
            ["names"],
            nargs=-1,
            metavar="[DOCUMENT|ID]...",
            help="Documents or paragraph IDs (default: everything that is pending).",
        ),
        click.Option(
            ["--reason"],
            default="",
            help="Why the text changed, in a sentence. Required, except for the first ledger.",
        ),
        click.Option(
            ["--date"],
            default="",
            metavar="YYYY-MM-DD",
            help="Date of the acceptance (default: today).",
        ),
        dry_run_option("Print what would be accepted. Write nothing."),
    ],
    json=True,
    changes=True,
)
