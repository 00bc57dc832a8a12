"""Draw how far a result can be trusted: what depends on each rule, and how far coders agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pilcrow.figures.frame import RULES, Drawing, Rows, Tables, nothing, whole_axis
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import cut
from pilcrow.model.wording import count, listed, opening_count, written
from pilcrow.tables.sensitivity import LEAVE_OUT
from pilcrow.tables.tables import Row


class Worst(NamedTuple):
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
            return "any one rule"
        more = len(self.patterns) - 1
        return f"“{self.patterns[0]}”" + (f" or {count(more, 'other')}" if more else "")


def worst_rules(tables: Tables) -> list[Worst]:
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
        worst.append(Worst(theme, names[theme], rows[0]["count"], least, patterns))
    return worst


def draw_sensitivity(tables: Tables, look: Look) -> Drawing:
    """Draw for each theme the paragraphs that remain if its most costly rule is left out."""
    themes = worst_rules(tables)
    title = title_sensitivity(themes)
    source = tables.source(f"Coding: {RULES}")
    caption = (
        "Full dot: paragraphs with the theme. Ring: what remains without the rule named at the"
        " right, the one that costs the theme most."
    )
    if not themes:
        return nothing(
            look, title, "The rules found no theme, so there is no rule to leave out.", source
        )
    hues = look.hues(tables.names())
    beside = 0.85 if look.is_narrow else 1.5  # inches for the rule
    right = beside + 0.8
    frame = Rows(look, [row.name for row in themes], right=right, top=0.34, bottom=0.48)
    frame.draw_labels()
    axes = frame.axes(0.08)
    highest = max(row.found for row in themes)
    end = whole_axis(axes, highest, 2 if look.is_narrow else 6)
    axes.set_xlim(-0.03 * end, end)
    left = frame.canvas.width - right + 0.15
    for place, row in enumerate(themes):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=look["band"], linewidth=0, zorder=0)
        _remains(axes, look, hues[row.code], row, place)
        y = frame.y(place)
        frame.canvas.text(left, y, f"{row.found:,} → {row.least:,}", look.small, "ink")
        blame = cut(row.blame, beside, look.small)
        frame.canvas.text(left + 0.62, y, blame, look.small, "muted")
    frame.canvas.text(left, 0.2, "Paras." if look.is_narrow else "Paragraphs", look.small, "muted")
    frame.canvas.text(left + 0.62, 0.2, "without", look.small, "muted")
    axes.set_xlabel("Paragraphs with the theme")
    alt = "Dot chart of leaving out one rule. " + " ".join(
        f"{row.name}: {count(row.found, 'paragraph')}, {row.least} without {row.blame}."
        for row in themes
    )
    return Drawing(frame.canvas.picture, title, caption, alt, source)


def _remains(axes: Any, look: Look, hue: str, row: Worst, place: int) -> None:
    """Draw a line from what a theme has to what remains of it."""
    line = {"color": hue, "linewidth": 1.4, "zorder": 1}
    axes.plot([row.least, row.found], [place, place], **line)
    if row.least < row.found:
        ring = {"facecolor": look["paper"], "edgecolor": hue, "linewidth": 1.2}
        axes.scatter([row.least], [place], s=30, zorder=2, clip_on=False, **ring)
    axes.scatter([row.found], [place], s=32, color=hue, linewidth=0, zorder=3, clip_on=False)


def title_sensitivity(themes: Sequence[Worst]) -> str:
    """Return the finding: how many themes depend on a single rule."""
    alone = [row for row in themes if row.least == 0]
    if not themes:
        return "No theme rests on a rule"
    if not alone:
        return "No theme would vanish if any one rule were left out"
    if len(alone) == len(themes):
        return (
            "Each theme rests on a single rule"
            if len(themes) > 1
            else "The only theme found rests on a single rule"
        )
    return (
        f"{opening_count(len(alone))} of {count(len(themes), 'theme')} would vanish if a single"
        " rule were left out"
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
    coders = listed(every[0]["coders"].split()) if every else ""
    title = title_agreement(shown, overall)
    source = tables.source(f"Coders: {coders}" if coders else "")
    if not rows:
        return nothing(
            look, title, "There are no units on which agreement could be measured.", source
        )
    caption = (
        f"Krippendorff’s α, each theme present or absent, between {coders} on"
        f" {count(rows[0]['units'], 'paragraph')}; lines are 95% bootstrap intervals over"
        " paragraphs. Dotted: 0.667 and 0.8, Krippendorff’s bounds for tentative and for firm"
        " conclusions."
    )
    labels = [names.get(row["theme"], row["theme"]) or "All themes (MASI)" for row in every]
    right = 1.05 if look.is_narrow else 1.5
    frame = Rows(look, labels, right=right, top=0.34, bottom=0.48)
    frame.draw_labels()
    lowest = min([0.0, *(row["low"] for row in every if row["low"] is not None)])
    axes = frame.axes()
    axes.set_xlim(max(-1.0, lowest) - 0.02, 1.02)
    for bound in (0.667, 0.8):
        axes.axvline(bound, color=look["muted"], linewidth=0.7, linestyle=(0, (1, 2)), zorder=0)
    for place, row in enumerate(every):
        colour = hues.get(row["theme"], look["ink"])
        _coefficient(frame, axes, colour, row, place)
    left = frame.canvas.width - right + 0.15
    frame.canvas.text(left, 0.2, "α", look.small, "muted")
    frame.canvas.text(left + POSITIVES, 0.2, "Positives", look.small, "muted")
    axes.set_xlabel("Krippendorff’s α")
    alt = "Dot chart of Krippendorff’s alpha by theme. " + " ".join(
        _worded(row, names) for row in every
    )
    return Drawing(frame.canvas.picture, title, caption, alt, source)


POSITIVES = 0.38  # inches between the coefficient and the number of positives


def _coefficient(frame: Rows, axes: Any, colour: str, row: Row, place: int) -> None:
    """Draw one coefficient with its interval, or why it is withheld."""
    look = frame.canvas.look
    x, y = frame.left + frame.plot_width + 0.15, frame.y(place)
    if row["value"] is None:
        reason = cut(f"withheld: {row['withheld']}", frame.plot_width - 0.1, look.small)
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
        frame.canvas.text(x, y, f"{row['value']:.2f}", look.small, "ink")
    frame.canvas.text(x + POSITIVES, y, written(row["positives"]), look.small, "muted")


def _worded(row: Row, names: dict[str, str]) -> str:
    name = names.get(row["theme"], row["theme"]) if row["theme"] else "All themes, MASI"
    if row["value"] is None:
        return f"{name}: withheld, {row['withheld']}."
    interval = (
        f" (95% interval {row['low']:.2f} to {row['high']:.2f})" if row["low"] is not None else ""
    )
    return f"{name}: {row['value']:.2f}{interval}, {count(row['positives'], 'positive')}."


def title_agreement(rows: Sequence[Row], overall: Row | None) -> str:
    """Return the finding: in how many themes coders agree well enough for firm conclusions."""
    values = [row["value"] for row in rows if row["value"] is not None]
    if not values:
        return "Agreement cannot be measured on any theme"
    firm = sum(value >= 0.8 for value in values)
    of = f"of {count(len(values), 'theme')} {'reaches' if firm == 1 else 'reach'}"
    if overall and overall["value"] is not None:
        return f"Overall agreement is α = {overall['value']:.2f}; {written(firm)} {of} 0.8"
    return f"{opening_count(firm)} {of} α = 0.8"
