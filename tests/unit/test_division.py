"""Promise: the scholar sees how a text was divided and why, and corrects it in the edition; a guess
is confirmed before it is permanent.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilcrow.cli import add, show
from pilcrow.cli.accept import prepare
from pilcrow.cli.addition import Addition
from pilcrow.edition import sources as edition
from pilcrow.edition.cleaning import clean_document, rebuild
from pilcrow.edition.division import load_division
from pilcrow.edition.people import load_people
from pilcrow.edition.segmentation import Segmented, segment_document
from pilcrow.identity import ledger
from pilcrow.model.documents import Document, Metadata, Person, Segmentation
from pilcrow.model.problems import Problems
from pilcrow.model.records import Correction, DivisionRow, SpeakerRow
from pilcrow.text.doubts import find_doubts
from pilcrow.text.units import Unit

DEBATE = """The meeting on the pier

THE PRESIDENT: The meeting is open.

It is late.

Ms. BERG: The pier is closed. Mr. HILL: It is not.

THE PRESIDENT: Order.

Note: this was a joke.

Ms. BERG: I close.
"""


def divided(
    text: str,
    *division: DivisionRow,
    speakers: list[SpeakerRow] | None = None,
    speaker: str = "Various",
) -> Segmented:
    document = Document(
        "debate",
        "raw/debate.txt",
        Metadata(title="", date="", speaker=Person(name=speaker)),
        speakers=speakers or [],
        division=list(division),
    )
    cleaned = clean_document(text.encode(), document)
    assert rebuild(cleaned) == text.encode()
    found = segment_document(cleaned, document)
    for paragraph in found.paragraphs:
        assert cleaned.text[paragraph.start : paragraph.end] == paragraph.text
    return found


def read(found: Segmented) -> list[tuple[str, str, str]]:
    return [(one.kind, one.speaker, one.text) for one in found.paragraphs]


def test_each_label_has_a_reason_and_a_grade() -> None:
    paragraphs = divided(DEBATE).paragraphs
    assert paragraphs[1].speaker == "THE PRESIDENT"
    assert paragraphs[1].grade == "certain" and "a part in the event" in paragraphs[1].reason
    assert paragraphs[0].reason == "an opening line without a full stop"


def test_what_only_looks_like_a_note_is_likely_and_brackets_are_certain() -> None:
    vote = "CHAIR: We vote.\n\nAyes: 12\n\nNoes: 7\n\nCHAIR: It is lost.\n\nMr. HILL: Is it?\n\n"
    paragraphs = divided(f"{vote}[End of tape]\n\nTranscribed by Eva Kranz").paragraphs
    notes = [(one.text, one.grade) for one in paragraphs if one.kind == "note"]
    assert notes == [
        ("Ayes: 12", "likely"),
        ("Noes: 7", "likely"),
        ("[End of tape]", "certain"),
        ("Transcribed by Eva Kranz", "likely"),
    ]


def test_a_swallowed_turn_is_a_doubt_and_can_be_split_off() -> None:
    doubts = divided(DEBATE).document.doubts
    assert [(doubt.kind, doubt.words, doubt.line) for doubt in doubts] == [
        ("inside", "Mr. HILL:", 7),
        ("note", "Note: this was a joke.", 11),
    ]
    found = divided(
        DEBATE,
        DivisionRow("Mr. HILL:", "split", "his turn"),
        DivisionRow("Note: this", "note", "the clerk's"),
    )
    assert ("speech", "Mr. HILL", "It is not.") in read(found)
    assert not found.document.doubts


def test_paragraphs_are_joined_and_kinds_decided() -> None:
    found = read(
        divided(
            DEBATE,
            DivisionRow("It is late.", "join", "one sentence more"),
            DivisionRow("The meeting on", "speech", "she said it", speaker="Anna Berg"),
            DivisionRow("Note: this", "note", "the clerk's"),
        )
    )
    assert found[0] == ("speech", "Anna Berg", "The meeting on the pier")
    assert found[1] == ("speech", "THE PRESIDENT", "The meeting is open. It is late.")
    assert ("note", "", "Note: this was a joke.") in found


def test_a_speaker_speaks_until_the_next_label() -> None:
    found = read(divided(DEBATE, DivisionRow("It is late.", "speaker", "heard", "Jan Voss")))
    assert found[2] == ("speech", "Jan Voss", "It is late.")
    assert found[3][1] == "Ms. BERG"


def test_a_speaker_of_a_table_speaks_until_the_source_names_the_next(tmp_path: Path) -> None:
    rows = [
        ("Anna Berg", "We begin."),
        ("Tom Hill", "So do we."),
        ("Anna Berg", "Who pays?"),
        ("Tom Hill", "Nobody."),
        ("Anna Berg", "Good."),
    ]
    cells = "".join(f"<tr><td>{name}</td><td>{words}</td></tr>" for name, words in rows)
    for folder in ("raw", "edition"):
        (tmp_path / folder).mkdir()
    (tmp_path / "raw/talk.html").write_text(f"<table>{cells}</table>", "utf-8")
    (tmp_path / "raw/talk.yaml").write_text(
        "title: T\nspeaker: {name: Anna Berg}\ndate: 2021-05-03\nlanguage: en\n", "utf-8"
    )
    (tmp_path / "edition/talk.division.csv").write_text(
        "words,do,reason,speaker\nSo do we.,speaker,a wrong name,Jan Voss\n", "utf-8"
    )
    found = [one.speaker for one in edition.load_document(tmp_path, "talk").paragraphs]
    assert found == ["Anna Berg", "Jan Voss", "Anna Berg", "Tom Hill", "Anna Berg"]


def test_the_example_of_the_docs_is_divided_as_the_docs_say(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/segmentation.md").read_text("utf-8")
    example = page.partition("### An example")[2].partition("### Metadata")[0]
    raw, speakers, division, shown = (
        textwrap.dedent(block) for block in re.findall(r"```(?:text|csv)\n(.*?)```", example, re.S)
    )
    for folder in ("raw", "edition"):
        (tmp_path / folder).mkdir()
    (tmp_path / "raw/press.txt").write_text(raw, "utf-8")
    (tmp_path / "raw/press.yaml").write_text(
        "title: T\nspeaker: {name: Helen Storm}\ndate: 2021-05-03\nlanguage: en\n", "utf-8"
    )
    (tmp_path / "edition/speakers.csv").write_text(speakers, "utf-8")
    (tmp_path / "edition/press.division.csv").write_text(division, "utf-8")
    found = edition.load_document(tmp_path, "press")
    assert [[one.number, one.kind, one.speaker or "–", one.text] for one in found.paragraphs] == [
        re.split(r"\s{2,}", line.strip()) for line in shown.strip().splitlines()
    ]
    assert found.segmented.doubts == []


def test_a_question_keeps_its_speaker_in_whatever_order_the_rows_are() -> None:
    rows = [
        DivisionRow("We open in May.", "speaker", "heard", "Eva Kranz"),
        DivisionRow("And who pays", "question", "she asks", "Ana Reed"),
        DivisionRow("Nobody pays", "speaker", "heard", "Eva Kranz"),
    ]
    text = "We open in May.\n\nAnd who pays for it?\n\nNobody pays.\n\nThat is all.\n"
    for order in (rows, rows[::-1], [rows[1], rows[0], rows[2]]):
        found = read(divided(text, *order))
        assert [speaker for _, speaker, _ in found] == [
            "Eva Kranz",
            "Ana Reed",
            "Eva Kranz",
            "Eva Kranz",
        ]


def test_a_row_that_no_longer_fits_is_flagged_and_one_in_two_places_too() -> None:
    found = divided(
        DEBATE,
        DivisionRow("Gone away", "split", "it was there", line=2),
        DivisionRow("The", "note", "which", line=3),
    )
    marks = [mark for mark in found.document.marks if mark.file.endswith(".division.csv")]
    assert [(mark.line, mark.kind) for mark in marks] == [(2, "division"), (3, "division")]
    assert "is not found" in marks[0].message and "3 places" in marks[1].message


def test_each_row_says_which_paragraphs_it_decides() -> None:
    found = divided(
        DEBATE,
        DivisionRow("It is late.", "join", "one sentence more"),
        DivisionRow("Mr. HILL:", "split", "his turn"),
        DivisionRow("Note: this", "note", "the clerk's"),
        DivisionRow("Gone away", "split", "it was there"),
        DivisionRow("THE", "note", "which"),
        DivisionRow("Ms. BERG:", "speaker", "heard", "Jan Voss", near=11),
    )
    by_text = {one.text: one.id for one in found.paragraphs}
    assert [row.paragraphs for row in found.document.division] == [
        (by_text["The meeting is open. It is late."],),
        (by_text["It is not."],),
        (by_text["Note: this was a joke."],),
        (),
        (),
        (by_text["I close."],),
    ]


def test_of_two_places_the_one_near_the_line_is_meant() -> None:
    text = "First we talk. Then we go.\nSecond thing.\nFirst we talk. Then we go.\n"
    found = divided(text, DivisionRow("Then we go.", "split", "a pause", near=3))
    assert [one.text for one in found.paragraphs] == [
        "First we talk. Then we go.",
        "Second thing.",
        "First we talk.",
        "Then we go.",
    ]


def test_one_long_line_is_split_at_every_label() -> None:
    text = "Lena: Where were you? Omar: At home. Lena: Why? Omar: It was late."
    found = divided(
        text,
        DivisionRow("Lena:", "split all", "turns"),
        DivisionRow("Omar:", "split all", "turns"),
    )
    assert [one.speaker for one in found.paragraphs] == ["Lena", "Omar", "Lena", "Omar"]


@given(
    st.lists(st.sampled_from(["one two.", "Three four", "五六。", "  seven", ""]), min_size=1),
    st.sampled_from(["two", "Three", "six", "六", "seven", "four"]),
    st.sampled_from(["split", "split all", "join"]),
)
@settings(max_examples=80, deadline=None)
def test_whatever_is_split_or_joined_the_raw_bytes_come_back(
    lines: list[str], words: str, do: str
) -> None:
    try:
        divided("\n".join(lines), DivisionRow(words, do, "try"))
    except Problems:
        assert not "".join(lines).strip()


def test_labels_are_people_and_strings_that_never_are() -> None:
    found = read(
        divided(
            DEBATE.replace("Note: this", "Note: that it.\n\nNote: this"),
            speakers=[
                SpeakerRow("THE PRESIDENT", "Joe Biden"),
                SpeakerRow("Ms. BERG", "Anna Berg"),
                SpeakerRow("Note", use="never"),
            ],
        )
    )
    assert [speaker for _, speaker, _ in found if speaker] == [
        "Joe Biden",
        "Joe Biden",
        "Anna Berg",
        "Joe Biden",
        "Joe Biden",
        "Joe Biden",
        "Anna Berg",
    ]


def test_a_form_makes_labels_of_what_else_is_too_weak() -> None:
    text = "Lena\nWhere were you all the time?\nOmar\nAt home with the others.\n"
    assert not any(one.speaker_label for one in divided(text).paragraphs)
    found = divided(text, speakers=[SpeakerRow("name alone", use="form")])
    assert [one.speaker for one in found.paragraphs] == ["Lena", "Omar"]


def test_the_edition_wins_over_the_metadata() -> None:
    document = Document(
        "d",
        "raw/d.txt",
        Metadata(
            title="",
            date="",
            speaker=Person(name="Various"),
            segmentation=Segmentation(speakers=["Lena"]),
        ),
        speakers=[SpeakerRow("Omar", "Omar Haddad"), SpeakerRow("Lena", use="never")],
    )
    text = "Lena: One.\nOmar: Two.\n"
    found = segment_document(clean_document(text.encode(), document), document)
    assert [(one.speaker, one.text) for one in found.paragraphs] == [
        ("Various", "Lena: One."),
        ("Omar Haddad", "Two."),
    ]


def test_faulty_rows_are_refused_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "edition/speakers.csv").write_text(
        "label,name,use\nA,,\nA,B,\nC,D,perhaps\nname upside down,,form\n", "utf-8"
    )
    with pytest.raises(Problems) as refused:
        load_people(tmp_path)
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4, 5]
    path = tmp_path / "edition/d.division.csv"
    path.write_text("words,do,reason\n,split,why\nOne,cut,why\nOne,split,\n", "utf-8")
    with pytest.raises(Problems) as refused:
        load_division(path, "edition/d.division.csv")
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "edition").mkdir()
    (tmp_path / "Snakefile").write_text("", "utf-8")
    return tmp_path


def added(project: Path, text: str, **more: object) -> Addition:
    path = project.parent / "incoming.txt"
    path.write_text(text, "utf-8")
    given = {"title": "T", "date": "2021-05-03", "speaker": {"name": "Various"}, "language": "en"}
    one = add.prepare(path, "raw/debate.txt", {**given, **more}, project.parent / "trial", project)
    add.write([one], project)
    return one


def test_ids_survive_a_split_through_the_ledger(project: Path) -> None:
    added(project, DEBATE)
    first = prepare(project, "debate", None, "2026-01-01", "")
    ledger.write(project / "edition/debate.paragraphs.csv", first.rows)
    before = {one.id: one.text for one in edition.load_document(project, "debate").paragraphs}
    (project / "edition/debate.division.csv").write_text(
        "words,do,reason\nMr. HILL:,split,his turn\nIt is late.,join,one turn\n", "utf-8"
    )
    now = edition.load_document(project, "debate")
    verdicts = {one.id: one.verdict for one in now.paragraphs}
    assert verdicts["debate.p3"] == "split" and verdicts["debate.p1"] == "merged"
    assert all(one.text == before[one.id] for one in now.paragraphs if one.verdict == "exact")
    accepted = prepare(project, "debate", None, "2026-01-01", "the editor's division")
    ledger.write(project / "edition/debate.paragraphs.csv", accepted.rows)
    assert not any(one.pending for one in edition.load_document(project, "debate").paragraphs)


GUESSED = """Mr. HILL: The pier is open.

