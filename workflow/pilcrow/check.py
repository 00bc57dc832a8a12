"""Check all that the scholar writes, before any stage runs: config, metadata, codebook, corrections, ledgers, hand codings.

Every problem of every file is reported at once. What passes is written as plain JSON under `.snakemake/pilcrow/`, so that the
Snakefile and the stages read typed data without parsing YAML again.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import msgspec

from pilcrow import corrections, hand, ledger, typed
from pilcrow.codebook import compile_rules, load_codebook
from pilcrow.edition import manifest_document
from pilcrow.problems import Problem, Problems, problem, run
from pilcrow.project import ENDINGS, find_root, raw_files
from pilcrow.records import ManifestDocument, Mark, write_json
from pilcrow.settings import SLUG, Config, Metadata


class Checked(msgspec.Struct):
    """What a project holds, checked."""

    config: dict[str, Any]
    documents: list[dict[str, Any]]  # {"document", "raw", "metadata", "derived"}
    manifests: list[ManifestDocument]
    codebook: dict[str, Any]
    rules: Any
    marks: list[Mark]


def propose_slug(name: str) -> str:
    """A valid document ID made of a file's name: "Rede Köln 2.txt" gives "rede-koln-2"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(part for part in "".join(letter if letter.isalnum() else " " for letter in plain).split())
    return slug if slug[:1].isalpha() else f"d-{slug}" if slug else "document"


def check_config(root: Path, overrides: dict[str, Any]) -> Config:
    """config/config.yaml with what `--config` overrides. A missing file means the defaults."""
    shown = "config/config.yaml"
    path = root / shown
    data, lines = typed.parse_yaml(typed.decode(path, shown), shown) if path.is_file() else ({}, {})
    found: list[Problem] = []
    try:
        own = typed.validate(Config, data, shown, lines)
    except Problems as stopped:
        found += stopped.problems
        own = Config()
    if overrides:
        try:
            own = typed.validate(Config, {**own.model_dump(), **overrides}, "--config", {})
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)
    return own


def check_raw(root: Path) -> tuple[list[Path], list[Problem], list[Mark]]:
    """The transcripts of raw/, problems of their names, and marks of metadata left behind."""
    found: list[Problem] = []
    marks: list[Mark] = []
    files = raw_files(root)
    by_document: dict[str, list[Path]] = {}
    for path in files:
        by_document.setdefault(path.stem, []).append(path)
        if not SLUG.match(path.stem):
            found.append(
                problem(
                    f'"{path.stem}" cannot be a document ID: it must begin with a letter a–z and hold only a–z, 0–9 and hyphens.',
                    file=f"raw/{path.name}",
                    todo=f'Rename the file to "{propose_slug(path.stem)}{path.suffix.lower()}" (and its .yaml with it).',
                    kind="name",
                )
            )
    for document, paths in by_document.items():
        if len(paths) > 1:
            names = ", ".join(path.name for path in paths)
            found.append(
                problem(
                    f'The document "{document}" has more than one transcript: {names}.',
                    file="raw",
                    todo="Give each its own name.",
                    kind="name",
                )
            )
    folder = root / "raw"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(".") or path.is_dir() or path in files or path.name == "documents.csv":
            continue
        if path.suffix in (".yaml", ".yml"):
            if path.suffix == ".yml":
                found.append(
                    problem("Metadata files end in .yaml.", file=f"raw/{path.name}", todo=f'Rename it to "{path.stem}.yaml".', kind="name")
                )
            elif path.stem not in by_document:
                marks.append(
                    Mark(
                        "metadata",
                        f"raw/{path.name} describes a transcript that is not there.",
                        path.stem,
                        "",
                        f"raw/{path.name}",
                        0,
                        "Put the transcript back, or remove the metadata.",
                    )
                )
        else:
            found.append(
                problem(
                    f'A transcript cannot end in "{path.suffix or path.name}".',
                    file=f"raw/{path.name}",
                    todo=f"Known are {', '.join(ENDINGS)}. Convert it, or move it out of raw/.",
                    kind="name",
                )
            )
    if not files and not found:
        found.append(
            problem("raw/ holds no transcript.", file="raw", todo='Put one there, for example "raw/speech-2022.txt".', kind="name")
        )
    return files, found, marks


def derived_title(path: Path) -> str:
    """A title for a document without metadata, made of its file name."""
    return path.stem.replace("-", " ").strip().capitalize()


