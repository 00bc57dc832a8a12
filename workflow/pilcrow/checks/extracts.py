"""What the Snakefile and single stages need of what the scholar wrote, as files of their own.

They are written while the Snakefile is parsed, after the check, and only where their content changed: a stage that
reads an extract does not run again because another part of the scholar's file was edited. docs/workflow.md lists them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pilcrow.checks.batches import deal_out
from pilcrow.files.checksums import checksum, combine, read_json, write_if_changed
from pilcrow.model.values import Data

if TYPE_CHECKING:
    from pilcrow.checks.project import Checked

INDEX = "report/index.qmd"
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
    """Check a project and write its extracts, unless it passed before and is the same. Raises Problems.

    `files` are the checksums of the scholar's files by path, `engine` is the digest of the checking code.
    """
    said = json.dumps(dict(overrides), sort_keys=True, default=str)
    key = combine({**files, "engine": engine, "overrides": said})
    passed = read_json(state / "passed.json") or {}
    left = passed.get("left")
    # An extract that was damaged since is written again.
    if passed.get("of") == key and left == {name: checksum(state / name) for name in left or ()}:
        return
    from pilcrow.checks.project import check_for_build

    before = (read_json(state / "batches.json") or {}).get("batches", [])
    checked = check_for_build(root, state, overrides, files, engine)
    made = write_extracts(root, state, checked, files)
    tell_layout(before, made["batches"]["batches"], len(checked.documents))
    left = {f"{name}.json": checksum(state / f"{name}.json") for name in made}
    write_if_changed(state / "passed.json", json.dumps({"of": key, "left": left}).encode())


def write_extracts(
    root: Path, state: Path, checked: Checked, sources: Mapping[str, str]
) -> dict[str, Any]:
    """Write every extract, a file each; what did not change is left untouched. Returns them by name."""
    made = extracts(root, checked, sources)
    for name, value in made.items():
        content = msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
        write_if_changed(state / f"{name}.json", content)
    return made


def extracts(root: Path, checked: Checked, sources: Mapping[str, str]) -> dict[str, Any]:
    """Return every extract by name. `sources` are the checksums of the scholar's files by path."""
    # Imported here, so that a build with nothing to do reads nothing but checksums.
    from pilcrow.inputs.keyness import sides_by_batch
    from pilcrow.report.prose.publication import read_publication
    from pilcrow.tables.columns import Project

    config, documents = msgspec.to_builtins(checked.config), checked.documents
    reading = {document.document: document.reading() for document in documents}
    batches = deal_out(reading, config["documents_per_batch_from"])
    hands = [Path(name) for document in documents for name in document.hand]
    project = Project(
        len(documents),
        config["coding"],
        # The consensus is not a person.
        tuple(sorted({path.parent.name for path in hands} - {"consensus"})),
        config["keyness"] is not None,
        tuple(document.metadata.date for document in documents),
    )
    sides = sides_by_batch(checked.config.keyness, documents, batches)
    read = [name for name in sources if not name.startswith(("report/", "config/"))]
    versions = {one.document: one.metadata.version_of for one in documents}
    return {
        "config": checked.config,
        "documents": documents,
        "codebook": checked.codebook,
        "rules": checked.codebook.without_prose(),
        "marks": checked.marks,
        "report": {name: config[name] for name in REPORT},
        "sources": {name: sources[name] for name in read},
        # Pandoc knows no other sum, and with it Quarto's preview sees an edit.
        "sums": {name: sha1((root / name).read_bytes()).hexdigest() for name in read},
        "publication": read_publication(root, checked.config.doi),
        "batches": {"batches": list(batches)},
        "project": {
            **project._asdict(),
            "gone": gone(root, reading),
            "versions": {name: of for name, of in versions.items() if of},
        },
        **{
            f"manifests/{batch}": {"batch": batch, "documents": [reading[name] for name in names]}
            for batch, names in batches.items()
        },
        **{f"sides/{batch}": side for batch, side in sides.items()},
    }


def gone(root: Path, documents: Collection[str]) -> list[str]:
    """Return the ledgers, and the metadata left, of documents whose transcript is missing."""
    from pilcrow.checks.orphans import find_orphans
    from pilcrow.files.project import Places
    from pilcrow.identity.ledger import ledger_file

    lost = [
        (ledger_file(document), f"raw/{document}.yaml")
        for document in find_orphans(Places(root), documents)
        if (root / ledger_file(document)).is_file()
    ]
    return [name for names in lost for name in names if (root / name).is_file()]


def tell_layout(before: Sequence[str], batches: Sequence[str], documents: int) -> None:
    """Say why everything is rebuilt, where the documents are divided into other batches than before."""

    def words(names: Sequence[str]) -> str:
        count = sum(name.startswith("batch-") for name in names)
        return f"in {count} batch{'es' * (count != 1)}" if count else "one by one"

    if before and words(before) != words(batches):
        print(
            f"{documents:,} documents: they are handled {words(batches)} from now on,"
            f" before {words(before)}. So everything is rebuilt, once.",
            file=sys.stderr,
        )
