"""Promise: every quotation is verbatim.

What the style guides allow passes, everything else is found.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pilcrow.report.prose.citations import find_clusters
from pilcrow.report.prose.markdown import mask
from pilcrow.report.prose.quotations import NESTED, attribute, find_quotations, quoted_stretches
from pilcrow.report.prose.verbatim import (
    Match,
    closest_passage,
    differing_words,
    find_words,
    near_misses,
    normalise,
)

# Invented for these tests.
TEXT = (
    "If this is the goal our neighbours aspire to, we will “definitely” answer. We cannot be"
    " satisfied with it – not now; the country’s well-being needs talks…"
)


def stands(words: str, text: str = TEXT) -> bool:
    return find_words(words, [("a.p1", text)]) is not None


@pytest.mark.parametrize(
    "words",
    [
        "If this is the goal",
        "our neighbours aspire to",
        "our neighbours aspire to.",
        "the goal … we will",
        "the goal [...] we will",
        "the goal . . . we will",
        "… we will",
        "[W]e will",
        "[I]f this is",
        "the goal [that] our neighbours",
        "we will 'definitely' answer",
        'we will "definitely" answer.',
        "satisfied with it -- not now",
        "satisfied with it—not now",
        "satisfied with it — not now,",
        "the country's well-being",
        "the  country’s\nwell-being",
        "needs talks…",
        "needs talks",
        "the *country’s* well-being",
        "the **country’s** well-being",
        "goal[s] our neighbours",
        "this is the goal[s]",
        "this is the goa[l] our",
        "answer[ed]",
        "our [n]eighbours",
        "well-being needs talks ...",
        "needs … talks …",
        "the goal [sic] our neighbours",
        r"satisfied with it \-- not now",
        "If this … answer. We cannot",
    ],
)
def test_what_the_style_guides_allow_stands(words: str) -> None:
    assert stands(words)


@pytest.mark.parametrize(
    "words",
    [
        "if this is the goal",
        "If this was the goal",
        "the goal we will",
        "we will … the goal",
        "neighbour",
        "eighbours aspire",
        "[d]efinitely not",
        "this[i]s the goal",
        "[x]eighbours aspire",
        "our [gh] eighbours",
        "the […] aspir",
        "needs talks… more",
        "We can be satisfied",
        "satisfied with it - not now!",
        "we will definitely answer",
        "goals",
        "… …",
    ],
)
def test_everything_else_does_not(words: str) -> None:
    assert not stands(words)


def test_scripts_without_spaces_have_no_words_to_cut() -> None:
    assert stands("同事们好", "各位同事们好。我们")
    assert stands("我们、", "各位同事们好。我们")
    assert stands("общей цели", "Мы стремимся к общей цели.")
    assert not stands("общей цел", "Мы стремимся к общей цели.")
    assert stands("القرار", "هذا هو القرار.")


def test_a_quotation_may_run_over_two_cited_paragraphs_in_their_order() -> None:
    texts = [("a.p1", "First we talk."), ("a.p2", "Then we decide.")]
    found = find_words("First we … we decide", texts)
    assert found is not None and [match.key for match in found] == ["a.p1", "a.p2"]
    assert find_words("we decide … First", texts) is None


def test_the_place_of_the_words_is_that_of_the_text() -> None:
    text = "A  “well-known” —  thing… here"
    found = find_words("'well-known'-thing ... here", [("a.p1", text)])
    assert found is not None
    assert [text[start:end] for start, end in found[0].ranges] in (
        ["“well-known” —  thing… here"],
        ["“well-known” —  thing", "here"],
    )


def test_each_range_is_the_words_to_the_character() -> None:
    text = "A—b. Co\u0301te “d” e\u00adf, g…"
    for words, ranges in (
        ("b", ["b"]),
        ("-b", ["—b"]),
        ("Cóte", ["Co\u0301te"]),
        ("Cóte 'd'", ["Co\u0301te “d”"]),
        ("ef", ["e\u00adf"]),
        ("A … [c]óte", ["A", "Co\u0301te"]),
    ):
        found = find_words(words, [("a.p1", text)])
        assert found is not None, words
        assert [text[start:end] for start, end in found[0].ranges] == ranges
    found = find_words("café", [("a.p1", "cafe\u0301 noir")])
    assert found == [Match("a.p1", [(0, 5)])]
    assert normalise("x  —  y") == ("x-y", [0, 3, 6])
    assert normalise("a… `b") == ("a... 'b", [0, 1, 1, 1, 2, 3, 4])


def test_a_part_after_an_omission_is_looked_for_from_the_start_of_the_next_paragraph() -> None:
    texts = [("a.p1", "We talk. We act."), ("a.p2", "We talk. We wait."), ("a.p3", "W.")]
    found = find_words("We act … We talk", texts)
    assert found == [Match("a.p1", [(9, 15)]), Match("a.p2", [(0, 7)])]


def test_a_near_miss_has_three_of_five_words_in_any_order() -> None:
    texts = [("a.p1", "one two three"), ("a.p2", "two one"), ("a.p3", "")]
    assert near_misses("five four three two one", texts) == texts[:1]
    assert near_misses("…", texts) == []


def test_the_closest_passage_is_of_the_quotations_length_and_the_first_of_equals() -> None:
    texts = [
        ("a.p1", ""),
        ("a.p2", "zero we go to the old town now and then"),
        ("a.p3", "we go to the old town"),
    ]
    assert closest_passage("go to the new town", texts) == ("a.p2", "go to the old town", 0.8)
    assert closest_passage("", texts) == ("", "", 0.0)
    # The filler is more than 1 % of a long text: a matcher that takes such words for junk fails.
    long = "a b " * 200 + "we go home now"
    assert closest_passage("b we go home", [("a.p1", long)]) == ("a.p1", "b we go home", 1.0)


def test_differing_words_are_those_between_signs() -> None:
    assert differing_words("; we *go* home,", "we go home.") == ""
    assert differing_words("we two go", "we three men go") == '"two" where the text has "three men"'
    assert differing_words("we all two go", "we go") == '"all two", which the text does not have'
    assert differing_words("we go", "we all two go") == 'no "all two", which the text has'


@given(
    st.text(alphabet="abcé \n“”'\"«»–—-….,;[]()中文жш", max_size=80),
    st.integers(0, 80),
    st.integers(1, 40),
)
def test_every_stretch_of_whole_words_stands_in_its_own_text(
    text: str, start: int, length: int
) -> None:
    words = text[start : start + length]
    before, after = text[:start], text[start + length :]
    cuts = (before[-1:].isalnum() and words[:1].isalnum()) or (
        words[-1:].isalnum() and after[:1].isalnum()
    )
    if not cuts and any(character.isalnum() for character in words):
        assert stands(words, text)


@given(st.text(max_size=60))
@example("\u1fef")  # composed, it is a grave accent, which is a mark
def test_normalising_is_stable_and_keeps_places(text: str) -> None:
    normal, places = normalise(text)
    assert len(normal) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    assert normalise(normal)[0] == normal


def found_in(text: str) -> list[str]:
    return [quotation.words for quotation in find_quotations(text, mask(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('He said "so it is" twice.', ["so it is"]),
        ("He said “so ‘it’ is” twice.", ["so ‘it’ is"]),
        ("He said ‘so it’s “so”’ twice.", ["so it’s “so”"]),
        ("He said 'so it is', both sides' view.", ["so it is"]),
        ("Er sagte „so ist es“ und »so« auch.", ["so ist es", "so"]),
        ("Il dit « c’est ainsi » deux fois.", [" c’est ainsi "]),
        ("他说「如此」。", ["如此"]),
        ("It’s the country’s ’90s.", []),
        ('Code `"x"` and `&ldquo;z&rdquo;`.', []),
        ('Printed \\"so\\", \\“so\\”, *\\"so\\"*, and 5\\" of 6\\".', ["so", "so", "so"]),
        (
            "&ldquo;so&rdquo; &bdquo;ist&ldquo; &laquo;&nbsp;ainsi&nbsp;&raquo; l&rsquo;or",
            ["so", "ist", "&nbsp;ainsi&nbsp;"],
        ),
        ("&#8220;so&#x201D; &quot;it is&quot; \\&ldquo;no&rdquo;", ["so", "it is"]),
        ('A 5" pipe and a 6" one.', []),
        ('[“other words”]{.other} and "mine"', ["other words", "mine"]),
        ('"a" *"b"* ("c")', ["a", "b", "c"]),
        ('An open " mark.\n\nAnother" block.', []),
        ("‹so› 『如此』 ‚so‘ ‚ja’ „nein”", ["so", "如此", "so", "ja", "nein"]),
        ("He said “so “it” is” twice.", ["so “it” is"]),
        ("Ende« steht da, und «so» auch.", ["so"]),
        ('("a") ["b"] {"c"} —"d" –"e" -"f" _"g"_ /"h"', list("abcdefgh")),
        ("    > a line of code\n", []),
        ("Er sagt:„so“, und:‚ja‘, und:«so».", ["so", "ja", "so"]),
        ("Le mot« so » est dit.", [" so "]),
        ("Nur a»b« c.", []),
        ("Da » so« nicht.", []),
        ('It ends here "\n\nso" it goes on.', []),
    ],
)
def test_quotations_of_every_style_are_found_and_apostrophes_are_none(
    text: str, words: list[str]
) -> None:
    assert found_in(text) == words


def test_a_quotation_is_found_with_its_marks() -> None:
    text = 'He said "so it is" and ‘so’.\n\n> Or so.\n\nThus.'
    found = find_quotations(text, mask(text))
    assert [text[one.start : one.end] for one in found] == ['"so it is"', "‘so’", "> Or so.\n"]


@pytest.mark.parametrize("word", ["’90s", "'90s", "'90", "'tis", "'twas", "'em", "'cause", "'til"])
def test_what_is_left_out_at_the_start_of_a_word_opens_no_quotation(word: str) -> None:
    assert found_in(f"Of {word} trade and the ministers' wish.") == []


@pytest.mark.parametrize(
    "words",
    [
        "the&nbsp;goal our&#160;neighbours\\ aspire to",
        "the\u00a0goal our\u202fneighbours",
        "satisfied with it&ndash;not now",
        "satisfied&hellip;not now",
        "the country&rsquo;s well&#x2d;being",
    ],
)
def test_entities_in_a_quotation_are_the_signs_that_are_printed(words: str) -> None:
    assert stands(words)


def test_an_escaped_entity_is_printed_as_it_is_written() -> None:
    assert not stands("the\\&nbsp;goal")
    assert stands("R\\&amp;D", "R&amp;D") and stands("R&amp;D", "R&D")


def test_quotations_within_quotations_are_read_to_a_depth() -> None:
    for more in range(1, 4):
        deep = "“" * (NESTED + more) + "a" + "”" * (NESTED + more)
        assert found_in(deep) == ["“" * NESTED + "a" + "”" * NESTED]


def attributed(text: str) -> list[tuple[str, str | None]]:
    masked = mask(text)
    clusters = find_clusters(text, masked)
    pairs = attribute(text, masked, find_quotations(text, masked), clusters)
    return [
        (" ".join(quoted_stretches(quotation, clusters)), text[c.start : c.end] if c else None)
        for quotation, c in pairs
        if not quotation.other
    ]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('He says "a b" [@x, para. 1].', [("a b", "[@x, para. 1]")]),
        (
            'He says "a" and "b" [@x, para. 1], then "c" [@y].',
            [("a", "[@x, para. 1]"), ("b", "[@x, para. 1]"), ("c", "[@y]")],
        ),
        ('He says "a b." [@x, para. 1] Then more [@y].', [("a b.", "[@x, para. 1]")]),
        ('He says "a b". [@x, para. 1]', [("a b", "[@x, para. 1]")]),
        ('He says "a b." Then he goes [@y].', [("a b.", None)]),
        ('He says "a b", e.g. to Mr. Smith [@x].', [("a b", "[@x]")]),
        ('"Is it?" he asks [@x].', [("Is it?", "[@x]")]),
        ('As @x [para. 1] puts it, "a b".', [("a b", "@x [para. 1]")]),
        ('As @x [para. 1] puts it. Then "a b".', [("a b", None)]),
        (
            'As @x [para. 1] puts it, "a b", and others agree [@y, para. 2].',
            [("a b", "@x [para. 1]")],
        ),
        (
            'As @x [para. 1] says "a", @y [para. 2] says "b".',
            [("a", "@x [para. 1]"), ("b", "@y [para. 2]")],
        ),
        (
            'He says [@x, para. 1]: "a b", which others [@y, para. 2] deny.',
            [("a b", "[@x, para. 1]")],
        ),
        ('As @x [para. 1] puts it, "a b" [@y, para. 2].', [("a b", "[@y, para. 2]")]),
        ('As @x puts it, "a b" is near [@x, para. 2].', [("a b", "[@x, para. 2]")]),
        (
            'As @x [para. 2] says "a b"; "c" is another word [@x, para. 1].',
            [("a b", "@x [para. 2]"), ("c", "[@x, para. 1]")],
        ),
        (
            'As @x [para. 2] says; "c" is that word; others agree [@x, para. 1].',
            [("c", "@x [para. 2]")],
        ),
        ('As @x puts it, "a b" is near, and so [@y, para. 2].', [("a b", "@x")]),
        ('Against this [@x, para. 1] he sets "a" and thus more [@y].', [("a", "[@y]")]),
        ('One "a".\n\nTwo [@x].', [("a", None)]),
        ('- "a" [@x]\n- "b" [@y]', [("a", "[@x]"), ("b", "[@y]")]),
        ("> Long words\n> here.\n\n[@x, para. 1]", [("Long words here.", "[@x, para. 1]")]),
        ("> Long words here [@x, para. 1].", [("Long words here .", "[@x, para. 1]")]),
        ("> First.\n>\n> Second.\n>\n> --- [@x]\n", [("First. Second.", "[@x]")]),
        ("> Words.\n>\n> --- Lavrov, in @x [para. 1]\n", [("Words.", "@x [para. 1]")]),
        ("> Words.\n>\n> — S. Lavrov, 2022 [@x, para. 1]\n", [("Words.", "[@x, para. 1]")]),
        ("> — Is it?\n>\n> — It is. [@x]\n", [("Is it? It is.", "[@x]")]),
        ("> — It is so [@x]\n", [("It is so", "[@x]")]),
        ("::: {.quotation}\nLong words.\n\n[@x]\n:::\n", [("Long words.", "[@x]")]),
        ("He puts it so [@x]:\n\n> Long words.\n", [("Long words.", "[@x]")]),
        ("[“a b”]{.other} holds [@x].", []),
        ("[He says “a [sic] b”]{.x .other} of [@x].", []),
        ("The [“a b”]{.another} holds [@x].", [("a b", "[@x]")]),
        ("“a b”, not [so]{.other}, says he [@x].", [("a b", "[@x]")]),
        ("::: {.quotation .other}\nLong words.\n:::\n\n[@x]\n", []),
        (":::: {.quotation}\nLong words.\n\n:::\n::::\n\n[@x]\n", [("Long words. :::", "[@x]")]),
        ("   > Long words.\n\n[@x]\n", [("Long words.", "[@x]")]),
        ("> First [@x].\n> Second [@y].", [("First . Second .", "[@y]")]),
        ("> Long words.\n\nThen more [@x].\n", [("Long words.", None)]),
        ("He says [@x] so:\n\n> Long words.\n", [("Long words.", "[@x]")]),
        ("He says it [@x].\n\nMore is said.\n\n> Long words.\n", [("Long words.", None)]),
        ('> "Long words."\n\n[@x]', [("Long words.", "[@x]")]),
        ('He cries "Stop!" Then he goes [@x].', [("Stop!", None)]),
        ("他说「好。」 然后他走了 [@x]。", [("好。", None)]),
        ("他说「好？」 然后他走了 [@x]。", [("好？", None)]),
        ('He says "a b." @x has more.', [("a b.", None)]),
        ('He says "a b",\nwhich holds [@x].', [("a b", "[@x]")]),
        ('He says "a." [@x] He says "b" [@y].', [("a.", "[@x]"), ("b", "[@y]")]),
        ('He says "a." [@x]. He says "b."', [("a.", "[@x]"), ("b.", None)]),
        ("::: {.quotation}\nLong words.\n\n[@x]\n", [("Long words.", "[@x]")]),
        ('[see "a b" in @x, para. 1] and so on [@y].', [("a b", '[see "a b" in @x, para. 1]')]),
        ('As @x and @y have it, he says "a b".', [("a b", "@y")]),
        ('Since then [@x] he says "a b".', [("a b", None)]),
        ('As @x puts it, "a b", and as @x [para. 2] adds, more.', [("a b", "@x")]),
        ("The text has [“a]{.other}” odd marks.", [("a]{.other}", None)]),
    ],
)
def test_the_citation_that_answers_is_the_next_of_the_sentence(
    text: str, pairs: list[tuple[str, str | None]]
) -> None:
    assert attributed(text) == pairs


def test_the_closest_passage_and_its_differing_words_are_named() -> None:
    key, passage, likeness = closest_passage(
        "If this were the goals our neighbours aspire to",
        [("a.p1", "Other words."), ("a.p2", TEXT)],
    )
    assert (key, passage) == ("a.p2", "If this is the goal our neighbours aspire to")
    assert likeness > 0.6
    assert (
        differing_words("If this were the goals our neighbours aspire to", passage)
        == '"were" where the text has "is"; "goals" where the text has "goal"'
    )
    assert (
        differing_words("If this the very goal", "If this is the goal")
        == 'no "is", which the text has; "very", which the text does not have'
    )
