"""Promise: a ledger reads well in git, comes back as it was written, and a damaged one is refused
with exact sentences.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.identity.ledger import (
    LedgerRow,
    follow_redirects,
    format_ledger,
    ledger_file,
    read_ledger,
    read_tombstones,
    text_checksum,
    write,
)
from pilcrow.model.problems import Problems

SHOWN = "edition/talk.paragraphs.csv"


def row(number: str, text: str, **values: str) -> LedgerRow:
    fields = {
        "kind": "speech",
        "speaker": "A Speaker",
        "status": "accepted",
        "redirect": "",
        "date": "2026-01-02",
        "reason": "first edition",
    }
    return LedgerRow(
        id=f"talk.{number}", checksum=text_checksum(text), text=text, **{**fields, **values}
    )


def read(content: str, folder: Path, **options: bool) -> list[LedgerRow]:
    path = folder / "talk.paragraphs.csv"
    path.write_bytes(content.encode())
    return read_ledger(path, SHOWN, **options)


def complaint(content: str, folder: Path) -> str:
    with pytest.raises(Problems) as stopped:
        read(content, folder)
    return str(stopped.value)


ROWS = [
    row("h1", "A heading"),
    row("p1", 'He said "no", twice.'),
    row("p2", "Gone.", status="withdrawn", redirect="talk.p1"),
]


def test_a_ledger_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "talk.paragraphs.csv"
    write(path, ROWS)
    assert [(r.id, r.text, r.redirect, r.line) for r in read_ledger(path, SHOWN)] == [
        ("talk.h1", "A heading", "", 2),
        ("talk.p1", 'He said "no", twice.', "", 3),
        ("talk.p2", "Gone.", "talk.p1", 4),
    ]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_text_comes_back(texts: list[str], reason: str) -> None:
    import tempfile

    rows = [row(f"p{place}", text, reason=reason) for place, text in enumerate(texts, 1)]
    with tempfile.TemporaryDirectory() as folder:
        back = read(format_ledger(rows), Path(folder))
    assert [(r.text, r.reason) for r in back] == [(r.text, r.reason) for r in rows]


def test_a_change_of_one_paragraph_changes_one_line() -> None:
    """Also where the new text needs a comma or quotation marks: the row is quoted the same way
    before and after.
    """
    before = format_ledger([row("p1", "plain"), row("p2", "other")]).split("\n")
    after = format_ledger([row("p1", 'with "marks", and a comma'), row("p2", "other")]).split("\n")
    assert [one == two for one, two in zip(before, after, strict=True)] == [True, False, True, True]
    assert before[1].endswith(',"plain"')


def test_text_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    rows = [
        row("p1", "=HYPERLINK(1)"),
        row("p2", "'=2"),
        row("p3", "- a dash"),
        row("p4", "'quoted'"),
    ]
    content = format_ledger(rows)
    assert not any(cell in content for cell in ('"=', '"-', '"+', '"@'))
    assert [r.text for r in read(content, tmp_path)] == [r.text for r in rows]


def test_an_earlier_ledger_reads_the_same(tmp_path: Path) -> None:
    """Before, an apostrophe at the beginning was guarded only where a formula's sign followed."""
    rows = [row("p1", "'quoted'"), row("p2", "''tis"), row("p3", "'=2")]
    content = format_ledger(rows)
    for now, before in (("\"''quoted'", "\"'quoted'"), ("\"'''tis", "\"''tis")):
        assert now in content
        content = content.replace(now, before)
    assert [r.text for r in read(content, tmp_path)] == [r.text for r in rows]


def test_conflict_markers_are_named_with_their_lines(tmp_path: Path) -> None:
    lines = format_ledger(ROWS).split("\n")
    content = "\n".join(
        [*lines[:2], "<<<<<<< HEAD", lines[2], "=======", lines[3], ">>>>>>> branch", ""]
    )
    said = complaint(content, tmp_path)
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        f"{SHOWN}:3",
        f"{SHOWN}:5",
        f"{SHOWN}:7",
    ]
    assert "conflict marker" in said


