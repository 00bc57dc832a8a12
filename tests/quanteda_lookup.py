"""A harness that gives what quanteda's tokens_lookup() gives, by Pilcrow's own import, codebook and matching. For tests of parity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilcrow.code import code_paragraph
from pilcrow.coding.codebook import Codebook, compile_rules
from pilcrow.coding.examples import Sample
from pilcrow.coding.match import Matcher
from pilcrow.coding.tokens import each_word
from pilcrow.commands.dictionaries import Entry, Imported, to_codebook
from pilcrow.records import Coding

Dictionary = Mapping[str, Any]  # key → list of patterns, or keys again


class Text(Sample):
    """A text as the stage code sees a paragraph."""

    id, document, order, checksum, raw_start = "text.p1", "text", 1, "", 0

    @property
    def start(self) -> int:
        return 0

    @property
    def end(self) -> int:
        return len(self.text)


def at_levels(dictionary: Dictionary, levels: Sequence[int], path: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The keys of a nested dictionary at some levels, joined by a dot, each with all patterns at and below it."""
    found: dict[str, list[str]] = {}
    for name, content in dictionary.items():
        here = (*path, name)
        key = ".".join(part for level, part in enumerate(here, 1) if level in levels)
        below = at_levels(content, levels, here) if isinstance(content, Mapping) else ({key: list(content)} if key else {})
        for inner, patterns in below.items():
            found.setdefault(inner, []).extend(patterns)
    return found


def lookup(
    text: str,
    dictionary: Dictionary,
    valuetype: str = "glob",
    case_insensitive: bool = True,
    exclusive: bool = True,
    nested_scope: str = "key",
    levels: Sequence[int] = (1, 2, 3, 4, 5),
) -> list[str]:
    """The keys found, as they stand in the text; with `exclusive` false in capitals among the words that no match covers."""
    keys = at_levels(dictionary, levels)
    if not keys:
        return [] if exclusive else [text[start:end] for start, end in each_word(text)]
    entries = [Entry(f"key {number}", patterns, []) for number, patterns in enumerate(keys.values())]
    data, left = to_codebook(Imported(entries, []), "t", "en", valuetype, nested_scope)
    assert not left, left
    for theme in data["themes"]:
        theme["rules"] = [{"phrase": rule} if isinstance(rule, str) else rule for rule in theme["rules"]]
        for rule in theme["rules"]:
            rule["case"] = "insensitive" if case_insensitive else "sensitive"
    names = {theme["code"]: name for theme, name in zip(data["themes"], keys, strict=True)}
    order = {theme: place for place, theme in enumerate(names)}
    matcher = Matcher(compile_rules(Codebook.model_validate(data)))
    unit = Text(text)
    found = sorted(
        (span.start, order[coding.theme], span.end, names[coding.theme])
        for coding in code_paragraph(unit, matcher.hits([unit])[0], matcher, None)
        if isinstance(coding, Coding)
        for span in coding.evidence
    )
    if exclusive:
        return [name for *_, name in found]
    words = [
        (start, -1, end, text[start:end])
        for start, end in each_word(text)
        if not any(low <= start and end <= high for low, _, high, _ in found)
    ]
    return [name.upper() if place >= 0 else name for _, place, _, name in sorted([*words, *found])]


def counts(text: str, dictionary: Dictionary, **how: Any) -> dict[str, int]:
    """The columns that dfm() makes of it."""
    found = lookup(text, dictionary, **how)
    return {key: found.count(key) for key in dict.fromkeys([*at_levels(dictionary, how.get("levels", (1, 2, 3, 4, 5))), *found])}
