"""The stage export in a whole build: what its files say equals the tables, and they are made anew
by what changes them and by nothing else.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reading_exports import Found, Read, read_annotations, read_project, read_tei
from throwaway import append, contents, snakemake

from pilcrow.tables.tables import read_table

DOCUMENT = "lavrov-truss-2022"


def in_tables(project: Path) -> tuple[dict[str, Read], list[Found]]:
    """Paragraphs, and everything said of them, as the published tables have it."""
    folder = project / "results/tabulate"
    paragraphs = {
        row["paragraph"]: Read(row["kind"], row["speaker"], row["text"], row["checksum"])
        for row in read_table(folder, "paragraphs")
    }
    found = []
    for row in read_table(folder, "codings"):
        place = (
            (-1, -1, "") if row["start"] is None else (row["start"], row["end"], row["evidence"])
        )
        found.append(
            Found(
                "coding",
                row["paragraph"],
                row["theme"],
                row["coder"],
                row["rule"],
                *place,
                row["memo"],
                row["stale"],
            )
        )
    for row in read_table(folder, "voice"):
        found.append(
            Found(
                "voice",
                row["paragraph"],
                row["voice"],
                row["coder"],
                "",
                row["start"],
                row["end"],
                row["text"],
                row["memo"],
                row["stale"],
            )
        )
    for row in read_table(folder, "actors"):
        found.append(
            Found(
                "actor",
                row["paragraph"],
                row["actor"],
                "",
                "",
                row["start"],
                row["end"],
                row["text"],
                "",
                False,
            )
        )
    return paragraphs, sorted(found)


def test_every_export_says_what_the_tables_say(built: Path) -> None:
    paragraphs, found = in_tables(built)
    assert len(paragraphs) == 16
    assert {one.kind for one in found} == {"coding", "voice", "actor"}
    folder = built / "results/export"
    text = (folder / f"text/{DOCUMENT}.txt").read_bytes().decode()
    projects = read_project(folder / "project.qdpx")
    for read, said in (
        read_tei(folder / f"tei/{DOCUMENT}.xml")[:2],
        read_annotations(folder / f"annotations/{DOCUMENT}.jsonld", text),
        (projects[0][DOCUMENT], projects[1][DOCUMENT]),
    ):
        assert read == paragraphs
        # A paragraph that was read and given no theme is no row of the tables.
        assert sorted(one for one in said if one.what) == found


@pytest.mark.slow
def test_an_export_edited_by_hand_and_one_that_fails_are_made_anew(copy_built: Path) -> None:
    before = contents(copy_built)
    append(f"results/export/tei/{DOCUMENT}.xml", "<!-- by hand -->")(copy_built)
    shutil.rmtree(copy_built / "results/export/annotations")
    build = snakemake(copy_built)
    assert build.ran == ["export"], build.said
    assert contents(copy_built) == before
    append("workflow/pilcrow/exports/markup.py", "\nANOTHER_CONSTANT = 1\n")(copy_built)
    assert snakemake(copy_built).ran == ["export_batch", "export"]
    module = copy_built / "workflow/pilcrow/exports/refi.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(
        source.replace("size = described.stat()", "size = described.nowhere.stat()"),
        encoding="utf-8",
    )
    build = snakemake(copy_built)
    assert build.status != 0
    assert "This is a fault of Pilcrow, not of your files" in build.said
    assert [
        path
        for path in (copy_built / "results").rglob("*")
        if ".part" in path.name or ".pieces" in path.name
    ] == []
    module.write_text(source, encoding="utf-8")
    assert snakemake(copy_built).ran == ["export_batch", "export"]
    assert contents(copy_built) == before


@pytest.mark.slow
@pytest.mark.thorough
def test_a_large_corpus_is_exported_when_asked_and_stale_exports_are_named(small: Path) -> None:
    project = small
    append("config/config.yaml", "\ndocuments_per_batch_from: 1\n")(project)
    build = snakemake(project, "tables", "export")
    assert build.status == 0, build.said
    assert build.stages == [
        "clean",
        "segment",
        "code",
        "count",
        "tabulate",
        "export_batch",
        "export",
    ]
    assert "Not updated" not in build.said
    append("config/config.yaml", "adjudication: unanimous\n")(project)
    build = snakemake(project, "tables")
    assert build.stages == ["count", "tabulate"]
    assert "Not updated: results/export. Type `snakemake export` to update it." in build.said
    assert snakemake(project, "export").ran == ["export_batch", "export"]
    assert "Not updated" not in snakemake(project, "tables").said
