"""A paragraph as the page and the print show it: its number, its words with all that is marked on them, its foot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pilcrow.model.records import Coding, Correction, Mark, Paragraph, Voice
from pilcrow.report.page import syntax
from pilcrow.report.page.nesting import Range, nest
from pilcrow.report.page.paragraph_foot import (
    apparatus,
    apparatus_anchor,
    apparatus_sign,
    corrections_in,
    difference,
    letters,
    of_text,
    on_demand,
    received_text,
    since_accepted,
    transcribed,
)
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.page.theme_key import (
    DocumentHead,
    ThemeKey,
    direction,
    key_anchor,
    signs,
    styles,
)

_BRACKETS = re.compile(r"[\[\]()]")  # around a time code; the page sets its own


class Annotations:
    """What is known of the paragraphs of all documents, by paragraph."""

    def __init__(
        self,
        themes: Sequence[ThemeKey],
        codings: Iterable[Coding],
        voices: Iterable[Voice],
        cited_in: Mapping[str, Sequence[tuple[str, str]]],
        quoted: Mapping[str, Sequence[tuple[int, int]]],
        marks: Iterable[Mark],
        report: str = "",
    ) -> None:
        self.report = report
        self.themes = {theme.code: theme for theme in themes}
        self.order = {theme.code: index for index, theme in enumerate(themes)}
        self.sign_of, self.style_of = signs(themes), styles(themes)
        self.several_editors = False
        self.signed = ""  # the theme whose letters stand last in the paragraph so far
        self.cited_in, self.quoted = cited_in, quoted
        self.codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in codings:
            if coding.theme in self.themes:
                self.codings[coding.paragraph].append(coding)
        self.voices: dict[str, list[Voice]] = defaultdict(list)
        for voice in voices:
            self.voices[voice.paragraph].append(voice)
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        for mark in sorted(set(marks)):
            if mark.paragraph:
                self.marks[mark.paragraph].append(mark)

    def coded_themes(self) -> set[str]:
        return {coding.theme for codings in self.codings.values() for coding in codings}

    def heard_voices(self) -> set[str]:
        return {
            voice.voice for voices in self.voices.values() for voice in voices if not voice.stale
        }

    def paragraphs(
        self, paragraphs: list[Paragraph], corrections: list[Correction], head: DocumentHead
    ) -> list[tuple[Paragraph, Block]]:
        """The paragraphs of a document in their order, each with what the page shows of it."""
        labels = turn_labels(paragraphs)
        return [
            (
                paragraph,
                self.paragraph(
                    paragraph,
                    corrections_in(paragraph, corrections),
                    labels.get(paragraph.id, ""),
                    head,
                ),
            )
            for paragraph in sorted(paragraphs, key=lambda paragraph: paragraph.order)
        ]

    def paragraph(
        self, paragraph: Paragraph, corrections: list[Correction], label: str, head: DocumentHead
    ) -> Block:
        codings = sorted(self.codings[paragraph.id], key=lambda coding: self.order[coding.theme])
        coded = list(dict.fromkeys(coding.theme for coding in codings))
        content: list[Inline] = [_number(paragraph), {"t": "Space"}]
        if label:
            content += [syntax.span(syntax.text(label), classes=["speaker"]), {"t": "Space"}]
        content += self.words(paragraph, codings, corrections)
        if where := " · ".join(
            part
            for part in (
                paragraph.label and f"source: {paragraph.label}",
                _BRACKETS.sub("", paragraph.locator),
            )
            if part
        ):
            content += [
                {"t": "Space"},
                syntax.span(syntax.text(f"[{where}]"), classes=["small", "locator"]),
            ]
        blocks: list[Block] = [syntax.paragraph(content)]
        if foot := self.foot(paragraph, codings, corrections, head):
            blocks.append(syntax.div(foot, classes=["foot"], lang="en", dir="ltr"))
        values = {
            "data-document": paragraph.document,
            "data-number": paragraph.number,
            "data-kind": paragraph.kind,
            "data-speaker": paragraph.speaker,
        }
        values["data-themes"] = " ".join(coded)
        if self.cited_in.get(paragraph.id):
            values["data-cited"] = "yes"
        if self.doubtful(paragraph, head):
            values["data-doubtful"] = "yes"
        return {
            "t": "Div",
            "c": [
                syntax.attributes(
                    paragraph.id,
                    ["paragraph", paragraph.kind],
                    {k: v for k, v in values.items() if v},
                ),
                blocks,
            ],
        }

    def words(
        self, paragraph: Paragraph, codings: list[Coding], corrections: list[Correction]
    ) -> list[Inline]:
        """The paragraph's text with everything that is marked on its words."""
        ranges = [Range(start, end, 0, "aside") for start, end in paragraph.asides]
        ranges += [
            Range(voice.start, voice.end, 1, "voice", voice.voice, voice.source)
            for voice in self.voices[paragraph.id]
            if not voice.stale
        ]
        ranges += [
            Range(start, end, 2, "quoted") for start, end in self.quoted.get(paragraph.id, ())
        ]
        for coding in codings:
            ranges += evidence_ranges(
                coding, 3 + self.order[coding.theme], self.themes[coding.theme]
            )
        points: dict[int, list[Inline]] = defaultdict(list)
        for letter, correction in zip(letters(), corrections, strict=False):
            start, end = correction.start - paragraph.start, correction.end - paragraph.start
            if end > start:
                ranges.append(Range(start, end, 1000, "lemma", letter))
            else:
                points[start].append(apparatus_sign(paragraph, letter))
        string = paragraph.text
        self.signed = ""

        def leaf(start: int, end: int) -> list[Inline]:
            inlines: list[Inline] = []
            for place in sorted(
                point for point in points if start < point <= end or (point == start == 0)
            ):
                inlines += transcribed(string[start:place]) + points.pop(place)
                start = place
            return inlines + transcribed(string[start:end])

        def wrap(marked: Range, depth: int, last: bool, inside: Sequence[Inline]) -> list[Inline]:
            match marked.kind:
                case "evidence":
                    return self.evidence(marked, depth, last, inside)
                case "voice":
                    values = {"data_voice": marked.key, "data_source": marked.detail} | (
                        {} if last else {"data_last": "no"}
                    )
                    return [syntax.span(inside, classes=["voice", f"voice-{marked.key}"], **values)]
                case "lemma":
                    return [syntax.span(inside, classes=["lemma"])] + (
                        [apparatus_sign(paragraph, marked.key)] if last else []
                    )
                case kind:
                    return [syntax.span(inside, classes=[kind])]

        return nest(len(string), ranges, leaf, wrap)

    def evidence(
        self, marked: Range, depth: int, last: bool, inside: Sequence[Inline]
    ) -> list[Inline]:
        style = str(self.style_of[marked.key])
        inlines = [
            syntax.span(
                inside,
                classes=["evidence", f"t{style}"],
                data_theme=marked.key,
                data_rule=marked.detail,
                data_style=style,
                data_depth=str(min(depth, 3)),
            )
        ]
        if last:
            theme = self.themes[marked.key]
            inlines.append(
                syntax.link(
                    [],
                    f"#{key_anchor(marked.key)}",
                    # The page prints the letters of a theme once in a run of its marks; the link is there all the same.
                    classes=[
                        "sign",
                        f"t{style}",
                        *(["again"] if self.signed == marked.key else []),
                    ],
                    aria_label=f"Theme: {theme.name}",
                    data_letters=self.sign_of[marked.key],
                )
            )
            self.signed = marked.key
        return inlines

    def doubtful(self, paragraph: Paragraph, head: DocumentHead) -> bool:
        changed = not head.provisional and paragraph.verdict in (
            "reworded",
            "split",
            "merged",
            "moved",
            "new",
        )
        return changed or any(mark.kind != "font" for mark in self.marks[paragraph.id])

    def foot(
        self,
        paragraph: Paragraph,
        codings: list[Coding],
        corrections: list[Correction],
        head: DocumentHead,
    ) -> list[Block]:
        """Marks of doubt, apparatus, themes without words to point at, and the places that cite the paragraph."""
        blocks: list[Block] = []
        changed = not head.provisional and paragraph.verdict in (
            "reworded",
            "split",
            "merged",
            "moved",
            "new",
        )
        if changed:
            blocks.append(
                syntax.div([syntax.paragraph(since_accepted(paragraph))], classes=["doubt"])
            )
            if paragraph.difference:
                blocks += on_demand(
                    "What changed",
                    [syntax.paragraph(of_text(difference(paragraph), head.language))],
                )
        said = {paragraph.explanation} if changed else set()
        for mark in self.marks[paragraph.id]:
            if mark.message not in said and not (changed and mark.kind == paragraph.verdict):
                words = [*syntax.text(mark.message), *syntax.message(f" {mark.todo}".rstrip())]
                # What the fonts of the print lack is no doubt about the text.
                classes = ["doubt", "only-pdf"] if mark.kind == "font" else ["doubt"]
                blocks.append(syntax.div([syntax.paragraph(words)], classes=classes))
        for letter, correction in zip(letters(), corrections, strict=False):
            blocks.append(
                syntax.div(
                    [
                        syntax.paragraph(
                            apparatus(
                                letter, correction, paragraph, self.several_editors, head.language
                            )
                        )
                    ],
                    apparatus_anchor(paragraph, letter),
                    ["apparatus"],
                )
            )
        if any(correction.after is not None for correction in corrections):
            received = syntax.div(
                [syntax.paragraph(transcribed(received_text(paragraph, corrections)))],
                classes=["received"],
                lang=head.language,
                dir=direction(head.language),
            )
            blocks += on_demand("As received", [received])
        bare = [coding.theme for coding in codings if not coding.evidence]
        if bare:
            names: list[Inline] = syntax.text("Themes of the whole paragraph: ")
            for index, code in enumerate(dict.fromkeys(bare)):
                names += ([{"t": "Str", "c": ","}, {"t": "Space"}] if index else []) + [
                    syntax.link(syntax.text(self.themes[code].name), f"#{key_anchor(code)}")
                ]
            blocks.append(
                syntax.div([syntax.paragraph(names + [{"t": "Str", "c": "."}])], classes=["whole"])
            )
        if places := self.cited_in.get(paragraph.id):
            inlines: list[Inline] = syntax.text("Cited in ")
            for index, (anchor, label) in enumerate(places):
                inlines += [{"t": "Str", "c": ","}, {"t": "Space"}] if index else []
                named = {"aria_label": f"Section {label}"} if label[:1].isdigit() else {}
                inlines.append(
                    syntax.link(
                        syntax.text(label),
                        f"{self.report}#{anchor}",
                        classes=[] if label else ["section"],
                        **named,
                    )
                )
            anchors = " ".join(dict.fromkeys(anchor for anchor, _ in places))
            inlines.append(
                syntax.span(
                    [
                        {"t": "Space"},
                        syntax.span(
                            [], classes=["pages"], data_of=paragraph.id, data_targets=anchors
                        ),
                    ],
                    classes=["only-pdf"],
                )
            )
            blocks.append(
                syntax.div(
                    [syntax.paragraph(inlines + [{"t": "Str", "c": "."}])], classes=["cited-in"]
                )
            )
        return blocks


