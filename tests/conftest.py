"""Throw-away projects to break: every test that builds, builds in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from throwaway import copy_project, snakemake

# How long an example takes is the machine's matter, and no test's.
settings.register_profile("pilcrow", deadline=None)
settings.load_profile("pilcrow")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh copy of the repository, nothing built."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project built once; tests that change it copy it first (see `copy_built`)."""
    target = copy_project(tmp_path_factory.mktemp("built") / "project")
    build = snakemake(target)
    assert build.status == 0, build.said
    return target


@pytest.fixture
def copy_built(built: Path, tmp_path: Path) -> Path:
    """A copy of the built project, results and Snakemake's records included."""
    target = tmp_path / "copy"
    shutil.copytree(built, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target
