"""Read Markdown (.md): edits take the markup out of the text, so that bytes can still be traced.

The subset is what transcripts use: front matter, headings, emphasis, escapes, links, quotations,
comments and footnotes. Emphasis is that of CommonMark 0.31. The cost is linear in the text: no
pattern scans the rest of a line for each of its signs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from pilcrow.formats.extracted import SourceDescription
from pilcrow.formats.turns import Opening, find_bold_labels, find_columns
from pilcrow.model.records import Edit, SourceLocator
from pilcrow.text.candidates import Names
from pilcrow.text.persons import folded

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)
_NOTE = re.compile(r"^\[\^[^\]\s]+\]:.*(?:\n(?:[ \t]*\n)*(?: {4}|\t).*)*(?:\n|\Z)", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]^\n]+\]:[ \t]*\S+.*(?:\n|\Z)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^(?![#>\-*+|\s]).+\n(?P<line>[ \t]*(?:={2,}|-{2,})[ \t]*)$", re.MULTILINE
)
_QUOTATION = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_CLOSED_HEADING = re.compile(
    r"^#{1,6} (?:.*?[^ \t\n])??(?P<close>[ \t]++#++)[ \t]*+$", re.MULTILINE
)
_BREAK = re.compile(r"\\(?=\r?\n)")
# Elements of HTML, which Markdown lets through.
_MARK_OF_NOTE = re.compile(
    r"(?<=[^\s\d])<sup>(?:<a [^<>\n]{0,300}>)?\[?\d{1,3}\]?(?:</a>)?</sup>", re.IGNORECASE
)
_LINE_BREAK = re.compile(r"<br ?/?>[ \t]*(?P<end>\r?\n)?", re.IGNORECASE)
_TAG = re.compile(
    r"(?<!\\)</?(?:b|strong|i|em|u|s|small|big|sub|sup|span|font|p|div|center|a|ins|mark|q|cite"
    r"|abbr|section|article|blockquote|details|summary)(?: [^<>\n]{0,300})?/?>",
    re.IGNORECASE,
)
# A table: its first row, the line below it, and the other rows.
_TABLE = re.compile(
    r"^ {0,3}\|.+\n {0,3}\|?[ \t]{0,9}:?-+:?[ \t]{0,9}(?:\|[ \t]{0,9}:?-+:?[ \t]{0,9})+\|?[ \t]*"
    r"(?:\n {0,3}\|.+)+",
    re.MULTILINE,
)
_CELL = re.compile(r"(?<!\\)\|")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARK = re.compile(r"\[\^[^\[\]\s]+\]")
_ADDRESS = r"\((?:[^)\n\]]|\](?!\())*\)"  # of a link, at most up to the next link
_PICTURE = re.compile(rf"!\[(?:[^\]\n!]|!(?!\[))*\]{_ADDRESS}")
_LINK = re.compile(rf"(?P<open>\[)[^\[\]\n]+(?P<close>\](?:{_ADDRESS}|\[[^\]\n]*\]))")
_CODE = re.compile(r"(?<!`)(?P<open>`++).+?(?<!`)(?P<close>(?P=open))(?!`)")
_EMPHASIS = ("***", "**", "*", "~~", "___", "__", "_")
_BLANK = re.compile(r"(?=\n[ \t]*\n)")
_BOLD_QUESTION = re.compile(
    r"^[ \t]*(?P<sign>\*\*|__)(?P<words>[^*_\n]+[?？؟])(?P=sign)[ \t]*$(?!\n+[ \t]*(?P=sign))",
    re.MULTILINE,
)
# Paragraphs, also those of one line, and a name in bold before the words of one.
_PARAGRAPH = re.compile(r"\S.*(?:\n[ \t]*(?!\*\*|__)\S.*)*")
_BOLD_NAME = re.compile(
    r"(?P<sign>\*\*|__)(?P<name>[^*_\s][^*_\n]{0,80})(?P=sign)(?P<between>[ \t]+)(?=[^\s:：])"
)
_HIDDEN = "\ufdd0"  # a noncharacter in place of what was read already


def find_markup(text: str, names: Names | None = None) -> list[Edit]:
    """Return edits that take the markup out of a Markdown text, sorted, without overlaps.

    Args:
        text: The text as received.
        names: What the metadata and the edition say of the speakers.
    """
    found: dict[int, Edit] = {}
    signs = list(text)
    for start, end, after, operation, detail in (*_spans(text), *_names(text, names or Names())):
        if _HIDDEN in signs[start : max(end, start + 1)] or start in found:
            continue
        found[start] = Edit(start, end, text[start:end], after, operation, detail)
        signs[start:end] = _HIDDEN * (end - start)
    rest = "".join(signs)
    for pattern in (_ESCAPE, _CODE, _PICTURE, _LINK):
        rest = _hide(rest, _signs(rest, pattern), found, text)
    for sign in _EMPHASIS:
        rest = _hide(rest, ((ranges, False) for ranges in _emphasised(rest, sign)), found, text)
    return [found[start] for start in sorted(found)]


def find_questions(text: str) -> list[SourceLocator]:
    """Return the places of lines that are questions: wholly in bold, if there are two or more."""
    found = [match.span("words") for match in _BOLD_QUESTION.finditer(text)]
    if len(found) < 2:
        return []
    return [SourceLocator(start, end, "", kind="question") for start, end in found]


def _spans(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield the spans of markup: range, replacement, operation and detail."""
    for pattern, detail in (
        (_FRONT_MATTER, "front matter"),
        (_COMMENT, "comment"),
        (_NOTE, "note"),
        (_DEFINITION, "address of a link"),
    ):
        found = _comments(text) if pattern is _COMMENT else pattern.finditer(text)
        for match in found:
            yield *match.span(), "", "left-out", detail
    for match in _TABLE.finditer(text) if "\n" in text and "|" in text else ():
        yield from _table(match)
    if "<" in text:
        yield from _elements(text)
    for match in _UNDERLINED.finditer(text):
        # Written as the other form of heading, which segmentation knows.
        yield match.start(), match.start(), "# ", "markup", "heading"
        yield *match.span("line"), "", "markup", "heading"
    for match in _RULE.finditer(text):
        yield *match.span(), "", "markup", "rule"
    for match in _CLOSED_HEADING.finditer(text):
        yield *match.span("close"), "", "markup", "heading"
    for match in _QUOTATION.finditer(text):
        yield *match.span(), "", "markup", "quotation"
    for match in _MARK.finditer(text):
        yield *match.span(), "", "left-out", "mark of a note"
    for match in _BREAK.finditer(text):
        yield *match.span(), "", "markup", "line break"


