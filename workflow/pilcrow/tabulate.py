"""Stage tabulate: turn the counts of all batches into tidy tables and the numbers of the prose.

It reads what `count` made of each batch, the codebook and the metadata of the documents. It makes
the tables of docs/tables.md, and values.json. Rows about the text are read and written a batch at a
time. Counts are summed up with pandas.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.files.installed import result_of
from pilcrow.model.codebook import Theme, Where, read_codebook
from pilcrow.model.documents import Document, read_documents
from pilcrow.model.records import write_json
from pilcrow.model.settings import Keyness
from pilcrow.model.values import Data, Own
from pilcrow.tables.aggregate import (
    Counts,
    CountsBeside,
    Frame,
    cooccurrence,
    documents_frame,
    first_of,
    in_documents,
    join,
    matrix_columns,
    positions,
    speakers_frame,
    theme_counts,
    theme_documents,
    theme_matrix,
    theme_table,
    themes_compared,
)
from pilcrow.tables.columns import (
    TABLES,
    Column,
    Kind,
    TableScope,
    csv_made,
    row_columns,
    tables_made,
)
from pilcrow.tables.comparison import comparison_rows
from pilcrow.tables.counts import Counted, read_counts
from pilcrow.tables.key_words import KeynessValues
from pilcrow.tables.own import OWN, check_frame, load_own
from pilcrow.tables.reading import RECORDED, RULES
from pilcrow.tables.reliability import (
    Hand,
    against_people,
    agreement_rows,
    coders_of,
    seen_before,
    themes_examples,
)
from pilcrow.tables.sensitivity import LostCodings, SensitivityBase, Variant, sensitivity_rows
from pilcrow.tables.tables import Row, TableWriter, frame_of, write_table
from pilcrow.tables.values import (
    COMPARED,
    Collected,
    add_compared,
    collect,
    percent,
    themes_in_documents,
)


class TableInputs(msgspec.Struct, frozen=True):
    """What the tables are made from, beside the counts."""

    documents: list[Document]
    themes: list[Theme]
    written_on: list[str] | None = None  # None: the codebook does not say
    choice: str = RULES
    population: str = ""  # what the documents are a sample of; "" means a census
    coders: tuple[str, ...] = ()
    keyness: Keyness | None = None  # the key `keyness` of the configuration
    language: str = "en"  # of the codebook

    @property
    def project(self) -> TableScope:
        """What decides which tables the project has."""
        return TableScope(len(self.documents), self.choice, self.coders, self.keyness is not None)

    @property
    def codes(self) -> list[str]:
        """The codes of the themes."""
        return [theme.code for theme in self.themes]

    @property
    def extra(self) -> list[str]:
        """The scholar's own columns of the metadata, sorted.

        A column that the table of documents has already is left out.
        """
        taken = {column.name for column in TABLES["documents"].columns}
        return sorted({name for entry in self.documents for name in entry.metadata.extra} - taken)


def read_batches(paths: Sequence[Path], work: TableInputs, output: Path) -> Counts:
    """Return the counts of all batches, and write the tables with a row for each thing in the text.

    Args:
        paths: What `count` made, a file a batch; read in the order of their names.
        work: What the tables are made from.
        output: Folder of the tables.
    """
    counts = Counts()
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(
                TableWriter(
                    output, TABLES[name], columns, csv_made(TABLES[name], len(work.documents))
                )
            )
            for name, columns in row_columns(work.codes, work.project).items()
        }
        for path in sorted(paths, key=lambda path: path.name):
            for rows in read_counts(path):
                if isinstance(rows, Counted):
                    counts.add(rows.table, rows.columns)
                else:
                    writers[rows.table].write(rows.columns)
    return counts


def hand_of(counts: Counts) -> Hand:
    """Return for each paragraph the themes that each person gave it, and those of the rules."""
    hand: dict[str, dict[str, frozenset[str]]] = {}
    frame = counts["hand"]
    for paragraph, coder, themes in zip(
        frame["paragraph"], frame["coder"], frame["themes"], strict=True
    ):
        hand.setdefault(paragraph, {})[coder] = frozenset(themes.split())
    return hand


def unasked_by_paragraph(counts: Counts) -> dict[str, frozenset[str]]:
    """Return for each paragraph that people read the themes that no rule looks for there."""
    frame = counts["hand"]
    by_rules = frame[frame["coder"] == RULES]
    return {
        paragraph: frozenset(themes.split())
        for paragraph, themes in zip(by_rules["paragraph"], by_rules["unasked"], strict=True)
    }


def tabulate(paths: Sequence[Path], work: TableInputs, output: Path) -> None:
    """Write all tables and values.json into a folder.

    Remove tables that this project does not have.

    Args:
        paths: What `count` made, a file a batch.
        work: What the tables are made from.
        output: Folder of the tables.
    """
    counts = read_batches(paths, work, output)
    extra = work.extra
    frame = theme_counts(counts, work.themes, work.language if work.choice == RULES else "")
    documents = documents_frame(counts, work.documents, extra)
    themes = theme_table(counts, frame, work.themes)
    by_document = theme_documents(counts, frame)
    codes = list(themes["theme"])
    hand = hand_of(counts)
    write_documents(documents, work, output)
    write_table(output, "speakers", speakers_frame(counts, work.documents))
    write_table(output, "themes", themes)
    write_table(output, "theme_document", by_document)
    write_table(output, "theme_position", positions(counts, codes))
    write_table(output, "cooccurrence", cooccurrence(counts, themes))
    write_table(
        output,
        "sensitivity",
        frame_of("sensitivity", sensitivity_values(counts, work.themes, work.language)),
    )
    write_beside(counts, work, codes, output)
    compared = frame_of("comparison", ())
    if work.project.documents > 1:
        rows = comparison_rows(frame, documents, extra, work.population)
        compared = frame_of("comparison", rows)
        write_table(output, "comparison", compared)
        matrix = theme_matrix(documents, by_document, codes)
        write_table(output, "matrix", matrix, matrix_columns(codes))
    write_people(counts, work, codes, hand, output)
    made = {
        "documents": documents,
        "themes": themes,
        "theme_document": by_document,
        "comparison": compared,
    }
    write_own(work, made, output)
    keyness = compare_words(paths, work.keyness, output) if work.keyness else None
    remove_former(output, tables_made(work.project))
    values = table_values(counts, documents, themes, by_document)
    add_compared(values, *held_beside(counts, work.choice))
    for row in compared[compared["by"] == ""].dropna(subset=["low"]).itertuples():
        values.theme[row.theme] |= {"low": percent(row.low), "high": percent(row.high)}
    head = coding_values(work, coders_of(hand))
    more = {"keyness": keyness} if keyness else {}
    write_json(output / "values.json", {**head, **msgspec.to_builtins(values), **more})


def write_documents(documents: Frame, work: TableInputs, output: Path) -> None:
    """Write the table of documents, with the scholar's own columns as what their values are."""
    own = {name: own_values(work.documents, name) for name in work.extra}
    columns = [Column(name, own_kind(values), "from the metadata") for name, values in own.items()]
    order = {one.document: place for place, one in enumerate(work.documents)}
    places = [order[document] for document in documents["document"]]
    typed = {
        column.name: [own[column.name][place] for place in places]
        for column in columns
        if column.kind != "text"
    }
    written = documents.assign(**typed)
    write_table(output, "documents", written, [*TABLES["documents"].columns, *columns])


