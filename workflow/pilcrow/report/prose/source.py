"""Read the scholar's report as one text that remembers where every character is from.

`{{< include … >}}` and `{{< var … >}}` of `report/index.qmd` are resolved. Each character of the
result keeps its file, line and column. So each finding is shown where the scholar wrote it.
"""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from pilcrow.files.readable import is_there
from pilcrow.files.typed import decode
from pilcrow.model.problems import Problem, Problems, did_you_mean, fail, problem
from pilcrow.model.values import Data
from pilcrow.model.wording import format_number
from pilcrow.report.prose.markdown import MASK, escape, mask
from pilcrow.report.prose.project_file import PROJECT, read_options, with_variables
from pilcrow.tables.values import CITED, FIRST

INDEX = "index.qmd"
# The keys of the front matter that the report prints or uses.
FRONT_KEYS = (
    "title",
    "subtitle",
    "author",
    "date",
    "lang",
    "keywords",
    "bibliography",
    "abstract",
    "running-title",
    "version",
    "authors",
    "affiliations",
    "nocite",
    "description",
    "license",
    "copyright",
    "funding",
    "doi",
    "categories",
    "citation",
)
_SHORTCODE = re.compile(r"\{\{<\s*(/?[\w-]+)?[ \t]*([^\n]{0,400}?)[ \t]*>\}\}|\{\{<")
_FRONT = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
OWN = "_extensions/pilcrow/"  # what shows the report in Quarto's preview
SHORTCODES = ("include", "var", "meta", "pagebreak")
# What to write instead of another shortcode of Quarto.
INSTEAD = {
    "kbd": "Write the key in bold.",
    "video": "Link to the video.",
    "lipsum": "Write the text.",
    "placeholder": "Save an image in report/.",
    "embed": "Make the figure or table by a rule, and insert it.",
    "env": "Write the value, or put it into report/_variables.yml.",
    "version": "The part software names the versions.",
    "brand": "Change the look in report/look/.",
    "contents": "Write the text where it is included.",
    "appendix": "Give the heading the class .appendix.",
    "fa": "Write a word.",
    "bi": "Write a word.",
}
# Values that are Markdown made for the prose. All others are data: each character is literal.
_MARKDOWN_VALUES = ("paras",)
# Ready citations that name only the first of many paragraphs, and the value that counts them.
PAGE_BREAK_WITHIN = (
    "A page break is within a list, a quotation or a block, where no page can begin.",
    "Write it before or after them.",
)
_COUNTED = {"paras": "paragraphs", "uncoded_paras": "uncoded"}


# What the prose may print: nested groups of values by name, as in values.json.
Values = Mapping[str, Data]


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in a file of the scholar: path relative to the project, line and column from 1."""

    file: str
    line: int
    column: int


class Piece(msgspec.Struct, frozen=True):
    """A piece of the text, from `start` to the next piece, and its origin in `file`.

    If `literal`, its characters are those of the file from `offset` on. Else all of it comes from
    the shortcode at `offset`.
    """

    start: int
    file: str
    offset: int
    literal: bool = True


class LocatedText(msgspec.Struct, frozen=True):
    """A text with the places of its characters.

    `files` gives the text of each file by path, for lines and columns. `empty` holds the positions
    where a value was empty.
    """

    text: str
    pieces: list[Piece]
    files: dict[str, str]
    empty: list[int] = []

    def place(self, position: int) -> Place:
        """Return the place of the character at `position`."""
        if not self.pieces:
            return Place("", 0, 0)
        at = max(0, bisect.bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1)
        piece = self.pieces[at]
        offset = piece.offset + (position - piece.start if piece.literal else 0)
        text = self.files[piece.file]
        line = text.count("\n", 0, offset) + 1
        return Place(piece.file, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)

    def problem(self, position: int, what: str, todo: str = "", kind: str = "") -> Problem:
        """Return a problem at a position of the text."""
        place = self.place(position)
        return problem(
            what, file=place.file, line=place.line, column=place.column, todo=todo, kind=kind
        )


class _Builder:
    """Collects text and its places."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.empty: list[int] = []
        self.length = 0

    def add(self, text: str, file: str, offset: int, literal: bool = True) -> None:
        if text:
            self.pieces.append(Piece(self.length, file, offset, literal))
            self.parts.append(text)
            self.length += len(text)
        elif not literal:
            self.empty.append(self.length)

    def source(self, files: dict[str, str]) -> LocatedText:
        return LocatedText("".join(self.parts), self.pieces, files, self.empty)


