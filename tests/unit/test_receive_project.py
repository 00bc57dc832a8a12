"""Guards: a coder's work in another program comes back through REFI-QDA as it was done, or the
reader is told what did not.
"""

from __future__ import annotations

import csv
import re
import shutil
import unicodedata
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec
import pytest
from hypothesis import given, settings
from test_exporting import Held, documents, setting, write_refi
from throwaway import metadata_of

from pilcrow.cli.main import main as pilcrow
from pilcrow.cli.receive import receive
from pilcrow.coding import hand
from pilcrow.coding.codebook_checks import load_codebook
from pilcrow.edition import sources as edition
from pilcrow.exports import refi, refi_reading
from pilcrow.exports.markup import xml_characters
from pilcrow.exports.material import (
    Document,
    Setting,
)
from pilcrow.exports.refi_reading import CurrentText
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coding, Voice

CODEBOOK = """
title: Synthetic codebook
version: "1"
themes:
  - {code: bridge, name: Bridges & fords, definition: Ways over water., rules: [bridge*]}
  - code: money
    name: Money
    themes:
      - {code: toll, name: Tolls, rules: [toll*]}
"""
HARBOUR = (
    "A synthetic address on bridges\nThe bridge is open 🜁, said “the keeper”.\nThe toll, the old"
    " toll, stays.\nNothing is said here.\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("raw", "coding"):
        (tmp_path / folder).mkdir()
    (tmp_path / "Snakefile").write_text("")
    (tmp_path / "raw/harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (tmp_path / "coding/codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    return tmp_path


def checksums(root: Path) -> dict[str, str]:
    return {one.id: one.checksum for one in edition.load_document(root, "harbour").paragraphs}


def coded_by_hand(root: Path, coder: str, rows: list[tuple[str, str, str, str]]) -> bytes:
    """Write a coding by hand, and return the file's content."""
    path = root / f"coding/hand/{coder}/harbour.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = checksums(root)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(hand.COLUMNS)
        table.writerows([paragraph, known[paragraph], *rest] for paragraph, *rest in rows)
    return path.read_bytes()


def export_project(root: Path, path: Path) -> Path:
    """The project as the stage export makes it, with the codings by hand."""
    codebook, _ = load_codebook(root / "coding/codebook.yaml", "coding/codebook.yaml")
    colours = dict.fromkeys(codebook.codes(), "#123456")
    about = Setting(codebook, colours, "rules", "majority", {"harbour": metadata_of({})})
    loaded = edition.load_document(root, "harbour")
    codes = codebook.codes()
    records = hand.read_hand(
        root, loaded.manifest, loaded.cleaned, loaded.paragraphs, [], codes
    ).records

    document = Document(
        loaded.cleaned,
        loaded.segmented,
        loaded.paragraphs,
        [],
        [one for one in records if isinstance(one, Coding)],
        [one for one in records if isinstance(one, Voice)],
        [],
        metadata_of({}),
    )
    variables = refi.kinds_of_variables(about)
    part = Held(refi.part_of(document, about, variables))
    refi.write_qdpx(path, [part], about, variables)
    return path


def test_an_export_received_again_is_the_same_coding(root: Path, tmp_path: Path) -> None:
    rows = [
        ("harbour.p1", "bridge", "The bridge is open", "as such; & so <on>\nin two lines"),
        ("harbour.p1", "money", "", ""),
        ("harbour.p2", "money/toll", "toll | old toll", "twice"),
        ("harbour.p3", "", "", "nothing to code"),
    ]
    before = coded_by_hand(root, "anna", rows)
    project = export_project(root, tmp_path / "project.qdpx")
    (root / "coding/hand/anna/harbour.csv").unlink()
    said = receive(root, project, "anna")
    assert said == [
        'project.qdpx: the codings of "anna" are taken.',
        "coding/hand/anna/harbour.csv: 3 paragraphs, 4 rows written.",
    ]
    assert (root / "coding/hand/anna/harbour.csv").read_bytes() == before
    assert "nothing new" in receive(root, project, "anna")[-1]


def test_of_a_text_that_changed_since_the_coding_is_stale_where_it_changed(
    root: Path, tmp_path: Path
) -> None:
    coded_by_hand(
        root,
        "anna",
        [("harbour.p1", "bridge", "bridge", ""), ("harbour.p2", "money/toll", "old toll", "")],
    )
    project = export_project(root, tmp_path / "project.qdpx")
    (root / "coding/hand/anna/harbour.csv").unlink()
    (root / "raw/harbour.txt").write_text(HARBOUR.replace("stays", "goes"), encoding="utf-8")
    said = receive(root, project, "anna")
    assert any("harbour.p2 has changed since anna read it" in sentence for sentence in said)
    loaded = edition.load_document(root, "harbour")
    manifest = msgspec.structs.replace(loaded.manifest, hand=["coding/hand/anna/harbour.csv"])
    read = hand.read_hand(
        root, manifest, loaded.cleaned, loaded.paragraphs, [], ["bridge", "money", "money/toll"]
    ).records
    assert [(one.paragraph, one.stale) for one in read if isinstance(one, Coding)] == [
        ("harbour.p1", False),
        ("harbour.p2", True),
    ]


# Another program's project

CODES = {
    "Bridges & fords": "11111111-0000-0000-0000-000000000001",
    "toll": "11111111-0000-0000-0000-000000000002",
    "Mood": "11111111-0000-0000-0000-000000000003",
}
USERS = {
    "Anna Coder": "22222222-0000-0000-0000-000000000001",
    "Ben": "22222222-0000-0000-0000-000000000002",
}
NOTE = "33333333-0000-0000-0000-000000000001"


def foreign(
    path: Path,
    text: str,
    selections: list[tuple[int, int, str, str, str]],
    name: str = "harbour.docx",
    origin: str = "Other 1",
) -> Path:
    """A project as other programs write them: braces around identifiers, a folder with a capital
    letter, memos as notes.
    """
    parts = [
        f'<PlainTextSelection guid="{{44444444-0000-0000-0000-{number:012}}}"'
        f' startPosition="{start}" endPosition="{end}">'
        + (f"<Description>{escape(said)}</Description>" if said else "")
        + f'<Coding guid="{{55555555-0000-0000-0000-{number:012}}}"'
        f' creatingUser="{{{USERS[who].upper()}}}"><CodeRef targetGUID="{{{CODES[code]}}}"/>'
        + (f'<NoteRef targetGUID="{NOTE}"/>' if code == "toll" else "")
        + "</Coding></PlainTextSelection>"
        for number, (start, end, code, who, said) in enumerate(selections)
    ]
    qde = (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0"'
        f' name="Study" origin="{origin}"><Users>'
        + "".join(f'<User guid="{guid}" name="{name}"/>' for name, guid in USERS.items())
        + "</Users><CodeBook><Codes>"
        + "".join(
            f'<Code guid="{guid}" name={quoteattr(code)} isCodable="true"/>'
            for code, guid in CODES.items()
        )
        + '</Codes></CodeBook><Sources><TextSource guid="66666666-0000-0000-0000-000000000001"'
        f' name="{name}" plainTextPath="internal://a.txt">'
        + "".join(parts)
        + f'</TextSource></Sources><Notes><Note guid="{NOTE}"><PlainTextContent>A memo of its'
        " own.</PlainTextContent></Note></Notes></Project>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("study.qde", qde)
        archive.writestr("Sources/a.txt", text.encode("utf-8-sig"))
    return path


def rows(root: Path, coder: str = "anna") -> list[tuple[str, str, str, str]]:
    with (root / f"coding/hand/{coder}/harbour.csv").open(encoding="utf-8", newline="") as stream:
        return [
            (row["paragraph"].rpartition(".")[2], row["theme"], row["evidence"], row["memo"])
            for row in csv.DictReader(stream)
        ]


def places(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(one), text.index(one) + len(one)) for one in words]


def test_codings_of_another_program_are_found_by_the_words_and_the_names(
    root: Path, tmp_path: Path
) -> None:
    text = HARBOUR.replace("\n", "\r\n")
    whole, across, toll, mood = places(
        text, "The toll, the old toll, stays.", "keeper”.\r\nThe toll", "old toll, ", "open"
    )
    project = foreign(
        tmp_path / "study.qdpx",
        text,
        [
            (*whole, "Bridges & fords", "Anna Coder", "The whole of it."),
            (*across, "Bridges & fords", "Anna Coder", ""),
            (*toll, "toll", "Anna Coder", ""),
            (*mood, "Mood", "Anna Coder", ""),
            (*mood, "toll", "Ben", ""),
        ],
    )
    with pytest.raises(
        Problems,
        match=(
            r'no codings by "anna"; it has codings by "Anna Coder" \(4\), "Ben" \(1\)\. Add'
            r" --user NAME to say whose codings to take\."
        ),
    ):
        receive(root, project, "anna")
    said = receive(root, project, "anna", user="anna coder", all_read=True)
    assert rows(root) == [
        ("p1", "bridge", "keeper”.", ""),
        ("p2", "bridge", "The toll", "The whole of it."),
        ("p2", "money/toll", "old toll,", "A memo of its own."),
        ("p3", "", "", ""),
    ]
    assert "Codes that are not themes of the codebook are left out: “Mood” (1)." in said
    assert (
        pilcrow(
            ["receive", str(project), "--coder", "ben", "--user", "Ben", "--project", str(root)]
        )
        == 0
    )
    assert rows(root, "ben") == [("p1", "money/toll", "open", "A memo of its own.")]


@pytest.mark.parametrize("origin", ["ATLAS.ti 23", "Other 1"])
@pytest.mark.parametrize("counted", ["\n", "\r\n"])
def test_a_line_end_of_two_characters_is_understood_whether_one_or_two_are_counted(
    counted: str, origin: str, root: Path, tmp_path: Path
) -> None:
    words = ["bridge is open", "old toll", "Nothing is said"]
    found = places(HARBOUR.replace("\n", counted), *words)
    selections = [(start, end, "toll", "Ben", "") for start, end in found]
    receive(
        root,
        foreign(tmp_path / "a.qdpx", HARBOUR.replace("\n", "\r\n"), selections, origin=origin),
        "ben",
    )
    assert [row[2] for row in rows(root, "ben")] == words


WRAPPED = """A synthetic address on bridges

The bridge is open, and nobody who
crosses it pays a teh toll to
the keeper of the old gate.

- 2 -

The toll, the old toll, stays with
us for another year of rain.
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["harbour", "harbour.txt", "Harbour Speech.TXT", "anything"])
def test_codings_of_the_raw_file_take_the_way_of_its_map(
    name: str, line_end: str, root: Path, tmp_path: Path
) -> None:
    """Promise: what was coded on the file as received, under whatever name, comes back at its words
    of the clean text.
    """
    (root / "raw/harbour.txt").write_text(WRAPPED, encoding="utf-8", newline="")
    (root / "raw/harbour.yaml").write_text(
        "title: T\nspeaker: {name: Ada Sample}\ndate: 2022\nsegmentation: {layout: blocks}\n"
        'source: {description: "Received as a file named “Harbour Speech.TXT”."}\n',
        encoding="utf-8",
    )
    (root / "edition").mkdir()
    (root / "edition/harbour.corrections.csv").write_text(
        "place,from,to,reason\np1,teh,the,a slip\n", encoding="utf-8"
    )
    text = f"\ufeff{WRAPPED}".replace("\n", line_end)
    words = ["nobody who\ncrosses", "a teh toll", "old toll", "2"]
    selections = [
        (start, end, "toll", "Ben", "")
        for start, end in places(text, *(one.replace("\n", line_end) for one in words))
    ]
    whole = places(
        text, "The toll, the old toll, stays with" + line_end + "us for another year of rain."
    )
    selections += [(*whole[0], "Bridges & fords", "Ben", "")]
    said = receive(root, foreign(tmp_path / "a.qdpx", text, selections, name), "ben")
    assert rows(root, "ben") == [
        ("p1", "money/toll", "nobody who crosses | a the toll", "A memo of its own."),
        ("p2", "bridge", "", ""),
        ("p2", "money/toll", "old toll", "A memo of its own."),
    ]
    assert "harbour: 1 coding is left out: outside every paragraph." in said
    known = checksums(root)
    with (root / "coding/hand/ben/harbour.csv").open(encoding="utf-8", newline="") as stream:
        assert all(row["checksum"] == known[row["paragraph"]] for row in csv.DictReader(stream))


EMOJI = (
    "\ufeffOpening 🎉 by the cafe\u0301\r\n\r\nThe bridge 🎉🎉 of the cafe\u0301s is open, and"
    " exports rise.\r\nThe  toll is ﬁne.\r\n\r\nThank you 👩‍👩‍👧 for the old toll.\r\n"
)
PROGRAMS = {
    "as the file": lambda text: text,
    "line ends of one character": lambda text: text.replace("\r\n", "\n"),
    "line ends of old Macs": lambda text: text.replace("\r\n", "\r"),
    "paragraph separators": lambda text: text.replace("\r\n", "\u2029"),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "compatible": lambda text: unicodedata.normalize("NFKC", text),
    "with lines of its own": lambda text: f"Memo 🎉\r\n{text}\r\nfoot 1",
}


@pytest.mark.parametrize("named", [True, False], ids=["names are words", "no names"])
@pytest.mark.parametrize("units", ["utf-32-le", "utf-16-le"])
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("mark", [True, False], ids=["counts the mark", "does not count the mark"])
def test_every_way_to_count_characters_gives_the_words_that_were_selected(
    mark: bool, program: str, units: str, named: bool, root: Path, tmp_path: Path
) -> None:
    """Promise: whatever a program does to line ends, byte order mark and normalisation, and
    whether it counts code points or UTF-16 units, the words come back, or a doubt is said.
    """
    (root / "raw/harbour.txt").write_bytes(EMOJI.encode())
    text = PROGRAMS[program](EMOJI.removeprefix("\ufeff"))
    counted = "\ufeff" + text if mark else text
    size = {"utf-32-le": 4, "utf-16-le": 2}[units]

    def place(at: int) -> int:
        return len(counted[:at].encode(units)) // size

    words = ["exports rise", "toll is", "old toll"]
    selections = [
        (place(start), place(end), "toll", "Ben", "") for start, end in places(counted, *words)
    ]
    project = foreign(tmp_path / "a.qdpx", text, selections, "harbour.txt")
    if named:
        quoted = iter(words)
        with zipfile.ZipFile(project) as archive:
            qde = archive.read("study.qde").decode()
        qde = re.sub(
            "<PlainTextSelection ", lambda _: f'<PlainTextSelection name="{next(quoted)}" ', qde
        )
        with zipfile.ZipFile(project, "w") as archive:
            archive.writestr("study.qde", qde)
            archive.writestr("Sources/a.txt", text.encode("utf-8-sig"))
    said = receive(root, project, "ben")
    assert [(row[0], row[2]) for row in rows(root, "ben")] == [
        ("p1", "exports rise"),
        ("p2", "toll is"),
        ("p3", "old toll"),
    ]
    assert not [one for one in said if "Compare the quotations" in one or "left out" in one]


def test_selections_that_fit_no_way_to_count_are_a_doubt(root: Path, tmp_path: Path) -> None:
    ((start, end),) = places(HARBOUR, "ridge is ope")
    project = foreign(tmp_path / "a.qdpx", HARBOUR, [(start, end, "toll", "Ben", "")])
    said = receive(root, project, "ben")
    assert any("begin or end inside a word" in sentence for sentence in said)


def test_selections_that_fit_two_ways_to_count_are_a_doubt(root: Path, tmp_path: Path) -> None:
    text = "A title\r\na b c d e f toll\r\n"
    (root / "raw/harbour.txt").write_text(text, encoding="utf-8", newline="")
    for words, doubted in (("c d", True), ("toll", False)):
        ((start, end),) = places(text, words)
        project = foreign(tmp_path / "a.qdpx", text, [(start, end, "toll", "Ben", "")])
        said = receive(root, project, "ben", replace=True)
        assert any("more than one way" in sentence for sentence in said) == doubted


def test_codings_of_a_page_or_a_whole_source_are_said_to_be_left_out(
    root: Path, tmp_path: Path
) -> None:
    ((start, end),) = places(HARBOUR, "old toll")
    project = foreign(tmp_path / "a.qdpx", HARBOUR, [(start, end, "toll", "Ben", "")])
    coding = (
        f'<Coding creatingUser="{USERS["Ben"]}"><CodeRef targetGUID="{CODES["toll"]}"/></Coding>'
    )
    qde = zipfile.ZipFile(project).read("study.qde").decode()
    # Other programs keep a PDF as a source with its text beside it.
    qde = qde.replace("<TextSource ", '<PDFSource name="Harbour.pdf"><Representation ').replace(
        "</TextSource>",
        f'</Representation><PDFSelection page="1">{coding}</PDFSelection>{coding}</PDFSource>'
        f'<PictureSource name="map.png"><PictureSelection>{coding}</PictureSelection>'
        "</PictureSource>",
    )
    with zipfile.ZipFile(project, "w") as archive:
        archive.writestr("study.qde", qde)
        archive.writestr("Sources/a.txt", HARBOUR)
    said = receive(root, project, "ben")
    assert [row[2] for row in rows(root, "ben")] == ["old toll"]
    assert (
        "“Harbour.pdf”: 2 codings are left out, because no words are selected: of a whole source,"
        " a region or a time." in said
    )
    assert any(sentence.startswith("“map.png”: 1 coding is left out") for sentence in said)


def test_of_two_files_with_one_name_but_for_its_ending_the_text_decides(
    root: Path, tmp_path: Path
) -> None:
    """Promise: no coding goes to another document because names are nearly alike."""
    for document, name, text in (
        ("one", "Speech v1.1.txt", "A first toll."),
        ("two", "Speech v1.2.txt", "A second toll."),
    ):
        (root / f"raw/{document}.txt").write_text(text, encoding="utf-8")
        (root / f"raw/{document}.yaml").write_text(
            "title: T\nspeaker: {name: Ada Sample}\ndate: 2022\nsource:\n"
            f"  description: Received as a file named “{name}”.\n",
            encoding="utf-8",
        )
    project = foreign(
        tmp_path / "a.qdpx", "A second toll.", [(9, 13, "toll", "Ben", "")], "SPEECH V1.2.docx"
    )
    receive(root, project, "ben")
    assert [path.name for path in (root / "coding/hand/ben").iterdir()] == ["two.csv"]
    unknown = foreign(
        tmp_path / "b.qdpx", "A third toll.", [(8, 12, "toll", "Ben", "")], "Speech v1.3"
    )
    with pytest.raises(Problems, match="is not a document of this project"):
        receive(root, unknown, "ben")


def test_what_stands_in_no_document_is_said(root: Path, tmp_path: Path) -> None:
    other = foreign(
        tmp_path / "a.qdpx", "Something else.\n", [(0, 9, "toll", "Ben", "")], name="elsewhere"
    )
    with pytest.raises(
        Problems, match="“elsewhere” is not a document of this project: 1 coding is left out"
    ):
        receive(root, other, "ben")
    text = "A line of the transcriber.\n" + HARBOUR
    ((start, end),) = places(text, "old toll")
    both = foreign(
        tmp_path / "b.qdpx", text, [(0, 6, "toll", "Ben", ""), (start, end, "toll", "Ben", "")]
    )
    assert "harbour: 1 coding is left out: outside every paragraph." in receive(root, both, "ben")
    assert rows(root, "ben") == [("p2", "money/toll", "old toll", "A memo of its own.")]


BOMB = (
    '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Project'
    ' xmlns="urn:QDA-XML:project:1.0">&b;</Project>'
)


SELECTION = (
    '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource'
    ' name="harbour">\n<PlainTextSelection {}/></TextSource></Sources></Project>'
)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (None, r"This is not a readable \.qdpx file"),
        ({"other.txt": "x"}, r"The file has no project\.qde"),
        ({"project.qde": "<Project"}, "is not valid XML"),
        ({"project.qde": BOMB}, "codings by no person"),
        ({"project.qde": '<Project xmlns="urn:QDA-XML:project:1.0"/>'}, "codings by no person"),
        (
            {"project.qde": '<Code xmlns="urn:QDA-XML:project:1.0" guid="a"/>'},
            "codings by no person",
        ),
        (
            {"project.qde": SELECTION.format("")},
            r"line 2: the startPosition of a selection is missing\. Export the project again",
        ),
        (
            {"project.qde": SELECTION.format('startPosition="1e3"')},
            "the startPosition of a selection is “1e3”",
        ),
        (
            {"project.qde": SELECTION.format('startPosition="-5"')},
            "the startPosition of a selection is “-5”",
        ),
        (
            {"project.qde": SELECTION.format(f'startPosition="{"9" * 5000}"')},
            "the startPosition of a selection is “999999999999999”",
        ),
        (
            {"project.qde": SELECTION.format('startPosition="5"')},
            "the endPosition of a selection is missing",
        ),
    ],
)
def test_a_file_that_is_no_project_is_a_sentence(
    members: dict[str, str] | None, message: str, root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "given.qdpx"
    if members is None:
        path.write_bytes(b"PK no zip")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    with pytest.raises(Problems, match=message):
        receive(root, path, "anna")
    assert not (root / "coding/hand").exists()


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_project_is_a_sentence(how: int, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "given.qdpx"
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr(
            "project.qde", "".join(f"<Code name='{number * number}'/>" for number in range(500))
        )
    sound = path.read_bytes()
    for at in range(60, 700, 40):
        path.write_bytes(sound[:at] + bytes(60) + sound[at + 60 :])
        with pytest.raises(
            Problems,
            match=r"given\.qdpx: (This is not a readable \.qdpx file|Its project\.qde)",
        ):
            receive(root, path, "anna")


def test_a_project_that_swells_is_refused_before_it_is_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refi_reading, "LARGEST", 1 << 20)
    with zipfile.ZipFile(tmp_path / "given.qdpx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", " " * (2 << 20))
        archive.writestr("sources/film.mp4", " " * (2 << 20))
    with pytest.raises(Problems, match=r"Its project\.qde is larger than 1 MB\."):
        receive(root, tmp_path / "given.qdpx", "anna")


def edited(path: Path, *changes: tuple[str, str]) -> Path:
    """A project with its project.qde changed by regular expressions."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["project.qde"].decode()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, replacement, text, flags=re.DOTALL)
        assert count
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"project.qde": text.encode()}).items():
            archive.writestr(name, content)
    return path


