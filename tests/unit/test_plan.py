"""Guards: documents are dealt out by their ID alone, seldom anew; what a stage depends on is said
by name; prose decides no coding.
"""

from __future__ import annotations

import ast
import errno
import graphlib
import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import grimp
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.build import plan
from pilcrow.build.job import run_reasons
from pilcrow.build.modules import PACKAGE, Code, same_code
from pilcrow.build.stamps import (
    STATE,
    Made,
    made_path,
    read_record,
    stamp_path,
    write_stamp,
)
from pilcrow.build.verify import causes, name_sources
from pilcrow.checks.batches import BATCHES, batch_of, number_of_batches
from pilcrow.checks.extracts import note_causes, read_causes
from pilcrow.files.checksums import describe_differences, sha256
from pilcrow.files.installed import entry_modules
from pilcrow.files.leftovers import of_preview

IDS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)


def test_a_small_project_has_a_document_a_batch() -> None:
    assert number_of_batches(1, 150) == number_of_batches(149, 150) == 0
    assert number_of_batches(150, 150) == 1


@given(st.integers(1, 200_000))
def test_batches_are_few_and_worth_a_process(documents: int) -> None:
    count = number_of_batches(documents, 1)
    assert 1 <= count <= BATCHES
    assert count == 1 or documents / count >= 96
    assert count == BATCHES or documents / count < 192
    assert count & (count - 1) == 0


def test_the_number_of_batches_changes_seldom() -> None:
    """Seven times, from one document to a hundred thousand."""
    seen = [number_of_batches(documents, 150) for documents in range(1, 100_001, 1)]
    assert sum(first != second for first, second in zip(seen, seen[1:], strict=False)) == 7
    assert [number_of_batches(documents, 150) for documents in (100, 1_000, 10_000)] == [0, 8, 64]


@given(IDS)
def test_a_document_keeps_its_batch_whatever_else_there_is(document: str) -> None:
    for count in (2, 4, 8, 16, 32):
        assert batch_of(document, 2 * count) % count == batch_of(document, count), (
            "a batch splits into two, nothing else moves"
        )


def test_batches_are_even() -> None:
    sizes = Counter(batch_of(f"synthetic-{number:06}", 64) for number in range(10_000))
    assert len(sizes) == 64
    assert max(sizes.values()) < 1.4 * 10_000 / 64


def test_differences_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"raw/a.txt": "1", "results/b": "2"}
    made = Made(2, parts)
    assert run_reasons(Made(), made) == ["first build"]
    forced = "Snakemake was told to run this stage, or one before it"
    assert run_reasons(made, made) == [forced], "as with --forcerun"
    assert run_reasons(Made(1, parts), made) == ["an output was missing or was edited"]
    earlier = Made(1, {"raw/a.txt": "1", "results/b": "1"})
    assert run_reasons(earlier, made) == ["an earlier stage ran again"]
    assert run_reasons(Made(1, {"results/b": "2"}), made) == ["raw/a.txt is new"]
    ran = Made(2, parts, {"module pilcrow.code": "2", "module pilcrow.only": "1"})
    before = Made(1, parts, {"module pilcrow.code": "1", "module pilcrow.other": "1"})
    assert run_reasons(before, ran) == ["module pilcrow.code changed"], "which both ran"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").touch()
    assert describe_differences(
        {"a": "1", "b": "1", "gone": "1", "kept": "1"}, {"a": "2", "b": "1", "new": "1"}
    ) == [
        "a changed",
        "new is new",
        "gone is gone",
        "kept is no longer read here",
    ], "a file that is still there is not said to be gone"


