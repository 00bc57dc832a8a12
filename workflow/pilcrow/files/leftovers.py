"""What stands in raw/ without being a transcript or its metadata: editors' copies, unfinished downloads, notes to readers, folders.

None of it stops a build, and nothing is rebuilt for it; it is named once, so that nobody believes it was read.
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
    """What a file is that a program left behind, by its name; "" for any other."""
    return next((what for form, what in _FORMS if form.fullmatch(name)), "")


def of_preview(name: str, names: Container[str]) -> bool:
    """Whether a file is what a preview of Quarto's own wrote beside a .qmd: its page, its PDF, the folder of their parts.

    Names are paths in one folder, with slashes.
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
    """What a file of raw/ is where its name says that it is neither transcript nor metadata; "" for any other."""
    return leftover(name) or ("a note to readers" if _README.fullmatch(name) else "")


def unread(root: Path) -> list[str]:
    """What of raw/ is not read, each with what it is, sorted by name. Hidden files are not worth a word."""
    folder = root / "raw"
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            found.append(f"raw/{path.name}/, a folder: transcripts lie in raw/ itself")
        elif what := no_transcript(path.name):
            found.append(f"raw/{path.name}, {what}")
    return found


def told(found: Iterable[str]) -> str:
    """The sentence that names what was not read, the first of many; "" where there is nothing."""
    all_of_it = list(found)
    more = f"; and {len(all_of_it) - NAMED} more" if len(all_of_it) > NAMED else ""
    return f"Not read: {'; '.join(all_of_it[:NAMED])}{more}." if all_of_it else ""
