"""A slip in a YAML file or a table is a sentence with its line, whatever the slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.files.rows import load_rows
from pilcrow.files.typed import parse_yaml, validate
from pilcrow.model.problems import Problems
from pilcrow.model.values import Typed


class Item(Typed, frozen=True):
    name: str


class Holder(Typed, frozen=True):
    strict: bool = False
    kinds: list[Item] = []


def said(text: str) -> str:
    with pytest.raises(Problems) as caught:
        data, lines = parse_yaml(text, "a.yaml")
        validate(Holder, data, "a.yaml", lines)
    return "\n".join(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("kinds:\n\t- name: a\n", "a.yaml:2:1:", "YAML cannot be indented with a tab."),
        (
            "kinds:\n<<<<<<< HEAD\n  - name: a\n=======\n  - name: b\n>>>>>>> other\n",
            "a.yaml:2:",
            "git conflict marker",
        ),
        ("kinds:\n  - *name\n", "a.yaml:2:", "between quotation marks"),
        ("strict: maybe\n", "a.yaml:1:", '"strict" should be true or false, not "maybe"'),
        (
            "kinds:\n  - name: a\n  - no\n",
            "a.yaml:3:",
            'An item of "kinds" should have keys and values, not text.',
        ),
        (
            "kinds:\n  - 50\n",
            "a.yaml:2:",
            'An item of "kinds" should have keys and values, not text.',
        ),
        ("strict: !!int yes\n", "a.yaml:1:", "is not what its tag says"),
    ],
)
def test_each_slip_is_named_with_its_line(text: str, where: str, words: str) -> None:
    message = said(text)
    assert where in message
    assert words in message


@pytest.mark.parametrize("date", ["2022-02-30", "2022-13-01", "0000-00-00", "2022-02-10"])
def test_a_date_is_what_was_typed_also_where_no_calendar_has_it(date: str) -> None:
    assert parse_yaml(f"date: {date}\n", "a.yaml")[0] == {"date": date}


@given(st.text(alphabet="ab:-!*&[]{}#\"'\t\n 0129_.ex<>=|", max_size=60))
def test_no_text_at_all_is_more_than_a_sentence(text: str) -> None:
    try:
        parse_yaml(text, "a.yaml")
    except Problems as problems:
        assert problems.problems


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "{a: " * 5_000, "- " * 5_000, "a:\n" * 2 + "? " * 999]
)
def test_deep_nesting_is_a_sentence_and_ends_nothing(text: str) -> None:
    assert "The file is nested more than 60 levels deep." in said(text)


@pytest.mark.parametrize(
    "sign", ["\\0", "\\x1b", "\\uFFFE", "\\x7f", "\\u202E", "\\u2067", "\\u2028"]
)
def test_a_character_that_no_text_can_hold_is_refused_with_its_line(sign: str) -> None:
    message = said(f'strict: false\nkinds:\n  - name: "a{sign}b"\n')
    assert "a.yaml:3:" in message and "which is not allowed" in message


@pytest.mark.parametrize("sign", ["\\u200E", "\\u200F", "\\u200C", "\\u200D"])
def test_marks_that_titles_of_some_scripts_need_are_kept(sign: str) -> None:
    data, lines = parse_yaml(f'kinds:\n  - name: "a{sign}b"\n', "a.yaml")
    assert len(validate(Holder, data, "a.yaml", lines).kinds[0].name) == 3


def test_words_and_numbers_are_text_where_a_model_wants_text() -> None:
    data, lines = parse_yaml("kinds:\n  - name: no\n  - name: 1.10\n  - name: 007\n", "a.yaml")
    holder = validate(Holder, data, "a.yaml", lines)
    assert [item.name for item in holder.kinds] == ["no", "1.10", "007"]


@pytest.mark.parametrize(
    "written",
    [
        "label,name\nTHE CHAIR,Ann Low\n",
        "label;name;;\r\nTHE CHAIR;Ann Low;;\r\n;;;\r\n",
        'sep=;\r\n"label";"name"; \r\n\r\n"THE CHAIR";"Ann Low";""\r\n',
        "label\tname\t\nTHE CHAIR\tAnn Low\t\n\t\t\n",
    ],
)
def test_empty_rows_and_last_columns_that_a_spreadsheet_leaves_are_no_rows(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(written, "utf-8", newline="")
    rows = load_rows(path, "a.csv", ["label", "name"], ["use"])
    assert [row for _, row in rows] == [{"label": "THE CHAIR", "name": "Ann Low", "use": ""}]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("label,name\na,b,c\n", "This row has 3 cells, the first line has 2."),
        ("label,name,\na,b,c\n", "This row has 3 cells, the first line has 2."),
        ("label,name\na\n", "This row has 1 cell, the first line has 2."),
        ("label,,name\na,,b\n", 'The column "" is not known here.'),
        (",,\n\n", "The file is empty."),
    ],
)
def test_cells_without_a_column_are_refused(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(written, "utf-8", newline="")
    with pytest.raises(Problems, match=re.escape(said)):
        load_rows(path, "a.csv", ["label", "name"])


def test_a_memo_cannot_print_its_letters_in_another_order(tmp_path: Path) -> None:
    """A text may hold the character, as it was received."""
    path = tmp_path / "a.csv"
    path.write_text("text,memo\na\u202eb,c\nd,e\u202ef\n", "utf-8")
    with pytest.raises(Problems) as stopped:
        load_rows(path, "a.csv", ["text", "memo"])
    assert str(stopped.value) == (
        "a.csv:3: U+202E prints the letters after it in another order. Delete it."
    )
