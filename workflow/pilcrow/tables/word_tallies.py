"""The words of the two sides that are compared, counted a batch at a time: by document, and by paragraph, never the text.

What a batch gives is kept in a file beside its portion, under a key of all that it was made from, and read as often as it is needed: no
more than one batch's counts and the vocabulary are in memory.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.build.invalidation import FileHashes, combine
from pilcrow.files.processes import do_all
from pilcrow.model.problems import fail
from pilcrow.model.records import Paragraph, Segment, SegmentedDocument, read_records, replaced
from pilcrow.tables.reading import RECORDED, spoken
from pilcrow.text.words import words_of

PLACES = 5  # paragraphs that are named of a word, on each side


class Sides(msgspec.Struct, frozen=True):
    """Which side a document is on, or a speaker (`inputs.keyness`); who is on none is not counted. And how texts fall into words."""

    documents: dict[str, int] = {}
    speakers: dict[str, int] = {}
    kinds: tuple[str, ...] = RECORDED
    possessives: str = "apart"

    def of(self, paragraph: Paragraph) -> int | None:
        """The side of a paragraph, TARGET or REFERENCE (`inputs.keyness`); None where it is not counted."""
        if paragraph.kind not in self.kinds:
            return None
        if self.speakers:
            return self.speakers.get(paragraph.speaker)
        return self.documents.get(paragraph.document)


class SideTally(msgspec.Struct):
    """One side of a batch. Cells are (word, document) with a count above none; arrays are of the machine's integers, as bytes."""

    documents: list[str]
    lengths: list[int]  # words of each document
    paragraphs: int
    words: list[str]
    holding: bytes  # int64, by word: paragraphs that have it
    places: list[list[str]]  # by word: the first PLACES paragraphs that have it
    cell_words: bytes  # int32, by cell: place of the word
    cell_documents: bytes  # int32
    cell_counts: bytes  # int32


class BatchTally(msgspec.Struct):
    """Both sides of a batch. `known`: all its documents, on whatever side."""

    key: str
    known: list[str]
    sides: list[SideTally]


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
        """What was collected, as it is kept."""
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


def tally_documents(records: Iterable[Any], sides: Sides) -> BatchTally:
    """Count the records of a batch: segmented documents, each followed by its paragraphs."""
    collectors = (_Collector(), _Collector())
    known: list[str] = []
    language = ""
    pending: dict[int, list[tuple[str, list[str]]]] = {}

    def finish() -> None:
        for side, paragraphs in sorted(pending.items()):
            collectors[side].add(known[-1], paragraphs)
        pending.clear()

    for record in records:
        if isinstance(record, SegmentedDocument):
            finish()
            known.append(record.document)
            language = record.language
        elif isinstance(record, Paragraph):
            side = sides.of(record)
            if side is not None:
                pending.setdefault(side, []).append(
                    (record.id, words_in(spoken(record), language, sides))
                )
    finish()
    return BatchTally("", known, [collector.tally() for collector in collectors])


def key_of(segment: Path, known: Sequence[str], sides: Sides, engine: str) -> str:
    """The digest of all that the tally of a batch is made from."""
    here = {
        document: sides.documents[document] for document in known if document in sides.documents
    }
    about = msgspec.json.encode(msgspec.structs.replace(sides, documents=here))
    return combine({"segment": FileHashes()(segment), "engine": engine, "sides": about.decode()})


def make(target: Path, segment: Path, shared: tuple[Sides, str]) -> None:
    """Count a batch, and leave its tally in a file."""
    sides, engine = shared
    tally = tally_documents(read_records(segment, Segment), sides)
    tally.key = key_of(segment, tally.known, sides, engine)
    with replaced(target) as temporary:
        temporary.write_bytes(msgspec.msgpack.encode(tally))


def read_tally(path: Path) -> BatchTally | None:
    """The tally that was left in a file; None where there is none that can be read."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=BatchTally)
    except (OSError, msgspec.DecodeError):
        return None


class WordTallies:
    """The tallies of all batches, kept in a folder: those that are not there, or were made from something else, are made when this is."""

    def __init__(
        self,
        folder: Path,
        segments: Sequence[Path],
        sides: Sides,
        engine: str = "",
        processes: int = 1,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.paths = [
            folder / f"{segment.stem}.words"
            for segment in sorted(segments, key=lambda path: path.name)
        ]
        jobs = []
        for path, segment in zip(
            self.paths, sorted(segments, key=lambda path: path.name), strict=True
        ):
            tally = read_tally(path)
            if tally is None or tally.key != key_of(segment, tally.known, sides, engine):
                jobs.append((path, segment))
        do_all(make, jobs, (sides, engine), processes)

    def __iter__(self) -> Iterator[BatchTally]:
        """Read them, one after the other, in the order of the batches' names."""
        for path in self.paths:
            tally = read_tally(path)
            if tally is None:
                fail(
                    "The words of a batch could not be kept.",
                    file=path,
                    todo="Is the disk full?",
                    kind="disk",
                )
            yield tally
