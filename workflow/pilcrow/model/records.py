"""The records that pass between the stages, one JSON object a line.

Every stage reads and writes JSON Lines of the structs below. The field `record` of a line says what
the line is (`document`, `paragraph`, `withdrawn`, `coding`). So a file can be streamed, searched
and compared. Offsets are half-open ranges `[start, end)`: of characters (Unicode code points) in a
text, of bytes in a raw file, as the name of the field says.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import msgspec

from pilcrow.model.problems import fail
from pilcrow.model.terminal import printable


class Edit(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A replaced part of a text: `before` was at [start, end), `after` is there now.

    The edits of a list are sorted and do not overlap; each has `before != after`. The text between
    them is kept verbatim.
    """

    start: int
    end: int
    before: str
    after: str
    operation: str  # see `clean.OPERATIONS`; "correction" for the editor's
    detail: str = ""


class Change(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an edit does, without its place."""

    before: str
    after: str
    operation: str
    detail: str = ""


class ProcessingRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The program's edits of a text, in order.

    A hard-wrapped text has an edit on each line, and few that differ. So each change is stored
    once: edit i begins at character `starts[i]` of the text edited and does `changes[which[i]]`.
    Iterating gives the edits.
    """

    changes: list[Change] = []
    starts: list[int] = []
    which: list[int] = []

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> ProcessingRecord:
        """Return the record of edits."""
        every = [(edit.before, edit.after, edit.operation, edit.detail) for edit in edits]
        numbers = {change: number for number, change in enumerate(dict.fromkeys(every))}
        return cls(
            [Change(*change) for change in numbers],
            [edit.start for edit in edits],
            [numbers[change] for change in every],
        )

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Edit]:
        for start, number in zip(self.starts, self.which, strict=True):
            change = self.changes[number]
            yield Edit(
                start,
                start + len(change.before),
                change.before,
                change.after,
                change.operation,
                change.detail,
            )

    def replaced_texts(self) -> list[str]:
        """Return the replaced text of each edit."""
        texts = [change.before for change in self.changes]
        return [texts[number] for number in self.which]

    def lengths(self) -> tuple[list[int], list[int]]:
        """Return the lengths of each edit in characters, before and after."""
        before, after = (
            [len(change.before) for change in self.changes],
            [len(change.after) for change in self.changes],
        )
        return [before[number] for number in self.which], [after[number] for number in self.which]

    def operations(self) -> dict[str, int]:
        """Return the number of edits of each operation."""
        counts: dict[str, int] = {}
        for number, count in Counter(self.which).items():
            operation = self.changes[number].operation
            counts[operation] = counts.get(operation, 0) + count
        return counts

    def clear(self) -> None:
        """Release the record once it is no longer needed: for a hard-wrapped text it is large."""
        for column in (self.changes, self.starts, self.which):
            column.clear()


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """An editor's correction, or a note that changes nothing: a row of corrections.csv."""

    place: str  # a paragraph ID, or "line 12"
    before: (
        str  # column `from`: the reading as received; for a note the words that it is about, or ""
    )
    after: str | None  # column `to`; None for a note
    reason: str
    responsible: str
    line: int  # of the row in the CSV, for messages
    state: str = (
        ""  # after clean: "applied", "note", or "inapplicable" (the text no longer has `before`)
    )
    found: str = ""  # for an inapplicable correction: what the place says now
    start: int = (
        -1
    )  # character range in the clean text: the corrected words, or those the note is about
    end: int = -1


