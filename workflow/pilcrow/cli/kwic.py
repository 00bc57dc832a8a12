"""`pilcrow kwic`: show a keyword in context over the corpus, with paragraph IDs.

Luhn, H. P. 1960. Key word-in-context index for technical literature. American Documentation 11 (4):
288–295.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

import click

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import CODEBOOK, load_project_codebook
from pilcrow.coding.match import Matcher, RecordingUnit
from pilcrow.coding.rules_checks import pattern_problem, regex_problem
from pilcrow.files.cells import to_csv
from pilcrow.model.codebook import Codebook, Rule, Theme
from pilcrow.model.problems import fail
from pilcrow.model.records import write_text
from pilcrow.model.values import Kind
from pilcrow.text.words import word_spans

KINDS: list[Kind] = ["heading", "salutation", "speech", "question", "note"]


class Keyword(NamedTuple):
    """A keyword in its context."""

    paragraph: str
    before: str
    keyword: str
    after: str


class SearchedParagraph(RecordingUnit, Protocol):
    """A paragraph that has an ID and can be searched."""

    @property
    def id(self) -> str: ...


def keyword_matcher(
    pattern: str, regex: bool, case: bool, language: str, hyphens: str, possessives: str
) -> Matcher:
    """Return a matcher for one pattern, which divides words as the codebook does.

    Args:
        pattern: Words or a phrase, or a regular expression if `regex`.
        regex: The pattern is a regular expression.
        case: Capital letters matter.
        language: Language of the texts; empty means unknown.
        hyphens: "together" or "apart", as in the codebook.
        possessives: "together" or "apart", as in the codebook.

    Raises Problems if the pattern is not valid.
    """
    trouble = (
        regex_problem(pattern)
        if regex
        else pattern_problem(pattern, language, hyphens, possessives)
    )
    if trouble:
        fail(
            trouble[0], todo=trouble[1].replace("Write {regex: '…'}", "Add --regex"), kind="pattern"
        )
    rule = Rule(
        id="keyword",
        phrase="" if regex else pattern,
        regex=pattern if regex else "",
        case="sensitive" if case else "insensitive",
    )
    theme = Theme(code="keyword", name="", kinds=KINDS, rules=[rule])
    return Matcher(
        Codebook(
            title="",
            version="",
            themes=[theme],
            language=language,
            hyphens="together" if hyphens == "together" else "apart",
            possessives="together" if possessives == "together" else "apart",
        ).flat()
    )


def keywords(
    matcher: Matcher, paragraphs: Sequence[SearchedParagraph], window: int
) -> Iterator[Keyword]:
    """Yield each match with `window` words on either side, in the order of the text."""
    for paragraph, hits in zip(paragraphs, matcher.hits(paragraphs), strict=True):
        text = paragraph.text
        words = word_spans(text, matcher.words.language) if hits else []
        starts, ends = [low for low, _ in words], [high for _, high in words]
        for start, end, _ in hits:
            first, last = start, end
            if window:
                before = bisect_right(ends, start) - window
                after = bisect_left(starts, end) + window
                first = starts[before] if before > 0 else 0
                last = ends[after - 1] if after < len(words) else len(text)
            yield Keyword(
                paragraph.id, text[first:start].strip(), text[start:end], text[end:last].strip()
            )


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal.

    A wide character takes two, a combining mark none.
    """
    return sum(
        (
            0
            if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf")
            else 2
            if unicodedata.east_asian_width(letter) in "WF"
            else 1
        )
        for letter in text
    )


def layout(found: Sequence[Keyword]) -> Iterator[str]:
    """Yield lines with the keywords below each other: ID, words before, keyword, words after."""
    found = [
        Keyword(
            *(
                re.sub(
                    r"\s", " ", "".join(letter if letter.isprintable() else " " for letter in part)
                )
                for part in entry
            )
        )
        for entry in found
    ]
    names = max((width(entry.paragraph) for entry in found), default=0)
    before = max((width(entry.before) for entry in found), default=0)
    middle = max((width(entry.keyword) for entry in found), default=0)
    for entry in found:
        left = " " * (before - width(entry.before)) + entry.before
        yield (
            f"{entry.paragraph}{' ' * (names - width(entry.paragraph))}  {left} |"
            f" {entry.keyword}{' ' * (middle - width(entry.keyword))} | {entry.after}".rstrip()
        )


def kwic(
    root: Path,
    pattern: str,
    *,
    window: int = 5,
    regex: bool = False,
    case: bool = False,
    table: Path | None = None,
    formulas: bool = True,
    as_json: bool = False,
) -> int:
    """Show a keyword in its context, in all documents.

    Args:
        root: The project.
        pattern: Words or a phrase, with * for any letters.
        window: Words on either side.
        regex: The pattern is a regular expression.
        case: Capital letters matter.
        table: Write CSV to this file, "-" for standard output; None prints lines.
        formulas: Put an apostrophe before cells of the CSV that a spreadsheet would run.
        as_json: Print an array of `Keyword` objects.

    Returns:
        The exit status: 0 if there is a match, else 1. Raises Problems if the pattern is not valid.
    """
    from pilcrow.edition.sources import each_document

    hyphens, possessives = "together", "apart"
    if (root / CODEBOOK).is_file():
        codebook = load_project_codebook(root)
        hyphens, possessives = codebook.hyphens, codebook.possessives

    @cache
    def matcher(language: str) -> Matcher:
        return keyword_matcher(pattern, regex, case, language, hyphens, possessives)

    matcher("")  # an invalid pattern is reported even if there is no document
    matches: list[Keyword] = []
    for edition in each_document(root):
        for language, paragraphs in groupby(edition.paragraphs, lambda one: one.language):
            speaking = matcher(language or edition.segmented.language)
            matches += keywords(speaking, list(paragraphs), window)
    if as_json:
        print_json([entry._asdict() for entry in matches])
    elif table and str(table) != "-":
        write_text(table, to_csv(Keyword._fields, matches, formulas))
    elif table:
        sys.stdout.write(to_csv(Keyword._fields, matches, formulas))
    else:
        for line in layout(matches):
            print(line)
    print(f"{len(matches)} {'match' if len(matches) == 1 else 'matches'}.", file=sys.stderr)
    return 0 if matches else 1


command = door(
    kwic,
    [
        click.Argument(["pattern"], help='Words or a phrase, with * for any letters: "dialog*".'),
        click.Option(
            ["--window"],
            type=click.IntRange(0),
            default=5,
            show_default=True,
            help="Words on either side.",
        ),
        click.Option(["--regex"], is_flag=True, help="The pattern is a regular expression."),
        click.Option(["--case"], is_flag=True, help="Capital letters matter."),
        click.Option(
            ["--csv", "table"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write CSV to this file; - means standard output.",
        ),
        click.Option(
            ["--guard/--no-guard", "formulas"],
            default=True,
            show_default=True,
            help=(
                "In CSV, put an apostrophe before cells that a spreadsheet would run as a formula."
            ),
        ),
    ],
    json=True,
)
