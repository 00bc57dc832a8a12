"""Promise: what a report can insert is written down, and a project adds parts of its own without
changing Pilcrow.
"""

from __future__ import annotations

import json
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


def words_of(node: object) -> str:
    """The words of a syntax tree; a link as its address in brackets before them."""
    if isinstance(node, list):
        return "".join(map(words_of, node))
    if not isinstance(node, dict):
        return ""
    content = node.get("c")
    if node["t"] == "Str":
        return str(content)
    if node["t"] == "Link":
        return f"[{content[2][0]}]{words_of(content[1])}"
    if node["t"] in ("Plain", "Para"):
        return words_of(content) + "\n"
    return " " if node["t"] in ("Space", "SoftBreak") else words_of(content)


def test_the_editors_division_stands_beside_the_corrections(tmp_path: Path) -> None:
    root = prepare(tmp_path)
    index = root / "report/index.qmd"
    text = index.read_text(encoding="utf-8")
    index.write_text(
        text.replace('part="register"', 'part="corrections"').replace(
            "; see @sec-two and @tbl-register", ""
        ),
        encoding="utf-8",
    )
    (root / "edition").mkdir()
    (root / "edition/bern-2020.division.csv").write_text(
        "words,do,reason,responsible\n"
        "We hope for dialogue,split,a <b>pause</b> on the tape,A. Editor\n"
        "#let x,note,the typist's,A. Editor\n"
        "Never said,join,it was there once,A. Editor\n",
        encoding="utf-8",
    )
    build(root)
    run_compose(root)
    blocks = json.loads(composed(root, "blocks/corrections.json"))
    told = words_of(blocks if isinstance(blocks, list) else blocks["blocks"])
    assert told.splitlines() == [
        "The text is as received; nothing was corrected.",
        (
            "3 decisions about the division of the text into paragraphs were made, by A. Editor."
            " One no longer fits."
        ),
        (
            "[#bern-2020.p3]3: “We hope for dialogue” begins a new paragraph:"
            " a <b>pause</b> on the tape."
        ),
        "[#bern-2020.n1]n1: “#let x” read as a note: the typist's.",
        (
            "No paragraph: “Never said” is joined to the paragraph before it: it was there once."
            " No longer fits the text, and is not applied."
        ),
    ]
