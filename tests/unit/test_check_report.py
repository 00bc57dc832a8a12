"""`pilcrow check` finds what is wrong in the report's prose, without a build."""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.cli.check import check
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problems
from pilcrow.model.records import CleanedDocument

PARTS = ("Snakefile", "config", "raw", "edition", "coding", "report")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = copy_project(tmp_path / "project", PARTS)
    monkeypatch.chdir(root)
    return root


def add(project: Path, text: str) -> int:
    """Add a paragraph to a section of the report. Returns its line."""
    path = project / "report/sections/limits.qmd"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{text}\n", encoding="utf-8")
    return before.count("\n") + 2


def test_the_shipped_report_passes_without_a_build(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not (project / "results").exists()
    assert check(project) == 0
    assert "no problems, no warnings" in capsys.readouterr().out


WRONG = [
    ("It is said so [@lavrov-truss-2022, para. 99].", "has no para. 99"),
    ("It is said so [@nobody-1999].", '"nobody-1999" is neither a document nor a work'),
    ('He said "not at our inititive" [@lavrov-truss-2022, para. 11].', "inititive"),
    ("See @sec-nowhere.", "sec-nowhere"),
    ("A {{< video x.mp4 >}} here.", "video"),
    ("Some <b>raw</b> words.", "Raw HTML (<b>)"),
    ("A word in \\textbf{LaTeX}.", "Raw LaTeX"),
    ("A [link](javascript:alert(1)).", "leads to javascript:alert(1)"),
    ("A [link](<java&#115;cript:x>).", "leads to javascript:x"),
    ("A <javascript:x>.", "leads to javascript:x"),
    ("A [link](file:///etc/hosts).", "leads to file:///etc/hosts"),
    ("[b]: data:text/html,x", "leads to data:text/html,x"),
    ("```{python}\n1\n```", "A code cell (python)"),
]
LEADING_NOWHERE = [
    "[here](#nowhere)",
    '[here](<#nowhere> "a title")',
    "[here][place]\n\n[place]: #nowhere",
    "[here](#theme-nowhere)",
    "[here](#lavrov-truss-2022.p99)",
    "[here](#sec-nowhere)",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str]]]:
    """What is told of each wrong text, of its lines, when one report has them all."""
    project = copy_project(tmp_path_factory.mktemp("wrong") / "project", PARTS)
    texts = [*dict(WRONG), *LEADING_NOWHERE]
    places = {text: add(project, text) for text in texts}
    with contextlib.chdir(project), pytest.raises(Problems) as stopped:
        check(project)
    found = stopped.value.problems
    assert {one.file for one in found} == {"report/sections/limits.qmd"}
    last = {text: place + text.count("\n") for text, place in places.items()}
    told = {
        text: [(one.line, one.what) for one in found if places[text] <= one.line <= last[text]]
        for text in texts
    }
    assert sum(map(len, told.values())) == len(found)
    return {text: [(line - places[text], what) for line, what in told[text]] for text in texts}


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_is_told_with_file_and_line(
    told: dict[str, list[tuple[int, str]]], text: str, words: str
) -> None:
    ((line, what),) = told[text]
    assert line == 0
    assert words in what


