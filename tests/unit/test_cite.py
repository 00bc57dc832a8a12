"""Promise: an ID can be cited in every form, and what cannot be cited is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from throwaway import metadata_of

from pilcrow.cli import cite
from pilcrow.cli.main import main as pilcrow
from pilcrow.model.problems import Problems

METADATA = (
    'title: "Remarks: a & b"\nspeaker: {name: Ana María de Prueba, family: de Prueba}\ndate:'
    " 2020-05-04\nplace: Bern\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two invented documents, the second without metadata."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/bern-2020.txt").write_text(
        "Remarks in Bern\n\nFriends,\n\nWe meet today.\n\nWe part tomorrow.\n", encoding="utf-8"
    )
    (tmp_path / "raw/bern-2020.yaml").write_text(METADATA, encoding="utf-8")
    (tmp_path / "raw/other.txt").write_text(
        "Remarks\n\nSome words of one.\n\nSome words of two.\n", encoding="utf-8"
    )
    return tmp_path


def cited(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert pilcrow(["cite", *arguments, "--project", str(project)]) == 0
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bern-2020.p2", "--as", "key"], "[@bern-2020, para. 2]"),
        (["bern-2020.s1", "--as", "key"], "[@bern-2020, s1]"),
        (
            ["bern-2020.p2", "--as", "text"],
            "de Prueba, Ana María. Remarks: a & b. Bern, 4 May 2020, para. 2 (bern-2020.p2).",
        ),
        (
            ["bern-2020.p2", "--as", "url", "--base", "https://example.org/x.html#old"],
            "https://example.org/x.html#bern-2020.p2",
        ),
        (["bern-2020.p2", "--as", "url"], "report.html#bern-2020.p2"),
        (["bern-2020.p2", "--as", "urn"], "urn:cts:pilcrow:de_prueba.bern_2020:p2"),
        (["other.p1", "--as", "urn"], "urn:cts:pilcrow:anonymous.other:p1"),
        (["other.p1", "--as", "text"], "Other. para. 1 (other.p1)."),
        (
            ["bern-2020.p1", "bern-2020.p2", "--as", "key"],
            "[@bern-2020, para. 1]\n[@bern-2020, para. 2]",
        ),
    ],
)
def test_each_form(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert cited(project, capsys, *arguments) == said


def test_an_initial_at_the_end_of_a_name_has_one_full_stop(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "raw/other.yaml").write_text(
        'title: "Remarks"\nspeaker: {name: Ana M. Prueba, family: Prueba}\ndate: 2020\n',
        encoding="utf-8",
    )
    assert (
        cited(project, capsys, "other.p1", "--as", "text")
        == "Prueba, Ana M. Remarks. 2020, para. 1 (other.p1)."
    )


def test_the_address_is_that_of_the_page_that_holds_the_document(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the last build gave the document a page of its own."""
    (project / "results/compose").mkdir(parents=True)
    (project / "results/compose/pages.json").write_text(
        '{"title": "A report", "paged": ["bern-2020"]}', encoding="utf-8"
    )
    url = ("--as", "url", "--base", "https://example.org/x/report.html#a/b")
    assert (
        cited(project, capsys, "bern-2020.p2", *url)
        == "https://example.org/x/documents/bern-2020.html#bern-2020.p2"
    )
    assert cited(project, capsys, "other.p1", *url) == "https://example.org/x/report.html#other.p1"


