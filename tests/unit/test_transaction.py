"""Promise: a command that changes several files changes all of them or none, wherever it is
killed.
"""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.checks.project import examine_project
from pilcrow.cli.door import door
from pilcrow.cli.main import main as pilcrow
from pilcrow.files import transaction
from pilcrow.model.problems import Problems

DOCUMENT = "lavrov-truss-2022"
COMMANDS = {
    "rename": ["rename", DOCUMENT, "opening-2022", "--report"],
    "remove": ["remove", DOCUMENT, "--purge"],
    "accept": ["accept"],
    "assign": ["assign", "--coders", "anna,ben"],
    "add": ["add", "one.txt", "two.txt", "--speaker", "Ada Sample", "--date", "2022"],
}


class Killed(BaseException):
    """Nothing in the program may catch it."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = copy_project(
        tmp_path / "project", ("Snakefile", "config", "raw", "edition", "coding", "report")
    )
    for name, words in (("one", "First words."), ("two", "Other words.")):
        (root / f"{name}.txt").write_text(f"{words}\nAnd more of them.\n", encoding="utf-8")
        (root / f"raw/not-accepted-{name}.txt").write_text(f"{words}\n", encoding="utf-8")
        about = f"title: {name}\nspeaker: {{name: Ada Sample}}\ndate: 2022\n"
        (root / f"raw/not-accepted-{name}.yaml").write_text(about, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1644451200")
    return root


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".pilcrow" not in path.parts
    }


@contextmanager
def killed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the program die at its `number`-th step; a step takes a file to its place or takes it
    away.
    """
    count = 0
    replace, unlink = os.replace, Path.unlink

    def step() -> None:
        nonlocal count
        count += 1
        if count == number:
            raise Killed

    def counted_replace(source: Path, target: Path) -> None:
        step()
        replace(source, target)

    def counted_unlink(self: Path, missing_ok: bool = False) -> None:
        step()
        unlink(self, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(transaction.os, "replace", counted_replace)
        patched.setattr(Path, "unlink", counted_unlink)
        yield


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_is_undone_or_finished(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    assert pilcrow(COMMANDS[name]) == 0
    after = files(project)
    assert after != before
    outcomes = set()
    for number in range(1, 100):
        restore(project, before)
        try:
            with killed_at(number, monkeypatch):
                pilcrow(COMMANDS[name])
        except Killed:
            pass
        else:
            break
        capsys.readouterr()
        if transaction.interrupted(project):
            with pytest.raises(Problems, match="interrupted"):
                examine_project(project)
            pilcrow(["docs"])  # any command
            said = capsys.readouterr().err
            assert f"Finished first: `pilcrow {name}" in said
            assert files(project) == after
            outcomes.add("finished")
        else:
            assert files(project) == before
            outcomes.add("undone")
        assert not transaction.interrupted(project)
    assert outcomes == {"undone", "finished"}
    assert files(project) == after


def restore(project: Path, content: Mapping[str, bytes]) -> None:
    for path in sorted(project.rglob("*")):
        if path.is_file() and path.relative_to(project).as_posix() not in content:
            path.unlink()
    for name, kept in content.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(kept)


def test_a_change_that_did_not_happen_leaves_nothing(project: Path) -> None:
    """Killed before its journal was written: the next change begins anew."""
    stray = project / ".pilcrow/new/raw/stray.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("stray", encoding="utf-8")
    assert transaction.finish(project) == ""
    transaction.commit(project, "pilcrow test", {"coding/new.csv": b"new"}, ["raw/none.txt"])
    assert (project / "coding/new.csv").read_bytes() == b"new"
    assert not (project / "raw/stray.txt").exists() and not (project / ".pilcrow").exists()


def test_git_does_not_see_the_folder_of_a_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_at(2, monkeypatch), pytest.raises(Killed):
        transaction.commit(project, "pilcrow test", {"raw/x.txt": b"x"})
    assert (project / ".pilcrow/.gitignore").read_text() == "*\n"


NEW: Mapping[str, bytes | Path] = {"raw/x.txt": b"x", "edition/y.csv": b"y"}


def test_a_folder_that_forbids_changes_stops_a_change_before_it_begins(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: no half of a change, and every such folder is named."""
    before = files(project)
    access = os.access
    with monkeypatch.context() as patched:
        patched.setattr(
            transaction.os,
            "access",
            lambda path, mode: Path(path).name not in ("raw", "edition") and access(path, mode),
        )
        with pytest.raises(Problems) as stopped:
            transaction.commit(project, "pilcrow test", NEW)
    assert {one.file for one in stopped.value.problems} == {"raw/", "edition/"}
    assert "nothing was changed" in str(stopped.value)
    assert files(project) == before and not (project / ".pilcrow").exists()


def test_a_full_disk_leaves_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(project)
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "y.csv":
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return write(self, data)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space left"):
            transaction.commit(project, "pilcrow test", NEW)
    assert files(project) == before and not (project / ".pilcrow").exists()


def test_a_change_that_stops_half_way_says_so_and_is_finished_later(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def forbidden(source: Path, target: Path) -> None:
        if Path(target).name == "x.txt" and "new" not in Path(target).parts:
            raise OSError(errno.EACCES, "Permission denied", str(target))
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(transaction.os, "replace", forbidden)
        with pytest.raises(Problems) as stopped:
            transaction.commit(project, "pilcrow test", NEW)
        assert str(stopped.value) == (
            "raw/x.txt: The change by `pilcrow test` is begun and cannot be finished: Permission"
            " denied. Nothing is lost. Mend that, then type `pilcrow status`, which finishes it."
        )
    assert transaction.finish(project) == "pilcrow test"
    assert {name: (project / name).read_bytes() for name in NEW} == NEW


def test_a_folder_on_another_drive_is_written_to(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def across(source: Path, target: Path) -> None:
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(source))
        replace(source, target)

    monkeypatch.setattr(transaction.os, "replace", across)
    transaction.commit(project, "pilcrow test", NEW)
    assert {name: (project / name).read_bytes() for name in NEW} == NEW
    assert not (project / ".pilcrow").exists() and not list(project.glob("*/.*.part"))


def test_two_changes_at_once_follow_one_another(project: Path) -> None:
    """Promise: a change never takes away the folder in which another one is prepared."""
    pytest.importorskip("fcntl")
    other = threading.Thread(target=transaction.commit, args=(project, "pilcrow test", NEW))
    with transaction.alone(project):
        other.start()
        other.join(0.3)
        assert other.is_alive() and not (project / ".pilcrow").exists()
    other.join()
    assert {name: (project / name).read_bytes() for name in NEW} == NEW


def test_a_command_reads_the_project_after_the_one_before_it_has_written(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two `pilcrow rename` at once left the text under both IDs, and `accept` the old ledger."""
    told: list[str] = []
    said = io.StringIO()  # capsys may lose what is written while it reads: the test did not end
    monkeypatch.setattr("sys.stderr", said)

    def work() -> None:
        try:
            pilcrow(["rename", DOCUMENT, "second-2022"])
        except Problems as stopped:
            told.append(str(stopped))

    other = threading.Thread(target=work)
    with transaction.alone(project):
        other.start()
        while "Waiting for it" not in said.getvalue() and other.is_alive():
            other.join(0.01)
        pilcrow(["rename", DOCUMENT, "first-2022", "--report"])
    other.join()
    assert len(told) == 1 and told[0].startswith(f'There is no document "{DOCUMENT}"')
    assert not [name for name in files(project) if "second-2022" in name or DOCUMENT in name]


def test_an_interrupted_change_is_finished_before_the_next_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_at(2, monkeypatch), pytest.raises(Killed):
        transaction.commit(project, "pilcrow test", NEW)
    transaction.commit(project, "pilcrow other", {"coding/z.csv": b"z"})
    assert {name: (project / name).read_bytes() for name in NEW} == NEW
    assert (project / "coding/z.csv").read_bytes() == b"z"


def test_a_command_that_reads_says_if_another_has_changed_the_project_meanwhile(
    project: Path,
) -> None:
    """It would print the old codings of a document beside the new text of another."""

    def work(root: Path) -> int:
        return pilcrow(["rename", DOCUMENT, f"{root.name}-{len(files(root))}", "--project", "."])

    run = ["--project", str(project)]
    with pytest.raises(Problems, match="was changed while this command read it"):
        door(work, help="Read.").main(run, standalone_mode=False)


@pytest.mark.parametrize("option", ["changes", "stays"])
def test_a_command_that_changes_or_stays_says_nothing_of_changes(
    project: Path, option: str
) -> None:
    work = {"work": lambda root: pilcrow(["rename", DOCUMENT, "first-2022"])}
    door(**work, help="Change.", **{option: True}).main(
        ["--project", str(project)], standalone_mode=False
    )
