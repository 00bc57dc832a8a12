"""Define an entry of figures.json."""

from __future__ import annotations

import msgspec


class DrawnFigure(msgspec.Struct, frozen=True):
    """An entry of figures.json: what the report says about a figure."""

    name: str
    title: str
    caption: str = ""
    alt: str = ""
    empty: bool = False  # there was nothing to draw; `alt` says why
    source: str = ""
    data: str = ""  # the published file that holds what is drawn
