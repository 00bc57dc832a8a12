"""Number sections, figures and tables, and write the links that refer to them.

The numbers are computed here because those of the two renderers differ.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence

import msgspec

from pilcrow.model.problems import did_you_mean
from pilcrow.model.wording import slug
from pilcrow.report.prose.findings import TextProblem
from pilcrow.report.prose.labels import word
from pilcrow.report.prose.markdown import Heading, headings, mask

GROUPED = "comparison-"  # begins the name of a table of themes by the groups of one variable
# What cross-references lead to, by the beginning of their identifiers.
REFERRED = {
    "fig": "figure",
    "tbl": "table",
    "eq": "equation",
    "lst": "listing",
    "nte": "callout",
    "tip": "callout",
    "wrn": "callout",
    "imp": "callout",
    "cau": "callout",
}
_INSERT = re.compile(
    r"^[ \t]{0,3}:{3,}[ \t]*\{([^{}\n]*\.insert\b[^{}\n]*)\}[ \t]*\n((?:[ \t]*\n)*)(?:["
    r" \t]{0,3}:{3,}[ \t]*(?=\n|\Z))?",
    re.MULTILINE,
)
APPENDICES = re.compile(r"\.appendices\b")  # the class of the heading over the appendices
_VALUE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_IDENTIFIER = re.compile(r"#([^\s{}#]+)")


class Section(msgspec.Struct, frozen=True):
    """A section of the report and the position where it begins.

    `number` is "3.2", in an appendix "A.1", or "" if the section is not numbered.
    """

    number: str
    anchor: str
    title: str
    start: int
    heading: Heading


class Insert(msgspec.Struct, frozen=True):
    """An `::: {.insert …}`.

    `kind` is what it inserts: "part", "figure", "table" or "". `values` holds its other attributes.
    `whole` is false if it is not empty or not closed.
    """

    start: int
    end: int
    kind: str
    name: str
    values: dict[str, str]
    whole: bool


class Exhibit(msgspec.Struct, frozen=True):
    """A figure or table with its number: kind ("fig" or "tbl"), label ("Figure 1") and anchor."""

    kind: str
    name: str
    label: str
    number: int
    anchor: str


def anchor_of(identifier: str) -> str:
    """Return the anchor of an identifier in the output.

    Quarto gives `sec-`, `fig-` and `tbl-` a meaning of its own, so they become other words.
    """
    for short, long in (
        ("sec-", "section-"),
        ("fig-", "figure-"),
        ("tbl-", "table-"),
        ("eq-", "equation-"),
        ("lst-", "listing-"),
    ):
        if identifier.startswith(short):
            return long + identifier.removeprefix(short)
    return identifier


def section_name(title: str) -> str:
    """Return an identifier made of a title in Markdown: "the-text" for "The *text*"."""
    return slug(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title), scripts=True) or "section"


def number_sections(text: str, titles: Collection[int] = ()) -> list[Section]:
    """Return the sections of a text with the numbers that both renderers would give them.

    Sections that are not numbered do not count. Sections below a heading of the class "appendices"
    have letters, until the next heading of its level. `titles` are the positions of headings that
    begin no section because they are the title of a callout.
    """
    counts: list[int] = []
    taken: dict[str, int] = {}
    sections = []
    before = outer = 0
    for heading in headings(text):
        if heading.start in titles:
            continue
        level = before = min(heading.level, before + 1)  # the renderers skip no level
        own = _IDENTIFIER.search(heading.attributes)
        anchor = anchor_of(own[1]) if own else f"section-{section_name(heading.title)}"
        taken[anchor] = taken.get(anchor, 0) + 1
        if not own and taken[anchor] > 1:
            anchor = f"{anchor}-{taken[anchor]}"
        number = ""
        outer = 0 if level <= outer else outer
        if APPENDICES.search(heading.attributes):
            outer, counts = level, counts[:level]
        elif not re.search(r"\.(unnumbered|appendix)\b", heading.attributes) and not re.search(
            r"\{\s*-\s*\}", heading.attributes
        ):
            counts = (counts + [0] * level)[:level]
            counts[-1] += 1
            number = ".".join(map(str, counts))
            if outer:
                letter, *below = counts[outer:]
                number = ".".join([letter_of(letter), *map(str, below)])
        sections.append(Section(number, anchor, heading.title, heading.start, heading))
    return sections


def letter_of(number: int) -> str:
    """Return the letter of the appendix with a number: A, …, Z, AA, AB, …"""
    before, place = divmod(number - 1, 26)
    return (letter_of(before) if before else "") + chr(ord("A") + place)


def find_inserts(text: str) -> list[Insert]:
    """Return the inserts of a text, in order."""
    masked = mask(text, keep=frozenset({"attributes"}))
    inserts = []
    for found in _INSERT.finditer(masked):
        values = {
            name: a or b or c
            for name, a, b, c in _VALUE.findall(text[found.start(1) : found.end(1)])
        }
        kind = next((kind for kind in ("part", "figure", "table") if kind in values), "")
        whole = found[0].rstrip().endswith(":::") and found[0].count(":::") >= 2
        inserts.append(
            Insert(found.start(), found.end(), kind, values.pop(kind, ""), values, whole)
        )
    return inserts


def section_of(position: int, sections: Sequence[Section]) -> Section | None:
    """Return the section in which a position lies, or None before the first."""
    before = [section for section in sections if section.start <= position]
    return before[-1] if before else None


def place_name(section: Section) -> str:
    """Return what "cited in …" calls a section: its number, or its title if it has none."""
    if section.number[:1].isalpha():
        return f"Appendix {section.number}"
    return section.number or section.title


def place_title(section: Section) -> str:
    """Return what a list of places calls a section: its number and its title."""
    return f"{section.number} {plain_title(section)}".strip()


def plain_title(section: Section) -> str:
    """Return the title of a section without the signs of its Markdown."""
    return re.sub(r"\\(?=\W)|[*`]|\[(?=[^]]*\])|\](\([^)]*\)|\{[^}]*\})?", "", section.title)


def resolve_crossreference(
    key: str,
    suppressed: bool,
    sections: Sequence[Section],
    exhibits: Mapping[tuple[str, str], Exhibit],
    language: str,
    insertable: tuple[Container[str], Container[str]],
) -> tuple[str, str, str]:
    """Return the link for `@sec-…`, `@fig-…` or `@tbl-…`, what is wrong, and what to do.

    Either the link or the two messages are "". `suppressed` leaves out the word before the number.
    `insertable` holds the names of the figures and of the parts that are tables.
    """
    kind, _, name = key.partition("-")
    kind = kind.lower()
    if kind == "sec":
        for section in sections:
            if section.anchor == f"section-{name}" and "#" in section.heading.attributes:
                kind = "appendix" if section.number[:1].isalpha() else "section"
                named = f"{word(kind, language)}\u00a0{section.number}"
                label = section.number if suppressed else named
                return (
                    f"[{label if section.number else f'“{section.title}”'}](#{section.anchor})",
                    "",
                    "",
                )
        known = [
            f"sec-{section.anchor.removeprefix('section-')}"
            for section in sections
            if section.anchor.startswith("section-")
        ]
        return (
            "",
            f'There is no section "{key}".',
            did_you_mean(key, known) or f"Give the heading the identifier {{#{key}}}.",
        )
    exhibit = exhibits.get((kind, name))
    if exhibit:
        label = str(exhibit.number) if suppressed else exhibit.label.replace(" ", "\u00a0")
        return f"[{label}](#{exhibit.anchor})", "", ""
    what = REFERRED.get(kind, "")
    if not what:
        return (
            "",
            f'"{key}" is a kind of cross-reference that only one of the renderers knows.',
            "Give it a heading and refer to the section: @sec-NAME.",
        )
    inserted = kind in ("fig", "tbl")
    if inserted and name in insertable[kind != "fig"]:
        attribute = f'{what}="{name}"' if kind == "fig" else f'part="{name}"'
        return (
            "",
            f'The {what} "{name}" is not in the report.',
            f"Insert it: ::: {{.insert {attribute}}} and, on the next line, :::.",
        )
    known = [f"{short}-{other}" for short, other in exhibits if short == kind]
    todo = did_you_mean(key, known) or f"Give it the identifier {{#{key}}}."
    return "", f'There is no {what} "{name if inserted else key}".', todo


def rewrite_heading(section: Section) -> tuple[int, int, str]:
    """Return the replacement that gives a heading its anchor as an explicit identifier.

    It leaves the citations in the title alone.
    """
    heading = section.heading
    inside = heading.attributes.strip("{}").strip()
    if inside == "-":
        inside = ".unnumbered"
    inside = inside.replace(".appendix", ".unnumbered")
    inside = APPENDICES.sub(".appendices .unnumbered", inside)
    rest = " ".join(_IDENTIFIER.sub("", inside, count=1).split())
    return heading.title_end, heading.end, f" {{#{section.anchor}{' ' + rest if rest else ''}}}"


def check_inserts(
    inserts: Sequence[Insert], known: Mapping[str, Sequence[str]]
) -> Iterator[TextProblem]:
    """Yield what is wrong with the inserts.

    `known` holds the names of each kind ("part", "figure", "table") that can be inserted.
    """
    for insert in inserts:
        names = known.get(insert.kind, known["part"])
        what, todo = "", ""
        if not insert.whole:
            what = "An insert must be empty and closed."
            todo = "Write ::: {.insert …} and, on the next line, :::."
        elif not insert.kind:
            what = "This insert does not say what to insert."
            todo = f"Choose one of: {', '.join(names)}."
        elif insert.name not in names:
            what = f'There is no {insert.kind} "{insert.name}" to insert.'
            todo = did_you_mean(insert.name, names) or f"Choose one of: {', '.join(names)}."
        if what:
            yield TextProblem(insert.start, "insert", what, todo)
