"""Promise: one set of library versions, so one set of bytes, for every Python that Pilcrow supports."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "tests/requirements.lock", "locks/build.lock", "locks/docs.lock"]
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
