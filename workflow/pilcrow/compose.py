"""Compose: the edition, the tables, the figures and the scholar's prose as one Quarto project, every citation resolved.

Needs report/, the records of all batches, tables and figures, and what was checked at the start. Makes a folder that either renderer
turns into the report, and the published index of paragraphs. What does not resolve stops it, all of it at once.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow import bibliography, exhibits, parts, syntax
from pilcrow.corpus import Edited, all_marks, chosen_codings, read_corpus, read_received
from pilcrow.crossreferences import (
    Exhibit,
    Insert,
    Section,
    find_inserts,
    misplaced,
    number_exhibits,
    number_sections,
    rewrite_heading,
)
from pilcrow.gate import (
    Examined,
    Finding,
    Known,
    cited_sections,
    coverage,
    examine,
    from_mark,
    from_problem,
    hint_numbers,
    refused,
    report_of,
)
from pilcrow.index import IndexWriter, entries
from pilcrow.markdown import areas
from pilcrow.problems import Problems, run
from pilcrow.project import look_folder
from pilcrow.records import Coding, Mark, write_json, write_text
from pilcrow.source import Report, Source, flatten, read_report
from pilcrow.syntax import Block

BODY_TEXTS = ("abstract",)  # texts of the front matter that may cite
STYLES = ("author-date", "numeric")
PAPERS = {"a4": "a4", "letter": "us-letter"}
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


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
    """What stands where a theme has no paragraph to cite: brackets that a value left empty."""
    literal = [piece.start for piece in source.pieces if not piece.literal]
    found = []
    for match in re.finditer(r"(?<![\]\w!])\[\s*\](?![({\[])", source.text):
        if not any(match.start() < start < match.end() for start in literal) and source.pieces:
            found.append((match.start(), match.end(), "(no paragraph)"))
    return found


def insert_line(insert: Insert) -> str:
    """An insert in the form that the filter reads."""
    return f'::: {{.insert {insert.kind}="{insert.name}"}}\n:::'


def printed_date(date: str) -> str:
    """10 February 2022, of 2022-02-10; less where less is known."""
    year, *rest = date.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    return " ".join(part for part in (str(int(rest[1])) if len(rest) > 1 else "", month, year) if part)


def front_matter(
    report: Report, texts: Mapping[str, str], config: Mapping[str, Any], dates: Sequence[str], bibliographies: list[str], style: str
) -> str:
    """The front matter of the composed report. Dates are those of the documents, never today's."""
    front = report.front
    known = sorted(date for date in dates if date != bibliography.UNKNOWN_DATE)
    span = [known[0], known[-1]] if known and known[0] != known[-1] else known[:1]
    authors = front.get("author", [])
    data: dict[str, Any] = {
        "title": texts.get("title", "Untitled"),
        "subtitle": texts.get("subtitle"),
        "author": [_author(author) for author in (authors if isinstance(authors, list) else [authors])],
        "date": texts.get("date") or " – ".join(printed_date(date) for date in span),
        "document-date": _full_date(known[-1]) if known else None,
        "lang": str(front.get("lang", "en")),
        "abstract": texts.get("abstract"),
        "keywords": front.get("keywords"),
        "papersize": PAPERS.get(str(config.get("paper", "a4")), "a4"),
        "bibliography": bibliographies,
        "csl": style,
        "link-citations": True,
        "running-title": texts.get("running-title"),
        "version": texts.get("version"),
    }
    lines = ["---"]
    for key, value in data.items():
        if value in (None, "", []):
            continue
        if isinstance(value, str) and "\n" in value:
            lines.append(f"{key}: |\n" + "\n".join(f"  {line}".rstrip() for line in value.strip().split("\n")))
        elif isinstance(value, str) and key == "abstract":
            lines.append(f"{key}: |\n  {value.strip()}")
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, "---", ""])


def _author(author: Any) -> str:
    return str(author.get("name", "")) if isinstance(author, Mapping) else str(author)


def _full_date(date: str) -> str:
    return (date + "-01-01")[:10] if len(date) < 10 else date


FRONT_KEYS = ("title", "subtitle", "author", "date", "lang", "keywords", "bibliography", "abstract", "running-title", "version")


def check_front(report: Report, shown: str) -> list[Finding]:
    """Keys of the front matter that compose does not hand on: Quarto's own options would make the renderers differ."""
    from pilcrow.problems import did_you_mean

    found = []
    for key in report.front:
        if key not in FRONT_KEYS:
            todo = did_you_mean(str(key), FRONT_KEYS) or f"Known are: {', '.join(FRONT_KEYS)}."
            found.append(Finding(shown, 1, 0, "error", "front matter", f'The key "{key}" of the front matter is not known here.', todo))
    return found


