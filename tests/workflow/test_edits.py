"""Promise: an ID is for ever.

Twenty kinds of edit of the transcript, each on a copy of the seed: verdicts, IDs, tombstones.

These run in memory, by `edition.load`; what each edit shows in the report is asserted in
test_edits_end_to_end.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from throwaway import copy_project

from pilcrow.cli import accept as accepting
from pilcrow.cli import status
from pilcrow.edition import sources as edition
from pilcrow.edition.sources import Edition
from pilcrow.identity import ledger

DOCUMENT = "lavrov-truss-2022"
RAW = f"raw/{DOCUMENT}.txt"
KEPT = ["h1", "s1", "s2", *(f"p{number}" for number in range(1, 14))]
# Synthetic sentences for insertion; no one said them.
SYNTHETIC = (
    "Synthetic insertion: cartographers quarrel over an island that appears on one chart only."
)
OTHER = "Another synthetic insertion counts apples in baskets and wonders who put them there."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The scholar's folders of the repository, with the seed's ledger."""
    return copy_project(tmp_path / "project", ("Snakefile", "config", "raw", "edition"))


def lines_of(project: Path) -> list[str]:
    return (project / RAW).read_text("utf-8").split("\n")


def edit(project: Path, change: Callable[[list[str]], list[str]]) -> Edition:
    """Edit the transcript, a paragraph a line (line 0 is h1, line 3 is p1), and load the
    edition.
    """
    (project / RAW).write_text("\n".join(change(lines_of(project))), encoding="utf-8")
    return edition.load_document(project, DOCUMENT)


def numbers(found: Edition) -> list[str]:
    return [paragraph.number for paragraph in found.paragraphs]


def changed(found: Edition) -> dict[str, str]:
    """Verdicts of what is pending, by number."""
    verdicts = {
        paragraph.number: paragraph.verdict for paragraph in found.paragraphs if paragraph.pending
    }
    return verdicts | {
        row.number: f"withdrawn {row.redirect}".strip()
        for row in found.withdrawn
        if not row.accepted
    }


def accept_all(project: Path) -> None:
    done = accepting.prepare(project, DOCUMENT, None, "2026-12-01", "a test")
    ledger.write(project / ledger.ledger_file(DOCUMENT), done.rows)


def settled(project: Path, expected: list[str]) -> None:
    """After accepting, nothing is pending, and the IDs are those that were pending."""
    accept_all(project)
    found = edition.load_document(project, DOCUMENT)
    assert numbers(found) == expected
    assert changed(found) == {}
    assert not any(
        mark.kind in ("reworded", "moved", "split", "merged", "new", "withdrawn", "exact")
        for mark in found.segmented.marks
    )


def test_no_edit(project: Path) -> None:
    """0. The shipped ledger is that of the shipped transcript."""
    found = edition.load_document(project, DOCUMENT)
    assert numbers(found) == KEPT
    assert changed(found) == {}
    assert not found.segmented.provisional


def test_typo(project: Path) -> None:
    """1."""
    found = edit(
        project, lambda lines: [line.replace("unprecedented", "unprecedentd") for line in lines]
    )
    assert numbers(found) == KEPT
    assert changed(found) == {"p3": "reworded"}
    assert found.paragraphs[5].accepted.startswith("Our meeting today is unprecedented")
    assert [
        change.text for change in found.paragraphs[5].difference if change.operation != "="
    ] == ["unprecedented", "unprecedentd"]
    settled(project, KEPT)


def test_reworded(project: Path) -> None:
    """2. A sentence put in other words."""
    new = (
        "Relations can of course be normalised only by a dialogue built on equality and mutual"
        " respect, on recognising each other’s legitimate interests and on a search for mutually"
        " acceptable solutions."
    )
    found = edit(project, lambda lines: [*lines[:9], new, *lines[10:]])
    assert numbers(found) == KEPT
    assert changed(found) == {"p7": "reworded"}
    assert 0.5 < found.paragraphs[9].similarity < 0.9
    settled(project, KEPT)


