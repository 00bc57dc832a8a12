"""The published tables: their columns in one place, and how a table is written and read.

Tables are CSV (UTF-8 without a byte-order mark, "\\n", a header) and Parquet (zstd, row groups of 50,000 rows). `TABLES` is the one
source of the columns: of the Parquet schema, of the types that readers restore, and of docs/tables.md, which a test keeps in step.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pilcrow.tables.columns import TABLES, Column, Table

__all__ = [
    "TABLES",
    "Column",
    "Row",
    "Table",
    "TableWriter",
    "protect",
    "read_table",
    "theme_columns",
    "unprotect",
    "write_table",
]

Row = dict[str, Any]
ROW_GROUP = 50_000  # rows
CSV_ROWS = 100_000  # a table with more rows is published as Parquet alone

# Spreadsheets run a cell that begins with one of these as a formula; the last one is the protection itself.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


def theme_columns(table: str, codes: Iterable[str]) -> dict[str, Column]:
    """The columns of a table for themes, by code: named by it, with an ending that no code can have where the table has a column of that name."""
    taken = {column.name for column in TABLES[table].columns}
    return {
        code: Column(f"{code}_theme" if code in taken else code, "number", "") for code in codes
    }


def protect(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe before whatever would begin one, and before an apostrophe."""
    return "'" + text if text.startswith(FORMULA) else text


def unprotect(cell: str) -> str:
    """The text of a protected cell: one leading apostrophe, if there is one, is the protection's."""
    return cell[1:] if cell.startswith("'") else cell


def _text_cell(value: Any) -> str:
    return "" if value is None else protect(value if value.__class__ is str else str(value))


def _truth_cell(value: Any) -> str:
    return "" if value is None else "true" if value else "false"


def _number_cell(value: Any) -> str:
    return "" if value is None else str(int(value))


def _real_cell(value: Any) -> str:
    return "" if value is None else repr(round(float(value), 6))


_CELLS = {
    "text": _text_cell,
    "truth": _truth_cell,
    "number": _number_cell,
    "share": _real_cell,
    "real": _real_cell,
}


def _value(cell: str, kind: str) -> Any:
    if kind == "text":
        return unprotect(cell)
    if cell == "":
        return None
    if kind == "truth":
        return cell == "true"
    return int(cell) if kind == "number" else float(cell)


def schema_of(columns: Sequence[Column]) -> Any:
    import pyarrow

    kinds = {
        "text": pyarrow.string(),
        "number": pyarrow.int64(),
        "share": pyarrow.float64(),
        "real": pyarrow.float64(),
        "truth": pyarrow.bool_(),
    }
    return pyarrow.schema([(column.name, kinds[column.kind]) for column in columns])


class TableRows:
    """Rows of a table, collected in memory."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.rows = 0
        self._names = [column.name for column in self.columns]
        self._pending: list[list[Any]] = []
        self._done: list[Any] = []

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row; keys that are no column are ignored, missing ones are empty."""
        self._pending.append([row.get(name) for name in self._names])
        self.rows += 1
        if len(self._pending) >= ROW_GROUP:
            self._convert()

    def _convert(self) -> None:
        import pyarrow

        schema = schema_of(self.columns)
        columns: list[Any] = list(zip(*self._pending, strict=True)) or [()] * len(self.columns)
        arrays = []
        for values, field in zip(columns, schema, strict=True):
            if field.type == pyarrow.float64():  # the same six digits as the CSV
                values = [None if value is None else round(float(value), 6) for value in values]
            arrays.append(pyarrow.array(values, type=field.type))
        self._done.append(pyarrow.Table.from_arrays(arrays, schema=schema))
        self._pending = []

    def arrow(self) -> Any:
        """The rows as an Arrow table."""
        import pyarrow

        if self._pending or not self._done:
            self._convert()
        return pyarrow.concat_tables(self._done)

    def encode(self) -> bytes:
        """The rows as an Arrow stream; nothing where there are none."""
        import pyarrow

        if not self.rows:
            return b""
        sink = pyarrow.BufferOutputStream()
        table = self.arrow()
        with pyarrow.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        encoded: bytes = sink.getvalue().to_pybytes()
        return encoded


