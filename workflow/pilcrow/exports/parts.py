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
    """The files of a document, and its parts of the files of all documents."""

    title: str
    annotations: int  # how many there are
    refi: refi.DocumentPart  # the text too
    tei: str
    page: str  # of Web Annotations
    own: dict[str, str] = {}  # exports of a fork, by name


class _Head(msgspec.Struct):
    head: refi.Head


class _Light(msgspec.Struct):
    """What is kept in memory of each document while the files of all documents are written."""

    title: str
    annotations: int
    refi: _Head


class _Refi(msgspec.Struct):
    refi: refi.DocumentPart


class StoredExport:
    """An exported document, read from its file when it is needed."""

    def __init__(self, path: Path, start: int, light: _Light) -> None:
        self.path = path
        self.start = start
        self.light = light

    @property
    def head(self) -> refi.Head:
        return self.light.refi.head

    def read(self) -> refi.DocumentPart:
        """Read what the document gives to a REFI-QDA project."""
        return msgspec.json.decode(self._line(), type=_Refi).refi

    def whole(self) -> Exported:
        """Read all of it."""
        return msgspec.json.decode(self._line(), type=Exported)

    def _line(self) -> bytes:
        with open(self.path, "rb") as lines:
            lines.seek(self.start)
            return lines.readline()


def export_document(
    document: Document, setting: Setting, variables: dict[str, str], around: tuple[str, str]
) -> Exported:
    """Make all that is exported of a document.

    `around`: the documents before and after it, "" for none. Raises Problems.
    """
    page, count = web_annotation.write_page(document, setting, *around)
    return Exported(
        document.title,
        count,
        refi.part_of(document, setting, variables),
        tei.write_document(document, setting).decode(),
        page.decode(),
        {name: result_of(one.make, str, document, setting) for name, one in sorted(OWN.items())},
    )


def stored_in(paths: Sequence[Path]) -> list[StoredExport]:
    """Find the documents that the files of batches hold, in the order of their IDs."""
    return sorted(_each(paths), key=lambda stored: stored.head.document)


def _each(paths: Sequence[Path]) -> Iterator[StoredExport]:
    decode = msgspec.json.Decoder(_Light).decode
    for path in paths:
        with open(path, "rb") as lines:
            start = 0
            for line in lines:
                yield StoredExport(path, start, decode(line))
                start += len(line)
