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

from pilcrow.build.modules import loaded_code
from pilcrow.build.stamps import (
    MADE_BY_RULES,
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
        several = {"nargs": "+", "required": True} if required else {"nargs": "*", "default": []}
        self.add_argument(f"--{name}", type=Path, help=help, **several)


def stage_parser(stage: str, doc: str | None) -> StageParser:
    """Return the command line of a stage, described by the first line of its module's docstring."""
    # Without a width, each start imports what asks the terminal for it.
    width = functools.partial(argparse.HelpFormatter, width=100)
    name, said = f"python -m pilcrow.{stage}", (doc or "").partition("\n")[0]
    return StageParser(prog=name, description=said, formatter_class=width)


def run(main: Callable[[list[str]], int | None]) -> NoReturn:
    """Run a stage's `main` and exit.

    A rule gives a stage more arguments than the stage itself reads: `--stamp STAMP`, and last of
    all `--made RECORD OUTPUT…`. The path of the stamp also says where the project is, and the stage
    runs there. So a workflow that uses Pilcrow as a module with a prefix gets the same bytes.
    """
    started, given = time.time(), sys.argv[1:]
    if "--stamp" not in given:
        run_command(lambda arguments: main(arguments) or leave(), given)
    at, last = given.index("--stamp"), given.index("--made")
    if prefix := given[at + 1].partition(STATE)[0]:
        os.chdir(prefix)
        given = [value.removeprefix(prefix) for value in given]
    record, *outputs = given[last + 1 :]
    stamp, before = read_record(Stamp, Path(given[at + 1])), read_record(Made, Path(record))

    def job(arguments: list[str]) -> int:
        seen = refuse_changed(stamp.parts, {})
        with own_faults():
            status = main(arguments)
        if status:
            return status
        refuse_changed(stamp.parts, seen)
        made = Made(stamp.number, stamp.parts, loaded_code(started))
        # What a rule of the scholar's own makes has no stamp.
        own = (name for name, known in stamp.parts.items() if not known)
        made.inputs = {name: file_checksum(Path(name)) for name in own}
        made.because = run_reasons(before, made)
        made.build, made.finished = os.environ.get("PILCROW_BUILD", ""), time.time()
        write_made(Path(), record, outputs, made)
        leave()

    arguments = [*given[:at], *given[at + 2 : last]]
    run_command(job, [name for value in arguments for name in files_of(value)])


def leave() -> NoReturn:
    """End the process. To tidy up before would take a twentieth of a stage's time."""
    sys.stdout.flush()
    os._exit(0)


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
        if name.startswith((*MADE_BY_RULES, "setting ")):
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


def run_reasons(before: Made, now: Made) -> list[str]:
    """Return why a job ran, given the record of its last run and that of this one."""
    if not before.parts:
        return ["first build"]
    if changed := own_changes(before, now, now.code):
        return changed
    made = [name for name in now.parts if name.startswith(MADE_BY_RULES)]
    if any(now.parts[name] != before.parts.get(name) for name in made):
        return ["an earlier stage ran again"]
    if before.number != now.number:
        return ["an output was missing or was edited"]
    return ["Snakemake was told to run this stage, or one before it"]
