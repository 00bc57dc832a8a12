"""A document: its metadata as the scholar wrote them, and its files in the project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pilcrow.model.groups import UNKNOWN_DATE, UNKNOWN_SPEAKER, VARIABLES, spelled
from pilcrow.model.records import DivisionRow, SpeakerRow
from pilcrow.model.values import Date, Kind, Language, Own, PageAddress, Pattern, Text, Typed


class Person(Typed, frozen=True, kw_only=True):
    """A speaker or addressee."""

    name: Annotated[Text, Meta(description="The name as it is printed: Sergey Lavrov.")]
    family: Annotated[
        str,
        Meta(
            description=(
                "Family name, for citations. By default it is found in the name: van Beethoven in "
                "Ludwig van Beethoven."
            )
        ),
    ] = ""
    role: Annotated[str, Meta(description="Office held when speaking.")] = ""


class Source(Typed, frozen=True, kw_only=True):
    """Where the file came from, and what is not known about it."""

    description: Annotated[str, Meta(description="How the file was received, in a sentence.")] = ""
    publisher: Annotated[str, Meta(description="Who published the text, if that is known.")] = ""
    url: Annotated[PageAddress, Meta(description="Address of the text. Never a guess.")] = ""
    retrieved: Annotated[Date | None, Meta(description="Date on which it was retrieved.")] = None
    licence: Annotated[str, Meta(description="Licence or legal status of the text.")] = ""
    known: Annotated[
        list[Text], Meta(description="What is known of the provenance, a sentence each.")
    ] = []
    unknown: Annotated[list[Text], Meta(description="What is not known, a sentence each.")] = []


class KindRule(Typed, frozen=True, kw_only=True):
    """A rule that sets the kind of a paragraph, found by its first words."""

    begins: Annotated[Text, Meta(description="The paragraph's first words, as in the clean text.")]
    kind: Annotated[Kind, Meta(description="Kind of the paragraph.")]
    speaker: Annotated[str, Meta(description="Who speaks, where the guess is wrong.")] = ""


class Segmentation(Typed, frozen=True, kw_only=True):
    """The layout of the file. Without it Pilcrow guesses, and explains the guess in the log."""

    layout: Annotated[
        Literal["auto", "lines", "blocks"],
        Meta(
            description=(
                "lines: a paragraph per line; blocks: paragraphs between blank lines, "
                "hard-wrapped lines joined."
            )
        ),
    ] = "auto"
    speakers: Annotated[
        Literal["auto", "none"] | list[Text],
        Meta(
            description=(
                'auto finds labels such as "Question:"; none finds none; a list names the labels.'
            )
        ),
    ] = "auto"
    headings: Annotated[
        Literal["auto", "none"],
        Meta(description="auto takes an opening line without a full stop as heading."),
    ] = "auto"
    salutations: Annotated[
        Literal["auto", "none"],
        Meta(description="auto takes short forms of address before the speech as salutations."),
    ] = "auto"
    running: Annotated[
        list[Pattern],
        Meta(
            description=(
                "Running heads and feet to leave out (regular expressions, whole lines). "
                "Page numbers alone on a line are found without it."
            )
        ),
    ] = []
    stage_words: Annotated[
        list[Text],
        Meta(
            description=(
                "Further words of stage directions: brackets with one of them are a stage "
                "direction."
            )
        ),
    ] = []
    stage_brackets: Annotated[
        list[Text],
        Meta(description='Further brackets of stage directions, with any words in them: "{ }".'),
    ] = []
    languages: Annotated[
        Literal["auto", "one"] | list[Language],
        Meta(
            description=(
                "auto looks whether the text is in two languages; one says that it is not; a list "
                "names its languages: [en, fr]. Each paragraph then gets its own language."
            )
        ),
    ] = "auto"
    kinds: Annotated[
        list[KindRule],
        Meta(description="Paragraphs whose kind or speaker the guess gets wrong."),
    ] = []


class Metadata(Typed, frozen=True, kw_only=True):
    """raw/<document>.yaml. Unknown keys are refused; columns of your own go under `extra`."""

    title: Annotated[Text, Meta(description="Title of the document.")]
    short_title: Annotated[str, Meta(description="For the head of pages and tables.")] = ""
    speaker: Annotated[Person, Meta(description="Who speaks.")]
    addressee: Annotated[Person | None, Meta(description="Who is spoken to.")] = None
    date: Annotated[Date, Meta(description="When it was spoken: 2022-02-10, 2022-02 or 2022.")]
    place: Annotated[str, Meta(description="Where it was spoken.")] = ""
    language: Annotated[
        Language,
        Meta(description="Language of the text (BCP 47): en, fr, de, ru, es, ar, zh-Hans."),
    ] = "en"
    event: Annotated[str, Meta(description="Kind of event: opening remarks, press conference.")] = (
        ""
    )
    source: Annotated[Source, Meta(description="Where the file came from.")] = Source()
    encoding: Annotated[str, Meta(description="Encoding of the file, if it is not UTF-8.")] = ""
    segmentation: Annotated[Segmentation, Meta(description="How the file is laid out.")] = (
        Segmentation()
    )
    version_of: Annotated[
        str,
        Meta(
            description=(
                "ID of the document that this is another version of (translation, other witness)."
            )
        ),
    ] = ""
    extra: Annotated[
        dict[Text, Own],
        Meta(description="Columns of your own, carried into the tables for grouping."),
    ] = {}

    @classmethod
    def unknown(cls, title: str) -> Metadata:
        """Return stand-in metadata for a document that has none."""
        return cls(title=title, speaker=Person(name=UNKNOWN_SPEAKER), date=UNKNOWN_DATE)

    @property
    def known_speaker(self) -> str:
        """The name of the main speaker; "" if it is not known."""
        return "" if self.speaker.name == UNKNOWN_SPEAKER else self.speaker.name

    @property
    def known_date(self) -> str:
        """The date; "" if it is not known."""
        return "" if self.date == UNKNOWN_DATE else self.date

    def value_in(self, column: str, document: str) -> str:
        """Return the value of a document in a column, "" if it has none.

        `column` is `document`, one of `VARIABLES`, or one of the scholar's own. `document` is the
        ID of the document.
        """
        plain = {
            "document": document,
            "speaker": self.speaker.name,
            "date": self.known_date,
            "place": self.place,
            "event": self.event,
            "language": self.language,
        }
        assert plain.keys() == {"document", *VARIABLES}
        return plain[column] if column in plain else spelled(self.extra.get(column))


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document of the project.

    Paths are relative to the project; "" means that there is no such file.

    `check` writes all documents as documents.json. The manifest of a batch has them without the
    metadata that the text does not depend on (`reading`). So a changed title does not run `clean`
    again.
    """

    document: str  # its ID
    raw: str
    metadata: Metadata = Metadata.unknown("")
    derived: bool = False  # there are no metadata; these are derived
    corrections: str = ""  # edition/<document>.corrections.csv
    ledger: str = ""  # edition/<document>.paragraphs.csv
    hand: list[str] = []  # coding/hand/<coder>/<document>.csv, sorted
    voice: list[str] = []  # coding/hand/<coder>/<document>.voice.csv, sorted
    speakers: list[SpeakerRow] = []  # the rows of edition/speakers.csv that concern the document
    division: list[DivisionRow] = []  # edition/<document>.division.csv
    stage_words: list[str] = []  # of stage directions, in all documents of the project
    stage_brackets: list[str] = []

    @property
    def language(self) -> str:
        return self.metadata.language

    @property
    def speaker(self) -> str:
        """Name of the main speaker; "" if it is not known."""
        return self.metadata.known_speaker

    @property
    def metadata_file(self) -> str:
        """The path of its metadata, which may not be there."""
        return f"{self.raw.rpartition('.')[0]}.yaml"

    @property
    def encoding(self) -> str:
        return self.metadata.encoding

    @property
    def segmentation(self) -> Segmentation:
        return self.metadata.segmentation

    def reading(self) -> Document:
        """Return the document with the metadata that decide how the file is read.

        This is what `clean`, `segment` and `code` are given.
        """
        metadata = self.metadata
        kept = Metadata(
            title="",
            speaker=Person(name=metadata.speaker.name),
            date="",
            language=metadata.language,
            encoding=metadata.encoding,
            segmentation=metadata.segmentation,
        )
        return msgspec.structs.replace(self, metadata=kept, derived=False)


class Manifest(msgspec.Struct, frozen=True):
    """The documents that one job handles, each as `Document.reading` gives it."""

    batch: str
    documents: list[Document]


def read_documents(path: Path) -> list[Document]:
    """Return the documents of a documents.json, as the check wrote it."""
    return msgspec.json.decode(path.read_bytes(), type=list[Document])


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a batch."""
    return msgspec.json.decode(path.read_bytes(), type=Manifest)
