"""Dictionaries of other programs. docs/dictionaries.md describes the formats.

They are quanteda's YAML, LIWC's `.dic`, Yoshikoder's `.ykd`, Lexicoder's `.lc3` and WordStat's
`.cat`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from pilcrow.files.typed import decode
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.values import Data

MOST_LEVELS = 20  # of nesting; deeper is not a dictionary


class Entry(NamedTuple):
    """A key of a dictionary with its own patterns and its nested keys."""

    name: str
    patterns: list[str]
    entries: list[Entry]


class Imported(NamedTuple):
    """A dictionary, and sentences on what of the file could not be carried over."""

    entries: list[Entry]
    left: list[str]


def read_dictionary(path: Path, form: str = "") -> Imported:
    """Read a dictionary; its format is told by its ending unless `form` names it.

    Raises Problems.
    """
    shown = path.name
    forms: dict[str, Callable[[str, str], Imported]] = {
        "quanteda": read_quanteda,
        "liwc": read_liwc,
        "yoshikoder": read_yoshikoder,
        "lexicoder": read_lexicoder,
        "wordstat": read_wordstat,
    }
    endings = {
        ".yml": "quanteda",
        ".yaml": "quanteda",
        ".dic": "liwc",
        ".dicx": "liwc",
        ".ykd": "yoshikoder",
        ".lc3": "lexicoder",
        ".lcd": "lexicoder",
        ".cat": "wordstat",
        ".rid": "wordstat",
    }
    name = form or endings.get(path.suffix.lower(), "")
    if name not in forms:
        fail(
            f'The format of a dictionary that ends in "{path.suffix}" is not known.',
            file=shown,
            todo=f"Give --from one of {', '.join(forms)}.",
            kind="format",
        )
    if not path.is_file():
        fail("There is no such file.", file=shown, kind="file")
    imported = forms[name](decode(path, shown), shown)
    if not any(_patterns(imported.entries)):
        fail("The dictionary has no words.", file=shown, kind="dictionary")
    return imported


def _patterns(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from entry.patterns
        yield from _patterns(entry.entries)


def read_quanteda(text: str, shown: str) -> Imported:
    """Read quanteda's YAML: keys that have words, lists of words, or keys again.

    Raises Problems if it is not such a file.
    """
    from pilcrow.files.typed import parse_yaml

    data, _ = parse_yaml(text, shown)
    if not isinstance(data, dict):
        fail(
            "A quanteda dictionary is made of keys.",
            file=shown,
            todo='Begin a line with a name and a colon: "economy:".',
            kind="dictionary",
        )
    left: list[str] = []
    return Imported(_quanteda_entries(data, shown, left, 1), left)


def _quanteda_entries(
    data: Mapping[str, Data], shown: str, left: list[str], level: int
) -> list[Entry]:
    _refuse_depth(level, shown)
    return [_quanteda_entry(str(name), value, shown, left, level) for name, value in data.items()]


def _refuse_depth(level: int, shown: str, line: int = 0) -> None:
    if level > MOST_LEVELS:
        what = f"The dictionary has more than {MOST_LEVELS} levels."
        fail(what, file=shown, line=line, kind="dictionary")


def _quanteda_entry(name: str, value: Any, shown: str, left: list[str], level: int) -> Entry:
    patterns: list[str] = []
    entries: list[Entry] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            entries += _quanteda_entries(item, shown, left, level + 1)
        elif item is not None and not isinstance(item, list):
            # As quanteda has it, words in one string are separated by spaces in a plain value, and
            # are one phrase in a list.
            patterns += str(item).split() if not isinstance(value, list) else [str(item)]
    return Entry(name, patterns, entries)


def read_liwc(text: str, shown: str) -> Imported:
    """Read LIWC's `.dic`, or the table `.dicx` of LIWC-22.

    Between two lines of `%` are the categories with their numbers. Then each line has a word with
    the numbers of its categories. A table has a column for each category. Raises Problems if it is
    not such a file.
    """
    if text.lower().startswith("dicterm"):
        return _liwc_table(text)
    reader, part = _Liwc(shown), 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == "%":
            part += 1
        elif line.strip() and part == 1:
            reader.category(number, line)
        elif line.strip() and part >= 2:
            reader.word(number, line.strip())
    if part < 2:
        reader.problems.append(
            problem(
                "The lines of % around the categories are missing.",
                file=shown,
                todo="Put a line of % before the categories and one after.",
                kind="dictionary",
            )
        )
    if reader.problems:
        raise Problems(reader.problems)
    return Imported(reader.tree(""), reader.left)


def _liwc_table(text: str) -> Imported:
    """Read a table whose cells say with an X, or with a weight, that a word is in a category."""
    (_, *names), *rows = csv.reader(text.splitlines())
    entries = [Entry(name.strip(), [], []) for name in names]
    left = []
    for number, (word, *cells) in enumerate(filter(None, rows), 2):
        for entry, cell in zip(entries, map(str.strip, cells), strict=False):
            if cell and cell != "0":
                entry.patterns.append(word.strip())
                if cell.upper() not in ("X", "1"):
                    left.append(f'Row {number}: the weight {cell} of "{word.strip()}" is left out.')
    return Imported(entries, left)


class _Liwc:
    """The categories and words of a LIWC dictionary, collected line by line."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.names: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.words: dict[str, dict[str, None]] = {}  # in the order of the file
        self.left: list[str] = []
        self.problems: list[Problem] = []
        self._trail: list[tuple[int, str]] = []  # depth and number of the categories around

    def category(self, number: int, line: str) -> None:
        # LIWC 2015 writes 1<tab>name or 1 name (description); nested categories are indented.
        match = re.fullmatch(r"(\s*)(\S+)\s+(.+?)\s*", line)
        if match is None:
            self.left.append(
                f"Line {number}: “{line.strip()}” is not a category and is left out; "
                "a category is a number and a name."
            )
            return
        depth, identifier = len(match[1].expandtabs(8)), _unpadded(match[2])
        if identifier in self.names:
            what = f'The category number "{identifier}" is given twice.'
            self.problems.append(problem(what, file=self.shown, line=number, kind="dictionary"))
        self._trail = [entry for entry in self._trail if entry[0] < depth]
        self.names[identifier], self.words[identifier] = match[3], {}
        if self._trail:
            self.parents[identifier] = self._trail[-1][1]
        self._trail.append((depth, identifier))
        _refuse_depth(len(self._trail), self.shown, number)

    def word(self, number: int, line: str) -> None:
        # A phrase is set off by a tab; conditions of LIWC 2001 are in brackets: like<tab>(02
        # 134)125/464.
        word, _, rest = line.partition("\t" if "\t" in line else " ")
        for given in re.findall(r"[(<][^)>]*[)>]\S*|\S+", rest):
            identifier = _unpadded(given)
            if identifier in self.words:
                self.words[identifier][word] = None
            elif re.fullmatch(r"[(<\[].*", identifier) or "/" in identifier:
                self.left.append(f'Line {number}: the condition "{given}" of "{word}" is left out.')
            else:
                self.left.append(
                    f'Line {number}: "{word}" is not put into "{given}", which is not a category.'
                )

    def tree(self, parent: str) -> list[Entry]:
        return [
            Entry(name, list(self.words[identifier]), self.tree(identifier))
            for identifier, name in self.names.items()
            if self.parents.get(identifier, "") == parent
        ]


