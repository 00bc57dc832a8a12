"""Compose: the edition, the tables, the figures and the scholar's prose as one Quarto project, every citation resolved.

Needs report/, the records of all batches, tables and figures, and what was checked at the start. Makes a folder that either renderer
turns into the report, and the published index of paragraphs. What does not resolve stops it, all of it at once.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.build.job import run
from pilcrow.files.project import look_folder
from pilcrow.inputs.versions import version_pairs
from pilcrow.model.codebook import read_codebook
from pilcrow.model.groups import UNKNOWN_DATE
from pilcrow.model.problems import Problem, Problems, fail
from pilcrow.model.records import Mark, write_json
from pilcrow.report.page import comparison, exhibits, parts
from pilcrow.report.page.anchors import find_twice
from pilcrow.report.page.composed import write_pages, write_project
from pilcrow.report.page.generated import (
    Composition,
    Contents,
    build_blocks,
    identifiers_of,
    shown_documents,
)
from pilcrow.report.page.index import IndexWriter, entries
from pilcrow.report.page.inputs import Inputs, choices
from pilcrow.report.page.paging import (
    Pages,
    deal_out,
    paragraphs_in,
    printed_documents,
    said_of,
    with_pages,
)
from pilcrow.report.page.reader import Citable, Corpus
from pilcrow.report.page.survey import Outline, outline_of, survey
from pilcrow.report.prose import bibliography, portable
from pilcrow.report.prose.comparison_section import expanded, with_comparison
from pilcrow.report.prose.crossreferences import (
    Insert,
    find_inserts,
    misplaced,
    number_sections,
    rewrite_heading,
)
from pilcrow.report.prose.findings import (
    Finding,
    from_mark,
    from_problem,
    gathered,
    grouped,
    refused,
    report_of,
    some_places,
)
from pilcrow.report.prose.frontmatter import check_front, front_matter
from pilcrow.report.prose.gate import Known, cited_sections, coverage, examine
from pilcrow.report.prose.markdown import areas
from pilcrow.report.prose.source import INDEX, Report, Source, flatten, read_report
from pilcrow.report.prose.statements import find_statements, resting_notes
from pilcrow.report.prose.typed_numbers import hint_numbers
from pilcrow.report.rendering.citing import citations_of
from pilcrow.report.rendering.look import OWN_FOLDER, look_by_name
from pilcrow.tables.tables import read_table

BODY_TEXTS = ("abstract",)  # texts of the front matter that may cite


# The text


def apply(source: Source, replacements: Iterable[tuple[int, int, str]]) -> str:
    """The text with its replacements made; they do not overlap."""
    pieces, position = [], 0
    for start, end, text in sorted(replacements):
        if start < position:
            continue
        pieces += [source.text[position:start], text]
        position = end
    return "".join([*pieces, source.text[position:]])


def without_comments(source: Source) -> list[tuple[int, int, str]]:
    """Replacements that take the scholar's comments out."""
    return [(area.start, area.end, "") for area in areas(source.text) if area.kind == "comment"]


def empty_citations(source: Source) -> list[tuple[int, int, str]]:
    """What stands where a theme has no paragraph to cite: brackets that a value left empty. An empty checkbox stays."""
    return [
        (match.start(), match.end(), "(no paragraph)")
        for match in re.finditer(r"\[\s*\](?![({\[])", source.text)
        if any(match.start() < position < match.end() for position in source.empty)
    ]


def insert_line(insert: Insert) -> str:
    """An insert in the form that the filter reads."""
    return f'::: {{.insert {insert.kind}="{insert.name}"}}\n:::'


# The whole


def read_values(tables: Path) -> dict[str, Any]:
    path = tables / "values.json"
    values: dict[str, Any] = msgspec.json.decode(path.read_bytes()) if path.is_file() else {}
    return values


