"""Promise: Quarto's own preview of report/ has the values, paragraphs and parts of the last build,
and says when they are old.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from pilcrow.files.language import say_in, to_say
from pilcrow.files.project import beside_package, look_folder, project_files
from pilcrow.model.problems import Problems
from pilcrow.report.page.preview import LOCAL, preview_data, preview_variables, write_settings
from pilcrow.report.rendering.pandoc import pandoc_program

REPOSITORY = Path(__file__).resolve().parents[2]
EXTENSION = REPOSITORY / "report" / "_extensions" / "pilcrow"
VALUES = {
    "paragraphs": {"speech": 1300, "names": ["a_b", "c"]},
    "theme": {"peace": {"name": "Peace *now*", "paras": "@speech-one, paras. 1–2"}},
}
# What Quarto gives a filter, so far as this one asks.
QUARTO = (
    'quarto = {{ project = {{ directory = "{folder}" }}, doc = {{ input_file = "{folder}/index.qmd"'
    " }} }}\n"
)


def test_values_lie_where_quarto_looks_for_variables() -> None:
    read = yaml.safe_load(preview_variables(VALUES))["_quarto-vars"]
    assert read["paragraphs"] == {"speech": "1,300", "names": "a\\_b, c"}
    assert read["theme"]["peace"] == {
        "name": "Peace \\*now\\*",
        "paras": "@speech-one, paras. 1–2",
    }


def test_quarto_is_given_the_words_of_the_build() -> None:
    words = yaml.safe_load(preview_variables(VALUES))["language"]
    assert {*words} >= {"en", "de", "fr", "es", "ru", "it"}
    for code, given in words.items():
        assert given["crossref-sec-prefix"] == say_in(code, to_say("Section"))
        assert given["crossref-tbl-prefix"] == say_in(code, to_say("Table"))
        assert given["callout-note-title"] == say_in(code, to_say("Note"))
    assert words["de"]["crossref-sec-prefix"] == "Abschnitt"


def test_the_file_of_the_build_is_never_counted_as_an_edit(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    for name in ("index.qmd", LOCAL, "_quarto.yml", "_variables.yml"):
        (tmp_path / "report" / name).write_text("a: 1\n", encoding="utf-8")
    assert project_files(tmp_path, "report") == [
        "report/_quarto.yml",
        "report/_variables.yml",
        "report/index.qmd",
    ]
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8")
    assert f"/report/{LOCAL}\n" in ignored
    assert f"/report/{LOCAL}\n" in (beside_package("skeleton") / "gitignore").read_text("utf-8")


def test_local_options_of_the_scholar_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / LOCAL
    write_settings(VALUES, path, f"report/{LOCAL}")
    write_settings({}, path, f"report/{LOCAL}")
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["_quarto-vars"] == {}
    path.write_text("toc: false\n", encoding="utf-8")
    with pytest.raises(Problems, match="this one is your own"):
        write_settings(VALUES, path, f"report/{LOCAL}")
    assert path.read_text(encoding="utf-8") == "toc: false\n"


def test_a_new_project_has_the_same_preview() -> None:
    skeleton = beside_package("skeleton") / "report"
    for path in (EXTENSION / "_extension.yml", EXTENSION / "pilcrow.lua"):
        assert (
            skeleton / path.relative_to(REPOSITORY / "report")
        ).read_bytes() == path.read_bytes()
    assert (skeleton / "_quarto.yml").read_bytes() == (
        REPOSITORY / "report/_quarto.yml"
    ).read_bytes()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with what a build leaves for the preview."""
    composed = tmp_path / "results" / "compose"
    (composed / "blocks").mkdir(parents=True)
    (composed / "look").mkdir()
    (tmp_path / "report").mkdir()
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/speech-one.txt").write_bytes("Wörter\r\n".encode("latin-1"))
    sums = {"raw/speech-one.txt": hashlib.sha1("Wörter\r\n".encode("latin-1")).hexdigest()}
    files = {
        "preview.json": preview_data(VALUES, "look/author-date.csl", sums),
        "documents.json": [{"id": "speech-one", "type": "speech", "title": "One"}],
        "blocks/figure-lengths.json": block(
            "Figure",
            [
                ["figure-lengths", ["figure"], []],
                [None, [{"t": "Plain", "c": [strong("Figure"), {"t": "Space"}, word("Lengths.")]}]],
                [{"t": "Plain", "c": [image("figures/lengths.svg")]}],
            ],
        ),
    }
    for name, content in files.items():
        (composed / name).write_text(json.dumps(content), encoding="utf-8")
    script = (look_folder() / "preview.lua").read_text(encoding="utf-8")
    (composed / "look/preview.lua").write_text(script, encoding="utf-8")
    index = (
        "id,document\nspeech-one.p1,speech-one\nspeech-one.p2,"
        "speech-one\nspeech-one.h1,speech-one\n"
    )
    (tmp_path / "results/paragraphs.csv").write_text(index, encoding="utf-8")
    return tmp_path


def word(text: str) -> dict[str, object]:
    return {"t": "Str", "c": text}


def strong(text: str) -> dict[str, object]:
    return {"t": "Strong", "c": [word(text)]}


def image(path: str) -> dict[str, object]:
    return {"t": "Image", "c": [["", [], [["alt", "Bars"]]], [], [path, ""]]}


