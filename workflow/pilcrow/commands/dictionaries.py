"""`pilcrow import-dictionary`: a quanteda, LIWC, Yoshikoder or Lexicoder dictionary as the beginning of a codebook, and a codebook as a
quanteda dictionary. What each format is and what cannot be carried over: docs/dictionaries.md.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import yaml

from pilcrow.coding.codebook import Codebook, FlatTheme, Rule, flatten, load_codebook
from pilcrow.coding.rules_checks import pattern_problem, regex_problem
from pilcrow.inputs.typed import decode
from pilcrow.problems import Problems, did_you_mean, fail, problem, run
from pilcrow.project import find_root
from pilcrow.records import write_text

VALUETYPES = ("glob", "fixed", "regex")
MOST_LEVELS = 20  # of nesting; deeper is no dictionary


class Entry(NamedTuple):
    """A key of a dictionary with its own patterns and its nested keys."""

    name: str
    patterns: list[str]
    entries: list[Entry]


class Imported(NamedTuple):
    """A dictionary as it was read, and what of the file could not be carried over, a sentence each."""

    entries: list[Entry]
    left: list[str]


# Reading


def read_dictionary(path: Path, form: str = "") -> Imported:
    """Read a dictionary; its format is told by its ending unless `form` names it. Raises Problems."""
    shown = path.name
    forms: dict[str, Callable[[str, str], Imported]] = {
        "quanteda": read_quanteda,
        "liwc": read_liwc,
        "yoshikoder": read_yoshikoder,
        "lexicoder": read_lexicoder,
    }
    endings = {".yml": "quanteda", ".yaml": "quanteda", ".dic": "liwc", ".ykd": "yoshikoder", ".lc3": "lexicoder", ".lcd": "lexicoder"}
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
        fail("The dictionary holds no words.", file=shown, kind="dictionary")
    return imported


def _patterns(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from entry.patterns
        yield from _patterns(entry.entries)


def read_quanteda(text: str, shown: str) -> Imported:
    """quanteda's YAML: keys that hold words, lists of words, or keys again."""
    from pilcrow.inputs.typed import parse_yaml

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


def _quanteda_entries(data: Mapping[str, Any], shown: str, left: list[str], level: int) -> list[Entry]:
    if level > MOST_LEVELS:
        fail(f"The dictionary has more than {MOST_LEVELS} levels.", file=shown, kind="dictionary")
    return [_quanteda_entry(str(name), value, shown, left, level) for name, value in data.items()]


def _quanteda_entry(name: str, value: Any, shown: str, left: list[str], level: int) -> Entry:
    patterns: list[str] = []
    entries: list[Entry] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            entries += _quanteda_entries(item, shown, left, level + 1)
        elif isinstance(item, bool):
            left.append(f'In "{name}" an unquoted word was read as yes or no, and is left out: put it between quotation marks.')
        elif item is not None and not isinstance(item, list):
            # As quanteda has it, words in one string are separated by spaces in a plain value, and are one phrase in a list.
            patterns += str(item).split() if not isinstance(value, list) else [str(item)]
    return Entry(name, patterns, entries)


