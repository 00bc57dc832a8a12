"""Guards: labels of speakers are found conservatively; a colon alone makes none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilcrow.text.candidates import Names, Turns
from pilcrow.text.doubts import find_doubts
from pilcrow.text.labels import _read_beginning, _read_closely, bare_name, read_label
from pilcrow.text.lexicon import FINITE, PARTICLES, QUESTION_WORDS
from pilcrow.text.speakers import find_turns
from pilcrow.text.units import Unit


def labels(
    *paragraphs: str, main: str = "", policy: str | list[str] = "auto"
) -> dict[int, tuple[str, str, bool]]:
    return {
        place: (turn.label, turn.speaker, turn.question)
        for place, turn in find_turns(paragraphs, Names(main, policy)).found.items()
    }


@pytest.mark.parametrize(
    "label",
    [
        "Question:",
        "Q:",
        "QUESTION:",
        "Вопрос:",
        "Журналист:",
        "问：",
        "记者：",
        "سؤال:",
        "Pregunta:",
        "Frage:",
        "Question :",
        "Question 3:",
    ],
)
def test_questions_in_seven_languages(label: str) -> None:
    # A lone letter needs company.
    assert labels(f"{label} So?", f"{label} And?")[0] == (label, "", True)


@pytest.mark.parametrize(
    "label", ["Answer:", "Ответ:", "答：", "جواب:", "Respuesta:", "Antwort:", "Réponse :"]
)
def test_answers_are_the_main_speakers(label: str) -> None:
    assert labels(f"{label} So.", main="Ada Sample") == {0: (label, "Ada Sample", False)}


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("SECRETARY MOCK:", "SECRETARY MOCK"),
        ("Ada Sample:", "Ada Sample"),
        ("MINISTER SAMPLE (through interpreter):", "Ada Sample"),
        ("Moderator:", "Moderator"),
    ],
)
def test_a_single_label(label: str, speaker: str) -> None:
    assert labels(f"{label} We agree.", "And so on.", main="Ada Sample") == {
        0: (label, speaker, False)
    }


@pytest.mark.parametrize(
    "text",
    [
        "And I say this: we go on.",
        "Remember: it is late.",
        "The Minister said the following: no.",
        "Today: nothing.",
        "https://example.org/page: gone",
        "At 10:30 we left.",
        "We have three aims, I said: one, two, three.",
        "他说：好。",
        "وقال الوزير في كلمته أمام الجميع: نعم.",
    ],
)
def test_no_label(text: str) -> None:
    assert labels(text, "Nothing here.", main="Ada Sample") == {}


def test_names_in_company() -> None:
    assert set(
        labels("Question: Why?", "Ben Mock: Because.", "Note this: it is late.", "Yesterday: no.")
    ) == {0, 1}


def test_bare_names() -> None:
    assert bare_name("Mock (via video link):") == "Mock"
    assert bare_name("样本（翻译）：") == "样本"


def test_a_line_of_one_digit_is_no_label() -> None:
    assert find_turns(["7", "The pier leans.", "8"], Names()).found == {}


_PARTS = "Mr. |HILL|The |CHAIR|Anna |Berg|A. |: |: |:|, |(|) |[10:20]|. |.- |– |Q|A. |said |St. "
_PARTS += "|Hon. |Sr. |5 |Anf. 1 |“|?|- |問|Some |hon. |И. |О.|Yes|U.S. |Minister |für |Dr. |DOC"


@given(st.lists(st.sampled_from(_PARTS.split("|")), min_size=1, max_size=14).map("".join))
@settings(max_examples=1000, deadline=None)
def test_a_label_that_is_remembered_is_read_as_at_first(text: str) -> None:
    if text := text.strip():
        _read_beginning.cache_clear()
        first, again = read_label(text), read_label(text)
        assert first == again == _read_closely(text)


def test_no_particle_of_names_counts_as_a_verb() -> None:
    assert not FINITE & PARTICLES
    found = speakers_of(
        ["João do Vale: Bom dia.", "Ana: Sim.", "João do Vale: E nós?", "Ana: Não."]
    )
    assert found == ["João do Vale", "Ana"] * 2


@pytest.mark.parametrize("label", ["GAZETECİ", "Gazeteci", "SORU", "MUHABİR"])
def test_words_in_turkish_capitals_are_known(label: str) -> None:
    assert label.casefold() in QUESTION_WORDS


def test_a_full_stop_after_a_name_once_in_one_speech_begins_no_turn() -> None:
    text = ["Mr. Reed. You all know him.", "Dr. Hart. Where is she?", "Thank you. Thank you."]
    assert find_turns(text, Names("Ada Stone")) == Turns({}, [])


def speakers_of(paragraphs: list[str]) -> list[str]:
    return [turn.speaker for turn in find_turns(paragraphs, Names()).found.values()]


@pytest.mark.parametrize(
    ("language", "paragraphs"),
    [
        ("ko", ["김 위원: 시작합니다.", "이 위원: 네.", "김 위원: 좋습니다."]),
        ("he", ["גב' לוי: מתחילים.", 'ד"ר שלו: לא.', "גב' לוי: טוב."]),
        ("ar", ["د. ليلى حداد: نبدأ.", "م. سامي نصر: نعم.", "د. ليلى حداد: حسنا."]),
        ("zh", ["甲：开始。", "乙：好。", "甲：桥呢？"]),
        ("el", ["κ. Παπάς: Ξεκινάμε.", "κα Δήμου: Ναι.", "κ. Παπάς: Καλά."]),
        ("hu", ["Kiss úr: Kezdjük.", "Nagy asszony: Igen.", "Kiss úr: Jó."]),
        ("es", ["E.: ¿Dónde?", "I.: En el puente.", "E.: ¿Cuándo?", "I.: Ayer."]),
    ],
)
def test_names_that_are_common_words_or_single_signs(language: str, paragraphs: list[str]) -> None:
    found = find_turns(paragraphs, Names(language=language)).found
    assert sorted(found) == list(range(len(paragraphs)))
    assert found[0].speaker == found[2].speaker != found[1].speaker


def test_a_single_label_without_an_office_is_doubtful_among_labels_that_begin_with_one() -> None:
    record = [f"Deputy {name} Hill: We wait." for name in ("Ann", "Bob", "Eva", "Jan") * 6]
    found = find_turns([*record, "Tom Berg, spokesman of the pier:", "We build."], Names())
    assert [one.label for one in found.doubted] == ["Tom Berg, spokesman of the pier:"]


@pytest.mark.parametrize(
    "words", ["Mam pytanie do pana ministra:", "Birincisi:", "Toiseksi:", "Пам’ятайте: друге:"]
)
def test_words_that_begin_a_sentence_are_no_label(words: str) -> None:
    record = [f"Minister {name}: We wait." for name in ("Hill", "Berg") * 3]
    assert max(find_turns([*record, f"{words} so."], Names()).found) == len(record) - 1


def test_lists_of_contents_hold_no_labels() -> None:
    contents = [
        "The Chair . . . . . . . . . . 3 Tom Hill . . . . . . . . 4",
        "The Chair . . . . . . . . 9",
    ]
    record = ["The Chair: We begin.", "Tom Hill: Yes ......", "The Chair: ...... No."]
    assert set(find_turns([*contents, *record], Names()).found) == {2, 3, 4}


def test_short_questions_in_answers_are_no_doubt_where_those_called_in_have_labels() -> None:
    def doubtful(questions: int) -> list[str]:
        turns = [
            unit
            for number in range(questions)
            for unit in (
                Unit(0, 9, f"When, for the {number}th time?", "question", speaker_label="Q:"),
                Unit(0, 9, "In May.", speaker="Tom Hill", speaker_label="Tom Hill:"),
                Unit(0, 9, "Who pays?", speaker="Tom Hill"),
                Unit(0, 9, "The county.", speaker="Tom Hill"),
            )
        ]
        return [doubt.shown for doubt in find_doubts(turns) if doubt.kind == "asked"]

    assert doubtful(2) == ["Who pays?"] * 2
    assert doubtful(6) == []
