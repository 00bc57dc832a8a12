"""Stage export: write the edition and its codings as TEI, REFI-QDA, Web Annotations and text.

It reads what `export_batch` made of each batch. It makes a file of each kind for each document, and
the files of all documents together.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.exports import refi, tei_corpus, web_annotation
from pilcrow.exports.material import Setting, read_setting
from pilcrow.exports.own import FOLDERS, OWN, load_own
from pilcrow.exports.parts import stored_in
from pilcrow.inputs.palette import read_palette
from pilcrow.model.records import replaced


def export(folder: Path, batches: Sequence[Path], setting: Setting) -> None:
    """Write all exports into a folder that does not exist yet.

    Args:
        folder: The folder.
        batches: What `export_batch` made, a file a batch.
        setting: What all exports share.
    """
    for name in (*FOLDERS, *OWN):
        (folder / name).mkdir(parents=True)
    stored = stored_in(batches)
    for one in stored:
        for path, pieces in groupby(one.files(), key=lambda piece: piece.path):
            with open(folder / path, "wb") as stream:
                stream.writelines(piece.content.encode() for piece in pieces)
    refi.write_codebook(folder / "codebook.qdc", setting)
    refi.write_qdpx(folder / "project.qdpx", stored, setting, refi.kinds_of_variables(setting))
    total = sum(one.light.annotations for one in stored)
    documents = [one.head.document for one in stored]
    (folder / web_annotation.COLLECTION).write_bytes(
        web_annotation.write_collection(documents, total, setting)
    )
    if len(stored) > 1:
        titles = [(one.head.document, one.light.title) for one in stored]
        (folder / "tei-corpus.xml").write_bytes(tei_corpus.write_corpus(titles, setting))


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.export`."""
    parser = stage_parser("export", __doc__)
    for name in ("documents", "codebook", "publication"):
        parser.file(name, f"{name}.json, as checked")
    parser.files("batches", "what export_batch made", required=True)
    parser.file("output", "folder of the exports")
    options = parser.parse_args(arguments)
    load_own()
    colours = read_palette(Path()).themes.light
    setting = read_setting(
        options.documents, options.codebook, colours, publication=options.publication
    )
    for remains in options.output.parent.glob(f".{options.output.name}.*.part"):
        shutil.rmtree(remains)  # of an export that was killed
    with replaced(options.output) as temporary:
        try:
            export(temporary, options.batches, setting)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        shutil.rmtree(options.output, ignore_errors=True)
    return 0


if __name__ == "__main__":
    run(main)
