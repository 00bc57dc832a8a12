"""What is not as the last build left it, from the stamps and the records of the jobs."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pilcrow.build.modules import Code
from pilcrow.build.stamps import (
    STATE,
    Made,
    Stamp,
    changed_outputs,
    own_changes,
    read_record,
    stamp_path,
)
from pilcrow.checks.extracts import Causes, read_causes
from pilcrow.files.checksums import file_checksum


class FinishedJob(msgspec.Struct):
    """A job of the last build: its name, when it finished (seconds since 1970), and why it ran."""

    job: str
    finished: float
    because: list[str]


def job_records(root: Path) -> dict[str, Made]:
    """Return the record of each job that has run, by name ("clean/speech-2022"), sorted."""
    folder = root / STATE / "made"
    paths = sorted(folder.rglob("*.json"))
    found = {path.relative_to(folder).with_suffix(""): read_record(Made, path) for path in paths}
    return {name.as_posix(): made for name, made in found.items() if made.number}


def last_build(root: Path) -> list[FinishedJob]:
    """Return the jobs of the last build, in the order in which they finished."""
    ran, noted = job_records(root), read_causes(root / STATE)
    last = max((made.build for made in ran.values()), default="")
    jobs = [
        FinishedJob(job, made.finished, name_sources(noted, made.because, made.finished))
        for job, made in ran.items()
        if made.build == last
    ]
    return sorted(jobs, key=lambda entry: entry.finished)


def name_sources(noted: Causes, reasons: Iterable[str], until: float) -> list[str]:
    """Return reasons with what changed in the scholar's files in place of the extracts of them.

    An extract may have changed again after `until` (seconds since 1970). That is left out.
    """
    named: dict[str, None] = {}
    for reason in reasons:
        extract = reason.partition(" ")[0].removeprefix(f"{STATE}/").removesuffix(".json")
        changes = noted.of.get(extract, []) if reason.startswith(STATE) else []
        known = next((why for when, why in reversed(changes) if when <= until), None)
        if extract == "renderer" and reason.startswith(STATE):
            known = ["the renderer or its version changed"]
        named.update(dict.fromkeys(known or [reason]))
    return list(named)


def causes(root: Path, since: float) -> list[str]:
    """Return why the jobs of the last build ran that finished since a time, each cause once.

    The time is in seconds since 1970. Of a build of the scholar's own rules nothing is known.
    """
    jobs = [job for job in last_build(root) if job.finished >= since]
    reasons = dict.fromkeys(reason for job in jobs for reason in job.because)
    made = (".snakemake/", "results/", "an earlier stage", "first build")
    return [reason for reason in reasons if not reason.startswith(made)] or list(reasons)


def stale_jobs(root: Path) -> dict[str, list[str]]:
    """Return the jobs whose outputs are not those of the project as it is now, each with what is
    wrong, sorted.

    The stamps must be of now: parsing the Snakefile writes them.
    """
    noted = read_causes(root / STATE)
    code = functools.cache(lambda: Code(root / STATE / "sources"))
    found: dict[str, list[str]] = {}
    for job, made in job_records(root).items():
        stamp = read_record(Stamp, root / stamp_path(job))
        wrong = [] if stamp.number else ["its document is gone"]
        if stamp.number != made.number:
            wrong += [f"{name} is missing or was edited" for name in changed_outputs(root, made)]
        if stamp.number not in (0, made.number):
            changed = own_changes(made, stamp, code().now(made.code))
            wrong += name_sources(noted, changed, time.time())
            wrong = wrong or ["its inputs changed"]
        own = made.inputs.items()
        wrong += [f"{name} changed" for name, was in own if file_checksum(root / name) != was]
        if wrong:
            found[job] = wrong
    return found
