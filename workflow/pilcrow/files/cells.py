"""Cells of CSV files that a spreadsheet opens as text, not as a formula.

A spreadsheet runs a cell that begins with "=", "+", "-", "@" or certain other characters. The guard
is an apostrophe before such a cell (OWASP, "CSV Injection"). A cell that begins with an apostrophe
gets another one. So reading removes exactly what writing added.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


def guard_cell(text: str, formulas: bool = True) -> str:
    """Return a text as a guarded cell.

    Without `formulas` only a text is guarded that reading would take for a guarded cell.
    """
    if text.startswith(FORMULA if formulas else "'") and (formulas or text[1:].startswith(FORMULA)):
        return "'" + text
    return text


def unguard(cell: str) -> str:
    """Return the text of a cell, guarded or not."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def to_csv(header: Sequence[str], rows: Iterable[Iterable[object]], formulas: bool = True) -> str:
    """Return a CSV file with guarded cells; without `formulas` see `guard`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guard_cell(str(cell), formulas) for cell in row] for row in rows)
    return out.getvalue()