def test_a_quotation_of_words_that_were_edited_is_a_warning(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = project / "raw/lavrov-truss-2022.txt"
    text = raw.read_text(encoding="utf-8")
    raw.write_text(text.replace("not at our initiative", "not on our initiative"), encoding="utf-8")
    assert check(project) == 0
    said = capsys.readouterr().err
    assert "not at our initiative" in said and "report/" in said


def test_values_are_looked_up_in_the_tables_of_the_last_build(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = add(project, "There are {{< var no.such >}} of {{< var paragraphs.speech >}}.")
    assert check(project) == 0
    assert (
        "The numbers in the report were not checked. Run `snakemake tables` first."
        in capsys.readouterr().err
    )
    (project / "results/tabulate").mkdir(parents=True)
    values = {"paragraphs": {"speech": 13}}
    (project / "results/tabulate/values.json").write_text(json.dumps(values), encoding="utf-8")
    assert check(project) == 0
    said = capsys.readouterr().err
    assert f"report/sections/limits.qmd:{line}: " in said and 'no value "no.such"' in said
    assert 'no value "paragraphs.speech"' not in said


def test_inserts_and_bibliographies_are_checked_as_a_build_checks_them(project: Path) -> None:
    line = add(project, '::: {.insert part="registre"}\n:::')
    index = project / "report/index.qmd"
    front = index.read_text(encoding="utf-8")
    index.write_text(front.replace(": references.bib", ": missing.bib"), encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        check(project)
    found = {problem.what: (problem.file, problem.line) for problem in stopped.value.problems}
    assert found['There is no part "registre" to insert.'] == (
        "report/sections/limits.qmd",
        line,
    )
    assert "There is no bibliography report/missing.bib." in found


def test_what_an_old_table_cites_does_not_stop_the_check(project: Path) -> None:
    """A value holds the citations of the last build. The next build makes it anew."""
    add(project, "It is said often [{{< var theme.toll.paras >}}], and once [{{< var other >}}].")
    (project / "results/tabulate").mkdir(parents=True)
    values = {"theme": {"toll": {"paras": "@lavrov-truss-2022, paras. 98, 99"}}, "other": "no"}
    (project / "results/tabulate/values.json").write_text(json.dumps(values), encoding="utf-8")
    assert check(project) == 0


def test_a_citation_of_a_document_without_its_transcript_is_a_warning(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build marks it too: what was accepted is still known from the ledger."""
    for ending in ("txt", "yaml"):
        (project / f"raw/lavrov-truss-2022.{ending}").rename(project / f"raw/other.{ending}")
    line = add(project, "It is said so [@lavrov-truss-2022, para. 8].")
    assert check(project) == 0
    said = capsys.readouterr().err
    assert (
        f"report/sections/limits.qmd:{line}: lavrov-truss-2022.p8 is cited and is no longer in the"
        " text."
    ) in said


@pytest.mark.parametrize("link", LEADING_NOWHERE)
def test_a_link_to_a_place_that_is_not_there_is_told(
    told: dict[str, list[tuple[int, str]]], link: str
) -> None:
    ((line, what),) = told[link]
    assert "leads nowhere" in what
    assert line == link.count("\n")


RIGHT = [
    "[here](#sec-method)",
    "[here](#lavrov-truss-2022)",
    "[here](#lavrov-truss-2022.p3)",
    "[here](#lavrov-truss-2022.h1)",
    "[here](#theme-dialogue)",
    "[here](#refs)",
    "[A place]{#own-place} and [here](#own-place)",
    "`[here](#nowhere)` is how a link is written.",
    "<!-- [here](#nowhere) -->",
]


def test_links_to_places_of_the_report_pass(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for link in RIGHT:
        add(project, link)
    assert check(project) == 0
    assert "no problem" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("palette.json", '{"colour": {', "JSON"),
        ("palette.json", '{"colour": {"light": {"accentt": "#112233"}}}', "accentt"),
        ("words/en.yaml", 'plural: "n = 1"\n', "not a rule of plurals"),
        ("words/en.yaml", "messages: {Abstract: '{name}'}\n", "have no {name}"),
    ],
)
def test_a_look_that_would_stop_the_build_is_told(
    project: Path, name: str, written: str, words: str
) -> None:
    """It stopped the build at its figures, after all the tables were made."""
    path = project / "report/look" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        check(project)
    (problem,) = stopped.value.problems
    assert problem.file == f"report/look/{name}" and words in problem.what


def test_what_a_rule_has_yet_to_make_is_no_problem(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a fresh clone nothing is in report/made/, which git ignores."""
    image = '![Words](made/kinds.svg){#fig-kinds fig-alt="Bars"}'
    line = add(
        project, f"{image}\n\n{{{{< include made/kinds.qmd >}}}}\n\nSee @fig-kinds, @tbl-kinds."
    )
    assert check(project) == 0
    told = [one for one in capsys.readouterr().err.splitlines() if "made/kinds." in one]
    assert len(told) == 2 and all("a rule of your own makes this file" in one for one in told)
    assert told[0].startswith(f"report/sections/limits.qmd:{line}")
    add(project, "![Words](kinds.svg){#fig-others}")
    with pytest.raises(Problems, match=r'no image "kinds\.svg"'):
        check(project)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("On $x$", "The title holds mathematics ($x$)."),
        ("On <b>x</b>", "The title holds raw HTML (<b>)."),
    ],
)
def test_what_a_title_cannot_hold_is_told(project: Path, title: str, words: str) -> None:
    index = project / "report/index.qmd"
    front = re.sub(r"(?m)^title: .*$", f'title: "{title}"', index.read_text(encoding="utf-8"))
    index.write_text(front, encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        check(project)
    line = front.splitlines().index(f'title: "{title}"') + 1
    told = {(found.file, found.line, found.what) for found in stopped.value.problems}
    assert ("report/index.qmd", line, words) in told


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('abstract: "A <b>x</b>"', "The abstract holds raw HTML (<b>)."),
        ('funding: "By ![us](a.png)"', "An image (a.png) is in the front matter."),
        ('keywords: ["<b>x</b>"]', "A keyword holds raw HTML (<b>)."),
        ('author: [{name: "Ada <b>x</b>"}]', "The name of an author holds raw HTML (<b>)."),
        ("author: [{name: A, url: javascript:x}]", '"javascript:x" is not the address of a page.'),
        ("author: [{name: A, url: www.a.org}]", '"www.a.org" is not the address of a page.'),
        ("author: [{name: A, orcid: 0000-0002-1825-0079}]", '"0000-0002-1825-0079" is not an'),
        ('author: ["[A](javascript:x)"]', "A link leads to javascript:x, which"),
        ('license: {text: L, url: "data:x"}', '"data:x" is not the address of a page.'),
        ("license: {text: L, url: l.org/x}", '"l.org/x" is not the address of a page.'),
        ('abstract: "[A](www.a.org)"', '"www.a.org" is not the address of a page.'),
        ("title: ' '", "The title is empty."),
        ("abstract: [[]]", "The abstract is not a text."),
        ("subtitle: {a: b}", "The subtitle is not a text."),
        ("date: [1]", "The date is not a text."),
        ("date: 2022-13-45", '"2022-13-45" is not a day of the calendar.'),
        ("lang: '['", '"[" is not a language tag.'),
        ("lang: [en]", "The lang is not a text."),
        ("keywords: {1: 2}", "A keyword is not a text."),
        ("keywords: [[a]]", "A keyword is not a text."),
        ("author: [{name: [A]}]", "This author has no name."),
        ("toc: [a]", '"toc" should be true or false'),
        ("number-sections: maybe", '"number-sections" should be true or false, not maybe.'),
    ],
)
def test_what_the_front_matter_cannot_hold_is_told(project: Path, key: str, words: str) -> None:
    (project / "report/index.qmd").write_text(f"---\nversion: 1\n{key}\n---\n\nWords.\n", "utf-8")
    with pytest.raises(Problems) as stopped:
        check(project)
    assert any(
        (found.file, found.line) == ("report/index.qmd", 3) and found.what.startswith(words)
        for found in stopped.value.problems
    )


def test_signs_in_a_title_that_are_meant_literally_stand(project: Path) -> None:
    index = project / "report/index.qmd"
    title = "title: 'On 5 $ and 6 $, a < b & “c” *d*'"
    front = re.sub(r"(?m)^title: .*$", title, index.read_text(encoding="utf-8"))
    index.write_text(front, encoding="utf-8")
    assert check(project) == 0


def test_a_citation_style_that_does_not_exist_is_told_before_a_build(project: Path) -> None:
    (project / "config/config.yaml").write_text("citation_style: chigaco\n", "utf-8")
    with pytest.raises(Problems) as stopped:
        check(project)
    assert 'There is no citation style "chigaco". Choose one of: apa,' in str(stopped.value)
    (project / "report/look").mkdir(exist_ok=True)
    style = project / "report/look/chigaco.csl"
    style.write_text("<style/>", "utf-8")
    assert check(project) == 0


# One fault in each file, which must be told whatever is wrong with the other files.
FAULTS = {
    "config/config.yaml": '"foobar" is not known',
    "coding/codebook.yaml": '"foobar" is not known',
    "raw/documents.csv": '"5/6/2020" is not a date',
    "raw/third.yaml": '"foobar" is not known',
    "coding/hand/ann/lavrov-truss-2022.csv": '"abc" is not a checksum',
    "report/sections/limits.qmd": 'The shortcode "foobar"',
}
SPOILT = {
    "pipe": "is not a regular file",
    "folder": "is a folder",
    "bytes": "is not UTF-8",
    "syntax": "is not valid YAML",
    "columns": "does not name the columns",
}


def make_faults(project: Path) -> None:
    def write(name: str, text: str) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")

    for name in ("config/config.yaml", "coding/codebook.yaml"):
        write(name, (project / name).read_text(encoding="utf-8") + "\nfoobar: 1\n")
    write("raw/second.txt", "A synthetic sentence.\n")
    write("raw/third.txt", "A synthetic sentence.\n")
    write("raw/documents.csv", "document,title,speaker,date\nsecond,Two,Ada Sample,5/6/2020\n")
    write("raw/third.yaml", "title: Three\nspeaker: Ada Sample\ndate: 2020\nfoobar: 1\n")
    write(
        "coding/hand/ann/lavrov-truss-2022.csv",
        "paragraph,checksum,theme,evidence,memo\nlavrov-truss-2022.p1,abc,dialogue,,\n",
    )
    add(project, "A {{< foobar >}} here.")


def spoil(path: Path, how: str) -> None:
    before = path.read_bytes() if path.is_file() else b""
    path.unlink(missing_ok=True)
    if how == "pipe":
        os.mkfifo(path)
    elif how == "folder":
        path.mkdir()
    else:
        more = {"bytes": b"\n\xff\n", "syntax": b"\n: [ : }\n", "columns": b""}[how]
        path.write_bytes(before + more if more else b"foo,bar\n1,2\n")


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("config/config.yaml", "pipe"),
        ("config/config.yaml", "folder"),
        ("config/config.yaml", "syntax"),
        ("coding/codebook.yaml", "bytes"),
        ("coding/codebook.yaml", "pipe"),
        ("edition/speakers.csv", "columns"),
        ("edition/speakers.csv", "pipe"),
        ("raw/documents.csv", "bytes"),
        ("raw/documents.csv", "folder"),
        ("edition/lavrov-truss-2022.corrections.csv", "folder"),
        ("report/index.qmd", "bytes"),
        ("report/index.qmd", "pipe"),
        ("report/references.bib", "pipe"),
        ("report/_quarto.yml", "syntax"),
    ],
)
def test_a_file_that_cannot_be_read_hides_no_fault_of_another(
    project: Path, name: str, how: str
) -> None:
    make_faults(project)
    spoil(project / name, how)
    with pytest.raises(Problems) as stopped:
        check(project)
    found = stopped.value.problems
    assert any(one.file == name and SPOILT[how] in one.what for one in found)
    # The codebook says which themes there are, and index.qmd what is part of the report.
    left = {
        file: words
        for file, words in FAULTS.items()
        if file != name and not (name == "report/index.qmd" and file.startswith("report/"))
    }
    told = {
        file
        for file, words in left.items()
        if any(one.file == file and words in one.what for one in found)
    }
    assert told == left.keys()
    # Nothing follows from what could not be read: each of these is a fault that was made.
    allowed = {*FAULTS, name}
    assert {one.file for one in found} <= allowed, [str(one) for one in found]


