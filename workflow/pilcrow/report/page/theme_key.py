"""Define what the transcript needs to know of themes and documents, and make its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pilcrow.files.language import report_language, say, semicolon, to_say
from pilcrow.inputs.palette import theme_styles
from pilcrow.model.records import DivisionRow, Paragraph
from pilcrow.report.page import syntax
from pilcrow.report.page.syntax import Block, Inline

RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "yi", "ps", "sd", "ckb", "dv")
# In the order of the key. The speaker's own voice has no mark.
VOICES = ("reported", "conditional", "distanced")
# What a mark of voice is called in lists and tables.
VOICE_NAMES = {
    "own": to_say("own"),
    "reported": to_say("reported"),
    "conditional": to_say("conditional"),
    "distanced": to_say("distanced"),
}
# What a paragraph is called before its number.
KINDS = {
    "speech": to_say("Paragraph {number}"),
    "heading": to_say("Heading {number}"),
    "salutation": to_say("Salutation {number}"),
    "question": to_say("Question {number}"),
    "note": to_say("Note {number}"),
}


def numbered_kind(paragraph: Paragraph) -> str:
    """Return a paragraph by its kind and number: Paragraph 8, Heading 1."""
    named = "speech" if paragraph.number.startswith("p") else paragraph.kind
    return say(KINDS.get(named, KINDS["speech"]), number=paragraph.number[1:])


def own_language() -> dict[str, str]:
    """Return the attributes of words that are Pilcrow's own inside a document."""
    code = report_language().code
    return {"lang": code, "dir": direction(code)}


class ThemeKey(msgspec.Struct, frozen=True):
    """A theme of the codebook as the transcript needs it."""

    code: str
    name: str
    definition: str = ""
    rules: dict[str, str] = {}  # identifier → the rule as the scholar wrote it
    anchor: str = ""  # where the codebook's entry is in the report, without "#"


class DocumentHead(msgspec.Struct, frozen=True):
    """A document as the transcript needs it, without its paragraphs."""

    document: str
    title: str
    language: str = "en"
    speaker: str = ""
    family: str = ""
    date: str = ""
    place: str = ""
    url: str = ""
    provisional: bool = False
    page: str = ""  # where the whole text is, if only part of it is here
    division: list[DivisionRow] = []  # the editor's decisions

    def values(self) -> dict[str, str]:
        """Return the attributes of the element that holds the document.

        They give the page what it needs to cite the document, and its language and direction.
        """
        about = {
            "title": self.title,
            "speaker": self.speaker,
            "family": self.family,
            "date": self.date,
            "place": self.place,
            "url": self.url,
        }
        own = {
            "data-document": self.document,
            "lang": self.language,
            "dir": direction(self.language),
        }
        return own | {f"data-{name}": value for name, value in about.items() if value}


def key_anchor(code: str) -> str:
    """Return the anchor of a theme's entry in the key of the transcript."""
    return "key-" + code.replace("/", ".")


def theme_anchor(code: str) -> str:
    """Return the anchor of a theme's entry in the codebook."""
    return f"theme-{code.replace('/', '-')}"


def direction(language: str) -> str:
    """Return "rtl" or "ltr" for a language tag, by its script if it names one."""
    parts = language.lower().split("-")
    if "latn" in parts or "cyrl" in parts:
        return "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT or "arab" in parts or "hebr" in parts else "ltr"


def titled(head: DocumentHead, shared: bool = False) -> list[Inline]:
    """Return a document's title in its language.

    A mark follows a title that is written from right to left. It keeps what follows (a page number)
    in its place. If the title is `shared` with another document, the ID follows it.
    """
    title: list[Inline] = syntax.text(head.title)
    identifier = syntax.text(f" ({head.document})") if shared else []
    if direction(head.language) == "ltr":
        return title + identifier
    return [
        syntax.span(title, lang=head.language, dir="rtl"),
        *syntax.text("\u200e"),
        *identifier,
    ]


def signs(themes: Sequence[ThemeKey]) -> dict[str, str]:
    """Return a sign of two or three letters for each theme. No two are the same.

    A sign has the first letters of the theme's name, or its first and a later one.
    """
    taken: dict[str, str] = {}
    for theme in themes:
        letters = [character for character in theme.name if character.isalnum()] or list(
            theme.code.replace("-", "").replace("/", "")
        )
        first = letters[0].upper()
        initials = "".join(word[0] for word in theme.name.split() if word[0].isalnum())
        candidates = [first + "".join(letters[1:2]).lower(), first + initials[1:2].lower()]
        candidates += [first + letter.lower() for letter in letters[1:]] + [
            f"{first}{number}" for number in range(2, 1000)
        ]
        sign = next(
            candidate for candidate in candidates if len(candidate) > 1 and candidate not in taken
        )
        taken[sign] = theme.code
    return {code: sign for sign, code in taken.items()}


