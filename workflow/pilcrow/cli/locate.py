"""`pilcrow locate`: find a paragraph in its raw file, or say what a byte of that file became."""

from __future__ import annotations

from pathlib import Path

import click

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import describe_numbers_in_use, split_identifier
from pilcrow.edition import sources as edition
from pilcrow.model.problems import fail
from pilcrow.model.records import Edit, Paragraph
from pilcrow.text.normalise import OPERATIONS
from pilcrow.text.offsets import Offsets


def locate_paragraph(found: edition.Edition, identifier: str) -> list[str]:
    """Return lines that say where a paragraph is in the source.

    Raises Problems, with the numbers that there are, if the document has no such paragraph.
    """
    for paragraph in found.paragraphs:
        if paragraph.id == identifier:
            return [
                (
                    f"{paragraph.id},"
                    f" {paragraph.kind}{f', {paragraph.speaker}' if paragraph.speaker else ''}"
                ),
                *_place_of(paragraph, found),
                paragraph.text,
            ]
    for withdrawn in found.withdrawn:
        if withdrawn.id == identifier:
            where = f" Its words are now in {withdrawn.redirect}." if withdrawn.redirect else ""
            return [
                (
                    f"{identifier} is withdrawn: it is in the ledger, but no longer in"
                    f" {found.cleaned.source}.{where}"
                ),
                withdrawn.text,
            ]
    return fail(
        f"There is no paragraph {identifier}.",
        todo=describe_numbers_in_use(paragraph.id for paragraph in found.paragraphs),
        kind="id",
    )


def _place_of(paragraph: Paragraph, found: edition.Edition) -> list[str]:
    """Return where a paragraph is: locator and bytes, of the raw file or of the text extracted."""
    source, count = found.cleaned.source, paragraph.raw_end - paragraph.raw_start
    bytes_of = f"bytes {paragraph.raw_start} up to {paragraph.raw_end} ({count} bytes)"
    own = ", ".join(
        part
        for part in (
            paragraph.locator,
            f"there called {paragraph.label}" if paragraph.label else "",
        )
        if part
    )
    if not found.cleaned.received:
        return [f"{source}:{paragraph.line}, {bytes_of}{f'; {own}' if own else ''}"]
    return [
        f"{source}{f', {own}' if own else ''}",
        f"line {paragraph.line} of the text extracted from it, {bytes_of}",
    ]


def locate_byte(found: edition.Edition, byte: int) -> list[str]:
    """Return lines that say what a byte became: a character of a paragraph, or what was done to it.

    Args:
        found: The document's edition.
        byte: Byte of the raw file, or of the text extracted from it, counted from 0.

    Raises Problems if the text has no such byte.
    """
    cleaned = found.cleaned
    count = len(cleaned.received.encode()) if cleaned.received else cleaned.bytes
    if not 0 <= byte < count:
        what = f"The text extracted from {cleaned.source}" if cleaned.received else cleaned.source
        fail(
            f"{what} has {count} bytes; there is no byte {byte}.",
            todo=f"The last byte is {count - 1}.",
            kind="byte",
        )
    offsets = Offsets(cleaned)
    character = offsets.character(byte)
    if character < 0:
        return [f"{cleaned.source}, byte {byte}: part of the byte order mark, which is not text."]
    sign = offsets.received[character]
    where = (
        f"the text extracted from {cleaned.source}, line {offsets.line(character)}"
        if cleaned.received
        else ""
    )
    lines = [
        f"{where or f'{cleaned.source}:{offsets.line(character)}'}, byte {byte}: part of"
        f" {_shown(sign)}"
    ]
    low, high = offsets.normalisation.map_forward(character, character + 1)
    changed = next(
        (edit for edit in cleaned.normalisation if edit.start <= character < edit.end), None
    )
    corrected = next(
        (
            edit
            for edit in cleaned.correction_edits
            if edit.start < max(high, low + 1) and low < edit.end
        ),
        None,
    )
    start, end = offsets.from_received(character, character + 1)
    if changed:
        lines.append(_of_edit(changed))
    if corrected:
        what = f'corrected to "{corrected.after}"' if corrected.after else "deleted"
        lines.append(f'In the apparatus: "{corrected.before}" {what}. {corrected.detail}')
    if start < end:
        lines.append(_of_place(found.paragraphs, start, offsets.cleaned.text))
    return lines


