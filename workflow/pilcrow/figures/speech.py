"""Draw the speech itself: the length of its paragraphs and sentences, and whose voice is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilcrow.figures.frame import (
    Canvas,
    Drawing,
    Rows,
    Tables,
    distinct_titles,
    nothing,
    paragraph_list,
    round_step,
    text_width,
    whole_axis,
)
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import LEAST, bands, cut, draw_bands, short
from pilcrow.model.values import Data
from pilcrow.model.wording import count, listed, written
from pilcrow.tables.tables import Row

ROWS = 40  # more paragraphs, or documents, than this are drawn without a line of their own
# A paragraph with more sentences has no gaps: they would be wider than the sentences.
SENTENCES = 200
VOICES = ("own", "reported", "conditional", "distanced")


def draw_structure(tables: Tables, look: Look) -> Drawing:
    """Draw each paragraph's length in words, its sentences and its kind.

    Several documents are drawn by their lengths.
    """
    if len(tables["documents"]) != 1:
        return _documents(tables, look)
    paragraphs = tables["paragraphs"]
    units = tables.units()
    title = title_structure(units)
    caption = (
        "Bars are as long as the paragraph’s words; the gaps in them stand between sentences. At"
        " the right, words and sentences."
    )
    alt = "Bar chart of the paragraphs’ lengths. " + " ".join(
        f"{short(row['paragraph'])}: {count(row['words'], 'word')},"
        f" {count(row['sentences'], 'sentence')}."
        for row in paragraphs[: 3 * ROWS]
    )
    if not paragraphs:
        return nothing(look, title, "The document has no paragraphs.", tables.source(""))
    if len(paragraphs) > ROWS:
        caption = "Each bar is a paragraph of speech, in order, as tall as its words."
        return Drawing(_columns(look, units or paragraphs), title, caption, alt, tables.source(""))
    if any(row["word"] is None for row in paragraphs):
        caption += " Hollow bars are headings, salutations and notes, which are not coded."
    return Drawing(_bars(look, paragraphs), title, caption, alt, tables.source(""))


def title_structure(units: Sequence[Row]) -> str:
    """Return the finding: the longest paragraphs, with their share of the words."""
    if not units:
        return "The text has no paragraph of speech"
    total = sum(unit["words"] for unit in units)
    if len(units) == 1:
        return f"The only paragraph of speech has {count(total, 'word')}"
    most = max(unit["words"] for unit in units)
    longest = [short(unit["paragraph"]) for unit in units if unit["words"] == most]
    of = f"of {count(total, 'word')} in {count(len(units), 'paragraph')}"
    if len(longest) == 1:
        return f"Paragraph {longest[0]} is the longest: {most:,} {of}"
    if len(longest) == len(units):
        return f"All {len(units):,} paragraphs are of one length: {count(most, 'word')} each"
    which = f"Paragraphs {listed(longest)}" if len(longest) < 4 else f"{len(longest):,} paragraphs"
    return f"{which} are the longest: {most:,} words each, {of}"


def title_lengths(lengths: Sequence[int]) -> str:
    """Return the finding of several documents: the longest and the shortest.

    `lengths` are their words, sorted.
    """
    if lengths[0] == lengths[-1]:
        return f"Each of the {count(len(lengths), 'document')} has {count(lengths[0], 'word')}"
    return f"The longest document has {count(lengths[-1], 'word')}, the shortest {lengths[0]:,}"


def _bars(look: Look, paragraphs: Sequence[Row]) -> Any:
    names = {
        "heading": "Heading",
        "salutation": "Salutation",
        "note": "Note",
        "question": "Question",
    }
    labels = [
        (
            f"{names[row['kind']]} {short(row['paragraph'])}"
            if row["kind"] in names
            else short(row["paragraph"])
        )
        for row in paragraphs
    ]
    frame = Rows(look, labels, right=1.55, top=0.12, bottom=0.48, row=0.195)
    frame.draw_labels(["muted" if row["word"] is None else "ink" for row in paragraphs])
    axes = frame.axes()
    longest = max(row["words"] for row in paragraphs)
    end = whole_axis(axes, longest, 4 if look.is_narrow else 8)
    for place, row in enumerate(paragraphs):
        coded = row["word"] is not None
        lengths = [int(length) for length in row["sentence_words"].split()] or [row["words"]]
        if len(lengths) > SENTENCES:
            lengths = [row["words"]]
        start = 0
        for length in lengths:
            axes.barh(
                place,
                length,
                0.66,
                left=start,
                facecolor=look["accent"] if coded else look["paper"],
                edgecolor=look["paper"] if coded else look["muted"],
                linewidth=1.0 if coded else 0.7,
                zorder=2,
            )
            start += length
        words, sentences = count(row["words"], "word"), count(row["sentences"], "sentence")
        x = frame.left + frame.plot_width * row["words"] / end + 0.06
        frame.canvas.text(
            x, frame.y(place), f"{words}, {sentences}" if coded else words, look.small, "muted"
        )
    axes.set_xlabel("Words")
    return frame.canvas.picture


def _count_axis(axes: Any, look: Look, highest: int) -> None:
    """Give the y axis ticks at whole numbers from 0."""
    ticks = range(0, highest + 1, round_step(highest, 5))
    labels = [written(tick) for tick in ticks]
    axes.set_yticks(ticks, labels, fontsize=look.small, color=look["muted"])


def _columns(look: Look, units: Sequence[Row]) -> Any:
    canvas = Canvas(look, 2.6)
    axes = canvas.axes(0.55, 0.15, canvas.width - 0.65, 1.95)
    axes.bar(
        range(1, len(units) + 1),
        [unit["words"] for unit in units],
        width=0.8 if len(units) <= 150 else 1.0,
        color=look["accent"],
        linewidth=0,
    )
    axes.set_xlim(0.4, len(units) + 0.6)
    highest = max(unit["words"] for unit in units)
    axes.set_ylim(0, highest)
    _count_axis(axes, look, highest)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=look["line"], linewidth=0.4)
    every = max(1, len(units) // 12)
    shown = list(range(0, len(units), every))
    axes.set_xticks(
        [place + 1 for place in shown], [short(units[place]["paragraph"]) for place in shown]
    )
    axes.set_xlabel("Paragraph")
    canvas.text(0.1, 1.1, "Words", look.small, "muted", rotation=90, ha="center")
    return canvas.picture


def _documents(tables: Tables, look: Look) -> Drawing:
    documents = sorted(tables["documents"], key=lambda row: (row["date"], row["document"]))
    title = "How long are the documents?"
    if not documents:
        return nothing(look, title, "There are no documents.", tables.source(""))
    lengths = sorted(row["words"] for row in documents)
    middle = lengths[(len(lengths) - 1) // 2]
    alt = (
        f"Lengths of {count(len(documents), 'document')} in words: shortest {lengths[0]:,}, median"
        f" {middle:,}, longest {lengths[-1]:,}. "
        + " ".join(
            f"{row['document']}: {count(row['words'], 'word')},"
            f" {count(row['recording_units'], 'paragraph')}."
            for row in documents[:ROWS]
        )
    )
    if len(documents) > ROWS:
        return _many_documents(tables, look, documents, alt)
    names = distinct_titles(documents)
    frame = Rows(
        look,
        [names[row["document"]] for row in documents],
        right=1.7,
        top=0.12,
        bottom=0.48,
        row=0.23,
        widest=2.4,
        lines=1,
    )
    frame.draw_labels()
    axes = frame.axes()
    end = whole_axis(axes, lengths[-1], 3 if look.is_narrow else 6)
    for place, row in enumerate(documents):
        axes.barh(place, row["words"], 0.62, color=look["accent"], linewidth=0, zorder=2)
        x = frame.left + frame.plot_width * row["words"] / end + 0.06
        frame.canvas.text(
            x,
            frame.y(place),
            f"{count(row['words'], 'word')}, {count(row['recording_units'], 'paragraph')}",
            look.small,
            "muted",
        )
    axes.set_xlabel("Words of speech")
    return Drawing(
        frame.canvas.picture,
        title_lengths(lengths),
        "Documents by date, words and paragraphs of speech.",
        alt,
        tables.source(""),
    )


def _many_documents(tables: Tables, look: Look, documents: Sequence[Row], alt: str) -> Drawing:
    lengths = [row["words"] for row in documents]
    canvas = Canvas(look, 2.4)
    axes = canvas.axes(0.6, 0.15, canvas.width - 0.8, 1.75)
    axes.hist(
        lengths,
        bins=min(40, max(10, len(lengths) // 10)),
        color=look["accent"],
        edgecolor=look["paper"],
        linewidth=0.5,
    )
    highest = round(axes.get_ylim()[1])
    _count_axis(axes, look, highest)
    whole_axis(axes, max(lengths), 5 if look.is_narrow else 8)
    axes.axhline(0, color=look["muted"], linewidth=0.8)
    axes.set_xlabel("Words of speech in the document")
    canvas.text(0.1, 1.0, "Documents", look.small, "muted", rotation=90, ha="center")
    ordered = sorted(lengths)
    middle = ordered[(len(ordered) - 1) // 2]
    title = f"At least half of the documents have no more than {count(middle, 'word')}"
    return Drawing(
        canvas.picture, title, "Number of documents by their length.", alt, tables.source("")
    )


# Voice


def draw_voice(tables: Tables, look: Look) -> Drawing:
    """Draw the spans annotated as another voice at their place, with the sources named."""
    spans = sorted(
        (row for row in tables["voice"] if not row["stale"]),
        key=lambda row: (row["document"], row["word"]),
    )
    documents = [
        row
        for row in tables["documents"]
        if any(span["document"] == row["document"] for span in spans)
    ]
    title = title_voice(spans, sum(row["words"] or 0 for row in documents))
    coders = listed(sorted({span["coder"] for span in spans}))
    caption = (
        "Annotated spans at their place in the speech, as long as their words but at least"
        f" {LEAST:g} pt wide. What bears no mark was not annotated: it is read as the speaker’s"
        " own."
    )
    source = tables.source(f"Annotation: {coders}" if spans else "")
    alt = "Strip chart of voices along the speech. " + " ".join(
        f"{voice}: " + "; ".join(_spoken(span) for span in spans if span["voice"] == voice) + "."
        for voice in voices_in(spans)
    )
    if not spans:
        return nothing(look, title, "Nobody has annotated the voices of this text yet.", source)
    if len(documents) > 3:
        return Drawing(
            _voice_counts(look, spans),
            title,
            "Words of annotated spans. What was not annotated is read as the speaker’s own.",
            alt,
            source,
        )
    return Drawing(_voice_strips(tables, look, spans, documents), title, caption, alt, source)


def voices_in(spans: Sequence[Row]) -> list[str]:
    """Return the voices that occur: own, reported, conditional, distanced, then others."""
    heard = {span["voice"] for span in spans}
    return [voice for voice in VOICES if voice in heard] + sorted(heard - set(VOICES))


def _spoken(span: Row) -> str:
    source = f" of {span['source']}" if span["source"] else ""
    return f"{paragraph_list([span['paragraph']])}, {count(span['words'], 'word')}{source}"


def title_voice(spans: Sequence[Row], words: int) -> str:
    """Return the finding: how many words are not plainly the speaker's own."""
    other = [span for span in spans if span["voice"] != "own"]
    if not other:
        return (
            "Whose voice is heard? Nothing is annotated as another’s"
            if spans
            else "Whose voice is heard? Not yet annotated"
        )
    where = paragraph_list(span["paragraph"] for span in other)
    kinds = listed(voices_in(other), "or")
    total = sum(span["words"] for span in other)
    place = f" ({where})" if len(where) < 32 else ""
    return f"By the annotation, {total:,} of {count(words, 'word')} are {kinds}{place}"


