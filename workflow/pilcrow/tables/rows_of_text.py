"""The rows about the text: paragraphs, spans of evidence, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilcrow.model.records import Coding, Paragraph, Voice
from pilcrow.tables.counts import TableRows
from pilcrow.tables.reading import WordPlaces, spoken_text
from pilcrow.text.words import count_words

if TYPE_CHECKING:
    from pilcrow.agreement.adjudication import Decision


def write_paragraph(
    rows: TableRows,
    paragraph: Paragraph,
    language: str,
    themes: tuple[Sequence[str], Sequence[str]],
    word: int | None,
    read: bool | None,
) -> None:
    """Write the row of a paragraph.

    `themes`: in the report's coding, and in the one beside it; `word`: words of the recording units
    before it; `read`: see `is_read`; None if it is not one.
    """
    text = spoken_text(paragraph)
    lengths = (count_words(text[start:end], language) for start, end in paragraph.sentences)
    rows.write(
        paragraph=paragraph.id,
        document=paragraph.document,
        number=paragraph.number,
        order=paragraph.order,
        kind=paragraph.kind,
        speaker=paragraph.speaker,
        words=paragraph.words,
        sentences=len(paragraph.sentences),
        sentence_words=" ".join(map(str, lengths)),
        word=word,
        themes=" ".join(themes[0]),
        themes_beside=" ".join(themes[1]),
        read=read,
        verdict=paragraph.verdict,
        checksum=paragraph.checksum,
        line=paragraph.line,
        raw_start=paragraph.raw_start,
        raw_end=paragraph.raw_end,
        label=paragraph.label,
        locator=paragraph.locator,
        text=paragraph.text,
    )


def write_codings(
    rows: TableRows,
    codings: Sequence[Coding],
    voices: Sequence[Voice],
    words: WordPlaces,
    before: int,
) -> None:
    """Write a row for each span of evidence, or one for a coding without.

    `before`: words of the recording units before the paragraph.
    """
    heard = [voice for voice in voices if not voice.stale]
    for coding in codings:
        if not coding.theme:
            continue
        about = {
            "document": coding.document,
            "paragraph": coding.paragraph,
            "theme": coding.theme,
            "coder": coding.coder,
            "memo": coding.memo,
            "stale": coding.stale,
        }
        if not coding.evidence:
            rows.write(**about)
        for span in coding.evidence:
            first, last = words.touched(span.start, span.end)
            covering = {
                voice.voice for voice in heard if voice.start < span.end and span.start < voice.end
            }
            rows.write(
                **about,
                rule=span.rule,
                evidence=span.text,
                start=span.start,
                end=span.end,
                raw_start=span.raw_start,
                raw_end=span.raw_end,
                word=before + first,
                words=last - first,
                voice=" ".join(sorted(covering)),
            )


def write_decision(rows: TableRows, decision: Decision) -> None:
    """Write the row of a decision of the consensus."""
    rows.write(
        paragraph=decision.paragraph,
        theme=decision.theme,
        outcome=decision.outcome,
        how=decision.how,
        memo=decision.memo,
        coders_for=" ".join(decision.coders_for),
        coders_against=" ".join(decision.coders_against),
    )
