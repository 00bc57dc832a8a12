"""Say in one sentence why Pandoc, Quarto or Typst failed. They name the cause among many lines."""

from __future__ import annotations

import re
from pathlib import Path

from pilcrow.files.project import look_folder

UNKNOWN = "it gave no cause"
LONGEST = 4  # lines of a cause
# A cause begins a line (Quarto first lists its settings, indented), or ends the line in which
# Quarto says that Typst compiles.
_CAUSE = re.compile(r"^(?:\S.*\.\.\.)?(?:ERROR|[Ee]rror)\b:?\s+(?:error:\s+)?(?P<words>.*)$")
_FILTER = re.compile(r"^Error running filter .*:\s*$")
_TRACE = re.compile(r"^\s*stack trace(back)?:?\s*$", re.IGNORECASE)
_PLACE = re.compile(r"^\s*┌─\s*(?P<place>\S+)")  # how Typst says where
_OWN_PLACE = re.compile(r"┌─ (?:\S*/)?look/(?P<name>[\w./-]+\.typ):(?P<line>\d+):(?P<column>\d+)")
_FOLDER = re.compile(r"(?<![\w./])/(?:[^\s\"'/:]+/)+")


def cause(said: str) -> str:
    """Return the cause of a failure in what a program printed.

    Folders are left out because they differ from machine to machine.
    """
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
    spoken = [
        line for line in lines if line.strip() and not line[0].isspace() and not _TRACE.match(line)
    ]
    return (_plain(spoken[-1]) if spoken else "") or UNKNOWN


def own_place(project: Path, said: str) -> tuple[str, int, int]:
    """Return file, line and column of the project's own look that Typst names first.

    They are "", 0 and 0 if it names none.
    """
    for found in _OWN_PLACE.finditer(said):
        if _is_own(project, found["name"]):
            # Typst counts columns from 0.
            return f"report/look/{found['name']}", int(found["line"]), int(found["column"]) + 1
    return "", 0, 0


def advice(project: Path, said: str) -> str:
    """Return what to do about what Typst printed.

    The usual cause is a function of the project's look that does not fit the package's.
    """
    log = "The log has its whole output."
    if not re.search(r"unknown variable|unexpected argument|missing argument", said):
        return log
    if _is_own(project, "pilcrow.typ"):
        todo = (
            "report/look/pilcrow.typ replaces the package's, which has other functions:"
            " keep only those that you changed, in own.typ"
        )
        return f"{todo} (`pilcrow docs look`). {log}"
    if _is_own(project, "own.typ") and not own_place(project, said)[0]:
        return (
            "A function of report/look/own.typ has to take what the package's of the same name"
            f" takes (`pilcrow docs look`). {log}"
        )
    return log


def _is_own(project: Path, name: str) -> bool:
    """Return whether a file of the composed look is the project's own."""
    own, packaged = project / "look" / name, look_folder() / name
    return own.is_file() and not (packaged.is_file() and own.read_bytes() == packaged.read_bytes())


def _paragraph(lines: list[str]) -> list[str]:
    """Return the first lines up to an empty one or a trace, at most `LONGEST`."""
    kept: list[str] = []
    for line in lines[:LONGEST]:
        if not line.strip() or _TRACE.match(line):
            break
        kept.append(line)
    return kept


def _plain(sentence: str) -> str:
    return _FOLDER.sub("", " ".join(sentence.split())).rstrip(" .:")
