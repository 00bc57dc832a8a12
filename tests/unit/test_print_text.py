"""Promise: who searches and copies the printed transcript finds the words of the edition, whatever
is marked on them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pypdfium2
import pytest
from print_readers import READERS, in_pages, without_line_ends
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.render import render, typst

LENGTH = 40  # paragraphs: more than stand on one page
WRITTEN = {  # Chinese is named by number, since no font of the print has it
    **{number: text for number, _, _, text in sample.SPECIMEN},
    **{
        f"{name} {index}": text
        for name, (language, _, texts) in sample.OTHERS.items()
        for index, text in enumerate(texts, 1)
        if not language.startswith("zh")
    },
    **{found.number: found.text for found in sample.long_specimen(LENGTH)[0][5:]},
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("text")
    for name, length in (("short", 0), ("long", LENGTH)):
        composed = sample.compose(folder / name, length=length)
        render(composed, "pdf", "embedded", folder / f"{name}.pdf")
    return {name: folder / f"{name}.pdf" for name in ("short", "long")}


@pytest.mark.parametrize("reader", READERS)
def test_every_paragraph_is_read_as_it_was_said(reader: str, printed: dict[str, Path]) -> None:
    read = READERS[reader]
    pages = [without_line_ends(page) for pdf in printed.values() for page in read(pdf)]
    lost = [number for number, text in WRITTEN.items() if not in_pages(text, pages)]
    if reader == "pdf.js":  # gives the words of Arabic from left to right, whatever the file says
        lost = [number for number in lost if not number.startswith("specimen-ar")]
    assert lost == []


def test_a_word_that_is_broken_or_has_a_letter_more_is_not_found() -> None:
    assert in_pages("moralising is a road", ["3 moralising is a road to nowhere"])
    assert in_pages("moralising is a road", ["3 moralising is", "Head 4 a road to nowhere"])
    assert not in_pages("moralising is a road", ["moralising Pr is a a road"])
    assert not in_pages("moralising is a road", ["moral ising is a road"])


def test_no_line_of_a_transcript_ends_in_a_hyphen(tmp_path: Path) -> None:
    """Readers take a hyphen at the end of a line for one that was added, and drop it."""
    composed = sample.compose(tmp_path / "compose", length=LENGTH)
    part = composed / "blocks/transcript.json"
    written = part.read_text(encoding="utf-8")
    assert "followed," in written
    part.write_text(written.replace("followed,", "follow-my-leader,"), encoding="utf-8")
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    pages = READERS["pdfium"](tmp_path / "report.pdf")
    words = re.findall(r"follow\S*", "".join(pages))
    assert len(words) > LENGTH and set(words) == {"follow-my-leader,"}


def test_a_mark_is_not_torn_from_its_word_where_a_line_ends(tmp_path: Path) -> None:
    """The next line would begin with a space, and the link of the mark would be beside it."""
    source = r"""
#import "look/pilcrow.typ": *
#set document(title: "Lines")
#set text(lang: "en")
#set page(margin: (left: 30mm, right: 50mm, y: 20mm))
#set par(linebreaks: "optimized")
#show: with-margin.with("whole")
Key <key-a>
#let told = in-margin("theme", "Co", to: "key-a")
#for width in range(40, 100) {
  block(
    width: width * 1mm,
    transcript-paragraph(number: "p1")[
      A case in point is #evidence[the#told; continued] growth of trade.
    ],
  )
}
"""
    pdf = tmp_path / "lines.pdf"
    pdf.write_bytes(typst(sample.compose(tmp_path / "compose"), source.encode()))
    text = "".join(READERS["pdfium"](pdf))
    assert "the\ncontinued" in text.replace("\r", ""), "a line ends behind the mark"
    assert not re.search(r"\n +\S", text)


def margin(pdf: Path, words: str) -> str:
    """The words right of the text in the line in which words first stand."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            found = text.search(words, match_case=True).get_next()
            if found:
                _, bottom, _, top = text.get_charbox(found[0])
                edge = (
                    page.get_width() - 79
                )  # 30 mm from the edge of the page, less what rounding takes
                aside = text.get_text_bounded(edge, bottom - 1, page.get_width(), top + 1)
                return " ".join(aside.split())
    finally:
        document.close()
    raise AssertionError(f"“{words}” stands nowhere.")


def test_themes_voices_and_notes_are_named_beside_the_line_of_their_words(
    printed: dict[str, Path],
) -> None:
    assert margin(printed["short"], "We ask for dialogue") == "Di N1 Da Tr"
    assert margin(printed["short"], "Trade has grown") == "reported Tr C1"
    assert margin(printed["short"], "May one ask") == "Di"
    assert margin(printed["short"], "One may.") == ""


def test_a_mark_that_begins_a_line_is_named_beside_that_line_and_not_the_one_before(
    printed: dict[str, Path],
) -> None:
    lines = [line for page in READERS["pdfium"](printed["long"]) for line in page.splitlines()]
    beginning = [line for line in lines if re.match(r"among equal partners", line)]
    assert beginning
    for line in beginning:
        assert "Da" in margin(printed["long"], line.strip())


def test_the_signs_in_the_margin_lead_to_what_they_stand_for(printed: dict[str, Path]) -> None:
    reader = PdfReader(printed["short"])
    document = pypdfium2.PdfDocument(printed["short"])
    led = set()
    for drawn, page in zip(document, reader.pages, strict=True):
        text = drawn.get_textpage()
        for link in (each.get_object() for each in page.get("/Annots", [])):
            left, bottom, right, top = (float(side) for side in link["/Rect"])
            if left > drawn.get_width() - 79:
                target = link["/Dest"].get_object()[0].get_object()
                assert reader.get_page_number(target) is not None
                led.add(text.get_text_bounded(left - 1, bottom, right + 1, top).strip())
    document.close()
    assert {"Di", "Da", "Tr", "N1", "C1", "reported"} <= led
