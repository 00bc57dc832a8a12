"""The files of a document, and the places in other files that name it.

A document is found only in these forms: the ID of a paragraph (`speech-2022.p8`), a citation key
(`@speech-2022`), the path of a value (`document.speech-2022.words`), and the whole value of a key
or cell that holds document IDs. So an ID that is also a word ("trade") is never found in prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pilcrow.model.problems import fail

# Columns that may name a document or its paragraphs. All other cells are text, and text is data.
COLUMNS = ("id", "redirect", "place", "reason", "paragraph", "memo", "document", "version_of")
# Keys of YAML files whose whole value is a document's ID, or a list of IDs.
KEYS = ("version_of", "written_on", "annotate")
# Keys whose value, or whose list, has IDs of paragraphs.
OF_PARAGRAPHS = ("paragraph", "examples", "counter_examples", *KEYS)
SIDES = ("target", "reference")  # keys of `keyness`: IDs if its `column` is "document"
LEDGER = ".paragraphs.csv"


class Mention(msgspec.Struct, frozen=True, order=True):
    """A line that names the document."""

    file: str  # relative to the project
    line: int
    text: str


class Holdings(msgspec.Struct, frozen=True):
    """The files that concern a document, sorted. Paths are relative to the project."""

    raw: list[str]  # the transcript and its metadata
    edition: list[str]
    coding: list[str]
    elsewhere: list[str]  # other files that may name it, without those of the report
    report: list[str]


def find_holdings(root: Path, document: str) -> Holdings:
    """Return the files that belong to a document, and those that may name it."""

    def own(folder: str, pattern: str) -> list[str]:
        return sorted(
            path.relative_to(root).as_posix()
            for path in (root / folder).glob(f"{pattern}{document}.*")
            if path.is_file()
        )

    coding = own("coding/hand", "*/")
    others = [
        *root.glob("config/*.yaml"),
        *root.glob("coding/codebook.yaml"),
        *root.glob("coding/*.csv"),
        *root.glob("raw/*.yaml"),
        *root.glob("raw/documents.csv"),
        *root.glob("edition/speakers.csv"),
        *root.glob("coding/hand/*/*.csv"),
        # A ledger names only its own document, and its checksums forbid any other edit.
        *(path for path in root.glob("edition/*.csv") if not path.name.endswith(LEDGER)),
    ]
    elsewhere = {path.relative_to(root).as_posix() for path in others} - {
        *coding,
        *own("edition", ""),
        f"raw/{document}.yaml",
    }
    report = sorted(
        path.relative_to(root).as_posix()
        for path in root.glob("report/**/*")
        if path.suffix in (".qmd", ".md", ".bib")
    )
    return Holdings(
        own("raw", ""),
        own("edition", ""),
        coding,
        sorted(elsewhere),
        [name for name in report if name != "report/README.md"],
    )


def cell_places(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield row and column (from 0), start and end of each cell of a CSV text.

    Quotation marks are part of a cell. A comment counts as a cell.
    """
    from pilcrow.files.rows import split_header

    sign = split_header(text.lstrip("\ufeff"))[1]
    row = column = 0
    position = 0
    while position < len(text):
        start = position
        if text[position] == '"':
            position += 1
            while position < len(text):
                if text[position] == '"':
                    if text[position + 1 : position + 2] != '"':
                        break
                    position += 1
                position += 1
            position += 1
        while position < len(text) and text[position] not in f"{sign}\r\n":
            position += 1
        yield row, column, start, position
        if text[position : position + 1] == sign:
            column, position = column + 1, position + 1
        elif position < len(text):
            position += 2 if text.startswith("\r\n", position) else 1
            row, column = row + 1, 0


