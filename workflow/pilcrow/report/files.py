"""The files of report/ and of the look, as the stages read them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from pilcrow.files.checksums import combine, file_checksum
from pilcrow.files.leftovers import of_preview
from pilcrow.files.project import look_folder, project_files
from pilcrow.report import MADE_FOR_REPORT

OWN_LOOK = "report/look/"
# Other inputs, what shows the report in Quarto's own preview, and a note to whoever opens the
# folder.
_NOT_PROSE = (OWN_LOOK, MADE_FOR_REPORT, "report/_extensions/pilcrow/", "report/README.md")
# An image or an include of report/made/, as the prose names it.
_NAMED = re.compile(r"(?:\]\(|\{\{<\s*include\s+)[\"']?(?:\.\./)*made/([\w./-]*\w)")


def report_files(files: Iterable[str]) -> list[str]:
    """Return those files of a project that are in report/, without what Quarto's preview leaves."""
    found = {name.removeprefix("report/") for name in files if name.startswith("report/")}
    return [f"report/{name}" for name in sorted(found) if not of_preview(name, found)]


def prose_files(root: Path, written: Iterable[str]) -> list[str]:
    """Return the files of the prose, and what it names in report/made/, sorted.

    Rules of the scholar's own make these, so Snakemake must know them before they exist. `written`
    are the files of report/.
    """
    found = {name for name in written if not name.startswith(_NOT_PROSE)}
    for name in [name for name in found if name.endswith(".qmd")]:
        text = (root / name).read_bytes().decode("utf-8", "replace")
        found.update(MADE_FOR_REPORT + made for made in _NAMED.findall(text))
    return sorted(found)


def default_look(root: Path) -> list[str]:
    """Return the files of the default look if they are in the project, as in a clone; else []."""
    folder = os.path.relpath(look_folder(), root.resolve())
    found = [] if folder.startswith("..") else project_files(root, folder)
    return [name for name in found if "/form/" not in name]


def look_files(root: Path, written: Iterable[str]) -> list[str]:
    """Return the files of the look in the project, the default ones first. `written` are the files
    of report/.
    """
    return [*default_look(root), *(name for name in written if name.startswith(OWN_LOOK))]


def packaged_look(root: Path) -> dict[str, str]:
    """Return a digest of the default look for the stamps, where it is not a file of the project."""
    names = [] if default_look(root) else project_files(look_folder(), "")
    sums = {name: file_checksum(look_folder() / name) for name in names}
    return {"setting default look": combine(sums)} if sums else {}