def test_of_an_extract_the_scholars_own_files_that_changed_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    state = tmp_path / STATE
    first = {"raw/a.txt": "1", "raw/b.txt": "1", "config/config.yaml": "1", "--config": "{}"}
    note_causes(state, ["batches", "config"], first)
    now = {"raw/b.txt": "2", "config/config.yaml": "2", "--config": "{}"}
    note_causes(state, ["batches", "config", "rules"], now)
    assert read_causes(state).of["config"][-1][1] == ["config/config.yaml changed"]
    told = [f"{STATE}/{name}.json changed" for name in ("batches", "config", "renderer", "rules")]
    because = ["module pilcrow.count changed", *told, "raw/b.txt changed"]
    built = time.time()
    note_causes(state, ["batches"], now | {"raw/b.txt": "3", "raw/c.txt": "1"})
    assert name_sources(read_causes(state), because, built) == [
        "module pilcrow.count changed",
        "config/config.yaml changed",
        "raw/b.txt changed",
        "raw/a.txt is gone",
        "the renderer or its version changed",
    ], "what changed after the build is not a reason of it"
    assert "raw/c.txt is new" in name_sources(read_causes(state), because, time.time())
    (state / "causes.json").write_text('{"of": [1]}', "utf-8")
    assert name_sources(read_causes(state), told[:1], built) == told[:1]


def test_of_a_batch_only_what_decides_how_its_documents_are_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    state = tmp_path / STATE
    files = ("raw/a.txt", "raw/b.txt", "raw/a.yaml", "coding/codebook.yaml", "edition/speakers.csv")
    first = dict.fromkeys(files, "1")
    note_causes(state, ["texts/a"], first)
    now = dict.fromkeys(files, "2") | {"coding/hand/anna/a.csv": "1", "coding/hand/anna/b.csv": "1"}
    note_causes(state, ["texts/a", "texts/b"], now, {"texts/a": ["a"], "texts/b": ["b"]})
    of = read_causes(state).of
    assert of["texts/a"][-1][1] == [
        "edition/speakers.csv changed",
        "raw/a.yaml changed",
        "coding/hand/anna/a.csv is new",
    ]
    assert of["texts/b"][-1][1] == ["edition/speakers.csv changed", "coding/hand/anna/b.csv is new"]


def test_a_build_of_rules_of_ones_own_has_no_cause_of_an_earlier_build(tmp_path: Path) -> None:
    record = tmp_path / STATE / "made/clean/a.json"
    record.parent.mkdir(parents=True)
    made = Made(number=1, because=["raw/a.txt changed"], build="1", finished=100.0)
    record.write_bytes(msgspec.json.encode(made))
    assert causes(tmp_path, since=99.0) == ["raw/a.txt changed"]
    assert causes(tmp_path, since=101.0) == []


def test_what_a_preview_of_quarto_writes_is_no_input_of_the_report() -> None:
    names = {
        "index.qmd",
        "index.html",
        "index_files/libs/site.css",
        "map.html",
        "plans_files/a.png",
        "sections/limits.qmd",
        "sections/limits.pdf",
    }
    assert {name for name in names if of_preview(name, names)} == {
        "index.html",
        "index_files/libs/site.css",
        "sections/limits.pdf",
    }


def test_no_module_needs_one_that_needs_it() -> None:
    """Imports go one way, those inside functions and for types alone included."""
    graph = grimp.build_graph("pilcrow", cache_dir=None)
    needs = {
        name: {
            needed
            for needed in graph.find_modules_directly_imported_by(name)
            if not name.startswith(f"{needed}.")
        }
        for name in graph.modules
    }
    assert len(needs) > 100 and sum(map(len, needs.values())) > 1000
    graphlib.TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle


def ran(code: str, *folders: Path) -> dict[str, str]:
    """What a process says that it has loaded."""
    told = "import json, pilcrow.build.modules as m; print(json.dumps(m.loaded_code(started)))"
    path = os.pathsep.join(map(str, [PACKAGE.parent, *folders]))
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-P", "-c", f"import time; started = time.time(); {code}; {told}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return cast(dict[str, str], json.loads(done.stdout))


