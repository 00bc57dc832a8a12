"""The ledger, edition/<document>.paragraphs.csv: the paragraphs as the editor last accepted them.

Each row is a paragraph with its whole text, in the order of the text. Withdrawn paragraphs keep
their place. Every row is written in the same form, whatever it contains, so that a change of one
paragraph is a change of one line in git.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

import msgspec

from pilcrow.files.cells import guard_cell, unguard
from pilcrow.files.rows import load_cells
from pilcrow.identity.numbering import NUMBER, PREFIXES
from pilcrow.model.patterns import compile_later
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import Withdrawn, write_text

COLUMNS = ["id", "kind", "speaker", "status", "redirect", "date", "reason", "checksum", "text"]
STATUSES = ("accepted", "withdrawn")
ENDING = ".paragraphs.csv"
_DATE = compile_later(r"\d{4}-\d{2}-\d{2}\Z")


class LedgerRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paragraph as accepted, or a withdrawn one that the text no longer has."""

    id: str  # "lavrov-truss-2022.p8"
    kind: str
    speaker: str
    status: str  # "accepted" or "withdrawn"
    redirect: str  # of a withdrawn paragraph: the ID that has its text now, or ""
    date: str  # of the acceptance of this state
    reason: str  # of the acceptance of this state
    checksum: str  # SHA-256 of `text`, hex
    text: str
    line: int = 0  # in the file, for messages

    @property
    def number(self) -> str:
        return self.id.rpartition(".")[2]

    @property
    def withdrawn(self) -> bool:
        return self.status == "withdrawn"


def text_checksum(text: str) -> str:
    """Return the SHA-256 of a paragraph's clean text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def ledger_file(document: str) -> str:
    """Return the path of a document's ledger, relative to the project."""
    return f"edition/{document}{ENDING}"


def read_ledger(path: Path, shown: str, *, trust_text: bool = False) -> list[LedgerRow]:
    """Return the rows of a ledger, in its order.

    Args:
        path: The ledger.
        shown: Its path in messages.
        trust_text: Accept a text that was edited by hand, and compute its checksum anew, as
            `pilcrow accept` does.

    Raises Problems, all at once, each with its line: git's conflict markers, an ID that is not of
    this document or is given twice, a text that does not match its checksum, a redirect that leads
    to nothing or in a circle.
    """
    document = path.name.removesuffix(ENDING)
    problems: list[Problem] = []
    rows: list[LedgerRow] = []
    header, cells_of_rows = load_cells(path, shown, COLUMNS)
    in_order = itemgetter(*(header.index(column) for column in COLUMNS))
    for line, cells in cells_of_rows:
        identifier, kind, speaker, status, redirect, day, reason, given, text = in_order(cells)
        text, actual = _text_of(text, given.strip())
        row = LedgerRow(
            identifier.strip(),
            kind.strip(),
            unguard(speaker),
            status.strip(),
            redirect.strip(),
            day.strip(),
            unguard(reason),
            actual if trust_text else given.strip(),
            text,
            line,
        )
        rows.append(row)
        if not _is_sound(row, actual, document):
            problems += [
                problem(what, file=shown, line=line, todo=todo, kind="ledger")
                for what, todo in _faults(row, actual, document)
            ]
    problems += [
        problem(what, file=shown, line=line, todo=todo, kind="ledger")
        for line, what, todo in _faults_together(rows)
    ]
    if problems:
        raise Problems(problems)
    return rows


def _is_sound(row: LedgerRow, actual: str, document: str) -> bool:
    """Return whether a row has no fault by itself. It is asked of each row, so it takes few steps.

    `_faults` says what is wrong with the others.
    """
    owner, _, number = row.id.rpartition(".")
    return (
        row.checksum == actual
        and row.kind in PREFIXES
        and row.status in STATUSES
        and not (row.redirect and row.status == "accepted")
        and owner == document
        and _is_date(row.date)
        and _is_number(number)
    )


@lru_cache(maxsize=1 << 10)
def _is_date(written: str) -> bool:
    """Return whether a cell is a day of the calendar, as 2022-02-10. A ledger has few different
    ones.
    """
    try:
        return _DATE.match(written) is not None and bool(date.fromisoformat(written))
    except ValueError:
        return False


def _is_number(number: str) -> bool:
    form = NUMBER.match(number)
    return form is not None and form[1] in PREFIXES.values()


