"""The sentences of the report that an edit affects, by their numbers, quotations and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from pilcrow.history.snapshot import Snapshot
from pilcrow.model.values import Data

_VARIABLE = re.compile(r"\{\{<\s*var\s+([\w.-]+)\s*>\}\}")
_BORDER = re.compile(r"\n[ \t]*\n|\n(?=---)|\n(?=[ \t]*(?:[-*+]|\d+\.)[ \t])")
_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[\w-]+:[ \t]*(?:[|>][-+\d]*[ \t]*\n[ \t]*|[\"'])?", re.MULTILINE)
_STOP = re.compile(r"[.!?][\"'”’)*]*(?=\s+[\[*\"“‘@]*[^\W\d_a-z]|\s*\Z)")


class SentenceChange(msgspec.Struct, frozen=True, order=True):
    """A sentence of the report that an edit affects, and how, in phrases."""

    file: str
    line: int
    sentence: str
    what: list[str]


def sentence_around(text: str, position: int) -> tuple[int, int]:
    """Return the range of the sentence that contains a position of a Quarto text.

    It ends at the latest with its paragraph, list item or YAML value.
    """
    low, high = _value_around(text, position)
    start = max(
        (border.end() for border in _BORDER.finditer(text, low) if border.end() <= position),
        default=low,
    )
    border = _BORDER.search(text, position, high)
    end = border.start() if border else high
    for stop in _STOP.finditer(text, start, end):
        if stop.end() > position:
            return start, stop.end()
        start = stop.end()
    return start, end


def _value_around(text: str, position: int) -> tuple[int, int]:
    """Return the range of the YAML value of the front matter that holds a position, or of the whole
    text behind the front matter.
    """
    front = _FRONT.match(text)
    if not front or position >= front.end():
        return (front.end() if front else 0), len(text)
    keys = [key for key in _KEY.finditer(text, 0, front.end()) if key.start() <= position]
    following = _KEY.search(text, position + 1, front.end())
    closing = text.rindex("---", 0, front.end())
    start = min(keys[-1].end(), position) if keys else front.start()
    return start, following.start() if following else closing


def touched_numbers(
    texts: Mapping[str, str], before: Mapping[str, Data], after: Mapping[str, Data]
) -> Iterator[tuple[str, int, str]]:
    """Yield places (file, position, what) where a text prints a value that has changed."""
    from pilcrow.report.prose.source import flatten

    old, new = dict(flatten(before)), dict(flatten(after))
    for file, text in texts.items():
        for use in _VARIABLE.finditer(text):
            name = use[1]
            if old.get(name) != new.get(name):
                yield (
                    file,
                    use.start(),
                    f"{name} was {old.get(name, 'not known')}, is {new.get(name, 'not known')}",
                )


def touched_citations(
    after: Snapshot, changed: Mapping[str, str]
) -> Iterator[tuple[str, int, int, str]]:
    """Yield places (file, line, column, what) with an affected citation or quotation.

    They cite a changed paragraph, or their quotation fails.

    Args:
        after: The present state.
        changed: Verdicts of changed paragraphs, by ID.
    """
    from pilcrow.report.prose.citations import make_citable_document
    from pilcrow.report.prose.gate import ReferenceTargets, examine_text
    from pilcrow.report.prose.source import read_report

    report = read_report(after.root / "report", "report", after.values)
    documents = {
        name: make_citable_document(
            name, one.paragraphs, one.withdrawn, one.segmented.provisional, one.segmented
        )
        for name, one in after.editions.items()
    }
    for source in (report.body, *report.texts.values()):
        examined = examine_text(source, ReferenceTargets(documents, [], [], {}, []))
        for identifier, positions in examined.cited.items():
            for position in positions if identifier in changed else ():
                place = source.place(position)
                yield (
                    place.file,
                    place.line,
                    place.column,
                    f"cites {identifier}, {changed[identifier]}",
                )
        for one in examined.findings:
            # That a cited paragraph is in doubt is said above; works are not looked up here.
            if one.kind == "quotation" and one.level in ("error", "mark"):
                yield one.file, one.line, one.column, one.message


def touched_sentences(
    before: Mapping[str, Data], after: Snapshot, changed: Mapping[str, str]
) -> list[SentenceChange]:
    """Return the sentences that an edit affects, in the order of the files, each once.

    Args:
        before: The values of the former state.
        after: The present state.
        changed: Verdicts of changed paragraphs, by ID.
    """
    folder = after.root / "report"
    if not (folder / "index.qmd").is_file():
        return []
    texts = {
        f"report/{path.relative_to(folder).as_posix()}": path.read_text("utf-8")
        for path in sorted(folder.rglob("*.qmd"))
    }
    places = list(touched_numbers(texts, before, after.values))
    for file, line, column, what in touched_citations(after, changed):
        if file in texts:
            places.append((file, _offset(texts[file], line, column), what))
    found: dict[tuple[str, int, int], set[str]] = {}
    for file, position, what in places:
        found.setdefault((file, *sentence_around(texts[file], position)), set()).add(what)
    sentences = []
    for (file, start, end), what_all in sorted(found.items()):
        first = start + len(texts[file][start:end]) - len(texts[file][start:end].lstrip())
        sentence = " ".join(texts[file][start:end].split())
        sentences.append(
            SentenceChange(
                file,
                texts[file].count("\n", 0, first) + 1,
                _with_values(sentence, after.values),
                sorted(what_all),
            )
        )
    return sentences


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, max(len(text) - 1, 0))


def _with_values(sentence: str, values: Mapping[str, Data]) -> str:
    """Return a sentence with its numbers as they are now."""
    from pilcrow.report.prose.source import flatten

    known = dict(flatten(values))
    return _VARIABLE.sub(lambda use: str(known.get(use[1], use[0])), sentence)
