"""Draw figures by the coding beside the report's, and where the two differ.

Beside a person's coding or the consensus it is that of the rules; beside the rules it is a
person's, or the consensus. Both are drawn on the paragraphs that both read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pilcrow.figures.frame import (
    Drawing,
    Margins,
    Rows,
    Tables,
    draw_stripe,
    draw_tracks,
    empty_drawing,
    in_alt,
    paragraph_list,
    say_paragraphs,
    whole_axis,
)
from pilcrow.figures.palette import Look
from pilcrow.figures.themes import (
    COLUMNS,
    LEAST,
    SpeechRows,
    cut,
    draw_along,
    draw_overlap,
    draw_prevalence,
    marks_to_scale,
    short,
)
from pilcrow.files.language import say, say_integer, say_number, semicolon
from pilcrow.tables.columns import CONSENSUS, RULES
from pilcrow.tables.tables import Row

LISTED = 40  # paragraphs that are named one by one


def draw_along_beside(tables: Tables, look: Look) -> Drawing:
    """Draw `themes-along-speech` by the coding beside the report's."""
    return draw_along(tables.beside, look)


def draw_prevalence_beside(tables: Tables, look: Look) -> Drawing:
    """Draw `theme-prevalence` by the coding beside the report's."""
    return draw_prevalence(tables.beside, look)


def draw_overlap_beside(tables: Tables, look: Look) -> Drawing:
    """Draw `theme-overlap` by the coding beside the report's."""
    return draw_overlap(tables.beside, look)


# Where they differ


class Held(NamedTuple):
    """How many paragraphs have a theme, and which; none are named where there are very many."""

    number: int
    paragraphs: list[str]

    def __add__(self, other: object) -> Held:
        assert isinstance(other, Held)
        return Held(self.number + other.number, [*self.paragraphs, *other.paragraphs])


class Compared(NamedTuple):
    """The paragraphs of a theme: those that both codings give it, and those that one gives it."""

    both: Held
    reading: Held
    rules: Held

    @property
    def differ(self) -> Held:
        """Return the paragraphs on which the codings differ."""
        return self.reading + self.rules


def compared_themes(tables: Tables) -> dict[str, Compared]:
    """Return the paragraphs of each theme of either coding, in the codebook's order."""
    order = ("both", "report", "beside") if tables.coding != RULES else ("both", "beside", "report")
    return {
        row["theme"]: Compared(*(Held(row[by], row[f"{by}_ids"].split()) for by in order))
        for row in tables["themes_compared"]
    }


def title_differ(found: Mapping[str, Compared], by: str = "the reading") -> str:
    """Return the finding: on how many codings, and of how many themes, the two differ.

    `by` is the name of the coding that is compared with the rules.
    """
    total = sum(held.number for compared in found.values() for held in compared)
    differ = sum(compared.differ.number for compared in found.values())
    themes = sum(bool(compared.differ.number) for compared in found.values())
    if not differ:
        if not total:
            return say("Nothing is coded")
        return say("The rules and {reading} agree throughout", reading=by)
    where = say_number(
        len(found), "in {size} of {n} theme", "in {size} of {n} themes", size=say_integer(themes)
    )
    return say_number(
        total,
        "The rules and {reading} differ on {differ} of {n} coding, {where}",
        "The rules and {reading} differ on {differ} of {n} codings, {where}",
        reading=by,
        differ=say_integer(differ),
        where=where,
    )


def by_whom(tables: Tables) -> str:
    """Return what the coding is called that the rules do not make."""
    return say("the consensus") if CONSENSUS in both_codings(tables) else say("the reading")


def both_codings(tables: Tables) -> tuple[str, str]:
    """Return the report's coding and the one beside it."""
    return tables.coding, tables.beside.coding


def _source(tables: Tables) -> str:
    both = say("Codings: {coding}; the codebook’s rules", coding=tables.beside.coder())
    return tables.source(tables.beside.limited(both))


def _in_words(tables: Tables, found: Mapping[str, Compared], named: bool) -> str:
    """Return the alternative text: the paragraphs of each theme that one coding has alone."""
    names = tables.names()
    said = []
    for code, compared in found.items():
        alone = [
            say("by {coding} alone {where}", coding=coding, where=_listed(held, named))
            for coding, held in (
                (by_whom(tables), compared.reading),
                (say("the rules"), compared.rules),
            )
            if held.number
        ]
        both = say_number(compared.both.number, "{n} paragraph in both", "{n} paragraphs in both")
        said.append(in_alt(names.get(code, code), semicolon().join([both, *alone])))
    return " ".join(said)


