"""Find the places of a document's paragraphs in its raw file.

Codings by rules and by people need them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pilcrow.model.records import CleanedDocument, Edit, Paragraph

if TYPE_CHECKING:
    from pilcrow.text.offsets import Offsets

Locate = Callable[
    [int, int], tuple[int, int]
]  # a character range of a paragraph's text → its byte range in the raw file


class Places:
    """The places of a document's paragraphs in its raw file."""

    def __init__(self, cleaned: CleanedDocument) -> None:
        self.cleaned = cleaned
        self._edited = bool(cleaned.normalisation or cleaned.correction_edits)
        self._plain = bool(cleaned.received) or cleaned.encoding == "utf-8"
        self._offsets: Offsets | None = None
        self._corrected, self._normalised = (
            _Stretches(cleaned.correction_edits),
            _Stretches(cleaned.normalisation),
        )

    def locate(self, paragraph: Paragraph) -> Locate | None:
        """Return a function from characters of a paragraph to bytes; None if a character is a byte.

        Usually no edit touched the paragraph, and counting is enough. Otherwise it uses
        pilcrow.text.offsets.
        """
        if not self._plain or (self._edited and not self._untouched(paragraph)):
            base, to_raw = paragraph.start, self._exact().to_raw
            return lambda start, end: to_raw(base + start, base + end)
        begin, text = paragraph.raw_start, paragraph.text
        if text.isascii():
            return None

        at, byte = 0, begin

        def count(start: int, end: int) -> tuple[int, int]:
            # Continues from the last position, so that many matches take linear time.
            nonlocal at, byte
            low, high = sorted((at, start))
            between = len(text[low:high].encode())
            at, byte = start, byte + (between if start == high else -between)
            return byte, byte + len(text[start:end].encode())

        return count

    def _exact(self) -> Offsets:
        from pilcrow.text.offsets import Offsets

        if self._offsets is None:
            self._offsets = Offsets(self.cleaned)
        return self._offsets

    def _untouched(self, paragraph: Paragraph) -> bool:
        start = self._corrected.before(paragraph.start, paragraph.end)
        return (
            start is not None
            and self._normalised.before(start, start + paragraph.end - paragraph.start) is not None
        )


class _Stretches:
    """The unedited parts of a text, and by how much each has moved."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.starts, self.ends, self.moved = [-1], [-1], [0]
        for edit in edits:
            start = edit.start + self.moved[-1]
            self.starts.append(start)
            self.ends.append(start + len(edit.after))
            self.moved.append(self.moved[-1] + len(edit.after) - (edit.end - edit.start))

    def before(self, start: int, end: int) -> int | None:
        """Return where [start, end) began before the edits; None if an edit touches it."""
        place = bisect_right(self.starts, start) - 1
        free = self.ends[place] <= start and (
            place + 1 == len(self.starts) or self.starts[place + 1] >= end
        )
        return start - self.moved[place] if free else None