def test_the_entries_for_reference_managers_name_the_paragraph(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [entry] = json.loads(cited(project, capsys, "bern-2020.p2", "--as", "csl-json"))
    assert (entry["type"], entry["note"], entry["custom"]["paragraph"]) == (
        "speech",
        "para. 2",
        "bern-2020.p2",
    )
    assert len(entry["custom"]["checksum"]) == 64
    bibtex = cited(project, capsys, "bern-2020.p2", "--as", "bibtex")
    assert (
        "author = {de Prueba, Ana María}" in bibtex
        and "note = {para. 2, bern-2020.p2}" in bibtex
        and r"a \& b" in bibtex
    )


def built(project: Path, **about: object) -> None:
    """A report that was built, as compose leaves it."""
    (project / "results/compose").mkdir(parents=True, exist_ok=True)
    work = {
        "title": "A reading",
        "authors": [{"name": {"literal": "The Group"}}],
        "issued": [2026, 11, 26],
        "version": "2",
        "address": "https://example.org/r/",
        **about,
    }
    (project / "results/compose/citation.json").write_text(json.dumps(work), encoding="utf-8")


def test_a_paragraph_of_a_built_report_is_cited_with_edition_version_and_address(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(project)
    address = "https://example.org/r/#bern-2020.p2"
    edition = "version 2, 26 November 2026"
    said = cited(project, capsys, "bern-2020.p2", "--format", "text")
    assert said.endswith(f"In: The Group, A reading, {edition}. {address}")
    assert cited(project, capsys, "bern-2020.p2", "--format", "url") == address
    [entry] = json.loads(cited(project, capsys, "bern-2020.p2", "--format", "csl-json"))
    assert (entry["container-title"], entry["edition"], entry["URL"]) == (
        "A reading",
        edition,
        address,
    )
    assert entry["custom"]["paragraph"] == "bern-2020.p2"
    for form in ("bibtex", "ris"):
        said = cited(project, capsys, "bern-2020.p2", "--format", form)
        assert edition in said and address in said and "A reading" in said
    for style in ("chicago", "apa", "mla"):
        said = cited(project, capsys, "bern-2020.p2", "--style", style)
        assert address in said and "26 November 2026" in said and "Prueba, A" in said


def test_another_address_takes_the_place_of_the_reports(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(project)
    other = ("--base", "https://other.example/x.html")
    said = cited(project, capsys, "bern-2020.p2", "--style", "mla", *other)
    assert "https://other.example/x.html#bern-2020.p2" in said and "example.org" not in said


def test_a_style_prints_a_paragraph_before_a_report_is_built(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = cited(project, capsys, "bern-2020.p2", "--style", "apa")
    assert said == "de Prueba, A. M. (2020, May 4). Remarks: a & b. Bern."


def test_without_an_id_the_report_is_cited(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(project)
    assert (
        cited(project, capsys, "--style", "mla")
        == "The Group. A Reading. Version 2, 26 Nov. 2026, https://example.org/r/."
    )
    assert cited(project, capsys, "--format", "url") == "https://example.org/r/"
    assert cited(project, capsys, "--format", "ris").startswith("TY  - RPRT\nID  - a-reading-2026")
    assert set(json.loads(cited(project, capsys, "--json"))["report"]) == {
        "text",
        "url",
        "bibtex",
        "ris",
        "csl-json",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "The report is not built yet"),
        (["bern-2020.p1", "--style", "apa", "--format", "ris"], "--style prints a reference"),
    ],
)
def test_what_cannot_be_printed_is_said(project: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(Problems) as stopped:
        pilcrow(["cite", *arguments, "--project", str(project)])
    assert str(stopped.value).startswith(said)


def test_a_form_that_the_report_has_not_is_said(project: Path) -> None:
    built(project)
    with pytest.raises(Problems) as stopped:
        pilcrow(["cite", "--format", "urn", "--project", str(project)])
    assert str(stopped.value).startswith("The report has no citation as urn.")


def test_all_forms_are_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = cited(project, capsys, "bern-2020.p2")
    assert [
        line[:-1] for line in said.splitlines() if line.removesuffix(":") in cite.FORMS
    ] == list(cite.FORMS)


def test_an_id_that_may_change_is_said_to(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pilcrow(["cite", "bern-2020.p2", "--as", "key", "--project", str(project)])
    assert "no ledger yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("bern-2020.p99", "bern-2020 has no para. 99. It has paras. 1–2, h1, s1."),
        ("bern-2021.p1", '"bern-2021.p1" is not the ID of a paragraph. Did you mean "bern-2020"?'),
        ("bern-2020", '"bern-2020" is not the ID of a paragraph.'),
        ("bern-2020.x1", '"bern-2020.x1" is not the ID of a paragraph.'),
    ],
)
def test_what_is_no_paragraph_is_refused(project: Path, identifier: str, said: str) -> None:
    with pytest.raises(Problems) as stopped:
        pilcrow(["cite", identifier, "--project", str(project)])
    assert str(stopped.value).startswith(said)


@pytest.mark.parametrize("command", ["cite", "why", "locate"])
def test_every_command_says_alike_what_an_id_of_a_paragraph_is(project: Path, command: str) -> None:
    (project / "coding").mkdir(exist_ok=True)
    (project / "coding/codebook.yaml").write_text(
        "title: T\nversion: '1'\nthemes:\n  - {code: a, name: A, definition: A., rules: [a]}\n"
    )
    for named, todo in (
        ("bern-2020", "It is the ID of a document. A paragraph of it is bern-2020.p1."),
        ("bern-2020.8", "Numbers are written p8, p8a, h1, s1 or n1: bern-2020.p8."),
    ):
        with pytest.raises(Problems) as stopped:
            pilcrow([command, named, "--project", str(project)])
        assert str(stopped.value) == f'"{named}" is not the ID of a paragraph. {todo}'
    assert pilcrow([command, "#bern-2020.p1", "--project", str(project)]) == 0


def test_a_version_stands_below_the_work_of_which_it_is_one() -> None:
    metadata = {
        "title": "T",
        "speaker": {"name": "Ann Speaker"},
        "date": "2020",
        "version_of": "bern-2020",
    }
    assert (
        cite.urn("bern-2020-fr", "p1", metadata_of(metadata))
        == "urn:cts:pilcrow:speaker.bern_2020.bern_2020_fr:p1"
    )


def test_a_urn_holds_none_of_the_signs_that_the_specification_reserves() -> None:
    metadata = {"title": "T", "speaker": {"name": "J.-P. O'Neil/Smith: [x]"}, "date": "2020"}
    group, _, work = (
        cite.urn("a-b-c", "h1", metadata_of(metadata))
        .removeprefix("urn:cts:pilcrow:")
        .partition(":")[0]
        .partition(".")
    )
    assert not set("%/?#:@-[].'") & set(group + work)
