"""Promise: whatever the format, the words of the speech come out whole, what is around them is cut
on record, and each paragraph knows where it stands in the source.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from throwaway import REPOSITORY, document_of

from pilcrow import clean, formats, segment
from pilcrow.edition import cleaning
from pilcrow.edition import sources as edition
from pilcrow.edition.segmentation import segment_document
from pilcrow.formats import html as html_reader
from pilcrow.formats import pdf
from pilcrow.formats.extracted import Collector, Extracted, SourceDescription
from pilcrow.formats.guard import read_within_limits
from pilcrow.formats.html import most_attributes
from pilcrow.formats.markdown import find_markup
from pilcrow.model.documents import Document, Manifest
from pilcrow.model.problems import Problems
from pilcrow.model.records import (
    CleanedDocument,
    Paragraph,
    Segment,
    read_records,
    write_json,
)
from pilcrow.text.candidates import Names
from pilcrow.text.normalise import apply_edits, revert_edits
from pilcrow.text.offsets import Offsets

FOLDER = REPOSITORY / "tests/data/formats"
TITLE = "Inaugural Address of John F. Kennedy"


def read(content: bytes, name: str, **settings: object) -> tuple[CleanedDocument, list[Paragraph]]:
    manifest = document_of("speech", f"raw/{name}", **settings)  # type: ignore[arg-type]
    cleaned = cleaning.clean_document(content, manifest)
    return cleaned, segment_document(cleaned, manifest).paragraphs


def of(name: str) -> tuple[CleanedDocument, list[Paragraph]]:
    return read((FOLDER / name).read_bytes(), name)


def plain(text: str) -> str:
    """Signs that a typesetter changes, made alike."""
    return re.sub(
        r"\s+", " ", text.replace("—", "--").replace("’", "'").replace("“", '"').replace("”", '"')
    ).strip()


@pytest.fixture(scope="module")
def kennedy() -> list[str]:
    lines = (REPOSITORY / "tests/data/quanteda/1961-Kennedy.txt").read_text("utf-8").split("\n")
    return [plain(line) for line in lines if line.strip()][:12]


def speech(paragraphs: list[Paragraph]) -> list[str]:
    return [plain(paragraph.text) for paragraph in paragraphs if paragraph.kind == "speech"]


def cuts(cleaned: CleanedDocument) -> dict[str, str]:
    found: dict[str, str] = {}
    for edit in cleaned.normalisation:
        if edit.operation == "left-out":
            found[edit.detail] = found.get(edit.detail, "") + edit.before
    return found


@pytest.mark.parametrize(
    "name",
    [
        "kennedy.docx",
        "kennedy.html",
        "kennedy.xml",
        "kennedy-one-column.pdf",
        "kennedy-two-columns.pdf",
    ],
)
def test_every_word_of_the_speech_and_no_other(name: str, kennedy: list[str]) -> None:
    """Running heads, hyphens, columns, notes and navigation included."""
    assert speech(of(name)[1]) == kennedy


def test_a_page_that_a_browser_printed_keeps_the_paragraphs(kennedy: list[str]) -> None:
    """Print has no navigation to tell apart: it stays, for the editor to mark."""
    found = speech(of("kennedy-chromium.pdf")[1])
    assert [text for text in found if text in kennedy] == kennedy


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("kennedy*")))
def test_clean_text_leads_back_to_the_extracted_text_and_that_to_the_source(name: str) -> None:
    cleaned, paragraphs = of(name)
    offsets = Offsets(cleaned)
    assert apply_edits(cleaned.received, cleaned.normalisation) == cleaned.text
    assert offsets.received == cleaned.received
    for paragraph in paragraphs:
        assert paragraph.locator
        low, high = offsets.to_received(paragraph.start, paragraph.end)
        assert (
            cleaned.received.encode()[paragraph.raw_start : paragraph.raw_end]
            == cleaned.received[low:high].encode()
        )
        assert cleaned.received[low:high].split()[0] == paragraph.text.split()[0]


def test_a_build_gives_paragraphs_the_places_and_kinds_that_add_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stages let go of what they have used; what the source says of its paragraphs is read
    before.
    """
    names = {
        f"speech-{path.suffix[1:]}-{number}": path
        for number, path in enumerate(sorted(FOLDER.glob("kennedy*")))
    }
    (tmp_path / "raw").mkdir()
    documents = []
    for name, path in names.items():
        documents.append(Document(document=name, raw=f"raw/{name}{path.suffix}"))
        (tmp_path / documents[-1].raw).write_bytes(path.read_bytes())
    write_json(tmp_path / "manifest.json", Manifest("batch-00", documents))
    monkeypatch.chdir(tmp_path)
    of_stage = ["--manifest", "manifest.json"]
    clean.main([*of_stage, "--output", "clean.jsonl"])
    segment.main([*of_stage, "--clean", "clean.jsonl", "--output", "segment.jsonl"])
    built = [
        record
        for record in read_records(tmp_path / "segment.jsonl", Segment)
        if isinstance(record, Paragraph)
    ]
    for document in documents:
        shown = edition.load_document(tmp_path, document.document).paragraphs
        assert [
            paragraph for paragraph in built if paragraph.document == document.document
        ] == shown
        assert all(paragraph.locator for paragraph in shown)


