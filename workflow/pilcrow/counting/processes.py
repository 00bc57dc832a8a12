"""Jobs done by one process after the other, or by several at once where there are many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

FEW = 4  # jobs; another process takes longer to start than it saves

_function: Callable[..., None]  # of a process that works for another
_shared: Any


def _begin(function: Callable[..., None], shared: Any) -> None:
    global _function, _shared
    _function, _shared = function, shared


def _work(*job: Any) -> None:
    _function(*job, _shared)


def do_all(function: Callable[..., None], jobs: Sequence[tuple[Any, ...]], shared: Any, processes: int) -> None:
    """Call `function(*job, shared)` for every job. It stands on top of its module; what it makes it leaves in files."""
    if len(jobs) <= FEW or processes < 2:
        for job in jobs:
            function(*job, shared)
        return
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(min(processes, len(jobs)), _begin, (function, shared)) as pool:
        pool.starmap(_work, jobs, chunksize=1)
