"""Find constructs of Quarto's Markdown that the two renderers would not print alike.

They are refused, and the message says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pilcrow.files.rows import TURNING, turned
from pilcrow.report.prose.addresses import unsafe_links
from pilcrow.report.prose.constructs import (
    Attributes,
    find_captions,
    find_equations,
    find_fences,
    find_images,
    read_attributes,
)
from pilcrow.report.prose.markdown import (
    MASK,
    OPENING,
    Area,
    areas,
    brackets,
    headings,
    lines_of,
    mask,
)
from pilcrow.report.prose.source import PAGE_BREAK_WITHIN

Found = tuple[int, str, str]  # position, what it is, what to do

# Pattern of a class, what it is, what to do.
_CLASSES = (
    (re.compile(r"panel-tabset"), "A tabset", "Write the parts one after the other."),
    (re.compile(r"panel-\w+"), "A panel", "Write the parts one after the other."),
    (
        re.compile(r"column-[\w-]+|aside|margin(-\w+)?|page-columns|fullwidth"),
        "A part in the margin or across the page",
        "Use a footnote, or ::: {.note}.",
    ),
    (re.compile(r"grid|g-col-\d+|g-start-\d+"), "A grid", "Use .columns and .column."),
    (
        re.compile(
            r"theorem|lemma|corollary|proposition|conjecture|definition|example|exercise|proof"
            r"|remark|solution"
        ),
        "A theorem or proof",
        "Give it a heading and refer to the section.",
    ),
    (re.compile(r"lightbox|nolightbox"), "A lightbox", "Leave it out."),
    (
        re.compile(r"striped|hover|bordered|borderless|primary|secondary|responsive(-\w+)?"),
        "A look of Bootstrap's",
        "Leave it out, or style a class of your own in report/look/own.css.",
    ),
    (re.compile(r"landscape"), "A landscape page", "Divide the table, or publish it as a file."),
    (re.compile(r"hidden|d-none"), "A hidden part", "Write it as a comment: <!-- … -->."),
    (re.compile(r"cell(-[\w-]+)?"), "Output of a code cell", "Insert a figure or table of a rule."),
    (
        re.compile(r"incremental|nonincremental|fragment|notes|speaker|r-\w+"),
        "A part of slides",
        "Write it as text.",
    ),
    (re.compile(r"video|quarto-video"), "A video", "Link to it."),
    (re.compile(r"callout"), "A callout without a kind", "Write .callout-note, -tip, -warning, …"),
    (
        re.compile(r"(light|dark)-content"),
        "A part for light or dark ground alone",
        "Show one image that is clear on both.",
    ),
    # Pandoc makes an element of it from 3.8 on.
    (re.compile(r"abbr"), "An abbreviation", "Write what it means in brackets after it."),
)
_NAMES = {
    "layout": ("The attribute layout", "Write layout-ncol=2."),
    "style": (
        "The attribute style",
        "Give it a class, and style that in report/look/own.css and own.typ.",
    ),
    "code-fold": ("Folded code", "Leave code-fold out."),
    "code-line-numbers": ("The attribute code-line-numbers", "Leave it out."),
    "lightbox": ("A lightbox", "Leave lightbox out."),
    "group": ("A lightbox", "Leave group out."),
    "layout-align": ("The attribute layout-align", "Leave it out."),
    "layout-valign": ("The attribute layout-valign", "Leave it out."),
    "fig-scap": ("A short caption", "Leave fig-scap out: there is no list of figures."),
    "fig-subcap": ("The attribute fig-subcap", "Give each image its own caption."),
    "tbl-subcap": ("The attribute tbl-subcap", "Give each table its own caption."),
    "fig-link": ("The attribute fig-link", "Put the link into the caption."),
}
_THEOREM = re.compile(r"(thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|vid|dia|supptbl|suppfig)-")
_NUMBERED = re.compile(r"(fig|tbl|eq|lst|nte|tip|wrn|imp|cau)-")
_CELL = re.compile(r"[`~]{3,}[ \t]*\{+[ \t]*([A-Za-z][\w.]*)")
_INLINE_CELL = re.compile(r"`+\{(python|r|julia|ojs)\}")
_LOADED = re.compile(
    r"""<(?:link|iframe|embed|object|frame)\b|\b(?:src|srcset|poster)\s*=\s*["']?(?!["']?data:)"""
    r"""|\burl\((?!\s*["']?data:)|@import\b|<image\b[^>]*href\s*=\s*["']?(?!data:)""",
    re.IGNORECASE,
)
_UNLED = re.compile(r"<a\b(?![^>]*\bhref\s*=)", re.IGNORECASE)
_RAW = re.compile(r"\{=(\w+)\}")
_TYPST_LOADED = re.compile(
    r"""\b(?:import|include)\s+"|\b(?:read|csv|json|yaml|toml|xml|cbor|plugin|image)\s*\(\s*\""""
)
_OPENED = re.compile(r":{3,}[ \t]*(?:\{[^\n]*\}|[^\s{}]*)[ \t]*:*[ \t]*(?:\n|\Z)")
_DEFINITION = re.compile(r"^[ \t>]*\[(?P<name>[^\]\n]+)\]:", re.MULTILINE)
_NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\]")
_LEADING = re.compile(r"(?P<lead>[ \t>]*)(?P<note>\[\^[^\]\s]+\]:)?")
_CITED_BEFORE_SPAN = re.compile(
    r"(?<![\w.\\])@(?!(?:fig|tbl|eq|lst|sec|nte|tip|wrn|imp|cau)-)[\w:.#$%&+?<>~/-]+\s+(?=\[)"
)
_CITED_ADDRESS = re.compile(r"(?<![\w.])@\{?(?=https?:)")
RAW = ("html", "typst")
_UNLIKE = "is not supported: the renderers would print it differently."
CELL = (
    "The report runs no code, because the build would not see what that code reads. Let a rule run"
    " the script: it writes report/made/NAME.svg, which the report shows as"
    " ![Caption](made/NAME.svg){#fig-NAME}, or a table made/NAME.qmd, shown by an include."
    " docs/extending.md has an example with pandas and matplotlib."
)


