"""Stage export_batch: make the parts of the exports that belong to one batch.

These are TEI, REFI-QDA and Web Annotations. docs/exports.md says what each format holds, and what
other programs make of it.
"""

from __future__ import annotations

from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.exports.material import neighbours_of, read_export_documents, read_setting
from pilcrow.exports.own import load_own
from pilcrow.exports.parts import export_document
from pilcrow.exports.refi import kinds_of_variables
from pilcrow.inputs.palette import read_palette
from pilcrow.model.records import write_records


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.export_batch`."""
    parser = stage_parser("export_batch", __doc__)
    for name in ("documents", "codebook", "publication"):
        parser.file(name, f"{name}.json, as checked")
    parser.add_argument("--coding", required=True, help="the coding that the report uses")
    parser.add_argument("--adjudication", required=True, help="majority or unanimous")
    for name in ("clean", "segment", "code"):
        parser.file(name, f"what {name} made of the batch")
    parser.file("output", "the exports, JSON Lines")
    options = parser.parse_args(arguments)
    load_own()
    colours = read_palette(Path()).themes.light
    setting = read_setting(
        options.documents,
        options.codebook,
        colours,
        options.coding,
        options.adjudication,
        options.publication,
    )
    variables = kinds_of_variables(setting)
    neighbours = neighbours_of(setting.metadata)
    documents = read_export_documents(options.clean, options.segment, options.code, setting)
    write_records(
        options.output,
        (
            record
            for one in documents
            for record in export_document(one, setting, variables, neighbours[one.id])
        ),
    )
    return 0


if __name__ == "__main__":
    run(main)
