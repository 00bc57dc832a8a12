"""Write what the Snakefile and single stages need of the scholar's files, each part as a file.

The extracts are written after the check, while the Snakefile is parsed, and only if their content
changed. So a stage that reads an extract does not run again when another part of the scholar's file
is edited. docs/workflow.md lists the extracts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from pilcrow.checks.batches import deal_out
from pilcrow.files.checksums import (
    combine,
    describe_differences,
    file_checksum,
    read_json,
    write_if_changed,
)
from pilcrow.model.values import Data

if TYPE_CHECKING:
    from pilcrow.checks.project import Checked
    from pilcrow.model.documents import Document

# Of the prose, the front matter of the report and its options are read.
READ = ("report/index.qmd", "report/_quarto.yml")
OF_TEXTS = ("raw/", "edition/", "coding/", "config/", "--config")
# What an extract is made of, if it is something else.
ORIGINS = {
    "config": ("config/", "--config"),
    "report": ("config/", "--config"),
    "codebook": ("coding/codebook.yaml",),
    "rules": ("coding/codebook.yaml",),
    "publication": ("report/", "config/", "--config"),
}
CAUSES = "causes.json"
KEPT = 10  # changes of an extract
# The configuration keys that `compose` reads.
REPORT = (
    "paper",
    "citation_style",
    "coding",
    "adjudication",
    "annotate",
    "pages",
    "formats",
    "address",
    "doi",
)


def refresh(
    root: Path, state: Path, overrides: Mapping[str, Data], files: Mapping[str, str], engine: str
) -> None:
    """Check a project and write its extracts, unless nothing has changed since it last passed.

    `files` are the checksums of the scholar's files by path, `engine` is the digest of the checking
    code, and `overrides` are the values of `--config`. Raises Problems.
    """
    said = json.dumps(dict(overrides), sort_keys=True, default=str)
    key = combine({**files, "engine": engine, "overrides": said})
    passed = read_json(state / "passed.json") or {}
    left = passed.get("left")
    # An extract that was damaged since is written again.
    if passed.get("of") == key and left == {
        name: file_checksum(state / name) for name in left or ()
    }:
        return
    from pilcrow.checks.project import check_for_build

    before = (read_json(state / "batches.json") or {}).get("batches", [])
    checked = check_for_build(root, state, overrides, files, engine)
    made = write_extracts(root, state, checked, files)
    tell_layout(before, made["batches"]["batches"], len(checked.documents))
    former = left or {}
    left = {f"{name}.json": file_checksum(state / f"{name}.json") for name in made}
    changed = [name for name in made if left[f"{name}.json"] != former.get(f"{name}.json")]
    of = {
        name: [document.document for document in held["documents"]]
        for name, held in made.items()
        if name.startswith(("manifests/", "texts/"))
    }
    seen = {**files, "--config": said, "Pilcrow itself": engine}
    note_causes(state, changed, seen, of)
    write_if_changed(state / "passed.json", json.dumps({"of": key, "left": left}).encode())


def write_extracts(
    root: Path, state: Path, checked: Checked, sources: Mapping[str, str]
) -> dict[str, Any]:
    """Write each extract to a file of its own if its content changed. Return all by name."""
    made = extracts(root, checked, sources)
    for name, value in made.items():
        content = msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
        write_if_changed(state / f"{name}.json", content)
    return made


class Causes(msgspec.Struct):
    """Which of the scholar's files changed when an extract did, for `pilcrow explain`.

    `of` gives by extract when it changed (seconds since 1970), and with what; `seen` the checksums
    of what the check read last.
    """

    of: dict[str, list[tuple[float, list[str]]]] = {}
    seen: dict[str, str] = {}


def read_causes(state: Path) -> Causes:
    """Return what is recorded. What cannot be read is as if it had never been there."""
    try:
        return msgspec.json.decode((state / CAUSES).read_bytes(), type=Causes)
    except (OSError, ValueError):
        return Causes()


def note_causes(
    state: Path,
    changed: Iterable[str],
    seen: Mapping[str, str],
    documents: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Record the extracts that changed now, with the files behind them.

    Args:
        state: Folder of the extracts.
        changed: Names of the extracts that changed.
        seen: The checksums of what the check reads.
        documents: The documents of each extract that is of a batch.
    """
    causes = read_causes(state)
    differences = describe_differences(causes.seen, seen) if causes.seen else []
    for name in changed:
        origins = ORIGINS.get(name.partition("/")[0], OF_TEXTS)
        own = [one for one in differences if one.startswith(origins)]
        if documents and name in documents:
            own = [one for one in own if decides(one, documents[name])] or own
        causes.of[name] = [*causes.of.get(name, []), (time.time(), own or differences)][-KEPT:]
    write_if_changed(state / CAUSES, msgspec.json.encode(Causes(causes.of, dict(seen))))


def decides(difference: str, documents: Collection[str]) -> bool:
    """Return whether what became of a file decides how documents are read.

    A manifest has the names of their files, and what the metadata, the configuration and the
    edition say of how they are read. It has no words of a transcript or a coding.
    """
    file, how = difference.rpartition(" changed")[0], "changed"
    if not file:
        file, how = difference.partition(" ")[0], "came or went"
    name = Path(file).name
    if file in ("raw/documents.csv", "edition/speakers.csv") or file.startswith(("config/", "--")):
        return True
    return name.partition(".")[0] in documents and (
        how != "changed" or name.endswith((".yaml", ".division.csv"))
    )


