"""The generated parts of a report, each made when the report inserts it; the transcript and the marks of doubt always."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.inputs.versions import version_pairs
from pilcrow.model.codebook import Codebook
from pilcrow.model.groups import UNKNOWN_DATE
from pilcrow.model.records import Mark
from pilcrow.model.wording import count
from pilcrow.report.page import (
    apparatus,
    comparison,
    exhibits,
    key_words,
    parts,
    sensitivity,
    syntax,
)
from pilcrow.report.page.corpus import Edited, chosen_codings
from pilcrow.report.page.how_coded import coded_by, how_coded
from pilcrow.report.page.inputs import Inputs, choices
from pilcrow.report.page.paging import OfBatch, Pages, annotated, only_cited, paragraphs_in
from pilcrow.report.page.reader import Corpus
from pilcrow.report.page.survey import Outline, Survey, in_full
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey
from pilcrow.report.prose.bibliography import family_name
from pilcrow.report.prose.crossreferences import GROUPED, Exhibit, Insert, Section
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.gate import Examined, cited_sections
from pilcrow.report.prose.statements import Statement
from pilcrow.report.rendering.citing import Citation

LIST = "documents.html"  # the page of all documents, beside the report
SHOWN = 3000  # paragraphs that a report holds; of a larger corpus it holds what it cites
TABLES: dict[str, Callable[[parts.Material], list[Block]]] = {
    "register": parts.register,
    "corrections": apparatus.corrections,
    "notes": apparatus.notes,
    "disagreements": parts.disagreements,
    "voice": parts.voice,
    "sensitivity": sensitivity.sensitivity,
    "software": apparatus.software,
    "coverage": parts.coverage,
    "marks": apparatus.marks,
    "documents": parts.documents,
    "compared": comparison.compared,
    "matrix": comparison.matrix,
    "key-words": key_words.introduction,
    "key-words-target": key_words.target,
    "key-words-reference": key_words.reference,
}


class Composition(msgspec.Struct):
    """What was made, before it is written."""

    report: str
    blocks: dict[str, list[Block]]
    documents: list[dict[str, Any]]
    findings: list[Finding]
    uncited: dict[str, list[str]]
    images: dict[str, Path]
    bibliographies: list[Path]
    pages: Pages
    batches: dict[str, OfBatch]  # what the report says of the documents of each batch


class Contents(msgspec.Struct):
    """What the parts of one report are made from."""

    corpus: Corpus
    seen: Survey
    examined: Examined  # the body
    texts: dict[str, Examined]  # texts of the front matter
    inserts: list[Insert]
    sections: list[Section]
    numbered: dict[tuple[str, str], Exhibit]
    figures: list[dict[str, Any]]
    findings: list[Finding]
    uncited: dict[str, list[str]]
    marks: list[Mark]
    bibliographies: list[Path]
    statements: list[Statement] = []  # sentences of all texts that print values
    citations: dict[str, Citation] = {}  # document → a citation in the report's style

    def cited(self) -> set[str]:
        """IDs of all paragraphs that the report cites."""
        return set(self.examined.cited).union(*(text.cited for text in self.texts.values()))

    def quoted(self) -> dict[str, list[tuple[int, int]]]:
        """What the report quotes of each paragraph: ranges of characters, sorted."""
        found: dict[str, list[tuple[int, int]]] = {}
        for source in (self.examined, *self.texts.values()):
            for identifier, ranges in source.quoted.items():
                found[identifier] = merged([*found.get(identifier, ()), *ranges])
        return found


def shown_documents(
    corpus: Sequence[Outline], cited: Collection[str], annotate: str | Sequence[str] = "auto"
) -> list[Outline]:
    """The documents as the report shows them: whole, where all together are not too many; else those cited, whole or only as cited.

    `annotate` is the config's: "all" shows all whole however many, "cited" those cited even where all would not be too many, a list those too.
    """
    used = annotated(corpus, cited, annotate, SHOWN)
    return used if annotate == "all" or paragraphs_in(used) <= SHOWN else only_cited(used, cited)


def build_blocks(
    inputs: Inputs, contents: Contents, shown: list[Outline], paged: Sequence[Outline] = ()
) -> dict[str, list[Block]]:
    """Every generated part that the report inserts, and the transcript and the marks always: name → blocks.

    `shown`: what the transcript holds; `paged`: documents that have pages of their own. Where there are such, the transcript of the page
    (`transcript.html`) holds only what is cited.
    """
    seen, numbered = contents.seen, contents.numbered
    names = inputs.codebook.names()
    wanted = {(insert.kind, insert.name) for insert in contents.inserts}
    blocks: dict[str, list[Block]] = {}
    texts = in_full(shown, contents.corpus)
    # Only whole texts have a structure to compare.
    whole = {outline.document for outline in shown if seen.holds(outline)}
    transcript = text_blocks(inputs, texts, contents, ("part", "codebook") in wanted, whole=whole)
    held = parts.identifiers(transcript)
    if paged:
        blocks["transcript.html"] = cited_blocks(
            inputs, contents, paged, ("part", "codebook") in wanted
        )
        held |= parts.identifiers(blocks["transcript.html"])
        transcript = [what_is_printed(seen, shown), *transcript]
    elif len(seen.outlines) > 1:
        transcript = [where_listed("List of all documents, with a search: "), *transcript]
    # Links to what stands on a page of its own lead there; in print, to what is not printed, they are left out (by the filter).
    anchors = held.union(*(identifiers_of(edited) for edited in paged))
    material = parts.Material(
        root=inputs.root,
        corpus=contents.corpus,
        seen=seen,
        names=names,
        tables=inputs.tables,
        exhibits=numbered,
        anchors=anchors,
        held=held,
        findings=contents.findings,
        uncited=contents.uncited,
        statements=contents.statements,
        choice=choices(inputs)[0],
    )
    made = {figure["name"]: figure for figure in contents.figures}
    for kind, name in sorted(wanted):
        if kind == "figure":
            exhibit = numbered.get(("fig", name))
            figure = made.get(name)
            data = (
                exhibits.data_of(inputs.tables, Path(str(figure.get("data", ""))).stem)
                if figure
                else ""
            )
            blocks[f"figure-{name}"] = (
                exhibits.figure(figure, exhibit, data)
                if figure
                else exhibits.no_figure(exhibit, name)
            )
        elif kind == "table" and name in exhibits.published():
            data = material.data(name)
            blocks[f"table-{name}"] = exhibits.published_table(
                name,
                material.each_row(name),
                numbered.get(("tbl", name)),
                material.several,
                names,
                data,
                anchors,
                said_of(name, inputs, seen.coders),
            )
        elif (kind, name) == ("part", "coding"):
            blocks[name] = how_coded(inputs.codebook, choices(inputs)[1], material)
        elif kind == "part" and name in TABLES:
            blocks[name] = TABLES[name](material)
        elif kind == "part" and name.startswith(GROUPED):
            blocks[name] = comparison.groups(material, name)
    blocks["marks"] = apparatus.marks(material)
    blocks["transcript"] = transcript
    if ("part", "checksums") in wanted:
        read = apparatus.input_files(inputs, contents.bibliographies)
        blocks["checksums"] = apparatus.checksums(material, read)
    if ("part", "strip") in wanted:
        blocks["strip"] = strip_map(inputs, texts)
    if ("part", "codebook") in wanted:
        blocks["codebook"] = codebook_part(inputs.codebook, anchors)
    return {name: parts.unnumbered(content) for name, content in blocks.items()}


def identifiers_of(outline: Outline) -> set[str]:
    """What a link to a document can lead to on its page."""
    return {
        outline.document,
        *(part.id for part in outline.paragraphs),
        *(gone.id for gone in outline.withdrawn),
    }


def where_listed(before: str, after: str = ".") -> Block:
    """The way to the page of all documents, for the page."""
    link = syntax.link(syntax.text(LIST), LIST)
    return syntax.div(
        [syntax.paragraph([*syntax.text(before), link, *syntax.text(after)])],
        classes=["only-html", "small"],
    )


def what_is_printed(seen: Survey, shown: Sequence[Outline]) -> Block:
    """Say what the print holds of a corpus whose documents have pages of their own."""
    total = len(seen.outlines)
    held = "The documents that this report cites are printed here"
    if not shown:
        held = "This report cites none of them"
    elif not all(map(seen.holds, shown)):
        held = "The paragraphs that this report cites are printed here"
    words = (
        f"The corpus has {count(total, 'document')}. {held}; the file {LIST} beside the report’s page "
        f"lists {'it' if total == 1 else 'all of them'} and has a search."
    )
    return syntax.div([syntax.paragraph(syntax.text(words))], classes=["only-pdf", "small"])


def cited_blocks(
    inputs: Inputs, contents: Contents, paged: Sequence[Outline], with_codebook: bool
) -> list[Block]:
    """The transcript of a page whose documents have pages of their own: the paragraphs that are cited, with the way to the whole texts."""
    shown = only_cited(paged, contents.cited())
    held = paragraphs_in(shown)
    cited = f"The {held:,} paragraphs" if held > 1 else "The one paragraph"
    opening = f"{cited} that this report cites {'are' if held > 1 else 'is'} printed here. "
    listed = where_listed(
        f"{opening if held else 'This report cites no paragraph. '}"
        "Each document has a page of its own, to which the citations lead. "
        "List of all documents, with a search: "
    )
    return [
        listed,
        *(
            text_blocks(
                inputs, in_full(shown, contents.corpus), contents, with_codebook, "documents/"
            )
            if shown
            else []
        ),
    ]


def said_of(name: str, inputs: Inputs, coders: Collection[str]) -> str:
    """What the caption of a table says of this build: who or what coded, and what was left out of agreement."""
    if name in ("themes", "theme_document", "cooccurrence"):
        choice, adjudication = choices(inputs)
        return "Coded by " + coded_by(inputs.codebook, choice, adjudication, coders)
    if name == "agreement":
        from pilcrow.tables.tables import read_table

        left_out = next((row["left_out"] for row in read_table(inputs.tables, name)), 0)
        seen = f"{count(left_out, 'paragraph')} {'is' if left_out == 1 else 'are'} left out: examples of the codebook, text that the rules were written on, codings of an earlier state"
        return seen if left_out else ""
    return ""


def heads(corpus: Sequence[Edited], pages: str = "") -> list[DocumentHead]:
    """What the transcript needs to know of documents. `pages`: folder of their pages, where it holds only part of each."""
    found = []
    for edited in corpus:
        metadata = edited.metadata
        speaker = metadata.get("speaker") or {}
        date = str(metadata.get("date", ""))
        found.append(
            DocumentHead(
                edited.document,
                str(metadata.get("title") or edited.document),
                edited.segmented.language,
                str(speaker.get("name", "")),
                family_name(speaker),
                "" if date == UNKNOWN_DATE else date,
                str(metadata.get("place", "")),
                str((metadata.get("source") or {}).get("url", "")),
                edited.segmented.provisional,
                page=f"{pages}{edited.document}.html" if pages else "",
            )
        )
    return found


def theme_keys(codebook: Codebook, with_anchors: bool) -> list[ThemeKey]:
    """Return what the transcript says of each theme. `with_anchors`: whether the report holds the codebook."""
    return [
        ThemeKey(
            theme.code,
            theme.name,
            theme.definition,
            {rule.id: rule.pattern for rule in theme.rules},
            f"theme-{theme.code.replace('/', '-')}" if with_anchors else "",
        )
        for theme in codebook.themes
    ]


def text_blocks(
    inputs: Inputs,
    corpus: Sequence[Edited],
    contents: Contents,
    with_codebook: bool,
    pages: str = "",
    whole: Collection[str] = (),
) -> list[Block]:
    """The annotated transcript of documents. `whole`: those of which every paragraph is there."""
    from pilcrow.report.page.transcript import transcript_blocks

    return transcript_blocks(
        heads(corpus, pages),
        [paragraph for edited in corpus for paragraph in edited.paragraphs],
        withdrawn=[gone for edited in corpus for gone in edited.withdrawn],
        codings=[
            coding for edited in corpus for coding in chosen_codings(edited, *choices(inputs))
        ],
        coded=contents.seen.coded(),
        voices=[voice for edited in corpus for voice in edited.voices],
        corrections={edited.document: edited.corrections() for edited in corpus},
        themes=theme_keys(inputs.codebook, with_codebook),
        cited_in=cited_sections(contents.examined, contents.sections),
        quoted=contents.quoted(),
        marks=[mark for mark in contents.marks if mark.kind != "verdict"],
        citations=contents.citations,
        pairs=[
            (pair.original, pair.version)
            for pair in version_pairs(inputs.documents)
            if {pair.original, pair.version} <= {*whole}
        ],
    )


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges, sorted, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def strip_map(inputs: Inputs, corpus: Sequence[Edited]) -> list[Block]:
    from pilcrow.report.page.strip import strip_blocks

    paragraphs = [paragraph for edited in corpus for paragraph in edited.paragraphs]
    codings = [coding for edited in corpus for coding in chosen_codings(edited, *choices(inputs))]
    return strip_blocks(heads(corpus), paragraphs, codings, theme_keys(inputs.codebook, False))


def codebook_part(codebook: Codebook, anchors: Container[str] = ()) -> list[Block]:
    from pilcrow.report.page.codebook_appendix import appendix

    return appendix(codebook, 3, anchors)
