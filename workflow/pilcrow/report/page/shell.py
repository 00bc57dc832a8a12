"""Make the pages beside the report. Each page is complete in itself.

Pandoc makes the shell of a page (style, script, typefaces) once, as a Jinja2 template with places
for what differs, and the bodies of many documents in one run. The pages do not depend on the
renderer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from pilcrow.files.language import report_language, say
from pilcrow.model.problems import fail
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block
from pilcrow.report.rendering.pandoc import pandoc

PRINTED = {"only-pdf", "not-html"}  # classes of what a page leaves out
PLACES = ("pagetitle", "head_tags", "title", "subtitle", "author", "printed_date", "around", "body")
OPTIONAL = ("head_tags", "subtitle", "around")  # places that a look may leave out
# A letter of each script that the look has a typeface for.
SCRIPTS = {
    "latin-ext": ("\u0100", re.compile("[\u0100-\u0130\u0132-\u0151\u0154-\u024f\u1e00-\u1eff]")),
    "cyrillic": ("я", re.compile("[\u0400-\u04b1]")),
    "greek": ("ω", re.compile("[\u0370-\u03ff]")),
}


def scripts_of(text: str) -> str:
    """Return a letter of each script in a text that needs a typeface besides the Latin one."""
    return "".join(letter for letter, pattern in SCRIPTS.values() if pattern.search(text))


# The shells are Jinja2 templates. Style and script have braces, so other signs begin a place.
_ENVIRONMENT = jinja2.Environment(
    variable_start_string="[[pilcrow:",
    variable_end_string="]]",
    block_start_string="[[pilcrow%",
    block_end_string="%]]",
    comment_start_string="[[pilcrow#",
    comment_end_string="#]]",
    keep_trailing_newline=True,
    autoescape=False,  # what enters is markup already
)


def placeholder_position(name: str) -> str:
    """Return the place of a part of the page in a shell."""
    return f"[[pilcrow:{name}]]"


class Shells:
    """Pages without content, for each set of scripts. Each is made when it is first asked for.

    `project` is a folder that holds the look as `look/`.
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self.made: dict[str, jinja2.Template] = {}

    def of(self, letters: str) -> jinja2.Template:
        """Return the shell of pages with these letters (see `scripts_of`)."""
        if letters not in self.made:
            self.made[letters] = _ENVIRONMENT.from_string(self.make(letters))
        return self.made[letters]

    def make(self, letters: str) -> str:
        """Make one page by the report's own template and filter, with places for its content.

        Raises Problems if the look's template has no place for a part.
        """
        meta = {
            name.replace("_", "-"): syntax.meta(placeholder_position(name))
            for name in PLACES
            if name != "body"
        }
        meta["skip-to"] = {"t": "MetaInlines", "c": syntax.text(say("Skip to the text"))}
        meta["lang"] = {"t": "MetaString", "c": report_language().code}
        # The letters decide which typefaces the page holds; they go with the place of the body.
        blocks = [syntax.plain_block([{"t": "Str", "c": placeholder_position("body") + letters}])]
        arguments = [
            "--from=json",
            "--to=html5",
            "--standalone",
            "--wrap=none",
            "--embed-resources",
            "--template=look/pilcrow.html",
            "--data-dir=look",
            "--lua-filter=look/pilcrow.lua",
        ]
        source = json.dumps(syntax.document(blocks, meta)).encode()
        made = pandoc(self.project, arguments, source=source).decode("utf-8")
        made = made.replace(placeholder_position("body") + letters, placeholder_position("body"))
        for name in PLACES:
            if name not in OPTIONAL and placeholder_position(name) not in made:
                fail(
                    f"The look's pilcrow.html has no place for the {name} of a page.",
                    file="look/pilcrow.html",
                    todo="Keep its variables.",
                    kind="look",
                )
        return made


def fill_shell(shell: jinja2.Template, content: Mapping[str, str]) -> str:
    """Return a page: a shell with markup in its places."""
    return shell.render(content)


def bodies(project: Path, pages: Mapping[str, Sequence[Block]]) -> dict[str, str]:
    """Return the markup of the blocks of many pages, by page, from one run of Pandoc."""
    blocks: list[Block] = []
    for name, content in pages.items():
        blocks += [syntax.raw_block("html", f"<!--pilcrow-page {name}-->"), *for_pages(content)]
    arguments = ["--from=json", "--to=html5", "--wrap=none"]
    made = pandoc(project, arguments, source=json.dumps(syntax.document(blocks)).encode()).decode(
        "utf-8"
    )
    # No text can hold this mark, because Pandoc escapes "<".
    _, *pieces = re.split(r"<!--pilcrow-page ([a-z0-9.-]+)-->", made)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def for_pages(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks without what is only for print.

    They are whole blocks, and words of a paragraph outside any other span.
    """
    kept: list[Block] = []
    for block in blocks:
        if block["t"] == "Div":
            attributes, inside = block["c"]
            if not PRINTED.intersection(attributes[1]):
                kept.append({"t": "Div", "c": [attributes, for_pages(inside)]})
        elif block["t"] in ("Para", "Plain"):
            kept.append(
                {
                    "t": block["t"],
                    "c": [
                        one
                        for one in block["c"]
                        if one["t"] != "Span" or not PRINTED.intersection(one["c"][0][1])
                    ],
                }
            )
        else:
            kept.append(block)
    return kept
