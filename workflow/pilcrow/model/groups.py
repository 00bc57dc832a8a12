"""Groups of documents, by the value in a column of the metadata or of the scholar's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

VARIABLES = (
    "speaker",
    "date",
    "place",
    "event",
    "language",
)  # the columns by which documents are compared, beside the scholar's own
DATES = 24  # more dates than this are compared by month, then by year
UNKNOWN_SPEAKER, UNKNOWN_DATE = "Unknown speaker", "1000"  # of a document without metadata


def by_date(date: str, document: str) -> tuple[bool, str, str]:
    """Return the key that sorts documents by date, then by ID. Those without a date are last."""
    return (date in ("", UNKNOWN_DATE), date, document)


def spelled(value: Any) -> str:
    """Return a value of the metadata as the scholar writes it: true, 12, north; "" for None."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def matches_group(value: str, wanted: str, column: str) -> bool:
    """Return whether a value is the wanted one, or a date in the wanted month or year."""
    return value == wanted or (column == "date" and value.startswith(f"{wanted}-"))


def date_groups(dates: Sequence[str]) -> dict[str, str]:
    """Return the group of each known date.

    It is the date itself, or its month or year if there would be more than DATES groups.
    """
    groups: dict[str, str] = {}
    for length in (10, 7, 4):
        groups = {date: date[:length] for date in dates if date and date != UNKNOWN_DATE}
        if len(set(groups.values())) <= DATES:
            break
    return groups
