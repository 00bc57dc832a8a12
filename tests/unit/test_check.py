"""Guards: every problem of every file at once; of a corpus only what changed is read again, and
never too little.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from pilcrow.checks import project as check
from pilcrow.checks.documents import PassedDocuments, Sources
from pilcrow.checks.extracts import write_extracts
from pilcrow.checks.project import examine_project
from pilcrow.checks.raw import propose_slug
from pilcrow.cli import check as cli_check
from pilcrow.files.project import project_files
from pilcrow.model.problems import Problems

CODEBOOK = """title: Synthetic codebook
version: "1.0"
language: en
themes:
  - code: toll
    name: Toll
    definition: A synthetic theme.
    rules: [toll]
"""
HAND = "paragraph,checksum,theme,evidence,memo\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("raw", "edition", "coding/hand/mock", "config"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "coding/codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    for name in ("one", "two", "three"):
        (tmp_path / f"raw/{name}.txt").write_text("A synthetic sentence.\n", encoding="utf-8")
        (tmp_path / f"raw/{name}.yaml").write_text(
            f"title: {name}\nspeaker: {{name: Ada Sample}}\ndate: 2020\n", encoding="utf-8"
        )
    (tmp_path / "coding/hand/mock/two.csv").write_text(
        HAND + f"two.p1,{'0' * 64},toll,,\n", encoding="utf-8"
    )
    return tmp_path


def sources(root: Path, engine: str = "engine") -> Sources:
    """Checksums as the plan takes them."""
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("raw", "edition", "coding", "config")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }
    return Sources(files, engine)


def checked_again(root: Path, monkeypatch: pytest.MonkeyPatch, engine: str = "engine") -> list[str]:
    """Check as the plan does, with what was kept; the documents that were read."""
    read: list[str] = []
    original = check.check_document

    def watched(root: Path, path: Path, *rest: object) -> object:
        read.append(path.stem)
        return original(root, path, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(check, "check_document", watched)
        known = PassedDocuments(root / "state")
        try:
            checked = examine_project(root, {}, known, sources(root, engine))
            write_extracts(root, root / "state", checked, {})
        finally:
            known.save()
    return read


def state(root: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in (root / "state").glob("*.json")
        if path.name != "checked.json"
    }


def test_a_coding_that_was_replaced_is_not_among_what_was_read(project: Path) -> None:
    """`pilcrow receive --replace` keeps it, and nothing reads it."""
    kept = project / "coding/hand/mock/replaced/two.0a1b2c3d.csv"
    kept.parent.mkdir()
    kept.write_text(HAND, encoding="utf-8")
    there = sources(project)
    checked = examine_project(project, {}, PassedDocuments(project / "state"), there)
    read = write_extracts(project, project / "state", checked, there.files)["sources"]
    assert "coding/hand/mock/two.csv" in read
    assert [name for name in read if "replaced" in name] == []


def test_only_what_changed_is_read_again_and_the_state_is_that_of_a_check_from_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked_again(project, monkeypatch) == ["one", "three", "two"]
    assert checked_again(project, monkeypatch) == []
    (project / "raw/one.txt").write_text("Another sentence.\n", encoding="utf-8")
    assert checked_again(project, monkeypatch) == [], "the check does not read the text"
    (project / "raw/three.yaml").write_text(
        "title: Third\nspeaker: {name: Ada Sample}\ndate: 2021\n", encoding="utf-8"
    )
    assert checked_again(project, monkeypatch) == ["three"]
    (project / "edition/one.corrections.csv").write_text(
        "place,from,to,reason\nline 1,Another,An other,made up\n", encoding="utf-8"
    )
    assert checked_again(project, monkeypatch) == ["one"]
    (project / "raw/two.yaml").unlink()
    assert checked_again(project, monkeypatch) == ["two"]
    kept = state(project)
    (project / "state/checked.json").unlink()
    assert checked_again(project, monkeypatch) == ["one", "three", "two"]
    assert state(project) == kept


def test_a_theme_that_goes_is_missed_in_codings_that_did_not_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked_again(project, monkeypatch)
    (project / "coding/codebook.yaml").write_text(
        CODEBOOK.replace("toll", "bridge"), encoding="utf-8"
    )
    with pytest.raises(Problems, match=r'mock/two\.csv:2: The codebook has no theme "toll"'):
        checked_again(project, monkeypatch)


def test_what_was_wrong_is_said_again_until_it_is_mended(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "raw/one.yaml").write_text("titel: one\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Problems, match=r'raw/one\.yaml:1: The key "titel" is not known here'):
            checked_again(project, monkeypatch)
    (project / "raw/one.yaml").write_text(
        "title: one\nspeaker: {name: Ada Sample}\ndate: 2020\n", encoding="utf-8"
    )
    assert checked_again(project, monkeypatch) == ["one"]


def test_other_code_reads_everything_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked_again(project, monkeypatch)
    assert checked_again(project, monkeypatch, "other") == ["one", "three", "two"]


def test_all_problems_of_a_document_come_at_once(project: Path) -> None:
    (project / "raw/two.yaml").write_text("titel: two\n", encoding="utf-8")
    (project / "edition/two.corrections.csv").write_text("place,from\n", encoding="utf-8")
    (project / "coding/hand/mock/two.csv").write_text(HAND + "two.p1,,bridge,,\n", encoding="utf-8")
    (project / "config/config.yaml").write_text("papper: a4\n", encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    files = {found.file for found in stopped.value.problems}
    assert files == {
        "raw/two.yaml",
        "edition/two.corrections.csv",
        "coding/hand/mock/two.csv",
        "config/config.yaml",
    }


def test_a_codebook_with_a_wrong_key_hides_nothing_else(project: Path) -> None:
    twice = "  - code: toll\n    name: Again\n    definiton: Misspelt.\n    rules: [tax]\n"
    (project / "coding/codebook.yaml").write_text(CODEBOOK + twice, encoding="utf-8")
    (project / "coding/hand/mock/two.csv").write_text(
        HAND + f"two.p1,{'0' * 64},bridge,,\n", encoding="utf-8"
    )
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    said = " ".join(found.what for found in stopped.value.problems)
    for words in (
        'The key "definiton" is not known',
        'The theme "toll" is given twice',
        'The codebook has no theme "bridge"',
    ):
        assert words in said
    # Where the themes cannot be told for certain, the codings wait.
    (project / "coding/codebook.yaml").write_text(
        CODEBOOK + "  - name: Without a code\n", encoding="utf-8"
    )
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    assert {found.file for found in stopped.value.problems} == {"coding/codebook.yaml"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Rede Köln 2", "rede-koln-2"), ("2022 Speech", "d-2022-speech"), ("…", "document")],
)
def test_a_name_that_is_no_id_gets_a_proposal(name: str, slug: str) -> None:
    assert propose_slug(name) == slug


def test_what_is_no_transcript_is_named_and_stops_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (
        "one.txt~",
        "~$one.docx",
        "#one.txt#",
        "One.bak",
        ".one.txt.swp",
        ".DS_Store",
        "README.md",
        "speech.docx.part",
    ):
        (project / "raw" / name).write_text("Left behind.\n", encoding="utf-8")
    (project / "raw/received").mkdir()
    assert [entry.document for entry in examine_project(project).documents] == [
        "one",
        "three",
        "two",
    ]
    cli_check.check(project)
    said = capsys.readouterr().err
    assert "raw/one.txt~, an editor’s copy" in said
    assert "raw/README.md, a note to readers" in said
    assert "and 2 more" in said
    assert ".DS_Store" not in said


def test_a_transcript_in_a_format_that_is_not_read_is_never_passed_over(project: Path) -> None:
    (project / "raw/remarks.odt").write_text("Received.\n", encoding="utf-8")
    with pytest.raises(Problems, match=r"remarks\.odt"):
        examine_project(project)


def declare(project: Path, text: str) -> list[tuple[int, str]]:
    """Lines and words of what is wrong with a declared comparison of words."""
    (project / "config/config.yaml").write_text(f"# a comment\nkeyness:\n{text}", encoding="utf-8")
    try:
        examine_project(project)
    except Problems as stopped:
        assert {problem.file for problem in stopped.problems} == {"config/config.yaml"}
        return [(problem.line, f"{problem.what} {problem.todo}") for problem in stopped.problems]
    return []


def test_a_declared_comparison_of_words_is_checked_against_the_documents(project: Path) -> None:
    for name, side, language in (
        ("one", "study", "en"),
        ("two", "measure", "en-GB"),
        ("three", "true", "fr"),
    ):
        with (project / f"raw/{name}.yaml").open("a", encoding="utf-8") as stream:
            stream.write(f"language: {language}\nextra: {{side: {side}, year: 2020}}\n")
    reason = "  comparable: Synthetic.\n"
    assert (
        declare(project, "  column: side\n  target: study\n  reference: [measure]\n" + reason) == []
    )
    assert declare(project, "  column: document\n  target: one\n  reference: two\n" + reason) == []
    assert declare(project, "  column: document\n  target: one\n  reference: too\n" + reason) == [
        (5, 'There is no document "too". Did you mean "two"?')
    ]
    todo = "No document has any event: write it into the metadata first."
    assert declare(project, "  column: event\n  target: x\n  reference: [y]\n" + reason) == [
        (4, f'No document has "x" as its event. {todo}'),
        (5, f'No document has "y" as its event. {todo}'),
    ]
    assert declare(project, "  column: sied\n  target: study\n  reference: measure\n" + reason) == [
        (3, 'No document has a column "sied". Did you mean "side"?')
    ]
    assert declare(
        project,
        "  column: side\n  target: [study, studdy]\n  reference:\n    - measure\n    - elsewhere\n"
        + reason,
    ) == [
        (4, 'No document has "studdy" as its side. Did you mean "study"?'),
        (7, 'No document has "elsewhere" as its side. Choose one of: measure, study, true.'),
    ]
    assert declare(
        project, "  column: side\n  target: study\n  reference: [measure, study]\n" + reason
    ) == [(5, '"study" is both in the target and in the reference. Leave it in one of them.')]
    assert declare(project, "  column: year\n  target: 2020\n  reference: 2020\n" + reason)[0][
        1
    ].startswith('"2020" is both')
    assert declare(project, "  column: side\n  target: study\n  reference: true\n" + reason) == [
        (
            5,
            (
                "The documents to be compared are in several languages: en, fr. Words are compared"
                " within one language: name documents in one language."
            ),
        )
    ]
    missing = declare(project, "  column: side\n  target: study\n  reference: measure\n")
    assert len(missing) == 1 and "comparable" in missing[0][1]
    assert (
        "list of values"
        in declare(project, "  column: side\n  target: {a: b}\n  reference: measure\n" + reason)[0][
            1
        ]
    )


def test_words_are_not_compared_where_they_do_not_stand_apart(project: Path) -> None:
    for name in ("one", "two"):
        with (project / f"raw/{name}.yaml").open("a", encoding="utf-8") as stream:
            stream.write("language: ja\n")
    found = declare(
        project, "  column: document\n  target: one\n  reference: two\n  comparable: Synthetic.\n"
    )
    assert len(found) == 1 and "have no spaces between words" in found[0][1]


def test_of_dates_a_beginning_names_a_side(project: Path) -> None:
    for name, date in (("one", "2020-05"), ("two", "2021"), ("three", "20211")):
        path = project / f"raw/{name}.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("date: 2020", f"date: {date}"),
            encoding="utf-8",
        )
    (project / "raw/three.yaml").unlink()
    (project / "raw/three.txt").unlink()
    text = "  column: date\n  target: 2020\n  reference: 2021\n  comparable: Synthetic.\n"
    assert declare(project, text) == []
    assert (
        "both"
        in declare(
            project, text.replace("target: 2020", "target: [2020, 2020-05]").replace("2021", "2020")
        )[0][1]
    )


def test_what_is_not_a_file_is_named_for_what_it_is(project: Path) -> None:
    os.mkfifo(project / "raw/pipe.txt")
    (project / "raw/loop.txt").symlink_to("loop.txt")
    (project / "raw/gone.txt").symlink_to("nowhere.txt")
    (project / f"raw/{'a' * 200}.txt").write_text("Too long a name.\n", "utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    said = {Path(one.file).stem: one.what for one in stopped.value.problems}
    assert "a pipe, a socket or a device" in said["pipe"]
    assert "leads to a file that is not there" in said["gone"] == said["loop"]
    assert "has 200 letters" in said["a" * 200]


def test_a_pipe_among_the_codings_and_a_name_that_is_not_utf8_are_named_and_never_opened(
    project: Path,
) -> None:
    (project / "coding/hand/ann").mkdir(parents=True)
    os.mkfifo(project / "coding/hand/ann/one.csv")
    (project / "report").mkdir(exist_ok=True)
    with open(os.fsencode(project) + b"/report/caf\xe9", "w"):
        pass
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    said = {one.file: one.what for one in stopped.value.problems}
    assert "a pipe, a socket or a device" in said["coding/hand/ann/one.csv"]
    assert "is not UTF-8" in said["report/caf\\xe9"]


def as_a_user(root: Path) -> list[str]:
    """The files that a check names, as a user who is not root has it."""
    examine_quietly(root)  # so that all modules are there: the user may not read them
    reading, writing = os.pipe()
    if not (child := os.fork()):
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        os.write(writing, "\n".join(examine_quietly(root)).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading, encoding="utf-8") as stream:
        return stream.read().split("\n")


def examine_quietly(root: Path) -> list[str]:
    try:
        examine_project(root)
    except Problems as stopped:
        return [f"{one.file}: {one.what}" for one in stopped.problems]
    except Exception as error:
        return [repr(error)]
    return []


@pytest.mark.parametrize(
    ("mode", "closed"),
    [
        (0, ["raw/one.txt", "raw/two.yaml", "coding/codebook.yaml", "coding/hand/mock/two.csv"]),
        (0, ["raw"]),
        (0, ["edition", "config"]),
        (0, ["coding"]),
        (0, ["coding/hand", "raw/one.txt"]),
        (0, ["coding/hand/mock"]),
        (0o644, ["raw", "coding/hand/mock"]),  # its files can be listed, not opened
    ],
)
def test_all_that_a_user_may_not_read_is_named_and_nothing_that_follows_from_it(
    project: Path, mode: int, closed: list[str]
) -> None:
    (project / "config/config.yaml").write_text("coding: mock\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:  # that of the test is root's alone
        Path(folder).chmod(0o755)
        root = Path(shutil.copytree(project, Path(folder) / "project"))
        root.chmod(0o755)
        before = {name: (root / name).stat().st_mode for name in closed}
        for name in closed:
            (root / name).chmod(mode)
        found = as_a_user(root)
        for name in closed:
            (root / name).chmod(before[name])
    assert sorted(found) == [f"{name}: This cannot be read." for name in sorted(closed)]


def test_no_sequence_of_a_file_reaches_the_terminal(project: Path) -> None:
    (project / "raw/one.yaml").write_text('"tit\\x1b[31mle": x\nother\u202e: y\n', "utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    assert "\x1b" not in str(stopped.value) and "\u202e" not in str(stopped.value)
    assert r"\x1b[31m" in str(stopped.value)


def test_a_line_break_in_a_file_name_makes_no_line_of_its_own(project: Path) -> None:
    (project / "raw/a\nb.txt").write_text("Words.\n", "utf-8")
    with pytest.raises(Problems) as stopped:
        examine_project(project)
    [said] = [str(one) for one in stopped.value.problems if one.file.startswith("raw/a")]
    assert said.startswith(r"raw/a\nb.txt: ")


def test_a_project_need_not_have_every_folder(tmp_path: Path) -> None:
    assert project_files(tmp_path, "edition") == []
