"""Print tables of results/tabulate in the report, with the columns that a page has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.report.page import syntax
from pilcrow.report.page.exhibits import ROWS, Extras, Row, paragraph_links, sentence, table
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.tables.own import printed_tables

# Name of a table → its title, and of each column: head, name, alignment.
PUBLISHED: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "themes": (
        "Themes",
        [
            ("Theme", "name", ""),
            ("Paragraphs", "paragraphs", "right"),
            ("of", "of_paragraphs", "right"),
            ("Spans", "evidence", "right"),
            ("Words in evidence", "words_evidence", "right"),
            ("Rests on", "rests_on", ""),
        ],
    ),
    "theme_document": (
        "Themes by document",
        [
            ("Document", "document", ""),
            ("Theme", "theme", ""),
            ("Paragraphs", "paragraphs", "right"),
            ("of", "of_paragraphs", "right"),
            ("Spans", "evidence", "right"),
        ],
    ),
    "cooccurrence": (
        "Themes that share paragraphs",
        [
            ("Theme", "theme", ""),
            ("and", "other", ""),
            ("Both", "paragraphs", "right"),
            ("Either", "either", "right"),
            ("Paragraphs", "paragraph_ids", ""),
        ],
    ),
    "actors": (
        "Actors named",
        [("Paragraph", "paragraph", ""), ("Actor", "actor", ""), ("Words", "text", "")],
    ),
    "agreement": (
        "Agreement between coders",
        [
            ("Theme", "theme", ""),
            ("Coders", "coders", ""),
            ("Units", "units", "right"),
            ("Positives", "positives", "right"),
            ("Coefficient", "coefficient", ""),
            ("Value", "value", "right"),
            ("Low", "low", "right"),
            ("High", "high", "right"),
            ("Withheld", "withheld", ""),
        ],
    ),
    "rules_against_people": (
        "The rules against each reader",
        [
            ("Reader", "coder", ""),
            ("Sample", "sample", ""),
            ("Theme", "theme", ""),
            ("Units", "units", "right"),
            ("Both", "both", "right"),
            ("Rules only", "rules_only", "right"),
            ("Reader only", "person_only", "right"),
            ("Precision", "precision", "right"),
            ("Recall", "recall", "right"),
            ("F1", "f1", "right"),
        ],
    ),
    "consensus": (
        "What was not simply agreed on",
        [
            ("Para.", "paragraph", ""),
            ("Theme", "theme", ""),
            ("Outcome", "outcome", ""),
            ("How", "how", ""),
            ("For", "coders_for", ""),
            ("Against", "coders_against", ""),
            ("Reason", "memo", ""),
        ],
    ),
}
# What a reader of the table has to know.
NOTES = {
    "agreement": (
        "Positives are paragraphs to which at least one coder gave the theme. Low and high are the"
        " ends of a 95% percentile interval, from a bootstrap of 2,000 draws over paragraphs. alpha"
        " is Krippendorff’s, nominal, each theme present or absent, and with MASI distances over"
        " the sets of themes; kappa is Cohen’s, the mean over pairs; AC1 is Gwet’s; percent is the"
        " share of agreeing pairs"
    ),
    "rules_against_people": (
        "In-sample: the rules were written on these paragraphs, or these are examples of the"
        " codebook; such figures describe the fit of the rules, and validate nothing"
    ),
}


def published() -> dict[str, tuple[str, Sequence[tuple[str, str, str]]]]:
    """Return the tables that a report can print, those of a fork included: title and columns."""
    return {**PUBLISHED, **printed_tables()}


def shown_value(value: Any) -> str:
    """Return a cell as printed. Reals have two decimals, None is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def published_table(name: str, material: Material, notes: str = "") -> list[Block]:
    """Return a table of results/tabulate as the report prints it.

    `notes` are added to its caption.
    """
    title, columns = published()[name]
    cells = []
    total = 0
    for row in material.each_row(name):
        total += 1
        if total <= ROWS:
            cells.append([_cell(row, column, material) for _, column, _ in columns])
    # A column that is empty in every row is left out.
    kept = [
        at for at in range(len(columns)) if at == 0 or not cells or any(line[at] for line in cells)
    ]
    return table(
        material.exhibit(name),
        f"table-{name}",
        title,
        [columns[at][0] for at in kept],
        [[line[at] for at in kept] for line in cells],
        Extras(
            notes=" ".join(sentence(part) for part in (NOTES.get(name, ""), notes) if part),
            data=material.data(name),
            alignments=[columns[at][2] for at in kept],
            total=total,
        ),
    )


def _cell(row: Row, column: str, material: Material) -> list[Inline]:
    value = row.get(column)
    if column == "paragraph_ids" and not value and row.get("paragraphs"):
        return syntax.text("too many to list")
    if column in ("paragraph_ids", "paragraph"):
        return paragraph_links(str(value or ""), material.several, material.anchors)
    if column in ("theme", "other"):
        return syntax.text(material.names.get(str(value), str(value or "all")))
    return syntax.text(shown_value(value))
