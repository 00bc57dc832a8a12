"""Running a stage as a Snakemake job: its stamp is checked, and what it made is recorded."""

from __future__ import annotations

import argparse
import functools
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from pilcrow.build.stamps import (
    NOT_FILES,
    STATE,
    Made,
    Stamp,
    own_changes,
    read_record,
    write_made,
)
from pilcrow.files.checksums import file_checksum
from pilcrow.files.installed import own_faults
from pilcrow.model.problems import Problems, problem
from pilcrow.model.problems import run_command as run_command


class StageParser(argparse.ArgumentParser):
    """The command line of a stage: every file that it reads or writes, and its settings."""

    def file(self, name: str, help: str, required: bool = True) -> None:
        """Add the option --NAME, which takes a file or folder. Without one it is None."""
        self.add_argument(f"--{name}", type=Path, required=required, help=help)

    def files(self, name: str, help: str, required: bool = False) -> None:
        """Add the option --NAME, which takes several files. Without any it is []."""
        several = "+" if required else "*"
        self.add_argument(
            f"--{name}", type=Path, nargs=several, required=required, default=[], help=help
        )


def stage_parser(stage: str, doc: str | None) -> StageParser:
    """Return the command line of a stage, described by the first line of its module's docstring."""
    return StageParser(
        prog=f"python -m pilcrow.{stage}",
        description=(doc or "").partition("\n")[0],
        # Without a width, each start imports what asks the terminal for it.
        formatter_class=functools.partial(argparse.HelpFormatter, width=100),
    )


def run(main: Callable[[list[str]], int | None]) -> NoReturn:
    """Run a stage's `main` and exit.

    A rule gives a stage more arguments than the stage itself reads: `--stamp STAMP`, and last of
    all `--made RECORD OUTPUT…`. The path of the stamp also says where the project is, and the stage
    runs there. So a workflow that uses Pilcrow as a module with a prefix gets the same bytes.
    """
    given = sys.argv[1:]
    if "--stamp" not in given:
        run_command(main, given)
    at, made = given.index("--stamp"), given.index("--made")
    if prefix := given[at + 1].partition(STATE)[0]:
        os.chdir(prefix)
        given = [value.removeprefix(prefix) for value in given]
    record, *outputs = given[made + 1 :]
    stamp, before = read_record(Stamp, Path(given[at + 1])), read_record(Made, Path(record))

    def job(arguments: list[str]) -> int:
        seen = refuse_changed(stamp.parts, {})
        with own_faults():
            status = main(arguments)
        if status:
            return status
        refuse_changed(stamp.parts, seen)
        made = Made(
            *(stamp.digest, stamp.repair, stamp.parts),
            # What a rule of the scholar's own makes has no stamp.
            inputs={
                name: file_checksum(Path(name)) for name, known in stamp.parts.items() if not known
            },
            because=run_reasons(before, stamp),
            build=os.environ.get("PILCROW_BUILD", ""),
            finished=time.time(),
        )
        write_made(Path(), record, outputs, made)
        return 0

    arguments = [*given[:at], *given[at + 2 : made]]
    run_command(job, [name for value in arguments for name in files_of(value)])


def files_of(argument: str) -> list[str]:
    """Return the files that an argument names: those of the job whose record it is, or itself."""
    if not argument.startswith(f"{STATE}/made/"):
        return [argument]
    return list(read_record(Made, Path(argument)).outputs)


def refuse_changed(
    parts: Mapping[str, str], before: Mapping[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """Return size, times and place on the disk of a job's own inputs.

    Raises Problems where one is not what the stamp says, or was written since `before`, even if it
    was restored. Such a file was edited after the Snakefile was parsed. What the job made of it
    would be taken for up to date.
    """
    now: dict[str, tuple[int, ...]] = {}
    changed = []
    for name in parts:
        if name.startswith(NOT_FILES):
            continue
        path = Path(name)
        stat = path.stat() if path.exists() else None
        now[name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino) if stat else ()
        if now[name] != before[name] if before else file_checksum(path) != parts[name]:
            changed.append(name)
    if changed:
        what = "This file changed while the build ran."
        raise Problems(
            problem(what, file=name, todo="Build again.", kind="changed") for name in changed
        )
    return now


def run_reasons(before: Made, stamp: Stamp) -> list[str]:
    """Return why a job ran, given the record of its last run and its stamp."""
    if not before.parts:
        return ["first build"]
    if before.parts != stamp.parts:
        return own_changes(before, stamp) or ["an earlier stage ran again"]
    if before.identity != stamp.identity:
        return ["an output was missing or was edited"]
    return ["Snakemake was told to run this stage, or one before it"]
