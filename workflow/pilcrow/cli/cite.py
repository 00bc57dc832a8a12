"""`pilcrow cite`: print the citation of a paragraph or of the report, in every form."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import split_identifier
from pilcrow.edition.people import as_named
from pilcrow.edition.sources import Edition, load_document, manifest_document
from pilcrow.files.project import look_folder
from pilcrow.model.documents import Metadata, Person
from pilcrow.model.problems import fail
from pilcrow.model.records import Paragraph, Withdrawn
from pilcrow.model.values import Data, wrong_page
from pilcrow.model.wording import join_list
from pilcrow.report.prose.bibliography import Entry, document_entry, printed_date
from pilcrow.report.prose.citations import cited_as, describe_numbers
from pilcrow.report.references.formats import FORMATS, format_items
from pilcrow.report.references.items import (
    locator_in_words,
    part_entry,
    speaker_of,
    spoken_entry,
)
from pilcrow.report.references.styles import STYLES, styled
from pilcrow.report.references.work import Work, inverted, report_entry

FORMS = ("key", "text", "url", "urn", "bibtex", "ris", "csl-json")
NAMESPACE = "pilcrow"


def key(document: str, number: str) -> str:
    """Return the citation for the prose: `[@lavrov-truss-2022, para. 8]`."""
    return f"[@{document}, {cited_as(number)}]"


def urn(document: str, number: str, metadata: Metadata) -> str:
    """Return a URN in the manner of Canonical Text Services.

    An example is `urn:cts:pilcrow:lavrov.lavrov_truss_2022:p8`. The text group is the speaker, the
    work is the document. A document that is a version of another one, by its metadata, is a version
    of that work. CTS uses the hyphen for ranges, so "_" replaces each hyphen of a document's ID. An
    ID has no "_" itself. docs/citing.md has the limits of such a URN.
    """
    entry = document_entry(document, metadata)
    author = (entry.get("author") or [{}])[0]
    group = re.sub(
        r"\W+|-", "_", str(author.get("family") or author.get("literal") or "anonymous").lower()
    ).strip("_")
    of = metadata.version_of
    work = ".".join(part.replace("-", "_") for part in ((of, document) if of else (document,)))
    return f"urn:cts:{NAMESPACE}:{group}.{work}:{number}"


def plain_citation(document: str, number: str, entry: Entry) -> str:
    """Return the citation for any text.

    An example is "Lavrov, Sergey. Title. Moscow, 10 February 2022, para. 8 (lavrov-truss-2022.p8)."
    If someone else speaks: "Roldán, Lorena. In: Parlament de Catalunya. Title. …".
    """
    name = inverted((entry.get("author") or [{}])[0])
    within = inverted((entry.get("container-author") or [{}])[0])
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
            locator_in_words(number),
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
    """Return the address of a paragraph in the HTML report that is at the address `base`."""
    return f"{base.partition('#')[0]}#{identifier}"


def custom(
    document: str, number: str, metadata: Metadata, record: Paragraph | Withdrawn
) -> dict[str, str]:
    """Return the part of a paragraph's CSL-JSON item that is for programs: ID, checksum and URN."""
    return {
        "paragraph": f"{document}.{number}",
        "checksum": record.checksum,
        "urn": urn(document, number, metadata),
    }


def redirect_of(record: Paragraph | Withdrawn) -> str:
    """Return the ID that has the words of a withdrawn paragraph now, or ""."""
    return record.redirect if isinstance(record, Withdrawn) else ""


def spoken_in(edition: Edition, number: str, metadata: Metadata) -> Entry:
    """Return the CSL-JSON item of a document as spoken by the speaker of one paragraph.

    Raises Problems if the document has no such paragraph.
    """
    speaker = speaker_of(find_record(edition, number), edition.segmented)
    return spoken_entry(edition.segmented.document, metadata, edition.segmented, speaker)


def csl_item(
    edition: Edition,
    number: str,
    metadata: Metadata,
    base: str,
    work: Work | None = None,
    page: str = "",
) -> Entry:
    """Return a paragraph as a CSL-JSON item.

    Args:
        edition: The document's edition.
        number: The paragraph's number.
        metadata: The document's metadata.
        base: Address of the page that holds the paragraph, used if `work` is None.
        work: The report, of which the paragraph is a part; None means a part of the document alone.
        page: See `Work.address_of`.

    Raises Problems if the document has no such paragraph.
    """
    spoken = spoken_in(edition, number, metadata)
    redirect = redirect_of(find_record(edition, number))
    if work:
        entry = part_entry(spoken, number, work, page)
        address = work.address_of(redirect, page) if redirect else ""
        return entry | ({"URL": address} if address else {})
    entry = {**spoken, "note": locator_in_words(number)}
    where = {"URL": url(redirect or f"{spoken['id']}.{number}", base)} if "://" in base else {}
    return entry | where


