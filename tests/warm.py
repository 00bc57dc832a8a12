"""Snakemake, imported once: a process that runs it in a fork of itself at each request; and beside
it one that runs the stages of a build in the same way.

To import Snakemake takes a second, and half of what a build with nothing to do takes; to import
pandas and matplotlib takes a third of what a build takes from its tables on. Neither process
imports anything of Pilcrow: what a project's own workflow brings is imported by each run.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import shlex
import signal
import socket
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
# Snakemake looks for plugins of these kinds in all folders of modules, at each run. Among those of
# loggers is Pilcrow's.
PLUGINS = ("executor", "report", "scheduler", "storage")
# What stages import, apart from Pilcrow.
LIBRARIES = (
    "fontTools.ttLib",
    "jinja2",
    "lxml.etree",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "msgspec",
    "pandas",
    "pyarrow.parquet",
    "typing_extensions",
    "yaml",
)
# The `python` that a rule's command finds. What is not a stage gets a Python of its own, and so
# does a stage whose environment is another than that of the process.
STAGE = """#!/bin/bash
if [[ "$1 $2 $3" == "-P -m pilcrow."* ]] && exec 3<>/dev/tcp/127.0.0.1/{port}; then
    echo $$ >&3
    read -r -u 3 status
    [[ $status == no ]] || exit "$status"
    exec 3>&-
fi
exec {python} "$@"
"""
LIMIT = 600  # seconds


def fixed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that Python reads at its start: a run with others needs a new process."""
    first = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MALLOC")
    return {name: value for name, value in environment.items() if name.startswith(first)}


class Warm:
    """The process, as its client sees it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.fixed = fixed(environment)
        self.programs = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [sys.executable, __file__, self.programs.name],
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
        self.programs.cleanup()


def load(modules: Sequence[str]) -> None:
    """Import modules, and nothing of Pilcrow."""
    for module in modules:
        importlib.import_module(module)
    strange = [name for name in sys.modules if "pilcrow" in name]
    assert not strange, strange
    gc.freeze()  # a collection in a fork would write to, and so copy, all that is imported


def serve(programs: Path) -> str:
    """Answer requests until there are no more; return the module that a fork is to be."""
    python = programs / "python"
    listener, ended = socket.create_server(("127.0.0.1", 0)), os.pipe()
    stages = os.fork()
    if not stages:
        os.close(ended[1])
        return serve_stages(listener, ended[0])
    os.close(ended[0])
    port = listener.getsockname()[1]
    listener.close()
    python.write_text(STAGE.format(port=port, python=shlex.quote(sys.executable)))
    python.chmod(0o755)
    for kind in PLUGINS:
        registry = importlib.import_module(f"snakemake_interface_{kind}_plugins.registry")
        getattr(registry, f"{kind.capitalize()}PluginRegistry")()  # there is one, and it keeps them
    load(MODULES)
    for line in iter(sys.stdin.readline, ""):
        folder, arguments, environment, out, err = json.loads(line)
        child = os.fork()
        if not child:
            become_snakemake(folder, arguments, environment, out, err)
            sys.executable = os.fspath(python)
            return "snakemake"
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)
    os.close(ended[1])
    os.waitpid(stages, 0)
    return ""


def become_snakemake(
    folder: str, arguments: list[str], variables: dict[str, str], *said: str
) -> None:
    """Be what `python -m snakemake` is once Python has started."""
    for number, name in enumerate((os.devnull, *said)):
        # Stages open them too, and what each says comes last.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND if number else os.O_RDONLY
        stream = os.open(name, flags, 0o600)
        os.dup2(stream, number)
        os.close(stream)
    signal.alarm(LIMIT)
    os.chdir(folder)
    own = os.fspath(Path(sys.executable).parent)
    variables["PATH"] = os.pathsep.join([own, variables["PATH"]])
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = arguments
    sys.path[0] = os.fspath(Path.cwd())


def serve_stages(listener: socket.socket, ended: int) -> str:
    """Run each stage that is asked for in a fork; return the module that the fork is to be."""
    del sys.path[0]  # as -P does
    with tempfile.TemporaryDirectory() as empty:
        alone = {"MPLCONFIGDIR": empty, "MPL_IGNORE_SYSTEM_FONTS": "1", "OPENBLAS_NUM_THREADS": "1"}
        os.environ.update(alone)
        load(LIBRARIES)
        for name in alone:
            del os.environ[name]
    while listener in select.select([listener, ended], [], [])[0]:
        connection, _ = listener.accept()
        if not os.fork():
            listener.close()
            return answer(connection)
        connection.close()
        with contextlib.suppress(ChildProcessError):
            while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
                pass
    return ""


def answer(connection: socket.socket) -> str:
    """Be the stage that a waiting process asks for, or tell that process its status.

    It says its number. It is told "no" if the stage needs a Python of its own.
    """
    asking = Path("/proc", connection.makefile().readline().strip())
    texts = [(asking / name).read_bytes().split(b"\0")[:-1] for name in ("environ", "cmdline")]
    pairs, (_, _, _, _, module, *arguments) = ([os.fsdecode(one) for one in text] for text in texts)
    variables = dict(pair.split("=", 1) for pair in pairs)
    path = variables.get("PYTHONPATH", "").split(os.pathsep)
    alike = fixed({**variables, "PYTHONPATH": ""}) == fixed({**os.environ, "PYTHONPATH": ""})
    child = os.fork() if alike else 0
    if child or not alike:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child else "no"
        said = 128 - status if isinstance(status, int) and status < 0 else status
        connection.sendall(f"{said}\n".encode())
        os._exit(0)
    connection.close()
    signal.alarm(LIMIT)
    for number, flags in enumerate((os.O_RDONLY, *[os.O_WRONLY | os.O_APPEND] * 2)):
        stream = os.open(asking / f"fd/{number}", flags)
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asking / "cwd")
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = arguments
    sys.path[:0] = filter(None, path)
    return module


if __name__ == "__main__":
    module = serve(Path(sys.argv[1]))
    if module:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