class TableWriter:
    """Writes a table, as CSV and Parquet, holding about one row group in memory; whole or not at all.

    Context manager. `columns` are those of the registry unless a table's columns depend on the project (codings_wide, documents).
    Where it is known before that there will be more than CSV_ROWS rows, `expected`, no CSV is begun.
    """

    def __init__(
        self, folder: Path, table: Table, columns: Sequence[Column] | None = None, expected: int = 0
    ) -> None:
        self.name = table.name
        self.columns = tuple(columns or table.columns)
        self.folder = folder
        self.rows = 0
        self._as_csv = expected <= CSV_ROWS
        self._cells = [_CELLS[column.kind] for column in self.columns]
        self._collected = TableRows(self.columns)
        self._held: list[Any] = []
        self._parquet: Any = None
        self._csv_part = folder / f".{self.name}.csv.{os.getpid()}.part"
        self._parquet_part = folder / f".{self.name}.parquet.{os.getpid()}.part"

    def __enter__(self) -> TableWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._stream = self._csv_part.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow([protect(column.name) for column in self.columns])
        return self

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row; keys that are no column are ignored, missing ones are empty."""
        self._collected.write(row)
        if self._collected.rows >= ROW_GROUP:
            self._take_collected()

    def write_encoded(self, rows: bytes) -> None:
        """Add the rows of a stream that `TableRows.encode` made."""
        import pyarrow

        if rows:
            self._take(pyarrow.ipc.open_stream(rows).read_all())

    def _take_collected(self) -> None:
        rows, self._collected = self._collected, TableRows(self.columns)
        self._take(rows.arrow())

    def _take(self, rows: Any) -> None:
        self.rows += rows.num_rows
        if self._as_csv and self.rows <= CSV_ROWS:
            cells = [
                map(cell, column.to_pylist())
                for cell, column in zip(self._cells, rows.columns, strict=True)
            ]
            self._writer.writerows(zip(*cells, strict=True))
        self._held.append(rows)
        self._flush(ROW_GROUP)

    def _flush(self, at_least: int) -> None:
        """Write row groups while as many rows as that are held."""
        import pyarrow
        from pyarrow import parquet

        if self._parquet is None:
            self._parquet = parquet.ParquetWriter(
                self._parquet_part, schema_of(self.columns), compression="zstd", version="2.6"
            )
        held = sum(rows.num_rows for rows in self._held)
        if held < at_least:
            return
        rows = pyarrow.concat_tables(self._held)
        while held and held >= at_least:
            group = rows.slice(0, ROW_GROUP).combine_chunks()
            self._parquet.write_table(group, row_group_size=ROW_GROUP)
            rows = rows.slice(ROW_GROUP)
            held -= group.num_rows
        self._held = [rows] if held else []

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            if self._collected.rows or not self.rows:
                self._take_collected()
            self._flush(1)
        self._stream.close()
        if self._parquet is not None:
            self._parquet.close()
        if kind is not None:
            self._csv_part.unlink(missing_ok=True)
            self._parquet_part.unlink(missing_ok=True)
            return
        self._parquet_part.replace(self.folder / f"{self.name}.parquet")
        if self._as_csv and self.rows <= CSV_ROWS:
            self._csv_part.replace(self.folder / f"{self.name}.csv")
        else:
            self._csv_part.unlink()


def write_table(
    folder: Path,
    name: str,
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column] | None = None,
) -> None:
    """Write a whole table."""
    with TableWriter(folder, TABLES[name], columns) as writer:
        for row in rows:
            writer.write(row)


def read_table(folder: Path, name: str) -> list[Row]:
    """The rows of a table with their types restored; [] where the table was not made. Columns beyond the registry's are text."""
    return list(each_row(folder, name))


def each_row(folder: Path, name: str) -> Iterator[Row]:
    """As `read_table`, a row at a time: a table of a large corpus is larger in memory than on disk by far."""
    path = folder / f"{name}.csv"
    if path.exists():
        kinds = TABLES[name].kinds()
        with path.open(encoding="utf-8", newline="") as stream:
            lines = csv.reader(stream)
            header = [unprotect(name) for name in next(lines, [])]
            for line in lines:
                yield {
                    key: _value(cell, kinds.get(key, "text"))
                    for key, cell in zip(header, line, strict=True)
                }
    elif (folder / f"{name}.parquet").exists():
        from pyarrow import parquet

        with parquet.ParquetFile(folder / f"{name}.parquet") as stored:
            for rows in stored.iter_batches(batch_size=1000):
                yield from rows.to_pylist()


def documentation() -> str:
    """The tables and their columns as Markdown: the part of docs/tables.md that is generated."""
    parts = []
    for table in TABLES.values():
        when = f" Only where {table.when}." if table.when else ""
        lines = [
            f"## {table.name}",
            "",
            f"One row: {table.row}.{when}",
            "",
            "| column | kind | what it is |",
            "|---|---|---|",
        ]
        lines += [
            "| `{}` | {} | {} |".format(name, kind, description.replace("|", "\\|"))
            for name, kind, description in table.columns
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(documentation(), end="")
