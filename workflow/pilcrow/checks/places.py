"""Check that a build can write where it has to."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from pilcrow.model.problems import Problems, problem


def refuse_blocked(root: Path, files: Collection[str]) -> None:
    """Raise Problems where a build cannot write: a file in the place of a folder that one of the
    files needs, or a link that leads nowhere.
    """
    folders = {folder for name in files for folder in Path(name).parents}
    blocked = {place for place in folders if not (root / place).is_dir()}
    blocked |= {Path(name) for name in files if not (root / name).exists()}
    what = "A build cannot write here: this is a file in the place of a folder, or a broken link."
    found = [
        problem(what, file=place, todo="Move it away.", kind="place")
        for place in blocked
        if os.path.lexists(root / place)
    ]
    if found:
        raise Problems(found)
