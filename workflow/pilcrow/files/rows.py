"""The scholar's files as UTF-8 text, and CSV rows with their lines.

`typed` is a module of its own, because a stage that reads a table need not load YAML.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from pilcrow.files.readable import is_there, why_unreadable
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.wording import count


def decode(path: Path, shown: str) -> str:
    """Return the text of a scholar's file.

    Raises Problems if it cannot be opened, or with the first line that is not UTF-8.
    """
    if is_there(path) and (trouble := why_unreadable(path, shown)):
        raise Problems([trouble])
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        raise Problems(
            [
                problem(
                    f"Byte {trouble.start} is not UTF-8.",
                    file=shown,
                    line=line,
                    todo="Save the file as UTF-8.",
                    kind="encoding",
                )
            ]
        ) from None


csv.field_size_limit(2**31 - 1)  # a paragraph may be of any length, and so may a cell
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Characters that print the letters after them in another order than they are written.
TURNING = re.compile("[\u202d\u202e]")
_OWN = ("memo", "reason", "responsible", "name", "family", "role")  # words of the scholar
_MARKERS = ("<<<<<<<", ">>>>>>>", "|||||||", "=======")


def load_rows(
    path: Path, shown: str, required: list[str], optional: Iterable[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file, each with the line on which it begins.

    Lines before the header that begin with "#" are comments. Rows and last columns without any
    words are left out.

    Args:
        path: The file.
        shown: Its path in messages.
        required: Columns that it must have.
        optional: Columns that it may have; a missing one gives "".

    Raises Problems for git's conflict markers, for unknown, missing or repeated columns, and for
    rows with too many or too few cells.
    """
    optional = list(optional)
    header, rows = load_cells(path, shown, required, optional)
    empty = dict.fromkeys([*required, *optional], "")
    return [(line, empty | dict(zip(header, cells, strict=True))) for line, cells in rows]


def turned(sign: str) -> str:
    """Return what is wrong with a character that turns letters around."""
    return f"U+{ord(sign):04X} prints the letters after it in another order. Delete it."


def conflicts(text: str, shown: str) -> list[Problem]:
    """Return a problem for each conflict marker that git left in a file."""
    return [
        problem(
            "This is a git conflict marker.",
            file=shown,
            line=number,
            todo="Resolve the conflict: keep the lines you want and delete the markers.",
            kind="conflict",
        )
        for number, line in enumerate(
            (
                text.split("\n")
                if any(marker[0] in text and marker in text for marker in _MARKERS)
                else ()
            ),
            1,
        )
        if line.startswith(("<<<<<<<", ">>>>>>>", "|||||||")) or line.rstrip("\r") == "======="
    ]


def _no_header(shown: str, line: int, required: list[str]) -> Problem:
    """Return the problem that the first line has no known column."""
    return problem(
        "The first line does not name the columns.",
        file=shown,
        line=line,
        todo=f"It should be: {','.join(required)}.",
        kind="column",
    )


def split_header(text: str) -> tuple[str, str, int]:
    """Return a table's text from its header on, its separator, and the number of lines before it.

    Comments precede the header, and the line "sep=;" of some spreadsheets. In many countries
    spreadsheets write semicolons; a copied table has tabs.
    """
    skipped, sign = 0, ""
    while text.startswith("#") or re.match(r"sep=.\r?\n", text, re.IGNORECASE):
        if not text.startswith("#"):
            sign = text[4]
        _, _, text = text.partition("\n")
        skipped += 1
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return text, sign or max(",;\t", key=header.count), skipped


def load_cells(
    path: Path, shown: str, required: list[str], optional: Iterable[str] = ()
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows with their lines, as lists of cells; see `load_rows`."""
    text = decode(path, shown)
    problems = conflicts(text, shown)
    if problems:
        raise Problems(problems)
    text, sign, skipped = split_header(text)
    turns = TURNING.search(text) is not None
    # A stream of bytes, because a StringIO takes four bytes for each character.
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    del text
    reader = csv.reader(stream, delimiter=sign, strict=True)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    last = 0
    try:
        for cells in reader:
            line, last = last + 1 + skipped, reader.line_num
            if not any(cells):
                continue  # spreadsheets leave empty rows, and empty columns at the end
            while len(cells) > len(header or [""]) and not cells[-1].strip():
                cells.pop()
            if not header:
                header = [cell.strip() for cell in cells]
                problems += _check_header(header, shown, line, required, [*required, *optional])
                if not {*header} & {*required, *optional}:
                    break
            elif len(cells) != len(header):
                what = (
                    f"This row has {count(len(cells), 'cell')}, the first line has {len(header)}."
                )
                todo = f"Put cells that contain a {_SIGNS.get(sign, sign)} between quotation marks."
                problems.append(problem(what, file=shown, line=line, todo=todo, kind="row"))
            else:
                rows.append((line, cells))
                problems += [
                    problem(turned(found[0]), file=shown, line=line, kind="character")
                    for name, cell in zip(header, cells, strict=True)
                    if turns and name in _OWN and (found := TURNING.search(cell))
                ]
    except csv.Error as trouble:
        what, line = f"This is not valid CSV: {trouble}.", reader.line_num + skipped
        todo = "Close the quotation mark."
        problems.append(problem(what, file=shown, line=line, todo=todo, kind="csv"))
    if not header and not problems:
        todo = f"Its first line should be: {','.join(required)}."
        problems.append(problem("The file is empty.", file=shown, todo=todo, kind="csv"))
    if problems:
        raise Problems(problems)
    return header, rows


def _check_header(
    header: list[str], shown: str, line: int, required: list[str], known: list[str]
) -> list[Problem]:
    """Return what is wrong with the names of the columns."""
    if not set(header) & set(known):
        return [_no_header(shown, line, required)]
    missing = [name for name in required if name not in header]
    strange = [name for name in header if name not in known]

    def column_problem(what: str, todo: str) -> Problem:
        return problem(what, file=shown, line=line, todo=todo, kind="column")

    return (
        [
            column_problem(f'The column "{name}" is missing.', "Add it to the first line.")
            for name in missing
        ]
        + [
            column_problem(f'The column "{name}" is not known here.', did_you_mean(name, known))
            for name in strange
        ]
        + [
            column_problem(
                f'The column "{name}" is given twice.', "Keep one of them, or rename one."
            )
            for name in dict.fromkeys(header)
            if name and header.count(name) > 1
        ]
    )
