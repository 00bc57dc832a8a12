"""Promise: the seed's print can be read, searched and copied: its words, its pages, its headings,
its figures.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from print_readers import READERS, in_pages, letters_of, without_line_ends
from throwaway import snakemake

PAGES = 20
LEAST_FILLED = 1 / 3
TOP, BOTTOM = 22 / 25.4 * 72, 18 / 25.4 * 72  # margins in points


@pytest.fixture(scope="module")
def printed(built: Path) -> Path:
    return built / "results/report.pdf"


@pytest.mark.parametrize("reader", READERS)
def test_every_paragraph_of_the_seed_is_read_as_the_edition_has_it(
    reader: str, built: Path, printed: Path
) -> None:
    lines = [
        json.loads(line)
        for path in sorted((built / "results/segment").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    paragraphs = {line["id"]: line["text"] for line in lines if line["record"] == "paragraph"}
    assert len(paragraphs) > 10
    pages = [without_line_ends(page) for page in READERS[reader](printed)]
    assert [name for name, text in paragraphs.items() if not in_pages(text, pages)] == []


@pytest.mark.parametrize("reader", READERS)
def test_notes_captions_and_signs_of_the_margin_are_read_whole(
    reader: str, built: Path, printed: Path
) -> None:
    """Prose is hyphenated, so letters are compared; what stands in a margin is a word apart."""
    corrections = built / "edition/lavrov-truss-2022.corrections.csv"
    notes = list(csv.DictReader(corrections.read_text(encoding="utf-8").splitlines()))
    figures = json.loads((built / "results/draw/figures.json").read_text(encoding="utf-8"))
    shown = [one for one in figures if not one["name"].endswith(("-beside", "-differ"))]
    texts = [note["reason"] for note in notes]
    texts += [f"{figure['title']}. {figure['caption']}" for figure in shown]
    assert len(notes) > 5 and len(shown) > 5
    pages = READERS[reader](printed)
    read = letters_of("".join(pages))
    assert [text for text in texts if letters_of(text) not in read] == []
    words = set(" ".join(pages).split())
    signs = {"N1", "N2", "N3", "N4", "N5", "N6", "C1", "reported", "conditional", "distanced"}
    assert signs | {"Of", "Im", "St", "Te", "Ma", "Co", "Re", "Sh", "Mf"} <= {
        word.lstrip("*") for word in words
    }


def lowest(page: pypdfium2.PdfPage) -> float:
    """How far down the area of the text the lowest word or drawing of a page stands: 0 at its head,
    1 at its foot.
    """
    text, height = page.get_textpage(), page.get_height()
    boxes = [text.get_rect(number)[1] for number in range(text.count_rects())]
    boxes += [thing.get_bounds()[1] for thing in page.get_objects(max_depth=4)]
    inside = [bottom for bottom in boxes if BOTTOM - 2 < bottom < height - TOP]
    return (height - TOP - min(inside)) / (height - TOP - BOTTOM)


def last_line(page: pypdfium2.PdfPage) -> str:
    """The lowest line of the text of a page, without what stands in the margins."""
    text, left, right = page.get_textpage(), 34 / 25.4 * 72 - 2, page.get_width() - 30 / 25.4 * 72
    rects = [text.get_rect(number) for number in range(text.count_rects())]
    foot = min(rect[1] for rect in rects if rect[0] >= left and rect[1] > BOTTOM - 2)
    return " ".join(text.get_text_bounded(left, foot - 1, right + 2, foot + 11).split())


def test_pages_are_few_and_filled(printed: Path) -> None:
    """As few as the report allows, and none but the last less than a third full."""
    document = pypdfium2.PdfDocument(printed)
    filled = [lowest(page) for page in document]
    document.close()
    assert len(filled) <= PAGES
    assert min(filled[:-1]) >= LEAST_FILLED, filled


@pytest.mark.thorough
def test_on_letter_there_are_no_more_pages(copy_seed: Path) -> None:
    """There was one more, with three lines."""
    config = copy_seed / "config/config.yaml"
    config.write_text(config.read_text("utf-8").replace("paper: a4", "paper: letter"), "utf-8")
    build = snakemake(copy_seed, "results/report.pdf")
    assert build.status == 0, build.said
    document = pypdfium2.PdfDocument(copy_seed / "results/report.pdf")
    size, pages = document[0].get_size(), len(document)
    document.close()
    assert size == (612, 792) and pages <= PAGES


def test_no_heading_is_the_last_line_of_a_page(printed: Path) -> None:
    reader = PdfReader(printed)
    titles: set[str] = set()

    def collect(entries: list) -> None:  # type: ignore[type-arg]
        for entry in entries:
            if isinstance(entry, list):
                collect(entry)
            else:
                titles.add(" ".join(str(entry["/Title"]).split()))

    collect(reader.outline)
    assert len(titles) > 10
    document = pypdfium2.PdfDocument(printed)
    lines = [last_line(page) for page in document]
    document.close()
    assert all(lines)
    for line in lines:
        assert line not in titles and re.sub(r"^[\dA-Z.]+ ", "", line) not in titles


def test_appendices_have_letters_and_stand_after_the_references(built: Path, printed: Path) -> None:
    contents = " ".join(READERS["pdfium"](printed)[0].split())
    assert re.search(r"References[ .\u2060]+\d+ Appendices[ .\u2060]+\d+ A Register", contents)
    page = (built / "results/report.html").read_text(encoding="utf-8")
    anchors = [
        page.index(f'id="section-{name}"') for name in ("references", "appendix", "register")
    ]
    assert anchors == sorted(anchors)
    assert re.search(r'header-section-number">A</span>', page)
