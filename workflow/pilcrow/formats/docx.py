"""Word documents (.docx): the paragraphs of the body; notes, comments and running heads are cut, tracked deletions left out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.model.problems import fail

UNPACKED = 300_000_000  # bytes; what packs more is a bomb, or pictures
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(
    r"(heading|title|subtitle|titel|überschrift|titre|título|заголовок)\b", re.IGNORECASE
)
# Parts beside the body, and what they hold.
_BESIDE = {
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment",
    "header": "running head",
    "footer": "running foot",
}


def extract(content: bytes, shown: str, encoding: str = "") -> Extracted:
    """The document's paragraphs, one a line. Raises Problems."""
    _check(content, shown)
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        return _read(content, shown)
    except (
        KeyError,
        ValueError,
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        etree.LxmlError,
        PackageNotFoundError,
    ):
        fail(
            "This is no Word document that can be read.",
            file=shown,
            todo="Open it in Word and save it again as .docx, or its text as .txt.",
            kind="format",
        )


def _read(content: bytes, shown: str) -> Extracted:
    import docx
    from lxml import etree

    document = docx.Document(io.BytesIO(content))
    styles = {style.style_id: style.name or "" for style in document.styles}
    collector = Collector()
    for number, paragraph in enumerate(document.element.body.iter(f"{_W}p"), 1):
        text = _text(paragraph)
        if text.strip():
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
            collector.add(
                text, f"paragraph {number}", kind="heading" if _HEADING.match(name) else ""
            )
    for part in sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname)):
        kind = next(
            (
                word
                for name, word in _BESIDE.items()
                if re.fullmatch(rf"/word/{name}\d*\.xml", str(part.partname))
            ),
            "",
        )
        if kind:
            for paragraph in etree.fromstring(part.blob, _parser()).iter(f"{_W}p"):
                if (text := _text(paragraph)).strip():
                    collector.add(text, "", cut=kind)
    deleted = sum(1 for _ in document.element.body.iter(f"{_W}del"))
    reason = "paragraphs are those of the document"
    if collector.cuts:
        reason += "; left out: " + ", ".join(
            dict.fromkeys(f"{cut.detail}s" for cut in collector.cuts)
        )
    if deleted:
        reason += f"; {deleted} tracked deletion{'s' * (deleted != 1)} taken as deleted"
    return collector.finish("docx", "lines", reason, shown)


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _check(content: bytes, shown: str) -> None:
    """Refuses what is protected, active, or not what it says it is."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        fail(
            "The document is protected by a password, or it is an old .doc.",
            file=shown,
            todo="Open it in Word, remove the password, and save it as .docx.",
            kind="password",
        )
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        fail(
            "This is no Word document: it cannot be unpacked.",
            file=shown,
            todo="Save it again as .docx, or its text as .txt.",
            kind="format",
        )
    unpacked = sum(entry.file_size for entry in entries)
    if (
        unpacked > UNPACKED
        or len(entries) > 10_000
        or (unpacked > 20_000_000 and unpacked > 200 * len(content))
    ):
        fail(
            f"The file unpacks from {len(content) / 1e6:,.1f} MB to {unpacked / 1e6:,.0f} MB: it is a bomb, or no transcript.",
            file=shown,
            todo="Do not open it; ask whoever sent it.",
            kind="bomb",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        fail(
            "The document is protected by a password.",
            file=shown,
            todo="Save it without one.",
            kind="password",
        )
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        fail(
            "The document holds macros.",
            file=shown,
            todo="Save it as .docx without them, or its text as .txt.",
            kind="macro",
        )


def _text(paragraph: Any) -> str:
    return re.sub(r"[\t\n\r]+", " ", "".join(_pieces(paragraph)))


def _pieces(element: Any) -> Iterator[str]:
    """The text of a paragraph in its order, hyperlinks, insertions and fields' results included, nested paragraphs left to themselves."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "\u2011"
        elif child.tag == f"{_W}softHyphen":
            yield "\u00ad"
        elif child.tag not in (f"{_W}p", f"{_W}del", f"{_W}pPr", _FALLBACK):
            yield from _pieces(child)