def _voice_strips(
    tables: Tables, look: Look, spans: Sequence[Row], documents: Sequence[Row]
) -> Any:
    voices = voices_in(spans)
    row, head, foot, right = 0.34, 0.3, 0.48, 0.15
    named = len(documents) > 1
    if named:
        head += 0.34
    left = max(text_width(voice.capitalize(), look.label) for voice in voices) + 0.3
    left = max(left, text_width("Paragraph", look.small) + 0.2)
    canvas = Canvas(look, (head + row * len(voices)) * len(documents) + foot)
    width = canvas.width - left - right
    units = tables.units()
    names = distinct_titles(documents)
    length = max(end for _, _, end in bands(units))
    top = 0.0
    axes: Any = None
    for document in documents:
        own = [unit for unit in units if unit["document"] == document["document"]]
        if named:
            canvas.text(
                left,
                top + head - 0.32,
                cut(names[document["document"]], width, look.label),
                weight="semibold",
            )
        axes = canvas.axes(left, top + head, width, row * len(voices))
        axes.set_xlim(0, length)
        axes.set_ylim(len(voices) - 0.5, -0.5)
        draw_bands(axes, look, own, width * max(end for _, _, end in bands(own)) / length)
        canvas.text(left - 0.1, top + head - 0.1, "Paragraph", look.small, "muted", ha="right")
        for place, voice in enumerate(voices):
            canvas.text(
                left - 0.1, top + head + (place + 0.5) * row, voice.capitalize(), ha="right"
            )
            axes.axhline(place, color=look["line"], linewidth=0.5, zorder=1)
            _voice_row(
                axes,
                look,
                [
                    span
                    for span in spans
                    if span["document"] == document["document"] and span["voice"] == voice
                ],
                place,
                length,
                width,
            )
        axes.set_xticks([])
        top += head + row * len(voices)
    whole_axis(axes, length, 4 if look.is_narrow else 8, last=True)
    axes.set_xlabel("Words of the speech from its beginning")
    return canvas.picture