def _of_attributes(
    given: Attributes, block: bool, conditional: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with attributes.

    `block`: they are of a block and may have a number. `conditional`: they may name a format.
    """
    if not conditional and {"content-visible", "content-hidden"} & {*given.classes}:
        what = "A condition is that of a heading, an image, a table, a link or code."
        todo = (
            'Write ::: {.content-visible when-format="html"} and ::: around it, or'
            ' [words]{.content-visible when-format="html"}.'
        )
        yield f"{what} All formats would show it.", todo
    for name in given.classes:
        for pattern, what, todo in _CLASSES:
            if pattern.fullmatch(name):
                yield f"{what} (.{name}) {_UNLIKE}", todo
                break
    for key in given.values:
        if key in _NAMES:
            what, todo = _NAMES[key]
            yield f"{what} {_UNLIKE}", todo
    if _THEOREM.match(given.identifier):
        todo = "Give it a heading and refer to the section: {#sec-NAME}."
        taken = "a theorem, video, diagram or supplement"
        what = f'Quarto takes an ID such as "{given.identifier}" for {taken}.'
        yield what, todo
    if not block and _NUMBERED.match(given.identifier):
        todo = "Choose another name, or give it to a figure, table, equation, listing or callout."
        yield (
            f'Quarto numbers what is called "{given.identifier}", and this cannot be numbered.',
            todo,
        )


def _of_areas(text: str) -> Iterator[Found]:
    opened: set[str] = set()
    images = {image.end for image in find_images(text)}
    for area in areas(text):
        content = text[area.start : area.end]
        if area.kind == "html":
            name = content.strip("</>").split()[0]
            if content.startswith("</") and name in opened:
                continue  # its beginning was named
            opened.add(name)
            what = f"Raw HTML ({content.split()[0].rstrip('>')[:20]}>) is in the report."
            yield area.start, what, "Write it in Markdown, or for the page alone as `…`{=html}."
        elif area.kind == "latex":
            what = f"Raw LaTeX ({content[:20]}) is in the report."
            todo = "Write it in Markdown; formulas go between $ signs."
            if content in ("\\newpage", "\\pagebreak", "\\clearpage"):
                todo = "Write {{< pagebreak >}} on a line of its own."
            yield area.start, what, todo
        elif area.kind == "block":
            yield from _of_code(area, content)
        elif area.kind == "code" and _INLINE_CELL.match(content):
            yield (
                area.start,
                "The text contains a code cell.",
                "Take the number from the data: {{< var … >}}.",
            )
        elif area.kind == "attributes":
            raw = _RAW.search(content)
            if raw and raw[1] not in RAW:
                what = f"Raw markup for {raw[1]} is not supported."
                yield (
                    area.start,
                    what,
                    "Write it in Markdown, or for one format: {=html}, {=typst}.",
                )
            elif raw:
                opening = text.rfind("`", 0, area.start - 1)
                yield from _loaded(area.start, text[opening : area.start], raw[1])
            if text[area.start - 1] in ")]`" and area.end not in images:
                span = text[area.start - 1] == "]"
                for what, todo in _of_attributes(read_attributes(content), False, span):
                    yield area.start, what, todo


def _loaded(position: int, content: str, form: str) -> Iterator[Found]:
    """Yield raw HTML or Typst that loads a file, which only one renderer would find, or fetch."""
    pattern, name = (_LOADED, "HTML") if form == "html" else (_TYPST_LOADED, "Typst")
    if form == "html" and _UNLED.search(content):
        what = "Raw HTML has a link without an address, which Quarto leads to the page itself."
        yield position, what, 'Write <a href="…">, or <span id="…"> for a place.'
    if found := pattern.search(content):
        what = f"Raw {name} loads a file ({' '.join(found[0].split())[:40]})."
        todo = "Show an image as ![Caption](file.png), and lead to anything else by a link."
        yield position, what, todo


def _of_code(area: Area, content: str) -> Iterator[Found]:
    first = content.split("\n", 1)[0]
    raw = _RAW.search(first)
    if raw and raw[1] not in RAW:
        what = f"Raw markup for {raw[1]} is not supported."
        yield area.start, what, "Write it in Markdown, or for one format: {=html}, {=typst}."
    elif raw:
        yield from _loaded(area.start, content, raw[1])
    elif cell := _CELL.search(first):
        if "{{" in first:
            todo = f"Write ```{cell[1]} without braces."
            yield area.start, f"Code in double braces {_UNLIKE}", todo
        elif cell[1] in ("mermaid", "dot"):
            yield area.start, f"A diagram ({cell[1]}) is in the report.", "Save it as an image."
        else:
            yield area.start, f"A code cell ({cell[1]}) is in the report.", CELL
    elif re.match(r"[`~]{3,}[ \t]*[^\s{`~]+[ \t]+\{", first):
        what = "The braces of this block of code stand after its language."
        yield area.start, what, 'Write the language into them: ```{.python filename="a.py"}.'
    elif first.count("{") > first.count("}"):
        what = "The braces of this block of code are not closed on their line."
        yield area.start, what, "Write them on one line."
    elif "{" in first:
        given = read_attributes(first[first.index("{") :])
        for what, todo in _of_attributes(given, block=True):
            yield area.start, what, todo


def outside(text: str) -> Iterator[Found]:
    """Yield the constructs that the renderers would not print alike: position, what, what to do."""
    masked = mask(text)
    yield from _of_areas(text)
    yield from unsafe_links(text)
    for match in TURNING.finditer(text):
        yield match.start(), turned(match[0]), ""
    for image in find_images(text):
        for what, todo in _of_attributes(image.attributes, block=True):
            yield image.start, what, todo
        if "fig-cap" in image.attributes.values:
            what = f"The attribute fig-cap of an image {_UNLIKE}"
            yield image.start, what, "Write the caption between the square brackets."
    for caption in find_captions(text):
        for what, todo in _of_attributes(caption.attributes, block=True):
            yield caption.start, what, todo
        if caption.joined:
            what = "The next item is right below the caption of a table, which is then no caption."
            yield caption.start, what, "Leave a blank line between them."
    yield from _of_headings(text, masked)
    for fence in find_fences(text):
        for what, todo in _of_attributes(fence.attributes, True, conditional=True):
            yield fence.start, what, todo
        if fence.parent >= 0 and "page-break" in fence.attributes.classes:
            yield fence.start, *PAGE_BREAK_WITHIN
        if fence.attributes.identifier.startswith("lst-"):
            what = f"A listing in a block of its own {_UNLIKE}"
            todo = 'Write ```{.python #lst-NAME lst-cap="…"}.'
            yield fence.start, what, todo
        if fence.closed < 0:
            yield (
                fence.start,
                "This block is not closed.",
                "Write ::: on a line of its own after it.",
            )
    yield from _of_names(text, masked)
    yield from _of_nested_notes(masked)
    yield from _of_lines(text, masked)
    yield from _of_indented_fences(masked)
    yield from _of_rows(masked)
    yield from _of_equations(text)
    yield from _of_inner_headings(text, masked)
    yield from _of_close_definitions(text, masked)


def _of_names(text: str, masked: str) -> Iterator[Found]:
    """Yield footnotes without words, words without a footnote, and images that name their file
    elsewhere.
    """
    defined = {match["name"]: match.start("name") for match in _DEFINITION.finditer(masked)}
    called: dict[str, int] = {}
    for match in _NOTE.finditer(masked):
        if match.start() + 1 != defined.get(f"^{match['name']}"):
            called.setdefault(match["name"], match.start())
    for name, position in called.items():
        if f"^{name}" not in defined:
            todo = f"Write them in a paragraph of their own: [^{name}]: …"
            yield position, f"The footnote [^{name}] has no words.", todo
    for name, position in defined.items():
        if name.startswith("^") and name[1:] not in called:
            what = f"The text does not refer to the footnote [{name}], so its words would be lost."
            yield position - 1, what, f"Write [{name}] where it belongs, or delete it."
    names = {name.casefold() for name in defined}
    for opening, closing in brackets(masked).items():
        if masked[opening - 1 : opening] == "!" and text[closing + 1 : closing + 2] != "(":
            named = re.match(r"\[([^\]\n]+)\]", text[closing + 1 :])
            if (named[1] if named else text[opening + 1 : closing]).casefold() in names:
                what = "The file of an image is named elsewhere in the text."
                yield opening - 1, what, "Write it in the image: ![Caption](file.png)."
    pairs = brackets(masked)
    for match in _CITED_BEFORE_SPAN.finditer(masked):
        closing = pairs.get(match.end(), -1)
        if text[closing + 1 : closing + 2] == "{" and closing > 0:
            what = "Words with attributes follow a citation, and look like its page."
            yield match.start(), what, "Write a word between them, or the citation in brackets."
    for match in _CITED_ADDRESS.finditer(text):
        if masked[match.start()] == "@":
            todo = "Add the work to the bibliography and cite its key, or write a link."
            yield match.start(), "A citation has a web address as its key.", todo


def _of_nested_notes(masked: str) -> Iterator[Found]:
    """Yield notes within a note: a word processor has none."""
    notes = [
        (opening, closing)
        for opening, closing in brackets(masked).items()
        if masked[opening - 1 : opening] == "^"
    ]
    start, depth = -1, 0
    for position, line in [*lines_of(masked), (len(masked), "end")]:
        opening = _LEADING.match(line)
        if opening is None or not line.strip(" \t>" + MASK):
            continue  # blank, or a line of code
        indent = opening.end("lead")
        if start >= 0 and indent <= depth:
            notes.append((start, position))
            start = -1
        if opening["note"]:
            start, depth = position + opening.end(), indent
    for called in re.finditer(r"\^(?=\[)|(?<=\[)\^(?=[^\]\s]+\](?!:))", masked):
        if any(first < called.start() < last for first, last in notes):
            what = "A note is within a note, which a word processor does not have."
            yield called.start(), what, "Write its words in brackets."


# What begins an item of a list, a definition or a note, up to its first word.
_ITEM = re.compile(
    r"(?P<indent>[ ]*)(?:(?:[-*+:~]|#\.|\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)]|\(@[\w-]*\))[ ]+"
    r"|(?P<note>\[\^[^\]\s]+\]:)[ ]*)(?=\S|$)"
)
_QUOTED = re.compile(r"(?:[ ]*>)+ ?")
_QUOTED_ONCE = re.compile(r"[ ]*> ?")
_NOTE_INDENT = 4
_DEFINES = re.compile(r"[:~] +\S")
_BLOCK_SIGN = re.compile(r"(?:[-*+]|#\.|\(?(?:\d+|[A-Za-z])[.)]|\(@[\w-]*\))[ ]+\S|:::|`{3}|~{3}")
_DEFINITION_SIGN = re.compile(
    rf"(?P<indent> *)(?P<sign>[:~] +)(?=\S)(?P<block>{_BLOCK_SIGN.pattern})?"
)
_INNER_HEADING = re.compile(rf"(?=[ \t]|[^#]){OPENING}(?=#{{1,6}}[ \t]+[^\s#])")
_BEFORE_WORDS = re.compile(r"[\s>]*")
_CELL_HEADING = re.compile(r"[ \t>]*\|(?:[^\n]*\|)?[ \t]*#{1,6}[ \t]+[^\s#]")


# Dashes between bars below the head of a table, with or without bars at its sides.
_DELIMITER = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?(?:[ \t]*[|+][ \t]*:?-+:?)*[ \t]*\|?[ \t]*$")


def _of_rows(masked: str) -> Iterator[Found]:
    """Yield rows of tables that end in a backslash, which not every Pandoc reads as the row's."""
    inside = False
    for position, line in lines_of(masked):
        if not line.strip(" \t>\n"):
            inside = False
        elif "|" in line and _DELIMITER.match(line.rstrip("\n")):
            inside = True
        elif inside and re.search(r"(?<!\\)(?:\\\\)*\\[ \t]*$", line.rstrip("\n")):
            what = (
                "A row of a table ends in a backslash, which versions of Pandoc read differently."
            )
            yield position, what, "Leave it out, or write a grid table for lines within a cell."


def _of_indented_fences(masked: str) -> Iterator[Found]:
    """Yield fences that begin further right than what they stand in: Pandoc reads them as words."""
    lines = [line.rstrip("\n").expandtabs(4) for _, line in lines_of(masked)]
    for index, (position, _) in enumerate(lines_of(masked)):
        quoted = _QUOTED.match(lines[index])
        depth = quoted[0].count(">") if quoted else 0
        line = _within(lines[index], depth) or ""
        words = line.lstrip(" ")
        defines = _DEFINES.match(words) is not None
        if not (words.startswith(":::") or defines) or len(line) == len(words):
            continue
        above = [_within(one, depth) for one in lines[:index]]
        if (wanted := _column(above, len(line) - len(words))) < len(line) - len(words):
            if defines and not _has_blocks(lines[index:], depth, len(line) - len(words)):
                continue
            todo = "Begin them where the words of the item begin" if wanted else "Begin them"
            todo += f", after {wanted} spaces." if wanted else " at the start of the line."
            what = "These colons are indented, so they would be printed and open or close no block."
            if defines:
                what = (
                    "This definition of several blocks is indented, which not every Pandoc reads."
                )
            yield position, what, todo


def _of_headings(text: str, masked: str) -> Iterator[Found]:
    found = headings(text)
    for heading in found:
        for what, todo in _of_attributes(read_attributes(heading.attributes), block=False):
            yield heading.start, what, todo
    empty = [heading.start for heading in found if not heading.title]
    empty += [match.start() for match in re.finditer(r"^#{1,6}$", masked, re.MULTILINE)]
    for position in empty:
        yield position, "A heading has no words.", "Write them, or leave it out."


def _of_equations(text: str) -> Iterator[Found]:
    for equation in find_equations(text):
        if equation.attributes.values or equation.attributes.classes:
            what = "An equation has attributes beside its identifier, which not every Quarto reads."
            yield equation.start, what, "Leave them out, and say in the text what it means."


def _of_inner_headings(text: str, masked: str) -> Iterator[Found]:
    """Yield headings in items, quotations, notes and cells: they would take the number of a section
    that no reference knows. The titles of callouts are none.
    """
    titles = {
        match.end()
        for fence in find_fences(text)
        if any(name.startswith("callout-") for name in fence.attributes.classes)
        and (match := _BEFORE_WORDS.match(text, fence.said_end))
    }
    placed = list(lines_of(masked))
    lines = [line for _, line in placed]
    for index, (position, line) in enumerate(placed):
        before = lines[index - 1].strip(" \t>") if index else ""
        inner = before.startswith("+") and _CELL_HEADING.match(line) is not None
        if match := _INNER_HEADING.match(line):
            width = match.end()
            free = not before or before.startswith(":::") or match[0].strip(" \t>") != ""
            column = _column(lines[:index], width)
            within = match[0].strip() != "" or (column > 0 and width - column < _NOTE_INDENT)
            inner = within and free and position + width not in titles
        if inner:
            what = "A heading in a list, quotation, note or cell begins no section."
            yield position, what, "Write its words in bold: **…**."


def _of_close_definitions(text: str, masked: str) -> Iterator[Found]:
    """Yield definitions right below an item, with a list or code right below their words, or with
    fewer than three spaces after the sign and blocks below them. From 3.9 on Pandoc reads them in
    another way.
    """
    captions = {text.rfind("\n", 0, one.start) + 1 for one in find_captions(text)}
    places = [position for position, _ in lines_of(text)]
    hidden = [bool(line) and not line.strip(MASK) for _, line in lines_of(masked)]
    lines = [line.expandtabs(4) for _, line in lines_of(text)]
    for index, line in enumerate(lines):
        quoted = _QUOTED.match(line)
        depth = quoted[0].count(">") if quoted else 0
        sign = _DEFINITION_SIGN.match(_within(line, depth) or "")
        if sign is None or (hidden[index] and hidden[index - 1]) or places[index] in captions:
            continue
        below = [
            _within(other, depth) or ""
            for other, code, before in zip(
                lines[index + 1 :], hidden[index + 1 :], hidden[index:], strict=False
            )
            if not (code and before)
        ]
        above = [_within(other, depth) or "" for other in lines[:index]]
        if _right_below_item(above, len(sign["indent"])):
            what = "This definition is right below an item, which not every Pandoc reads as one."
            yield places[index], what, "Write its term on a line of its own, after a blank line."
        elif _reads_unlike(sign, below):
            what = "Blocks of this definition are too close to it for every version of Pandoc."
            todo = "Write three spaces after its sign, a blank line, and four spaces before them."
            yield places[index], what, todo


def _right_below_item(above: list[str], column: int) -> bool:
    """Return whether a definition in a column follows the words of an item without a blank line."""
    for line in reversed(above):
        if not line.strip():
            break
        listed = _BLOCK_SIGN.match(line.lstrip(" ")) and not re.match(r" *[A-Z]\. \S", line)
        if listed and next(iter(_item_columns(line)), 0) > column:
            return True
    return False


def _reads_unlike(sign: re.Match[str], below: list[str]) -> bool:
    """Return whether versions of Pandoc read the lines below the first of a definition unlike."""
    start, first = sign.end("indent"), sign.end("sign")
    found, blank, paragraph = (
        bool(sign["block"] and first - start < _NOTE_INDENT),
        False,
        not sign["block"],
    )
    for line in below:
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        begins = _BLOCK_SIGN.match(words) is not None
        paragraph = not begins if blank else paragraph
        found = found or (begins and paragraph and indent >= start and not words.startswith(":::"))
        if words and (indent <= start or (blank and indent < first)):
            break
        begins = begins or blank or words.startswith((": ", "~ "))
        found = found or bool(words and begins and first <= indent < start + _NOTE_INDENT)
        blank = not words
    return found


def _has_blocks(lines: list[str], depth: int, column: int) -> bool:
    """Return whether an indented definition has blocks beside paragraphs and lists."""
    for line in lines[1:]:
        inner = _within(line, depth)
        words = (inner or "").lstrip(" ")
        if words and len(inner or "") - len(words) <= column:
            return False
        if set(line) == {MASK} or words.startswith((":::", "+-", "|")) or " " * 8 in (inner or ""):
            return True
    return False


def _within(line: str, depth: int) -> str | None:
    """Return a line without its first signs of quotations; None if it has fewer.

    A line of code has none left.
    """
    if line and not line.strip(MASK):
        return ""
    for _ in range(depth):
        if not (sign := _QUOTED_ONCE.match(line)):
            return None
        line = line[sign.end() :]
    return line


def _column(above: Sequence[str | None], column: int) -> int:
    """Return the column at which a block below lines has to begin: 0, or that of an item's words.

    `column` is where it begins.
    """
    limit = column
    for index in range(len(above) - 1, -1, -1):
        words = above[index]
        if limit == 0 or words is None:
            break
        indent = len(words) - len(words.lstrip(" "))
        if not words.strip() or MASK in words[: indent + 1] or indent >= limit:
            continue
        contents = _item_columns(words)
        if within := [content for content in contents if content <= column]:
            return max(within)
        if contents or index == 0 or not (above[index - 1] or "").strip():
            limit = indent
    return 0


def _item_columns(line: str) -> list[int]:
    """Return the columns at which the words of the items begin that a line opens: "- 1. words"."""
    columns: list[int] = []
    while item := _ITEM.match(line, columns[-1] if columns else 0):
        columns.append(item.start("note") + _NOTE_INDENT if item["note"] else item.end())
        if item["note"]:
            break
    return columns


def _of_lines(text: str, masked: str) -> Iterator[Found]:
    """Yield headings by underlining, blocks of metadata, and blocks that Pandoc does not open."""
    before, opened = "\n", False
    table = 0  # of a table in several lines: 1 under its first line of signs, 2 under its head
    for position, line in lines_of(masked):
        if line.startswith(":::") and not _OPENED.match(text, position):
            todo = "Write ::: {.name} on one line, with its braces closed and nothing after them."
            yield (
                position,
                "This line of colons does not open a block, so it would be printed.",
                todo,
            )
        signs = re.match(r"(=+|-+)[ \t]*$", line) and len(line.strip()) > 1
        if signs and not before.strip():
            table = 1
        elif table == 1 and re.match(r"[ \t]*-+(?:[ \t]+-+)+[ \t]*$", line):
            table = 2
        elif signs and table == 2:
            table = 0
        elif (
            signs
            and before.strip(" \t" + MASK)
            and not before.lstrip().startswith(("|", ":::", "-", "+"))
        ):
            todo = "Write headings as `# Title`, with a blank line before."
            yield position, "A heading is marked by a line of signs below it.", todo
        if opened and re.match(r"[\w-]+:(\s|$)", line):
            what = "The text contains a block of metadata."
            yield position, what, "Move it to the front matter; write a horizontal line as * * *."
        elif opened and line.strip():
            what = "Words right below three dashes can be read as metadata or a table."
            yield position, what, "Leave a blank line above them, or write the line as * * *."
        opened = line.rstrip() == "---" and not before.strip()
        before = line