def extracts(root: Path, checked: Checked, sources: Mapping[str, str]) -> dict[str, Any]:
    """Return every extract by name. `sources` are the checksums of the scholar's files by path."""
    # Imported here, so that a build with nothing to do reads nothing but checksums.
    from pilcrow.inputs.keyness import sides_by_batch
    from pilcrow.report.prose.publication import read_publication

    config, documents = msgspec.to_builtins(checked.config), checked.documents
    reading = {document.document: document.reading() for document in documents}
    batches = deal_out(reading, config["documents_per_batch_from"])
    sides = sides_by_batch(checked.config.keyness, documents, batches)
    read = [
        name
        for name in sources
        if not name.startswith(("report/", "config/"))
        # Codings that `pilcrow receive --replace` kept.
        and not Path(name).match("coding/hand/*/replaced/*")
    ]
    return {
        "config": checked.config,
        "documents": documents,
        "codebook": checked.codebook,
        "rules": checked.codebook.without_prose(),
        "marks": checked.marks,
        "report": {name: config[name] for name in REPORT},
        "sources": {name: sources[name] for name in read},
        # Quarto's preview compares these to see an edit. Pandoc computes no other checksum.
        "sums": {name: sha1((root / name).read_bytes()).hexdigest() for name in read},
        "publication": read_publication(root, checked.config.doi),
        "batches": {"batches": list(batches)},
        "project": describe_project(root, checked, batches),
        **manifests(batches, reading),
        **{f"sides/{batch}": side for batch, side in sides.items()},
    }


class Project(msgspec.Struct):
    """What the Snakefile has to know of a project: what decides which files its rules make.

    `beside` gives for each batch itself and the batches that hold versions of its documents. `gone`
    are ledgers and metadata of documents without a transcript. `known_figures` are also those that
    are made only if they are asked for.
    """

    documents: int
    language: str
    coders: list[str]
    tables: list[str]
    figures: list[str]
    known_figures: list[str]
    own_exports: list[str]
    gone: list[str]
    beside: dict[str, list[str]]


def describe_project(root: Path, checked: Checked, batches: Mapping[str, Sequence[str]]) -> Project:
    """Return what the Snakefile has to know. `batches` has the documents of each batch."""
    from pilcrow.exports.own import own_names
    from pilcrow.figures import names as figures
    from pilcrow.report.prose.publication import read_language_code
    from pilcrow.tables import own
    from pilcrow.tables.columns import TableScope, tables_made

    own.load_own()
    figures.load_own()
    documents, config = checked.documents, checked.config
    hands = {Path(name).parent.name for document in documents for name in document.hand}
    scope = TableScope(
        len(documents),
        config.coding,
        tuple(sorted(hands - {"consensus"})),  # the consensus is not a person
        config.keyness is not None,
        tuple(document.metadata.date for document in documents),
    )
    batch_of = {name: batch for batch, names in batches.items() for name in names}
    versions = ((one.document, one.metadata.version_of) for one in documents)
    both = [{batch_of[one], batch_of[of]} for one, of in versions if of in batch_of]
    return Project(
        documents=len(documents),
        language=read_language_code(root),
        coders=list(scope.coders),
        tables=[f"results/tabulate/{name}" for name in tables_made(scope)],
        figures=figures.figures_made(scope),
        known_figures=list(figures.CONDITIONS),
        own_exports=own_names(),
        gone=gone(root, batch_of.keys()),
        beside={
            batch: sorted({batch}.union(*(pair for pair in both if batch in pair)))
            for batch in batches
        },
    )


def manifests(
    batches: Mapping[str, Sequence[str]], reading: Mapping[str, Document]
) -> dict[str, dict[str, Any]]:
    """Return the manifest of each batch, and the same without the codings by hand, by name."""
    found: dict[str, dict[str, Any]] = {}
    for batch, names in batches.items():
        read = [reading[name] for name in names]
        texts = [replace(document, hand=[], voice=[]) for document in read]
        found[f"manifests/{batch}"] = {"batch": batch, "documents": read}
        found[f"texts/{batch}"] = {"batch": batch, "documents": texts}
    return found


def gone(root: Path, documents: Collection[str]) -> list[str]:
    """Return the ledgers and the remaining metadata of documents whose transcript is missing."""
    from pilcrow.checks.orphans import find_orphans
    from pilcrow.files.project import DocumentFiles
    from pilcrow.identity.ledger import ledger_file

    lost = [
        (ledger_file(document), f"raw/{document}.yaml")
        for document in find_orphans(DocumentFiles(root), documents)
        if (root / ledger_file(document)).is_file()
    ]
    return [name for names in lost for name in names if (root / name).is_file()]


def tell_layout(before: Sequence[str], batches: Sequence[str], documents: int) -> None:
    """Print why everything is rebuilt, if the documents are now divided into other batches.

    `before` and `batches` are the names of the batches, `documents` is the number of documents.
    """

    def words(names: Sequence[str]) -> str:
        count = sum(name.startswith("batch-") for name in names)
        return f"in {count} batch{'es' * (count != 1)}" if count else "one by one"

    if before and words(before) != words(batches):
        print(
            f"{documents:,} documents: they are handled {words(batches)} from now on,"
            f" before {words(before)}. So everything is rebuilt, once.",
            file=sys.stderr,
        )
