"""Offer what others need to cite a report.

That is the page's head, the entries for reference managers and the forms that the page copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from pilcrow.files.language import say
from pilcrow.model.records import replaced
from pilcrow.model.values import Data
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.references.formats import FORMATS, format_items
from pilcrow.report.references.head import document_head, document_part, head
from pilcrow.report.references.items import part_entry, speaker_of, spoken_entry
from pilcrow.report.references.styles import STYLES, styled_by
from pilcrow.report.references.work import Work, report_entry
from pilcrow.report.rendering.citing import Citation

SAMPLE = "p999999"  # the number that the page replaces; no edition has so many paragraphs
SAMPLES = 120  # speakers whose forms the report holds
REPORT, PARAGRAPH = "report", "paragraph"  # items that are printed beside the samples
OWN = "*"  # stands for the author of a document
NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
STYLED = {"chicago": "Chicago", "apa": "APA", "mla": "MLA"}


class Styles(msgspec.Struct, frozen=True):
    """The CSL files of the report's own style and of the others by name; None is Pandoc's own."""

    own: Path
    others: dict[str, Path | None]


def styles_of(look: Mapping[str, Path], own: str) -> Styles:
    """Return the styles that a look has. `own` is the file of the report's style in it."""
    others = {name: look.get(file) for name, file in STYLES.items() if not file or file in look}
    return Styles(look[own], others)


class Printed(msgspec.Struct, frozen=True):
    """References as styles print them: of the report by the name of the style, of a paragraph.

    "Citation" is the report's own style, in which the paragraph is printed; "" if there is none.
    """

    report: dict[str, str]
    paragraph: str


class CitableReport(msgspec.Struct, frozen=True):
    """The report and its documents for those who cite them."""

    work: Work
    documents: list[
        EditedDocument
    ]  # those that the report holds, each with the paragraphs that it holds
    pages: frozenset[str] = frozenset()  # documents that have pages of their own

    def page_of(self, document: str) -> str:
        """Return the page beside the report that holds a document; "" for the report itself."""
        return f"documents/{document}.html" if document in self.pages else ""

    def entries(self) -> Iterator[Entry]:
        """Yield the report, and each paragraph of the documents, as CSL-JSON items."""
        yield report_entry(self.work)
        for edited in self.documents:
            yield from self.paragraphs(edited)

    def paragraphs(self, edited: EditedDocument) -> Iterator[Entry]:
        """Yield the paragraphs of a document as CSL-JSON items."""
        spoken: dict[str | None, Entry] = {}
        for paragraph in edited.paragraphs:
            speaker = speaker_of(paragraph, edited.segmented)
            if speaker not in spoken:
                spoken[speaker] = spoken_entry(
                    edited.document, edited.metadata, edited.segmented, speaker
                )
            page = self.page_of(edited.document)
            yield part_entry(spoken[speaker], paragraph.number, self.work, page)

    def samples(self) -> Iterator[tuple[str, str, Entry]]:
        """Yield document, speaker and a sample paragraph, the authors of documents first.

        The author of a document has the speaker `OWN`.
        """
        later = []
        for edited in self.documents:
            speakers = (speaker_of(paragraph, edited.segmented) for paragraph in edited.paragraphs)
            for speaker in dict.fromkeys([None, *speakers]):
                entry = part_entry(
                    spoken_entry(edited.document, edited.metadata, edited.segmented, speaker),
                    SAMPLE,
                    self.work,
                    self.page_of(edited.document),
                )
                if speaker is None:
                    yield edited.document, OWN, entry
                else:
                    later.append((edited.document, speaker, entry))
        yield from later

    def head(self) -> str:
        """Return the tags of the page's head."""
        return head(self.work, [self._part(edited) for edited in self.documents])

    def _part(self, edited: EditedDocument) -> dict[str, Data]:
        return as_part(edited, self.page_of(edited.document))


def as_part(edited: EditedDocument, page: str = "") -> dict[str, Data]:
    """Return a document as a part of the report, with its paragraphs.

    `page`: the page beside the report that holds it.
    """

    def named(speaker: str | None) -> Mapping[str, str] | None:
        if not speaker:
            return None
        entry = spoken_entry(edited.document, edited.metadata, edited.segmented, speaker)
        people: list[Mapping[str, str]] = entry["author"]
        return people[0]

    numbered = [
        (paragraph.number, named(speaker_of(paragraph, edited.segmented)))
        for paragraph in edited.paragraphs
    ]
    entry = spoken_entry(edited.document, edited.metadata, edited.segmented)
    return document_part(entry, numbered, page)


def page_head(edited: EditedDocument, work: Work) -> str:
    """Return the tags of the head of a document's own page, in which the paragraphs lie."""
    entry = spoken_entry(edited.document, edited.metadata, edited.segmented)
    return document_head(work, entry, as_part(edited), f"documents/{edited.document}.html")


def with_forms(
    citations: Mapping[str, Citation], cited: CitableReport, styles: Styles, most: int = SAMPLES
) -> tuple[dict[str, Citation], Printed]:
    """Return citations with the forms that the page copies, and what the part `citation` prints.

    The forms are texts with a sample number, by document, speaker and name of the form. Those of
    more than `most` speakers are left out, the authors of documents last.
    """
    samples = [sample for sample, _ in zip(cited.samples(), range(most), strict=False)]
    keyed = [{**entry, "id": f"s{index}"} for index, (_, _, entry) in enumerate(samples)]
    keyed.append({**report_entry(cited.work), "id": REPORT})
    label = say("para. {number}", number="").strip()
    entries = (entry for edited in cited.documents for entry in cited.paragraphs(edited))
    spoken = [entry for entry in entries if entry["section"].startswith(label)]
    # Words of someone who is not named, such as a first question, are not a good example.
    example = next((entry for entry in spoken if entry.get("author")), next(iter(spoken), None))
    own_items = [*keyed, {**example, "id": PARAGRAPH}] if example else keyed
    own_list = (own_items, styles.own, cited.work.language)
    lists = [own_list, *((keyed, style, "en") for style in styles.others.values())]
    names = ["Citation", *(STYLED[name] for name in styles.others)]
    texts = dict(zip(names, styled_by(lists), strict=True))
    printed = Printed(
        {name: found[REPORT] for name, found in texts.items()}, texts["Citation"].get(PARAGRAPH, "")
    )
    forms: dict[str, dict[str, dict[str, str]]] = {}
    for index, (document, speaker, entry) in enumerate(samples):
        own = {name: found[f"s{index}"] for name, found in texts.items() if f"s{index}" in found}
        own |= {NAMES[form]: format_items([entry], form).rstrip("\n") for form in FORMATS}
        forms.setdefault(document, {})[speaker] = own
    authors = {edited.document: edited.segmented.speaker for edited in cited.documents}
    with_own = {
        document: msgspec.structs.replace(
            citations.get(document, Citation("", "")),
            forms=forms.get(document, {}),
            author=authors.get(document, ""),
        )
        for document in {**citations, **forms}
    }
    return with_own, printed


def write_entries(cited: CitableReport, folder: Path) -> None:
    """Write the report and its paragraphs for reference managers.

    The files are citations.bib, citations.ris and citations.json in `folder`.
    """
    for form, ending in FORMATS.items():
        with replaced(folder / f"citations{ending}") as temporary:
            temporary.write_text(
                format_items(cited.entries(), form), encoding="utf-8", newline="\n"
            )
