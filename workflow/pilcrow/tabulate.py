"""Tabulate: the codings of all documents as tidy tables, and the numbers that the report's prose uses.

Needs the segmented and the coded documents, the codebook and the documents' metadata; makes the tables of docs/tables.md and values.json.
The corpus streams by: rows are written as they come, counts are added up, and no more than a batch's codings is in memory.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pilcrow.aggregate import cooccurrence_rows, count_frame, document_rows, position_rows, theme_rows
from pilcrow.comparison import comparison_rows
from pilcrow.problems import run
from pilcrow.reading import (
    CONSENSUS,
    RULES,
    Reading,
    read_documents,
    read_themes,
    spoken,
    themes_of,
    with_consensus,
    with_rules,
    word_range,
)
from pilcrow.records import Coding, Paragraph, Voice, write_json
from pilcrow.reliability import against_people, agreement_rows, coders_of, seen_before, themes_examples
from pilcrow.sensitivity import sensitivity_rows
from pilcrow.sentences import count_words
from pilcrow.tables import TABLES, Column, TableWriter, write_table
from pilcrow.tallies import Tallies, disagreements
from pilcrow.values import collect

if TYPE_CHECKING:
    from pilcrow.adjudication import Decision


def document_row(reading: Reading, metadata: Mapping[str, Any], counts: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a document: its metadata, its counts, and the scholar's own columns."""
    speaker = metadata.get("speaker")
    return {
        **(metadata.get("extra") or {}),
        "document": reading.document.document,
        "title": metadata.get("title") or reading.document.document,
        "speaker": (speaker.get("name") if isinstance(speaker, Mapping) else speaker) or "",
        "date": metadata.get("date") or "",
        "place": metadata.get("place") or "",
        "event": metadata.get("event") or "",
        "language": reading.document.language,
        "provisional": reading.document.provisional,
        "source": reading.document.source,
        "sha256": reading.document.sha256,
        **counts,
    }


