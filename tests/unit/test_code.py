"""Coding: evidence maps to the bytes of the raw file; what people coded is checked, kept, and stale
when the text changed.
"""

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_codebooks import codebook, rule, theme

from pilcrow.code import code_document, main
from pilcrow.coding.hand import check_files, read_hand
from pilcrow.coding.match import Matcher
from pilcrow.edition.sources import load_document
from pilcrow.model.documents import Document, Manifest
from pilcrow.model.problems import Problems
from pilcrow.model.records import (
    ActorMention,
    Coded,
    Coding,
    Voice,
    read_records,
    write_records,
)

RULES = codebook(
    [
        theme("war", [rule("war.1", ["war"]), rule("war.2", ["cold war"])]),
        theme("peace", [rule("peace.1", ["peace*"])], at_least=2),
        theme("peace/treaty", [rule("peace/treaty.1", ["treat*"])]),
    ],
    actors=[("Agency", ["agency", "the agency"])],
)
SPEECH = (
    "A synthetic speech\n\nThe cold war ended, “so” the agency says; a war – no more.\n\nPeace and"
    " peaceful treaties, then.\n"
)


@pytest.fixture
def project(tmp_path):
    def make(raw, rows="", voice=""):
        (tmp_path / "raw").mkdir(exist_ok=True)
        (tmp_path / "raw" / "speech.txt").write_bytes(
            raw if isinstance(raw, bytes) else raw.encode()
        )
        folder = tmp_path / "coding" / "hand" / "reader"
        folder.mkdir(parents=True, exist_ok=True)
        if rows:
            (folder / "speech.csv").write_text(
                "paragraph,checksum,theme,evidence,memo\n" + rows, encoding="utf-8"
            )
        if voice:
            (folder / "speech.voice.csv").write_text(
                "paragraph,checksum,voice,source,words,memo\n" + voice, encoding="utf-8"
            )
        return load_document(tmp_path, "speech")

    return make


def speech(edition):
    return [paragraph for paragraph in edition.paragraphs if paragraph.kind == "speech"]


def coded(edition, by_hand=()):
    return code_document(edition.cleaned, edition.paragraphs, Matcher(RULES), by_hand)


def test_codings_with_the_words_that_earned_them(project):
    records = coded(project(SPEECH))
    codings = [
        (record.theme, [(span.text, span.rule) for span in record.evidence], record.carried_by)
        for record in records
        if isinstance(record, Coding)
    ]
    assert codings == [
        ("war", [("cold war", "war.2"), ("war", "war.1")], ["war.1", "war.2"][:0]),
        ("peace", [("Peace", "peace.1"), ("peaceful", "peace.1")], ["peace.1"]),
        ("peace/treaty", [("treaties", "peace/treaty.1")], ["peace/treaty.1"]),
    ]
    assert [
        (record.actor, record.text) for record in records if isinstance(record, ActorMention)
    ] == [("Agency", "the agency")]


FORMS = {
    "plain": SPEECH.encode(),
    "byte order mark": b"\xef\xbb\xbf" + SPEECH.encode(),
    "carriage returns": SPEECH.replace("\n", "\r\n").encode(),
    "decomposed": SPEECH.replace("“so”", "e\u0301").encode(),
    "double spaces": SPEECH.replace("cold war", "cold  war").encode(),
}


@pytest.mark.parametrize("raw", FORMS.values(), ids=FORMS)
def test_evidence_maps_back_to_the_bytes_of_the_raw_file(project, raw):
    spans = [
        span
        for record in coded(project(raw))
        if isinstance(record, Coding)
        for span in record.evidence
    ]
    assert len(spans) == 5
    for span in spans:
        assert " ".join(raw[span.raw_start : span.raw_end].decode().split()) == span.text


@given(
    st.lists(
        st.sampled_from(["war", "é", "“", "平和", "x", " ", "cold war", "\u0301"]), max_size=12
    )
)
def test_characters_and_bytes_agree_whatever_stands_before(pieces):
    from pilcrow.model.records import CleanedDocument, Paragraph

    text = " ".join(pieces)
    cleaned = CleanedDocument(
        "d", "raw/d.txt", "", len(text.encode()), "utf-8", False, "lines", "", text
    )
    paragraph = Paragraph(
        id="d.p1",
        document="d",
        number="p1",
        kind="speech",
        speaker="",
        order=1,
        text=text,
        checksum="",
        words=0,
        start=0,
        end=len(text),
        raw_start=7,
        raw_end=7 + len(text.encode()),
        line=1,
    )
    for record in code_document(cleaned, [paragraph], Matcher(RULES)):
        for span in record.evidence:
            assert text[span.start : span.end] == span.text
            assert text.encode()[span.raw_start - 7 : span.raw_end - 7].decode() == span.text


