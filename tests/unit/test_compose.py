"""Promise: prose, tables, figures and edition become one project whose text is data, the same bytes
every time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest
import synthetic_codings as synthetic
from throwaway import compose_options

from pilcrow import clean, code, compose, segment
from pilcrow.checks import project as check
from pilcrow.checks.extracts import write_extracts
from pilcrow.cli.main import main as pilcrow
from pilcrow.files.project import look_folder
from pilcrow.model.problems import Problems
from pilcrow.report.page import exhibits
from pilcrow.report.page.index import schema as schema_of_the_code
from pilcrow.report.prose.assembled import empty_citations
from pilcrow.report.prose.source import read_report

# Invented for these tests. The text tries to be read as markup of every kind.
TRANSCRIPT = """Remarks of A. Speaker, Bern, 4 May 2020

Dear friends,

We meet to talk, *not* to <b>shout</b>, and {{< var x >}} stays a sign. [@nobody, para. 3] is no citation.

#let x = 1; @label $y$ `code` {=html} ::: {.note} and the dialogue goes on.

There will be more talks. We hope for dialogue.
"""  # noqa: E501
METADATA = """title: Remarks in *Bern* & elsewhere
speaker: {name: Ann Speaker, family: Speaker}
date: 2020-05-04
place: Bern
"""
CODEBOOK = """title: Small
version: "1.0"
language: en
themes:
  - {code: dialogue, name: Dialogue, definition: d, full_definition: d, use_when: u, not_when: n, examples: [{text: a dialogue}], counter_examples: [{text: none, why: w}], rules: [dialogue]}
"""  # noqa: E501
INDEX = """---
title: A small report
author: A Scholar
lang: en
abstract: |
  It has {{< var paragraphs.speech >}} paragraphs [@bern-2020, para. 3].
---

# One {#sec-one}

He hopes "for dialogue" [@bern-2020, para. 3]; see @sec-two and @tbl-register. <!-- a comment -->

## Two {#sec-two}

@bern-2020 [paras. 1-2] says more [@work-1999, p. 3].

::: {.insert part="register"}
:::

# References {.unnumbered}

