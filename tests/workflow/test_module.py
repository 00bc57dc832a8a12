"""Promise: another workflow can use Pilcrow as a Snakemake module, with a prefix and a config of
its own, and gets the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from throwaway import contents, copy_project, pilcrow, small_project, snakemake

OUTER = """
module pilcrow:
    snakefile: {snakefile!r}
    prefix: "the study, größer"
    config: {{"paper": "letter"}}

use rule * from pilcrow as pilcrow_*

rule everything:
    default_target: True
    input:
        rules.pilcrow_all.input,
        "outer.txt",

rule outer:
    input:
        "the study, größer/results/tabulate/values.json",
    output:
        "outer.txt",
    shell:
        "ls {{input:q}} > {{output}}"
"""


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    """A workflow of its own, with a copy of this project in a folder below."""
    study = small_project(tmp_path / "the study, größer")
    (tmp_path / "Snakefile").write_text(
        OUTER.format(snakefile=os.fspath(study / "Snakefile")), encoding="utf-8"
    )
    return tmp_path


@pytest.mark.slow
@pytest.mark.thorough
def test_a_module_with_a_prefix_gives_the_same_bytes(outer: Path, copy_built: Path) -> None:
    build = snakemake(outer, "--cores", "2")
    assert build.status == 0, build.said
    assert "values.json" in (outer / "outer.txt").read_text()
    assert not (outer / "results").exists(), "what the module makes lies under its prefix"
    again = snakemake(outer, "--cores", "2")
    assert again.status == 0, again.said
    assert "Nothing to be done" in again.said
    assert snakemake(copy_built, "--config", "paper=letter").status == 0
    module, own = contents(outer / "the study, größer"), contents(copy_built)
    assert sorted(module) == sorted(own)
    assert [path for path in own if own[path] != module[path]] == []


@pytest.mark.slow
def test_an_edit_below_the_prefix_rebuilds_and_a_fault_is_a_sentence(outer: Path) -> None:
    target = "the study, größer/results/tabulate/values.json"
    assert snakemake(outer, "--cores", "2", target).status == 0
    raw = outer / "the study, größer/raw/lavrov-truss-2022.txt"
    raw.write_bytes(raw.read_bytes().replace(b"unprecedented", b"unprecedentedly", 1))
    build = snakemake(outer, "--cores", "2", target)
    assert build.status == 0, build.said
    for rule in ("clean", "segment", "code", "count", "tabulate"):
        assert f"pilcrow_{rule}" in build.said
    assert (
        b"unprecedentedly"
        in (outer / "the study, größer/results/tabulate/paragraphs.csv").read_bytes()
    )
    raw.write_bytes(b"")
    broken = snakemake(outer, "--cores", "2", target)
    assert broken.status != 0
    log = outer / "the study, größer/results/logs/clean/lavrov-truss-2022.log"
    assert log.read_text(encoding="utf-8").startswith("raw/lavrov-truss-2022.txt: ")


def repository(folder: Path) -> Path:
    """A git repository that holds this project."""
    small_project(folder)
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "-m", "study"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def deployed(folder: Path, snakefile: str) -> None:
    """Put the scholar's files of this project beside a Snakefile that uses Pilcrow as a module."""
    parts = ("config", "raw", "edition", "coding", "report", "profiles")
    copy_project(folder, tuple(part for part in parts if not (folder / part).exists()))
    (folder / "workflow").mkdir(exist_ok=True)
    (folder / "workflow/Snakefile").write_text(snakefile, encoding="utf-8")


FETCHED = """
configfile: "config/config.yaml"

module pilcrow:
    snakefile: gitfile({repository!r}, path="workflow/Snakefile", ref="main")
    config: config

use rule * from pilcrow
"""


def test_a_workflow_that_is_fetched_from_git_builds(tmp_path: Path) -> None:
    """As Snakemake fetches github(…). The package is the installed one."""
    source = repository(tmp_path / "source")
    folder = tmp_path / "deployed"
    deployed(folder, FETCHED.format(repository=os.fspath(source)))
    build = snakemake(folder, "tables")
    assert build.status == 0, build.said
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"]
    assert "Nothing to do" in snakemake(folder, "tables").said


def test_a_fault_of_the_configuration_is_told_of_its_file(tmp_path: Path) -> None:
    """Also where `configfile:` makes Snakemake hand on what the file says, as snakedeploy does."""
    configured = small_project(tmp_path / "configured")
    snakefile = configured / "Snakefile"
    written = snakefile.read_text("utf-8")
    snakefile.write_text(f'configfile: "config/config.yaml"\n\n\n{written}', "utf-8")
    (configured / "config/config.yaml").write_text("coding: nobody\n", "utf-8")
    said = snakemake(configured, "-n").said
    assert 'config/config.yaml:1: There is no coder "nobody".' in said, said
    given = snakemake(configured, "-n", "--config", "coding=somebody").said
    assert '--config, --configfile: There is no coder "somebody".' in given, given


@pytest.mark.skipif(not shutil.which("snakedeploy"), reason="there is no snakedeploy here")
def test_snakedeploy_writes_a_snakefile_that_builds(tmp_path: Path) -> None:
    source, folder = repository(tmp_path / "source"), tmp_path / "deployed"
    what = ["deploy-workflow", source, folder, "--branch", "main", "--name", "study"]
    command = ["snakedeploy", *what]
    subprocess.run(command, check=True, capture_output=True)
    written = (folder / "workflow/Snakefile").read_text(encoding="utf-8")
    # Of a repository on this machine snakedeploy writes a path that is relative to nothing.
    there = os.fspath(source / "workflow/Snakefile")
    assert '"workflow/Snakefile"' in written
    deployed(folder, written.replace('"workflow/Snakefile"', f'"{there}"'))
    build = snakemake(folder, "tables")
    assert build.status == 0, build.said
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"]


def test_pilcrows_own_commands_work_below_the_prefix(outer: Path) -> None:
    told = pilcrow(outer / "the study, größer", "check")
    assert told.returncode == 0, told.stderr
