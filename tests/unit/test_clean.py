"""Guards: every difference between the raw bytes and the clean text is on record, so that the bytes
can be rebuilt.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import unicodedata

import msgspec
import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st
from throwaway import document_of

from pilcrow.clean import main
from pilcrow.edition.cleaning import OPERATIONS, clean_document, clean_text, rebuild
from pilcrow.model.documents import Document, Manifest
from pilcrow.model.problems import Problems
from pilcrow.model.records import (
    CleanedDocument,
    Correction,
    read_records,
    write_json,
)
from pilcrow.text.normalise import apply_edits, revert_edits

# Characters at which normalisation has something to do, beside ordinary ones.
TRICKY = (
    "ab.Z1"
    " \t\n\r\f\v\x85\xa0\u2028\u2029\u3000\u00ad\u200b\u200c\u200d\u200e\u202e\ufeff\x01e\u0301\u0308\u1100\u1161\u11a8中文。"  # noqa: E501
    "ن-—👩\ufe0f"
)
UNICODE = st.text(
    st.one_of(
        st.sampled_from(TRICKY), st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    ),
    max_size=60,
)
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        " \n  \n",
        "\f",
        "\n12\n",
        "\n13\n\n",
        "\n- 4 -\n",
        "\n00:01:02\n",
        " ",
        "  ",
    ]
)
WORDS = st.text("abcdefg é-.中文", min_size=1, max_size=40)
LAYOUTS = st.lists(st.one_of(PIECES, WORDS), max_size=40).map("".join)
DOCUMENT = Document(document="synthetic", raw="raw/synthetic.txt")


def check_record(received: str, layout: str) -> str:
    text, edits, _, _ = clean_text(received, layout)
    assert apply_edits(received, edits) == text
    assert revert_edits(text, edits) == received
    for edit in edits:
        assert received[edit.start : edit.end] == edit.before != edit.after
        assert edit.operation in OPERATIONS
    assert all(before.end <= after.start for before, after in itertools.pairwise(edits))
    return text


@given(st.one_of(UNICODE, LAYOUTS), st.sampled_from(["auto", "lines", "blocks"]))
@example("\r\n\r\n", "auto")
@example("a\u200b\u0301", "auto")
@example("e\u200b\n\n\u0301b", "blocks")
@example("ab\n12\n13\ncd", "blocks")
def test_the_record_leads_both_ways(received: str, layout: str) -> None:
    text = check_record(received, layout)
    assert unicodedata.is_normalized("NFC", text)
    assert "  " not in text
    assert not set(text) & set("\t\r\f\v\x85\xa0\u2028\u2029\u3000\u00ad\u200b\u202e\ufeff\x01")
    for line in text.split("\n") if text else []:
        assert line
        assert line == line.strip(" ")


@given(UNICODE, st.booleans())
def test_raw_bytes_are_rebuilt(received: str, bom: bool) -> None:
    raw = (b"\xef\xbb\xbf" if bom else b"") + received.encode()
    try:
        cleaned = clean_document(raw, DOCUMENT)
    except Problems:
        reject()
    again = msgspec.json.decode(msgspec.json.encode(cleaned), type=CleanedDocument)
    assert rebuild(again) == raw
    assert cleaned.bom == raw.startswith(b"\xef\xbb\xbf")


@given(st.lists(st.text("abc é", min_size=1).filter(str.strip), min_size=1))
def test_clean_text_stays_as_it_is(paragraphs: list[str]) -> None:
    once = clean_text("\n".join(paragraphs))[0]
    text, edits, _, _ = clean_text(once)
    assert (text, edits) == (once, [])


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        ("utf-16", "Один.\r\nДва.".encode("utf-16")),
        ("utf-16-be", "Один.\nДва.".encode("utf-16-be")),
        ("windows-1251", "Один.\nДва.".encode("cp1251")),
        ("utf-8-sig", b"\xef\xbb\xbfone\ntwo"),
        ("gb18030", "一。\n二。".encode("gb18030")),
    ],
)
def test_other_encodings_are_rebuilt_where_the_metadata_name_them(
    encoding: str, raw: bytes
) -> None:
    document = document_of("synthetic", "raw/synthetic.txt", encoding=encoding)
    cleaned = clean_document(raw, document)
    assert cleaned.text.count("\n") == 1
    assert rebuild(cleaned) == raw


def test_marks_and_quotation_marks_are_kept() -> None:
    text = "“It’s – … — «да» „ja“”"
    assert clean_text(text) == (text, [], "lines", "the file has one line")


def test_joiners_stay_where_a_script_needs_them() -> None:
    persian, family = "می\u200cخواهم", "👩\u200d👧"
    assert clean_text(f"{persian} {family}")[0] == f"{persian} {family}"
    assert clean_text("to\u200cday\u200d.")[0] == "today."


def test_what_is_left_out_is_on_record() -> None:
    text, edits, _, _ = clean_text("One.\n\nMINISTRY\n\n- 2 -\n\nTwo.", running=["MINISTRY"])
    assert text == "One.\nTwo."
    assert [(edit.operation, edit.detail) for edit in edits] == [
        ("left-out", "running head; page number")
    ]
    assert "MINISTRY" in edits[0].before


def test_main_writes_a_record_a_document_and_tells_all_problems(
    tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    for name, content in {"one": b"Text.", "two": b"", "three": b"a\n\xff"}.items():
        (tmp_path / "raw" / f"{name}.txt").write_bytes(content)
    documents = [Document(document=name, raw=f"raw/{name}.txt") for name in ("one", "two", "three")]
    write_json("all.json", Manifest("all", documents))
    with pytest.raises(Problems) as stopped:
        main(["--manifest", "all.json", "--output", "out/all.jsonl"])
    assert [problem.file for problem in stopped.value.problems] == ["raw/three.txt", "raw/two.txt"]
    assert list(tmp_path.glob("out/*")) == []
    write_json("one.json", Manifest("one", documents[:1]))
    assert main(["--manifest", "one.json", "--output", "out/one.jsonl"]) == 0
    assert [cleaned.text for cleaned in read_records("out/one.jsonl", CleanedDocument)] == ["Text."]
    assert "raw/one.txt: 5 bytes of UTF-8, 1 paragraph" in capsys.readouterr().err


def test_a_running_head_that_is_no_pattern() -> None:
    document = document_of("synthetic", "raw/synthetic.txt")
    segmentation = msgspec.structs.replace(document.segmentation, running=["Page ("])
    metadata = msgspec.structs.replace(document.metadata, segmentation=segmentation)
    document = msgspec.structs.replace(document, metadata=metadata)
    with pytest.raises(
        Problems,
        match=r'raw/synthetic\.yaml: "Page \(" under "running" is not a regular expression',
    ):
        clean_document(b"Text.", document)


def test_characters_that_python_versions_read_differently_are_told() -> None:
    document = document_of("synthetic", "raw/synthetic.txt")
    old = "Plain words, é, 中, 🙂, \u0896, \U0001fae9 and \ufffe."
    assert not [m for m in clean_document(old.encode(), document, []).marks if "newer" in m.message]
    new = "Garay \U00010d50, Nag Mundari \U0001e4d0, a CJK sign \U00031350."
    (mark,) = clean_document(new.encode(), document, []).marks
    assert "newer than Unicode 14 (U+10D50 U+1E4D0 U+31350)" in mark.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Хлeб дорог, и хлeб нужен.", "“Хлeб”, “хлeб”"),
        ("Η ελπίδα και η ειρHνη.", "“ειρHνη”"),
        ("The pеасe talks went on.", "“pеасe”"),
        ("COVID-ный год, iPhone'ом, 5 μm, kΩ, SMSка и ООН.", ""),
    ],
)
def test_a_word_that_mixes_alphabets_is_told(text: str, told: str) -> None:
    """No rule finds such a word, and nobody sees why."""
    document = document_of("synthetic", "raw/synthetic.txt")
    found = [m.message for m in clean_document(text.encode(), document, []).marks]
    mixed = [message for message in found if "two alphabets" in message]
    assert mixed == [
        f"Letters of two alphabets are mixed in words: {told}. Rules do not find these words."
    ] * bool(told)


def test_what_the_editor_corrected_is_in_doubt_no_more() -> None:
    document = document_of("synthetic", "raw/synthetic.txt")
    rows = [
        Correction("line 1", "хлeб", "хлеб", "a Latin letter", "", 2),
        Correction("line 1", "\ufffd", "—", "a dash", "", 3),
    ]
    text = "Дорог хлeб \ufffd и соль."
    assert len(clean_document(text.encode(), document, []).marks) == 2
    assert clean_document(text.encode(), document, rows).marks == []


def test_a_correction_leaves_the_turns_of_a_long_line_divided() -> None:
    """One correction made one paragraph of all turns."""
    document = document_of("synthetic", "raw/synthetic.txt")
    turns = (
        "JOHN HILL: We go on with it. MARY WREN: I say the same thing again. " * 20 + "In teh end."
    )
    row = Correction("line 1", "teh", "the", "a slip", "", 2)
    plain = clean_document(turns.encode(), document, []).text
    assert plain.count("\n") == 39
    corrected = clean_document(turns.encode(), document, [row]).text
    assert corrected == plain.replace("teh", "the")


def test_a_running_head_that_no_line_has_is_told() -> None:
    document = document_of("synthetic", "raw/synthetic.txt")
    running = ["MINISTRY", "Page \\d+ of 9"]
    segmentation = msgspec.structs.replace(document.segmentation, running=running)
    metadata = msgspec.structs.replace(document.metadata, segmentation=segmentation)
    document = msgspec.structs.replace(document, metadata=metadata)
    (mark,) = clean_document(b"One.\n\nMINISTRY\n\nTwo.", document, []).marks
    assert mark.message.startswith('The metadata list "Page \\d+ of 9" as a running head')
    assert mark.file == "raw/synthetic.yaml"


def test_a_short_text_is_cleaned_without_what_reads_labels() -> None:
    """To load that takes longer than to clean a text. It is needed if a line may hold labels."""
    program = (
        "import sys\n"
        "from pilcrow.edition.cleaning import clean_document\n"
        "from pilcrow.model.documents import Document\n"
        "clean_document(sys.argv[1].encode(), Document('x', 'raw/x.txt'))\n"
        "print('pilcrow.text.speakers' in sys.modules)\n"
    )
    words = "We built the pier in May, and the boats came in June. "
    for text, loaded in ((words * 9, False), (f"{words}Ann: {words}Ben: " * 9, True)):
        done = subprocess.run(
            [sys.executable, "-c", program, text], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == str(loaded)
