"""Promise: whose coding the report uses is a setting, followed from the files of synthetic coders
to the composed report; doubt is marked there.
"""

from __future__ import annotations

import csv
import json
import shutil
from contextlib import chdir
from pathlib import Path

import pytest
import synthetic_codings as synthetic
from throwaway import compose_options

from pilcrow import clean, code, compose, segment
from pilcrow.checks import project as check
from pilcrow.checks.extracts import write_extracts
from pilcrow.model.problems import Problems
from pilcrow.report.page.published import without_repetition
from pilcrow.tables.tables import Row, read_table

# Everything here is synthetic: nobody said it, and nobody coded it.
SPEECHES = {
    f"harbour-{number}": "\n\n".join(
        f"{'The bridge is open' if place % 2 else 'The water is high'} on day {place}, and"
        f" {'a toll' if place % 3 else 'nothing'} is due."
        for place in range(1, 21)
    )
    for number in (1, 2)
}
CODEBOOK = """title: Synthetic
version: "1"
written_on: [harbour-1]
themes:
  - code: bridge
    name: Bridges
    examples:
      - {paragraph: harbour-1.p1}
      - {text: A ford.}
    counter_examples:
      - {text: No bridge here.}
    rules: [bridge*]
  - {code: toll, name: Tolls, rules: [{phrase: toll, id: the-toll}]}
"""
REPORT = """---
title: Synthetic
---

# Found

Bridges are in {{< var theme.bridge.paragraphs >}} paragraphs, by {{< var coding >}}.

::: {.insert part="coding"}
:::

::: {.insert table="themes"}
:::

::: {.insert part="agreement"}
:::

::: {.insert table="rules_against_people"}
:::

::: {.insert part="disagreements"}
:::

::: {.insert part="sensitivity"}
:::
"""


def state(root: Path, name: str):
    return json.loads((root / ".snakemake/pilcrow" / name).read_bytes())


def build(root: Path, **config: str) -> None:
    """All stages but draw and render, in this process."""
    (root / "config").mkdir(exist_ok=True)
    (root / "config/config.yaml").write_text(
        "".join(f"{key}: {value}\n" for key, value in config.items())
    )
    place = ".snakemake/pilcrow"
    with chdir(root):
        checked = check.check_for_build(Path(), Path(place), {}, {}, "")
        write_extracts(Path(), Path(place), checked, {})
        chosen = state(root, "config.json")
        files = {}
        for name in state(root, "batches.json")["batches"]:
            manifest = Path(place, f"manifests/{name}.json")
            cleaned, segmented, coded = files[name] = [
                f"results/{stage}/{name}.jsonl" for stage in ("clean", "segment", "code")
            ]
            clean.main(["--manifest", str(manifest), "--output", cleaned])
            segment.main(["--manifest", str(manifest), "--clean", cleaned, "--output", segmented])
            common = ["--manifest", str(manifest), "--clean", cleaned, "--paragraphs", segmented]
            code.main([*common, "--rules", f"{place}/rules.json", "--output", coded])
        cleaned, segmented, coded = (list(paths) for paths in zip(*files.values(), strict=True))
        known = [
            argument
            for name in ("documents", "codebook")
            for argument in (f"--{name}", f"{place}/{name}.json")
        ]
        how = ["--coding", chosen["coding"], "--adjudication", chosen["adjudication"]]
        synthetic.tabulate_all(
            [
                *known,
                *how,
                "--segment",
                *segmented,
                "--code",
                *coded,
                "--output",
                "results/tabulate",
            ]
        )
        more = [
            "--config",
            f"{place}/config.json",
            "--marks",
            f"{place}/marks.json",
            *compose_options(),
            "--tables",
            "results/tabulate",
        ]
        records = ["--clean", *cleaned, "--segment", *segmented, "--code", *coded]
        compose.main(
            [
                *known,
                *more,
                *records,
                "--figures",
                "f",
                "--output",
                "results/compose",
                "--index",
                "results/paragraphs.json",
            ]
        )


def read_by(root: Path, coder: str, gives) -> None:
    """Files of a synthetic coder; `gives`: paragraph (row of the table) → themes."""
    files: dict[str, list[list[str]]] = {}
    for row in read_table(root / "results/tabulate", "paragraphs"):
        if row["kind"] == "speech":
            for theme in gives(row) or [""]:
                files.setdefault(row["document"], []).append(
                    [row["paragraph"], row["checksum"], theme, "", ""]
                )
    for document, rows in files.items():
        path = root / "coding/hand" / coder / f"{document}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows(
                [["paragraph", "checksum", "theme", "evidence", "memo"], *rows]
            )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("harbour")
    for name, text in SPEECHES.items():
        (root / "raw").mkdir(exist_ok=True)
        (root / f"raw/{name}.txt").write_text(text + "\n")
        (root / f"raw/{name}.yaml").write_text(
            f"title: {name}\nspeaker: {{name: Synthetic Speaker}}\ndate: 2001-05-0{name[-1]}\n"
        )
    for file, text in (("coding/codebook.yaml", CODEBOOK), ("report/index.qmd", REPORT)):
        (root / file).parent.mkdir()
        (root / file).write_text(text)
    build(root)
    read_by(root, "first", lambda row: ["bridge"] if "bridge" in row["text"] else [])
    read_by(
        root,
        "second",
        lambda row: (
            ["bridge"]
            if "bridge" in row["text"] or row["number"] == "p2"
            else ["toll"] * (row["number"] == "p4")
        ),
    )
    read_by(root, "third", lambda row: ["bridge"] if row["number"] == "p2" else [])
    return root


