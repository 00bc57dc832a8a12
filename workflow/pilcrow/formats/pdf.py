"""Read PDF with a text layer: its lines in reading order, by columns.

Running heads and page numbers are cut. Words broken at the end of a line are joined.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import msgspec

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.formats.turns import (
    Columns,
    Opening,
    TurnLabel,
    find_bold_questions,
    find_columns,
    who_speaks,
)
from pilcrow.model import wording
from pilcrow.model.problems import fail
from pilcrow.text.candidates import Names
from pilcrow.text.kinds import is_note, is_title_case, speaks
from pilcrow.text.layout import PAGE_WORDS
from pilcrow.text.speakers import find_turns

PAGES = 2000  # at most
ZONE = 0.12  # share of the page's height, above and below, that may hold running heads
TINY = 0.001  # of the height of a page: characters of less are marks for programs
UNMAPPED = (
    0.05  # share of characters missing in the font's map, above which a text layer is unreadable
)
_ENDS = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*\Z")
_HYPHENS = "\u0002\ufffe\u00ad"  # what PDFium makes of a hyphen that breaks a word
# A dash at the end of a line whose speaker is interrupted: "Well, if the pier --".
_BREAKS_OFF = re.compile(rf"[\s–—-][–—{_HYPHENS}-]\s*\Z")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]"
)
_BETWEEN_UNSPACED = re.compile(f"(?<={_UNSPACED.pattern})[ \u3000](?={_UNSPACED.pattern})")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NOTE_MARK = re.compile(r"\d{1,3}|[*†‡§]{1,3}")
_UNIT = re.compile(r"\b[kcmd]?m\Z")  # a unit such as "km²" is not the mark of a note
_NUMBER = re.compile(
    rf"\W*(?:{PAGE_WORDS})?\s*(\d{{1,4}})\s*(?:页|頁|ページ|쪽|면)?(?:\s*(?:of|/|von|de|sur|di|van|af|av|z|iš|из|από|من)\s*\d+)?\W*",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"(\d{1,4})\s.*\D|\D.*\s(\d{1,4})"
)  # a page number before or after a running head
_ROMAN = re.compile(r"\W*[ivxlc]{1,7}\W*")
_WIDE = 1.2  # times the size of the letters: a gap between the cells of a table
_APART = 0.8  # times its height: the distance of a running head from the words below it
_ROWS = 4  # rows that make a table, at least
_HEAVY = 600  # the weight from which a font is bold
_ITALIC = 1 << 6  # the flag of a font that slants
_SMALLER = 0.92  # times the usual size: letters of notes
_STYLED = 1 / 3  # share of lines in bold or italics, above which the style does not set them apart
_TITLE = 240  # characters of a heading
_FONT_NAME = 128  # bytes of a font's name
_ENDING = tuple('.!?…。！？؟:”"’')


class Line(msgspec.Struct):
    """A line of a page. Lengths are in points, from the left and from the foot of the page."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    hidden: int = 0  # characters in it that nobody can see
    size: float = 0.0  # height of most of its characters; 0 means that of the line
    cut: str = ""
    column: int = 0
    marks: list[tuple[int, int]] = []  # characters of `text` that lead to notes
    gaps: list[tuple[int, float, float]] = []  # wide gaps: place in `text`, left and right edge
    styles: tuple[str, str] = ("", "")  # of its first and its last letter: "b", "i", "bi"
    who: TurnLabel | None = None  # who speaks, in a table of turns
    begins: bool = False  # whether a row of such a table begins here

    @property
    def style(self) -> str:
        """ "b" if the line is in bold, "i" if it is in italics; "" for both and for neither."""
        first, last = self.styles
        return first if first == last and len(first) == 1 else ""

    @property
    def height(self) -> float:
        return self.size or self.top - self.bottom

    @property
    def words(self) -> str:
        """The text without marks of notes."""
        return "".join(text for text, mark in self.pieces() if not mark)

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in pieces, each with whether it is the mark of a note."""
        position = 0
        for start, end in self.marks:
            yield self.text[position:start], False
            yield self.text[start:end], True
            position = end
        yield self.text[position:], False


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """Return the text line by line, with blank lines between paragraphs.

    Raises Problems if the PDF cannot be read.
    """
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
            "The PDF cannot be read.",
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
            (read_lines(page, number, shown), page.get_height())
            for number, page in enumerate(document, 1)
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
    _refuse_scan(pages, shown)
    return _arrange(pages, names, shown)


def _refuse_scan(pages: Sequence[tuple[list[Line], float]], shown: str) -> None:
    letters = sum(
        sum(character.isalnum() for character in line.text) for lines, _ in pages for line in lines
    )
    if letters < 20 * len(pages):
        count = len(pages)
        fail(
            f"The PDF's {wording.count(count, 'page')} contain{'s' * (count == 1)} {letters}"
            f" letter{'s' * (letters != 1)}: it is a scan without a text layer.",
            file=shown,
            todo="Run text recognition (OCR) over it, proof-read the result, and add that.",
            kind="scan",
        )


def _arrange(pages: list[tuple[list[Line], float]], names: Names, shown: str) -> Extracted:
    """Return the text of the lines of all pages."""
    join_unspaced([line for lines, _ in pages for line in lines])
    mirror([line for lines, _ in pages for line in lines])
    cut_running(pages)
    for lines, _ in pages:
        cut_marks(lines)
    collector = Collector()
    if rows := read_table([lines for lines, _ in pages], names):
        ordered = rows
    else:
        cut_beside([line for lines, _ in pages for line in lines if not line.cut])
        ordered = [in_reading_order(lines) for lines, _ in pages]
        cut_notes(ordered)
        _doubt_table(ordered, collector)
    wide = sum(1 for lines in ordered if any(line.column > 1 for line in lines))
    paragraphs = write_paragraphs([line for lines in ordered for line in lines], collector, names)
    reason = (
        f"{wording.count(len(pages), 'page')}{f' ({wide} in two columns)' if wide else ''},"
        f" {wording.count(paragraphs, 'paragraph')} recognised by indents, gaps, short lines and"
        " labels"
    )
    cuts = Counter(line.cut for lines in ordered for line in lines if line.cut)
    heads = cuts["running head"] + cuts["page number"]
    if heads:
        reason += f"; {heads} running heads and page numbers left out"
    if hidden := sum(line.hidden for lines in ordered for line in lines):
        reason += f"; {hidden:,} characters left out that are too small to be seen"
    if notes := cuts["note"]:
        reason += f"; {wording.count(notes, 'line')} of notes left out"
    return collector.finish("pdf", "blocks", reason, shown)


class _Character(msgspec.Struct):
    text: str
    box: tuple[float, float, float, float] | None  # left, bottom, right, top, of the font's height
    unit: int = -1  # its number on the page


def read_lines(page: Any, number: int, shown: str) -> list[Line]:
    """Return the lines of a page as PDFium reads them, with their boxes.

    Raises Problems if a font has no character map.
    """
    from pypdfium2 import raw

    text_page = page.get_textpage()
    text = text_page.get_text_range()
    # PDFium counts UTF-16 units, Python counts code points.
    lines: list[Line] = []
    unit, count, unmapped, letters, hidden = 0, text_page.count_chars(), 0, 0, 0
    smallest = TINY * page.get_height()
    said: list[_Character] = []
    for character in text + "\n":
        if character in "\r\n" or character in _HYPHENS:
            # PDFium joins a word that a line break cuts, without its hyphen, or puts it on its own
            # line.
            for part in _parts(said):
                if line := _line_of(part, number, _raised(text_page, part)):
                    line.hidden, hidden = hidden, 0
                    line.styles = _styles(text_page, part)
                    lines.append(line)
            if character in _HYPHENS and lines and not lines[-1].text.endswith(character):
                lines[-1].text += character
            said = []
        else:
            box = None
            if not character.isspace() and unit < count:
                letters += 1
                unmapped += raw.FPDFText_HasUnicodeMapError(text_page, unit) == 1
                found = text_page.get_charbox(unit, loose=True)
                if found[2] > found[0]:
                    box = found
            if box and box[3] - box[1] < smallest:
                hidden += 1
            else:
                said.append(_Character(character, box, unit))
        unit += 2 if ord(character) > 0xFFFF else 1
    text_page.close()
    if letters > 40 and unmapped > UNMAPPED * letters:
        fail(
            f"Page {number} of the PDF has a font without a character map: {unmapped:,} of its"
            f" {letters:,} characters cannot be known.",
            file=shown,
            todo=(
                "Run text recognition (OCR) over it, as over a scan, proof-read the result, and add"
                " that."
            ),
            kind="scan",
        )
    return lines


def _raised(text_page: Any, said: Sequence[_Character]) -> set[int]:
    """Return the small digits of a line above its baseline, by their number on the page.

    The ink decides, not the font.
    """
    digits = [one for one in said if one.box and "0" <= one.text <= "9"]
    if not digits:
        return set()
    letters = [one for one in said if one.box and one.text.isalpha()][:16]
    if not letters:
        return set()
    size = median(one.box[3] - one.box[1] for one in letters if one.box)
    baseline = median(text_page.get_charbox(one.unit)[1] for one in letters)
    raised = set()
    for one in digits:
        _, bottom, _, top = text_page.get_charbox(one.unit)
        if bottom > baseline + 0.2 * size and top - bottom < 0.5 * size:
            raised.add(one.unit)
    return raised


def _parts(said: Sequence[_Character]) -> Iterator[Sequence[_Character]]:
    """Yield a line, or both sides of a wide gap if their letters differ in size: a note in the
    margin stands beside the words.
    """
    boxed = [(place, one.box, one.text.isalpha()) for place, one in enumerate(said) if one.box]
    for (_, before, _), (place, box, _) in itertools.pairwise(boxed):
        if box[0] - before[2] > _WIDE * (box[3] - box[1]):
            sides = [
                [at[3] - at[1] for other, at, letter in boxed if letter and (other < place) == left]
                for left in (True, False)
            ]
            sizes = [median(side) for side in sides if len(side) > 3]
            if len(sizes) > 1 and min(sizes) < _SMALLER * max(sizes):
                yield said[:place]
                yield from _parts(said[place:])
                return
    yield said


def _styles(text_page: Any, said: Sequence[_Character]) -> tuple[str, str]:
    """Return the styles of the first and the last letter of a line."""
    letters = [one.unit for one in said if one.box and one.text.isalpha()]
    if len(letters) < 2:
        return "", ""
    return _style(text_page, letters[0]), _style(text_page, letters[-1])


def _style(text_page: Any, unit: int) -> str:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(_FONT_NAME)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, unit, name, _FONT_NAME, ctypes.byref(flags))
    font = name.value.lower()
    bold = b"bold" in font or raw.FPDFText_GetFontWeight(text_page, unit) >= _HEAVY
    italic = flags.value & _ITALIC or b"italic" in font or b"oblique" in font
    return "b" * bold + "i" * bool(italic)


def _line_of(said: Sequence[_Character], page: int, raised: set[int]) -> Line | None:
    """Return a line made of its characters, with spaces at wide gaps, and with marks of notes."""
    while said and said[0].text.isspace():
        said = said[1:]
    while said and said[-1].text.isspace():
        said = said[:-1]
    boxes = [one.box for one in said if one.box]
    if not boxes:
        return None
    size = median(box[3] - box[1] for box in boxes)
    bottom = median(box[1] for box in boxes)
    text: list[str] = []
    marks: list[tuple[int, int]] = []
    gaps: list[tuple[int, float, float]] = []
    before: _Character | None = None
    last_right = 0.0
    for one in said:
        if one.box:
            # A gap as wide as a space is a space, even if PDFium has none there.
            gap = one.box[0] - last_right
            if text and gap > _WIDE * size:
                gaps.append((len(text), last_right, one.box[0]))
            if before is not None and before.box and gap > 0.15 * (one.box[3] - one.box[1]):
                text.append(" ")
            last_right = one.box[2]
            small = one.box[3] - one.box[1] < 0.85 * size and one.box[1] > bottom + 0.1 * size
            if one.unit in raised or (small and _NOTE_MARK.fullmatch(one.text)):
                place = len(text)
                if marks and marks[-1][1] == place:
                    marks[-1] = (marks[-1][0], place + 1)
                else:
                    marks.append((place, place + 1))
        text.append(one.text)
        before = one
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    words = "".join(text)
    marks = [
        (start, end)
        for start, end in marks
        if end - start <= 3 and not _UNIT.search(words[:start]) and end - start < len(words)
    ]
    return Line(
        page,
        words,
        min(lefts),
        max(rights),
        min(bottoms),
        max(tops),
        size=size,
        marks=marks,
        gaps=gaps,
    )


def join_unspaced(lines: Sequence[Line]) -> None:
    """Remove the spaces that fill lines of a script without spaces."""
    pairs = spaced = 0
    for line in lines:
        found = len(_UNSPACED.findall(line.text))
        pairs += max(0, found - 1)
        spaced += len(_BETWEEN_UNSPACED.findall(line.text)) if found else 0
    if spaced > 0.1 * pairs:
        for line in lines:
            if not line.marks:
                line.text = _BETWEEN_UNSPACED.sub("", line.text)


def mirror(lines: Sequence[Line]) -> None:
    """Mirror the places of lines that are written from right to left, so that they begin at the
    left as all others do.
    """
    right = sum(len(_RIGHT_TO_LEFT.findall(line.text)) for line in lines)
    if 2 * right > sum(character.isalpha() for line in lines for character in line.text):
        width = max(line.left + line.right for line in lines)
        for line in lines:
            line.left, line.right, line.gaps = width - line.right, width - line.left, []


def cut_beside(lines: Sequence[Line]) -> None:
    """Mark notes in the margin, which are smaller, and the numbers of lines there.

    Names that recur in the margin are speakers, and stay.
    """
    usual = median(line.height for line in lines) if lines else 0.0
    full = [line for line in lines if line.height >= _SMALLER * usual and len(line.text) > 3]
    if len(full) < 3:
        return
    left = _left_edge(full)
    right = sorted(line.right for line in full)[int(len(full) * 0.9)]
    beside = [line for line in lines if line.right < left or line.left > right]
    numbers = [line for line in beside if line.text.isdigit()]
    if len(numbers) > 1:
        for line in numbers:
            line.cut = "line number"
    notes = [line for line in beside if line.height < _SMALLER * usual and not line.cut]
    if len({line.text for line in notes}) == len(notes):
        for line in notes:
            line.cut = "note"


def cut_running(pages: list[tuple[list[Line], float]]) -> None:
    """Mark page numbers, and lines that recur at the head or foot of pages except for numbers."""
    heads: Counter[str] = Counter()
    zones: list[tuple[Line, str]] = []
    for lines, height in pages:
        seen = set()
        for line in _edge_lines(lines, height):
            form = re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower())
            form = " ".join(sorted(form.split()))  # odd and even pages may be mirrored
            zones.append((line, form))
            seen.add(form)
        heads.update(seen)
    enough = 2 if len(pages) < 6 else max(3, len(pages) // 3)
    numbers = _page_numbers([line for line, _ in zones], len(pages))
    counted = _counted_forms(zones)
    for line, form in zones:
        if id(line) in numbers:
            line.cut = "page number"
        elif heads[form] >= enough and (any(map(str.isalpha, form)) or form in counted):
            line.cut = "running head"
    parted = sum(bool(line.gaps) for lines, _ in pages for line in lines if not line.cut)
    if parted > len(pages):
        return  # wide gaps are usual inside the lines of a table
    numbered = _page_numbers([line for line, _ in zones if line.gaps], len(pages), _SIDES)
    for lines, _ in pages:
        top = max(lines, key=lambda line: line.top, default=None)
        for line in lines:
            if line.gaps and (id(line) in numbered or (line is top and _is_head(line, lines))):
                line.cut = line.cut or "running head"
    _cut_by_place(pages)
    _cut_beside_heads(pages)
    _cut_names(pages)


def _cut_beside_heads(pages: Sequence[tuple[list[Line], float]]) -> None:
    """Mark what stands beside the running head or the number of a page, apart from the words below,
    and what stands upright in the margin of most pages.
    """
    upright = Counter(
        (line.text, round(line.top))
        for lines, _ in pages
        for line in lines
        if line.top - line.bottom > 2 * (line.right - line.left)
    )
    for lines, height in pages:
        heads = [line for line in lines if line.cut and line.bottom > height * (1 - ZONE)]
        kept = [line for line in lines if not line.cut]
        for line in kept:
            if upright[line.text, round(line.top)] > max(2, len(pages) / 3):
                line.cut = "running head"
            middle = (line.top + line.bottom) / 2
            if any(head.bottom < middle < head.top for head in heads):
                below = max((one.top for one in kept if one.top < line.bottom), default=0)
                if line.bottom - below > _APART * line.height:
                    line.cut = "running head"


def _cut_names(pages: Sequence[tuple[list[Line], float]]) -> None:
    """Mark who speaks where the name stands above a page again, without the colon of the label."""
    said = "".join(line.text for lines, _ in pages for line in lines if not line.cut)
    labels = re.sub(r"\s+", "", said)
    for lines, _ in pages[1:]:
        ordered = sorted((line for line in lines if not line.cut), key=lambda line: -line.top)
        for first in ordered[:2]:  # of two columns
            column = [line for line in ordered if abs(line.left - first.left) < 2 * first.height]
            for count in (1, 2):
                name = re.sub(r"\s+", "", "".join(line.text for line in column[:count]))
                if len(column) > count and name[-1:].isalpha() and f"{name}:" in labels:
                    for line in column[:count]:
                        line.cut = "running head"
                    break


def _cut_by_place(pages: Sequence[tuple[list[Line], float]]) -> None:
    """Mark the first lines of pages that differ, if all stand apart at one height and a sentence
    goes on below one of them.
    """
    found: list[Line] = []
    goes_on, before = False, ""
    for lines, height in pages:
        ordered = sorted((line for line in lines if not line.cut), key=lambda line: -line.top)
        if len(ordered) < 2:
            return
        first, second = ordered[:2]
        apart = first.bottom - second.top > _APART * first.height
        if not apart or first.bottom < height * (1 - 2 * ZONE) or _ENDS.search(first.words):
            return
        goes_on = goes_on or (bool(found) and not _ENDS.search(before))
        found.append(first)
        before = ordered[-1].words
    tops = [line.top for line in found]
    if goes_on and max(tops) - min(tops) < 2:
        for line in found:
            line.cut = "running head"


def _is_head(line: Line, lines: Sequence[Line]) -> bool:
    """Return whether a page's first line stands apart, with words at both edges of the page."""
    others = [other for other in lines if other is not line and not other.cut]
    if len(others) < 3:
        return False
    left, right = min(one.left for one in others), max(one.right for one in others)
    apart = line.bottom - max(one.top for one in others) > _APART * line.height
    return apart and abs(line.left - left) < line.height and line.right > right - line.height


