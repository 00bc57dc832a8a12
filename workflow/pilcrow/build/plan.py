"""What the Snakefile needs to know while it is parsed: the documents, their batches, and the files
that each rule reads.

The rules ask a `Plan`. It returns paths relative to the project.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.build import stamps
from pilcrow.build.modules import PACKAGE, Code
from pilcrow.build.stamps import MADE_BY_RULES, STATE
from pilcrow.checks.config import overridden
from pilcrow.checks.extracts import READ, Project, refresh
from pilcrow.checks.places import refuse_blocked
from pilcrow.files.checksums import file_checksum, write_if_changed
from pilcrow.files.installed import own_faults
from pilcrow.files.project import scholars_files
from pilcrow.model.problems import Problems, as_sentences
from pilcrow.report.files import look_files, packaged_look, prose_files, report_files
from pilcrow.report.rendering.renderers import choose

FORMATS = ("html", "pdf", "docx", "epub", "jats.xml")


@contextmanager
def told() -> Iterator[None]:
    """End the build with sentences where something is wrong: a quiet Snakemake says nothing.

    What is read has no cycles; a first build makes so many objects that the search for them is
    felt.
    """
    gc.disable()
    try:
        with own_faults():
            yield
    except Exception as error:
        sys.exit(as_sentences(error))
    finally:
        gc.enable()


class Plan:
    """The documents of a project and the files of its rules.

    `prefix` is the project's folder as seen from where Snakemake runs. If an executor parses the
    Snakefile again for a single job, `main` is False. The plan then reads what the main process
    decided, and writes nothing.
    """

    made = staticmethod(stamps.made_path)  # the record of what a job made: "clean/{batch}"

    def __init__(self, prefix: str, overrides: Mapping[str, Any], main: bool) -> None:
        self.prefix, self.main, self.root = prefix, main, Path(prefix or ".")
        self.state = self.root / STATE
        self.stamping = False
        self.stamped: list[tuple[str, bool]] = []  # job pattern, whether its code counts
        self.hash = functools.cache(lambda name: file_checksum(f"{prefix}{name}"))
        if main:
            refuse_blocked(self.root, [f"{STATE}/files.json"])
            self.code = Code(self.state / "sources")
            self.check(overridden(self.root, overrides))
        self.config: dict[str, Any] = self.read("config")
        written = report_files(self.read("files"))
        self.prose = prose_files(self.root, written)
        self.look_files = look_files(self.root, written)
        self.renderer = setting(self.read("renderer")["renderer"])
        self.batches: list[str] = self.read("batches")["batches"]
        self.batched = self.batches[0].startswith("batch-")
        self.manifest = functools.cache(lambda batch: self.read(f"manifests/{batch}"))
        self.project: Project = msgspec.convert(self.read("project"), Project)
        self.language, self.coders = setting(self.project.language), setting(self.project.coders)
        self.words = f"words/{self.project.language.partition('-')[0].lower()}*.yaml"  # of the look

    def check(self, overrides: Mapping[str, Any]) -> None:
        """Check what the scholar wrote, if it changed, and write the extracts. Raises Problems."""
        try:
            files = scholars_files(self.root)
            read = (name for name in files if name in READ or not name.startswith("report/"))
            sums = {name: self.hash(name) for name in read}
            refresh(self.root, self.state, overrides, sums, self.code.engine)
        except Problems as stopped:
            from pilcrow.checks.everything import everything_wrong

            more = everything_wrong(self.root, overrides)
            raise Problems([*stopped.problems, *more]) from None
        renderer = choose(self.read("config")["renderer"], self.state / "quarto.json")
        for name, value in (("files", files), ("renderer", renderer)):
            write_if_changed(self.state / f"{name}.json", json.dumps(value, indent=1).encode())

    def read(self, name: str) -> Any:
        """Return an extract of what the scholar wrote."""
        return json.loads((self.state / f"{name}.json").read_bytes())

    # What the rules ask

    def files_of(self, *kinds: str, where: str = "raw") -> Callable[[Any], list[str]]:
        """Return an input function: the files of a batch's documents, by the keys of the manifest.

        `where`: only those of documents that have a file of that kind too. Snakemake looks at each
        input of each waiting job again and again. In a corpus of batches the stamp therefore stands
        for them: it lists them with their checksums.
        """

        def files(wildcards: Any) -> list[str]:
            if self.batched and not self.stamping:
                return []
            some = (one for one in self.manifest(wildcards.batch)["documents"] if one.get(where))
            found = (entry.get(kind) or [] for entry in some for kind in kinds)
            return [name for few in found for name in ([few] if isinstance(few, str) else few)]

        return files

    def look(self, *parts: str) -> list[str]:
        """Return the files of the look whose names fit one of the patterns `parts`."""
        patterns = [f"*/look/{part}" for part in parts]
        return [name for name in self.look_files if any(fnmatch(name, one) for one in patterns)]

    def option(self, key: str) -> Callable[..., Any]:
        """Return a configuration key as a stage is passed it on its command line."""
        value = self.config[key]
        said = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return setting(value if isinstance(value, str) else said)

    @property
    def targets(self) -> list[str]:
        """What plain `snakemake` makes."""
        endings = ("jats.xml" if name == "jats" else name for name in self.config["formats"])
        return [
            *(f"results/report.{ending}" for ending in endings),
            "results/paragraphs.json",
            "results/paragraphs.csv",
            # A large corpus is exported on demand: it takes as long as all that comes before.
            *([] if self.batched else ["results/export/project.qdpx"]),
            *(["results/documents.html"] if self.project.documents > 1 else []),
            *([stamps.made_path("strict")] if self.config["strict"] else []),
        ]

    # Stamps

    def stamp(self, job: str, code: bool = True) -> str:
        """Return the path of a rule's stamp. `job` is the rule's name and its wildcard:
        "clean/{batch}". `code`: whether the job must run again after an edit of its code.
        """
        self.stamped.append((job, code))
        return stamps.stamp_path(job)

    @told()
    def write_stamps(self, rules: Any) -> None:
        """Write the stamp of every job, from the inputs and params of its rule; once all rules are
        defined.
        """
        if not self.main:
            return
        os.environ["PILCROW_BUILD"] = str(time.time())
        # Without records Snakemake would take whatever lies in results/ for up to date.
        lost = (self.state / "made").is_dir() and not any(Path(".snakemake/metadata").glob("*"))
        values = {
            "batch": self.batches,
            "format": FORMATS,
            "figure": self.project.known_figures,
            "": [""],
        }
        look = packaged_look(self.root)
        jobs: dict[str, tuple[Any, dict[str, str], list[str], bool]] = {}
        for pattern, code in self.stamped:
            stage, _, wildcard = pattern.partition("/")
            rule, wildcard = getattr(rules, stage), wildcard.strip("{}")
            for value in values[wildcard]:
                given = {wildcard: value} if wildcard else {}
                outputs = stamps.paths_of(rule.output, given, self.prefix)
                jobs[pattern.format(**given)] = rule, given, outputs, code
        makers = {path: job for job, (_, _, outputs, _) in jobs.items() for path in outputs}
        refuse_blocked(self.root, [*makers, *map(stamps.stamp_path, jobs)])

        @functools.cache
        def number(job: str) -> str:
            rule, given, outputs, counts = jobs[job]
            inputs = stamps.paths_of(rule.input, given, self.prefix)
            params = [(name, entry) for name, entry in rule.params.items() if name]
            looks = look if "look" in rule.input.keys() else {}  # noqa: SIM118
            parts = stamps.parts_of(inputs, params, given, looks, hash_of)
            code = self.code.now if counts else dict
            return stamps.write_stamp(self.root, job, parts, outputs, lost, code)

        def hash_of(path: str) -> str:
            if path in makers:
                return number(makers[path])
            return "" if path.startswith(MADE_BY_RULES) else self.hash(path)

        self.stamping = True
        for job in jobs:
            number(job)
        self.stamping = False
        gc.freeze()  # the plan stays as it is while Snakemake runs


def setting(value: Any) -> Callable[..., Any]:
    """Return a param of a rule that Snakemake does not record: the stamp of the job holds it.

    Snakemake records no param that is a function of the inputs. To record one, it imports pandas.
    That takes longer than the rest of a build with nothing to do.
    """

    def given(wildcards: Any, input: Any) -> Any:
        return value

    vars(given)["setting"] = value
    return given


def planned(prefix: str, overrides: Mapping[str, Any], main: bool) -> Plan:
    """Return the plan of a build, or end it with all problems.

    The shell commands of the rules find this Python and this package.
    """
    for name, first in (("PATH", Path(sys.executable).parent), ("PYTHONPATH", PACKAGE.parent)):
        before = os.environ.get(name, "").split(os.pathsep)
        os.environ[name] = os.pathsep.join(filter(None, dict.fromkeys([os.fspath(first), *before])))
    with told():
        return Plan(prefix, overrides, main)