Ms. BERG: It is not.

Mr. HILL: Yes.

Ms. BERG: No.

Hill: no
"""


def test_a_guess_waits_for_the_scholar_and_accept_shows_what_it_confirms(project: Path) -> None:
    one = added(project, GUESSED)
    doubts = edition.load_document(project, "debate").segmented.doubts
    assert [(doubt.kind, doubt.words) for doubt in doubts] == [("guessed", "Hill:")]
    assert not one.ledger and one.unsure == ["some speaker labels"]
    done = prepare(project, "debate", None, "2026-01-01", "")
    assert done.confirmed


def test_a_counted_item_that_a_bracket_ends_is_no_note() -> None:
    held = Unit(0, 0, "(iii) the pier of 2012-2013 (since November)")
    units = [Unit(0, 0, "Order.", speaker_label="CHAIR:"), held]
    assert [doubt for doubt in find_doubts(units) if doubt.kind == "note"] == []


def test_each_label_that_a_paragraph_swallowed_is_told() -> None:
    held = Unit(0, 0, "We begin. BERG: It sails in May. HILL: That is late. BERG: So it is.")
    units = [Unit(0, 0, "Order.", speaker_label="CHAIR:"), held]
    found = [doubt.shown for doubt in find_doubts(units) if doubt.kind == "inside"]
    assert found == ["BERG:", "HILL:"]


@pytest.mark.parametrize(
    ("transcript", "kind"),
    [
        (
            "Mr. HILL: It is open.\n\n"
            "Ms. BERG: No, thank you. MR. VOSS: I see.\n\n"
            "Mr. HILL: Yes.\n",
            "inside",
        ),
        (
            "Mr. HILL: It is open.\n\nWhy is it open?\n\nMr. HILL: It is.\n\nMs. BERG: No.\n",
            "asked",
        ),
        (
            "We met at the pier.\n\nWhen does it open?\n\nIn May.\n\nWho pays?\n\nThe port.\n\n"
            "And the crew?\n\nThey stay.\n",
            "asked",
        ),
        ("– When does it open?\n\n– In May.\n\n– Who pays?\n\n– The port.\n", "asked"),
        (
            "Mr. HILL: When does it open?\n\nMs. BERG: In May.\n\nIn which May?\n\nThis one.\n\n"
            "Mr. HILL: Thank you.\n",
            "asked",
        ),
        (
            "Mr. Hill: It is open.\n\nIt is.\n\nMs. Berg: No.\n\nDirecteur général: It is shut.\n\n"
            "Mr. Hill: So.\n",
            "label",
        ),
        ("Mr. HILL: It is.\n\nMs. BERG: No.\n\nMr. HILL-yes, I rise.\n\nMs. BERG: Sit.\n", "label"),
        ("MODERATOR: Next.\n\nMr. HILL: Yes.\n\nMODERATR: Next.\n\nMODERATOR: So.\n", "alike"),
        (
            "Anna rose.\n\nBerg: The pier is shut.\n\n"
            "Anna sat down.\n\nBerg: It is.\n\nAll left.\n",
            "label",
        ),
    ],
)
def test_a_doubt_about_who_speaks_leaves_the_numbers_provisional(
    project: Path, transcript: str, kind: str
) -> None:
    one = added(project, transcript)
    assert {doubt.kind for doubt in edition.load_document(project, "debate").segmented.doubts} == {
        kind
    }
    assert not one.ledger and one.unsure == ["some speaker labels"]


def test_show_prints_doubts_first_and_reasons(project: Path) -> None:
    added(project, DEBATE)
    lines = show.as_lines(show.divided(project, "debate"))
    first = lines.index("Doubts:")
    told = "  line 7: paragraph seems to hold a speaker label inside: “Mr. HILL:”"
    assert lines[first + 1] == told
    assert "\n".join(lines[first:]).count("hold a speaker label inside") == 1, "told once"
    assert any("THE PRESIDENT" in line and "p1" in line for line in lines[first:])
    assert any("a word for a part in the event" in line for line in lines)
    rows = show.shown_paragraphs(show.divided(project, "debate"))
    assert rows[1].line == 3 and rows[1].words == 4
    page = show.as_page(show.divided(project, "debate"))
    assert "<h2>Doubts</h2>" in page and "The pier is closed." in page


HIDDEN = """\
HOST: Two more. You, sir.

