"""Decode raw bytes into the text as received. A file that cannot be decoded is reported."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from pilcrow.model.problems import did_you_mean, fail

if TYPE_CHECKING:
    from pilcrow.text.encodings import Detection

# The first bytes of files that are not text, and what such a file is.
SIGNATURES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or a Word document",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a Rich Text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}
# Byte order marks, the longer first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF8: "utf-8",
}
MARK_OF = {encoding: mark for mark, encoding in BYTE_ORDER_MARKS.items()}
# The names that people know, for the metadata.
KNOWN_NAMES = [
    "utf-8",
    "utf-16",
    "utf-32",
    "windows-1251",
    "windows-1252",
    "windows-1250",
    "iso-8859-1",
    "koi8-r",
    "gb18030",
    "big5",
]


def decode_bytes(
    content: bytes, encoding: str = "", *, shown: str = "", metadata: str = "", language: str = ""
) -> tuple[str, str, bool]:
    """Return the text of a file, the exact name of its encoding, and whether it began with a byte
    order mark.

    `encoding` is what the metadata names, or ""; `shown` and `metadata` are the file names for
    messages. Encoding the text again gives the same bytes. Raises Problems: empty, binary, not in
    the encoding.
    """
    if not content or content == codecs.BOM_UTF8:
        fail(
            "The file is empty.",
            file=shown,
            todo="Put the transcript into it, or remove the file.",
            kind="empty",
        )
    for signature, what in SIGNATURES.items() if content.startswith((*SIGNATURES,)) else ():
        if content.startswith(signature):
            fail(
                f"This is {what}, not plain text.",
                file=shown,
                todo="Save its text as UTF-8 under the ending .txt.",
                kind="binary",
            )
    text, exact, marked = _decode(content, encoding, shown, metadata, language)
    if "\0" in text:
        place = content.index(b"\0")
        fail(
            f"Byte {place} is a NUL character: this is not a text file.",
            file=shown,
            line=content.count(b"\n", 0, place) + 1,
            todo="Save the transcript as plain text in UTF-8.",
            kind="binary",
        )
    if not text or text.isspace():
        fail(
            "The file contains nothing but blank lines.",
            file=shown,
            todo="Put the transcript into it, or remove the file.",
            kind="empty",
        )
    return text, exact, marked


def _decode(
    content: bytes, encoding: str, shown: str, metadata: str, language: str
) -> tuple[str, str, bool]:
    mark, marked_as = next(
        ((mark, name) for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)),
        (b"", ""),
    )
    if not encoding:
        if marked_as not in ("", "utf-8"):
            family = marked_as[:6]
            option = _stated(family, metadata)
            fail(
                f"The file is {family.upper()} (it begins with its byte order mark), not UTF-8.",
                file=shown,
                todo=f"Save it as UTF-8, or {option[0]}.",
                kind="encoding",
                option=option,
            )
        exact = "utf-8"
    else:
        exact = _exact_name(encoding, marked_as, metadata or shown)
    body = content[len(mark) :] if mark and marked_as == exact else content
    try:
        text = body.decode(exact)
    except UnicodeDecodeError as trouble:
        _refuse(
            content,
            trouble.start + len(content) - len(body),
            exact,
            encoding,
            shown,
            metadata,
            language,
        )
    if exact != "utf-8" and text.encode(exact) != body:
        fail(
            f"The bytes cannot be rebuilt from the text in the encoding {encoding}, so that nothing"
            " could be traced back to them.",
            file=shown,
            todo="Save the file as UTF-8.",
            kind="encoding",
        )
    return text, exact, len(body) != len(content)


def _exact_name(encoding: str, marked_as: str, shown: str) -> str:
    """Return the codec that rebuilds the bytes: for "utf-16" the byte order mark decides."""
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        fail(
            f'The encoding "{encoding}" is not known.',
            file=shown,
            todo=did_you_mean(encoding, KNOWN_NAMES),
            kind="encoding",
        )
    name = found.name
    if not getattr(found, "_is_text_encoding", True):
        fail(
            f'"{encoding}" is not an encoding of text.',
            file=shown,
            todo=did_you_mean(encoding, KNOWN_NAMES),
            kind="encoding",
        )
    if name in ("utf-16", "utf-32"):
        return marked_as if marked_as.startswith(name) else f"{name}-le"
    return "utf-8" if name == "utf-8-sig" else name


def _refuse(
    content: bytes, place: int, exact: str, encoding: str, shown: str, metadata: str, language: str
) -> None:
    line = content.count(b"\n", 0, place) + 1
    what = (
        f"Byte {place} (0x{content[place]:02X}) is not {exact.upper()}."
        if place < len(content)
        else f"The file ends inside a {exact.upper()} character."
    )
    if encoding:
        option = (f'Correct "encoding" in {metadata or "its metadata"}', f"Give {_OPTION}")
        todo = f"{option[0]}, or save the file as UTF-8."
    else:
        from pilcrow.text.encodings import detect  # few files need it

        detection = detect(content, language)
        option = _stated(detection.encoding, metadata)
        todo = _encoding_advice(detection, option[0])
    fail(what, file=shown, line=line, todo=todo, kind="encoding", option=option)


_OPTION = "`pilcrow add` the right --encoding"


def _stated(encoding: str, metadata: str) -> tuple[str, str]:
    """Return how to state an encoding, "" if it is not known: in the metadata, and to a command."""
    where = metadata or "its metadata"
    if encoding:
        return (
            f'write "encoding: {encoding}" into {where}',
            f"give `pilcrow add` --encoding {encoding}",
        )
    return f'write "encoding:" with the right one into {where}', f"give {_OPTION}"


def _encoding_advice(detection: Detection, stated: str) -> str:
    """Return the advice for a file that is not UTF-8.

    If several encodings are probable, it shows a few words as each would read them. `stated` says
    how to state the encoding.
    """
    if encoding := detection.encoding:
        return f"It may be {encoding}: save it as UTF-8, or {stated}."
    if candidates := detection.candidates():
        return f"Its encoding may be {candidates}. Save it as UTF-8, or {stated}."
    return "If it is a text, save it as UTF-8."


def encode_text(text: str, encoding: str, bom: bool) -> bytes:
    """Return the raw bytes of a received text."""
    return (MARK_OF.get(encoding, b"") if bom else b"") + text.encode(encoding)
