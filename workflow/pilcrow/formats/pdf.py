"""PDF with a text layer: lines in reading order, columns included; running heads and page numbers are cut, broken words joined."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import Any

import msgspec

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.model.problems import fail
from pilcrow.text.speakers import Names

PAGES = 2000  # at most
ZONE = 0.12  # of the page's height, above and below, in which running heads are looked for
_ENDS = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*\Z")
_HYPHENS = "\u0002\ufffe\u00ad"  # what PDFium makes of a hyphen that breaks a word


class Line(msgspec.Struct):
    """A line of a page. Lengths in points, from the left and from the foot of the page."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    cut: str = ""
    column: int = 0

    @property
    def height(self) -> float:
        return self.top - self.bottom


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """The text, a line a line, blank lines between paragraphs. Raises Problems."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as trouble:
        if "password" in str(trouble).lower():
            fail(
                "The PDF is protected by a password.",
                file=shown,
                todo="Save it without one.",
                kind="password",
            )
        fail(
            "This is no PDF that can be read.",
            file=shown,
            todo="Print it to PDF again, or save its text as .txt.",
            kind="format",
        )
    try:
        if len(document) > PAGES:
            fail(
                f"The PDF has {len(document):,} pages; a transcript has at most {PAGES:,}.",
                file=shown,
                todo="Take the pages of the speech.",
                kind="size",
            )
        pages = [
            (_lines(page, number), page.get_height()) for number, page in enumerate(document, 1)
        ]
    except pypdfium2.PdfiumError as trouble:
        fail(
            f"A page of the PDF cannot be read: {trouble}",
            file=shown,
            todo="Print it to PDF again, or save its text as .txt.",
            kind="format",
        )
    finally:
        document.close()
    letters = sum(
        sum(character.isalnum() for character in line.text) for lines, _ in pages for line in lines
    )
    if letters < 20 * len(pages):
        fail(
            f"The PDF's {len(pages)} page{'s' * (len(pages) != 1)} hold{'s' * (len(pages) == 1)} {letters} letter{'s' * (letters != 1)}: it is a scan without a text layer.",
            file=shown,
            todo="Run text recognition (OCR) over it, proof-read the result, and add that.",
            kind="scan",
        )
    cut_running(pages)
    for lines, _ in pages:
        cut_marks(lines)
    ordered = [in_reading_order(lines) for lines, _ in pages]
    wide = sum(1 for lines in ordered if any(line.column > 1 for line in lines))
    collector = Collector()
    paragraphs = write_paragraphs([line for lines in ordered for line in lines], collector)
    reason = f"{len(pages)} page{'s' * (len(pages) != 1)}{f' ({wide} in two columns)' if wide else ''}, {paragraphs} paragraphs told apart by indents, gaps and short lines"
    left_out = sum(
        1 for lines in ordered for line in lines if line.cut and line.cut != "mark of a note"
    )
    return collector.finish(
        "pdf",
        "blocks",
        reason + (f"; {left_out} running heads and page numbers left out" if left_out else ""),
        shown,
    )


def _lines(page: Any, number: int) -> list[Line]:
    """The lines of a page as PDFium reads them, with their boxes."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    # Its characters are UTF-16 units to PDFium, code points to Python.
    lines: list[Line] = []
    unit, count = 0, text_page.count_chars()
    said: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for character in text + "\n":
        if character in "\r\n" or character in _HYPHENS:
            # PDFium runs a word that a line break cuts together over its hyphen.
            words = "".join([*said, character if character in _HYPHENS else ""]).strip()
            if words and boxes:
                lefts, bottoms, rights, tops = zip(*boxes, strict=True)
                lines.append(Line(number, words, min(lefts), max(rights), min(bottoms), max(tops)))
            said, boxes = [], []
        else:
            if not character.isspace() and unit < count:
                box = text_page.get_charbox(unit, loose=True)
                if box[2] > box[0]:
                    # A gap as wide as a space is one, though PDFium did not see it.
                    if (
                        boxes
                        and said
                        and not said[-1].isspace()
                        and box[0] - boxes[-1][2] > 0.15 * (box[3] - box[1])
                    ):
                        said.append(" ")
                    boxes.append(box)
            said.append(character)
        unit += 2 if ord(character) > 0xFFFF else 1
    text_page.close()
    return lines


