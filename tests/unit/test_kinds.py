"""Guards: what is not plainly a heading, a salutation, a note or a stage direction is speech."""

from __future__ import annotations

import re

import pytest

from pilcrow.text import lexicon
from pilcrow.text.kinds import (
    count_opening_headings,
    ends_open,
    find_asides,
    is_capital_heading,
    is_event,
    is_note,
    is_salutation,
    markdown_heading,
)

SALUTATIONS = [
    "Madam Minister,",
    "Colleagues,",
    "My fellow citizens:",
    "Ladies and gentlemen!",
    "Mr. Speaker, members of the Synthetic Chamber, my fellow citizens.",
    "Good morning, everyone.",
    "Excellencies,",
    "Mesdames et Messieurs,",
    "Monsieur le Président, chers collègues,",
    "Sehr geehrte Damen und Herren!",
    "Liebe Mitbürgerinnen und Mitbürger,",
    "Уважаемый господин председатель, дамы и господа!",
    "Дорогие друзья!",
    "Добрый день, коллеги!",
    "Señor presidente, señoras y señores:",
    "Estimados amigos:",
    "أيها السادة،",
    "السيد الرئيس، السيدات والسادة،",
    "女士们，先生们，朋友们！",
    "尊敬的主席先生：",
    "大家好！",
]
SPEECH = [
    "Thank you, Mr. President.",
    "My friends, we won!",
    "We begin with a question: what is a sample?",
    (
        "I say to you today, my friends, that nothing in this text was ever said by anyone at all,"
        " and that it goes on for long,"
    ),
    "And I say this:",
    "Dear is the price. We paid it.",
    "Спасибо, господин председатель.",
    "我们感谢各位来宾。今天我们相聚。",
    "Nothing of the kind.",
    "Gracias, señor presidente.",
]


@pytest.mark.parametrize("text", SALUTATIONS)
def test_salutations(text: str) -> None:
    assert is_salutation(text)


@pytest.mark.parametrize("text", SPEECH)
def test_no_salutations(text: str) -> None:
    assert not is_salutation(text)


@pytest.mark.parametrize(
    "text",
    [
        "(Applause)",
        "[Laughter]",
        "(Applause.)",
        "（掌声）",
        "【众笑】",
        "(Аплодисменты)",
        "(Beifall)",
        "[12:30]",
        "(تصفيق)",
        "( )",
    ],
)
def test_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "(I say this with some regret, and mean it.)",
        "(Applause) We go on.",
        "We go on (applause).",
        "(Really?)",
    ],
)
def test_no_notes(text: str) -> None:
    assert not is_note(text)


def test_asides_are_stage_directions_only() -> None:
    text = "We (that is, all of us) said [sic] so (Laughter and applause.) and went."
    assert [text[start:end] for start, end in find_asides(text)] == ["(Laughter and applause.)"]


@pytest.mark.parametrize(
    ("paragraphs", "headings"),
    [
        (["A title", "Moscow, 10 February", "We begin.", "We end."], 2),
        (["We begin.", "We end."], 0),
        (["A title"], 0),
        (["Dear all,", "We begin."], 0),
        (["标题", "今天我们相聚。"], 1),
        (["عنوان", "نلتقي اليوم."], 1),
        (["no stops here", "none here", "nor here", "at all", "ever"], 1),
        (["A “quoted title”", "We begin."], 1),
    ],
)
def test_opening_headings(paragraphs: list[str], headings: int) -> None:
    assert count_opening_headings(paragraphs) == headings


def test_later_headings() -> None:
    assert is_capital_heading("QUESTIONS AND ANSWERS")
    assert not is_capital_heading("NO!")
    assert not is_capital_heading("U.S.")
    assert markdown_heading("## Part two") == 3
    assert markdown_heading("#hashtag") == 0


def test_quick_looks_miss_nothing_that_the_patterns_find() -> None:
    plain = [part for part in lexicon.STAGE.split("|") if part.replace(" ", "").isalpha()]
    assert len(plain) > 200
    unspaced = lexicon.STAGE_WORD.unspaced.pattern
    whole = re.compile(rf"(?<!\w)(?:{lexicon.STAGE})(?!\w)|{unspaced}", re.IGNORECASE)
    for word in plain:
        for form in (word, word.title(), word.upper(), f"So, {word}!", f"x{word}", f"{word}x y"):
            one, other = whole.search(form), lexicon.STAGE_WORD.search(form)
            assert (one and one.span()) == (other and other.span()), form
    for called in (
        "Some hon. members",
        "ALL MEMBERS",
        "A few members",
        "An opposition member",
        "One noble voice",
        "Weiteres Zwischenruf",
        "D'autres voix",
        "Voces",
        "一委員",
    ):
        assert lexicon.is_collective(called), called
    assert not lexicon.is_collective("All this will end.")
    assert is_event("THE MEETING ROSE AT 1 P.M.")
    assert ends_open("The harbour [12]")
    assert not ends_open("The harbour is closed.[12]")
