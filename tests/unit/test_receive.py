"""Guards: what a coder hands over arrives whole or not at all, every doubt is said at once, and
nothing that was there is lost.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.cli.main import main as pilcrow
from pilcrow.cli.receive import (
    DocumentState,
    codings_csv,
    describe_changes,
    receive,
    take_rows,
    verbatim,
)
from pilcrow.coding import hand
from pilcrow.edition import sources as edition
from pilcrow.model.problems import Problems

CODEBOOK = """
title: Synthetic codebook
version: "1"
themes:
  - {code: bridge, name: Bridges, rules: [bridge*]}
  - code: money
    name: Money
    themes:
      - {code: toll, name: Tolls, rules: [toll*]}
"""
FIRST = (
    "A synthetic address on bridges\nThe bridge is open, said “the keeper”. The wind is not our"
    " friend.\nThe toll | the old toll stays.\nNothing is said here.\n"
)
SECOND = "Another synthetic address\nThe second bridge is closed.\nThe toll is paid.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "coding").mkdir()
    (tmp_path / "Snakefile").write_text("")
    (tmp_path / "raw" / "harbour.txt").write_text(FIRST)
    (tmp_path / "raw" / "river.txt").write_text(SECOND)
    (tmp_path / "coding" / "codebook.yaml").write_text(CODEBOOK)
    return tmp_path


def checksum(root: Path, identifier: str) -> str:
    document = identifier.partition(".")[0]
    return next(
        one.checksum
        for one in edition.load_document(root, document).paragraphs
        if one.id == identifier
    )


def write(
    root: Path,
    rows: list[tuple[str, str, str, str]],
    name: str = "handed.csv",
    mark: str = ",",
    old: tuple[str, ...] = (),
) -> Path:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(hand.COLUMNS)
    for identifier, theme, evidence, memo in rows:
        writer.writerow(
            [
                identifier,
                "0" * 64 if identifier in old else checksum(root, identifier),
                theme,
                evidence,
                memo,
            ]
        )
    path = root / name
    path.write_text(out.getvalue(), "utf-8")
    return path


WHOLE = [
    ("harbour.p1", "bridge", "The bridge is open", "as such"),
    ("harbour.p2", "toll", "The toll | old toll", ""),
    ("harbour.p3", "", "", ""),
    ("river.p1", "bridge", "", "no, “quoted”, memo"),
    ("river.p2", "money/toll", "toll", ""),
]


def test_several_documents_become_a_file_each(root: Path) -> None:
    said = receive(root, write(root, WHOLE), "anna")
    assert [line for line in said if "written" in line] == [
        "coding/hand/anna/harbour.csv: 3 paragraphs, 3 rows written.",
        "coding/hand/anna/river.csv: 2 paragraphs, 2 rows written.",
    ]
    # What was written is what the stage `code` reads, the theme with its parents.
    loaded = edition.load_document(root, "harbour")
    read = hand.read_hand(
        root,
        loaded.manifest,
        loaded.cleaned,
        loaded.paragraphs,
        [],
        ["bridge", "money", "money/toll"],
    )
    assert [
        (one.paragraph, one.theme, [span.text for span in one.evidence], one.memo)
        for one in read.records
    ] == [
        ("harbour.p1", "bridge", ["The bridge is open"], "as such"),
        ("harbour.p2", "money/toll", ["The toll", "old toll"], ""),
        ("harbour.p3", "", [], ""),
    ]
    assert not read.marks


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_may_have_changed_the_commas(root: Path, mark: str) -> None:
    receive(root, write(root, WHOLE), "anna")
    receive(root, write(root, WHOLE, mark=mark), "ben")
    for name in ("harbour.csv", "river.csv"):
        assert (root / "coding/hand/ben" / name).read_bytes() == (
            root / "coding/hand/anna" / name
        ).read_bytes()


def test_a_dry_run_writes_nothing(root: Path) -> None:
    said = receive(root, write(root, WHOLE), "anna", dry_run=True)
    assert any("would be written" in line for line in said)
    assert not (root / "coding/hand").exists()


def test_all_problems_come_at_once_and_nothing_is_written(root: Path) -> None:
    path = write(root, WHOLE)
    good = checksum(root, "harbour.p1")
    with path.open("a", encoding="utf-8") as more:
        more.write(f"harbour.p99,{good},bridge,,\n")
        more.write(f"harbuor.p1,{good},bridge,,\n")
        more.write(f"harbour.p1,{good},brigde,,\n")
        more.write(f'harbour.p1,{good},toll,said "the keeper",\n')
        more.write(f"harbour.p1,{good},bridge,,\n")
        more.write("river.p1,abc,toll,,\n")
        more.write(f"{good},{good},toll,,\n")
    with pytest.raises(Problems) as stopped:
        receive(root, path, "anna")
    told = str(stopped.value)
    for part in (
        "handed.csv:7: There is no paragraph harbour.p99.",
        'handed.csv:8: There is no document "harbuor" in raw/. Did you mean "harbour"?',
        'handed.csv:9: The codebook has no theme "brigde". Did you mean "bridge"?',
        'handed.csv:10: “said "the keeper"” is not in harbour.p1. It has “said “the keeper””.',
        "handed.csv:11: harbour.p1 is coded bridge twice, first in line 2.",
        'handed.csv:12: "abc" is not a checksum.',
        "is not the ID of a paragraph.",
    ):
        assert part in told, told
    assert not (root / "coding/hand").exists()


def test_what_changed_since_is_taken_in_and_said_to_be_stale(root: Path) -> None:
    said = receive(
        root,
        write(
            root,
            [("harbour.p1", "bridge", "words of another day", ""), *WHOLE[1:3]],
            old=("harbour.p1",),
        ),
        "anna",
    )
    assert (
        "harbour.p1 has changed since anna read it. The coding is taken in and counts as stale"
        " until it is read again." in said
    )
    assert "words of another day" in (root / "coding/hand/anna/harbour.csv").read_text()


def test_undecided_paragraphs_are_listed(root: Path) -> None:
    said = receive(root, write(root, WHOLE[:1]), "anna")
    assert "harbour: 2 of 3 paragraphs are not decided: p2, p3." in said


def test_an_adjudicator_decides_what_is_open_and_is_not_told_of_the_rest(root: Path) -> None:
    said = receive(root, write(root, WHOLE[:1]), "consensus")
    assert not [line for line in said if "not decided" in line]


def test_more_rows_need_no_leave_and_fewer_do(root: Path) -> None:
    receive(root, write(root, WHOLE[:2]), "anna")
    said = receive(root, write(root, WHOLE[:3]), "anna")
    assert "coding/hand/anna/harbour.csv: harbour.p3, no theme: new." in said
    before = (root / "coding/hand/anna/harbour.csv").read_bytes()
    changed = [("harbour.p1", "bridge", "bridge", "as such"), WHOLE[2], WHOLE[3]]
    with pytest.raises(Problems) as stopped:
        receive(root, write(root, changed), "anna")
    assert "harbour.p1, bridge: evidence was “The bridge is open”, and becomes “bridge”." in str(
        stopped.value
    )
    assert (
        "harbour.p2, money/toll: not in the new file. It had evidence “The toll | old toll”."
        in str(stopped.value)
    )
    assert (root / "coding/hand/anna/harbour.csv").read_bytes() == before
    assert not (root / "coding/hand/anna/river.csv").exists()  # all or nothing
    said = receive(root, write(root, changed), "anna", replace=True)
    kept = list((root / "coding/hand/anna/replaced").iterdir())
    assert [path.read_bytes() for path in kept] == [before]
    assert any("evidence was" in line for line in said)
    assert "harbour: 1 of 3 paragraphs are not decided: p2." in said
    assert edition.load_document(root, "harbour").manifest.hand == ["coding/hand/anna/harbour.csv"]


def test_the_same_file_again_changes_nothing(root: Path) -> None:
    receive(root, write(root, WHOLE), "anna")
    said = receive(root, write(root, WHOLE), "anna")
    assert "coding/hand/anna/river.csv: nothing new." in said


@pytest.mark.parametrize(
    ("coder", "part"),
    [
        ("rules", "rules are not a person"),
        ("Anna K", '"anna-k"'),
        ("../x", "cannot be a coder's name"),
        ("", "cannot be a coder's name"),
    ],
)
def test_a_coder_needs_a_name_that_can_be_a_folder(root: Path, coder: str, part: str) -> None:
    with pytest.raises(Problems, match=part.replace("(", r"\(")):
        receive(root, write(root, WHOLE), coder)


def test_the_name_of_the_file_tells_whose_it_is(root: Path) -> None:
    path = write(root, WHOLE, "codings-ben-0a1b2c3d (1).csv")
    with pytest.raises(Problems, match="this is the coding of ben, not of anna"):
        receive(root, path, "anna")
    receive(root, path, "ben")


def test_the_coding_of_another_coder_under_a_new_name_is_doubted(root: Path) -> None:
    """A file that was renamed says nothing of whose it is, but it has every word of another's."""
    receive(root, write(root, WHOLE), "anna")
    assert (
        "Every row is also in coding/hand/anna/harbour.csv, with the same words. Make sure that the"
        " file is the coding of ben, not of anna."
    ) in receive(root, write(root, WHOLE, "codings (2).csv"), "ben")


