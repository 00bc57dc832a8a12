"""Stage segment: divide clean text into paragraphs.

Each paragraph has a kind, a speaker, an ID, a checksum, sentences and offsets. The stage reads the
clean text of a batch and the ledgers of its documents. It writes results/segment/<batch>.jsonl. The
work is in `edition.segmentation`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.edition.segmentation import segment_document
from pilcrow.model.documents import read_manifest
from pilcrow.model.records import CleanedDocument, Segment, read_records, write_records


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.segment`."""
    parser = stage_parser("segment", __doc__)
    parser.file("manifest", "the documents of the batch")
    parser.file("clean", "what the stage clean wrote")
    parser.file("output", "JSON Lines to write")
    options = parser.parse_args(arguments)
    gc.disable()  # records have no cycles, and the search for cycles takes a third of the time
    manifest = read_manifest(options.manifest)
    documents = {document.document: document for document in manifest.documents}
    here = Path()

    def records() -> Iterator[Segment]:
        for cleaned in read_records(options.clean, CleanedDocument):
            segmented = segment_document(cleaned, documents[cleaned.document], here, spend=True)
            # To print a line takes twice as long as to write one.
            sys.stderr.write(f"{cleaned.source}: {' '.join(segmented.document.explanation)}\n")
            yield from segmented.records()

    write_records(options.output, records())
    return 0


if __name__ == "__main__":
    run(main)
