"""Find the changes of a module that no test notices. This measures no time.

mutmut changes one operator, constant or argument after the other and runs the tests that reach it.
It is not a dependency. Install it beside Pilcrow's libraries in an environment of its own (`pip
install mutmut`), then run:

    python benchmarks/mutants.py FOLDER agreement/adjudication.py tests/unit/test_adjudication.py

FOLDER gets a copy of the repository in the layout that mutmut knows (src/). Property tests try 25
examples there, the same every time. CONTRIBUTING.md has the figures.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LEFT = {"results", "build", "dist", "site"}  # at the top; workflow/pilcrow/build is a package
# It runs a Python of its own, which does not find mutmut's records.
NOT_RUN = "tests/unit/test_words.py::test_regex_is_loaded_only_for_text_that_is_not_ascii"
# Each change is tried in a fork of a process that has run the tests: what functions remember there
# was made before the change.
FORGET = """

import functools
import gc


def pytest_sessionstart():
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
"""


def left_out(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied: what git does not have."""
    hidden = {name for name in names if name.startswith(".") or name == "__pycache__"}
    return hidden | (LEFT if Path(folder) == REPOSITORY else set())


def main(folder: Path, module: str, tests: list[str]) -> int:
    """Copy the repository, change the module, run the tests; print the changes that survive."""
    shutil.copytree(REPOSITORY, folder, ignore=left_out)
    (folder / "workflow").rename(folder / "src")
    (folder / "workflow").symlink_to("src")
    conftest = folder / "tests/conftest.py"
    few = "deadline=None, max_examples=25, derandomize=True, database=None"
    settings = conftest.read_text("utf-8").replace("deadline=None", few)
    conftest.write_text(settings + FORGET, "utf-8")
    for test in tests:
        text = (folder / test).read_text("utf-8")
        text = re.sub(r"max_examples=[\d_]+", "max_examples=25", text)
        (folder / test).write_text(text, "utf-8")
    project = folder / "pyproject.toml"
    settings = project.read_text("utf-8").replace(
        'pythonpath = ["workflow",', 'pythonpath = ["src",'
    )
    others = sorted(path.name for path in folder.iterdir() if path.name not in ("src", "mutants"))
    project.write_text(
        f"{settings}\n[tool.mutmut]\nsource_paths = ['src']\n"
        f"only_mutate = ['src/pilcrow/{module}']\n"
        f"also_copy = {others}\npytest_add_cli_args_test_selection = {tests}\n"
        f"pytest_add_cli_args = ['-x', '-p', 'no:cacheprovider', '--deselect', '{NOT_RUN}']\n",
        "utf-8",
    )
    mutmut = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([mutmut, "run", "--max-children", "2"], cwd=folder, check=False)
    subprocess.run([mutmut, "results"], cwd=folder, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