# The whole


class Composition(msgspec.Struct):
    """What was made, before it is written."""

    report: str
    blocks: dict[str, list[Block]]
    documents: list[dict[str, Any]]
    findings: list[Finding]
    uncited: dict[str, list[str]]
    images: dict[str, Path]
    problems: list[Any] = []


class Inputs(msgspec.Struct):
    """Everything that compose reads."""

    root: Path
    report: Path
    documents: list[dict[str, Any]]
    codebook: dict[str, Any]
    rules: dict[str, Any]
    config: dict[str, Any]
    marks: list[Mark]
    tables: Path
    figures: Path

    @property
    def shown(self) -> str:
        return self.report.relative_to(self.root).as_posix() if self.root in self.report.parents else self.report.name


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
    from pilcrow.figures import FIGURES

    return [*names, *(name for name in FIGURES if name not in names)]


def bibliographies(report: Report, inputs: Inputs) -> list[Path]:
    """The scholar's bibliographies: those that the front matter names, else references.bib where it is there."""
    named = report.front.get("bibliography")
    if named is None:
        return [path for path in (inputs.report / "references.bib",) if path.is_file()]
    return [inputs.report / str(name) for name in (named if isinstance(named, list) else [named])]


def find_images(source: Source, report: Path, shown: str) -> tuple[list[tuple[int, int, str]], dict[str, Path], list[Finding]]:
    """The scholar's own images: replacements of their targets, name in the project → file, and what is wrong."""
    replacements, images, findings = [], {}, []
    for match in re.finditer(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^()\s<>]+)>?[^()]*\)", source.text):
        if any(area.kind in ("code", "block", "comment") and area.start <= match.start() < area.end for area in areas(source.text)):
            continue
        target = match[1]
        place = source.place(match.start())
        if re.match(r"[a-z]+:", target):
            findings.append(
                Finding(
                    place.file,
                    place.line,
                    place.column,
                    "error",
                    "image",
                    f"The image {target} lies on the network.",
                    "Save it in report/ and name the file.",
                )
            )
            continue
        here = (report.parent / place.file).parent
        path = next((folder / target for folder in (here, report) if (folder / target).is_file()), None)
        if path is None or report.resolve() not in path.resolve().parents:
            findings.append(
                Finding(
                    place.file,
                    place.line,
                    place.column,
                    "error",
                    "image",
                    f'There is no image "{target}" in {shown}/.',
                    "Put it there, or correct the path.",
                )
            )
            continue
        name = "media/" + path.resolve().relative_to(report.resolve()).as_posix()
        images[name] = path
        replacements.append((match.start(1), match.end(1), name))
    return replacements, images, findings


def check_links(source: Source, anchors: set[str]) -> list[Finding]:
    """Internal links of the prose that lead nowhere."""
    from pilcrow.problems import did_you_mean

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


