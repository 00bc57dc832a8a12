"""Promise: a fork needs four folders, a config, the repository's Snakefile and one line that says
where Pilcrow comes from.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from throwaway import REPOSITORY

from pilcrow import __version__
from pilcrow.cli import new
from pilcrow.coding.codebook_checks import load_codebook
from pilcrow.files.language import shipped_codes
from pilcrow.files.typed import load_yaml
from pilcrow.model.problems import Problems
from pilcrow.model.settings import Config


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "fork"
    new.make_project(
        folder,
        'Of "trade": a reading',
        ["Ann Author", "Ben Writer"],
        "CC-BY-4.0",
        new.Dependency("pilcrow==0.1.0"),
        "2030-05-06",
    )
    return folder


def test_the_profile_is_that_of_the_repository_and_the_snakefile_uses_the_package(
    made: Path,
) -> None:
    profile = "profiles/default/profile.yaml"
    assert (made / profile).read_bytes() == (REPOSITORY / profile).read_bytes()
    assert not (made / profile).is_symlink()
    # A clone has workflow/Snakefile; a fork has only the installed package.
    assert "str(ENTRY)" in (made / "Snakefile").read_text("utf-8")


def test_a_project_can_be_made_in_the_empty_folder_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It said "Device or resource busy", and that the clone of an empty repository is not empty."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert new.new(Path(), dependency="0.1.0") == 0
    assert (tmp_path / "report/index.qmd").is_file() and (tmp_path / ".git").is_dir()
    assert Path("Snakefile").is_file()  # the shell still stands in the project
    assert "cd ." not in capsys.readouterr().out


def test_what_was_chosen_is_filled_in(made: Path) -> None:
    front = yaml.safe_load((made / "report/index.qmd").read_text("utf-8").split("---")[1])
    assert front["title"] == 'Of "trade": a reading'
    assert front["author"] == [{"name": "Ann Author"}, {"name": "Ben Writer"}]
    assert "pilcrow==0.1.0" in (made / "requirements.txt").read_text("utf-8").splitlines()
    licence = (made / "LICENSE").read_text("utf-8")
    assert "2030 Ann Author, Ben Writer" in licence
    assert "creativecommons.org/licenses/by/4.0" in licence
    assert "transcripts in raw/ are not ours to license" in licence.replace("\n", " ")
    written = "".join(path.read_text("utf-8") for path in made.rglob("*") if path.is_file())
    assert not any(word in written for word in ("TITLE", "LICENCE", "AUTHOR", "PILCROW", "lavrov"))


def test_the_first_sentence_of_a_report_is_true_for_one_document(made: Path) -> None:
    text = re.sub(
        r"\{\{< var (\w+)s\.\w+ >\}\}", r"1 \1", (made / "report/index.qmd").read_text("utf-8")
    )
    assert "a reading of public speech: 1 document, 1 paragraph, 1 word. Its codebook" in text


@pytest.mark.parametrize("language", [code for code in shipped_codes() if code != "en"])
def test_a_first_report_is_in_one_language(tmp_path: Path, language: str) -> None:
    """With `lang: de` its headings and paragraphs were English between German sentences."""
    english = (REPOSITORY / "workflow/skeleton/report/index.qmd").read_text("utf-8")
    new.new(tmp_path / "made", title="Références", language=language, dependency="0.1.0")
    text = (tmp_path / "made/report/index.qmd").read_text("utf-8")
    assert f"\nlang: {language}\n" in text and 'title: "Références"' in text

    def said(source: str) -> list[str]:
        return re.findall(r"^#+ .*?(?= \{#)|^(?:  )?\w[^:\n]{40}.*$", source, re.MULTILINE)

    def kept(source: str) -> list[str]:
        return re.findall(r"\{\{.*?\}\}|\{#.*?\}|@sec-\w+|^:::.*$", source, re.MULTILINE)

    assert kept(text) == kept(english)  # the same values, sections and parts in the same order
    assert len(said(english)) == len(said(text)) == 15
    alike = set(said(english)) & set(said(text))
    assert alike <= {"# Appendices"}


def test_signs_of_markup_in_title_and_name_are_printed_as_they_are(tmp_path: Path) -> None:
    pypandoc = pytest.importorskip("pypandoc")
    from pilcrow.report.prose.frontmatter import check_front
    from pilcrow.report.prose.source import read_report

    title, author = "2 * 3 * 4_a_ <i>, $5$ and [x] ~y~ @z \\\\", "A *B* <c> & D"
    new.new(tmp_path / "made", title=title, author=[author])
    report = read_report(tmp_path / "made/report", "report", {})
    front = report.front
    assert not list(check_front(report, "report/index.qmd", []))
    printed = pypandoc.convert_text(str(front["title"]), "plain", "markdown", ["--wrap=none"])
    assert printed.strip() == title
    assert front["author"] == [{"name": r"A \*B\* \<c\> & D"}]


def test_every_link_of_its_pages_leads_to_a_file_of_the_project(made: Path) -> None:
    pages = [path for path in made.rglob("*.md") if "sections" not in path.parts]
    links = [
        (page, link)
        for page in pages
        for link in re.findall(
            r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub(r"`[^`\n]*`", "", page.read_text("utf-8"))
        )
    ]
    assert len(links) >= 3
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []
    assert "shipped" not in "".join(page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("licence", new.LICENCES)
def test_every_licence_has_its_text_and_none_has_none(tmp_path: Path, licence: str) -> None:
    new.make_project(
        tmp_path / "fork", "A reading", [], licence, new.Dependency("pilcrow"), "2030-05-06"
    )
    assert (tmp_path / "fork/LICENSE").is_file() == (licence != "none")
    # The exports said that the report states no licence.
    front = yaml.safe_load((tmp_path / "fork/report/index.qmd").read_text("utf-8").split("---")[1])
    stated = front.get("license", {"text": ""})
    assert stated["text"] == new.LICENCES[licence]
    assert licence in ("none", "CC0-1.0") or stated["url"].rstrip("/").partition("://")[2] in (
        "creativecommons.org/licenses/by/4.0",
        "opensource.org/license/mit",
    )


def test_config_and_codebook_are_valid_and_the_example_theme_keeps_its_word(made: Path) -> None:
    load_yaml(Config, made / "config/config.yaml", "config/config.yaml")
    codebook, _ = load_codebook(made / "coding/codebook.yaml", "coding/codebook.yaml")
    assert len(codebook.themes) == 1


def test_git_keeps_the_empty_folders_and_leaves_transcripts_untouched(made: Path) -> None:
    assert (made / "raw/.gitkeep").is_file() and (made / "edition/.gitkeep").is_file()
    assert "raw/** -text" in (made / ".gitattributes").read_text("utf-8").splitlines()
    assert "/results/" in (made / ".gitignore").read_text("utf-8").splitlines()
    assert (made / ".github/workflows/build.yml").is_file()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Problems, match="is not empty"):
        new.make_project(tmp_path, "A reading", [], "none", new.Dependency("pilcrow"), "2030-05-06")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("0.1.0", "pilcrow==0.1.0"),
        ("1.2rc1", "pilcrow==1.2rc1"),
        (">=0.1,<1", "pilcrow>=0.1,<1"),
        ("https://example.org/pilcrow.git@v1", "pilcrow @ git+https://example.org/pilcrow.git@v1"),
        (
            "git+ssh://git@example.org/pilcrow.git",
            "pilcrow @ git+ssh://git@example.org/pilcrow.git",
        ),
        (
            "git@example.org:group/pilcrow.git@v1",
            "pilcrow @ git+ssh://git@example.org/group/pilcrow.git@v1",
        ),
        ("file:///shared/pilcrow.git", "git+file:///shared/pilcrow.git"),
    ],
)
def test_a_dependency_as_it_is_typed_is_one_that_pip_takes(given: str, line: str) -> None:
    assert new.read_dependency(given) == new.Dependency(line)
    if " @ " in line:
        assert pytest.importorskip("packaging.requirements").Requirement(line).name == "pilcrow"


def test_a_wheel_is_laid_beside(tmp_path: Path) -> None:
    wheel = tmp_path / "pilcrow-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    files = new.make_project(
        tmp_path / "fork", "A reading", [], "none", new.read_dependency(str(wheel)), "2030-05-06"
    )
    assert wheel.name in files
    assert (tmp_path / "fork" / wheel.name).read_bytes() == b"wheel"
    assert f"./{wheel.name}" in (tmp_path / "fork/requirements.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("no.whl", "no file no.whl"),
        ("latest", "is not a dependency"),
        ("../pilcrow", "is not a dependency"),
    ],
)
def test_what_is_no_dependency_is_refused(given: str, said: str) -> None:
    with pytest.raises(Problems, match=said):
        new.read_dependency(given)


def test_another_packages_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other-1.0-py3-none-any.whl").write_bytes(b"")
    with pytest.raises(Problems, match="not a wheel of Pilcrow"):
        new.read_dependency(str(tmp_path / "other-1.0-py3-none-any.whl"))


def test_a_project_repeats_how_pilcrow_was_installed(tmp_path: Path) -> None:
    """The records are those of PEP 610."""
    wheel = tmp_path / "pilcrow-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    assert new.installed_from("") == new.Dependency(f"pilcrow=={__version__}")
    git = {"url": "https://example.org/pilcrow.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}
    assert new.installed_from(json.dumps(git)) == new.Dependency(
        "pilcrow @ git+https://example.org/pilcrow.git@abc"
    )
    local = {"url": wheel.as_uri(), "archive_info": {}}
    assert new.installed_from(json.dumps(local)) == new.Dependency(f"./{wheel.name}", wheel)
    wheel.unlink()
    assert new.installed_from(json.dumps(local)) is None
    assert (
        new.installed_from(json.dumps({"url": tmp_path.as_uri(), "dir_info": {"editable": True}}))
        is None
    )


def test_the_next_commands_are_printed_as_they_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone's program is not on the path of a shell that did not activate anything."""
    programs = tmp_path / "clone/.venv/bin"
    programs.mkdir(parents=True)
    for name in ("python", "pilcrow"):
        (programs / name).touch(0o755)
    monkeypatch.setattr("sys.executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/usr/bin")
    assert new.typed_program(tmp_path / "speeches") == "../clone/.venv/bin/pilcrow"
    monkeypatch.setenv("PATH", str(programs))
    assert new.typed_program(tmp_path / "speeches") == "pilcrow"


def test_a_clone_gives_its_last_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: from a clone `pilcrow new` needs no answer, and builds nothing."""
    import importlib.metadata
    import subprocess

    clone = tmp_path / "pilcrow"
    (clone / "workflow/pilcrow/cli").mkdir(parents=True)
    git = ["git", "-C", str(clone), "-c", "user.name=t", "-c", "user.email=t@example.org"]

    def not_installed(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", not_installed)
    monkeypatch.setattr(new, "__file__", str(clone / "workflow/pilcrow/cli/new.py"))
    with pytest.raises(Problems, match="--dependency"):
        new.own_dependency()
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    commit = subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert new.own_dependency() == new.Dependency(f"git+{clone.as_uri()}@{commit}")
