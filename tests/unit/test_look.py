"""A fork changes the look piece by piece, and what it leaves alone stays the package's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.figures.palette import load_look
from pilcrow.files.project import look_folder, project_files
from pilcrow.inputs.palette import COLOURS, LINES, OWN, palette_data, read_palette
from pilcrow.model.problems import Problems
from pilcrow.render import render
from pilcrow.report.page.composed import copy_look
from pilcrow.report.rendering.look import look_by_name

PACKAGE = json.loads((look_folder() / "palette.json").read_text(encoding="utf-8"))


def looked(root: Path) -> Any:
    """What `copy_look` reads of the inputs of the stage: the project, and its look."""
    files = [root / name for name in project_files(root, "report/look")]
    look = look_by_name(files, root / "report/look")
    return SimpleNamespace(root=root, report=root / "report", look=look)


def own_palette(root: Path, written: str) -> Path:
    (root / "report/look").mkdir(parents=True)
    (root / OWN).write_text(written, encoding="utf-8")
    return root


def test_one_colour_of_a_fork_reaches_figures_page_and_print_and_the_others_stay(
    tmp_path: Path,
) -> None:
    root = own_palette(
        tmp_path,
        '{"colour": {"light": {"accent": "#7a1f1f"}}, "type": {"print": {"base": "11pt"}}}',
    )
    look = load_look(root)
    assert (look["accent"], look["ink"]) == ("#7a1f1f", PACKAGE["colour"]["light"]["ink"])
    copy_look(looked(root), tmp_path / "made")
    composed = json.loads((tmp_path / "made/look/palette.json").read_text(encoding="utf-8"))
    assert (
        composed["colour"]["light"]["accent"] == "#7a1f1f"
        and composed["type"]["print"]["base"] == "11pt"
    )
    composed["colour"]["light"]["accent"], composed["type"]["print"]["base"] = "#1d4f7c", "10pt"
    assert composed == PACKAGE


def test_what_a_palette_cannot_have_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    root = own_palette(
        tmp_path,
        '{"colour": {"light": {\n  "accent": "red",\n  "acent": "#000000"}},\n "themes": {"dark":'
        ' []}, "type": 3}',
    )
    with pytest.raises(Problems) as stopped:
        read_palette(root)
    assert [str(one) for one in stopped.value.problems] == [
        (
            f'{OWN}:2: "colour.light.accent" must be a colour. Write it in quotes with six digits,'
            ' as "#1d4f7c".'
        ),
        f'{OWN}:3: "colour.light.acent" is not a key of the palette. Did you mean "accent"?',
        (
            f'{OWN}:4: "themes.dark" must be a list that is not empty. Write it as the package'
            f" does: {json.dumps(PACKAGE['themes']['dark'])}."
        ),
        f'{OWN}:4: "type" must be an object. It may have {", ".join(PACKAGE["type"])}.',
    ]


def test_a_palette_that_is_no_json_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=rf"^{OWN}:1:12: This is not valid JSON: expecting value"):
        read_palette(own_palette(tmp_path, '{"colour": }'))
    with pytest.raises(Problems, match=rf"^{OWN}: The file is nested too deeply"):
        read_palette(own_palette(tmp_path / "deep", "[" * 20_000))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            '{"type": {"figure": {"width": -3}}}',
            '"type.figure.width" must be a number above 0. Write it as the package does: 5.74.',
        ),
        ('{"type": {"ratio": Infinity}}', '"type.ratio" must be a number above 0.'),
        (
            '{"type": {"print": {"base": "eleven"}}}',
            (
                '"type.print.base" must be a length with its unit. Write it as the package does:'
                ' "10pt".'
            ),
        ),
        (
            '{"type": {"print": {"base": "11pt; #panic()"}}}',
            '"type.print.base" must be a length with its unit.',
        ),
        (
            '{"type": {"print": {"leading": ""}}}',
            '"type.print.leading" must be a length with its unit.',
        ),
        (
            '{"type": {"print": {"headings": ["13pt", "1rem"]}}}',
            '"type.print.headings" must be a length with its unit.',
        ),
        (
            '{"type": {"page": {"measure": "1px } body { display: none"}}}',
            '"type.page.measure" must be a length with its unit.',
        ),
        ('{"voices": {"own": {"fill": "nope"}}}', '"voices.own.fill" must be one of paper, ink, '),
        ('{"voices": {"own": {"hatch": "q"}}}', '"voices.own.hatch" must be made of the signs'),
        ('{"themes": {"line": ["zigzag"]}}', '"themes.line" must be one of solid, dashed, '),
        (
            '{"colour": {"light": {\n"ink": "#000000",\n"ink": "#111111"}}}',
            'report/look/palette.json:3: The key "ink" is given twice. Keep one of them.',
        ),
    ],
)
def test_a_value_that_print_page_or_figures_could_not_use_is_told_before(
    tmp_path: Path, written: str, said: str
) -> None:
    with pytest.raises(Problems) as stopped:
        read_palette(own_palette(tmp_path, written))
    assert said in str(stopped.value) and str(stopped.value).startswith(f"{OWN}:")


def test_what_a_palette_may_have_is_taken(tmp_path: Path) -> None:
    assert tuple(PACKAGE["colour"]["light"]) == COLOURS and set(LINES) == set(
        PACKAGE["themes"]["line"]
    )
    own = {
        "type": {
            "page": {"measure": "min(36rem, 100% - 2em)", "base": "18px"},
            "print": {"base": ".4cm"},
        },
        "voices": {"own": {"hatch": ""}},
    }
    assert (
        palette_data(own_palette(tmp_path, json.dumps(own)))["type"]["page"]["measure"]
        == "min(36rem, 100% - 2em)"
    )
    (tmp_path / OWN).write_text(json.dumps(PACKAGE), encoding="utf-8")
    assert palette_data(tmp_path) == PACKAGE


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
        pages[name] = [
            (page.get_width(), page.get_textpage().get_text_range()) for page in document
        ]
        document.close()
    assert not any("OURS" in text for _, text in pages["theirs"]) and any(
        "OURS" in text for _, text in pages["ours"]
    )
    assert pages["ours"][-1][0] == 400 and pages["theirs"][-1][0] > 500
    assert any("Thank you" in text for _, text in pages["ours"])


def test_who_replaces_all_functions_and_lacks_one_is_told_why(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    functions = composed / "look/pilcrow.typ"
    functions.write_text(
        functions.read_text(encoding="utf-8").replace("#let noted(", "#let noted-of-old("),
        encoding="utf-8",
    )
    with pytest.raises(
        Problems,
        match=(
            r"unknown variable: noted\. report/look/pilcrow\.typ replaces the"
            r" package's.*own\.typ"
        ),
    ):
        render(composed, "pdf", "embedded", tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            "#let horizontalrule = align(center, [x]\n",
            r"^report/look/own\.typ:1:\d+: Typst could not set the report: unclosed delimiter\.",
        ),
        (
            '#import "pilcrow.typ": *\n#let horizontalrule = nosuch(1)\n',
            r"^report/look/own\.typ:2:23: Typst .*: unknown variable: nosuch\.",
        ),
        (
            '#import "nosuch.typ": *\n',
            (
                r"^report/look/own\.typ:1:\d+: Typst .*: file not found \(searched at"
                r" look/nosuch\.typ\)\."
            ),
        ),
        (
            '#import "pilcrow.typ": *\n#let report(body) = body\n',
            (
                r"unexpected argument: .*\. A function of report/look/own\.typ has to take what the"
                r" package's of the same name takes"
            ),
        ),
    ],
)
def test_a_fault_in_the_functions_of_a_fork_has_its_file_and_line(
    tmp_path: Path, own: str, said: str
) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    (composed / "look/own.typ").write_text(own, encoding="utf-8")
    with pytest.raises(Problems, match=said):
        render(composed, "pdf", "embedded", tmp_path / "report.pdf")


def test_a_file_of_the_look_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    look = tmp_path / "report/look"
    look.mkdir(parents=True)
    (look / "own.css").write_bytes(b"p {}\np { content: '\xff' }\n")
    (look / "a.csl").write_text("<style\n", encoding="utf-8")
    (look / "b.csl").write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl"><info/></style>', encoding="utf-8"
    )
    (look / "c.csl").write_bytes((look_folder() / "numeric.csl").read_bytes())
    with pytest.raises(Problems) as stopped:
        copy_look(looked(tmp_path), tmp_path / "made")
    no_xml, no_style, not_utf8 = map(str, stopped.value.problems)
    assert not_utf8 == "report/look/own.css:2: This is not UTF-8. Save the file as UTF-8."
    assert no_xml.startswith(
        "report/look/a.csl:1:1: This citation style is not valid XML: unclosed token."
    )
    assert no_style.startswith(
        "report/look/b.csl: This is not an independent citation style of CSL."
    )


def test_a_font_that_no_file_has_is_told_and_those_that_are_there_are_named(tmp_path: Path) -> None:
    root = own_palette(
        tmp_path,
        '{"type": {"print": {"fonts": [\n"Charis", "Source Serif 4",\n"libertinus serif"]}}}',
    )
    with pytest.raises(Problems) as stopped:
        copy_look(looked(root), tmp_path / "made")
    [said] = map(str, stopped.value.problems)
    assert said.startswith(
        'report/look/palette.json:2: There is no font "Charis". Put its file into'
        " report/look/fonts/. Available are: "
    )
    assert "Noto Naskh Arabic, Noto Serif Hebrew, Source Serif 4" in said
    (root / "report/look/fonts").mkdir()
    (root / "report/look/fonts/broken.ttf").write_bytes(b"no font")
    (root / OWN).write_text(
        json.dumps({"type": {"print": {"fonts": PACKAGE["type"]["print"]["fonts"][::-1]}}}),
        encoding="utf-8",
    )
    copy_look(looked(root), tmp_path / "made")


def test_rules_of_a_fork_come_after_those_of_the_package(tmp_path: Path) -> None:
    composed = sample.compose(tmp_path / "compose", others=False)
    (composed / "look/own.css").write_text("body { letter-spacing: 0.0123em }\n", encoding="utf-8")
    render(composed, "html", "embedded", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.index("letter-spacing: 0.0123em") > page.rindex("@media print")
