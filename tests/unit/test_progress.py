"""Guards: a line a step where there are few, a bar only on a terminal and only where there are
many.
"""

from __future__ import annotations

import io
import logging
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.scheduling.job_scheduler import JobScheduler

from snakemake_logger_plugin_pilcrow import (
    PAGES,
    SILENCE,
    UNLOGGED,
    LogHandler,
    because,
    cancel_timers,
)
from snakemake_logger_plugin_pilcrow.progress import CLEAR, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


MANY = {"clean": 20, "segment": 20, "code": 20, "tabulate": 1}


def run(stream: io.StringIO, counts: dict[str, int]) -> Progress:
    """A build in which each job takes a second."""
    progress = Progress(counts, stream)
    for stage, count in counts.items():
        for number in range(count):
            progress.finish(stage, f"batch-{number:02}", 1.0)
    return progress


def test_few_steps_are_a_line_each() -> None:
    stream = Terminal()
    run(stream, {"clean": 2, "tabulate": 1})
    assert stream.getvalue().split("\n")[:3] == [
        "  clean        batch-00                    1.0 s",
        "  clean        batch-01                    1.0 s",
        "  tabulate     batch-00                    1.0 s",
    ]


def test_many_steps_piped_are_a_line_a_stage_and_no_bar() -> None:
    stream = io.StringIO()
    run(stream, MANY)
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["clean", "segment", "code", "tabulate"]
    assert lines[0] == "  clean        20 batches                  0.0 s"
    assert "\r" not in stream.getvalue()


def test_a_bar_on_a_terminal_is_taken_away_at_the_end() -> None:
    stream = Terminal()
    progress = run(stream, MANY)
    progress.close()
    assert "█" in stream.getvalue()
    assert "1/61" in stream.getvalue()
    assert progress.left.total() == 0
    assert stream.getvalue().endswith(f"{CLEAR}\033[?25h"), "and the cursor is seen again"


def test_the_causes_of_a_build_are_a_sentence() -> None:
    assert (
        because(["raw/a.txt changed"]) == "Because raw/a.txt changed. `pilcrow explain` says more."
    )
    many = because([f"raw/{number}.txt changed" for number in range(2000)])
    assert "raw/2.txt changed and 1,997 more." in many
    assert because(["first build"]) == "`pilcrow explain` says why."
    assert because([]) == "", "of a build of the scholar's own rules nothing is known"


def test_of_the_timers_of_snakemake_the_newest_is_kept_and_none_at_the_end() -> None:
    """The timers are those of the scheduler itself: a Snakemake that sets others fails here."""
    before = threading.enumerate()
    timers: list[threading.Thread] = []
    for _ in range(3):
        JobScheduler._schedule_reevalutation(SimpleNamespace(_open_jobs=None), 60)
        timers += [thread for thread in threading.enumerate() if thread not in [*before, *timers]]
    assert len(timers) == 3
    cancel_timers(keep=1)
    for timer in timers[:2]:
        timer.join(10)
    assert [timer.is_alive() for timer in timers] == [False, False, True]
    cancel_timers(keep=0)
    timers[2].join(10)
    assert not timers[2].is_alive()


def test_a_timer_that_an_executor_sets_is_left_alone() -> None:
    timer = threading.Timer(60, print)
    timer.start()
    cancel_timers(keep=0)
    timer.join(0.2)
    assert timer.is_alive() and not timer.finished.is_set()
    timer.cancel()


def test_a_build_that_is_ended_from_outside_names_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "code.log"
    log.write_text("Traceback (most recent call last):\n  File\nKeyboardInterrupt\n")
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]

    def say(message: str | None, **about: object) -> None:
        record = logging.LogRecord("snakemake", logging.INFO, "", 0, message, None, None)
        vars(record).update(about)
        handler.emit(record)

    about = {"jobid": 1, "rule_name": "code"}
    say(None, event="run_info", stats={"code": 1})
    say(None, event="job_info", wildcards={}, log=[str(log)], **about)
    say("Will exit after finishing currently running jobs (scheduler).")
    say(None, event="job_error", **about)
    handler.close()
    said = capsys.readouterr().out
    assert "fault of Pilcrow" not in said and SILENCE in said
    assert "The build was stopped after 0 steps. Build again to go on." in said
    assert "Fix the errors" not in said


