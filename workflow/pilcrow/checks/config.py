"""Check that what the configuration names exists: coder, annotated documents, compared sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pilcrow.coding import hand
from pilcrow.files.project import DocumentFiles, hand_tables
from pilcrow.files.typed import decode, line_of_place, parse_yaml
from pilcrow.identity.ledger import ledger_file
from pilcrow.inputs.keyness import find_sides
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, did_you_mean, problem
from pilcrow.model.settings import Config
from pilcrow.model.values import Data

SHOWN = "config/config.yaml"
OVERRIDES = "--config, --configfile"  # Snakemake gives the values of both together


def overridden(root: Path, given: Mapping[str, Data]) -> dict[str, Data]:
    """Return the values that Snakemake gives and config/config.yaml does not have.

    A Snakefile with `configfile:`, such as one of snakedeploy, gives the values of the file too.
    """
    try:
        written = yaml.safe_load((root / SHOWN).read_bytes()) if given else None
    except (OSError, yaml.YAMLError):
        written = None
    own = written.items() if isinstance(written, dict) else []
    return {name: value for name, value in given.items() if (name, value) not in own}


class WrittenConfig:
    """A configuration as it was written: in the file, or on the command line (`overridden`)."""

    def __init__(self, root: Path, overridden: bool) -> None:
        self.shown = OVERRIDES if overridden else SHOWN
        given = not overridden and (root / SHOWN).is_file()
        self.lines = parse_yaml(decode(root / SHOWN, SHOWN), SHOWN)[1] if given else {}

    def problem(self, place: tuple[Any, ...], what: str, todo: str, kind: str) -> Problem:
        """Return a problem of the key at `place`, with file and line."""
        return problem(
            what,
            file=self.shown,
            line=line_of_place(place, self.lines) if self.lines else 0,
            todo=todo,
            kind=kind,
        )


def check_choice(root: Path, config: Config, overridden: bool) -> list[Problem]:
    """Return a problem if the coding that the report is to use does not exist.

    The coding is `rules`, a coder (a folder of `coding/hand/`) or the consensus of all coders. A
    folder counts even if no file in it belongs to a document that is there, so a renamed transcript
    does not stop the build.
    """
    tables = (path for path in hand_tables(root) if not path.name.endswith(".voice.csv"))
    found = {path.parent.name for path in tables}
    coders = sorted(found - {hand.CONSENSUS})
    if (
        config.coding == "rules"
        or config.coding in coders
        or (config.coding == hand.CONSENSUS and coders)
    ):
        return []
    what = (
        f'There is no coder "{config.coding}".'
        if config.coding != hand.CONSENSUS
        else "Nobody has coded by hand, so there is no consensus."
    )
    todo = did_you_mean(config.coding, ["rules", *coders, *([hand.CONSENSUS] if coders else [])])
    return [
        WrittenConfig(root, overridden).problem(
            ("coding",), what, f"{todo} A coder is a folder in coding/hand/.", "coder"
        )
    ]


def check_renderer(root: Path, config: Config, overridden: bool) -> list[Problem]:
    """Return a problem if the build is strict and each machine may choose the renderer."""
    if not config.strict or config.renderer != "auto":
        return []
    what = (
        "With `strict: true` the renderer must be chosen; `auto` lets each machine choose its own."
    )
    todo = "Write `renderer: embedded` or `renderer: quarto`."
    return [WrittenConfig(root, overridden).problem(("renderer",), what, todo, "renderer")]


def check_keyness(
    root: Path, config: Config, overridden: bool, documents: Sequence[Document]
) -> list[Problem]:
    """Return problems of the comparison declared as `keyness`; none if none is declared.

    The documents must have the column and the values named, and none may be on both sides.
    """
    if config.keyness is None:
        return []
    found = find_sides(config.keyness, documents)[1]
    if not found:
        return []
    written = WrittenConfig(root, overridden)
    return [
        written.problem(("keyness", *place), what, todo, "keyness") for place, what, todo in found
    ]


def check_annotate(
    root: Path, config: Config, overridden: bool, documents: Iterable[str], places: DocumentFiles
) -> list[Problem]:
    """Return a problem for each document that `annotate` names and that does not exist.

    A document whose transcript is missing but whose ledger is there is an orphan. It is marked
    elsewhere.
    """
    known = sorted(documents)
    asked = config.annotate if not isinstance(config.annotate, str) else []
    missing = [
        name
        for name in asked
        if name not in known and not places.given(ledger_file(name).removeprefix("edition/"))
    ]
    if not missing:
        return []
    written = WrittenConfig(root, overridden)
    return [
        written.problem(
            ("annotate",),
            f'`annotate` names "{name}", which is not a document.',
            did_you_mean(name, known),
            "annotate",
        )
        for name in missing
    ]
