"""What commands say if a paragraph does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def existing(identifiers: Iterable[str]) -> str:
    """Return a sentence that says which numbers the paragraphs of a document have, as ranges.

    It never proposes a similar number, because "p15" for "p105" would be a guess.

    Args:
        identifiers: IDs of all paragraphs of one document.
    """
    from pilcrow.report.prose.citations import describe_numbers

    parted = [identifier.rpartition(".") for identifier in identifiers]
    return (
        f"{parted[0][0]} has {describe_numbers(number for _, _, number in parted)}."
        if parted
        else "The document has no paragraph."
    )
