"""Promise: a transcript is taken in as received, byte for byte, with metadata that say what was
guessed; or nothing is written.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from throwaway import REPOSITORY, copy_project

from pilcrow.checks.project import examine_project
from pilcrow.cli import add, incoming
from pilcrow.cli.main import main as pilcrow
from pilcrow.edition import sources as edition
from pilcrow.files.typed import load_yaml
from pilcrow.identity import ledger
from pilcrow.inputs import guesses
from pilcrow.model.documents import Metadata
from pilcrow.model.problems import Problems
from pilcrow.text.languages import guess_language

# Synthetic: nobody said it.
SYNTHETIC = (
    "Remarks on trade, Lisbon, 3 May 2021\r\nDear colleagues,\r\nTrade has doubled since the"
    " agreement was signed by us.\r\nWe are not at the end of that road.\r\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = copy_project(tmp_path / "project", ("Snakefile", "config", "raw", "edition", "coding"))
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return root


def given(project: Path, name: str, content: str | bytes) -> str:
    path = project.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_bytes_are_copied_untouched_and_the_first_ledger_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        pilcrow(
            [
                "add",
                given(project, "Remarks Trade.TXT", SYNTHETIC),
                "--speaker",
                "A. Synthetic",
                "--role",
                "Nobody",
            ]
        )
        == 0
    )
    assert (project / "raw/remarks-trade.txt").read_bytes() == SYNTHETIC.encode()
    metadata, _ = load_yaml(Metadata, project / "raw/remarks-trade.yaml", "")
    assert (metadata.title, metadata.date, metadata.language) == (
        "Remarks on trade, Lisbon, 3 May 2021",
        "2021-05-03",
        "en",
    )
    assert (metadata.speaker.name, metadata.speaker.role) == ("A. Synthetic", "Nobody")
    assert metadata.speaker.family == "Synthetic"
    rows = ledger.read_ledger(project / "edition/remarks-trade.paragraphs.csv", "")
    assert [row.number for row in rows] == ["h1", "s1", "p1", "p2"]
    assert not any(
        paragraph.pending
        for paragraph in edition.load_document(project, "remarks-trade").paragraphs
    )
    examine_project(project)
    said = capsys.readouterr().out
    assert (
        "Check what is guessed in it: title, date." in said and "English (language guessed)" in said
    )
    assert (
        "1 heading, 1 salutation, 2 paragraphs of speech" in said
        and "Trade has doubled" in said
        and "Next:" in said
    )


def test_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(project)
    assert pilcrow(["add", given(project, "a.txt", SYNTHETIC), "--speaker", "X", "--dry-run"]) == 0
    assert files(project) == before
    assert "would be copied" in capsys.readouterr().out
    assert pilcrow(["add", given(project, "a.txt", SYNTHETIC), "--dry-run"]) == 0
    assert 'Add it with --speaker "…".' in capsys.readouterr().out


def test_without_a_speaker_nothing_is_invented(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The transcript is there and builds, marked; metadata and permanent IDs wait for a person."""
    assert pilcrow(["add", given(project, "a.txt", SYNTHETIC)]) == 0
    assert (project / "raw/a.txt").is_file()
    assert (
        not (project / "raw/a.yaml").exists()
        and not (project / "edition/a.paragraphs.csv").exists()
    )
    assert any(
        mark.document == "a" and mark.kind == "metadata" for mark in examine_project(project).marks
    )
    said = capsys.readouterr().out
    assert (
        "Missing: speaker (not given, not found in the text)." in said
        and "pilcrow accept a" in said
    )
    assert "Next: write raw/*.yaml" in said and "dd it with" not in said, (
        "it is there, and cannot be added again"
    )
    # What is printed as a beginning, put there as it is, is refused until somebody is named.
    beginning = "\n".join(line[4:] for line in said.splitlines() if line.startswith("    "))
    (project / "raw/a.yaml").write_text(beginning, encoding="utf-8")
    with pytest.raises(Problems, match='"name" is empty'):
        examine_project(project)


