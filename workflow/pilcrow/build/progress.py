"""How far a build is: a line per finished step where there are few, a bar with an estimate where there are many."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Mapping
from typing import IO

from pilcrow.build.batches import BATCHED

MANY = 30  # jobs; more than this are shown as a bar, stage by stage
STAGES = (
    "clean",
    "segment",
    "code",
    "count",
    "tabulate",
    "draw",
    "figure",
    "compose",
    "render",
    "pages",
    "documents",
    "export_batch",
    "export",
)
WIDTH = 24  # characters of the bar


def seconds(duration: float) -> str:
    return f"{duration:.1f} s" if duration < 100 else f"{duration / 60:.1f} min"


def roughly(duration: float) -> str:
    """A duration as an estimate says it: no digits that nobody can know."""
    if duration < 5:
        return "a moment"
    if duration < 90:
        return f"{round(duration / 5) * 5} s"
    return f"{round(duration / 60)} min"


def stage_of(rule: str) -> str:
    """The stage of a rule, whatever name a workflow gave it that uses Pilcrow as a module; "" for what is no stage."""
    return next((stage for stage in STAGES if rule == stage or rule.endswith(f"_{stage}")), "")


def remaining(left: Mapping[str, int], took: Mapping[str, float], at_once: float) -> float:
    """Seconds that the jobs left will take: by stage how many, how long one takes, and how many of a batch's stages run at once."""
    return sum(
        count * took.get(stage, 0.0) / (at_once if stage in BATCHED else 1)
        for stage, count in left.items()
    )


class Progress:
    """What of a build is done. `usual` are seconds a job of each stage took in the last build; a clock may be given for tests."""

    def __init__(
        self,
        counts: Mapping[str, int],
        stream: IO[str],
        usual: Mapping[str, float],
        clock: object = time.monotonic,
    ) -> None:
        self.left = Counter(
            {stage: count for rule, count in counts.items() if (stage := stage_of(rule))}
        )
        self.counts = dict(self.left)
        self.total = sum(self.counts.values())
        self.many = self.total > MANY
        self.stream = stream
        self.live = stream.isatty()
        self.usual = usual
        self.clock = clock
        self.began = self.now()
        self.first: dict[str, float] = {}
        self.spent: Counter[str] = Counter()
        self.drawn = False

    def now(self) -> float:
        return float(self.clock())  # type: ignore[operator]

    def start(self, stage: str) -> None:
        self.first.setdefault(stage, self.now())

    def finish(self, stage: str, what: str, took: float) -> None:
        """A job is done: its line, or the bar, and the line of its stage once all of it is done."""
        self.left[stage] -= 1
        self.spent[stage] += took  # type: ignore[assignment]
        count = self.counts.get(stage, 0)
        if not self.many or count <= 2:
            self.say(f"  {stage:<9} {what:<24} {seconds(took):>8}")
        elif self.left[stage] <= 0:
            self.say(
                f"  {stage:<9} {f'{count} batches':<24} {seconds(self.now() - self.first.get(stage, self.began)):>8}"
            )
        else:
            self.draw()

    def estimate(self) -> float:
        """Seconds until all is done, as far as can be told."""
        done = {stage: self.counts[stage] - self.left[stage] for stage in self.counts}
        took = dict(self.usual) | {
            stage: self.spent[stage] / count for stage, count in done.items() if count
        }
        mean = sum(self.spent.values()) / max(1, sum(done.values()))
        elapsed = max(self.now() - self.began, 0.001)
        at_once = max(1.0, sum(self.spent[stage] for stage in BATCHED) / elapsed)
        return remaining(
            self.left, {stage: took.get(stage, mean) for stage in self.counts}, at_once
        )

    def line(self) -> str:
        done = self.total - sum(self.left.values())
        bar = "█" * round(WIDTH * done / max(1, self.total))
        return f"  {bar:░<{WIDTH}} {done}/{self.total}  about {roughly(self.estimate())} left"

    def draw(self) -> None:
        """The bar, in its place; only on a terminal."""
        if self.live and self.many and 0 < sum(self.left.values()) < self.total:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r" + self.line()[:width].ljust(width))
            self.stream.flush()
            self.drawn = True

    def clear(self) -> None:
        if self.drawn:
            self.stream.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            self.drawn = False

    def say(self, text: str) -> None:
        """A line above the bar."""
        self.clear()
        print(text, file=self.stream, flush=True)
        self.draw()

    def means(self) -> dict[str, float]:
        """Seconds a job took, by stage, for the estimate of the next build."""
        done = {stage: self.counts[stage] - self.left[stage] for stage in self.counts}
        return dict(self.usual) | {
            stage: round(self.spent[stage] / count, 2) for stage, count in done.items() if count
        }
