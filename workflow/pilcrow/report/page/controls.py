"""Make the row above the transcript that says how its text is shown.

It works by style alone. The script only keeps its state. All markup is made of constants.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from pilcrow.files.language import say, to_say
from pilcrow.report.page import syntax
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.syntax import Block

VIEWS = (("text", to_say("Text only")), ("themes", to_say("Themes")), ("voice", to_say("Voice")))

CODINGS = to_say(
    "Reading: the themes given after reading the text."
    " Rules: the themes that a list of words finds."
)


def control_row(themes: bool, voices: bool, compared: CodingNames) -> list[Block]:
    """Return the row.

    `themes` and `voices` say whether the transcript has any. `compared` holds the names of the two
    codings.
    """
    views = [(name, say(words)) for name, words in VIEWS if name != "voice" or voices]
    views = views if themes else [view for view in views if view[0] != "themes"]
    groups = (
        [choice("view", say("Show"), views, "themes" if themes else "text")]
        if len(views) > 1
        else []
    )
    if compared.second:
        codings = [
            ("first", compared.first),
            ("second", compared.second),
            ("differ", say("where they differ")),
        ]
        groups.append(choice("coding", say("Coded by"), codings, "first"))
        if say("reading") in (compared.first, compared.second):
            groups.append(f'<p class="codings-are">{html.escape(say(CODINGS))}</p>')
    if not groups:
        return []
    row = "".join(groups)
    name = html.escape(say("How the text is shown"))
    form = f'<form class="controls" aria-label="{name}" autocomplete="off">{row}</form>'
    return [syntax.div([syntax.raw_block("html", form)], classes=["only-html"])]


def choice(name: str, legend: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    """Return a group of radio buttons for options (value, label)."""
    boxes = "".join(
        f'<label><input type="radio" name="{name}" id="{name}-{value}" value="{value}"'
        f"{' checked' if value == chosen else ''}> <span>{html.escape(label)}</span></label>"
        for value, label in options
    )
    return f'<fieldset class="choice"><legend>{html.escape(legend)}</legend>{boxes}</fieldset>'