def test_at_a_terminal_it_asks_for_what_is_missing_and_only_that(project: Path) -> None:
    asked: list[tuple[str, str]] = []

    def ask(key: str, proposal: str) -> str:
        asked.append((key, proposal))
        return {"speaker": "B. Synthetic"}.get(key, proposal)

    path = Path(given(project, "a.txt", SYNTHETIC))
    added = add.prepare(
        path, "raw/a.txt", {"title": "Given"}, project.parent / "trial", project, ask
    )
    assert asked == [("date", "2021-05-03"), ("speaker", "")]
    assert (
        added.metadata["speaker"] == {"name": "B. Synthetic", "family": "Synthetic"}
        and not added.missing
        and added.ledger
    )


def test_one_bad_file_among_several_and_nothing_is_written(project: Path) -> None:
    before = files(project)
    good, bad = (
        given(project, "good.txt", SYNTHETIC),
        given(project, "bad.txt", b"\x89PNG\r\n\x1a\n"),
    )
    with pytest.raises(Problems) as stopped:
        pilcrow(
            [
                "add",
                good,
                bad,
                str(project / "raw/lavrov-truss-2022.txt"),
                "nowhere.txt",
                "--speaker",
                "X",
            ]
        )
    assert files(project) == before
    said = str(stopped.value)
    assert "bad.txt" in said and "no such file" in said and "already" in said
    assert len(stopped.value.problems) == 3


def test_the_same_bytes_are_not_added_twice(project: Path) -> None:
    content = (project / "raw/lavrov-truss-2022.txt").read_bytes()
    with pytest.raises(
        Problems,
        match=r"The project already has this file, as lavrov-truss-2022\.txt.*Leave it out",
    ):
        pilcrow(["add", given(project, "other.txt", content), "--speaker", "X", "--date", "2022"])


@pytest.mark.parametrize("wanted", ["Not An ID", "refs", "lavrov-truss-2022"])
def test_no_id_is_proposed_that_a_file_of_the_project_cannot_have(
    project: Path, wanted: str
) -> None:
    content = (project / "raw/lavrov-truss-2022.txt").read_bytes()
    with pytest.raises(Problems) as stopped:
        pilcrow(["add", given(project, "other.txt", content), "--id", wanted])
    assert str(stopped.value).endswith("as lavrov-truss-2022.txt. Leave it out.")


def test_the_same_command_with_what_was_missing_completes_a_document(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = given(project, "undated.txt", "A statement\n\nThe bridge is open.\n\nIt is safe.\n")
    assert pilcrow(["add", path, "--language", "en"]) == 0
    assert "Type the command again with --date YYYY-MM-DD --speaker" in capsys.readouterr().out
    assert not (project / "raw/undated.yaml").exists()
    raw = (project / "raw/undated.txt").stat().st_mtime_ns
    again = ["add", path, "--language", "en", "--date", "2021"]
    with pytest.raises(Problems, match="change its ID with `pilcrow rename undated other`"):
        pilcrow([*again, "--speaker", "A. Synthetic", "--id", "other"])
    assert pilcrow(again) == 0, "the speaker is still missing, and it says so"
    assert "Missing: speaker (" in capsys.readouterr().out
    assert pilcrow([*again, "--speaker", "A. Synthetic"]) == 0
    assert "raw/undated.txt is there already" in capsys.readouterr().out
    assert load_yaml(Metadata, project / "raw/undated.yaml", "")[0].date == "2021"
    assert (project / ledger.ledger_file("undated")).is_file()
    written = (project / "raw/undated.txt").stat().st_mtime_ns
    assert written == raw, "the transcript is not written again"
    with pytest.raises(Problems, match=r"already has this file, as undated\.txt\. Leave it out"):
        pilcrow([*again, "--speaker", "A. Synthetic"])


def test_a_wrong_date_is_a_problem_of_what_was_typed(project: Path) -> None:
    """Nothing was written, so the message may not send anyone to a file of metadata."""
    path = given(project, "k.txt", b"The bridge is open.\n\nIt is safe.\n")
    with pytest.raises(Problems) as stopped:
        pilcrow(["add", path, "--speaker", "X", "--date", "5/3/2021"])
    assert str(stopped.value).startswith(f'{path}: "5/3/2021" is not a date')


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("main.txt", ""),
        ("Section 3.txt", ""),
        ("a.txt", "refs"),
        ("a.txt", "fig-1"),
        ("a.txt", "section-findings"),
        ("a.txt", "ref-a"),
        ("a.txt", "toc-refs"),
        ("a.txt", "fn12"),
    ],
)
def test_an_id_that_a_place_of_the_page_has_is_refused(name: str, wanted: str) -> None:
    with pytest.raises(Problems, match="the page of the report uses this name itself"):
        incoming.choose_id(Path(name), wanted, [])


