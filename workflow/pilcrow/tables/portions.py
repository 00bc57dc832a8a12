"""The tables' rows and counts of one batch, kept beside Snakemake's own state.

Of a corpus one document is edited, and all tables change; but only its batch is read and counted again. The other batches' portions
are taken as they were left, each under a key of all that it was made from.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.build.invalidation import FileHashes, combine
from pilcrow.files.processes import do_all
from pilcrow.model.problems import fail
from pilcrow.model.records import replaced
from pilcrow.tables.reading import (
    CONSENSUS,
    RULES,
    Reading,
    Theme,
    read_documents,
    spoken,
    themes_of,
    with_consensus,
    word_range,
)
from pilcrow.tables.rows_of_text import coding_rows, decision_row, document_row, paragraph_row
from pilcrow.tables.tables import TABLES, Column, TableRows, TableWriter, theme_columns
from pilcrow.tables.tallies import Sums, Tallies, compared_with_rules, disagreements


class Task(msgspec.Struct, frozen=True):
    """What a portion is made from, beside its batch."""

    themes: list[Theme]
    choice: str
    adjudication: str
    metadata: dict[str, Any]  # of each document
    extra: list[str]  # the scholar's own columns
    engine: str = ""  # digest of the code; "" where portions are not kept

    def columns(self) -> dict[str, list[Column]]:
        """The tables that a portion holds rows of, in the order in which they are published, with their columns."""
        names = [
            "documents",
            "paragraphs",
            "codings",
            "codings_wide",
            "voice",
            "actors",
            "disagreements",
        ]
        found = {
            name: list(TABLES[name].columns)
            for name in names + (["consensus"] if self.choice == CONSENSUS else [])
        }
        found["documents"] += [Column(name, "text", "from the metadata") for name in self.extra]
        found["codings_wide"] += theme_columns(
            "codings_wide", [theme.code for theme in self.themes]
        ).values()
        return found


class Portion(msgspec.Struct):
    """What a batch gives to the tables: its counts, the rows of its documents, and how many rows it has in each table."""

    key: str
    sums: Sums
    documents: list[dict[str, Any]]
    disagreements: dict[
        str, int
    ]  # rules against people and what they are out of, between people, with stale codings
    rows: dict[str, int]


def gather(readings: Iterator[Reading], task: Task) -> tuple[Portion, dict[str, TableRows]]:
    """The portion of some documents, and the rows of each table."""
    tallies = Tallies(task.themes, task.choice)
    tables = {name: TableRows(columns) for name, columns in task.columns().items()}
    wide = theme_columns("codings_wide", list(tallies.themes))
    place = {code: number for number, code in enumerate(tallies.themes)}
    documents = []
    counted = {"count": 0, "of": 0, "people": 0, "stale": 0}
    for reading in readings:
        if task.choice == CONSENSUS:
            reading, decisions = with_consensus(reading, task.adjudication)
            for decision in decisions:
                tables["consensus"].write(decision_row(decision))
        row = document_row(
            reading, task.metadata.get(reading.document.document, {}), tallies.add(reading)
        )
        documents.append(row)
        tables["documents"].write(row)
        word, language = 0, reading.document.language
        for paragraph in reading.paragraphs:
            recorded = paragraph.kind in tallies.recorded
            found = reading.codings.get(paragraph.id, [])
            heard = reading.voices.get(paragraph.id, [])
            themes = themes_of(found, tallies.choice)
            ordered = sorted(themes, key=lambda theme: (place.get(theme, len(place)), theme))
            tables["paragraphs"].write(
                paragraph_row(paragraph, language, ordered, word if recorded else None)
            )
            if recorded:
                tables["codings_wide"].write(
                    {
                        "paragraph": paragraph.id,
                        "document": paragraph.document,
                        "speaker": paragraph.speaker,
                        "words": paragraph.words,
                    }
                    | {column.name: int(code in themes) for code, column in wide.items()}
                )
            for coding in coding_rows(paragraph, language, found, heard, word):
                tables["codings"].write(coding)
            for voice in heard:
                first, last = word_range(spoken(paragraph), voice.start, voice.end, language)
                tables["voice"].write(
                    msgspec.structs.asdict(voice) | {"word": word + first, "words": last - first}
                )
            for actor in reading.actors.get(paragraph.id, []):
                tables["actors"].write(msgspec.structs.asdict(actor))
            counted["of"] += compared_with_rules(found)
            for disagreement in disagreements(paragraph, found):
                tables["disagreements"].write(disagreement)
                counted[
                    "stale"
                    if disagreement["stale"]
                    else "count"
                    if disagreement["first"] == RULES
                    else "people"
                ] += 1
            word += paragraph.words if recorded else 0
    rows = {name: table.rows for name, table in tables.items()}
    return Portion("", tallies.sums(), documents, counted, rows), tables


def key_of(segment: Path, code: Path, portion: Portion, task: Task) -> str:
    """The digest of all that a portion is made from."""
    hash_of = FileHashes()
    metadata = [task.metadata.get(row["document"], {}) for row in portion.documents]
    about = msgspec.json.encode([task.themes, task.choice, task.adjudication, task.extra, metadata])
    return combine(
        {
            "segment": hash_of(segment),
            "code": hash_of(code),
            "engine": task.engine,
            "task": about.decode(),
        }
    )


def make(folder: Path, segment: Path, code: Path, task: Task) -> None:
    """Make the portion of a batch, and leave it in a folder: <batch>.counts, and <batch>.rows with the rows of each table."""
    gc.disable()  # many records, and no cycle among them
    try:
        portion, tables = gather(read_documents([segment], [code]), task)
        portion.key = key_of(segment, code, portion, task)
        with replaced(folder / f"{segment.stem}.rows") as temporary:
            temporary.write_bytes(
                msgspec.msgpack.encode({name: table.encode() for name, table in tables.items()})
            )
        with replaced(folder / f"{segment.stem}.counts") as temporary:
            temporary.write_bytes(msgspec.msgpack.encode(portion))
    finally:
        gc.enable()


def read_portion(folder: Path, batch: str) -> Portion | None:
    """The portion that was left in a folder; None where there is none that can be read."""
    try:
        portion = msgspec.msgpack.decode((folder / f"{batch}.counts").read_bytes(), type=Portion)
    except (OSError, msgspec.DecodeError):
        return None
    return portion if (folder / f"{batch}.rows").is_file() else None


def collect(
    folder: Path, segments: Sequence[Path], codes: Sequence[Path], task: Task, processes: int = 1
) -> dict[str, Portion]:
    """The portions of all batches, by batch, sorted. Those that are not there, or were made from something else, are made now.

    A few are made one after the other, many in several processes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    coded = {path.name: path for path in codes}
    ordered = sorted(segments, key=lambda path: path.name)
    found: dict[str, Portion] = {}
    jobs = []
    for segment in ordered:
        if segment.name not in coded:
            fail(
                f"The batch {segment.stem} was segmented but not coded.",
                file=segment,
                todo="Run the stage code for it.",
                kind="input",
            )
        portion = read_portion(folder, segment.stem)
        if portion is not None and portion.key == key_of(
            segment, coded[segment.name], portion, task
        ):
            found[segment.stem] = portion
        else:
            jobs.append((folder, segment, coded[segment.name]))
    do_all(make, jobs, task, processes)
    for _, segment, _ in jobs:
        portion = read_portion(folder, segment.stem)
        if portion is None:
            fail(
                "What a batch gives to the tables could not be kept.",
                file=folder,
                todo="Is the disk full?",
                kind="disk",
            )
        found[segment.stem] = portion
    return dict(sorted(found.items()))


def publish(folder: Path, found: Mapping[str, Portion], task: Task, output: Path) -> None:
    """Write the tables that have a row for each thing in the text, from all portions in their order; holds one of them in memory."""
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(
                TableWriter(
                    output,
                    TABLES[name],
                    columns,
                    sum(portion.rows[name] for portion in found.values()),
                )
            )
            for name, columns in task.columns().items()
        }
        for batch in found:
            rows: dict[str, bytes] = msgspec.msgpack.decode((folder / f"{batch}.rows").read_bytes())
            for name, writer in writers.items():
                writer.write_encoded(rows[name])
