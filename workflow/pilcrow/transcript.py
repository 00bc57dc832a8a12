"""The annotated transcript as syntax tree: numbered paragraphs, evidence on its words, apparatus at the foot, ways back to the report.

All text goes through `syntax.text`; raw markup is built from constants only. The classes and attributes are those of docs/look.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pilcrow import syntax
from pilcrow.nesting import Range, nest
from pilcrow.records import Coding, Correction, Mark, Paragraph, Voice, Withdrawn
from pilcrow.syntax import Block, Inline

RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "yi", "ps", "sd", "ckb", "dv")
STYLES = 12  # of the palette; the thirteenth theme begins again with the first
LONG = 60  # paragraphs
PLACEHOLDER = "999999"  # stands for the paragraph's number in the citation that the page copies


class ThemeKey(msgspec.Struct, frozen=True):
    """What the transcript needs to know of a theme of the codebook, in the codebook's order."""

    code: str
    name: str
    definition: str = ""
    rules: dict[str, str] = {}  # identifier → the rule as the scholar wrote it
    anchor: str = ""  # where the codebook's entry stands in the report, without "#"


class DocumentHead(msgspec.Struct, frozen=True):
    """What the transcript needs to know of a document."""

    document: str
    title: str
    language: str = "en"
    speaker: str = ""
    family: str = ""
    date: str = ""
    place: str = ""
    url: str = ""
    provisional: bool = False
    citable: bool = True  # the bibliography has it under its ID


def key_anchor(code: str) -> str:
    """The anchor of a theme's entry in the key of the transcript."""
    return "key-" + code.replace("/", ".")


def direction(language: str) -> str:
    """ "rtl" or "ltr", by the language's script where it is named, else by the language."""
    parts = language.lower().split("-")
    if "latn" in parts or "cyrl" in parts:
        return "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT or "arab" in parts or "hebr" in parts else "ltr"


def titled(head: DocumentHead) -> list[Inline]:
    """A document's title in its language; after one from right to left, a mark that keeps what follows (a page number) in its place."""
    title: list[Inline] = syntax.text(head.title)
    if direction(head.language) == "ltr":
        return title
    return [syntax.span(title, lang=head.language, dir="rtl"), {"t": "Str", "c": "\u200e"}]


def signs(themes: Sequence[ThemeKey]) -> dict[str, str]:
    """A sign of two or three letters for each theme, all different: its name's first letters, else its first and a later one."""
    taken: dict[str, str] = {}
    for theme in themes:
        letters = [character for character in theme.name if character.isalnum()] or list(theme.code.replace("-", "").replace("/", ""))
        first = letters[0].upper()
        initials = "".join(word[0] for word in theme.name.split() if word[0].isalnum())
        candidates = [first + "".join(letters[1:2]).lower(), first + initials[1:2].lower()]
        candidates += [first + letter.lower() for letter in letters[1:]] + [f"{first}{number}" for number in range(2, 1000)]
        sign = next(candidate for candidate in candidates if len(candidate) > 1 and candidate not in taken)
        taken[sign] = theme.code
    return {code: sign for sign, code in taken.items()}


def styles(themes: Sequence[ThemeKey]) -> dict[str, int]:
    """The number of each theme's style in the palette, from 1."""
    return {theme.code: index % STYLES + 1 for index, theme in enumerate(themes)}


