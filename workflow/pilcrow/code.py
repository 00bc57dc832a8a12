"""Stage code: find the themes of each paragraph, by rules and by people, with their evidence."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pilcrow.build.job import run, stage_parser
from pilcrow.coding.match import Hit, Matcher
from pilcrow.coding.overlaps import carried_by, leave_matches, longest
from pilcrow.coding.places import Locate, Places
from pilcrow.model.codebook import Theme, read_codebook
from pilcrow.model.documents import Document, read_manifest
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import (
    ActorMention,
    CleanedDocument,
    Coded,
    Coding,
    Evidence,
    Paragraph,
    Segment,
    SegmentedDocument,
    Voice,
    Withdrawn,
    read_records,
    refuse_other_document,
    write_records,
)

RULES = "rules"  # name of the coder of codings by rules


def code_document(
    cleaned: CleanedDocument,
    paragraphs: Sequence[Paragraph],
    matcher: Matcher,
    by_hand: Iterable[Coding | Voice] = (),
    language: str = "",
) -> list[Coded]:
    """Return all codings of a document, and the actors that it names.

    Args:
        cleaned: The clean text.
        paragraphs: Its paragraphs.
        matcher: Finds what the rules match.
        by_hand: Codings and voices by people, from `hand.read_hand`.
        language: Language of the document.

    Returns:
        Records in the order of the paragraphs. Within a paragraph: codings by theme and coder, then
        voices, then actors, in the order of the text.
    """
    places = Places(cleaned)
    people: dict[str, list[Coding | Voice]] = {}
    for record in by_hand:
        people.setdefault(record.paragraph, []).append(record)
    coded: list[Coded] = []
    for paragraph, hits, speaking in match_paragraphs(matcher, paragraphs, language):
        own = people.pop(paragraph.id, None) if people else None
        if hits or own:
            records = (
                code_paragraph(paragraph, hits, speaking, places.locate(paragraph)) if hits else []
            )
            coded += sorted([*records, *own], key=_order) if own else records
    # The rest are codings of paragraphs that were withdrawn.
    coded += sorted(
        (record for left in people.values() for record in left),
        key=lambda record: (record.paragraph, *_order(record)),
    )
    return coded


def match_paragraphs(
    matcher: Matcher, paragraphs: Sequence[Paragraph], language: str
) -> Iterator[tuple[Paragraph, list[Hit], Matcher]]:
    """Yield each paragraph with its hits, and the matcher of its language that found them.

    `language` is the language of the document.
    """
    languages = {paragraph.language for paragraph in paragraphs}
    found: dict[str, Iterator[list[Hit]]] = {}
    for one in languages:
        own = [paragraph for paragraph in paragraphs if paragraph.language == one]
        found[one] = iter(matcher.speaking(one or language).hits(own))
    for paragraph in paragraphs:
        speaking = matcher.speaking(paragraph.language or language)
        yield paragraph, next(found[paragraph.language]), speaking


def code_paragraph(
    paragraph: Paragraph, hits: Sequence[Hit], matcher: Matcher, locate: Locate | None
) -> list[Coded]:
    """Return the codings that follow from a paragraph's hits, by theme, and the actors named.

    If `locate` is None, a character counts as a byte.
    """
    place, last, themes = matcher.place_of, len(matcher.rules), matcher.themes
    by_theme: dict[int, list[Hit]] = {}
    actors: list[Hit] = []
    for hit in hits:
        if hit[2] >= last:
            actors.append(hit)
        elif (found := by_theme.get(place[hit[2]])) is not None:
            found.append(hit)
        else:
            by_theme[place[hit[2]]] = [hit]
    if matcher.across and len(by_theme) > 1:
        modes = {number: themes[number].overlapping for number in by_theme}
        seen = leave_matches(by_theme, modes, paragraph.text)
        by_theme = {number: found for number, found in seen.items() if found}
    coded: list[Coded] = []
    for number in sorted(by_theme) if len(by_theme) > 1 else by_theme:
        coding = _coding(paragraph, themes[number], by_theme[number], matcher, locate)
        if coding is not None:
            coded.append(coding)
    if actors:
        coded += _actors(paragraph, actors, matcher)
    return coded


def _coding(
    paragraph: Paragraph,
    theme: Theme,
    found: list[Hit],
    matcher: Matcher,
    locate: Locate | None,
) -> Coding | None:
    """Return the coding of a paragraph with a theme; None if too few matches count."""
    text, raw, names = paragraph.text, paragraph.raw_start, matcher.identifiers
    alone = len(found) == 1  # nearly all codings rest on one match
    kept = found if alone or theme.overlapping == "all" else longest(found, text)
    if len(kept) < theme.at_least or not kept:
        return None
    if locate is None:
        evidence = [
            Evidence(start, end, raw + start, raw + end, names[rule], text[start:end])
            for start, end, rule in kept
        ]
    else:
        evidence = [
            Evidence(start, end, *locate(start, end), names[rule], text[start:end])
            for start, end, rule in kept
        ]
    if alone:
        carried = [evidence[0].rule]
    else:
        rules = carried_by(found, text, theme.at_least, theme.overlapping)
        carried = [names[rule] for rule in rules]
    return Coding(paragraph.document, paragraph.id, theme.code, RULES, evidence, "", False, carried)


def _actors(paragraph: Paragraph, hits: Iterable[Hit], matcher: Matcher) -> Iterator[ActorMention]:
    by_actor: dict[int, list[Hit]] = {}
    for hit in hits:
        by_actor.setdefault(hit[2], []).append(hit)
    for start, end, rule in sorted(
        hit for found in by_actor.values() for hit in longest(found, paragraph.text)
    ):
        yield ActorMention(
            paragraph.document,
            paragraph.id,
            matcher.names[rule],
            start,
            end,
            paragraph.text[start:end],
        )


def _order(record: Coded) -> tuple[int, str, str, int, str]:
    if isinstance(record, Coding):
        return 0, record.theme, record.coder, 0, ""
    if isinstance(record, Voice):
        return 1, "", record.coder, record.start, record.voice
    return 2, "", "", record.start, record.actor


def read_paragraphs(path: Path) -> Iterator[tuple[SegmentedDocument, list[Paragraph], list[str]]]:
    """Yield each document of a file of `segment`: record, paragraphs, IDs of withdrawn ones."""
    document: SegmentedDocument | None = None
    paragraphs: list[Paragraph] = []
    withdrawn: list[str] = []
    for record in read_records(path, Segment):
        if isinstance(record, Paragraph):
            paragraphs.append(record)
        elif isinstance(record, Withdrawn):
            withdrawn.append(record.id)
        else:
            if document is not None:
                yield document, paragraphs, withdrawn
            document, paragraphs, withdrawn = record, [], []
    if document is not None:
        yield document, paragraphs, withdrawn


def code(
    root: Path,
    manifests: Mapping[str, Document],
    clean: Path,
    segmented: Path,
    matcher: Matcher,
) -> Iterator[Coded]:
    """Yield the coded records of a batch, document by document.

    Args:
        root: The project.
        manifests: The documents with their hand codings, by ID.
        clean: What the stage clean made of the batch.
        segmented: What the stage segment made of the batch.
        matcher: Finds what the rules match.

    Raises Problems, of all documents at once.
    """
    problems: list[Problem] = []
    for cleaned, (record, paragraphs, withdrawn) in zip(
        read_records(clean, CleanedDocument), read_paragraphs(segmented), strict=True
    ):
        document = record.document
        refuse_other_document(document, cleaned.document, segmented)
        by_hand: list[Coding | Voice] = []
        manifest = manifests.get(document)
        if manifest and (manifest.hand or manifest.voice):
            from pilcrow.coding.hand import read_hand

            try:
                read = read_hand(
                    root, manifest, cleaned, paragraphs, withdrawn, matcher.codebook.codes()
                )
            except Problems as stopped:
                problems += stopped.problems
                continue
            by_hand = read.records
            for mark in read.marks:
                print(mark, file=sys.stderr)
        try:
            coded = code_document(cleaned, paragraphs, matcher, by_hand, record.language)
        except Problems as stopped:
            problems += stopped.problems
            continue
        yield from coded
    if problems:
        raise Problems(problems)


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.code`."""
    parser = stage_parser("code", __doc__)
    parser.file("manifest", "the documents of the batch")
    parser.file("clean", "what the stage clean made of the batch")
    parser.file("paragraphs", "what the stage segment made of the batch")
    parser.file("rules", "rules.json")
    parser.file("output", "the codings, JSON Lines")
    options = parser.parse_args(arguments)
    manifest = read_manifest(options.manifest)
    matcher = Matcher(read_codebook(options.rules))
    # Records have no cycles, and the search for cycles takes longer than making the records.
    gc.disable()
    write_records(
        options.output,
        code(
            Path(),
            {entry.document: entry for entry in manifest.documents},
            options.clean,
            options.paragraphs,
            matcher,
        ),
    )
    return 0


if __name__ == "__main__":
    run(main)