class SourceLocator(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a part of extracted text was in its source: a page, a time, an element."""

    start: int  # character range in the extracted text
    end: int
    locator: str
    # What the source itself says of the stretch; "" where it says nothing.
    speaker: str | None = ""  # None: somebody speaks whom the source does not name
    label: str = ""
    kind: str = ""
    language: str = ""  # BCP 47


class Mark(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """A doubt that a draft shows as a warning, and that `strict` refuses."""

    # "provisional", "reworded", "stale", "correction", "metadata", "example", "citation",
    # "quotation", …
    kind: str
    message: str  # a sentence: what is doubtful
    document: str = ""
    paragraph: str = ""
    file: str = ""  # relative to the project
    line: int = 0
    todo: str = ""  # what the scholar can do

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return printable(f"{place}: {self.message} {self.todo}".rstrip())


class SpeakerRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of edition/speakers.csv: a label, a string that is not one, or a form of labels."""

    label: str  # as the source prints it; for a form its name, see `edition.people.FORMS`
    name: str = ""  # for citation
    use: str = "speaker"  # "speaker", "never", "form"
    family: str = ""  # for citation, where it cannot be found in the name
    role: str = ""
    party: str = ""
    authority: str = ""  # wikidata:Q…, viaf:…, orcid:…
    line: int = 0  # of the row in the CSV, for messages


# Registers of people and what begins the address of an entry.
AUTHORITIES = {
    "wikidata": "https://www.wikidata.org/entity/",
    "viaf": "https://viaf.org/viaf/",
    "orcid": "https://orcid.org/",
}


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person who speaks, as edition/speakers.csv describes them; "" for what it does not say."""

    name: str
    family: str = ""
    role: str = ""
    party: str = ""
    authority: str = ""  # wikidata:Q…, viaf:…, orcid:…

    def facts(self) -> dict[str, str]:
        """Return role, party and authority ID by name, without those that are not given."""
        told = {"role": self.role, "party": self.party, "authority": self.authority}
        return {name: value for name, value in told.items() if value}

    @property
    def register(self) -> str:
        """The register that the authority ID is of: wikidata, viaf or orcid."""
        return self.authority.partition(":")[0]

    @property
    def address(self) -> str:
        """The address of the person's entry in that register; "" if no ID is given."""
        register, _, number = self.authority.partition(":")
        return f"{AUTHORITIES[register]}{number}" if register in AUTHORITIES else ""


class DivisionRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of edition/<document>.division.csv: how the editor divides the text."""

    words: str  # with which the paragraph begins, or the new one that is split off
    do: str  # see `edition.division.DOES`
    reason: str
    speaker: str = ""
    responsible: str = ""
    near: int = 0  # line of the raw file, if the words occur more than once; 0: anywhere
    line: int = 0  # of the row in the CSV, for messages
    paragraphs: tuple[str, ...] = ()  # after segment: IDs of those that it decides; () if unfit


class Doubtful(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that may have been read wrongly and is not accepted yet."""

    kind: str  # see `text.units.DOUBTS`
    paragraph: str  # its ID
    line: int  # of the raw file
    words: str  # that look doubtful
    reason: str = ""
    locator: str = ""  # of the paragraph, if the source is not plain text and so has no lines

    @property
    def where(self) -> str:
        """Where the paragraph is in the source: its locator, or its line."""
        return self.locator or f"line {self.line}"


class CleanedDocument(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="document"
):
    """A document after `clean`: its clean text (one paragraph a line, joined by "\\n") and all that
    was done to get it.

    raw bytes --decode--> received text --`normalisation`--> normalised text
    --`correction_edits`--> `text`.
    """

    document: str
    source: str  # path of the raw file, relative to the project
    sha256: str  # of the raw bytes
    bytes: int
    encoding: str  # "utf-8", or for an extracted format "docx", "pdf", …
    bom: bool
    layout: str  # "lines" or "blocks"
    layout_reason: str  # one sentence: why this layout, for the log
    text: str
    normalisation: ProcessingRecord = ProcessingRecord()
    correction_edits: list[Edit] = []
    corrections: list[Correction] = []
    received: str = (
        ""  # the extracted text if the source is not plain text; else "" (rebuilt from the edits)
    )
    locators: list[SourceLocator] = []
    marks: list[Mark] = []
    families: dict[str, str] = {}  # that the source states, by name of a person


class SegmentedDocument(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="document"
):
    """A document after `segment`. The records of its paragraphs follow it in the file."""

    document: str
    source: str
    sha256: str
    text_sha256: str
    language: str
    provisional: bool  # no ledger yet
    paragraphs: int
    explanation: list[str] = []  # how the text was read: layout, kinds, speakers; for the log
    corrections: list[Correction] = []
    division: list[DivisionRow] = []  # the editor's, for the apparatus
    doubts: list[Doubtful] = []  # most consequential first
    speaker: str = ""  # the main speaker, as the metadata name them
    people: list[Speaker] = []  # whom edition/speakers.csv describes
    marks: list[Mark] = []
    stated: dict[str, str] = {}  # family names that the source states, of those who speak

    @property
    def families(self) -> dict[str, str]:
        """The family names that edition/speakers.csv gives, or else the source, by speaker."""
        return self.stated | {one.name: one.family for one in self.people if one.family}

    def person(self, name: str) -> Speaker:
        """Return a speaker, with what edition/speakers.csv says about them, and the family name
        that it or the source gives.
        """
        known = next((one for one in self.people if one.name == name), Speaker(name))
        family = known.family or self.stated.get(name, "")
        return msgspec.structs.replace(known, family=family) if family != known.family else known


class Spoken(Protocol):
    """The part of a paragraph that aligning and coding need: text, kind and speaker."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def speaker(self) -> str: ...


class WordChange(msgspec.Struct, frozen=True, array_like=True):
    """A part of a word diff: the operation "=", "-" or "+", and its text."""

    operation: str
    text: str


class Paragraph(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="paragraph"
):
    """A paragraph of the edition."""

    id: str  # "lavrov-truss-2022.p8"
    document: str
    number: str  # what follows the dot: "p8", "p8a", "h1", "s2", "n1"
    kind: str  # heading, salutation, speech, question, note
    speaker: str
    order: int  # position in the document, from 1, over all kinds
    text: str  # clean text without speaker label, source number or time code
    checksum: str  # SHA-256 of `text`, hex
    words: int
    start: int  # character range of `text` in the document's clean text
    end: int
    raw_start: (
        int  # byte range in the raw file (of the extracted text, if the source is not plain text)
    )
    raw_end: int
    line: int  # of the raw file, from 1
    sentences: list[tuple[int, int]] = []  # character ranges in `text`
    asides: list[
        tuple[int, int]
    ] = []  # stage directions inside `text`, as "(Applause)": not words of the speaker
    label: str = ""  # the source's own paragraph number
    speaker_label: str = ""  # the label as printed: "SECRETARY TRUSS:"
    locator: str = ""  # page, time or element of the source
    verdict: str = (
        "new"  # exact, reworded, moved, split, merged, new (provisional documents: all "new")
    )
    similarity: float = 1.0
    accepted: str = ""  # the accepted text, where the verdict is reworded, split or merged
    difference: list[WordChange] = []  # word diff accepted → now
    related: list[
        str
    ] = []  # split: the IDs of all parts; merged: the IDs that went into this paragraph
    explanation: str = ""  # one sentence
    pending: bool = (
        False  # something of it the editor has not accepted yet: its words, place, speaker or kind
    )
    language: str = ""  # BCP 47, where it is not the document's
    grade: str = "certain"  # how sure the reading of kind and speaker is: certain, likely, guessed
    reason: str = ""  # why it was read so; "" if it only continues the paragraph before


class Withdrawn(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="withdrawn"
):
    """A paragraph of the ledger that the text no longer has, accepted as such or pending."""

    id: str
    document: str
    number: str
    kind: str
    speaker: str
    text: str  # as last accepted
    checksum: str
    redirect: str = ""  # the ID that has its text now (merged), or ""
    accepted: bool = False  # False: the withdrawal is pending
    date: str = ""
    reason: str = ""


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A span of a paragraph that a rule matched or a person quoted."""

    start: int  # character range in the paragraph's `text`
    end: int
    raw_start: int  # byte range in the raw file
    raw_end: int
    rule: str  # the rule's identifier, "dialogue.2"; "" for a person's
    text: str


class Coding(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="coding", gc=False
):
    """The decision of one coder on one theme of one paragraph.

    A paragraph that a person read and gave no theme has theme "".
    """

    document: str
    paragraph: str
    theme: str  # nested themes: "cooperation/trade"
    coder: str  # "rules", or the name of the folder under coding/hand
    evidence: list[Evidence] = []
    memo: str = ""
    stale: bool = False  # a hand coding of an earlier state of the paragraph
    carried_by: list[
        str
    ] = []  # of coder "rules": the rules without any one of which the coding is lost
    lost: list[str] = []  # of a stale hand coding: quoted evidence that the paragraph no longer has


class Voice(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="voice"):
    """A span annotated by hand with its voice: own, reported, conditional, distanced."""

    document: str
    paragraph: str
    voice: str
    coder: str
    start: int
    end: int
    text: str
    source: str = ""  # of a reported span: who is reported, as the text names them
    memo: str = ""
    stale: bool = False


class ActorMention(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="actor"
):
    """An actor of the codebook's list, named in the text."""

    document: str
    paragraph: str
    actor: str
    start: int
    end: int
    text: str


Segment = SegmentedDocument | Paragraph | Withdrawn
Coded = Coding | Voice | ActorMention


def read_records(path: str | os.PathLike[str], kind: Any) -> Iterator[Any]:
    """Yield the records of a JSON Lines file, one at a time; `kind` is a struct or a union of
    them.
    """
    decode = msgspec.json.Decoder(kind).decode
    with open(path, "rb") as lines:
        for line in lines:
            record = decode(line)
            del line  # it may hold a whole document
            yield record


def refuse_other_document(segmented: str, cleaned: str, file: Path) -> None:
    """Raise Problems if the next documents in the files of `segment` and `clean` are not the same.

    `file` is the one of `segment`.
    """
    if cleaned != segmented:
        fail(
            f'The next document is "{segmented}" here, but "{cleaned}" in the output of clean.',
            file=file,
            todo="Run the stage segment again.",
            kind="input",
        )


def write_records(path: str | os.PathLike[str], records: Iterable[msgspec.Struct]) -> None:
    """Write records as JSON Lines, whole or not at all: beside the place, then renamed."""
    encode = msgspec.json.Encoder(order="deterministic").encode_lines
    remaining = iter(records)
    with replaced(path) as temporary, open(temporary, "wb") as lines:
        while some := list(islice(remaining, 50)):  # a record may be a whole document
            lines.write(encode(some))


class replaced:
    """Context manager: yields a temporary path, which replaces `path` if the block succeeds."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")

    def __enter__(self) -> Path:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.temporary

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        if kind is None:
            try:
                os.replace(self.temporary, self.path)
            except OSError:
                self.temporary.unlink(missing_ok=True)
                raise
        else:
            if isinstance(value, OSError) and value.filename is None:  # as on a full disk
                value.filename = os.fspath(self.path)
            self.temporary.unlink(missing_ok=True)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write UTF-8 text with "\\n" line ends, whole or not at all."""
    with replaced(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_json(path: str | os.PathLike[str], value: Any) -> None:
    """Write a value (structs included) as indented JSON, keys in their order, whole or not at
    all.
    """
    write_text(path, msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")
