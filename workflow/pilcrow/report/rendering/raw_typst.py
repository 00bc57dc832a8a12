"""Check the raw Typst of a report: a name that Typst does not know would stop the print."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pilcrow.files.project import look_folder
from pilcrow.inputs.palette import PALETTE
from pilcrow.report.prose.findings import TextProblem
from pilcrow.report.prose.markdown import areas

_BLOCK = re.compile(r"[^\n]*\{=typst\}[^\n]*\n(?P<code>.*?)(?:\n[^\n]*)?\Z", re.DOTALL)
_LINE = re.compile(r"`+(?P<code>.*?)`+\Z", re.DOTALL)
_PLACE = re.compile(r"┌─ (?:\S*/)?main\.typ:(\d+):(\d+)")
_HEAD = '#import "look/pilcrow.typ": *\n#import "look/own.typ": *\n'


def unset_typst(text: str, own: Path) -> Iterator[TextProblem]:
    """Yield the raw Typst of a Markdown text that cannot be set.

    `own` is the project's folder of its look.
    """
    pieces = list(_pieces(text))
    if not pieces:
        return
    with tempfile.TemporaryDirectory() as created:
        folder = Path(created).resolve()
        (folder / "look").mkdir()
        look = {path.name: path for path in (*look_folder().glob("*.typ"), *own.glob("*.typ"))}
        for name, path in {**look, PALETTE: look_folder() / PALETTE}.items():
            (folder / "look" / name).write_bytes(path.read_bytes())
        left_out = ""
        while found := _first_error(folder, pieces):
            what, index, line = found
            start, code = pieces.pop(index)
            left_out += code
            name = what.removeprefix("unknown variable: ")
            if re.search(rf"\blet\s+{re.escape(name)}\b", left_out):
                continue  # a piece that is wrong itself defines it
            position = start + len("".join(code.splitlines(keepends=True)[:line]))
            todo = "Correct it, or write the function into report/look/own.typ."
            yield TextProblem(position, "subset", f"Raw Typst cannot be set: {what}.", todo)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and content of the raw Typst of a text."""
    before = None
    for area in areas(text):
        content = text[area.start : area.end]
        whole, pattern = area, _BLOCK if area.kind == "block" else None
        if area.kind == "attributes" and content == "{=typst}" and before:
            whole, pattern = before, _LINE
        found = pattern.match(text[whole.start : whole.end]) if pattern else None
        if found and "{=typst}" in text[whole.start : area.end].split("\n", 1)[0]:
            yield whole.start + found.start("code"), found["code"]
        before = area if area.kind == "code" else None


def _first_error(folder: Path, pieces: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """Return what Typst says of the first piece that is wrong, the piece, and its line in it.

    The pieces are set together, because one may define what another calls. References to places
    are not looked at: the places are in the rest of the report.
    """
    import typst

    source, first = _HEAD, []
    for _, code in pieces:
        first.append(source.count("\n"))
        source += code + "\n"
    (folder / "main.typ").write_text(source, encoding="utf-8")
    try:
        typst.compile(str(folder / "main.typ"), root=str(folder), ignore_system_fonts=True)
    except typst.TypstError as trouble:
        said = str(getattr(trouble, "diagnostic", "") or trouble)
        place = _PLACE.search(said)
        words = str(trouble).strip().split("\n")[0].rstrip(".")
        if place and "label" not in words and (line := int(place[1]) - 1) >= first[0]:
            index = max(number for number, start in enumerate(first) if start <= line)
            return words, index, line - first[index]
    return None
