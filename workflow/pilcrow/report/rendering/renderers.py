"""Choose the renderer of the report, and find Quarto and its version.

This runs before anything is rendered, so nothing heavy is imported here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pilcrow.files.checksums import read_json, write_if_changed
from pilcrow.model.problems import fail

# Earlier ones have neither the Typst nor the order of filters that the look is written for.
OLDEST = (1, 7)
TAGGED = (1, 9)  # the first that can tag a PDF
NEWEST = (1, 11)  # the newest that was compared with the embedded renderer (docs/renderers.md)
INSTALL = "Install Quarto (`make quarto`, or from quarto.org), or write `renderer: embedded`."


def find_quarto() -> Path | None:
    """Return the Quarto program, or None.

    It is the one that QUARTO_PATH names, the one beside this Python (the `quarto` extra), or the
    one on PATH, in this order.
    """
    named = os.environ.get("QUARTO_PATH", "")
    if named:
        return Path(named) if Path(named).is_file() else None
    beside = Path(sys.executable).parent / "quarto"
    if beside.is_file():
        return beside
    found = shutil.which("quarto")
    return Path(found) if found else None


def printed_by(program: Path, *arguments: str) -> str:
    """Return what a program prints; "" if it fails or does not run."""
    try:
        done = subprocess.run(
            [os.fspath(program.absolute()), *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return ""
    said = done.stdout + b"\n" + done.stderr
    return "" if done.returncode else said.decode("utf-8", "replace")


def quarto_version(program: Path) -> str:
    """Return what `quarto --version` prints; "unknown" if it prints nothing or does not run."""
    return next(iter(printed_by(program, "--version").split()), "unknown")


def missing_quarto() -> tuple[str, str]:
    """Return what is wrong and what to do if the configuration wants Quarto and there is none."""
    named = os.environ.get("QUARTO_PATH", "")
    if named:
        return (
            f'The renderer is "quarto", but no quarto was found: QUARTO_PATH names {named},'
            " which is not a file.",
            INSTALL,
        )
    return 'The renderer is "quarto", but no quarto was found.', INSTALL


def refusal(program: Path, version: str) -> tuple[str, str] | None:
    """Return why this Quarto cannot be used and what to do; None if it can be used."""
    found = re.match(r"(\d+)\.(\d+)", version)
    if not found:
        return f"The Quarto at {program} does not run (`quarto --version` says nothing).", INSTALL
    if (int(found[1]), int(found[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return (
            f"The Quarto at {program} is version {version}; Pilcrow needs {oldest} or newer.",
            INSTALL,
        )
    return None


def fingerprint(program: Path) -> str:
    """Return what changes when this Quarto is replaced, without running it.

    That is its path, and size and time of its program and of the files that have its version.
    """
    real = program.resolve()
    beside = [
        real.parent / "quarto.js",
        real.parent.parent / "share" / "version",
        *sorted(real.parent.parent.glob("lib/python3*/site-packages/quarto_cli-*")),
    ]
    marks = [str(program)]
    for path in (real, *beside):
        if path.exists():
            stat = path.stat()
            marks.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns}")
    return " ".join(marks)


def part_version(program: Path, part: str) -> str:
    """Return the version of the Pandoc or Typst that a Quarto carries; "" if it prints none."""
    found = re.search(r"\b\d+(?:\.\d+)+", printed_by(program, part, "--version"))
    return found[0] if found else ""


def version_number(version: str) -> tuple[int, int]:
    """Return the first two numbers of a version, (1, 9) of "1.9.38"; (0, 0) if it has none."""
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def notices(version: str) -> list[str]:
    """Return what a scholar should know about the Quarto that is used."""
    found = version_number(version)
    said = []
    if found < TAGGED:
        said.append(
            f"Quarto {version} cannot tag a PDF, so report.pdf is not accessible."
            " Quarto 1.9 or newer, or `renderer: embedded`, tags it."
        )
    if found > NEWEST:
        newest = ".".join(map(str, NEWEST))
        said.append(
            f"Quarto {version} is newer than {newest}, the newest that Pilcrow was compared with."
            " Look at page and print before you publish them."
        )
    return said


def choose(wanted: str, cache: Path) -> dict[str, str]:
    """Return the renderer that a configuration names, and its version.

    An example is {"renderer": "quarto", "version": "1.9.38"}. For Quarto the versions of its Pandoc
    and its Typst are added. "auto" takes Quarto if there is one that can be used. Quarto is asked
    for its version once, and again if its file changes; `cache` keeps the answer. Raises Problems
    if "quarto" is wanted and cannot be used.
    """
    embedded = {"renderer": "embedded", "version": ""}
    if wanted == "embedded":
        return embedded
    program = find_quarto()
    version = ""
    refused: tuple[str, str] | None = missing_quarto()
    if program is not None:
        key = fingerprint(program)
        known = read_json(cache) or {}
        if known.get("key") != key or not isinstance(known.get("version"), str):
            known = {"key": key, "version": quarto_version(program)}
            if refusal(program, known["version"]) is None:
                known |= {part: part_version(program, part) for part in ("pandoc", "typst")}
            write_if_changed(cache, json.dumps(known).encode())
        version = known["version"]
        refused = refusal(program, version)
    if refused is None:
        for notice in notices(version):
            print(notice, file=sys.stderr)
        parts = {part: str(known.get(part, "")) for part in ("pandoc", "typst")}
        return {"renderer": "quarto", "version": version, **parts}
    if wanted == "quarto":
        fail(refused[0], file="config/config.yaml", todo=refused[1], kind="renderer")
    if program is not None:
        print(f"{refused[0]} The embedded renderer is used.", file=sys.stderr)
    return embedded
