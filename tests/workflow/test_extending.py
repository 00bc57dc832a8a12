"""Promise: what docs/extending.md prints works: an input format, a stage, an export. (Tables:
tests/unit/test_own.py; figures have their own test.)
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
from throwaway import REPOSITORY, pilcrow, small_project, snakemake

pytestmark = pytest.mark.slow
_STEP = re.compile(
    r"[Ii]n `(?P<file>[\w./]+)`(?:, after `(?P<anchor>[^\n]+)`)?(?P<end>, at the"
    r" end)?:\n\n```python\n(?P<code>.*?)```",
    re.DOTALL,
)
CAPTIONS = (
    "0:00:01.000,0:00:02.000\nSynthetic captions begin.\n\n0:01:05.500,0:01:08.000\nAnd here\nthey"
    " end.\n"
)


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


def install_printed(project: Path) -> list[str]:
    """Leave the entry points that the page prints as an installation would, in the project's
    folder; their groups.
    """
    page = (REPOSITORY / "docs/extending.md").read_text("utf-8")
    points = re.findall(
        r'```toml\n\[project\.entry-points\."([\w.]+)"\]\n(.*?)```', page, re.DOTALL
    )
    described = project / "study-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: study\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(
        "".join(f"[{group}]\n{lines.replace(chr(34), '')}" for group, lines in points)
    )
    return [group for group, _ in points]


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = small_project(tmp_path_factory.mktemp("extended") / "project")
    touched = apply_printed(project)
    assert touched == [
        "speaker_table.py",
        "sbv_captions.py",
        "scripts/long_words.py",
        "Snakefile",
        "Snakefile",
        "scripts/sentence_lengths.py",
        "Snakefile",
        "markdown_export.py",
        "scripts/reading_copy.py",
        "Snakefile",
    ]
    assert install_printed(project) == [
        "pilcrow.tables",
        "pilcrow.formats",
        "pilcrow.exports",
    ]
    (project / "captions.sbv").write_text(CAPTIONS, "utf-8")
    site = os.fspath(project)
    added = pilcrow(
        project,
        *("add", "captions.sbv", "--speaker", "Nobody", "--date", "2030"),
        PYTHONPATH=os.pathsep.join([os.fspath(project / "workflow"), site]),
    )
    assert added.returncode == 0, added.stderr
    wanted = ("results/long-words.csv", "results/reading-copy.txt", "results/export/markdown")
    build = snakemake(project, *wanted, PYTHONPATH=site)
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
    with_the_report = snakemake(extended, "--summary", PYTHONPATH=os.fspath(extended))
    assert "results/long-words.csv" in with_the_report.said
    raw = extended / "raw/captions.sbv"
    raw.write_text(CAPTIONS.replace("Synthetic", "Extraordinarily synthetic"), "utf-8")
    build = snakemake(extended, "results/long-words.csv", PYTHONPATH=os.fspath(extended))
    assert build.status == 0, build.said
    again = rows(extended / "results/long-words.csv")
    assert [row["long_words"] for row in again if row["paragraph"] == "captions.p1"] == ["1"]


def test_an_export(extended: Path) -> None:
    text = (extended / "results/reading-copy.txt").read_text("utf-8")
    assert "[lavrov-truss-2022.h1] Foreign Minister Sergey Lavrov" in text


def test_an_export_with_a_file_for_each_document(extended: Path) -> None:
    folder = extended / "results/export/markdown"
    made = sorted(path.name for path in folder.glob("*.md"))
    assert made == ["captions.md", "lavrov-truss-2022.md"]
    text = (folder / "captions.md").read_text("utf-8")
    assert (
        "**captions.p1** Synthetic captions begin.\n\n**captions.p2** And here they end.\n" in text
    )


def test_an_edit_of_an_export_makes_it_anew(extended: Path) -> None:
    module = extended / "markdown_export.py"
    module.write_text(module.read_text("utf-8").replace("**{one.id}**", "{one.id}:"), "utf-8")
    build = snakemake(extended, "results/export/markdown", PYTHONPATH=os.fspath(extended))
    assert build.status == 0, build.said
    assert "captions.p2: And here" in (extended / "results/export/markdown/captions.md").read_text(
        "utf-8"
    )


def test_a_stage_of_the_workflow_is_one_module_and_one_rule(small: Path) -> None:
    """Promise: docs/workflow.md prints all that is written; the stage is stamped, repaired and
    pruned as the others are.
    """
    project = small
    page = (REPOSITORY / "docs/workflow.md").read_text("utf-8").split("## Adding a stage")[1]
    files = re.findall(r"`(workflow/[\w/]+\.\w+)`:\n\n```\w*\n(.*?)```", page, re.DOTALL)
    assert [path for path, _ in files] == [
        "workflow/pilcrow/lengths.py",
        "workflow/rules/lengths.smk",
    ]
    for path, content in files:
        (project / path).write_text(content, "utf-8")
    (project / "raw/second.txt").write_text("A heading\nFriends,\nWe came here to talk.\n", "utf-8")
    made = project / "results/lengths/second.tsv"
    build = snakemake(project, "results/lengths/second.tsv")
    assert build.status == 0, build.said
    assert made.read_text("utf-8") == "second.p1\t5\n"
    module = project / files[0][0]
    module.write_text(files[0][1].replace("\\t", " "), "utf-8")
    build = snakemake(project, "results/lengths/second.tsv")
    assert made.read_text("utf-8") == "second.p1 5\n", build.said
    made.write_text("edited by hand\n", "utf-8")
    assert snakemake(project, "results/lengths/second.tsv").status == 0
    assert made.read_text("utf-8") == "second.p1 5\n"
    assert pilcrow(project, "verify").returncode == 0
    (project / "raw/second.txt").unlink()
    assert snakemake(project, "tables").status == 0
    assert not made.exists()


def test_a_figure_and_a_table_that_a_rule_makes_stand_in_the_report(extended: Path) -> None:
    page = (REPOSITORY / "docs/extending.md").read_text("utf-8")
    written = re.search(r"```markdown\n(.*?)```", page, re.DOTALL)
    assert written
    section = extended / "report/sections/limits.qmd"
    cited = "\nSee @fig-sentence-lengths and @tbl-longest-sentences.\n"
    section.write_text(f"{section.read_text('utf-8')}\n{written[1]}{cited}", "utf-8")
    build = snakemake(extended, "results/compose", PYTHONPATH=os.fspath(extended))
    assert build.status == 0, build.said
    report = (extended / "results/compose/report.qmd").read_text("utf-8")
    assert re.search(r"\[Figure\s\d+\]\(#figure-sentence-lengths\)", report)
    assert re.search(r"\[Table\s\d+\]\(#table-longest-sentences\)", report)
    assert "| Paragraph | Words per sentence |" in report
    drawing = extended / "results/compose/media/made/sentence-lengths.svg"
    before = drawing.read_bytes()
    # Nothing to do, until the script changes.
    assert snakemake(extended, "results/compose", PYTHONPATH=os.fspath(extended)).ran == []
    script = extended / "scripts/sentence_lengths.py"
    script.write_text(script.read_text("utf-8").replace("1d4f7c", "a8480f"), "utf-8")
    build = snakemake(extended, "results/compose", PYTHONPATH=os.fspath(extended))
    assert build.status == 0, build.said
    assert build.stages == ["compose"] and drawing.read_bytes() != before
