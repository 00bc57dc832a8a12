"""Write pages of documents as records.

The stage `pages` makes the bodies, the stage `documents` puts them into the page's shell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.model.documents import Document
from pilcrow.report.page.citable import page_head
from pilcrow.report.page.corpus import EditedDocument, read_corpus, read_received
from pilcrow.report.page.document_page import (
    BatchContext,
    document_blocks,
    head_parts,
    pair_blocks,
    pair_name,
)
from pilcrow.report.page.paging import BatchPages
from pilcrow.report.page.shell import bodies

TOGETHER = 40  # pages whose bodies one run of Pandoc writes


class PageMarkup(msgspec.Struct, frozen=True):
    """A page without its shell. All values but the name are markup."""

    name: str
    head: dict[str, str]  # places of the shell and what goes there
    body: str


def documents_of(
    batch: BatchPages,
    listed: Sequence[Document],
    files: Mapping[str, Sequence[Path]],
) -> dict[str, EditedDocument]:
    """Return the documents that the pages of a batch show, by ID.

    `listed` are the documents with their metadata. `files` gives the files of each stage, by batch.
    """
    wanted = set(batch.documents)
    wanted.update(name for pair in batch.pairs for name in (pair.original, pair.version))
    corpus = read_corpus(listed, files["segment"], files["code"], read_received(files["clean"]))
    found = {edited.document: edited for edited in corpus if edited.document in wanted}
    return found | {edited.document: edited for edited in batch.gone}


def pages_of(
    context: BatchContext, documents: Mapping[str, EditedDocument], folder: Path
) -> Iterator[PageMarkup]:
    """Yield the pages of a batch: each document's, then those of two versions.

    Pandoc runs in `folder`.
    """
    batch = context.batch
    shown = [[documents[name]] for name in batch.documents]
    shown += [[edited] for edited in batch.gone]
    shown += [[documents[pair.original], documents[pair.version]] for pair in batch.pairs]
    for at in range(0, len(shown), TOGETHER):
        yield from _some_pages(shown[at : at + TOGETHER], context, folder)


def _some_pages(
    shown: Iterable[Sequence[EditedDocument]], context: BatchContext, folder: Path
) -> Iterator[PageMarkup]:
    blocks, heads = {}, {}
    for edited in shown:
        if len(edited) == 1:
            name, content = edited[0].document, document_blocks(edited[0], context)
        else:
            pair = next(
                pair
                for pair in context.batch.pairs
                if (pair.original, pair.version) == (edited[0].document, edited[1].document)
            )
            name, content = pair_name(pair), pair_blocks(edited[0], edited[1], context)
        blocks[name], heads[name] = content, head_parts(edited)
        if len(edited) == 1 and context.batch.work:
            heads[name]["head_tags"] = page_head(edited[0], context.batch.work)
    for name, body in bodies(folder, blocks).items():
        yield PageMarkup(name, heads[name], body)
