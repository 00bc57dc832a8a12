"""Check the texts: that they can be read, and that everything that cites them is true.

A build finds the same in its stages. `pilcrow check` reads every text for it and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from pilcrow.checks.config import WrittenConfig
from pilcrow.coding.codebook_checks import SHOWN, load_codebook
from pilcrow.coding.examples import examine_examples, named_documents, with_language
from pilcrow.coding.hand import read_hand
from pilcrow.coding.match import Matcher
from pilcrow.edition import sources
from pilcrow.edition.division import division_file
from pilcrow.edition.people import SHOWN as PEOPLE
from pilcrow.edition.people import load_people
from pilcrow.edition.sources import Edition
from pilcrow.files.project import raw_files
from pilcrow.files.typed import Lines, Place, line_of_place
from pilcrow.inputs.keyness import NAMES, side_values
from pilcrow.model import wording
from pilcrow.model.codebook import Codebook, Rule, Where
from pilcrow.model.documents import Document, Segmentation
from pilcrow.model.problems import Problem, Problems, did_you_mean
from pilcrow.model.records import Mark, Paragraph
from pilcrow.model.settings import Config
from pilcrow.text.kinds import stage_pattern
from pilcrow.text.languages import language_name

FEW = 50  # documents; the texts of more are not kept, and words without a citation not looked for
# Doubts about how a text was read. Whoever accepted its paragraphs has settled them.
ACCEPTED = ("division", "reading", "languages")


class ExaminedTexts(msgspec.Struct):
    """What the check of the texts found."""

    problems: list[Problem] = []
    marks: list[Mark] = []
    unread: list[str] = []  # documents whose text cannot be read
    editions: dict[str, Edition] = {}  # the texts, if they are few
    speakers: set[str] = set()
    languages: set[str] = set()  # BCP 47, only the first part
    places: set[Where] = set()  # languages, kinds and speakers of paragraphs
    actors: set[str] = set()
    # For the examples of the codebook: paragraphs, withdrawn IDs, documents with a ledger.
    paragraphs: list[Paragraph] = []
    withdrawn: list[str] = []
    settled: set[str] = set()
    # What the configuration and edition/speakers.csv name and a text has: key and words.
    named: set[tuple[str, str]] = set()


def check_texts(
    root: Path, documents: Sequence[Document], codebook: Codebook | None, all_read: bool = True
) -> ExaminedTexts:
    """Clean, divide and match every document whose other files have no problem.

    Marks concern corrections and hand codings of words that are gone, examples that contradict the
    rules, limits to speakers that no text has, and actors that no text names. Without a codebook
    (None) the texts are cleaned and divided only. `all_read` says whether these are all documents.
    """
    read = ExaminedTexts()
    matcher = Matcher(codebook) if codebook else None
    named = named_documents(codebook) if codebook else set()
    for document in documents:
        try:
            edition = sources.read(root, document)
        except Problems as stopped:
            read.problems += stopped.problems
            read.unread.append(document.document)
            continue
        if len(documents) <= FEW:
            read.editions[document.document] = edition
        accepted = ACCEPTED if document.ledger else ()
        doubts = [*edition.cleaned.marks, *edition.segmented.marks]
        # A ledger settles what was guessed. It does not settle a scholar's row that fits nothing.
        rows = division_file(document.document)
        read.marks += [mark for mark in doubts if mark.file == rows or mark.kind not in accepted]
        read.speakers |= {paragraph.speaker for paragraph in edition.paragraphs}
        read.places |= {
            Where(
                paragraph.language or edition.segmented.language, paragraph.kind, paragraph.speaker
            )
            for paragraph in edition.paragraphs
        }
        tags = {paragraph.language for paragraph in edition.paragraphs}
        for tag in {*tags, edition.segmented.language} - {""}:
            read.languages.add(tag.lower().partition("-")[0])
        _check_named(root, document, edition, read)
        if not edition.segmented.provisional:
            read.settled.add(document.document)
        if document.document in named:
            read.paragraphs += with_language(edition.paragraphs, edition.segmented.language)
            read.withdrawn += [row.id for row in edition.withdrawn]
        if matcher:
            _check_codings(root, edition, matcher, read)
    if all_read and not read.unread:
        if codebook:
            _check_codebook(root, codebook, read)
        read.marks += _not_named(root, documents, read.named)
    read.marks = sorted({*read.marks})
    return read


def _stage_settings(one: Document | Segmentation) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield key, words and pattern of each stage direction that the scholar adds."""
    for key, words, brackets in (
        *(("stage_words", [word], []) for word in one.stage_words),
        *(("stage_brackets", [], [pair]) for pair in one.stage_brackets),
    ):
        if pattern := stage_pattern(words, brackets):
            yield key, (*words, *brackets)[0], pattern


