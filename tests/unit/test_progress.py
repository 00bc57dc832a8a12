"""Guards: a line a step where there are few, a bar only on a terminal and only where there are many, an estimate without false digits."""

from __future__ import annotations

import io

import pytest

from pilcrow.build.plan import NOT_READ
from pilcrow.build.progress import Progress, remaining, roughly, stage_of
from pilcrow.build.reporting import because, own_causes


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


MANY = {"clean": 20, "segment": 20, "code": 20, "tabulate": 1}


def run(stream: io.StringIO, counts: dict[str, int]) -> Progress:
    """A build in which each job takes a second, two at a time."""
    clock = Clock()
    progress = Progress(counts, stream, {"tabulate": 8.0}, clock)
    for stage, count in counts.items():
        for number in range(count):
            progress.start(stage)
            clock.now += 0.5
            progress.finish(stage, f"batch-{number:02}", 1.0)
    return progress


def test_few_steps_are_a_line_each() -> None:
    stream = Terminal()
    run(stream, {"clean": 2, "tabulate": 1})
    assert stream.getvalue().split("\n")[:3] == [
        "  clean     batch-00                    1.0 s",
        "  clean     batch-01                    1.0 s",
        "  tabulate  batch-00                    1.0 s",
    ]


def test_many_steps_piped_are_a_line_a_stage_and_no_bar() -> None:
    stream = io.StringIO()
    run(stream, MANY)
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["clean", "segment", "code", "tabulate"]
    assert lines[0] == "  clean     20 batches                 10.0 s"
    assert "\r" not in stream.getvalue()


def test_many_steps_on_a_terminal_are_a_bar_that_lines_do_not_break() -> None:
    stream = Terminal()
    progress = run(stream, MANY)
    progress.clear()
    said = stream.getvalue()
    assert "30/61" in said
    assert "about" in said
    shown = [line.rsplit("\r", 1)[-1].rstrip() for line in said.split("\n")]
    assert [line.split()[0] for line in shown if line] == [
        "clean",
        "segment",
        "code",
        "tabulate",
    ], "nothing of the bar is left behind"


def test_the_estimate_knows_what_the_last_build_took() -> None:
    clock = Clock()
    progress = Progress(
        MANY, io.StringIO(), {"clean": 1.0, "segment": 1.0, "code": 1.0, "tabulate": 8.0}, clock
    )
    for _ in range(20):
        clock.now += 0.5
        progress.finish("clean", "", 1.0)
    assert progress.estimate() == pytest.approx(40 / 2 + 8)


def test_remaining_divides_only_what_runs_at_once() -> None:
    assert remaining({"clean": 10, "draw": 1}, {"clean": 2.0, "draw": 3.0}, 4) == 8.0


@pytest.mark.parametrize(
    ("duration", "words"), [(0.3, "a moment"), (12.4, "10 s"), (58, "60 s"), (130, "2 min")]
)
def test_an_estimate_has_no_false_digits(duration: float, words: str) -> None:
    assert roughly(duration) == words


def test_rules_of_a_module_are_known_by_their_stage() -> None:
    assert [stage_of(rule) for rule in ("clean", "pilcrow_clean", "all", "tables", "unclean")] == [
        "clean",
        "clean",
        "",
        "",
        "",
    ]


def test_the_summary_names_causes_and_not_what_follows_from_them() -> None:
    told = [
        {"why": ["raw/a.txt changed"]},
        {"why": ["stage clean/a changed"]},
        {"why": ["raw/a.txt changed", "marks changed"]},
    ]
    told.append({"why": [f"edition/a.paragraphs.csv {NOT_READ}"]})
    assert own_causes(told) == ["raw/a.txt changed", "marks changed"]
    assert (
        because(own_causes(told))
        == "Because: raw/a.txt changed, marks changed (pilcrow explain says more)."
    )
    assert because(["first build"]) == "Why: pilcrow explain"
    assert because(list("abcde")) == "Because: a, b, c and 2 more (pilcrow explain says more)."
