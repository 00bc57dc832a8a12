"""A fork changes the look piece by piece, and what it leaves alone stays the package's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.figures.palette import load_look
from pilcrow.inputs.palette import OWN, read_palette
from pilcrow.page.composed import copy_look
from pilcrow.problems import Problems
from pilcrow.project import look_folder
from pilcrow.render import render

PACKAGE = json.loads((look_folder() / "palette.json").read_text(encoding="utf-8"))


def own_palette(root: Path, written: str) -> Path:
    (root / "report/look").mkdir(parents=True)
    (root / OWN).write_text(written, encoding="utf-8")
    return root


def test_one_colour_of_a_fork_reaches_figures_page_and_print_and_the_others_stay(tmp_path: Path) -> None:
    root = own_palette(tmp_path, '{"colour": {"light": {"accent": "#7a1f1f"}}, "type": {"print": {"base": "11pt"}}}')
    look = load_look(root)
    assert (look["accent"], look["ink"]) == ("#7a1f1f", PACKAGE["colour"]["light"]["ink"])
    copy_look(root / "report", tmp_path / "made")
    composed = json.loads((tmp_path / "made/look/palette.json").read_text(encoding="utf-8"))
    assert composed["colour"]["light"]["accent"] == "#7a1f1f" and composed["type"]["print"]["base"] == "11pt"
    composed["colour"]["light"]["accent"], composed["type"]["print"]["base"] = "#1d4f7c", "10.5pt"
    assert composed == PACKAGE


def test_what_a_palette_cannot_have_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    root = own_palette(tmp_path, '{"colour": {"light": {\n  "accent": "red",\n  "acent": "#000000"}},\n "themes": {"dark": []}, "type": 3}')
    with pytest.raises(Problems) as stopped:
        read_palette(root)
    assert [str(one) for one in stopped.value.problems] == [
        f'{OWN}:2: "colour.light.accent" must be a colour. Write it in quotes with six digits, as "#1d4f7c".',
        f'{OWN}:3: "colour.light.acent" is no key of the palette. Did you mean "accent"?',
        f'{OWN}:4: "themes.dark" must be a list, with something in it. As in the package: {json.dumps(PACKAGE["themes"]["dark"])}.',
        f'{OWN}:4: "type" must be an object. It may have {", ".join(PACKAGE["type"])}.',
    ]


def test_a_palette_that_is_no_json_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=rf"^{OWN}:1:12: This is no JSON: expecting value"):
        read_palette(own_palette(tmp_path, '{"colour": }'))


OWN_TYP = """#import "pilcrow.typ": *
#let paragraph-foot(lines: "0", body) = block[OURS #body]
#let package-report = report
#let report(..settings, body) = package-report(..settings, {
  set page(width: 400pt)
  body
})
"""


def test_functions_of_a_fork_take_the_place_of_those_of_the_package(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    for name, own in (("theirs", None), ("ours", OWN_TYP)):
        if own:
            (composed / "look/own.typ").write_text(own, encoding="utf-8")
        render(composed, "pdf", "embedded", tmp_path / f"{name}.pdf")
    pages = {}
    for name in ("theirs", "ours"):
        document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
        pages[name] = [(page.get_width(), page.get_textpage().get_text_range()) for page in document]
        document.close()
    assert not any("OURS" in text for _, text in pages["theirs"]) and any("OURS" in text for _, text in pages["ours"])
    assert pages["ours"][-1][0] == 400 and pages["theirs"][-1][0] > 500
    assert any("Thank you" in text for _, text in pages["ours"])


def test_who_replaces_all_functions_and_lacks_one_is_told_why(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    functions = composed / "look/pilcrow.typ"
    functions.write_text(functions.read_text(encoding="utf-8").replace("#let sign(", "#let sign-of-old("), encoding="utf-8")
    with pytest.raises(Problems, match=r"unknown variable: sign\. report/look/pilcrow\.typ stands in place of the package's.*own\.typ"):
        render(composed, "pdf", "embedded", tmp_path / "report.pdf")


def test_rules_of_a_fork_come_after_those_of_the_package(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    (composed / "look/own.css").write_text("body { letter-spacing: 0.0123em }\n", encoding="utf-8")
    render(composed, "html", "embedded", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.index("letter-spacing: 0.0123em") > page.rindex("@media print")
