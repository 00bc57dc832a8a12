"""REFI-QDA, the exchange format of programs for qualitative analysis: a project (.qdpx) and a
codebook (.qdc).

Each document is a plain text source: its clean text, UTF-8 without a byte-order mark, "\\n" line
ends. Selections are half-open ranges of Unicode code points of that text, from 0 (REFI-QDA 1.0,
sections 9.1.2 and 10.2). Paragraphs, evidence, voices and actors are selections with codings; a
paragraph's ID is the name of every selection in it. The project is a zip archive. Its members have
fixed dates and are not compressed, so its bytes depend only on its content.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import msgspec
from lxml import etree

from pilcrow import __version__
from pilcrow.edition.division import describe_decision
from pilcrow.exports.markup import FORBIDDEN, add, encoded, lay_out, xml_characters
from pilcrow.exports.material import (
    RULES,
    Document,
    Identifiers,
    Setting,
    Span,
    guid,
    paragraph_around,
    spans_of,
)
from pilcrow.exports.refi_codes import add_codes, code_guid
from pilcrow.model.groups import spelled
from pilcrow.model.records import Correction, Paragraph, replaced
from pilcrow.model.values import Own

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
EDITION = "the edition"  # no coder can be called so: the user who divided the text into paragraphs
# No stage reads the clock, and there are programs that cannot open a note without a date: the first
# day that a zip can name.
DATE = "1980-01-01T00:00:00Z"
SELECTIONS = "Selections"  # where those of a source are put; no project has such an element
MIXED = frozenset(["Description", "PlainTextContent", "TextValue"])
BUILT_IN = (
    "title",
    "speaker",
    "date",
    "place",
    "event",
    "language",
)  # variables that every project has


class Head(msgspec.Struct):
    """What the project needs before the sources: the coders of a document and the codes it uses."""

    document: str
    key: str
    people: list[str]
    used: dict[str, list[str]]
    speakers: dict[str, str] = {}  # what edition/speakers.csv says of each


class DocumentPart(msgspec.Struct):
    """A document's part of the project: its source and its note as XML, and its text."""

    head: Head
    source: str
    note: str
    text: str


class StoredPart(Protocol):
    """A part that is read when it is needed, because those of a corpus are too large for memory."""

    @property
    def head(self) -> Head: ...
    def read(self) -> DocumentPart: ...


def part_of(document: Document, setting: Setting, variables: Mapping[str, str]) -> DocumentPart:
    """Make what a document gives to the project. `variables`: the kind of each, by name."""
    spans = list(spans_of(document))
    used: dict[str, dict[str, None]] = {kind: {} for kind in ("coding", "voice", "actor")}
    for span in spans:
        used[span.kind][span.what] = None
    used["speaker"] = dict.fromkeys(document.speakers())
    used["kind"] = dict.fromkeys(paragraph.kind for paragraph in document.paragraphs)
    return DocumentPart(
        Head(
            document.id,
            document.key(),
            [*document.coders(), *document.responsible()],
            {kind: list(names) for kind, names in used.items()},
            {name: said for name in used["speaker"] if (said := about_speaker(document, name))},
        ),
        source_text(document, setting, spans, variables),
        _inside(PROJECT, "Notes", lambda parent: add_note(parent, document, spans)),
        document.text,
    )


def _inside(namespace: str, name: str, fill: Callable[[Any], None], depth: int = 1) -> str:
    """Return what `fill` puts into an element, without the element: so it can stand in a larger
    file with others, in which the element is `depth` levels deep.
    """
    root = etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})
    fill(root)
    lay_out(root, MIXED, depth)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return (written[written.index(b">") + 2 : written.rindex(b"</")].rstrip() + b"\n").decode()


def about_speaker(document: Document, name: str) -> str:
    """Return what the edition says about a speaker, a fact on each line."""
    known = document.person(name)
    facts = {"family name": known.family, **known.facts()}
    if known.address:
        facts["authority"] = f"{known.authority} ({known.address})"
    return "\n".join(f"{fact.capitalize()}: {value}" for fact, value in facts.items() if value)


def user(name: str) -> str:
    return guid("user", name)


def source_guid(key: str) -> str:
    return guid("source", key)


# Sources


class _Selection(NamedTuple):
    """A selection in a document's text: who made it, its comment, and its codes."""

    paragraph: Paragraph
    start: int  # characters of the paragraph
    end: int
    by: str
    said: str
    codes: Sequence[tuple[str, str]]  # kind and name
    what: tuple[str, ...]  # that which its identifier is made from, beside its place