def _check_named(root: Path, document: Document, edition: Edition, read: ExaminedTexts) -> None:
    """Mark what the metadata list and the text does not have. Note what the configuration names."""
    text = edition.cleaned.text
    idle = [
        (key, words)
        for key, words, pattern in _stage_settings(document.segmentation)
        if not pattern.search(text)
    ]
    listed = document.segmentation.languages
    spoken = {paragraph.language or document.language for paragraph in edition.paragraphs}
    heard = {tag.lower().partition("-")[0] for tag in spoken}
    if not isinstance(listed, str):
        idle += [("languages", tag) for tag in listed if tag.lower().partition("-")[0] not in heard]
    read.marks += [
        Mark(
            "metadata",
            f'Nothing in the text fits "{words}", listed under segmentation: {key}.',
            document=document.document,
            file=document.metadata_file,
            todo="Correct it, or remove it.",
        )
        for key, words in idle
    ]
    read.named.update(
        (key, words) for key, words, pattern in _stage_settings(document) if pattern.search(text)
    )
    folded = text.casefold()
    read.named.update(
        ("never", row.label)
        for place, rows in load_people(root).items()
        if place in ("", document.document)
        for row in rows
        if row.use == "never" and row.label.casefold() in folded
    )


def _not_named(
    root: Path, documents: Sequence[Document], named: Collection[tuple[str, str]]
) -> Iterator[Mark]:
    """Yield a mark for what the configuration or edition/speakers.csv names and no text has."""
    for key, words, _ in _stage_settings(documents[0]) if documents else ():
        if (key, words) not in named:
            yield Mark(
                "config",
                f'Nothing in the texts fits "{words}", listed under {key}.',
                file="config/config.yaml",
                todo="Correct it, or remove it.",
            )
    known = {one.document for one in documents}
    for place, rows in load_people(root).items():
        for row in rows:
            if row.use == "never" and place in ("", *known) and ("never", row.label) not in named:
                yield Mark(
                    "division",
                    f'"{row.label}" is listed as never a label, but no document has it.',
                    file=PEOPLE,
                    line=row.line,
                    todo="Write the label as the source prints it, or remove the row.",
                )


def unheard_sides(
    config: Config, speakers: Collection[str], written: WrittenConfig
) -> Iterator[Problem]:
    """Yield a problem for each side of the comparison of words whose speakers all say nothing."""
    declared = config.keyness
    if declared is None or declared.column != "speaker":
        return
    for side, name in enumerate(NAMES):
        wanted = side_values(declared, side)
        if not any(one in speakers for one in wanted):
            yield written.problem(
                ("keyness", name),
                f'keyness: nobody in the texts is called "{wanted[0]}".',
                todo=did_you_mean(wanted[0], sorted(filter(None, speakers)))
                or f"Speakers are: {', '.join(sorted(filter(None, speakers))[:12])}.",
                kind=f"keyness {name}",
            )


def _check_codings(root: Path, edition: Edition, matcher: Matcher, read: ExaminedTexts) -> None:
    """Read the codings by hand of a document, and look for the rules and actors in it."""
    gone = [row.id for row in edition.withdrawn]
    codes = matcher.codebook.codes()
    try:
        read.marks += read_hand(
            root, edition.manifest, edition.cleaned, edition.paragraphs, gone, codes
        ).marks
    except Problems as stopped:
        read.problems += stopped.problems
    by_language: dict[str, list[Paragraph]] = {}
    for paragraph in with_language(edition.paragraphs, edition.segmented.language):
        by_language.setdefault(paragraph.language, []).append(paragraph)
    for language, own in by_language.items():
        speaking = matcher.speaking(language)
        try:
            found = speaking.hits(own)
        except Problems as stopped:  # a rule that needs too many steps
            read.problems += stopped.problems
            continue
        numbers = {hit[2] for hits in found for hit in hits}
        read.actors |= {name for number, name in speaking.names.items() if number in numbers}


def _check_codebook(root: Path, codebook: Codebook, read: ExaminedTexts) -> None:
    """Check what the codebook says of speakers, actors and examples against all texts."""
    lines = load_codebook(root / SHOWN)[1]
    read.marks += unheard_speakers(codebook, read.speakers, lines)
    read.marks += idle_rules(codebook, read.places, lines)
    read.marks += unheard_people(root, read.speakers)
    read.marks += unread_languages(codebook, read.languages, lines)
    if not any(one.kind == "rule" for one in read.problems):
        read.marks += unnamed_actors(codebook, read.actors, lines)
        doubtful, problems = examine_examples(
            root, codebook, read.paragraphs, read.settled, read.withdrawn
        )
        read.marks += doubtful
        read.problems += problems