def forms_of(
    edition: Edition,
    number: str,
    metadata: Metadata,
    base: str,
    work: Work | None = None,
    page: str = "",
) -> dict[str, str]:
    """Return every form of the citation of a paragraph, by name.

    The arguments are those of `csl_item`. Raises Problems if the document has no such paragraph.
    """
    document = edition.segmented.document
    record = find_record(edition, number)
    redirect = redirect_of(record)
    entry = csl_item(edition, number, metadata, base, work, page)
    told = {**entry, "custom": custom(document, number, metadata, record)}
    noted = entry if work else {**entry, "note": f"{locator_in_words(number)}, {document}.{number}"}
    within = f" {edition_in_words(work, str(entry.get('URL') or ''))}" if work else ""
    return {
        "key": key(document, number),
        "text": f"{plain_citation(document, number, spoken_in(edition, number, metadata))}{within}",
        "url": url(redirect or f"{document}.{number}", base),
        "urn": urn(document, number, metadata),
        "bibtex": format_items([noted], "bibtex").rstrip("\n"),
        "ris": format_items([noted], "ris").rstrip("\n"),
        "csl-json": format_items([told], "csl-json").rstrip("\n"),
    }


def find_record(edition: Edition, number: str) -> Paragraph | Withdrawn:
    """Return a paragraph, or one that was withdrawn. Raises Problems if there is none."""
    document = edition.segmented.document
    known: dict[str, Paragraph | Withdrawn] = {gone.number: gone for gone in edition.withdrawn}
    known |= {paragraph.number: paragraph for paragraph in edition.paragraphs}
    if number not in known:
        has = describe_numbers(paragraph.number for paragraph in edition.paragraphs)
        fail(f"{document} has no {cited_as(number)}.", todo=f"It has {has}.", kind="citation")
    return known[number]


def speaker_in(edition: Edition, number: str, metadata: Metadata) -> dict[str, str]:
    """Return what is known about the speaker of a paragraph.

    Keys: name, family, role, party, authority ID and its address. Unknown ones are left out; the
    result is empty if the paragraph has no speaker.

    Raises Problems if the document has no such paragraph.
    """
    record = find_record(edition, number)
    if not record.speaker:
        return {}
    known = edition.segmented.person(record.speaker)
    main = metadata.speaker if record.speaker == edition.segmented.speaker else Person(name="")
    told = {
        "name": record.speaker,
        "family": known.family or main.family,
        "role": main.role,
        **known.facts(),
        "address": known.address,
    }
    return {name: value for name, value in told.items() if value}


def edition_in_words(work: Work, address: str) -> str:
    """Return the edition as a sentence of a citation.

    An example is "In: The Editors, Title, version 1.1, 26 November 2026. https://…".
    """
    names = join_list([author.straight() for author in work.authors])
    parts = (names, work.full_title, work.edition)
    said = f"In: {', '.join(part for part in parts if part)}."
    return f"{said} {address or work.lasting_address}".rstrip()


def report_forms(work: Work) -> dict[str, str]:
    """Return every form of the citation of the report, by name.

    A form without content is left out.
    """
    entry = report_entry(work)
    names = join_list([author.straight() for author in work.authors])
    parts = (names, work.full_title, work.edition)
    text = f"{', '.join(part for part in parts if part)}."
    found = {
        "text": f"{text} {work.lasting_address}".rstrip(),
        "url": work.lasting_address,
        **{form: format_items([entry], form).rstrip("\n") for form in FORMATS},
    }
    return {name: form for name, form in found.items() if form}


def in_style(entry: Entry, style: str, language: str) -> str:
    """Return an item as a citation style prints it. Raises Problems if Pandoc fails."""
    file = STYLES[style]
    [text] = styled([entry], look_folder() / file if file else None, language).values()
    return text


def built_work(root: Path, base: str) -> Work | None:
    """Return the report as the last build composed it; None if nothing has been built.

    Args:
        root: The project.
        base: Address of the published report, which replaces the configured one; empty keeps it.
    """
    try:
        content = (root / "results/compose/citation.json").read_bytes()
        work = msgspec.json.decode(content, type=Work)
    except (OSError, msgspec.DecodeError):
        return None
    return msgspec.structs.replace(work, address=base.partition("#")[0]) if base else work


def own_page(document: str, root: Path) -> str:
    """Return the path of a document's own page beside the report; "" if there is none."""
    try:
        paged = json.loads((root / "results/compose/pages.json").read_bytes())["paged"]
    except (OSError, ValueError, KeyError):
        return ""
    return f"documents/{document}.html" if document in paged else ""


def page_of(document: str, root: Path, report: str) -> str:
    """Return the address of the page that holds a document: its own page, or the report's."""
    page, address = own_page(document, root), report.partition("#")[0]
    return f"{address[: address.rfind('/') + 1]}{page}" if page else report


