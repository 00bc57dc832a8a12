"""Promise: sections have the numbers, and appendices the letters, that page and print give them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from print_readers import READERS

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.render import render
from pilcrow.report.prose.assembled import add_generated
from pilcrow.report.prose.crossreferences import (
    letter_of,
    number_sections,
    place_name,
    resolve_crossreference,
    rewrite_heading,
)

TEXT = """
# One {#sec-one}

## Below

# Appendices {#sec-appendix .appendices}

## First {#sec-first}

### Deep

### Deeper {#sec-deeper}

## Aside {.unnumbered}

## Second

# After
"""


def test_what_is_below_the_heading_of_the_appendices_has_letters() -> None:
    numbers = [section.number for section in number_sections(TEXT)]
    assert numbers == ["1", "1.1", "", "A", "A.1", "A.2", "", "B", "2"]
    assert number_sections("# Two {.appendix}\n\n## Below\n")[1].number == "0.1"


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (53, "BA")])
def test_letters_go_on_after_z(number: int, letters: str) -> None:
    assert letter_of(number) == letters


def test_an_appendix_is_cited_as_one() -> None:
    sections = number_sections(TEXT)

    def cited(key: str, language: str = "en", suppressed: bool = False) -> str:
        return resolve_crossreference(key, suppressed, sections, {}, language, ((), ()))[0]

    assert cited("sec-one") == "[Section\u00a01](#section-one)"
    assert cited("sec-first") == "[Appendix\u00a0A](#section-first)"
    assert cited("sec-deeper", "de") == "[Anhang\u00a0A.2](#section-deeper)"
    assert cited("sec-first", suppressed=True) == "[A](#section-first)"
    assert cited("sec-appendix") == "[“Appendices”](#section-appendix)"
    assert [place_name(sections[place]) for place in (0, 2, 4)] == [
        "1",
        "Appendices",
        "Appendix A.1",
    ]
    assert rewrite_heading(sections[2])[2] == " {#section-appendix .appendices .unnumbered}"


def test_references_stand_before_the_appendices_and_else_last() -> None:
    shown = '# One\n\n::: {.insert part="transcript"}\n:::\n'
    headings = re.compile(r"^# (\w+)", re.MULTILINE)
    assert headings.findall(add_generated(shown, [], marks=False))[-1] == "References"
    lettered = shown + "\n# Appendices {.appendices}\n\n## First\n"
    made = headings.findall(add_generated(lettered, [], marks=False))
    assert made == ["One", "The", "References", "Appendices"]


def test_the_text_stands_before_the_heading_of_the_references() -> None:
    headings = re.compile(r"^# (\w+)", re.MULTILINE)
    for name in ("Literatur {.unnumbered}", "Works", "References {#section-references}"):
        own = f"# One\n\n# {name}\n\n::: {{#refs}}\n:::\n\n# Notes\n"
        made = headings.findall(add_generated(own, [], marks=False))
        assert made == ["One", "The", name.split()[0], "Notes"]


def test_page_and_print_give_the_same_letters(tmp_path: Path) -> None:
    prose = (
        "\n# Appendices {#sec-app .appendices .unnumbered}\n\n## First of them {#sec-first}\n\n"
        "### Deep in it {#sec-deep}\n\n## Second of them {#sec-second}\n\n"
        "See [](#sec-deep){.section}.\n\n# After all\n"
    )
    composed = sample.compose(tmp_path / "compose", others=False, prose=prose)
    for form in ("html", "pdf"):
        render(composed, form, "embedded", tmp_path / f"report.{form}")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    numbered = re.findall(r'header-section-number">([^<]+)</span>\s+([\w ]+)', page)
    lettered = [("A", "First of them"), ("A.1", "Deep in it"), ("B", "Second of them")]
    assert {one for one in numbered if one[0][0].isalpha()} == set(lettered)
    printed = " ".join(" ".join(READERS["pdfium"](tmp_path / "report.pdf")).split())
    for letter, title in lettered:
        assert f" {letter} {title}" in printed
    assert "See A.1." in printed