def test_an_id_is_made_of_the_name_and_never_taken_twice(project: Path) -> None:
    assert incoming.choose_id(Path("1933-Roosevelt.txt"), "", []) == "roosevelt-1933"
    assert incoming.choose_id(Path("Rede Köln 2.txt"), "", []) == "rede-koln-2"
    with pytest.raises(Problems, match="--id lavrov-truss-2022-2"):
        incoming.choose_id(Path("lavrov truss 2022.md"), "", ["lavrov-truss-2022"])
    with pytest.raises(Problems, match="cannot be a document ID"):
        incoming.choose_id(Path("a.txt"), "Ü", [])
    with pytest.raises(Problems, match=r"x+\.txt: .*repeats the same letters twenty times"):
        incoming.choose_id(Path("x" * 30 + ".txt"), "", [])


@pytest.mark.parametrize(
    ("encoding", "expected"), [("windows-1252", "windows-1252"), ("utf-16", "utf-16")]
)
def test_another_encoding_is_guessed_said_and_written_down(
    project: Path, encoding: str, expected: str
) -> None:
    content = (
        "Rede am 3. Mai 2021\nDie Königin ist nicht mit den Ministern für höhere Löhne.\n".encode(
            encoding
        )
    )
    path = given(project, "k.txt", content)
    assert pilcrow(["add", path, "--speaker", "X"]) == 0
    metadata, _ = load_yaml(Metadata, project / "raw/k.yaml", "")
    assert (metadata.encoding, metadata.language) == (expected, "de")
    assert "Königin" in edition.load_document(project, "k").cleaned.text
    assert (project / "raw/k.txt").read_bytes() == content
    # A guess is never stored as a decision; a byte order mark is not a guess.
    assert (project / ledger.ledger_file("k")).is_file() == (encoding == "utf-16")


def test_an_encoding_that_cannot_be_told_is_refused_with_the_readings(project: Path) -> None:
    before = files(project)
    content = "Zażółć gęślą jaźń.\n".encode("mac-latin2")
    with pytest.raises(Problems, match=r"--encoding") as stopped:
        pilcrow(["add", given(project, "k.txt", content), "--speaker", "X", "--date", "2021"])
    assert "“" in str(stopped.value)
    assert files(project) == before


def test_the_first_transcript_in_another_language_than_the_report_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hint = "For one in French, write `lang: fr` in report/index.qmd, and translate its headings."
    (tmp_path / "project/raw").mkdir(parents=True)
    (tmp_path / "project/report").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    report = Path("report/index.qmd")
    report.write_text("---\nlang: en\n---\n", encoding="utf-8")
    french = given(Path.cwd(), "un.txt", "Chers amis,\nLe commerce a doublé.\n")
    typed = ["add", french, "--speaker", "A. Modèle", "--date", "2021-05-03", "--language", "fr"]
    assert pilcrow([*typed, "--id", "un"]) == 0
    assert hint in capsys.readouterr().out
    # Once there is a document, the language of the report is decided.
    later = [*typed[:1], given(Path.cwd(), "deux.txt", "Chers amis,\nMerci.\n"), *typed[2:]]
    assert pilcrow([*later, "--id", "deux"]) == 0
    assert hint not in capsys.readouterr().out


