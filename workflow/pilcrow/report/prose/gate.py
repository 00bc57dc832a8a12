"""Check that every citation resolves, every quotation is verbatim and every reference has a target.

All findings are reported together. An *error* was never true (para. 99, a quotation in neither
text, an unknown key) and stops the build. A *mark* was true of the accepted text and no longer is.
A draft shows it, a strict build refuses it. A *hint* is advice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from pilcrow.model.problems import did_you_mean
from pilcrow.model.records import Paragraph, WordChange
from pilcrow.model.wording import join_list
from pilcrow.report.prose.citations import (
    CROSS_REFERENCE,
    CitableDocument,
    Cluster,
    Item,
    Resolved,
    Target,
    cited_as,
    cited_within,
    document_key,
    find_clusters,
    resolve_item,
    write_cluster,
    write_item,
)
from pilcrow.report.prose.crossreferences import (
    Exhibit,
    Section,
    place_title,
    resolve_crossreference,
    section_of,
)
from pilcrow.report.prose.findings import Finding, shorten
from pilcrow.report.prose.markdown import OPENING, linked_stretches, mask
from pilcrow.report.prose.outside import outside
from pilcrow.report.prose.quotations import (
    HINTED,
    Quotation,
    attribute,
    find_quotations,
    opening_citation,
    quoted_stretches,
)
from pilcrow.report.prose.source import LocatedText
from pilcrow.report.prose.verbatim import (
    CLOSE,
    closest_passage,
    differing_words,
    find_words,
    near_misses,
)

SEARCHED = 5000  # paragraphs; in a larger corpus the words of uncited quotations are not looked for
_EXAMPLE = re.compile(rf"^{OPENING}\(@([\w-]+)\)[ \t]", re.MULTILINE)
# Cells of a grid table hold blocks; those of a table of bars hold words alone.
_GRID = re.compile(r"^[ \t>]*\+[-=:+]+\+[ \t]*\n(?:[ \t>]*[|+].*\n?)+", re.MULTILINE)
_EXAMPLE_IN_CELL = re.compile(rf"\|{OPENING}\(@([\w-]+)\)[ \t]")
LISTED = 3  # paragraphs named at most where quoted words are in several


class ReferenceTargets(msgspec.Struct, frozen=True):
    """What the report may refer to."""

    documents: Mapping[str, CitableDocument]
    works: list[str] | None  # keys of the bibliography; None if a file of it cannot be read
    sections: list[Section]
    exhibits: dict[tuple[str, str], Exhibit]
    figures: list[str]
    language: str = "en"
    paragraphs: int | None = None  # of all documents, where it is known without reading them
    tables: Container[str] = ()  # names of the parts that are tables
    whole: bool = True  # whether the sections and exhibits of all files of the report are known


class ExaminedText(msgspec.Struct):
    """What the gate knows of one text of the report after examining it."""

    source: LocatedText
    findings: list[Finding]
    replacements: list[tuple[int, int, str]]
    cited: dict[str, list[int]]  # paragraph ID → positions in the text
    quoted: dict[str, list[tuple[int, int]]]  # paragraph ID → character ranges in it
    documents: set[str]  # documents cited
    works: set[str]


class _Gate:
    """Examines one text."""

    def __init__(self, source: LocatedText, known: ReferenceTargets) -> None:
        self.source = source
        self.known = known
        self.masked = mask(source.text)
        self.findings: list[Finding] = []
        self.cited: dict[str, list[int]] = defaultdict(list)
        self.quoted: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.documents: set[str] = set()
        self.works: set[str] = set()
        self.doubts: dict[int, list[str]] = defaultdict(list)  # cluster start → paragraphs in doubt
        self.current = 0  # start of the cluster at hand
        # "(@good) A sentence." begins an example, and "(@good)" leads to it: Pandoc numbers both.
        self.examples = set(_EXAMPLE.findall(self.masked))
        for grid in _GRID.findall(self.masked):
            self.examples.update(_EXAMPLE_IN_CELL.findall(grid))

    def note(
        self,
        position: int,
        level: str,
        kind: str,
        message: str,
        todo: str = "",
        paragraph: str = "",
        difference: Sequence[WordChange] = (),
    ) -> None:
        place = self.source.place(position)
        document = paragraph.rpartition(".")[0]
        if level == "mark":
            self.doubts[self.current].append(paragraph)
        self.findings.append(
            Finding(
                place.file,
                place.line,
                place.column,
                level,
                kind,
                message,
                todo,
                document,
                paragraph,
                list(difference),
            )
        )

    # Citations

    def examine(self) -> ExaminedText:
        clusters = find_clusters(self.source.text, self.masked)
        silent = [
            cluster
            for cluster in clusters
            if all(CROSS_REFERENCE.match(item.key) for item in cluster.items)
        ]
        resolved: dict[int, list[Resolved | None]] = {}
        for cluster in clusters:
            self.current = cluster.start
            resolved[cluster.start] = [self.resolve(item) for item in cluster.items]
        words = self.quotations(clusters, silent, resolved)
        replacements = []
        links = linked_stretches(self.source.text, self.masked)
        for cluster in clusters:
            written = self.write(cluster, resolved[cluster.start], words.get(cluster.start, {}))
            if written is not None and any(
                start < cluster.start and cluster.end <= end for start, end in links
            ):
                called = "cross-reference" if cluster in silent else "citation"
                what = (
                    f"A {called} is in the words of a link, and a link cannot contain another link."
                )
                self.note(cluster.start, "error", "citation", what, "Put it after the link.")
            elif written is not None:
                replacements.append((cluster.start, cluster.end, written))
        for position, what, todo in outside(self.source.text):
            self.note(position, "error", "subset", what, todo)
        return ExaminedText(
            self.source,
            self.findings,
            replacements,
            dict(self.cited),
            dict(self.quoted),
            self.documents,
            self.works,
        )

    def resolve(self, item: Item) -> Resolved | None:
        """Return what an item cites; None for a work, a cross-reference or a faulty item."""
        if CROSS_REFERENCE.match(item.key) or item.key in self.examples:
            return None
        document, number = document_key(item.key, self.known.documents)
        if not document:
            self.resolve_work(item)
            return None
        self.documents.add(document)
        if number:
            item = msgspec.structs.replace(item, suffix=f", {cited_as(number)}{item.suffix}")
        resolved, troubles = resolve_item(item, self.known.documents[document])
        for trouble in troubles:
            self.note(trouble.position, "error", trouble.kind, trouble.what, trouble.todo)
        for target in resolved.targets():
            self.cited[target.identifier].append(item.start)
            self.doubt(item, target, self.known.documents[document])
        return resolved

    def resolve_work(self, item: Item) -> None:
        self.works.add(item.key)
        if self.known.works is not None and item.key not in self.known.works:
            base = item.key.rpartition(".")[0]
            near = did_you_mean(
                base if base in self.known.documents else item.key,
                [*self.known.documents, *self.known.works],
            )
            what = f'"{item.key}" is neither a document nor a work in report/references.bib.'
            self.note(
                item.key_start - 1,
                "error",
                "citation",
                what,
                near or "Add it to report/references.bib.",
            )

    def doubt(self, item: Item, target: Target, document: CitableDocument) -> None:
        """Mark a citation whose paragraph was not accepted yet, or has changed since."""
        at = item.key_start - 1
        accept = f"Read it again; then `pilcrow accept {document.document} --reason …`."
        gone = target.withdrawn
        if gone is not None and target.paragraph is not None:
            if not gone.accepted:
                self.note(
                    at,
                    "mark",
                    "citation",
                    f"{gone.id} is cited; its text went into {target.identifier}.",
                    accept,
                    gone.id,
                )
            return
        if gone is not None:
            state = "was withdrawn" if gone.accepted else "is no longer in the text"
            todo = (
                "Cite another paragraph, or none."
                if gone.accepted
                else "Cite another paragraph, or bring this one back."
            )
            self.note(
                at,
                "mark",
                "citation",
                f"{gone.id} is cited and {state}. It read: “{shorten(gone.text)}”",
                todo,
                gone.id,
            )
            return
        paragraph = target.paragraph
        if paragraph is None or document.provisional:
            return
        if what := since_accepted(paragraph):
            self.note(
                at,
                "mark",
                "citation",
                f"{paragraph.id} is cited and {what}",
                accept,
                paragraph.id,
                paragraph.difference,
            )

    def write(
        self, cluster: Cluster, resolved: list[Resolved | None], words: Mapping[str, list[str]]
    ) -> str | None:
        """Return the cluster in its output form; None if it stays as it is."""
        for position, key in (one for item in cluster.items for one in self.within(item)):
            what = f'"@{key}" stands among the words after another reference in its brackets.'
            self.note(
                position,
                "error",
                "reference",
                what,
                f"Put a semicolon before it, “; @{key}”, or write it after the bracket.",
            )
        cross = [CROSS_REFERENCE.match(item.key) is not None for item in cluster.items]
        if any(cross):
            if not all(cross):
                self.note(
                    cluster.start,
                    "error",
                    "reference",
                    "A bracket has both citations and cross-references.",
                    "Write a bracket for each.",
                )
                return None
            links = [self.cross_reference(item) for item in cluster.items]
            return "; ".join(links)
        text = self.source.text
        if not any(resolved):
            return None
        written = []
        for item, found in zip(cluster.items, resolved, strict=True):
            if found is not None:
                written.append(write_item(found, words))
            elif cluster.narrative and not written:
                # the key as written, then its locator
                key = text[item.start : item.key_start + len(item.key)]
                written.append(f"{key}, {item.suffix}" if item.suffix else key)
            else:
                written.append(text[item.start : item.end].strip())
        signs = [
            f"[†](#{doubt_anchor(identifier)}){{.doubt-sign}}"
            for identifier in dict.fromkeys(self.doubts.get(cluster.start, ()))
        ]
        return write_cluster(cluster, written) + (f"^{','.join(signs)}^" if signs else "")

    def within(self, item: Item) -> list[tuple[int, str]]:
        """Return what would not be resolved: references in the words after that of an item."""
        return [
            (position, key)
            for position, key in cited_within(self.masked, item)
            if CROSS_REFERENCE.match(key) or document_key(key, self.known.documents)[0]
        ]

    def cross_reference(self, item: Item) -> str:
        link, what, todo = resolve_crossreference(
            item.key,
            item.suppressed or bool(item.prefix),  # "[Figs. @fig-x]" says itself what it is
            self.known.sections,
            self.known.exhibits,
            self.known.language,
            (self.known.figures, self.known.tables),
        )
        if what and self.known.whole:
            self.note(item.key_start - 1, "error", "reference", what, todo)
        return f"{item.prefix} {link}{item.suffix}".strip()

    # Quotations

    def quotations(
        self,
        clusters: Sequence[Cluster],
        silent: Sequence[Cluster],
        resolved: Mapping[int, list[Resolved | None]],
    ) -> dict[int, dict[str, list[str]]]:
        """Check every quotation. Return the quoted words of each cited paragraph, by cluster."""
        words: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        quotations = find_quotations(self.source.text, self.masked)
        for quotation, cluster in attribute(
            self.source.text, self.masked, quotations, clusters, silent
        ):
            if quotation.other:
                continue
            if cluster is None:
                self.hint_uncited(quotation)
                continue
            found = [item for item in resolved[cluster.start] if item is not None]
            if not found:
                continue  # the quotation of a work
            stretches = quoted_stretches(quotation, clusters)
            opening = opening_citation(
                self.source.text, self.masked, quotation, quotations, clusters, cluster
            )
            if opening is not None and not self.holds(stretches, found):
                first = [item for item in resolved[opening.start] if item is not None]
                if self.holds(stretches, first):
                    cluster, found = opening, first
            self.current = cluster.start
            for stretch in stretches:
                for identifier, ranges in self.check(quotation, stretch, found):
                    paragraph = self.paragraph(identifier)
                    if paragraph is not None:
                        self.quoted[identifier] += ranges
                        words[cluster.start][identifier] += [
                            paragraph.text[start:end] for start, end in ranges
                        ]
        return words

    def paragraph(self, identifier: str) -> Paragraph | None:
        document, _, number = identifier.rpartition(".")
        known = self.known.documents.get(document)
        return known.paragraphs.get(number) if known else None

    def check(
        self, quotation: Quotation, words: str, cited: Sequence[Resolved]
    ) -> list[tuple[str, list[tuple[int, int]]]]:
        """Return where quoted words are in what is cited. Note a quotation that is not there."""
        now, accepted = self.texts_of(cited)
        if not now and not accepted:
            return []  # the citation itself is at fault, and noted
        matches = find_words(words, list(now.items()))
        if matches:
            return [(match.key, match.ranges) for match in matches]
        self.refuse(quotation, words, now, accepted, cited)
        return []

    def holds(self, stretches: Sequence[str], cited: Sequence[Resolved]) -> bool:
        """Return whether all stretches of a quotation are in what is cited, as it is now."""
        now = list(self.texts_of(cited)[0].items())
        return bool(now) and all(find_words(words, now) for words in stretches)

    def texts_of(self, cited: Sequence[Resolved]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the texts of the cited paragraphs by ID, as they are and as they were accepted."""
        now: dict[str, str] = {}
        accepted: dict[str, str] = {}
        for resolved in cited:
            document = self.known.documents[resolved.document]
            targets = resolved.targets()
            if not targets and not resolved.ranges:
                now |= {paragraph.id: paragraph.text for paragraph in document.paragraphs.values()}
                accepted |= {
                    paragraph.id: paragraph.accepted or paragraph.text
                    for paragraph in document.paragraphs.values()
                }
            for target in targets:
                if target.paragraph is not None:
                    now[target.paragraph.id] = target.paragraph.text
                    accepted[target.paragraph.id] = (
                        target.paragraph.accepted or target.paragraph.text
                    )
                if target.withdrawn is not None:
                    accepted[target.withdrawn.id] = target.withdrawn.text
        return now, accepted

    def refuse(
        self,
        quotation: Quotation,
        words: str,
        now: Mapping[str, str],
        accepted: Mapping[str, str],
        cited: Sequence[Resolved],
    ) -> None:
        """Note a quotation that is not where it is cited.

        It is a mark if the accepted text had it, else an error. `now` and `accepted` are the texts
        of the cited paragraphs by ID, as they are and as they were accepted.
        """
        shown = f"“{shorten(' '.join(words.split()))}”"
        elsewhere = self.paragraphs_with(words, cited)
        named = [paragraph.id for paragraph in elsewhere[:LISTED]]
        named += ["others"] if len(elsewhere) > LISTED else []
        also = f" It is in {join_list(named)}." if elsewhere else ""
        if former := find_words(words, list(accepted.items())):
            identifier = former[0].key
            paragraph = self.paragraph(identifier)
            what = (
                f"The quotation {shown} was in {identifier} as accepted, but is not in it now."
                f"{also}"
            )
            todo, difference = (
                "Quote the text as it is now.",
                paragraph.difference if paragraph else [],
            )
            self.note(quotation.start, "mark", "quotation", what, todo, identifier, difference)
            return
        what = f"The quotation {shown} is not in {_cited_places(cited, list(now or accepted))}."
        if elsewhere:
            one = len(elsewhere) == 1
            todo = "Cite that one." if one else "Cite the one that is meant, or quote more of it."
            self.note(quotation.start, "error", "quotation", f"{what}{also}", todo)
            return
        closest, todo = self.describe_closest(words, now or accepted, cited)
        self.note(quotation.start, "error", "quotation", what + closest, todo)

    def describe_closest(
        self, words: str, texts: Mapping[str, str], cited: Sequence[Resolved]
    ) -> tuple[str, str]:
        """Return a sentence on the passage most like the quoted words, and what to do."""
        key, passage, likeness = closest_passage(words, list(texts.items()))
        todo = "Quote verbatim; for a quotation of another source write [“…”]{.other}."
        if likeness < CLOSE:
            near = (
                (found.id, found.text)
                for found in self.search_order(cited)
                if found.id not in texts
            )
            nearer = closest_passage(words, near_misses(words, near))
            if nearer[2] >= CLOSE:
                key, passage, likeness = nearer
                todo = f"Cite {key}, if that is meant. {todo}"
        if not passage:
            return "", todo
        shown = f"“{shorten(passage, 160)}” ({key})"
        if likeness < CLOSE:
            return f" Closest is {shown}.", todo
        differing = differing_words(words, passage)
        if _only_initial_differs(words, passage):
            differing = f"a changed initial is written [{words[:1]}]"
        return f" The text has {shown}" + (f": {differing}." if differing else "."), todo

    def search_order(self, cited: Sequence[Resolved] = ()) -> Iterator[Paragraph]:
        """Yield the paragraphs of the cited documents; in a small corpus then all others."""
        first = dict.fromkeys(resolved.document for resolved in cited)
        for name in (
            dict.fromkeys([*first, *self.known.documents]) if self.is_searchable() else first
        ):
            yield from self.known.documents[name].paragraphs.values()

    def is_searchable(self) -> bool:
        """Return whether all documents can be searched."""
        size = self.known.paragraphs
        if size is None:
            size = sum(len(document.paragraphs) for document in self.known.documents.values())
        return size <= SEARCHED

    def paragraphs_with(
        self, words: str, cited: Sequence[Resolved] = (), most: int = LISTED + 1
    ) -> list[Paragraph]:
        """Return the first `most` paragraphs in which the words are."""
        return list(
            islice(
                (
                    found
                    for found in self.search_order(cited)
                    if find_words(words, [(found.id, found.text)])
                ),
                most,
            )
        )

    def hint_uncited(self, quotation: Quotation) -> None:
        """Advise to cite words in quotation marks if a document has them, or if they are many."""
        if not self.is_searchable():
            return
        lacks = "it has no citation"
        if not quotation.block:
            lacks = "no citation follows it in its sentence"
        for words in quoted_stretches(quotation, ()):
            count = len(words.split())
            said, todo = f"“{shorten(words)}”", ""
            if count < HINTED:
                continue
            if found := self.paragraphs_with(words, most=1):
                message = f"{said} is from {found[0].id}, but {lacks}."
                todo = f"Cite it: [@{found[0].document}, {cited_as(found[0].number)}]."
            elif count >= 2 * HINTED:
                message = f"{said} was not compared with a text, because {lacks}."
            else:
                continue
            self.note(quotation.start, "hint", "quotation", message, todo)


