"""Synthetic documents and codings, as records, for tests of what comes after `code`.

Nothing here was said or coded by anyone.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from synthetic_codebooks import codebook_of

from pilcrow import count, tabulate
from pilcrow.inputs.keyness import sides_by_batch
from pilcrow.model.documents import read_documents
from pilcrow.model.records import (
    ActorMention,
    Coded,
    Coding,
    Evidence,
    Paragraph,
    SegmentedDocument,
    Voice,
    read_records,
    write_json,
    write_records,
)
from pilcrow.model.settings import Keyness
from pilcrow.tables.reading import CodedDocument
from pilcrow.text.words import count_words

CODEBOOK: dict[str, Any] = {
    "title": "Synthetic codebook",
    "version": "1.0",
    "themes": [
        {"code": "bridge", "name": "Bridges", "rules": ["bridge*", "ferry"]},
        {
            "code": "weather",
            "name": "Weather, wind and the state of the harbour road",
            "rules": ["wind*", "rain*", {"phrase": "storm*"}],
            "at_least": 1,
        },
        {"code": "toll", "name": "Tolls", "rules": ["toll*"]},
        {"code": "silence", "name": "Never found", "rules": ["zzz"]},
    ],
}
SPEECH = [
    ("h1", "heading", "A synthetic address on bridges"),
    ("s1", "salutation", "Colleagues,"),
    ("p1", "speech", "The bridge is open. The wind is not yet our friend."),
    ("p2", "speech", "We shall not raise the toll on the bridge. Rain or wind, the ferry sails."),
    ("p3", "speech", "Nothing is said here of anything in the book."),
    ("p4", "speech", "Tolls pay for bridges, and bridges pay for tolls."),
]


def paragraphs_of(
    document: str, units: Sequence[tuple[str, str, str]], speaker: str = "Synthetic Speaker"
) -> list[Paragraph]:
    """Paragraph records of (number, kind, text); one paragraph a line, ASCII, so that characters
    are bytes.
    """
    paragraphs, start = [], 0
    for order, (number, kind, text) in enumerate(units, start=1):
        sentences = (
            [match.span() for match in re.finditer(r"[^.]+\.?", text)] if kind == "speech" else []
        )
        checksum = hashlib.sha256(text.encode()).hexdigest()
        paragraphs.append(
            Paragraph(
                f"{document}.{number}",
                document,
                number,
                kind,
                speaker,
                order,
                text,
                checksum,
                count_words(text, "en"),
                start,
                start + len(text),
                start,
                start + len(text),
                order,
                sentences,
            )
        )
        start += len(text) + 1
    return paragraphs


def find(paragraph: Paragraph, pattern: str, rule: str) -> list[Evidence]:
    """Evidence of every match of a regular expression."""
    return [
        Evidence(
            match.start(),
            match.end(),
            paragraph.raw_start + match.start(),
            paragraph.raw_start + match.end(),
            rule,
            match.group(),
        )
        for match in re.finditer(pattern, paragraph.text, re.IGNORECASE)
    ]


def code_by_rules(paragraph: Paragraph, codebook: Mapping[str, Any] = CODEBOOK) -> list[Coding]:
    """Codings by the plain rules of a synthetic codebook: a toy of the stage, for words with `*`
    only.
    """
    codings = []
    for theme in codebook["themes"]:
        evidence = []
        for number, rule in enumerate(theme["rules"], start=1):
            pattern = rule if isinstance(rule, str) else rule["phrase"]
            evidence += find(
                paragraph,
                r"\b" + re.escape(pattern).replace(r"\*", r"\w*") + r"\b",
                f"{theme['code']}.{number}",
            )
        if evidence:
            rules = {span.rule for span in evidence}
            carried = sorted(rules) if len(rules) == 1 else []
            evidence.sort(key=lambda span: span.start)
            codings.append(
                Coding(
                    paragraph.document,
                    paragraph.id,
                    theme["code"],
                    "rules",
                    evidence,
                    carried_by=carried,
                )
            )
    return codings


def reading(
    document: str = "harbour-2001",
    units: Sequence[tuple[str, str, str]] = SPEECH,
    hand: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    voices: Sequence[tuple[str, str, str, str]] = (),
    speaker: str = "Synthetic Speaker",
    codebook: Mapping[str, Any] = CODEBOOK,
    stale: frozenset[tuple[str, str]] = frozenset(),
) -> CodedDocument:
    """A coded document.

    `hand`: coder -> paragraph number -> themes ([] = read, none applies); `voices`: (number, voice,
    words, source).
    """
    paragraphs = paragraphs_of(document, units, speaker)
    by_number = {paragraph.number: paragraph for paragraph in paragraphs}
    codings: dict[str, list[Coding]] = {
        p.id: code_by_rules(p, codebook) for p in paragraphs if p.kind == "speech"
    }
    for coder, read in (hand or {}).items():
        for number, themes in read.items():
            identifier = by_number[number].id
            old = (coder, number) in stale
            codings.setdefault(identifier, []).extend(
                Coding(
                    document, identifier, theme, coder, [], "a synthetic memo" if theme else "", old
                )
                for theme in themes or [""]
            )
    heard: dict[str, list[Voice]] = {}
    for number, voice, words, source in voices:
        paragraph = by_number[number]
        start = paragraph.text.index(words)
        heard.setdefault(paragraph.id, []).append(
            Voice(document, paragraph.id, voice, "first", start, start + len(words), words, source)
        )
    record = SegmentedDocument(
        document, f"raw/{document}.txt", "0" * 64, "0" * 64, "en", False, len(paragraphs)
    )
    actors: dict[str, list[ActorMention]] = {}
    return CodedDocument(record, paragraphs, codings, heard, actors)


def metadata(document: str, **more: Any) -> dict[str, Any]:
    """An entry of documents.json."""
    described = {
        "title": f"Synthetic: {document}",
        "speaker": {"name": "Synthetic Speaker"},
        "date": "2001-05-01",
        **more,
    }
    return {
        "document": document,
        "raw": f"raw/{document}.txt",
        "metadata": described,
        "derived": False,
    }


def write_state(
    folder: Path,
    readings: Sequence[CodedDocument],
    documents: Sequence[Mapping[str, Any]],
    codebook: Mapping[str, Any] = CODEBOOK,
) -> list[str]:
    """Write what `count` and `tabulate` read, a batch a document; returns the arguments of
    `tabulate_all` but for --output.
    """
    segments, codes = [], []
    for coded in readings:
        name = coded.document.document
        segments.append(folder / "segment" / f"{name}.jsonl")
        codes.append(folder / "code" / f"{name}.jsonl")
        write_records(segments[-1], [coded.document, *coded.paragraphs])
        groups = (coded.codings, coded.voices, coded.actors)
        write_records(
            codes[-1],
            [record for group in groups for records in group.values() for record in records],
        )  # type: ignore[attr-defined]
    write_json(folder / "documents.json", documents)
    write_json(folder / "codebook.json", codebook_of({"title": "t", "version": "1", **codebook}))
    return [
        "--documents",
        str(folder / "documents.json"),
        "--codebook",
        str(folder / "codebook.json"),
        "--segment",
        *map(str, segments),
        "--code",
        *map(str, codes),
    ]


def tabulate_all(arguments: Sequence[str]) -> None:
    """Run `count` for each batch, then `tabulate`.

    The arguments are those of both, with --segment and --code for all batches.
    """
    parser = argparse.ArgumentParser()
    for name in ("documents", "codebook", "output"):
        parser.add_argument(f"--{name}", type=Path)
    for name in ("segment", "code"):
        parser.add_argument(f"--{name}", type=Path, nargs="+")
    parser.add_argument("--coding", default="rules")
    parser.add_argument("--adjudication", default="majority")
    parser.add_argument("--keyness", default="null")
    given, more = parser.parse_known_args(arguments)
    folder = given.output.parent / "count"
    documents = read_documents(given.documents)
    keyness = msgspec.json.decode(given.keyness, type=Keyness | None)
    names = {"all": [entry.document for entry in documents]}
    sides = sides_by_batch(keyness, documents, names)["all"]
    write_json(folder / "sides.json", sides)
    coders = {
        record.coder
        for code in given.code
        for record in read_records(code, Coded)
        if isinstance(record, Coding)
    }
    people = ["--coders", *sorted(coders - {"rules", "consensus"})]
    how = ["--coding", given.coding, "--adjudication", given.adjudication, *people]
    counted = []
    for segment, code in zip(given.segment, given.code, strict=True):
        counted.append(folder / segment.name)
        files = {"segment": segment, "code": code, "rules": given.codebook}
        files |= {"sides": folder / "sides.json", "output": counted[-1]}
        count.main([*how, *(f"--{name}={path}" for name, path in files.items())])
    tabulate.main(
        [
            *("--documents", str(given.documents), "--codebook", str(given.codebook)),
            *("--coding", given.coding, "--keyness", given.keyness, *more),
            *people,
            *("--output", str(given.output), "--count", *map(str, counted)),
        ]
    )
