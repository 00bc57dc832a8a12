"""Pages beside the report: its template, style and script around blocks of Pandoc's syntax tree, each page complete in itself.

The head of a page (style, script, typefaces) is made by Pandoc once and holds places for what differs; the bodies of many documents are
written by one run of Pandoc. Whichever renderer makes the report, these pages are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pilcrow.model.problems import fail
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block
from pilcrow.report.rendering.pandoc import pandoc

PLACES = ("pagetitle", "title", "subtitle", "author", "printed-date", "around", "body")
# A letter of each script that the look has a typeface for.
SCRIPTS = {
    "latin-ext": ("\u0100", re.compile("[\u0100-\u0130\u0132-\u0151\u0154-\u024f\u1e00-\u1eff]")),
    "cyrillic": ("я", re.compile("[\u0400-\u04b1]")),
    "greek": ("ω", re.compile("[\u0370-\u03ff]")),
}


def scripts_of(text: str) -> str:
    """A letter of each script in a text for which the page needs a typeface beside the Latin one."""
    return "".join(letter for letter, pattern in SCRIPTS.values() if pattern.search(text))


def place_of(name: str) -> str:
    """What stands in a shell in the place of a part of the page. No text can be taken for it: it is replaced before any text is there."""
    return f"pilcrow-place-{name}."


class Shells:
    """The page without its content, for each set of scripts; made when it is first asked for."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.made: dict[str, str] = {}

    def of(self, letters: str) -> str:
        if letters not in self.made:
            self.made[letters] = self.make(letters)
        return self.made[letters]

    def make(self, letters: str) -> str:
        """One page by the report's own template and filter, with places for its content."""

        def literal(name: str) -> dict[str, Any]:
            return {"t": "MetaInlines", "c": [{"t": "Str", "c": place_of(name)}]}

        meta = {
            name: literal(name)
            for name in ("pagetitle", "title", "subtitle", "author", "printed-date", "around")
        }
        meta["skip-to"] = {"t": "MetaInlines", "c": syntax.text("Skip to the text")}
        # The letters decide which typefaces the page holds; they go with the place of the body.
        blocks = [syntax.plain([{"t": "Str", "c": place_of("body") + letters}])]
        look = "look/pilcrow.html"
        arguments = [
            "--from=json",
            "--to=html5",
            "--standalone",
            "--wrap=none",
            "--embed-resources",
            f"--template={look}",
            "--data-dir=look",
        ]
        source = json.dumps(syntax.document(blocks, meta)).encode()
        made = pandoc(
            self.project, [*arguments, "--lua-filter=look/pilcrow.lua"], source=source
        ).decode("utf-8")
        made = made.replace(place_of("body") + letters, place_of("body"))
        for name in PLACES:
            if name not in ("subtitle", "around") and place_of(name) not in made:
                fail(
                    f"The look's pilcrow.html has no place for the {name} of a page.",
                    file="look/pilcrow.html",
                    todo="Keep its variables.",
                    kind="look",
                )
        return made


def fill(shell: str, content: Mapping[str, str]) -> str:
    """A page: markup in the places of a shell. Values are markup; a place without one is left out with its element."""
    pieces = re.split(r"pilcrow-place-([a-z-]+)\.", shell)
    return "".join(
        piece if at % 2 == 0 else content.get(piece, "") for at, piece in enumerate(pieces)
    )


def bodies(project: Path, pages: Mapping[str, Sequence[Block]]) -> dict[str, str]:
    """The markup of the blocks of many pages, by page, of one run of Pandoc."""
    blocks: list[Block] = []
    for name, content in pages.items():
        blocks += [syntax.raw_block("html", f"<!--pilcrow-page {name}-->"), *for_pages(content)]
    arguments = ["--from=json", "--to=html5", "--wrap=none"]
    made = pandoc(project, arguments, source=json.dumps(syntax.document(blocks)).encode()).decode(
        "utf-8"
    )
    _, *pieces = re.split(
        r"<!--pilcrow-page ([a-z0-9.-]+)-->", made
    )  # no text can hold it: Pandoc escapes "<"
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def for_pages(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without what belongs to print alone: whole blocks, and words of a paragraph that stand in no other span."""
    kept: list[Block] = []
    for block in blocks:
        if block["t"] == "Div":
            attributes, inside = block["c"]
            if "only-pdf" not in attributes[1]:
                kept.append({"t": "Div", "c": [attributes, for_pages(inside)]})
        elif block["t"] in ("Para", "Plain"):
            kept.append(
                {
                    "t": block["t"],
                    "c": [
                        one
                        for one in block["c"]
                        if one["t"] != "Span" or "only-pdf" not in one["c"][0][1]
                    ],
                }
            )
        else:
            kept.append(block)
    return kept