def _cited_places(cited: Sequence[Resolved], identifiers: Sequence[str]) -> str:
    """Return the cited paragraphs, or their documents if they are many or cited as a whole."""
    if any(not resolved.ranges for resolved in cited) or len(identifiers) > 4:
        return " or ".join(dict.fromkeys(resolved.document for resolved in cited))
    return ", ".join(identifiers)


def _only_initial_differs(words: str, passage: str) -> bool:
    first, other = words[:1], passage[:1]
    same = first != other and first.casefold() == other.casefold()
    return same and words[1:] == passage[1 : len(words)]


def since_accepted(paragraph: Paragraph) -> str:
    """Return what became of a paragraph since it was accepted, as the end of a sentence, or "".

    A new position alone does not matter to whoever cites the paragraph.
    """
    if paragraph.verdict in ("reworded", "split", "merged"):
        what = {
            "reworded": "was reworded",
            "split": "was split",
            "merged": "took in another paragraph",
        }[paragraph.verdict]
        return f"{what} since it was accepted."
    if paragraph.verdict == "moved" and paragraph.accepted:
        return "was moved and reworded since it was accepted."
    if not paragraph.pending:
        return ""
    if paragraph.verdict == "new":
        return "is new: until it is accepted its ID may still change."
    return (
        f"is not as it was accepted. {paragraph.explanation}"
        if paragraph.verdict == "exact"
        else ""
    )