def test_locators_are_the_sources_own() -> None:
    last = {
        name: of(name)[1][-1].locator
        for name in (
            "kennedy.docx",
            "kennedy.html",
            "kennedy.xml",
            "kennedy-two-columns.pdf",
            "kennedy.srt",
        )
    }
    assert last == {
        "kennedy.docx": "paragraph 14",
        "kennedy.html": "/html/body/main/p[12]",
        "kennedy.xml": "body/div/p[12]",
        "kennedy-two-columns.pdf": "p. 2",
        "kennedy.srt": "0:01:35–0:02:18",
    }
    across = next(
        paragraph for paragraph in of("kennedy-two-columns.pdf")[1] if "–" in paragraph.locator
    )
    assert across.locator == "p. 1–2"


def test_what_was_cut_is_on_record() -> None:
    assert cuts(of("kennedy.html")[0]) == {
        "navigation": "Home\nSpeeches\n",
        "beside the article": "Subscribe to our newsletter.\n",
        "mark of a note": "1",
        "notes": "Delivered at the east front of the Capitol.↩︎\n",
        "foot of the page": "Terms of use\n",
    }
    assert cuts(of("kennedy.docx")[0]) == {
        "footnote": " Delivered at the east front of the Capitol.\n"
    }
    assert cuts(of("kennedy-one-column.pdf")[0]) == {
        "running head": "Inaugural addresses\n" * 3,
        "page number": "Page 1\nPage 2\nPage 3\n",
    }


@pytest.mark.parametrize("name", ["kennedy.docx", "kennedy.html"])
def test_headings_are_those_of_the_source(name: str) -> None:
    assert [paragraph.text for paragraph in of(name)[1] if paragraph.kind == "heading"] == [
        TITLE,
        "Washington, D.C., 20 January 1961",
    ]


# Captions


def test_captions_become_paragraphs_where_the_speech_pauses() -> None:
    for name, speaker in (("kennedy.vtt", "John F. Kennedy"), ("kennedy.srt", "")):
        paragraphs = of(name)[1]
        assert [paragraph.text[:17] for paragraph in paragraphs] == [
            "The world is very",
            "We dare not forge",
        ]
        assert {paragraph.speaker for paragraph in paragraphs} == {speaker}


def test_speakers_of_captions() -> None:
    text = """WEBVTT

00:00:01.000 --> 00:00:02.000
<v Ann>Synthetic: we met

00:00:02.000 --> 00:00:03.000
<v Ann>twice.

00:00:03.000 --> 00:00:04.000
<v Ben>And parted once.

00:00:04.000 --> 00:00:05.000
>> Who said that?
"""
    cleaned, paragraphs = read(text.encode(), "a.vtt")
    found = [(paragraph.text, paragraph.speaker, paragraph.locator) for paragraph in paragraphs]
    assert found == [
        ("Synthetic: we met twice.", "Ann", "0:00:01–0:00:02"),
        ("And parted once.", "Ben", "0:00:03"),
        ("Who said that?", "", "0:00:04"),
    ]
    assert cuts(cleaned) == {"sign of a new speaker": ">> "}


def test_captions_that_roll_up_say_nothing_twice() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\none two\n\n00:02.000 --> 00:03.000\none two\nthree"
        " four\n\n00:03.000 --> 00:04.000\nthree four\nfive\n"
    )
    cleaned, paragraphs = read(text.encode(), "a.vtt")
    assert [paragraph.text for paragraph in paragraphs] == ["one two three four five"]
    assert cuts(cleaned) == {"caption repeated as it rolls up": "one two\nthree four\n"}


def cues(*captions: tuple[str, str, str]) -> bytes:
    blocks = [f"{begins} --> {ends}\n{text}" for begins, ends, text in captions]
    return "\n\n".join(["WEBVTT", *blocks, ""]).encode()


def test_captions_without_punctuation_are_divided_at_pauses() -> None:
    words = "we said it before and we say it again"
    captions = [
        (
            f"00:{5 * n // 60:02}:{5 * n % 60:02}.000",
            f"00:{5 * n // 60:02}:{5 * n % 60 + 3:02}.000",
            words,
        )
        for n in range(40)
    ]
    assert len(read(cues(*captions), "a.vtt")[1]) == 40
    _, paragraphs = read(
        cues(("00:01.000", "00:02.000", words), ("00:02.100", "00:03.000", words)), "a.vtt"
    )
    assert [p.text for p in paragraphs] == [f"{words} {words}"]


def test_a_malformed_time_is_reported_with_its_line_and_its_words_are_kept() -> None:
    text = cues(("00:01.000", "00:02.000", "One."), ("00:00:0x", "00:03.000", "Two."))
    cleaned, paragraphs = read(text, "a.vtt")
    assert [p.text for p in paragraphs] == ["One. Two."]
    assert [(mark.kind, mark.line) for mark in cleaned.marks] == [("reading", 6)]


def test_a_sign_of_a_new_speaker_among_voices_names_nobody() -> None:
    said = ["<v Ann Low>We begin.", ">> Thank you.", "<v Ann Low>It is good.", "<v Bob High>Yes."]
    cues = "".join(
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n{words}\n\n" for at, words in enumerate(said)
    )
    paragraphs = read(f"WEBVTT\n\n{cues}".encode(), "a.vtt")[1]
    assert [one.speaker for one in paragraphs] == ["Ann Low", "", "Ann Low", "Bob High"]