def transcript_blocks(
    documents: Sequence[DocumentHead],
    paragraphs: Iterable[Paragraph],
    *,
    withdrawn: Iterable[Withdrawn] = (),
    codings: Iterable[Coding] = (),
    voices: Iterable[Voice] = (),
    corrections: Mapping[str, Sequence[Correction]] | None = None,
    themes: Sequence[ThemeKey] = (),
    cited_in: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    quoted: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    marks: Iterable[Mark] = (),
    level: int = 2,
) -> list[Block]:
    """The part `transcript`: the key to the marks, then a Div for each document with its paragraphs.

    `codings` are those that the report uses (one coder's). `corrections`: by document, as `clean` left them, with ranges in the clean text.
    `cited_in`: paragraph ID → (anchor in the report, what to call the place: "3.2"). `quoted`: paragraph ID → character ranges that the prose
    quotes. `level` is that of a document's heading, which is made where there are several documents.
    """
    by_document: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        by_document[paragraph.document].append(paragraph)
    gone: dict[str, list[Withdrawn]] = defaultdict(list)
    for tombstone in withdrawn:
        gone[tombstone.document].append(tombstone)
    page = _Page(themes, codings, voices, cited_in or {}, quoted or {}, marks)
    from pilcrow.strip import strip_block

    blocks: list[Block] = []
    if key := key_block(themes, page.coded_themes()):
        blocks.append(key)
    for head in documents:
        if len(documents) > 1:
            blocks.append(syntax.header(level, titled(head), f"text-{head.document}"))
            mine = by_document[head.document]
            blocks.append(strip_block(head, mine, (coding for found in mine for coding in page.codings[found.id]), themes))
        content = page.document(by_document[head.document], list((corrections or {}).get(head.document, ())), head)
        content += [_tombstone(tombstone) for tombstone in gone[head.document]]
        values = {"data-document": head.document, "lang": head.language, "dir": direction(head.language)}
        for name, value in (
            ("title", head.title),
            ("speaker", head.speaker),
            ("family", head.family),
            ("date", head.date),
            ("place", head.place),
            ("url", head.url),
        ):
            if value:
                values[f"data-{name}"] = value
        # The page lays out a long text as it is scrolled to.
        classes = ["document", "long"] if len(by_document[head.document]) > LONG else ["document"]
        blocks.append({"t": "Div", "c": [syntax.attributes(head.document, classes, values), content]})
    return blocks


def key_block(themes: Sequence[ThemeKey], used: Iterable[str]) -> Block | None:
    """The key to the marks: each theme that occurs, with its sign, in the style of its marks. None where nothing is coded."""
    present = set(used)
    sign_of, style_of = signs(themes), styles(themes)
    entries: list[Inline] = []
    for theme in themes:
        if theme.code not in present:
            continue
        if entries:
            entries += [{"t": "Str", "c": ";"}, {"t": "Space"}]
        name = syntax.text(theme.name)
        content = [syntax.span(syntax.text(sign_of[theme.code]), classes=["key-sign"]), {"t": "Space"}]
        named = syntax.span(name, classes=["evidence", f"t{style_of[theme.code]}"], data_style=str(style_of[theme.code]), data_depth="0")
        content.append(syntax.link([named], f"#{theme.anchor}") if theme.anchor else named)
        values = {"data_theme": theme.code, "data_definition": theme.definition, "data_sign": sign_of[theme.code], "data_name": theme.name}
        entries.append(syntax.span(content, key_anchor(theme.code), ["key-entry", f"t{style_of[theme.code]}"], **values))
    if not entries:
        return None
    opening = [syntax.strong(syntax.text("Key to the marks.")), {"t": "Space"}]
    return syntax.div([syntax.paragraph(opening + entries)], "key", ["key"])


