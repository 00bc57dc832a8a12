"""The differences between two states of a project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from pilcrow.edition.sources import Edition
from pilcrow.history.snapshot import FigureState, Snapshot, Table
from pilcrow.history.touched import SentenceChange, touched_sentences
from pilcrow.identity.align import align
from pilcrow.identity.ledger import LedgerRow
from pilcrow.identity.numbering import NUMBER
from pilcrow.model.records import Coding, WordChange
from pilcrow.model.values import Data

# Columns with the place of a text, or the text: they follow from the edit and say nothing of the
# reading.
FOLLOWING = re.compile(
    r"(?:.*_)?(?:text|evidence|checksum|word|sha256|start|end|line|order|position|bytes|verdict|similarity|accepted|explanation)(?:_.*)?|raw_.*|.*_start|.*_end"
)

# Columns with codes of themes, or with rules, which are named after them.
OF_THEMES = ("theme", "themes", "themes_beside", "other", "parent", "rule")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?|")


class ParagraphChange(msgspec.Struct, frozen=True):
    """A changed paragraph. `id` is the present ID, of a withdrawn one the former ID."""

    id: str
    verdict: str
    similarity: float
    explanation: str
    difference: list[WordChange] = []


class CodingChange(msgspec.Struct, frozen=True, order=True):
    """A coding that was gained or lost, or that has other evidence now."""

    paragraph: str
    change: str  # gained, lost, other evidence
    theme: str
    coder: str
    evidence: list[str] = []
    former: list[str] = []


class CellChange(msgspec.Struct, frozen=True):
    """A changed cell of a table. The column is "" if a whole row was gained or lost."""

    table: str
    row: str
    column: str
    before: str
    after: str


class FigureChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A changed figure with its pictures before and after; None if there is no such picture."""

    name: str
    title: str  # as it is now; of a figure that is gone, as it was
    change: str  # new, gone, drawn differently
    before: FigureState | None = None
    after: FigureState | None = None


class Changes(msgspec.Struct, frozen=True):
    """All that differs."""

    before: str
    after: str
    documents: list[str]  # sentences on documents gained or lost
    paragraphs: list[ParagraphChange]
    codings: list[CodingChange]
    cells: list[CellChange]
    figures: list[FigureChange]
    sentences: list[SentenceChange]
    themes: list[str] = []  # sentences on themes renamed
    notes: list[str] = []  # what could not be compared, and why


def as_rows(found: Edition) -> list[LedgerRow]:
    """Return an edition as a ledger, as if it had been accepted, in text order."""
    return [
        LedgerRow(one.id, one.kind, one.speaker, "accepted", "", "", "", one.checksum, one.text)
        for one in found.paragraphs
    ] + [
        LedgerRow(
            gone.id,
            gone.kind,
            gone.speaker,
            "withdrawn",
            gone.redirect,
            gone.date,
            "",
            gone.checksum,
            gone.text,
        )
        for gone in found.withdrawn
    ]


def compare_paragraphs(
    before: Edition, after: Edition
) -> tuple[list[ParagraphChange], dict[str, str]]:
    """Compare the paragraphs of a document, which may have been renamed.

    Returns:
        The paragraphs changed, in text order, withdrawn ones last; and of each paragraph now the ID
        that it had (ID → former ID).
    """
    was, document = before.segmented.document, after.segmented.document
    names = {was: document}
    rows = [
        msgspec.structs.replace(
            row, id=renamed(row.id, names), redirect=renamed(row.redirect, names)
        )
        for row in as_rows(before)
    ]
    alignment = align(document, rows, after.paragraphs)
    known = {renamed(one.id, names): one.id for one in before.paragraphs}
    changed = []
    former = {}
    for one, aligned in zip(after.paragraphs, alignment.paragraphs, strict=True):
        if aligned.id in known:
            former[one.id] = known[aligned.id]
        if aligned.pending or (aligned.id in known and aligned.id != one.id):
            explanation = aligned.explanation
            if aligned.id in known and aligned.id != one.id:
                explanation = f"Was {aligned.number}. {explanation}".strip()
            difference = (
                [WordChange("+", one.text)] if aligned.verdict == "new" else aligned.difference
            )
            changed.append(
                ParagraphChange(
                    one.id, aligned.verdict, aligned.similarity, explanation, difference
                )
            )
    for gone in alignment.withdrawn:
        if not gone.accepted:
            explanation = (
                f"Its words are in {gone.redirect}."
                if gone.redirect
                else "Its words are in no paragraph of the text."
            )
            changed.append(
                ParagraphChange(
                    known.get(gone.id, gone.id),
                    "withdrawn",
                    0.0,
                    explanation,
                    [WordChange("-", gone.text)],
                )
            )
    return changed, former


