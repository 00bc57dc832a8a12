"""Colours and type scale of a project: those of the package, with the keys of report/look/palette.json in place of them, one by one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pilcrow.problems import Problems, did_you_mean, fail, problem
from pilcrow.project import look_folder

PALETTE = "palette.json"
OWN = f"report/look/{PALETTE}"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def read_palette(root: Path) -> dict[str, Any]:
    """The palette of a project. Raises Problems for what report/look/palette.json has and the package's has not, or otherwise."""
    palette: dict[str, Any] = json.loads((look_folder() / PALETTE).read_text(encoding="utf-8"))
    path = root / OWN
    if not path.is_file():
        return palette
    written = path.read_bytes().decode("utf-8-sig", "replace")
    try:
        own = json.loads(written)
    except json.JSONDecodeError as trouble:
        todo = "Mend the JSON there, or just before."
        fail(f"This is no JSON: {trouble.msg.lower()}.", file=OWN, line=trouble.lineno, column=trouble.colno, todo=todo, kind="palette")
    lines = written.splitlines()
    found = [
        problem(what, file=OWN, line=next((at for at, line in enumerate(lines, 1) if f'"{key}"' in line), 0), todo=todo, kind="palette")
        for key, what, todo in misfits(palette, own)
    ]
    if found:
        raise Problems(found)
    whole: dict[str, Any] = merged(palette, own)
    return whole


def merged(palette: Any, own: Any) -> Any:
    """`own` over `palette`, key by key; a list takes the place of a whole list."""
    if not (isinstance(palette, dict) and isinstance(own, dict)):
        return own
    return {**palette, **{key: merged(palette.get(key), value) for key, value in own.items()}}


def misfits(palette: Any, own: Any, key: str = "", place: str = "") -> list[tuple[str, str, str]]:
    """What of `own` cannot stand in place of `palette`: key, what is wrong, what to do."""
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
                found.append((name, f'"{inner}" is no key of the palette.', did_you_mean(name, palette)))
        return found
    if isinstance(palette, list):
        if not (isinstance(own, list) and own):
            return [(key, f"{said} must be a list, with something in it.", f"As in the package: {json.dumps(palette)}.")]
        return [misfit for value in own for misfit in misfits(palette[0], value, key, place)]
    if isinstance(palette, str) and _COLOUR.fullmatch(palette):
        fits = isinstance(own, str) and bool(_COLOUR.fullmatch(own))
        return [] if fits else [(key, f"{said} must be a colour.", f'Write it in quotes with six digits, as "{palette}".')]
    fits = isinstance(own, str) if isinstance(palette, str) else isinstance(own, (int, float)) and not isinstance(own, bool)
    return (
        []
        if fits
        else [(key, f"{said} must be {'text' if isinstance(palette, str) else 'a number'}.", f"As in the package: {json.dumps(palette)}.")]
    )
