"""Make the generated parts of a report: those that it inserts, the transcript and the marks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from pilcrow.coding.rule_words import rule_in_words
from pilcrow.figures.drawn import DrawnFigure
from pilcrow.figures.names import BESIDE, DIFFER
from pilcrow.files.installed import result_of
from pilcrow.files.language import (
    report_language,
    say,
    say_list,
    say_number,
)
from pilcrow.identity.ledger import follow_redirects
from pilcrow.inputs.versions import version_pairs
from pilcrow.model.codebook import Codebook
from pilcrow.model.documents import Metadata
from pilcrow.report.page import (  # the modules add their parts to the registry
    apparatus,  # noqa: F401
    citation_part,  # noqa: F401
    comparison,  # noqa: F401
    exhibits,
    key_words,  # noqa: F401
    parts,
    published,
    sensitivity,  # noqa: F401
    summary,  # noqa: F401
    syntax,
)
from pilcrow.report.page.contents import Contents
from pilcrow.report.page.corpus import (
    EditedDocument,
    chosen_codings,
    coding_beside,
    codings_compared,
    not_compared,
)
from pilcrow.report.page.guide import guide_blocks
from pilcrow.report.page.how_coded import coded_by
from pilcrow.report.page.inputs import Inputs, choices
from pilcrow.report.page.material import Material
from pilcrow.report.page.paging import annotated, only_cited, paragraphs_in
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.strip import SecondCoding, strip_blocks
from pilcrow.report.page.survey import Outline, Survey, in_full
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey, theme_anchor
from pilcrow.report.page.transcript import ParagraphMentions, ShownDocument, transcript_blocks
from pilcrow.report.prose.bibliography import family_name
from pilcrow.report.prose.crossreferences import Insert
from pilcrow.report.references.items import speaker_of
from pilcrow.report.registry import declare, find_part, part

LIST = "documents.html"  # the page of all documents, beside the report
RUNNING = 40  # characters of a title in the heads of pages
SHOWN = 3000  # paragraphs that a report holds; of a larger corpus it holds what it cites

declare("transcript", "The annotated text. Without this insert it is before the references.")
declare("agreement", "Figure and table of agreement between coders; nothing for fewer than two.")


def shown_documents(
    corpus: Sequence[Outline], cited: Collection[str], annotate: str | Sequence[str] = "auto"
) -> list[Outline]:
    """Return the documents as the report shows them.

    They are whole if all together are not too many. Otherwise those that are cited are shown, whole
    or only the cited paragraphs. `annotate` is the configuration key: "all" shows all whole,
    "cited" only those cited, and a list adds those that it names.
    """
    used = annotated(corpus, cited, annotate, SHOWN)
    return used if annotate == "all" or paragraphs_in(used) <= SHOWN else only_cited(used, cited)


def build_blocks(
    inputs: Inputs, contents: Contents, shown: list[Outline], paged: Sequence[Outline] = ()
) -> dict[str, list[Block]]:
    """Return the blocks of every part that the report inserts, of the transcript and the marks.

    `shown` is what the transcript holds. `paged` are the documents that have pages of their own. If
    there are any, the transcript of the page (`transcript.html`) holds only what is cited.
    """
    prose, checked = contents.prose, contents.checked
    wanted = {(insert.kind, insert.name) for insert in prose.inserts}
    with_codebook = prose.inserts_part("codebook")
    texts = in_full(shown, contents.corpus)
    blocks = transcripts(inputs, contents, texts, shown, paged, with_codebook)
    anchors = set().union(*map(parts.tree_identifiers, blocks.values()))
    # A link to what is on another page leads there. In print the filter removes links to what
    # is not printed.
    material = Material(
        inputs=inputs,
        corpus=contents.corpus,
        seen=contents.seen,
        names=inputs.codebook.names(),
        exhibits=prose.written.exhibits,
        anchors=anchors.union(*(identifiers_of(edited) for edited in paged)),
        held=anchors,
        findings=checked.findings,
        uncited=contents.uncited,
        statements=checked.statements(),
        texts=texts,
        bibliographies=prose.bibliographies,
        cited=contents.cited,
        printed=contents.printed,
    )
    drawn = {figure.name: figure for figure in prose.figures}
    silent = already_said(prose.inserts, drawn, material)
    for kind, name in sorted({*wanted, ("part", "marks")}):
        if kind == "figure":
            blocks[f"figure-{name}"] = [] if name in silent else figure_block(name, drawn, material)
        elif kind == "table" and name in published.published():
            blocks[f"table-{name}"] = published.published_table(
                name, material, note_of(name, material)
            )
        elif kind == "part" and (part := find_part(name)) and part.make:
            given = (material, name) if "*" in part.name else (material,)
            blocks[name] = result_of(part.make, list, *given)
    if (english := report_language().untranslated) and "software" in blocks:
        what = say_list([say(piece) for piece in english])
        words = say("In English in this report: {what}.", what=what)
        blocks["software"].append(syntax.div([syntax.paragraph(words)], classes=["small"]))
    return {name: parts.unnumbered(content) for name, content in blocks.items()}


def transcripts(
    inputs: Inputs,
    contents: Contents,
    texts: Sequence[EditedDocument],
    shown: Sequence[Outline],
    paged: Sequence[Outline],
    with_codebook: bool,
) -> dict[str, list[Block]]:
    """Return the transcript, and the page's own if documents have pages of their own."""
    seen = contents.seen
    # Only whole texts have a structure to compare.
    whole = {outline.document for outline in shown if seen.holds(outline)}
    transcript = text_blocks(inputs, texts, contents, with_codebook, whole=whole)
    if paged:
        return {
            "transcript": [describe_print(seen, shown), *transcript],
            "transcript.html": cited_blocks(inputs, contents, paged, with_codebook),
        }
    if len(seen.outlines) > 1:
        transcript = [where_listed(say("List of all documents, with a search:") + " "), *transcript]
    return {"transcript": transcript}


