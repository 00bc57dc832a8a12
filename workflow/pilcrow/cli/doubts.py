"""Doubts about the division of a text, as commands print them."""

from __future__ import annotations

from pilcrow.model.records import Doubtful
from pilcrow.text.units import DOUBTS


def describe_doubt(doubt: Doubtful) -> str:
    """Return a doubt as a line: where it is, what it is, the words and the reason."""
    what = DOUBTS[doubt.kind][0].removeprefix("1 ")
    return (
        f"{doubt.where}: {what}: “{doubt.words[:60]}”{f' ({doubt.reason})' if doubt.reason else ''}"
    )
