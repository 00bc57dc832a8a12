"""Guards: documents are dealt out by their ID alone, seldom anew; what a stage depends on is said
by name; prose decides no coding.
"""

from __future__ import annotations

import ast
import errno
import graphlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.build import plan
from pilcrow.build.job import run_reasons
from pilcrow.build.modules import PACKAGE, Graph, read_modules, same_code
from pilcrow.build.stamps import STATE, Made, Stamp
from pilcrow.build.verify import causes, name_sources
from pilcrow.checks.batches import BATCHES, batch_of, number_of_batches
from pilcrow.checks.extracts import note_causes, read_causes
from pilcrow.files.checksums import describe_differences
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
    stamp, made = Stamp("d", 2, parts), Made("d", 2, parts)
    assert run_reasons(Made(), stamp) == ["first build"]
    forced = "Snakemake was told to run this stage, or one before it"
    assert run_reasons(made, stamp) == [forced], "as with --forcerun"
    assert run_reasons(Made("d", 1, parts), stamp) == ["an output was missing or was edited"]
    earlier = Made("c", 2, {"raw/a.txt": "1", "results/b": "1"})
    assert run_reasons(earlier, stamp) == ["an earlier stage ran again"]
    assert run_reasons(Made("c", 2, {"results/b": "2"}), stamp) == ["raw/a.txt is new"]
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
    made = Made(digest="1", because=["raw/a.txt changed"], build="1", finished=100.0)
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


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return read_modules(tmp_path_factory.mktemp("modules") / "modules.json")


def test_what_is_checked_again_after_an_upgrade_is_found_by_the_modules_of_the_check(
    modules: Graph,
) -> None:
    assert {"module pilcrow.checks.project", "module pilcrow.model.settings"} <= set(
        modules.digest("checks.project")
    )
    with pytest.raises(KeyError, match=r"no module pilcrow\.nowhere"):
        modules.digest("nowhere")
    named = re.findall(
        r'modules\.digest\("([\w.]+)"\)', Path(plan.__file__).read_text(encoding="utf-8")
    )
    assert named and all(modules.digest(name) for name in named)


def test_no_module_needs_one_that_needs_it(modules: Graph) -> None:
    """Imports go one way, those inside functions and for types alone included."""
    names = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        .removesuffix("__init__")
        .removesuffix(".")
        for path in PACKAGE.rglob("*.py")
    }
    graph = {
        name: {needed for needed in modules.imports[name] if not name.startswith(f"{needed}.")}
        & names
        for name in names
    }
    assert len(graph) > 100 and sum(map(len, graph.values())) > 1000
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_a_stage_depends_on_all_that_it_loads(modules: Graph) -> None:
    """What Python really has loaded after a stage was imported is among what is found. The other
    way round is not so: some modules are imported when they are needed.
    """
    code = "import sys, pilcrow.{}; print(*(m for m in sys.modules if m.startswith('pilcrow')))"
    for stage in ("clean", "tabulate", "export"):
        command = [sys.executable, "-c", code.format(stage)]
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        loaded = {f"module {name}" for name in done.stdout.split()}
        assert len(loaded) > 20 and loaded <= modules.digest(stage).keys()


@pytest.fixture
def own_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that extends Pilcrow, whose module `figures` is drawn, and a module alone."""
    for name, text in {
        "strange/__init__.py": "",
        "strange/figures.py": "def draw():\n    from strange.deep.inside import x\n",
        "strange/unused.py": "",
        "strange/deep/inside.py": "import strange.unused\n",
        "alone.py": "x = 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    own = {"strange.figures": "pilcrow.figures", "alone": "pilcrow.tables"}
    monkeypatch.setattr("pilcrow.build.modules.entry_modules", lambda: own)
    monkeypatch.setattr("pilcrow.build.modules.required_by_own", lambda: ["hypothesis"])
    return tmp_path


def test_the_code_of_a_fork_counts_where_it_is_loaded(own_package: Path) -> None:
    kept = own_package / "modules.json"
    before = read_modules(kept)
    drawn = before.digest("draw")
    # A folder without __init__.py is not searched for imports. Its modules count as used.
    assert {"module strange", "module strange.figures", "module strange.deep.inside"} <= set(drawn)
    assert "module alone" in drawn and "module alone" in before.digest("tabulate")
    assert "library hypothesis" in drawn, "which the package says that it requires"
    assert not any("strange" in name for name in before.digest("clean"))
    for name in ("strange/figures.py", "strange/deep/inside.py", "alone.py"):
        path = own_package / name
        path.write_text(path.read_text() + "# a comment\n")
        assert read_modules(kept).digest("draw") == drawn, name
        path.write_text(path.read_text() + "y = 2\n")
        assert read_modules(kept).digest("draw") != drawn, name
        drawn = read_modules(kept).digest("draw")
    (own_package / "strange/figures.py").write_text("x =\n")
    with pytest.raises(SyntaxError) as stopped:
        read_modules(kept)
    assert str(stopped.value.filename).endswith("strange/figures.py") and stopped.value.lineno == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"of": 1}', b'{"sources": []}'])
def test_what_was_kept_of_the_modules_and_is_damaged_is_read_anew(
    tmp_path: Path, modules: Graph, content: bytes
) -> None:
    kept = tmp_path / "modules.json"
    kept.write_bytes(content)
    assert read_modules(kept).digest("clean") == modules.digest("clean")
    assert read_modules(kept).of == modules.of, "and kept"


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
