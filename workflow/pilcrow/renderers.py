"""Which Quarto there is, and which version: asked before anything is rendered, so nothing heavy is imported here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def find_quarto() -> Path | None:
    """The quarto program: named by QUARTO_PATH, beside this Python (the `quarto` extra), or on PATH; None where there is none."""
    named = os.environ.get("QUARTO_PATH", "")
    if named:
        return Path(named) if Path(named).is_file() else None
    beside = Path(sys.executable).parent / "quarto"
    if beside.is_file():
        return beside
    found = shutil.which("quarto")
    return Path(found) if found else None


def quarto_version(program: Path) -> str:
    """What `quarto --version` says; "unknown" where it says nothing."""
    done = subprocess.run([os.fspath(program), "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
