"""What the stage `export_batch` writes for each document, and how it is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pilcrow.exports import refi, tei, web_annotation
from pilcrow.exports.material import Document, Setting
from pilcrow.exports.own import OWN
from pilcrow.files.installed import result_of


class Exported(msgspec.Struct, tag_field="record", tag="exported"):
    """What a document gives to the files of all documents. Its own files stand before it."""

    title: str
    annotations: int  # how many there are
    refi: refi.DocumentPart  # the text too


class Piece(msgspec.Struct, tag_field="record", tag="piece"):
    """A piece of a file of a document: `path` is its place in the folder of the exports."""

    path: str
    content: str


class _Head(msgspec.Struct):
    head: refi.Head


class _Light(msgspec.Struct, tag_field="record", tag="exported"):
    """What is kept in memory of each document while the files of all documents are written."""

    title: str
    annotations: int
    refi: _Head


class _Skipped(msgspec.Struct, tag_field="record", tag="piece"):
    """A piece that is not read yet."""


class StoredExport:
    """An exported document, read from its file when it is needed."""

    def __init__(self, path: Path, pieces: range, light: _Light) -> None:
        self.path = path
        self.pieces = pieces  # the bytes of its file that hold the pieces; the document follows
        self.light = light

    @property
    def head(self) -> refi.Head:
        return self.light.refi.head

    def read(self) -> refi.DocumentPart:
        """Read what the document gives to a REFI-QDA project."""
        with open(self.path, "rb") as lines:
            lines.seek(self.pieces.stop)
            return msgspec.json.decode(lines.readline(), type=Exported).refi

    def files(self) -> Iterator[Piece]:
        """Read the files of the document, a piece at a time."""
        decode = msgspec.json.Decoder(Piece).decode
        with open(self.path, "rb") as lines:
            lines.seek(self.pieces.start)
            while lines.tell() < self.pieces.stop:
                yield decode(lines.readline())


def export_document(
    document: Document, setting: Setting, variables: dict[str, str], around: tuple[str, str]
) -> Iterator[Piece | Exported]:
    """Make all that is exported of a document: the pieces of its own files, then the rest.

    `around`: the documents before and after it, "" for none. Raises Problems.
    """
    name = document.id
    yield Piece(f"text/{name}.txt", document.text)
    yield Piece(f"tei/{name}.xml", tei.write_document(document, setting).decode())
    for piece in web_annotation.write_page(document, setting, *around):
        yield Piece(f"annotations/{name}.jsonld", piece.decode())
    for own, one in sorted(OWN.items()):
        yield Piece(f"{own}/{name}{one.ending}", result_of(one.make, str, document, setting))
    yield Exported(
        document.title,
        web_annotation.count_annotations(document),
        refi.part_of(document, setting, variables),
    )


def stored_in(paths: Sequence[Path]) -> list[StoredExport]:
    """Find the documents that the files of batches hold, in the order of their IDs."""
    return sorted(_each(paths), key=lambda stored: stored.head.document)


def _each(paths: Sequence[Path]) -> Iterator[StoredExport]:
    decode = msgspec.json.Decoder(_Light | _Skipped).decode
    for path in paths:
        with open(path, "rb") as lines:
            start = place = 0
            for line in lines:
                found = decode(line)
                if isinstance(found, _Light):
                    yield StoredExport(path, range(start, place), found)
                    start = place + len(line)
                place += len(line)
