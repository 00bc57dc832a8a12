"""Print the codebook for readers: in the report, as text for the terminal, and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pilcrow.coding.rule_words import (
    OVERLAPS,
    between,
    needed,
    or_list,
    rule_in_words,
    say_kinds,
    say_language,
)
from pilcrow.files.language import say, say_quoted, to_say
from pilcrow.model.codebook import CODED_KINDS, Codebook, Example, Theme
from pilcrow.report.page import syntax
from pilcrow.report.page.theme_key import theme_anchor

_ENTRIES = (
    (to_say("Definition"), "definition"),
    (to_say("Full definition"), "full_definition"),
    (to_say("Use when"), "use_when"),
    (to_say("Do not use when"), "not_when"),
)


Link = Callable[[str], list[syntax.Inline]]

FOLDED = ["unnumbered", "unlisted", "fold"]  # classes of a heading below which the page is folded


class ThemeEntry(NamedTuple):
    """A labelled part of a theme: texts, or rules with their identifiers."""

    label: str
    texts: list[str]
    rules: list[tuple[str, str]] = []


def _example(example: Example) -> str:
    said = example.paragraph or say_quoted(example.text)
    return f"{said} – {example.why}" if example.why else said


def theme_parts(theme: Theme, codebook: Codebook) -> Iterator[ThemeEntry]:
    """Yield the parts of a theme that are filled in."""
    for label, field in _ENTRIES:
        if getattr(theme, field):
            yield ThemeEntry(say(label), [getattr(theme, field)])
    if theme.examples:
        yield ThemeEntry(say("Examples"), [_example(example) for example in theme.examples])
    if theme.counter_examples:
        yield ThemeEntry(
            say("Counter-examples"), [_example(example) for example in theme.counter_examples]
        )
    if theme.kinds != [*CODED_KINDS]:
        yield ThemeEntry(say("Coded in"), [say_kinds(theme.kinds)])
    if theme.speakers:
        yield ThemeEntry(say("Said by"), [", ".join(theme.speakers)])
    if theme.at_least > 1:
        yield ThemeEntry(say("Matches needed"), [needed(theme.at_least)])
    if theme.overlaps and theme.overlaps != codebook.overlaps:
        yield ThemeEntry(say("Overlapping matches"), [say(OVERLAPS[theme.overlaps])])
    if theme.rules:
        yield ThemeEntry(
            say("Rules"),
            [],
            [(rule.id, rule_in_words(rule)) for rule in theme.rules],
        )


def rule_settings(codebook: Codebook) -> str:
    """Return how the rules are read, in sentences: the language, and what is not the default."""
    own = say_language(codebook.language)
    several = any(rule.languages for theme in codebook.themes for rule in theme.rules)
    said = [
        say("A rule that names no language is for texts in {language}.", language=own)
        if several
        else say("The rules are in {language}.", language=own)
    ]
    if codebook.hyphens == "apart":
        said.append(say("A hyphen separates two words."))
    if codebook.possessives == "together":
        said.append(say("A possessive belongs to its word."))
    if codebook.overlaps != "longest":
        said.append(
            say("Every match counts.")
            if codebook.overlaps == "all"
            else say("A match inside a longer one, of whatever theme, does not count.")
        )
    if codebook.negation.words or codebook.negation.after:
        words = [*(codebook.negation.words or ()), *(codebook.negation.after or ())]
        reach = between(codebook.negation.within)
        said.append(say("What negates: {words} ({reach}).", words=or_list(words), reach=reach))
    if codebook.written_on:
        texts = ", ".join(codebook.written_on)
        said.append(say("They were written on {texts}.", texts=texts))
    return " ".join(said)


def codebook_heading(codebook: Codebook) -> str:
    """Return title and version of the codebook."""
    return say("{title}, version {version}", title=codebook.title, version=codebook.version)


def _linked(said: str, link: Link) -> list[syntax.Inline]:
    """Return a text whose first word is a link if it is the ID of a paragraph in the report."""
    first, space, rest = said.partition(" ")
    return [*(link(first) or syntax.text(first)), *syntax.text(space + rest)]


def _content(entry: ThemeEntry, link: Link) -> syntax.Block:
    """Return what comes below the name of a part of a theme's entry."""
    if entry.rules:
        return syntax.plain_list(
            [syntax.code_inline(name), f": {said}"] for name, said in entry.rules
        )
    if len(entry.texts) == 1:
        return syntax.plain_block(_linked(entry.texts[0], link))
    return syntax.plain_list(_linked(said, link) for said in entry.texts)


