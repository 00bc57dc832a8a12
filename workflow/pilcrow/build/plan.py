"""What the Snakefile needs to know while it is parsed: the documents, their batches, and the files that each rule reads.

The rules call the methods of a `Plan` as input functions. Each returns paths relative to the project.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pilcrow.build import batches
from pilcrow.build.modules import PACKAGE, Modules
from pilcrow.build.stamps import (
    MADE_BY_RULES,
    STATE,
    made_path,
    parts_of,
    paths_of,
    stamp_path,
    write_stamp,
)
from pilcrow.exports.own import own_names
from pilcrow.figures import names as figures
from pilcrow.files.checksums import checksum, combine, read_json, write_if_changed
from pilcrow.files.leftovers import of_preview
from pilcrow.files.project import look_folder, project_files, scholars_files
from pilcrow.model.problems import Problems
from pilcrow.report.software import SOFTWARE, software_version
from pilcrow.tables import own
from pilcrow.tables.columns import Project, tables_made

# Files that the check writes for the stages, in STATE.
CHECKED = ("config", "documents", "manifest-documents", "codebook", "rules", "marks", "dates")
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
DRAWN = ("palette.json", "fonts/")  # the part of the look that figures use


class Job(NamedTuple):
    """A job as its rule declares it; paths relative to the project."""

    name: str  # "clean/speech-2022"
    wildcards: dict[str, str]
    inputs: list[str]
    outputs: list[str]
    params: list[tuple[str, Any]]
    code: dict[str, str]


class Plan:
    """The documents of a project and the files of its rules.

    `root` is the project's folder as seen from where Snakemake runs. Where an executor parses the Snakefile again for
    a single job, `main` is False: the plan then reads what the main process decided, and writes nothing.
    """

    def __init__(self, prefix: str, overrides: Mapping[str, Any], main: bool) -> None:
        self.prefix = prefix
        self.root = Path(prefix or ".")
        self.main = main
        self.state = self.root / STATE
        self.stamping = False
        self.stamped: list[tuple[str, str]] = []  # job pattern, module
        self.hashes: dict[str, str] = {}
        self.modules = Modules(self.state / "modules.json")
        self.files: list[str] = []
        if main:
            self.check(overrides)
        self.config: dict[str, Any] = self.read("config")
        self.documents: list[dict[str, Any]] = self.read("manifest-documents")
        self.by_batch = self.assign_batches()
        self.batches = list(self.by_batch)
        if main:
            self.write_extracts()
        self.files = self.read("files")
        self.renderer: dict[str, str] = self.read("renderer")

    def read(self, name: str) -> Any:
        """Return an extract of what the scholar wrote."""
        return json.loads((self.state / f"{name}.json").read_bytes())

    def hash(self, name: str) -> str:
        """Return the checksum of a file of the project, read once."""
        if name not in self.hashes:
            self.hashes[name] = checksum(self.root / name)
        return self.hashes[name]

    # What is checked and extracted, before any rule

    def check(self, overrides: Mapping[str, Any]) -> None:
        """Check all that the scholar wrote, unless it passed before and is the same. On problems, stop with all of them."""
        self.files = scholars_files(self.root)
        engine = self.modules.code("checks.project")
        checked = {name: self.hash(name) for name in self.files if not name.startswith("report/")}
        said = json.dumps(dict(overrides), sort_keys=True, default=str)
        key = combine({**checked, "engine": engine, "overrides": said})
        passed = self.state / "passed.json"
        if read_json(passed) == {"of": key, "left": self.left_by_check()}:
            return
        from pilcrow.checks.project import check_for_build

        check_for_build(self.root, self.state, dict(overrides), checked, engine)
        content = {"of": key, "left": self.left_by_check()}
        write_if_changed(passed, json.dumps(content, sort_keys=True).encode())

    def left_by_check(self) -> dict[str, str]:
        """Return the checksums of what the check wrote: a file that was damaged since is written again."""
        return {name: checksum(self.state / f"{name}.json") for name in CHECKED}

    def assign_batches(self) -> dict[str, list[dict[str, Any]]]:
        """Return the documents by batch: one each in a small project, by a hash of the ID in a large one."""
        documents = sorted(self.documents, key=lambda entry: str(entry["document"]))
        count = batches.number_of_batches(len(documents), self.config["documents_per_batch_from"])
        self.batched = count > 0
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in documents:
            document = entry["document"]
            name = f"batch-{batches.batch_of(document, count):02}" if count else document
            found.setdefault(name, []).append(entry)
        return dict(sorted(found.items()))

    def write_extracts(self) -> None:
        """Write what single stages need of a larger file; docs/workflow.md lists these extracts."""
        for batch, entries in self.by_batch.items():
            self.extract(f"manifests/{batch}", {"batch": batch, "documents": entries})
        self.write_sides()
        self.extract("report", {name: self.config.get(name) for name in REPORT})
        sources = (name for name in self.files if not name.startswith(("report/", "config/")))
        checksums = {name: self.hash(name) for name in sources}
        self.extract("sources", checksums)
        self.extract("sums", self.sums(checksums))
        self.extract("files", self.files)
        self.tell_layout()
        self.extract("batches", {"batches": self.batches})
        from pilcrow.report.prose.publication import read_publication
        from pilcrow.report.rendering.renderers import choose

        self.extract("publication", read_publication(self.root).fields())
        self.extract("renderer", choose(self.config["renderer"], self.state / "quarto.json"))

    def sums(self, checksums: Mapping[str, str]) -> dict[str, str]:
        """Return the SHA-1 of files by path: Pandoc knows no other sum, and with it Quarto's preview sees an edit.

        `checksums`: their SHA-256. A file is read again only where that changed.
        """
        known = read_json(self.state / "sums-known.json") or {}
        found = {}
        for name, digest in checksums.items():
            before = known.get(name) or ["", ""]
            if before[0] != digest:
                content = (self.root / name).read_bytes()
                before = [digest, hashlib.sha1(content, usedforsecurity=False).hexdigest()]
            found[name] = before
        write_if_changed(self.state / "sums-known.json", json.dumps(found).encode())
        return {name: sha1 for name, (_, sha1) in found.items()}

    def tell_layout(self) -> None:
        """Say why everything is rebuilt, where the documents are divided into other batches than before."""

        def words(names: list[str]) -> str:
            batched = [name for name in names if name.startswith("batch-")]
            count = len(batched)
            return f"in {count} batch{'es' * (count != 1)}" if batched else "one by one"

        before = (read_json(self.state / "batches.json") or {}).get("batches", self.batches)
        if words(before) != words(self.batches):
            print(
                f"{len(self.documents):,} documents: they are handled {words(self.batches)} from now on,"
                f" before {words(before)}. So everything is rebuilt, once.",
                file=sys.stderr,
            )

    def write_sides(self) -> None:
        """Write for each batch which of its documents or speakers are compared; null where no comparison is declared."""
        if not (declared := self.config["keyness"]):
            for batch in self.batches:
                self.extract(f"sides/{batch}", None)
            return
        import msgspec

        from pilcrow.inputs.keyness import sides_by_batch
        from pilcrow.model.documents import read_documents
        from pilcrow.model.settings import Keyness

        keyness = msgspec.convert(declared, Keyness)
        named = {
            batch: [entry["document"] for entry in some] for batch, some in self.by_batch.items()
        }
        documents = read_documents(self.state / "documents.json")
        for batch, sides in sides_by_batch(keyness, documents, named).items():
            self.extract(f"sides/{batch}", sides)

    @property
    def coders(self) -> list[str]:
        """The people who have a file in coding/hand, sorted; the consensus is not a person."""
        hands = [name for entry in self.documents for name in entry.get("hand", ())]
        return sorted({Path(name).parent.name for name in hands} - {"consensus"})

    def extract(self, name: str, value: Any) -> None:
        content = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
        write_if_changed(self.state / f"{name}.json", content.encode())

    # Input functions of the rules

    def of_batch(self, wildcards: Any, *kinds: str) -> list[str]:
        """Return files of a batch's documents, by the keys of the manifest.

        Snakemake looks at each input of each waiting job again and again. In a corpus of batches the stamp therefore
        stands for them: it lists them with their checksums.
        """
        if self.batched and not self.stamping:
            return []
        found = (
            entry.get(kind) or [] for entry in self.by_batch[wildcards.batch] for kind in kinds
        )
        return [name for value in found for name in ([value] if isinstance(value, str) else value)]

    def raw(self, wildcards: Any) -> list[str]:
        return self.of_batch(wildcards, "raw")

    def corrections(self, wildcards: Any) -> list[str]:
        """Return the corrections, and the ledgers by which they find their paragraphs."""
        corrected = [entry for entry in self.by_batch[wildcards.batch] if entry.get("corrections")]
        if not corrected or (self.batched and not self.stamping):
            return []
        return [
            entry[kind]
            for entry in corrected
            for kind in ("corrections", "ledger")
            if entry.get(kind)
        ]

    def ledgers(self, wildcards: Any) -> list[str]:
        return self.of_batch(wildcards, "ledger")

    def hand_codings(self, wildcards: Any) -> list[str]:
        return self.of_batch(wildcards, "hand", "voice")

    def gone(self, wildcards: Any = None) -> list[str]:
        """Return the ledgers, and the metadata left, of documents whose transcript is missing."""
        there = {entry["document"] for entry in self.documents}
        ending = ".paragraphs.csv"
        ledgers = [
            name for name in self.files if name.startswith("edition/") and name.endswith(ending)
        ]
        lost = [name for name in ledgers if Path(name).name.removesuffix(ending) not in there]
        metadata = (f"raw/{Path(name).name.removesuffix(ending)}.yaml" for name in lost)
        return [*lost, *(name for name in metadata if name in self.files)]

    def written(self) -> list[str]:
        """Return the files of report/, without what a preview of Quarto's own leaves there."""
        found = {name.removeprefix("report/") for name in self.files if name.startswith("report/")}
        return [f"report/{name}" for name in sorted(found) if not of_preview(name, found)]

    def report(self, wildcards: Any = None) -> list[str]:
        """Return the files of the prose: report/ without its look."""
        return [name for name in self.written() if not name.startswith("report/look/")]

    @functools.cached_property
    def default_look(self) -> list[str]:
        """Return the files of the default look where it lies in the project, as in a clone."""
        folder = os.path.relpath(look_folder(), self.root.resolve())
        if folder.startswith(".."):
            return []
        return [name for name in project_files(self.root, folder) if "/form/" not in name]

    def look(self, wildcards: Any = None) -> list[str]:
        """Return the files of the look: the default one, where it lies in the project, and the project's own."""
        own = [name for name in self.written() if name.startswith("report/look/")]
        return [*self.default_look, *own]

    def drawn(self, wildcards: Any = None) -> list[str]:
        """Return the part of the look that figures use: palette and fonts."""
        return [name for name in self.look() if any(f"/look/{part}" in name for part in DRAWN)]

    def palette(self, wildcards: Any = None) -> list[str]:
        """Return the palettes of the look."""
        return [name for name in self.look() if name.endswith("/look/palette.json")]

    @functools.cached_property
    def package_look(self) -> str:
        """Return a digest of the default look where it lies in an installed package; "" in a clone."""
        if self.default_look:
            return ""
        return combine(
            {name: checksum(look_folder() / name) for name in project_files(look_folder(), "")}
        )

    @functools.cached_property
    def project(self) -> Project:
        """What decides which tables and figures there are; those of a fork count."""
        own.load_own()
        figures.load_own()
        compared = self.config["keyness"] is not None
        return Project(
            len(self.documents),
            self.config["coding"],
            tuple(self.coders),
            compared,
            tuple(self.read("dates")),
        )

    def tables(self, ending: str = "") -> list[str]:
        """Return the files of the tables, of one ending or all; values.json is among all."""
        made = [*tables_made(self.project), "values.json"]
        return [f"results/tabulate/{name}" for name in made if name.endswith(ending)]

    @property
    def own_exports(self) -> list[str]:
        """The folders of a fork's own exports."""
        return [f"results/export/{name}" for name in own_names()]

    @property
    def figures(self) -> list[str]:
        """The figures of the report."""
        return [f"results/draw/{name}.svg" for name in figures.figures_made(self.project)]

    @property
    def known_figures(self) -> list[str]:
        """The names of all figures, those that this project has no data for included."""
        return list(figures.CONDITIONS) if self.project else []

    def results(self, stage: str) -> list[str]:
        """Return the files of a stage that makes one a batch."""
        return [f"results/{stage}/{batch}.jsonl" for batch in self.batches]

    def beside(self, stage: str, batch: str) -> list[str]:
        """Return the files of a stage that a batch's pages need: the batch's, and those of versions in other batches."""
        needed = {batch}
        for document, original in self.versions.items():
            pair = {self.batch_of.get(document), self.batch_of.get(original)}
            if batch in pair and None not in pair:
                needed.update(name for name in pair if name)
        return [f"results/{stage}/{name}.jsonl" for name in sorted(needed)]

    @functools.cached_property
    def batch_of(self) -> dict[str, str]:
        """The batch of each document."""
        return {entry["document"]: name for name, some in self.by_batch.items() for entry in some}

    @functools.cached_property
    def versions(self) -> dict[str, str]:
        """The documents that are versions of another, and that other."""
        content = (self.state / "documents.json").read_bytes()
        if not re.search(rb'"version_of":\s*"[^"]', content):
            return {}
        found = (
            (entry["document"], entry["metadata"].get("version_of"))
            for entry in json.loads(content)
        )
        return {document: original for document, original in found if original}

    def option(self, key: str) -> str:
        """Return a configuration key as a stage is passed it on its command line."""
        value = self.config[key]
        return (
            value
            if isinstance(value, str)
            else json.dumps(value, ensure_ascii=False, sort_keys=True)
        )

    # Stamps

    def stamp(self, job: str, module: str = "") -> str:
        """Return the path of a rule's stamp. `job` is the rule's name and its wildcard: "clean/{batch}"."""
        self.stamped.append((job, module or job.partition("/")[0]))
        return stamp_path(job)

    def made(self, job: str) -> str:
        """Return the path of the record of what a rule makes."""
        return made_path(job)

    def software(self) -> dict[str, str]:
        """Return the versions that the report prints."""
        return {name: software_version(name) for name in SOFTWARE}

    def write_stamps(self, rules: Any) -> None:
        """Write the stamp of every job, from the inputs and params of its rule; once all rules are defined."""
        if not self.main:
            return
        os.environ["PILCROW_BUILD"] = str(time.time())
        lost = self.records_are_lost()
        self.stamping = True
        jobs = {job.name: job for job in self.jobs(rules)}
        makers = {path: job for job in jobs.values() for path in job.outputs}
        written: dict[str, str] = {}

        def identity(job: Job) -> str:
            if job.name not in written:
                parts = parts_of(job.inputs, job.params, job.wildcards, job.code, hash_of)
                written[job.name] = write_stamp(self.root, job.name, parts, job.outputs, lost)
            return written[job.name]

        def hash_of(path: str) -> str:
            if path in makers:
                return identity(makers[path])
            return "" if path.startswith(MADE_BY_RULES) else self.hash(path)

        for job in jobs.values():
            identity(job)
        self.stamping = False
        self.modules.save()

    def jobs(self, rules: Any) -> Iterator[Job]:
        """Yield every job of the rules that have a stamp."""
        formats = ["html", "pdf", "docx", "epub", "jats.xml"]
        wildcards = {"batch": self.batches, "format": formats, "figure": self.known_figures}
        for pattern, module in self.stamped:
            stage, _, wildcard = pattern.partition("/")
            wildcard = wildcard.strip("{}")
            rule = getattr(rules, stage)
            params = [(name, entry) for name, entry in rule.params.items() if name]
            for value in wildcards[wildcard] if wildcard else [""]:
                given = {wildcard: value} if wildcard else {}
                yield Job(
                    f"{stage}/{value}" if value else stage,
                    given,
                    paths_of(rule.input, given, self.prefix),
                    paths_of(rule.output, given, self.prefix),
                    params,
                    self.modules.digest(module),
                )

    def records_are_lost(self) -> bool:
        """Return whether Snakemake has no record of any output although stages have run here."""
        records = Path(".snakemake/metadata")
        return not (records.is_dir() and any(records.iterdir())) and (self.state / "made").is_dir()

    @property
    def targets(self) -> list[str]:
        """Return what plain `snakemake` makes."""
        targets = [
            f"results/{name}"
            for name in (
                *(
                    f"report.{'jats.xml' if name == 'jats' else name}"
                    for name in self.config["formats"]
                ),
                "paragraphs.json",
                "paragraphs.csv",
            )
        ]
        # A large corpus is exported on demand: it takes as long as all that comes before.
        targets += [] if self.batched else ["results/export/project.qdpx"]
        targets += ["results/documents.html"] if len(self.documents) > 1 else []
        targets += [made_path("strict")] if self.config["strict"] else []
        return targets


def prepare_environment() -> None:
    """Let the shell commands of the rules find this Python and this package, with bytecode and without a locale."""
    programs = os.fspath(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
    path = [os.fspath(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(path))


def planned(make: Callable[[], Plan]) -> Plan:
    """Return the plan of a build, or end it with all problems.

    A fault of Pilcrow is said here, since a quiet Snakemake would end without a word.
    """
    try:
        return make()
    except Problems as stopped:
        sys.exit(str(stopped))
    except Exception as error:
        if os.environ.get("PILCROW_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {error}"
        sys.exit(
            f"This is a fault of Pilcrow, not of your files: {what}\n"
            "Set PILCROW_TRACEBACK=1 to see where, and please report it."
        )