def read_figures(folder: Path) -> list[dict[str, Any]]:
    path = folder / "figures.json"
    figures: list[dict[str, Any]] = msgspec.json.decode(path.read_bytes()) if path.is_file() else []
    return figures


def known_figures(made: Sequence[Mapping[str, Any]], wanted: Iterable[str]) -> list[str]:
    """Names of the figures that there are, and of those that other data would allow (asked only where one is wanted that was not made)."""
    names = [figure["name"] for figure in made]
    if all(name in names for name in wanted):
        return names
    from pilcrow.figures.names import FIGURES

    return [*names, *(name for name in FIGURES if name not in names)]


def bibliographies(report: Report, inputs: Inputs) -> list[Path]:
    """The scholar's bibliographies: those that the front matter names, else references.bib where it is there."""
    named = report.front.get("bibliography")
    if named is None:
        return [path for path in (inputs.report / "references.bib",) if path in inputs.prose]
    return [inputs.report / str(name) for name in (named if isinstance(named, list) else [named])]


def from_trouble(source: Source, trouble: portable.Trouble) -> Finding:
    """What is wrong with one of the scholar's constructs, as a finding."""
    place = source.place(trouble.position)
    level = "hint" if trouble.hint else "error"
    return Finding(
        place.file, place.line, place.column, level, trouble.kind, trouble.what, trouble.todo
    )


def check_links(source: Source, anchors: set[str]) -> list[Finding]:
    """Internal links of the prose that lead nowhere."""
    from pilcrow.model.problems import did_you_mean

    found = []
    for match in re.finditer(r"\]\(#([^()\s]+)\)", source.text):
        if match[1] not in anchors:
            place = source.place(match.start(1))
            near = did_you_mean(match[1], sorted(anchors))
            found.append(
                Finding(
                    place.file,
                    place.line,
                    place.column,
                    "error",
                    "link",
                    f"The link to #{match[1]} leads nowhere.",
                    near if "Did" in near else "",
                )
            )
    return found


def try_examples(
    inputs: Inputs, corpus: Corpus, outlines: Sequence[Outline]
) -> tuple[list[Mark], list[Problem]]:
    """The codebook's examples, tried on the paragraphs as they are now: marks of those that fail, problems of those that never were."""
    from pilcrow.coding.examples import examine_examples, named_documents

    named = named_documents(inputs.codebook)
    paragraphs = (
        paragraph
        for outline in outlines
        if outline.document in named
        for paragraph in corpus[outline.document].paragraphs
    )
    settled = {outline.document for outline in outlines if not outline.provisional}
    withdrawn = [gone.id for outline in outlines for gone in outline.withdrawn]
    return examine_examples(inputs.root, inputs.codebook, paragraphs, settled, withdrawn)


