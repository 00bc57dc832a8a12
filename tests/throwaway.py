"""Throw-away projects to break, and what a build of one did and said."""

from __future__ import annotations

import atexit
import csv
import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from warm import Warm

from pilcrow.files.typed import validate
from pilcrow.model.documents import Document, Metadata
from pilcrow.model.groups import UNKNOWN_SPEAKER


def metadata_of(plain: Mapping[str, Any]) -> Metadata:
    """Metadata from plain data; what is not given is not known."""
    bare = msgspec.to_builtins(Metadata.unknown(""))
    return msgspec.convert({**bare, **plain}, Metadata)


REPOSITORY = Path(__file__).resolve().parents[1]
# What makes the repository a project; results and caches stay behind.
PARTS = ("Snakefile", "config", "raw", "edition", "coding", "report", "workflow", "profiles")


def copy_project(target: Path, parts: tuple[str, ...] = PARTS) -> Path:
    """A copy of this repository as a project, without anything built."""
    target.mkdir(parents=True, exist_ok=True)
    for part in parts:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(
                source,
                target / part,
                # Bytecode comes along: Python need not compile the package for each project.
                ignore=shutil.ignore_patterns(".*", "results", "*.local"),
            )
        elif source.is_file():
            shutil.copy2(source, target / part)
    config = target / "config/config.yaml"
    if "coding" not in parts and config.is_file():
        report_by_the_rules(config)  # the coder of the shipped report has no codings here
    return target


def report_by_the_rules(config: Path) -> None:
    """Have a report use the coding of the rules alone: half as many figures are drawn."""
    written = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?m)^coding: .*", "coding: rules", written), encoding="utf-8")


def copy_of(project: Path, target: Path) -> Path:
    """Return a copy of a project, results and Snakemake's records included."""
    return Path(shutil.copytree(project, target))


# Of a report, what a build does: a citation, a quotation, a work, a figure, the transcript.
SHORT_REPORT = """---
title: A short report
author: [The Pilcrow maintainers]
lang: en
bibliography: references.bib
abstract: It cites one paragraph [@lavrov-truss-2022, para. 3].
---

# Findings {#sec-findings}

The meeting is called “unprecedented” [@lavrov-truss-2022, para. 3]. On method see
@krippendorff-2019; on the counts, @fig-theme-prevalence.

::: {.insert figure="theme-prevalence"}
:::

{{< include sections/limits.qmd >}}

# The transcript {#sec-transcript}

::: {.insert part="transcript"}
:::

# References {#sec-references .unnumbered}

::: {#refs .references}
:::
"""
LIMITS = "# Limits {#sec-limits}\n\nThere are {{< var paragraphs.speech >}} paragraphs.\n"


def small_project(target: Path) -> Path:
    """A copy of this repository as a project whose report is a page by the coding of the rules, and
    whose codebook has two themes: it builds in half of the time.

    Transcript, ledger and corrections are the repository's own.
    """
    copy_project(target)
    report_by_the_rules(target / "config/config.yaml")
    book = target / "coding/codebook.yaml"
    start, *themes = book.read_text(encoding="utf-8").split("\n  - code: ")
    kept = [theme.partition("\n")[0] for theme in themes[:2]]
    content = "\n  - code: ".join([start, *themes[:2]])
    book.write_text(f"{content.rstrip()}\n", encoding="utf-8")
    for table in (target / "coding/hand").glob("*/*.csv"):
        with table.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        if "theme" in header:
            place = header.index("theme")
            with table.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerows([header, *(row for row in rows if row[place] in kept)])
    shutil.rmtree(target / "report/sections")
    (target / "report/sections").mkdir()
    (target / "report/sections/limits.qmd").write_text(LIMITS, encoding="utf-8")
    (target / "report/index.qmd").write_text(SHORT_REPORT, encoding="utf-8")
    return target


# In the order of the flow.
STAGES = (
    "clean",
    "segment",
    "code",
    "count",
    "tabulate",
    "draw",
    "compose",
    "render",
    "pages",
    "documents",
    "export_batch",
    "export",
)


# All that a build makes but the PDF, which takes a quarter of the time.
WITHOUT_PDF = ("results/report.html", "export")


