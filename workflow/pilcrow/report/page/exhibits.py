"""Figures and tables of the report as syntax tree: numbered, captioned, with the data a click away."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.crossreferences import Exhibit
from pilcrow.tables.own import printed_tables

ROWS = 60  # of a table in the report; the whole of it is in the CSV
DATA = "data"  # folder of the CSV files in the composed project
EMBEDDED = 200_000  # bytes; the data of a larger table stay beside the report, or the page would be mostly data


def sentence(text: str) -> str:
    """A text with its full stop."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "…")) else text + "."


def widths_for(
    identifiers: Iterable[str], widths: Sequence[float], column: int = 0, most: float = 1 / 3
) -> list[float]:
    """`widths`, shares of the line, with `column` wide enough in print for the longest of `identifiers`, and the others narrower for it.

    A character of the tables is about a ninetieth of the line. An ID that would take more than `most` of it is broken at its hyphens.
    """
    own = max(widths[column], min(0.02 + 0.0108 * max(map(len, identifiers), default=0), most))
    rest = (sum(widths) - own) / (sum(widths) - widths[column])
    return [
        own if index == column else round(width * rest, 4) for index, width in enumerate(widths)
    ]


def data_of(tables: Path, name: str) -> str:
    """The data of an exhibit: a CSV file that the page carries ("themes.csv"); of a large table its place beside the report
    ("tabulate/paragraphs.parquet"); "" where there is none."""
    path = tables / f"{name}.csv"
    if path.is_file():
        return path.name if path.stat().st_size <= EMBEDDED else f"tabulate/{path.name}"
    return f"tabulate/{name}.parquet" if path.with_suffix(".parquet").is_file() else ""


def caption(exhibit: Exhibit | None, title: str, *more: str, data: str = "") -> list[Inline]:
    """ "**Figure 1.** Title. Caption. Source. Data (CSV)". `data`: see `data_of`."""
    inlines: list[Inline] = []
    if exhibit:
        inlines += [syntax.strong(syntax.text(f"{exhibit.label}.")), {"t": "Space"}]
    inlines += (syntax.span(syntax.text(sentence(title)), classes=["caption-title"]),)
    for text in more:
        if text:
            inlines += [{"t": "Space"}, *syntax.text(sentence(text))]
    if data:
        if "/" in data:
            link = syntax.link(syntax.text(f"Data: {data}, beside the report"), data)
        else:
            # In a list of all links each says whose data it has.
            name = f"Data (CSV) of {exhibit.label if exhibit else title}"
            link = syntax.link(
                syntax.text("Data (CSV)"), f"{DATA}/{data}", classes=["data"], aria_label=name
            )
        inlines += [{"t": "Space"}, syntax.span([link], classes=["only-html"])]
    return inlines


def figure(entry: Mapping[str, Any], exhibit: Exhibit | None, data: str) -> list[Block]:
    """A figure from its entry in figures.json; `data`: see `data_of`. Where there was nothing to draw, the sentence that says so."""
    if entry.get("empty"):
        return no_figure(exhibit, str(entry["name"]), str(entry["alt"]))
    picture = syntax.image(f"figures/{entry['name']}.svg", entry["alt"], alt=entry["alt"])
    words = caption(
        exhibit, entry["title"], entry.get("caption", ""), entry.get("source", ""), data=data
    )
    attributes = syntax.attributes(
        exhibit.anchor if exhibit else f"figure-{entry['name']}", ["figure"]
    )
    return [
        {"t": "Figure", "c": [attributes, [None, [syntax.plain(words)]], [syntax.plain([picture])]]}
    ]


def no_figure(exhibit: Exhibit | None, name: str, why: str = "") -> list[Block]:
    """What stands in the place of a figure for which there is nothing to draw."""
    label = (
        [syntax.strong(syntax.text(f"{exhibit.label}.")), syntax.text(" ")[0]] if exhibit else []
    )
    words = syntax.text(
        why
        or f"There is nothing to draw here: the data of this build do not allow the figure “{name}”."
    )
    return [
        syntax.div(
            [syntax.paragraph([*label, *words])],
            exhibit.anchor if exhibit else f"figure-{name}",
            ["nothing", "small"],
        )
    ]


