"""Promise: who cites the report finds the same author, title, version, date and address in the
page's head, in every format and style.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from throwaway import metadata_of
from zotero_reading import Head, saved

from pilcrow.files.project import look_folder
from pilcrow.model.records import Paragraph, SegmentedDocument
from pilcrow.report.prose.bibliography import document_entry, literal, wrong_addresses
from pilcrow.report.references.formats import FORMATS, format_items, tex
from pilcrow.report.references.head import document_part, head
from pilcrow.report.references.items import part_entry, speaker_of, spoken_entry
from pilcrow.report.references.styles import STYLES, styled
from pilcrow.report.references.work import (
    Author,
    Work,
    csl_author,
    issued_parts,
    opening,
    report_entry,
    unknown,
)
from pilcrow.report.references.xmp import with_metadata
from pilcrow.report.rendering.citing import plain_texts
from pilcrow.report.rendering.pandoc import pandoc_program

# Invented for these tests.
WORK = Work(
    title="Peace & war, 50% off?",
    subtitle="A “reading” of <two> {speeches} at $5_a\\b ~ ^",
    authors=[
        Author({"family": "de Prueba", "given": "Ana María"}, "0000-0002-1825-0097", ["A House"]),
        Author({"literal": "The Reading Group"}),
    ],
    issued=[2026, 11, 26],
    version="1.1",
    language="en-GB",
    abstract="What is said? Much; “more” than <b>.",
    description="What is said?",
    keywords=["peace", "war & peace"],
    publisher="A Press & Sons",
    rights="CC BY 4.0",
    licence_address="https://creativecommons.org/licenses/by/4.0/",
    doi="10.1234/abc.d",
    address="https://example.org/reading/",
    pdf=True,
)
METADATA = metadata_of(
    {
        "title": "Remarks: a & b",
        "speaker": {"name": "Ana María de Prueba", "family": "de Prueba"},
        "date": "2020-05-04",
        "place": "Bern",
        "event": "remarks",
        "language": "en",
    }
)
SPOKEN = {"id": "bern-2020", "title": "Remarks: a & b"}


def segmented(speaker: str = "Ana María de Prueba") -> SegmentedDocument:
    found: Any = type("Segmented", (), {})()
    found.speaker, found.families, found.language = speaker, {}, "en"
    return found  # type: ignore[no-any-return]


def paragraph(kind: str = "speech", speaker: str = "Ana María de Prueba") -> Paragraph:
    found: Any = type("Spoken", (), {})()
    found.kind, found.speaker = kind, speaker
    return found  # type: ignore[no-any-return]


def read(content: str, form: str) -> list[dict[str, Any]]:
    """What Pandoc reads in a file of a format, as CSL-JSON."""
    reader = {"bibtex": "biblatex", "ris": "ris", "csl-json": "csljson"}[form]
    done = subprocess.run(
        [pandoc_program(), f"--from={reader}", "--to=csljson"],
        input=content.encode(),
        capture_output=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def whole(name: dict[str, str]) -> str:
    """A CSL name in one piece."""
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "literal")
    return " ".join(name[part] for part in parts if name.get(part))


def plain(text: str) -> str:
    return " ".join(re.sub(r"</?span[^>]*>", "", text).split())


# The head


def page(work: Work, parts: Any = ()) -> str:
    return f"<!DOCTYPE html><html lang=en><head>{head(work, parts)}</head><body></body></html>"


def test_zotero_saves_a_report_with_all_that_is_known() -> None:
    item = saved(page(WORK))
    offered = saved(page(WORK), called=True)
    assert offered == {**item, "tags": ["peace", "war & peace"]}
    assert item == {
        "itemType": "report",
        "title": WORK.full_title,
        "creators": [
            {"lastName": "de Prueba", "firstName": "Ana María"},
            {"lastName": "The Reading Group", "firstName": ""},
        ],
        "date": "2026/11/26",
        "publisher": "A Press & Sons",
        "institution": "A Press & Sons",
        "rights": "CC BY 4.0",
        "language": "en-GB",
        "abstractNote": WORK.abstract,
        "tags": [],
        "DOI": "10.1234/abc.d",
        "url": "https://example.org/reading/",
        "attachment": "https://example.org/reading/report.pdf",
    }


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("The Pilcrow maintainers", ("The Pilcrow maintainers", "")),
        (
            "University of Bern, Department of History",
            ("University of Bern – Department of History", ""),
        ),
        ("Jane Doe", ("Doe", "Jane")),
        ({"name": {"given": "Ursula", "family": "von der Leyen"}}, ("von der Leyen", "Ursula")),
        ({"name": {"literal": "Doe and Sons"}}, ("Doe and Sons", "")),
    ],
)
def test_zotero_saves_a_lone_author_whole(author: Any, names: tuple[str, str]) -> None:
    [creator] = saved(page(Work("A title", authors=[Author(csl_author(author))])))["creators"]
    assert (creator["lastName"], creator["firstName"]) == names


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (r"Ann \*Bell\*", {"family": "*Bell*", "given": "Ann"}),
        (r"Ann \<b\>Bell\</b\>", {"literal": "Ann <b>Bell</b>"}),
        ({"name": r"Ann O\'Bell"}, {"family": "O'Bell", "given": "Ann"}),
        ({"name": {"given": "Ann", "family": r"Bell\_C"}}, {"family": "Bell_C", "given": "Ann"}),
        ({"name": {"literal": r"The R\&D Group"}}, {"literal": "The R&D Group"}),
    ],
)
def test_the_name_of_an_author_has_no_signs_of_markdown(author: Any, name: dict[str, str]) -> None:
    assert csl_author(author) == name


def test_zotero_saves_a_report_that_knows_neither_publisher_nor_address() -> None:
    item = saved(page(Work("A title", issued=[2026])), "https://where.example/read.html")
    assert (item["itemType"], item["url"], item["attachment"]) == (
        "report",
        "https://where.example/read.html",
        "Snapshot",
    )
    assert item["date"] == "2026" and "DOI" not in item and not item["publisher"]


def test_what_is_not_known_makes_no_tag() -> None:
    found = Head(page(Work("A title")))
    assert all(value for _, value in found.meta)
    assert not any("url" in name or "doi" in name.lower() for name, _ in found.meta)
    assert not any("date" in name or "time" in name or "uthor" in name for name, _ in found.meta)
    assert {link["rel"] for link in found.links} == {"schema.DC", "schema.DCTERMS"}
    [data] = map(json.loads, found.scripts)
    assert set(data) == {"@context", "@type", "name", "inLanguage"}


def test_the_links_name_the_page_and_what_lasts() -> None:
    found = Head(page(WORK))
    assert found.link("canonical") == "https://example.org/reading/"
    assert found.link("cite-as") == "https://doi.org/10.1234/abc.d"
    only = Head(page(Work("A title", address="https://example.org/x.html")))
    assert only.link("cite-as") == only.link("canonical") == "https://example.org/x.html"


@pytest.mark.parametrize(
    ("address", "pdf"),
    [
        ("https://example.org/r/", "https://example.org/r/report.pdf"),
        ("https://example.org/r/index.html", "https://example.org/r/report.pdf"),
        ("https://hdl.handle.net/123/456", ""),
        ("https://example.org/?id=3", ""),
        ("", ""),
    ],
)
def test_the_address_of_the_pdf_is_named_where_it_is_certain(address: str, pdf: str) -> None:
    assert Work("A title", address=address, pdf=True).pdf_address == pdf
    assert not Work("A title", address=address).pdf_address


def test_the_data_name_documents_and_paragraphs_as_parts() -> None:
    entry = spoken_entry("bern-2020", METADATA, segmented())
    numbered = [("h1", None), ("p1", None), ("p2", {"family": "Other", "given": "Bo"})]
    [data] = map(json.loads, Head(page(WORK, [document_part(entry, numbered)])).scripts)
    assert (
        data["@type"] == "Report" and data["version"] == "1.1" and data["name"] == WORK.full_title
    )
    assert [author["name"] for author in data["author"]] == [
        "Ana María de Prueba",
        "The Reading Group",
    ]
    [document] = data["hasPart"]
    assert document["@id"] == "#bern-2020" and document["creator"][0]["familyName"] == "de Prueba"
    assert [
        (part["@id"], part["identifier"], part["name"], part["position"])
        for part in document["hasPart"]
    ] == [
        ("#bern-2020.h1", "bern-2020.h1", "heading 1", 1),
        ("#bern-2020.p1", "bern-2020.p1", "para. 1", 2),
        ("#bern-2020.p2", "bern-2020.p2", "para. 2", 3),
    ]
    assert document["hasPart"][2]["creator"]["familyName"] == "Other"


def test_no_text_ends_the_script_or_the_attribute() -> None:
    work = Work('"><script>alert(1)</script>', abstract="</script>\u2028<!--")
    markup = head(work)
    assert markup.count("<script") == 1 and markup.count("</script>") == 1 and "<!--" not in markup
    assert saved(page(work))["title"] == work.title


# The formats


@pytest.mark.parametrize("form", FORMATS)
def test_a_reference_manager_reads_the_report_back(form: str) -> None:
    [item] = read(format_items([report_entry(WORK)], form), form)
    assert plain(item["title"]) == WORK.full_title
    assert item["type"] == "report" and item["publisher"] == WORK.publisher
    assert [whole(one) for one in item["author"]] == ["Ana María de Prueba", "The Reading Group"]
    # Pandoc reads the year alone of a RIS file.
    known = [2026] if form == "ris" else [2026, 11]
    assert item["issued"]["date-parts"][0][: len(known)] == known
    assert item["URL"] == WORK.address and item["DOI"] == WORK.doi
    assert "1.1" in json.dumps(item)


@pytest.mark.parametrize("form", FORMATS)
def test_a_reference_manager_reads_a_paragraph_back(form: str) -> None:
    entry = part_entry(spoken_entry("bern-2020", METADATA, segmented()), "p2", WORK)
    [item] = read(format_items([entry], form), form)
    assert plain(item["title"]) == "Remarks: a & b, para. 2"
    assert item["type"] == "chapter" and plain(item["container-title"]) == WORK.full_title
    assert [whole(one) for one in item["editor"]] == ["Ana María de Prueba", "The Reading Group"]
    assert item["edition"] == "version 1.1, 26 November 2026"
    assert item["URL"] == "https://example.org/reading/#bern-2020.p2"
    # Pandoc does not read the notes of a RIS file.
    assert "para. 2, bern-2020.p2" in (
        format_items([entry], form) if form == "ris" else item["note"]
    )


def test_signs_of_tex_are_escaped() -> None:
    assert (
        tex("a & b % $ # _ {x} \\ ~ ^")
        == r"a \& b \% \$ \# \_ \{x\} \textbackslash{} \textasciitilde{} \textasciicircum{}"
    )


def test_names_that_bibtex_would_part_are_kept_whole() -> None:
    entry = {
        "id": "x",
        "type": "report",
        "title": "T",
        "author": [{"family": "Sand and Sea", "given": "A"}, {"literal": "Doe and Sons"}],
    }
    [item] = read(format_items([entry], "bibtex"), "bibtex")
    assert [one.get("family") or one.get("literal") for one in item["author"]] == [
        "Sand and Sea",
        "Doe and Sons",
    ]


def test_lines_of_ris_hold_one_value_each() -> None:
    entry = {**report_entry(WORK), "abstract": "First.\n\nER  - \nTY  - BOOK"}
    content = format_items([entry], "ris")
    assert content.count("\nER  - ") == 1 and len(read(content, "ris")) == 1


def test_another_speaker_is_cited_by_name() -> None:
    speaker = speaker_of(paragraph(speaker="Bo Other"), segmented())
    entry = part_entry(spoken_entry("bern-2020", METADATA, segmented(), speaker), "p3", WORK)
    assert entry["author"] == [{"family": "Other", "given": "Bo"}]
    for form in FORMATS:
        assert "Prueba" not in json.dumps(read(format_items([entry], form), form)[0]["author"])


def test_a_question_of_nobody_in_particular_has_no_author() -> None:
    speaker = speaker_of(paragraph("question", ""), segmented())
    entry = part_entry(spoken_entry("bern-2020", METADATA, segmented(), speaker), "p3", WORK)
    assert "author" not in entry and entry["title"] == "Remarks: a & b (speaker not named), para. 3"


@pytest.mark.parametrize("kind", ["heading", "note", "salutation"])
def test_what_is_not_spoken_is_cited_by_the_document(kind: str) -> None:
    assert speaker_of(paragraph(kind, "Bo Other"), segmented()) is None


# The styles


def test_each_style_names_speaker_paragraph_edition_and_address() -> None:
    work = Work(
        "A title",
        authors=[Author({"literal": "The Group"})],
        issued=[2026, 11, 26],
        version="1.1",
        address="https://example.org/r/",
    )
    entry = part_entry(spoken_entry("bern-2020", METADATA, segmented()), "p2", work)
    found = {
        name: styled([entry], look_folder() / file if file else None)["bern-2020.p2"]
        for name, file in STYLES.items()
    }
    assert found == {
        "chicago": (
            "Prueba, Ana María de. 2020. “Remarks: A & b, para. 2.” In A Title, version 1.1, 26"
            " November 2026, edited by The Group. https://example.org/r/#bern-2020.p2."
        ),
        "apa": (
            "de Prueba, A. M. (2020). Remarks: a & b, para. 2. In The Group (Ed.), A title (Version"
            " 1.1, 26 November 2026). https://example.org/r/#bern-2020.p2"
        ),
        "mla": (
            "de Prueba, Ana María. “Remarks: a & b, para. 2.” A Title, edited by The Group, version"
            " 1.1, 26 November 2026, https://example.org/r/#bern-2020.p2."
        ),
    }


def test_each_style_prints_the_report() -> None:
    entry = report_entry(
        Work(
            "A title",
            authors=[Author({"family": "Doe", "given": "Jane"})],
            issued=[2026, 11, 26],
            version="1.1",
            publisher="A Press",
        )
    )
    found = {
        name: styled([entry], look_folder() / file if file else None)[entry["id"]]
        for name, file in STYLES.items()
    }
    assert found == {
        "chicago": "Doe, Jane. 2026. A Title. Version 1.1. A Press.",
        "apa": "Doe, J. (2026). A title (Version 1.1). A Press.",
        "mla": "Doe, Jane. A Title. Version 1.1, A Press, 26 Nov. 2026.",
    }


def test_items_are_printed_as_if_each_stood_alone() -> None:
    items = [
        part_entry(spoken_entry("bern-2020", METADATA, segmented()), number, WORK)
        for number in ("p1", "p2")
    ]
    for text in styled(items, None).values():
        assert text.startswith("Prueba, Ana María de. 2020. ")


def test_a_numeric_style_gives_an_item_that_stands_alone_no_number() -> None:
    items = [
        part_entry(spoken_entry("bern-2020", METADATA, segmented()), number, WORK)
        for number in ("p1", "p2")
    ]
    texts = styled(items, look_folder() / "numeric.csl")
    assert [text[:10] for text in texts.values()] == ["de Prueba,"] * 2


# The report as a work


@pytest.mark.parametrize(
    ("written_date", "parts"),
    [
        ("26 November 2026", [2026, 11, 26]),
        ("2026-11-26", [2026, 11, 26]),
        ("November 2026", [2026, 11]),
        ("2026-11", [2026, 11]),
        ("2026", [2026]),
        ("Spring 2026", []),
        ("2026-13", []),
        ("", []),
    ],
)
def test_dates_that_can_be_read(written_date: str, parts: list[int]) -> None:
    assert issued_parts(written_date) == parts


def test_titles_are_joined_by_a_colon_unless_the_first_ends_in_a_sign() -> None:
    assert Work("Peace", "A reading").full_title == "Peace: A reading"
    assert Work("Peace?", "A reading").full_title == "Peace? A reading"
    assert Work("Peace").full_title == "Peace"


def test_markup_and_citations_leave_plain_text() -> None:
    texts = {
        "a": "A *fine* [thing]{.x} [@key, p. 3]; and @key [p. 4]. 5 \\* 6",
        "b": "Two\n\nlines",
    }
    assert plain_texts(texts) == {"a": "A fine thing; and @key [p. 4]. 5 * 6", "b": "Two lines"}
    assert plain_texts({"a": " "}) == {}


def test_a_description_is_the_opening_of_the_abstract() -> None:
    assert opening("One? Two. " + "Long " * 80 + "three.") == "One? Two."
    assert opening("") == ""


def test_what_is_missing_is_said() -> None:
    assert list(unknown(Work("A title"))) == [
        "an author",
        "a date",
        "a version",
        "a DOI",
        "an address",
    ]
    assert list(unknown(WORK)) == []


def test_the_own_styles_are_well_formed() -> None:
    from lxml import etree

    for name in ("apa.csl", "mla.csl", "author-date.csl", "numeric.csl"):
        etree.fromstring(Path(look_folder() / name).read_bytes())


# The PDF


def made_pdf(folder: Path, work: Work | None) -> bytes:
    """A print of one sentence, as the embedded renderer makes it of what compose knows."""
    from pilcrow.render import add_citation_metadata, typst

    source = '#set document(title: "T", author: "A")\n#set text(lang: "en")\nOne sentence.\n'
    (folder / "look/fonts").mkdir(parents=True, exist_ok=True)
    (folder / "report.qmd").write_text("---\ntitle: T\n---\n", encoding="utf-8")
    if work:
        (folder / "citation.json").write_bytes(msgspec.json.encode(work))
    return add_citation_metadata(typst(folder, source.encode()), folder)


def test_the_pdf_says_what_the_head_of_the_page_says(tmp_path: Path) -> None:
    pdf = made_pdf(tmp_path, WORK)
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    found = reader.xmp_metadata
    assert found is not None and len(reader.pages) == 1
    assert found.dc_identifier == "https://doi.org/10.1234/abc.d"
    assert found.dc_rights == {"x-default": WORK.rights}
    assert found.dc_subject == WORK.keywords
    assert found.dc_publisher == [WORK.publisher]
    assert found.dc_date == [datetime.datetime(2026, 11, 26)]
    assert found.dc_creator == ["A"] and found.dc_title == {"x-default": "T"}
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<prism:versionIdentifier>1.1</prism:versionIdentifier>" in metadata
    assert WORK.licence_address in metadata


def test_every_offset_of_the_pdf_holds(tmp_path: Path) -> None:
    pdf = made_pdf(tmp_path, WORK)
    start = int(re.search(rb"startxref\n(\d+)\n", pdf)[1])  # type: ignore[index]
    assert pdf[start:].startswith(b"xref\n")
    entries = re.findall(rb"(\d{10}) \d{5} n\r\n", pdf[start:])
    assert len(entries) > 5
    for number, offset in enumerate(entries, 1):
        assert re.match(rb"%d 0 obj" % number, pdf[int(offset) :]), number


def test_the_same_report_gives_the_same_pdf_and_another_one_another_identifier(
    tmp_path: Path,
) -> None:
    first = made_pdf(tmp_path / "a", WORK)
    assert first == made_pdf(tmp_path / "b", WORK)
    other = made_pdf(tmp_path / "c", msgspec.structs.replace(WORK, version="1.2"))
    identifier = re.compile(rb"<xmpMM:InstanceID>(.*?)</xmpMM:InstanceID>")
    one, two = identifier.search(first), identifier.search(other)
    assert one and two and one[1] != two[1]
    assert first.count(b"(" + one[1] + b")]") == 1


def test_what_is_not_known_is_not_in_the_pdf(tmp_path: Path) -> None:
    pdf = made_pdf(tmp_path, Work("A title"))
    metadata = PdfReader(io.BytesIO(pdf), strict=True).xmp_metadata
    assert metadata is not None and not metadata.dc_identifier and not metadata.dc_rights
    assert b"prism:" not in pdf.replace(b"xmlns:prism", b"") and b"<dc:date" not in pdf


def test_a_pdf_of_another_form_stays_as_it_is() -> None:
    assert with_metadata(b"%PDF-1.7 of another program", WORK) == b"%PDF-1.7 of another program"


def test_a_checker_of_pdf_ua_finds_nothing_wrong_with_the_metadata(tmp_path: Path) -> None:
    checker = pytest.importorskip("page", reason="page-validation is not installed")
    found = checker.validate_pdf_bytes(
        made_pdf(tmp_path, WORK), profile=checker.ValidationProfile.PDF_UA_1
    )
    assert found.is_compliant, [failure.message for failure in found.failures]


# Signs of markup in what a document says of itself


# Without capitals: a style may set the first letter of each word of a title as one.
TITLES = (
    "A <b>BOLD</b> & <i>X</i> <sup>2</sup> &amp; &#60;b>",
    "<I>N</I> <u>X</u> <sc>Y</sc> <sub>Z</sub> 1<2 > 0",
    '<span class="nocase">A</span> <span style="font-variant:small-caps;">B</span>',
    "</i></b></span></sup> <i><b> <span>",
    "<div>D</div> *X* _Y_ $Z$ ^A^ ~B~ `C` [D](http://e.org) @Q #R {{S}} \\N",
)


@pytest.mark.parametrize("style", [None, *sorted(look_folder().glob("*.csl"))], ids=str)
def test_signs_of_markup_in_a_title_are_printed_as_they_are(style: Path | None) -> None:
    """Promise: text is data, in the references of every style too."""
    spoken = {"speaker": {"name": "Ann <i>A</i>"}, "date": "2020", "language": "en"}
    items = [
        {**document_entry(f"d{number}", metadata_of({**spoken, "title": title})), "genre": title}
        for number, title in enumerate(TITLES)
    ]
    printed = styled(items, style)
    for number, title in enumerate(TITLES):
        words = printed[f"d{number}"].translate(str.maketrans("‘’“”", "''\"\""))
        wanted = title.replace('"', "'")
        assert wanted.casefold() in words.replace('"', "'").casefold(), words
        assert "<i>A</i>" in words


def test_a_csl_engine_reads_no_markup_in_an_exported_title() -> None:
    for title in TITLES:
        item = {"id": "x", "type": "speech", "title": title}
        written = format_items([item], "csl-json")
        done = subprocess.run(
            [pandoc_program(), "--from=csljson", "--to=native", "--standalone"],
            input=written.encode(),
            capture_output=True,
            check=True,
        )
        assert not re.search(rb"Emph|Strong|Superscript|Subscript|SmallCaps|Underline", done.stdout)
    plain_item = {"id": "x", "type": "speech", "title": "Remarks: a & b, 1 < 2 <two>"}
    assert literal(plain_item) == plain_item


# Addresses in a bibliography


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("url = {javascript:alert(1)}", "javascript:alert(1)"),
        ('URL= "www.example.org/a"', "www.example.org/a"),
        (r"note = {See \href{data:text/html,x}{here}}", "data:text/html,x"),
        (r"howpublished = {\url{file:///etc/x}}", "file:///etc/x"),
        ("url = {10.1234/abc}", "10.1234/abc"),
        ("url = {https://example.org/a\\_b}, title = {My url: x}", ""),
        (r"howpublished = {\url{https://example.org/a?b=1\&c}}, url = {}", ""),
        ("url = macro, doi = {10.1234/abc}", ""),
    ],
)
def test_an_address_in_a_bibliography_is_one_of_a_page(entry: str, address: str) -> None:
    text = f"@book{{a2020,\n  title = {{T}},\n  {entry},\n}}\n"
    found = [(one.line, one.what) for one in wrong_addresses(text, "report/references.bib")]
    assert found == ([(3, f'"{address}" is not the address of a page.')] if address else [])


def test_addresses_in_csl_json_and_yaml_are_read_too() -> None:
    lines = (
        '[\n {"id": "a", "URL": "www.example.org"},\n {"id": "b", "URL": "https://example.org"}\n]'
    )
    assert [one.line for one in wrong_addresses(lines, "a.json")] == [2]
    lines = "references:\n- id: a\n  URL: javascript:x\n- id: b\n  note: '[A](data:x)'\n"
    assert [one.line for one in wrong_addresses(lines, "a.yaml")] == [3, 5]
