"""Make the parts about documents and paragraphs: register, disagreements, voice, coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pilcrow.files.language import colon, say, say_date, say_integer, say_number, say_quoted, to_say
from pilcrow.model.records import Paragraph
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.corpus import CITED
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block, Words
from pilcrow.report.page.theme_key import VOICE_NAMES
from pilcrow.report.prose.crossreferences import Exhibit
from pilcrow.report.registry import part
from pilcrow.tables.reading import CONSENSUS, RULES
from pilcrow.tables.values import number_key, value_at

REGISTERED = 1000  # rows of the register
LISTED = 24  # paragraphs in a cell; more are counted
PRINTED = 40  # rows of the register up to which print has it
OPENING = 8  # words of a paragraph in the register
KIND_NAMES = {
    "speech": to_say("speech"),
    "heading": to_say("heading"),
    "salutation": to_say("salutation"),
    "question": to_say("question"),
    "note": to_say("note"),
}


def opening_words(text: str) -> str:
    """Return the first words of a text, with an ellipsis if it goes on.

    A text without spaces has its first characters.
    """
    words = text.split()
    if len(words) <= 2 and len(text) > 24:
        return text[:16] + "…"
    return text if len(words) <= OPENING else " ".join(words[:OPENING]) + "\u00a0…"


def _registered(material: Material, paragraph: Paragraph, language: str) -> list[Words]:
    """Return the row of a paragraph in the register."""
    themes = ", ".join(
        material.name_of(code) for code in material.seen.themes.get(paragraph.id, ())
    )
    if not themes and material.names and paragraph.kind in CITED:
        themes = say("not read") if paragraph.id in material.seen.unread else say("no theme")
    return [
        material.link(paragraph.id),
        say(KIND_NAMES[paragraph.kind]),
        [syntax.span(opening_words(paragraph.text), lang=language)],
        themes,
        [syntax.code_inline(paragraph.checksum[:12])],
    ]


@part(
    "register",
    "Every paragraph with its number, kind, opening words, themes and checksum.",
    table=True,
)
def register(material: Material) -> list[Block]:
    """Return a table of every paragraph: number, kind, opening words, themes, checksum."""
    rows: list[list[Words]] = []
    registered: list[str] = []
    total = sum(len(outline.paragraphs) for outline in material.seen.outlines.values())
    for outline in material.seen.outlines.values():
        printable = [
            part for part in outline.paragraphs if total <= REGISTERED or part.id in material.held
        ]
        listed = {part.id for part in printable[: REGISTERED - len(rows)]}
        if not listed:
            continue
        edited = material.corpus[outline.document]
        for paragraph in edited.paragraphs:
            if paragraph.id not in listed:
                continue
            registered.append(paragraph.id)
            rows.append(_registered(material, paragraph, edited.segmented.language))
    only = "" if material.several else next(iter(material.seen.outlines), "")
    example = ""
    if only:
        example = (
            say("The full ID of a paragraph is {document}.p1, and so on.", document=only) + " "
        )
    said = ""
    if total > len(rows):
        said = say_number(
            len(rows),
            "The table lists the one paragraph of {total} that the report prints.",
            "The table lists the {n} paragraphs of {total} that the report prints.",
            total=say_integer(total),
        )
        said += " "
    checksum = say(
        "The checksum is the beginning of the SHA-256 of the clean text; all digits are in"
        " paragraphs.json"
    )
    notes = f"{said}{example}{checksum}"
    head = [say("Para."), say("Kind"), say("Opening words"), say("Themes"), say("Checksum")]
    exhibit = material.exhibit("register")
    data = material.data("paragraphs")
    widths = material.widths(registered, [0.08, 0.13, 0.32, 0.29, 0.18], most=0.19)
    extras = exhibits.Extras(notes=notes, data=data, widths=widths, limit=REGISTERED)
    title, anchor = say("Register of paragraphs"), "table-register"
    if len(rows) <= PRINTED:
        return exhibits.table(exhibit, anchor, title, head, rows, extras)
    # In print a long register would fill a chapter. Its anchor is around both forms.
    return [
        syntax.div(
            [
                syntax.div(
                    _unnamed(exhibits.table(exhibit, "", title, head, rows, extras)),
                    classes=["only-html"],
                ),
                syntax.div([_where(exhibit, title, total)], classes=["not-html", "small"]),
            ],
            exhibit.anchor if exhibit else anchor,
        )
    ]


def _unnamed(blocks: list[Block]) -> list[Block]:
    """Return a table without its identifier."""
    for block in blocks:
        if block["t"] == "Table":
            block["c"][0][0] = ""
    return blocks


def _where(exhibit: Exhibit | None, title: str, total: int) -> Block:
    """Return the line that all but the page have in place of a long register."""
    label = exhibits.caption_number(exhibit)
    words = say_number(
        total,
        "Its one row is on the page and in results/tabulate/paragraphs.csv.",
        "Its {n} rows are on the page and in results/tabulate/paragraphs.csv.",
    )
    return syntax.paragraph([*label, f"{title}. {words}"])


def say_coder(coder: str) -> str:
    """Return the name of a coder; of the rules and of the consensus in the report's language."""
    if coder == RULES:
        return say("rules")
    return say("consensus") if coder == CONSENSUS else coder


