"""Promise: in a record of many turns titles, times and remarks are in nobody's mouth, and what is
right beyond doubt is not reported.
"""

from __future__ import annotations

import pytest

from pilcrow.edition.cleaning import clean_document
from pilcrow.edition.segmentation import segment_document
from pilcrow.model.documents import Document
from pilcrow.model.records import Doubtful, Paragraph

TURNS = [
    "Mr. Hill: The pier leans to the north.",
    "Mrs. Voss: It has leaned for years.",
    "Mr. Berg (Sampleton): Nobody repaired it.",
    "Mr. Hill: I shall write to the harbour master.",
    "Mrs. Voss: He does not answer letters.",
]


def read(*lines: str, turns: list[str] = TURNS) -> tuple[list[Paragraph], list[Doubtful]]:
    """The paragraphs and doubts of a record: turns, some lines, and the turns again."""
    text = "\n\n".join([*turns, *turns, *lines, *turns, ""])
    document = Document(document="doc", raw="raw/doc.txt")
    found = segment_document(clean_document(text.encode(), document), document)
    return found.paragraphs, found.document.doubts


def one(line: str) -> Paragraph:
    return next(paragraph for paragraph in read(line)[0] if paragraph.text == line)


@pytest.mark.parametrize(
    "line",
    [
        "Harbour Dues",
        "Care of the Old Pier",
        "Dredging (North Basin)",
        "Schools (Mr. Smith)",
        "Agenda item 8 (continued)",
    ],
)
def test_a_title_before_a_turn_is_a_heading(line: str) -> None:
    assert (one(line).kind, one(line).speaker) == ("heading", "")


def test_titles_above_each_other_are_headings() -> None:
    found = {paragraph.text: paragraph.kind for paragraph in read("Orders of the Day", "Piers")[0]}
    assert found["Orders of the Day"] == "heading"


@pytest.mark.parametrize(
    "line",
    ["4·28 pm", "7 p.m.", "Mr. Hill rose—", "Several Hon. Members rose —"],
)
def test_the_hour_and_who_rises_are_notes(line: str) -> None:
    assert (one(line).kind, one(line).speaker) == ("note", "")


def test_words_that_end_as_a_title_does_are_doubted() -> None:
    doubts = read("New harbours for old")[1]
    assert [(doubt.kind, doubt.words) for doubt in doubts] == [("note", "New harbours for old")]


@pytest.mark.parametrize(
    "line",
    [
        "I went there.",
        "We ask three things:",
        "and nobody came",
        "He said so —",
    ],
)
def test_what_goes_on_is_speech(line: str) -> None:
    paragraphs, doubts = read(line)
    assert next(one for one in paragraphs if one.text == line).kind == "speech"
    assert doubts == []


@pytest.mark.parametrize(
    ("number", "label", "words"),
    [
        ("1.", "Mr. Dole", "asked the Secretary of State for Piers what he has done."),
        ("Q2.", "Mr. Dole (Sampleton)", "asked the Prime Minister what she has done."),
        ("12 and 13.", "Mr. Dole", "asked the Minister of Piers what he has done."),
    ],
)
def test_a_numbered_question_that_is_reported_is_its_members(
    number: str, label: str, words: str
) -> None:
    paragraphs, doubts = read(f"{number} {label} {words}")
    (found,) = (paragraph for paragraph in paragraphs if paragraph.text == words)
    assert (found.speaker, found.speaker_label) == ("Mr. Dole", label)
    assert doubts == []


def test_a_question_without_a_number_that_is_reported_is_doubted() -> None:
    line = "Lord Dole asked Her Majesty's Government what they have done."
    assert [(doubt.kind, doubt.words) for doubt in read(line)[1]] == [("note", line)]


def test_labels_that_differ_in_signs_are_no_slips() -> None:
    lines = ["HON. A.D. MOCK: Yes.", "HON. A. D. MOCK: No.", "Mr Berg: Yes."]
    assert [doubt for doubt in read(*lines)[1] if doubt.kind == "alike"] == []


def test_a_letter_more_is_a_slip() -> None:
    found = [doubt for doubt in read("Mrs. Voiss: No.")[1] if doubt.kind == "alike"]
    assert [doubt.words for doubt in found] == ["Mrs. Voiss:"]


def test_an_interjection_in_brackets_is_no_label_inside() -> None:
    line = "Mr. Hill: We built it. [HON. MEMBERS: “When?”] We built it in spring."
    assert [doubt for doubt in read(line)[1] if doubt.kind == "inside"] == []


def test_a_long_turn_of_its_own_is_not_doubted() -> None:
    assert read("Mr. Hill: " + "The pier leans. " * 700)[1] == []


def test_a_very_long_paragraph_is_doubted() -> None:
    kinds = [doubt.kind for doubt in read("Mr. Hill: " + "The pier leans. " * 2_000)[1]]
    assert kinds == ["long"]


def test_titles_of_motions_are_no_running_heads() -> None:
    lines: list[str] = []
    for number in range(1, 4):
        lines += [f"Motion no. {number}", *TURNS, *(["We go on."] * 3)]
    assert [doubt for doubt in read(*lines, turns=TURNS * 8)[1] if doubt.kind == "running"] == []


@pytest.mark.parametrize(
    "label",
    [
        "WHEREAS:",
        "THEREFORE BE IT RESOLVED THAT:",
        "APPEARANCES:",
        "Aktuelle Stunde auf Verlangen der Fraktionen des Hafens und der Stege:",
        "Endgültiges Ergebnis Abgegebene Stimmen:",
    ],
)
def test_a_formula_is_no_label(label: str) -> None:
    paragraphs, _ = read(label, "The pier shall be repaired.")
    assert all(paragraph.speaker_label != label for paragraph in paragraphs)


