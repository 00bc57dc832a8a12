"""How a paragraph is cited: as Pandoc key, plain text, address, URN, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.edition.sources import Edition, documents, load, manifest_document
from pilcrow.identity.numbering import NUMBER, PREFIXES
from pilcrow.model.documents import Metadata, Person
from pilcrow.model.names import family_of
from pilcrow.model.problems import did_you_mean, fail
from pilcrow.model.records import Paragraph, Withdrawn
from pilcrow.report.prose.bibliography import Entry, bibtex, csl_name, document_entry, printed_date
from pilcrow.report.prose.citations import describe_numbers

FORMS = ("key", "text", "url", "urn", "bibtex", "csl-json")
NAMESPACE = "pilcrow"


def locator(number: str) -> str:
    """A number as it is cited: "para. 8", or "h1"."""
    return f"para. {number[1:]}" if number.startswith("p") else number


def key(document: str, number: str) -> str:
    """For the prose: `[@lavrov-truss-2022, para. 8]`."""
    return f"[@{document}, {locator(number)}]"


def urn(document: str, number: str, metadata: Metadata) -> str:
    """A URN in the manner of Canonical Text Services: `urn:cts:pilcrow:lavrov.lavrov_truss_2022:p8`.

    Text group: the speaker. Work: the document. Version: the document, where its metadata says of which it is a version. CTS keeps
    the hyphen for ranges, so that it is written "_" in a document's ID, where it cannot occur otherwise. See docs/citing.md for
    what this is not.
    """
    entry = document_entry(document, metadata)
    author = (entry.get("author") or [{}])[0]
    group = re.sub(
        r"\W+|-", "_", str(author.get("family") or author.get("literal") or "anonymous").lower()
    ).strip("_")
    of = metadata.version_of
    work = ".".join(part.replace("-", "_") for part in ((of, document) if of else (document,)))
    return f"urn:cts:{NAMESPACE}:{group}.{work}:{number}"


def cited_entry(
    document: str, metadata: Metadata, record: Paragraph | Withdrawn, edition: Edition
) -> Entry:
    """The document as CSL-JSON item; a paragraph that another than the main speaker speaks is that speaker's, in the document.

    A question of nobody in particular has no author.
    """
    entry = document_entry(document, metadata)
    main = edition.segmented.speaker
    if record.kind not in ("speech", "question") or record.speaker == main or not main:
        return entry
    held = entry.pop("author", None)
    if record.speaker:
        families = edition.segmented.families
        language = edition.segmented.language
        family = families.get(record.speaker) or family_of(record.speaker, language)
        entry["author"] = [csl_name(Person(name=record.speaker, family=family))]
    return {**entry, "container-author": held} if held else entry


def _printed_name(person: Mapping[str, Any]) -> str:
    """A person of a CSL-JSON item: "Lavrov, Sergey"."""
    return str(person.get("literal") or "") or ", ".join(
        part for part in (person.get("family"), person.get("given")) if part
    )


def plain(document: str, number: str, entry: Entry) -> str:
    """For any text: Lavrov, Sergey. Title. Moscow, 10 February 2022, para. 8 (lavrov-truss-2022.p8).

    Of another speaker: Roldán, Lorena. In: Parlament de Catalunya. Title. …
    """
    name = _printed_name((entry.get("author") or [{}])[0])
    within = _printed_name((entry.get("container-author") or [{}])[0])
    if not name and within:
        name = "Question"
    date = (
        "-".join(f"{part:02}" for part in entry["issued"]["date-parts"][0])
        if "issued" in entry
        else ""
    )
    where = ", ".join(
        part
        for part in (
            entry.get("event-place", ""),
            printed_date(date) if date else "",
            locator(number),
        )
        if part
    )
    title = str(entry["title"]).rstrip(".")
    return " ".join(
        part
        for part in (
            f"{name.rstrip('.')}." if name else "",
            f"In: {within.rstrip('.')}." if within else "",
            f"{title}.",
            f"{where} ({document}.{number}).",
        )
        if part
    )


def url(identifier: str, base: str) -> str:
    """The address of a paragraph in the HTML report."""
    return f"{base.partition('#')[0]}#{identifier}"


def csl(
    document: str,
    number: str,
    metadata: Metadata,
    record: Paragraph | Withdrawn,
    entry: Entry,
) -> Entry:
    """The document as CSL-JSON item, the paragraph in its `note` and, for programs, under `custom`."""
    custom = {
        "paragraph": f"{document}.{number}",
        "checksum": record.checksum,
        "urn": urn(document, number, metadata),
    }
    return {**entry, "note": locator(number), "custom": custom}


def forms_of(edition: Edition, number: str, metadata: Metadata, base: str) -> dict[str, str]:
    """Every form of the citation of a paragraph, by name. Raises Problems where the document has no such paragraph."""
    document = edition.segmented.document
    known: dict[str, Paragraph | Withdrawn] = {gone.number: gone for gone in edition.withdrawn}
    known |= {paragraph.number: paragraph for paragraph in edition.paragraphs}
    if number not in known:
        has = describe_numbers(paragraph.number for paragraph in edition.paragraphs)
        fail(f"{document} has no {locator(number)}.", todo=f"It has {has}.", kind="citation")
    record = known[number]
    redirect = record.redirect if isinstance(record, Withdrawn) else ""
    cited = cited_entry(document, metadata, record, edition)
    entry = csl(document, number, metadata, record, cited)
    with_address = (
        {**entry, "URL": url(redirect or f"{document}.{number}", base)} if "://" in base else entry
    )
    return {
        "key": key(document, number),
        "text": plain(document, number, cited),
        "url": url(redirect or f"{document}.{number}", base),
        "urn": urn(document, number, metadata),
        "bibtex": bibtex({**with_address, "note": f"{locator(number)}, {document}.{number}"}),
        "csl-json": msgspec.json.format(msgspec.json.encode([with_address]), indent=2).decode(),
    }


def split_identifier(identifier: str, root: Path) -> tuple[str, str]:
    """Document and number of an ID, `lavrov-truss-2022.p8`. Raises Problems."""
    document, _, number = identifier.strip().lstrip("#").rpartition(".")
    names = documents(root)
    if document not in names or not NUMBER.match(number) or number[0] not in PREFIXES.values():
        example = f"{names[0]}.p1" if names else "document.p1"
        near = did_you_mean(document or identifier, names)
        if identifier.strip() in names:
            near = f"It is a document; a paragraph of it is {identifier.strip()}.p1."
        elif document in names:
            near = f"Numbers are written p8, p8a, h1, s1 or n1: {document}.p8."
        fail(
            f'"{identifier}" is not the ID of a paragraph.',
            todo=near or f"An ID looks like {example}.",
            kind="citation",
        )
    return document, number


def page_of(document: str, root: Path, report: str) -> str:
    """The address of the page that holds a document: its own beside the report, if the last build gave it one, else the report's."""
    try:
        paged = json.loads((root / "results/compose/pages.json").read_bytes())["paged"]
    except (OSError, ValueError, KeyError):
        return report
    address = report.partition("#")[0]
    return (
        f"{address[: address.rfind('/') + 1]}documents/{document}.html"
        if document in paged
        else report
    )


