"""Draw the speech itself: the length of its paragraphs and sentences, and whose voice is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilcrow.figures.frame import (
    LABELS,
    Canvas,
    Drawing,
    Margins,
    Rows,
    Tables,
    empty_drawing,
    in_alt,
    paragraph_list,
    round_step,
    say_paragraphs,
    say_words,
    speech_axis,
    text_width,
    whole_axis,
    write_at_end,
)
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import LEAST, bands, cut, cut_titles, draw_bands, short
from pilcrow.files.language import say, say_integer, say_list, say_number, semicolon, to_say
from pilcrow.model.values import Data
from pilcrow.model.wording import upper_first
from pilcrow.tables.tables import Row

ROWS = 40  # more documents than this are drawn without a line of their own
LINES = 19  # more paragraphs than this: they would fill a page in print
BARS = 240  # more paragraphs than this are drawn several to a bar, since no eye tells them apart
# A paragraph with more sentences has no gaps: they would be wider than the sentences.
SENTENCES = 200
VOICES = {  # in the order in which they are drawn
    "own": to_say("own"),
    "reported": to_say("reported"),
    "conditional": to_say("conditional"),
    "distanced": to_say("distanced"),
}
KINDS = {
    "heading": to_say("Heading {number}"),
    "salutation": to_say("Salutation {number}"),
    "note": to_say("Note {number}"),
    "question": to_say("Question {number}"),
}


def draw_structure(tables: Tables, look: Look) -> Drawing:
    """Draw each paragraph's length in words, its sentences and its kind.

    Several documents are drawn by their lengths.
    """
    if len(tables["documents"]) != 1:
        return _documents(tables, look)
    paragraphs = tables["paragraphs"]
    units = tables.units()
    title = title_structure(units)
    caption = say(
        "Bars are as long as the paragraph’s words; the gaps in them are between sentences. At"
        " the right, words and sentences."
    )
    rows = (in_alt(short(row["paragraph"]), _length(row)) for row in paragraphs[: 3 * ROWS])
    alt = " ".join([say("Bar chart of the paragraphs’ lengths."), *rows])
    if not paragraphs:
        return empty_drawing(look, title, say("The document has no paragraphs."), tables.source(""))
    if len(paragraphs) > LINES:
        columns = units or paragraphs
        each = -(-len(columns) // BARS)
        caption = say("Each bar is a paragraph of speech, in order, as tall as its words.")
        if each > 1:
            caption = say_number(
                each,
                "Each bar is {n} paragraph of speech, as tall as the words of the longest.",
                "Each bar is {n} paragraphs of speech in a row, as tall as the words of the"
                " longest.",
            )
        return Drawing(_columns(look, columns, each), title, caption, alt, tables.source(""))
    if any(row["word"] is None for row in paragraphs):
        hollow = say("Hollow bars are headings, salutations and notes, which are not coded.")
        caption = f"{caption} {hollow}"
    return Drawing(_bars(look, paragraphs), title, caption, alt, tables.source(""))


def _length(row: Row) -> str:
    """Return the length of a paragraph in words: 9 words, 1 sentence."""
    return say_number(
        row["sentences"],
        "{words}, {n} sentence",
        "{words}, {n} sentences",
        words=say_words(row["words"]),
    )


def title_structure(units: Sequence[Row]) -> str:
    """Return the finding: the longest paragraphs, with their share of the words."""
    if not units:
        return say("The text has no paragraph of speech")
    total = sum(unit["words"] for unit in units)
    if len(units) == 1:
        return say("The only paragraph of speech has {words}", words=say_words(total))
    most = max(unit["words"] for unit in units)
    longest = [short(unit["paragraph"]) for unit in units if unit["words"] == most]
    where = say_number(len(units), "in {n} paragraph", "in {n} paragraphs")
    of = say_number(total, "of {n} word {where}", "of {n} words {where}", where=where)
    if len(longest) == 1:
        return say(
            "Paragraph {number} is the longest: {most} {of}",
            number=longest[0],
            most=say_integer(most),
            of=of,
        )
    if len(longest) == len(units):
        return say_number(
            len(units),
            "All {n} paragraph is of one length: {words} each",
            "All {n} paragraphs are of one length: {words} each",
            words=say_words(most),
        )
    which = (
        say("Paragraphs {numbers}", numbers=say_list(longest))
        if len(longest) < 4
        else say_paragraphs(len(longest))
    )
    return say(
        "{which} are the longest: {words} each, {of}", which=which, words=say_words(most), of=of
    )


def title_lengths(lengths: Sequence[int]) -> str:
    """Return the finding of several documents: the longest and the shortest.

    `lengths` are their words, sorted.
    """
    if lengths[0] == lengths[-1]:
        return say_number(
            len(lengths),
            "Each of the {n} document has {words}",
            "Each of the {n} documents has {words}",
            words=say_words(lengths[0]),
        )
    return say(
        "The longest document has {words}, the shortest {shortest}",
        words=say_words(lengths[-1]),
        shortest=say_integer(lengths[0]),
    )


def _bars(look: Look, paragraphs: Sequence[Row]) -> Any:
    labels = [
        say(KINDS[row["kind"]], number=short(row["paragraph"]))
        if row["kind"] in KINDS
        else short(row["paragraph"])
        for row in paragraphs
    ]
    frame = Rows(look, labels, Margins(right=1.55, top=0.12, bottom=0.48), row=0.18)
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
        x = frame.left + frame.plot_width * row["words"] / end + 0.06
        shown = _length(row) if coded else say_words(row["words"])
        frame.canvas.text(x, frame.y(place), shown, look.small, "muted")
    axes.set_xlabel(say("Words"))
    return frame.canvas.picture


def _count_axis(axes: Any, look: Look, highest: int) -> None:
    """Give the y axis ticks at whole numbers from 0."""
    ticks = range(0, highest + 1, round_step(highest, 5))
    labels = [say_integer(tick) for tick in ticks]
    axes.set_yticks(ticks, labels, fontsize=look.small, color=look["muted"])


def _columns(look: Look, units: Sequence[Row], each: int) -> Any:
    """Draw bars as tall as the longest of `each` paragraphs in a row."""
    firsts = range(0, len(units), each)
    lengths = [max(unit["words"] for unit in units[first : first + each]) for first in firsts]
    canvas = Canvas(look, 2.6)
    axes = canvas.axes(0.55, 0.15, canvas.width - 0.65, 1.95)
    axes.bar(
        range(1, len(lengths) + 1),
        lengths,
        width=0.8 if len(lengths) <= 150 else 1.0,
        color=look["accent"],
        linewidth=0,
    )
    axes.set_xlim(0.4, len(lengths) + 0.6)
    highest = max(lengths)
    axes.set_ylim(0, highest)
    _count_axis(axes, look, highest)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=look["line"], linewidth=0.4)
    numbers = [short(units[first]["paragraph"]) for first in firsts]
    widest = max(
        text_width(number, look.small) for number in numbers[:: max(1, len(numbers) // 12)]
    )
    room = int((canvas.width - 0.65) / (widest + 0.1))
    every = max(1, len(numbers) // 12, -(-len(numbers) // room))
    shown = list(range(0, len(numbers), every))
    axes.set_xticks([place + 1 for place in shown], [numbers[place] for place in shown])
    axes.set_xlabel(say("Paragraph"))
    canvas.text(0.1, 1.1, say("Words"), look.small, "muted", rotation=90, ha="center")
    return canvas.picture


def _documents(tables: Tables, look: Look) -> Drawing:
    documents = tables["documents"]
    if not documents:
        title = say("How long are the documents?")
        return empty_drawing(look, title, say("There are no documents."), tables.source(""))
    lengths = sorted(row["words"] for row in documents)
    middle = lengths[(len(lengths) - 1) // 2]
    kind = say_number(
        len(documents),
        "Lengths of {n} document in words: shortest {shortest}, median {median}, longest"
        " {longest}.",
        "Lengths of {n} documents in words: shortest {shortest}, median {median}, longest"
        " {longest}.",
        shortest=say_integer(lengths[0]),
        median=say_integer(middle),
        longest=say_integer(lengths[-1]),
    )
    alt = " ".join([kind, *(in_alt(row["document"], _extent(row)) for row in documents[:ROWS])])
    if len(documents) > ROWS:
        return _many_documents(tables, look, documents, alt)
    widest = min(2.4, LABELS * look.width)
    names = cut_titles(documents, widest, look.label)
    frame = Rows(
        look,
        [names[row["document"]] for row in documents],
        Margins(right=1.7, top=0.12, bottom=0.48),
        row=0.23,
        widest=widest,
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
            _extent(row),
            look.small,
            "muted",
        )
    axes.set_xlabel(say("Words of speech"))
    return Drawing(
        frame.canvas.picture,
        title_lengths(lengths),
        say("Documents by date, words and paragraphs of speech."),
        alt,
        tables.source(""),
    )


def _extent(row: Row) -> str:
    """Return how long a document is, in words: 409 words, 13 paragraphs."""
    return f"{say_words(row['words'])}, {say_paragraphs(row['recording_units'])}"


def _many_documents(tables: Tables, look: Look, documents: Sequence[Row], alt: str) -> Drawing:
    lengths = [row["words"] for row in documents]
    canvas = Canvas(look, 2.4)
    axes = canvas.axes(0.6, 0.15, canvas.width - 0.8, 1.75)
    axes.hist(
        lengths,
        bins=min(40, max(10, len(lengths) // 10)),
        range=(0, lengths[0]) if min(lengths) == max(lengths) else None,
        color=look["accent"],
        edgecolor=look["paper"],
        linewidth=0.5,
    )
    highest = round(axes.get_ylim()[1])
    _count_axis(axes, look, highest)
    whole_axis(axes, max(lengths), 5 if look.is_narrow else 8)
    axes.axhline(0, color=look["muted"], linewidth=0.8)
    axes.set_xlabel(say("Words of speech in the document"))
    canvas.text(0.1, 1.0, say("Documents"), look.small, "muted", rotation=90, ha="center")
    ordered = sorted(lengths)
    middle = ordered[(len(ordered) - 1) // 2]
    title = say("At least half of the documents have no more than {words}", words=say_words(middle))
    caption = say("Number of documents by their length.")
    return Drawing(canvas.picture, title, caption, alt, tables.source(""))


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
    coders = say_list(sorted({span["coder"] for span in spans}))
    caption = say(
        "Annotated spans at their place in the speech, as long as their words but at least {least}"
        " pt wide. What bears no mark was not annotated: it is read as the speaker’s own.",
        least=f"{LEAST:g}",
    )
    source = tables.source(say("Annotation: {coders}", coders=coders) if spans else "")
    rows = (
        in_alt(
            _voice(voice),
            semicolon().join(_spoken(span) for span in spans if span["voice"] == voice),
        )
        for voice in voices_in(spans)
    )
    alt = " ".join([say("Strip chart of voices along the speech."), *rows])
    if not spans:
        empty = say("Nobody has annotated the voices of this text yet.")
        return empty_drawing(look, title, empty, source)
    if len(documents) > 3:
        caption = say(
            "Words of annotated spans. What was not annotated is read as the speaker’s own."
        )
        return Drawing(_voice_counts(look, spans), title, caption, alt, source)
    return Drawing(_voice_strips(tables, look, spans, documents), title, caption, alt, source)


def voices_in(spans: Sequence[Row]) -> list[str]:
    """Return the voices that occur: own, reported, conditional, distanced, then others."""
    heard = {span["voice"] for span in spans}
    return [voice for voice in VOICES if voice in heard] + sorted(heard - set(VOICES))


def _voice(voice: str) -> str:
    """Return the name of a voice in the language of the report."""
    return say(VOICES[voice]) if voice in VOICES else voice


def _spoken(span: Row) -> str:
    words = say_words(span["words"])
    if span["source"]:
        words = say("{words} of {source}", words=words, source=span["source"])
    return f"{paragraph_list([span['paragraph']])}, {words}"


def title_voice(spans: Sequence[Row], words: int) -> str:
    """Return the finding: how many words are not plainly the speaker's own."""
    other = [span for span in spans if span["voice"] != "own"]
    if not other:
        return (
            say("Whose voice is heard? Nothing is annotated as another’s")
            if spans
            else say("Whose voice is heard? Not yet annotated")
        )
    where = paragraph_list(span["paragraph"] for span in other)
    return say_number(
        words,
        "By the annotation, {total} of {n} word are {voices}{where}",
        "By the annotation, {total} of {n} words are {voices}{where}",
        total=say_integer(sum(span["words"] for span in other)),
        voices=say_list(list(map(_voice, voices_in(other))), "{items} or {last}"),
        where=f" ({where})" if len(where) < 32 else "",
    )


