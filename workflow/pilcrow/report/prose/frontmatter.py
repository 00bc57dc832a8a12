"""The front matter of the composed report: title, authors, the document's date, where bibliography and style lie."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilcrow.model.groups import UNKNOWN_DATE
from pilcrow.model.problems import did_you_mean
from pilcrow.report.prose.bibliography import MONTHS, printed_date
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.source import Report

PAPERS = {"a4": "a4", "letter": "us-letter"}


def front_matter(
    report: Report,
    texts: Mapping[str, str],
    config: Mapping[str, Any],
    dates: Sequence[str],
    bibliographies: list[str],
    style: str,
    listed: Sequence[str] = (),
) -> str:
    """Return the front matter of the composed report.

    Dates are the report's own or those of the `dates` of the documents, never today's. The documents
    `listed` are in the list of references whether the prose cites them or not: page and print then
    tell works of one author and year apart alike.
    """
    front = report.front
    known = sorted(one for one in dates if one != UNKNOWN_DATE)
    span = [known[0], known[-1]] if known and known[0] != known[-1] else known[:1]
    authors = front.get("author", [])
    data: dict[str, Any] = {
        "title": texts.get("title", "Untitled"),
        "subtitle": texts.get("subtitle"),
        "author": [
            _author(author) for author in (authors if isinstance(authors, list) else [authors])
        ],
        # Not `date`: Quarto reads that one its own way, and a span of dates not at all.
        "printed-date": texts.get("date")
        or _date_of_texts(
            [printed_date(one) for one in span], len(dates), str(front.get("lang", "en"))
        ),
        "document-date": iso_date(texts.get("date") or "")
        or (_full_date(known[-1]) if known else None),
        "lang": str(front.get("lang", "en")),
        "abstract": texts.get("abstract"),
        "keywords": front.get("keywords"),
        "papersize": PAPERS.get(str(config.get("paper", "a4")), "a4"),
        "bibliography": bibliographies,
        "csl": style,
        "nocite": ", ".join(f"@{document}" for document in listed),
        "link-citations": True,
        "running-title": texts.get("running-title"),
        "version": _version(
            texts.get("version") or str(front.get("version") or ""), str(front.get("lang", "en"))
        ),
    }
    lines = ["---"]
    for key, value in data.items():
        if value in (None, "", []):
            continue
        if isinstance(value, str) and "\n" in value:
            lines.append(
                f"{key}: |\n"
                + "\n".join(f"  {line}".rstrip() for line in value.strip().split("\n"))
            )
        elif isinstance(value, str) and key == "abstract":
            lines.append(f"{key}: |\n  {value.strip()}")
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, "---", ""])


def _author(author: Any) -> str:
    return str(author.get("name", "")) if isinstance(author, Mapping) else str(author)


def _date_of_texts(span: Sequence[str], documents: int, language: str) -> str:
    """The date of a report that gives none: that of what it reads, and in English it says so."""
    what = (
        ("Text of " if documents == 1 else "Texts of ")
        if span and language.startswith("en")
        else ""
    )
    return what + " – ".join(span)


_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})\.? (?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})")
_MONTH_FIRST = re.compile(rf"(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}})")


def iso_date(written: str) -> str:
    """The date that a report gives itself, for the file: of "2026-11-26", "26 November 2026", "November 26, 2026"; "" of another form."""
    plain = " ".join(written.split())
    found = _DAY_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    day = (
        f"{found['year']}-{MONTHS.index(found['month']) + 1:02}-{int(found['day']):02}"
        if found
        else plain
    )
    try:
        return date.fromisoformat(day).isoformat() if len(day) == len("2026-11-26") else ""
    except ValueError:
        return ""


def _version(version: str, language: str) -> str:
    """The version as it stands under the title: a bare number is said to be one, in English."""
    return f"Version {version}" if version[:1].isdigit() and language.startswith("en") else version


def _full_date(given: str) -> str:
    return (given + "-01-01")[:10] if len(given) < 10 else given


FRONT_KEYS = (
    "title",
    "subtitle",
    "author",
    "date",
    "lang",
    "keywords",
    "bibliography",
    "abstract",
    "running-title",
    "version",
)


def check_front(report: Report, shown: str) -> list[Finding]:
    """Keys of the front matter that compose does not hand on: Quarto's own options would make the renderers differ."""
    found = []
    for key in report.front:
        if key not in FRONT_KEYS:
            todo = did_you_mean(str(key), FRONT_KEYS) or f"Known are: {', '.join(FRONT_KEYS)}."
            found.append(
                Finding(
                    shown,
                    1,
                    0,
                    "error",
                    "front matter",
                    f'The key "{key}" of the front matter is not known here.',
                    todo,
                )
            )
    return found