def own_values(documents: Sequence[Document], name: str) -> list[Own | None]:
    """Return what each document has in a column of the scholar's own."""
    return [one.metadata.extra.get(name) for one in documents]


def own_kind(values: Iterable[Own | None]) -> Kind:
    """Return the kind of a column of the scholar's own: text, unless all values are of one kind."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "number"
    return "exact" if kinds in ({float}, {int, float}) else "text"


def coding_values(work: TableInputs, coders: Sequence[str]) -> dict[str, Data]:
    """Return the values that say whose codings the tables hold."""
    return {
        "coding": work.choice,
        "beside": work.project.beside,
        "population": work.population,
        "coders": {"count": len(coders), "names": ", ".join(coders)},
    }


def write_own(work: TableInputs, made: Mapping[str, Frame], output: Path) -> None:
    """Write the tables of a fork, in the order of their names.

    Each is given the frames `made`, and those of the fork's tables before it. Raises Problems if
    a frame is not as declared.
    """
    import pandas as pd

    known = dict(made)
    for name, own in sorted(OWN.items()):
        if TABLES[name].when.holds(work.project):
            known[name] = result_of(own.make, pd.DataFrame, known)
            check_frame(name, known[name])
            write_table(output, name, known[name])


def sensitivity_values(counts: Counts, themes: Sequence[Theme], language: str) -> Iterator[Variant]:
    """Yield the rows of the table of sensitivity."""
    sums = ["all_paragraphs", "all_sentences"]
    places = counts["bases"].groupby(["language", "kind", "speaker"])[sums].sum()
    bases = {
        theme.code: SensitivityBase(
            *map(
                int,
                places[
                    [theme.has_rules_for(Where(*place), language) for place in places.index]
                ].sum(),
            )
        )
        for theme in themes
    }
    by_rules = {
        row.Index: SensitivityBase(row.paragraphs, row.sentences)
        for row in counts.summed("by_rules", ["theme"]).itertuples()
    }
    fallen = {
        rule: LostCodings(int(group["paragraphs"].sum()), join(first_of(group["identifiers"])))
        for rule, group in counts["fallen"].groupby("rule")
    }
    return sensitivity_rows(themes, bases, by_rules, fallen)


def write_beside(counts: Counts, work: TableInputs, codes: Sequence[str], output: Path) -> None:
    """Write the tables of the coding beside the report's, if any, and of both compared."""
    if not work.project.beside:
        return
    beside = CountsBeside(counts)
    language = work.language if work.project.beside == RULES else ""
    themes = theme_table(beside, theme_counts(beside, work.themes, language), work.themes)
    write_table(output, "themes_beside", themes)
    write_table(output, "theme_position_beside", positions(beside, codes))
    write_table(output, "cooccurrence_beside", cooccurrence(beside, themes))
    compared = frame_of("themes_compared", themes_compared(counts, codes))
    write_table(output, "themes_compared", compared)


