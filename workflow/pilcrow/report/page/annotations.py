"""Show a paragraph in page and print: its number, its words with their marks, and its foot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from pilcrow.edition.division import describe_decision
from pilcrow.files.language import colon, say, say_number
from pilcrow.model.records import Coding, Correction, Mark, Paragraph, Voice
from pilcrow.report.page import syntax
from pilcrow.report.page.nesting import Range, nest
from pilcrow.report.page.paragraph_foot import (
    Numbered,
    apparatus_anchor,
    apparatus_entry,
    apparatus_sign,
    corrections_in,
    difference,
    entry_letters,
    number_signs,
    of_text,
    on_demand,
    received_text,
    sign_of,
    transcribed,
    verdict_since_accepted,
)
from pilcrow.report.page.paragraph_tools import CodedParagraph, CodingNames, Tools, voice_label
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.page.theme_key import (
    DocumentHead,
    ThemeKey,
    direction,
    key_anchor,
    numbered_kind,
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
        self.tools = Tools(themes, report=report)
        self.second: dict[str, dict[str, Coding]] = defaultdict(dict)
        self.compared = CodingNames()
        self.unread: Collection[str] = ()
        self.signs: Numbered = {}  # of the notes of the document that is being written
        self.themes = {theme.code: theme for theme in themes}
        self.order = {theme.code: index for index, theme in enumerate(themes)}
        self.sign_of, self.style_of = signs(themes), styles(themes)
        self.several_editors = False
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

    def beside(
        self, compared: CodingNames, second: Iterable[Coding], unread: Collection[str]
    ) -> None:
        """Take a second coding, which the page shows beside the one that the report uses.

        `unread` are the paragraphs that one of the two did not read.
        """
        self.compared, self.unread = compared, unread
        self.tools.compared = compared
        for coding in second:
            if coding.theme in self.themes:
                self.second[coding.paragraph][coding.theme] = coding

    def coded_themes(self) -> set[str]:
        """Return the themes that some paragraph has by either coding."""
        first = {coding.theme for codings in self.codings.values() for coding in codings}
        return first.union(*self.second.values())

    def coded(self, paragraph: str) -> CodedParagraph:
        """Return the codings of a paragraph."""
        return CodedParagraph(
            {coding.theme: coding for coding in self.codings[paragraph]},
            self.second.get(paragraph, {}),
            bool(self.compared.second) and paragraph not in self.unread,
        )

    def heard_voices(self) -> set[str]:
        """Return the voices of all annotations that still fit the text."""
        return {
            voice.voice for voices in self.voices.values() for voice in voices if not voice.stale
        }

    def paragraphs(
        self, paragraphs: list[Paragraph], corrections: list[Correction], head: DocumentHead
    ) -> list[tuple[Paragraph, Block]]:
        """Return the paragraphs of a document in order, each with its block."""
        labels = turn_labels(paragraphs)
        self.signs = number_signs(corrections)
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
        """Return the block of a paragraph. `label` says who speaks, "" if nothing needs to."""
        codings = sorted(self.codings[paragraph.id], key=lambda coding: self.order[coding.theme])
        coded = list(dict.fromkeys(coding.theme for coding in codings))
        content: list[Inline] = [_number(paragraph), {"t": "Space"}]
        if label:
            content += [syntax.span(label, classes=["speaker"]), {"t": "Space"}]
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
                syntax.span(f"[{where}]", classes=["small", "locator"]),
            ]
        blocks: list[Block] = [syntax.paragraph(content)]
        if foot := self.foot(paragraph, codings, corrections, head):
            blocks.append(syntax.div(foot, classes=["foot"], lang="en", dir="ltr"))
        both = self.coded(paragraph.id)
        fitting = [voice for voice in self.voices[paragraph.id] if not voice.stale]
        blocks += self.tools.beside(both, self.cited_in.get(paragraph.id, ()), fitting)
        values = {
            "data-document": paragraph.document,
            "data-number": paragraph.number,
            "data-kind": paragraph.kind,
            "data-speaker": paragraph.speaker,
        }
        values["data-themes"] = " ".join(coded)
        if self.compared.second:
            values["data-second"] = " ".join(both.second)
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
        """Return the paragraph's text with everything that is marked on its words."""
        ranges = [Range(start, end, 0, "aside") for start, end in paragraph.asides]
        ranges += [
            Range(voice.start, voice.end, 1, "voice", voice.voice, voice.source)
            for voice in self.voices[paragraph.id]
            if not voice.stale
        ]
        ranges += [
            Range(start, end, 2, "quoted") for start, end in self.quoted.get(paragraph.id, ())
        ]
        ranges += self.marked(paragraph, codings)
        points: dict[int, list[Inline]] = defaultdict(list)
        signs = {}
        for letter, correction in zip(entry_letters(), corrections, strict=False):
            start, end = correction.start - paragraph.start, correction.end - paragraph.start
            if end > start:
                ranges.append(Range(start, end, 1000, "lemma", letter))
                signs[letter] = sign_of(correction, self.signs)
            else:
                points[start].append(
                    apparatus_sign(paragraph, letter, sign_of(correction, self.signs))
                )
        string = paragraph.text
        both = self.coded(paragraph.id)

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
                case "evidence" | "by-first" | "by-second":
                    return self.evidence(marked, depth, last, inside, both.classes(marked.key))
                case "voice":
                    values = {"data_voice": marked.key, "data_source": marked.detail} | (
                        {} if last else {"data_last": "no"}
                    )
                    values |= {
                        "role": "group",
                        "aria_label": voice_label(marked.key, marked.detail),
                    }
                    return [syntax.span(inside, classes=["voice", f"voice-{marked.key}"], **values)]
                case "lemma":
                    return [syntax.span(inside, classes=["lemma"])] + (
                        [apparatus_sign(paragraph, marked.key, signs[marked.key])] if last else []
                    )
                case kind:
                    return [syntax.span(inside, classes=[kind])]

        return nest(len(string), ranges, leaf, wrap)

    def marked(self, paragraph: Paragraph, codings: Sequence[Coding]) -> list[Range]:
        """Return the ranges of words that show themes, by both codings or by one of them."""
        first = [
            one
            for coding in codings
            for one in evidence_ranges(
                coding, 3 + self.order[coding.theme], self.themes[coding.theme]
            )
        ]
        if not self.compared.second:
            return first
        second = {
            (one.start, one.end, one.key): one
            for theme, coding in self.second.get(paragraph.id, {}).items()
            for one in evidence_ranges(coding, 503 + self.order[theme], self.themes[theme])
        }
        found = []
        for one in first:
            other = second.pop((one.start, one.end, one.key), None)
            detail = f"{one.detail} | {other.detail}" if other else one.detail
            kind = "evidence" if other else "by-first"
            found.append(msgspec.structs.replace(one, kind=kind, detail=detail))
        rest = second.values()
        return [
            *found,
            *(msgspec.structs.replace(one, kind="by-second", inner=True) for one in rest),
        ]

    def evidence(
        self,
        marked: Range,
        depth: int,
        last: bool,
        inside: Sequence[Inline],
        differing: Sequence[str],
    ) -> list[Inline]:
        """Return marked words, followed by the sign that names their theme."""
        style = str(self.style_of[marked.key])
        kind = ["evidence", marked.kind] if marked.kind == "by-first" else [marked.kind]
        differs = [one for one in differing if one == "differs"]
        inlines = [
            syntax.span(
                inside,
                classes=[*kind, f"t{style}", *differs],
                data_theme=marked.key,
                data_rule=marked.detail,
                data_style=style,
                data_depth=str(min(depth, 3)),
                data_letters=self.sign_of[marked.key],
            )
        ]
        if last:
            # The sign is not seen. It serves the keyboard and screen readers. Print has the letters
            # in the margin.
            theme = self.themes[marked.key]
            sign = syntax.link(
                [],
                f"#{key_anchor(marked.key)}",
                classes=["sign", f"t{style}", *([] if kind == ["evidence"] else [marked.kind])],
                aria_label=say("Theme: {name}", name=theme.name),
            )
            if marked.kind == "by-second":
                return [*inlines, syntax.span([sign], classes=["only-html"])]
            inlines.append(sign)
        return inlines

    def doubtful(self, paragraph: Paragraph, head: DocumentHead) -> bool:
        """Return whether something about a paragraph is in doubt."""
        marks = self.marks[paragraph.id]
        return _changed(paragraph, head) or any(mark.kind != "font" for mark in marks)

    def foot(
        self,
        paragraph: Paragraph,
        codings: list[Coding],
        corrections: list[Correction],
        head: DocumentHead,
    ) -> list[Block]:
        """Return the foot: doubts, apparatus, themes of the whole paragraph, citing places."""
        return [
            *self.doubts(paragraph, head),
            *self.notes(paragraph, corrections, head),
            *_divided(paragraph, head),
            *self.whole(codings),
            *self.places(paragraph),
        ]

    def doubts(self, paragraph: Paragraph, head: DocumentHead) -> list[Block]:
        """Return what changed since the paragraph was accepted, and the marks on it."""
        blocks: list[Block] = []
        changed = _changed(paragraph, head)
        if changed:
            words = syntax.paragraph(verdict_since_accepted(paragraph))
            blocks.append(syntax.div([words], classes=["doubt"]))
            if paragraph.difference:
                words = syntax.paragraph(of_text(difference(paragraph), head.language))
                blocks += on_demand(say("What changed"), [words])
        said = {paragraph.explanation} if changed else set()
        for mark in self.marks[paragraph.id]:
            if mark.message not in said and not (changed and mark.kind == paragraph.verdict):
                message = [
                    *syntax.text(mark.message),
                    *syntax.sentence_inlines(f" {mark.todo}".rstrip()),
                ]
                # A character that the fonts of the print lack is not a doubt about the text.
                classes = ["doubt", "only-pdf"] if mark.kind == "font" else ["doubt"]
                blocks.append(syntax.div([syntax.paragraph(message)], classes=classes))
        return blocks

    def notes(
        self, paragraph: Paragraph, corrections: list[Correction], head: DocumentHead
    ) -> list[Block]:
        """Return the apparatus, and the paragraph as received if something was corrected."""
        blocks: list[Block] = []
        for letter, correction in zip(entry_letters(), corrections, strict=False):
            sign = sign_of(correction, self.signs)
            words = apparatus_entry(
                sign, correction, paragraph, self.several_editors, head.language
            )
            anchor = apparatus_anchor(paragraph, letter)
            blocks.append(syntax.div([syntax.paragraph(words)], anchor, ["apparatus"]))
        if any(correction.after is not None for correction in corrections):
            received = syntax.div(
                [syntax.paragraph(transcribed(received_text(paragraph, corrections)))],
                classes=["received"],
                lang=head.language,
                dir=direction(head.language),
            )
            blocks += on_demand(say("As received"), [received])
        return blocks

    def whole(self, codings: list[Coding]) -> list[Block]:
        """Return the themes of the paragraph that no words of it show."""
        codes = dict.fromkeys(coding.theme for coding in codings if not coding.evidence)
        if not codes:
            return []
        links = [[syntax.link(self.themes[code].name, f"#{key_anchor(code)}")] for code in codes]
        words = [
            *syntax.text(say("Themes of the whole paragraph:") + " "),
            *syntax.join(links),
        ]
        return [syntax.div([syntax.paragraph([*words, "."])], classes=["whole"])]

    def places(self, paragraph: Paragraph) -> list[Block]:
        """Return the sections that cite the paragraph, for print. The page lists them elsewhere."""
        places = self.cited_in.get(paragraph.id)
        if not places:
            return []
        links = []
        for anchor, label in places:
            classes = [] if label else ["section"]
            target = f"{self.report}#{anchor}"
            links.append([syntax.link(section_number(label), target, classes=classes)])
        anchors = " ".join(dict.fromkeys(anchor for anchor, _ in places))
        pages = syntax.span([], classes=["pages"], data_of=paragraph.id, data_targets=anchors)
        numbered = all(label[:1].isdigit() for _, label in places)
        opening = (
            say_number(len(places), "Cited in section", "Cited in sections")
            if numbered
            else say("Cited in")
        )
        words = [
            *syntax.text(opening + " "),
            *syntax.join(links),
            syntax.span([" ", pages], classes=["only-pdf"]),
            {"t": "Str", "c": "."},
        ]
        return [syntax.div([syntax.paragraph(words)], classes=["cited-in", "not-html"])]


