"""Promise: of several documents the report compares them in a section of its own, numbered and
cited like the scholar's; of one it says nothing.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import synthetic_codings as synthetic
from hypothesis import given
from hypothesis import strategies as st
from test_compose import TRANSCRIPT, build, composed, prepare, run_compose

from pilcrow.files.language import shipped_language, speaking
from pilcrow.model.problems import Problems
from pilcrow.report.page import comparison
from pilcrow.report.page.comparison import group_alike, grouped_parts, unnamed_paragraphs
from pilcrow.report.prose.comparison_section import replace_range, with_comparison
from pilcrow.report.prose.source import LocatedText, Piece

WANTED = [
    ("", "# Compared {#sec-comparison}"),
    ("part", "compared"),
    ("part", "matrix"),
    ("", "## Words {#sec-key-words}"),
    ("part", "key-words"),
]


def source(text: str) -> LocatedText:
    """A text as it stands in a file, its second half in another."""
    half = len(text) // 2
    return LocatedText(
        text,
        [Piece(0, "a.qmd", 0), Piece(half, "b.qmd", 0)],
        {"a.qmd": text[:half], "b.qmd": text[half:]},
    )


@given(st.text("ab\n", min_size=2, max_size=30), st.text("xy\n", max_size=6), st.data())
def test_what_is_not_replaced_keeps_its_place(text: str, new: str, data: st.DataObject) -> None:
    before = source(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = replace_range(before, start, end, new)
    assert after.text == text[:start] + new + text[end:]
    assert [after.place(position) for position in range(start)] == [
        before.place(position) for position in range(start)
    ]
    shift = len(new) - (end - start)
    assert [after.place(position + shift) for position in range(end, len(text))] == [
        before.place(p) for p in range(end, len(text))
    ]
    if start < len(text):
        assert {after.place(start + offset) for offset in range(len(new))} <= {before.place(start)}


def test_the_section_stands_before_what_comes_last() -> None:
    text = (
        "# One\n\nText.\n\n# Appendix {#sec-appendix}\n\nMore.\n\n# References {#sec-references"
        " .unnumbered}\n\n::: {#refs}\n:::\n"
    )
    found = with_comparison(source(text), WANTED).text
    assert re.findall(r"^##? .*", found, re.MULTILINE) == [
        "# One",
        "# Compared {#sec-comparison}",
        "## Words {#sec-key-words}",
        "# Appendix {#sec-appendix}",
        "# References {#sec-references .unnumbered}",
    ]
    assert with_comparison(source("# One\n\nText."), WANTED).text.endswith(
        '::: {.insert part="key-words"}\n:::\n\n'
    )


def test_the_section_stands_where_the_scholar_puts_it_and_leaves_out_what_stands_elsewhere() -> (
    None
):
    text = (
        '# One\n\n::: {.insert part="comparison"}\n:::\n\n# Two\n\n::: {.insert'
        ' part="matrix"}\n:::\n\n::: {.insert part="key-words"}\n:::\n'
    )
    found = with_comparison(source(text), WANTED).text
    assert re.findall(r"^# .*", found, re.MULTILINE) == [
        "# One",
        "# Compared {#sec-comparison}",
        "# Two",
    ]
    assert re.findall(r'part="([\w-]+)"', found) == ["compared", "matrix", "key-words"]
    assert "## Words" not in found
    assert re.findall(r'part="([\w-]+)"', with_comparison(source(text), []).text) == [
        "matrix",
        "key-words",
    ]  # one document


def test_paragraphs_of_nobody_are_counted_by_the_table_of_speakers() -> None:
    """A theme that is looked for in fewer paragraphs does not hide how many are missing."""

    def row(by: str, theme: str, of: int) -> dict[str, Any]:
        return {"by": by, "theme": theme, "of_paragraphs": of}

    told = [row("", "toll", 9), row("speaker", "toll", 5), row("speaker", "toll", 1)]
    narrow = [row("", "wind", 4), row("speaker", "wind", 4), row("date", "wind", 3)]
    assert unnamed_paragraphs([*told, *narrow]) == 3
    assert unnamed_paragraphs(narrow) == 0
    assert unnamed_paragraphs([]) == 0


def test_a_table_of_groups_is_made_where_a_group_has_several_documents_and_once_for_the_same_groups() -> (  # noqa: E501
    None
):
    described = [
        {
            "document": "a",
            "date": "2001",
            "speaker": "A",
            "place": "Bern",
            "My party": "x",
            "seats": "2",
            "Seats!": "2",
        },
        {
            "document": "b",
            "date": "2002",
            "speaker": "B",
            "place": "Bern",
            "My party": "x",
            "seats": "3",
            "Seats!": "3",
        },
        {
            "document": "c",
            "date": "2003",
            "speaker": "C",
            "place": "Oslo",
            "My party": "y",
            "seats": "2",
            "Seats!": "3",
        },
    ]
    rows = [{"by": "", "group": "", "documents": 3, "low": None}]
    for by in list(described[0])[1:]:
        sizes = Counter(document[by] for document in described)
        rows += [
            {"by": by, "group": group, "documents": size, "low": None}
            for group, size in sizes.items()
        ]
    # Two of three documents in a group thrice; only place and party part them alike.
    assert grouped_parts(rows, described) == {
        "comparison-place": "place", "comparison-seats": "seats", "comparison-seats-2": "Seats!",
    }  # fmt: skip
    assert group_alike(["place", "My party", "seats"], described) == {
        "place": ["place", "My party"],
        "seats": ["seats"],
    }


@pytest.mark.parametrize(
    ("by", "expected"),
    [("place", "One document without a value is left out."), ("speaker", "")],
)
def test_documents_without_a_value_are_told_from_those_where_nobody_speaks(
    by: str, expected: str
) -> None:
    described = [
        {"document": name, "date": "", "place": place}
        for name, place in (("a", "Bern"), ("b", "Bern"), ("c", ""), ("silent", "Bern"))
    ]
    counts = {"theme": "t", "paragraphs": 1, "of_paragraphs": 2, "low": None, "share": 0.5}
    # Two speakers of whom one is heard in two documents: neither the sum of the groups nor what is
    # missing of it tells anything.
    groups = {"place": {"Bern": 2}, "speaker": {"Ann": 2, "Ben": 1}}[by]
    rows = [
        {"by": by, "group": group, "documents": size, **counts} for group, size in groups.items()
    ]

    class Stub:
        names = {"t": "T"}

        def rows(self, name: str) -> list[dict[str, Any]]:
            return rows if name == "comparison" else described

        def data(self, name: str) -> str:
            return ""

        def exhibit(self, name: str) -> None:
            return None

    shown = json.dumps(comparison.groups(Stub(), f"comparison-{by}"))  # type: ignore[arg-type]
    words = " ".join(re.findall(r'"t": "Str", "c": "([^"]*)"', shown))
    assert (expected in words) if expected else "left out" not in words


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents, three of Bern and one of Oslo."""
    root = prepare(tmp_path_factory.mktemp("seven"))
    for number in range(2):
        another(root, f"bern-{2021 + number}", "Bern")
    another(root, "oslo-2023", "Oslo")
    return root


