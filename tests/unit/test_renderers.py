"""Which renderer is taken, and what is said where the wanted one cannot be had.

The Quartos here are scripts that only say a version.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from pilcrow.model.problems import Problems
from pilcrow.render import render
from pilcrow.report.page.apparatus import software_versions
from pilcrow.report.rendering.quarto import ordered, places
from pilcrow.report.rendering.renderers import (
    NEWEST,
    OLDEST,
    choose,
    find_quarto,
    fingerprint,
    missing_quarto,
    quarto_version,
    refusal,
    version_number,
)

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the Quartos of these tests are shell scripts"
)


def script(path: Path, lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The file in which the answers of a Quarto are kept."""
    return tmp_path / "cache.json"


def chosen(cache: Path, wanted: str) -> tuple[str, str]:
    found = choose(wanted, cache)
    return found["renderer"], found["version"]


def test_named_then_beside_python_then_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, beside, on_path = (
        script(tmp_path / folder / "quarto", "echo 1.7.0") for folder in ("named", "bin", "path")
    )
    monkeypatch.setenv("QUARTO_PATH", str(named))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", str(on_path.parent))
    assert find_quarto() == named
    monkeypatch.delenv("QUARTO_PATH")
    assert find_quarto() == beside
    beside.unlink()
    assert find_quarto() == on_path
    on_path.unlink()
    assert find_quarto() is None


def test_auto_takes_quarto_where_there_is_one(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(script(tmp_path / "quarto", "echo 1.7.34")))
    assert chosen(cache, "auto") == ("quarto", "1.7.34")
    assert chosen(cache, "quarto") == ("quarto", "1.7.34")
    assert chosen(cache, "embedded") == ("embedded", "")


def test_another_quarto_in_the_same_place_is_another_renderer(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = script(tmp_path / "quarto", "echo 1.7.34")
    monkeypatch.setenv("QUARTO_PATH", str(program))
    assert chosen(cache, "quarto") == ("quarto", "1.7.34")
    script(program, "echo 1.10.2")
    assert chosen(cache, "quarto") == ("quarto", "1.10.2")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"key": 1}', b'{"version": 3}', b"{"])
def test_an_answer_that_cannot_be_read_is_asked_for_again(
    content: bytes, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(script(tmp_path / "quarto", "echo 1.9.38")))
    cache.write_bytes(content)
    assert chosen(cache, "quarto") == ("quarto", "1.9.38")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.7.34", "cannot tag a PDF"),
        ("1.8.27", "cannot tag a PDF"),
        ("1.9.38", ""),
        ("1.10.18", ""),
        ("1.12.0", "is newer than 1.11"),
        ("2.0.1", "is newer than 1.11"),
    ],
)
def test_what_a_scholar_should_know_of_a_quarto_is_said_and_nothing_else(
    version: str,
    said: str,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(script(tmp_path / "quarto", f"echo {version}")))
    assert chosen(cache, "quarto") == ("quarto", version)
    told = capsys.readouterr().err
    assert said in told if said else told == ""


