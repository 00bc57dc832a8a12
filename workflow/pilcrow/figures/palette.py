"""Give the figures the look of page and print: colours and type from palette.json, and fonts.

Matplotlib would take settings, fonts and a font cache from the machine. Here it starts from its own
defaults, knows only the fonts that the look or matplotlib itself ships, and writes SVG without
dates or random identifiers. So the same data give the same bytes.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pilcrow.files.checksums import write_if_changed
from pilcrow.files.project import find_in_look
from pilcrow.inputs.palette import read_palette, theme_styles


@dataclass(frozen=True)
class Look:
    """Colours by name ("ink", "accent"), styles of voices, type sizes in points, widths in inches.

    `width` is that of the figure to be drawn. It is the line in print, or `narrow` for phones.
    """

    colours: dict[str, str]
    voices: dict[str, dict[str, str]]
    themes: tuple[str, ...]
    width: float
    narrow: float
    title: float
    label: float
    small: float
    fonts: tuple[Path, ...]
    families: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.colours[name]

    def hues(self, codes: Iterable[str]) -> dict[str, str]:
        """Return the colour of each theme. `codes`: all themes of the codebook, in its order."""
        styles = theme_styles(codes)
        return {code: self.themes[(style - 1) % len(self.themes)] for code, style in styles.items()}

    def for_phones(self) -> Look:
        """Return the same look for the narrow version of a figure."""
        return replace(self, width=self.narrow)

    @property
    def is_narrow(self) -> bool:
        """Return whether this is the look for phones."""
        return self.width <= self.narrow


def load_look(project: Path | None = None) -> Look:
    """Read the palette, and find the fonts that it names.

    A missing font is left out, and the next family serves. `project` is the root of the project.
    None means the current folder.
    """
    root = project or Path.cwd()
    palette = read_palette(root)
    type_scale = palette.type.figure
    fonts = [find_in_look(f"fonts/{name}", root) for name in type_scale.fonts]
    own = root / "report" / "look" / "fonts"
    fonts += sorted(
        path for path in own.glob("*") if path.suffix in (".otf", ".ttf") and path not in fonts
    )
    return Look(
        colours=dict(palette.colour.light),
        voices=dict(palette.voices),
        themes=tuple(palette.themes.light),
        width=float(type_scale.width),
        narrow=float(type_scale.narrow),
        title=float(type_scale.title),
        label=float(type_scale.label),
        small=float(type_scale.small),
        fonts=tuple(path for path in fonts if path.is_file()),
        families=tuple(type_scale.families),
    )


@cache
def prepare_matplotlib() -> Any:
    """Import matplotlib so that nothing of the machine reaches a figure. Return the module.

    Matplotlib scans the system's fonts if it has no list of them. In a project an empty list is
    written beside Snakemake's own state, so nothing is scanned and no home folder is needed.
    Elsewhere what the scan finds is dropped.
    """
    state = Path.cwd() / ".snakemake"
    if state.is_dir():
        os.environ["MPLCONFIGDIR"] = os.fspath(state / "pilcrow" / "matplotlib")
    import matplotlib

    if state.is_dir():
        write_empty_list(matplotlib, state / "pilcrow" / "matplotlib")
    from matplotlib import artist, font_manager

    artist.kwdoc = lambda artist: ""  # else importing a class of shapes lists all its properties
    matplotlib.use("svg")  # else the next line would import pyplot to find a backend
    matplotlib.rcParams.update(matplotlib.rcParamsDefault)
    # It would warn of each family without a semibold.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    shipped = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    manager = font_manager.fontManager
    manager.ttflist = []
    manager.afmlist = []
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"):
        manager.addfont(shipped / name)
    return matplotlib


def write_empty_list(matplotlib: Any, folder: Path) -> None:
    """Write a list of no fonts, in matplotlib's own form, unless there is a list.

    A scan takes a second or more, and all that it finds is dropped. A matplotlib that has another
    form of list scans.
    """
    source = Path(matplotlib.__file__).with_name("font_manager.py").read_text(encoding="utf-8")
    version = re.search(r"^class FontManager.*?__version__ = '([^']+)'", source, re.M | re.S)
    path = folder / f"fontlist-v{version[1] if version else ''}.json"
    if not path.exists():
        content: dict[str, object] = {
            "__class__": "FontManager",
            "_version": version and version[1],
            "_FontManager__default_weight": "normal",
            "default_size": None,
            "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
            "afmlist": [],
            "ttflist": [],
        }
        write_if_changed(path, json.dumps(content).encode())


def use_look(look: Look) -> None:
    """Set matplotlib's parameters for the look."""
    matplotlib = prepare_matplotlib()
    from matplotlib import font_manager

    manager = font_manager.fontManager
    known = {entry.fname for entry in manager.ttflist}
    for path in look.fonts:
        if os.fspath(path) not in known:
            manager.addfont(path)
    # In the order added: the project's own fonts come after the look's.
    available = {entry.name: None for entry in manager.ttflist}
    families = [family for family in look.families if family in available]
    families += [name for name in available if name not in families]
    matplotlib.rcParams.update(
        {
            "font.family": families,
            "font.size": look.label,
            "text.color": look["ink"],
            "text.parse_math": False,  # a dollar sign in a text is a dollar sign
            "axes.edgecolor": look["line"],
            "axes.labelcolor": look["muted"],
            "axes.labelsize": look.small,
            "axes.linewidth": 0.6,
            "axes.unicode_minus": True,
            "xtick.color": look["muted"],
            "xtick.labelsize": look.small,
            "xtick.major.size": 3,
            "xtick.major.width": 0.6,
            "ytick.color": look["ink"],
            "hatch.linewidth": 0.6,
            "svg.fonttype": "path",
            "svg.hashsalt": "pilcrow",
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
        }
    )
    look_up_once(manager)
    set_once()


def look_up_once(manager: Any) -> None:
    """Have matplotlib's font manager look up each font once, from now on.

    For each text that it draws it asks for every family of the look, and each time it compares all
    its settings first.
    """
    vars(manager).pop("findfont", None)
    manager.findfont = cache(manager.findfont)


@cache
def set_once() -> None:
    """Have each text measured and set once: figures share words, and each has a narrow version.

    Its outlines depend on the text and its font alone, and its size grows with that of the font.
    """
    from matplotlib.textpath import TextToPath, text_to_path

    measured = cache(text_to_path.get_text_width_height_descent)
    placed = cache(text_to_path.get_glyphs_with_font)

    def size(_: Any, text: str, prop: Any, ismath: Any) -> Any:
        scale, prop = prop.get_size_in_points() / TextToPath.FONT_SCALE, prop.copy()
        prop.set_size(TextToPath.FONT_SCALE)
        return tuple(scale * part for part in measured(text, prop, ismath))

    def glyphs(_: Any, font: Any, text: str, glyph_map: Any, **how: Any) -> Any:
        del how["return_new_glyphs_only"]
        places, outlines, boxes = placed(font, text, **how)
        new = {name: path for name, path in outlines.items() if name not in glyph_map}
        return places, new, boxes

    TextToPath.get_text_width_height_descent = size  # type: ignore[assignment,method-assign]
    TextToPath.get_glyphs_with_font = glyphs  # type: ignore[assignment,method-assign]
