"""`pilcrow receive`: check the codings of a coder and write coding/hand/<coder>/<document>.csv.

The codings come as the CSV of a form or as a REFI-QDA project. All documents of the file are
written, or none. A coding that would replace another one is refused, unless it repeats every row of
that one. With --replace the old file is kept beside the new one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from pilcrow.cli.door import door, dry_run_option, print_json
from pilcrow.cli.named import describe_numbers_in_use, load_project_codebook, no_document
from pilcrow.coding import hand
from pilcrow.files import transaction
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.records import Paragraph

Row = tuple[int, dict[str, str]]
_NAMED = re.compile(r"codings-([a-z][a-z0-9-]*)-[0-9a-f]{8}(?: ?\(\d+\))?\.csv")
# What a mail program or a word processor changes in a quotation without asking.
_CHANGED = str.maketrans("“”„«»‘’–—\u00a0\u202f", '"""""\'\'--  ')


class DocumentState(NamedTuple):
    """A document as it is now: paragraphs by ID, IDs of withdrawn ones, IDs of those to code."""

    paragraphs: Mapping[str, Paragraph]
    withdrawn: frozenset[str]
    to_code: Sequence[str]


class CheckedRows(NamedTuple):
    """The checked rows of one document, in the order of the paragraphs, with sentences to print."""

    document: str
    rows: list[dict[str, str]]
    notices: list[str]


def read_file(path: Path) -> list[Row]:
    """Return the rows of a received CSV with their lines. Raises Problems if it cannot be read."""
    from pilcrow.files.rows import load_rows

    if not path.is_file():
        fail(
            "There is no such file.",
            file=path.name,
            todo="Name the CSV that the form saved.",
            kind="file",
        )
    return load_rows(path, path.name, hand.COLUMNS[:3], hand.COLUMNS[3:])


