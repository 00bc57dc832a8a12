"""The published tables: their columns in one place, and how a table is written and read.

Tables are CSV (UTF-8 without a byte-order mark, "\\n", a header) and Parquet (zstd, row groups of
50,000 rows). `TABLES` is the one source of the columns. The Parquet schema, the types that readers
restore, and docs/tables.md follow it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pilcrow.files.cells import guard_cell, unguard
from pilcrow.tables.columns import TABLES, Column, Kind, Table

__all__ = [
    "TABLES",
    "Column",
    "Row",
    "Table",
    "TableWriter",
    "frame_of",
    "read_table",
    "write_table",
]

Row = dict[str, Any]
ROW_GROUP = 50_000  # rows
LONGEST = 2**31 - 1  # characters of a cell: a paragraph may be of any length


def _text_cell(value: Any) -> str:
    return "" if value is None else guard_cell(value if value.__class__ is str else str(value))


def _boolean_cell(value: Any) -> str:
    return "" if value is None else "true" if value else "false"


def _number_cell(value: Any) -> str:
    return "" if value is None else str(int(value))


def _real_cell(value: Any) -> str:
    return "" if value is None else repr(round(float(value), 6))


def _exact_cell(value: Any) -> str:
    return "" if value is None else repr(float(value)).removesuffix(".0")


_CELLS = {
    "text": _text_cell,
    "exact": _exact_cell,
    "boolean": _boolean_cell,
    "number": _number_cell,
    "share": _real_cell,
    "real": _real_cell,
}


def _value(cell: str, kind: str) -> Any:
    if kind == "text":
        return unguard(cell)
    if cell == "":
        return None
    if kind == "boolean":
        return cell == "true"
    return int(cell) if kind == "number" else float(cell)


def parquet_schema(columns: Sequence[Column]) -> Any:
    """Return the Parquet schema of columns."""
    import pyarrow

    kinds = {
        "text": pyarrow.string(),
        "number": pyarrow.int64(),
        "share": pyarrow.float64(),
        "real": pyarrow.float64(),
        "exact": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    return pyarrow.schema([(column.name, kinds[column.kind]) for column in columns])


def arrow_of(columns: Sequence[Column], cells: Mapping[str, Sequence[Any]]) -> Any:
    """Make an Arrow table of cells by column; columns that have none are empty, reals have six
    digits after the point.
    """
    import pyarrow

    rows = max((len(values) for values in cells.values()), default=0)
    arrays = []
    schema = parquet_schema(columns)
    for column, field in zip(columns, schema, strict=True):
        values = cells.get(field.name)
        if values is None:
            arrays.append(pyarrow.nulls(rows, field.type))
            continue
        if column.kind in ("share", "real"):
            values = [None if value is None else round(float(value), 6) for value in values]
        arrays.append(pyarrow.array(values, type=field.type))
    return pyarrow.Table.from_arrays(arrays, schema=schema)


class TableWriter:
    """Writes a table as Parquet, and as CSV if that is wanted, whole or not at all.

    It is a context manager and keeps about one row group in memory. `columns` are those of the
    registry, unless they depend on the project (codings_wide, documents).
    """

    def __init__(
        self,
        folder: Path,
        table: Table,
        columns: Sequence[Column] | None = None,
        as_csv: bool = True,
    ) -> None:
        self.name = table.name
        self.columns = tuple(columns or table.columns)
        self.folder = folder
        self._as_csv = as_csv
        self._cells = [_CELLS[column.kind] for column in self.columns]
        self._held: list[Any] = []
        self._parquet: Any = None
        self._csv_part = folder / f".{self.name}.csv.{os.getpid()}.part"
        self._parquet_part = folder / f".{self.name}.parquet.{os.getpid()}.part"

    def __enter__(self) -> TableWriter:
        from pyarrow import parquet

        self.folder.mkdir(parents=True, exist_ok=True)
        self._stream = self._csv_part.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow([guard_cell(column.name) for column in self.columns])
        self._parquet = parquet.ParquetWriter(
            self._parquet_part, parquet_schema(self.columns), compression="zstd", version="2.6"
        )
        return self

    def write(self, cells: Mapping[str, Sequence[Any]]) -> None:
        """Add rows, given by column; what is not a column is left out."""
        rows = arrow_of(self.columns, cells)
        if self._as_csv:
            written = [
                map(cell, column.to_pylist())
                for cell, column in zip(self._cells, rows.columns, strict=True)
            ]
            self._writer.writerows(zip(*written, strict=True))
        self._held.append(rows)
        self._flush(ROW_GROUP)

    def _flush(self, at_least: int) -> None:
        """Write row groups while as many rows as that are held."""
        import pyarrow

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
            self._flush(1)
        self._stream.close()
        self._parquet.close()
        if kind is not None:
            self._csv_part.unlink(missing_ok=True)
            self._parquet_part.unlink(missing_ok=True)
            return
        self._parquet_part.replace(self.folder / f"{self.name}.parquet")
        if self._as_csv:
            self._csv_part.replace(self.folder / f"{self.name}.csv")
        else:
            self._csv_part.unlink()


# The types of a frame's columns, by kind. In a frame that is published, an empty cell is a missing
# value.
DTYPES: dict[Kind, str] = {
    "text": "str",
    "number": "Int64",
    "share": "Float64",
    "real": "Float64",
    "exact": "Float64",
    "boolean": "boolean",
}


def frame_of(name: str, rows: Iterable[object]) -> Any:
    """Make a pandas frame of rows of a published table, with the types of its columns; what a row
    does not have is empty.

    Rows are tuples with named fields, or mappings.
    """
    import pandas

    listed = list(rows)
    return pandas.DataFrame(
        {
            column.name: pandas.Series(
                [
                    row.get(column.name)
                    if isinstance(row, Mapping)
                    else getattr(row, column.name, None)
                    for row in listed
                ],
                dtype=DTYPES[column.kind],
            )
            for column in TABLES[name].columns
        }
    )


def write_table(
    folder: Path, name: str, frame: Any, columns: Sequence[Column] | None = None
) -> None:
    """Write a pandas frame as a published table."""
    cells = {
        str(column): frame[column].astype(object).where(frame[column].notna(), None).tolist()
        for column in frame.columns
    }
    with TableWriter(folder, TABLES[name], columns) as writer:
        writer.write(cells)


def read_table(folder: Path, name: str) -> list[Row]:
    """Return the rows of a table with their types; empty if the table was not made."""
    return list(each_row(folder, name))


def each_row(folder: Path, name: str) -> Iterator[Row]:
    """Yield the rows of a table as `read_table` returns them.

    The table of a large corpus is much larger in memory than on disk.
    """
    path = folder / f"{name}.csv"
    if path.exists():
        kinds, added = TABLES[name].kinds(), TABLES[name].added
        with path.open(encoding="utf-8", newline="") as stream:
            csv.field_size_limit(LONGEST)
            lines = csv.reader(stream)
            header = [unguard(name) for name in next(lines, [])]
            for line in lines:
                yield {
                    key: _value(cell, kinds.get(key, added))
                    for key, cell in zip(header, line, strict=True)
                }
    elif (folder / f"{name}.parquet").exists():
        from pyarrow import parquet

        with parquet.ParquetFile(folder / f"{name}.parquet") as stored:
            for rows in stored.iter_batches(batch_size=1000):
                yield from rows.to_pylist()


def tables_reference() -> str:
    """Return the tables and their columns as Markdown: the generated part of docs/tables.md."""
    parts = []
    for table in TABLES.values():
        when = f" The table is made only if {table.when.words}." if table.when.words else ""
        lines = [
            f"## {table.name}",
            "",
            f"There is one row for {table.row}.{when}",
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
    print(tables_reference(), end="")
