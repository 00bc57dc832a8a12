"""Promise: no expression runs for ever, and the linear engine finds what Python's finds."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilcrow.text import expressions
from pilcrow.text.expressions import LINEAR, Expression, TooManySteps, _Steps, never_matches

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\b", r"\d", "é", " ", "$", "^"])


def _grown(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeat = st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{0,2}", "{2}", "{1,}?"])
    return st.one_of(
        st.tuples(children, children).map("".join),
        st.tuples(children, children).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(children, repeat).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(ATOMS, _grown, max_leaves=6)


def first(pattern: str, text: str, flags: int = 0) -> tuple[int, int] | None:
    return expressions._find(
        Expression(pattern, flags)._linear(), text, 0, len(text), _Steps(LINEAR)
    )


@settings(max_examples=500, deadline=None)
@given(PATTERNS, st.text("ab é1", max_size=8), st.booleans())
def test_the_linear_engine_finds_what_pythons_finds(pattern: str, text: str, case: bool) -> None:
    flags = 0 if case else re.IGNORECASE
    wanted = re.search(pattern, text, flags)
    found = first(pattern, text, flags)
    # Engines differ in how often they repeat what is empty, so that the end may differ there.
    empty = r"[*?+}]\)|(\^|\$|\\b)[^()]*\)+[*+?{]|\|(\^|\$|\\b)"
    if "{" in pattern or re.search(empty, pattern):
        assert (found is None) == (wanted is None)
        assert found is None or wanted is None or found[0] == wanted.start()
    else:
        assert found == (wanted and wanted.span())


@settings(max_examples=200, deadline=None)
@given(PATTERNS, st.text("ab é1", max_size=6))
def test_a_whole_text_matches_in_both_engines_or_in_neither(pattern: str, text: str) -> None:
    program = Expression(pattern)._linear()
    found = expressions._find(program, text, 0, len(text), _Steps(LINEAR), whole=True)
    assert (found is not None) == (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize(
    "pattern",
    [
        "(.*a){20}b",
        "(x+x+)+y",
        "(a|a)*b",
        "(?:a?){40}a{40}",
        "(a|b|ab){60}c",
        r"(\w+\s?)*!",
        ".*.*.*=x",
    ],
)
def test_endless_expressions_end(pattern: str) -> None:
    text = "a" * 500 + "x" * 500
    assert not Expression(pattern)._is_cheap(len(text))
    list(Expression(pattern).finditer(text))


@pytest.mark.parametrize(
    "pattern",
    ["talks", r"\w+ation", r"we\b.*\bwar", r"(?:\w+\s){1,3}war", r"[A-Z]\w+ [A-Z]\w+", "peace|war"],
)
def test_what_is_commonly_written_is_searched_by_pythons_engine(pattern: str) -> None:
    assert Expression(pattern)._is_cheap(2_000)


def test_what_neither_engine_can_bound_is_refused() -> None:
    with pytest.raises(TooManySteps):
        list(Expression(r"(?=(a+)+b)c").finditer("a" * 400))


def test_what_is_chosen_depends_on_the_length_of_the_text_alone() -> None:
    expression = Expression("a.*b.*c")
    assert expression._is_cheap(400) and not expression._is_cheap(40_000)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        # Each match might still go on to the end of the text.
        ("(?:a|aa)(?:.*(?:x|xx)*Z)?", "a" * 2_000),
        # Ways within ways: thousands of instructions for each character.
        (r"(?:\w{0,20}\s?){0,50}!", "word " * 400),
        ("(?:(?:(?:a?){9}){9}){9}b", "a" * 400),
    ],
)
def test_the_linear_engine_counts_its_steps(
    pattern: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expressions, "LINEAR", 100_000)
    with pytest.raises(TooManySteps):
        list(Expression(pattern).finditer(text))
    assert list(Expression(pattern).finditer(text[:10])) is not None, "short texts are searched"


def test_a_repetition_that_starts_anew_in_a_long_run_is_not_left_to_pythons_engine() -> None:
    """Python's engine tries to repeat from each character of the run: a cost of its square."""
    expression = Expression(r"\w+@")
    assert not expression._is_cheap_on("a" * 100_000)
    assert expression._is_cheap_on("words of prose " * 10_000), "its runs are short"
    assert list(expression.finditer("a" * 40_000 + "@ b@")) == [(0, 40_001), (40_002, 40_004)]
    assert not Expression("a{30000}b")._is_cheap_on("a" * 100_000)
    with pytest.raises(TooManySteps):
        list(Expression(r"(?<!x)\w+@").finditer("a" * 100_000))
    assert list(Expression(r"(?<!x)\w+@").finditer("some words " * 9_000)) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "a^b",
        "a$b",
        "(?:a|b)+^c",
        r"x\Zy",
        r"a\Ab",
        "(?!)a",
        "a(?!)",
        r"[^\w\W]a",
        "(a^|b^)",
        "(a^b)+c",
        r"peace\bful",
        r"(?:a\b\w)+",
        "(?=a)b",
        "a(?<=b)",
        r"x(?=\W)[a-z]",
    ],
)
def test_an_expression_that_no_text_can_match_is_told(pattern: str) -> None:
    assert never_matches(pattern)
    assert not any(re.search(pattern, text) for text in ("a", "ab", "a^b", "abc", "ca", "a\\nb"))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^ab$", "ab"),
        ("a*^b", "b"),
        ("a|b^c", "a"),
        (r"a\^b", "a^b"),
        ("(a^b)?c", "c"),
        ("a(?=b)", "ab"),
        ("a(?!b)", "ac"),
        ("(?:^|x)a", "a"),
        ("a(?:$|x)", "a"),
        (r"[^\w]a", " a"),
        (r"[\w\W]a", "aa"),
        ("^^a$$", "a"),
        (r"a\b b", "a b"),
        (r"a*\bb", "b"),
        (r"(?=\w)[ab]", "b"),
        ("(?=\U0001f600)\U0001f600", "\U0001f600"),
        ("(?=[a\U0001f600])[b\U0001f600]", "\U0001f600"),
        ("(?=ab)a?b?", "ab"),
        ("(?<=a)b", "ab"),
    ],
)
def test_an_expression_that_can_match_is_not_said_never_to(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert not never_matches(pattern)


@given(st.text("ab^$|()?*+", max_size=8), st.text("ab", max_size=4))
def test_what_never_matches_is_found_nowhere(pattern: str, text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern)
    except re.error:
        return
    if never_matches(pattern):
        assert not compiled.search(text)
