"""edition/speakers.csv: whom labels name, which strings are not labels, and the forms of labels.

A row is a label. `use` says what the row means. "speaker", or empty: the label names `name`.
"never": the string is not a label. "form": labels have the form that `label` names, even if there
is little other evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from pilcrow.files.readable import is_there
from pilcrow.model.documents import Metadata
from pilcrow.model.patterns import compile_later
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import SegmentedDocument, Speaker, SpeakerRow
from pilcrow.model.values import is_orcid
from pilcrow.text.persons import folded

SHOWN = "edition/speakers.csv"
COLUMNS = ["label", "name", "document", "use", "family", "role", "party", "authority"]
FACTS = ("family", "role", "party", "authority")
_AUTHORITY = compile_later(r"wikidata:Q\d+|viaf:\d+|orcid:\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
USES = ("speaker", "never", "form")
FORMS = {
    "name and time": "a name and a time on a line of their own, as meeting programs write them",
    "name alone": "a name alone on its line",
    "name in bold": "a name in bold",
    "name (party)": "a name with its party or constituency in brackets",
    "name.": "a name that a full stop ends",
    "name –": "a name that a dash ends",
}


def load_people(root: Path) -> dict[str, list[SpeakerRow]]:
    """Return the rows of edition/speakers.csv by document; "" has those for all documents.

    Raises Problems, all at once.
    """
    path = root / SHOWN
    if not is_there(path):
        return {}
    from pilcrow.files.rows import load_rows

    problems: list[Problem] = []
    people: dict[str, list[SpeakerRow]] = {}
    seen: dict[tuple[str, str], int] = {}
    told: dict[tuple[str, str, str], SpeakerRow] = {}
    for line, row in load_rows(path, SHOWN, ["label", "name"], COLUMNS[2:]):
        cells = {name: cell.strip() for name, cell in row.items()}
        document = cells.pop("document")
        cells["use"] = cells["use"] or "speaker"
        known = SpeakerRow(**cells, line=line)
        key = (document, folded(known.label))
        faults = [*_faults(known, seen.get(key, 0)), *_contradictions(known, document, told)]
        problems += [
            problem(what, file=SHOWN, line=line, todo=todo, kind="speakers")
            for what, todo in faults
        ]
        seen.setdefault(key, line)
        if not faults:
            people.setdefault(document, []).append(known)
    if problems:
        raise Problems(problems)
    return people


def _faults(known: SpeakerRow, first: int) -> Sequence[tuple[str, str]]:
    faults = []
    if known.use not in USES:
        faults.append((f'"{known.use}" is not a use.', did_you_mean(known.use, USES)))
    if not known.label:
        faults.append(("The label is empty.", "Write it as the source prints it."))
    elif first:
        faults.append(
            (f'"{known.label}" has a row already, in line {first}.', "Keep one of the rows.")
        )
    if known.use == "speaker" and not known.name:
        faults.append(
            (
                "The name is empty.",
                'Write who speaks, or "never" under "use" if this is not a label.',
            )
        )
    if known.use == "form" and known.label not in FORMS:
        faults.append((f'"{known.label}" is not a form.', f"Choose one of: {', '.join(FORMS)}."))
    register, _, number = known.authority.partition(":")
    fits = _AUTHORITY.fullmatch(known.authority) and (register != "orcid" or is_orcid(number))
    if known.authority and not fits:
        todo = "Write wikidata:Q6279, viaf:102333412 or orcid:0000-0002-1825-0097."
        faults.append((f'"{known.authority}" is not an authority ID.', todo))
    return faults


def _contradictions(
    known: SpeakerRow, document: str, told: dict[tuple[str, str, str], SpeakerRow]
) -> Iterable[tuple[str, str]]:
    """Yield where a row contradicts a row before it: the same person, the same documents."""
    for fact in FACTS if known.use == "speaker" else ():
        value = getattr(known, fact)
        before = told.setdefault((document, known.name, fact), known) if value else known
        if getattr(before, fact) != value:
            other = getattr(before, fact)
            yield (
                (
                    f'The {fact} of {known.name} is "{value}" here and "{other}" in line'
                    f" {before.line}."
                ),
                "Keep one of the two.",
            )


def main_speaker(speaker: str, rows: Iterable[SpeakerRow]) -> str:
    """Return the main speaker's name as the edition gives it, or else as the metadata do."""
    names = {folded(row.label): row.name for row in rows if row.use == "speaker"}
    return names.get(folded(speaker), speaker) if names else speaker


def as_named(metadata: Metadata, segmented: SegmentedDocument) -> Metadata:
    """Return the metadata with the main speaker's name, family name and role as the edition gives
    them; what it does not give stays as it is.

    A family name of the metadata counts before one that the source states.
    """
    speaker, told = segmented.speaker, metadata.speaker
    if not speaker or not metadata.known_speaker:
        return metadata
    known = next((one for one in segmented.people if one.name == speaker), Speaker(speaker))
    named = msgspec.structs.replace(
        told,
        name=speaker,
        family=known.family
        or (told.family if told.family in speaker else "")
        or segmented.stated.get(speaker, ""),
        role=known.role or told.role,
    )
    return msgspec.structs.replace(metadata, speaker=named)


def described_people(rows: Iterable[SpeakerRow]) -> list[Speaker]:
    """Return the people whom rows describe, each once, sorted by name.

    Facts of several rows are put together. The first row with a fact counts, so that a document's
    own rows come before those for all.
    """
    people: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.use == "speaker" and row.name:
            facts = people.setdefault(row.name, {})
            for fact in FACTS:
                if value := getattr(row, fact):
                    facts.setdefault(fact, value)
    return [Speaker(name, **facts) for name, facts in sorted(people.items()) if facts]


def people_of(people: dict[str, list[SpeakerRow]], document: str) -> list[SpeakerRow]:
    """Return the rows for a document: its own, and those for all documents with other labels."""
    own = people.get(document, [])
    labels = {folded(known.label) for known in own}
    return [*own, *(known for known in people.get("", []) if folded(known.label) not in labels)]
