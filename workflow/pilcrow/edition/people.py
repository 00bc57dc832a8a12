"""edition/speakers.csv: who the labels of the sources name, which strings never do, and in which
forms labels come.

A row is a label. `use` says what of it: "speaker" (or empty), the label names `name`; "never", the
string is no label; "form", labels come in the form that `label` names, however weak the evidence
else is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pilcrow.model.problems import Problem, Problems, did_you_mean, problem
from pilcrow.model.records import Known
from pilcrow.text.speakers import folded

SHOWN = "edition/speakers.csv"
COLUMNS = ["label", "name", "document", "use", "family", "role", "party", "authority"]
USES = ("speaker", "never", "form")
FORMS = {
    "name and time": "a name and a time on a line of their own, as meeting programs write them",
    "name alone": "a name alone on its line",
    "name in bold": "a name in bold",
    "name (party)": "a name with its party or constituency in brackets",
    "name.": "a name that a full stop ends",
    "name –": "a name that a dash ends",
}


def load_people(root: Path) -> dict[str, list[Known]]:
    """The rows of edition/speakers.csv by document; "" are those for all documents.

    Raises Problems, all at once.
    """
    path = root / SHOWN
    if not path.is_file():
        return {}
    from pilcrow.files.rows import load_rows

    found: list[Problem] = []
    people: dict[str, list[Known]] = {}
    seen: dict[tuple[str, str], int] = {}
    for line, row in load_rows(path, SHOWN, ["label", "name"], COLUMNS[2:]):
        cells = {name: cell.strip() for name, cell in row.items()}
        document = cells.pop("document")
        cells["use"] = cells["use"] or "speaker"
        known = Known(**cells, line=line)
        key = (document, folded(known.label))
        faults = list(_faults(known, seen.get(key, 0)))
        found += [
            problem(what, file=SHOWN, line=line, todo=todo, kind="speakers")
            for what, todo in faults
        ]
        seen.setdefault(key, line)
        if not faults:
            people.setdefault(document, []).append(known)
    if found:
        raise Problems(found)
    return people


def _faults(known: Known, first: int) -> Sequence[tuple[str, str]]:
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
            ("The name is empty.", 'Write who speaks, or "never" under "use" if this is no label.')
        )
    if known.use == "form" and known.label not in FORMS:
        faults.append((f'"{known.label}" is not a form.', f"Known are: {', '.join(FORMS)}."))
    return faults


def people_of(people: dict[str, list[Known]], document: str) -> list[Known]:
    """The rows that concern a document: its own, and those for all documents that it does not
    say otherwise.
    """
    own = people.get(document, [])
    labels = {folded(known.label) for known in own}
    return [*own, *(known for known in people.get("", []) if folded(known.label) not in labels)]
