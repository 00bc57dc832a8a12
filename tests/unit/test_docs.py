"""The documentation is at hand wherever Pilcrow is installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pilcrow.cli import docs
from pilcrow.cli.main import main as pilcrow
from pilcrow.model.problems import Problems

PACKAGE = Path(docs.__file__).parents[1]


def test_the_pages_are_listed_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert pilcrow(["docs"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert any(re.match(r"codebook +\w", line) for line in listed) and len(listed) == len(
        docs.pages()
    )
    for name in ("codebook", "docs/codebook.md"):
        assert pilcrow(["docs", name]) == 0
        assert capsys.readouterr().out == docs.pages()["codebook"].read_text(encoding="utf-8")
    assert pilcrow(["docs", "look", "--where"]) == 0
    assert Path(capsys.readouterr().out.strip()).name == "look.md"


def test_a_page_that_is_not_there_gets_a_proposal() -> None:
    with pytest.raises(Problems, match=r'There is no page "codebok"\. Did you mean "codebook"\?'):
        pilcrow(["docs", "codebok"])


def test_every_page_that_a_message_names_is_there() -> None:
    named = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"`pilcrow docs ([a-z-]+)`", path.read_text(encoding="utf-8"))
    }
    assert {"look", "codebook", "figures"} <= named <= set(docs.pages())
