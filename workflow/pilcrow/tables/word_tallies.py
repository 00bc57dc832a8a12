"""The words of the two sides of a comparison, counted by batch, document and paragraph."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from pilcrow.model.records import Paragraph, Segment, SegmentedDocument
from pilcrow.tables.counts import BatchTally, SideTally
from pilcrow.tables.reading import RECORDED, spoken_text
from pilcrow.text.words import words_of

PLACES = 5  # paragraphs that are named of a word, on each side


class Sides(msgspec.Struct, frozen=True):
    """Which documents or speakers are on which side (`inputs.keyness`), and how words are divided.

    What is on neither side is not counted.
    """

    documents: dict[str, int] = {}
    speakers: dict[str, int] = {}
    kinds: tuple[str, ...] = RECORDED
    possessives: str = "apart"

    def of(self, paragraph: Paragraph) -> int | None:
        """Return the side of a paragraph, TARGET or REFERENCE; None if it is not counted."""
        if paragraph.kind not in self.kinds:
            return None
        if self.speakers:
            return self.speakers.get(paragraph.speaker)
        return self.documents.get(paragraph.document)


class _Collector:
    """Collects one side of a batch, document by document."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.lengths: list[int] = []
        self.paragraphs = 0
        self.place_of: dict[str, int] = {}
        self.holding: Counter[str] = Counter()
        self.places: list[list[str]] = []
        self.full: set[str] = set()
        self.cells = (array("i"), array("i"), array("i"))

    def add(self, document: str, paragraphs: Sequence[tuple[str, list[str]]]) -> None:
        """Add a document: the words of each of its paragraphs, with the paragraph's ID."""
        counts: Counter[str] = Counter()
        sets = [(identifier, set(words)) for identifier, words in paragraphs]
        for _, words in paragraphs:
            counts.update(words)
        for _, distinct in sets:
            self.holding.update(distinct)
        here = len(self.documents)
        self.documents.append(document)
        self.lengths.append(counts.total())
        self.paragraphs += len(paragraphs)
        place_of, places = self.place_of, self.places
        cell_words, cell_documents, cell_counts = self.cells
        for word, count in counts.items():
            place = place_of.get(word)
            if place is None:
                place = place_of[word] = len(places)
                places.append([])
            cell_words.append(place)
            cell_documents.append(here)
            cell_counts.append(count)
        wanted = counts.keys() - self.full
        for identifier, distinct in sets if wanted else ():
            for word in wanted & distinct:
                named = places[place_of[word]]
                if len(named) < PLACES:
                    named.append(identifier)
                else:
                    self.full.add(word)

    def tally(self) -> SideTally:
        """Return what was collected, as it is stored."""
        return SideTally(
            self.documents,
            self.lengths,
            self.paragraphs,
            list(self.place_of),
            array("q", [self.holding[word] for word in self.place_of]).tobytes(),
            self.places,
            *(cells.tobytes() for cells in self.cells),
        )


def words_in(text: str, language: str, sides: Sides) -> list[str]:
    """Return the words of a text, folded; as many as `text.words.count_words` says."""
    return words_of(language, "together", sides.possessives).split(text)


def tally_documents(records: Iterable[Segment], sides: Sides) -> BatchTally:
    """Count the records of a batch: segmented documents, each followed by its paragraphs."""
    collectors = (_Collector(), _Collector())
    document = language = ""
    pending: dict[int, list[tuple[str, list[str]]]] = {}
    languages: set[str] = set()

    def finish() -> None:
        for side, paragraphs in sorted(pending.items()):
            collectors[side].add(document, paragraphs)
        pending.clear()

    for record in records:
        if isinstance(record, SegmentedDocument):
            finish()
            document, language = record.document, record.language
        elif isinstance(record, Paragraph):
            side = sides.of(record)
            if side is not None:
                own = record.language or language
                languages.add(own)
                pending.setdefault(side, []).append(
                    (record.id, words_in(spoken_text(record), own, sides))
                )
    finish()
    return BatchTally([collector.tally() for collector in collectors], sorted(languages))
