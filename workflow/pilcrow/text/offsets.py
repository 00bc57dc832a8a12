"""Map ranges of the clean text to the raw file, and back.

Three layers lie between a character of the clean text and its bytes: corrections, normalisation,
encoding. Text that no edit touched maps one to one. Inside a replaced span each character maps to
the whole span, because a finer mapping would be a guess.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from operator import add, sub

from pilcrow.model.records import CleanedDocument, ProcessingRecord
from pilcrow.text.decoding import MARK_OF
from pilcrow.text.normalise import revert_edits, weave

_STEP = 1024  # characters between two stored byte offsets
_LINE = re.compile(r"\r\n|\n|\r")
_PLAIN_LINE = re.compile(r"\n")


class EditedSide:
    """The ranges of the edits in one of the two texts: starts and ends, in characters."""

    def __init__(self, starts: Iterable[int] = (), ends: Iterable[int] = ()) -> None:
        self.starts = array("q", starts)
        self.ends = array("q", ends)

    def ranges(self) -> list[tuple[int, int]]:
        return list(zip(self.starts, self.ends, strict=True))


class Layer:
    """The map between two texts that a list of edits joins.

    Ranges are half-open and in characters.
    """

    def __init__(self, record: ProcessingRecord) -> None:
        if not record:
            self.before = self.after = EditedSide()
            return
        removed, lengths = record.lengths()
        self.before = EditedSide(record.starts, map(add, record.starts, removed))
        # Each edit shifts all later offsets by its change in length.
        growth = accumulate(map(sub, lengths, removed), initial=0)
        starts = array("q", map(add, record.starts, growth))
        self.after = EditedSide(starts, map(add, starts, lengths))

    def map_back(self, start: int, end: int) -> tuple[int, int]:
        """Map a range of the text after the edits to the text before them."""
        return _across(start, end, self.after, self.before)

    def map_back_all(self, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Map many ranges as `map_back` does. Consecutive ranges need no search."""
        starts, ends, count = self.after.starts, self.after.ends, len(self.after.starts)
        begins, stops = self.before.starts, self.before.ends
        passed = 0  # edits that begin at or before the current character
        reached = 0  # end of the previous range
        for start, end in ranges:
            if start >= end or start < reached:
                yield self.map_back(start, end)
                continue
            low, last, high = start, end - 1, end
            while passed < count and starts[passed] <= start:
                passed += 1
            if passed:
                past = start - ends[passed - 1]
                low = begins[passed - 1] if past < 0 else stops[passed - 1] + past
            while passed < count and starts[passed] <= last:
                passed += 1
            if passed:
                past = last - ends[passed - 1]
                high = stops[passed - 1] if past < 0 else stops[passed - 1] + past + 1
            reached = end
            yield low, high

    def map_forward(self, start: int, end: int) -> tuple[int, int]:
        """Map a range of the text before the edits to the text after them."""
        return _across(start, end, self.before, self.after)


def _across(start: int, end: int, here: EditedSide, there: EditedSide) -> tuple[int, int]:
    if not here.starts:
        return start, end
    if start >= end:
        return _point(start, here, there)
    # The last range that begins at or before a character contains it, or comes before it.
    low, high, last = start, end, end - 1
    place = bisect_right(here.starts, start) - 1
    if place >= 0:
        past = start - here.ends[place]
        low = there.starts[place] if past < 0 else there.ends[place] + past
    place = bisect_right(here.starts, last, lo=max(place, 0)) - 1
    if place >= 0:
        past = last - here.ends[place]
        high = there.ends[place] if past < 0 else there.ends[place] + past + 1
    return low, high


def _point(point: int, here: EditedSide, there: EditedSide) -> tuple[int, int]:
    """Return a position between characters: the ranges that were emptied there, or the position."""
    place = bisect_right(here.starts, point) - 1
    if place < 0:
        return point, point
    first = last = place
    if here.starts[last] == point < here.ends[last]:
        # This range begins here and has text. What was emptied comes before it.
        first = last = place - 1
        if last < 0 or here.ends[last] < point:
            return there.starts[place], there.starts[place]
    if here.starts[last] == point == here.ends[last]:
        while first and here.starts[first - 1] == point == here.ends[first - 1]:
            first -= 1
        return there.starts[first], there.ends[last]
    if here.starts[place] < point < here.ends[place]:
        return there.starts[place], there.ends[place]
    moved = there.ends[last] + point - here.ends[last]
    return moved, moved