def another(root: Path, document: str, place: str) -> None:
    (root / f"raw/{document}.txt").write_text(
        TRANSCRIPT.replace("We hope for dialogue.", "Trade, trade and trade."), encoding="utf-8"
    )
    year = document.rpartition("-")[2]
    metadata = (
        f"title: Remarks {year}\nspeaker: {{name: Ann Speaker}}\ndate: {year}\nplace: '{place}'\n"
    )
    (root / f"raw/{document}.yaml").write_text(metadata, encoding="utf-8")


def project_of(
    prepared: Path,
    target: Path,
    more: Sequence[str] = (),
    keyness: Any = None,
    population: str = "",
) -> Path:
    """A copy of the project with more documents, built up to the tables, and two figures as if they
    were drawn.
    """
    shutil.copytree(prepared, target)
    for document in more:
        another(target, document, "")
    build(target)
    arguments = [
        "--documents",
        f"{target}/.snakemake/pilcrow/documents.json",
        "--codebook",
        f"{target}/.snakemake/pilcrow/codebook.json",
    ]
    for stage in ("segment", "code"):
        arguments += [f"--{stage}", *map(str, sorted((target / "results" / stage).glob("*.jsonl")))]
    arguments += ["--keyness", json.dumps(keyness), "--population", population]
    synthetic.tabulate_all([*arguments, "--output", str(target / "results/tabulate")])
    (target / "results/draw").mkdir()
    entry = {
        "title": "A title",
        "caption": "",
        "alt": "words",
        "source": "",
        "data": "theme_document.csv",
    }
    (target / "results/draw/figures.json").write_text(
        json.dumps([{**entry, "name": "comparison"}]), encoding="utf-8"
    )
    (target / "results/draw/comparison.svg").write_text("<svg/>", encoding="utf-8")
    return target