def _voice_strips(
    tables: Tables, look: Look, spans: Sequence[Row], documents: Sequence[Row]
) -> Any:
    voices = voices_in(spans)
    row, head, foot, right = 0.34, 0.3, 0.48, 0.15
    named = len(documents) > 1
    if named:
        head += 0.34
    named_voices = [upper_first(_voice(voice)) for voice in voices]
    left = max(text_width(voice, look.label) for voice in named_voices) + 0.3
    left = max(left, text_width(say("Paragraph"), look.small) + 0.2)
    canvas = Canvas(look, (head + row * len(voices)) * len(documents) + foot)
    width = canvas.width - left - right
    units = tables.units()
    names = cut_titles(documents, width, look.label)
    length = max(end for _, _, end in bands(units))
    top = 0.0
    axes: Any = None
    for document in documents:
        own = [unit for unit in units if unit["document"] == document["document"]]
        if named:
            canvas.text(
                left,
                top + head - 0.32,
                names[document["document"]],
                weight="semibold",
            )
        axes = canvas.axes(left, top + head, width, row * len(voices))
        axes.set_xlim(0, length)
        axes.set_ylim(len(voices) - 0.5, -0.5)
        draw_bands(axes, look, own, width * max(end for _, _, end in bands(own)) / length)
        label = say("Paragraph")
        canvas.text(left - 0.1, top + head - 0.1, label, look.small, "muted", ha="right")
        for place, voice in enumerate(voices):
            y = top + head + (place + 0.5) * row
            canvas.text(left - 0.1, y, named_voices[place], ha="right")
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
    speech_axis(axes, look, length)
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
            _name_source(axes, look, label, end, place)
            reach = end + needed
        elif span["word"] - needed >= reach:
            _name_source(axes, look, label, span["word"], place, ha="right", xytext=(-3, 0))
            reach = end
        else:
            reach = end


def _name_source(axes: Any, look: Look, label: str, x: float, place: int, **how: Any) -> None:
    box = {"facecolor": look["paper"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    write_at_end(axes, look, label, x, place, zorder=3, bbox=box, **how)


def _voice_counts(look: Look, spans: Sequence[Row]) -> Any:
    voices = voices_in(spans)
    words = [sum(span["words"] for span in spans if span["voice"] == voice) for voice in voices]
    labels = [upper_first(_voice(voice)) for voice in voices]
    frame = Rows(look, labels, Margins(right=1.0, top=0.12, bottom=0.48), row=0.34)
    frame.draw_labels()
    axes = frame.axes()
    whole_axis(axes, max(words), 3 if look.is_narrow else 6)
    for place, (voice, total) in enumerate(zip(voices, words, strict=True)):
        axes.barh(place, total, 0.6, zorder=2, **voice_style(look, voice))
        write_at_end(axes, look, say_integer(total), total, place, xytext=(4, 0))
    axes.set_xlabel(say("Words annotated"))
    return frame.canvas.picture
