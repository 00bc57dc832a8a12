"""Exports: from each file alone every paragraph, every word of evidence and every coding can be
read back, whatever the text holds.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from reading_exports import ID, QDA, TEI, Found, Read, read_annotations, read_project, read_tei
from synthetic_codebooks import codebook_of
from throwaway import REPOSITORY, metadata_of

from pilcrow import formats
from pilcrow.export import export
from pilcrow.exports.markup import xml_characters, xml_name
from pilcrow.exports.material import (
    NAMESPACE,
    Document,
    Setting,
    guid,
    neighbours_of,
    read_export_documents,
    spans_of,
)
from pilcrow.exports.parts import export_document
from pilcrow.exports.refi import (
    DocumentPart,
    kinds_of_variables,
    part_of,
    write_codebook,
    write_qdpx,
)
from pilcrow.exports.tei import write_document
from pilcrow.exports.web_annotation import count_annotations, write_page
from pilcrow.model.problems import Problems
from pilcrow.model.records import (
    ActorMention,
    CleanedDocument,
    Coding,
    Correction,
    DivisionRow,
    Evidence,
    Paragraph,
    SegmentedDocument,
    Speaker,
    Voice,
    Withdrawn,
    write_records,
)

SCHEMAS = REPOSITORY / "tests/schemas"  # README.md there says whose they are
CODEBOOK: dict[str, Any] = {
    "title": "A codebook & its <tests>",
    "version": "1",
    "actors": [{"name": "Nobody & Sons", "words": ["Nobody"]}],
    "themes": [
        {
            "code": "talk",
            "name": "Talk",
            "definition": "“Talking” < shouting & silence.",
            "rules": [{"phrase": "talk*"}],
        },
        {
            "code": "trade",
            "name": "Other",
            "examples": [{"text": "A <trade>.", "why": "It trades."}],
            "themes": [{"code": "goods", "name": "Other"}],
        },
    ],
}
METADATA: dict[str, Any] = {
    "title": "A constructed <text> & more",
    "speaker": {"name": "First Speaker", "role": "Minister"},
    "addressee": {"name": "Second Speaker", "role": ""},
    "date": "2020-02-03",
    "place": "Somewhere",
    "source": {
        "description": "Made for a test.",
        "url": "not an <address>",
        "unknown": ["Everything."],
        "licence": "None.",
    },
    "extra": {"size": 3, "share": 1e-07, "open": True, "note": "a & b"},
}


def setting(**metadata: Any) -> Setting:
    codebook = codebook_of(CODEBOOK)
    colours = dict.fromkeys(codebook.codes(), "#1d4f7c")
    described = {name: metadata_of(one) for name, one in (metadata or {"doc": METADATA}).items()}
    return Setting(codebook, colours, "rules", "majority", described)


def document(parts: Sequence[tuple[str, str, str]], **more: Any) -> Document:
    """A document of paragraphs: kind, speaker, text."""
    paragraphs, start, counts = [], 0, dict[str, int]()
    for kind, speaker, text in parts:
        letter = {"heading": "h", "salutation": "s", "note": "n"}.get(kind, "p")
        counts[letter] = counts.get(letter, 0) + 1
        number = f"{letter}{counts[letter]}"
        checksum = hashlib.sha256(text.encode()).hexdigest()
        end = start + len(text)
        paragraphs.append(
            Paragraph(
                f"doc.{number}",
                "doc",
                number,
                kind,
                speaker,
                len(paragraphs) + 1,
                text,
                checksum,
                len(text.split()),
                start,
                end,
                start,
                end,
                len(paragraphs) + 1,
            )
        )
        start = end + 1
    clean = "\n".join(text for _, _, text in parts)
    cleaned = CleanedDocument(
        "doc",
        "raw/doc.txt",
        "0" * 64,
        10,
        "utf-8",
        False,
        "lines",
        "each line is a paragraph",
        clean,
        corrections=more.pop("corrections", []),
    )
    fields = {
        "withdrawn": [],
        "codings": [],
        "voices": [],
        "actors": [],
        "metadata": METADATA,
    } | more
    fields["metadata"] = metadata_of(fields["metadata"])
    return Document(
        cleaned,
        SegmentedDocument("doc", "", "", "1" * 64, "en", False, len(parts)),
        fields.pop("paragraphs", paragraphs),
        **fields,
    )


def span(text: str, start: int, end: int, rule: str = "") -> Evidence:
    return Evidence(start, end, start, end, rule, text[start:end])


def coding(
    paragraph: str, theme: str, coder: str, evidence: Sequence[Evidence] = (), **more: Any
) -> Coding:
    return Coding("doc", paragraph, theme, coder, list(evidence), **more)


def expected(of: Document) -> tuple[dict[str, Read], list[Found]]:
    paragraphs = {
        one.id: Read(one.kind, one.speaker, one.text, one.checksum) for one in of.paragraphs
    }
    found = [
        Found(
            one.kind,
            one.paragraph,
            one.what,
            one.coder,
            one.rule,
            one.start,
            one.end,
            one.text,
            one.memo,
            one.stale,
        )
        for one in spans_of(of)
    ]
    return paragraphs, found


class Held:
    """A part that is held in memory."""

    def __init__(self, part: DocumentPart) -> None:
        self.head = part.head
        self.part = part

    def read(self) -> DocumentPart:
        return self.part


def write_refi(of: Document, folder: Path, about: Setting) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    variables = kinds_of_variables(about)
    part = part_of(of, about, variables)
    write_qdpx(folder / "project.qdpx", [Held(part)], about, variables)
    return folder / "project.qdpx"


# Round trips

ODD = "\"'<>&]]>{}#\\\t\xa0​‏‮אب́🜁\U0010ffff￾\x01\x85 �é‍"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(ODD), st.characters(exclude_categories=["Cs"], exclude_characters="\n\r")
    ),
    max_size=30,
)
KINDS = st.sampled_from(["speech", "speech", "question", "salutation", "heading", "note"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of odd texts with odd codings on them."""
    speakers = st.sampled_from(["", "First Speaker", "Zweite <Stimme> & Söhne", "السيد الوزير"])
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(KINDS)
        parts.append((kind, "" if kind in ("heading", "note") else draw(speakers), draw(TEXTS)))
    made = document(parts)
    codings, voices, actors = [], [], []
    memos = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
    for paragraph in made.paragraphs:

        def piece(rule: str = "", paragraph: Paragraph = paragraph) -> Evidence:
            start, end = sorted(draw(st.tuples(*[st.integers(0, len(paragraph.text))] * 2)))
            return span(paragraph.text, start, end, rule)

        for theme in draw(st.lists(st.sampled_from(["talk", "trade", "trade/goods"]), unique=True)):
            codings.append(
                coding(
                    paragraph.id,
                    theme,
                    "rules",
                    [piece("talk.1") for _ in range(draw(st.integers(1, 3)))],
                )
            )
        for theme in draw(st.lists(st.sampled_from(["", "talk", "trade/goods"]), unique=True)):
            pieces = [piece() for _ in range(draw(st.integers(0, 2)))] if theme else []
            codings.append(
                coding(
                    paragraph.id, theme, "anna", pieces, memo=draw(memos), stale=draw(st.booleans())
                )
            )
        for voice in draw(st.lists(st.sampled_from(["own", "reported", "distanced"]), max_size=2)):
            words = piece()
            if words.text:
                voices.append(
                    Voice(
                        "doc",
                        paragraph.id,
                        voice,
                        "anna",
                        words.start,
                        words.end,
                        words.text,
                        draw(memos),
                        draw(memos),
                    )
                )
        for _ in range(draw(st.integers(0, 1))):
            words = piece()
            actors.append(
                ActorMention(
                    "doc", paragraph.id, "Nobody & Sons", words.start, words.end, words.text
                )
            )
    return msgspec.structs.replace(made, codings=codings, voices=voices, actors=actors)