def section_number(label: str) -> str:
    """Return the number of a section from its label, or a whole title that has no number."""
    return label.partition(" ")[0] if label[:1].isdigit() else label


def _changed(paragraph: Paragraph, head: DocumentHead) -> bool:
    """Return whether a paragraph is not as it was accepted."""
    changes = ("reworded", "split", "merged", "moved", "new")
    return not head.provisional and paragraph.verdict in changes


def turn_labels(paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """Return what comes before each paragraph to say who speaks.

    It is the label of the source, or the name if another speaker begins without a label. If a
    speaker is not named, the label says so: else the words would be read as those of the speaker
    before. If there is only one voice, no paragraph has a label.
    """
    spoken = sorted(
        (paragraph for paragraph in paragraphs if paragraph.kind not in ("heading", "note")),
        key=lambda paragraph: paragraph.order,
    )
    voices = [(paragraph.speaker, paragraph.kind == "question") for paragraph in spoken]
    if len(set(voices)) < 2:
        return {}
    unnamed = say("Speaker not named") if any(speaker for speaker, _ in voices) else ""
    named = zip(spoken, voices, [None, *voices], strict=False)
    return {
        paragraph.id: paragraph.speaker_label
        or ((paragraph.speaker or unnamed) if voice != before else "")
        for paragraph, voice, before in named
    }


def evidence_ranges(coding: Coding, rank: int, theme: ThemeKey) -> list[Range]:
    """Return the words that earned a coding.

    Evidence that overlaps becomes one range, with every rule that found it. `rank` decides which
    range is nested in which.
    """
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
            f"{evidence.rule}{colon()}{theme.rules[evidence.rule]}"
            if evidence.rule in theme.rules
            else evidence.rule or say("read by {coder}", coder=coding.coder)
        )
    if end > start >= 0:
        ranges.append(
            Range(start, end, rank, "evidence", coding.theme, " | ".join(dict.fromkeys(rules)))
        )
    return ranges


def _number(paragraph: Paragraph) -> Inline:
    shown = paragraph.number[1:] if paragraph.number.startswith("p") else paragraph.number
    name = numbered_kind(paragraph)
    return syntax.link(shown, f"#{paragraph.id}", classes=["number"], aria_label=name)


def _divided(paragraph: Paragraph, head: DocumentHead) -> list[Block]:
    """Return what the editor decided about the division of a paragraph."""
    said = [
        f"“{row.words}” {describe_decision(row)}"
        for row in head.division
        if paragraph.id in row.paragraphs
    ]
    return [syntax.div([syntax.paragraph(words)], classes=["apparatus"]) for words in said]