def test_a_language_that_is_not_sure_keeps_the_document_provisional(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Queridos cidadáns, o porto estivo pechado durante un ano e todos sabemos por que.\n"
    path = given(project, "k.txt", text)
    assert pilcrow(["add", path, "--speaker", "X", "--date", "2021"]) == 0
    assert "The language is a guess: Galician or Portuguese" in capsys.readouterr().out
    assert not (project / ledger.ledger_file("k")).is_file()


def test_an_encoding_that_needs_metadata_is_not_added_without_them(project: Path) -> None:
    before = files(project)
    with pytest.raises(Problems, match="Give --speaker and --date"):
        pilcrow(
            ["add", given(project, "k.txt", "Die Königin ist für uns.\n".encode("windows-1252"))]
        )
    assert files(project) == before


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("a.htm", b"<p>x", ".html"),
        ("a", b"text", ".txt"),
        ("a.txt", b"%PDF-1.7", ".pdf"),
        ("a.txt", b"\n<!DOCTYPE html>", ".html"),
        ("a.TEI", b"<TEI/>", ".xml"),
    ]
    + [("sub.txt", b"\xef\xbb\xbfWEBVTT\n", ".vtt")],
)
def test_the_format_is_told_by_content_before_the_name(
    name: str, content: bytes, ending: str
) -> None:
    assert incoming.detect_ending(Path(name), content) == ending


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0"),
        ("a.odt", b"PK\x03\x04"),
        ("a.zip", b"PK\x03\x04"),
        ("a.docm", b"PK\x03\x04"),
    ],
)
def test_a_format_that_cannot_be_read_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Problems, match=r"(?i)save|convert"):
        incoming.detect_ending(Path(name), content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docm", b"PK\x03\x04", "with macros"),
        (
            "a.pdf",
            "Synthetic text, übersetzt.\n".encode(),
            r"plain text\. Rename it to \.txt and add it again",
        ),
        ("a.docx", b"Synthetic text.\n", r"plain text\. Rename it to \.txt and add it again"),
        ("page.TIFF", b"II*\0", "text recognition"),
        ("speech.mp3", b"ID3", "add its transcript"),
    ],
)
def test_a_refusal_says_what_the_file_is_and_what_to_do(
    name: str, content: bytes, said: str
) -> None:
    with pytest.raises(Problems, match=said):
        incoming.detect_ending(Path(name), content)


def test_of_a_source_with_pages_the_places_are_shown(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pypdfium2")
    pilcrow(["add", str(REPOSITORY / "tests/data/formats/kennedy-two-columns.pdf"), "--dry-run"])
    assert "[p. 1]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "It has been a long time since we held full-scale talks, and this is the last of them.",
        ),
        ("de", "Wir haben nicht vergessen, dass die Verhandlungen auf dem Weg sind."),
        (
            "fr",
            "Nous avons dit que les conditions ne sont pas réunies pour une paix dans la région.",
        ),
        ("es", "Hemos dicho que las condiciones no son las que se han pactado con los países."),
        ("ru", "Мы давно не проводили полноформатных переговоров, и это было бы полезно."),
        ("uk", "Ми вже давно не проводили переговорів, і це її рішення."),
        ("ar", "لم نعقد محادثات كاملة منذ وقت طويل"),
        ("fa", "ما گفتگوهای کاملی نداشته‌ایم و چنین چیزی"),
        ("zh", "我们已经很久没有举行全面会谈了"),
        ("ja", "我々は長い間、全面的な会談を行っていない"),
        ("el", "Δεν είχαμε συνομιλίες εδώ και καιρό"),
        ("", "12345"),
        ("", "Xyzzy plugh."),
    ],
)
def test_languages_are_guessed_by_script_and_words(language: str, text: str) -> None:
    assert guess_language(text).language == language


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Moscow, February 10, 2022", "2022-02-10"),
        ("10 February 2022 and 11 February 2022", "2022-02-10"),
        ("Berlin, 3. Mai 2021", "2021-05-03"),
        ("le 1er août 2019", "2019-08-01"),
        ("3 de mayo de 2021", "2021-05-03"),
        ("10 февраля 2022 года", "2022-02-10"),
        ("2022年2月10日", "2022-02-10"),
        ("2022-02-10", "2022-02-10"),
        ("10.02.2022", "2022-02-10"),
        ("02/10/2022", ""),
        ("February 30, 2022", ""),
        ("we may 2 of 2022", ""),
    ],
)
def test_dates_are_read_where_they_can_be_read_in_one_way_only(text: str, date: str) -> None:
    assert guesses.find_date(text) == date


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1933-Roosevelt", "Roosevelt 1933"),
        ("remarks_of_the_chair", "Remarks of the chair"),
        ("2021", "2021"),
    ],
)
def test_a_title_of_last_resort_is_made_of_the_files_name(name: str, title: str) -> None:
    assert guesses.title_of_name(name) == title


