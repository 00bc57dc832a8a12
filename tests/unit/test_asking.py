"""why, kwic, suggest: what is asked on the command line is answered with the words on the table."""

import csv
import io
import json
import math
import re
from pathlib import Path

import pytest
from synthetic_codebooks import codebook, rule, theme

from pilcrow.cli import kwic, suggest, why
from pilcrow.cli.main import main as pilcrow
from pilcrow.coding.examples import Sample, verdicts
from pilcrow.coding.match import Matcher
from pilcrow.files.cells import to_csv
from pilcrow.model.problems import Problems
from pilcrow.tables import measures
from pilcrow.tables.key_words import FLOOR, NO_P_VALUE

CODEBOOK = """\
title: Synthetic
version: "1"
themes:
  - code: war
    name: War
    rules: [{phrase: war, not_when: cold war}]
"""
SPEECH = "A synthetic speech\n\nThe cold war and the war of words.\n\nNothing is said here.\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "speech.txt").write_text(SPEECH, encoding="utf-8")
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    return tmp_path


def test_why_says_what_counts_and_what_cancelled_the_rest(project, capsys):
    assert pilcrow(["why", "speech.p1", "--project", str(project)]) == 0
    said = capsys.readouterr().out
    assert "the [war] of words" in said and "cold war" in said
    assert "war: yes, 1 match." in said
    assert "“war” does not count: “cold war” is there" in said
    assert (
        pilcrow(["why", "speech.p2", "war", "--project", str(project), "--colour", "always"]) == 0
    )
    assert "none of its rules matches" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["kwic", "war"], ["suggest", "war"]])
def test_all_texts_that_cannot_be_read_are_told(project, command):
    for name in ("bad", "worse"):
        (project / f"raw/{name}.txt").write_bytes(b"a text\0")
    with pytest.raises(Problems) as stopped:
        pilcrow([*command, "--project", str(project)])
    assert {one.file for one in stopped.value.problems} == {"raw/bad.txt", "raw/worse.txt"}


def test_why_as_json_tells_no_from_not_looked_for(project, capsys):
    def asked(paragraph):
        assert pilcrow(["why", paragraph, "war", "--json", "--project", str(project)]) == 0
        return json.loads(capsys.readouterr().out)["themes"]["war"]

    assert asked("speech.p1")["holds"] is True
    nothing = {"holds": False, "not_looked_for": "", "matches": [], "cancelled": []}
    assert asked("speech.p2") == nothing
    (project / "raw/speech.yaml").write_text(
        "title: Rede\nspeaker: {name: Ada Sample}\ndate: 2020\nlanguage: de\n", encoding="utf-8"
    )
    unasked = asked("speech.p2")
    assert unasked["holds"] is None
    assert unasked["not_looked_for"] == "it has no rule for texts in German"


@pytest.mark.parametrize(
    ("paragraph", "theme", "said"),
    [
        ("speech.p9", "", "does not exist"),
        ("p1", "", "not the ID"),
        ("speech.p1", "wra", 'Did you mean "war"'),
    ],
)
def test_why_refuses_what_is_not_there(project, paragraph, theme, said):
    with pytest.raises(Problems, match=said):
        pilcrow(["why", paragraph, *([theme] if theme else []), "--project", str(project)])


def test_marks_join_and_no_control_sequence_reaches_the_terminal():
    assert why.marked("a b\x1b[31m c", [(0, 1), (0, 3)], False) == "[a b] [31m c"
    assert why.marked("ab", [(0, 1)], True).startswith("\x1b[1;33ma\x1b[0m")


class Read(Sample):
    id = "speech.p1"


def test_keywords_stand_under_each_other_wide_characters_too():
    matcher = kwic.keyword_matcher("war*", False, False, "en", "together", "apart")
    found = [
        *kwic.keywords(matcher, [Read("平和 and war, wars of words and more")], 2),
        *kwic.keywords(matcher, [Read("war")], 2),
    ]
    assert found[0] == kwic.Keyword("speech.p1", "和 and", "war", ", wars of")
    assert found[1][1:] == ("and war,", "wars", "of words")
    lines = list(kwic.layout(found))
    assert len({kwic.width(line.split("|")[0]) for line in lines}) == 1


