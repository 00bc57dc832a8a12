"""Promise: plain text is read as a careful editor would read it: labels, notes, kinds
(`tests/casebook.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from casebook import difference, doubts, names


@pytest.mark.parametrize("name", names("heading-"))
def test_headings_and_salutations(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("heckle-"))
def test_hecklers_are_not_speakers(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("interview-"))
def test_interviews(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("label-"))
def test_labels_of_many_parliaments(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("name-"))
def test_names_without_a_colon(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("stage-"))
def test_stage_directions(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("text-date-label", "text-votes"))
def test_lines_that_look_like_labels_or_page_numbers(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


CONTROLS = [
    "keep-briefing",
    "keep-chinese-briefing",
    "keep-diarised",
    "keep-french-listed",
    "keep-letters",
    "keep-numbered",
    "keep-old-line-ends",
    "keep-page-numbers",
    "keep-quote-before-colon",
    "keep-soft-hyphens",
    "keep-time-before-label",
    "keep-united-nations",
]


@pytest.mark.parametrize("name", CONTROLS)
def test_what_was_right_stays_right(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("parl-"))
def test_records_of_parliaments(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("qa-"))
def test_questions_and_answers(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("export-"))
def test_exports_of_programs(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("control-"))
def test_where_nobody_is_a_speaker_nothing_is_doubtful(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""
    assert doubts(name, tmp_path / "again") == []


@pytest.mark.parametrize("name", names("sign-", "time-", "role-"))
def test_signs_times_and_roles(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("sentence-", "head-", "vote-"))
def test_sentences_heads_and_votes(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""
