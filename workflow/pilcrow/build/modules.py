"""The code that a stage runs: the modules and libraries that its module reaches, as digests.

Snakemake does not see an edit of a module that a rule's command imports. The import graph is read from the
source, imports inside functions included. A module counts by its syntax tree, so an edited comment changes nothing.
"""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import importlib.util
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

from pilcrow.files.checksums import checksum, combine, read_json, sha256, write_if_changed

PACKAGE = Path(__file__).resolve().parents[1]
# Import names that differ from the names of their distributions.
DISTRIBUTIONS = {
    "docx": "python-docx",
    "fontTools": "fonttools",
    "pypandoc": "pypandoc-binary",
    "yaml": "pyyaml",
}
# Modules that load what entry points of a group name: a fork's own code is code of the stages that reach them.
LOADERS = {
    "exports.own": "pilcrow.exports",
    "figures.names": "pilcrow.figures",
    "formats": "pilcrow.formats",
    "report.registry": "pilcrow.parts",
    "tables.own": "pilcrow.tables",
}
# Libraries that a stage calls through another one.
BENEATH = {"matplotlib": ("numpy",), "pandas": ("numpy",)}


class Modules:
    """The import graph of the package. What was parsed is kept in the file `cache`, by checksum."""

    def __init__(self, cache: Path, package: Path = PACKAGE) -> None:
        self.cache_path = cache
        self.package = package
        self.cache: dict[str, Any] = read_json(cache) or {}
        self.used: dict[str, Any] = {}

    @functools.cache  # noqa: B019 - one instance lives as long as the Snakefile is parsed
    def path(self, name: str) -> Path:
        """Return the file of a module ("clean", "figures.themes"), whether it exists or not."""
        inside = self.package.joinpath(*name.split(".")) if name else self.package
        return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")

    @functools.cache  # noqa: B019
    def exists(self, name: str) -> bool:
        return self.path(name).is_file()

    def read(self, name: str) -> dict[str, Any]:
        """Return the digest of a module's code, and what it imports: modules of the package, and libraries."""
        path = self.path(name)
        key = f"{name} {checksum(path)} {sys.version_info[:2]}"
        entry = self.used.get(key) or self.cache.get(key)
        if not isinstance(entry, dict) or entry.keys() != {"code", "modules", "libraries"}:
            tree = ast.parse(path.read_bytes())
            own, foreign = imports(tree, name, path.name == "__init__.py")
            code = sha256(ast.dump(tree).encode())
            entry = {"code": code, "modules": sorted(own), "libraries": sorted(foreign)}
        self.used[key] = entry
        return entry

    @functools.cache  # noqa: B019
    def digest(self, name: str) -> dict[str, str]:
        """Return a digest of each module that a module reaches, itself included, and the version of each library.

        Raises KeyError where there is no such module.
        """
        if not self.exists(name):
            raise KeyError(f"there is no module pilcrow.{name}")
        seen: dict[str, str] = {}
        libraries: set[str] = set()
        waiting = [name]
        while waiting:
            module = waiting.pop()
            if module in seen or not self.exists(module):
                continue
            entry = self.read(module)
            seen[module] = entry["code"]
            libraries.update(entry["libraries"])
            waiting += [*entry["modules"], *([module.rpartition(".")[0]] if "." in module else [])]
        libraries.update(*(BENEATH.get(library, ()) for library in libraries))
        parts = {f"module pilcrow.{module}": code for module, code in sorted(seen.items())}
        for loader in sorted(LOADERS.keys() & seen.keys()):
            parts |= own_code(LOADERS[loader])
        versions = {library: library_version(library) for library in sorted(libraries)}
        parts |= {f"library {library}": version for library, version in versions.items() if version}
        return parts | {"Unicode": unicodedata.unidata_version}

    def code(self, name: str) -> str:
        """Return one digest of all that `digest` names."""
        return combine(self.digest(name))

    def save(self) -> None:
        """Keep what was parsed."""
        if self.used != self.cache:
            write_if_changed(self.cache_path, json.dumps(self.used, sort_keys=True).encode())


def imports(tree: ast.AST, module: str, is_package: bool = False) -> tuple[set[str], set[str]]:
    """Return the modules of the package, and the libraries, that a syntax tree imports anywhere."""
    own: set[str] = set()
    foreign: set[str] = set()

    def note(name: str) -> None:
        first, _, rest = name.partition(".")
        if first == "pilcrow":
            own.add(rest)
        elif first not in sys.stdlib_module_names:
            foreign.add(first)

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                note(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = ["pilcrow", *module.split(".")]
                kept = parts[: len(parts) - node.level + (1 if is_package else 0)]
                base = ".".join([*kept, base] if base else kept)
            note(base)
            if base.split(".")[0] == "pilcrow":
                # The imported name may be a module or a constant; `digest` drops what is not a module.
                for alias in node.names:
                    note(f"{base}.{alias.name}")
    own.discard("")
    return own, foreign


@functools.cache
def own_code(group: str) -> dict[str, str]:
    """Return the checksum of each module that an entry point of a group names; "" where there is no file of it."""
    found = {}
    for entry in importlib.metadata.entry_points(group=group):
        spec = importlib.util.find_spec(entry.module)
        known = spec is not None and spec.origin is not None and Path(spec.origin).is_file()
        found[f"module {entry.module}"] = checksum(Path(spec.origin)) if known else ""  # type: ignore[union-attr, arg-type]
    return dict(sorted(found.items()))


@functools.cache
def library_version(module: str) -> str:
    """Return the installed version of the distribution of a top-level module; "" where there is none."""
    try:
        return importlib.metadata.version(DISTRIBUTIONS.get(module, module))
    except importlib.metadata.PackageNotFoundError:
        return ""