def compose(inputs: Inputs, corpus: list[Edited]) -> Composition:
    """Compose the report. Raises Problems with everything that stops it."""
    shown = inputs.shown
    values = read_values(inputs.tables)
    report = read_report(inputs.report, shown, values)
    body = report.body
    language = str(report.front.get("lang", "en"))
    figures = read_figures(inputs.figures)
    inserts = find_inserts(body.text)
    sections = number_sections(body.text)
    numbered = number_exhibits(inserts, language)
    wanted = [insert.name for insert in inserts if insert.kind == "figure"]
    names = known_figures(figures, wanted)
    documents = {edited.document: edited.citable() for edited in corpus}
    works_files = bibliographies(report, inputs)
    works, wrong = bibliography.read_keys(
        [(path, f"{shown}/{path.relative_to(inputs.report).as_posix()}") for path in works_files], documents
    )
    known = Known(documents, works, sections, numbered, names, language)

    examined = examine(body, known)
    texts = {key: examine(source, known) for key, source in report.texts.items() if key in BODY_TEXTS}
    findings = [*map(from_problem, [*report.problems, *wrong]), *check_front(report, f"{shown}/index.qmd"), *examined.findings]
    findings += [finding for text in texts.values() for finding in text.findings]
    for position, what, todo in misplaced(body, inserts, names, list(exhibits.PUBLISHED)):
        place = body.place(position)
        findings.append(Finding(place.file, place.line, place.column, "error", "insert", what, todo))
    flat = dict(flatten(values))
    for source in (body, *(report.texts[key] for key in texts)):
        findings += hint_numbers(source, flat)
    image_replacements, images, missing = find_images(body, inputs.report, shown)
    findings += missing
    marks = sorted({*inputs.marks, *(mark for edited in corpus for mark in all_marks(edited))})
    findings += map(from_mark, marks)
    cited = set(examined.cited).union(*(text.cited for text in texts.values()))
    uncited = coverage(documents.values(), cited)

    blocks = build_blocks(inputs, corpus, examined, texts, inserts, sections, numbered, figures, findings, uncited, marks, works_files)
    anchors = {section.anchor for section in sections} | {name for part in blocks.values() for name in parts.identifiers(part)}
    anchors |= set(re.findall(r"\{#([\w.-]+)", body.text)) | {"refs"}
    findings += check_links(body, anchors)
    replacements = [*examined.replacements, *image_replacements, *without_comments(body), *empty_citations(body)]
    replacements += [(section.heading.start, section.heading.end, rewrite_heading(section)) for section in sections]
    replacements += [(insert.start, insert.end, insert_line(insert)) for insert in inserts]
    text = add_generated(apply(body, replacements), inserts, blocks)
    style, style_problem = citation_style(str(inputs.config.get("citation_style", "author-date")), inputs.report)
    findings += style_problem

    found = refused(findings, bool(inputs.config.get("strict")))
    if found:
        raise Problems(found)
    fronts = {key: source.text for key, source in report.texts.items()}
    fronts |= {key: apply(report.texts[key], [*text.replacements, *empty_citations(report.texts[key])]) for key, text in texts.items()}
    dates = [str(edited.metadata.get("date", bibliography.UNKNOWN_DATE)) for edited in corpus]
    references = [*([path.name for path in works_files]), "documents.json"]
    front = front_matter(report, fronts, inputs.config, dates, references, style)
    shown_documents = [bibliography.document_entry(edited.document, edited.metadata) for edited in corpus]
    return Composition(front + "\n" + text.strip("\n") + "\n", blocks, shown_documents, sorted(findings), uncited, images)


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
        text = text.rstrip() + "\n\n# References {#section-references .unnumbered}\n\n::: {#refs .references}\n:::\n"
    return text


def citation_style(name: str, report: Path) -> tuple[str, list[Finding]]:
    """The CSL file of a style: of the fork's look, or of the default one; and what is wrong."""
    file = name if name.endswith(".csl") else f"{name}.csl"
    for folder in (report / "look", look_folder()):
        if (folder / file).is_file():
            return f"look/{file}", []
    from pilcrow.problems import did_you_mean

    own = sorted(path.stem for folder in (report / "look", look_folder()) if folder.is_dir() for path in folder.glob("*.csl"))
    what = f'There is no citation style "{name}".'
    return "", [Finding("config/config.yaml", 0, 0, "error", "style", what, did_you_mean(name, own) + f" Or put {file} into report/look/.")]


def build_blocks(
    inputs: Inputs,
    corpus: list[Edited],
    examined: Examined,
    texts: Mapping[str, Examined],
    inserts: Sequence[Insert],
    sections: Sequence[Section],
    numbered: Mapping[tuple[str, str], Exhibit],
    figures: Sequence[Mapping[str, Any]],
    findings: list[Finding],
    uncited: dict[str, list[str]],
    marks: Sequence[Mark],
    works: Sequence[Path],
) -> dict[str, list[Block]]:
    """Every generated part that the report inserts, and the transcript and the marks always: name → blocks."""
    names = parts.names_of(inputs.codebook)
    choice = str(inputs.config.get("coding", "rules"))
    codings = [coding for edited in corpus for coding in chosen_codings(edited, choice)]
    order = {code: place for place, code in enumerate(names)}
    by_paragraph: dict[str, list[str]] = {}
    for coding in sorted(codings, key=lambda coding: order.get(coding.theme, len(order))):
        by_paragraph.setdefault(coding.paragraph, [])
        if coding.theme not in by_paragraph[coding.paragraph]:
            by_paragraph[coding.paragraph].append(coding.theme)
    wanted = {(insert.kind, insert.name) for insert in inserts}
    blocks: dict[str, list[Block]] = {}
    transcript = text_blocks(inputs, corpus, codings, examined, texts, sections, ("part", "codebook") in wanted, marks)
    anchors = parts.identifiers(transcript)
    material = parts.Material(
        inputs.root, corpus, by_paragraph, names, inputs.tables, dict(numbered), anchors, findings, list(marks), uncited, choice
    )
    made = {figure["name"]: figure for figure in figures}
    for kind, name in sorted(wanted):
        if kind == "figure":
            exhibit = numbered.get(("fig", name))
            figure = made.get(name)
            data = bool(figure and (inputs.tables / str(figure.get("data", ""))).suffix == ".csv")
            blocks[f"figure-{name}"] = exhibits.figure(figure, exhibit, data) if figure else exhibits.no_figure(name, exhibit)
        elif kind == "table" and name in exhibits.PUBLISHED:
            data = bool(material.data(name))
            blocks[f"table-{name}"] = exhibits.published_table(
                name, material.rows(name), numbered.get(("tbl", name)), material.several, names, data
            )
        elif kind == "part" and name in parts.TABLES:
            blocks[name] = parts.TABLES[name](material)
    blocks["marks"] = parts.marks(material)
    blocks["transcript"] = transcript
    if ("part", "checksums") in wanted:
        blocks["checksums"] = parts.checksums(material, parts.input_files(inputs.root, works))
    if ("part", "strip") in wanted:
        blocks["strip"] = strip_map(inputs, corpus, codings)
    if ("part", "codebook") in wanted:
        blocks["codebook"] = codebook_part(inputs.codebook)
    return {name: parts.unnumbered(content) for name, content in blocks.items()}


