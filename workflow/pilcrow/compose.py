"""Stage compose: put edition, tables, figures and prose into one Quarto project.

It reads the files of report/ and of the look, the records of all batches, tables and figures, and
what was checked at the start. It makes a folder that either renderer turns into the report, the
published index of paragraphs, and what the pages of documents need. Every citation is resolved. If
one cannot be resolved, the stage stops and reports all of them at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from pilcrow.build.job import StageParser, run, stage_parser
from pilcrow.files.language import speaking
from pilcrow.model.codebook import read_codebook
from pilcrow.model.documents import read_documents
from pilcrow.model.problems import Problems
from pilcrow.model.records import Mark, write_json
from pilcrow.model.settings import Config
from pilcrow.report.page.citable import write_entries
from pilcrow.report.page.composed import write_page_data, write_project
from pilcrow.report.page.composing import compose
from pilcrow.report.page.index import IndexWriter, index_entries
from pilcrow.report.page.inputs import Inputs
from pilcrow.report.page.preview import write_settings
from pilcrow.report.page.reader import Corpus
from pilcrow.report.prose.findings import (
    Finding,
    from_problem,
    group_findings,
    report_of,
    some_places,
)
from pilcrow.report.prose.source import INDEX, refuse_without_index
from pilcrow.report.rendering.look import OWN_FOLDER, look_by_name


def tell(findings: Sequence[Finding]) -> None:
    """Print warnings and hints on standard error, one a line."""
    for level in ("mark", "hint"):
        for finding, places in group_findings(
            finding for finding in findings if finding.level == level
        ):
            parts = (some_places(places), f"{finding.message} {finding.todo}".rstrip())
            print(f"{level}: {': '.join(filter(None, parts))}", file=sys.stderr)


def report_folder(files: Iterable[Path]) -> Path:
    """Return the folder of the outermost index.qmd. Raises Problems if there is none."""
    found = [path for path in files if path.name == INDEX]
    if not found:
        refuse_without_index("report")
    return min(found, key=lambda path: len(path.parts)).parent


def parser() -> StageParser:
    """Return the command line of the stage: every file that it reads or writes."""
    made = stage_parser("compose", __doc__)
    made.files("report", "the files of the prose")
    made.files("look", "the files of the look")
    made.file("sources", "sources.json: checksums of what was read before", required=False)
    made.file("sums", "sums.json: the same files by SHA-1", required=False)
    made.files("orphans", "ledgers and metadata of documents without a transcript")
    for name in ("documents", "codebook", "config", "marks"):
        made.file(name, f"{name}.json, as checked")
    made.file("renderer", "renderer.json: what makes page and print", required=False)
    for name in ("clean", "segment", "code"):
        made.files(name, f"what the stage {name} made, a file a batch")
    made.file("tables", "folder of the tables")
    made.file("figures", "folder of the figures")
    made.file("output", "folder of the composed project")
    made.file("index", "the published index")
    made.file("folder", "folder of what the pages of documents need", required=False)
    made.file("preview", "values for Quarto's preview of report/", required=False)
    made.file("gate", "what the gate found, written when it fails too", required=False)
    return made


def read_inputs(options: argparse.Namespace) -> Inputs:
    """Read what the command line names, without the records. Raises Problems."""
    decode = msgspec.json.decode
    root = Path().absolute()
    prose = frozenset(path.absolute() for path in options.report)
    return Inputs(
        root,
        report_folder(prose),
        prose,
        look_by_name([path.absolute() for path in options.look], root / OWN_FOLDER),
        decode(options.sources.read_bytes()) if options.sources else {},
        read_documents(options.documents),
        read_codebook(options.codebook),
        decode(options.config.read_bytes(), type=Config),
        decode(options.marks.read_bytes(), type=list[Mark]),
        options.tables,
        options.figures,
        decode(options.sums.read_bytes()) if options.sums else {},
        decode(options.renderer.read_bytes()) if options.renderer else {},
    )


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.compose`. Raises Problems, after writing them into the gate's file."""
    options = parser().parse_args(arguments)
    try:
        inputs = read_inputs(options)
        records = (options.clean, options.segment, options.code, options.orphans)
        corpus = Corpus(inputs.root, inputs.documents, *records)
        composition = compose(inputs, corpus)
    except Problems as stopped:
        if options.gate:
            found = [from_problem(problem) for problem in stopped.problems]
            write_json(options.gate, report_of(found, {}))
        raise
    if options.gate:
        write_json(options.gate, report_of(composition.findings, composition.uncited))
    with speaking(composition.language):
        write_project(composition, inputs, options.output)
    if options.preview:
        write_settings(inputs.values(), options.preview, options.preview.as_posix())
    if options.folder:
        write_page_data(composition, options.folder)
    if composition.cited:
        write_entries(composition.cited, options.index.parent)
    with IndexWriter(options.index) as writer:
        for entry in index_entries(corpus.texts()):
            writer.write(entry)
    tell(composition.findings)
    return 0


if __name__ == "__main__":
    run(main)
