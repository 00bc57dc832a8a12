"""Where a stretch of clean text stood in the file, and the reverse.

Three layers lie between a character of the clean text and its bytes: corrections, normalisation, encoding. Text that no edit
touched maps one to one; inside a replaced stretch each character maps to the whole stretch, for nothing finer is true.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from pilcrow.decoding import MARK_OF
from pilcrow.normalise import revert
from pilcrow.records import CleanedDocument, Edit

_STEP = 1024  # characters between two known byte offsets
_LINE = re.compile(r"\r\n|\n|\r")


class Layer:
    """The map between two texts that a list of edits joins. Ranges are half-open and in characters."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.before: list[tuple[int, int]] = [(edit.start, edit.end) for edit in edits]
        self.after: list[tuple[int, int]] = []
        shift = 0
        for edit in edits:
            start = edit.start + shift
            self.after.append((start, start + len(edit.after)))
            shift += len(edit.after) - (edit.end - edit.start)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The range of the text before that [start, end) of the text after came from."""
        return _across(start, end, self.after, self.before)

    def forth(self, start: int, end: int) -> tuple[int, int]:
        """The range of the text after that [start, end) of the text before became."""
        return _across(start, end, self.before, self.after)


def _across(start: int, end: int, here: list[tuple[int, int]], there: list[tuple[int, int]]) -> tuple[int, int]:
    if not here:
        return start, end
    if start >= end:
        return _point(start, here, there)
    # The last stretch that begins at or before the character; it holds the character, or lies before it.
    place = bisect_right(here, (start, len_max)) - 1
    low = start if place < 0 else there[place][0] if start < here[place][1] else there[place][1] + start - here[place][1]
    last = end - 1
    place = bisect_right(here, (last, len_max), lo=max(place, 0)) - 1
    high = end if place < 0 else there[place][1] if last < here[place][1] else there[place][1] + end - here[place][1]
    return low, high


def _point(point: int, here: list[tuple[int, int]], there: list[tuple[int, int]]) -> tuple[int, int]:
    """A place between characters: the stretches that were emptied there, or the same place."""
    first = bisect_left(here, (point, point))
    if first < len(here) and here[first] == (point, point):
        last = bisect_right(here, (point, point)) - 1
        return there[first][0], there[last][1]
    place = bisect_right(here, (point, len_max)) - 1
    if place < 0:
        return point, point
    if here[place][0] < point < here[place][1]:
        return there[place]
    if point == here[place][0]:
        return there[place][0], there[place][0]
    moved = there[place][1] + point - here[place][1]
    return moved, moved


len_max = 1 << 62


class Offsets:
    """The maps of one document: clean text ↔ received text ↔ bytes and lines of the raw file.

    Where the source is no plain text, bytes are those of the extracted text in UTF-8.
    """

    def __init__(self, cleaned: CleanedDocument) -> None:
        self.cleaned = cleaned
        self.corrections = Layer(cleaned.correction_edits)
        self.normalisation = Layer(cleaned.normalisation)
        self.encoding = "utf-8" if cleaned.received else cleaned.encoding
        self.prefix = len(MARK_OF.get(self.encoding, b"")) if cleaned.bom else 0

    @cached_property
    def normalised(self) -> str:
        """The text before corrections."""
        return revert(self.cleaned.text, self.cleaned.correction_edits)

    @cached_property
    def received(self) -> str:
        """The text as received."""
        return self.cleaned.received or revert(self.normalised, self.cleaned.normalisation)

    @cached_property
    def _known(self) -> list[int] | None:
        """Byte offsets of every _STEP-th character; None where each character is a byte."""
        text = self.received
        if text.isascii() and not self.encoding.startswith("utf-16") and not self.encoding.startswith("utf-32"):
            return None
        known, total = [0], 0
        for start in range(0, len(text), _STEP):
            total += len(text[start : start + _STEP].encode(self.encoding))
            known.append(total)
        return known

    @cached_property
    def _lines(self) -> list[int]:
        """The character after each line end of the received text, as editors count lines: \\n, \\r\\n, \\r."""
        return [match.end() for match in _LINE.finditer(self.received)]

    def to_received(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the received text that [start, end) of the clean text came from."""
        return self.normalisation.back(*self.corrections.back(start, end))

    def from_received(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the clean text that [start, end) of the received text became; empty where they left no trace."""
        return self.corrections.forth(*self.normalisation.forth(start, end))

    def byte(self, character: int) -> int:
        """The byte in the raw file at which a character of the received text begins."""
        known = self._known
        if known is None:
            return self.prefix + character
        step = character // _STEP
        start = step * _STEP
        inside = len(self.received[start:character].encode(self.encoding)) if character > start else 0
        return self.prefix + known[step] + inside

    def character(self, byte: int) -> int:
        """The character of the received text that a byte of the raw file belongs to; −1 for the byte order mark."""
        place = byte - self.prefix
        if place < 0:
            return -1
        known = self._known
        if known is None:
            return place
        step = bisect_right(known, place) - 1
        start = step * _STEP
        inside = place - known[step]
        piece = self.received[start : start + _STEP].encode(self.encoding)
        return start + len(piece[: inside + 1].decode(self.encoding, "ignore")) - (1 if _whole(piece[: inside + 1], self.encoding) else 0)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The byte range in the raw file that [start, end) of the clean text came from."""
        low, high = self.to_received(start, end)
        return self.byte(low), self.byte(high)

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """The character range of the clean text that bytes [start, end) of the raw file became."""
        low = max(0, self.character(start))
        high = low if end <= start else max(low, self.character(end - 1) + 1)
        return self.from_received(low, high)

    def line(self, character: int) -> int:
        """The line of the raw file, from 1, on which a character of the received text stands."""
        return bisect_right(self._lines, character) + 1

    def line_range(self, line: int) -> tuple[int, int] | None:
        """The characters of the received text on a line of the raw file, without its line end; None past the last line."""
        if line > len(self._lines) + 1:
            return None
        start = self._lines[line - 2] if line > 1 else 0
        end = self._lines[line - 1] if line <= len(self._lines) else len(self.received)
        return start, start + len(self.received[start:end].rstrip("\r\n"))


def _whole(piece: bytes, encoding: str) -> bool:
    """Whether bytes end at the end of a character."""
    try:
        piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
