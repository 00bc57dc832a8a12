"""Make the part `summary`: what the coding found, in sentences made from the table of themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pilcrow.files.language import number_said, say, say_list, say_number, spoken
from pilcrow.model.wording import opening_count
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
        found += syntax.text((say("para.") if len(numbers) == 1 else say("paras.")) + " ")
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
        yield syntax.text(say("The codebook has no themes yet, so nothing is coded."))
        return
    said = [row for row in rows if int(row["paragraphs"])]
    paragraphs = say_number(units, "{n} paragraph of speech", "{n} paragraphs of speech")
    if not said:
        yield syntax.text(_none_of(rows, units))
        return
    if len(rows) == 1:
        yield _of_one(rows[0], paragraphs, links)
        return
    yield _how_many(rows, said)
    yield from _ranks(said, units, links)
    single = [row for row in said if int(row["paragraphs"]) == 1]
    if single and len(said) > 1:
        names = say_list([str(row["name"]) for row in single])
        yield syntax.text(
            say(
                "{names} is found in a single paragraph: this is a statement in one place, not a"
                " pattern.",
                names=names,
            )
            if len(single) == 1
            else say(
                "{names} are each found in a single paragraph: these are statements in one place,"
                " not patterns.",
                names=names,
            )
        )
    if missing := [str(row["name"]) for row in rows if not int(row["paragraphs"])]:
        yield syntax.text(say("Not found: {names}.", names=say_list(missing)))
    if coded >= units:
        yield syntax.text(
            say_number(
                units,
                "The one paragraph of speech has a theme.",
                "Every one of the {n} paragraphs of speech has a theme.",
            )
        )
    else:
        yield syntax.text(
            say_number(
                coded,
                "{count} of the {paragraphs} has a theme.",
                "{count} of the {paragraphs} have a theme.",
                count=_number(coded, opening=True),
                paragraphs=paragraphs,
            )
        )


def _none_of(rows: Sequence[Row], units: int) -> str:
    """The sentence for a codebook of which no theme was found."""
    if len(rows) == 1:
        return say_number(
            units,
            "The one theme of the codebook, {name}, was not found in the {n} paragraph of speech.",
            "The one theme of the codebook, {name}, was not found in the {n} paragraphs of speech.",
            name=rows[0]["name"],
        )
    if len(rows) == 2:
        return say_number(
            units,
            "Neither of the two themes of the codebook was found in the {n} paragraph of speech.",
            "Neither of the two themes of the codebook was found in the {n} paragraphs of speech.",
        )
    return say_number(
        units,
        "None of the {themes} themes of the codebook was found in the {n} paragraph of speech.",
        "None of the {themes} themes of the codebook was found in the {n} paragraphs of speech.",
        themes=_number(len(rows)),
    )


def _how_many(rows: Sequence[Row], said: Sequence[Row]) -> list[Inline]:
    if len(said) == len(rows):
        if len(rows) == 2:
            return syntax.text(say("Both themes of the codebook were found."))
        every = say("All {themes} themes of the codebook were found.", themes=_number(len(rows)))
        return syntax.text(every)
    return syntax.text(
        say_number(
            len(said),
            "{count} of {themes} themes was found.",
            "{count} of {themes} themes were found.",
            count=_number(len(said), opening=True),
            themes=_number(len(rows)),
        )
    )


def _of_one(row: Row, paragraphs: str, links: Links) -> list[Inline]:
    """Return all that there is to say of a codebook with one theme that was found."""
    size = int(row["paragraphs"])
    lead = say(
        "The one theme of the codebook, {name}, is found in {size} of {paragraphs}",
        name=row["name"],
        size=number_said(size),
        paragraphs=paragraphs,
    )
    where = [*syntax.text(" ("), *links(str(row["paragraph_ids"])), *syntax.text(")")]
    return [*syntax.text(lead), *(where if size <= NAMED else []), *syntax.text(".")]


def _number(number: int, opening: bool = False) -> str:
    """Return a number within a sentence, or at its beginning. In English a small one is a word."""
    if not spoken().english:
        return number_said(number)
    return opening_count(number) if opening else opening_count(number).lower()


def _ranks(said: Sequence[Row], units: int, links: Links) -> Iterator[list[Inline]]:
    """Yield a sentence on each of the most frequent themes. Those with the same count share one."""

    def number(row: Row) -> int:
        return int(row["paragraphs"])

    ordered = sorted(said, key=number, reverse=True)
    ranks = [(size, list(group)) for size, group in groupby(ordered, key=number)]
    for index, (size, group) in enumerate(ranks[:RANKS]):
        if index and size == 1:  # they are named as single statements
            return
        names = say_list([str(row["name"]) for row in group])
        alone = len(group) == 1
        places = say_number(
            units, "{size} of {n} paragraph", "{size} of {n} paragraphs", size=number_said(size)
        )
        if len(ranks) == 1 and not alone:
            lead = say("Each of {names} is found in {places}", names=names, places=places)
        elif len(said) == 1:
            lead = say("{names} is found in {places}", names=names, places=places)
        elif index == 0 and alone:
            lead = say("The most frequent is {names}, in {places}", names=names, places=places)
        elif index == 0:
            lead = say(
                "The most frequent are {names}, each in {places}", names=names, places=places
            )
        elif alone:
            lead = say("{names} follows, in {places}", names=names, places=places)
        else:
            lead = say("{names} follow, each in {places}", names=names, places=places)
        sentence = syntax.text(lead)
        if alone and size <= NAMED:
            sentence += [
                *syntax.text(" ("),
                *links(str(group[0]["paragraph_ids"])),
                *syntax.text(")"),
            ]
        yield [*sentence, *syntax.text(".")]
