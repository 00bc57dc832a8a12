"""Compare several documents: the generated section, its words and its tables of themes.

One document has no comparison.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from pilcrow.agreement import DRAWS
from pilcrow.coding.rule_words import say_language
from pilcrow.files.language import (
    say,
    say_date,
    say_integer,
    say_list,
    say_number,
    say_percent,
    semicolon,
    to_say,
)
from pilcrow.model.groups import date_groups
from pilcrow.model.wording import upper_first
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.exhibits import Row
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline, Words
from pilcrow.report.prose.comparison_section import Wanted
from pilcrow.report.prose.crossreferences import GROUPED, section_name
from pilcrow.report.prose.source import Values
from pilcrow.report.registry import declare, part
from pilcrow.tables.columns import theme_columns
from pilcrow.tables.comparison import MINIMUM_DOCUMENTS
from pilcrow.tables.reading import RULES

ACROSS = 6  # groups that are beside one another; if there are more, each has a row
FIRST, ROOM = 20, 60  # letters of the first column, and of all those of themes, in a line
THEMES = 16  # themes that are beside one another if each cell has a number
THEMES_WITH_INTERVALS = 6  # the same if each cell has an interval
LISTED = 6  # paragraphs named in a cell
EVERYTHING = f"{GROUPED}all-documents"
NONE = "–"  # no paragraph was read for the theme
# A row: the cells before the themes, and the cell of each theme.
Line = tuple[list[Words], dict[str, Words]]


# Variables of Pilcrow's own. Others are columns of the scholar's, and printed as they are written.
VARIABLES = (
    *(to_say("speaker"), to_say("date"), to_say("place")),
    *(to_say("event"), to_say("language")),
)

declare("comparison", "The section that compares several documents; nothing for one document.")


def _dash(material: Material) -> str:
    """Return what a dash in a table of themes means."""
    return say("–: not looked for.") if material.choice == RULES else say("–: not read.")


def grouped_parts(rows: Sequence[Row], documents: Sequence[Row]) -> dict[str, str]:
    """Return the variable of each table of groups that the report has, by the name of its part.

    A variable has a table if one of its groups has several documents. (Groups of single documents
    are compared by the matrix.) Of several variables that divide the documents alike, only the
    first has one. If the documents are a sample, the table of all documents is the first. `rows`
    and `documents` are the tables `comparison` and `documents`.
    """
    largest: dict[str, int] = {}
    for row in rows:
        largest[row["by"]] = max(largest.get(row["by"], 0), row["documents"])
    found = {EVERYTHING: ""} if any(row["low"] is not None for row in rows if not row["by"]) else {}
    for by in group_alike(list(largest), documents):
        if largest[by] > 1:
            name = f"{GROUPED}{section_name(by)}"
            while name in found:  # "Party!" after "party"
                name += "-2"
            found[name] = by
    return found


def group_alike(variables: Iterable[str], documents: Sequence[Row]) -> dict[str, list[str]]:
    """Return each variable that divides the documents in a new way, with those that divide alike.

    The speaker is a property of paragraphs and stands alone.
    """
    found: dict[str, list[str]] = {}
    first_of: dict[frozenset[frozenset[str]], str] = {}
    for by in variables:
        if by == "speaker":
            found[by] = [by]
        elif by:
            groups: dict[str, set[str]] = {}
            for row, value in zip(documents, group_values(by, documents), strict=True):
                groups.setdefault(value, set()).add(row["document"])
            groups.pop("", None)
            first = first_of.setdefault(frozenset(map(frozenset, groups.values())), by)
            found.setdefault(first, []).append(by)
    return found


def group_values(by: str, documents: Sequence[Row]) -> list[str]:
    """Return the group of each document by a variable, "" if it has no value.

    `documents` is the table of that name.
    """
    dates = date_groups([row["date"] for row in documents]) if by == "date" else {}
    return [dates.get(row["date"], "") if by == "date" else row.get(by) or "" for row in documents]


def wanted(grouped: Collection[str], figures: Collection[str], values: Values) -> list[Wanted]:
    """Return the inserts and headings of the generated section, in order.

    `grouped` are the parts of `grouped_parts`, `figures` the figures that were made.
    """
    found: list[Wanted] = [
        ("", f"# {say('The documents compared')} {{#sec-comparison}}"),
        ("part", "compared"),
        ("figure", "comparison"),
        ("part", "matrix"),
    ]
    found += [("figure", "themes-over-time"), *(("part", name) for name in grouped)]
    about = values.get("keyness")
    if about:
        found += [
            ("", f"## {say('Key words')} {{#sec-key-words}}"),
            ("part", "key-words"),
            ("figure", "key-words"),
        ]
        found += [("part", "key-words-target"), ("part", "key-words-reference")]
    return [(kind, name) for kind, name in found if kind != "figure" or name in figures]


def say_documents(number: int) -> str:
    """Return a number of documents, within a sentence: one document, 1,250 documents."""
    return say_number(number, "one document", "{n} documents")


def say_variable(by: str) -> str:
    """Return the name of a variable in the language of the report, if it is one of Pilcrow's."""
    return say(by) if by in VARIABLES else by