def _names(text: str, names: Names) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield a colon after each name in bold that is a label: "**Ann Berg** Good evening."."""
    if names.policy == "none" or not ("**" in text or "__" in text):
        return
    matches: list[re.Match[str] | None] = []
    openings: list[Opening] = []
    for paragraph in _PARAGRAPH.finditer(text):
        words, match = paragraph.group(), _BOLD_NAME.match(text, paragraph.start())
        if match:
            rest = text[match.start("between") : paragraph.end()]
            # "**Ann Berg** was born in 1950.": a name that is a part of the sentence
            if rest.lstrip()[0].islower() or folded(match["name"]) in names.never:
                match = None
            else:
                words = match["name"] + rest
        matches.append(match)
        openings.append(Opening(words, len(match["name"]) if match else 0))
    if sum(match is not None for match in matches) < 2:
        return
    for place in find_bold_labels(openings, names):
        if match := matches[place]:
            yield *match.span("between"), ": ", "markup", "name in bold"


def _elements(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield the elements of HTML in a text."""
    for match in _MARK_OF_NOTE.finditer(text):
        yield *match.span(), "", "left-out", "mark of a note"
    for match in _LINE_BREAK.finditer(text):
        if not match["end"]:
            yield *match.span(), "\n", "markup", "line break"
        else:
            yield match.start(), match.start("end"), "", "markup", "line break"
    for match in _TAG.finditer(text):
        yield *match.span(), "", "markup", "element of HTML"


