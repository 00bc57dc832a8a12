"""Draw how much more frequent each key word is in the target, or in the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.figures.frame import (
    Drawing,
    Margins,
    Rows,
    Tables,
    draw_stripe,
    empty_drawing,
    in_alt,
    say_words,
    text_width,
)
from pilcrow.figures.palette import Look
from pilcrow.files.language import (
    say,
    say_decimal,
    say_integer,
    say_list,
    say_number,
    say_quoted,
    semicolon,
)
from pilcrow.tables.key_words import FLOOR, SIDES, KeynessValues, compared_in, key_words
from pilcrow.tables.tables import Row


def draw_key_words(tables: Tables, look: Look) -> Drawing:
    """Draw the log ratio of the key words, those of the target above those of the reference.

    The log ratio is that of Hardie (2014).
    """
    about = compared_in(tables.values)
    assert about is not None  # the figure's condition
    names = {side: about.side(side).name for side in SIDES}
    target, reference = (key_words(tables["keyness"], side) for side in names)
    rows = [*target, *reversed(reference)]
    title = title_key_words(target, reference, names)
    if not rows:
        empty = say("No word has a log-likelihood of {floor} or more.", floor=say_decimal(FLOOR))
        return empty_drawing(look, title, empty, tables.source())
    heads = {"target": say("In target"), "reference": say("In reference")}
    wide = {side: text_width(heads[side], look.small) for side in SIDES}
    beside = max(0.55 if look.is_narrow else 0.8, wide["reference"] + 0.05)
    before = beside + max(0.55 if look.is_narrow else 0.82, wide["target"] + 0.1)
    columns = ((before, "target"), (beside, "reference"))
    right = before + 0.13
    frame = Rows(
        look, [row["word"] for row in rows], Margins(right=right, top=0.42, bottom=0.48), row=0.2
    )
    frame.draw_labels()
    axes = frame.axes(0.08)
    reach = max(abs(row["log_ratio"]) for row in rows) * 1.06
    left = -reach if reference else 0
    right = reach if target else 0
    axes.set_xlim(left, right)
    for place, row in enumerate(rows):
        _ratio(axes, look, row, place)
        for x, side in columns:
            frame.canvas.text(
                frame.canvas.width - x,
                frame.y(place),
                say_integer(row[f"frequency_{side}"]),
                look.small,
                "ink",
            )
    axes.axvline(0, color=look["muted"], linewidth=0.8, zorder=3)
    for x, side in columns:
        frame.canvas.text(frame.canvas.width - x, 0.2, heads[side], look.small, "muted")
    _ratio_axis(axes, int(reach), left, right)
    caption = say(
        "Log ratio (Hardie 2014) of the words with a G² of at least {floor}; right of 0 more"
        " frequent in {target}, left in {reference}. Rings: words that one side does not have. On"
        " the right, occurrences.",
        floor=say_decimal(FLOOR),
        **names,
    )
    return Drawing(frame.canvas.picture, title, caption, _alt(rows), source(about))


def _ratio(axes: Any, look: Look, row: Row, place: int) -> None:
    """Draw the log ratio of a word as a dot, or as a ring if one side does not have the word."""
    draw_stripe(axes, look, place)
    colour = look["accent"] if row["log_ratio"] > 0 else look["second"]
    axes.plot([0, row["log_ratio"]], [place, place], color=colour, linewidth=1.4, zorder=1)
    absent = not (row["frequency_target"] and row["frequency_reference"])
    axes.scatter(
        [row["log_ratio"]],
        [place],
        s=26,
        facecolor=look["paper"] if absent else colour,
        edgecolor=colour,
        linewidth=1.2,
        zorder=2,
        clip_on=False,
    )


def _alt(rows: Sequence[Row]) -> str:
    both = (
        say_list([say_integer(row["frequency_target"]), say_integer(row["frequency_reference"])])
        for row in rows
    )
    said = (
        in_alt(row["word"], f"{say_decimal(row['log_ratio'], 1, sign=True)}, {counts}")
        for row, counts in zip(rows, both, strict=True)
    )
    return " ".join([say("Dot chart of log ratios."), *said])


def _ratio_axis(axes: Any, whole: int, left: float, right: float) -> None:
    """Set an axis of whole log ratios."""
    step = max(1, -(-whole // 4))
    ticks = [
        tick for tick in range(-whole, whole + 1) if tick % step == 0 and left <= tick <= right
    ]
    axes.set_xticks(ticks, [f"{tick:+d}".replace("-", "−") if tick else "0" for tick in ticks])
    axes.set_xlabel(say("Log ratio: each step twice as frequent"))


def title_key_words(
    target: Sequence[Row],
    reference: Sequence[Row],
    names: dict[str, str],
) -> str:
    """Return the finding: the words with the largest difference on each side."""
    said: list[str] = []
    for side, rows in (("target", target), ("reference", reference)):
        leading = [
            say_quoted(row["word"])
            for row in rows
            if round(abs(row["log_ratio"]), 6) == round(abs(rows[0]["log_ratio"]), 6)
        ]
        if not rows:
            continue
        which = (
            say_list(leading)
            if len(leading) < 4
            else say_number(len(leading), "{n} word alike", "{n} words alike")
        )
        if said:
            said.append(say("of {side} {words}", side=names[side], words=which))
        elif len(leading) == 1:
            said.append(say("Most typical of {side} is {words}", side=names[side], words=which))
        else:
            said.append(say("Most typical of {side} are {words}", side=names[side], words=which))
    return ", ".join(said) or say("No word distinguishes the two")


def source(about: KeynessValues) -> str:
    """Return what was counted on each side."""
    sides = (f"{one.name}, {say_words(one.words)}" for one in (about.target, about.reference))
    return say("Source: {what}.", what=semicolon().join(sides))
