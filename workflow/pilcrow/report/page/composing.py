"""Compose a report.

The prose is read and checked, the documents to show are chosen, the generated parts are made, and
everything is put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.figures.drawn import DrawnFigure
from pilcrow.files.language import FOLDER, Language, read_language, report_language, speaking
from pilcrow.files.project import look_folder
from pilcrow.inputs.versions import version_pairs
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark
from pilcrow.model.wording import count
from pilcrow.report import registry
from pilcrow.report.page import comparison, parts
from pilcrow.report.page.anchors import find_twice, of_prose
from pilcrow.report.page.citable import SAMPLES, CitableReport, styles_of, with_forms
from pilcrow.report.page.contents import CheckedProse, Composition, Contents, Prose, ReportSource
from pilcrow.report.page.generated import build_blocks, identifiers_of, shown_documents
from pilcrow.report.page.inputs import Inputs, choices
from pilcrow.report.page.paging import (
    Pages,
    deal_out_pages,
    paragraphs_in,
    printed_documents,
    references_by_document,
    with_pages,
)
from pilcrow.report.page.prose_checks import check_prose, number_prose
from pilcrow.report.page.reader import Corpus, citable_of
from pilcrow.report.page.sensitivity import decides
from pilcrow.report.page.survey import Outline, in_full, outline_of, survey_documents
from pilcrow.report.page.syntax import Block
from pilcrow.report.prose import assembled, bibliography
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.prose.comparison_section import Wanted
from pilcrow.report.prose.crossreferences import (
    rewrite_heading,
)
from pilcrow.report.prose.findings import (
    Finding,
    condense_marks,
    from_mark,
    from_problem,
    stopping_findings,
)
from pilcrow.report.prose.frontmatter import front_matter
from pilcrow.report.prose.gate import uncited_paragraphs
from pilcrow.report.prose.grounds import grounds_of
from pilcrow.report.prose.project_file import OF_PRINT
from pilcrow.report.prose.source import Report, read_report
from pilcrow.report.prose.statements import resting_notes
from pilcrow.report.references.work import report_work
from pilcrow.report.rendering.citing import citations_of
from pilcrow.report.rendering.look import citation_style
from pilcrow.tables.tables import each_row, read_table
from pilcrow.tables.values import value_at


class DocumentChoice(msgspec.Struct):
    """The documents that the report shows."""

    everything: list[Outline]  # all, those that are gone after the others
    shown: list[Outline]  # in the report, whole or what is cited of them
    paged: list[Outline]  # on pages of their own
    listed: list[str]  # in the references, sorted


def compose(inputs: Inputs, corpus: Corpus) -> Composition:
    """Compose the report. Raise Problems with everything that stops it.

    Each document is read once, and an outline of it is kept. Documents that the report cites, shows
    or names are kept in full.
    """
    registry.load_installed()
    registry.load_own(inputs.modules(), inputs.root)
    report = read_report(inputs.report, inputs.shown, inputs.values(), inputs.prose)
    language = read_language(str(report.front.get("lang", "en")), inputs.look, inputs.root)
    with speaking(language):
        if not language.english:  # the values that the prose prints are words too
            report = read_report(inputs.report, inputs.shown, inputs.values(), inputs.prose)
        composition = compose_in_words(inputs, corpus, report)
    composition.language = language
    composition.findings = sorted([*composition.findings, *in_english(language, report, inputs)])
    return composition


def in_english(language: Language, report: Report, inputs: Inputs) -> list[Finding]:
    """Return hints if words of Pilcrow's own stay English in a report in another language.

    The log prints them. The report says the same below its table of software.
    """
    if language.english:
        return []
    where = report.where(("lang",), inputs.shown)
    name = language.code.partition("-")[0].lower()
    file = f"report/look/{FOLDER}/{name}.yaml"
    found = []
    if language.untranslated:
        parts = "; ".join(language.untranslated)
        what = f'The report is in "{language.code}". English in it: {parts}.'
        todo = "Pilcrow has no translation of these yet (docs/look.md)."
        found.append(Finding(*where, 0, "hint", "language", what, todo))
    if language.missing:
        first = "; ".join(list(language.missing)[:3])
        missing = count(len(language.missing), "phrase is", "phrases are")
        what = f'{missing} missing in "{language.code}": {first}.'
        todo = f"Translate them in {file} (docs/look.md)."
        found.append(Finding(*where, 0, "hint", "language", what, todo))
    return found


def compose_in_words(inputs: Inputs, corpus: Corpus, read: Report) -> Composition:
    """Compose the report, in the language that is spoken. Raises Problems as `compose` does."""
    prose = read_prose(inputs, read, len(corpus) > 1)
    codes = inputs.codebook.codes()
    fonts = (look_folder() / "fonts", inputs.report / "look" / "fonts")
    seen = survey_documents(corpus, *choices(inputs), codes, fonts)
    present = list(seen.outlines.values())
    everything = [*present, *map(outline_of, corpus.gone)]
    checked = check_prose(prose, citable_of(corpus), paragraphs_in(present))
    failed, never = try_examples(inputs, corpus, everything)
    checked.findings += map(from_problem, never)
    checked.marks = sorted({*inputs.marks, *failed, *seen.marks})
    checked.findings += map(from_mark, condense_marks(checked.marks))
    contents = Contents(prose, checked, corpus, seen, uncited_paragraphs(present, checked.cited()))
    chosen = choose_documents(contents, inputs, everything)
    style, wrong = citation_style(
        inputs.look, str(prose.report.front.get("csl") or inputs.config.citation_style)
    )
    checked.findings += wrong
    entries = [
        bibliography.literal(bibliography.listed_entry(outline.document, outline.metadata))
        for outline in everything
        if outline.document in chosen.listed
    ]
    front = front_of(contents, inputs, chosen, style)
    text = assembled.with_typed_marks(body_of(prose, checked))
    strict = inputs.config.strict
    if not stopping_findings(checked.findings, strict):
        files = {path.name: path for path in prose.bibliographies}
        files[style] = inputs.look[style.removeprefix("look/")]
        report = f"{front}\n{text}\n"
        citations = citations_of(report, files, entries, chosen.listed)
        contents.cited = cited_by_others(contents, inputs, chosen)
        styles = styles_of(inputs.look, style.removeprefix("look/"))
        most = max(SAMPLES, len(chosen.paged) * 2)
        contents.citations, contents.printed = with_forms(citations, contents.cited, styles, most)
    blocks = build_blocks(inputs, contents, chosen.shown, chosen.paged)
    checked.findings += check_anchors(contents, blocks, chosen, codes)
    if refusals := stopping_findings(checked.findings, strict):
        raise Problems(refusals)
    text = assembled.add_generated(text, prose.inserts, bool(blocks.get("marks")))
    report = f"{front}\n{text.strip()}\n"
    return make_composition(report, contents, inputs, chosen, blocks, entries, style)


# The prose


def read_prose(inputs: Inputs, report: Report, several: bool) -> Prose:
    """Return the prose of a report. If there are `several` documents, it compares them."""
    values, figures = inputs.values(), inputs.drawn()
    grouped = comparison.grouped_parts(
        read_table(inputs.tables, "comparison"), read_table(inputs.tables, "documents")
    )
    compared = comparison.wanted(grouped, [one.name for one in figures], values) if several else []
    coders = int(str(value_at(values, "coders", "count") or 0))
    given = ReportSource(
        inputs.report,
        inputs.shown,
        inputs.prose,
        compared,
        grouped,
        coders > 1,
        figures,
        nothing_in(inputs.tables, figures, several),
    )
    return number_prose(report, values, given)


def nothing_in(tables: Path, figures: Sequence[DrawnFigure], several: bool) -> set[Wanted]:
    """Return kind and name of the figures and tables that have nothing to show.

    `several`: whether there are several documents.
    """
    bare = {("figure", one.name) for one in figures if one.empty}
    bare |= {("part", name) for name in ("disagreements", "voice") if not read_table(tables, name)}
    if not any(map(decides, read_table(tables, "sensitivity"))):
        bare.add(("part", "sensitivity"))
    if several or len(comparison.paragraphs_by_speaker(each_row(tables, "paragraphs"))) < 2:
        bare.add(("part", "speakers"))
    return bare


def try_examples(
    inputs: Inputs, corpus: Corpus, outlines: Sequence[Outline]
) -> tuple[list[Mark], list[Problem]]:
    """Try the codebook's examples on the paragraphs as they are now.

    Returns marks of those that fail, and problems of those that were never right.
    """
    from pilcrow.coding.examples import examine_examples, named_documents, with_language

    named = named_documents(inputs.codebook)
    paragraphs = (
        paragraph
        for outline in outlines
        if outline.document in named
        for edited in [corpus[outline.document]]
        for paragraph in with_language(edited.paragraphs, edited.segmented.language)
    )
    settled = {outline.document for outline in outlines if not outline.provisional}
    withdrawn = [gone.id for outline in outlines for gone in outline.withdrawn]
    return examine_examples(inputs.root, inputs.codebook, paragraphs, settled, withdrawn)


# The documents


def choose_documents(
    contents: Contents, inputs: Inputs, everything: list[Outline]
) -> DocumentChoice:
    """Choose which documents the report shows, and which have pages of their own."""
    present = list(contents.seen.outlines.values())
    cited = contents.checked.cited()
    missed = [
        outline
        for outline in everything[len(present) :]
        if any(tombstone.id in cited for tombstone in outline.withdrawn)
    ]
    annotate = inputs.config.annotate
    paged = with_pages(present, cited, annotate, inputs.config.pages)
    if paged:
        shown = printed_documents(paged, cited, version_pairs(inputs.documents))
        paged += missed
    else:
        shown = shown_documents(present, cited, annotate)
    shown = [*shown, *missed]
    listed = contents.checked.documents().union(outline.document for outline in shown)
    return DocumentChoice(everything, shown, paged, sorted(listed))


def cited_by_others(contents: Contents, inputs: Inputs, chosen: DocumentChoice) -> CitableReport:
    """Return the report and the documents that it holds, for those who cite them."""
    present = [outline for outline in chosen.shown if contents.seen.holds(outline)]
    paged = [outline for outline in chosen.paged if contents.seen.holds(outline)]
    return CitableReport(
        report_work(contents.prose.report, inputs.config),
        in_full(paged or present, contents.corpus),
        frozenset(outline.document for outline in paged),
    )


# Everything together


def front_of(contents: Contents, inputs: Inputs, chosen: DocumentChoice, style: str) -> str:
    """Return the front matter of the composed report."""
    prose, checked = contents.prose, contents.checked
    texts = {key: source.text for key, source in prose.report.texts.items()}
    for key, examined in checked.texts.items():
        source = prose.report.texts[key]
        replacements = [
            *examined.replacements,
            *assembled.empty_citations(source),
            *resting_notes(checked.text_statements[key], prose.values),
        ]
        texts[key] = assembled.with_typed_marks(assembled.replace(source, replacements))
    present = contents.seen.outlines.values()
    dates = [outline.metadata.date for outline in present]
    references = [*(path.name for path in prose.bibliographies), "documents.json"]
    return front_matter(
        prose.report, texts, inputs.config.paper, dates, references, style, chosen.listed
    )


def body_of(prose: Prose, checked: CheckedProse) -> str:
    """Return the text of the report in which all that the renderers do not know is resolved."""
    body = prose.body
    return assembled.replace(
        body,
        [
            *checked.body.replacements,
            *prose.written.replacements,
            *assembled.without_comments(body),
            *assembled.empty_citations(body),
            *map(rewrite_heading, prose.sections),
            *((one.start, one.end, assembled.insert_line(one)) for one in prose.inserts),
            *resting_notes(checked.body_statements, prose.values),
        ],
    )


def check_anchors(
    contents: Contents,
    blocks: Mapping[str, list[Block]],
    chosen: DocumentChoice,
    codes: Sequence[str],
) -> list[Finding]:
    """Return errors for links that lead nowhere, and for names that two places would have."""
    prose = contents.prose
    anchors = of_prose(prose)
    anchors.update(name for part in blocks.values() for name in parts.tree_identifiers(part))
    anchors.update(name for outline in chosen.paged for name in identifiers_of(outline))
    works = contents.checked.works
    return [
        *(assembled.check_links(prose.body, anchors) if prose.report.whole else ()),
        *find_twice(prose.body, prose.sections, blocks, chosen.everything, codes, works),
    ]


def make_composition(
    report: str,
    contents: Contents,
    inputs: Inputs,
    chosen: DocumentChoice,
    blocks: dict[str, list[Block]],
    entries: list[Entry],
    style: str,
) -> Composition:
    """Return the composition, with what the pages of documents need of it."""
    prose, checked, seen = contents.prose, contents.checked, contents.seen
    said = references_by_document(
        chosen.everything,
        checked.cited(),
        contents.places(),
        checked.quoted(),
        checked.marks,
    )
    pages = Pages(
        str(prose.report.front.get("title") or "The report"),
        sorted(outline.document for outline in chosen.paged),
        [one.document for one in chosen.shown if seen.holds(one)] if not chosen.paged else [],
        {document: len(one.cited) for document, one in said.items() if one.cited},
        prose.inserts_part("codebook"),
        msgspec.structs.replace(report_language(), missing={}, untranslated={}),
    )
    batches = deal_out_pages(
        pages,
        contents.corpus.batches(),
        contents.corpus.gone,
        version_pairs(inputs.documents),
        said,
        contents.citations,
        choices(inputs),
        contents.cited.work if contents.cited else None,
    )
    return Composition(
        report,
        blocks,
        entries,
        sorted(checked.findings),
        contents.uncited,
        prose.written.images,
        prose.bibliographies,
        pages,
        batches,
        style,
        {key: str(prose.report.front[key]) for key in OF_PRINT if key in prose.report.front},
        grounds_of(prose.report.front.get("theme"), inputs.report, inputs.shown, inputs.prose)[0],
        contents.cited,
    )
