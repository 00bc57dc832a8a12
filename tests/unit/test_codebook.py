"""The codebook: every problem with its line; rules.json holds what decides codings and no prose;
the appendix says all.
"""

import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from pilcrow.cli.config import schemas
from pilcrow.cli.main import main as pilcrow
from pilcrow.coding.codebook_checks import load_codebook
from pilcrow.coding.examples import Sample, check_examples
from pilcrow.coding.match import Matcher
from pilcrow.files.typed import json_schema
from pilcrow.model.codebook import Codebook
from pilcrow.model.problems import Problems
from pilcrow.report.page.codebook_appendix import appendix, as_markdown, as_text

ROOT = Path(__file__).parents[2]
GOOD = """\
title: A synthetic codebook
version: "1.0"
themes:
  - code: cooperation
    name: Cooperation
    definition: Work together.
    examples:
      - text: They cooperate.
      - paragraph: speech.p1
    counter_examples:
      - {text: No trade here., why: Another theme.}
    rules: [cooperat*]
    themes:
      - code: trade
        name: Trade
        speakers: [Somebody]
        rules: [trade, {id: commerce, phrase: commerce, negated: false}]
"""


def load(tmp_path, text):
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path, "coding/codebook.yaml")


def problems(tmp_path, text):
    with pytest.raises(Problems) as stopped:
        load(tmp_path, text)
    return [(problem.line, problem.what, problem.todo) for problem in stopped.value.problems]


def test_themes_nest_and_rules_are_named(tmp_path):
    codebook, _ = load(tmp_path, GOOD)
    assert [(theme.code, theme.speakers) for theme in codebook.themes] == [
        ("cooperation", []),
        ("cooperation/trade", ["Somebody"]),
    ]
    assert [rule.id for theme in codebook.themes for rule in theme.rules] == [
        "cooperation.1",
        "cooperation/trade.1",
        "commerce",
    ]
    assert codebook.themes[1].rules[1].negated == "skip"
    assert codebook.example_paragraphs() == {"speech.p1": ["cooperation"]}


def test_rules_are_what_decides_codings_and_no_prose(tmp_path):
    def rules(text):
        return msgspec.json.encode(load(tmp_path, text)[0].without_prose())

    before = rules(GOOD)
    assert rules(GOOD.replace("Work together.", "Other words.")) == before
    assert rules(GOOD.replace("Another theme.", "For another reason.")) == before
    assert rules(GOOD.replace("A synthetic codebook", "Another title")) == before
    assert rules(GOOD.replace("cooperat*", "co-operat*")) != before
    codebook = msgspec.json.decode(before, type=Codebook)
    assert codebook == load(tmp_path, GOOD)[0].without_prose()
    assert codebook.flat() == codebook


@pytest.mark.parametrize("wrong", ["maybe", "[]", "{a: b}", "[[skip]]", "1"])
def test_all_problems_at_once_with_their_lines(tmp_path, wrong):
    text = (
        GOOD.replace("definition:", "defnition:")
        .replace("speech.p1", "speech-1")
        .replace("negated: false", f"negated: {wrong}")
    )
    found = problems(tmp_path, text)
    assert [line for line, _, _ in found] == [6, 9, 17]
    assert found[0][2] == 'Did you mean "definition"?'