def appendix(codebook: Codebook, level: int = 3, link: Link = lambda _: []) -> list[syntax.Block]:
    """Return the codebook as Pandoc blocks for the report.

    Each theme has a heading with the identifier `theme-…`, and its parts as a definition list.
    `level` is the level of the headings. `link` makes a link of the ID of a paragraph that
    is in the report, and nothing of other words.
    """
    opening = " ".join(
        part
        for part in (
            f"{codebook_heading(codebook)}.",
            codebook.description,
            rule_settings(codebook),
        )
        if part
    )
    if not codebook.themes:
        opening = say("{codebook}, has no themes yet.", codebook=codebook_heading(codebook))
    blocks = [syntax.paragraph(opening)]
    for theme in codebook.themes:
        depth = level + theme.depth
        identifier = theme_anchor(theme.code)
        title = [*syntax.text(f"{theme.name} "), syntax.code_inline(theme.code)]
        blocks.append(syntax.header(min(depth, 6), title, identifier, FOLDED))
        items = [(entry.label, _content(entry, link)) for entry in theme_parts(theme, codebook)]
        if items:
            blocks.append(syntax.definition_list(items))
    if codebook.actors:
        blocks.append(syntax.header(level, say("Actors"), "theme-actors", FOLDED))
        items = [
            (actor.name, syntax.plain_block(or_list(actor.words))) for actor in codebook.actors
        ]
        blocks.append(syntax.definition_list(items))
    if codebook.changelog:
        blocks.append(
            syntax.header(
                level,
                say("Changes of the codebook"),
                "codebook-changes",
                FOLDED,
            )
        )
        changes = [
            (
                f"{change.version}, {change.date}",
                syntax.plain_block(change.change),
            )
            for change in codebook.changelog
        ]
        blocks.append(syntax.definition_list(changes))
    return blocks


def as_text(codebook: Codebook, width: int = 88) -> str:
    """Return the codebook as text for a terminal, in lines of at most `width` characters."""
    lines = [codebook_heading(codebook), "=" * len(codebook_heading(codebook)), ""]
    if codebook.description:
        lines += [*textwrap.wrap(codebook.description, width), ""]
    lines += [*textwrap.wrap(rule_settings(codebook), width), ""]
    for theme in codebook.themes:
        title = f"{theme.name} [{theme.code}]"
        lines += [title, "-" * len(title)]
        for entry in theme_parts(theme, codebook):
            said = [f"{name}: {text}" for name, text in entry.rules] or entry.texts
            if len(said) == 1 and not entry.rules:
                lines += textwrap.wrap(f"{entry.label}: {said[0]}", width, subsequent_indent="  ")
            else:
                lines.append(f"{entry.label}:")
                for text in said:
                    lines += textwrap.wrap(f"  - {text}", width, subsequent_indent="    ")
        lines.append("")
    if codebook.actors:
        lines += ["Actors", "------"]
        for actor in codebook.actors:
            lines += textwrap.wrap(
                f"{actor.name}: {or_list(actor.words)}", width, subsequent_indent="  "
            )
        lines.append("")
    for change in codebook.changelog:
        lines += textwrap.wrap(
            f"Version {change.version}, {change.date}: {change.change}",
            width,
            subsequent_indent="  ",
        )
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(codebook: Codebook) -> str:
    """Return the codebook as Markdown."""
    lines = [f"# {_literal(codebook_heading(codebook))}", ""]
    if codebook.description:
        lines += [_literal(codebook.description), ""]
    lines += [_literal(rule_settings(codebook)), ""]
    for theme in codebook.themes:
        lines += [
            f"{'#' * min(2 + theme.depth, 6)} {_literal(theme.name)} (`{theme.code}`)",
            "",
        ]
        for entry in theme_parts(theme, codebook):
            if entry.rules:
                lines += [
                    f"**{entry.label}.**",
                    "",
                    *(f"- `{name}`: {_literal(said)}" for name, said in entry.rules),
                    "",
                ]
            elif len(entry.texts) == 1:
                lines += [f"**{entry.label}.** {_literal(entry.texts[0])}", ""]
            else:
                lines += [
                    f"**{entry.label}.**",
                    "",
                    *(f"- {_literal(said)}" for said in entry.texts),
                    "",
                ]
    if codebook.actors:
        lines += [
            "## Actors",
            "",
            *(
                f"- {_literal(actor.name)}: {_literal(or_list(actor.words))}"
                for actor in codebook.actors
            ),
            "",
        ]
    if codebook.changelog:
        lines += ["## Changes", ""]
        lines += [
            f"- {_literal(change.version)}, {change.date}: {_literal(change.change)}"
            for change in codebook.changelog
        ]
    return "\n".join(lines).rstrip() + "\n"


def _literal(text: str) -> str:
    """Return Markdown that prints a text literally."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$^@!])", r"\\\1", text.replace("\n", " "))
