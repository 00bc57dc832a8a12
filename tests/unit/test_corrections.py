"""Guards: a correction applies in one place or not at all, and says so; a note changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from test_clean import LAYOUTS, UNICODE

from pilcrow.cli.accept import prepare
from pilcrow.edition import sources as edition
from pilcrow.edition.cleaning import clean_document, rebuild
from pilcrow.edition.corrections import as_clean, load_corrections
from pilcrow.identity import ledger
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problems
from pilcrow.model.records import CleanedDocument, Correction
from pilcrow.text.offsets import Offsets

TEXT = "Title of the day\nDear all,\nThe  cat sat on teh mat.\nThe cat saw the cat.\n"
DOCUMENT = Document(document="doc", raw="raw/doc.txt", corrections="edition/doc.corrections.csv")


def row(place: str, before: str, after: str | None, line: int = 2) -> Correction:
    return Correction(place, before, after, "a reason", "", line)


def corrected(*rows: Correction) -> CleanedDocument:
    cleaned = clean_document(TEXT.encode(), DOCUMENT, list(rows))
    assert rebuild(cleaned) == TEXT.encode()
    return cleaned


def test_a_correction_by_paragraph_and_by_line() -> None:
    for place in ("doc.p1", "line 3"):
        cleaned = corrected(row(place, "teh", "the"))
        assert cleaned.text.split("\n")[2] == "The cat sat on the mat."
        (done,) = cleaned.corrections
        assert done.state == "applied"
        assert cleaned.text[done.start : done.end] == "the"
        assert [(edit.before, edit.after, edit.operation) for edit in cleaned.correction_edits] == [
            ("teh", "the", "correction")
        ]


def test_words_copied_from_the_raw_file_are_found() -> None:
    assert (
        corrected(row("doc.p1", "The  cat", "A cat")).text.split("\n")[2] == "A cat sat on teh mat."
    )


def test_only_what_differs_is_edited() -> None:
    cleaned = corrected(row("doc.p1", "sat on teh mat", "sat on the mat"))
    assert [(edit.before, edit.after) for edit in cleaned.correction_edits] == [("teh", "the")]
    start = cleaned.text.index("mat")
    low, high = Offsets(cleaned).to_raw(start, start + 3)
    assert TEXT.encode()[low:high] == b"mat"


def test_several_corrections_and_notes_have_their_places() -> None:
    rows = [
        row("doc.p1", "", None),
        row("doc.p1", "mat.", None, 3),
        row("doc.p1", "on teh", "upon the", 4),
        row("line 3", "The cat", "The black cat", 5),
        row("doc.p2", "saw the cat", "saw", 6),
    ]
    cleaned = corrected(*rows)
    assert cleaned.text.split("\n")[2:] == ["The black cat sat upon the mat.", "The cat saw."]
    assert [cleaned.text[done.start : done.end] for done in cleaned.corrections] == [
        "The black cat sat upon the mat.",
        "mat.",
        "upon the",
        "The black cat",
        "saw",
    ]
    assert [done.state for done in cleaned.corrections] == [
        "note",
        "note",
        "applied",
        "applied",
        "applied",
    ]


def test_what_no_longer_applies_is_marked_with_what_the_text_says() -> None:
    cleaned = corrected(
        row("doc.p1", "dog", "hog"),
        row("line 9", "x", "y", 3),
        row("doc.p7", "x", "y", 4),
        row("doc.p1", "ht mat", "teh mat", 5),
        row("doc.p1", "dog", "a", 6),  # "a" is in "cat", and is not a word of the paragraph
    )
    assert [done.state for done in cleaned.corrections] == ["inapplicable"] * 5
    assert cleaned.corrections[0].found == "The cat sat on teh mat."
    assert [mark.line for mark in cleaned.marks] == [2, 3, 4, 5, 6]
    messages = [mark.message for mark in cleaned.marks]
    assert 'it now reads "The cat sat on teh mat."' in messages[0]
    assert messages[1] == "raw/doc.txt has no line 9."
    assert messages[2] == "There is no paragraph doc.p7 in the text."
    assert messages[3].endswith('does not have "ht mat", and it has "teh mat" already.')
    assert 'it now reads "The cat sat on teh mat."' in messages[4]
    assert cleaned.correction_edits == []


def test_what_applies_twice_stops_and_so_do_overlaps() -> None:
    with pytest.raises(Problems) as stopped:
        corrected(
            row("doc.p2", "cat", "dog"),
            row("doc.p1", "sat on", "lay on", 3),
            row("doc.p1", "on teh", "on the", 4),
        )
    assert [str(one) for one in stopped.value.problems] == [
        (
            'edition/doc.corrections.csv:2: "cat" occurs more than once in doc.p2. Give more of the'
            ' words around it in "from" (and in "to").'
        ),
        (
            "edition/doc.corrections.csv:4: This correction and that of line 3 change the same"
            " words. Make them one correction."
        ),
    ]


def test_rows_are_read_with_all_problems_at_once(tmp_path: Path) -> None:
    path = tmp_path / "doc.corrections.csv"
    path.write_text(
        'place,from,to,reason,responsible,kind\np1,"a, b",a'
        " b,slip,Ed,\ndoc.p2,words,,deleted,Ed,correction\ndoc.p2,,,a note,Ed,note\n",
        encoding="utf-8",
    )
    assert [
        (one.place, one.before, one.after, one.line)
        for one in load_corrections(path, "c.csv", "doc")
    ] == [
        ("doc.p1", "a, b", "a b", 2),
        ("doc.p2", "words", "", 3),
        ("doc.p2", "", None, 4),
    ]
    path.write_text(
        "place,from,to,reason,responsible,kind\n"
        "para 8,a,b,r,Ed,\n"
        "other.p1,a,b,r,Ed,\n"
        "doc.p1,,b,,Ed,\n"
        "doc.p1,a,a,r,Ed,correction\n"
        "doc.p1,a,b,r,Ed,note\n"
        "doc.p1,a,b,r,Ed,remark\n"
        'line 0,"a\nb",c,r,Ed,\n',
        encoding="utf-8",
    )
    with pytest.raises(Problems) as stopped:
        load_corrections(path, "c.csv", "doc")
    assert [(one.line, one.what) for one in stopped.value.problems] == [
        (2, '"para 8" is not a place.'),
        (3, "other.p1 is a paragraph of another document."),
        (4, '"from" is empty.'),
        (4, "The reason is empty."),
        (5, '"from" and "to" are the same.'),
        (6, 'A note changes nothing, but "to" is filled in.'),
        (7, '"remark" is not a kind of row.'),
        (8, '"line 0" is not a place.'),
        (8, "A correction stays inside one paragraph, but a cell has a line break."),
    ]


def accepted_project(root: Path, raw: str, rows: list[str], *, accept: bool = True) -> Path:
    """A project of one invented document with corrections, its text accepted."""
    (root / "raw").mkdir()
    (root / "edition").mkdir()
    (root / "raw/doc.txt").write_text(raw, encoding="utf-8")
    (root / "edition/doc.corrections.csv").write_text(
        "place,from,to,reason\n" + "".join(f"{row},a slip\n" for row in rows), encoding="utf-8"
    )
    if accept:
        ledger.write(
            root / "edition/doc.paragraphs.csv", prepare(root, "doc", None, "2026-01-01", "").rows
        )
    return root


def test_a_correction_of_nearly_all_of_a_paragraph_keeps_its_place(tmp_path: Path) -> None:
    """The uncorrected text is compared with the accepted text as it was before the correction:
    "Thnx" is still "Thank you".
    """
    root = accepted_project(
        tmp_path,
        "We begin the long session of this day now.\nThnx.\nIt is over.\n",
        ["doc.p2,Thnx,Thank you all"],
    )
    found = edition.load_document(root, "doc")
    assert [correction.state for correction in found.segmented.corrections] == ["applied"]
    assert [
        (paragraph.number, paragraph.verdict, paragraph.pending) for paragraph in found.paragraphs
    ] == [
        ("p1", "exact", False),
        ("p2", "exact", False),
        ("p3", "exact", False),
    ]
    assert not found.withdrawn


def test_a_correction_goes_with_its_paragraph_into_another(tmp_path: Path) -> None:
    root = accepted_project(
        tmp_path,
        "We begin teh long session of this day now.\nIt is over at last, my friends, for today.\n",
        ["doc.p1,teh,the"],
    )
    path = root / "raw/doc.txt"
    path.write_text(path.read_text("utf-8").replace("\n", " ", 1), encoding="utf-8")
    found = edition.load_document(root, "doc")
    assert [paragraph.verdict for paragraph in found.paragraphs] == ["merged"]
    assert found.paragraphs[0].text.startswith("We begin the long")


def test_a_correction_that_makes_its_paragraph_another_one_stops(tmp_path: Path) -> None:
    root = accepted_project(
        tmp_path,
        "Dear friends,\nThe first words of all.\nMore.\n",
        ['doc.s1,"Dear friends,",We begin at once and without delay.'],
        accept=False,
    )
    with pytest.raises(Problems) as stopped:
        edition.load_document(root, "doc")
    (found,) = stopped.value.problems
    assert (found.file, found.line) == ("edition/doc.corrections.csv", 2)
    assert str(found).endswith(
        "is about doc.s1, but its words are in doc.p1 once the text is corrected. Give"
        ' its place by the line of the raw file: "line 1".'
    )


def test_a_correction_finds_its_words_in_a_part_of_its_paragraph(tmp_path: Path) -> None:
    first, second = (
        "We begin teh long session of this day now.",
        "It will be over at last, my friends, before the evening comes to us.",
    )
    root = accepted_project(
        tmp_path, f"{first} {second}\nAnother paragraph ends it.\n", ["doc.p1,teh,the"]
    )
    (root / "raw/doc.txt").write_text(
        f"{first}\n{second}\nAnother paragraph ends it.\n", encoding="utf-8"
    )
    found = edition.load_document(root, "doc")
    assert [(paragraph.number, paragraph.verdict) for paragraph in found.paragraphs] == [
        ("p1a", "split"),
        ("p1", "split"),
        ("p2", "exact"),
    ]
    assert [correction.state for correction in found.segmented.corrections] == ["applied"]
    assert found.paragraphs[0].text.startswith("We begin the long")


@given(st.one_of(UNICODE, LAYOUTS), st.data())
def test_raw_bytes_are_rebuilt_whatever_is_corrected(received: str, data: st.DataObject) -> None:
    """Text, processing record and apparatus together lead back to the bytes, and to where each
    corrected word stood.
    """
    raw = received.encode()
    try:
        plain = clean_document(raw, DOCUMENT)
    except Problems:
        reject()
    rows = []
    lines = (
        received.splitlines()
        if set(received).isdisjoint("\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        else []
    )
    for number, line in enumerate(lines, 1):
        words = [
            word for word in line.split() if line.count(word) == 1 and plain.text.count(word) == 1
        ]
        if words and data.draw(st.booleans()):
            word = data.draw(st.sampled_from(words))
            after = data.draw(
                st.sampled_from(["", "other words", f"{word}s", "é"]).filter(
                    lambda text, word=word: text != word
                )
            )
            rows.append(row(f"line {number}", word, after, number + 1))
    cleaned = clean_document(raw, DOCUMENT, rows)
    assert rebuild(cleaned) == raw
    offsets = Offsets(cleaned)
    for correction in cleaned.corrections:
        if correction.state == "applied" and correction.after and correction.start < correction.end:
            low, high = offsets.to_raw(correction.start, correction.end)
            assert as_clean(
                raw[low:high].decode()
            ) in correction.before or correction.before in as_clean(raw[low:high].decode())