def already_said(
    inserts: Iterable[Insert], drawn: Mapping[str, DrawnFigure], material: Material
) -> set[str]:
    """Return the figures that are not drawn for a reason that stands in the report before them.

    A figure with a number is cited, so its sentence stays.
    """
    reasons: set[str] = set()
    silent = set()
    for insert in inserts:
        figure = drawn.get(insert.name) if insert.kind == "figure" else None
        if figure is None or not figure.empty:
            continue
        if figure.alt in reasons and ("fig", figure.name) not in material.exhibits:
            silent.add(figure.name)
        reasons.add(figure.alt)
    return silent


def figure_block(name: str, drawn: Mapping[str, DrawnFigure], material: Material) -> list[Block]:
    """Return a figure, or a sentence if it was not drawn. `drawn`: what was drawn, by name."""
    exhibit = material.exhibits.get(("fig", name))
    if name not in drawn:
        return exhibits.no_figure(exhibit, name)
    beside = [
        (coding, drawn[name + ending], material.data(Path(drawn[name + ending].data).stem))
        for coding, ending in (("second", BESIDE), ("differ", DIFFER))
        if name + ending in drawn
    ]
    data = material.data(Path(drawn[name].data).stem)
    return exhibits.figure(drawn[name], exhibit, data, beside)


def identifiers_of(outline: Outline) -> set[str]:
    """Return the anchors on a document's page."""
    return {
        outline.document,
        *(part.id for part in outline.paragraphs),
        *(gone.id for gone in outline.withdrawn),
    }


def where_listed(before: str) -> Block:
    """Return a link to the page of all documents after a text, for the page."""
    link = syntax.link(LIST, LIST)
    return syntax.div([syntax.paragraph([before, link, "."])], classes=["only-html", "small"])


def describe_print(seen: Survey, shown: Sequence[Outline]) -> Block:
    """Return what the print holds of a corpus whose documents have pages of their own."""
    total = len(seen.outlines)
    held = say("The documents that this report cites are printed here.")
    if not shown:
        held = say("This report cites none of them.")
    elif not all(map(seen.holds, shown)):
        held = say("The paragraphs that this report cites are printed here.")
    how_many = say_number(total, "The corpus has {n} document.", "The corpus has {n} documents.")
    where = say("The file {file} beside the report’s page lists them and has a search.", file=LIST)
    words = f"{how_many} {held} {where}"
    return syntax.div([syntax.paragraph(words)], classes=["not-html", "small"])


def cited_blocks(
    inputs: Inputs, contents: Contents, paged: Sequence[Outline], with_codebook: bool
) -> list[Block]:
    """Return the transcript of a page whose documents have pages of their own.

    It holds the cited paragraphs, with links to the whole texts.
    """
    shown = only_cited(paged, contents.checked.cited())
    held = paragraphs_in(shown)
    opening = say_number(
        held,
        "The one paragraph that this report cites is printed here.",
        "The {n} paragraphs that this report cites are printed here.",
    )
    opening = opening if held else say("This report cites no paragraph.")
    pages = say("Each document has a page of its own, to which the citations lead.")
    listed = where_listed(f"{opening} {pages} {say('List of all documents, with a search:')} ")
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


def note_of(name: str, material: Material) -> str:
    """Return what the caption of a table says of this build, such as who coded."""
    if name in ("themes", "theme_document", "cooccurrence"):
        chosen = choices(material.inputs)
        coder = coded_by(material.inputs.codebook, *chosen, material.seen.coders)
        return say("Coded by {coder}", coder=coder)
    if name == "agreement":
        left_out = next((row["left_out"] for row in material.rows(name)), 0)
        said = say_number(
            left_out,
            "{n} paragraph is left out: examples of the codebook, text that the rules were written"
            " on, codings of an earlier state",
            "{n} paragraphs are left out: examples of the codebook, text that the rules were"
            " written on, codings of an earlier state",
        )
        return said if left_out else ""
    return ""


