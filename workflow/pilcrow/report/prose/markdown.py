"""Find the parts of the scholar's Markdown: what is not prose, blocks, headings, links.

This is not a Markdown reader: Pandoc reads the report. It finds only what the gate must leave
alone, such as code, mathematics, link targets and attributes. `outside` finds what the two
renderers would not print alike.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

MASK = "\x01"  # stands for every character that is not prose; a text never has it
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^$@\"'&=:;])")
# What comes before a block on its first line: signs of quotations, of items, definitions and notes.
OPENING = (
    r"(?:[ \t>]*(?:[-*+:~]|#\.|\(?(?:\d+|[A-Za-z])[.)]|\(@[\w-]*\)|\[\^[^\]\s]+\]:)[ \t]+)*[ \t>]*"
)
_FENCE = re.compile(rf"^({OPENING})(`{{3,}}|~{{3,}})([^`\n]*|[ \t]*\{{[^\n]*\}}[ \t]*)$")
_DIV = re.compile(rf"^{OPENING}(:{{3,}})[ \t]*(.*?)[ \t]*$")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*(?:#+[ \t]*)?(\{[^{}]*\})?[ \t]*$")
_ATTRIBUTES = r"\{(?:[^{}\n]|\n(?![ \t]*\n))*\}"
_INLINE = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<latex>\\[A-Za-z]+)"
    r"|(?P<escape>\\[^A-Za-z\s])"
    r"|(?P<code>(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<shortcode>\{\{<[^\n]{0,400}?>\}\})"
    r"|(?P<math>\$\$(?:(?!\n[ \t]*\n).)+?\$\$|\$(?=\S)(?:[^$\n\\]|\\.|\n(?!["
    r" \t]*\n))*?(?<=[^\s\\])\$(?!\d))"
    r"|(?P<url><(?:https?|mailto|ftp|doi):[^<>\s]+>|<[^<>\s@]+@[^<>\s]+>|\bhttps?://[^\s<>\]\)]+)"
    r"|(?P<html></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)"
    r"|(?P<target>(?<=\])\(\s*(?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:\s+\"[^\"]*\"|\s+'[^']*')?\s*\))"
    r"|(?P<attributes>(?<=[\]\)`])" + _ATTRIBUTES + ")",
    re.DOTALL,
)


class Area(msgspec.Struct, frozen=True, order=True):
    """A range of a text that is not prose.

    `kind` is comment, latex, escape, code, block, math, shortcode, url, html, target or attributes.
    """

    start: int
    end: int
    kind: str


class Heading(msgspec.Struct, frozen=True):
    """A heading with its range in the text, level, words and attributes (with braces, or "")."""

    start: int
    end: int
    level: int
    title: str
    attributes: str
    title_end: int  # place after the title's last character


def escape(text: str) -> str:
    """Return Markdown that prints exactly a text."""
    return _PUNCTUATION.sub(r"\\\1", text)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the content of every line, without its end."""
    position = 0
    for line in text.split("\n"):
        yield position, line
        position += len(line) + 1


@functools.lru_cache(maxsize=64)  # one check after the other asks for those of the same text
def areas(text: str) -> tuple[Area, ...]:
    """Return the ranges of a text that are not prose, sorted, without overlaps.

    Inline ones do not cross blank lines or blocks of code.
    """
    ranges: list[Area] = []
    fence = ""
    opened = 0
    for position, line in lines_of(text):
        if fence:
            stripped = line.strip(" \t>")
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                ranges.append(Area(opened, position + len(line), "block"))
                fence = ""
            continue
        match = _FENCE.match(line)
        if match:
            fence, opened = match[2], position
        elif _DIV.match(line) or (_HEADING.match(line) and line.rstrip().endswith("}")):
            start = line.find("{")
            if start >= 0:
                ranges.append(Area(position + start, position + len(line.rstrip()), "attributes"))
    if fence:
        ranges.append(Area(opened, len(text), "block"))
    blocks = [area for area in ranges if area.kind == "block"]
    free: list[tuple[int, int]] = []
    position = 0
    for area in blocks:
        free.append((position, area.start))
        position = area.end
    free.append((position, len(text)))
    taken = sorted(area for area in ranges if area.kind == "attributes")
    for start, end in free:
        for match in _INLINE.finditer(text, start, end):
            kind = match.lastgroup or ""
            if kind == "ticks":
                kind = "code"
            if not any(area.start <= match.start() < area.end for area in taken):
                ranges.append(Area(match.start(), match.end(), kind))
    return _disjoint(ranges)


def _disjoint(found: list[Area]) -> tuple[Area, ...]:
    kept: list[Area] = []
    for area in sorted(found):
        if not kept or area.start >= kept[-1].end:
            kept.append(area)
    return tuple(kept)


def mask(text: str, shortcodes: bool = False, keep: frozenset[str] = frozenset()) -> str:
    """Return the text with every character that is not prose replaced by MASK. Lines stay lines.

    `shortcodes` leaves shortcodes, attributes and targets readable, `keep` the kinds that it names.
    """
    pieces, position = [], 0
    for area in areas(text):
        if (shortcodes and area.kind in ("shortcode", "attributes", "target")) or area.kind in keep:
            continue
        pieces.append(text[position : area.start])
        pieces.append(
            "".join(
                "\n" if character == "\n" else MASK for character in text[area.start : area.end]
            )
        )
        position = area.end
    pieces.append(text[position:])
    return "".join(pieces)


def brackets(masked: str) -> dict[int, int]:
    """Return the position of the closing bracket of every opening square bracket.

    A bracket that is not closed in its own block is left out.
    """
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for found in re.finditer(r"[\[\]]|\n[ \t]*\n", masked):
        if found[0] == "[":
            waiting.append(found.start())
        elif found[0] == "]":
            if waiting:
                pairs[waiting.pop()] = found.start()
        else:
            waiting.clear()
    return pairs


def linked_stretches(text: str, masked: str) -> list[tuple[int, int]]:
    """Return the ranges of the words of links, with their brackets. Images are not links."""
    return [
        (start, end)
        for start, end in brackets(masked).items()
        if text[end + 1 : end + 2] == "("
        and masked[end + 1 : end + 2] == MASK
        and text[start - 1 : start] != "!"
    ]


def headings(text: str) -> list[Heading]:
    """Return the headings of a text, in order. Code blocks have none."""
    masked = mask(text, keep=frozenset({"attributes", "code", "math", "escape", "target", "url"}))
    found = []
    before = ""
    for position, line in lines_of(masked):
        match = _HEADING.match(line)
        if match and (not before.strip() or before.lstrip().startswith((":::", "#"))):
            own = _HEADING.match(text[position : position + len(line)])
            if own:
                found.append(
                    Heading(
                        position,
                        position + len(line),
                        len(own[1]),
                        own[2].strip(),
                        own[3] or "",
                        position + own.end(2),
                    )
                )
        before = line
    return found


def blocks(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the blocks of a text.

    Blank lines, fences, headings and the items of lists divide blocks.
    """
    found: list[tuple[int, int]] = []
    start = -1
    position = 0
    for position, line in lines_of(text):
        bare = line.strip()
        opens = bool(re.match(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]", line)) or bool(
            re.match(r"\[\^[^\]]+\]:", line)
        )
        alone = bare.startswith((":::", "#", "|")) or set(bare) <= {MASK}
        if start >= 0 and (not bare or opens or alone):
            found.append((start, position))
            start = -1
        if alone and bare:
            found.append((position, position + len(line)))
        elif bare and start < 0:
            start = position
    if start >= 0:
        found.append((start, len(text)))
    return found
