"""Assemble the text of the composed report from the scholar's text and its replacements."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from pilcrow.files.language import ENGLISH, report_language, say
from pilcrow.model.problems import did_you_mean
from pilcrow.report.prose.crossreferences import Insert
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.markdown import areas, mask
from pilcrow.report.prose.source import LocatedText

Replacement = tuple[int, int, str]  # from, to, and what is put there instead
_TARGET = re.compile(r"\(\s*<?#([^()<>\s]+)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n^]+\]:[ \t]*<?#([^\s<>]+)", re.MULTILINE)
_EMPTY = re.compile(r"\[\s*\](?![({\[])")
_APPENDICES = re.compile(r"^# .*\{[^}\n]*\.appendices\b", re.MULTILINE)
# The list of references, with the heading right above it, whatever its words are.
_REFERENCES = re.compile(
    r"^# .*\{#section-references[^}]*\}|(?:^#{1,6} [^\n]*\n\s*)?^:{3,} *\{#refs", re.MULTILINE
)


def replace(source: LocatedText, replacements: Iterable[Replacement]) -> str:
    """Return the text with its replacements made. If two overlap, the first counts."""
    pieces, position = [], 0
    for start, end, text in sorted(replacements):
        if start < position:
            continue
        pieces += [source.text[position:start], text]
        position = end
    return "".join([*pieces, source.text[position:]])


def without_comments(source: LocatedText) -> list[Replacement]:
    """Return the replacements that remove the scholar's comments."""
    return [(area.start, area.end, "") for area in areas(source.text) if area.kind == "comment"]


def empty_citations(source: LocatedText) -> list[Replacement]:
    """Return the replacements of brackets that a value left empty, as a theme without paragraphs.

    An empty checkbox of a task list stays.
    """
    return [
        (found.start(), found.end(), "(" + say("no paragraph") + ")")
        for found in _EMPTY.finditer(source.text)
        if any(found.start() < position < found.end() for position in source.empty)
    ]


def with_typed_marks(text: str) -> str:
    """Return a text whose curly marks stay as they are, in a report that has other ones.

    Straight marks become those of the language. Pandoc before 3.8 reads curly ones as straight.
    """
    if report_language().quotes == ENGLISH.quotes:
        return text
    masked = mask(text)
    return "".join(
        f"\\{sign}" if sign in "“”‘’" and masked[place] == sign else sign
        for place, sign in enumerate(text)
    )


def insert_line(insert: Insert) -> str:
    """Return an insert in the form that the filter reads."""
    return f'::: {{.insert {insert.kind}="{insert.name}"}}\n:::'


def link_targets(text: str) -> list[tuple[str, int]]:
    """Return the anchors that the links of a text name, each with its position.

    Links are written `[…](#anchor)`, with or without a title, or `[…]: #anchor` on a line of its
    own. In code and comments there are none.
    """
    found = [
        (match[1], match.start(1))
        for area in areas(text)
        if area.kind == "target"
        if (match := _TARGET.match(text, area.start, area.end))
    ]
    masked = mask(text)
    return sorted(
        [*found, *((match[1], match.start(1)) for match in _DEFINED.finditer(masked))],
        key=lambda link: link[1],
    )


def check_links(
    source: LocatedText, anchors: Collection[str], exists: Callable[[str], bool] = lambda _: False
) -> list[Finding]:
    """Return the internal links of the prose that lead nowhere.

    `anchors` are the places that are known by name. `exists` is asked about any other.
    """
    findings = []
    for name, position in link_targets(source.text):
        if name not in anchors and not exists(name):
            place = source.place(position)
            near = did_you_mean(name, sorted(anchors))
            findings.append(
                Finding(
                    place.file,
                    place.line,
                    place.column,
                    "error",
                    "link",
                    f"The link to #{name} leads nowhere.",
                    near
                    if "Did" in near
                    else "Write the name of a section, as #sec-method, or the ID of a paragraph.",
                )
            )
    return findings


def add_generated(text: str, inserts: Sequence[Insert], marks: bool) -> str:
    """Return the text with the parts that every report has.

    They are the summary of the marks at the top (if `marks`), the transcript to which citations
    lead, and the list of references before the appendices. A part among `inserts` stays where the
    scholar put it.
    """
    placed = {insert.name for insert in inserts if insert.kind == "part"}
    if "marks" not in placed and marks:
        text = '::: {.insert part="marks"}\n:::\n\n' + text
    if "transcript" not in placed:
        at = _REFERENCES.search(text) or _APPENDICES.search(text)
        place = at.start() if at else len(text)
        heading = f"# {say('The text')} {{#section-the-text .unnumbered}}"
        own = f'{heading}\n\n::: {{.insert part="transcript"}}\n:::'
        text = f"{text[:place].rstrip()}\n\n{own}\n\n{text[place:]}"
    if "{#refs" not in text:
        heading = f"# {say('References')} {{#section-references .unnumbered}}"
        own = f"{heading}\n\n::: {{#refs .references}}\n:::\n"
        appendices = _APPENDICES.search(text)
        before = appendices.start() if appendices else len(text)
        after = f"\n{text[before:]}" if appendices else ""
        text = f"{text[:before].rstrip()}\n\n{own}{after}"
    return text
