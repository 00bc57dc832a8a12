"""Make the part `citation`: how to cite the report, and what a citation of it cannot name."""

from __future__ import annotations

from urllib.parse import quote

from pilcrow.model.wording import listed
from pilcrow.report.page import syntax
from pilcrow.report.page.citable import NAMES, STYLED, Cited, Styles
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.references.formats import FORMATS, written
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
    words = [*syntax.text("To cite the report: "), *_linked(own)]
    missing = list(unknown(work))
    if missing:
        words += syntax.text(f" Not recorded for this report: {listed(missing)}.")
    blocks = [syntax.paragraph(words)]
    entries = (one for edited in cited.documents for one in cited.paragraphs(edited))
    example = next((one for one in entries if one["section"].startswith("para.")), None)
    if example:
        [shown] = styled([example], styles.own, work.language).values()
        blocks.append(syntax.paragraph([*syntax.text("To cite a paragraph: "), *_linked(shown)]))
    return [*blocks, _downloads(cited, entry, styles)]


def _linked(reference: str) -> list[Inline]:
    """Return the inlines of a reference, with its addresses as links."""
    found: list[Inline] = []
    for word in reference.split(" "):
        address = word.rstrip(".")
        space = [{"t": "Space"}] if found else []
        if address.startswith(("https://", "http://")):
            found += [*space, syntax.link(syntax.text(address), address)]
            found += syntax.text(word[len(address) :])
        else:
            found += [*space, *syntax.text(word)]
    return found


def _downloads(cited: Cited, entry: Entry, styles: Styles) -> Block:
    """Return the report in other styles and formats, for the page only."""
    items = []
    for name, style in styles.others.items():
        [text] = styled([entry], style).values()
        items.append([syntax.plain([*syntax.text(f"{STYLED[name]}: "), *_linked(text)])])
    links: list[Inline] = []
    for form, ending in FORMATS.items():
        content = written([entry], form)
        address = f"data:text/plain;charset=utf-8,{quote(content, safe='')}"
        links += [] if not links else syntax.text(", ")
        links.append(
            syntax.link(syntax.text(NAMES[form]), address, download=f"{entry['id']}{ending}")
        )
    items.append(
        [syntax.plain([*syntax.text("For reference managers: "), *links, *syntax.text(".")])]
    )
    about = (
        "“Cite” beside a paragraph copies each of these forms for that paragraph. "
        "All paragraphs together are in the files citations.bib, citations.ris and citations.json "
        "that are built with the report."
    )
    return syntax.div(
        [syntax.bullet_list(items), syntax.paragraph(syntax.text(about))],
        classes=["only-html", "small"],
    )