def said(root: Path, name: str) -> str:
    """The words of a part, cells and paragraphs separated by a bar."""
    tree = json.loads(composed(root, f"blocks/{name}.json"))

    def words(node: Any) -> str:
        if isinstance(node, list):
            return "".join(map(words, node))
        if not isinstance(node, dict):
            return ""
        inside = words(node.get("c"))
        own = (
            node["c"] if node["t"] == "Str" else " " if node["t"] in ("Space", "LineBreak") else ""
        )
        return own + inside + ("|" if node["t"] in ("Plain", "Para") else "")

    return words(tree["blocks"])


def test_several_documents_have_a_numbered_section_with_links(
    prepared: Path, tmp_path: Path
) -> None:
    root = project_of(prepared, tmp_path / "four")
    path = root / "report/index.qmd"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "He hopes", "By @tbl-matrix and @sec-comparison he hopes"
        ),
        encoding="utf-8",
    )
    run_compose(root)
    text = composed(root)
    assert (
        "By [Table\u00a02](#table-matrix) and [Section\u00a02](#section-comparison) he hopes"
        in text
    )
    assert text.index("# The documents compared {#section-comparison}") < text.index("# References")
    order = re.findall(r'(?:part|figure)="([\w-]+)"', text)
    assert order == [
        "marks",
        "register",
        "compared",
        "comparison",
        "matrix",
        "comparison-place",
        "transcript",
    ]
    matrix = said(root, "matrix")
    assert "Dialogue|2: 2, 3|1: 2|1: 2|1: 2|" in matrix  # four documents: the paragraphs by number
    assert '"#bern-2020.p3"' in composed(root, "blocks/matrix.json")
    assert "Dialogue|4 of 9 (44%)|1 of 3 (33%)|" in said(root, "comparison-place")
    assert "Bern 3 documents|Oslo one document|" in said(root, "comparison-place")
    words = said(root, "compared")
    assert words.startswith("This section compares 4 documents.")
    assert "By date every group is a single document" in words
    assert "have no sampling error, and come without intervals" in words


def test_of_more_documents_each_has_a_row_and_those_without_a_value_are_counted(
    prepared: Path, tmp_path: Path
) -> None:
    root = project_of(
        prepared, tmp_path / "seven", ["elsewhere-2024", "elsewhere-2025", "elsewhere-2026"]
    )
    run_compose(root)
    matrix = said(root, "matrix")
    assert "Document|Paragraphs|Dialogue|" in matrix and "Themes: 1" not in matrix
    assert "bern-2020|3|2|" in matrix and "oslo-2023|3|1|" in matrix
    assert "3 documents without a value are left out." in said(root, "comparison-place")


@pytest.mark.parametrize(
    ("names", "beside"),
    [
        (["Public works", "Money and taxes", "Dealing with others"], 3),
        (["Responsibility disclaimed"] * 5, 3),  # in two tables
        (["Responsibility disclaimed"] * 9, 0),  # numbers and a legend
        (["Peace"] * 20, 0),  # more than a table may have
        ([], 0),
    ],
)
def test_themes_are_named_at_the_head_of_their_columns_where_the_names_have_room(
    names: list[str], beside: int
) -> None:
    assert comparison.named_beside(names, 8) == beside
    heads, legend = comparison.theme_heads(names, bool(beside))
    assert heads == (names if beside else [str(at) for at, _ in enumerate(names, 1)])
    assert bool(legend) is not bool(beside)


def test_one_document_has_no_section(tmp_path: Path) -> None:
    root = project_of(prepare(tmp_path / "prepared"), tmp_path / "one")
    path = root / "report/index.qmd"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "## Two", '::: {.insert part="comparison"}\n:::\n\n## Two'
        ),
        encoding="utf-8",
    )
    run_compose(root)
    assert "compare" not in composed(root).lower()
    assert "comparison" not in composed(root)


def test_a_sample_says_how_its_intervals_are_made(prepared: Path, tmp_path: Path) -> None:
    more = [f"elsewhere-{2030 + number}" for number in range(8)]
    root = project_of(prepared, tmp_path / "sample", more, population="synthetic remarks.")
    run_compose(root)
    words = said(root, "compared")
    assert "declared a sample of synthetic remarks. Intervals" in words
    assert "Efron and Tibshirani 1993" in words and "whole" not in said(root, "comparison-place")
    assert "A group of fewer than 10 documents has none" in words
    # Of 12 documents of three paragraphs one has the theme twice and the others once.
    assert re.search(
        r"All 12 documents\|Dialogue\|13 of 36 \(36%, \d\d–\d\d%\)\|",
        said(root, "comparison-all-documents"),
    )
    values = json.loads((root / "results/tabulate/values.json").read_bytes())
    assert values["theme"]["dialogue"]["low"] == "33%"  # no document has less than one in three


