"""Write the head of the page for programs: Highwire, Dublin Core, Open Graph, schema.org, links.

What is not known has no tag. Nothing here depends on the time or the machine.

- Highwire Press tags (`citation_…`), as Google Scholar's guidelines for webmasters describe them
  and Zotero's translator "Embedded Metadata" reads them.
- Dublin Core in HTML: DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link
  elements" (2008).
- Open Graph protocol (ogp.me).
- schema.org, as JSON-LD 1.1.
- `rel="cite-as"`: RFC 8574; `rel="canonical"`: RFC 6596.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urljoin

from pilcrow.model.values import Data
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.references.items import locator_in_words
from pilcrow.report.references.work import Author, Work, inverted

# With this attribute Pandoc does not fetch the target of a link to put it into the page.
_LEFT_ALONE = 'data-external="1"'


def head(work: Work, parts: Sequence[Mapping[str, Data]] = ()) -> str:
    """Return the tags of the page's head, one a line.

    `parts` are the documents as `document_part` has them.
    """
    lines = [
        *(f'<meta name="{name}" content="{_value(value)}">' for name, value in highwire(work)),
        *dublin_core(work),
        *(
            f'<meta property="{name}" content="{_value(value)}">'
            for name, value in open_graph(work)
        ),
        *links(work),
        f'<script type="application/ld+json">{json_ld(work, parts)}</script>',
    ]
    return "\n".join(lines) + "\n"


def document_head(work: Work, entry: Entry, part: Mapping[str, Data], page: str) -> str:
    """Return the tags of the head of a document's own page, one a line.

    `entry` is the document's CSL-JSON item, `part` the document as `document_part` has it, `page`
    the page's place beside the report. The document is a part of the edition that the report is.
    """
    people = [name for name in entry.get("author") or [] if any(name.values())]
    issued = (entry.get("issued") or {}).get("date-parts") or [[]]
    date = "-".join(f"{number:02}" for number in issued[0])
    address = urljoin(work.address, page) if work.address else ""
    title, language = str(entry["title"]), str(entry.get("language", "en"))
    tags = [
        ("citation_title", title),
        *(("citation_author", inverted(name)) for name in people),
        ("citation_publication_date", date.replace("-", "/")),
        ("citation_inbook_title", work.full_title),
        ("citation_book_title", work.full_title),  # the name that Zotero knows
        ("citation_publisher", work.publisher),
        ("citation_language", language),
        ("citation_public_url", address),
        ("citation_fulltext_html_url", address),
        ("DC.title", title),
        *(("DC.creator", inverted(name)) for name in people),
        *(("DC.contributor", author.inverted()) for author in work.authors),
        ("DC.date", date),
        ("DC.publisher", work.publisher),
        ("DC.language", language),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.identifier", address or str(entry["id"])),
        ("DC.source", str(entry.get("URL", ""))),
        ("DCTERMS.isPartOf", work.lasting_address or work.full_title),
    ]
    of_graph = [("og:type", "article"), ("og:title", title), ("og:url", address)]
    whole: dict[str, Data] = {"@type": "Report", "name": work.full_title}
    pairs = [("version", work.version), ("datePublished", work.date), ("url", work.address)]
    whole |= {name: value for name, value in pairs if value}
    found = {"@context": "https://schema.org", **part, "isPartOf": whole}
    lines = [
        *_prefixes(),
        *(f'<meta name="{name}" content="{_value(value)}">' for name, value in tags if value),
        *(
            f'<meta property="{name}" content="{_value(value)}">'
            for name, value in of_graph
            if value
        ),
        *(
            f'<link rel="{relation}" href="{_value(address)}" {_LEFT_ALONE}>'
            for relation in ("canonical", "cite-as")
            if address
        ),
        f'<script type="application/ld+json">{_script(found)}</script>',
    ]
    return "\n".join(lines) + "\n"


def _value(text: str) -> str:
    return escape(" ".join(text.split()))


def highwire(work: Work) -> Iterable[tuple[str, str]]:
    """Yield the Highwire tags: name and content.

    An organisation has a comma after its name. Zotero reads what comes before a comma as the last
    name. Without one it would take "The Pilcrow maintainers" for a person called maintainers. A
    comma within the name of an organisation becomes a dash for the same reason.
    """
    yield "citation_title", work.full_title
    for author in work.authors:
        yield "citation_author", author.inverted() if author.person else _whole(author)
        for affiliation in author.affiliations:
            yield "citation_author_institution", affiliation
        if author.orcid:
            yield "citation_author_orcid", f"https://orcid.org/{author.orcid}"
    if work.issued:
        yield "citation_publication_date", work.date.replace("-", "/")
    if work.publisher:
        yield "citation_publisher", work.publisher
        yield "citation_technical_report_institution", work.publisher
    yield "citation_language", work.language
    for keyword in work.keywords:
        yield "citation_keywords", keyword
    pairs = (
        ("citation_abstract", work.abstract),
        ("citation_doi", work.doi),
        ("citation_public_url", work.address),
        ("citation_abstract_html_url", work.address),
        ("citation_fulltext_html_url", work.address),
        ("citation_pdf_url", work.pdf_address),
    )
    yield from ((name, value) for name, value in pairs if value)


def _whole(author: Author) -> str:
    return author.straight().replace(", ", " – ") + ","


def dublin_core(work: Work) -> Iterable[str]:
    """Yield the tags of Dublin Core, with the links that say what their prefixes mean."""
    yield from _prefixes()
    identifier = f"https://doi.org/{work.doi}" if work.doi else work.address
    found = [
        ("DC.title", work.full_title),
        *(("DC.creator", author.inverted()) for author in work.authors),
        ("DC.date", work.date),
        ("DC.publisher", work.publisher),
        ("DC.language", work.language),
        ("DC.type", "Report"),
        ("DC.format", "text/html"),
        ("DC.identifier", identifier),
        ("DC.description", work.description),
        *(("DC.subject", keyword) for keyword in work.keywords),
        ("DC.rights", work.rights),
        ("DCTERMS.license", work.licence_address),
    ]
    for name, value in found:
        if value:
            yield f'<meta name="{name}" content="{_value(value)}">'


def _prefixes() -> Iterable[str]:
    yield f'<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/" {_LEFT_ALONE}>'
    yield f'<link rel="schema.DCTERMS" href="http://purl.org/dc/terms/" {_LEFT_ALONE}>'


def open_graph(work: Work) -> Iterable[tuple[str, str]]:
    """Return the properties of Open Graph: name and content."""
    found = [
        ("og:type", "article"),
        ("og:title", work.full_title),
        ("og:description", work.description),
        ("og:url", work.address),
        ("og:locale", work.language.replace("-", "_") if "-" in work.language else ""),
        ("article:published_time", work.date if len(work.issued) == 3 else ""),
        *(("article:author", author.straight()) for author in work.authors),
        *(("article:tag", keyword) for keyword in work.keywords),
    ]
    return [(name, value) for name, value in found if value]


def links(work: Work) -> Iterable[str]:
    """Yield the links to the page's own address, and to what a citation should use."""
    if work.address:
        yield f'<link rel="canonical" href="{_value(work.address)}" {_LEFT_ALONE}>'
    if work.lasting_address:
        yield f'<link rel="cite-as" href="{_value(work.lasting_address)}" {_LEFT_ALONE}>'
    if work.pdf_address:
        yield (
            f'<link rel="alternate" type="application/pdf" href="{_value(work.pdf_address)}" '
            f"{_LEFT_ALONE}>"
        )


