"""Draw figures by the coding beside the report's: the rules, and where rules and report differ.

Both count only the paragraphs that the report's coding read, so each figure has the same
denominator in every coding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from pilcrow.figures.frame import (
    Drawing,
    Rows,
    Tables,
    column_width,
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
    bands,
    cut,
    draw_along,
    draw_bands,
    draw_overlap,
    draw_prevalence,
    marks_to_scale,
    short,
)
from pilcrow.files.language import say, say_integer, say_number
from pilcrow.tables.tables import Row, each_row

LISTED = 40  # paragraphs that are named one by one


class RuleTables(Tables):
    """The tables of a project as the rules code the paragraphs that the report's coding read."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.folder)
        self.report = tables

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self._read:
            self._read[name] = list(self._made(name))
        return self._read[name]

    @property
    def coding(self) -> str:
        """Return "rules"."""
        return "rules"

    def source(self, made: str | None = None) -> str:
        """Return the source line: the rules, and whose paragraphs they are set beside."""
        rules = say("Coding: the codebook’s rules")
        return self.report.source(_read_by(self.report, rules) if made is None else made)

    def _made(self, name: str) -> Iterator[Row] | list[Row]:
        made = {
            "themes": self._themes,
            "paragraphs": self._paragraphs,
            "codings": self._codings,
            "cooccurrence": self._pairs,
            "theme_position": self._tenths,
        }.get(name)
        return made() if made else self.report[name]

    @cached_property
    def held(self) -> dict[str, list[str]]:
        """Return the themes of each paragraph that has any, in the codebook's order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in each_row(self.folder, "codings_compared"):
            if row["rules"]:
                found[row["paragraph"]].append(row["theme"])
        return dict(found)

    def _paragraphs(self) -> Iterator[Row]:
        for row in self.report["paragraphs"]:
            yield {**row, "themes": " ".join(self.held.get(row["paragraph"], ()))}

    def _codings(self) -> Iterator[Row]:
        for row in each_row(self.folder, "codings"):
            if row["coder"] == "rules" and row["theme"] in self.held.get(row["paragraph"], ()):
                yield row

    def _themes(self) -> Iterator[Row]:
        paragraphs = Counter(theme for themes in self.held.values() for theme in themes)
        words = self._words()
        for row in self.report["themes"]:
            theme = row["theme"]
            counted = {"paragraphs": paragraphs[theme], "words_evidence": words.get(theme, 0)}
            yield {**row, **counted}

    def _words(self) -> dict[str, int]:
        """Return words inside the evidence of each theme, each counted once."""
        found: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for row in self["codings"]:
            if row["word"] is not None:
                places = range(row["word"], row["word"] + row["words"])
                found[row["theme"]].update((row["document"], place) for place in places)
        return {theme: len(places) for theme, places in found.items()}

    def _pairs(self) -> Iterator[Row]:
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for paragraph, themes in self.held.items():
            for pair in combinations(themes, 2):
                found[pair].append(paragraph)
        for (theme, other), held in found.items():
            named = " ".join(held) if len(held) <= LISTED else ""
            yield {
                "theme": theme,
                "other": other,
                "paragraphs": len(held),
                "paragraph_ids": named,
            }

    def _tenths(self) -> Iterator[Row]:
        lengths = {row["document"]: max(1, row["words"] or 0) for row in self["documents"]}
        found: defaultdict[tuple[str, int], int] = defaultdict(int)
        for row in self["codings"]:
            if row["word"] is not None:
                tenth = min(10, 1 + 10 * row["word"] // lengths[row["document"]])
                found[row["theme"], tenth] += 1
        for (theme, tenth), number in found.items():
            yield {"theme": theme, "tenth": tenth, "evidence": number}


@lru_cache(maxsize=1)
def of_rules(tables: Tables) -> RuleTables:
    """Return the tables as the rules code, which all figures by the rules share."""
    return RuleTables(tables)


def _read_by(tables: Tables, codings: str) -> str:
    """Return codings with what was read, where the report's coder did not read every paragraph."""
    units = sum(row["recording_units"] for row in tables["documents"])
    seen = sum(row["read"] or 0 for row in tables["documents"])
    if seen == units:
        return codings
    return say_number(
        seen,
        "{codings}, on the {n} paragraph that {coder} read",
        "{codings}, on the {n} paragraphs that {coder} read",
        codings=codings,
        coder=_coder(tables),
    )


