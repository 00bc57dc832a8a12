"""Promise: Snakemake's own commands and other ways to run it show what its users expect; a project
of version 0.1 still builds.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from throwaway import snakemake

# What `pilcrow new` wrote as Snakefile before the workflow was used as a module.
EARLIER = """
import os, sys
from pathlib import Path

own = Path(workflow.current_basedir) / "workflow"
if (own / "pilcrow").is_dir():
    sys.path.insert(0, str(own))
    os.environ["PYTHONPATH"] = str(own)

try:
    from pilcrow.project import RULES
except ImportError:
    sys.exit("Pilcrow is not installed where this snakemake comes from.")


include: str(RULES / "pilcrow.smk")


rule all:
    default_target: True
    input:
        plan.targets,
"""


def test_a_snakefile_of_version_0_1_still_builds(built: Path, copy_built: Path) -> None:
    (copy_built / "Snakefile").write_text(EARLIER, encoding="utf-8")
    build = snakemake(copy_built)
    assert build.status == 0, build.said
    assert "Nothing to do" in build.said


def test_the_linter_finds_nothing(project: Path) -> None:
    linted = snakemake(project, "--lint")
    assert linted.status == 0, linted.said
    assert "your workflow is in a good condition" in linted.said


def test_without_the_profile_snakemake_speaks_its_own_words(copy_built: Path) -> None:
    build = snakemake(copy_built, "--workflow-profile", "none", "--cores", "1")
    assert build.status == 0, build.said
    assert "Building DAG of jobs" in build.said and "Nothing to be done" in build.said


def test_a_document_that_does_not_exist_has_no_rule(project: Path) -> None:
    build = snakemake(project, "results/segment/lavrov.jsonl")
    assert build.status != 0
    assert "No rule to produce results/segment/lavrov.jsonl" in build.said
    assert "File " not in build.said, build.said


@pytest.mark.slow
def test_a_report_of_snakemake_holds_figures_tables_and_the_report(copy_built: Path) -> None:
    pytest.importorskip("pygments")
    build = snakemake(copy_built, "--report", "report.zip")
    assert build.status == 0, build.said
    with zipfile.ZipFile(copy_built / "report.zip") as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert {"theme-prevalence.svg", "themes.csv", "report.html", "report.pdf"} <= names


def test_summary_and_changes_know_the_transcript(copy_built: Path) -> None:
    raw = copy_built / "raw/lavrov-truss-2022.txt"
    raw.write_bytes(raw.read_bytes().replace(b"unprecedented", b"remarkable", 1))
    summary = snakemake(copy_built, "--detailed-summary")
    line = next(line for line in summary.said.splitlines() if line.startswith("results/clean/"))
    assert "update pending" in line and "raw/lavrov-truss-2022.txt" in line
