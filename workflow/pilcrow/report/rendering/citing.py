"""Cite documents in the report's style, so that the page can copy them with any locator."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.files.language import report_language, with_months_after_days
from pilcrow.report.rendering.pandoc import READER, pandoc

# The locator of the sample citations. No edition has so many paragraphs.
_SAMPLE = "999999"
_LOCATOR = re.compile(rf"(?:para\.\s)?{_SAMPLE}")


class Citation(msgspec.Struct, frozen=True):
    """A citation of a document, without its locator: "(Sample 2020a, " and ")"."""

    before: str
    after: str
    # Speaker → name of a form → a sample paragraph in that form, for the page (`page.citable`).
    forms: dict[str, dict[str, str]] = {}
    author: str = ""  # the document's main speaker


def citations_of(
    report: str, files: Mapping[str, Path], entries: Sequence[Any], documents: Iterable[str]
) -> dict[str, Citation]:
    """Return a citation of each document as the report's style prints it.

    The citations are resolved after those of the report, so numbers and letters ("2020b") are the
    report's. A document whose citation prints no locator is left out. Raises Problems if Pandoc
    fails.

    Args:
        report: The composed Markdown with its front matter.
        files: The files that it names (bibliographies, style), by name.
        entries: The bibliography of the documents.
        documents: IDs of the documents to cite.
    """
    samples = [
        f'::: {{.citation-template data-document="{document}"}}\n'
        f"[@{document}, para. {_SAMPLE}]\n:::\n"
        for document in documents
    ]
    if not samples:
        return {}
    with tempfile.TemporaryDirectory() as created:
        folder = Path(created)
        for name, path in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
        (folder / "documents.json").write_bytes(msgspec.json.encode(entries))
        arguments = [f"--from={READER}", "--to=json", "--citeproc"]
        source = "\n".join([report, "", *samples])
        tree = json.loads(pandoc(folder, arguments, source=source.encode()))
    found: dict[str, Citation] = {}
    for document, words in _samples_in(tree["blocks"]):
        before, *after = _LOCATOR.split(words, maxsplit=1)
        if after:
            language = report_language()
            found[document] = Citation(
                with_months_after_days(before, language),
                with_months_after_days(after[0], language),
            )
    return found


def plain_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return Markdown as plain text by name, each in one line, without its citations.

    Raises Problems if Pandoc fails.
    """
    if not any(text.strip() for text in texts.values()):
        return {}
    source = "\n\n".join(
        f'::: {{.text name="{name}"}}\n{text}\n:::' for name, text in texts.items()
    )
    with tempfile.TemporaryDirectory() as created:
        arguments = [f"--from={READER}", "--to=json"]
        tree = json.loads(pandoc(Path(created), arguments, source=source.encode()))
    found = {}
    for block in tree["blocks"]:
        (_, _, values), inside = block["c"]
        words = " ".join(printed_words(_without_citations(part)) for part in inside)
        found[dict(values)["name"]] = re.sub(r" +([,.;:!?…])", r"\1", " ".join(words.split()))
    return found


def _without_citations(node: Any) -> Any:
    """Return a part of Pandoc's tree without the citations in brackets."""
    if isinstance(node, list):
        return [_without_citations(one) for one in node if not _in_brackets(one)]
    if isinstance(node, dict):
        return {key: _without_citations(value) for key, value in node.items()}
    return node


def _in_brackets(node: Any) -> bool:
    return (
        isinstance(node, dict)
        and node.get("t") == "Cite"
        and any(one["citationMode"]["t"] != "AuthorInText" for one in node["c"][0])
    )


def _samples_in(blocks: Iterable[Any]) -> Iterable[tuple[str, str]]:
    """Yield the document and the words of each sample citation."""
    for block in blocks:
        if block["t"] == "Div":
            (_, classes, values), inside = block["c"]
            if "citation-template" in classes:
                yield dict(values)["data-document"], " ".join(printed_words(inside).split())
            else:
                yield from _samples_in(inside)


def printed_words(node: Any) -> str:
    """Return the words of a part of Pandoc's tree as they are printed, with notes."""
    if isinstance(node, list):
        return "".join(map(printed_words, node))
    if not isinstance(node, dict):
        return ""
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Str":
        return str(content)
    if kind in ("Code", "Math", "RawInline"):
        return str(content[1]) if kind != "RawInline" else ""
    if kind == "Quoted":
        marks = report_language().quotes
        left, right = marks[:2] if content[0]["t"] == "DoubleQuote" else marks[2:]
        return left + printed_words(content[1]) + right
    if kind in ("Cite", "Span", "Link"):
        return printed_words(content[1])
    return printed_words(content)
