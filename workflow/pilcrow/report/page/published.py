"""Print tables of results/tabulate in the report, with the columns that a page has room for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pilcrow.files.language import say, say_decimal, to_say
from pilcrow.report.page.exhibits import ROWS, Extras, Row, paragraph_links, sentence, table
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Words
from pilcrow.tables.columns import TABLES
from pilcrow.tables.own import Printed, printed_tables
from pilcrow.tables.reliability import say_withheld

PUBLISHED = {
    "themes": Printed(
        to_say("Themes"),
        [
            (to_say("Theme"), "name"),
            (to_say("Paragraphs"), "paragraphs"),
            (to_say("of"), "of_paragraphs"),
            (to_say("Spans"), "evidence"),
            (to_say("Words in evidence"), "words_evidence"),
            (to_say("Rests on"), "rests_on"),
        ],
    ),
    "theme_document": Printed(
        to_say("Themes by document"),
        [
            (to_say("Document"), "document"),
            (to_say("Theme"), "theme"),
            (to_say("Paragraphs"), "paragraphs"),
            (to_say("of"), "of_paragraphs"),
            (to_say("Spans"), "evidence"),
        ],
    ),
    "cooccurrence": Printed(
        to_say("Themes that share paragraphs"),
        [
            (to_say("Theme"), "theme"),
            (to_say("and"), "other"),
            (to_say("Both"), "paragraphs"),
            (to_say("Either"), "either"),
            (to_say("Paragraphs"), "paragraph_ids"),
        ],
    ),
    "actors": Printed(
        to_say("Actors named"),
        [
            (to_say("Paragraph"), "paragraph"),
            (to_say("Actor"), "actor"),
            (to_say("Words"), "text"),
        ],
    ),
    "agreement": Printed(
        to_say("Agreement between coders"),
        [
            (to_say("Theme"), "theme"),
            (to_say("Coders"), "coders"),
            (to_say("Units"), "units"),
            (to_say("Positives"), "positives"),
            (to_say("Coefficient"), "coefficient"),
            (to_say("Value"), "value"),
            (to_say("Low"), "low"),
            (to_say("High"), "high"),
            (to_say("Withheld"), "withheld"),
        ],
    ),
    "rules_against_people": Printed(
        to_say("The rules against each reader"),
        [
            (to_say("Reader"), "coder"),
            (to_say("Sample"), "sample"),
            (to_say("Theme"), "theme"),
            (to_say("Units"), "units"),
            (to_say("Both"), "both"),
            (to_say("Rules only"), "rules_only"),
            (to_say("Reader only"), "person_only"),
            (to_say("Precision"), "precision"),
            (to_say("Recall"), "recall"),
            (to_say("F1"), "f1"),
        ],
    ),
    "consensus": Printed(
        to_say("What was not simply agreed on"),
        [
            (to_say("Para."), "paragraph"),
            (to_say("Theme"), "theme"),
            (to_say("Outcome"), "outcome"),
            (to_say("How"), "how"),
            (to_say("For"), "coders_for"),
            (to_say("Against"), "coders_against"),
            (to_say("Reason"), "memo"),
        ],
    ),
}
# What a reader of the table has to know.
NOTES = {
    "agreement": to_say(
        "Positives are paragraphs to which at least one coder gave the theme. Low and high are the"
        " ends of a 95% percentile interval, from a bootstrap of 2,000 draws over paragraphs. alpha"
        " is Krippendorff’s, nominal, each theme present or absent, and with MASI distances over"
        " the sets of themes; kappa is Cohen’s, the mean over pairs; AC1 is Gwet’s; percent is the"
        " share of agreeing pairs"
    ),
    "rules_against_people": to_say(
        "In-sample: the rules were written on these paragraphs, or these are examples of the"
        " codebook; such figures describe the fit of the rules, and validate nothing"
    ),
}


_OURS = {
    *NOTES.values(),
    *(title for title, _ in PUBLISHED.values()),
    *(head for _, columns in PUBLISHED.values() for head, *_ in columns),
}


def published() -> dict[str, Printed]:
    """Return the tables that a report can print, those of a fork included."""
    return {**PUBLISHED, **printed_tables()}


def say_table_words(words: str) -> str:
    """Return the words of a table in the report's language. Those of a fork's table are its own."""
    return say(words) if words in _OURS else words


def names_of(printed: Printed) -> list[str]:
    """Return the names of the columns of a printed table."""
    return [name for _, name, *_ in printed.columns]


def shown_value(value: Any) -> str:
    """Return a cell as printed. Reals have two decimals, None is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return say_decimal(value) if isinstance(value, float) else str(value)


def published_table(name: str, material: Material, notes: str = "") -> list[Block]:
    """Return a table of results/tabulate as the report prints it.

    `notes` are added to its caption.
    """
    title, columns = published()[name]
    names = names_of(published()[name])
    kinds = TABLES[name].kinds()
    cells = []
    total = 0
    rows: Iterable[Row] = material.each_row(name)
    if name == "agreement":
        rows, reason = without_repetition(rows)
        notes = f"{notes} {sentence(reason[:1].upper() + reason[1:])}".strip()
    for row in rows:
        total += 1
        if total <= ROWS:
            cells.append([_cell(row, column, material) for column in names])
    # A column that is empty in every row is left out.
    kept = [
        at for at in range(len(columns)) if at == 0 or not cells or any(line[at] for line in cells)
    ]
    return table(
        material.exhibit(name),
        f"table-{name}",
        say_table_words(title),
        [say_table_words(columns[at][0]) for at in kept],
        [[line[at] for at in kept] for line in cells],
        Extras(
            notes=" ".join(
                sentence(part) for part in (say_table_words(NOTES.get(name, "")), notes) if part
            ),
            data=material.data(name),
            alignments=["" if kinds[names[at]] in ("text", "boolean") else "right" for at in kept],
            total=total,
        ),
    )


def without_repetition(rows: Iterable[Row]) -> tuple[list[Row], str]:
    """Return the rows of the table of agreement with each reason for a missing coefficient once.

    The coefficients of a theme that are withheld for one reason are one row. A reason that holds of
    the whole table is returned apart.
    """
    found: list[Row] = []
    for row in rows:
        reason = say_withheld(row) if row["value"] is None else ""
        last = found[-1] if found else {}
        if reason and (last.get("theme"), last.get("withheld")) == (row["theme"], reason):
            last["coefficient"] += f", {row['coefficient']}"
        else:
            found.append({**row, "withheld": reason})
    reasons = {row["withheld"] for row in found}
    if len(found) > 1 and len(reasons) == 1 and "" not in reasons:
        return [{**row, "withheld": ""} for row in found], reasons.pop()
    return found, ""


def _cell(row: Row, column: str, material: Material) -> Words:
    value = row.get(column)
    if column == "paragraph_ids" and not value and row.get("paragraphs"):
        return say("too many to list")
    if column in ("paragraph_ids", "paragraph"):
        return paragraph_links(str(value or ""), material.several, material.anchors)
    if column in ("theme", "other"):
        return material.names.get(str(value), str(value or say("all")))
    return shown_value(value)