def styles(themes: Sequence[ThemeKey]) -> dict[str, int]:
    """Return the number of each theme's style in the palette, from 1."""
    return theme_styles(theme.code for theme in themes)


def key_blocks(
    themes: Sequence[ThemeKey],
    used: Iterable[str],
    voices: Iterable[str] = (),
    report: str = "",
    noted: bool = False,
) -> list[Block]:
    """Return the key to the marks; [] if nothing is coded.

    The page has a list of the themes that occur, print a line with their letters. `report` is the
    address of the report, which holds the codebook; "" on the report's own page. `noted` says that
    there are notes or corrections: the print explains their signs, the page has a legend.
    """
    present = set(used)
    shown = [theme for theme in themes if theme.code in present]
    samples = [name for name in VOICES if name in set(voices)]
    blocks = [page_key(themes, shown, report)] if shown else []
    if samples:
        blocks.append(
            syntax.div([syntax.paragraph(voice_key(samples))], classes=["voices-key", "only-html"])
        )
    printed = [*printed_key(themes, shown, report), *voice_keys(samples)]
    if printed and noted:
        printed.append(syntax.paragraph(note_key()))
    if printed:
        blocks.append(syntax.div(printed, "key", ["key", "not-html"]))
    return blocks


def page_key(themes: Sequence[ThemeKey], shown: Sequence[ThemeKey], report: str) -> Block:
    """Return the themes of the page, each by its name in its colour.

    The script makes each a button that chooses the theme.
    """
    style_of = styles(themes)
    items = []
    for theme in shown:
        style = f"t{style_of[theme.code]}"
        name = syntax.span(theme.name, classes=["theme-name", style])
        words = [syntax.link([name], f"{report}#{theme.anchor}") if theme.anchor else name]
        values = {
            "data_theme": theme.code,
            "data_name": theme.name,
            "data_definition": theme.definition,
        }
        entry = syntax.span(words, key_anchor(theme.code), ["key-entry", style], **values)
        items.append([entry])
    title = syntax.paragraph([syntax.strong(say("Themes"))])
    return syntax.div([title, syntax.plain_list(items)], "key", ["key", "only-html"])


def printed_key(themes: Sequence[ThemeKey], shown: Sequence[ThemeKey], report: str) -> list[Block]:
    """Return the line of the print that names the themes with their letters."""
    sign_of, style_of = signs(themes), styles(themes)
    entries = []
    for theme in shown:
        style = style_of[theme.code]
        sign = syntax.text(sign_of[theme.code])
        named = syntax.span(
            theme.name,
            classes=["evidence", f"t{style}"],
            data_style=str(style),
            data_depth="0",
        )
        content = [
            syntax.span(sign, classes=["key-sign"], aria_hidden="true"),
            *syntax.text("\u00a0"),
            syntax.link([named], f"{report}#{theme.anchor}") if theme.anchor else named,
        ]
        entries.append([syntax.span(content, key_anchor(theme.code), ["key-entry", f"t{style}"])])
    if not entries:
        return []
    title = syntax.strong(say("Key to the marks."))
    return [syntax.paragraph([title, " ", *syntax.join(entries, semicolon())])]


def voice_keys(samples: Sequence[str]) -> list[Block]:
    """Return for the print what the backgrounds of words mean."""
    if not samples:
        return []
    return [syntax.div([syntax.paragraph(voice_key(samples))], "key-voices", ["voice-key"])]


def note_key() -> list[Inline]:
    """Return for the print what the signs of notes and corrections mean."""
    return [
        syntax.strong("N, C."),
        *syntax.text(
            " "
            + say("A note of the edition, which is below the paragraph (N: note, C: correction).")
        ),
    ]


def voice_key(voices: Sequence[str]) -> list[Inline]:
    """Return what the backgrounds of words mean, each voice written on its own."""
    named = (
        [syntax.span(say(VOICE_NAMES[name]), "", ["voice", f"voice-{name}"], data_voice=name)]
        for name in voices
    )
    return syntax.inlines(
        [
            syntax.strong(say("Whose voice") + "."),
            " ",
            *syntax.join(named, semicolon()),
            ". " + say("The rest counts as the speaker’s own."),
        ]
    )
