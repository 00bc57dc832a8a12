"""Jobs done by one process after the other, or by several at once where there are many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

FEW = 4  # jobs; another process takes longer to start than it saves
Result = TypeVar("Result")

_function: Callable[..., Any]  # of a process that works for another
_shared: Any


def _begin(function: Callable[..., Any], shared: Any) -> None:
    global _function, _shared
    _function, _shared = function, shared


def _work(*job: Any) -> Any:
    return _function(*job, _shared)


def do_all(
    function: Callable[..., Result],
    jobs: Sequence[tuple[Any, ...]],
    shared: Any,
    processes: int,
    few: int = FEW,
) -> list[Result]:
    """What `function(*job, shared)` returns for every job, in their order. `function` stands on top of its module.

    `few`: so many jobs, or fewer, are done here.
    """
    if len(jobs) <= few or processes < 2:
        return [function(*job, shared) for job in jobs]
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(
        min(processes, len(jobs)), _begin, (function, shared)
    ) as pool:
        return pool.starmap(_work, jobs, chunksize=1)
