"""Promise 1, at its edges: what an earlier engine, or Snakemake alone, did not see."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from throwaway import append, contents, copy_of, environment, pilcrow, snakemake

from pilcrow.build.job import refuse_changed
from pilcrow.files.checksums import file_checksum
from pilcrow.files.project import hand_tables, project_files
from pilcrow.model.problems import Problems

DOCUMENT = "lavrov-truss-2022"
RAW = f"raw/{DOCUMENT}.txt"


@pytest.fixture
def tables(tabulated: Path, tmp_path: Path) -> Path:
    return copy_of(tabulated, tmp_path / "copy")


def edit(project: Path, before: bytes = b"unprecedented", after: bytes = b"remarkable") -> None:
    path = project / RAW
    assert before in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(before, after, 1))


def published(project: Path) -> bytes:
    return (project / "results/tabulate/paragraphs.csv").read_bytes()


def test_a_copied_project_rebuilds_nothing_whatever_snakemake_compares(tables: Path) -> None:
    for seed in "12":  # of the order of sets: in each, the same stamps
        assert snakemake(tables, "tables", PYTHONHASHSEED=seed).ran == []
    for trigger in ("mtime", "input", "params", "code"):
        assert (
            "Nothing to be done"
            in snakemake(tables, "tables", "-n", "--rerun-triggers", trigger).said
        )


def test_a_moved_project_rebuilds_nothing(tables: Path) -> None:
    moved = tables.rename(tables.with_name("moved here"))
    assert snakemake(moved, "tables").ran == []


@pytest.mark.slow
def test_without_its_records_everything_is_rebuilt_to_the_same_bytes(tables: Path) -> None:
    before = contents(tables)
    shutil.rmtree(tables / ".snakemake")
    append(f"results/segment/{DOCUMENT}.jsonl", "{}\n")(tables)
    assert snakemake(tables, "tables").stages == ["clean", "segment", "code", "count", "tabulate"]
    assert contents(tables) == before


@pytest.mark.slow
@pytest.mark.parametrize("trigger", ["mtime", pytest.param("input", marks=pytest.mark.thorough)])
def test_an_edit_is_seen_whatever_snakemake_compares(trigger: str, tables: Path) -> None:
    edit(tables)
    build = snakemake(tables, "tables", "--rerun-triggers", trigger)
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"], build.said
    assert b"remarkable" in published(tables)


@pytest.mark.slow
@pytest.mark.parametrize(
    "trigger",
    ["mtime", *(pytest.param(name, marks=pytest.mark.thorough) for name in ("input", "params"))],
)
def test_a_setting_reruns_the_rules_that_take_it_and_no_other(trigger: str, tables: Path) -> None:
    config = tables / "config/config.yaml"
    with config.open("a", encoding="utf-8") as stream:
        stream.write("population: speeches of one minister\n")
    build = snakemake(tables, "tables", "--rerun-triggers", trigger)
    assert build.status == 0, build.said
    assert build.stages == ["tabulate"], build.said
    assert snakemake(tables, "tables", "--rerun-triggers", trigger).ran == []
    assert snakemake(tables, "tables", "--config", "coding=language-model").stages == [
        "count",
        "tabulate",
    ]


def test_a_build_with_nothing_to_do_loads_no_pandas(tables: Path) -> None:
    """Snakemake loads it to record a param. That takes longer than all else."""
    command = [sys.executable, "-X", "importtime", "-m", "snakemake", "tables"]
    done = subprocess.run(
        command, cwd=tables, env=environment(), capture_output=True, text=True, check=True
    )
    assert "Nothing to do" in done.stderr
    loaded = {line.split()[-1] for line in done.stderr.splitlines() if "import time:" in line}
    assert "snakemake.workflow" in loaded
    assert not loaded & {"pandas", "matplotlib", "pyarrow", "lxml"}


@pytest.mark.slow
def test_lost_records_of_snakemake_mean_a_rebuild(tables: Path) -> None:
    shutil.rmtree(tables / ".snakemake/metadata")
    edit(tables)
    build = snakemake(tables, "tables")
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"], build.said
    assert b"remarkable" in published(tables)
    assert snakemake(tables, "tables").ran == []


@pytest.mark.slow
def test_truncated_records_of_snakemake_hide_no_edit(tables: Path) -> None:
    for path in (tables / ".snakemake/metadata").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:20])
    edit(tables)
    assert snakemake(tables, "tables").status == 0
    assert b"remarkable" in published(tables)


def test_an_edit_that_is_undone_rebuilds_nothing(tables: Path) -> None:
    edit(tables)
    assert snakemake(tables, "tables", "-n").status == 0
    edit(tables, b"remarkable", b"unprecedented")
    assert snakemake(tables, "tables").ran == []


@pytest.mark.slow
def test_a_job_that_failed_is_not_forgotten(tables: Path) -> None:
    """Snakemake removes the outputs of a failed job, and then sees nothing but an input that is
    missing.
    """
    edit(tables)
    raw = (tables / RAW).read_bytes()
    (tables / RAW).write_bytes(b"\xff\xfe" + bytes(range(256)))
    assert snakemake(tables, "tables").status != 0
    assert snakemake(tables, "tables").status != 0, "it still fails"
    (tables / RAW).write_bytes(raw)
    assert snakemake(tables, "tables").status == 0
    assert b"remarkable" in published(tables)


def test_a_file_edited_while_a_job_runs_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("raw.txt")
    path.write_text("before")
    parts = {"raw.txt": file_checksum(path), "setting paper": '"a4"'}
    times = refuse_changed(parts, {})
    assert refuse_changed(parts, times) == times
    path.write_text("edited")
    with pytest.raises(
        Problems, match=r"raw.txt: This file changed while the build ran. Build again."
    ):
        refuse_changed(parts, times)
    path.write_text("before")
    os.utime(path, ns=(0, times["raw.txt"][1]))
    with pytest.raises(Problems, match="changed while the build ran"):
        refuse_changed(parts, times)  # edited and restored, with its time
    path.unlink()
    with pytest.raises(Problems, match="changed while the build ran"):
        refuse_changed(parts, {})


def test_what_is_read_is_what_is_checksummed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "anna").mkdir(parents=True)
    (elsewhere / "anna/a.csv").touch()
    project = tmp_path / "project"
    (project / "coding/hand").mkdir(parents=True)
    (project / "coding/hand/anna").symlink_to(elsewhere / "anna")
    (project / "coding/hand/again").symlink_to(project / "coding/hand")
    (project / "coding/hand/.trash").mkdir()
    for name in ("._a.csv", ".trash/b.csv", "c.csv", "d.csv~", "anna/._a.csv"):
        (project / "coding/hand" / name).touch()
    assert project_files(project, "coding") == ["coding/hand/anna/a.csv", "coding/hand/c.csv"]
    assert {path.parent.name for path in hand_tables(project)} == {"anna", "again"}


def test_every_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "coding").mkdir()
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / "coding" / name).touch()
    closed = ("a.csv", "c.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name not in closed)
    with pytest.raises(Problems) as stopped:
        project_files(tmp_path, "coding")
    assert [problem.file for problem in stopped.value.problems] == ["coding/a.csv", "coding/c.csv"]


def test_a_transcript_that_is_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project/raw").mkdir(parents=True)
    (tmp_path / "secret.txt").touch()
    (tmp_path / "project/raw/inside.txt").touch()
    (tmp_path / "project/raw/link.txt").symlink_to("inside.txt")
    assert project_files(tmp_path / "project", "raw") == ["raw/inside.txt", "raw/link.txt"]
    (tmp_path / "project/raw/speech.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Problems, match=r"outside the project\. Copy the file itself into raw/"):
        project_files(tmp_path / "project", "raw")


def test_an_id_that_snakemake_takes_for_a_circle_is_refused(tables: Path) -> None:
    name = "a" + "-b" * 25
    shutil.copy(tables / RAW, tables / f"raw/{name}.txt")
    build = snakemake(tables, "tables")
    assert build.status != 0
    assert f"raw/{name}.txt: " in build.said
    assert "repeats" in build.said


@pytest.mark.slow
def test_files_dated_in_the_future_end_in_a_sentence_with_the_remedy(tables: Path) -> None:
    edit(tables)
    later = (tables / RAW).stat().st_mtime + 600
    os.utime(tables / RAW, (later, later))
    build = snakemake(tables, "tables")
    assert build.status != 0
    assert "Files are dated in the future" in build.said and "touch" in build.said
    subprocess.run(
        ["find", ".", "-newermt", "now", "-exec", "touch", "{}", "+"], cwd=tables, check=True
    )
    assert snakemake(tables, "tables").status == 0
    assert b"remarkable" in published(tables)


def test_a_lock_that_a_killed_build_left_is_a_sentence_with_the_command(tables: Path) -> None:
    edit(tables)
    locks = tables / ".snakemake/locks"
    locks.mkdir(exist_ok=True)
    (locks / "0.input.lock").write_text(f"{tables}/{RAW}\n")
    (locks / "0.output.lock").write_text(f"results/clean/{DOCUMENT}.jsonl\n")
    build = snakemake(tables, "tables")
    assert build.status != 0
    assert "type `snakemake --unlock` and build again" in build.said
    assert "Traceback" not in build.said
    assert (locks / "0.output.lock").is_file(), "Pilcrow removes no lock"


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"",
        *(
            pytest.param(one, marks=pytest.mark.thorough)
            for one in (b"[]", b"3", b"{", b'{"a": []}')
        ),
    ],
)
def test_state_that_cannot_be_read_is_made_anew(content: bytes, tables: Path) -> None:
    for path in (tables / ".snakemake/pilcrow").rglob("*.json"):
        path.write_bytes(content)
    build = snakemake(tables, "tables")
    assert build.status == 0, build.said
    assert "fault of Pilcrow" not in build.said
    assert snakemake(tables, "tables").ran == []


def test_modules_of_the_project_folder_do_not_hide_those_of_python(tables: Path) -> None:
    for name in ("random", "inspect", "yaml", "difflib", "msgspec"):
        (tables / f"{name}.py").write_text("raise SystemExit('hidden')\n")
    edit(tables)
    program = Path(sys.executable).parent / "snakemake"
    done = subprocess.run(
        [program, "tables"],
        cwd=tables,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"remarkable" in published(tables)


def test_a_home_that_cannot_be_written_stops_nothing(tables: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}
    build = snakemake(tables, "tables", **{**kept, "HOME": "/proc/nowhere"})
    assert build.status == 0, build.said


@pytest.mark.slow
def test_verify_names_what_was_edited_and_what_is_stale(tables: Path) -> None:
    told = pilcrow(tables, "verify")
    assert told.returncode == 0, told.stdout + told.stderr
    figure = "results/figures/theme-prevalence.svg"
    assert snakemake(tables, figure).status == 0
    append(f"results/segment/{DOCUMENT}.jsonl", "\n")(tables)
    told = pilcrow(tables, "verify")
    assert told.returncode == 1
    assert f"results/segment/{DOCUMENT}.jsonl is missing or was edited" in told.stdout
    assert snakemake(tables, "tables").status == 0
    edit(tables)
    (tables / "random.py").write_text("raise SystemExit", encoding="utf-8")  # hides no module
    stale = json.loads(pilcrow(tables, "verify", "--json").stdout)
    assert "figure/theme-prevalence" in stale, "a figure that was requested by name"
    assert stale[f"clean/{DOCUMENT}"] == [f"raw/{DOCUMENT}.txt changed"]


@pytest.mark.slow
def test_strict_changes_what_is_refused_and_not_what_is_made(copy_built: Path) -> None:
    build = snakemake(copy_built, "--config", "strict=true")
    assert build.status == 0, build.said
    assert build.stages == []
    edit(copy_built)
    draft = snakemake(copy_built)
    assert draft.status == 0, draft.said
    strict = snakemake(copy_built, "--config", "strict=true")
    assert strict.status != 0
    assert strict.stages == []
    assert "reworded" in strict.said
