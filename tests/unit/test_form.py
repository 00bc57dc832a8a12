"""Guards: the form is blind, holds everything itself, and no text in it can become markup."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from synthetic_codebooks import codebook_of
from synthetic_codings import paragraphs_of

from pilcrow.cli.form import (
    Transcript,
    as_script_data,
    blind_codebook,
    form_data,
    render_form,
    shuffled,
    utf16,
    warn_of_named_paragraphs,
)
from pilcrow.cli.main import main as pilcrow
from pilcrow.files.project import look_folder
from pilcrow.inputs.palette import read_palette
from pilcrow.model.codebook import Codebook
from pilcrow.model.problems import Problems

BOOK = """
title: Synthetic codebook
version: "1"
themes:
  - code: bridge
    name: Bridges
    definition: Something that crosses water. See harbour.p2.
    examples: [{paragraph: harbour.p1}, {paragraph: river.p1}, {text: "A bridge of our own making, in words of nobody."}]
    counter_examples: [{text: "The wind is not yet OUR friend, he said; no bridge."}, {text: "the wind"}, {paragraph: nowhere.p1}]
    rules: [secretword*, {phrase: anothersecret}]
    themes:
      - {code: rail, name: Rail bridges, kinds: [heading]}
"""  # noqa: E501
HOSTILE = "</script><img src=x onerror=alert(1)> <!-- {{style}} \u2028 \U0001f9ed & ‘bridge’"


def codebook(text: str = BOOK) -> Codebook:
    return codebook_of(yaml.safe_load(text))


def transcript(document: str = "harbour", *texts: str) -> Transcript:
    units = [("h1", "heading", "A synthetic address")]
    units += [
        (f"p{n}", "speech", text)
        for n, text in enumerate(
            texts or ("The bridge is open. The wind is not yet our friend.", "Rain."), 1
        )
    ]
    return Transcript(document, paragraphs_of(document, units))


def test_no_rule_reaches_the_coder() -> None:
    data = form_data("anna", [transcript()], codebook())
    html = render_form(data, lambda name: look_folder() / name, read_palette(Path()))
    assert "secretword" not in html and "anothersecret" not in html
    assert "rules" not in json.dumps(data)


def test_no_example_comes_from_a_document_that_is_coded() -> None:
    found = blind_codebook(
        codebook(), [transcript()], {"river.p1": "The second bridge is closed to traffic."}.get
    )
    bridge = found["themes"][0]
    assert [one["text"] for one in bridge["examples"]] == [
        "The second bridge is closed to traffic.",
        "A bridge of our own making, in words of nobody.",
    ]
    # Quoted under another dress it is left out; two words that any text may have stay; a paragraph
    # that is gone says nothing.
    assert [one["text"] for one in bridge["counter_examples"]] == ["the wind"]
    other = blind_codebook(
        codebook(), [transcript("river", "Silence.")], {"harbour.p1": "The bridge is open."}.get
    )
    assert [one["paragraph"] for one in other["themes"][0]["examples"]] == ["harbour.p1", ""]


def test_a_definition_that_names_a_coded_paragraph_is_told() -> None:
    assert warn_of_named_paragraphs(codebook(), ["harbour"]) == [
        'The entry of "bridge" tells the coder about harbour.p2, which the form asks about.'
        " Take it out of the entry if it gives the answer away."
    ]
    assert warn_of_named_paragraphs(codebook(), ["river"]) == []


def test_only_kinds_that_a_theme_is_coded_on_are_to_be_coded() -> None:
    data = form_data("anna", [transcript()], codebook())
    assert [one["coded"] for one in data["documents"][0]["paragraphs"]] == [True, True, True]
    plain = form_data(
        "anna", [transcript()], codebook("{title: S, version: '1', themes: [{code: a, name: A}]}")
    )
    assert [one["coded"] for one in plain["documents"][0]["paragraphs"]] == [False, True, True]


def test_a_question_that_nobody_is_named_for_is_not_read_as_the_last_speaker_s() -> None:
    """Without a label of its own it would stand under the name above it."""
    said = [
        ("h1", "heading", "An interview", {}),
        ("p1", "speech", "The bridge is open.", {"speaker": "Anna Berg"}),
        ("p2", "question", "Is it safe?", {"speaker": "", "speaker_label": "Question (Gazette):"}),
        ("p3", "question", "And cheap?", {"speaker": ""}),
        ("p4", "speech", "It is.", {"speaker": "Anna Berg"}),
    ]
    paragraphs = [
        msgspec.structs.replace(one, **more)
        for one, (*_, more) in zip(
            paragraphs_of("harbour", [unit[:3] for unit in said]), said, strict=True
        )
    ]
    shown = form_data("anna", [Transcript("harbour", paragraphs)], codebook())["documents"][0]
    assert shown["several"]
    assert [one["label"] for one in shown["paragraphs"]][1:] == [
        "Anna Berg",
        "Question (Gazette)",
        "Speaker not named",
        "Anna Berg",
    ]


def test_the_checksum_is_of_texts_themes_and_coder() -> None:
    one, other = transcript(), transcript("river", "Silence.")
    known = form_data("anna", [one, other], codebook())["checksum"]
    assert form_data("anna", [other, one], codebook())["checksum"] == known
    assert form_data("ben", [one, other], codebook())["checksum"] != known
    assert (
        form_data("anna", [one, transcript("river", "Silence!")], codebook())["checksum"] != known
    )
    assert (
        form_data("anna", [one, other], codebook(BOOK.replace("code: rail", "code: road")))[
            "checksum"
        ]
        != known
    )


def test_documents_are_shuffled_by_seed_and_coder() -> None:
    names = [f"d{n}" for n in range(20)]
    assert (
        shuffled(names, 1, "anna") == shuffled(names[::-1], 1, "anna") != shuffled(names, 1, "ben")
    )
    assert shuffled(names, 1, "anna") != shuffled(names, 2, "anna")
    assert sorted(shuffled(names, 1, "anna")) == sorted(names)


@given(st.text())
def test_no_text_ends_the_script_that_holds_it(text: str) -> None:
    held = as_script_data({"text": text})
    assert not re.search("[<>&\u2028\u2029]", held)
    assert json.loads(held) == {"text": text}


def test_places_count_as_javascript_counts() -> None:
    assert utf16("a\U0001f9edb", range(4)) == [0, 1, 3, 4]


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    html = render_form(
        form_data("anna", [transcript("harbour", HOSTILE)], codebook()),
        lambda name: look_folder() / name,
        read_palette(Path()),
    )
    assert "{{" not in html.replace(
        "{{style}}", "", 1
    )  # the one that the transcript has, untouched
    assert html.count("<img") == 0 and html.count("</script>") == 2
    assert not re.search(
        r"""(?:src|href)\s*=\s*["']|@import|url\((?!"data:)|https?:|fetch\(|XMLHttpRequest|innerHTML|insertAdjacent|document\.write|eval\(""",
        html,
    )
    assert "default-src 'none'" in html
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found and json.loads(found[1])["documents"][0]["paragraphs"][1]["text"] == HOSTILE


def write_project(root: Path, **files: str) -> Path:
    (root / "Snakefile").write_text("")
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml").replace(
            "_txt", ".txt"
        ).replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return root


def test_the_command_makes_a_form_for_each_coder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(
        tmp_path,
        raw__harbour_txt="An address\nThe bridge is open.\n",
        raw__river_txt="Another\nSilence here.\n",
        coding__codebook_yaml=BOOK,
    )
    monkeypatch.chdir(root)
    assert pilcrow(["form", "--coder", "anna,ben"]) == 0
    first = (root / "exchange/form-anna.html").read_bytes()
    assert (root / "exchange/form-ben.html").is_file()
    assert (root / "exchange/.gitignore").read_text("utf-8") == "*\n"
    assert "harbour.p2" in capsys.readouterr().err
    assert pilcrow(["form", "--coder", "anna", "--output", "again.html"]) == 0
    assert (root / "again.html").read_bytes() == first
    write_project(
        root,
        coding__assignment_csv=(
            "document,coder,shared,paragraphs,left_out,because\nriver,anna,no,1,,\n"
        ),
    )
    assert pilcrow(["form", "--coder", "anna", "--output", "assigned.html"]) == 0
    assert '"document":"river"' in (root / "assigned.html").read_text("utf-8")
    assert '"document":"harbour"' not in (root / "assigned.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--coder", "consensus"], "the consensus belongs to all coders together"),
        (["--coder", "Anna"], '"anna"'),
        (["--coder", "anna", "--documents", "harbor"], 'Did you mean "harbour"?'),
        (["--coder", "anna,ben", "--output", "one.html"], "Several forms"),
    ],
)
def test_what_cannot_be_made_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], part: str
) -> None:
    root = write_project(
        tmp_path, raw__harbour_txt="An address\nThe bridge is open.\n", coding__codebook_yaml=BOOK
    )
    monkeypatch.chdir(root)
    with pytest.raises(Problems) as stopped:
        pilcrow(["form", *arguments])
    assert part in str(stopped.value)
    assert not list(root.glob("*.html"))


def test_the_palette_s_colours_cannot_leave_the_style(tmp_path: Path) -> None:
    from pilcrow.cli.form import palette_style
    from pilcrow.inputs.palette import FigureType, Modes, Palette, PrintType, Themes, TypeScale

    scale = TypeScale(FigureType(1, 1, 1, 1, 1, [], []), PrintType([]))
    colours, themes = Modes({"ink": "</style>"}, {}), Themes(["red;}"], [], ["solid"])
    palette = Palette(colours, {}, themes, scale)
    assert "<" not in palette_style(palette) and "red" not in palette_style(palette)
