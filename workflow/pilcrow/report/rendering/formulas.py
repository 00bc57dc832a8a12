"""Check the formulas of a report, and write them once for every format and renderer.

Page and print would show the source of a formula that Pandoc cannot read.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pilcrow.report.prose.findings import TextProblem
from pilcrow.report.prose.markdown import areas
from pilcrow.report.rendering.pandoc import READER, pandoc

_UNREAD = re.compile(r'<div id="formula-(\d+)">\s*<p><span class="math ')


def unreadable_formulas(text: str) -> Iterator[TextProblem]:
    """Yield the formulas of a Markdown text that Pandoc cannot convert.

    Raises Problems if Pandoc fails.
    """
    formulas = [area for area in areas(text) if area.kind == "math"]
    if not formulas:
        return
    source = "\n\n".join(
        f"::: {{#formula-{number}}}\n{text[area.start : area.end]}\n:::"
        for number, area in enumerate(formulas)
    )
    with tempfile.TemporaryDirectory() as created:
        arguments = [f"--from={READER}", "--to=html", "--mathml", "--quiet"]
        made = pandoc(Path(created), arguments, source=source.encode()).decode()
    for number in map(int, _UNREAD.findall(made)):
        area = formulas[number]
        formula = " ".join(text[area.start : area.end].strip("$").split())
        yield TextProblem(
            area.start,
            "subset",
            f"The formula {formula[:60]} cannot be read. Page and print would show its source.",
            "Correct it. \\tag, \\label, \\newcommand and commands of packages are not supported.",
        )


# What each format takes, by the name of Pandoc's writer.
_WRITERS = {"html": "html", "typst": "typst", "jats": "jats_archiving"}
_BETWEEN = "pilcrow-formula"
_OFFICE_FORMULA = re.compile(r"<m:oMathPara>.*?</m:oMathPara>|<m:oMath>.*?</m:oMath>", re.DOTALL)
_ARTICLE_FORMULA = re.compile(r"<(inline|disp)-formula>.*?</\1-formula>", re.DOTALL)

Node = dict[str, Any] | list[Any] | str | int | None


def written_formulas(report: str, blocks: Iterable[Node]) -> dict[str, dict[str, str]]:
    """Return the formulas of a report as each format takes them, by their mode and source.

    Versions of Pandoc differ in how they write a formula. So the Pandoc of the lock writes all of
    them, and the filter inserts what it wrote. `report` is Markdown; `blocks` are syntax trees of
    its parts. Raises Problems if Pandoc fails.
    """
    found: dict[str, Node] = {}
    if "$" in report:
        _collect(_read(report), found)
    for block in blocks:
        _collect(block, found)
    if not found:
        return {}
    made: dict[str, dict[str, str]] = {key: {} for key in found}
    for form, writer in _WRITERS.items():
        separated: list[Node] = []
        for math in found.values():
            separated += [_raw(writer, f"<{_BETWEEN}>"), {"t": "Plain", "c": [math]}]
        written = _write([*separated, _raw(writer, f"<{_BETWEEN}>")], writer, "--mathml").decode()
        for key, text in zip(found, written.split(f"<{_BETWEEN}>")[1:], strict=False):
            whole = _ARTICLE_FORMULA.search(text)
            made[key][form] = whole[0] if form == "jats" and whole else text.strip()
    packed = _write([{"t": "Para", "c": [math]} for math in found.values()], "docx")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    office = _OFFICE_FORMULA.findall(body)
    if len(office) == len(found):
        for key, text in zip(found, office, strict=True):
            made[key]["docx"] = text
    return made


def _collect(node: Node, found: dict[str, Node]) -> None:
    """Add each formula of a syntax tree to those found, by its mode and source."""
    if isinstance(node, list):
        for inner in node:
            _collect(inner, found)
    elif isinstance(node, dict):
        content = node.get("c")
        if node.get("t") == "Math" and isinstance(content, list):
            found.setdefault(f"{content[0]['t']}:{content[1]}", node)
        elif node.get("t") == "CodeBlock" and isinstance(content, list):
            for name, value in content[0][2]:
                if name == "caption" and "$" in value:
                    _collect(_read(value), found)
        else:
            _collect(list(node.values()), found)


def _read(text: str) -> Node:
    """Return the syntax tree of a Markdown text."""
    with tempfile.TemporaryDirectory() as created:
        arguments = [f"--from={READER}", "--to=json", "--quiet"]
        made: Node = json.loads(pandoc(Path(created), arguments, source=text.encode()))
    return made


def _raw(writer: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [writer.partition("_")[0], text]}


def _write(blocks: list[Node], writer: str, *arguments: str) -> bytes:
    """Return blocks as a writer of Pandoc writes them."""
    tree = json.dumps({"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks})
    with tempfile.TemporaryDirectory() as created:
        asked = ["--from=json", f"--to={writer}", "--wrap=none", "--quiet", "--output=-"]
        return pandoc(Path(created), [*asked, *arguments], source=tree.encode())
