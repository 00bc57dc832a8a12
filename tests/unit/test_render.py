"""Both formats: the same bytes from the same inputs, everything in them, and a sentence for what
goes wrong.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.files.language import shipped_language, speaking
from pilcrow.model.problems import Problems
from pilcrow.render import (
    clean_environment,
    complete,
    main,
    pandoc,
    render,
    timestamp,
    typst_arguments,
    uncovered_characters,
)
from pilcrow.report.prose.assembled import with_typed_marks
from pilcrow.report.rendering.renderers import find_quarto


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.compose(tmp_path_factory.mktemp("render") / "compose")


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_same_inputs_give_the_same_bytes(
    composed: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render(composed, form, "embedded", tmp_path / "one")
    other = tmp_path / "a folder with spaces" / "other"
    shutil.copytree(composed, other)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    render(other, form, "embedded", tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(("more", "linked"), [(0, True), (400, False)])
def test_the_margin_of_a_print_with_very_many_marks_has_no_links(
    composed: Path, tmp_path: Path, more: int, linked: bool
) -> None:
    project = tmp_path / "many"
    shutil.copytree(composed, project)
    part = project / "blocks/transcript.json"
    tree = json.loads(part.read_text("utf-8"))
    mark = {"t": "Span", "c": [["", ["evidence"], []], [{"t": "Str", "c": "so"}]]}
    tree["blocks"].append({"t": "Para", "c": [mark] * more})
    part.write_text(json.dumps(tree), encoding="utf-8")
    typst = pandoc(project, typst_arguments(project)).decode("utf-8")
    told = [line for line in re.findall(r"#in-margin\([^\n]*?\);", typst) if '"theme"' in line]
    assert told and all(('to: "key-' in line) == linked for line in told)


def test_a_paragraph_of_hours_is_set_in_pieces_that_end_with_a_sentence(
    composed: Path, tmp_path: Path
) -> None:
    """What Typst needs for a paragraph grows with the square of its words."""
    project = tmp_path / "long"
    shutil.copytree(composed, project)
    part = project / "blocks/transcript.json"
    tree = json.loads(part.read_text("utf-8"))
    sentence = [{"t": "Str", "c": word} for word in ("so", "it", "was;", "is.")]
    words = [one for word in sentence * 4000 for one in (word, {"t": "Space"})][:-1]
    numbered = [["", ["paragraph"], [["data-number", "p9"]]], [{"t": "Para", "c": words}]]
    tree["blocks"].append({"t": "Div", "c": numbered})
    part.write_text(json.dumps(tree), encoding="utf-8")
    typst = pandoc(project, typst_arguments(project)).decode("utf-8")
    [written] = [line for line in typst.splitlines() if "#parbreak()" in line]
    pieces = [len(piece.split()) for piece in written.split("#parbreak()")]
    assert sum(pieces) == 16_001  # the call that writes the number has a space
    assert len(pieces) == 4 and max(pieces) < 4100
    assert {piece.split()[-1] for piece in written.split("#parbreak()")} == {"is."}


def test_the_page_stands_alone_and_is_small(composed: Path, tmp_path: Path) -> None:
    assert (
        main(
            [
                "--project",
                str(composed),
                "--format",
                "html",
                "--output",
                str(tmp_path / "report.html"),
            ]
        )
        == 0
    )
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="(?!#|data:|https://doi\.org)[^"]*"', page)
    assert not re.findall(r"url\((?!['\"]?data:)", page)
    assert len(page.encode()) < 1_000_000
    assert str(composed) not in page
    for anchor in (
        "specimen-one.p1",
        "specimen-one.p5",
        "specimen-ar.p1",
        "key-dialogue.equal",
        "fig-lengths",
        "tbl-register",
    ):
        assert f'id="{anchor}"' in page
    assert (
        "&lt;b&gt;Not bold&lt;/b&gt;, *not italic*, #not-typst[x], {{&lt; not a shortcode &gt;}}."
        in page
    )


def test_only_the_scripts_of_the_report_are_embedded(tmp_path: Path) -> None:
    plain = sample.compose(tmp_path / "plain", others=False)
    render(plain, "html", "embedded", tmp_path / "plain.html")
    page = (tmp_path / "plain.html").read_text(encoding="utf-8")
    assert page.count("@font-face") == 2 and "U+0400" not in page


def test_the_print_is_tagged_titled_and_has_its_language(composed: Path, tmp_path: Path) -> None:
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert (
        b"pdfuaid" in content
        and b"/StructTreeRoot" in content
        and b"/Lang" in content
        and b"/Outlines" in content
    )
    assert b"20200504" in content


def poppler(path: Path, *options: str) -> str:
    """The text of a PDF as poppler reads it; the test is skipped where poppler is missing."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler) is not installed")
    command = ["pdftotext", *options, path, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def test_the_text_of_the_print_can_be_read(composed: Path, tmp_path: Path) -> None:
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    text = poppler(tmp_path / "report.pdf", "-layout")
    assert "#not-typst[x]" in text
    assert "Мы верим в диалог" in text
    assert re.search(r"Cited in section 2\.1 \(p\.\s\d\)", text)
    assert "[U+6211 U+4EEC U+76F8 … 10 characters]" in text


@pytest.mark.parametrize("printed", ["2026-05-04", "4 mai 2026", "Text of 4 May"])
def test_the_date_of_an_epub_is_a_date(composed: Path, tmp_path: Path, printed: str) -> None:
    project = shutil.copytree(composed, tmp_path / "compose")
    report = project / "report.qmd"
    before = "date: 4 May 2020\ndocument-date: 2020-05-04\n"
    after = f'printed-date: "{printed}"\ndocument-date: "2026-05-04"\n'
    text = report.read_text(encoding="utf-8")
    assert before in text
    report.write_text(text.replace(before, after), encoding="utf-8")
    render(project, "epub", "embedded", tmp_path / "report.epub")
    with zipfile.ZipFile(tmp_path / "report.epub") as book:
        packages = [book.read(name).decode() for name in book.namelist() if name.endswith(".opf")]
    dates = re.findall(r"<dc:date[^>]*>([^<]*)", "".join(packages))
    assert [date[:10] for date in dates] == ["2026-05-04"]


def test_letter_paper_by_config(tmp_path: Path) -> None:
    letter = sample.compose(tmp_path / "letter", others=False, front="papersize: us-letter")
    render(letter, "pdf", "embedded", tmp_path / "letter.pdf")
    assert re.search(
        rb"/MediaBox\s*\[0 0 612(\.0)? 792(\.0)?\]", (tmp_path / "letter.pdf").read_bytes()
    )


def test_a_long_text_and_a_section_that_asks_for_it_have_pages_of_their_own(tmp_path: Path) -> None:
    prose = (
        "\n# Annex {.new-page}\n\n# Appendix {.new-page}\n\nWords of the appendix.\n\n# Colophon"
        " {.unnumbered .new-page}\n\nLast words.\n"
    )

    def beginnings(length: int) -> list[str]:
        project = sample.compose(tmp_path / str(length), length=length, others=False, prose=prose)
        render(project, "pdf", "embedded", tmp_path / f"{length}.pdf")
        pages = [
            " ".join(page.get_textpage().get_text_range().split())
            for page in pypdfium2.PdfDocument(tmp_path / f"{length}.pdf")
        ]
        words = [
            re.sub(r"^A report on a constructed address (?:paras?\. [\d–]+ )?\d+ ", "", page)
            for page in pages
        ]
        assert all(words)
        assert not any("Words of the appendix." in page and "Last words." in page for page in words)
        return [page[:12] for page in words]

    short, long = beginnings(0), beginnings(70)
    assert {"3 Annex", "4 Appendix W"} <= set(short) and {"3 Annex", "4 Appendix W"} <= set(long)
    apart = {"1 The text T", "2 Findings T"}  # the map begins with the letters of the first theme
    assert apart <= set(long) and not apart & set(short)


def test_characters_without_a_font_are_found(composed: Path) -> None:
    assert "6837" in uncovered_characters(composed).split()


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_link_to_nowhere_stops_with_a_sentence(tmp_path: Path, form: str) -> None:
    broken = sample.compose(
        tmp_path / "broken", others=False, prose="See [there](#specimen-one.p99)."
    )
    with pytest.raises(Problems) as stopped:
        render(broken, form, "embedded", tmp_path / "out")
    assert "The link “there” leads to #specimen-one.p99, which is nowhere in the report." in str(
        stopped.value
    )
    assert not (tmp_path / "out").exists()


def test_a_document_cited_again_in_a_paragraph_is_cited_by_the_paragraph_alone(
    tmp_path: Path,
) -> None:
    one, two = (
        f"@specimen-one, {{}}, [para.\u00a0{number}](#specimen-one.p{number})" for number in (1, 2)
    )
    prose = (
        f"A [{one}], b [{two}], c [see {one}], d [{two}; {one}], e [{two}], f [{one}].[^n]\n\n[^n]:"
        f" N [{one}].\n\nH [{two}].\n"
    )
    render(
        sample.compose(tmp_path / "one", others=False, prose=prose),
        "html",
        "embedded",
        tmp_path / "page.html",
    )
    said = " ".join(
        re.sub(r"<[^>]+>", "", (tmp_path / "page.html").read_text(encoding="utf-8")).split("\n")
    )
    first, second = "(Specimen 2020, para.\u00a01)", "(Specimen 2020, para.\u00a02)"
    assert (
        f"A {first}, b (para.\u00a02), c (see Specimen 2020, para.\u00a01), d (Specimen 2020,"
        " para.\u00a02; " in said
    )
    assert f"), e {second}, f (para.\u00a01)." in said  # anew after a cluster of several
    assert f"N {first}." in said and f"H {second}." in said  # a note and a paragraph begin anew


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_no_list_of_references_where_nothing_is_cited_unless_something_leads_there(
    tmp_path: Path, form: str
) -> None:
    composed = sample.compose(tmp_path / "one", others=False)
    report = composed / "report.qmd"
    front, body = report.read_text(encoding="utf-8").split("\n---\n", 1)
    assert "[@" in body
    end = "# References {#section-references .unnumbered}\n\n::: {#refs .references}\n:::\n"
    for words, there in (("Words.", False), ("See [there](#section-references).", True)):
        report.write_text(
            f"{front}\n---\n\n# A {{#sec-text}}\n\n{words}\n\n{end}", encoding="utf-8"
        )
        render(composed, form, "embedded", tmp_path / "out")
        content = (tmp_path / "out").read_bytes()
        assert (b"section-references" in content) == there


def test_a_note_on_another_source_and_another_authors_name_part_citations_that_repeat(
    tmp_path: Path,
) -> None:
    one, two = (
        f"@specimen-one, {{}}, [para. {number}](#specimen-one.p{number})" for number in (1, 2)
    )
    other = "@specimen-other, {}, [para. 1](#specimen-one.p1)"
    prose = (
        f"A [{one}].[^n] B [{two}].\n\n[^n]: N [{other}].\n\nC [{one}].[^m] D [{two}].\n\n[^m]: M"
        f" [{two}].\n"
    )
    prose += (
        f"\nE [{one}]. But (Roe’s, they say) F [{two}].\n\nG [{one}]. What Specimen’s friend Doe"
        f" says H [{two}].\n\nK [@roe].\n\nP [Reed in {one}]. Q [{two}].\n"
    )
    folder = sample.compose(tmp_path / "one", others=False, prose=prose)
    entries = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
    entries.append({**entries[0], "id": "specimen-other"})
    entries.append(
        {**entries[0], "id": "roe", "author": [{"family": "van der Roe", "given": "Ann"}]}
    )
    (folder / "documents.json").write_text(json.dumps(entries), encoding="utf-8")
    render(folder, "html", "embedded", tmp_path / "page.html")
    said = re.sub(r"<[^>]+>", "", (tmp_path / "page.html").read_text(encoding="utf-8"))
    assert "B (Specimen 2020a, para. 2)." in said and "D (para. 2)." in said
    assert (
        "F (Specimen 2020a, para. 2)." in said and "H (para. 2)." in said
    )  # after another author's name
    # After what another speaker says, a bare number would be read as that speaker's, too.
    assert "P (Reed in Specimen 2020a, para. 1)." in said
    assert "Q (Specimen 2020a, para. 2)." in said


def test_notes_side_by_side_have_a_comma_between_their_numbers(tmp_path: Path) -> None:
    cited = "[@specimen-one, {}, [para. 1](#specimen-one.p1)]"
    folder = sample.compose(
        tmp_path / "one",
        others=False,
        prose=f"A.[^n][^m] B {cited}[^o] C {cited}.\n\n[^n]: N.\n\n[^m]: M.\n\n[^o]: O.\n",
    )
    style = (
        (folder / "look/author-date.csl")
        .read_text(encoding="utf-8")
        .replace('class="in-text"', 'class="note"', 1)
    )
    (folder / "look/author-date.csl").write_text(style, encoding="utf-8")
    for form in ("html", "pdf"):
        render(folder, form, "embedded", tmp_path / f"report.{form}")
    said = re.sub(r"<[^>]+>", "", (tmp_path / "report.html").read_text(encoding="utf-8"))
    assert re.search(r"A\.\d,\d B\s?\d,\d C\.\d", said)
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert re.search(r"A\.\s?\d\s?,\s?\d\s*B\s?\d\s?,\s?\d\s*C", printed)


def test_a_missing_part_stops_with_a_sentence(tmp_path: Path) -> None:
    broken = sample.compose(
        tmp_path / "broken", others=False, prose='::: {.insert part="absent"}\n:::'
    )
    with pytest.raises(Problems, match="There is no part “absent” to insert"):
        render(broken, "html", "embedded", tmp_path / "out.html")


def test_an_error_of_typst_is_a_sentence(tmp_path: Path) -> None:
    broken = sample.compose(tmp_path / "broken", others=False)
    functions = broken / "look" / "pilcrow.typ"
    functions.write_text(
        functions.read_text(encoding="utf-8") + "\n#let x = nothing-of-the-kind\n", encoding="utf-8"
    )
    with pytest.raises(Problems, match="Typst could not set the report: unknown variable"):
        render(broken, "pdf", "embedded", tmp_path / "out.pdf")


def test_no_quarto_is_a_sentence(
    composed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(Problems, match='renderer is "quarto", but no quarto was found'):
        render(composed, "html", "quarto", tmp_path / "out.html")


def test_the_clock_comes_from_the_report(composed: Path, tmp_path: Path) -> None:
    assert timestamp(composed) == 1_588_593_600
    (tmp_path / "report.qmd").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    assert timestamp(tmp_path) == 946_728_000
    assert clean_environment(composed)["SOURCE_DATE_EPOCH"] == "1588593600"


def body(path: Path) -> str:
    """What of a page both renderers must agree on: text, anchors, links, alternatives,
    languages.
    """
    page = path.read_text(encoding="utf-8")
    page = page[page.index("<body") : page.rindex("<script")]
    page = re.sub(r'src="data:[^"]*"', "", page)
    tags = re.findall(r'\b(?:id|href|alt|lang|dir|class|data-[a-z]+)="[^"]*"|>[^<]+', page)
    return "\n".join(
        tag for tag in (re.sub(r"\s+", " ", tag).strip() for tag in tags) if tag != ">"
    )


@pytest.fixture(scope="module")
def rendered(composed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page and print of both renderers."""
    if find_quarto() is None:
        pytest.skip("no Quarto on this machine")
    folder = tmp_path_factory.mktemp("both")
    for renderer in ("embedded", "quarto"):
        for form in ("html", "pdf"):
            render(composed, form, renderer, folder / f"{renderer}.{form}")
    return folder


@pytest.mark.slow
@pytest.mark.quarto
def test_both_renderers_give_the_same_page(rendered: Path) -> None:
    assert body(rendered / "quarto.html") == body(rendered / "embedded.html")


@pytest.mark.slow
@pytest.mark.quarto
def test_both_renderers_give_the_same_print(rendered: Path) -> None:
    texts = [poppler(rendered / f"{name}.pdf") for name in ("embedded", "quarto")]
    # Two versions of Typst break lines and words elsewhere, and set a word's signs before or after
    # it in the file: the same letters, as often; and every word of the one, which may have a sign
    # or a hyphen in it, among the letters of the other.
    letters = ["".join(re.findall(r"[A-Za-z]", text)) for text in texts]
    assert Counter(letters[0]) == Counter(letters[1])
    whole = [
        re.findall(r"(?<![A-Za-z-])[a-z]{3,}(?![A-Za-z-])", re.sub(r"[-\u2010\u00ad]\n", "", text))
        for text in texts
    ]
    assert not [word for word in whole[0] if word not in letters[1]]
    assert not [word for word in whole[1] if word not in letters[0]]


def test_straight_marks_are_those_of_the_language_and_typed_ones_stay(tmp_path: Path) -> None:
    prose = (
        '\nEin "Wort", das \'Ende\', "aussen \'innen\' so", *"kursiv"*, Anna\'s, \\“curly\\”,'
        ' [an "English" one]{lang=en}, "*kursiv* am Rand".\n'
    )
    composed = sample.compose(tmp_path / "compose", others=False, prose=prose)
    marks = {"months": {}, "quotes": shipped_language("de").quotes}
    (composed / "language.json").write_text(json.dumps(marks), encoding="utf-8")
    for form in ("html", "pdf"):
        render(composed, form, "embedded", tmp_path / f"report.{form}")
    wanted = (
        "Ein „Wort“, das ‚Ende‘, „aussen ‚innen‘ so“, „kursiv“, Anna’s, “curly”, an “English” one,"
        " „kursiv am Rand“."
    )
    assert wanted in re.sub(r"<[^>]+>", "", (tmp_path / "report.html").read_text("utf-8"))
    assert wanted in " ".join(poppler(tmp_path / "report.pdf").replace("\u00ad\n", "").split())


def test_typed_marks_stay_where_the_language_has_others() -> None:
    text = 'A “word” and `“code”` and "straight" [x](#a){title="“t”"}, $“x”$.'
    with speaking(shipped_language("de")):
        assert with_typed_marks(text) == text.replace("“word”", "\\“word\\”")
    assert with_typed_marks(text) == text


def test_a_formula_in_the_abstract_has_an_alternative_text(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    source = composed / "report.qmd"
    text = source.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^abstract:.*\n(?:  .*\n)*", 'abstract: "Is $x > 1$?"\n', text, count=1)
    source.write_text(text, encoding="utf-8")
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")  # PDF/UA demands it
    assert "Is" in text and (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_long_line_of_code_stays_on_the_page(tmp_path: Path) -> None:
    code = "abcdefghij" * 20
    composed = sample.compose(tmp_path / "compose", others=False, prose=f"\n```\n{code}\n```\n")
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    lines = poppler(tmp_path / "report.pdf").split("\n")
    of_code = [line for line in lines if re.fullmatch("[a-j]{10,}", line)]
    assert "".join(of_code) == code and max(map(len, of_code)) < 100


def test_a_note_in_a_heading_is_printed_once(tmp_path: Path) -> None:
    prose = (
        "\n# Noted^[The only note.] {#sec-noted}\n\n# Apart^[Another note.] {.unnumbered}\n\nEnd.\n"
    )
    composed = sample.compose(tmp_path / "compose", others=False, prose=prose)
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    text = poppler(tmp_path / "report.pdf")
    assert text.count("Noted") == 2 and text.count("Apart") == 2  # in the contents too
    assert text.count("The only note.") == 1 and text.count("Another note.") == 1


@pytest.mark.parametrize("shown", ["", '<img src="dot.svg" alt="">'])
def test_a_page_holds_all_that_it_shows(tmp_path: Path, shown: str) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    for name, content in {"own.css": "p{margin:0}", "own.js": "`${1}`", "dot.svg": drawing}.items():
        (tmp_path / name).write_text(content)
    text = f"<main><p>It cost $5$ &amp; <a href='#x'>more</a>.</p>{shown}</main>"
    head = '<link rel="stylesheet" href="own.css"><script src="own.js"></script>'
    page = complete(tmp_path, f"<html><head>{head}</head><body>{text}</body></html>")
    assert "p{margin:0}" in page and "`${1}`" in page and "It cost $5$ &amp;" in page
    assert "own." not in page and "dot.svg" not in page
    assert shown or text in page


def test_every_note_stands_on_the_page_wherever_it_is_called(tmp_path: Path) -> None:
    project = sample.compose(tmp_path / "compose")
    places = (
        "- a tight item^[N1]\n- two\n\n1.  a loose one^[N2]\n\n    more\n\n"
        "Term^[N3]\n: Words^[N4]\n\n"
        "| a |\n|---|\n| cell^[N5] |\n\n: Caption^[N6]\n\n| line^[N7]\n\n> - quoted^[N8]\n\n"
        "[[Caption^[N9]]{.caption} ![](x.svg){alt=x}]{.scholar-figure}\n\n"
        "::: {.scholar-callout kind=note}\n[Title]{.callout-title}\n\n- item^[N10]\n:::\n"
    )
    (project / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    source = project / "report.qmd"
    text = source.read_text(encoding="utf-8")
    source.write_text(f"{text}\n\n{places}", encoding="utf-8")
    render(project, "html", "embedded", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    notes = re.findall(r'class="side-note"[^>]*>.*?\b(N\d+)\b', page, re.DOTALL)
    assert sorted(notes) == sorted(f"N{number}" for number in range(1, 11))
    assert 'class="footnotes' not in page
