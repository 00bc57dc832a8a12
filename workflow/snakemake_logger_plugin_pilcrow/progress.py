"""How far a build is: a line for each finished step, or a bar where there are many."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, TextIO

CLEAR = "\r\033[K"
MANY = 30  # steps; more than this are shown as a bar


def seconds(duration: float) -> str:
    """Return a duration in seconds or minutes, as text."""
    return f"{duration:.1f} s" if duration < 100 else f"{duration / 60:.1f} min"


class Progress:
    """The steps of a build that are done. `counts` are its jobs by rule."""

    def __init__(self, counts: Mapping[str, int], stream: TextIO) -> None:
        self.counts, self.left, self.stream = counts, Counter(counts), stream
        self.began = time.monotonic()
        self.bar: Any = None
        if (total := self.left.total()) > MANY and stream.isatty():
            from click import progressbar

            shown = {"fill_char": "█", "empty_char": "░", "bar_template": "  %(bar)s %(info)s"}
            self.bar = progressbar(length=total, file=stream, show_pos=True, **shown)

    def finish(self, rule: str, what: str, took: float) -> None:
        """Count a finished job; show its line, or the bar and a line for its rule once all its jobs
        are done.
        """
        self.left[rule] -= 1
        few = sum(self.counts.values()) <= MANY or self.counts.get(rule, 0) <= 2
        if not few and self.left[rule] <= 0:
            took, what = time.monotonic() - self.began, f"{self.counts[rule]} batches"
        if few or self.left[rule] <= 0:
            self.say(f"  {rule:<12} {what:<24} {seconds(took):>8}")
        if self.bar:
            self.bar.update(1)

    def say(self, text: str) -> None:
        """Print a line in the place of the bar, which the next step draws again."""
        print(f"{CLEAR if self.bar else ''}{text}", file=self.stream, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar:
            self.stream.write(f"{CLEAR}\033[?25h")  # click has hidden the cursor
            self.bar = None
