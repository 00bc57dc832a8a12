"""Which documents are on which side of a declared comparison of words, and what of the declaration cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pilcrow.model.documents import Document
from pilcrow.model.groups import VARIABLES, is_of
from pilcrow.model.problems import did_you_mean
from pilcrow.model.settings import Keyness
from pilcrow.model.wording import listed
from pilcrow.text.words import UNSPACED_LANGUAGES

TARGET, REFERENCE = SIDES = (0, 1)
NAMES = ("target", "reference")


class Trouble(NamedTuple):
    """What of the declaration cannot be: the place of it in the configuration below `keyness`, what is wrong, what to do."""

    place: tuple[Any, ...]
    what: str
    todo: str


def find_sides(
    declared: Keyness, documents: Iterable[Document]
) -> tuple[dict[str, int], list[Trouble]]:
    """The side of each document, TARGET or REFERENCE; who is on none is left out. And all that is wrong.

    `declared`: the key `keyness` of the configuration. By speaker a document is on the side of its main speaker; whether the others spoke, only its paragraphs tell.
    """
    column = declared.column
    metadata = {entry.document: entry.metadata for entry in documents}
    own = sorted({name for described in metadata.values() for name in described.extra})
    columns = ["document", *VARIABLES, *own]
    if column not in columns:
        todo = did_you_mean(column, columns) or f"Known are: {', '.join(columns)}."
        return {}, [Trouble(("column",), f'No document has a column "{column}".', todo)]
    values = {
        document: described.value_in(column, document) for document, described in metadata.items()
    }
    sides: dict[str, int] = {}
    found: list[Trouble] = []
    twice: dict[str, int] = {}
    for side, name in enumerate(NAMES):
        for number, wanted in enumerate(values_of(declared, side)):
            place = (name, number)
            here = [document for document, value in values.items() if is_of(value, wanted, column)]
            if not here and column != "speaker":
                known = sorted({value for value in values.values() if value})
                shown = f"Known are: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."
                found.append(
                    Trouble(
                        place,
                        f'No document has "{wanted}" as its {column}.',
                        did_you_mean(wanted, known) or shown,
                    )
                )
            twice |= {document: side for document in here if sides.get(document, side) != side}
            sides |= dict.fromkeys(here, side)
    both = sorted(set(declared.target) & set(declared.reference))
    if both or twice:
        what = f'"{both[0]}" is' if both else f"The document {min(twice)} is"
        found.append(
            Trouble(
                ("reference",),
                f"{what} both in the target and in the reference.",
                "Leave it in one of them.",
            )
        )
    return sides, found + language_troubles(
        sides, {document: described.language for document, described in metadata.items()}
    )


def sides_by_batch(
    declared: Keyness | None,
    documents: Iterable[Document],
    batches: Mapping[str, Iterable[str]],
) -> dict[str, dict[str, dict[str, int]] | None]:
    """Say for each batch which of its documents or which speakers are on which side; None where no comparison is declared.

    `batches`: the IDs of the documents of each.
    """
    if declared is None:
        return dict.fromkeys(batches)
    if declared.column == "speaker":
        speakers = {name: side for side in SIDES for name in values_of(declared, side)}
        return {batch: {"speakers": speakers} for batch in batches}
    sides = find_sides(declared, documents)[0]
    return {
        batch: {"documents": {name: sides[name] for name in names if name in sides}}
        for batch, names in batches.items()
    }


def language_troubles(sides: Mapping[str, int], languages: Mapping[str, str]) -> list[Trouble]:
    """Words are compared within one language, and only where they stand apart."""
    spoken: tuple[set[str], ...] = (set(), set())
    for document, side in sides.items():
        spoken[side].add(languages[document].lower().partition("-")[0])
    together = sorted(spoken[TARGET] | spoken[REFERENCE])
    if len(together) > 1:
        what = f"The documents to be compared are in several languages: {', '.join(together)}."
        return [
            Trouble(
                ("reference",),
                what,
                "Words are compared within one language: declare documents of one.",
            )
        ]
    if UNSPACED_LANGUAGES.intersection(together):
        what = (
            f'Texts in "{together[0]}" are written without spaces between words, which are'
            " therefore not known."
        )
        return [Trouble(("target",), what, "Compare themes instead, and take the key keyness out.")]
    return []


def values_of(declared: Keyness, side: int) -> list[str]:
    """Return what the column says of the documents of a side, TARGET or REFERENCE."""
    return declared.target if side == TARGET else declared.reference


def name_of(declared: Keyness, side: int) -> str:
    """What a side is called: its values."""
    return listed(values_of(declared, side))
