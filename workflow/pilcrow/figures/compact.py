"""Make the SVG of matplotlib smaller, without changing the picture by a hundredth of a point.

The outlines of letters are most of a figure's file. Each letter that is set refers to its outline,
so these references count. Groups and identifiers that nothing refers to are left out. Invisible
shapes are too, and so is the description, which the report has as alternative text.
"""

from __future__ import annotations

import functools
import itertools
import re
from xml.etree import ElementTree

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LETTER = "scale(0.015625)"  # of matplotlib's outlines of letters: 6400 units to the em
_COARSER = 16  # of these units are one of ours, a fiftieth of a point in a printed figure
LETTER_UNITS = 400  # to the em; times the `scale` of a text they are its size in points
_SCALED = re.compile(r"scale\((-?[\d.]+) (-?[\d.]+)\)")
_PLACE = re.compile(r"-?\d+(?:\.\d+)?")
_PER_PLACE = LETTER_UNITS / 100  # matplotlib places letters in hundredths of the em
_BOX = re.compile(r"^M([\d.]+),([\d.]+)L([\d.]+),\2L\3,([\d.]+)L\1,\4z$")
_DRAWN = re.compile(r"[A-Za-z]|-?[\d.]+")
_TRANSLATION = re.compile(r"translate\((-?[\d.]+)(?:[ ,]+0(?:\.0*)?)?\)")


def compact(svg: str) -> str:
    """Return an SVG drawing as a smaller one that looks the same.

    `svg` is a whole file as matplotlib writes it.
    """
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if _name(child) == "metadata" or _invisible(child):
                parent.remove(child)
    _shorten_identifiers(root)
    _unwrap(root)
    of_matplotlib = any(element.get("transform") == _LETTER for element in root.iter())
    for element in root.iter():
        if element.get("transform") == _LETTER and _name(element) == "path":
            element.set("d", _outline(element.get("d", "")))
            del element.attrib["transform"]
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
    _unclip(root)
    if of_matplotlib:
        _write_words_once(root)
    return DECLARATION + ElementTree.tostring(root, encoding="unicode").replace(" />", "/>") + "\n"


def _name(element: ElementTree.Element) -> str:
    return _local(element.tag)


@functools.cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _invisible(element: ElementTree.Element) -> bool:
    """Return whether a group or shape paints nothing: no fill, no line, no children."""
    if _name(element) == "g":
        return (
            bool(len(element))
            and all(_invisible(child) for child in element)
            and "clip-path" not in element.attrib
        )
    return _name(element) == "path" and element.get("style") == "fill: none"


def _shorten_identifiers(root: ElementTree.Element) -> None:
    """Shorten the identifiers that something refers to, and remove the others."""
    wanted: dict[str, str] = {}
    references = set()
    for element in root.iter():
        if target := element.attrib.pop(LINK, None):
            element.set("href", target)
        if target := element.get("href"):
            references.add(target.removeprefix("#"))
        for value in element.attrib.values():
            if "url(" in value:
                references.update(_REFERENCE.findall(value))
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in references:
            element.set("id", wanted.setdefault(identifier, _short(len(wanted))))
    for element in root.iter():
        if target := element.get("href"):
            element.set("href", "#" + wanted[target.removeprefix("#")])
        for name, value in list(element.attrib.items()):
            if "url(" in value:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{wanted[found[1]]})", value))