WRONG = [
    ("[cooperat*]", "['*']", "matches every word"),
    ("[cooperat*]", "['...']", "can never match"),
    ("[cooperat*]", "['co(operat)?']", "looks like a regular expression"),
    ("[cooperat*]", "[{regex: '(a'}]", "is not valid"),
    ("[cooperat*]", "[{regex: 'a*'}]", "matches nothing at all"),
    ("[cooperat*]", "[{regex: '(a+)+b'}]", "may never end"),
    ("[cooperat*]", "[{phrase: a, regex: b}]", "has phrase and regex"),
    ("[cooperat*]", "[{case: sensitive}]", "looks for nothing"),
    ("[cooperat*]", "[{phrase: a, within: 3}]", "without not_when"),
    ("[cooperat*]", "[{phrase: war, not_when: War}]", "can never match"),
    ("[cooperat*]", "[{id: commerce, phrase: a}]", "is given twice"),
    ("code: trade", "code: Trade", "cannot be a code"),
    ('version: "1.0"', 'version: "1.0"\nlanguage: fi', "Nothing is known to negate"),
    (
        'version: "1.0"',
        'version: "1.0"\nactors: [{name: A, words: a}, {name: A, words: b}]',
        "is given twice",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[new for _, new, _ in WRONG])
def test_what_cannot_serve_is_refused_in_a_sentence(tmp_path, old, new, said):
    found = problems(tmp_path, GOOD.replace(old, new))
    assert any(said in what for _, what, _ in found), found
    assert all(line > 1 for line, _, _ in found)


def test_rules_that_cannot_serve_are_told_beside_keys_that_are_wrong(tmp_path):
    text = GOOD.replace("rules: [cooperat*]", "rulse: [x]").replace(
        "rules: [trade,", 'rules: ["*", {regex: "(a+)+"}, {phrase: 1, near: 2},'
    )
    said = problems(tmp_path, text)
    assert [line for line, _, _ in said] == sorted(line for line, _, _ in said)
    told = " ".join(what for _, what, _ in said)
    assert all(
        part in told for part in ("rulse", '"*" matches every word', "may never end", "near")
    )


def test_an_example_may_be_a_plain_string(tmp_path):
    codebook, _ = load(
        tmp_path,
        GOOD.replace("text: They cooperate.", "They cooperate.").replace(
            "- paragraph: speech.p1", "- speech.p1"
        ),
    )
    assert [(example.paragraph, example.text) for example in codebook.themes[0].examples] == [
        ("", "They cooperate."),
        ("speech.p1", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("- text: They", "- They"),
        (ROOT / "coding/codebook.yaml").read_text(encoding="utf-8"),
    ],
)
def test_an_editor_with_the_schema_finds_no_fault_where_there_is_none(text):
    # An editor reads a date as a string.
    jsonschema.validate(
        json.loads(json.dumps(yaml.safe_load(text), default=str)), schemas()["codebook.schema.json"]
    )


def test_a_theme_given_twice_names_the_first(tmp_path):
    text = GOOD + "  - {code: cooperation, name: Again, rules: [b]}\n"
    found = problems(tmp_path, text)
    assert (
        18,
        'The theme "cooperation" is given twice, first in line 4.',
        "Give one of them another code.",
    ) in found


def test_examples_are_tests(tmp_path):
    codebook, lines = load(tmp_path, GOOD)
    paragraphs = {"speech.p1": Sample("Nothing of the sort.")}
    marks = check_examples(codebook, Matcher(codebook), paragraphs, lines=lines)
    assert [(mark.kind, mark.line, mark.paragraph) for mark in marks] == [
        ("example", 9, "speech.p1")
    ]
    assert "None of its rules matches" in marks[0].message
    marks = check_examples(codebook, Matcher(codebook), {}, lines=lines)
    assert "is not a paragraph" in marks[0].message
    wrong, lines = load(tmp_path, GOOD.replace("No trade here.", "They cooperated."))
    marks = check_examples(wrong, Matcher(wrong), {"speech.p1": Sample("cooperation")}, lines=lines)
    assert [mark.line for mark in marks] == [11]
    assert "cooperation.1 matches “cooperated”" in marks[0].message.replace(
        "Cooperation.1", "cooperation.1"
    )


def test_the_appendix_says_every_rule_and_no_markup_of_the_scholar_is_read(tmp_path):
    codebook, _ = load(tmp_path, GOOD.replace("Work together.", "'Work *together* <b>.'"))
    blocks = msgspec.json.encode(appendix(codebook)).decode()
    for said in ("cooperation/trade", "commerce", "theme-cooperation-trade", "*together*", "<b>."):
        assert said in blocks
    assert "RawInline" not in blocks and "Emph" not in blocks
    assert "\\*together\\* \\<b\\>" in as_markdown(codebook)
    assert "not where negated" in as_text(codebook)


def test_the_command_prints_it(tmp_path, capsys):
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "codebook.yaml").write_text(GOOD, encoding="utf-8")
    assert pilcrow(["codebook", "--project", str(tmp_path), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# A synthetic codebook, version 1.0")


def test_the_shipped_codebook_is_sound_and_its_models_have_descriptions():
    assert json_schema(Codebook)["$defs"]["Codebook"]["properties"]["themes"]


def test_what_check_writes_is_read_again(tmp_path):
    codebook, _ = load(tmp_path, GOOD)
    assert msgspec.json.decode(msgspec.json.encode(codebook), type=Codebook) == codebook


def test_the_terminal_prints_what_the_report_has():
    """Every word of the report's appendix stands in what `pilcrow codebook` prints, as text and as
    Markdown.
    """
    codebook, _ = load_codebook(
        Path(__file__).parents[2] / "coding/codebook.yaml", "coding/codebook.yaml"
    )
    words: list[str] = []

    def visit(node) -> None:
        if isinstance(node, dict) and node.get("t") in ("Str", "Code"):
            words.append(node["c"] if node["t"] == "Str" else node["c"][1])
        elif isinstance(node, (dict, list)):
            for item in node.values() if isinstance(node, dict) else node:
                visit(item)

    visit(appendix(codebook))
    kept = re.findall(r"\w+", " ".join(words))
    for printed in (as_text(codebook, 10_000), as_markdown(codebook).replace("\\", "")):
        missing = set(kept) - set(re.findall(r"\w+", printed))
        assert not missing - {"Changes", "of", "the", "codebook"}
    assert "They were written on lavrov-truss-2022." in as_text(codebook, 10_000)


@pytest.mark.parametrize(
    "rule",
    [
        "{phrase: war, not_when: war}",
        "{phrase: war, not_when: war*}",
        "{phrase: cold war, not_when: war}",
        "{phrase: cooperat*, not_when: [peace, cooperat*]}",
        "{words: [war, wars], not_when: war*}",
    ],
)
def test_a_rule_that_its_own_not_when_always_cancels_is_refused(tmp_path, rule):
    text = GOOD.replace("rules: [cooperat*]", f"rules: [{rule}]")
    assert any("can never match" in what for _, what, _ in problems(tmp_path, text))


@pytest.mark.parametrize(
    "rule",
    [
        "{phrase: war, not_when: cold war}",
        "{phrase: cooperat*, not_when: cooperation}",
        "{phrase: war*, not_when: warm*}",
        "{words: [war, peace], not_when: war}",
        "{phrase: war, not_when: peace, within: 3}",
    ],
)
def test_a_rule_that_something_is_left_of_is_not_refused(tmp_path, rule):
    load(tmp_path, GOOD.replace("rules: [cooperat*]", f"rules: [{rule}]"))


def test_what_the_rules_were_written_on_is_unknown_unless_it_is_said(tmp_path):
    """So that nobody has declared a validation who has said nothing."""
    from pilcrow.tables.reliability import against_people

    hand = {"speech.p1": {"rules": ["cooperation"], "anna": ["cooperation"]}}
    silent = load(tmp_path, GOOD)[0].without_prose()
    declared = load(tmp_path, "written_on: []\n" + GOOD)[0].without_prose()
    for codebook, sample in ((silent, "unknown"), (declared, "out-of-sample")):
        rows = list(against_people(codebook.codes(), hand, codebook.written_on, []))
        assert {row.sample for row in rows if row.units} == {sample}
