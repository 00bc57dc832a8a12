"""What the exports are made from: the documents of a batch, and what all documents share."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.edition.people import as_named
from pilcrow.model.codebook import Codebook, Theme, read_codebook
from pilcrow.model.documents import Metadata, Person
from pilcrow.model.documents import read_documents as read_listed
from pilcrow.model.problems import fail
from pilcrow.model.records import (
    ActorMention,
    CleanedDocument,
    Coded,
    Coding,
    Correction,
    Paragraph,
    Segment,
    SegmentedDocument,
    Speaker,
    Voice,
    Withdrawn,
    read_records,
    refuse_other_document,
)
from pilcrow.report.prose.publication import Publication

RULES = "rules"  # name of the coder of codings by rules
CONSENSUS = "consensus"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "pilcrow")
SPOKEN = ("salutation", "speech", "question")


class Document(msgspec.Struct, frozen=True):
    """A document of the edition with what was coded on it."""

    cleaned: CleanedDocument
    segmented: SegmentedDocument
    paragraphs: list[Paragraph]
    withdrawn: list[Withdrawn]
    codings: list[Coding]
    voices: list[Voice]
    actors: list[ActorMention]
    metadata: Metadata

    @property
    def id(self) -> str:
        return self.cleaned.document

    @property
    def title(self) -> str:
        return self.metadata.title or self.id

    @property
    def text(self) -> str:
        """The clean text as a plain text file has it: a paragraph a line, the last one ended
        like the others.
        """
        return f"{self.cleaned.text}\n"

    def corrections(self) -> list[Correction]:
        """Return corrections and notes, from the latest stage that has them."""
        return self.segmented.corrections or self.cleaned.corrections

    def coders(self) -> list[str]:
        """Return the coders, sorted, the rules first."""
        names = {coding.coder for coding in self.codings} | {voice.coder for voice in self.voices}
        return sorted(names, key=lambda name: (name != RULES, name))

    def responsible(self) -> list[str]:
        """Return who made corrections or decided about the division, each once."""
        names = [one.responsible for one in self.corrections()]
        names += [row.responsible for row in self.segmented.division]
        return list(dict.fromkeys(filter(None, names)))

    def speakers(self) -> list[str]:
        """Return the speakers, in the order of their first words."""
        return list(
            dict.fromkeys(paragraph.speaker for paragraph in self.paragraphs if paragraph.speaker)
        )

    def person(self, name: str) -> Speaker:
        """Return what edition/speakers.csv, or else the source, says about a speaker."""
        return self.segmented.person(name)

    def key(self) -> str:
        """Return what identifiers in other programs are made from: the ID and the file received."""
        return f"{self.id} {self.cleaned.sha256}"


class Span(msgspec.Struct, frozen=True):
    """A statement about part of a paragraph: a row of the codings, voices or actors."""

    kind: str  # "coding", "voice", "actor"
    paragraph: str
    what: str  # the theme's code ("": read, and none applies), the voice, the actor's name
    coder: str  # "" for actors
    # character range in the paragraph's clean text; -1 where no words are given or the text no
    # longer has them
    start: int = -1
    end: int = -1
    text: str = ""
    rule: str = ""
    source: str = ""  # of a reported voice
    memo: str = ""
    stale: bool = False

    @property
    def placed(self) -> bool:
        return self.start >= 0


class Setting(msgspec.Struct, frozen=True):
    """What all documents share."""

    codebook: Codebook
    colours: dict[str, str]  # of each theme, "#1d4f7c"
    choice: str  # which coding the report uses
    adjudication: str
    metadata: dict[str, Metadata]  # by document
    publication: Publication = Publication()

    @property
    def title(self) -> str:
        return self.codebook.title

    @property
    def themes(self) -> list[Theme]:
        """In the codebook's order, each before those nested in it."""
        return self.codebook.themes


def read_setting(
    documents: Path,
    codebook: Path,
    colours: Sequence[str],
    choice: str = RULES,
    adjudication: str = "majority",
    publication: Path | None = None,
) -> Setting:
    """Return what all documents share.

    `documents`, `codebook` and `publication` are files that were written while the Snakefile was
    parsed; `colours` are those of the palette for themes.
    """
    book = read_codebook(codebook)
    return Setting(
        codebook=book,
        colours={code: colours[at % len(colours)] for at, code in enumerate(book.codes())},
        choice=choice,
        adjudication=adjudication,
        metadata={entry.document: entry.metadata for entry in read_listed(documents)},
        publication=msgspec.json.decode(publication.read_bytes(), type=Publication)
        if publication
        else Publication(),
    )


