"""Promise: a renamed document keeps every decision about it; only what names it changes, and text
is data.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from throwaway import copy_project

from pilcrow.checks.project import examine_project
from pilcrow.cli.main import main as pilcrow
from pilcrow.edition import sources as edition
from pilcrow.inputs import holdings
from pilcrow.model.problems import Problems

OLD, NEW = "lavrov-truss-2022", "opening-2022"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = copy_project(
        tmp_path / "project", ("Snakefile", "config", "raw", "edition", "coding", "report")
    )
    monkeypatch.chdir(root)
    return root


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_the_name_of_a_place_of_the_page_is_no_new_id(project: Path) -> None:
    for name in ("section-one", "refs", "fig-speech"):
        with pytest.raises(Problems, match="the page of the report uses this name itself"):
            pilcrow(["rename", OLD, name])


def test_everything_follows_and_nothing_becomes_pending(project: Path) -> None:
    before = edition.load_document(project, OLD)
    raw = (project / f"raw/{OLD}.txt").read_bytes()
    assert pilcrow(["rename", OLD, NEW, "--report"]) == 0
    after = edition.load_document(project, NEW)
    assert (project / f"raw/{NEW}.txt").read_bytes() == raw
    assert [paragraph.number for paragraph in after.paragraphs] == [
        paragraph.number for paragraph in before.paragraphs
    ]
    assert [paragraph.checksum for paragraph in after.paragraphs] == [
        paragraph.checksum for paragraph in before.paragraphs
    ]
    assert not any(paragraph.pending for paragraph in after.paragraphs)
    assert [correction.state for correction in after.cleaned.corrections] == [
        correction.state for correction in before.cleaned.corrections
    ]
    checked = examine_project(project)
    assert [entry.document for entry in checked.documents] == [NEW] and not checked.marks
    left = [
        name
        for name, content in files(project).items()
        if OLD.encode() in content and not name.endswith("README.md")
    ]
    assert left == []
    assert not [name for name in files(project) if OLD in name]


def test_every_file_that_names_a_document_follows(project: Path) -> None:
    """Promise: the assignment of documents to coders and the configuration too; other words of the
    same letters stay.
    """
    pilcrow(["assign", "--coders", "anna,ben"])
    config = (
        "annotate: [other-2020, {0}] # {0}\nkeyness:\n  column: document\n  target: {0}\n "
        " reference: [{0}, x]\n  comparable: {0} and others\n"
    )
    (project / "config/config.yaml").write_text(config.format(OLD), "utf-8")
    (project / "raw/documents.csv").write_text(f"document,version_of\nother-2020,{OLD}\n", "utf-8")
    (project / "edition/other-2020.corrections.csv").write_text(
        f"place,from,to,reason\np2,a,b,as in {OLD}.p3\n", "utf-8"
    )
    pilcrow(["rename", OLD, NEW])
    assert [row["document"] for row in rows(project / "coding/assignment.csv")] == [NEW, NEW]
    said = (project / "config/config.yaml").read_text("utf-8")
    assert (
        said
        == f"annotate: [other-2020, {NEW}] # {OLD}\nkeyness:\n  column: document\n  target: {NEW}\n"
        f"  reference: [{NEW}, x]\n  comparable: {OLD} and others\n"
    )
    assert rows(project / "raw/documents.csv")[0]["version_of"] == NEW
    assert f"as in {NEW}.p3" in (project / "edition/other-2020.corrections.csv").read_text("utf-8")


def test_a_value_of_another_column_is_not_a_document() -> None:
    text = "keyness:\n  column: speaker\n  target: trade\n"
    assert holdings.rename_in_yaml(text, "trade", "commerce") == text


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_the_report_is_told_and_left_alone_unless_asked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {
        name: content for name, content in files(project).items() if name.startswith("report/")
    }
    pilcrow(["rename", OLD, NEW])
    assert {
        name: content for name, content in files(project).items() if name.startswith("report/")
    } == before
    assert "report/sections/findings.qmd:" in capsys.readouterr().out


def test_the_report_can_follow_later(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Promise: a rename without --report can be completed by the command that its message gives."""
    prose = "".join(path.read_text("utf-8") for path in sorted(project.glob("report/**/*.qmd")))
    assert pilcrow(["rename", OLD, NEW]) == 0
    said = capsys.readouterr().out
    assert f"until it names {NEW}. Type `pilcrow rename {OLD} {NEW} --report`" in said
    before = {path: path.read_bytes() for path in project.glob("raw/*")}
    assert pilcrow(["rename", OLD, NEW, "--report"]) == 0
    whole = "".join(path.read_text("utf-8") for path in sorted(project.glob("report/**/*.qmd")))
    assert whole == holdings.rename_in_prose(prose, OLD, NEW) != prose
    assert {path: path.read_bytes() for path in project.glob("raw/*")} == before
    with pytest.raises(Problems, match="the report does not name it"):
        pilcrow(["rename", OLD, NEW, "--report"])


