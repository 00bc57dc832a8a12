"""What quanteda's tokens_lookup() gives, by Pilcrow's own import, codebook and matching.

For tests and benchmarks of parity.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from synthetic_codebooks import codebook_of

from pilcrow.cli.dictionaries import to_codebook
from pilcrow.code import code_paragraph
from pilcrow.coding.dictionaries import Entry, Imported, at_levels, read_dictionary
from pilcrow.coding.examples import Sample
from pilcrow.coding.match import Matcher
from pilcrow.model.records import Coding
from pilcrow.text.words import words_of

Dictionary = Mapping[str, Any]  # key → list of patterns, or keys again
EVERY_LEVEL = tuple(range(1, 21))
WORDS = words_of("en", "together", "together")


class Text(Sample):
    """A text as the stage code sees a paragraph."""

    id, document, order, checksum, raw_start = "text.p1", "text", 1, "", 0

    @property
    def start(self) -> int:
        return 0

    @property
    def end(self) -> int:
        return len(self.text)


def entries(dictionary: Dictionary) -> list[Entry]:
    return [
        (
            Entry(name, [], entries(content))
            if isinstance(content, Mapping)
            else Entry(name, list(content), [])
        )
        for name, content in dictionary.items()
    ]


def compiled(
    dictionary: Dictionary | Path,
    valuetype: str = "glob",
    case_insensitive: bool = True,
    exclusive: bool = True,
    nested_scope: str = "key",
    levels: Sequence[int] = EVERY_LEVEL,
) -> Callable[[str], list[str]]:
    """What gives the keys found in a text, as they stand there; with `exclusive` false in capitals
    among the words that no match covers.
    """
    read = (
        read_dictionary(dictionary).entries if isinstance(dictionary, Path) else entries(dictionary)
    )
    keys = at_levels(read, levels)
    data, left = to_codebook(Imported(keys, []), "t", "en", valuetype, nested_scope)
    assert not left, left
    for theme in data["themes"]:
        theme["rules"] = [
            {"phrase": rule} if isinstance(rule, str) else rule for rule in theme["rules"]
        ]
        for rule in theme["rules"]:
            rule["case"] = "insensitive" if case_insensitive else "sensitive"
    names = {theme["code"]: theme["name"] for theme in data["themes"]}
    order = {theme: place for place, theme in enumerate(names)}
    matcher = Matcher(codebook_of(data)) if keys else None

    def look_up(text: str) -> list[str]:
        unit = Text(text)
        found = sorted(
            (span.start, order[coding.theme], span.end, names[coding.theme])
            for coding in (
                code_paragraph(unit, matcher.hits([unit])[0], matcher, None) if matcher else []
            )
            if isinstance(coding, Coding)
            for span in coding.evidence
        )
        if exclusive:
            return [name for *_, name in found]
        words = [
            (start, -1, end, text[start:end])
            for start, end in WORDS.spans(text)
            if not any(low <= start and end <= high for low, _, high, _ in found)
        ]
        return [
            name.upper() if place >= 0 else name for _, place, _, name in sorted([*words, *found])
        ]

    return look_up


def lookup(text: str, dictionary: Dictionary, **how: Any) -> list[str]:
    return compiled(dictionary, **how)(text)


def counts(text: str, dictionary: Dictionary, **how: Any) -> dict[str, int]:
    """The columns that dfm() makes of it."""
    found = lookup(text, dictionary, **how)
    keys = [entry.name for entry in at_levels(entries(dictionary), how.get("levels", EVERY_LEVEL))]
    return {key: found.count(key) for key in dict.fromkeys([*keys, *found])}


# Counts that quanteda made: tests/data/quanteda/lookup.R writes them, from a list of cases.

Counts = dict[int, Counter[str]]  # of a text: paragraph (0: the whole) → key → count


class Case:
    """A case of cases.yaml, ready to be applied; "-" counts the words that nothing covered."""

    def __init__(self, case: Mapping[str, Any], dictionaries: Path) -> None:
        how = {
            key: value
            for key, value in case.items()
            if key not in ("name", "dictionary", "texts", "function", "signs")
        }
        self.exclusive = how.get("exclusive", True)
        path = dictionaries / case["dictionary"]
        self.keys = [
            entry.name
            for entry in at_levels(read_dictionary(path).entries, how.get("levels", EVERY_LEVEL))
        ]
        self.look_up = compiled(path, **how)

    def count(self, text: str) -> Counter[str]:
        names = {
            (key if self.exclusive else key.upper()): key.replace(" ", "_") for key in self.keys
        }
        found = Counter(names.get(found, "-") for found in self.look_up(text))
        return (
            found
            if self.exclusive
            else Counter(
                {key if key == "-" else key.upper(): count for key, count in found.items()}
            )
        )


def read_counts(path: Path) -> dict[tuple[str, str], Counts]:
    """Of each case and text the counts of a file that lookup.R wrote."""
    found: dict[tuple[str, str], Counts] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cells = (cell.rpartition("=") for cell in row["counts"].split())
            found[row["case"], row["text"]][int(row["paragraph"])] = Counter(
                {key: int(count) for key, _, count in cells}
            )
    return found


def different_cells(
    case: Case, paragraphs: Sequence[str], expected: Counts
) -> dict[tuple[int, str], tuple[int, int]]:
    """The cells, paragraph and key, in which the counts differ: quanteda's, ours.

    The whole text is the sum of its paragraphs.
    """
    ours = {number: case.count(paragraph) for number, paragraph in enumerate(paragraphs, 1)}
    ours[0] = sum(ours.values(), Counter())
    return {
        (number, key): (expected[number][key], ours[number][key])
        for number in sorted(expected)
        for key in sorted({*expected[number], *ours[number]})
        if expected[number][key] != ours[number][key] and (key != "-" or not case.exclusive)
    }
