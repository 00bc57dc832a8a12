"""Promise: what a report can insert is written down, and a project adds parts of its own without changing Pilcrow."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from test_compose import build, composed, prepare, run_compose
from throwaway import REPOSITORY

from pilcrow.model.problems import Problems
from pilcrow.report import registry
from pilcrow.report.page.reference import reference


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = prepare(tmp_path_factory.mktemp("parts"))
    build(root)
    return root


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "copy"))


def test_the_reference_page_is_that_of_the_registries() -> None:
    written = (REPOSITORY / "docs/parts.md").read_text(encoding="utf-8")
    assert written == reference(), "python -m pilcrow.report.page.reference > docs/parts.md"


def example() -> str:
    """The module that the reference page prints."""
    found = re.search(r"```python\n(.*?)```", reference(), re.DOTALL)
    assert found
    return found[1]


def with_part(project: Path, module: str) -> None:
    (project / "report/parts").mkdir()
    (project / "report/parts/longest.py").write_text(module, encoding="utf-8")
    index = project / "report/index.qmd"
    text = index.read_text(encoding="utf-8")
    insert = '::: {.insert part="longest"}\n:::\n\nSee @tbl-longest.\n\n'
    index.write_text(text.replace("# References", f"{insert}# References"), encoding="utf-8")


def test_a_part_of_ones_own_is_a_numbered_table(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_PARTS", dict(registry._PARTS))
    with_part(project, example())
    run_compose(project)
    assert "See [Table\u00a02](#table-longest)." in composed(project)
    assert "bern-2020.p2" in composed(project, "blocks/longest.json")
    assert '"Table"}, {"t": "Space"}, {"t": "Str", "c": "2."}' in composed(
        project, "blocks/longest.json"
    )


def test_a_module_that_fails_is_named_with_its_line(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_PARTS", dict(registry._PARTS))
    with_part(project, "one = 1\nraise ValueError('no')\n")
    with pytest.raises(Problems, match=r"report/parts/longest.py:2: .*ValueError: no"):
        run_compose(project)


def test_a_part_that_is_not_there_names_those_that_are(project: Path) -> None:
    index = project / "report/index.qmd"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace('part="register"', 'part="registers"'), encoding="utf-8")
    with pytest.raises(
        Problems, match=r'no part "registers" to insert\. Did you mean "register"\?'
    ):
        run_compose(project)
