"""Read codings by people: coding/hand/<coder>/<document>.csv, and voices: <document>.voice.csv.

A coding is stale if it was true when the paragraph was read and no longer is. It is kept and
marked, but not used. What was never true is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from pilcrow.coding.places import Places
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import CleanedDocument, Coding, Evidence, Mark, Paragraph, Voice

COLUMNS = ["paragraph", "checksum", "theme", "evidence", "memo"]
VOICE_COLUMNS = ["paragraph", "checksum", "voice", "source", "words", "memo"]
VOICES = ("own", "reported", "conditional", "distanced")
RESERVED = ("rules",)  # names that no coder can have
CONSENSUS = "consensus"  # the adjudicator's folder, and the name of the coding in the report
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
Row = tuple[int, dict[str, str]]


class HandCodings(msgspec.Struct):
    """What people coded in a document, and warnings about it."""

    records: list[Coding | Voice]
    marks: list[Mark]


def coder_of(shown: str) -> str:
    """Return the coder of a file: the name of its folder."""
    return PurePosixPath(shown).parent.name


def check_files(root: Path, manifest: Document, themes: Sequence[str] | None) -> None:
    """Check a document's files as far as possible without its text.

    Raises Problems, of all files at once. If `themes` is None, the codes of the codebook are not
    known, and the themes of the codings are not checked.
    """
    found: list[Problem] = []
    for shown in manifest.hand:
        try:
            found += check_rows(read_rows(root, shown), shown, manifest.document, themes)
        except Problems as stopped:
            found += stopped.problems
    for shown in manifest.voice:
        try:
            found += check_voice_rows(read_rows(root, shown), shown, manifest.document)
        except Problems as stopped:
            found += stopped.problems
    if found:
        raise Problems(found)


def read_rows(root: Path, shown: str) -> list[Row]:
    """Return the rows of a file of codings or voices with their lines. Raises Problems."""
    from pilcrow.files.rows import load_rows

    if shown.endswith(".voice.csv"):
        return load_rows(root / shown, shown, VOICE_COLUMNS[:3] + ["words"], ["source", "memo"])
    return load_rows(root / shown, shown, COLUMNS[:3], COLUMNS[3:])


def full_theme(theme: str, known: Sequence[str]) -> str:
    """Return a theme's code with its parents; "" if no theme is meant.

    The last part of the code is enough if only one theme has it.
    """
    if theme in known:
        return theme
    ends = [code for code in known if code.rpartition("/")[2] == theme]
    return ends[0] if len(ends) == 1 else ""


def _check_common(rows: Iterable[Row], shown: str, document: str) -> list[Problem]:
    found = []
    if coder_of(shown) in RESERVED:
        found.append(
            problem(
                f'No coder can be called "{coder_of(shown)}".',
                file=shown,
                todo="Give the folder another name.",
                kind="coder",
            )
        )
    for line, row in rows:
        if not re.fullmatch(re.escape(document) + r"\.[phsn][0-9]+[a-z]*", row["paragraph"]):
            found.append(
                problem(
                    f'"{row["paragraph"]}" is not a paragraph of {document}.',
                    file=shown,
                    line=line,
                    todo=f"Write it as {document}.p8.",
                    kind="paragraph",
                )
            )
        if not _CHECKSUM.fullmatch(row["checksum"]):
            found.append(
                problem(
                    (
                        f'"{row["checksum"]}" is not a checksum.'
                        if row["checksum"]
                        else "The checksum is missing."
                    ),
                    file=shown,
                    line=line,
                    todo=(
                        "Give the SHA-256 of the paragraph's text as it was read;"
                        " results/paragraphs.json has it."
                    ),
                    kind="checksum",
                )
            )
    return found


def check_rows(
    rows: Sequence[Row], shown: str, document: str, themes: Sequence[str] | None
) -> list[Problem]:
    """Return the problems of a file of codings that can be found without the text."""
    problems = _check_common(rows, shown, document)
    seen: dict[tuple[str, str], int] = {}

    def add(line: int, what: str, todo: str, kind: str) -> None:
        problems.append(problem(what, file=shown, line=line, todo=todo, kind=kind))

    for line, row in rows:
        theme = full_theme(row["theme"], themes or ()) if row["theme"] else ""
        if row["theme"] and not theme and themes is not None:
            ends = [code for code in themes if code.rpartition("/")[2] == row["theme"]]
            todo = (
                f"Write one of {', '.join(ends)}." if ends else did_you_mean(row["theme"], themes)
            )
            add(line, f'The codebook has no theme "{row["theme"]}".', todo, "theme")
        if not row["theme"] and row["evidence"].strip():
            todo = "Name the theme, or remove the words."
            add(line, "Words are quoted for no theme.", todo, "theme")
        key = (row["paragraph"], theme or row["theme"])
        if key in seen:
            named = key[1]
            what = f"is coded {named} twice" if named else "is said twice to have no theme"
            what = f"{row['paragraph']} {what}, first in line {seen[key]}."
            add(line, what, "Keep one row.", "twice")
        seen.setdefault(key, line)
    coded = {paragraph for paragraph, theme in seen if theme}
    for (paragraph, theme), line in seen.items():
        if not theme and paragraph in coded:
            what = f"{paragraph} is said to have no theme, and is coded in another row."
            add(line, what, "Keep one of them.", "twice")
    return problems


def check_voice_rows(rows: Sequence[Row], shown: str, document: str) -> list[Problem]:
    """Return the problems of a file of voices that can be found without the text."""
    problems = _check_common(rows, shown, document)
    for line, row in rows:
        if row["voice"] not in VOICES:
            todo = did_you_mean(row["voice"], VOICES)
            problems.append(
                problem(
                    f'"{row["voice"]}" is not a voice.',
                    file=shown,
                    line=line,
                    todo=todo,
                    kind="voice",
                )
            )
        if not row["words"].strip():
            problems.append(
                problem(
                    "The words that the voice belongs to are missing.",
                    file=shown,
                    line=line,
                    todo="Quote them verbatim.",
                    kind="words",
                )
            )
        if row["source"] and row["voice"] in ("own", "conditional"):
            problems.append(
                problem(
                    f'A voice "{row["voice"]}" has no source.',
                    file=shown,
                    line=line,
                    todo="Remove the source, or write reported.",
                    kind="voice",
                )
            )
    return problems


def read_hand(
    root: Path,
    manifest: Document,
    cleaned: CleanedDocument,
    paragraphs: Sequence[Paragraph],
    withdrawn: Iterable[str],
    themes: Sequence[str],
) -> HandCodings:
    """Return what all coders gave a document, compared with its paragraphs as they are now.

    Args:
        root: The project.
        manifest: The document with the paths of its files.
        cleaned: Its clean text.
        paragraphs: Its paragraphs.
        withdrawn: IDs of withdrawn paragraphs.
        themes: Codes of the themes.

    Raises Problems, of all files at once.
    """
    check_files(root, manifest, themes)
    reading = _Reading(
        manifest.document,
        {paragraph.id: paragraph for paragraph in paragraphs},
        frozenset(withdrawn),
        Places(cleaned),
    )
    for shown in manifest.hand:
        for line, row in read_rows(root, shown):
            reading.coding(
                shown, line, row, full_theme(row["theme"], themes) if row["theme"] else ""
            )
    for shown in manifest.voice:
        for line, row in read_rows(root, shown):
            reading.voice(shown, line, row)
    if reading.problems:
        raise Problems(reading.problems)
    return HandCodings(reading.records, sorted(reading.marks))


class _Reading:
    """Turn the rows of one document's files into records, warnings and problems."""

    def __init__(
        self,
        document: str,
        paragraphs: Mapping[str, Paragraph],
        withdrawn: frozenset[str],
        places: Places,
    ) -> None:
        self.document = document
        self.paragraphs = paragraphs
        self.withdrawn = withdrawn
        self.places = places
        self.records: list[Coding | Voice] = []
        self.marks: list[Mark] = []
        self.problems: list[Problem] = []

    def coding(self, shown: str, line: int, row: Mapping[str, str], theme: str) -> None:
        paragraph, stale = self._paragraph(shown, line, row)
        if paragraph is None and not stale:
            return
        evidence, lost = [], []
        locate = self.places.locate(paragraph) if paragraph else None
        reached: dict[str, int] = {}
        for quoted in filter(None, (part.strip() for part in row["evidence"].split(" | "))):
            start = paragraph.text.find(quoted, reached.get(quoted, 0)) if paragraph else -1
            if start < 0 or paragraph is None:
                lost.append(quoted)
                continue
            end = reached[quoted] = start + len(quoted)
            raw_start, raw_end = (
                locate(start, end)
                if locate
                else (paragraph.raw_start + start, paragraph.raw_start + end)
            )
            evidence.append(Evidence(start, end, raw_start, raw_end, "", quoted))
        if lost and not stale:
            self._not_verbatim(shown, line, row, lost)
        evidence.sort(key=lambda span: (span.start, span.end))
        self.records.append(
            Coding(
                self.document,
                row["paragraph"],
                theme,
                coder_of(shown),
                evidence,
                row["memo"],
                stale,
                lost=lost if stale else [],
            )
        )

    def voice(self, shown: str, line: int, row: Mapping[str, str]) -> None:
        paragraph, stale = self._paragraph(shown, line, row)
        if paragraph is None and not stale:
            return
        words = row["words"].strip()
        start = paragraph.text.find(words) if paragraph else -1
        if start < 0:
            if not stale:
                self._not_verbatim(shown, line, row, [words])
            start, end = 0, 0
        else:
            end = start + len(words)
        self.records.append(
            Voice(
                self.document,
                row["paragraph"],
                row["voice"],
                coder_of(shown),
                start,
                end,
                words,
                row["source"],
                row["memo"],
                stale,
            )
        )

    def _paragraph(
        self, shown: str, line: int, row: Mapping[str, str]
    ) -> tuple[Paragraph | None, bool]:
        """Return the paragraph of a row, and whether the row is stale; (None, False) if there never
        was one.
        """
        paragraph = self.paragraphs.get(row["paragraph"])
        if paragraph is None and row["paragraph"] not in self.withdrawn:
            self.problems.append(
                problem(
                    f"There is no paragraph {row['paragraph']}.",
                    file=shown,
                    line=line,
                    todo=did_you_mean(row["paragraph"], self.paragraphs),
                    kind="paragraph",
                )
            )
            return None, False
        if paragraph is not None and paragraph.checksum == row["checksum"]:
            return paragraph, False
        what = "has changed since" if paragraph else "has been withdrawn since"
        mark = Mark(
            "stale",
            f"{row['paragraph']} {what} {coder_of(shown)} read it.",
            self.document,
            row["paragraph"],
            shown,
            line,
            (
                f"Read it again: make a new form (`pilcrow form --coder {coder_of(shown)}`) and"
                f" load this file there, or put the checksum {paragraph.checksum} into the row."
                if paragraph
                else "Remove the row, or restore the paragraph."
            ),
        )
        if mark not in self.marks:
            self.marks.append(mark)
        return paragraph, True

    def _not_verbatim(
        self, shown: str, line: int, row: Mapping[str, str], quoted: Iterable[str]
    ) -> None:
        for words in quoted:
            self.problems.append(
                problem(
                    f"“{words}” is not in {row['paragraph']}.",
                    file=shown,
                    line=line,
                    todo=('Quote the words exactly, and put " | " between several quotations.'),
                    kind="quotation",
                )
            )
