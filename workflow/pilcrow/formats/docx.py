"""Word documents (.docx): paragraphs and tables of the body.

Notes, comments and running heads are cut.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Set
from typing import Any

import msgspec

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.formats.turns import (
    Opening,
    TurnLabel,
    find_bold_labels,
    find_bold_questions,
    find_columns,
    find_heading_labels,
    part_lines,
    who_speaks,
)
from pilcrow.model.problems import fail
from pilcrow.text.candidates import Names

UNPACKED = 300_000_000  # bytes; a larger archive is a bomb, or holds pictures
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(
    r"(heading|title|subtitle|titel|überschrift|titre|título|заголовок)\b", re.IGNORECASE
)
_CONTENTS = re.compile(r"(toc|verzeichnis|inhaltsverzeichnis|tm|tdc)\s?\d", re.IGNORECASE)
# Parts beside the body, and what they contain.
_BESIDE = {
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment",
    "header": "running head",
    "footer": "running foot",
}
_BREAKS = (f"{_W}br", f"{_W}cr")
# Elements that tracked changes remove.
_GONE = (f"{_W}del", f"{_W}moveFrom")


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """Return the document's paragraphs, one a line. Raises Problems if it cannot be read."""
    _check(content, shown)
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        return _read(content, shown, names)
    except (
        AttributeError,  # what python-docx says of parts that begin with another element
        TypeError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        etree.LxmlError,
        PackageNotFoundError,
    ):
        fail(
            "The Word document cannot be read.",
            file=shown,
            todo="Open it in Word and save it again as .docx, or its text as .txt.",
            kind="format",
        )


class _Piece(msgspec.Struct):
    """A paragraph of the body, or of a cell."""

    lines: list[str]
    bold: int  # characters of the first line that are in bold, from its start
    locator: str
    kind: str = ""
    cut: str = ""
    time: str = ""
    who: TurnLabel | None = None  # stated by a table
    style: str = ""


def _read(content: bytes, shown: str, names: Names) -> Extracted:
    import docx

    document = docx.Document(io.BytesIO(content))
    body = _Body({style.style_id: style for style in document.styles}, names)
    body.read(document.element.body)
    collector = Collector()
    _write(body.pieces, names, collector)
    _cut_beside(document.part.package, collector)
    tracked = sum(1 for tag in _GONE for _ in document.element.body.iter(tag))
    reason = "paragraphs are those of the document"
    if collector.cuts:
        reason += "; left out: " + ", ".join(
            dict.fromkeys(
                cut.detail.replace(" of a ", "s of ").replace("'s ", "s' ") + "s"
                for cut in collector.cuts
            )
        )
    if tracked:
        reason += f"; {tracked} tracked deletion{'s' * (tracked != 1)} taken as deleted"
    return collector.finish("docx", "lines", reason, shown)


def _write(pieces: list[_Piece], names: Names, collector: Collector) -> None:
    """Write the pieces, with the speakers that tables and names in bold state."""
    parted = part_lines([[line.strip() for line in piece.lines] for piece in pieces], names)
    texts = [
        (piece, text, piece.bold if not at else 0, piece.style if len(lines) == 1 else "")
        for piece, lines in zip(pieces, parted, strict=True)
        for at, text in enumerate(lines)
    ]
    openings = [
        Opening(text, 0, "") if piece.kind or piece.cut or piece.who else Opening(text, bold, style)
        for piece, text, bold, style in texts
    ]
    labels = find_bold_labels(openings, names)
    headings = (
        set()
        if labels
        else find_heading_labels(
            [(piece.style, text) for piece, text, *_ in texts if piece.kind and not piece.cut]
        )
    )
    questions = set() if labels or headings else find_bold_questions(openings)
    who = TurnLabel("")
    for place, (piece, text, *_) in enumerate(texts):
        if piece.cut:
            collector.cut(text, piece.cut)
            continue
        if length := labels.get(place, 0):
            who = who_speaks(text[:length], names)
            words = text[length:].lstrip()
            collector.cut(
                text[: len(text) - len(words)], "speaker's name", end="" if words else "\n"
            )
            text = words
        elif piece.kind == "heading" and text in headings:
            who = who_speaks(text, names)
            collector.cut(text, "speaker's name")
            continue
        if text:
            stated = piece.who or who
            kind = piece.kind or ("question" if place in questions else stated.kind)
            collector.add(text, piece.time or piece.locator, speaker=stated.speaker, kind=kind)


