"""Make the part `citation`: how to cite the report, and what a citation of it cannot name."""

from __future__ import annotations

import re
from urllib.parse import quote

from pilcrow.files.language import colon, say, say_list
from pilcrow.report.page import syntax
from pilcrow.report.page.citable import NAMES, STYLED, Printed
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline, Words
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.references.formats import FORMATS, format_items
from pilcrow.report.references.work import report_entry, unknown
from pilcrow.report.registry import part


@part(
    "citation", "How the report and its paragraphs are cited, with entries for reference managers."
)
def citation(material: Material) -> list[Block]:
    """Return citations of the report and of a paragraph, what is not known, and downloads."""
    cited, printed = material.cited, material.printed
    if cited is None or printed is None:
        return []
    title = cited.work.full_title
    words: list[Inline | str] = [
        say("To cite the report:") + " ",
        *_linked(printed.report["Citation"], title),
    ]
    missing = [say(what) for what in unknown(cited.work)]
    if missing:
        what = say("Not recorded for this report: {what}.", what=say_list(missing))
        words.append(f" {what}")
    blocks = [syntax.paragraph(words)]
    if printed.paragraph:
        words = [say("To cite a paragraph:") + " ", *_linked(printed.paragraph, title)]
        blocks.append(syntax.paragraph(words))
    return [*blocks, _downloads(report_entry(cited.work), printed, title)]


def _linked(reference: str, title: str) -> list[Inline]:
    """Return the inlines of a reference: the report's title in italics, addresses as links.

    A style may write the title with other capitals.
    """
    if title and (place := re.search(re.escape(title), reference, re.IGNORECASE)):
        before, after = reference[: place.start()], reference[place.end() :]
        return [*_linked(before, ""), syntax.emphasis(place[0]), *_linked(after, "")]
    found: list[Words] = []
    for word in reference.split(" "):
        address = word.rstrip(".")
        if address.startswith(("https://", "http://")):
            found.append([syntax.link(address, address), word[len(address) :]])
        else:
            found.append(word)
    return syntax.join(found, " ")


def _downloads(entry: Entry, printed: Printed, title: str) -> Block:
    """Return the report in other styles and formats, for the page only."""
    items: list[Words] = []
    for name in STYLED.values():
        if name in printed.report:
            items.append([f"{name}{colon()}", *_linked(printed.report[name], title)])
    links: list[Words] = []
    for form, ending in FORMATS.items():
        content = format_items([entry], form)
        address = f"data:text/plain;charset=utf-8,{quote(content, safe='')}"
        links.append([syntax.link(NAMES[form], address, download=f"{entry['id']}{ending}")])
    items.append([say("For reference managers:") + " ", *syntax.join(links), "."])
    about = say(
        "“Cite” beside a paragraph copies each of these forms for that paragraph. "
        "All paragraphs together are in the files citations.bib, citations.ris and citations.json "
        "that are built with the report."
    )
    return syntax.div(
        [syntax.plain_list(items), syntax.paragraph(about)],
        classes=["only-html", "small"],
    )
