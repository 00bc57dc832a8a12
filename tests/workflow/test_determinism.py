"""Promise 2: the same inputs give the same bytes, in another folder, time zone, locale, hash seed,
date and number of cores.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from throwaway import contents, copy_project, snakemake

FAKETIME = shutil.which("faketime")


@pytest.mark.slow
def test_another_folder_zone_locale_seed_and_core_count_give_the_same_bytes(
    built: Path, tmp_path: Path
) -> None:
    other = copy_project(tmp_path / "eine andere Mappe, größer")
    locales = (
        subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
        if shutil.which("locale")
        else ""
    )
    locale = next((name for name in locales.split() if name.startswith(("tr_", "de_", "fr_"))), "C")
    build = snakemake(
        other,
        "--cores",
        "1",
        TZ="Pacific/Kiritimati",
        LC_ALL=locale,
        LANG=locale,
        PYTHONHASHSEED="4711",
        SOURCE_DATE_EPOCH="1",
        before=[FAKETIME, "2031-05-06 07:08:09"] if FAKETIME else [],
    )
    assert build.status == 0, build.said
    first, second = contents(built), contents(other)
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []


@pytest.mark.slow
def test_nothing_built_names_the_machine(built: Path) -> None:
    forbidden = [
        os.fspath(built).encode(),
        os.uname().nodename.encode() if len(os.uname().nodename) > 6 else b"\x00no such name",
    ]
    for path, content in contents(built).items():
        for name in forbidden:
            assert name not in content, f"{path} names {name!r}"