def compare_codings(
    before: Mapping[str, list[Coding]],
    after: Mapping[str, list[Coding]],
    former: Mapping[str, str],
    present: Set[str],
    lost: Iterable[str],
) -> list[CodingChange]:
    """Return the codings that were gained or lost, or that have other evidence.

    Args:
        before: The former codings, by paragraph.
        after: The present codings, by paragraph.
        former: The former ID of each paragraph that was there before.
        present: All present paragraphs.
        lost: Withdrawn paragraphs.
    """
    found = []
    for now, was in former.items():
        old = {(coding.theme, coding.coder): _words(coding) for coding in before.get(was, ())}
        new = {(coding.theme, coding.coder): _words(coding) for coding in after.get(now, ())}
        found += [
            CodingChange(now, "gained", *key, new[key]) for key in sorted(new.keys() - old.keys())
        ]
        found += [
            CodingChange(now, "lost", *key, old[key]) for key in sorted(old.keys() - new.keys())
        ]
        found += [
            CodingChange(now, "other evidence", *key, new[key], old[key])
            for key in sorted(old.keys() & new.keys())
            if old[key] != new[key]
        ]
    for identifier in sorted(present & set(after) - set(former)):
        found += [
            CodingChange(identifier, "gained", coding.theme, coding.coder, _words(coding))
            for coding in after[identifier]
        ]
    for identifier in lost:
        found += [
            CodingChange(identifier, "lost", coding.theme, coding.coder, _words(coding))
            for coding in before.get(identifier, ())
        ]
    return sorted(found)


def _words(coding: Coding) -> list[str]:
    return [evidence.text for evidence in coding.evidence]


