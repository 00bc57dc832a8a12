"""Read the options of report/_quarto.yml and the values of report/_variables.yml."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.typed import decode, parse_yaml
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.values import Data

PROJECT, VARIABLES = "_quarto.yml", "_variables.yml"
OF_PRINT = ("fontsize", "mainfont")  # the page has the size that its reader chose
OF_PAGE = ("theme",)
OPTIONS = (
    *("toc", "toc-depth", "number-sections", "link-citations", "csl", "papersize"),
    *(*OF_PRINT, *OF_PAGE),
)
# What only Quarto reads, when it shows report/ by itself.
LEFT_TO_QUARTO = ("project", "filters", "metadata-files", "editor", "execute")
INSTEAD = {
    "css": "Write report/look/own.css.",
    "crossref": "Figures and tables are numbered by Pilcrow; `lang` names them.",
}
FORMATS = ("html", "typst", "pdf", "docx", "epub", "jats")


def is_false(value: object) -> bool:
    """Return whether a value is false in YAML 1.1 or 1.2."""
    return str(value).lower() in ("false", "no", "off")


def _read(path: Path, shown: str) -> tuple[dict[str, Data], dict[tuple[Any, ...], int]]:
    data, lines = parse_yaml(decode(path, shown), shown)
    if data is not None and not isinstance(data, dict):
        fail("This file should hold keys and values.", file=shown, line=1)
    return data or {}, lines


def _there(folder: Path, name: str, given: Collection[Path] | None) -> Path | None:
    path = folder / name
    return path if path.is_file() and (given is None or path in given) else None


def read_options(
    folder: Path, shown: str, given: Collection[Path] | None, known: Collection[str]
) -> tuple[dict[str, Data], dict[str, int], list[Problem]]:
    """Return the metadata that report/_quarto.yml gives, their lines, and what is wrong.

    `known` are the keys of the front matter, which may stand here too. If both have a key, the
    front matter counts. `given` are the files that are read; None means all in `folder`.
    """
    path = _there(folder, PROJECT, given)
    if path is None:
        return {}, {}, []
    name = f"{shown}/{PROJECT}"
    try:
        data, lines = _read(path, name)
    except Problems as stopped:
        return {}, {}, stopped.problems
    allowed = (*known, *OPTIONS)
    options: dict[str, Data] = {}
    places: dict[str, int] = {}
    wrong: list[Problem] = []
    for place, key, value in _options(data):
        if key in LEFT_TO_QUARTO and len(place) == 1:
            continue
        if key in OF_PRINT and place[:2] == ("format", "html"):
            todo = (
                "Write it beside `format`, for the print; for the page change"
                " report/look/palette.json."
            )
            what = f'The option "{key}" of the page is not known here.'
            line = lines.get(place, 1)
            wrong.append(problem(what, file=name, line=line, todo=todo, kind="option"))
            continue
        if key in allowed:
            options[key], places[key] = value, lines.get(place, 1)
            continue
        todo = INSTEAD.get(key) or did_you_mean(key, allowed) or f"Known are: {', '.join(allowed)}."
        what = f'The option "{key}" is not known here.'
        wrong.append(problem(what, file=name, line=lines.get(place, 1), todo=todo, kind="option"))
    for key in ("number-sections", "link-citations"):
        if is_false(options.pop(key, True)):
            what = (
                f"{key} is false, but the report refers to its sections and paragraphs by number."
            )
            line = lines.get((key,), 1)
            wrong.append(
                problem(what, file=name, line=line, todo=f"Leave {key} out.", kind="option")
            )
    return options, places, wrong


def _options(data: Mapping[str, Data]) -> Iterator[tuple[tuple[Any, ...], str, Any]]:
    """Yield path, key and value of each option. Options of single formats are meant for all."""
    for key, value in data.items():
        if key != "format":
            yield (key,), str(key), value
            continue
        for form, options in (value if isinstance(value, Mapping) else {}).items():
            if form not in FORMATS:
                yield (key, form), str(form), options
            for name, given in (options if isinstance(options, Mapping) else {}).items():
                yield (key, form, name), str(name), given


def with_variables(
    folder: Path, shown: str, values: Mapping[str, Data], given: Collection[Path] | None
) -> tuple[dict[str, Data], list[Problem]]:
    """Return the values with those of report/_variables.yml, and what is wrong.

    A name that the data already have is refused. `given` are the files that are read; None means
    all in `folder`.
    """
    path = _there(folder, VARIABLES, given)
    if path is None:
        return dict(values), []
    name = f"{shown}/{VARIABLES}"
    try:
        own, lines = _read(path, name)
    except Problems as stopped:
        return dict(values), stopped.problems
    wrong = [
        problem(
            f'"{key}" is a value of the data, so it cannot be a variable of yours.',
            file=name,
            line=lines.get((key,), 1),
            todo="Choose another name.",
            kind="variable",
        )
        for key in own
        if key in values
    ]
    return {**own, **values}, wrong
