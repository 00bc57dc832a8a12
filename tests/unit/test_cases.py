"""Promise: each transcript of the casebook is read as a careful editor would read it
(`tests/casebook.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from casebook import difference, names


@pytest.mark.parametrize("name", names("html-", "keep-html-"))
def test_web_pages(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("docx-", "keep-docx-"))
def test_word_documents(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize(
    "name", names("captions-", "keep-rolling-captions", "keep-blank-line-in-cue")
)
def test_captions(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("tei-", "akoma-", "keep-tei-", "keep-akoma-"))
def test_corpora(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("pdf-"))
def test_pdf(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize(
    "name", names("encoding-", "language-", "text-", "keep-encoding-", "keep-old-", "keep-soft-")
)
def test_encodings_and_languages(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""


@pytest.mark.parametrize("name", names("markdown-"))
def test_markdown(name: str, tmp_path: Path) -> None:
    assert difference(name, tmp_path) == ""