def block(kind: str, content: object) -> dict[str, object]:
    return {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": [{"t": kind, "c": content}]}


def shown(project: Path, text: str) -> str:
    """What the extension makes of a text, as Markdown."""
    folder = project / "report"
    script = QUARTO.format(folder=folder) + (EXTENSION / "pilcrow.lua").read_text(encoding="utf-8")
    (folder / "run.lua").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [
            pandoc_program(),
            "--from=markdown",
            "--to=markdown",
            "--wrap=none",
            "--lua-filter=run.lua",
        ],
        input=text.encode(),
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8").replace("\u00a0", "~").replace("--", "–")


@pytest.mark.parametrize(
    ("written", "links"),
    [
        ("[@speech-one, para. 1]", "[para.~1](#speech-one.p1)"),
        ("[@speech-one, paras. 1-2]", "[paras.~1](#speech-one.p1)–[2](#speech-one.p2)"),
        ("[@speech-one, paras. 1, 2]", "[paras.~1](#speech-one.p1), [2](#speech-one.p2)"),
        ("[@speech-one, paragraph 1]", "[para.~1](#speech-one.p1)"),
        ("[@speech-one, h1, 2]", "[h1](#speech-one.h1), [para.~2](#speech-one.p2)"),
        ("[@speech-one, ¶¶1-2]", "[¶¶~1](#speech-one.p1)–[2](#speech-one.p2)"),
        ("@speech-one [p1]", "[para.~1](#speech-one.p1)"),
        ("[see @speech-one, ¶ 2 and more]", "[¶~2](#speech-one.p2) and more"),
        ("[@speech-one, para. 99]", "**no paragraph 99**"),
    ],
)
def test_a_citation_of_a_paragraph_leads_to_it(project: Path, written: str, links: str) -> None:
    assert links in shown(project, written)


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("de", "Abs.", "Abs."),
        ("fr", "par.", "par."),
        ("es", "párr.", "párrs."),
        ("ru", "абз.", "абз."),
        ("it", "par.", "parr."),
        ("de-AT", "Abs.", "Abs."),
    ],
)
def test_a_paragraph_is_cited_in_the_words_of_the_build(
    project: Path, code: str, one: str, several: str
) -> None:
    made = shown(
        project, f"---\nlang: {code}\n---\n\n[@speech-one, para. 1] [@speech-one, paras. 1-2]"
    )
    assert f"[{one}~1](#speech-one.p1)" in made and f"[{several}~1](#speech-one.p1)–" in made


def test_other_citations_are_left_to_quarto(project: Path) -> None:
    assert shown(project, "[@krippendorff, p. 4]").strip() == "[@krippendorff, p.~4]"


def test_ready_citations_within_brackets_are_read(project: Path) -> None:
    span = '[]{data-raw="{{< var theme.peace.paras >}}"}'
    assert "[paras.~1](#speech-one.p1)–[2](#speech-one.p2)" in shown(project, f"A [{span}] b.")


def test_a_figure_is_one_that_quarto_numbers_and_its_file_is_found(project: Path) -> None:
    made = shown(project, '::: {.insert figure="lengths"}\n:::\n')
    assert re.search(r"^::: \{?#?.*fig-lengths", made, re.MULTILINE)
    assert "../results/compose/figures/lengths.svg" in made and "Figure" not in made
    assert 'fig-alt="Bars"' in made and "Lengths." in made


def test_a_part_that_the_build_did_not_make_is_named(project: Path) -> None:
    made = shown(project, '::: {.insert part="other"}\n:::\n')
    assert "The last one made nothing of this name" in made


@pytest.mark.parametrize("edit", ["changed", "removed", "added"])
def test_what_was_edited_since_the_build_is_said_at_the_top(project: Path, edit: str) -> None:
    assert "Out of date" not in shown(project, "Words.")
    path = project / "raw" / ("speech-two.txt" if edit == "added" else "speech-one.txt")
    if edit == "removed":
        path.unlink()
    else:
        path.write_bytes(b"Other words.\n")
    made = shown(project, "Words.")
    assert f"raw/{path.name}. Numbers" in made and made.index("Out of date") < made.index("Words.")


def test_without_a_build_the_preview_says_what_to_type(project: Path) -> None:
    (project / "results/compose/look/preview.lua").unlink()
    assert "Type snakemake" in shown(project, "Words.").replace("\n", " ")


def test_appendices_have_letters_as_in_the_report(project: Path) -> None:
    text = (
        "# One {#sec-one}\n\n# Appendices {.appendices}\n\n## First {#sec-first}\n\n### Part"
        " {#sec-part}\n\n## Second {#sec-second}\n\nSee @sec-one, @sec-part, [-@sec-second].\n\n#"
        " After {#sec-after}\n"
    )
    made = shown(project, text)
    assert "## A First" in made and "### A.1 Part" in made and "## B Second" in made
    assert "See @sec-one, [Appendix~A.1](#sec-part), [B](#sec-second)." in made
    assert re.search(r"^# After \{#sec-after\}$", made, re.MULTILINE)
    german = shown(project, "---\nlang: de\n---\n\n" + text)
    assert "[Anhang~A.1](#sec-part)" in german