def _shown(sign: str) -> str:
    return (
        f'"{sign}" (U+{ord(sign):04X})'
        if sign.isprintable() and not sign.isspace()
        else f"U+{ord(sign):04X}"
    )


def _of_edit(edit: Edit) -> str:
    what = OPERATIONS[edit.operation] + (f" ({edit.detail})" if edit.detail else "")
    after = f"became {edit.after!r}" if edit.after else "left no trace in the text"
    return f"In the processing record: {what}; {edit.before!r} {after}."


def _of_place(paragraphs: list[Paragraph], place: int, text: str) -> str:
    """Return what a character of the clean text belongs to, as a sentence."""
    for paragraph in paragraphs:
        if paragraph.start <= place < paragraph.end:
            inside = place - paragraph.start
            return f"{paragraph.id}, character {inside}: {_around(paragraph.text, inside)}"
    line = text.count("\n", 0, place)
    start = text.rfind("\n", 0, place) + 1
    following = next((paragraph for paragraph in paragraphs if paragraph.start > place), None)
    if text[place] == "\n":
        before = [paragraph for paragraph in paragraphs if paragraph.end <= place]
        return (
            f"It ends {before[-1].id}." if before else "It ends a line before the first paragraph."
        )
    label = text[start : following.start].strip() if following else text[start:].strip()
    owner = f" of {following.id}" if following else ""
    return (
        f'Line {line + 1} of the clean text, outside the paragraphs\' own words: "{label}", a'
        f" label{owner}."
    )


def _around(text: str, place: int) -> str:
    low, high = max(0, place - 30), min(len(text), place + 31)
    before, after = "…" * (low > 0), "…" * (high < len(text))
    return f"{before}{text[low:place]}[{text[place]}]{text[place + 1 : high]}{after}"


def locate(root: Path, name: str = "", *, byte: int | None = None, as_json: bool = False) -> int:
    """Find a paragraph in its raw file, or say what a byte of a raw file became.

    Args:
        root: The project.
        name: A paragraph's ID; with `byte` a document's, empty if the project has only one.
        byte: A byte of the raw file, counted from 0; None finds the paragraph.
        as_json: Print the lines as a JSON array.

    Returns:
        The exit status, 0. Raises Problems if there is no such paragraph or byte.
    """
    if byte is not None:
        lines = locate_byte(edition.load_document(root, name or _only(root)), byte)
    else:
        if not name:
            fail(
                "The paragraph is missing.",
                todo='Write an ID such as "document.p8", or --byte N.',
                kind="id",
            )
        document, number = split_identifier(name, root)
        lines = locate_paragraph(edition.load_document(root, document), f"{document}.{number}")
    if as_json:
        print_json(lines)
    else:
        print("\n".join(lines))
    return 0


def _only(root: Path) -> str:
    documents = edition.document_ids(root)
    if len(documents) != 1:
        fail(
            f"The project has {len(documents)} documents.",
            todo=(
                "Say which one: pilcrow locate --byte N"
                f" {documents[0] if documents else 'DOCUMENT'}."
            ),
            kind="document",
        )
    return documents[0]


command = door(
    locate,
    [
        click.Argument(
            ["name"],
            default="",
            metavar="[ID]",
            help="A paragraph's ID (lavrov-truss-2022.p8); with --byte a document's.",
        ),
        click.Option(
            ["--byte"],
            type=int,
            metavar="N",
            help="Print what became of this byte of the raw file, counted from 0.",
        ),
    ],
    json=True,
)