def _counted_forms(zones: Sequence[tuple[Line, str]]) -> set[str]:
    """Return the forms of several numbers of which one counts the pages: "2/38 24-19856"."""
    offsets: dict[str, set[int]] = {}
    for line, form in zones:
        if form.count("#") > 1:
            own = {int(number) - line.page for number in re.findall(r"\d{1,9}", line.text)}
            offsets[form] = offsets.get(form, own) & own
    return {form for form, common in offsets.items() if common}


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    """Return the lines in the zones of running heads. The first and last line count if a gap is
    next to them.
    """
    found = [
        line for line in lines if line.bottom > height * (1 - ZONE) or line.top < height * ZONE
    ]
    byheight = sorted(lines, key=lambda line: -line.top)
    if len(byheight) > 2:
        first, second = byheight[0], byheight[1]
        if first.bottom - second.top > 0.6 * first.height and first not in found:
            found.append(first)
        last, other = byheight[-1], byheight[-2]
        if other.bottom - last.top > 0.6 * last.height and last not in found:
            found.append(last)
    return found


def _page_numbers(
    lines: Sequence[Line], pages: int, pattern: re.Pattern[str] = _NUMBER
) -> set[int]:
    """Return the lines (by id) that are page numbers: those that count with the pages.

    A vote of 129 is not one. `pattern` finds the number in a line.
    """
    offsets: dict[int, set[int]] = {}
    found: list[tuple[Line, int]] = []
    romans: list[Line] = []
    for line in lines:
        if match := pattern.fullmatch(line.text):
            offset = int(next(filter(None, match.groups()))) - line.page
            found.append((line, offset))
            offsets.setdefault(offset, set()).add(line.page)
        elif _ROMAN.fullmatch(line.text):
            romans.append(line)
    numbers = {
        id(line)
        for line, offset in found
        if len(offsets[offset]) > 1 or (pages == 1 and not offset)
    }
    return numbers | ({id(line) for line in romans} if len(romans) > 1 else set())