class _Page:
    """What is known of the paragraphs of all documents, by paragraph."""

    def __init__(
        self,
        themes: Sequence[ThemeKey],
        codings: Iterable[Coding],
        voices: Iterable[Voice],
        cited_in: Mapping[str, Sequence[tuple[str, str]]],
        quoted: Mapping[str, Sequence[tuple[int, int]]],
        marks: Iterable[Mark],
    ) -> None:
        self.themes = {theme.code: theme for theme in themes}
        self.order = {theme.code: index for index, theme in enumerate(themes)}
        self.sign_of, self.style_of = signs(themes), styles(themes)
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

    def document(self, paragraphs: list[Paragraph], corrections: list[Correction], head: DocumentHead) -> list[Block]:
        several = len({paragraph.speaker for paragraph in paragraphs if paragraph.speaker}) > 1
        blocks: list[Block] = [_citation_template(head.document)] if head.citable else []
        before = ""
        for paragraph in sorted(paragraphs, key=lambda paragraph: paragraph.order):
            speaker = paragraph.speaker if several and paragraph.speaker != before and paragraph.kind != "heading" else ""
            before = speaker or before
            blocks.append(self.paragraph(paragraph, corrections_in(paragraph, corrections), speaker, head))
        lost = [correction for correction in corrections if correction.state == "inapplicable"]
        if lost:
            blocks.append(syntax.div([syntax.paragraph(_lost(correction)) for correction in lost], classes=["foot"], lang="en", dir="ltr"))
        return blocks

    def paragraph(self, paragraph: Paragraph, corrections: list[Correction], speaker: str, head: DocumentHead) -> Block:
        codings = sorted(self.codings[paragraph.id], key=lambda coding: self.order[coding.theme])
        coded = list(dict.fromkeys(coding.theme for coding in codings))
        content: list[Inline] = [_number(paragraph), {"t": "Space"}]
        if speaker:
            content += [syntax.span(syntax.text(f"{paragraph.speaker_label or speaker}"), classes=["speaker"]), {"t": "Space"}]
        content += self.words(paragraph, codings, corrections)
        if where := " · ".join(part for part in (paragraph.label and f"source: {paragraph.label}", paragraph.locator) if part):
            content += [{"t": "Space"}, syntax.span(syntax.text(f"[{where}]"), classes=["small", "locator"])]
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
            "c": [syntax.attributes(paragraph.id, ["paragraph", paragraph.kind], {k: v for k, v in values.items() if v}), blocks],
        }

    def words(self, paragraph: Paragraph, codings: list[Coding], corrections: list[Correction]) -> list[Inline]:
        """The paragraph's text with everything that is marked on its words."""
        ranges = [Range(start, end, 0, "aside") for start, end in paragraph.asides]
        ranges += [
            Range(voice.start, voice.end, 1, "voice", voice.voice, voice.source) for voice in self.voices[paragraph.id] if not voice.stale
        ]
        ranges += [Range(start, end, 2, "quoted") for start, end in self.quoted.get(paragraph.id, ())]
        for coding in codings:
            ranges += evidence_ranges(coding, 3 + self.order[coding.theme], self.themes[coding.theme])
        points: dict[int, list[Inline]] = defaultdict(list)
        for letter, correction in zip(_letters(), corrections, strict=False):
            start, end = correction.start - paragraph.start, correction.end - paragraph.start
            if end > start:
                ranges.append(Range(start, end, 1000, "lemma", letter))
            else:
                points[start].append(_apparatus_sign(paragraph, letter))
        string = paragraph.text

        def leaf(start: int, end: int) -> list[Inline]:
            inlines: list[Inline] = []
            for place in sorted(point for point in points if start < point <= end or (point == start == 0)):
                inlines += syntax.text(string[start:place]) + points.pop(place)
                start = place
            return inlines + syntax.text(string[start:end])

        def wrap(marked: Range, depth: int, last: bool, inside: Sequence[Inline]) -> list[Inline]:
            match marked.kind:
                case "evidence":
                    return self.evidence(marked, depth, last, inside)
                case "voice":
                    return [syntax.span(inside, classes=["voice", f"voice-{marked.key}"], data_voice=marked.key, data_source=marked.detail)]
                case "lemma":
                    return [syntax.span(inside, classes=["lemma"])] + ([_apparatus_sign(paragraph, marked.key)] if last else [])
                case kind:
                    return [syntax.span(inside, classes=[kind])]

        return nest(len(string), ranges, leaf, wrap)

    def evidence(self, marked: Range, depth: int, last: bool, inside: Sequence[Inline]) -> list[Inline]:
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
                    syntax.text(self.sign_of[marked.key]),
                    f"#{key_anchor(marked.key)}",
                    classes=["sign", f"t{style}"],
                    aria_label=f"Theme: {theme.name}",
                )
            )
        return inlines

    def doubtful(self, paragraph: Paragraph, head: DocumentHead) -> bool:
        changed = not head.provisional and paragraph.verdict in ("reworded", "split", "merged", "moved", "new")
        return changed or bool(self.marks[paragraph.id])

    def foot(self, paragraph: Paragraph, codings: list[Coding], corrections: list[Correction], head: DocumentHead) -> list[Block]:
        """Marks of doubt, apparatus, themes without words to point at, and the places that cite the paragraph."""
        blocks: list[Block] = []
        changed = not head.provisional and paragraph.verdict in ("reworded", "split", "merged", "moved", "new")
        if changed:
            what = paragraph.explanation or f"This paragraph is {paragraph.verdict} since the text was last accepted."
            blocks.append(syntax.div([syntax.paragraph(syntax.text(what))], classes=["doubt"]))
            if paragraph.difference:
                blocks += _on_demand("What changed", [syntax.paragraph(_difference(paragraph))])
        said = {paragraph.explanation} if changed else set()
        for mark in self.marks[paragraph.id]:
            if mark.message not in said and not (changed and mark.kind == paragraph.verdict):
                message = " ".join(part for part in (mark.message, mark.todo) if part)
                blocks.append(syntax.div([syntax.paragraph(syntax.text(message))], classes=["doubt"]))
        for letter, correction in zip(_letters(), corrections, strict=False):
            blocks.append(
                syntax.div(
                    [syntax.paragraph(_apparatus(letter, correction, paragraph))], _apparatus_anchor(paragraph, letter), ["apparatus"]
                )
            )
        if any(correction.after is not None for correction in corrections):
            received = syntax.div(
                [syntax.paragraph(syntax.text(received_text(paragraph, corrections)))],
                classes=["received"],
                lang=head.language,
                dir=direction(head.language),
            )
            blocks += _on_demand("As received", [received])
        bare = [coding.theme for coding in codings if not coding.evidence]
        if bare:
            names: list[Inline] = syntax.text("Themes of the whole paragraph: ")
            for index, code in enumerate(dict.fromkeys(bare)):
                names += ([{"t": "Str", "c": ","}, {"t": "Space"}] if index else []) + [
                    syntax.link(syntax.text(self.themes[code].name), f"#{key_anchor(code)}")
                ]
            blocks.append(syntax.div([syntax.paragraph(names + [{"t": "Str", "c": "."}])], classes=["whole"]))
        if places := self.cited_in.get(paragraph.id):
            inlines: list[Inline] = syntax.text("Cited in ")
            for index, (anchor, label) in enumerate(places):
                inlines += [{"t": "Str", "c": ","}, {"t": "Space"}] if index else []
                inlines.append(syntax.link(syntax.text(label), f"#{anchor}", classes=[] if label else ["section"]))
                inlines.append(
                    syntax.span(
                        [{"t": "Space"}, {"t": "Str", "c": "("}, syntax.link([], f"#{anchor}", classes=["page"]), {"t": "Str", "c": ")"}],
                        classes=["only-pdf"],
                    )
                )
            blocks.append(syntax.div([syntax.paragraph(inlines + [{"t": "Str", "c": "."}])], classes=["cited-in"]))
        return blocks


