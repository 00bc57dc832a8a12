"""Give paragraphs what a source other than plain text says of them.

It may say where they are in it, who speaks, how it numbers them, and of which kind they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pilcrow.model import wording
from pilcrow.model.records import SourceLocator
from pilcrow.text.offsets import Offsets
from pilcrow.text.units import Unit


def join_locators(first: str, last: str) -> str:
    """Return two locators as a range: "p. 3", "p. 4" give "p. 3–4"; two times "0:00:01–0:00:09"."""
    if not last or first == last:
        return first
    if not first:
        return last
    head, space, number = first.rpartition(" ")
    other, _, end = last.rpartition(" ")
    return f"{head}{space}{number}–{end}" if head == other else f"{first}–{last}"


def take_places(units: Sequence[Unit], offsets: Offsets) -> list[str]:
    """Give paragraphs the locators, labels, speakers and kinds of the source.

    Return sentences for the log.
    """
    cleaned = offsets.cleaned
    if not cleaned.locators:
        return []
    starts = [place.start for place in cleaned.locators]
    spoken = labelled = reached = 0
    parent = ""
    for before, unit in zip([None, *units], units, strict=False):
        low, high = offsets.to_received(unit.start, unit.end)
        held = _between(cleaned.locators, starts, low, high)
        printed = offsets.received[reached:low]  # before the paragraph, a speaker's name perhaps
        reached = high
        if not held:
            continue
        spoken_places = [place for place in held if place.kind != "aside"]
        first = (spoken_places or held)[0]
        unit.asides = _asides(unit, held, offsets) if len(spoken_places) < len(held) else []
        unit.language = first.language
        where = join_locators(first.locator, held[-1].locator)
        unit.locator = f"{where} {unit.locator}".strip()
        unit.label = f"{first.label} {unit.label}".strip()
        kind = "note" if first.kind == "aside" else first.kind
        if kind:
            unit.kind, unit.stated = kind, "kind"
        if kind not in ("heading", "note") and (first.speaker != "" or kind == "question"):
            # The source may say that someone speaks or asks, without saying who.
            unit.speaker, unit.stated = first.speaker or "", f"{unit.stated} speaker".strip()
            spoken += bool(first.speaker)
        above, parent = parent, first.locator.rpartition("/")[0]
        unit.goes_on = (
            before is not None
            and "speaker" in unit.stated
            and "speaker" in before.stated
            and unit.speaker == before.speaker
            and above == parent
            and not any(map(str.isalnum, printed))
        )
        if unit.stated:
            unit.reason = "the source says so"
        labelled += bool(first.label)
    told = []
    if spoken:
        names = sorted({unit.speaker for unit in units if unit.speaker})
        told.append(
            f"The source names the speaker of {wording.count(spoken, 'paragraph')}:"
            f" {', '.join(names[:12])}."
        )
    if labelled:
        told.append(
            f"{labelled} paragraph{'s carry' if labelled != 1 else ' carries'} a label of the"
            " source."
        )
    return told


def _asides(unit: Unit, held: Sequence[SourceLocator], offsets: Offsets) -> list[tuple[int, int]]:
    """Return the character ranges of a paragraph that are events, as the source says."""
    asides = []
    for place in held:
        if place.kind == "aside":
            start, end = offsets.from_received(place.start, place.end)
            start, end = max(start, unit.start) - unit.start, min(end, unit.end) - unit.start
            if start < end:
                asides.append((start, end))
    return asides


def _between(
    places: Sequence[SourceLocator], starts: Sequence[int], low: int, high: int
) -> list[SourceLocator]:
    """Return the source's places that overlap [low, high)."""
    held = []
    at = max(0, bisect_right(starts, low) - 1)
    while at < len(places) and places[at].start < high:
        if places[at].end > low:
            held.append(places[at])
        at += 1
    return held
