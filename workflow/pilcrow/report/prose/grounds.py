"""Read the option `theme`: light and dark ground of the page, and the scholar's own colours."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from pilcrow.files.typed import decode
from pilcrow.model.problems import Problem, Problems, did_you_mean, problem

OURS = ("default", "none", "pandoc")  # of Quarto's names those that add no look of Bootstrap's
GROUNDS = ("light", "dark")
# Variables of Bootstrap's that a theme file of Quarto's sets, and the colours of the palette.
COLOURS = {
    "body-bg": "paper",
    "body-color": "ink",
    "body-secondary-color": "muted",
    "border-color": "line",
    "body-tertiary-bg": "band",
    "primary": "accent",
    "link-color": "accent",
    "primary-bg-subtle": "accent-soft",
    "secondary": "second",
    "secondary-bg-subtle": "second-soft",
}
_SETS = re.compile(r"\$([\w-]+)\s*:\s*([^;]*?)\s*(?:!default\s*)?;")
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_BEGINS = "/*-- scss:defaults --*/"
Only = Literal["", "light", "dark"]


class Grounds(msgspec.Struct, frozen=True):
    """What the option `theme` changes of the page.

    Attributes:
        only: The one ground that the page has on every screen; "" if it follows the screen.
        colours: Ground → colour of the palette → "#rrggbb", where a theme file gives one.
    """

    only: Only = ""
    colours: dict[str, dict[str, str]] = {}


def grounds_of(
    theme: Any, folder: Path, shown: str, given: Collection[Path] | None = None
) -> tuple[Grounds, list[Problem]]:
    """Return what the option `theme` says, and what is wrong with it or with its files.

    Problems of the option itself name no file: whoever has read it knows its line.

    Args:
        theme: The value of the option: a name, a file, a list of them, or `light` and `dark`.
        folder: The folder of the report, in which the files of a theme lie.
        shown: The same, as messages name it.
        given: The files that may be read; without it all of `folder`.
    """
    if theme is None:
        return Grounds(), []
    if isinstance(theme, Mapping):
        wrong = [
            problem(
                f'The option "theme" has no "{key}".',
                todo="It may have light, dark or both.",
                kind="option",
            )
            for key in theme
            if key not in GROUNDS
        ]
        wanted = {ground: theme[ground] for ground in GROUNDS if ground in theme}
        only: Only = "" if len(wanted) != 1 else "light" if "light" in wanted else "dark"
    else:
        wrong, only, wanted = [], "", dict.fromkeys(GROUNDS, theme)
    colours: dict[str, dict[str, str]] = {}
    for ground, names in wanted.items():
        for name in names if isinstance(names, list) else [names]:
            if str(name) in OURS:
                continue
            found, troubles = _of_file(str(name), folder, shown, given)
            colours.setdefault(ground, {}).update(found)
            wrong += [trouble for trouble in troubles if trouble not in wrong]
    return Grounds(only, {ground: one for ground, one in colours.items() if one}), wrong


def _of_file(
    name: str, folder: Path, shown: str, given: Collection[Path] | None
) -> tuple[dict[str, str], list[Problem]]:
    """Return the colours of a theme file by the palette's names, and what is wrong with it."""
    path = folder / name
    if not name.endswith(".scss"):
        what = f'The page does not use Bootstrap, so it cannot have the theme "{name}".'
        todo = (
            "Write default, or a file of your colours: theme: {light: [default, light.scss],"
            " dark: [default, dark.scss]} (report/README.md). Rules go into report/look/own.css."
        )
        return {}, [problem(what, todo=todo, kind="option")]
    if not path.is_file() or (given is not None and path not in given):
        what = f'There is no theme file "{name}".'
        return {}, [problem(what, todo=f"Put it into {shown}/.", kind="option")]
    file = f"{shown}/{name}"
    try:
        return _colours(decode(path, file), file)
    except Problems as stopped:
        return {}, stopped.problems


def _colours(text: str, file: str) -> tuple[dict[str, str], list[Problem]]:
    """Read `$name: #rrggbb;` line by line; everything else but comments is refused at its line."""
    wrong: list[Problem] = []
    if _BEGINS not in text:
        what = f"This theme file has no line {_BEGINS}. Without it Quarto does not read the file."
        todo = "Write it as the first line."
        wrong.append(problem(what, file=file, line=1, todo=todo, kind="theme"))
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for name, value in _SETS.findall(line):
            what = todo = ""
            if name not in COLOURS:
                what = f"The page has no colour ${name}."
                todo = did_you_mean(name, COLOURS) or f"It has ${', $'.join(COLOURS)}."
            elif not _HEX.fullmatch(value):
                what = f'"{value}" is not a colour that the page can take.'
                todo = "Write six digits: #1d4f7c."
            if what:
                wrong.append(problem(what, file=file, line=number, todo=todo, kind="theme"))
            # $link-color is the more special of two names for one colour.
            elif name != "primary" or COLOURS[name] not in found:
                short = value.removeprefix("#").lower()
                digits = short if len(short) == 6 else "".join(digit * 2 for digit in short)
                found[COLOURS[name]] = f"#{digits}"
        if _SETS.sub("", line).strip():
            what = "A theme file of the report may hold colours only."
            todo = "Write one a line: $body-bg: #ffffff; Rules go into report/look/own.css."
            wrong.append(problem(what, file=file, line=number, todo=todo, kind="theme"))
    return found, wrong
