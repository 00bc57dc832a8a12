"""Write the composed project (report, parts, data, look) and put it in its place when complete."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from pilcrow.figures.names import BESIDE, DIFFER, NARROW
from pilcrow.files.language import months_after_days
from pilcrow.inputs.look import unreadable
from pilcrow.model.problems import Problems
from pilcrow.model.records import write_json, write_text
from pilcrow.report.page import syntax
from pilcrow.report.page.apparatus import input_files
from pilcrow.report.page.contents import Composition
from pilcrow.report.page.exhibits import DATA
from pilcrow.report.page.inputs import Inputs
from pilcrow.report.page.preview import preview_data
from pilcrow.report.prose.findings import report_of
from pilcrow.report.prose.grounds import Grounds
from pilcrow.report.rendering.formulas import written_formulas
from pilcrow.report.rendering.journal import draw_as_pixels
from pilcrow.report.rendering.look import write_look, write_words
from pilcrow.report.rendering.terms import with_terms

REFERENCE = "reference.docx"  # of the look: a docx whose styles are taken
WHOLE = "_report.json"  # of the whole report; no batch can have this name


def write_project(composition: Composition, inputs: Inputs, output: Path) -> None:
    """Write the composed project beside its place, then put it there."""
    made = output.with_name(f".{output.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    write_text(made / "report.qmd", composition.report)
    with_formulas = []
    for name, content in sorted(composition.blocks.items()):
        written = json.dumps(syntax.document(content), ensure_ascii=False) + "\n"
        write_text(made / "blocks" / f"{name}.json", written)
        if '"Math"' in written or "$" in written:
            with_formulas.append(content)
    write_json(made / "documents.json", composition.documents)
    write_json(made / "pages.json", composition.pages)
    write_json(made / "preview.json", preview_data(inputs.values(), composition.style, inputs.sums))
    write_json(made / "gate.json", report_of(composition.findings, composition.uncited))
    if composition.cited:
        write_text(made / "head.html", composition.cited.head())
        write_json(made / "citation.json", composition.cited.work)
    for name, path in sorted(composition.images.items()):
        copy(path, made / name)
    for path in sorted(inputs.figures.glob("*.svg")):
        name = path.stem.removesuffix(NARROW)
        # By another coding a figure is in the block of the report's own.
        for figure in (name, name.removesuffix(BESIDE), name.removesuffix(DIFFER)):
            if f"figure-{figure}" in composition.blocks:
                copy(path, made / "figures" / path.name)
    copy_data(composition, inputs, made)
    copy_look(inputs, made, composition.printing, composition.grounds)
    shown = [made / name for name in composition.images if name.endswith(".svg")]
    shown += [path for name in composition.blocks if (path := figure_file(made, name)).is_file()]
    draw_as_pixels(shown, made)
    write_words(composition.language, made)
    style = made / composition.style
    write_text(style, with_terms(style.read_text(encoding="utf-8"), composition.language.code))
    language = composition.language
    if not language.english:
        marks = {"months": months_after_days(language), "quotes": language.quotes}
        write_json(made / "language.json", marks)  # the filters read it
    if formulas := written_formulas(composition.report, with_formulas):
        write_json(made / "formulas.json", formulas)
    for path in composition.bibliographies:
        copy(path, made / path.name)
    if output.exists():
        shutil.rmtree(output)
    made.rename(output)


def figure_file(made: Path, block: str) -> Path:
    """Return the drawing that a block of a figure shows."""
    return made / "figures" / f"{block.removeprefix('figure-')}.svg"


def copy(source: Path, target: Path) -> None:
    """Copy a file's content, without its times and modes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_data(composition: Composition, inputs: Inputs, made: Path) -> None:
    """Copy the CSV files that figures and tables of the report link."""
    content = json.dumps(list(composition.blocks.values()))
    for name in sorted(set(re.findall(rf'"(?:compose/)?{DATA}/([\w.-]+\.csv)"', content))):
        if name == "checksums.csv":
            files = input_files(inputs, composition.bibliographies)
            write_text(
                made / DATA / name,
                "file,sha256\n" + "".join(f"{path},{digest}\n" for path, digest in files),
            )
        else:
            copy(inputs.tables / name, made / DATA / name)


def copy_look(
    inputs: Inputs,
    made: Path,
    printing: Mapping[str, str] | None = None,
    grounds: Grounds | None = None,
) -> None:
    """Write the look into the project, with quarto.yml as the project file. Raise Problems."""
    if found := unreadable(inputs.report):
        raise Problems(found)
    write_look(inputs.look, made / "look", inputs.root, printing, grounds or Grounds())
    if (made / "look" / "quarto.yml").is_file():
        settings = (made / "look" / "quarto.yml").read_text(encoding="utf-8")
        if (made / "look" / REFERENCE).is_file():
            named = f"\\g<0>    reference-doc: look/{REFERENCE}\n"
            settings = re.sub(r"(?m)^  docx:\n", named, settings, count=1)
        write_text(made / "_quarto.yml", settings)


def write_page_data(composition: Composition, folder: Path) -> None:
    """Write what the pages of documents need: a file for each batch, and one of the whole."""
    shutil.rmtree(folder, ignore_errors=True)
    write_json(folder / WHOLE, composition.pages)
    for batch, said in composition.batches.items():
        write_json(folder / f"{batch}.json", said)
