"""Draw how far themes are spread over several documents, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.figures.frame import (
    LABELS,
    Canvas,
    Drawing,
    Margins,
    Rows,
    Tables,
    column_width,
    distinct_titles,
    empty_drawing,
    in_alt,
    say_paragraphs,
    text_width,
    why_no_theme,
    wrap,
    write_at_end,
)
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import cut
from pilcrow.files.language import (
    say,
    say_date,
    say_integer,
    say_names,
    say_number,
    say_percent,
)
from pilcrow.tables.tables import Row

NARROWEST = 0.6  # inches of a column
COLUMNS = 8  # more documents than this have no column of their own
JOINED = 12  # up to this many dates are points, not a line
DOTS = 200  # more documents than this have no dot of their own


def shares_by_theme(tables: Tables) -> dict[str, list[Row]]:
    """Return the rows of theme × document by theme, with the documents by date.

    Documents without a paragraph that could have the theme are left out.
    """
    place = {row["document"]: at for at, row in enumerate(tables["documents"])}
    by_theme: dict[str, list[Row]] = {code: [] for code in tables.names()}
    for row in sorted(tables["theme_document"], key=lambda row: place[row["document"]]):
        if row["share"] is not None:
            by_theme.setdefault(row["theme"], []).append(row)
    return by_theme


def draw_comparison(tables: Tables, look: Look) -> Drawing:
    """Draw the share of paragraphs with each theme in each document.

    Few documents have a column each. More are dots, and very many are quartiles.
    """
    names = tables.names()
    by_theme = {
        code: rows
        for code, rows in shares_by_theme(tables).items()
        if any(row["paragraphs"] for row in rows)
    }
    documents = tables["documents"]
    title = tables.with_coding(title_comparison(by_theme, names, len(documents)))
    if not by_theme:
        return empty_drawing(look, title, why_no_theme(tables), tables.source())
    order = [code for code in names if code in by_theme]
    rows = (
        in_alt(names.get(code, code), _in_words(by_theme[code], len(documents))) for code in order
    )
    alt = " ".join([say("Share of paragraphs by theme and document."), *rows])
    if len(documents) <= COLUMNS:
        caption = say(
            "Bars: paragraphs that have the theme, as a share of the document’s paragraphs that"
            " could have it, all on one scale. Numbers: the paragraphs. Documents by date."
        )
        return Drawing(
            _grid(look, by_theme, order, documents, names), title, caption, alt, tables.source()
        )
    if len(documents) <= DOTS:
        caption = say(
            "Each dot is a document, at the share of paragraphs that have the theme among those"
            " that could; the tall mark is the median. At the right, documents with the theme."
        )
    else:
        caption = say(
            "Line: from the tenth to the ninetieth percentile of the documents; box: quartiles;"
            " tall mark: median. At the right, documents with the theme."
        )
    return Drawing(
        _spread(look, by_theme, order, names, dots=len(documents) <= DOTS),
        title,
        caption,
        alt,
        tables.source(),
    )


def _in_words(rows: Sequence[Row], documents: int) -> str:
    """Return the paragraphs of a theme by document; of many documents, how many have it."""
    if documents > 2 * COLUMNS:
        return _in_documents(sum(1 for row in rows if row["paragraphs"]), len(rows))
    counts = (
        say(
            "{count} of {of}",
            count=say_integer(row["paragraphs"]),
            of=say_integer(row["of_paragraphs"]),
        )
        for row in rows
    )
    return ", ".join(f"{row['document']} {count}" for row, count in zip(rows, counts, strict=True))


def _in_documents(part: int, whole: int) -> str:
    """Return where a theme occurs: in 9 of 10 documents."""
    return say_number(
        whole, "in {size} of {n} document", "in {size} of {n} documents", size=say_integer(part)
    )


def title_comparison(by_theme: dict[str, list[Row]], names: dict[str, str], documents: int) -> str:
    """Return the finding: the themes that are spread most unequally or most widely."""
    if not by_theme:
        return say("No theme was found in any document")
    if documents > COLUMNS:
        return _title_spread(by_theme, names)
    if max(len(rows) for rows in by_theme.values()) < 2:
        return say("Only one document has paragraphs that were read for a theme")

    def distance(code: str) -> float:
        shares = [row["share"] for row in by_theme[code]]
        return float(round(max(shares) - min(shares), 6))

    most = max(map(distance, by_theme))
    unlike = [code for code in by_theme if distance(code) == most]
    if most == 0:
        return say("The documents do not differ in the shares of their themes")
    shares = [row["share"] for row in by_theme[unlike[0]]]
    low, high = say_percent(min(shares)), say_percent(max(shares))
    if low == high:
        return say("In every theme the documents differ by less than one percentage point")
    if len(unlike) > 1:
        return say_number(
            round(100 * most),
            "The documents differ most in {names}, in each by {n} percentage point",
            "The documents differ most in {names}, in each by {n} percentage points",
            names=_named(unlike, names),
        )
    return say(
        "The documents differ most in {names}: {low} to {high} of the paragraphs that could have"
        " it",
        names=_named(unlike, names),
        low=low,
        high=high,
    )


def _title_spread(by_theme: dict[str, list[Row]], names: dict[str, str]) -> str:
    spread = {code: sum(1 for row in rows if row["paragraphs"]) for code, rows in by_theme.items()}
    most = max(spread.values())
    widest = [code for code in by_theme if spread[code] == most]
    bases = {len(by_theme[code]) for code in widest}
    where = (
        _in_documents(most, bases.pop())
        if len(bases) == 1
        else say_number(most, "in {n} document", "in {n} documents")
    )
    named = _named(widest, names)
    if len(widest) == 1:
        return say(
            "The most widely spread theme, {names}, occurs {where}", names=named, where=where
        )
    if len(widest) > 3:
        return say_number(
            len(widest),
            "{n} theme is the most widely spread: it occurs {where}",
            "{n} themes are the most widely spread: each occurs {where}",
            where=where,
        )
    return say(
        "The most widely spread themes, {names}, occur {where} each", names=named, where=where
    )


def _named(codes: Sequence[str], names: dict[str, str]) -> str:
    """Return names of themes for a title, or their number if they are more than three."""
    if len(codes) > 3:
        return say_number(len(codes), "{n} theme", "{n} themes")
    return say_names(names.get(code, code) for code in codes)


def _grid(
    look: Look,
    by_theme: dict[str, list[Row]],
    order: Sequence[str],
    documents: Sequence[Row],
    names: dict[str, str],
) -> Any:
    row, foot, gap = 0.25, 0.1, 0.14
    left = max(text_width(names.get(code, code), look.label) for code in order) + 0.12
    left = min(2.0, LABELS * look.width, left)
    lengths = [say_paragraphs(document["recording_units"]) for document in documents]
    narrowest = max(NARROWEST, *(text_width(length, look.small) + gap for length in lengths))
    lines = -(-len(documents) // max(1, int((look.width - left) / narrowest)))
    across = -(-len(documents) // lines)  # no line has many more than another
    step = (look.width - left) / across
    names_of = distinct_titles(documents)
    heads = [
        "\n".join(
            filter(
                None,
                [
                    wrap(names_of[document["document"]], step - gap, look.small, 3),
                    document["date"],
                    length,
                ],
            )
        )
        for document, length in zip(documents, lengths, strict=True)
    ]
    head = 0.14 * max(text.count("\n") + 1 for text in heads) + 0.12
    tall = head + row * len(order) + foot
    canvas = Canvas(look, tall * lines)
    highest = max(cell["share"] for code in order for cell in by_theme[code])
    hues = look.hues(names)
    for column, document in enumerate(documents):
        x, top = left + column % across * step, column // across * tall + head
        canvas.text(x, top - 0.06, heads[column], look.small, "muted", va="bottom", linespacing=1.1)
        axes = canvas.axes(x, top, step - gap, row * len(order))
        axes.set_xlim(0, highest * (1 + 0.3 / (step - gap)))
        axes.set_ylim(len(order) - 0.5, -0.5)
        axes.set_xticks([])
        axes.axvline(0, color=look["muted"], linewidth=0.8, zorder=3)
        for place, code in enumerate(order):
            if column % across == 0:
                name = cut(names.get(code, code), left - 0.12, look.label)
                canvas.text(left - 0.1, top + (place + 0.5) * row, name, ha="right")
            cell = next(
                (cell for cell in by_theme[code] if cell["document"] == document["document"]), None
            )
            if cell is None:
                continue
            axes.barh(place, cell["share"], 0.6, color=hues[code], linewidth=0, zorder=2)
            colour = look["ink"] if cell["paragraphs"] else look["muted"]
            shown = say_integer(cell["paragraphs"])
            write_at_end(axes, look, shown, cell["share"], place, color=colour)
    return canvas.picture


def quantile(ordered: Sequence[float], at: float) -> float:
    """Return a quantile of sorted numbers by linear interpolation.

    This is type 7 of Hyndman and Fan (1996). `at` is between 0 and 1.
    """
    place = (len(ordered) - 1) * at
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _spread(
    look: Look,
    by_theme: dict[str, list[Row]],
    order: Sequence[str],
    names: dict[str, str],
    dots: bool,
) -> Any:
    beside = column_width(look, say("Documents"), 0.72)
    labels = [names.get(code, code) for code in order]
    frame = Rows(look, labels, Margins(right=beside + 0.13, top=0.34, bottom=0.48), row=0.3)
    frame.draw_labels()
    axes = frame.axes()
    highest = max(row["share"] for code in order for row in by_theme[code]) if dots else 0.0
    hues = look.hues(names)
    for place, code in enumerate(order):
        shares = sorted(row["share"] for row in by_theme[code])
        axes.axhline(place, color=look["line"], linewidth=0.5, zorder=0)
        if dots:
            axes.scatter(
                shares,
                [place] * len(shares),
                s=22,
                color=hues[code],
                alpha=0.35,
                linewidth=0,
                zorder=1,
                clip_on=False,
            )
        else:
            low, first, third, high = (quantile(shares, at) for at in (0.1, 0.25, 0.75, 0.9))
            highest = max(highest, high)
            axes.plot([low, high], [place, place], color=hues[code], linewidth=1.2, zorder=1)
            axes.barh(
                place,
                third - first,
                0.4,
                left=first,
                facecolor=look["paper"],
                edgecolor=hues[code],
                linewidth=0.7,
                zorder=2,
            )
        middle = quantile(shares, 0.5)
        axes.plot(
            [middle, middle],
            [place - 0.34, place + 0.34],
            color=look["ink"],
            linewidth=1.8,
            zorder=3,
        )
        frame.canvas.text(
            frame.canvas.width - beside,
            frame.y(place),
            say_integer(sum(1 for row in by_theme[code] if row["paragraphs"])),
            look.small,
            "muted",
        )
    frame.canvas.text(frame.canvas.width - beside, 0.2, say("Documents"), look.small, "muted")
    _share_axis(axes, highest)
    return frame.canvas.picture


def _share_axis(axes: Any, highest: float) -> None:
    """Set an axis of shares from 0 to a little more than the highest."""
    highest = max(highest, 0.05)
    axes.set_xlim(0, highest * 1.01)
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if highest / step <= 6)
    ticks = [number * step for number in range(int(highest / step + 1e-9) + 1)]
    axes.set_xticks(ticks, [say_percent(tick) for tick in ticks])
    axes.set_xlabel(say("Share of paragraphs that have the theme, among those that could"))


# Time


def years(tables: Tables) -> list[str]:
    """Return the groups of the comparison by date, in order."""
    return sorted({row["group"] for row in tables["comparison"] if row["by"] == "date"})


def place_in_time(date: str) -> float:
    """Return a date, month or year as a number of years. A month is placed at its beginning."""
    year, month, day = (int(part) for part in f"{date}-01-01".split("-")[:3])
    return year + (month - 1) / 12 + (day - 1) / 372


def draw_over_time(tables: Tables, look: Look) -> Drawing:
    """Draw the share of paragraphs with each theme by date, a small chart for each theme."""
    names, groups = tables.names(), years(tables)
    rows = {
        (row["theme"], row["group"]): row for row in tables["comparison"] if row["by"] == "date"
    }
    found = {code for (code, _), row in rows.items() if row["paragraphs"]}
    codes = [code for code in names if code in found]
    read = sorted({group for (_, group), row in rows.items() if row["share"] is not None})
    first, *_, last = read if len(read) > 1 else groups
    title = tables.with_coding(
        say("Only one date has paragraphs that were read for a theme")
        if len(read) == 1
        else say(
            "How the themes change from {first} to {last}",
            first=say_date(first),
            last=say_date(last),
        )
    )
    caption = say(
        "Share of paragraphs that have the theme among those of each date that could, all on one"
        " scale; dates at their distance in time."
    )
    if all(row["documents"] == 1 for row in rows.values()):
        caption += " " + say("Each date is a single document.")
    if not codes:
        return empty_drawing(look, title, why_no_theme(tables), tables.source())
    points = {
        code: [
            (group, rows[code, group]["share"])
            for group in groups
            if (code, group) in rows and rows[code, group]["share"] is not None
        ]
        for code in codes
    }
    shares = (
        in_alt(
            names[code],
            ", ".join(f"{say_date(group)} {say_percent(share)}" for group, share in points[code]),
        )
        for code in codes
    )
    alt = " ".join([say("Small line charts by date."), *shares])
    return Drawing(_charts(look, points, names, groups), title, caption, alt, tables.source())


def _charts(
    look: Look,
    points: dict[str, list[tuple[str, float]]],
    names: dict[str, str],
    groups: Sequence[str],
) -> Any:
    """Draw a small chart for each theme, three across, all on one scale."""
    across, hues = 2 if look.is_narrow else 3, look.hues(names)
    head, height, foot, left, gap = 0.32, 0.7, 0.24, 0.42, 0.22
    canvas = Canvas(look, -(-len(points) // across) * (head + height) + foot + 0.05)
    width = (canvas.width - left - gap * (across - 1) - 0.1) / across
    highest = max(share for found in points.values() for _, share in found) or 1
    for place, (code, found) in enumerate(points.items()):
        x, top = left + (place % across) * (width + gap), (place // across) * (head + height) + head
        canvas.text(x, top - 0.12, cut(names[code], width, look.label))
        axes = canvas.axes(x, top, width, height)
        _chart(axes, look, hues[code], (found, groups, highest))
        last = place + across >= len(points)
        if not last:
            axes.set_xticklabels(["", ""])
        if place % across == 0:
            axes.set_yticks(
                [0, highest],
                ["0", say_percent(highest)],
                fontsize=look.small,
                color=look["muted"],
            )
    return canvas.picture


def _chart(
    axes: Any,
    look: Look,
    hue: str,
    data: tuple[Sequence[tuple[str, float]], Sequence[str], float],
) -> None:
    """Draw the shares of one theme by date.

    `data` holds date and share, all dates, and the highest share of all themes.
    """
    found, groups, highest = data
    moments = [place_in_time(groups[0]), place_in_time(groups[-1])]
    span = moments[1] - moments[0]
    places, heights = [place_in_time(group) for group, _ in found], [share for _, share in found]
    if len(found) > JOINED:
        axes.plot(places, heights, color=hue, linewidth=1.2)
    else:  # a line between few dates would show what is not known
        axes.vlines(places, 0, heights, color=look["line"], linewidth=1.6)
        axes.scatter(places, heights, s=16, color=hue, linewidth=0, zorder=3, clip_on=False)
    axes.set_ylim(0, highest * 1.05)
    axes.set_xlim(moments[0] - 0.05 * span, moments[1] + 0.05 * span)
    axes.axhline(0, color=look["muted"], linewidth=0.8)
    # The years, where they tell the ends apart: a whole date would not fit below a small chart.
    ends = [groups[0], groups[-1]]
    years_of = [end[:4] for end in ends]
    axes.set_xticks(moments, years_of if years_of[0] != years_of[1] else ends)
    for tick, side in zip(axes.get_xticklabels(), ("left", "right"), strict=False):
        tick.set_ha(side)
