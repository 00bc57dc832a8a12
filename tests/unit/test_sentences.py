"""Guards: sentences and words are told apart in seven languages, and no character outside sentences
is lost.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_transcripts import SAMPLES, SENTENCES
from test_segment import segmented

from pilcrow.text.sentences import find_sentences


@pytest.mark.parametrize("language", SAMPLES)
def test_sentences_of_seven_languages(language: str) -> None:
    text, _, speaker = SAMPLES[language]
    paragraphs = {
        paragraph.number: paragraph
        for paragraph in segmented(text, language=language, speaker=speaker).paragraphs
    }
    for number, sentences in SENTENCES[language].items():
        paragraph = paragraphs[number]
        assert [paragraph.text[start:end] for start, end in paragraph.sentences] == sentences


@given(
    st.text('ab .!?…"”)A1。”中ن؟—', min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
    st.sampled_from(["en", "de", "zh"]),
)
def test_sentences_hold_everything_but_spaces(text: str, language: str) -> None:
    ranges = find_sentences(text, language)
    assert all(start < end for start, end in ranges)
    position = 0
    for start, end in ranges:
        assert text[position:start].strip(" ") == ""
        position = end
    assert position == len(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We left the U.S. The talks went on.", 2),
        ("The U.S. Government agreed.", 1),
        ("It cost 3.5 million. Nobody paid.", 2),
        ("It ends at 9 p.m. We stay.", 2),
        ("J. P. Example and Mrs. Sample spoke.", 1),
        ("Wait... what?", 1),
        ("Wait... What?", 2),
        ("So do I. You too.", 2),
        ("It is late.No space here.", 1),
        ("И т.д. Всё ясно. Да.", 2),
        ("Am 24. Dezember, d. h. bald, ist Schluss.", 1),
        ("(It is so.) We know.", 2),
    ],
)
def test_what_ends_a_sentence(text: str, sentences: int) -> None:
    assert len(find_sentences(text, "de" if "Dezember" in text else "en")) == sentences


@pytest.mark.parametrize(
    ("text", "aside", "sentences"),
    [
        (
            "Wir reden. (Heiterkeit) Und wir handeln.",
            "(Heiterkeit)",
            ["Wir reden. (Heiterkeit)", "Und wir handeln."],
        ),
        ("我们将继续努力。（笑声）谢谢。", "（笑声）", ["我们将继续努力。（笑声）", "谢谢。"]),
        (
            "We won. (Applause. Laughter.) Thank you.",
            "(Applause. Laughter.)",
            ["We won. (Applause. Laughter.)", "Thank you."],
        ),
        ("(Laughter) We won.", "(Laughter)", ["(Laughter) We won."]),
    ],
)
def test_a_stage_direction_belongs_to_the_sentence_before_it(
    text: str, aside: str, sentences: list[str]
) -> None:
    start = text.index(aside)
    assert [
        text[low:high] for low, high in find_sentences(text, "de", [(start, start + len(aside))])
    ] == sentences