def test_the_versions_within_a_quarto_are_those_that_it_says(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (
        'case "$1" in pandoc) echo pandoc 3.8.3;; typst) echo "typst 0.14.2 (abc)";; *) echo'
        " 1.9.38;; esac"
    )
    monkeypatch.setenv("QUARTO_PATH", str(script(tmp_path / "quarto", lines)))
    found = choose("auto", cache)
    assert found == {
        "renderer": "quarto",
        "version": "1.9.38",
        "pandoc": "3.8.3",
        "typst": "0.14.2",
    }
    rows = software_versions(found)
    assert ("Quarto", "1.9.38", "the report as page and print") in rows
    assert ("Typst of Quarto", "0.14.2", "print") in rows
    assert "typst" not in [name for name, _, _ in rows]
    assert "typst" in [name for name, _, _ in software_versions({"renderer": "embedded"})]


def test_a_quarto_of_a_python_package_is_known_by_the_package(tmp_path: Path) -> None:
    program = script(tmp_path / "bin" / "quarto", "echo")
    before = fingerprint(program)
    (tmp_path / "lib" / "python3.12" / "site-packages" / "quarto_cli-1.8.0.dist-info").mkdir(
        parents=True
    )
    assert fingerprint(program) != before


def test_without_a_quarto_auto_is_embedded_and_quarto_a_sentence(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "nowhere"))
    assert chosen(cache, "auto") == ("embedded", "")
    with pytest.raises(Problems) as stopped:
        chosen(cache, "quarto")
    assert (
        'config/config.yaml: The renderer is "quarto", but no quarto was found: QUARTO_PATH names'
        in str(stopped.value)
    )
    assert "Install Quarto" in str(stopped.value)
    monkeypatch.delenv("QUARTO_PATH")
    assert missing_quarto()[0] == 'The renderer is "quarto", but no quarto was found.'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("echo 1.6.42", "is version 1.6.42; Pilcrow needs 1.7 or newer."),
        ("echo 0.9", "is version 0.9; Pilcrow needs 1.7 or newer."),
        ("exit 3", "does not run"),
        ("echo 1.7.0; exit 1", "does not run"),
        ("echo nonsense", "does not run"),
    ],
)
def test_a_quarto_too_old_or_broken_is_refused(
    cache: Path,
    tmp_path: Path,
    lines: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = script(tmp_path / "quarto", lines)
    monkeypatch.setenv("QUARTO_PATH", str(program))
    with pytest.raises(Problems) as stopped:
        chosen(cache, "quarto")
    assert f"config/config.yaml: The Quarto at {program}" in str(stopped.value) and said in str(
        stopped.value
    )
    assert chosen(cache, "auto") == ("embedded", "")
    assert said in capsys.readouterr().err
    compose = tmp_path / "compose"
    compose.mkdir()
    (compose / "report.qmd").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    with pytest.raises(Problems, match="The Quarto at"):
        render(compose, "html", "quarto", tmp_path / "out.html")


def test_a_file_that_is_no_program_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "quarto"
    program.write_text("not a program", encoding="utf-8")
    found = refusal(program, quarto_version(program))
    assert found and "does not run" in found[0]


@pytest.mark.parametrize("version", ["1.7.0", "1.7.34", "1.10.1", "2.0", "99.9.9"])
def test_versions_that_serve(tmp_path: Path, version: str) -> None:
    assert refusal(tmp_path, version) is None


def test_what_quarto_says_when_it_fails_is_a_sentence_and_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails = (
        'if [ "$1" = --version ]; then echo 1.7.34; else echo "ERROR: YAMLException: no mapping'
        ' (3:1)" >&2; echo "Stack trace:" >&2; exit 1; fi'
    )
    monkeypatch.setenv("QUARTO_PATH", str(script(tmp_path / "quarto", fails)))
    compose = tmp_path / "compose"
    compose.mkdir()
    (compose / "report.qmd").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    with pytest.raises(
        Problems,
        match=r"Quarto could not render the composed report: YAMLException: no mapping \(3:1\)\.",
    ):
        render(compose, "html", "quarto", tmp_path / "out.html")
    assert "Stack trace" in capsys.readouterr().err
    assert not (tmp_path / "out.html").exists()


def test_only_the_places_of_quarto_pass_from_the_environment() -> None:
    given = {
        "QUARTO_PANDOC": "/p",
        "QUARTO_PROFILE": "mine",
        "QUARTO_SHARE_PATH": "/s",
        "QUARTO_LOG": "x",
        "PATH": "/bin",
        "QUARTO_TYPST": "",
    }
    assert places(given) == {"QUARTO_PANDOC": "/p", "QUARTO_SHARE_PATH": "/s"}


def test_the_resources_of_a_pdf_of_an_older_typst_are_put_in_order() -> None:
    def pdf(order: str, instance: str) -> bytes:
        entries = "".join(
            f"      /{name} {number} 0 R\n"
            for name, number in (pair.split("=") for pair in order.split())
        )
        document = instance[::-1].replace("=", "x")  # which some versions take from the folder
        about = (
            f"<xmpMM:DocumentID>{document}</xmpMM:DocumentID>"
            f"<xmpMM:InstanceID>{instance}</xmpMM:InstanceID>"
        )
        return (
            f"    /Pattern <<\n{entries}    >>\n{about}\n  /Creator (Typst 0.13.1)\n  /ID"
            f" [({document}) ({instance})]\n".encode()
        )

    one, other = (
        ordered(pdf("po1=2 po0=1 po2=3", "a" * 22 + "==")),
        ordered(pdf("po0=1 po2=3 po1=2", "b" * 22 + "==")),
    )
    assert one == other and len(one) == len(pdf("po0=1 po1=2 po2=3", "a" * 24))
    assert one != ordered(pdf("po0=1 po1=2 po2=4", "a" * 24))
    newer = pdf("po1=2 po0=1", "a" * 24).replace(b"0.13.1", b"0.14.2")
    assert ordered(newer) == newer


def test_a_real_quarto_says_its_version() -> None:
    program = find_quarto()
    if program is None:
        pytest.skip("no Quarto here (QUARTO_PATH, beside this Python, PATH)")
    assert shutil.which(str(program)) and quarto_version(program)[0].isdigit()


def test_documentation_workflow_and_lock_name_the_same_versions_of_quarto() -> None:
    root = Path(__file__).resolve().parents[2]
    compared = re.findall(
        r"^\| (\d+\.\d+\.\d+) \|", (root / "docs/renderers.md").read_text("utf-8"), re.MULTILINE
    )
    numbers = [version_number(version) for version in compared]
    assert numbers == sorted(numbers) and numbers[0] == OLDEST and numbers[-1] == NEWEST
    workflow = yaml.safe_load((root / ".github/workflows/build.yml").read_text("utf-8"))
    matrix = workflow["jobs"]["build"]["strategy"]["matrix"]
    installed = {*matrix["quarto"], *(row["quarto"] for row in matrix["include"])}
    assert installed == {compared[0], "release"}
    locked = re.search(r"quarto-cli==(\S+)", (root / "locks/quarto.lock").read_text("utf-8"))
    assert locked and OLDEST <= version_number(locked[1]) <= NEWEST
