"""A change of several files that happens whole or not at all, even if the program is killed.

First all new files are written into a folder of the transaction. Then its journal is written: from
then on the change counts. Then the files move to their places, and the folder is removed. A folder
without a journal belongs to a change that did not happen. With a journal, the next command finishes
the change, or the next build names it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from pilcrow.model.problems import Problem, Problems, fail, problem

FOLDER = ".pilcrow"
_JOURNAL = f"{FOLDER}/journal.json"
_NEW = f"{FOLDER}/new"


class _Journal(msgspec.Struct):
    command: str
    written: list[str]  # relative to the project
    removed: list[str]


_held: set[tuple[Path, int]] = set()  # projects, and the threads that are changing them


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let one process at a time change a project; others wait. Where a system has no such locks,
    nobody waits.

    A command holds it from before it reads until it has written. Else two commands at once could
    both change what neither of them has changed yet.
    """
    held = (root.resolve(), threading.get_ident())
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    if held in _held:
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives have no locks
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another command is changing this project. Waiting for it.", file=sys.stderr)
                fcntl.flock(folder, fcntl.LOCK_EX)
        _held.add(held)
        yield
    finally:
        _held.discard(held)
        os.close(folder)


def state(root: Path) -> list[tuple[str, int]]:
    """Return when files last came or went in the folders that commands change."""
    folders = [root / "raw", root / "edition", root / "coding", *(root / "coding/hand").glob("*")]
    return [(str(one), one.stat().st_mtime_ns) for one in folders if one.is_dir()]


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

    Raises:
        Problems: A folder forbids it. Then nothing is changed.
        OSError: The new files cannot be written, for example on a full disk. Then nothing is
            changed either.
    """
    if not written and not removed:
        return
    journal = _Journal(command, sorted(written), sorted(set(removed) - set(written)))
    with alone(root):
        _finish(root)
        if closed := _closed_folders(root, [*journal.written, *journal.removed]):
            raise Problems(closed)
        shutil.rmtree(root / FOLDER, ignore_errors=True)
        try:
            _prepare(root, written, journal)
        except OSError:
            shutil.rmtree(root / FOLDER, ignore_errors=True)
            raise
        _finish(root)


def _closed_folders(root: Path, names: Iterable[str]) -> list[Problem]:
    """Return a problem for each folder in which files cannot be written or removed."""
    found = {}
    for name in (f"{FOLDER}/x", *names):
        folder = (root / name).parent
        while not folder.exists() and folder != root:
            folder = folder.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            shown = folder.relative_to(root).as_posix() if folder != root else "."
            found[shown] = problem(
                "This folder forbids to change files in it, so nothing was changed."
                if folder.is_dir()
                else "This is not a folder, so nothing was changed.",
                file=f"{shown}/" if shown != "." else "the folder of the project",
                todo="Give yourself the right to write there."
                if folder.is_dir()
                else "Rename or move it.",
                kind="unwritable",
            )
    return list(found.values())


def _prepare(root: Path, written: Mapping[str, bytes | Path], journal: _Journal) -> None:
    """Write the new files and the journal, from which on the change counts."""
    for name, content in written.items():
        place = root / _NEW / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, place)
        else:
            place.write_bytes(content)
    (root / FOLDER).mkdir(exist_ok=True)
    (root / FOLDER / ".gitignore").write_bytes(b"*\n")
    begun = root / f"{_JOURNAL}.begun"
    begun.write_bytes(msgspec.json.encode(journal))
    os.replace(begun, root / _JOURNAL)


def finish(root: Path) -> str:
    """Finish a change that was interrupted.

    Return the command that began it; "" if there is none. Raises Problems if it cannot be finished.
    """
    if not (root / _JOURNAL).is_file():
        return ""
    with alone(root):
        return _finish(root)


def _finish(root: Path) -> str:
    try:
        journal = msgspec.json.decode((root / _JOURNAL).read_bytes(), type=_Journal)
    except FileNotFoundError:
        return ""
    try:
        for name in journal.written:
            place = root / _NEW / name
            if place.exists():  # else it has taken its place already
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                _move(place, root / name)
        for name in journal.removed:
            (root / name).unlink(missing_ok=True)
    except OSError as trouble:
        fail(
            f"The change by `{journal.command}` is begun and cannot be finished:"
            f" {trouble.strerror}.",
            file=name,
            todo="Nothing is lost. Mend that, then type `pilcrow status`, which finishes it.",
            kind="interrupted",
        )
    (root / _JOURNAL).unlink()
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    return journal.command


def _move(place: Path, target: Path) -> None:
    """Move a file to its place, also where that folder is a link to another drive."""
    try:
        os.replace(place, target)
    except OSError as trouble:
        if trouble.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name[:100]}.part")
        shutil.copyfile(place, beside)
        os.replace(beside, target)
        place.unlink()


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
