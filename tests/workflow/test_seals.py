"""Promise: what lies under results/ is what the stages made of these sources; anything else there is made again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from throwaway import copy_project, snakemake

from pilcrow.build.invalidation import Repairs, broken, seal

DOCUMENT = "lavrov-truss-2022"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    (tmp_path / "results/draw").mkdir(parents=True)
    for name in ("a.svg", "b.svg"):
        (tmp_path / "results/draw" / name).write_text("made", encoding="utf-8")
    seal([tmp_path / "results/draw"], tmp_path / "seal.json", tmp_path)
    assert broken(tmp_path / "seal.json", tmp_path) == ""
    return tmp_path


def test_an_edit_an_addition_and_a_loss_below_a_folder_are_seen(sealed: Path) -> None:
    place = sealed / "seal.json"
    path = sealed / "results/draw/a.svg"
    stat = path.stat()
    path.write_text("edit", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    edited = broken(place, sealed)
    assert edited, "the same size and time do not hide an edit"
    path.write_text("made", encoding="utf-8")
    assert broken(place, sealed) == "", "only content counts"
    (sealed / "results/draw/c.svg").touch()
    assert broken(place, sealed) not in ("", edited)
    (sealed / "results/draw/c.svg").unlink()
    path.unlink()
    assert broken(place, sealed), "a file missing from a folder is seen"
    shutil.rmtree(sealed / "results/draw")
    assert broken(place, sealed) == "", "a missing output is Snakemake's to make"


def test_a_repair_is_asked_once_and_its_token_stays(tmp_path: Path) -> None:
    repairs = Repairs(tmp_path / "repairs.json")
    assert repairs.token("clean/a", "") == ""
    first = repairs.token("clean/a", "edited")
    assert first
    repairs.save()
    later = Repairs(tmp_path / "repairs.json")
    assert later.token("clean/a", "edited") == first, "until it is repaired"
    assert later.token("clean/a", "") == first, "and after"
    assert later.token("clean/a", "edited") != first, "the same edit again is another"


@pytest.mark.slow
def test_results_made_elsewhere_are_made_again(tmp_path: Path) -> None:
    """Of other sources, newer than everything here, and without Snakemake's records."""
    theirs = copy_project(tmp_path / "theirs")
    raw = theirs / f"raw/{DOCUMENT}.txt"
    raw.write_bytes(raw.read_bytes().replace(b"unprecedented", b"remarkable", 1))
    assert snakemake(theirs, "tables").status == 0
    ours = copy_project(tmp_path / "ours")
    assert snakemake(ours, "-n").status == 0
    shutil.copytree(theirs / "results", ours / "results", copy_function=shutil.copyfile)
    build = snakemake(ours, "tables")
    assert build.status == 0, build.said
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"]
    assert b"remarkable" not in (ours / "results/tabulate/paragraphs.csv").read_bytes()
    assert snakemake(ours, "tables").ran == []
