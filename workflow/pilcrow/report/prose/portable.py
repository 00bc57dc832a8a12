"""Rewrite the scholar's constructs so that both renderers read them alike.

They are figures, tables, equations, callouts, columns and code blocks. Quarto gives a meaning to
identifiers such as `#fig-…` and to classes such as `.callout-note`, Pandoc does not. So each
construct gets a name of Pilcrow's own and its number in its caption, and `look/subset.lua` draws
it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Container, Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

import msgspec

from pilcrow.report.prose.constructs import (
    Attributes,
    Caption,
    Fence,
    Image,
    find_captions,
    find_code,
    find_equations,
    find_fences,
    find_images,
    read_attributes,
    write_attributes,
)
from pilcrow.report.prose.crossreferences import Exhibit, Insert
from pilcrow.report.prose.findings import TextProblem
from pilcrow.report.prose.labels import label
from pilcrow.report.prose.markdown import OPENING, areas, headings, mask
from pilcrow.report.prose.source import LocatedText

CALLOUTS = {"note": "nte", "tip": "tip", "warning": "wrn", "important": "imp", "caution": "cau"}
ANCHORS = {"fig": "figure", "tbl": "table", "eq": "equation", "lst": "listing"}
# Formats for which a part of the report can be written, by Quarto's names.
FORMATS = {
    "html": "html",
    "html5": "html",
    "pdf": "pdf",
    "typst": "pdf",
    "docx": "docx",
    "epub": "epub",
    "jats": "jats",
}
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_IDENTIFIER = re.compile(r"(fig|tbl|eq|lst|nte|tip|wrn|imp|cau)-([\w.-]+)")
_LINK = re.compile(r"(?<=\]\()#((?:fig|tbl|eq|lst|nte|tip|wrn|imp|cau|sec)-[\w.-]+)(?=\))")
_HEADING = re.compile(r"[\s>]*#{1,6}[ \t]+(?P<title>[^\n]*?)[ \t]*(?:\{[^{}\n]*\})?[ \t]*(?=\n|\Z)")
_AFTER_SIGN = re.compile(rf"(?=[ \t>]*[^ \t>`]){OPENING}(?P<ticks>`{{3,}})")
# Classes of a part for one format: Quarto's, and those of the composed report.
_CONDITION = re.compile(
    rf"content-(?:visible|hidden)|(?:only|not)-(?:{'|'.join({*FORMATS.values()})})"
)
HEADING = "This heading"
_FEW = re.compile("[1-9][0-9]?")
_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:%|px|pt|in|cm|mm)?")
PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}


class Portable(msgspec.Struct):
    """The rewritten constructs, the numbers of all exhibits, the images used, and what is wrong."""

    replacements: list[tuple[int, int, str]] = []
    exhibits: dict[tuple[str, str], Exhibit] = {}
    images: dict[str, Path] = {}
    troubles: list[TextProblem] = []
    titles: list[int] = []  # where headings stand that are the titles of callouts


def anchor_for(kind: str, name: str) -> str:
    """Return the anchor of a numbered thing in the output.

    Quarto gives `fig-…` a meaning of its own, so the anchor is another word.
    """
    return f"{ANCHORS[kind]}-{name}" if kind in ANCHORS else f"callout-{kind}-{name}"


class _Rewriter:
    """Rewrites one text."""

    def __init__(
        self,
        source: LocatedText,
        inserts: Sequence[Insert],
        language: str,
        folder: Path,
        prose: Collection[Path],
        tables: Container[str],
        bare: Container[tuple[str, str]],
    ) -> None:
        self.source, self.text = source, source.text
        self.language = language
        self.folder, self.prose = folder, prose
        self.made = Portable()
        self.fences = find_fences(self.text)
        self.all_images = list(find_images(self.text))
        self.captions = list(find_captions(self.text))
        self.equations = list(find_equations(self.text))
        self.code = list(find_code(self.text))
        self.number(inserts, tables, bare)

    # Numbers

    def number(
        self,
        inserts: Sequence[Insert],
        tables: Container[str],
        bare: Container[tuple[str, str]],
    ) -> None:
        """Number Pilcrow's and the scholar's exhibits together, in the order of the text.

        One that has nothing to show is a sentence without a number, unless the prose cites it.
        """
        asked: list[tuple[int, str, str, bool]] = []
        for insert in inserts:
            short = "fig" if insert.kind == "figure" else "tbl"
            if (insert.kind, insert.name) in bare and not self.cites(short, insert.name):
                continue
            if insert.kind == "figure":
                asked.append((insert.start, "fig", insert.name, True))
            elif insert.kind == "table" or (insert.kind == "part" and insert.name in tables):
                asked.append((insert.start, "tbl", insert.name, True))
        own: list[tuple[int, Attributes]] = [
            *((image.start, image.attributes) for image in self.all_images),
            *((fence.start, fence.attributes) for fence in self.fences),
            *((caption.start, caption.attributes) for caption in self.captions),
            *((equation.start, equation.attributes) for equation in self.equations),
            *((block.start, block.attributes) for block in self.code),
        ]
        for position, attributes in own:
            identifier = _IDENTIFIER.fullmatch(attributes.identifier)
            if identifier:
                asked.append((position, identifier[1], identifier[2], False))
        self.for_one_format((position, f"{kind}-{name}") for position, kind, name, _ in asked)
        counts: dict[str, int] = {}
        letters: dict[int, int] = {}
        for position, kind, name, inserted in sorted(asked):
            if (kind, name) in self.made.exhibits:
                if not inserted:
                    self.trouble(
                        position,
                        "reference",
                        f'The name "{kind}-{name}" is given twice.',
                        "Give each its own; Pilcrow's figures and tables have names too.",
                    )
                continue
            panel = self.panel_around(position, kind)
            if panel is not None:
                parent = self.exhibit_of(panel.attributes)
                letters[panel.start] = letters.get(panel.start, 0) + 1
                if parent is not None:
                    letter = chr(ord("a") + letters[panel.start] - 1)
                    words, number = f"{parent.label} ({letter})", parent.number
                    self.made.exhibits[kind, name] = Exhibit(
                        kind, name, words, number, anchor_for(kind, name)
                    )
                    continue
            counts[kind] = number = counts.get(kind, 0) + 1
            self.made.exhibits[kind, name] = Exhibit(
                kind, name, f"{label(kind, self.language)} {number}", number, anchor_for(kind, name)
            )

    def for_one_format(self, named: Iterable[tuple[int, str]]) -> None:
        """Refuse what has a number in a part for one format: position, and what it is called."""
        parts = [
            fence
            for fence in self.fences
            if any(_CONDITION.fullmatch(name) for name in fence.attributes.classes)
        ]
        for position, called in named:
            if any(part.start < position < part.end for part in parts):
                what = f"{called} is in a part for one format, so its number lacks in others."
                todo = "Put it outside of the part, or write it without a name."
                if called == HEADING:
                    todo = "Put it outside of the part, or write its words in bold."
                self.trouble(position, "subset", what, todo)

    def cites(self, kind: str, name: str) -> bool:
        """Return whether the text refers to an exhibit."""
        return bool(re.search(rf"@{kind}-{re.escape(name)}(?![\w-])", self.text))

    def exhibit_of(self, attributes: Attributes) -> Exhibit | None:
        found = _IDENTIFIER.fullmatch(attributes.identifier)
        return self.made.exhibits.get((found[1], found[2])) if found else None

    def panel_around(self, position: int, kind: str) -> Fence | None:
        """Return the fenced figure or table around a position, not one that begins there."""
        around = [
            fence
            for fence in self.fences
            if fence.start < position < fence.end
            and kind in ("fig", "tbl")
            and fence.attributes.identifier.startswith(f"{kind}-")
        ]
        return around[-1] if around else None

    def number_in(self, exhibit: Exhibit | None, position: int) -> str:
        """Return what comes before a caption: "**Table 2.** ", or "(a) " in a panel."""
        if exhibit is None:
            return ""
        panel = self.panel_around(position, exhibit.kind)
        if panel is not None and self.exhibit_of(panel.attributes) is not None:
            return f"{exhibit.label.rpartition(' ')[2]} "
        return f"**{exhibit.label}.** "

    # Rewriting

    def rewrite(self) -> Portable:
        for image in self.all_images:
            self.image(image)
        for fence in self.fences:
            self.fence(fence)
        for caption in self.captions:
            self.caption(caption)
        for equation in self.equations:
            exhibit = self.exhibit_of(equation.attributes)
            if exhibit is None or exhibit.kind != "eq":
                self.trouble(
                    equation.start,
                    "subset",
                    f'The identifier "{equation.attributes.identifier}" is not that of'
                    " an equation.",
                    "Write {#eq-NAME}.",
                )
                continue
            self.replace(equation.start, equation.start, "[")
            values = {"number": str(exhibit.number)}
            braces = write_attributes(exhibit.anchor, ["scholar-equation"], values)
            self.replace(equation.math_end, equation.end, f"]{braces}")
        self.spans()
        sections = (one.start for one in headings(self.text) if one.start not in self.made.titles)
        self.for_one_format((position, HEADING) for position in sections)
        self.fences_of_items()
        for block in self.code:
            self.code_block(block.start, block.end, block.attributes)
        masked = mask(self.text, shortcodes=True)
        for link in _LINK.finditer(self.text):
            if masked[link.start()] == "#":
                kind, _, name = link[1].partition("-")
                anchor = f"section-{name}" if kind == "sec" else anchor_for(kind, name)
                self.replace(link.start(), link.end(), f"#{anchor}")
        return self.made

    def replace(self, start: int, end: int, text: str) -> None:
        self.made.replacements.append((start, end, text))

    def trouble(self, position: int, kind: str, what: str, todo: str, hint: bool = False) -> None:
        self.made.troubles.append(TextProblem(position, kind, what, todo, hint))

    def refuse_citation(self, position: int, key: str, words: str, todo: str) -> None:
        if re.search(r"(?<![\w\\@])@[\w{]|\]\(#|!\[|\{[^{}]*\.content-(?:visible|hidden)", words):
            what = f"{key} contains a citation, image, link to a place or words for one format."
            self.trouble(position, "subset", f"{what} None of them is read there.", todo)

    def image(self, image: Image) -> None:
        """Make an image that is a paragraph a figure with a caption. Others stay in their line."""
        name = self.image_file(image)
        if name is None:
            return
        given = image.attributes
        words = self.text[image.caption_start : image.caption_end]
        exhibit = self.exhibit_of(given)
        alternative = given.values.get("fig-alt", given.values.get("alt", plain_words(words)))
        if not alternative.strip():
            self.trouble(
                image.start,
                "image",
                "This image has no alternative text.",
                'Say what it shows: ![Caption](file.png){fig-alt="…"}.',
                hint=True,
            )
        values = {"alt": alternative}
        for key in ("width", "height"):
            if size := given.values.get(key):
                if not _LENGTH.fullmatch(size):
                    self.trouble(
                        image.start,
                        "image",
                        f'"{size}" is not a {key} that both renderers know.',
                        "Write a share of the line (50%), or a length (300px, 8cm).",
                    )
                    continue
                values[key] = in_pixels(size)
        shown = f"![]({name}){write_attributes('', [], values)}"
        figure = image.alone and (words.strip() or exhibit is not None)
        if not figure:
            if exhibit is not None:
                self.trouble(
                    image.start,
                    "image",
                    f"The image {given.identifier} stands in a line of text, so it is not a"
                    " figure.",
                    "Give it a paragraph of its own.",
                )
            self.replace(image.start, image.end, shown)
            return
        own = {"align": given.values["fig-align"]} if "fig-align" in given.values else {}
        classes = ["scholar-figure"]
        number = self.number_in(exhibit, image.start)
        anchor = exhibit.anchor if exhibit else given.identifier
        self.replace(image.start, image.caption_start, f"[[{number}")
        braces = write_attributes(anchor, classes, own)
        self.replace(image.caption_end, image.end, f"]{{.caption}} {shown}]{braces}")

    def image_file(self, image: Image) -> str | None:
        """Return the name in the project of an image's file; None if something is wrong with it."""
        shown = self.folder.name
        place = self.source.place(image.start)
        here = (self.folder.parent / place.file).parent
        target = image.target
        written = (
            base / name for name in (target, unquote(target)) for base in (here, self.folder)
        )
        path = next((path for path in written if path.is_file()), None)
        if re.match(r"[a-z]+:", target):
            what, todo = (
                f"The image {target} is on the network.",
                "Save it in report/ and name the file.",
            )
        elif path is None or self.folder.resolve() not in path.resolve().parents:
            what, todo = (
                f'There is no image "{target}" in {shown}/.',
                "Put it there, or correct the path.",
            )
        elif Path(os.path.normpath(path)) not in self.prose:
            what, todo = (
                f'The image "{target}" is hidden or looks like a leftover, so it is not read.',
                "Rename the file.",
            )
        elif path.suffix.lower() not in IMAGES:
            what, todo = (
                f'"{target}" is not an image that page and print can show.',
                f"Save it as one of: {', '.join(IMAGES)}.",
            )
        else:
            return self.made_name(path)
        self.trouble(image.start, "image", what, todo)
        return None

    def made_name(self, path: Path) -> str:
        """Return the name of an image in the composed project. Its signs are those of any address:
        the renderers write a space in different ways.
        """
        plain = path.resolve().relative_to(self.folder.resolve()).with_suffix("").as_posix()
        name = stem = "media/" + re.sub(r"[^\w/.-]", "-", plain)
        number = 1
        while self.made.images.get(name + path.suffix, path) != path:
            number += 1
            name = f"{stem}-{number}"
        self.made.images[name + path.suffix] = path
        return name + path.suffix

    def spans(self) -> None:
        """Rewrite words for one format: `[…]{.content-visible when-format="html"}`."""
        for area in areas(self.text):
            if area.kind == "attributes" and self.text[area.start - 1] == "]":
                given = read_attributes(self.text[area.start : area.end])
                if {"content-visible", "content-hidden"} & {*given.classes}:
                    classes = self.formats(area.start, given)
                    if classes:
                        self.replace(area.start, area.end, write_attributes("", classes, {}))

    def fence(self, fence: Fence) -> None:
        """Rewrite a block that Quarto would draw: callout, panel, columns, part for one format."""
        given = fence.attributes
        kind = next(
            (name.partition("-")[2] for name in given.classes if name.startswith("callout-")), ""
        )
        if {"content-visible", "content-hidden"} & {*given.classes}:
            if classes := self.formats(fence.start, given):
                self.say(fence, classes, {})
        elif kind:
            self.callout(fence, kind)
        elif (
            given.identifier.startswith("fig-")
            or {"layout-ncol", "layout-nrow"} & set(given.values)
            or self.holds_tables(fence)
        ):
            self.panel(fence)
        elif given.identifier.startswith("tbl-"):
            self.fenced_table(fence)
        elif "columns" in given.classes:
            self.say(fence, ["scholar-columns"], {})
        elif "column" in given.classes:
            width = given.values.get("width", "")
            if width and not re.fullmatch(r"\d+(?:\.\d+)?%", width):
                self.trouble(
                    fence.start,
                    "subset",
                    f'"{width}" is not a width of a column.',
                    'Write a share of the line: width="40%".',
                )
            self.say(fence, ["scholar-column"], {"width": width} if width else {})
        elif "list-table" in given.classes:
            self.say(fence, ["scholar-list-table"], list_values(given), given.identifier)

    def say(
        self, fence: Fence, classes: list[str], values: dict[str, str], anchor: str = ""
    ) -> None:
        self.replace(fence.said_start, fence.said_end, write_attributes(anchor, classes, values))

    def formats(self, position: int, given: Attributes) -> list[str]:
        """Return the classes of a part for one format; [] if its condition is not known."""
        hidden = "content-hidden" in given.classes
        keys = set(given.values) & {"when-format", "unless-format"}
        wanted = given.values.get("when-format") or given.values.get("unless-format") or ""
        form = FORMATS.get(wanted.partition(":")[0])
        alone = len(given.values) == len(given.classes) == 1 and not given.identifier
        if len(keys) != 1 or not alone or form is None:
            what, todo = "This condition is not supported.", "Write"
            if keys and form and not alone:
                what = "A part for one format has other attributes beside the condition."
                todo = "Give them to a part within it, and write"
            formats = f'.content-visible when-format="…" with one of: {", ".join(FORMATS)}.'
            self.trouble(position, "subset", what, f"{todo} {formats}")
            return []
        only = ("when-format" in keys) != hidden
        return [f"{'only' if only else 'not'}-{form}"]

    def callout(self, fence: Fence, kind: str) -> None:
        given = fence.attributes
        if kind not in CALLOUTS:
            self.trouble(
                fence.start,
                "subset",
                f'There is no callout "{kind}".',
                f"Choose one of: {', '.join(CALLOUTS)}.",
            )
            return
        exhibit = self.exhibit_of(given)
        heading = _HEADING.match(self.text, fence.said_end)
        name = label(CALLOUTS[kind], self.language)
        title = given.values.get("title", "")
        self.refuse_citation(fence.start, "title", title, "Write the title as a heading: ## Title.")
        if exhibit is not None:
            name = exhibit.label
        values = {"kind": kind}
        if given.values.get("collapse") in ("true", "false"):
            values["collapse"] = given.values["collapse"]
        anchor = exhibit.anchor if exhibit else given.identifier
        self.say(fence, ["scholar-callout"], values, anchor)
        opening = f"\n\n[{name}{': ' if exhibit else ''}" if exhibit or not title else "\n\n["
        line = f"\n{self.indent_of(fence)}"
        if heading:
            start, stop = heading.span("title")
            self.made.titles.append(self.text.index("#", heading.start()))
            prefix = f"{name}: " if exhibit else ""
            self.replace(fence.said_end, start, f"{line}{line}[{prefix}")
            self.replace(stop, heading.end(), f"]{{.callout-title}}{line}")
        else:
            if not title:
                opening = opening.removesuffix(": ")
            written = f"{opening}{title}]{{.callout-title}}\n".replace("\n", line)
            self.replace(fence.said_end, fence.said_end, written)

    def indent_of(self, fence: Fence) -> str:
        """Return what comes before the lines of a block: its indent in a list or quotation."""
        return re.sub(r"[^ \t>]", " ", self.text[fence.start : self.text.index(":::", fence.start)])

    def panel(self, fence: Fence) -> None:
        """Rewrite a figure of several images or other parts. Its last paragraph is the caption."""
        given = fence.attributes
        exhibit = self.exhibit_of(given)
        rows = given.values.get("layout-nrow")
        columns = rows or given.values.get("layout-ncol", "1")
        if rows and _FEW.fullmatch(rows):
            starts = [one.start for one in self.all_images] + [one.start for one in self.captions]
            cells = sum(1 for start in starts if fence.start < start < fence.end)
            columns = str(max(1, -(-cells // int(rows))))
        if not _FEW.fullmatch(columns) or int(columns) > 6:
            self.trouble(
                fence.start,
                "subset",
                f'"{columns}" is not a number of columns or rows.',
                "Write layout-ncol=2.",
            )
            return
        for image in self.all_images:
            if fence.start < image.start < fence.end and self.shares_paragraph(image):
                self.trouble(
                    image.start,
                    "image",
                    "One paragraph has several images of a panel, so their captions would be lost.",
                    "Put a blank line between them.",
                )
        values = {"columns": columns}
        self.say(fence, ["scholar-panel"], values, exhibit.anchor if exhibit else given.identifier)
        self.last_as_caption(fence, exhibit, given.values.get("fig-cap", ""))

    def shares_paragraph(self, image: Image) -> bool:
        """Return whether an image with a caption is next to another, in a paragraph of images."""
        if image.alone or not self.text[image.caption_start : image.caption_end].strip():
            return False
        start = self.text.rfind("\n\n", 0, image.start) + 1
        stop = self.text.find("\n\n", image.end)
        stop = len(self.text) if stop < 0 else stop
        rest, position = "", start
        for other in self.all_images:
            if start <= other.start < stop:
                rest += self.text[position : other.start]
                position = other.end
        rest += self.text[position:stop]
        return not re.sub(r"(?m)^[ \t>]*:::.*$", "", rest).strip()

    def holds_tables(self, fence: Fence) -> bool:
        """Return whether a numbered block holds tables with numbers of their own."""
        inside: list[Caption | Fence] = [*self.captions, *self.fences]
        return fence.attributes.identifier.startswith("tbl-") and any(
            fence.start < inner.start < fence.end and inner.attributes.identifier
            for inner in inside
        )

    def last_as_caption(self, fence: Fence, exhibit: Exhibit | None, words: str) -> None:
        """Number the caption of a fenced figure: its `fig-cap`, or the last paragraph in it."""
        number = self.number_in(exhibit, fence.start)
        if words:
            todo = "Write the caption as the last paragraph of the block."
            key = "tbl-cap" if fence.attributes.identifier.startswith("tbl-") else "fig-cap"
            self.refuse_citation(fence.start, key, words, todo)
            line = f"\n{self.indent_of(fence)}"
            written = f"\n[{number}{words}]{{.caption}}\n\n".replace("\n", line)
            self.replace(fence.closed, fence.closed, written)
            return
        if exhibit is None:
            return
        inside = self.text[fence.said_end : fence.closed].rstrip(" \t\n>")
        start = end = fence.said_end + len(inside)
        for above in re.finditer(r"(?:\n[ \t>]*|:::|\A)\n[ \t>]*(?=\S)", inside):
            start = fence.said_end + above.end()
        first = self.text[start : start + 2]
        is_image = any(image.alone and start <= image.start < end for image in self.all_images)
        if start >= end or is_image or first[:1] in "|:#`+" or inside.endswith(":::"):
            self.trouble(
                fence.start,
                "subset",
                f"The figure {fence.attributes.identifier} has no caption.",
                "Write it as the last paragraph, with a blank line before.",
            )
            return
        self.replace(start, start, f"[{number}")
        self.replace(end, end, "]{.caption}")

    def fenced_table(self, fence: Fence) -> None:
        """Rewrite a table in a fenced block with an identifier, its last paragraph as caption."""
        exhibit = self.exhibit_of(fence.attributes)
        anchor = exhibit.anchor if exhibit else ""
        values = table_widths(fence.attributes)
        if "list-table" in fence.attributes.classes:
            self.say(fence, ["scholar-list-table"], list_values(fence.attributes), anchor)
            self.first_as_caption(fence, exhibit)
            return
        self.say(fence, ["scholar-table-block"], values, anchor)
        inside = (
            caption
            for caption in self.captions
            if fence.start < caption.start < fence.end and not caption.attributes.identifier
        )
        if caption := next(inside, None):
            self.replace(caption.start, caption.start, self.number_in(exhibit, fence.start))
            return
        self.last_as_caption(fence, exhibit, fence.attributes.values.get("tbl-cap", ""))

    def first_as_caption(self, fence: Fence, exhibit: Exhibit | None) -> None:
        start = fence.said_end
        start += len(self.text[start:]) - len(self.text[start:].lstrip())
        if exhibit is not None and self.text[start : start + 1] not in "-*":
            self.replace(start, start, self.number_in(exhibit, fence.start))

    def caption(self, caption: Caption) -> None:
        """Put what belongs to a table into its caption. The filter moves it to the table."""
        given = caption.attributes
        if not (given.identifier or given.values or given.classes):
            self.replace(caption.end, caption.attributes_end, "")  # {}, which Pandoc may print
            return
        exhibit = self.exhibit_of(given)
        values = table_widths(given)
        mark = write_attributes(
            exhibit.anchor if exhibit else given.identifier, ["scholar-table"], values
        )
        number = self.number_in(exhibit, caption.start)
        self.replace(caption.start, caption.start, f"[]{mark}{number}")
        self.replace(caption.end, caption.attributes_end, "")

    def fences_of_items(self) -> None:
        """Write tildes for backticks after an item's sign: Pandoc 3.6 would keep the indent."""
        for area in areas(self.text):
            block = self.text[area.start : area.end]
            fence = _AFTER_SIGN.match(block) if area.kind == "block" else None
            closing = block.rstrip(" \t").rstrip("`")
            if fence is None or not block[len(closing) :].strip():
                continue
            tildes = "~" * (1 + max(map(len, re.findall("~+|`+", block))))
            self.replace(area.start + fence.start("ticks"), area.start + fence.end("ticks"), tildes)
            self.replace(area.start + len(closing), area.end, tildes)

    def code_block(self, start: int, end: int, given: Attributes) -> None:
        if given.words or not (given.identifier or given.values):
            return  # code cells and raw markup are named elsewhere
        exhibit = self.exhibit_of(given)
        values = {"file": given.values["filename"]} if "filename" in given.values else {}
        caption = given.values.get("lst-cap", "")
        self.refuse_citation(start, "lst-cap", caption, "Write it in the text.")
        if caption or exhibit:
            values["caption"] = (f"**{exhibit.label}.** " if exhibit else "") + caption
        anchor = exhibit.anchor if exhibit else given.identifier
        classes = [name for name in given.classes if name != "numberLines"]
        self.replace(start, end, write_attributes(anchor, [*classes, "scholar-code"], values))


def in_pixels(size: str) -> str:
    """Return a length in whole pixels, and a share of the line as it is.

    Pandoc's versions convert other units differently.
    """
    number, unit = re.fullmatch(r"([\d.]+)(.*)", size).groups()  # type: ignore[union-attr]
    if unit == "%":
        return size
    return f"{max(1, round(float(number) * PIXELS[unit]))}px"


def table_widths(given: Attributes) -> dict[str, str]:
    """Return the shares of the line that a table's columns take: "40 60"."""
    widths = re.findall(r"\d+(?:\.\d+)?", given.values.get("tbl-colwidths", ""))
    return {"widths": " ".join(widths)} if widths else {}


def list_values(given: Attributes) -> dict[str, str]:
    """Return what the attributes of a table that is written as a list say of its look."""
    known = ("header-rows", "header-cols", "widths", "aligns")
    return {key: given.values[key] for key in known if key in given.values} | table_widths(given)


def plain_words(markdown: str) -> str:
    """Return the words of a caption without its markup, as far as an alternative text needs it."""
    words = re.sub(r"\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?", r"\1", markdown)
    words = re.sub(r"\[?-?@[\w.:-]+(?:,[^\]]*)?\]?", "", words)
    return " ".join(re.sub(r"[*_`]|\\(?=\W)", "", words).split())


def rewrite(
    source: LocatedText,
    inserts: Sequence[Insert],
    language: str,
    folder: Path,
    prose: Collection[Path],
    tables: Container[str] = (),
    bare: Container[tuple[str, str]] = (),
) -> Portable:
    """Rewrite the scholar's constructs of a text.

    Args:
        source: The text, with includes and values resolved.
        inserts: Pilcrow's own figures and tables, which share the numbers.
        language: Language of the report, for "Figure", "Tabelle", …
        folder: The folder report/.
        prose: The files in it that are read.
        tables: Names of Pilcrow's parts that are tables.
        bare: Kind and name of the inserts that have nothing to show.
    """
    return _Rewriter(source, inserts, language, folder, prose, tables, bare).rewrite()


def rewritten_anchors(replacements: Iterable[tuple[int, int, str]]) -> set[str]:
    """Return the anchors in what was rewritten."""
    return {name for _, _, text in replacements for name in re.findall(r"\{#([\w.-]+)", text)}
