"""`pilcrow import-dictionary`: turn a dictionary into a codebook, or a codebook into a dictionary.

It reads dictionaries of quanteda, LIWC, Yoshikoder, Lexicoder and WordStat, and writes those of
quanteda. docs/dictionaries.md describes the formats and what cannot be carried over.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from pilcrow.cli.door import comma_separated, door, file_option
from pilcrow.coding.codebook_checks import load_codebook
from pilcrow.coding.dictionaries import Entry, Imported, at_levels, read_dictionary
from pilcrow.coding.rules_checks import pattern_problem, regex_problem
from pilcrow.files.project import beside_package
from pilcrow.model.codebook import CODED_KINDS, Codebook, Rule
from pilcrow.model.problems import fail
from pilcrow.model.records import write_text
from pilcrow.model.values import Data
from pilcrow.model.wording import slug

VALUETYPES = ("glob", "fixed", "regex")


# A codebook from it


def code_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return a theme's code for the name of a key: "Law & Order" gives "law-order".

    Args:
        name: The name.
        taken: Codes that are taken; a number makes the new code differ from them.
    """
    code = chosen = slug(name, "theme")
    number, used = 1, set(taken)
    while chosen in used:
        number += 1
        chosen = f"{code}-{number}"
    return chosen


def rule_of(pattern: str, valuetype: str, language: str) -> tuple[Any, str]:
    """Return the rule of a codebook for a pattern, and a sentence if there is no such rule.

    One of the two is empty.
    """
    pattern = re.sub(r"\s+", " ", pattern).strip()
    if valuetype == "regex":
        wrong = [trouble[0] for part in pattern.split(" ") if (trouble := regex_problem(part))]
        return (None, wrong[0]) if wrong else ({"word_regex": pattern}, "")
    how = (language, "together", "together")
    wildcards = valuetype == "glob" and re.search(r"[*?]", pattern)
    trouble = pattern_problem(pattern, *how)
    if trouble is None and (valuetype == "glob" or not re.search(r"[*?]", pattern)):
        return pattern, ""
    # What is not a word, or has a literal * or ?, needs the exact form.
    if not wildcards and pattern_problem(pattern, *how, exact=True) is None:
        return {"exact": pattern}, ""
    return None, trouble[0] if trouble else pattern