def read_liwc(text: str, shown: str) -> Imported:
    """LIWC's `.dic`: between two lines of `%` the categories with their numbers, then a word a line with the numbers of its categories."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    left: list[str] = []
    problems = []
    part, trail = 0, list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == "%":
            part += 1
            continue
        if not line.strip():
            continue
        if part == 1:
            # LIWC 2015 writes 1<tab>name or 1 name (description); nested categories are indented.
            match = re.fullmatch(r"(\s*)(\S+)\s+(.+?)\s*", line)
            if match is None:
                problems.append(
                    problem(
                        f"“{line.strip()}” is no category.",
                        file=shown,
                        line=number,
                        todo="Write its number, a tab, and its name.",
                        kind="dictionary",
                    )
                )
                continue
            depth, identifier = len(match[1].expandtabs(8)), match[2]
            if identifier in names:
                problems.append(problem(f'The category number "{identifier}" is given twice.', file=shown, line=number, kind="dictionary"))
            trail = [entry for entry in trail if entry[0] < depth]
            names[identifier], words[identifier] = match[3], []
            if trail:
                parents[identifier] = trail[-1][1]
            trail.append((depth, identifier))
        elif part >= 2:
            # A phrase is set off by a tab; conditions of LIWC 2001 stand in brackets: like<tab>(02 134)125/464.
            word, _, rest = line.strip().partition("\t") if "\t" in line.strip() else line.strip().partition(" ")
            numbers = re.findall(r"[(<][^)>]*[)>]\S*|\S+", rest)
            for identifier in numbers:
                if identifier in words:
                    if word not in words[identifier]:
                        words[identifier].append(word)
                elif re.fullmatch(r"[(<\[].*", identifier) or "/" in identifier:
                    left.append(f'Line {number}: the condition "{identifier}" of "{word}" is left out.')
                else:
                    problems.append(
                        problem(
                            f'There is no category "{identifier}".',
                            file=shown,
                            line=number,
                            todo=did_you_mean(identifier, names),
                            kind="dictionary",
                        )
                    )
    if part < 2:
        problems.append(
            problem(
                "The lines of % around the categories are missing.",
                file=shown,
                todo="Put a line of % before the categories and one after.",
                kind="dictionary",
            )
        )
    if problems:
        raise Problems(problems)

    def tree(parent: str) -> list[Entry]:
        return [
            Entry(name, words[identifier], tree(identifier)) for identifier, name in names.items() if parents.get(identifier, "") == parent
        ]

    return Imported(tree(""), left)


def _parse_xml(text: str, shown: str) -> ElementTree.Element:
    """The root of an XML text. A document type, and with it every entity, is refused: nothing outside the file is read, nothing grows."""
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        fail("The file declares a document type.", file=shown, todo="Remove the line with <!DOCTYPE; it is not needed.", kind="xml")
    try:
        return ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as trouble:
        line, column = trouble.position
        fail(f"This is not valid XML: {str(trouble).partition(':')[0]}.", file=shown, line=line, column=column + 1, kind="xml")


def read_yoshikoder(text: str, shown: str) -> Imported:
    """Yoshikoder's `.ykd`: XML of `cnode` (a category) and `pnode` (a pattern), the outermost the dictionary itself."""
    root = _parse_xml(text, shown)
    left: list[str] = []

    def entry(node: ElementTree.Element) -> Entry:
        name = node.get("name", "")
        patterns = []
        for child in node.findall("pnode"):
            patterns.append(child.get("name", ""))
            if child.get("score"):
                left.append(f'The score {child.get("score")} of "{child.get("name")}" in "{name}" is left out.')
        if node.get("desc"):
            left.append(f'The description of "{name}" is left out: "{node.get("desc")}".')
        return Entry(name, [pattern for pattern in patterns if pattern], [entry(child) for child in node.findall("cnode")])

    outer = root.find("cnode")
    if outer is None:
        fail("The file holds no category (cnode).", file=shown, kind="dictionary")
    whole = entry(outer)
    if whole.patterns:
        return Imported([whole], left)
    return Imported(whole.entries, left)


def read_lexicoder(text: str, shown: str) -> Imported:
    """Lexicoder's `.lc3`: lines `+category` and words below, or XML of `cnode` and `pnode`.

    A space before or after a word is Lexicoder's sign of a word boundary; without it the letters may go on.
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
            entries.append(Entry(content[1:].strip(), [], []))
        elif not entries:
            fail(
                f"“{content}” stands before any category.",
                file=shown,
                line=number,
                todo="Put a line with + and the category's name above it.",
                kind="dictionary",
            )
        else:
            # " tax " is the word; "tax" or " tax" also stands for what begins so; "tax " for what ends so.
            begins, ends = line[:1].isspace(), line[-1:].isspace()
            pattern = content if ends else f"{content}*"
            entries[-1].patterns.append(pattern if begins or not ends else f"*{pattern}")
    return Imported(entries, left)


# A codebook from it


def slug(name: str, taken: Iterable[str] = ()) -> str:
    """A theme's code made of a key's name, unlike those taken: "Law & Order" gives "law-order"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = "-".join(re.findall(r"[a-z0-9]+", plain))
    code = code if code[:1].isalpha() else f"theme-{code}".rstrip("-")
    number, chosen, used = 1, code, set(taken)
    while chosen in used:
        number += 1
        chosen = f"{code}-{number}"
    return chosen


