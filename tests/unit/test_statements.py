"""Promise: a sentence that prints a number of the coding is known to, says when it rests on one
thing, and is named where it would fall.
"""

from pathlib import Path

from pilcrow.report.prose.crossreferences import number_sections
from pilcrow.report.prose.source import read_report
from pilcrow.report.prose.statements import (
    find_statements,
    in_document,
    resting_notes,
    untrue_statements,
)

VALUES = {
    "theme": {
        "toll": {
            "name": "Tolls",
            "paragraphs": 1,
            "of": 4,
            "paras": "@one, para. 4",
            "rests_on": "one paragraph and one rule",
        },
        "wind": {
            "name": "Wind",
            "paragraphs": 3,
            "of": 4,
            "paras": "@one, paras. 1–3",
            "rests_on": "",
        },
    },
    "paragraphs": {"uncoded": 1, "coded": 3},
    "disagreements": {"count": 2},
}
TEXT = """---
title: Synthetic
---

# Found {#sec-found}

Tolls are in {{< var theme.toll.paragraphs >}} of {{< var theme.toll.of >}} paragraphs [{{< var theme.toll.paras >}}]. Nothing is printed
here [@one, para. 2]. The wind, cf. para. 1, is in {{< var theme.wind.paragraphs >}}! It is called {{< var theme.toll.name >}}.

Uncoded: {{< var paragraphs.uncoded >}}. A toll in {{< var theme.toll.paragraphs >}}, which rests on {{< var theme.toll.rests_on >}}.
Both are in {{< var theme.toll.paragraphs >}} and {{< var theme.wind.paragraphs >}}. They differ {{< var disagreements.count >}} times.
"""  # noqa: E501


def statements_of(tmp_path: Path, text: str = TEXT):
    (tmp_path / "report").mkdir(exist_ok=True)
    (tmp_path / "report" / "index.qmd").write_text(text, encoding="utf-8")
    body = read_report(tmp_path / "report", "report", VALUES).body
    return body, find_statements(body, number_sections(body.text))


def test_a_statement_is_the_sentence_that_prints_a_value(tmp_path):
    body, found = statements_of(tmp_path)
    assert [statement.themes() for statement in found] == [
        ["toll"],
        ["wind"],
        [],
        [],
        ["toll"],
        ["toll", "wind"],
        [],
    ]
    assert found[0].text == "Tolls are in 1 of 4 paragraphs [@one, para. 4]."
    assert found[0].opening() == "Tolls are in 1 of 4 …"
    assert found[0].opening(9) == "Tolls are in 1 of 4 paragraphs."
    assert {(statement.place, statement.anchor) for statement in found} == {("1", "section-found")}
    assert body.text[found[1].start : found[1].end] == "The wind, cf. para. 1, is in 3!"


def test_a_name_can_begin_a_sentence(tmp_path):
    """Else a note on the sentence before would stand behind a sentence that rests on nothing."""
    text = TEXT.partition("Uncoded")[0] + (
        "A toll is in {{< var theme.toll.paragraphs >}}. @tbl-groups has the groups. The wind is in"
        " {{< var theme.wind.paragraphs >}}, as @one [para. 2] says. @two [para. 1] has"
        " {{< var theme.wind.paragraphs >}}.\n"
    )
    _, found = statements_of(tmp_path, text)
    assert [statement.text.strip() for statement in found[-3:]] == [
        "A toll is in 1.",
        "The wind is in 3, as @one [para. 2] says.",
        "@two [para. 1] has 3.",
    ]
    assert found[-1].opening() == "… [para. 1] has 3."


def test_what_rests_on_one_thing_says_so_once(tmp_path):
    """The sentence that says it itself, and the one that prints only a name, get no note."""
    body, found = statements_of(tmp_path)
    notes = resting_notes(found, VALUES)
    assert [body.text[:end][-9:] for _, end, _ in notes] == ["para. 4].", " 1 and 3."]
    assert notes[0][2] == " [(rests on one paragraph and one rule)]{.rests-on .small}"
    assert notes[1][2] == " [(Tolls rests on one paragraph and one rule)]{.rests-on .small}"


def test_sentences_that_fall_print_a_value_that_would_be_another(tmp_path):
    _, found = statements_of(tmp_path)
    lone = {"one.p4": ["toll"], "one.p1": ["wind", "toll"]}
    openings = [
        statement.opening(2)
        for statement in untrue_statements(found, "toll", ["one.p4"], 0, lone, {"one.p4"})
    ]
    assert openings == ["Tolls are …", "Uncoded: 1.", "A toll …", "Both are …", "They differ …"]
    # A paragraph with another theme stays coded; one that no person read changes no comparison.
    openings = [
        statement.opening(2)
        for statement in untrue_statements(found, "wind", ["one.p1"], 2, lone, set())
    ]
    assert openings == ["The wind, …", "Both are …"]
    assert untrue_statements(found, "wind", [], 3, lone, set()) == []


def test_headings_and_texts_without_values_hold_no_statement(tmp_path):
    _, found = statements_of(
        tmp_path,
        "---\ntitle: t\n---\n\n# Tolls {{< var theme.toll.paragraphs >}}\n\nNo value here.\n",
    )
    assert found == []


def test_a_value_of_a_theme_in_a_document_falls_with_a_paragraph_of_that_document():
    assert in_document("document.one.theme.toll.paragraphs", "toll", ["one.p4"])
    assert in_document(
        "document.one.theme.toll/fee.share", "toll/fee", [""]
    )  # too many paragraphs to list
    assert not in_document("document.one.theme.toll.paragraphs", "toll", ["one-2.p4"])
    assert not in_document("document.one.theme.toll.paragraphs", "wind", ["one.p4"])
    assert not in_document("document.one.theme.toll.of", "toll", ["one.p4"])
    assert not in_document("document.one.coded", "toll", ["one.p4"])
