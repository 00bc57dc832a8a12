"""The few choices a project makes (config/config.yaml), and the metadata of a document (raw/<document>.yaml), typed."""

from __future__ import annotations

import datetime
import math
import re
from typing import Annotated, Any, Literal

import pydantic

from pilcrow.files.typed import Typed
from pilcrow.model.groups import spelled

SLUG = re.compile(r"[a-z][a-z0-9-]*\Z")


def _date(value: Any) -> Any:
    """A date as the sources give them: 2022-02-10, 2022-02 or 2022."""
    if value is None or not str(value).strip():
        raise ValueError("The date is empty. | Write it as 2022-02-10, 2022-02 or 2022.")
    text = str(value)
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        return text
    raise ValueError(f'"{value}" is not a date. | Write it as 2022-02-10, 2022-02 or 2022.')


def _pattern(text: str) -> str:
    """A regular expression that compiles."""
    try:
        re.compile(text)
    except re.error as trouble:
        todo = "Put a backslash before signs that are meant literally, such as ( ) [ ] . * + ?"
        raise ValueError(f'"{text}" is no regular expression: {trouble}. | {todo}') from None
    return text


Date = Annotated[str, pydantic.BeforeValidator(_date)]
Text = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]
Pattern = Annotated[Text, pydantic.AfterValidator(_pattern)]


def _values(value: Any) -> Any:
    """One value or several, as they are spelled in the metadata."""
    listed = value if isinstance(value, list) else [value]
    if not listed or any(item is None or isinstance(item, dict | list) for item in listed):
        raise ValueError(
            "Here a value of the column is asked for, or a list of them. | Write it as the metadata have it."
        )
    return [spelled(item).strip() for item in listed]


Value = str | int | float | bool
Values = Annotated[
    list[Text], pydantic.BeforeValidator(_values, json_schema_input_type=Value | list[Value])
]


