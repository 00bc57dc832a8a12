"""A change of several files of a project that happens whole or not at all, also if the program is killed in the middle.

All new files are first written into a folder of the transaction; then its journal is written, which is the moment of decision; then
the files take their places and the folder goes. A folder without a journal is of a change that did not happen. One with a journal
is finished by the next command, or named by the next build.
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
        command: What does it, as it is typed: "pilcrow rename a b". It is named if the change is interrupted.
        written: New content by path, relative to the project; of a path, the file is copied.
        removed: Files that go, relative to the project.
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
    """Finish a change that was interrupted. Returns the command that began it, "" if there is none."""
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
    """A problem if a change of the project was interrupted and is not finished."""
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
