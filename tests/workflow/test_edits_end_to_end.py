"""Promise: whatever is edited in an accepted transcript, the report is built, every citation leads
somewhere, and it says what is in doubt.

Each kind of edit is made in a copy of the shipped project, whose report cites every paragraph and
quotes most; the stages up to compose run in this process. What is expected is worked out by hand
for each edit: verdicts, citations marked, quotations marked, codings.
"""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

import pytest
import synthetic_codings as synthetic
from throwaway import compose_options, copy_project, snakemake

from pilcrow import clean, code, compose, draw, render, segment, strict
from pilcrow.checks import project as check
from pilcrow.checks.extracts import write_extracts
from pilcrow.cli.main import main as pilcrow
from pilcrow.figures.names import NARROW
from pilcrow.files.project import look_folder
from pilcrow.history.snapshot import take_snapshot
from pilcrow.model.problems import Problems
from pilcrow.report.page.parts import tree_identifiers

DOCUMENT = "lavrov-truss-2022"
RAW = f"raw/{DOCUMENT}.txt"
STATE = ".snakemake/pilcrow"
SPEECH = {f"p{number}" for number in range(1, 14)}
# Synthetic sentences for insertion; no one said them.
SYNTHETIC = (
    "Synthetic insertion: cartographers quarrel over an island that appears on one chart only."
)
FIRST_OF_P8 = (
    "Ideologically charged approaches, ultimatums, threats and moralising is a road to nowhere."
)
Lines = list[str]


# The stages, in this process


def run_stages(project: Path, *, figures: bool = False) -> None:
    """What `snakemake results/compose` runs, stage by stage; the figures only where asked for."""
    with chdir(project):
        extracts = write_extracts(Path(), Path(STATE), check.examine_project(Path()), {})
        for stage in ("clean", "segment", "code"):
            shutil.rmtree(f"results/{stage}", ignore_errors=True)
        made: dict[str, list[str]] = {"clean": [], "segment": [], "code": []}
        for name in extracts["batches"]["batches"]:
            manifest = f"{STATE}/manifests/{name}.json"
            for stage in made:
                made[stage].append(f"results/{stage}/{name}.jsonl")
            cleaned, segmented, coded = (made[stage][-1] for stage in made)
            clean.main(["--manifest", manifest, "--output", cleaned])
            segment.main(["--manifest", manifest, "--clean", cleaned, "--output", segmented])
            code.main(
                [
                    "--manifest",
                    manifest,
                    "--clean",
                    cleaned,
                    "--paragraphs",
                    segmented,
                    "--rules",
                    f"{STATE}/rules.json",
                    "--output",
                    coded,
                ]
            )
        records = ["--segment", *made["segment"], "--code", *made["code"]]
        synthetic.tabulate_all(
            [
                *("--documents", f"{STATE}/documents.json"),
                "--codebook",
                f"{STATE}/rules.json",
                *records,
                "--output",
                "results/tabulate",
            ]
        )
        if figures:
            draw.main(["--tables", "results/tabulate", "--output", "results/draw"])
        run_compose(made)


def run_compose(made: Mapping[str, list[str]]) -> None:
    """Compose the project in the working directory of what the stages before have made."""
    options = [
        part
        for name in ("documents", "codebook", "config", "marks")
        for part in (f"--{name}", f"{STATE}/{name}.json")
    ]
    options += [part for stage in made for part in (f"--{stage}", *made[stage])]
    options += ["--tables", "results/tabulate", "--figures", "results/draw"]
    options += ["--index", "results/paragraphs.json", "--output", "results/compose"]
    compose.main([*compose_options(), *options])


class Shown(NamedTuple):
    """What the composed report shows of the document, by paragraph number."""

    verdicts: dict[str, str]  # of the published index
    cited: set[str]  # in doubt where they are cited
    quoted: set[str]  # of which a quotation is in doubt
    stale: set[str]  # whose coding by hand is of an earlier state
    codings: dict[str, set[str]]  # number → themes of the rules
    by_hand: dict[str, set[str]]  # number → themes of the reader
    anchors: set[str]  # of the transcript
    links: set[str]  # to which citations lead
    text: str  # report.qmd
    doubts: str  # blocks/marks.json