def _listed(held: Held, named: bool) -> str:
    if held.number > LISTED:
        return say_paragraphs(held.number)
    return paragraph_list(held.paragraphs, named=named)


def draw_along_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the evidence of the codings that only one of the two has."""
    found = compared_themes(tables)
    title, source = title_differ(found, by_whom(tables)), _source(tables)
    parted = {code: compared for code, compared in found.items() if compared.differ.number}
    if len(tables["documents"]) != 1:
        many = say("Differences are placed in the speech where there is one document only.")
        return empty_drawing(look, title, many, source)
    if not parted:
        return empty_drawing(look, title, f"{title}.", source)
    caption = say(
        "Each mark is a span of evidence that only one coding has: full of {reading}, hollow of the"
        " rules; as long as its words but at least {least} pt wide. Themes on which the codings"
        " agree are left out.",
        reading=by_whom(tables),
        least=f"{LEAST:g}",
    )
    kind = say("Strip chart of where the codings differ.")
    alt = f"{kind} {_in_words(tables, parted, False)}"
    return Drawing(_along(tables, look, list(parted)), title, caption, alt, source)


def _spans(tables: Tables) -> dict[tuple[str, bool], list[Row]]:
    """Return the evidence of each theme where one coding has it alone: by theme, and by whether
    that is the rules.
    """
    coder_of = {
        (row["paragraph"], row["theme"]): both_codings(tables)[row["beside"]]
        for row in tables["codings_compared"]
        if row["differ"]
    }
    found: dict[tuple[str, bool], list[Row]] = {}
    for row in tables["codings"]:
        alone = coder_of.get((row["paragraph"], row["theme"]))
        if row["word"] is not None and row["coder"] == alone:
            found.setdefault((row["theme"], alone == RULES), []).append(row)
    return found


def _along(tables: Tables, look: Look, codes: Sequence[str]) -> Any:
    spans = _spans(tables)
    names, units = tables.names(), tables.units()
    hues = look.hues(names)
    drawn = {
        code: [spans.get((code, by_rules), []) for by_rules in (False, True)] for code in codes
    }
    totals = [(names.get(code, code), sum(map(len, drawn[code]))) for code in codes]
    frame = SpeechRows(look, totals, units, row=0.26)
    least = LEAST * frame.length / (frame.plot_width * 72)
    for place, code in enumerate(codes):
        # The edge of a full mark keeps it apart from the next one.
        colours = ((hues[code], look["paper"]), (look["paper"], hues[code]))
        for rows, (fill, edge) in zip(drawn[code], colours, strict=True):
            ordered = sorted(rows, key=lambda row: row["word"])
            marks = marks_to_scale(ordered, least, frame.length)
            style = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.8}
            frame.strip.broken_barh(marks, (place - 0.3, 0.6), zorder=2, **style)
    return frame.canvas.picture


def draw_prevalence_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the paragraphs of each theme that both codings have, and those that one has."""
    found = compared_themes(tables)
    title, source = title_differ(found, by_whom(tables)), _source(tables)
    if not found:
        return empty_drawing(look, title, say("Neither coding has a theme") + ".", source)
    several = len(tables["documents"]) > 1
    caption = say(
        "Paragraphs that have the theme. Full: by both codings; hatched: by {reading} alone;"
        " hollow: by the rules alone. At the right, the paragraphs on which they differ.",
        reading=by_whom(tables),
    )
    alt = f"{say('Bar chart of two codings.')} {_in_words(tables, found, several)}"
    return Drawing(_bars(tables, look, found, several), title, caption, alt, source)


