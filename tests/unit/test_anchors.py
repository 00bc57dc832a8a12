"""Promise: a citation leads to its paragraph and nowhere else: no two places of a page bear one
name.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_compose import INDEX, build, prepare, run_compose

from pilcrow.model.problems import Problems

TAKEN = (
    "refs",
    "main",
    "doubts",
    "fn1",
    "section-one",
    "section-two",
    "table-register",
    "key-dialogue",
    "text-bern-2020",
    "ref-work-1999",
)


def test_a_document_called_as_another_place_of_the_page_is_refused(tmp_path: Path) -> None:
    project = prepare(tmp_path)
    for name in (*TAKEN, "fig-1", "text-1", "table-talk-1999"):
        (project / f"raw/{name}.txt").write_text("A line of text.\n", encoding="utf-8")
    build(project)
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    said = [str(problem) for problem in stopped.value.problems if problem.kind == "anchor"]
    todo = "Give it another: `pilcrow rename {0} NEW` renames all that belongs to it."
    taken = (
        'raw/{0}: "{0}" cannot be the ID of a document here: another anchor of the page has that'
        " name. " + todo
    )
    made = (
        'raw/{0}: "{0}" cannot be the ID of a document: Quarto takes what begins with "fig-" for an'
        " exhibit. " + todo
    )
    assert said == sorted([*(taken.format(name) for name in TAKEN), made.format("fig-1")])


def test_an_anchor_of_the_prose_that_is_a_paragraphs_is_refused(tmp_path: Path) -> None:
    project = prepare(tmp_path)
    text = INDEX.replace(
        "He hopes",
        "[Here]{#bern-2020.p3} and\n[there]{#bern-2020} and [nowhere]{#bern-2020.p33}. He hopes",
    )
    (project / "report/index.qmd").write_text(text, encoding="utf-8")
    build(project)
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    said = [(problem.line, problem.what) for problem in stopped.value.problems]
    assert said == [
        (11, "#bern-2020.p3 already leads to a paragraph: links to that would lead here."),
        (12, "#bern-2020 already leads to a document: links to that would lead here."),
    ]


@pytest.mark.parametrize("label", ["sec-own", "sec-comparison"])
def test_two_sections_of_one_label_are_refused_at_the_one_that_the_scholar_wrote(
    tmp_path: Path, label: str
) -> None:
    project = prepare(tmp_path)
    (project / "raw/more.txt").write_text("Another text.\n", encoding="utf-8")
    text = f"{INDEX}\n# First {{#sec-own}}\n\nText.\n\n# Second {{#{label}}}\n\nText.\n"
    (project / "report/index.qmd").write_text(text, encoding="utf-8")
    build(project)
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    line = text[: text.index("# Second")].count("\n") + 1
    other = "First" if label == "sec-own" else "The documents compared"
    (found,) = [problem for problem in stopped.value.problems if problem.kind == "anchor"]
    assert (found.file, found.line) == ("report/index.qmd", line)
    assert f"The section “{other}” has the same label as this one" in found.what


@pytest.mark.parametrize(
    "second", ["[b]{.any #place}", "::: {.any #place}\nx\n:::", "```{.r #place}\nx\n```"]
)
@pytest.mark.parametrize("first", ["[a]{#place}", "## A {#place}"])
def test_a_name_that_is_given_twice_is_refused_at_the_second(
    tmp_path: Path, first: str, second: str
) -> None:
    project = prepare(tmp_path)
    text = INDEX.replace("He hopes", f"{first}\n\n{second}\n\n[Here](#place). He hopes")
    (project / "report/index.qmd").write_text(text, encoding="utf-8")
    build(project)
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    line = text[: text.index(second)].count("\n") + 1
    assert [(problem.line, problem.what) for problem in stopped.value.problems] == [
        (line, 'The name "place" is given twice: links would lead to only one of the places.')
    ]


def test_a_link_may_lead_to_any_place_that_the_scholar_named(tmp_path: Path) -> None:
    project = prepare(tmp_path)
    text = INDEX.replace("He hopes", "::: {.any #place}\nx\n:::\n\n[Here](#place). He hopes")
    (project / "report/index.qmd").write_text(text, encoding="utf-8")
    build(project)
    run_compose(project)