def _table(table: re.Match[str]) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield what turns the rows of a table into turns: "Anna Berg: Good morning.".

    Nothing, if the table has no column of names before one of words.
    """
    rows: list[list[tuple[int, int]]] = []  # the ranges of the cells
    for line in re.finditer(r"[^\n]+", table.group()):
        start, words = table.start() + line.start(), line.group()
        begin = len(words) - len(words.lstrip()) + 1
        ends = [found.start() for found in _CELL.finditer(words, begin)]
        if not words.rstrip().endswith("|"):
            ends.append(len(words))
        places = zip([begin, *(end + 1 for end in ends)], ends, strict=False)
        rows.append([_stripped(table.string, start + one, start + other) for one, other in places])
    texts = [[table.string[slice(*cell)] for cell in row] for row in [rows[0], *rows[2:]]]
    columns = find_columns(texts)
    if columns is None or columns.text != columns.speaker + 1:
        return
    first, last = table.span()
    head = table.string.rfind("\n", 0, rows[2][0][0]) + 1 if columns.header else 0
    if columns.header:
        yield first, head, "", "left-out", "names of columns"
    else:
        yield rows[1][0][0] - 1, table.string.rfind("\n", 0, rows[2][0][0]), "", "markup", "table"
    for row in [*([] if columns.header else rows[:1]), *rows[2:]]:
        if len(row) <= columns.text:
            continue
        end = table.string.find("\n", row[-1][1], last)
        end = last if end < 0 else end
        place = table.string.rfind("\n", 0, row[0][0]) + 1
        (name, named), (said, through) = row[columns.speaker], row[columns.text]
        yield place, name, "", "left-out", "cells of a table"
        sign = ": " if name < named and table.string[named - 1] not in ":：" else " "
        yield named, said, sign, "column", "after a name"
        if through < end:
            yield through, end, "", "left-out", "cells of a table"


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the spaces at its ends."""
    while start < end and text[start] in " \t":
        start += 1
    while start < end and text[end - 1] in " \t\r":
        end -= 1
    return start, end


def _comments(text: str) -> Iterator[re.Match[str]]:
    """Yield the comments. A comment that does not end is text."""
    last, start = text.rfind("-->"), text.find("<!--")
    while 0 <= start <= last - 4:
        match = _COMMENT.match(text, start)
        if match is None:
            return
        yield match
        start = text.find("<!--", match.end())


def _emphasised(rest: str, sign: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the two ranges of the signs around each emphasis by `sign`, within a paragraph."""
    one, mark = sign[-1], re.escape(sign)
    before, after = (r"(?<!\w)", r"(?!\w)") if one == "_" else ("", f"(?!{mark[-2:]})")
    ends = [match.start() for match in re.finditer(rf"(?<=[^\s{one}]){mark}{after}", rest)]
    blanks = [match.start() for match in _BLANK.finditer(rest)] if ends else []
    position = 0
    for match in re.finditer(rf"{before}{mark}(?=[^\s{one}])", rest) if ends else ():
        start, inside = match.span()
        place = bisect_left(ends, inside)
        if place == len(ends):
            return
        blank = bisect_left(blanks, inside)
        if start < position or (blank < len(blanks) and blanks[blank] < ends[place]):
            continue
        position = ends[place] + len(sign)
        yield [(start, inside), (ends[place], position)]


def _signs(rest: str, pattern: re.Pattern[str]) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    """Yield the ranges of the signs of each match, and whether its content is literal."""
    for match in pattern.finditer(rest):
        start, end = match.span()
        if pattern is _ESCAPE:  # the backslash is removed; the next sign is text
            yield [(start, start + 1), (end, end)], True
        elif pattern is _PICTURE:
            yield [(start, end)], True
        else:
            yield [match.span("open"), match.span("close")], pattern is _CODE


def _hide(
    rest: str,
    matches: Iterable[tuple[list[tuple[int, int]], bool]],
    found: dict[int, Edit],
    text: str,
) -> str:
    """Add edits that remove signs. Return the text with signs and literal content hidden."""
    signs = list(rest)
    for ranges, literal in matches:
        for start, end in ranges:
            if start < end:
                found[start] = Edit(start, end, text[start:end], "", "markup", "")
                signs[start:end] = _HIDDEN * (end - start)
        if literal:
            start, end = ranges[0][0], ranges[-1][1]
            signs[start:end] = _HIDDEN * (end - start)
    return "".join(signs)


def describe(content: bytes, _shown: str) -> SourceDescription:
    """Return title, date and language of the front matter, if it has them."""
    match = _FRONT_MATTER.match(content.decode("utf-8", "replace"))
    found: dict[str, str] = {}
    for line in match[0].splitlines()[1:-1] if match else ():
        key, _, value = line.partition(":")
        value = value.strip().strip("\"'")
        if value and value[0] not in "[{|>&*":
            found[key.strip().lower()] = value
    date = found.get("date", "")
    return SourceDescription(
        title=found.get("title", ""),
        date=date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else "",
        language=found.get("language", "") or found.get("lang", ""),
        publisher=found.get("publisher", ""),
        licence=found.get("licence", "") or found.get("license", ""),
    )
