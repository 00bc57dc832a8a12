"""The change of a ledger by acceptance, as functions of rows and verdicts that read no file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from pilcrow.identity.align import align
from pilcrow.identity.ledger import LedgerRow, text_checksum
from pilcrow.model.records import Paragraph, Withdrawn


def accept(
    document: str,
    rows: Sequence[LedgerRow],
    paragraphs: Sequence[Paragraph],
    withdrawn: Sequence[Withdrawn],
    chosen: Collection[str] | None,
    date: str,
    reason: str,
) -> tuple[list[LedgerRow], list[str]]:
    """Return the ledger after accepting some IDs, and the IDs accepted.

    The IDs are in text order, withdrawn ones last. The parts of a split are accepted together, and
    so are the paragraphs of a merger. Accepting some IDs never changes the ID of another pending
    paragraph. Where it would, that one is accepted too. An example: p14 and p15 are at the end, and
    only p15 is chosen.

    Args:
        document: The document's ID.
        rows: The ledger; empty if there is none.
        paragraphs: The paragraphs of the text.
        withdrawn: The withdrawn paragraphs.
        chosen: IDs to accept; None for all.
        date: Date of the acceptance, YYYY-MM-DD.
        reason: Why the text changed.
    """
    pending = [paragraph.id for paragraph in paragraphs if paragraph.pending or not rows]
    pending += [row.id for row in withdrawn if not row.accepted]
    if chosen is None or not rows:
        wanted = set(pending)
    else:
        every = set(pending)
        wanted = _together(set(chosen) & every, paragraphs, withdrawn) & every
        while wanted != every:
            then = align(
                document, write_rows(rows, paragraphs, withdrawn, wanted, date, reason), paragraphs
            )
            changed = {
                now.id
                for now, later in zip(paragraphs, then.paragraphs, strict=True)
                if now.id != later.id
            }
            if not changed:
                break
            grown = _together(wanted | changed, paragraphs, withdrawn) & every
            wanted = every if grown == wanted else grown
    return write_rows(rows, paragraphs, withdrawn, wanted, date, reason), [
        identifier for identifier in pending if identifier in wanted
    ]


def _together(
    wanted: set[str], paragraphs: Sequence[Paragraph], withdrawn: Sequence[Withdrawn]
) -> set[str]:
    """Return chosen IDs with those that cannot be accepted apart from them."""
    groups = [{paragraph.id, *paragraph.related} for paragraph in paragraphs if paragraph.related]
    groups += [{row.id, row.redirect} for row in withdrawn if row.redirect and not row.accepted]
    grown = set(wanted)
    while True:
        more = set().union(*(group for group in groups if group & grown)) - grown
        if not more:
            return grown
        grown |= more


def write_rows(
    rows: Sequence[LedgerRow],
    paragraphs: Sequence[Paragraph],
    withdrawn: Sequence[Withdrawn],
    wanted: Collection[str],
    date: str,
    reason: str,
) -> list[LedgerRow]:
    """Return the ledger after accepting the `wanted` IDs: in text order, all else untouched.

    Withdrawn paragraphs keep their place.
    """
    known = {row.id: msgspec.structs.replace(row, line=0) for row in rows}
    order = [row.id for row in rows]
    for gone in withdrawn:
        if gone.id in wanted and not gone.accepted:
            known[gone.id] = msgspec.structs.replace(
                known[gone.id], status="withdrawn", redirect=gone.redirect, date=date, reason=reason
            )
    listed = set(order)
    end = 0  # where the row of the paragraph before ends in `order`
    for paragraph in paragraphs:
        identifier = paragraph.id
        if identifier in wanted:
            text = paragraph.text
            known[identifier] = LedgerRow(
                identifier,
                paragraph.kind,
                paragraph.speaker,
                "accepted",
                "",
                date,
                reason,
                text_checksum(text),
                text,
            )
            place = _next_place(order, known, identifier, end)
            if place < 0:
                if identifier in listed:
                    old = order.index(identifier)
                    del order[old]
                    end -= old < end
                order.insert(end, identifier)
                listed.add(identifier)
                place = end
            end = place + 1
        elif identifier in listed and not known[identifier].withdrawn:
            try:
                end = order.index(identifier, end) + 1
            except ValueError:  # moved, and not accepted there
                end = order.index(identifier) + 1
    return [known[identifier] for identifier in order]


def _next_place(order: list[str], known: dict[str, LedgerRow], identifier: str, end: int) -> int:
    """Return the place of an ID if only tombstones are between `end` and it; else -1."""
    for place in range(end, len(order)):
        if order[place] == identifier:
            return place
        if not known[order[place]].withdrawn:
            return -1
    return -1
