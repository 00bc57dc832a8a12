"""Print the words that the declared target says more often than the reference, and the reverse."""

from __future__ import annotations

from collections.abc import Sequence

from pilcrow.model.wording import number_of
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.comparison import linked
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
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


@part("key-words", "What the key words compare, and what their measures can and cannot show.")
def introduction(material: Material) -> list[Block]:
    """Return what was compared with what, why that is fair, and what each measure can show."""
    about = compared_in(material.values())
    if not about:
        return []
    target, reference = about.target, about.reference

    def side(one: ComparedSide) -> str:
        return f"“{one.name}” ({one.words:,} words in {number_of(one.documents, 'document')})"

    declared = [
        *syntax.text(
            f"The words of {side(target)} are compared with those of {side(reference)}, told apart"
            f" by {about.column}. Declared comparable because: "
        ),
        syntax.span(syntax.text(exhibits.sentence(about.comparable))),
    ]
    method = (
        "The log ratio says how large a difference is: 1 means twice as frequent in the target, 2"
        " four times, −1 half as frequent (Hardie 2014); a word that one side does not have counts"
        " there as half an occurrence. The log-likelihood G² says how much evidence there is for"
        " any difference at all, large or small (Dunning 1993, in the form of Rayson and Garside"
        " 2000). Listed are the words with the largest log ratios among those with a G² of at"
        f" least {FLOOR}; words with fewer than {FEWEST} occurrences in all are left out, and so"
        f" are stop words (Stopwords ISO). {NO_P_VALUE} DP is the deviation of proportions (Gries"
        " 2008, normalised after Lijffijt and Gries 2012): 0 where a word is spread over the"
        " documents as their lengths would have it, 1 where all of it stands in the shortest. A"
        " rare word cannot be spread over many documents, so DP compares only words of similar"
        " frequency. Words are forms, not lemmas, in small letters."
    )
    single = [(name, about.side(name)) for name in SIDES if about.side(name).documents == 1]
    blocks = [syntax.paragraph(declared), syntax.paragraph(syntax.text(method))]
    for name, one in single:
        what = (
            f"The {name}, “{one.name}”, is one document: its words say how that document differs,"
            " not how a speaker or a genre does. Dispersion cannot be measured over one document."
        )
        blocks.append(syntax.paragraph(syntax.text(what)))
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
    lines = []
    for row in rows:
        named = str(row[f"paragraph_ids_{side}"] or "").split()[:NAMED]
        links = paragraphs_linked(material, named)
        more = row[f"paragraphs_{side}"] - len(named)
        lines.append(
            [
                syntax.text(row["word"]),
                syntax.text(f"{row[f'frequency_{side}']:,}"),
                syntax.text(f"{row[f'frequency_{other}']:,}"),
                syntax.text(signed(row["log_ratio"])),
                syntax.text(f"{row['log_likelihood']:.1f}"),
                syntax.text(f"{row[f'documents_{side}']} of {row[f'of_documents_{side}']}"),
                syntax.text("" if row[f"dp_{side}"] is None else f"{row[f'dp_{side}']:.2f}"),
                links + (syntax.text(f", and {more:,} more") if more > 0 else []),
            ]
        )
    head = ["Word", f"In {side}", f"In {other}", "Log ratio", "G²", "Documents", "DP", "Paragraphs"]
    notes = ""
    if rows:
        first = rows[0]
        notes = (
            f"Occurrences in {first[f'of_words_{side}']:,} and {first[f'of_words_{other}']:,}"
            f" words; documents and DP of the {side}"
        )
    return exhibits.table(
        material.exhibit(name),
        f"table-{name}",
        f"Key words of “{own}”",
        head,
        lines,
        exhibits.Extras(
            notes=notes,
            alignments=["", *["right"] * 6, ""],
            widths=[0.17, 0.1, 0.12, 0.09, 0.09, 0.13, 0.07, 0.23],
            empty=(
                f"No word has a log-likelihood of {FLOOR} or more and is more frequent in “{own}”"
            ),
        ),
    )


def paragraphs_linked(material: Material, identifiers: Sequence[str]) -> list[Inline]:
    """Return paragraphs as links. The first of each document names the document."""
    inlines: list[Inline] = []
    before = ""
    for identifier in identifiers:
        document, _, number = identifier.rpartition(".")
        shown = syntax.text(number if document == before else identifier)
        inlines += [
            *([{"t": "Str", "c": ","}, {"t": "Space"}] if inlines else []),
            *linked(material, identifier, shown),
        ]
        before = document
    return inlines


def signed(number: float) -> str:
    """Return a number with its sign: "+1.50", "−0.25"."""
    return f"{number:+.2f}".replace("-", "−")


@part("key-words-target", "The key words of the target.", table=True)
def target(material: Material) -> list[Block]:
    """Return the key words of the target."""
    return table(material, "target")


@part("key-words-reference", "The key words of the reference.", table=True)
def reference(material: Material) -> list[Block]:
    """Return the key words of the reference."""
    return table(material, "reference")
