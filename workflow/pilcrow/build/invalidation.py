"""What a stage depends on, by content: files, config keys, the modules it imports, the libraries they call, the stages before.

Snakemake compares times and the text of params. Pilcrow hands it, as a param of every rule, a digest of all that the stage's
result depends on; when the digest differs from the one Snakemake recorded, the rule runs. Digests are cumulative (a stage's
holds those of the stages before it), so an interrupted build resumes right. An output edited by hand is found by its seal.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.leftovers import leftover

PACKAGE = Path(__file__).resolve().parents[1]
# Modules whose distribution bears another name; the rest are called alike.
DISTRIBUTIONS = {
    "yaml": "pyyaml",
    "pypandoc": "pypandoc-binary",
    "fontTools": "fonttools",
    "docx": "python-docx",
}
# Libraries that a stage calls through another.
BENEATH = {"pandas": ("numpy",), "matplotlib": ("numpy",)}


# A larger output of unchanged size and time is taken to be as it was left; a smaller one is read, which costs nothing.
TRUSTED = 1 << 20
MANY = 500


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class FileHashes:
    """SHA-256 of files; remembers by size and time within one run only, so that an older file in its place is seen."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, path: Path) -> str:
        """The checksum of a file's content; "" where there is no file."""
        key = os.fspath(path)
        if key not in self._known:
            try:
                with open(path, "rb") as stream:
                    self._known[key] = hashlib.file_digest(stream, "sha256").hexdigest()
            except (FileNotFoundError, IsADirectoryError):
                self._known[key] = ""
        return self._known[key]

    def folder(self, path: Path) -> dict[str, str]:
        """Checksums of all files below a folder by relative path, sorted; hidden files and what programs left behind are left out."""
        if not path.is_dir():
            return {}
        found = {}
        for base, folders, files in os.walk(path):
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name != "__pycache__"
            )
            for name in sorted(files):
                if not name.startswith(".") and not leftover(name):
                    place = Path(base) / name
                    found[place.relative_to(path).as_posix()] = self(place)
        return found


