"""Promise: `pilcrow check` finds what can be known without rendering, and configuration without effect is flagged."""

from __future__ import annotations

from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.checks.project import examine
from pilcrow.checks.texts import check_texts
from pilcrow.cli.main import main
from pilcrow.model.problems import Problems

CODEBOOK = """title: Synthetic
version: "1"
themes:
  - code: bridge
    name: Bridges
    speakers: [Somebody Else]
    examples: [one.p2]
    rules: [bridge*]
    themes:
      - {code: toll, name: Tolls, rules: [{phrase: toll, speakers: [Nobody]}]}
"""
METADATA = """title: One
speaker: {name: Ada Sample}
date: 2020
segmentation:
  speakers: ["QUESTION:", "MINISTER OF TOLLS:"]
  kinds:
    - {begins: "No such words", kind: note}
"""
TEXT = (
    "A title\n\nThe bridge is open to everybody who pays.\n\nQUESTION: Who pays?\n\nNobody does.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "project", ("Snakefile", "config"))
    for folder in ("raw", "coding"):
        (root / folder).mkdir()
    (root / "raw/one.txt").write_text(TEXT, "utf-8")
    (root / "raw/one.yaml").write_text(METADATA, "utf-8")
    (root / "coding/codebook.yaml").write_text(CODEBOOK, "utf-8")
    return root


def said(root: Path) -> list[str]:
    return [mark.message for mark in check_texts(root, examine(root))]


def test_configuration_without_effect_is_flagged(project: Path) -> None:
    found = said(project)
    assert any('"No such words"' in message for message in found)
    assert [message for message in found if "speaker label" in message] == [
        'The metadata list the speaker label "MINISTER OF TOLLS:", and no paragraph begins with it.'
    ]
    assert [message for message in found if "speaks in no document" in message] == [
        'bridge is limited to the speaker "Somebody Else", who speaks in no document.',
        'bridge/toll.1 is limited to the speaker "Nobody", who speaks in no document.',
    ]


def test_a_listed_person_who_speaks_nowhere_is_flagged(project: Path) -> None:
    (project / "edition").mkdir(exist_ok=True)
    (project / "edition/speakers.csv").write_text(
        "label,name,use\nTHE CHAIR,Nobody Here,\nTolls,,never\n", "utf-8"
    )
    marks = [mark for mark in check_texts(project, examine(project)) if "speakers.csv" in mark.file]
    assert [(mark.line, mark.message) for mark in marks] == [
        (2, 'Nobody Here speaks in no document: no paragraph has the label "THE CHAIR".')
    ]


def test_an_example_that_the_rules_belie_is_flagged(project: Path) -> None:
    assert any("one.p2, an example of bridge, is not coded" in message for message in said(project))


def test_a_correction_of_words_that_are_not_there_is_flagged(project: Path) -> None:
    (project / "edition").mkdir()
    (project / "edition/one.corrections.csv").write_text(
        "place,from,to,reason,responsible\none.p1,bridgge,bridge,a slip,Ada\n", "utf-8"
    )
    assert any("bridgge" in message for message in said(project))


def test_texts_that_cannot_be_read_are_all_named(project: Path) -> None:
    for name in ("two", "three"):
        (project / f"raw/{name}.txt").write_bytes(b"\xff\xfe\xff not text \x80\n")
    with pytest.raises(Problems) as stopped:
        said(project)
    assert {problem.file for problem in stopped.value.problems} == {"raw/two.txt", "raw/three.txt"}


def test_a_row_of_the_division_that_fits_nothing_is_told_also_of_an_accepted_document(
    project: Path,
) -> None:
    """A ledger settles what was guessed, not what the scholar wrote and what has no effect."""
    assert main(["accept", "one", "--project", str(project)]) == 0
    rows = "words,do,reason\nNo words of the text,note,wrong\nWho asks,split,wrong\n"
    (project / "edition/one.division.csv").write_text(rows, "utf-8")
    found = [message for message in said(project) if "no longer fits" in message]
    assert len(found) == 2
    assert '"No words of the text"' in found[0] and '"Who asks"' in found[1]
