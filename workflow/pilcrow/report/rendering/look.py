"""Combine the default look and the project's own in one folder."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.language import Language
from pilcrow.files.project import look_folder, project_files
from pilcrow.inputs.palette import OWN, PALETTE, palette_data
from pilcrow.model.problems import did_you_mean
from pilcrow.model.records import write_json, write_text
from pilcrow.model.values import Data
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.grounds import Grounds

OWN_FOLDER = Path("report/look")
WORDS = "words.json"  # of the composed project: what page.lua and pilcrow.js read
KINDS = ("speech", "heading", "salutation", "question", "note")
_SAID = re.compile(r'\bsay(?:Number)?\((?:\w[\w.]*, )?"([^"]+)"')


def look_by_name(files: Iterable[Path], own: Path = OWN_FOLDER) -> dict[str, Path]:
    """Return the files of a look by their names inside it, sorted.

    A file lies in the default look or in `own`, the project's folder. If both have it, the
    project's counts. In a clone the default look is among `files`. That of an installed package is
    not, and is added here.
    """
    default = look_folder()
    given = list(files)
    if not any(default in path.absolute().parents for path in given):
        given += [default / name for name in project_files(default, "")]
    found: dict[str, Path] = {}
    for folder in (default, own.absolute()):
        for path in given:
            if folder in path.absolute().parents:
                found[path.absolute().relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def citation_style(look: Collection[str], named: str) -> tuple[str, list[Finding]]:
    """Return the file of a citation style in the composed project, and what is wrong.

    Args:
        look: Names of the files of the look.
        named: The style that the report or the configuration names.
    """
    name = named.rpartition("/")[2]
    file = name if name.endswith(".csl") else f"{name}.csl"
    if file in look:
        return f"look/{file}", []
    known = sorted(other.removesuffix(".csl") for other in look if other.endswith(".csl"))
    what = f'There is no citation style "{name}".'
    todo = did_you_mean(name, known) + f" Or put {file} into report/look/."
    return "", [Finding("config/config.yaml", 0, 0, "error", "style", what, todo)]


def write_look(
    look: Mapping[str, Path],
    folder: Path,
    root: Path,
    chosen: Mapping[str, str] | None = None,
    grounds: Grounds | None = None,
) -> None:
    """Copy a look to `folder`, with a complete palette.

    The project's palette (in `root`) changes single keys. `chosen` holds the options fontsize and
    mainfont of the report, which change the print. `grounds` is the option theme, which changes
    the page.
    """
    for name, path in look.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    own = look.get(PALETTE) == root / OWN
    if chosen or own or (grounds and grounds != Grounds()):
        palette = with_print(palette_data(root), chosen or {})
        palette |= on_grounds(grounds) if grounds and grounds != Grounds() else {}
        write_text(folder / PALETTE, json.dumps(palette, ensure_ascii=False, indent=2) + "\n")


def with_print(palette: dict[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return a palette whose print has the chosen font first, and all sizes in proportion."""
    print_type = palette["type"]["print"]
    if size := chosen.get("fontsize"):
        factor = float(size.removesuffix("pt")) / float(print_type["base"].removesuffix("pt"))

        def scaled(value: Any) -> Any:
            if isinstance(value, list):
                return [scaled(one) for one in value]
            points = str(value).removesuffix("pt")
            return f"{round(float(points) * factor, 2):g}pt" if points != str(value) else value

        sizes = {key: value for key, value in print_type.items() if key != "fonts"}
        print_type |= {key: scaled(value) for key, value in sizes.items()}
    if font := chosen.get("mainfont"):
        print_type["fonts"] = [font, *(name for name in print_type["fonts"] if name != font)]
    return palette


def on_grounds(grounds: Grounds) -> dict[str, Data]:
    """Return the part `page` of a composed palette: colours and ground of the page alone."""
    page: dict[str, Data] = {ground: {**colours} for ground, colours in grounds.colours.items()}
    if grounds.only:
        page["only"] = grounds.only
    return {"page": page}


def write_words(language: Language, project: Path) -> None:
    """Write the words that the look's scripts and filters say, in the report's language.

    `project` holds the look. Nothing is written for English, which is in the look itself. What
    the language lacks is remembered, as by `say`.
    """
    if language.english:
        return
    found: dict[str, str | list[str]] = {}
    for path in sorted((project / "look").iterdir()):
        if path.suffix in (".js", ".lua"):
            for message in _SAID.findall(path.read_text(encoding="utf-8")):
                found[message] = language.find(message)
    # Kinds of paragraphs are data of the page, by which its filters choose.
    found |= {kind: str(language.find(kind)) for kind in KINDS}
    write_json(project / WORDS, dict(sorted(found.items())))
