"""Throw-away projects to break: every test that builds, builds in a folder of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from throwaway import copy_of, copy_project, small_project, snakemake

from pilcrow.report.rendering import pandoc as rendering

# How long an example takes is the machine's matter, and no test's.
settings.register_profile("pilcrow", deadline=None)
settings.load_profile("pilcrow")

# `make test` gives each process whole files. Those that take longest come first, so that no process
# waits for another at the end.
FOLDERS = ("workflow", "browser", "faults", "unit")
Make = Callable[[Path], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the files by what their tests take; the order within a file stays."""

    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))

    def rank(item: pytest.Item) -> tuple[bool, int, int]:
        folder = item.path.parent.name
        place = FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)
        return slow[item.path] < 5, place, -slow[item.path]

    items.sort(key=rank)


def made_once(factory: pytest.TempPathFactory, name: str, make: Make) -> Path:
    """Return a project that one process of the test run makes and all of them read."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    project, done = folder / name, folder / f"{name}.done"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(project, ignore_errors=True)
            make(project)
            done.touch()
    return project


# What Pandoc is asked for beside the page and the print: citations, references, words.
ASIDE = {"--to=json", "--print-default-data-file=default.csl"}


@pytest.fixture(scope="session", autouse=True)
def pandoc_is_asked_once() -> Iterator[None]:
    """Remember what Pandoc answered aside, in this process: each composed report asks it eight
    times, and mostly what the report before asked.

    The question is the command, the input, the environment and every file of the folder. Stages
    that run in processes of their own remember nothing.
    """
    answers: dict[bytes, Any] = {}

    def run(command: list[Any], **given: Any) -> Any:
        if ASIDE.isdisjoint(command):
            return subprocess.run(command, **given)
        folder, where = Path(given["cwd"]), given["env"]
        parts = [*map(str, command), given["input"]]
        parts += [f"{name}={where[name]}" for name in sorted(where) if "PYTEST" not in name]
        for path in sorted(folder.rglob("*")):
            parts += [os.fspath(path.relative_to(folder)), path.is_file() and path.read_bytes()]
        question = hashlib.sha256(repr(parts).encode()).digest()
        if question not in answers:
            answers[question] = subprocess.run(command, **given)
        return answers[question]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rendering, "subprocess", SimpleNamespace(run=run))
        yield


def build(project: Path, *targets: str) -> None:
    """Build a project."""
    done = snakemake(project, *targets)
    assert done.status == 0, done.said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh copy of the repository, nothing built."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's project built once; tests that change it copy it first."""
    return made_once(tmp_path_factory, "built", lambda folder: build(copy_project(folder)))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A fresh small project (see `small_project`), nothing built."""
    return small_project(tmp_path / "project")


@pytest.fixture(scope="session")
def small_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project built once; tests that change it copy it first (see `copy_built`)."""
    return made_once(tmp_path_factory, "small", lambda folder: build(small_project(folder)))


@pytest.fixture(scope="session")
def tabulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose tables are made once; tests that change it copy it first."""

    def make(folder: Path) -> None:
        build(small_project(folder), "tables")

    return made_once(tmp_path_factory, "tabulated", make)


@pytest.fixture
def copy_built(small_built: Path, tmp_path: Path) -> Path:
    """A copy of the small built project, results and Snakemake's records included."""
    return copy_of(small_built, tmp_path / "copy")


@pytest.fixture
def copy_seed(built: Path, tmp_path: Path) -> Path:
    """A copy of the repository's built project, for what only the whole report shows."""
    return copy_of(built, tmp_path / "copy")
