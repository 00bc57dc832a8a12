"""What a build says: a calm line per finished job, sentences for errors, one summary at the end.

Snakemake's own messages are for engineers. When its terminal output is silenced (as profiles/default does), this
handler listens to the same log and says what a scholar needs. With less silence, or with another logger plugin, it says nothing and
only keeps the record that `pilcrow explain` reads.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pilcrow.build.invalidation import write_if_changed
from pilcrow.build.plan import EXPORTS, NOT_READ
from pilcrow.build.progress import Progress, seconds, stage_of
from pilcrow.files.leftovers import told, unread

if TYPE_CHECKING:
    from pilcrow.build.plan import Plan

SNAKEMAKE = "snakemake.logging"
# Lines of Snakemake that say nothing more once the failed stage has spoken.
NOISE = (
    "Exiting because a job execution failed",
    "Complete log",
    "Shutting down",
    "Trying to restart",
    "Will exit after",
    "At least one job did not complete",
    "WorkflowError:\nAt least one job",
)
MARKS_SHOWN = 12
# What profiles/default silences: all but what Snakemake says before it has read the Snakefile, as of a mistake in it.
QUIET = {"HOST", "REASON", "RULES"}
CAUSES_SHOWN = 3
PAGES = {
    "results/report.html": "render/html",
    "results/report.pdf": "render/pdf",
    "results/documents.html": "documents/",
}  # page → its job


def texts(logs: Iterable[object]) -> list[str]:
    """Of the logs of a job, those for people: a log may also be data, as results/gate.json."""
    return [str(path) for path in logs if str(path).endswith(".log")]


class CalmHandler(logging.Handler):
    """Turns Snakemake's log events into calm lines on `stream`; where `mute`, only into the record of the build."""

    def __init__(self, plan: Plan, stream: IO[str], mute: bool = False) -> None:
        super().__init__(logging.INFO)
        self.plan = plan
        self.stream = stream
        self.mute = mute
        self.progress = Progress({}, stream, {})
        self.began = time.monotonic()
        self.jobs: dict[int, dict[str, Any]] = {}
        self.finished: list[dict[str, Any]] = []
        self.told: set[str] = set()  # what stages said that stopped: one fault may stop several
        self.failed = False
        self.stopped = False
        self.idle = False

    def emit(self, record: logging.LogRecord) -> None:
        """Handle one event; a fault in here must not stop a build."""
        try:
            self.tell(record)
        except Exception as trouble:
            print(f"(a message could not be shown: {trouble})", file=self.stream)

    def tell(self, record: logging.LogRecord) -> None:
        fields = record.__dict__
        event = str(fields.get("event") or "").rpartition(".")[2].lower()
        if event == "run_info":
            self.start(fields)
        elif event == "job_info":
            stage = stage_of(str(fields.get("rule_name") or fields.get("name") or ""))
            self.progress.start(stage)
            self.jobs[fields["jobid"]] = {
                "rule": stage,
                "wildcards": dict(fields.get("wildcards") or {}),
                "reason": str(fields.get("reason") or ""),
                "log": texts(fields.get("log") or []),
                "began": time.monotonic(),
            }
        elif event == "job_finished":
            self.finish(fields.get("job_id", fields.get("jobid", -1)))
        elif event == "job_error":
            self.fail(fields)
        elif event in ("", "error"):
            self.pass_on(record)

    def start(self, fields: dict[str, Any]) -> None:
        counts = {
            rule: count for rule, count in (fields.get("stats") or {}).items() if rule != "total"
        }
        usual = read_json(self.plan.state / "usual.json") or {}
        self.progress = Progress(counts, open(os.devnull, "w") if self.mute else self.stream, usual)  # noqa: SIM115
        write_if_changed(
            self.plan.state / "running.json",
            json.dumps({"process": os.getpid(), "host": socket.gethostname()}).encode(),
        )
        if announcement := self.plan.announcement():
            self.say(announcement)
        if counts and (words := told(unread(self.plan.root))):
            self.say(words)

    def finish(self, number: int) -> None:
        job = self.jobs.get(number)
        if job is None or not job["rule"]:
            return
        job["took"] = time.monotonic() - job["began"]
        self.finished.append(job)
        self.progress.finish(job["rule"], " ".join(job["wildcards"].values()), job["took"])
        if job["rule"] == "compose":
            self.show_log(job["log"])

    def show_log(self, logs: list[str]) -> None:
        """What compose wrote: marks and hints; more than a few are left in the log."""
        for path in logs:
            lines = (
                [
                    line
                    for line in Path(path)
                    .read_text(encoding="utf-8", errors="replace")
                    .splitlines()
                    if line.strip()
                ]
                if Path(path).is_file()
                else []
            )
            for line in lines[:MARKS_SHOWN]:
                self.say(f"    {line}")
            if len(lines) > MARKS_SHOWN:
                self.say(f"    … {len(lines) - MARKS_SHOWN} more in {path}")

    def fail(self, fields: dict[str, Any]) -> None:
        job = self.jobs.get(fields.get("jobid", -1), {})
        rule = fields.get("rule_name") or fields.get("name") or job.get("rule", "a stage")
        logs = texts(fields.get("log") or job.get("log", []))
        self.failed = True
        self.say(f"\n{rule} stopped.")
        said = False
        for path in logs:
            text = (
                Path(path).read_text(encoding="utf-8", errors="replace").strip()
                if Path(path).is_file()
                else ""
            )
            if "Traceback (most recent call last)" in text:
                text = f"This is a fault of Pilcrow, not of your files: {text.splitlines()[-1]}"
            if text:
                said = True
                new = [line for line in text.splitlines() if line not in self.told]
                self.told.update(new)
                self.say("\n".join(new) or "What is said above stops it too.")
            self.say(f"The whole log: {path}")
        if not said:
            self.say(
                "It left no message; perhaps it was ended from outside, or the memory or the disk was full."
            )

    def pass_on(self, record: logging.LogRecord) -> None:
        """A message that is no event: shown when it matters, in better words where there are some."""
        message = record.getMessage() if record.msg is not None else ""
        if not message:
            return
        if "Nothing to be done" in message:
            self.idle = True
        elif "cannot be locked" in message or "LockException" in message:
            self.failed = True
            running = read_running(self.plan.state)
            who = f" (process {running['process']} on {running['host']})" if running else ""
            self.say(
                f"Another build is at work in this folder{who}. Wait until it has finished. If there is none, type `snakemake --unlock` and build again."
            )
        elif record.levelno >= logging.ERROR and not message.startswith(NOISE):
            if "CalledProcessError" in message:
                return  # the stage's own sentences follow with the job's event
            self.failed = True
            self.say(message)

    def say(self, text: str) -> None:
        if not self.mute:
            self.progress.say(text)

    def close(self) -> None:
        if not self.stopped:
            self.stopped = True
            try:
                self.summarise()
            except Exception as trouble:
                print(f"(no summary: {trouble})", file=self.stream)
        super().close()

    def summarise(self) -> None:
        """One summary: what was rebuilt, how long it took, where the report is."""
        mine = read_running(self.plan.state)
        if mine and mine["process"] == os.getpid():
            (self.plan.state / "running.json").unlink(missing_ok=True)
        causes: list[str] = []
        if self.finished:
            causes = own_causes(self.plan.remember(self.finished))
            write_if_changed(
                self.plan.state / "usual.json",
                json.dumps(self.progress.means(), sort_keys=True).encode(),
            )
        self.progress.clear()
        took = time.monotonic() - self.began
        if self.failed:
            self.say(
                "\nThe build stopped. What was finished stays finished; mend the above and build again."
            )
            self.show_former()
        elif self.finished:
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
                1024 if sys.platform != "darwin" else 1024**2
            )
            steps = f"{len(self.finished)} step{'s' if len(self.finished) != 1 else ''}"
            self.say(
                f"\nRebuilt {steps} in {seconds(took)}, at most {peak:.0f} MB each. {because(causes)}"
            )
            self.show_report()
        elif self.idle:
            self.say("Nothing to do: everything is up to date.")
            self.show_report()

    def pages(self) -> list[str]:
        """What people open of what a build makes."""
        return [name for name in self.plan.targets if name.endswith((".html", ".pdf"))]

    def show_former(self) -> None:
        """Which pages are not of this build, but of an earlier one."""
        made = {
            f"results/report.{job['wildcards'].get('format')}"
            for job in self.finished
            if job["rule"] == "render"
        }
        made |= {"results/documents.html" for job in self.finished if job["rule"] == "documents"}
        former = [
            name for name in self.pages() if name not in made and (self.plan.root / name).is_file()
        ]
        if former:
            self.say(
                f"Still as the last build that succeeded left {'it' if len(former) == 1 else 'them'}: {', '.join(former)}."
            )

    def show_report(self) -> None:
        # Who asks for one page, as `pilcrow watch` does, leaves the others behind.
        stale = self.plan.stale(*(job for name, job in PAGES.items() if name in self.pages()))
        former = []
        for name in self.pages():
            if not (self.plan.root / name).is_file():
                continue
            if PAGES[name] in stale:
                former.append(name)
            else:
                self.say(f"  {self.plan.root / name}")
        if former:
            self.say(
                f"Of an earlier state: {', '.join(former)}; `snakemake` makes {'it' if len(former) == 1 else 'them'} anew."
            )
        if self.plan.stale_exports():
            self.say(
                f"{self.plan.root / EXPORTS} is of an earlier state of the project; `snakemake export` makes it anew."
            )


