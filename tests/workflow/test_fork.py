"""Promise: from nothing to a built report with documents that the repository does not hold, by the
commands printed in docs/forking.md.

Everything happens without a network: the wheel is installed into an environment that borrows the
libraries of this one, and `make` is told that the installation is done. What that leaves out,
installing from an index, CI's `make` does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from throwaway import PARTS, REPOSITORY, contents, copy_project, environment

pytestmark = pytest.mark.slow
# Synthetic speeches: nobody gave them.
FIRST = """Synthetic remarks on harbours, 3 May 2021
Dear colleagues,
Our exports pass through four harbours, and each of them is older than the law that rules it.
We did not come to count ships. We came to ask who pays for the lighthouse.
"""
SECOND = """Synthetic answer on harbours, 4 May 2021
The lighthouse was paid for twice, once by each side, and nobody has lit it.
Trade follows light; it does not follow invoices.
"""
FINDINGS = """
The first speech asks "who pays for the lighthouse" [@first, para. 2], the second says that it was "paid for twice" [@second, para. 1].
Both at once [@first, paras. 1-2; @second, para. 2].
"""  # noqa: E501


def printed_commands(heading: str) -> str:
    """The first block of shell commands under a heading of docs/forking.md."""
    text = (REPOSITORY / "docs/forking.md").read_text("utf-8")
    found = re.search(
        rf"^## {re.escape(heading)}\n.*?^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1]


def packages(venv: Path) -> Path:
    """The folder of a virtual environment that holds its modules."""
    there = {"base": os.fspath(venv), "platbase": os.fspath(venv)}
    return Path(sysconfig.get_path("purelib", vars=there))


def borrow_libraries(venv: Path) -> Path:
    """A virtual environment that sees the libraries of this one, and nothing of Pilcrow.

    Returns its folder of programs.
    """
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", os.fspath(venv)],
        check=True,
        capture_output=True,
    )
    own = packages(venv)
    libraries = {
        sysconfig.get_path("purelib"),
        sysconfig.get_path("platlib"),
        *site.getsitepackages(),
    }
    (own / "borrowed.pth").write_text("\n".join(sorted(libraries)) + "\n")
    programs = venv / "bin"
    (programs / "snakemake").write_text(f'#!/bin/sh\nexec "{programs}/python" -m snakemake "$@"\n')
    make = shutil.which("make")
    (programs / "make").write_text(
        f'#!/bin/sh\nexec "{make}" -o .venv/installed BIN="{programs}" "$@"\n'
    )
    for name in ("snakemake", "make"):
        (programs / name).chmod(0o755)
    return programs


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the working copy, built from a copy of it."""
    if "CI" not in os.environ:  # `make` installs it; an environment of another kind may lack it
        pytest.importorskip("hatchling", reason="a wheel is built with hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    copy = shutil.copytree(
        REPOSITORY,
        folder / "copy",
        symlinks=True,
        ignore=shutil.ignore_patterns(".*", "results", "tests", "__pycache__", "*.egg-info"),
    )
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",  # with the build tool of the lock, so without a network
        "--wheel-dir",
        folder,
        copy,
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    made = sorted(folder.glob("pilcrow-*.whl"))
    assert made, done.stderr
    return made[-1]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fork")
    (folder / "first.txt").write_text(FIRST, "utf-8")
    (folder / "second.txt").write_text(SECOND, "utf-8")
    return folder


def run(commands: str, folder: Path, programs: Path, **changes: str) -> str:
    path = os.pathsep.join([os.fspath(programs), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=environment(PATH=path, **changes),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def fork(place: Path, wheel: Path) -> tuple[Path, Path]:
    """A fork made and built by the printed commands; its programs."""
    if not shutil.which("make"):
        pytest.skip("there is no make")
    programs = borrow_libraries(place / "environment")
    installing = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        os.fspath(programs / "python"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        os.fspath(wheel),
    ]
    subprocess.run(installing, check=True, capture_output=True)
    said = run(printed_commands("A fresh project, with Pilcrow as a dependency"), place, programs)
    assert "./pilcrow-" in said
    return place / "speeches", programs


def cited(html: str) -> set[str]:
    return set(re.findall(r'href="#((?:first|second)\.p\d+)"', html))


def test_a_fresh_project_builds_from_the_wheel_alone(fork: tuple[Path, Path], wheel: Path) -> None:
    project, programs = fork
    assert not (project / "workflow").exists()
    assert (project / wheel.name).read_bytes() == wheel.read_bytes()
    where = run('python -c "import pilcrow; print(pilcrow.__file__)"', project, programs)
    assert os.fspath(programs.parent) in where
    assert run("pilcrow docs codebook", project, programs) == (
        REPOSITORY / "docs/codebook.md"
    ).read_text("utf-8")
    html = (project / "results/report.html").read_text("utf-8")
    assert "who pays for the lighthouse" in html and 'id="second.p2"' in html
    assert (project / "results/report.pdf").read_bytes().startswith(b"%PDF")
    index = json.loads((project / "results/paragraphs.json").read_text("utf-8"))
    assert "lavrov" not in json.dumps(index)


def test_citations_of_both_documents_link_and_nothing_is_in_doubt(fork: tuple[Path, Path]) -> None:
    project, programs = fork
    (project / "report/sections/findings.qmd").write_text(FINDINGS, "utf-8")
    run("snakemake --config strict=true", project, programs)
    assert cited((project / "results/report.html").read_text("utf-8")) >= {
        "first.p1",
        "first.p2",
        "second.p1",
        "second.p2",
    }
    again = run("snakemake", project, programs)
    assert "Nothing to do" in again and "  render" not in again


def test_a_quotation_that_no_document_has_stops_the_fork_too(fork: tuple[Path, Path]) -> None:
    project, programs = fork
    (project / "report/sections/findings.qmd").write_text(
        'It says "who pays for the darkness" [@first, para. 2].\n', "utf-8"
    )
    path = os.pathsep.join([os.fspath(programs), os.environ["PATH"]])
    done = subprocess.run(
        ["snakemake"],
        cwd=project,
        env=environment(PATH=path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode and "report/sections/findings.qmd:1" in done.stdout + done.stderr


@pytest.mark.thorough
def test_a_copy_of_the_repository_is_a_template(place: Path) -> None:
    """GitHub's template gives the files of the last commit in a repository of its own; the copy
    uses its own workflow.
    """
    programs = borrow_libraries(place / "clone-environment")
    (programs / "pilcrow").write_text(f'#!/bin/sh\nexec "{programs}/python" -m pilcrow "$@"\n')
    (programs / "pilcrow").chmod(0o755)
    project = copy_project(place / "template", PARTS)
    run(
        "git init -q && git add -A && git -c user.name=test -c user.email=test@example.org commit"
        " -q -m template",
        project,
        programs,
    )
    # What `make` writes in an environment of the copy's own, so that Snakemake finds the logger of
    # the copy.
    (packages(place / "clone-environment") / "pilcrow-workflow.pth").write_text(
        f"{project / 'workflow'}\n"
    )
    run(printed_commands("A copy of the repository"), project, programs)
    assert not [name for name in contents(project) if "lavrov" in name]
    html = (project / "results/report.html").read_text("utf-8")
    assert 'id="first.p1"' in html and "Lavrov" not in html
    (project / "report/sections/findings.qmd").write_text(FINDINGS, "utf-8")
    run("snakemake", project, programs)
    assert cited((project / "results/report.html").read_text("utf-8")) >= {
        "first.p1",
        "first.p2",
        "second.p1",
        "second.p2",
    }
