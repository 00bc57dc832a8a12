"""Reading an untrusted file in a child process with limits of memory and time."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from pilcrow.files.installed import IN_CHILDREN, own_faults
from pilcrow.formats.extracted import Extracted
from pilcrow.model.problems import Problem, Problems, fail

MEMORY = 800_000_000  # bytes that reading may take beyond those of the process
SECONDS = (
    900  # of processor time: a guard against what never ends, far above what any transcript takes
)


class _Answer(msgspec.Struct):
    extracted: Extracted | None = None
    problems: list[Problem] = []
    fault: str = ""  # a traceback, if the fault is Pilcrow's
    loaded: list[str] = []  # names of modules


def read_within_limits(read: Callable[[], Extracted], shown: str) -> Extracted:
    """Return what `read` returns, computed in a child process with limits.

    Without `fork` it is computed in this process. Raises Problems if a limit is reached, and those
    of `read`.
    """
    if not hasattr(os, "fork"):
        return read()
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        _answer(read, sink)
    os.close(sink)
    with open(source, "rb") as stream:
        content = stream.read()
    _, status = os.waitpid(child, 0)
    if not content or status:
        slow = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
        fail(
            "Reading the file takes more than"
            f" {f'{SECONDS // 60} minutes' if slow else f'{MEMORY // 1_000_000} MB of memory'}: it"
            " is not a transcript, or it is damaged.",
            file=shown,
            todo="If you trust it, open it and save its text as UTF-8 under the ending .txt.",
            kind="bomb",
        )
    answer = msgspec.msgpack.decode(content, type=_Answer)
    IN_CHILDREN.update(answer.loaded)
    if answer.problems:
        raise Problems(answer.problems)
    if answer.extracted is None:
        raise RuntimeError(answer.fault)
    return answer.extracted


def _answer(read: Callable[[], Extracted], sink: int) -> None:
    """Read in the child process, write the answer into the pipe, and end."""
    status = 1
    try:
        _limit()
        try:
            with own_faults():
                answer = _Answer(read())
        except Problems as stopped:
            answer = _Answer(problems=stopped.problems)
        answer.loaded = list(sys.modules)
        with open(sink, "wb") as stream:
            stream.write(msgspec.msgpack.encode(answer))
        status = 0
    except MemoryError:
        pass
    except BaseException:
        with open(sink, "wb", closefd=False) as stream:
            stream.write(msgspec.msgpack.encode(_Answer(fault=traceback.format_exc())))
        status = 0
    finally:
        os._exit(status)


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.is_file():  # on other systems the limit of memory is not kept
        has = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + MEMORY, has + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
