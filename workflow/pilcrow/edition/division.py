"""edition/<document>.division.csv: where the editor divides a text otherwise than it was read.

A row is anchored by words, not by a number or an ID, so that it survives edits elsewhere: the words
with which the paragraph begins, or the part that is split off. Splits and joins change which lines
the clean text has, and are on record there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pilcrow.edition.corrections import as_clean
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import CleanedDocument, DivisionRow, Edit, Mark
from pilcrow.text.division import unfit
from pilcrow.text.layout import joint
from pilcrow.text.offsets import Offsets

ENDING = ".division.csv"
COLUMNS = ["words", "do", "reason", "speaker", "line", "responsible"]
DOES = {
    "split": "a new paragraph begins with the words",
    "split all": "a new paragraph begins wherever the words stand",
    "join": "the paragraph that begins with the words goes on with the one before it",
    "speech": "the paragraph that begins with the words is speech",
    "question": "it is a question",
    "note": "it is a note",
    "heading": "it is a heading",
    "salutation": "it is a salutation",
    "speaker": "from the paragraph on that begins with the words, up to the next label, `speaker` speaks",
}
CUTS = ("split", "split all", "join")


def division_file(document: str) -> str:
    """Where a document's rows lie, relative to the project."""
    return f"edition/{document}{ENDING}"


def load_division(path: Path, shown: str) -> list[DivisionRow]:
    """The rows of a division file, in its order.

    Raises Problems, all at once, each with its line.
    """
    from pilcrow.files.rows import load_rows

    found: list[Problem] = []
    rows: list[DivisionRow] = []
    for line, row in load_rows(path, shown, COLUMNS[:3], COLUMNS[3:]):
        cells = {name: cell.strip() for name, cell in row.items()}
        faults = list(_faults(cells))
        found += [
            problem(what, file=shown, line=line, todo=todo, kind="division")
            for what, todo in faults
        ]
        if not faults:
            near = int(cells.pop("line") or 0)
            rows.append(DivisionRow(**cells, near=near, line=line))
    if found:
        raise Problems(found)
    return rows


def _faults(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not cells["words"]:
        yield (
            "The words are empty.",
            "Give the first words of the paragraph, as `pilcrow show` prints them.",
        )
    if cells["do"] not in DOES:
        yield (
            f'"{cells["do"]}" is not something to do.',
            did_you_mean(cells["do"], DOES) or (f"Known are: {', '.join(DOES)}."),
        )
    if not cells["reason"]:
        yield "The reason is empty.", "Say why the text is divided so."
    if cells["do"] == "speaker" and not cells["speaker"]:
        yield 'Column "speaker" is empty.', "Write who speaks."
    if cells["line"] and not cells["line"].isdigit():
        yield (
            f'"{cells["line"]}" is not a line.',
            "Write the number of a line of the raw file, or nothing.",
        )


def division_edits(cleaned: CleanedDocument, document: Document) -> tuple[list[Edit], list[Mark]]:
    """The edits of a clean text that split and join its lines as the editor says, and a mark for
    each row that no longer fits.
    """
    text = cleaned.text
    edits: dict[int, Edit] = {}
    marks: list[Mark] = []
    for row in document.division:
        if row.do not in CUTS:
            continue
        words = as_clean(row.words)
        places = [
            place
            for place in _occurrences(text, words)
            if (text[place - 1 : place] in ("", "\n")) == (row.do == "join")
        ]
        if row.do == "join":
            places = [place for place in places if place]
        if row.do != "split all" and len(places) > 1:
            places = _nearest(cleaned, places, row.near)
        if not places or (row.do != "split all" and len(places) > 1):
            marks.append(unfit(row, document, len(places)))
            continue
        for place in places:
            edit = _cut(text, place, row)
            edits[edit.start] = edit
    return [edits[start] for start in sorted(edits)], marks


def _cut(text: str, place: int, row: DivisionRow) -> Edit:
    """The line break made, or taken out, before a place."""
    detail = f"the editor: {row.reason}"
    if row.do == "join":
        return Edit(place - 1, place, "\n", joint(text, place - 1, place), "divided", detail)
    start = place
    while text[start - 1] == " ":
        start -= 1
    return Edit(start, place, text[start:place], "\n", "divided", detail)


def _occurrences(text: str, words: str) -> Iterator[int]:
    place = text.find(words) if words else -1
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _nearest(cleaned: CleanedDocument, places: Sequence[int], near: int) -> list[int]:
    """Of several places the one nearest to a line of the raw file; all of them where no line is
    given.
    """
    if not near:
        return list(places)
    offsets = Offsets(cleaned)
    lines = [line for _, _, line in offsets.places((place, place + 1) for place in places)]
    return [min(zip(places, lines, strict=True), key=lambda pair: abs(pair[1] - near))[0]]
