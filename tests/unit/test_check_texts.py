"""Promise: `pilcrow check` finds what can be known without rendering, and configuration without
effect is flagged.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.checks.everything import check_everything, survey_everything
from pilcrow.checks.project import examine_project
from pilcrow.checks.texts import ExaminedTexts, check_texts
from pilcrow.cli.main import main
from pilcrow.model.problems import Problems

CODEBOOK = """title: Synthetic
version: "1"
themes:
  - code: bridge
    name: Bridges
    speakers: [Somebody Else]
    examples: [one.p2]
    rules: [bridge*]
    themes:
      - {code: toll, name: Tolls, rules: [{phrase: toll, speakers: [Nobody]}]}
"""
METADATA = """title: One
speaker: {name: Ada Sample}
date: 2020
segmentation:
  speakers: ["QUESTION:", "MINISTER OF TOLLS:"]
  kinds:
    - {begins: "No such words", kind: note}
"""
TEXT = (
    "A title\n\nThe bridge is open to everybody who pays.\n\nQUESTION: Who pays?\n\nNobody does.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "project", ("Snakefile", "config"))
    for folder in ("raw", "coding"):
        (root / folder).mkdir()
    (root / "raw/one.txt").write_text(TEXT, "utf-8")
    (root / "raw/one.yaml").write_text(METADATA, "utf-8")
    (root / "coding/codebook.yaml").write_text(CODEBOOK, "utf-8")
    return root


def said(root: Path) -> list[str]:
    return [mark.message for mark in texts(root).marks]


def texts(root: Path) -> ExaminedTexts:
    checked = examine_project(root)
    return check_texts(root, checked.documents, checked.codebook)


def test_configuration_without_effect_is_flagged(project: Path) -> None:
    found = said(project)
    assert any('"No such words"' in message for message in found)
    assert [message for message in found if "speaker label" in message] == [
        'The metadata list the speaker label "MINISTER OF TOLLS:", but no paragraph begins with it.'
    ]
    assert [message for message in found if "speaks in no document" in message] == [
        'bridge is limited to the speaker "Somebody Else", who speaks in no document.',
        'bridge/toll.1 is limited to the speaker "Nobody", who speaks in no document.',
    ]


def test_rules_for_a_language_in_which_no_text_is_are_flagged(project: Path) -> None:
    book = project / "coding/codebook.yaml"
    rules = 'rules: [bridge*, {phrase: pont, languages: fr}, {phrase: pons, languages: [fr, "*"]}]'
    book.write_text(CODEBOOK.replace("rules: [bridge*]", rules), "utf-8")
    flagged = "The codebook has rules for texts in French, but no text is in French."
    assert [mark.line for mark in texts(project).marks if mark.message == flagged] == [8]
    metadata = project / "raw/one.yaml"
    metadata.write_text(f"{METADATA}language: fr-CA\n", "utf-8")
    assert flagged not in said(project)


def test_a_theme_or_rule_for_kinds_that_no_paragraph_has_is_flagged(
    project: Path,
) -> None:
    book = project / "coding/codebook.yaml"
    book.write_text(
        """title: B
version: "1"
themes:
  - {code: all, name: A, kinds: [heading, note, speech], rules: [a]}
  - {code: note, name: N, kinds: [note], rules: [applause, open]}
  - {code: some, name: S, rules: [open, {phrase: a, kinds: [salutation, note]}]}
  - {code: asked, name: Q, kinds: [question], speakers: [Ada Sample], rules: [a]}
  - {code: said, name: D, speakers: [ada sample], rules: [is]}
  - {code: people, name: P, kinds: [note]}
