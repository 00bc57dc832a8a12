"""Themes compared between groups of documents: by speaker, date and other columns of the metadata.

A census has no sampling error. Shares have their denominators and no intervals, unless the
documents are declared a sample of a stated population. Then whole documents are resampled, because
paragraphs of one speech are not independent of one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pilcrow.model.groups import DATES, VARIABLES, date_groups

MINIMUM_DOCUMENTS = 10  # a group of fewer has no interval
SUMS = ["paragraphs", "of_paragraphs", "words_evidence", "of_words"]


class ComparisonRow(NamedTuple):
    """A row of the table of comparison."""

    by: str
    group: str
    theme: str
    documents: int
    paragraphs: int
    of_paragraphs: int
    share: float | None
    low: float | None
    high: float | None
    words_evidence: int
    of_words: int
    share_words: float | None


def comparison_rows(
    frame: Any, documents: Any, extra: Sequence[str], population: str = ""
) -> Iterator[ComparisonRow]:
    """Yield the rows of the comparison: all documents first, then by variable, group and theme.

    A group of which nothing is known ("") is left out. So is a variable with a single group, and
    one with as many groups as documents if there are more than DATES; that comparison is the table
    of themes by document.

    Args:
        frame: A row for each document, speaker and theme, from `aggregate.theme_counts`. Its
            speaker is the person who speaks, not the main speaker of the document.
        documents: The table of documents.
        extra: The scholar's own columns of `documents`.
        population: What the documents are declared a sample of; "" means a census.
    """
    import pandas

    variables = [*VARIABLES, *extra]
    columns = {name: "speaker" if name == "speaker" else f"by {name}" for name in ("", *variables)}
    dates = date_groups(list(documents["date"]))
    known = pandas.DataFrame(
        {
            "document": documents["document"],
            **{columns[name]: documents[name] for name in variables if name != "speaker"},
            columns["date"]: documents["date"].map(dates).fillna(""),
            columns[""]: "all",
        }
    )
    whole = frame.merge(known, on="document")
    themes = {code: place for place, code in enumerate(dict.fromkeys(frame["theme"]))}
    for variable, column in columns.items():
        grouped = whole[whole[column] != ""]
        counts = grouped.groupby(column)["document"].nunique().to_dict()
        if variable and (len(counts) < 2 or DATES < len(counts) == sum(counts.values())):
            continue
        sums = grouped.groupby([column, "theme"], sort=True)[SUMS].sum().reset_index()
        limits = _intervals(grouped, column) if population else {}
        rows = sorted(
            sums.to_dict("records"), key=lambda row: (str(row[column]), themes[row["theme"]])
        )
        for row in rows:
            low, high = limits.get((row[column], row["theme"]), (None, None))
            yield ComparisonRow(
                variable,
                row[column] if variable else "",
                row["theme"],
                int(counts[row[column]]),
                row["paragraphs"],
                row["of_paragraphs"],
                row["paragraphs"] / row["of_paragraphs"] if row["of_paragraphs"] else None,
                low,
                high,
                row["words_evidence"],
                row["of_words"],
                row["words_evidence"] / row["of_words"] if row["of_words"] else None,
            )


def _intervals(
    grouped: Any, column: str
) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """Return bootstrap intervals of the share of paragraphs by group and theme. Documents are
    resampled within the group.
    """
    from pilcrow.agreement.bootstrap import share_intervals

    limits: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    for group, rows in grouped.groupby(column, sort=True):
        wide = rows.pivot_table(
            index="document",
            columns="theme",
            values=["paragraphs", "of_paragraphs"],
            aggfunc="sum",
            fill_value=0,
            sort=True,
        )
        if len(wide) < MINIMUM_DOCUMENTS:
            continue
        themes = list(wide["paragraphs"].columns)
        found = share_intervals(
            wide["paragraphs"].to_numpy(float), wide["of_paragraphs"].to_numpy(float)
        )
        for theme, (low, high) in zip(themes, found, strict=True):
            limits[group, theme] = (None if low != low else low, None if high != high else high)
    return limits
