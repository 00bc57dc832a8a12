"""What a program says when it fails, as one sentence: Pandoc, Quarto and Typst say the cause somewhere among many lines."""

from __future__ import annotations

import re

UNKNOWN = "it said nothing of the cause"
LONGEST = 4  # lines that a cause may go on for
# A cause begins a line (Quarto first lists its settings, indented), or ends the line in which Quarto says that Typst compiles.
_CAUSE = re.compile(r"^(?:\S.*\.\.\.)?(?:ERROR|[Ee]rror)\b:?\s+(?P<words>.*)$")
_FILTER = re.compile(r"^Error running filter .*:\s*$")
_TRACE = re.compile(r"^\s*stack trace(back)?:?\s*$", re.IGNORECASE)
_PLACE = re.compile(r"^\s*┌─\s*(?P<place>\S+)")  # how Typst says where
_FOLDER = re.compile(r"(?<![\w./])/(?:[^\s\"'/:]+/)+")


def cause(said: str) -> str:
    """The cause of a failure out of all that a program said; without folders, which differ from machine to machine."""
    lines = said.splitlines()
    for number, line in enumerate(lines):
        found = _CAUSE.match(line)
        if not found:
            continue
        after = lines[number + 1 :]
        if _FILTER.match(line):
            words = _paragraph(after)
        elif line.startswith("Error ") and not line.endswith("."):
            words = [line, *_paragraph(after)]
        else:
            words = [found["words"]]
        place = next((match["place"] for match in map(_PLACE.match, after[:2]) if match), "")
        sentence = _plain(" ".join(words))
        if sentence:
            return f"{sentence} ({place})" if place else sentence
    spoken = [line for line in lines if line.strip() and not line[0].isspace() and not _TRACE.match(line)]
    return (_plain(spoken[-1]) if spoken else "") or UNKNOWN


def _paragraph(lines: list[str]) -> list[str]:
    """The lines up to an empty one or a trace; not more than a cause may go on for."""
    kept: list[str] = []
    for line in lines[:LONGEST]:
        if not line.strip() or _TRACE.match(line):
            break
        kept.append(line)
    return kept


def _plain(sentence: str) -> str:
    return _FOLDER.sub("", " ".join(sentence.split())).rstrip(" .:")