def doubt_anchor(identifier: str) -> str:
    """Return the anchor of a paragraph in the summary of the marks."""
    return f"doubt-{identifier}"


def examine_text(source: LocatedText, known: ReferenceTargets) -> ExaminedText:
    """Examine one text of the report."""
    return _Gate(source, known).examine()


class DocumentParagraphs(Protocol):
    """A document as far as `coverage` asks."""

    @property
    def document(self) -> str: ...
    def units(self) -> list[str]: ...


def uncited_paragraphs(
    documents: Iterable[DocumentParagraphs], cited: Iterable[str]
) -> dict[str, list[str]]:
    """Return the paragraphs of speech and questions that nothing cites, by document, in order."""
    known = set(cited)
    return {
        document.document: [
            identifier for identifier in document.units() if identifier not in known
        ]
        for document in documents
    }


def cited_sections(
    examined: ExaminedText, sections: Sequence[Section], texts: Iterable[Collection[str]] = ()
) -> dict[str, list[tuple[str, str]]]:
    """Return anchor and title of the sections that cite each paragraph, each once, in order.

    `texts` holds the paragraphs of each document. A citation of a whole text is left out because it
    says nothing of single paragraphs.
    """
    left_out = whole_citations(examined, texts)
    places: dict[str, list[tuple[str, str]]] = {}
    for identifier, positions in examined.cited.items():
        found = []
        for position in sorted(positions):
            section = section_of(position, sections)
            if section is not None and (position, paragraph_document(identifier)) not in left_out:
                found.append((section.anchor, place_title(section)))
        places[identifier] = list(dict.fromkeys(found))
    return places


def paragraph_document(identifier: str) -> str:
    """Return the document of a paragraph's ID."""
    return identifier.rpartition(".")[0]


def whole_citations(
    examined: ExaminedText, texts: Iterable[Collection[str]]
) -> set[tuple[int, str]]:
    """Return position and document of the citations that name every paragraph of a document.

    `texts` holds the paragraphs of each document. Documents of a single paragraph are left out.
    """
    at: dict[tuple[int, str], set[str]] = defaultdict(set)
    for identifier, positions in examined.cited.items():
        for position in positions:
            at[position, paragraph_document(identifier)].add(identifier)
    every = {paragraph_document(min(text)): set(text) for text in texts if len(text) > 1}
    return {
        (position, document)
        for (position, document), cited in at.items()
        if document in every and every[document] <= cited
    }
