"""What a build says: a line for each finished step, sentences for errors, one summary at the end.

A logger plugin for Snakemake: `snakemake --logger pilcrow`, as profiles/default has it. A dry run,
and every mode that does not build, speaks Snakemake's own words.
"""

from __future__ import annotations

import logging
import os
import re
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase

from snakemake_logger_plugin_pilcrow.progress import Progress, seconds

# Lines of Snakemake that a scholar does not need while a build runs.
NOISE = re.compile(
    r"\s*(Assuming unrestricted|(WorkflowError:\n)?At least one job|Building DAG|Cannot restore"
    r"|Restored previous version"
    r"|Complete log|Conda environments: ignored|Elapsed time|Execute |Exiting because|Job stats"
    r"|Provided cores|Removing (output files of failed job|temporary output)|Rules claiming more"
    r"|Select jobs|Shutting down|Terminating processes|Trying to restart|Using shell"
    r"|Will exit after|host:|$)|.*CalledProcessError",
    re.DOTALL,
)
SILENT = ("all", "prune", "strict", "tables", "total")  # what makes nothing to look at
SCHEDULER = "snakemake.scheduling.job_scheduler"  # the module that sets timers by the hundred
STOPPED = re.compile("Terminating processes on user request|Will exit after finishing")
SILENCE = "It left no message. It may have been ended from outside, or the disk or memory was full."
UNLOGGED = "The output of its command is above."  # of a rule of the scholar's own
# With --quiet, Snakemake hands on neither jobs nor their errors.
QUIET = "The build stopped. Build without --quiet to read why, or see results/logs."
FAILED = "\nThe build stopped. Finished steps stay finished. Fix the errors above and build again."
WARNINGS_SHOWN = 12
CAUSES_SHOWN = 3
PAGES = {  # what people open, and the job that makes it
    "results/report.html": "render/html",
    "results/report.pdf": "render/pdf",
    "results/documents.html": "documents",
    "results/report.docx": "render/docx",
    "results/report.epub": "render/epub",
    "results/report.jats.xml": "render/jats.xml",
}
USUAL = tuple(PAGES)[:3]  # what plain `snakemake` makes unless the configuration says otherwise
NOTHING = "Nothing to do: everything is up to date."
# What Snakemake says in words that need better ones.
BETTER = {
    "Nothing to be done": NOTHING,
    "No rule to produce results/figures/": (
        "There is no figure of this name. results/draw/ has those of this project;"
        " `pilcrow docs figures` describes all of them."
    ),
    "cannot be locked": (
        "Another build is at work in this folder, or one was killed and left its lock. Wait until"
        " it has finished. If there is none, type `snakemake --unlock` and build again."
    ),
    "clock skew": (
        "Files are dated in the future, so Snakemake cannot tell what is newer. "
        "Type `find . -newermt now -exec touch {} +` and build again."
    ),
}


