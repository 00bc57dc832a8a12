"""Promise 7: an error is a sentence, with file and line and what to do; all of them at once;
nothing is lost.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from throwaway import REPOSITORY, Build, append, contents, environment, small_project, snakemake

DOCUMENT = "lavrov-truss-2022"
SEED = f"raw/{DOCUMENT}.txt"


def write(path: str, content: bytes | str) -> Callable[[Path], None]:
    def edit(project: Path) -> None:
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    return edit


def duplicate_theme(project: Path) -> None:
    path = project / "coding/codebook.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("- code:")
    code = text[at:].split("\n")[0]
    path.write_text(
        f"{text.rstrip()}\n  {code}\n    name: The same again\n    definition: The same again.\n   "
        " rules: [again]\n",
        encoding="utf-8",
    )


def ambiguous_correction(project: Path) -> None:
    append(
        f"edition/{DOCUMENT}.corrections.csv",
        f"{DOCUMENT}.p12,the,The,made up for a test,a test,correction\n",
    )(project)


# what is broken: (how, what the message must hold, every part of it)
FAULTS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "an empty file": (write(SEED, b""), [SEED, "empty"]),
    "a binary file": (write(SEED, bytes(range(256)) * 8), [SEED]),
    "UTF-16": (
        write(SEED, "Good morning,\nthis is a made-up text.\n".encode("utf-16")),
        [SEED, "UTF-16"],
    ),
    "Latin-1": (
        write(SEED, "A heading\nThe caf\u00e9 is a made-up place.\n".encode("latin-1")),
        [SEED, "Byte", "encoding"],
    ),
    "a name that is no ID": (
        write("raw/2022 Speech.txt", "A made-up text.\n"),
        ["raw/2022 Speech.txt", "d-2022-speech.txt"],
    ),
    "an unknown key of the config": (
        append("config/config.yaml", "papper: a4\n"),
        ["config/config.yaml:", '"papper"', 'Did you mean "paper"?'],
    ),
    "an unknown key of the metadata": (
        append(f"raw/{DOCUMENT}.yaml", "titel: x\n"),
        [f"raw/{DOCUMENT}.yaml:", '"titel"', 'Did you mean "title"?'],
    ),
    "a duplicate theme": (duplicate_theme, ["coding/codebook.yaml:"]),
    "YAML that is none": (
        append("coding/codebook.yaml", "\n  : [\n"),
        ["coding/codebook.yaml:", "YAML"],
    ),
    "a correction found twice": (ambiguous_correction, [f"edition/{DOCUMENT}.corrections.csv:"]),
    "a citation of para. 99": (
        append("report/index.qmd", f"\n\nAs he says [@{DOCUMENT}, para. 99].\n"),
        ["report/index.qmd:", "99", "13"],
    ),
    "a quotation in neither text": (
        append(
            "report/index.qmd",
            f"\n\nHe says “communication between three international subjects” [@{DOCUMENT}, para."
            " 9].\n",
        ),
        ["report/index.qmd:", "two international subjects"],
    ),
    "an unknown work": (
        append("report/index.qmd", "\n\nAs is well known [@nobody1999, 3].\n"),
        ["report/index.qmd:", "nobody1999"],
    ),
    "an unknown number": (
        append("report/index.qmd", "\n\nThere are {{< var paragraphs.speeches >}}.\n"),
        ["report/index.qmd:", "paragraphs.speeches"],
    ),
    "a wrong key of the palette": (
        write("report/look/palette.json", b'{"colours": {}}\n'),
        ["report/look/palette.json:", "colours"],
    ),
    "a missing part": (
        append("report/index.qmd", "\n\n{{< include sections/nothing.qmd >}}\n"),
        ["report/index.qmd:", "sections/nothing.qmd"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_sentences(name: str, copy_built: Path) -> None:
    break_it, parts = FAULTS[name]
    break_it(copy_built)
    before = contents(copy_built)
    build = snakemake(copy_built)
    assert build.status != 0, build.said
    for part in parts:
        assert part in build.said, f"{part!r} is missing from:\n{build.said}"
    told = [line for line in build.said.splitlines() if parts[0] in line]
    assert len(told) == len(set(told)), f"said twice:\n{build.said}"
    for noise in ("Traceback", "RuleException", "CalledProcessError", "WorkflowError"):
        assert noise not in build.said, build.said
    # The report that stood before still stands, and no half-written file lies about.
    assert (copy_built / "results/report.html").read_bytes() == before["report.html"]
    assert list((copy_built / "results").rglob("*.part")) == []


def test_a_page_outlives_a_rendering_that_fails_and_is_made_anew_afterwards(
    copy_built: Path,
) -> None:
    before = contents(copy_built)
    broken = copy_built / "workflow/look/pilcrow.lua"
    filters = broken.read_text(encoding="utf-8")
    broken.write_text(filters + '\nerror("no rendering today")\n', encoding="utf-8")
    for _ in range(
        2
    ):  # the second build must not take the page that was kept for the one it was to make
        build = snakemake(copy_built, "results/report.html")
        assert build.status != 0, build.said
        assert "no rendering today" in build.said
        assert (
            "Unchanged since the last successful build: results/report.html, results/report.pdf."
            in build.said
        )
        assert {name: contents(copy_built)[name] for name in before if "/" not in name} == {
            name: content for name, content in before.items() if "/" not in name
        }
    broken.write_text(filters, encoding="utf-8")
    build = snakemake(copy_built, "results/report.html")
    assert build.status == 0, build.said
    assert build.stages == ["compose", "render"]
    assert contents(copy_built)["report.html"] == before["report.html"]
    assert "Nothing to do" in snakemake(copy_built, "results/report.html").said
    # What was not asked for is not passed off as made.
    edited = copy_built / "report/index.qmd"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nA sentence more.\n", encoding="utf-8")
    build = snakemake(copy_built, "results/report.html")
    assert (
        "  results/report.html\nNot updated: results/report.pdf. Type `snakemake` to update it."
        in build.said
    ), build.said


def test_all_problems_of_all_files_are_said_at_once(copy_built: Path) -> None:
    for name in (
        "an unknown key of the config",
        "an unknown key of the metadata",
        "a duplicate theme",
        "a name that is no ID",
    ):
        FAULTS[name][0](copy_built)
    said = snakemake(copy_built).said
    for file in (
        "config/config.yaml:",
        f"raw/{DOCUMENT}.yaml:",
        "coding/codebook.yaml:",
        "raw/2022 Speech.txt",
    ):
        assert file in said


def test_all_findings_of_the_report_are_said_at_once(copy_built: Path) -> None:
    for name in ("a citation of para. 99", "an unknown work", "a quotation in neither text"):
        FAULTS[name][0](copy_built)
    said = snakemake(copy_built).said
    for part in ("99", "nobody1999", "two international subjects"):
        assert part in said


def test_faults_of_the_report_are_said_together_with_those_of_other_files(
    copy_built: Path,
) -> None:
    for name in ("a duplicate theme", "an unknown work", "a quotation in neither text"):
        FAULTS[name][0](copy_built)
    build = snakemake(copy_built)
    assert build.ran == [], "it stops before its first stage"
    for part in ("coding/codebook.yaml:", "nobody1999", "two international subjects"):
        assert part in build.said


HOSTILE = (
    "A heading with <b>tags</b>\nColleagues,\n<script>alert(1)</script> and **stars** and _lines_"
    " and [a link](javascript:x) and {{< var paragraphs.speech >}}.\n#set page(fill: red) and"
    ' #import "x.typ" and $x^2$ and @lavrov-truss-2022 and \\input{x} and ``` and :::'
    ' {.note}.\n=HYPERLINK("x") and !!python/object:os.system and <!-- a comment --> and'
    " &lt;entities&gt; end here.\n"
)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A project with a hostile text and one that nobody described, neither with metadata; its
    build.
    """
    root = small_project(tmp_path_factory.mktemp("strange") / "project")
    write("raw/hostile-speech.txt", HOSTILE)(root)
    write(
        "raw/second-speech.txt",
        "Friends,\nWe came here to talk about a made-up matter.\nWe shall go on talking.\n",
    )(root)
    build = snakemake(root, "results/report.html")
    assert build.status == 0, build.said
    return root, build


