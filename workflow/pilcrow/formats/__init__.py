"""Formats that are no plain text: each is read into one text with the places that its parts have in the source.

A format is a module here with `extract(content, shown, encoding) -> Extracted`, and two lines in `extract`, where the import graph sees it. What a reader leaves out of the
text (navigation, running heads, footnotes) stays in its text and is cut by an edit, so that it is in the processing record.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pilcrow.problems import fail
from pilcrow.records import Edit, Locator

# A transcript of ten million words has 60 MB; what is larger is no transcript.
LARGEST = 100_000_000


class Extracted(msgspec.Struct):
    """The text of a source, in characters of which all ranges are given."""

    text: str
    form: str  # "docx", "pdf", …
    layout: str  # "lines": a paragraph a line; "blocks": blank lines between paragraphs, lines inside to be joined
    reason: str  # of the layout, for the log
    places: list[Locator]  # sorted, apart from one another
    cuts: list[Edit]  # sorted, apart from one another


class Collector:
    """Puts a text together, piece by piece, with its places and cuts."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.places: list[Locator] = []
        self.cuts: list[Edit] = []

    def add(self, text: str, locator: str, *, speaker: str = "", label: str = "", kind: str = "", cut: str = "", end: str = "\n") -> None:
        """Add a piece and its line end. `cut` says why it is no text of the speech, and leaves it out."""
        start = self.length
        self.parts += [text, end]
        self.length += len(text) + len(end)
        if cut:
            last = self.cuts[-1] if self.cuts else None
            if last and last.end == start and last.detail == cut:
                self.cuts[-1] = Edit(last.start, self.length, last.before + text + end, "", "left-out", cut)
            else:
                self.cuts.append(Edit(start, self.length, text + end, "", "left-out", cut))
        elif text:
            self.places.append(Locator(start, start + len(text), locator, speaker, label, kind))

    def finish(self, form: str, layout: str, reason: str, shown: str) -> Extracted:
        """The extracted text. Raises Problems where nothing is left."""
        if not self.places:
            fail("The file holds no text.", file=shown, todo="Put the transcript into it, or remove the file.", kind="empty")
        return Extracted("".join(self.parts), form, layout, reason, self.places, self.cuts)


def check_size(path: Path, shown: str) -> None:
    """Raises Problems for a file that is too large to be a transcript."""
    size = path.stat().st_size
    if size > LARGEST:
        fail(
            f"The file has {size / 1e6:,.0f} MB; a transcript has at most {LARGEST // 1_000_000} MB.",
            file=shown,
            todo="Is it the recording, or pictures of pages? Put the text alone into raw/, in parts if it is long.",
            kind="size",
        )


def extract(content: bytes, shown: str, encoding: str = "") -> Extracted:
    """The text of a file by its ending. Raises Problems: what it is, and why it cannot be read."""
    ending = Path(shown).suffix.lower()
    if ending == ".html":
        from pilcrow.formats import html

        return html.extract(content, shown, encoding)
    if ending == ".docx":
        from pilcrow.formats import docx

        return docx.extract(content, shown, encoding)
    if ending == ".pdf":
        from pilcrow.formats import pdf

        return pdf.extract(content, shown, encoding)
    if ending == ".xml":
        from pilcrow.formats import tei

        return tei.extract(content, shown, encoding)
    from pilcrow.formats import captions

    return captions.extract(content, shown, encoding)
