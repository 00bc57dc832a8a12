"""The click group of all commands. It imports a command only when that command is called."""

from __future__ import annotations

import importlib
import sys

import click

from pilcrow.cli.door import usage_sentences
from pilcrow.cli.table import COMMANDS, overview
from pilcrow.files.installed import own_faults
from pilcrow.model.problems import did_you_mean


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_help(self, ctx: click.Context) -> str:
        return overview()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            near = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f'There is no command "{args[0]}". {near}', ctx)
        return super().resolve_command(ctx, args)


GROUP = Commands("pilcrow")


def call(arguments: list[str]) -> int:
    """Run a command and return its exit status: 2 if the command line is wrong. Raises Problems."""
    try:
        with own_faults():
            status = GROUP.main(arguments, prog_name="pilcrow", standalone_mode=False)
    except click.ClickException as wrong:
        print(usage_sentences(wrong), file=sys.stderr)
        return 2
    except click.Abort:
        return 130
    return status if isinstance(status, int) else 0