def compare_tables(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[CellChange]:
    """Return the changed cells, and the rows gained or lost, by table.

    Columns that only follow from the text are left out.
    """
    found = []
    for table in sorted(before.keys() | after.keys()):
        columns = key_columns(before.get(table, []), after.get(table, []))
        old, new = by_key(before.get(table, []), columns), by_key(after.get(table, []), columns)
        for key in [*new, *(key for key in old if key not in new)]:
            row = " | ".join(filter(None, key)) or "(all)"
            if key not in old:
                found.append(CellChange(table, row, "", "", "new row"))
            elif key not in new:
                found.append(CellChange(table, row, "", "row", "gone"))
            else:
                for column in new[key]:
                    was, now = old[key].get(column, ""), new[key][column]
                    differ = _listed(column, was) != _listed(column, now)
                    if differ and not FOLLOWING.fullmatch(column):
                        found.append(CellChange(table, row, column, was, now))
    return found


def _listed(column: str, cell: str) -> str | list[str]:
    """Return a cell to compare: of a list of IDs the order does not count, which a document's new
    name changes.
    """
    return sorted(cell.split()) if column.endswith("_ids") else cell


def key_columns(*tables: Table) -> list[int]:
    """Return the columns that distinguish all rows of each table; none if no columns do.

    They are as few of the first columns as suffice, without columns of numbers if possible. A
    number is what is counted, so a changed number does not make another row.
    """
    full = [table for table in tables if table]

    def distinguish(columns: Sequence[int]) -> bool:
        return all(
            len({tuple(row[at] for at in columns) for row in table[1:]}) == len(table[1:])
            for table in full
        )

    most = max((len(table[0]) for table in full), default=0)
    leading = next(
        (list(range(width)) for width in range(1, most + 1) if distinguish(range(width))), []
    )
    worded = [
        at
        for at in leading
        if not all(_NUMBER.fullmatch(row[at]) for table in full for row in table[1:])
    ]
    return worded if worded and distinguish(worded) else leading


def by_key(table: Table, columns: Sequence[int]) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a table by their cells in some columns.

    If there are none, the key is all cells and a count.
    """
    seen: dict[tuple[str, ...], int] = {}
    rows = {}
    for row in table[1:]:
        key = tuple(row[at] for at in columns) if columns else tuple(row)
        seen[key] = seen.get(key, 0) + 1
        rows[key if columns else (*key, str(seen[key]))] = dict(zip(table[0], row, strict=True))
    return rows


def compare_figures(
    before: Mapping[str, FigureState], after: Mapping[str, FigureState]
) -> list[FigureChange]:
    """Return the figures that are drawn differently, or were gained or lost."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        title = now.title if now else was.title if was else ""
        if was is None:
            found.append(FigureChange(name, title, "new", after=now))
        elif now is None:
            found.append(FigureChange(name, title, "gone", was))
        elif was.svg != now.svg:
            found.append(FigureChange(name, title, "drawn differently", was, now))
    return found


def renamed(name: str, names: Mapping[str, str]) -> str:
    """Return an ID with the new name of its document; anything else as it is."""
    document, dot, rest = name.partition(".")
    return f"{names[document]}{dot}{rest}" if document in names else name


def in_cell(
    cell: str, names: Mapping[str, str], column: str, themes: Mapping[str, str] = {}
) -> str:
    """Return a cell with the new names: of an ID, of several IDs, of a document's file, of themes
    and of rules, `themes` being new codes by old ones.

    A word is the ID of a document only in the column `document`: a document may be called as a
    theme, a coefficient or a word of the text is.
    """
    if column == "document":
        return names.get(cell, cell)
    if column in OF_THEMES:
        return " ".join(_of_theme(word, themes) for word in cell.split(" "))
    return " ".join(_of_document(word, names) for word in cell.split(" "))


def _of_theme(word: str, themes: Mapping[str, str]) -> str:
    code, dot, number = word.rpartition(".")
    return f"{themes.get(code, code)}{dot}{number}" if dot else themes.get(word, word)


def _of_document(word: str, names: Mapping[str, str]) -> str:
    folder, slash, name = word.rpartition("/")
    rest = name.partition(".")[2]
    if not NUMBER.match(rest) and not (slash and rest):
        return word
    return f"{folder}{slash}{renamed(name, names)}"


def find_renamed(before: Mapping[str, Edition], after: Mapping[str, Edition]) -> dict[str, str]:
    """Return the documents that were renamed: new name by old name.

    At least half of the paragraphs of the old document, by checksum, are in the new one.
    """
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    sums = {
        (state, name): {one.checksum for one in editions[name].paragraphs}
        for state, editions, names in (("before", before, gone), ("after", after, new))
        for name in names
    }
    pairs = sorted(
        (
            -len(sums["before", old] & sums["after", name]) / max(1, len(sums["before", old])),
            old,
            name,
        )
        for old in gone
        for name in new
    )
    names: dict[str, str] = {}
    for share, old, name in pairs:
        if share <= -0.5 and old not in names and name not in names.values():
            names[old] = name
    return names


def find_renamed_themes(
    before: Snapshot, after: Snapshot, former: Mapping[str, str]
) -> dict[str, str]:
    """Return the themes that were renamed: new code by old code.

    Name or definition are the same, and so are coders and words of all codings in the paragraphs
    that there were before. If several themes fit, none does.

    Args:
        before: The former state.
        after: The present state.
        former: The former ID of each paragraph that was there before.
    """
    was, now = {one.code: one for one in before.themes}, {one.code: one for one in after.themes}
    new = [one for code, one in now.items() if code not in was]
    gone = [one for code, one in was.items() if code not in now]

    def codings(state: Snapshot, paragraphs: Iterable[str], theme: str) -> list[object]:
        return [
            (place, coding.coder, _words(coding))
            for place, identifier in enumerate(paragraphs)
            for coding in state.codings.get(identifier, ())
            if coding.theme == theme
        ]

    pairs = [
        (old.code, one.code)
        for old in gone
        for one in new
        if (old.name == one.name or (old.definition and old.definition == one.definition))
        and codings(before, former.values(), old.code) == codings(after, former, one.code)
    ]
    times = Counter(code for pair in pairs for code in pair)
    return {old: code for old, code in pairs if times[old] == times[code] == 1}


def under_new_names(
    before: Snapshot, names: Mapping[str, str], themes: Mapping[str, str]
) -> Snapshot:
    """Return the former state with its documents and themes named as they are now, in tables and
    values, and with its codings under the new themes.
    """
    tables = {
        table: [
            *([themes.get(column, column) for column in row] for row in rows[:1]),
            *(
                [
                    in_cell(cell, names, column, themes)
                    for column, cell in zip(rows[0], row, strict=True)
                ]
                for row in rows[1:]
            ),
        ]
        for table, rows in before.tables.items()
    }
    values = _under_new_keys(before.values, "theme", themes)
    if isinstance(of_document := values.get("document"), dict):
        values["document"] = {
            names.get(name, name): _under_new_keys(one, "theme", themes)
            if isinstance(one, dict)
            else one
            for name, one in of_document.items()
        }
    codings = {
        identifier: [
            msgspec.structs.replace(one, theme=themes.get(one.theme, one.theme)) for one in those
        ]
        for identifier, those in before.codings.items()
    }
    return msgspec.structs.replace(before, tables=tables, values=values, codings=codings)


def _under_new_keys(
    values: Mapping[str, Data], group: str, names: Mapping[str, str]
) -> dict[str, Data]:
    """Return values with new names for the keys of a group of them."""
    found = values.get(group)
    if not isinstance(found, dict):
        return dict(values)
    return {**values, group: {names.get(key, key): one for key, one in found.items()}}


def compare_states(before: Snapshot, after: Snapshot, was: str, now: str) -> Changes:
    """Compare two states of a project, called `was` and `now`."""
    names = find_renamed(before.editions, after.editions)
    gone = sorted(before.editions.keys() - after.editions.keys() - names.keys())
    new = sorted(after.editions.keys() - before.editions.keys() - set(names.values()))
    documents = [f"{old} was renamed {name}." for old, name in sorted(names.items())]
    documents += [f"{name} is new." for name in new]
    documents += [f"{name} is gone." for name in gone]
    kept = {name: name for name in before.editions.keys() & after.editions.keys()} | names
    compared = {
        name: compare_paragraphs(before.editions[old], after.editions[name])
        for old, name in sorted(kept.items(), key=lambda pair: pair[1])
    }
    themes = find_renamed_themes(
        before, after, {now: was for _, pairs in compared.values() for now, was in pairs.items()}
    )
    if names or themes:
        before = under_new_names(before, names, themes)
    paragraphs = [one for changed, _ in compared.values() for one in changed]
    codings: list[CodingChange] = []
    for name, (changed, former) in compared.items():
        present = {one.id for one in after.editions[name].paragraphs}
        lost = [one.id for one in changed if one.verdict == "withdrawn"]
        codings += compare_codings(before.codings, after.codings, former, present, lost)
    for name in new:
        present = {one.id for one in after.editions[name].paragraphs}
        codings += compare_codings({}, after.codings, {}, present, [])
    verdicts = {one.id: one.verdict for one in paragraphs}
    return Changes(
        was,
        now,
        documents,
        paragraphs,
        codings,
        compare_tables(before.tables, after.tables),
        compare_figures(before.figures, after.figures),
        touched_sentences(before.values, after, verdicts),
        [f"{old} was renamed {code}." for old, code in sorted(themes.items())],
    )
