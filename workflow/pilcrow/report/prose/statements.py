"""Find statements: sentences of the report that print a number or a list of the coding.

A sentence is a statement about a theme if it prints a value of that theme, for example {{< var
theme.NAME.paragraphs >}}. Words alone do not count: such a sentence rests on the paragraphs that it
cites.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from pilcrow.report.prose.citations import find_clusters
from pilcrow.report.prose.crossreferences import Section, place_name, section_of
from pilcrow.report.prose.markdown import blocks, mask
from pilcrow.report.prose.source import LocatedText, Values
from pilcrow.tables.values import value_at
from pilcrow.text.sentences import find_sentences

_VARIABLE = re.compile(r"\{\{<\s*var\s+(\S+)\s*>\}\}")
_NAME = re.compile(r"(?<![^\s(])@[^\W_](?:[\w.-]*\w)?")  # a citation or an exhibit in a sentence
_THEME = re.compile(r"theme\.(.+)\.(\w+)\Z")
_IN_DOCUMENT = re.compile(r"document\.([a-z][a-z0-9-]*)\.theme\.(.+)\.(\w+)\Z")
# Values of a theme that no coding decides.
_FIXED = ("name", "of")
# Values of the whole coding that change if a paragraph loses its only theme.
_CODED = ("paragraphs.coded", "paragraphs.uncoded", "paragraphs.uncoded_paras")


class Statement(msgspec.Struct, frozen=True):
    """A sentence that prints values.

    It has its range in the assembled text, its words, the paths of the values, and its section.
    """

    start: int
    end: int
    text: str
    values: list[str]
    place: str  # number or title of its section, "Abstract"
    anchor: str = ""

    def themes(self) -> list[str]:
        """Return the themes whose coding decides a value that it prints, in order of printing."""
        found = (_THEME.match(path) for path in self.values)
        return list(dict.fromkeys(match[1] for match in found if match and match[2] not in _FIXED))

    def opening(self, count: int = 6) -> str:
        """Return its first `count` words without citations and signs of Markdown."""
        named = _NAME.sub("…", re.sub(r"\s*\[[^\[\]]*@[^\[\]]*\]", "", self.text))
        words = re.sub(r"\\(?=\W)|[*`]", "", named).split()
        return " ".join(words[:count]) + (" …" if len(words) > count else "")


def printed_values(source: LocatedText) -> list[tuple[int, str]]:
    """Return position and path of each value that a text prints, in order."""
    return [
        (piece.start, match[1])
        for piece in source.pieces
        if not piece.literal and (match := _VARIABLE.match(source.files[piece.file], piece.offset))
    ]


def find_statements(
    source: LocatedText, sections: Sequence[Section] = (), place: str = ""
) -> list[Statement]:
    """Return the sentences of a text that print values, in order.

    `place` names a text that has no sections, such as the abstract.
    """
    printed = printed_values(source)
    if not printed:
        return []
    masked = mask(source.text)
    # The dot of "para. 4" and the one before a citation do not end a sentence.
    prose = list(source.text.replace("\n", " "))
    for cluster in find_clusters(source.text, masked):
        prose[cluster.start : cluster.end] = "x" * (cluster.end - cluster.start)
    # A name such as "@kennedy-1961 [para. 5]" or "@tbl-groups" can begin a sentence.
    for name in _NAME.finditer(masked):
        prose[name.start()] = "X"
    text = "".join(prose)
    found: list[Statement] = []
    for first, last in blocks(source.text):
        inside = [(position, path) for position, path in printed if first <= position < last]
        if not inside or source.text[first:last].lstrip().startswith(("#", ":::", "|")):
            continue
        for start, end in find_sentences(text[first:last]):
            paths = [path for position, path in inside if first + start <= position < first + end]
            if paths:
                section = section_of(first + start, sections)
                where = (place_name(section), section.anchor) if section else (place, "")
                found.append(
                    Statement(
                        first + start,
                        first + end,
                        source.text[first + start : first + end],
                        paths,
                        *where,
                    )
                )
    return found


def resting_note(statement: Statement, values: Values) -> str:
    """Return the single rule or paragraph that a statement rests on, in words, or "".

    It is "" if the statement rests on more, or if the sentence says so itself.
    """
    parts = []
    for code in statement.themes():
        rests_on = str(value_at(values, "theme", code, "rests_on") or "")
        if rests_on and f"theme.{code}.rests_on" not in statement.values:
            parts.append((str(value_at(values, "theme", code, "name") or code), rests_on))
    if not parts:
        return ""
    alone = len(statement.themes()) == 1
    return "; ".join(
        f"rests on {rests_on}" if alone else f"{name} rests on {rests_on}"
        for name, rests_on in parts
    )


def resting_notes(statements: Iterable[Statement], values: Values) -> list[tuple[int, int, str]]:
    """Return insertions after each statement that rests on one rule or one paragraph.

    Each is a note that says so, as (start, end, text).
    """
    from pilcrow.report.prose.markdown import escape

    return [
        (statement.end, statement.end, f" [({escape(note)})]{{.rests-on .small}}")
        for statement in statements
        if (note := resting_note(statement, values))
    ]


def untrue_statements(
    statements: Iterable[Statement],
    theme: str,
    lost: Iterable[str],
    left: int,
    themes_of: Mapping[str, Sequence[str]],
    read: Container[str],
) -> list[Statement]:
    """Return the statements that would be untrue if a theme lost its codings on some paragraphs.

    They print a value of the theme. If a paragraph loses its only theme, the number of coded
    paragraphs changes too. If no paragraph of the theme is left, the number of themes found does.
    If a person read one of the paragraphs, the differences between rules and readers do.

    Args:
        statements: All statements of the report.
        theme: Code of the theme.
        lost: The paragraphs that lose the theme.
        left: How many paragraphs keep it.
        themes_of: The codes of each paragraph.
        read: The paragraphs that a person coded.
    """
    gone = list(lost)
    if not gone:
        return []
    changed: set[str] = set()
    if any(list(themes_of.get(paragraph, ())) == [theme] for paragraph in gone):
        changed.update(_CODED)
    if not left:
        changed.add("themes.found")
    if any(paragraph in read for paragraph in gone):
        changed.update(("disagreements.count", "disagreements.of"))
    return [
        statement
        for statement in statements
        if theme in statement.themes()
        or any(in_document(path, theme, gone) for path in statement.values)
        or any(
            path in changed
            or (path.startswith("document.") and path.endswith("coded") and _CODED[0] in changed)
            for path in statement.values
        )
    ]


def in_document(path: str, theme: str, lost: Iterable[str]) -> bool:
    """Return whether a value is that of a theme in a document that loses one of the paragraphs.

    A "" among `lost` stands for a paragraph of any document.
    """
    found = _IN_DOCUMENT.match(path)
    if not found or found[2] != theme or found[3] in _FIXED:
        return False
    return any(not paragraph or paragraph.rpartition(".")[0] == found[1] for paragraph in lost)
