"""The header of a TEI file: the text, its source, what was done to it and by whom, categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow import __version__
from pilcrow.coding.hand import VOICES
from pilcrow.exports.markup import add, xml_characters, xml_name
from pilcrow.exports.material import CONSENSUS, RULES, Document, Setting, person
from pilcrow.model.codebook import Theme
from pilcrow.model.groups import UNKNOWN_SPEAKER
from pilcrow.model.wording import count as counted
from pilcrow.report.prose.publication import Publication

VOICE_MEANS = {
    "own": "The speaker’s own assertion.",
    "reported": "What somebody else said or wrote.",
    "conditional": "Said under a condition.",
    "distanced": "Said, and not vouched for.",
}


def add_header(root: Any, document: Document, setting: Setting) -> None:
    """Add the teiHeader of a document."""
    header = add(root, "teiHeader", xml_lang="en")
    add_file(header, document, setting)
    add_encoding(header, document, setting)
    add_profile(header, document)


def add_publication(file: Any, publication: Publication, what: str) -> None:
    """Add who publishes a file and under what terms, as the front matter of the report says.

    `what` names the file in the sentence that says what is not stated.
    """
    statement = add(file, "publicationStmt")
    terms = publication.licence or publication.licence_address
    if not publication.publisher and not publication.authors:
        licensed = f" Its licence is {terms}." if terms else " Nor does it state a licence."
        add(statement, "p", f"The report does not state who publishes {what}.{licensed}")
        return
    if publication.publisher:
        add(statement, "publisher", publication.publisher)
    else:
        for name in publication.authors:
            add(statement, "authority", name)
    if publication.date:
        add(statement, "date", publication.date)
    if publication.doi:
        add(statement, "idno", publication.doi, type="DOI")
    availability = add(statement, "availability")
    if terms:
        target = _address(publication.licence_address)
        add(availability, "licence", terms, **({"target": target} if target else {}))
    else:
        add(availability, "p", f"The report does not state a licence of {what}.")


def add_file(header: Any, document: Document, setting: Setting) -> None:
    """Add title, who is responsible for what, extent, publication and the source."""
    file = add(header, "fileDesc")
    titles = add(file, "titleStmt")
    add(titles, "title", document.title, type="main", xml_lang=document.segmented.language)
    add_responsibilities(titles, document)
    edition = add(file, "editionStmt")
    state = (
        "provisional: the paragraphs have not been accepted, their numbers may change"
        if document.segmented.provisional
        else "accepted"
    )
    add(edition, "edition", f"Documentary edition, paragraphs {state}")
    extent = add(file, "extent")
    count = len(document.paragraphs)
    add(extent, "measure", counted(count, "paragraph"), unit="paragraphs", quantity=str(count))
    add_publication(file, setting.publication, "this edition")
    add_source(add(file, "sourceDesc"), document)


def add_responsibilities(titles: Any, document: Document) -> None:
    for name in document.coders():
        statement = add(titles, "respStmt", xml_id=f"{document.id}.coder.{xml_name(name)}")
        if name == RULES:
            add(statement, "resp", "codings by the rules of the codebook")
            add(statement, "name", f"Pilcrow {__version__}", type="software", n=name)
        elif name == CONSENSUS:
            add(statement, "resp", "codings that the coders agreed on or an adjudicator decided")
            add(statement, "name", name, n=name)
        else:
            add(statement, "resp", "codings by reading")
            add(statement, "name", name, n=name)
    for name in document.responsible():
        statement = add(titles, "respStmt", xml_id=f"{document.id}.responsible.{xml_name(name)}")
        add(statement, "resp", "corrections and notes")
        add(statement, "name", name, n=name)


def add_source(description: Any, document: Document) -> None:
    """Add the source from the metadata, and the file as received. What is unknown is named."""
    metadata, cleaned = document.metadata, document.cleaned
    source = metadata.source
    bibl = add(description, "bibl")
    add(bibl, "title", document.title)
    author, _ = person(metadata.speaker)
    if author and author != UNKNOWN_SPEAKER:
        add(bibl, "author", author)
    if date := metadata.known_date:
        add(bibl, "date", date, when=date)
    if source.publisher:
        add(bibl, "publisher", source.publisher)
    if source.url:
        add(bibl, "ref", source.url, target=_address(source.url))
    add(bibl, "idno", cleaned.source, type="file")
    add(bibl, "idno", cleaned.sha256, type="sha256")
    add(bibl, "idno", document.segmented.text_sha256, type="sha256-of-clean-text")
    if source.licence:
        add(add(bibl, "availability"), "p", source.licence)
    sentences = [("received", source.description), ("retrieved", source.retrieved)]
    sentences += [("known", one) for one in source.known] + [
        ("unknown", one) for one in source.unknown
    ]
    for kind, sentence in sentences:
        if sentence:
            add(bibl, "note", str(sentence), type=kind)


def _address(url: str) -> str:
    """Return an address as a pointer may hold it; "" if it holds what no address can."""
    return "" if any(character.isspace() or character in '<>"{}|\\^`' for character in url) else url


def add_encoding(header: Any, document: Document, setting: Setting) -> None:
    """Add what was done to the text, and the categories used."""
    encoding = add(header, "encodingDesc")
    declared = add(encoding, "editorialDecl")
    correction = add(declared, "correction", method="markup")
    add(
        correction,
        "p",
        "An editor’s correction is in the text as a choice of both readings; its reason is a note.",
    )
    normalization = add(declared, "normalization", method="silent")
    words = (
        f"The file was read as {document.cleaned.encoding}; invisible characters were removed, the"
        " rest brought to Unicode normalisation form C, white space made single spaces."
    )
    add(normalization, "p", words)
    segmentation = add(declared, "segmentation")
    add(
        segmentation,
        "p",
        f"Paragraphs: {document.cleaned.layout_reason}. The numbers of the paragraphs are the"
        " edition’s own.",
    )
    add(
        add(declared, "interpretation"),
        "p",
        f"Codings follow “{setting.title}”, version {setting.codebook.version}.",
    )
    add_classes(encoding, document, setting.themes)
    application = add(add(encoding, "appInfo"), "application", ident="pilcrow", version=__version__)
    add(application, "label", "Pilcrow")


def add_classes(encoding: Any, document: Document, themes: Sequence[Theme]) -> None:
    """Add the taxonomies: themes with their definitions, voices, actors."""
    classes = add(encoding, "classDecl")
    taxonomy = add(classes, "taxonomy", xml_id=f"{document.id}.themes")
    add(taxonomy, "desc", "Themes of the codebook")
    add_categories(taxonomy, f"{document.id}.theme", themes)
    category = add(taxonomy, "category", xml_id=f"{document.id}.no-theme")
    add(category, "catDesc", "Read, and none of the themes applies")
    taxonomy = add(classes, "taxonomy", xml_id=f"{document.id}.voices")
    add(taxonomy, "desc", "Whose voice speaks")
    for voice in VOICES:
        category = add(taxonomy, "category", xml_id=f"{document.id}.voice.{voice}", n=voice)
        add(category, "catDesc", VOICE_MEANS[voice])
    if names := list(dict.fromkeys(actor.actor for actor in document.actors)):
        taxonomy = add(classes, "taxonomy", xml_id=f"{document.id}.actors")
        add(taxonomy, "desc", "Actors of the codebook’s list that are named here")
        for name in names:
            category = add(
                taxonomy, "category", xml_id=f"{document.id}.actor.{xml_name(name)}", n=name
            )
            add(category, "catDesc", name)


def add_categories(taxonomy: Any, prefix: str, themes: Sequence[Theme]) -> None:
    """Add the themes as categories, nested as in the codebook."""
    above = [taxonomy]
    for theme in themes:
        del above[theme.depth + 1 :]
        category = add(
            above[-1], "category", xml_id=f"{prefix}.{xml_name(theme.code)}", n=theme.code
        )
        description = add(category, "catDesc")
        term = add(description, "term", theme.name)
        if theme.definition:
            add(description, "gloss", theme.definition)
            term.tail = ": "
        above.append(category)


def add_profile(header: Any, document: Document) -> None:
    """Add languages, people, place and date."""
    profile = add(header, "profileDesc")
    metadata = document.metadata
    place, event = metadata.place, metadata.event
    date = metadata.known_date
    if place or event or date:
        setting = add(add(profile, "settingDesc"), "setting")
        if place:
            add(setting, "name", place, type="place")
        if date:
            add(setting, "date", date, when=date)
        if event:
            add(setting, "activity", event)
    add_people(profile, document)
    language = document.segmented.language
    add(add(profile, "langUsage"), "language", language, ident=language)


def add_people(profile: Any, document: Document) -> None:
    """Add the speakers, and the speaker and addressee of the metadata with their offices."""
    main, addressee = (
        person(document.metadata.speaker),
        person(document.metadata.addressee),
    )
    offices = {
        name: office for name, office in (addressee, main) if name and name != UNKNOWN_SPEAKER
    }
    people = dict.fromkeys(
        [
            *document.speakers(),
            *([main[0]] if main[0] in offices else []),
            *([addressee[0]] if addressee[0] else []),
        ]
    )
    if not people:
        return
    listed = add(add(profile, "particDesc"), "listPerson")
    for name in people:
        person_ = add(listed, "person", xml_id=f"{document.id}.speaker.{xml_name(name)}", n=name)
        known = document.person(name)
        stated = document.metadata.speaker.family if name == main[0] else ""
        add_name(person_, name, known.family or stated)
        if office := known.role or offices.get(name, ""):
            add(person_, "occupation", office)
        if known.party:
            add(person_, "affiliation", known.party, role="member")
        if known.address:
            add(person_, "idno", known.address, type="URI", subtype=known.register)


def add_name(parent: Any, name: str, family: str) -> None:
    """Add a person's name, with the family name marked if the edition gives it."""
    before, found, after = name.rpartition(family) if family else (name, "", "")
    element = add(parent, "persName", before)
    if found:
        add(element, "surname", found).tail = xml_characters(after)
    elif family:
        element.text = xml_characters(name)
