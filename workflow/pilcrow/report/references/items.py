"""Write documents and their paragraphs as CSL-JSON items.

A paragraph is a part of the edition that the report is.
"""

from __future__ import annotations

from pilcrow.model.documents import Metadata, Person
from pilcrow.model.names import family_of, is_descriptive
from pilcrow.model.records import Paragraph, SegmentedDocument, Withdrawn
from pilcrow.report.prose.bibliography import Entry, csl_name, document_entry
from pilcrow.report.prose.citations import cited_as
from pilcrow.report.references.work import Work

SPOKEN = ("speech", "question")
UNNAMED = " (speaker not named)"


KINDS = {"h": "heading", "s": "salutation", "n": "note"}  # by the letter before the number


def locator_in_words(number: str) -> str:
    """Return a number as references have it: "para. 8", or "heading 1"."""
    kind = KINDS.get(number[:1])
    return f"{kind} {number[1:]}" if kind else cited_as(number)


def speaker_of(record: Paragraph | Withdrawn, segmented: SegmentedDocument) -> str | None:
    """Return the speaker of a paragraph if it is not the document's author.

    It is None if it is the author, and "" if nobody knows the speaker.
    """
    main = segmented.speaker
    if record.kind not in SPOKEN or record.speaker == main or not main:
        return None
    return record.speaker


def spoken_entry(
    document: str,
    metadata: Metadata,
    segmented: SegmentedDocument,
    speaker: str | None = None,
) -> Entry:
    """Return a document as a CSL-JSON item whose author is `speaker`.

    If `speaker` is None, the author is the document's. Otherwise the document's author is the
    container's. If `speaker` is "", there is no author.
    """
    entry = document_entry(document, metadata)
    if speaker is None:
        return entry
    held = entry.pop("author", None)
    if speaker:
        family = segmented.families.get(speaker, "")
        if not family and is_descriptive(speaker):
            entry["author"] = [{"literal": speaker}]
        else:
            family = family or family_of(speaker, segmented.language)
            entry["author"] = [csl_name(Person(name=speaker, family=family))]
    return {**entry, "container-author": held} if held else entry


def part_entry(spoken: Entry, number: str, work: Work, page: str = "") -> Entry:
    """Return a paragraph as a CSL-JSON item: a part of the edition, which names version and date.

    `spoken` is the document as `spoken_entry` has it. `page`: see `Work.address_of`.
    """
    identifier = f"{spoken['id']}.{number}"
    # The author of the edition is not that of the document: "container-author" would say so.
    kept = ("author", "issued", "language")
    unnamed = "" if "author" in spoken or "container-author" not in spoken else UNNAMED
    entry: Entry = {
        "id": identifier,
        "type": "chapter",
        "title": f"{spoken['title']}{unnamed}, {locator_in_words(number)}",
        **{key: spoken[key] for key in kept if key in spoken},
        "container-title": work.full_title,
    }
    if work.authors:
        entry["editor"] = [author.name for author in work.authors]
    pairs = (
        ("edition", work.edition),
        ("publisher", work.publisher),
        ("section", locator_in_words(number)),
        ("note", f"{locator_in_words(number)}, {identifier}"),
        ("URL", work.address_of(identifier, page)),
        ("DOI", "" if work.address else work.doi),
    )
    return entry | {key: value for key, value in pairs if value}
