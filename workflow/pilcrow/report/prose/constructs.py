"""Find what Quarto's Markdown adds to Pandoc's, with positions in the text.

These are images, fenced blocks, captions of tables, equations and code blocks. `portable` decides
what each becomes in the composed report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pilcrow.report.prose.markdown import MASK, OPENING, areas, brackets, lines_of, mask

_TOKEN = re.compile(
    r"""\#(?P<identifier>[^\s{}\#=]+)|\.(?P<class>[\w:-]+)|(?P<key>[\w:-]+)\s*=\s*"""
    r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<bare>[^\s{}"']+))"""
    r"""|(?P<word>[^\s{}]+)"""
)
_FENCE = re.compile(rf"^{OPENING}(?P<colons>:{{3,}})[ \t]*(?P<rest>.*?)[ \t]*:*[ \t]*$")
_TARGET = re.compile(
    r"\(\s*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'))?\s*\)"
)
_ATTRIBUTES = re.compile(r"\{(?:[^{}\n]|\n(?![ \t]*\n))*\}")
_EQUATION = re.compile(r"[ \t]*\n?[ \t]*(\{#[^{}\n]*\})")
_CODE = re.compile(rf"^{OPENING}(?:`{{3,}}|~{{3,}})[ \t]*(\{{.*\}})[ \t]*$")
_ITEM = re.compile(OPENING)
# A line that only a table has: a row between bars, a line of a grid, dashes below a head, with or
# without bars between them.
_ROW = re.compile(
    r"[ \t>]*(?:\||\+[-=:+]+\+?[ \t]*$|-{3,}[-\s]*$|-+(?:[ \t]+-+)+[ \t]*$"
    r"|:?-+:?(?:[ \t]*[|+][ \t]*:?-+:?)+[ \t]*[|+]?[ \t]*$)"
)
_CAPTION = re.compile(r"(?P<indent>[ \t>]*)(?::|[Tt]able:)[ \t]+(?=\S)")
_SIGN = re.compile(r"(?P<indent>[ \t>]*)(?:[-*+:~]|#\.|\(?(?:\d+|[A-Za-z])[.)]|\(@[\w-]*\))[ \t]")


class Attributes(msgspec.Struct):
    """Attributes in braces: `{#identifier .class key="value"}`. `words` holds everything else."""

    identifier: str = ""
    classes: list[str] = []
    values: dict[str, str] = {}
    words: list[str] = []


class Image(msgspec.Struct, frozen=True):
    """An image with the range of its caption in the text.

    `alone` is true if it is a paragraph of its own.
    """

    start: int
    end: int
    caption_start: int
    caption_end: int
    target: str
    target_start: int
    attributes: Attributes
    alone: bool


class Fence(msgspec.Struct):
    """A fenced block: its opening line, the range of that line's words, and where it is closed.

    `closed` and `end` are the range of the closing line, -1 if there is none.
    """

    start: int
    said_start: int
    said_end: int
    attributes: Attributes
    closed: int = -1
    end: int = -1
    parent: int = -1  # place of the block around it in the list


class Caption(msgspec.Struct, frozen=True):
    """The caption of a table: `start` after its colon, `end` before its attributes.

    `joined` is true if the next item of a list follows without a blank line.
    """

    start: int
    end: int
    attributes: Attributes
    attributes_end: int
    joined: bool


class Equation(msgspec.Struct, frozen=True):
    """A displayed formula with an identifier."""

    start: int
    end: int
    math_end: int
    attributes: Attributes


class CodeBlock(msgspec.Struct, frozen=True):
    """A code block with attributes: the range of its braces."""

    start: int
    end: int
    attributes: Attributes


def read_attributes(text: str) -> Attributes:
    """Return the attributes in a text with or without its braces."""
    found = Attributes()
    for token in _TOKEN.finditer(text.strip().removeprefix("{").removesuffix("}")):
        if token["identifier"]:
            found.identifier = token["identifier"]
        elif token["class"]:
            found.classes.append(token["class"])
        elif token["key"]:
            value = token["double"] if token["double"] is not None else token["single"]
            found.values[token["key"]] = re.sub(
                r"\\(.)", r"\1", value if value is not None else token["bare"]
            )
        else:
            found.words.append(token["word"])
    return found


def attribute_text(words: str) -> str:
    """Return a text for an attribute, with every sign that Markdown could read as an entity."""
    return "".join(
        character if character.isalnum() or character in " ,.%-/_" else f"&#{ord(character)};"
        for character in " ".join(words.split())
    )


def write_attributes(identifier: str, classes: list[str], values: dict[str, str]) -> str:
    """Return attributes with their braces."""
    parts = [f"#{identifier}"] if identifier else []
    parts += [f".{name}" for name in classes]
    parts += [f'{name}="{attribute_text(value)}"' for name, value in values.items()]
    return "{" + " ".join(parts) + "}"


