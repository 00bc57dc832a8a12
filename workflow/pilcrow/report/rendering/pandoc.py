"""Run the Pandoc of the lock without the machine's locale, clock and settings."""

from __future__ import annotations

import datetime
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.report.rendering.complaints import cause

SOURCE = "report.qmd"
READER = "markdown"  # Pandoc's, which Quarto reads too
# What Pandoc fills before it looks for what it no longer needs; a tenth of its time is that search.
# It takes so much from the machine only where a report needs it.
MEMORY = "-A64m"
_OURS = re.compile(r"^.*?pilcrow-problem: (.*)$", re.MULTILINE)


def clean_environment(project: Path) -> dict[str, str]:
    """Return the environment without the variables that could change the output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "TYPST_", "PANDOC", "QUARTO_", "XDG_", "GHCRTS"))
    }
    return kept | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(timestamp(project)),
        "TYPST_IGNORE_SYSTEM_FONTS": "true",
    }


def front_value(project: Path, key: str) -> str:
    """Return a value of one line in the front matter of the composed report; "" if it has none."""
    source = project / SOURCE
    front = source.read_text(encoding="utf-8").split("\n---", 1)[0] if source.is_file() else ""
    found = re.search(rf"^{key}:[ \t]*[\"']?([^\"'\n]*)", front, re.MULTILINE)
    return found[1] if found else ""


def timestamp(project: Path) -> int:
    """Return the report's own date as seconds since 1970, at noon UTC.

    The date is `document-date` of the front matter, or 2000-01-01 if that is missing or not valid.
    """
    try:
        date = datetime.date.fromisoformat(front_value(project, "document-date")[:10])
    except ValueError:
        date = datetime.date(2000, 1, 1)
    return (date.toordinal() - datetime.date(1970, 1, 1).toordinal()) * 86_400 + 43_200


def pandoc_program() -> Path:
    """Return the path of the Pandoc in pypandoc_binary. Raise Problems if it is missing.

    A Pandoc of the machine is never used.
    """
    found = importlib.util.find_spec("pypandoc")
    folder = Path(found.origin).parent / "files" if found and found.origin else Path()
    program = folder / ("pandoc.exe" if os.name == "nt" else "pandoc")
    if not program.is_file():
        fail(
            "Pandoc is missing from this Python environment.",
            todo="Run `make`, which installs it (pypandoc_binary).",
            kind="render",
        )
    return program


def pandoc(project: Path, arguments: list[str], missing: str = "", source: bytes = b"") -> bytes:
    """Run Pandoc in the project's folder and return its output.

    `source` is its standard input. `missing` holds the code points that our filter names by number.
    Raises Problems if Pandoc fails or our filter finds a problem.
    """
    done = subprocess.run(
        [pandoc_program(), *arguments],
        input=source,
        cwd=project,
        env=clean_environment(project) | {"PILCROW_UNCOVERED": missing, "GHCRTS": MEMORY},
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace")
    listen(said)
    if done.returncode:
        fail(
            f"Pandoc could not read the composed report: {cause(said)}.",
            file=SOURCE,
            todo="The log has its whole output.",
            kind="render",
        )
    return done.stdout


def listen(said: str) -> None:
    """Print what a program wrote on standard error. Raise Problems that our filter reported."""
    if said.strip():
        print(said.rstrip(), file=sys.stderr)
    found: list[Problem] = [
        problem(sentence, file=SOURCE, kind="link") for sentence in _OURS.findall(said)
    ]
    if found:
        raise Problems(found)
