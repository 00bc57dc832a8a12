"""Guards: documents are dealt out by their ID alone, seldom anew; what a stage depends on is said
by name; prose decides no coding.
"""

from __future__ import annotations

import ast
import errno
import graphlib
import os
import re
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.build import plan
from pilcrow.build.job import run_reasons
from pilcrow.build.modules import PACKAGE, Modules, spell
from pilcrow.build.stamps import STATE
from pilcrow.build.verify import name_sources
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
    stamp = {"digest": "d", "repair": 2, "parts": {"raw/a.txt": "1", "results/b": "2"}}
    assert run_reasons(None, stamp) == ["first build"]
    assert run_reasons(stamp, stamp) == ["an earlier stage ran again"]
    assert run_reasons({**stamp, "repair": 1}, stamp) == ["an output was missing or was edited"]
    earlier = {**stamp, "parts": {"raw/a.txt": "1", "results/b": "1"}}
    assert run_reasons(earlier, stamp) == ["an earlier stage ran again"]
    assert run_reasons({**stamp, "parts": {"results/b": "2"}}, stamp) == ["raw/a.txt is new"]
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


def test_what_is_checked_again_after_an_upgrade_is_found_by_the_modules_of_the_check(
    tmp_path: Path,
) -> None:
    modules = Modules(tmp_path / "modules.json")
    assert {"module pilcrow.checks.project", "module pilcrow.model.settings"} <= set(
        modules.digest("checks.project")
    )
    with pytest.raises(KeyError, match=r"no module pilcrow\.nowhere"):
        modules.digest("nowhere")
    named = re.findall(
        r'modules\.digest\("([\w.]+)"\)', Path(plan.__file__).read_text(encoding="utf-8")
    )
    assert named and all(modules.digest(name) for name in named)


def test_no_module_needs_one_that_needs_it(tmp_path: Path) -> None:
    """Imports go one way, those inside functions and for types alone included."""
    modules = Modules(tmp_path / "modules.json")
    names = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        .removesuffix("__init__")
        .removesuffix(".")
        for path in PACKAGE.rglob("*.py")
    }
    found = {name: modules.read(name) or ["", []] for name in names}
    graph = {
        name: {needed for needed in entry[1] if needed in names and needed != name}
        for name, entry in found.items()
    }
    assert len(graph) > 100
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


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
    trees = [ast.parse(code) for code in written]
    for one in trees:
        for other in trees:
            assert (spell(one)[0] == spell(other)[0]) == (ast.dump(one) == ast.dump(other))
    code = "import a\ndef f():\n    if x:\n        from b import c\nclass D:\n    import e.f\n"
    assert len(spell(ast.parse(code))[1]) == 3, "wherever a statement is"


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