def to_codebook(
    imported: Imported,
    title: str,
    language: str,
    valuetype: str = "glob",
    nested_scope: str = "key",
) -> tuple[dict[str, Data], list[str]]:
    """Return a codebook as plain data, and sentences on what could not be carried over.

    Args:
        imported: The dictionary.
        title: Title of the codebook.
        language: Language of the words.
        valuetype: What the patterns are, as in quanteda: "glob", "fixed", or "regex", one
            expression for each word.
        nested_scope: As in quanteda: drop matches inside a longer match of the same key ("key") or
            of any key ("dictionary").
    """
    left = list(imported.left)

    def themes(entries: Iterable[Entry]) -> list[Data]:
        made: list[Data] = []
        codes: list[str] = []
        for entry in entries:
            code = code_of(entry.name, codes)
            codes.append(code)
            theme: dict[str, Data] = {"code": code, "name": entry.name or code}
            rules = []
            for pattern in dict.fromkeys(entry.patterns):
                rule, why_not = rule_of(pattern, valuetype, language)
                if why_not:
                    left.append(f"In {entry.name}: {why_not}")
                else:
                    rules.append(rule)
            if rules:
                theme["rules"] = rules
            nested = themes(entry.entries)
            if nested:
                theme["themes"] = nested
            made.append(theme)
        return made

    # Other programs take "Johnson's" for one word.
    codebook: dict[str, Data] = {
        "title": title,
        "version": "0.1",
        "language": language,
        "possessives": "together",
    }
    if nested_scope == "dictionary":
        codebook["overlaps"] = "across"
    return {**codebook, "themes": themes(imported.entries)}, left


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, as scholars write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def as_yaml(data: Mapping[str, Data]) -> str:
    """Return plain data as YAML, with lists indented below their keys."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


# A quanteda dictionary from a codebook


def to_quanteda(codebook: Codebook) -> tuple[dict[str, Data], list[str]]:
    """Return a codebook as data of quanteda's YAML, and sentences on what cannot be said there.

    The keys are the names of the themes.
    """
    left: list[str] = []

    def keys(parent: str) -> dict[str, Data]:
        found: dict[str, Data] = {}
        for theme in (theme for theme in codebook.themes if theme.parent == parent):
            values: list[Any] = [
                pattern for rule in theme.rules for pattern in _quanteda_patterns(rule, left)
            ]
            nested = keys(theme.code)
            if theme.at_least > 1:
                left.append(f"{theme.code}: at_least {theme.at_least}.")
            if theme.speakers or theme.kinds != [*CODED_KINDS]:
                left.append(f"{theme.code}: the restriction to kinds or speakers.")
            name = theme.name if theme.name not in found else theme.code.rpartition("/")[2]
            # Words and keys under one key are a list whose last items are keys.
            found[name] = (
                nested
                if nested and not values
                else [*values, *([{key: value} for key, value in nested.items()])]
            )
        return found

    if codebook.overlaps != "longest":
        how = (
            'nested_scope = "dictionary" gives the same'
            if codebook.overlaps == "across"
            else "quanteda counts no match inside a longer one of its key"
        )
        left.append(f"overlaps: {codebook.overlaps}; {how}.")
    return keys(""), left


def _quanteda_patterns(rule: Rule, left: list[str]) -> list[str]:
    name = rule.id
    if rule.form in ("regex", "word-regex"):
        left.append(
            f"{name}: the regular expression “{rule.patterns[0]}”; quanteda takes one valuetype for"
            " a whole dictionary."
        )
        return []
    if rule.form == "exact" and re.search(r"[*?]", rule.exact):
        left.append(f"{name}: “{rule.exact}”, in which * and ? are not wildcards.")
        return []
    conditions = [
        key
        for key, given in (
            ("case", rule.case_counts),
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
    return rule.patterns


def import_dictionary(
    file: Path,
    *,
    form: str | None = None,
    valuetype: str = "glob",
    nested_scope: str = "key",
    levels: Sequence[int] = (),
    language: str = "en",
    title: str = "",
) -> tuple[str, list[str]]:
    """Read a dictionary of another program as the beginning of a codebook.

    Args:
        file: The dictionary.
        form: Its format; None means that the ending of the file decides.
        valuetype: What its patterns are, as in quanteda: "glob", "fixed" or "regex".
        nested_scope: What a longer match hides, as in quanteda: "key" or "dictionary".
        levels: Keep only the keys of these levels, each with the words below it; empty keeps all.
        language: Language of the words.
        title: Title of the codebook; empty means the file's name.

    Returns:
        The codebook as YAML, and sentences on what could not be carried over. Raises Problems if
        the dictionary cannot be read.
    """
    imported = read_dictionary(file, form or "")
    if levels:
        imported = imported._replace(entries=at_levels(imported.entries, levels))
        if not imported.entries:
            fail(
                "The dictionary has no words at these levels.",
                file=file.name,
                todo="Name others with --levels.",
                kind="dictionary",
            )
    data, left = to_codebook(imported, title or file.stem, language, valuetype, nested_scope)
    return as_yaml(data), left


def export_dictionary(root: Path, file: Path | None = None) -> tuple[str, list[str]]:
    """Return a codebook as a quanteda dictionary in YAML, and sentences on what is lost.

    Args:
        root: The project.
        file: A codebook; None means the project's.
    """
    shown = file.name if file else "coding/codebook.yaml"
    codebook, _ = load_codebook(file or root / shown, shown)
    data, left = to_quanteda(codebook)
    return as_yaml(data), left


def is_untouched(path: Path) -> bool:
    """Return whether a file is the unchanged codebook of a new project."""

    def undated(text: str) -> str:
        return re.sub(r"\d{4}-\d\d-\d\d", "", text)

    beginning = beside_package("skeleton") / "coding/codebook.yaml"
    return undated(path.read_text("utf-8", "replace")) == undated(beginning.read_text("utf-8"))


def deliver(text: str, left: Iterable[str], output: Path | None) -> int:
    """Write or print a text, and print on standard error what was not carried over. Return 0.

    Args:
        text: The text.
        left: Sentences on what was not carried over.
        output: File to write; None prints.

    Raises Problems if the file exists and is not the codebook of a new project.
    """
    if output and output.exists() and not is_untouched(output):
        fail(
            f"{output} exists already.",
            todo="Name another file with --output, or remove it.",
            kind="exists",
        )
    if output:
        write_text(output, text)
    else:
        sys.stdout.write(text)
    for sentence in left:
        print(f"Not carried over: {sentence}", file=sys.stderr)
    return 0


def _command(
    root: Path,
    file: Path | None,
    more_levels: Sequence[int],
    to: str,
    output: Path | None,
    levels: list[int],
    **given: Any,
) -> int:
    if to:
        return deliver(*export_dictionary(root, file), output)
    if file is None:
        raise click.UsageError("FILE is missing.", click.get_current_context())
    # `--levels 1 2`, as version 0.2 had it, leaves the 2 to the arguments.
    every = [*levels, *more_levels]
    return deliver(*import_dictionary(file, levels=every, **given), output)


command = door(
    _command,
    [
        click.Argument(
            ["file"],
            required=False,
            type=click.Path(path_type=Path),
            help="The dictionary: .yml, .dic, .dicx, .ykd, .lc3, .cat, .rid.",
        ),
        click.Argument(["more_levels"], nargs=-1, type=int, metavar="", help=""),
        click.Option(
            ["--from", "form"],
            type=click.Choice(("quanteda", "liwc", "yoshikoder", "lexicoder", "wordstat")),
            help="Format of the dictionary (default: by the file's ending).",
        ),
        click.Option(
            ["--valuetype"],
            type=click.Choice(VALUETYPES),
            default="glob",
            show_default=True,
            help="What the patterns are, as in quanteda.",
        ),
        click.Option(
            ["--nested-scope"],
            type=click.Choice(("key", "dictionary")),
            default="key",
            show_default=True,
            help="What a longer match hides: shorter matches of its key, or of all keys.",
        ),
        click.Option(
            ["--levels"],
            multiple=True,
            metavar="N,N",
            callback=comma_separated(int),
            help="Keep only the keys of these levels, each with the words below it.",
        ),
        click.Option(
            ["--language"], default="en", show_default=True, help="Language of the words."
        ),
        click.Option(
            ["--title"], default="", help="Title of the codebook (default: the file's name)."
        ),
        click.Option(
            ["--to"],
            type=click.Choice(("quanteda",)),
            help="Do the opposite: write the project's codebook as a quanteda dictionary.",
        ),
        file_option("--output", "File to write (default: standard output)."),
    ],
    help="Begin a codebook from a dictionary of quanteda, LIWC, Yoshikoder, Lexicoder or WordStat.",
    changes=True,
)