def evidence_ranges(coding: Coding, rank: int, theme: ThemeKey) -> list[Range]:
    """The words that earned a coding: evidence that touches or overlaps is one range, with every rule that found it."""
    ranges: list[Range] = []
    rules: list[str] = []
    start = end = -1
    for evidence in sorted(coding.evidence, key=lambda evidence: (evidence.start, evidence.end, evidence.rule)):
        if evidence.start < end:
            end = max(end, evidence.end)
        else:
            if end > start >= 0:
                ranges.append(Range(start, end, rank, "evidence", coding.theme, " | ".join(dict.fromkeys(rules))))
            start, end, rules = evidence.start, evidence.end, []
        rules.append(
            f"{evidence.rule}: {theme.rules[evidence.rule]}" if evidence.rule in theme.rules else evidence.rule or f"read by {coding.coder}"
        )
    if end > start >= 0:
        ranges.append(Range(start, end, rank, "evidence", coding.theme, " | ".join(dict.fromkeys(rules))))
    return ranges


def corrections_in(paragraph: Paragraph, corrections: Iterable[Correction]) -> list[Correction]:
    """The corrections and notes of a paragraph, in the order of their words."""
    inside = (c for c in corrections if c.start >= 0 and paragraph.start <= c.start <= c.end <= paragraph.end)
    return sorted(inside, key=lambda c: (c.start, c.end, c.line))


def received_text(paragraph: Paragraph, corrections: Iterable[Correction]) -> str:
    """The paragraph as received: every correction in it taken back."""
    string = paragraph.text
    for correction in sorted(corrections, key=lambda correction: correction.start, reverse=True):
        if correction.after is not None and correction.state != "inapplicable":
            string = string[: correction.start - paragraph.start] + correction.before + string[correction.end - paragraph.start :]
    return string


def _number(paragraph: Paragraph) -> Inline:
    shown = paragraph.number[1:] if paragraph.number.startswith("p") else paragraph.number
    name = f"{paragraph.kind.capitalize()} {shown[1:]}" if shown == paragraph.number else f"Paragraph {shown}"
    return syntax.link(syntax.text(shown), f"#{paragraph.id}", classes=["number"], aria_label=name)


def _letters() -> Iterable[str]:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return [first + second for first in ("", *alphabet) for second in alphabet]


def _apparatus_anchor(paragraph: Paragraph, letter: str) -> str:
    return f"{paragraph.id}.note-{letter}"


