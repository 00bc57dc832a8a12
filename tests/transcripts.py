"""Transcripts for tests, from records of several documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pilcrow.report.page import transcript
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey
from pilcrow.report.page.transcript import ParagraphMentions, ShownDocument


def transcript_blocks(
    documents: Sequence[DocumentHead],
    paragraphs: Iterable[Any] = (),
    *,
    corrections: Mapping[str, Sequence[Any]] | None = None,
    themes: Sequence[ThemeKey] = (),
    pairs: Iterable[tuple[str, str]] = (),
    coded: Iterable[str] = (),
    level: int = 2,
    **more: Any,
) -> list[Block]:
    """The transcript of documents, each with those of the records that are its own; `more`:
    records, and fields of Said.
    """
    records = {name: more.pop(name, ()) for name in ("withdrawn", "codings", "voices", "second")}
    records["paragraphs"] = list(paragraphs)
    texts = [
        ShownDocument(
            head,
            corrections=(corrections or {}).get(head.document, ()),
            **{
                name: [one for one in found if one.document == head.document]
                for name, found in records.items()
            },
        )
        for head in documents
    ]
    return transcript.transcript_blocks(
        texts, themes, ParagraphMentions(**more), pairs, list(coded), level
    )
