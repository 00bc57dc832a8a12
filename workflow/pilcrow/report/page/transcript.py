"""The annotated transcript as syntax tree: numbered paragraphs, evidence on its words, apparatus at the foot, ways back to the report.

All text goes through `syntax.text`; raw markup is built from constants only. The classes and attributes are those of docs/look.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pilcrow.model.records import Coding, Correction, Mark, Paragraph, Voice, Withdrawn
from pilcrow.report.page import syntax
from pilcrow.report.page.annotations import Annotations
from pilcrow.report.page.exhibits import sentence
from pilcrow.report.page.paragraph_foot import lost, of_text
from pilcrow.report.page.side_by_side import Version, in_pairs, side_by_side
from pilcrow.report.page.strip import strip_block
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey, key_block, titled
from pilcrow.report.prose.bibliography import printed_date
from pilcrow.report.rendering.citing import Citation

LONG = 60  # paragraphs
CONTENTS = 20  # more documents than this are not listed one by one in the report's contents


def transcript_blocks(
    documents: Sequence[DocumentHead],
    paragraphs: Iterable[Paragraph],
    *,
    withdrawn: Iterable[Withdrawn] = (),
    codings: Iterable[Coding] = (),
    coded: Collection[str] = (),
    voices: Iterable[Voice] = (),
    corrections: Mapping[str, Sequence[Correction]] | None = None,
    themes: Sequence[ThemeKey] = (),
    cited_in: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    quoted: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    marks: Iterable[Mark] = (),
    pairs: Iterable[tuple[str, str]] = (),
    report: str = "",
    citations: Mapping[str, Citation] | None = None,
    level: int = 2,
) -> list[Block]:
    """The part `transcript`: the key to the marks, then a Div for each document with its paragraphs.

    `codings` are those that the report uses (one coder's); `coded`: themes that the key has although they were coded on other documents. `corrections`: by document, as `clean` left them, with ranges in the clean text.
    `cited_in`: paragraph ID → (anchor in the report, what to call the place: "3.2"). `quoted`: paragraph ID → character ranges that the prose
    quotes. `level` is that of a document's heading, which is made where there are several documents; 0 for none. `pairs`: documents that are
    versions of one another, original first, to be set side by side. On a page of its own, `report` is the address of the report.
    `citations`: document → a citation of it in the report's style.
    """
    by_document: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        by_document[paragraph.document].append(paragraph)
    gone: dict[str, list[Withdrawn]] = defaultdict(list)
    for tombstone in withdrawn:
        gone[tombstone.document].append(tombstone)
    annotated = Annotations(themes, codings, voices, cited_in or {}, quoted or {}, marks, report)
    annotated.several_editors = (
        len(
            {
                one.responsible
                for list_ in (corrections or {}).values()
                for one in list_
                if one.responsible
            }
        )
        > 1
    )
    blocks: list[Block] = []
    if key := key_block(
        themes, annotated.coded_themes().union(coded), annotated.heard_voices(), report
    ):
        blocks.append(key)
    groups = in_pairs(documents, pairs)
    listing = ["unlisted"] if len(groups) > CONTENTS else []
    bearing = Counter(head.title for head in documents)
    for group in groups:
        elsewhere = group[0].page
        if (len(documents) > 1 or elsewhere) and level:
            title = titled(group[0], bearing[group[0].title] > 1)
            for head in group[1:]:
                title += [
                    {"t": "Space"},
                    {"t": "Str", "c": "/"},
                    {"t": "Space"},
                    *titled(head, bearing[head.title] > 1),
                ]
            blocks.append(syntax.header(level, title, f"text-{group[0].document}", listing))
        if elsewhere:
            blocks.append(
                syntax.div(
                    [syntax.paragraph([syntax.link(syntax.text("The whole text"), elsewhere)])],
                    classes=["small"],
                )
            )
        elif len(documents) > 1:
            for head in group:
                mine = by_document[head.document]
                blocks.append(
                    strip_block(
                        head,
                        mine,
                        (coding for found in mine for coding in annotated.codings[found.id]),
                        themes,
                    )
                )
        versions = []
        for head in group:
            own = list((corrections or {}).get(head.document, ()))
            left = [_tombstone(tombstone, head.language) for tombstone in gone[head.document]]
            versions.append(
                Version(
                    head,
                    _template(head.document, citations or {}),
                    annotated.paragraphs(by_document[head.document], own, head),
                    lost_corrections(own) + left,
                )
            )
        # The page lays out a long text as it is scrolled to.
        long = max(len(version.paragraphs) for version in versions) > LONG
        if len(versions) == 2:
            blocks.append(side_by_side(versions[0], versions[1], long))
            continue
        [version] = versions
        content = [*version.template, *(block for _, block in version.paragraphs), *version.after]
        classes = ["document", "long"] if long else ["document"]
        blocks.append(
            {
                "t": "Div",
                "c": [
                    syntax.attributes(version.head.document, classes, version.head.values()),
                    content,
                ],
            }
        )
    return blocks


def _tombstone(gone: Withdrawn, language: str) -> Block:
    """A paragraph that left the text: its ID still leads somewhere."""
    shown = gone.number[1:] if gone.number.startswith("p") else gone.number
    if gone.redirect:
        redirect = gone.redirect.rpartition(".")[2]
        inlines = [
            *syntax.text(f"Paragraph {shown} is now part of "),
            syntax.link(
                syntax.text(f"paragraph {redirect.removeprefix('p')}"), f"#{gone.redirect}"
            ),
            {"t": "Str", "c": "."},
        ]
    else:
        inlines = syntax.text(
            f"Paragraph {shown} was withdrawn"
            + (f" on {printed_date(gone.date)}" if gone.date else "")
            + "."
        )
    if gone.reason:
        inlines += [{"t": "Space"}, *syntax.text(f"Reason: {sentence(gone.reason)}")]
    if not gone.accepted:
        inlines += [{"t": "Space"}, *syntax.text("This is not yet accepted.")]
    inlines += [
        {"t": "Space"},
        *syntax.text("It read: “"),
        *of_text([syntax.emphasis(syntax.text(gone.text))], language),
        *syntax.text("”"),
    ]
    classes = ["withdrawn", "small"] + ([] if gone.accepted else ["pending"])
    return {
        "t": "Div",
        "c": [
            syntax.attributes(gone.id, classes, {"lang": "en", "dir": "ltr"}),
            [syntax.paragraph(inlines)],
        ],
    }


def lost_corrections(corrections: Iterable[Correction]) -> list[Block]:
    """The corrections of a document that no longer apply, as a foot of it."""
    inapplicable = [
        syntax.paragraph(lost(correction))
        for correction in corrections
        if correction.state == "inapplicable"
    ]
    return (
        [syntax.div(inapplicable, classes=["foot"], lang="en", dir="ltr")] if inapplicable else []
    )


def _template(document: str, citations: Mapping[str, Citation]) -> list[Block]:
    """Return the element from which the page copies a citation of the document in the report's style."""
    citation = citations.get(document)
    if citation is None:
        return []
    return [
        syntax.div(
            [],
            classes=["only-html", "citation-template"],
            hidden="hidden",
            data_document=document,
            data_before=citation.before,
            data_after=citation.after,
        )
    ]
