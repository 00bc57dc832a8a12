"""Describe the report as a work that can be cited. What is not known is empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import msgspec

from pilcrow.files.language import MONTHS, to_say
from pilcrow.model.documents import Person
from pilcrow.model.settings import Config
from pilcrow.model.values import Data
from pilcrow.report.prose import byline
from pilcrow.report.prose.bibliography import Entry, csl_name, printed_date
from pilcrow.report.prose.frontmatter import iso_date
from pilcrow.report.prose.source import Report
from pilcrow.report.prose.verbatim import without_markdown
from pilcrow.report.rendering.citing import plain_texts

# What makes an author given as plain text an organisation and not a person.
_ORGANISATION = re.compile(
    r"(?i)^(?:the|der|die|das|le|la|les|el|los|il|gli)\s|\d|[&/]|\b(?:archives?|association|authors|"
    r"centre|center|collective|committee|consortium|contributors|council|department|editors|"
    r"foundation|group|institut\w*|lab(?:oratory)?|library|maintainers|ministry|network|office|"
    r"project|society|team|universit\w*)\b"
)
_MONTH_YEAR = re.compile(rf"(?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})")
_NUMERIC = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?")
_SENTENCE = re.compile(r".+?[.!?…][”’\"')\]]*(?=\s|\Z)", re.DOTALL)
DESCRIPTION = 300  # characters of a description that is taken from the abstract


class Author(msgspec.Struct, frozen=True):
    """An author of the report. `name` is a CSL name: family and given, or literal."""

    name: dict[str, str]
    orcid: str = ""
    affiliations: list[str] = []

    @property
    def person(self) -> bool:
        """Return whether this is a person and not an organisation."""
        return "family" in self.name

    def inverted(self) -> str:
        """Return the name as lists have it: "Doe, Jane"."""
        return inverted(self.name)

    def straight(self) -> str:
        """Return the name as it is spoken: "Jane Doe"."""
        parts = (self.name.get("given"), self.name.get("family"))
        return self.name.get("literal") or " ".join(part for part in parts if part)


class Work(msgspec.Struct, frozen=True):
    """The report as others cite it."""

    title: str
    subtitle: str = ""
    authors: list[Author] = []
    issued: list[int] = []  # year, month, day, as far as the report says
    version: str = ""
    language: str = "en"
    abstract: str = ""
    description: str = ""
    keywords: list[str] = []
    publisher: str = ""
    rights: str = ""
    licence_address: str = ""
    doi: str = ""
    address: str = ""  # where the HTML page is published
    pdf: bool = False  # whether the PDF is made too

    @property
    def full_title(self) -> str:
        """Return title and subtitle in one line.

        A colon divides them unless the title ends in a sign of its own.
        """
        if not self.subtitle:
            return self.title
        return f"{self.title}{'' if self.title[-1:] in '?!:.…' else ':'} {self.subtitle}"

    @property
    def date(self) -> str:
        """Return the date in ISO 8601: 2026-11-26, 2026-11 or 2026; "" if the report has none."""
        return "-".join(f"{part:02}" for part in self.issued)

    @property
    def edition(self) -> str:
        """Return version and date as citations have them: "version 1.1, 26 November 2026"."""
        return ", ".join(part for part in (self.versioned, self.printed_date) if part)

    @property
    def versioned(self) -> str:
        """Return the version in words. A bare number follows the word "version"."""
        bare = self.version[:1].isdigit()
        return f"version {self.version}" if bare else self.version

    @property
    def printed_date(self) -> str:
        """Return the date in words, or ""."""
        return printed_date(self.date) if self.issued else ""

    @property
    def pdf_address(self) -> str:
        """Return where the PDF is published: beside the page, under the name that a build gives it.

        It is "" unless the address is that of a folder or of a page in one.
        """
        known = re.search(r"/$|/[^/]+\.x?html?$", self.address)
        return urljoin(self.address, "report.pdf") if self.pdf and known else ""

    @property
    def lasting_address(self) -> str:
        """Return what a citation should use: the DOI if there is one, else the address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address

    def address_of(self, identifier: str, page: str = "") -> str:
        """Return the address of a paragraph, or "" if the report has no address.

        `page` is the page beside the report that holds it, "" for the report itself.
        """
        if not self.address:
            return ""
        return f"{urljoin(self.address, page) if page else self.address}#{identifier}"


def inverted(name: Mapping[str, str]) -> str:
    """Return a CSL name as lists have it: "Lavrov, Sergey". A literal stays as it is."""
    parts = (name.get("family"), name.get("given"))
    return str(name.get("literal") or "") or ", ".join(part for part in parts if part)


def csl_author(author: Any) -> dict[str, str]:
    """Return an author of the front matter as a CSL name.

    `name: {given, family}` and `name: {literal}` are taken as they are. The last word of plain text
    is the family name, unless the text looks like the name of an organisation. Signs of Markdown
    are not part of a name.
    """
    parts = _csl_author(author)
    return {key: without_markdown(part) for key, part in parts.items()}


