"""Promise: report/_quarto.yml and report/_variables.yml are honoured, or what cannot be is refused
at its line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pilcrow.inputs.palette import palette_data
from pilcrow.report.prose.frontmatter import check_front, front_matter
from pilcrow.report.prose.grounds import Grounds, grounds_of
from pilcrow.report.prose.source import Report, read_report
from pilcrow.report.rendering.look import on_grounds, with_print

VALUES = {"paragraphs": {"speech": 13}}
INDEX = "---\ntitle: Own\n---\n\nBy {{< var funder.name >}}: {{< var paragraphs.speech >}}.\n"


def read(tmp_path: Path, **files: str) -> Report:
    folder = tmp_path / "report"
    folder.mkdir()
    for name, content in {"index_qmd": INDEX, **files}.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(content, encoding="utf-8")
    return read_report(folder, "report", VALUES)


def test_variables_of_the_scholar_are_merged_with_those_of_the_data(tmp_path: Path) -> None:
    report = read(tmp_path, _variables_yml="funder:\n  name: SNF\n")
    assert report.problems == [] and report.body.text.strip() == "By SNF: 13."


def test_a_variable_with_the_name_of_a_value_is_refused(tmp_path: Path) -> None:
    report = read(tmp_path, _variables_yml="funder:\n  name: SNF\nparagraphs: 1\n")
    assert [str(found) for found in report.problems] == [
        'report/_variables.yml:3: "paragraphs" is a value of the data, so it cannot be a variable'
        " of yours. Choose another name."
    ]
    assert "13" in report.body.text


def test_options_of_the_project_are_those_of_the_report(tmp_path: Path) -> None:
    options = (
        "project:\n  type: default\ntitle: Theirs\nsubtitle: S\nlang: de\ntoc: false\ntoc-depth:"
        " 1\nnumber-sections: true\nlink-citations: true\nformat:\n  html:\n    papersize: letter\n"
    )
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    assert report.problems == [] and check_front(report, "report/index.qmd") == []
    made = front_matter(report, {"title": "Own"}, {}, [], [], "")
    for line in (
        'title: "Own"',
        'lang: "de"',
        'word-conjunction: "und"',  # between the names of authors in print
        "without-contents: true",
        "toc-depth: 2",
        "contents-depth: 1",
        'papersize: "us-letter"',
    ):
        assert f"{line}\n" in made, line
    assert report.front["subtitle"] == "S"


def test_what_cannot_be_honoured_is_refused_at_its_line(tmp_path: Path) -> None:
    options = (
        "lang: en\ncss: own.css\nformat:\n  revealjs: default\n  html:\n    code-fold:"
        " true\nnumber-sections: false\n"
    )
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    said = [str(found) for found in report.problems]
    assert [line.split(":")[1] for line in said] == ["2", "4", "6", "7"]
    assert "own.css" in said[0] and "revealjs" in said[1] and "code-fold" in said[2]
    assert all(line.startswith("report/_quarto.yml:") for line in said)


def test_a_project_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    report = read(tmp_path, _quarto_yml="a: [b\n", _variables_yml="funder:\n  name: SNF\n")
    assert str(report.problems[0]).startswith("report/_quarto.yml:")


def test_what_lies_in_report_and_is_not_read_is_a_hint(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    for name in ("index.qmd", "draft.qmd", "part.qmd", "_extensions/a/_extension.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Words.\n", encoding="utf-8")
    (folder / "index.qmd").write_text("{{< include part.qmd >}}\n", encoding="utf-8")
    files = [path for path in folder.rglob("*") if path.is_file()]
    report = read_report(folder, "report", {}, files)
    assert report.problems == []
    assert [str(hint).partition(": ")[0] for hint in report.hints] == [
        "report/draft.qmd",
        "report/_extensions",
    ]


def test_size_and_font_of_the_print_are_those_of_the_project_file(tmp_path: Path) -> None:
    report = read(
        tmp_path,
        _quarto_yml="fontsize: 12.6pt\nmainfont: Libertinus Serif\n",
        _variables_yml="funder:\n  name: SNF\n",
    )
    assert report.problems == [] and check_front(report, "report/index.qmd") == []
    chosen = {key: report.front[key] for key in ("fontsize", "mainfont")}
    before = palette_data(tmp_path)["type"]["print"]
    after = with_print(palette_data(tmp_path), chosen)["type"]["print"]
    assert after["base"] == "12.6pt" != before["base"]
    factor = 12.6 / float(before["base"][:-2])
    dense = float(before["dense"][:-2]) * factor
    assert float(after["dense"][:-2]) == pytest.approx(dense, abs=0.01)
    assert len(after["headings"]) == len(before["headings"])
    assert after["leading"] == before["leading"]
    assert after["fonts"] == ["Libertinus Serif", *before["fonts"]]


def test_a_size_that_is_none_is_refused(tmp_path: Path) -> None:
    options = "fontsize: big\nformat:\n  html:\n    mainfont: Arial\n"
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    assert [str(found).split(":")[1] for found in report.problems] == ["4"]
    (found,) = check_front(report, "report/index.qmd")
    assert '"big" is not a size' in found.message


def grounds(tmp_path: Path, theme: object, **files: str) -> tuple[Grounds, list[str]]:
    for name, content in files.items():
        (tmp_path / f"{name}.scss").write_text(content, encoding="utf-8")
    found, wrong = grounds_of(theme, tmp_path, "report")
    return found, [str(one) for one in wrong]


OWN_COLOURS = (
    "/*-- scss:defaults --*/\n$body-bg: #fffaf0 !default; // paper\n$primary: #123;\n"
    "$link-color: #456789;\n"
)


@pytest.mark.parametrize(
    ("theme", "only"),
    [
        ("default", ""),
        ("none", ""),
        ({"light": "default", "dark": "none"}, ""),
        ({"light": "default"}, "light"),
        ({"dark": ["pandoc"]}, "dark"),
    ],
)
def test_a_theme_of_quartos_without_bootstrap_is_the_look_of_the_report(
    tmp_path: Path, theme: object, only: str
) -> None:
    assert grounds(tmp_path, theme) == (Grounds(only), [])


def test_a_theme_file_gives_the_page_its_colours(tmp_path: Path) -> None:
    theme = {"light": ["default", "day.scss"], "dark": "default"}
    found, wrong = grounds(tmp_path, theme, day=OWN_COLOURS)
    assert wrong == []
    assert found == Grounds("", {"light": {"paper": "#fffaf0", "accent": "#456789"}})
    assert on_grounds(found) == {"page": {"light": {"paper": "#fffaf0", "accent": "#456789"}}}
    both, _ = grounds(tmp_path, "day.scss")
    assert set(both.colours) == {"light", "dark"}


def test_a_theme_that_the_page_cannot_have_is_refused_and_says_what_to_write(
    tmp_path: Path,
) -> None:
    rules = "$body-bg: lighten(red, 10%);\n$body-gb: #fff;\n\nbody { color: red; }\n"
    theme = {"light": ["cosmo", "day.scss"], "dark": "gone.scss", "dusk": "x"}
    _, wrong = grounds(tmp_path, theme, day=rules)
    assert [line.partition(". ")[0] for line in wrong] == [
        'The option "theme" has no "dusk"',
        'The page does not use Bootstrap, so it cannot have the theme "cosmo"',
        "report/day.scss:1: This theme file has no line /*-- scss:defaults --*/",
        'report/day.scss:1: "lighten(red, 10%)" is not a colour that the page can take',
        "report/day.scss:2: The page has no colour $body-gb",
        "report/day.scss:4: A theme file of the report may hold colours only",
        'There is no theme file "gone.scss"',
    ]
    assert "light: [default, light.scss]" in wrong[1] and "body-bg" in wrong[4]


def test_what_is_wrong_with_an_option_is_said_at_its_line(tmp_path: Path) -> None:
    options = "toc: true\nfontsize: big\ntheme: cosmo\nmainfont: Nowhere\n"
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    places = [report.where((key,), "report") for key in ("fontsize", "theme", "mainfont")]
    assert places == [("report/_quarto.yml", line) for line in (2, 3, 4)]
    assert report.where(("title",), "report") == ("report/index.qmd", 2)
    (found,) = check_front(report, "report/index.qmd")
    assert (found.file, found.line) == ("report/_quarto.yml", 2)


def test_a_filter_that_only_quarto_would_run_is_refused(tmp_path: Path) -> None:
    options = (
        "filters:\n  - path: _extensions/pilcrow/pilcrow.lua\n    at: pre-ast\n  - mine.lua\n"
        "  - quarto\n"
    )
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    assert [str(found) for found in report.problems] == [
        'report/_quarto.yml:4: The filter "mine.lua" would change only what Quarto shows, and not'
        " the report. Leave it out. Filters belong to the look: report/look/."
    ]


@pytest.mark.parametrize(
    ("key", "todo"),
    [
        ("toc-location", "Leave it out"),
        ("linestretch", "The look is in report/look/."),
        ("metadata-files", "Write the options of these files into _quarto.yml"),
    ],
)
def test_an_option_of_quarto_that_the_report_does_not_have_says_what_to_do(
    tmp_path: Path, key: str, todo: str
) -> None:
    options = f"toc: true\n{key}: x\n"
    report = read(tmp_path, _quarto_yml=options, _variables_yml="funder:\n  name: SNF\n")
    [said] = [str(found) for found in report.problems]
    assert said.startswith(f'report/_quarto.yml:2: The option "{key}" is not known here. {todo}')


def test_options_that_only_quarto_would_read_are_named_with_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    (folder / "parts").mkdir(parents=True)
    (folder / "index.qmd").write_text(INDEX, encoding="utf-8")
    for name in ("_quarto-draft.yml", "parts/_metadata.yml"):
        (folder / name).write_text("toc: false\n", encoding="utf-8")
    found = [str(one) for one in read_report(folder, "report", VALUES).problems]
    for name in ("_quarto-draft.yml", "parts/_metadata.yml"):
        said = f"report/{name}: The build does not read this file of options."
        assert any(one.startswith(said) for one in found), found


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("fig-width", "The report runs no code"),
        ("sansfont", "The look is in report/look/."),
        ("linkcolor", "The look is in report/look/."),
        ("pdf-engine", "the print is made without LaTeX"),
        ("citations-hover", "Pilcrow sets it for both renderers"),
        ("reference-doc", "report/look/reference.docx"),
        ("slide-level", "not a presentation"),
        ("epub-cover-image", "the EPUB is made from the report alone"),
        ("embed-resources", "Pilcrow sets it for both renderers"),
        ("code-annotations", "as it is written"),
        ("date-meta", "the files say"),
        ("kewords", 'Did you mean "keywords"?'),
    ],
)
def test_an_option_of_quartos_is_refused_with_its_reason(
    option: str, reason: str, tmp_path: Path
) -> None:
    report = read(tmp_path, _quarto_yml=f"{option}: x\n")
    [said] = [str(one) for one in report.problems if option in str(one)]
    assert said.startswith("report/_quarto.yml:1: ") and reason in said
    front = Report(report.body, {option: "x"}, {}, [])
    [said] = [str(one) for one in check_front(front, "report/index.qmd") if option in str(one)]
    assert reason in said