class LogHandler(LogHandlerBase):
    """Turns Snakemake's log events into plain lines on standard error."""

    has_filter = False  # Snakemake's own filter stays: --quiet and --verbose work as usual
    has_formatter = False  # its formatter is used for all that is not said in better words
    writes_to_stream = True
    writes_to_file = False
    needs_rulegraph = False

    def __post_init__(self) -> None:
        settings = self.common_settings
        # With --touch, which the settings do not say, outputs are dated anew and none is made.
        touched = not {"-t", "--touch"}.isdisjoint(sys.argv)
        self.plain = settings.dryrun or settings.verbose or settings.printshellcmds or touched
        self.stream = sys.stdout if settings.stdout else sys.stderr
        self.progress = Progress({}, self.stream)
        self.began = time.time()
        self.jobs: dict[int, tuple[Any, float]] = {}  # what Snakemake says of each, when it began
        self.finished: list[str] = []
        self.told: set[str] = set()
        self.building = self.failed = self.stopped = False

    def emit(self, record: Any) -> None:
        """Handle one event. A fault in here must not stop a build."""
        try:
            cancel_timers(keep=1)
            event = str(getattr(record, "event", None) or "").rpartition(".")[2].lower()
            if self.plain:
                print(self.format(record), file=self.stream, flush=True)
            elif not event or event == "error":
                self.on_message(record)
            elif handle := getattr(self, f"on_{event}", None):
                handle(record)
        except Exception as trouble:
            print(f"(A message could not be shown: {trouble})", file=self.stream)

    def say(self, *lines: str) -> None:
        for line in lines:
            self.progress.say(line)

    def on_run_info(self, record: Any) -> None:
        counts = {rule: count for rule, count in (record.stats or {}).items() if rule not in SILENT}
        self.progress, self.building = Progress(counts, self.stream), True

    def on_job_info(self, record: Any) -> None:
        self.jobs[record.jobid] = record, time.monotonic()

    def on_job_finished(self, record: Any) -> None:
        job, began = self.jobs.get(record.job_id, (None, 0.0))
        if not job or job.rule_name in SILENT:
            return
        what = " ".join(dict(job.wildcards or {}).values())
        self.finished.append("/".join(filter(None, [job.rule_name, what])))
        self.progress.finish(job.rule_name, what, time.monotonic() - began)
        if job.rule_name == "compose":
            for log, text in logs_of(job):
                lines = [line for line in text.splitlines() if line.strip()]
                if left := lines[WARNINGS_SHOWN:]:
                    lines = [*lines[:WARNINGS_SHOWN], f"… {len(left)} more in {log}"]
                self.say(*(f"    {line}" for line in lines))

    def on_job_error(self, record: Any) -> None:
        self.failed = True
        self.say(f"\n{record.rule_name} stopped.")
        job, _ = self.jobs.get(record.jobid, (None, 0.0))
        # A stage that Ctrl-C ended has nothing to say.
        logs = [(log, text) for log, text in logs_of(job) if not text.endswith("KeyboardInterrupt")]
        for log, text in logs:
            if "Traceback (most recent call last)" in text:
                # A stage runs as `python -m`, a script of the scholar's own as a file.
                fault = "This is a fault of Pilcrow, not of your files: "
                text = fault * ("<frozen runpy>" in text) + text.splitlines()[-1]
            new = [line for line in text.splitlines() if line not in self.told]
            self.told.update(new)
            self.say("\n".join(new) or "The same error as above stopped it.")
            self.say(f"The whole log: {log}")
        if not logs:
            self.say(UNLOGGED if job and not job.log else SILENCE)

    def on_message(self, record: Any) -> None:
        message = record.getMessage() if record.msg is not None else ""
        self.failed |= record.levelno >= logging.ERROR
        self.stopped |= bool(STOPPED.search(message))
        better = next((said for words, said in BETTER.items() if words in message), "")
        if "At least one job" in message and not self.jobs:
            better = QUIET
        if better or not NOISE.match(message):
            self.say(better or self.format(record))
        if better == NOTHING:
            self.show_pages()

    def close(self) -> None:
        cancel_timers(keep=0)
        try:
            if self.building:
                self.summarise()
        except Exception as trouble:
            print(f"(The build could not be summarised: {trouble})", file=self.stream)
        super().close()

    def summarise(self) -> None:
        """Say what was built, how long it took, and where the report is; once."""
        self.building = False
        self.progress.close()
        steps = f"{len(self.finished)} step{'s' * (len(self.finished) != 1)}"
        if not (self.jobs or self.stopped or self.failed):
            return  # `--quiet rules` keeps the jobs from this handler, so it does not know the end
        if self.stopped or (self.progress.left.total() and not self.failed):
            self.say(f"\nThe build was stopped after {steps}. Build again to go on.")
        elif self.failed:
            self.say(FAILED)
            kept = [page for page, job in PAGES.items() if job not in self.finished]
            if former := [page for page in kept if Path(page).is_file()]:
                self.say(f"Unchanged since the last successful build: {', '.join(former)}.")
        else:
            self.say(self.built(steps) if self.finished else NOTHING)
            self.show_pages()

    def built(self, steps: str) -> str:
        """Return what was built and why, in sentences."""
        from pilcrow.build.verify import causes
        from pilcrow.files.leftovers import describe_leftovers, unread

        # Files in raw/ that were not read are named, so that nobody believes they were.
        left = "".join(f"\n{text}\n" for text in [describe_leftovers(unread(Path()))] if text)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        peak //= 1024 if sys.platform != "darwin" else 1024**2
        took = seconds(time.time() - self.began)
        why = because(causes(Path(), self.began))
        return f"{left}\nRebuilt {steps} in {took}, at most {peak} MB each. {why}".rstrip()

    def show_pages(self) -> None:
        """Name the pages that are up to date, and those that are not."""
        from pilcrow.build.verify import stale_jobs

        stale = stale_jobs(Path())
        pages = [page for page in PAGES if Path(page).is_file()]
        former = [page for page in pages if PAGES[page] in stale]
        self.say(*(f"  {page}" for page in pages if page not in former))
        if former:
            them = "it" if len(former) == 1 else "them"
            command = " ".join(["snakemake", *([] if set(former) <= {*USUAL} else former)])
            self.say(f"Not updated: {', '.join(former)}. Type `{command}` to update {them}.")
        elif "export" in stale and Path("results/export").is_dir():
            self.say("Not updated: results/export. Type `snakemake export` to update it.")


def logs_of(job: Any) -> list[tuple[str, str]]:
    """Return the logs of a job that hold anything, with their text. results/gate.json, a log of
    compose, is data.
    """
    logs = [Path(log) for log in (job.log or [] if job else []) if str(log).endswith(".log")]
    texts = {log: log.read_text("utf-8", "replace").strip() for log in logs if log.is_file()}
    return [(str(log), text) for log, text in texts.items() if text]


def cancel_timers(keep: int) -> None:
    """Cancel all timers of Snakemake's scheduler but the newest. Those of an executor stay.

    Each time that the scheduler looks for jobs to start, it sets a timer to look again after a
    second. Hundreds of these cost as much as the jobs, and a build waits for the last of them
    before it ends. One does the work of all.
    """
    timers = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    timers = [timer for timer in timers if timer.function.__module__ == SCHEDULER]
    for timer in timers[: len(timers) - keep]:
        timer.cancel()


def because(causes: list[str]) -> str:
    """Return the first causes of a build in a sentence, and how to read all of them."""
    if causes in ([], ["first build"]):
        return "`pilcrow explain` says why." if causes else ""
    more = f" and {len(causes) - CAUSES_SHOWN:,} more" if len(causes) > CAUSES_SHOWN else ""
    return f"Because {', '.join(causes[:CAUSES_SHOWN])}{more}. `pilcrow explain` says more."


logging.raiseExceptions = False  # no traceback if Snakemake cannot write its log, on a full disk
# Snakemake keeps its cache in the home folder. Where that cannot be written, as in a container of
# another user, every build would end in a traceback.
if "XDG_CACHE_HOME" not in os.environ and not os.access(Path.home(), os.W_OK):
    os.environ["XDG_CACHE_HOME"] = f"{tempfile.gettempdir()}/pilcrow-cache-{os.getuid()}"