What about the fish?

MINISTER VOSS: They stay. HOST: Next.

QUESTION: And the crew?

MINISTR VOSS: They stay.

QUESTION: All of them?

MINISTER VOSS: All of them stay with us on the river for the summer and

for the winter.

MR. TOM BERG: I am glad.

MR. BERG: We are glad.
"""


def test_the_rows_that_show_prints_settle_the_doubts(project: Path) -> None:
    """Promise: who copies them, with a reason and a name, has no doubt left."""
    added(project, HIDDEN)
    before = show.divided(project, "debate")
    doubts = before.segmented.doubts
    assert {doubt.kind for doubt in doubts} == {"asked", "inside", "alike", "broken", "same"}
    printed = "\n".join(show.as_lines(before)).partition("no NAME):\n")[2].partition("\n\n?")[0]
    for table in printed.split("\n\n"):
        file, *rows = [line.strip() for line in table.splitlines()]
        written = "\n".join(rows).replace("REASON", "heard").replace("NAME", "Ann Berg")
        (project / file).write_text(written, "utf-8")
    after = show.divided(project, "debate")
    assert after.segmented.doubts == [] and "NAME" not in "\n".join(show.as_lines(after))
    said = {one.speaker: one.text for one in after.paragraphs}
    assert said["Ann Berg"] == "What about the fish?"
    assert said["MINISTER VOSS"].endswith("for the summer and for the winter.")
    assert said["MR. TOM BERG"] == "We are glad."
    assert [one.speaker for one in after.paragraphs].count("MINISTER VOSS") == 3


def test_show_works_for_a_file_that_is_not_added(project: Path) -> None:
    (project / "raw/dropped.txt").write_text("Q: <b>Why?</b>\n\nA: So.\n", "utf-8")
    assert [row.kind for row in show.shown_paragraphs(show.divided(project, "dropped"))] == [
        "question",
        "speech",
    ]
    assert "&lt;b&gt;" in show.as_page(show.divided(project, "dropped"))
    outside = project.parent / "outside.txt"
    outside.write_text(DEBATE, "utf-8")
    found = show.divided(project, str(outside))
    assert len(show.shown_paragraphs(found)) == 7
    assert show.as_lines(found)[0] == f"outside: {outside}"
    assert show.shown_paragraphs(found)[0].id.startswith("outside.")
    with pytest.raises(Problems, match="There is no file"):
        show.divided(project, "nowhere.txt")
    outside.write_bytes(b"\x00\x01\x02")
    with pytest.raises(Problems) as stopped:
        show.divided(project, str(outside))
    (trouble,) = stopped.value.problems
    assert trouble.file == str(outside) and "raw/" not in trouble.todo, "nothing is in raw/"


def test_the_scholar_names_further_stage_directions() -> None:
    document = Document(
        "d",
        "raw/d.txt",
        Metadata(
            title="",
            date="",
            speaker=Person(name="Various"),
            segmentation=Segmentation(stage_words=["trumpets"], stage_brackets=["{ }"]),
        ),
        stage_words=["drums"],
    )
    text = (
        "We begin. (The trumpets sound) We go on {coughing} now.\n\n(Loud drums, far away from us"
        " all.)\n"
    )
    first, second = segment_document(clean_document(text.encode(), document), document).paragraphs
    assert [first.text[start:end] for start, end in first.asides] == [
        "(The trumpets sound)",
        "{coughing}",
    ]
    assert (first.words, second.kind) == (6, "note")


def test_questions_without_a_label_between_turns_of_one_speaker_are_doubtful(
    project: Path,
) -> None:
    one = added(
        project,
        "THE PRESIDENT: The pier opens in spring.\n\nWhen exactly?\n\nTHE PRESIDENT: In April.\n\n"
        "Who pays? The port?\n\nTHE PRESIDENT: The port pays.\n\nMS. LOW: That is all.\n",
    )
    doubts = edition.load_document(project, "debate").segmented.doubts
    assert [(doubt.kind, doubt.words) for doubt in doubts] == [
        ("asked", "When exactly?"),
        ("asked", "Who pays? The port?"),
    ]
    assert one.unsure == ["some speaker labels"]


def test_a_question_without_a_label_that_calls_the_speaker_is_doubtful_and_the_editor_decides(
    project: Path,
) -> None:
    text = (
        "THE PRESIDENT: The pier opens in spring.\n\n{}\n\nTHE PRESIDENT: In April.\n\n"
        "MS. LOW: That is all.\n"
    )
    one = added(project, text.format("Mr. President, when exactly?"))
    found = edition.load_document(project, "debate")
    assert [(doubt.kind, doubt.words) for doubt in found.segmented.doubts] == [
        ("asked", "Mr. President, when exactly?"),
    ]
    assert one.unsure == ["some speaker labels"] and found.paragraphs[1].speaker == "THE PRESIDENT"
    row = DivisionRow(words="Mr. President, when", do="question", reason="no label")
    asked = divided(text.format("Mr. President, when exactly?"), row).paragraphs
    assert [one.speaker for one in asked] == ["THE PRESIDENT", "", "THE PRESIDENT", "MS. LOW"]
    # Where labels are repeated anyway, a question may be the speaker's own.
    repeated = "MS. LOW: We met.\n\nMS. LOW: We spoke.\n\n"
    assert not find_doubts_of(repeated + text.format("What is a pier without a boat?"))
    assert find_doubts_of(text.format("What is a pier without a boat?"))


def test_a_question_that_the_record_tells_of_is_doubted() -> None:
    told = "Mr. G. M. Low asked the Secretary of State for Ports when the pier would open."
    text = "Mr. Hill: The pier is old.\n\n{}\n\nMr. Rask: In May.\n\nMr. Hill: Good.\n"
    assert find_doubts_of(text.format(told)) == [told]
    assert not find_doubts_of(text.format("Mr. Low asked a good question about the pier."))


def test_show_divides_a_file_that_is_not_in_the_project(project: Path, tmp_path: Path) -> None:
    from pilcrow.cli import show

    path = tmp_path / "Harbour talk.txt"
    path.write_text("Anna Berg: The pier.\n\nTom Hill: In May.\n\nAnna Berg: Good.\n", "utf-8")
    found = show.divided(project, str(path))
    assert [one.speaker for one in found.paragraphs] == ["Anna Berg", "Tom Hill", "Anna Berg"]
    assert not (project / "raw" / path.name).exists()


def test_a_label_that_comes_again_after_a_note_is_no_sign_that_labels_are_repeated() -> None:
    text = (
        "THE MAYOR: The pier will open in June.\n\n{}THE MAYOR: On the twelfth.\n\n"
        "(The lights go out.)\n\nTHE MAYOR: We go on.\n\nMS. VOSS: Thank you.\n\n"
        "THE MAYOR: Thank you all.\n"
    )
    assert find_doubts_of(text.format("When exactly in June?\n\n")) == ["When exactly in June?"]
    assert not find_doubts_of(text.format(""))


def find_doubts_of(text: str) -> list[str]:
    return [doubt.words for doubt in divided(text).document.doubts]


def test_a_text_of_very_many_short_paragraphs_is_divided_at_once(project: Path) -> None:
    """At a cost that grew with the square of their number, either took a minute or more."""
    for piece, count in (("War.\n\n", 40_000), ("1. war\n", 40_000)):
        (project / "raw/debate.txt").write_text(piece * count, "utf-8")
        assert len(show.divided(project, "debate").paragraphs) == count


CONFERENCE = (
    "MODERATOR: Good morning. Ministers, please.",
    "MS OKAFOR: The rails are laid. MR WEBER: If I may add one sentence: it is signed.",
    "And it is sealed.",
    "MS OKAFOR: Thank you.",
    "It is in paragraph nine.",
    "And the wages?",
    "The wages stay.",
    "MODERATOR: Thank you all.",
)


def of_word(*paragraphs: str) -> bytes:
    """Return a Word document whose labels are in bold, as a reader of formats finds them."""
    import io

    from docx import Document as WordDocument

    made = WordDocument()
    for text in paragraphs:
        label, colon, words = text.partition(": ")
        one = made.add_paragraph()
        if colon and label.isupper():
            one.add_run(f"{label}:").bold = True
            one.add_run(f" {words}")
        else:
            one.add_run(text)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def divided_file(content: bytes, ending: str, *division: DivisionRow) -> Segmented:
    document = Document(
        "press",
        f"raw/press.{ending}",
        Metadata(title="", date="", speaker=Person(name="Martin Weber")),
        division=list(division),
    )
    return segment_document(clean_document(content, document), document)


def test_a_turn_split_off_from_a_speaker_whom_the_source_names_is_its_label_s() -> None:
    row = DivisionRow(words="MR WEBER: If I may", do="split", reason="swallowed")
    assert read(divided_file(of_word(*CONFERENCE), "docx", row))[1:7] == [
        ("speech", "MS OKAFOR", "The rails are laid."),
        ("speech", "Martin Weber", "If I may add one sentence: it is signed."),
        ("speech", "Martin Weber", "And it is sealed."),
        ("speech", "MS OKAFOR", "Thank you."),
        ("speech", "MS OKAFOR", "It is in paragraph nine."),
        ("speech", "MS OKAFOR", "And the wages?"),
    ]
    words = DivisionRow(words="it is signed", do="split", reason="a sentence, no label")
    found = read(divided_file(of_word(*CONFERENCE), "docx", words))
    assert ("speech", "MS OKAFOR", "it is signed.") in found


def test_a_turn_split_off_from_a_question_is_not_a_question() -> None:
    lines = (*CONFERENCE[:3], "QUESTION: Is it signed? MS OKAFOR: It is.", *CONFERENCE[3:])
    row = DivisionRow(words="MS OKAFOR: It is", do="split", reason="swallowed")
    found = read(divided_file(of_word(*lines), "docx", row))
    assert ("question", "", "Is it signed?") in found
    assert ("speech", "MS OKAFOR", "It is.") in found


@pytest.mark.parametrize("ending", ["docx", "txt"])
def test_a_question_without_a_label_is_nobody_s_in_any_format(ending: str) -> None:
    rows = [
        DivisionRow(words="And the wages?", do="question", reason="heard"),
        DivisionRow(words="The wages stay", do="speaker", reason="heard", speaker="Ada Okafor"),
    ]
    content = of_word(*CONFERENCE) if ending == "docx" else "\n\n".join(CONFERENCE).encode()
    assert read(divided_file(content, ending, *rows))[-3:] == [
        ("question", "", "And the wages?"),
        ("speech", "Ada Okafor", "The wages stay."),
        ("speech", "MODERATOR", "Thank you all."),
    ]


def test_a_given_speaker_ends_where_the_source_names_one_again() -> None:
    lines = (*CONFERENCE[:6], "MS OKAFOR: The wages stay.", "All of them.")
    row = DivisionRow(words="And the wages?", do="speaker", reason="heard", speaker="Ana Duarte")
    assert read(divided_file(of_word(*lines), "docx", row))[-3:] == [
        ("speech", "Ana Duarte", "And the wages?"),
        ("speech", "MS OKAFOR", "The wages stay."),
        ("speech", "MS OKAFOR", "All of them."),
    ]


def test_a_doubt_about_captions_names_the_time_and_not_a_line_of_something_else() -> None:
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"{place}\n00:00:{place:02}.000 --> 00:00:{place + 1:02}.000\n{text}"
        for place, text in enumerate(CONFERENCE)
    )
    record = divided_file(captions.encode(), "vtt").document
    assert [(doubt.kind, doubt.where) for doubt in record.doubts] == [("inside", "0:00:01–0:00:06")]
    (mark,) = [mark for mark in record.marks if "inside" in mark.message]
    assert mark.line == 0 and "0:00:01–0:00:06 “MR WEBER:”" in mark.message


PRESS = """MODERATOR: Good morning. Ministers, please give us your statements.

