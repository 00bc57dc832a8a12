"""Snakemake, imported once: a process that runs it in a fork of itself at each request.

To import Snakemake takes a second, and half of what a build with nothing to do takes. The process
imports nothing of Pilcrow: what a project's own workflow brings is imported by each run.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a run imports, apart from what the command line has imported.
MODULES = (
    "snakemake.cli",
    "snakemake.profiles",
    "snakemake.report.html_reporter",
    "snakemake.storage",
    "smart_open",
)
LIMIT = 600  # seconds


def fixed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that Python reads at its start: a run with others needs a new process."""
    first = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MALLOC")
    return {name: value for name, value in environment.items() if name.startswith(first)}


class Warm:
    """The process, as its client sees it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.fixed = fixed(environment)
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            env=environment,
            cwd=os.sep,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Return whether a run in this environment would be the same as a new process."""
        return fixed(environment) == self.fixed and self.process.poll() is None

    def run(
        self, folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run `snakemake` in a folder; what it said and its status."""
        assert self.process.stdin and self.process.stdout
        with tempfile.TemporaryDirectory() as kept:
            files = [Path(kept, name) for name in ("out", "err")]
            asked = [os.fspath(folder), list(arguments), dict(environment), *map(str, files)]
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            status = int(self.process.stdout.readline())
            said = [path.read_text(encoding="utf-8") for path in files]
        command = [sys.executable, "-m", "snakemake", *arguments]
        if status == -signal.SIGALRM:
            raise subprocess.TimeoutExpired(command, LIMIT, *said)
        return subprocess.CompletedProcess(command, status, *said)

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=LIMIT)


def serve() -> None:
    """Answer requests until there are no more; a fork leaves here, to be Snakemake."""
    for module in MODULES:
        __import__(module)
    strange = [name for name in sys.modules if "pilcrow" in name]
    assert not strange, strange
    for line in iter(sys.stdin.readline, ""):
        folder, arguments, environment, out, err = json.loads(line)
        child = os.fork()
        if not child:
            become(folder, arguments, environment, out, err)
            return
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


def become(folder: str, arguments: list[str], variables: dict[str, str], *said: str) -> None:
    """Be what `python -m snakemake` is once Python has started."""
    for number, name in enumerate((os.devnull, *said)):
        flags = os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY
        stream = os.open(name, flags, 0o600)
        os.dup2(stream, number)
        os.close(stream)
    signal.alarm(LIMIT)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = arguments
    sys.path[0] = os.fspath(Path.cwd())


if __name__ == "__main__":
    parent = os.getpid()
    serve()
    if os.getpid() != parent:
        runpy.run_module("snakemake", run_name="__main__", alter_sys=True)
