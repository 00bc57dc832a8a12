"""The door of the program: its commands, their help, and what a wrong command line gets."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pilcrow.cli import door, main, reference
from pilcrow.cli.group import GROUP
from pilcrow.model import terminal

REPOSITORY = Path(__file__).resolve().parents[2]
# Every command of version 0.2; none may be lost.
FORMER = [
    "check",
    "config",
    "status",
    "accept",
    "locate",
    "diff",
    "cite",
    "why",
    "kwic",
    "suggest",
    "codebook",
    "import-dictionary",
    "assign",
    "form",
    "receive",
    "add",
    "remove",
    "rename",
    "new",
    "explain",
    "docs",
    "watch",
]


def command(name: str) -> click.Command:
    found = GROUP.get_command(click.Context(GROUP), name)
    assert found is not None
    return found


def usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_no_command_is_lost() -> None:
    assert set(FORMER) <= set(main.COMMANDS)


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_takes_the_project(name: str) -> None:
    assert "root" in {param.name for param in command(name).params}


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_parameter_is_explained(name: str) -> None:
    for param in command(name).params:
        if isinstance(param, click.Option) and not param.hidden:
            assert param.help or param.default is not None, param.name


def test_the_reference_is_in_step_with_the_program() -> None:
    """`python -m pilcrow.cli.reference > docs/commands.md` writes it."""
    page = (REPOSITORY / "docs/commands.md").read_text(encoding="utf-8")
    assert page == reference.reference()
    assert not re.search(r"^ +$", page, re.MULTILINE)  # no argument without a name is listed


def test_the_overview_imports_no_command() -> None:
    """Promise: `pilcrow --help` answers at once, because no command's module and no library of
    theirs is imported for it.
    """
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pilcrow", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "workflow")},
    )
    imported = set(re.findall(r"\| +([\w.]+)$", told.stderr, re.MULTILINE))
    own = {name for name in imported if name.startswith("pilcrow.cli.")}
    assert own <= {"pilcrow.cli.main", "pilcrow.cli.table"}
    assert not imported & {"click", "msgspec", "pandas", "pydantic", "lxml", "yaml", "snakemake"}
    for name in FORMER:
        assert re.search(rf"^  {name} ", told.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["acept"], 'There is no command "acept". Did you mean "accept"?'),
        (["add", "--speeker", "X"], 'There is no option "--speeker". Did you mean "--speaker"?'),
        (["add"], "FILE is missing."),
        (["form"], "--coder is missing."),
        (["form", "--coder"], 'Option "--coder" requires an argument.'),
        (["diff", "HEAD", "again"], '"again" is one argument too many.'),
        (["watch", "--port", "many"], '--port: "many" is not a number.'),
        (["codebook", "--format", "pdf"], '--format: "pdf" is not one of "text", "markdown".'),
        (["status", "--project", "/nowhere"], '--project: There is no folder "/nowhere".'),
        (["import-dictionary"], "FILE is missing."),
        (
            ["add", "one.txt", "--speaker", "Ann", "--speaker", "Ben"],
            "--speaker is given 2 times. Give it once.",
        ),
    ],
)
def test_a_wrong_command_line_ends_in_sentences(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Promise: what is wrong, and what to do; exit status 2."""
    told = usage_error(arguments, capsys)
    assert told.startswith(said)
    assert re.search(r"`pilcrow[\w -]* --help` explains the command\.\n\Z", told)
    assert told.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    """Promise: the lines of docs/commands.md work, and options of a command are proposed."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "workflow")}

    def asked(**more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pilcrow"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env=environment | more,
        )
        return done.stdout

    page = (REPOSITORY / "docs/commands.md").read_text(encoding="utf-8")
    assert f"_PILCROW_COMPLETE={shell}_source pilcrow" in page
    assert "_pilcrow_completion" in asked(_PILCROW_COMPLETE=f"{shell}_source")
    if shell == "bash":
        words = {"_PILCROW_COMPLETE": "bash_complete", "COMP_WORDS": "pilcrow add --sp"}
        assert "--speaker" in asked(**words, COMP_CWORD="2")
        words = {"_PILCROW_COMPLETE": "bash_complete", "COMP_WORDS": "pilcrow ac"}
        assert "accept" in asked(**words, COMP_CWORD="1")


def test_lists_are_written_with_commas_or_one_by_one() -> None:
    read = door.comma_separated(int)
    context, option = click.Context(click.Command("x")), click.Option(["--levels"])
    assert read(context, option, ("1,2", "3")) == [1, 2, 3]
    assert read(context, option, None) == []
    with pytest.raises(click.BadParameter, match="not a list of numbers"):
        read(context, option, ("one",))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_escape_sequences_of_files_do_not_reach_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Promise: a title or a text that holds terminal commands is shown; our own colours still
    work.
    """
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    terminal.guard_terminal()
    print("\x1b]0;owned\x07 \x9b2J a\rb\u202e")
    terminal.print_coloured("\x1b[1mbold\x1b[0m " + terminal.printable("\x1b[2J"))
    assert (
        screen.getvalue()
        == "\\x1b]0;owned\\x07 \\x9b2J a\\rb\\u202e\n\x1b[1mbold\x1b[0m \\x1b[2J\n"
    )


def test_a_pipe_receives_every_character(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stdout", pipe)
    terminal.guard_terminal()
    print("a\x1bb")
    assert pipe.getvalue() == "a\x1bb\n"
