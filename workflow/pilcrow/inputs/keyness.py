"""The two sides of a declared comparison of words, and what is wrong with the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pilcrow.model.documents import Document
from pilcrow.model.groups import VARIABLES, matches_group
from pilcrow.model.problems import did_you_mean
from pilcrow.model.settings import Keyness
from pilcrow.model.wording import join_list
from pilcrow.text.words import UNSPACED_LANGUAGES

TARGET, REFERENCE = SIDES = (0, 1)
NAMES = ("target", "reference")


class DeclarationProblem(NamedTuple):
    """What is wrong with the declaration: place below `keyness`, message, and what to do."""

    place: tuple[Any, ...]
    what: str
    todo: str


def _choice(column: str, known: Sequence[str]) -> str:
    """Return a sentence that names the values of a column, at most twelve."""
    if not known:
        return f"No document has any {column}: write it into the metadata first."
    return f"Choose one of: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."


def find_sides(
    declared: Keyness, documents: Iterable[Document]
) -> tuple[dict[str, int], list[DeclarationProblem]]:
    """Return the side of each document, TARGET or REFERENCE, and the problems found.

    Documents on neither side are left out. If the column is `speaker`, the main speaker decides;
    only the paragraphs tell whether others spoke.

    Args:
        declared: The key `keyness` of the configuration.
        documents: The documents with their metadata.
    """
    column = declared.column
    metadata = {entry.document: entry.metadata for entry in documents}
    own = sorted({name for described in metadata.values() for name in described.extra})
    columns = ["document", *VARIABLES, *own]
    if column not in columns:
        todo = did_you_mean(column, columns) or f"Choose one of: {', '.join(columns)}."
        return {}, [DeclarationProblem(("column",), f'No document has a column "{column}".', todo)]
    values = {
        document: described.value_in(column, document) for document, described in metadata.items()
    }
    sides: dict[str, int] = {}
    troubles: list[DeclarationProblem] = []
    twice: dict[str, int] = {}
    for side, name in enumerate(NAMES):
        for number, wanted in enumerate(side_values(declared, side)):
            place = (name, number)
            matching = [
                document
                for document, value in values.items()
                if matches_group(value, wanted, column)
            ]
            if not matching and column != "speaker":
                known = sorted({value for value in values.values() if value})
                troubles.append(
                    DeclarationProblem(
                        place,
                        f'There is no document "{wanted}".'
                        if column == "document"
                        else f'No document has "{wanted}" as its {column}.',
                        did_you_mean(wanted, known) or _choice(column, known),
                    )
                )
            twice |= {document: side for document in matching if sides.get(document, side) != side}
            sides |= dict.fromkeys(matching, side)
    both = sorted(set(declared.target) & set(declared.reference))
    if both or twice:
        what = f'"{both[0]}" is' if both else f"The document {min(twice)} is"
        troubles.append(
            DeclarationProblem(
                ("reference",),
                f"{what} both in the target and in the reference.",
                "Leave it in one of them.",
            )
        )
    return sides, troubles + language_troubles(
        sides, {document: described.language for document, described in metadata.items()}
    )


def sides_by_batch(
    declared: Keyness | None,
    documents: Iterable[Document],
    batches: Mapping[str, Iterable[str]],
) -> dict[str, dict[str, dict[str, int]] | None]:
    """Return for each batch which of its documents, or which speakers, are on which side.

    Args:
        declared: The key `keyness` of the configuration; None gives None for each batch.
        documents: All documents.
        batches: The IDs of each batch's documents.
    """
    if declared is None:
        return dict.fromkeys(batches)
    if declared.column == "speaker":
        speakers = {name: side for side in SIDES for name in side_values(declared, side)}
        return {batch: {"speakers": speakers} for batch in batches}
    sides = find_sides(declared, documents)[0]
    return {
        batch: {"documents": {name: sides[name] for name in names if name in sides}}
        for batch, names in batches.items()
    }


def language_troubles(
    sides: Mapping[str, int], languages: Mapping[str, str]
) -> list[DeclarationProblem]:
    """Return what is wrong with the languages of the documents to compare.

    Words are compared within one language, and only if spaces separate them.
    """
    spoken: tuple[set[str], ...] = (set(), set())
    for document, side in sides.items():
        spoken[side].add(languages[document].lower().partition("-")[0])
    together = sorted(spoken[TARGET] | spoken[REFERENCE])
    if len(together) > 1:
        what = f"The documents to be compared are in several languages: {', '.join(together)}."
        return [
            DeclarationProblem(
                ("reference",),
                what,
                "Words are compared within one language: name documents in one language.",
            )
        ]
    if UNSPACED_LANGUAGES.intersection(together):
        what = (
            f'Texts in "{together[0]}" have no spaces between words, so their words are not known.'
        )
        return [
            DeclarationProblem(
                ("target",), what, "Compare themes instead, and remove the key keyness."
            )
        ]
    return []


def side_values(declared: Keyness, side: int) -> list[str]:
    """Return the values of the column that make up a side, TARGET or REFERENCE."""
    return declared.target if side == TARGET else declared.reference


def side_name(declared: Keyness, side: int) -> str:
    """Return the name of a side: its values, as a list in a sentence."""
    return join_list(side_values(declared, side))
