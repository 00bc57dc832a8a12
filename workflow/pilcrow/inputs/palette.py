"""Colours and type scale of a project.

The keys of report/look/palette.json replace those of the package, one by one.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.files.project import look_folder
from pilcrow.model.problems import Problems, did_you_mean, fail, problem
from pilcrow.model.values import Data

PALETTE = "palette.json"
OWN = f"report/look/{PALETTE}"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PRINT_LENGTH = re.compile(r"(\d+|\d*\.\d+)(pt|mm|cm|in|em)")
_PAGE_LENGTH = re.compile(
    r"(\d+|\d*\.\d+)(rem|em|px|pt|pc|mm|cm|in|ch|ex|vw|vh|%)"
    r"|(calc|clamp|min|max)\([\w\s.,%()+*/-]+\)"
)
LINES = ("solid", "dashed", "dotted", "double", "wavy")  # what page and print can draw
COLOURS = (
    "paper",
    "ink",
    "muted",
    "line",
    "band",
    "accent",
    "accent-soft",
    "second",
    "second-soft",
)  # names of the colours of a ground


STYLES = 12  # styles of themes; the thirteenth theme has the first style again


def theme_styles(codes: Iterable[str]) -> dict[str, int]:
    """Return the number of each theme's style in the palette, from 1.

    A style is a colour and a line, the same on the page, in print and in figures.

    Args:
        codes: The codes of all themes, in the order of the codebook.
    """
    return {code: index % STYLES + 1 for index, code in enumerate(codes)}


class Modes(msgspec.Struct, frozen=True):
    """Colours by name, on light and on dark ground."""

    light: dict[str, str]
    dark: dict[str, str]

    def for_ground(self, mode: str) -> dict[str, str]:
        """Return the colours for a ground, "light" or "dark"."""
        return self.light if mode == "light" else self.dark


class Themes(msgspec.Struct, frozen=True):
    """The colours of themes on light and on dark ground, and their lines."""

    light: list[str]
    dark: list[str]
    line: list[str]

    def for_ground(self, mode: str) -> list[str]:
        """Return the colours for a ground, "light" or "dark"."""
        return self.light if mode == "light" else self.dark


class FigureType(msgspec.Struct, frozen=True):
    """The type of figures: widths of wide and narrow ones in inches, sizes in points, and fonts."""

    width: float
    narrow: float
    title: float
    label: float
    small: float
    fonts: list[str]
    families: list[str]


class PrintType(msgspec.Struct, frozen=True):
    """The fonts of the print. Only the template of the print uses the rest."""

    fonts: list[str]


class TypeScale(msgspec.Struct, frozen=True):
    """The type of figures and print."""

    figure: FigureType
    print: PrintType


class Palette(msgspec.Struct, frozen=True):
    """What programs read of palette.json. The page and the print read the rest themselves."""

    colour: Modes
    voices: dict[str, dict[str, str]]
    themes: Themes
    type: TypeScale


def read_palette(root: Path) -> Palette:
    """Return the palette of a project. Raises Problems as `palette_data` does."""
    return msgspec.convert(palette_data(root), Palette)


def palette_data(root: Path) -> dict[str, Data]:
    """Return the palette of a project as plain data.

    Raises Problems if report/look/palette.json is not valid JSON, or has a key or a kind of value
    that the package's palette does not have.
    """
    palette: dict[str, Data] = json.loads((look_folder() / PALETTE).read_text(encoding="utf-8"))
    path = root / OWN
    if not path.is_file():
        return palette
    written = path.read_bytes().decode("utf-8-sig", "replace")
    try:
        own = json.loads(written, object_pairs_hook=refuse_repeated_keys)
    except RecursionError:
        todo = "Correct the brackets."
        fail("The file is nested too deeply.", file=OWN, todo=todo, kind="palette")
    except json.JSONDecodeError as trouble:
        todo = "Correct the JSON there, or just before."
        fail(
            f"This is not valid JSON: {trouble.msg.lower()}.",
            file=OWN,
            line=trouble.lineno,
            column=trouble.colno,
            todo=todo,
            kind="palette",
        )
    except KeyError as twice:
        fail(
            f'The key "{twice.args[0]}" is given twice.',
            file=OWN,
            line=line_of_second(written, twice.args[0]),
            todo="Keep one of them.",
            kind="palette",
        )
    found = [
        problem(what, file=OWN, line=line_of_key(written, key), todo=todo, kind="palette")
        for key, what, todo in misfits(palette, own)
    ]
    if found:
        raise Problems(found)
    whole: dict[str, Data] = merge_palettes(palette, own)
    return whole


def refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Data]:
    """Return an object of JSON. Raises KeyError with a key that is given twice."""
    found: dict[str, Data] = {}
    for key, value in pairs:
        if key in found:
            raise KeyError(key)
        found[key] = value
    return found


def line_of_key(written: str, key: str) -> int:
    """Return the first line with a key; 0 if there is none."""
    return next(
        (at for at, line in enumerate(written.splitlines(), 1) if key and f'"{key}"' in line), 0
    )


def line_of_second(written: str, key: str) -> int:
    """Return the line in which a key is given for the second time; 0 if it occurs more often."""
    before, *others = written.split(f'"{key}"')
    return (before + others[0]).count("\n") + 1 if len(others) == 2 else 0


def merge_palettes(palette: Any, own: Any) -> Any:
    """Return `own` over `palette`, key by key. A list replaces a whole list."""
    if not (isinstance(palette, dict) and isinstance(own, dict)):
        return own
    return {
        **palette,
        **{key: merge_palettes(palette.get(key), value) for key, value in own.items()},
    }


def misfits(palette: Any, own: Any, key: str = "", place: str = "") -> list[tuple[str, str, str]]:
    """Return what of `own` cannot replace `palette`: key, what is wrong, what to do.

    Args:
        palette: The package's value.
        own: The project's value.
        key: Innermost key of the value; empty means the whole palette.
        place: Path of the value, keys joined by dots.
    """
    said = f'"{place}"' if place else "The palette"
    if isinstance(palette, dict):
        if not isinstance(own, dict):
            return [(key, f"{said} must be an object.", f"It may have {', '.join(palette)}.")]
        found = []
        for name, value in own.items():
            inner = f"{place}.{name}" if place else name
            if name in palette:
                found += misfits(palette[name], value, name, inner)
            else:
                found.append(
                    (name, f'"{inner}" is not a key of the palette.', did_you_mean(name, palette))
                )
        return found
    if isinstance(palette, list):
        if not (isinstance(own, list) and own):
            return [
                (
                    key,
                    f"{said} must be a list that is not empty.",
                    f"Write it as the package does: {json.dumps(palette)}.",
                )
            ]
        return [misfit for value in own for misfit in misfits(palette[0], value, key, place)]
    fits, wanted, todo = expected(palette, own, place)
    return (
        []
        if fits
        else [
            (
                key,
                f"{said} must be {wanted}.",
                todo or f"Write it as the package does: {json.dumps(palette)}.",
            )
        ]
    )


def expected(palette: Any, own: Any, place: str) -> tuple[bool, str, str]:
    """Return whether a value can replace the package's, what it must be, and what to do.

    A value that goes into the code of page or print has a form here. Otherwise the mistake would
    show up there, without its line.
    """
    if not isinstance(palette, str):
        return (
            isinstance(own, (int, float)) and not isinstance(own, bool) and 0 < own < math.inf,
            "a number above 0",
            "",
        )
    text = own if isinstance(own, str) else "\0"
    if _COLOUR.fullmatch(palette):
        return (
            bool(_COLOUR.fullmatch(text)),
            "a colour",
            f'Write it in quotes with six digits, as "{palette}".',
        )
    if place == "themes.line":
        return text in LINES, f"one of {', '.join(LINES)}", ""
    if re.fullmatch(r"voices\.\w+\.(fill|edge)", place):
        return text in COLOURS, f"one of {', '.join(COLOURS)}", ""
    if re.fullmatch(r"voices\.\w+\.hatch", place):
        return (
            bool(re.fullmatch(r"[-/\\|+xoO.*]*", text)),
            "made of the signs / \\ | - + x o O . *, or empty",
            "",
        )
    if re.fullmatch(r"[\d.]+[a-z]+", palette):
        in_print = place.startswith("type.print")
        return (
            bool((_PRINT_LENGTH if in_print else _PAGE_LENGTH).fullmatch(text)),
            "a length with its unit",
            "",
        )
    return "\0" not in text, "text", ""
