"""The codes of a REFI-QDA project: themes as in the codebook, and folders for voices, actors,
speakers and kinds of paragraph.

REFI-QDA, version 1.0 (2019): codes nest, have a name, a description and a colour; those that are
folders are not codable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pilcrow.coding.rule_words import OVERLAPS, needed, rule_in_words
from pilcrow.exports.markup import add
from pilcrow.exports.material import Setting, guid, theme_guid
from pilcrow.model.codebook import CODED_KINDS, Codebook, Example, Theme

NO_THEME = "(read, no theme applies)"
FOLDERS = {
    "voice": "Voices",
    "actor": "Actors",
    "speaker": "Speakers",
    "kind": "Kinds of paragraph",
}


def code_guid(kind: str, name: str, setting: Setting) -> str:
    """Return the identifier of a code: of a theme ("coding"), or of a code in a folder."""
    return (
        theme_guid(name, setting) if kind == "coding" else guid("code", setting.title, kind, name)
    )


def theme_names(setting: Setting) -> dict[str, str]:
    """Return the name of each theme's code.

    Programs want different names. So themes with the same name have their codes behind it.
    """
    shared = Counter(theme.name for theme in setting.themes)
    return {
        theme.code: theme.name if shared[theme.name] == 1 else f"{theme.name} ({theme.code})"
        for theme in setting.themes
    }


def add_codes(
    parent: Any,
    setting: Setting,
    used: Mapping[str, Iterable[str]],
    speakers: Mapping[str, str] | None = None,
) -> None:
    """Add the element `Codes`.

    Args:
        parent: The element that gets it.
        setting: What all documents share.
        used: The names in each folder. Under "coding" are the codes of themes; "" there stands for
            "no theme applies".
        speakers: Descriptions of the speakers' codes.
    """
    codes = add(parent, "Codes")
    names = theme_names(setting)
    above = [codes]
    for theme in setting.themes:
        del above[theme.depth + 1 :]
        code = _add_code(
            above[-1],
            theme_guid(theme.code, setting),
            names[theme.code],
            setting.colours[theme.code],
        )
        add(code, "Description", describe(theme, setting.codebook))
        above.append(code)
    if "" in used.get("coding", ()):
        code = _add_code(codes, theme_guid("", setting), NO_THEME)
        add(code, "Description", "The coder read the paragraph and gave it none of the themes.")
    for kind, folder in FOLDERS.items():
        if found := list(used.get(kind, ())):
            inside = add(
                codes, "Code", guid=code_guid(kind, "", setting), name=folder, isCodable="false"
            )
            for name in found:
                code = _add_code(inside, code_guid(kind, name, setting), f"{kind}: {name}")
                if kind == "speaker" and (said := (speakers or {}).get(name)):
                    add(code, "Description", said)


def _add_code(parent: Any, identifier: str, name: str, colour: str = "") -> Any:
    return add(parent, "Code", guid=identifier, name=name, isCodable="true", color=colour)


def describe(theme: Theme, codebook: Codebook) -> str:
    """Return the codebook's entry of a theme, with its code in the first line."""
    parts = [theme.code, theme.definition, theme.full_definition]
    parts += [
        f"{label}: {text}" if text else ""
        for label, text in (("Use when", theme.use_when), ("Do not use when", theme.not_when))
    ]
    for label, examples in (
        ("Examples", theme.examples),
        ("Counter-examples", theme.counter_examples),
    ):
        parts.append(_listed(label, [_example(example) for example in examples]))
    if theme.kinds != [*CODED_KINDS]:
        parts.append(f"Coded in: {', '.join(theme.kinds)}")
    if theme.speakers:
        parts.append(f"Said by: {', '.join(theme.speakers)}")
    if theme.at_least > 1:
        parts.append(f"Matches needed: {needed(theme.at_least)}")
    if theme.overlaps and theme.overlaps != codebook.overlaps:
        parts.append(f"Overlapping matches: {OVERLAPS[theme.overlaps]}")
    parts.append(_listed("Rules", [f"{rule.id}: {rule_in_words(rule)}" for rule in theme.rules]))
    return "\n\n".join(filter(None, parts))


def _listed(label: str, items: Sequence[str]) -> str:
    return "\n".join([f"{label}:", *(f"– {item}" for item in items)]) if items else ""


def _example(example: Example) -> str:
    why = f" ({example.why})" if example.why else ""
    return f"{example.paragraph or example.text}{why}"