def _cut_beside(package: Any, collector: Collector) -> None:
    """Add notes, comments and running heads, each cut."""
    from lxml import etree

    for part in sorted(package.iter_parts(), key=lambda part: str(part.partname)):
        kind = next(
            (
                word
                for name, word in _BESIDE.items()
                if re.fullmatch(rf"/word/{name}\d*\.xml", str(part.partname))
            ),
            "",
        )
        if kind:
            for paragraph in etree.fromstring(part.blob, _parser()).iter(f"{_W}p"):
                if (text := re.sub(r"\s+", " ", "".join(_pieces(paragraph)))).strip():
                    collector.cut(text, kind)


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _check(content: bytes, shown: str) -> None:
    """Refuse what is protected, contains macros, or is not what it says it is."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        fail(
            "The document is protected by a password, or it is an old .doc.",
            file=shown,
            todo="Open it in Word, remove the password, and save it as .docx.",
            kind="password",
        )
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        fail(
            "This is not a Word document: it cannot be unpacked.",
            file=shown,
            todo="Save it again as .docx, or its text as .txt.",
            kind="format",
        )
    unpacked = sum(entry.file_size for entry in entries)
    if (
        unpacked > UNPACKED
        or len(entries) > 10_000
        or (unpacked > 4_000_000 and unpacked > 150 * len(content))
    ):
        size = f"{len(entries):,} files" if len(entries) > 10_000 else f"{unpacked / 1e6:,.0f} MB"
        fail(
            f"The file unpacks from {len(content) / 1e6:,.1f} MB to {size}: it is not a"
            " transcript.",
            file=shown,
            todo="Do not open it; ask the sender.",
            kind="bomb",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        fail(
            "The document is protected by a password.",
            file=shown,
            todo="Save it without one.",
            kind="password",
        )
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        fail(
            "The document contains macros.",
            file=shown,
            todo="Save it as .docx without them, or its text as .txt.",
            kind="macro",
        )


class _Body:
    """Reads the body in order. A text box follows the paragraph that contains it."""

    def __init__(self, styles: dict[str, Any], names: Names) -> None:
        self.styles = styles
        self.hidden = {
            name
            for name, style in styles.items()
            if _is_on(style.element.find(f"{_W}rPr"), "vanish")
        }
        self.bold = {name for name, style in styles.items() if _is_bold(style)}
        self.outlined = {style.name for style in styles.values() if _is_outlined(style)}
        self.names = names
        self.pieces: list[_Piece] = []
        self.number = 0
        self.joins = False  # the mark at the end of the paragraph before is deleted

    def read(self, element: Any) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self.paragraph(child)
            elif child.tag == f"{_W}tbl":
                self.table(child)
            elif child.tag not in (*_GONE, f"{_W}sectPr"):
                self.read(child)

    def paragraph(self, paragraph: Any) -> None:
        self.number += 1
        style = self._style(paragraph)
        if _style_id(paragraph, "pPr/pStyle") in self.hidden:
            runs = []
        else:
            bold_style = _style_id(paragraph, "pPr/pStyle") in self.bold
            runs = list(_runs(paragraph, self.hidden, bold_style, self.bold))
        lines, bold = _lines(runs)
        kind = "heading" if _HEADING.match(style) or style in self.outlined else ""
        cut = "table of contents" if _CONTENTS.match(style) else ""
        if lines and self.joins and self.pieces:
            self.pieces[-1].lines[-1] += lines[0]
            self.pieces[-1].lines += lines[1:]
        elif lines:
            locator = f"paragraph {self.number}"
            self.pieces.append(_Piece(lines, bold, locator, kind, cut, style=style))
        mark = paragraph.find(f"{_W}pPr/{_W}rPr")
        gone = mark is not None and any(mark.find(tag) is not None for tag in _GONE)
        self.joins = gone and (bool(lines) or self.joins)
        for box in _boxes(paragraph):
            self.read(box)

    def table(self, table: Any) -> None:
        """Read a table: with speakers if its rows are turns, else cell by cell."""
        first = len(self.pieces)
        rows: list[list[list[_Piece]]] = []
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            rows.append([])
            for cell in row.iterchildren(f"{_W}tc", f"{_W}sdt"):
                start = len(self.pieces)
                self.read(cell)
                rows[-1].append(self.pieces[start:])
        columns = find_columns([[_text_of(cell) for cell in row] for row in rows])
        if columns is None:
            return
        del self.pieces[first:]
        who = TurnLabel("")
        labels = [_text_of(row[columns.speaker]) for row in rows if len(row) > columns.speaker]
        # A title over all columns may stand above the names of the columns.
        last = max(columns.speaker, columns.text)
        head = next(at for at, row in enumerate(rows) if len(row) > last)
        for at, row in enumerate(rows):
            if (columns.header and at == head) or len(row) <= last:
                self.pieces += [_cut(piece, "head of a table") for cell in row for piece in cell]
                continue
            if label := _text_of(row[columns.speaker]):
                who = who_speaks(label, self.names, labels)
            time = _text_of(row[columns.time]) if columns.time >= 0 else ""
            for place, cell in enumerate(row):
                if place == columns.text:
                    for piece in cell:
                        piece.who, piece.time = who, time
                    self.pieces += cell
                else:
                    why = {columns.speaker: "speaker's name", columns.time: "time code"}
                    self.pieces += [_cut(one, why.get(place, "cell of a table")) for one in cell]

    def _style(self, paragraph: Any) -> str:
        known = self.styles.get(_style_id(paragraph, "pPr/pStyle"))
        return (known.name or "") if known is not None else ""


def _text_of(cell: list[_Piece]) -> str:
    return " ".join(line.strip() for piece in cell for line in piece.lines)


def _cut(piece: _Piece, why: str) -> _Piece:
    piece.cut = why
    return piece


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes of a paragraph, each once: the copy for older programs is left out."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        around = list(box.iterancestors())
        inside = around[: around.index(paragraph)]
        if not any(element.tag in (_FALLBACK, f"{_W}txbxContent") for element in inside):
            yield box


class _Run(msgspec.Struct):
    text: str
    bold: bool


def _is_bold(style: Any) -> bool:
    """Return whether a style, or the nearest style below it that says so, is bold."""
    while style is not None:
        if (bold := style.element.find(f"{_W}rPr/{_W}b")) is not None:
            return bold.get(f"{_W}val") not in ("0", "false", "off")
        style = getattr(style, "base_style", None)  # a list has no base style
    return False


def _is_outlined(style: Any) -> bool:
    """Return whether a style puts its paragraphs into the outline, as headings are."""
    level = style.element.find(f"{_W}pPr/{_W}outlineLvl")
    return level is not None and level.get(f"{_W}val") != "9"


def _runs(element: Any, hidden: Set[str], bold: bool, styles: Set[str]) -> Iterator[_Run]:
    """Yield the visible runs of a paragraph in order, also in hyperlinks, insertions and fields.

    `bold` says whether the paragraph's style is bold. `styles` are the IDs of the bold styles.
    """
    before = ""
    for child in element:
        if child.tag == f"{_W}r":
            look = child.find(f"{_W}rPr")
            styled = _style_id(child, "rPr/rStyle")
            if not (styled in hidden or _is_on(look, "vanish") or _is_on(look, "webHidden")):
                text = "".join(_pieces(child))
                if _is_note_mark(look, text, before):
                    continue
                before = text or before
                stated = look is not None and look.find(f"{_W}b") is not None
                yield _Run(text, _is_on(look, "b") if stated else bold or styled in styles)
        elif child.tag not in (f"{_W}p", *_GONE, f"{_W}pPr", f"{_W}txbxContent", _FALLBACK):
            yield from _runs(child, hidden, bold, styles)


def _style_id(element: Any, path: str) -> str:
    style = element.find("/".join(f"{_W}{tag}" for tag in path.split("/")))
    return str(style.get(f"{_W}val")) if style is not None else ""


def _is_note_mark(look: Any, text: str, before: str) -> bool:
    """Return whether a run is the raised number of a note that was typed after a sentence."""
    raised = look.find(f"{_W}vertAlign") if look is not None else None
    return (
        raised is not None
        and raised.get(f"{_W}val") == "superscript"
        and re.fullmatch(r"\s*[\[(]?(?:\d{1,3}|[*†‡]{1,3})[\])]?\s*", text) is not None
        and before.rstrip()[-1:] in tuple('.,;:!?…”"»)’')
    )


def _is_on(look: Any, name: str) -> bool:
    element = look.find(f"{_W}{name}") if look is not None else None
    return element is not None and element.get(f"{_W}val") not in ("0", "false", "off")


def _lines(runs: list[_Run]) -> tuple[list[str], int]:
    """Return the lines of runs, and how many characters of the first are in bold from its start."""
    bold, text = "", ""
    while runs and not runs[0].text.strip():
        del runs[0]
    for run in runs:
        if (run.bold or not run.text.strip()) and bold == text:
            bold += run.text
        text += run.text
    lines = [re.sub(r"[\t\r ]+", " ", line).lstrip() for line in text.split("\n")]
    lead = re.sub(r"[\t\r ]+", " ", bold.split("\n")[0]).strip()
    kept = [line for line in lines if line.strip()]
    return kept, len(lead) if kept and kept[0].startswith(lead) else 0


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text of an element in order, without nested paragraphs. A line break is "\\n"."""
    for child in element:
        if child.tag == f"{_W}t":
            yield (child.text or "").replace("\n", " ")
        elif child.tag in _BREAKS:
            yield "\n" if child.get(f"{_W}type") in (None, "textWrapping") else " "
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "\u2011"
        elif child.tag == f"{_W}softHyphen":
            yield "\u00ad"
        elif child.tag not in (f"{_W}p", *_GONE, f"{_W}pPr", _FALLBACK):
            yield from _pieces(child)