def to_codebook(
    imported: Imported, title: str, language: str, valuetype: str = "glob", nested_scope: str = "key"
) -> tuple[dict[str, Any], list[str]]:
    """A codebook as plain data, and what could not be carried over. quanteda's `regex` holds for words, one expression a word.

    `nested_scope` as quanteda has it: "key" drops what lies inside a longer match of the same key, "dictionary" of any key.
    """
    left = list(imported.left)
    how = (language, "together", "together")

    def rule(pattern: str, where: str) -> Any:
        pattern = re.sub(r"\s+", " ", pattern).strip()
        if valuetype == "regex":
            for part in pattern.split(" "):
                trouble = regex_problem(part)
                if trouble:
                    left.append(f"In {where}: {trouble[0]}")
                    return None
            return {"word_regex": pattern}
        trouble = pattern_problem(pattern, *how)
        if trouble is None and (valuetype == "glob" or not re.search(r"[*?]", pattern)):
            return pattern
        # What is no word, or is meant as it stands, is no plain string in a codebook.
        if (valuetype == "fixed" or not re.search(r"[*?]", pattern)) and pattern_problem(pattern, *how, exact=True) is None:
            return {"exact": pattern}
        left.append(f"In {where}: {trouble[0] if trouble else pattern}")
        return None

    def themes(entries: Iterable[Entry]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for entry in entries:
            code = slug(entry.name, [theme["code"] for theme in made])
            theme: dict[str, Any] = {"code": code, "name": entry.name or code}
            rules = [found for found in (rule(pattern, entry.name) for pattern in dict.fromkeys(entry.patterns)) if found is not None]
            if rules:
                theme["rules"] = rules
            nested = themes(entry.entries)
            if nested:
                theme["themes"] = nested
            made.append(theme)
        return made

    # Other programs take "Johnson's" for one word.
    codebook: dict[str, Any] = {"title": title, "version": "0.1", "language": language, "possessives": "together"}
    if nested_scope == "dictionary":
        codebook["overlaps"] = "across"
    return {**codebook, "themes": themes(imported.entries)}, left


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, as scholars write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def as_yaml(data: Mapping[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


# A quanteda dictionary from a codebook


def to_quanteda(codebook: Codebook) -> tuple[dict[str, Any], list[str]]:
    """A codebook as data of quanteda's YAML, keys by the themes' names, and what cannot be said there."""
    left: list[str] = []
    flats = {id(flat.theme): flat for flat in flatten(codebook)}

    def keys(themes: Iterable[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for theme in themes:
            flat = flats[id(theme)]
            values: list[Any] = [
                pattern for number, rule in enumerate(theme.rules, 1) for pattern in _quanteda_patterns(rule, flat, number, left)
            ]
            nested = keys(theme.themes)
            if theme.at_least > 1:
                left.append(f"{flat.code}: at_least {theme.at_least}.")
            if flat.speakers or flat.kinds != ["speech", "question"]:
                left.append(f"{flat.code}: the restriction to kinds or speakers.")
            name = theme.name if theme.name not in found else theme.code
            # Words and keys under one key are a list whose last items are keys.
            found[name] = nested if nested and not values else [*values, *([{key: value} for key, value in nested.items()])]
        return found

    if codebook.overlaps != "longest":
        how = (
            'nested_scope = "dictionary" gives the same'
            if codebook.overlaps == "across"
            else "quanteda counts no match inside a longer one of its key"
        )
        left.append(f"overlaps: {codebook.overlaps}; {how}.")
    return keys(codebook.themes), left


def _quanteda_patterns(rule: Rule, flat: FlatTheme, number: int, left: list[str]) -> list[str]:
    name = flat.rule_id(number)
    if rule.form() in ("regex", "word-regex"):
        left.append(f"{name}: the regular expression “{rule.patterns()[0]}”; quanteda takes one valuetype for a whole dictionary.")
        return []
    if rule.form() == "exact" and re.search(r"[*?]", rule.exact):
        left.append(f"{name}: “{rule.exact}”, in which * and ? are no wildcards.")
        return []
    conditions = [
        key
        for key, given in (
            ("case", rule.case == "sensitive"),
            ("near", rule.near),
            ("not_when", rule.not_when),
            ("negated", rule.negated != "any"),
            ("kinds", rule.kinds),
            ("speakers", rule.speakers),
        )
        if given
    ]
    if conditions:
        left.append(f"{name}: {', '.join(conditions)}; the words are exported without.")
    return rule.patterns()


def main(arguments: list[str]) -> int:
    """`pilcrow import-dictionary`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow import-dictionary",
        description="Read a quanteda, LIWC, Yoshikoder or Lexicoder dictionary as the beginning of a codebook.",
    )
    parser.add_argument("file", type=Path, nargs="?", help="the dictionary: .yml, .dic, .ykd, .lc3")
    parser.add_argument(
        "--from",
        dest="form",
        choices=("quanteda", "liwc", "yoshikoder", "lexicoder"),
        default="",
        help="its format (default: by its ending)",
    )
    parser.add_argument("--valuetype", choices=VALUETYPES, default="glob", help="how its patterns are meant (default: glob)")
    parser.add_argument(
        "--nested-scope",
        choices=("key", "dictionary"),
        default="key",
        help="what a longer match hides: shorter ones of its key (default), or of all keys",
    )
    parser.add_argument("--language", default="en", help="of its words (default: en)")
    parser.add_argument("--title", default="", help="of the codebook")
    parser.add_argument("--to", choices=("quanteda",), help="the other way: write the project's codebook as a quanteda dictionary")
    parser.add_argument("--output", type=Path, help="where to write (default: standard output)")
    parser.add_argument("--project", type=Path, default=None, help="the project's folder (default: the one you are in)")
    options = parser.parse_args(arguments)
    if options.to:
        shown = "coding/codebook.yaml"
        path = options.file or (options.project or find_root()) / shown
        codebook, _ = load_codebook(path, options.file.name if options.file else shown)
        data, left = to_quanteda(codebook)
    elif options.file is None:
        parser.error("name the dictionary's file")
    else:
        data, left = to_codebook(
            read_dictionary(options.file, options.form),
            options.title or options.file.stem,
            options.language,
            options.valuetype,
            options.nested_scope,
        )
    text = as_yaml(data)
    if options.output:
        if options.output.exists():
            fail(
                f"{options.output.name} exists already.",
                file=options.output.name,
                todo="Name another file with --output, or remove it.",
                kind="exists",
            )
        write_text(options.output, text)
    else:
        sys.stdout.write(text)
    for sentence in left:
        print(f"Not carried over: {sentence}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    run(main)
