"""`pilcrow why`: explain why a paragraph has a theme or does not have it."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import (
    describe_numbers_in_use,
    find_theme,
    load_project_codebook,
    split_identifier,
)
from pilcrow.coding.examples import Verdict, no_match, verdicts, why_not_looked_for
from pilcrow.coding.hand import read_hand
from pilcrow.coding.match import Matcher
from pilcrow.edition.sources import load_document
from pilcrow.model.codebook import Codebook, Where
from pilcrow.model.problems import fail
from pilcrow.model.records import Coding, Paragraph
from pilcrow.model.terminal import print_coloured
from pilcrow.model.values import Data


def marked(text: str, spans: Iterable[tuple[int, int]], colour: bool) -> str:
    """Return a text with spans marked: bold on a terminal, else in square brackets.

    Overlapping spans become one.
    """
    before, after = ("\x1b[1;33m", "\x1b[0m") if colour else ("[", "]")
    pieces, place = [], 0
    for start, end in _joined(spans):
        pieces += [_visible(text[place:start]), before, _visible(text[start:end]), after]
        place = end
    return "".join([*pieces, _visible(text[place:])])


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _visible(text: str) -> str:
    """Return a text without control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def explain_theme(
    verdict: Verdict | None, theme: str, matcher: Matcher, text: str, unasked: str = ""
) -> Iterator[str]:
    """Yield lines that say why a theme holds for a paragraph by the rules, or does not.

    Args:
        verdict: What the rules say; None if no rule of the theme matches anything.
        theme: Code of the theme.
        matcher: The matcher of the codebook.
        text: The paragraph's text.
        unasked: Why no rule looks for the theme in the paragraph; empty if one does.
    """
    if unasked:
        yield f"{theme}: not looked for here, because {unasked}."
    if verdict is None:
        if unasked:
            return
        reason = no_match(matcher, theme)
        yield f"{theme}: no, {reason[:1].lower()}{reason[1:]}"
        return
    if verdict.holds:
        yield (
            f"{theme}: yes, {len(verdict.hits)} {'match' if len(verdict.hits) == 1 else 'matches'}."
        )
    elif unasked:
        pass  # said above; what was cancelled follows
    elif verdict.hits:
        yield f"{theme}: no, {len(verdict.hits)} of at least {verdict.at_least} matches."
    else:
        yield f"{theme}: no, none of the matches counts."
    for start, end, rule in verdict.hits:
        yield f"  + {matcher.identifiers[rule]}: “{text[start:end]}” ({_pattern(matcher, rule)})"
    for entry in verdict.cancelled:
        yield (
            f"  - {matcher.identifiers[entry.rule]}: “{text[entry.start : entry.end]}” does not"
            f" count: {entry.reason}."
        )


def _pattern(matcher: Matcher, rule: int) -> str:
    return " or ".join(matcher.rules[rule].patterns)


def explain(
    paragraph: Paragraph,
    matcher: Matcher,
    theme: str,
    by_hand: Iterable[Coding],
    colour: bool,
    codebook: Codebook,
) -> str:
    """Return the explanation of a paragraph's codings, or of those by one theme.

    Args:
        paragraph: The paragraph.
        matcher: The matcher of the codebook, for texts of the paragraph's language.
        theme: Code of a theme; empty means every theme with a match.
        by_hand: Codings by people.
        colour: Mark the matches with colour instead of brackets.
        codebook: The whole codebook, with the rules for every language.
    """
    where = Where(matcher.codebook.language, paragraph.kind, paragraph.speaker)
    found = verdicts(matcher, paragraph)
    themes = [theme] if theme else list(found)
    spans = [(hit[0], hit[1]) for code in themes if code in found for hit in found[code].hits]
    about = ", ".join(filter(None, (paragraph.kind, paragraph.speaker)))
    lines = [
        f"{paragraph.id} ({about})",
        *textwrap.wrap(
            marked(paragraph.text, spans, colour), 96, initial_indent="  ", subsequent_indent="  "
        ),
        "",
    ]
    for code in themes:
        unasked = why_not_looked_for(codebook, code, where)
        lines += explain_theme(found.get(code), code, matcher, paragraph.text, unasked)
    if not themes:
        lines.append("No rule of the codebook matches here.")
    for coding in by_hand:
        if coding.paragraph == paragraph.id and (not theme or coding.theme == theme):
            quoted = " | ".join(f"“{span.text}”" for span in coding.evidence)
            state = " (read before the text changed)" if coding.stale else ""
            words = f": {quoted}" if quoted else ""
            memo = f" – {coding.memo}" if coding.memo else ""
            lines.append(f"{coding.coder} reads {coding.theme or 'no theme'}{state}{words}{memo}")
    return "\n".join(lines)


