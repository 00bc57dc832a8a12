"""Promise: every count has its denominator, words are credited by evidence, and the same records
give the same bytes.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic_codings as synthetic
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from synthetic_codebooks import codebook_of

from pilcrow.agreement.bootstrap import share_intervals
from pilcrow.model.problems import Problems
from pilcrow.model.records import Evidence
from pilcrow.tables.aggregate import first_of, in_documents
from pilcrow.tables.columns import TableScope, tables_made
from pilcrow.tables.counting import LISTED, Listing, sentences_with
from pilcrow.tables.reading import WordPlaces, spoken_text
from pilcrow.tables.tables import Row, read_table
from pilcrow.tabulate import own_kind
from pilcrow.text.words import count_words

HAND = {"first": {"p1": ["bridge"], "p2": ["toll"], "p3": []}}
VOICES = [
    ("p2", "conditional", "Rain or wind, the ferry sails.", ""),
    ("p4", "reported", "bridges pay for tolls", "the Harbour Master"),
]


class Tabulated:
    """The tables of synthetic readings."""

    def __init__(
        self,
        folder: Path,
        *readings: Any,
        documents: Any = None,
        codebook: Any = synthetic.CODEBOOK,
        arguments: tuple[str, ...] = (),
    ) -> None:
        readings = readings or (synthetic.reading(hand=HAND, voices=VOICES),)
        documents = documents or [synthetic.metadata(coded.document.document) for coded in readings]
        self.folder = folder / "tables"
        state = synthetic.write_state(folder, readings, documents, codebook)
        synthetic.tabulate_all([*state, "--output", str(self.folder), *arguments])
        self.values = json.loads((self.folder / "values.json").read_bytes())

    def __getitem__(self, name: str) -> list[Row]:
        return read_table(self.folder, name)

    def find(self, name: str, **cells: Any) -> list[Row]:
        return [row for row in self[name] if all(row[key] == value for key, value in cells.items())]


def test_themes_are_counted_with_their_denominator(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    bridge = tables.find("themes", theme="bridge")[0]
    assert (bridge["paragraphs"], bridge["of_paragraphs"], bridge["share"]) == (3, 4, 0.75)
    assert bridge["paragraph_ids"] == "harbour-2001.p1 harbour-2001.p2 harbour-2001.p4"
    assert bridge["evidence"] == 5  # bridge; bridge, ferry; bridges, bridges
    assert bridge["words_evidence"] == 5
    assert bridge["words_paragraphs"] == 11 + 15 + 9
    never = tables.find("themes", theme="silence")[0]
    assert (never["paragraphs"], never["of_paragraphs"], never["share"]) == (0, 4, 0)
    assert [row["theme"] for row in tables["themes"]] == ["bridge", "weather", "toll", "silence"]


def test_speakers_stand_with_what_the_edition_says_of_them(tmp_path: Path) -> None:
    described = {
        "label": "SPEAKER",
        "name": "Synthetic Speaker",
        "party": "Harbour",
        "authority": "viaf:1",
    }
    entry = synthetic.metadata("harbour-2001") | {"speakers": [described]}
    (row,) = Tabulated(tmp_path, documents=[entry])["speakers"]
    assert row == {
        "document": "harbour-2001",
        "speaker": "Synthetic Speaker",
        "family": "",
        "role": "",
        "party": "Harbour",
        "authority": "viaf:1",
        "main": True,
        "paragraphs": 4,
        "words": 11 + 15 + 9 + 9,
    }


def test_headings_and_salutations_are_listed_and_not_counted(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    assert len(tables["paragraphs"]) == 6
    assert [row["word"] for row in tables["paragraphs"]] == [None, None, 0, 11, 26, 35]
    assert tables.values["paragraphs"]["units"] == 4
    assert tables.values["paragraphs"]["uncoded_paras"] == "@harbour-2001, para. 3"
    assert len(tables["codings_wide"]) == 4
    assert {
        row["paragraph"].rpartition(".")[2]: row["bridge"] for row in tables["codings_wide"]
    } == {
        "p1": 1,
        "p2": 1,
        "p3": 0,
        "p4": 1,
    }


def test_a_theme_may_have_the_name_of_a_column(tmp_path: Path) -> None:
    codebook = {
        **synthetic.CODEBOOK,
        "themes": [{"code": "speaker", "name": "Speakers", "rules": ["bridge*"]}],
    }
    row = Tabulated(tmp_path, synthetic.reading(codebook=codebook), codebook=codebook)[
        "codings_wide"
    ][0]
    assert (row["speaker"], row["speaker_theme"]) == ("Synthetic Speaker", 1)


def test_a_theme_on_questions_alone_has_them_as_denominator(tmp_path: Path) -> None:
    codebook = {
        **synthetic.CODEBOOK,
        "themes": [{"code": "toll", "name": "Tolls", "kinds": ["question"], "rules": ["toll*"]}],
    }
    tables = Tabulated(
        tmp_path,
        synthetic.reading(units=[("p1", "speech", "A toll."), ("p2", "question", "Why?")]),
        codebook=codebook,
    )
    assert tables.find("themes", theme="toll")[0]["of_paragraphs"] == 1


@pytest.mark.parametrize("coding", ["rules", "first"])
def test_a_theme_on_notes_makes_them_no_speech(tmp_path: Path, coding: str) -> None:
    """The report counted the note as a paragraph of speech, and the list of documents did not."""
    codebook = {
        **synthetic.CODEBOOK,
        "themes": [
            {"code": "toll", "name": "Tolls", "rules": ["toll*"]},
            {"code": "laughter", "name": "Laughter", "kinds": ["note"], "rules": ["laughter"]},
        ],
    }
    reading = synthetic.reading(
        units=[
            ("p1", "speech", "A toll."),
            ("n1", "note", "Laughter."),
            ("p2", "question", "Why?"),
        ],
        codebook=codebook,
        hand={"first": {"p1": ["toll"], "n1": ["laughter"], "p2": []}},
    )
    tables = Tabulated(tmp_path, reading, codebook=codebook, arguments=("--coding", coding))
    said = {name: tables.values["paragraphs"][name] for name in ("units", "read", "coded")}
    assert said == {"units": 2, "read": 2, "coded": 1}
    assert tables.values["words"]["speech"] == 3
    assert tables.values["paragraphs"]["uncoded_paras"].endswith("para. 2")
    assert [row["paragraphs"] for row in tables["speakers"]] == [2]
    of = {row["theme"]: row["of_paragraphs"] for row in tables["themes"]}
    assert of == {"toll": 2, "laughter": 1}


def test_rules_read_nothing_where_no_theme_has_any(tmp_path: Path) -> None:
    codebook = {**synthetic.CODEBOOK, "themes": [{"code": "mood", "name": "Mood", "rules": []}]}
    tables = Tabulated(tmp_path, synthetic.reading(codebook=codebook), codebook=codebook)
    assert tables.values["paragraphs"]["read"] == 0


def test_what_no_rule_looks_for_is_not_absent(tmp_path: Path) -> None:
    codebook = {
        **synthetic.CODEBOOK,
        "themes": [
            {"code": "bridge", "name": "B", "rules": ["bridge*"], "speakers": ["Other Speaker"]},
            {
                "code": "rain",
                "name": "R",
                "rules": [{"phrase": "rain", "speakers": ["other SPEAKER"]}],
            },
            {"code": "why", "name": "W", "rules": [{"phrase": "why", "kinds": ["question"]}]},
            {"code": "people", "name": "P", "rules": []},
            {"code": "toll", "name": "T", "rules": ["toll*"]},
        ],
    }
    hand = {"first": {"p1": ["bridge", "rain", "why", "people"], "p2": ["toll"]}}
    # The toy of the stage `code` knows neither speakers nor kinds: it gets only what holds there.
    alone = {"themes": [theme for theme in codebook["themes"] if theme["code"] == "toll"]}
    one = synthetic.reading("first-2001", codebook=alone, hand=hand)
    other = synthetic.reading(
        "other-2001",
        units=[("p1", "speech", "A bridge, a toll."), ("p2", "question", "Why?")],
        speaker="Other Speaker",
        codebook={
            "themes": [theme for theme in codebook["themes"] if theme["code"] in ("bridge", "toll")]
        },
        hand={"first": {"p1": []}},
    )
    tables = Tabulated(tmp_path, one, other, codebook=codebook)
    # Four paragraphs are one speaker's, two the other's; a single one is a question.
    of = {"bridge": 2, "rain": 2, "why": 1, "people": 0, "toll": 6}
    assert {row["theme"]: row["of_paragraphs"] for row in tables["themes"]} == of
    assert {row["theme"]: row["of"] for row in tables["sensitivity"]} == of
    everywhere = tables.find("comparison", by="")
    assert {row["theme"]: row["of_paragraphs"] for row in everywhere} == of
    # What was not looked for in a document is empty there, and counts no document.
    could = {row["theme"]: row["of_documents"] for row in tables["themes"]}
    assert could == {"bridge": 1, "rain": 1, "why": 1, "people": 0, "toll": 2}
    first, second = tables["matrix"]
    assert [first[code] for code in of] == [None, None, None, None, 2]
    assert [second[code] for code in of] == [1, 0, 0, None, 1]
    wide = {row["paragraph"]: row for row in tables["codings_wide"]}
    assert [wide["first-2001.p1"][code] for code in of] == [None, None, None, None, 0]
    assert [wide["other-2001.p1"][code] for code in of] == [1, 0, None, None, 1]
    # The person may see what no rule looks for; rules and person do not differ on it.
    differ = {(row["paragraph"], row["theme"]) for row in tables["disagreements"]}
    assert differ == {("other-2001.p1", "bridge"), ("other-2001.p1", "toll")}
    assert tables.values["disagreements"]["of"] == 3
    measured = {
        row["theme"]: (row["units"], row["both"], row["rules_only"], row["person_only"])
        for row in tables["rules_against_people"]
    }
    assert measured == {
        "bridge": (1, 0, 1, 0),
        "rain": (1, 0, 0, 0),
        "why": (0, 0, 0, 0),
        "people": (0, 0, 0, 0),
        "toll": (3, 1, 1, 0),
        "": (3, 1, 2, 0),
    }


def test_voices_reach_the_evidence_they_cover(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    ferry = tables.find("codings", evidence="ferry", coder="rules")[0]
    assert ferry["voice"] == "conditional"
    assert tables.find("codings", evidence="Tolls", coder="rules")[0]["voice"] == ""
    assert tables.find("codings", evidence="tolls", coder="rules")[0]["voice"] == "reported"
    assert ferry["raw_end"] - ferry["raw_start"] == 5


def test_cooccurrence_names_the_paragraphs(tmp_path: Path) -> None:
    rows = {(row["theme"], row["other"]): row for row in Tabulated(tmp_path)["cooccurrence"]}
    assert rows["bridge", "weather"]["paragraph_ids"] == "harbour-2001.p1 harbour-2001.p2"
    assert (rows["bridge", "toll"]["paragraphs"], rows["bridge", "toll"]["either"]) == (2, 3)


def test_disagreements_say_who_has_the_theme_and_only_where_both_read(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    found = {
        (row["paragraph"].rpartition(".")[2], row["theme"], row["has"])
        for row in tables["disagreements"]
    }
    assert found == {
        ("p1", "weather", "rules"),
        ("p2", "bridge", "rules"),
        ("p2", "weather", "rules"),
    }
    assert tables.values["disagreements"]["count"] == 3
    # p1: bridge, weather; p2: bridge, toll, weather; nothing on p3, which was read too
    assert tables.values["disagreements"]["of"] == 5
    assert tables.find("disagreements", theme="bridge")[0]["evidence"] == "bridge | ferry"


def test_one_reader_has_no_coefficient(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    assert not (tables.folder / "agreement.csv").exists()
    assert tables.find("rules_against_people", theme="bridge")[0]["sample"] == "unknown"


def test_sensitivity_names_what_falls_with_a_rule(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path)
    without = tables.find("sensitivity", rule="bridge.1")[0]
    assert (without["count"], without["count_variant"], without["lost"]) == (3, 1, 2)
    assert without["paragraph_ids"] == "harbour-2001.p1 harbour-2001.p4"  # p2 has the ferry too
    sentences = tables.find("sensitivity", theme="bridge", unit="sentence")[0]
    assert (sentences["count_variant"], sentences["of_variant"]) == (4, 6)


def test_a_persons_coding_or_the_consensus_can_be_the_reports(tmp_path: Path) -> None:
    own = Tabulated(tmp_path / "own", arguments=("--coding", "first"))
    assert {row["theme"]: row["paragraphs"] for row in own["themes"]} == {
        "bridge": 1,
        "weather": 0,
        "toll": 1,
        "silence": 0,
    }
    hand = {
        "first": {"p1": ["bridge", "toll"], "p2": ["toll"], "p3": ["toll"]},
        "second": {"p1": ["bridge"], "p2": ["weather"], "p3": []},
        "consensus": {"p2": ["weather"]},
    }
    agreed = Tabulated(
        tmp_path / "agreed", synthetic.reading(hand=hand), arguments=("--coding", "consensus")
    )
    themes = {
        row["paragraph"].rpartition(".")[2]: row["themes"]
        for row in agreed["paragraphs"]
        if row["kind"] == "speech"
    }
    assert themes == {"p1": "bridge", "p2": "weather", "p3": "", "p4": ""}
    decisions = {
        (row["paragraph"].rpartition(".")[2], row["theme"]): (row["outcome"], row["how"])
        for row in agreed["consensus"]
    }
    assert decisions["p1", "toll"] == ("open", "tie")
    assert decisions["p2", "weather"] == ("coded", "adjudicator")
    assert (
        agreed.find("codings", coder="consensus", paragraph="harbour-2001.p1")[0]["theme"]
        == "bridge"
    )


def test_the_reports_coding_stands_beside_that_of_the_rules(tmp_path: Path) -> None:
    """First has the bridge on p1 and the toll on p2; the rules have bridge and weather on p1,
    bridge, toll and weather on p2.
    """
    tables = Tabulated(tmp_path / "own", arguments=("--coding", "first"))
    found = {
        (row["paragraph"].rpartition(".")[2], row["theme"]): (
            row["report"],
            row["beside"],
            row["differ"],
        )
        for row in tables["codings_compared"]
    }
    assert found == {
        ("p1", "bridge"): (True, True, False),
        ("p1", "weather"): (False, True, True),
        ("p2", "bridge"): (False, True, True),
        ("p2", "toll"): (True, True, False),
        ("p2", "weather"): (False, True, True),
    }  # p4 was not read, whatever the rules found there
    bridge = tables.values["theme"]["bridge"]
    assert bridge["paras"] == "@harbour-2001, para. 1"
    assert bridge["by_rules"] == {"paragraphs": 2, "paras": "@harbour-2001, paras. 1–2"}
    assert bridge["in_both"] == {"paragraphs": 1, "paras": "@harbour-2001, para. 1"}
    weather = tables.values["theme"]["weather"]
    assert (weather["paragraphs"], weather["by_rules"]["paragraphs"]) == (0, 2)
    assert weather["in_both"] == {"paragraphs": 0, "paras": ""}
    assert [row["themes_beside"] for row in tables["paragraphs"] if row["kind"] == "speech"] == [
        "bridge weather",
        "bridge weather toll",
        "",
        "",
    ]
    by_rules = {row["theme"]: row for row in tables["themes_beside"]}
    assert [(one["paragraphs"], one["of_paragraphs"]) for one in by_rules.values()] == [
        (2, 3),
        (2, 3),
        (1, 3),
        (0, 3),
    ]
    assert by_rules["weather"]["paragraph_ids"] == "harbour-2001.p1 harbour-2001.p2"
    [first, *_] = tables["themes_compared"]
    assert [first[by] for by in ("theme", "both", "report", "beside")] == ["bridge", 1, 0, 1]
    assert first["beside_ids"] == "harbour-2001.p2"
    assert tables["documents"][0]["compared"] == 3


@pytest.mark.parametrize("second", ["first", "consensus"])
def test_what_people_coded_stands_beside_the_rules_and_is_counted_where_they_read(
    tmp_path: Path, second: str
) -> None:
    """First has the bridge on p1, the toll on p2 and nothing on p3; p4 nobody read."""
    people = ("first",) if second == "first" else ("first", "other")
    hand = dict.fromkeys(people, HAND["first"])
    tables = Tabulated(tmp_path, synthetic.reading(hand=hand))
    assert (tables.values["coding"], tables.values["beside"]) == ("rules", second)
    counted = {row["theme"]: (row["paragraphs"], row["of_paragraphs"]) for row in tables["themes"]}
    beside = {
        row["theme"]: (row["paragraphs"], row["of_paragraphs"], row["paragraph_ids"])
        for row in tables["themes_beside"]
    }
    assert counted["bridge"] == (3, 4)
    assert beside["bridge"] == (1, 3, "harbour-2001.p1")
    assert beside["toll"] == (1, 3, "harbour-2001.p2")
    compared = {row["theme"]: row for row in tables["themes_compared"]}
    assert compared["bridge"]["report_ids"] == "harbour-2001.p2"  # and not p4, which nobody read
    assert not any(row["paragraph"].endswith("p4") for row in tables["codings_compared"])
    assert any(row["coder"] == second for row in tables["codings"])


def test_where_nobody_coded_nothing_stands_beside_the_rules(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path, synthetic.reading(hand={}))
    for name in ("codings_compared", "themes_beside", "themes_compared"):
        assert not (tables.folder / f"{name}.csv").exists()
    assert tables.values["beside"] == ""
    bridge = tables.values["theme"]["bridge"]
    assert bridge["by_rules"] == bridge["in_both"]
    assert bridge["by_rules"] == {name: bridge[name] for name in ("paragraphs", "paras")}


def test_what_a_person_did_not_read_counts_as_neither(tmp_path: Path) -> None:
    """First read p1, p2 and p3 of four paragraphs; p1 has the bridge, p2 the toll, p3 nothing."""
    tables = Tabulated(tmp_path, synthetic.reading(hand=HAND), arguments=("--coding", "first"))
    bridge = tables.find("themes", theme="bridge")[0]
    assert (bridge["paragraphs"], bridge["of_paragraphs"], bridge["of_words"]) == (
        1,
        3,
        11 + 15 + 9,
    )
    assert bridge["share"] == pytest.approx(1 / 3, abs=1e-6)
    units = {row["paragraph"].rpartition(".")[2]: row for row in tables["codings_wide"]}
    assert [units[number]["bridge"] for number in ("p1", "p3", "p4")] == [1, 0, None]
    read = {row["number"]: row["read"] for row in tables["paragraphs"]}
    assert read == {"h1": None, "s1": None, "p1": True, "p2": True, "p3": True, "p4": False}
    document = tables["documents"][0]
    assert [document[name] for name in ("recording_units", "read", "coded")] == [4, 3, 2]
    paragraphs = tables.values["paragraphs"]
    assert [paragraphs[name] for name in ("units", "read", "unread", "coded", "uncoded")] == [
        4,
        3,
        1,
        2,
        1,
    ]
    assert paragraphs["uncoded_paras"] == "@harbour-2001, para. 3"
    assert tables.values["theme"]["bridge"]["of"] == 3
    # The rules read everything: what falls with a rule is counted over all paragraphs.
    assert tables.find("sensitivity", rule="bridge.1")[0]["of"] == 4
    by_rules = Tabulated(tmp_path / "rules", synthetic.reading(hand=HAND))
    assert by_rules.find("themes", theme="bridge")[0]["of_paragraphs"] == 4


def test_a_document_that_was_not_read_is_no_document_without_the_theme(tmp_path: Path) -> None:
    readings = [synthetic.reading("harbour-a", hand=HAND), synthetic.reading("harbour-b")]
    tables = Tabulated(tmp_path, *readings, arguments=("--coding", "consensus"))
    bridge = tables.find("themes", theme="bridge")[0]
    assert (bridge["documents"], bridge["of_documents"], bridge["of_paragraphs"]) == (1, 1, 3)
    unread = tables.find("theme_document", document="harbour-b", theme="bridge")[0]
    assert (unread["of_paragraphs"], unread["share"]) == (0, None)
    everything = tables.find("comparison", by="", theme="bridge")[0]
    assert (everything["paragraphs"], everything["of_paragraphs"]) == (1, 3)
    assert [row["bridge"] for row in tables["matrix"]] == [1, None]


def test_a_stale_vote_has_read_nothing_for_the_consensus(tmp_path: Path) -> None:
    coded = synthetic.reading(hand=HAND, stale=frozenset({("first", "p1")}))
    agreed = Tabulated(tmp_path / "agreed", coded, arguments=("--coding", "consensus"))
    assert agreed.values["paragraphs"]["read"] == 2
    own = Tabulated(tmp_path / "own", coded, arguments=("--coding", "first"))
    assert own.values["paragraphs"]["read"] == 3


def test_stale_codings_are_shown_and_not_trusted(tmp_path: Path) -> None:
    coded = synthetic.reading(hand=HAND, stale=frozenset({("first", "p1")}))
    tables = Tabulated(tmp_path, coded)
    assert tables.find("codings", coder="first", paragraph="harbour-2001.p1")[0]["stale"] is True
    assert tables.values["disagreements"] == {"count": 2, "of": 3, "people": 0, "stale": 1}
    assert tables.find("rules_against_people", theme="")[0]["units"] == 2


def agreeing(units: int, coders: tuple[str, ...] = ("first", "second")) -> Any:
    """A synthetic document whose coders give `bridge` to every other paragraph, and differ on
    one.
    """
    speech = [
        (f"p{n}", "speech", "The bridge." if n % 2 else "Nothing.") for n in range(1, units + 1)
    ]
    hand = {
        coder: {
            f"p{n}": ["bridge"] if (n % 2 and (n > 1 or coder == "first")) else []
            for n in range(1, units + 1)
        }
        for coder in coders
    }
    return synthetic.reading(units=speech, hand=hand)


def test_two_people_have_coefficients_where_there_is_enough(tmp_path: Path) -> None:
    tables = Tabulated(tmp_path, agreeing(40))
    alpha = tables.find("agreement", theme="bridge", coefficient="alpha")[0]
    assert 0.9 < alpha["value"] < 1 and alpha["low"] < alpha["value"] <= alpha["high"]
    assert (alpha["units"], alpha["positives"], alpha["coders"]) == (40, 20, "first second")
    withheld = tables.find("agreement", theme="toll", coefficient="alpha")[0]
    assert withheld["value"] is None and withheld["withheld"].startswith("0 positives")
    assert tables.find("agreement", coefficient="alpha (MASI)")[0]["value"] == pytest.approx(
        alpha["value"]
    )


def test_few_units_examples_and_text_of_the_rules_are_left_out(tmp_path: Path) -> None:
    few = Tabulated(tmp_path / "few", agreeing(12))
    assert few["agreement"]
    assert all(
        row["value"] is None and "at least 30 are needed" in row["withheld"]
        for row in few["agreement"]
    )
    codebook = {**synthetic.CODEBOOK, "written_on": ["harbour-2001.p3"]}
    codebook["themes"] = [
        {**codebook["themes"][0], "examples": [{"paragraph": "harbour-2001.p1"}]},
        *codebook["themes"][1:],
    ]
    tables = Tabulated(tmp_path / "some", agreeing(40), codebook=codebook)
    alpha = tables.find("agreement", theme="bridge", coefficient="alpha")[0]
    assert (alpha["units"], alpha["left_out"], alpha["value"]) == (38, 2, 1)
    samples = {
        row["sample"]: row["units"]
        for row in tables.find("rules_against_people", coder="first", theme="")
    }
    assert samples == {"in-sample": 2, "out-of-sample": 38}


def corpus(documents: int) -> tuple[list[Any], list[Any]]:
    """Synthetic documents of two speakers, three years and two regions."""
    readings, described = [], []
    for number in range(documents):
        name = f"harbour-{number}"
        readings.append(synthetic.reading(name, speaker=f"Speaker {number % 2}"))
        described.append(
            synthetic.metadata(
                name,
                date=f"{2001 + number % 3}-01-01",
                extra={"region": "North" if number % 2 else "South", "title": "kept out"},
            )
        )
    return readings, described


def test_documents_are_compared_with_denominators_and_without_intervals(tmp_path: Path) -> None:
    readings, described = corpus(6)
    tables = Tabulated(tmp_path, *readings, documents=described)
    assert {(row["by"], row["group"]) for row in tables["comparison"]} == {
        ("", ""),
        ("speaker", "Speaker 0"),
        ("speaker", "Speaker 1"),
        ("date", "2001-01-01"),
        ("date", "2002-01-01"),
        ("date", "2003-01-01"),
        ("region", "North"),
        ("region", "South"),
    }
    everything = tables.find("comparison", by="", theme="bridge")[0]
    assert (
        everything["documents"],
        everything["paragraphs"],
        everything["of_paragraphs"],
        everything["low"],
    ) == (6, 18, 24, None)
    north = tables.find("comparison", by="region", group="North", theme="bridge")[0]
    assert (north["documents"], north["paragraphs"], north["of_paragraphs"], north["low"]) == (
        3,
        9,
        12,
        None,
    )
    assert tables["documents"][0]["region"] == "South"
    assert tables["documents"][0]["title"] == "Synthetic: harbour-0"
    assert tables.values["theme"]["bridge"]["paras"].startswith(
        "@harbour-0, paras. 1–2, 4; @harbour-1, "
    )


def test_documents_are_compared_by_the_metadatas_own_columns_as_the_scholar_spelled_them(
    tmp_path: Path,
) -> None:
    names = ["harbour-a", "harbour-b", "harbour-c"]
    described = [
        synthetic.metadata(
            names[0], place="Quay", event="address", extra={"armed": True, "seats": 0}
        ),
        synthetic.metadata(
            names[1], place="Pier", event="address", extra={"armed": False, "seats": 0}
        ),
        synthetic.metadata(names[2], place="Pier", event="", date="1000", extra={"seats": 12}),
    ]
    tables = Tabulated(tmp_path, *map(synthetic.reading, names), documents=described)
    sizes = {(row["by"], row["group"]): row["documents"] for row in tables["comparison"]}
    # One event, one speaker, one language, one known date: nothing to compare by.
    assert sizes == {
        ("", ""): 3,
        ("place", "Pier"): 2,
        ("place", "Quay"): 1,
        ("armed", "false"): 1,
        ("armed", "true"): 1,
        ("seats", "0"): 2,
        ("seats", "12"): 1,
    }
    assert [row["armed"] for row in tables["documents"]] == ["true", "false", ""]
    # An unknown date was published as the year 1000.
    assert [bool(row["date"]) for row in tables["documents"]] == [True, True, False]


def test_a_column_with_a_value_for_each_of_many_documents_is_no_comparison(tmp_path: Path) -> None:
    readings, described = corpus(25)
    for number, entry in enumerate(described):
        entry["metadata"]["extra"]["shelfmark"] = f"MS {number}"
    assert not Tabulated(tmp_path, *readings, documents=described).find(
        "comparison", by="shelfmark"
    )


def test_documents_by_themes_say_which_paragraphs(tmp_path: Path) -> None:
    codebook = {
        **synthetic.CODEBOOK,
        "themes": [
            *synthetic.CODEBOOK["themes"],
            {"code": "date", "name": "Dates", "rules": ["open"]},
        ],
    }
    readings = [synthetic.reading(name, codebook=codebook) for name in ("harbour-a", "harbour-b")]
    tables = Tabulated(tmp_path, *readings, codebook=codebook)
    assert (
        tables.find("theme_document", document="harbour-b", theme="toll")[0]["paragraph_ids"]
        == "harbour-b.p2 harbour-b.p4"
    )
    assert (
        tables.find("theme_document", document="harbour-b", theme="silence")[0]["paragraph_ids"]
        == ""
    )
    toll = tables.values["document"]["harbour-b"]["theme"]["toll"]
    assert toll == {"paragraphs": 2, "of": 4, "share": "50%", "paras": "@harbour-b, paras. 2, 4"}
    row = tables.find("matrix", document="harbour-b")[0]
    assert (row["recording_units"], row["date"]) == (4, "2001-05-01")
    assert [row[name] for name in ("bridge", "weather", "toll", "silence", "date_theme")] == [
        3,
        2,
        2,
        0,
        1,
    ]
    alone = Tabulated(tmp_path / "one")
    assert not alone["matrix"] and "theme" not in alone.values["document"]["harbour-2001"]


def test_of_a_theme_on_very_many_paragraphs_of_a_document_the_first_are_cited(
    tmp_path: Path,
) -> None:
    texts = [(f"p{number}", "speech", "A toll.") for number in range(1, LISTED + 51)]
    tables = Tabulated(
        tmp_path, synthetic.reading("harbour-a", texts), synthetic.reading("harbour-b")
    )
    toll = tables.values["document"]["harbour-a"]["theme"]["toll"]
    assert toll["paras"] == "@harbour-a, paras. 1–20 (and 230 more)"
    assert (
        tables.find("theme_document", document="harbour-a", theme="toll")[0]["paragraph_ids"] == ""
    )


def test_a_column_of_the_scholars_and_a_theme_may_have_one_name(tmp_path: Path) -> None:
    described = [
        synthetic.metadata("harbour-a", extra={"toll": "paid"}),
        synthetic.metadata("harbour-b", extra={"toll": "due"}),
    ]
    silent = synthetic.reading("harbour-a", [("h1", "heading", "Nobody speaks")])
    tables = Tabulated(tmp_path, silent, synthetic.reading("harbour-b"), documents=described)
    assert [row["toll"] for row in tables["matrix"]] == [None, 2]
    assert [row["toll"] for row in tables["documents"]] == ["paid", "due"]


def test_a_declared_sample_has_intervals_over_documents(tmp_path: Path) -> None:
    readings, described = corpus(24)
    readings[0] = synthetic.reading(
        "harbour-0", [("p1", "speech", "Nothing at all.")], speaker="Speaker 0"
    )
    tables = Tabulated(
        tmp_path, *readings, documents=described, arguments=("--population", "synthetic addresses")
    )
    south = tables.find("comparison", by="region", group="South", theme="bridge")[0]
    assert south["low"] < south["share"] <= south["high"]
    assert (
        tables.find("comparison", by="date", group="2001-01-01", theme="bridge")[0]["low"] is None
    )  # eight documents are too few


def test_intervals_are_those_of_the_binomial_where_documents_are_all_or_nothing() -> None:
    """Of 16 documents of one length, 8 with the theme on every paragraph: a resample has
    Binomial(16, 1/2) of them, whose 2.5th percentile is 4 (P(X ≤ 3) = 0.0106, P(X ≤ 4) = 0.0384)
    and whose 97.5th, by symmetry, is 12.
    """
    parts = np.array([[5.0], [0.0]] * 8)
    assert share_intervals(parts, np.full((16, 1), 5.0)) == [(0.25, 0.75)]
    # Documents that are all alike give the same share in every draw.
    assert share_intervals(np.full((12, 1), 2.0), np.full((12, 1), 8.0)) == [(0.25, 0.25)]


def test_all_documents_together_have_an_interval_where_they_are_a_sample(tmp_path: Path) -> None:
    readings, described = corpus(16)
    readings[:8] = [
        synthetic.reading(f"harbour-{n}", [(f"p{k}", "speech", "Nothing.") for k in range(1, 5)])
        for n in range(8)
    ]
    readings[8:] = [
        synthetic.reading(f"harbour-{n}", [(f"p{k}", "speech", "A ferry.") for k in range(1, 5)])
        for n in range(8, 16)
    ]
    tables = Tabulated(
        tmp_path, *readings, documents=described, arguments=("--population", "synthetic addresses")
    )
    row = tables.find("comparison", by="", theme="bridge")[0]
    assert (row["paragraphs"], row["of_paragraphs"], row["low"], row["high"]) == (
        32,
        64,
        0.25,
        0.75,
    )


def test_an_empty_codebook_and_an_empty_document_still_make_tables(tmp_path: Path) -> None:
    tables = Tabulated(
        tmp_path,
        synthetic.reading(units=[("h1", "heading", "A title alone")]),
        codebook={"themes": []},
    )
    assert tables["themes"] == [] and tables.values["paragraphs"]["units"] == 0
    assert tables["paragraphs"][0]["themes"] == ""


def test_tables_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    readings, described = corpus(2)
    assert Tabulated(tmp_path, *readings, documents=described)["comparison"]
    assert not Tabulated(tmp_path)["comparison"]


def test_a_batch_that_was_not_coded_is_a_sentence(tmp_path: Path) -> None:
    arguments = synthetic.write_state(
        tmp_path, [synthetic.reading()], [synthetic.metadata("harbour-2001")]
    )
    (tmp_path / "code" / "harbour-2001.jsonl").rename(tmp_path / "code" / "other.jsonl")
    arguments[-1] = str(tmp_path / "code" / "other.jsonl")
    with pytest.raises(Problems, match="harbour-2001 was segmented but not coded"):
        synthetic.tabulate_all([*arguments, "--output", str(tmp_path / "tables")])


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    """Promise: another hash seed, time zone, locale and folder change no byte, agreement's
    bootstrap included.
    """
    made = []
    for place, (seed, zone) in enumerate((("1", "UTC"), ("77", "Asia/Tokyo"))):
        folder = tmp_path / f"run {place}"
        arguments = synthetic.write_state(
            folder, [agreeing(40)], [synthetic.metadata("harbour-2001")]
        )
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": "C" if place else "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [
            sys.executable,
            "-c",
            "import sys, synthetic_codings; synthetic_codings.tabulate_all(sys.argv[1:])",
            *arguments,
            "--output",
            str(folder / "tables"),
        ]
        subprocess.run(command, check=True, env=environment, cwd=folder)
        made.append(
            {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}
        )
    assert len(made[0]) > 20
    assert made[0] == made[1]


def test_rules_come_from_what_the_coding_used() -> None:
    rules = [{"id": "own-name", "phrase": "toll*"}, {"regex": "fee"}]
    data = {"title": "t", "version": "1", "themes": [{"code": "toll", "name": "T", "rules": rules}]}
    theme = codebook_of(data).themes[0]
    assert [(rule.id, rule.pattern) for rule in theme.rules] == [
        ("own-name", "toll*"),
        ("toll.2", "/fee/"),
    ]
    assert theme.kinds == ["speech", "question"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_a_word_is_credited_once_however_many_spans_cover_it(spans: list[tuple[int, int]]) -> None:
    text = (
        "The toll on the long-term bridge is, all in all, not raised — not yet, and never in 2001."
    )
    evidence = [
        Evidence(start, min(start + length, len(text)), 0, 0, "", "") for start, length in spans
    ]
    words = WordPlaces(text, "en")
    covered = {word for span in evidence for word in range(*words.touched(span.start, span.end))}
    assert words.in_evidence(evidence) == len(covered)


@given(
    st.lists(st.integers(0, 30), max_size=9),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=6),
    st.integers(0, 3),
)
def test_sentences_with_enough_evidence_are_counted(
    starts: list[int], ranges: list[tuple[int, int]], least: int
) -> None:
    evidence = [Evidence(start, start + 1, 0, 0, "", "") for start in starts]
    sentences = [(first, first + length) for first, length in ranges]
    expected = [
        sum(first <= start < last for start in starts) >= max(1, least) for first, last in sentences
    ]
    assert sentences_with(evidence, sentences, least) == sum(expected)


def test_stage_directions_are_no_words_of_the_speaker() -> None:
    paragraph = synthetic.paragraphs_of("d", [("p1", "speech", "Thank you (Applause) all.")])[0]
    import msgspec

    with_aside = msgspec.structs.replace(paragraph, asides=[(10, 20)])
    assert len(spoken_text(with_aside)) == len(paragraph.text)
    assert count_words(spoken_text(with_aside)) == 3


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_first_of_many_paragraphs_are_the_same_however_documents_are_dealt_out(
    counts: list[int], chance: random.Random
) -> None:
    paragraphs = [
        f"speech-{document:02}.p{number}"
        for document, count in enumerate(counts)
        for number in range(1, count + 1)
    ]
    batches: dict[int, Listing] = {}
    dealt = {document: chance.randint(0, 3) for document in range(len(counts))}
    for identifier in paragraphs:
        batches.setdefault(dealt[int(identifier[7:9])], Listing()).add(identifier)
    given = [
        " ".join(batches[batch].first) for batch in chance.sample(sorted(batches), len(batches))
    ]
    assert first_of(given) == paragraphs[: LISTED + 1]
    numbers = {
        f"speech-{document:02}": " ".join(f"p{number}" for number in range(1, count + 1))
        for document, count in enumerate(counts)
    }
    shuffled = chance.sample(sorted(numbers), len(numbers))
    found = in_documents(shuffled, [numbers[document] for document in shuffled])
    assert found == paragraphs[: LISTED + 1]


@pytest.mark.parametrize("coding", ["rules", "consensus"])
@pytest.mark.parametrize("coders", [(), ("first",), ("first", "second")])
def test_which_tables_are_made_is_known_before(
    tmp_path: Path, coders: tuple[str, ...], coding: str
) -> None:
    hand = {coder: {"p1": ["bridge"], "p2": ["toll"]} for coder in coders}
    for names in (["harbour-a"], ["harbour-a", "harbour-b"]):
        readings = [synthetic.reading(name, hand=hand) for name in names]
        tables = Tabulated(tmp_path / str(len(names)), *readings, arguments=("--coding", coding))
        made = {path.name for path in tables.folder.iterdir()}
        project = TableScope(len(names), coding, coders)
        assert made == {*tables_made(project), "values.json"}


def test_of_coders_whose_codings_are_all_stale_there_are_tables_without_rows(
    tmp_path: Path,
) -> None:
    hand = {coder: {"p1": ["bridge"]} for coder in ("first", "second")}
    stale = frozenset((coder, "p1") for coder in hand)
    tables = Tabulated(tmp_path, synthetic.reading(hand=hand, stale=stale))
    for name in ("agreement", "rules_against_people"):
        assert (tables.folder / f"{name}.csv").exists() and not tables[name]


def test_the_rows_of_the_text_of_a_large_corpus_are_parquet_alone() -> None:
    small, large = (set(tables_made(TableScope(documents))) for documents in (1_000, 1_001))
    assert small - large == {
        f"{name}.csv"
        for name in ("paragraphs", "codings", "codings_wide", "disagreements", "voice", "actors")
    }


# Columns of the scholar's own


@pytest.mark.parametrize(
    ("values", "kind", "cells", "stored"),
    [
        ([12, -5, None], "number", ["12", "-5", ""], [12, -5, None]),
        ([0.5, 3, -1.25], "exact", ["0.5", "3", "-1.25"], [0.5, 3.0, -1.25]),
        ([0.123456789, 1, 2], "exact", ["0.123456789", "1", "2"], [0.123456789, 1.0, 2.0]),
        ([True, None, False], "boolean", ["true", "", "false"], [True, None, False]),
        (["-5", 12, "007"], "text", ["'-5", "12", "007"], ["-5", "12", "007"]),
        ([True, "maybe", 1], "text", ["true", "maybe", "1"], ["true", "maybe", "1"]),
    ],
)
def test_a_column_of_ones_own_is_of_the_kind_of_its_values(
    tmp_path: Path, values: list[Any], kind: str, cells: list[str], stored: list[Any]
) -> None:
    """Promise: the metadata read 12, 0.5 and true as numbers and truths; so do CSV and Parquet. A
    number below zero is no formula.
    """
    names = ["harbour-a", "harbour-b", "harbour-c"]
    described = [
        synthetic.metadata(name, extra={} if value is None else {"own": value})
        for name, value in zip(names, values, strict=True)
    ]
    tables = Tabulated(tmp_path, *map(synthetic.reading, names), documents=described)
    assert own_kind(values) == kind
    with (tables.folder / "documents.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["own"] for row in csv.DictReader(stream)] == cells
    column = parquet.read_table(tables.folder / "documents.parquet").column("own").to_pylist()
    assert column == stored and list(map(type, column)) == list(map(type, stored))
