"""Promise: what lies under results/ is what the stages made of these sources; anything else there
is made again.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from throwaway import small_project, snakemake

from pilcrow import prune
from pilcrow.build.plan import setting
from pilcrow.build.stamps import (
    Made,
    Stamp,
    changed_outputs,
    made_path,
    parts_of,
    paths_of,
    read_record,
    stamp_path,
    write_made,
    write_stamp,
)
from pilcrow.checks.places import refuse_blocked
from pilcrow.model.problems import Problems

DOCUMENT = "lavrov-truss-2022"
DRAW = "results/draw"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A project in which the job `draw` has made a folder with two figures."""
    (tmp_path / DRAW).mkdir(parents=True)
    for name in ("a.svg", "b.svg"):
        (tmp_path / DRAW / name).write_text("made", encoding="utf-8")
    write_stamp(tmp_path, "draw", {"raw/a.txt": "1"}, [DRAW], lost=False)
    record(tmp_path)
    return tmp_path


def record(root: Path) -> None:
    """Record the outputs, as the job does at its end."""
    stamp = read_record(Stamp, root / stamp_path("draw"))
    for path in (root / DRAW, *(root / DRAW).iterdir()):
        os.utime(path)
    write_made(root, made_path("draw"), [DRAW], Made(stamp.number, stamp.parts))


def changed(root: Path) -> list[str]:
    return changed_outputs(root, read_record(Made, root / made_path("draw")))


def stamped_again(root: Path, parts: dict[str, str] | None = None, lost: bool = False) -> bool:
    before = (root / stamp_path("draw")).read_bytes()
    write_stamp(root, "draw", parts or {"raw/a.txt": "1"}, [DRAW], lost)
    return (root / stamp_path("draw")).read_bytes() != before


def test_an_edit_an_addition_and_a_loss_below_a_folder_are_seen(made: Path) -> None:
    assert changed(made) == []
    path = made / DRAW / "a.svg"
    stat = path.stat()
    path.write_text("edit", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert changed(made) == [f"{DRAW}/a.svg"], "the same size and time do not hide an edit"
    path.write_text("made", encoding="utf-8")
    assert changed(made) == [], "only content counts"
    (made / DRAW / "c.svg").touch()
    assert changed(made) == [f"{DRAW}/c.svg"]
    (made / DRAW / "c.svg").unlink()
    path.unlink()
    assert changed(made) == [f"{DRAW}/a.svg"]
    shutil.rmtree(made / DRAW)
    assert changed(made) == [f"{DRAW}/a.svg", f"{DRAW}/b.svg"]


def test_a_stamp_is_written_again_only_for_a_reason(made: Path) -> None:
    before = (made / stamp_path("draw")).read_bytes()
    assert not stamped_again(made)
    assert stamped_again(made, {"raw/a.txt": "2"}), "an input changed"
    assert not stamped_again(made, {"raw/a.txt": "2"}), "the job waits"
    stamped_again(made)
    assert (made / stamp_path("draw")).read_bytes() == before, "an edit undone was never there"
    assert stamped_again(made, lost=True), "Snakemake lost its records"
    record(made)
    (made / DRAW / "a.svg").write_text("edit", encoding="utf-8")
    assert stamped_again(made), "an output was edited"
    record(made)
    assert not stamped_again(made), "and made again"
    (made / made_path("draw")).unlink()
    assert stamped_again(made), "nobody knows what made the outputs"


def test_outputs_that_are_newer_than_a_stamp_that_waits_make_it_newer(made: Path) -> None:
    assert stamped_again(made, {"raw/a.txt": "2"})
    assert not stamped_again(made, {"raw/a.txt": "2"}), "the job waits, and Snakemake knows"
    later = (made / stamp_path("draw")).stat().st_mtime_ns + 1_000_000_000
    os.utime(made / DRAW, ns=(later, later))
    assert stamped_again(made, {"raw/a.txt": "2"})


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b'"x"', b"{", b'{"number": "x"}', b"[" * 100_000]
)
def test_a_damaged_stamp_or_record_is_made_anew(made: Path, content: bytes) -> None:
    (made / stamp_path("draw")).write_bytes(content)
    assert stamped_again(made)
    record(made)
    (made / made_path("draw")).write_bytes(content)
    assert stamped_again(made)
    record(made)
    before = (made / stamp_path("draw")).read_bytes()
    for path in (stamp_path("draw"), made_path("draw")):
        (made / path).write_bytes(content)
    write_stamp(made, "draw", {"raw/a.txt": "1"}, [DRAW], lost=False)
    assert (made / stamp_path("draw")).read_bytes() != before, "so that Snakemake sees it"


