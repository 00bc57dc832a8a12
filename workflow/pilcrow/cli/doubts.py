"""Doubts about the division of a text, as commands print them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pilcrow.files.cells import to_csv
from pilcrow.model.records import Doubtful, Paragraph
from pilcrow.text.units import DOUBTS

# What a row of the edition does about a kind of doubt, if the doubt is right. A row about a label
# names a speaker, or says that the string is never a label.
_DIVIDES = {"inside": "split", "asked": "question", "note": "note", "broken": "join"}
_NAMES = {"alike": "", "same": "", "label": "", "guessed": "never"}
_FIRST = 5  # words that name a paragraph


def describe_doubt(doubt: Doubtful) -> str:
    """Return a doubt as a line: where it is, what it is, the words and the reason."""
    what = DOUBTS[doubt.kind][0].removeprefix("1 ")
    return (
        f"{doubt.where}: {what}: “{doubt.words[:60]}”{f' ({doubt.reason})' if doubt.reason else ''}"
    )


def rows_for(document: str, doubts: Sequence[Doubtful], paragraphs: Sequence[Paragraph]) -> str:
    """Return rows of the edition's tables, for the scholar to complete, that would settle doubts.

    A doubt that no row settles has none.
    """
    texts = {one.id: " ".join(one.text.split()[:_FIRST]) for one in paragraphs}
    after = {one.id: texts[other.id] for one, other in pairwise(paragraphs)}
    names = {one.speaker_label: one.speaker for one in paragraphs if one.speaker_label}
    divided: dict[tuple[str, ...], None] = {}
    named: dict[tuple[str, ...], None] = {}
    for doubt in doubts:
        words, _, other = doubt.words.partition(" = ")
        if do := _DIVIDES.get(doubt.kind):
            place = {"inside": doubt.words, "broken": after.get(doubt.paragraph, "")}
            words = place.get(doubt.kind, texts.get(doubt.paragraph, ""))
            divided[words, do, "REASON", "NAME" * (do == "question"), str(doubt.line)] = None
        elif doubt.kind in _NAMES:
            alike = (name for label, name in names.items() if f"“{label}”" in doubt.reason)
            use = _NAMES[doubt.kind]
            name = "" if use else other or next(alike, "NAME")
            named[words.rstrip(":："), name, document, use] = None
    tables = {
        "edition/speakers.csv": (["label", "name", "document", "use"], named),
        f"edition/{document}.division.csv": (
            ["words", "do", "reason", "speaker", "line"],
            divided,
        ),
    }
    return "\n".join(
        f"{file}\n{to_csv(header, rows, formulas=False)}"
        for file, (header, rows) in tables.items()
        if rows
    )
