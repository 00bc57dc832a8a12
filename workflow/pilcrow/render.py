"""Stage render: make one HTML page or one PDF of the composed project.

Quarto does it, or the embedded Pandoc and Typst. Both read the same `report.qmd`, filters,
templates, bibliography and style. The same inputs give the same bytes: clock, locale, and the
reader's own fonts and settings have no influence.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.model.problems import fail
from pilcrow.model.records import replaced
from pilcrow.report.rendering import journal
from pilcrow.report.rendering.complaints import advice, cause, own_place
from pilcrow.report.rendering.pandoc import (
    READER,
    SOURCE,
    clean_environment,
    front_value,
    listen,
    pandoc,
    timestamp,
)

_TEXT, _TEXT_HERE = re.compile(r"<main\b.*</main>", re.DOTALL), "<!--pilcrow-text-->"
# What a browser would read from another file.
_OUTSIDE = re.compile(
    r"""<(?:link|style|object|image)\b|src(?:set)?\s*=\s*(?!"data:)|poster\s*=|url\((?!#)""",
    re.IGNORECASE,
)


def render(project: Path, form: str, renderer: str, output: Path) -> None:
    """Render a composed project. What the programs say goes to standard error, for the log.

    Args:
        project: Folder of the composed project.
        form: "html", "pdf", "docx", "epub" or "jats".
        renderer: "embedded", "quarto" or "auto".
        output: File to write.

    Raises Problems if the renderer fails.
    """
    source = project / SOURCE
    if not source.is_file():
        fail(
            f"There is no {SOURCE} in {project.name}.",
            todo="Run snakemake, which makes it first.",
            kind="render",
        )
    if renderer == "auto":
        from pilcrow.report.rendering.renderers import find_quarto, quarto_version, refusal

        program = find_quarto()
        renderer = (
            "embedded" if program is None or refusal(program, quarto_version(program)) else "quarto"
        )
    with replaced(output) as temporary:
        if form in journal.EXTENSIONS:
            temporary.write_bytes(for_journals(project, form, renderer))
        elif renderer == "quarto":
            quarto(project, form, temporary)
        elif form == "html":
            page = pandoc(project, html_arguments(project)).decode("utf-8")
            temporary.write_text(complete(project, page), encoding="utf-8")
        else:
            missing = uncovered_characters(project)
            made = typst(project, pandoc(project, typst_arguments(project), missing))
            temporary.write_bytes(add_citation_metadata(made, project))


def add_citation_metadata(pdf: bytes, project: Path) -> bytes:
    """Return a PDF with the citation of the report in its XMP metadata."""
    from pilcrow.report.references.work import Work
    from pilcrow.report.references.xmp import with_metadata

    try:
        work = msgspec.json.decode((project / "citation.json").read_bytes(), type=Work)
    except FileNotFoundError:
        return pdf
    return with_metadata(pdf, work)


def for_journals(project: Path, form: str, renderer: str) -> bytes:
    """Return the report as docx, EPUB or JATS. Raises Problems."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "compose"
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".*"))
        if renderer == "quarto":
            made = copy.parent / "made"
            quarto(copy, form, made)
            content = made.read_bytes()
        else:
            content = pandoc(copy, journal.arguments(copy, form))
        own = (copy / "look" / "reference.docx").is_file()
        return journal.make_reproducible(content, form, own, front_value(copy, "papersize") or "a4")


def html_arguments(project: Path) -> list[str]:
    """Return Pandoc's arguments for the page."""
    return [
        "--to=html5",
        f"--template={_look(project, 'pilcrow.html')}",
        "--mathml",
        f"--toc-depth={front_value(project, 'toc-depth') or 3}",
        *_common(project),
    ]


def complete(project: Path, page: str) -> str:
    """Return a page with its style, script and images inside.

    Pandoc takes a third of its time to read a page for them. So the text passes by if it has none.
    """
    text = _TEXT.search(page)
    kept = text[0] if text and not _OUTSIDE.search(text[0]) else ""
    shell = page.replace(kept, _TEXT_HERE) if kept else page
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder).resolve() / "page.html"
        template.write_text(shell.replace("$", "$$"), encoding="utf-8")
        arguments = ["--to=html5", "--embed-resources", f"--template={template}"]
        made = pandoc(project, arguments, source=b"\n").decode("utf-8")
    return made.replace(_TEXT_HERE, kept)


def typst_arguments(project: Path) -> list[str]:
    """Return Pandoc's arguments for the print."""
    return [
        "--to=typst",
        f"--template={_look(project, 'template.typ')}",
        "--toc-depth=2",
        *_common(project),
    ]


