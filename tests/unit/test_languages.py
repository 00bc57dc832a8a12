"""Promise: texts are divided, searched and coded by their own language; what has no rule for it is
not looked for, and that is said.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import stopwordsiso
import yaml
from synthetic_codebooks import codebook_of

from pilcrow.checks.project import examine_project
from pilcrow.cli.main import main as pilcrow
from pilcrow.code import code_document
from pilcrow.coding.codebook_checks import load_codebook, not_looked_for
from pilcrow.coding.match import Matcher
from pilcrow.edition.sources import load_document
from pilcrow.history.snapshot import take_snapshot
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coding
from pilcrow.text.stopwords import stop_words
from pilcrow.text.words import split_words

BOOK = """\
title: Synthetic
version: "1"
language: en
themes:
  - code: hope
    name: Hope
    rules: [hope*, {phrase: espoir*, languages: fr}, {words: [hoffnung*], languages: [de, fr]}]
  - code: war
    name: War
    rules: [war]
  - code: nato
    name: NATO
    rules: [{exact: NATO, languages: "*"}]
"""
# Constructed: nobody said it.
TEXTS = {
    "one": (
        "en",
        (
            "A synthetic speech\n\nWe hope for peace, and the war must end.\n\nNATO met, and nobody"
            " said espoir.\n"
        ),
    ),
    "deux": (
        "fr",
        (
            "Un discours inventé\n\nL’espoir renaît, et l'espoir d’espoirs meilleurs.\n\nUn war"
            " n'est pas un mot, NATO non plus.\n"
        ),
    ),
    "три": ("ru", "Выдуманная речь\n\nМы надеемся на мир.\n\nНичего больше.\n"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "coding").mkdir()
    (tmp_path / "edition").mkdir()
    (tmp_path / "coding/codebook.yaml").write_text(BOOK, encoding="utf-8")
    for name, (language, text) in TEXTS.items():
        name = "three" if language == "ru" else name
        (tmp_path / f"raw/{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"raw/{name}.yaml").write_text(
            f"title: 'Synthetic: {name}'\nspeaker: {{name: Nobody}}\ndate: 2001-05-01\nlanguage:"
            f" {language}\n",
            encoding="utf-8",
        )
    return tmp_path


def codings(project: Path, document: str) -> set[tuple[str, str, tuple[str, ...]]]:
    codebook, _ = load_codebook(project / "coding/codebook.yaml")
    edition = load_document(project, document)
    records = code_document(
        edition.cleaned,
        edition.paragraphs,
        Matcher(codebook),
        language=edition.segmented.language,
    )
    return {
        (record.paragraph, record.theme, tuple(span.text for span in record.evidence))
        for record in records
        if isinstance(record, Coding)
    }


def test_rules_are_looked_for_in_texts_of_their_language(project: Path) -> None:
    assert codings(project, "one") == {
        ("one.p1", "hope", ("hope",)),
        ("one.p1", "war", ("war",)),
        ("one.p2", "nato", ("NATO",)),
    }
    assert codings(project, "deux") == {
        ("deux.p1", "hope", ("espoir", "espoir", "espoirs")),
        ("deux.p2", "nato", ("NATO",)),
    }
    assert codings(project, "three") == set()


def test_a_paragraph_of_another_language_is_coded_by_its_own_rules(project: Path) -> None:
    import msgspec

    codebook, _ = load_codebook(project / "coding/codebook.yaml")
    edition = load_document(project, "deux")
    paragraphs = [
        msgspec.structs.replace(one, language="en" if one.id == "deux.p2" else "")
        for one in edition.paragraphs
    ]
    found = code_document(edition.cleaned, paragraphs, Matcher(codebook), language="fr")
    assert {(one.paragraph, one.theme) for one in found if isinstance(one, Coding)} == {
        ("deux.p1", "hope"),
        ("deux.p2", "war"),
        ("deux.p2", "nato"),
    }


def test_a_codebook_of_one_language_is_compiled_once() -> None:
    data = yaml.safe_load("{title: S, version: '1', themes: [{code: a, name: A, rules: [b]}]}")
    matcher = Matcher(codebook_of(data))
    assert matcher.speaking("en") is matcher.speaking("en-GB") is matcher.speaking("") is matcher
    assert matcher.speaking("fr") is matcher.speaking("fr-CA") is not matcher


def test_what_is_not_looked_for_is_marked(project: Path) -> None:
    codebook, _ = load_codebook(project / "coding/codebook.yaml")
    marks = not_looked_for(codebook, {"one": "en", "deux": "fr", "three": "ru", "four": "ru-RU"})
    assert [mark.message for mark in marks] == [
        "war has no rule for texts in French and is not looked for in deux.",
        "hope and war have no rule for texts in Russian and are not looked for in four and three.",
    ]
    assert not_looked_for(codebook, {"one": "en"}) == []
    checked = {mark.message for mark in examine_project(project).marks if mark.kind == "language"}
    assert marks[0].message in checked and len(checked) == 2


def test_what_is_not_looked_for_counts_neither_as_present_nor_as_absent(
    project: Path, tmp_path: Path
) -> None:
    state = take_snapshot(project, tmp_path / "state", figures=False)
    header, *rows = state.tables["themes"]
    found = {
        row[header.index("theme")]: (
            int(row[header.index("paragraphs")]),
            int(row[header.index("of_paragraphs")]),
        )
        for row in rows
    }
    # Two paragraphs of speech in each document; hope is looked for in English and French, war in
    # English, NATO in all.
    assert found == {"hope": (2, 4), "war": (1, 2), "nato": (2, 6)}
    header, *rows = state.tables["sensitivity"]
    of = {(row[header.index("theme")], row[header.index("of")]) for row in rows}
    assert of == {("hope", "4"), ("war", "2"), ("nato", "6")}
    header, *rows = state.tables["codings_wide"]
    cells = {row[header.index("paragraph")]: row[header.index("war")] for row in rows}
    assert cells["one.p1"] == "1" and cells["one.p2"] == "0" and cells["deux.p1"] == ""


def test_a_language_without_any_rule_is_not_read(project: Path, tmp_path: Path) -> None:
    book = project / "coding/codebook.yaml"
    book.write_text(BOOK.replace(', languages: "*"', ""), encoding="utf-8")
    state = take_snapshot(project, tmp_path / "state", figures=False)
    header, *rows = state.tables["documents"]
    read = {row[header.index("document")]: row[header.index("read")] for row in rows}
    assert read == {"one": "2", "deux": "2", "three": "0"}
    marks = {mark.message for mark in examine_project(project).marks}
    assert "No rule is for texts in Russian: no theme is looked for in three." in marks


def test_kwic_divides_each_text_by_its_language(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pilcrow(["kwic", "espoir*", "--project", str(project)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["deux.p1"] * 3 + ["one.p2"]


def test_why_says_that_a_theme_has_no_rule_for_the_language(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pilcrow(["why", "deux.p1", "war", "--project", str(project)]) == 0
    said = "war: not looked for here, because it has no rule for texts in French."
    assert said in capsys.readouterr().out


def test_an_example_of_ones_own_has_the_language_that_it_names(project: Path) -> None:
    from pilcrow.coding.examples import check_examples

    book = BOOK.replace(
        "    rules: [hope*",
        "    examples: [{text: L’espoir renaît., language: fr}, {text: espoir}]\n    rules: [hope*",
    )
    codebook = codebook_of(yaml.safe_load(book))
    marks = check_examples(codebook, Matcher(codebook), {})
    assert [mark.message.partition(",")[0] for mark in marks] == ["“espoir”"]


def test_a_language_that_is_no_code_is_refused(project: Path) -> None:
    (project / "coding/codebook.yaml").write_text(
        BOOK.replace("languages: fr}", "languages: français}"), encoding="utf-8"
    )
    with pytest.raises(Problems, match='"français" is not the code of a language'):
        load_codebook(project / "coding/codebook.yaml")


def test_stop_words_are_those_of_the_language_divided_as_its_texts() -> None:
    assert {"the", "and", "of", "he"} <= stop_words("en") and "treaty" not in stop_words("en-GB")
    assert {"le", "d", "qu", "aujourd'hui"} <= stop_words("fr")
    assert stop_words("nb") == stop_words("no") and stop_words("tlh") == frozenset()


def test_suggest_compares_within_a_language_and_leaves_stop_words_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "coding").mkdir()
    (tmp_path / "edition").mkdir()
    (tmp_path / "coding/codebook.yaml").write_text(
        "title: S\nversion: '1'\nthemes:\n- {code: sea, name: Sea, rules: [sea, {phrase: mer,"
        " languages: fr}]}\n",
        encoding="utf-8",
    )
    filler = " ".join(["road"] * 60)
    english = [f"The sea has he treaty treaty the the {filler}." for _ in range(8)]
    english += [f"No water here {filler}." for _ in range(12)]
    french = [f"La mer a l’accord, accord des des {filler}." for _ in range(8)]
    french += [f"Pas ici {filler}." for _ in range(12)]
    for name, language, paragraphs in (("one", "en", english), ("deux", "fr", french)):
        (tmp_path / f"raw/{name}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
        (tmp_path / f"raw/{name}.yaml").write_text(
            f"title: S\nspeaker: {{name: Nobody}}\ndate: 2001-05-01\nlanguage: {language}\n",
            encoding="utf-8",
        )
    assert pilcrow(["suggest", "sea", "--project", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "treaty" in said and "\naccord " in said
    assert not {"the", "he", "des", "la"} & {line.split(" ")[0] for line in said.splitlines()}
    assert pilcrow(["suggest", "sea", "--stop-words", "--project", str(tmp_path)]) == 0
    assert "\nthe " in capsys.readouterr().out


def test_suggest_counts_no_paragraph_as_without_a_theme_that_was_not_looked_for_or_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("raw", "edition", "coding/hand/anna", "coding/hand/ben"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "coding/codebook.yaml").write_text(
        "title: S\nversion: '1'\nthemes:\n- {code: sea, name: Sea, rules: [sea]}\n",
        encoding="utf-8",
    )
    for name, language, said in (("one", "en", "The sea."), ("zwei", "de", "Das Meer.")):
        (tmp_path / f"raw/{name}.txt").write_text("\n\n".join([said] * 4), encoding="utf-8")
        (tmp_path / f"raw/{name}.yaml").write_text(
            f"title: S\nspeaker: {{name: Nobody}}\ndate: 2001-05-01\nlanguage: {language}\n",
            encoding="utf-8",
        )

    def suggested(*options: str) -> str:
        assert pilcrow(["suggest", "sea", *options, "--project", str(tmp_path)]) == 0
        return capsys.readouterr().out

    assert "holds in 4 paragraphs and does not hold in 0." in suggested()
    assert "German" not in suggested()
    seas = {"one": hashlib.sha256(b"The sea."), "zwei": hashlib.sha256(b"Das Meer.")}
    for coder, name, codings in (
        ("anna", "one", {"p1": "sea", "p2": ""}),
        ("anna", "zwei", {"p1": "sea"}),
        ("ben", "one", {"p1": "sea"}),
    ):
        rows = [f"{name}.{p},{seas[name].hexdigest()},{theme}" for p, theme in codings.items()]
        (tmp_path / f"coding/hand/{coder}/{name}.csv").write_text(
            "\n".join(["paragraph,checksum,theme", *rows]) + "\n", encoding="utf-8"
        )
    said = suggested("--coder", "anna")
    assert "English to propose words for sea. The theme holds in 1 paragraph and does not" in said
    assert "hold in 1." in said and "holds in 1 paragraph and does not hold in 0." in said
    assert suggested("--coder", "consensus") == said


def test_the_codebook_says_for_which_languages_a_rule_is() -> None:
    from pilcrow.coding.rule_words import rule_in_words
    from pilcrow.report.page.codebook_appendix import rule_settings

    codebook = codebook_of(yaml.safe_load(BOOK))
    said = [rule_in_words(rule) for theme in codebook.themes for rule in theme.rules]
    assert said == [
        "“hope*”",
        "“espoir*”; in texts in French",
        "“hoffnung*”; in texts in German or French",
        "“war”",
        "exactly “NATO”; in texts in every language",
    ]
    assert rule_settings(codebook).startswith(
        "A rule that names no language is for texts in English."
    )


@pytest.mark.parametrize(
    ("rules", "theme", "because"),
    [
        ("rules: [{phrase: war, kinds: [heading]}]", "war", "paragraphs of the kind speech"),
        ("rules: [{phrase: war, speakers: [Someone Else]}]", "war", "for what Nobody says"),
        ("definition: People code it.", "war", "it has no rules, so only people code it"),
    ],
)
def test_why_says_of_each_theme_that_no_rule_looks_for_why_it_is_not_looked_for(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    rules: str,
    theme: str,
    because: str,
) -> None:
    book = project / "coding/codebook.yaml"
    book.write_text(book.read_text("utf-8").replace("rules: [war]", rules), "utf-8")
    assert pilcrow(["why", "one.p1", theme, "--project", str(project)]) == 0
    out = capsys.readouterr().out
    assert f"{theme}: not looked for here, because" in out
    assert because in out


@pytest.mark.parametrize("language", ["en", "de", "ru", "ja", "nb", "xx"])
def test_the_stop_words_are_those_of_the_package(language: str) -> None:
    theirs = stopwordsiso.stopwords({"nb": "no"}.get(language, language))
    assert stop_words(language) == frozenset(split_words("\n".join(theirs), language))
