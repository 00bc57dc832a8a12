"""Guards: the edition in memory is that of the sources as they are now, and every byte of it can be
located.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pilcrow.cli import locate
from pilcrow.cli.main import main as pilcrow
from pilcrow.edition import sources as edition
from pilcrow.identity import ledger
from pilcrow.model.problems import Problems

METADATA = """title: A synthetic speech
speaker: {name: Ada Sample}
date: 2020-01-01
language: en
segmentation:
  running: ["SYNTHETIC NEWS"]
"""
RAW = (
    "\ufeffA title\r\n\r\nDear all,\r\n\r\nADA SAMPLE: We meet teh first time.\r\nSYNTHETIC"
    " NEWS\r\nThe cafe\u0301 is open.\r\n".encode()
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Snakefile").touch()
    for folder in ("raw", "edition", "coding/hand/mock"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "raw" / "one.txt").write_bytes(RAW)
    (tmp_path / "raw" / "one.yaml").write_text(METADATA, encoding="utf-8")
    (tmp_path / "raw" / "two.txt").write_bytes(b"No metadata.")
    (tmp_path / "edition" / "one.corrections.csv").write_text(
        "place,from,to,reason\none.p1,teh,the,a slip\n", encoding="utf-8"
    )
    (tmp_path / "coding" / "hand" / "mock" / "one.csv").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_manifest_names_what_there_is(project: Path) -> None:
    assert edition.document_ids(project) == ["one", "two"]
    one = edition.manifest_document(project, "one")
    assert (one.raw, one.speaker, one.segmentation.running) == (
        "raw/one.txt",
        "Ada Sample",
        ["SYNTHETIC NEWS"],
    )
    assert (one.corrections, one.ledger, one.hand, one.voice) == (
        "edition/one.corrections.csv",
        "",
        ["coding/hand/mock/one.csv"],
        [],
    )
    assert edition.manifest_document(project, "two").speaker == ""
    with pytest.raises(
        Problems, match=r"There is no document .too. in raw/\. Did you mean .two.\?"
    ):
        edition.load_document(project, "too")


def test_the_edition(project: Path) -> None:
    found = edition.load_document(project, "one")
    assert [(paragraph.number, paragraph.text) for paragraph in found.paragraphs] == [
        ("h1", "A title"),
        ("s1", "Dear all,"),
        ("p1", "We meet the first time."),
        ("p2", "The café is open."),
    ]


def located(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert pilcrow(["locate", *arguments]) == 0
    return capsys.readouterr().out


def test_a_paragraph_is_located(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = RAW.index(b"We meet")
    assert (
        located("one.p1", capsys=capsys)
        == f"one.p1, speech, Ada Sample\nraw/one.txt:5, bytes {start} up to {start + 23} (23"
        " bytes)\nWe meet the first time.\n"
    )
    with pytest.raises(Problems, match=r"There is no paragraph one\.p3"):
        pilcrow(["locate", "one.p3"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (b"\xef\xbb\xbf", "part of the byte order mark, which is not text."),
        (b"meet", "one.p1, character 3: We [m]eet the first time."),
        (
            b"teh",
            (
                'In the apparatus: "teh" corrected to "the". a slip\none.p1, character 8: We meet'
                " [t]he first time."
            ),
        ),
        (b"SAMPLE", 'outside the paragraphs\' own words: "ADA SAMPLE:", a label of one.p1.'),
        (
            b"NEWS",
            (
                "In the processing record: running heads, page numbers and time codes left out"
                " (running head);"
            ),
        ),
        (
            "\u0301".encode(),
            (
                "characters brought to Unicode normalisation form C; 'e\u0301' became 'é'.\none.p2,"
                " character 7: The caf[é] is open."
            ),
        ),
        (b"\r\nDear", "blank lines removed; '\\r\\n\\r\\n' became '\\n'.\nIt ends one.h1."),
    ],
)
def test_a_byte_is_located(
    project: Path, capsys: pytest.CaptureFixture[str], words: bytes, message: str
) -> None:
    assert message in located("one", "--byte", str(RAW.index(words)), capsys=capsys)


def test_every_byte_can_be_asked_for(project: Path) -> None:
    found = edition.load_document(project, "one")
    for byte in range(len(RAW)):
        assert len(locate.locate_byte(found, byte)) >= 1
    for byte in (-1, len(RAW)):
        with pytest.raises(Problems, match=f"no byte {byte}"):
            locate.locate_byte(found, byte)


def test_a_byte_needs_its_document_named(project: Path) -> None:
    with pytest.raises(Problems, match="The project has 2 documents"):
        pilcrow(["locate", "--byte", "3"])


def test_with_a_ledger_ids_and_verdicts_come_from_it(project: Path) -> None:
    before = edition.load_document(project, "one")
    assert before.segmented.provisional
    assert [mark.kind for mark in before.segmented.marks] == ["provisional"]
    rows = [
        ledger.LedgerRow(
            p.id, p.kind, p.speaker, "accepted", "", "2026-01-01", "received", p.checksum, p.text
        )
        for p in before.paragraphs
    ]
    ledger.write(project / "edition" / "one.paragraphs.csv", rows)
    after = edition.load_document(project, "one")
    assert not after.segmented.provisional
    assert after.segmented.marks == []
    assert [paragraph.verdict for paragraph in after.paragraphs] == ["exact"] * 4
    (project / "raw" / "one.txt").write_bytes(
        RAW.replace(b"Dear all,", b"Dear all,\r\n\r\nSomething quite new was said.")
    )
    changed = edition.load_document(project, "one")
    assert [(paragraph.number, paragraph.verdict) for paragraph in changed.paragraphs] == [
        ("h1", "exact"),
        ("s1", "exact"),
        ("p0a", "new"),
        ("p1", "exact"),
        ("p2", "exact"),
    ]
    assert changed.segmented.corrections[0].state == "applied"
    (project / "edition" / "one.corrections.csv").write_text(
        "place,from,to,reason\none.p9,a,b,c\n", encoding="utf-8"
    )
    with pytest.raises(
        Problems,
        match=r"one\.corrections\.csv:2: There is no paragraph one\.p9, and there never was one",
    ):
        edition.load_document(project, "one")


def test_of_a_source_that_is_no_plain_text_its_own_place_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes are those of the extracted text, and said to be."""
    pytest.importorskip("lxml")
    page = (
        "<nav>Synthetic menu</nav><article><h1>Synthetic page</h1><p id='a1'>First words, which"
        " stand alone.</p></article>"
    )
    (project / "raw/page.html").write_text(page, encoding="utf-8")
    said = located("page.p1", capsys=capsys)
    assert "raw/page.html, #a1\n" in said
    assert "of the text extracted from it, bytes 30 up to 61" in said
    assert "page.p1, character 0" in located("page", "--byte", "30", capsys=capsys)
    with pytest.raises(Problems, match=r"The text extracted from raw/page\.html has"):
        pilcrow(["locate", "page", "--byte", "9999"])
