"""Promise: the ledger changes only by `accept`, as said; what is pending is said with what to
do.
"""

from __future__ import annotations

import base64
import html
import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from throwaway import copy_project

from pilcrow.cli import accept, diff, status
from pilcrow.cli.diff import cell_line
from pilcrow.cli.main import main as pilcrow
from pilcrow.edition import sources as edition
from pilcrow.history.changes import Changes, compare_figures, compare_tables, in_cell
from pilcrow.history.snapshot import FigureState
from pilcrow.history.touched import sentence_around
from pilcrow.identity import ledger
from pilcrow.model.problems import Problems
from pilcrow.model.records import WordChange

DOCUMENT = "lavrov-truss-2022"
RAW = f"raw/{DOCUMENT}.txt"
LEDGER = f"edition/{DOCUMENT}.paragraphs.csv"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scholar's folders, as the folder one is in."""
    root = copy_project(
        tmp_path / "project", ("Snakefile", "config", "raw", "edition", "coding", "report")
    )
    monkeypatch.chdir(root)
    return root


def replace(project: Path, file: str, before: str, after: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_the_shipped_ledger_is_what_accepting_would_write(project: Path) -> None:
    rows = ledger.read_ledger(project / LEDGER, LEDGER)
    assert (project / LEDGER).read_text("utf-8") == ledger.format_ledger(rows)
    assert not accept.prepare(project, DOCUMENT, None, "2026-12-01", "").changed


def test_nothing_pending_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pilcrow(["status"]) == 0
    assert capsys.readouterr().out == "Nothing is pending: the text is as accepted.\n"
    assert pilcrow(["accept"]) == 0
    assert "nothing is pending" in capsys.readouterr().out


def test_status_shows_verdict_similarity_and_words(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(project, RAW, "unprecedented", "rare")
    pilcrow(["status"])
    said = capsys.readouterr().out
    assert f"{DOCUMENT}.p3  reworded    93.8%" in said
    assert "[-unprecedented-]{+rare+}" in said
    pilcrow(["status", "--json"])
    told = msgspec.json.decode(capsys.readouterr().out)
    assert [(row["id"], row["verdict"]) for row in told["pending"]] == [
        (f"{DOCUMENT}.p3", "reworded")
    ]


def test_a_reason_is_asked_for(project: Path) -> None:
    replace(project, RAW, "unprecedented", "rare")
    before = (project / LEDGER).read_bytes()
    with pytest.raises(Problems, match="The reason is missing"):
        pilcrow(["accept"])
    assert (project / LEDGER).read_bytes() == before


def test_a_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(project, RAW, "unprecedented", "rare")
    before = (project / LEDGER).read_bytes()
    pilcrow(["accept", "--dry-run"])
    assert "1 paragraph would be accepted" in capsys.readouterr().out
    assert (project / LEDGER).read_bytes() == before


def test_accepting_one_id_leaves_the_others_pending(project: Path) -> None:
    replace(project, RAW, "unprecedented", "rare")
    replace(project, RAW, "Colleagues,", "Friends and colleagues,")
    pilcrow(["accept", f"{DOCUMENT}.p3", "--reason", "a test", "--date", "2026-12-01"])
    told = status.examine_documents(project)
    assert [row.id.rpartition(".")[2] for row in told.pending] == ["s2"]
    changed = [
        row for row in ledger.read_ledger(project / LEDGER, LEDGER) if row.date == "2026-12-01"
    ]
    assert [(row.number, row.reason) for row in changed] == [("p3", "a test")]


def test_one_changed_paragraph_is_one_changed_line_of_the_ledger(project: Path) -> None:
    before = (project / LEDGER).read_text("utf-8").splitlines()
    replace(project, RAW, "unprecedented", 'rare, even "unheard of",')
    pilcrow(["accept", "--reason", "a test", "--date", "2026-12-01"])
    after = (project / LEDGER).read_text("utf-8").splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_halves_of_a_merger_are_accepted_together(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (project / RAW).read_text("utf-8").split("\n")
    (project / RAW).write_text(
        "\n".join([*lines[:7], f"{lines[7]} {lines[8]}", *lines[9:]]), encoding="utf-8"
    )
    pilcrow(["accept", f"{DOCUMENT}.p5", "--reason", "a test"])
    assert (
        f"Accepted with them, because they cannot be accepted separately: {DOCUMENT}.p6."
        in capsys.readouterr().out
    )
    assert not status.examine_documents(project).pending


def test_accepting_never_changes_the_id_of_another_pending_paragraph(project: Path) -> None:
    with (project / RAW).open("a", encoding="utf-8") as raw:
        raw.write("\nA synthetic insertion on islands.\nAnother synthetic insertion on apples.")
    numbers = [
        paragraph.number for paragraph in edition.load_document(project, DOCUMENT).paragraphs
    ]
    assert numbers[-2:] == ["p14", "p15"]
    pilcrow(["accept", f"{DOCUMENT}.p15", "--reason", "a test"])
    assert [
        paragraph.number for paragraph in edition.load_document(project, DOCUMENT).paragraphs
    ] == numbers


def test_the_first_ledger_needs_no_reason(project: Path) -> None:
    (project / LEDGER).unlink()
    assert edition.load_document(project, DOCUMENT).segmented.provisional
    pilcrow(["accept", "--date", "2026-12-01"])
    assert {row.reason for row in ledger.read_ledger(project / LEDGER, LEDGER)} == {"first edition"}


def test_the_date_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1644451200")
    assert accept.today() == "2022-02-10"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["lavrov-trus-2022"],
            f'There is no document "lavrov-trus-2022" in raw/. Did you mean "{DOCUMENT}"?',
        ),
        (["../x"], f'There is no document "../x" in raw/. Choose one of: {DOCUMENT}'),
        (
            [f"{DOCUMENT}.p99"],
            f"There is no paragraph {DOCUMENT}.p99, neither in the text nor in the ledger.",
        ),
        (["--date", "10.2.2022"], '"10.2.2022" is not a date. Write it as 2022-02-10.'),
        (["--date", "2022-02-30"], '"2022-02-30" is not a date.'),
    ],
)
def test_what_is_wrong_is_a_sentence(project: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(Problems) as stopped:
        pilcrow(["accept", *arguments])
    assert sentence in str(stopped.value)


def test_a_ledger_edited_by_hand_stops_everything_but_accept(project: Path) -> None:
    replace(project, LEDGER, "It has been a long time", "It was a long time")
    with pytest.raises(Problems, match="was edited by hand"):
        pilcrow(["status"])
    pilcrow(["accept", "--reason", "settled"])
    told = status.examine_documents(project)
    assert told.pending == []
    assert "It has been a long time" in (project / LEDGER).read_text("utf-8")


def test_texts_in_each_others_place_are_named() -> None:
    texts = {"a": {"1", "2"}, "b": {"3", "4"}, "c": {"5"}}
    assert status.misplaced(texts, {"a": {"3", "4"}, "b": {"1", "2"}, "c": {"5"}}) == [
        ("a", "b"),
        ("b", "a"),
    ]
    assert status.misplaced(texts, {"a": {"1", "9"}, "b": {"3"}}) == []


def test_a_word_diff_is_readable_without_colour() -> None:
    changes = [
        WordChange("=", "one two three four five six seven "),
        WordChange("-", "old"),
        WordChange("+", "new"),
        WordChange("=", " end"),
    ]
    assert status.show_difference(changes, context=2) == "… seven [-old-]{+new+} end"
    assert "\x1b" not in status.show_difference(changes)
    assert "\x1b[31m[-old-]" in status.show_difference(changes, colour=True)


# diff


def git(project: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
        cwd=project,
        check=True,
        capture_output=True,
    )


def test_diff_tells_all_that_an_edit_did(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    assert pilcrow(["diff", "HEAD", "--no-figures"]) == 0
    assert "Nothing differs." in capsys.readouterr().out
    replace(
        project,
        RAW,
        "normalised through dialogue based on mutual respect and equality",
        "conducted through <b>talks</b> based on mutual respect",
    )
    pilcrow(["diff", "HEAD", "--no-figures", "--json"])
    told = msgspec.json.decode(capsys.readouterr().out)
    assert [(one["id"], one["verdict"]) for one in told["paragraphs"]] == [
        (f"{DOCUMENT}.p7", "reworded")
    ]
    assert {
        (one["theme"], one["change"]) for one in told["codings"] if one["coder"] == "rules"
    } >= {("improvement", "lost"), ("contact", "gained"), ("dialogue", "other evidence")}
    assert any(cell["table"] == "themes" and cell["row"] == "dialogue" for cell in told["cells"])
    assert any(f"cites {DOCUMENT}.p7, reworded" in one["what"] for one in told["sentences"])
    assert any("The quotation" in what for one in told["sentences"] for what in one["what"])
    page = tmp_path / "page.html"
    pilcrow(["diff", "HEAD", "--no-figures", "--html", str(page)])
    assert "&lt;b&gt;talks&lt;/b&gt;" in page.read_text("utf-8")
    assert "<b>talks" not in page.read_text("utf-8")


def test_the_page_of_a_diff_shows_both_pictures_of_a_figure() -> None:
    was, now = (
        FigureState("Two themes", "Bars of 2 & 3", b"<svg>2</svg>"),
        FigureState("Three <themes>", 'Bars of "4"', b"<svg>4</svg>"),
    )
    figures = compare_figures(
        {"bars": was, "same": was, "old": was}, {"bars": now, "same": was, "young": now}
    )
    assert [(one.name, one.change) for one in figures] == [
        ("bars", "drawn differently"),
        ("old", "gone"),
        ("young", "new"),
    ]
    changes = Changes("v1", "now", [], [], [], [], figures, [])
    page = diff.to_html(changes)
    for drawn in (was, now):
        assert (
            page.count(
                f'src="data:image/svg+xml;base64,{base64.b64encode(drawn.svg).decode()}"'
                f' alt="{html.escape(drawn.alt)}"'
            )
            == 2
        )
    assert page.index("Before (v1)") < page.index("After (now)")
    assert "Three <themes>" not in page
    assert '  "Three <themes>" (bars) is drawn differently.' in list(diff.to_lines(changes, False))
    assert b"svg" not in msgspec.json.encode(diff.without_pictures(changes))


def test_diff_names_a_revision_that_is_none(project: Path) -> None:
    with pytest.raises(Problems, match='"no-such" is neither a folder of a project nor a revision'):
        pilcrow(["diff", "no-such"])
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    with pytest.raises(Problems, match=r"a revision that git knows here\. `git log"):
        pilcrow(["diff", "no-such"])


def test_a_transcript_whose_name_is_no_id_is_told_and_never_accepted(project: Path) -> None:
    for name in (b"caf\xe9.txt", b"Second One.txt"):
        with open(os.fsencode(project) + b"/raw/" + name, "w") as stream:
            stream.write("A synthetic sentence.\n")
    for command in ("status", "accept"):
        with pytest.raises(Problems) as stopped:
            pilcrow([command])
        assert [one.file for one in stopped.value.problems] == [
            "raw/Second One.txt",
            "raw/caf\\xe9.txt",
        ]
    assert not list((project / "edition").glob("Second*"))


def test_rows_of_tables_are_told_apart_by_their_first_cells() -> None:
    before = [["theme", "coder", "count"], ["a", "x", "1"], ["a", "y", "2"], ["b", "x", "3"]]
    after = [["theme", "coder", "count"], ["a", "x", "1"], ["a", "y", "5"], ["c", "x", "3"]]
    changes = [
        (cell.row, cell.column, cell.before, cell.after)
        for cell in compare_tables({"t": before}, {"t": after})
    ]
    assert changes == [
        ("a | y", "count", "2", "5"),
        ("c | x", "", "", "new row"),
        ("b | x", "", "row", "gone"),
    ]


def test_a_number_that_changed_before_the_name_of_a_row_is_no_new_row() -> None:
    head = ["theme", "coders", "units", "coefficient", "value"]
    before = [head, ["a", "x y", "12", "alpha", "0.5"], ["a", "x y", "12", "kappa", "0.4"]]
    after = [head, ["a", "x y", "13", "alpha", "0.5"], ["a", "x y", "13", "kappa", "-1e-05"]]
    changes = compare_tables({"agreement": before}, {"agreement": after})
    assert [(cell.row, cell.column, cell.before, cell.after) for cell in changes] == [
        ("a | x y | alpha", "units", "12", "13"),
        ("a | x y | kappa", "units", "12", "13"),
        ("a | x y | kappa", "value", "0.4", "-1e-05"),
    ]
    by_tenth = [["theme", "tenth", "evidence"], ["a", "1", "3"], ["a", "2", "4"]]
    other = [["theme", "tenth", "count"], ["a", "1", "3"], ["a", "2", "5"]]
    changes = compare_tables({"t": [other[0], *by_tenth[1:]]}, {"t": other})
    assert [(cell.row, cell.column) for cell in changes] == [("a | 2", "count")]


def test_the_row_of_all_documents_has_a_name() -> None:
    """Its cells that tell rows apart are empty: `pilcrow diff` printed ", documents: 2 → 3"."""
    rows = [["by", "group", "documents"], ["", "", "2"], ["speaker", "Ann", "1"]]
    more = [rows[0], ["", "", "3"], rows[2]]
    assert [
        cell_line(one) for one in compare_tables({"comparison": rows}, {"comparison": more})
    ] == ["(all), documents: 2 → 3"]


def test_of_a_list_of_paragraphs_the_order_does_not_count() -> None:
    """Documents stand in the order of their names: after a renaming every list differed."""
    head = ["theme", "name", "paragraph_ids"]
    before, same = ([head, ["a", "x y", ids]] for ids in ("c.p1 b.p1 b.p2", "b.p1 b.p2 c.p1"))
    assert compare_tables({"t": before}, {"t": same}) == []
    for other in ([head, ["a", "y x", "c.p1 b.p1 b.p2"]], [head, ["a", "x y", "c.p1 b.p1"]]):
        assert len(compare_tables({"t": before}, {"t": other})) == 1


def test_of_the_front_matter_a_value_is_a_sentence_not_the_whole() -> None:
    """Promise: `pilcrow diff` lists a sentence of the abstract, and never the YAML around it."""
    text = (
        '---\ntitle: "A title, {{< var a >}}"\nlang: en\nabstract: |\n  One here. Two has {{< var b'
        " >}} words. Three.\nkeywords: [x]\n---\n\nA first sentence {{< var c >}}. Another.\n"
    )
    around = {
        name: text[slice(*sentence_around(text, text.index(f"var {name}")))].strip()
        for name in "abc"
    }
    assert around["a"] == 'A title, {{< var a >}}"'
    assert around["b"] == "Two has {{< var b >}} words."
    assert around["c"] == "A first sentence {{< var c >}}."


def test_a_renamed_document_is_neither_new_nor_gone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Promise: what a renaming changes is the name; paragraphs, codings and cells are compared
    across it.
    """
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    pilcrow(["rename", DOCUMENT, "opening-2022", "--report"])
    replace(project, "raw/opening-2022.txt", "unprecedented", "unheard-of")
    capsys.readouterr()
    pilcrow(["diff", "HEAD", "--no-figures", "--json"])
    said = msgspec.json.decode(capsys.readouterr().out)
    assert said["documents"] == [f"{DOCUMENT} was renamed opening-2022."]
    assert len(said["paragraphs"]) == 1
    assert said["paragraphs"][0]["id"].startswith("opening-2022.p")
    rows = {cell["table"] for cell in said["cells"] if cell["after"] in ("new row", "gone")}
    assert not rows & {"documents", "paragraphs", "themes"}
    assert not [one for one in said["codings"] if one["change"] != "other evidence"]


def test_renaming_alone_changes_no_cell(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lists of paragraphs and names of files have the new name too."""
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    pilcrow(["rename", DOCUMENT, "opening-2022", "--report"])
    capsys.readouterr()
    pilcrow(["diff", "HEAD", "--no-figures", "--json"])
    said = msgspec.json.decode(capsys.readouterr().out)
    assert said["documents"] == [f"{DOCUMENT} was renamed opening-2022."]
    assert (said["paragraphs"], said["codings"], said["cells"]) == ([], [], [])


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("document", "war", "peace"),
        ("theme", "war", "war"),
        ("coefficient", "war", "war"),
        ("text", "The war. In war, and/or war.", "The war. In war, and/or war."),
        ("paragraph", "war.p2", "peace.p2"),
        ("paragraph_ids", "war.p2a war.h1 other.p1", "peace.p2a peace.h1 other.p1"),
        ("source", "raw/war.txt", "raw/peace.txt"),
    ],
)
def test_a_renamed_document_is_found_where_a_cell_names_one(
    column: str, cell: str, wanted: str
) -> None:
    """A document may be called as a theme, a coefficient or a word is. Those cells stay."""
    assert in_cell(cell, {"war": "peace"}, column) == wanted


