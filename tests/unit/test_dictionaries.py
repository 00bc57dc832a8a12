"""Dictionaries of other programs become codebooks; what cannot be carried over is said; a codebook
comes back from quanteda's YAML.
"""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from synthetic_codebooks import codebook_of

from pilcrow.cli import new
from pilcrow.cli.dictionaries import as_yaml, code_of, to_codebook, to_quanteda
from pilcrow.cli.main import main as pilcrow
from pilcrow.coding.dictionaries import (
    at_levels,
    read_dictionary,
    read_lexicoder,
    read_liwc,
    read_quanteda,
    read_wordstat,
    read_yoshikoder,
)
from pilcrow.coding.examples import Sample
from pilcrow.coding.match import Matcher
from pilcrow.model.problems import Problems

QUANTEDA = """\
Economy:
  - tax*
  - interest rate
  - Trade:
      - tariff*
      - export*
Law & Order: police court
"""
LIWC = "%\n1\tAffect\n\t11\tPositive\n2\tWork\n%\nhappy*\t1\t11\njob\t2\nlike\t(02 134)125\t2\n"
YOSHIKODER = """<?xml version="1.0" encoding="UTF-8"?>
<dictionary style="050805"><cnode name="A" desc=""><cnode name="Sub" desc="said"><pnode name="tax*" score="2"/></cnode><cnode name="Other"><pnode name="jobs"/></cnode></cnode></dictionary>
"""  # noqa: E501
LEXICODER = "+positive#008800\n good \nhope*\n a lie\n+negative\nless \n"


def shape(entries):
    return [(entry.name, entry.patterns, shape(entry.entries)) for entry in entries]


def rules(imported, **options):
    data, left = to_codebook(imported, "t", "en", **options)
    codebook = codebook_of(data)
    return {
        theme.code: [pattern for rule in theme.rules for pattern in rule.patterns]
        for theme in codebook.themes
    }, left


def test_quanteda():
    imported = read_quanteda(QUANTEDA, "d.yml")
    assert shape(imported.entries) == [
        ("Economy", ["tax*", "interest rate"], [("Trade", ["tariff*", "export*"], [])]),
        ("Law & Order", ["police", "court"], []),
    ]
    assert rules(imported)[0] == {
        "economy": ["tax*", "interest rate"],
        "economy/trade": ["tariff*", "export*"],
        "law-order": ["police", "court"],
    }


def test_liwc():
    imported = read_liwc(LIWC, "d.dic")
    assert shape(imported.entries) == [
        ("Affect", ["happy*"], [("Positive", ["happy*"], [])]),
        ("Work", ["job", "like"], []),
    ]
    assert imported.left == ['Line 8: the condition "(02 134)125" of "like" is left out.']


def test_what_a_liwc_file_names_but_does_not_have_is_listed():
    imported = read_liwc("%\n1\tA\nelse\n%\nword\t1 3\n", "d.dic")
    assert shape(imported.entries) == [("A", ["word"], [])]
    assert imported.left == [
        "Line 3: “else” is not a category and is left out; a category is a number and a name.",
        'Line 5: "word" is not put into "3", which is not a category.',
    ]


def test_the_number_of_a_liwc_category_may_be_padded():
    assert shape(read_liwc("%\n01\tA\n2\tB\n%\nword\t1 02\n", "d.dic").entries) == [
        ("A", ["word"], []),
        ("B", ["word"], []),
    ]


def test_every_outermost_category_of_yoshikoder_is_read():
    two = (
        '<dictionary><cnode name="A"><pnode name="a"/></cnode><cnode name="B"><pnode'
        ' name="b"/></cnode></dictionary>'
    )
    assert shape(read_yoshikoder(two, "d.ykd").entries) == [("A", ["a"], []), ("B", ["b"], [])]


def test_keys_of_some_levels_hold_what_is_below_them():
    imported = read_quanteda(QUANTEDA, "d.yml")
    assert shape(at_levels(imported.entries, [1])) == [
        ("Economy", ["tax*", "interest rate", "tariff*", "export*"], []),
        ("Law & Order", ["police", "court"], []),
    ]
    assert shape(at_levels(imported.entries, [2])) == [("Trade", ["tariff*", "export*"], [])]
    assert [entry.name for entry in at_levels(imported.entries, [1, 2])] == [
        "Economy",
        "Economy.Trade",
        "Law & Order",
    ]


def test_yoshikoder():
    imported = read_yoshikoder(YOSHIKODER, "d.ykd")
    assert shape(imported.entries) == [("Sub", ["tax*"], []), ("Other", ["jobs"], [])]
    assert any("score 2" in sentence for sentence in imported.left) and any(
        "said" in sentence for sentence in imported.left
    )


