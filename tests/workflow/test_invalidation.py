"""Promise 1: any edit rebuilds exactly what depends on it, by content and not by time, and equals a
build from nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from throwaway import WITHOUT_PDF, append, contents, copy_of, copy_project, pilcrow, snakemake

DOCUMENT = "lavrov-truss-2022"
CHAIN = ["clean", "segment", "code", "count", "tabulate", "draw", "compose", "render"]


def after(stage: str) -> list[str]:
    """What runs when a stage's dependencies change: the stage, and what comes after it; the exports
    come after `code`.
    """
    return CHAIN[CHAIN.index(stage) :] + ["export_batch", "export"] * (
        stage in ("clean", "segment", "code")
    )


def replace(path: str, before: str, after: str) -> Callable[[Path], None]:
    def edit(project: Path) -> None:
        place = project / path
        text = place.read_text(encoding="utf-8")
        assert before in text, f"{path} no longer holds {before!r}: mend this test"
        place.write_text(text.replace(before, after, 1), encoding="utf-8")

    return edit


def older_raw(project: Path) -> None:
    path = project / f"raw/{DOCUMENT}.txt"
    path.write_bytes(
        path.read_bytes().replace(b"two international subjects", b"two international subject")
    )
    os.utime(path, (1_000_000_000, 1_000_000_000))


def edit_definition(project: Path) -> None:
    path = project / "coding/codebook.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("definition:"))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    while lines[at + 1].startswith(indent + " ") and lines[at + 1].strip():
        del lines[at + 1]
    lines[at] = f"{indent}definition: Another wording of the same definition."
    path.write_text("\n".join(lines), encoding="utf-8")


def add_rule(project: Path) -> None:
    path = project / "coding/codebook.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("rules:") + len("rules:")
    indent = text[at + 1 :].split("-")[0]
    path.write_text(f"{text[:at]}\n{indent}- unprecedented{text[at:]}", encoding="utf-8")


def edit_hand(project: Path) -> None:
    path = next((project / "coding/hand").glob(f"*/{DOCUMENT}.csv"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[-1]
    path.write_text("".join(lines), encoding="utf-8")


def add_hand(project: Path) -> None:
    path = next((project / "coding/hand").glob(f"*/{DOCUMENT}.csv"))
    (project / "coding/hand/zoe").mkdir()
    shutil.copy(path, project / "coding/hand/zoe")


def edit_bibliography(project: Path) -> None:
    path = project / "report/references.bib"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title = {", "title = {On ", 1), encoding="utf-8"
    )


def override_look(project: Path) -> None:
    """A fork's way: a file of its own in report/look/ stands before the default one."""
    default = next((project / "workflow/look").rglob("*.css"))
    target = project / "report/look" / default.relative_to(project / "workflow/look")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        default.read_text(encoding="utf-8") + "\nbody { letter-spacing: 0.001em }\n",
        encoding="utf-8",
    )


def edit_css(project: Path) -> None:
    append(
        os.fspath(next((project / "workflow/look").rglob("*.css"))),
        "\nbody { letter-spacing: 0.001em }\n",
    )(project)


def edit_typst(project: Path) -> None:
    append("workflow/look/pilcrow.typ", "\n#let unused-by-all = 1\n")(project)


def edit_filter(project: Path) -> None:
    append("workflow/look/pilcrow.lua", "\n-- another line of the filter\n")(project)


def edit_output(project: Path) -> None:
    append(f"results/segment/{DOCUMENT}.jsonl", "\n")(project)


def edit_report_by_hand(project: Path) -> None:
    append("results/report.html", "<!-- by hand -->")(project)


# In the order of the stages: no later edit makes anew what an earlier one may have left stale.
EDITS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a letter in raw": (
        replace(f"raw/{DOCUMENT}.txt", "unprecedented", "unprecedentedly"),
        after("clean"),
    ),
    "raw replaced by an older file": (older_raw, after("clean")),
    "a correction": (
        replace(f"edition/{DOCUMENT}.corrections.csv", "slip", "slip of the pen"),
        after("clean"),
    ),
    "an output edited by hand": (edit_output, after("segment")),
    "a theme's rule": (add_rule, after("code")),
    "a coding by hand": (edit_hand, after("code")),
    "a first coding by another hand": (add_hand, after("code")),
    "metadata": (
        replace(f"raw/{DOCUMENT}.yaml", "short_title: Opening", "short_title: The opening"),
        [*after("tabulate"), "export_batch", "export"],
    ),
    "a stage's module": (
        append("workflow/pilcrow/draw.py", "\nANOTHER_CONSTANT = 1\n"),
        after("draw"),
    ),
    "the report's language": (
        replace("report/index.qmd", "lang: en", "lang: de"),
        after("draw"),
    ),
    "a theme's definition": (edit_definition, [*after("compose"), "export_batch", "export"]),
    "prose": (append("report/index.qmd", "\nA further sentence.\n"), after("compose")),
    "bibliography": (edit_bibliography, after("compose")),
    "the look's CSS": (edit_css, after("compose")),
    "the look overridden": (override_look, after("compose")),
    "the Typst functions": (edit_typst, after("compose")),
    "a Lua filter": (edit_filter, after("compose")),
    "a config value": (
        replace("config/config.yaml", "paper: a4", "paper: letter"),
        after("compose"),
    ),
    "a module that one stage imports": (
        append("workflow/pilcrow/report/prose/quotations.py", "\nANOTHER_CONSTANT = 1\n"),
        after("compose"),
    ),
    "the index's table deleted": (
        lambda project: (project / "results/paragraphs.csv").unlink(),
        after("compose"),
    ),
    "the report edited by hand": (edit_report_by_hand, ["render"]),
}