@pytest.mark.parametrize(
    ("name", "language", "family"),
    [
        ("Sergey Lavrov", "en", "Lavrov"),
        ("Ursula von der Leyen", "de", "von der Leyen"),
        ("Martin Luther King, Jr.", "en", "King"),
        ("de Gaulle", "fr", "de Gaulle"),
        ("Orbán Viktor", "hu", "Orbán"),
        ("习近平", "zh", "习近平"),
        ("Cicero", "la", "Cicero"),
    ],
)
def test_a_family_name_is_proposed(name: str, language: str, family: str) -> None:
    assert guesses.propose_family(name, language) == family


@pytest.mark.parametrize(
    ("name", "text", "file", "family"),
    [
        ("John F. Kennedy", "", "", "Kennedy"),
        ("B. Synthetic", "", "", "Synthetic"),
        ("Barack Obama", "", "2009-Obama", "Obama"),
        ("Barack Obama", "", "Barack-Obama-2009", ""),
        ("Barack Obama", "I thank Mr. Obama.", "", "Obama"),
        ("Barack Obama", "OBAMA: Thank you.", "", "Obama"),
        ("Barack Obama", "Obama spoke.", "", ""),
        ("Xi Jinping", "I thank President Xi.", "", ""),
        ("Ursula von der Leyen", "Frau von der Leyen, bitte.", "", "von der Leyen"),
        ("Plato", "", "", "Plato"),
    ],
)
def test_a_family_name_is_certain_where_something_says_which_part_it_is(
    name: str, text: str, file: str, family: str
) -> None:
    assert guesses.certain_family(name, "en", text, file) == family


def test_a_family_name_that_is_not_certain_is_said_and_not_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = given(project, "a.txt", SYNTHETIC)
    speaker = ["--speaker", "Ada von Sample"]
    pilcrow(["add", path, *speaker, "--dry-run"])
    assert "The family name in “Ada von Sample” is not certain" in capsys.readouterr().out
    pilcrow(["add", path, *speaker, "--json", "--dry-run"])
    added = json.loads(capsys.readouterr().out)[0]
    assert added["metadata"]["speaker"] == {"name": "Ada von Sample"}
    pilcrow(["add", path, *speaker, "--family", "Sample", "--json", "--dry-run"])
    added = json.loads(capsys.readouterr().out)[0]
    assert added["metadata"]["speaker"] == {"name": "Ada von Sample", "family": "Sample"}
    with pytest.raises(Problems, match="--family belongs to a speaker"):
        pilcrow(["add", path, "--family", "Sample"])


def test_at_a_terminal_a_person_says_the_family_name_that_is_not_certain(project: Path) -> None:
    asked: list[tuple[str, str]] = []

    def ask(key: str, proposal: str) -> str:
        asked.append((key, proposal))
        return {"family name of the speaker": "Xi"}.get(key, proposal)

    path = Path(given(project, "a.txt", SYNTHETIC))
    known = {"title": "T", "date": "2021", "speaker": {"name": "Xi Jinping"}, "language": "en"}
    added = add.prepare(path, "raw/a.txt", known, project.parent / "trial", project, ask)
    assert asked == [("family name of the speaker", "Jinping")]
    assert added.metadata["speaker"] == {"name": "Xi Jinping", "family": "Xi"}


