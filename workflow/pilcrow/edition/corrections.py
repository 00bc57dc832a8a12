"""The editor's corrections and notes in edition/<document>.corrections.csv, and their places."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from pilcrow.identity.ledger import LedgerRow, follow_redirects
from pilcrow.model.patterns import compile_later
from pilcrow.model.problems import Problem, Problems, problem
from pilcrow.model.records import Correction, Edit, Mark, Paragraph, Withdrawn

COLUMNS = ["place", "from", "to", "reason", "responsible", "kind"]
EXCERPT = 200  # characters of the text that a message quotes
_PLACE = compile_later(
    r"(?:line"
    r" (?P<line>[1-9]\d*)|(?:(?P<document>[a-z][a-z0-9-]*)\.)?"
    r"(?P<number>[phsn](?:0|[1-9]\d*)[a-z]*))\Z"
)

_TOKENS = compile_later(r"\w+|\s+|[^\w\s]")

# place → character range in the normalised text, or why there is none: (mark?, sentence)
Place = tuple[int, int] | str


def load_corrections(path: Path, shown: str, document: str) -> list[Correction]:
    """Return the rows of a file of corrections, in its order.

    A correction with an empty `to` is a deletion. A row of kind "note" changes nothing; its text is
    the `reason`.

    Args:
        path: The file.
        shown: Its path in messages.
        document: The document's ID.

    Raises Problems, all at once, each with its line.
    """
    from pilcrow.files.rows import load_rows

    problems: list[Problem] = []
    corrections: list[Correction] = []
    for line, row in load_rows(
        path, shown, ["place", "from", "reason"], ["to", "responsible", "kind"]
    ):
        sentences = list(_faults(row, document))
        problems += [
            problem(what, file=shown, line=line, todo=todo, kind="correction")
            for what, todo in sentences
        ]
        if not sentences:
            note = row["kind"].strip() == "note"
            corrections.append(
                Correction(
                    place=_full_place(row["place"].strip(), document),
                    before=row["from"],
                    after=None if note else row["to"],
                    reason=row["reason"].strip(),
                    responsible=row["responsible"].strip(),
                    line=line,
                )
            )
    if problems:
        raise Problems(problems)
    return corrections


def _faults(row: dict[str, str], document: str) -> Sequence[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    place, kind = row["place"].strip(), row["kind"].strip()
    form = _PLACE.match(place)
    if not form:
        faults.append(
            (
                f'"{place}" is not a place.',
                f'Write a paragraph ID such as {document}.p8, or "line 12" of the raw file.',
            )
        )
    elif form["document"] and form["document"] != document:
        faults.append(
            (f"{place} is a paragraph of another document.", f"This file corrects {document} only.")
        )
    if kind not in ("", "correction", "note"):
        faults.append((f'"{kind}" is not a kind of row.', 'Write "correction" or "note".'))
    if not row["reason"].strip():
        asked = (
            "Say why the text is changed."
            if kind != "note"
            else 'The text of a note belongs under "reason".'
        )
        faults.append(("The reason is empty.", asked))
    if kind == "note":
        if row["to"]:
            faults.append(
                (
                    'A note changes nothing, but "to" is filled in.',
                    'Empty "to", or make the row a correction.',
                )
            )
    elif not row["from"]:
        asked = (
            "Give the words as in the text; to insert, repeat a neighbouring word in both columns."
        )
        faults.append(('"from" is empty.', asked))
    elif row["from"] == row["to"]:
        faults.append(
            (
                '"from" and "to" are the same.',
                "Say what the text should be, or make the row a note.",
            )
        )
    if any(character in row["from"] + row["to"] for character in "\n\r\u2028\u2029\0"):
        faults.append(
            (
                "A correction stays inside one paragraph, but a cell has a line break.",
                "Correct each paragraph in a row of its own.",
            )
        )
    return faults


def _full_place(place: str, document: str) -> str:
    return place if place.startswith("line ") or "." in place else f"{document}.{place}"


def as_clean(words: str) -> str:
    """Return the words of a cell as `clean` would leave them, as in the clean text."""
    from pilcrow.text.normalise import normalise_text

    return normalise_text(words)


class Applied(msgspec.Struct):
    """The result of applying corrections to a normalised text."""

    edits: list[Edit]
    corrections: list[Correction]
    marks: list[Mark]


def apply_corrections(
    normalised: str,
    corrections: Sequence[Correction],
    place_of: Callable[[Correction], Place],
    document: str,
    shown: str,
) -> Applied:
    """Find each correction's words in its place, once and only once; notes get the range of what
    they are about.

    `place_of` gives the range of a correction's place in the normalised text, or a sentence that
    says why there is none. Raises Problems: words found twice, corrections that overlap. Words not
    found make a Mark.
    """
    found: list[Problem] = []
    marks: list[Mark] = []
    settled: dict[int, Correction] = {}
    placed: list[tuple[int, int, str, int]] = []  # start, end, after, index
    for index, correction in enumerate(corrections):
        place = place_of(correction)
        if isinstance(place, str):
            settled[index] = msgspec.structs.replace(correction, state="inapplicable")
            marks.append(_mark(correction, document, shown, place))
            continue
        start, end = place
        words = as_clean(correction.before)
        if not words and correction.after is None:
            placed.append((start, end, "", index))
            continue
        first = normalised.find(words, start, end)
        if first < 0:
            now = normalised[start:end]
            settled[index] = msgspec.structs.replace(correction, state="inapplicable", found=now)
            marks.append(_mark(correction, document, shown, _not_found(correction, words, now)))
        elif normalised.find(words, first + 1, end) >= 0:
            found.append(
                problem(
                    f'"{words}" occurs more than once in {correction.place}.',
                    file=shown,
                    line=correction.line,
                    todo='Give more of the words around it in "from" (and in "to").',
                    kind="correction",
                )
            )
        else:
            placed.append((first, first + len(words), as_clean(correction.after or ""), index))
    edits = _edits(normalised, placed, corrections, shown, found)
    if found:
        raise Problems(found)
    settled |= _settle(placed, corrections, edits)
    return Applied(
        [edit for _, edit in edits], [settled[index] for index in range(len(corrections))], marks
    )


def _settle(
    placed: Sequence[tuple[int, int, str, int]],
    corrections: Sequence[Correction],
    edits: Sequence[tuple[int, Edit]],
) -> dict[int, Correction]:
    """Return the corrections that have a place, by index, with their range in the corrected
    text.
    """
    settled: dict[int, Correction] = {}
    for start, end, after, index in placed:
        correction = corrections[index]
        low = start + sum(
            _growth(edit) for owner, edit in edits if edit.end <= start and owner != index
        )
        moved = end + sum(
            _growth(edit) for _, edit in edits if edit.end <= end and edit.start < end
        )
        high = moved if correction.after is None else low + len(after)
        settled[index] = msgspec.structs.replace(
            correction, state="note" if correction.after is None else "applied", start=low, end=high
        )
    return settled


def _growth(edit: Edit) -> int:
    return len(edit.after) - len(edit.before)


def _edits(
    normalised: str,
    placed: list[tuple[int, int, str, int]],
    corrections: Sequence[Correction],
    shown: str,
    found: list[Problem],
) -> list[tuple[int, Edit]]:
    """Return the edits, each with the index of its correction.

    Corrections that overlap are added to `found`.
    """
    changes = sorted(change for change in placed if corrections[change[3]].after is not None)
    for earlier, later in itertools.pairwise(changes):
        if later[0] < earlier[1]:
            one, other = corrections[earlier[3]], corrections[later[3]]
            found.append(
                problem(
                    f"This correction and that of line {min(one.line, other.line)} change the same"
                    " words.",
                    file=shown,
                    line=max(one.line, other.line),
                    todo="Make them one correction.",
                    kind="correction",
                )
            )
    edits = []
    for start, end, after, index in changes:
        before = normalised[start:end]
        skipped, kept = _differing(before, after)
        if before != after:
            place = start + skipped
            words, new = before[skipped : len(before) - kept], after[skipped : len(after) - kept]
            edits.append(
                (
                    index,
                    Edit(
                        place,
                        place + len(words),
                        words,
                        new,
                        "correction",
                        corrections[index].reason,
                    ),
                )
            )
    return edits


def _differing(before: str, after: str) -> tuple[int, int]:
    """Return how many characters two readings share at the start and at the end, in whole words and
    signs.

    Only the difference is edited, so the words around it still map to their own bytes.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    return sum(map(len, old[:first])), sum(map(len, old[len(old) - last :]))


