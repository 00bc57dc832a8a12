"""Read the options of report/_quarto.yml and the values of report/_variables.yml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.typed import decode, parse_yaml
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.values import Data
from pilcrow.report.prose.quarto_options import instead_of

PROJECT, VARIABLES = "_quarto.yml", "_variables.yml"
OF_PRINT = ("fontsize", "mainfont")  # the page has the size that its reader chose
OF_PAGE = ("theme",)
OPTIONS = (
    *("toc", "toc-depth", "number-sections", "link-citations", "csl", "papersize"),
    *(*OF_PRINT, *OF_PAGE),
)
# What only Quarto reads, when it shows report/ by itself.
LEFT_TO_QUARTO = ("project", "filters", "editor", "execute")
OWN_FILTERS = ("quarto", "citeproc", "_extensions/pilcrow/pilcrow.lua")
# What to write instead of keys of Quarto that this report does not use.
INSTEAD = {
    "format": "`formats` in config/config.yaml says which are made; the look is in report/look/.",
    "metadata-files": "Write the options of these files into _quarto.yml.",
    "filters": "Filters belong to the look: report/look/.",
    "execute": "The report runs no code: make figures and tables by a rule.",
    "engine": "The report runs no code: make figures and tables by a rule.",
    "jupyter": "The report runs no code: make figures and tables by a rule.",
    "knitr": "The report runs no code: make figures and tables by a rule.",
    "params": "Take numbers from the data: {{< var … >}}.",
    "crossref": "Figures and tables are numbered by Pilcrow; `lang` names them.",
    "css": "Write report/look/own.css.",
    "abstract-title": "The heading is in the language of the report: `lang`.",
    "toc-title": "The heading is in the language of the report: `lang`.",
    "date-format": "The date is written as the language of the report does: `lang`.",
    "date-modified": "Write the day of the report as `date`.",
    "number-depth": "Give a heading without a number the class .unnumbered.",
    "acknowledgements": "Write them as a section: # Acknowledgements {.unnumbered}.",
    "acknowledgments": "Write them as a section: # Acknowledgements {.unnumbered}.",
    "thanks": "Write `note` of an author, or `funding`.",
    "image": "Show it in the text: ![Caption](image.png).",
    "logo": "Show it in the text: ![Caption](logo.png).",
    "other-links": "Write the links in the text.",
    "code-links": "Write the links in the text.",
    "reference-location": "Leave it out: in print, notes are at the foot of the page.",
    "highlight-style": "Leave it out: code is printed in one colour.",
    "include-in-header": "The look is in report/look/.",
    "header-includes": "The look is in report/look/.",
    "title-block-banner": "The look is in report/look/.",
    "title-block-style": "The look is in report/look/.",
    "code-fold": "Leave it out: code is shown.",
    "code-copy": "Leave it out.",
    "lightbox": "Leave it out.",
    "comments": "Leave it out.",
    "fig-cap-location": "Leave it out: captions are below figures and above tables.",
    "tbl-cap-location": "Leave it out: captions are below figures and above tables.",
    "draft": "A build without `strict: true` is a draft.",
    "google-scholar": "Leave it out: the page always names what programs cite.",
    "reference-section-title": "Write it as a heading above ::: {#refs}.",
    "resources": "Leave it out, and lead to what is published elsewhere by a link.",
    **dict.fromkeys(
        ("code-tools", "code-line-numbers", "link-external-newwindow", "suppress-bibliography"),
        "Leave it out.",
    ),
    **dict.fromkeys(
        ("toc-location", "cap-location", "citation-location", "page-layout", "number-offset")
        + ("published-title", "appendix-style", "keep-typ", "smart", "documentclass", "classoption")
        + ("shortcodes",),
        "Leave it out: the report does not have it.",
    ),
    **dict.fromkeys(
        ("linkcolor", "linestretch", "geometry", "margin", "brand"),
        "The look is in report/look/.",
    ),
}
# Files of a profile, and of a folder.
_OTHER_OPTIONS = re.compile(r"_quarto-.+|_metadata")
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

    `known` are the keys of the front matter, which may be here too. If both have a key, the
    front matter counts. `given` are the files that are read; None means all in `folder`.
    """
    unread = list(_not_read(folder, shown, given))
    path = _there(folder, PROJECT, given)
    if path is None:
        return {}, {}, unread
    name = f"{shown}/{PROJECT}"
    try:
        data, lines = _read(path, name)
    except Problems as stopped:
        return {}, {}, [*unread, *stopped.problems]
    allowed = (*known, *OPTIONS)
    options: dict[str, Data] = {}
    places: dict[str, int] = {}
    wrong: list[Problem] = unread
    for place, key, value in _options(data):
        if key in LEFT_TO_QUARTO and len(place) == 1:
            if key == "filters":
                wrong += _foreign_filters(value, name, lines)
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
        todo = INSTEAD.get(key) or instead_of(key) or did_you_mean(key, allowed)
        todo = todo or f"Choose one of: {', '.join(allowed)}."
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


def _not_read(folder: Path, shown: str, given: Collection[Path] | None) -> Iterator[Problem]:
    """Yield problems of files whose options Quarto would use and the build does not."""
    for path in sorted(folder.rglob("_*.y*ml") if given is None else given):
        if path.suffix in (".yml", ".yaml") and _OTHER_OPTIONS.fullmatch(path.stem):
            yield problem(
                "The build does not read this file of options.",
                file=f"{shown}/{path.relative_to(folder).as_posix()}",
                todo=f"Write its options into {shown}/{PROJECT}, and delete it.",
                kind="option",
            )


def _foreign_filters(value: Any, shown: str, lines: Mapping[tuple[Any, ...], int]) -> list[Problem]:
    """Return problems of the filters that would change only what Quarto shows of report/."""
    named = value if isinstance(value, list) else [value]
    paths = [str(one.get("path", "") if isinstance(one, Mapping) else one) for one in named]
    return [
        problem(
            f'The filter "{path}" would change only what Quarto shows, and not the report.',
            file=shown,
            line=lines.get(("filters", place), lines.get(("filters",), 1)),
            todo="Leave it out. Filters belong to the look: report/look/.",
            kind="option",
        )
        for place, path in enumerate(paths)
        if path not in OWN_FILTERS
    ]


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
