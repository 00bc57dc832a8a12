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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

from pilcrow.files.checksums import combine, file_checksum, read_json, write_if_changed

STATE = ".snakemake/pilcrow"
FOR_REPORT = "report/made/"  # figures and tables that rules of the scholar's own make
MADE_BY_RULES = ("results/", f"{STATE}/made/", FOR_REPORT)
# Parts of a stamp that are not files which were there when the Snakefile was parsed.
NOT_FILES = ("module ", "library ", "setting ", "Unicode", *MADE_BY_RULES)
TRUSTED = 1 << 20  # bytes; a larger output of unchanged size and time is not read again
MANY = 500  # files; where a job makes more, the times of all of them are trusted


def stamp_path(job: str) -> str:
    """Return the path of the stamp of a job, "clean/{batch}" or "draw", relative to the project."""
    return f"{STATE}/stamps/{job}.json"


def made_path(job: str) -> str:
    """Return the path of the record of what a job made, relative to the project."""
    return f"{STATE}/made/{job}.json"


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
    path, digest = root / stamp_path(job), combine(parts)
    made = read_json(root / made_path(job)) or {}
    there, done = identity_of(read_json(path)), identity_of(made)
    times = [(root / name).stat().st_mtime_ns for name in outputs if (root / name).exists()]
    waits = there[0] == digest and there != done
    number = time.time_ns()
    if done[0] == digest and not lost and not changed_outputs(root, made):
        number = done[1]  # an edit that was undone is as if it had never been
    elif waits and not lost and path.stat().st_mtime_ns > max(times, default=0):
        number = there[1]  # the job has yet to run, and Snakemake knows
    write_record(path, {"digest": digest, "repair": number, "parts": parts})
    return f"{digest} {number}"


def write_record(path: Path, content: object) -> None:
    """Write a stamp, or a record of what a job made, unless it is there already."""
    write_if_changed(path, msgspec.json.format(msgspec.json.encode(content), indent=1))


def identity_of(content: Mapping[str, Any] | None) -> tuple[str, int]:
    """Return digest and number of a stamp, or of the stamp that a record was made from; ("", 0)
    where there are none.
    """
    digest, number = (content or {}).get("digest"), (content or {}).get("repair")
    return (digest, number) if isinstance(digest, str) and isinstance(number, int) else ("", 0)


def changed_outputs(root: Path, made: Mapping[str, Any]) -> list[str]:
    """Return the outputs of a job that are missing, were edited by hand, or were added to a folder
    of its own, sorted.
    """
    recorded = made.get("outputs")
    if not isinstance(recorded, dict):
        return [""]
    trusted = TRUSTED if len(recorded) <= MANY else 0
    added = (files_below(root, folder) for folder in made.get("folders", ()))
    found = {name for names in added for name in names if name not in recorded}
    for name, entry in recorded.items():
        try:
            stat = (root / name).stat()
            known, size, time = entry
        except (OSError, ValueError, TypeError):
            found.add(name)
            continue
        as_left = size > trusted and [size, time] == [stat.st_size, stat.st_mtime_ns]
        if not as_left and file_checksum(root / name) != known:
            found.add(name)
    return sorted(found)


def files_below(root: Path, folder: str) -> list[str]:
    """Return all files below a folder, relative to `root`, without Snakemake's own time stamp."""
    below = (path for path in (root / folder).rglob("*") if path.is_file())
    names = (path.relative_to(root).as_posix() for path in below)
    return sorted(name for name in names if not name.endswith("/.snakemake_timestamp"))


def write_made(root: Path, target: str, outputs: Sequence[str], about: Mapping[str, Any]) -> None:
    """Record what a job made: checksum, size in bytes and time of each output file.

    `about` is recorded with it: the stamp, and why the job ran.
    """
    folders = sorted(name for name in outputs if (root / name).is_dir())
    names = {name for name in outputs if (root / name).is_file() and name != target}
    state: dict[str, tuple[str, int, int]] = {}
    for name in sorted(names.union(*(files_below(root, folder) for folder in folders))):
        stat = (root / name).stat()
        state[name] = (file_checksum(root / name), stat.st_size, stat.st_mtime_ns)
    write_record(root / target, {**about, "outputs": state, "folders": folders})
