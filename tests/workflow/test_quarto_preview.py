"""Promise: `quarto render report/` shows the report as it is being written, with the numbers and
parts of the last build.
"""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from test_parity import each_quarto
from throwaway import copy_of, copy_project, snakemake

from pilcrow.report.prose.labels import label, word

pytestmark = [pytest.mark.slow, pytest.mark.quarto]


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copy_of(built, tmp_path_factory.mktemp("preview") / "project")
    section = made / "report/sections/question.qmd"
    written = (
        "\n\nCounted: {{< var paragraphs.counted >}}, {{< var words.counted >}}"
        " [@lavrov-truss-2022, para. 8].\n"
    )
    section.write_text(section.read_text(encoding="utf-8") + written, encoding="utf-8")
    done = snakemake(made)
    assert done.status == 0, done.said
    return made


def rendered(program: Path, project: Path) -> tuple[str, str, list[str]]:
    """The page as words, the page, and the warnings."""
    done = subprocess.run(
        [program, "render", "report", "--to", "html"], cwd=project, capture_output=True, check=False
    )
    said = (done.stderr + done.stdout).decode("utf-8", "replace")
    assert done.returncode == 0, said
    page = (project / "report/index.html").read_text(encoding="utf-8")
    main = page[page.index("<main") : page.index("</main>")]
    words = " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())
    return words, main, re.findall(r"(?:WARNING|ERROR)\b[^\n]*", said)


def numbers(page: str) -> dict[str, str]:
    """The numbers of figures and tables by their names."""
    found = re.findall(
        r'<(?:div|figure|table)[^>]* id="(?:quarto-float-)?(fig|tbl|figure|table)-([\w-]+)"'
        r".*?<(?:fig)?caption[^>]*>.*?(?:Figure|Table)(?:\s|&nbsp;)*(\d+)",
        page,
        re.DOTALL,
    )
    return {f"{kind[0]}-{name}": number for kind, name, number in found}


@pytest.mark.parametrize("program", each_quarto())
def test_quarto_shows_real_numbers_citations_and_parts(program: Path, project: Path) -> None:
    words, page, warnings = rendered(program, project)
    assert warnings == []
    assert not re.search(r"\?var|\?@|\{\{<|no paragraph", words)
    assert "Counted: 13 paragraphs, 409 words (Lavrov 2022, para. 8)." in clean(words)
    assert '<a href="#lavrov-truss-2022.p8">para.' in page and 'id="lavrov-truss-2022.p8"' in page
    assert (
        "It has been a long time since we held full-scale bilateral talks" in words
    )  # the transcript
    assert "Out of date" not in words
    built = (project / "results/report.html").read_text(encoding="utf-8")
    there = numbers(page)
    assert there and {name: numbers(built)[name] for name in there} == there
    # What a rendering leaves in report/ is no edit.
    assert "Nothing to do" in snakemake(project).said or snakemake(project).ran == []


@pytest.mark.parametrize("program", each_quarto())
def test_an_edit_since_the_build_is_said_and_the_prose_is_live(
    program: Path, project: Path
) -> None:
    raw, section = project / "raw/lavrov-truss-2022.txt", project / "report/sections/question.qmd"
    before = raw.read_bytes(), section.read_bytes()
    try:
        raw.write_bytes(before[0] + b"\n\nOne more paragraph.\n")
        section.write_bytes(before[1] + b"\nA sentence of a moment ago.\n")
        words, _, _ = rendered(program, project)
    finally:
        raw.write_bytes(before[0])
        section.write_bytes(before[1])
    assert "Out of date: edited since the last build: raw/lavrov-truss-2022.txt." in words
    assert "A sentence of a moment ago." in words


@pytest.mark.parametrize("code", ["de", "fr", "es", "ru", "it"])
@pytest.mark.parametrize("program", each_quarto()[-1:])
def test_citations_and_references_are_in_the_words_of_the_build(
    program: Path, project: Path, code: str
) -> None:
    index = project / "report/index.qmd"
    before = index.read_text(encoding="utf-8")
    probe = (
        "\n\n# Probe {#sec-probe}\n\nA [@lavrov-truss-2022, para. 8], B @sec-probe, C @tbl-probe, D"
        " @nte-probe.\n\n| a |\n|---|\n| b |\n\n: Own {#tbl-probe}\n\n"
        "::: {#nte-probe .callout-note}\nWords.\n:::\n"
    )
    try:
        index.write_text(
            re.sub(r"(?m)^lang: .*$", f"lang: {code}", before, count=1) + probe, encoding="utf-8"
        )
        words, _, warnings = rendered(program, project)
    finally:
        index.write_text(before, encoding="utf-8")
    assert warnings == []
    says = [word("para", code), word("section", code), label("tbl", code), label("nte", code)]
    found = re.search(
        r"A \(Lavrov 2022, (\S+?) ?8\), B (\S+) \d+, C (\S+) \d+, D (\S+) \d", clean(words)
    )
    assert found and list(found.groups()) == says


def clean(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize("program", each_quarto())
def test_before_the_first_build_it_names_what_is_missing_and_warns_of_nothing(
    program: Path, tmp_path: Path
) -> None:
    words, _, warnings = rendered(program, copy_project(tmp_path / "project"))
    assert warnings == []
    assert "Nothing was built yet" in words and "[words.speech]" in words