::: {#refs}
:::
"""


def prepare(root: Path) -> Path:
    """A small project, built up to tabulate."""
    for name, content in {
        "raw/bern-2020.txt": TRANSCRIPT,
        "raw/bern-2020.yaml": METADATA,
        "coding/codebook.yaml": CODEBOOK,
        "report/index.qmd": INDEX,
        "report/references.bib": (
            "@book{work-1999,\n  title = {A Work},\n  author = {Author, An},\n  year = {1999}\n}\n"
        ),
        "config/config.yaml": "strict: false\n",
        "Snakefile": "",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def build(root: Path) -> None:
    """Every stage before compose but draw, in this process."""
    state = root / ".snakemake/pilcrow"
    with chdir(root):
        checked = check.check_for_build(Path(), state, {}, {}, "")
        names = write_extracts(Path(), state, checked, {})["batches"]["batches"]
        for name in names:
            manifest = state / "manifests" / f"{name}.json"
            cleaned, segmented, coded = (
                f"results/{stage}/{name}.jsonl" for stage in ("clean", "segment", "code")
            )
            clean.main(["--manifest", str(manifest), "--output", cleaned])
            segment.main(["--manifest", str(manifest), "--clean", cleaned, "--output", segmented])
            code.main(
                [
                    "--manifest",
                    str(manifest),
                    "--clean",
                    cleaned,
                    "--paragraphs",
                    segmented,
                    "--rules",
                    str(state / "rules.json"),
                    "--output",
                    coded,
                ]
            )
        results = [
            [f"results/{stage}/{name}.jsonl" for name in names] for stage in ("segment", "code")
        ]
        synthetic.tabulate_all(
            [
                "--documents",
                str(state / "documents.json"),
                "--codebook",
                str(state / "rules.json"),
            ]
            + ["--segment", *results[0], "--code", *results[1], "--output", "results/tabulate"]
        )


def run_compose(root: Path, output: str = "results/compose") -> None:
    state = root / ".snakemake/pilcrow"
    with chdir(root):
        files = {
            stage: [str(path) for path in sorted(Path("results", stage).glob("*.jsonl"))]
            for stage in ("clean", "segment", "code")
        }
        arguments = [
            *compose_options(),
            "--tables",
            "results/tabulate",
            "--figures",
            "results/draw",
            "--output",
            output,
            "--index",
            "results/paragraphs.json",
            "--gate",
            "results/gate.json",
            "--folder",
            "results/cited",
        ]
        for name in ("documents", "codebook", "config", "marks"):
            arguments += [f"--{name}", str(state / f"{name}.json")]
        for stage, paths in files.items():
            arguments += [f"--{stage}", *paths]
        assert compose.main(arguments) == 0


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = prepare(tmp_path_factory.mktemp("small"))
    build(root)
    return root


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def write(project: Path) -> Iterator[Callable[..., Path]]:
    def change(old: str = "", new: str = "", file: str = "report/index.qmd") -> Path:
        if not new:
            return project
        path = project / file
        content = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert old in content
        path.write_text(content.replace(old, new) if old else new, encoding="utf-8")
        return project

    yield change


def composed(root: Path, name: str = "report.qmd") -> str:
    return (root / "results/compose" / name).read_text(encoding="utf-8")


def test_citations_numbers_and_references_are_resolved(project: Path) -> None:
    run_compose(project)
    text = composed(project)
    assert "It has 3 paragraphs [@bern-2020, {}, [para.\u00a03](#bern-2020.p3)]." in text
    assert (
        'He hopes "for dialogue" [@bern-2020, {}, [para.\u00a03](#bern-2020.p3){data-quote="for'
        ' dialogue"}]' in text
    )
    assert "see [Section\u00a01.1](#section-two) and [Table\u00a01](#table-register)." in text
    assert (
        "@bern-2020 [{}, [paras.\u00a01](#bern-2020.p1)–[2](#bern-2020.p2)] says more [@work-1999,"
        " p. 3]." in text
    )
    assert "comment" not in text
    assert 'printed-date: "Text of 4 May 2020"' in text and 'document-date: "2020-05-04"' in text


def test_the_text_of_a_transcript_enters_as_data_and_never_as_markdown(project: Path) -> None:
    run_compose(project)
    for sign in ("shout", "#let", "@label", "{{<"):
        assert sign not in composed(project)
    tree = json.loads(composed(project, "blocks/transcript.json"))
    raw: list[str] = []

    def visit(node: object) -> None:
        if isinstance(node, dict):
            if node.get("t") in ("RawInline", "RawBlock"):
                raw.append(node["c"][1])
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for item in node:
                visit(item)

    visit(tree)
    words = json.dumps(tree, ensure_ascii=False)
    assert (
        "<b>shout</b>," in words and '"{{<"' in words and '"#let"' in words and '"@label"' in words
    )
    assert not any(
        sign in content for content in raw for sign in ("shout", "{{<", "#let", "@label", "$y$")
    )


def test_titles_are_literal_in_values_and_entries(project: Path) -> None:
    run_compose(project)
    [entry] = json.loads(composed(project, "documents.json"))
    assert entry["title"] == "Remarks in *Bern* & elsewhere"


def test_the_same_inputs_give_the_same_bytes_in_any_folder(project: Path, tmp_path: Path) -> None:
    run_compose(project)
    other = tmp_path / "another place"
    shutil.copytree(project, other)
    shutil.rmtree(other / "results/compose")
    run_compose(other)

    def bytes_of(root: Path) -> dict[str, bytes]:
        files = [
            *(root / "results/compose").rglob("*"),
            root / "results/paragraphs.json",
            root / "results/paragraphs.csv",
        ]
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in files if path.is_file()
        }

    first, second = bytes_of(project), bytes_of(other)
    assert first == second
    assert not any(
        os.fsencode(project) in content or os.fsencode(other) in content
        for content in second.values()
    )


def test_the_transcript_and_the_summary_of_marks_are_there_without_being_asked_for(
    project: Path,
) -> None:
    run_compose(project)
    text = composed(project)
    assert text.index('part="marks"') < text.index("# One")
    assert text.index('part="transcript"') < text.index("# References")
    assert "bern-2020.p1" in composed(project, "blocks/transcript.json")
    assert "no ledger yet" in json.loads(composed(project, "gate.json"))["findings"][0]["message"]


def test_strict_refuses_what_a_draft_marks(project: Path) -> None:
    state = project / ".snakemake/pilcrow/config.json"
    state.write_text(state.read_text().replace('"strict": false', '"strict": true'))
    with pytest.raises(Problems, match="no ledger yet"):
        run_compose(project)
    assert not (project / "results/compose").exists()


def test_everything_that_stops_comes_at_once_and_nothing_is_left_half_written(
    write: Callable[..., Path],
) -> None:
    project = write()
    run_compose(project)
    before = composed(project)
    write(
        "says more",
        'says "nonsense of ours" [@bern-2020, para. 99] and {{< var paragraphs.speach >}}'
        " <i>x</i>\n\n[link](#nowhere) ![i](none.png)",
    )
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    said = str(stopped.value)
    for words in (
        "has no para. 99",
        'no value "paragraphs.speach"',
        "Raw HTML",
        "#nowhere leads nowhere",
        'no image "none.png"',
    ):
        assert words in said
    assert all(
        line.startswith(("report/index.qmd:15", "report/index.qmd:17"))
        for line in said.splitlines()
    )
    assert composed(project) == before
    findings = json.loads((project / "results/gate.json").read_bytes())["findings"]
    assert [(finding["level"], finding["kind"]) for finding in findings] == [
        ("error", kind) for kind in ("quotation", "citation", "variable", "subset", "link", "image")
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'part="register"',
            'part="registry"',
            'There is no part "registry" to insert. Did you mean "register"?',
        ),
        ("lang: en", "format: html", 'The key "format" of the front matter is not known here.'),
        ("lang: en", "bibliography: works.bib", "There is no bibliography report/works.bib."),
        (":::\n\n# Ref", "text\n:::\n\n# Ref", "An insert must be empty and closed."),
    ],
)
def test_what_compose_cannot_place_is_named(
    write: Callable[..., Path], old: str, new: str, said: str
) -> None:
    with pytest.raises(Problems) as stopped:
        run_compose(write(old, new))
    assert said in str(stopped.value)


def test_an_unknown_citation_style_proposes_those_there_are(write: Callable[..., Path]) -> None:
    project = write()
    state = project / ".snakemake/pilcrow/config.json"
    state.write_text(state.read_text().replace('"author-date"', '"author-dat"'))
    with pytest.raises(
        Problems, match=r'There is no citation style "author-dat"\. Did you mean "author-date"\?'
    ):
        run_compose(project)


def test_a_key_given_twice_or_taken_by_a_document_stops(write: Callable[..., Path]) -> None:
    project = write(
        "@book{work",
        "@misc{bern-2020, year={1}}\n@book{work-1999}\n@book{work",
        "report/references.bib",
    )
    with pytest.raises(Problems) as stopped:
        run_compose(project)
    assert [str(problem).partition(" ")[0] for problem in stopped.value.problems] == [
        "report/references.bib:1:",
        "report/references.bib:3:",
    ]


def test_the_forks_look_lies_over_the_default_one(project: Path) -> None:
    (project / "report/look").mkdir()
    (project / "report/look/pilcrow.css").write_text("body { color: red }")
    run_compose(project)
    assert composed(project, "look/pilcrow.css") == "body { color: red }"
    assert (project / "results/compose/look/pilcrow.html").is_file() and (
        project / "results/compose/_quarto.yml"
    ).is_file()


def test_checksums_are_those_of_the_files_and_the_data_has_the_fonts_too(project: Path) -> None:
    own = project / "report/look/fonts/Own.otf"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"a font of the project's own")
    index = project / "report/index.qmd"
    index.write_text(
        index.read_text(encoding="utf-8") + '\n::: {.insert part="checksums"}\n:::\n',
        encoding="utf-8",
    )
    run_compose(project)
    listed = dict(
        line.split(",") for line in composed(project, "data/checksums.csv").splitlines()[1:]
    )
    places = {
        "look/fonts/Own.otf": own,
        "look/fonts/SourceSerif4-It.otf": look_folder() / "fonts/SourceSerif4-It.otf",
    }
    for name in (
        "raw/bern-2020.txt",
        "raw/bern-2020.yaml",
        "coding/codebook.yaml",
        "report/references.bib",
    ):
        places[name] = project / name
    for name, path in places.items():
        assert listed.pop(name) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert listed and all(name.startswith("look/fonts/") for name in listed)
    table = composed(project, "blocks/checksums.json")
    assert all((name in table) == (not name.startswith("look/")) for name in places)


def test_the_index_holds_every_paragraph_and_keeps_to_its_schema(project: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from pilcrow.files.project import beside_package

    run_compose(project)
    index = json.loads((project / "results/paragraphs.json").read_bytes())
    schema = json.loads((beside_package("schemas") / "paragraphs.schema.json").read_bytes())
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        index
    )
    raw = (project / "raw/bern-2020.txt").read_bytes()
    assert schema == schema_of_the_code(), (
        "regenerate: python -m pilcrow.report.page.index > workflow/schemas/paragraphs.schema.json"
    )
    assert [entry["id"].rpartition(".")[2] for entry in index["paragraphs"]] == [
        "h1",
        "s1",
        "p1",
        "p2",
        "p3",
    ]
    for entry in index["paragraphs"]:
        assert raw[entry["raw_start"] : entry["raw_end"]].decode() == entry["text"]
    lines = (project / "results/paragraphs.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(index["paragraphs"])


def test_documents_stand_by_id_however_they_were_dealt_out(project: Path) -> None:
    for ending in ("txt", "yaml"):
        shutil.copy(project / f"raw/bern-2020.{ending}", project / f"raw/aarau-2020.{ending}")
    build(project)
    for stage in ("clean", "segment", "code"):
        (project / f"results/{stage}/aarau-2020.jsonl").rename(
            project / f"results/{stage}/later.jsonl"
        )
    run_compose(project)
    index = json.loads((project / "results/paragraphs.json").read_bytes())
    assert list(dict.fromkeys(entry["document"] for entry in index["paragraphs"])) == [
        "aarau-2020",
        "bern-2020",
    ]


def test_a_document_may_be_without_any_prose(write: Callable[..., Path]) -> None:
    project = write(INDEX, "---\ntitle: Empty\n---\n")
    run_compose(project)
    assert 'part="transcript"' in composed(project) and "{#refs" in composed(project)
    assert json.loads(composed(project, "gate.json"))["uncited"] == {
        "bern-2020": ["bern-2020.p1", "bern-2020.p2", "bern-2020.p3"]
    }


def test_an_empty_checkbox_is_not_an_empty_citation(write: Callable[..., Path]) -> None:
    project = write(
        "## Two", "- [ ] todo\n- [x] done\n\nWe wrote [ ] and [{{< var gap >}}].\n\n## Two"
    )
    write("lang: en", 'lang: en\ngap: ""', file="report/index.qmd")
    report = read_report(project / "report", "report", {})
    assert [match[:2] for match in empty_citations(report.body)] == [
        (start := report.body.text.index("and []") + 4, start + 2)
    ]


def accept_text(project: Path) -> None:
    """Accept the text as it is now, and build again."""

    with chdir(project):
        assert pilcrow(["accept", "bern-2020", "--reason", "test", "--date", "2020-06-01"]) == 0
    build(project)


def test_an_edit_of_accepted_text_is_marked_in_the_report_until_it_is_accepted(
    write: Callable[..., Path],
) -> None:
    project = write()
    accept_text(project)
    run_compose(project)
    assert "†" not in composed(project) and 'part="marks"' not in composed(project)
    assert json.loads(composed(project, "gate.json"))["counts"] == {
        "error": 0,
        "mark": 0,
        "hint": 0,
    }

    write("We hope for dialogue.", "We hope for a dialogue of equals.", "raw/bern-2020.txt")
    build(project)
    run_compose(project)
    assert "[para.\u00a03](#bern-2020.p3)]^[†](#doubt-bern-2020.p3){.doubt-sign}^" in composed(
        project
    )
    summary = composed(project, "blocks/marks.json")
    assert "doubt-bern-2020.p3" in summary and "Underline" in summary
    kinds = {
        finding["kind"]
        for finding in json.loads(composed(project, "gate.json"))["findings"]
        if finding["level"] == "mark"
    }
    assert {"citation", "quotation"} <= kinds

    state = project / ".snakemake/pilcrow/config.json"
    state.write_text(state.read_text().replace('"strict": false', '"strict": true'))
    with pytest.raises(Problems, match=r"was in bern-2020\.p3 as accepted, but is not in it now"):
        run_compose(project)

    accept_text(project)
    with pytest.raises(Problems) as stopped:  # now the quotation was never true of what is accepted
        run_compose(project)
    assert "is not in bern-2020.p3" in str(stopped.value)


def test_a_citation_of_what_left_the_text_leads_to_where_it_was(write: Callable[..., Path]) -> None:
    project = write('"for dialogue" [@bern-2020, para. 3]', "so [@bern-2020, para. 2]")
    accept_text(project)
    write(
        "#let x = 1; @label $y$ `code` {=html} ::: {.note} and the dialogue goes on.\n\n",
        " ",
        "raw/bern-2020.txt",
    )
    build(project)
    run_compose(project)
    assert "so [@bern-2020, {}, [para.\u00a02](#bern-2020.p2)]^[†]" in composed(project)
    assert '"bern-2020.p2"' in composed(project, "blocks/transcript.json")
    gone = next(
        entry
        for entry in json.loads((project / "results/paragraphs.json").read_bytes())["paragraphs"]
        if entry["number"] == "p2"
    )
    assert (gone["withdrawn"], gone["verdict"], gone["raw_start"]) == (True, "withdrawn", None)


def test_of_a_large_corpus_the_report_holds_what_it_cites(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilcrow.report.page import generated, parts

    monkeypatch.setattr(generated, "SHOWN", 3)
    monkeypatch.setattr(parts, "REGISTERED", 3)
    path = project / "report/index.qmd"
    path.write_text(INDEX.replace("@bern-2020 [paras. 1-2] says", "It says"), encoding="utf-8")
    run_compose(project)
    transcript, register = (
        composed(project, "blocks/transcript.json"),
        composed(project, "blocks/register.json"),
    )
    assert "bern-2020.p3" in transcript and "bern-2020.p1" not in transcript
    assert "#bern-2020.p3" in register and "#bern-2020.p1" not in register
    assert len(json.loads((project / "results/paragraphs.json").read_bytes())["paragraphs"]) == 5


def test_a_figure_that_the_data_do_not_allow_is_a_sentence_and_an_unknown_one_stops(
    write: Callable[..., Path],
) -> None:
    project = write(
        "see @sec-two and",
        'see @fig-voice-along-speech and\n\n::: {.insert figure="voice-along-speech"}\n:::\n\nand',
    )
    run_compose(project)
    assert ["There", "is", "nothing", "to", "draw", "here"][0] in composed(
        project, "blocks/figure-voice-along-speech.json"
    )
    assert "[Figure\u00a01](#figure-voice-along-speech)" in composed(project)
    write("voice-along-speech", "voice-along-spech")
    with pytest.raises(Problems, match='There is no figure "voice-along-spech" to insert'):
        run_compose(project)


def test_a_figure_has_its_number_its_words_and_its_data(write: Callable[..., Path]) -> None:
    project = write("see @sec-two and", '\n\n::: {.insert figure="one"}\n:::\n\nand')
    entry = {
        "name": "one",
        "title": "A *title*",
        "caption": "Words.",
        "alt": "Alt words",
        "source": "Source: it",
        "data": "themes.csv",
    }
    (project / "results/draw").mkdir()
    (project / "results/draw/figures.json").write_text(json.dumps([entry]))
    (project / "results/draw/one.svg").write_text("<svg/>")
    (project / "results/draw/two.svg").write_text("<svg/>")
    run_compose(project)
    [figure] = json.loads(composed(project, "blocks/figure-one.json"))["blocks"]
    words = json.dumps(figure, ensure_ascii=False)
    assert figure["t"] == "Figure" and figure["c"][0][0] == "figure-one"
    assert (
        '["alt", "Alt words"]' in words
        and '"Figure"' in words
        and '"*title*."' in words
        and '"data/themes.csv"' in words
    )
    assert (project / "results/compose/figures/one.svg").is_file() and not (
        project / "results/compose/figures/two.svg"
    ).exists()
    assert (project / "results/compose/data/themes.csv").read_bytes() == (
        project / "results/tabulate/themes.csv"
    ).read_bytes()


def test_the_page_carries_small_tables_and_leads_to_large_ones(tmp_path: Path) -> None:
    (tmp_path / "themes.csv").write_text("theme\n" * 10, encoding="utf-8")
    (tmp_path / "paragraphs.csv").write_text("a" * (exhibits.EMBEDDED + 1), encoding="utf-8")
    (tmp_path / "codings.parquet").write_bytes(b"PAR1")
    assert [
        exhibits.data_of(tmp_path, name) for name in ("themes", "paragraphs", "codings", "voice")
    ] == [
        "themes.csv",
        "tabulate/paragraphs.csv",
        "tabulate/codings.parquet",
        "",
    ]
    caption = json.dumps(exhibits.caption(None, "Title", data="tabulate/paragraphs.csv"))
    assert '"tabulate/paragraphs.csv"' in caption
    assert "beside" in caption