def source_text(
    document: Document, setting: Setting, spans: Sequence[Span], variables: Mapping[str, str]
) -> str:
    """Return a document as XML: paragraphs and what was coded on them as selections, its metadata
    as values of variables.

    The selections are written by hundreds: as a tree those of a long text need much memory.
    """
    identify = Identifiers(document)
    selections = chain(
        map(_of_paragraph, document.paragraphs),
        _of_spans(document.paragraphs, spans),
        _of_corrections(document),
        _of_division(document),
    )
    pieces = []
    while some := list(islice(selections, 500)):

        def fill(parent: Any, some: Sequence[_Selection] = some) -> None:
            for one in some:
                _add_selection(parent, one, identify, setting)

        pieces.append(_inside(PROJECT, "TextSource", fill, 2))
    frame = _inside(PROJECT, "Sources", lambda parent: add_source(parent, document, variables))
    before, _, after = frame.partition(f"   <{SELECTIONS}/>\n")
    return "".join([before, *pieces, after])


def add_source(parent: Any, document: Document, variables: Mapping[str, str]) -> None:
    """Add a document with an element `SELECTIONS` in place of its selections."""
    identifier = source_guid(document.key())
    source = add(
        parent,
        "TextSource",
        guid=identifier,
        name=document.id,
        plainTextPath=f"internal://{identifier}.txt",
        creatingUser=user(EDITION),
    )
    add(source, "Description", document.title)
    add(source, SELECTIONS)
    add(source, "NoteRef", targetGUID=guid("note", document.key()))
    add_values(source, document, variables)


def _add_selection(source: Any, one: _Selection, identify: Identifiers, setting: Setting) -> None:
    selection = add(
        source,
        "PlainTextSelection",
        guid=identify("selection", one.paragraph.id, str(one.start), str(one.end), *one.what),
        name=one.paragraph.id,
        startPosition=str(one.paragraph.start + one.start),
        endPosition=str(one.paragraph.start + one.end),
        creatingUser=user(one.by),
    )
    add(selection, "Description", one.said)
    for kind, name in one.codes:
        identifier = guid("coding", selection.get("guid"), kind, name)
        coding = add(selection, "Coding", guid=identifier, creatingUser=user(one.by))
        add(coding, "CodeRef", targetGUID=code_guid(kind, name, setting))


def _of_paragraph(paragraph: Paragraph) -> _Selection:
    """Return the whole of a paragraph, with its kind and speaker as codes."""
    about = [paragraph.id, paragraph.kind, paragraph.speaker, f"SHA-256 {paragraph.checksum}"]
    codes = [("kind", paragraph.kind), ("speaker", paragraph.speaker)]
    return _Selection(
        paragraph,
        0,
        len(paragraph.text),
        EDITION,
        "; ".join(filter(None, about)),
        codes if paragraph.speaker else codes[:1],
        ("paragraph",),
    )


def _of_spans(paragraphs: Iterable[Paragraph], spans: Iterable[Span]) -> Iterator[_Selection]:
    """Yield what was coded.

    Words that the text no longer has are left out: the document's note lists them.
    """
    by_id = {paragraph.id: paragraph for paragraph in paragraphs}
    for span in spans:
        found = by_id.get(span.paragraph)
        if found is None or (span.text and not span.placed):
            continue
        start, end = (span.start, span.end) if span.placed else (0, len(found.text))
        what = (span.kind, span.what, span.coder, span.rule)
        codes = [(span.kind, span.what)]
        yield _Selection(found, start, end, span.coder or RULES, remark(span), codes, what)


def _of_corrections(document: Document) -> Iterator[_Selection]:
    """Yield the editor's corrections and notes, where they lie in a paragraph."""
    for correction in document.corrections():
        found = (
            paragraph_around(document.paragraphs, correction.start, correction.end)
            if correction.start >= 0
            else None
        )
        if found is not None:
            yield _Selection(
                found,
                correction.start - found.start,
                correction.end - found.start,
                correction.responsible or EDITION,
                f"{found.id}: {note_sentence(correction)}",
                [],
                ("correction", correction.before, correction.reason),
            )


def _of_division(document: Document) -> Iterator[_Selection]:
    """Yield the editor's decisions about the division, each at the paragraphs that it concerns."""
    for row in document.segmented.division:
        for found in document.paragraphs:
            if found.id in row.paragraphs:
                yield _Selection(
                    found,
                    0,
                    len(found.text),
                    row.responsible or EDITION,
                    f"{found.id}: division: {describe_decision(row)}",
                    [],
                    ("division", row.words, row.reason),
                )


