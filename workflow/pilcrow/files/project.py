"""The folders and files of a project. Paths in messages are relative to the project."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pilcrow.files.installed import own_points
from pilcrow.files.leftovers import leftover, no_transcript
from pilcrow.files.readable import is_closed, unreadable, why_unreadable
from pilcrow.model.problems import Problem, Problems, problem

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Endings of transcripts; `endings` adds those of a fork.
ENDINGS = (".txt", ".md", ".html", ".docx", ".pdf", ".vtt", ".srt", ".xml")


# Entry points that name the readers of a fork's own formats, each under its ending without the dot.
FORMATS = "pilcrow.formats"


@functools.cache
def own_formats() -> dict[str, EntryPoint]:
    """Return the formats of a fork, by ending. No module is imported."""
    return {f".{entry.name}": entry for entry in own_points(FORMATS)}


def endings() -> tuple[str, ...]:
    """Return the endings that a transcript may have, those of a fork's formats last."""
    return (*ENDINGS, *own_formats())


def look_folder() -> Path:
    """Return the folder of the default look."""
    return beside_package("look")


def find_in_look(name: str, project: Path) -> Path:
    """Return a file of the look: the project's own in report/look/, else the default."""
    own = project / "report" / "look" / name
    return own if own.is_file() else look_folder() / name


def beside_package(name: str) -> Path:
    """Return a folder of the workflow: inside the installed package, or beside it in a clone."""
    package = Path(__file__).resolve().parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def documentation_folder() -> Path:
    """Return the folder of the documentation: inside the package, or at the top of a clone."""
    inside = Path(__file__).resolve().parents[1] / "docs"
    return inside if inside.is_dir() else inside.parents[2] / "docs"


WRITTEN = (".yaml", ".yml", ".csv", ".qmd", ".bib")  # endings of what is read, beside transcripts
FOLDERS = ("config", "raw", "edition", "coding", "report")  # what a scholar writes


def scholars_files(root: Path) -> list[str]:
    """Return the files that a scholar writes, relative to the project.

    Raises Problems, of all folders at once.
    """
    found: list[str] = []
    wrong: list[Problem] = []
    for folder in FOLDERS:
        try:
            found += project_files(root, folder)
        except Problems as stopped:
            wrong += stopped.problems
    if wrong:
        raise Problems(wrong)
    return found


def project_files(root: Path, folder: str) -> list[str]:
    """Return the files of a project's folder, relative to `root`, sorted.

    Linked folders count. Hidden files do not count. What programs leave behind and files of raw/
    that are not transcripts do not either.

    Raises Problems for files and folders that cannot be read, are not regular files, or have a name
    that is not UTF-8. Links that are broken, or lead from raw/ out of the project, are problems
    too.
    """
    if not (root / folder).exists():
        return []
    found: list[str] = []
    wrong: list[Problem] = []
    visited: set[str] = set()
    unread = leftover if folder != "raw" else no_transcript

    def refuse(error: OSError) -> None:
        if os.path.lexists(error.filename):  # not one that was removed a moment ago
            wrong.append(unreadable(_shown(error.filename, root)))

    for base, folders, files in os.walk(root / folder, followlinks=True, onerror=refuse):
        if is_closed(Path(base)):  # its files can be listed, not opened
            wrong.append(unreadable(_shown(base, root)))
            folders.clear()
            continue
        real = os.path.realpath(base)
        if real in visited:  # a link back to a folder that was read
            folders.clear()
            continue
        visited.add(real)
        folders[:] = [
            name for name in folders if not name.startswith(".") and name != "__pycache__"
        ]
        inside = _shown(base, root)
        plain = _plain_files(base)
        # A folder with the name of a file that is read would be passed over in silence.
        named = [name for name in folders if Path(name).suffix in WRITTEN]
        for name in [*files, *named]:
            if name.startswith(".") or unread(name):
                continue
            shown = name if inside == "." else f"{inside}/{name}"
            if name in plain and shown.isascii():
                found.append(shown)  # nearly all of the ten thousand files of a corpus
            elif trouble := _trouble(Path(base, name), shown, root, folder):
                wrong.append(trouble)
            else:
                found.append(shown)
    if wrong:
        raise Problems(wrong)
    return sorted(found)


