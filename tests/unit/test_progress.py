"""Guards: a line a step where there are few, a bar only on a terminal and only where there are many, an estimate without false digits."""

from __future__ import annotations

import io

import pytest

from snakemake_logger_plugin_pilcrow import because
from snakemake_logger_plugin_pilcrow.progress import Progress, roughly


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
    progress = Progress(counts, stream, clock)
    for stage, count in counts.items():
        for number in range(count):
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


def test_a_bar_on_a_terminal_is_taken_away_at_the_end() -> None:
    stream = Terminal()
    progress = run(stream, MANY)
    progress.clear()
    assert "█" in stream.getvalue()
    assert "1/61" in stream.getvalue()
    assert progress.remaining() == 0
    assert not progress.drawn


def test_the_estimate_is_the_mean_of_the_steps_so_far() -> None:
    clock = Clock()
    progress = Progress({"clean": 40}, io.StringIO(), clock)
    for _ in range(10):
        clock.now += 2
        progress.finish("clean", "", 2.0)
    assert progress.line().endswith("10/40  about 60 s left")


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (0.2, "a moment"),
        (4.9, "a moment"),
        (7.6, "10 s"),
        (61, "60 s"),
        (89, "90 s"),
        (600, "10 min"),
    ],
)
def test_an_estimate_has_no_false_digits(duration: float, said: str) -> None:
    assert roughly(duration) == said


def test_the_causes_of_a_build_are_a_sentence() -> None:
    assert (
        because(["raw/a.txt changed"]) == "Because raw/a.txt changed. `pilcrow explain` says more."
    )
    many = because([f"raw/{number}.txt changed" for number in range(2000)])
    assert "raw/2.txt changed and 1,997 more." in many
    assert because([]) == because(["first build"]) == "`pilcrow explain` says why."
