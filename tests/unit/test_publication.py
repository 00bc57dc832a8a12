"""The exports repeat what the front matter of the report says of its publication, and say what it
does not state.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pilcrow.exports.tei_header import add_publication
from pilcrow.report.prose.publication import Publication, read_publication

TEI = "{http://www.tei-c.org/ns/1.0}"


def published(tmp_path: Path, front: str) -> tuple[Publication, Any]:
    """Read a front matter, and return what it says and the publicationStmt made of it."""
    (tmp_path / "report").mkdir()
    (tmp_path / "report/index.qmd").write_text(front, encoding="utf-8")
    said = read_publication(tmp_path)
    file = etree.Element(f"{TEI}fileDesc")
    add_publication(file, said, "this edition")
    return said, file[0]


def test_publisher_date_doi_and_licence_are_repeated(tmp_path: Path) -> None:
    front = (
        "---\ntitle: X\nauthor:\n  - name: {given: Ann, family: Lee}\ndate: 2026-11-26\n"
        'doi: 10.5555/12345\nlicense: "CC BY"\ncitation:\n  publisher: The Press\n---\nText.\n'
    )
    said, statement = published(tmp_path, front)
    assert said.authors == ["Ann Lee"]
    assert [(child.tag.removeprefix(TEI), child.text) for child in statement][:3] == [
        ("publisher", "The Press"),
        ("date", "2026-11-26"),
        ("idno", "10.5555/12345"),
    ]
    (licence,) = statement.iter(f"{TEI}licence")
    assert licence.text == "CC BY 4.0"
    assert licence.get("target") == "https://creativecommons.org/licenses/by/4.0/"


def test_without_a_publisher_the_authors_are_responsible_and_a_missing_licence_is_said(
    tmp_path: Path,
) -> None:
    _, statement = published(tmp_path, "---\nauthor: [Ann Lee, Bo Chan]\n---\n")
    assert [one.text for one in statement.iter(f"{TEI}authority")] == ["Ann Lee", "Bo Chan"]
    assert "does not state a licence" in "".join(statement.itertext())


@pytest.mark.parametrize("front", ["", "Text.\n", "---\nauthor: [\n---\n", "---\n- a\n---\n"])
def test_a_front_matter_that_says_nothing_or_is_faulty_leaves_a_sentence(
    tmp_path: Path, front: str
) -> None:
    said, statement = published(tmp_path, front)
    assert said == Publication()
    assert "does not state who publishes this edition" in "".join(statement.itertext())


def test_a_licence_without_a_publisher_is_still_named(tmp_path: Path) -> None:
    _, statement = published(tmp_path, "---\nlicense: All rights reserved\n---\n")
    assert "Its licence is All rights reserved." in "".join(statement.itertext())