CAPITALS = [
    f"{name}: The pier leans to the {side}."
    for side in ("north", "south", "east")
    for name in ("MR. HILL", "JUSTICE VOSS", "CHIEF JUSTICE BERG")
]


def test_an_address_with_a_full_stop_is_no_label_where_labels_end_in_a_colon() -> None:
    paragraphs, _ = read("Justice Voss. I think it does.", turns=CAPITALS)
    assert all(paragraph.speaker_label != "Justice Voss." for paragraph in paragraphs)


def test_a_single_label_without_capitals_is_doubted_among_capitals() -> None:
    _, doubts = read("the Solicitor General: it leans.", turns=CAPITALS)
    assert [doubt.words for doubt in doubts] == ["the Solicitor General:"]


def test_a_letter_of_an_index_asks_nothing() -> None:
    paragraphs, _ = read("Q quality 3:14 5:2", turns=CAPITALS)
    assert all(paragraph.kind != "question" for paragraph in paragraphs)


def test_an_office_of_many_words_whose_holder_is_named_is_a_label() -> None:
    label = (
        "The Secretary of State for Piers and Harbours and President of the Board of Dredging"
        " (Mr. Ada Sample):"
    )
    paragraphs, doubts = read(f"{label} We shall see.")
    found = next(paragraph for paragraph in paragraphs if paragraph.text == "We shall see.")
    assert (found.speaker_label, found.grade, doubts) == (label, "certain", [])


def _court(pages: int = 6, *, index: bool = True) -> str:
    """A transcript of a court whose lines are numbered and double-spaced, with pages' numbers."""
    names = ["MR. HILL", "JUSTICE VOSS"]
    out: list[str] = []
    for page in range(pages):
        lines: list[str] = []
        while len(lines) < 24:
            name = names[(page + len(lines)) % 2]
            lines += [
                f"          {name}: The pier leans to the",
                "    north, and nobody repairs it.",
                "",
            ]
        out += [f"{n:>2}  {line}".rstrip() for n, line in enumerate(lines[:25], 1)]
        out.append(f"                       {page + 1}")
    if index:
        out += [f"{n * 7} 102:25 104:{n}" for n in range(1, 30)]
    return "\n\n".join(out) + "\n"


@pytest.mark.parametrize("index", [False, True])
def test_numbered_lines_of_a_court_are_joined(index: bool) -> None:
    document = Document(document="doc", raw="raw/doc.txt")
    cleaned = clean_document(_court(index=index).encode(), document)
    found = segment_document(cleaned, document)
    turns = [paragraph for paragraph in found.paragraphs if paragraph.speaker_label]
    assert len(turns) == 6 * 8
    assert {turn.text for turn in turns} == {"The pier leans to the north, and nobody repairs it."}


def test_a_label_among_facts_is_none_if_it_recurs() -> None:
    lines = ["APPEARANCES:", "JUSTICE VOSS: We will hear", "the case.", *CAPITALS, *CAPITALS]
    paragraphs, _ = read(turns=lines)
    assert paragraphs[1].speaker_label == "JUSTICE VOSS:"


def test_members_with_brackets_who_move_something_are_no_holder_of_an_office() -> None:
    line = (
        "Antrag der Abgeordneten Dr. Eva Muster, Jan Probe (Nordhafen), weiterer Abgeordneter der"
        " Nordfraktion und der Fraktion des Hafens:"
    )
    paragraphs, _ = read(line, "Wir reparieren den Steg.")
    assert all(paragraph.speaker_label != line for paragraph in paragraphs)


def test_the_title_of_an_interview_is_no_label() -> None:
    title = "Professor A. B. Voss’s interview with Ada Sample:"
    turns = ["ABV: Where were you?", "Sample: On the pier.", "ABV: When?", "Sample: In May."]
    paragraphs, _ = read(turns=[title, *turns, *turns])
    assert all(paragraph.speaker_label != title for paragraph in paragraphs)


@pytest.mark.parametrize(
    "line",
    ["(END OF SIDE 1; SIDE 2)", "(Tape 2, side A)", "(Drucksachen 17/5822 Nr. A. 20, 17/6506)"],
)
def test_the_end_of_a_tape_and_a_reference_are_notes(line: str) -> None:
    assert one(line).kind == "note"


def test_a_chinese_name_begins_with_no_particle() -> None:
    turns = [f"{name}：我們會修理碼頭。" for name in ("主席", "王國興議員", "李卓人議員")] * 3
    paragraphs, _ = read("的措施包括：", "我們會修理碼頭。", turns=turns)
    assert all(paragraph.speaker_label != "的措施包括：" for paragraph in paragraphs)


def test_a_long_office_alone_on_its_line_is_a_label() -> None:
    label = (
        "The Parliamentary Under-Secretary of State, Department for Piers and the Northern Harbours"
        " (Lord Bridges of Voss) (Con)"
    )
    names = ["Lord Hill (Con)", "Baroness Voss (Lab)", "Viscount Berg"]
    turns = [
        part for name in names * 4 for part in (name, "My Lords, the pier leans to the north.")
    ]
    paragraphs, _ = read(label, "My Lords, we shall see.", turns=turns)
    found = next(one for one in paragraphs if one.text == "My Lords, we shall see.")
    assert found.speaker_label == label