def heads(corpus: Sequence[Edited]) -> list[Any]:
    from pilcrow.transcript import DocumentHead

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
                str(speaker.get("family", "")),
                "" if date == bibliography.UNKNOWN_DATE else date,
                str(metadata.get("place", "")),
                str((metadata.get("source") or {}).get("url", "")),
                edited.segmented.provisional,
            )
        )
    return found


def theme_keys(inputs: Inputs, with_anchors: bool) -> list[Any]:
    from pilcrow.reading import read_themes, with_rules
    from pilcrow.transcript import ThemeKey

    definitions: dict[str, str] = {}

    def collect(themes: Iterable[Mapping[str, Any]], parent: str = "") -> None:
        for theme in themes:
            code = f"{parent}/{theme['code']}" if parent else str(theme["code"])
            definitions[code] = str(theme.get("definition") or "")
            collect(theme.get("themes") or (), code)

    collect(inputs.codebook.get("themes") or ())
    return [
        ThemeKey(
            theme.code,
            theme.name,
            definitions.get(theme.code, ""),
            {rule.identifier: rule.pattern for rule in theme.rules},
            f"theme-{theme.code.replace('/', '-')}" if with_anchors else "",
        )
        for theme in with_rules(read_themes(inputs.codebook), inputs.rules)
    ]


def text_blocks(
    inputs: Inputs,
    corpus: Sequence[Edited],
    codings: Sequence[Coding],
    examined: Examined,
    texts: Mapping[str, Examined],
    sections: Sequence[Section],
    with_codebook: bool,
    marks: Sequence[Mark],
) -> list[Block]:
    """The annotated transcript of all documents."""
    from pilcrow.transcript import transcript_blocks

    quoted: dict[str, list[tuple[int, int]]] = {}
    for source in (examined, *texts.values()):
        for identifier, ranges in source.quoted.items():
            quoted[identifier] = sorted({*quoted.get(identifier, ()), *ranges})
    return transcript_blocks(
        heads(corpus),
        [paragraph for edited in corpus for paragraph in edited.paragraphs],
        withdrawn=[gone for edited in corpus for gone in edited.withdrawn],
        codings=codings,
        voices=[voice for edited in corpus for voice in edited.voices],
        corrections={edited.document: edited.corrections() for edited in corpus},
        themes=theme_keys(inputs, with_codebook),
        cited_in=cited_sections(examined, sections),
        quoted=quoted,
        marks=[mark for mark in marks if mark.kind != "verdict"],
    )


def strip_map(inputs: Inputs, corpus: Sequence[Edited], codings: Sequence[Coding]) -> list[Block]:
    from pilcrow.strip import strip_blocks

    return strip_blocks(
        heads(corpus), [paragraph for edited in corpus for paragraph in edited.paragraphs], codings, theme_keys(inputs, False)
    )


def codebook_part(codebook: Mapping[str, Any]) -> list[Block]:
    from pilcrow.codebook import Codebook
    from pilcrow.codebook_appendix import appendix

    return appendix(Codebook.model_validate(as_written(codebook)), 3)


