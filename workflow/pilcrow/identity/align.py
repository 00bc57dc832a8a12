"""Align a new segmentation with the ledger: an ID and a verdict for each paragraph, each explained
in a sentence.

    exact      the accepted words; pending only where the speaker or the kind changed, or where
    withdrawn words came back
    reworded   another state of the accepted paragraph, in its place
    moved      the accepted paragraph, in another place; perhaps reworded too
    split      the larger part keeps the ID; each other part has the ID with a letter
    merged     took in one or more other accepted paragraphs, whose IDs redirect here
    new        in no accepted paragraph
    withdrawn  accepted, and no longer in the text

Pure: rows of the ledger and paragraphs in, verdicts out; nothing is written, and the same input
gives the same IDs.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pilcrow.identity.ledger import LedgerRow, ledger_file
from pilcrow.identity.numbering import number_first, number_new
from pilcrow.identity.pairing import AcceptedParagraph, Matching, match
from pilcrow.identity.similarity import is_short, similarity, word_difference, words
from pilcrow.model.records import Mark, Paragraph, Spoken, Withdrawn, WordChange
from pilcrow.model.wording import join_list


class Aligned(msgspec.Struct, frozen=True):
    """The identity of one paragraph of the new text. The fields are those of records.Paragraph."""

    id: str
    number: str
    verdict: str
    similarity: float = 1.0
    accepted: str = ""
    difference: list[WordChange] = []
    related: list[str] = []
    explanation: str = ""
    pending: bool = False  # something the editor has not accepted yet


class Alignment(msgspec.Struct, frozen=True):
    """The identities of the paragraphs, in the order of the new text, and the paragraphs
    withdrawn, in the order of the ledger.
    """

    paragraphs: list[Aligned]
    withdrawn: list[Withdrawn]
    provisional: bool = False  # nothing was ever accepted


def align(document: str, rows: Sequence[LedgerRow], paragraphs: Sequence[Spoken]) -> Alignment:
    """Give every paragraph its ID and verdict.

    Without rows the IDs are provisional: counted in order, all "new".
    """
    if not rows:
        numbers = number_first(paragraph.kind for paragraph in paragraphs)
        return Alignment(
            [Aligned(f"{document}.{number}", number, "new") for number in numbers],
            [],
            provisional=True,
        )
    living = [row for row in rows if not row.withdrawn]
    if len(living) == len(paragraphs) and all(map(_is_as_accepted, living, paragraphs)):
        # Nothing was edited, as in most builds: there is nothing to search for.
        kept = [Aligned(row.id, row.number, "exact") for row in living]
        return Alignment(
            kept, [_tombstone(document, row, row.redirect) for row in rows if row.withdrawn]
        )
    matching = match(
        [AcceptedParagraph(row.text, row.withdrawn) for row in rows],
        [paragraph.text for paragraph in paragraphs],
    )
    numbers = _numbers(rows, paragraphs, matching)
    return _Verdicts(document, rows, paragraphs, matching, numbers).alignment()


def _is_as_accepted(row: LedgerRow, paragraph: Spoken) -> bool:
    return (
        row.text == paragraph.text
        and row.kind == paragraph.kind
        and row.speaker == paragraph.speaker
    )


def _tombstone(document: str, row: LedgerRow, redirect: str) -> Withdrawn:
    """Return a paragraph that the text no longer has; without a date until that is accepted."""
    return Withdrawn(
        id=row.id,
        document=document,
        number=row.number,
        kind=row.kind,
        speaker=row.speaker,
        text=row.text,
        checksum=row.checksum,
        redirect=redirect,
        accepted=row.withdrawn,
        date=row.date if row.withdrawn else "",
        reason=row.reason if row.withdrawn else "",
    )


def _numbers(
    rows: Sequence[LedgerRow], paragraphs: Sequence[Spoken], matching: Matching
) -> list[str]:
    """Return the number of each paragraph: that of its row, or a new one."""
    kept = [
        rows[matching.old[place]].number if place in matching.old else ""
        for place in range(len(paragraphs))
    ]
    sources = [
        rows[matching.parts[place][0]].number if place in matching.parts else ""
        for place in range(len(paragraphs))
    ]
    return number_new(
        kept, [paragraph.kind for paragraph in paragraphs], sources, [row.number for row in rows]
    )


class _Verdicts:
    """Turn a matching into verdicts with their explanations."""

    def __init__(
        self,
        document: str,
        rows: Sequence[LedgerRow],
        paragraphs: Sequence[Spoken],
        matching: Matching,
        numbers: list[str],
    ) -> None:
        self.document = document
        self.rows = rows
        self.paragraphs = paragraphs
        self.matching = matching
        self.numbers = numbers
        self.place_of_row = {old: place for place, old in matching.old.items()}
        # a row that was split: the places of its other parts
        self.parts: dict[int, list[int]] = {}
        for place, sources in matching.parts.items():
            self.parts.setdefault(sources[0], []).append(place)
        # the place of a merged paragraph: the rows that went into it
        self.absorbed: dict[int, list[int]] = {}
        for old, place in sorted(matching.merged.items()):
            self.absorbed.setdefault(place, []).append(old)
        self.stretches: dict[int, dict[int, list[WordChange]]] = {}
        self.twins = {row.text: row.number for row in reversed(rows) if not row.withdrawn}

    def alignment(self) -> Alignment:
        return Alignment(
            [self.judge(place) for place in range(len(self.paragraphs))], self.withdrawn()
        )

    def judge(self, place: int) -> Aligned:
        if place in self.matching.parts:
            return self.judge_part(place)
        if place not in self.matching.old:
            return self.judge_new(place)
        old = self.matching.old[place]
        if place in self.absorbed:
            return self.judge_merged(place, old)
        if old in self.parts:
            return self.judge_larger_part(place, old)
        return self.judge_kept(place, old)

    def _name(self, place: int) -> tuple[str, str]:
        """Return the ID and the number of a paragraph."""
        number = self.numbers[place]
        return f"{self.document}.{number}", number

    def judge_new(self, place: int) -> Aligned:
        where = self._present_place(place)
        twin = self.twins.get(self.paragraphs[place].text)
        words = f"it repeats {twin}" if twin else "no accepted paragraph has these words"
        explanation = f"It is {where}; {words}."
        return Aligned(*self._name(place), "new", 0.0, explanation=explanation, pending=True)

    def judge_kept(self, place: int, old: int) -> Aligned:
        row, paragraph = self.rows[old], self.paragraphs[place]
        same = row.text == paragraph.text
        remarks = []
        if row.withdrawn:
            day = f" on {row.date}" if row.date else ""  # none before it is accepted
            remarks.append(f"These words were withdrawn{day} and are back; the ID was theirs.")
        if place in self.matching.moved:
            remarks.append(
                f"It was {self._former_place(old)} and is now {self._present_place(place)}."
            )
        if not same:
            remarks.append(_wording(row.text, paragraph.text))
        if row.speaker != paragraph.speaker:
            remarks.append(
                f"The speaker was {row.speaker or 'not given'} and is"
                f" {paragraph.speaker or 'not given'}."
            )
        if row.kind != paragraph.kind:
            remarks.append(f"The kind was {row.kind} and is {paragraph.kind}; the ID stays.")
        verdict = "moved" if place in self.matching.moved else "exact" if same else "reworded"
        explanation = " ".join(remarks)
        if same:
            return Aligned(
                *self._name(place), verdict, explanation=explanation, pending=bool(remarks)
            )
        return Aligned(
            *self._name(place),
            verdict,
            _degree(row.text, paragraph.text),
            row.text,
            word_difference(row.text, paragraph.text),
            explanation=explanation,
            pending=True,
        )

    def _former_place(self, old: int) -> str:
        before = next((row for row in reversed(self.rows[:old]) if not row.withdrawn), None)
        return f"after {before.number}" if before else "at the beginning"

    def _present_place(self, place: int) -> str:
        return f"after {self.numbers[place - 1]}" if place else "at the beginning"

    def _parts(self, old: int) -> list[int]:
        """Return the places of all parts of a row that was split, in text order."""
        largest = [self.place_of_row[old]] if old in self.place_of_row else []
        return sorted(largest + self.parts[old])

    def _stretches(self, old: int) -> dict[int, list[WordChange]]:
        """Return the word diff of a row and its parts together, cut at the borders of the parts, by
        place.

        A part's loss is shown where it stood.
        """
        if old not in self.stretches:
            places = self._parts(old)
            texts = [self.paragraphs[place].text for place in places]
            self.stretches[old] = dict(
                zip(
                    places,
                    cut_diff(word_difference(self.rows[old].text, " ".join(texts)), texts),
                    strict=True,
                )
            )
        return self.stretches[old]

    def _judge_parts(self, place: int, old: int, explanation: str) -> Aligned:
        places = self._parts(old)
        together = " ".join(self.paragraphs[part].text for part in places)
        related = [f"{self.document}.{self.numbers[part]}" for part in places]
        return Aligned(
            *self._name(place),
            "split",
            _degree(self.rows[old].text, together),
            self.rows[old].text,
            self._stretches(old)[place],
            related,
            explanation,
            pending=True,
        )

    def judge_larger_part(self, place: int, old: int) -> Aligned:
        numbers = join_list([self.numbers[part] for part in self._parts(old)])
        explanation = f"It is now {numbers}. This part is the largest and keeps the ID."
        return self._judge_parts(place, old, explanation)

    def judge_part(self, place: int) -> Aligned:
        main, *more = self.matching.parts[place]
        origins = [self.rows[old].number for old in (main, *more)]
        explanation = (
            f"It was part of {origins[0]}."
            if not more
            else f"It is made of parts of {join_list(origins)}."
        )
        return self._judge_parts(place, main, explanation)

    def judge_merged(self, place: int, old: int) -> Aligned:
        sources = sorted([old, *self.absorbed[place]])
        accepted = " ".join(self.rows[source].text for source in sources)
        text = self.paragraphs[place].text
        others = [self.rows[source].number for source in self.absorbed[place]]
        numbers = [self.rows[source].number for source in sources]
        explanation = (
            f"{join_list(numbers)} are now one paragraph; {join_list(others)}"
            f" {'redirects' if len(others) == 1 else 'redirect'} here."
        )
        related = [self.rows[source].id for source in sources]
        return Aligned(
            *self._name(place),
            "merged",
            _degree(accepted, text),
            accepted,
            word_difference(accepted, text),
            related,
            explanation,
            pending=True,
        )

    def withdrawn(self) -> list[Withdrawn]:
        """Return the withdrawn paragraphs, accepted and pending, without those that are back."""
        found = []
        for old, row in enumerate(self.rows):
            if old in self.place_of_row:
                continue
            redirect = row.redirect
            if old in self.matching.merged:
                redirect = f"{self.document}.{self.numbers[self.matching.merged[old]]}"
            found.append(_tombstone(self.document, row, redirect))
        return found


def cut_diff(changes: Sequence[WordChange], texts: Sequence[str]) -> list[list[WordChange]]:
    """Cut a word diff whose new side is `texts` joined by single spaces into one diff a text, in
    order.
    """
    found: list[list[WordChange]] = [[] for _ in texts]
    part, left = 0, len(texts[0]) if texts else 0
    for change in changes:
        if change.operation == "-":
            found[part].append(change)
            continue
        rest = change.text
        while rest:
            if left == 0:  # the joining space belongs to neither side
                part, left, rest = part + 1, len(texts[part + 1]), rest[1:]
                continue
            piece, rest = rest[:left], rest[left:]
            left -= len(piece)
            found[part].append(WordChange(change.operation, piece))
    return found


def _degree(accepted: str, now: str) -> float:
    """Return the similarity as it is published: with three decimals, and 1 only if all words are
    the same.
    """
    degree = similarity(accepted, now)
    return degree if degree == 1.0 else min(round(degree, 3), 0.999)


def _wording(accepted: str, now: str) -> str:
    if words(accepted) == words(now):
        return "The words are the same; capitals, punctuation or spaces differ."
    unit = "characters" if is_short(words(accepted), words(now)) else "words"
    return f"{_degree(accepted, now):.1%} of the {unit} are unchanged."


def pending_marks(
    document: str,
    paragraphs: Sequence[Paragraph],
    withdrawn: Sequence[Withdrawn],
    *,
    provisional: bool,
) -> list[Mark]:
    """Return a warning for each paragraph that is not accepted yet, in text order.

    For a document without a ledger there is one warning.
    """
    file = ledger_file(document)
    if provisional:
        message = f"{document} has no ledger yet: its paragraph IDs are provisional and may change."
        return [
            Mark(
                "provisional",
                message,
                document,
                "",
                file,
                0,
                f"Accept the text with `pilcrow accept {document}`.",
            )
        ]
    marks = [
        Mark(
            paragraph.verdict,
            f"{_VERDICTS[paragraph.verdict].format(paragraph.id)}. {paragraph.explanation}",
            document,
            paragraph.id,
            file,
            0,
            _accept(paragraph.id),
        )
        for paragraph in paragraphs
        if paragraph.pending
    ]
    for row in withdrawn:
        if not row.accepted:
            message = f"{row.id} is no longer in the text" + (
                f"; its words are in {row.redirect}." if row.redirect else "."
            )
            marks.append(Mark("withdrawn", message, document, row.id, file, 0, _accept(row.id)))
    return marks


_VERDICTS = {
    "exact": "The words of {} are unchanged",
    "reworded": "{} was reworded",
    "moved": "{} was moved",
    "split": "{} is part of a split",
    "merged": "{} was merged",
    "new": "{} is new",
}


def _accept(identifier: str) -> str:
    return f"Accept it with `pilcrow accept {identifier} --reason …`, or undo the edit of the text."
