"""What Snakemake does not see by itself, in one idiom that every rule uses alike
(docs/workflow.md).

Each job has two small files, both declared in its rule:

- `stamp`, an input: the checksums of the job's own inputs, its params, and a number. It is written
  while the Snakefile is parsed. It gets a new number, so that the job runs again, only if one of
  them or the code changed, or if an output is not as the job left it.
- `made`, an output: the checksums of the job's outputs, the stamp that they were made from, and the
  code that made them.

An input that another rule makes counts by the stamp of the job that makes it. So a job whose input
failed to be made runs again, although Snakemake sees nothing but an older input that is missing.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import msgspec

from pilcrow.files.checksums import describe_differences, file_checksum, write_if_changed
from pilcrow.report import MADE_FOR_REPORT

STATE = ".snakemake/pilcrow"
MADE_BY_RULES = ("results/", f"{STATE}/made/", MADE_FOR_REPORT)
TRUSTED = 1 << 20  # bytes; a larger output of unchanged size and time is not read again
MANY = 500  # files; where a job makes more, the times of all of them are trusted
Parts = Mapping[str, str]  # what a job depends on: checksums and values, by name


class Stamp(msgspec.Struct):
    """What a job depends on, by name (`parts`). `number` is new whenever the job must run again."""

    number: int = 0
    parts: dict[str, str] = {}


class Made(Stamp):
    """What a job made, the stamp that it was made from, and the code that it ran.

    `outputs` gives checksum, size in bytes and time of each file; `folders` are those of its own.
    `inputs` are the checksums of what rules of the scholar's own had made. `because` says why the
    job ran, `build` in which build, `finished` when (seconds since 1970).
    """

    code: dict[str, str] = {}
    outputs: dict[str, tuple[str, int, int]] = {}
    folders: list[str] = []
    inputs: dict[str, str] = {}
    because: list[str] = []
    build: str = ""
    finished: float = 0


Record = TypeVar("Record", Stamp, Made)


def read_record(kind: type[Record], path: Path) -> Record:
    """Return a stamp or a record. One that cannot be read is as if it had never been there."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError, RecursionError):
        return kind()


def write_record(path: Path, content: Stamp) -> None:
    """Write a stamp or a record, unless it is there already."""
    write_if_changed(path, msgspec.json.format(msgspec.json.encode(content), indent=1))


def stamp_path(job: str) -> str:
    """Return the path of the stamp of a job, "clean/{batch}" or "draw", relative to the project."""
    return f"{STATE}/stamps/{job}.json"


def made_path(job: str) -> str:
    """Return the path of the record of what a job made, relative to the project."""
    return f"{STATE}/made/{job}.json"


def paths_of(items: Iterable[Any], wildcards: Parts, prefix: str) -> list[str]:
    """Return the input paths of a rule for some wildcards, relative to the project, sorted.

    `items` are the rule's inputs as Snakemake gives them: strings, or functions of the wildcards.
    `prefix` is what a workflow that uses Pilcrow as a module puts before each path.
    """
    found: set[str] = set()
    for item in items:
        given = item(SimpleNamespace(**wildcards)) if callable(item) else str(item)
        if not callable(item):
            for name, chosen in wildcards.items():
                given = given.replace(f"{{{name}}}", chosen)
        found.update([given] if isinstance(given, str) else map(os.fspath, given))
    return sorted(path.removeprefix(prefix) for path in found)


def parts_of(
    inputs: Iterable[str],
    params: Iterable[tuple[str, Any]],
    wildcards: Parts,
    more: Parts,
    hash_of: Callable[[str], str],
) -> dict[str, str]:
    """Return what a job depends on but its code, by name: its inputs, its params, and `more`.

    `hash_of` gives an input's checksum, or for one that a rule makes the stamp of the job that
    makes it.
    """
    parts = {path: hash_of(path) for path in inputs if not path.startswith(f"{STATE}/stamps/")}
    for name, value in params:
        said = getattr(value, "setting", value)
        said = said(SimpleNamespace(**wildcards)) if callable(said) else said
        parts[f"setting {name}"] = json.dumps(said, sort_keys=True, default=str)
    return {**more, **parts}


def write_stamp(
    root: Path,
    job: str,
    parts: Parts,
    outputs: Iterable[str],
    lost: bool,
    code: Callable[[Parts], Parts] = dict,
) -> str:
    """Write the stamp of a job unless the one that is there still holds. Return its number.

    A new number is the time, so it is new even if both stamp and record were damaged. Snakemake
    then runs the job however it compares.

    Args:
        root: The project.
        job: Its name.
        parts: What it depends on but its code.
        outputs: The paths that its rule declares.
        lost: Whether Snakemake's own records are gone, so that every job must run again.
        code: Gives what has become of the code that the job ran.
    """
    path, outputs, number = root / stamp_path(job), set(outputs) - {made_path(job)}, time.time_ns()
    made, there = read_record(Made, root / made_path(job)), read_record(Stamp, path)
    times = [(root / name).stat().st_mtime_ns for name in outputs if (root / name).exists()]
    # A damaged record may list fewer outputs than the rule declares.
    whole = made.number and outputs <= {*made.outputs, *made.folders}
    same = parts == made.parts and code(made.code) == made.code
    waits = there.parts == parts and there.number != made.number
    if same and whole and not lost and not changed_outputs(root, made):
        number = made.number  # an edit that was undone is as if it had never been
    elif waits and not lost and path.stat().st_mtime_ns > max(times, default=0):
        number = there.number  # the job has yet to run, and Snakemake knows
    write_record(path, Stamp(number, dict(sorted(parts.items()))))
    return str(number)


def own_changes(before: Made, now: Stamp, code: Parts) -> list[str]:
    """Return in words what changed since a job ran, without what other jobs made and without code
    that it runs only before or only now.
    """

    def own(parts: Parts, ran: Parts) -> dict[str, str]:
        own_parts = {name: parts[name] for name in parts if not name.startswith(MADE_BY_RULES)}
        return own_parts | {name: ran[name] for name in before.code.keys() & code.keys()}

    return describe_differences(own(before.parts, before.code), own(now.parts, code))


def changed_outputs(root: Path, made: Made) -> list[str]:
    """Return the outputs of a job that are missing, were edited by hand, or were added to a folder
    of its own, sorted.
    """
    trusted = TRUSTED if len(made.outputs) <= MANY else 0
    found = {name for name in files_below(root, made.folders) if name not in made.outputs}
    for name, (checksum, size, written) in made.outputs.items():
        path = root / name
        stat = path.stat() if path.is_file() else None
        as_left = stat and size > trusted and (size, written) == (stat.st_size, stat.st_mtime_ns)
        if not as_left and file_checksum(path) != checksum:
            found.add(name)
    return sorted(found)


def files_below(root: Path, folders: Iterable[str]) -> list[str]:
    """Return all files below folders, relative to `root`, without Snakemake's own time stamps."""
    below = (path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    names = (path.relative_to(root).as_posix() for path in below)
    return [name for name in names if not name.endswith("/.snakemake_timestamp")]


def write_made(root: Path, target: str, outputs: Sequence[str], made: Made) -> None:
    """Record what a job made: checksum, size and time of each output file, in addition to `made`.

    `target` is the path of the record, `outputs` are the files and folders, without the record.
    """
    made.folders = sorted(name for name in outputs if (root / name).is_dir())
    names = {name for name in outputs if (root / name).is_file() and name != target}
    for name in sorted(names.union(files_below(root, made.folders))):
        stat = (root / name).stat()
        made.outputs[name] = file_checksum(root / name), stat.st_size, stat.st_mtime_ns
    write_record(root / target, made)