def compose(inputs: Inputs, corpus: Corpus) -> Composition:
    """Compose the report. Raises Problems with everything that stops it.

    All documents are read once, and an outline of each is kept; in full those that the report cites, shows or names.
    """
    shown = inputs.shown
    values = read_values(inputs.tables)
    report = read_report(inputs.report, shown, values, inputs.prose)
    language = str(report.front.get("lang", "en"))
    figures = read_figures(inputs.figures)
    by_group = comparison.grouped_parts(
        read_table(inputs.tables, "comparison"), read_table(inputs.tables, "documents")
    )
    compared = (
        comparison.wanted(by_group, [str(figure["name"]) for figure in figures], values)
        if len(corpus) > 1
        else []
    )
    agreed = (
        [("figure", "agreement"), ("table", "agreement")]
        if int((values.get("coders") or {}).get("count") or 0) > 1
        else []
    )
    body, _, _ = expanded(with_comparison(report.body, compared), "agreement", agreed)
    inserts = find_inserts(body.text)
    written = portable.rewrite(body, inserts, language, inputs.report, inputs.prose)
    sections = number_sections(body.text, written.titles)
    numbered = written.exhibits
    wanted = [insert.name for insert in inserts if insert.kind == "figure"]
    names = known_figures(figures, wanted)
    fonts = (look_folder() / "fonts", inputs.report / "look" / "fonts")
    seen = survey(corpus, *choices(inputs), inputs.codebook.codes(), fonts)
    present = list(seen.outlines.values())
    everything = [
        *present,
        *map(outline_of, corpus.gone),
    ]  # with the accepted documents whose transcript is missing
    documents = Citable(corpus)
    works_files = bibliographies(report, inputs)
    works, wrong = bibliography.read_keys(
        [(path, f"{shown}/{path.relative_to(inputs.report).as_posix()}") for path in works_files],
        documents,
    )
    known = Known(documents, works, sections, numbered, names, language, paragraphs_in(present))

    examined = examine(body, known)
    texts = {
        key: examine(source, known) for key, source in report.texts.items() if key in BODY_TEXTS
    }
    hints = (msgspec.structs.replace(from_problem(hint), level="hint") for hint in report.hints)
    findings = [
        *map(from_problem, [*report.problems, *wrong]),
        *hints,
        *check_front(report, f"{shown}/index.qmd"),
        *examined.findings,
    ]
    findings += [finding for text in texts.values() for finding in text.findings]
    for position, what, todo in misplaced(
        body, inserts, names, list(exhibits.published()), list(by_group)
    ):
        place = body.place(position)
        findings.append(
            Finding(place.file, place.line, place.column, "error", "insert", what, todo)
        )
    flat = dict(flatten(values))
    for source in (body, *(report.texts[key] for key in texts)):
        findings += hint_numbers(source, flat)
    findings += [from_trouble(body, trouble) for trouble in written.troubles]
    failed, never = try_examples(inputs, corpus, everything)
    findings += map(from_problem, never)
    marks = sorted({*inputs.marks, *failed, *seen.marks})
    findings += map(from_mark, gathered(marks))
    stated = {key: find_statements(report.texts[key], place=key.capitalize()) for key in texts}
    statements = find_statements(body, sections)
    contents = Contents(
        corpus,
        seen,
        examined,
        texts,
        inserts,
        sections,
        numbered,
        figures,
        findings,
        {},
        marks,
        works_files,
    )
    contents.statements = [
        *(statement for found in stated.values() for statement in found),
        *statements,
    ]
    cited = contents.cited()
    contents.uncited = uncited = coverage(present, cited)
    missed = [
        outline
        for outline in everything[len(present) :]
        if any(tombstone.id in cited for tombstone in outline.withdrawn)
    ]
    annotate = inputs.config.get("annotate", "auto")
    paged = with_pages(present, cited, annotate, str(inputs.config.get("pages", "auto")))
    used = [
        *(
            printed_documents(paged, cited, version_pairs(inputs.documents))
            if paged
            else shown_documents(present, cited, annotate)
        ),
        *missed,
    ]
    paged += missed if paged else []
    replacements = [
        *examined.replacements,
        *written.replacements,
        *without_comments(body),
        *empty_citations(body),
    ]
    replacements += [rewrite_heading(section) for section in sections]
    replacements += [(insert.start, insert.end, insert_line(insert)) for insert in inserts]
    replacements += resting_notes(statements, values)
    style, style_problem = citation_style(
        str(inputs.config.get("citation_style", "author-date")), inputs.look
    )
    findings += style_problem
    fronts = {key: source.text for key, source in report.texts.items()}
    for key, examined_text in texts.items():
        own = [
            *examined_text.replacements,
            *empty_citations(report.texts[key]),
            *resting_notes(stated[key], values),
        ]
        fronts[key] = apply(report.texts[key], own)
    dates = [str(outline.metadata.get("date", UNKNOWN_DATE)) for outline in present]
    references = [*([path.name for path in works_files]), "documents.json"]
    listed = {outline.document for outline in used} | examined.documents.union(
        *(text.documents for text in texts.values())
    )
    front = front_matter(report, fronts, inputs.config, dates, references, style, sorted(listed))
    entries_shown = [
        bibliography.document_entry(outline.document, outline.metadata)
        for outline in everything
        if outline.document in listed
    ]
    prose = apply(body, replacements)
    if not refused(findings, bool(inputs.config.get("strict"))):
        files = {path.name: path for path in works_files} | {style: inputs.look[style[5:]]}
        contents.citations = citations_of(
            f"{front}\n{prose}\n", files, entries_shown, sorted(listed)
        )
    blocks = build_blocks(inputs, contents, used, paged)
    anchors = {section.anchor for section in sections} | {
        name for part in blocks.values() for name in parts.identifiers(part)
    }
    anchors |= set(re.findall(r"\{#([\w.-]+)", body.text)) | {"refs"}
    anchors |= portable.identifiers(written.replacements)
    anchors = anchors.union(*map(identifiers_of, paged))
    findings += check_links(body, anchors)
    findings += find_twice(body, sections, blocks, everything, inputs.codebook.names(), works)
    text = add_generated(prose, inserts, blocks)
    found = refused(findings, bool(inputs.config.get("strict")))
    if found:
        raise Problems(found)
    title = str(report.front.get("title") or "The report")
    whole = [] if paged else [outline.document for outline in used if seen.holds(outline)]
    places = cited_sections(examined, sections)
    said = said_of(
        everything,
        cited,
        places,
        contents.quoted(),
        (mark for mark in marks if mark.kind != "verdict"),
    )
    codebook = ("part", "codebook") in {(insert.kind, insert.name) for insert in inserts}
    pages = Pages(
        title,
        sorted(outline.document for outline in paged),
        whole,
        {document: len(one.cited) for document, one in said.items() if one.cited},
        codebook,
    )
    batches = deal_out(
        pages,
        corpus.batches(),
        corpus.gone,
        version_pairs(inputs.documents),
        said,
        contents.citations,
        choices(inputs),
    )
    return Composition(
        front + "\n" + text.strip("\n") + "\n",
        blocks,
        entries_shown,
        sorted(findings),
        uncited,
        written.images,
        works_files,
        pages,
        batches,
    )


