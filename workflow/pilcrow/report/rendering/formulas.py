"""Find the formulas that Pandoc cannot read: page and print would show their source instead."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

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
