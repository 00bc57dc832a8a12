"""Guards: `annotate` and `pages` decide which documents are shown, and where; the default never
drops a document from a small project.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pilcrow.inputs.versions import Pair
from pilcrow.model.records import Mark
from pilcrow.report.page import generated, paging
from pilcrow.report.page.generated import shown_documents
from pilcrow.report.page.paging import Pages, printed_documents, references_by_document, with_pages


def edited(document: str, paragraphs: int) -> Any:
    return SimpleNamespace(
        document=document,
        paragraphs=[
            SimpleNamespace(id=f"{document}.p{number}") for number in range(1, paragraphs + 1)
        ],
        withdrawn=[],
    )


@pytest.mark.parametrize(
    ("annotate", "limit", "shown"),
    [
        ("auto", 10, ["one", "two", "three"]),
        ("auto", 5, ["two"]),
        ("cited", 10, ["two"]),
        ("all", 1, ["one", "two", "three"]),
        (["three"], 10, ["two", "three"]),
    ],
)
def test_what_is_annotated(
    annotate: str | list[str], limit: int, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generated, "SHOWN", limit)
    corpus = [edited("one", 2), edited("two", 3), edited("three", 4)]
    assert [
        document.document for document in shown_documents(corpus, {"two.p2"}, annotate)
    ] == shown


@pytest.mark.parametrize(
    ("annotate", "pages", "whole", "most", "paged"),
    [
        ("auto", "auto", 9, 20, []),
        ("auto", "auto", 8, 20, ["one", "two", "three"]),
        ("auto", "auto", 8, 8, ["two"]),
        ("auto", "never", 1, 1, []),
        ("auto", "always", 100, 100, ["one", "two", "three"]),
        ("all", "auto", 8, 8, ["one", "two", "three"]),
        ("cited", "always", 100, 100, ["two"]),
        (["one"], "auto", 8, 8, ["one", "two"]),
    ],
)
def test_which_documents_have_pages(
    annotate: str | list[str],
    pages: str,
    whole: int,
    most: int,
    paged: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "WHOLE", whole)
    monkeypatch.setattr(paging, "PAGED", most)
    corpus = [edited("one", 2), edited("two", 3), edited("three", 4)]
    assert [
        document.document for document in with_pages(corpus, {"two.p2"}, annotate, pages)
    ] == paged
    assert with_pages(corpus[:1], set(), annotate, "always") == []  # one document is the report


def test_the_print_of_a_paged_corpus_holds_what_is_cited() -> None:
    corpus = [edited("one", 2), edited("two", 3)]
    assert [document.document for document in printed_documents(corpus, {"two.p2"})] == ["two"]
    # A version that stands beside it is printed too, so that the pair is not torn.
    both = printed_documents(
        [*corpus, edited("three", 4)], {"two.p2"}, [Pair("two", "three"), Pair("one", "gone")]
    )
    assert [document.document for document in both] == ["two", "three"]
    other = printed_documents(corpus, {"two.p2"}, [Pair("one", "two")])
    assert [document.document for document in other] == ["one", "two"]


def test_what_the_report_says_of_a_document_is_kept_by_document() -> None:
    marks = [
        Mark("reworded", "It changed.", "one", "one.p2"),
        Mark("provisional", "No ledger.", "two"),
    ]
    said = references_by_document(
        [edited("one", 2), edited("two", 3)],
        {"one.p1", "gone.p1"},
        {"one.p1": [("section-x", "1")]},
        {"two.p1": [(0, 3)]},
        marks,
    )
    assert sorted(said) == ["one", "two"]
    assert said["one"].cited == {"one.p1": [("section-x", "1")]}
    assert [mark.paragraph for mark in said["one"].marks] == ["one.p2"]
    assert said["two"].quoted == {"two.p1": [(0, 3)]}
    assert Pages("title").paged == []