def test_the_command_prints_what_it_did(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        pilcrow(["receive", str(write(root, WHOLE)), "--coder", "anna", "--project", str(root)])
        == 0
    )
    assert "coding/hand/anna/river.csv: 2 paragraphs, 2 rows written." in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"paragraph,checksum,theme\n",
        b"a,b\n1,2\n",
        b'paragraph,checksum,theme\n"x',
    ],
)
def test_any_file_ends_in_sentences(root: Path, content: bytes) -> None:
    path = root / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(Problems) as stopped:
        receive(root, path, "anna")
    assert "odd.csv" in str(stopped.value)


def test_a_file_that_is_not_there(root: Path) -> None:
    with pytest.raises(Problems, match="There is no such file"):
        receive(root, root / "none.csv", "anna")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(TEXT, st.text("ab «»“”\"' –-\u00a0ßİ", max_size=20))
def test_a_proposed_quotation_is_always_verbatim(text: str, quoted: str) -> None:
    assert verbatim(quoted, text) in text
    assert verbatim(quoted, quoted + text) in quoted + text


ROW = st.fixed_dictionaries(
    {
        "paragraph": st.sampled_from(["d.p1", "d.p2"]),
        "checksum": st.just("0" * 64),
        "theme": st.sampled_from(["", "a", "b"]),
        "evidence": TEXT,
        "memo": TEXT,
    }
)


@given(st.lists(ROW, max_size=5))
def test_what_is_kept_reads_back_as_it_was(rows: list[dict[str, str]]) -> None:
    assert list(csv.DictReader(io.StringIO(codings_csv(rows), newline=""))) == rows


@given(
    st.lists(ROW, max_size=5, unique_by=lambda row: (row["paragraph"], row["theme"])),
    st.lists(ROW, max_size=5, unique_by=lambda row: (row["paragraph"], row["theme"])),
)
def test_no_difference_is_passed_over(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    lost, added = describe_changes(old, new)
    assert bool(lost) == any(row not in new for row in old)
    assert bool(lost or added) == (sorted(map(str, old)) != sorted(map(str, new)))


def test_taking_is_pure_and_needs_no_files() -> None:
    with pytest.raises(Problems, match=r"x.csv:2: There is no paragraph d.p1."):
        take_rows(
            "x.csv",
            "anna",
            "d",
            [(2, dict.fromkeys(hand.COLUMNS, "") | {"paragraph": "d.p1", "checksum": "0" * 64})],
            DocumentState({}, frozenset(), []),
            [],
        )
