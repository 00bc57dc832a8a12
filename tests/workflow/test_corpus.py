"""Promise: a corpus is the same project, only larger: in batches, of which an edit reruns one; and
the tables are those of a build from nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from throwaway import REPOSITORY, Build, contents, copy_project, environment, pilcrow, snakemake

sys.path.insert(0, os.fspath(REPOSITORY / "benchmarks"))
import corpus as benchmark

PARTS = ("Snakefile", "config", "report", "workflow", "profiles")


def make(target: Path, documents: int, batched_from: int) -> Path:
    """A project of small made-up documents."""
    copy_project(target, PARTS)
    (target / "coding").mkdir()
    shutil.copy2(REPOSITORY / "coding/codebook.yaml", target / "coding")
    (target / "raw").mkdir()
    for number in range(documents):
        add(target, number)
    with (target / "config/config.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"\ndocuments_per_batch_from: {batched_from}\n")
    return target


def add(project: Path, number: int) -> None:
    text = (
        f"Synthetic document {number}\nFriends,\nWe came for a dialogue about sanctions.\nWe shall"
        " cooperate.\n"
    )
    (project / f"raw/synthetic-{number:03}.txt").write_text(text, encoding="utf-8")
    metadata = f"title: Synthetic {number}\nspeaker: {{name: Ada Sample}}\ndate: 2020\n"
    (project / f"raw/synthetic-{number:03}.yaml").write_text(metadata, encoding="utf-8")


def jobs(build: Build) -> str:
    return " ".join(build.ran)


def same_as_from_nothing(project: Path, fresh: Path) -> None:
    shutil.copytree(
        project, fresh, ignore=shutil.ignore_patterns("results", ".snakemake", "__pycache__")
    )
    assert snakemake(fresh, "tables").status == 0
    now, anew = contents(project), contents(fresh)
    assert sorted(now) == sorted(anew)
    assert [path for path in now if now[path] != anew[path]] == []


@pytest.mark.slow
def test_an_edit_reruns_its_batch_and_what_aggregates(tmp_path: Path) -> None:
    project = make(tmp_path / "corpus", 192, 50)
    first = snakemake(project, "tables")
    assert first.status == 0, first.said
    assert sorted(path.name for path in (project / "results/clean").iterdir()) == [
        "batch-00.jsonl",
        "batch-01.jsonl",
    ]
    path = project / "raw/synthetic-040.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Friends", "Dear friends"), encoding="utf-8"
    )
    build = snakemake(project, "tables")
    assert jobs(build) == "clean segment code count tabulate", build.said
    assert "raw/synthetic-040.txt changed" in build.said
    assert snakemake(project, "tables").ran == []
    metadata = project / "raw/synthetic-041.yaml"
    metadata.write_text(
        metadata.read_text(encoding="utf-8").replace("2020", "2021"), encoding="utf-8"
    )
    assert jobs(snakemake(project, "tables")) == "tabulate"
    (project / "raw/synthetic-042.txt").unlink()
    (project / "raw/synthetic-042.yaml").unlink()
    assert jobs(snakemake(project, "tables")) == "clean segment code count tabulate"
    same_as_from_nothing(project, tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.thorough
def test_crossing_the_size_rebuilds_once_and_is_said(tmp_path: Path) -> None:
    project = make(tmp_path / "corpus", 4, 5)
    first = snakemake(project, "tables")
    assert first.status == 0, first.said
    assert "from now on" not in first.said
    add(project, 4)
    build = snakemake(project, "tables")
    assert build.status == 0, build.said
    assert (
        "5 documents: they are handled in 1 batch from now on, before one by one. So everything is"
        " rebuilt, once." in build.said
    )
    assert jobs(build) == "clean segment code count tabulate"
    assert [path.name for path in (project / "results/clean").iterdir()] == ["batch-00.jsonl"]
    add(project, 5)
    assert "from now on" not in snakemake(project, "tables").said
    same_as_from_nothing(project, tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there is no pseudo-terminal here")
def test_long_work_shows_a_bar_on_a_terminal_and_none_when_piped(tmp_path: Path) -> None:
    """In a build; tests/unit/test_progress.py has the bar itself."""
    project = make(tmp_path / "corpus", 8, 150)
    upper, lower = os.openpty()
    command = [sys.executable, "-m", "snakemake", "tables"]
    process = subprocess.Popen(
        command,
        cwd=project,
        env=environment(COLUMNS="100"),
        stdin=lower,
        stdout=lower,
        stderr=lower,
    )
    os.close(lower)
    said = b""
    while True:
        try:
            piece = os.read(upper, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    assert process.wait() == 0, said
    os.close(upper)
    shown = said.decode()
    assert re.search(r"█+░+ \d+/33  00:\d\d:\d\d", shown), "a bar, and the time that is left"
    assert "Rebuilt 33 steps" in shown
    told = pilcrow(project, "explain")
    assert told.stdout.count("first build") == 34, "prune is a job too"
    shutil.rmtree(project / "results")
    piped = snakemake(project, "tables")
    assert "\r" not in piped.said
    assert "█" not in piped.said
    assert "8 batches" in piped.said
    assert "`pilcrow explain` says" in piped.said


def test_the_measured_corpus_is_the_same_every_time_and_grows_at_its_end() -> None:
    small = list(benchmark.documents(3, None))
    assert list(benchmark.documents(5, None))[:3] == small
    assert all(9_000 < len(text.encode()) < 13_000 for _, text, _ in small)