def rows_of(edition):
    first, second = speech(edition)[:2]
    return (
        first,
        second,
        (
            f"{first.id},{first.checksum},war,cold war | a"
            f" war,because\n{second.id},{second.checksum},,,nothing\n"
        ),
    )


def read(edition, root, themes=("war", "peace", "peace/treaty")):
    return read_hand(root, edition.manifest, edition.cleaned, edition.paragraphs, [], list(themes))


def test_hand_codings_are_read(project, tmp_path):
    edition = project(SPEECH)
    first, second, rows = rows_of(edition)
    edition = project(
        SPEECH, rows, f"{first.id},{first.checksum},reported,the agency,the agency says,\n"
    )
    records = read(edition, tmp_path).records
    assert [
        (record.paragraph, record.theme, [span.text for span in record.evidence])
        for record in records[:2]
    ] == [
        (first.id, "war", ["cold war", "a war"]),
        (second.id, "", []),
    ]
    assert (
        isinstance(records[2], Voice)
        and first.text[records[2].start : records[2].end] == "the agency says"
    )
    raw = (tmp_path / "raw" / "speech.txt").read_bytes()
    assert all(
        raw[span.raw_start : span.raw_end].decode() == span.text for span in records[0].evidence
    )
    both = [
        record
        for record in coded(edition, records)
        if isinstance(record, Coding) and record.theme == "war"
    ]
    assert [record.coder for record in both] == ["reader", "rules"]


def test_a_coding_of_a_paragraph_that_changed_is_stale_not_dropped(project, tmp_path):
    _, _, rows = rows_of(project(SPEECH))
    edition = project(SPEECH.replace("cold war", "cold peace"), rows)
    result = read(edition, tmp_path)
    assert [
        (record.stale, record.lost, [span.text for span in record.evidence])
        for record in result.records
    ] == [
        (True, ["cold war"], ["a war"]),
        (False, [], []),
    ]
    assert [mark.kind for mark in result.marks] == ["stale"]
    assert result.marks[0].line == 2 and "reader" in result.marks[0].message


def test_words_that_never_stood_there_stop_the_build(project, tmp_path):
    _, _, rows = rows_of(project(SPEECH))
    edition = project(SPEECH, rows.replace("cold war", "hot war"))
    with pytest.raises(Problems, match="“hot war” is not in"):
        read(edition, tmp_path)


def test_every_mistake_of_a_file_is_told_with_its_line(project, tmp_path):
    edition = project(SPEECH)
    first, _, _ = rows_of(edition)
    rows = (
        f"{first.id},{first.checksum},pece,,\nother.p1,{first.checksum},war,"
        f",\n{first.id},abc,war,,\n{first.id},{first.checksum},war,,\n{first.id},{first.checksum},,,\n"
    )
    edition = project(SPEECH, rows, f"{first.id},{first.checksum},owned,,,\n")
    with pytest.raises(Problems) as stopped:
        check_files(tmp_path, edition.manifest, RULES.codes())
    told = [(problem.line, problem.kind) for problem in stopped.value.problems]
    assert (
        (2, "theme") in told
        and (3, "paragraph") in told
        and (4, "checksum") in told
        and (5, "twice") in told
        and (6, "twice") in told
    )
    assert (2, "voice") in told and (2, "words") in told
    assert 'Did you mean "peace"?' in str(stopped.value)


def test_a_paragraph_that_never_was_stops(project, tmp_path):
    edition = project(SPEECH, f"speech.p99,{hashlib.sha256(b'x').hexdigest()},war,,\n")
    with pytest.raises(Problems, match=r"There is no paragraph speech\.p99"):
        read(edition, tmp_path)


def test_the_stage_writes_what_the_function_returns(project, tmp_path, monkeypatch):
    _, _, rows = rows_of(project(SPEECH))
    edition = project(SPEECH, rows)
    write_records(tmp_path / "clean.jsonl", [edition.cleaned])
    write_records(tmp_path / "segment.jsonl", [edition.segmented, *edition.paragraphs])
    (tmp_path / "rules.json").write_bytes(msgspec.json.encode(RULES))
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(Manifest("b", [edition.manifest])))
    monkeypatch.chdir(tmp_path)
    command = [
        "--manifest",
        "manifest.json",
        "--clean",
        "clean.jsonl",
        "--paragraphs",
        "segment.jsonl",
        "--rules",
        "rules.json",
        "--output",
        "code.jsonl",
    ]
    assert main(command) == 0
    assert list(read_records("code.jsonl", Coded)) == coded(
        edition, read(edition, tmp_path).records
    )
    assert isinstance(edition.manifest, Document)
