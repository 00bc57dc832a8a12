"""W3C Web Annotation (2017): a page of annotations for each document, and a collection of pages.

The target is the document's clean text, a plain text file beside the pages. A place in it is given
three times, because programs differ in what they can read: by its words and those around them, by
its position in the text, and by its position in the paragraph, as a fragment of the text (RFC
5147). Positions are half-open ranges of Unicode code points from 0, as the data model requires.
`scope` is the paragraph in the TEI file, so that an annotation also gives the paragraph's ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from pilcrow import __version__
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
from pilcrow.exports.refi_codes import code_guid
from pilcrow.model.records import Correction, Paragraph
from pilcrow.model.values import Data

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PLAIN_TEXT_FRAGMENT = "http://tools.ietf.org/rfc/rfc5147"
PIECE = 500  # annotations that are written at once
AROUND = 32  # characters before and after the words
COLLECTION = "annotations.jsonld"
Json = dict[str, Data]


def write_page(document: Document, setting: Setting, before: str, after: str) -> Iterator[bytes]:
    """Yield the page of a document in pieces, an annotation on each line.

    Args:
        document: The document.
        setting: What all documents share.
        before: ID of the document before it; "" for none.
        after: ID of the document after it; "" for none.
    """
    head: Json = {"@context": CONTEXT, "id": f"{document.id}.jsonld", "type": "AnnotationPage"}
    head["partOf"] = {"id": f"../{COLLECTION}", "type": "AnnotationCollection"}
    for key, neighbour in (("prev", before), ("next", after)):
        if neighbour:
            head[key] = f"{neighbour}.jsonld"
    yield msgspec.json.encode(head)[:-1] + b',"items":[\n'
    annotations = annotations_of(document, setting)
    comma = b""
    while some := [msgspec.json.encode(one) for one in islice(annotations, PIECE)]:
        yield comma + b",\n".join(some)
        comma = b",\n"
    yield b"\n]}\n"


def count_annotations(document: Document) -> int:
    """Return how many annotations the page of a document has."""
    spans = sum(1 for _ in spans_of(document))
    return len(document.paragraphs) + spans + len(document.corrections())


def write_collection(documents: Sequence[str], total: int, setting: Setting) -> bytes:
    """Return the collection: its title, the number of annotations, the first and the last page."""
    collection: Json = {
        "@context": CONTEXT,
        "id": COLLECTION,
        "type": "AnnotationCollection",
        "label": setting.title,
        "generator": {
            "id": f"urn:uuid:{guid('software', 'pilcrow')}",
            "type": "Software",
            "name": f"Pilcrow {__version__}",
        },
        "total": total,
    }
    if documents:
        collection |= {
            "first": f"annotations/{documents[0]}.jsonld",
            "last": f"annotations/{documents[-1]}.jsonld",
        }
    return msgspec.json.format(msgspec.json.encode(collection), indent=1) + b"\n"


def annotations_of(document: Document, setting: Setting) -> Iterator[Json]:
    """Make the annotations of a document: its paragraphs, what was coded on them, what the
    editor changed and noted.
    """
    identify = Identifiers(document)
    for paragraph in document.paragraphs:
        yield _of_paragraph(document, paragraph, identify)
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    for span in spans_of(document):
        yield _of_span(document, span, paragraphs.get(span.paragraph), setting, identify)
    for correction in document.corrections():
        yield _of_correction(document, correction, identify)


def _of_paragraph(document: Document, paragraph: Paragraph, identify: Identifiers) -> Json:
    bodies = [
        textual(paragraph.id, "identifying"),
        textual(f"kind: {paragraph.kind}", "classifying"),
    ]
    if paragraph.speaker:
        bodies.append(textual(f"speaker: {paragraph.speaker}", "describing"))
    bodies.append(textual(f"SHA-256: {paragraph.checksum}", "describing"))
    target = target_in(document, paragraph.id, paragraph, 0, len(paragraph.text))
    identifier = identify("annotation", "paragraph", paragraph.id)
    return annotation(identifier, "identifying", bodies, target)


def _of_span(
    document: Document,
    span: Span,
    found: Paragraph | None,
    setting: Setting,
    identify: Identifiers,
) -> Json:
    start, end = (span.start, span.end) if span.placed else (0, len(found.text) if found else 0)
    what = (span.kind, span.paragraph, span.what, span.coder, span.rule)
    made = annotation(
        identify("annotation", *what, str(start), str(end), span.text),
        "identifying" if span.kind == "actor" else "classifying",
        list(bodies_of(span, setting)),
        target_in(document, span.paragraph, found, start, end),
    )
    return {**made, "creator": creator(span.coder)}


def _of_correction(document: Document, correction: Correction, identify: Identifiers) -> Json:
    found = None
    if correction.start >= 0:
        found = paragraph_around(document.paragraphs, correction.start, correction.end)
    start = correction.start - found.start if found else 0
    end = correction.end - found.start if found else 0
    place = found.id if found else correction.place if "." in correction.place else ""
    bodies = [textual(correction.reason, "commenting")]
    if correction.after is not None:
        bodies.insert(0, textual(correction.before, "editing"))
        if correction.state == "inapplicable":
            bodies.append(textual("no longer applied", "assessing"))
    what = (correction.place, correction.before, correction.after or "", correction.reason)
    made = annotation(
        identify("annotation", "correction", *what),
        "commenting" if correction.after is None else "editing",
        bodies,
        target_in(document, place, found, start, end),
    )
    return {**made, "creator": creator(correction.responsible)} if correction.responsible else made


def annotation(identifier: str, motivation: str, bodies: Iterable[Json], target: Json) -> Json:
    return {
        "id": f"urn:uuid:{identifier}",
        "type": "Annotation",
        "motivation": motivation,
        "body": list(bodies),
        "target": target,
    }


def textual(value: str, purpose: str) -> Json:
    return {"type": "TextualBody", "value": value, "purpose": purpose}


def creator(name: str) -> Json:
    """Return who made an annotation: the program, for rules and actors, else the coder.

    Nothing says whether a coder is a person, except the name.
    """
    if name in ("", RULES):
        return {"id": f"urn:uuid:{guid('user', RULES)}", "type": "Software", "name": RULES}
    return {"id": f"urn:uuid:{guid('user', name)}", "name": name}


def bodies_of(span: Span, setting: Setting) -> Iterator[Json]:
    """Yield what a span says: its theme, voice or actor, then rule, source and memo.

    The first of these is given twice, as a resource and as a tag.
    """
    purpose = "identifying" if span.kind == "actor" else "classifying"
    tag = span.what if span.kind == "coding" else f"{span.kind}: {span.what}"
    resource: Json = {
        "id": f"urn:uuid:{code_guid(span.kind, span.what, setting)}",
        "label": span.what or "no theme applies",
    }
    yield {"type": "SpecificResource", "source": resource, "purpose": purpose}
    yield textual(tag or "no theme applies", "tagging")
    whole = (
        "the whole paragraph, no words quoted"
        if span.kind == "coding" and not span.placed and not span.text
        else ""
    )
    gone = "" if span.placed else span.text
    for name, value in (
        ("rule", span.rule),
        ("source", span.source),
        ("evidence", whole),
        ("words no longer in the text", gone),
    ):
        if value:
            yield textual(f"{name}: {value}", "describing")
    if span.memo:
        yield textual(span.memo, "commenting")
    if span.stale:
        yield textual("stale: coded on an earlier state of the paragraph", "assessing")


def target_in(
    document: Document, identifier: str, paragraph: Paragraph | None, start: int, end: int
) -> Json:
    """Return the characters [start, end) of a paragraph as a target.

    For a paragraph that was withdrawn it is only the ID.
    """
    target: Json = {
        "type": "SpecificResource",
        "source": f"../text/{document.id}.txt",
        "scope": f"../tei/{document.id}.xml" + (f"#{identifier}" if identifier else ""),
    }
    if paragraph is not None:
        text, first, last = document.cleaned.text, paragraph.start + start, paragraph.start + end
        target["selector"] = [
            {
                "type": "TextQuoteSelector",
                "exact": text[first:last],
                "prefix": text[max(0, first - AROUND) : first],
                "suffix": text[last : last + AROUND],
            },
            {"type": "TextPositionSelector", "start": first, "end": last},
            {
                "type": "FragmentSelector",
                "conformsTo": PLAIN_TEXT_FRAGMENT,
                "value": f"char={paragraph.start},{paragraph.end}",
                "refinedBy": {"type": "TextPositionSelector", "start": start, "end": end},
            },
        ]
    return target