def _csl_author(author: Any) -> dict[str, str]:
    name = author.get("name") if isinstance(author, Mapping) else author
    if isinstance(name, Mapping):
        if name.get("literal") or not name.get("family"):
            return {"literal": str(name.get("literal") or byline.author_name(author))}
        family = " ".join(
            str(name[key])
            for key in ("dropping-particle", "non-dropping-particle", "family")
            if name.get(key)
        )
        given = str(name.get("given") or "")
        return {"family": family, "given": given} if given else {"literal": family}
    text = " ".join(str(name or "").split())
    if _ORGANISATION.search(text) or len(text.split()) < 2:
        return {"literal": text}
    if text.count(",") == 1:
        family, _, given = text.partition(",")
        return {"family": family.strip(), "given": given.strip()}
    return csl_name(Person(name=text))


def _author(author: Any, known: Mapping[str, Data]) -> Author:
    if not isinstance(author, Mapping):
        return Author(csl_author(author))
    places = []
    for given in byline.as_list(author.get("affiliations", author.get("affiliation"))):
        reference = given.get("ref") if isinstance(given, Mapping) else given
        held = known.get(str(reference), given)
        places.append(str(held.get("name") or "") if isinstance(held, Mapping) else str(held))
    named = [without_markdown(place) for place in places if place]
    return Author(csl_author(author), byline.orcid_of(author), named)


def issued_parts(written: str) -> list[int]:
    """Return year, month and day of a report's date; [] if it cannot be read."""
    plain = " ".join(written.split())
    if day := iso_date(plain):
        return [int(part) for part in day.split("-")]
    if found := _MONTH_YEAR.fullmatch(plain):
        return [int(found["year"]), MONTHS.index(found["month"]) + 1]
    if found := _NUMERIC.fullmatch(plain):
        return [int(part) for part in found.groups() if part]
    return []


def report_work(report: Report, config: Config) -> Work:
    """Return the report as a work, from its front matter and the configuration."""
    front = report.front
    wanted = ("title", "subtitle", "abstract", "description", "copyright")
    texts = plain_texts({key: report.texts[key].text for key in wanted if key in report.texts})
    known = byline.affiliations_of(front)
    authors = byline.as_list(front.get("author", front.get("authors")))
    licence, address = byline.licence_of(front)
    dated = report.texts["date"].text if "date" in report.texts else str(front.get("date") or "")
    abstract = texts.get("abstract", "")
    version = report.texts["version"].text if "version" in report.texts else front.get("version")
    return Work(
        title=texts.get("title") or "Untitled",
        subtitle=texts.get("subtitle", ""),
        authors=[_author(author, known) for author in authors if byline.author_name(author)],
        issued=issued_parts(dated),
        version=str(version or "").strip(),
        language=str(front.get("lang", "en")),
        abstract=abstract,
        description=texts.get("description") or opening(abstract),
        keywords=[str(word) for word in byline.as_list(front.get("keywords"))],
        publisher=byline.publisher_of(front),
        rights=". ".join(part for part in (texts.get("copyright", ""), licence) if part),
        licence_address=address,
        doi=config.doi or byline.doi_of(front),
        address=config.address,
        pdf="pdf" in config.formats,
    )


def opening(abstract: str) -> str:
    """Return the first sentences of an abstract, as a description of the report."""
    found = ""
    for sentence in _SENTENCE.findall(abstract):
        longer = f"{found} {sentence.strip()}".strip()
        if found and len(longer) > DESCRIPTION:
            break
        found = longer
    return found


def report_entry(work: Work) -> Entry:
    """Return the report as a CSL-JSON item."""
    entry: Entry = {"id": work_key(work), "type": "report", "title": work.full_title}
    if work.authors:
        entry["author"] = [author.name for author in work.authors]
    if work.issued:
        entry["issued"] = {"date-parts": [work.issued]}
    pairs = (
        ("version", work.version),
        ("publisher", work.publisher),
        ("DOI", work.doi),
        ("URL", work.address),
        ("abstract", work.abstract),
        ("keyword", ", ".join(work.keywords)),
        ("language", work.language),
    )
    return entry | {key: value for key, value in pairs if value}


def work_key(work: Work) -> str:
    """Return the report's key for reference managers: first words of its title, and the year."""
    words = re.findall(r"[a-z0-9]+", work.title.lower()) or ["report"]
    return "-".join([*words[:4], *map(str, work.issued[:1])])


def unknown(work: Work) -> Iterator[str]:
    """Yield what a citation of the report would name and the report does not say."""
    if not work.authors:
        yield to_say("an author")
    if not work.issued:
        yield to_say("a date")
    if not work.version:
        yield to_say("a version")
    if not work.doi:
        yield to_say("a DOI")
    if not work.address:
        yield to_say("an address")