class Modules:
    """The import graph of the package: which modules of it, and which libraries, a stage's module reaches.

    Found by reading the source, functions' own imports included; a module counts by its syntax tree, so that an edited comment
    or a line broken elsewhere reruns nothing. What was parsed is kept in `cache` by checksum.
    """

    def __init__(self, cache: Path, package: Path = PACKAGE) -> None:
        self.cache_path = cache
        self.package = package
        self.hash = FileHashes()
        try:
            self.cache: dict[str, dict[str, Any]] = json.loads(cache.read_bytes())
        except (OSError, ValueError):
            self.cache = {}
        self.used: dict[str, dict[str, Any]] = {}

    def read(self, name: str) -> dict[str, Any]:
        """Of a module ("clean", "figures.strip"): its `code` digest, the package's modules and the libraries that it imports."""
        path = self.path(name)
        key = f"{name} {self.hash(path)} {sys.version_info[:2]}"
        entry = self.cache.get(key) or self.used.get(key)
        if entry is None:
            tree = ast.parse(path.read_bytes())
            own, foreign = imports(tree, name, path.name == "__init__.py")
            entry = {
                "code": sha256(ast.dump(tree).encode()),
                "modules": sorted(own),
                "libraries": sorted(foreign),
            }
        self.used[key] = entry
        return entry

    @functools.cache  # noqa: B019
    def path(self, name: str) -> Path:
        inside = self.package.joinpath(*name.split(".")) if name else self.package
        return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")

    @functools.cache  # noqa: B019
    def exists(self, name: str) -> bool:
        return self.path(name).is_file()

    @functools.cache  # noqa: B019 - one instance lives as long as the parse
    def closure(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All modules of the package that a module reaches, itself included, and the libraries they import, sorted."""
        seen: set[str] = set()
        libraries: set[str] = set()
        waiting = [name]
        while waiting:
            module = waiting.pop()
            if module in seen or not self.exists(module):
                continue
            seen.add(module)
            entry = self.read(module)
            libraries.update(entry["libraries"])
            waiting.extend(entry["modules"])
            if "." in module:
                waiting.append(module.rpartition(".")[0])
        return tuple(sorted(seen)), tuple(sorted(libraries))

    @functools.cache  # noqa: B019
    def digest(self, name: str) -> Mapping[str, str]:
        """What the code of a stage depends on: module and library names with their digests and versions.

        Raises KeyError for a name that no module has: what depends on nothing would never be done again.
        """
        if not self.exists(name):
            raise KeyError(f"there is no module pilcrow.{name}")
        modules, libraries = self.closure(name)
        parts = {f"module pilcrow.{module}": self.read(module)["code"] for module in modules}
        names = set(libraries)
        for library in libraries:
            names.update(BENEATH.get(library, ()))
        parts |= {
            f"library {library}": version
            for library in sorted(names)
            if (version := library_version(library))
        }
        parts["Unicode"] = unicodedata.unidata_version
        return parts

    def save(self) -> None:
        """Keep what was parsed, if it differs from what is kept."""
        if self.used != self.cache:
            write_if_changed(self.cache_path, json.dumps(self.used, sort_keys=True).encode())


def imports(tree: ast.AST, module: str, is_package: bool = False) -> tuple[set[str], set[str]]:
    """Modules of the package, and libraries outside the standard library, that a syntax tree imports anywhere."""
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
                # `from pilcrow import clean` may name a module or a constant; what is no module is dropped by `exists`.
                for alias in node.names:
                    note(f"{base}.{alias.name}")
    own.discard("")
    return own, foreign


@functools.cache
def library_version(module: str) -> str:
    """The installed version of the distribution that a top-level module belongs to; "" where there is none."""
    try:
        return importlib.metadata.version(DISTRIBUTIONS.get(module, module))
    except importlib.metadata.PackageNotFoundError:
        return ""


def combine(parts: Mapping[str, str]) -> str:
    """One short digest of named parts."""
    return sha256(json.dumps(sorted(parts.items()), ensure_ascii=False).encode())[:24]


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file, whole, only if its content differs; says whether it did."""
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    os.replace(temporary, path)
    return True


# Seals: what a stage left behind, so that an edit by hand is seen.


def seal(outputs: Iterable[Path], place: Path, root: Path) -> None:
    """Record checksum, size and time of a stage's output files (of all files below an output folder) at `place`."""
    write_if_changed(place, json.dumps(_state(outputs, root), sort_keys=True).encode())


def visible_files(folder: Path) -> list[Path]:
    """All files below a folder, sorted, but hidden ones: Snakemake leaves a time stamp in a folder that is an output."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    )


def _state(outputs: Iterable[Path], root: Path) -> dict[str, list[Any]]:
    state: dict[str, list[Any]] = {}
    hash_of = FileHashes()
    for output in outputs:
        files = visible_files(output) if output.is_dir() else [output]
        for path in files:
            stat = path.stat()
            state[os.path.relpath(path, root)] = [hash_of(path), stat.st_size, stat.st_mtime_ns]
        if output.is_dir():
            state[os.path.relpath(output, root) + os.sep] = [
                path.relative_to(output).as_posix() for path in files
            ]
    return state


def broken(place: Path, root: Path, own: str = "") -> str:
    """ "" where every sealed output is as it was left, or is missing (Snakemake makes it again); else a digest of how it differs.

    `own` begins the paths of outputs that Snakemake does not know of, and of which a missing one differs too.
    """
    try:
        sealed = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return ""
    wrong = {}
    hash_of = FileHashes()
    # Of very many small files the times are trusted too: to read them all would be felt whenever there is nothing to do.
    trusted = TRUSTED if len(sealed) <= MANY else 0
    for name, recorded in sealed.items():
        path = root / name
        if name.endswith(os.sep):
            if path.is_dir():
                present = [entry.relative_to(path).as_posix() for entry in visible_files(path)]
                if present != recorded:
                    wrong[name] = repr(present)
            continue
        try:
            stat = path.stat()
        except OSError:
            if own and name.startswith(own):
                wrong[name] = "missing"
            continue
        checksum, size, time = recorded
        if size > trusted and stat.st_size == size and stat.st_mtime_ns == time:
            continue
        now = hash_of(path)
        if now != checksum:
            wrong[name] = now
    return combine(wrong) if wrong else ""


class Repairs:
    """Which stages must run again because an output of theirs was edited; a token that, once changed, stays as it is.

    The token goes into the rule's params. If it vanished after the repair, the vanishing would be a change too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.state: dict[str, list[str]] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            self.state = {}

    def token(self, key: str, wrong: str) -> str:
        """The token of a stage's job, given what is wrong with its outputs now (see `broken`)."""
        token, pending = self.state.get(key, ["", ""])
        if wrong and wrong != pending:
            token = sha256(f"{token} {wrong}".encode())[:12]
        if wrong or token:
            self.state[key] = [token, wrong]
        return token

    def save(self) -> None:
        write_if_changed(self.path, json.dumps(self.state, sort_keys=True).encode())