def cite(
    root: Path, paragraphs: Sequence[str], *, form: str = "all", base: str = "report.html"
) -> int:
    """Print the citation of a paragraph: as Pandoc key, text, URL, URN, BibTeX, CSL-JSON.

    Args:
        root: The project.
        paragraphs: IDs of paragraphs.
        form: One of `FORMS`, "all", or "json" for an object of all forms by paragraph.
        base: Address at which the HTML report is published.
    """
    cited: dict[str, dict[str, str]] = {}
    loaded: dict[str, tuple[Edition, Metadata]] = {}
    for identifier in paragraphs:
        document, number = split_identifier(identifier, root)
        if document not in loaded:
            loaded[document] = (
                load(root, document),
                manifest_document(root, document).metadata,
            )
            if loaded[document][0].segmented.provisional:
                print(
                    f"{document} has no ledger yet: this ID may change until the text is accepted.",
                    file=sys.stderr,
                )
        edition, metadata = loaded[document]
        withdrawn = {tombstone.number: tombstone for tombstone in edition.withdrawn}
        if number in withdrawn:
            redirect = withdrawn[number].redirect
            where = f"; its words are in {redirect}" if redirect else ""
            print(f"{identifier} is no longer in the text{where}.", file=sys.stderr)
        base_of = page_of(document, root, base)
        cited[identifier] = forms_of(edition, number, metadata, base_of)
    if form == "json":
        print_json(cited)
        return 0
    for forms in cited.values():
        for name in FORMS if form == "all" else (form,):
            print(f"{name}:\n{forms[name]}\n" if form == "all" else forms[name])
    return 0


command = door(
    lambda root, paragraphs, as_json, **given: cite(
        root, paragraphs, **(given | ({"form": "json"} if as_json else {}))
    ),
    [
        click.Argument(
            ["paragraphs"], nargs=-1, required=True, metavar="ID...", help="lavrov-truss-2022.p8"
        ),
        click.Option(
            ["--as", "form"],
            type=click.Choice((*FORMS, "all")),
            default="all",
            help="One form only.",
        ),
        click.Option(
            ["--base"],
            default="report.html",
            show_default=True,
            metavar="URL",
            help="Address at which the HTML report is published.",
        ),
    ],
    help=(cite.__doc__ or "").partition("\n")[0],
    json=True,
)