def test_comments_and_styles_of_captions_are_not_words() -> None:
    text = cues(("00:01.000", "00:02.000", "One.\n\nNOTE not said\nnor this\n\nSTYLE\n::cue {}"))
    assert [p.text for p in read(text, "a.vtt")[1]] == ["One."]


# TEI


PARLIAMENT = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><profileDesc><particDesc><listPerson>
<person xml:id="AB"><persName><surname>Synthetic</surname><forename>Ann</forename></persName></person></listPerson></particDesc></profileDesc></teiHeader>
<text><body><div><head>Synthetic sitting</head><note type="speaker">Ann Synthetic:</note>
<u who="#AB" xml:id="u1"><seg xml:id="u1.1">We met <note>twice</note>once<vocal><desc>laughter</desc></vocal>.</seg>
<vocal><desc>Applause</desc></vocal><seg xml:id="u1.2">Words<lb/>go   on.</seg></u>
<sp><speaker>THE CHAIR.</speaker><p n="7">Order.</p></sp></div></body></text></TEI>"""  # noqa: E501


def test_tei_keeps_speakers_and_ids() -> None:
    cleaned, paragraphs = read(PARLIAMENT.encode(), "a.xml")
    found = [
        (paragraph.kind, paragraph.text, paragraph.speaker, paragraph.label, paragraph.locator)
        for paragraph in paragraphs
    ]
    assert found == [
        ("heading", "Synthetic sitting", "", "", "body/div/head"),
        ("speech", "We met once(laughter).", "Ann Synthetic", "u1.1", "body/div/u/seg[1]"),
        ("note", "Applause", "", "", "body/div/u/vocal"),
        ("speech", "Words go on.", "Ann Synthetic", "u1.2", "body/div/u/seg[2]"),
        ("speech", "Order.", "THE CHAIR", "7", "body/div/sp/p"),
    ]
    assert cuts(cleaned) == {"speakers' names": "Ann Synthetic:\nTHE CHAIR.\n", "notes": "twice\n"}


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("John F. <surname>Sample</surname>", "John F. Sample"),  # as Pilcrow exports it
        ("<surname>Sample</surname> Ann", "Sample Ann"),
        ("<roleName>Chair</roleName><surname>Sample</surname>", "Sample"),
        ("<surname>Sample</surname><forename>Ann</forename>", "Ann Sample"),
        ("Ann Sample", "Ann Sample"),
    ],
)
def test_a_tei_name_is_read_whole_where_only_the_surname_is_marked(marked: str, name: str) -> None:
    given = "<surname>Synthetic</surname><forename>Ann</forename>"
    assert given in PARLIAMENT
    _, paragraphs = read(PARLIAMENT.replace(given, marked).encode(), "a.xml")
    assert paragraphs[1].speaker == name


# HTML


def test_words_that_are_missing_in_tei_are_told() -> None:
    """The sentence was printed as if nothing were missing."""
    said = "We <gap reason='inaudible'/> it <gap/> and <gap reason='x'><desc>noise</desc></gap>."
    page = f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>{said}</p></body></text></TEI>"
    _, [paragraph] = read(page.encode(), "a.xml")
    assert (paragraph.text, paragraph.words) == ("We (inaudible) it (gap) and (noise).", 3)


def test_events_that_tei_states_are_not_words_in_any_language() -> None:
    body = (
        "<u who='#A'><seg>Szia. <vocal><desc>Közbekiáltás</desc></vocal> Igen.</seg></u><note"
        " type='time'>(10.40)</note><u"
        " who='#A'><seg><incident><desc>Taps</desc></incident></seg></u>"
    )
    text = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"'
        f' xml:lang="hu"><text><body>{body}</body></text></TEI>'
    )
    _, paragraphs = read(text.encode(), "a.xml", language="hu")
    assert [(p.kind, p.text, p.words) for p in paragraphs[:2]] == [
        ("speech", "Szia. (Közbekiáltás) Igen.", 2),
        ("note", "(10.40)", paragraphs[1].words),
    ]
    assert paragraphs[2].kind == "note" and paragraphs[2].speaker == ""


def test_a_paragraph_in_another_language_says_so() -> None:
    text = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="nl"><text><body><u'
        " who='#A'><seg>Goedemorgen.</seg><seg xml:lang='fr'>Bonjour.</seg></u></body></text></TEI>"
    )
    _, paragraphs = read(text.encode(), "a.xml", language="nl")
    assert [p.language for p in paragraphs] == ["", "fr"]


def test_every_text_of_a_corpus_is_read() -> None:
    one = "<TEI><text><body><p>{}</p></body></text></TEI>"
    text = (
        "<teiCorpus"
        f' xmlns="http://www.tei-c.org/ns/1.0">{one.format("One.")}{one.format("Two.")}</teiCorpus>'
    )
    _, paragraphs = read(text.encode(), "a.xml")
    assert [(p.text, p.locator) for p in paragraphs] == [
        ("One.", "body[1]/p"),
        ("Two.", "body[2]/p"),
    ]
    root = (
        b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><i:include'
        b' xmlns:i="http://www.w3.org/2001/XInclude" href="x"/></teiCorpus>'
    )
    with pytest.raises(Problems, match="only includes other files"):
        read(root, "a.xml")


def test_akoma_ntoso_gives_speakers_by_its_references() -> None:
    text = (
        "<akomaNtoso"
        ' xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><meta><references><TLCPerson'
        ' eId="adams" showAs="Ann Adams"/></references></meta><debateBody><debateSection><speech'
        ' by="#adams" eId="s1"><from>Mrs Adams:</from><p>We sail.<authorialNote><p>In'
        " May.</p></authorialNote> Soon.</p></speech><scene>Applause.</scene><answer"
        ' by="#baker"><from>Mr Baker</from><p>Do'
        " we?</p></answer></debateSection></debateBody></debate></akomaNtoso>"
    )
    cleaned, paragraphs = read(text.encode(), "a.xml")
    assert [(p.kind, p.speaker, p.text) for p in paragraphs] == [
        ("speech", "Ann Adams", "We sail. Soon."),
        ("note", "", "Applause."),
        ("speech", "Mr Baker", "Do we?"),
    ]
    assert cuts(cleaned) == {"speakers' names": "Mrs Adams:\nMr Baker\n", "notes": "In May.\n"}


def test_the_header_of_tei_gives_title_and_date_of_the_speech() -> None:
    """The date of the sitting before that of the edition."""
    header = (
        "<fileDesc><titleStmt><title>Synthetic  debate</title></titleStmt><sourceDesc><bibl><date"
        " when='1999'/></bibl></sourceDesc></fileDesc><profileDesc><settingDesc><setting><date"
        " when='2001-05-03'>3 May</date></setting></settingDesc></profileDesc>"
    )
    whole = (
        "<TEI"
        f' xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader><text><body><p>Words.</p></body></text></TEI>'
    )
    assert formats.describe(whole.encode(), "a.xml") == SourceDescription(
        "Synthetic debate", "2001-05-03"
    )
    assert (
        formats.describe(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "a.xml")
        == SourceDescription()
    )


def test_a_source_states_its_language_publisher_and_licence() -> None:
    header = (
        "<fileDesc><publicationStmt><publisher>The House</publisher><availability>"
        "<licence target='https://example.org/open'/></availability></publicationStmt></fileDesc>"
    )
    whole = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"'
        f' xml:lang="nl"><teiHeader>{header}</teiHeader></TEI>'
    )
    assert formats.describe(whole.encode(), "a.xml") == SourceDescription(
        language="nl", publisher="The House", licence="https://example.org/open"
    )
    page = (
        '<html lang="fr"><meta property="og:title" content="Un discours">'
        '<meta property="article:published_time" content="2021-05-03T10:00:00Z"><p>Bonjour.'
    )
    stated = formats.describe(page.encode(), "a.html")
    assert stated == SourceDescription("Un discours", "2021-05-03", "fr")
    assert formats.describe(b"1\nLanguage: en\n\n", "a.srt") == SourceDescription()
    assert formats.describe(b"WEBVTT\nLanguage: en\n\n", "a.vtt") == SourceDescription(
        language="en"
    )
    text = '---\ntitle: "A talk"\ndate: 2021-05-03\nlang: en\n---\nWords.\n'
    assert formats.describe(text.encode(), "a.md") == SourceDescription(
        "A talk", "2021-05-03", "en"
    )


# Markdown


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a *b* **c** ***d*** _e_ __f__ ~~g~~", "a b c d e f g"),
        (
            "snake_case_name, 2 * 3 * 4, f*** you, s***",
            "snake_case_name, 2 * 3 * 4, f*** you, s***",
        ),
        (r"\*not\* emphasised, \[nor\] \_this\_", "*not* emphasised, [nor] _this_"),
        ("`x*y*z`, [a link](http://a_b_c), ![picture](x.png)end", "x*y*z, a link, end"),
        ("**bold *and* nested**", "bold and nested"),
        ("``a`b`` and ``c`d", "a`b and ``c`d"),
        ("*one\n \ntwo* and *three*", "*one\n \ntwo* and three"),
        ("<!-- a --> b <!-- c", "b <!-- c"),
        ("## Title ##\n\n#  ##\n\n# C# #\n#", "## Title\n\n# \n\n# C#\n#"),
        ("Words.[^a]\n\n[^a]: A note\n    on two lines.\n\nMore.", "Words.\n\n\nMore."),
        ("Title\n=====\n\nWords.\n\n---\n\nMore.", "# Title\n\n\nWords.\n\n\n\nMore."),
        ("One.\n\n<!-- not\nthis -->\n\n> quoted\n> twice", "One.\n\n\n\nquoted\ntwice"),
    ],
)
def test_markup_is_not_words(text: str, clean: str) -> None:
    edits = find_markup(text)
    assert apply_edits(text, edits) == clean
    assert revert_edits(clean, edits) == text


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("word ", "word "),
        ("*a ", "*a "),
        ("_a ", "_a "),
        ("![", "!["),
        ("![](", "![]("),
        ("[a](", "[a]("),
        ("[^", "[^"),
        ("](", "]("),
        ("<!--", "<!--"),
        ("`", "`"),
        ("> a\n", "a\n"),
    ],
)
def test_a_long_text_of_signs_that_nothing_closes_is_read_at_once(piece: str, kept: str) -> None:
    """At a cost that grew with the square of the length, each took a minute or more."""
    count = 400_000 // len(piece)
    text = piece * count
    assert apply_edits(text, find_markup(text)) == kept * count


@given(st.text(st.sampled_from("ab*_`~\\[](): #>-=\n!^"), max_size=40))
def test_what_markup_becomes_leads_back_to_the_bytes(text: str) -> None:
    edits = find_markup(text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(edits))
    assert revert_edits(apply_edits(text, edits), edits) == text


def test_an_article_without_marks_is_found_where_the_words_are() -> None:
    page = (
        "<body><div id=menu><a>One</a> <a>Two</a></div><div id=text><h2>Synthetic</h2><p>Words of a"
        " speech that goes on.<p>And on,<br>and on.<br><br>To its"
        " end.</div><div><p>Short.</p></div>"
    )
    cleaned, paragraphs = read(page.encode(), "a.html")
    assert [paragraph.text for paragraph in paragraphs] == [
        "Synthetic",
        "Words of a speech that goes on.",
        "And on, and on.",
        "To its end.",
    ]
    assert cuts(cleaned) == {"beside the article": "One Two\n", "around the article": "Short.\n"}


def test_a_page_says_its_encoding() -> None:
    page = '<meta charset="windows-1251"><p>Синтетическая речь, которой не было.</p>'
    assert (
        read(page.encode("windows-1251"), "a.html")[1][0].text
        == "Синтетическая речь, которой не было."
    )


def test_a_page_is_text_not_code() -> None:
    page = (
        "<p>Synthetic &lt;b&gt; &amp;amp; words.<script>alert(1)</script></p><p hidden>Not"
        " seen.</p><!-- nor this -->"
    )
    assert [paragraph.text for paragraph in read(page.encode(), "a.html")[1]] == [
        "Synthetic <b> &amp; words."
    ]


# Refusals


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_macro() -> bytes:
    stream = io.BytesIO((FOLDER / "kennedy.docx").read_bytes())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    return stream.getvalue()


def with_part(part: str, content: bytes) -> bytes:
    """A Word document of which one part is replaced; without content, the part is missing."""
    out = io.BytesIO()
    with zipfile.ZipFile(FOLDER / "kennedy.docx") as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            made = content if entry.filename == part else old.read(entry)
            if made:
                new.writestr(entry.filename, made)
    return out.getvalue()


BOMB = (
    '<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><TEI'
    ' xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&b;</p></body></text></TEI>'
)
# Ten of ten, nine deep: the parser itself gives up.
BILLION = (
    "<!DOCTYPE TEI [<!ENTITY a0"
    f' "ha">{"".join(f"""<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">""" for depth in range(1, 10))}]><TEI'  # noqa: E501
    ' xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&a9;</p></body></text></TEI>'
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", (FOLDER / "scan.pdf").read_bytes(), "a scan without a text layer"),
        ("a.pdf", (FOLDER / "password.pdf").read_bytes(), "protected by a password"),
        ("a.pdf", b"%PDF-1.7 nothing", "PDF cannot be read"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password, or it is an old"),
        ("a.docx", with_macro(), "contains macros"),
        ("a.docx", packed(document=b"\0" * 25_000_000), "it is not a transcript"),
        ("a.docx", packed(other=b"text"), "Word document cannot be read"),
        ("a.docx", b"text", "cannot be unpacked"),
        *(
            ("a.docx", with_part(part, content), "Word document cannot be read")
            for part in ("word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels")
            for content in (b"<another/>", b"<", b"\0")
        ),
        ("a.xml", BOMB.encode(), "declares entities"),
        ("a.xml", BILLION.encode(), "declares entities"),
        ("a.xml", b"<html><body/></html>", "neither a TEI document"),
        ("a.xml", b'<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<text>', "not valid XML"),
        ("a.vtt", b"no captions", "captions cannot be read"),
        ("a.srt", b"1\n", "captions cannot be read"),
        ("a.html", b"<p> </p>", "contains no text"),
        ("a.html", b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Problems, match=said) as stopped:
        read(content, name)
    assert stopped.value.problems[0].file == f"raw/{name}" and stopped.value.problems[0].todo


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx"])
def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path, name: str) -> None:
    (tmp_path / "raw").mkdir()
    with open(tmp_path / "raw" / name, "wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(Problems, match="200 MB; a transcript has at most 100 MB"):
        cleaning.clean(tmp_path, Document(document="a", raw=f"raw/{name}"))


def test_an_entity_of_another_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    page = (
        f'<!DOCTYPE TEI [<!ENTITY a SYSTEM "{tmp_path}/secret">]><TEI'
        ' xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&a;</p></body></text></TEI>'
    )
    with pytest.raises(Problems, match="declares entities"):
        read(page.encode(), "a.xml")


@given(
    st.lists(
        st.tuples(st.text("ab \n", max_size=6), st.sampled_from(["", "", "why", "because"])),
        max_size=12,
    )
)
def test_a_collector_puts_pieces_where_it_says(pieces: list[tuple[str, str]]) -> None:
    collector = Collector()
    for number, (text, cut) in enumerate(pieces):
        if cut:
            collector.cut(text, cut)
        else:
            collector.add(text, str(number))
    whole = "".join(collector.parts)
    assert len(whole) == collector.length
    assert all(
        whole[place.start : place.end] == pieces[int(place.locator)][0]
        for place in collector.places
    )
    assert all(whole[edit.start : edit.end] == edit.before for edit in collector.cuts)
    assert apply_edits(whole, collector.cuts) == "".join(
        text + "\n" for text, cut in pieces if not cut
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FOLDER.glob("kennedy*"))),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=8)), max_size=12),
)
def test_a_damaged_file_is_read_or_refused_and_never_a_traceback(
    path: Path, damage: list[tuple[float, int, bytes]]
) -> None:
    content = bytearray(path.read_bytes())
    for place, length, bytes_there in damage:
        at = int(place * len(content))
        content[at : at + length] = bytes_there
    try:
        assert formats.extract(bytes(content), f"raw/{path.name}").text
    except Problems as stopped:
        assert all(trouble.what and trouble.todo for trouble in stopped.problems)