def explain_coding(
    root: Path, paragraph: str, named: str = "", *, colour: str = "auto", as_json: bool = False
) -> int:
    """Explain why a paragraph has a theme or does not have it.

    Args:
        root: The project.
        paragraph: The paragraph's ID.
        named: Code of a theme; empty means every theme with a match.
        colour: "auto", "always" or "never".
        as_json: Print matches and cancelled matches of each theme as JSON.

    Returns:
        The exit status, 0. Raises Problems if there is no such paragraph or theme.
    """
    document, number = split_identifier(paragraph, root)
    paragraph = f"{document}.{number}"
    codebook = load_project_codebook(root)
    theme = find_theme(named, codebook) if named else ""
    matcher = Matcher(codebook)
    edition = load_document(root, document)
    paragraphs = {paragraph.id: paragraph for paragraph in edition.paragraphs}
    if paragraph not in paragraphs:
        withdrawn = any(entry.id == paragraph for entry in edition.withdrawn)
        what = "has been withdrawn" if withdrawn else "does not exist"
        fail(
            f"The paragraph {paragraph} {what}.",
            todo=describe_numbers_in_use(paragraphs),
            kind="paragraph",
        )
    matcher = matcher.speaking(paragraphs[paragraph].language or edition.segmented.language)
    by_hand = read_hand(
        root,
        edition.manifest,
        edition.cleaned,
        edition.paragraphs,
        [entry.id for entry in edition.withdrawn],
        codebook.codes(),
    )
    codings = [record for record in by_hand.records if isinstance(record, Coding)]
    if as_json:
        print_json(as_data(paragraphs[paragraph], matcher, theme, codings, codebook))
        return 0
    coloured = colour == "always" or (
        colour == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    )
    print_coloured(explain(paragraphs[paragraph], matcher, theme, codings, coloured, codebook))
    return 0


def as_data(
    paragraph: Paragraph,
    matcher: Matcher,
    theme: str,
    by_hand: Iterable[Coding],
    codebook: Codebook,
) -> dict[str, Data]:
    """Return the explanation as plain data, for --json. Offsets are characters of the paragraph.

    The arguments are those of `explain`. `holds` is None, and `not_looked_for` says why, if no rule
    looks for a theme in the paragraph.
    """
    where = Where(matcher.codebook.language, paragraph.kind, paragraph.speaker)
    found = verdicts(matcher, paragraph)
    themes: dict[str, Data] = {}
    for code in [theme] if theme else found:
        verdict = found.get(code)
        unasked = why_not_looked_for(codebook, code, where)
        themes[code] = {
            "holds": None if unasked else verdict is not None and verdict.holds,
            "not_looked_for": unasked,
            "matches": [
                {"rule": matcher.identifiers[rule], "start": start, "end": end}
                for start, end, rule in (verdict.hits if verdict else ())
            ],
            "cancelled": [
                {
                    "rule": matcher.identifiers[entry.rule],
                    "start": entry.start,
                    "end": entry.end,
                    "reason": entry.reason,
                }
                for entry in (verdict.cancelled if verdict else ())
            ],
        }
    return {
        "paragraph": paragraph.id,
        "text": paragraph.text,
        "themes": themes,
        "by_hand": [
            msgspec.to_builtins(coding)
            for coding in by_hand
            if coding.paragraph == paragraph.id and (not theme or coding.theme == theme)
        ],
    }


command = door(
    explain_coding,
    [
        click.Argument(["paragraph"], metavar="ID", help="A paragraph: lavrov-truss-2022.p8."),
        click.Argument(
            ["named"],
            default="",
            metavar="[THEME]",
            help="Code of a theme (default: every theme with a match).",
        ),
        click.Option(
            ["--colour"],
            type=click.Choice(("auto", "always", "never")),
            default="auto",
            show_default=True,
            help="Colour the matches: auto does so on a terminal only.",
        ),
    ],
    json=True,
)
