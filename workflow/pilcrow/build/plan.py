"""What the Snakefile needs to know while it is parsed: the documents, their batches, and the files that each rule reads.

The rules ask a `Plan`. It returns paths relative to the project.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pilcrow.build.modules import PACKAGE, Modules
from pilcrow.build.stamps import (
    FOR_REPORT,
    MADE_BY_RULES,
    STATE,
    made_path,
    parts_of,
    paths_of,
    setting,
    stamp_path,
    write_stamp,
)
from pilcrow.checks.extracts import INDEX, refresh
from pilcrow.exports.own import own_names
from pilcrow.figures import names as figures
from pilcrow.files.checksums import checksum, combine, write_if_changed
from pilcrow.files.installed import entry_modules
from pilcrow.files.leftovers import of_preview
from pilcrow.files.project import look_folder, project_files, scholars_files
from pilcrow.model.problems import Problems
from pilcrow.report.rendering.renderers import choose
from pilcrow.report.software import SOFTWARE, software_version
from pilcrow.tables import own
from pilcrow.tables.columns import Project, tables_made

FORMATS = ("html", "pdf", "docx", "epub", "jats.xml")


class Job(NamedTuple):
    """A job as its rule declares it; paths relative to the project."""

    name: str  # "clean/speech-2022"
    wildcards: dict[str, str]
    inputs: list[str]
    outputs: list[str]
    params: list[tuple[str, Any]]
    code: dict[str, str]


# An image or an include of report/made/, as the prose names it.
_MADE_FOR_REPORT = re.compile(r"(?:\]\(|\{\{<\s*include\s+)[\"']?(?:\.\./)*made/([\w./-]*\w)")


class Plan:
    """The documents of a project and the files of its rules.

    `prefix` is the project's folder as seen from where Snakemake runs. Where an executor parses the Snakefile again for
    a single job, `main` is False: the plan then reads what the main process decided, and writes nothing.
    """

    def __init__(self, prefix: str, overrides: Mapping[str, Any], main: bool) -> None:
        self.prefix, self.main = prefix, main
        self.root = Path(prefix or ".")
        self.state = self.root / STATE
        self.stamping = False
        self.stamped: list[tuple[str, str]] = []  # job pattern, module
        self.hash = functools.cache(lambda name: checksum(self.root / name))
        self.modules = Modules(self.state / "modules.json")
        if main:
            files = scholars_files(self.root)
            engine = combine(self.modules.digest("checks.extracts"))
            # Of the prose, the front matter of the report is read.
            read = (name for name in files if name == INDEX or not name.startswith("report/"))
            checked = {name: self.hash(name) for name in read}
            refresh(self.root, self.state, overrides, checked, engine)
            renderer = choose(self.read("config")["renderer"], self.state / "quarto.json")
            for name, value in (("files", files), ("renderer", renderer)):
                write_if_changed(self.state / f"{name}.json", json.dumps(value, indent=1).encode())
        self.config: dict[str, Any] = self.read("config")
        self.files: list[str] = self.read("files")
        self.renderer = setting(self.read("renderer")["renderer"])
        self.batches: list[str] = self.read("batches")["batches"]
        self.by_batch: dict[str, list[dict[str, Any]]] = {
            batch: self.read(f"manifests/{batch}")["documents"] for batch in self.batches
        }
        self.batched = self.batches[0].startswith("batch-")
        facts = self.read("project")
        self.gone: list[str] = facts.pop("gone")
        self.versions: dict[str, str] = facts.pop("versions")
        self.project = Project(**facts)
        self.coders = setting(list(self.project.coders))
        groups = set(entry_modules().values())
        if groups & {own.GROUP, figures.GROUP}:  # what a fork adds
            own.load_own()
            figures.load_own()
        self.own_exports = own_names() if groups else []
        self.known_figures = list(figures.CONDITIONS)
        self.figures = figures.figures_made(self.project)

    def read(self, name: str) -> Any:
        """Return an extract of what the scholar wrote."""
        return json.loads((self.state / f"{name}.json").read_bytes())

    # What the rules ask

    def files_of(self, *kinds: str, where: str = "") -> Callable[[Any], list[str]]:
        """Return an input function: the files of a batch's documents, by the keys of the manifest.

        `where`: only those of documents that have a file of that kind too. Snakemake looks at each input of each
        waiting job again and again. In a corpus of batches the stamp therefore stands for them: it lists them with
        their checksums.
        """

        def files(wildcards: Any) -> list[str]:
            if self.batched and not self.stamping:
                return []
            some = [entry for entry in self.by_batch[wildcards.batch] if entry.get(where or "raw")]
            found = (entry.get(kind) or [] for entry in some for kind in kinds)
            return [
                name for value in found for name in ([value] if isinstance(value, str) else value)
            ]

        return files

    @functools.cached_property
    def written(self) -> list[str]:
        """The files of report/, without what a preview of Quarto's own leaves there."""
        found = {name.removeprefix("report/") for name in self.files if name.startswith("report/")}
        return [f"report/{name}" for name in sorted(found) if not of_preview(name, found)]

    @property
    def prose(self) -> list[str]:
        """The files of report/ without its look, and those that rules of the scholar's own make for it."""
        files = (name for name in self.written if not name.startswith(("report/look/", FOR_REPORT)))
        return sorted([*files, *self.made_for_report])

    @functools.cached_property
    def made_for_report(self) -> list[str]:
        """Return the images and texts in report/made/ that the prose names, whether they are there yet or not.

        Rules of the scholar's own make them, so Snakemake must know them before.
        """
        named: set[str] = set()
        for name in self.written:
            if name.endswith(".qmd"):
                content = (self.root / name).read_bytes().decode("utf-8", "replace")
                named.update(FOR_REPORT + found for found in _MADE_FOR_REPORT.findall(content))
        return sorted(named)

    @functools.cached_property
    def default_look(self) -> list[str]:
        """The files of the default look where it lies in the project, as in a clone."""
        folder = os.path.relpath(look_folder(), self.root.resolve())
        if folder.startswith(".."):
            return []
        return [name for name in project_files(self.root, folder) if "/form/" not in name]

    @functools.cached_property
    def package_look(self) -> Callable[..., Any]:
        """A digest of the default look where it lies in an installed package; "" in a clone."""
        names = [] if self.default_look else project_files(look_folder(), "")
        found = {name: checksum(look_folder() / name) for name in names}
        return setting(combine(found) if found else "")

    def look(self, *parts: str) -> list[str]:
        """Return the files of the look, those of the project's own after the default ones. `parts`: only these files or folders."""
        own = [name for name in self.written if name.startswith("report/look/")]
        found = [*self.default_look, *own]
        return [name for name in found if any(f"/look/{part}" in name for part in parts or [""])]

    def tables(self, ending: str = "") -> list[str]:
        """Return the files of the tables, of one ending or all; values.json is among all."""
        made = [*tables_made(self.project), "values.json"]
        return [f"results/tabulate/{name}" for name in made if name.endswith(ending)]

    def results(self, stage: str, batch: str = "") -> list[str]:
        """Return the files of a stage that makes one a batch.

        `batch`: only its own, and those of batches that hold versions of its documents.
        """
        return [
            f"results/{stage}/{name}.jsonl"
            for name in (self.beside[batch] if batch else self.batches)
        ]

    @functools.cached_property
    def beside(self) -> dict[str, list[str]]:
        """Of each batch itself and the batches that hold versions of its documents, sorted."""
        batch_of = {one["document"]: batch for batch, some in self.by_batch.items() for one in some}
        found = {batch: {batch} for batch in self.batches}
        for pair in self.versions.items():
            if all(document in batch_of for document in pair):
                both = {batch_of[document] for document in pair}
                for batch in both:
                    found[batch] |= both
        return {batch: sorted(names) for batch, names in found.items()}

    def option(self, key: str) -> Callable[..., Any]:
        """Return a configuration key as a stage is passed it on its command line."""
        value = self.config[key]
        said = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return setting(value if isinstance(value, str) else said)

    def software(self) -> Callable[..., Any]:
        """Return the versions that the report prints."""
        return setting({name: software_version(name) for name in SOFTWARE})

    @property
    def targets(self) -> list[str]:
        """What plain `snakemake` makes."""
        endings = ("jats.xml" if name == "jats" else name for name in self.config["formats"])
        targets = [f"results/report.{ending}" for ending in endings]
        targets += ["results/paragraphs.json", "results/paragraphs.csv"]
        # A large corpus is exported on demand: it takes as long as all that comes before.
        targets += [] if self.batched else ["results/export/project.qdpx"]
        targets += ["results/documents.html"] if self.project.documents > 1 else []
        targets += [made_path("strict")] if self.config["strict"] else []
        return targets

    # Stamps

    def stamp(self, job: str, module: str = "") -> str:
        """Return the path of a rule's stamp. `job` is the rule's name and its wildcard: "clean/{batch}"."""
        self.stamped.append((job, module or job.partition("/")[0]))
        return stamp_path(job)

    def made(self, job: str) -> str:
        """Return the path of the record of what a rule makes."""
        return made_path(job)

    def write_stamps(self, rules: Any) -> None:
        """Write the stamp of every job, from the inputs and params of its rule; once all rules are defined."""
        if not self.main:
            return
        os.environ["PILCROW_BUILD"] = str(time.time())
        # Without records Snakemake would take whatever lies in results/ for up to date.
        records = Path(".snakemake/metadata")
        kept = records.is_dir() and any(records.iterdir())
        lost = not kept and (self.state / "made").is_dir()
        self.stamping = True
        jobs = {job.name: job for job in self.jobs(rules)}
        makers = {path: job for job in jobs.values() for path in job.outputs}

        @functools.cache
        def identity(name: str) -> str:
            job = jobs[name]
            parts = parts_of(job.inputs, job.params, job.wildcards, job.code, hash_of)
            return write_stamp(self.root, name, parts, job.outputs, lost)

        def hash_of(path: str) -> str:
            if path in makers:
                return identity(makers[path].name)
            return "" if path.startswith(MADE_BY_RULES) else self.hash(path)

        for name in jobs:
            identity(name)
        self.stamping = False
        self.modules.save()

    def jobs(self, rules: Any) -> Iterator[Job]:
        """Yield every job of the rules that have a stamp."""
        values = {"batch": self.batches, "format": FORMATS, "figure": self.known_figures, "": [""]}
        for pattern, module in self.stamped:
            stage, _, wildcard = pattern.partition("/")
            wildcard = wildcard.strip("{}")
            rule = getattr(rules, stage)
            params = [(name, entry) for name, entry in rule.params.items() if name]
            for value in values[wildcard]:
                given = {wildcard: value} if wildcard else {}
                yield Job(
                    f"{stage}/{value}" if value else stage,
                    given,
                    paths_of(rule.input, given, self.prefix),
                    paths_of(rule.output, given, self.prefix),
                    params,
                    self.modules.digest(module),
                )


def planned(prefix: str, overrides: Mapping[str, Any], main: bool) -> Plan:
    """Return the plan of a build, or end it with all problems.

    The shell commands of the rules find this Python and this package. A fault of Pilcrow is said here, since a quiet
    Snakemake would end without a word.
    """
    for name, first in (("PATH", Path(sys.executable).parent), ("PYTHONPATH", PACKAGE.parent)):
        before = os.environ.get(name, "").split(os.pathsep)
        os.environ[name] = os.pathsep.join(filter(None, dict.fromkeys([os.fspath(first), *before])))
    try:
        return Plan(prefix, overrides, main)
    except Problems as stopped:
        sys.exit(str(stopped))
    except Exception as error:
        if os.environ.get("PILCROW_TRACEBACK"):
            raise
        sys.exit(
            f"This is a fault of Pilcrow, not of your files: {type(error).__name__}: {error}\n"
            "Set PILCROW_TRACEBACK=1 to see where, and please report it."
        )
