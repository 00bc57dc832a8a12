"""Promise: a rule declares what its command reads and writes.

Every command is traced, with the programs that it starts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from throwaway import copy_project, environment

STATE = ".snakemake/pilcrow"
OPENED = re.compile(
    r'open(?:at)?\((?:AT_FDCWD, |\d+<[^>]*>, )?"([^"]+)", ([A-Z_|]+)[^)]*\)\s*= \d+'
)
RENAMED = re.compile(r'rename(?:at2?)?\((?:AT_FDCWD, )?"[^"]+", (?:AT_FDCWD, )?"([^"]+)"')


def traced(project: Path, log: Path) -> None:
    """Build a project with two documents, and trace each command of a rule into a file of its
    own.
    """
    # Each command is "python -P -m pilcrow.STAGE …". The folder of the Python that runs Snakemake
    # comes first on the path: in it, `python` is a script that traces.
    programs = project.parent / "programs"
    programs.mkdir()
    shell = programs / "python"
    shell.write_text(
        "#!/bin/sh\n"
        "exec strace -f -qq -s 4096 -e trace=open,openat,rename,renameat,renameat2 -o"
        f' "{log}/$3-$$" '
        f'"{sys.executable}" "$@"\n'
    )
    shell.chmod(0o755)
    real = programs / "real"
    real.symlink_to(os.path.realpath(sys.executable))
    done = subprocess.run(
        [real, "-m", "snakemake", "--cores", "2"],
        cwd=project,
        # An interpreter outside the virtual environment reads no .pth file, so it is told of both
        # folders that hold modules.
        env=environment(
            PYTHONPATH=os.pathsep.join(
                [sysconfig.get_path("purelib"), os.fspath(project / "workflow")]
            )
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def opened(trace: str, project: Path) -> tuple[Counter[str], set[str]]:
    """Return what a traced command read, how often, and what it wrote inside the project, relative
    to it.
    """
    read: Counter[str] = Counter()
    written: set[str] = set()
    for line in trace.splitlines():
        if found := OPENED.search(line):
            path = Path(os.path.normpath(project / found[1]))
            if project not in path.parents or path.is_dir() or "O_DIRECTORY" in found[2]:
                continue
            name = path.relative_to(project).as_posix()
            if "O_WRONLY" in found[2] or "O_RDWR" in found[2]:
                written.add(name)
            else:
                read[name] += 1
        elif found := RENAMED.search(line):
            path = Path(os.path.normpath(project / found[1]))
            if project in path.parents:
                written.add(path.relative_to(project).as_posix())
    return read, written


# Inputs that a command need not open, and why.
SPARE = {
    "results/tabulate/*": "which tables are read is decided by the prose and by a fork's figures",
    "workflow/look/fonts/*": "the letters of the figures decide which fonts are opened",
}


def is_read(part: str, read: Mapping[str, int], records: Mapping[str, Any]) -> bool:
    """Return whether a command opens a part of its stamp, where that is an input."""
    if part.startswith(("module ", "library ", "entry-points ", "setting ", "Unicode")):
        return True
    if part.startswith(f"{STATE}/made/"):  # a record stands for the files that it lists
        job = part.removeprefix(f"{STATE}/made/").removesuffix(".json")
        outputs = records[job]["outputs"]
        return not outputs or any(read[name] for name in outputs)  # prune only removes
    if any(fnmatch(part, spare) for spare in SPARE):
        return True
    # The job itself opens its own inputs once, to compare them with the stamp.
    return read[part] > (0 if part.startswith("results/") else 1)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace here")
def test_a_command_opens_what_its_rule_declares(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project").resolve()
    (project / "raw/second-text.txt").write_text("A heading\nFriends,\nWe came here to talk.\n")
    log = tmp_path / "log"
    log.mkdir()
    traced(project, log)
    records = {
        path.relative_to(project / STATE / "made").with_suffix("").as_posix(): json.loads(
            path.read_bytes()
        )
        for path in (project / STATE / "made").rglob("*.json")
    }
    # Matplotlib keeps its list of fonts there; no result depends on it.
    cache = f"{STATE}/matplotlib/"
    code = (
        "workflow/pilcrow/",
        "workflow/rules/",
        "workflow/schemas/",
        "workflow/snakemake_logger",
    )
    seen = set()
    for path in sorted(log.iterdir()):
        stage = path.name.partition("-")[0].removeprefix("pilcrow.")
        read, written = opened(path.read_text(errors="replace"), project)
        stamps = [name for name in read if name.startswith(f"{STATE}/stamps/")]
        assert len(stamps) == 1, (stage, stamps)
        job = stamps[0].removeprefix(f"{STATE}/stamps/").removesuffix(".json")
        seen.add(job)
        record = records[job]
        declared = set(record["parts"]) | set(stamps) | {f"{STATE}/made/{job}.json"}
        # A record of an earlier stage stands for the files that it lists.
        for name in list(declared):
            if name.startswith(f"{STATE}/made/"):
                earlier = name.removeprefix(f"{STATE}/made/").removesuffix(".json")
                declared |= set(records[earlier]["outputs"])
        outputs = set(record["outputs"])
        undeclared = {
            name
            for name in set(read) - declared - outputs - written
            if not name.startswith((*code, cache))
            and "__pycache__" not in name
            and (project / name).is_file()
        }
        assert not undeclared, (job, sorted(undeclared))
        unread = [name for name in record["parts"] if not is_read(name, read, records)]
        assert not unread, (job, unread)
        logs = {
            name
            for name in written
            if name.startswith("results/logs/") or name == "results/gate.json"
        }
        extra = {
            name
            for name in written - outputs - logs - {f"{STATE}/made/{job}.json"}
            if (project / name).is_file()
            and "__pycache__" not in name
            and not name.startswith(cache)
        }
        assert not extra, (job, sorted(extra))
    assert {"clean/second-text", "compose", "render/pdf", "documents", "export"} <= seen
