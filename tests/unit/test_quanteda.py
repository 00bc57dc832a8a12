"""The same counts as quanteda's tokens_lookup(): tests/data/quanteda/README.md says which results
are quanteda's own, and how it got them.
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from quanteda_lookup import counts, lookup

DATA = Path(__file__).parents[1] / "data" / "quanteda"
ROWS = list(csv.DictReader((DATA / "expected.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['text']}-{row['key']}" for row in ROWS])
def test_published_counts(row):
    text = (DATA / f"{row['text']}.txt").read_text(encoding="utf-8")
    found = Counter()
    for line in text.split("\n"):
        found.update(counts(line, {row["key"]: row["patterns"].split(" | ")}))
    assert found[row["key"]] == int(row["count"])


# What quanteda's own tests of tokens_lookup() assert (tests/testthat/test-tokens_lookup.R), with
# every word renamed: which tokens are equal, and which begin or end alike, decides the result, and
# that is kept. A row is a dictionary, how it is applied, and texts with the keys found.
LETTERS = {"k": ["a b"], "l": ["x y"], "m": ["d", "e"]}
NESTED = {
    "as": ["ame sam", "ame samx*", "pag pag"],
    "ws": ["sam", "samx*", "api"],
    "vg": ["bri vir isl", "vir isl*", "rod tow"],
    "gb": ["uk", "uni kin", "britain", "bri", "briton*", "bri*", "lon"],
    "us": ["uni sta", "us", "ame*", "was", "new yor"],
}
SAME = {"vg": ["vir isl"], "vi": ["vir isl"], "dm": ["dom*"], "do": ["domn rep"]}
CONGO = {"cd": ["dem rep of con", "conx"], "cg": ["rep of con", "conx"]}
ONE, TWO = (
    "the Un Stats is bor by the Atic Oc and the Paic Oc",
    "the Sup Cou of the Un Stats is sel in a un stat",
)
OTHER = "the un stats has the at oc and the pa oc"
SEAS = "bri and ire have the iri sea and the eng cha"
LEVELS = {
    "us": {"co": ["stats"], "oc": ["at", "pa"]},
    "eu": {"co": ["bri", "ire"], "oc": {"west": ["iri sea"], "east": ["eng cha"]}},
}
FREE = {
    "co": ["un st", "mex", "can"],
    "law": ["law*", "const"],
    "fr": ["fre", "fredom", "lib"],
    "ov": ["un"],
}


@pytest.mark.parametrize(
    ("dictionary", "how", "texts"),
    [
        # nested_scope
        (
            NESTED,
            {"nested_scope": "key"},
            {
                "bri vir isl is a bri over terr": "vg gb gb",
                "sam is an ind state": "ws",
                "ame sam is in the south pac": "as us ws",
            },
        ),
        (
            NESTED,
            {"nested_scope": "dictionary"},
            {
                "bri vir isl is a bri over terr": "vg gb",
                "sam is an ind state": "ws",
                "ame sam is in the south pac": "as",
            },
        ),
        (
            SAME,
            {"nested_scope": "dictionary"},
            {"vir isl are near dom and the domn rep": "vg vi dm do"},
        ),
        (
            {key: SAME[key] for key in reversed(SAME)},
            {"nested_scope": "dictionary"},
            {"vir isl are near dom and the domn rep": "vi vg dm do"},
        ),
        (
            CONGO,
            {"nested_scope": "dictionary"},
            {"conx are in rep of con or dem rep of con": "cd cg cg cd"},
        ),
        (
            {key: CONGO[key] for key in reversed(CONGO)},
            {"nested_scope": "dictionary"},
            {"conx are in rep of con or dem rep of con": "cg cd cg cd"},
        ),
        # nested and overlapping values of one key
        ({"k": ["A B", "A B C"]}, {}, {"A B C": "k"}),
        ({"k": ["B C", "A B C"]}, {}, {"A B C": "k"}),
        (
            {"co": ["un stats", "un stats of am"], "oc": ["oc"]},
            {},
            {f"the un stats of am {ONE[12:]}": "co oc oc", TWO: "co"},
        ),
        (
            {"co": ["un stats", "un stats of am"], "oc": ["oc"]},
            {"valuetype": "fixed"},
            {f"the un stats of am {ONE[12:]}": "co oc oc", TWO: "co"},
        ),
        (
            {"co": ["un stats", "u tat of am"], "oc": ["oc.*"]},
            {"valuetype": "regex"},
            {f"the un stats of am {ONE[12:]}": "co oc oc", TWO: "co"},
        ),
        (
            {"one": ["a", "b", "b c"], "two": ["e", "f"]},
            {},
            {"a c d d": "one", "a a b c c c e f": "one one one two two"},
        ),
        # exclusive
        (
            FREE,
            {"exclusive": False},
            {
                "mex sig a new lib law with can": "CO sig a new FR LAW with CO",
                "let fredom ring in the un st": "let FR ring in the CO OV",
                "ali are inv mars": "ali are inv mars",
            },
        ),
        (
            {"d": ["doc*"], "u": ["use", "usi"]},
            {"exclusive": False},
            {"wor wor2 doc docs docing": "wor wor2 D D D", "use usi wor wor2": "U U wor wor2"},
        ),
        ({"pos": ["g"], "far": ["g b"]}, {"exclusive": True}, {"say g b to h": "pos far"}),
        (
            {"pos": ["g"], "far": ["g b"]},
            {"exclusive": False},
            {"say g b to h": "say POS FAR to h"},
        ),
        (
            LETTERS,
            {"exclusive": False},
            {
                "a b c d e f g x y z": "K c M M f g L z",
                "a c d x z": "a c M x z",
                "x y": "L",
                "f g": "f g",
            },
        ),
        (
            {**LETTERS, "none": ["zzz"]},
            {"exclusive": False},
            {"a b c d e f g x y z": "K c M M f g L z", "x y": "L"},
        ),
        # valuetypes, several keys of one word, capitals
        (
            {"co": ["stats"], "oc": ["atic", "paic"], "ga": ["xbox"], "sw": ["stats"]},
            {"valuetype": "fixed"},
            {ONE: "co sw oc oc", TWO: "co sw"},
        ),
        (
            {"co": ["Stat*"], "oc": ["*ic"], "ga": ["?box", "nin*"], "sw": ["*s"]},
            {},
            {ONE: "co sw sw oc oc", TWO: "co sw sw co"},
        ),
        (
            {"co": ["Stat*"], "oc": ["*ic"], "ga": ["?box", "Nin*"], "sw": ["*s"]},
            {"case_insensitive": False},
            {ONE: "co sw sw oc oc", TWO: "co sw sw"},
        ),
        (
            {"co": ["Stat.*$"], "oc": ["[A-Z][a-z]+ic"], "ga": ["Xbox"], "sw": ["s$"]},
            {"valuetype": "regex"},
            {ONE: "co sw sw oc oc", TWO: "co sw sw co"},
        ),
        (
            {"co": ["Stat.*$"], "oc": ["[A-Z][a-z]+ic"], "ga": ["Xbox"], "sw": ["s$"]},
            {"valuetype": "regex", "case_insensitive": False},
            {ONE: "co sw sw oc oc", TWO: "co sw sw"},
        ),
        # nested keys
        (LEVELS, {"levels": [1]}, {OTHER: "us us us", SEAS: "eu eu eu eu"}),
        (LEVELS, {"levels": [2]}, {OTHER: "co oc oc", SEAS: "co co oc oc"}),
        (LEVELS, {"levels": [1, 2]}, {OTHER: "us.co us.oc us.oc", SEAS: "eu.co eu.co eu.oc eu.oc"}),
        (LEVELS, {"levels": [3]}, {OTHER: "", SEAS: "west east"}),
        (LEVELS, {"levels": [1, 3]}, {OTHER: "us us us", SEAS: "eu eu eu.west eu.east"}),
        (LEVELS, {"levels": [2, 3]}, {OTHER: "co oc oc", SEAS: "co co oc.west oc.east"}),
        (LEVELS, {"levels": [1, 4]}, {OTHER: "us us us", SEAS: "eu eu eu eu"}),
        (LEVELS, {"levels": [4]}, {OTHER: "", SEAS: ""}),
    ],
)
def test_what_quantedas_own_tests_assert(dictionary, how, texts):
    assert {text: " ".join(lookup(text, dictionary, **how)) for text in texts} == texts


def test_exclusive_changes_no_count_of_a_key():
    """On a whole public speech: keys are counted the same, and every other word is counted once."""
    text = (DATA / "2009-Obama.txt").read_text(encoding="utf-8").replace("\n", " ")
    dictionary = {
        "nation": ["nation*", "our nation"],
        "work": ["work*", "hard work"],
        "our": ["our"],
    }
    alone = counts(text, dictionary)
    among = counts(text, dictionary, exclusive=False)
    assert {key: among[key.upper()] for key in alone} == alone


@pytest.mark.parametrize("scope", ["key", "dictionary"])
@pytest.mark.parametrize("name", ["2009-Obama", "1961-Kennedy"])
def test_the_counts_of_a_plain_reading_of_the_definition(name, scope):
    """Globs, phrases and both scopes on public speeches, against a second program that walks token
    by token over what the manual says.
    """
    dictionary = {
        "nation": ["nation*", "our nation", "*ation"],
        "we": ["we", "we *", "we will"],
        "world": ["world", "the world", "of the world", "wor?d"],
        "let": ["let us", "let * *"],
    }
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    expected, found = Counter(), Counter()
    for line in text.split("\n"):
        found.update(counts(line, dictionary, nested_scope=scope))
        expected.update(walk(line, dictionary, scope))
    assert +found == +expected


def walk(line, dictionary, scope):
    # A phrase goes over no sign here (see docs/dictionaries.md), so that the walk, too, is between
    # signs.
    for stretch in re.split(r"[^\w\s’'-]+|--+|(?<!\w)-|-(?!\w)", line.lower().replace("’", "'")):
        words = stretch.split()
        spans = set()
        for key, patterns in dictionary.items():
            for pattern in patterns:
                parts = [
                    re.compile(part.replace("*", ".*").replace("?", ".") + r"\Z")
                    for part in pattern.split()
                ]
                for start in range(len(words) - len(parts) + 1):
                    if all(
                        part.match(word) for part, word in zip(parts, words[start:], strict=False)
                    ):
                        spans.add((start, start + len(parts), key))
        for start, end, key in spans:
            inside = [
                other
                for other in spans
                if other[0] <= start
                and end <= other[1]
                and other[1] - other[0] > end - start
                and (scope == "dictionary" or other[2] == key)
            ]
            if not inside:
                yield key