def check_metadata(root: Path, path: Path) -> tuple[Metadata, bool, list[Mark]]:
    """A document's metadata, or what stands in for it; whether it is derived; marks. Raises Problems."""
    shown = f"raw/{path.stem}.yaml"
    if (root / shown).is_file():
        return typed.load_yaml(Metadata, root / shown, shown)[0], False, []
    metadata = Metadata.model_validate({"title": derived_title(path), "speaker": {"name": "Unknown speaker"}, "date": "1000"})
    mark = Mark(
        "metadata",
        f"{path.name} has no metadata: its title is derived from its file name; speaker, date and provenance are unknown.",
        path.stem,
        "",
        shown,
        0,
        f"Write {shown}: `pilcrow check --skeleton {path.stem}` prints a beginning.",
    )
    return metadata, True, [mark]


def skeleton(document: str) -> str:
    """A beginning of raw/<document>.yaml."""
    return f'title: "{derived_title(Path(document))}"\nspeaker:\n  name: ""\n  family: ""\n  role: ""\ndate: \nplace: ""\nlanguage: en\nevent: ""\nsource:\n  description: ""\n  known: []\n  unknown: []\n'


def examine(root: Path, overrides: dict[str, Any] | None = None) -> Checked:
    """Check a whole project. Raises Problems with all that is wrong in all files."""
    found: list[Problem] = []
    config = Config()
    try:
        config = check_config(root, overrides or {})
    except Problems as stopped:
        found += stopped.problems
    files, trouble, marks = check_raw(root)
    found += trouble
    documents: list[dict[str, Any]] = []
    manifests: list[ManifestDocument] = []
    for path in files:
        if not SLUG.match(path.stem):
            continue
        try:
            metadata, derived, more = check_metadata(root, path)
            marks += more
            manifests.append(manifest_document(root, path.stem, None if derived else metadata))
            documents.append(
                {"document": path.stem, "raw": f"raw/{path.name}", "metadata": metadata.model_dump(mode="json"), "derived": derived}
            )
        except Problems as stopped:
            found += stopped.problems
    codebook_shown = "coding/codebook.yaml"
    codebook: dict[str, Any] = {}
    rules: Any = None
    try:
        loaded, _ = load_codebook(root / codebook_shown, codebook_shown)
        codebook = loaded.model_dump(mode="json")
        rules = compile_rules(loaded)
    except Problems as stopped:
        found += stopped.problems
    for manifest in manifests:
        for reader, shown in ((corrections.load_corrections, manifest.corrections), (ledger.load, manifest.ledger)):
            if shown:
                try:
                    reader(root / shown, shown, *([manifest.document] if reader is corrections.load_corrections else []))
                except Problems as stopped:
                    found += stopped.problems
        if rules is not None:
            try:
                hand.check_files(root, manifest, rules)
            except Problems as stopped:
                found += stopped.problems
    if found:
        raise Problems(found)
    return Checked(config.model_dump(mode="json"), documents, manifests, codebook, rules, sorted(marks))


def write_state(checked: Checked, state: Path) -> None:
    """Write what was checked, a file a kind, for the Snakefile and the stages."""
    write_json(state / "config.json", checked.config)
    write_json(state / "documents.json", checked.documents)
    write_json(state / "manifest-documents.json", checked.manifests)
    write_json(state / "codebook.json", checked.codebook)
    write_json(state / "rules.json", checked.rules)
    write_json(state / "marks.json", checked.marks)


def main(arguments: list[str]) -> int:
    """`pilcrow check`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow check", description="Check config, metadata, codebook, corrections, ledgers and hand codings."
    )
    parser.add_argument("--project", type=Path, default=None, help="the project's folder (default: the one you are in)")
    parser.add_argument("--config", default="{}", help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--skeleton", metavar="DOCUMENT", help="print a beginning of the metadata of a document")
    parser.add_argument("--json", action="store_true", help="problems and marks as JSON")
    options = parser.parse_args(arguments)
    if options.skeleton:
        print(skeleton(options.skeleton), end="")
        return 0
    root = options.project or find_root()
    try:
        checked = examine(root, json.loads(options.config))
    except Problems as stopped:
        if options.json:
            print(msgspec.json.format(msgspec.json.encode({"problems": stopped.problems})).decode())
            return 1
        raise
    if options.state:
        write_state(checked, options.state)
        return 0
    if options.json:
        print(msgspec.json.format(msgspec.json.encode({"problems": [], "marks": checked.marks})).decode())
        return 0
    for mark in checked.marks:
        print(f"{mark.file}: {mark.message} {mark.todo}", file=sys.stderr)
    print(f"{len(checked.documents)} document(s), {len(checked.marks)} mark(s), no problem.")
    return 0


if __name__ == "__main__":
    run(main)