def test_a_table_of_a_word_document_is_read_cell_by_cell_and_its_running_head_is_cut() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Synthetic minutes", 1)
    document.add_paragraph("Before the table.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "ANN", "We met."
    document.sections[0].header.paragraphs[0].text = "Minutes, page 1"
    stream = io.BytesIO()
    document.save(stream)
    cleaned, paragraphs = read(stream.getvalue(), "a.docx")
    assert [(paragraph.kind, paragraph.text, paragraph.locator) for paragraph in paragraphs][
        1:
    ] == [
        ("speech", "Before the table.", "paragraph 2"),
        ("speech", "ANN", "paragraph 3"),
        ("speech", "We met.", "paragraph 4"),
    ]
    assert cuts(cleaned) == {"running head": "Minutes, page 1\n"}


def test_what_a_word_document_leaves_out_is_told_in_the_plural() -> None:
    content = (REPOSITORY / "tests/cases/docx-table.docx").read_bytes()
    told = read(content, "a.docx")[0].layout_reason
    assert told.endswith("; left out: heads of tables, time codes, speakers' names")


def test_a_page_of_unclosed_elements_is_read_to_its_end() -> None:
    page = "<html><body>" + "".join(f"<p><font size=2>Paragraph {n} is short." for n in range(600))
    assert len(read(page.encode(), "a.html")[1]) == 600


def test_a_page_that_is_nested_too_deeply_is_refused() -> None:
    page = "<html><body>" + "".join(f"<p><font size=2>Paragraph {n} is short." for n in range(5000))
    with pytest.raises(Problems, match="too deeply"):
        read(page.encode(), "a.html")


def test_a_definition_list_of_names_gives_turns_and_one_of_terms_does_not() -> None:
    turns = "<dl><dt>Anna Berg<dd>We begin.<dt>Tom Hill<dd>Gladly.<dt>Anna Berg<dd>So be it.</dl>"
    assert [(p.speaker, p.text) for p in read(turns.encode(), "a.html")[1]] == [
        ("Anna Berg", "We begin."),
        ("Tom Hill", "Gladly."),
        ("Anna Berg", "So be it."),
    ]
    terms = "<dl><dt>Pier<dd>A work in the sea.<dt>Quay<dd>A work on the shore.</dl>"
    assert [p.text for p in read(terms.encode(), "a.html")[1]][::2] == ["Pier", "Quay"]


def test_what_a_style_sheet_hides_is_left_out() -> None:
    page = (
        "<style>.draft, #x { color: red; display: none }</style><p>We begin.<p class=draft>Not"
        " yet.<p id=x>Nor this."
    )
    cleaned, paragraphs = read(page.encode(), "a.html")
    assert [p.text for p in paragraphs] == ["We begin."]
    assert cuts(cleaned) == {"hidden": "Not yet.\nNor this.\n"}


def test_prose_beside_the_article_is_reported() -> None:
    prose = (
        "<p>A sentence that is long enough to be a part of some speech or other, at some"
        " length.</p>"
    )
    page = f"<article>{prose * 4}</article><section>{prose * 3}</section>"
    cleaned, _ = read(page.encode(), "a.html")
    (mark,) = cleaned.marks
    assert mark.kind == "reading"
    assert mark.message.startswith("3 paragraphs outside the page's article were left out")
    cleaned, _ = read(f"<div>{prose * 3}</div>".encode(), "a.html")
    assert cleaned.marks == []


# PDF


def page_of(stream: str, font: str, *more: str) -> bytes:
    """A PDF of one page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        font,
        *more,
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode()


def test_a_font_without_a_character_map_is_refused_like_a_scan() -> None:
    codes = "".join(f"{ord(letter) - 29:04X}" for letter in "Thepierwasclosedandnobodyknowswhy" * 3)
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Custom /Encoding /Identity-H"
        " /DescendantFonts [6 0 R] >>"
    )
    descendant = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Custom /CIDSystemInfo << /Registry"
        " (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor 7 0 R >>"
    )
    descriptor = (
        "<< /Type /FontDescriptor /FontName /ABCDEF+Custom /Flags 4 /FontBBox [0 -200 1000 900]"
        " /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    content = page_of(
        f"BT /F1 12 Tf 1 0 0 1 72 700 Tm <{codes}> Tj ET", font, descendant, descriptor
    )
    with pytest.raises(Problems, match="Page 1 of the PDF has a font without a character map"):
        read(content, "a.pdf")


def test_characters_that_are_too_small_to_be_seen_are_left_out() -> None:
    lines = "".join(
        f"/F1 0.05 Tf 1 0 0 1 72 {700 - 40 * n} Tm (18/11/2021A00{n}) Tj"
        f" /F1 12 Tf 1 0 0 1 74 {700 - 40 * n} Tm ({name}: The pier leans to the north.) Tj\n"
        for n, name in enumerate(["Senator Hill", "Senator Voss"] * 4)
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    cleaned, _ = read(page_of(f"BT {lines} ET", font), "a.pdf")
    assert "2021A" not in cleaned.text
    assert cleaned.text.startswith("Senator Hill: The pier leans to the north.")
    assert "characters left out that are too small to be seen" in cleaned.layout_reason


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("Well, if the pier --", True),
        ("Well, if the pier -\u0002", True),
        ("Well, if the pier –", True),
        ("the old har\u0002", False),
        ("as long-", False),
    ],
)
def test_a_label_below_a_speaker_who_is_interrupted_begins_a_paragraph(
    words: str, begins: bool
) -> None:
    before = pdf.Line(1, words, 72, 500, 700, 712, size=12)
    line = pdf.Line(1, "JUSTICE VOSS: It leans to the north.", 72, 500, 684, 696, size=12)
    usual = pdf._Page({(1, 0): (72, 500)}, 16, 12, False)
    assert pdf.begins_paragraph(before, line, usual, True) is begins


def test_columns_whose_lines_end_unevenly_are_read_one_after_the_other() -> None:
    # Many lines of the left column end a little before the others. None crosses the gutter.
    left = [
        pdf.Line(
            1, f"left {place}", 57, 250 + 36 * (place % 4 == 0), 740 - 12 * place, 750 - 12 * place
        )
        for place in range(40)
    ]
    right = [
        pdf.Line(1, f"right {place}", 309, 538, 741 - 12 * place, 751 - 12 * place)
        for place in range(40)
    ]
    ordered = pdf.in_reading_order([*left, *right])
    assert [line.text for line in ordered] == [line.text for line in [*left, *right]]


def lines_of_a_page(page: int, *texts: str) -> tuple[list[pdf.Line], float]:
    """A page of 800 points with a line each 20, from the top."""
    return [
        pdf.Line(page, text, 50, 50 + 6 * len(text), 760 - 20 * place, 770 - 20 * place)
        for place, text in enumerate(texts)
    ], 800


def test_page_numbers_count_with_the_pages_and_votes_do_not() -> None:
    pages = [
        lines_of_a_page(page, str(number), "Words of a speech.", "More of them.")
        for page, number in enumerate([129, 36, 44, 13], 9)
    ]
    pdf.cut_running(pages)
    assert [lines[0].cut for lines, _ in pages] == ["", "", "", ""]
    pages = [
        lines_of_a_page(page, f"Page {page + 3}", "Words of a speech.") for page in range(1, 5)
    ]
    pdf.cut_running(pages)
    assert {lines[0].cut for lines, _ in pages} == {"page number"}


def test_feet_of_several_numbers_one_of_which_counts_with_the_pages_are_running_heads() -> None:
    pages = [
        lines_of_a_page(
            page, f"21-40387 {page}/8" if page % 2 else f"{page}/8 21-40387", "Words of a speech."
        )
        for page in range(1, 9)
    ]
    pdf.cut_running(pages)
    assert {lines[0].cut for lines, _ in pages} == {"running head"}
    votes = [lines_of_a_page(page, f"{40 - 3 * page} 12", "Words.") for page in range(1, 9)]
    pdf.cut_running(votes)
    assert {lines[0].cut for lines, _ in votes} == {""}


def test_an_office_on_the_second_line_of_a_label_stays_where_wide_lines_stand_above_columns() -> (
    None
):
    lines = [
        pdf.Line(1, "A wide line of the title page, above the columns", 60, 460, 780, 790, column=1)
        for _ in range(3)
    ]
    for place, (text, left, right) in enumerate(
        [
            ("The Chair: We begin, and I thank all of you for", 84, 300),
            ("the trouble that you took.", 60, 180),
            ("Mr. Garin (Borduria), Rapporteur of the", 84, 299),
            ("Pier Committee: It is an honour to speak before", 60, 300),
            ("this house.", 60, 110),
            ("The Chair: I thank Mr. Garin for what he said and", 84, 300),
            ("what he did not say.", 60, 150),
            ("Ms. Odell (Caspia): We agree with that report of", 84, 300),
            ("the committee.", 60, 130),
        ]
    ):
        lines.append(pdf.Line(1, text, left, right, 700 - 12 * place, 710 - 12 * place, column=1))
    for place in range(9):
        top = 710 - 12 * place
        lines.append(pdf.Line(1, "words of the same speech", 312, 552, top - 10, top, column=2))
    collector = Collector()
    pdf.write_paragraphs(lines, collector, Names())
    text = "".join(collector.parts)
    assert "Rapporteur of the\nPier Committee: It is" in text
    assert "\n\nMr. Garin" in text


def test_characters_of_scripts_without_spaces_are_joined_only_where_all_stand_apart() -> None:
    lines, _ = lines_of_a_page(1, "我 們 現 在 開 始 ， 是 嗎", "我 們 HK 現 在")
    pdf.join_unspaced(lines)
    assert [line.text for line in lines] == ["我們現在開始，是嗎", "我們 HK 現在"]
    lines, _ = lines_of_a_page(1, "他们都说今天的会议很长 主席没有来", "大家都同意")
    pdf.join_unspaced(lines)
    assert lines[0].text == "他们都说今天的会议很长 主席没有来"


def test_notes_at_the_foot_of_a_page_are_cut_and_small_print_is_not() -> None:
    lines, _ = lines_of_a_page(1, *["Words of a speech."] * 6, "1 See the report.", "page 12.")
    for line in lines[6:]:
        line.size, line.column = 8, 1
    for line in lines[:6]:
        line.column = 1
    pdf.cut_notes([lines])
    assert [line.cut for line in lines] == [""] * 6 + ["note"] * 2
    lines[6].cut = lines[7].cut = ""
    lines[6].text = "See the report."
    pdf.cut_notes([lines])
    assert {line.cut for line in lines} == {""}


# Bombs


def packed_paragraphs() -> bytes:
    """A Word document of 40 kB that unpacks to 19 MB of empty paragraphs."""
    stream = io.BytesIO((FOLDER / "kennedy.docx").read_bytes())
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                begin, end = content.split(b"<w:body>", 1)[0], b"</w:body></w:document>"
                content = begin + b"<w:body>" + b"<w:p><w:r/></w:p>" * 1_100_000 + end
            new.writestr(entry.filename, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def nested_forms() -> bytes:
    """A PDF of a few kB whose forms each show the next ten times."""
    forms = [
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X {n + 6}"
        f" 0 R >> /Font << /F1 5 0 R >> >> /Length {len(shown)} >>\nstream\n{shown}\nendstream"
        for n, shown in enumerate(["/X Do " * 12] * 9 + ["BT /F1 9 Tf 72 700 Td (Words) Tj ET"], 1)
    ]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    content = page_of("/X Do " * 12, font, *forms)
    return content.replace(b"/Font << /F1 5 0 R >> >> >>", b"/XObject << /X 6 0 R >> >> >>", 1)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make"), [("a.docx", packed_paragraphs), ("a.pdf", nested_forms)])
def test_a_small_file_cannot_take_all_memory(name: str, make: Callable[[], bytes]) -> None:
    content = make()
    assert len(content) < 200_000
    with pytest.raises(Problems, match=r"takes more than 800 MB of memory|unpacks from") as stopped:
        formats.extract(content, f"raw/{name}")
    assert stopped.value.problems[0].todo


def test_a_fault_in_the_child_is_raised_here_and_problems_stay_problems() -> None:
    def broken() -> Extracted:
        raise ZeroDivisionError

    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        read_within_limits(broken, "raw/a.pdf")

    def greedy() -> Extracted:
        bytearray(2_000_000_000)
        raise AssertionError

    with pytest.raises(Problems, match="more than 800 MB of memory"):
        read_within_limits(greedy, "raw/a.pdf")


def test_a_line_that_begins_with_a_comma_or_dots_is_not_a_label() -> None:
    text = "<pre>\n, my friends: we begin.\n\n…: so it is.\n\n(x): no.\n</pre>"
    assert len(read(text.encode(), "a.html")[1]) == 3


def test_the_places_of_a_page_are_those_of_xpath() -> None:
    """The paths are counted once for all children; they are what lxml finds one by one."""
    from lxml import html

    from pilcrow.formats.html import Paths

    page = html.document_fromstring(
        "<div><p>a<!-- c"
        " --><p>b<br>c<p><i>d</i></div><p>e<div><div>f</div><section>g</section></div>"
        "<o:p>h</o:p><table><tr><td>i<td>j</table>"
    )
    paths = Paths()
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    assert len(elements) > 15
    assert [paths.of(one) for one in elements] == [
        one.getroottree().getpath(one) for one in elements
    ]


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("<p>none</p> a < b > c", 0),
        ("<p id=x class='a b' title=\"c > d\" hidden>text</p><img src=y>", 4),
        ("<p " + 'a="1>" ' * 300 + ">", 300),
        ("<p " + "a " * 300 + ">", 300),
        ("<p 'unclosed " + "b " * 20, 21),
        ("<p>it's</p>" * 50, 0),
    ],
)
def test_the_attributes_of_an_element_are_counted(page: str, most: int) -> None:
    assert most_attributes(page) == most


def test_an_element_with_very_many_attributes_is_refused() -> None:
    page = (
        "<html><body><p " + " ".join(f"a{n}=x" for n in range(10_001)) + ">Words.</p></body></html>"
    )
    with pytest.raises(Problems, match="more than 10,000 attributes"):
        html_reader.extract(page.encode(), "raw/x.html", "", Names())


@pytest.mark.parametrize("tag", ["<v ", "<rt>"])
def test_the_cost_of_captions_grows_with_their_length(tag: str) -> None:
    """Promise: tags that are never closed cost no more than others (processor time, a ratio)."""
    import time

    from pilcrow.formats import captions
    from pilcrow.text.candidates import Names

    def cost(number: int) -> float:
        cue = "00:00:01.000 --> 00:00:02.000\nWords.\n\n00:00:03.000 --> 00:00:04.000\n"
        content = f"WEBVTT\n\n{cue}{tag * number}end\n".encode()
        start = time.process_time()
        captions.extract(content, "a.vtt", "", Names())
        return time.process_time() - start

    cost(10)
    assert cost(60_000) < 12 * max(cost(15_000), 0.01)
