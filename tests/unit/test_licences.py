"""Promise: docs/licences.md names every package of the lock with its licence, and the bill of
materials follows.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
from types import ModuleType

import pytest
from throwaway import REPOSITORY

import pilcrow

PAGE = (REPOSITORY / "docs/licences.md").read_text("utf-8")
# What Pilcrow may be installed with. A licence that is not here is a decision, not an accident.
ACCEPTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "MIT",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
    "LicenseRef-Matplotlib",
    "LicenseRef-Public-Domain",
}
# A package with a file under another licence, which Pilcrow does not use (the page says which).
EXCEPTIONS = {"docutils": {"GPL-3.0-or-later"}}


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", REPOSITORY / "tools/sbom.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sbom"] = module  # dataclasses look for the module of a class
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def licences(sbom: ModuleType) -> dict[str, str]:
    rows = sbom.read_table(PAGE, "What is installed with it")
    assert len({name for name, _ in rows}) == len(rows), "a package has two rows"
    return dict(rows)


def test_every_package_of_the_lock_has_a_row(sbom: ModuleType, licences: dict[str, str]) -> None:
    locked = {one.name for one in sbom.read_lock(REPOSITORY / "requirements.lock")}
    assert len(locked) > 50
    assert set(licences) == locked


def test_no_licence_is_new(licences: dict[str, str]) -> None:
    for name, held in licences.items():
        parts = set(re.split(r" (?:AND|OR) ", held))
        assert parts <= ACCEPTED | EXCEPTIONS.get(name, set()), name


def test_the_table_says_what_the_packages_say(licences: dict[str, str]) -> None:
    compared = 0
    for name, held in licences.items():
        try:
            stated = importlib.metadata.metadata(name)["License-Expression"]
        except importlib.metadata.PackageNotFoundError:
            continue  # of another platform
        if stated:
            compared += 1
            assert stated == held, name
    assert compared > 20


def test_the_bill_of_materials_has_every_locked_version_with_hashes(sbom: ModuleType) -> None:
    bill = sbom.bill()
    assert bill["metadata"]["component"]["version"] == pilcrow.__version__
    listed = {one["purl"]: one for one in bill["components"]}
    for one in sbom.read_lock(REPOSITORY / "requirements.lock"):
        found = listed.pop(f"pkg:pypi/{one.name}@{one.version}")
        assert found["hashes"] and found["licenses"], one.name
    assert not listed
    pandoc = next(one for one in bill["components"] if one["name"] == "pypandoc-binary")
    assert pandoc["components"][0]["licenses"] == [{"expression": "GPL-2.0-or-later"}]


def test_every_lock_file_has_hashes_and_no_address(sbom: ModuleType) -> None:
    locks = [
        REPOSITORY / "requirements.lock",
        REPOSITORY / "tests/requirements.lock",
        *sorted((REPOSITORY / "locks").glob("*.lock")),
    ]
    assert len(locks) == 6
    for path in locks:
        assert all(one.hashes for one in sbom.read_lock(path)), path
        assert "://" not in path.read_text("utf-8"), path
