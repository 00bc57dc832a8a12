"""Promise: what is in doubt is summed up on top, each thing once, with where it is; a clean report
says nothing of it.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

from pilcrow.report.page import syntax
from pilcrow.report.page.apparatus import marks
from pilcrow.report.page.parts import Material
from pilcrow.report.page.survey import Survey
from pilcrow.report.prose.findings import Finding


def summary(*findings: Finding) -> str:
    """The words of the summary, in one line."""
    material = SimpleNamespace(
        findings=findings,
        seen=Survey(),
        anchors={"doc.p1", "doc.p2"},
        link=lambda one: syntax.text(one),
    )
    blocks = marks(cast(Material, material))
    found: list[str] = []

    def read(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Str":
                found.append(node["c"])
            elif node.get("t") == "Space":
                found.append(" ")
            read(node.get("c"))
        elif isinstance(node, list):
            for item in node:
                read(item)

    read(json.loads(json.dumps(blocks)))
    return "".join(found)


def mark(file: str, message: str, paragraph: str = "", line: int = 1) -> Finding:
    return Finding(file, line, 0, "mark", "citation", message, "Look.", "doc", paragraph)


def test_a_clean_report_says_nothing() -> None:
    assert (
        summary()
        == summary(Finding("report/index.qmd", 1, 0, "hint", "quotation", "A hint."))
        == ""
    )


def test_things_are_counted_once_and_by_room() -> None:
    said = summary(
        mark("report/index.qmd", "doc.p1 is cited.", "doc.p1"),
        mark("report/index.qmd", "doc.p1 is cited.", "doc.p1", line=9),
        mark("edition/doc.paragraphs.csv", "doc.p1 is reworded.", "doc.p1"),
        mark("coding/hand/a/doc.csv", "a coded doc.p2.", "doc.p2"),
    )
    assert said.startswith(
        "This is a draft. 3 things are in doubt until the scholar has looked at them: 1 in the"
        " text, 1 in the coding, 1 in the prose. Paragraphs concerned: doc.p1, doc.p2."
    )
    assert said.count("doc.p1 is cited.") == 1 and "report/index.qmd:1, report/index.qmd:9" in said


def test_where_all_is_in_one_room_no_number_is_said_twice() -> None:
    assert "One thing is in doubt until the scholar has looked at it: in the text." in summary(
        mark("raw/doc.txt", "New.")
    )
    assert (
        "2 things are in doubt until the scholar has looked at them: all in the prose."
        in summary(mark("report/a.qmd", "One."), mark("report/b.qmd", "Two."))
    )
