"""Promise: whatever the gate finds is shown at the file, line and column where the scholar wrote
it; what is not known stops.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.files.language import ENGLISH, shipped_language, speaking
from pilcrow.model.problems import Problems
from pilcrow.report.prose.citations import read_locator
from pilcrow.report.prose.frontmatter import front_matter, iso_date
from pilcrow.report.prose.markdown import areas, escape, headings, mask
from pilcrow.report.prose.outside import outside
from pilcrow.report.prose.source import LocatedText, Report, read_report, resolve_variable
from pilcrow.tables.values import cite_many

VALUES = {
    "paragraphs": {"speech": 13},
    "theme": {"dialogue": {"paras": "@speech-2020, paras. 4–6", "name": "A *B* [c] @d"}},
}


def write(folder: Path, **files: str) -> Path:
    report = folder / "report"
    (report / "sections").mkdir(parents=True)
    for name, content in files.items():
        path = report / (name.replace("__", "/") + ".qmd")
        path.write_text(content, encoding="utf-8", newline="")
    return report


def test_every_character_keeps_its_place_through_includes_and_values(tmp_path: Path) -> None:
    report = read_report(
        write(
            tmp_path,
            index=(
                "---\ntitle: T\n---\n\nOne {{< var paragraphs.speech >}} two.\n\n{{< include"
                " sections/a.qmd >}}\n\nLast ¶ word.\n"
            ),
            sections__a="\nInside\r\nthe section.\n",
        ),
        "report",
        VALUES,
    )
    assert not report.problems
    text = report.body.text
    assert "One 13 two." in text and "Inside\nthe section." in text
    assert report.body.place(text.index("two")).line == 5
    assert (
        report.body.place(text.index("two")).column == len("One {{< var paragraphs.speech >}} ") + 1
    )
    assert report.body.place(text.index("13")).column == 5
    inside = report.body.place(text.index("the section"))
    assert (inside.file, inside.line, inside.column) == ("report/sections/a.qmd", 3, 1)
    last = report.body.place(text.index("word"))
    assert (last.file, last.line, last.column) == ("report/index.qmd", 9, 8)


def test_the_abstract_keeps_its_lines(tmp_path: Path) -> None:
    source = (
        '---\ntitle: "A: b"\nabstract: |\n  First line,\n  {{< var paragraphs.speech >}}'
        " paragraphs.\n\n  Third.\n---\nBody.\n"
    )
    report = read_report(write(tmp_path, index=source), "report", VALUES)
    abstract = report.texts["abstract"]
    assert abstract.text == "First line,\n13 paragraphs.\n\nThird.\n"
    place = abstract.place(abstract.text.index("Third"))
    assert (place.line, place.column) == (7, 3)
    assert report.body.place(0).line == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{{< var paragraphs.speach >}}",
            'There is no value "paragraphs.speach". Did you mean "paragraphs.speech"?',
        ),
        (
            "{{< var paragraphs >}}",
            '"paragraphs" is a group of values. Name one of them: paragraphs.speech.',
        ),
        (
            "{{< inclde a.qmd >}}",
            (
                'The shortcode "inclde" is not supported: the renderers would print it differently.'
                ' Did you mean "include"?'
            ),
        ),
        (
            "{{< include sections/b.qmd >}}",
            'There is no file "sections/b.qmd" to include. Did you mean "sections/a.qmd"?',
        ),
        ("{{< include ../secret.qmd >}}", '"../secret.qmd" is outside report/.'),
        ("x {{< include sections/a.qmd >}}", "An include is on a line with other text."),
        ("`{{< var paragraphs.speech >}}`", "Code or an address contains a shortcode"),
        ("{{< var x", "This shortcode is not complete."),
    ],
)
def test_what_cannot_be_resolved_is_named_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "secret.qmd").write_text("secret")
    report = read_report(write(tmp_path, index=f"\n\n{text}\n", sections__a="A."), "report", VALUES)
    assert len(report.problems) == 1
    assert str(report.problems[0]).startswith("report/index.qmd:3:")
    assert said in str(report.problems[0])
    assert "secret" not in report.body.text.replace("secret.qmd", "")


def test_includes_in_a_circle_are_named(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        index="{{< include sections/a.qmd >}}\n",
        sections__a="{{< include sections/b.qmd >}}",
        sections__b="{{< include a.qmd >}}",
    )
    report = read_report(folder, "report", VALUES)
    assert [problem.what for problem in report.problems] == [
        "These files include each other without end: report/sections/a.qmd includes"
        " report/sections/b.qmd includes report/sections/a.qmd."
    ]


def test_a_report_without_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        Problems, match=r"report/index\.qmd: There is no report/index\.qmd\. Write one"
    ):
        read_report(tmp_path / "report", "report", VALUES)


def test_bad_front_matter_is_named_with_its_line(tmp_path: Path) -> None:
    report = read_report(
        write(tmp_path, index="---\ntitle: a\ntitle: b\n---\nText.\n"), "report", VALUES
    )
    assert str(report.problems[0]).startswith('report/index.qmd:3: The key "title" is given twice.')


def test_values_are_literal_but_ready_citations_are_not() -> None:
    assert resolve_variable("theme.dialogue.paras", VALUES)[0] == "@speech-2020, paras. 4–6"
    assert resolve_variable("theme.dialogue.name", VALUES)[0] == r"A \*B\* \[c\] \@d"


def test_the_same_number_of_another_theme_is_not_proposed() -> None:
    assert resolve_variable("theme.monologue.paras", {"theme": {"trade": {"paras": "x"}}})[1:] == (
        'There is no value "theme.monologue.paras": the codebook has no theme "monologue".',
        "Choose one of: trade.",
    )


def test_a_theme_on_too_many_paragraphs_stops_nothing_and_is_said(tmp_path: Path) -> None:
    peace = {
        "paragraphs": 512,
        "paras": cite_many([f"speech-2020.p{number}" for number in range(1, 202)], 512),
    }
    report = read_report(
        write(tmp_path, index="Peace [{{< var theme.peace.paras >}}].\n"),
        "report",
        {"theme": {"peace": peace}},
    )
    assert report.body.text == "Peace [@speech-2020, paras. 1–20 (and 492 more)].\n"
    assert report.problems == []
    assert [str(hint) for hint in report.hints] == [
        "report/index.qmd:1:8: theme.peace.paras stands for 512 paragraphs: the first 20 are cited,"
        " and the rest counted. All of them are in results/tabulate/codings."
    ]
    located = read_locator(", paras. 1–20 (and 492 more)")
    assert located is not None
    assert (located.ranges, located.rest) == ([("p1", "p20")], " (and 492 more)")


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=60))
def test_masking_keeps_every_length_and_line(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    found = areas(text)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "a @x-1 b",
        '"q" [c] *d* _e_ `f` $g$ <b> {{< var x >}}',
        "# h\\",
        "![i](j) ^k^ ~l~ 1. m",
        "a--b...c",
    ],
)
def test_escaped_text_holds_nothing_to_interpret(text: str) -> None:
    assert {area.kind for area in areas(escape(text))} <= {"escape"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("A <b>bold</b> word.", "Raw HTML"),
        ("A \\emph{word}.", "Raw LaTeX"),
        ("```{python}\n1\n```", "A code cell"),
        ("```{mermaid}\na --> b\n```", "A diagram"),
        ("```{{python}}\n1\n```", "Code in double braces"),
        ("`{python} 1 + 1`", "The text contains a code cell"),
        ("::: {.panel-tabset}\nx\n:::", "A tabset"),
        ("::: panel-tabset\nx\n:::", "A tabset"),
        ('[ICE]{.abbr title="x"}', "An abbreviation"),
        ("::: {.column-margin}\nx\n:::", "A part in the margin"),
        ("[x]{.aside}", "A part in the margin"),
        ("::: {.grid}\nx\n:::", "A grid"),
        ("::: {#thm-line}\nx\n:::", "Quarto takes an ID such as"),
        ("::: {.proof}\nx\n:::", "A theorem or proof"),
        ("::: {.hidden}\nx\n:::", "A hidden part"),
        ('[x]{style="color: red"}', "The attribute style"),
        ('::: {layout="[[1], [1, 1]]"}\nx\n:::', "The attribute layout"),
        ("![c](x.png){.lightbox group=a}", "A lightbox"),
        ("```{.python code-fold=true}\n1\n```", "Folded code"),
        ("`x`{=latex}", "Raw markup for latex"),
        ("```{=openxml}\nx\n```", "Raw markup for openxml"),
        ("Title\n-----\n", "A heading is marked"),
        ("[x]{#lst-a}", "Quarto numbers"),
        ("::: {.note}\nx\n", "This block is not closed"),
        ("A.\n\n---\ntitle: x\n---\n", "The text contains a block of metadata"),
        ("He said \u202eno\u202c.", "U+202E prints the letters after it in another order"),
    ],
)
def test_what_both_renderers_would_not_print_alike_is_refused(text: str, what: str) -> None:
    assert [found[1].startswith(what) for found in outside(text)][:1] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "A `<b>` and `\\emph` in code.",
        "```\n<b>\n```",
        "$\\alpha < b$",
        "<https://example.org/@a>",
        "<!-- a <b> comment -->",
        "5 < 6 and 7 > 6",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "* * *\n\n---\n",
        "::: {.callout-note}\nx\n:::",
        "::: callout-tip\nx\n:::",
        "![c](x.png){#fig-mine}",
        "`<b>`{=html} and `#x`{=typst}",
        "```{=html}\n<b>x</b>\n```",
        "$$x$$ {#eq-x}",
        '```{.python #lst-a lst-cap="A"}\n1\n```',
        ':::: {.columns}\n::: {.column width="40%"}\nx\n:::\n::::',
    ],
)
def test_what_is_no_markup_is_left_alone(text: str) -> None:
    assert list(outside(text)) == []


def test_headings_in_code_are_none() -> None:
    text = "# One {#sec-one}\n\n```\n# no\n```\n\ntext\n# no\n\n## `Two` {.unnumbered}\n"
    assert [(h.level, h.title, h.attributes) for h in headings(text)] == [
        (1, "One", "{#sec-one}"),
        (2, "`Two`", "{.unnumbered}"),
    ]


@pytest.mark.parametrize(
    ("front", "dates", "printed"),
    [
        ({}, ["2022-02-10"], "Text of 10 February 2022"),
        ({}, ["2022-02-10", "1851"], "Texts of 1851 – 10 February 2022"),
        ({"date": "3 May 2023"}, ["2022-02-10"], "3 May 2023"),
        ({"date": "2023-05-03"}, ["2022-02-10"], "3 May 2023"),
        ({"date": "2023-05-03", "lang": "de"}, ["2022-02-10"], "3. Mai 2023"),
        ({"date": "Mai 2023", "lang": "de"}, ["2022-02-10"], "Mai 2023"),
        ({"lang": "fr"}, ["2022-02-10"], "Texte du 10 février 2022"),
    ],
)
def test_a_report_without_a_date_of_its_own_prints_that_of_its_texts_and_says_so(
    front: dict[str, str], dates: list[str], printed: str
) -> None:
    report = Report(LocatedText("", [], {}), front, {}, [])
    with speaking(shipped_language(front["lang"]) if "lang" in front else ENGLISH):
        texts = {"date": front.get("date", "")}
        assert f'printed-date: "{printed}"\n' in front_matter(report, texts, {}, dates, [], "")


def test_a_number_of_the_data_has_its_thousands_apart_and_a_year_of_the_front_matter_has_not(
    tmp_path: Path,
) -> None:
    text = (
        "---\ntitle: T\nversion: 2026\n---\n\n{{< var words.speech >}} words, {{< var words.less"
        " >}} words, version {{< var version >}}\n"
    )
    report = read_report(
        write(tmp_path, index=text), "report", {"words": {"speech": 3796, "less": 409}}
    )
    assert not report.problems
    assert report.body.text.strip() == "3,796 words, 409 words, version 2026"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-11-26", "2026-11-26"),
        ("26 November 2026", "2026-11-26"),
        ("November 6, 2026", "2026-11-06"),
        ("31 February 2026", ""),
        ("2026", ""),
        ("20261126", ""),
        ("autumn 2026", ""),
        ("Stand: 26. November 2026", ""),
        ("", ""),
    ],
)
def test_the_date_of_the_file_is_the_one_that_the_report_gives_itself(
    written: str, iso: str
) -> None:
    assert iso_date(written) == iso
