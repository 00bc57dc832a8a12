"""Find anchors that two places of a page would share. A link to one would lead to the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from pilcrow.model.values import EXHIBIT, NOTES, RESERVED
from pilcrow.report.page import parts
from pilcrow.report.page.contents import Prose
from pilcrow.report.page.generated import identifiers_of
from pilcrow.report.page.survey import Outline
from pilcrow.report.page.syntax import Block
from pilcrow.report.page.theme_key import key_anchor, theme_anchor
from pilcrow.report.prose import portable
from pilcrow.report.prose.citations import Citable
from pilcrow.report.prose.comparison_section import piece_at
from pilcrow.report.prose.constructs import find_code, read_attributes
from pilcrow.report.prose.crossreferences import REFERRED, Insert, Section
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.markdown import areas
from pilcrow.report.prose.source import LocatedText

_NUMBERED = re.compile(r"hanging-sentence-\d+|doubt-[\w.-]+")  # of generated lists
_KINDS = ("figure", "table")  # what the anchors of inserts begin with


def _named(body: LocatedText) -> Iterator[tuple[str, int]]:
    """Yield the names that the scholar gave to places, each with its position."""
    text = body.text
    braces = [(area.start, area.end) for area in areas(text) if area.kind == "attributes"]
    for start, end in sorted([*braces, *((one.start, one.end) for one in find_code(text))]):
        if name := read_attributes(text[start:end]).identifier:
            yield name, text.index(f"#{name}", start) + 1


def anchors_written(body: LocatedText) -> dict[str, int]:
    """Return the anchors that the scholar wrote, each with its first position."""
    return dict(reversed([*_named(body)]))


def _given_twice(body: LocatedText, sections: Sequence[Section]) -> Iterator[Finding]:
    """Yield a finding for each name that a place has beside another, or beside a section.

    Figures and tables of one name are found where they are numbered.
    """
    headings = [(section.heading.start, section.heading.end) for section in sections]
    seen = {section.anchor for section in sections if "#" in section.heading.attributes}
    for name, position in _named(body):
        if name.partition("-")[0] in REFERRED or any(
            start <= position < end for start, end in headings
        ):
            continue
        if name in seen:
            place = body.place(position)
            what = f'The name "{name}" is given twice: links would lead to only one of the places.'
            todo = "Choose another name, or leave one of them out."
            yield Finding(place.file, place.line, place.column, "error", "anchor", what, todo)
        seen.add(name)


def of_prose(prose: Prose) -> set[str]:
    """Return the anchors of the prose: sections, references, exhibits, what the scholar named."""
    return {
        "refs",
        *(section.anchor for section in prose.sections),
        *anchors_written(prose.body),
        *portable.rewritten_anchors(prose.written.replacements),
        *(exhibit.anchor for exhibit in prose.written.exhibits.values()),
    }


class Expected:
    """The places beside the prose that its links may lead to, before the parts are made."""

    def __init__(
        self,
        documents: Citable,
        themes: Iterable[str],
        inserts: Iterable[Insert],
        works: Iterable[str],
    ) -> None:
        self._documents = documents
        self.made = {"key", "addresses", "doubts", "doubt", *(key_anchor(one) for one in themes)}
        self.made |= {theme_anchor(code) for code in themes}
        self.made |= {f"text-{document}" for document in documents}
        self.made |= {f"ref-{key}" for key in (*documents, *works)}
        self.made |= {f"{kind}-{insert.name}" for insert in inserts for kind in _KINDS}

    def __contains__(self, name: object) -> bool:
        """Return whether a part makes a place of this name, or a document or paragraph has it."""
        if not isinstance(name, str) or name in self.made or _NUMBERED.fullmatch(name):
            return isinstance(name, str)
        return self.is_text(name)

    def is_text(self, name: str) -> bool:
        """Return whether a document or a paragraph has a name."""
        document, _, number = name.partition(".")
        if document not in self._documents or not number:
            return document in self._documents
        known = self._documents[document]
        number = number.partition(".")[0]  # what follows is a note at the paragraph
        return number in known.paragraphs or number in known.withdrawn


def _unusable(documents: Iterable[str], taken: Collection[str]) -> list[Finding]:
    """Return a finding for each document whose ID the page needs for another place."""
    found: list[Finding] = []
    for document in sorted(documents):
        if document in taken or NOTES.fullmatch(document):
            what = (
                f'"{document}" cannot be the ID of a document here: another anchor of the page has'
                " that name."
            )
        elif EXHIBIT.fullmatch(document):
            what = (
                f'"{document}" cannot be the ID of a document: Quarto takes what begins with'
                f' "{document.partition("-")[0]}-" for an exhibit.'
            )
        else:
            continue
        todo = f"Give it another: `pilcrow rename {document} NEW` renames all that belongs to it."
        found.append(Finding(f"raw/{document}", 0, 0, "error", "anchor", what, todo))
    return found


def find_twice(
    body: LocatedText,
    sections: Sequence[Section],
    blocks: Mapping[str, Sequence[Block]],
    corpus: Iterable[Outline],
    themes: Iterable[str],
    works: Collection[str] = (),
) -> list[Finding]:
    """Return an error for each anchor of the prose or ID of a document that another place has.

    Whether a document is shown does not matter: an ID is for ever, and what is shown is not.

    Args:
        body: The text of the report.
        sections: Its sections.
        blocks: The generated parts by name.
        corpus: All documents.
        themes: The codes of all themes.
        works: The keys of the works cited.
    """
    documents: set[str] = set()
    texts: set[str] = set()
    for outline in corpus:
        documents.add(outline.document)
        texts |= identifiers_of(outline)
    taken = {key_anchor(code) for code in themes}
    for name, part in blocks.items():
        if not name.startswith("transcript"):
            taken |= parts.tree_identifiers(part)
    taken |= {f"text-{document}" for document in documents}
    taken |= {f"ref-{key}" for key in (*documents, *works)}
    return clashes(body, sections, texts.__contains__, documents, taken)


def clashes(
    body: LocatedText,
    sections: Sequence[Section],
    is_text: Callable[[str], bool],
    documents: Collection[str],
    taken: Collection[str],
) -> list[Finding]:
    """Return an error for each name that two places would have.

    Args:
        body: The text of the report.
        sections: Its sections.
        is_text: Whether a document or a paragraph has a name.
        documents: The IDs of all documents.
        taken: Names of places that Pilcrow makes.
    """
    own = {name: at for name, at in anchors_written(body).items() if name != "refs"}
    findings: list[Finding] = []
    for name in sorted(filter(is_text, own)):
        place = body.place(own[name])
        what = (
            f"#{name} already leads to a {'document' if name in documents else 'paragraph'}: links"
            " to that would lead here."
        )
        findings.append(
            Finding(
                place.file,
                place.line,
                place.column,
                "error",
                "anchor",
                what,
                "Choose another name for this place.",
            )
        )
    findings += [*sections_named_alike(body, sections), *_given_twice(body, sections)]
    used = RESERVED | {section.anchor for section in sections} | set(taken)
    used |= {f"toc-{name}" for name in used}
    return findings + _unusable({*documents} - own.keys(), used)


def sections_named_alike(body: LocatedText, sections: Sequence[Section]) -> list[Finding]:
    """Return a finding for each section whose label an earlier section has, in order.

    A section that Pilcrow makes, such as the comparison of documents, keeps its label. The finding
    is then at the scholar's section.
    """
    first: dict[str, Section] = {}
    found = []
    for section in sections:
        other = first.setdefault(section.anchor, section)
        if other is section:
            continue
        ours = section if piece_at(body, section.start).literal else other
        place = body.place(ours.start)
        rest = other if ours is section else section
        what = (
            f"The section “{rest.title}” has the same label as this one: links would lead to only"
            " one of them."
        )
        todo = "Choose another label for this section, and for the links to it."
        found.append(Finding(place.file, place.line, place.column, "error", "anchor", what, todo))
    return found
