"""The page docs/commands.md: the help text of every command.

`python -m pilcrow.cli.reference > docs/commands.md` writes it.
"""

from __future__ import annotations

import click

from pilcrow.cli.door import WIDTH
from pilcrow.cli.group import GROUP
from pilcrow.cli.table import SECTIONS

INTRODUCTION = """# Commands

`make` (or `snakemake`) builds the report. The commands of `pilcrow` do the rest. They work in
the project that you are in, or in the folder that you name with `--project`. `--json` prints the
result for another program. The exit status is 0; it is 1 if something is wrong with the project,
and 2 if something is wrong with the command line.

The texts below are the help texts. `pilcrow COMMAND --help` prints them too.

## Completion in the shell

A shell can complete commands and options when you press the tab key. Add one line to its start-up
file:

- bash, in `~/.bashrc`: `eval "$(_PILCROW_COMPLETE=bash_source pilcrow)"`
- zsh, in `~/.zshrc`: `eval "$(_PILCROW_COMPLETE=zsh_source pilcrow)"`
- fish, in `~/.config/fish/completions/pilcrow.fish`:
  `_PILCROW_COMPLETE=fish_source pilcrow | source`
"""


def help_text(name: str) -> str:
    """Return the help text of a command, in the width of the page."""
    group = click.Context(GROUP, info_name="pilcrow")
    command = GROUP.get_command(group, name)
    assert command is not None
    settings = {**command.context_settings, "terminal_width": WIDTH}
    return command.get_help(click.Context(command, group, info_name=name, **settings)).rstrip()


def reference() -> str:
    """Return the page as Markdown."""
    parts = [INTRODUCTION]
    for section, commands in SECTIONS.items():
        parts.append(f"## {section}\n")
        parts += [f"### pilcrow {name}\n\n```text\n{help_text(name)}\n```\n" for name in commands]
    return "\n".join(parts)


if __name__ == "__main__":
    print(reference(), end="")
