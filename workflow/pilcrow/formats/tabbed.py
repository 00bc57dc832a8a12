"""Plain text with turns in columns, as programs export it: time, name and words with tabs."""

from __future__ import annotations

from collections import Counter

from pilcrow.formats.turns import find_columns
from pilcrow.model.records import Edit

_SHARE = 0.9  # share of the lines that must have the same number of tabs


def find_tabs(text: str) -> list[Edit]:
    """Return edits that replace the tab after a name by a colon, so that the name is a label.

    A first line with the names of the columns is left out. There are no edits if fewer than nine in
    ten lines have the same number of tabs, or if no column looks like names.
    """
    if "\t" not in text[:10_000]:
        return []
    lines: list[tuple[int, list[str]]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if bare.strip():
            lines.append((position, bare.split("\t")))
        position += len(line)
    width, count = Counter(len(cells) for _, cells in lines).most_common(1)[0]
    if width < 2 or count < max(2, _SHARE * len(lines)):
        return []
    rows = [(start, cells) for start, cells in lines if len(cells) == width]
    columns = find_columns([cells for _, cells in rows])
    if columns is None or columns.text != columns.speaker + 1:
        return []
    edits = []
    for number, (start, cells) in enumerate(rows):
        if number == 0 and columns.header:
            whole = "\t".join(cells)
            edits.append(Edit(start, start + len(whole), whole, "", "left-out", "names of columns"))
            continue
        name = cells[columns.speaker].rstrip()
        if name and name[-1] not in ":：":
            tab = start + len("\t".join(cells[: columns.speaker + 1]))
            edits.append(Edit(tab, tab + 1, "\t", ": ", "column", "after a name"))
    return edits
