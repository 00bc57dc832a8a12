"""Decide which documents have pages of their own, and prepare them for the stage `pages`.

A small corpus is printed in the report. A larger one is divided: each document has a page, and the
report keeps the paragraphs that it cites.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from pilcrow.files.language import ENGLISH, Language, report_language
from pilcrow.inputs.versions import Pair
from pilcrow.model.records import Mark
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.page.survey import Outline
from pilcrow.report.references.work import Work
from pilcrow.report.rendering.citing import Citation

WHOLE = 1_000  # paragraphs that a page can hold and still be read: about a book
# Paragraphs of a corpus whose documents all have pages. In a larger one only those have pages that
# are cited or that the configuration names.
PAGED = 30_000


class DocumentReferences(msgspec.Struct):
    """What the report says of a document's paragraphs, by their IDs.

    Ranges are of characters in a paragraph's text.
    """

    # Anchors in the report that cite it, and what to call the places.
    cited: dict[str, list[tuple[str, str]]] = {}
    quoted: dict[str, list[tuple[int, int]]] = {}  # what the report quotes of it
    marks: list[Mark] = []


class Pages(msgspec.Struct):
    """The documents that have pages of their own, and what the list says of the report."""

    title: str
    paged: list[str] = []  # documents with a page of their own, sorted
    whole: list[str] = []  # documents whose text the report's page holds
    cited: dict[str, int] = {}  # document → how many of its paragraphs the report cites
    codebook: bool = False  # whether the report holds the codebook, to which the key's entries lead
    language: Language = ENGLISH  # of the report


class BatchPages(msgspec.Struct):
    """All that the report says of the documents of a batch, for the stage `pages`."""

    title: str  # of the report
    codebook: bool  # as in Pages
    coding: str  # the coding that the report uses
    adjudication: str
    documents: list[str] = []  # those of the batch that have a page, sorted
    gone: list[EditedDocument] = []  # documents without a transcript that have a page
    pairs: list[Pair] = []  # versions whose common page belongs to the batch
    versions: list[Pair] = []  # every pair that a document of the batch is part of
    of: dict[str, DocumentReferences] = {}
    citations: dict[str, Citation] = {}
    work: Work | None = None  # the report as the pages name it
    language: Language = ENGLISH  # of the report


def named_by_pages(work: Work) -> Work:
    """Return of the report what the head of a document's page names.

    So no edit of the abstract makes the pages anew.
    """
    return msgspec.structs.replace(work, abstract="", description="", keywords=[], pdf=False)


def deal_out_pages(
    pages: Pages,
    batches: Mapping[str, Collection[str]],
    gone: Sequence[EditedDocument],
    pairs: Sequence[Pair],
    said: Mapping[str, DocumentReferences],
    citations: Mapping[str, Citation],
    choice: tuple[str, str],
    work: Work | None = None,
) -> dict[str, BatchPages]:
    """Return what the pages of each batch need.

    A page of two versions belongs to the batch of the original. Documents that are `gone` belong to
    the first batch. `batches` gives the documents of each batch, `choice` the coding and the rule
    of adjudication.
    """
    paged = set(pages.paged)
    there = [pair for pair in pairs if {pair.original, pair.version} <= paged]
    found: dict[str, BatchPages] = {}
    for batch, documents in sorted(batches.items()):
        own = paged.intersection(documents)
        left = [] if found else [edited for edited in gone if edited.document in paged]
        touching = [pair for pair in there if {pair.original, pair.version} & own]
        named = own.union(
            (edited.document for edited in left),
            *((pair.original, pair.version) for pair in touching),
        )
        found[batch] = BatchPages(
            pages.title,
            pages.codebook,
            *choice,
            documents=sorted(own),
            gone=left,
            pairs=[pair for pair in touching if pair.original in own],
            versions=touching,
            of={document: said[document] for document in sorted(named) if document in said},
            citations={name: citations[name] for name in sorted(named) if name in citations},
            work=named_by_pages(work) if work else None,
            language=msgspec.structs.replace(report_language(), missing={}, untranslated={}),
        )
    return found


def documents_cited(corpus: Iterable[Outline], cited: Collection[str]) -> list[Outline]:
    """Return the documents of which a paragraph is cited, even if it has left the text."""
    return [
        edited
        for edited in corpus
        if any(paragraph.id in cited for paragraph in edited.paragraphs)
        or any(gone.id in cited for gone in edited.withdrawn)
    ]


def paragraphs_in(corpus: Iterable[Outline]) -> int:
    """Return the number of paragraphs in documents."""
    return sum(len(edited.paragraphs) for edited in corpus)


def annotated(
    corpus: Sequence[Outline], cited: Collection[str], annotate: str | Sequence[str], most: int
) -> list[Outline]:
    """Return the documents that are shown as annotated text.

    `annotate` is the configuration key. `most` is the number of paragraphs up to which "auto" shows
    all documents.
    """
    if annotate == "all" or (annotate == "auto" and paragraphs_in(corpus) <= most):
        return list(corpus)
    asked = set(annotate) if not isinstance(annotate, str) else set()
    used = {edited.document for edited in documents_cited(corpus, cited)} | asked
    return [edited for edited in corpus if edited.document in used]


def with_pages(
    corpus: Sequence[Outline], cited: Collection[str], annotate: str | Sequence[str], pages: str
) -> list[Outline]:
    """Return the documents that have pages of their own; [] if the report holds them.

    `annotate` and `pages` are the configuration keys.
    """
    if len(corpus) < 2 or pages == "never" or (pages == "auto" and paragraphs_in(corpus) <= WHOLE):
        return []
    return annotated(corpus, cited, annotate, PAGED)


def printed_documents(
    paged: Sequence[Outline], cited: Collection[str], pairs: Iterable[Pair] = ()
) -> list[Outline]:
    """Return what the print holds of documents that have pages of their own.

    These are the cited documents, and the versions beside them. They are whole if together they are
    not too many. Otherwise they have only the cited paragraphs.
    """
    named = {edited.document for edited in documents_cited(paged, cited)}
    beside = {
        document
        for pair in pairs
        if {pair.original, pair.version} & named
        for document in (pair.original, pair.version)
    }
    used = [edited for edited in paged if edited.document in named | beside]
    return used if paragraphs_in(used) <= WHOLE else only_cited(used, cited)


def references_by_document(
    corpus: Iterable[Outline],
    cited: Collection[str],
    places: Mapping[str, list[tuple[str, str]]],
    quoted: Mapping[str, list[tuple[int, int]]],
    marks: Iterable[Mark],
) -> dict[str, DocumentReferences]:
    """Return what the report says of each document's paragraphs, if it says anything.

    `cited` are all cited paragraphs. `places` gives anchors and names of the sections that cite
    each.
    """
    found: dict[str, DocumentReferences] = {}
    known = {edited.document for edited in corpus}
    for identifier in sorted(cited):
        found.setdefault(identifier.rpartition(".")[0], DocumentReferences()).cited[identifier] = (
            list(places.get(identifier, ()))
        )
    for identifier, ranges in sorted(quoted.items()):
        found.setdefault(identifier.rpartition(".")[0], DocumentReferences()).quoted[identifier] = (
            ranges
        )
    for mark in marks:
        if mark.paragraph:
            found.setdefault(mark.paragraph.rpartition(".")[0], DocumentReferences()).marks.append(
                mark
            )
    return {document: said for document, said in found.items() if document in known}


def only_cited(corpus: Iterable[Outline], cited: Collection[str]) -> list[Outline]:
    """Return the documents of which a paragraph is cited, with only the cited paragraphs."""
    return [
        msgspec.structs.replace(
            edited,
            paragraphs=[paragraph for paragraph in edited.paragraphs if paragraph.id in cited],
            withdrawn=[gone for gone in edited.withdrawn if gone.id in cited],
        )
        for edited in documents_cited(corpus, cited)
    ]
