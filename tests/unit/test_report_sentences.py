"""Promise: sentences made from the data are true of none, one, some and all."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import synthetic_codings as synthetic

from pilcrow.figures.drawn import DrawnFigure
from pilcrow.model.documents import Person
from pilcrow.model.groups import UNKNOWN_SPEAKER
from pilcrow.report.page import comparison, exhibits, parts, sensitivity, syntax
from pilcrow.report.page.how_coded import coded_by
from pilcrow.report.page.listing import Listed, list_page
from pilcrow.report.prose.bibliography import csl_name, family_name
from pilcrow.report.prose.crossreferences import Exhibit
from pilcrow.report.rendering.citing import printed_words
from pilcrow.tables.tables import read_table


def outline(document: str, count: int) -> SimpleNamespace:
    held = [SimpleNamespace(kind="speech", id=f"{document}.p{at}") for at in range(1, count + 1)]
    return SimpleNamespace(document=document, paragraphs=held)


def covered(count: int, uncited: list[str]) -> str:
    material: Any = SimpleNamespace(
        seen=SimpleNamespace(outlines={"one": outline("one", count)}),
        uncited={"one": [f"one.{number}" for number in uncited]},
        several=False,
        anchors=set(),
    )
    return printed_words(parts.coverage(material))


@pytest.mark.parametrize(
    ("count", "uncited", "said"),
    [
        (0, [], "The text has no paragraph of speech."),
        (1, [], "The one paragraph of speech is cited."),
        (3, [], "All 3 paragraphs of speech are cited."),
        (3, ["p2"], "Of 3 paragraphs of speech 1 is not cited in the report: 2."),
        (3, ["p1", "p2"], "Of 3 paragraphs of speech 2 are not cited in the report: 1, 2."),
        (1, ["p1"], "The one paragraph of speech is not cited in the report: 1."),
        (2, ["p1", "p2"], "None of the 2 paragraphs of speech is cited in the report: 1, 2."),
    ],
)
def test_what_is_not_cited(count: int, uncited: list[str], said: str) -> None:
    assert covered(count, uncited) == said


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        (["rules"], "nobody yet: no coder has coded"),
        (["rules", "anna"], "anna, the only coder"),
        (["rules", "anna", "ben"], "the consensus of anna and ben (majority)"),
    ],
)
def test_whose_consensus_it_is(coders: list[str], said: str) -> None:
    assert coded_by({}, "consensus", "majority", coders) == said


def test_how_many_documents_are_listed() -> None:
    def listed(name: str, paragraphs: int) -> Listed:
        return Listed(name, name, "en", "", "", "", paragraphs, paragraphs, "p1", "A word.")

    page = list_page([listed("a", 1), listed("b", 0)], {"a": "report.html"}, {}, {}, [], "")
    assert "2 documents, 1 paragraph of speech, 1 word, in the order" in page
    assert "One of them has no page" in page
    page = list_page([listed("a", 2), listed("b", 2)], {}, {}, {}, [], "")
    assert "2 documents, 4 paragraphs of speech, 4 words, in the order" in page
    assert "2 of them have no page" in page


@pytest.mark.parametrize(
    ("person", "family"),
    [
        (Person(name="Sergey Lavrov"), "Lavrov"),
        (Person(name="Ursula von der Leyen", family="von der Leyen"), "von der Leyen"),
        (Person(name="Pelé"), "Pelé"),
        (Person(name=UNKNOWN_SPEAKER), ""),
    ],
)
def test_a_family_name_is_the_last_word_where_none_is_given(person: Person, family: str) -> None:
    assert family_name(person) == family
    assert csl_name(person).get("family", csl_name(person).get("literal")) == family


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("MS MÜLLER", {"literal": "MÜLLER"}),
        ("Hon. Dr. Berg", {"literal": "Berg"}),
        ("THE CHAIR", {"literal": "THE CHAIR"}),
        ("Señor Presidente", {"literal": "Señor Presidente"}),
        ("The Economist", {"literal": "The Economist"}),
        ("Tom Berg", {"family": "Berg", "given": "Tom"}),
    ],
)
def test_a_form_of_address_is_no_given_name(name: str, printed: dict[str, str]) -> None:
    """A list of references had "CHAIR, THE"."""
    assert csl_name(Person(name=name)) == printed


class Coded:
    """What the parts about codings ask of their material: tables, and links to no paragraph."""

    def __init__(
        self, choice: str = "anna", beside: str = "rules", **tables: list[dict[str, Any]]
    ) -> None:
        self.choice, self.beside = choice, beside
        self.tables = tables
        self.names = {"bridge": "Bridges", "toll": "Tolls", "rain": "Rain"}
        self.several = False
        self.seen = SimpleNamespace(outlines={"one": None})
        self.anchors: set[str] = set()

    def each_row(self, name: str) -> list[dict[str, Any]]:
        return self.tables.get(name, [])

    rows = each_row

    def values(self) -> dict[str, Any]:
        return {"beside": self.beside}

    def name_of(self, code: str) -> str:
        return self.names.get(code, code)

    def exhibit(self, name: str) -> None:
        return None

    def data(self, name: str) -> str:
        return ""

    def link(self, identifier: str) -> list[Any]:
        return syntax.text(identifier.rpartition(".")[2])

    def widths(self, identifiers: Any, widths: list[float]) -> list[float]:
        return widths


def cells(blocks: Any) -> list[list[str]]:
    """The rows of the body of a table, as words."""
    [table] = [block for block in blocks if block["t"] == "Table"]
    return [[printed_words(cell[4]) for cell in row[1]] for row in table["c"][4][0][3]]


def compared(theme: str, both: str, report: str, beside: str) -> dict[str, Any]:
    named = {"both": both.split(), "report": report.split(), "beside": beside.split()}
    counts = {by: len(numbers) for by, numbers in named.items()}
    ids = {f"{by}_ids": " ".join(f"one.{one}" for one in held) for by, held in named.items()}
    return {"theme": theme, **counts, **ids}


def test_two_codings_are_compared_theme_by_theme() -> None:
    """A theme that neither has is left out; where they are alike nothing is listed as different."""
    rows = [compared("bridge", "p1 p10", "p2", ""), compared("toll", "", "", "p3")]
    found = parts.compared_codings(Coded(themes_compared=rows))  # type: ignore[arg-type]
    assert cells(found) == [["Bridges", "1, 2, 10", "1, 10", "2"], ["Tolls", "none", "3", "3"]]
    assert "By the reading" in printed_words(found)
    turned: Any = Coded("rules", beside="consensus", themes_compared=rows)
    words = printed_words(parts.compared_codings(turned))
    assert words.index("By the rules") < words.index("By consensus")
    alone: Any = Coded("rules", beside="")
    assert "No person has coded the text" in printed_words(parts.compared_codings(alone))
    nothing: Any = Coded("anna")
    assert printed_words(parts.compared_codings(nothing)) == "Neither coding has a theme."


def test_in_place_of_a_figure_that_is_not_drawn_a_sentence_says_why() -> None:
    """A caption without a picture was taken for one whose picture is lost."""
    why = "No paragraph carries a theme of the codebook."
    drawn = DrawnFigure("theme-prevalence", "No paragraph has a theme", alt=why, empty=True)
    found = exhibits.figure(drawn, Exhibit("fig", "theme-prevalence", "Figure 1", 1, "f"), "")
    words = printed_words(found)
    assert words == "Figure 1. Not drawn: no paragraph carries a theme of the codebook."


def coding(number: str, theme: str, coder: str, evidence: str, memo: str = "") -> dict[str, Any]:
    return {
        "paragraph": f"one.{number}",
        "theme": theme,
        "coder": coder,
        "evidence": evidence,
        "memo": memo,
    }


def test_the_reading_gives_its_reasons_and_says_what_the_rules_lack() -> None:
    tables = {
        "codings": [
            coding("p1", "bridge", "anna", "a bridge", "It is built."),
            coding("p1", "bridge", "anna", "a ferry", "It is built."),
            coding("p1", "bridge", "rules", "bridge"),
            coding("p2", "toll", "anna", "to pay", "Paid on the bridge."),
            coding("p2", "toll", "ben", "to pay", "A toll."),
        ],
        "disagreements": [
            {"paragraph": "one.p2", "theme": "toll", "first": "rules", "has": "anna"},
            {"paragraph": "one.p2", "theme": "toll", "first": "rules", "has": "ben"},
        ],
    }
    of_anna: Any = Coded("anna", **tables)
    found = parts.reading(of_anna)
    assert cells(found) == [
        ["p1", "Bridges", "a bridge … a ferry", "It is built.", "yes"],
        ["p2", "Tolls", "to pay", "Paid on the bridge.", "no"],
    ]
    assert "Coded by anna." in printed_words(found)
    of_all: Any = Coded("consensus", **tables)
    found = parts.reading(of_all)
    assert cells(found)[2] == ["p2", "Tolls", "ben", "to pay", "A toll.", "no"]
    assert "Coded by" not in printed_words(found)
    of_nobody: Any = Coded("rules", codings=tables["codings"][2:3])
    assert printed_words(parts.reading(of_nobody)) == (
        "Nobody has coded the text paragraph by paragraph."
    )


def turn(number: int, speaker: str, read: bool = True) -> dict[str, Any]:
    return {
        "paragraph": f"one.p{number}",
        "speaker": speaker,
        "read": read,
        "word": number * 10,
        "words": 10,
    }


def test_who_speaks_in_one_text_is_set_beside_the_themes() -> None:
    said = [
        turn(0, "Ben"),
        turn(1, "Anna"),
        turn(2, "Ben"),
        turn(3, ""),
        turn(4, "Carl", read=False),
        {**turn(5, "Dora"), "word": None},  # a stage direction
    ]
    has = [(1, 1), (1, None), (0, None), (0, 1), (None, None)]  # None: not looked for, or not read
    wide = [
        {"paragraph": f"one.p{number}", "bridge": bridge, "toll": toll, "rain": None}
        for number, (bridge, toll) in enumerate(has)
    ]
    debate: Any = Coded("rules", paragraphs=said, codings_wide=wide)
    assert cells(comparison.speakers(debate)) == [
        ["Ben", "2", "20", "1", "1 of 1", "–"],
        ["Anna", "1", "10", "1", "–", "–"],
    ]
    assert "–: not looked for." in printed_words(comparison.speakers(debate))
    debate.choice = "anna"
    assert "–: not read." in printed_words(comparison.speakers(debate))
    alone: Any = Coded(paragraphs=said[:1] + said[2:], codings_wide=wide)
    assert comparison.speakers(alone) == [], "Ben speaks alone"
    debate.several = True
    assert comparison.speakers(debate) == [], "a section compares several documents"


def test_the_table_of_who_speaks_is_made_of_the_tables_as_they_are_written(tmp_path: Path) -> None:
    """The first report of every debate stopped: the cells of themes were read as words."""
    coded = synthetic.reading("harbour")
    coded.paragraphs[:4] = [
        msgspec.structs.replace(one, speaker="Ben") for one in coded.paragraphs[:4]
    ]
    state = synthetic.write_state(tmp_path, [coded], [synthetic.metadata("harbour")])
    synthetic.tabulate_all([*state, "--output", str(tmp_path / "tables")])
    written = ("paragraphs", "codings_wide")
    tables = {name: read_table(tmp_path / "tables", name) for name in written}
    debate: Any = Coded("rules", **tables)
    debate.names = {"bridge": "Bridges", "toll": "Tolls"}
    assert cells(comparison.speakers(debate)) == [
        ["Ben", "2", "26", "2", "1"],
        ["Synthetic Speaker", "2", "18", "1", "1"],
    ]


def test_sentences_as_units_count_a_theme_out_of_where_it_was_looked_for() -> None:
    """Money had no rule for the French text, and was said to be in 3 of its sentences too."""
    names: Any = SimpleNamespace(name_of=str.title)
    keys = ("variant", "theme", "count", "of", "count_variant", "of_variant")
    rows: Any = [
        dict(zip(keys, ("sentence", *counts), strict=True))
        for counts in (("port", 4, 8, 6, 13), ("money", 3, 6, 3, 10))
    ]
    [said] = sensitivity.sentences_as_units(rows, names)
    assert printed_words([said]) == (
        "Paragraphs with the theme, then sentences (of 8 paragraphs, of 13 sentences):"
        " “Port” 4, 6; “Money” 3 of 6, 3 of 10."
    )