def cut_running(pages: list[tuple[list[Line], float]]) -> None:
    """Mark the lines that recur at the head or foot of pages, numbers apart, and numbers alone there."""
    heads: Counter[str] = Counter()
    zones: list[tuple[Line, str]] = []
    for lines, height in pages:
        seen = set()
        for line in lines:
            if line.bottom > height * (1 - ZONE) or line.top < height * ZONE:
                form = re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower())
                zones.append((line, form))
                seen.add(form)
        heads.update(seen)
    enough = 2 if len(pages) < 4 else max(3, len(pages) // 3)
    for line, form in zones:
        if (
            re.fullmatch(r"\W*(?:[a-zа-я.]+\s*)?#(?:\s*(?:of|/|von|de|sur|из)\s*#)?\W*", form)
            and len(line.text) < 20
        ):
            line.cut = "page number"
        elif heads[form] >= enough:
            line.cut = "running head"


def cut_marks(lines: list[Line]) -> None:
    """Mark the numbers and signs that are set small beside a line: they lead to notes."""
    for before, line in zip(lines, lines[1:], strict=False):
        beside = (
            line.left >= before.right - 1 and line.bottom < before.top and line.top > before.bottom
        )
        if (
            beside
            and line.height < 0.85 * before.height
            and re.fullmatch(r"\d{1,3}|[*†‡§]{1,3}", line.text)
        ):
            line.cut = "mark of a note"


def in_reading_order(lines: list[Line]) -> list[Line]:
    """The lines of a page, column by column where a gutter runs between them; else as the file has them."""
    body = [line for line in lines if not line.cut]
    gutter = find_gutter(body)
    if not gutter:
        for line in body:
            line.column = 1
        return lines
    bands: list[list[Line]] = [[]]
    for line in sorted(body, key=lambda line: -line.top):
        if line.left < gutter < line.right:
            bands += [[line], []]
        else:
            bands[-1].append(line)
    ordered = []
    for band in bands:
        for side, right in enumerate((False, True), 1):
            for line in band:
                if (line.left > gutter) == right:
                    line.column = side
                    ordered.append(line)
    top = max((line.top for line in body), default=0)
    cut = [line for line in lines if line.cut]
    return (
        [line for line in cut if line.bottom > top]
        + ordered
        + [line for line in cut if line.bottom <= top]
    )


def find_gutter(lines: list[Line]) -> float:
    """The middle of a strip between two columns that hardly any line crosses; 0 where there is none."""
    if len(lines) < 10:
        return 0.0
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    width = right - left
    best = (0.0, 0.0)
    for edge in sorted({line.right for line in lines}):
        if not left + 0.25 * width < edge < left + 0.75 * width:
            continue
        after = [line.left for line in lines if line.left > edge]
        crossing = sum(1 for line in lines if line.left < edge + 1 < line.right)
        before = len(lines) - len(after) - crossing
        gap = (min(after) - edge) if after else 0.0
        if (
            gap > 5
            and crossing <= 0.2 * len(lines)
            and before >= 4
            and len(after) >= 4
            and _side_by_side(lines, edge)
        ):
            best = max(best, (gap, edge + gap / 2))
    return best[1]


def _side_by_side(lines: list[Line], edge: float) -> bool:
    """Whether both sides of an edge have text at the same heights, as columns do and a list with short lines does not."""
    sides = [
        [
            line
            for line in lines
            if (line.left > edge) == right and not line.left < edge < line.right
        ]
        for right in (False, True)
    ]
    low = max(min(line.bottom for line in side) for side in sides)
    high = min(max(line.top for line in side) for side in sides)
    return all(
        sum(1 for line in side if line.bottom >= low - 1 and line.top <= high + 1) >= 4
        for side in sides
    )


def write_paragraphs(lines: list[Line], collector: Collector) -> int:
    """Write the lines, blank ones between paragraphs; returns how many paragraphs there are."""
    kept = [line for line in lines if not line.cut]
    edges = _column_edges(kept)
    pitches = [
        before.top - line.top
        for before, line in zip(kept, kept[1:], strict=False)
        if _same_column(before, line) and before.top > line.top
    ]
    pitch = median(pitches) if pitches else 0.0
    usual = median(line.height for line in kept) if kept else 0.0
    spaced = sum(1 for value in pitches if value > 1.3 * pitch) > 0.05 * len(pitches)
    before: Line | None = None
    count = 0
    for line in lines:
        locator = f"p. {line.page}"
        if line.cut:
            collector.cut(line.text, line.cut)
            continue
        if before is None or _begins(before, line, edges, pitch, usual, spaced):
            if before is not None:
                collector.add("", "")
            count += 1
        broken = line.text[-1] in _HYPHENS
        collector.add(line.text[:-1] + "\u00ad" if broken else line.text, locator)
        before = line
    return count


def _same_column(before: Line, line: Line) -> bool:
    return before.page == line.page and before.column == line.column


def _column_edges(lines: list[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Left and right edge of every column: where most lines begin, and how far they reach."""
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    return {
        key: (
            Counter(round(line.left) for line in column).most_common(1)[0][0],
            sorted(line.right for line in column)[int(len(column) * 0.9)],
        )
        for key, column in columns.items()
    }


def _begins(
    before: Line,
    line: Line,
    edges: dict[tuple[int, int], tuple[float, float]],
    pitch: float,
    usual: float,
    spaced: bool,
) -> bool:
    """Whether a line begins a paragraph."""
    if abs(before.height - line.height) > 0.15 * max(before.height, line.height):
        return True
    left = edges[line.page, line.column][0]
    left_before, right_before = edges[before.page, before.column]
    indented = 0.6 * usual < line.left - left < 5 * usual
    short = before.right < right_before - 0.12 * (right_before - left_before)
    if not _same_column(before, line):
        return (indented and line.text[0].isalnum() and not line.text[0].islower()) or (
            short and bool(_ENDS.search(before.text))
        )
    if before.top - line.top > 1.3 * pitch:
        return True
    # Where gaps part paragraphs, a short line parts nothing; verse and addresses stay together.
    return (indented and before.left - left_before < 0.6 * usual) or (
        short and not spaced and bool(_ENDS.search(before.text))
    )
