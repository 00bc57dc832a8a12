"""edition/<document>.division.csv: how the editor divides a text where it was read otherwise.

A row names words, not a number or an ID, so it survives edits elsewhere. They are the first words
of the paragraph, or of the part that is split off. Splits and joins change the lines of the clean
text and are recorded there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pilcrow.edition.corrections import as_clean
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import CleanedDocument, DivisionRow, Edit, Mark, Paragraph
from pilcrow.text.offsets import Offsets

ENDING = ".division.csv"
COLUMNS = ["words", "do", "reason", "speaker", "line", "responsible"]
DOES = {
    "split": "a new paragraph begins with the words",
    "split all": "a new paragraph begins wherever the words occur",
    "join": "the paragraph that begins with the words is joined to the one before it",
    "speech": "the paragraph that begins with the words is speech",
    "question": "it is a question",
    "note": "it is a note",
    "heading": "it is a heading",
    "salutation": "it is a salutation",
    "speaker": (
        "from the paragraph on that begins with the words, up to the next label, `speaker` speaks"
    ),
}
CUTS = ("split", "split all", "join")
NOBODYS = (*CUTS, "heading", "note")  # what these do does not say who speaks
SAID = {
    "split": "begins a new paragraph",
    "split all": "begins a new paragraph wherever it occurs",
    "join": "is joined to the paragraph before it",
}


def division_file(document: str) -> str:
    """Return the path of a document's rows, relative to the project."""
    return f"edition/{document}{ENDING}"


def load_division(path: Path, shown: str) -> list[DivisionRow]:
    """Return the rows of a division file, in its order.

    Raises Problems, all at once, each with its line.
    """
    from pilcrow.files.rows import load_rows

    problems: list[Problem] = []
    rows: list[DivisionRow] = []
    for line, row in load_rows(path, shown, COLUMNS[:3], COLUMNS[3:]):
        cells = {name: cell.strip() for name, cell in row.items()}
        faults = list(_faults(cells))
        problems += [
            problem(what, file=shown, line=line, todo=todo, kind="division")
            for what, todo in faults
        ]
        if not faults:
            rows.append(
                DivisionRow(
                    words=cells["words"],
                    do=cells["do"],
                    reason=cells["reason"],
                    speaker=cells["speaker"],
                    responsible=cells["responsible"],
                    near=int(cells["line"] or 0),
                    line=line,
                )
            )
    if problems:
        raise Problems(problems)
    return rows


LINE = re.compile("[0-9]{0,9}")


def _faults(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not cells["words"]:
        yield (
            "The words are empty.",
            "Give the first words of the paragraph, as `pilcrow show` prints them.",
        )
    if cells["do"] not in DOES:
        yield (
            f'"{cells["do"]}" is not something to do.',
            did_you_mean(cells["do"], DOES) or (f"Choose one of: {', '.join(DOES)}."),
        )
    if not cells["reason"]:
        yield "The reason is empty.", "Give the reason for the division."
    if cells["do"] in NOBODYS and cells["speaker"]:
        yield (
            f'Column "speaker" says nothing in a row "{cells["do"]}".',
            'Add a row "speaker" with the same words, and empty the column here.',
        )
    if cells["do"] == "speaker" and not cells["speaker"]:
        yield 'Column "speaker" is empty.', "Write who speaks."
    if not LINE.fullmatch(cells["line"]):
        yield (
            f'"{cells["line"]}" is not a line.',
            "Write the number of a line of the raw file, or nothing.",
        )


def division_edits(cleaned: CleanedDocument, document: Document) -> tuple[list[Edit], list[Mark]]:
    """Return the edits that split and join lines as the editor says, and warnings.

    There is a warning for each row that no longer fits.
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
            from pilcrow.text.division import unfit  # heavy: report and exports read no text

            marks.append(unfit(row, document, len(places), elsewhere=words in text))
            continue
        for place in places:
            edit = _cut(text, place, row)
            edits[edit.start] = edit
    return [edits[start] for start in sorted(edits)], marks


def _cut(text: str, place: int, row: DivisionRow) -> Edit:
    """Return the line break made, or taken out, before a place."""
    detail = f"the editor: {row.reason}"
    if row.do == "join":
        from pilcrow.text.layout import joint

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
    """Return the place nearest to a line of the raw file; all places if no line is given."""
    if not near:
        return list(places)
    offsets = Offsets(cleaned)
    lines = [line for _, _, line in offsets.places((place, place + 1) for place in places)]
    return [min(zip(places, lines, strict=True), key=lambda pair: abs(pair[1] - near))[0]]


def placed_rows(
    document: Document, paragraphs: Sequence[Paragraph], offsets: Offsets
) -> list[DivisionRow]:
    """Return the rows of a division, each with the IDs of the paragraphs that it decides.

    A row has none if it no longer fits, or does not say which of several places it means.
    """
    return [
        msgspec.structs.replace(row, paragraphs=tuple(_decided(row, paragraphs, offsets)))
        for row in document.division
    ]


def _decided(row: DivisionRow, paragraphs: Sequence[Paragraph], offsets: Offsets) -> Sequence[str]:
    """Return the IDs of the paragraphs that a row decides."""
    words = as_clean(row.words)
    text = offsets.cleaned.text
    places: dict[str, int] = {}  # places of the words, by paragraph
    if row.do == "join":
        for place in _occurrences(text, words):
            holder = next((one for one in paragraphs if one.start < place < one.end), None)
            if holder and text[place - 1] != "\n":
                places.setdefault(holder.id, place)
    else:
        places = {one.id: one.start for one in paragraphs if _begins(one, words)}
    if row.do == "split all" or len(places) < 2:
        return list(places)
    if not row.near:
        return []
    lines = [line for _, _, line in offsets.places((at, at + 1) for at in places.values())]
    return [min(zip(places, lines, strict=True), key=lambda pair: abs(pair[1] - row.near))[0]]


def _begins(paragraph: Paragraph, words: str) -> bool:
    """Return whether a paragraph begins with words, with or without its label."""
    label = paragraph.speaker_label
    forms = (paragraph.text, f"{label} {paragraph.text}", label)
    return any(form.startswith(words) for form in forms)


def describe_decision(row: DivisionRow, *, named: bool = True) -> str:
    """Return a decision as a sentence: what was done, why, and by whom if `named`."""
    reason = row.reason.strip()
    said = f"{describe_decided_words(row)}: {reason}"
    said += "" if said.endswith((".", "!", "?", "…")) else "."
    return f"{said} ({row.responsible})" if row.responsible and named else said


def describe_decided_words(row: DivisionRow) -> str:
    """Say what a row does with the words that it names, as the end of a sentence."""
    if row.do in SAID:
        return SAID[row.do]
    if row.do == "speaker":
        return f"spoken by {row.speaker}, up to the next label"
    by = f", spoken by {row.speaker}" if row.speaker else ""
    article = "" if row.do == "speech" else "a "
    return f"read as {article}{row.do}{by}"