def _unpadded(number: str) -> str:
    """Return the number of a category, which may be written 01 in one place and 1 in another."""
    return number.lstrip("0") or "0" if number.isdigit() else number


def _parse_xml(text: str, shown: str) -> ElementTree.Element:
    """Return the root of an XML text.

    A document type, and with it every entity, is refused: nothing outside the file is read, nothing
    grows.
    """
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        fail(
            "The file declares a document type.",
            file=shown,
            todo="Remove the line with <!DOCTYPE; it is not needed.",
            kind="xml",
        )
    try:
        return ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as trouble:
        line, column = trouble.position
        fail(
            f"This is not valid XML: {str(trouble).partition(':')[0]}.",
            file=shown,
            line=line,
            column=column + 1,
            kind="xml",
        )


def read_yoshikoder(text: str, shown: str) -> Imported:
    """Read Yoshikoder's `.ykd`: XML of `cnode` (a category) and `pnode` (a pattern).

    The outermost category is the dictionary itself. Raises Problems if there is no category.
    """
    root = _parse_xml(text, shown)
    left: list[str] = []

    def entry(node: ElementTree.Element, level: int) -> Entry:
        _refuse_depth(level, shown)
        name = node.get("name", "")
        patterns = []
        for child in node.findall("pnode"):
            patterns.append(child.get("name", ""))
            if child.get("score"):
                left.append(
                    f'The score {child.get("score")} of "{child.get("name")}" in "{name}" is left'
                    " out."
                )
        if node.get("desc"):
            left.append(f'The description of "{name}" is left out: "{node.get("desc")}".')
        return Entry(
            name,
            [pattern for pattern in patterns if pattern],
            [entry(child, level + 1) for child in node.findall("cnode")],
        )

    outer = [entry(node, 1) for node in root.findall("cnode")]
    if not outer:
        fail("The file has no category (cnode).", file=shown, kind="dictionary")
    # A single category with categories and no words is the name of the dictionary.
    return Imported(outer[0].entries if len(outer) == 1 and not outer[0].patterns else outer, left)