def refuse_both(style: str | None, form: str) -> None:
    """Raise Problems if a style is given together with a form that is not a reference."""
    if style and form not in ("all", "text", "json"):
        fail(
            f"--style prints a reference, and --format {form} is not one.",
            todo="Leave one of them out.",
            kind="option",
        )


def cite(
    root: Path,
    paragraphs: Sequence[str],
    *,
    form: str = "all",
    style: str | None = None,
    base: str = "",
) -> int:
    """Print the citation of a paragraph or of the report: in every form, one form, or a style.

    Args:
        root: The project.
        paragraphs: IDs of paragraphs; empty means the report.
        form: One of `FORMS`; "all"; or "json" for an object of all forms by paragraph.
        style: One of `STYLES`: print only the reference in that style. None prints `form`.
        base: Address of the published HTML report; empty means the configured one.

    Returns:
        The exit status, 0. Raises Problems, for example if an ID does not exist.
    """
    refuse_both(style, form)
    if base and (trouble := wrong_page(base)):
        fail(f"--base: {trouble[0]}", todo=trouble[1], kind="option")
    work = built_work(root, base)
    if not paragraphs:
        if not work:
            fail(
                "The report is not built yet, so it cannot be cited.",
                todo="Run snakemake, or name a paragraph: pilcrow cite ID.",
                kind="citation",
            )
        forms = report_forms(work)
        if style:
            forms = {style: in_style(report_entry(work), style, work.language)}
        return print_forms({"report": forms}, form, style)
    cited: dict[str, dict[str, Data]] = {}
    editions: dict[str, tuple[Edition, Metadata]] = {}
    for identifier in paragraphs:
        document, number = split_identifier(identifier, root)
        if document not in editions:
            loaded = load_document(root, document)
            stated = manifest_document(root, document).metadata
            editions[document] = (
                loaded,
                as_named(stated, loaded.segmented),
            )
            warn_of_provisional(editions[document][0])
        edition, metadata = editions[document]
        warn_of_withdrawn(identifier, number, edition)
        page = own_page(document, root)
        address = page_of(document, root, base or (work.address if work else "") or "report.html")
        if style:
            entry = csl_item(edition, number, metadata, address, work, page)
            reference = in_style(entry, style, work.language if work else "en")
            cited[identifier] = {style: reference}
        else:
            cited[identifier] = {**forms_of(edition, number, metadata, address, work, page)}
        if form == "json":
            cited[identifier] |= {"speaker": {**speaker_in(edition, number, metadata)}}
    return print_forms(cited, form, style)


def warn_of_provisional(edition: Edition) -> None:
    """Print a warning if a document has no ledger."""
    if edition.segmented.provisional:
        print(
            f"{edition.segmented.document} has no ledger yet: its IDs may change until you type"
            f" `pilcrow accept {edition.segmented.document}`.",
            file=sys.stderr,
        )


def warn_of_withdrawn(identifier: str, number: str, edition: Edition) -> None:
    """Print a warning if a paragraph was withdrawn, with the paragraph that has its words now."""
    for gone in edition.withdrawn:
        if gone.number == number:
            where = f"; its words are in {gone.redirect}" if gone.redirect else ""
            print(f"{identifier} is no longer in the text{where}.", file=sys.stderr)


def print_forms(cited: Mapping[str, Mapping[str, Data]], form: str, style: str | None) -> int:
    """Print citations: one form a line, all forms with their names, or JSON. Return 0.

    Raises Problems if the report has no citation in this form.
    """
    if form == "json":
        print_json(cited)
        return 0
    for forms in cited.values():
        if form == "all" and not style:
            for name, text in forms.items():
                print(f"{name}:\n{text}\n")
            continue
        name = style or form
        if name not in forms:
            fail(
                f"The report has no citation as {name}.",
                todo=f"It has: {', '.join(forms)}.",
                kind="citation",
            )
        print(forms[name])
    return 0


command = door(
    lambda root, paragraphs, as_json, **given: cite(
        root, paragraphs, **(given | ({"form": "json"} if as_json else {}))
    ),
    [
        click.Argument(
            ["paragraphs"],
            nargs=-1,
            metavar="[ID...]",
            help="A paragraph: lavrov-truss-2022.p8 (default: the report).",
        ),
        click.Option(
            ["--format", "--as", "form"],
            type=click.Choice((*FORMS, "all")),
            default="all",
            help="Print only this form (default: all).",
        ),
        click.Option(
            ["--style"],
            type=click.Choice(tuple(STYLES)),
            help="Print the reference in this style.",
        ),
        click.Option(
            ["--base"],
            default="",
            metavar="URL",
            help=("Address of the published HTML report (default: address in config/config.yaml)."),
        ),
    ],
    help=(cite.__doc__ or "").partition("\n")[0],
    json=True,
)
