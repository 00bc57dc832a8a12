"""Themes compared between groups of documents: by speaker, by date, by the scholar's own columns.

A census has no sampling error: shares come with their denominators and without intervals, unless the documents are declared a sample of a stated
population. Then documents are resampled whole, because paragraphs of one speech are not independent of one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DATES = 24  # more dates than this are compared by month, then by year
MINIMUM_DOCUMENTS = 10  # a group of fewer has no interval
SUMS = ["paragraphs", "of_paragraphs", "words_evidence", "of_words"]


def date_groups(dates: Sequence[str]) -> dict[str, str]:
    """The group of each date: itself, or its month or year where there are more than DATES of the finer ones."""
    for length in (10, 7, 4):
        groups = {date: date[:length] for date in dates if date}
        if len(set(groups.values())) <= DATES:
            break
    return groups


def comparison_rows(
    frame: Any, documents: Sequence[Mapping[str, Any]], extra: Sequence[str], population: str = ""
) -> Iterator[dict[str, Any]]:
    """Rows of the comparison, by variable, group and theme, in this order.

    `frame`: pandas, a row for each document, speaker and theme (`tabulate.count_frame`). `extra`: the scholar's own columns of `documents`. A group
    of which nothing is known ("") is left out. `population`: what the documents are declared a sample of; "" means a census.
    """
    import pandas

    dates = date_groups([str(row["date"]) for row in documents])
    known = pandas.DataFrame(
        [
            {"document": row["document"], "date": dates.get(str(row["date"]), ""), **{name: str(row.get(name, "")) for name in extra}}
            for row in documents
        ]
    )
    whole = frame.merge(known, on="document", suffixes=("", " of the document"))
    themes = {code: place for place, code in enumerate(dict.fromkeys(frame["theme"]))}
    for variable in ["speaker", "date", *extra]:
        column = variable if variable in whole else f"{variable} of the document"
        grouped = whole[whole[column] != ""]
        sums = grouped.groupby([column, "theme"], sort=True)[SUMS].sum().reset_index()
        counts = grouped.groupby(column)["document"].nunique().to_dict()
        limits = _intervals(grouped, column) if population else {}
        rows = sorted(sums.to_dict("records"), key=lambda row: (str(row[column]), themes[row["theme"]]))
        for row in rows:
            low, high = limits.get((row[column], row["theme"]), (None, None))
            yield {
                "by": variable,
                "group": row[column],
                "documents": int(counts[row[column]]),
                "share": row["paragraphs"] / row["of_paragraphs"] if row["of_paragraphs"] else None,
                "share_words": row["words_evidence"] / row["of_words"] if row["of_words"] else None,
                "low": low,
                "high": high,
                **{name: row[name] for name in ["theme", *SUMS]},
            }


def _intervals(grouped: Any, column: str) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """Bootstrap intervals of the share of paragraphs by group and theme, documents resampled within the group."""
    from pilcrow.people.bootstrap import share_intervals

    limits: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    for group, rows in grouped.groupby(column, sort=True):
        wide = rows.pivot_table(
            index="document", columns="theme", values=["paragraphs", "of_paragraphs"], aggfunc="sum", fill_value=0, sort=True
        )
        if len(wide) < MINIMUM_DOCUMENTS:
            continue
        themes = list(wide["paragraphs"].columns)
        found = share_intervals(wide["paragraphs"].to_numpy(float), wide["of_paragraphs"].to_numpy(float))
        for theme, (low, high) in zip(themes, found, strict=True):
            limits[group, theme] = (None if low != low else low, None if high != high else high)
    return limits