def report(root: Path) -> str:
    return (root / "results/compose/report.qmd").read_text()


def block(root: Path, name: str) -> str:
    """The words of a generated part, one after the other."""
    words: list[str] = []

    def visit(node) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Str":
                words.append(node["c"])
            visit(list(node.values()))
        elif isinstance(node, list):
            for item in node:
                visit(item)

    visit(json.loads((root / f"results/compose/blocks/{name}.json").read_bytes())["blocks"])
    return " ".join(words)


@pytest.mark.parametrize(
    ("coding", "rule", "paragraphs", "coded_by"),
    [
        ("rules", "majority", 20, "the rules of the codebook, version 1, applied by pilcrow"),
        ("first", "majority", 20, "first, paragraph by paragraph"),
        ("consensus", "majority", 22, "consensus of first, second and third (majority)"),
        ("consensus", "unanimous", 0, "consensus of first, second and third (unanimous)"),
    ],
)
def test_the_chosen_coding_is_the_reports_everywhere(project, coding, rule, paragraphs, coded_by):
    build(project, coding=coding, adjudication=rule)
    assert f"Bridges are in {paragraphs} paragraphs, by {coding}." in report(project)
    assert coded_by in block(project, "table-themes")
    transcript = (project / "results/compose/blocks/transcript.json").read_text()
    # p2 speaks of water: the rules leave it, two of three people do not.
    shown = json.dumps(["data-themes", "bridge"]) in transcript
    assert shown == bool(paragraphs)
    by_paragraph = {
        row["paragraph"]: row["themes"]
        for row in read_table(project / "results/tabulate", "paragraphs")
    }
    assert (by_paragraph["harbour-2.p2"] == "bridge") == (
        coding == "consensus" and rule == "majority"
    )
    falls = "none of them depends on a rule" in block(project, "sensitivity")
    assert falls == (coding != "rules")


def test_the_report_says_which_decisions_are_open(project, tmp_path):
    root = tmp_path / "two"
    shutil.copytree(project, root, ignore=shutil.ignore_patterns("third", "results", ".snakemake"))
    build(root, coding="consensus")
    consensus = read_table(root / "results/tabulate", "consensus")
    assert sum(row["how"] == "tie" for row in consensus) > 1
    assert (
        " decisions are open, because as many readers gave the theme as did not. They are not"
        " coded, and count as not having the theme." in block(root, "coding")
    )
    build(root, coding="first")
    assert "open, because" not in block(root, "coding")


def test_a_sentence_that_falls_with_a_rule_has_a_number_in_the_table_and_stands_below_it(project):
    build(project)
    said = block(project, "sensitivity")
    assert said.count("S1") == 2 and "S2" not in said
    assert said.count("Bridges are in") == 1
    assert (
        "Paragraphs with the theme, then sentences (of 40 paragraphs, of 40 sentences): “Bridges”"
        " 20, 20; “Tolls” 28, 28." in said
    )


def test_a_coder_who_is_not_there_is_named_when_it_is_asked_for(project):
    with pytest.raises(Problems) as stopped:
        build(project, coding="thrid")
    assert (
        str(stopped.value)
        == 'config/config.yaml:1: There is no coder "thrid". Did you mean "third"? A coder is a'
        " folder in coding/hand/."
    )


def test_agreement_says_what_it_withholds_and_what_it_left_out(project):
    build(project)
    rows = read_table(project / "results/tabulate", "agreement")
    # harbour-1 is what the rules were written on: 20 of 40 paragraphs are left.
    assert {(row["units"], row["left_out"]) for row in rows} == {(20, 20)}
    assert all(row["value"] is None and "at least 30 are needed" in row["withheld"] for row in rows)
    said = block(project, "table-agreement")
    assert (
        "at least 30 are needed" in said
        and "20 paragraphs are left out" in said
        and "Positives" in said
    )
    samples = {
        row["sample"] for row in read_table(project / "results/tabulate", "rules_against_people")
    }
    assert samples == {"in-sample", "out-of-sample"}
    assert "in-sample" in block(project, "table-rules_against_people") and "Precision" in block(
        project, "table-rules_against_people"
    )
    links = (project / "results/compose/blocks/disagreements.json").read_text()
    assert '"#harbour-1.p2"' in links