def _own(value: Any) -> Any:
    """What a column of the scholar's own says of a document: one value, that a table can hold."""
    if value is None or isinstance(value, dict | list):
        raise ValueError(
            "A column of your own holds one value: text, a number, true or false. | Write one, or remove the key."
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(
            f"{value} is no number that a table can hold. | Put it between quotation marks, or remove the key."
        )
    return value


Own = Annotated[Value, pydantic.BeforeValidator(_own, json_schema_input_type=Value)]


class Keyness(Typed):
    """Whose words are compared with whose. Nothing is compared that is not declared."""

    column: Text = pydantic.Field(
        description="What tells the two apart: document, speaker (who speaks), date, place, event, language, or a column of your own."
    )
    target: Values = pydantic.Field(
        description="What that column says of the texts in question, one value or a list. Of dates a beginning will do: 2009."
    )
    reference: Values = pydantic.Field(
        description="What it says of the texts that they are measured against."
    )
    comparable: Text = pydantic.Field(
        description="Why these are a fair measure of those, in a sentence. It is printed with the result."
    )


class Config(Typed):
    """config/config.yaml. Every key has a default that serves; `pilcrow config` prints them."""

    strict: bool = pydantic.Field(
        False,
        description="Refuse to build while anything is marked as doubtful. What a release and CI use.",
    )
    renderer: Literal["auto", "quarto", "embedded"] = pydantic.Field(
        "auto",
        description="Who turns the composed report into HTML and PDF; auto takes Quarto where it is installed.",
    )
    paper: Literal["a4", "letter"] = pydantic.Field("a4", description="Paper of the PDF.")
    citation_style: str = pydantic.Field(
        "author-date",
        description="A CSL style: a name in the look (author-date, numeric), or a file in report/look/.",
    )
    coding: str = pydantic.Field(
        "rules",
        description="Which coding the report uses: rules, the name of a coder, or consensus.",
    )
    adjudication: Literal["majority", "unanimous"] = pydantic.Field(
        "majority",
        description="How a consensus of several coders is found: by more than half of them, or by all.",
    )
    population: str = pydantic.Field(
        "",
        description="What the documents are declared a sample of; only then are there intervals. Empty: they are all there is, a census.",
    )
    keyness: Keyness | None = pydantic.Field(
        None,
        description="Whose words are compared with whose: `column`, `target`, `reference`, and `comparable`, the reason why that is fair (docs/comparing.md). Without it there are no key words.",
    )
    recording_unit: Literal["paragraph"] = pydantic.Field(
        "paragraph", description="What is coded. Sentences are tried in the sensitivity table only."
    )
    annotate: Literal["auto", "all", "cited"] | list[Text] = pydantic.Field(
        "auto",
        description="Which documents are shown as annotated text: all, only those that the report cites, a list of IDs beside those, or (auto) all while they have no more than 30,000 paragraphs together (3,000 in the report itself).",
    )
    pages: Literal["auto", "always", "never"] = pydantic.Field(
        "auto",
        description="Whether each annotated document has a page of its own, results/documents/<id>.html, to which the report’s citations lead; auto: once the documents have more than 1,000 paragraphs together.",
    )
    documents_per_batch_from: int = pydantic.Field(
        25,
        ge=1,
        description="From this many documents on, documents are handled in batches, 64 at most; crossing it rebuilds everything once.",
    )


class Person(Typed):
    """A speaker or addressee."""

    name: Text = pydantic.Field(description="As to be printed: Sergey Lavrov.")
    family: str = pydantic.Field(
        "", description="Family name, for citations; without it the last word of the name."
    )
    role: str = pydantic.Field("", description="Office held when speaking.")


class Source(Typed):
    """Where the file came from, and what is not known of it."""

    description: str = pydantic.Field("", description="How the file was received, in a sentence.")
    publisher: str = pydantic.Field("", description="Who published the text, if that is known.")
    url: str = pydantic.Field("", description="Address, if there is one. Never a guess.")
    retrieved: Date | None = pydantic.Field(None, description="When it was retrieved.")
    licence: str = pydantic.Field("", description="Licence or legal status of the text.")
    known: list[Text] = pydantic.Field(
        [], description="What is known of the provenance, a sentence each."
    )
    unknown: list[Text] = pydantic.Field([], description="What is not known, a sentence each.")


class KindRule(Typed):
    """Says of a paragraph, by its first words, what kind it is."""

    begins: Text = pydantic.Field(description="The paragraph's first words, as in the clean text.")
    kind: Literal["heading", "salutation", "speech", "question", "note"]
    speaker: str = ""


class Segmentation(Typed):
    """How the file is laid out. Without it a guess is made, and explained in the log."""

    layout: Literal["auto", "lines", "blocks"] = pydantic.Field(
        "auto",
        description="lines: a paragraph per line; blocks: paragraphs between blank lines, hard-wrapped lines joined.",
    )
    speakers: Literal["auto", "none"] | list[Text] = pydantic.Field(
        "auto",
        description='auto finds labels such as "Question:"; none finds none; a list names the labels.',
    )
    headings: Literal["auto", "none"] = pydantic.Field(
        "auto", description="auto takes an opening line without a full stop as heading."
    )
    salutations: Literal["auto", "none"] = pydantic.Field(
        "auto", description="auto takes short forms of address before the speech as salutations."
    )
    running: list[Pattern] = pydantic.Field(
        [],
        description="Running heads and feet to leave out (regular expressions, whole lines); page numbers alone on a line are found by themselves.",
    )
    kinds: list[KindRule] = pydantic.Field(
        [], description="Paragraphs whose kind or speaker the guess gets wrong."
    )


class Metadata(Typed):
    """raw/<document>.yaml. Unknown keys are refused; columns of your own go under `extra`."""

    title: Text
    short_title: str = pydantic.Field("", description="For the head of pages and tables.")
    speaker: Person
    addressee: Person | None = None
    date: Date
    place: str = ""
    language: str = pydantic.Field(
        "en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="BCP 47: en, fr, de, ru, es, ar, zh-Hans.",
    )
    event: str = pydantic.Field("", description="Kind of event: opening remarks, press conference.")
    source: Source = Source()
    encoding: str = pydantic.Field("", description="Only where the file is not UTF-8.")
    segmentation: Segmentation = Segmentation()
    version_of: str = pydantic.Field(
        "",
        description="ID of a document of which this is another version (translation, other witness).",
    )
    extra: dict[Text, Own] = pydantic.Field(
        {}, description="Columns of your own, carried into the tables for grouping."
    )
