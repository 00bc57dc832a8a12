"""Make what the page offers beside a paragraph: themes, voices, reasons, and where it is cited.

Print has the places that cite the paragraph in a line at its foot (`annotations.places`).
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pilcrow.files.language import colon, say, say_number, semicolon, to_say
from pilcrow.model.records import Coding, Voice
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.page.theme_key import ThemeKey, key_anchor, own_language, styles

# What words of another voice are called beside a paragraph and by a screen reader.
HEARD = {
    "reported": to_say("Reported"),
    "conditional": to_say("Under a condition"),
    "distanced": to_say("Held at a distance"),
}
# Sections that cite a paragraph: anchors, and numbers with titles.
CitingSections = Sequence[tuple[str, str]]


class CodingNames(msgspec.Struct, frozen=True):
    """The names of the two codings on the page.

    `first` is the one that the report uses, `second` the one beside it, "" if there is none.
    """

    first: str = ""
    second: str = ""


class CodedParagraph(msgspec.Struct):
    """The codings of one paragraph by theme: that of the report, and the one beside it."""

    first: Mapping[str, Coding] = {}
    second: Mapping[str, Coding] = {}
    comparable: bool = False  # whether both codings read the paragraph

    def themes(self) -> list[str]:
        """Return the themes of either coding."""
        return list(dict.fromkeys([*self.first, *self.second]))

    def classes(self, theme: str) -> list[str]:
        """Return the classes of what shows a theme of the paragraph.

        They say which coding has the theme, and whether the two differ.
        """
        if theme in self.first and theme in self.second:
            return []
        found = ["by-first"] if theme in self.first else ["by-second"]
        return [*found, "differs"] if self.comparable else found


class Tools:
    """A maker of what the page offers beside paragraphs."""

    def __init__(
        self, themes: Sequence[ThemeKey], compared: CodingNames | None = None, report: str = ""
    ) -> None:
        self.themes = {theme.code: theme for theme in themes}
        self.style_of = styles(themes)
        self.order = {theme.code: index for index, theme in enumerate(themes)}
        self.compared = compared or CodingNames()
        self.report = report

    def beside(
        self, coded: CodedParagraph, places: CitingSections, voices: Sequence[Voice] = ()
    ) -> list[Block]:
        """Return the themes, voices, reasons and places of a paragraph; [] if it has none."""
        codes = sorted(coded.themes(), key=lambda code: self.order[code])
        blocks: list[Block] = []
        if codes:
            names = [self.name(code, coded) for code in codes]
            blocks.append(syntax.div([syntax.plain_block(names)], classes=["themes-of"]))
            if reasons := [one for code in codes for one in self.reasons(code, coded)]:
                blocks += expandable(say("Why"), [syntax.plain_list(reasons)], "why")
        if other := [voice for voice in voices if voice.voice in HEARD]:
            calls = dict.fromkeys(voice_label(voice.voice, voice.source) for voice in other)
            named = [syntax.span(name) for name in calls]
            blocks.append(syntax.div([syntax.plain_block(named)], classes=["voices-of"]))
            if reasons := [reason_of(voice) for voice in other if voice.memo]:
                blocks += expandable(say("Why"), [syntax.plain_list(reasons)], "why-voice")
        if places:
            links = [[self.place(*place)] for place in places]
            said = say_number(len(places), "Cited in {n} section", "Cited in {n} sections")
            blocks += expandable(said, [syntax.plain_list(links)], "cited-in")
        return (
            [syntax.div(blocks, classes=["tools", "only-html"], **own_language())] if blocks else []
        )

    def name(self, code: str, coded: CodedParagraph) -> Inline:
        """Return a theme of a paragraph by its name, as a link to the key."""
        classes = ["theme-name", f"t{self.style_of[code]}", *coded.classes(code)]
        words = syntax.text(self.themes[code].name)
        if "differs" in classes:
            by = self.compared.first if "by-first" in classes else self.compared.second
            only = syntax.text(" (" + say("{coding} only", coding=by) + ")")
            words.append(syntax.span(only, classes=["by"]))
        return syntax.link(words, f"#{key_anchor(code)}", classes=classes, data_theme=code)

    def reasons(self, code: str, coded: CodedParagraph) -> Iterable[list[Inline]]:
        """Yield why a paragraph has a theme, by each coding."""
        theme = self.themes[code]
        for name, codings, place in (
            (self.compared.first, coded.first, "in-first"),
            (self.compared.second, coded.second, "in-second"),
        ):
            if (coding := codings.get(code)) and (said := coding_reason(coding, theme)):
                by = f" ({name})" if name else ""
                words = syntax.span(said, classes=["reason", place], data_theme=code)
                yield [
                    syntax.strong(theme.name),
                    *syntax.text(f"{by}{colon()}"),
                    words,
                ]

    def place(self, anchor: str, label: str) -> Inline:
        """Return a section that cites the paragraph, as a link."""
        classes = [] if label else ["section"]
        return syntax.link(label, f"{self.report}#{anchor}", classes=classes)


def voice_label(voice: str, source: str) -> str:
    """Return what words of a voice are called, with whose voice it is."""
    said = say(HEARD[voice]) if voice in HEARD else say("own") if voice == "own" else voice
    return f"{said}{colon()}{source}" if source else said


def reason_of(voice: Voice) -> list[Inline]:
    """Return why words count as another voice."""
    return [
        syntax.strong(voice_label(voice.voice, voice.source)),
        *syntax.text(". "),
        syntax.span(voice.memo, classes=["reason"]),
    ]


def coding_reason(coding: Coding, theme: ThemeKey) -> str:
    """Return the reason of a coding: the coder's own words, else the rules that matched."""
    if coding.memo:
        return coding.memo
    matched = dict.fromkeys(evidence.rule for evidence in coding.evidence if evidence.rule)
    return semicolon().join(
        say("rule {rule}", rule=rule)
        + (f"{colon()}{theme.rules[rule]}" if rule in theme.rules else "")
        for rule in matched
    )


def expandable(summary: str, blocks: list[Block], name: str) -> list[Block]:
    """Return blocks that a button of the page opens.

    `summary` and `name` are our own words. They are written as markup.
    """
    return [
        syntax.raw_block(
            "html", f'<details class="{name}"><summary>{html.escape(summary)}</summary>'
        ),
        *blocks,
        syntax.raw_block("html", "</details>"),
    ]
