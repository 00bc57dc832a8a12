"""What is not as the last build left it, from the stamps and the records of the jobs."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.build.stamps import MADE_BY_RULES, STATE, changed_outputs, identity_of, stamp_path
from pilcrow.checks.extracts import Causes, read_causes
from pilcrow.files.checksums import describe_differences, file_checksum, read_json


class FinishedJob(msgspec.Struct):
    """A job of the last build: its name, when it finished (seconds since 1970), and why it ran."""

    job: str
    finished: float
    because: list[str]


def job_records(root: Path) -> dict[str, Any]:
    """Return the record of each job that has run, by name ("clean/speech-2022"), sorted."""
    folder = root / STATE / "made"
    found = {path: read_json(path) for path in sorted(folder.rglob("*.json"))}
    return {path.relative_to(folder).as_posix()[:-5]: made for path, made in found.items() if made}


def last_build(root: Path) -> list[FinishedJob]:
    """Return the jobs of the last build, in the order in which they finished."""
    ran = job_records(root)
    last = max((str(record.get("build", "")) for record in ran.values()), default="")
    noted, jobs = read_causes(root / STATE), []
    for job, record in ran.items():
        if record.get("build", "") == last:
            finished = float(record.get("finished", 0))
            because = name_sources(noted, record.get("because", []), finished)
            jobs.append(FinishedJob(job, finished, because))
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


def causes(root: Path) -> list[str]:
    """Return why the last build ran, each cause once."""
    reasons = dict.fromkeys(reason for job in last_build(root) for reason in job.because)
    made = (".snakemake/", "results/", "an earlier stage", "first build")
    return [reason for reason in reasons if not reason.startswith(made)] or list(reasons)


def stale_jobs(root: Path) -> dict[str, list[str]]:
    """Return the jobs whose outputs are not those of the project as it is now, each with what is
    wrong, sorted.

    The stamps must be of now: parsing the Snakefile writes them.
    """
    noted = read_causes(root / STATE)
    found: dict[str, list[str]] = {}
    for job, record in job_records(root).items():
        wrong = [f"{name} is missing or was edited" for name in changed_outputs(root, record)]
        if not (stamp := read_json(root / stamp_path(job))):
            wrong.append("it is of a document that is gone")
        elif identity_of(stamp) != identity_of(record):
            before, now = record.get("parts"), stamp.get("parts")
            known = isinstance(before, dict) and isinstance(now, dict)
            changed = describe_differences(before, now) if known else []
            own = [reason for reason in changed if not reason.startswith(MADE_BY_RULES)]
            wrong += name_sources(noted, own, time.time()) or ["what it is made from changed"]
        inputs = record.get("inputs") or {}
        wrong += [
            f"{name} changed" for name in inputs if file_checksum(root / name) != inputs[name]
        ]
        if wrong:
            found[job] = wrong
    return found