def neighbours_of(documents: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the documents before and after each document, by ID; "" for none."""
    names = sorted(documents)
    return dict(zip(names, zip(["", *names[:-1]], [*names[1:], ""], strict=True), strict=True))


def read_export_documents(
    clean: Path, segment: Path, code: Path, setting: Setting
) -> Iterator[Document]:
    """Yield the documents of a batch. Only one of them is in memory at a time.

    Raises Problems if the files of the stages do not fit together.
    """
    coded = groupby(read_records(code, Coded), key=lambda record: str(record.document))
    ahead = next(coded, None)
    segmented = groupby(
        read_records(segment, Segment),
        key=lambda record: str(record.document),
    )
    for cleaned, (document, parts) in zip(
        read_records(clean, CleanedDocument), segmented, strict=True
    ):
        refuse_other_document(document, cleaned.document, segment)
        first, *rest = parts
        records: list[Any] = []
        if ahead is not None and ahead[0] == document:
            records = list(ahead[1])
            ahead = next(coded, None)
        codings = [record for record in records if isinstance(record, Coding)]
        yield Document(
            cleaned,
            first,
            [record for record in rest if isinstance(record, Paragraph)],
            [record for record in rest if isinstance(record, Withdrawn)],
            codings_with_consensus(codings, setting.adjudication)
            if setting.choice == CONSENSUS
            else codings,
            [record for record in records if isinstance(record, Voice)],
            [record for record in records if isinstance(record, ActorMention)],
            as_named(setting.metadata.get(document) or Metadata.unknown(""), first),
        )
    if ahead is not None:
        fail(
            f'The document "{ahead[0]}" was coded, but not segmented.',
            file=code,
            todo="Run the stage code again.",
            kind="input",
        )


def is_voice_lost(voice: Voice) -> bool:
    """Return whether the words of a stale voice are no longer in its paragraph."""
    return voice.stale and voice.start == voice.end


def spans_of(document: Document) -> Iterator[Span]:
    """Yield all that was coded on a document as spans: codings, then voices, then actors.

    A coding without words has one span without a place.
    """
    for one in document.codings:
        common = Span("coding", one.paragraph, one.theme, one.coder, memo=one.memo, stale=one.stale)
        if not one.evidence and not one.lost:
            yield common
        for span in one.evidence:
            yield msgspec.structs.replace(
                common, start=span.start, end=span.end, text=span.text, rule=span.rule
            )
        for words in one.lost:
            yield msgspec.structs.replace(common, text=words)
    for voice in document.voices:
        start, end = (-1, -1) if is_voice_lost(voice) else (voice.start, voice.end)
        yield Span(
            "voice",
            voice.paragraph,
            voice.voice,
            voice.coder,
            start,
            end,
            voice.text,
            "",
            voice.source,
            voice.memo,
            voice.stale,
        )
    for actor in document.actors:
        yield Span("actor", actor.paragraph, actor.actor, "", actor.start, actor.end, actor.text)


def paragraph_around(paragraphs: Sequence[Paragraph], start: int, end: int) -> Paragraph | None:
    """Return the paragraph that contains a range of characters of the clean text, or None."""
    return next(
        (paragraph for paragraph in paragraphs if paragraph.start <= start <= end <= paragraph.end),
        None,
    )


def codings_with_consensus(codings: Sequence[Coding], rule: str) -> list[Coding]:
    """Return codings with the consensus in place of the adjudicator's rulings.

    Args:
        codings: Codings of all coders; those of "consensus" are the rulings.
        rule: "majority" or "unanimous".
    """
    from pilcrow.agreement.adjudication import adjudicate

    return [coding for coding in codings if coding.coder != CONSENSUS] + adjudicate(
        codings, rule
    ).codings


def guid(*parts: str) -> str:
    """Return a deterministic identifier for other programs: a UUID of version 5 (RFC 4122)."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


class Identifiers:
    """Identifiers of the things in a document, made from what each of them is.

    They stay the same when other things are added or removed. A number tells equal things apart.
    """

    def __init__(self, document: Document) -> None:
        self.key = document.key()
        self.seen: Counter[tuple[str, ...]] = Counter()

    def __call__(self, *parts: str) -> str:
        self.seen[parts] += 1
        again = self.seen[parts]
        return guid(self.key, *parts, *([str(again)] if again > 1 else []))


def theme_guid(code: str, setting: Setting) -> str:
    return guid("theme", setting.title, code)


def person(value: Person | None) -> tuple[str, str]:
    """Name and role of a speaker or addressee of the metadata; "" if they are not given."""
    return (value.name, value.role) if value else ("", "")
