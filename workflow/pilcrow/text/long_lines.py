"""Divide a text that is one long line, before the labels inside it."""

from __future__ import annotations

from pilcrow.model.documents import Document
from pilcrow.model.patterns import compile_later
from pilcrow.model.records import Edit
from pilcrow.text.layout import has_few_lines

_SHORTEST = 160  # characters of a line that may hold several turns
# Where a sentence ends, before a name and a colon, with or without a bracket: a space or, in a
# group too, nothing. A pattern that begins with the signs is several times as fast as one that
# looks back at them.
_INSIDE = compile_later(
    r"[.!?…”\"»)\]。！？](?:(?<![。！？])([ ])"
    r"(?=[^\W\d_](?:[^:.!?…()\[\]]|\.(?=[ ]?[^\W\d_])){0,60}"
    r"(?:[ ]?[(\[][^()\[\]]{1,60}[)\]])*[:：][ ])"
    r"|(?<=[。！？])()(?=[^：。！？，]{1,12}：))"
)
_COLON = compile_later(r":(?= )|：")
_REACH = 1_000  # characters before a colon that may belong to a label; none is as long


def _find_stretches(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text that may hold a label: the rest is far from the next colon, and
    the pattern takes long.
    """
    found: list[tuple[int, int]] = []
    for colon in _COLON.finditer(text):
        start, end = max(0, colon.start() - _REACH), colon.end() + 1
        if found and start <= found[-1][1]:
            start, _ = found.pop()
        found.append((start, end))
    return found


def part_long_lines(text: str, document: Document) -> list[Edit]:
    """Return edits that begin a new line before each label in the long lines of a text.

    The text has few lines. What is between the end of a sentence and a colon is read as if it began
    a paragraph. If `find_turns` takes it for a label that recurs or is certain, the line is divided
    there.
    """
    if not has_few_lines(text) or len(text) < _SHORTEST:
        return []
    places = [
        match.span(match.lastindex or 0)
        for start, end in _find_stretches(text)
        for match in _INSIDE.finditer(text, start, end)
    ]
    if len(places) < 2:
        return []
    # To load what reads labels takes longer than to clean a text.
    from pilcrow.text.candidates import Names
    from pilcrow.text.lexicon import TITLES
    from pilcrow.text.speakers import find_turns

    # "Abg. Hill:" is one label: what follows the full stop of a title begins none.
    kept, begin = [], 0
    for start, end in places:
        if text[begin:start].rpartition("\n")[2].casefold() not in TITLES:
            kept.append((start, end))
        begin = end
    places = kept
    if len(places) < 2:
        return []
    starts = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(text)]
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    turns = find_turns([piece or " " for piece in pieces], Names.of(document)).found
    if len(turns) < 3 or len({turn.label for turn in turns.values()}) < 2:
        return []
    detail = "before a label inside a long line"
    return [
        Edit(*places[index - 1], text[slice(*places[index - 1])], "\n", "divided", detail)
        for index in turns
        if index and turns[index].grade != "guessed"
    ]
