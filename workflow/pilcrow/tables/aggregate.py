"""From the tallies of a corpus to the tables of themes: pandas frames of counts, summed with their denominators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pilcrow.tables.columns import TABLES, Column
from pilcrow.tables.sensitivity import rests_on
from pilcrow.tables.tallies import Tallies, join


def count_frame(tallies: Tallies) -> Any:
    """A pandas frame of counts, a row for each document, speaker and theme, zeros included.

    Columns: document, speaker, theme, paragraphs, of_paragraphs, evidence, words_evidence, words_paragraphs, of_words.
    """
    import pandas

    names = ["document", "speaker", "theme"]
    cells = pandas.DataFrame(
        [[*key, *counts] for key, counts in tallies.cells.items()],
        columns=[*names, "paragraphs", "evidence", "words_evidence", "words_paragraphs"],
    )
    bases = pandas.DataFrame(
        [[*key, *counts[:2]] for key, counts in tallies.bases.items()],
        columns=["document", "speaker", "kind", "of_paragraphs", "of_words"],
    )
    codes = tallies.codes()
    kinds = pandas.DataFrame(
        [[code, kind] for code in codes for kind in tallies.kinds_of(code)],
        columns=["theme", "kind"],
    )
    possible = (
        bases.merge(kinds, on="kind")
        .groupby(names, sort=False)[["of_paragraphs", "of_words"]]
        .sum()
        .reset_index()
    )
    frame = possible.merge(cells, on=names, how="outer")
    counts = [name for name in frame.columns if name not in names]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    order = {code: place for place, code in enumerate(codes)}
    return (
        frame.assign(place=frame["theme"].map(order))
        .sort_values(["document", "place", "speaker"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )


COUNTS = [
    "paragraphs",
    "of_paragraphs",
    "evidence",
    "words_evidence",
    "words_paragraphs",
    "of_words",
]


def shares(frame: Any) -> list[dict[str, Any]]:
    """Rows of a summed frame with the shares added; None where nothing could have the theme."""
    rows: list[dict[str, Any]] = frame.to_dict("records")
    for row in rows:
        row["share"] = row["paragraphs"] / row["of_paragraphs"] if row["of_paragraphs"] else None
        row["share_words"] = row["words_evidence"] / row["of_words"] if row["of_words"] else None
    return rows


def document_rows(tallies: Tallies, frame: Any) -> list[dict[str, Any]]:
    """Rows of the table of themes by document."""
    rows = shares(frame.groupby(["document", "theme"], sort=False)[COUNTS].sum().reset_index())
    for row in rows:
        numbers = tallies.document_paragraphs.get((row["document"], row["theme"]), "").split()
        row["paragraph_ids"] = join(f"{row['document']}.{number}" for number in numbers)
    return rows


def matrix_rows(
    documents: Sequence[Mapping[str, Any]],
    by_document: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Column],
) -> Iterator[dict[str, Any]]:
    """Rows of documents × themes: each document as in the table of documents, and under each theme how many paragraphs have it.

    `columns`: those of the themes (`tables.theme_columns`); the scholar's own columns of the documents are left out.
    """
    about = [column.name for column in TABLES["matrix"].columns]
    counts: dict[str, dict[str, int]] = {}
    for row in by_document:
        counts.setdefault(row["document"], {})[columns[row["theme"]].name] = row["paragraphs"]
    return (
        {**{name: row[name] for name in about}, **counts.get(row["document"], {})}
        for row in documents
    )


def position_rows(tallies: Tallies, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of the table of evidence by tenth of the document."""
    return (
        {"theme": code, "tenth": tenth, "evidence": tallies.tenths[code, tenth]}
        for code in codes
        for tenth in range(1, 11)
    )


def theme_rows(tallies: Tallies, frame: Any, documents: int) -> list[dict[str, Any]]:
    """Rows of the table of themes, every theme of the codebook, found or not."""
    sums = {
        row["theme"]: row
        for row in shares(frame.groupby("theme", sort=False)[COUNTS].sum().reset_index())
    }
    spread = frame[frame["paragraphs"] > 0].groupby("theme")["document"].nunique().to_dict()
    rows = []
    for code in tallies.codes():
        rules = len(tallies.rules_used.get(code, ()))
        row = {**dict.fromkeys(COUNTS, 0), "share": None, "share_words": None, **sums.get(code, {})}
        name = tallies.themes[code].name if code in tallies.themes else code
        row |= {
            "theme": code,
            "name": name,
            "documents": int(spread.get(code, 0)),
            "of_documents": documents,
            "rules": rules,
        }
        row |= {
            "rests_on": rests_on(row["paragraphs"], rules),
            "paragraph_ids": join(tallies.theme_paragraphs.get(code)),
        }
        rows.append(row)
    return rows


def cooccurrence_rows(
    tallies: Tallies, themes: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    counts = {row["theme"]: row["paragraphs"] for row in themes}
    order = {code: place for place, code in enumerate(counts)}
    placed = [(sorted(pair, key=lambda code: order[code]), pair) for pair in tallies.pairs]
    for (first, second), pair in sorted(
        placed, key=lambda entry: [order[code] for code in entry[0]]
    ):
        both = tallies.pairs[pair]
        either = counts[first] + counts[second] - both
        yield {
            "theme": first,
            "other": second,
            "paragraphs": both,
            "either": either,
            "jaccard": both / either,
            "paragraph_ids": join(tallies.pair_paragraphs.get(pair)),
        }