# schema.org


def _person(name: Mapping[str, str]) -> dict[str, Data]:
    if "family" not in name:
        return {"@type": "Organization", "name": name.get("literal", "")}
    return {
        "@type": "Person",
        "name": " ".join(part for part in (name.get("given"), name["family"]) if part),
        "familyName": name["family"],
        **({"givenName": name["given"]} if name.get("given") else {}),
    }


def _author(author: Author) -> dict[str, Data]:
    found = _person(author.name)
    if author.orcid:
        found["@id"] = f"https://orcid.org/{author.orcid}"
    if author.affiliations:
        found["affiliation"] = [
            {"@type": "Organization", "name": name} for name in author.affiliations
        ]
    return found


def document_part(
    entry: Entry,
    paragraphs: Iterable[tuple[str, Mapping[str, str] | None]],
    page: str = "",
) -> dict[str, Data]:
    """Return a document as a part of the report, with its paragraphs as its own parts.

    `entry` is the document's CSL-JSON item. `paragraphs` holds the number of each, and the CSL name
    of its speaker if that is not the document's author. `page` is the page beside the report that
    holds the text.
    """
    identifier = str(entry["id"])
    item: dict[str, Data] = {
        "@type": "CreativeWork",
        "@id": f"{page}#{identifier}",
        "identifier": identifier,
        "name": entry["title"],
    }
    if people := entry.get("author"):
        # A literal is a name whose parts are not known. A speaker is a person all the same.
        item["creator"] = [
            {**_person(name), "@type": "Person"} for name in people if any(name.values())
        ]
    if parts := (entry.get("issued") or {}).get("date-parts"):
        item["dateCreated"] = "-".join(f"{part:02}" for part in parts[0])
    if place := entry.get("event-place"):
        item["locationCreated"] = {"@type": "Place", "name": place}
    if genre := entry.get("genre"):
        item["genre"] = genre
    item["inLanguage"] = entry.get("language", "en")
    if address := entry.get("URL"):
        item["isBasedOn"] = address
    paragraph_parts: list[Data] = []
    for position, (number, speaker) in enumerate(paragraphs, 1):
        part: dict[str, Data] = {
            "@type": "CreativeWork",
            "@id": f"{page}#{identifier}.{number}",
            "identifier": f"{identifier}.{number}",
            "name": locator_in_words(number),
            "position": position,
        }
        if speaker is not None:
            part["creator"] = {**_person(speaker), "@type": "Person"}
        paragraph_parts.append(part)
    if paragraph_parts:
        item["hasPart"] = paragraph_parts
    return item


