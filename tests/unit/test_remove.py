"""Promise: removing a document loses nothing, and says what rested on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.cli.main import main as pilcrow
from pilcrow.edition import sources as edition
from pilcrow.model.problems import Problems

DOCUMENT = "lavrov-truss-2022"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = copy_project(
        tmp_path / "project", ("Snakefile", "config", "raw", "edition", "coding", "report")
    )
    monkeypatch.chdir(root)
    return root


def commit(root: Path) -> None:
    identity = (
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.org",
        "-c",
        "core.autocrlf=false",
    )
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_without_git_what_goes_is_laid_aside(project: Path) -> None:
    before = files(project)
    assert pilcrow(["remove", DOCUMENT]) == 0
    after = files(project)
    assert after[f"removed/raw/{DOCUMENT}.txt"] == before[f"raw/{DOCUMENT}.txt"]
    assert sorted(after.values()) == sorted(before.values())
    assert edition.document_ids(project) == []


def test_what_git_has_is_deleted_and_what_it_has_not_is_laid_aside(project: Path) -> None:
    commit(project)
    metadata = project / f"raw/{DOCUMENT}.yaml"
    metadata.write_bytes(metadata.read_bytes() + b"# not committed\n")
    pilcrow(["remove", DOCUMENT])
    assert (
        not (project / f"removed/raw/{DOCUMENT}.txt").exists()
        and not (project / f"raw/{DOCUMENT}.txt").exists()
    )
    assert (project / f"removed/raw/{DOCUMENT}.yaml").read_bytes().endswith(b"# not committed\n")


def test_decisions_stay_asleep_and_the_document_comes_back_with_its_ids(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [paragraph.id for paragraph in edition.load_document(project, DOCUMENT).paragraphs]
    pilcrow(["remove", DOCUMENT])
    assert (project / f"edition/{DOCUMENT}.paragraphs.csv").is_file() and (
        project / f"coding/hand/language-model/{DOCUMENT}.csv"
    ).is_file()
    pilcrow(["add", f"removed/raw/{DOCUMENT}.txt", "--speaker", "Sergey Lavrov"])
    found = edition.load_document(project, DOCUMENT)
    assert [paragraph.id for paragraph in found.paragraphs] == before
    assert not any(paragraph.pending for paragraph in found.paragraphs)
    assert "Its ledger exists already" in capsys.readouterr().out


def test_purge_frees_the_id(project: Path) -> None:
    commit(project)
    pilcrow(["remove", DOCUMENT, "--purge"])
    assert not [name for name in files(project) if DOCUMENT in name]


def test_it_says_which_lines_of_report_and_codebook_name_the_document(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codebook = project / "coding/codebook.yaml"
    line = next(
        number
        for number, text in enumerate(codebook.read_text("utf-8").splitlines(), 1)
        if f"paragraph: {DOCUMENT}." in text
    )
    before = files(project)
    pilcrow(["remove", DOCUMENT, "--dry-run"])
    assert files(project) == before
    said = capsys.readouterr().out
    assert f"coding/codebook.yaml:{line}:" in said
    assert "report/sections/findings.qmd:" in said and "its paragraphs are withdrawn" in said
    pilcrow(["remove", DOCUMENT, "--dry-run", "--purge"])
    assert "will not build until" in capsys.readouterr().out


def test_refusals(project: Path) -> None:
    with pytest.raises(Problems, match=f'Did you mean "{DOCUMENT}"'):
        pilcrow(["remove", "lavrov-truss"])
    (project / "removed/raw").mkdir(parents=True)
    (project / f"removed/raw/{DOCUMENT}.txt").write_text("earlier")
    before = files(project)
    with pytest.raises(Problems, match="earlier removal"):
        pilcrow(["remove", DOCUMENT])
    assert files(project) == before
