"""Read the documents of all batches from their files, so that a corpus need not be in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.model.documents import Document as Listed
from pilcrow.model.groups import by_date
from pilcrow.model.records import CleanedDocument, Coded, Segment
from pilcrow.report.page.corpus import EditedDocument, edited_from, read_orphans, received_of
from pilcrow.report.prose.citations import Citable


class ByteRange(msgspec.Struct, frozen=True, gc=False):
    """Lines of a file that belong to one document: from a byte to the byte after the last."""

    path: Path
    start: int
    end: int


class _Named(msgspec.Struct, frozen=True, gc=False):
    """Any record, read only for its document."""

    document: str


def places_in(paths: Iterable[Path]) -> dict[str, list[ByteRange]]:
    """Return where the records of each document lie.

    A document's records follow one another, so nearly all documents have one place.
    """
    document_of = msgspec.json.Decoder(_Named).decode
    found: dict[str, list[ByteRange]] = {}
    for path in sorted(paths, key=lambda path: path.name):
        current, start, position = "", 0, 0
        with open(path, "rb") as lines:
            for line in lines:
                document = document_of(line).document
                if document != current and current:
                    found.setdefault(current, []).append(ByteRange(path, start, position))
                    start = position
                current = document
                position += len(line)
        if current:
            found.setdefault(current, []).append(ByteRange(path, start, position))
    return found


def read_places(places: Iterable[ByteRange], kind: Any) -> list[Any]:
    """Return the records at places, in order. `kind` is a struct or a union of structs."""
    decoder = msgspec.json.Decoder(kind)
    records: list[Any] = []
    for place in places:
        with open(place.path, "rb") as stream:
            stream.seek(place.start)
            records += decoder.decode_lines(stream.read(place.end - place.start))
    return records


class Corpus:
    """The documents of a project, by date.

    Iterating reads one after the other and keeps none. One that is asked for by its ID is kept.
    `gone` are the accepted documents whose transcript is missing. They are found by ID, and
    iterating leaves them out.
    """

    def __init__(
        self,
        root: Path,
        documents: Sequence[Listed],
        clean: Iterable[Path],
        segments: Iterable[Path],
        codes: Iterable[Path],
        orphans: Iterable[Path] = (),
    ) -> None:
        self._listed = {entry.document: entry for entry in documents}
        self._cleaned, self._segmented, self._coded = (
            places_in(clean),
            places_in(segments),
            places_in(codes),
        )
        # By date, however the documents were dealt out to batches.
        self.names = sorted(self._segmented, key=self._in_order)
        self.gone = read_orphans(root, orphans, self._segmented)
        self._kept = {edited.document: edited for edited in self.gone}

    def __len__(self) -> int:
        return len(self.names)

    def _in_order(self, document: str) -> tuple[bool, str, str]:
        entry = self._listed.get(document)
        return by_date(entry.metadata.date if entry else "", document)

    def batches(self) -> dict[str, list[str]]:
        """Return the documents of each batch."""
        found: dict[str, list[str]] = {}
        for document, places in self._segmented.items():
            found.setdefault(places[0].path.stem, []).append(document)
        return found

    def __iter__(self) -> Iterator[EditedDocument]:
        return (self._kept.get(name) or self._read(name) for name in self.names)

    def __getitem__(self, document: str) -> EditedDocument:
        if document not in self._kept:
            self._kept[document] = self._read(document)
        return self._kept[document]

    def texts(self) -> Iterator[EditedDocument]:
        """Yield all documents, then those that are gone, without codings and raw files."""
        return chain((self._edited(name, [], []) for name in self.names), self.gone)

    def _read(self, name: str) -> EditedDocument:
        cleaned = read_places(self._cleaned.get(name, ()), CleanedDocument)
        return self._edited(name, cleaned, read_places(self._coded.get(name, ()), Coded))

    def _edited(
        self, name: str, cleaned: Sequence[CleanedDocument], coded: Iterable[Coded]
    ) -> EditedDocument:
        received = received_of(cleaned[0]) if cleaned else None
        return edited_from(
            read_places(self._segmented[name], Segment),
            coded,
            self._listed.get(name),
            received,
        )


def citable_of(corpus: Corpus) -> Citable:
    """Return the documents of a corpus as they can be cited, with those that are gone."""
    gone = (edited.document for edited in corpus.gone)
    return Citable([*corpus.names, *gone], lambda document: corpus[document].citable())