def json_ld(work: Work, parts: Sequence[Mapping[str, Data]] = ()) -> str:
    """Return the report as JSON-LD for a script element.

    The identifiers of the parts are relative, so they hold wherever the page lies.
    """
    found: dict[str, Data] = {"@context": "https://schema.org", "@type": "Report"}
    if work.address:
        found["@id"] = work.address
    found["name"] = work.full_title
    if work.authors:
        found["author"] = [_author(author) for author in work.authors]
    pairs: list[tuple[str, Any]] = [
        ("datePublished", work.date),
        ("version", work.version),
        ("inLanguage", work.language),
        ("description", work.description),
        ("abstract", work.abstract),
        ("keywords", list(work.keywords)),
        ("license", work.licence_address),
        ("url", work.address),
        ("sameAs", f"https://doi.org/{work.doi}" if work.doi else ""),
    ]
    found |= {key: value for key, value in pairs if value}
    if work.publisher:
        found["publisher"] = {"@type": "Organization", "name": work.publisher}
    if work.doi:
        found["identifier"] = {"@type": "PropertyValue", "propertyID": "DOI", "value": work.doi}
    if work.pdf_address:
        found["encoding"] = {
            "@type": "MediaObject",
            "contentUrl": work.pdf_address,
            "encodingFormat": "application/pdf",
        }
    if parts:
        found["hasPart"] = [dict(part) for part in parts]
    return _script(found)


def _script(found: Mapping[str, Data]) -> str:
    """Return JSON as a script element can hold it."""
    written = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    # A script element ends at "</script" even within JSON; U+2028 ends a line of JavaScript.
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
