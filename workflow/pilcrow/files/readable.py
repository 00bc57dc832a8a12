"""Say why a file of the project cannot be opened. Reading from a pipe would never end."""

from __future__ import annotations

import os
from pathlib import Path

from pilcrow.model.problems import Problem, problem


def is_there(path: Path) -> bool:
    """Return whether anything has this path: a file, a folder, a pipe, a broken link."""
    return os.path.lexists(path)


def is_closed(path: Path) -> bool:
    """Return whether this is a folder whose permissions forbid to list or to open its files."""
    return path.is_dir() and not os.access(path, os.R_OK | os.X_OK)


def unreadable(shown: str) -> Problem:
    """Return the problem of a file or folder whose permissions forbid to read it."""
    return problem(
        "This cannot be read.",
        file=shown,
        todo="Change its permissions (`chmod -R u+rX`), or move it out of the project.",
        kind="unreadable",
    )


def why_unreadable(path: Path, shown: str) -> Problem | None:
    """Return why a file that is there cannot be read; None if it can. `shown` is its path."""
    if path.is_file():
        return None if os.access(path, os.R_OK) else unreadable(shown)
    if path.is_symlink() and not path.exists():
        return problem(
            "The link leads to a file that is not there.",
            file=shown,
            todo="Put the file itself there, or remove the link.",
            kind="link",
        )
    if path.is_dir():
        what, todo = "This is a folder, and a file is expected here.", "Rename or move the folder."
        return problem(what, file=shown, todo=todo, kind="unreadable")
    return problem(
        "This is not a regular file, but a pipe, a socket or a device.",
        file=shown,
        todo="Move it out of the project.",
        kind="unreadable",
    )
