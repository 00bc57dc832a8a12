"""A change of several files that happens whole or not at all, even if the program is killed.

First all new files are written into a folder of the transaction. Then its journal is written: from
then on the change counts. Then the files move to their places, and the folder is removed. A folder
without a journal belongs to a change that did not happen. With a journal, the next command finishes
the change, or the next build names it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from pilcrow.model.problems import Problem, problem

FOLDER = ".pilcrow"
_JOURNAL = f"{FOLDER}/journal.json"
_NEW = f"{FOLDER}/new"


class _Journal(msgspec.Struct):
    command: str
    written: list[str]  # relative to the project
    removed: list[str]


def commit(
    root: Path,
    command: str,
    written: Mapping[str, bytes | Path],
    removed: Collection[str] = (),
) -> None:
    """Write and remove files of a project, all or none.

    Args:
        root: The project.
        command: The command line, for a message if the change is interrupted.
        written: New content by path, relative to the project; a Path means a copy of that file.
        removed: Files to remove, relative to the project.
    """
    if not written and not removed:
        return
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    for name, content in written.items():
        place = root / _NEW / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, place)
        else:
            place.write_bytes(content)
    (root / FOLDER).mkdir(exist_ok=True)
    (root / FOLDER / ".gitignore").write_bytes(b"*\n")
    journal = _Journal(command, sorted(written), sorted(set(removed) - set(written)))
    begun = root / f"{_JOURNAL}.begun"
    begun.write_bytes(msgspec.json.encode(journal))
    os.replace(begun, root / _JOURNAL)
    finish(root)


def finish(root: Path) -> str:
    """Finish a change that was interrupted.

    Return the command that began it; "" if there is none.
    """
    try:
        journal = msgspec.json.decode((root / _JOURNAL).read_bytes(), type=_Journal)
    except FileNotFoundError:
        return ""
    for name in journal.written:
        place = root / _NEW / name
        if place.exists():  # else it has taken its place already
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(place, root / name)
    for name in journal.removed:
        (root / name).unlink(missing_ok=True)
    (root / _JOURNAL).unlink()
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    return journal.command


def interrupted(root: Path) -> list[Problem]:
    """Return a problem if a change of the project was interrupted and is not finished."""
    if not (root / _JOURNAL).is_file():
        return []
    return [
        problem(
            "A command was interrupted while it changed several files of the project.",
            file=_JOURNAL,
            todo="Type `pilcrow status`: it finishes the change first.",
            kind="interrupted",
        )
    ]
