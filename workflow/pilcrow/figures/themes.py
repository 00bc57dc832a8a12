"""Draw where the themes are, how many paragraphs have them, and which they share."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    draw_stripe,
    draw_tracks,
    empty_drawing,
    in_alt,
    in_part_of,
    paragraph_list,
    say_paragraphs,
    say_spans,
    say_words,
    speech_axis,
    text_width,
    whole_axis,
    why_no_theme,
    write_at_end,
)
from pilcrow.figures.palette import Look
from pilcrow.files.language import (
    say,
    say_integer,
    say_list,
    say_names,
    say_number,
    say_opening_number,
    say_percent,
)
from pilcrow.tables.tables import Row

SPEECHES = 4  # more documents than this are drawn together, by tenths
COLUMNS = 24  # more paragraphs than this are not drawn one by one beside the themes
PAIRS = 20
LEAST = 1.0  # point: no mark is drawn narrower
MARKS = 1_000  # more marks than this in a row are joined where they touch


def short(identifier: str) -> str:
    """Return a paragraph's number as printed in the margin: 8, 8a, h1."""
    return identifier.rpartition(".")[2].removeprefix("p")


# Themes along the speech


def evidence_along(tables: Tables) -> dict[str, list[Row]]:
    """Return the evidence of the report's coding by theme, each list in the order of the text."""
    coding = tables.coding
    themes_of = {unit["paragraph"]: unit["themes"].split() for unit in tables.units()}
    spans: dict[str, list[Row]] = {}
    for row in tables["codings"]:
        if (
            row["coder"] == coding
            and row["word"] is not None
            and row["theme"] in themes_of.get(row["paragraph"], ())
        ):
            spans.setdefault(row["theme"], []).append(row)
    for rows in spans.values():
        rows.sort(key=lambda row: (row["document"], row["word"]))
    return {code: spans[code] for code in tables.names() if code in spans}