def test_kwic_as_csv_holds_no_formula(project, capsys):
    entries = [kwic.Keyword("speech.p1", "=1+1", "war", 'a "b", c')]
    rows = list(csv.reader(io.StringIO(to_csv(kwic.Keyword._fields, entries))))
    assert rows == [
        ["paragraph", "before", "keyword", "after"],
        ["speech.p1", "'=1+1", "war", 'a "b", c'],
    ]
    assert pilcrow(["kwic", "war", "--csv", "-", "--project", str(project)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert pilcrow(["kwic", "nowhere", "--project", str(project)]) == 1
    with pytest.raises(Problems):
        pilcrow(["kwic", "*", "--project", str(project)])


def test_the_measures_are_those_of_the_table_of_key_words():
    """Promise: G², log ratio and DP have one definition, whoever prints them, and one bound."""
    inside = [{"treaty": 4, "the": 20}, {"the": 30}, {"treaty": 2, "the": 10}]
    outside = [{"treaty": 1, "the": 200}]
    found = suggest.suggestions(inside, outside)
    assert [entry.word for entry in found] == ["treaty"]
    likelihood = float(measures.log_likelihood(6, 1, 66, 201))
    assert found[0].likelihood == pytest.approx(likelihood) and likelihood >= FLOOR
    # By hand: the cells of the word itself, 6 of 66 and 1 of 201.
    by_hand = 2 * (6 * math.log(6 / (7 * 66 / 267)) + math.log(1 / (7 * 201 / 267)))
    assert likelihood == pytest.approx(by_hand)
    assert found[0].ratio == pytest.approx(math.log2((6 / 66) / (1 / 201)))
    # Shares of the word 4/6, 0, 2/6; of all words 24/66, 30/66, 12/66; at most 1 − 12/66.
    deviation = (abs(4 / 6 - 24 / 66) + 30 / 66 + abs(2 / 6 - 12 / 66)) / 2
    assert found[0].dispersion == pytest.approx(deviation / (1 - 12 / 66))


def test_what_is_said_of_significance_is_said_alike():
    assert "no probability can be read from it" in NO_P_VALUE
    package = Path(measures.__file__).parents[1]
    claims = [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"p < 0\.\d|significantly", path.read_text(encoding="utf-8"))
    ]
    assert claims == []


def test_suggestions_are_what_stands_out():
    inside = [{"treaty": 4, "the": 20, "once": 1} for _ in range(6)]
    outside = [{"word": 3, "the": 20} for _ in range(30)]
    assert next(entry.word for entry in suggest.suggestions(inside, outside)) == "treaty"
    assert "the" not in [entry.word for entry in suggest.suggestions(inside, outside)]


def test_little_text_gives_no_suggestion(project, capsys):
    assert pilcrow(["suggest", "war", "--project", str(project)]) == 0
    assert "too little text" in capsys.readouterr().out


def test_words_of_a_rule_are_not_proposed_again():
    matcher = Matcher(
        codebook([theme("t", [rule("t.1", ["cold war*"]), rule("t.2", ["peace.+"], form="regex")])])
    )
    known = suggest._make_rule_test(matcher, "t")
    assert known("wars") and known("cold") and known("peaceful") and not known("worm")


def test_near_misses_of_capitals_and_of_stage_directions_are_told():
    """What would match but for its capitals, or but for standing in a stage direction, is said with
    the reason; it counts nowhere.
    """
    rules = [
        rule("t.1", ["Union"], case=True),
        rule("t.2", ["EU|EEC"], form="regex", case=True),
        rule("t.3", ["applause"]),
    ]
    matcher = Matcher(codebook([theme("t", rules)]))
    text = "The Union, a union, the eu. (Applause)"
    verdict = verdicts(matcher, Sample(text, asides=[(28, 38)]))["t"]
    assert [text[start:end] for start, end, _ in verdict.hits] == ["Union"]
    assert [(text[entry.start : entry.end], entry.cause) for entry in verdict.cancelled] == [
        ("union", "case"),
        ("eu", "case"),
        ("Applause", "aside"),
    ]


def test_paragraphs_that_hold_several_proposed_words_are_proposed():
    words = [
        suggest.Suggestion(word, 9, 1, 20.0, ratio, 0.5, 4)
        for word, ratio in (("treaty", 3.0), ("sea", 2.0), ("oar", 1.0))
    ]
    outside = {
        "a.p1": {"sea": 5},
        "a.p2": {"sea": 1, "oar": 9},
        "a.p3": {"treaty": 1, "oar": 1},
        "a.p4": {"wind": 2},
    }
    assert suggest.resembling_paragraphs(words, outside) == [
        ("a.p3", 4.0, ["treaty", "oar"]),
        ("a.p2", 3.0, ["sea", "oar"]),
    ]