MS OKAFOR: The rails are laid. They were tested last week, and our neighbours have given us

a written promise for April.

MODERATOR: The first question, please.

Jana Horak, Radio Elbe
Who will pay for the train and for the bridge?

MS OKAFOR: The region will.

MODERATOR: The second question, please.

Jana Horak, Radio Elbe
And who pays for the southern line, if I may ask?

MS OKAFOR: The region, too.

QUESTION: Is there a contract?

MS OKAFOR: There is one, in paragraph nine.

And the wages?

The wages stay.

MODERATOR: The last one.

QUESTION: Is it signed?

MS OKAFOR: It is.

MODERATOR: Thank you. We are at the end.
"""


def test_what_a_press_conference_hides_is_reported() -> None:
    doubts = divided(PRESS, speaker="Martin Weber").document.doubts
    assert {(doubt.kind, doubt.line) for doubt in doubts} == {
        ("label", 9),
        ("label", 16),
        ("broken", 3),
        ("asked", 25),
    }
    found = divided(PRESS, speaker="Martin Weber").paragraphs
    assert not [one for one in found if one.kind == "heading"], "a reporter's name is not a title"


def test_a_slip_of_a_label_that_was_read_as_words_is_doubtful() -> None:
    """A label that recurs was taken, one with a letter less was the words of who spoke before."""
    text = (
        "AM Weber: Gern. Wir haben heute gesprochen.\n\nSprecherin: Gut.\n\nAM Weber: Bald.\n\n"
        "Sprecherin: Der Herr dort.\n\nUnd jetzt?\n\n{}: Wir helfen.\n\nSprecherin: Danke.\n"
    )
    doubts = divided(text.format("AM Webr"), speaker="Hans Weber").document.doubts
    assert [(one.kind, one.words) for one in doubts] == [("label", "AM Webr:")]
    assert not divided(text.format("AM Weber"), speaker="Hans Weber").document.doubts
    assert not divided(text.format("Zur Lage"), speaker="Hans Weber").document.doubts


FLOOR = """\
HOST: {}