def table(
    exhibit: Exhibit | None,
    anchor: str,
    title: str,
    head: Sequence[str | Sequence[Inline]],
    rows: Sequence[Sequence[Sequence[Inline]]],
    *,
    notes: str = "",
    data: str = "",
    alignments: Sequence[str] = (),
    widths: Sequence[float] = (),
    empty: str = "",
    limit: int = ROWS,
    total: int | None = None,
) -> list[Block]:
    """A numbered table; where it has no rows, a sentence under the same number and anchor.

    The first `limit` rows are shown. `total`: how many there are, where not all are given.
    """
    identifier = exhibit.anchor if exhibit else anchor
    if not rows:
        label = (
            [syntax.strong(syntax.text(f"{exhibit.label}.")), syntax.text(" ")[0]]
            if exhibit
            else []
        )
        words = syntax.text(sentence(empty or f"{title}: nothing"))
        return [syntax.div([syntax.paragraph([*label, *words])], identifier, ["nothing", "small"])]
    shown = list(rows[:limit])
    total = len(rows) if total is None else total
    cut = f"The first {len(shown):,} of {total:,} rows" if total > len(shown) else ""
    words = caption(exhibit, title, notes, cut, data=data)
    heads = [syntax.text(name) if isinstance(name, str) else name for name in head]
    return [syntax.table(heads, shown, words, alignments, widths, identifier, row_header=True)]


# Tables of results/tabulate: which columns a page has room for, and what to call them.

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
        "Positives are paragraphs to which at least one coder gave the theme. Low and high are the ends of a 95% percentile interval, from a"
        " bootstrap of 2,000 draws over paragraphs. alpha is Krippendorff’s, nominal, each theme present or absent, and with MASI distances over"
        " the sets of themes; kappa is Cohen’s, the mean over pairs; AC1 is Gwet’s; percent is the share of agreeing pairs"
    ),
    "rules_against_people": (
        "In-sample: the rules were written on these paragraphs, or these are examples of the codebook; such figures describe the fit of the rules,"
        " and validate nothing"
    ),
}


def published() -> dict[str, tuple[str, Sequence[tuple[str, str, str]]]]:
    """The tables that a report can print, those of a fork included: title and columns."""
    return {**PUBLISHED, **printed_tables()}


def shown_value(value: Any) -> str:
    """A cell as printed: shares and reals with two decimals, lists of IDs as paragraph numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def paragraph_links(identifiers: str, several: bool, anchors: Container[str]) -> list[Inline]:
    """IDs separated by spaces, as links where the report has the paragraph; of several documents the first of each names its document."""
    inlines: list[Inline] = []
    before = ""
    for identifier in identifiers.split():
        if inlines:
            inlines += [{"t": "Str", "c": ","}, {"t": "Space"}]
        document, _, number = identifier.rpartition(".")
        shown = syntax.text(identifier if several and document != before else number)
        inlines += [syntax.link(shown, f"#{identifier}")] if identifier in anchors else shown
        before = document
    return inlines


def published_table(
    name: str,
    rows: Iterable[Mapping[str, Any]],
    exhibit: Exhibit | None,
    several: bool,
    names: Mapping[str, str],
    data: str,
    anchors: Container[str],
    notes: str = "",
) -> list[Block]:
    """A table of results/tabulate. `names`: code → name of the themes; `notes`: more that belongs into its caption."""
    title, columns = published()[name]
    cells = []
    total = 0
    for row in rows:
        total += 1
        if total > ROWS:
            continue
        line = []
        for _, column, _side in columns:
            value = row.get(column)
            if column == "paragraph_ids" and not value and row.get("paragraphs"):
                line.append(syntax.text("too many to list"))
            elif column in ("paragraph_ids", "paragraph"):
                line.append(paragraph_links(str(value or ""), several, anchors))
            elif column in ("theme", "other"):
                line.append(syntax.text(names.get(str(value), str(value or "all"))))
            else:
                line.append(syntax.text(shown_value(value)))
        cells.append(line)
    # A column in which nothing stands, "Withheld" where nothing is withheld, takes room and says nothing.
    kept = [
        place
        for place in range(len(columns))
        if place == 0 or not cells or any(line[place] for line in cells)
    ]
    cells = [[line[place] for place in kept] for line in cells]
    head = [columns[place][0] for place in kept]
    sides = [columns[place][2] for place in kept]
    said = " ".join(sentence(part) for part in (NOTES.get(name, ""), notes) if part)
    return table(
        exhibit,
        f"table-{name}",
        title,
        head,
        cells,
        notes=said,
        data=data,
        alignments=sides,
        total=total,
    )