def test_dry_run_touches_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(project)
    pilcrow(["rename", OLD, NEW, "--report", "--dry-run"])
    assert files(project) == before
    assert f"would be renamed to raw/{NEW}.txt" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (OLD, "Opening", r"cannot be a document ID: it must begin .* such as opening\."),
        (OLD, "ab" * 51, r"it has 102 letters\. An ID is part .* and has 100 at most"),
        (OLD, "a" + "bc" * 20, "repeats the same letters twenty times"),
        (OLD, "refs", r"the page of the report uses this name itself\. .* text-of-refs"),
        ("lavrov-truss", NEW, f'Did you mean "{OLD}"'),
        (OLD, OLD, "is taken"),
    ],
)
def test_refusals(project: Path, old: str, new: str, said: str) -> None:
    before = files(project)
    with pytest.raises(Problems, match=said):
        pilcrow(["rename", old, new])
    assert files(project) == before


def test_an_id_that_a_removed_document_left_asleep_is_taken(project: Path) -> None:
    (project / f"edition/{NEW}.paragraphs.csv").write_text("id\n")
    with pytest.raises(Problems, match=f"edition/{NEW}.paragraphs.csv exists"):
        pilcrow(["rename", OLD, NEW])


def test_a_ledger_edited_by_hand_stops_it(project: Path) -> None:
    path = project / f"edition/{OLD}.paragraphs.csv"
    path.write_text(path.read_text("utf-8").replace("unprecedented", "unheard-of"), "utf-8")
    with pytest.raises(Problems, match="was edited by hand"):
        pilcrow(["rename", OLD, NEW])


def test_an_id_that_is_a_word_is_not_found_in_prose() -> None:
    prose = (
        "Trade: trade and @trade, [@trade, para. 8; -@{trade} [p2], x@trade.org @trade-2],"
        " [a](#trade.p8) trade.p8a {{< var document.trade.words >}} theme.trade.paras trade.png"
    )
    expected = (
        "Trade: trade and @NEW, [@NEW, para. 8; -@{NEW} [p2], x@trade.org @trade-2], [a](#NEW.p8)"
        " NEW.p8a {{< var document.NEW.words >}} theme.trade.paras trade.png"
    )
    assert holdings.rename_in_prose(prose, "trade", "NEW") == expected


def test_in_yaml_only_the_keys_made_for_it() -> None:
    text = (
        "version_of: trade # trade\nwritten_on: [trade, other, trade.p3]\nthemes:\n  - code:"
        " trade\n    examples:\n      - {paragraph: trade.p7}\n      - text: trade.p7\n"
    )
    expected = (
        "version_of: NEW # trade\nwritten_on: [NEW, other, NEW.p3]\nthemes:\n  - code: trade\n   "
        " examples:\n      - {paragraph: NEW.p7}\n      - text: trade.p7\n"
    )
    assert holdings.rename_in_yaml(text, "trade", "NEW") == expected


def test_examples_that_are_ids_alone_follow_too() -> None:
    text = (
        "themes:\n  - {code: trade, examples: [trade.p1, {text: trade.p1}, trade]}\n"
        "  - code: other\n    counter_examples:\n      - trade.p2a\n      - trade.x\n"
        "      - {paragraph: 'trade.p3', why: trade.p3}\n"
    )
    assert holdings.rename_in_yaml(text, "trade", "NEW") == (
        "themes:\n  - {code: trade, examples: [NEW.p1, {text: trade.p1}, trade]}\n"
        "  - code: other\n    counter_examples:\n      - NEW.p2a\n      - trade.x\n"
        "      - {paragraph: 'NEW.p3', why: trade.p3}\n"
    )


def test_in_tables_only_the_cells_made_for_it_and_every_other_byte_stays() -> None:
    text = (
        '# trade.p1\r\nplace,from,to,reason\r\n"trade.p1",trade.p1,"a ""trade.p1"", b","see'
        ' trade.p2,\ntrade.p3"\r\nline 5,,,trade.example\r\n'
    )
    expected = (
        '# trade.p1\r\nplace,from,to,reason\r\n"NEW.p1",trade.p1,"a ""trade.p1"", b","see'
        ' NEW.p2,\nNEW.p3"\r\nline 5,,,trade.example\r\n'
    )
    assert holdings.rename_in_table(text, "trade", "NEW") == expected


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_cells_lie_where_the_csv_reader_finds_them(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    text = stream.getvalue()
    found: dict[int, list[str]] = {}
    for row, _, start, end in holdings.cell_places(text):
        found.setdefault(row, []).append(text[start + 1 : end - 1].replace('""', '"'))
    assert list(found.values()) == rows


def test_a_table_with_semicolons_is_renamed_in() -> None:
    text = "document;title\r\na;old, old\r\nold;x\r\n"
    assert (
        holdings.rename_in_table(text, "old", "new") == "document;title\r\na;old, old\r\nnew;x\r\n"
    )
