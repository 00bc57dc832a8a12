"""The seed as docx, EPUB and JATS: numbers, alternative texts, places of paragraphs, references;
the same bytes again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from quarto_guide import guide, write_images
from test_parity import each_quarto
from throwaway import copy_of, environment, snakemake

FILES = ("report.docx", "report.epub", "report.jats.xml")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_of(built, tmp_path_factory.mktemp("journal") / "project")
    (project / "report/sections/guide.qmd").write_text(guide(), encoding="utf-8")
    write_images(project / "report")
    index = project / "report/index.qmd"
    text = index.read_text(encoding="utf-8")
    include = "\n{{< include sections/guide.qmd >}}\n\n# Appendices"
    index.write_text(text.replace("\n# Appendices", include, 1), encoding="utf-8")
    config = project / "config/config.yaml"
    named = "formats: [docx, epub, jats]\nrenderer: embedded\n"
    content = re.sub(r"(?m)^renderer:.*\n", "", config.read_text(encoding="utf-8"))
    config.write_text(content + named, encoding="utf-8")
    done = snakemake(project, *(f"results/{name}" for name in FILES))
    assert done.status == 0, done.said
    return project / "results"


def parts(path: Path) -> dict[str, str]:
    if path.suffix == ".xml":
        return {path.name: path.read_text(encoding="utf-8")}
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".xhtml", ".opf"))]
        return {name: archive.read(name).decode("utf-8") for name in names}


@pytest.mark.parametrize("name", FILES)
def test_numbers_alternatives_places_and_references_are_there(results: Path, name: str) -> None:
    content = "".join(parts(results / name).values())
    for part in parts(results / name).values():
        ElementTree.fromstring(part)
    words = re.sub(r"<[^>]+>", "", content).replace("\u00a0", " ")
    for wanted in ("Figure 1.", "Table 1.", "Equation 1", "Listing 1.", "Krippendorff"):
        assert wanted in words, wanted
    assert "lavrov-truss-2022.p8" in content
    assert "Strip chart of 9 themes" in content
    assert "2.1" in words


def test_links_of_the_epub_lead_somewhere(results: Path) -> None:
    files = {
        name: text
        for name, text in parts(results / "report.epub").items()
        if name.endswith(".xhtml")
    }
    for name, text in files.items():
        folder = name.rpartition("/")[0]
        for target, anchor in re.findall(r'href="([^":#]*)#([^"]+)"', text):
            home = f"{folder}/{target}" if target else name
            assert f'id="{anchor}"' in files[home], (name, target, anchor)


def test_references_of_jats_lead_somewhere(results: Path) -> None:
    text = (results / "report.jats.xml").read_text(encoding="utf-8")
    places = re.findall(r'\bid="([^"]+)"', text)
    assert len(places) == len(set(places))
    assert set(re.findall(r'\brid="([^"]+)"', text)) <= set(places)


@pytest.mark.thorough
def test_the_same_bytes_again(results: Path) -> None:
    before = {name: (results / name).read_bytes() for name in FILES}
    for name in FILES:
        (results / name).unlink()
    assert snakemake(results.parent, *(f"results/{name}" for name in FILES)).status == 0
    assert {name: (results / name).read_bytes() for name in FILES} == before


def schemas() -> list[Path]:
    """Copies of the JATS schema on this machine: those that PILCROW_JATS names, as DTD, RELAX NG or
    XML Schema.
    """
    return [Path(name) for name in os.environ.get("PILCROW_JATS", "").split(os.pathsep) if name]


@pytest.mark.skipif(not schemas(), reason="no copy of the JATS schema here (PILCROW_JATS)")
@pytest.mark.parametrize("schema", schemas(), ids=lambda path: path.name)
def test_jats_is_valid(results: Path, schema: Path) -> None:
    assert invalid(results / "report.jats.xml", schema) == []


def invalid(path: Path, schema: Path) -> list[str]:
    """What a schema of the Archiving tag set says is wrong with an article.

    A schema of an earlier version than 1.3 holds a part of it: the article is checked with the
    number of that version.
    """
    from lxml import etree

    article = etree.parse(path).getroot()
    found: list[str] = []
    for version in (article.get("dtd-version"), "1.2", "1.2d1"):
        article.set("dtd-version", version)
        if schema.suffix == ".dtd":
            validator = etree.DTD(schema)
        elif schema.suffix == ".rng":
            validator = etree.RelaxNG(etree.parse(schema))
        else:
            validator = etree.XMLSchema(etree.parse(schema))
        validator.validate(article)
        found = [f"{entry.line}: {entry.message}" for entry in validator.error_log]
        if not any("dtd-version" in line for line in found):
            break
    return found


def epubcheck() -> list[str]:
    """How epubcheck is started: Debian's is an archive that Java runs; [] where there is none."""
    program = shutil.which("epubcheck")
    if not program:
        return []
    packed = Path(program).read_bytes()[:2] == b"PK"
    return ["java", "-jar", program] if packed else [program]


