"""Draw how far a result can be trusted: what depends on each rule, and how far coders agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pilcrow.figures.frame import (
    Drawing,
    Margins,
    Rows,
    Tables,
    column_width,
    draw_stripe,
    empty_drawing,
    in_alt,
    say_paragraphs,
    text_width,
    whole_axis,
)
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import cut
from pilcrow.files.language import (
    say,
    say_decimal,
    say_integer,
    say_list,
    say_number,
    say_opening_number,
    say_quoted,
)
from pilcrow.tables.reliability import say_withheld
from pilcrow.tables.sensitivity import LEAVE_OUT
from pilcrow.tables.tables import Row


class CostliestRules(NamedTuple):
    """The rules that cost a theme the most paragraphs if one of them is left out."""

    code: str
    name: str  # of the theme
    found: int  # its paragraphs
    least: int  # what remains
    patterns: list[str]

    @property
    def blame(self) -> str:
        """Return in words the rule that costs the theme most."""
        if self.least == self.found:
            return say("any one rule")
        more = len(self.patterns) - 1
        if not more:
            return say_quoted(self.patterns[0])
        return say_number(
            more, "“{rule}” or {n} other", "“{rule}” or {n} others", rule=self.patterns[0]
        )


def worst_rules(tables: Tables) -> list[CostliestRules]:
    """Return for each theme that the rules find what its most costly rule leaves of it."""
    found: dict[str, list[Row]] = {}
    for row in tables["sensitivity"]:
        if row["variant"] == LEAVE_OUT and row["count"]:
            found.setdefault(row["theme"], []).append(row)
    names = tables.names()
    worst = []
    for theme, rows in ((code, found[code]) for code in names if code in found):
        least = min(row["count_variant"] for row in rows)
        patterns = [row["pattern"] for row in rows if row["count_variant"] == least]
        worst.append(CostliestRules(theme, names[theme], rows[0]["count"], least, patterns))
    return worst


def draw_sensitivity(tables: Tables, look: Look) -> Drawing:
    """Draw for each theme the paragraphs that remain if its most costly rule is left out."""
    themes = worst_rules(tables)
    title = title_sensitivity(themes)
    source = tables.source(say("Coding: the codebook’s rules"))
    caption = say(
        "Full dot: paragraphs with the theme. Ring: what remains without the rule named at the"
        " right, the one that costs the theme most."
    )
    if not themes:
        empty = say("The rules found no theme, so there is no rule to leave out.")
        return empty_drawing(look, title, empty, source)
    hues = look.hues(tables.names())
    beside = 0.85 if look.is_narrow else 1.5  # inches for the rule
    right = beside + 0.8
    frame = Rows(look, [row.name for row in themes], Margins(right=right, top=0.34, bottom=0.48))
    frame.draw_labels()
    axes = frame.axes(0.08)
    highest = max(row.found for row in themes)
    end = whole_axis(axes, highest, 2 if look.is_narrow else 6)
    axes.set_xlim(-0.03 * end, end)
    left = frame.canvas.width - right + 0.15
    for place, row in enumerate(themes):
        draw_stripe(axes, look, place)
        _remains(axes, look, hues[row.code], row, place)
        y = frame.y(place)
        kept = f"{say_integer(row.found)} → {say_integer(row.least)}"
        frame.canvas.text(left, y, kept, look.small, "ink")
        blame = cut(row.blame, beside, look.small)
        frame.canvas.text(left + 0.62, y, blame, look.small, "muted")
    label = say("Paragraphs")
    if look.is_narrow or text_width(label, look.small) > 0.6:
        label = say("Paras.")
    frame.canvas.text(left, 0.2, label, look.small, "muted")
    frame.canvas.text(left + 0.62, 0.2, say("without"), look.small, "muted")
    axes.set_xlabel(say("Paragraphs with the theme"))
    rows = (
        in_alt(
            row.name,
            say(
                "{paragraphs}, {least} without {rule}",
                paragraphs=say_paragraphs(row.found),
                least=say_integer(row.least),
                rule=row.blame,
            ),
        )
        for row in themes
    )
    alt = " ".join([say("Dot chart of leaving out one rule."), *rows])
    return Drawing(frame.canvas.picture, title, caption, alt, source)


def _remains(axes: Any, look: Look, hue: str, row: CostliestRules, place: int) -> None:
    """Draw a line from what a theme has to what remains of it."""
    line = {"color": hue, "linewidth": 1.4, "zorder": 1}
    axes.plot([row.least, row.found], [place, place], **line)
    if row.least < row.found:
        ring = {"facecolor": look["paper"], "edgecolor": hue, "linewidth": 1.2}
        axes.scatter([row.least], [place], s=30, zorder=2, clip_on=False, **ring)
    axes.scatter([row.found], [place], s=32, color=hue, linewidth=0, zorder=3, clip_on=False)


def title_sensitivity(themes: Sequence[CostliestRules]) -> str:
    """Return the finding: how many themes depend on a single rule."""
    alone = [row for row in themes if row.least == 0]
    if not themes:
        return say("No theme rests on a rule")
    if not alone:
        return say("No theme would vanish if any one rule were left out")
    if len(alone) == len(themes):
        return (
            say("Each theme rests on a single rule")
            if len(themes) > 1
            else say("The only theme found rests on a single rule")
        )
    return say_number(
        len(themes),
        "{count} of {n} theme would vanish if a single rule were left out",
        "{count} of {n} themes would vanish if a single rule were left out",
        count=say_opening_number(len(alone)),
    )


# Agreement


def draw_agreement(tables: Tables, look: Look) -> Drawing:
    """Draw Krippendorff's alpha by theme with its interval, or the reason why it is withheld.

    Krippendorff 2019, Content Analysis, gives the bounds 0.667 and 0.8.
    """
    names = tables.names()
    rows = [row for row in tables["agreement"] if row["coefficient"] == "alpha" and row["theme"]]
    overall = next(
        (row for row in tables["agreement"] if row["coefficient"] == "alpha (MASI)"), None
    )
    order = {code: place for place, code in enumerate(names)}
    shown = sorted(rows, key=lambda row: order.get(row["theme"], len(order)))
    hues = look.hues(names)
    every = [*shown, overall] if overall else shown
    coders = say_list(every[0]["coders"].split()) if every else ""
    title = title_agreement(shown, overall)
    source = tables.source(say("Coders: {coders}", coders=coders) if coders else "")
    if not rows:
        empty = say("There are no units on which agreement could be measured.")
        return empty_drawing(look, title, empty, source)
    caption = say(
        "Krippendorff’s α, each theme present or absent, between {coders} on {paragraphs}; lines"
        " are 95% bootstrap intervals over paragraphs. Dotted: 0.667 and 0.8, Krippendorff’s"
        " bounds for tentative and for firm conclusions.",
        coders=coders,
        paragraphs=say_paragraphs(rows[0]["units"]),
    )
    labels = [_name(row, names) for row in every]
    beside = column_width(look, say("Positives"), 0.52 if look.is_narrow else 0.97)
    right = beside + POSITIVES + 0.15
    frame = Rows(look, labels, Margins(right=right, top=0.34, bottom=0.48))
    frame.draw_labels()
    lowest = min([0.0, *(row["low"] for row in every if row["low"] is not None)])
    axes = frame.axes()
    axes.set_xlim(max(-1.0, lowest) - 0.02, 1.02)
    ticks = [tick / 5 for tick in range(-5, 6) if tick / 5 >= lowest]
    axes.set_xticks(ticks, [say_decimal(tick, 1) for tick in ticks])
    for bound in (0.667, 0.8):
        axes.axvline(bound, color=look["muted"], linewidth=0.7, linestyle=(0, (1, 2)), zorder=0)
    for place, row in enumerate(every):
        colour = hues.get(row["theme"], look["ink"])
        _coefficient(frame, axes, colour, row, place)
    left = frame.canvas.width - right + 0.15
    frame.canvas.text(left, 0.2, "α", look.small, "muted")
    frame.canvas.text(left + POSITIVES, 0.2, say("Positives"), look.small, "muted")
    axes.set_xlabel(say("Krippendorff’s α"))
    alt = " ".join(
        [
            say("Dot chart of Krippendorff’s alpha by theme."),
            *(in_alt(_name(row, names), _worded(row)) for row in every),
        ]
    )
    return Drawing(frame.canvas.picture, title, caption, alt, source)


POSITIVES = 0.38  # inches between the coefficient and the number of positives


def _coefficient(frame: Rows, axes: Any, colour: str, row: Row, place: int) -> None:
    """Draw one coefficient with its interval, or why it is withheld."""
    look = frame.canvas.look
    x, y = frame.left + frame.plot_width + 0.15, frame.y(place)
    if row["value"] is None:
        reason = cut(say_withheld(row), frame.plot_width - 0.1, look.small)
        frame.canvas.text(frame.left + 0.1, y, reason, look.small, "muted", style="italic")
    else:
        if row["low"] is not None:
            axes.plot(
                [max(-1.0, row["low"]), row["high"]],
                [place, place],
                color=colour,
                linewidth=1.6,
                solid_capstyle="butt",
                zorder=1,
            )
        marker = "o" if row["theme"] else "D"
        axes.scatter(
            [row["value"]], [place], s=34, color=colour, marker=marker, linewidth=0, zorder=2
        )
        frame.canvas.text(x, y, say_decimal(row["value"]), look.small, "ink")
    frame.canvas.text(x + POSITIVES, y, say_integer(row["positives"]), look.small, "muted")


def _name(row: Row, names: Mapping[str, str]) -> str:
    """Return the theme of a coefficient, or that it is of all themes."""
    return names.get(row["theme"], row["theme"]) or say("All themes (MASI)")


def _worded(row: Row) -> str:
    if row["value"] is None:
        return say_withheld(row)
    value = say_decimal(row["value"])
    if row["low"] is not None:
        value = say(
            "{value} (95% interval {low} to {high})",
            value=value,
            low=say_decimal(row["low"]),
            high=say_decimal(row["high"]),
        )
    return say_number(
        row["positives"], "{value}, {n} positive", "{value}, {n} positives", value=value
    )


def title_agreement(rows: Sequence[Row], overall: Row | None) -> str:
    """Return the finding: in how many themes coders agree well enough for firm conclusions."""
    values = [row["value"] for row in rows if row["value"] is not None]
    if not values:
        return say("Agreement cannot be measured on any theme")
    firm = sum(value >= 0.8 for value in values)
    whole = overall["value"] if overall else None
    bound = say_decimal(0.8, 1)
    reach = say_number(
        firm,
        "{count} of {themes} reaches {bound}",
        "{count} of {themes} reach {bound}",
        count=say_opening_number(firm) if firm and whole is None else say_integer(firm),
        themes=say_number(len(values), "{n} theme", "{n} themes"),
        bound=f"α = {bound}" if whole is None else bound,
    )
    if whole is None:
        return reach
    return say(
        "Overall agreement is α = {value}; {finding}", value=say_decimal(whole), finding=reach
    )