def test_sentence_moved(project: Path) -> None:
    """3. A sentence goes from p8 to the end of p9: both are reworded, neither loses its ID."""
    sentence = " I do not see this as diplomacy."
    found = edit(
        project,
        lambda lines: [
            *lines[:10],
            lines[10].removesuffix(sentence),
            lines[11] + sentence,
            *lines[12:],
        ],
    )
    assert numbers(found) == KEPT
    assert changed(found) == {"p8": "reworded", "p9": "reworded"}
    settled(project, KEPT)


def test_paragraphs_swapped(project: Path) -> None:
    """4. One of them is said to have moved: the one with less text."""
    found = edit(project, lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]])
    swapped = [*KEPT[:8], "p7", "p6", *KEPT[10:]]
    assert numbers(found) == swapped
    assert changed(found) in ({"p6": "moved"}, {"p7": "moved"})
    assert all(paragraph.similarity == 1.0 for paragraph in found.paragraphs)
    settled(project, swapped)


def test_split(project: Path) -> None:
    """5. The larger part keeps the ID."""
    first = (
        "Ideologically charged approaches, ultimatums, threats and moralising is a road to nowhere."
    )
    found = edit(
        project,
        lambda lines: [*lines[:10], first, lines[10].removeprefix(first + " "), *lines[11:]],
    )
    expected = [*KEPT[:10], "p8a", "p8", *KEPT[11:]]
    assert numbers(found) == expected
    assert changed(found) == {"p8a": "split", "p8": "split"}
    assert found.paragraphs[10].related == [f"{DOCUMENT}.p8a", f"{DOCUMENT}.p8"]
    settled(project, expected)


def test_merged(project: Path) -> None:
    """6. The lost ID redirects to the one kept."""
    found = edit(project, lambda lines: [*lines[:7], f"{lines[7]} {lines[8]}", *lines[9:]])
    expected = [number for number in KEPT if number != "p5"]
    assert numbers(found) == expected
    assert changed(found) == {"p6": "merged", "p5": f"withdrawn {DOCUMENT}.p6"}
    settled(project, expected)
    assert edition.load_document(project, DOCUMENT).withdrawn[0].redirect == f"{DOCUMENT}.p6"


def test_split_and_reworded(project: Path) -> None:
    """7."""
    first = "Ideological approaches, ultimatums, threats and moralising lead to nowhere."
    second = (
        "Regrettably, some of our Western colleagues use this form in their public activities. I do"
        " not call this diplomacy."
    )
    found = edit(project, lambda lines: [*lines[:10], first, second, *lines[11:]])
    expected = [*KEPT[:10], "p8a", "p8", *KEPT[11:]]
    assert numbers(found) == expected
    assert changed(found) == {"p8a": "split", "p8": "split"}
    assert all(0.6 < paragraph.similarity < 1 for paragraph in found.paragraphs[10:12])
    settled(project, expected)


def test_inserted_first(project: Path) -> None:
    """8. Before paragraph 1 stands 0a: nothing is renumbered."""
    found = edit(project, lambda lines: [*lines[:3], SYNTHETIC, *lines[3:]])
    expected = [*KEPT[:3], "p0a", *KEPT[3:]]
    assert numbers(found) == expected
    assert changed(found) == {"p0a": "new"}
    settled(project, expected)


def test_inserted_in_the_middle(project: Path) -> None:
    """9. Two between 8 and 9 are 8a and 8b; a third, later, between them takes the next letter."""
    found = edit(project, lambda lines: [*lines[:11], SYNTHETIC, OTHER, *lines[11:]])
    expected = [*KEPT[:11], "p8a", "p8b", *KEPT[11:]]
    assert numbers(found) == expected
    assert changed(found) == {"p8a": "new", "p8b": "new"}
    settled(project, expected)
    third = "A third synthetic insertion hums a tune about two violins and an old piano."
    again = edit(project, lambda lines: [*lines[:12], third, *lines[12:]])
    assert numbers(again)[11:14] == ["p8a", "p8c", "p8b"]


