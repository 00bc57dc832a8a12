"""Guide a reader through the findings of a report, each with the paragraphs that it cites."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence

import msgspec

from pilcrow.files.language import colon, say, to_say
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.crossreferences import Section, plain_title, section_of
from pilcrow.report.prose.gate import ExaminedText, paragraph_document, whole_citations
from pilcrow.tables.values import number_key

BY_FINDINGS = to_say("Read the text by the report’s findings")
FINDINGS = "section-findings"  # the anchor of the section that the guide reads, {#sec-findings}


class GuidedFinding(msgspec.Struct):
    """A section that states a finding, with the paragraphs that it cites, in order."""

    anchor: str
    title: str
    paragraphs: list[str]


def findings_of(
    examined: ExaminedText, sections: Sequence[Section], texts: Iterable[Collection[str]]
) -> list[GuidedFinding]:
    """Return the findings of a report: the subsections of its findings that cite paragraphs.

    These are the subsections of the section `sec-findings`. Without one, they are those of the
    section whose subsections cite most. A section without subsections is one finding.
    """
    left_out = whole_citations(examined, texts)
    cited: dict[str, list[tuple[int, str]]] = {}
    for identifier, positions in examined.cited.items():
        for position in positions:
            section = section_of(position, sections)
            if section is not None and (position, paragraph_document(identifier)) not in left_out:
                cited.setdefault(section.anchor, []).append((position, identifier))
    groups = group_sections(sections)
    chosen = next((group for group in groups if group[0].anchor == FINDINGS), None)
    if chosen is None and groups:
        chosen = max(groups, key=lambda group: sum(one.anchor in cited for one in group[1:]))
    if chosen is None:
        return []
    parts = [one for one in chosen[1:] if one.anchor in cited]
    parts = parts or [one for one in chosen[:1] if one.anchor in cited]
    return [
        GuidedFinding(one.anchor, plain_title(one), in_order_of_citing(cited[one.anchor]))
        for one in parts
    ]


def in_order_of_citing(places: Iterable[tuple[int, str]]) -> list[str]:
    """Return the paragraphs of cited places, each once, in the order in which they are cited.

    Those of one citation, such as a range, come in their order in the text.
    """

    def place(cited: tuple[int, str]) -> tuple[int, str, tuple[str, int, str]]:
        position, name = cited
        return position, paragraph_document(name), number_key(name.rpartition(".")[2])

    return list(dict.fromkeys(name for _, name in sorted(places, key=place)))


def group_sections(sections: Sequence[Section]) -> list[list[Section]]:
    """Return the sections of the highest level, each followed by those below it."""
    groups: list[list[Section]] = []
    highest = min((one.heading.level for one in sections), default=1)
    for one in sections:
        if one.heading.level == highest or not groups:
            groups.append([one])
        else:
            groups[-1].append(one)
    return groups


def guide_blocks(findings: Sequence[GuidedFinding], held: Collection[str]) -> list[Block]:
    """Return links to the findings and their paragraphs, of which the page's script makes steps.

    `held` are the paragraphs that the page holds. A finding that cites none of them is left out.
    """
    items: list[list[Block]] = []
    for finding in findings:
        inside = [name for name in finding.paragraphs if name in held]
        if not inside:
            continue
        link = syntax.link(finding.title, f"#{finding.anchor}", classes=["finding"])
        what = colon() + (say("paragraph") if len(inside) == 1 else say("paragraphs")) + " "
        several = len(set(map(paragraph_document, inside))) > 1
        links: list[list[Inline]] = []
        before = ""
        for name in inside:
            number = name.rpartition(".")[2].removeprefix("p")
            link_to = syntax.link(number, f"#{name}", classes=["place"])
            document = paragraph_document(name)
            named = syntax.text(f"{document} ") if several and document != before else []
            links.append([*named, link_to])
            before = document
        items.append([syntax.plain_block([link, what, *syntax.join(links)])])
    if not items:
        return []
    return [
        syntax.div(
            [
                syntax.raw_block(
                    "html",
                    f"<details><summary>{html.escape(say(BY_FINDINGS))}</summary>",
                ),
                {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]},
                syntax.raw_block("html", "</details>"),
            ],
            "guide",
            ["guide", "only-html"],
        )
    ]