def in_xml(found: Sequence[Found], forget_memo_of: str = "") -> list[Found]:
    """What a file can hold of things said: a memo of characters that XML cannot hold has U+FFFD in
    their place.
    """
    return sorted(
        one._replace(memo="" if one.kind == forget_memo_of else xml_characters(one.memo))
        for one in found
    )


@settings(max_examples=60)
@given(documents())
def test_every_format_gives_back_the_paragraphs_the_evidence_and_the_codings(
    tmp_path_factory: pytest.TempPathFactory, of: Document
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    about = setting()
    paragraphs, found = expected(of)

    (folder / "doc.xml").write_bytes(write_document(of, about))
    read = read_tei(folder / "doc.xml")
    assert read[0] == paragraphs
    assert sorted(read[1]) == sorted(found)

    (folder / "doc.jsonld").write_bytes(b"".join(write_page(of, about, "", "")))
    assert (read_annotations(folder / "doc.jsonld", of.text)[0]) == paragraphs
    assert sorted(read_annotations(folder / "doc.jsonld", of.text)[1]) == sorted(found)

    texts, said, _ = read_project(write_refi(of, folder / "refi", about))
    assert texts == {"doc": paragraphs}
    assert in_xml(said["doc"]) == in_xml(found)
    shutil.rmtree(folder)


def test_both_readings_of_a_correction_stand_in_the_tei_file(tmp_path: Path) -> None:
    """Even where evidence begins inside the corrected words; other spans count the characters of
    the corrected text.
    """
    text = "We talk of the the sea and talk."
    corrections = [
        Correction("doc.p1", "teh", "the", "A slip.", "The editor", 2, "applied", start=11, end=14),
        Correction("doc.p1", " sea sea", " sea", "Said twice.", "", 3, "applied", start=18, end=22),
        Correction(
            "doc.p1", " now", "", "Not in the recording.", "", 4, "applied", start=31, end=31
        ),
        Correction("doc.p1", "talk", None, "A note.", "The editor", 5, "note", start=3, end=7),
    ]
    evidence = [span(text, 12, 20), span(text, 0, 32), span(text, 31, 32), span(text, 27, 31)]
    of = document(
        [("speech", "", text)],
        corrections=corrections,
        codings=[coding("doc.p1", "talk", "anna", evidence)],
    )
    (tmp_path / "doc.xml").write_bytes(write_document(of, setting()))
    paragraphs, found, received = read_tei(tmp_path / "doc.xml")
    assert paragraphs["doc.p1"].text == text
    assert received["doc.p1"] == "We talk of teh the sea sea and talk now."
    assert sorted((one.start, one.end, one.words) for one in found) == sorted(
        (one.start, one.end, one.text) for one in evidence
    )
    notes = etree.parse(tmp_path / "doc.xml").getroot().findall(".//{*}standOff/{*}note")
    assert [(note.get("target"), note.get("type")) for note in notes] == [
        ("#doc.correction.1", "correction"),
        ("#doc.correction.2", "correction"),
        ("#doc.correction.3", "correction"),
        ("#doc.p1.c3 #doc.p1.c7", "note"),
    ]


def test_decisions_about_the_division_stand_in_tei_and_refi_files(tmp_path: Path) -> None:
    of = document([("speech", "Ann", "We begin."), ("speech", "Ann", "We end.")])
    row = DivisionRow(
        "We end.", "split", "Another turn", responsible="The editor", paragraphs=("doc.p2",)
    )
    idle = DivisionRow("Gone", "join", "Once one turn")
    segmented = msgspec.structs.replace(of.segmented, division=[row, idle])
    of = msgspec.structs.replace(of, segmented=segmented)
    (tmp_path / "doc.xml").write_bytes(write_document(of, setting()))
    root = etree.parse(tmp_path / "doc.xml").getroot()
    (note,) = root.findall(".//{*}standOff/{*}note")
    assert (note.get("type"), note.get("target")) == ("division", "#doc.p2")
    assert note.get("resp", "").removeprefix("#") in [
        one.get(ID) for one in root.findall(".//{*}respStmt")
    ]
    assert "Another turn." in "".join(note.itertext())
    with zipfile.ZipFile(write_refi(of, tmp_path / "refi", setting())) as archive:
        project = archive.read("project.qde").decode()
    assert "doc.p2: division: " in project and "Another turn." in project


def test_a_character_that_xml_cannot_hold_is_named_in_the_text_and_replaced_elsewhere(
    tmp_path: Path,
) -> None:
    of = document(
        [("speech", "A\x01B", "one\ufffetwo")],
        codings=[coding("doc.p1", "talk", "anna", memo="a\x07memo")],
    )
    tei = write_document(of, setting()).decode()
    assert 'one<g n="U+FFFE"/>two' in tei
    assert 'a<g n="U+0007"/>memo' in tei
    assert "<persName>A\ufffdB</persName>" in tei
    with zipfile.ZipFile(write_refi(of, tmp_path, setting())) as archive:
        assert "a\ufffdmemo" in archive.read("project.qde").decode()


def test_what_is_stale_and_what_left_the_text_is_kept_and_said(tmp_path: Path) -> None:
    lost = coding(
        "doc.p1", "talk", "anna", [span("We talk.", 3, 7)], stale=True, lost=["and shout"], memo="M"
    )
    gone = coding("doc.p2", "trade", "anna", stale=True, lost=["We trade."])
    voice = Voice("doc", "doc.p2", "reported", "anna", 0, 0, "We trade.", "Somebody", "", True)
    withdrawn = Withdrawn(
        "doc.p2", "doc", "p2", "speech", "", "We trade.", "2" * 64, "doc.p1", True
    )
    of = document(
        [("speech", "", "We talk.")], codings=[lost, gone], voices=[voice], withdrawn=[withdrawn]
    )
    (tmp_path / "doc.xml").write_bytes(write_document(of, setting()))
    found = expected(of)[1]
    assert len(found) == 4
    assert sorted(read_tei(tmp_path / "doc.xml")[1]) == sorted(found)
    assert '<note xml:id="doc.p2" n="2" type="withdrawn" target="#doc.p1">We trade.</note>' in (
        tmp_path / "doc.xml"
    ).read_text("utf-8")
    (tmp_path / "doc.jsonld").write_bytes(b"".join(write_page(of, setting(), "", "")))
    assert sorted(read_annotations(tmp_path / "doc.jsonld", of.text)[1]) == sorted(found)
    project = write_refi(of, tmp_path / "refi", setting())
    assert [one.words for one in read_project(project)[1]["doc"]] == ["talk"]
    with zipfile.ZipFile(project) as archive:
        note = etree.fromstring(archive.read("project.qde")).findtext(
            ".//{*}Note/{*}PlainTextContent"
        )
    assert "doc.p1, talk (anna), on words that the text no longer has: “and shout” M" in note
    assert "doc.p2, reported (anna), on words that the text no longer has: “We trade.”" in note
    assert "doc.p2 left the text, now in doc.p1. It read: We trade." in note


def test_names_of_any_letters_give_different_identifiers() -> None:
    names = ["a b", "a_b", "a_20_b", "ab", "a-b", "a.b", "Ab", "å b", "🜁", ""]
    assert len({xml_name(name) for name in names}) == len(names)


def test_identifiers_are_uuids_of_version_5() -> None:
    for parts in (("user", "anna"), ("söng", "", "\x00"), ()):
        assert guid(*parts) == str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


# Formats

PARTS = [
    ("salutation", "First Speaker", "Colleagues, — “good” <evening> & welcome"),
    ("heading", "", "A heading"),
    ("heading", "", "Another, below it"),
    ("note", "", "(Applause)"),
    ("speech", "First Speaker", "We talk, and talk; 'trade' follows."),
    ("question", "Second Speaker", "لماذا؟ 🜁 e\u0301"),
    ("speech", "", ""),
    ("heading", "", "A last heading"),
]


def odd() -> Document:
    text = PARTS[4][2]
    codings = [
        coding(
            "doc.p1", "talk", "rules", [span(text, 3, 7, "talk.1"), span(text, 13, 17, "talk.1")]
        ),
        coding(
            "doc.p1",
            "trade/goods",
            "anna",
            [span(text, 0, 20), span(text, 10, 30)],
            memo="Overlaps & <crosses>.",
            lost=["gone"],
            stale=True,
        ),
        coding("doc.p2", "", "ben"),
        coding("doc.p9", "talk", "anna", stale=True, lost=["gone"]),
    ]
    whole = "\n".join(part[2] for part in PARTS)
    place = whole.index("follows")
    question = whole.index(PARTS[5][2])
    corrections = [
        Correction(
            "doc.p1",
            "folows",
            "follows",
            "A slip.",
            "The editor",
            2,
            "applied",
            start=place,
            end=place + 7,
        ),
        Correction("doc.p1", "x", "y", "Nowhere.", "", 3, "inapplicable", found="z"),
        Correction(
            "doc.p2",
            "",
            None,
            "On the whole paragraph.",
            "The editor",
            4,
            "note",
            start=question,
            end=question + len(PARTS[5][2]),
        ),
        Correction("line 9", "a", "b", "In a label.", "", 5, "applied", start=-1, end=-1),
    ]
    voices = [Voice("doc", "doc.p1", "reported", "ben", 0, len(text), text, "A source", "A memo")]
    withdrawn = [Withdrawn("doc.p9", "doc", "p9", "speech", "", "Gone & lost.", "2" * 64)]
    of = document(
        PARTS, codings=codings, corrections=corrections, voices=voices, withdrawn=withdrawn
    )
    first = of.paragraphs[0]
    labelled = msgspec.structs.replace(
        first, speaker_label="FIRST SPEAKER:", label="1.", locator="page 2", asides=[(0, 11)]
    )
    return msgspec.structs.replace(of, paragraphs=[labelled, *of.paragraphs[1:]])


def test_tei_files_are_valid_by_the_schema_of_parliamentary_corpora(tmp_path: Path) -> None:
    jing = shutil.which("jing")
    if jing is None:
        pytest.skip("There is no jing.")
    bare = {"title": "Bare", "speaker": {"name": "Unknown speaker"}, "date": "1000"}
    (tmp_path / "tei").mkdir()
    (tmp_path / "tei/odd.xml").write_bytes(write_document(odd(), setting()))
    (tmp_path / "tei/empty.xml").write_bytes(write_document(document([], metadata={}), setting()))
    (tmp_path / "tei/bare.xml").write_bytes(
        write_document(document([("note", "", "x")], metadata=bare), setting())
    )
    checked = subprocess.run(
        [jing, SCHEMAS / "parla-clarin.rng", *(tmp_path / "tei").iterdir()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout == ""
    assert checked.returncode == 0, checked.stderr


def test_a_corpus_of_several_is_one_tei_corpus_whose_identifiers_differ(tmp_path: Path) -> None:
    jing = shutil.which("jing")
    folder = exported(tmp_path, ["one", "two", "corpus"])
    corpus = etree.parse(folder / "tei-corpus.xml")
    corpus.xinclude()
    identifiers = corpus.xpath("//@xml:id")
    assert len(identifiers) == len(set(identifiers))
    assert {"one", "two", "corpus", "one.p1", "two.p1"} <= set(identifiers)
    pointers = [
        part
        for value in corpus.xpath("//@target|//@from|//@to|//@who|//@ana|//@resp|//@corresp")
        for part in value.split()
    ]
    assert pointers and {pointer[1:] for pointer in pointers if pointer.startswith("#")} <= set(
        identifiers
    )
    for element in corpus.iter():  # the schema does not know what XInclude leaves behind
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}base", None)
    corpus.write(tmp_path / "whole.xml", encoding="utf-8")
    if jing is None:
        pytest.skip("There is no jing.")
    checked = subprocess.run(
        [jing, SCHEMAS / "parla-clarin.rng", tmp_path / "whole.xml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout == ""


def test_projects_and_codebooks_are_valid_by_the_schema_of_refi_qda(tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "REFI-QDA-Project.xsd"))
    with zipfile.ZipFile(write_refi(odd(), tmp_path, setting())) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    write_codebook(tmp_path / "codebook.qdc", setting())
    book = (
        (tmp_path / "codebook.qdc")
        .read_text(encoding="utf-8")
        .partition("?>")[2]
        .replace("QDA-XML:codebook:1.0", "QDA-XML:project:1.0")
    )
    bare = etree.fromstring(book)
    del bare.attrib["origin"]  # which a codebook alone has
    project = etree.Element("{urn:QDA-XML:project:1.0}Project", name="A codebook in a project")
    project.append(bare)
    schema.assertValid(project)


def test_codes_of_one_name_are_told_apart_and_nest_as_in_the_codebook(tmp_path: Path) -> None:
    write_codebook(tmp_path / "codebook.qdc", setting())
    root = etree.parse(tmp_path / "codebook.qdc").getroot()
    names = {code.get("name"): code.getparent().get("name") for code in root.iter("{*}Code")}
    assert names == {"Talk": None, "Other (trade)": None, "Other (trade/goods)": "Other (trade)"}
    assert root.findtext(".//{*}Code[@name='Talk']/{*}Description").startswith(
        "talk\n\n“Talking” < shouting & silence."
    )


def test_variables_have_the_kind_that_their_values_have_everywhere(tmp_path: Path) -> None:
    other = {"date": "1961", "extra": {"size": "many", "late": 2}}
    assert kinds_of_variables(setting()) == {
        **dict.fromkeys(["title", "speaker", "place", "event", "language", "note"], "Text"),
        "date": "Date",
        "size": "Integer",
        "share": "Float",
        "open": "Boolean",
    }
    whole = kinds_of_variables(setting(doc=METADATA, other={"extra": {"share": 3, "open": "no"}}))
    assert (whole["share"], whole["open"]) == ("Float", "Text")
    both = kinds_of_variables(setting(doc=METADATA, other=other))
    assert (both["date"], both["size"], both["late"]) == ("Text", "Text", "Integer")
    values = read_project(write_refi(odd(), tmp_path, setting()))[2]["doc"]
    assert values["date"] == "2020-02-03"
    assert values["share"] == "0.0000001"
    assert values["open"] == "true"


def test_a_project_depends_on_nothing_but_its_content(tmp_path: Path) -> None:
    first, second = (
        write_refi(odd(), tmp_path / name, setting()) for name in ("a", "another folder")
    )
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        members = archive.infolist()
    assert [member.filename.partition("/")[0] for member in members] == ["project.qde", "sources"]
    assert {(member.date_time, member.compress_type) for member in members} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
    }


def test_annotations_have_what_the_data_model_asks_for(tmp_path: Path) -> None:
    """https://www.w3.org/TR/annotation-model/: each an IRI, a target, known motivations, purposes
    and selectors.
    """
    page = json.loads(b"".join(write_page(odd(), setting(), "before", "after")))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (page["prev"], page["next"]) == ("before.jsonld", "after.jsonld")
    motivations = {
        "classifying",
        "commenting",
        "describing",
        "editing",
        "identifying",
        "tagging",
        "assessing",
    }
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["id"].startswith("urn:uuid:")
        assert item["motivation"] in motivations
        assert {body["purpose"] for body in item["body"]} <= motivations
        assert item.get("creator", {}).get("type", "Software") == "Software", (
            "of a reader nobody knows whether it is a person"
        )
        kinds = [selector["type"] for selector in item["target"].get("selector", [])]
        assert kinds in ([], ["TextQuoteSelector", "TextPositionSelector", "FragmentSelector"])
    identifiers = [item["id"] for item in page["items"]]
    assert len(set(identifiers)) == len(identifiers)


def test_an_annotation_keeps_its_identifier_when_others_come_and_go() -> None:
    one = odd()
    fewer = msgspec.structs.replace(one, codings=one.codings[1:])
    pages = [
        json.loads(b"".join(write_page(of, setting(), "", "")))["items"] for of in (one, fewer)
    ]
    first, second = ({item["id"] for item in page} for page in pages)
    assert second < first


def test_a_tei_export_is_read_again_as_a_transcript() -> None:
    of = odd()
    found = formats.extract(write_document(of, setting()), "raw/doc.xml")
    read = [
        (place.label, place.kind, found.text[place.start : place.end]) for place in found.places
    ]
    kinds = {"heading": "heading", "note": "note"}
    assert read == [
        (one.id, kinds.get(one.kind, ""), one.text) for one in of.paragraphs if one.text
    ]
    assert [(cut.before, cut.detail) for cut in found.cuts] == [
        ("FIRST SPEAKER:\n", "speakers' names"),
        ("folows\n", "readings before correction"),
    ]


# The stage


def write_batch(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """What the stages before leave of a batch of one document."""
    one = odd()

    def renamed(record: Any) -> Any:
        return msgspec.json.decode(
            msgspec.json.encode(record)
            .replace(b'"doc"', f'"{name}"'.encode())
            .replace(b'"doc.', f'"{name}.'.encode()),
            type=type(record),
        )

    segmented = [renamed(record) for record in (one.segmented, *one.paragraphs, *one.withdrawn)]
    for stage, records in (
        ("clean", [renamed(one.cleaned)]),
        ("segment", segmented),
        ("code", [renamed(record) for record in (*one.codings, *one.voices, *one.actors)]),
    ):
        write_records(folder / stage / f"{name}.jsonl", records)
    return (
        folder / "clean" / f"{name}.jsonl",
        folder / "segment" / f"{name}.jsonl",
        folder / "code" / f"{name}.jsonl",
    )


def write_exported(path: Path, batch: tuple[Path, Path, Path], about: Setting) -> Path:
    """What `export_batch` leaves of a batch."""
    variables, around = kinds_of_variables(about), neighbours_of(about.metadata)
    read = read_export_documents(*batch, about)
    write_records(
        path,
        (
            record
            for one in read
            for record in export_document(one, about, variables, around[one.id])
        ),
    )
    return path


def exported(folder: Path, names: Sequence[str]) -> Path:
    about = setting(**dict.fromkeys(names, METADATA))
    batches = [
        write_exported(folder / f"{name}.jsonl", write_batch(folder, name), about) for name in names
    ]
    export(folder / "export", batches, about)
    return folder / "export"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_corpus_is_the_same_whatever_the_batches(tmp_path: Path) -> None:
    names = [f"speech-{number}" for number in range(6)]
    one = files(exported(tmp_path / "one", names))
    other = files(exported(tmp_path / "other", names[::-1]))
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
    assert sorted(one) == sorted(
        ["annotations.jsonld", "codebook.qdc", "project.qdpx", "tei-corpus.xml"]
        + [
            f"{folder}.{ending}"
            for name in names
            for folder, ending in (
                (f"text/{name}", "txt"),
                (f"tei/{name}", "xml"),
                (f"annotations/{name}", "jsonld"),
            )
        ]
    )
    collection = json.loads(one["annotations.jsonld"])
    assert collection["total"] == sum(
        len(json.loads(one[f"annotations/{name}.jsonld"])["items"]) for name in names
    )


def test_records_that_do_not_fit_together_are_a_sentence(tmp_path: Path) -> None:
    one, other = write_batch(tmp_path, "one"), write_batch(tmp_path, "other")
    about = setting(one=METADATA, other=METADATA)
    with pytest.raises(
        Problems,
        match=r'The next document is "other" here, but "one" in the output of clean\.'
        r" Run the stage segment again",
    ):
        write_exported(tmp_path / "a", (one[0], other[1], one[2]), about)
    with pytest.raises(Problems, match='The document "other" was coded, but not segmented'):
        write_exported(tmp_path / "b", (one[0], one[1], other[2]), about)


@pytest.mark.slow
def test_a_paragraph_with_very_many_matches_is_exported_in_proportion() -> None:
    """A test of cost without a clock: where the cost grew with the square of the number, this ran
    for minutes.
    """
    text = "Talk is talk. " * 20_000
    spans = [Evidence(at, at + 4, at, at + 4, "talk.1", "Talk") for at in range(0, len(text), 14)]
    of = document([("speech", "", text)], codings=[Coding("doc", "doc.p1", "talk", "rules", spans)])
    about = setting()
    assert write_document(of, about).count(b"<anchor ") == 40_000
    pieces = list(write_page(of, about, "", ""))
    assert len(json.loads(b"".join(pieces))["items"]) == count_annotations(of) == 20_001
    # Neither stage holds the whole page in memory.
    assert max(map(len, pieces)) < 2_000_000 < 10_000_000 < sum(map(len, pieces))
    assert (
        part_of(of, about, kinds_of_variables(about)).source.count("<PlainTextSelection ") == 20_001
    )


# Speakers


def test_speakers_have_role_party_and_authority_id(tmp_path: Path) -> None:
    of = document([("speech", "Lorena Roldán Suárez", "One."), ("question", "Jan Voss", "Two?")])
    people = [Speaker("Lorena Roldán Suárez", "Roldán", "deputy", "A & B", "wikidata:Q100")]
    of = msgspec.structs.replace(of, segmented=msgspec.structs.replace(of.segmented, people=people))
    root = etree.fromstring(write_document(of, setting()))
    who = [one.get("who") for one in root.iter(f"{TEI}u")]
    known, other = (
        next(root.iter(f"{TEI}listPerson")).find(f"*[@{ID}='{one[1:]}']") for one in who
    )
    assert [(etree.QName(one).localname, "".join(one.itertext())) for one in known] == [
        ("persName", "Lorena Roldán Suárez"),
        ("occupation", "deputy"),
        ("affiliation", "A & B"),
        ("idno", "https://www.wikidata.org/entity/Q100"),
    ]
    assert known.find(f"{TEI}persName/{TEI}surname").text == "Roldán"
    assert known.find(f"{TEI}idno").get("subtype") == "wikidata"
    assert [etree.QName(one).localname for one in other] == ["persName"]
    with zipfile.ZipFile(write_refi(of, tmp_path, setting())) as project:
        codes = etree.fromstring(project.read("project.qde")).iter(f"{QDA}Code")
        said = {code.get("name"): code.findtext(f"{QDA}Description") for code in codes}
    assert (
        said["speaker: Lorena Roldán Suárez"] == "Family name: Roldán\nRole: deputy\nParty: A & B\n"
        "Authority: wikidata:Q100 (https://www.wikidata.org/entity/Q100)"
    )
    assert said["speaker: Jan Voss"] is None