def rename_in_table(text: str, old: str, new: str) -> str:
    """Return a CSV text with a document's ID replaced in the cells that may name it.

    Every other byte stays.
    """
    pieces: list[str] = []
    names: list[str] = []
    header, done = -1, 0
    form = re.compile(rf"(?<![\w-]){re.escape(old)}(?=\.[hspn]\d)")
    for row, column, start, end in cell_places(text):
        cell = text[start:end]
        if header < 0 and not (column == 0 and cell.startswith(("#", "sep="))):
            header = row
        if row == header:
            names.append(cell.strip().strip('"').lstrip("\ufeff"))
        elif header >= 0 and column < len(names) and names[column] in COLUMNS:
            changed = form.sub(new, cell)
            if names[column] in ("document", "id", "version_of") and cell.strip().strip('"') == old:
                changed = cell.replace(old, new)
            if changed != cell:
                pieces += [text[done:start], changed]
                done = end
    return "".join([*pieces, text[done:]])


def rename_in_yaml(text: str, old: str, new: str) -> str:
    """Return a YAML text with a document's ID replaced in keys for it, and in IDs of paragraphs.

    Every other byte stays.
    """
    import yaml

    places: list[tuple[int, int]] = []

    def visit(node: yaml.Node | None, key: str, sides: bool = False) -> None:
        if isinstance(node, yaml.MappingNode):
            of_documents = any(
                (name.value, value.value) == ("column", "document") for name, value in node.value
            )
            for name, value in node.value:
                visit(value, name.value if isinstance(name, yaml.ScalarNode) else "", of_documents)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                visit(item, key, sides)
        elif isinstance(node, yaml.ScalarNode) and node.start_mark and node.end_mark:
            whole = node.value == old and (key in KEYS or (sides and key in SIDES))
            if whole or (
                key in OF_PARAGRAPHS and re.match(rf"{re.escape(old)}\.[hspn]\d", node.value)
            ):
                start = text.index(old, node.start_mark.index, node.end_mark.index)
                places.append((start, start + len(old)))

    visit(yaml.compose(text, Loader=yaml.SafeLoader), "")
    for start, end in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def rename_in_prose(text: str, old: str, new: str) -> str:
    """Return prose with a document's ID replaced in citation keys, paragraph IDs and values."""
    name = re.escape(old)
    forms = "|".join(
        (
            rf"(?<![\w@\\])(-?@\{{?){name}(?![\w-])(?!\.(?![hspn]\d)\w)",  # citation key
            rf"(?<![\w.])(document\.){name}(?=\.)",  # path of a value
            rf"(?<![\w@./-])(#?){name}(?=\.[hspn]\d)",  # paragraph ID
        )
    )
    return re.sub(forms, lambda found: f"{found[1] or found[2] or found[3] or ''}{new}", text)


def rename_in_file(name: str, text: str, old: str, new: str) -> str:
    """Return a file's text with a document's ID replaced, by the format of the file.

    Raises Problems if a YAML file is not valid.
    """
    if name.endswith(".csv"):
        return rename_in_table(text, old, new)
    if name.endswith(".yaml"):
        import yaml

        try:
            return rename_in_yaml(text, old, new)
        except yaml.YAMLError as trouble:
            mark = getattr(trouble, "problem_mark", None)
            fail(
                "This is not valid YAML.",
                file=name,
                line=mark.line + 1 if mark else 0,
                todo="Run `pilcrow check`, which says more.",
                kind="yaml",
            )
    return rename_in_prose(text, old, new)


def find_mentions(name: str, text: str, document: str) -> list[Mention]:
    """Return the lines of a file that name a document."""
    renamed = rename_in_file(name, text, document, "\0")
    lines = renamed.splitlines()
    return [
        Mention(name, number, line.replace("\0", document).strip())
        for number, line in enumerate(lines, 1)
        if "\0" in line
    ]


def read(root: Path, name: str) -> str:
    """Return a file's text with its line ends. Raises Problems if it is not UTF-8."""
    from pilcrow.files.rows import decode

    return decode(root / name, name)


def mentions(root: Path, names: list[str], document: str) -> list[Mention]:
    """Return the lines of files that name a document, sorted. Raises Problems as `read` does."""
    return sorted(
        mention for name in names for mention in find_mentions(name, read(root, name), document)
    )


def format_mentions(found: list[Mention]) -> list[str]:
    """Return mentions as lines for a terminal: file, line number, and the first 100 characters."""
    return [
        f"  {mention.file}:{mention.line}:"
        f" {mention.text[:100]}{'…' if len(mention.text) > 100 else ''}"
        for mention in found
    ]
