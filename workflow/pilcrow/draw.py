"""Stage draw: draw the tables as figures, with titles, captions and alternative texts.

It reads the tables, and the palette, fonts and words of the look. It makes NAME.svg for each figure
that the data allow, NAME-narrow.svg for phones, and figures.json.
"""

from __future__ import annotations

import gc
import io
import sys
import unicodedata
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pilcrow.build.job import run, stage_parser
from pilcrow.figures.compact import compact
from pilcrow.figures.drawn import DrawnFigure
from pilcrow.figures.frame import Drawing, Figure, Tables, wrap
from pilcrow.figures.names import NARROW, load_own
from pilcrow.figures.palette import Look, load_look, use_look
from pilcrow.figures.registry import FIGURES
from pilcrow.files.installed import result_of
from pilcrow.files.language import Language, load_language, speaking
from pilcrow.model.problems import did_you_mean, fail
from pilcrow.model.records import write_json, write_text
from pilcrow.tables import own
from pilcrow.tables.columns import TABLES


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG, without date and random identifiers."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.StringIO()
    canvas: Any = FigureCanvasSVG(drawing.picture)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of characters without a glyph: `uncovered` names them
        canvas.print_svg(stream, metadata={"Date": None, "Creator": None, "Title": drawing.title})
    return compact(stream.getvalue())


def uncovered(texts: Iterable[str]) -> list[str]:
    """Return the characters of texts that no font of the figures has, sorted."""
    import matplotlib
    from matplotlib import font_manager

    wanted = {ord(character) for text in texts for character in text if not character.isspace()}
    for family in matplotlib.rcParams["font.family"]:
        if wanted:
            wanted -= set(font_manager.get_font(font_manager.findfont(family)).get_charmap())
    return [chr(code) for code in sorted(wanted)]


def warn_of_uncovered(tables: Tables) -> None:
    """Print a warning that names the characters of names and titles that the figures lack."""
    texts = (
        [row["name"] for row in tables["themes"]]
        + [row["title"] for row in tables["documents"]]
        + [row["source"] for row in tables["voice"]]
    )
    missing = uncovered(texts)
    if missing:
        shown = ", ".join(
            f"{character} ({unicodedata.name(character, 'no name')})" for character in missing[:8]
        )
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        print(
            f"The figures have no glyph for {shown}{more}. Put a font that has them (.otf or .ttf)"
            " into report/look/fonts/.",
            file=sys.stderr,
        )


def warn_of_missing(language: Language) -> None:
    """Print a warning that names words of the figures that a language lacks."""
    if language.missing:
        first = "; ".join(list(language.missing)[:3])
        print(
            f'{len(language.missing)} phrases of the figures are missing in "{language.code}", so'
            f" they are in English: {first}. `pilcrow docs look` says how to translate them.",
            file=sys.stderr,
        )


def with_title(drawing: Drawing, look: Look) -> Drawing:
    """Return a drawing that stands alone: its title is above it and its source below it."""
    picture = drawing.picture
    width, height = picture.get_size_inches()
    title = wrap(drawing.title, width - 0.1, look.title, 3, "semibold")
    source = wrap(drawing.source, width - 0.1, look.small, 2)
    above, below = 0.19 * (title.count("\n") + 1) + 0.12, 0.14 * (source.count("\n") + 1) + 0.16
    whole = height + above + below
    for axes in picture.axes:
        box = axes.get_position(original=True)
        axes.set_position(
            (box.x0, (box.y0 * height + below) / whole, box.width, box.height * height / whole)
        )
    for text in picture.texts:
        x, y = text.get_position()
        text.set_position((x, (y * height + below) / whole))
    picture.set_size_inches(width, whole)
    left = 0.04 / width
    picture.text(
        left,
        1 - 0.06 / whole,
        title,
        fontsize=look.title,
        weight="semibold",
        va="top",
        color=look["ink"],
        linespacing=1.15,
    )
    picture.text(
        left,
        0.06 / whole,
        source,
        fontsize=look.small,
        va="bottom",
        color=look["muted"],
        linespacing=1.15,
    )
    return drawing


def entry(figure: Figure, drawing: Drawing, tables: Tables) -> DrawnFigure:
    """Return what the report says about a figure.

    `data` names the published file of what is drawn: CSV, or Parquet if CSV would be too large.
    """
    ending = "csv" if (tables.folder / f"{figure.table}.csv").exists() else "parquet"
    return DrawnFigure(
        figure.name,
        drawing.title,
        drawing.caption,
        drawing.alt,
        drawing.empty,
        drawing.source,
        f"{figure.table}.{ending}",
    )


def draw_all(tables: Tables, look: Look, output: Path) -> list[DrawnFigure]:
    """Draw every figure that the data allow, and remove former ones.

    Return the entries of figures.json.
    """
    entries = []
    for figure in FIGURES.values():
        if figure.applies(tables):
            drawing = result_of(figure.draw, Drawing, tables, look)
            write_text(output / f"{figure.name}.svg", svg(drawing))
            narrow = figure.draw(tables, look.for_phones())
            write_text(output / f"{figure.name}{NARROW}.svg", svg(narrow))
            entries.append(entry(figure, drawing, tables))
    for path in sorted(output.glob("*.svg")):
        if path.stem.removesuffix(NARROW) not in {made.name for made in entries}:
            path.unlink()
    write_json(output / "figures.json", entries)
    return entries


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.draw`. Raises Problems if a figure or the tables do not exist."""
    parser = stage_parser("draw", __doc__)
    parser.file("tables", "folder of the tables")
    parser.file("output", "folder of the figures; with --only the SVG file, or its folder")
    parser.add_argument("--language", default="en", help="language of the words (de, pt-BR)")
    parser.add_argument("--only", help="make one figure alone, with its title and source inside")
    options = parser.parse_args(arguments)
    gc.disable()  # the figures of one report fit into memory, and the search for cycles is felt
    load_own()
    own.load_own()  # a figure of a fork may draw a table of the fork
    for figure in FIGURES.values():
        if figure.table not in TABLES:
            fail(
                f'The figure "{figure.name}" names the table "{figure.table}", which does not'
                " exist.",
                todo=did_you_mean(figure.table, TABLES),
                kind="figure",
            )
    if options.only and options.only not in FIGURES:
        fail(
            f'There is no figure "{options.only}".',
            todo=did_you_mean(options.only, FIGURES),
            kind="figure",
        )
    if not (options.tables / "values.json").is_file():
        fail(
            "There are no tables in this folder.",
            file=options.tables,
            todo="Run the stage tabulate first.",
            kind="input",
        )
    tables, look = Tables(options.tables), load_look()
    use_look(look)
    warn_of_uncovered(tables)
    with speaking(load_language(options.language, Path.cwd())) as language:
        if options.only:
            draw_one(FIGURES[options.only], tables, look, options.output)
        else:
            draw_all(tables, look, options.output)
        warn_of_missing(language)
    return 0


def draw_one(figure: Figure, tables: Tables, look: Look, output: Path) -> None:
    """Draw one figure with its title and source. Raise Problems if its data do not exist.

    `output` is the SVG file, or its folder.
    """
    if not figure.applies(tables):
        fail(
            f'The figure "{figure.name}" needs data that this project does not have.',
            todo="`pilcrow docs figures` says what each figure needs.",
            kind="figure",
        )
    place = output if output.suffix == ".svg" else output / f"{figure.name}.svg"
    write_text(place, svg(with_title(figure.draw(tables, look), look)))


if __name__ == "__main__":
    run(main)