def read_lexicoder(text: str, shown: str) -> Imported:
    """Read Lexicoder's `.lc3`: lines `+category` with words below, or XML of `cnode` and `pnode`.

    A category may be followed by a colour. As in quanteda, spaces around a word have no meaning, a
    word is a whole word, and `*` is a wildcard. Raises Problems if a word comes before any
    category.
    """
    if text.lstrip().startswith("<"):
        return read_yoshikoder(text, shown)
    entries: list[Entry] = []
    left: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.strip()
        if not content:
            continue
        if content.startswith("+"):
            name = content[1:].strip()
            colour = re.search(r"#[0-9A-Fa-f]{6}$", name)
            if colour:
                name = name[: colour.start()].strip()
                left.append(f'The colour {colour[0]} of "{name}" is left out.')
            entries.append(Entry(name, [], []))
        elif not entries:
            fail(
                f"“{content}” comes before any category.",
                file=shown,
                line=number,
                todo="Put a line with + and the category's name above it.",
                kind="dictionary",
            )
        else:
            entries[-1].patterns.append(content)
    return Imported(entries, left)


_WEIGHED = re.compile(r"(.+?)\s*\(\s*(-?[0-9.]+)\s*\)")


def read_wordstat(text: str, shown: str) -> Imported:
    """Read WordStat's `.cat`: indented lines, and words with their weight in brackets.

    The Regressive Imagery Dictionary is published in this format. `WAR_IN_IRAQ (1)` is the phrase
    "war in iraq". A line without a weight is a category if others are nested in it, else a word. In
    a file with weights it is a category without words if its neighbours are categories.
    """
    left: list[str] = []
    lines = [
        (number, len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()), line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    weights = any(_WEIGHED.fullmatch(content) for _, _, content in lines)
    outer = Entry("", [], [])
    trail = [(-1, outer)]  # indentation and category
    for place, (number, depth, content) in enumerate(lines):
        while trail[-1][0] >= depth:
            trail.pop()
        _refuse_depth(len(trail), shown, number)
        weighed = _WEIGHED.fullmatch(content)
        nested = place + 1 < len(lines) and lines[place + 1][1] > depth
        if content.startswith("@"):
            left.append(f"Line {number}: the rule “{content}” is left out.")
        elif weights and not weighed and not nested and trail[-1][1].entries:
            left.append(f'Line {number}: the category "{content}" has no words.')
        elif weighed or (len(trail) > 1 and not nested):
            word = weighed[1] if weighed else content
            if weighed and float(weighed[2]) != 1:
                left.append(f'Line {number}: the weight {weighed[2]} of "{word}" is left out.')
            trail[-1][1].patterns.append(_plain_word(word))
        else:
            category = Entry(content, [], [])
            trail[-1][1].entries.append(category)
            trail.append((depth, category))
    if outer.patterns:
        what = f"“{outer.patterns[0]}” is outside every category."
        fail(what, file=shown, todo="Put a category above it, and indent it.", kind="dictionary")
    return Imported(outer.entries, left)


def _plain_word(word: str) -> str:
    """Return a word of WordStat as texts have it: spaces for underscores, small letters for
    capitals that mean nothing.
    """
    spaced = word.replace("_", " ").strip()
    return spaced.lower() if spaced.isupper() else spaced


def at_levels(entries: Iterable[Entry], levels: Sequence[int]) -> list[Entry]:
    """Return only the keys of some levels, as quanteda's `levels`.

    The names of nested keys are joined by a dot. A key has all patterns at and below it.
    """
    found: dict[str, list[str]] = {}

    def gather(entry: Entry, above: tuple[str, ...], level: int) -> None:
        path = (*above, entry.name) if level in levels else above
        if path:
            found.setdefault(".".join(path), []).extend(entry.patterns)
        for inner in entry.entries:
            gather(inner, path, level + 1)

    for entry in entries:
        gather(entry, (), 1)
    return [
        Entry(name, list(dict.fromkeys(patterns)), [])
        for name, patterns in found.items()
        if patterns
    ]