@pytest.fixture(scope="module")
def edited(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project that is edited again and again, as a scholar's is."""
    return copy_of(small_built, tmp_path_factory.mktemp("edited") / "project")


# One edit of each stage is built. Of the others, which are more inputs of the same stages, the plan
# is compared; what they make is built at the end, all at once.
OF_A_STAGE = (
    "a letter in raw",
    "an output edited by hand",
    "a theme's rule",
    "metadata",
    "a stage's module",
    "the report's language",
    "a theme's definition",
    "the look's CSS",
    "the report edited by hand",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_A_STAGE)
def test_an_edit_rebuilds_what_depends_on_it(name: str, edited: Path) -> None:
    edit, expected = EDITS[name]
    edit(edited)
    build = snakemake(edited, *WITHOUT_PDF)
    assert build.status == 0, build.said
    assert build.stages == expected, build.said
    again = snakemake(edited, *WITHOUT_PDF)
    assert again.ran == [], again.said
    causes = pilcrow(edited, "explain").stdout
    assert ".snakemake" not in causes, "a file that the scholar writes is named, not an extract"
    if name == "metadata":
        assert re.search(rf"(?m)^tabulate .*raw/{DOCUMENT}\.yaml changed", causes), causes
    if name == "a letter in raw":
        told = pilcrow(edited, "explain")
        assert told.returncode == 0, told.stderr
        assert f"raw/{DOCUMENT}.txt changed" in told.stdout
        reasons = json.loads(pilcrow(edited, "explain", "--json").stdout)
        assert {entry["job"].split("/")[0] for entry in reasons} == set(after("clean"))


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in EDITS if name not in OF_A_STAGE])
def test_an_edit_plans_what_depends_on_it(name: str, edited: Path, copy_built: Path) -> None:
    edit, expected = EDITS[name]
    edit(copy_built)
    build = snakemake(copy_built, "-n")
    assert build.status == 0, build.said
    assert build.planned == expected, build.said
    edit(edited)


@pytest.mark.slow
def test_after_all_edits_every_result_is_that_of_a_build_from_nothing(
    edited: Path, tmp_path: Path
) -> None:
    build = snakemake(edited)
    assert build.status == 0, build.said
    assert snakemake(edited, PYTHONHASHSEED="1").ran == []
    fresh = tmp_path / "fresh"
    shutil.copytree(
        edited, fresh, ignore=shutil.ignore_patterns("results", ".snakemake", "__pycache__")
    )
    assert snakemake(fresh, PYTHONHASHSEED="2").status == 0
    now, anew = contents(edited), contents(fresh)
    assert sorted(now) == sorted(anew)
    assert [path for path in now if now[path] != anew[path]] == []


def test_touching_everything_rebuilds_nothing(copy_built: Path) -> None:
    for folder in ("raw", "edition", "coding", "report", "workflow", "config"):
        for path in (copy_built / folder).rglob("*"):
            os.utime(path)
    build = snakemake(copy_built)
    assert build.status == 0, build.said
    assert build.ran == []


@pytest.mark.thorough
def test_what_a_program_leaves_beside_a_file_rebuilds_nothing_and_is_named_once_something_is_built(
    copy_built: Path,
) -> None:
    left = [
        f"raw/{DOCUMENT}.txt~",
        "raw/~$remarks.docx",
        "raw/#remarks#",
        "raw/README.md",
        "report/index.qmd.bak",
        "edition/Thumbs.db",
    ]
    for name in left:
        (copy_built / name).write_text("Left behind.\n", encoding="utf-8")
    build = snakemake(copy_built)
    assert build.ran == [], build.said
    assert "Nothing to do" in build.said
    edit_bibliography(copy_built)
    build = snakemake(copy_built, *WITHOUT_PDF)
    assert build.status == 0, build.said
    assert f"raw/{DOCUMENT}.txt~, an editor’s copy" in build.said
    report = (copy_built / "results/report.html").read_text(encoding="utf-8")
    assert "txt~" not in report
    assert "Thumbs.db" not in report


