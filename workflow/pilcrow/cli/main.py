"""The `pilcrow` command: what a scholar types beside `snakemake`. Each command is the module of its name, imported when it is called."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import click

from pilcrow.cli import door

# By task: command → (module, what it does in a line). The line is here so that `pilcrow --help` imports no command.
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Start and look around": {
        "new": ("pilcrow.cli.new", "Start a project of your own."),
        "check": ("pilcrow.cli.check", "Check every file that you write."),
        "config": ("pilcrow.cli.config", "Print every key of config/config.yaml."),
        "docs": ("pilcrow.cli.docs", "List the pages of the documentation, or print one."),
    },
    "Add and correct": {
        "add": ("pilcrow.cli.add", "Add transcripts."),
        "show": ("pilcrow.cli.show", "Show how a transcript is divided, and why."),
        "rename": ("pilcrow.cli.rename", "Give a document another ID."),
        "remove": ("pilcrow.cli.remove", "Take a document out of the project."),
        "locate": (
            "pilcrow.cli.locate",
            "Find a paragraph in its raw file, or a byte in the text.",
        ),
        "status": ("pilcrow.cli.status", "Show what changed in the text since you accepted it."),
        "accept": ("pilcrow.cli.accept", "Accept the text as it is now into the ledger."),
    },
    "Code": {
        "codebook": ("pilcrow.cli.codebook", "Print the codebook as an appendix."),
        "import-dictionary": (
            "pilcrow.cli.dictionaries",
            "Begin a codebook from a dictionary of another program.",
        ),
        "kwic": ("pilcrow.cli.kwic", "Show a keyword in its context."),
        "suggest": ("pilcrow.cli.suggest", "Suggest words for the rules of a theme."),
        "why": ("pilcrow.cli.why", "Explain why a paragraph has a theme or does not have it."),
        "assign": ("pilcrow.cli.assignment", "Assign documents to coders."),
        "form": ("pilcrow.cli.form", "Make blind coding forms."),
        "receive": ("pilcrow.cli.receive", "Take in the codings of a coder."),
    },
    "Compare": {
        "diff": ("pilcrow.cli.diff", "Compare the project with an earlier state."),
    },
    "Cite": {
        "cite": ("pilcrow.cli.cite", "Print the citation of a paragraph."),
    },
    "Build": {
        "watch": ("pilcrow.cli.watch", "Rebuild and reload the page at every edit."),
        "explain": ("pilcrow.cli.explain", "Say why the last build rebuilt what it did."),
        "verify": ("pilcrow.cli.verify", "List what is not up to date."),
    },
}
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class Commands(click.Group):
    """The group of all commands, which imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, "command", None) or _with_own_arguments(module)
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from pilcrow.model.problems import did_you_mean

            near = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f'There is no command "{args[0]}". {near}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl(
                    [(f"{name:<{width}}", line) for name, (_, line) in commands.items()]
                )


def _with_own_arguments(module: ModuleType) -> click.Command:
    """The command of a module that reads its arguments itself."""
    return click.Command(
        None,
        callback=lambda arguments: module.main(list(arguments)),
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        help=(module.__doc__ or "").partition("\n")[0],
        add_help_option=False,
        context_settings={"ignore_unknown_options": True},
    )


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from pilcrow import __version__

        click.echo(f"pilcrow {__version__}")
        context.exit()


@click.pass_context
def _print_help(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


GROUP = Commands(
    "pilcrow",
    help="Turn transcripts of public speech into a report that cites their paragraphs. "
    "`make` (or `snakemake`) builds the report; these commands do the rest.",
    epilog="`pilcrow COMMAND --help` explains a command, `pilcrow docs` lists the documentation.",
    params=[
        click.Option(
            ["-V", "--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Print the version.",
        )
    ],
    no_args_is_help=False,
    invoke_without_command=True,
    callback=_print_help,
    subcommand_metavar="COMMAND ...",
    context_settings={"max_content_width": door.WIDTH, "help_option_names": ["-h", "--help"]},
)


def main(arguments: list[str]) -> int:
    """Run a command line without the program's name; the exit status. Raises Problems."""
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    try:
        status = GROUP.main(arguments, prog_name="pilcrow", standalone_mode=False)
    except click.ClickException as wrong:
        print(door.usage_sentences(wrong), file=sys.stderr)
        return 2
    except click.Abort:
        return 130
    return status if isinstance(status, int) else 0


def script() -> None:
    """Entry point of the `pilcrow` command."""
    from pilcrow.model.terminal import guard

    guard()
    if not sys.argv[1:] or sys.argv[1] in ("-h", "--help", "help", "-V", "--version"):
        sys.exit(main(sys.argv[1:]))  # nothing is read, so nothing can be wrong
    from pilcrow.model.problems import run

    run(main)


if __name__ == "__main__":
    script()
