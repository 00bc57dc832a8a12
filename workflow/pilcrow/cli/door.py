"""Make the click command around a function, with the options and messages that all commands share.

A command is a plain function with typed parameters, and a `command` that this module makes of it.
Only this module and the lists of parameters use click.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pilcrow.model.problems import fail

WIDTH = 88  # columns of a help text


def _project(context: click.Context, parameter: click.Parameter, given: Path | None) -> Path:
    """Return the project's folder, after completing a command that was interrupted there."""
    from pilcrow.files.project import find_root
    from pilcrow.files.transaction import alone, finish

    if given is not None and not given.is_dir():
        raise click.BadParameter(f'There is no folder "{given}".', context, parameter)
    root = given or find_root()
    if getattr(context.command, "changes", False) and not context.resilient_parsing:
        context.with_resource(alone(root))
    if not context.resilient_parsing and (command := finish(root)):
        print(f"Finished first: `{command}`, which had been interrupted.", file=sys.stderr)
    return root


def door(
    work: Callable[..., int],
    params: Sequence[click.Parameter] = (),
    *,
    help: str = "",
    uses_project: bool = True,
    json: bool = False,
    changes: bool = False,
    stays: bool = False,
) -> click.Command:
    """Make the command that calls a function.

    Args:
        work: The function. Its parameters have the names of `params`, also `root` if
            `uses_project`, and `as_json` if `json`. It returns the exit status.
        params: Arguments and options, in the order of the help text; --project and --json follow.
        help: The help text; empty means the first paragraph of the function's docstring. Its first
            sentence is the short help.
        uses_project: The function has the parameter `root`. Every command has the option --project.
        json: The command has the option --json.
        changes: The function reads the project and changes it. No other such command runs beside.
        stays: The function runs until it is stopped. Other commands may change the project.
    """
    every = list(params)
    for param in every:
        if param.metavar is None and isinstance(param.type, click.IntRange | type(click.INT)):
            param.metavar = "N"
    if json:
        every.append(click.Option(["--json", "as_json"], is_flag=True, help="Print JSON."))
    every.append(
        click.Option(
            ["--project", "root"],
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            callback=_project,
            expose_value=uses_project,
            hidden=not uses_project,
            help="The project's folder (default: the one you are in).",
        )
    )
    command = _Command(
        None,
        callback=work,
        params=every,
        help=help or (work.__doc__ or "").partition("\n\n")[0],
        context_settings={"max_content_width": WIDTH, "help_option_names": ["-h", "--help"]},
    )
    command.changes, command.stays = changes, stays
    return command


class _Command(click.Command):
    changes = stays = False

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. If it only reads, fail if another has changed the project meanwhile."""
        from pilcrow.files.transaction import state

        root = None if self.changes or self.stays else ctx.params.get("root")
        before = state(root) if root else []
        status = super().invoke(ctx)
        if root and state(root) != before:
            fail(
                "The project was changed while this command read it, so what it says may be half"
                " old, half new.",
                todo="Type it again.",
                kind="changed",
            )
        return status

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Refuse an option that is given twice, of which click takes the last.

        Raises click.UsageError.
        """
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            for option in given:
                if (
                    isinstance(option, click.Option)
                    and given.count(option) > 1
                    and not (option.multiple or option.is_flag)
                ):
                    twice = f"{option.opts[0]} is given {given.count(option)} times. Give it once."
                    raise click.UsageError(twice, ctx)
        return super().parse_args(ctx, args)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments that have a name; an older form of a command may have others."""
        records = [
            param.get_help_record(ctx)
            for param in self.get_params(ctx)
            if isinstance(param, click.Argument) and param.metavar != ""
        ]
        if records:
            with formatter.section("Positional arguments"):
                formatter.write_dl(records)


def comma_separated(kind: Callable[[str], Any] = str) -> Callable[..., list[Any]]:
    """Return a callback that reads a list: "a,b", or the option given several times.

    The callback raises click.BadParameter if `kind` rejects a part.
    """

    def read(
        context: click.Context, parameter: click.Parameter, given: str | Sequence[str] | None
    ) -> list[Any]:
        several = [given] if isinstance(given, str) else given or ()
        parts = [part.strip() for one in several for part in str(one).split(",")]
        try:
            return [kind(part) for part in parts if part]
        except ValueError:
            raise click.BadParameter(f'"{given}" is not a list of numbers.', context) from None

    return read


def dry_run_option(help: str = "Print what would be done. Write nothing.") -> click.Option:
    """Return the option --dry-run."""
    return click.Option(["--dry-run"], is_flag=True, help=help)


def file_option(name: str, help: str) -> click.Option:
    """Return an option that names a file to write, None if it is not given."""
    return click.Option([name], type=click.Path(path_type=Path), metavar="FILE", help=help)


def document_params(help: str) -> list[click.Parameter]:
    """Return the parameters `more_documents` and `documents`, which name documents to code."""
    return [
        click.Argument(["more_documents"], nargs=-1, metavar="[DOCUMENT]...", help=help),
        click.Option(
            ["--documents"],
            multiple=True,
            metavar="DOCUMENT",
            callback=comma_separated(),
            help="The same as the arguments.",
        ),
    ]


def print_json(value: Any) -> None:
    """Print a value as JSON, indented by two spaces."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def usage_sentences(wrong: click.ClickException) -> str:
    """Return sentences that say what is wrong with a command line, and where to read more."""
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context else "pilcrow"
    what = _what(wrong, context)
    return f"{what} `{path} --help` explains the command."


def _what(wrong: click.ClickException, context: click.Context | None) -> str:
    if isinstance(wrong, click.NoSuchOption):
        near = f' Did you mean "{wrong.possibilities[0]}"?' if wrong.possibilities else ""
        return f'There is no option "{wrong.option_name}".{near}'
    if isinstance(wrong, click.BadParameter):
        name = wrong.param.get_error_hint(context).strip("'") if wrong.param else "A value"
        name = name.replace("' / '", " or ").strip("[].")
        if isinstance(wrong, click.MissingParameter):
            return f"{name} is missing."
        said = re.sub(
            r"'(.*)' is not a valid (?:integer|float).*", r"'\1' is not a number.", wrong.message
        )
        return f"{name}: {said}".replace("'", '"')
    said = re.sub(
        r"Got unexpected extra arguments? \((.*)\)\.?",
        r'"\1" is one argument too many.',
        wrong.format_message(),
    )
    return said.replace("'", '"')
