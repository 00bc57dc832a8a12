"""What Zotero saves of a page: the rules of its translators "Embedded Metadata" and "RDF", as far
as a report's head meets them.

The rules were read in github.com/zotero/translators ("Embedded Metadata.js", "RDF.js") and
github.com/zotero/utilities (`cleanAuthor`), in the state of June 2026, and are written down here
anew:

1. A tag counts by the end of its name (`citation_title`, also after a prefix). Of several tags of a
   name the first counts, but for authors and keywords. White space is collapsed.
2. Fields: citation_title → title; citation_publication_date, then citation_date → date;
   citation_publisher → publisher; citation_technical_report_institution → institution;
   citation_abstract → abstractNote; citation_book_title → bookTitle; citation_doi → DOI;
   citation_public_url → url; citation_language → language. They take the place of what Dublin Core
   and Open Graph said.
3. Type: citation_technical_report_institution makes a report, citation_book_title a section of a
   book. Otherwise DC.type "Report" makes a report, unless og:type names a type of its own
   ("website", "book"); "article" is only a guess, weaker than DC.type. Otherwise citation_title
   makes a journal article.
4. Authors: each citation_author is split at semicolons. Where there is one tag alone, it is split
   at commas if there are spaces in what stands on both sides of the first. A name with a comma is
   "last, first"; one without is split at its last space. Signs at both ends are dropped first.
5. Keywords: those of DC.subject; else each citation_keywords, split at semicolons. They are kept
   only where the translator of a site calls this one; otherwise Zotero saves none.
6. Dublin Core and Open Graph, where Highwire is silent: DC.title, DC.creator, DC.date or
   article:published_time, DC.publisher, DC.rights → rights, DC.identifier → DOI if there is one in
   it, og:url → url, og:description → abstractNote.
7. Address: citation_public_url, then og:url, then citation_abstract_html_url, then rel="canonical",
   then where the page was read.
8. Attachment: citation_pdf_url as PDF; otherwise a copy of the page.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

_FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_date": "date",
    "citation_publisher": "publisher",
    "citation_technical_report_institution": "institution",
    "citation_book_title": "bookTitle",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_public_url": "url",
    "citation_language": "language",
}


class Head(HTMLParser):
    """The tags of a page's head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: list[tuple[str, str]] = []
        self.links: list[dict[str, str]] = []
        self.scripts: list[str] = []
        self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("name") or given.get("property") or ""
            self.meta.append((name, given.get("content", "")))
        elif tag == "link":
            self.links.append(given)
        self._script = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)
            self._script = False

    def all(self, name: str) -> list[str]:
        return [value for named, value in self.meta if named.endswith(name) and value]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def link(self, relation: str) -> str:
        return next((one["href"] for one in self.links if one.get("rel") == relation), "")


def clean_author(name: str) -> dict[str, str]:
    """Rule 4, for one name."""
    comma = "," in name
    name = name.strip(" \u00a0.,/[]:")
    if comma:
        last, _, first = name.partition(",")
        return {"lastName": last, "firstName": first.split(",")[0].strip()}
    first, _, last = name.rpartition(" ")
    return {"lastName": last, "firstName": first}


def saved(
    page: str, address: str = "https://where.example/read.html", called: bool = False
) -> dict[str, Any]:
    """The item that Zotero makes of a page that was read at `address`.

    `called`: whether the translator of a site calls this one.
    """
    head = Head(page)
    item: dict[str, Any] = {
        "title": head.first("DC.title") or head.first("og:title"),
        "date": head.first("article:published_time") or head.first("DC.date"),
        "publisher": head.first("DC.publisher"),
        "rights": head.first("DC.rights"),
        "language": head.first("DC.language"),
        "url": head.first("og:url"),
        "abstractNote": head.first("og:description") or head.first("DC.description"),
        "tags": head.all("DC.subject"),
    }
    if found := re.search(r"10(?:\.[0-9]{4,})?/[^\s]*[^\s.,]", head.first("DC.identifier")):
        item["DOI"] = found[0]
    for name, field in _FIELDS.items():
        if value := head.first(name):
            item[field] = " ".join(value.split())
    if head.first("citation_technical_report_institution"):
        item["itemType"] = "report"
    elif head.first("citation_book_title"):
        item["itemType"] = "bookSection"
    elif head.first("og:type") in ("website", "book"):
        item["itemType"] = {"website": "webpage", "book": "book"}[head.first("og:type")]
    elif head.first("DC.type").lower() == "report":
        item["itemType"] = "report"
    else:
        item["itemType"] = "journalArticle" if head.first("citation_title") else "webpage"
    tags = head.all("citation_author")
    names: list[str] = []
    for tag in tags:
        parts = re.split(r"\s*;\s*", tag)
        if len(parts) == 1 and len(tags) == 1:
            commas = re.split(r"\s*,\s*", tag)
            if len(commas) > 1 and " " in commas[0] and " " in commas[1]:
                parts = commas
        names += [part for part in parts if re.search(r"[^\s,.;-]", part)]
    item["creators"] = [clean_author(name) for name in names or head.all("DC.creator")]
    item["tags"] = item["tags"] or [
        word.strip() for tag in head.all("citation_keywords") for word in tag.split(";")
    ]
    item["tags"] = item["tags"] if called else []
    item["url"] = (
        item["url"] or head.first("citation_abstract_html_url") or head.link("canonical") or address
    )
    item["attachment"] = head.first("citation_pdf_url") or "Snapshot"
    return item
