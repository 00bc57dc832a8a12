"""Define what the gate finds, at its place: errors, marks and hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pilcrow.model.problems import Problem, problem
from pilcrow.model.records import Mark, WordChange

LEVELS = ("error", "mark", "hint")
SINGLE = 12  # more documents than this share one mark if the same is doubtful of them
# Doubts that a whole corpus may share: words that identify each, what the one mark says, its file,
# and what to do.
_SHARED = (
    (
        " has no ledger yet: ",
        "have no ledger yet",
        "Their paragraph IDs are provisional and may change.",
        "edition",
        "Accept them all with `pilcrow accept`.",
    ),
    (
        " has no metadata: ",
        "have no metadata",
        "Their titles are derived from their file names; speaker, date and provenance are unknown.",
        "raw",
        "Write raw/<document>.yaml for each, or a row for each in raw/documents.csv.",
    ),
)


class Finding(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """Something that the gate found at a place of the scholar's files (line and column from 1)."""

    file: str
    line: int
    column: int
    level: str  # error, mark, hint
    kind: str  # citation, quotation, reference, variable, subset, number, …
    message: str
    todo: str = ""
    document: str = ""
    paragraph: str = ""
    difference: list[WordChange] = []  # accepted → now


class TextProblem(msgspec.Struct, frozen=True):
    """Something wrong at a position of a text, or (`hint`) worth a word."""

    position: int
    kind: str
    what: str
    todo: str = ""
    hint: bool = False


def from_problem(found: Problem) -> Finding:
    """Return a problem as a finding of the level "error"."""
    return Finding(
        found.file, found.line, found.column, "error", found.kind, found.what, found.todo
    )


def from_mark(mark: Mark) -> Finding:
    """Return a mark as a finding."""
    return Finding(
        mark.file,
        mark.line,
        0,
        "mark",
        mark.kind,
        mark.message,
        mark.todo,
        mark.document,
        mark.paragraph,
    )


def condense_marks(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks, sorted. What many documents share becomes one mark that names the first few."""
    kept: list[Mark] = []
    shared: dict[int, list[Mark]] = {}
    for mark in sorted(marks):
        found = next(
            (
                place
                for place, (words, *_) in enumerate(_SHARED)
                if words in mark.message and not mark.paragraph
            ),
            -1,
        )
        (shared.setdefault(found, []) if found >= 0 else kept).append(mark)
    for place, alike in shared.items():
        if len(alike) <= SINGLE:
            kept += alike
            continue
        _, what, follows, file, todo = _SHARED[place]
        named = some_places([mark.document for mark in alike])
        kept.append(
            Mark(
                alike[0].kind,
                f"{len(alike):,} documents {what}: {named}. {follows}",
                file=file,
                todo=todo,
            )
        )
    return sorted(kept)


def to_problem(finding: Finding) -> Problem:
    """Return a finding as a problem."""
    return problem(
        finding.message,
        file=finding.file,
        line=finding.line,
        column=finding.column,
        todo=finding.todo,
        kind=finding.kind,
    )


def to_mark(finding: Finding) -> Mark:
    """Return a finding as a mark."""
    return Mark(
        finding.kind,
        finding.message,
        file=finding.file,
        line=finding.line,
        todo=finding.todo,
        document=finding.document,
        paragraph=finding.paragraph,
    )


def stopping_findings(findings: Iterable[Finding], strict: bool) -> list[Problem]:
    """Return what stops the build: the errors, and with `strict` every mark as well."""
    stopping = ("error", "mark") if strict else ("error",)
    return [to_problem(finding) for finding in sorted(findings) if finding.level in stopping]


def group_findings(findings: Iterable[Finding]) -> list[tuple[Finding, list[str]]]:
    """Return each finding once, with all places where it was made, in the order of the first place.

    A place reads "report/index.qmd:15:661".
    """
    places: dict[tuple[str, ...], list[str]] = {}
    first: dict[tuple[str, ...], Finding] = {}
    for finding in sorted(findings):
        key = (finding.level, finding.kind, finding.message, finding.todo)
        first.setdefault(key, finding)
        place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part)
        places.setdefault(key, []).extend([place] if place else [])
    return [(finding, list(dict.fromkeys(places[key]))) for key, finding in first.items()]


def some_places(places: Sequence[str], count: int = 3) -> str:
    """Return the first `count` places for a message, and how many more there are."""
    left = len(places) - count
    return ", ".join(places[:count]) + (f" and {left:,} more" if left > 0 else "")


def shorten(text: str, length: int = 100) -> str:
    """Return a text for a message. One longer than `length` characters loses its middle."""
    return (
        text if len(text) <= length else f"{text[: length - 30].rstrip()} … {text[-25:].lstrip()}"
    )


class Gate(msgspec.Struct, frozen=True):
    """The content of gate.json.

    It holds the number of findings of each level, the findings, and the uncited paragraphs of each
    document.
    """

    counts: dict[str, int]
    findings: list[Finding]
    uncited: dict[str, list[str]]


def report_of(findings: Sequence[Finding], uncited: Mapping[str, list[str]]) -> Gate:
    """Return the content of gate.json, with the findings sorted by place."""
    ordered = sorted(findings)
    counts = {level: sum(1 for finding in ordered if finding.level == level) for level in LEVELS}
    return Gate(counts, ordered, dict(uncited))