def test_examples_that_fail_are_marked_and_strict_refuses_them(project):
    build(project)
    said = block(project, "marks")
    assert (
        "“A ford.”, an example of bridge, is not coded bridge. None of its rules matches." in said
    )
    assert (
        "“No bridge here.”, a counter-example of bridge, is coded bridge. Rule bridge.1 matches"
        " “bridge”." in said
    )
    with pytest.raises(Problems) as stopped:
        build(project, strict="true")
    problems = [
        (found.file, found.line) for found in stopped.value.problems if found.kind == "example"
    ]
    assert problems == [("coding/codebook.yaml", 9), ("coding/codebook.yaml", 11)]


def test_a_stale_coding_is_marked_and_strict_refuses_it(project, tmp_path):
    import shutil

    root = tmp_path / "changed"
    shutil.copytree(project, root)
    path = root / "raw/harbour-2.txt"
    path.write_text(path.read_text().replace("on day 3,", "on day three,"))
    build(root, coding="first")
    assert "first coded an earlier state of harbour-2.p3." in block(root, "marks")
    with pytest.raises(Problems) as stopped:
        build(root, coding="first", strict="true")
    assert {found.kind for found in stopped.value.problems} >= {"stale", "example"}


def test_the_report_says_what_was_read_and_counts_nothing_else(project, tmp_path):
    root = tmp_path / "half"
    shutil.copytree(project, root)
    (root / "coding/hand/first/harbour-2.csv").unlink()
    build(root, coding="first")
    assert "Bridges are in 10 paragraphs, by first." in report(root)
    assert (
        "It read 20 of 40 paragraphs of speech; the others count neither as having a theme nor as"
        " having none." in block(root, "coding")
    )
    row = next(row for row in read_table(root / "results/tabulate", "themes"))
    assert (row["paragraphs"], row["of_paragraphs"], row["of_documents"]) == (10, 20, 1)


def test_the_report_says_who_coded_and_how_far_they_agree_where_there_are_several(project):
    build(project)
    said = block(project, "coding")
    assert (
        "This report uses the coding by the rules of the codebook, version 1, applied by pilcrow"
        in said
    )
    assert (
        "was coded by first (40 paragraphs), second (40 paragraphs) and third (40 paragraphs)."
        in said
    )
    assert "Voice was not annotated." in said
    assert 'figure="agreement"' in report(project) and 'table="agreement"' in report(project)


def _coefficient(theme: str, name: str, units: int, positives: int, value: float | None) -> Row:
    return {
        "theme": theme,
        "coefficient": name,
        "units": units,
        "positives": positives,
        "value": value,
        "withheld": "" if value else "as the data say it",
    }


def test_a_reason_to_withhold_a_coefficient_is_printed_once():
    names = ("alpha", "kappa", "AC1", "percent")
    few = [_coefficient(theme, name, 12, 3, None) for theme in ("a", "b", "c") for name in names]
    rows, reason = without_repetition([*few, _coefficient("", "alpha (MASI)", 12, 9, None)])
    assert [(row["theme"], row["coefficient"], row["withheld"]) for row in rows] == [
        ("a", "alpha, kappa, AC1, percent", ""),
        ("b", "alpha, kappa, AC1, percent", ""),
        ("c", "alpha, kappa, AC1, percent", ""),
        ("", "alpha (MASI)", ""),
    ]
    assert reason == (
        "withheld, two people read 12 of the paragraphs that count; at least 30 are needed"
    )
    some = [_coefficient("a", name, 40, 3, None) for name in names]
    some += [_coefficient("b", name, 40, 20, 0.5) for name in names]
    some += [_coefficient("c", name, 40, 40, None) for name in names]
    rows, reason = without_repetition(some)
    assert reason == ""
    assert [row["theme"] for row in rows] == ["a", "b", "b", "b", "b", "c"]
    assert rows[0]["withheld"] == "withheld, 3 positives; at least 10 are needed"
    assert rows[-1]["withheld"] == "not defined", "40 positives are enough: the codings do not vary"


@pytest.fixture()
def without_people(project, tmp_path) -> Path:
    root = tmp_path / "alone"
    shutil.copytree(project, root, ignore=shutil.ignore_patterns("hand", "results", ".snakemake"))
    return root


def test_of_no_coder_and_of_one_there_is_no_agreement(without_people):
    build(without_people)
    assert "Nobody has coded the text paragraph by paragraph." in block(without_people, "coding")
    assert "Only the rules have coded, so there is nothing to compare." in block(
        without_people, "disagreements"
    )
    read_by(without_people, "first", lambda row: ["bridge"])
    build(without_people)
    assert "was coded by first (40 paragraphs). Agreement needs two coders" in block(
        without_people, "coding"
    )
    assert '="agreement"' not in report(without_people)


def test_a_codebook_without_themes_makes_an_edition_without_a_coding(without_people):
    (without_people / "coding/codebook.yaml").write_text(
        'title: None yet\nversion: "0"\nthemes: []\n'
    )
    (without_people / "report/index.qmd").write_text(
        REPORT.replace("{{< var theme.bridge.paragraphs >}}", "{{< var themes.counted >}}")
    )
    build(without_people)
    assert "Bridges are in 0 themes paragraphs" in report(without_people)
    assert block(without_people, "coding") == "The codebook has no themes yet, so nothing is coded."
    assert "Nothing is coded." in block(without_people, "disagreements")
