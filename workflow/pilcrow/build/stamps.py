"""What Snakemake does not see by itself, in one idiom that every rule uses alike.

Snakemake misses an edited module, a file replaced by an older one, an output edited by hand, and every change of a
param when only times are compared. So each job has two small files, both declared in its rule:

- `stamp`, an input: the checksums of the job's own inputs, its params, and the code that it runs. It is written
  while the Snakefile is parsed, and only if one of them changed or an output is not as the job left it.
- `made`, an output: the checksums of the job's outputs, and the stamp that they were made from.

An input that another rule makes counts by the stamp of the job that makes it. So a job whose input failed to be made
runs again, although Snakemake sees nothing but an older input that is missing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pilcrow.files.checksums import checksum, combine, read_json, write_if_changed

STATE = ".snakemake/pilcrow"
FOR_REPORT = (  # figures and tables that rules of the scholar's own make for the report
    "report/made/"
)
MADE_BY_RULES = ("results/", f"{STATE}/made/", FOR_REPORT)
TRUSTED = 1 << 20  # bytes; a larger output of unchanged size and time is not read again
MANY = 500  # files; where a job makes more, the times of all of them are trusted


def stamp_path(job: str) -> str:
    """Return the path of a job's stamp, relative to the project. `job`: "clean/{batch}", or "draw"."""
    return f"{STATE}/stamps/{job}.json"


def made_path(job: str) -> str:
    """Return the path of the record of what a job made, relative to the project."""
    return f"{STATE}/made/{job}.json"


def paths_of(items: Iterable[Any], wildcards: Mapping[str, str], prefix: str) -> list[str]:
    """Return the input paths of a rule for some wildcards, relative to the project, sorted.

    `items` are the rule's inputs as Snakemake gives them: strings, or functions of the wildcards. `prefix` is what a
    workflow that uses Pilcrow as a module puts before each path.
    """
    found: set[str] = set()
    for item in items:
        if callable(item):
            given = item(SimpleNamespace(**wildcards))
            values = [given] if isinstance(given, str) else list(map(os.fspath, given))
        else:
            values = [str(item)]
            for name, value in wildcards.items():
                values = [text.replace(f"{{{name}}}", value) for text in values]
        found.update(value.removeprefix(prefix) for value in values)
    return sorted(found)


def setting(value: Any) -> Callable[..., Any]:
    """Return a param of a rule that Snakemake does not record: the stamp of the job holds it.

    Snakemake records no param that is a function of the inputs. To record one, it imports pandas, which takes longer
    than all else that a build with nothing to do does.
    """

    def given(wildcards: Any, input: Any) -> Any:
        return value

    vars(given)["setting"] = value
    return given


def parts_of(
    inputs: Iterable[str],
    params: Iterable[tuple[str, Any]],
    wildcards: Mapping[str, str],
    code: Mapping[str, str],
    hash_of: Callable[[str], str],
) -> dict[str, str]:
    """Return all that a job depends on, by name: its inputs, its params, its code. `hash_of` gives an input's checksum,
    or for an input that a rule makes the stamp of the job that makes it."""
    stamps = f"{STATE}/stamps/"
    parts = {path: hash_of(path) for path in inputs if not path.startswith(stamps)}
    for name, value in params:
        said = getattr(value, "setting", value)
        said = said(SimpleNamespace(**wildcards)) if callable(said) else said
        parts[f"setting {name}"] = json.dumps(said, sort_keys=True, default=str)
    return {**code, **parts}


def write_stamp(
    root: Path, job: str, parts: Mapping[str, str], outputs: Iterable[str], lost: bool
) -> str:
    """Write the stamp of a job unless the one that is there still holds. Returns its identity: the digest, and a number.

    The number makes a stamp new, so that Snakemake runs the job however it compares. `outputs` are the paths that the
    rule declares. `lost`: Snakemake's own records are gone, so every job must run again.
    """
    path, digest = root / stamp_path(job), combine(parts)
    there, made = identity_of(read_json(path)), read_json(root / made_path(job)) or {}
    done = identity_of(made)
    if done[0] == digest and not lost and not changed_outputs(root, made):
        number = done[1]  # an edit that was undone is as if it had never been
    elif there[0] == digest and there != done and not lost and newer(path, root, outputs):
        number = there[1]  # the job has yet to run, and Snakemake knows
    else:
        number = max(there[1], done[1]) + 1
    content = {"digest": digest, "repair": number, "parts": dict(parts)}
    write_if_changed(path, json.dumps(content, ensure_ascii=False, indent=0).encode())
    return f"{digest} {number}"


def identity_of(content: Mapping[str, Any] | None) -> tuple[str, int]:
    """Return digest and number of a stamp, or of the stamp that a record was made from; ("", 0) where there are none."""
    digest, number = (content or {}).get("digest"), (content or {}).get("repair")
    return (digest, number) if isinstance(digest, str) and isinstance(number, int) else ("", 0)


def newer(stamp: Path, root: Path, outputs: Iterable[str]) -> bool:
    """Return whether a stamp is newer than every output that is there."""
    there = [root / name for name in outputs if (root / name).exists()]
    return all(path.stat().st_mtime_ns < stamp.stat().st_mtime_ns for path in there)


def changed_outputs(root: Path, made: Mapping[str, Any]) -> list[str]:
    """Return the outputs of a job that are missing, were edited by hand, or were added to a folder of its own, sorted."""
    recorded = made.get("outputs")
    if not isinstance(recorded, dict):
        return [""]
    found = set()
    trusted = TRUSTED if len(recorded) <= MANY else 0
    for name, entry in recorded.items():
        try:
            stat = (root / name).stat()
            known, size, time = entry
        except (OSError, ValueError, TypeError):
            found.add(name)
            continue
        if not (size > trusted and [stat.st_size, stat.st_mtime_ns] == [size, time]):
            found.update([name] if checksum(root / name) != known else [])
    for folder in made.get("folders", ()):
        found.update(name for name in files_below(root, folder) if name not in recorded)
    return sorted(found)


def files_below(root: Path, folder: str) -> list[str]:
    """Return all files below a folder, relative to `root`, sorted; Snakemake's own time stamp is left out."""
    below = (path for path in (root / folder).rglob("*") if path.is_file())
    return sorted(
        path.relative_to(root).as_posix() for path in below if path.name != ".snakemake_timestamp"
    )


def write_made(root: Path, target: str, outputs: Sequence[str], about: Mapping[str, Any]) -> None:
    """Record what a job made: checksum, size in bytes and time of each output file.

    `about` is recorded with it: digest and number of the stamp, and why the job ran.
    """
    folders = sorted(name for name in outputs if (root / name).is_dir())
    names = {name for name in outputs if (root / name).is_file() and name != target}
    names.update(*(files_below(root, folder) for folder in folders))
    state: dict[str, list[str | int]] = {}
    for name in sorted(names):
        stat = (root / name).stat()
        state[name] = [checksum(root / name), stat.st_size, stat.st_mtime_ns]
    content = {"outputs": state, "folders": folders, **about}
    write_if_changed(root / target, json.dumps(content, ensure_ascii=False, indent=0).encode())