# The words before the tables


def _sampling(population: str) -> str:
    """Return what the shares stand for: a declared population, or the documents alone."""
    if population:
        held = say(
            "The documents are declared a sample of {population}. Intervals are 95% percentile"
            " intervals of a bootstrap (Efron and Tibshirani 1993, An Introduction to the"
            " Bootstrap, chapter 13): {draws} times, with a fixed seed, as many documents as a"
            " group has are drawn from it with replacement, each with all its paragraphs, because"
            " paragraphs of one speech are not independent of one another. They say what other"
            " samples drawn in the same way would have given; how far these documents are such a"
            " sample is for the reader to judge. No interval shows it. A group of fewer than"
            " {least} documents has none.",
            population=population.rstrip("."),
            draws=say_integer(DRAWS),
            least=MINIMUM_DOCUMENTS,
        )
    else:
        held = say(
            "The documents are not declared a sample of anything: the shares describe them and"
            " nothing else, have no sampling error, and come without intervals."
        )
    why = say(
        "The shares do not show why documents differ: speaker, occasion, genre, length and"
        " translation vary together."
    )
    return f"{held} {why}"


def _versions(material: Material) -> list[Block]:
    """Return a sentence that versions of other documents are counted; [] if there are none."""
    outlines = material.seen.outlines.values()
    versions = [outline for outline in outlines if outline.metadata.version_of]
    if not versions:
        return []
    what = say_number(
        len(versions),
        "One document is declared a version of another and is counted like the rest.",
        "{n} documents are declared versions of others and are counted like the rest.",
    )
    return [syntax.paragraph(what)]


@part("compared", "What is compared, and what the comparison can and cannot show.")
def describe_comparison(material: Material) -> list[Block]:
    """Return what is compared, which intervals there are, and what the comparison cannot show."""
    documents, rows = material.rows("documents"), material.rows("comparison")
    population = str(material.values().get("population") or "")
    exhibit = material.exhibit("matrix")
    table: list[Inline] = syntax.text(say("the table of documents"))
    if exhibit:
        table = [syntax.link(exhibit.label, f"#{exhibit.anchor}")]
    first = say(
        "This section compares {documents}. A theme is counted by the paragraphs that have it, out"
        " of those that could. Each document, with the paragraphs to read, is in {table}.",
        documents=say_documents(len(documents)),
        table="\0",
    )
    before, _, after = first.partition("\0")
    opening = syntax.inlines([before, *table, after])
    groups: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["by"]:
            groups.setdefault(row["by"], {})[row["group"]] = row["documents"]
    alone = [by for by, sizes in groups.items() if max(sizes.values()) == 1]
    if alone:
        names = [say_variable(by) for by in alone]
        what = say(
            "By {variables} every group is a single document: the comparison is one of documents,"
            " and says nothing about a {any} beyond them.",
            variables=say_list(names),
            any=say_list(names, "{items} or {last}"),
        )
        opening += syntax.text(f" {what}")
    for same in group_alike(groups, documents).values():
        if len(same) > 1 and same[0] not in alone:
            names = [say_variable(by) for by in same]
            what = say(
                "{variables} divide the documents into the same groups, so no comparison can tell"
                " one from another.",
                variables=upper_first(say_list(names)),
            )
            opening += syntax.text(f" {what}")
    blocks = [syntax.paragraph(opening)]
    held = _sampling(population)
    blocks.append(syntax.paragraph(held))
    return blocks + _versions(material)


