"""Running a stage as a Snakemake job: its stamp is checked, and what it made is recorded."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from pilcrow.build.stamps import MADE_BY_RULES, STATE, identity_of, write_made
from pilcrow.files.checksums import checksum, read_json
from pilcrow.model.problems import Problems, problem
from pilcrow.model.problems import run as run_command

NOT_FILES = ("module ", "library ", "setting ", "Unicode", *MADE_BY_RULES)  # parts of a stamp
EARLIER = "an earlier stage ran again"
REPAIRED = "an output was missing or was edited"


def run(main: Callable[[list[str]], int | None]) -> NoReturn:
    """Run a stage's `main` and exit.

    A rule gives a stage more arguments than the stage itself reads: `--stamp STAMP`, and last of all
    `--made RECORD OUTPUT…`. The stamp's place also says where the project is: the stage runs there, so that a workflow
    that uses Pilcrow as a module with a prefix gets the same bytes.
    """
    given = sys.argv[1:]
    if "--stamp" not in given:
        run_command(main, given)
    at, made = given.index("--stamp"), given.index("--made")
    stamp, record, outputs = given[at + 1], given[made + 1], given[made + 2 :]
    given = [*given[:at], *given[at + 2 : made]]
    prefix = stamp[: stamp.rfind(STATE)]
    if prefix:
        os.chdir(prefix)
        given, outputs = (
            [value.removeprefix(prefix) for value in values] for values in (given, outputs)
        )
        stamp, record = stamp.removeprefix(prefix), record.removeprefix(prefix)

    def job(arguments: list[str]) -> int:
        content = read_json(Path(stamp)) or {}
        parts: dict[str, str] = content.get("parts", {})
        times = refuse_changed(parts, {})
        status = main(arguments)
        if status:
            return status
        refuse_changed(parts, times)
        made_by_rules = (name for name in parts if name.startswith(MADE_BY_RULES))
        about = {
            "because": reasons(read_json(Path(record)), content),
            "build": os.environ.get("PILCROW_BUILD", ""),
            "digest": content.get("digest"),
            "finished": time.time(),
            "inputs": {name: checksum(Path(name)) for name in made_by_rules},
            "parts": parts,
            "repair": content.get("repair"),
        }
        write_made(Path(), record, outputs, about)
        return 0

    run_command(job, given)


def refuse_changed(parts: Mapping[str, str], times: Mapping[str, int]) -> dict[str, int]:
    """Return the times of a job's own inputs. Raises Problems where one is not what the stamp says, or is not of its time in `times`.

    Such a file was edited after the Snakefile was parsed. What the job made of it would be taken for up to date.
    """
    now: dict[str, int] = {}
    changed = []
    for name, known in parts.items():
        if name.startswith(NOT_FILES):
            continue
        path = Path(name)
        now[name] = path.stat().st_mtime_ns if path.exists() else 0
        if times.get(name, now[name]) != now[name] or checksum(path) != known:
            changed.append(name)
    if changed:
        what = "This file changed while the build ran."
        raise Problems(
            problem(what, file=name, todo="Build again.", kind="changed") for name in changed
        )
    return now


def reasons(before: Any, stamp: Mapping[str, Any]) -> list[str]:
    """Return why a job ran, given the record of its last run and its stamp: what changed, is new or is gone."""
    if not before or not isinstance(before.get("parts"), dict):
        return ["first build"]
    changed = differences(before["parts"], stamp.get("parts", {}))
    own = [reason for reason in changed if not reason.startswith(MADE_BY_RULES)]
    if own or changed or identity_of(before) == identity_of(stamp):
        return own or [EARLIER]
    return [REPAIRED]


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return in words how the parts of a job changed. A file that is still there is not said to be gone."""
    left = (
        (name, "is no longer read here" if Path(name).is_file() else "is gone")
        for name in sorted(before)
    )
    return [
        *(
            f"{name} changed"
            for name in sorted(now)
            if name in before and now[name] != before[name]
        ),
        *(f"{name} is new" for name in sorted(now) if name not in before),
        *(f"{name} {how}" for name, how in left if name not in now),
    ]
