"""The few choices that a project makes (config/config.yaml), typed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pilcrow.model.values import Address, Doi, Positive, Text, Typed, Values


class Keyness(Typed, frozen=True, kw_only=True):
    """Whose words are compared with whose. Nothing is compared that is not declared."""

    column: Annotated[
        Text,
        Meta(
            description="What tells the two apart: document, speaker (who speaks), date, place, "
            "event, language, or a column of your own."
        ),
    ]
    target: Annotated[
        Values,
        Meta(
            description="What that column says of the texts in question, one value or a list. "
            "Of dates a beginning will do: 2009."
        ),
    ]
    reference: Annotated[
        Values, Meta(description="What it says of the texts that they are measured against.")
    ]
    comparable: Annotated[
        Text,
        Meta(
            description="Why these are a fair measure of those, in a sentence. "
            "It is printed with the result."
        ),
    ]


class Config(Typed, frozen=True, kw_only=True):
    """config/config.yaml. Every key has a default that serves; `pilcrow config` prints them."""

    strict: Annotated[
        bool,
        Meta(
            description="Refuse to build while anything is marked as doubtful. "
            "What a release and CI use."
        ),
    ] = False
    renderer: Annotated[
        Literal["auto", "quarto", "embedded"],
        Meta(
            description="The program that turns the composed report into HTML and PDF. "
            "With auto it is Quarto where that is installed, so the machine decides; strict refuses auto."
        ),
    ] = "embedded"
    formats: Annotated[
        list[Literal["html", "pdf", "docx", "epub", "jats"]],
        Meta(description="The formats of the report that plain `snakemake` makes."),
    ] = msgspec.field(default_factory=lambda: ["html", "pdf"])
    paper: Annotated[Literal["a4", "letter"], Meta(description="Paper of the PDF.")] = "a4"
    citation_style: Annotated[
        str,
        Meta(
            description="A CSL style: a name in the look (author-date, numeric, apa, mla), "
            "or a file in report/look/."
        ),
    ] = "author-date"
    address: Annotated[
        Address,
        Meta(
            description="Where the HTML page is published, such as https://example.org/reading/; the "
            "other files of results/ are expected beside it. Citations and the page’s metadata name it. "
            "Empty: not known, and the report says so."
        ),
    ] = ""
    doi: Annotated[
        Doi,
        Meta(
            description="The DOI of the report, such as 10.1234/abcd. "
            "Empty: that of the front matter, or none, and the report says so."
        ),
    ] = ""
    coding: Annotated[
        str,
        Meta(description="Which coding the report uses: rules, the name of a coder, or consensus."),
    ] = "rules"
    adjudication: Annotated[
        Literal["majority", "unanimous"],
        Meta(
            description="How a consensus of several coders is found: "
            "by more than half of them, or by all."
        ),
    ] = "majority"
    population: Annotated[
        str,
        Meta(
            description="What the documents are declared a sample of; only then are there "
            "intervals. Empty: they are all there is, a census."
        ),
    ] = ""
    keyness: Annotated[
        Keyness | None,
        Meta(
            description="Whose words are compared with whose: `column`, `target`, `reference`, and "
            "`comparable`, the reason why that is fair (docs/comparing.md). "
            "Without it there are no key words."
        ),
    ] = None
    recording_unit: Annotated[
        Literal["paragraph"],
        Meta(description="What is coded. Sentences are tried in the sensitivity table only."),
    ] = "paragraph"
    annotate: Annotated[
        Literal["auto", "all", "cited"] | list[Text],
        Meta(
            description="Which documents are shown as annotated text: all, only those that the "
            "report cites, a list of IDs beside those, or (auto) all while they have no more than "
            "30,000 paragraphs together (3,000 in the report itself)."
        ),
    ] = "auto"
    pages: Annotated[
        Literal["auto", "always", "never"],
        Meta(
            description="Whether each annotated document has a page of its own, "
            "results/documents/<id>.html, to which the report’s citations lead; auto: once the "
            "documents have more than 1,000 paragraphs together."
        ),
    ] = "auto"
    stage_words: Annotated[
        list[Text],
        Meta(
            description="Further words of stage directions: what holds one in brackets is no "
            "speech (docs/segmentation.md)."
        ),
    ] = []
    stage_brackets: Annotated[
        list[Text],
        Meta(description='Further brackets of stage directions, whatever stands in them: "{ }".'),
    ] = []
    documents_per_batch_from: Annotated[
        Positive,
        Meta(
            description="From this many documents on, documents are handled in batches, "
            "64 at most; crossing it rebuilds everything once."
        ),
    ] = 25
