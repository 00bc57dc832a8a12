"""Guards: paragraphs, kinds, speakers and places of transcripts in the forms in which they come."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from synthetic_transcripts import SAMPLES
from test_clean import LAYOUTS
from throwaway import document_of

from pilcrow.edition.cleaning import clean_document, rebuild
from pilcrow.edition.segmentation import Segmented, segment_document
from pilcrow.identity.ledger import COLUMNS
from pilcrow.model.problems import Problems

SEED = Path(__file__).resolve().parents[2] / "raw" / "lavrov-truss-2022.txt"


def segmented(
    text: str | bytes, language: str = "en", speaker: str = "Ada Sample", **segmentation: Any
) -> Segmented:
    document = document_of(
        "synthetic",
        "raw/synthetic.txt",
        language=language,
        speaker=speaker,
        segmentation=segmentation,
    )
    raw = text if isinstance(text, bytes) else text.encode()
    cleaned = clean_document(raw, document)
    found = segment_document(cleaned, document)
    assert rebuild(cleaned) == raw
    for paragraph in found.paragraphs:
        assert cleaned.text[paragraph.start : paragraph.end] == paragraph.text
        assert paragraph.checksum == hashlib.sha256(paragraph.text.encode()).hexdigest()
        assert paragraph.text
    return found


def kinds(text: str, **settings: Any) -> list[tuple[str, str]]:
    return [
        (paragraph.number, paragraph.text) for paragraph in segmented(text, **settings).paragraphs
    ]


@pytest.mark.parametrize("language", SAMPLES)
def test_kinds_and_speakers_of_seven_languages(language: str) -> None:
    text, expected, speaker = SAMPLES[language]
    paragraphs = segmented(text, language=language, speaker=speaker).paragraphs
    found = [(paragraph.number, paragraph.kind, paragraph.speaker) for paragraph in paragraphs]
    assert found == [(number, kind, speaker) for number, kind, speaker, _ in expected]
    for paragraph, (_, _, _, opening) in zip(paragraphs, expected, strict=True):
        assert paragraph.text.startswith(opening)


def test_the_seed() -> None:
    found = segmented(SEED.read_bytes(), speaker="Sergey Lavrov")
    assert [paragraph.number for paragraph in found.paragraphs] == [
        "h1",
        "s1",
        "s2",
        *(f"p{number}" for number in range(1, 14)),
    ]
    assert [paragraph.line for paragraph in found.paragraphs] == list(range(1, 17))
    raw = SEED.read_bytes()
    for paragraph in found.paragraphs:
        assert raw[paragraph.raw_start : paragraph.raw_end].decode() == paragraph.text
    assert found.paragraphs[0].speaker == ""
    assert {paragraph.speaker for paragraph in found.paragraphs[1:]} == {"Sergey Lavrov"}
    assert found.document.provisional


def test_a_ledger_without_a_row_has_accepted_nothing(tmp_path: Path) -> None:
    """Else `strict`, which refuses what nobody accepted, would let it pass."""
    (tmp_path / "edition").mkdir()
    (tmp_path / "edition/talk.paragraphs.csv").write_text(",".join(COLUMNS) + "\n")
    document = document_of("talk", "raw/talk.txt", ledger="edition/talk.paragraphs.csv")
    found = segment_document(clean_document(b"One.\nTwo.\n", document), document, tmp_path)
    assert found.document.provisional
    assert [mark.kind for mark in found.document.marks] == ["provisional"]


@given(LAYOUTS)
def test_no_word_is_lost_between_paragraphs(text: str) -> None:
    try:
        found = segmented(text, speakers="none")
    except Problems:
        reject()
    numbers = [paragraph.number for paragraph in found.paragraphs]
    assert len(set(numbers)) == len(numbers)
    ends = [(paragraph.start, paragraph.end) for paragraph in found.paragraphs]
    assert ends == sorted(ends)


LINES = st.sampled_from(
    [
        "Q. ",
        "A. ",
        "Question:",
        "Mock: ",
        "ADA SAMPLE:",
        "1. ",
        "§ 2 ",
        "[00:01:02] ",
        "# ",
        "(Applause)",
        "Dear ",
        "words",
        "中文：",
        "؟ ",
        "\n",
        "\n\n",
    ]
)


@given(st.lists(LINES, max_size=30).map("".join))
def test_every_character_is_in_a_paragraph_or_before_one(text: str) -> None:
    """What stands outside the paragraphs' texts is a label, a number, a time code or a mark of the
    paragraph that follows.
    """
    try:
        found = segmented(text)
    except Problems:
        reject()
    clean = clean_document(text.encode(), document_of("synthetic", "raw/synthetic.txt")).text
    position = 0
    for paragraph in found.paragraphs:
        outside = sorted(clean[position : paragraph.start].replace("#", "").split())
        told = sorted(
            f"{paragraph.locator} {paragraph.label} {paragraph.speaker_label}".replace(
                "#", ""
            ).split()
        )
        assert sorted("".join(outside)) == sorted("".join(told))
        position = paragraph.end
    assert clean[position:].strip() == ""


def test_a_colon_makes_no_speaker() -> None:
    text = (
        "First of all.\nAnd I say this: we go on.\nRemember: it is late.\nThe Minister said:"
        " no.\nOne more thing: stop."
    )
    assert all(not paragraph.speaker_label for paragraph in segmented(text).paragraphs)


def test_recurring_names_are_speakers() -> None:
    text = "Mock: One.\n\nSample: Two.\n\nAnd more.\n\nMock: Three.\n\nSample: Four."
    found = segmented(text).paragraphs
    assert [(paragraph.speaker, paragraph.text) for paragraph in found] == [
        ("Mock", "One."),
        ("Ada Sample", "Two."),
        ("Ada Sample", "And more."),
        ("Mock", "Three."),
        ("Ada Sample", "Four."),
    ]
    assert found[0].speaker_label == "Mock:"


def test_single_letters_are_labels_in_company() -> None:
    found = segmented("Q. Why?\n\nA. Because.\n\nQ: And now?\n\nA: Later.").paragraphs
    assert [(paragraph.kind, paragraph.text) for paragraph in found] == [
        ("question", "Why?"),
        ("speech", "Because."),
        ("question", "And now?"),
        ("speech", "Later."),
    ]
    assert kinds("A. Example spoke.\n\nThen he left.") == [
        ("p1", "A. Example spoke."),
        ("p2", "Then he left."),
    ]


def test_a_label_alone_on_its_line_belongs_to_what_follows() -> None:
    found = segmented("SECRETARY MOCK:\nWe agree.\nWe do.\nADA SAMPLE:\nGood.").paragraphs
    assert [
        (paragraph.speaker_label, paragraph.speaker, paragraph.text) for paragraph in found
    ] == [
        ("SECRETARY MOCK:", "SECRETARY MOCK", "We agree."),
        ("", "SECRETARY MOCK", "We do."),
        ("ADA SAMPLE:", "Ada Sample", "Good."),
    ]


def test_listed_speakers_and_none() -> None:
    text = "Voice one: Yes.\nNote: no.\nVoice two: So."
    found = segmented(text, speakers=["Voice one", "Voice two"]).paragraphs
    assert [paragraph.speaker for paragraph in found] == ["Voice one", "Voice one", "Voice two"]
    assert [
        paragraph.text for paragraph in segmented("Question: Why?\nSo.", speakers="none").paragraphs
    ] == ["Question: Why?", "So."]


def test_numbers_of_the_source_are_labels_where_they_count() -> None:
    found = segmented("1. One thing.\n2. Another.\n3. A third.\nAnd more.").paragraphs
    assert [(paragraph.label, paragraph.text) for paragraph in found] == [
        ("1.", "One thing."),
        ("2.", "Another."),
        ("3.", "A third."),
        ("", "And more."),
    ]
    assert kinds("1945. A year.\n3. Then this.") == [
        ("p1", "1945. A year."),
        ("p2", "3. Then this."),
    ]


def test_time_codes_become_locators() -> None:
    found = segmented("[00:01:15] We begin.\n[00:02:40] We go on.").paragraphs
    assert [(paragraph.locator, paragraph.text) for paragraph in found] == [
        ("[00:01:15]", "We begin."),
        ("[00:02:40]", "We go on."),
    ]


def test_asides_are_no_words_of_the_speaker() -> None:
    (paragraph,) = segmented("We thank you (applause) all [in Russian] (for this).").paragraphs
    assert [paragraph.text[start:end] for start, end in paragraph.asides] == [
        "(applause)",
        "[in Russian]",
    ]
    assert paragraph.words == 6


def test_metadata_decide_kinds() -> None:
    found = segmented(
        "Opening line\nDear all,\nWe begin.",
        kinds=[
            {"begins": "Opening", "kind": "speech", "speaker": "Mock"},
            {"begins": "Gone", "kind": "note"},
        ],
    )
    assert [(paragraph.number, paragraph.speaker) for paragraph in found.paragraphs] == [
        ("p1", "Mock"),
        ("s1", "Ada Sample"),
        ("p2", "Ada Sample"),
    ]
    assert [
        'kind note to the paragraph that begins with "Gone", but there is none' in mark.message
        for mark in found.document.marks
        if mark.kind == "metadata"
    ] == [True]


def test_a_kind_of_the_metadata_decides_the_speaker_as_a_row_of_the_edition_does() -> None:
    """docs/segmentation.md: a heading and a note have no speaker; nobody knows who asked."""
    kinds = {"Opening": "speech", "Moscow": "heading", "The bell": "note", "Why": "question"}
    lines = ["Opening line", "We begin.", "Moscow, May.", "The bell rings.", "Why so?", "We end."]
    found = segmented(
        "\n\n".join(lines),
        kinds=[{"begins": begins, "kind": kind} for begins, kind in kinds.items()],
    )
    assert [(paragraph.kind, paragraph.speaker) for paragraph in found.paragraphs] == [
        ("speech", "Ada Sample"),
        ("speech", "Ada Sample"),
        ("heading", ""),
        ("note", ""),
        ("question", ""),
        ("speech", "Ada Sample"),
    ]


def test_an_address_in_capitals_belongs_to_the_label_behind_it() -> None:
    text = (
        "MR. HILL: We have come to the town hall\nbecause the plan for the bridge has to be\n"
        "agreed by all of us before the summer and\nnobody wants to wait.\n"
        "MS. BERG: I agree with what was said by\nmy colleague and add that the drivers of\n"
        "both countries want it.\nMR. HILL: Thanks.\n"
    )
    assert [paragraph.speaker_label for paragraph in segmented(text).paragraphs] == [
        "MR. HILL:",
        "MS. BERG:",
        "MR. HILL:",
    ]
    found = segmented("MR. HILL: We came. MS. BERG: I agree.\n\nMR. HILL: Thanks.")
    assert [doubt.words for doubt in found.document.doubts] == ["MS. BERG:"]


def test_policies_switch_guesses_off() -> None:
    found = segmented("Opening line\nDear all,\nWe begin.", headings="none", salutations="none")
    assert [paragraph.number for paragraph in found.paragraphs] == ["p1", "p2", "p3"]


def test_markup_is_text() -> None:
    text = "**Bold** {{< include x >}} <b>&amp;</b>\n#let x = 1 [link](http://a.b)\nEnd."
    assert [paragraph.text for paragraph in segmented(text).paragraphs] == text.split("\n")


def test_a_written_record_reads_back() -> None:
    found = segmented(SAMPLES["ru"][0], language="ru", speaker="Иван Примеров")
    for record in found.records():
        assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


@pytest.mark.parametrize(
    ("language", "speaker", "text", "said"),
    [
        (
            "fr",
            "Anne Martin",
            (
                "La Ministre : Nous avançons.\n\nQ - Quelle est votre position ?\n\nR - Elle n’a"
                " pas changé.\n"
            ),
            [("speech", "La Ministre"), ("question", ""), ("speech", "Anne Martin")],
        ),
        (
            "de",
            "Eva Muster",
            (
                "Frage: Was tun Sie?\n\nMuster: Wir reden.\n\nZusatzfrage: Wann?\n\nStS Beispiel:"
                " Bald.\n"
            ),
            [
                ("question", ""),
                ("speech", "Eva Muster"),
                ("question", ""),
                ("speech", "StS Beispiel"),
            ],
        ),
        (
            "ru",
            "Иван Образцов",
            "Вопрос: Что дальше?\n\nИ.И.Образцов: Будем работать.\n\nП.Примеров: Согласен.\n",
            [("question", ""), ("speech", "Иван Образцов"), ("speech", "П.Примеров")],
        ),
        (
            "es",
            "Ana Muestra",
            (
                "PREGUNTA.- ¿Qué hará usted?\n\nPRESIDENTA.- Trabajaremos.\n\nPeriodista:"
                " ¿Cuándo?\n\nPresidenta del Gobierno: Pronto.\n"
            ),
            [
                ("question", ""),
                ("speech", "PRESIDENTA"),
                ("question", ""),
                ("speech", "Presidenta del Gobierno"),
            ],
        ),
        (
            "es",
            "Ana Muestra",
            "P.- ¿Qué hará usted?\n\nR.- Trabajaremos.\n\nP.- ¿Cuándo?\n",
            [("question", ""), ("speech", "Ana Muestra"), ("question", "")],
        ),
        (
            "zh",
            "范例",
            "记者：下一步呢？\n\n范例：我们将继续努力。\n\n样本社记者：您同意吗？\n\n范例：不同意。\n",
            [("question", ""), ("speech", "范例"), ("question", ""), ("speech", "范例")],
        ),
        (
            "en",
            "Jane Doe",
            (
                "QUESTION: Is it true?\n\nMS. DOE: It is not.\n\n(The briefing was concluded at"
                " 3:14 p.m.)\n"
            ),
            [("question", ""), ("speech", "Jane Doe"), ("note", "")],
        ),
    ],
)
def test_press_conferences_in_the_forms_of_their_countries(
    language: str, speaker: str, text: str, said: list[tuple[str, str]]
) -> None:
    assert [
        (one.kind, one.speaker)
        for one in segmented(text, language=language, speaker=speaker).paragraphs
    ] == said


@pytest.mark.parametrize(
    "text",
    [
        "P. Muestra dijo que sí.\n\nR. Ejemplo dijo que no.\n",  # initials
        "A - to begin with - is a letter.\n\nSo is B.\n",
        "Peace and freedom: these we want.\n\nMinister: Yes.\n",
        "A year - no more - has passed.\n\nQuestion: Is it so?\n",
    ],
)
def test_what_is_no_label_stays_in_the_text(text: str) -> None:
    assert segmented(text).paragraphs[0].text == text.partition("\n")[0]


def test_a_label_may_be_listed_as_it_is_printed() -> None:
    text = (
        "M. le président. La parole est à Mme Exemple.\nMme Marie Exemple. Merci, M. le président."
        " Voici.\n"
    )
    found = segmented(
        text, language="fr", speakers=["M. le président.", "Mme Marie Exemple."]
    ).paragraphs
    assert [(one.speaker, one.text) for one in found] == [
        ("M. le président", "La parole est à Mme Exemple."),
        ("Mme Marie Exemple", "Merci, M. le président. Voici."),
    ]


def test_a_running_head_beside_the_page_number_is_left_out_and_on_record() -> None:
    body = (
        "a town whose harbour has seen so many ships come and go, and\nwhose people have always"
        " known that a bargain is worth"
    )
    text = (
        f"{body}\n\nPRESS OFFICE, No. 12\nPage 2 of 3\n\nnothing where a word is worth"
        " nothing.\n\nPRESS OFFICE, No. 13\nPage 3 of 3\n\nThank you.\n"
    )
    document = document_of("synthetic", "raw/synthetic.txt", segmentation={"layout": "blocks"})
    cleaned = clean_document(text.encode(), document)
    assert "PRESS OFFICE" not in cleaned.text
    assert "is worth nothing where" in cleaned.text
    assert [edit.detail for edit in cleaned.normalisation if edit.operation == "left-out"] == [
        "running head; page number"
    ] * 2
    assert rebuild(cleaned) == text.encode()


def test_what_recurs_away_from_page_numbers_is_kept() -> None:
    text = "One.\n\n- 1 -\n\nThank you.\n\nTwo.\n\n- 2 -\n\nThree.\n\nThank you.\n"
    assert [paragraph.text for paragraph in segmented(text).paragraphs] == [
        "One.",
        "Thank you.",
        "Two.",
        "Three.",
        "Thank you.",
    ]