def test_lexicoder():
    imported = read_lexicoder(LEXICODER, "d.lc3")
    assert shape(imported.entries) == [
        ("positive", ["good", "hope*", "a lie"], []),
        ("negative", ["less"], []),
    ]
    assert imported.left == ['The colour #008800 of "positive" is left out.']
    assert shape(read_lexicoder(YOSHIKODER, "d.lc3").entries)[0][0] == "Sub"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa">]><dictionary><cnode name="&a;"/></dictionary>',
        '<!doctype d SYSTEM "file:///etc/hosts"><dictionary/>',
        "<dictionary><cnode",
    ],
)
def test_no_entity_is_read(text):
    with pytest.raises(Problems):
        read_yoshikoder(text, "d.ykd")


@pytest.mark.parametrize(
    ("reader", "text", "said"),
    [
        (read_liwc, "1\tA\nword\t1\n", "lines of %"),
        (read_lexicoder, "word\n", "before any category"),
        (read_quanteda, "- a\n", "made of keys"),
        (read_quanteda, "a: !!python/object:os.system x\n", "tag"),
    ],
)
def test_what_is_no_dictionary_is_refused_with_its_line(reader, text, said):
    with pytest.raises(Problems, match=said):
        reader(text, "d")


def test_what_cannot_be_carried_over_is_said():
    found, left = rules(read_quanteda("A: ['*', ':)', 'a(b', good]\n", "d.yml"))
    assert found == {"a": [":)", "a(b", "good"]}
    assert left == ['In A: "*" matches every word.']


def test_valuetypes():
    imported = read_quanteda("A: ['tax*', '^re.*s$ x']\n", "d.yml")
    data, left = to_codebook(imported, "t", "en", "regex")
    matcher = Matcher(codebook_of(data))
    assert not left
    assert [
        text[start:end]
        for text in ["The taxi returns xx"]
        for start, end, _ in matcher.hits([Sample(text)])[0]
    ] == [
        "taxi",
        "returns xx",
    ]
    assert rules(read_quanteda("A: ['50*']\n", "d.yml"), valuetype="fixed")[0] == {"a": ["50*"]}


NAMES = st.text("abcdefgh &", min_size=1, max_size=8).filter(
    lambda name: name.strip() == name and name[0].isalpha()
)
WORDS = st.lists(
    st.sampled_from(
        [
            "tax*",
            "interest rate",
            "no",
            "yes",
            "50",
            "null",
            "organi?ation",
            "co-op*",
            "été*",
            "’tis",
        ]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)
TREES = st.recursive(
    WORDS, lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=6
)


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=3))
def test_round_trip_through_quanteda(data):
    imported = read_quanteda(as_yaml(data), "d.yml")
    codebook, left = to_codebook(imported, "t", "en")
    out, lost = to_quanteda(codebook_of(yaml.safe_load(as_yaml(codebook))))
    assert not left and not lost
    again = read_quanteda(as_yaml(out), "d.yml")
    assert shape(again.entries) == shape(imported.entries)


def test_what_quanteda_cannot_say_is_listed():
    theme = {
        "code": "a",
        "name": "A",
        "at_least": 2,
        "rules": [{"phrase": "war", "not_when": "war of words"}, {"regex": "x+"}, {"exact": "f*"}],
    }
    out, left = to_quanteda(codebook_of({"title": "t", "version": "1", "themes": [theme]}))
    assert out == {"A": ["war"]}
    assert len(left) == 4


def test_slugs_are_unlike_each_other():
    assert code_of("Law & Order") == "law-order"
    assert code_of("Law: order", ["law-order"]) == "law-order-2"
    assert (
        code_of("Äußeres") == "aueres"
        and code_of("2nd") == "theme-2nd"
        and code_of("法") == "theme"
    )


