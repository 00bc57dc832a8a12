"""The terms of a language in a citation style, and dates as each language writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from constructed_works import STYLES, WORKS

from pilcrow.files.language import (
    say_date,
    shipped_codes,
    shipped_language,
    speaking,
    with_months_after_days,
)
from pilcrow.files.project import look_folder
from pilcrow.report.references.styles import styled
from pilcrow.report.rendering.terms import with_terms


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ["en", "en-GB", "de", "es", "fr", "it", "ru", "pt-BR"])
def test_terms_in_the_style_change_nothing_of_what_the_lock_prints(
    style: str, language: str, tmp_path: Path
) -> None:
    path = look_folder() / f"{style}.csl"
    written = with_terms(path.read_text(encoding="utf-8"), language)
    assert f'<locale xml:lang="{language}">' in written
    (tmp_path / "style.csl").write_text(written, encoding="utf-8")
    assert styled(WORKS, tmp_path / "style.csl", language) == styled(WORKS, path, language)


def test_a_style_keeps_its_own_terms() -> None:
    style = (look_folder() / "apa.csl").read_text(encoding="utf-8")
    written = with_terms(style, "en-GB")
    added = written.split('<locale xml:lang="en-GB">')[1].split("</locale>")[0]
    assert 'name="page" form="short"' in added
    assert 'name="editor" form="short"' not in added  # the style's own: "Ed."


def test_what_is_no_style_stays_as_it_is() -> None:
    for text in ("", "<style>", "<style/>", '<style xmlns="http://purl.org/net/xbiblio/csl"/>'):
        assert with_terms(text, "de") == text


# Language → a day, a month, a day without its year, and the day in APA, as references print them.
DATES = {
    "en": ("10 February 2022", "June 2022", "10 February", "2022, February 10"),
    "de": ("10. Februar 2022", "Juni 2022", "10. Februar", "2022, 10. Februar"),
    "es": ("10 de febrero de 2022", "junio de 2022", "10 de febrero", "2022, 10 de febrero"),
    "fr": ("10 février 2022", "juin 2022", "10 février", "2022, 10 février"),
    "it": ("10 febbraio 2022", "giugno 2022", "10 febbraio", "2022, 10 febbraio"),
    "ru": ("10 февраля 2022 г.", "июнь 2022 г.", "10 февраля", "2022, 10 февраля"),
}


@pytest.mark.parametrize("language", shipped_codes())
def test_dates_of_references_are_written_as_the_language_does(language: str) -> None:
    day, month, short, of_apa = DATES[language]
    found = styled(WORKS, look_folder() / "author-date.csl", language)
    assert f"{day}. " in found["newspaper"] or f"{day} " in found["newspaper"]
    assert found["month"].rstrip(".").endswith(month.rstrip("."))
    assert found["speech"].endswith(f", {short}.")
    assert f"({of_apa})" in styled(WORKS, look_folder() / "apa.csl", language)["newspaper"]
    assert "(2022, " + month.split(" ")[0] + ")" in json.dumps(
        styled(WORKS, look_folder() / "apa.csl", language)["month"], ensure_ascii=False
    )


def test_dates_of_the_title_are_written_as_the_language_does() -> None:
    printed = {
        "de": "1. Februar 2022",
        "es": "1 de febrero de 2022",
        "fr": "1er février 2022",
        "it": "1 febbraio 2022",
        "ru": "1 февраля 2022",
    }
    for language, words in printed.items():
        with speaking(shipped_language(language)):
            assert say_date("2022-02-01") == words
    with speaking(shipped_language("ru")):
        assert say_date("2022-02") == "февраль 2022"


def test_months_change_after_days_only() -> None:
    russian = shipped_language("ru")
    assert with_months_after_days("10 февраль 2022, март", russian) == "10 февраля 2022, март"
    assert with_months_after_days("февраль 2022", russian) == "февраль 2022"
    assert with_months_after_days("10 Februar", shipped_language("de")) == "10 Februar"
