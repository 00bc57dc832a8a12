"""The `pilcrow` command: what a scholar types beside `snakemake`.

Each command is a module, imported when it is called. Only the table of commands is imported here,
so that `pilcrow --help` answers at once.
"""

from __future__ import annotations

import os
import sys

from pilcrow.cli.table import COMMANDS as COMMANDS
from pilcrow.cli.table import SECTIONS as SECTIONS
from pilcrow.cli.table import overview


def main(arguments: list[str]) -> int:
    """Run a command line, without the program's name, and return the exit status.

    Raises Problems.
    """
    if not arguments or arguments[0] in ("-h", "--help") or arguments == ["help"]:
        print(overview(), end="")
        return 0
    if arguments[0] in ("-V", "--version"):
        from pilcrow import __version__

        print(f"pilcrow {__version__}")
        return 0
    if arguments[0] == "help":
        arguments = [arguments[1], "--help"]
    from pilcrow.cli.group import call

    return call(arguments)


def script() -> None:
    """Run `pilcrow` with the arguments of the process, and exit."""
    from pilcrow.model.terminal import guard_terminal

    guard_terminal()
    if "_PILCROW_COMPLETE" in os.environ:  # a shell asks what can be typed next
        from pilcrow.cli.group import call

        sys.exit(call(sys.argv[1:]))
    if not sys.argv[1:] or sys.argv[1] in ("-h", "--help", "help", "-V", "--version"):
        sys.exit(main(sys.argv[1:]))  # nothing is read, so nothing can be wrong
    from pilcrow.model.problems import run_command

    run_command(main)


if __name__ == "__main__":
    script()