# The tables


def named_beside(names: Sequence[str], at_most: int) -> int:
    """Return how many themes a table has beside one another if their names are the heads.

    0 if the names would need more than two tables: the heads are numbers then.
    """
    for tables in (1, 2):
        across = -(-len(names) // tables)
        parts = [names[start : start + across] for start in range(0, len(names), across or 1)]
        if across <= at_most and all(sum(map(_width, part)) <= ROOM for part in parts):
            return across
    return 0


def _width(name: str) -> int:
    """Return the letters that a column needs for a name: those of its longest word."""
    return max(len(word) for word in name.split()) + 2


def theme_heads(names: Sequence[str], named: bool) -> tuple[list[str], str]:
    """Return the heads of the columns of themes, and the legend of heads that are numbers."""
    if named:
        return [*names], ""
    numbers = [str(place) for place, _ in enumerate(names, 1)]
    listed = semicolon().join(
        f"{number} {name}" for number, name in zip(numbers, names, strict=True)
    )
    return numbers, say("Themes: {list}", list=listed)


def in_columns(
    material: Material,
    name: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Line],
    extras: exhibits.Extras,
    at_most: int = THEMES,
) -> list[Block]:
    """Return a table with a row for each group and a column for each theme.

    More than `at_most` themes, or than have room, go on in tables of their own below it. Data and
    notes of `extras` belong to the first. Each of `rows` has its labels and the cell of each theme
    by code.
    """
    codes = list(material.names)
    names = [material.name_of(code) for code in codes]
    named = named_beside(names, at_most)
    columns, legend = theme_heads(names, bool(named))
    exhibit = material.exhibit(name)
    blocks: list[Block] = []
    across = named or (-(-len(codes) // -(-len(codes) // at_most)) if codes else 1)
    for start in range(0, max(1, len(codes)), across):
        some = codes[start : start + across]
        cells = [[*labels, *(cell_of.get(code, NONE) for code in some)] for labels, cell_of in rows]
        sides = [*["", *["right"] * (len(heads) - 1)], *["right"] * len(some)]
        notes = (
            (extras.notes, legend)
            if not start
            else (say("Themes {first} to {last}", first=start + 1, last=start + len(some)),)
        )
        letters = [FIRST, *(len(head) + 2 for head in heads[1:])]
        letters += [_width(column) for column in columns[start : start + len(some)]]
        widths = [one * 1000 // sum(letters) / 1000 for one in letters] if named else []
        own = exhibits.Extras(
            notes=" ".join(exhibits.sentence(part) for part in notes if part),
            data=extras.data if not start else "",
            alignments=sides,
            widths=widths,
            total=extras.total,
        )
        blocks += exhibits.table(
            exhibit if not start else None,
            f"table-{name}" + (f"-{start + 1}" if start else ""),
            title if not start else say("{title}, continued", title=title),
            [*heads, *columns[start : start + len(some)]],
            cells,
            own,
        )
    return blocks


def counted(row: Row, base: int | None = None) -> str:
    """Return the paragraphs with the theme, and out of how many, unless that is `base`."""
    return (
        f"{row['paragraphs']}"
        if row["of_paragraphs"] == base
        else say("{count} of {of}", count=row["paragraphs"], of=row["of_paragraphs"])
    )


def numbers_linked(material: Material, identifiers: Sequence[str]) -> list[Inline]:
    """Return the first paragraphs of one document by number, as links if the report has them."""
    links = []
    for identifier in identifiers[:LISTED]:
        shown = identifier.rpartition(".")[2].removeprefix("p")
        links.append(syntax.linked(shown, identifier, material.anchors))
    return syntax.join(links) + (syntax.text(" …") if len(identifiers) > LISTED else [])


@part("matrix", "How many paragraphs of each document have each theme.", table=True)
def matrix_table(material: Material) -> list[Block]:
    """Return a table of how many paragraphs of each document have each theme, with links."""
    documents = material.rows("documents")
    shown = {row["document"] for row in documents[: exhibits.ROWS]}
    cells: dict[str, dict[str, Row]] = {}
    for row in material.each_row("theme_document"):
        if row["document"] in shown:
            cells.setdefault(row["document"], {})[row["theme"]] = row
    if len(documents) < 2:
        nothing = say("There is one document, and nothing to compare it with")
        return exhibits.table(
            material.exhibit("matrix"),
            "table-matrix",
            say("Themes by document"),
            [],
            [],
            exhibits.Extras(empty=nothing),
        )
    unasked = any(
        not row["of_paragraphs"] for found in cells.values() for row in found.values()
    ) or any(len(cells.get(document, {})) < len(material.names) for document in shown)
    more = f" {_dash(material)}" if unasked else ""
    make = matrix_across if len(documents) <= ACROSS else matrix_down
    return make(material, documents, cells, more)


def matrix_across(
    material: Material,
    documents: Sequence[Row],
    cells: Mapping[str, Mapping[str, Row]],
    more: str,
) -> list[Block]:
    """Return a table with a row for each theme and a column for each document."""

    def cell(document: Row, code: str) -> Words:
        row = cells.get(document["document"], {}).get(code)
        if row is None or not row["of_paragraphs"]:
            return NONE
        identifiers = str(row["paragraph_ids"] or "").split()
        links = numbers_linked(material, identifiers)
        return [counted(row, document["recording_units"]) + (": " if links else ""), *links]

    # A link in a head would be repeated on the next page of the print, which PDF/UA does not allow.
    # So the first row links the documents.
    base = [
        syntax.linked(say_integer(row["recording_units"]), row["document"], material.anchors)
        for row in documents
    ]
    rows: list[list[Words]] = [[say("All paragraphs of speech"), *base]]
    rows += [
        [name, *(cell(document, code) for document in documents)]
        for code, name in material.names.items()
    ]
    heads = [row["document"] for row in documents]
    notes = say(
        "Paragraphs that have the theme, out of those in the first row, and the numbers of the"
        " first of them. Documents by date"
    )
    data = material.data("matrix")
    widths = [0.25, *[0.75 / len(documents)] * len(documents)]
    return exhibits.table(
        material.exhibit("matrix"),
        "table-matrix",
        say("Themes by document"),
        [say("Theme"), *heads],
        rows,
        exhibits.Extras(
            notes=exhibits.sentence(notes) + more if more else notes, data=data, widths=widths
        ),
    )


def matrix_down(
    material: Material,
    documents: Sequence[Row],
    cells: Mapping[str, Mapping[str, Row]],
    more: str,
) -> list[Block]:
    """Return a table with a row for each document and a column for each theme.

    Each count is a link to the first of its paragraphs.
    """
    lines: list[Line] = []
    for document in documents[: exhibits.ROWS]:
        labels: list[Words] = [
            syntax.linked(document["document"], document["document"], material.anchors),
            say_integer(document["recording_units"]),
        ]
        found: dict[str, Words] = {}
        for code, row in cells.get(document["document"], {}).items():
            if not row["of_paragraphs"]:
                continue
            first = str(row["paragraph_ids"] or "").partition(" ")[0]
            found[code] = syntax.linked(
                counted(row, document["recording_units"]), first, material.anchors
            )
        lines.append((labels, found))
    notes = say(
        "Paragraphs that have the theme, out of the document’s in the second column; a count leads"
        " to the first of them. Documents by date"
    )
    extras = exhibits.Extras(
        notes=exhibits.sentence(notes) + more if more else notes,
        data=material.data("matrix"),
        total=len(documents),
    )
    heads = [say("Document"), say("Paragraphs")]
    return in_columns(material, "matrix", say("Themes by document"), heads, lines, extras)


@part(
    "comparison-*", "Themes by the groups of one variable, such as comparison-speaker.", table=True
)
def groups(material: Material, name: str) -> list[Block]:
    """Return a table of themes by the groups of the variable in the part's name."""
    everything = material.rows("comparison")
    documents = material.rows("documents")
    parts = grouped_parts(everything, documents)
    by = parts.get(name, "")
    rows = [row for row in everything if row["by"] == by]
    sizes: dict[str, int] = {row["group"]: row["documents"] for row in rows}
    cells: dict[str, dict[str, Row]] = {}
    for row in rows:
        cells.setdefault(row["group"], {})[row["theme"]] = row
    said = (
        []
        if len(sizes) <= ACROSS
        else [say("The first two columns give each group’s documents and paragraphs")]
    )
    # Who speaks is a matter of paragraphs: a document may be in several groups.
    unknown = (
        sum(not value for value in group_values(by, documents)) if by and by != "speaker" else 0
    )
    if unknown:
        said.append(
            say_number(
                unknown,
                "One document without a value is left out",
                "{n} documents without a value are left out",
            )
        )
    if by == "speaker" and (unnamed := unnamed_paragraphs(everything)):
        said.append(
            say_number(
                unnamed,
                "One paragraph whose speaker is not named is left out",
                "{n} paragraphs whose speaker is not named are left out",
            )
        )
    if any(row["low"] is not None for row in rows):
        said.append(
            say("If a group is large enough, the 95% interval over documents follows its share")
        )
    if any(not row["of_paragraphs"] for row in rows):
        said.append(_dash(material))
    notes = " ".join(exhibits.sentence(part) for part in said)
    data = material.data("comparison") if name == next(iter(parts), "") else ""  # once on the page
    return (groups_across if len(sizes) <= ACROSS else groups_down)(
        material, name, by, sizes, cells, notes, data
    )


@part(
    "speakers",
    "Who speaks in a single text, with the paragraphs of each theme; nothing if one person does.",
    table=True,
)
def speakers(material: Material) -> list[Block]:
    """Return a table of themes by the people who speak in the one document of a report."""
    held = paragraphs_by_speaker(material.each_row("paragraphs"))
    if material.several or len(held) < 2:
        return []  # several documents are compared in a section of their own
    columns = theme_columns("codings_wide", material.names)
    coded = {row["paragraph"]: row for row in material.each_row("codings_wide")}
    lines: list[Line] = []
    for name, rows in held.items():
        words = sum(row["words"] for row in rows)
        labels: list[Words] = [name, say_integer(len(rows)), say_integer(words)]
        found: dict[str, Words] = {}
        for code, column in columns.items():
            has = [coded[row["paragraph"]][column.name] for row in rows]
            has = [one for one in has if one is not None]  # None: not looked for there
            if has:
                cell = {"paragraphs": sum(has), "of_paragraphs": len(has)}
                found[code] = counted(cell, len(rows))
        lines.append((labels, found))
    heads = [upper_first(say_variable("speaker")), say("Paragraphs"), say("Words")]
    notes = [exhibits.sentence(say("Paragraphs that have the theme"))]
    if any(len(found) < len(columns) for _, found in lines):
        notes.append(_dash(material))
    extras = exhibits.Extras(notes=" ".join(notes))
    return in_columns(material, "speakers", groups_title("speaker"), heads, lines, extras)


def paragraphs_by_speaker(paragraphs: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the paragraphs that were read, by the person who is named as speaking."""
    held: dict[str, list[Row]] = {}
    for row in paragraphs:
        if row["word"] is not None and row["read"] and row["speaker"]:
            held.setdefault(row["speaker"], []).append(row)
    return held


def unnamed_paragraphs(comparison: Iterable[Row]) -> int:
    """Return how many paragraphs of the table `comparison` belong to no speaker."""
    left: dict[str, int] = {}
    for row in comparison:
        sign = {"": 1, "speaker": -1}.get(row["by"], 0)
        left[row["theme"]] = left.get(row["theme"], 0) + sign * row["of_paragraphs"]
    return max([0, *left.values()])


def groups_across(
    material: Material,
    name: str,
    by: str,
    sizes: Mapping[str, int],
    cells: Mapping[str, Mapping[str, Row]],
    notes: str,
    data: str,
) -> list[Block]:
    """Return a table with a row for each theme and a column for each group."""

    def cell(group: str, code: str) -> str:
        row = cells[group].get(code)
        return (
            f"{counted(row)} ({share_and_interval(row)})" if row and row["of_paragraphs"] else NONE
        )

    heads = [
        f"{say_group(by, group) if group else say('All')}\n{say_documents(size)}"
        for group, size in sizes.items()
    ]
    rows = [
        [theme, *(cell(group, code) for group in sizes)] for code, theme in material.names.items()
    ]
    said = say("Paragraphs that have the theme, out of those of the group that could have it.")
    return exhibits.table(
        material.exhibit(name),
        f"table-{name}",
        groups_title(by),
        [say("Theme"), *heads],
        rows,
        exhibits.Extras(notes=f"{said} {notes}", data=data),
    )


def groups_down(
    material: Material,
    name: str,
    by: str,
    sizes: Mapping[str, int],
    cells: Mapping[str, Mapping[str, Row]],
    notes: str,
    data: str,
) -> list[Block]:
    """Return a table with a row for each group and a column for each theme."""
    sampled = any(row["low"] is not None for rows in cells.values() for row in rows.values())
    lines: list[Line] = []
    for group, size in sizes.items():
        base = max(row["of_paragraphs"] for row in cells[group].values())
        labels: list[Words] = [say_group(by, group), say_integer(size), say_integer(base)]
        found: dict[str, Words] = {
            code: share_and_interval(row) if sampled else counted(row, base)
            for code, row in cells[group].items()
            if row["of_paragraphs"]
        }
        lines.append((labels, found))
    what = (
        say("Share of the paragraphs that could have the theme")
        if sampled
        else say("Paragraphs that have the theme, out of those that could")
    )
    heads = [upper_first(say_variable(by)), say("Documents"), say("Paragraphs")]
    at_most = THEMES_WITH_INTERVALS if sampled else THEMES
    extras = exhibits.Extras(notes=f"{what}. {notes}", data=data)
    return in_columns(material, name, groups_title(by), heads, lines, extras, at_most)


def say_group(by: str, group: str) -> str:
    """Return a group as a reader calls it: German, not "de"; 4 May 2006, not 2006-05-04."""
    if by == "language":
        return upper_first(say_language(group))
    return say_date(group) if by == "date" else group


def groups_title(by: str) -> str:
    """Return the title of a table of groups. `by` is "" for all documents."""
    if not by:
        return say("Themes in all documents")
    return say("Themes by {variable}", variable=say_variable(by))


def share_and_interval(row: Row) -> str:
    """Return a share, with its interval if it has one: "38%" or "38%, 30–45%"."""
    if row["low"] is None:
        return say_percent(row["share"])
    return f"{say_percent(row['share'])}, {round(100 * row['low'])}–{say_percent(row['high'])}"