def test_inserted_last(project: Path) -> None:
    """10."""
    found = edit(project, lambda lines: [*lines, SYNTHETIC])
    assert numbers(found) == [*KEPT, "p14"]
    assert changed(found) == {"p14": "new"}
    settled(project, [*KEPT, "p14"])


def test_deleted(project: Path) -> None:
    """11. The ID is withdrawn with its text, and never given to another paragraph."""
    found = edit(project, lambda lines: [*lines[:6], *lines[7:]])
    expected = [number for number in KEPT if number != "p4"]
    assert numbers(found) == expected
    assert changed(found) == {"p4": "withdrawn"}
    assert found.withdrawn[0].text.startswith("I have read Boris Johnson’s statement")
    settled(project, expected)
    again = edit(project, lambda lines: [*lines[:6], SYNTHETIC, *lines[6:]])
    assert numbers(again)[6] == "p3a"


def test_last_deleted_and_another_added(project: Path) -> None:
    """12. The number of a withdrawn last paragraph is not used again."""
    edit(project, lambda lines: lines[:-1])
    accept_all(project)
    found = edit(project, lambda lines: [*lines, SYNTHETIC])
    assert numbers(found)[-1] == "p14"


def test_deleted_and_restored(project: Path) -> None:
    """13.

    Before accepting nothing has happened; after it the tombstone's own words get their ID back, and
    it is said.
    """
    received = (project / RAW).read_bytes()
    edit(project, lambda lines: [*lines[:6], *lines[7:]])
    accept_all(project)
    (project / RAW).write_bytes(received)
    found = edition.load_document(project, DOCUMENT)
    assert numbers(found) == KEPT
    assert changed(found) == {"p4": "exact"}
    assert "withdrawn on 2026-12-01 and are back" in found.paragraphs[6].explanation
    settled(project, KEPT)


def test_duplicate_inserted(project: Path) -> None:
    """14.

    The first of two equal paragraphs keeps the ID; the other is new and says what it repeats.
    """
    found = edit(project, lambda lines: [*lines[:6], lines[5], *lines[6:]])
    expected = [*KEPT[:6], "p3a", *KEPT[6:]]
    assert numbers(found) == expected
    assert changed(found) == {"p3a": "new"}
    assert "it repeats p3" in found.paragraphs[6].explanation
    settled(project, expected)


def test_wrapped_anew(project: Path) -> None:
    """15. The same text hard-wrapped, paragraphs between blank lines: every paragraph is exact."""
    import textwrap

    found = edit(
        project,
        lambda lines: "\n\n".join(
            textwrap.fill(line, 70, break_on_hyphens=False) for line in lines
        ).split("\n"),
    )
    assert numbers(found) == KEPT
    assert changed(found) == {}


def test_speaker_label_added(project: Path) -> None:
    """16.

    A label is no part of the words. The same speaker changes nothing; another speaker is pending,
    the words exact.
    """
    found = edit(project, lambda lines: [*lines[:3], f"Sergey Lavrov: {lines[3]}", *lines[4:]])
    assert numbers(found) == KEPT
    assert changed(found) == {}
    assert found.paragraphs[3].speaker_label == "Sergey Lavrov:"
    found = edit(project, lambda lines: [*lines[:15], f"Question: {lines[15]}"])
    assert numbers(found) == KEPT
    assert changed(found) == {"p13": "exact"}
    assert "The kind was speech and is question; the ID stays." in found.paragraphs[15].explanation
    settled(project, KEPT)


def test_quotes_changed(project: Path) -> None:
    """17. Straight for typographic apostrophes: another state of the text, the words the same."""
    found = edit(project, lambda lines: [line.replace("’", "'") for line in lines])
    assert numbers(found) == KEPT
    assert changed(found) == {
        "h1": "reworded",
        "p4": "reworded",
        "p5": "reworded",
        "p7": "reworded",
    }
    assert {paragraph.similarity for paragraph in found.paragraphs} == {1.0}
    assert (
        found.paragraphs[6].explanation
        == "The words are the same; capitals, punctuation or spaces differ."
    )
    settled(project, KEPT)