def _apparatus_sign(paragraph: Paragraph, letter: str) -> Inline:
    anchor = _apparatus_anchor(paragraph, letter)
    return {
        "t": "Superscript",
        "c": [syntax.link(syntax.text(letter), f"#{anchor}", classes=["apparatus-sign"], aria_label=f"Editor's note {letter}")],
    }


def _apparatus(letter: str, correction: Correction, paragraph: Paragraph) -> list[Inline]:
    """An entry as editions print it: lemma] reading as received, then the reason; for a note the words and the note."""
    lemma = paragraph.text[correction.start - paragraph.start : correction.end - paragraph.start]
    inlines: list[Inline] = [syntax.span(syntax.text(letter), classes=["apparatus-letter"]), {"t": "Space"}]
    if correction.after is None:
        if lemma:
            inlines += [syntax.emphasis(syntax.text(lemma)), {"t": "Str", "c": "]"}, {"t": "Space"}]
        inlines += syntax.text(correction.reason)
    else:
        inlines += [*(syntax.emphasis(syntax.text(lemma)) for _ in range(bool(lemma))), {"t": "Str", "c": "]"}, {"t": "Space"}]
        inlines += [
            syntax.strikeout(syntax.text(correction.before)),
            {"t": "Space"},
            *syntax.text("as received. "),
            *syntax.text(correction.reason),
        ]
    if correction.responsible:
        inlines += [{"t": "Space"}, *syntax.text(f"({correction.responsible})")]
    return inlines


def _lost(correction: Correction) -> list[Inline]:
    return syntax.text(
        f"Correction at {correction.place}, “{correction.before}”, no longer applies: the place now reads “{correction.found}”. {correction.reason}"
    )


def _difference(paragraph: Paragraph) -> list[Inline]:
    inlines: list[Inline] = []
    for change in paragraph.difference:
        words = syntax.text(change.text)
        if change.operation == "-":
            inlines.append(syntax.strikeout(words))
        elif change.operation == "+":
            inlines.append(
                syntax.span([syntax.raw_inline("html", "<ins>"), *words, syntax.raw_inline("html", "</ins>")], classes=["added"])
            )
        else:
            inlines += words
    return inlines


def _on_demand(summary: str, blocks: list[Block]) -> list[Block]:
    """Blocks that the page shows when asked; print has them plainly, under the same words."""
    opening = [
        syntax.raw_block("html", f"<details><summary>{summary}</summary>"),
        syntax.div([syntax.paragraph([syntax.emphasis(syntax.text(f"{summary}:"))])], classes=["only-pdf"]),
    ]
    return [*opening, *blocks, syntax.raw_block("html", "</details>")]


def _tombstone(gone: Withdrawn) -> Block:
    """A paragraph that left the text: its ID still leads somewhere."""
    shown = gone.number[1:] if gone.number.startswith("p") else gone.number
    if gone.redirect:
        redirect = gone.redirect.rpartition(".")[2]
        inlines = [
            *syntax.text(f"Paragraph {shown} is now part of "),
            syntax.link(syntax.text(f"paragraph {redirect.removeprefix('p')}"), f"#{gone.redirect}"),
            {"t": "Str", "c": "."},
        ]
    else:
        inlines = syntax.text(f"Paragraph {shown} was withdrawn" + (f" on {gone.date}" if gone.date else "") + ".")
    if gone.reason:
        inlines += [{"t": "Space"}, *syntax.text(gone.reason)]
    if not gone.accepted:
        inlines += [{"t": "Space"}, *syntax.text("This is not yet accepted.")]
    inlines += [{"t": "Space"}, *syntax.text("It read: "), syntax.emphasis(syntax.text(gone.text))]
    classes = ["withdrawn", "small"] + ([] if gone.accepted else ["pending"])
    return {"t": "Div", "c": [syntax.attributes(gone.id, classes), [syntax.paragraph(inlines)]]}


def _citation_template(document: str) -> Block:
    """A citation in the report's style whose locator the page replaces; seen by nobody."""
    suffix = syntax.text(f", para. {PLACEHOLDER}")
    citation: dict[str, Any] = {
        "citationId": document,
        "citationPrefix": [],
        "citationSuffix": suffix,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 1,
        "citationHash": 0,
    }
    cite = {"t": "Cite", "c": [[citation], syntax.text(f"[@{document}]")]}
    return syntax.div([syntax.plain([cite])], classes=["only-html", "citation-template"], hidden="hidden")