class Report(msgspec.Struct, frozen=True):
    """The report as read.

    It holds the body, the data of the front matter, the texts of the front matter with their
    places, and the problems found.
    """

    body: LocatedText
    front: dict[str, Data]
    texts: dict[str, LocatedText]
    problems: list[Problem]
    hints: list[Problem] = []
    whole: bool = True  # whether all files that it includes were read
    lines: dict[tuple[Any, ...], int] = {}  # of the keys of the front matter, by their paths
    options: dict[
        str, int
    ] = {}  # lines of the keys that _quarto.yml gives and the front matter not

    def where(self, path: tuple[Any, ...], shown: str) -> tuple[str, int]:
        """Return file and line of a key, or of the nearest key around it. `shown` is the folder."""
        if path and path[0] in self.options:
            return f"{shown}/{PROJECT}", self.options[path[0]]
        while path and path not in self.lines:
            path = path[:-1]
        return f"{shown}/{INDEX}", self.lines.get(path, 1)


def flatten(values: Values, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted path and the value of every leaf."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def look_up(path: str, values: Values) -> Any:
    """Return the value at a dotted path. Raise KeyError if there is none."""
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, Mapping):
            raise KeyError(path)
        found = found[part]
    return found


def printed_value(path: str, value: Any) -> str:
    """Return a value as it enters the prose.

    Only ready citations are Markdown. All other text is escaped, and a list is joined by commas.
    """
    if path.rpartition(".")[2].rpartition("_")[2] in _MARKDOWN_VALUES:
        return str(value)
    if isinstance(value, list):
        return ", ".join(escape(str(item)) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_number(value)
    return "" if value is None else escape(str(value))


def resolve_variable(path: str, values: Values) -> tuple[str, str, str]:
    """Return the text of a variable, what is wrong with it, and what to do.

    Either the text or the two messages are "".
    """
    try:
        value = look_up(path, values)
    except KeyError:
        known = [name for name, _ in flatten(values)]
        base = path.rpartition(".")[0]
        if path.startswith("document.") and "document" not in values:
            what = (
                f"Values of single documents are made for at most {CITED} documents, and this"
                " corpus has more."
            )
            return (
                "",
                what,
                "Take the number from results/tabulate/documents, and print that table.",
            )
        theme = re.fullmatch(r"theme\.([^.]+)\..+", path)
        themes = values.get("theme")
        if theme and isinstance(themes, Mapping) and theme[1] not in themes:
            # The nearest name would be the same number of another theme.
            return (
                "",
                f'There is no value "{path}": the codebook has no theme "{theme[1]}".',
                did_you_mean(theme[1], themes),
            )
        near = did_you_mean(path, known) or did_you_mean(
            path, [name for name in known if base and name.startswith(base + ".")]
        )
        return (
            "",
            f'There is no value "{path}".',
            near or "results/tabulate/values.json lists all of them.",
        )
    if isinstance(value, Mapping):
        return (
            "",
            f'"{path}" is a group of values.',
            "Name one of them: " + ", ".join(f"{path}.{key}" for key in list(value)[:12]) + ".",
        )
    return printed_value(path, value), "", ""


def cut_short(path: str, values: Values) -> int:
    """Return the number of paragraphs that a ready citation stands for if it cites only the first.

    The number is 0 for any other value.
    """
    base, _, last = path.rpartition(".")
    if last not in _COUNTED:
        return 0
    try:
        count = int(look_up(f"{base}.{_COUNTED[last]}", values))
    except (KeyError, TypeError, ValueError):
        return 0
    return count if count > CITED else 0


class _Reader:
    """Reads the files of a report; collects problems instead of stopping at the first."""

    def __init__(
        self,
        folder: Path,
        shown: str,
        values: Values,
        given: Collection[Path] | None = None,
    ) -> None:
        self.folder = folder
        self.given = given
        self.shown = shown
        self.values = values
        self.front: Mapping[str, Data] = {}
        self.files: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []
        self.whole = True

    def read(self, path: Path) -> tuple[str, str]:
        r"""Return a file's name as messages have it, and its text with "\n" as the end of lines.

        A file that cannot be read is noted once, and counts as empty.
        """
        name = f"{self.shown}/{path.relative_to(self.folder).as_posix()}"
        if name not in self.files:
            text = ""
            try:
                text = decode(path, name)
            except Problems as stopped:
                self.problems += stopped.problems
                self.whole = False
            self.files[name] = text.replace("\r\n", "\n").replace("\r", "\n")
        return name, self.files[name]

    def note(
        self,
        file: str,
        offset: int,
        what: str,
        todo: str = "",
        kind: str = "shortcode",
        hint: bool = False,
    ) -> None:
        text = self.files[file]
        line = text.count("\n", 0, offset) + 1
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        (self.hints if hint else self.problems).append(
            problem(what, file=file, line=line, column=column, todo=todo, kind=kind)
        )

    def variable(self, file: str, offset: int, path: str) -> str:
        """Return the text of a variable, and note what is wrong with it."""
        content, what, todo = resolve_variable(path, self.values)
        if what:
            self.note(file, offset, what, todo, "variable")
        elif count := cut_short(path, self.values):
            what = (
                f"{path} stands for {count:,} paragraphs: the first {FIRST} are cited, and the rest"
                " counted."
            )
            self.note(
                file,
                offset,
                what,
                "All of them are in results/tabulate/codings.",
                "variable",
                hint=True,
            )
        return content

    def meta(self, file: str, offset: int, path: str) -> str:
        """Return a text of the front matter, as Markdown."""
        try:
            value = look_up(path, self.front)
        except KeyError:
            known = [name for name, _ in flatten(self.front)]
            todo = did_you_mean(path, known) or f"It has: {', '.join(known)}."
            self.note(file, offset, f'The front matter has no "{path}".', todo)
            return ""
        if isinstance(value, Mapping):
            todo = "Name one of them: " + ", ".join(f"{path}.{key}" for key in value) + "."
            self.note(file, offset, f'"{path}" is a group of values.', todo)
            return ""
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def page_break(self, file: str, start: int, end: int) -> str:
        """Return a page break as a block, and note one that shares its line."""
        text = self.files[file]
        stop = (text.find("\n", end) + 1 or len(text) + 1) - 1
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if before or text[end:stop].strip():
            what = "A page break is on a line with other text."
            todo = "Give it a line of its own, with blank lines around."
            if not before.strip(" \t>"):
                what, todo = PAGE_BREAK_WITHIN
            self.note(file, start, what, todo)
        return "\n::: {.page-break}\n:::\n"

    def assemble(
        self, builder: _Builder, file: str, start: int, end: int, chain: list[str]
    ) -> None:
        """Add a range of a file to the text, with includes and variables resolved."""
        text = self.files[file]
        masked = mask(text, shortcodes=True)
        position = start
        for shortcode in _SHORTCODE.finditer(text, start, end):
            if masked[shortcode.start()] == MASK:
                self.note(
                    file,
                    shortcode.start(),
                    "Code or an address contains a shortcode, which Quarto would run.",
                    "Describe it in words, or leave it out.",
                )
                continue
            builder.add(text[position : shortcode.start()], file, position)
            position = shortcode.end()
            name, argument = shortcode[1], (shortcode[2] or "").strip()
            if text[max(0, shortcode.start() - 1) : shortcode.start()] == "{" or name is None:
                self.note(
                    file,
                    shortcode.start(),
                    "This shortcode is not complete.",
                    "Write {{< var NAME >}} or {{< include FILE >}}.",
                )
            elif name == "var":
                builder.add(
                    self.variable(file, shortcode.start(), argument),
                    file,
                    shortcode.start(),
                    literal=False,
                )
            elif name == "include":
                self.include(builder, file, shortcode.start(), shortcode.end(), argument, chain)
            elif name == "meta":
                builder.add(
                    self.meta(file, shortcode.start(), argument), file, shortcode.start(), False
                )
            elif name == "pagebreak":
                builder.add(
                    self.page_break(file, *shortcode.span()), file, shortcode.start(), False
                )
            else:
                self.note(
                    file,
                    shortcode.start(),
                    f'The shortcode "{name}" is not supported: the renderers would print it'
                    " differently.",
                    INSTEAD.get(name.lstrip("/"))
                    or did_you_mean(name, list(SHORTCODES))
                    or f"Choose one of: {', '.join(SHORTCODES)}.",
                )
        builder.add(text[position:end], file, position)

    def include(
        self, builder: _Builder, file: str, start: int, end: int, argument: str, chain: list[str]
    ) -> None:
        text = self.files[file]
        line = (
            text[text.rfind("\n", 0, start) + 1 : start]
            + text[end : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        )
        if line.strip():
            self.note(
                file,
                start,
                "An include is on a line with other text.",
                "Give it a line of its own, with blank lines around.",
            )
            return
        wanted = argument.strip("\"'")
        place = self.find_included(file, start, wanted)
        if place is None:
            self.whole = False
            return
        place = self.folder.resolve() / place.resolve().relative_to(self.folder.resolve())
        name = f"{self.shown}/{place.relative_to(self.folder.resolve()).as_posix()}"
        if name in chain:
            circle = " includes ".join([*chain[chain.index(name) :], name])
            self.note(
                file,
                start,
                f"These files include each other without end: {circle}.",
                "Remove one of the includes.",
                "include",
            )
            return
        name, inner = self.read(self.folder / place.relative_to(self.folder.resolve()))
        if _FRONT.match(inner):
            self.note(
                name,
                0,
                "Only index.qmd has front matter.",
                "Move these lines there, or remove them.",
                "front matter",
            )
            return
        self.assemble(builder, name, 0, len(inner.rstrip("\n")), [*chain, name])

    def find_included(self, file: str, start: int, wanted: str) -> Path | None:
        """Return the file that the include at `start` names; if it cannot be read, note why."""
        here = self.folder / Path(file).relative_to(self.shown).parent
        place = (
            next((path for path in (here / wanted, self.folder / wanted) if path.is_file()), None)
            if wanted
            else None
        )
        if place is None:
            files = sorted(
                path.relative_to(self.folder).as_posix()
                for path in self.folder.rglob("*.qmd")
                if path.is_file()
            )
            what = f'There is no file "{wanted}" to include.'
            todo = did_you_mean(wanted, files)
            if wanted and any(is_there(folder / wanted) for folder in (here, self.folder)):
                what, todo = f'"{wanted}" cannot be included.', "It has to be a file."
            self.note(file, start, what, todo, "include")
            return None
        if self.folder.resolve() not in place.resolve().parents:
            self.note(
                file,
                start,
                f'"{wanted}" is outside {self.shown}/.',
                f"Put it into {self.shown}/.",
                "include",
            )
            return None
        if self.given is not None and Path(os.path.normpath(place)) not in self.given:
            what = f'"{wanted}" is hidden or looks like a leftover, so it is not read.'
            self.note(file, start, what, "Rename the file.", "include")
            return None
        return place


def read_report(
    folder: Path,
    shown: str,
    values: Values,
    given: Collection[Path] | None = None,
) -> Report:
    """Read report/index.qmd with all that it includes. Raise Problems if there is no such file.

    Args:
        folder: The folder of the report.
        shown: Its path as messages name it.
        values: What `{{< var … >}}` may name, besides the keys of the front matter.
        given: The files that may be included; None means all in `folder`.

    Returns:
        The report, with the problems that were found in it.
    """
    values, clashes = with_variables(folder, shown, values, given)
    defaults, options, wrong = read_options(folder, shown, given, FRONT_KEYS)
    reader = _Reader(folder, shown, values, given)
    reader.problems += [*clashes, *wrong]
    if not is_there(folder / INDEX):
        refuse_without_index(shown)
    name, text = reader.read(folder / INDEX)
    reader.front = defaults
    texts: dict[str, LocatedText] = {}
    lines: dict[tuple[Any, ...], int] = {}
    block = _FRONT.match(text)
    if block:
        own, lines = reader_front(reader, name, block[1] or "")
        options = {key: line for key, line in options.items() if key not in own}
        reader.front = {**defaults, **own}
        # A year of the front matter is not a count: it is printed as it is written.
        printable = {
            key: str(value) if isinstance(value, int) else value
            for key, value in reader.front.items()
            if not isinstance(value, list)
        }
        reader.values = {**printable, **values}
        for key, value in reader.front.items():
            if isinstance(value, str):
                builder = _Builder()
                # A front matter that is not valid has no keys, and cannot be read again.
                written = (block[1] if own else "") or ""
                for piece in scalar_places(written, block.start(1), key, value):
                    add_scalar(reader, builder, name, *piece)
                texts[key] = builder.source(reader.files)
    builder = _Builder()
    reader.assemble(builder, name, block.end() if block else 0, len(text), [name])
    body = builder.source(reader.files)
    reader.hints += unused(reader.files, folder, shown, given or ())
    front = dict(reader.front)
    return Report(body, front, texts, reader.problems, reader.hints, reader.whole, lines, options)


def refuse_without_index(shown: str) -> NoReturn:
    """Raise Problems that say that the report has no index.qmd. `shown` is its folder."""
    fail(
        f"There is no {shown}/{INDEX}.",
        file=f"{shown}/{INDEX}",
        todo=(
            "Write one: its first lines are the front matter (title, author), then the text."
            " Pilcrow's own is an example."
        ),
        kind="report",
    )


def unused(
    read: Collection[str], folder: Path, shown: str, given: Collection[Path]
) -> Iterator[Problem]:
    """Yield hints at what lies in report/ and is not read: texts and extensions of Quarto."""
    names = sorted(path.relative_to(folder).as_posix() for path in given if folder in path.parents)
    for name in names:
        if name.endswith(".qmd") and f"{shown}/{name}" not in read:
            todo = f"Include it: {{{{< include {name} >}}}}. Or remove it."
            yield problem(
                "Nothing includes this file, so it is not in the report.",
                file=f"{shown}/{name}",
                todo=todo,
                kind="include",
            )
    if any(name.startswith("_extensions/") and not name.startswith(OWN) for name in names):
        yield problem(
            "The report does not use extensions of Quarto.",
            file=f"{shown}/_extensions",
            todo="Filters belong to the look: report/look/ (docs/look.md).",
            kind="option",
        )


def reader_front(
    reader: _Reader, name: str, content: str
) -> tuple[dict[str, Data], dict[tuple[Any, ...], int]]:
    """Return the data of the front matter and the lines of its keys. Note what is wrong with it."""
    from pilcrow.files.typed import parse_yaml

    try:
        data, lines = parse_yaml("\n" + content, name)
    except Problems as stopped:
        reader.problems += stopped.problems
        return {}, {}
    if data is not None and not isinstance(data, dict):
        reader.problems.append(
            problem(
                "The front matter should hold keys and values.",
                file=name,
                line=1,
                kind="front matter",
            )
        )
        return {}, {}
    return data or {}, lines


def add_scalar(
    reader: _Reader, builder: _Builder, name: str, part: str, offset: int, literal: bool
) -> None:
    """Add a piece of a text of the front matter, with variables resolved."""
    position = 0
    for found in _SHORTCODE.finditer(part):
        builder.add(
            part[position : found.start()], name, offset + (position if literal else 0), literal
        )
        position = found.end()
        at = offset + (found.start() if literal else 0)
        if found[1] != "var":
            reader.note(name, at, "In the front matter only {{< var NAME >}} is known.")
            continue
        builder.add(reader.variable(name, at, (found[2] or "").strip()), name, at, literal=False)
    builder.add(part[position:], name, offset + (position if literal else 0), literal)


def scalar_places(content: str, base: int, key: str, value: str) -> list[tuple[str, int, bool]]:
    """Return the pieces of a text of the front matter, with their offsets in the file.

    The offset is exact for `|` blocks and plain lines (third value true). For other styles it is
    that of the beginning.
    """
    import yaml

    node = yaml.compose(content, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    scalar = next((inner for name, inner in pairs if name.value == key), None)
    if scalar is None or scalar.start_mark is None:
        return [(value, base, False)]
    start = scalar.start_mark.index
    if scalar.style == "|":
        pieces: list[tuple[str, int, bool]] = []
        offset = content.find("\n", start) + 1
        for wanted in value.splitlines(keepends=True):
            line = content[offset : (content.find("\n", offset) + 1) or len(content)]
            indent = (
                line.find(wanted.rstrip("\n"))
                if wanted.strip()
                else max(0, len(line) - len(wanted))
            )
            if indent < 0:
                return [(value, base + start, False)]
            pieces.append((wanted, base + offset + indent, True))
            offset += len(line)
        return pieces
    within = content.find(
        value, start, (scalar.end_mark.index if scalar.end_mark else len(content)) + 1
    )
    return [(value, base + within, True)] if within >= 0 else [(value, base + start, False)]
