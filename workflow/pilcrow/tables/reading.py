"""The coded documents, one at a time, as the tables see them, and the codebook's themes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pilcrow.model.problems import fail
from pilcrow.model.records import (
    ActorMention,
    Coded,
    Coding,
    Evidence,
    Paragraph,
    Segment,
    SegmentedDocument,
    Voice,
    read_records,
)
from pilcrow.text.words import blanked, word_spans

if TYPE_CHECKING:
    from pilcrow.agreement.adjudication import Decision

RECORDED = (
    "speech",
    "question",
)  # kinds of paragraph that are recording units unless a theme says otherwise
RULES = "rules"
CONSENSUS = "consensus"


class CodedDocument(NamedTuple):
    """A document with all that was coded on it; the dictionaries are by paragraph ID."""

    document: SegmentedDocument
    paragraphs: list[Paragraph]
    codings: dict[str, list[Coding]]
    voices: dict[str, list[Voice]]
    actors: dict[str, list[ActorMention]]


def read_coded_documents(
    segments: Sequence[Path], codes: Sequence[Path]
) -> Iterator[CodedDocument]:
    """Yield the documents of all batches in the order of their IDs within each batch; holds one
    batch's codings in memory.
    """
    coded = {path.name: path for path in codes}
    for path in sorted(segments, key=lambda path: path.name):
        if path.name not in coded:
            fail(
                f"The batch {path.stem} was segmented but not coded.",
                file=path,
                todo="Run the stage code for it.",
                kind="input",
            )
        codings: dict[str, dict[str, list[Coding]]] = {}
        voices: dict[str, dict[str, list[Voice]]] = {}
        actors: dict[str, dict[str, list[ActorMention]]] = {}
        for record in read_records(coded[path.name], Coded):
            if isinstance(record, Coding):
                codings.setdefault(record.document, {}).setdefault(record.paragraph, []).append(
                    record
                )
            elif isinstance(record, Voice):
                voices.setdefault(record.document, {}).setdefault(record.paragraph, []).append(
                    record
                )
            else:
                actors.setdefault(record.document, {}).setdefault(record.paragraph, []).append(
                    record
                )
        document: SegmentedDocument | None = None
        paragraphs: list[Paragraph] = []
        for segment in read_records(path, Segment):
            if isinstance(segment, SegmentedDocument):
                if document is not None:
                    yield _reading(document, paragraphs, codings, voices, actors)
                document, paragraphs = segment, []
            elif isinstance(segment, Paragraph):
                paragraphs.append(segment)
        if document is not None:
            yield _reading(document, paragraphs, codings, voices, actors)


def _reading(
    document: SegmentedDocument, paragraphs: list[Paragraph], codings: Any, voices: Any, actors: Any
) -> CodedDocument:
    name = document.document
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.order)
    return CodedDocument(
        document, ordered, codings.pop(name, {}), voices.pop(name, {}), actors.pop(name, {})
    )


def spoken_text(paragraph: Paragraph) -> str:
    """Return the paragraph's text with its stage directions blanked, as long as before."""
    return blanked(paragraph.text, paragraph.asides)


class WordPlaces:
    """The words of a text in a language, by their places; computed when they are first needed."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        """First characters, and characters after the last, of the words."""
        spans = word_spans(self.text, self.language)
        return [start for start, _ in spans], [end for _, end in spans]

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions [first, last) of the words that a range of characters touches."""
        starts, ends = self._bounds
        first = bisect_right(ends, start)
        return first, max(first, bisect_left(starts, end))

    def in_evidence(self, evidence: Iterable[Evidence]) -> int:
        """Count the words that the evidence of one theme touches, each once however many spans
        cover it.
        """
        total = reached = 0
        for first, last in sorted(self.touched(span.start, span.end) for span in evidence):
            total += max(0, last - max(first, reached))
            reached = max(reached, last)
        return total


def people(codings: Iterable[Coding]) -> list[str]:
    """Return the people among the coders, sorted, without the rules and the consensus."""
    return sorted({coding.coder for coding in codings} - {RULES, CONSENSUS})


def themes_of(codings: Sequence[Coding], choice: str) -> dict[str, list[Evidence]]:
    """Return the themes of one paragraph in the coding that the report uses, with their evidence.

    A person's stale codings count and are marked in the report. They have no vote in a consensus.

    Args:
        codings: The codings of the paragraph.
        choice: "rules", a coder, or "consensus".
    """
    chosen: dict[str, list[Evidence]] = {}
    for coding in codings:
        if coding.coder == choice and coding.theme:
            chosen.setdefault(coding.theme, []).extend(coding.evidence)
    return dict(sorted(chosen.items())) if len(chosen) > 1 else chosen


def is_read(codings: Iterable[Coding], choice: str) -> bool:
    """Return whether the coding that the report uses says anything of a paragraph: has a theme, or
    has none.

    The rules read every paragraph, a person those that have a row of theirs. The consensus has read
    what somebody did who votes: a stale coding has no vote. What was not read counts neither as
    having a theme nor as not having it.
    """
    if choice == RULES:
        return True
    if choice == CONSENSUS:
        return any(coding.coder != RULES and not coding.stale for coding in codings)
    return any(coding.coder == choice for coding in codings)


def with_consensus(reading: CodedDocument, rule: str) -> tuple[CodedDocument, list[Decision]]:
    """Return a document with the consensus as its coding by "consensus", and its decisions.

    Args:
        reading: The document; its codings by "consensus" are the adjudicator's rulings.
        rule: "majority" or "unanimous".
    """
    from pilcrow.agreement.adjudication import adjudicate

    found = adjudicate((coding for codings in reading.codings.values() for coding in codings), rule)
    codings = {
        paragraph: [coding for coding in given if coding.coder != CONSENSUS]
        for paragraph, given in reading.codings.items()
    }
    for coding in found.codings:
        codings.setdefault(coding.paragraph, []).append(coding)
    return reading._replace(codings=codings), found.decisions
