"""`pilcrow show`: print how a transcript was divided, doubts first."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from pilcrow.cli.door import door, print_json
from pilcrow.cli.doubts import describe_doubt, rows_for
from pilcrow.edition import sources as edition
from pilcrow.edition.sources import Edition
from pilcrow.files.project import endings
from pilcrow.model.problems import Problems, fail
from pilcrow.model.records import Doubtful, Paragraph, write_text
from pilcrow.text.division import tell_doubts
from pilcrow.text.languages import language_name

# Kinds of mark that are doubts about how the text was read.
_DOUBTS = ("languages", "division", "reading", "metadata")
_SETTLE = (
    "Rows that settle these doubts. Use those that are right, with your own REASON and NAME (a"
    " question needs no NAME):"
)
_STYLE = (
    "body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0"
    " 1rem}table{border-collapse:collapse;width:100%}td,th{padding:.3rem"
    " .6rem;text-align:left;vertical-align:top;border-top:1px solid"
    " #ccc}tr.guessed,li{background:#fff3cd}td.text{max-width:40rem}"
)


def divided(root: Path, name: str) -> Edition:
    """Return the edition of a document, or of a file that is not in the project. Accept nothing.

    Args:
        root: The project.
        name: A document's ID, or the path of a file.

    Raises Problems if there is no such document or file.
    """
    path = Path(name)
    if path.suffix.lower() in endings() or path.is_file():
        inside = (root / "raw").resolve()
        if not path.is_file() and (root / "raw" / path.name).is_file():
            path = root / "raw" / path.name
        if not path.is_file():
            fail(f"There is no file {name}.", todo="Give the path of a transcript.", kind="file")
        if path.resolve().parent != inside:
            from pilcrow.checks.raw import propose_slug
            from pilcrow.cli import add
            from pilcrow.cli.incoming import detect_ending, readable_name

            with tempfile.TemporaryDirectory() as folder:
                document = propose_slug(readable_name(path).rpartition(".")[0])
                raw = f"raw/{document}{detect_ending(path, path.read_bytes())}"
                try:
                    found = add.prepare(path, raw, {}, Path(folder), root).edition
                except Problems as stopped:
                    raise Problems([add.of_source(one, path) for one in stopped.problems]) from None
            return _of_file(found, name)
        name = path.stem
    return edition.load_document(root, name)


def _of_file(found: Edition, name: str) -> Edition:
    """Return the edition of a file that is not in the project, with the path that was given."""
    raw = found.cleaned.source
    marks = [
        replace(mark, file=name if mark.file == raw else mark.file)
        for mark in found.segmented.marks
    ]
    return replace(found, segmented=replace(found.segmented, source=name, marks=marks))


class Shown(msgspec.Struct, frozen=True):
    """What is shown of a paragraph."""

    id: str
    number: str
    kind: str
    speaker: str
    label: str
    language: str
    words: int
    line: int
    locator: str
    grade: str
    reason: str
    doubts: list[str]
    text: str

    @property
    def where(self) -> str:
        """Where the paragraph is in the source: its locator, or its line."""
        return self.locator or f"line {self.line}"

    @property
    def doubtful(self) -> bool:
        """Whether the paragraph has a doubt, or its kind or speaker was guessed."""
        return bool(self.doubts) or self.grade == "guessed"


def shown_paragraphs(found: Edition) -> list[Shown]:
    """Return what is shown of each paragraph, in the order of the text."""
    doubts: dict[str, list[Doubtful]] = {}
    for doubt in found.segmented.doubts:
        doubts.setdefault(doubt.paragraph, []).append(doubt)
    return [
        Shown(
            id=paragraph.id,
            number=paragraph.number,
            kind=paragraph.kind,
            speaker=paragraph.speaker,
            label=paragraph.speaker_label,
            language=paragraph.language or found.segmented.language,
            words=paragraph.words,
            line=paragraph.line,
            locator=paragraph.locator,
            grade=paragraph.grade,
            reason=paragraph.reason or _unmarked(paragraph, before),
            doubts=[describe_doubt(doubt) for doubt in doubts.get(paragraph.id, [])],
            text=paragraph.text,
        )
        for before, paragraph in zip([None, *found.paragraphs], found.paragraphs, strict=False)
    ]


def _unmarked(paragraph: Paragraph, before: Paragraph | None) -> str:
    """Return the reason of a paragraph that the source does not mark: it goes on, or begins."""
    if before and (before.kind, before.speaker) == (paragraph.kind, paragraph.speaker):
        return "it continues the paragraph before"
    return "nothing marks it as anything else"


def as_lines(found: Edition, *, every: bool = True) -> list[str]:
    """Return the division as lines, doubts first.

    Without `every` only paragraphs with a doubt are listed.
    """
    paragraphs = shown_paragraphs(found)
    document = found.segmented
    lines = [f"{document.document}: {document.source}"]
    lines += [f"  {sentence}" for sentence in document.explanation]
    details = [told for row in paragraphs for told in row.doubts]
    counted = {mark.message for mark in tell_doubts(document.doubts, found.manifest)}
    marks = [
        mark
        for mark in document.marks
        if mark.kind in _DOUBTS and (not details or mark.message not in counted)
    ]
    if marks or details:
        lines += ["", "Doubts:"]
        places = [f"{mark.file}:{mark.line}" if mark.line else mark.file for mark in marks]
        lines += [f"  {place}: {mark.message}" for place, mark in zip(places, marks, strict=True)]
        lines += [f"  {told}" for told in details]
    in_project = document.source.startswith("raw/")
    if in_project and (rows := rows_for(document.document, document.doubts, found.paragraphs)):
        lines += ["", _SETTLE, *(f"  {line}".rstrip() for line in rows.rstrip().splitlines())]
    lines.append("")
    width = max((len(row.number) for row in paragraphs), default=0)
    several = len({row.language for row in paragraphs}) > 1
    for row in paragraphs:
        if every or row.doubts:
            lines += _row_lines(row, width, several)
    return lines


def _row_lines(row: Shown, width: int, several: bool) -> list[str]:
    where = row.where
    sign = "?" if row.doubtful else " "
    text = row.text if len(row.text) <= 70 else f"{row.text[:70]}…"
    count = f"{row.words} word{'s' * (row.words != 1)}"
    count += f", {language_name(row.language)}" if several else ""
    return [
        (
            f"{sign} {row.number:<{width}}  {row.kind:<10}  {row.speaker or '–'}  ({count};"
            f" {where})  {text}"
        ),
        f"  {'':<{width}}  {'doubtful' if row.doubts else row.grade}: {row.reason}",
    ]


def as_page(found: Edition) -> str:
    """Return the division as an HTML page."""

    def cells(row: Shown) -> str:
        words = f"{row.words}, {language_name(row.language)}" if several else str(row.words)
        shown = [row.number, row.kind, row.speaker, words]
        shown += [row.where, f"{row.grade}: {row.reason}"]
        told = "".join(f"<td>{html.escape(cell)}</td>" for cell in shown)
        doubtful = "guessed" if row.doubtful else row.grade
        return (
            f'<tr id="{row.number}" class="{doubtful}">{told}'
            f'<td class="text">{html.escape(row.text)}</td></tr>'
        )

    rows = shown_paragraphs(found)
    several = len({row.language for row in rows}) > 1
    title = html.escape(f"{found.segmented.document}: the division")
    doubts = "".join(
        f'<li><a href="#{row.number}">{row.number}</a> {html.escape(told)}</li>'
        for row in rows
        for told in row.doubts
    )
    names = ("No.", "Kind", "Speaker", "Words", "Source", "Why", "Text")
    head = "".join(f"<th scope=col>{name}</th>" for name in names)
    return (
        '<!doctype html><html lang="en"><meta'
        f' charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{html.escape(' '.join(found.segmented.explanation))}</p>"
        + (f"<h2>Doubts</h2><ul>{doubts}</ul>" if doubts else "")
        + f"<table><thead><tr>{head}</tr></thead>"
        + f"<tbody>{''.join(map(cells, rows))}</tbody></table></html>\n"
    )


def show(
    root: Path, document: str, page: bool = False, doubts: bool = False, as_json: bool = False
) -> int:
    """Print how a transcript is divided: each paragraph with kind, speaker and reason.

    Doubts come first. The command works before anything is accepted, also for a file that was not
    added. Correct what was read wrongly in edition/speakers.csv and edition/DOCUMENT.division.csv.

    Args:
        root: The project.
        document: A document's ID, or the path of a transcript.
        page: Write the division as a page, and open it.
        doubts: Print only paragraphs with a doubt.
        as_json: Print the paragraphs as a JSON array.

    Returns:
        The exit status, 0. Raises Problems if there is no such document or file.
    """
    found = divided(root, document)
    if page:
        import webbrowser

        path = root / f"results/show/{found.segmented.document}.html"
        write_text(path, as_page(found))
        print(path)
        webbrowser.open(path.resolve().as_uri())
    elif as_json:
        print_json([row for row in shown_paragraphs(found) if row.doubts or not doubts])
    else:
        print("\n".join(as_lines(found, every=not doubts)))
    return 0


command = door(
    show,
    [
        click.Argument(
            ["document"],
            metavar="DOCUMENT|FILE",
            help="A document's ID, or the path of a transcript, also one that was not added.",
        ),
        click.Option(
            ["--html", "page"],
            is_flag=True,
            help="Write a page, results/show/DOCUMENT.html, and open it.",
        ),
        click.Option(["--doubts"], is_flag=True, help="Print only paragraphs with a doubt."),
    ],
    json=True,
)
