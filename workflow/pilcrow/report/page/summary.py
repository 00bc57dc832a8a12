"""Make the part `summary`: what the coding found, in sentences made from the table of themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pilcrow.model.wording import count, listed, opening_count, written
from pilcrow.report.page import syntax
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.bibliography import family_name
from pilcrow.report.registry import part

RANKS = 3  # different counts that are named, from the highest
NAMED = 12  # paragraphs of a theme that are named; if there are more, the table lists them

Row = Mapping[str, Any]
Links = Callable[[str], list[Inline]]  # IDs separated by spaces → links


@part("summary", "What the coding found: which themes, how often, and which not, in sentences.")
def summary(material: Material) -> list[Block]:
    """Return the paragraph that a section of findings begins with."""

    def links(identifiers: str) -> list[Inline]:
        return cited(identifiers.split(), material)

    units = sum(len(outline.units()) for outline in material.seen.outlines.values())
    coded = sum(bool(themes) for themes in material.seen.themes.values())
    found: list[Inline] = []
    for sentence in sentences(material.rows("themes"), coded, units, links):
        found += [*([{"t": "Space"}] if found else []), *sentence]
    return [syntax.paragraph(found)]


def cited(identifiers: Sequence[str], material: Material) -> list[Inline]:
    """Return paragraphs as a citation in words, with each number as a link.

    An example is "Kennedy 1961, paras. 3, 10; Obama 2009, para. 2".
    """
    found: list[Inline] = []
    for document, several in groupby(identifiers, key=lambda one: one.rpartition(".")[0]):
        numbers = list(several)
        found += syntax.text("; ") if found else []
        if material.several:
            found += syntax.text(f"{_short(document, material)}, ")
        found += syntax.text("para. " if len(numbers) == 1 else "paras. ")
        for index, identifier in enumerate(numbers):
            number = syntax.text(identifier.rpartition(".")[2].removeprefix("p"))
            linked = [syntax.link(number, f"#{identifier}")]
            found += syntax.text(", ") if index else []
            found += linked if identifier in material.anchors else number
    return found


def _short(document: str, material: Material) -> str:
    """Return a document as the heads of pages name it: speaker and year, or its title."""
    metadata = material.seen.outlines[document].metadata
    speaker, year = family_name(metadata.speaker), str(metadata.known_date or "")[:4]
    return f"{speaker} {year}".strip() if speaker else metadata.short_title or metadata.title


def sentences(rows: Sequence[Row], coded: int, units: int, links: Links) -> Iterator[list[Inline]]:
    """Yield the sentences.

    `rows` is the table of themes. `coded` of `units` paragraphs have a theme. `links` makes links
    of IDs.
    """
    if not rows:
        yield syntax.text("The codebook has no themes yet, so nothing is coded.")
        return
    present = [row for row in rows if int(row["paragraphs"])]
    paragraphs = f"{count(units, 'paragraph')} of speech"
    if not present:
        what = (
            f"The one theme of the codebook, {rows[0]['name']}, was not found"
            if len(rows) == 1
            else (
                f"{'Neither' if len(rows) == 2 else 'None'} of the {_number(len(rows))} themes of"
                " the codebook was found"
            )
        )
        yield syntax.text(f"{what} in the {paragraphs}.")
        return
    if len(rows) == 1:
        yield _of_one(rows[0], paragraphs, links)
        return
    yield _how_many(rows, present)
    yield from _ranks(present, units, links)
    single = [row for row in present if int(row["paragraphs"]) == 1]
    if single and len(present) > 1:
        names = listed([str(row["name"]) for row in single])
        yield syntax.text(
            f"{names} {'is' if len(single) == 1 else 'are each'} found in a single paragraph:"
            f" {'this is a statement' if len(single) == 1 else 'these are statements'} in one"
            f" place, not {'a pattern' if len(single) == 1 else 'patterns'}."
        )
    if missing := [str(row["name"]) for row in rows if not int(row["paragraphs"])]:
        yield syntax.text(f"Not found: {listed(missing)}.")
    if coded >= units:
        yield syntax.text(f"Every one of the {paragraphs} has a theme.")
    else:
        has = "has" if coded == 1 else "have"
        yield syntax.text(f"{opening_count(coded)} of the {paragraphs} {has} a theme.")


def _how_many(rows: Sequence[Row], said: Sequence[Row]) -> list[Inline]:
    if len(said) == len(rows):
        if len(rows) == 2:
            return syntax.text("Both themes of the codebook were found.")
        return syntax.text(f"All {_number(len(rows))} themes of the codebook were found.")
    were = "was" if len(said) == 1 else "were"
    return syntax.text(f"{opening_count(len(said))} of {_number(len(rows))} themes {were} found.")


def _of_one(row: Row, paragraphs: str, links: Links) -> list[Inline]:
    """Return all that there is to say of a codebook with one theme that was found."""
    size = int(row["paragraphs"])
    lead = (
        f"The one theme of the codebook, {row['name']}, is found in {written(size)} of {paragraphs}"
    )
    where = [*syntax.text(" ("), *links(str(row["paragraph_ids"])), *syntax.text(")")]
    return [*syntax.text(lead), *(where if size <= NAMED else []), *syntax.text(".")]


def _number(number: int) -> str:
    """Return a number within a sentence. A small one is a word."""
    return opening_count(number).lower()


def _ranks(said: Sequence[Row], units: int, links: Links) -> Iterator[list[Inline]]:
    """Yield a sentence on each of the most frequent themes. Those with the same count share one."""

    def number(row: Row) -> int:
        return int(row["paragraphs"])

    ordered = sorted(said, key=number, reverse=True)
    ranks = [(size, list(group)) for size, group in groupby(ordered, key=number)]
    for index, (size, group) in enumerate(ranks[:RANKS]):
        if index and size == 1:  # they are named as single statements
            return
        names = listed([str(row["name"]) for row in group])
        alone = len(group) == 1
        if len(ranks) == 1 and not alone:
            lead = f"Each of {names} is found in"
        elif len(said) == 1:
            lead = f"{names} is found in"
        elif index == 0:
            lead = (
                f"The most frequent is {names}, in"
                if alone
                else f"The most frequent are {names}, each in"
            )
        else:
            lead = f"{names} {'follows, in' if alone else 'follow, each in'}"
        sentence = syntax.text(f"{lead} {written(size)} of {written(units)} paragraphs")
        if alone and size <= NAMED:
            sentence += [
                *syntax.text(" ("),
                *links(str(group[0]["paragraph_ids"])),
                *syntax.text(")"),
            ]
        yield [*sentence, *syntax.text(".")]
