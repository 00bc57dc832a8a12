"""Promise: a person whose label is printed in several ways is one speaker. A name of the same
family is reported once, with the row of edition/speakers.csv that joins the two.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.edition import sources as edition
from pilcrow.text.candidates import Names
from pilcrow.text.doubts import find_doubts
from pilcrow.text.persons import form_key, is_main, may_be_same
from pilcrow.text.speakers import find_turns
from pilcrow.text.units import Doubt, Unit


@pytest.mark.parametrize(
    "forms",
    [
        ("MR. LONG", "MR LONG", "Mr. Long", "MR. LONG (continuing)"),
        ("A.D. SINGH", "A. D. SINGH", "A.D. Singh"),
        ("Anna O'Hara", "Anna O’Hara", "ANNA O’HARA"),
        ("Eva Berg-Hill", "Eva Berg‑Hill", "Eva Berg–Hill"),
        ("Tom Hill", "Tom Hill, Minister of Ports", "Tom Hill (AB)"),
        ("Ana Vera Sol", "Ana Vera Sol, Editor", "Ana Vera Sól"),
        ("Tom Hill", "Deputy Tom Hill", "Mr. Tom Hill"),
    ],
)
def test_forms_of_one_name_are_one_speaker(forms: tuple[str, ...]) -> None:
    text = [line for form in forms for line in (f"{form}: We wait.", "CLERK OF THE DAY: Noted.")]
    found = find_turns([*text, f"{forms[0]}: Yes."], Names(language="en")).found
    speakers = {turn.speaker for turn in found.values()}
    assert len(found) == len(text) + 1
    assert speakers == {forms[0], "CLERK OF THE DAY"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mr. Long", "Mr. Tall"), ("A.D. SINGH", "A.B. SINGH"), ("M. A. Roy", "Ma Roy")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert form_key(one) != form_key(other)


@pytest.mark.parametrize(
    ("label", "main"),
    [
        ("FOREIGN MINISTER HILL", True),
        ("DEFENCE SECRETARY HILL", True),
        ("MINISTER FOR TRADE AND INDUSTRY HILL", True),
        ("DEPUTY PRIME MINISTER AND MINISTER HILL", True),
        ("Hill, K.", True),
        ("Hill, E.", False),
        ("Tom Hill", False),
        ("FOREIGN MINISTER TOM HILL", False),
        ("Herr Dr. Tom Hill", False),
        ("FOREIGN MINISTER HILL AND HER ADVISER", False),
        ("MR. BERG AND MRS. HILL", False),
        ("Frau Hill und Frau Berg", False),
    ],
)
def test_a_label_of_an_office_names_the_main_speaker_and_nobody_else(
    label: str, main: bool
) -> None:
    assert is_main(label, "Kari Hill") is main


def test_a_slip_is_not_proposed_as_a_name() -> None:
    """The label with a letter less was, as somebody's full name."""
    labels = ["TRADE MINISTER HILL", "HILL", "TRADE MINISTER HILL", "TRADE MINSTER HILL"]
    units = [Unit(0, 9, "We wait.", speaker=one, speaker_label=f"{one}:") for one in labels]
    found = [(one.kind, one.shown) for one in find_doubts(units)]
    assert found == [("alike", "TRADE MINSTER HILL:")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mr. Birch", "Mr. Alan Birch", True),
        ("LONG", "MR. LONG", True),
        ("A. Berg", "Anna Berg", True),
        ("GOMEZ", "GÓMEZ", True),
        ("Berg, Anna", "Anna Berg", True),
        ("Mr. Hill", "Mrs. Hill", False),
        ("Eva Hill", "Tom Hill", False),
        ("The Chair", "Chair", False),
        ("Speaker 1", "Speaker 2", False),
    ],
)
def test_names_that_may_be_one_persons(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is may_be_same(other, one) is same


@given(st.text("AbC.-'’‑ ", min_size=1, max_size=20))
def test_the_key_of_a_name_has_itself_as_key(name: str) -> None:
    assert form_key(form_key(name)) == form_key(name)
    assert form_key(name.upper()) == form_key(name)


def test_another_name_is_reported_once_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    turns = ["Mr. Alan Birch: We wait.", "Ms. Dune: Why?", "Mr. Birch: So.", "Ms. Dune: When?"]
    (tmp_path / "raw/talk.txt").write_text("\n\n".join([*turns, *turns[2:]]) + "\n", "utf-8")
    (tmp_path / "raw/talk.yaml").write_text(
        "title: A talk\nspeaker: {name: Various}\ndate: 2021-05-03\nlanguage: en\n", "utf-8"
    )
    talk = edition.load_document(tmp_path, "talk")
    assert [doubt.words for doubt in talk.segmented.doubts if doubt.kind == "same"] == [
        "Mr. Birch = Mr. Alan Birch"
    ]
    todo = [mark.todo for mark in talk.segmented.marks]
    assert (
        "If they are one person, add a row to edition/speakers.csv: label Mr. Birch, name"
        " Mr. Alan Birch."
    ) in todo


def test_names_alone_on_lines_are_doubted_where_nobody_has_a_label() -> None:
    lines = ["Ann", "hello all", "Tom R", "hi", "Ann", "is it recorded", "Tom R", "yes I think"]
    lines += ["Ann", "good", "Tom R", "and muted", "Rosa", "me too"]
    assert [(doubt.shown, doubt.kind) for doubt in doubts_of(lines)] == [
        ("Ann", "label"),
        ("Tom R", "label"),
    ]
    assert doubts_of([line for line in lines if line != "Tom R"]) == []


def doubts_of(lines: list[str]) -> list[Doubt]:
    """Return what is doubtful of lines of speech that nobody's label begins."""
    return list(find_doubts([Unit(0, len(line), line) for line in lines]))