def write_people(
    counts: Counts, work: TableInputs, codes: Sequence[str], hand: Hand, output: Path
) -> None:
    """Write the tables for codings by people, if there are such codings."""
    examples = themes_examples(work.themes)
    if work.project.coders:
        measured = against_people(
            codes, hand, work.written_on, examples, unasked_by_paragraph(counts)
        )
        write_table(output, "rules_against_people", frame_of("rules_against_people", measured))
    if len(work.project.coders) > 1:
        kinds = dict(zip(counts["hand"]["paragraph"], counts["hand"]["kind"], strict=True))
        kinds_of = {theme.code: theme.kinds for theme in work.themes}
        left_out = {unit for unit in hand if seen_before(unit, work.written_on or (), examples)}
        rows = agreement_rows(
            codes,
            hand,
            kinds,
            lambda code: kinds_of.get(code, RECORDED),
            left_out,
            len(counts["stale"]),
        )
        write_table(output, "agreement", frame_of("agreement", rows))


def table_values(counts: Counts, documents: Frame, themes: Frame, by_document: Frame) -> Collected:
    """Return the values that follow from the tables."""
    in_each = {}
    if 1 < len(documents) <= COMPARED:
        numbers = {
            (row.document, row.theme): row.numbers for row in by_document.itertuples(index=False)
        }
        in_each = themes_in_documents(frame_records(by_document), numbers)
    uncoded = counts["uncoded"]
    return collect(
        frame_records(themes),
        frame_records(documents),
        dict(counts.summed("kinds", ["kind"])["paragraphs"].items()),
        in_documents(list(uncoded["document"]), list(uncoded["numbers"])),
        dict(zip(themes["theme"], themes["listed"], strict=True)),
        {name: int(total) for name, total in counts["compared"].sum().items()},
        in_each,
    )


def held_beside(counts: Counts, choice: str) -> Iterator[dict[str, list[str]]]:
    """Yield the first paragraphs of each theme by the rules, and in both codings.

    `choice`: the report's coding. Where it is that of the rules, both are the same.
    """
    compared = counts["compared_themes"]
    by_rules, in_both = counts["held_beside"], compared[compared["by"] == "both"]
    if choice == RULES:
        by_rules = in_both = counts["held"]
    yield from map(first_paragraphs, (by_rules, in_both))


def first_paragraphs(held: Frame) -> dict[str, list[str]]:
    """Return the first paragraphs of each theme, from a frame with document, theme, numbers."""
    return {
        theme: in_documents(list(group["document"]), list(group["numbers"]))
        for theme, group in held.groupby("theme")
    }


def frame_records(frame: Frame) -> list[Row]:
    """Return the rows of a frame as plain data; an empty cell is None."""
    rows: list[Row] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def compare_words(paths: Sequence[Path], keyness: Keyness, output: Path) -> KeynessValues:
    """Write the table of the words of the two declared sides. Return its values."""
    from pilcrow.tables.keyness import compare_words, keyness_values

    compared = compare_words(sorted(paths, key=lambda path: path.name))
    write_table(output, "keyness", frame_of("keyness", compared.rows))
    return keyness_values(keyness, compared)


def remove_former(output: Path, made: Sequence[str]) -> None:
    """Remove tables of an earlier run that this one did not make.

    So the folder holds what a build from nothing would make.
    """
    for path in sorted(output.glob("*")):
        if path.suffix in (".csv", ".parquet") and path.name not in made:
            path.unlink()


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.tabulate`."""
    parser = stage_parser("tabulate", __doc__)
    parser.file("documents", "documents.json")
    parser.file("codebook", "rules.json")
    parser.files("count", "what count made, a file a batch", required=True)
    parser.add_argument("--coding", default=RULES, help="the coding that the report uses")
    parser.add_argument(
        "--population",
        default="",
        help="the population that the documents are a sample of; without it no intervals",
    )
    parser.add_argument(
        "--coders", nargs="*", default=[], help="the people who have a file in coding/hand"
    )
    parser.add_argument(
        "--keyness",
        default="null",
        help="whose words are compared with whose, as JSON; null: no key words",
    )
    parser.file("output", "folder of the tables")
    options = parser.parse_args(arguments)
    gc.disable()  # what is counted has no cycles, and the search for them is felt
    load_own()
    codebook = read_codebook(options.codebook)
    work = TableInputs(
        read_documents(options.documents),
        codebook.themes,
        codebook.written_on,
        options.coding,
        options.population,
        tuple(options.coders),
        msgspec.json.decode(options.keyness, type=Keyness | None),
        codebook.language,
    )
    tabulate(options.count, work, options.output)
    return 0


if __name__ == "__main__":
    run(main)
