"""Hold what a report consists of while it is composed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from pilcrow.figures.drawn import DrawnFigure
from pilcrow.files.language import ENGLISH, Language
from pilcrow.model.records import Mark
from pilcrow.report.page import guide
from pilcrow.report.page.citable import CitableReport, Printed
from pilcrow.report.page.paging import BatchPages, Pages
from pilcrow.report.page.reader import Corpus
from pilcrow.report.page.survey import Survey
from pilcrow.report.page.syntax import Block
from pilcrow.report.prose.bibliography import Entry
from pilcrow.report.prose.comparison_section import Wanted
from pilcrow.report.prose.crossreferences import Insert, Section
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.gate import ExaminedText, cited_sections
from pilcrow.report.prose.grounds import Grounds
from pilcrow.report.prose.portable import Portable
from pilcrow.report.prose.source import LocatedText, Report, Values
from pilcrow.report.prose.statements import Statement
from pilcrow.report.rendering.citing import Citation


class ReportSource(msgspec.Struct, frozen=True):
    """What is known of a report before its prose is numbered."""

    folder: Path  # of the report
    shown: str  # the same, as messages name it
    files: Collection[Path]  # that may be read
    compared: list[Wanted] = []  # the generated comparison; none of one document
    grouped: Collection[str] = ()  # the parts that compare groups of documents
    agreed: bool = True  # whether there are coders whose agreement can be shown
    figures: list[DrawnFigure] | None = None  # those that were made; None before a build
    bare: Collection[Wanted] = ()  # the inserts that have nothing to show

    def named(self, path: Path) -> str:
        """Return a file of the report as messages name it."""
        return f"{self.shown}/{path.relative_to(self.folder).as_posix()}"


class Prose(msgspec.Struct):
    """The scholar's report as read, numbered and with what it inserts."""

    report: Report
    body: LocatedText
    values: Values  # what it may print
    language: str
    inserts: list[Insert]
    sections: list[Section]
    written: Portable  # its figures, tables, equations and images, rewritten and numbered
    figures: list[DrawnFigure]
    insertable: dict[str, list[str]]  # kind of insert → the names that there are
    tables: frozenset[str]  # names of the parts that are tables
    bibliographies: list[Path]
    given: ReportSource

    def inserts_part(self, name: str) -> bool:
        """Return whether the report inserts a part."""
        return any((insert.kind, insert.name) == ("part", name) for insert in self.inserts)


class CheckedProse(msgspec.Struct):
    """What the gate found in the prose."""

    body: ExaminedText
    texts: dict[str, ExaminedText]  # of the front matter, those that may cite
    findings: list[Finding]
    marks: list[Mark]
    works: list[str]  # keys of the bibliographies
    body_statements: list[Statement]
    text_statements: dict[str, list[Statement]]

    def examined(self) -> list[ExaminedText]:
        """Return body and texts."""
        return [self.body, *self.texts.values()]

    def cited(self) -> set[str]:
        """Return the IDs of all paragraphs that the report cites."""
        return {identifier for text in self.examined() for identifier in text.cited}

    def documents(self) -> set[str]:
        """Return the documents that the report cites."""
        return {document for text in self.examined() for document in text.documents}

    def quoted(self) -> dict[str, list[tuple[int, int]]]:
        """Return what the report quotes of each paragraph: ranges of characters, sorted."""
        found: dict[str, list[tuple[int, int]]] = {}
        for source in self.examined():
            for identifier, ranges in source.quoted.items():
                found[identifier] = merge_ranges([*found.get(identifier, ()), *ranges])
        return found

    def statements(self) -> list[Statement]:
        """Return the sentences of all texts that print values."""
        texts = (statement for found in self.text_statements.values() for statement in found)
        return [*texts, *self.body_statements]


class Contents(msgspec.Struct):
    """All that the generated parts of one report are made from."""

    prose: Prose
    checked: CheckedProse
    corpus: Corpus
    seen: Survey
    uncited: dict[str, list[str]]  # document → its paragraphs of speech that nothing cites
    citations: dict[str, Citation] = {}  # document → a citation in the report's style
    cited: CitableReport | None = (
        None  # the report as others cite it; None while something is wrong
    )
    printed: Printed | None = None

    def wholes(self) -> list[list[str]]:
        """Return the paragraphs of each document."""
        return [outline.units() for outline in self.seen.outlines.values()]

    def places(self) -> dict[str, list[tuple[str, str]]]:
        """Return the sections that cite each paragraph: anchors, and numbers with titles."""
        return cited_sections(self.checked.body, self.prose.sections, self.wholes())

    def guide(self) -> list[guide.GuidedFinding]:
        """Return the findings, each with the paragraphs that it cites."""
        return guide.findings_of(self.checked.body, self.prose.sections, self.wholes())


class Composition(msgspec.Struct):
    """The composed report, before it is written."""

    report: str
    blocks: dict[str, list[Block]]
    documents: list[Entry]
    findings: list[Finding]
    uncited: dict[str, list[str]]
    images: dict[str, Path]
    bibliographies: list[Path]
    pages: Pages
    batches: dict[str, BatchPages]  # what the report says of the documents of each batch
    style: str  # the file of the citation style, in the composed project
    printing: dict[str, str]  # the options fontsize and mainfont, where the report has them
    grounds: Grounds = Grounds()  # the option theme
    cited: CitableReport | None = None
    language: Language = ENGLISH  # in which its words are


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges, sorted. Those that overlap or touch become one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
