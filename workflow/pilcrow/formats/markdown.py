"""Markdown (.md): edits take markup out of the text, so that bytes can still be traced.

The subset is what transcripts use: front matter, headings, emphasis, escapes, links, quotations,
comments, footnotes. Emphasis is recognised by CommonMark 0.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilcrow.formats.extracted import Described
from pilcrow.model.records import Edit, Locator

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)
_NOTE = re.compile(r"^\[\^[^\]\s]+\]:.*(?:\n(?:[ \t]*\n)*(?: {4}|\t).*)*(?:\n|\Z)", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]^\n]+\]:[ \t]*\S+.*(?:\n|\Z)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^(?![#>\-*+|\s]).*\S.*\n(?P<line>[ \t]*(?:={2,}|-{2,})[ \t]*)$", re.MULTILINE
)
_QUOTATION = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_CLOSED_HEADING = re.compile(r"^#{1,6} .*?(?P<close>[ \t]+#+)[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"\\(?=\r?\n)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARK = re.compile(r"\[\^[^\]\s]+\]")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"(?P<open>\[)[^\[\]\n]+(?P<close>\](?:\([^)\n]*\)|\[[^\]\n]*\]))")
_CODE = re.compile(r"(?P<open>`+)(?!`).+?(?<!`)(?P<close>(?P=open))(?!`)")
_EMPHASIS = [
    re.compile(
        rf"(?P<open>{sign})(?=[^\s{sign[-1]}])(?:(?!\n["
        rf" \t]*\n).)*?(?<=[^\s{sign[-1]}])(?P<close>{sign})(?!{sign[-2:]})",
        re.DOTALL,
    )
    for sign in (r"\*\*\*", r"\*\*", r"\*", "~~")
] + [
    re.compile(
        rf"(?<!\w)(?P<open>{sign})(?=[^\s_])(?:(?!\n["
        rf" \t]*\n).)*?(?<=[^\s_])(?P<close>{sign})(?!\w)",
        re.DOTALL,
    )
    for sign in ("___", "__", "_")
]
_BOLD_QUESTION = re.compile(
    r"^[ \t]*(?P<sign>\*\*|__)(?P<words>[^*_\n]+[?？؟])(?P=sign)[ \t]*$(?!\n+[ \t]*(?P=sign))",
    re.MULTILINE,
)
_HIDDEN = "\ufdd0"  # a noncharacter in place of what is dealt with


def find_markup(text: str) -> list[Edit]:
    """Return edits that take the markup out of a Markdown text, sorted, without overlaps."""
    found: dict[int, Edit] = {}
    rest = text
    for start, end, after, operation, detail in _spans(text):
        if _HIDDEN in rest[start : max(end, start + 1)] or start in found:
            continue
        found[start] = Edit(start, end, text[start:end], after, operation, detail)
        rest = rest[:start] + _HIDDEN * (end - start) + rest[end:]
    rest = _hide(rest, _ESCAPE, found, text)
    for pattern in (_CODE, _PICTURE, _LINK, *_EMPHASIS):
        rest = _hide(rest, pattern, found, text)
    return [found[start] for start in sorted(found)]


def find_questions(text: str) -> list[Locator]:
    """Return the places of lines that are questions because they are wholly in bold, where two or
    more are.
    """
    found = [match.span("words") for match in _BOLD_QUESTION.finditer(text)]
    if len(found) < 2:
        return []
    return [Locator(start, end, "", kind="question") for start, end in found]


def _spans(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    """Whole stretches of markup: their range, what stands there instead, the operation and its
    detail.
    """
    for pattern, detail in (
        (_FRONT_MATTER, "front matter"),
        (_COMMENT, "comment"),
        (_NOTE, "note"),
        (_DEFINITION, "address of a link"),
    ):
        for match in pattern.finditer(text):
            yield *match.span(), "", "left-out", detail
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


def _hide(rest: str, pattern: re.Pattern[str], found: dict[int, Edit], text: str) -> str:
    """Add edits for the signs that a pattern finds; the text with them hidden."""
    pieces, position = [], 0
    for match in pattern.finditer(rest):
        if pattern is _ESCAPE:
            # The backslash is removed; the sign after it is text.
            signs, meant = [(match.start(), match.start() + 1)], match.end()
        elif pattern is _PICTURE:
            signs, meant = [match.span()], match.end()
        else:
            signs, meant = [match.span("open"), match.span("close")], 0
        for start, end in signs:
            found[start] = Edit(start, end, text[start:end], "", "markup", "")
            pieces += [rest[position:start], _HIDDEN * (end - start)]
            position = end
        if meant > position:
            pieces.append(_HIDDEN * (meant - position))
            position = meant
        if pattern is _CODE:
            inside = match.end("open"), match.start("close")
            pieces[-2] = _HIDDEN * (inside[1] - inside[0])
    return "".join([*pieces, rest[position:]])


def describe(text: str) -> Described:
    """Return title, date and language of the front matter, if it has them."""
    match = _FRONT_MATTER.match(text)
    found: dict[str, str] = {}
    for line in match[0].splitlines()[1:-1] if match else ():
        key, _, value = line.partition(":")
        value = value.strip().strip("\"'")
        if value and value[0] not in "[{|>&*":
            found[key.strip().lower()] = value
    date = found.get("date", "")
    return Described(
        title=found.get("title", ""),
        date=date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else "",
        language=found.get("language", "") or found.get("lang", ""),
        publisher=found.get("publisher", ""),
        licence=found.get("licence", "") or found.get("license", ""),
    )
