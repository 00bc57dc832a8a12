"""Matching finds what the definition of a rule says, and nothing else, in every script."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from synthetic_codebooks import codebook, rule, theme

from pilcrow.coding.examples import Sample, verdicts
from pilcrow.coding.match import Matcher
from pilcrow.coding.overlaps import carried_by, longest
from pilcrow.model.codebook import Negation
from pilcrow.model.problems import Problems
from pilcrow.text.words import Words, count_folded

LETTERS = "abAB éÉßſΣσςİıi'’-‐ ,.50дДן合ก\u0301\u200d"
TEXTS = st.text(LETTERS, max_size=24) | st.text(max_size=12)


def matcher(*patterns, language="en", **options):
    rules = [
        rule(f"t.{number}", [pattern], **options) for number, pattern in enumerate(patterns, 1)
    ]
    return Matcher(codebook([theme("t", rules, overlaps="all")], language=language))


def found(matcher, text):
    return [text[start:end] for start, end, _ in matcher.hits([Sample(text)])[0]]


@given(TEXTS, st.sampled_from(["en", "fr", "tr", "ru"]), st.booleans())
def test_the_folded_copy_is_as_long_as_the_text(text, language, case):
    assert len(Words(language).fold(text, case).decode()) == len(text) + 2


@given(TEXTS)
def test_in_the_copy_every_joiner_joins(text):
    folded = Words().fold(text)
    assert folded[:1] == folded[-1:] == b" "
    assert not re.search(rb"[-'](?=[-' ])|(?<=[-' ])[-']", folded)


def by_definition(pattern, text):
    """The matches of a glob by the definition of a word, without automaton or folded copy: for
    texts of plain letters.

    A space stands between the words of a phrase.
    """
    letter = r"[\w]"
    inside = rf"(?:{letter}|(?<={letter})[-'](?={letter}))"
    parts = [
        (
            f"{inside}+"
            if not word.strip("*")
            else re.escape(word).replace(r"\*", f"{inside}*").replace(r"\?", inside)
        )
        for word in pattern.split(" ")
    ]
    expression = (
        rf"(?<!{letter})(?<!{letter}[-'])(?=({' '.join(parts)})(?!{letter})(?![-']{letter}))"
    )
    return [
        match.span(1)
        for match in re.finditer(expression, text, re.IGNORECASE)
        if match.end(1) > match.start(1)
    ]


@settings(max_examples=300)
@given(
    st.lists(st.text("abc*?", min_size=1, max_size=3), min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda pattern: re.search("[abc]", pattern)),
    st.text("aabbccA-' .,", max_size=30),
)
def test_the_automaton_finds_what_the_definition_finds(pattern, text):
    # No stop joins here what stands alone on either side of it: that is below.
    text = re.sub(r"\.(?=\w)", ". ", re.sub(r"[-']{2,}", "-", text))
    plain = Matcher(
        codebook([theme("t", [rule("t.1", [pattern])], overlaps="all")], possessives="together")
    )
    hits = [(start, end) for start, end, _ in plain.hits([Sample(text)])[0]]
    expected = by_definition(pattern, text)
    assert sorted(hits) == sorted(set(expected)), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("3.5", "3.5 and 3,5 and 13.5 and 3.55", ["3.5"]),
        ("50*", "50 of 50,000", ["50", "50,000"]),
        ("* percent", "3.5 percent", ["3.5 percent"]),
        ("U.S.", "The U.S. and U.S.A., us, u s", ["U.S"]),
        ("S", "U.S. class S.", ["S"]),
        ("т.е.", "Да, т.е. нет; т е", ["т.е"]),
        ("end", "The end.Next", ["end"]),
        (
            "world peace",
            "world peace, world—peace, world. Peace, world\u00a0peace, world/peace",
            ["world peace", "world\u00a0peace"],
        ),
        ("and/or", "and/or, and or", ["and/or"]),
        ("10:30", "at 10:30, 10 30", ["10:30"]),
        ("mr. speaker", "Mr. Speaker, Mr Speaker", ["Mr. Speaker"]),
        ("johnson's plan", "Johnson’s plan, Johnson plan", ["Johnson’s plan"]),
    ],
)
def test_what_joins_and_what_stands_between(pattern, text, expected):
    assert found(matcher(pattern), text) == expected


@given(
    st.lists(TEXTS, max_size=5),
    st.sampled_from(["a*", "ab", "*b", "a b", "б*", "Σ*", "50", "合", "i*"]),
)
def test_paragraphs_do_not_touch_each_other(texts, pattern):
    one = matcher(pattern)
    assert one.hits([Sample(text) for text in texts]) == [
        one.hits([Sample(text)])[0] for text in texts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天中国说", ["中国"]),
        ("今天中 国说", ["中 国"]),
        ("今天中，国说", []),
        ("中国，中国", ["中国", "中国"]),
    ],
)
def test_an_expression_for_each_letter_of_a_script_without_spaces(text, expected):
    assert found(matcher("中 国", form="word-regex", language="zh"), text) == expected


def test_a_match_without_a_word_lies_in_no_other_theme():
    themes = [
        theme(code, [rule(f"{code}.1", [text], "regex")], overlaps="across")
        for code, text in (("a", "b"), ("space", r"\s"))
    ]
    assert [
        len(verdict.hits)
        for verdict in verdicts(Matcher(codebook(themes)), Sample("a b c")).values()
    ] == [1, 2]


def test_a_phrase_never_reaches_over_the_end_of_a_paragraph():
    assert matcher("mutual respect", "mutual *", "mutual, respect").hits(
        [Sample("mutual"), Sample("respect")]
    ) == [[], []]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("trade", "Trade, trademark, trade-offs, TRADE.", ["Trade", "TRADE"]),
        ("trade*", "trade-offs and trademarks", ["trade-offs", "trademarks"]),
        ("don't", "We don’t; we don't.", ["don’t", "don't"]),
        ("prime minister's office", "The Prime Minister’s Office", ["Prime Minister’s Office"]),
        ("minister", "The Minister’s “minister”", ["Minister", "minister"]),
        ("self-government", "self‑government", ["self‑government"]),
        ("élan*", "ÉLAN vital", ["ÉLAN"]),
        ("λόγος", "ΛΌΓΟΣ λόγος", ["ΛΌΓΟΣ", "λόγος"]),
        ("नमस्ते", "नमस्ते, नमस्तेय", ["नमस्ते"]),
        ("平和", "世界平和のため", ["平和"]),
        ("3.5", "about 3.5 or 13.5", ["3.5"]),
        ("50", "50,000 and 50.", ["50"]),
        ("covid*", "Covid-19, covid.", ["Covid-19", "covid"]),
        ("a b c", "a b a b c", ["a b c"]),
        ("a **", "a- a b", ["a b"]),
        ("* war", "the war war", ["the war", "war war"]),
    ],
)
def test_words_of_every_script(pattern, text, expected):
    assert found(matcher(pattern), text) == expected


def test_turkish_letters():
    assert found(matcher("istanbul", "ışık", language="tr"), "İSTANBUL, Işık") == [
        "İSTANBUL",
        "Işık",
    ]
    assert found(matcher("istanbul"), "İstanbul") == ["İstanbul"]


def test_capitals_count_where_they_are_asked_to():
    one = Matcher(
        codebook(
            [theme("t", [rule("t.1", ["US*"], case=True), rule("t.2", ["us"])], overlaps="all")]
        )
    )
    assert [(start, rule) for start, _, rule in one.hits([Sample("Us US USA us É US")])[0]] == [
        (0, 1),
        (3, 0),
        (3, 1),
        (6, 0),
        (10, 1),
        (15, 0),
        (15, 1),
    ]


def test_nothing_is_found_in_an_aside():
    assert matcher("applause", "thank you").hits(
        [Sample("Thank (Applause.) you", asides=[(6, 17)])]
    ) == [[]]


def test_kinds_and_speakers():
    said = theme("t", [rule("t.1", ["peace"]), rule("t.2", ["war"], speakers=["Sergey Lavrov"])])
    one = Matcher(codebook([said]))
    assert one.hits([Sample("peace", "heading")]) == [[]]
    assert len(one.hits([Sample("peace and war", "speech", "sergey lavrov")])[0]) == 2
    assert len(one.hits([Sample("peace and war", "speech", "Elizabeth Truss")])[0]) == 1


CASES = [
    ({"not_when": ["old war"]}, "an old war", "not_when"),
    ({"near": ["peace"], "near_within": 1}, "war and then peace", "near"),
    ({"negated": "skip"}, "there is no such war", "negated"),
    ({"negated": "only"}, "a war", "negated"),
    ({"kinds": ["question"]}, "war", "kind"),
    ({"speakers": ["Somebody"]}, "war", "speaker"),
]


@pytest.mark.parametrize(("options", "text", "cause"), CASES, ids=[cause for _, _, cause in CASES])
def test_what_does_not_count_is_kept_with_its_cause(options, text, cause):
    ruleset = codebook(
        [theme("t", [rule("t.1", ["war"], **options)])], negation=Negation(words=["no"])
    )
    verdict = verdicts(Matcher(ruleset), Sample(text))["t"]
    assert not verdict.holds and not verdict.hits
    assert [entry.cause for entry in verdict.cancelled] == [cause]


def test_conditions_count_words_in_any_script():
    ruleset = codebook(
        [theme("t", [rule("t.1", ["война"], near=["мир*"], near_within=1)])], language="ru"
    )
    assert len(Matcher(ruleset).hits([Sample("Мир, а война")])[0]) == 1
    assert len(Matcher(ruleset).hits([Sample("Мир, а не война")])[0]) == 0


LETTERS = "a b c d e f g h i j k l m n o p"  # spans of whole words


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 3)).map(
            lambda span: (2 * span[0], 2 * (span[0] + span[1]) - 1, span[2])
        ),
        max_size=8,
    )
)
def test_what_is_kept_shares_no_word_and_leaves_no_room(spans):
    kept = longest(spans, LETTERS)
    for one in kept:
        assert not any(other != one and other[0] < one[1] and one[0] < other[1] for other in kept)
    for span in spans:
        assert any(
            other[0] < span[1] and span[0] < other[1] and other[1] - other[0] >= span[1] - span[0]
            for other in kept
        )


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 3)).map(
            lambda span: (2 * span[0], 2 * (span[0] + span[1]) - 1, span[2])
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 3),
)
def test_a_rule_carries_a_coding_when_it_falls_without_it(spans, at_least):
    if len(longest(spans, LETTERS)) >= at_least:
        falls = {
            rule
            for rule in range(4)
            if len(longest([span for span in spans if span[2] != rule], LETTERS)) < at_least
        }
        assert carried_by(spans, LETTERS, at_least) == sorted(falls & {span[2] for span in spans})


def test_words_are_counted_once():
    assert count_folded(Words().fold("The minister’s long-term plan, 2022.")) == 5
    assert len(list(Words().spans("The minister’s long-term plan, 2022."))) == 5


def test_without_leaves_out_one_rule():
    ruleset = codebook([theme("t", [rule("t.1", ["a"]), rule("t.2", ["b"])])])
    assert [rule.id for rule in Matcher(ruleset.without("t.1")).rules] == ["t.2"]


@given(st.text(alphabet="aS3 -'’é.", max_size=12))
def test_a_hyphen_an_apostrophe_a_stop_join_only_what_stands_on_both_sides(text):
    """What is left of them stands between two characters of words; a possessive's "s" is marked;
    nothing moves.
    """
    plain = text.replace("’", "'").lower()
    folded = Words("en").fold(text).decode()
    assert len(folded) == len(text) + 2
    for place, sign in enumerate(folded[1:-1]):
        before, after = plain[place - 1 : place] if place else "", plain[place + 1 : place + 2]
        if plain[place] in "-'":
            joins = all(beside and beside not in " -'." for beside in (before, after))
            assert sign == plain[place] if joins and folded[place + 2] != "\x01" else sign == " "
        elif sign == "\x01":
            assert plain[place] == "s" and before == "'"
        else:
            stop = plain[place] == "."
            digits = before.isdecimal() and after.isdecimal()
            letters = f"{before}{after}".isalpha() and not any(
                plain[near : near + 1].isalnum() for near in (place - 2, place + 2) if near >= 0
            )
            assert sign == (
                " "
                if plain[place] == " "
                or (stop and not digits and not (len(before + after) == 2 and letters))
                else plain[place]
            )


@given(st.text("ab*?", min_size=1, max_size=7), st.text("ab é", max_size=16))
def test_a_glob_with_many_wildcards_matches_the_words_that_it_describes(pattern, text):
    assume(pattern.strip("*?"))
    wanted = [
        word
        for word in text.split()
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), word)
    ]
    assert found(matcher(pattern), text) == wanted


def test_no_glob_and_no_expression_is_endless():
    text = " ".join(["a" * 300] * 20)
    assert found(matcher("*a" * 40 + "*b"), text) == []
    assert found(matcher("(.*a){20}b", form="regex"), text) == []
    assert found(matcher("(x+x+)+y", form="word-regex"), "x" * 300) == []


def test_what_cannot_be_bounded_names_rule_and_paragraph():
    with pytest.raises(Problems) as stopped:
        matcher("(?=(a+)+b)c", form="regex").hits([Sample("a" * 400)])
    assert "The regular expression of t.1 may need too many steps" in str(stopped.value)


def weighed_by_definition(text, options, negations=("no", "never")):
    """Which matches of "war" count in a text of ASCII words, by the definition of the conditions:
    all words of the text are looked at for each match.
    """
    words = list(re.finditer(r"[a-z]+", text))

    def gap(one, other):
        return abs(one - other) - 1

    counting = []
    for place, word in enumerate(words):
        if word.group() != "war":
            continue
        others = [(other, one.group()) for other, one in enumerate(words)]
        within = options.get("within", 0)
        cancelled = any(
            name in options.get("not_when", ()) and other != place and gap(place, other) <= within
            for other, name in others
        )
        near = options.get("near")
        lonely = near and not any(
            name in near and other != place and gap(place, other) <= options["near_within"]
            for other, name in others
        )
        clause = max(
            (other for other in range(place) if "." in text[words[other].end() : word.start()]),
            default=-1,
        )
        before = words[max(clause + 1, place - 3) : place]
        negated = any(one.group() in negations for one in before)
        unwanted = {"any": False, "skip": negated, "only": not negated}
        if not (cancelled or lonely or unwanted[options.get("negated", "any")]):
            counting.append(word.span())
    return counting


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["war", "peace", "no", "old", "new", "talks. ", "x" * 40]), max_size=30
    ),
    st.sampled_from(
        [
            {"not_when": ["old"]},
            {"not_when": ["old", "new"], "within": 2},
            {"near": ["peace"], "near_within": 1},
            {"near": ["peace", "new"], "near_within": 4},
            {"negated": "skip"},
            {"negated": "only", "not_when": ["new"]},
        ]
    ),
    st.booleans(),
)
def test_conditions_are_weighed_as_they_are_defined(words, options, accented):
    text = re.sub(r"\s+", " ", " ".join(words)).strip()
    book = codebook(
        [theme("t", [rule("t.1", ["war"], **options)], overlaps="all")],
        negation=Negation(words=["no", "never"]),
    )
    shown = text + (" é" if accented else "")  # a copy of more bytes than characters
    hits = Matcher(book).hits([Sample(shown)])[0]
    assert [(start, end) for start, end, _ in hits] == weighed_by_definition(text, options)


@pytest.mark.parametrize(
    "options",
    [
        {"not_when": ["peace"]},
        {"near": ["peace"], "near_within": 3},
        {"negated": "skip"},
    ],
)
@pytest.mark.parametrize("tail", ["", " é"])
def test_conditions_on_many_matches_look_only_at_the_words_beside_each(options, tail, monkeypatch):
    """The cost grows with the length of a paragraph, counted in what is divided into words."""
    looked = []
    spans = Words.spans
    monkeypatch.setattr(
        Words, "spans", lambda self, text: looked.append(len(text)) or spans(self, text)
    )
    book = codebook(
        [theme("t", [rule("t.1", ["war"], **options)])], negation=Negation(words=["no"])
    )
    weighing = Matcher(book)
    costs = []
    for times in (200, 800):
        looked.clear()
        weighing.hits([Sample("a war of words and peace at last " * times + tail)])
        costs.append(sum(looked))
    assert 0 < costs[1] < 5 * costs[0]


def test_very_many_matches_that_overlap_are_chosen_among_at_linear_cost() -> None:
    """Each match was compared with all that were taken before: 200,000 took hours."""
    count = 100_000
    text = "hope for " * count
    single = [(9 * at, 9 * at + 4, 0) for at in range(count)]
    pairs = [(9 * at, 9 * at + 8, 1) for at in range(0, count, 2)]
    assert longest([*single, *pairs], text) == sorted([*single[1::2], *pairs])