def _bars(tables: Tables, look: Look, found: Mapping[str, Compared], several: bool) -> Any:
    names = tables.names()
    hues = look.hues(names)
    right = 0.8 if look.is_narrow else 1.5
    labels = [names.get(code, code) for code in found]
    frame = Rows(look, labels, Margins(right=right, top=0.34, bottom=0.32))
    frame.draw_labels()
    axes = frame.axes()
    tracks = {row["theme"]: row["of_paragraphs"] for row in tables["themes_beside"]}
    bases = set(tracks.values())
    whole = (sum(held.number for held in compared) for compared in found.values())
    highest = max(max(bases), *whole)
    whole_axis(axes, highest, 4 if look.is_narrow else 8, len(bases) == 1)
    for place, (code, compared) in enumerate(found.items()):
        start = 0
        for held, fill, hatch in zip(
            compared, (hues[code], look["paper"], look["paper"]), ("", "/////", ""), strict=True
        ):
            style = {"facecolor": fill, "edgecolor": hues[code], "linewidth": 0.8, "zorder": 2}
            if held.number:
                axes.barh(place, held.number, 0.62, left=start, hatch=hatch, **style)
            start += held.number
        differ = compared.differ
        many = several or differ.number > LISTED
        where = say_paragraphs(differ.number) if many else paragraph_list(differ.paragraphs)
        if differ.number:
            place_of = frame.canvas.width - right + 0.12
            where = cut(where, right - 0.14, look.small)
            frame.canvas.text(place_of, frame.y(place), where, look.small, "ink")
    draw_tracks(axes, look, [tracks[code] for code in found])
    frame.canvas.text(frame.left, 0.2, say("Paragraphs"), look.small, "muted")
    frame.canvas.text(frame.canvas.width - right + 0.12, 0.2, say("Differ"), look.small, "muted")
    return frame.canvas.picture


def draw_overlap_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the themes of each paragraph, by both codings or by one."""
    found = compared_themes(tables)
    title, source = title_differ(found, by_whom(tables)), _source(tables)
    if not found:
        return empty_drawing(look, title, say("Neither coding has a theme") + ".", source)
    several = len(tables["documents"]) > 1
    coded = set() if several else {row["paragraph"] for row in tables["codings_compared"]}
    units = [unit for unit in tables.units() if unit["paragraph"] in coded]
    if several or len(units) > COLUMNS:
        many = say("There are too many paragraphs to draw them one by one.")
        return empty_drawing(look, title, many, source)
    caption = say(
        "A small dot where both codings give a paragraph the theme; a large one where only"
        " {reading} does, a ring where only the rules do.",
        reading=by_whom(tables),
    )
    alt = f"{say('Dot chart of two codings.')} {_in_words(tables, found, False)}"
    return Drawing(_dots(tables, look, found, units), title, caption, alt, source)


def _dots(tables: Tables, look: Look, found: Mapping[str, Compared], units: Sequence[Row]) -> Any:
    names = tables.names()
    hues = look.hues(names)
    labels = [names.get(code, code) for code in found]
    head = say("Paragraph")
    frame = Rows(look, labels, Margins(right=0.55, top=0.34, bottom=0.1), head=head)
    frame.draw_labels()
    axes = frame.axes()
    axes.set_xlim(-0.5, len(units) - 0.5)
    axes.set_xticks([])
    column = {unit["paragraph"]: place for place, unit in enumerate(units)}
    for place, (code, compared) in enumerate(found.items()):
        draw_stripe(axes, look, place)
        for held, size, fill in zip(
            compared, (9, 40, 40), (look["muted"], hues[code], look["paper"]), strict=True
        ):
            at = [column[identifier] for identifier in held.paragraphs]
            edge = look["muted"] if size < 40 else hues[code]
            style = {"facecolor": fill, "edgecolor": edge, "linewidth": 1.1, "zorder": 2}
            axes.scatter(at, [place] * len(at), s=size, **style)
        differ = str(compared.differ.number) if compared.differ.number else "–"
        frame.canvas.text(frame.canvas.width - 0.45, frame.y(place), differ, colour="muted")
    step = frame.plot_width / len(units)
    for place, unit in enumerate(units):
        x = frame.left + (place + 0.5) * step
        if step > 0.17 or place % 2 == 0:
            number = short(unit["paragraph"])
            frame.canvas.text(x, 0.22, number, look.small, "ink", ha="center")
    frame.canvas.text(frame.left - 0.1, 0.22, head, look.small, "muted", ha="right")
    frame.canvas.text(frame.canvas.width - 0.5, 0.22, say("Differ"), look.small, "muted")
    return frame.canvas.picture
