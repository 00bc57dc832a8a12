"""What a build says: a line for each finished step, sentences for errors, one summary at the end.

A logger plugin for Snakemake: `snakemake --logger pilcrow`, as profiles/default has it. A dry run, and every mode that
does not build, speaks Snakemake's own words.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase

from snakemake_logger_plugin_pilcrow.progress import Progress, seconds

# Lines of Snakemake that a scholar does not need while a build runs.
NOISE = (
    "Assuming unrestricted shared filesystem",
    "At least one job did not complete",
    "Building DAG of jobs",
    "Cannot restore",
    "Complete log",
    "Conda environments: ignored",
    "Elapsed time",
    "Execute ",
    "Exiting because a job execution failed",
    "Job stats",
    "Provided cores",
    "Removing output files of failed job",
    "Removing temporary output",
    "Rules claiming more threads",
    "Select jobs to execute",
    "Shutting down",
    "Terminating processes",
    "Trying to restart",
    "Using shell",
    "Will exit after",
    "WorkflowError:\nAt least one job",
    "host:",
)
SILENT = ("all", "prune", "strict", "tables")  # rules that make nothing to look at
WARNINGS_SHOWN = 12
CAUSES_SHOWN = 3
PAGES = {  # what people open, and the job that makes it
    "results/report.html": "render/html",
    "results/report.pdf": "render/pdf",
    "results/documents.html": "documents",
}
NOTHING = "Nothing to do: everything is up to date."
LOCKED = (
    "Another build is at work in this folder, or one was killed and left its lock. Wait until it has finished. "
    "If there is none, type `snakemake --unlock` and build again."
)
FUTURE = (
    "Files are dated in the future, so Snakemake cannot tell what is newer. "
    "Type `find . -newermt now -exec touch {} +` and build again."
)


class LogHandler(LogHandlerBase):
    """Turns Snakemake's log events into plain lines on standard error."""

    has_filter = False  # Snakemake's own filter stays: --quiet and --verbose work as usual
    has_formatter = False  # its formatter is used for all that is not said in better words
    writes_to_stream = True
    writes_to_file = False
    needs_rulegraph = False

    def __post_init__(self) -> None:
        settings = self.common_settings
        self.plain = settings.dryrun or settings.verbose or settings.printshellcmds
        self.stream = sys.stdout if settings.stdout else sys.stderr
        self.progress: Progress | None = None
        self.began = time.time()
        self.jobs: dict[int, dict[str, Any]] = {}
        self.finished: list[str] = []
        self.told: set[str] = set()
        self.failed = self.stopped = self.closed = False

    def emit(self, record: Any) -> None:
        """Handle one event. A fault in here must not stop a build."""
        try:
            event = str(getattr(record, "event", None) or "").rpartition(".")[2].lower()
            if self.plain:
                print(self.format(record), file=self.stream, flush=True)
            elif event:
                getattr(self, f"on_{event}", lambda record: None)(record)
            else:
                self.on_message(record)
        except Exception as trouble:
            print(f"(A message could not be shown: {trouble})", file=self.stream)

    def say(self, text: str) -> None:
        if self.progress:
            self.progress.say(text)
        else:
            print(text, file=self.stream, flush=True)

    def on_run_info(self, record: Any) -> None:
        counts = {rule: count for rule, count in (record.stats or {}).items() if rule != "total"}
        counts = {rule: count for rule, count in counts.items() if rule not in SILENT}
        self.progress = Progress(counts, self.stream)

    def on_job_info(self, record: Any) -> None:
        wildcards = " ".join(dict(record.wildcards or {}).values())
        job = {"rule": record.rule_name, "what": wildcards, "log": texts(record.log)}
        self.jobs[record.jobid] = job | {"began": time.monotonic()}

    def on_job_finished(self, record: Any) -> None:
        job = self.jobs.get(record.job_id)
        if not job or job["rule"] in SILENT or not self.progress:
            return
        self.finished.append("/".join(filter(None, [job["rule"], job["what"]])))
        self.progress.finish(job["rule"], job["what"], time.monotonic() - job["began"])
        if job["rule"] == "compose":
            self.show_warnings(job["log"])

    def show_warnings(self, logs: list[str]) -> None:
        lines = [line for log in logs for line in read(log).splitlines() if line.strip()]
        for line in lines[:WARNINGS_SHOWN]:
            self.say(f"    {line}")
        if len(lines) > WARNINGS_SHOWN:
            self.say(f"    … {len(lines) - WARNINGS_SHOWN} more in {logs[0]}")

    def on_job_error(self, record: Any) -> None:
        self.failed = True
        logs = [log for log in texts(record.log) if Path(log).is_file()]
        self.say(f"\n{record.rule_name} stopped.")
        said = False
        for log in logs:
            text = read(log).strip()
            if "Traceback (most recent call last)" in text:
                text = f"This is a fault of Pilcrow, not of your files: {text.splitlines()[-1]}"
            new = [line for line in text.splitlines() if line not in self.told]
            self.told.update(new)
            if text:
                said = True
                self.say("\n".join(new) or "The same error as above stopped it.")
                self.say(f"The whole log: {log}")
        if not said:
            self.say(
                "It left no message. It may have been ended from outside, or the disk or memory was full."
            )

    def on_error(self, record: Any) -> None:
        message = record.getMessage()
        self.failed = True
        if "cannot be locked" in message:
            self.say(LOCKED)
        elif "clock skew" in message:
            self.say(FUTURE)
        elif not message.startswith(NOISE) and "CalledProcessError" not in message:
            self.say(self.format(record))

    def on_message(self, record: Any) -> None:
        if record.levelno >= logging.ERROR:
            self.on_error(record)
            return
        message = record.getMessage() if record.msg is not None else ""
        if "Nothing to be done" in message:
            self.say(NOTHING)
            self.show_pages()
        elif "Terminating processes on user request" in message:
            self.stopped = True
        elif (
            message.strip()
            and not message.lstrip().startswith(NOISE)
            and "CalledProcessError" not in message
        ):
            self.say(self.format(record))

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            try:
                self.summarise()
            except Exception as trouble:
                print(f"(The build could not be summarised: {trouble})", file=self.stream)
        super().close()

    def summarise(self) -> None:
        """Say what was built, how long it took, and where the report is."""
        if not self.progress:
            return
        self.progress.clear()
        took = seconds(time.time() - self.began)
        steps = f"{len(self.finished)} step{'s' if len(self.finished) != 1 else ''}"
        if self.stopped or (not self.failed and self.progress.remaining()):
            self.say(f"\nThe build was stopped after {steps}. Build again to go on.")
        elif self.failed:
            self.say(
                "\nThe build stopped. Finished steps stay finished. Fix the errors above and build again."
            )
            made = {page for page, job in PAGES.items() if job in self.finished}
            former = [page for page in PAGES if page not in made and Path(page).is_file()]
            if former:
                self.say(f"Unchanged since the last successful build: {', '.join(former)}.")
        elif self.finished:
            self.tell_unread()
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            peak /= 1024 if sys.platform != "darwin" else 1024**2
            self.say(
                f"\nRebuilt {steps} in {took}, at most {peak:.0f} MB each. {because(self.causes())}"
            )
            self.show_pages()
        elif not self.progress.total:
            self.say(NOTHING)
            self.show_pages()

    def tell_unread(self) -> None:
        """Name what lies in raw/ and was not read, so that nobody believes it was."""
        from pilcrow.files.leftovers import told, unread

        if said := told(unread(Path())):
            self.say(f"\n{said}")

    def causes(self) -> list[str]:
        from pilcrow.build.job import EARLIER
        from pilcrow.build.verify import last_build

        reasons = [reason for entry in last_build(Path()) for reason in entry.because]
        # An extract only repeats what changed in the scholar's own file.
        found = [
            reason
            for reason in dict.fromkeys(reasons)
            if reason != EARLIER and not reason.startswith((".snakemake/", "results/"))
        ]
        return [reason for reason in found if reason != "first build"] or found

    def show_pages(self) -> None:
        """Name the pages that are up to date, and those that are not."""
        from pilcrow.build.verify import stale_jobs

        stale = stale_jobs(Path())
        former = [page for page, job in PAGES.items() if Path(page).is_file() and job in stale]
        for page in PAGES:
            if Path(page).is_file() and page not in former:
                self.say(f"  {page}")
        if former:
            them = "it" if len(former) == 1 else "them"
            self.say(f"Not updated: {', '.join(former)}. Type `snakemake` to update {them}.")
        if "export" in stale and Path("results/export").is_dir() and not former:
            self.say("Not updated: results/export. Type `snakemake export` to update it.")


def texts(logs: Any) -> list[str]:
    """Return the logs that are for people; results/gate.json is data."""
    return [str(path) for path in logs or [] if str(path).endswith(".log")]


def read(log: str) -> str:
    """Return the text of a log; "" where there is none."""
    path = Path(log)
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def because(causes: list[str]) -> str:
    """Return the first causes of a build in a sentence, and how to read all of them."""
    if causes in ([], ["first build"]):
        return "`pilcrow explain` says why."
    more = f" and {len(causes) - CAUSES_SHOWN:,} more" if len(causes) > CAUSES_SHOWN else ""
    return f"Because {', '.join(causes[:CAUSES_SHOWN])}{more}. `pilcrow explain` says more."


# Snakemake keeps its cache in the home folder. Where that cannot be written, as in a container of another user, every
# build would end in a traceback.
if "XDG_CACHE_HOME" not in os.environ and not os.access(Path.home(), os.W_OK):
    import tempfile

    os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"pilcrow-cache-{os.getuid()}")
