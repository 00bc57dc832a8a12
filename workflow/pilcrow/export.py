"""Stage `export`: the edition and its codings as TEI, as a REFI-QDA project, as Web Annotations and as plain text.

What is in each format, and what other programs make of it: docs/exports.md.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.exports import refi, tei, tei_corpus, web_annotation
from pilcrow.exports.material import Setting, read_documents, read_setting
from pilcrow.files.processes import do_all
from pilcrow.inputs.palette import read_palette
from pilcrow.model.problems import run
from pilcrow.model.records import replaced

PIECES = ".pieces"  # what the documents give to the project, until it is written


class Work(msgspec.Struct):
    """What a process needs to export batches."""

    folder: Path
    setting: Setting
    variables: dict[str, str]
    neighbours: dict[str, tuple[str, str]]


class Exported(msgspec.Struct):
    """What the files of all documents need to know of a document's own."""

    part: refi.Part
    title: str
    annotations: int


def export_batch(clean: Path, segment: Path, code: Path, work: Work) -> list[Exported]:
    """Write the files of a batch's documents. Raises Problems."""
    exported = []
    with open(work.folder / PIECES / clean.stem, "wb") as pieces:
        for document in read_documents(clean, segment, code, work.setting):
            page, count = web_annotation.write_page(
                document, work.setting, *work.neighbours[document.id]
            )
            for path, content in (
                (f"text/{document.id}.txt", document.text.encode()),
                (f"tei/{document.id}.xml", tei.write_document(document, work.setting)),
                (f"annotations/{document.id}.jsonld", page),
            ):
                (work.folder / path).write_bytes(content)
            exported.append(
                Exported(
                    refi.write_part(document, work.setting, work.variables, pieces),
                    document.title,
                    count,
                )
            )
    return exported


def export(
    folder: Path, batches: Sequence[tuple[Path, Path, Path]], setting: Setting, processes: int
) -> None:
    """Write all exports into a folder that is not there yet. Raises Problems."""
    for name in ("text", "tei", "annotations", PIECES):
        (folder / name).mkdir(parents=True)
    work = Work(folder, setting, refi.kinds_of_variables(setting), neighbours_of(setting.metadata))
    done = [one for part in do_all(export_batch, batches, work, processes) for one in part]
    done.sort(key=lambda one: one.part.document)
    documents = [one.part.document for one in done]
    refi.write_codebook(folder / "codebook.qdc", setting)
    refi.write_project(
        folder / "project.qdpx",
        [one.part for one in done],
        folder / "text",
        setting,
        work.variables,
    )
    total = sum(one.annotations for one in done)
    (folder / web_annotation.COLLECTION).write_bytes(
        web_annotation.write_collection(documents, total, setting)
    )
    if len(done) > 1:
        (folder / "tei-corpus.xml").write_bytes(
            tei_corpus.write_corpus([(one.part.document, one.title) for one in done], setting)
        )
    shutil.rmtree(folder / PIECES)


def neighbours_of(documents: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Of each document those before and after it, by ID; "" for none."""
    names = sorted(documents)
    return dict(zip(names, zip(["", *names[:-1]], [*names[1:], ""], strict=True), strict=True))


def main(arguments: list[str]) -> int:
    """`python -m pilcrow.export`."""
    parser = argparse.ArgumentParser(
        prog="python -m pilcrow.export", description="Export the edition and its codings."
    )
    for name in ("documents", "codebook"):
        parser.add_argument(f"--{name}", type=Path, required=True, help=f"{name}.json, as checked")
    parser.add_argument("--coding", required=True, help="which coding the report uses")
    parser.add_argument("--adjudication", required=True)
    for name in ("clean", "segment", "code"):
        parser.add_argument(
            f"--{name}",
            type=Path,
            nargs="+",
            required=True,
            help=f"what the stage {name} made, a file a batch",
        )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, help="folder of the exports")
    options = parser.parse_args(arguments)
    colours = read_palette(Path())["themes"]["light"]
    setting = read_setting(
        options.documents, options.codebook, colours, options.coding, options.adjudication
    )
    batches = list(
        zip(
            *(
                sorted(given, key=lambda path: path.name)
                for given in (options.clean, options.segment, options.code)
            ),
            strict=True,
        )
    )
    for left in options.output.parent.glob(
        f".{options.output.name}.*.part"
    ):  # by an export that was killed
        shutil.rmtree(left)
    with replaced(options.output) as temporary:
        try:
            export(temporary, batches, setting, options.processes)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        shutil.rmtree(options.output, ignore_errors=True)
    return 0


if __name__ == "__main__":
    run(main)