@part(
    "disagreements",
    "The paragraphs and themes on which the rules and the coders disagree.",
    table=True,
)
def disagreements(material: Material) -> list[Block]:
    """Return a table of each paragraph and theme on which two coders disagree."""
    rows: list[list[Words]] = []
    paragraphs = []
    place = place_in(material)
    for row in sorted(material.rows("disagreements"), key=lambda row: place(row["paragraph"])):
        paragraphs.append(row["paragraph"])
        other = row["second"] if row["has"] == row["first"] else row["first"]
        rows.append(
            [
                material.link(row["paragraph"]),
                material.name_of(row["theme"]),
                say_coder(row["has"]),
                say_coder(other),
                words_and_reason(row.get("evidence") or "", row.get("memo") or ""),
            ]
        )
    head = [
        *(say("Para."), say("Theme"), say("Coded by"), say("Not coded by")),
        say("Words, and reason"),
    ]
    coders = int(str(value_at(material.values(), "coders", "count") or 0))
    empty = (
        say("Only the rules have coded, so there is nothing to compare")
        if material.names
        else say("Nothing is coded")
    )
    title = say("Where the rules and the coders disagree")
    if coders:
        empty = say("The rules and the coders agree on every paragraph that they both read")
    if coders == 1:
        title = say("Where the rules and the reading disagree")
    exhibit = material.exhibit("disagreements")
    return exhibits.table(
        exhibit,
        "table-disagreements",
        title,
        head,
        rows,
        exhibits.Extras(
            data=material.data("disagreements"),
            widths=material.widths(paragraphs, [0.1, 0.2, 0.17, 0.17, 0.36]),
            empty=empty,
        ),
    )


def words_and_reason(evidence: str, memo: str) -> str:
    """Return the words that a coding rests on, quoted, and its reason."""
    quoted = say_quoted(evidence.replace("|", " … ")) if evidence else ""
    return "\n".join(part for part in (quoted, memo) if part)