""",
        "utf-8",
    )

    def idle() -> list[tuple[int, str]]:
        marks = texts(project).marks
        found = ((mark.line, mark.message) for mark in marks)
        return sorted(one for one in found if "looked for nowhere" in one[1])

    asked = "No paragraph of the kind question has these speakers, so asked is looked for nowhere."
    assert idle() == [
        (5, "No text has a paragraph of the kind note, so note is looked for nowhere."),
        (
            6,
            "No text has a paragraph of the kind salutation or note, so some.2 is looked for"
            " nowhere.",
        ),
        (7, asked),
    ]
    (project / "raw/one.txt").write_text(f"{TEXT}\n(Applause)\n", "utf-8")
    assert idle() == [(7, asked)]


def test_an_empty_list_of_formats_is_flagged(project: Path) -> None:
    for formats, flagged in (("[]", True), ("[jats]", False)):
        (project / "config/config.yaml").write_text(f"formats: {formats}\n", "utf-8")
        said = [mark.message for mark in survey_everything(project)[2]]
        assert (
            "No format is listed under formats: `snakemake` makes no report." in said
        ) is flagged


def test_a_listed_person_who_speaks_nowhere_is_flagged(project: Path) -> None:
    (project / "edition").mkdir(exist_ok=True)
    (project / "edition/speakers.csv").write_text(
        "label,name,document,use\nTHE CHAIR,Nobody Here,,\nThe bridge,,,never\nTHE CHAIR,Ann"
        " Low,brief,\n",
        "utf-8",
    )
    marks = [mark for mark in texts(project).marks if "speakers.csv" in mark.file]
    assert [(mark.line, mark.message) for mark in marks] == [
        (2, 'Nobody Here speaks in no document: no paragraph has the label "THE CHAIR".'),
        (4, 'The row of "THE CHAIR" is for the document brief, which does not exist.'),
    ]


def test_an_example_that_the_rules_belie_is_flagged(project: Path) -> None:
    assert any("one.p2, an example of bridge, is not coded" in message for message in said(project))


def test_an_example_that_never_existed_is_told_once(project: Path) -> None:
    main(["accept", "--project", str(project)])
    path = project / "coding/codebook.yaml"
    path.write_text(path.read_text("utf-8").replace("one.p2", "one.p99"), "utf-8")
    _, problems, marks = survey_everything(project)
    told = [str(one) for one in (*problems, *marks) if "one.p99" in str(one)]
    assert len(told) == 1 and "never existed" in told[0], told


def test_metadata_to_start_from_are_for_a_document_that_is_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--skeleton", "one", "--project", str(project)]) == 0
    assert "title:" in capsys.readouterr().out
    with pytest.raises(Problems, match=r'There is no document "\.\./x" in raw/\. .*one'):
        main(["check", "--skeleton", "../x", "--project", str(project)])


def test_a_correction_of_words_that_are_not_there_is_flagged(project: Path) -> None:
    (project / "edition").mkdir()
    (project / "edition/one.corrections.csv").write_text(
        "place,from,to,reason,responsible\none.p1,bridgge,bridge,a slip,Ada\n", "utf-8"
    )
    assert any("bridgge" in message for message in said(project))


def problems(root: Path) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as stopped:
        check_everything(root)
    return [(problem.file, problem.what) for problem in stopped.value.problems]


def write_text(root: Path, name: str, content: bytes, metadata: str = "") -> None:
    (root / f"raw/{name}.txt").write_bytes(content)
    about = "title: Some\nspeaker: {name: Ada Sample}\ndate: 2021\n"
    (root / f"raw/{name}.yaml").write_text(about + metadata, "utf-8")


def test_problems_of_every_text_and_of_the_report_are_told_at_once(project: Path) -> None:
    for name in ("two", "three"):
        write_text(project, name, b"\xff\xfe\xff not text \x80\n")
    # More than any text may need of an expression that only Python's engine knows.
    long = b"A title\n\n" + b"We pay and pay and pay. " * 400 + b"\n"
    write_text(project, "four", long, 'segmentation: {running: ["(?=(x+x+)+y)(a*)*b(.*a){9}"]}\n')
    write_text(project, "five", long)
    write_text(project, "six", b"A title\n\nShort.\n", "no such key: 1\n")
    codebook = project / "coding/codebook.yaml"
    rules = "rules: [{id: slow, regex: '(?=w)(.*a){9}b'}, {id: late, regex: '(?=p)(.*y){9}b'}]"
    codebook.write_text(CODEBOOK.replace("rules: [bridge*]", rules), "utf-8")
    (project / "report").mkdir()
    (project / "report/index.qmd").write_text(
        "---\ntitle: T\n---\n\nSee [@two, para. 1] and [@one, para. 99].\n", "utf-8"
    )
    found = problems(project)
    where = {file for file, _ in found}
    assert {"raw/two.txt", "raw/three.txt", "raw/six.yaml", "report/index.qmd"} <= where
    said = "\n".join(what for _, what in found)
    assert "under segmentation: running may need too many steps" in said
    assert "of slow may need too many steps on five.p1" in said
    assert "of late may need too many steps on five.p1" in said
    assert "has no para. 99" in said
    # Whether a text that cannot be read has the paragraph is not known.
    assert [what for file, what in found if file == "report/index.qmd" and "two" in what] == []


def test_a_text_that_cannot_be_opened_hides_no_other(project: Path) -> None:
    write_text(project, "two", b"\xff\xfe\xff not text \x80\n")
    (project / "raw/three.txt").symlink_to("nowhere.txt")
    os.mkfifo(project / "raw/four.txt")
    assert {file for file, _ in problems(project)} == {
        f"raw/{name}.txt" for name in ("two", "three", "four")
    }


def test_a_file_name_that_is_not_utf_8_is_told_once(project: Path) -> None:
    try:
        Path(os.fsdecode(bytes(project / "raw") + b"/sp\xe9ech.txt")).write_text("Words.\n")
    except OSError:
        pytest.skip("This file system takes UTF-8 only.")
    assert problems(project) == [("raw/sp\\xe9ech.txt", "The name of this file is not UTF-8.")]


def test_an_actor_whom_no_text_names_is_flagged(project: Path) -> None:
    codebook = project / "coding/codebook.yaml"
    actors = (
        "actors:\n  - {name: Payers, words: [everybody]}\n  - {name: Sailors, words: [crew*]}\n"
    )
    codebook.write_text(codebook.read_text("utf-8") + actors, "utf-8")
    marks = [mark for mark in texts(project).marks if "actor" in mark.message]
    assert [(mark.file, mark.line, mark.message) for mark in marks] == [
        (
            "coding/codebook.yaml",
            13,
            'The actor "Sailors" is named in no document: none of the words occurs.',
        )
    ]


def test_a_row_of_the_division_that_fits_nothing_is_told_also_of_an_accepted_document(
    project: Path,
) -> None:
    """A ledger settles what was guessed, not what the scholar wrote and what has no effect."""
    assert main(["accept", "one", "--project", str(project)]) == 0
    rows = "words,do,reason\nNo words of the text,note,wrong\nWho asks,split,wrong\n"
    (project / "edition/one.division.csv").write_text(rows, "utf-8")
    found = [message for message in said(project) if "no longer fits" in message]
    assert len(found) == 2
    assert '"No words of the text"' in found[0] and '"Who asks"' in found[1]


def test_a_document_without_a_ledger_is_told_as_a_build_tells_it(project: Path) -> None:
    assert "one has no ledger yet: its paragraph IDs are provisional and may change." in said(
        project
    )
    assert main(["accept", "one", "--project", str(project)]) == 0
    assert not [message for message in said(project) if "provisional" in message]


def test_what_nothing_in_the_texts_fits_is_marked(project: Path) -> None:
    """Promise: a setting of the division without any effect is named, with its key."""
    (project / "raw/one.txt").write_text(TEXT + "\n(A trumpet) It sounds. {bells}\n", "utf-8")
    with (project / "raw/one.yaml").open("a", encoding="utf-8") as stream:
        stream.write('  stage_words: [trumpet, drum]\n  stage_brackets: ["{ }", "< >"]\n')
        stream.write("  languages: [en, fr]\n")
    with (project / "config/config.yaml").open("a", encoding="utf-8") as stream:
        stream.write('stage_words: [bridge, trumpet]\nstage_brackets: ["« »"]\n')
    (project / "edition").mkdir()
    (project / "edition/speakers.csv").write_text(
        "label,name,document,use\nNote,,,never\nThe bridge,,,never\nTolls,,other,never\n", "utf-8"
    )
    found = [(mark.file, mark.message) for mark in texts(project).marks]
    metadata = 'Nothing in the text fits "{}", listed under segmentation: {}.'
    configured = 'Nothing in the texts fits "{}", listed under {}.'
    for words, key in (("drum", "stage_words"), ("< >", "stage_brackets"), ("fr", "languages")):
        assert ("raw/one.yaml", metadata.format(words, key)) in found
    for words, key in (("bridge", "stage_words"), ("« »", "stage_brackets")):
        assert ("config/config.yaml", configured.format(words, key)) in found
    assert (
        "edition/speakers.csv",
        '"Note" is listed as never a label, but no document has it.',
    ) in found
    told = " ".join(message for _, message in found)
    assert not any(f'"{words}" says' in told for words in ("trumpet", "{ }", "en"))
    assert '"The bridge"' not in told


def test_a_comparison_of_speakers_who_say_nothing_is_told_before_a_build(project: Path) -> None:
    with (project / "config/config.yaml").open("a", encoding="utf-8") as stream:
        stream.write(
            "keyness: {column: speaker, target: Ada Sampel, reference: Ada Sample, comparable: x}\n"
        )
    with pytest.raises(Problems) as stopped:
        check_everything(project)
    [found] = [one for one in stopped.value.problems if one.file == "config/config.yaml"]
    assert found.what == 'keyness: nobody in the texts is called "Ada Sampel".'
    assert found.todo == 'Did you mean "Ada Sample"?'


def test_the_assignment_of_coders_is_checked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = project / "coding/assignment.csv"
    table.write_text("document,coder\none,anna\ngone-1999,ben\n", "utf-8")
    assert main(["check", "--project", str(project)]) == 0
    assert (
        "coding/assignment.csv:3: gone-1999 is assigned to ben, but has no transcript in raw/."
        in capsys.readouterr().err
    )
    for text, words in (
        ('document,coder\none,"anna\n', "This is not valid CSV"),
        ("document\none\n", 'The column "coder" is missing'),
        ("document,coder,coder\none,anna,ben\n", 'The column "coder" is given twice'),
    ):
        table.write_text(text, "utf-8")
        with pytest.raises(Problems, match=words):
            main(["check", "--project", str(project)])
    table.unlink()
    table.mkdir()
    with pytest.raises(Problems, match=r"coding/assignment\.csv"):
        main(["check", "--project", str(project)])


def test_a_column_that_is_given_twice_is_told_in_every_table(project: Path) -> None:
    """Promise: no cell is passed over because another column has the same name."""
    tables = {
        "edition/speakers.csv": "label,name,label\nQUESTION:,Reporter,ANSWER:\n",
        "edition/one.corrections.csv": "place,from,to,reason,to\np1,open,shut,slip,ajar\n",
        "edition/one.division.csv": "words,do,reason,do\nThe bridge,note,x,speech\n",
        "raw/documents.csv": "document,title,party,party\n",
        "coding/hand/anna/one.csv": "paragraph,checksum,theme,evidence,memo,memo\n",
    }
    for name, text in tables.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
        with pytest.raises(Problems) as stopped:
            check_everything(project)
        assert "is given twice" in str(stopped.value) and name in str(stopped.value)
        (project / name).unlink()


def test_a_problem_hides_no_warning(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Promise: everything that can be known is said at once, what is wrong and what is doubtful."""
    doubtful = [str(mark) for mark in check_everything(project)[1]]
    assert any("No such words" in words for words in doubtful)
    (project / "config/config.yaml").write_text(
        "coding: nobody\nkeyness: {column: speaker, target: Ada Sampel, reference: Zoe Nil,"
        " comparable: A reason.}\n",
        "utf-8",
    )
    with pytest.raises(Problems) as stopped:
        main(["check", "--project", str(project)])
    err = capsys.readouterr().err + str(stopped.value)
    for words in doubtful:
        assert words in err
    assert 'config/config.yaml:2: keyness: nobody in the texts is called "Ada Sampel".' in err
    assert "Choose one of: ," not in err
    assert main(["check", "--json", "--project", str(project)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["problems"] and found["marks"]


def test_a_pipe_that_the_report_includes_is_not_said_to_be_missing(project: Path) -> None:
    (project / "report/sections").mkdir(parents=True)
    (project / "report/index.qmd").write_text("{{< include sections/a.qmd >}}\n", "utf-8")
    os.mkfifo(project / "report/sections/a.qmd")
    with pytest.raises(Problems) as stopped:
        check_everything(project)
    said = str(stopped.value)
    assert "report/sections/a.qmd: This is not a regular file" in said
    assert '"sections/a.qmd" cannot be included. It has to be a file.' in said
    assert "Did you mean" not in said


def test_a_coder_whose_name_no_command_takes_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for coder in ("anna", "Anna"):
        (project / f"coding/hand/{coder}").mkdir(parents=True)
        (project / f"coding/hand/{coder}/one.csv").write_text(
            "paragraph,checksum,theme,evidence,memo\n", "utf-8"
        )
    assert main(["check", "--project", str(project)]) == 0
    said = capsys.readouterr().err
    assert 'coding/hand/Anna/: "Anna" cannot be a coder\'s name.' in said
    assert "coding/hand/anna/" not in said


LONG = "9" * 6000  # digits: more than Python makes a number of


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (
            "one.txt",
            "\n\n".join(
                f"The toll of {k} is {'paid ' * 400}.\n\nSheet {LONG} of it" for k in range(8)
            ),
        ),
        ("one.vtt", f"WEBVTT\n\n{LONG}:00:00.000 --> {LONG}:00:02.000\nThe toll is paid.\n"),
        ("one.html", f"<table><tr><td colspan={LONG}>The toll</td><td>²</td></tr></table>"),
        ("one.html", '<table><tr><td colspan="²" rowspan="0">The toll</td></tr></table>'),
    ],
)
def test_a_number_of_thousands_of_digits_in_a_text_is_read_as_words(
    project: Path, name: str, written: str
) -> None:
    (project / "raw/one.txt").unlink()
    (project / "raw" / name).write_text(written, "utf-8")
    assert all("fault" not in message for message in said(project))


@pytest.mark.parametrize("number", [LONG, "²"])
def test_such_a_number_in_a_table_or_the_report_is_told_by_its_place(
    project: Path, number: str
) -> None:
    assert main(["accept", "one", "--project", str(project)]) == 0
    (project / "edition/one.division.csv").write_text(
        f"words,do,reason,line\nNobody does,note,wrong,{number}\n", "utf-8"
    )
    ledger = project / "edition/one.paragraphs.csv"
    ledger.write_text(ledger.read_text("utf-8").replace("one.p2", f"one.p{number}"), "utf-8")
    with pytest.raises(Problems) as error:
        examine_project(project)
    places = {(one.kind, one.file) for one in error.value.problems}
    assert ("division", "edition/one.division.csv") in places
    assert "edition/one.paragraphs.csv" in {file for _, file in places}
