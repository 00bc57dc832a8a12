"""The rows that the tables have for each thing in the text: documents, paragraphs, codings, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pilcrow.model.groups import spelled
from pilcrow.model.records import Coding, Paragraph, Voice
from pilcrow.tables.reading import Reading, spoken, word_range
from pilcrow.tables.tables import TABLES, Column
from pilcrow.text.words import count_words

if TYPE_CHECKING:
    from pilcrow.agreement.adjudication import Decision


def document_row(
    reading: Reading, metadata: Mapping[str, Any], counts: Mapping[str, Any]
) -> dict[str, Any]:
    """The row of a document: its metadata, its counts, and the scholar's own columns."""
    speaker = metadata.get("speaker")
    return {
        **{name: spelled(value) for name, value in (metadata.get("extra") or {}).items()},
        "document": reading.document.document,
        "title": metadata.get("title") or reading.document.document,
        "speaker": (speaker.get("name") if isinstance(speaker, Mapping) else speaker) or "",
        "date": metadata.get("date") or "",
        "place": metadata.get("place") or "",
        "event": metadata.get("event") or "",
        "language": reading.document.language,
        "provisional": reading.document.provisional,
        "source": reading.document.source,
        "sha256": reading.document.sha256,
        **counts,
    }


def extra_columns(documents: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The scholar's own columns of the metadata, as columns of the table of documents, sorted by name; names already taken are left out."""
    taken = {column.name for column in TABLES["documents"].columns}
    names = {
        str(key) for entry in documents for key in (entry.get("metadata") or {}).get("extra") or {}
    }
    return [Column(name, "text", "from the metadata") for name in sorted(names - taken)]


def paragraph_row(
    paragraph: Paragraph, language: str, themes: Sequence[str], word: int | None
) -> dict[str, Any]:
    fields = (
        "document",
        "number",
        "order",
        "kind",
        "speaker",
        "words",
        "verdict",
        "checksum",
        "line",
        "raw_start",
        "raw_end",
        "label",
        "locator",
        "text",
    )
    row = {name: getattr(paragraph, name) for name in fields}
    text = spoken(paragraph)
    lengths = (count_words(text[start:end], language) for start, end in paragraph.sentences)
    return row | {
        "paragraph": paragraph.id,
        "sentences": len(paragraph.sentences),
        "sentence_words": " ".join(map(str, lengths)),
        "themes": " ".join(themes),
        "word": word,
    }


def coding_rows(
    paragraph: Paragraph,
    language: str,
    codings: Sequence[Coding],
    voices: Sequence[Voice],
    word: int,
) -> Iterator[dict[str, Any]]:
    """A row for each span of evidence, or one for a coding without. `word`: words of the recording units before the paragraph."""
    for coding in codings:
        if not coding.theme:
            continue
        row: dict[str, Any] = {
            "document": coding.document,
            "paragraph": coding.paragraph,
            "theme": coding.theme,
            "coder": coding.coder,
        }
        row |= {"memo": coding.memo, "stale": coding.stale}
        if not coding.evidence:
            yield row
        for span in coding.evidence:
            first, last = word_range(spoken(paragraph), span.start, span.end, language)
            heard = {
                voice.voice
                for voice in voices
                if voice.start < span.end and span.start < voice.end and not voice.stale
            }
            yield row | {
                "rule": span.rule,
                "evidence": span.text,
                "start": span.start,
                "end": span.end,
                "raw_start": span.raw_start,
                "raw_end": span.raw_end,
                "word": word + first,
                "words": last - first,
                "voice": " ".join(sorted(heard)),
            }


def decision_row(decision: Decision) -> dict[str, Any]:
    row = {
        name: getattr(decision, name) for name in ("paragraph", "theme", "outcome", "how", "memo")
    }
    return row | {
        "coders_for": " ".join(decision.coders_for),
        "coders_against": " ".join(decision.coders_against),
    }