def _faults(row: LedgerRow, actual: str, document: str) -> list[tuple[str, str]]:
    """Return what is wrong with a row by itself: sentences and what to do."""
    faults = []
    owner, _, number = row.id.rpartition(".")
    if owner != document or not _is_number(number):
        faults.append(
            (
                f'"{row.id}" is not a paragraph ID of this document.',
                f'An ID looks like "{document}.p8" or "{document}.p8a".',
            )
        )
    if row.kind not in PREFIXES:
        faults.append(
            (f'"{row.kind}" is not a kind of paragraph.', did_you_mean(row.kind, PREFIXES))
        )
    if row.status not in STATUSES:
        faults.append((f'"{row.status}" is not a status.', did_you_mean(row.status, STATUSES)))
    if not _is_date(row.date):
        faults.append((f'"{row.date}" is not a date.', "Write it as 2022-02-10."))
    if row.redirect and row.status == "accepted":
        faults.append(
            (
                f"{row.id} is accepted and cannot redirect.",
                "Only a withdrawn paragraph redirects: empty the cell.",
            )
        )
    if row.checksum != actual:
        faults.append(
            (
                (
                    f"The text of {row.id} is not the one that its checksum was made of: the ledger"
                    " was edited by hand, or merged."
                ),
                (
                    f"Restore the row (git has it), or let `pilcrow accept {document} --reason …`"
                    " write it again from the transcript."
                ),
            )
        )
    return faults


def _faults_together(rows: list[LedgerRow]) -> list[tuple[int, str, str]]:
    """Return what is wrong between the rows: line, sentence, what to do."""
    faults = []
    first: dict[str, LedgerRow] = {}
    for row in rows:
        if row.id in first:
            faults.append(
                (
                    row.line,
                    f"{row.id} is given twice, first in line {first[row.id].line}.",
                    "Keep one of the rows.",
                )
            )
        first.setdefault(row.id, row)
    for row in rows:
        if row.redirect and row.redirect not in first:
            faults.append(
                (
                    row.line,
                    f"{row.id} redirects to {row.redirect}, which is not in this ledger.",
                    did_you_mean(row.redirect, first),
                )
            )
        elif row.redirect and _circular(row, first):
            faults.append(
                (
                    row.line,
                    f"{row.id} redirects to {row.redirect}, and from there back to itself.",
                    "Empty one of the cells.",
                )
            )
    return faults


def _circular(row: LedgerRow, rows: dict[str, LedgerRow]) -> bool:
    seen: set[str] = set()
    at: LedgerRow | None = row
    while at is not None and at.redirect:
        if at.id in seen:
            return at.id == row.id
        seen.add(at.id)
        at = rows.get(at.redirect)
    return False


def follow_redirects(identifier: str, redirects: dict[str, str]) -> str:
    """Return the ID that an ID leads to by the redirects (ID → ID), which may be itself."""
    seen = set()
    while redirects.get(identifier) and identifier not in seen:
        seen.add(identifier)
        identifier = redirects[identifier]
    return identifier


def format_ledger(rows: Iterable[LedgerRow]) -> str:
    """Return a ledger as CSV.

    Cells with free text are always quoted, the others never, so that the form of a row does not
    depend on its text.
    """
    lines = [",".join(COLUMNS)]
    for row in rows:
        plain = (
            row.id,
            row.kind,
            _quoted(row.speaker),
            row.status,
            row.redirect,
            row.date,
            _quoted(row.reason),
            row.checksum,
            _quoted(row.text),
        )
        lines.append(",".join(plain))
    return "\n".join(lines) + "\n"


def write(path: Path, rows: Iterable[LedgerRow]) -> None:
    """Write a ledger, whole or not at all."""
    write_text(path, format_ledger(rows))


def _quoted(text: str) -> str:
    return '"' + guard_cell(text).replace('"', '""') + '"'


def _text_of(cell: str, given: str) -> tuple[str, str]:
    """Return the text of a cell and its checksum.

    In earlier ledgers an apostrophe at the beginning of a text was not guarded.
    """
    text = unguard(cell)
    actual = text_checksum(text)
    if text != cell and actual != given and text_checksum(cell) == given:
        return cell, given
    return text, actual


def read_tombstones(root: Path, document: str) -> list[Withdrawn]:
    """Return the paragraphs of a ledger without a transcript, all of them withdrawn, in its order.

    Raises Problems if the ledger is not valid.
    """
    shown = ledger_file(document)
    found = []
    for row in read_ledger(root / shown, shown):
        gone = Withdrawn(
            row.id,
            document,
            row.number,
            row.kind,
            row.speaker,
            row.text,
            row.checksum,
            row.redirect,
        )
        if row.withdrawn:
            gone = msgspec.structs.replace(gone, accepted=True, date=row.date, reason=row.reason)
        found.append(gone)
    return found
