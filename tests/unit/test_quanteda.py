"""The same counts as quanteda's tokens_lookup(), where its authors published some: tests/data/quanteda/README.md says how they were made."""

import csv
from pathlib import Path

import pytest

from pilcrow.examples import Sample
from pilcrow.match import Matcher
from pilcrow.overlaps import longest
from pilcrow.rules_model import Rule, RuleSet, ThemeRules

DATA = Path(__file__).parents[1] / "data" / "quanteda"
ROWS = list(csv.DictReader((DATA / "expected.csv").open(encoding="utf-8")))


def counts(text, keys, form="glob", case=False):
    """Matches a key, the longer of nested ones, as nested_scope = "key"."""
    themes = [
        ThemeRules(key, [Rule(f"{key}.{number}", [pattern], form=form, case=case) for number, pattern in enumerate(patterns)])
        for key, patterns in keys.items()
    ]
    matcher = Matcher(RuleSet(themes, possessives="together"))
    hits = [hit for line in matcher.hits([Sample(line) for line in text.split("\n")]) for hit in longest_by_theme(line, matcher)]
    return {key: sum(1 for hit in hits if matcher.theme_of[hit[2]] == number) for number, key in enumerate(keys)}


def longest_by_theme(hits, matcher):
    for theme in {matcher.theme_of[hit[2]] for hit in hits}:
        yield from longest([hit for hit in hits if matcher.theme_of[hit[2]] == theme])


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['text']}-{row['key']}" for row in ROWS])
def test_published_counts(row):
    text = (DATA / f"{row['text']}.txt").read_text(encoding="utf-8")
    assert counts(text, {row["key"]: row["patterns"].split(" | ")}) == {row["key"]: int(row["count"])}


TEXT = "The Northern Union met the Union of Southern States. A northern state, the union says, is a state of the Union of Southern States."


@pytest.mark.parametrize(
    ("keys", "form", "case", "expected"),
    [
        # A shorter match inside a longer one of the same key is not counted; of another key it is.
        ({"a": ["union", "union of southern states"], "b": ["states"]}, "glob", False, {"a": 4, "b": 2}),
        ({"a": ["northern *", "*n"]}, "glob", False, {"a": 7}),
        ({"a": ["Union", "State*"]}, "glob", True, {"a": 5}),
        ({"a": ["state*"]}, "exact", False, {"a": 0}),
        ({"a": ["^state", "^north union$"]}, "word-regex", False, {"a": 5}),
    ],
)
def test_the_documented_meaning_on_a_text_of_our_own(keys, form, case, expected):
    assert counts(TEXT, keys, form, case) == expected