def bands(units: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return number, first word and word after the last of each paragraph of a document."""
    return [
        (short(unit["paragraph"]), unit["word"], unit["word"] + unit["words"]) for unit in units
    ]


def draw_bands(axes: Any, look: Look, units: Sequence[Row], width: float) -> None:
    """Draw paragraphs as alternating bands, with numbers above them as far as there is room.

    `width` is that of the axes in inches.
    """
    length = max((end for _, _, end in bands(units)), default=1)
    reach, gap = -1.0, 0.03 if len(units) <= 120 else 0.1
    for place, (number, start, end) in enumerate(bands(units)):
        if place % 2 == 0 and len(units) <= 120:
            axes.axvspan(start, end, color=look["band"], linewidth=0, zorder=0)
        middle = (start + end) / 2 / length * width
        if middle <= reach:
            continue
        half = text_width(number, look.small) / 2
        if middle - half > reach and middle + half < width + 0.1:
            axes.annotate(
                number,
                ((start + end) / 2, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=look.small,
                color=look["muted"],
            )
            reach = middle + half + gap


def draw_along(tables: Tables, look: Look) -> Drawing:
    """Draw each span of evidence at its place in the speech, a row for each theme.

    Many documents are drawn together, by tenths.
    """
    if len(tables["documents"]) > SPEECHES or len(tables["documents"]) == 0:
        return draw_tenths(tables, look)
    names, spans, units = tables.names(), evidence_along(tables), tables.units()
    hues = look.hues(names)
    themes_of = {unit["paragraph"]: len(unit["themes"].split()) for unit in units}
    absent = [name for code, name in names.items() if code not in spans]
    missing = " " + say("Without evidence: {names}.", names=say_names(absent)) if absent else ""
    title = tables.with_coding(title_along(themes_of, len(names)))
    several = len(tables["documents"]) > 1
    caption = say(
        "Each mark is a span of evidence at its place in the speech, as long as its words but at"
        " least {least} pt wide. Shaded bands are paragraphs, with their numbers above; at the"
        " right the number of spans.",
        least=f"{LEAST:g}",
    )
    kind = say_number(
        len(spans),
        "Strip chart of {n} theme along the speech.",
        "Strip chart of {n} themes along the speech.",
    )
    rows = (
        in_alt(
            names.get(code, code),
            f"{say_spans(len(found))}, {paragraph_list(row['paragraph'] for row in found)}",
        )
        for code, found in spans.items()
    )
    alt = " ".join([kind, *rows])
    if not spans:
        held = any(themes_of.values())
        empty = (
            say("No words of the text are evidence of a theme.") if held else why_no_theme(tables)
        )
        return empty_drawing(look, title, empty, tables.source())
    documents = [row["document"] for row in tables["documents"]]
    labels, groups = [], []
    for document in documents:
        present = [
            code for code in spans if any(row["document"] == document for row in spans[code])
        ]
        labels += [names.get(code, code) for code in present]
        groups.append((document, present))
    picture = (
        _along_one(look, spans, units, hues, names)
        if not several
        else _along_several(look, spans, units, groups, names, tables)
    )
    return Drawing(picture, title, caption + missing, alt + missing, tables.source())


def title_along(held: Mapping[str, int], themes: int) -> str:
    """Return the finding: which paragraph carries the most themes.

    `held` gives the number of themes of each paragraph, `themes` that of the codebook.
    """
    most = max(held.values(), default=0)
    if most == 0:
        return say("No paragraph carries a theme of the codebook")
    richest = [identifier for identifier, number in held.items() if number == most]
    if len(richest) > 3 and themes == 1:
        size = say_integer(len(richest))
        of = say_number(len(held), "{size} of {n} paragraph", "{size} of {n} paragraphs", size=size)
        return say("{where} carry the only theme", where=of)
    if len(richest) > 3:
        return say_number(
            themes,
            "No paragraph carries more than {most} of the {n} theme",
            "No paragraph carries more than {most} of the {n} themes",
            most=most,
        )
    documents = {identifier.rpartition(".")[0] for identifier in held}
    if len(richest) == 1:
        number = short(richest[0])
        if len(documents) > 1:
            document = richest[0].rpartition(".")[0]
            number = say("{where} of {document}", where=number, document=document)
        if themes == 1:
            return say("Paragraph {number} carries the only theme", number=number)
        return say(
            "Paragraph {number} carries the most themes: {most} of {all}",
            number=number,
            most=most,
            all=themes,
        )
    where = _richest(richest, documents)
    if themes == 1:
        return say("{where} carry the only theme", where=where)
    return say(
        "{where} carry the most themes: {most} of {all} each", where=where, most=most, all=themes
    )


def _richest(richest: Sequence[str], documents: Collection[str]) -> str:
    """Return in words several paragraphs with the most themes. `documents`: all that are drawn."""
    if len({identifier.rpartition(".")[0] for identifier in richest}) > 1:
        count = say_opening_number(len(richest))
        return say_number(len(richest), "{count} paragraph", "{count} paragraphs", count=count)
    where = say("Paragraphs {numbers}", numbers=say_list(list(map(short, richest))))
    if len(documents) == 1:
        return where
    return say("{where} of {document}", where=where, document=richest[0].rpartition(".")[0])


def joined(marks: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return marks (start, length), sorted by start, with those that touch made one.

    Very many would otherwise be drawn over one another.
    """
    found: list[tuple[float, float]] = []
    for start, length in marks:
        if found and start <= sum(found[-1]):
            before, so_far = found[-1]
            found[-1] = before, max(so_far, start + length - before)
        else:
            found.append((start, length))
    return found


def marks_to_scale(rows: Sequence[Row], least: float, length: int) -> list[tuple[float, float]]:
    """Return the marks (start, length) of a row, in words, at least `least` long.

    A mark that is made longer ends before the next one begins, and within the speech of `length`
    words.
    """
    marks = []
    following = [row["word"] for row in rows[1:]] + [length]
    for row, after in zip(rows, following, strict=False):
        room = max(after - row["word"] - least / 3, row["words"])
        marks.append((row["word"], min(max(row["words"], least), room)))
    return marks


def _strip(axes: Any, hue: str, rows: Sequence[Row], place: int, length: int, width: float) -> None:
    least = LEAST * length / (width * 72)
    axes.broken_barh(
        (
            marks_to_scale(rows, least, length)
            if len(rows) <= MARKS
            else joined([(row["word"], max(row["words"], least)) for row in rows])
        ),
        (place - 0.32, 0.64),
        facecolor=hue,
        linewidth=0,
        zorder=2,
    )


class SpeechRows(Rows):
    """Rows along one speech: its paragraphs as bands, and the number of spans of each row.

    Args:
        look: The look of the figure.
        totals: The labels of the rows, each with its number of spans.
        units: The paragraphs of speech.
        row: Least height of a row, in inches.
    """

    def __init__(
        self, look: Look, totals: Sequence[tuple[str, int]], units: Sequence[Row], row: float = 0.2
    ) -> None:
        beside, head = column_width(look, say("Spans"), 0.42), say("Paragraph")
        margins = Margins(right=beside + 0.13, top=0.3, bottom=0.48)
        super().__init__(look, [label for label, _ in totals], margins, row, head=head)
        self.draw_labels()
        self.strip = self.axes()
        self.length = max((end for _, _, end in bands(units)), default=1)
        draw_bands(self.strip, look, units, self.plot_width)
        right = self.canvas.width - beside
        for place, (_, total) in enumerate(totals):
            self.strip.axhline(place, color=look["line"], linewidth=0.5, zorder=1)
            self.canvas.text(right, self.y(place), say_integer(total), colour="muted")
        self.canvas.text(self.left - 0.1, 0.2, head, look.small, "muted", ha="right")
        self.canvas.text(right, 0.2, say("Spans"), look.small, "muted")
        speech_axis(self.strip, look, self.length)


def _along_one(
    look: Look,
    spans: Mapping[str, Sequence[Row]],
    units: Sequence[Row],
    hues: Mapping[str, str],
    names: Mapping[str, str],
) -> Any:
    frame = SpeechRows(look, [(names[code], len(rows)) for code, rows in spans.items()], units)
    for place, (code, rows) in enumerate(spans.items()):
        _strip(frame.strip, hues[code], rows, place, frame.length, frame.plot_width)
    return frame.canvas.picture


def _along_several(
    look: Look,
    spans: Mapping[str, Sequence[Row]],
    units: Sequence[Row],
    groups: Sequence[tuple[str, list[str]]],
    names: Mapping[str, str],
    tables: Tables,
) -> Any:
    codes, hues = list(spans), look.hues(names)
    row, head, foot, gap = 0.2, 0.42, 0.42, 0.08
    left = max(text_width(names.get(code, code), look.label) for code in codes) + 0.12
    left = min(left, 2.1, LABELS * look.width)
    height = sum(head + row * max(1, len(codes)) + gap for _ in groups) + foot
    canvas = Canvas(look, height)
    width = canvas.width - left - 0.1
    titles = cut_titles(tables["documents"], width, look.label)
    length = max(end for _, _, end in bands(units))
    top = 0.0
    for document, _ in groups:
        own = [unit for unit in units if unit["document"] == document]
        canvas.text(left, top + 0.1, titles[document], weight="semibold")
        axes = canvas.axes(left, top + head, width, row * len(codes))
        axes.set_xlim(0, length)
        axes.set_ylim(len(codes) - 0.5, -0.5)
        draw_bands(
            axes, look, own, width * max((end for _, _, end in bands(own)), default=1) / length
        )
        for place, code in enumerate(codes):
            axes.axhline(place, color=look["line"], linewidth=0.5, zorder=1)
            mine = [span for span in spans[code] if span["document"] == document]
            if mine:
                _strip(axes, hues[code], mine, place, length, width)
            canvas.text(
                left - 0.1,
                top + head + (place + 0.5) * row,
                cut(names.get(code, code), left - 0.12, look.label),
                ha="right",
            )
        axes.set_xticks([])
        top += head + row * len(codes) + gap
    speech_axis(axes, look, length)
    return canvas.picture


def cut(text: str, width: float, size: float) -> str:
    """Return text on one line, cut with an ellipsis if it is wider than `width` inches."""
    if text_width(text, size) <= width + 1e-9:  # a width that was made from this text's own
        return text
    fitting = bisect_right(
        range(len(text)), width, key=lambda length: text_width(text[:length] + "…", size)
    )
    return text[: max(0, fitting - 1)].rstrip() + "…"


def cut_titles(documents: Iterable[Row], width: float, size: float) -> dict[str, str]:
    """Return the titles of documents on one line each, by ID, cut as `cut` does.

    Where titles are alike as far as they are shown, their IDs precede them.
    """
    titles = distinct_titles(documents)
    shown = {document: cut(title, width, size) for document, title in titles.items()}
    bearing = Counter(shown.values())
    return {
        document: label
        if bearing[label] == 1 or titles[document].startswith(f"{document}: ")
        else cut(f"{document}: {titles[document]}", width, size)
        for document, label in shown.items()
    }


def draw_tenths(tables: Tables, look: Look) -> Drawing:
    """Draw the spans of evidence of many documents by tenth of the document."""
    names = tables.names()
    tenths: dict[str, list[int]] = {code: [0] * 10 for code in names}
    for row in tables["theme_position"]:
        tenths.setdefault(row["theme"], [0] * 10)[row["tenth"] - 1] = row["evidence"]
    counts_of = {code: counts for code, counts in tenths.items() if sum(counts)}
    hues = look.hues(names)
    title = tables.with_coding(say("Where the themes occur in the speeches"))
    caption = say(
        "Spans of evidence by tenth of the document, each theme on its own scale; at the right the"
        " number of spans."
    )
    if not counts_of:
        held = any(row["paragraphs"] for row in tables["themes"])
        empty = say("No words of these documents are evidence of a theme.")
        empty = empty if held else why_no_theme(tables)
        return empty_drawing(look, title, empty, tables.source())
    beside = column_width(look, say("Spans"), 0.6)
    frame = Rows(
        look,
        [names.get(code, code) for code in counts_of],
        Margins(right=beside + 0.1, top=0.3, bottom=0.48),
        row=0.3,
    )
    frame.draw_labels()
    axes = frame.axes()
    axes.set_xlim(0, 100)
    for place, (code, counts) in enumerate(counts_of.items()):
        highest = max(counts)
        axes.bar(
            [10 * tenth + 5 for tenth in range(10)],
            [-0.8 * number / highest for number in counts],
            width=9,
            bottom=place + 0.42,
            color=hues[code],
            linewidth=0,
        )
        axes.axhline(place + 0.42, color=look["line"], linewidth=0.6)
        frame.canvas.text(
            frame.canvas.width - beside, frame.y(place), say_integer(sum(counts)), colour="muted"
        )
    frame.canvas.text(frame.canvas.width - beside, 0.2, say("Spans"), look.small, "muted")
    axes.set_xticks(range(0, 101, 20), [say_percent(tick / 100) for tick in range(0, 101, 20)])
    axes.set_xlabel(say("Share of the document’s words that come before"))
    rows = (
        in_alt(names.get(code, code), ", ".join(map(str, counts)))
        for code, counts in counts_of.items()
    )
    alt = " ".join([say("Bar charts by tenth of the document."), *rows])
    return Drawing(frame.canvas.picture, title, caption, alt, tables.source())


# Prevalence


def draw_prevalence(tables: Tables, look: Look) -> Drawing:
    """Draw the paragraphs of each theme with their denominator, and the words of its evidence."""
    themes = tables["themes"]
    caption = say(
        "Left: paragraphs that have the theme, of those that could have it. Right: words inside its"
        " evidence, each counted once."
    )
    if any(row["paragraphs"] == 1 for row in themes):
        caption += " " + say(
            "Hollow bars rest on a single paragraph: a located statement, not a pattern."
        )
    title = tables.with_coding(title_prevalence(themes))
    if not any(row["paragraphs"] for row in themes):
        return empty_drawing(look, title, why_no_theme(tables), tables.source())
    frame = Rows(look, [row["name"] for row in themes], Margins(right=0.5, top=0.34, bottom=0.32))
    frame.draw_labels(["ink" if row["paragraphs"] else "muted" for row in themes])
    gap = 0.55 if look.is_narrow else 0.75
    width = (frame.plot_width - gap) * 0.56
    for key, offset, wide in (
        ("paragraphs", 0.0, width),
        ("words_evidence", width + gap, frame.plot_width - gap - width),
    ):
        _prevalence_panel(frame, look, themes, key, (offset, wide))
    rows = (
        in_alt(
            row["name"],
            say(
                "{paragraphs}, {words} in evidence",
                paragraphs=say_number(
                    row["of_paragraphs"],
                    "{size} of {n} paragraph",
                    "{size} of {n} paragraphs",
                    size=say_integer(row["paragraphs"]),
                ),
                words=say_words(row["words_evidence"]),
            ),
        )
        for row in themes
    )
    alt = " ".join([say("Bar chart of themes."), *rows])
    return Drawing(frame.canvas.picture, title, caption, alt, tables.source())


def _prevalence_panel(
    frame: Rows, look: Look, themes: Sequence[Row], key: str, across: tuple[float, float]
) -> None:
    """Draw bars of paragraphs, before a track as long as their denominator, or of words.

    `across` is where the panel begins beside the labels, and its width, in inches.
    """
    offset, width = across
    hues = look.hues(row["theme"] for row in themes)
    of_paragraphs = key == "paragraphs"
    bases = {row["of_paragraphs"] for row in themes}
    same_base = len(bases) == 1
    highest = max(bases if of_paragraphs else {row[key] for row in themes} | {1})
    axes = frame.axes(offset, width)
    ticks = max(2, int(width / (0.2 if of_paragraphs else 0.35)))
    whole_axis(axes, max(1, highest), min(7, ticks), of_paragraphs and same_base)
    for place, row in enumerate(themes):
        axes.barh(
            place,
            row[key],
            0.62,
            facecolor=look["paper"] if row["paragraphs"] == 1 else hues[row["theme"]],
            edgecolor=hues[row["theme"]],
            linewidth=0.8,
            zorder=2,
        )
        shown = say_integer(row[key])
        if of_paragraphs and not same_base:
            shown = say("{count} of {of}", count=shown, of=say_integer(row["of_paragraphs"]))
        write_at_end(axes, look, shown, row[key], place)
    if of_paragraphs:
        label = say("Paragraphs")
        if same_base and not look.is_narrow:
            label = say("Paragraphs (of {number})", number=say_integer(highest))
    else:
        label = say("Words") if look.is_narrow else say("Words in evidence")
    frame.canvas.text(frame.left + offset, 0.2, label, look.small, "muted")
    draw_tracks(axes, look, [row["of_paragraphs"] for row in themes] if of_paragraphs else [])


def title_prevalence(themes: Sequence[Row]) -> str:
    """Return the finding: the most frequent theme with its denominator."""
    most = max((row["paragraphs"] for row in themes), default=0)
    if not most:
        return say("No paragraph has a theme of the codebook")
    leading = [row["name"] for row in themes if row["paragraphs"] == most]
    bases = {row["of_paragraphs"] for row in themes if row["paragraphs"] == most}
    where = (
        in_part_of(most, max(bases))
        if len(bases) == 1
        else say_number(most, "in {n} paragraph", "in {n} paragraphs")
    )
    if len(themes) == 1:
        return say("“{name}” occurs {where}", name=leading[0], where=where)
    if len(leading) == 1:
        return say(
            "The most frequent theme, “{name}”, occurs {where}", name=leading[0], where=where
        )
    if len(leading) == len(themes):
        return say_number(
            len(themes),
            "Each of the {n} theme occurs {where}",
            "Each of the {n} themes occurs {where}",
            where=where,
        )
    if len(leading) == 2:
        both = say_names(leading)
        return say("Two themes lead, each {where}: {names}", where=where, names=both)
    return say_number(
        len(leading),
        "{count} theme leads, each {where}",
        "{count} themes lead, each {where}",
        count=say_opening_number(len(leading)),
        where=where,
    )


# Overlap


def draw_overlap(tables: Tables, look: Look) -> Drawing:
    """Draw which themes share paragraphs.

    Few paragraphs are drawn one by one, more as pairs of themes.
    """
    pairs = sorted(tables["cooccurrence"], key=lambda row: -row["paragraphs"])
    names = tables.names()
    several = len(tables["documents"]) > 1
    totals = {row["theme"]: row["paragraphs"] for row in tables["themes"]}
    title = tables.with_coding(title_overlap(pairs, names, several, totals))
    units = (
        [unit for unit in tables.units() if unit["themes"]] if len(tables["documents"]) == 1 else []
    )
    rows = (
        in_alt(_both(row, names), say_paragraphs(row["paragraphs"]) + _shared_list(row, several))
        for row in pairs[: 2 * PAIRS]
    )
    alt = " ".join([say("Pairs of themes that share paragraphs."), *rows])
    if not pairs:
        empty = say("No two themes share a paragraph") + "."
        empty = empty if any(totals.values()) else why_no_theme(tables)
        return empty_drawing(look, title, empty, tables.source())
    if units and len(units) <= COLUMNS:
        caption = say(
            "A dot where a paragraph has a theme; a line joins the themes of one paragraph. Below,"
            " the number of themes; at the right, of paragraphs."
        )
        return Drawing(_overlap_columns(look, units, names), title, caption, alt, tables.source())
    caption = say("Paragraphs that have both themes of a pair.")
    if len(pairs) > PAIRS:
        caption = say(
            "Paragraphs that have both themes of a pair, the {number} most frequent pairs.",
            number=PAIRS,
        )
    return Drawing(
        _overlap_pairs(look, pairs[:PAIRS], names, several), title, caption, alt, tables.source()
    )


def _both(row: Row, names: Mapping[str, str]) -> str:
    """Return the names of a pair of themes: “Bridges” and “Tolls”."""
    return say_names(names[row[side]] for side in ("theme", "other"))


def _shared_list(row: Row, several: bool) -> str:
    """Return the paragraphs of a pair after a comma, or "" if they are many."""
    if not row["paragraph_ids"] or row["paragraphs"] > 12:
        return ""
    return f", {paragraph_list(row['paragraph_ids'].split(), named=several)}"


def title_overlap(
    pairs: Sequence[Row],
    names: Mapping[str, str],
    several: bool = False,
    totals: Mapping[str, int] | None = None,
) -> str:
    """Return the finding: the pair of themes that most often share a paragraph.

    `totals` gives the paragraphs of each theme.
    """
    if not pairs:
        return say("No two themes share a paragraph")
    most = pairs[0]["paragraphs"]
    leading = [row for row in pairs if row["paragraphs"] == most]
    if most == 1:
        return say("No two themes share more than one paragraph")
    if len(leading) > 1:
        return say_number(
            len(leading),
            "{count} pair of themes shares {paragraphs} each; no pair shares more",
            "{count} pairs of themes share {paragraphs} each; no pair shares more",
            count=say_opening_number(len(leading)),
            paragraphs=say_paragraphs(most),
        )
    first = leading[0]
    where = (
        f" ({paragraph_list(first['paragraph_ids'].split(), named=several)})"
        if first["paragraph_ids"] and most <= 6
        else ""
    )
    if totals and totals[first["theme"]] == totals[first["other"]] == most:
        return say_number(
            most,
            "{both} occur in the same {n} paragraph{where}; no pair shares more",
            "{both} occur in the same {n} paragraphs{where}; no pair shares more",
            both=_both(first, names),
            where=where,
        )
    return say_number(
        most,
        "{both} most often share a paragraph: {n} time{where}",
        "{both} most often share a paragraph: {n} times{where}",
        both=_both(first, names),
        where=where,
    )


def _overlap_columns(look: Look, units: Sequence[Row], names: Mapping[str, str]) -> Any:
    themes_of = {short(unit["paragraph"]): unit["themes"].split() for unit in units}
    numbers = list(themes_of)  # in the order of the text
    totals = Counter(code for codes in themes_of.values() for code in codes)
    codes, hues = [code for code in names if totals[code]], look.hues(names)
    labels, head = [names[code] for code in codes], say("Paragraph")
    frame = Rows(look, labels, Margins(right=0.55, top=0.34, bottom=0.28), row=0.19, head=head)
    frame.draw_labels()
    axes = frame.axes()
    axes.set_xlim(-0.5, len(numbers) - 0.5)
    axes.set_xticks([])
    for place, code in enumerate(codes):
        draw_stripe(axes, look, place)
        frame.canvas.text(
            frame.canvas.width - 0.45, frame.y(place), str(totals[code]), colour="muted"
        )
    step, reach = frame.plot_width / len(numbers), 0.0
    for column, number in enumerate(numbers):
        places = [place for place, code in enumerate(codes) if code in themes_of[number]]
        axes.plot(
            [column, column],
            [min(places), max(places)],
            color=look["muted"],
            linewidth=0.8,
            zorder=1,
            solid_capstyle="butt",
        )
        axes.scatter(
            [column] * len(places),
            places,
            s=34,
            color=[hues[codes[place]] for place in places],
            linewidth=0,
            zorder=2,
        )
        x = frame.left + (column + 0.5) * step
        half = text_width(number, look.small) / 2
        if x - half > reach:  # where there is no room for all numbers, one is left out
            frame.canvas.text(x, 0.22, number, look.small, "ink", ha="center")
            reach = x + half + 0.03
        frame.canvas.text(
            x,
            frame.top + frame.plot_height + 0.14,
            str(len(places)),
            look.small,
            "muted",
            ha="center",
        )
    below = frame.top + frame.plot_height + 0.14
    for y, named in ((0.22, head), (below, say("Themes"))):
        frame.canvas.text(frame.left - 0.1, y, named, look.small, "muted", ha="right")
    frame.canvas.text(frame.canvas.width - 0.5, 0.22, say("Paras."), look.small, "muted")
    return frame.canvas.picture


def pair_label(look: Look, first: str, second: str, width: float) -> str:
    """Return two names as one label, on one line if there is room for both."""
    if text_width(f"{first} + {second}", look.label) <= width:
        return f"{first} + {second}"
    return f"{cut(first, width - 0.15, look.label)} +\n{cut(second, width, look.label)}"


def _overlap_pairs(
    look: Look, pairs: Sequence[Row], names: Mapping[str, str], several: bool
) -> Any:
    widest = min(2.6, LABELS * look.width)
    labels = [pair_label(look, names[row["theme"]], names[row["other"]], widest) for row in pairs]
    right = 0.45 if look.is_narrow else 1.3
    frame = Rows(look, labels, Margins(right=right, top=0.1, bottom=0.48), widest=2.6)
    frame.draw_labels()
    axes = frame.axes()
    highest = max(row["paragraphs"] for row in pairs)
    whole_axis(axes, highest, 4 if look.is_narrow else 6)
    for place, row in enumerate(pairs):
        axes.barh(place, row["paragraphs"], 0.6, color=look["accent"], linewidth=0, zorder=2)
        identifiers = row["paragraph_ids"].split()
        documents = {identifier.rpartition(".")[0] for identifier in identifiers}
        where = (
            f"  {paragraph_list(identifiers, named=several)}"
            if len(identifiers) in range(1, 5) and len(documents) == 1 and not look.is_narrow
            else ""
        )
        shown = say_integer(row["paragraphs"]) + where
        write_at_end(axes, look, shown, row["paragraphs"], place, annotation_clip=False)
    axes.grid(axis="x", color=look["line"], linewidth=0.4, zorder=0)
    axes.set_xlabel(say("Paragraphs that have both themes"))
    return frame.canvas.picture
