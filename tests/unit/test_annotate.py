"""Guards: `annotate` decides which documents a report holds whole; the default never drops a document from a small project."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pilcrow.page import generated
from pilcrow.page.generated import shown_documents


def edited(document: str, paragraphs: int) -> Any:
    return SimpleNamespace(
        document=document, paragraphs=[SimpleNamespace(id=f"{document}.p{number}") for number in range(1, paragraphs + 1)], withdrawn=[]
    )


@pytest.mark.parametrize(
    ("annotate", "limit", "shown"),
    [
        ("auto", 10, ["one", "two", "three"]),
        ("auto", 5, ["two"]),
        ("cited", 10, ["two"]),
        ("all", 1, ["one", "two", "three"]),
    ],
)
def test_what_is_annotated(annotate: str, limit: int, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "SHOWN", limit)
    corpus = [edited("one", 2), edited("two", 3), edited("three", 4)]
    assert [document.document for document in shown_documents(corpus, {"two.p2"}, annotate)] == shown
