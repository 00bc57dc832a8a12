"""What no font of the PDF covers is named, with its paragraph."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_transcript import paragraph

from pilcrow.files.project import look_folder
from pilcrow.render import typst
from pilcrow.report.rendering.fonts import describe, font_files, uncovered, uncovered_marks


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, “quoted” – with dashes — and … dots",
        "Größe, façade, Łódź, İstanbul",
        "Мы верим в диалог; її, ўсё",
        "Πίστη και ειρήνη",
        "نحن نؤمن بالحوار، گفت‌وگو",
        "אנחנו מאמינים בדיאלוג",
        "soft\u00adhyphen\u200f and\u00a0spaces",
    ],
)
def test_the_fonts_of_the_look_cover_the_scripts_that_docs_promise(text: str) -> None:
    assert uncovered(text) == []


def test_a_character_without_a_font_is_named_with_its_paragraph() -> None:
    (mark,) = uncovered_marks([paragraph("All covered."), paragraph("A 样本 here.", "p2", 2)])
    assert (
        mark.paragraph == "doc.p2"
        and "“样” (U+6837)" in mark.message
        and "report/look/fonts" in mark.todo
    )
    assert describe("abcdefg").endswith("and 2 more")


def test_a_document_full_of_such_characters_has_one_mark() -> None:
    (mark,) = uncovered_marks(
        [paragraph(f"样{chr(0x5000 + index)}", f"p{index}", index) for index in range(1, 9)]
    )
    assert (mark.document, mark.paragraph) == ("doc", "")
    assert (
        "“样” (U+6837, first in p1)" in mark.message
        and "6 more characters, in 8 paragraphs of doc" in mark.message
    )


def test_a_fork_adds_a_font_by_putting_it_there(tmp_path: Path) -> None:
    (tmp_path / "Own.otf").write_bytes(
        (look_folder() / "fonts" / "SourceSerif4-It.otf").read_bytes()
    )
    files = font_files(look_folder() / "fonts", tmp_path)
    assert tmp_path / "Own.otf" in files and files == sorted(files, key=lambda path: path.name)


def test_every_font_has_its_licence_beside_it() -> None:
    folder = look_folder() / "fonts"
    licences = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*LICENSE*"))
    assert "SIL OPEN FONT LICENSE" in licences
    for name in ("Source", "Noto Naskh Arabic", "Noto Serif Hebrew"):
        assert name in licences
    assert sum(path.stat().st_size for path in folder.iterdir()) < 4_000_000


def small_font(path: Path, family: str, characters: str) -> None:
    """A font of one square for each character."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 800), (800, 800), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    names = [".notdef", *(f"u{ord(character):04X}" for character in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {ord(character): f"u{ord(character):04X}" for character in characters}
    )
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {
            "familyName": family,
            "styleName": "Regular",
            "psName": family.replace(" ", "") + "-Regular",
        }
    )
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    builder.save(path)


@pytest.mark.parametrize(
    ("language", "font"),
    [
        ("zh-Hans", "NotoSerifSC"),
        ("zh-TW", "NotoSerifTC"),
        ("ja", "NotoSerifJP"),
        ("ko", "NotoSerifKR"),
    ],
)
def test_characters_that_languages_share_are_drawn_by_the_font_of_the_documents_language(
    tmp_path: Path, language: str, font: str
) -> None:
    from pypdf import PdfReader

    shutil.copytree(look_folder(), tmp_path / "look")
    for script in ("SC", "TC", "JP", "KR"):
        small_font(
            tmp_path / "look" / "fonts" / f"NotoSerif{script}-Regular.ttf",
            f"Noto Serif {script}",
            "骨",
        )
    (tmp_path / "report.qmd").write_text("---\ntitle: A report\n---\n", encoding="utf-8")
    source = (
        '#import "look/pilcrow.typ": *\n#show: report.with(title: [A report], contents:'
        f' false)\n#transcript-document(lang: "{language}")[骨 a]\n'
    )
    (tmp_path / "report.pdf").write_bytes(typst(tmp_path, source.encode()))
    fonts = {
        str(name)
        for page in PdfReader(tmp_path / "report.pdf").pages
        for name in (
            each.get_object()["/BaseFont"] for each in page["/Resources"]["/Font"].values()
        )
    }
    assert {name.partition("+")[2].split("-")[0] for name in fonts} == {font, "SourceSerif4"}