def test_a_comment_in_a_module_rebuilds_nothing(copy_built: Path) -> None:
    append("workflow/pilcrow/clean.py", "\n# a remark\n")(copy_built)
    assert snakemake(copy_built).ran == []


def test_an_edit_of_what_removes_leftovers_rebuilds_nothing(copy_built: Path) -> None:
    append("workflow/pilcrow/prune.py", "\nANOTHER_CONSTANT = 1\n")(copy_built)
    assert "Nothing to do" in snakemake(copy_built).said


@pytest.mark.thorough
def test_the_version_of_a_library_rebuilds_the_stages_that_call_it(
    copy_built: Path, tmp_path: Path
) -> None:
    described = tmp_path / "site" / "matplotlib-99.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: matplotlib\nVersion: 99.0\n")
    build = snakemake(copy_built, "-n", PYTHONPATH=os.fspath(tmp_path / "site"))
    assert build.status == 0, build.said
    assert build.planned == after("draw"), build.said


def test_a_raw_file_removed_takes_its_outputs_with_it(small: Path) -> None:
    project = small
    second = project / "raw/second-speech.txt"
    second.write_text(
        "A heading of a made-up speech\nFriends,\nWe came here to talk.\nWe shall go on talking.\n",
        encoding="utf-8",
    )
    build = snakemake(project, *WITHOUT_PDF)
    assert build.status == 0, build.said
    assert (project / "results/clean/second-speech.jsonl").is_file()
    second.unlink()
    build = snakemake(project, "tables")
    assert build.status == 0, build.said
    assert build.stages == ["tabulate"]
    results = project / "results"
    left = {path.relative_to(results).parts[0] for path in results.rglob("*second-speech*")}
    assert left == {"cited", "export"}, "these are of compose and export, which did not run"
    assert not list((project / ".snakemake/pilcrow").rglob("second-speech.json"))
    build = snakemake(project, "results/report.html")
    assert build.status == 0, build.said
    left = {path.relative_to(results).parts[0] for path in results.rglob("*second-speech*")}
    assert left == {"export"}, "a report that is built by name has none of it"
    build = snakemake(project, *WITHOUT_PDF)
    assert build.status == 0, build.said
    assert build.stages == ["export_batch", "export"]
    assert [path.as_posix() for path in (project / "results").rglob("*second-speech*")] == []
    assert b"made-up" not in (project / "results/report.html").read_bytes()


@pytest.mark.slow
@pytest.mark.thorough
def test_a_build_interrupted_after_each_stage_resumes_right(copy_built: Path) -> None:
    """Each build but the last ends after the next stage, and makes that stage alone."""
    replace(f"raw/{DOCUMENT}.txt", "unprecedented", "remarkable")(copy_built)
    for stage in CHAIN[:-1]:
        build = snakemake(copy_built, "--until", stage)
        assert build.status == 0, build.said
        assert build.stages == [stage], build.said
    rest = snakemake(copy_built)
    assert rest.status == 0, rest.said
    assert rest.stages == ["render", "export_batch", "export"]
    assert b"remarkable" in (copy_built / "results/report.html").read_bytes()
    assert snakemake(copy_built).ran == []


@pytest.mark.thorough
def test_a_build_without_its_records_is_made_again(copy_built: Path) -> None:
    """tests/workflow/test_gaps.py builds it, as far as the tables."""
    shutil.rmtree(copy_built / ".snakemake")
    append(f"results/segment/{DOCUMENT}.jsonl", "{}\n")(copy_built)
    build = snakemake(copy_built, "-n")
    assert build.status == 0, build.said
    assert build.planned == after("clean")


@pytest.mark.slow
def test_what_was_checked_is_checked_anew_where_it_was_lost(copy_built: Path) -> None:
    """As after a machine that fell over: files that were written last are there, and empty."""
    before = contents(copy_built)
    state = copy_built / ".snakemake/pilcrow"
    left = json.loads((state / "passed.json").read_bytes())["left"]
    assert {"config.json", "documents.json", "rules.json", f"manifests/{DOCUMENT}.json"} <= set(
        left
    )
    for name in left:
        (state / name).write_bytes(b"")
    build = snakemake(copy_built)
    assert build.status == 0, build.said
    assert contents(copy_built) == before
    assert snakemake(copy_built).ran == []


def test_nothing_is_written_into_the_scholars_folders(built: Path, tmp_path: Path) -> None:
    """But one file, which git does not hold: what Quarto's own preview reads."""
    fresh = copy_project(tmp_path / "fresh")

    def files_of(project: Path, folder: str) -> dict[Path, bytes]:
        return {
            path.relative_to(project): path.read_bytes()
            for path in (project / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    for folder in ("raw", "edition", "coding", "report", "config"):
        theirs = files_of(built, folder)
        theirs.pop(Path("report/_quarto.yml.local"), None)
        ours = files_of(fresh, folder)
        assert ours and ours == theirs
