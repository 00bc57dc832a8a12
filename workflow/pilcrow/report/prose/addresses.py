"""Find links whose address a program would run, and images where no file would be found."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pilcrow.model.values import wrong_page
from pilcrow.report.prose.constructs import find_images
from pilcrow.report.prose.markdown import areas

SCHEMES = (
    *("https", "http", "ftp", "mailto", "tel"),
    *("doi", "hdl", "urn", "ark"),
)
_LINKS = re.compile(
    r"\]\(\s*<?(?P<inline>[^\s<>()]+(?:\([^\s()]*\)[^\s()]*)*)"
    r"|^[ >]{0,3}\[(?!\^)[^\]\n]+\]:\s*<?(?P<defined>[^\s<>]+)"
    r"|<(?P<pointed>[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>",
    re.MULTILINE,
)
_LITERAL = ("code", "block", "comment", "math")
_NOWHERE = re.compile(r"(?<!\\)\](\(\s*(?:<>\s*)?\))")


def leads_somewhere(address: str) -> bool:
    """Return whether a link may be made of an address.

    The address must have no scheme or a well-known one. A "javascript:" would run code.
    """
    scheme = re.match(
        r"([A-Za-z][A-Za-z0-9+-]*):", re.sub(r"[\x00-\x20]", "", address)
    )  # as browsers read it
    return not scheme or scheme[1].lower() in SCHEMES


def unsafe_links(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the links of a Markdown text that lead nowhere: position, what is wrong, what to do."""
    literal = [area for area in areas(text) if area.kind in _LITERAL]
    images = {image.target_start for image in find_images(text)}
    found = [
        (match.start(kind := str(match.lastgroup)), match[kind]) for match in _LINKS.finditer(text)
    ]
    found += [(match.start(1), "") for match in _NOWHERE.finditer(text)]
    for start, written in found:
        if any(area.start <= start < area.end for area in literal):
            continue
        if trouble := wrong_address(written) or (start not in images and leads_to_file(written)):
            yield start, *trouble


def leads_to_file(written: str) -> tuple[str, str] | None:
    """Return what is wrong with a link to a file, which stays behind, and what to do; else None."""
    if not written:
        return "A link leads nowhere.", "Write its address: [words](https://…)."
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#", written):
        return None
    todo = "Lead to where it is published: [words](https://…)."
    if re.search(r"\.qmd(?:#|$)", written):
        todo = "Lead to a section: [words](#sec-NAME)."
    return f"A link leads to the file {written}, which is not published with the report.", todo


def wrong_address(written: str) -> tuple[str, str] | None:
    """Return what is wrong with an address as Markdown has it, and what to do; else None."""
    address = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written))
    if leads_somewhere(address):
        return wrong_page(address) if re.match(r"(?i)www\.", address) else None
    return (
        f"A link leads to {address[:60]}, which is not an address of a page.",
        f"Begin it with one of: {', '.join(SCHEMES)}.",
    )


def unsafe_in_front(
    value: Any, path: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield the links and images that a front matter cannot hold: path, what is wrong, todo."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from unsafe_in_front(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unsafe_in_front(inner, (*path, number))
    elif isinstance(value, str):
        if path[-1:] == ("url",) and value and (trouble := wrong_page(value)):
            yield path, *trouble
        for _, what, todo in unsafe_links(value):
            yield path, what, todo
        for image in find_images(value):
            what = f"An image ({image.target[:60]}) is in the front matter."
            yield path, what, "Show it in the text."