def test_a_theme_with_a_new_code_is_renamed_if_its_codings_are_the_same(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was gone and new in each table, and all its codings were lost and gained."""
    copy_project(tmp_path / "before", ("Snakefile", "config", "raw", "edition", "coding", "report"))
    replace(project, "coding/codebook.yaml", "code: disclaimer\n", "code: disclaiming\n")
    for path in [*project.glob("coding/hand/*/*.csv"), *project.rglob("report/**/*.qmd")]:
        text = path.read_text("utf-8").replace(",disclaimer,", ",disclaiming,")
        path.write_text(text.replace("theme.disclaimer.", "theme.disclaiming."), "utf-8")

    def said() -> str:
        capsys.readouterr()
        assert pilcrow(["diff", str(tmp_path / "before"), "--no-figures"]) == 0
        return capsys.readouterr().out

    assert said().split("\n", 1)[1] == (
        "\nThemes (1)\n  disclaimer was renamed disclaiming.\n\n"
        "The figures were not compared (--no-figures).\n"
    )
    codebook = (project / "coding/codebook.yaml").read_text("utf-8")
    entry = codebook.partition("code: disclaiming\n")[2].partition("  - code:")[0]
    (name,) = (line for line in entry.splitlines() if line.startswith("    name:"))
    other = codebook.replace(name, "    name: Another name")
    (project / "coding/codebook.yaml").write_text(other, "utf-8")
    assert "disclaimer was renamed disclaiming" in said()  # its definition is the same
    rules = entry.partition("    rules:\n")[2].splitlines()
    (project / "coding/codebook.yaml").write_text(codebook.replace(f"{rules[0]}\n", ""), "utf-8")
    assert "was renamed" not in said()  # a rule has gone, and its codings with it


def test_a_sentence_ends_with_its_list_item() -> None:
    text = "First one. Second, with [@x, para. 8] in it. Third.\n\n- *Item.* More of it\n- Other"
    assert (
        text[slice(*sentence_around(text, text.index("para")))].strip()
        == "Second, with [@x, para. 8] in it."
    )
    assert text[slice(*sentence_around(text, text.index("Other")))] == "- Other"


@pytest.mark.parametrize("epoch", ["99999999999999", "9" * 400, "abc", "²", "1e3"])
def test_a_clock_that_is_set_wrongly_is_told(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: no date of an acceptance is another than the one that was meant."""
    from pilcrow.cli.accept import today

    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(Problems, match=r"SOURCE_DATE_EPOCH is .* not a time"):
        today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1644451200")
    assert today() == "2022-02-10"


@pytest.mark.parametrize("command", ["status", "accept"])
def test_of_a_project_without_texts_nothing_is_said_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """`status` said "the text is as accepted", also in a folder that is no project."""
    assert pilcrow([command, "--project", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        "The project has no transcript yet. Add one with `pilcrow add FILE`.\n"
    )
