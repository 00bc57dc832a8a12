"""Tabulate: the codings of all documents as tidy tables, and the numbers that the report's prose uses.

Needs the segmented and the coded documents, the codebook and the documents' metadata; makes the tables of docs/tables.md and values.json.
The corpus streams by, a batch at a time: its rows and counts are made once and kept (see `portions`), the counts are added up, and no
more than a batch is in memory.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.model.problems import run
from pilcrow.model.records import write_json
from pilcrow.tables import portions
from pilcrow.tables.aggregate import (
    cooccurrence_rows,
    count_frame,
    document_rows,
    matrix_rows,
    position_rows,
    theme_rows,
)
from pilcrow.tables.comparison import comparison_rows
from pilcrow.tables.reading import CONSENSUS, RULES, read_themes, with_rules
from pilcrow.tables.reliability import (
    against_people,
    agreement_rows,
    coders_of,
    seen_before,
    themes_examples,
)
from pilcrow.tables.rows_of_text import extra_columns
from pilcrow.tables.sensitivity import sensitivity_rows
from pilcrow.tables.tables import TABLES, Column, theme_columns, write_table
from pilcrow.tables.tallies import Tallies
from pilcrow.tables.values import collect, percent


def remove_former(output: Path, made: set[str]) -> None:
    """Remove tables of an earlier run that this one did not make, so that the folder holds what a build from nothing would."""
    for path in sorted(output.glob("*")):
        if path.suffix in (".csv", ".parquet") and path.stem not in made:
            path.unlink()


def tabulate(
    documents: Sequence[Mapping[str, Any]],
    codebook: Mapping[str, Any],
    segmented: Sequence[Path],
    coded: Sequence[Path],
    output: Path,
    rules: Mapping[str, Any] | None = None,
    choice: str = RULES,
    population: str = "",
    adjudication: str = "majority",
    keep: Path | None = None,
    engine: str = "",
    processes: int = 1,
    keyness: Mapping[str, Any] | None = None,
) -> None:
    """Write all tables and values.json into `output`, and remove the tables that an earlier run made and this one did not.

    `documents`, `codebook` and `rules` are documents.json, codebook.json and rules.json as plain data; `choice` is the coding that the report uses;
    `population` is what the documents are declared a sample of, "" for a census; `adjudication` is the rule of a consensus;
    `keyness` is the declared comparison of words, the configuration's key as plain data.
    What each batch gives is kept in `keep`, if that is given, for the next time; `engine` is the digest of the code that made it.
    """
    themes = with_rules(read_themes(codebook), rules or {})
    metadata = {entry["document"]: entry.get("metadata") or {} for entry in documents}
    extra = extra_columns(documents)
    task = portions.Task(
        themes, choice, adjudication, metadata, [column.name for column in extra], engine
    )
    tallies = Tallies(themes, choice)
    rows: list[dict[str, Any]] = []
    counted = {"count": 0, "of": 0, "people": 0, "stale": 0}
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        found = portions.collect(folder, segmented, coded, task, processes)
        for portion in found.values():
            tallies.merge(portion.sums)
            rows += portion.documents
            counted = {name: count + portion.disagreements[name] for name, count in counted.items()}
        portions.publish(folder, found, task, output)
        compared = (
            compare(folder, segmented, documents, codebook, keyness, engine, processes)
            if keyness
            else None
        )
    made = {
        "documents",
        "paragraphs",
        "codings",
        "codings_wide",
        "voice",
        "actors",
        "disagreements",
    }
    if choice == CONSENSUS:
        made.add("consensus")

    def publish(
        name: str, table: Iterable[Mapping[str, Any]], columns: Sequence[Column] | None = None
    ) -> None:
        write_table(output, name, table, columns)
        made.add(name)

    frame = count_frame(tallies)
    by_theme = theme_rows(tallies, frame, len(rows))
    codes = [row["theme"] for row in by_theme]
    publish("themes", by_theme)
    by_document = document_rows(tallies, frame)
    publish("theme_document", by_document)
    publish("theme_position", position_rows(tallies, codes))
    publish("cooccurrence", cooccurrence_rows(tallies, by_theme))
    publish("sensitivity", sensitivity_rows(themes, tallies))
    by_group: list[dict[str, Any]] = []
    if len(rows) > 1:
        by_group = list(comparison_rows(frame, rows, [column.name for column in extra], population))
        publish("comparison", by_group)
        across = theme_columns("matrix", codes)
        publish(
            "matrix",
            matrix_rows(rows, by_document, across),
            [*TABLES["matrix"].columns, *across.values()],
        )
    if compared:
        publish("keyness", compared[0])
    coders = coders_of(tallies.hand)
    written_on, examples = codebook.get("written_on"), themes_examples(themes)
    if coders:
        publish("rules_against_people", against_people(codes, tallies.hand, written_on, examples))
    if len(coders) > 1:
        left_out = {unit for unit in tallies.hand if seen_before(unit, written_on or (), examples)}
        publish(
            "agreement",
            agreement_rows(
                codes,
                tallies.hand,
                tallies.hand_kinds,
                tallies.kinds_of,
                left_out,
                len(tallies.stale),
            ),
        )
    remove_former(output, made)
    identifiers = {code: tallies.theme_paragraphs.get(code) for code in codes}
    people = {"count": len(coders), "names": ", ".join(coders)}
    values = collect(
        by_theme,
        rows,
        tallies.kinds,
        tallies.uncoded.get(""),
        identifiers,
        counted,
        by_document,
        tallies.document_paragraphs,
    )
    for row in by_group:
        if not row["by"] and row["low"] is not None:
            values["theme"][row["theme"]] |= {
                "low": percent(row["low"]),
                "high": percent(row["high"]),
            }
    values = {"coding": choice, "population": population, "coders": people, **values}
    if compared:
        values["keyness"] = compared[1]
    write_json(output / "values.json", values)


def compare(
    folder: Path,
    segmented: Sequence[Path],
    documents: Sequence[Mapping[str, Any]],
    codebook: Mapping[str, Any],
    keyness: Mapping[str, Any],
    engine: str,
    processes: int,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Compare the words of the two sides that were declared; each batch's are counted once and kept. Returns rows and values."""
    from pilcrow.tables.keyness import compare_words, described, sides_of
    from pilcrow.tables.word_tallies import WordTallies

    compared = compare_words(
        WordTallies(folder, segmented, sides_of(keyness, documents, codebook), engine, processes)
    )
    return compared.rows, described(keyness, compared)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m pilcrow.tabulate", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "--documents",
        type=Path,
        required=True,
        help="documents.json: the documents with their metadata",
    )
    parser.add_argument("--codebook", type=Path, required=True, help="codebook.json")
    parser.add_argument(
        "--rules", type=Path, help="rules.json: what decides the codings; read with the codebook"
    )
    parser.add_argument(
        "--segment", type=Path, nargs="+", required=True, help="segmented documents, a file a batch"
    )
    parser.add_argument(
        "--code",
        type=Path,
        nargs="+",
        required=True,
        help="codings, a file a batch, of the same names",
    )
    parser.add_argument("--output", type=Path, required=True, help="folder of the tables")
    parser.add_argument(
        "--coding",
        default=RULES,
        help=f"the coding that the report uses: {RULES}, the name of a coder, or {CONSENSUS}",
    )
    parser.add_argument(
        "--population",
        default="",
        help="the population of which the documents are declared a sample; without it no intervals",
    )
    parser.add_argument(
        "--adjudication",
        default="majority",
        help="how a consensus is found: majority, or unanimous",
    )
    parser.add_argument(
        "--keyness",
        default="null",
        help="whose words are compared with whose, as JSON; null: no key words",
    )
    parser.add_argument(
        "--portions", type=Path, help="folder where what each batch gives is kept for the next time"
    )
    parser.add_argument(
        "--engine",
        default="",
        help="digest of the code: portions that other code left are not used",
    )
    parser.add_argument(
        "--processes", type=int, default=1, help="how many processes count a large corpus"
    )
    options = parser.parse_args(arguments)
    documents = msgspec.json.decode(options.documents.read_bytes())
    codebook = msgspec.json.decode(options.codebook.read_bytes())
    rules = msgspec.json.decode(options.rules.read_bytes()) if options.rules else None
    tabulate(
        documents,
        codebook,
        options.segment,
        options.code,
        options.output,
        rules,
        options.coding,
        options.population,
        options.adjudication,
        options.portions if options.engine else None,
        options.engine,
        options.processes,
        msgspec.json.decode(options.keyness),
    )
    return 0


if __name__ == "__main__":
    run(main)
