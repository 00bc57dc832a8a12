"""Promise: raw/documents.csv says of a document what raw/<document>.yaml would; the scholar's own
columns are carried along, typed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from throwaway import copy_project

from pilcrow.checks.project import examine_project
from pilcrow.edition import sources as edition
from pilcrow.inputs import metadata
from pilcrow.inputs.skeleton import skeleton
from pilcrow.model.groups import spelled
from pilcrow.model.problems import Problems
from pilcrow.model.values import Plain, own_value

HEADER = (
    "document,title,speaker,speaker.role,date,language,source.publisher,segmentation.layout,"
    "party,session,share,plenary\n"
)
ROW = 'first,"Synthetic, first",Ann,Chair,2021-05-03,en,Nobody,lines,Green,007,0.5,true\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "project", ("Snakefile", "config", "raw", "coding"))
    (root / "raw/first.txt").write_text("Synthetic words.\n\nMore of them.\n")
    return root


def write(root: Path, text: str) -> Path:
    (root / "raw/documents.csv").write_text(text, "utf-8")
    return root


def test_a_row_is_as_good_as_a_file(project: Path) -> None:
    table = metadata.DocumentTable(write(project, "# whose rows\n" + HEADER + ROW))
    found = table.metadata("first")
    assert (found.title, found.speaker.name, found.speaker.role, found.date) == (
        "Synthetic, first",
        "Ann",
        "Chair",
        "2021-05-03",
    )
    assert found.source.publisher == "Nobody" and found.segmentation.layout == "lines"
    assert found.extra == {"party": "Green", "session": "007", "share": 0.5, "plenary": True}
    checked = examine_project(project)
    entry = next(entry for entry in checked.documents if entry.document == "first")
    assert not entry.derived and entry.metadata.extra["party"] == "Green"
    assert edition.load_document(project, "first").paragraphs[0].speaker == "Ann"
    assert edition.manifest_document(project, "first").segmentation.layout == "lines"


def test_files_and_rows_side_by_side(project: Path) -> None:
    write(project, HEADER + ROW)
    assert {entry.document: entry.derived for entry in examine_project(project).documents} == {
        "first": False,
        "lavrov-truss-2022": False,
    }


def test_a_row_without_a_transcript_is_marked(project: Path) -> None:
    write(project, HEADER + ROW + ROW.replace("first", "gone"))
    assert [
        (mark.document, mark.file, mark.line)
        for mark in examine_project(project).marks
        if "no transcript" in mark.message
    ] == [("gone", "raw/documents.csv", 3)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEADER + ROW.replace("2021-05-03", "3 May"), 2, "is not a date"),
        (HEADER + ROW.replace("Ann", ""), 2, "speaker"),
        (HEADER + ROW + ROW, 3, "already has a row, line 2"),
        (HEADER + ROW.replace("first", "", 1), 2, "does not name a document"),
        ("document,Title,speaker,date\n", 1, 'Did you mean "title"'),
        ("document,title,speaker.rule,date\n", 1, 'Did you mean "speaker.role"'),
        ("document,title,title\n", 1, "is given twice"),
        ("document,title,source.known\n", 1, "is a list"),
        ("title,speaker,date\n", 1, '"document" is missing'),
        (HEADER + "first,x\n", 2, "has 2 cells"),
        (
            HEADER.replace("party", "words") + ROW,
            1,
            'cannot be called "words": the table of documents has a column of that name',
        ),
        (HEADER + ROW.replace("first,", "lavrov-truss-2022,"), 2, "described twice"),
    ],
)
def test_problems_have_their_line(project: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(Problems, match=said) as stopped:
        examine_project(write(project, text))
    assert {(trouble.file, trouble.line) for trouble in stopped.value.problems} == {
        ("raw/documents.csv", line)
    }


def test_what_no_table_can_hold_is_told_of_each_column_by_name_and_line(project: Path) -> None:
    about = (
        "title: First\nspeaker: {name: Ann}\ndate: 2021\nextra:\n  a: [x]\n  b: {c: d}\n  c:\n  d:"
        " .nan\n  '': x\n  fine: 1\n"
    )
    (project / "raw/first.yaml").write_text(about, "utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    single = "should be one value: text, a number, true or false. Write one, or remove the key."
    said = {trouble.line: f"{trouble.what} {trouble.todo}" for trouble in stopped.value.problems}
    assert said == {
        5: f'"a" {single}',
        6: f'"b" {single}',
        7: f'"c" {single}',
        9: "A key is empty. Give it a name, or remove it.",
    }


def test_a_column_that_the_tables_have_is_not_dropped_in_silence(project: Path) -> None:
    about = (
        "title: First\nspeaker: {name: Ann}\ndate: 2021\nextra:\n  party: x\n  title: y\n "
        " words: 5\n"
    )
    (project / "raw/first.yaml").write_text(about, "utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    assert [(trouble.file, trouble.line) for trouble in stopped.value.problems] == [
        ("raw/first.yaml", 6),
        ("raw/first.yaml", 7),
    ]
    assert "table of documents has a column of that name" in stopped.value.problems[0].what


@pytest.mark.parametrize(
    "text", ["12:30", "007", "1.10", "NO", "1e3", "0x10", ".nan", "1_000", "+5", "-0", "-01"]
)
def test_what_a_scholar_types_in_a_column_of_their_own_stays_as_typed(text: str) -> None:
    assert own_value(Plain(text)) == text


@given(st.one_of(st.integers(-(10**17), 10**17), st.floats(-1e6, 1e6), st.text(max_size=8)))
def test_a_value_that_is_read_as_a_number_is_spelled_as_it_was_typed(value: object) -> None:
    """Nothing is lost where a column of numbers is read as numbers."""
    assert spelled(own_value(Plain(value))) == str(value)


def test_a_skeleton_left_empty_is_refused_in_the_words_of_its_author(project: Path) -> None:
    (project / "raw/first.yaml").write_text(skeleton("first"), encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    said = str(stopped.value)
    assert (
        "The date is empty. Write it as 2022-02-10, 2022-02 or 2022." in said
        and '"name" is empty' in said
        and "None" not in said
    )


def test_a_table_of_a_european_spreadsheet_is_read_and_its_dates_are_refused(project: Path) -> None:
    table = "document;title;speaker;date;language\na;A talk, long;X;{};en\n"
    (project / "raw/documents.csv").write_text("\ufeff" + table.format("2021-05-03"), "utf-8")
    assert metadata.DocumentTable(project).metadata("a").title == "A talk, long"
    (project / "raw/documents.csv").write_text(table.format("5/3/2021"), "utf-8")
    with pytest.raises(
        Problems, match=r'documents.csv:2: "5/3/2021" is not a date, as "date" needs one'
    ):
        metadata.DocumentTable(project).metadata("a")


def test_a_cell_of_the_header_may_be_of_any_length(project: Path) -> None:
    """In a process of its own: another file that was read would lift the limit of the library."""
    name = "x" * 200_000
    write(project, HEADER.strip() + f",{name}\n" + ROW.strip() + ",1\n")
    told = "from pilcrow.inputs.metadata import DocumentTable; from pathlib import Path"
    told += f"; print(len(list(DocumentTable(Path({str(project)!r})).metadata('first').extra)[-1]))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("200000\n", "")


@pytest.mark.parametrize(
    ("address", "todo"),
    [
        ("www.x.org", "Write https://www.x.org."),
        ("x.org/a?b", "Write https://x.org/a?b."),
        ("10.1234/abc", "Write https://doi.org/10.1234/abc."),
        ("javascript:alert(1)", "Write it from https:// on, as a browser shows it."),
        ("https:/x.org", "Write it from https:// on, as a browser shows it."),
        ("ftp://x.org", "Write it from https:// on, as a browser shows it."),
        ("https://a b.org", "Write it from https:// on, as a browser shows it."),
        ("https://", "Write it from https:// on, as a browser shows it."),
    ],
)
def test_the_address_of_a_source_is_one_of_a_page(project: Path, address: str, todo: str) -> None:
    table = metadata.DocumentTable(
        write(project, f"document,title,speaker,date,source.url\nfirst,T,Ann,2021,{address}\n")
    )
    with pytest.raises(Problems) as stopped:
        table.metadata("first")
    [found] = stopped.value.problems
    assert (found.line, found.what, found.todo) == (
        2,
        f'"{address}" is not the address of a page.',
        todo,
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://x.org",
        "http://localhost:80/a#b",
        "https://x.org/a_(b),c;d?e=é&f=%20",
        "HTTPS://x.org",
    ],
)
def test_addresses_of_pages_are_kept_as_they_are(project: Path, address: str) -> None:
    table = metadata.DocumentTable(
        write(project, f'document,title,speaker,date,source.url\nfirst,T,Ann,2021,"{address}"\n')
    )
    assert table.metadata("first").source.url == address
