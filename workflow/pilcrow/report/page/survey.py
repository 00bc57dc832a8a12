"""Keep what compose needs of every document of a corpus: an outline, themes, coders, marks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import msgspec

from pilcrow.model.documents import Metadata
from pilcrow.model.records import Coding, Mark
from pilcrow.report.page.corpus import CITED, EditedDocument, all_marks, chosen_codings
from pilcrow.report.page.reader import Corpus
from pilcrow.report.rendering.fonts import uncovered_marks
from pilcrow.tables.reading import CONSENSUS, RULES, is_read


class ParagraphOutline(msgspec.Struct, frozen=True, gc=False):
    """A paragraph without its text, or one that left the text."""

    id: str
    kind: str
    order: int  # position in the document; 0 where it left


class Outline(msgspec.Struct, frozen=True):
    """A document without its texts."""

    document: str
    metadata: Metadata
    provisional: bool
    paragraphs: list[ParagraphOutline]
    withdrawn: list[ParagraphOutline]
    words: int  # of speech and questions
    corrected: bool  # there are corrections or notes
    divided: bool = False  # the editor decided something about its division

    def units(self) -> list[str]:
        """Return the IDs of the paragraphs of speech and questions, in the order of the text."""
        return [
            part.id
            for part in sorted(self.paragraphs, key=lambda part: part.order)
            if part.kind in CITED
        ]


class Survey(msgspec.Struct):
    """What one reading of all documents found."""

    outlines: dict[str, Outline] = {}  # by ID, in the order of the corpus
    # Paragraph ID → codes of its themes in the report's coding, in the codebook's order.
    themes: dict[str, tuple[str, ...]] = {}
    coders: set[str] = set()
    read: set[str] = set()  # IDs of the paragraphs that a person coded
    unread: set[str] = set()  # IDs of those that the report's coding did not read
    marks: list[Mark] = []

    def holds(self, outline: Outline) -> bool:
        """Return whether an outline is that of a whole document that has a transcript."""
        return self.outlines.get(outline.document) is outline

    def coded(self) -> set[str]:
        """Return the themes that some paragraph has."""
        return {code for codes in set(self.themes.values()) for code in codes}


def outline_of(edited: EditedDocument) -> Outline:
    """Return the outline of a document."""
    paragraphs = [
        ParagraphOutline(paragraph.id, paragraph.kind, paragraph.order)
        for paragraph in edited.paragraphs
    ]
    withdrawn = [ParagraphOutline(gone.id, gone.kind, 0) for gone in edited.withdrawn]
    words = sum(paragraph.words for paragraph in edited.paragraphs if paragraph.kind in CITED)
    provisional, corrected = edited.segmented.provisional, bool(edited.corrections())
    return Outline(
        edited.document,
        edited.metadata,
        provisional,
        paragraphs,
        withdrawn,
        words,
        corrected,
        bool(edited.segmented.division),
    )


def survey_documents(
    corpus: Iterable[EditedDocument],
    choice: str,
    rule: str,
    codes: Sequence[str],
    fonts: Sequence[Path],
) -> Survey:
    """Read all documents once, and return what compose keeps of them.

    Args:
        corpus: The documents.
        choice: The coding that the report uses.
        rule: The rule of adjudication.
        codes: The codes of all themes, in the codebook's order.
        fonts: Folders of the fonts of the print.
    """
    seen = Survey()
    order = {code: place for place, code in enumerate(codes)}
    # Few combinations of themes occur, so paragraphs share them.
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for edited in corpus:
        seen.outlines[edited.document] = outline_of(edited)
        themes: dict[str, dict[str, None]] = {}
        for coding in sorted(
            chosen_codings(edited, choice, rule),
            key=lambda coding: order.get(coding.theme, len(order)),
        ):
            themes.setdefault(coding.paragraph, {})[coding.theme] = None
        for paragraph, found in themes.items():
            together = tuple(found)
            seen.themes[paragraph] = shared.setdefault(together, together)
        if choice != RULES:
            seen.unread.update(unread_in(edited, choice))
        seen.coders.update(coding.coder for coding in edited.codings)
        seen.read.update(
            coding.paragraph for coding in edited.codings if coding.coder not in (RULES, CONSENSUS)
        )
        seen.marks += [*uncovered_marks(edited.paragraphs, *fonts), *all_marks(edited)]
    return seen


def unread_in(edited: EditedDocument, choice: str) -> list[str]:
    """Return the IDs of the paragraphs of speech and questions that a coding did not read."""
    by_paragraph: dict[str, list[Coding]] = {}
    for coding in edited.codings:
        by_paragraph.setdefault(coding.paragraph, []).append(coding)
    return [
        paragraph.id
        for paragraph in edited.paragraphs
        if paragraph.kind in CITED and not is_read(by_paragraph.get(paragraph.id, ()), choice)
    ]


def in_full(outlines: Iterable[Outline], corpus: Corpus) -> list[EditedDocument]:
    """Return the documents of outlines, each with only the paragraphs of its outline."""
    return [
        _only(
            corpus[outline.document],
            {part.id for part in (*outline.paragraphs, *outline.withdrawn)},
        )
        for outline in outlines
    ]


def _only(edited: EditedDocument, held: Container[str]) -> EditedDocument:
    return msgspec.structs.replace(
        edited,
        paragraphs=[paragraph for paragraph in edited.paragraphs if paragraph.id in held],
        withdrawn=[gone for gone in edited.withdrawn if gone.id in held],
    )
