"""Make the part `summary`: what the coding found, in sentences made from the table of themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pilcrow.files.language import (
    report_language,
    say,
    say_integer,
    say_names,
    say_number,
    semicolon,
)
from pilcrow.model.wording import opening_count
from pilcrow.report.page import syntax
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.bibliography import family_name
from pilcrow.report.registry import part
from pilcrow.tables.columns import RULES
from pilcrow.tables.values import join_consecutive

RANKS = 3  # different counts that are named, from the highest
NAMED = 12  # paragraphs of a theme that are named; if there are more, the table lists them

Row = Mapping[str, Any]
Links = Callable[[str], list[Inline]]  # IDs separated by spaces → links


class Paragraphs(NamedTuple):
    """How many paragraphs of speech have a theme, were read, and there are."""

    coded: int
    read: int
    units: int
    by_rules: bool = False  # whether the rules read them


@part("summary", "What the coding found: which themes, how often, and which not, in sentences.")
def summary(material: Material) -> list[Block]:
    """Return the paragraph that a section of findings begins with."""

    def links(identifiers: str) -> list[Inline]:
        return cited(identifiers.split(), material)

    documents = material.rows("documents")
    coded, read, units = (
        sum(int(row[key]) for row in documents) for key in ("coded", "read", "recording_units")
    )
    sentences = summary_sentences(
        material.rows("themes"), Paragraphs(coded, read, units, material.choice == RULES), links
    )
    return [syntax.paragraph(syntax.join(sentences, " "))]


def cited(identifiers: Sequence[str], material: Material) -> list[Inline]:
    """Return paragraphs as a citation in words, with each number as a link.

    An example is "Kennedy 1961, paras. 3–5, 10; Obama 2009, para. 2".
    """
    found = []
    names = Counter(_short(document, material) for document in material.seen.outlines)
    place = {document: at for at, document in enumerate(material.seen.outlines)}
    ordered = sorted(identifiers, key=lambda one: place[one.rpartition(".")[0]])
    for document, several in groupby(ordered, key=lambda one: one.rpartition(".")[0]):
        by_number = {one.rpartition(".")[2].removeprefix("p"): one for one in several}
        links = [
            syntax.join(
                (syntax.linked(at, by_number[at], material.anchors) for at in run.split("–")), "–"
            )
            for run in join_consecutive(list(by_number))
        ]
        opening = (say("para.") if len(by_number) == 1 else say("paras.")) + " "
        if material.several:
            name = _short(document, material)
            # Two speeches of a person in a year: the name alone would not tell which.
            opening = f"{name if names[name] == 1 else f'{name} [{document}]'}, {opening}"
        found.append([*syntax.text(opening), *syntax.join(links)])
    return syntax.join(found, semicolon())


def _short(document: str, material: Material) -> str:
    """Return a document as the heads of pages name it: speaker and year, or its title."""
    metadata = material.seen.outlines[document].metadata
    speaker, year = (
        family_name(metadata.speaker, metadata.language),
        str(metadata.known_date or "")[:4],
    )
    return f"{speaker} {year}".strip() if speaker else metadata.short_title or metadata.title


def summary_sentences(
    table: Sequence[Row], paragraphs: Paragraphs, links: Links
) -> Iterator[list[Inline]]:
    """Yield the sentences.

    Each count is out of the paragraphs that could have the theme. A theme that none could have was
    not looked for. It is named separately, because no search was made for it.

    `table` is the table of themes. `links` makes links of IDs.
    """
    if not table:
        yield syntax.text(say("The codebook has no themes yet, so nothing is coded."))
        return
    if not paragraphs.read:
        yield syntax.text(
            say("The rules look for no theme in these texts, so nothing can be said of the themes.")
            if paragraphs.by_rules and paragraphs.units
            else say("No paragraph of speech was read, so nothing can be said of the themes.")
        )
        return
    parents = {str(row["theme"]).rpartition("/")[0] for row in table}  # headings of other themes
    rows = [row for row in table if _of(row) or row["theme"] not in parents]
    said = [row for row in rows if _size(row)]
    if not said and {_of(row) for row in rows} == {paragraphs.units}:
        yield syntax.text(_none_of(rows, paragraphs.units))
        return
    if len(rows) == 1 and said:
        yield _of_one(rows[0], links)
        return
    if said:
        yield _how_many(rows, said)
        yield from _ranks(said, links)
        yield from _single(said)
    if missing := [str(row["name"]) for row in rows if _of(row) and not _size(row)]:
        yield syntax.text(say("Not found: {names}.", names=say_names(missing)))
    if unasked := [str(row["name"]) for row in rows if not _of(row)]:
        yield syntax.text(
            say("Not looked for in any paragraph: {names}.", names=say_names(unasked))
        )
    if said:
        yield syntax.text(_coded(paragraphs))


def _names(rows: Iterable[Row]) -> str:
    """Return the names of themes as a list; "" without any."""
    return say_names(str(row["name"]) for row in rows)


def _size(row: Row) -> int:
    """Return how many paragraphs have a theme."""
    return int(row["paragraphs"])


def _of(row: Row) -> int:
    """Return how many paragraphs could have a theme."""
    return int(row["of_paragraphs"])


def _single(said: Sequence[Row]) -> Iterator[list[Inline]]:
    """Yield that a theme which is found once is a statement."""
    single = [row for row in said if _size(row) == 1]
    if single and len(said) > 1:
        names = _names(single)
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


def _coded(paragraphs: Paragraphs) -> str:
    """Say how many of the paragraphs that were read have a theme."""
    coded, read, units, _ = paragraphs
    if coded >= read == units:
        return say_number(
            units,
            "The one paragraph of speech has a theme.",
            "Every one of the {n} paragraphs of speech has a theme.",
        )
    if coded >= read:
        return say_number(
            read,
            "The one paragraph of speech that was read has a theme.",
            "Every one of the {n} paragraphs of speech that were read has a theme.",
        )
    which = (
        say_number(units, "{n} paragraph of speech", "{n} paragraphs of speech")
        if read == units
        else say_number(
            read,
            "{n} paragraph of speech that was read",
            "{n} paragraphs of speech that were read",
        )
    )
    return say_number(
        coded,
        "{count} of the {paragraphs} has a theme.",
        "{count} of the {paragraphs} have a theme.",
        count=_number(coded, opening=True),
        paragraphs=which,
    )


def _none_of(rows: Sequence[Row], units: int) -> str:
    """Return the sentence for a codebook of which no theme was found."""
    if len(rows) == 1:
        return say_number(
            units,
            "The one theme of the codebook, {name}, was not found in the one paragraph of speech.",
            "The one theme of the codebook, {name}, was not found in the {n} paragraphs of speech.",
            name=_names(rows),
        )
    if len(rows) == 2:
        return say_number(
            units,
            "Neither of the two themes of the codebook was found in the one paragraph of speech.",
            "Neither of the two themes of the codebook was found in the {n} paragraphs of speech.",
        )
    return say_number(
        units,
        "None of the {themes} themes of the codebook was found in the one paragraph of speech.",
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


def _of_one(row: Row, links: Links) -> list[Inline]:
    """Return all that there is to say of a codebook with one theme that was found."""
    size = int(row["paragraphs"])
    lead = say(
        "The one theme of the codebook, {name}, is found in {size} of {paragraphs}",
        name=_names([row]),
        size=say_integer(size),
        paragraphs=say_number(_of(row), "{n} paragraph of speech", "{n} paragraphs of speech"),
    )
    where = syntax.inlines([" (", *links(str(row["paragraph_ids"])), ")"])
    return syntax.inlines([lead, *(where if size <= NAMED else []), "."])


def _number(number: int, opening: bool = False) -> str:
    """Return a number within a sentence, or at its beginning. In English a small one is a word."""
    if not report_language().english:
        return say_integer(number)
    return opening_count(number) if opening else opening_count(number).lower()


def _ranks(said: Sequence[Row], links: Links) -> Iterator[list[Inline]]:
    """Yield a sentence on each of the most frequent themes.

    Themes with the same count share a sentence, if the same number of paragraphs could have them.
    """
    ordered = sorted(said, key=_size, reverse=True)
    ranks = [(size, list(group)) for size, group in groupby(ordered, key=_size)]
    for index, (size, group) in enumerate(ranks[:RANKS]):
        if index and size == 1:  # they are named as single statements
            return
        alike = len({_of(row) for row in group}) == 1
        for some in [group] if alike else [[row] for row in group]:
            names = _names(some)
            alone = len(some) == 1
            places = say_number(
                _of(some[0]),
                "{size} of {n} paragraph",
                "{size} of {n} paragraphs",
                size=say_integer(size),
            )
            if len(said) == 1 or not alike:
                lead = say("{names} is found in {places}", names=names, places=places)
            elif len(ranks) == 1 and not alone:
                lead = say("Each of {names} is found in {places}", names=names, places=places)
            elif index == 0 and alone:
                lead = say("The most frequent is {names}, in {places}", names=names, places=places)
            elif index == 0:
                lead = say(
                    "The most frequent are {names}, each in {places}", names=names, places=places
                )
            elif index == 1 and alone:
                lead = say("{names} follows, in {places}", names=names, places=places)
            elif index == 1:
                lead = say("{names} follow, each in {places}", names=names, places=places)
            elif alone:
                lead = say("Then comes {names}, in {places}", names=names, places=places)
            else:
                lead = say("Then come {names}, each in {places}", names=names, places=places)
            sentence = syntax.text(lead)
            if alone and size <= NAMED:
                sentence += syntax.inlines(
                    [
                        " (",
                        *links(str(some[0]["paragraph_ids"])),
                        ")",
                    ]
                )
            yield [*sentence, *syntax.text(".")]
