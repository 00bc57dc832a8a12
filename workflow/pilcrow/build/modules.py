"""The code that a stage runs: the modules and libraries that its module reaches, as checksums.

Snakemake does not see an edit of a module that a rule's command imports. grimp reads the import
graph from the source, imports inside functions included.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import sys
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from pilcrow.files.checksums import combine, sha256, write_if_changed
from pilcrow.files.installed import entry_modules, installed_version, required_by_own
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
# Groups of entry points that name modules of a fork, and the module that loads these.
LOADERS = {
    "pilcrow.exports": "pilcrow.exports.own",
    "pilcrow.figures": "pilcrow.figures.names",
    "pilcrow.formats": "pilcrow.formats",
    "pilcrow.parts": "pilcrow.report.registry",
    "pilcrow.tables": "pilcrow.tables.own",
}


class Graph(msgspec.Struct):
    """The modules of Pilcrow and of packages that add to it, as their sources have them.

    It is kept in a file, so that a build with nothing to do reads no imports. `of` is a digest of
    what it was read from. `imports` gives by module the modules and libraries that it imports,
    `code` its checksum: that of the source, or after an edit of comments or layout the one before.
    """

    of: str = ""
    imports: dict[str, list[str]] = {}
    code: dict[str, str] = {}
    sources: msgspec.Raw = msgspec.Raw(b"{}")

    def digest(self, name: str) -> dict[str, str]:
        """Return the checksum of each module that a module reaches, itself included, and the
        version of each library.

        `name` is relative to the package: "clean". Raises KeyError where there is no such module.
        """
        if f"pilcrow.{name}" not in self.code:
            raise KeyError(f"there is no module pilcrow.{name}")
        reached: set[str] = set()
        waiting = {f"pilcrow.{name}"}
        while waiting:
            reached |= waiting
            waiting = {needed for one in waiting for needed in self.imports.get(one, ())} - reached
        parts = {f"module {one}": self.code[one] for one in reached if one in self.code}
        for library in {one.partition(".")[0] for one in reached} - self.code.keys():
            if version := installed_version(DISTRIBUTIONS.get(library, library)):
                parts[f"library {library}"] = version
        return {"Unicode": unicodedata.unidata_version, **parts}


def read_modules(kept: Path) -> Graph:
    """Return the modules as they are now. The file `kept` holds what was read before."""
    sources = {name: path.read_bytes() for name, path in module_files()}
    code = {name: sha256(source) for name, source in sources.items()}
    own = {f"entry {name}": group for name, group in entry_modules().items()}
    of = combine({**code, **own, "required": " ".join(required_by_own())})
    before, former = Graph(), dict[str, str]()
    with contextlib.suppress(OSError, ValueError):
        before = msgspec.json.decode(kept.read_bytes(), type=Graph)
        if before.of == of:
            return before
        former = msgspec.json.decode(before.sources, type=dict[str, str])
    texts = {name: text.decode("utf-8", "backslashreplace") for name, text in sources.items()}
    same = [name for name in former.keys() & texts.keys() if same_code(former[name], texts[name])]
    code |= {name: before.code[name] for name in same if name in before.code}
    kept_sources = msgspec.Raw(msgspec.json.encode(texts))
    now = Graph(of, read_imports(texts), code, kept_sources)
    write_if_changed(kept, msgspec.json.encode(now))
    return now


def same_code(before: str, now: str) -> bool:
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


def read_imports(names: Collection[str]) -> dict[str, list[str]]:
    """Return what each module imports, without Python's own library. `names` are all modules.

    A module needs the packages around it. One that grimp does not find, because its folder has no
    __init__.py, belongs to its whole package.
    """
    import grimp

    packages = sorted({name.partition(".")[0] for name in names if "." in name})
    try:
        graph = grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)
    except grimp.exceptions.SourceSyntaxError as fault:
        place = (fault.filename, fault.lineno, None, fault.text)
        raise SyntaxError("invalid syntax", place) from None
    found = {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    for name in names:
        if name not in graph.modules:
            found.setdefault(name.partition(".")[0], set()).add(name)
        found.setdefault(name, set()).update(filter(None, [name.rpartition(".")[0]]))
    for own, group in entry_modules().items():
        found.setdefault(own, set()).update(required_by_own())
        found.setdefault(LOADERS.get(group, group), set()).add(own)
    for name, beneath in BENEATH.items():
        found.setdefault(name, set()).update(beneath)
    return {
        name: sorted(one for one in of if one.partition(".")[0] not in sys.stdlib_module_names)
        for name, of in found.items()
    }