class Offsets:
    """The maps of one document: clean text ↔ received text ↔ bytes and lines of the raw file.

    If the source is not plain text, bytes are those of the extracted text in UTF-8.
    """

    def __init__(self, cleaned: CleanedDocument) -> None:
        self.cleaned = cleaned
        corrected = cleaned.correction_edits
        self.corrections = Layer(
            ProcessingRecord.of(corrected) if corrected else ProcessingRecord()
        )
        self.normalisation = Layer(cleaned.normalisation)
        self.encoding = "utf-8" if cleaned.received else cleaned.encoding
        self.prefix = len(MARK_OF.get(self.encoding, b"")) if cleaned.bom else 0

    @cached_property
    def normalised(self) -> str:
        """The text before corrections."""
        return revert_edits(self.cleaned.text, self.cleaned.correction_edits)

    @cached_property
    def received(self) -> str:
        """The text as received."""
        if self.cleaned.received or not self.cleaned.normalisation:
            return self.cleaned.received or self.normalised
        stretches = self.normalisation.after
        return weave(
            self.normalised,
            stretches.starts,
            stretches.ends,
            self.cleaned.normalisation.replaced_texts(),
        )

    @cached_property
    def _known(self) -> list[int] | None:
        """Byte offsets of every _STEP-th character; None if each character is one byte."""
        text = self.received
        if (
            text.isascii()
            and not self.encoding.startswith("utf-16")
            and not self.encoding.startswith("utf-32")
        ):
            return None
        known, total = [0], 0
        for start in range(0, len(text), _STEP):
            total += len(text[start : start + _STEP].encode(self.encoding))
            known.append(total)
        return known

    @cached_property
    def _lines(self) -> array[int]:
        """The character after each line end of the received text: \n, \r\n or \r, as in editors."""
        line = _LINE if self.received.count("\r") != self.received.count("\r\n") else _PLAIN_LINE
        return array("q", (match.end() for match in line.finditer(self.received)))

    def to_received(self, start: int, end: int) -> tuple[int, int]:
        """Map a range of the clean text to the range of the received text that it came from."""
        return self.normalisation.map_back(*self.corrections.map_back(start, end))

    def from_received(self, start: int, end: int) -> tuple[int, int]:
        """Map a range of the received text to the clean text. The result is empty if nothing is
        left.
        """
        return self.corrections.map_forward(*self.normalisation.map_forward(start, end))

    def byte(self, character: int) -> int:
        """Return the byte of the raw file at which a character of the received text begins."""
        known = self._known
        if known is None:
            return self.prefix + character
        step = character // _STEP
        start = step * _STEP
        inside = (
            len(self.received[start:character].encode(self.encoding)) if character > start else 0
        )
        return self.prefix + known[step] + inside

    def character(self, byte: int) -> int:
        """Return the character of the received text that holds a byte of the raw file.

        It is −1 for the byte order mark.
        """
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
        return (
            start
            + len(piece[: inside + 1].decode(self.encoding, "ignore"))
            - (1 if _whole(piece[: inside + 1], self.encoding) else 0)
        )

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the byte range in the raw file that [start, end) of the clean text came from."""
        low, high = self.to_received(start, end)
        return self.byte(low), self.byte(high)

    def places(self, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
        """Return the first and last byte in the raw file (half-open) and the line of many ranges.

        Ranges are of the clean text. Lines count from 1.
        """
        text, prefix, narrow = self.received, self.prefix, self._known is None
        # Else a line may end in \r alone.
        plain = "\r" not in text or text.count("\r") == text.count("\r\n")
        line, counted = 1, 0
        byte, reached = prefix, 0  # the last byte and character that were reached
        if self.cleaned.correction_edits:
            ranges = self.corrections.map_back_all(ranges)
        for low, high in self.normalisation.map_back_all(ranges):
            if not plain:
                line = self.line(low)
            elif low >= counted:  # the ranges are in order
                line += text.count("\n", counted, low)
                counted = low
            else:
                line, counted = text.count("\n", 0, low) + 1, low
            if narrow:
                yield low + prefix, high + prefix, line
            elif self.encoding == "utf-8" and low >= reached:
                first = byte + len(text[reached:low].encode())
                byte, reached = first + len(text[low:high].encode()), high
                yield first, byte, line
            else:
                yield self.byte(low), self.byte(high), line

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the character range of the clean text that bytes [start, end) of the raw file
        became.
        """
        low = max(0, self.character(start))
        high = low if end <= start else max(low, self.character(end - 1) + 1)
        return self.from_received(low, high)

    def line(self, character: int) -> int:
        """Return the line of the raw file, from 1, that holds a character of the received text."""
        return bisect_right(self._lines, character) + 1

    def line_range(self, line: int) -> tuple[int, int] | None:
        """Return the characters of the received text on a line of the raw file, without its line
        end; None past the last line.
        """
        if line > len(self._lines) + 1:
            return None
        start = self._lines[line - 2] if line > 1 else 0
        end = self._lines[line - 1] if line <= len(self._lines) else len(self.received)
        return start, start + len(self.received[start:end].rstrip("\r\n"))


def _whole(piece: bytes, encoding: str) -> bool:
    """Return whether bytes end at the end of a character."""
    try:
        piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
