"""The few choices that a project makes (config/config.yaml), typed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pilcrow.model.values import Address, Doi, Positive, Text, Typed, Values


class Keyness(Typed, frozen=True, kw_only=True):
    """The words that are compared. Nothing is compared that is not declared."""

    column: Annotated[
        Text,
        Meta(
            description=(
                "The column that distinguishes the two: document, speaker (who speaks), date, "
                "place, event, language, or a column of your own."
            )
        ),
    ]
    target: Annotated[
        Values,
        Meta(
            description=(
                "The values of that column for the texts in question, one or a list. "
                "The beginning of a date is enough: 2009."
            )
        ),
    ]
    reference: Annotated[
        Values, Meta(description="The values for the texts that these are compared with.")
    ]
    comparable: Annotated[
        Text,
        Meta(
            description=(
                "Why the reference is a fair measure of the target, in a sentence. "
                "It is printed with the result."
            )
        ),
    ]


class Config(Typed, frozen=True, kw_only=True):
    """The content of config/config.yaml. Every key has a default; `pilcrow config` prints them."""

    strict: Annotated[
        bool,
        Meta(
            description=(
                "Refuse to build while anything is marked as doubtful. A release and CI use it."
            )
        ),
    ] = False
    renderer: Annotated[
        Literal["auto", "quarto", "embedded"],
        Meta(
            description=(
                "The program that turns the composed report into HTML and PDF. "
                "embedded, quarto, or auto: Quarto if it is installed. "
                "With auto the machine decides, so strict refuses auto."
            )
        ),
    ] = "embedded"
    formats: Annotated[
        list[Literal["html", "pdf", "docx", "epub", "jats"]],
        Meta(description="The formats of the report that plain `snakemake` makes."),
    ] = msgspec.field(default_factory=lambda: ["html", "pdf"])
    paper: Annotated[
        Literal["a4", "letter"], Meta(description="Paper of the PDF: a4 or letter.")
    ] = "a4"
    citation_style: Annotated[
        str,
        Meta(
            description=(
                "A CSL style: a name in the look (author-date, numeric, apa, mla), "
                "or a file in report/look/."
            )
        ),
    ] = "author-date"
    address: Annotated[
        Address,
        Meta(
            description=(
                "Where the HTML page is published, such as https://example.org/reading/. The other"
                " files of results/ are expected beside it. Citations and the page’s metadata name"
                " it. Empty: the address is not known, and the report says so."
            )
        ),
    ] = ""
    doi: Annotated[
        Doi,
        Meta(
            description=(
                "The DOI of the report, such as 10.1234/abcd. "
                "Empty: the DOI of the front matter. Without one the report says so."
            )
        ),
    ] = ""
    coding: Annotated[
        str,
        Meta(description="Which coding the report uses: rules, the name of a coder, or consensus."),
    ] = "rules"
    adjudication: Annotated[
        Literal["majority", "unanimous"],
        Meta(
            description=(
                "The rule for a consensus of several coders: "
                "majority (more than half of them) or unanimous (all of them)."
            )
        ),
    ] = "majority"
    population: Annotated[
        str,
        Meta(
            description=(
                "The population that the documents are a sample of. Only then does the comparison"
                " of documents have intervals. Empty: the documents are a census, not a sample."
            )
        ),
    ] = ""
    keyness: Annotated[
        Keyness | None,
        Meta(
            description=(
                "A comparison of words: `column`, `target`, `reference`, and "
                "`comparable`, the reason why the comparison is fair (docs/comparing.md). "
                "Without this key no key words are computed."
            )
        ),
    ] = None
    recording_unit: Annotated[
        Literal["paragraph"],
        Meta(
            description="The unit that is coded. Only the sensitivity table also tries sentences."
        ),
    ] = "paragraph"
    annotate: Annotated[
        Literal["auto", "all", "cited"] | list[Text],
        Meta(
            description=(
                "Which documents are shown as annotated text. all: all of them; cited: those that"
                " the report cites; a list of IDs: these and the cited ones; auto: all, if they"
                " have at most 30,000 paragraphs together (3,000 in the report itself)."
            )
        ),
    ] = "auto"
    pages: Annotated[
        Literal["auto", "always", "never"],
        Meta(
            description=(
                "Whether each annotated document has a page of its own,"
                " results/documents/<id>.html, to which the report’s citations lead: always, never,"
                " or auto. auto: if the documents have more than 1,000 paragraphs together."
            )
        ),
    ] = "auto"
    stage_words: Annotated[
        list[Text],
        Meta(
            description=(
                "Further words of stage directions: brackets with one of them are a stage "
                "direction (docs/segmentation.md)."
            )
        ),
    ] = []
    stage_brackets: Annotated[
        list[Text],
        Meta(description='Further brackets of stage directions, with any words in them: "{ }".'),
    ] = []
    documents_per_batch_from: Annotated[
        Positive,
        Meta(
            description=(
                "A project with at least this number of documents handles them in batches, "
                "64 at most. A project that reaches the number is rebuilt once."
            )
        ),
    ] = 25