def test_what_is_not_a_file_is_a_sentence_and_nothing_is_waited_for(project: Path) -> None:
    place = project.parent
    os.mkfifo(place / "pipe.txt")
    (place / "loop.txt").symlink_to("loop.txt")
    (place / "dangling.txt").symlink_to("nowhere")
    (place / "folder.txt").mkdir()
    for name, said in (
        ("pipe", "This is a pipe, not a file"),
        ("loop", "The link leads to itself"),
        ("dangling", "The link leads to a file that does not exist: nowhere"),
        ("folder", "This is a folder, not a file"),
        ("none", "There is no such file"),
    ):
        with pytest.raises(Problems, match=said):
            pilcrow(["add", str(place / f"{name}.txt"), "--speaker", "X", "--date", "2021"])


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS writes names in UTF-8 only")
def test_names_that_are_long_or_not_utf8_are_taken(project: Path) -> None:
    long = "-".join(f"part-{number}" for number in range(28))
    for name in (long.encode() + b".txt", b"bad\xffname.txt"):
        path = os.fsdecode(bytes(project.parent) + b"/" + name)
        Path(path).write_text(f"{SYNTHETIC} {len(name)}", "utf-8")
        assert pilcrow(["add", path, "--speaker", "X", "--language", "en"]) == 0
    assert (project / f"raw/{long[:80].rpartition('-')[0]}.txt").is_file()
    (written,) = project.glob("raw/bad*.yaml")
    description = load_yaml(Metadata, written, "")[0].source.description
    assert "bad\ufffdname.txt" in description


