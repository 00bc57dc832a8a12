"""Hold what the insertable parts of a report are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pilcrow.model.groups import by_date
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.citable import CitableReport, Printed
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.page.exhibits import Row
from pilcrow.report.page.inputs import Inputs, choices
from pilcrow.report.page.reader import Corpus
from pilcrow.report.page.survey import Survey
from pilcrow.report.page.syntax import Inline
from pilcrow.report.prose.crossreferences import Exhibit
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.source import Values
from pilcrow.report.prose.statements import Statement


class Material(msgspec.Struct, frozen=True):
    """What the parts of a report are made from."""

    inputs: Inputs
    corpus: Corpus
    seen: Survey
    names: dict[str, str]  # code of a theme → its name
    exhibits: dict[tuple[str, str], Exhibit]
    anchors: set[str]  # what a link can lead to, in the report or on a document's page
    findings: list[Finding]
    uncited: dict[str, list[str]]
    statements: list[Statement] = []  # sentences of the report that print values
    held: set[str] = set()  # of the anchors those that the report itself has
    texts: list[EditedDocument] = []  # the documents whose text the report holds
    bibliographies: list[Path] = []
    cited: CitableReport | None = None  # the report as others cite it
    printed: Printed | None = None

    @property
    def tables(self) -> Path:
        """Return the folder of the tables."""
        return self.inputs.tables

    @property
    def choice(self) -> str:
        """Return the coding that the report uses."""
        return choices(self.inputs)[0]

    @property
    def several(self) -> bool:
        """Return whether the corpus has several documents."""
        return len(self.seen.outlines) > 1

    def name_of(self, code: str) -> str:
        """Return the name of a theme."""
        return self.names.get(code, code)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a table of results/tabulate; [] if it was not made.

        Documents are by date, as in the whole report.
        """
        from pilcrow.tables.tables import read_table

        rows = read_table(self.tables, name)
        if name == "documents":
            rows.sort(key=lambda row: by_date(row["date"], row["document"]))
        return rows

    def each_row(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table one at a time, for tables that grow with the corpus."""
        from pilcrow.tables.tables import each_row

        return each_row(self.tables, name)

    def values(self) -> Values:
        """Return the values that the prose may print."""
        return self.inputs.values()

    def data(self, name: str) -> str:
        """Return where the data of a table are; see `exhibits.data_of`."""
        return exhibits.data_of(self.tables, name)

    def exhibit(self, name: str) -> Exhibit | None:
        """Return the number and label of a table, or None if this report does not number it."""
        return self.exhibits.get(("tbl", name))

    def link(self, identifier: str) -> list[Inline]:
        """Return a paragraph as a link, or only its number if no link can lead to it."""
        return syntax.linked(self.shown(identifier), identifier, self.anchors)

    def shown(self, identifier: str) -> str:
        """Return what a table calls a paragraph: its number, or its ID in a corpus."""
        return identifier if self.several else identifier.rpartition(".")[2].removeprefix("p")

    def widths(
        self,
        identifiers: Iterable[str],
        widths: Sequence[float],
        column: int = 0,
        most: float = 1 / 3,
    ) -> list[float]:
        """Return the widths of a table's columns, with `column` wide enough for paragraphs.

        See `exhibits.widths_for`.
        """
        return exhibits.widths_for(map(self.shown, identifiers), widths, column, most)