class Build:
    """What a run of snakemake did: exit status, what it said, and the rules that ran, in order."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status = done.returncode
        self.said = done.stdout + done.stderr
        self.ran = [
            line.split()[0]
            for line in self.said.splitlines()
            if line.startswith("  ")
            and line.split()[:1]
            and line.split()[0] in STAGES
            and line.rstrip().endswith("s")
        ]

    @property
    def stages(self) -> list[str]:
        """The stages that ran, each once, in the order of the flow."""
        return [stage for stage in STAGES if stage in self.ran]

    @property
    def planned(self) -> list[str]:
        """The stages that a dry run (-n) says would run, in the order of the flow."""
        counted = self.said.partition("Job stats:")[2].partition("total")[0]
        rules = {line.split()[0] for line in counted.splitlines() if line.strip()}
        return [stage for stage in STAGES if stage in rules]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a build, free of what this test run itself set.

    Python keeps the bytecode of the project's package, as it does for users.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "PILCROW"))
        and name not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    }
    return {**kept, **changes}


@functools.cache
def warm() -> Warm:
    """The process that has imported Snakemake; it ends with this one."""
    started = Warm(environment())
    atexit.register(started.stop)
    return started


def snakemake(project: Path, *arguments: str, before: Sequence[str] = (), **changes: str) -> Build:
    """Run plain snakemake in a project, as a scholar would; `before` is a command that runs it, as
    faketime.

    With another environment, Python is started anew. Otherwise a process that has imported
    Snakemake runs it.
    """
    where = environment(**changes)
    alike = sys.platform == "linux" and not before and not changes
    if alike and warm().serves(where):
        return Build(warm().run(project, arguments, where))
    done = subprocess.run(
        [*before, sys.executable, "-m", "snakemake", *arguments],
        cwd=project,
        env=where,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Build(done)


def pilcrow(project: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the `pilcrow` command of a project's own workflow."""
    command = [sys.executable, "-P", "-m", "pilcrow", *arguments]
    where = environment(**{"PYTHONPATH": os.fspath(project / "workflow"), **changes})
    return subprocess.run(
        command,
        cwd=project,
        env=where,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def contents(
    project: Path, leave_out: tuple[str, ...] = ("logs", "benchmarks")
) -> dict[str, bytes]:
    """Every file under results/ by relative path, but for logs and how long jobs took."""
    results = project / "results"
    return {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file()
        and path.relative_to(results).parts[0] not in leave_out
        and not path.name.startswith(".")
    }


def compose_options() -> list[str]:
    """What the stage compose is told of the files of the project in the working directory."""
    from pilcrow.files.checksums import file_checksum
    from pilcrow.files.project import look_folder, project_files

    written = project_files(Path(), "report")
    own = [name for name in written if name.startswith("report/look/")]
    default = [os.fspath(look_folder() / name) for name in project_files(look_folder(), "")]
    sources = {
        name: file_checksum(Path(name))
        for folder in ("raw", "edition", "coding")
        for name in project_files(Path(), folder)
    }
    place = Path(".snakemake/pilcrow/sources.json")
    place.write_text(json.dumps(sources), encoding="utf-8")
    there = {
        Path(name).stem
        for name in sources
        if name.startswith("raw/") and not name.endswith(".yaml")
    }
    orphans = [
        name
        for name in sources
        if name.endswith((".paragraphs.csv", ".yaml"))
        and not name.startswith("coding/")
        and Path(name).name.split(".")[0] not in there
    ]
    prose = [name for name in written if name not in own]
    return [
        *("--report", *prose),
        *("--look", *default, *own),
        *("--orphans", *orphans),
        *("--sources", os.fspath(place)),
    ]


def append(path: str, text: str) -> Callable[[Path], None]:
    """An edit of a project: more text at the end of a file."""

    def edit(project: Path) -> None:
        with (project / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return edit


def document_of(
    document: str,
    raw: str,
    language: str = "en",
    speaker: str = "",
    encoding: str = "",
    **more: Any,
) -> Document:
    """A document with the metadata that decide how its text is read.

    `segmentation` as keys and values; the rest are files.
    """
    segmentation = more.pop("segmentation", {})
    data = {
        "title": document,
        "speaker": {"name": speaker or UNKNOWN_SPEAKER},
        "date": "2020",
        "language": language,
        "encoding": encoding,
        "segmentation": segmentation,
    }
    return Document(document, raw, validate(Metadata, data, f"raw/{document}.yaml", {}), **more)