def test_a_folder_without_a_project_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = tmp_path / "speech.txt"
    speech.write_text(SYNTHETIC, "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    with pytest.raises(Problems, match="`pilcrow new FOLDER`"):
        pilcrow(["add", str(speech)])
    assert list(empty.iterdir()) == []


# Synthetic: a debate whose header names everybody.
DEBATE = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="es"><teiHeader><fileDesc><titleStmt>
<title>Debate sobre el puerto</title></titleStmt><publicationStmt>PUBLISHER</publicationStmt>
<sourceDesc><p>Constructed</p></sourceDesc></fileDesc><profileDesc><particDesc><listPerson>
<person xml:id="A"><persName><forename>Ana</forename> <surname>Le Mar</surname></persName></person>
<person xml:id="B"><persName><forename>Juan</forename> <nameLink>de la</nameLink>
<surname>Barca</surname></persName></person>
<person xml:id="C"><persName><forename>Eva</forename> <forename>Luz</forename>
<surname>Sol</surname></persName></person>
</listPerson></particDesc></profileDesc></teiHeader><text><body><div>
<u who="#A">El puerto sigue muy vacío.</u><u who="#B">El puerto no sigue vacío.</u>
<u who="#C">Mañana por la tarde veremos.</u></div></body></text></TEI>"""
PUBLISHED = DEBATE.replace("PUBLISHER", "<publisher>Archivo de Portmar</publisher>")


def test_a_debate_whose_source_names_everybody_is_cited_by_its_publisher(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pilcrow(["add", given(project, "port.xml", PUBLISHED), "--date", "2020-05-04"]) == 0
    said = capsys.readouterr().out
    assert "Check what is guessed in it: title, speaker." in said and "Missing" not in said
    assert not (project / "edition/port.paragraphs.csv").exists()  # a guess is confirmed first
    assert load_yaml(Metadata, project / "raw/port.yaml", "")[0].speaker.family == (
        "Archivo de Portmar"
    )
    assert pilcrow(["accept", "port"]) == 0
    capsys.readouterr()
    assert pilcrow(["cite", "port.p2"]) == 0
    assert "de la Barca, Juan. In: Archivo de Portmar. Debate sobre" in capsys.readouterr().out


def test_a_debate_without_publisher_is_cited_by_its_title(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = DEBATE.replace("PUBLISHER", "<p>Constructed</p>")
    for title, options in (("Debate sobre el puerto", []), ("El puerto", ["--title", "El puerto"])):
        path = given(project, f"port{len(options)}.xml", source + "\n" * len(options))
        assert pilcrow(["add", path, "--date", "2020-05-04", *options]) == 0
        said = capsys.readouterr().out
        assert "speaker" in said and "Missing" not in said
        document = f"port{len(options)}"
        metadata, _ = load_yaml(Metadata, project / f"raw/{document}.yaml", "")
        assert metadata.speaker.name == metadata.speaker.family == metadata.title == title
        assert not (project / f"edition/{document}.paragraphs.csv").exists()
        assert pilcrow(["accept", document]) == 0
        capsys.readouterr()
        assert pilcrow(["cite", f"{document}.p2"]) == 0
        assert f"de la Barca, Juan. In: {title}. " in capsys.readouterr().out


@pytest.mark.parametrize("how", ["added", "copied into raw/"])
@pytest.mark.parametrize("main", ["Ana Le Mar", "Mesa"])
def test_family_names_that_the_source_states_are_those_of_citations(
    project: Path, capsys: pytest.CaptureFixture[str], main: str, how: str
) -> None:
    """Promise: also where the scholar copied the file; edition/speakers.csv goes before it."""
    (project / "edition/speakers.csv").unlink(missing_ok=True)
    if how == "added":
        options = ["--date", "2020-05-04", "--speaker", main]
        assert pilcrow(["add", given(project, "port.xml", PUBLISHED), *options]) == 0
    else:
        (project / "raw/port.xml").write_text(PUBLISHED, "utf-8")
        (project / "raw/port.yaml").write_text(
            f"title: T\nspeaker: {{name: {main}}}\ndate: 2020\nlanguage: es\n", "utf-8"
        )
    assert not (project / "edition/speakers.csv").exists()
    assert pilcrow(["accept", "port"]) == 0

    def cited(number: str) -> str:
        capsys.readouterr()
        assert pilcrow(["cite", f"port.{number}"]) == 0
        return capsys.readouterr().out

    assert "Le Mar, Ana. " in cited("p1")
    assert "de la Barca, Juan. " in cited("p2")
    assert "Sol, Eva Luz. " in cited("p3")
    table = "name,label,document,family\nEva Luz Sol,Eva Luz Sol,,Luz Sol\n"
    (project / "edition/speakers.csv").write_text(table, "utf-8")
    assert "Luz Sol, Eva. " in cited("p3") and "Le Mar, Ana. " in cited("p1")


def test_an_id_that_is_given_is_never_shortened(project: Path) -> None:
    long = "ab-" * 30 + "c"
    path = given(project, "speech.txt", "A synthetic text of one line.")
    assert pilcrow(["add", path, "--id", long, "--speaker", "Ada Sample", "--date", "2020"]) == 0
    assert (project / f"raw/{long}.txt").is_file()


def test_a_file_name_with_a_control_character_is_added(project: Path) -> None:
    """Promise: the name of a file that was received is never a reason to refuse it."""
    path = given(project, "\x1b[31mred\ufffe.txt", "A synthetic text of one line.")
    options = ["--id", "red", "--speaker", "Ada Sample", "--date", "2020"]
    assert pilcrow(["add", path, *options]) == 0
    metadata, _ = load_yaml(Metadata, project / "raw/red.yaml", "")
    assert metadata.source.description == "Received as a file named “\ufffd[31mred\ufffd.txt”."


def test_a_doubt_that_names_its_lines_gets_no_line_before_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`pilcrow add` printed "Line 3: 1 paragraph seems to hold … line 3"."""
    text = (
        "MODERATOR: Good morning to you all.\n\n"
        "MS. BERG: It opens. QUESTION: Is there a letter? MS. BERG: There is.\n\n"
        "MODERATOR: Thank you very much.\n"
    )
    path = given(project, "talk.txt", text)
    assert pilcrow(["add", path, "--speaker", "Ann Berg", "--date", "2021-05-03"]) == 0
    said = capsys.readouterr().out
    assert "line 3 “QUESTION:”" in said and "Line 3:" not in said
    assert "Look at the text with `pilcrow show talk`." in said