@pytest.mark.skipif(not epubcheck(), reason="epubcheck is not installed")
def test_the_epub_passes_epubcheck(results: Path) -> None:
    said = subprocess.run(
        [*epubcheck(), results / "report.epub"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_page_list_of_the_epub_is_the_numbers_of_the_paragraphs(results: Path) -> None:
    navigation = parts(results / "report.epub")["EPUB/nav.xhtml"]
    listed = re.search(r'<nav epub:type="page-list".*?</nav>', navigation, re.DOTALL)
    assert listed
    numbers = re.findall(r">(\d+)</a>", listed[0])
    assert numbers == [str(number) for number in range(1, 14)]


def test_an_image_beside_a_drawing_of_its_name_stays_itself(results: Path) -> None:
    square = (results.parent / "report/square.png").read_bytes()
    with zipfile.ZipFile(results / "report.docx") as archive:
        media = [archive.read(name) for name in archive.namelist() if "/media/" in name]
    assert square in media
    # No table of contents, which would be empty until a word processor fills it.
    assert "TOC" not in parts(results / "report.docx")["word/document.xml"]


def test_the_docx_sets_a_listing_below_its_name_and_begins_a_page_where_it_is_told(
    results: Path,
) -> None:
    body = parts(results / "report.docx")["word/document.xml"]
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL)
    assert "hello.py" in body and not any("hello.py" in table for table in tables)
    assert body.count('<w:br w:type="page" />') == 1
    assert '<w:pgSz w:w="11906" w:h="16838" />' in body


def test_the_docx_sets_side_by_side_what_is_so_on_the_page(results: Path) -> None:
    body = ElementTree.fromstring(parts(results / "report.docx")["word/document.xml"])
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    rows = {}
    for table in body.iter(f"{w}tbl"):
        if table.find(f"{w}tblPr/{w}tblStyle") is None:
            for row in table.findall(f"{w}tr"):
                cells = [
                    " ".join("".join(cell.itertext()).split()) for cell in row.findall(f"{w}tc")
                ]
                rows[cells[0]] = cells[1:]
                for cell in row.findall(f"{w}tc"):
                    ends = [one.tag for one in cell if one.tag != f"{w}bookmarkEnd"]
                    assert ends[-1] == f"{w}p"
    assert rows["(a) The first"] == ["(b) The second"]
    assert rows["Left words."] == ["Right words."]
    assert rows["Left."] == ["Right."]  # columns
    assert rows["(a) A"] == ["B"] and rows["(b) C"] == [""]  # two rows
    text = "".join(body.itertext())
    assert "Two squares, of which" in text and "Key to the marks" not in text


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_the_docx_has_a_line_beside_all_that_is_in_a_callout(results: Path) -> None:
    whole = parts(results / "report.docx")
    styles = ElementTree.fromstring(whole["word/styles.xml"])
    box = next(one for one in styles if one.get(f"{W}styleId") == "CalloutBox")
    assert box.find(f".//{W}tblBorders/{W}left") is not None
    body = ElementTree.fromstring(whole["word/document.xml"])
    around = {child: parent for parent in body.iter() for child in parent}
    boxes = [
        table
        for table in body.iter(f"{W}tbl")
        if (style := table.find(f"{W}tblPr/{W}tblStyle")) is not None
        and style.get(f"{W}val") == "CalloutBox"
    ]
    words = [" ".join(" ".join(one.itertext()).split()) for one in boxes]
    assert any("Words. one inner" in text and "boxed" in text for text in words)
    for table in boxes:
        siblings = list(around[table])
        following = siblings[siblings.index(table) + 1]
        assert following.tag == f"{W}p", "two tables side by side are one in Word"


def test_a_share_of_the_line_is_the_width_of_an_image_in_docx(results: Path) -> None:
    body = parts(results / "report.docx")["word/document.xml"]
    widths = [int(width) / 914_400 for width in re.findall(r'<wp:extent cx="(\d+)"', body)]
    for share in (0.3, 0.2):  # of the guide's figures; the image itself is half an inch wide
        assert any(abs(width - 6.2 * share) < 0.01 for width in widths), (share, widths)


def test_every_style_of_the_docx_is_in_it(results: Path) -> None:
    read = parts(results / "report.docx")
    known = set(re.findall(r'w:styleId="([^"]+)"', read["word/styles.xml"]))
    for name in ("word/document.xml", "word/footnotes.xml"):
        used = set(re.findall(r'<w:[pr]Style w:val="([^"]+)"', read[name]))
        assert "SourceCode" in used and used <= known, (name, used - known)


def test_styles_of_a_journal_are_those_of_the_docx(results: Path) -> None:
    docx = pytest.importorskip("docx")
    project = results.parent
    before = docx.Document(results / "report.docx")
    assert "Transcript Paragraph" in [style.name for style in before.styles]
    journal = docx.Document(results / "report.docx")
    journal.styles["Transcript Paragraph"].font.name = "Liberation Mono"
    own = project / "report/look/reference.docx"
    own.parent.mkdir(exist_ok=True)
    journal.save(own)
    try:
        assert snakemake(project, "results/report.docx").status == 0
        after = docx.Document(results / "report.docx")
        assert after.styles["Transcript Paragraph"].font.name == "Liberation Mono"
        # The composed project, rendered by Quarto, takes them too.
        settings = (results / "compose/_quarto.yml").read_text(encoding="utf-8")
        assert "  docx:\n    reference-doc: look/reference.docx\n" in settings
    finally:
        own.unlink()


def by_quarto(program: Path, results: Path, made: Path) -> Path:
    """Have a Quarto render the composed project into a file of the format that its name says."""
    options = ["--project", "compose", "--format", made.name.partition(".")[2]]
    command = [sys.executable, "-P", "-m", "pilcrow.render", *options, "--renderer", "quarto"]
    settings = {"QUARTO_PATH": str(program), "PYTHONPATH": str(results.parent / "workflow")}
    done = subprocess.run(
        [*command, "--output", made],
        cwd=results,
        env=environment(**settings),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return made


@pytest.mark.quarto
@pytest.mark.parametrize("program", each_quarto())
def test_quarto_writes_the_same_docx(results: Path, program: Path, tmp_path: Path) -> None:
    made = by_quarto(program, results, tmp_path / "report.docx")
    ours, theirs = (paragraphs(path) for path in (results / "report.docx", made))
    assert len(ours) > 300 and theirs == ours


def paragraphs(path: Path) -> list[str]:
    """The text of a docx in order, a line a paragraph or table, without the numbers of links."""
    whole = parts(path)
    text = whole["word/document.xml"] + whole["word/footnotes.xml"]
    text = re.sub(
        r' ?(?:w:id="\d+"|r:(?:id|embed)="[^"]*"|<(?:wp:docPr|pic:cNvPr)[^>]*>)', "", text
    )
    # Versions of Pandoc divide the same words otherwise.
    text = text.replace('</w:t></w:r><w:r><w:t xml:space="preserve">', "")
    return re.sub(r"<w:(?:p|tbl)\b", r"\n\g<0>", text).splitlines()


def test_a_build_of_page_and_print_has_the_pictures_for_a_docx_that_quarto_makes(
    built: Path,
) -> None:
    """`quarto render results/compose --to docx` has no other program to draw them."""
    drawings = [
        path
        for path in (built / "results/compose/figures").glob("*.svg")
        if not path.stem.endswith(("-narrow", "-beside", "-differ"))
    ]
    assert len(drawings) > 5
    assert [path.name for path in drawings if not Path(f"{path}.png").is_file()] == []


@pytest.mark.quarto
@pytest.mark.parametrize("program", each_quarto())
def test_quarto_alone_makes_a_docx_with_pictures(
    results: Path, program: Path, tmp_path: Path
) -> None:
    """With no program on PATH that turns drawings into pixels."""
    project, empty = tmp_path / "compose", tmp_path / "none"
    empty.mkdir()
    shutil.copytree(results / "compose", project)
    programs = f"{empty}:/usr/bin:/bin"
    if shutil.which("rsvg-convert", path=programs):
        pytest.skip("rsvg-convert is among the programs of the system")
    done = subprocess.run(
        [program, "render", project, "--to", "docx"],
        env=environment(PATH=programs),
        capture_output=True,
        check=False,
    )
    said = (done.stderr + done.stdout).decode("utf-8", "replace")
    assert done.returncode == 0 and not re.search(r"WARN|ERROR", said), said
    with zipfile.ZipFile(project / "report.docx") as archive:
        media = [name for name in archive.namelist() if "/media/" in name]
    assert len(media) > 5 and not any(name.endswith(".svg") for name in media)


@pytest.mark.quarto
@pytest.mark.parametrize("program", each_quarto())
def test_quarto_writes_the_same_article(results: Path, program: Path, tmp_path: Path) -> None:
    made = by_quarto(program, results, tmp_path / "report.jats.xml")
    ours, theirs = (shape(path) for path in (results / "report.jats.xml", made))
    assert theirs == ours
    for schema in schemas():
        assert invalid(made, schema) == []


@pytest.mark.quarto
@pytest.mark.parametrize("program", each_quarto())
def test_quarto_writes_the_same_book(results: Path, program: Path, tmp_path: Path) -> None:
    made = by_quarto(program, results, tmp_path / "report.epub")
    ours, theirs = (book(path) for path in (results / "report.epub", made))
    assert len(ours["text"]) > 5000 and theirs == ours and ours["identifier"]
    assert by_quarto(program, results, tmp_path / "again.epub").read_bytes() == made.read_bytes()


def book(path: Path) -> dict[str, list[str]]:
    """The words of an EPUB in order, the places in it, and what identifies it."""
    read = parts(path)
    whole = "\n".join(read[name] for name in sorted(read) if name.endswith(".xhtml"))
    listed = "".join(text for name, text in read.items() if name.endswith(".opf"))
    return {
        # Quarto adds styles of its own.
        "text": re.sub(r"(?s)<style.*?</style>|<[^>]+>", " ", whole).split(),
        "places": re.findall(r'\bid="([^"]+)"', whole),
        "identifier": re.findall(r"urn:uuid:[0-9a-f-]{36}", listed),
    }


# Elements that hold words. White space elsewhere is the writer's own.
WORDS = ("p", "title", "td", "th", "article-title", "subtitle", "kwd", "term", "label", "code")


def shape(path: Path) -> list[tuple[str, dict[str, str], str]]:
    """The elements of an article in order, and the words in those that hold words, with each space
    between them.
    """
    return [
        (element.tag, element.attrib, words(element) if element.tag in WORDS else "")
        for element in ElementTree.parse(path).getroot().iter()
    ]


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())
