"""Files in raw/ that are neither a transcript nor metadata: copies, downloads, notes, folders.

They do not stop a build and do not cause one. A message names them, so that nobody believes that
they were read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from pathlib import Path, PurePosixPath

NAMED = 5  # more than this many are counted
_FORMS = (
    (
        re.compile(r".*~|#.*#|.*\.(?:bak|orig|rej|sw[a-p]|tmp|temp)", re.IGNORECASE | re.DOTALL),
        "an editor’s copy",
    ),
    (re.compile(r"~\$.*", re.DOTALL), "the lock of an open Word document"),
    (
        re.compile(r".*\.(?:part|crdownload|download)", re.IGNORECASE | re.DOTALL),
        "an unfinished download",
    ),
    (
        re.compile(r"thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r", re.IGNORECASE),
        "a file of the system",
    ),
    (re.compile(r"_quarto\.ya?ml\.local"), "written by the build for Quarto's preview"),
)
_README = re.compile(r"readme(\.\w+)?", re.IGNORECASE)


def leftover(name: str) -> str:
    """Return what a file is that a program left behind, judged by its name; "" for any other."""
    return next((what for form, what in _FORMS if form.fullmatch(name)), "")


def of_preview(name: str, names: Container[str]) -> bool:
    """Return whether Quarto's preview wrote a file beside a .qmd: page, PDF or folder of parts.

    Args:
        name: Path of the file, with slashes.
        names: Paths of all files of the same folder.
    """
    path = PurePosixPath(name)
    if path.suffix in (".html", ".pdf") and str(path.with_suffix(".qmd")) in names:
        return True
    return any(
        f"{str(folder).removesuffix('_files')}.qmd" in names
        for folder in path.parents
        if folder.name.endswith("_files")
    )


def no_transcript(name: str) -> str:
    """Return what a file of raw/ is if its name says that it is not read; else ""."""
    return leftover(name) or ("a note to readers" if _README.fullmatch(name) else "")


def unread(root: Path) -> list[str]:
    """Return what in raw/ is not read, each with what it is, sorted. Hidden files are left out."""
    folder = root / "raw"
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            found.append(f"raw/{path.name}/, a folder (put transcripts into raw/ itself)")
        elif what := no_transcript(path.name):
            found.append(f"raw/{path.name}, {what}")
    return found


def describe_leftovers(found: Iterable[str]) -> str:
    """Return a sentence that names what was not read, at most five; "" if everything was read."""
    names = list(found)
    more = f"; and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Not read: {'; '.join(names[:NAMED])}{more}." if names else ""