def _plain_files(folder: str) -> set[str]:
    """Return the names of a folder's regular files that can be read. Links are not among them."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name
                for entry in entries
                if entry.is_file(follow_symlinks=False) and os.access(entry, os.R_OK)
            }
    except OSError:  # it was removed a moment ago
        return set()


def _shown(path: str | os.PathLike[str], root: Path) -> str:
    """Return a path as messages and manifests have it: relative to the project, with slashes."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def _trouble(path: Path, shown: str, root: Path, folder: str) -> Problem | None:
    """Return why a file of the project cannot be used; None if it can."""
    try:
        shown.encode()
    except UnicodeEncodeError:
        named = os.fsencode(shown).decode("utf-8", "backslashreplace")
        return problem(
            "The name of this file is not UTF-8.", file=named, todo="Rename the file.", kind="name"
        )
    if trouble := why_unreadable(path, shown):
        return trouble
    if folder == "raw" and path.is_symlink() and _outside(path, root):
        return problem(
            f"This is a link to {path.resolve()}, outside the project.",
            file=shown,
            todo="Copy the file itself into raw/.",
            kind="link",
        )
    return None


def _outside(path: Path, root: Path) -> bool:
    return root.resolve() not in path.resolve().parents


def find_root() -> Path:
    """Return the project: the nearest folder upwards with raw/ and a Snakefile; else this one."""
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "raw").is_dir() and (folder / "Snakefile").is_file():
            return folder
    return here


# Forms for coders, what they send back, and pages for co-authors. Git does not keep them.
EXCHANGE = "exchange"


def exchange_file(root: Path, name: str) -> Path:
    """Return the path of a file in the folder for exchange; make the folder, which git ignores."""
    folder = root / EXCHANGE
    if not folder.is_dir():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder / name


# The rule files. Snakefiles of every version import this name from here.
RULES = beside_package("rules")


def hand_tables(root: Path) -> list[Path]:
    """Return the tables of codings by hand, coding/hand/CODER/*.csv, relative to the project."""
    found = (path.relative_to(root) for path in (root / "coding/hand").glob("*/*.csv"))
    # As `project_files` has it, what is hidden does not count.
    return sorted(path for path in found if not any(name[0] == "." for name in path.parts))


class DocumentFiles:
    """The files of editor and coders for each document. It reads each folder once."""

    def __init__(self, root: Path) -> None:
        edition = root / "edition"
        self.edition = {entry.name for entry in edition.iterdir()} if edition.is_dir() else set()
        self.hand: dict[str, list[str]] = {}
        self.voice: dict[str, list[str]] = {}
        for path in hand_tables(root):
            shown = path.as_posix()
            document = path.name.removesuffix(".csv")
            if document.endswith(".voice"):
                self.voice.setdefault(document.removesuffix(".voice"), []).append(shown)
            else:
                self.hand.setdefault(document, []).append(shown)

    def given(self, name: str) -> str:
        """Return the path of a file of edition/, relative to the project; "" if there is none."""
        return f"edition/{name}" if name in self.edition else ""


def raw_files(root: Path) -> list[Path]:
    """Return the transcripts in raw/, sorted by name, without hidden files and leftovers."""
    folder = root / "raw"
    if not folder.is_dir():
        return []
    known = endings()
    return sorted(
        (
            path
            for path in folder.iterdir()
            if path.suffix.lower() in known
            and not path.name.startswith(".")
            and not no_transcript(path.name)
            and path.is_file()
        ),
        key=lambda path: path.name,
    )