@pytest.mark.parametrize("lost", ["outputs", "folders"])
def test_a_record_that_lists_fewer_outputs_than_the_rule_does_not_count(
    made: Path, lost: str
) -> None:
    (made / "results/table.csv").write_text("made", encoding="utf-8")
    outputs = [DRAW, "results/table.csv", made_path("draw")]

    def same() -> bool:
        before = (made / stamp_path("draw")).read_bytes()
        write_stamp(made, "draw", {"raw/a.txt": "1"}, outputs, lost=False)
        return (made / stamp_path("draw")).read_bytes() == before

    stamp = read_record(Stamp, made / stamp_path("draw"))
    write_made(made, made_path("draw"), outputs, Made(stamp.number, stamp.parts))
    assert same()
    path = made / made_path("draw")
    kept = json.loads(path.read_bytes())
    del kept[lost]
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert not same()


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("results", True),
        ("results", False),
        ("results/clean", True),
        ("results/clean", False),
        ("results/clean/a.jsonl", True),
    ],
)
def test_a_place_where_nothing_can_be_written_is_named(
    tmp_path: Path, place: str, link: bool
) -> None:
    files = ["results/clean/a.jsonl", "results/clean/b.jsonl"]
    blocked = tmp_path / place
    blocked.parent.mkdir(parents=True, exist_ok=True)
    refuse_blocked(tmp_path, files)
    if link:
        (tmp_path / "elsewhere").mkdir()
        blocked.symlink_to(tmp_path / "elsewhere")
        refuse_blocked(tmp_path, files)  # a link to a folder is as good as one
        (tmp_path / "elsewhere").rmdir()
    else:
        blocked.touch()
    with pytest.raises(Problems, match=rf"^{place}: A build cannot write here:.* Move it away\.$"):
        refuse_blocked(tmp_path, files)


def test_inputs_come_from_the_rule_with_its_wildcards_and_without_a_prefix() -> None:
    items = [
        "the study/raw/{batch}.txt",
        lambda wildcards: [f"the study/edition/{wildcards.batch}.csv"],
    ]
    assert paths_of(items, {"batch": "b"}, "the study/") == ["edition/b.csv", "raw/b.txt"]


def test_parts_are_own_inputs_settings_and_code() -> None:
    parts = parts_of(
        ["raw/a.txt", "results/clean/a.jsonl", ".snakemake/pilcrow/stamps/code/a.json"],
        [
            ("paper", "a4"),
            ("which", lambda wildcards: [wildcards.batch]),
            ("coding", setting("rules")),
        ],
        {"batch": "a"},
        {"module pilcrow.code": "c"},
        lambda path: f"checksum of {path}",
    )
    assert parts == {
        "raw/a.txt": "checksum of raw/a.txt",
        "results/clean/a.jsonl": "checksum of results/clean/a.jsonl",
        "setting paper": '"a4"',
        "setting which": '["a"]',
        "setting coding": '"rules"',
        "module pilcrow.code": "c",
    }


def test_what_a_batch_left_is_known_by_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("here", "gone", "there"):
        for output in (f"results/clean/{name}.jsonl", f"results/listed/{name}.jsonl"):
            Path(output).parent.mkdir(parents=True, exist_ok=True)
            Path(output).touch()
        for stage, output in (("clean", "clean"), ("pages", "listed")):
            write_stamp(tmp_path, f"{stage}/{name}", {}, [], lost=False)
            made = made_path(f"{stage}/{name}")
            write_made(tmp_path, made, [f"results/{output}/{name}.jsonl"], Made())
    Path("results/clean/.gone.jsonl.1.part").touch()  # a running job is writing it
    found = {path.as_posix() for path in prune.leftovers(["here", "there"])}
    assert found == {
        "results/clean/gone.jsonl",
        "results/listed/gone.jsonl",
        *(
            path(f"{stage}/gone")
            for stage in ("clean", "pages")
            for path in (stamp_path, made_path)
        ),
    }
    alone = {path.as_posix() for path in prune.leftovers(["here"])}
    assert "results/listed/here.jsonl" in alone and "results/clean/here.jsonl" not in alone


@pytest.mark.slow
@pytest.mark.thorough
def test_results_made_elsewhere_are_made_again(tmp_path: Path) -> None:
    """Of other sources, newer than everything here, and without Snakemake's records."""
    theirs = small_project(tmp_path / "theirs")
    raw = theirs / f"raw/{DOCUMENT}.txt"
    raw.write_bytes(raw.read_bytes().replace(b"unprecedented", b"remarkable", 1))
    assert snakemake(theirs, "tables").status == 0
    ours = small_project(tmp_path / "ours")
    assert snakemake(ours, "-n").status == 0
    shutil.copytree(theirs / "results", ours / "results", copy_function=shutil.copyfile)
    build = snakemake(ours, "tables")
    assert build.status == 0, build.said
    assert build.stages == ["clean", "segment", "code", "count", "tabulate"]
    assert b"remarkable" not in (ours / "results/tabulate/paragraphs.csv").read_bytes()
    assert snakemake(ours, "tables").ran == []
