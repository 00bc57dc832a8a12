"""What Snakemake does not see by itself, in one idiom that every rule uses alike
(docs/workflow.md).

Each job has two small files, both declared in its rule:

- `stamp`, an input: the checksums of the job's own inputs, its params, and the code that it runs.
  It is written while the Snakefile is parsed. It is written only if one of them changed, or if an
  output is not as the job left it.
- `made`, an output: the checksums of the job's outputs, and the stamp that they were made from.

An input that another rule makes counts by the stamp of the job that makes it. So a job whose input
failed to be made runs again, although Snakemake sees nothing but an older input that is missing.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import msgspec

from pilcrow.files.checksums import (
    combine,
    describe_differences,
    file_checksum,
    write_if_changed,
)
from pilcrow.model.problems import Problems, problem
from pilcrow.report import MADE_FOR_REPORT

STATE = ".snakemake/pilcrow"
MADE_BY_RULES = ("results/", f"{STATE}/made/", MADE_FOR_REPORT)
# Parts of a stamp that are not files which were there when the Snakefile was parsed.
NOT_FILES = ("module ", "library ", "setting ", "Unicode", *MADE_BY_RULES)
TRUSTED = 1 << 20  # bytes; a larger output of unchanged size and time is not read again
MANY = 500  # files; where a job makes more, the times of all of them are trusted


class Stamp(msgspec.Struct):
    """What a job depends on, by name (`parts`), and a digest of it. `repair` tells two stamps apart
    where only an output changed.
    """

    digest: str = ""
    repair: int = 0
    parts: dict[str, str] = {}

    @property
    def identity(self) -> tuple[str, int]:
        """Digest and number; ("", 0) where there is no stamp."""
        return self.digest, self.repair


class Made(Stamp):
    """What a job made, and the stamp that it was made from.

    `outputs` gives checksum, size in bytes and time of each file; `folders` are those of its own.
    `inputs` are the checksums of what rules of the scholar's own had made. `because` says why the
    job ran, `build` in which build, `finished` when (seconds since 1970).
    """

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


def stamp_path(job: str) -> str:
    """Return the path of the stamp of a job, "clean/{batch}" or "draw", relative to the project."""
    return f"{STATE}/stamps/{job}.json"


def made_path(job: str) -> str:
    """Return the path of the record of what a job made, relative to the project."""
    return f"{STATE}/made/{job}.json"


def refuse_blocked(root: Path, files: Collection[str]) -> None:
    """Raise Problems where a build cannot write: a file in the place of a folder that one of the
    files needs, or a link that leads nowhere.
    """
    folders = {folder for name in files for folder in Path(name).parents}
    blocked = {place for place in folders if not (root / place).is_dir()}
    blocked |= {Path(name) for name in files if not (root / name).exists()}
    what = "A build cannot write here: this is a file in the place of a folder, or a broken link."
    found = [
        problem(what, file=place, todo="Move it away.", kind="place")
        for place in blocked
        if os.path.lexists(root / place)
    ]
    if found:
        raise Problems(found)


def paths_of(items: Iterable[Any], wildcards: Mapping[str, str], prefix: str) -> list[str]:
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
    wildcards: Mapping[str, str],
    code: Mapping[str, str],
    hash_of: Callable[[str], str],
) -> dict[str, str]:
    """Return all that a job depends on, by name: its inputs, its params, its code. `hash_of` gives
    an input's checksum, or for an input that a rule makes the stamp of the job that makes it.
    """
    parts = {path: hash_of(path) for path in inputs if not path.startswith(f"{STATE}/stamps/")}
    for name, value in params:
        said = getattr(value, "setting", value)
        said = said(SimpleNamespace(**wildcards)) if callable(said) else said
        parts[f"setting {name}"] = json.dumps(said, sort_keys=True, default=str)
    return {**code, **parts}


def write_stamp(
    root: Path, job: str, parts: Mapping[str, str], outputs: Iterable[str], lost: bool
) -> str:
    """Write the stamp of a job unless the one that is there still holds. Returns its identity: the
    digest, and a number.

    The number makes a stamp new, so that Snakemake runs the job however it compares. It is the
    time, so it is new even if both stamp and record were damaged. `outputs` are the paths that the
    rule declares. `lost`: Snakemake's own records are gone, so every job must run again.
    """
    path, now = (
        root / stamp_path(job),
        Stamp(combine(parts), time.time_ns(), dict(sorted(parts.items()))),
    )
    made, there = read_record(Made, root / made_path(job)), read_record(Stamp, path)
    outputs = set(outputs) - {made_path(job)}
    times = [(root / name).stat().st_mtime_ns for name in outputs if (root / name).exists()]
    # A damaged record may list fewer outputs than the rule declares.
    whole = outputs <= {*made.outputs, *made.folders}
    waits = there.digest == now.digest and there.identity != made.identity
    if made.digest == now.digest and whole and not lost and not changed_outputs(root, made):
        now.repair = made.repair  # an edit that was undone is as if it had never been
    elif waits and not lost and path.stat().st_mtime_ns > max(times, default=0):
        now.repair = there.repair  # the job has yet to run, and Snakemake knows
    write_record(path, now)
    return f"{now.digest} {now.repair}"


def write_record(path: Path, content: Stamp) -> None:
    """Write a stamp, or a record of what a job made, unless it is there already."""
    write_if_changed(path, msgspec.json.format(msgspec.json.encode(content), indent=1))


def own_changes(before: Stamp, now: Stamp) -> list[str]:
    """Return in words what changed between two stamps, without what other jobs made."""
    changed = describe_differences(before.parts, now.parts)
    return [reason for reason in changed if not reason.startswith(MADE_BY_RULES)]


def changed_outputs(root: Path, made: Made) -> list[str]:
    """Return the outputs of a job that are missing, were edited by hand, or were added to a folder
    of its own, sorted.
    """
    trusted = TRUSTED if len(made.outputs) <= MANY else 0
    added = (files_below(root, folder) for folder in made.folders)
    found = {name for names in added for name in names if name not in made.outputs}
    for name, (checksum, size, written) in made.outputs.items():
        try:
            stat = (root / name).stat()
        except OSError:
            found.add(name)
            continue
        as_left = size > trusted and (size, written) == (stat.st_size, stat.st_mtime_ns)
        if not as_left and file_checksum(root / name) != checksum:
            found.add(name)
    return sorted(found)


def files_below(root: Path, folder: str) -> list[str]:
    """Return all files below a folder, relative to `root`, without Snakemake's own time stamp."""
    below = (path for path in (root / folder).rglob("*") if path.is_file())
    names = (path.relative_to(root).as_posix() for path in below)
    return sorted(name for name in names if not name.endswith("/.snakemake_timestamp"))


def write_made(root: Path, target: str, outputs: Sequence[str], made: Made) -> None:
    """Record what a job made: checksum, size and time of each output file, in addition to `made`.

    `target` is the path of the record, `outputs` are the files and folders, without the record.
    """
    made.folders = sorted(name for name in outputs if (root / name).is_dir())
    names = {name for name in outputs if (root / name).is_file() and name != target}
    for name in sorted(names.union(*(files_below(root, folder) for folder in made.folders))):
        stat = (root / name).stat()
        made.outputs[name] = file_checksum(root / name), stat.st_size, stat.st_mtime_ns
    write_record(root / target, made)
