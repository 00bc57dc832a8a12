"""Promise: one set of library versions, so one set of bytes, for every Python that Pilcrow
supports.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = [
    "requirements.lock",
    "tests/requirements.lock",
    "locks/build.lock",
    "locks/docs.lock",
    "locks/renew.lock",
]
PINNED = re.compile(r"(?m)^([a-z0-9][a-z0-9._-]*)==(\S+)([^\\\n]*)")


def pins(name: str) -> list[tuple[str, str, str]]:
    """Return name, version and marker of each line of a lock file."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    return [(found[1], found[2], found[3].strip(" ;")) for found in PINNED.finditer(text)]


@pytest.mark.parametrize("lock", LOCKS[:3])  # those of what makes or tests a report
def test_no_pin_depends_on_the_version_of_python(lock: str) -> None:
    names = [name for name, _, _ in pins(lock)]
    assert sorted(set(names)) == sorted(names)
    divided = [pin for pin in pins(lock) if "python" in pin[2] and "implementation" not in pin[2]]
    assert divided == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_checksums_and_no_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)
    assert [block for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_both_locks_pin_the_same_versions() -> None:
    tested = {name: version for name, version, _ in pins(LOCKS[1])}
    assert {name: tested.get(name) for name, _, _ in pins(LOCKS[0])} == {
        name: version for name, version, _ in pins(LOCKS[0])
    }


def test_the_lock_pins_what_pyproject_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=!~\[; ]", each)[0].lower() for each in project["dependencies"]}
    assert asked - {name for name, _, _ in pins(LOCKS[0])} == set()


def test_a_build_without_the_lock_takes_the_same_versions() -> None:
    """`pip install` of the source or of a Git address fetches these in an environment of its
    own.
    """
    asked = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = asked["build-system"]["requires"]
    locked = {f"{name}=={version}" for name, version, _ in pins("locks/build.lock")}
    assert any(one.startswith("hatchling==") for one in wanted)
    assert set(wanted) - locked == set()


def test_no_workflow_installs_what_no_lock_names() -> None:
    workflows = (REPOSITORY / ".github/workflows").glob("*.yml")
    installs = [
        line
        for path in workflows
        for line in path.read_text(encoding="utf-8").splitlines()
        if "pip install" in line
    ]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


@pytest.mark.parametrize(
    "name", ["Makefile", "workflow/skeleton/Makefile", ".github/workflows/locks.yml"]
)
def test_what_pip_compiles_is_built_with_tools_of_a_lock(name: str) -> None:
    """Python 3.14 has no wheel of one package. In isolation pip fetches any build tool for it."""
    lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if "--require-hashes" in line]
    assert installs
    isolated = [line for line in installs if "--no-build-isolation" not in line]
    assert [line for line in isolated if "build.lock" not in line] == []


def test_a_project_has_the_lock_of_the_build_tools() -> None:
    lock = REPOSITORY / "workflow/skeleton/build.lock"
    assert lock.read_bytes() == (REPOSITORY / "locks/build.lock").read_bytes()