@pytest.mark.parametrize("stage", ["clean", "tabulate", "export"])
def test_a_stage_depends_on_all_that_it_loads(stage: str) -> None:
    code = f"import sys, pilcrow.{stage}; print(*sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    loaded = {f"module {name}" for name in done.stderr.split() if name.startswith("pilcrow")}
    found = ran(f"import pilcrow.{stage}")
    assert len(loaded) > 20 and loaded <= found.keys()
    assert "module pilcrow.cli" not in found and "Unicode" in found
    assert found["library msgspec"] == importlib.metadata.version("msgspec")
    assert ("library numpy" in found) == (stage == "tabulate"), "which pandas calls"


def test_what_a_child_process_loads_to_read_a_file_counts_too() -> None:
    cases = Path(__file__).parents[1] / "cases"
    read = "import pilcrow.formats as f; f.extract(open({!r}, 'rb').read(), 'akoma.xml')"
    found = ran(read.format(str(cases / "akoma-adjournment.xml")))
    assert "module pilcrow.formats.akoma" in found


def test_a_module_that_is_edited_while_it_runs_counts_as_edited(own_package: Path) -> None:
    load = "import pilcrow.figures.names as n; n.load_own()"
    drawn = ran(load, own_package)
    inside = own_package / "strange/deep/inside.py"
    edit = f"import os; os.utime({str(inside)!r})"  # written again, with the same bytes
    edited = ran(f"{load}; {edit}", own_package)
    assert {name for name in drawn if drawn[name] != edited[name]} == {"module strange.deep.inside"}
    assert Code(own_package / "kept").now(edited) == drawn


def test_the_module_that_runs_counts_by_its_name(tmp_path: Path) -> None:
    """A stage runs as __main__."""
    write_stamp(tmp_path, "prune", {}, [], lost=False)
    (tmp_path / "batches.json").write_text('{"batches": ["a", "b"]}')
    command = [sys.executable, "-P", "-m", "pilcrow.prune", "--batches", "batches.json"]
    command += ["--stamp", str(tmp_path / stamp_path("prune")), "--made", made_path("prune")]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    subprocess.run(command, check=True, env=environment)
    made = read_record(Made, tmp_path / made_path("prune"))
    assert "module pilcrow.prune" in made.code and made.because == ["first build"]


