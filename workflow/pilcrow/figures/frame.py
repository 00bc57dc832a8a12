"""Share what all figures need: their description, measures and layout, in inches and points."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pilcrow.figures.names import CONDITIONS
from pilcrow.figures.palette import Look
from pilcrow.files.language import report_language, say, say_integer, say_number, semicolon
from pilcrow.model.groups import by_date
from pilcrow.model.values import Data
from pilcrow.tables.columns import CONSENSUS, RULES, TABLES, TableScope
from pilcrow.tables.tables import Row, read_table
from pilcrow.tables.values import join_consecutive, number_key

POINT = 1 / 72  # inches

LABELS = 0.38  # of a figure's width, at most


class Tables:
    """The tables that figures draw. Each is read when it is first asked for.

    That of the documents has them by date.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, list[Row]] = {}

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self._read:
            rows = read_table(self.folder, name)
            if name == "documents":
                rows.sort(key=lambda row: by_date(row["date"], row["document"]))
            self._read[name] = rows
        return self._read[name]

    @cached_property
    def values(self) -> dict[str, Data]:
        """Return the values that the prose may print; {} if there are none."""
        path = self.folder / "values.json"
        values: dict[str, Data] = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
        return values

    @property
    def coding(self) -> str:
        """Return the coding of the tables: rules, a coder's, or consensus."""
        return str(self.values.get("coding", RULES))

    @property
    def read(self) -> int:
        """Return how many recording units the coding read."""
        return sum(row["read"] or 0 for row in self["documents"])

    @cached_property
    def beside(self) -> Beside:
        """Return the tables of the coding beside the report's, which its figures share."""
        return Beside(self)

    @cached_property
    def project(self) -> TableScope:
        """Return what decides which figures there are, from the tables."""
        # The number of coders decides. Two of them have a table of agreement.
        person = self.beside.coding
        one = () if person in ("", RULES) else (person,)
        coders = ("", "") if (self.folder / "agreement.csv").exists() else one
        dates = tuple(row["date"] for row in self["documents"])
        return TableScope(len(dates), self.coding, coders, "keyness" in self.values, dates)

    def names(self) -> dict[str, str]:
        """Return the names of the themes by code, in the codebook's order."""
        return {row["theme"]: row["name"] for row in self["themes"]}

    def with_coding(self, title: str) -> str:
        """Return a finding with its coding: "By the rules, two themes lead"."""
        if not self.read and any(row["recording_units"] for row in self["documents"]):
            return why_no_theme(self).removesuffix(".")  # to find nothing would be no finding
        finding = title
        if report_language().after_colon == "small":
            finding = f"{title[:1].lower()}{title[1:]}"
        if self.coding == "rules":
            return say("By the rules, {finding}", finding=finding)
        if self.coding == "consensus":
            return say("By the coders’ consensus, {finding}", finding=finding)
        return say("By the reading, {finding}", finding=finding)

    def units(self) -> list[Row]:
        """Return the recording units, in order."""
        return [row for row in self["paragraphs"] if row["word"] is not None]

    def source(self, made: str | None = None) -> str:
        """Return the source line: how much text there is, who coded it, and what they read of it.

        `made` replaces the report's coding if another's work is drawn. It is "" if nothing coded is
        drawn.
        """
        documents = self["documents"]
        units, words = (
            sum(row[name] or 0 for row in documents) for name in ("recording_units", "words")
        )
        what = (
            documents[0]["document"]
            if len(documents) == 1
            else say_number(len(documents), "{n} document", "{n} documents")
        )
        if made is None:
            made = self.coded()
            if self.read < units:
                made = say_number(
                    self.read,
                    "{coding}, which read {n} paragraph",
                    "{coding}, which read {n} paragraphs",
                    coding=made,
                )
        read = say(
            "Source: {what}; {paragraphs} of speech, {words}.",
            what=what,
            paragraphs=say_paragraphs(units),
            words=say_words(words),
        )
        return f"{read} {made}." if made else read

    def coded(self) -> str:
        """Return whose coding the tables hold, for the source line."""
        if self.coding == "rules":
            return say("Coding: the codebook’s rules")
        if self.coding == "consensus":
            return say("Coding: consensus of the coders")
        return say("Coding: {coding}", coding=self.coding)