def remark(span: Span) -> str:
    """Return the comment of a coded selection: paragraph, rule or source, and memo."""
    about = [span.paragraph]
    if span.rule:
        about.append(f"rule {span.rule}")
    if span.source:
        about.append(
            f"source: {' '.join(span.source.split())}"
        )  # on this line: the memo begins on the next
    if span.kind == "coding" and not span.placed:
        about.append("the whole paragraph, no words quoted")
    if span.stale:
        about.append("stale: coded on an earlier state of the paragraph")
    return "; ".join(about) + (f"\n{span.memo}" if span.memo else "")


def note_sentence(correction: Correction) -> str:
    """Return a correction or note as a sentence."""
    by = f" ({correction.responsible})" if correction.responsible else ""
    if correction.after is None:
        about = f"on “{correction.before}”: " if correction.before else ""
        return f"Note {about}{correction.reason}{by}"
    change = f"as received “{correction.before}”, " + (
        f"corrected to “{correction.after}”" if correction.after else "deleted"
    )
    state = " (no longer applied)" if correction.state == "inapplicable" else ""
    return f"Correction{state}: {change}. {correction.reason}{by}"


# Variables


def variable_values(document: Document) -> dict[str, Own]:
    """Return the values of a document's variables: known metadata and the scholar's columns."""
    metadata = document.metadata
    found: dict[str, Own] = {
        "title": document.title,
        "speaker": metadata.known_speaker,
        "date": metadata.known_date,
        "place": metadata.place,
        "event": metadata.event,
        "language": document.segmented.language,
    }
    found |= {name: value for name, value in sorted(metadata.extra.items()) if name not in found}
    return {name: value for name, value in found.items() if value not in ("", None)}


def kinds_of_variables(setting: Setting) -> dict[str, str]:
    """Name and kind of each variable.

    It is a date, a number, true or false only where it is so in every document that has it.
    """
    kinds: dict[str, set[str]] = {name: {"Text"} for name in BUILT_IN}
    dates = [metadata.known_date for metadata in setting.metadata.values()]
    kinds["date"] = {
        "Date" if len(date) == len("2022-02-10") else "Text" for date in dates if date
    } or {"Text"}
    for metadata in setting.metadata.values():
        for name, value in sorted(metadata.extra.items()):
            if name not in BUILT_IN:
                kinds.setdefault(name, set()).add(
                    {bool: "Boolean", int: "Integer", float: "Float"}.get(type(value), "Text")
                )
    for known in kinds.values():
        if known == {"Integer", "Float"}:
            known.remove("Integer")
    own = sorted(kinds.keys() - set(BUILT_IN))
    return {
        name: kinds[name].pop() if len(kinds[name]) == 1 else "Text" for name in (*BUILT_IN, *own)
    }


def add_values(source: Any, document: Document, variables: Mapping[str, str]) -> None:
    for name, value in variable_values(document).items():
        holder = add(source, "VariableValue")
        add(holder, "VariableRef", targetGUID=guid("variable", name))
        kind = variables[name]
        add(
            holder,
            f"{kind}Value",
            format(Decimal(str(value)), "f") if kind == "Float" else spelled(value),
        )


# Notes


def add_note(parent: Any, document: Document, spans: Iterable[Span]) -> None:
    """Add the note on a document: provenance, paragraphs, corrections, withdrawn paragraphs."""
    key = document.key()
    name = f"{document.id}: source and apparatus"
    note = add(
        parent,
        "Note",
        guid=guid("note", key),
        name=name,
        creatingUser=user(EDITION),
        creationDateTime=DATE,
    )
    add(note, "PlainTextContent", "\n".join(note_lines(document, spans)))


