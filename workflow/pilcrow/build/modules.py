"""The code that a stage runs: the modules and libraries that its module reaches, as digests.

Snakemake does not see an edit of a module that a rule's command imports. The import graph is read
from the source, imports inside functions included. A module counts by its syntax tree, so an edited
comment changes nothing.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pilcrow.files.checksums import file_checksum, read_json, sha256, write_if_changed
from pilcrow.files.installed import entry_modules, installed_version
from pilcrow.report.software import SOFTWARE

PACKAGE = Path(__file__).resolve().parents[1]
# Import names that differ from the names of their distributions.
DISTRIBUTIONS = {
    "docx": "python-docx",
    "fontTools": "fonttools",
    "pypandoc": "pypandoc-binary",
    "yaml": "pyyaml",
}
# Libraries that a stage calls through another one, or whose versions it prints.
BENEATH = {
    "matplotlib": ("numpy",),
    "pandas": ("numpy",),
    "pilcrow.report.software": tuple(SOFTWARE),
}
# Modules that load those of a fork, and the group of entry points that names these.
LOADERS = {
    "pilcrow.exports.own": "pilcrow.exports",
    "pilcrow.figures.names": "pilcrow.figures",
    "pilcrow.formats": "pilcrow.formats",
    "pilcrow.report.registry": "pilcrow.parts",
    "pilcrow.tables.own": "pilcrow.tables",
}


class Modules:
    """The import graph. What was parsed is kept in the file `cache`, by checksum."""

    def __init__(self, cache: Path) -> None:
        self.cache_path = cache
        self.cache: dict[str, Any] = read_json(cache) or {}
        self.used: dict[str, Any] = {}

    @functools.cache  # noqa: B019 - one instance lives as long as the Snakefile is parsed
    def read(self, name: str) -> list[Any] | None:
        """Return the digest of a module's code and the names that it imports; None where it is not
        a module of ours or of a fork.
        """
        path = module_file(name)
        if not path or not path.is_file():
            return None
        key = f"{name} {file_checksum(path)} {sys.version_info[:2]}"
        entry = self.cache.get(key)
        if not isinstance(entry, list) or len(entry) != 2:
            tree = ast.parse(path.read_bytes())
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            spelled, statements = spell(tree)
            entry = [sha256(spelled.encode()), sorted(imports(statements, package))]
        self.used[key] = entry
        return entry

    @functools.cache  # noqa: B019
    def digest(self, name: str) -> dict[str, str]:
        """Return a digest of each module that a module reaches, itself included, and the version of
        each library.

        `name` is relative to the package: "clean". Raises KeyError where there is no such module.
        """
        if not self.read(f"pilcrow.{name}"):
            raise KeyError(f"there is no module pilcrow.{name}")
        parts = {"Unicode": unicodedata.unidata_version}
        seen: set[str] = set()
        waiting = [f"pilcrow.{name}"]
        while waiting:
            module = waiting.pop()
            if module in seen:
                continue
            seen.add(module)
            waiting += BENEATH.get(module, ())
            library = module.partition(".")[0]
            if found := self.read(module):
                parts[f"module {module}"] = found[0]
                waiting += [*found[1], *filter(None, [module.rpartition(".")[0]])]
                waiting += [
                    own for own, group in entry_modules().items() if group == LOADERS.get(module)
                ]
            elif library != "pilcrow":
                version = installed_version(DISTRIBUTIONS.get(library, library))
                parts |= {f"library {library}": version} if version else {}
        return parts

    def save(self) -> None:
        """Keep what was parsed."""
        if self.used != self.cache:
            write_if_changed(self.cache_path, json.dumps(self.used, sort_keys=True).encode())


def spell(tree: ast.Module) -> tuple[str, list[ast.Import | ast.ImportFrom]]:
    """Return a syntax tree as text, without the places of its nodes, and all its statements that
    import.

    Two trees have the same text only if they are the same. `ast.dump` and `ast.walk` together take
    twice as long, and this is the longest part of a first build's start.
    """
    written: list[object] = []
    statements: list[ast.Import | ast.ImportFrom] = []
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        kind = node.__class__
        if kind is list:
            written.append(len(node))
            waiting.extend(node)
        elif (fields := getattr(node, "_fields", None)) is None:
            written.append(node)  # a name or a value
        else:
            written.append(kind.__name__)
            own = node.__dict__
            waiting.extend([own.get(field) for field in fields])
            if kind is ast.Import or kind is ast.ImportFrom:
                statements.append(node)
    return repr(written), statements


def imports(statements: Iterable[ast.Import | ast.ImportFrom], package: str) -> set[str]:
    """Return the dotted names that some statements import: modules, and what is taken from them.

    `package` is the one that relative imports begin at. Python's own library is left out.
    """
    found: set[str] = set()
    for node in statements:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        else:
            name = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(name, package) if node.level else name
            # What is imported from a module may be a module or a constant.
            found.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
    return {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}


def module_file(name: str) -> Path | None:
    """Return the file of a module of Pilcrow, or of a package that adds to it; None where it is
    neither.
    """
    first, _, rest = name.partition(".")
    if first == "pilcrow":
        inside = PACKAGE / rest.replace(".", "/")
        return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")
    if first not in {module.partition(".")[0] for module in entry_modules()}:
        return None
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # what is imported from a module need not be a module
        return None
    return Path(found.origin) if found and found.origin else None
