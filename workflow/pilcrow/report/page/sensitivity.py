"""Print what would change if a rule were left out, or if sentences were coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilcrow.files.language import (
    colon,
    say,
    say_integer,
    say_number,
    say_quoted,
    semicolon,
    to_say,
)
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.exhibits import Row
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline, Words
from pilcrow.report.prose.statements import Statement, untrue_statements
from pilcrow.report.registry import part
from pilcrow.tables.sensitivity import LEAVE_OUT

LISTED = 12  # paragraphs in a cell
HEAD = (
    to_say("Theme"),
    to_say("Rule left out"),
    to_say("With it"),
    to_say("Without"),
    to_say("Paras. lost"),
    to_say("Sentences that fall"),
)
OPENING = 7  # first words that identify a sentence


def _share(count: int, of: int) -> str:
    return say("{count} of {of}", count=say_integer(count), of=say_integer(of))


def _counted(row: Row, material: Material) -> list[Words]:
    """Return the cells of a rule: theme, rule, counts with it and without, paragraphs that fall."""
    return [
        material.name_of(row["theme"]),
        f"{row['rule']}{colon()}{row['pattern']}",
        _share(row["count"], row["of"]),
        _share(row["count_variant"], row["of_variant"]),
        _some_links(str(row.get("paragraph_ids") or ""), int(row["lost"] or 0), material),
    ]


@part(
    "sensitivity",
    "What would change if a rule were left out: paragraphs, and sentences of the report.",
    table=True,
)
def sensitivity(material: Material) -> list[Block]:
    """Return a table of what each rule decides: paragraphs, and sentences of the report.

    A sentence that falls has a number in the table. It is printed once below it, however many
    rules it depends on. Below are the counts with sentences as units.
    """
    by_rules = material.choice == "rules"
    table = material.rows("sensitivity")
    without = [row for row in table if decides(row)]
    falling = [falls_with(row, material) if by_rules else [] for row in without]
    hanging = {id(statement) for fallen_sentences in falling for statement in fallen_sentences}
    numbers = {
        id(one): number
        for number, one in enumerate((one for one in material.statements if id(one) in hanging), 1)
    }
    rows = [
        [*_counted(row, material), _numbers(fallen_sentences, numbers)]
        for row, fallen_sentences in zip(without, falling, strict=True)
    ]
    left_out = say("Rules whose absence changes nothing are left out")
    notes = f"{say('Paragraphs with the theme.')} {left_out}"
    if numbers:
        notes += ". " + say(
            "The sentences are those of this report of which a printed value would change; they are"
            " listed below"
        )
    if not by_rules:
        counts = say(
            "The report’s counts are those of the coding by {coder}, and none of them depends on a"
            " rule.",
            coder=material.choice,
        )
        notes = f"{counts} {left_out}"
    some = any(row["count"] for row in table)
    empty = (
        say("No coding depends on a single rule")
        if some
        else say("The rules gave no evidence, so none can be left out")
    )
    head = [say(name) for name in HEAD]
    if not numbers:
        head, rows = head[:-1], [row[:-1] for row in rows]
    return [
        *exhibits.table(
            material.exhibit("sensitivity"),
            "table-sensitivity",
            say("What depends on a single rule"),
            head,
            rows,
            exhibits.Extras(
                notes=notes,
                data=material.data("sensitivity"),
                alignments=["", "", "right", "right", *[""] * (len(head) - 4)],
                widths=_widths(without, bool(numbers), material),
                empty=empty,
            ),
        ),
        *hanging_sentences(material.statements, numbers),
        *sentences_as_units(table, material),
    ]


def decides(row: Row) -> bool:
    """Return whether a row is of a rule without which a paragraph would lose a theme."""
    return bool(row["variant"] == LEAVE_OUT and row["lost"])


def _widths(rows: Sequence[Row], with_sentences: bool, material: Material) -> list[float]:
    """Return the widths of the columns, that of the paragraphs wide enough for their IDs."""
    lost = [
        identifier
        for row in rows
        for identifier in str(row.get("paragraph_ids") or "").split()[:LISTED]
    ]
    shares = (
        [0.24, 0.2, 0.115, 0.115, 0.14, 0.19] if with_sentences else [0.26, 0.2, 0.1, 0.1, 0.34]
    )
    return material.widths(lost, shares, 4, most=0.2)


def falls_with(row: Row, material: Material) -> list[Statement]:
    """Return the sentences of the report that would not be true without a rule."""
    # If there are too many paragraphs to list, the values of the theme still change.
    gone = str(row.get("paragraph_ids") or "").split() or [""]
    return untrue_statements(
        material.statements,
        row["theme"],
        gone,
        row["count_variant"],
        material.seen.themes,
        material.seen.read,
    )


def hanging_sentences(statements: Sequence[Statement], numbers: Mapping[int, int]) -> list[Block]:
    """Return the sentences that fall with a rule: number, section, first words."""
    inlines: list[Inline] = []
    for statement in statements:
        if id(statement) not in numbers:
            continue
        place = statement.place
        where = syntax.link(place, f"#{statement.anchor}") if statement.anchor else place
        number = syntax.span(f"S{numbers[id(statement)]}", _anchor(numbers[id(statement)]))
        inlines += (
            syntax.text(semicolon())
            if inlines
            else syntax.text(say("Sentences, each with its section:") + " ")
        )
        inlines += syntax.inlines([number, " (", where, f") “{statement.opening(OPENING)}”"])
    return [syntax.div([syntax.paragraph([*inlines, "."])], classes=["small"])] if inlines else []


def sentences_as_units(table: Sequence[Row], material: Material) -> list[Block]:
    """Return how often each theme is found if sentences are coded instead of paragraphs."""
    rows = [
        row
        for row in table
        if row["variant"] != LEAVE_OUT and (row["count"] or row["count_variant"])
    ]
    if not rows:
        return []
    units, sentences = max(row["of"] for row in rows), max(row["of_variant"] for row in rows)

    def counts(row: Row) -> str:
        pairs = [(row["count"], row["of"]), (row["count_variant"], row["of_variant"])]
        if (row["of"], row["of_variant"]) == (units, sentences):
            return ", ".join(say_integer(count) for count, _ in pairs)
        return ", ".join(
            _share(count, of) for count, of in pairs
        )  # it is not looked for everywhere

    found = semicolon().join(
        f"{say_quoted(material.name_of(row['theme']))} {counts(row)}" for row in rows
    )
    opening = say(
        "Paragraphs with the theme, then sentences (of {paragraphs}, of {sentences}):",
        paragraphs=say_number(units, "{n} paragraph", "{n} paragraphs"),
        sentences=say_number(sentences, "{n} sentence", "{n} sentences"),
    )
    return [syntax.div([syntax.paragraph(f"{opening} {found}.")], classes=["small"])]


def _anchor(number: int) -> str:
    return f"hanging-sentence-{number}"


def _some_links(identifiers: str, lost: int, material: Material) -> Words:
    """Return IDs as links, the first if they are many; their number if they are not listed."""
    listed = identifiers.split()
    if lost and not listed:
        return say_number(lost, "{n} paragraph", "{n} paragraphs")
    links = exhibits.paragraph_links(" ".join(listed[:LISTED]), material.several, material.anchors)
    left = len(listed) - LISTED
    more = say_number(left, "and one more", "and {n} more") if left > 0 else ""
    return [*links, f", {more}" if more else ""]


def _numbers(statements: Sequence[Statement], numbers: Mapping[int, int]) -> list[Inline]:
    """Return links to sentences in the list below: "S1, S4"."""
    return syntax.join(
        [syntax.link(f"S{number}", f"#{_anchor(number)}")]
        for number in sorted(numbers[id(statement)] for statement in statements)
    )
