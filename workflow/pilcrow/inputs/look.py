"""What of a project's own look no program could read: told with file and line, before one stumbles over it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from pilcrow.problems import Problem, problem

WRITTEN = {".css", ".csl", ".html", ".js", ".json", ".lua", ".typ", ".yml"}


def unreadable(report: Path) -> list[Problem]:
    """What is wrong with the files of report/look/: text that is not UTF-8, citation styles that are none."""
    folder, found = report / "look", []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.suffix.lower() not in WRITTEN or not path.is_file() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        shown = f"report/look/{path.relative_to(folder).as_posix()}"
        content = path.read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as trouble:
            line = content.count(b"\n", 0, trouble.start) + 1
            found.append(problem("This is not UTF-8.", file=shown, line=line, todo="Save the file as UTF-8.", kind="look"))
            continue
        if path.suffix.lower() == ".csl":
            found += not_a_style(content, shown)
    return found


def not_a_style(content: bytes, shown: str) -> list[Problem]:
    """Why a file is no citation style of CSL; nothing where it may be one."""
    todo = "Take the style from where it is published, whole."
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as trouble:
        line, column = trouble.position
        what = f"This citation style is not valid XML: {str(trouble).partition(':')[0]}."
        return [problem(what, file=shown, line=line, column=column + 1, todo=todo, kind="look")]
    if root.tag.rpartition("}")[2] != "style" or root.find("{*}citation") is None:
        return [
            problem(
                "This is no citation style of CSL that can be cited with.",
                file=shown,
                todo=f"{todo} A dependent style names the one to take.",
                kind="look",
            )
        ]
    return []