def find_images(text: str) -> Iterator[Image]:
    """Yield the images of a text, except those in code and comments."""
    masked = mask(text)
    for opening, closing in sorted(brackets(masked).items()):
        if opening == 0 or masked[opening - 1] != "!" or text[opening - 1] != "!":
            continue
        target = _TARGET.match(text, closing + 1)
        if target is None:
            continue
        braces = _ATTRIBUTES.match(text, target.end())
        end = braces.end() if braces else target.end()
        group = "pointed" if target["pointed"] is not None else "plain"
        yield Image(
            opening - 1,
            end,
            opening + 1,
            closing,
            target[group],
            target.start(group),
            read_attributes(braces[0]) if braces else Attributes(),
            _alone(text, opening - 1, end),
        )


def _alone(text: str, start: int, end: int) -> bool:
    """Return whether a range is a paragraph: alone on its lines, with no text right around it."""
    line = text.rfind("\n", 0, start) + 1
    opening = _ITEM.match(text, line)
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if opening is None or opening.end() != start or text[end:stop].strip():
        return False
    before = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)].strip(" \t>")
    following = text[stop + 1 : (text.find("\n", stop + 1) + 1 or len(text) + 1) - 1].strip(" \t>")
    item = bool(text[line:start].strip(" \t>"))
    return (not before or _FENCE.match(before) is not None or item) and (
        not following
        or following.startswith(":::")
        or bool(re.match(r"[-*+]\s|\d+[.)]\s", following))
    )


def find_fences(text: str) -> list[Fence]:
    """Return the fenced blocks of a text, in the order of their beginnings."""
    masked = mask(text, shortcodes=True)
    found: list[Fence] = []
    opened: list[int] = []
    for position, line in lines_of(masked):
        whole = text[position : position + len(line)]
        match = _FENCE.match(whole)
        if match is None or MASK in line[: match.end("colons")]:
            continue
        if match["rest"]:
            rest = match["rest"]
            attributes = (
                read_attributes(rest)
                if rest.startswith("{")
                else Attributes("", [rest.lstrip(".")])
            )
            found.append(
                Fence(
                    position,
                    position + match.start("rest"),
                    position + match.end("rest"),
                    attributes,
                    parent=opened[-1] if opened else -1,
                )
            )
            opened.append(len(found) - 1)
        elif opened:
            fence = found[opened.pop()]
            fence.closed, fence.end = position, position + len(line)
    return found


def find_captions(text: str) -> Iterator[Caption]:
    """Yield the captions of tables.

    A caption is a paragraph that begins with a colon or "Table:" right before or after a table.
    """
    masked = mask(text, shortcodes=True)
    lines = list(lines_of(masked))
    for index, (position, line) in enumerate(lines):
        opening = _CAPTION.match(line)
        if opening is None:
            continue
        last, joined = index, False
        while last + 1 < len(lines) and lines[last + 1][1].strip(" \t>"):
            below, words = lines[last + 1]
            sign = _SIGN.match(text, below)
            joined = sign is not None and len(sign["indent"]) < len(opening["indent"])
            if joined or _ROW.match(words) or _FENCE.match(words):
                break
            last += 1
        if not (_table_before(lines, index) or _table_after(lines, last)):
            continue
        start, stop = position + opening.end(), lines[last][0] + len(lines[last][1].rstrip())
        braces = re.search(r"[ \t\n]*(\{[^{}\n]*\})$", text[start:stop])
        yield Caption(
            start,
            start + braces.start() if braces else stop,
            read_attributes(braces[1]) if braces else Attributes(),
            stop,
            joined,
        )


def _table_before(lines: list[tuple[int, str]], index: int) -> bool:
    before = index - 1
    while before >= 0 and not lines[before][1].strip(" \t>"):
        before -= 1
    # The last row of a simple table has no sign of a table; the line of dashes above it has.
    while before >= 0 and lines[before][1].strip(" \t>"):
        if _ROW.match(lines[before][1]):
            return True
        before -= 1
    return False


def _table_after(lines: list[tuple[int, str]], index: int) -> bool:
    after = index + 1
    while after < len(lines) and not lines[after][1].strip(" \t>"):
        after += 1
    return any(_ROW.match(line) is not None for _, line in lines[after : after + 2])


def find_equations(text: str) -> Iterator[Equation]:
    """Yield the displayed formulas that have an identifier."""
    for area in areas(text):
        if area.kind == "math" and text.startswith("$$", area.start):
            found = _EQUATION.match(text, area.end)
            if found:
                yield Equation(area.start, found.end(), area.end, read_attributes(found[1]))


def find_code(text: str) -> Iterator[CodeBlock]:
    """Yield the code blocks with attributes in braces."""
    for area in areas(text):
        if area.kind == "block":
            line_end = (text.find("\n", area.start) + 1 or len(text) + 1) - 1
            found = _CODE.match(text[area.start : line_end])
            if found:
                start, end = area.start + found.start(1), area.start + found.end(1)
                yield CodeBlock(start, end, read_attributes(found[1]))