def test_key_words_say_on_whose_word_and_what_they_cannot_carry(
    prepared: Path, tmp_path: Path
) -> None:
    declared = {
        "column": "place",
        "target": ["Oslo"],
        "reference": ["Bern"],
        "comparable": "Made up *alike*.",
    }
    root = project_of(prepared, tmp_path / "words", keyness=declared)
    run_compose(root)
    text = composed(root)
    assert "## Key words {#section-key-words}" in text
    words = said(root, "key-words")
    assert (
        "“Oslo” (" in words
        and "one document" in words
        and "They are declared comparable because: Made up *alike*." in words
    )
    assert (
        "The target, “Oslo”, is one document" in words
        and "no probability can be read from it" in words
    )
    assert "No word has a log-likelihood of 10.83 or more and is more frequent in “Oslo”" in said(
        root, "key-words-target"
    )


def test_a_key_word_stands_with_its_numbers_and_its_first_paragraphs(
    prepared: Path, tmp_path: Path
) -> None:
    source = Path(shutil.copytree(prepared, tmp_path / "source"))
    with (source / "raw/oslo-2023.txt").open("a", encoding="utf-8") as raw:
        raw.write("".join(f"\nLighthouse {number}, lighthouse.\n" for number in range(5)))
    declared = {"column": "place", "target": ["Oslo"], "reference": ["Bern"], "comparable": "Made."}
    root = project_of(source, tmp_path / "words", keyness=declared)
    run_compose(root)
    table = said(root, "key-words-target")
    assert "Occurrences in 58 and 129 words; documents and DP of the target." in table
    # log₂((10 / 58) / (0.5 / 129)), and 2 × 10 × ln(10 / (10 × 58 / 187)); no dispersion over one
    # document.
    row = "|lighthouse|10|0|+5.48|23.4|1 of 1|oslo-2023.p4, p5, p6, and 2 more|"
    assert table.endswith(row)


def test_an_unknown_table_of_groups_is_a_sentence(prepared: Path, tmp_path: Path) -> None:
    root = project_of(prepared, tmp_path / "unknown")
    path = root / "report/index.qmd"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "## Two", '::: {.insert part="comparison-plaice"}\n:::\n\n## Two'
        ),
        encoding="utf-8",
    )
    with pytest.raises(
        Problems,
        match=r'There is no part "comparison-plaice" to insert\. Did you mean "comparison-place"',
    ):
        run_compose(root)


def test_one_sentence_cites_several_documents_and_its_quotations_stand_in_one_of_them(
    prepared: Path, tmp_path: Path
) -> None:
    root = project_of(prepared, tmp_path / "cited")
    path = root / "report/index.qmd"
    before = path.read_text(encoding="utf-8")
    several = (
        'Some hope "for dialogue" and some say "Trade, trade" [@bern-2020, para. 3; see @oslo-2023,'
        " paras. 2-3; -@bern-2021, h1]."
    )
    path.write_text(
        before.replace("# One {#sec-one}\n", f"# One {{#sec-one}}\n\n{several}\n"), encoding="utf-8"
    )
    run_compose(root)
    text = composed(root)
    assert '@bern-2020, {}, [para.\u00a03](#bern-2020.p3){data-quote="for dialogue"}' in text
    assert (
        'see @oslo-2023, {}, [paras.\u00a02](#oslo-2023.p2)–[3](#oslo-2023.p3){data-quote="Trade,'
        ' trade"}' in text
    )
    assert "-@bern-2021, {}, [h1](#bern-2021.h1)" in text
    path.write_text(
        path.read_text(encoding="utf-8").replace("Trade, trade", "Trade and peace"),
        encoding="utf-8",
    )
    with pytest.raises(
        Problems,
        match=(
            r"Trade and peace” is not in bern-2020\.p3, oslo-2023\.p2, oslo-2023\.p3, bern-2021\.h1"
        ),
    ):
        run_compose(root)


def test_groups_are_named_as_readers_call_them() -> None:
    from pilcrow.report.page.comparison import say_group

    assert say_group("language", "de") == "German"
    assert say_group("language", "pt-BR") == "Portuguese"
    assert say_group("date", "2022-02") == "February 2022"
    assert say_group("speaker", "de Gaulle") == "de Gaulle"
    with speaking(shipped_language("fr")):
        assert say_group("language", "de") == "Allemand"
