"""Print the words that the declared target says more often than the reference, and the reverse."""

from __future__ import annotations

from pilcrow.files.language import (
    say,
    say_decimal,
    say_integer,
    say_number,
    say_quoted,
    semicolon,
    to_say,
)
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.comparison import say_documents
from pilcrow.report.page.exhibits import Row
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Words
from pilcrow.report.registry import part
from pilcrow.tables.key_words import (
    FEWEST,
    FLOOR,
    NO_P_VALUE,
    SIDES,
    ComparedSide,
    compared_in,
    key_words,
)

NAMED = 3  # paragraphs of a word
# The sides as a sentence names them, and as the head of a column does.
_SIDES = {"target": to_say("The target"), "reference": to_say("The reference")}
_HEADS = {"target": to_say("In target"), "reference": to_say("In reference")}


@part("key-words", "What the key words compare, and what their measures can and cannot show.")
def introduction(material: Material) -> list[Block]:
    """Return what was compared with what, why that is fair, and what each measure can show."""
    about = compared_in(material.values())
    if not about:
        return []
    target, reference = about.target, about.reference

    def side(one: ComparedSide) -> str:
        words = say_number(one.words, "{n} word", "{n} words")
        return f"{say_quoted(one.name)} ({words}{semicolon()}{say_documents(one.documents)})"

    declared = [
        *syntax.text(
            say(
                "The words of {target} are compared with those of {reference}, distinguished"
                " by {column}. They are declared comparable because:",
                target=side(target),
                reference=side(reference),
                column=about.column,
            )
            + " "
        ),
        syntax.span(exhibits.sentence(about.comparable)),
    ]
    method = say(
        "The log ratio says how large a difference is: 1 means twice as frequent in the target, 2"
        " four times, −1 half as frequent (Hardie 2014); a word that one side does not have counts"
        " there as half an occurrence. The log-likelihood G² says how much evidence there is for"
        " any difference at all, large or small (Dunning 1993, in the form of Rayson and Garside"
        " 2000). Listed are the words with the largest log ratios among those with a G² of at"
        " least {floor}; words with fewer than {fewest} occurrences in all are left out, and so"
        " are stop words (Stopwords ISO). {no_p} DP is the deviation of proportions (Gries"
        " 2008, normalised after Lijffijt and Gries 2012): 0 where a word is spread over the"
        " documents as their lengths would have it, 1 where all of it is in the shortest. A"
        " rare word cannot be spread over many documents, so DP compares only words of similar"
        " frequency. Words are forms, not lemmas, in small letters.",
        floor=FLOOR,
        fewest=FEWEST,
        no_p=say(NO_P_VALUE),
    )
    single = [(name, about.side(name)) for name in SIDES if about.side(name).documents == 1]
    blocks = [syntax.paragraph(declared), syntax.paragraph(method)]
    for name, one in single:
        what = say(
            "{side}, “{name}”, is one document: its words say how that document differs, not how a"
            " speaker or a genre does. Dispersion cannot be measured over one document.",
            side=say(_SIDES[name]),
            name=one.name,
        )
        blocks.append(syntax.paragraph(what))
    return blocks


def table(material: Material, side: str) -> list[Block]:
    """Return a table of the key words of a side, "target" or "reference".

    Its data are those of the figure before it.
    """
    about = compared_in(material.values())
    rows = key_words(material.rows("keyness"), side)
    name = f"key-words-{side}"
    other = "reference" if side == "target" else "target"
    own = about.side(side).name if about else side
    lines = [_cells(material, row, side, other) for row in rows]
    sides = (say(_HEADS[side]), say(_HEADS[other]))
    head = [say("Word"), *sides, say("Log ratio"), "G²", say("Documents"), "DP", say("Paragraphs")]
    return exhibits.table(
        material.exhibit(name),
        f"table-{name}",
        say("Key words of “{side}”", side=own),
        head,
        lines,
        exhibits.Extras(
            notes=_notes(rows[0], side, other) if rows else "",
            alignments=["", *["right"] * 6, ""],
            widths=[0.17, 0.1, 0.12, 0.09, 0.09, 0.13, 0.07, 0.23],
            empty=say(
                "No word has a log-likelihood of {floor} or more and is more frequent in “{side}”",
                floor=FLOOR,
                side=own,
            ),
        ),
    )


def _cells(material: Material, row: Row, side: str, other: str) -> list[Words]:
    """Return the cells of a key word."""
    named = str(row[f"paragraph_ids_{side}"] or "").split()[:NAMED]
    more = row[f"paragraphs_{side}"] - len(named)
    rest = ", " + say_number(more, "and {n} more", "and {n} more") if more > 0 else ""
    found, of = row[f"documents_{side}"], row[f"of_documents_{side}"]
    return [
        row["word"],
        say_integer(row[f"frequency_{side}"]),
        say_integer(row[f"frequency_{other}"]),
        say_decimal(row["log_ratio"], sign=True),
        say_decimal(row["log_likelihood"], 1),
        say("{count} of {of}", count=found, of=of),
        "" if row[f"dp_{side}"] is None else say_decimal(row[f"dp_{side}"]),
        [*exhibits.paragraph_links(" ".join(named), True, material.anchors), rest],
    ]


def _notes(row: Row, side: str, other: str) -> str:
    """Return how many words the sides have, and what documents and DP are counted in."""
    own, others = (say_integer(row[f"of_words_{one}"]) for one in (side, other))
    if side == "target":
        return say(
            "Occurrences in {own} and {other} words; documents and DP of the target",
            own=own,
            other=others,
        )
    return say(
        "Occurrences in {own} and {other} words; documents and DP of the reference",
        own=own,
        other=others,
    )


@part("key-words-target", "The key words of the target.", table=True)
def target(material: Material) -> list[Block]:
    """Return the key words of the target."""
    return table(material, "target")


@part("key-words-reference", "The key words of the reference.", table=True)
def reference(material: Material) -> list[Block]:
    """Return the key words of the reference."""
    return table(material, "reference")
