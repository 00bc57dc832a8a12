"""Write the front matter of the composed report, and check that of the scholar."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pilcrow.files.language import MONTHS, language_of, say
from pilcrow.model.groups import UNKNOWN_DATE
from pilcrow.model.problems import did_you_mean
from pilcrow.model.values import LANGUAGE, Data, truth
from pilcrow.report.prose import byline
from pilcrow.report.prose.addresses import unsafe_in_front
from pilcrow.report.prose.bibliography import printed_date
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.labels import word
from pilcrow.report.prose.markdown import areas
from pilcrow.report.prose.project_file import INSTEAD, OPTIONS, is_false
from pilcrow.report.prose.quarto_options import instead_of
from pilcrow.report.prose.source import FRONT_KEYS, Report

_NOT_IN_TITLES = {"math": "mathematics", "html": "raw HTML", "latex": "raw LaTeX"}
PAPERS = {"a4": "a4", "letter": "us-letter"}


def front_matter(
    report: Report,
    texts: Mapping[str, str],
    paper: str,
    dates: Sequence[str],
    bibliographies: list[str],
    style: str,
    listed: Sequence[str] = (),
) -> str:
    """Return the front matter of the composed report.

    The date is the report's own or comes from the `dates` of the documents. It is never today's.
    The documents `listed` are in the list of references even if the prose does not cite them. Then
    page and print tell works of one author and year apart in the same way.
    """
    front = report.front
    known = sorted(day for day in dates if day != UNKNOWN_DATE)
    span = [known[0], known[-1]] if known and known[0] != known[-1] else known[:1]
    authors = front.get("author", front.get("authors"))
    language = str(front.get("lang", "en"))
    data: dict[str, Data] = {
        "title": texts.get("title", "Untitled"),
        "subtitle": texts.get("subtitle"),
        "author": [byline.author_name(author) for author in byline.as_list(authors)],
        # Not `date`: Quarto reads that one its own way, and a span of dates not at all.
        "printed-date": (
            _as_printed(texts.get("date", ""))
            or _date_of_texts([printed_date(one) for one in span], len(dates))
        ),
        "document-date": (
            iso_date(texts.get("date") or "") or (_full_date(known[-1]) if known else None)
        ),
        "lang": str(front.get("lang", "en")),
        "abstract": texts.get("abstract"),
        "keywords": front.get("keywords"),
        "papersize": PAPERS.get(str(front.get("papersize", paper)), "a4"),
        "without-contents": is_false(front.get("toc")) or None,
        # The page's sections begin at the second level, below its title.
        "toc-depth": depth + 1 if (depth := contents_depth(front)) else None,
        "contents-depth": depth,
        "bibliography": [*bibliographies],
        "csl": style,
        "nocite": ", ".join([*(f"@{document}" for document in listed), *uncited_works(front)]),
        **{
            f"word-{name}": word(name, language) if not language.startswith("en") else None
            for name in ("abstract", "keywords", "contents", "para", "paras", "conjunction")
        },
        "space-before-colon": not language_of(language).colon.startswith(":") or None,
        "details": byline.details(front, str(front.get("lang", "en"))),
        "description": front.get("description"),
        "link-citations": True,
        "running-title": texts.get("running-title"),
        "version": _version(texts.get("version") or str(front.get("version") or "")),
    }
    return as_block(data)


def as_block(data: Mapping[str, Data]) -> str:
    """Return the block of YAML at the head of a report, without empty values."""
    lines = ["---"]
    for key, value in data.items():
        if value in (None, "", []):
            continue
        if isinstance(value, str) and "\n" in value:
            lines.append(
                f"{key}: |\n"
                + "\n".join(f"  {line}".rstrip() for line in value.strip().split("\n"))
            )
        elif isinstance(value, str) and key in ("abstract", "details"):
            lines.append(f"{key}: |\n  {value.strip()}")
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, "---", ""])


def contents_depth(front: Mapping[str, Data]) -> int | None:
    """Return the number of levels in the list of contents; None if the report does not say."""
    given = front.get("toc-depth")
    return int(str(given)) if str(given) in ("1", "2", "3", "4", "5") else None


def uncited_works(front: Mapping[str, Data]) -> list[str]:
    """Return what `nocite` lists, each with its @."""
    given = " ".join(str(one) for one in byline.as_list(front.get("nocite")))
    return list(dict.fromkeys(re.findall(r"@(?:\*|[\w:.#$%&+?<>~/-]*\w)", given)))


def _as_printed(date: str) -> str:
    """Return a date of the front matter as the report prints it. What is not an ISO date stays."""
    plain = date.strip()
    return printed_date(plain) if iso_date(plain) == plain else plain


def _date_of_texts(span: Sequence[str], documents: int) -> str:
    """Return the date of a report that gives none: the dates of its texts, in words."""
    if not span:
        return ""
    years = all(one.isdigit() for one in span)
    date = ("–" if years else " – ").join(span)
    if documents == 1:
        return say("Text of {date}", date=date)
    return say("Texts of {date}", date=date)


_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})\.? (?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})")
_MONTH_FIRST = re.compile(rf"(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}})")


def iso_date(written: str) -> str:
    """Return the ISO date of "2026-11-26", "26 November 2026" or "November 26, 2026"; else ""."""
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


def _version(version: str) -> str:
    """Return the version as printed under the title. A bare number gets the word before it."""
    return say("Version {number}", number=version) if version[:1].isdigit() else version


def _full_date(given: str) -> str:
    return (given + "-01-01")[:10] if len(given) < 10 else given


# What editors write for themselves. It changes nothing of a report.
OF_EDITORS = ("editor", "editor_options")


def not_in_titles(front: Mapping[str, Data]) -> list[tuple[tuple[Any, ...], str, str]]:
    """Return what titles cannot hold: mathematics, and raw HTML and LaTeX. Mathematics has no words
    for people who listen to the PDF. One of the renderers would leave the others out. An abstract
    may hold mathematics.
    """
    found: list[tuple[tuple[Any, ...], str, str]] = []
    texts = [((key,), f"The {key}", str(front.get(key) or "")) for key in ("title", "subtitle")]
    abstract = str(front.get("abstract") or "")
    words = byline.as_list(front.get("keywords"))
    texts += [(("keywords",), "A keyword", str(word)) for word in words]
    authors = byline.as_list(front.get("author", front.get("authors")))
    key = "author" if "author" in front else "authors"
    texts += [((key,), "The name of an author", byline.author_name(author)) for author in authors]
    for path, where, text in [*texts, (("abstract",), "The abstract", abstract)]:
        for area in areas(text):
            if area.kind in _NOT_IN_TITLES and (area.kind != "math" or text is not abstract):
                what = f"{where} holds {_NOT_IN_TITLES[area.kind]} ({text[area.start : area.end]})."
                todo = "Write it in words. Before a sign that is meant literally put a backslash."
                found.append((path, what, todo))
    return found


_TEXTS = (*("title", "subtitle", "date", "lang", "abstract", "running-title", "version"), "doi")
_SWITCHES = ("toc", "number-sections", "link-citations")


def _of_other_kinds(
    front: Mapping[str, Data],
) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield the keys whose values the report cannot print or use: path, what, what to do."""
    for key in _TEXTS:
        if isinstance(front.get(key), list | dict):
            yield (key,), f"The {key} is not a text.", "Write it as one, or remove the key."
    if "title" in front and not str(front["title"] or "").strip():
        yield ("title",), "The title is empty.", "Write one, or remove the key."
    if any(isinstance(word, list | dict) for word in byline.as_list(front.get("keywords"))):
        yield ("keywords",), "A keyword is not a text.", "Write a list of words: [one, another]."
    for key in _SWITCHES:
        if front.get(key) is not None and not isinstance(truth(front[key]), bool):
            yield (
                (key,),
                f'"{key}" should be true or false, not {front[key]}.',
                "Write one of them.",
            )
    language = front.get("lang")
    if isinstance(language, str) and not LANGUAGE.match(language):
        todo = "Write one such as en, fr, de, ru, es, ar or zh-Hans."
        yield ("lang",), f'"{language}" is not a language tag.', todo
    day = str(front.get("date", "")).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and not iso_date(day):
        yield ("date",), f'"{day}" is not a day of the calendar.', "Write one: date: 2026-11-26."