def as_written(value: Any) -> Any:
    """A dumped model as the scholar would have written it, without what is left at its default: so that it can be read again."""
    if isinstance(value, list):
        return [as_written(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: as_written(item) for key, item in value.items() if item not in (None, "", [], {})}
    if "within" in kept and "not_when" not in kept and "phrase" in kept:
        del kept["within"]
    return kept


# Writing


def write_project(composition: Composition, inputs: Inputs, output: Path) -> None:
    """Write the composed project beside its place, then put it there."""
    made = output.with_name(f".{output.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    write_text(made / "report.qmd", composition.report)
    for name, content in sorted(composition.blocks.items()):
        write_text(made / "blocks" / f"{name}.json", json.dumps(syntax.document(content), ensure_ascii=False) + "\n")
    write_json(made / "documents.json", composition.documents)
    write_json(made / "gate.json", report_of(composition.findings, composition.uncited))
    for name, path in sorted(composition.images.items()):
        copy(path, made / name)
    for path in sorted(inputs.figures.glob("*.svg")):
        if f"figure-{path.stem}" in composition.blocks:
            copy(path, made / "figures" / path.name)
    copy_data(composition, inputs, made)
    copy_look(inputs.report, made)
    report = read_report(inputs.report, inputs.shown, read_values(inputs.tables))
    for path in bibliographies(report, inputs):
        copy(path, made / path.name)
    if output.exists():
        shutil.rmtree(output)
    made.rename(output)


def copy(source: Path, target: Path) -> None:
    """Copy a file's content, without its times and modes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_data(composition: Composition, inputs: Inputs, made: Path) -> None:
    """The CSV files that figures and tables of the report link."""
    content = json.dumps(list(composition.blocks.values()))
    for name in sorted(set(re.findall(rf'"{exhibits.DATA}/([\w.-]+\.csv)"', content))):
        if name == "checksums.csv":
            files = parts.input_files(inputs.root)
            write_text(made / exhibits.DATA / name, "file,sha256\n" + "".join(f"{path},{digest}\n" for path, digest in files))
        else:
            copy(inputs.tables / name, made / exhibits.DATA / name)


def copy_look(report: Path, made: Path) -> None:
    """The default look with the fork's own files over it; quarto.yml becomes the project file."""
    for folder in (look_folder(), report / "look"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            name = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in name.parts):
                copy(path, made / "look" / name)
    if (made / "look" / "quarto.yml").is_file():
        copy(made / "look" / "quarto.yml", made / "_quarto.yml")


def tell(findings: Sequence[Finding]) -> None:
    """Marks and hints, on standard error, calmly: one a line."""
    for level in ("mark", "hint"):
        for finding in findings:
            if finding.level == level:
                place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part)
                print(f"{level}: {place + ': ' if place else ''}{finding.message} {finding.todo}".rstrip(), file=sys.stderr)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m pilcrow.compose", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--report", type=Path, required=True, help="the scholar's folder report/")
    for name in ("documents", "codebook", "config", "marks"):
        parser.add_argument(f"--{name}", type=Path, required=True, help=f"{name}.json, as checked")
    parser.add_argument("--rules", type=Path, help="rules.json, as checked")
    for name in ("clean", "segment", "code"):
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[], help=f"what the stage {name} made, a file a batch")
    parser.add_argument("--tables", type=Path, required=True, help="folder of the tables")
    parser.add_argument("--figures", type=Path, required=True, help="folder of the figures")
    parser.add_argument("--output", type=Path, required=True, help="folder of the composed project")
    parser.add_argument("--index", type=Path, required=True, help="the published index, paragraphs.json")
    options = parser.parse_args(arguments)
    decode = msgspec.json.decode
    inputs = Inputs(
        options.report.absolute().parent,
        options.report.absolute(),
        decode(options.documents.read_bytes()),
        decode(options.codebook.read_bytes()),
        decode(options.rules.read_bytes()) if options.rules else {},
        decode(options.config.read_bytes()),
        decode(options.marks.read_bytes(), type=list[Mark]),
        options.tables,
        options.figures,
    )
    corpus = list(read_corpus(inputs.documents, options.segment, options.code, read_received(options.clean)))
    try:
        composition = compose(inputs, corpus)
    except Problems as stopped:
        write_json(options.output.with_name("gate.json"), report_of([from_problem(found) for found in stopped.problems], {}))
        raise
    options.output.with_name("gate.json").unlink(missing_ok=True)
    write_project(composition, inputs, options.output)
    with IndexWriter(options.index) as writer:
        for entry in entries(corpus):
            writer.write(entry)
    tell(composition.findings)
    return 0


if __name__ == "__main__":
    run(main)
