"""Texts in two languages: which paragraph is in which, and what the scholar sees of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from casebook import CASES
from throwaway import copy_project

from pilcrow.cli.main import main
from pilcrow.edition import sources as edition
from pilcrow.edition.cleaning import clean_document
from pilcrow.model.documents import Document, Metadata, Person, Segmentation
from pilcrow.model.problems import Problems
from pilcrow.text import bilingual
from pilcrow.text.division import Division, divide_text

FRENCH = (
    "Monsieur le Président, nous attendons depuis le printemps que le bateau"
    " revienne dans notre port."
)
ENGLISH = (
    "Mr. Speaker, we have been waiting since the spring for the boat to come back to our harbour."
)
DEBATE = (CASES / "language-two-english-french.txt").read_text("utf-8")


def read(text: str, language: str = "en", languages: object = "auto", ledger: str = "") -> Division:
    how = Segmentation(languages=languages)  # type: ignore[arg-type]
    metadata = Metadata(
        title="t",
        speaker=Person(name="Ann"),
        date="2021",
        language=language,
        segmentation=how,
    )
    document = Document("first", "raw/first.txt", metadata, ledger=ledger)
    return divide_text(clean_document(text.encode(), document), document)


def told(division: Division) -> list[str]:
    return [unit.language for unit in division.units]


def test_a_listed_language_is_told_in_a_single_paragraph_without_a_doubt() -> None:
    text = "\n\n".join([ENGLISH, ENGLISH, FRENCH])
    assert told(read(text)) == ["", "", ""]
    division = read(text, "en", ["en", "fr-CA"])
    assert told(division) == ["", "", "fr-CA"]
    assert "The text is in two languages: 2 paragraphs in English, 1 in French." in (
        division.explanation
    )
    assert not division.marks


def test_a_listed_language_that_the_detector_does_not_know_is_not_told() -> None:
    assert told(read("\n\n".join([ENGLISH, FRENCH] * 3), "en", ["en", "rm"])) == [""] * 6


def test_a_short_paragraph_follows_its_turn_and_a_doubtful_one_keeps_the_documents_language() -> (
    None
):
    turns = [f"Ms. Dale: {ENGLISH}", ENGLISH, "Merci.", f"M. Roux: {FRENCH}", "Oui.", FRENCH]
    turns += [FRENCH, "37.", f"Ms. Dale: {ENGLISH}", "Merci beaucoup, monsieur le ministre."]
    assert told(read("\n\n".join(turns))) == [
        *["", "", ""],
        *["fr", "fr", "fr", "fr", ""],
        *["", ""],
    ]


def test_the_languages_of_an_accepted_text_are_not_reported() -> None:
    (mark,) = read(DEBATE).marks
    assert mark.kind == "languages" and "languages: [en, fr]" in mark.todo
    accepted = read(DEBATE, ledger="edition/first.paragraphs.csv")
    assert not accepted.marks and "fr" in told(accepted)


def test_a_text_in_one_language_does_not_load_the_detector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the detector was asked")

    monkeypatch.setattr(bilingual, "rank_each", refuse)
    assert set(told(read("\n\n".join([ENGLISH] * 200)))) == {""}
    # Nothing of these words is in the language that the metadata give.
    unknown = " ".join(f"{one}{other}rk" for one in "bcdfg" for other in "lmnpqst")
    assert set(told(read("\n\n".join([unknown] * 30)))) == {""}
    # Letters alone, and pairs of them, are stop words in the English list, and say nothing.
    letters = " ".join(f"{one} {one}{other} {unknown[:3]}" for one in "hijkl" for other in "aeiou")
    assert set(told(read("\n\n".join([letters, unknown] * 15)))) == {""}
    with pytest.raises(AssertionError, match="was asked"):
        read("\n\n".join([ENGLISH, FRENCH] * 100))


def test_paragraphs_that_begin_with_names_do_not_load_the_detector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the detector was asked")

    names = "Arvik Bernel Corvath Delmar Eskild Fenwick Garrow Haldane Ilmar Jorvik " * 3
    named = f"{names}{ENGLISH} {ENGLISH} {ENGLISH} {ENGLISH} {ENGLISH}"
    assert len(names) > 200
    monkeypatch.setattr(bilingual, "rank_each", refuse)
    assert set(told(read("\n\n".join([*[ENGLISH] * 8, *[named] * 4])))) == {""}


def test_a_rhythm_of_the_text_does_not_mislead_the_sample() -> None:
    division = read("\n\n".join([ENGLISH, FRENCH] * 150))
    assert told(division) == ["", "fr"] * 150


def test_few_paragraphs_of_a_long_record_are_told_from_twelve_on() -> None:
    text = [ENGLISH] * 140
    for place in range(5, 125, 10):
        text[place] = FRENCH
    assert told(read("\n\n".join(text))).count("fr") == 12
    text[5] = ENGLISH
    assert told(read("\n\n".join(text))).count("fr") == 0


def test_what_the_source_states_is_kept() -> None:
    rows = "".join(f"<p>{ENGLISH}</p><p>{FRENCH}</p>" for _ in range(3))
    page = f'<html><body><p lang="de">{FRENCH}</p>{rows}</body></html>'
    metadata = Metadata(title="t", speaker=Person(name="Ann"), date="2021")
    document = Document("first", "raw/first.html", metadata)
    division = divide_text(clean_document(page.encode(), document), document)
    assert told(division) == ["de", *[""] * 6]


def test_add_says_that_it_is_a_guess_and_show_and_the_metadata_settle_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_project(tmp_path / "project", ("Snakefile", "config", "raw", "coding"))
    source = tmp_path / "debate.txt"
    source.write_text(DEBATE, "utf-8")
    monkeypatch.chdir(root)
    given = ["--id", "debate", "--speaker", "Ada Stone", "--date", "2021-05-03"]
    assert main(["add", str(source), *given, "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "The text is in two languages: 6 paragraphs in English, 5 in French." in said
    assert "because the languages of paragraphs were only guessed" in said
    assert not (root / "edition/debate.paragraphs.csv").exists()

    assert main(["show", "debate"]) == 0
    assert ", French; line" in capsys.readouterr().out
    assert main(["show", "debate", "--json"]) == 0
    assert {row["language"] for row in json.loads(capsys.readouterr().out)} == {"en", "fr"}

    path = root / "raw/debate.yaml"
    metadata = yaml.safe_load(path.read_text("utf-8"))
    for languages in ("one", ["en", "fr"]):
        metadata["segmentation"] = {"languages": languages}
        path.write_text(yaml.safe_dump(metadata), "utf-8")
        found = edition.load_document(root, "debate")
        assert ("fr" in {one.language for one in found.paragraphs}) == (languages != "one")
        assert not [mark for mark in found.segmented.marks if mark.kind == "languages"]

    metadata["segmentation"] = {"languages": ["en", "French!"]}
    path.write_text(yaml.safe_dump(metadata), "utf-8")
    with pytest.raises(Problems, match="French!"):
        edition.load_document(root, "debate")
