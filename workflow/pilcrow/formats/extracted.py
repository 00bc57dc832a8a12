"""The text of a source that is no plain text, and how a reader puts it together."""

from __future__ import annotations

import msgspec

from pilcrow.model.problems import fail
from pilcrow.model.records import Edit, Locator


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

    def add(
        self,
        text: str,
        locator: str,
        *,
        speaker: str = "",
        label: str = "",
        kind: str = "",
        cut: str = "",
        end: str = "\n",
    ) -> None:
        """Add a piece and its line end. `cut` says why it is no text of the speech, and leaves it out."""
        start = self.length
        self.parts += [text, end]
        self.length += len(text) + len(end)
        if cut:
            last = self.cuts[-1] if self.cuts else None
            if last and last.end == start and last.detail == cut:
                self.cuts[-1] = Edit(
                    last.start, self.length, last.before + text + end, "", "left-out", cut
                )
            else:
                self.cuts.append(Edit(start, self.length, text + end, "", "left-out", cut))
        elif text:
            self.places.append(Locator(start, start + len(text), locator, speaker, label, kind))

    def finish(self, form: str, layout: str, reason: str, shown: str) -> Extracted:
        """The extracted text. Raises Problems where nothing is left."""
        if not self.places:
            fail(
                "The file holds no text.",
                file=shown,
                todo="Put the transcript into it, or remove the file.",
                kind="empty",
            )
        return Extracted("".join(self.parts), form, layout, reason, self.places, self.cuts)