def cut_marks(lines: list[Line]) -> None:
    """Mark small numbers and signs next to a line: they lead to notes."""
    for before, line in zip(lines, lines[1:], strict=False):
        beside = (
            line.left >= before.right - 1 and line.bottom < before.top and line.top > before.bottom
        )
        if beside and line.height < 0.85 * before.height and _NOTE_MARK.fullmatch(line.text):
            line.cut = "mark of a note"


def cut_notes(pages: Sequence[Sequence[Line]]) -> None:
    """Mark the notes at the foot of columns: the last, smaller lines, from a number or sign on."""
    sizes = [line.height for lines in pages for line in lines if not line.cut]
    usual = median(sizes) if sizes else 0.0
    for lines in pages:
        for column in {line.column for line in lines}:
            body = [line for line in lines if line.column == column and not line.cut]
            tail = len(body)
            while tail and body[tail - 1].height < _SMALLER * usual:
                tail -= 1
            begins = (
                place
                for place in range(tail, len(body))
                if (body[place].marks[:1] and body[place].marks[0][0] == 0)
                or re.match(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\s?\D", body[place].text)
            )
            if tail:
                for line in body[next(begins, len(body)) :]:
                    line.cut = "note"


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Return the lines of a page, by column if there is a gutter; else as in the file."""
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
    """Return the middle of the strip between two columns, in points; 0 if there is none.

    As few lines as possible cross the strip.
    """
    if len(lines) < 10:
        return 0.0
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    width = right - left
    best = (-len(lines), 0.0, 0.0)
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
            best = max(best, (-crossing, gap, edge + gap / 2))
    return best[2]


def _side_by_side(lines: list[Line], edge: float) -> bool:
    """Return whether both sides of an edge have text at the same heights.

    Columns do. A list with short lines does not.
    """
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


class _Cell(msgspec.Struct):
    """A part of a line between wide gaps, or a whole line."""

    line: Line
    text: str
    left: float
    right: float


def _cells(line: Line) -> list[_Cell]:
    """Return the parts of a line that wide gaps separate."""
    starts = [(0, line.left), *((place, right) for place, _, right in line.gaps)]
    ends = [*((place, left) for place, left, _ in line.gaps), (len(line.text), line.right)]
    return [
        _Cell(line, line.text[start:end].strip(), left, right)
        for (start, left), (end, right) in zip(starts, ends, strict=True)
    ]


def read_table(pages: Sequence[Sequence[Line]], names: Names) -> list[list[Line]]:
    """Return the lines of all pages as the cells of a table of turns, row by row; [] for any other
    text.

    Nearly all parts of lines begin where a column does. There is a column of short names, without
    a colon, that recur. Each of them has words beside it.
    """
    if sum(len(line.gaps) for lines in pages for line in lines if not line.cut) < _ROWS:
        return []
    cells = [[cell for line in lines if not line.cut for cell in _cells(line)] for lines in pages]
    columns = _column_starts([cell for page in cells for cell in page])
    if not 2 <= len(columns) <= 4:
        return []
    rows = [row for page in cells for row in _rows_of(page, columns)]
    found = find_columns([[" ".join(cell.text for cell in cells) for cells in row] for row in rows])
    if found is None:
        return []
    labels = [row[found.speaker] for row in rows[found.header :] if row[found.speaker]]
    signed = sum(cells[-1].text.endswith((":", "：")) for cells in labels)
    if len(labels) < _ROWS - 1 or signed * 2 > len(labels):
        return []  # labels with a colon are read as in any text
    return _ordered_rows(rows, found, len(pages), names)


def _column_starts(cells: Sequence[_Cell]) -> list[float]:
    """Return where the columns of a table begin; [] if parts of lines begin elsewhere."""
    counts = Counter(round(cell.left) for cell in cells)
    starts: list[float] = []
    for left, count in counts.most_common(6):
        if count >= max(3, 0.05 * len(cells)) and all(abs(left - other) > 4 for other in starts):
            starts.append(left)
    inside = sum(any(abs(cell.left - start) <= 2 for start in starts) for cell in cells)
    return sorted(starts) if inside >= 0.9 * len(cells) else []


def _rows_of(page: Sequence[_Cell], columns: Sequence[float]) -> list[list[list[_Cell]]]:
    """Return the rows of a page: for each column its cells.

    A row begins where there is something in a column before the last. Lines below it that have
    something in the last column only belong to it.
    """
    rows: list[list[list[_Cell]]] = []
    heights: dict[int, list[_Cell]] = {}
    for cell in page:
        key = round(cell.line.bottom)
        heights.setdefault(next((k for k in heights if abs(k - key) <= 2), key), []).append(cell)
    for _, found in sorted(heights.items(), reverse=True):
        places = [_column_of(cell, columns) for cell in found]
        if not rows or min(places) < len(columns) - 1:
            rows.append([[] for _ in columns])
        for cell, place in zip(found, places, strict=True):
            rows[-1][place].append(cell)
    return rows


def _column_of(cell: _Cell, columns: Sequence[float]) -> int:
    return max((i for i, start in enumerate(columns) if start <= cell.left + 2), default=0)


def _ordered_rows(
    rows: Sequence[Sequence[Sequence[_Cell]]], columns: Columns, pages: int, names: Names
) -> list[list[Line]]:
    """Return the cells of a table as lines, page by page. Those that are no words are cut."""
    ordered: list[list[Line]] = [[] for _ in range(pages)]
    who = TurnLabel("")
    for number, row in enumerate(rows):
        label = " ".join(cell.text for cell in row[columns.speaker])
        head = columns.header and number == 0
        if label and not head:
            who = who_speaks(label, names)
        for place, cells in enumerate(row):
            for at, cell in enumerate(cells):
                line = Line(
                    cell.line.page,
                    cell.text,
                    cell.left,
                    cell.right,
                    cell.line.bottom,
                    cell.line.top,
                    column=1,
                )
                if head or place != columns.text:
                    whys = {columns.speaker: "speaker's name", columns.time: "time code"}
                    line.cut = "head of a table" if head else whys.get(place, "cell of a table")
                else:
                    line.who, line.begins = who, at == 0 and bool(label)
                if cell.text:
                    ordered[cell.line.page - 1].append(line)
    return ordered


def _doubt_table(pages: Sequence[Sequence[Line]], collector: Collector) -> None:
    """Report lines that look like the rows of a table, and were read as words."""
    lines = [line for page in pages for line in page if not line.cut]
    gaps = Counter(round(right) for line in lines for _, _, right in line.gaps)
    left, count = gaps.most_common(1)[0] if gaps else (0, 0)
    if count < max(_ROWS, 0.2 * len(lines)):
        return
    first = next(line for line in lines if any(round(right) == left for _, _, right in line.gaps))
    collector.doubt(
        f"{count} lines look like the rows of a table, and were read as words, beginning with"
        f" “{first.text[:60]}” on page {first.page}.",
        todo="If the first column names who speaks, copy the table into a .docx or .html file.",
    )


class _Page(msgspec.Struct):
    """The usual sizes of a document's lines, by which paragraphs are recognised."""

    edges: dict[tuple[int, int], tuple[float, float]]  # left and right edge by page and column
    pitch: float  # from line to line
    size: float
    spaced: bool  # whether gaps separate paragraphs
    hanging: bool = False  # whether the first line of a paragraph begins farther left


def write_paragraphs(lines: list[Line], collector: Collector, names: Names) -> int:
    """Write the lines, with blank ones between paragraphs. Return the number of paragraphs."""
    kept = [line for line in lines if not line.cut]
    pairs = [
        (before, line)
        for before, line in itertools.pairwise(kept)
        if _same_column(before, line) and before.top > line.top
    ]
    pitches = [before.top - line.top for before, line in pairs]
    size = median(line.height for line in kept) if kept else 0.0
    pitch = _line_pitch(pairs, size)
    usual = _Page(
        _column_edges(kept),
        pitch,
        size,
        sum(1 for value in pitches if value > 1.3 * pitch) > 0.05 * len(pitches),
    )
    usual.hanging = _hangs(pairs, usual)
    turns = find_turns([line.words for line in kept], names).found
    labelled = {id(line) for place, line in enumerate(kept) if place in turns}
    for note, line in itertools.pairwise(kept):
        # "(Applause)" on its own line, between lines with the same indent.
        if (
            note.words[:1] in ("(", "[", "（")
            and is_note(note.words)
            and abs(line.left - note.left) < 1
        ):
            labelled |= {id(note), id(line)}
    firsts: list[int] = []
    before: Line | None = None
    for place, line in enumerate(kept):
        divided = before is not None and before.text[-1] in _HYPHENS and line.text[0].islower()
        if before is None or (
            line.begins
            if line.who
            else not divided
            and (
                begins_paragraph(before, line, usual, id(line) in labelled)
                or _changes_style(before, line)
            )
        ):
            firsts.append(place)
        before = line
    kinds = _find_kinds(kept, firsts, labelled) if turns else _find_questions(kept, firsts)
    begun = {id(kept[place]): number for number, place in enumerate(firsts)}
    number = -1
    for line in lines:
        if line.cut:
            collector.cut(line.text, line.cut)
            continue
        if id(line) in begun:
            number = begun[id(line)]
            if number:
                collector.add("", "")
        _write_line(line, collector, kinds.get(number, ""))
    return len(firsts)


def _changes_style(before: Line, line: Line) -> bool:
    """Return whether a line in bold or italics ends between two lines, or one begins."""
    if before.style == line.style:
        return False
    if before.style and line.styles[0] == before.style:
        return False  # it ends inside the next line
    ended = before.words.rstrip()[-1:] in _ENDING or before.style == "b"
    return (
        ended and not (line.style and before.styles[1] == line.style) and not line.text[0].islower()
    )


def _find_questions(kept: Sequence[Line], firsts: Sequence[int]) -> dict[int, str]:
    """Return the paragraphs, by number, that are questions because they are wholly in bold, or in
    italics.

    `firsts` are the places of their first lines.
    """
    for style in "bi":
        if any(line.style == style and line.words.rstrip()[-1:] in "?？؟" for line in kept):
            openings = []
            for lines in _paragraphs(kept, firsts):
                text = " ".join(line.words.strip() for line in lines)
                whole = all(line.style == style for line in lines)
                openings.append(Opening(text, len(text) if whole else 0))
            if found := find_bold_questions(openings):
                return dict.fromkeys(found, "question")
    return {}


def _find_kinds(kept: Sequence[Line], firsts: Sequence[int], labelled: set[int]) -> dict[int, str]:
    """Return the paragraphs of a record, by number, that are headings because they are in bold, or
    notes because they are in italics.

    What a note in italics announces with a colon, as a vote, is a note too if it is a list.
    """
    rare = [s for s in "bi" if sum(line.style == s for line in kept) < _STYLED * len(kept)]
    kinds: dict[int, str] = {}
    before = ""
    for number, lines in enumerate(_paragraphs(kept, firsts)):
        text = " ".join(line.words.strip() for line in lines)
        style = lines[0].style if len({line.style for line in lines}) == 1 else ""
        if id(lines[0]) in labelled or style not in rare:
            listed = kinds.get(number - 1) == "note" and before.endswith(":") and "," in text
            if listed and id(lines[0]) not in labelled and not _ENDS.search(text):
                kinds[number] = "note"
        elif style == "b" and len(text) <= _TITLE and text[-1] not in "?？؟:：,;":
            kinds[number] = "heading"
        elif style == "i" and _may_tell(text):
            kinds[number] = "heading" if is_title_case(text) else "note"
        before = text
    return kinds


def _may_tell(text: str) -> bool:
    """Return whether words in italics may tell what happened; a quotation does not."""
    return text[0] not in "“„«\"‘'" and not text[0].islower() and not speaks(text)


def _paragraphs(kept: Sequence[Line], firsts: Sequence[int]) -> Iterator[Sequence[Line]]:
    for start, end in itertools.pairwise([*firsts, len(kept)]):
        yield kept[start:end]


def _hangs(pairs: Sequence[tuple[Line, Line]], usual: _Page) -> bool:
    """Return whether paragraphs hang: after their first line they are indented.

    Then a line at the edge mostly goes on in the indented line after it.
    """
    stepped = [
        (before, round(line.left - before.left))
        for before, line in pairs
        if line.left - before.left > 0.6 * usual.size
        and abs(before.left - usual.edges[before.page, before.column][0]) < 2
    ]
    open_ = sum(not _ENDS.search(before.words) for before, _ in stepped)
    if open_ < 3 or open_ < 0.6 * len(stepped):
        return False
    most = Counter(step for _, step in stepped).most_common(1)[0][0]
    alike = sum(abs(step - most) < 2 for _, step in stepped)
    return alike > 0.8 * len(stepped) and alike > 0.1 * len(pairs)


def _line_pitch(pairs: Sequence[tuple[Line, Line]], size: float) -> float:
    """Return the distance from line to line inside paragraphs.

    It is the median of all; but where most paragraphs have one line, that would be the distance of
    paragraphs: then it is the least that is usual, if paragraphs end before the larger ones.
    """
    pitches = sorted(before.top - line.top for before, line in pairs)
    usual = median(pitches) if pitches else 0.0
    least = next(
        (
            pitch
            for pitch in pitches
            if pitch > 0.6 * size
            and sum(abs(other - pitch) < 0.05 * pitch for other in pitches) >= 0.15 * len(pitches)
        ),
        usual,
    )
    if usual <= 1.3 * least:
        return usual
    length = median(len(line.words) for _, line in pairs)
    above = [before for before, line in pairs if before.top - line.top > 1.3 * least]
    ended = sum(bool(_ENDS.search(line.words)) or len(line.words) < 0.5 * length for line in above)
    return least if ended >= 0.7 * len(above) else usual


def _write_line(line: Line, collector: Collector, kind: str = "") -> None:
    locator = f"p. {line.page}"
    who = line.who or TurnLabel("", kind)
    stated: dict[str, Any] = {"speaker": who.speaker, "kind": who.kind}
    pieces = [(text, mark) for text, mark in line.pieces() if text]
    broken = line.text[-1] in _HYPHENS
    for place, (text, mark) in enumerate(pieces):
        last = place == len(pieces) - 1
        if mark:
            collector.cut(text, "mark of a note", end="")
        elif last and broken:
            collector.add(text[:-1] + "\u00ad", locator, end="", **stated)
        else:
            collector.add(text, locator, end="", **stated)
    collector.add("", "")


def _same_column(before: Line, line: Line) -> bool:
    return before.page == line.page and before.column == line.column


def _column_edges(lines: list[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the left and right edge of each column: where most lines begin, and how far they
    reach.

    Lines above the columns that reach into the next one are not counted.
    """
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    lefts = {key: _left_edge(column) for key, column in columns.items()}
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for (page, number), column in columns.items():
        limit = lefts.get((page, number + 1), float("inf"))
        rights = sorted(line.right for line in column)
        inside = [right for right in rights if right < limit] or rights
        edges[page, number] = (lefts[page, number], inside[int(len(inside) * 0.9)])
    return edges


def _left_edge(lines: Sequence[Line]) -> float:
    """Return where lines without an indent begin: the first place where many begin."""
    counts = Counter(round(line.left) for line in lines)
    most = counts.most_common(1)[0][1]
    return min(left for left, count in counts.items() if count >= max(1, 0.3 * most))


def begins_paragraph(before: Line, line: Line, usual: _Page, labelled: bool) -> bool:
    """Return whether a line begins a paragraph.

    Args:
        before: The line before.
        line: The line.
        usual: The usual sizes.
        labelled: The line begins with what looks like a speaker's label.
    """
    if abs(before.height - line.height) > 0.15 * max(before.height, line.height):
        return True
    left, right = usual.edges[line.page, line.column]
    left_before, right_before = usual.edges[before.page, before.column]
    indented = 0.6 * usual.size < line.left - left < 5 * usual.size
    indented_before = before.left - left_before >= 0.6 * usual.size
    short = before.right < right_before - 0.12 * (right_before - left_before)
    ended = bool(_ENDS.search(before.words))
    centred = _is_centred(line, left, right, usual)
    centred_before = _is_centred(before, left_before, right_before, usual)
    broken_off = labelled and _BREAKS_OFF.search(before.text) is not None
    if labelled and (ended or indented or short or centred_before or broken_off):
        return True
    if not _same_column(before, line):
        starts = line.text[0].isalnum() and not line.text[0].islower()
        return (indented and starts) or (short and ended) or centred != centred_before
    if before.top - line.top > 1.3 * usual.pitch or centred != centred_before:
        return True
    if usual.hanging:
        return not indented and (indented_before or ended)
    # An indented line after another one: the one before was a paragraph of one line, or both are in
    # an indented block.
    if indented and (not indented_before or (ended and not line.text[0].islower())):
        return True
    # If gaps separate paragraphs, a short line does not. Verse and addresses stay together.
    return short and not usual.spaced and ended


def _is_centred(line: Line, left: float, right: float, usual: _Page) -> bool:
    before, after = line.left - left, right - line.right
    return (
        min(before, after) > 2 * usual.size and abs(before - after) < 0.2 * max(before, after) + 2
    )
