"""A state of a project, computed without building it: edition, codings, tables, figures.

`pilcrow diff` compares two of them.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pilcrow.edition import sources as edition
from pilcrow.edition.sources import Edition
from pilcrow.model.codebook import Theme
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coded, Coding
from pilcrow.model.values import Data

if TYPE_CHECKING:
    from pilcrow.checks.project import Checked

Table = list[list[str]]  # the header, then the rows


class FigureState(msgspec.Struct, frozen=True):
    """A figure as drawn."""

    title: str
    alt: str  # in words, for who does not see it
    svg: bytes  # the picture; its letters are outlines, so that it needs no font


class Snapshot(msgspec.Struct):
    """One state of a project."""

    root: Path
    editions: dict[str, Edition]
    codings: dict[str, list[Coding]]  # by paragraph ID
    tables: dict[str, Table]
    values: dict[str, Data]
    figures: dict[str, FigureState]  # by name; empty where they were not to be drawn
    themes: list[Theme]


def take_snapshot(root: Path, folder: Path, figures: bool = True) -> Snapshot:
    """Return the state of the project at `root`.

    Args:
        root: The project.
        folder: Folder for tables and figures.
        figures: Draw the figures.

    Raises Problems if the project has mistakes.
    """
    from pilcrow.checks.project import examine_project
    from pilcrow.code import code_document
    from pilcrow.coding.hand import read_hand
    from pilcrow.coding.match import Matcher
    from pilcrow.model.records import write_records

    checked = examine_project(root)
    matcher = Matcher(checked.codebook)
    themes = matcher.codebook.codes()
    editions: dict[str, Edition] = {}
    coded: dict[str, list[Coded]] = {}
    for entry in checked.documents:
        document = entry.document
        loaded = editions[document] = edition.load_document(root, document)
        gone = [row.id for row in loaded.withdrawn]
        by_hand = read_hand(root, loaded.manifest, loaded.cleaned, loaded.paragraphs, gone, themes)
        coded[document] = code_document(
            loaded.cleaned, loaded.paragraphs, matcher, by_hand.records, loaded.segmented.language
        )
        write_records(
            folder / "segment" / f"{document}.jsonl",
            [loaded.segmented, *loaded.paragraphs, *loaded.withdrawn],
        )
        write_records(folder / "code" / f"{document}.jsonl", coded[document])
    _tabulate(folder, checked)
    codings: dict[str, list[Coding]] = {}
    for records in coded.values():
        for record in records:
            if isinstance(record, Coding) and record.theme:
                codings.setdefault(record.paragraph, []).append(record)
    tables = {
        path.stem: list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
        for path in sorted((folder / "tables").glob("*.csv"))
    }
    values = json.loads((folder / "tables" / "values.json").read_text("utf-8"))
    drawn = _draw(root, folder) if figures else {}
    return Snapshot(root, editions, codings, tables, values, drawn, matcher.codebook.themes)


def _tabulate(folder: Path, checked: Checked) -> None:
    """Make the tables as the stages `count` and `tabulate` do, each document as a batch of its
    own.
    """
    from pilcrow import tabulate
    from pilcrow.count import count
    from pilcrow.inputs.keyness import sides_by_batch
    from pilcrow.model.records import write_json, write_records
    from pilcrow.tables.columns import TableScope
    from pilcrow.tables.word_tallies import Sides

    config = checked.config
    hands = {Path(shown).parent.name for one in checked.documents for shown in one.hand}
    coders = sorted(hands - {"consensus"})
    names = sorted(entry.document for entry in checked.documents)
    batches = {name: [name] for name in names}
    sides = msgspec.convert(
        sides_by_batch(config.keyness, checked.documents, batches),
        dict[str, Sides | None],
    )
    for name in names:
        records = count(
            folder / f"segment/{name}.jsonl",
            folder / f"code/{name}.jsonl",
            checked.codebook,
            TableScope(1, config.coding, tuple(coders)),
            config.adjudication,
            sides[name],
        )
        write_records(folder / f"count/{name}.jsonl", records)
    arguments = ["--output", str(folder / "tables"), "--coding", config.coding]
    arguments += [f"--population={config.population}"]
    arguments += ["--keyness", msgspec.json.encode(config.keyness).decode()]
    for kind in ("documents", "codebook"):
        write_json(folder / f"{kind}.json", getattr(checked, kind))
        arguments += [f"--{kind}", str(folder / f"{kind}.json")]
    arguments += ["--coders", *coders]
    arguments += ["--count", *(str(folder / f"count/{name}.jsonl") for name in names)]
    tabulate.main(arguments)


def _draw(root: Path, folder: Path) -> dict[str, FigureState]:
    """Return the figures of a state, in that state's own look and language."""
    from pilcrow.draw import draw_all
    from pilcrow.figures.frame import Tables
    from pilcrow.figures.palette import load_look, use_look
    from pilcrow.files.language import load_language, speaking
    from pilcrow.report.prose.publication import read_language_code

    look = load_look(root)
    use_look(look)
    with speaking(load_language(read_language_code(root), root)):
        entries = draw_all(Tables(folder / "tables"), look, folder / "figures")
    return {
        made.name: FigureState(
            made.title, made.alt, (folder / "figures" / f"{made.name}.svg").read_bytes()
        )
        for made in entries
    }


@contextlib.contextmanager
def revision(root: Path, name: str, folder: Path) -> Iterator[Path]:
    """Yield a folder with the scholar's folders of a git revision, unpacked into `folder`.

    Raises Problems if git, the repository or the revision does not exist.
    """
    import subprocess
    import tarfile

    from pilcrow.model.problems import fail

    def git(*arguments: str) -> bytes:
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=root,
                capture_output=True,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
        except FileNotFoundError:
            fail(
                "git is not installed.",
                todo="Compare with a folder: pilcrow diff <folder>.",
                kind="git",
            )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            fail(
                f'"{name}" is neither a folder of a project nor a revision that git knows here'
                + (f" ({said[0]})." if said else "."),
                todo="`git log --oneline` lists revisions.",
                kind="git",
            )
        return done.stdout

    git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    present = git("ls-tree", "--name-only", name).decode().split("\n")
    wanted = [part for part in ("raw", "edition", "coding", "report", "config") if part in present]
    if "raw" not in wanted:
        fail(f'The revision "{name}" has no raw/ here.', kind="git")
    with tarfile.open(
        fileobj=io.BytesIO(git("archive", "--format=tar", name, "--", *wanted))
    ) as archive:
        archive.extractall(folder, filter="data")
    yield folder


def named(where: str, stopped: Problems) -> Problems:
    """Return problems of one state, with its name before their files."""
    return Problems(
        [
            msgspec.structs.replace(one, file=f"{where}: {one.file}" if one.file else where)
            for one in stopped.problems
        ]
    )
