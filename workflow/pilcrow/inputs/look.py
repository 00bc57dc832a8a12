"""Problems of a project's own look that would stop a program, each with file and line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from pilcrow.files.project import look_folder
from pilcrow.inputs.palette import OWN, PALETTE, line_of_key, read_palette
from pilcrow.model.problems import Problem, problem

EMBEDDED = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")  # in Typst itself
WRITTEN = {".css", ".csl", ".html", ".js", ".json", ".lua", ".typ", ".yaml", ".yml"}


def unreadable(report: Path) -> list[Problem]:
    """Return what is wrong with the files of report/look/.

    It may be text that is not UTF-8, a citation style that is not valid, or a missing font.
    """
    folder, problems = report / "look", []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if (
            path.suffix.lower() not in WRITTEN
            or not path.is_file()
            or any(part.startswith(".") for part in path.relative_to(folder).parts)
        ):
            continue
        shown = f"report/look/{path.relative_to(folder).as_posix()}"
        content = path.read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as trouble:
            line = content.count(b"\n", 0, trouble.start) + 1
            problems.append(
                problem(
                    "This is not UTF-8.",
                    file=shown,
                    line=line,
                    todo="Save the file as UTF-8.",
                    kind="look",
                )
            )
            continue
        if path.suffix.lower() == ".csl":
            problems += not_a_style(content, shown)
    return problems or fonts_not_there(report)


def not_a_style(content: bytes, shown: str) -> list[Problem]:
    """Return why a file is not a citation style of CSL; empty if it may be one."""
    todo = "Copy the whole style from where it is published."
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as trouble:
        line, column = trouble.position
        what = f"This citation style is not valid XML: {str(trouble).partition(':')[0]}."
        return [problem(what, file=shown, line=line, column=column + 1, todo=todo, kind="look")]
    if root.tag.rpartition("}")[2] != "style" or root.find("{*}citation") is None:
        return [
            problem(
                "This is not an independent citation style of CSL.",
                file=shown,
                todo=f"{todo} A dependent style names the one to use.",
                kind="look",
            )
        ]
    return []


def fonts_not_there(report: Path) -> list[Problem]:
    """Return a problem for each font that the palette names for the print and no file has.

    Without it, the print would use another font without a message.
    """
    path = report / "look" / PALETTE
    written = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    if '"print"' not in written or '"fonts"' not in written:
        return []
    named = read_palette(report.parent).type.print.fonts
    known = families(look_folder() / "fonts", report / "look" / "fonts")
    todo = f"Put its file into report/look/fonts/. Available are: {', '.join(known)}."
    return [
        problem(
            f'There is no font "{name}".',
            file=OWN,
            line=line_of_key(written, name),
            todo=todo,
            kind="palette",
        )
        for name in named
        if not any(
            f"{family} ".casefold().startswith(f"{name} ".casefold())
            for family in [*known, *EMBEDDED]
        )
    ]


def families(*folders: Path) -> list[str]:
    """Return the names of the font families in folders, as Typst calls them."""
    from fontTools.ttLib import TTFont, TTLibError

    found: dict[str, None] = {}
    for path in sorted(
        path
        for folder in folders
        for path in folder.glob("*")
        if path.suffix.lower() in (".otf", ".ttf")
    ):
        try:
            names = TTFont(path, lazy=True)["name"]
        except (TTLibError, KeyError, OSError):
            continue  # it is not a font
        if name := names.getDebugName(16) or names.getDebugName(1):
            found[name] = None
    return list(found)
