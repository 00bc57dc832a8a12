"""Promise: docx, EPUB and JATS have the same bytes on every run, links that lead somewhere, and a
page list of paragraph numbers.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from quarto_guide import write_images

from pilcrow.files.project import look_folder
from pilcrow.report.rendering.journal import (
    as_latest,
    make_reproducible,
    with_density,
)
from pilcrow.report.rendering.pandoc import front_value, pandoc

NAVIGATION = b'<html><body><nav epub:type="toc"/></body></html>'
FIRST = (
    b'<html><body><p>See <a href="#talk-2020.p2">2</a> and <a href="#here">x</a></p><p'
    b' id="here"/></body></html>'
)
SECOND = (
    b'<html><body><div id="talk-2020.h1"/><div id="talk-2020.p1"/><div'
    b' id="talk-2020.p2"/></body></html>'
)


def archive(year: int, **files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, content in files.items():
            made.writestr(
                zipfile.ZipInfo(name.replace("__", "/").replace("_", "."), (year, 1, 1, 1, 1, 2)),
                content,
            )
    return written.getvalue()


def book(year: int) -> bytes:
    return archive(
        year,
        mimetype=b"application/epub+zip",
        EPUB__nav_xhtml=NAVIGATION,
        EPUB__text__ch1_xhtml=FIRST,
        EPUB__text__ch2_xhtml=SECOND,
    )


def read(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name).decode() for name in made.namelist()}


@pytest.mark.parametrize("form", ["docx", "epub"])
def test_times_within_an_archive_leave_no_trace(form: str) -> None:
    assert make_reproducible(book(2001), form) == make_reproducible(book(2026), form)


def test_an_epub_begins_with_its_type_and_lists_the_paragraphs_as_pages() -> None:
    files = read(make_reproducible(book(2026), "epub"))
    assert next(iter(files)) == "mimetype"
    assert '<nav epub:type="page-list"' in files["EPUB/nav.xhtml"]
    assert '<a href="text/ch2.xhtml#talk-2020.p1">1</a>' in files["EPUB/nav.xhtml"]
    assert "talk-2020.h1" not in files["EPUB/nav.xhtml"]


def test_a_link_of_an_epub_leads_to_the_file_that_has_the_place() -> None:
    text = read(make_reproducible(book(2026), "epub"))["EPUB/text/ch1.xhtml"]
    assert 'href="ch2.xhtml#talk-2020.p2"' in text and 'href="#here"' in text


def test_jats_names_its_version() -> None:
    given = (
        b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD'
        b' v1.2 20190208//EN"\n  "JATS-archivearticle1.dtd">\n<article dtd-version="1.2"/>'
    )
    assert b"v1.3 20210610" in as_latest(given) and b'dtd-version="1.3"' in as_latest(given)


def test_every_outline_in_a_drawing_of_an_epub_says_what_it_draws() -> None:
    drawing = b'<svg><path id="n"/><path d="M1 2" id="o"/><path id="p" d="M3 4"/></svg>'
    files = read(
        make_reproducible(archive(2026, mimetype=b"x", EPUB__media__file0_svg=drawing), "epub")
    )
    assert (
        files["EPUB/media/file0.svg"]
        == '<svg><path d="M0 0" id="n"/><path d="M1 2" id="o"/><path id="p" d="M3 4"/></svg>'
    )


def docx(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        for name, content in files.items():
            made.writestr(f"word/{name}.xml", content)
    return written.getvalue()


def test_a_docx_has_the_paper_of_the_print() -> None:
    body = b"<w:body><w:sectPr><w:footnotePr/></w:sectPr></w:body>"
    given = docx(document=body)
    for paper, width in (("a4", "11906"), ("us-letter", "12240")):
        text = read(make_reproducible(given, "docx", paper=paper))["word/document.xml"]
        assert f'<w:footnotePr/><w:pgSz w:w="{width}"' in text
    # A journal's own file has its paper already.
    assert "pgSz" not in read(make_reproducible(given, "docx", True))["word/document.xml"]


def test_the_paper_is_the_one_that_the_report_names(tmp_path: Path) -> None:
    for written, paper in (("papersize: us-letter", "us-letter"), ("title: papersize", "")):
        (tmp_path / "report.qmd").write_text(f"---\n{written}\n---\npapersize: a5\n")
        assert front_value(tmp_path, "papersize") == paper


def test_the_box_of_a_callout_has_a_line_at_its_left_unless_a_journal_has_its_own() -> None:
    own = b'<w:style w:type="table" w:styleId="CalloutBox"><w:qFormat /></w:style>'
    for styles, asked in ((b"", 1), (own, 0)):
        given = docx(styles=b"<w:styles>" + styles + b"</w:styles>")
        for journal in (False, True):
            made = read(make_reproducible(given, "docx", own_styles=journal))
            text = made["word/styles.xml"]
            assert text.count('w:styleId="CalloutBox"') == 1
            assert text.count("<w:tblBorders><w:left ") == asked


def test_words_in_tables_of_a_docx_are_small_and_rows_stay_whole() -> None:
    styles = b'<w:style w:styleId="TableText"><w:basedOn w:val="BodyText" /></w:style>'
    body = b"<w:tr><w:tc/></w:tr><w:tr><w:trPr><w:tblHeader /></w:trPr></w:tr>"
    whole = (
        "<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc/></w:tr>"
        "<w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr></w:tr>"
    )
    made = read(make_reproducible(docx(styles=styles, document=body), "docx"))
    assert made["word/document.xml"] == whole and '<w:sz w:val="20" />' in made["word/styles.xml"]
    made = read(make_reproducible(docx(styles=styles, document=body), "docx", True))
    assert made["word/document.xml"] == whole and made["word/styles.xml"] == styles.decode()


def test_a_panel_of_a_docx_stays_with_its_caption() -> None:
    head = b'<w:tblW w:w="5000" w:type="pct" />'
    cells = b'<w:tc><w:p><w:pPr><w:pStyle w:val="A" /></w:pPr></w:p><w:p /></w:tc>'
    body = b'<w:tbl><w:tblPr>%s%s<w:tblLayout w:type="fixed" /></w:tblPr>%s</w:tbl>'
    panel, columns = body % (head, b'<w:jc w:val="center" />', cells), body % (head, b"", cells)
    text = read(make_reproducible(docx(document=panel), "docx"))["word/document.xml"]
    assert '<w:pStyle w:val="A" /><w:keepNext />' in text
    assert "<w:p><w:pPr><w:keepNext /></w:pPr></w:p>" in text
    assert (
        "keepNext"
        not in read(make_reproducible(docx(document=columns), "docx"))["word/document.xml"]
    )


def test_an_image_of_a_docx_stands_where_the_prose_asks() -> None:
    image = b'<w:p><w:pPr><w:pStyle w:val="A" /></w:pPr>%s<w:r /></w:p>'
    for place, made in (
        (b"center", '<w:jc w:val="center" />'),
        (b"right", '<w:jc w:val="right" />'),
    ):
        body = image % b"" + image % (b"<!--align-" + place + b"-->") + image % b""
        text = read(make_reproducible(docx(document=body), "docx"))["word/document.xml"]
        plain = '<w:p><w:pPr><w:pStyle w:val="A" /></w:pPr><w:r /></w:p>'
        aligned = f'<w:p><w:pPr><w:pStyle w:val="A" />{made}</w:pPr><w:r /></w:p>'
        assert text == plain + aligned + plain


def test_pages_of_a_docx_have_numbers_unless_a_journal_sets_them() -> None:
    body = b"<w:body><w:sectPr><w:footnotePr/></w:sectPr></w:body>"
    files = {
        "[Content_Types].xml": b"<Types></Types>",
        "word/_rels/document.xml.rels": b"<Relationships></Relationships>",
        "word/document.xml": body,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made_of:
        for name, content in files.items():
            made_of.writestr(name, content)
    made = read(make_reproducible(written.getvalue(), "docx"))
    assert " PAGE " in made["word/footer1.xml"]
    assert 'Id="rIdFooter"' in made["word/_rels/document.xml.rels"]
    assert "/word/footer1.xml" in made["[Content_Types].xml"]
    assert re.search(
        r"<w:sectPr><w:footerReference [^>]*/><w:footnotePr/>", made["word/document.xml"]
    )
    assert "word/footer1.xml" not in read(make_reproducible(written.getvalue(), "docx", True))


def test_the_list_of_an_epub_says_that_its_contents_have_a_formula() -> None:
    listed = b'<item href="nav.xhtml" properties="nav" />'
    for head, properties in ((b"<math></math>", "nav mathml"), (b"x", "nav")):
        navigation = NAVIGATION.replace(b"</body>", head + b"</body>")
        book = archive(2026, mimetype=b"x", EPUB__nav_xhtml=navigation, EPUB__content_opf=listed)
        assert (
            f'properties="{properties}"'
            in read(make_reproducible(book, "epub"))["EPUB/content.opf"]
        )


def test_a_drawing_in_pixels_says_its_size(tmp_path: Path) -> None:
    write_images(tmp_path)
    given = (tmp_path / "square.png").read_bytes()
    made = with_density(given)
    at = made.index(b"pHYs")
    assert struct.unpack(">IIB", made[at + 4 : at + 13]) == (11811, 11811, 1)
    assert struct.unpack(">I", made[at + 13 : at + 17])[0] == zlib.crc32(made[at : at + 13])
    assert made[: at - 4] + made[at + 17 :] == given


def test_columns_without_room_for_all_their_words_share_the_line_by_the_longest(
    tmp_path: Path,
) -> None:
    """Each column had the width of the page, and "Documents" was broken beside short names."""
    (tmp_path / "low.lua").write_text(
        f"local low = dofile({str(look_folder() / 'widths.lua')!r})\n"
        "function Table(table_block) low(table_block, 80) return table_block end\n"
    )
    words = ["Speaker", *["Responsibilities"] * 4, "Of"]
    rows = [words, ["-" * 20] * len(words), ["a"] * len(words)]
    text = "\n".join(f"|{'|'.join(row)}|" for row in rows)
    page = pandoc(tmp_path, ["--lua-filter=low.lua"], source=text.encode()).decode()
    widths = [int(width) for width in re.findall(r'<col style="width: (\d+)%', page)]
    assert len(widths) == 6 and 95 <= sum(widths) <= 100
    assert widths[1] == widths[4] >= 2 * widths[0] - 3 and widths[0] > widths[5], widths


def test_widths_that_the_scholar_states_hold_where_columns_have_widths_of_their_own(
    tmp_path: Path,
) -> None:
    (tmp_path / "own.lua").write_text(
        f"local subset = loadfile({str(look_folder() / 'subset.lua')!r})(true, false)\n"
        f"local low = dofile({str(look_folder() / 'widths.lua')!r})\n"
        "local function lower(table_block) low(table_block, 80) return table_block end\n"
        "function Pandoc(document)\n"
        "  document.blocks = subset(document.blocks):walk({ Table = lower })\n"
        "  return document\nend\n"
    )
    text = (
        "| Speaker | b |\n|---|---|\n| 1 | 2 |\n\n"
        ': Caption []{.scholar-table #table-own widths="20 70"}\n\n'
        '::: {.scholar-list-table widths="1,3"}\n- - Responsibilities\n  - b\n- - c\n  - d\n:::\n'
    )
    page = pandoc(tmp_path, ["--lua-filter=own.lua"], source=text.encode()).decode()
    assert re.findall(r'<col style="width: (\d+)%', page) == ["20", "70", "25", "75"]
    assert "own-widths" not in page


@pytest.mark.parametrize(
    "note",
    [
        "<p>Words.</p>",
        '<p><a href="#fnref1" class="footnote-back" role="doc-backlink">1</a>. Words.</p>',
        "<pre>Words.</pre>",
    ],
)
def test_a_note_of_an_epub_begins_with_its_number_whichever_pandoc_wrote_it(note: str) -> None:
    page = f'<html><a id="fnref1"/><aside role="doc-footnote" id="fn1">\n{note}\n</aside></html>'
    book = archive(2026, mimetype=b"x", EPUB__ch1_xhtml=page.encode())
    text = read(make_reproducible(book, "epub"))["EPUB/ch1.xhtml"]
    words = re.sub(r"<[^>]+>", "", text).split()
    assert words == ["1.", "Words."] and text.count('href="#fnref1"') == 1


def test_an_epub_has_the_line_beside_callouts() -> None:
    book = archive(2026, mimetype=b"x", EPUB__styles__stylesheet1_css=b"p { margin: 0; }")
    style = read(make_reproducible(book, "epub"))["EPUB/styles/stylesheet1.css"]
    assert style.startswith("p { margin: 0; }") and ".callout { border-left:" in style
