"""Make the part `citation`: how to cite the report, and what a citation of it cannot name."""

from __future__ import annotations

from urllib.parse import quote

from pilcrow.files.language import say, say_list
from pilcrow.report.page import syntax
from pilcrow.report.page.citable import NAMES, STYLED, CitableReport, Styles
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.references.formats import FORMATS, format_items
from pilcrow.report.references.styles import styled
from pilcrow.report.references.work import report_entry, unknown
from pilcrow.report.registry import part


@part(
    "citation", "How the report and its paragraphs are cited, with entries for reference managers."
)
def citation(material: Material) -> list[Block]:
    """Return citations of the report and of a paragraph, what is not known, and downloads."""
    cited, styles = material.cited, material.styles
    if cited is None or styles is None:
        return []
    work = cited.work
    entry = report_entry(work)
    [own] = styled([entry], styles.own, work.language).values()
    words = [*syntax.text(say("To cite the report:") + " "), *_linked(own)]
    missing = list(unknown(work))
    if missing:
        what = say("Not recorded for this report: {what}.", what=say_list(missing))
        words += syntax.text(f" {what}")
    blocks = [syntax.paragraph(words)]
    entries = (one for edited in cited.documents for one in cited.paragraphs(edited))
    label = say("para. {number}", number="").strip()
    example = next((one for one in entries if one["section"].startswith(label)), None)
    if example:
        [shown] = styled([example], styles.own, work.language).values()
        words = [*syntax.text(say("To cite a paragraph:") + " "), *_linked(shown)]
        blocks.append(syntax.paragraph(words))
    return [*blocks, _downloads(cited, entry, styles)]


def _linked(reference: str) -> list[Inline]:
    """Return the inlines of a reference, with its addresses as links."""
    found = []
    for word in reference.split(" "):
        address = word.rstrip(".")
        if address.startswith(("https://", "http://")):
            rest = syntax.text(word[len(address) :])
            found.append([syntax.link(syntax.text(address), address), *rest])
        else:
            found.append(syntax.text(word))
    return syntax.join(found, " ")


def _downloads(cited: CitableReport, entry: Entry, styles: Styles) -> Block:
    """Return the report in other styles and formats, for the page only."""
    items = []
    for name, style in styles.others.items():
        [text] = styled([entry], style).values()
        items.append([syntax.plain_block([*syntax.text(f"{STYLED[name]}: "), *_linked(text)])])
    links: list[Inline] = []
    for form, ending in FORMATS.items():
        content = format_items([entry], form)
        address = f"data:text/plain;charset=utf-8,{quote(content, safe='')}"
        links += [] if not links else syntax.text(", ")
        links.append(
            syntax.link(syntax.text(NAMES[form]), address, download=f"{entry['id']}{ending}")
        )
    managers = syntax.text(say("For reference managers:") + " ")
    items.append([syntax.plain_block([*managers, *links, *syntax.text(".")])])
    about = say(
        "“Cite” beside a paragraph copies each of these forms for that paragraph. "
        "All paragraphs together are in the files citations.bib, citations.ris and citations.json "
        "that are built with the report."
    )
    return syntax.div(
        [syntax.bullet_list(items), syntax.paragraph(syntax.text(about))],
        classes=["only-html", "small"],
    )