def _coder(tables: Tables) -> str:
    return say("consensus") if tables.coding == "consensus" else tables.coding


def draw_along_by_rules(tables: Tables, look: Look) -> Drawing:
    """Draw `themes-along-speech` as the rules code the text."""
    return draw_along(of_rules(tables), look)


def draw_prevalence_by_rules(tables: Tables, look: Look) -> Drawing:
    """Draw `theme-prevalence` as the rules code the text."""
    return draw_prevalence(of_rules(tables), look)


def draw_overlap_by_rules(tables: Tables, look: Look) -> Drawing:
    """Draw `theme-overlap` as the rules code the text."""
    return draw_overlap(of_rules(tables), look)


# Where they differ


class ThemeDifference(NamedTuple):
    """The paragraphs of a theme: those that both codings give it, and those that one gives it."""

    both: list[str]
    report: list[str]
    rules: list[str]

    def differing(self) -> list[str]:
        """Return the paragraphs on which the codings differ."""
        return [*self.report, *self.rules]


@lru_cache(maxsize=1)  # the three figures draw the same, each for page and phone
def set_beside(tables: Tables) -> dict[str, ThemeDifference]:
    """Return the paragraphs of each theme of either coding, in the codebook's order."""
    found: dict[str, ThemeDifference] = {
        code: ThemeDifference([], [], []) for code in tables.names()
    }
    for row in each_row(tables.folder, "codings_compared"):
        beside = found.setdefault(row["theme"], ThemeDifference([], [], []))
        held = beside.report if row["report"] else beside.rules
        (held if row["differ"] else beside.both).append(row["paragraph"])
    return {code: beside for code, beside in found.items() if any(beside)}


def title_differ(found: Mapping[str, ThemeDifference], by: str = "the reading") -> str:
    """Return the finding: on how many codings, and of how many themes, the two differ.

    `by`: what the report's coding is called.
    """
    total = sum(len(held) for beside in found.values() for held in beside)
    differing = sum(len(beside.differing()) for beside in found.values())
    themes = sum(bool(beside.differing()) for beside in found.values())
    if not differing:
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
        differ=say_integer(differing),
        where=where,
    )


def by_whom(tables: Tables) -> str:
    """Return what the report's coding is called beside the rules."""
    return say("the consensus") if tables.coding == "consensus" else say("the reading")


def _source(tables: Tables) -> str:
    both = say("Codings: {coding}; the codebook’s rules", coding=_coder(tables))
    return tables.source(_read_by(tables, both))


def _in_words(tables: Tables, found: Mapping[str, ThemeDifference], named: bool) -> str:
    """Return the alternative text: the paragraphs of each theme that one coding has alone."""
    names = tables.names()
    said = []
    for code, beside in found.items():
        alone = [
            say("by {coding} alone {where}", coding=coding, where=_listed(held, named))
            for coding, held in (
                (by_whom(tables), beside.report),
                (say("the rules"), beside.rules),
            )
            if held
        ]
        both = say_number(len(beside.both), "{n} paragraph in both", "{n} paragraphs in both")
        said.append(in_alt(names.get(code, code), "; ".join([both, *alone])))
    return " ".join(said)


def _listed(held: Sequence[str], named: bool) -> str:
    if len(held) > LISTED:
        return say_paragraphs(len(held))
    return paragraph_list(held, named=named)


