"""How far a build is: a line for each finished step, or a bar where there are many."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import IO

MANY = 30  # steps; more than this are shown as a bar
WIDTH = 24  # characters of the bar


def seconds(duration: float) -> str:
    """Return a duration in seconds or minutes, as text."""
    return f"{duration:.1f} s" if duration < 100 else f"{duration / 60:.1f} min"


def roughly(duration: float) -> str:
    """Return a duration as an estimate, without digits that nobody can know."""
    if duration < 5:
        return "a moment"
    return f"{round(duration / 5) * 5} s" if duration < 90 else f"{round(duration / 60)} min"


class Progress:
    """The steps of a build that are done. `counts` are its jobs by rule; `clock` gives seconds."""

    def __init__(
        self,
        counts: Mapping[str, int],
        stream: IO[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts = dict(counts)
        self.left = Counter(self.counts)
        self.total = self.left.total()
        self.stream, self.clock = stream, clock
        self.began = clock()
        self.drawn = False

    def remaining(self) -> int:
        """Return how many steps are left."""
        return self.left.total()

    def finish(self, rule: str, what: str, took: float) -> None:
        """Count a finished job; show its line, or the bar and a line for its rule once all its jobs are done."""
        self.left[rule] -= 1
        if self.total <= MANY or self.counts.get(rule, 0) <= 2:
            self.say(f"  {rule:<9} {what:<24} {seconds(took):>8}")
        elif self.left[rule] <= 0:
            took, what = self.clock() - self.began, f"{self.counts[rule]} batches"
            self.say(f"  {rule:<9} {what:<24} {seconds(took):>8}")
        else:
            self.draw()

    def line(self) -> str:
        """Return the bar with its numbers and an estimate, from the mean duration of a step so far."""
        done = self.total - self.remaining()
        left = (self.clock() - self.began) / max(1, done) * self.remaining()
        bar = "█" * round(WIDTH * done / max(1, self.total))
        return f"  {bar:░<{WIDTH}} {done}/{self.total}  about {roughly(left)} left"

    def draw(self) -> None:
        """Draw the bar in its place; only on a terminal."""
        if self.stream.isatty() and self.total > MANY and 0 < self.remaining() < self.total:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r{self.line()[:width]:<{width}}")
            self.stream.flush()
            self.drawn = True

    def clear(self) -> None:
        """Remove the bar."""
        if self.drawn:
            self.stream.write(f"\r{'':<{shutil.get_terminal_size().columns - 1}}\r")
            self.drawn = False

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self.clear()
        print(text, file=self.stream, flush=True)
        self.draw()
