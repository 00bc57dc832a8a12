"""The look of a project as one folder: the default files with the project's own in place of them or beside them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from pilcrow.files.project import look_folder
from pilcrow.inputs.palette import OWN, PALETTE, read_palette
from pilcrow.model.records import write_text

OWN_FOLDER = Path("report/look")


def look_by_name(files: Iterable[Path], own: Path = OWN_FOLDER) -> dict[str, Path]:
    """Return the files of a look by their names inside it, sorted.

    A file lies in the default look or in `own`, the project's folder; the project's file wins.
    """
    default = look_folder()
    found: dict[str, Path] = {}
    for folder in (default, own):
        for path in files:
            if folder in path.parents:
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def write_look(look: Mapping[str, Path], folder: Path, root: Path) -> None:
    """Copy a look to `folder`. The palette is written whole: the project's (in `root`) changes single keys."""
    for name, path in look.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    if look.get(PALETTE) == root / OWN:
        palette = json.dumps(read_palette(root), ensure_ascii=False, indent=2)
        write_text(folder / PALETTE, palette + "\n")