class Beside(Tables):
    """The tables of the coding beside the report's, under the names of the report's own.

    They count the paragraphs that both codings read.
    """

    def __init__(self, report: Tables) -> None:
        super().__init__(report.folder)
        self.report = report

    def __getitem__(self, name: str) -> list[Row]:
        if f"{name}_beside" in TABLES:
            return self.report[f"{name}_beside"]
        if name != "paragraphs":
            return self.report[name]
        if name not in self._read:
            self._read[name] = [
                {**row, "themes": row["themes_beside"]} for row in self.report[name]
            ]
        return self._read[name]

    @property
    def coding(self) -> str:
        """Return the coding beside the report's: rules, a coder's, consensus; "" for none."""
        return str(self.report.values.get("beside", ""))

    @property
    def read(self) -> int:
        """Return how many recording units both codings read."""
        return sum(row["compared"] or 0 for row in self["documents"])

    def source(self, made: str | None = None) -> str:
        """Return the source line: the coding, and whose paragraphs it is set beside."""
        if made is None and self.coding == RULES:
            made = self.limited(self.coded())
        return super().source(made)

    def limited(self, codings: str) -> str:
        """Return codings with what they are counted on, where the coder did not read all."""
        if self.read == sum(row["recording_units"] for row in self["documents"]):
            return codings
        return say_number(
            self.read,
            "{codings}, on the {n} paragraph that {coder} read",
            "{codings}, on the {n} paragraphs that {coder} read",
            codings=codings,
            coder=self.coder(),
        )

    def coder(self) -> str:
        """Return who coded of the two, beside the rules."""
        coder = self.report.coding if self.coding == RULES else self.coding
        return say("consensus") if coder == CONSENSUS else coder


@dataclass(frozen=True)
class Drawing:
    """A drawn figure and its words.

    The title says what was found, the alternative text what the data are.
    """

    picture: Any  # matplotlib.figure.Figure
    title: str
    caption: str
    alt: str
    source: str
    empty: bool = False  # there was nothing to draw: a report says so in a sentence, which is `alt`


@dataclass(frozen=True)
class Figure:
    """An entry of the registry: a name, the table of its data, and the function that draws."""

    name: str
    table: str
    draw: Callable[[Tables, Look], Drawing]

    def applies(self, tables: Tables) -> bool:
        """Return whether the project has this figure."""
        return CONDITIONS[self.name].holds(tables.project)


# Words


def say_paragraphs(number: int) -> str:
    """Return a number of paragraphs in words: 1 paragraph, 1,250 paragraphs."""
    return say_number(number, "{n} paragraph", "{n} paragraphs")


def say_words(number: int) -> str:
    """Return a number of words: 1 word, 1,250 words."""
    return say_number(number, "{n} word", "{n} words")


def say_spans(number: int) -> str:
    """Return a number of spans: 1 span, 1,250 spans."""
    return say_number(number, "{n} span", "{n} spans")


def in_part_of(part: int, whole: int) -> str:
    """Return where something is: in 5 of 13 paragraphs."""
    return say_number(
        whole, "in {size} of {n} paragraph", "in {size} of {n} paragraphs", size=say_integer(part)
    )


def in_alt(name: str, what: str) -> str:
    """Return a row of a figure as its alternative text says it."""
    return say("{name}: {what}.", name=name, what=what)


def paragraph_list(identifiers: Iterable[str], named: bool = False) -> str:
    """Return paragraph IDs as readers cite them: "para. 8", "paras. 4–6, 9".

    If there are several documents, or if `named`, the document precedes its numbers.
    """
    documents: dict[str, list[str]] = {}
    for identifier in identifiers:
        document, _, number = identifier.rpartition(".")
        documents.setdefault(document, []).append(number)
    cited = []
    for document, numbers in documents.items():
        ordered = join_consecutive(
            [number.removeprefix("p") for number in sorted(set(numbers), key=number_key)]
        )
        label = say("para.") if len(set(numbers)) == 1 else say("paras.")
        before = f"{document}, " if named or len(documents) > 1 else ""
        cited.append(f"{before}{label} {', '.join(ordered)}")
    return semicolon().join(cited)


# Measures


def distinct_titles(documents: Iterable[Row]) -> dict[str, str]:
    """Return the titles of documents by their IDs.

    If several documents share a title, their IDs precede it, so that they are not cut off.
    """
    rows = list(documents)
    bearing = Counter(row["title"] for row in rows)
    return {
        row["document"]: (
            f"{row['document']}: {row['title']}" if bearing[row["title"]] > 1 else row["title"]
        )
        for row in rows
    }


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in inches. `size` is in points."""
    import matplotlib

    families = tuple(matplotlib.rcParams["font.family"])
    return _width_at_one_point(text, weight, families) * size * POINT if text else 0.0


@cache
def _width_at_one_point(text: str, weight: str, families: tuple[str, ...]) -> float:
    """Return the width of a line of text in points, at a size of one point."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of characters without a glyph: `draw` names them once
        width, _, _ = text_to_path.get_text_width_height_descent(
            text, FontProperties(family=families, size=1, weight=weight), ismath=False
        )
    return float(width)


