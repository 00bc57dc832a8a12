"""How far the result can be leaned on: what falls with each rule, and how far people agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.figures.frame import RULES, Drawing, Rows, Tables, nothing, whole_ticks
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import cut
from pilcrow.model.wording import count, listed, opening_count, written
from pilcrow.tables.sensitivity import LEAVE_OUT
from pilcrow.tables.tables import Row


def worst_rules(tables: Tables) -> list[dict[str, Any]]:
    """For each theme that the rules find: its count, the least that remains when one rule is left out, and the patterns of the rules that cost so much."""
    found: dict[str, list[Row]] = {}
    for row in tables["sensitivity"]:
        if row["variant"] == LEAVE_OUT and row["count"]:
            found.setdefault(row["theme"], []).append(row)
    names = tables.names()
    worst = []
    for theme, rows in found.items():
        least = min(row["count_variant"] for row in rows)
        patterns = [row["pattern"] for row in rows if row["count_variant"] == least]
        worst.append(
            {
                "theme": theme,
                "name": names.get(theme, theme),
                "count": rows[0]["count"],
                "of": rows[0]["of"],
                "least": least,
                "patterns": patterns,
            }
        )
    return sorted(worst, key=lambda row: (-row["count"], row["least"]))


def draw_sensitivity(tables: Tables, look: Look) -> Drawing:
    """sensitivity: for each theme, the paragraphs that remain when its most costly rule is left out."""
    themes = worst_rules(tables)
    title = title_sensitivity(themes)
    caption = "Full dot: paragraphs with the theme. Ring: what remains without the rule named at the right, the one that costs the theme most."
    if not themes:
        return nothing(
            look,
            title,
            "The rules found no theme, so there is no rule to leave out.",
            tables.source(f"Coding: {RULES}"),
        )
    frame = Rows(look, [row["name"] for row in themes], right=2.3, top=0.34, bottom=0.48)
    frame.draw_labels()
    axes = frame.axes(0.08)
    highest = max(row["count"] for row in themes)
    axes.set_xlim(-0.03 * highest, highest)
    for place, row in enumerate(themes):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=look["band"], linewidth=0, zorder=0)
        axes.plot(
            [row["least"], row["count"]],
            [place, place],
            color=look["second"],
            linewidth=1.4,
            zorder=1,
        )
        if row["least"] < row["count"]:
            axes.scatter(
                [row["least"]],
                [place],
                s=30,
                facecolor=look["paper"],
                edgecolor=look["second"],
                linewidth=1.2,
                zorder=2,
                clip_on=False,
            )
        axes.scatter(
            [row["count"]],
            [place],
            s=32,
            color=look["accent"],
            linewidth=0,
            zorder=3,
            clip_on=False,
        )
        x = frame.canvas.width - 2.15
        frame.canvas.text(
            x, frame.y(place), f"{row['count']:,} → {row['least']:,}", look.small, "ink"
        )
        frame.canvas.text(
            x + 0.62, frame.y(place), cut(blame(row), 1.5, look.small), look.small, "muted"
        )
    frame.canvas.text(frame.canvas.width - 2.15, 0.2, "Paragraphs", look.small, "muted")
    frame.canvas.text(frame.canvas.width - 1.53, 0.2, "without", look.small, "muted")
    whole_ticks(axes, highest, 6)
    axes.set_xlabel("Paragraphs with the theme")
    alt = "Dot chart of leaving out one rule. " + " ".join(
        f"{row['name']}: {count(row['count'], 'paragraph')}, {row['least']} without {blame(row)}."
        for row in themes
    )
    return Drawing(frame.canvas.picture, title, caption, alt, tables.source(f"Coding: {RULES}"))


def blame(row: dict[str, Any]) -> str:
    """The rule without which least remains, in words."""
    if row["least"] == row["count"]:
        return "any one rule"
    more = len(row["patterns"]) - 1
    return f"“{row['patterns'][0]}”" + (f" or {count(more, 'other')}" if more else "")


def title_sensitivity(themes: Sequence[dict[str, Any]]) -> str:
    """The finding: how many themes a single rule carries alone."""
    alone = [row for row in themes if row["least"] == 0]
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
    return f"{opening_count(len(alone))} of {count(len(themes), 'theme')} would vanish if a single rule were left out"


# Agreement


def draw_agreement(tables: Tables, look: Look) -> Drawing:
    """agreement: Krippendorff's alpha by theme with its interval; withheld where the table says why."""
    names = tables.names()
    rows = [row for row in tables["agreement"] if row["coefficient"] == "alpha" and row["theme"]]
    overall = next(
        (row for row in tables["agreement"] if row["coefficient"] == "alpha (MASI)"), None
    )
    shown = sorted(
        (row for row in rows if row["value"] is not None), key=lambda row: -row["value"]
    ) + [row for row in rows if row["value"] is None]
    coders = listed((rows or [overall or {"coders": ""}])[0]["coders"].split())
    title = title_agreement(shown, overall)
    units = count(rows[0]["units"], "paragraph") if rows else ""
    caption = (
        f"Krippendorff’s α, each theme present or absent, between {coders} on {units}; lines are 95% bootstrap intervals over paragraphs. "
        "Dotted: 0.667 and 0.8, Krippendorff’s bounds for tentative and for firm conclusions."
    )
    if not rows:
        return nothing(
            look,
            title,
            "There are no units on which agreement could be measured.",
            tables.source(f"Coders: {coders}"),
        )
    frame = Rows(
        look,
        [names.get(row["theme"], str(row["theme"])) for row in shown]
        + (["All themes (MASI)"] if overall else []),
        right=1.5,
        top=0.34,
        bottom=0.48,
    )
    frame.draw_labels()
    every = [*shown, overall] if overall else shown
    lowest = min([0.0, *(row["low"] for row in every if row["low"] is not None)])
    axes = frame.axes()
    axes.set_xlim(max(-1.0, lowest) - 0.02, 1.02)
    for bound in (0.667, 0.8):
        axes.axvline(bound, color=look["muted"], linewidth=0.7, linestyle=(0, (1, 2)), zorder=0)
    for place, row in enumerate(every):
        colour = look["second"] if row is overall else look["accent"]
        x = frame.canvas.width - 1.35
        if row["value"] is None:
            frame.canvas.text(
                frame.left + 0.1,
                frame.y(place),
                cut(f"withheld: {row['withheld']}", frame.plot_width - 0.1, look.small),
                look.small,
                "muted",
                style="italic",
            )
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
            axes.scatter(
                [row["value"]],
                [place],
                s=34,
                color=colour,
                marker="D" if row is overall else "o",
                linewidth=0,
                zorder=2,
            )
            frame.canvas.text(x, frame.y(place), f"{row['value']:.2f}", look.small, "ink")
        frame.canvas.text(x + 0.55, frame.y(place), written(row["positives"]), look.small, "muted")
    frame.canvas.text(frame.canvas.width - 1.35, 0.2, "α", look.small, "muted")
    frame.canvas.text(frame.canvas.width - 0.8, 0.2, "Positives", look.small, "muted")
    axes.set_xlabel("Krippendorff’s α")
    alt = "Dot chart of Krippendorff’s alpha by theme. " + " ".join(
        _worded(row, names) for row in every
    )
    return Drawing(frame.canvas.picture, title, caption, alt, tables.source(f"Coders: {coders}"))


def _worded(row: Row, names: dict[str, str]) -> str:
    name = names.get(row["theme"], row["theme"]) if row["theme"] else "All themes, MASI"
    if row["value"] is None:
        return f"{name}: withheld, {row['withheld']}."
    interval = (
        f" (95% interval {row['low']:.2f} to {row['high']:.2f})" if row["low"] is not None else ""
    )
    return f"{name}: {row['value']:.2f}{interval}, {count(row['positives'], 'positive')}."


def title_agreement(rows: Sequence[Row], overall: Row | None) -> str:
    """The finding: in how many themes people agree well enough for firm conclusions."""
    measured = [row for row in rows if row["value"] is not None]
    if not measured:
        return "On no theme are there enough positives to measure agreement"
    firm = sum(1 for row in measured if row["value"] >= 0.8)
    if overall and overall["value"] is not None:
        return f"Overall agreement is α = {overall['value']:.2f}; {firm} of {count(len(measured), 'theme')} reach 0.8"
    return f"{opening_count(firm)} of {count(len(measured), 'theme')} reach α = 0.8"