def test_encoding_changed(project: Path) -> None:
    """18. Other bytes, the same text: exact."""
    path = project / RAW
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    found = edition.load_document(project, DOCUMENT)
    assert numbers(found) == KEPT
    assert changed(found) == {}
    text = path.read_text("utf-8-sig")
    path.write_bytes(text.encode("cp1252"))
    metadata = project / "raw" / f"{DOCUMENT}.yaml"
    metadata.write_text(metadata.read_text("utf-8") + "encoding: cp1252\n", encoding="utf-8")
    found = edition.load_document(project, DOCUMENT)
    assert numbers(found) == KEPT
    assert changed(found) == {}


def test_file_renamed(project: Path) -> None:
    """19.

    Another ID is another document, provisional; `status` says where the accepted text lies.
    """
    for path in (project / "raw").glob(f"{DOCUMENT}.*"):
        path.rename(path.with_name(path.name.replace(DOCUMENT, "moscow-2022")))
    found = edition.load_document(project, "moscow-2022")
    assert found.segmented.provisional
    assert [mark.kind for mark in found.segmented.marks if mark.kind == "provisional"] == [
        "provisional"
    ]
    told = status.examine_documents(project)
    assert told.provisional == ["moscow-2022"]
    assert len(told.hints) == 1
    assert f"moscow-2022 has the text that was accepted for {DOCUMENT}" in told.hints[0]


def second_document(project: Path) -> Path:
    path = project / "raw" / "synthetic-2022.txt"
    path.write_text(f"A Synthetic Heading\n{SYNTHETIC}\n{OTHER}\n", encoding="utf-8")
    done = accepting.prepare(project, "synthetic-2022", None, "2026-12-01", "")
    ledger.write(project / ledger.ledger_file("synthetic-2022"), done.rows)
    return path


def test_documents_exchanged(project: Path) -> None:
    """20. Neither takes the other's IDs; `status` says that they look exchanged."""
    other, own = second_document(project), project / RAW
    spare = project / "spare"
    shutil.move(own, spare)
    shutil.move(other, own)
    shutil.move(spare, other)
    found = edition.load_document(project, DOCUMENT)
    assert not set(numbers(found)) & set(KEPT)
    assert {row.number for row in found.withdrawn} == set(KEPT)
    hints = status.examine_documents(project).hints
    assert [hint for hint in hints if "seem to be swapped" in hint], hints


def test_whole_text_as_one_paragraph(project: Path) -> None:
    """21. Every ID still leads to the words."""
    found = edit(project, lambda lines: [*lines[:3], " ".join(lines[3:])])
    assert len(found.paragraphs) == 4
    kept = found.paragraphs[3]
    assert kept.verdict == "merged"
    assert {row.redirect for row in found.withdrawn} == {kept.id}
    assert len(found.withdrawn) == 12


def test_correction_accepted_by_the_source(project: Path) -> None:
    """22.

    The source corrects the slip that a row corrects: the clean text is the same, so the paragraph
    is exact.
    """
    found = edit(
        project, lambda lines: [line.replace("Secretary,.", "Secretary.") for line in lines]
    )
    assert numbers(found) == KEPT
    assert changed(found) == {}
    assert [mark.kind for mark in found.segmented.marks] == ["correction"]


def test_several_at_once(project: Path) -> None:
    """23. A typo, a deletion, an insertion and a split in one edit."""
    first = (
        "Ideologically charged approaches, ultimatums, threats and moralising is a road to nowhere."
    )

    def change(lines: list[str]) -> list[str]:
        return [
            *lines[:5],
            lines[5].replace("unprecedented", "rare"),
            *lines[7:10],
            first,
            lines[10].removeprefix(first + " "),
            *lines[11:14],
            SYNTHETIC,
            *lines[14:],
        ]

    found = edit(project, change)
    assert changed(found) == {
        "p3": "reworded",
        "p4": "withdrawn",
        "p8a": "split",
        "p8": "split",
        "p11a": "new",
    }
    settled(project, list(numbers(found)))