def number_of(identifier: str) -> str:
    return identifier.rpartition(".")[2]


def read_shown(project: Path) -> Shown:
    composed = project / "results/compose"
    marks = [
        finding
        for finding in json.loads((composed / "gate.json").read_bytes())["findings"]
        if finding["level"] == "mark"
    ]
    index = json.loads((project / "results/paragraphs.json").read_bytes())["paragraphs"]
    own = [entry for entry in index if entry["document"] == DOCUMENT]
    codings: dict[str, dict[str, set[str]]] = {"rules": {}, "language-model": {}}
    for path in (project / "results/code").glob(f"{DOCUMENT}.jsonl"):
        for record in map(json.loads, path.read_text("utf-8").splitlines()):
            if record["record"] == "coding" and record["theme"]:
                codings[record["coder"]].setdefault(number_of(record["paragraph"]), set()).add(
                    record["theme"]
                )
    text = (composed / "report.qmd").read_text("utf-8")
    prefix = f"](#{DOCUMENT}."
    return Shown(
        verdicts={entry["number"]: entry["verdict"] for entry in own},
        cited={number_of(mark["paragraph"]) for mark in marks if mark["kind"] == "citation"},
        quoted={number_of(mark["paragraph"]) for mark in marks if mark["kind"] == "quotation"},
        stale={number_of(mark["paragraph"]) for mark in marks if mark["kind"] == "stale"},
        codings=codings["rules"],
        by_hand=codings["language-model"],
        anchors=tree_identifiers(
            json.loads((composed / "blocks/transcript.json").read_bytes())["blocks"]
        ),
        links={part.partition(")")[0] for part in text.split(prefix)[1:]},
        text=text,
        doubts=(
            (composed / "blocks/marks.json").read_text("utf-8")
            if (composed / "blocks/marks.json").is_file()
            else ""
        ),
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project with its figures."""
    project = copy_project(
        tmp_path_factory.mktemp("edits") / "project",
        ("Snakefile", "config", "raw", "edition", "coding", "report"),
    )
    run_stages(project, figures=True)
    return project


@pytest.fixture(scope="module")
def unedited(prepared: Path) -> Shown:
    return read_shown(prepared)


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "project"))


def change_lines(project: Path, change: Callable[[Lines], Lines]) -> None:
    """Edit the transcript, a paragraph a line: line 0 is h1, line 3 is p1."""
    path = project / RAW
    path.write_text("\n".join(change(path.read_text("utf-8").split("\n"))), encoding="utf-8")


def moved_sentence(lines: Lines) -> Lines:
    sentence = " I do not see this as diplomacy."
    return [*lines[:10], lines[10].removesuffix(sentence), lines[11] + sentence, *lines[12:]]


def wrapped(lines: Lines) -> Lines:
    return "\n\n".join(textwrap.fill(line, 70, break_on_hyphens=False) for line in lines).split(
        "\n"
    )


def several(lines: Lines) -> Lines:
    parts = [FIRST_OF_P8, lines[10].removeprefix(FIRST_OF_P8 + " ")]
    return [
        *lines[:5],
        lines[5].replace("unprecedented", "rare"),
        *lines[7:10],
        *parts,
        *lines[11:14],
        SYNTHETIC,
        *lines[14:],
    ]


class Expected(NamedTuple):
    """What an edit leads to, by paragraph number; all else stays as it was."""

    change: Callable[[Lines], Lines]
    verdicts: dict[str, str] = {}
    cited: set[str] = set()  # marked where they are cited
    quoted: set[str] = set()  # of which a quotation no longer stands there
    stale: set[str] = set()  # coded by hand in an earlier state
    coded: dict[str, set[str]] = {}  # themes that the rules now give
    left: set[str] = set()  # still marked where they are cited, after all is accepted


REWORDED = (
    "Relations can of course be normalised only by a dialogue built on equality and mutual respect,"
    " on recognising each other’s legitimate interests and on a search for mutually acceptable"
    " solutions."
)
SPLIT_REWORDED = [
    "Ideological approaches, ultimatums, threats and moralising lead to nowhere.",
    (
        "Regrettably, some of our Western colleagues use this form in their public activities. I do"
        " not call this diplomacy."
    ),
]
ALL_BUT_P12 = SPEECH - {"p12"}
EDITS = {
    "no edit": Expected(lambda lines: lines),
    "typo": Expected(
        lambda lines: [line.replace("unprecedented", "unprecedentd") for line in lines],
        {"p3": "reworded"},
        {"p3"},
        {"p3"},
        {"p3"},
    ),
    "reworded": Expected(
        lambda lines: [*lines[:9], REWORDED, *lines[10:]],
        {"p7": "reworded"},
        {"p7"},
        {"p7"},
        {"p7"},
    ),
    "sentence moved": Expected(
        moved_sentence,
        {"p8": "reworded", "p9": "reworded"},
        {"p8", "p9"},
        {"p8"},
        {"p8", "p9"},
    ),
    "paragraphs swapped": Expected(
        lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]], {"p6": "moved"}
    ),
    "split": Expected(
        lambda lines: [
            *lines[:10],
            FIRST_OF_P8,
            lines[10].removeprefix(FIRST_OF_P8 + " "),
            *lines[11:],
        ],
        {"p8": "split", "p8a": "split"},
        {"p8", "p8a"},
        {"p8"},
        {"p8"},
        {"p8": set(), "p8a": {"manner"}},
    ),
    "merged": Expected(
        lambda lines: [*lines[:7], f"{lines[7]} {lines[8]}", *lines[9:]],
        {"p5": "merged", "p6": "merged"},
        {"p5", "p6"},
        set(),
        {"p5", "p6"},
        {"p5": set(), "p6": {"state"}},
    ),
    "split and reworded": Expected(
        lambda lines: [*lines[:10], *SPLIT_REWORDED, *lines[11:]],
        {"p8": "split", "p8a": "split"},
        {"p8", "p8a"},
        {"p8"},
        {"p8"},
        {"p8": set(), "p8a": {"manner"}},
    ),
    "inserted first": Expected(lambda lines: [*lines[:3], SYNTHETIC, *lines[3:]], {"p0a": "new"}),
    # The report cites paras. 1-13 as a range: what is inserted there is cited with it.
    "inserted in the middle": Expected(
        lambda lines: [*lines[:11], SYNTHETIC, *lines[11:]], {"p8a": "new"}, {"p8a"}
    ),
    "inserted last": Expected(lambda lines: [*lines, SYNTHETIC], {"p14": "new"}),
    "deleted": Expected(
        lambda lines: [*lines[:6], *lines[7:]],
        {"p4": "withdrawn"},
        {"p4"},
        {"p4"},
        {"p4"},
        {"p4": set()},
        {"p4"},
    ),
    "duplicate inserted": Expected(
        lambda lines: [*lines[:6], lines[5], *lines[6:]],
        {"p3a": "new"},
        {"p3a"},
        coded={"p3a": {"contact"}},
    ),
    "whole text wrapped anew": Expected(wrapped),
    "speaker label added": Expected(
        lambda lines: [*lines[:3], f"Sergey Lavrov: {lines[3]}", *lines[4:]]
    ),
    "another speaker's label added": Expected(
        lambda lines: [*lines[:15], f"Question: {lines[15]}"], {}, {"p13"}
    ),
    "quotation marks changed": Expected(
        lambda lines: [line.replace("’", "'") for line in lines],
        dict.fromkeys(("h1", "p4", "p5", "p7"), "reworded"),
        {"h1", "p4", "p5", "p7"},
        set(),
        {"p4", "p5", "p7"},
    ),
    "one paragraph made of all": Expected(
        lambda lines: [*lines[:3], " ".join(lines[3:])],
        dict.fromkeys(SPEECH, "merged"),
        SPEECH,
        set(),
        SPEECH,
        {number: set() for number in ALL_BUT_P12}
        | {
            "p12": {
                "contact",
                "improvement",
                "state",
                "dialogue",
                "manner",
                "cooperation",
                "disclaimer",
                "standing",
                "agenda",
            }
        },
    ),
    "the source corrects its slip": Expected(
        lambda lines: [line.replace("Secretary,.", "Secretary.") for line in lines]
    ),
    "several at once": Expected(
        several,
        {"p3": "reworded", "p4": "withdrawn", "p8": "split", "p8a": "split", "p11a": "new"},
        {"p3", "p4", "p8", "p8a", "p11a"},
        {"p3", "p4", "p8"},
        {"p3", "p4", "p8"},
        {"p4": set(), "p8": set(), "p8a": {"manner"}},
        {"p4"},
    ),
}


def accept_all(project: Path) -> None:
    with chdir(project):
        pilcrow(["accept", "--reason", "a test", "--date", "2026-12-01"])


def run_strict(project: Path) -> str:
    """What a build with `strict: true` refuses, all of it; "" where it refuses nothing.

    The stages before have run.
    """
    try:
        with chdir(project):
            strict.main(["--findings", "results/compose/gate.json"])
    except Problems as stopped:
        return str(stopped)
    return ""


def check_shown(shown: Shown, unedited: Shown, expected: Expected) -> None:
    assert {
        number: verdict for number, verdict in shown.verdicts.items() if verdict != "exact"
    } == expected.verdicts
    assert set(unedited.verdicts) <= set(shown.verdicts), "an ID was lost"
    assert (shown.cited, shown.quoted, shown.stale) == (
        expected.cited,
        expected.quoted,
        expected.stale,
    )
    themes = {
        number: found for number, found in (unedited.codings | expected.coded).items() if found
    }
    assert shown.codings == themes
    assert shown.by_hand == unedited.by_hand, (
        "a coding by hand stays with its paragraph, whatever became of that"
    )
    assert {f"{DOCUMENT}.{number}" for number in shown.links} <= shown.anchors
    for number in expected.cited | expected.quoted:
        assert f"[†](#doubt-{DOCUMENT}.{number})" in shown.text
        assert f'"doubt-{DOCUMENT}.{number}"' in shown.doubts
    if "reworded" in expected.verdicts.values():
        assert '"Strikeout"' in shown.doubts
        assert '"Underline"' in shown.doubts


# Each is a second case of an edit that is tried in any run; tests/workflow/test_edits.py has their
# verdicts and IDs.
MORE = (
    "reworded",
    "split and reworded",
    "inserted first",
    "inserted last",
    "whole text wrapped anew",
    "quotation marks changed",
    "the source corrects its slip",
)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.thorough] * (name in MORE)) for name in EDITS],
)
def test_an_edit_is_shown_until_it_is_accepted(name: str, project: Path, unedited: Shown) -> None:
    """Verdicts, citations, quotations, codings and the summary of doubts; strict names them all;
    accepting settles all but what is gone.
    """
    expected = EDITS[name]
    change_lines(project, expected.change)
    run_stages(project)
    check_shown(read_shown(project), unedited, expected)
    refused = run_strict(project)
    for number in (*expected.verdicts, *expected.cited, *expected.quoted, *expected.stale):
        assert f"{DOCUMENT}.{number} " in refused, f"strict does not name {number}"

    accept_all(project)
    if expected.quoted - expected.left:
        with pytest.raises(
            Problems
        ) as stopped:  # of the accepted text these quotations are not true
            run_stages(project)
        assert "The quotation" in str(stopped.value)
        return
    run_stages(project)
    after = read_shown(project)
    assert after.cited == expected.left
    assert after.stale == expected.stale
    assert set(after.verdicts.values()) <= {"exact", "merged", "withdrawn"}


def test_deleted_and_restored(project: Path, unedited: Shown) -> None:
    received = (project / RAW).read_bytes()
    change_lines(project, EDITS["deleted"].change)
    accept_all(project)
    (project / RAW).write_bytes(received)
    run_stages(project)
    shown = read_shown(project)
    assert shown.cited == {"p4"}, "the words are back, but not accepted again"
    assert "withdrawn on 2026-12-01 and are back" in (
        project / "results/compose/gate.json"
    ).read_text("utf-8")
    accept_all(project)
    run_stages(project)
    check_shown(read_shown(project), unedited, EDITS["no edit"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoding_changed(encoding: str, project: Path, unedited: Shown) -> None:
    path = project / RAW
    path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    if encoding != "utf-8-sig":
        with (project / f"raw/{DOCUMENT}.yaml").open("a", encoding="utf-8") as metadata:
            metadata.write(f"encoding: {encoding}\n")
    run_stages(project)
    check_shown(read_shown(project), unedited, EDITS["no edit"])


def test_file_renamed(project: Path) -> None:
    """Another ID is another document.

    What cites the old one is marked and leads to the accepted words; the build does not stop.
    """
    for path in (project / "raw").glob(f"{DOCUMENT}.*"):
        path.rename(path.with_name(path.name.replace(DOCUMENT, "moscow-2022")))
    run_stages(project)
    shown = read_shown(project)
    assert set(shown.verdicts.values()) == {"withdrawn"}
    assert shown.cited >= SPEECH
    assert {f"{DOCUMENT}.{number}" for number in shown.links} <= shown.anchors
    gate = (project / "results/compose/gate.json").read_text("utf-8")
    assert f"{DOCUMENT} has no transcript in raw/" in gate
    assert "moscow-2022 has no ledger yet" in gate
    assert f"{DOCUMENT}.p8 is cited and is no longer in the text" in run_strict(project)


def test_a_citation_that_was_never_true_stops_although_the_transcript_is_gone(
    project: Path,
) -> None:
    test_file_renamed(project)
    with (project / "report/index.qmd").open("a", encoding="utf-8") as prose:
        prose.write(f"\nSee [@{DOCUMENT}, para. 99].\n")
    with pytest.raises(Problems, match=f"{DOCUMENT} has no para. 99"):
        run_stages(project)


def test_documents_exchanged(project: Path) -> None:
    """Neither takes the other's IDs; every citation is marked and still leads to what was
    accepted.
    """
    other = project / "raw/synthetic-2022.txt"
    other.write_text(
        f"A Synthetic Heading\n{SYNTHETIC}\nAnother synthetic insertion counts apples.\n",
        encoding="utf-8",
    )
    with chdir(project):
        pilcrow(["accept", "synthetic-2022"])
    own = (project / RAW).read_bytes()
    (project / RAW).write_bytes(other.read_bytes())
    other.write_bytes(own)
    run_stages(project)
    shown = read_shown(project)
    assert {
        number for number, verdict in shown.verdicts.items() if verdict == "withdrawn"
    } >= SPEECH
    assert shown.cited >= SPEECH
    assert shown.stale == SPEECH
    assert not shown.codings.keys() & SPEECH
    assert {f"{DOCUMENT}.{number}" for number in shown.links} <= shown.anchors


# Through to the page


def render_page(project: Path) -> str:
    with chdir(project):
        render.main(
            [
                "--project",
                "results/compose",
                "--format",
                "html",
                "--renderer",
                "embedded",
                "--output",
                "results/report.html",
            ]
        )
    page = (project / "results/report.html").read_text("utf-8")
    identifiers = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= identifiers, (
        "a link of the page leads nowhere"
    )
    return page


@pytest.mark.parametrize("name", ["typo", "split", "deleted", "several at once"])
def test_the_page_shows_the_edit(name: str, project: Path) -> None:
    expected = EDITS[name]
    change_lines(project, expected.change)
    run_stages(project)
    page = render_page(project)
    assert "This is a draft." in page
    for number in expected.cited:
        assert (
            f'<a href="#doubt-{DOCUMENT}.{number}" class="doubt-sign" aria-label="In doubt">†</a>'
            in page
        )
        assert f'id="doubt-{DOCUMENT}.{number}"' in page
    if "p3" in expected.cited:
        assert "<del>unprecedented</del>" in page
    if "p4" in expected.cited:
        assert re.search(rf'id="{DOCUMENT}.p4" class="[^"]*withdrawn[^"]*pending', page)


def test_links_to_redirected_ids_still_resolve_in_the_page(project: Path) -> None:
    """Para. 10 goes into 11, and 11 later into 12: who cites 10 is led to 12, in silence once both
    are accepted.
    """
    for _ in range(2):
        change_lines(project, lambda lines: [*lines[:12], f"{lines[12]} {lines[13]}", *lines[14:]])
        accept_all(project)
    run_stages(project)
    assert read_shown(project).cited == set()
    page = render_page(project)
    cited = set(re.findall(rf'<a href="#({DOCUMENT}\.\w+)"[^>]*>para\.\s10</a>', page))
    assert cited == {f"{DOCUMENT}.p12"}
    for number in ("p10", "p11", "p12"):
        assert f'id="{DOCUMENT}.{number}"' in page, (
            "an old address of the page still leads somewhere"
        )


def test_the_page_shows_the_text_as_received(prepared: Path) -> None:
    page = render_page(prepared)
    start = page.index(f'id="{DOCUMENT}.p2"')
    paragraph = page[start : page.index(f'id="{DOCUMENT}.p3"', start)]
    assert "Foreign Secretary." in re.sub(r"<[^>]*>", "", paragraph)
    assert "Foreign Secretary,." in re.sub(r"<[^>]*>", "", paragraph), (
        "the reading as received is one click away"
    )
    assert "as received" in paragraph.casefold()


# Ledgers that git merged or hands edited, by the command that scholars run


def break_ledger(kind: str, text: str) -> str:
    lines = text.split("\n")
    if kind == "conflict":
        return "\n".join(
            [*lines[:4], "<<<<<<< HEAD", lines[4], "=======", lines[4], ">>>>>>> other", *lines[5:]]
        )
    if kind == "twice":
        return "\n".join([*lines[:6], lines[5], *lines[6:]])
    return text.replace("Madam Minister", "Madam Ministre", 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "conflict",
            [
                "{}:5: This is a git conflict marker.",
                "{}:7: This is a git",
                "{}:9: This is a git",
                "delete the markers.",
            ],
        ),
        (
            "twice",
            ["{}:7: " + DOCUMENT + ".p2 is given twice, first in line 6. Keep one of the rows."],
        ),
        (
            "by hand",
            ["{}:3: The text of " + DOCUMENT + ".s1 is not the one that its checksum was made of"],
        ),
    ],
)
def test_a_broken_ledger_stops_the_build_with_its_line(
    kind: str, said: list[str], tmp_path: Path
) -> None:
    project = copy_project(tmp_path / "project")
    path = project / f"edition/{DOCUMENT}.paragraphs.csv"
    path.write_text(break_ledger(kind, path.read_text("utf-8")), encoding="utf-8")
    build = snakemake(project)
    assert build.status != 0
    for sentence in said:
        assert sentence.format(f"edition/{DOCUMENT}.paragraphs.csv") in build.said
    assert "Traceback" not in build.said
    assert not build.ran


def test_what_diff_compares_is_what_a_build_makes(built: Path, tmp_path: Path) -> None:
    snapshot = take_snapshot(built, tmp_path)
    for stage, made, ending in (("tabulate", "tables", "csv"), ("draw", "figures", "svg")):
        results = {
            path.name: path.read_bytes()
            for path in sorted((built / "results" / stage).glob(f"*.{ending}"))
        }
        assert results
        assert {
            path.name: path.read_bytes() for path in sorted((tmp_path / made).glob(f"*.{ending}"))
        } == results
    assert {f"{name}{width}.svg" for name in snapshot.figures for width in ("", NARROW)} == {
        path.name for path in (built / "results/draw").glob("*.svg")
    }


def test_diff_draws_the_figures_in_the_language_of_each_state(
    project: Path, tmp_path: Path
) -> None:
    before = take_snapshot(project, tmp_path / "before").figures
    index = project / "report/index.qmd"
    index.write_text(
        re.sub(r"(?m)^lang: .*$", "lang: de", index.read_text("utf-8")), encoding="utf-8"
    )
    own = project / "report/look/words/de.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    shipped = (look_folder() / "words/de.yaml").read_text("utf-8")
    own.write_text(shipped.replace("Absätze", "Abschnitte"), encoding="utf-8")
    after = take_snapshot(project, tmp_path / "after").figures
    assert set(before) == set(after)
    for name, figure in after.items():
        assert figure.title != before[name].title and figure.alt != before[name].alt
    alts = " ".join(figure.alt for figure in after.values())
    assert "Abschnitte" in alts and "Absätze" not in alts
