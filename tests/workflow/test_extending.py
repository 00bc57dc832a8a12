"""Promise: what docs/extending.md prints works: an input format, a stage, an export. (Tables: tests/unit/test_own.py; figures have their own test.)"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from throwaway import REPOSITORY, copy_project, pilcrow, snakemake

pytestmark = pytest.mark.slow
_STEP = re.compile(
    r"[Ii]n `(?P<file>[\w./]+)`(?:, after `(?P<anchor>[^\n]+)`)?(?P<end>, at the end)?:\n\n```python\n(?P<code>.*?)```",
    re.DOTALL,
)
CAPTIONS = "0:00:01.000,0:00:02.000\nSynthetic captions begin.\n\n0:01:05.500,0:01:08.000\nAnd here\nthey end.\n"


def apply_printed(project: Path) -> list[str]:
    """Do in a project what the page says; the files touched."""
    touched = []
    for step in _STEP.finditer((REPOSITORY / "docs/extending.md").read_text("utf-8")):
        path = project / step["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.is_file() else ""
        assert bool(before) == bool(step["anchor"] or step["end"]), step["file"]
        if step["anchor"]:
            at = before.index(step["anchor"])
            assert before.count(step["anchor"]) == 1, step["anchor"]
            line_end = before.index("\n", at) + 1
            path.write_text(before[:line_end] + step["code"] + before[line_end:], "utf-8")
        else:
            path.write_text(before + ("\n\n" if before else "") + step["code"], "utf-8")
        touched.append(step["file"])
    return touched


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("extended") / "project")
    touched = apply_printed(project)
    assert len(touched) == 8 and touched.count("Snakefile") == 2
    (project / "captions.sbv").write_text(CAPTIONS, "utf-8")
    added = pilcrow(project, "add", "captions.sbv", "--speaker", "Nobody", "--date", "2030")
    assert added.returncode == 0, added.stderr
    build = snakemake(project, "results/long-words.csv", "results/reading-copy.txt")
    assert build.status == 0, build.said
    return project


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_an_input_format(extended: Path) -> None:
    text = (extended / "results/reading-copy.txt").read_text("utf-8")
    assert "[captions.p1] Synthetic captions begin.\n\n[captions.p2] And here they end.\n" in text
    assert '"locator":"0:01:05"' in (extended / "results/segment/captions.jsonl").read_text("utf-8")


def test_a_stage_reruns_when_what_it_depends_on_changes(extended: Path) -> None:
    found = rows(extended / "results/long-words.csv")
    assert {row["paragraph"] for row in found} >= {"captions.p1", "lavrov-truss-2022.p13"}
    raw = extended / "raw/captions.sbv"
    raw.write_text(CAPTIONS.replace("Synthetic", "Extraordinarily synthetic"), "utf-8")
    build = snakemake(extended, "results/long-words.csv")
    assert build.status == 0, build.said
    again = rows(extended / "results/long-words.csv")
    assert [row["long_words"] for row in again if row["paragraph"] == "captions.p1"] == ["1"]


def test_an_export(extended: Path) -> None:
    text = (extended / "results/reading-copy.txt").read_text("utf-8")
    assert "[lavrov-truss-2022.h1] Foreign Minister Sergey Lavrov" in text
