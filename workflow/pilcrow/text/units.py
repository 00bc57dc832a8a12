"""A paragraph as it is told apart, before it has an ID."""

from __future__ import annotations

import msgspec


class Unit(msgspec.Struct):
    """A paragraph before it has an ID. Ranges are of characters, in the document's clean text."""

    start: int
    end: int
    text: str
    kind: str = "speech"
    speaker: str = ""
    label: str = ""
    speaker_label: str = ""
    locator: str = ""
    language: str = ""  # where the source or its words say another than the document's
    asides: list[tuple[int, int]] = []  # characters of `text` that the source says are not spoken
