"""The code that a job ran: the modules that it loaded, and the libraries that these import.

Snakemake does not see an edit of a module that a rule's command imports. So a job records what it
has loaded when it ends. It would load the same again as long as this code, its inputs and its
settings are the same: nothing else decides what a stage imports.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from pilcrow.files.checksums import combine, sha256, write_if_changed
from pilcrow.files.installed import (
    ASKED,
    IN_CHILDREN,
    describe_points,
    entry_modules,
    installed_version,
    installed_versions,
    own_points,
)
from pilcrow.model.patterns import compile_later

PACKAGE = Path(__file__).resolve().parents[1]
IMPORTED = compile_later(
    r"^[ \t]*(?:from|import)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)", re.MULTILINE
)
# Import names that differ from the names of their distributions.
DISTRIBUTIONS = {"docx": "python-docx", "pypandoc": "pypandoc-binary", "yaml": "pyyaml"}
BENEATH = {"matplotlib": "numpy", "pandas": "numpy"}  # libraries that are called through others


def loaded_code(started: float) -> dict[str, str]:
    """Return what this process has loaded, by name: checksums of the modules of Pilcrow and of
    packages that add to it, versions of libraries, and the entry points that it looked for.

    What child processes have loaded counts too. Of a module that was written after the process
    `started` (seconds since 1970) nobody knows which state ran: its value is that of no source.
    """
    tops = {"pilcrow", *(point.module.partition(".")[0] for of in ASKED.values() for point in of)}
    code = {f"entry-points {group}": describe_points(points) for group, points in ASKED.items()}
    software = sys.modules.get("pilcrow.report.software")  # prints the versions of these
    libraries: set[str] = set(software.SOFTWARE) if software else set()
    # A spec gives also the name of the module that runs, which is called __main__.
    specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
    others = {name for name in IN_CHILDREN if name.partition(".")[0] in tops} - sys.modules.keys()
    for spec in [*specs, *map(importlib.util.find_spec, sorted(others))]:
        if spec and spec.origin and spec.has_location and spec.name.partition(".")[0] in tops:
            source = Path(spec.origin).read_bytes()
            edited = Path(spec.origin).stat().st_ctime >= started
            code[f"module {spec.name}"] = "edited while it ran" if edited else sha256(source)
            libraries |= imported(source.decode("utf-8", "replace"))
    libraries |= {BENEATH[name] for name in BENEATH.keys() & libraries}
    names = {DISTRIBUTIONS.get(name, name) for name in libraries - tops}
    versions = {f"library {name}": installed_version(name) for name in names}
    code |= {name: version for name, version in versions.items() if version}
    return {**code, "Unicode": unicodedata.unidata_version}


def imported(source: str) -> set[str]:
    """Return the first parts of the names that a source imports, in functions too."""
    names = ",".join(IMPORTED.findall(source)).split(",")
    return {name.strip().partition(".")[0] for name in names} - {""}


class Code:
    """The modules and libraries as they are now.

    The folder `kept` holds each source that was ever seen, by its checksum: of an edited module,
    what a job ran tells whether more than comments and layout changed. `engine` is a digest of all.
    """

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        self.sources = {name: path.read_bytes() for name, path in module_files()}
        self.sums = {name: sha256(source) for name, source in self.sources.items()}
        points = {f"{name} of": group for name, group in entry_modules().items()}
        self.engine = combine({**self.sums, **points, **installed_versions()})
        there = {path.name for path in kept.glob("*")}
        for name in self.sums:
            if self.sums[name] not in there:
                write_if_changed(kept / self.sums[name], self.sources[name])
        self.value = functools.cache(self._value)

    def now(self, code: Mapping[str, str]) -> dict[str, str]:
        """Return what became of the code that a job ran. A module counts as it was if only comments
        or layout changed.
        """
        return {name: self.value(name, was) for name, was in code.items()}

    def _value(self, part: str, was: str) -> str:
        kind, _, name = part.partition(" ")
        if kind == "library":
            return installed_version(name)
        if kind == "entry-points":
            return describe_points(own_points(name))
        if kind == "Unicode":
            return unicodedata.unidata_version
        now, before = self.sums.get(name, ""), self.kept / was
        if now and now != was and before.is_file():
            return was if same_code(before.read_bytes(), self.sources[name]) else now
        return now


def same_code(before: str | bytes, now: str | bytes) -> bool:
    """Return whether two sources differ in nothing but comments and layout."""
    try:
        return before == now or ast.dump(ast.parse(before)) == ast.dump(ast.parse(now))
    except (SyntaxError, ValueError):
        return False


def module_files() -> Iterator[tuple[str, Path]]:
    """Yield each module of Pilcrow, and of the packages that add to it, with its file."""
    for top in sorted({"pilcrow", *(name.partition(".")[0] for name in entry_modules())}):
        found = importlib.util.find_spec(top)
        if found and found.origin and not found.submodule_search_locations:
            yield top, Path(found.origin)
        for folder in (found and found.submodule_search_locations) or ():
            for path in sorted(Path(folder).rglob("*.py")):
                name = ".".join([top, *path.relative_to(folder).with_suffix("").parts])
                yield name.removesuffix(".__init__"), path
