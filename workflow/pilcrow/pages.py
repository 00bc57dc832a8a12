"""Stage pages: make the pages of a batch's documents, and their entries in the list and its search.

It reads what compose says about the batch, its records, those of versions in other batches, and the
codebook. It makes two files of JSON Lines: the pages without their shells, and the entries.
"""

from __future__ import annotations

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.files.language import speaking
from pilcrow.model.codebook import read_codebook
from pilcrow.model.documents import read_documents
from pilcrow.model.records import write_records
from pilcrow.report.page.corpus import read_corpus
from pilcrow.report.page.document_page import BatchContext
from pilcrow.report.page.generated import theme_keys
from pilcrow.report.page.listing import listing_entry
from pilcrow.report.page.paging import BatchPages
from pilcrow.report.page.written import documents_of, pages_of


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.pages`."""
    parser = stage_parser("pages", __doc__)
    parser.file("cited", "what the report says of them")
    for name in ("documents", "codebook"):
        parser.file(name, f"{name}.json, as checked")
    for name in ("clean", "segment", "code"):
        parser.files(
            name,
            f"what the stage {name} made of the batch, and of batches with versions",
            required=True,
        )
    parser.file("output", "the pages, as JSON Lines")
    parser.file("index", "entries of the list")
    options = parser.parse_args(arguments)
    decode = msgspec.json.decode
    batch = decode(options.cited.read_bytes(), type=BatchPages)
    metadata = read_documents(options.documents)
    codebook = read_codebook(options.codebook)
    files = {name: getattr(options, name) for name in ("clean", "segment", "code")}
    # The other files are those of batches that hold versions: they have pages of their own.
    own = [path for path in options.segment if path.stem == options.cited.stem]
    with speaking(batch.language):
        context = BatchContext(batch, theme_keys(codebook, batch.codebook))
        documents = documents_of(batch, metadata, files)
        write_records(options.output, pages_of(context, documents, options.output.parent))
        write_records(options.index, map(listing_entry, read_corpus(metadata, own, [], {})))
    return 0


if __name__ == "__main__":
    run(main)