def _short(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index % 26] + (str(index // 26) if index >= 26 else "")


def _unwrap(parent: ElementTree.Element) -> None:
    """Replace groups without attributes by their children."""
    children = []
    for child in list(parent):
        _unwrap(child)
        children += list(child) if _name(child) == "g" and not child.attrib else [child]
    parent[:] = children


_WITHIN = re.compile(r"M([\d.]+),([\d.]+)(?:H([\d.]+)V([\d.]+)H[\d.]+z|L([\d.]+),([\d.]+))")


def _unclip(root: ElementTree.Element) -> None:
    """Remove the clipping of boxes and lines that lie within their frame."""
    frames = {}
    for clip in root.iter(f"{{{SVG}}}clipPath"):
        for box in clip.iter(f"{{{SVG}}}rect"):
            x, y, width, height = (
                float(box.get(name, 0)) for name in ("x", "y", "width", "height")
            )
            frames[f"url(#{clip.get('id')})"] = (x - 0.02, y - 0.02, x + width, y + height)
    for element in root.iter(f"{{{SVG}}}path"):
        frame = frames.get(element.get("clip-path", ""))
        found = _WITHIN.fullmatch(element.get("d", ""))
        if frame and found:
            numbers = [float(number) for number in found.groups() if number]
            left, top, right, bottom = frame
            across, down = numbers[::2], numbers[1::2]
            if (
                left <= min(across)
                and max(across) <= right + 0.02
                and top <= min(down)
                and max(down) <= bottom + 0.02
            ):
                del element.attrib["clip-path"]
    used = {element.get("clip-path") for element in root.iter()}
    for parent in list(root.iter(f"{{{SVG}}}defs")):
        for clip in parent.findall(f"{{{SVG}}}clipPath"):
            if f"url(#{clip.get('id')})" not in used:
                parent.remove(clip)


def _write_words_once(root: ElementTree.Element) -> None:
    """Write each word once, as a group of its letters to which repetitions refer. Drop spaces."""
    blank = {
        element.get("id")
        for element in root.iter()
        if _name(element) == "path" and not element.get("d")
    }
    lines = [element for element in root.iter() if _SCALED.search(element.get("transform", ""))]
    words: dict[tuple[tuple[str, float], ...], list[tuple[ElementTree.Element, float]]] = {}
    for line in lines:
        for use in line:
            for name in {"x", "transform"}.intersection(use.keys()):
                use.set(name, _PLACE.sub(_in_our_units, use.get(name, "")))
        line.set("transform", _SCALED.sub(_of_letters, line.get("transform", "")))
        children: list[ElementTree.Element] = []
        word: list[ElementTree.Element] = []
        for child in [*line, None]:
            letter = child is not None and _name(child) == "use" and set(child.keys()) <= _PLACED
            if child is not None and letter and child.get("href", "")[1:] not in blank:
                word.append(child)
                continue
            if word:
                children.append(_as_word(word, words))
                word = []
            if child is not None and not letter:
                children.append(child)
        line[:] = children
    taken = {element.get("id") for element in root.iter()}
    free = (name for name in map(_short, itertools.count()) if name not in taken)
    for places in words.values():
        (first, left), *others = places
        if len(others) and len(first) > 1:
            first.set("id", next(free))
            for other, x in others:
                other[:] = []
                other.tag = f"{{{SVG}}}use"
                other.set("href", "#" + first.get("id", ""))
                if moved := _shown(x - left):
                    other.set("x", moved)
    _unwrap(root)


def _in_our_units(found: re.Match[str]) -> str:
    return f"{round(float(found[0]) * _PER_PLACE)}"


def _of_letters(found: re.Match[str]) -> str:
    """Return the scale of a text for letters in our units."""
    across, down = (f"{float(number) / _PER_PLACE:.6f}".rstrip("0") for number in found.groups())
    return f"scale({across} {down})"


_PLACED = {"href", "x"}


def _as_word(
    letters: list[ElementTree.Element],
    words: dict[tuple[tuple[str, float], ...], list[tuple[ElementTree.Element, float]]],
) -> ElementTree.Element:
    """Return letters as a group. Note its position under its letters and their distances."""
    left = float(letters[0].get("x", 0))
    key = tuple((one.get("href", ""), float(one.get("x", 0)) - left) for one in letters)
    group = ElementTree.Element(f"{{{SVG}}}g")
    group[:] = letters
    words.setdefault(key, []).append((group, left))
    return group


def _shown(number: float) -> str:
    """Return a whole number, "" for 0."""
    return f"{round(number)}" if round(number) else ""


@functools.cache  # figures share their letters
def _outline(path: str) -> str:
    """Return the outline of a letter in coarser units, each position relative to the one before.

    So most of its numbers have one or two digits. `path` has absolute commands of matplotlib: M, L,
    Q, C and z.
    """
    written: list[str] = []
    at = start = (0, 0)
    command = ""
    numbers: list[int] = []
    wanted = {"M": 1, "L": 1, "Q": 2, "C": 3}
    for part in _DRAWN.findall(path):
        if part.isalpha():
            command, numbers = part, []
            if part in "zZ":
                written.append("z")
                at = start
            continue
        numbers.append(round(float(part) / _COARSER))
        if len(numbers) == 2 * wanted[command]:
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
            shown = ",".join(f"{x - at[0]},{y - at[1]}" for x, y in pairs)
            written.append(command.lower() + shown.replace(",-", "-"))
            at = pairs[-1]
            start = at if command == "M" else start
            numbers = []
    return "".join(written)


@functools.lru_cache(maxsize=4096)  # figures share styles and places
def _smaller(name: str, value: str) -> str:
    if name == "d" and not value.startswith("m"):
        # Commas, because the page holds the file in an address, where a space takes three
        # characters.
        value = _NUMBER.sub(_rounded, ",".join(value.split()))
        value = re.sub(r",?([A-Za-z]),?", r"\1", value).replace(",-", "-")
        return _BOX.sub(r"M\1,\2H\3V\4H\1z", value)
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