def by_themes(
    codings: Iterable[tuple[str, str, str]], themes: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return paragraph, theme and coder of codings; those of a paragraph in the order of themes."""
    given = list(codings)
    place = {found: at for at, found in enumerate(dict.fromkeys(found for found, _, _ in given))}
    rank = {theme: at for at, theme in enumerate(themes)}
    return sorted(given, key=lambda one: (place[one[0]], rank.get(one[1], len(rank)), one[2]))


@part(
    "reading",
    "Every coding made by reading: its words, the reason, and whether the rules have it too.",
    table=True,
)
def reading(material: Material) -> list[Block]:
    """Return a table of every coding by reading, with its reason.

    These are the codings of the report's coder, or of all coders if the report uses the rules or a
    consensus.
    """
    codings = [
        row for row in material.each_row("codings") if row["coder"] not in (RULES, CONSENSUS)
    ]
    if material.choice not in (RULES, CONSENSUS):
        codings = [row for row in codings if row["coder"] == material.choice]
    place = place_in(material)
    codings.sort(key=lambda row: place(row["paragraph"]))
    several = len({row["coder"] for row in codings}) > 1
    unlike = {
        (row["paragraph"], row["theme"], row["has"])
        for row in material.rows("disagreements")
        if row["first"] == RULES
    }
    words: dict[tuple[str, str, str], list[str]] = {}
    reasons: dict[tuple[str, str, str], str] = {}
    for row in codings:
        key = (row["paragraph"], row["theme"], row["coder"])
        words.setdefault(key, []).extend([row["evidence"]] if row["evidence"] else [])
        reasons[key] = row["memo"] or ""
    rows: list[list[Words]] = [
        [
            material.link(paragraph),
            material.name_of(theme),
            *([coder] if several else []),
            " … ".join(words[paragraph, theme, coder]),
            reasons[paragraph, theme, coder],
            say("no") if (paragraph, theme, coder) in unlike else say("yes"),
        ]
        for paragraph, theme, coder in by_themes(words, list(material.names))
    ]
    who = [say("Coder")] if several else []
    widths = [0.07, 0.15, *([0.1] if several else []), 0.31, 0.38 - 0.1 * several, 0.09]
    return exhibits.table(
        material.exhibit("reading"),
        "table-reading",
        say("The reading, coding by coding"),
        [*(say("Para."), say("Theme"), *who), say("Words"), say("Reason"), say("Rules too")],
        rows,
        exhibits.Extras(
            notes=(
                ""
                if several or not rows
                else say(
                    "Coded by {coder}. Rules too: whether the rules of the codebook found the theme"
                    " in the paragraph",
                    coder=codings[0]["coder"],
                )
            ),
            data=material.data("codings"),
            widths=material.widths((paragraph for paragraph, _, _ in words), widths),
            empty=say("Nobody has coded the text paragraph by paragraph"),
        ),
    )


@part(
    "compared-codings",
    "The paragraphs of each theme by the report's coding and the one beside it, and where they"
    " differ.",
    table=True,
)
def compared_codings(material: Material) -> list[Block]:
    """Return a table of the paragraphs of each theme by the report's coding and the one beside it.

    Its last column has the paragraphs that only one of the two gives the theme.
    """
    rows: list[list[Words]] = []
    for row in material.each_row("themes_compared"):
        both, report, beside = (row[f"{by}_ids"].split() for by in ("both", "report", "beside"))
        rows.append(
            [
                material.name_of(row["theme"]),
                _cited([*both, *report], row["both"] + row["report"], material),
                _cited([*both, *beside], row["both"] + row["beside"], material),
                _cited([*report, *beside], row["report"] + row["beside"], material),
            ]
        )
    codings = (material.choice, str(value_at(material.values(), "beside") or ""))
    by_people = say("By consensus") if CONSENSUS in codings else say("By the reading")
    heads = [say("By the rules") if coding == RULES else by_people for coding in codings]
    return exhibits.table(
        material.exhibit("compared-codings"),
        "table-compared-codings",
        say("Two codings of the themes"),
        [say("Theme"), *heads, say("Where they differ")],
        rows,
        exhibits.Extras(
            notes=say("Paragraphs that have the theme"),
            data=material.data("themes_compared"),
            widths=[0.31, 0.24, 0.24, 0.21],
            empty=(
                say("Neither coding has a theme")
                if codings[1]
                else say(
                    "No person has coded the text, so there is no coding to compare with the rules"
                )
            ),
        ),
    )


def place_in(material: Material) -> Callable[[str], tuple[int, tuple[str, int, str]]]:
    """Return the key that sorts paragraphs by document and number, as the report has them."""
    places = {document: at for at, document in enumerate(material.seen.outlines)}

    def place(identifier: str) -> tuple[int, tuple[str, int, str]]:
        document, _, number = identifier.rpartition(".")
        return places.get(document, len(places)), number_key(number)

    return place


def _cited(identifiers: Sequence[str], count: int, material: Material) -> Words:
    """Return paragraphs as links in their order, or their number if they are too many to list."""
    if count > LISTED:
        return say_number(count, "{n} paragraph", "{n} paragraphs")
    if not identifiers:
        return say("none")
    ordered = sorted(identifiers, key=place_in(material))
    return exhibits.paragraph_links(" ".join(ordered), material.several, material.anchors)


@part("voice", "The words that are not simply in the speaker’s own voice.", table=True)
def voice(material: Material) -> list[Block]:
    """Return a table of the words whose voice is not simply the speaker's own."""
    place = place_in(material)
    annotated = sorted(material.rows("voice"), key=lambda row: place(row["paragraph"]))
    rows: list[list[Words]] = [
        [
            material.link(row["paragraph"]),
            say(VOICE_NAMES[row["voice"]]),
            row.get("source") or "",
            [syntax.span(row["text"])],
            row.get("memo") or "",
        ]
        for row in annotated
    ]
    head = [say("Para."), say("Voice"), say("Source"), say("Words"), say("Reason")]
    exhibit = material.exhibit("voice")
    notes = say("What is not listed counts as the speaker’s own voice")
    return exhibits.table(
        exhibit,
        "table-voice",
        say("Whose voice"),
        head,
        rows,
        exhibits.Extras(
            notes=notes,
            data=material.data("voice"),
            widths=material.widths(
                (row["paragraph"] for row in annotated), [0.08, 0.165, 0.19, 0.305, 0.26]
            ),
            empty=say("No voice was annotated"),
        ),
    )


@part("coverage", "The paragraphs of speech that the report does not cite.")
def coverage(material: Material) -> list[Block]:
    """Return the paragraphs of speech that nothing in the report cites."""
    units = {
        outline.document: sum(part.kind in CITED for part in outline.paragraphs)
        for outline in material.seen.outlines.values()
    }
    missing = {
        document: identifiers for document, identifiers in material.uncited.items() if identifiers
    }
    total, left = sum(units.values()), sum(map(len, missing.values()))
    if not left:
        said = say_number(
            total,
            "The one paragraph of speech is cited.",
            "All {n} paragraphs of speech are cited.",
        )
        said = said if total else say("The text has no paragraph of speech.")
        return [syntax.paragraph(said)]
    opening = say_number(
        left,
        "Of {total} paragraphs of speech {n} is not cited in the report",
        "Of {total} paragraphs of speech {n} are not cited in the report",
        total=say_integer(total),
    )
    if left == total:
        opening = say_number(
            total,
            "The one paragraph of speech is not cited in the report",
            "None of the {n} paragraphs of speech is cited in the report",
        )
    if left > exhibits.ROWS:
        where = say_number(len(missing), "in one document", "in {n} documents")
        return [syntax.paragraph(f"{opening}, {where}.")]
    listed = " ".join(identifier for identifiers in missing.values() for identifier in identifiers)
    links = exhibits.paragraph_links(listed, material.several, material.anchors)
    return [syntax.paragraph([opening + colon(), *links, "."])]


@part("documents", "The documents, and what is known of where their texts come from.", table=True)
def documents(material: Material) -> list[Block]:
    """Return a table of the documents, and what is known of their sources."""
    rows: list[list[Words]] = []
    known: list[tuple[Words, Block]] = []
    for outline in material.seen.outlines.values():
        metadata = outline.metadata
        units = sum(part.kind in CITED for part in outline.paragraphs)
        cells: list[Words] = [
            outline.document,
            metadata.title,
            metadata.known_speaker if metadata.known_speaker != metadata.title else "",
            say_date(metadata.known_date) if metadata.known_date else "",
            say_integer(units),
            say_integer(outline.words),
        ]
        rows.append(cells)
        source = metadata.source
        sentences = [
            source.description,
            *source.known,
            *(say("Not known: {what}", what=text) for text in source.unknown),
        ]
        if said := " ".join(exhibits.sentence(text) for text in sentences if text):
            known.append((outline.document, syntax.plain_block(said)))
    head = [
        *(say("Document"), say("Title"), say("Speaker"), say("Date")),
        *(say("Paragraphs"), say("Words")),
    ]
    exhibit = material.exhibit("documents")
    blocks = exhibits.table(
        exhibit,
        "table-documents",
        say("Documents"),
        head,
        rows,
        exhibits.Extras(
            notes=say("By date, as everywhere in the report") if len(rows) > 1 else "",
            data=material.data("documents"),
            alignments=["", "", "", "", "right", "right"],
            # A date and a name stay on one line at most widths.
            widths=[0.2, 0.25, 0.18, 0.14, 0.13, 0.1],
        ),
    )
    whence = [
        syntax.paragraph(
            say("Where the text comes from:")
            if len(known) == 1
            else say("Where the texts come from:")
        ),
        syntax.definition_list(known),
    ]
    return [*blocks, *(whence if 0 < len(known) <= exhibits.ROWS else [])]


def unnumbered(blocks: list[Block]) -> list[Block]:
    """Return blocks without numbered headings. Only the scholar's sections have numbers."""

    def visit(node: Any) -> Any:
        if isinstance(node, list):
            return [visit(item) for item in node]
        if isinstance(node, dict) and node.get("t") not in ("Para", "Plain", "Table"):
            if node.get("t") == "Header":
                level, (identifier, classes, values), content = node["c"]
                if "unnumbered" not in classes:
                    classes = [*classes, "unnumbered"]
                return {"t": "Header", "c": [level, [identifier, classes, values], content]}
            return {key: visit(value) for key, value in node.items()}
        return node

    return [visit(block) for block in blocks]


def tree_identifiers(blocks: Any) -> set[str]:
    """Return every identifier in a syntax tree."""
    found: set[str] = set()

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            content: Any = node.get("c")
            if (
                node.get("t")
                in ("Div", "Span", "Link", "Code", "CodeBlock", "Image", "Table", "Figure")
                and content[0][0]
            ):
                found.add(content[0][0])
            elif node.get("t") == "Header" and content[1][0]:
                found.add(content[1][0])
            node = content
        if isinstance(node, list):
            for item in node:
                if not isinstance(item, str):
                    visit(item)

    visit(blocks)
    return found
