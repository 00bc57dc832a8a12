"""Promise: there is one definition of a word, and every count, span and match follows it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilcrow.text.words import (
    Words,
    blanked,
    count_folded,
    count_words,
    is_unspaced,
    split_words,
    word_spans,
    words_of,
)

# The words that docs/words.md shows; a bar stands between them.
EXAMPLES = [
    (
        "en",
        "John's well-known U.S.-led 3.5 % plan & so on",
        "John's|well-known|U.S|led|3.5|plan|so|on",
    ),
    (
        "en",
        "In 2014–2022, 50,000 people—we know—left at 10:30.",
        "In|2014|2022|50,000|people|we|know|left|at|10|30",
    ),
    (
        "fr",
        "L’espoir d’aujourd’hui, c’est-à-dire 3,5 % !",
        "L|espoir|d|aujourd’hui|c|est-à-dire|3,5",
    ),
    ("it", "dell'accordo, l’Europa", "dell|accordo|l|Europa"),
    ("ca", "la col·lecció d’art", "la|col·lecció|d|art"),
    ("de", "die EU-Osterweiterung, z. B. am 3. Oktober", "die|EU-Osterweiterung|z|B|am|3|Oktober"),
    ("ru", "что-то, т.е. 3,5 млрд", "что-то|т.е|3,5|млрд"),
    ("uk", "п’ять об'єднань", "п’ять|об'єднань"),
    ("ar", "السيدات والسادة، مُحَمَّد ٣٫٥", "السيدات|والسادة|مُحَمَّد|٣٫٥"),
    ("he", 'צה"ל ג׳ורג׳', 'צה"ל|ג׳ורג'),
    ("fa", "می‌خواهم", "می‌خواهم"),
    ("hi", "नमस्ते हिन्दी, ३.५", "नमस्ते|हिन्दी|३.५"),
    ("ko", "한국어는 좋다.", "한국어는|좋다"),
    ("th", "ภาษาไทย ๒๕๖๕", "ภ|า|ษ|า|ไ|ท|ย|๒๕๖๕"),
    ("zh", "他说：你好，world 2022年", "他|说|你|好|world|2022|年"),
    ("ja", "コーヒーが、がぎ", "コ|ー|ヒ|ー|が|が|ぎ"),
    ("tr", "Türkiye’nin 3.500 köyü", "Türkiye’nin|3.500|köyü"),
    ("en", "wait...what? end.Next -- AT&T, a/b ❤️ 👨‍👩‍👧 … — __ ´", "wait|what|end|Next|AT|T|a|b"),
    ("en", "☝🏽 1️⃣ e\u0301te\u0301 x²", "1️⃣|e\u0301te\u0301|x²"),
]
TEXTS = st.text(
    "aBéẞſΣςİıJ'’ʼ-‐‑ ,.:_50²٣٫·״\"׳ดิำןה合かー\u3099ﾞ\u0301\u200d\ufe0f❤—…&%", max_size=24
) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
LANGUAGES = st.sampled_from(["", "en", "fr", "it", "tr", "he", "zh"])


@pytest.mark.parametrize(("language", "text", "words"), EXAMPLES)
def test_examples(language: str, text: str, words: str) -> None:
    assert [text[start:end] for start, end in word_spans(text, language)] == words.split("|")
    assert count_words(text, language) == len(words.split("|"))


@settings(max_examples=500)
@given(
    TEXTS, LANGUAGES, st.sampled_from(["together", "apart"]), st.sampled_from(["together", "apart"])
)
def test_spans_counts_and_folded_words_agree(
    text: str, language: str, hyphens: str, possessives: str
) -> None:
    words = words_of(language, hyphens, possessives)
    spans = words.spans(text)
    assert words.count(text) == len(spans) == len(words.split(text))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
    assert count_words(text, language) == words_of(language, "together", "apart").count(text)
    if not is_unspaced(text):
        assert count_folded(words.fold(text)) == len(spans)


@settings(max_examples=300)
@given(TEXTS, LANGUAGES)
def test_a_word_holds_a_letter_or_a_digit_and_outside_stands_none(text: str, language: str) -> None:
    import regex

    outside = text
    for start, end in word_spans(text, language):
        assert regex.search(r"[\p{L}\p{N}\p{Alphabetic}]", text[start:end])
        outside = outside[:start] + " " * (end - start) + outside[end:]
    assert not regex.search(r"[\p{L}\p{Nd}]", outside.replace("ʼ", ""))


@given(TEXTS, LANGUAGES)
def test_capitals_and_typographic_signs_make_no_difference_to_the_count(
    text: str, language: str
) -> None:
    folded = words_of(language).fold(text, case=False)
    assert len(folded.split()) == len(words_of(language).fold(text, case=True).split())
    plain = text.replace("’", "'").replace("‑", "-").replace("‐", "-")
    assert count_words(plain, language) == count_words(text, language)


@given(st.lists(st.sampled_from([text for _, text, _ in EXAMPLES]), min_size=1, max_size=4))
def test_texts_side_by_side_have_the_words_of_each(texts: list[str]) -> None:
    assert count_words(" ; ".join(texts)) == sum(map(count_words, texts))


def test_a_possessive_belongs_to_its_word_and_a_rule_may_leave_it_out() -> None:
    assert split_words("Johnson’s") == ["johnson's"]
    assert words_of("en", "together", "apart").split("Johnson’s plan") == ["johnson", "plan"]
    assert words_of("de", "together", "apart").split("Johnson’s") == ["johnson's"]


def test_hyphens_may_be_seen_apart() -> None:
    assert words_of("en", "apart").split("long‑term") == ["long", "term"]


def test_marks_of_every_script_belong_to_the_letter_before_them() -> None:
    """The table that was kept by hand lacked marks of Unicode 15, such as U+0CF3 of Kannada."""
    import regex

    marks = regex.findall(r"(?!\p{scx=Hira})\p{M}", "".join(map(chr, range(0x300, 0x1E000))))
    assert "\u0cf3" in marks and len(marks) > 1500
    apart = [mark for mark in marks if not is_unspaced(mark) and len(word_spans(f"a{mark}a")) != 1]
    assert apart == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Each of these kills a mutant of words.py that the examples above let live.
        ("Johnson’s- plan, Johnson's-led", ["johnson", "plan", "johnson's-led"]),
        ("a,b 3,b", ["a", "b", "3", "b"]),
        ("пʼять п’ять п'ять", ["п'ять"] * 3),
        ("long‐term long‑term long-term", ["long-term"] * 3),
        ("ſo ΛΌΓΟΣ λόγος İki", ["so", "λόγοσ", "λόγοσ", "iki"]),
        ("ABC中 D国", ["abc", "中", "d", "国"]),
    ],
)
def test_folded_words(text: str, words: list[str]) -> None:
    assert words_of("en").split(text) == words


def test_small_and_capital_letters_are_one_word_unless_a_rule_tells_them_apart() -> None:
    signs = "".join(map(chr, range(32, 127)))
    assert split_words(signs) == ["0123456789", "abcdefghijklmnopqrstuvwxyz"] + (
        ["abcdefghijklmnopqrstuvwxyz"]
    )
    assert Words("en").fold("A Z a z @[`{") == b" a z a z      "
    assert Words("en").fold("A Z a z", case=True) == b" A Z a z "


@pytest.mark.parametrize("language", ["tr", "az", "tr-TR", "AZ"])
def test_the_four_i_of_turkish_are_one_letter(language: str) -> None:
    assert split_words("IRAK ırak İRAK irak", language) == ["irak"] * 4
    assert split_words("ırak", "en") == ["ırak"]


def test_words_beside_signs_that_join_nothing_are_counted_at_both_ends_of_a_text() -> None:
    for text, count in (("-a", 1), ("a-", 1), ("'a b'", 2), ("a -b- c", 3), ("--a--b", 2)):
        assert count_words(text) == count == len(word_spans(text)), text
        assert words_of("").count_each([text, "x", text]) == [count, 1, count], text


def test_a_stop_within_a_word_counts_in_its_own_text_only() -> None:
    assert words_of("").count_each(["end.", "a.b", "3.5 c", "d .e"]) == [1, 1, 2, 2]


def test_blanked_text_is_as_long_as_before() -> None:
    assert blanked("Thank (Applause) you", [(6, 16)]) == "Thank            you"
    assert blanked("A (b) c (d) e", [(8, 11), (2, 5)]) == "A     c     e"
    assert blanked("A (b (c)) d", [(2, 9), (5, 8)]) == "A         d"


def test_the_folded_copy_has_spaces_for_scripts_without() -> None:
    assert Words("zh").fold("中国 x").decode() == "    x "


def test_regex_is_loaded_only_for_text_that_is_not_ascii() -> None:
    import subprocess
    import sys

    script = (
        'import sys; from pilcrow.text.words import count_words; count_words("John\'s plan, 3.5");'
        "print('regex' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_the_documentation_shows_these_examples() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(.+?)` \|.*?\| (\d+) \|$", page, re.MULTILINE))
    assert len(rows) >= 10
    for text, number in rows.items():
        language = re.search(rf"^\| `{re.escape(text)}` \| (\w+) \|", page, re.MULTILINE)
        assert language is not None
        assert count_words(text, language[1]) == int(number), text


@given(
    st.lists(st.text("aaBé5Ж猫\u0301 .,-'’“”—_·×", max_size=14), max_size=6),
    st.sampled_from(["en", "fr", "", "ru", "zh", "tr"]),
)
@settings(max_examples=300, deadline=None)
def test_many_texts_are_counted_as_each_by_itself(texts: list[str], language: str) -> None:
    words = words_of(language, "together", "together")
    assert words.count_each(texts) == [words.count(text) for text in texts]