def draw_along_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the evidence of the codings that only one of the two has."""
    found = set_beside(tables)
    title, source = title_differ(found, by_whom(tables)), _source(tables)
    parted = {code: beside for code, beside in found.items() if beside.differing()}
    if len(tables["documents"]) != 1:
        many = say("In several documents they are counted by theme, not placed in the speech.")
        return empty_drawing(look, title, f"{title}. {many}", source)
    if not parted:
        return empty_drawing(look, title, f"{title}.", source)
    spans = {code: _spans(tables, code, beside) for code, beside in parted.items()}
    caption = say(
        "Each mark is a span of evidence that only one coding has: full of {reading}, hollow of the"
        " rules; as long as its words but at least {least} pt wide. Themes on which the codings"
        " agree are left out.",
        reading=by_whom(tables),
        least=f"{LEAST:g}",
    )
    kind = say("Strip chart of where the codings differ.")
    alt = f"{kind} {_in_words(tables, parted, False)}"
    return Drawing(_along(tables, look, spans), title, caption, alt, source)


def _spans(tables: Tables, code: str, beside: ThemeDifference) -> tuple[list[Row], list[Row]]:
    """Return the evidence of a theme where one coding has it alone: of the report's, and of the
    rules.
    """
    wanted = ((tables.coding, set(beside.report)), ("rules", set(beside.rules)))
    of_report, of_rules = (
        [
            row
            for row in tables["codings"]
            if row["theme"] == code
            and row["word"] is not None
            and row["paragraph"] in held
            and row["coder"] == coder
        ]
        for coder, held in wanted
    )
    return of_report, of_rules


def _along(
    tables: Tables, look: Look, spans: Mapping[str, tuple[Sequence[Row], Sequence[Row]]]
) -> Any:
    names, units = tables.names(), tables.units()
    hues = look.hues(names)
    labels = [names.get(code, code) for code in spans]
    beside = column_width(look, say("Spans"), 0.42)
    head = say("Paragraph")
    frame = Rows(look, labels, right=beside + 0.13, top=0.3, bottom=0.48, row=0.26, head=head)
    frame.draw_labels()
    axes = frame.axes()
    length = max((end for _, _, end in bands(units)), default=1)
    draw_bands(axes, look, units, frame.plot_width)
    least = LEAST * length / (frame.plot_width * 72)
    for place, (code, drawn) in enumerate(spans.items()):
        axes.axhline(place, color=look["line"], linewidth=0.5, zorder=1)
        # The edge of a full mark keeps it apart from the next one.
        colours = ((hues[code], look["paper"]), (look["paper"], hues[code]))
        for rows, (fill, edge) in zip(drawn, colours, strict=True):
            marks = marks_to_scale(sorted(rows, key=lambda row: row["word"]), least, length)
            style = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.8}
            axes.broken_barh(marks, (place - 0.3, 0.6), zorder=2, **style)
        total = say_integer(sum(map(len, drawn)))
        frame.canvas.text(frame.canvas.width - beside, frame.y(place), total, colour="muted")
    frame.canvas.text(frame.left - 0.1, 0.2, head, look.small, "muted", ha="right")
    frame.canvas.text(frame.canvas.width - beside, 0.2, say("Spans"), look.small, "muted")
    whole_axis(axes, length, 4 if look.is_narrow else 8, last=True)
    axes.set_xlabel(say("Words of the speech from its beginning"))
    return frame.canvas.picture


def draw_prevalence_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the paragraphs of each theme that both codings have, and those that one has."""
    found = set_beside(tables)
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