What about the fish? Will they stay?

MINISTER VOSS: They stay.

QUESTION: And the crew?

MINISTER VOSS: They stay.

QUESTION: All of them?

MINISTER VOSS: All.
"""


@pytest.mark.parametrize(
    ("call", "doubtful"),
    [
        ("Two more. You, sir.", True),
        ("And you, sir, what would you say?", False),  # the host asks on
        ("We have met here, " + "year after year, " * 8 + "to speak.", False),
    ],
)
def test_a_question_after_words_that_give_the_floor_is_doubtful(call: str, doubtful: bool) -> None:
    found = divided(FLOOR.format(call)).document.doubts
    assert [one.kind for one in found] == ["asked"] * doubtful
    alone = FLOOR.format(call).replace("QUESTION", "MS. BERG")
    assert not divided(alone).document.doubts, "nobody asks from the floor"


def test_a_text_of_verse_breaks_off_nowhere() -> None:
    verse = "\n\n".join(
        f"the river of the night that flows below the bridge number {line}\n\nand goes on under it"
        for line in ("one", "two", "three", "four")
    )
    assert not divided(verse).document.doubts


def test_a_title_between_turns_is_reported_where_the_source_names_the_speakers() -> None:
    title = "Questions on the crossing"
    turns = [f"<p><b>{name}</b></p><p>We speak of it.</p>" for name in ("MR HILL", "MS BERG") * 5]
    page = "".join([*turns[:5], f"<p>{title}</p>", *turns[5:]])
    found = divided_file(f"<article>{page}</article>".encode(), "html")
    assert {one.speaker for one in found.paragraphs if one.text != title} == {"MR HILL", "MS BERG"}
    (one,) = [one for one in found.paragraphs if one.text == title]
    doubts = [(doubt.kind, doubt.words) for doubt in found.document.doubts]
    assert one.kind == "heading" or doubts == [("note", title)]


@pytest.mark.parametrize(
    ("row", "message", "todo"),
    [
        (
            DivisionRow(words="MR WEBER: If", do="speaker", reason="x", speaker="y"),
            'The row "speaker" does not fit: "MR WEBER: If" is inside a paragraph.',
            'Give its first words, or add a row "split" with the words that you gave.',
        ),
        (
            DivisionRow(words="And it is sealed", do="split", reason="x"),
            'The row "split" does nothing: "And it is sealed" begins a paragraph already.',
            "Remove the row.",
        ),
        (
            DivisionRow(words="Nowhere", do="split", reason="x"),
            'The row "split" no longer fits: "Nowhere" is not found where it is split off.',
            "Correct the words, or remove the row.",
        ),
    ],
)
def test_a_row_that_does_not_fit_says_what_to_do(row: DivisionRow, message: str, todo: str) -> None:
    marks = divided_file("\n\n".join(CONFERENCE).encode(), "txt", row).document.marks
    assert [(mark.message, mark.todo) for mark in marks if "row" in mark.message] == [
        (message, todo)
    ]


@pytest.mark.parametrize("do", ["split", "join", "heading", "note"])
def test_a_row_that_gives_nobody_the_words_has_no_speaker(do: str, tmp_path: Path) -> None:
    file = tmp_path / "press.division.csv"
    file.write_text(f"words,do,reason,speaker\nAnd the wages?,{do},heard,Ana Duarte\n")
    with pytest.raises(Problems, match=f'Column "speaker" says nothing in a row "{do}"'):
        load_division(file, "edition/press.division.csv")


def test_two_labels_of_one_person_are_doubted_where_the_source_names_the_speakers_too() -> None:
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{place:02}.000 --> 00:00:{place + 1:02}.000\n{label}: {text}"
        for place, (label, text) in enumerate(
            [("MS OKAFOR", "We begin."), ("Ann Hill", "When?"), ("MINISTER OKAFOR", "In May.")]
        )
    )
    doubts = divided_file(captions.encode(), "vtt").document.doubts
    assert [(doubt.kind, doubt.words) for doubt in doubts] == [
        ("same", "MS OKAFOR = MINISTER OKAFOR")
    ]


def test_what_is_inside_a_paragraph_of_captions_is_split_off_and_then_decided() -> None:
    captions = "WEBVTT\n\n00:01.000 --> 00:09.000\nMS BERG: It is. And the wages? They stay.\n"
    rows = [
        DivisionRow(words="They stay", do="speaker", reason="heard", speaker="Ada Berg"),
        DivisionRow(words="And the wages?", do="question", reason="heard"),
        DivisionRow(words="And the wages?", do="split", reason="heard"),
        DivisionRow(words="They stay", do="split", reason="heard"),
    ]
    assert read(divided_file(captions.encode(), "vtt", *rows)) == [
        ("speech", "MS BERG", "It is."),
        ("question", "", "And the wages?"),
        ("speech", "Ada Berg", "They stay."),
    ]


def test_a_correction_leaves_what_the_editor_divided() -> None:
    """The text lost its divisions, and the correction hit other characters."""
    split = DivisionRow("Second", "split", "a paragraph of its own")
    document = Document(
        "debate",
        "raw/debate.txt",
        Metadata(title="", date="", speaker=Person(name="Ada Berg")),
        division=[split],
    )
    row = Correction("line 3", "teh", "the", "a slip", "", 2)
    received = b"First words. Second words.\n\nThird of teh words.\n"
    cleaned = clean_document(received, document, [row])
    assert cleaned.text == "First words.\nSecond words.\nThird of the words."
    assert rebuild(cleaned) == received