def voice_style(look: Look, voice: str) -> Mapping[str, Data]:
    """Return fill, hatch and edge of a voice, which differ without colour too."""
    style = look.voices.get(voice, {"fill": "band", "hatch": "", "edge": "muted"})
    return {
        "facecolor": look[style["fill"]],
        "hatch": style["hatch"],
        "edgecolor": look[style["edge"]],
        "linewidth": 0.7,
    }


def _voice_row(
    axes: Any, look: Look, spans: Sequence[Row], place: int, length: int, width: float
) -> None:
    """Draw the spans of one voice, each with its source if there is room for it."""
    reach = 0.0
    for number, span in enumerate(spans):
        extent = max(span["words"], LEAST * length / (width * 72))
        axes.broken_barh(
            [(span["word"], extent)],
            (place - 0.3, 0.6),
            zorder=2,
            **voice_style(look, span["voice"]),
        )
        if not span["source"]:
            continue
        label = cut(span["source"].partition(",")[0], 1.9, look.small)  # the table has it whole
        needed = (text_width(label, look.small) + 0.08) * length / width
        end = span["word"] + extent
        following = spans[number + 1]["word"] if number + 1 < len(spans) else length
        if end + needed <= following:
            _beside(axes, look, label, end, place, "left")
            reach = end + needed
        elif span["word"] - needed >= reach:
            _beside(axes, look, label, span["word"], place, "right")
            reach = end
        else:
            reach = end


def _beside(axes: Any, look: Look, label: str, x: float, place: int, side: str) -> None:
    axes.annotate(
        label,
        (x, place),
        xytext=(3 if side == "left" else -3, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=look.small,
        color=look["ink"],
        zorder=3,
        bbox={"facecolor": look["paper"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )


def _voice_counts(look: Look, spans: Sequence[Row]) -> Any:
    voices = voices_in(spans)
    words = [sum(span["words"] for span in spans if span["voice"] == voice) for voice in voices]
    frame = Rows(
        look, [voice.capitalize() for voice in voices], right=1.0, top=0.12, bottom=0.48, row=0.34
    )
    frame.draw_labels()
    axes = frame.axes()
    whole_axis(axes, max(words), 3 if look.is_narrow else 6)
    for place, (voice, total) in enumerate(zip(voices, words, strict=True)):
        axes.barh(place, total, 0.6, zorder=2, **voice_style(look, voice))
        axes.annotate(
            written(total),
            (total, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=look.small,
            color=look["ink"],
        )
    axes.set_xlabel("Words annotated")
    return frame.canvas.picture
