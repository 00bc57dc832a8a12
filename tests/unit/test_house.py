"""Promise: the code keeps the limits of CONTRIBUTING.md.

Ruff enforces complexity and parameters; what it does not count is counted here.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from throwaway import REPOSITORY

WORKFLOW = REPOSITORY / "workflow"
FOLDERS = ("workflow", "tools", "tests", "benchmarks")
# Dictionaries of anything: only where plain data come in or go out. Reached: 36.
UNTYPED = 40
LINES = 60  # of a function of the program; a test or a benchmark may tell a longer story
# Longer functions, each with its reason.
LONG: dict[str, str] = {}


WIDTH = 100  # of a line
# Packages that ruff does not check for it yet (pyproject.toml) and whose strings alone go beyond
# it.
NARROW = ("text",)


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((REPOSITORY / folder).rglob("*.py"))


def untyped(node: ast.AST) -> bool:
    """Whether a node is `dict[str, Any]`, `Mapping[str, object]` or the like."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return False
    if node.value.id not in ("dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"):
        return False
    of = node.slice
    return (
        isinstance(of, ast.Tuple)
        and isinstance(of.elts[-1], ast.Name)
        and of.elts[-1].id in ("Any", "object")
    )


def test_values_that_were_checked_stay_typed() -> None:
    """Aliases count where they are defined."""
    found = [
        f"{path.relative_to(WORKFLOW)}:{node.lineno}"
        for path in sources("workflow")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if untyped(node)
    ]
    assert len(found) <= UNTYPED, "\n".join(found)


def test_no_function_is_longer_than_a_page() -> None:
    found = {}
    for path in sources("workflow", "tools"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > LINES:
                    found[f"{path.relative_to(REPOSITORY)}:{node.name}"] = lines
    assert sorted(found) == sorted(LONG), found
    assert all(LONG.values()), "an exception has a reason"


def test_every_exception_to_a_rule_of_the_linter_has_a_reason() -> None:
    """A `noqa` of a limit says why, after it."""
    bare = re.compile(r"# noqa: (?:C901|PLR0913)(?:, ?\w+)*\s*$", re.MULTILINE)
    found = [str(path) for path in sources(*FOLDERS) if bare.search(path.read_text("utf-8"))]
    assert not found


def messages(tree: ast.AST) -> set[int]:
    """The lines of strings, those of docstrings left out."""
    held: set[int] = set()
    documented: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node) is not None:
                documented.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))  # type: ignore[operator]
        elif isinstance(node, ast.Constant | ast.JoinedStr) and (
            isinstance(node, ast.JoinedStr) or isinstance(node.value, str | bytes)
        ):
            held.update(range(node.lineno, node.end_lineno + 1))  # type: ignore[operator]
    return held - documented


def test_lines_can_be_read() -> None:
    found = []
    for path in sources(*(f"workflow/pilcrow/{name}" for name in NARROW), "tools"):
        text = path.read_text("utf-8")
        free = messages(ast.parse(text))
        found += [
            f"{path.relative_to(REPOSITORY)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if len(line) > WIDTH and number not in free and "://" not in line
        ]
    for path in [*WORKFLOW.rglob("*.smk"), *WORKFLOW.rglob("Snakefile")]:
        found += [
            f"{path.relative_to(REPOSITORY)}:{number}"
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if len(line) > WIDTH
        ]
    assert not found, "\n".join(found)


def test_each_folder_of_the_workflow_has_a_place_in_the_wheel() -> None:
    """What has none would be installed into a folder `workflow`, where nothing finds it."""
    described = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    placed = described["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    folders = {
        f"workflow/{path.name}"
        for path in WORKFLOW.iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= set(placed)
