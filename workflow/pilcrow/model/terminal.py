"""Text on a terminal: control characters of a file are printed, not obeyed."""

from __future__ import annotations

import re
import sys
from typing import TextIO

# Control characters of ASCII and Latin-1, among them ESC and CSI; line ends and tabs stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Bold, red, green, yellow, and back: all that the commands use.
_OWN = re.compile(r"(\x1b\[(?:0|1|31|32|1;33)m)")


def visible(text: str) -> str:
    """Replace control characters by their escapes: an ESC becomes the four characters `\\x1b`."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class _Guarded:
    """A text stream that prints control characters instead of obeying them."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(visible(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def guard_terminal() -> None:
    """Make standard output and standard error print control characters instead of obeying them,
    where they are terminals.

    A file or a pipe receives every character: `pilcrow kwic … --csv - > file.csv` is data.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream.isatty() and not isinstance(stream, _Guarded):
            setattr(sys, name, _Guarded(stream))


def print_coloured(text: str) -> None:
    """Print a text with colour codes of our own; words of a file between them must have passed
    `visible`.
    """
    stream = sys.stdout
    if isinstance(stream, _Guarded):
        parts = _OWN.split(text)
        text = "".join(part if number % 2 else visible(part) for number, part in enumerate(parts))
        stream = stream.stream
    print(text, file=stream)
