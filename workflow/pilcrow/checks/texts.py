"""Check what only the texts can tell: that they can be read, and that what cites them is true.

A build finds the same in its stages. `pilcrow check` reads every text for it and writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pilcrow.checks.project import Checked
from pilcrow.coding.codebook_checks import SHOWN, load_codebook
from pilcrow.coding.examples import examine_examples, named_documents, with_language
from pilcrow.coding.hand import read_hand
from pilcrow.edition.division import division_file
from pilcrow.edition.people import SHOWN as PEOPLE
from pilcrow.edition.people import load_people
from pilcrow.edition.sources import load
from pilcrow.files.typed import Lines, Place, line_of
from pilcrow.model.codebook import Codebook
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark, Paragraph

# Doubts about how a text was read. Whoever accepted its paragraphs has settled them.
ACCEPTED = ("division", "reading")


def check_texts(root: Path, checked: Checked) -> list[Mark]:
    """Clean and divide every document of a project that `examine` has checked. Return marks.

    Marks are corrections and hand codings of words that are no longer there, examples that
    contradict the rules, and themes or rules limited to speakers that no text has. Raises Problems
    of all documents at once.
    """
    problems: list[Problem] = []
    marks: list[Mark] = []
    paragraphs: list[Paragraph] = []
    settled: set[str] = set()
    withdrawn: list[str] = []
    speakers: set[str] = set()
    codebook = checked.codebook
    named = named_documents(codebook)
    for document in checked.documents:
        try:
            edition = load(root, document.document)
            gone = [row.id for row in edition.withdrawn]
            read = read_hand(
                root, document, edition.cleaned, edition.paragraphs, gone, codebook.codes()
            )
        except Problems as stopped:
            problems += stopped.problems
            continue
        accepted = ACCEPTED if document.ledger else ()
        doubts = [*edition.cleaned.marks, *edition.segmented.marks]
        # A ledger settles what was guessed. It does not settle a scholar's row that fits nothing.
        rows = division_file(document.document)
        marks += [
            mark
            for mark in doubts
            if mark.file == rows or mark.kind not in ("provisional", *accepted)
        ]
        marks += read.marks
        speakers |= {paragraph.speaker for paragraph in edition.paragraphs}
        if not edition.segmented.provisional:
            settled.add(document.document)
        if document.document in named:
            paragraphs += with_language(edition.paragraphs, edition.segmented.language)
            withdrawn += gone
    if problems:
        raise Problems(problems)
    lines = load_codebook(root / SHOWN)[1]
    marks += unheard_speakers(codebook, speakers, lines)
    marks += unheard_people(root, speakers)
    doubtful, problems = examine_examples(root, codebook, paragraphs, settled, withdrawn)
    if problems:
        raise Problems(problems)
    return sorted({*marks, *doubtful})


def unheard_people(root: Path, speakers: Collection[str]) -> Iterator[Mark]:
    """Yield a mark for each person of edition/speakers.csv who speaks in no document."""
    heard = {name.casefold() for name in speakers}
    for rows in load_people(root).values():
        for row in rows:
            if row.use == "speaker" and row.name.casefold() not in heard:
                yield Mark(
                    "division",
                    f'{row.name} speaks in no document: no paragraph has the label "{row.label}".',
                    file=PEOPLE,
                    line=row.line,
                    todo="Write the label as the source prints it, or remove the row.",
                )


def unheard_speakers(codebook: Codebook, speakers: Collection[str], lines: Lines) -> Iterator[Mark]:
    """Yield a mark for each speaker that a theme or rule names and that no document has."""
    heard = {name.casefold() for name in speakers}
    for number, theme in enumerate(codebook.themes):
        parents = codebook.theme(theme.parent).speakers if theme.parent else []
        own = theme.speakers if theme.speakers != parents else []
        places: list[tuple[str, list[str], Place]] = [(theme.code, own, ("themes", number))]
        places += [
            (rule.id, rule.speakers, ("themes", number, "rules", count))
            for count, rule in enumerate(theme.rules)
        ]
        for name, listed, place in places:
            for speaker in listed:
                if speaker.casefold() not in heard:
                    yield Mark(
                        "codebook",
                        f'{name} is limited to the speaker "{speaker}", who speaks in no document.',
                        file=SHOWN,
                        line=line_of((*place, "speakers"), lines),
                        todo="Write the name as results/tabulate/paragraphs.csv has it.",
                    )