def check_front(report: Report, shown: str, works: Sequence[str] = ()) -> list[Finding]:
    """Return what is wrong with the front matter: unknown keys, a date of today, authors, `nocite`.

    `shown` is index.qmd as messages name it. `works` are the keys of the bibliography.
    """
    folder = shown.rpartition("/")[0]
    found: list[tuple[tuple[Any, ...], str, str]] = []
    for key in report.front:
        if key not in (*FRONT_KEYS, *OPTIONS, *OF_EDITORS):
            todo = INSTEAD.get(str(key)) or instead_of(str(key))
            todo = todo or did_you_mean(str(key), FRONT_KEYS)
            todo = todo or f"Choose one of: {', '.join(FRONT_KEYS)}."
            found.append(((key,), f'The key "{key}" of the front matter is not known here.', todo))
    if str(report.front.get("date", "")).strip() in ("today", "now", "last-modified"):
        what = (
            f"The date is “{report.front['date']}”, so the report would change from day to day"
            " without an edit."
        )
        found.append((("date",), what, "Write the day: date: 2026-11-26."))
    for key in uncited_works(report.front):
        if key != "@*" and key[1:] not in works:
            todo = did_you_mean(key[1:], works) or "Add it to report/references.bib."
            found.append((("nocite",), f'"{key[1:]}" is not a work in the bibliography.', todo))
    size = report.front.get("fontsize")
    if size is not None and not re.fullmatch(r"(?:[6-9]|1\d)(?:\.\d+)?pt", str(size)):
        what = f'"{size}" is not a size of the print.'
        found.append((("fontsize",), what, "Write points: fontsize: 11pt."))
    found += _of_other_kinds(report.front)
    found += byline.check_byline(report.front)
    found += not_in_titles(report.front)
    found += unsafe_in_front(report.front)
    return [
        Finding(*report.where(path, folder), 0, "error", "front matter", what, todo)
        for path, what, todo in found
    ]
