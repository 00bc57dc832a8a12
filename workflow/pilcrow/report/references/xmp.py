"""Add to the XMP of a PDF what Typst does not write: identifier, date, publisher, rights.

XMP is that of ISO 16684-1:2019: Dublin Core and XMP Rights Management. The DOI is in PRISM 3.0.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape

from pilcrow.report.references.work import Work

_METADATA = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
_XREF = re.compile(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf]\r\n)+)")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_INSTANCE = re.compile(rb"<xmpMM:InstanceID>([A-Za-z0-9+/=]{24})</xmpMM:InstanceID>")
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
}


def rdf_description(work: Work) -> str:
    """Return an `rdf:Description` of what Typst cannot write."""
    properties = [
        _single("dc:identifier", _identifier(work)),
        _list("dc:date", "Seq", [work.date]),
        _list("dc:publisher", "Bag", [work.publisher]),
        _list("dc:subject", "Bag", work.keywords),
        _list("dc:type", "Bag", ["Report"]),
        _alternatives("dc:rights", work.rights),
        _single("xmpRights:WebStatement", work.licence_address),
        _single("prism:doi", work.doi),
        _single("prism:url", work.address),
        _single("prism:versionIdentifier", work.version),
    ]
    spaces = "".join(f' xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
    return f'<rdf:Description rdf:about=""{spaces}>{"".join(properties)}</rdf:Description>'


def _identifier(work: Work) -> str:
    return f"https://doi.org/{work.doi}" if work.doi else work.address


def _single(name: str, value: str) -> str:
    return f"<{name}>{escape(value, quote=False)}</{name}>" if value else ""


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value, quote=False)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _alternatives(name: str, value: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(value, quote=False)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if value else ""


def with_metadata(pdf: bytes, work: Work) -> bytes:
    """Return a PDF of Typst whose XMP metadata say what is known of the report.

    The metadata of Typst stay. The offsets of what follows them and the identifier of the file's
    bytes are computed again. A PDF of another form is returned as it was.
    """
    packet, table, start = _METADATA.search(pdf), _XREF.search(pdf), _START.search(pdf)
    if not packet or not table or not start or int(start[1]) != table.start():
        return pdf
    length = int(packet[1])
    old = pdf[packet.end() : packet.end() + length]
    new = old.replace(b"</rdf:RDF>", rdf_description(work).encode() + b"</rdf:RDF>")
    head = packet[0].replace(b"/Length %d/" % length, b"/Length %d/" % len(new))
    moved = len(head) - len(packet[0]) + len(new) - length
    before, after = pdf[: packet.start()], pdf[packet.end() + length : table.start()]
    lines = [
        b"%010d%s" % (_moved(int(line[:10]), packet.start(), moved), line[10:])
        for line in table[2].splitlines(keepends=True)
    ]
    rest = pdf[table.end() : start.start()]
    return _named_anew(
        b"".join(
            (
                before,
                head,
                new,
                after,
                b"xref\n0 %s\n" % table[1],
                *lines,
                rest,
                b"startxref\n%d\n%%%%EOF" % (table.start() + moved),
            )
        )
    )


def _moved(offset: int, at: int, by: int) -> int:
    return offset + by if offset > at else offset


def _named_anew(pdf: bytes) -> bytes:
    """Return a PDF with a new identifier of its bytes, in its metadata and its trailer."""
    found = _INSTANCE.search(pdf)
    if not found:
        return pdf
    blank = b"=" * len(found[1])
    empty = _each(pdf, found[1], blank)
    return _each(empty, blank, base64.b64encode(hashlib.sha256(empty).digest()[:16]))


def _each(pdf: bytes, old: bytes, new: bytes) -> bytes:
    pairs: Sequence[tuple[bytes, bytes]] = (
        (b"<xmpMM:InstanceID>", b"</xmpMM:InstanceID>"),
        (b"(", b")]"),
    )
    for opening, closing in pairs:
        pdf = pdf.replace(opening + old + closing, opening + new + closing)
    return pdf