def add_generated(text: str, inserts: Sequence[Insert], blocks: Mapping[str, Any]) -> str:
    """The text with what every report has: the summary of the marks on top, the transcript that citations lead to, the references."""
    placed = {insert.name for insert in inserts if insert.kind == "part"}
    if "marks" not in placed and blocks.get("marks"):
        text = '::: {.insert part="marks"}\n:::\n\n' + text
    if "transcript" not in placed:
        at = re.search(r"^# .*\{#section-references[^}]*\}|^::: \{#refs", text, re.MULTILINE)
        place = at.start() if at else len(text)
        text = f'{text[:place].rstrip()}\n\n# The text {{#section-the-text .unnumbered}}\n\n::: {{.insert part="transcript"}}\n:::\n\n{text[place:]}'
    if "{#refs" not in text:
        text = (
            text.rstrip()
            + "\n\n# References {#section-references .unnumbered}\n\n::: {#refs .references}\n:::\n"
        )
    return text


def citation_style(name: str, look: Mapping[str, Path]) -> tuple[str, list[Finding]]:
    """The CSL file of a style: of the fork's look, or of the default one; and what is wrong."""
    file = name if name.endswith(".csl") else f"{name}.csl"
    if file in look:
        return f"look/{file}", []
    from pilcrow.model.problems import did_you_mean

    own = sorted(other.removesuffix(".csl") for other in look if other.endswith(".csl"))
    what = f'There is no citation style "{name}".'
    return "", [
        Finding(
            "config/config.yaml",
            0,
            0,
            "error",
            "style",
            what,
            did_you_mean(name, own) + f" Or put {file} into report/look/.",
        )
    ]


