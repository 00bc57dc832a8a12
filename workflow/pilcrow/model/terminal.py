"""Text on a terminal: control characters of a file are printed, not obeyed."""

from __future__ import annotations

import sys
from typing import TextIO

from pilcrow.model.patterns import compile_later

# Characters that control a terminal, or that change how the rest of a line is shown; halves of
# surrogate pairs.
_OBEYED = compile_later(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

# Bold, red, green, yellow, and back: all that the commands use.
_OWN = compile_later(r"(\x1b\[(?:0|1|31|32|1;33)m)")


def printable(text: str) -> str:
    r"""Return a text for a terminal, with control characters as codes such as \x1b."""
    return _OBEYED.sub(lambda found: ascii(found.group())[1:-1], text)


class _Guarded:
    """A text stream that prints control characters instead of obeying them."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(printable(text))

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
    `printable`.
    """
    stream = sys.stdout
    if isinstance(stream, _Guarded):
        parts = _OWN.split(text)
        text = "".join(part if number % 2 else printable(part) for number, part in enumerate(parts))
        stream = stream.stream
    print(text, file=stream)
