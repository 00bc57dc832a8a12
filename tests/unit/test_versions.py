"""Promise: versions stand side by side only where their structures agree; where they part is said;
nothing is paired by a guess.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcripts import transcript_blocks

from pilcrow.checks.project import examine_project
from pilcrow.inputs.versions import Pair, beside, pairs_of
from pilcrow.model.problems import Problems
from pilcrow.model.records import Paragraph
from pilcrow.report.page.parts import tree_identifiers
from pilcrow.report.page.side_by_side import in_pairs
from pilcrow.report.page.theme_key import DocumentHead

PREFIXES = {"heading": "h", "salutation": "s", "speech": "p", "question": "p", "note": "n"}
CODEBOOK = (
    "title: Synthetic\nversion: '1'\nthemes:\n  - {code: toll, name: Toll, definition: Synthetic.,"
    " rules: [toll]}\n"
)


def paragraphs(document: str, kinds: list[str]) -> list[Paragraph]:
    made: list[Paragraph] = []
    for order, kind in enumerate(kinds, 1):
        number = f"{PREFIXES[kind]}{order}"
        made.append(
            Paragraph(
                f"{document}.{number}",
                document,
                number,
                kind,
                "Ada",
                order,
                f"words {order}",
                "0" * 64,
                2,
                0,
                9,
                0,
                9,
                1,
            )
        )
    return made


kinds = st.lists(st.sampled_from(sorted(PREFIXES)), max_size=12)


@given(kinds, kinds)
def test_every_paragraph_stands_once_and_rows_are_of_one_kind(
    left: list[str], right: list[str]
) -> None:
    ours, theirs = paragraphs("a", left), paragraphs("b", right)
    found = beside(ours, theirs)
    assert [one for one, _ in found.rows] + found.left == ours
    assert [other for _, other in found.rows] + found.right == theirs
    assert all(one.kind == other.kind and one.order == other.order for one, other in found.rows)
    assert (found.parting == "") == (left == right)
    if left and right and left[0] != right[0]:
        assert found.rows == []


def test_where_the_structures_part_is_a_sentence() -> None:
    same = ["heading", "speech"]
    found = beside(paragraphs("a", [*same, "speech"]), paragraphs("b", [*same, "note", "speech"]))
    assert (
        found.parting
        == "The two versions differ from here: a has paragraph 3 where b has note n3. What"
        " follows is not paired."
    )
    shorter = beside(paragraphs("a", same), paragraphs("b", [*same, "speech", "speech"]))
    assert (
        shorter.parting
        == "Here one of the two versions ends; b continues with paragraph 3, and 1 more."
    )


def test_pairs_are_what_the_metadata_declare() -> None:
    assert pairs_of({"en": "", "fr": "en", "ru": "en", "x": "gone"}) == [
        Pair("en", "fr"),
        Pair("en", "ru"),
    ]
    assert pairs_of({"b": "a", "a": "b"}) == [Pair("a", "b")]


def test_a_document_stands_once_however_many_versions_it_has() -> None:
    heads = [DocumentHead(name, name) for name in ("en", "fr", "ru", "x")]
    groups = in_pairs(heads, [("en", "fr"), ("en", "ru"), ("x", "gone")])
    assert [[head.document for head in group] for group in groups] == [["en", "fr"], ["ru"], ["x"]]


def cells(blocks: Any) -> list[tuple[str, str, set[str]]]:
    """Language, direction and identifiers of each cell."""
    found: list[tuple[str, str, set[str]]] = []
    if isinstance(blocks, list):
        for block in blocks:
            found += cells(block)
    elif isinstance(blocks, dict):
        if blocks.get("t") == "Div" and "version" in blocks["c"][0][1]:
            values = dict(blocks["c"][0][2])
            found.append((values["lang"], values["dir"], tree_identifiers(blocks["c"][1])))
        else:
            found += cells(blocks.get("c"))
    return found


def test_each_cell_has_its_language_and_direction_and_each_id_is_an_anchor() -> None:
    heads = [DocumentHead("a", "A", "ar"), DocumentHead("b", "B", "en")]
    spoken = [*paragraphs("a", ["heading", "speech"]), *paragraphs("b", ["heading", "speech"])]
    blocks = transcript_blocks(heads, spoken, pairs=[("a", "b")])
    assert {"a", "b", *(paragraph.id for paragraph in spoken)} <= tree_identifiers(blocks)
    rows = [cell for cell in cells(blocks) if cell[2]]
    # The text from right to left stands on the right, though it is the original.
    assert [(language, way) for language, way, _ in rows] == [("en", "ltr"), ("ar", "rtl")] * 2
    assert [ids for _, _, ids in rows] == [{"b.h1"}, {"a.h1"}, {"b.p2"}, {"a.p2"}]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("raw", "edition", "coding", "config"):
        (tmp_path / folder).mkdir()
    (tmp_path / "coding/codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    for name in ("one", "two", "three"):
        describe(tmp_path, name)
    return tmp_path


def describe(root: Path, name: str, of: str = "") -> None:
    (root / f"raw/{name}.txt").write_text("A synthetic sentence.\n", encoding="utf-8")
    text = f"title: {name}\nspeaker: {{name: Ada Sample}}\ndate: 2020\n" + (
        f"version_of: {of}\n" if of else ""
    )
    (root / f"raw/{name}.yaml").write_text(text, encoding="utf-8")


def said(root: Path) -> list[str]:
    with pytest.raises(Problems) as stopped:
        examine_project(root)
    return [str(found) for found in stopped.value.problems]


def test_a_wrong_original_is_never_proposed_to_be_the_document_itself(project: Path) -> None:
    describe(project, "two", "twoo")
    (wrong,) = said(project)
    assert wrong.endswith("which is not a document. Choose one of: one, three.")


def test_a_version_of_nothing_is_refused_with_file_and_line(project: Path) -> None:
    describe(project, "two", "onee")
    describe(project, "three", "three")
    two, three = sorted(said(project), key=lambda text: "three is" in text)
    assert two.startswith(
        'raw/two.yaml:4: two is declared a version of "onee", which is not a document. Did'
        ' you mean "one"?'
    )
    assert three.startswith("raw/three.yaml:4: three is declared a version of itself.")


def test_a_version_of_a_version_names_the_original(project: Path) -> None:
    describe(project, "two", "one")
    describe(project, "three", "two")
    [only] = said(project)
    assert only.endswith(
        "three is declared a version of two, which is itself a version of one. Name one, of which"
        " both are versions."
    )


def test_two_may_name_each_other_and_a_transcript_that_went_away_does_not_stop_the_build(
    project: Path,
) -> None:
    describe(project, "two", "one")
    describe(project, "one", "two")
    examine_project(project)
    describe(project, "one")
    (project / "raw/one.txt").unlink()
    (project / "raw/one.yaml").unlink()
    (project / "edition/one.paragraphs.csv").write_text(
        "id,kind,speaker,status,redirect,date,reason,checksum,text\n", encoding="utf-8"
    )
    assert any("one has no transcript" in mark.message for mark in examine_project(project).marks)