def test_the_command_never_writes_over_a_file(tmp_path, capsys):
    (tmp_path / "d.yml").write_text(QUANTEDA, encoding="utf-8")
    out = tmp_path / "codebook.yaml"
    assert pilcrow(["import-dictionary", str(tmp_path / "d.yml"), "--output", str(out)]) == 0
    assert codebook_of(yaml.safe_load(out.read_text(encoding="utf-8")))
    with pytest.raises(Problems, match="exists already"):
        pilcrow(["import-dictionary", str(tmp_path / "d.yml"), "--output", str(out)])
    assert pilcrow(["import-dictionary", str(out), "--to", "quanteda"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["Law & Order"] == ["police", "court"]
    with pytest.raises(Problems, match="not known"):
        read_dictionary(tmp_path / "d.xyz")


def test_the_codebook_of_a_fresh_project_may_be_replaced_and_one_of_your_own_may_not(
    tmp_path: Path,
) -> None:
    new.make_project(
        tmp_path / "own", "T", [], "none", new.Dependency("pilcrow==0.1.0"), "2030-05-06"
    )
    dictionary = tmp_path / "d.yml"
    dictionary.write_text("trade: [export*, import*]\n", encoding="utf-8")
    codebook = tmp_path / "own/coding/codebook.yaml"
    command = ["import-dictionary", str(dictionary), "--output", str(codebook)]
    assert pilcrow(command) == 0
    assert "export*" in codebook.read_text("utf-8")
    with pytest.raises(
        Problems, match=r"codebook\.yaml exists already\. Name another file"
    ) as said:
        pilcrow(command)
    assert str(said.value).count("codebook.yaml") == 1


def test_levels_are_written_with_commas_or_as_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dictionary = tmp_path / "d.yml"
    dictionary.write_text("a:\n  b: [one]\n  c: [two]\nd: [three]\n", encoding="utf-8")
    texts = set()
    for levels in (["--levels", "1,2"], ["--levels", "1", "2"], ["--levels", "1", "--levels", "2"]):
        assert pilcrow(["import-dictionary", str(dictionary), *levels]) == 0
        texts.add(capsys.readouterr().out)
    assert len(texts) == 1
    assert pilcrow(["import-dictionary", str(dictionary), "--levels", "2"]) == 0
    assert capsys.readouterr().out not in texts


WORDSTAT = """CULTURE
\tPEOPLE (1)
\tWAR_IN_IRAQ (1)
\tCULTURE-HIGH
\t\tART (1)
\t\tDANCE* (0.5)
ECONOMY
\t+STATE+
\t\tTAX*
\t\t@TAXRULE [ TAX NEAR CUT ] (1)
"""


def test_wordstat():
    imported = read_wordstat(WORDSTAT, "d.cat")
    assert shape(imported.entries) == [
        ("CULTURE", ["people", "war in iraq"], [("CULTURE-HIGH", ["art", "dance*"], [])]),
        ("ECONOMY", [], [("+STATE+", ["tax*"], [])]),
    ]
    assert imported.left == [
        'Line 6: the weight 0.5 of "DANCE*" is left out.',
        "Line 10: the rule “@TAXRULE [ TAX NEAR CUT ] (1)” is left out.",
    ]
    assert rules(imported)[0]["culture/culture-high"] == ["art", "dance*"]


def test_a_category_of_wordstat_without_words_is_no_word():
    imported = read_wordstat(
        "NEED\n\tORALITY\n\t\tBREAD* (1)\n\tANALITY\nWAR\n\tGUN (1)\n", "d.cat"
    )
    assert shape(imported.entries) == [
        ("NEED", [], [("ORALITY", ["bread*"], [])]),
        ("WAR", ["gun"], []),
    ]
    assert imported.left == ['Line 4: the category "ANALITY" has no words.']


def test_wordstat_is_told_by_its_ending(tmp_path):
    for name in ("rid.cat", "RID.CAT", "primary.rid"):
        (tmp_path / name).write_text("PRIMARY\n    NEED\n        ABSINTH* (1)\n", encoding="utf-8")
        assert shape(read_dictionary(tmp_path / name).entries) == [
            ("PRIMARY", [], [("NEED", ["absinth*"], [])])
        ]


def test_a_word_of_wordstat_outside_every_category_is_refused():
    with pytest.raises(Problems, match="outside every category"):
        read_wordstat("ART (1)\n", "d.cat")


def test_words_that_yaml_takes_for_something_else_are_words():
    imported = read_quanteda("negation: [no, not, off]\nyears: [1989, 2.10]\n", "d.yml")
    assert shape(imported.entries) == [
        ("negation", ["no", "not", "off"], []),
        ("years", ["1989", "2.10"], []),
    ]
    assert imported.left == []


def test_the_table_of_liwc_22():
    text = 'DicTerm,Joy,Loss of life\nhappy*,X,\n"kind of",x,0\ngrief,,0.5\n\nfar,X\n'
    imported = read_liwc(text, "d.dicx")
    assert shape(imported.entries) == [
        ("Joy", ["happy*", "kind of", "far"], []),
        ("Loss of life", ["grief"], []),
    ]
    assert imported.left == ['Row 4: the weight 0.5 of "grief" is left out.']


def test_a_dictionary_nested_without_end_is_refused_in_every_format():
    deep = range(3000)
    xml = "".join(f'<cnode name="{k}">' for k in deep) + '<pnode name="a"/>' + "</cnode>" * 3000
    indented = "\n".join("\t" * k + f"C{k}" for k in deep)
    numbered = "\n".join("\t" * k + f"{k}\tC" for k in deep)
    for read, text in (
        (read_yoshikoder, f"<dictionary>{xml}</dictionary>"),
        (read_wordstat, f"{indented} (1)"),
        (read_liwc, f"%\n{numbered}\n%\nword\t2999\n"),
    ):
        with pytest.raises(Problems, match="more than 20 levels"):
            read(text, "d")
