"""What a screen reader is told of the print: its tags, read back from the PDF, and PDF/UA-1 by a
checker that is not ours.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from lxml import html
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.render import render

MORE = """
# Forms {#sec-forms}

- a first entry of a list
- a second entry of it

A label
:   What it stands for, with

    - an entry below it

A second label
:   What that stands for

A third label
:   - an entry alone

An [address outside](https://example.org/there) and a place [within](#sec-forms).

A sentence that stands here to be read after the address.

Another that stands here to be read behind the sentence.
"""


@dataclass
class Tag:
    """An element of the structure tree: its type, its attributes, its own text and elements in
    reading order.
    """

    kind: str
    element: DictionaryObject
    parts: list[Tag | str] = field(default_factory=list)

    def all(self, *kinds: str) -> Iterator[Tag]:
        for part in self.parts:
            if isinstance(part, Tag):
                if part.kind in kinds:
                    yield part
                yield from part.all(*kinds)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def attribute(self, name: str) -> Any:
        found = self.element.get("/A", ArrayObject())
        sets = found if isinstance(found, ArrayObject) else [found]
        return next((one.get_object()[name] for one in sets if name in one.get_object()), None)


def marked_texts(path: Path) -> dict[tuple[int, int], str]:
    """The text of each marked content, by page and number."""
    texts: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        for thing in page.get_objects(max_depth=4):
            if thing.type != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            mark = pdfium.FPDFPageObj_GetMarkedContentID(thing.raw)
            size = pdfium.FPDFTextObj_GetText(thing.raw, text_page.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFTextObj_GetText(
                thing.raw, text_page.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
            )
            texts[number, mark] = texts.get((number, mark), "") + buffer.raw.decode(
                "utf-16-le"
            ).rstrip("\0")
    document.close()
    return texts


def tags(path: Path) -> Tag:
    """The structure tree of a PDF with its texts, as it is read out."""
    reader, texts = PdfReader(path), marked_texts(path)
    pages = {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages)
        if page.indirect_reference
    }

    def read(kid: Any, page: int) -> Tag | str:
        kid = kid.get_object()
        if isinstance(kid, int):
            return texts.get((page, int(kid)), "")
        page = pages[kid.raw_get("/Pg").idnum] if "/Pg" in kid else page
        if kid.get("/Type") == "/MCR":
            return texts.get((page, int(kid["/MCID"])), "")
        if kid.get("/Type") == "/OBJR":
            return ""
        tag = Tag(str(kid["/S"])[1:], kid)
        kids = kid.get("/K", ArrayObject())
        tag.parts = [
            read(each, page) for each in (kids if isinstance(kids, ArrayObject) else [kids])
        ]
        return tag

    root = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    (whole,) = [read(each, 0) for each in (root if isinstance(root, ArrayObject) else [root])]
    assert isinstance(whole, Tag)
    return whole


def letters(text: str) -> str:
    return re.sub(r"[^\w]|[\d_]", "", text).casefold()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, html.HtmlElement]:
    folder = tmp_path_factory.mktemp("tags")
    composed = sample.compose(folder / "compose", prose=MORE)
    for form in ("pdf", "html"):
        render(composed, form, "embedded", folder / f"report.{form}")
    return (
        folder / "report.pdf",
        html.parse(folder / "report.html", html.HTMLParser(encoding="utf-8")).getroot(),
    )


@pytest.fixture(scope="module")
def tree(made: tuple[Path, html.HtmlElement]) -> Tag:
    return tags(made[0])


def test_the_headings_are_those_of_the_page_level_by_level(
    made: tuple[Path, html.HtmlElement], tree: Tag
) -> None:
    page = [
        (int(heading.tag[1]) - 1, letters(heading.text_content()))
        for heading in made[1].xpath(
            "//main//*[self::h2 or self::h3 or self::h4][not(ancestor::*[contains(@class,"
            " 'only-html')])]"
        )
    ]
    contents, *printed = [
        (int(tag.kind[1]), letters(tag.text)) for tag in tree.all("H1", "H2", "H3")
    ]
    assert contents == (1, "contents")
    assert [level for level, _ in page] == [level for level, _ in printed]
    assert [one for one in printed if one not in page] == [
        (2, "uuc")
    ]  # no font of the print has 样本
    assert len(printed) > 5


def test_the_bookmarks_are_its_headings(made: tuple[Path, html.HtmlElement], tree: Tag) -> None:
    def titles(entries: Any) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield str(entry["/Title"])

    assert [letters(title) for title in titles(PdfReader(made[0]).outline)] == [
        letters(tag.text) for tag in tree.all("H1", "H2", "H3")
    ][1:]  # all but "Contents"


def test_lists_are_lists(tree: Tag) -> None:
    (found,) = [one for one in tree.all("L") if "a first entry" in one.text]
    items = list(found.all("LI"))
    assert len(items) == 2
    for item in items:
        assert [part.kind for part in item.parts if isinstance(part, Tag)] == ["Lbl", "LBody"]


def test_a_list_of_definitions_is_a_list_whose_labels_are_the_terms(tree: Tag) -> None:
    (found,) = [one for one in tree.all("L") if "A second label" in one.text]
    items = [part for part in found.parts if isinstance(part, Tag) and part.kind == "LI"]
    said = [[part for part in item.parts if isinstance(part, Tag)] for item in items]
    assert [[part.kind for part in parts] for parts in said] == [["Lbl", "LBody"]] * 3
    assert [parts[0].text.strip() for parts in said] == [
        "A label",
        "A second label",
        "A third label",
    ]
    assert (
        said[0][1].text.startswith("What it stands for")
        and said[1][1].text == "What that stands for"
    )
    assert all(
        entry in parts[1].text
        for entry, parts in zip(
            ("an entry below it", "an entry alone"), (said[0], said[2]), strict=True
        )
    )


def test_every_table_has_a_header_row_whose_cells_say_that_they_head_columns(tree: Tag) -> None:
    tables = list(tree.all("Table"))
    assert tables
    for table in tables:
        (head,) = table.all("THead")
        width = len(list(head.all("TH")))
        assert width and all(cell.attribute("/Scope") == "/Column" for cell in head.all("TH"))
        assert all(len(list(row.all("TD", "TH"))) == width for row in table.all("TR"))
        assert list(table.all("Caption"))


def test_every_figure_has_its_alternative_text(tree: Tag) -> None:
    figures = list(tree.all("Figure"))
    assert figures
    for figure in figures:
        assert len(str(figure.element.get("/Alt", ""))) > 20


def test_every_link_is_said_and_leads_somewhere(made: tuple[Path, html.HtmlElement]) -> None:
    reader = PdfReader(made[0])
    links = [
        each.get_object()
        for page in reader.pages
        for each in page.get("/Annots", ())
        if each.get_object()["/Subtype"] == "/Link"
    ]
    assert links
    for link in links:
        assert str(link.get("/Contents", "")).strip()
        assert "/Dest" in link or "/A" in link
        assert "/StructParent" in link
    addresses = {str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})}
    assert "https://example.org/there" in addresses


def test_language_and_title_are_told_and_a_document_has_its_own_language(
    made: tuple[Path, html.HtmlElement], tree: Tag
) -> None:
    root = PdfReader(made[0]).trailer["/Root"]
    assert (
        root["/Lang"] == "en"
        and root["/ViewerPreferences"]["/DisplayDocTitle"] is not None
        and root["/MarkInfo"]["/Marked"]
    )
    about = PdfReader(made[0]).metadata
    assert about and (about.title, about.subject, about.author) == (
        "A report on a constructed address",
        "For the tests",
        "The tests",
    )
    assert about.creation_date and about.creation_date.date().isoformat() == "2020-05-04"
    assert [tag.text for tag in tree.all("Title")] == ["A report on a constructed address"]

    def spoken(tag: Tag, language: str) -> Iterator[tuple[str, str]]:
        language = str(tag.element.get("/Lang", language))
        for part in tag.parts:
            if isinstance(part, str):
                yield language, part
            else:
                yield from spoken(part, language)

    languages: dict[str, str] = {}
    for language, text in spoken(tree, "en"):
        languages[language] = languages.get(language, "") + text
    assert "диалог" in languages.get("ru", "")


def test_running_heads_and_page_numbers_are_not_read(
    made: tuple[Path, html.HtmlElement], tree: Tag
) -> None:
    heads = [text for (_, mark), text in marked_texts(made[0]).items() if mark < 0]
    assert any(re.search(r"paras?\.\s\d", text) for text in heads)
    assert not re.search(r"paras?\.\s\d+ – ", tree.text)


def test_it_is_read_in_the_order_of_the_page(
    made: tuple[Path, html.HtmlElement], tree: Tag
) -> None:
    whole = letters(tree.text)
    blocks = made[1].xpath(
        "//main//*[self::h2 or self::h3 or self::p or self::figcaption or"
        " self::td][not(ancestor::*[contains(@class, 'side-notes')])]"
    )
    said = list(dict.fromkeys(letters(block.text_content()) for block in blocks))
    places = [
        whole.find(text[:40]) for text in said if len(text) > 24 and whole.count(text[:40]) == 1
    ]
    assert len(places) >= 20
    assert places == sorted(places)


def test_a_checker_of_pdf_ua_finds_nothing_and_would(
    made: tuple[Path, html.HtmlElement], tmp_path: Path
) -> None:
    checker = pytest.importorskip("page", reason="page-validation is not installed")
    profile = checker.ValidationProfile.PDF_UA_1
    found = checker.validate_pdf(made[0], profile=profile)
    assert found.is_compliant and found.rules.total > 90, [
        failure.message for failure in found.failures
    ]
    writer = PdfWriter(clone_from=made[0])
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject) and thing.get("/S") == "/Figure":
            del thing["/Alt"]
    writer.write(tmp_path / "without.pdf")
    spoilt = checker.validate_pdf(tmp_path / "without.pdf", profile=profile)
    assert not spoilt.is_compliant and any(
        "FIGURE" in failure.rule_id for failure in spoilt.failures
    )