def _bars(tables: Tables, look: Look, found: Mapping[str, ThemeDifference], several: bool) -> Any:
    names = tables.names()
    hues = look.hues(names)
    right = 0.8 if look.is_narrow else 1.5
    labels = [names.get(code, code) for code in found]
    frame = Rows(look, labels, right=right, top=0.34, bottom=0.32)
    frame.draw_labels()
    axes = frame.axes()
    bases = {row["of_paragraphs"] for row in tables["themes"]}
    highest = max(max(bases), *(sum(map(len, beside)) for beside in found.values()))
    whole_axis(axes, highest, 4 if look.is_narrow else 8, len(bases) == 1)
    for place, (code, beside) in enumerate(found.items()):
        start = 0
        for held, fill, hatch in zip(
            beside, (hues[code], look["paper"], look["paper"]), ("", "/////", ""), strict=True
        ):
            style = {"facecolor": fill, "edgecolor": hues[code], "linewidth": 0.8, "zorder": 2}
            if held:
                axes.barh(place, len(held), 0.62, left=start, hatch=hatch, **style)
            start += len(held)
        differing = beside.differing()
        where = paragraph_list(differing) if not several else say_paragraphs(len(differing))
        if differing:
            place_of = frame.canvas.width - right + 0.12
            where = cut(where, right - 0.14, look.small)
            frame.canvas.text(place_of, frame.y(place), where, look.small, "ink")
    tracks = [row["of_paragraphs"] for row in tables["themes"] if row["theme"] in found]
    axes.barh(range(len(tracks)), tracks, 0.62, color=look["band"], linewidth=0, zorder=0)
    axes.axvline(0, color=look["muted"], linewidth=0.8, zorder=3)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=look["line"], linewidth=0.4)
    frame.canvas.text(frame.left, 0.2, say("Paragraphs"), look.small, "muted")
    frame.canvas.text(frame.canvas.width - right + 0.12, 0.2, say("Differ"), look.small, "muted")
    return frame.canvas.picture


def draw_overlap_differ(tables: Tables, look: Look) -> Drawing:
    """Draw the themes of each paragraph, by both codings or by one."""
    found = set_beside(tables)
    title, source = title_differ(found, by_whom(tables)), _source(tables)
    coded = {identifier for beside in found.values() for held in beside for identifier in held}
    units = [unit for unit in tables.units() if unit["paragraph"] in coded]
    if not units:
        return empty_drawing(look, title, say("Neither coding has a theme") + ".", source)
    if len(tables["documents"]) > 1 or len(units) > COLUMNS:
        many = say("There are too many paragraphs to draw them one by one.")
        return empty_drawing(look, title, f"{title}. {many}", source)
    caption = say(
        "A small dot where both codings give a paragraph the theme; a large one where only"
        " {reading} does, a ring where only the rules do.",
        reading=by_whom(tables),
    )
    alt = f"{say('Dot chart of two codings.')} {_in_words(tables, found, False)}"
    return Drawing(_dots(tables, look, found, units), title, caption, alt, source)


def _dots(
    tables: Tables, look: Look, found: Mapping[str, ThemeDifference], units: Sequence[Row]
) -> Any:
    names = tables.names()
    hues = look.hues(names)
    labels = [names.get(code, code) for code in found]
    head = say("Paragraph")
    frame = Rows(look, labels, right=0.55, top=0.34, bottom=0.1, head=head)
    frame.draw_labels()
    axes = frame.axes()
    axes.set_xlim(-0.5, len(units) - 0.5)
    axes.set_xticks([])
    column = {unit["paragraph"]: place for place, unit in enumerate(units)}
    for place, (code, beside) in enumerate(found.items()):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=look["band"], linewidth=0, zorder=0)
        for held, size, fill in zip(
            beside, (9, 40, 40), (look["muted"], hues[code], look["paper"]), strict=True
        ):
            at = [column[identifier] for identifier in held]
            edge = look["muted"] if size < 40 else hues[code]
            style = {"facecolor": fill, "edgecolor": edge, "linewidth": 1.1, "zorder": 2}
            axes.scatter(at, [place] * len(at), s=size, **style)
        differing = str(len(beside.differing())) if beside.differing() else "–"
        frame.canvas.text(frame.canvas.width - 0.45, frame.y(place), differing, colour="muted")
    step = frame.plot_width / len(units)
    for place, unit in enumerate(units):
        x = frame.left + (place + 0.5) * step
        if step > 0.17 or place % 2 == 0:
            number = short(unit["paragraph"])
            frame.canvas.text(x, 0.22, number, look.small, "ink", ha="center")
    frame.canvas.text(frame.left - 0.1, 0.22, head, look.small, "muted", ha="right")
    frame.canvas.text(frame.canvas.width - 0.5, 0.22, say("Differ"), look.small, "muted")
    return frame.canvas.picture