@pytest.fixture
def own_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that extends Pilcrow, whose module `figures` is drawn, and a module alone."""
    for name, text in {
        "strange/__init__.py": "",
        "strange/figures.py": "from strange.deep.inside import x\nimport json, hypothesis\n",
        "strange/unused.py": "",
        "strange/deep/inside.py": "x = 1\n",
        "alone.py": "x = 1\n",
        "study-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: study\nVersion: 1.0\n",
        "study-1.0.dist-info/entry_points.txt": (
            "[pilcrow.figures]\nown = strange.figures\n[pilcrow.tables]\nown = alone\n"
        ),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    entry_modules.cache_clear()
    yield tmp_path
    entry_modules.cache_clear()


def test_the_code_of_a_fork_counts_where_it_is_loaded(
    own_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = own_package / "kept"
    Code(kept)
    load = "import pilcrow.figures.names as n; n.load_own()"
    drawn = ran(load, own_package)
    assert {"module strange", "module strange.figures", "module strange.deep.inside"} <= set(drawn)
    assert "module strange.unused" not in drawn and "module alone" not in drawn
    assert drawn["entry-points pilcrow.figures"] == "own = strange.figures"
    assert "library hypothesis" in drawn, "which the package imports"
    assert not any("strange" in name for name in ran("import pilcrow.clean", own_package))
    assert Code(kept).now(drawn) == drawn
    for name in ("strange/figures.py", "strange/deep/inside.py"):
        path = own_package / name
        path.write_text(path.read_text() + "# a comment\n")
        assert Code(kept).now(drawn) == drawn, name
        path.write_text(path.read_text() + "y = 2\n")
        now, module = Code(kept).now(drawn), f"module {name[:-3].replace('/', '.')}"
        assert {key for key in drawn if now[key] != drawn[key]} == {module}
        drawn = ran(load, own_package)
        path.write_text(path.read_text() + "# a comment\n")
        assert Code(kept).now(drawn) == drawn, "of each source that was seen"
    (own_package / "strange/figures.py").unlink()
    assert Code(kept).now(drawn)["module strange.figures"] == ""
    points = own_package / "study-1.0.dist-info/entry_points.txt"
    points.write_text("[pilcrow.figures]\nown = strange.unused\n")
    monkeypatch.syspath_prepend(own_package / "elsewhere")
    assert Code(kept).now(drawn)["entry-points pilcrow.figures"] == "own = strange.unused"


@pytest.mark.parametrize("content", [None, b"", b"{", b"x = ="])
def test_of_a_source_that_was_kept_and_is_lost_or_damaged_every_edit_counts(
    own_package: Path, content: bytes | None
) -> None:
    kept, path = own_package / "kept", own_package / "alone.py"
    was = {"module alone": sha256(path.read_bytes())}
    assert Code(kept).now(was) == was
    source = kept / was["module alone"]
    source.write_bytes(content) if content is not None else source.unlink()
    assert Code(kept).now(was) == was
    path.write_text("x = 1  # a comment\n")
    if content is not None:
        source.write_bytes(content)
        assert Code(kept).now(was) != was


def test_what_is_checked_again_after_an_upgrade_is_found_by_all_code(own_package: Path) -> None:
    before = Code(own_package / "kept").engine
    assert Code(own_package / "kept").engine == before
    (own_package / "alone.py").write_text("x = 2\n")
    assert Code(own_package / "kept").engine != before


def test_a_module_of_a_fork_that_python_cannot_read_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise SyntaxError("invalid syntax", ("my_figures.py", 3, 1, "x ="))

    monkeypatch.setattr(plan, "Plan", fail)
    monkeypatch.setenv("PYTHONPATH", "")
    with pytest.raises(SystemExit) as stopped:
        plan.planned("", {}, True)
    assert str(stopped.value.code).startswith(
        "my_figures.py:3: Python cannot read this: invalid syntax."
    )


def test_code_counts_by_its_syntax_tree() -> None:
    """Two codes count as the same where `ast` says that their trees are the same, and only
    there.
    """
    written = [
        "x = f(1)",
        "x = f(1)  # a comment",
        "\n\nx = f( 1 )",
        "x = f(True)",
        "x = f(1.0)",
        "x = f('1')",
        "x = f(b'1')",
        "x = f(None)",
        "x = f(Name)",
        "x = f('Name')",
        "x = f(*[1])",
        "x = f([1])",
        "x = f(), 1",
        "x = [f, 1]",
        "def g(a, /, b): pass",
        "def g(a, b): pass",
        "def g(a, *, b): pass",
        "def g(a, b=None): pass",
        "async def g(a, b): pass",
        "if x:\n    y\nz",
        "if x:\n    y\n    z",
        "if x:\n    y\nelse:\n    z",
        "import a.b",
        "import a.b as c",
        "from a import b",
        "from .a import b",
    ]
    for one in written:
        for other in written:
            same = ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
            assert same_code(one, other) == same
    assert sum(same_code(written[0], other) for other in written) == 3
    assert not same_code("x =", "x = 1") and not same_code("x = 1", "x =")


def test_a_full_disk_is_a_sentence_and_not_a_fault_of_pilcrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write_stamps = plan.Plan.write_stamps
    monkeypatch.setattr(plan, "Plan", full)
    monkeypatch.setattr(plan.time, "time", full)  # stands for the first that is written
    with pytest.raises(SystemExit, match=r"^A file: No space left on device\.$"):
        plan.planned(str(tmp_path), {}, main=True)
    with pytest.raises(SystemExit, match="No space left on device"):
        write_stamps(SimpleNamespace(main=True), {})  # type: ignore[arg-type]
