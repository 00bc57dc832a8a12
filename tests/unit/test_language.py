"""Promise: every word that Pilcrow prints in a report is in its language, or the build says that it
is not.
"""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import msgspec
import pytest
from messages import Messages

from pilcrow.files.language import (
    ENGLISH,
    PLACE,
    colon,
    read_language,
    say,
    say_date,
    say_decimal,
    say_in,
    say_integer,
    say_list,
    say_number,
    shipped_codes,
    shipped_language,
    speaking,
)
from pilcrow.files.project import look_folder
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coding, Evidence
from pilcrow.report.page.comparison import theme_heads
from pilcrow.report.page.doubts import COUNTED, SENTENCES, say_doubt
from pilcrow.report.page.doubts import ENGLISH as ENGLISH_DOUBTS
from pilcrow.report.page.paragraph_tools import coding_reason
from pilcrow.report.page.theme_key import ThemeKey
from pilcrow.report.prose.byline import details

LANGUAGES = ("de", "es", "fr", "it", "ru")


@functools.cache
def messages() -> Messages:
    return Messages()


def test_the_languages_are_those_of_the_files() -> None:
    found = sorted(path.stem for path in (look_folder() / "words").glob("*.yaml"))
    assert tuple(found) == LANGUAGES
    assert len(messages().plain) > 150 and len(messages().numbered) > 15


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_language_lacks_a_word_or_has_one_too_many(code: str) -> None:
    language = shipped_language(code)
    assert sorted(messages().keys() - set(language.messages)) == []
    assert sorted(set(language.messages) - messages().keys()) == []
    assert len(language.months) == 12 and len(language.months_alone) in (0, 12)


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_have_words_and_the_places_of_the_english(code: str) -> None:
    language = shipped_language(code)
    forms = len({language.form(number) for number in range(1000)})
    for english, words in language.messages.items():
        if english in messages().numbered:
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
    assert "Data (CSV)" in messages().plain
    assert messages().numbered["{n} words"] == "{n} word"


# Doubts ----------------------------------------------------------------------------------------

VALUES = {"n": "3", "count": "14", "share": "98.2", "old": "speech", "new": "note"}


def filled(message: str) -> str:
    """A message of the code with values in its places."""
    return PLACE.sub(lambda place: VALUES.get(place[1], f"{place[1]}-1"), message)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_said_of_doubts_is_in_the_language_of_the_report(code: str) -> None:
    with speaking(shipped_language(code)) as language:
        for message in SENTENCES:
            said = say_doubt(filled(message))
            assert said != filled(message), message
            places = set(PLACE.findall(message)) - set(VALUES)
            assert all(f"{place}-1" in said for place in places), said
        for _, other in COUNTED:
            told = f"{filled(other)}: line 3 “Mr Specimen”, line 5 “Ms Other” and 2 more."
            assert say_doubt(told).startswith(say_number(3, *_pair(other))), told
            assert "Mr Specimen" in say_doubt(told) and "line" not in say_doubt(told)
        assert language.untranslated == {}


def _pair(other: str) -> tuple[str, str]:
    return next(pair for pair in COUNTED if pair[1] == other)


def test_values_are_in_the_language_too_and_sentences_follow_one_another() -> None:
    told = "a.p3 was reworded. 98.2% of the words are unchanged."
    with speaking(shipped_language("de")):
        assert (
            say_doubt(told) == "a.p3 hat einen neuen Wortlaut. 98,2 % der Wörter sind unverändert."
        )
        assert "Rede und ist Anmerkung" in say_doubt(
            "The kind was speech and is note; the ID stays."
        )
        assert say_doubt("It is made of parts of 3, 4 and 5.").endswith("Teilen von 3, 4 und 5.")
    assert say_doubt(told) == told  # in English nothing changes


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "3 paragraphs outside the page's article were left out, beginning with “Read more …”.",
            "3 Absätze außerhalb des Artikels der Seite wurden ausgelassen; der erste beginnt mit"
            " „Read more …“.",
        ),
        (
            "12 lines look like the rows of a table, and were read as words, beginning with “Ann"
            " Berg yes” on page 3. If the first column names who speaks, copy the table into a"
            " .docx or .html file.",
            "12 Zeilen sehen aus wie Zeilen einer Tabelle und wurden als Text gelesen; die erste"
            " ist „Ann Berg yes“ auf Seite 3. Nennt die erste Spalte, wer spricht, so kopieren Sie"
            " die Tabelle in eine Datei .docx oder .html.",
        ),
        (
            "1,250 characters look like UTF-8 that was read as Windows-1252.",
            "1.250 Zeichen sehen aus wie UTF-8, das als Windows-1252 gelesen wurde.",
        ),
        (
            "The text is in two languages: 5 paragraphs in English, 3 in German. Words, sentences"
            " and rules follow the language of each paragraph.",
            "Der Text ist in zwei Sprachen (Absätze): en (5); de (3). Wörter, Sätze und"
            " Regeln folgen der Sprache des Absatzes.",
        ),
    ],
)
def test_doubts_of_reading_are_in_the_language_of_the_report(told: str, said: str) -> None:
    with speaking(msgspec.structs.replace(shipped_language("de"), untranslated={})) as language:
        assert say_doubt(told) == said
        assert language.untranslated == {}


def test_a_doubt_about_names_in_captions_is_said_in_the_language_of_the_report() -> None:
    told = "3 captions begin with a name and a colon, as “Ada:”. The names were taken for those of"
    with speaking(msgspec.structs.replace(shipped_language("de"), untranslated={})) as language:
        said = say_doubt(f"{told} the speakers.")
        assert said.startswith("3 Untertitel beginnen mit einem Namen") and "„Ada:“" in said
        assert language.untranslated == {}


