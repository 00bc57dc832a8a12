"""Smaller SVG: what matplotlib writes, without what nobody sees. The picture stays the same to a hundredth of a point.

Outlines of letters make the most of a figure's file; each letter that is set refers to its outline, so that these references count. Groups
and identifiers that nothing refers to, the description that the report holds as alternative text, and invisible shapes are left out.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_TRANSLATION = re.compile(r"translate\((-?[\d.]+)(?:[ ,]+0(?:\.0*)?)?\)")


def compact(svg: str) -> str:
    """An SVG drawing as a smaller one that looks the same. `svg` is a whole file, of matplotlib's making."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if _name(child) == "metadata" or _invisible(child):
                parent.remove(child)
    _shorten_identifiers(root)
    _unwrap(root)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            element.set(name, _smaller(name, value))
        if _name(element) == "use" and (
            moved := _TRANSLATION.fullmatch(element.get("transform", ""))
        ):
            del element.attrib["transform"]
            element.set("x", moved[1])
        if not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return DECLARATION + ElementTree.tostring(root, encoding="unicode").replace(" />", "/>") + "\n"


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _invisible(element: ElementTree.Element) -> bool:
    """A group or shape that paints nothing: no fill, no line, no children."""
    if _name(element) == "g":
        return (
            bool(len(element))
            and all(_invisible(child) for child in element)
            and "clip-path" not in element.attrib
        )
    return _name(element) == "path" and element.get("style") == "fill: none"


def _shorten_identifiers(root: ElementTree.Element) -> None:
    """Identifiers that something refers to become short ones, in the order of the file; the others go."""
    wanted: dict[str, str] = {}
    references = []
    for element in root.iter():
        if target := element.attrib.pop(LINK, None):
            element.set("href", target)
        if target := element.get("href"):
            references.append(target.removeprefix("#"))
        references += [
            found for value in element.attrib.values() for found in _REFERENCE.findall(value)
        ]
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in references:
            element.set("id", wanted.setdefault(identifier, _short(len(wanted))))
    for element in root.iter():
        if target := element.get("href"):
            element.set("href", "#" + wanted[target.removeprefix("#")])
        for name, value in list(element.attrib.items()):
            element.set(name, _REFERENCE.sub(lambda found: f"url(#{wanted[found[1]]})", value))


def _short(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index % 26] + (str(index // 26) if index >= 26 else "")


def _unwrap(parent: ElementTree.Element) -> None:
    """Groups without attributes give their children to their parent."""
    children = []
    for child in list(parent):
        _unwrap(child)
        children += list(child) if _name(child) == "g" and not child.attrib else [child]
    parent[:] = children


def _smaller(name: str, value: str) -> str:
    if name == "d":
        # Commas, because the page holds the file in an address, where a space takes three characters.
        value = _NUMBER.sub(_rounded, ",".join(value.split()))
        return re.sub(r",?([A-Za-z]),?", r"\1", value).replace(",-", "-")
    if name in ("x", "y", "width", "height", "points") or (
        name == "transform" and "scale" not in value
    ):
        return _NUMBER.sub(_rounded, value)
    if name == "transform":
        return re.sub(r"translate\([^)]*\)", lambda found: _NUMBER.sub(_rounded, found[0]), value)
    if name == "style":
        return re.sub(r"([:;]) ", r"\1", value)
    return value


def _rounded(found: re.Match[str]) -> str:
    shown = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