def turn_labels(paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """What stands before a paragraph to say who speaks: the label of the source, or the name where another begins to speak without one.

    Where there is but one voice, nothing needs to say so.
    """
    spoken = sorted(
        (paragraph for paragraph in paragraphs if paragraph.kind not in ("heading", "note")),
        key=lambda paragraph: paragraph.order,
    )
    voices = [(paragraph.speaker, paragraph.kind == "question") for paragraph in spoken]
    if len(set(voices)) < 2:
        return {}
    named = zip(spoken, voices, [None, *voices], strict=False)
    return {
        paragraph.id: paragraph.speaker_label or (paragraph.speaker if voice != before else "")
        for paragraph, voice, before in named
    }


def evidence_ranges(coding: Coding, rank: int, theme: ThemeKey) -> list[Range]:
    """The words that earned a coding: evidence that touches or overlaps is one range, with every rule that found it."""
    ranges: list[Range] = []
    rules: list[str] = []
    start = end = -1
    for evidence in sorted(
        coding.evidence, key=lambda evidence: (evidence.start, evidence.end, evidence.rule)
    ):
        if evidence.start < end:
            end = max(end, evidence.end)
        else:
            if end > start >= 0:
                ranges.append(
                    Range(
                        start, end, rank, "evidence", coding.theme, " | ".join(dict.fromkeys(rules))
                    )
                )
            start, end, rules = evidence.start, evidence.end, []
        rules.append(
            f"{evidence.rule}: {theme.rules[evidence.rule]}"
            if evidence.rule in theme.rules
            else evidence.rule or f"read by {coding.coder}"
        )
    if end > start >= 0:
        ranges.append(
            Range(start, end, rank, "evidence", coding.theme, " | ".join(dict.fromkeys(rules)))
        )
    return ranges


def _number(paragraph: Paragraph) -> Inline:
    shown = paragraph.number[1:] if paragraph.number.startswith("p") else paragraph.number
    name = (
        f"{paragraph.kind.capitalize()} {shown[1:]}"
        if shown == paragraph.number
        else f"Paragraph {shown}"
    )
    return syntax.link(syntax.text(shown), f"#{paragraph.id}", classes=["number"], aria_label=name)
