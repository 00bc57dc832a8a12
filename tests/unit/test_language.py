"""Promise: every word that Pilcrow prints in a report is in its language, or the build says that it
is not.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from messages import Messages

from pilcrow.files.language import (
    ENGLISH,
    PLACE,
    read_language,
    say,
    say_date,
    say_decimal,
    say_integer,
    say_list,
    say_number,
    shipped_language,
    speaking,
)
from pilcrow.files.project import look_folder
from pilcrow.model.problems import Problems

LANGUAGES = ("de", "es", "fr", "it", "ru")
MESSAGES = Messages()


def test_the_languages_are_those_of_the_files() -> None:
    found = sorted(path.stem for path in (look_folder() / "words").glob("*.yaml"))
    assert tuple(found) == LANGUAGES
    assert len(MESSAGES.plain) > 150 and len(MESSAGES.numbered) > 15


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_language_lacks_a_word_or_has_one_too_many(code: str) -> None:
    language = shipped_language(code)
    assert sorted(MESSAGES.keys() - set(language.messages)) == []
    assert sorted(set(language.messages) - MESSAGES.keys()) == []
    assert len(language.months) == 12 and len(language.months_alone) in (0, 12)


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_have_words_and_the_places_of_the_english(code: str) -> None:
    language = shipped_language(code)
    forms = len({language.form(number) for number in range(1000)})
    for english, words in language.messages.items():
        if english in MESSAGES.numbered:
            assert isinstance(words, list) and len(words) == forms, english
            for form in words:
                # In a form for 1 alone the number may be a word.
                assert set(PLACE.findall(form)) | {"n"} == set(PLACE.findall(english)) | {"n"}, form
            assert words[-1].count("{n}") == english.count("{n}"), english
        else:
            assert isinstance(words, str) and words.strip(), english
            assert sorted(PLACE.findall(words)) == sorted(PLACE.findall(english)), english


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("en", 1, "1 paragraph"),
        ("en", 1250, "1,250 paragraphs"),
        ("de", 1250, "1.250 Absätze"),
        ("fr", 0, "0 paragraphe"),
        ("ru", 1, "1 абзац"),
        ("ru", 3, "3 абзаца"),
        ("ru", 11, "11 абзацев"),
        ("ru", 21, "21 абзац"),
    ],
)
def test_a_number_takes_the_form_of_the_language(code: str, number: int, expected: str) -> None:
    with speaking(ENGLISH if code == "en" else shipped_language(code)):
        assert say_number(number, "{n} paragraph", "{n} paragraphs") == expected


@pytest.mark.parametrize(
    ("code", "day", "month", "listed", "decimal"),
    [
        ("en", "10 February 2022", "February 2022", "a, b and c", "−1.50"),
        ("de", "10. Februar 2022", "Februar 2022", "a, b und c", "−1,50"),
        ("es", "10 de febrero de 2022", "febrero 2022", "a, b y c", "−1,50"),
        ("ru", "10 февраля 2022", "февраль 2022", "a, b и c", "−1,50"),
    ],
)
def test_dates_lists_and_decimals(
    code: str, day: str, month: str, listed: str, decimal: str
) -> None:
    with speaking(ENGLISH if code == "en" else shipped_language(code)):
        assert (say_date("2022-02-10"), say_date("2022-02"), say_date("2022")) == (
            day,
            month,
            "2022",
        )
        assert say_list(["a", "b", "c"]) == listed and say_list(["a"]) == "a" and say_list([]) == ""
        assert say_decimal(-1.5) == decimal and say_integer(409) == "409"


def test_a_language_of_a_project_is_one_file_and_goes_before_the_shipped_one(
    tmp_path: Path,
) -> None:
    own = tmp_path / "report/look/words/pl.yaml"
    own.parent.mkdir(parents=True)
    own.write_text('messages: {Themes: Tematy, "{n} words": [słowo, słowa]}\n', encoding="utf-8")
    language = read_language("pl-PL", {"words/pl.yaml": own}, tmp_path)
    with speaking(language):
        assert say("Themes") == "Tematy" and say("Documents") == "Documents"
        assert say_number(1, "{n} paragraph", "{n} paragraphs") == "1 paragraph"
    # What is missing is printed in English, and remembered.
    assert list(language.missing) == ["Documents", "{n} paragraphs"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('plural: "open(1)"\n', '"open(1)" is not a rule of plurals'),
        ("months: 12\n", "These are not words of a language"),
        ('messages:\n  "Theme: {name}": "Temat: {nazwa}"\n', "have no {nazwa}"),
        ("- a\n", "should hold keys and values"),
    ],
)
def test_a_file_that_is_not_one_of_words_is_refused(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "pl.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        read_language("pl", {"words/pl.yaml": path}, tmp_path)
    assert said in str(stopped.value) and "pl.yaml" in str(stopped.value)


def test_the_test_that_finds_missing_words_reads_the_code() -> None:
    assert "Data (CSV)" in MESSAGES.plain
    assert MESSAGES.numbered["{n} words"] == "{n} word"
