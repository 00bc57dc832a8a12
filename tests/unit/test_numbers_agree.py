"""Promise: a number that is printed in two places is the same in both: tables, values for the
prose, figures and their words.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import synthetic_codings as synthetic
from test_tabulate import Tabulated

from pilcrow.figures.frame import Tables
from pilcrow.figures.palette import load_look, use_look
from pilcrow.figures.registry import FIGURES

HAND = {
    "first": {"p1": ["bridge"], "p2": ["toll", "weather"], "p3": []},
    "second": {"p1": ["bridge", "toll"], "p2": ["toll"], "p4": ["bridge"]},
}
KEYNESS = {
    "column": "place",
    "target": ["Quay"],
    "reference": ["Market"],
    "comparable": "Synthetic texts of one maker.",
}


@pytest.fixture(scope="module", params=["rules", "first", "consensus"])
def tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tabulated:
    """Three documents of two places, of which one was read by two people in part, one by one of
    them, and one by nobody.
    """
    readings = [
        synthetic.reading("harbour-a", hand=HAND),
        synthetic.reading("harbour-b", hand={"first": HAND["first"]}, speaker="Another Speaker"),
        synthetic.reading("market-c"),
    ]
    described = [
        synthetic.metadata(name, place=place, date=f"200{number}-01-01")
        for number, (name, place) in enumerate(
            (("harbour-a", "Quay"), ("harbour-b", "Quay"), ("market-c", "Market"))
        )
    ]
    folder = tmp_path_factory.mktemp(request.param)
    arguments = ("--coding", request.param, "--keyness", json.dumps(KEYNESS))
    return Tabulated(folder, *readings, documents=described, arguments=arguments)


def total(rows: Any, name: str, **cells: Any) -> int:
    return sum(int(row[name] or 0) for row in rows if all(row[key] == cells[key] for key in cells))


def test_themes_are_counted_alike_in_every_table(tables: Tabulated) -> None:
    coding = tables.values["coding"]
    units = [row for row in tables["paragraphs"] if row["word"] is not None]
    held = Counter(theme for row in units for theme in row["themes"].split())
    for row in tables["themes"]:
        theme = row["theme"]
        assert row["paragraphs"] == held[theme]
        assert row["paragraphs"] == total(tables["codings_wide"], theme)
        assert row["paragraphs"] == total(tables["matrix"], theme)
        assert row["evidence"] == total(tables["theme_position"], "evidence", theme=theme)
        assert row["evidence"] == len(
            [one for one in tables.find("codings", theme=theme, coder=coding) if one["evidence"]]
        )
        assert row["paragraph_ids"].split() == [
            one["paragraph"] for one in units if theme in one["themes"].split()
        ]
        (everything,) = tables.find("comparison", by="", theme=theme)
        for name in ("paragraphs", "of_paragraphs", "words_evidence", "of_words"):
            assert row[name] == total(tables["theme_document"], name, theme=theme)
            assert row[name] == everything[name]
            for by in ("speaker", "date", "place"):
                assert row[name] == total(tables["comparison"], name, theme=theme, by=by)
        assert row["share"] == everything["share"]
        assert row["documents"] == sum(
            one["paragraphs"] > 0 for one in tables.find("theme_document", theme=theme)
        )
    for row in tables["cooccurrence"]:
        both = [one for one in units if {row["theme"], row["other"]} <= set(one["themes"].split())]
        assert row["paragraphs"] == len(both)


def test_the_values_of_the_prose_are_those_of_the_tables(tables: Tabulated) -> None:
    documents, paragraphs, values = tables["documents"], tables["paragraphs"], tables.values
    units = [row for row in paragraphs if row["word"] is not None]
    said = values["paragraphs"]
    assert said["total"] == len(paragraphs) == total(documents, "paragraphs")
    assert said["units"] == len(units) == total(documents, "recording_units")
    assert said["read"] == sum(row["read"] for row in units) == total(documents, "read")
    assert said["coded"] == sum(bool(row["themes"]) for row in units) == total(documents, "coded")
    assert said["unread"] + said["coded"] + said["uncoded"] == said["units"]
    assert values["words"]["speech"] == total(units, "words") == total(documents, "words")
    assert values["sentences"]["speech"] == total(units, "sentences")
    for row in tables["themes"]:
        theme = values["theme"][row["theme"]]
        assert (theme["paragraphs"], theme["of"]) == (row["paragraphs"], row["of_paragraphs"])
        assert (theme["evidence"], theme["words"]) == (row["evidence"], row["words_evidence"])
    for row in tables["theme_document"]:
        theme = values["document"][row["document"]]["theme"][row["theme"]]
        assert (theme["paragraphs"], theme["of"]) == (row["paragraphs"], row["of_paragraphs"])
    for side in ("target", "reference"):
        about = values["keyness"][side]
        for row in tables["keyness"]:
            assert row[f"of_words_{side}"] == about["words"]
            assert row[f"of_paragraphs_{side}"] == about["paragraphs"]
    names = [row["document"] for row in documents if row["document"].startswith("harbour")]
    assert values["keyness"]["target"]["words"] == sum(
        row["words"] for row in documents if row["document"] in names
    )


def test_figures_say_the_numbers_of_the_tables(tables: Tabulated) -> None:
    look = load_look()
    use_look(look)
    read = Tables(tables.folder)
    drawn = {
        name: figure.draw(read, look) for name, figure in FIGURES.items() if figure.applies(read)
    }
    for row in tables["themes"]:
        said = f"{row['name']}: {row['paragraphs']} of {row['of_paragraphs']} paragraph"
        assert said in drawn["theme-prevalence"].alt
        spans = re.search(
            rf"{re.escape(row['name'])}: (\d+) span", drawn["themes-along-speech"].alt
        )
        assert int(spans[1]) if spans else row["evidence"] == 0
    for row in tables["theme_document"]:
        if row["share"] is not None and total(tables["themes"], "paragraphs", theme=row["theme"]):
            said = f"{row['document']} {row['paragraphs']} of {row['of_paragraphs']}"
            assert said in drawn["comparison"].alt
    for row in tables.find("comparison", by="date"):
        if row["share"] is not None and total(tables["themes"], "paragraphs", theme=row["theme"]):
            said = f"1 January {row['group'][:4]} {round(100 * row['share'])}%"  # of 2000-01-01
            assert said in drawn["themes-over-time"].alt
    for row in tables["sensitivity"]:
        if row["rule"] and row["count"]:
            name = next(one["name"] for one in tables["themes"] if one["theme"] == row["theme"])
            assert f"{name}: {row['count']} paragraph" in drawn["sensitivity"].alt
    units, seen = tables.values["paragraphs"]["units"], tables.values["paragraphs"]["read"]
    source = drawn["theme-prevalence"].source
    assert f"{units} paragraphs of speech" in source
    assert (f"read {seen} paragraphs" in source) == (seen < units)


def as_printed(value: Any) -> str:
    """Return a value of a Parquet file as a cell of a CSV file has it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_csv_and_parquet_have_the_same_cells(tables: Tabulated) -> None:
    files = sorted(tables.folder.glob("*.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            printed = list(csv.DictReader(file))
        stored = pyarrow.parquet.read_table(path.with_suffix(".parquet")).to_pylist()
        assert printed == [
            {name: as_printed(value) for name, value in row.items()} for row in stored
        ], path.name


def test_the_page_says_the_numbers_of_the_tables(built: Path) -> None:
    """The strip of the transcript, and the sources of all figures, in both codings."""
    page = unescape((built / "results/report.html").read_text(encoding="utf-8"))
    with (built / "results/tabulate/paragraphs.csv").open(encoding="utf-8", newline="") as file:
        paragraphs = list(csv.DictReader(file))
    values = json.loads((built / "results/tabulate/values.json").read_text(encoding="utf-8"))
    strip = re.findall(r'aria-label="[A-Z]\w+ ?[\w]*, (\d+) words?[:"]', page)
    assert strip == [row["words"] for row in paragraphs]
    sources = re.findall(r"Source: [^;<]*; ([\d,]+) paragraphs of speech, ([\d,]+) words", page)
    units, words = values["paragraphs"]["units"], values["words"]["speech"]
    assert sources and set(sources) == {(f"{units:,}", f"{words:,}")}
    drawn = 0
    for theme in values["theme"].values():
        said = re.findall(rf"{re.escape(theme['name'])}: (\d+) of \d+ paragraphs?, \d+ word", page)
        drawn += len(said)
        if said:
            assert set(map(int, said)) == {theme["paragraphs"], theme["by_rules"]["paragraphs"]}
    assert drawn > 1