def by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows grouped by their document, cells without surrounding spaces."""
    found: dict[str, list[Row]] = {}
    for line, row in rows:
        found.setdefault(row["paragraph"].rpartition(".")[0], []).append(
            (line, {name: cell.strip() for name, cell in row.items()})
        )
    return found


def fold_signs(text: str) -> str:
    """Return a text with plain quotation marks, hyphens and spaces, and without case.

    The length stays the same: case is kept if folding it would change the length.
    """
    plain = text.translate(_CHANGED)
    folded = plain.casefold()
    return folded if len(folded) == len(text) else plain


def verbatim(quoted: str, text: str) -> str:
    """Return the words of `text` that a quotation means; "" if there are none.

    Case, quotation marks, hyphens and spaces may differ.
    """
    pattern = r"\s+".join(re.escape(word) for word in fold_signs(quoted).split())
    found = re.search(pattern, fold_signs(text)) if pattern else None
    return text[found.start() : found.end()] if found else ""


def take_rows(
    shown: str,
    coder: str,
    document: str,
    rows: Sequence[Row],
    state: DocumentState,
    themes: Sequence[str],
) -> CheckedRows:
    """Check the rows of one document against its present state.

    Args:
        shown: Name of the received file, for messages.
        coder: Name of the coder.
        document: The document's ID.
        rows: The rows of the document with their lines.
        state: The document as it is now.
        themes: Codes of the codebook, in its order.

    Raises Problems, all at once.
    """
    target = f"coding/hand/{coder if coder not in hand.RESERVED else 'someone'}/{document}.csv"
    problems = [
        msgspec.structs.replace(one, file=shown)
        for one in hand.check_rows(rows, target, document, themes)
    ]
    unknown = {one.line for one in problems if one.kind == "paragraph"}
    notices = []
    stale: dict[str, None] = {}
    for line, row in rows:
        paragraph = state.paragraphs.get(row["paragraph"])
        if paragraph is None and row["paragraph"] not in state.withdrawn:
            if line not in unknown:
                problems.append(_no_paragraph(shown, line, row["paragraph"], state))
        elif paragraph is None or row["checksum"] != paragraph.checksum:
            stale[row["paragraph"]] = None
        else:
            problems += check_quotations(shown, line, row["evidence"], paragraph)
            if row["theme"] and paragraph.id not in state.to_code:
                notices.append(
                    f"{paragraph.id} is coded, although no theme is coded on a {paragraph.kind}."
                )
    if problems:
        raise Problems(problems)
    for identifier in stale:
        gone = "has been withdrawn" if identifier in state.withdrawn else "has changed"
        notices.append(
            f"{identifier} {gone} since {coder} read it. The coding is taken in and counts as stale"
            " until it is read again."
        )
    read = {row["paragraph"] for _, row in rows}
    missing = [paragraph for paragraph in state.to_code if paragraph not in read]
    if missing and coder != hand.CONSENSUS:  # who adjudicates decides what is open, not everything
        numbers = ", ".join(paragraph.rpartition(".")[2] for paragraph in missing)
        notices.append(
            f"{document}: {len(missing)} of {len(state.to_code)} paragraphs are not decided:"
            f" {numbers}."
        )
    return CheckedRows(document, sort_rows(rows, state, themes), notices)


def _no_paragraph(shown: str, line: int, identifier: str, state: DocumentState) -> Problem:
    return problem(
        f"There is no paragraph {identifier}.",
        file=shown,
        line=line,
        todo=describe_numbers_in_use(state.paragraphs),
        kind="paragraph",
    )


def check_quotations(shown: str, line: int, evidence: str, paragraph: Paragraph) -> list[Problem]:
    """Return a problem for each quotation of a row that is not in the paragraph.

    Args:
        shown: Name of the received file.
        line: Line of the row.
        evidence: The quotations, "one | another".
        paragraph: The paragraph.
    """
    problems = []
    for quoted in filter(None, (part.strip() for part in evidence.split(" | "))):
        if quoted in paragraph.text:
            continue
        meant = verbatim(quoted, paragraph.text)
        problems.append(
            problem(
                f"“{quoted}” is not in {paragraph.id}.",
                file=shown,
                line=line,
                todo=(
                    f"It has “{meant}”."
                    if meant
                    else 'Quote the words exactly, and put " | " between several quotations.'
                ),
                kind="quotation",
            )
        )
    return problems


def sort_rows(
    rows: Iterable[Row], state: DocumentState, themes: Sequence[str]
) -> list[dict[str, str]]:
    """Return rows in the order of the paragraphs and of the codebook, with full theme codes."""
    places = {paragraph: number for number, paragraph in enumerate(state.paragraphs)}
    order = {theme: number for number, theme in enumerate(["", *themes])}
    full = [
        {**row, "theme": hand.full_theme(row["theme"], themes) if row["theme"] else ""}
        for _, row in rows
    ]
    full.sort(
        key=lambda row: (
            places.get(row["paragraph"], len(places)),
            row["paragraph"],
            order[row["theme"]],
        )
    )
    return full


def codings_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the CSV of a hand coding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(hand.COLUMNS)
    writer.writerows([row[name] for name in hand.COLUMNS] for row in rows)
    return out.getvalue()


def describe_changes(
    old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]
) -> tuple[list[str], list[str]]:
    """Return sentences on what new rows change or leave out of old ones, and on what they add."""
    before = {(row["paragraph"], row["theme"]): row for row in old}
    after = {(row["paragraph"], row["theme"]): row for row in new}
    lost, added = [], []
    for (paragraph, theme), row in before.items():
        called = f"{paragraph}, {theme or 'no theme'}"
        now = after.get((paragraph, theme))
        if now is None:
            said = " and ".join(
                f"{name} “{row[name]}”" for name in ("evidence", "memo") if row[name]
            )
            lost.append(f"{called}: not in the new file.{f' It had {said}.' if said else ''}")
        else:
            lost += [
                f"{called}: {name} was “{row[name]}”, and becomes “{now[name]}”."
                for name in ("checksum", "evidence", "memo")
                if row[name] != now[name]
            ]
    added = [
        f"{paragraph}, {theme or 'no theme'}: new."
        for paragraph, theme in after
        if (paragraph, theme) not in before
    ]
    return lost, added


def load_state(root: Path, document: str, kinds: Iterable[str]) -> DocumentState:
    """Return a document as it is in the project now. Raises Problems if it cannot be read."""
    from pilcrow.edition import sources as edition

    loaded, coded = edition.load_document(root, document), set(kinds)
    to_code = [paragraph.id for paragraph in loaded.paragraphs if paragraph.kind in coded]
    return DocumentState(
        {one.id: one for one in loaded.paragraphs},
        frozenset(one.id for one in loaded.withdrawn),
        to_code,
    )


def take_file(
    root: Path, path: Path, coder: str, user: str = "", all_read: bool = False
) -> list[CheckedRows]:
    """Return the codings of a received file, checked against the project.

    Args:
        root: The project.
        path: A CSV, or a REFI-QDA project (.qdpx).
        coder: Name of the coder.
        user: Of a REFI-QDA project: the user whose codings are meant; empty means the coder's name.
        all_read: Of a REFI-QDA project: paragraphs without a coding were read and have no theme.

    Raises Problems, of all documents at once.
    """
    from pilcrow.edition import sources as edition

    codebook = load_project_codebook(root)
    said: list[str] = []
    if path.suffix.lower() == ".qdpx" and path.is_file():
        from pilcrow.cli.receive_project import rows_in_project

        rows, said = rows_in_project(root, path, coder, user, codebook, all_read)
    else:
        rows = read_file(path)
    themes, kinds = codebook.codes(), codebook.coded_kinds()
    known = edition.document_ids(root)
    problems = check_whole(path, coder, rows)
    taken = []
    for document, own in by_document(rows).items():
        if document not in known:
            problems.append(_no_document(path, own[0], document, known))
            continue
        try:
            taken.append(
                take_rows(
                    path.name, coder, document, own, load_state(root, document, kinds), themes
                )
            )
        except Problems as stopped:
            problems += stopped.problems
    if problems:
        raise Problems(problems)
    return [taken[0]._replace(notices=said + taken[0].notices), *taken[1:]]


def check_whole(path: Path, coder: str, rows: Sequence[Row]) -> list[Problem]:
    """Return the problems of a file as a whole: it is empty, or its name says another coder."""
    problems = []
    if not rows:
        problems.append(
            problem(
                "The file has no coding.",
                file=path.name,
                todo="Code a paragraph in the form, then save the CSV again.",
                kind="empty",
            )
        )
    if (named := _NAMED.fullmatch(path.name)) and named[1] != coder:
        problems.append(
            problem(
                f"The name of the file says that this is the coding of {named[1]}, not of {coder}.",
                file=path.name,
                todo=f"Write --coder {named[1]}, or give the file another name.",
                kind="coder",
            )
        )
    return problems


def _no_document(path: Path, first: Row, document: str, known: Sequence[str]) -> Problem:
    line, row = first
    if document:
        return no_document(document, known, file=path.name, line=line)
    return problem(
        f'"{row["paragraph"]}" is not the ID of a paragraph.',
        file=path.name,
        line=line,
        todo="Write it as lavrov-truss-2022.p8.",
        kind="document",
    )


def writes_of(
    root: Path, coder: str, taken: CheckedRows, replace: bool, dry_run: bool
) -> tuple[dict[str, bytes | Path], list[str]]:
    """Return the files to write for a document, by path, and sentences on what they change.

    Raises Problems if an earlier coding would be replaced, unless `replace`.
    """
    from pilcrow.files.rows import load_rows

    shown = f"coding/hand/{coder}/{taken.document}.csv"
    target, said = root / shown, []
    writes: dict[str, bytes | Path] = {shown: codings_csv(taken.rows).encode()}
    if target.is_file():
        content = target.read_bytes()
        old = [row for _, row in load_rows(target, shown, hand.COLUMNS[:3], hand.COLUMNS[3:])]
        lost, added = describe_changes(old, taken.rows)
        if not lost and not added:
            return {}, [f"{shown}: nothing new."]
        if lost and not replace:
            changes = "\n".join(f"  {sentence}" for sentence in lost)
            fail(
                f"This would replace another coding of {taken.document} by {coder}:\n{changes}",
                file=shown,
                todo="\nAdd --replace to replace it; the old file is kept.",
                kind="exists",
            )
        if lost:
            state = hashlib.sha256(content).hexdigest()[:8]
            kept = f"coding/hand/{coder}/replaced/{taken.document}.{state}.csv"
            writes[kept] = content
            said.append(f"{kept}: the old file {'would be kept' if dry_run else 'kept'}.")
        said += [f"{shown}: {sentence}" for sentence in (*lost, *added)]
    read = len({row["paragraph"] for row in taken.rows})
    said.append(
        f"{shown}: {wording.count(read, 'paragraph')}, {wording.count(len(taken.rows), 'row')}"
        f" {'would be written' if dry_run else 'written'}."
    )
    said += same_coding(root, coder, taken)
    return writes, said


def same_coding(root: Path, coder: str, taken: CheckedRows) -> list[str]:
    """Return a sentence for each other coder whose coding of the document has the same rows.

    Two people who choose the same words and write the same memos are probably one person: agreement
    between them would be perfect, and mean nothing.
    """
    if not any(row["evidence"] or row["memo"] for row in taken.rows):
        return []
    content = codings_csv(taken.rows).encode()
    return [
        f"Every row is also in {path.relative_to(root).as_posix()}, with the same words. Make sure"
        f" that the file is the coding of {coder}, not of {path.parent.name}."
        for path in sorted(root.glob(f"coding/hand/*/{taken.document}.csv"))
        if path.parent.name not in (coder, "consensus") and path.read_bytes() == content
    ]


def receive(
    root: Path,
    path: Path,
    coder: str,
    replace: bool = False,
    dry_run: bool = False,
    user: str = "",
    all_read: bool = False,
) -> list[str]:
    """Write the codings of a received file, and return sentences on what was done.

    Args:
        root: The project.
        path: A CSV, or a REFI-QDA project (.qdpx).
        coder: Name of the coder, or "consensus".
        replace: Replace other codings of the same documents; the old files are kept.
        dry_run: Write nothing.
        user: See `take_file`.
        all_read: See `take_file`.

    Raises Problems, of all documents at once; then nothing is written.
    """
    from pilcrow.cli.assignment import check_coder

    if problems := check_coder(coder, allowed=("consensus",)):
        raise Problems(problems)
    said: list[str] = []
    writes: dict[str, bytes | Path] = {}
    for taken in take_file(root, path, coder, user, all_read):
        try:
            files, sentences = writes_of(root, coder, taken, replace, dry_run)
        except Problems as stopped:
            problems += stopped.problems
            continue
        writes |= files
        said += [*taken.notices, *sentences]
    if problems:
        raise Problems(problems)
    if not dry_run:
        transaction.commit(root, f"pilcrow receive {path} --coder {coder}", writes)
    return said


def _command(root: Path, file: Path, as_json: bool, **given: Any) -> int:
    said = receive(root, file, **given)
    if as_json:
        print_json(said)
    else:
        print("\n".join(said))
    return 0


command = door(
    _command,
    [
        click.Argument(
            ["file"],
            type=click.Path(path_type=Path),
            help="The CSV file of the form, or a REFI-QDA project (.qdpx).",
        ),
        click.Option(
            ["--coder"],
            required=True,
            metavar="NAME",
            help='Name of the coder; "consensus" for the decisions of the adjudicator.',
        ),
        click.Option(
            ["--user"],
            default="",
            metavar="NAME",
            help="In a REFI-QDA project: whose codings to take (default: the coder's).",
        ),
        click.Option(
            ["--all-read"],
            is_flag=True,
            help="In a REFI-QDA project: a paragraph without a coding was read and has no theme.",
        ),
        click.Option(
            ["--replace"],
            is_flag=True,
            help="Replace an earlier coding of the same documents. The old file is kept.",
        ),
        dry_run_option("Check the codings and print what would be done. Write nothing."),
    ],
    help="Check the codings of a coder and put them into coding/hand/.",
    json=True,
    changes=True,
)
