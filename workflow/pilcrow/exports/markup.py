"""XML for the exports: text that is only data, lines that can be compared, and valid names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

# Not allowed in XML 1.0, not even as a reference: https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML = {"xml_id": XML_ID, "xml_lang": "{http://www.w3.org/XML/1998/namespace}lang"}


def xml_characters(text: str) -> str:
    """Return a text with U+FFFD in place of each character that XML does not allow."""
    return FORBIDDEN.sub(REPLACEMENT, text)


def xml_name(text: str) -> str:
    """Return a text as part of an XML name; different texts give different names.

    Letters a–z and digits stay. Other characters are written by their number.
    """
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found.group()):x}_", text)


def add(parent: Any, name: str, text: str = "", /, **attributes: str) -> Any:
    """Add a last child to `parent`, in the same namespace, and return it.

    Attributes without a value are left out; `xml_id` and `xml_lang` are those of XML itself.
    """
    given = {
        _XML.get(key, key): xml_characters(value) for key, value in attributes.items() if value
    }
    child = etree.SubElement(parent, parent.tag[: parent.tag.index("}") + 1] + name, given)
    if text:
        child.text = xml_characters(text)
    return child


def lay_out(element: Any, mixed: Iterable[str], depth: int = 0) -> None:
    """Put each element that lies among others on a line of its own.

    What is in an element named in `mixed` is text, and left alone.
    """
    if not len(element) or element.tag[element.tag.index("}") + 1 :] in mixed:
        return
    element.text = "\n" + " " * (depth + 1)
    for child in element:
        lay_out(child, mixed, depth + 1)
        child.tail = "\n" + " " * (depth + 1)
    element[-1].tail = "\n" + " " * depth


def encoded(root: Any) -> bytes:
    """Return an element as a whole XML file."""
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return (
        written.replace(
            b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1
        )
        + b"\n"
    )