def test_a_sentence_that_no_pattern_fits_stays_english_and_is_counted() -> None:
    with speaking(msgspec.structs.replace(shipped_language("ru"), untranslated={})) as language:
        assert say_doubt("Nobody wrote this sentence.") == "Nobody wrote this sentence."
        assert list(language.untranslated) == [ENGLISH_DOUBTS]


# Sentences that the code puts together from pieces; the whole ones are among the patterns.
PIECES = {
    *("x1, x1 x1. x1", "x1, is not a paragraph of the text as it is now.", "x1 x1 x1 read it."),
    *("x1. x1", "x1 documents x1: x1. x1", "x1: x1x1."),
    *("x1 characterx1 x1.", "x1 Words, sentences and rules follow the language of each paragraph."),
    "x1 outside the page's article x1 left out, beginning with “x1 …”.",
    "x1 captions begin with a name and a colon, as “x1:”. The names were taken for those of the"
    " speakers.",
    "x1 lines look like the rows of a table, and were read as words, beginning with “x1” on page"
    " x1.",
}


def test_every_mark_that_the_code_makes_fits_a_pattern() -> None:
    seen, unfit = 0, []
    with speaking(msgspec.structs.replace(shipped_language("de"), untranslated={})) as language:
        for path in sorted((look_folder().parent / "pilcrow").rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call):
                    continue
                if getattr(call.func, "attr", "") == "doubt":  # of a reader of a format
                    texts = list(call.args[:1])
                elif getattr(call.func, "id", "") == "Mark":
                    texts = list(call.args[1:2])
                else:
                    continue
                texts += [given.value for given in call.keywords if given.arg == "todo"]
                for text in {written for one in texts for written in sentences_in(one)} - PIECES:
                    language.untranslated.clear()
                    say_doubt(text)
                    unfit += [(path.name, text)] if language.untranslated else []
                    seen += 1
    assert unfit == [] and seen > 25


def sentences_in(node: ast.expr) -> list[str]:
    """The sentences that an expression can give, with "x1" for each value."""
    if isinstance(node, ast.IfExp):
        return [*sentences_in(node.body), *sentences_in(node.orelse)]
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [
            str(part.value) if isinstance(part, ast.Constant) else "x1" for part in node.values
        ]
        return ["".join(parts)]
    return []  # a name: what it holds is among the patterns by hand


JOINS = re.compile(r'syntax\.text\(f?"[^"]*: "\)|": " \+ say|say\([^)\n]*\)}?: \{')


def test_french_has_a_space_before_its_signs_that_ends_no_line() -> None:
    """Half of the messages had a plain space, so that a line could begin with "»" or ";"."""
    words = (look_folder() / "words/fr.yaml").read_text(encoding="utf-8")
    new = look_folder().parent / "skeleton/languages/fr.yaml"
    for text in (words, new.read_text(encoding="utf-8")):
        assert re.findall(r"[\w»’)}%”…] [;:?%»](?=[ \"»])|« ", text) == []


def test_what_joins_a_word_and_its_value_is_left_to_the_language() -> None:
    folder = look_folder().parent / "pilcrow/report"
    found = [
        f"{path.name}: {match[0]}"
        for path in sorted(folder.rglob("*.py"))
        for match in JOINS.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    front = {"license": "CC BY", "funding": "Nobody", "categories": ["a"]}
    printed = details(front, "fr")
    assert "Licence\u00a0: [CC BY" in printed and "Financement\u00a0: Nobody" in printed
    assert "Licence: [CC BY" in details(front, "en")
    with speaking(shipped_language("fr")):
        assert colon() == "\u00a0: "


def test_the_parts_of_a_generated_list_are_parted_as_the_language_parts_them() -> None:
    folder = look_folder().parent / "pilcrow"
    paths = [*(folder / "report/page").glob("*.py"), *(folder / "figures").glob("*.py")]
    assert [
        path.name
        for path in paths
        if path.name != "composing.py"  # its messages are English
        and re.search(r'"; "', path.read_text(encoding="utf-8"))
    ] == []
    front = {"funding": {"statement": "Nobody", "open-access": "all of it"}}
    coding = Coding(
        "d", "d.p1", "peace", "rules", [Evidence(0, 5, 0, 5, rule, "peace") for rule in "ab"]
    )
    theme = ThemeKey("peace", "Peace", rules={"a": "peace", "b": "truce"})
    with speaking(shipped_language("fr")):
        assert theme_heads(["Paix", "Commerce"], False)[1].endswith("1 Paix\u202f; 2 Commerce")
        assert "a\u00a0: peace\u202f; " in coding_reason(coding, theme)
    assert theme_heads(["Peace", "Trade"], False)[1] == "Themes: 1 Peace; 2 Trade"
    assert "Nobody\u202f\\; all of it" in details(front, "fr")
    assert "Nobody\\; all of it" in details(front, "en")


@pytest.mark.parametrize("code", sorted(set(shipped_codes()) - {"en"}))
def test_a_word_of_a_shipped_language_is_the_one_that_its_file_has(code: str) -> None:
    messages = shipped_language(code).messages
    plain = [message for message, words in messages.items() if isinstance(words, str)]
    assert "Appendix" in plain
    assert [say_in(code, message) for message in plain] == [messages[one] for one in plain]
    assert say_in(code, "No such words") == "No such words"