def _not_found(correction: Correction, words: str, now: str) -> str:
    after = unicodedata.normalize("NFC", correction.after or "")
    # Whole words only: "y" is not in "they". Even so the words may stand there by chance.
    if after and re.search(rf"(?<!\w){re.escape(after)}(?!\w)", now):
        return (
            f'The correction "{words}" → "{after}" does not apply: {correction.place} does not'
            f' have "{words}", and it has "{after}" already.'
        )
    kind = "note is about" if correction.after is None else "correction changes"
    return (
        f'The {kind} "{words}", which {correction.place} does not say: it now reads'
        f' "{_excerpt(now)}".'
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]} …"


def _mark(correction: Correction, document: str, shown: str, message: str) -> Mark:
    paragraph = "" if correction.place.startswith("line ") else correction.place
    todo = "Correct the row, or remove it if the source was corrected."
    return Mark(
        "correction",
        message,
        document=document,
        paragraph=paragraph,
        file=shown,
        line=correction.line,
        todo=todo,
    )


def uncorrected(rows: Sequence[LedgerRow], corrections: Sequence[Correction]) -> list[LedgerRow]:
    """Return the rows of a ledger with the words as received.

    A row is changed if its text has the corrected words exactly once.
    """
    found = {row.id: row for row in rows}
    for correction in corrections:
        row = found.get(correction.place)
        if row is None or not correction.after:
            continue
        before, after = as_clean(correction.before), as_clean(correction.after)
        if row.text.count(after) == 1:
            found[row.id] = msgspec.structs.replace(row, text=row.text.replace(after, before))
    return list(found.values())


def check_places(
    corrections: Sequence[Correction],
    paragraphs: Sequence[Paragraph],
    withdrawn: Sequence[Withdrawn],
    shown: str,
) -> None:
    """Raise Problems for corrections whose words are not in the paragraph that they name.

    `clean` finds the paragraph in the uncorrected text, `segment` in the corrected one. They could
    differ if a correction changes nearly all of a paragraph, or its kind.
    """
    redirects = {row.id: row.redirect for row in withdrawn if row.redirect}
    starts = [paragraph.start for paragraph in paragraphs]
    found = []
    for correction in corrections:
        if correction.start < 0 or correction.place.startswith("line "):
            continue
        paragraph = paragraphs[max(bisect_right(starts, correction.start) - 1, 0)]
        leads = follow_redirects(correction.place, redirects)
        if leads != paragraph.id and leads not in paragraph.related:
            what = (
                f"This row is about {correction.place}, but its words are in"
                f" {paragraph.id} once the text is corrected."
            )
            todo = f'Give its place by the line of the raw file: "line {paragraph.line}".'
            found.append(
                problem(what, file=shown, line=correction.line, todo=todo, kind="correction")
            )
    if found:
        raise Problems(found)