def tell(findings: Sequence[Finding]) -> None:
    """Marks and hints, on standard error, calmly: one a line."""
    for level in ("mark", "hint"):
        for finding, places in grouped(finding for finding in findings if finding.level == level):
            place = some_places(places)
            print(
                f"{level}: {place + ': ' if place else ''}{finding.message} {finding.todo}".rstrip(),
                file=sys.stderr,
            )


def report_folder(files: Iterable[Path]) -> Path:
    """The folder of the prose: that of the outermost index.qmd. Raises Problems."""
    found = [path for path in files if path.name == INDEX]
    if not found:
        fail(
            f"There is no report/{INDEX}.",
            file=f"report/{INDEX}",
            todo="Write one: its first lines are the front matter (title, author), then the text."
            " Pilcrow's own is an example.",
            kind="report",
        )
    return min(found, key=lambda path: len(path.parts)).parent


def parser() -> argparse.ArgumentParser:
    """The command line of the stage: every file that it reads, and every one that it writes."""
    made = argparse.ArgumentParser(
        prog="python -m pilcrow.compose", description=(__doc__ or "").partition("\n")[0]
    )
    made.add_argument("--report", type=Path, nargs="*", default=[], help="the files of the prose")
    made.add_argument("--look", type=Path, nargs="+", required=True, help="the files of the look")
    made.add_argument(
        "--sources", type=Path, help="sources.json: checksums of what was read before"
    )
    made.add_argument(
        "--orphans",
        type=Path,
        nargs="*",
        default=[],
        help="ledgers and metadata of documents without a transcript",
    )
    for name in ("documents", "codebook", "config", "marks"):
        made.add_argument(f"--{name}", type=Path, required=True, help=f"{name}.json, as checked")
    for name in ("clean", "segment", "code"):
        made.add_argument(
            f"--{name}",
            type=Path,
            nargs="*",
            default=[],
            help=f"what the stage {name} made, a file a batch",
        )
    made.add_argument("--tables", type=Path, required=True, help="folder of the tables")
    made.add_argument("--figures", type=Path, required=True, help="folder of the figures")
    made.add_argument("--output", type=Path, required=True, help="folder of the composed project")
    made.add_argument("--index", type=Path, required=True, help="the published index")
    made.add_argument("--folder", type=Path, help="folder of what the pages of documents need")
    made.add_argument("--gate", type=Path, help="what the gate found, written when it fails too")
    return made


def read_inputs(options: argparse.Namespace) -> Inputs:
    """Read what the command line names but the records. Raises Problems."""
    decode = msgspec.json.decode
    root = Path().absolute()
    prose = frozenset(path.absolute() for path in options.report)
    return Inputs(
        root,
        report_folder(prose),
        prose,
        look_by_name([path.absolute() for path in options.look], root / OWN_FOLDER),
        decode(options.sources.read_bytes()) if options.sources else {},
        decode(options.documents.read_bytes()),
        read_codebook(options.codebook),
        decode(options.config.read_bytes()),
        decode(options.marks.read_bytes(), type=list[Mark]),
        options.tables,
        options.figures,
    )


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        inputs = read_inputs(options)
        records = (options.clean, options.segment, options.code, options.orphans)
        corpus = Corpus(inputs.root, inputs.documents, *records)
        composition = compose(inputs, corpus)
    except Problems as stopped:
        if options.gate:
            found = [from_problem(problem) for problem in stopped.problems]
            write_json(options.gate, report_of(found, {}))
        raise
    if options.gate:
        write_json(options.gate, report_of(composition.findings, composition.uncited))
    write_project(composition, inputs, options.output)
    if options.folder:
        write_pages(composition, options.folder)
    with IndexWriter(options.index) as writer:
        for entry in entries(corpus.texts()):
            writer.write(entry)
    tell(composition.findings)
    return 0


if __name__ == "__main__":
    run(main)