def unread_languages(
    codebook: Codebook, languages: Collection[str], lines: Lines
) -> Iterator[Mark]:
    """Yield a mark for each language that only rules have: no text is in it."""
    places: dict[str, list[Place]] = {}
    for number, theme in enumerate(codebook.themes):
        for count, rule in enumerate(theme.rules):
            for tag in {one.lower().partition("-")[0] for one in rule.languages}:
                if tag not in ("*", *languages):
                    places.setdefault(tag, []).append(("themes", number, "rules", count))
    for tag, found in sorted(places.items()):
        name = language_name(tag)
        yield Mark(
            "codebook",
            f"The codebook has rules for texts in {name}, but no text is in {name}.",
            file=SHOWN,
            line=line_of_place((*found[0], "languages"), lines),
            todo="Correct the language here or in the metadata, or remove it.",
        )


def unnamed_actors(codebook: Codebook, named: Collection[str], lines: Lines) -> Iterator[Mark]:
    """Yield a mark for each actor of the codebook whom no paragraph names."""
    for number, actor in enumerate(codebook.actors):
        if actor.name not in named:
            yield Mark(
                "codebook",
                f'The actor "{actor.name}" is named in no document: none of the words occurs.',
                file=SHOWN,
                line=line_of_place(("actors", number), lines),
                todo="Write the words as the texts have them, or remove the actor.",
            )


def idle_rules(codebook: Codebook, places: Collection[Where], lines: Lines) -> Iterator[Mark]:
    """Yield a mark for each theme, or each rule of it, whose kinds and speakers no paragraph has.

    A speaker who is not heard at all, and a language without texts, have marks of their own.
    """
    heard = {where.speaker.casefold() for where in places}
    language = codebook.language
    for number, theme in enumerate(codebook.themes):
        idle: list[tuple[str, Rule, Place]] = []
        for count, rule in enumerate(theme.rules):
            alone = replace(theme, rules=[rule])
            own = [where for where in places if rule.is_for(where.language, language)]
            named = {name.casefold() for name in rule.speakers or theme.speakers}
            if not own or (named and not named & heard):
                continue
            if not any(alone.has_rules_for(where, language) for where in own):
                idle.append((rule.id, rule, ("themes", number, "rules", count)))
        if len(idle) == len(theme.rules) and not any(rule.kinds for _, rule, _ in idle):
            idle = [(theme.code, rule, ("themes", number)) for _, rule, _ in idle[:1]]
        for name, rule, place in idle:
            kinds = wording.join_list(rule.kinds or theme.kinds, "or")
            yield Mark(
                "codebook",
                (
                    f"No paragraph of the kind {kinds} has these speakers, so {name} is looked for"
                    " nowhere."
                    if rule.speakers or theme.speakers
                    else f"No text has a paragraph of the kind {kinds}, so {name} is looked for"
                    " nowhere."
                ),
                file=SHOWN,
                line=line_of_place(place, lines),
                todo="Correct kinds or speakers, or remove it.",
            )


def unheard_people(root: Path, speakers: Collection[str]) -> Iterator[Mark]:
    """Yield a mark for each row of edition/speakers.csv whose document does not exist, and for each
    person there who speaks in no document.
    """
    heard = {name.casefold() for name in speakers}
    documents = {path.stem for path in raw_files(root)}
    for document, rows in load_people(root).items():
        for row in rows:
            if document and document not in documents:
                yield Mark(
                    "division",
                    f'The row of "{row.label}" is for the document {document}, which does not'
                    " exist.",
                    file=PEOPLE,
                    line=row.line,
                    todo=f"Write one of: {', '.join(sorted(documents)[:8])}, or nothing for all.",
                )
                continue
            if row.use == "speaker" and row.name.casefold() not in heard:
                yield Mark(
                    "division",
                    f'{row.name} speaks in no document: no paragraph has the label "{row.label}".',
                    file=PEOPLE,
                    line=row.line,
                    todo="Write the label as the source prints it, or remove the row.",
                )


def unheard_speakers(codebook: Codebook, speakers: Collection[str], lines: Lines) -> Iterator[Mark]:
    """Yield a mark for each speaker that a theme or rule names and that no document has."""
    heard = {name.casefold() for name in speakers}
    for number, theme in enumerate(codebook.themes):
        parents = codebook.theme(theme.parent).speakers if theme.parent else []
        own = theme.speakers if theme.speakers != parents else []
        places: list[tuple[str, list[str], Place]] = [(theme.code, own, ("themes", number))]
        places += [
            (rule.id, rule.speakers, ("themes", number, "rules", count))
            for count, rule in enumerate(theme.rules)
        ]
        for name, listed, place in places:
            for speaker in listed:
                if speaker.casefold() not in heard:
                    yield Mark(
                        "codebook",
                        f'{name} is limited to the speaker "{speaker}", who speaks in no document.',
                        file=SHOWN,
                        line=line_of_place((*place, "speakers"), lines),
                        todo="Write the name as results/tabulate/paragraphs.csv has it.",
                    )
