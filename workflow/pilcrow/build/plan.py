"""What the Snakefile needs to know while it is read: documents, batches, manifests, and the digest of every job.

The plan checks the scholar's files (in a process of its own, and only when one of them changed), writes a manifest a batch, and
answers the rules' questions. Nothing here imports a library that a no-op build would wait for.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilcrow.build.batches import BATCHED, batch_of, number_of_batches
from pilcrow.build.invalidation import (
    PACKAGE,
    FileHashes,
    Modules,
    Repairs,
    broken,
    combine,
    write_if_changed,
)
from pilcrow.build.software import SOFTWARE, software_version
from pilcrow.files.leftovers import no_transcript, of_preview
from pilcrow.files.project import look_folder
from pilcrow.inputs.keyness import sides_by_batch

STATE = ".snakemake/pilcrow"
EXPORTS = "results/export"
NOT_READ = "is no longer read here"  # of a file that is still there
# Which config keys a stage is passed.
KEYS = {
    "count": ("coding", "adjudication"),
    "tabulate": ("coding", "recording_unit", "population", "keyness"),
    "compose": ("strict", "paper", "citation_style", "coding", "adjudication", "annotate", "pages"),
    "render": ("renderer",),
    "export_batch": ("coding", "adjudication"),
}
# Keys of a theme that decide no coding and no table.
PROSE = ("definition", "full_definition", "use_when", "not_when", "why", "memo")
# What the check leaves in the state.
CHECKED = (
    "config.json",
    "documents.json",
    "manifest-documents.json",
    "codebook.json",
    "rules.json",
    "marks.json",
)


class Plan:
    """Everything that the rules ask. `root` is the project's folder as seen from where Snakemake runs.

    A job that an executor runs elsewhere reads the Snakefile too (`main` is False there): it takes what the main process decided,
    checks and writes nothing, and so is not led astray by outputs that are just being made.
    """

    def __init__(
        self, root: Path, overrides: Mapping[str, Any] | None = None, main: bool = True
    ) -> None:
        self.root = root
        self.state = root / STATE
        # A Path in params is not recorded by Snakemake: another interpreter of the same libraries reruns nothing.
        self.python = Path(sys.executable)
        self.hash = FileHashes()
        self.modules = Modules(self.state / "modules.json")
        self.parts: dict[str, dict[str, str]] = {}
        self._digests: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        if main:
            self.check(dict(overrides or {}))
        self.config: dict[str, Any] = self.read("config.json")
        self.documents: list[dict[str, Any]] = self.read("manifest-documents.json")
        self.batches = self.assign_batches()
        self.report = self.prose_files()
        self.look = [
            os.fspath(look_folder() / name)
            for name in self.hash.folder(look_folder())
            if not name.startswith("form/")  # the coding form is not part of the report
        ] + self.own_look()
        if not main:
            decided = self.read("decided.json")
            self.renderer, self._digests, self.tokens, self.orphans = (
                decided["renderer"],
                decided["digests"],
                decided["tokens"],
                decided["orphans"],
            )
            return
        self.orphans = self.find_orphans()
        self.write_manifests()
        self.repairs = Repairs(self.state / "repairs.json")
        self.renderer, self.renderer_version = self.choose_renderer()
        self.compute()
        self.tokens = {
            key: self.repairs.token(key, self.wrong(*key.split("/"))) for key in self.parts
        }
        self.modules.save()
        self.repairs.save()
        decided = {
            "renderer": self.renderer,
            "digests": self._digests,
            "tokens": self.tokens,
            "orphans": self.orphans,
        }
        write_if_changed(self.state / "decided.json", json.dumps(decided, sort_keys=True).encode())

    def read(self, name: str) -> Any:
        return json.loads((self.state / name).read_bytes())

    # What compose reads

    def _written(self) -> dict[str, str]:
        """Checksums of the files of report/ by path relative to it; what a preview of Quarto's wrote is left out."""
        written = self.hash.folder(self.root / "report")
        return {
            name: checksum for name, checksum in written.items() if not of_preview(name, written)
        }

    def prose_files(self) -> list[str]:
        """The files of report/ but those of the look, relative to the project."""
        return [f"report/{name}" for name in self._written() if not name.startswith("look/")]

    def own_look(self) -> list[str]:
        """The files of the project's own look, relative to the project."""
        return [f"report/{name}" for name in self._written() if name.startswith("look/")]

    def find_orphans(self) -> list[str]:
        """Ledgers of documents without a transcript, and what is left of their metadata."""
        there = {entry["document"] for entry in self.documents}
        ending = ".paragraphs.csv"
        found = []
        for name in self.files:
            document = name.removeprefix("edition/").removesuffix(ending)
            if name == f"edition/{document}{ending}" and document not in there:
                left = f"raw/{document}.yaml"
                found += [name, *([left] if left in self.files else [])]
        return found

    def beside(self, stage: str, batch: str) -> list[str]:
        """The files of a stage that a batch's pages need: the batch's, and those of versions in other batches."""
        of = {entry["document"]: name for name, some in self.batches.items() for entry in some}
        content = (self.state / "documents.json").read_bytes()
        needed = {batch}
        if re.search(rb'"version_of":\s*"[^"]', content):
            for entry in json.loads(content):
                pair = [
                    of.get(entry["document"]),
                    of.get(entry["metadata"].get("version_of") or ""),
                ]
                if batch in pair and None not in pair:
                    needed.update(name for name in pair if name)
        return [f"results/{stage}/{name}.jsonl" for name in sorted(needed)]

    # Checking

    def scholars_files(self) -> dict[str, str]:
        """Checksums of all that the scholar decides, by path relative to the project."""
        return {
            f"{folder}/{name}": checksum
            for folder in ("config", "raw", "edition", "coding")
            for name, checksum in self.hash.folder(self.root / folder).items()
            if folder != "raw" or not no_transcript(name)
        }

    def check(self, overrides: dict[str, Any]) -> None:
        """Run `pilcrow.checks.project` unless nothing it reads has changed; on problems, stop with its sentences and nothing else."""
        self.files = self.scholars_files()
        given = json.dumps(overrides, sort_keys=True, default=str)
        engine = combine(self.modules.digest("checks.project"))
        key = combine({**self.files, "engine": engine, "overrides": given})
        passed = self.state / "passed.json"
        try:
            if json.loads(passed.read_bytes()) == {"of": key, "left": self.left_by_check()}:
                return
        except (OSError, ValueError):
            pass
        command = [
            sys.executable,
            "-m",
            "pilcrow.checks.project",
            "--project",
            os.fspath(self.root),
            "--state",
            os.fspath(self.state),
            "--config",
            given,
            "--sources",
        ]
        sources = json.dumps({"files": self.files, "engine": engine})
        done = subprocess.run(
            command,
            input=sources,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(),
        )
        if done.returncode:
            if "Traceback (most recent call last)" in done.stderr:
                sys.exit(
                    f"This is a fault of Pilcrow, not of your files: {done.stderr.strip().splitlines()[-1]}\n(`pilcrow check` shows where.)"
                )
            sys.exit(
                done.stderr.strip()
                or f"The check of the project ended with status {done.returncode}."
            )
        write_if_changed(passed, json.dumps({"of": key, "left": self.left_by_check()}).encode())

    def left_by_check(self) -> dict[str, str]:
        """Checksums of what the check left: a file that is no longer as it was, of a machine that fell over perhaps, is written again."""
        hash_of = FileHashes()
        return {name: hash_of(self.state / name) for name in CHECKED}

    # Batches

    def assign_batches(self) -> dict[str, list[dict[str, Any]]]:
        """Documents by batch: one each in a small project; in a large one by hash of the document's ID."""
        documents = sorted(self.documents, key=lambda entry: str(entry["document"]))
        count = number_of_batches(len(documents), self.config["documents_per_batch_from"])
        if not count:
            return {entry["document"]: [entry] for entry in documents}
        batches: dict[str, list[dict[str, Any]]] = {}
        for entry in documents:
            batches.setdefault(f"batch-{batch_of(entry['document'], count):02}", []).append(entry)
        return dict(sorted(batches.items()))

    def layout(self) -> str:
        """How the documents are dealt out, in words: what is built anew when it changes."""
        count = number_of_batches(len(self.documents), self.config["documents_per_batch_from"])
        return f"in {count} batch{'es' * (count > 1)}" if count else "one by one"

    def write_manifests(self) -> None:
        """A manifest a batch, and for the later stages what they may know of the codebook: with prose, and without."""
        for batch, entries in self.batches.items():
            content = json.dumps(
                {"batch": batch, "documents": entries}, ensure_ascii=False, sort_keys=True, indent=1
            )
            write_if_changed(self.state / "manifests" / f"{batch}.json", content.encode())
        read = {
            name: checksum
            for name, checksum in self.files.items()
            if not name.startswith("config/")
        }
        write_if_changed(self.state / "sources.json", json.dumps(read, indent=1).encode())
        themes = json.dumps(
            without_prose(self.read("codebook.json")), ensure_ascii=False, sort_keys=True, indent=1
        )
        write_if_changed(self.state / "themes.json", themes.encode())
        self.write_sides()

    def write_sides(self) -> None:
        """For each batch, which of its documents or speakers are compared; null where no comparison is declared."""
        declared = self.config["keyness"]
        batches = {
            batch: [entry["document"] for entry in entries]
            for batch, entries in self.batches.items()
        }
        described = self.read("documents.json") if declared else []
        for batch, sides in sides_by_batch(declared, described, batches).items():
            content = json.dumps(sides, sort_keys=True, ensure_ascii=False)
            write_if_changed(self.state / "sides" / f"{batch}.json", content.encode())

    @property
    def coders(self) -> list[str]:
        """The people who have a file in coding/hand, sorted; the consensus is not a person."""
        hands = [name for entry in self.documents for name in entry.get("hand", ())]
        return sorted({Path(name).parent.name for name in hands} - {"consensus"})

    # Digests

    def choose_renderer(self) -> tuple[str, str]:
        """Which renderer, and its version; a Quarto is asked for its version once, and again when its file changes."""
        wanted = self.config["renderer"]
        if wanted == "embedded":
            return "embedded", ""
        from pilcrow.report.rendering.renderers import (
            find_quarto,
            fingerprint,
            missing_quarto,
            quarto_version,
            refusal,
        )

        program = find_quarto()
        refused: tuple[str, str] | None
        if program is None:
            refused, version = missing_quarto(), ""
        else:
            key, cache = fingerprint(program), self.state / "quarto.json"
            try:
                known = json.loads(cache.read_bytes())
            except (OSError, ValueError):
                known = {}
            if known.get("key") != key:
                known = {"key": key, "version": quarto_version(program)}
                write_if_changed(cache, json.dumps(known).encode())
            version = str(known["version"])
            refused = refusal(program, version)
        if refused is None:
            return "quarto", version
        if wanted == "quarto":
            sys.exit(f"config/config.yaml: {' '.join(refused)}")
        if program is not None:
            print(f"{refused[0]} The embedded renderer is used.", file=sys.stderr)
        return "embedded", ""

    def state_hash(self, name: str) -> str:
        return self.hash(self.state / name)

    def compute(self) -> None:
        """The parts of every job's digest, in the order of the flow, each with the digests before it."""
        for batch, entries in self.batches.items():
            clean: dict[str, str] = {}
            ledgers: dict[str, str] = {}
            hands: dict[str, str] = {}
            for entry in entries:
                for name in (entry["raw"], entry.get("corrections", "")):
                    if name:
                        clean[name] = self.files.get(name, "")
                ledger = entry.get("ledger", "")
                if ledger:
                    # A correction placed by paragraph ID is found through the ledger.
                    (clean if entry.get("corrections") else ledgers)[ledger] = self.files.get(
                        ledger, ""
                    )
                for name in (*entry.get("hand", ()), *entry.get("voice", ())):
                    hands[name] = self.files.get(name, "")
                reading = {
                    key: entry[key]
                    for key in ("language", "speaker", "encoding", "segmentation")
                    if key in entry
                }
                clean[f"metadata of {entry['document']} that decides the text"] = json.dumps(
                    reading, sort_keys=True
                )
            self.note("clean", batch, clean)
            self.note("segment", batch, ledgers, [f"clean/{batch}"])
            self.note(
                "code",
                batch,
                {**hands, "rules of the codebook": self.state_hash("rules.json")},
                [f"segment/{batch}"],
            )
            about = {
                "rules of the codebook": self.state_hash("rules.json"),
                "sides of the comparison": self.state_hash(f"sides/{batch}.json"),
            }
            self.note("count", batch, about, [f"code/{batch}"])
        codes = [f"code/{batch}" for batch in self.batches]
        report = {f"report/{name}": checksum for name, checksum in self._written().items()}
        look = {
            f"the look's {name}": checksum
            for name, checksum in self.hash.folder(look_folder()).items()
            if not name.startswith("form/")  # the coding form is no part of the report
        }
        drawn = ("palette.json", "fonts/")
        palette = {
            name: checksum
            for prefix, files in (("the look's ", look), ("report/look/", report))
            for name, checksum in files.items()
            if name.removeprefix(prefix).startswith(drawn)
        }
        self.note(
            "tabulate",
            "",
            {
                "metadata": self.state_hash("documents.json"),
                "themes of the codebook": self.state_hash("themes.json"),
                "rules of the codebook": self.state_hash("rules.json"),
                "coders": " ".join(self.coders),
            },
            [f"count/{batch}" for batch in self.batches],
        )
        self.note("draw", "", palette, ["tabulate/"])
        self.note(
            "compose",
            "",
            {
                **report,
                **look,
                "metadata": self.state_hash("documents.json"),
                "codebook": self.state_hash("codebook.json"),
                "marks": self.state_hash("marks.json"),
                **{f"version of {name}": software_version(name) for name in SOFTWARE},
                **{
                    name: checksum
                    for name, checksum in self.files.items()
                    if not name.startswith("config/")
                },
            },
            ["draw/", *codes],
        )
        for form in ("html", "pdf"):
            self.note(
                "render",
                form,
                {"renderer": f"{self.renderer} {self.renderer_version}"},
                ["compose/"],
            )
        shared = {
            **{
                name: checksum
                for name, checksum in palette.items()
                if name.endswith("palette.json")
            },
            "metadata": self.state_hash("documents.json"),
            "codebook": self.state_hash("codebook.json"),
            "version of pilcrow": software_version("pilcrow"),
        }
        for batch in self.batches:
            self.note("export_batch", batch, shared, [f"code/{batch}"])
        self.note("export", "", shared, [f"export_batch/{batch}" for batch in self.batches])
        for batch in self.batches:
            self.note("pages", batch, {}, ["compose/"])
        self.note("documents", "", look, [f"pages/{batch}" for batch in self.batches])

    def note(
        self, stage: str, batch: str, parts: dict[str, str], before: list[str] | None = None
    ) -> None:
        key = f"{stage}/{batch}"
        keys = {
            f"config {name}": json.dumps(self.config[name])
            for name in KEYS.get(stage, ())
            if stage != "render"
        }
        whole = {
            **self.modules.digest(stage),
            **keys,
            **parts,
            **{f"stage {name}": self._digests[name] for name in before or []},
        }
        self.parts[key] = whole
        self._digests[key] = combine(whole)

    # What the rules ask

    def digest(self, stage: str, batch: str = "") -> str:
        """The digest of a job, with the token of its repair if its output was edited by hand."""
        key = f"{stage}/{batch}"
        return f"{self._digests[key]} {self.tokens[key]}".strip()

    def option(self, key: str) -> str:
        """A key of the configuration that is more than a word, as a stage is passed it."""
        return json.dumps(self.config[key], ensure_ascii=False, sort_keys=True)

    def seal(self, stage: str, batch: str = "") -> Path:
        return self.state / "seals" / stage / f"{batch or 'all'}.json"

    def outputs(self, stage: str, batch: str) -> list[Path]:
        """What a job makes."""
        if stage == "render":
            return [self.root / f"results/report.{batch}"]
        if stage == "documents":
            return [self.root / "results/documents.html"]
        if batch:
            return [self.root / f"results/{stage}/{batch}.jsonl"]
        return [self.root / f"results/{stage}"]

    def wrong(self, stage: str, batch: str) -> str:
        """How a job's outputs differ from what it left; "" where they do not, or where there are none.

        Outputs without a seal were made elsewhere, of who knows what, or the job that was to replace them failed. Where Snakemake has no
        record of them either, it compares times alone: what the stage reads of the state is made newer than they are, or a page older
        than what it is made of.
        """
        place = self.seal(stage, batch)
        if place.is_file():
            return broken(place, self.root, f"results/{stage}/" if stage == "documents" else "")
        if not any(path.exists() for path in self.outputs(stage, batch)):
            return ""
        if stage in ("render", "documents"):
            make_older(self.outputs(stage, batch)[0], self.root / "results/compose")
        else:
            os.utime(
                self.state
                / (
                    f"{'sides' if stage == 'count' else 'manifests'}/{batch}.json"
                    if stage in BATCHED and stage != "export_batch"
                    else "documents.json"
                )
            )
        return "made elsewhere"

    # What the build leaves for `pilcrow explain`

    def remember(self, finished: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Record of each finished job what had changed since it last ran, and what it depends on now. Returns the former."""
        path = self.state / "built.json"
        try:
            before: dict[str, dict[str, str]] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            before = {}
        told = []
        write_if_changed(self.state / "layout.json", json.dumps(self.layout()).encode())
        for job in finished:
            key = f"{job['rule']}/{next(iter(job['wildcards'].values()), '')}"
            now = self.parts.get("draw/" if job["rule"] == "figure" else key, {})
            told.append(
                {
                    "job": key,
                    "took": round(job["took"], 2),
                    "why": differences(before.get(key), now, self.root),
                    "reason": job["reason"],
                }
            )
        kept = {key: parts for key, parts in before.items() if key in self.parts}
        kept |= {
            entry["job"]: self.parts[entry["job"]] for entry in told if entry["job"] in self.parts
        }
        write_if_changed(path, json.dumps(kept, sort_keys=True).encode())
        write_if_changed(
            self.state / "last-build.json", json.dumps(told, sort_keys=True, indent=1).encode()
        )
        return told

    def announcement(self) -> str:
        """What is said before a build that deals the documents out anew: why everything is rebuilt; "" before any other."""
        try:
            before = str(self.read("layout.json"))
        except (OSError, ValueError):
            return ""
        if before == self.layout():
            return ""
        return f"{len(self.documents):,} documents: they are handled {self.layout()} from now on, before {before}. So everything is rebuilt, once."

    @property
    def targets(self) -> list[str]:
        """What plain `snakemake` makes."""
        listed = ["results/documents.html"] if len(self.documents) > 1 else []
        # A large corpus is exported when that is asked for: it takes as long as all that stands before it.
        exports = [] if self.batched else [EXPORTS]
        return [
            "results/report.html",
            "results/report.pdf",
            "results/paragraphs.json",
            "results/paragraphs.csv",
            *exports,
            *listed,
        ]

    @property
    def batched(self) -> bool:
        """Whether documents are handled in batches, as those of a large corpus are."""
        return next(iter(self.batches), "").startswith("batch-")

    def stale_exports(self) -> bool:
        """Whether there are exports that this build does not make, of a state of the project that is no more."""
        if EXPORTS in self.targets or not (self.root / EXPORTS).is_dir():
            return False
        return bool(self.stale("export/"))

    def stale(self, *jobs: str) -> list[str]:
        """Those of the jobs, as in "render/pdf", that last ran on another state of the project, or on none that is known."""
        try:
            built = self.read("built.json")
        except (OSError, ValueError):
            built = {}
        return [job for job in jobs if built.get(job) != self.parts[job]]

    def results(self, stage: str) -> list[str]:
        """The files of a stage that makes one a batch."""
        return [f"results/{stage}/{batch}.jsonl" for batch in self.batches]


def planned(root: Path, overrides: Mapping[str, Any] | None = None, main: bool = True) -> Plan:
    """The plan of a build. A fault of ours is said here: Snakemake, told to be quiet, would end without a word."""
    try:
        return Plan(root, overrides, main)
    except Exception as error:
        sys.exit(
            f"This is a fault of Pilcrow, not of your files: {type(error).__name__}: {error}\n(`snakemake --quiet host` shows where.)"
        )


def make_older(page: Path, source: Path) -> None:
    """Date a page before what it is made of: a folder, whose date Snakemake keeps in a file in it."""
    dates = [
        path.stat().st_mtime for path in (source, source / ".snakemake_timestamp") if path.exists()
    ]
    date = min([page.stat().st_mtime, *(date - 1 for date in dates)])
    os.utime(page, (date, date))


def differences(before: dict[str, str] | None, now: dict[str, str], root: Path) -> list[str]:
    """What of a job's dependencies is new, gone or changed; for a job never built here, that.

    A file that the job read and does not need any more may still be there: a ledger, say, that another stage reads once there are corrections.
    """
    if before is None:
        return ["first build"]
    return (
        [f"{name} changed" for name in sorted(now) if name in before and now[name] != before[name]]
        + [f"{name} is new" for name in sorted(now) if name not in before]
        + [
            f"{name} {NOT_READ if (root / name).is_file() else 'is gone'}"
            for name in sorted(before)
            if name not in now
        ]
    )


def without_prose(value: Any) -> Any:
    """A codebook without what only readers need."""
    if isinstance(value, dict):
        return {key: without_prose(item) for key, item in value.items() if key not in PROSE}
    if isinstance(value, list):
        return [without_prose(item) for item in value]
    return value


def environment() -> dict[str, str]:
    """The environment of a stage: the package that the Snakefile uses, first on the path; no locale, no time zone of the machine."""
    path = os.pathsep.join(
        part for part in (os.fspath(PACKAGE.parent), os.environ.get("PYTHONPATH", "")) if part
    )
    return {**os.environ, "PYTHONPATH": path}