def column_width(look: Look, head: str, least: float) -> float:
    """Return how wide a column of numbers at the right edge is, at least as wide as its head."""
    return max(least, text_width(head, look.small) + 0.02)


def wrap(text: str, width: float, size: float, lines: int = 2, weight: str = "normal") -> str:
    """Return text broken at spaces so that no line is wider than `width` inches.

    What is beyond the last of `lines` is cut with an ellipsis. `size` is in points.
    """
    broken: list[str] = []
    for word in text.split():
        candidate = f"{broken[-1]} {word}" if broken else word
        if broken and text_width(candidate, size, weight) <= width:
            broken[-1] = candidate
        else:
            broken.append(word)
    kept = broken[:lines]
    if len(broken) > lines:
        kept[-1] += "…"
    for place, line in enumerate(kept):
        while text_width(line, size, weight) > width and len(line) > 2:
            line = line[:-2].rstrip() + "…"
        kept[place] = line
    return "\n".join(kept)


# Layout


class Canvas:
    """A picture as wide as the look, with axes placed in inches from its top left corner."""

    def __init__(self, look: Look, height: float) -> None:
        from matplotlib.figure import Figure as Picture

        self.look = look
        self.width = look.width
        self.height = height
        self.picture = Picture(figsize=(self.width, height))

    def axes(self, left: float, top: float, width: float, height: float) -> Any:
        """Return axes without a frame. y grows downward, in rows."""
        axes = self.picture.add_axes(
            (
                left / self.width,
                1 - (top + height) / self.height,
                width / self.width,
                height / self.height,
            )
        )
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.set_yticks([])
        return axes

    def text(
        self, x: float, y: float, text: str, size: float = 0, colour: str = "ink", **how: Any
    ) -> None:
        """Write text at a place in inches from the top left."""
        how = {"va": "center", "ha": "left", **how}
        self.picture.text(
            x / self.width,
            1 - y / self.height,
            text,
            fontsize=size or self.look.label,
            color=self.look[colour],
            **how,
        )


class Margins(NamedTuple):
    """Room around rows, in inches: for numbers, for a head, for an axis."""

    right: float = 0.1
    top: float = 0.32
    bottom: float = 0.45


MARGINS = Margins()


class Rows:
    """Labelled rows beside axes: the layout of most figures.

    Args:
        look: The look of the figure.
        labels: The labels of the rows. They have two lines at most.
        margins: Room around the rows.
        row: Least height of a row, in inches.
        widest: Greatest width of the labels, in inches.
        head: Words in small letters above the labels.
    """

    def __init__(
        self,
        look: Look,
        labels: Sequence[str],
        margins: Margins = MARGINS,
        row: float = 0.2,
        widest: float = 2.1,
        head: str = "",
    ) -> None:
        widest = min(widest, LABELS * look.width)
        self.labels = [
            label if "\n" in label else wrap(label, widest, look.label) for label in labels
        ]
        broken = [line for label in self.labels for line in label.split("\n")]
        widths = [text_width(line, look.label) for line in broken]
        self.left = max([*widths, text_width(head, look.small)]) + 0.12
        self.row = max([row] + [0.15 * (label.count("\n") + 1) + 0.05 for label in self.labels])
        self.top = margins.top
        self.plot_height = self.row * max(1, len(labels))
        self.canvas = Canvas(look, margins.top + self.plot_height + margins.bottom)
        self.plot_width = self.canvas.width - self.left - margins.right

    def y(self, place: int) -> float:
        """Return the middle of a row, in inches from the top."""
        return self.top + (place + 0.5) * self.row

    def draw_labels(self, colours: Sequence[str] | None = None) -> None:
        """Write the labels, each in its colour by name. None means ink."""
        for place, label in enumerate(self.labels):
            colour = colours[place] if colours else "ink"
            self.canvas.text(
                self.left - 0.1, self.y(place), label, colour=colour, ha="right", linespacing=1.0
            )

    def axes(self, offset: float = 0.0, width: float = 0.0) -> Any:
        """Return axes over all rows.

        `offset` from the labels and `width` are in inches. A width of 0 means the rest.
        """
        axes = self.canvas.axes(
            self.left + offset, self.top, width or self.plot_width - offset, self.plot_height
        )
        axes.set_ylim(len(self.labels) - 0.5 if self.labels else 0.5, -0.5)
        return axes