def test_what_stands_in_a_file_that_cannot_be_read_is_not_said_to_be_missing(
    project: Path,
) -> None:
    for name in ("report/references.bib", "report/sections/context.qmd"):
        spoil(project / name, "bytes")
    with pytest.raises(Problems) as stopped:
        check(project)
    assert {one.file for one in stopped.value.problems} == {
        "report/references.bib",
        "report/sections/context.qmd",
    }
    assert len(stopped.value.problems) == 2


def test_front_matter_that_is_not_yaml_is_told_with_its_line(project: Path) -> None:
    path = project / "report/index.qmd"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("---\n", "---\n: [ : }\n", 1), encoding="utf-8")
    line = add(project, "A {{< foobar >}} here.")
    with pytest.raises(Problems) as stopped:
        check(project)
    assert [(one.file, one.line) for one in stopped.value.problems] == [
        ("report/index.qmd", 2),
        ("report/sections/limits.qmd", line),
    ]


def test_a_text_is_cleaned_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilcrow.edition import sources

    cleaned: list[str] = []
    original = sources.clean

    def counting(root: Path, document: Document) -> CleanedDocument:
        cleaned.append(document.document)
        return original(root, document)

    monkeypatch.setattr(sources, "clean", counting)
    assert check(project) == 0
    assert cleaned == ["lavrov-truss-2022"]


def test_names_that_two_places_of_the_page_would_have_are_told(project: Path) -> None:
    (project / "raw/key-dialogue.txt").write_text("A synthetic sentence.\n", encoding="utf-8")
    line = add(project, "Here [it]{#lavrov-truss-2022.p3} is.\n\n## Aims {#sec-aim}\n\nWords.")
    with pytest.raises(Problems) as stopped:
        check(project)
    assert [(one.file, one.line, one.what.partition(":")[0]) for one in stopped.value.problems] == [
        (
            "raw/key-dialogue",
            0,
            '"key-dialogue" cannot be the ID of a document here',
        ),
        ("report/sections/limits.qmd", line, "#lavrov-truss-2022.p3 already leads to a paragraph"),
        (
            "report/sections/limits.qmd",
            line + 2,
            "The section “One aim in three voices” has the same label as this one",
        ),
    ]
