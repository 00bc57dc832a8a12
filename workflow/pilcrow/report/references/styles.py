"""Print items as a style has them in its list of references, by Pandoc's CSL engine."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.files.language import language_of, with_months_after_days
from pilcrow.report.prose.bibliography import Entry, literal
from pilcrow.report.rendering.citing import printed_words
from pilcrow.report.rendering.pandoc import pandoc

# "": the style that Pandoc carries, that of the Chicago Manual (author and date).
STYLES = {"chicago": "", "apa": "apa.csl", "mla": "mla.csl"}

NUMBER = "csl-left-margin"  # the class that Pandoc gives the number
# What tells a work apart from its neighbours in a list: "2022a", a dash for the same author.
_ALONE = re.compile(
    rb"""\s(?:disambiguate-add-[\w-]+|subsequent-author-substitute(?:-rule)?)=(?:"[^"]*"|'[^']*')"""
)

# A filter that puts in the place of each file's name what is in the file, with its references.
_EACH = """function Para(name)
  local file <close> = assert(io.open(pandoc.utils.stringify(name)))
  return pandoc.Div(pandoc.utils.citeproc(pandoc.read(file:read("a"), "markdown")).blocks)
end
"""


def styled(entries: Sequence[Entry], style: Path | None, language: str = "en") -> dict[str, str]:
    """Return each item as the style prints it, as plain text, by its ID.

    `style` is a CSL file. None is Pandoc's own style. Each item is printed as if it stood alone.
    Raises Problems if Pandoc fails.
    """
    return styled_by([(entries, style, language)])[0]


def styled_by(
    lists: Sequence[tuple[Sequence[Entry], Path | None, str]],
) -> list[dict[str, str]]:
    """Return what `styled` does for each list of items with its style and its language. Pandoc runs
    once: to start it takes as long as a list.
    """
    with tempfile.TemporaryDirectory() as created:
        folder = Path(created)
        for number, (entries, style, language) in enumerate(lists):
            items = msgspec.json.encode(list(map(_as_markup, entries)))
            (folder / f"{number}.json").write_bytes(items)
            rules = (
                style.read_bytes()
                if style is not None
                else pandoc(folder, ["--print-default-data-file=default.csl"])
            )
            (folder / f"{number}.csl").write_bytes(_ALONE.sub(b"", rules))
            front = {
                "lang": language,
                "bibliography": f"{number}.json",
                "csl": f"{number}.csl",
                "nocite": "@*",
            }
            (folder / f"{number}.md").write_text(f"---\n{json.dumps(front)}\n---\n", "utf-8")
        (folder / "each.lua").write_text(_EACH, "utf-8")
        names = "\n\n".join(f"{number}.md" for number in range(len(lists)))
        arguments = ["--from=markdown", "--to=json", "--lua-filter=each.lua"]
        tree = json.loads(pandoc(folder, arguments, source=names.encode()))
    made = zip(tree["blocks"], lists, strict=True)
    return [_references_in(block["c"][1], language) for block, (_, _, language) in made]


def _references_in(blocks: list[Any], language: str) -> dict[str, str]:
    """Return the words of each reference in a document that Pandoc has cited, by ID."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["t"] == "Div" and block["c"][0][0] == "refs":
            for reference in block["c"][1]:
                words = " ".join(printed_words(_unnumbered(reference["c"][1])).split())
                words = with_months_after_days(words, language_of(language))
                found[reference["c"][0][0].removeprefix("ref-")] = words
    return found


def _unnumbered(blocks: list[Any]) -> list[Any]:
    """Return the blocks of a reference without the number that a style gives it."""
    return [{**block, "c": [one for one in block["c"] if not _is_number(one)]} for block in blocks]


def _is_number(node: Any) -> bool:
    return bool(node["t"] == "Span" and NUMBER in node["c"][0][1])


def _as_markup(entry: Entry) -> Entry:
    """Return an item with its texts as they are written.

    A locator at the end of its title is marked, so that a style keeps its capitals.
    """
    entry = literal(entry)
    title, section = str(entry["title"]), str(entry.get("section") or "")
    if not section or not title.endswith(section):
        return entry
    marked = f'{title.removesuffix(section)}<span class="nocase">{section}</span>'
    return {**entry, "title": marked}