def extra_columns(documents: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The scholar's own columns of the metadata, as columns of the table of documents, sorted by name; names already taken are left out."""
    taken = {column.name for column in TABLES["documents"].columns}
    names = {str(key) for entry in documents for key in (entry.get("metadata") or {}).get("extra") or {}}
    return [Column(name, "text", "from the metadata") for name in sorted(names - taken)]


def paragraph_row(paragraph: Paragraph, themes: Sequence[str], word: int | None) -> dict[str, Any]:
    fields = (
        "document",
        "number",
        "order",
        "kind",
        "speaker",
        "words",
        "verdict",
        "checksum",
        "line",
        "raw_start",
        "raw_end",
        "label",
        "locator",
        "text",
    )
    row = {name: getattr(paragraph, name) for name in fields}
    text = spoken(paragraph)
    lengths = (count_words(text[start:end]) for start, end in paragraph.sentences)
    return row | {
        "paragraph": paragraph.id,
        "sentences": len(paragraph.sentences),
        "sentence_words": " ".join(map(str, lengths)),
        "themes": " ".join(themes),
        "word": word,
    }


def coding_rows(paragraph: Paragraph, codings: Sequence[Coding], voices: Sequence[Voice], word: int) -> Iterator[dict[str, Any]]:
    """A row for each span of evidence, or one for a coding without. `word`: words of the recording units before the paragraph."""
    for coding in codings:
        if not coding.theme:
            continue
        row: dict[str, Any] = {"document": coding.document, "paragraph": coding.paragraph, "theme": coding.theme, "coder": coding.coder}
        row |= {"memo": coding.memo, "stale": coding.stale}
        if not coding.evidence:
            yield row
        for span in coding.evidence:
            first, last = word_range(spoken(paragraph), span.start, span.end)
            heard = {voice.voice for voice in voices if voice.start < span.end and span.start < voice.end and not voice.stale}
            yield row | {
                "rule": span.rule,
                "evidence": span.text,
                "start": span.start,
                "end": span.end,
                "raw_start": span.raw_start,
                "raw_end": span.raw_end,
                "word": word + first,
                "words": last - first,
                "voice": " ".join(sorted(heard)),
            }


def decision_row(decision: Decision) -> dict[str, Any]:
    row = {name: getattr(decision, name) for name in ("paragraph", "theme", "outcome", "how", "memo")}
    return row | {"coders_for": " ".join(decision.coders_for), "coders_against": " ".join(decision.coders_against)}


def write_rows(
    readings: Iterator[Reading], tallies: Tallies, metadata: Mapping[str, Any], output: Path, extra: list[Column], adjudication: str
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Write the tables that have a row for each thing in the text, and fill the tallies.

    Returns the rows of the documents, and the number of disagreements: rules against people, between people, with stale codings.
    """
    documents: list[dict[str, Any]] = []
    counted = {"count": 0, "people": 0, "stale": 0}
    wide = [*TABLES["codings_wide"].columns, *(Column(code, "number", "") for code in tallies.themes)]
    with ExitStack() as stack:

        def opened(name: str, columns: list[Column] | None = None) -> TableWriter:
            return stack.enter_context(TableWriter(output, TABLES[name], columns))

        paragraphs, codings, codings_wide = opened("paragraphs"), opened("codings"), opened("codings_wide", wide)
        voices, actors, differing = opened("voice"), opened("actors"), opened("disagreements")
        document_table = opened("documents", [*TABLES["documents"].columns, *extra])
        place = {code: number for number, code in enumerate(tallies.themes)}
        decided = opened("consensus") if tallies.choice == CONSENSUS else None
        for reading in readings:
            if decided is not None:
                reading, decisions = with_consensus(reading, adjudication)
                for decision in decisions:
                    decided.write(decision_row(decision))
            row = document_row(reading, metadata.get(reading.document.document, {}), tallies.add(reading))
            documents.append(row)
            document_table.write(row)
            word = 0
            for paragraph in reading.paragraphs:
                recorded = paragraph.kind in tallies.recorded
                found = reading.codings.get(paragraph.id, [])
                heard = reading.voices.get(paragraph.id, [])
                themes = themes_of(found, tallies.choice)
                ordered = sorted(themes, key=lambda theme: (place.get(theme, len(place)), theme))
                paragraphs.write(paragraph_row(paragraph, ordered, word if recorded else None))
                if recorded:
                    codings_wide.write(
                        {"paragraph": paragraph.id, "document": paragraph.document, "speaker": paragraph.speaker, "words": paragraph.words}
                        | {code: int(code in themes) for code in tallies.themes}
                    )
                for coding in coding_rows(paragraph, found, heard, word):
                    codings.write(coding)
                for voice in heard:
                    first, last = word_range(spoken(paragraph), voice.start, voice.end)
                    voices.write(msgspec.structs.asdict(voice) | {"word": word + first, "words": last - first})
                for actor in reading.actors.get(paragraph.id, []):
                    actors.write(msgspec.structs.asdict(actor))
                for disagreement in disagreements(paragraph, found):
                    differing.write(disagreement)
                    counted["stale" if disagreement["stale"] else "count" if disagreement["first"] == RULES else "people"] += 1
                word += paragraph.words if recorded else 0
    return documents, counted


def remove_former(output: Path, made: set[str]) -> None:
    """Remove tables of an earlier run that this one did not make, so that the folder holds what a build from nothing would."""
    for path in sorted(output.glob("*")):
        if path.suffix in (".csv", ".parquet") and path.stem not in made:
            path.unlink()


def tabulate(
    documents: Sequence[Mapping[str, Any]],
    codebook: Mapping[str, Any],
    readings: Iterator[Reading],
    output: Path,
    rules: Mapping[str, Any] | None = None,
    choice: str = RULES,
    population: str = "",
    adjudication: str = "majority",
) -> None:
    """Write all tables and values.json into `output`, and remove the tables that an earlier run made and this one did not.

    `documents`, `codebook` and `rules` are documents.json, codebook.json and rules.json as plain data; `choice` is the coding that the report uses;
    `population` is what the documents are declared a sample of, "" for a census; `adjudication` is the rule of a consensus.
    """
    themes = with_rules(read_themes(codebook), rules or {})
    tallies = Tallies(themes, choice)
    metadata = {entry["document"]: entry.get("metadata") or {} for entry in documents}
    extra = extra_columns(documents)
    gc.disable()  # millions of records, and no cycle among them
    try:
        rows, counted = write_rows(readings, tallies, metadata, output, extra, adjudication)
    finally:
        gc.enable()
    made = {"documents", "paragraphs", "codings", "codings_wide", "voice", "actors", "disagreements"}
    if choice == CONSENSUS:
        made.add("consensus")

    def publish(name: str, table: Iterable[Mapping[str, Any]]) -> None:
        write_table(output, name, table)
        made.add(name)

    frame = count_frame(tallies)
    by_theme = theme_rows(tallies, frame, len(rows))
    codes = [row["theme"] for row in by_theme]
    publish("themes", by_theme)
    publish("theme_document", document_rows(frame))
    publish("theme_position", position_rows(tallies, codes))
    publish("cooccurrence", cooccurrence_rows(tallies, by_theme))
    publish("sensitivity", sensitivity_rows(themes, tallies))
    if len(rows) > 1:
        publish("comparison", comparison_rows(frame, rows, [column.name for column in extra], population))
    coders = coders_of(tallies.hand)
    written_on, examples = codebook.get("written_on"), themes_examples(themes)
    if coders:
        publish("rules_against_people", against_people(codes, tallies.hand, written_on, examples))
    if len(coders) > 1:
        left_out = {unit for unit in tallies.hand if seen_before(unit, written_on or (), examples)}
        publish("agreement", agreement_rows(codes, tallies.hand, tallies.hand_kinds, tallies.kinds_of, left_out, len(tallies.stale)))
    remove_former(output, made)
    identifiers = {code: tallies.theme_paragraphs.get(code) for code in codes}
    people = {"count": len(coders), "names": ", ".join(coders)}
    values = collect(by_theme, rows, tallies.kinds, tallies.uncoded.get(""), identifiers, counted)
    write_json(output / "values.json", {"coding": choice, "population": population, "coders": people, **values})


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m pilcrow.tabulate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=Path, required=True, help="documents.json: the documents with their metadata")
    parser.add_argument("--codebook", type=Path, required=True, help="codebook.json")
    parser.add_argument("--rules", type=Path, help="rules.json: what decides the codings; read with the codebook")
    parser.add_argument("--segment", type=Path, nargs="+", required=True, help="segmented documents, a file a batch")
    parser.add_argument("--code", type=Path, nargs="+", required=True, help="codings, a file a batch, of the same names")
    parser.add_argument("--output", type=Path, required=True, help="folder of the tables")
    parser.add_argument("--coding", default=RULES, help=f"the coding that the report uses: {RULES}, the name of a coder, or {CONSENSUS}")
    parser.add_argument(
        "--population", default="", help="the population of which the documents are declared a sample; without it no intervals"
    )
    parser.add_argument("--adjudication", default="majority", help="how a consensus is found: majority, or unanimous")
    options = parser.parse_args(arguments)
    documents = msgspec.json.decode(options.documents.read_bytes())
    codebook = msgspec.json.decode(options.codebook.read_bytes())
    rules = msgspec.json.decode(options.rules.read_bytes()) if options.rules else None
    readings = read_documents(options.segment, options.code)
    tabulate(documents, codebook, readings, options.output, rules, options.coding, options.population, options.adjudication)
    return 0


if __name__ == "__main__":
    run(main)
