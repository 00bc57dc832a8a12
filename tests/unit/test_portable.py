"""Promise: what a Quarto user writes is the same in both renderers, or it is refused with its line
and what to write instead.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quarto_guide import REFUSED, SAME, guide, write_images

from pilcrow.report.prose.constructs import (
    attribute_text,
    find_captions,
    find_fences,
    find_images,
    read_attributes,
    write_attributes,
)
from pilcrow.report.prose.crossreferences import find_inserts, number_sections
from pilcrow.report.prose.findings import from_problem
from pilcrow.report.prose.gate import ReferenceTargets, examine_text
from pilcrow.report.prose.portable import Portable, rewrite
from pilcrow.report.prose.source import LocatedText, Piece, read_report
from pilcrow.report.rendering.formulas import unreadable_formulas
from pilcrow.report.rendering.pandoc import pandoc
from pilcrow.report.rendering.raw_typst import unset_typst


def source(text: str) -> LocatedText:
    return LocatedText(text, [Piece(0, "report/index.qmd", 0)], {"report/index.qmd": text})


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    folder.mkdir()
    write_images(folder)
    return folder


def rewritten(folder: Path, text: str, language: str = "en") -> Portable:
    files = [path for path in folder.iterdir() if path.is_file()]
    return rewrite(source(text), find_inserts(text), language, folder, files, {"register"})


def applied(folder: Path, text: str, language: str = "en") -> str:
    made = rewritten(folder, text, language)
    assert [trouble for trouble in made.troubles if not trouble.hint] == []
    for start, end, new in sorted(made.replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def complaints(folder: Path, text: str) -> list[str]:
    """All that is said of a text, as the gate says it: line, what, what to do."""
    (folder / "index.qmd").write_text(f"---\ntitle: T\n---\n\n{text}\n", encoding="utf-8")
    read = read_report(folder, "report", {"paragraphs": {"speech": 13}})
    files = [path for path in folder.iterdir() if path.is_file()]
    made = rewrite(read.body, find_inserts(read.body.text), "en", folder, files)
    works = ["krippendorff-2019", "macqueen-1998", "lavrov-truss-2022", "uk-2017", "mid-2017"]
    sections = number_sections(read.body.text, made.titles)
    exhibits = {**made.exhibits}
    found = [from_problem(problem) for problem in read.problems]
    found += examine_text(read.body, ReferenceTargets({}, works, sections, exhibits, [])).findings
    said = [f"{one.line} {one.message} {one.todo}" for one in found if one.level == "error"]
    checked = [*unreadable_formulas(read.body.text), *unset_typst(read.body.text, folder / "look")]
    for trouble in [*made.troubles, *checked]:
        if not trouble.hint:
            place = read.body.place(trouble.position)
            said.append(f"{place.line} {trouble.what} {trouble.todo}")
    return said


@pytest.mark.parametrize("name", REFUSED)
def test_what_lies_outside_is_refused_with_its_line_and_what_to_write(
    report: Path, name: str
) -> None:
    example, beginning = REFUSED[name]
    said = complaints(report, example)
    assert any(
        line.partition(" ")[2].startswith(beginning) and 5 <= int(line.split()[0]) <= 8
        for line in said
    ), said
    assert all(len(line.split(". ")) > 1 for line in said)


@pytest.mark.parametrize("name", SAME)
def test_what_is_the_same_in_both_is_accepted(report: Path, name: str) -> None:
    others = guide() if "@" in SAME[name] or "#sec" in SAME[name] else SAME[name]
    said = complaints(report, others)
    assert [
        line for line in said if "tbl-register" not in line and 'table "register"' not in line
    ] == []


@pytest.mark.parametrize(
    "marker", ["-", "-  ", "*\t", "1.", "10)", "(a)", "(@)", "#.", ":", ":   "]
)
@pytest.mark.parametrize("more", [0, 1, 2, 3])
@pytest.mark.parametrize("around", ["", "- ", "> "])
def test_a_fence_is_refused_where_pandoc_reads_it_as_words(
    report: Path, marker: str, more: int, around: str
) -> None:
    opening = f"{marker} " if marker.strip() == marker else marker
    column = len(opening.expandtabs(4)) + more
    term = "Term\n" if marker.startswith(":") else ""
    inner = "\n".join(" " * column + line for line in ("::: {.any}", "x", ":::"))
    text = f"{term}{opening}words\n\n{inner}"
    quoted = "> " if around == "> " else "  " if around else ""
    text = "\n".join(f"{quoted}{line}" for line in text.splitlines())
    text = around + text[len(around) :] if around else text
    read = pandoc(report, ["--from=markdown", "--to=html"], source=text.encode()).decode()
    refused = any("These colons are indented" in line for line in complaints(report, text))
    assert refused == (":::" in read), (text, read)


def test_code_cells_are_told_how_a_rule_makes_the_figure(report: Path) -> None:
    (said,) = complaints(report, "```{r}\nplot(1)\n```")
    assert "Let a rule run the script" in said and "docs/extending.md" in said
    assert "![Caption](made/NAME.svg){#fig-NAME}" in said and "made/NAME.qmd" in said


@pytest.mark.parametrize("number", ["0", "²", "9" * 6000, "many"])
def test_a_number_of_rows_or_columns_that_is_none_is_refused(report: Path, number: str) -> None:
    for name in ("layout-nrow", "layout-ncol"):
        opening = f'::: {{#fig-a {name}="{number}"}}'
        (said,) = complaints(report, f"{opening}\n![](square.png)\n\nThe caption.\n:::")
        assert "is not a number of columns or rows" in said


def test_a_figure_has_its_number_alternative_text_and_width(report: Path) -> None:
    text = '![Two *words*](square.png){#fig-a fig-alt="A \\"red\\" one" width=300px}'
    assert (
        applied(report, text) == "[[**Figure 1.** Two *words*]{.caption} "
        '![](media/square.png){alt="A &#34;red&#34; one" width="300px"}]{#figure-a .scholar-figure}'
    )


@pytest.mark.parametrize(
    "table",
    [
        "a | b\n--|--\n1 | 2",
        "a | b\n:-: | -:\n1 | 2",
        "a | b\n-+-\n1 | 2",
        "a  bb\n-- --\n1  2",
        "| a |\n|---|\n| 1 |",
        "> a | b\n> --|--\n> 1 | 2",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_table_without_bars_at_its_sides_is_numbered(
    report: Path, table: str, before: bool
) -> None:
    quoted = "> " if table.startswith(">") else ""
    caption = f"{quoted}{'Table:' if before else ':'} Own {{#tbl-own}}"
    parts = [caption, table] if before else [table, caption]
    text = f"\n{quoted.strip()}\n".join(parts)
    made = rewritten(report, text)
    assert {one.label for one in made.exhibits.values()} == {"Table 1"}
    read = pandoc(report, ["--from=markdown", "--to=html"], source=applied(report, text).encode())
    assert b'<caption><span id="table-own" class="scholar-table"' in b" ".join(read.split())


def test_an_image_in_a_line_is_not_a_figure(report: Path) -> None:
    assert applied(report, "A ![b](square.png) c.") == 'A ![](media/square.png){alt="b"} c.'
    made = rewritten(report, "A ![b](square.png){#fig-b} c.")
    assert "paragraph of its own" in made.troubles[0].todo


def test_an_image_without_words_is_a_hint(report: Path) -> None:
    (trouble,) = rewritten(report, "![](square.png)").troubles
    assert trouble.hint and "alternative text" in trouble.what


def test_pilcrows_and_the_scholars_exhibits_share_one_numbering(report: Path) -> None:
    text = (
        '::: {.insert figure="themes"}\n:::\n\n![A](square.png){#fig-own}\n\n'
        '::: {.insert part="register"}\n:::\n\n| a |\n|---|\n| 1 |\n\n: B {#tbl-own}\n\n'
        '::: {.insert figure="later"}\n:::\n'
    )
    made = rewritten(report, text)
    assert {key: exhibit.label for key, exhibit in made.exhibits.items()} == {
        ("fig", "themes"): "Figure 1",
        ("fig", "own"): "Figure 2",
        ("tbl", "register"): "Table 1",
        ("tbl", "own"): "Table 2",
        ("fig", "later"): "Figure 3",
    }


def test_a_name_that_is_given_twice_stops(report: Path) -> None:
    text = "![A](square.png){#fig-themes}\n\n![B](square.png){#fig-themes}"
    assert '"fig-themes" is given twice' in rewritten(report, text).troubles[0].what


def test_parts_of_a_figure_have_letters(report: Path) -> None:
    made = rewritten(report, SAME["subfigures"])
    assert [exhibit.label for exhibit in made.exhibits.values()] == [
        "Figure 1",
        "Figure 1 (a)",
        "Figure 1 (b)",
    ]


def test_labels_are_in_the_language_of_the_report(report: Path) -> None:
    text = "$$x$$ {#eq-x}\n\n::: {.callout-warning}\nx\n:::\n\n![A](square.png){#fig-a}"
    assert "[Warnung]" in applied(report, text, "de-CH")
    assert "**Рисунок 1.**" in applied(report, text, "ru")
    assert rewritten(report, text, "it").exhibits["eq", "x"].label == "Equazione 1"


def test_the_title_of_a_callout_is_not_a_section(report: Path) -> None:
    text = "# One\n\n::: {.callout-tip}\n## Title\n\nText.\n:::\n\n## Two\n"
    made = rewritten(report, text)
    assert [s.number for s in number_sections(text, made.titles)] == ["1", "1.1"]
    assert "[Title]{.callout-title}" in applied(report, text)


def test_a_definition_is_not_the_caption_of_a_table() -> None:
    assert list(find_captions("Term\n\n: what it is {#tbl-a}\n")) == []
    assert [
        caption.attributes.identifier
        for caption in find_captions("Table: C {#tbl-a}\n\n| a |\n|---|\n| 1 |\n")
    ] == ["tbl-a"]


def test_constructs_in_code_are_text() -> None:
    text = "```\n![a](b.png){#fig-a}\n::: {.callout-note}\n```\n\n`![a](b.png)`\n"
    assert list(find_images(text)) == [] and find_fences(text) == []


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
def test_attributes_come_back_as_they_were_written(words: str) -> None:
    import html

    read = read_attributes(write_attributes("one", ["two"], {"alt": words}))
    assert (read.identifier, read.classes) == ("one", ["two"])
    assert html.unescape(read.values["alt"]) == html.unescape(attribute_text(words))


@given(st.text(st.sampled_from("![](){}#:.=-|+ \nafig$`\"'"), max_size=80))
def test_no_text_breaks_the_reading_of_constructs(text: str) -> None:
    folder = Path("report")
    made = rewrite(source(text), (), "en", folder, ())
    ends = sorted((start, end) for start, end, _ in made.replacements)
    assert all(0 <= start <= end <= len(text) for start, end in ends)


@pytest.mark.parametrize(
    ("given", "written"),
    [("50%", "50%"), ("300", "300px"), ("300px", "300px"), ("72pt", "96px"), ("2.54cm", "96px")],
)
def test_lengths_are_shares_or_pixels(report: Path, given: str, written: str) -> None:
    assert f'width="{written}"' in applied(report, f"![A](square.png){{width={given}}}")


def test_a_length_that_is_none_is_refused(report: Path) -> None:
    made = rewritten(report, "![A](square.png){width=wide}")
    assert '"wide" is not a width' in made.troubles[0].what


def test_what_has_nothing_to_show_has_no_number_unless_the_prose_cites_it(report: Path) -> None:
    text = (
        '::: {.insert figure="empty"}\n:::\n\n::: {.insert part="register"}\n:::\n\n'
        '::: {.insert figure="drawn"}\n:::\n'
    )
    bare = {("figure", "empty"), ("part", "register")}
    found = rewrite(source(text), find_inserts(text), "en", report, [], {"register"}, bare)
    assert {name: one.label for (_, name), one in found.exhibits.items()} == {"drawn": "Figure 1"}
    cited = f"{text}\nSee @fig-empty and @tbl-register-of-nothing.\n"
    found = rewrite(source(cited), find_inserts(cited), "en", report, [], {"register"}, bare)
    assert {name: one.label for (_, name), one in found.exhibits.items()} == {
        "empty": "Figure 1",
        "drawn": "Figure 2",
    }


def test_raw_typst_is_told_with_each_line_that_cannot_be_set(report: Path) -> None:
    text = (
        "A `#emph[word]`{=typst} and `#nowhere[x]`{=typst}.\n\n```{=typst}\n"
        "#let own(x) = strong(x)\n\n#unknown(3)\n```\n\n- item\n\n  ```{=typst}\n"
        "  #own[y] @sec-later #text(fil: red)[x]\n  ```\n\n```{=typst}\n#block[\n```\n\n"
        'Words.\n\n```{=typst}\n] #callout("note")[a][b]\n```\n'
    )
    said = [line for line in complaints(report, text) if "Raw Typst" in line]
    assert [line.partition(". ")[0] for line in said] == [
        "5 Raw Typst cannot be set: unknown variable: nowhere",
        "10 Raw Typst cannot be set: unknown variable: unknown",
    ]
    # What a piece that is wrong defines is not called unknown where it is used.
    again = complaints(report, text.replace("`#nowhere[x]`{=typst}", "").replace("#unknown(3)", ""))
    assert [line.partition(". ")[0] for line in again if "Raw Typst" in line] == [
        "16 Raw Typst cannot be set: unexpected argument: fil"
    ]


def test_raw_typst_may_call_the_functions_of_the_projects_look(report: Path) -> None:
    (report / "look").mkdir()
    (report / "look/own.typ").write_text("#let mine(x) = strong(x)\n", encoding="utf-8")
    assert complaints(report, "A `#mine[word]`{=typst}.") == []