def note_lines(document: Document, spans: Iterable[Span]) -> list[str]:
    """Return the lines of a document's note."""
    cleaned, source = document.cleaned, document.metadata.source
    lines = [
        document.title,
        f"Received as {cleaned.source}, {cleaned.bytes} bytes, SHA-256 {cleaned.sha256}",
    ]
    for key in ("description", "publisher", "url", "retrieved", "licence"):
        if said := getattr(source, key):
            lines.append(f"{key.capitalize()}: {said}")
    lines += [f"Known: {one}" for one in source.known] + [
        f"Unknown: {one}" for one in source.unknown
    ]
    lines += [
        f"{correction.place}: {note_sentence(correction)}" for correction in document.corrections()
    ]
    for gone in document.withdrawn:
        now = f", now in {gone.redirect}" if gone.redirect else ""
        lines.append(f"{gone.id} left the text{now}. It read: {gone.text}")
    there = {paragraph.id for paragraph in document.paragraphs}
    for span in spans:
        if span.paragraph not in there or (span.text and not span.placed):
            words = f" “{span.text}”" if span.text else ""
            lines.append(
                f"{span.paragraph}, {span.what or 'no theme'} ({span.coder}), on words that the"
                f" text no longer has:{words} {span.memo}".rstrip()
            )
    if any(map(FORBIDDEN.search, lines)):
        lines.append("U+FFFD replaces characters that XML does not allow.")
    return lines


# The whole


def write_codebook(path: Path, setting: Setting) -> None:
    """Write the themes as a .qdc file."""
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    root.set("origin", f"Pilcrow {__version__}")
    add_codes(root, setting, {})
    lay_out(root, MIXED)
    with replaced(path) as temporary:
        temporary.write_bytes(encoded(root))


def project_head(
    parts: Sequence[StoredPart], setting: Setting, variables: Mapping[str, str]
) -> bytes:
    """Return the project's file up to its sources: users, codes, variables."""
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    for key, value in (
        ("name", setting.title),
        ("origin", f"Pilcrow {__version__}"),
        ("creatingUserGUID", user(EDITION)),
    ):
        root.set(key, xml_characters(value))
    root.set("creationDateTime", DATE)
    users = add(root, "Users")
    people = sorted({name for part in parts for name in part.head.people} - {EDITION, RULES})
    for name in (EDITION, RULES, *people):
        add(users, "User", guid=user(name), name=name, id=name)
    add_codes(add(root, "CodeBook"), setting, used_names(parts, setting), speakers_of(parts))
    described = add(root, "Variables")
    for name, kind in variables.items():
        add(described, "Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)
    lay_out(root, MIXED)
    return encoded(root).rstrip().removesuffix(b"</Project>")


def speakers_of(parts: Iterable[StoredPart]) -> dict[str, str]:
    """Return what the documents say about each speaker; all of it where they differ."""
    said: dict[str, dict[str, list[str]]] = {}
    for part in parts:
        for name, facts in part.head.speakers.items():
            said.setdefault(name, {}).setdefault(facts, []).append(part.head.document)
    return {
        name: (
            next(iter(found))
            if len(found) == 1
            else "\n\n".join(f"In {', '.join(held)}:\n{facts}" for facts, held in found.items())
        )
        for name, found in said.items()
    }


def used_names(parts: Iterable[StoredPart], setting: Setting) -> Mapping[str, list[str]]:
    """Return the names of the codes in each folder, sorted; actors in the order of the codebook."""
    used: dict[str, set[str]] = {}
    for part in parts:
        for kind, names in part.head.used.items():
            used.setdefault(kind, set()).update(names)
    order = {actor.name: at for at, actor in enumerate(setting.codebook.actors)}
    return {
        kind: sorted(
            names, key=lambda name: (order.get(name, len(order)) if kind == "actor" else 0, name)
        )
        for kind, names in used.items()
    }


def write_qdpx(
    path: Path, parts: Sequence[StoredPart], setting: Setting, variables: Mapping[str, str]
) -> None:
    """Write the project, from what the documents give to it, in the order given."""
    described = path.with_name(f".{path.name}.qde.part")
    try:
        with open(described, "wb") as stream:
            stream.write(project_head(parts, setting, variables))
            if parts:
                stream.write(b" <Sources>\n")
                stream.writelines(part.read().source.encode() for part in parts)
                stream.write(b" </Sources>\n <Notes>\n")
                stream.writelines(part.read().note.encode() for part in parts)
                stream.write(b" </Notes>\n")
            stream.write(b"</Project>\n")
        with replaced(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
            size = described.stat().st_size
            with open(described, "rb") as stream, _member(archive, "project.qde", size) as member:
                shutil.copyfileobj(stream, member)
            for part in parts:
                text = part.read().text.encode()
                name = f"sources/{source_guid(part.head.key)}.txt"
                with _member(archive, name, len(text)) as member:
                    member.write(text)
    finally:
        described.unlink(missing_ok=True)


def _member(archive: zipfile.ZipFile, name: str, size: int) -> IO[bytes]:
    about = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    about.create_system, about.external_attr = 3, 0o644 << 16
    about.file_size = size
    return archive.open(about, "w")
