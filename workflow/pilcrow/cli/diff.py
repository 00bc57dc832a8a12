"""`pilcrow diff`: show what an edit changed, from the paragraphs to the sentences of the report."""

from __future__ import annotations

import base64
import html
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.cli.status import CONTEXT, show_difference
from pilcrow.files.project import EXCHANGE, exchange_file
from pilcrow.history.changes import (
    CellChange,
    Changes,
    CodingChange,
    FigureChange,
    ParagraphChange,
    compare_states,
)
from pilcrow.history.snapshot import FigureState, Snapshot, named, revision, take_snapshot
from pilcrow.model.problems import Problems, fail
from pilcrow.model.records import WordChange, write_text
from pilcrow.model.terminal import print_coloured

# Cells shown for a table on a terminal; the page and the JSON have them all.
CELLS = 8
DEFAULT_PAGE = f"{EXCHANGE}/changes.html"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, th, .tag { font-family: system-ui, sans-serif; }
ins { background: #cdeccd; color: #0b3d0b; text-decoration: underline; }
del { background: #f6d3d3; color: #5c1010; }
.tag { font-size: .85rem; font-weight: 600; } table { border-collapse: collapse; font-size: .9rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
  gap: 1rem; margin: 0 min(0px, max(-16rem, 23rem - 50vw + 1rem)) 2rem; }
figure { margin: 0; }
figure img { width: 100%; height: auto; background: #fff; border: 1px solid #8886;
  box-sizing: border-box; padding: .5rem; }
figcaption { font-size: .9rem; margin-bottom: .4rem; }
summary { cursor: pointer; } td { overflow-wrap: anywhere; }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top;
  border-bottom: 1px solid #8886; }
@media (prefers-color-scheme: dark) {
  ins { background: #1d4a1d; color: #d9f5d9; } del { background: #5a2020; color: #fbe3e3; }
}
"""


def sections(changes: Changes) -> list[tuple[str, int]]:
    """Return the headings of the comparison, each with its number of changes."""
    return [
        ("Documents", len(changes.documents)),
        ("Themes", len(changes.themes)),
        ("Paragraphs", len(changes.paragraphs)),
        ("Codings", len(changes.codings)),
        ("Sentences of the report", len(changes.sentences)),
        ("Figures", len(changes.figures)),
        ("Table cells", len(changes.cells)),
    ]


def say_change(coding: CodingChange) -> str:
    """Return what happened to a coding, as part of a line."""
    words = ", ".join(f"“{text}”" for text in coding.evidence) or "no words given"
    if coding.change == "other evidence":
        former = ", ".join(f"“{text}”" for text in coding.former) or "no words"
        words = f"now rests on {words}, before on {former}"
    return f"{coding.theme} ({coding.coder}): {words}"


def degree_of(paragraph: ParagraphChange, before: str = " ") -> str:
    """Return the similarity of a paragraph to its former state, as part of a line, after `before`.

    Return "" for a new or withdrawn paragraph.
    """
    if paragraph.verdict in ("new", "withdrawn"):
        return ""
    return f"{before}{paragraph.similarity:.1%}"


def to_lines(changes: Changes, colour: bool) -> Iterator[str]:
    """Yield the comparison as lines for a terminal.

    Signs carry the meaning; colour only repeats it.
    """
    yield f"From {changes.before} to {changes.after}"
    if not any(count for _, count in sections(changes)):
        yield "Nothing differs."
    counts = dict(sections(changes))

    def heading(title: str) -> Iterator[str]:
        if counts[title]:
            yield (
                f"\n\x1b[1m{title} ({counts[title]})\x1b[0m"
                if colour
                else f"\n{title} ({counts[title]})"
            )

    for name, sentences in (("Documents", changes.documents), ("Themes", changes.themes)):
        yield from heading(name)
        yield from (f"  {sentence}" for sentence in sentences)
    yield from heading("Paragraphs")
    for paragraph in changes.paragraphs:
        verdict = f"{paragraph.verdict}{degree_of(paragraph)}"
        yield f"  {paragraph.id}  {verdict}. {paragraph.explanation}"
        if any(change.operation != "=" for change in paragraph.difference):
            yield f"      {show_difference(paragraph.difference, colour, CONTEXT)}"
    yield from heading("Codings")
    signs = {"gained": "+", "lost": "-", "other evidence": "~"}
    yield from (
        f"  {signs[coding.change]} {coding.paragraph}  {say_change(coding)}"
        for coding in changes.codings
    )
    yield from heading("Sentences of the report")
    for sentence in changes.sentences:
        yield f"  {sentence.file}:{sentence.line}: {sentence.sentence}"
        yield from (f"      {what}" for what in sentence.what)
    yield from heading("Figures")
    yield from (
        f'  "{figure.title}" ({figure.name}) is {figure.change}.' for figure in changes.figures
    )
    if changes.figures:
        yield "  --html shows them before and after, side by side."
    yield from heading("Table cells")
    for table, cells in by_table(changes.cells):
        yield f"  {table} ({len(cells)})"
        yield from (f"    {cell_line(cell)}" for cell in cells[:CELLS])
        if len(cells) > CELLS:
            yield f"    … and {len(cells) - CELLS} more; --html or --json has them all"
    yield from (f"\n{note}" for note in changes.notes)


def by_table(cells: Sequence[CellChange]) -> list[tuple[str, list[CellChange]]]:
    """Return changed cells grouped by their table."""
    tables: dict[str, list[CellChange]] = {}
    for cell in cells:
        tables.setdefault(cell.table, []).append(cell)
    return list(tables.items())


def cell_line(cell: CellChange) -> str:
    """Return a changed cell, or a new or removed row, as a line."""
    if not cell.column:
        return f"{cell.row}: {'new row' if cell.after == 'new row' else 'row gone'}"
    return f"{cell.row}, {cell.column}: {cell.before or 'empty'} → {cell.after or 'empty'}"


def to_html(changes: Changes) -> str:
    """Return the comparison as a self-contained HTML page. Every text is escaped."""
    title = html.escape(f"What changed from {changes.before} to {changes.after}")
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport"'
        f' content="width=device-width">\n<title>{title}</title>'
    ]
    parts.append(f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>")
    counts = dict(sections(changes))
    if not any(counts.values()):
        parts.append("<p>Nothing differs.</p>")

    def heading(name: str) -> None:
        if counts[name]:
            parts.append(f"<h2>{name} ({counts[name]})</h2>")

    for name, sentences in (("Documents", changes.documents), ("Themes", changes.themes)):
        heading(name)
        parts += [f"<p>{html.escape(sentence)}</p>" for sentence in sentences]
    heading("Paragraphs")
    for paragraph in changes.paragraphs:
        tag = f"{paragraph.id}: {paragraph.verdict}{degree_of(paragraph, ', ')}."
        parts.append(
            f'<p><span class="tag">{html.escape(tag)}</span>'
            f" {html.escape(paragraph.explanation)}</p>"
        )
        if paragraph.difference:
            difference = difference_html(paragraph.difference)
            parts.append(f'<blockquote dir="auto">{difference}</blockquote>')
    heading("Codings")
    if changes.codings:
        parts.append(
            table_html(
                ("Paragraph", "Change", "Coding"),
                [(one.paragraph, one.change, say_change(one)) for one in changes.codings],
            )
        )
    heading("Sentences of the report")
    for sentence in changes.sentences:
        place = html.escape(f"{sentence.file}:{sentence.line}")
        parts.append(f'<p><span class="tag">{place}</span> {html.escape(sentence.sentence)}</p>')
        parts.append(
            "<ul>" + "".join(f"<li>{html.escape(what)}</li>" for what in sentence.what) + "</ul>"
        )
    heading("Figures")
    for figure in changes.figures:
        pair = "".join(picture_html(*state) for state in pictures(figure, changes))
        parts.append(
            f'<p><span class="tag">{html.escape(figure.name)}: {figure.change}.</span></p>'
        )
        parts.append(f'<div class="pair">{pair}</div>')
    heading("Table cells")
    for table, cells in by_table(changes.cells):
        rows = [(cell.row, cell.column or "row", cell.before, cell.after) for cell in cells]
        listed = table_html(("Row", "Column", "Before", "After"), rows)
        parts.append(
            f"<details><summary>{html.escape(table)} ({len(cells)})</summary>\n{listed}\n</details>"
        )
    parts += [f"<p>{html.escape(note)}</p>" for note in changes.notes]
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def pictures(figure: FigureChange, changes: Changes) -> list[tuple[str, FigureState | None]]:
    """Return the states of a figure with their names: two, or one if it is new or was removed."""
    states = [
        (f"Before ({changes.before})", figure.before),
        (f"After ({changes.after})", figure.after),
    ]
    return [state for state in states if figure.change == "drawn differently" or state[1]]


def without_pictures(changes: Changes) -> Changes:
    """Return the comparison without pictures, for --json."""
    return msgspec.structs.replace(
        changes, figures=[FigureChange(one.name, one.title, one.change) for one in changes.figures]
    )


def picture_html(name: str, drawn: FigureState | None) -> str:
    """Return a figure as an image inside the page, with its title and text alternative.

    Return "" for None.
    """
    if drawn is None:
        return ""
    data = base64.b64encode(drawn.svg).decode()
    caption = f'<span class="tag">{html.escape(name)}</span> {html.escape(drawn.title)}'
    return (
        f'<figure><figcaption>{caption}</figcaption><img src="data:image/svg+xml;base64,{data}"'
        f' alt="{html.escape(drawn.alt)}"></figure>'
    )


def difference_html(changes: Sequence[WordChange]) -> str:
    """Return a word diff as HTML with <del> and <ins>."""
    tags = {"=": ("", ""), "-": ("<del>", "</del>"), "+": ("<ins>", "</ins>")}
    return "".join(
        f"{tags[one.operation][0]}{html.escape(one.text)}{tags[one.operation][1]}"
        for one in changes
    )


def table_html(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table of a head and rows of text."""
    cells = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in head)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def states(root: Path, other: str, folder: Path, figures: bool) -> tuple[Snapshot, Snapshot]:
    """Return the earlier state and the state now.

    Args:
        root: The project.
        other: A git revision, or a folder that holds another state of the project.
        folder: A temporary folder.
        figures: Draw the figures of both states.

    Raises Problems, which say to which state they belong.
    """
    place = Path(other)
    try:
        if (place / "raw").is_dir():
            before = take_snapshot(place.resolve(), folder / "before", figures)
        else:
            with revision(root, other, folder / "source") as unpacked:
                before = take_snapshot(unpacked, folder / "before", figures)
    except Problems as stopped:
        if any(one.kind == "git" for one in stopped.problems):
            raise
        raise named(other, stopped) from None
    return before, take_snapshot(root, folder / "after", figures)


def diff(
    root: Path,
    other: str,
    *,
    page: Path | None = None,
    figures: bool = True,
    as_json: bool = False,
) -> int:
    """Compare the project with an earlier state: paragraphs, codings, tables, figures, sentences.

    Args:
        root: The project.
        other: A git revision, or a folder that holds another state of the project.
        page: Write the comparison as an HTML page to this file; None prints it.
        figures: Draw the figures of both states and compare them.
        as_json: Print `Changes` as JSON, without pictures.

    Returns:
        The exit status, 0. Raises Problems if one of the states cannot be built.
    """
    if not (root / "raw").is_dir():
        fail(
            "This is not a project: it has no folder raw/.",
            todo="Go to the project, or name it with --project.",
            kind="project",
        )
    with tempfile.TemporaryDirectory() as folder:
        before, after = states(root, other, Path(folder), figures)
        changes = compare_states(before, after, other, "now")
    if not figures:
        changes = msgspec.structs.replace(
            changes, notes=["The figures were not compared (--no-figures)."]
        )
    if page == Path(DEFAULT_PAGE):
        page = exchange_file(root, page.name)
    if page:
        write_text(page, to_html(changes))
        print(f"Written: {os.path.relpath(page)}", file=sys.stderr)
    if as_json:
        print_json(without_pictures(changes))
    elif not page:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print_coloured("\n".join(to_lines(changes, colour)))
    return 0


command = door(
    diff,
    [
        click.Argument(
            ["other"],
            metavar="REVISION|FOLDER",
            help="A git revision, or a folder with another state of the project.",
        ),
        click.Option(
            ["--html", "page"],
            is_flag=False,
            flag_value=DEFAULT_PAGE,
            type=click.Path(path_type=Path),
            metavar="[FILE]",
            help=f"Write a page that a co-author can read (without FILE: {DEFAULT_PAGE}).",
        ),
        click.Option(
            ["--figures/--no-figures"],
            default=True,
            help="Draw the figures of both states and compare them (default), or do not (faster).",
        ),
    ],
    json=True,
)
