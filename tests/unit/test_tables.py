"""Promise: what is written is read back, no cell runs in a spreadsheet, and docs/tables.md says
what the columns are.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.files.cells import guard_cell, unguard
from pilcrow.tables import tables
from pilcrow.tables.tables import (
    TABLES,
    Column,
    TableWriter,
    frame_of,
    read_table,
    write_table,
)

DOCS = Path(__file__).resolve().parents[2] / "docs" / "tables.md"


STARTS = st.text("'=+-@\t\r＝＋－＠a", max_size=4)


@given(st.text() | STARTS)
def test_protection_is_reversible_and_leaves_no_formula(text: str) -> None:
    cell = guard_cell(text)
    assert unguard(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(st.text() | STARTS)
def test_the_guard_can_be_switched_off_and_the_text_is_still_read_back(text: str) -> None:
    cell = guard_cell(text, formulas=False)
    assert unguard(cell) == text
    assert cell == text or text.startswith("'")


def test_a_formula_in_a_text_stays_a_text(tmp_path: Path) -> None:
    row = {
        "paragraph": "d.p1",
        "text": "=cmd|' /C calc'!A0",
        "speaker": "'Quoted' & \"Co\"",
        "words": 3,
    }
    write_table(tmp_path, "paragraphs", frame_of("paragraphs", [row]))
    with (tmp_path / "paragraphs.csv").open(encoding="utf-8", newline="") as stream:
        cells = next(csv.DictReader(stream))
    assert cells["text"].startswith("'=")
    assert read_table(tmp_path, "paragraphs")[0]["text"] == row["text"]
    assert read_table(tmp_path, "paragraphs")[0]["speaker"] == row["speaker"]


def test_a_formula_in_the_name_of_a_column_stays_a_name(tmp_path: Path) -> None:
    own = "=cmd|' /C calc'!A0"
    columns = [Column("document", "text", ""), Column(own, "text", "")]
    write_table(tmp_path, "documents", pandas.DataFrame({"document": ["d"], own: ["x"]}), columns)
    assert (tmp_path / "documents.csv").read_text(encoding="utf-8").startswith("document,'=cmd")
    assert read_table(tmp_path, "documents") == [{"document": "d", own: "x"}]


def test_csv_and_parquet_hold_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also across row groups: a table longer than one is written whole."""
    monkeypatch.setattr(tables, "ROW_GROUP", 4)
    rows = [
        {"document": f"d{n}", "title": "a\nb" if n else "", "words": n, "provisional": n % 2 == 0}
        for n in range(10)
    ]
    write_table(tmp_path, "documents", frame_of("documents", rows))
    from_csv = read_table(tmp_path, "documents")
    (tmp_path / "documents.csv").unlink()
    from_parquet = read_table(tmp_path, "documents")
    kinds = TABLES["documents"].kinds()
    empty = [
        {
            name: "" if value is None and kinds[name] == "text" else value
            for name, value in row.items()
        }
        for row in from_parquet
    ]
    assert from_csv == empty
    assert [row["words"] for row in from_csv] == list(range(10))


def test_a_table_may_be_parquet_alone_and_without_rows_has_its_header(tmp_path: Path) -> None:
    with TableWriter(tmp_path, TABLES["actors"], as_csv=False) as writer:
        writer.write({"document": ["d"] * 4, "start": list(range(4))})
    assert not (tmp_path / "actors.csv").exists()
    assert [row["start"] for row in read_table(tmp_path, "actors")] == [0, 1, 2, 3]
    write_table(tmp_path, "actors", frame_of("actors", []))
    assert (tmp_path / "actors.csv").read_bytes() == b"document,paragraph,actor,start,end,text\n"


def test_a_failed_table_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), TableWriter(tmp_path, TABLES["voice"]) as writer:
        writer.write({"document": ["d"]})
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_parquet_names_no_machine_and_no_pandas(tmp_path: Path) -> None:
    from pyarrow import parquet

    write_table(tmp_path, "themes", frame_of("themes", [{"theme": "toll"}]))
    metadata = parquet.read_metadata(tmp_path / "themes.parquet")
    assert set(metadata.metadata or {}) <= {b"ARROW:schema"}


def test_the_documentation_lists_every_column() -> None:
    """Promise: docs/tables.md is in step with the one source."""
    written = DOCS.read_text(encoding="utf-8")
    assert tables.tables_reference() in written, "python -m pilcrow.tables.tables prints it"