def test_a_project_that_says_nothing_of_who_coded_gives_nobody_the_codings_of_the_rules(
    root: Path, tmp_path: Path
) -> None:
    coded_by_hand(root, "anna", [("harbour.p2", "money/toll", "old toll", "")])
    project = edited(export_project(root, tmp_path / "a.qdpx"), (' creatingUser="[^"]*"', ""))
    with pytest.raises(Problems, match=r"a\.qdpx: The project does not say who coded"):
        receive(root, project, "ben")


def test_a_document_that_is_two_sources_is_refused(root: Path, tmp_path: Path) -> None:
    coded_by_hand(root, "anna", [("harbour.p2", "money/toll", "old toll", "")])
    project = edited(
        export_project(root, tmp_path / "a.qdpx"), ("(<TextSource .*</TextSource>)", r"\1\1")
    )
    with pytest.raises(
        Problems,
        match=(
            r"Two sources of the project have codings of harbour: “harbour” and “harbour”\."
            r" Bring the"
        ),
    ):
        receive(root, project, "anna")


def test_the_codings_of_another_coder_of_the_project_are_taken_only_when_asked_for(
    root: Path, tmp_path: Path
) -> None:
    coded_by_hand(root, "ben", [("harbour.p2", "money/toll", "old toll", "")])
    project = foreign(
        tmp_path / "a.qdpx", HARBOUR, [(*places(HARBOUR, "old toll")[0], "toll", "Ben", "")]
    )
    with pytest.raises(
        Problems,
        match=(
            r'no codings by "anna"; it has codings by "Ben" \(1\)\. Add'
            r" --user NAME to say whose codings to take\."
        ),
    ):
        receive(root, project, "anna")
    receive(root, project, "anna", user="Ben")
    assert [row[1] for row in rows(root)] == ["money/toll"]