@pytest.mark.parametrize(
    ("log", "wanted"),
    [
        (None, UNLOGGED),
        ('  File "scripts/mine.py", line 3', "\nKeyError: 'word'"),
        (
            '  File "<frozen runpy>", line 198',
            "fault of Pilcrow, not of your files: KeyError: 'word'",
        ),
    ],
)
def test_a_script_of_ones_own_that_fails_is_no_fault_of_pilcrow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], log: str | None, wanted: str
) -> None:
    path = tmp_path / "mine.log"
    path.write_text(f"Traceback (most recent call last):\n{log}\nKeyError: 'word'\n")
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]
    about = {"jobid": 1, "rule_name": "mine"}
    for more in (
        {"event": "run_info", "stats": {"mine": 1}},
        {"event": "job_info", "wildcards": {}, "log": [str(path)] if log else [], **about},
        {"event": "job_error", **about},
    ):
        record = logging.LogRecord("snakemake", logging.INFO, "", 0, None, None, None)
        vars(record).update(more)
        handler.emit(record)
    handler.close()
    said = capsys.readouterr().out
    assert wanted in said and SILENCE not in said


@pytest.mark.parametrize("option", ["-t", "--touch"])
def test_a_command_that_only_touches_outputs_speaks_snakemakes_own_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    monkeypatch.setattr("sys.argv", ["snakemake", option])
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]
    for about in (
        {"event": "run_info", "stats": {"code": 1}},
        {"event": "job_info", "jobid": 1, "rule_name": "code", "wildcards": {}, "log": []},
        {"event": "job_finished", "job_id": 1},
    ):
        record = logging.LogRecord("snakemake", logging.INFO, "", 0, "Touching.", None, None)
        vars(record).update(about)
        handler.emit(record)
    handler.close()
    assert capsys.readouterr().out == "Touching.\n" * 3


def test_a_build_that_fails_quietly_says_where_the_error_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With --quiet, Snakemake hands on no job and no error of a job, only that one failed."""
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]
    message = "WorkflowError:\nAt least one job did not complete successfully."
    handler.emit(logging.LogRecord("snakemake", logging.ERROR, "", 0, message, None, None))
    handler.close()
    assert "Build without --quiet" in capsys.readouterr().out


def test_a_figure_that_does_not_exist_is_told_with_where_the_others_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]
    message = (
        "MissingRuleException:\nNo rule to produce results/{}.svg (if you use input functions…)"
    )
    for name in ("figures/nonsense", "draw/nonsense"):
        record = logging.LogRecord("snakemake", logging.ERROR, "", 0, None, None, None)
        record.msg = message.format(name)
        handler.emit(record)
    handler.close()
    said = capsys.readouterr().out
    assert "There is no figure of this name. results/draw/ has those" in said
    assert "figures/nonsense" not in said and "No rule to produce results/draw/nonsense" in said


def test_a_quiet_build_that_succeeds_is_not_called_stopped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With --quiet rules Snakemake tells that a run begins, but none of its jobs."""
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=False)
    handler = LogHandler(settings, None)  # type: ignore[arg-type]
    handler.emit(SimpleNamespace(event="run_info", stats={"clean": 1}))
    handler.close()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("stale", "command"),
    [
        (["render/pdf"], "snakemake"),
        (["render/docx", "render/pdf"], "snakemake results/report.pdf results/report.docx"),
        (["render/jats.xml"], "snakemake results/report.jats.xml"),
    ],
)
def test_every_format_of_the_report_that_is_out_of_date_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stale: list[str],
    command: str,
) -> None:
    """A docx of yesterday's report stood beside the page of today, and nothing said so."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    made = {page: job for page, job in PAGES.items() if page != "results/report.epub"}
    for page in made:
        (tmp_path / page).touch()
    monkeypatch.setattr(
        "pilcrow.build.verify.stale_jobs", lambda root: {job: [""] for job in stale}
    )
    settings = SimpleNamespace(dryrun=False, verbose=False, printshellcmds=False, stdout=True)
    LogHandler(settings, None).show_pages()  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    old = [page for page, job in made.items() if job in stale]
    assert said[:-1] == [f"  {page}" for page in made if page not in old]
    them = "it" if len(old) == 1 else "them"
    assert said[-1] == f"Not updated: {', '.join(old)}. Type `{command}` to update {them}."