def draw_stripe(axes: Any, look: Look, place: int) -> None:
    """Draw a band behind every second row."""
    if place % 2 == 0:
        axes.axhspan(place - 0.5, place + 0.5, color=look["band"], linewidth=0, zorder=0)


def draw_tracks(axes: Any, look: Look, lengths: Sequence[int]) -> None:
    """Draw how long each bar could be, the line on which the bars stand, and a grid."""
    axes.axvline(0, color=look["muted"], linewidth=0.8, zorder=3)
    if lengths:
        axes.barh(range(len(lengths)), lengths, 0.62, color=look["band"], linewidth=0, zorder=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=look["line"], linewidth=0.4)


def write_at_end(axes: Any, look: Look, text: str, x: float, place: int, **how: Any) -> None:
    """Write a text behind the end of a row's bar, in small letters."""
    how = {"xytext": (3, 0), "ha": "left", "color": look["ink"], **how}
    style = {"textcoords": "offset points", "va": "center", "fontsize": look.small}
    axes.annotate(text, (x, place), **style, **how)


def message(look: Look, text: str) -> Any:
    """Return a picture that says in words why there is nothing to draw."""
    canvas = Canvas(look, 0.8)
    canvas.text(
        canvas.width / 2,
        0.4,
        wrap(text, canvas.width - 0.4, look.label, 3),
        colour="muted",
        ha="center",
        style="italic",
    )
    return canvas.picture


def why_no_theme(tables: Tables) -> str:
    """Return in a sentence why no paragraph has a theme."""
    if not tables["themes"]:
        return say("The codebook has no themes yet.")
    if not any(row["recording_units"] for row in tables["documents"]):
        return say("There is no paragraph of speech.")
    by_rules = tables.coding == RULES
    if by_rules and not any(row["rule"] for row in tables["sensitivity"]):
        return say("No theme of the codebook has a rule.")
    if not tables.read and by_rules:
        return say("The rules look for no theme in these paragraphs.")
    if not tables.read:
        return say("No paragraph was read by {coder}.", coder=tables.coding)
    return say("No paragraph carries a theme of the codebook") + "."


def empty_drawing(look: Look, title: str, sentence: str, source: str) -> Drawing:
    """Return a drawing that says in a sentence that there is nothing to draw."""
    return Drawing(message(look, sentence), title, "", sentence, source, empty=True)


def round_step(highest: float, at_most: int) -> int:
    """Return the least of 1, 2, 5, 10, … that divides `highest` into at most so many parts."""
    sizes = (digit * 10**power for power in range(12) for digit in (1, 2, 5))
    return next(int(size) for size in sizes if highest / size <= at_most)


def speech_axis(axes: Any, look: Look, length: int) -> None:
    """Give the x axis the words of a speech of `length` words."""
    whole_axis(axes, length, 4 if look.is_narrow else 8, last=True)
    axes.set_xlabel(say("Words of the speech from its beginning"))


def whole_axis(axes: Any, highest: int, at_most: int = 8, last: bool = False) -> int:
    """Give the x axis ticks at whole numbers from 0, and end it at a tick.

    So no bar runs beyond the axis. With `last` it ends at the highest number itself, whatever the
    step. Where there is no room for all labels, the first and the last remain. The last one ends
    at its tick where it would run over the picture's edge. Returns where the axis ends.
    """
    import matplotlib

    highest = max(1, highest)
    step = round_step(highest, at_most)
    end = highest if last else -(-highest // step) * step
    ticks = list(range(0, end + 1, step))
    if end % step:
        ticks = [tick for tick in ticks if end - tick > step / 2] + [end]
    size = float(matplotlib.rcParams["xtick.labelsize"])
    widths = [text_width(say_integer(tick), size) for tick in ticks]
    place, whole = axes.get_position(), axes.figure.get_figwidth()
    beyond = widths[-1] / 2 > (1 - place.x1) * whole
    needed = sum(widths) - (widths[0] + widths[-1]) / 2 + 0.05 * (len(ticks) - 1)
    if needed + beyond * widths[-1] / 2 > place.width * whole:
        ticks = [0, end]
    axes.set_xticks(ticks, [say_integer(tick) for tick in ticks])
    if beyond:
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.set_xlim(0, end)
    return end