@settings(max_examples=60)
@given(documents())
def test_whatever_the_texts_hold_the_rows_are_those_that_were_exported(
    tmp_path_factory: pytest.TempPathFactory, of: Document
) -> None:
    folder = tmp_path_factory.mktemp("project")
    project = refi_reading.read_project(write_refi(of, folder, setting()))
    shutil.rmtree(folder)
    (source,) = project.sources
    text = CurrentText(
        of.cleaned.text, [(one.id, one.text, one.start, one.end) for one in of.paragraphs]
    )
    themes, foreign = refi_reading.themes_by_code(
        project, dict.fromkeys(("talk", "trade", "trade/goods"), ("", ""))
    )
    paragraphs = refi_reading.paragraphs_in(source, text, refi_reading.kinds_marked(project))
    assert paragraphs == sorted(
        ((one.id, one.start, one.end) for one in of.paragraphs), key=lambda one: one[1:]
    )
    assert foreign == {}
    rows, _ = refi_reading.coding_rows(source, paragraphs, themes, refi.user("anna"))
    by_id = {one.id: one for one in of.paragraphs}
    expected = []
    for one in of.codings:
        found = by_id[one.paragraph]
        words = [
            span.text.strip()
            for span in sorted(one.evidence, key=lambda span: (span.start, span.text.strip()))
        ]
        if one.coder == "anna" and (any(words) or not one.evidence):
            pieces = dict.fromkeys((span.start, span.text.strip()) for span in one.evidence)
            quoted = [piece for _, piece in sorted(pieces) if piece and piece != found.text.strip()]
            expected.append(
                (
                    one.paragraph,
                    found.checksum,
                    one.theme,
                    " | ".join(quoted),
                    xml_characters(one.memo),
                )
            )
    blank = {one.id for one in of.paragraphs if not one.text.strip()}  # which no text has
    assert [row for row in sorted(tuple(row.values()) for row in rows) if row[0] not in blank] == [
        row for row in sorted(expected) if row[0] not in blank
    ]
