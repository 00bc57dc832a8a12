"""A transcript that can be added, and what `pilcrow add` says about it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.edition.sources import Edition
from pilcrow.identity import ledger
from pilcrow.model.records import Mark
from pilcrow.text.languages import language_name
from pilcrow.text.normalise import OPERATIONS

# Operations of the processing record that `pilcrow add` reports.
_TOLD = {name: OPERATIONS[name] for name in ("mended", "unified")}
SHOWN = 12  # paragraphs whose first words are printed


class Addition(msgspec.Struct):
    """A transcript that can be added, and what would be written for it."""

    source: Path
    document: str
    raw: str  # "raw/<document>.txt"
    metadata: dict[str, Any]  # by key of raw/<document>.yaml
    missing: list[str]  # required keys that nobody gave
    guessed: list[str]  # keys whose values are guesses
    edition: Edition
    there: bool  # the transcript is in raw/ already
    again: bool  # a ledger of this ID exists already
    ledger: str  # the first ledger; "" if none is written
    unsure: list[str] = []  # guesses that a person has to confirm before the first ledger
    doubts: list[str] = []  # sentences about encoding, language and family name


def to_yaml(metadata: dict[str, Any]) -> str:
    """Return metadata as the text of raw/<document>.yaml, in the order of the documentation."""
    import yaml

    order = (
        "title",
        "short_title",
        "speaker",
        "addressee",
        "date",
        "place",
        "language",
        "event",
        "source",
        "encoding",
        "segmentation",
    )
    known = {key: metadata[key] for key in order if key in metadata}
    text = yaml.safe_dump({**known, **metadata}, allow_unicode=True, sort_keys=False, width=120)
    # A person writes a date without quotation marks.
    return text.replace(f"date: '{metadata.get('date')}'", f"date: {metadata.get('date')}")


def describe(added: Addition, dry: bool) -> list[str]:
    """Return lines on what was added, or would be if `dry`: file, metadata, division, next step."""
    found, would = added.edition, "would be " if dry else ""
    copied = "is there already" if added.there else f"{would}copied as received"
    language = language_name(added.metadata["language"])
    guess = {
        name: f" ({name} guessed)" if name in added.guessed else ""
        for name in ("language", "encoding")
    }
    lines = [
        (
            f"{added.document}: {added.raw} {copied}: {found.cleaned.bytes:,}"
            f" bytes of {found.cleaned.encoding.upper()}{guess['encoding']},"
            f" {language}{guess['language']}."
        ),
        *(f"  {sentence}" for sentence in found.segmented.explanation),
    ]
    width = max((len(paragraph.number) for paragraph in found.paragraphs), default=0)
    several = (
        len({paragraph.speaker for paragraph in found.paragraphs if paragraph.kind == "speech"}) > 1
    )
    for paragraph in found.paragraphs[:SHOWN]:
        who = f"{paragraph.speaker}: " if several and paragraph.speaker not in ("", "?") else ""
        words = who + paragraph.text
        where = f"  [{paragraph.locator}]" if found.cleaned.received and paragraph.locator else ""
        lines.append(
            f"  {paragraph.number:<{width}}  {paragraph.kind:<10} "
            f" {words[:70]}{'…' if len(words) > 70 else ''}{where}"
        )
    if len(found.paragraphs) > SHOWN:
        lines.append(f"  … and {len(found.paragraphs) - SHOWN} more")
    counts = found.cleaned.normalisation.operations()
    lines += [
        f"  {counts[name]:,} {name}: {meaning}."
        for name, meaning in _TOLD.items()
        if name in counts
    ]
    lines += [
        f"  {_place(mark)}{mark.message} {mark.todo}".rstrip()
        for mark in found.segmented.marks
        if mark.kind in ("metadata", "division", "reading", "languages")
    ]
    lines += _next_step(added, would)
    return lines


def _place(mark: Mark) -> str:
    named = re.search(rf"\bline {mark.line}\b", mark.message)
    return f"Line {mark.line}: " if mark.line and not named else ""


def _next_step(added: Addition, would: str) -> list[str]:
    shown = f"raw/{added.document}.yaml"
    check = [name for name in added.guessed if name not in ("encoding", "language")]
    if added.missing:
        names = " and ".join(added.missing)
        example = " ".join(
            {"speaker": '--speaker "…"', "date": "--date YYYY-MM-DD"}[name]
            for name in added.missing
        )
        empty = {"speaker": '{name: "", family: ""}', "date": ""}
        known = {key: value for key, value in added.metadata.items() if key not in added.missing}
        return [
            (
                f"  Missing: {names} (not given, not found in the text). {shown} and the first"
                f" ledger {'would not be' if would else 'are not'} written, and the report will"
                " warn about this document."
            ),
            (
                f"  {'Add it' if would else 'Type the command again'} with {example}. Or write"
                f" {shown}, then `pilcrow accept {added.document}`. Start with:"
            ),
            *(f"    {line}" for line in to_yaml(known).splitlines()),
            *(f"    {name}: {empty[name]}".rstrip() for name in added.missing),
        ]
    lines = [
        f"  {shown} {would}written."
        + f" Check what is guessed in it: {', '.join(check)}." * bool(check)
    ]
    lines += [f"  {sentence}" for sentence in added.doubts]
    if added.again:
        lines.append(
            "  Its ledger exists already, so its paragraphs keep their IDs: see `pilcrow status"
            f" {added.document}`."
        )
    elif added.unsure:
        names = " and ".join(added.unsure)
        lines.append(
            f"  {ledger.ledger_file(added.document)} {'would not be' if would else 'is not'}"
            f" written yet, because {names}"
            f" {'was' if len(added.unsure) == 1 and names[-1] != 's' else 'were'} only guessed."
            f" Look at the division with `pilcrow show {added.document}`, then confirm it with"
            f" `pilcrow accept {added.document}`."
        )
    else:
        lines.append(
            f"  {ledger.ledger_file(added.document)} {would}written: its paragraph IDs are"
            " permanent."
        )
    return lines


def addition_data(added: Addition) -> dict[str, Any]:
    """Return an addition as plain data, for --json."""
    return {
        "document": added.document,
        "raw": added.raw,
        "metadata": added.metadata,
        "missing": added.missing,
        "guessed": added.guessed,
        "ledger": bool(added.ledger) or added.again,
        "paragraphs": [
            {"id": one.id, "kind": one.kind, "speaker": one.speaker}
            for one in added.edition.paragraphs
        ],
    }