def _common(project: Path) -> list[str]:
    filters = [f"--lua-filter={_look(project, name)}" for name in ("headings.lua", "pilcrow.lua")]
    return [
        f"--from={READER}",
        "--standalone",
        "--toc",
        "--wrap=none",
        "--syntax-highlighting=none",
        "--data-dir=look",
        *filters,
        SOURCE,
    ]


def _look(project: Path, name: str) -> str:
    """Return the path of a file of the look, which compose copied into the project."""
    if not (project / "look" / name).is_file():
        fail(
            f"The look has no file {name}.",
            file=f"look/{name}",
            todo="Run snakemake, which copies the look.",
            kind="render",
        )
    return f"look/{name}"


def uncovered_characters(project: Path) -> str:
    """Return the characters that no font of the PDF covers, as hexadecimal code points."""
    import json

    from pilcrow.report.rendering.fonts import describe, uncovered

    texts = [(project / SOURCE).read_text(encoding="utf-8")]
    texts += [path.read_text(encoding="utf-8") for path in sorted(project.glob("*.bib"))]
    for path in sorted([*project.glob("*.json"), *project.glob("blocks/*.json")]):
        if path.name == "formulas.json":
            continue  # the signs of formulas are set in a font of their own
        content = path.read_text(encoding="utf-8")
        texts.append(
            json.dumps(json.loads(content), ensure_ascii=False) if "\\u" in content else content
        )
    missing = uncovered(
        "".join({character for text in texts for character in set(text)}),
        project / "look" / "fonts",
    )
    if missing:
        print(
            f"No font of the PDF has {describe(missing)}. The PDF names them by number.",
            file=sys.stderr,
        )
    return " ".join(f"{ord(character):X}" for character in missing)


def typst(project: Path, source: bytes) -> bytes:
    """Compile Typst source in the project's folder. Return a tagged PDF (PDF/UA-1).

    Raises Problems if Typst fails.
    """
    import typst as compiler

    fonts = sorted(str(path) for path in {(project / "look" / "fonts").resolve()} if path.is_dir())
    with tempfile.TemporaryDirectory() as folder:
        # The compiler wants a file below its root. Links keep the composed project unchanged.
        root = Path(folder)
        for entry in sorted(project.iterdir()):
            (root / entry.name).symlink_to(entry.resolve())
        (root / "main.typ").write_bytes(source)
        try:
            content, warnings = compiler.compile_with_warnings(
                str(root / "main.typ"),
                root=str(root),
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=timestamp(project),
            )
            for warning in warnings:  # for example that page numbers do not converge
                print(f"Typst: {warning}", file=sys.stderr)
            return bytes(content)
        except compiler.TypstError as trouble:
            said, first = (
                re.sub(rf"\S*{re.escape(root.name)}/", "", words)
                for words in (str(getattr(trouble, "diagnostic", "") or trouble), str(trouble))
            )
            print(said, file=sys.stderr)
            file, line, column = own_place(project, said)
            what = f"Typst could not set the report: {_first_line(first)}."
            fail(
                what, file=file, line=line, column=column, todo=advice(project, said), kind="render"
            )


def quarto(project: Path, form: str, output: Path) -> None:
    """Render with Quarto. Raises Problems if Quarto fails."""
    from pilcrow.report.rendering.quarto import render_with_quarto

    missing = uncovered_characters(project) if form == "pdf" else ""
    content, said = render_with_quarto(
        project, form, clean_environment(project) | {"PILCROW_UNCOVERED": missing}
    )
    listen(said)
    if content is None:
        fail(
            f"Quarto could not render the composed report: {cause(said)}.",
            file=SOURCE,
            todo=advice(project, said),
            kind="render",
        )
    output.write_bytes(add_citation_metadata(content, project) if form == "pdf" else content)


def _first_line(text: str) -> str:
    return next(
        (line.strip().rstrip(".") for line in text.splitlines() if line.strip()), "it said nothing"
    )


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.render`."""
    parser = stage_parser("render", __doc__)
    parser.file("project", "the composed Quarto project")
    parser.add_argument(
        "--format", required=True, choices=("html", "pdf", *journal.EXTENSIONS.values())
    )
    parser.add_argument("--renderer", default="embedded", choices=("auto", "quarto", "embedded"))
    parser.file("output", "the file to write")
    options = parser.parse_args(arguments)
    form = options.format.removesuffix(".xml")
    render(options.project, form, options.renderer, options.output)
    return 0


if __name__ == "__main__":
    run(main)