def test_text_is_data(strange: tuple[Path, Build]) -> None:
    page = (strange[0] / "results/report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    for literal in (
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "**stars**",
        "[a link](javascript:x)",
        "#set page(fill: red)",
        "&amp;lt;entities&amp;gt;",
    ):
        words = literal.split()
        assert all(word in page for word in words), literal
    assert "{{&lt; var paragraphs.speech" in page


def test_a_document_without_metadata_builds_with_a_mark_that_strict_refuses(
    strange: tuple[Path, Build],
) -> None:
    project, build = strange
    assert "Second speech" in (project / "results/report.html").read_text(encoding="utf-8")
    assert "raw/second-speech.yaml" in build.said
    strict = snakemake(project, "--config", "strict=true")
    assert strict.status != 0
    assert "raw/second-speech.yaml" in strict.said


def test_the_seed_builds_under_strict(copy_seed: Path) -> None:
    build = snakemake(copy_seed, "--config", "strict=true")
    assert build.status == 0, build.said


def test_a_killed_build_says_what_to_type_and_goes_on_where_it_stopped(copy_built: Path) -> None:
    append(SEED, " And more.")(copy_built)
    locks = copy_built / ".snakemake/locks"
    running = subprocess.Popen(
        [sys.executable, "-m", "snakemake"],
        cwd=copy_built,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not (locks.is_dir() and any(locks.iterdir())) and time.monotonic() < deadline:
        assert running.poll() is None, "the build ended before it could be killed"
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    build = snakemake(copy_built)
    assert build.status != 0
    assert "type `snakemake --unlock` and build again" in build.said
    assert snakemake(copy_built, "--unlock").status == 0
    build = snakemake(copy_built, "results/report.html")
    assert build.status == 0, build.said
    assert "And more" in (copy_built / "results/report.html").read_text(encoding="utf-8")


def test_a_mistake_in_the_projects_own_snakefile_is_shown(project: Path) -> None:
    """Before any rule of Pilcrow is read, Snakemake itself has to speak."""
    with open(project / "Snakefile", "a", encoding="utf-8") as stream:
        stream.write("\nrule mine:\n    input: nonsense(\n")
    build = snakemake(project)
    assert build.status != 0
    assert "SyntaxError in file" in build.said
    assert "Snakefile" in build.said


def test_a_snakemake_without_pilcrow_says_which_one_to_type(tmp_path: Path) -> None:
    """Another environment's snakemake, typed in a fork."""
    shutil.copy(REPOSITORY / "workflow/skeleton/Snakefile", tmp_path)
    shutil.copytree(REPOSITORY / "profiles", tmp_path / "profiles")
    (tmp_path / "elsewhere/pilcrow").mkdir(parents=True)
    (tmp_path / "elsewhere/pilcrow/__init__.py").write_text(
        "raise ModuleNotFoundError('pilcrow')\n", encoding="utf-8"
    )
    build = snakemake(tmp_path, PYTHONPATH=str(tmp_path / "elsewhere"))
    assert build.status != 0
    assert (
        "Pilcrow is not installed where this snakemake comes from. Type .venv/bin/snakemake"
        in build.said
    )