def test_a_text_edited_by_hand_is_refused_and_accept_can_settle_it(tmp_path: Path) -> None:
    content = format_ledger(ROWS).replace("twice", "thrice")
    said = complaint(content, tmp_path)
    assert said.startswith(
        f"{SHOWN}:3: The text of talk.p1 is not the one that its checksum was made of"
    )
    assert "`pilcrow accept talk --reason …`" in said
    assert read(content, tmp_path, trust_text=True)[1].checksum == text_checksum(
        'He said "no", thrice.'
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [row("p1", "a"), row("p1", "b")],
            f"{SHOWN}:3: talk.p1 is given twice, first in line 2. Keep one of the rows.",
        ),
        (
            [row("x1", "a")],
            f'{SHOWN}:2: "talk.x1" is not a paragraph ID of this document. '
            'An ID looks like "talk.p8" or "talk.p8a".',
        ),
        ([row("p01", "a")], f'{SHOWN}:2: "talk.p01" is not a paragraph ID of this document.'),
        (
            [row("p1", "a", kind="speeches")],
            f'{SHOWN}:2: "speeches" is not a kind of paragraph. Did you mean "speech"?',
        ),
        ([row("p1", "a", status="gone")], f'{SHOWN}:2: "gone" is not a status.'),
        (
            [row("p1", "a", date="2.1.2026")],
            f'{SHOWN}:2: "2.1.2026" is not a date. Write it as 2022-02-10.',
        ),
        (
            [row("p1", "a", date="2022-02-31")],
            f'{SHOWN}:2: "2022-02-31" is not a date. Write it as 2022-02-10.',
        ),
        (
            [row("p1", "a", redirect="talk.p1")],
            f"{SHOWN}:2: talk.p1 is accepted and cannot redirect.",
        ),
        (
            [row("p1", "a", status="withdrawn", redirect="talk.p7")],
            f"{SHOWN}:2: talk.p1 redirects to talk.p7, which is not in this ledger.",
        ),
        (
            [
                row("p1", "a", status="withdrawn", redirect="talk.p2"),
                row("p2", "b", status="withdrawn", redirect="talk.p1"),
            ],
            f"{SHOWN}:2: talk.p1 redirects to talk.p2, and from there back to itself.",
        ),
    ],
)
def test_what_is_wrong_is_a_sentence(rows: list[LedgerRow], sentence: str, tmp_path: Path) -> None:
    assert sentence in complaint(format_ledger(rows), tmp_path)


def test_a_ledger_of_another_document_is_refused(tmp_path: Path) -> None:
    assert '"other.p1" is not a paragraph ID of this document' in complaint(
        format_ledger(ROWS).replace("talk.p1", "other.p1"), tmp_path
    )


def test_a_first_line_that_is_no_header_is_one_sentence(tmp_path: Path) -> None:
    content = format_ledger(ROWS)
    assert complaint(content.partition("\n")[2], tmp_path).startswith(
        f"{SHOWN}:1: The first line does not name the columns. It should be: id,kind,"
    )


@pytest.mark.parametrize("sign", [";", "\t"])
@pytest.mark.parametrize("first", ["", "\ufeff", "\ufeffsep={}\r\n"])
def test_tables_of_other_spreadsheets_are_read(tmp_path: Path, sign: str, first: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(csv.reader(io.StringIO(format_ledger(ROWS))))
    rows = read(first.format(sign) + out.getvalue(), tmp_path)
    assert [(r.id, r.text) for r in rows] == [(r.id, r.text) for r in ROWS]
    assert [r.line for r in rows] == [2, 3, 4] if "sep" not in first else [3, 4, 5]


def test_all_faults_at_once(tmp_path: Path) -> None:
    said = complaint(
        format_ledger([row("p1", "a", kind="x", date="y"), row("p1", "b", status="z")]), tmp_path
    )
    assert len(said.splitlines()) == 4


def test_a_redirect_leads_to_the_end_of_the_chain() -> None:
    redirects = {"talk.p4": "talk.p3", "talk.p3": "talk.p2", "talk.p9": ""}
    assert follow_redirects("talk.p4", redirects) == "talk.p2"
    assert follow_redirects("talk.p9", redirects) == "talk.p9"
    assert follow_redirects("talk.p1", redirects) == "talk.p1"
    assert follow_redirects("talk.p5", {"talk.p5": "talk.p6", "talk.p6": "talk.p5"}) == "talk.p5"


def test_without_its_transcript_all_of_a_ledger_is_withdrawn(tmp_path: Path) -> None:
    """What was withdrawn before keeps the date and reason of that; nobody accepted the others'
    going.
    """
    write(tmp_path / ledger_file("talk"), ROWS)
    assert (tmp_path / SHOWN).is_file()
    assert [
        (one.id, one.text, one.redirect, one.accepted, one.date, one.reason)
        for one in read_tombstones(tmp_path, "talk")
    ] == [
        ("talk.h1", "A heading", "", False, "", ""),
        ("talk.p1", 'He said "no", twice.', "", False, "", ""),
        ("talk.p2", "Gone.", "talk.p1", True, "2026-01-02", "first edition"),
    ]