def own_causes(told: list[dict[str, Any]]) -> list[str]:
    """What had changed, each once, without what only follows from a stage before."""
    causes = list(
        dict.fromkeys(
            cause
            for job in told
            for cause in job["why"]
            if not cause.startswith("stage ") and not cause.endswith(NOT_READ)
        )
    )
    return [cause for cause in causes if cause != "first build"] or causes


def because(causes: list[str]) -> str:
    """The causes of a build in a sentence, the first of many; always where to read them all."""
    if causes in ([], ["first build"]):
        return "Why: pilcrow explain"
    more = f" and {len(causes) - CAUSES_SHOWN:,} more" if len(causes) > CAUSES_SHOWN else ""
    return f"Because: {', '.join(causes[:CAUSES_SHOWN])}{more} (pilcrow explain says more)."


def read_json(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found


def read_running(state: Path) -> dict[str, Any] | None:
    return read_json(state / "running.json")


def release_stale_lock(state: Path, locks: Path) -> bool:
    """Remove Snakemake's lock when the build that held it, on this machine, is no longer alive. Says whether it did."""
    running = read_running(state)
    if (
        running is None
        or running["host"] != socket.gethostname()
        or not locks.is_dir()
        or not any(locks.iterdir())
    ):
        return False
    try:
        os.kill(int(running["process"]), 0)
    except ProcessLookupError:
        for lock in locks.iterdir():
            lock.unlink(missing_ok=True)
        (state / "running.json").unlink(missing_ok=True)
        return True
    except PermissionError:
        return False
    return False


def report_calmly(plan: Plan) -> None:
    """Put the calm handler in place of Snakemake's silenced one, and free a lock that a killed build left."""
    logger = logging.getLogger(SNAKEMAKE)
    default = next(
        (handler for handler in logger.handlers if handler.name == "DefaultStreamHandler"), None
    )
    filters = getattr(default, "filters", [])
    quiet = {
        str(getattr(value, "name", value)).upper()
        for one in filters
        for value in getattr(one, "quiet", ())
    }
    if any(isinstance(handler, CalmHandler) for handler in logger.handlers):
        return
    calm = "ALL" in quiet or quiet >= QUIET
    if any(getattr(one, "dryrun", False) for one in filters):
        for one in filters:
            if calm:
                one.quiet = ()  # a dry run says what would be done
        return
    mute = default is None or not calm
    if calm and default is not None:
        default.addFilter(
            lambda record: False
        )  # until here it showed what is wrong with a Snakefile; now the calm handler speaks
    stream: IO[str] = getattr(default, "stream", None) or sys.stderr
    if release_stale_lock(plan.state, Path(".snakemake") / "locks") and not mute:
        print("The last build was interrupted; this one goes on where it stopped.", file=stream)
    logger.addHandler(CalmHandler(plan, stream, mute))