def heads(corpus: Sequence[EditedDocument], pages: str = "") -> list[DocumentHead]:
    """Return what the transcript needs to know of documents.

    `pages` is the folder of their pages if the transcript holds only part of each, else "".
    """
    found = []
    for edited in corpus:
        metadata = edited.metadata
        found.append(
            DocumentHead(
                edited.document,
                metadata.title or edited.document,
                edited.segmented.language,
                metadata.speaker.name,
                running_name(edited),
                metadata.known_date,
                metadata.place,
                metadata.source.url,
                edited.segmented.provisional,
                page=f"{pages}{edited.document}.html" if pages else "",
                division=edited.segmented.division,
            )
        )
    return found


def running_name(edited: EditedDocument) -> str:
    """Return what the heads of pages call a document.

    It is the speaker's family name. If that is not known, or if another named person speaks too, it
    is the title.
    """
    named = (speaker_of(paragraph, edited.segmented) for paragraph in edited.paragraphs)
    family = "" if any(named) else family_name(edited.metadata.speaker, edited.metadata.language)
    return family or running_title(edited.metadata, edited.document)


def running_title(metadata: Metadata, document: str) -> str:
    """Return the title of a document for the heads of pages, cut if it is long."""
    title = metadata.short_title or metadata.title or document
    if len(title) <= RUNNING:
        return title
    return (
        title[:RUNNING].rpartition(" ")[0].rstrip(",;:") + " …"
        if " " in title[:RUNNING]
        else document
    )


def theme_keys(codebook: Codebook, with_anchors: bool) -> list[ThemeKey]:
    """Return what the transcript says of each theme.

    `with_anchors` says whether the report holds the codebook, so that it can be linked.
    """
    return [
        ThemeKey(
            theme.code,
            theme.name,
            theme.definition,
            {rule.id: rule_in_words(rule) for rule in theme.rules},
            theme_anchor(theme.code) if with_anchors else "",
        )
        for theme in codebook.themes
    ]


def text_blocks(
    inputs: Inputs,
    corpus: Sequence[EditedDocument],
    contents: Contents,
    with_codebook: bool,
    pages: str = "",
    whole: Collection[str] = (),
) -> list[Block]:
    """Return the annotated transcript of documents.

    `whole` are the documents of which every paragraph is there. `pages`: see `heads`.
    """
    checked = contents.checked
    said = ParagraphMentions(
        contents.places(),
        checked.quoted(),
        checked.marks,
        contents.citations,
        compared=CodingNames(*codings_compared(corpus, choices(inputs)[0])),
        guide=guide_blocks(
            contents.guide(), {part.id for edited in corpus for part in edited.paragraphs}
        ),
    )
    pairs = [
        (pair.original, pair.version)
        for pair in version_pairs(inputs.documents)
        if {pair.original, pair.version} <= {*whole}
    ]
    texts = texts_of(corpus, choices(inputs), pages)
    themes = theme_keys(inputs.codebook, with_codebook)
    return transcript_blocks(texts, themes, said, pairs, contents.seen.coded())


def texts_of(
    corpus: Sequence[EditedDocument], choice: tuple[str, str], pages: str = ""
) -> list[ShownDocument]:
    """Return documents as the transcript shows them.

    `choice` holds coding and adjudication. `pages`: see `heads`.
    """
    return [
        ShownDocument(
            head,
            edited.paragraphs,
            edited.withdrawn,
            chosen_codings(edited, *choice),
            edited.voices,
            edited.corrections(),
            coding_beside(edited, *choice),
            not_compared(edited, choice[0]),
        )
        for head, edited in zip(heads(corpus, pages), corpus, strict=True)
    ]


@part("strip", "A map of each document: its paragraphs, and the themes of each.")
def strip_map(material: Material) -> list[Block]:
    """Return the maps of the documents that the report holds."""
    inputs, corpus, choice = material.inputs, material.texts, choices(material.inputs)
    paragraphs = [paragraph for edited in corpus for paragraph in edited.paragraphs]
    codings = [coding for edited in corpus for coding in chosen_codings(edited, *choice)]
    second = [coding for edited in corpus for coding in coding_beside(edited, *choice)]
    unread = set[str]().union(*(not_compared(edited, choice[0]) for edited in corpus))
    themes = theme_keys(inputs.codebook, False)
    return strip_blocks(heads(corpus), paragraphs, codings, themes, SecondCoding(second, unread))


@part("codebook", "The codebook: every theme with its definition, examples and rules.")
def codebook_part(material: Material) -> list[Block]:
    """Return the codebook as an appendix."""
    from pilcrow.report.page.codebook_appendix import appendix

    gone = [record for edited in material.texts for record in edited.withdrawn]
    redirects = {record.id: record.redirect for record in gone if record.redirect}

    def link(word: str) -> list[syntax.Inline]:
        shown = material.shown(word)
        words = f"{say('para.')}\u00a0{shown}" if shown[:1].isdigit() else shown
        if word not in material.anchors:
            return []
        return [syntax.link(syntax.text(words), f"#{follow_redirects(word, redirects)}")]

    return appendix(material.inputs.codebook, 3, link)
