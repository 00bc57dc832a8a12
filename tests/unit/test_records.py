"""Promise: a file is written whole or not at all, and what could not be written is named."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pilcrow.model.problems import run_command
from pilcrow.model.records import replaced, write_text


def test_a_full_disk_names_the_file_that_it_had_no_room_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(_: list[str]) -> None:
        with replaced(tmp_path / "page.html") as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SystemExit):
        run_command(fill, [])
    assert capsys.readouterr().err == f"{tmp_path / 'page.html'}: No space left on device.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_named_and_nothing_is_left_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(SystemExit):
        run_command(lambda _: write_text(tmp_path / "page.html", "whole"), [])
    assert capsys.readouterr().err == f"{tmp_path / 'page.html'}: Is a directory.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
