"""The text of a source that is not plain text, and how a reader collects it."""

from __future__ import annotations

from typing import get_args

import msgspec

from pilcrow.model.problems import fail
from pilcrow.model.records import Edit, SourceLocator
from pilcrow.model.values import Kind

# What a source can state of a piece. An aside is a remark of someone else inside a paragraph.
KINDS: tuple[str, ...] = (*get_args(Kind), "aside")


class ReaderDoubt(msgspec.Struct, frozen=True):
    """A sentence on something that a reader could not read with certainty."""

    message: str
    line: int = 0  # line of the file, from 1; 0 if the format has no lines
    todo: str = ""


class SourceDescription(msgspec.Struct):
    """What a source states about itself; "" if it states nothing.

    Dates are 2022-02-10, 2022-02 or 2022.
    """

    title: str = ""
    date: str = ""
    language: str = ""  # BCP 47
    publisher: str = ""
    licence: str = ""
    families: dict[str, str] = {}  # family name by name of a person


class Extracted(msgspec.Struct):
    """The text of a source. All ranges are in characters of `text`.

    `places` has what the source states about each part: locator, speaker, label, kind and language.
    Segmentation guesses only what is empty there.
    """

    text: str
    form: str  # "docx", "pdf", …
    # "lines": a paragraph a line; "blocks": blank lines between paragraphs, lines inside to be
    # joined; "auto": as plain text
    layout: str
    reason: str  # of the layout, for the log
    places: list[SourceLocator]  # sorted, without overlaps
    cuts: list[Edit]  # sorted, without overlaps
    doubts: list[ReaderDoubt] = []
    families: dict[str, str] = {}  # that the source states, by name of a person


class Collector:
    """Collects a text piece by piece, with its places and cuts."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.places: list[SourceLocator] = []
        self.cuts: list[Edit] = []
        self.doubts: list[ReaderDoubt] = []

    def add(
        self,
        text: str,
        locator: str,
        *,
        speaker: str | None = "",
        label: str = "",
        kind: str = "",
        language: str = "",
        end: str = "\n",
    ) -> None:
        """Add a piece of the speech and its line end, with what the source states of it.

        Args:
            text: The words.
            locator: The place in the source, as a reader would name it: "p. 3", "0:01:05".
            speaker: The full name of who speaks; None if the source marks somebody's speech and
                does not name him.
            label: What is before the words in the source: "Q:".
            kind: One of KINDS.
            language: The language of the piece, BCP 47.
            end: What ends the piece; "" joins it to the next one.

        Raises ValueError for another kind.
        """
        if kind and kind not in KINDS:
            raise ValueError(f'"{kind}" is not a kind of paragraph ({", ".join(KINDS)})')
        start = self.length
        self._append(text, end)
        if text:
            place = SourceLocator(start, start + len(text), locator, speaker, label, kind, language)
            self.places.append(place)

    def cut(self, text: str, why: str, end: str = "\n") -> None:
        """Add a piece that is not speech. An edit removes it from the extracted text."""
        start = self.length
        self._append(text, end)
        last = self.cuts[-1] if self.cuts else None
        if last and last.end == start and last.detail == why:
            start = last.start
            text = self.cuts.pop().before + text
        self.cuts.append(Edit(start, self.length, text + end, "", "left-out", why))

    def doubt(self, message: str, line: int = 0, todo: str = "") -> None:
        """Note what could not be read with certainty."""
        self.doubts.append(ReaderDoubt(message, line, todo))

    def _append(self, text: str, end: str) -> None:
        self.parts += [text, end]
        self.length += len(text) + len(end)

    def finish(self, form: str, layout: str, reason: str, shown: str) -> Extracted:
        """Return the extracted text. Raises Problems if it is empty."""
        if not self.places:
            fail(
                "The file contains no text of a speech.",
                file=shown,
                todo="Put the transcript into it, or remove the file.",
                kind="empty",
            )
        text = "".join(self.parts)
        return Extracted(text, form, layout, reason, self.places, self.cuts, self.doubts)
