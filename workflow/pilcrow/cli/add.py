"""`pilcrow add`: copy transcripts into raw/ as received, with metadata and a first ledger.

Everything is tried in a temporary folder first. Then all files are written, or none.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from pilcrow import formats
from pilcrow.cli import accept
from pilcrow.cli.door import door, print_json
from pilcrow.edition import people
from pilcrow.edition import sources as edition
from pilcrow.edition.division import division_file
from pilcrow.edition.sources import Edition
from pilcrow.files import transaction
from pilcrow.files.project import ENDINGS, endings, raw_files
from pilcrow.identity import ledger
from pilcrow.inputs import guesses
from pilcrow.inputs.metadata import DocumentTable
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.records import write_text
from pilcrow.model.values import EXHIBIT, RESERVED, SLUG
from pilcrow.text.decoding import BYTE_ORDER_MARKS
from pilcrow.text.encodings import detect
from pilcrow.text.languages import Guess, guess_language, name_of
from pilcrow.text.normalise import OPERATIONS

# Other endings that files of a known format bear.
ALIASES = {
    ".htm": ".html",
    ".xhtml": ".html",
    ".text": ".txt",
    ".asc": ".txt",
    ".markdown": ".md",
    ".tei": ".xml",
    ".webvtt": ".vtt",
    "": ".txt",
}
TEXTUAL = (".txt", ".md")
# What to do with files that hold a text and cannot be read, or that hold none.
_WORDY = (".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".ott", ".pages", ".wpd")
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".webp", ".heic", ".djvu")
_RECORDINGS = (".mp3", ".wav", ".m4a", ".ogg", ".flac", ".mp4", ".mov", ".avi", ".mkv", ".webm")
# Operations of the processing record that `pilcrow add` tells of.
_TOLD = {name: OPERATIONS[name] for name in ("mended", "unified")}
LONGEST_ID = 80  # characters of an ID that is made of a file's name
SHOWN = 12  # paragraphs of which the first words are printed


class Addition(msgspec.Struct):
    """A transcript that can be added, and what would be written for it."""

    source: Path
    document: str
    raw: str  # "raw/<document>.txt"
    metadata: dict[str, Any]  # what is known of it, in the order of raw/<document>.yaml
    missing: list[str]  # what the metadata must have and nobody said
    guessed: list[str]  # which of the metadata are guesses
    found: Edition
    again: bool  # a ledger of this ID is there already
    ledger: str  # the first ledger, "" where none is written
    unsure: list[str] = []  # what was only guessed, so that a person has to confirm it first
    doubts: list[str] = []  # what was told of the encoding and the language, and is not sure


def detect_ending(path: Path, content: bytes) -> str:
    """Return the ending that a file should have by its content: ".pdf" for any PDF.

    Raises Problems if the file is not in a format that Pilcrow reads.
    """
    named = "".join(path.suffixes[-1:]).lower()
    named = ALIASES.get(named, named)
    if content.startswith(b"%PDF"):
        return ".pdf"
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if named == ".docm":
        fail(
            "This is a Word document with macros.",
            file=path,
            todo="Save it as .docx, without them.",
            kind="format",
        )
    if content.startswith(b"PK\x03\x04") and named != ".docx":
        fail(
            "This is a ZIP archive or a document of an office program.",
            file=path,
            todo="Save it as .docx, or its text as .txt.",
            kind="format",
        )
    if named in (".pdf", ".docx") and content and _is_text(content):
        fail(
            f"The name of the file ends in {named}, but it is plain text.",
            file=path,
            todo="Rename it to .txt, and add that.",
            kind="format",
        )
    if head.startswith(b"WEBVTT"):
        return ".vtt"
    if named == ".txt" and head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    if named not in endings():
        fail(
            f'A transcript cannot end in "{path.suffix}".',
            file=path,
            todo=_conversion(named) or f"Known are {', '.join(endings())}. Convert it first.",
            kind="format",
        )
    return named


def _conversion(ending: str) -> str:
    """Return what to do with a file of an unknown ending; "" if nothing can be said."""
    if ending in _WORDY:
        return "Open it in the program that wrote it and save it as .docx, or its text as .txt."
    if ending in _PICTURES:
        return (
            "It is a picture: run text recognition (OCR) over it, proof-read the result, and add"
            " that."
        )
    return (
        "It is a recording: add its transcript, or its captions as .vtt or .srt."
        if ending in _RECORDINGS
        else ""
    )


def _is_text(content: bytes) -> bool:
    """Return whether bytes are plain text in UTF-8, judged by the first 10,000."""
    beginning = content[:10_000]
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as trouble:
        if trouble.start < len(beginning) - 3:
            return False
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in beginning)


def detect_encoding(content: bytes, path: Path, language: str = "") -> tuple[str, str]:
    """Return the encoding to write into the metadata, and a sentence of doubt if it is a guess.

    Args:
        content: The bytes of a plain text.
        path: The file, for the message.
        language: Language of the text, which helps the guess; empty means unknown.

    Returns:
        The encoding, "" for UTF-8; and the sentence, "" if the encoding is certain.

    Raises Problems, with the probable encodings, if the best guess is not good enough.
    """
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    if marked:
        return ("" if marked == "utf-8" else marked[:6]), ""
    try:
        content.decode("utf-8")
        if b"\0" not in content:
            return "", ""
    except UnicodeDecodeError:
        pass
    detection = detect(content, language)
    if encoding := detection.encoding:
        words = detection.readings[0].words
        return encoding, f"The encoding is a guess: {encoding}, “{words}”."
    if candidates := detection.candidates():
        fail(
            f"The file is not UTF-8, and its encoding cannot be told. It may be {candidates}.",
            file=path,
            todo="Give the right one with --encoding, or the language with --language.",
            kind="encoding",
        )
    return "", ""


def detect_language(text: str, stated: str = "") -> tuple[str, str]:
    """Return the language of a text, and a sentence of doubt if it is not certain.

    Args:
        text: The clean text.
        stated: The language that the source gives; empty means none.

    Returns:
        A BCP 47 tag, "en" if nothing can be told; and the sentence, "" if the language is certain.
    """
    guess = guess_language(text)
    if stated and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", stated):
        if not guess.sure or guess.language.split("-")[0] == stated.lower().split("-")[0]:
            return stated, ""
        return (
            guess.language,
            (
                f"The source says that it is in {name_of(stated)}, and its words look like"
                f" {name_of(guess.language)}. Give the language with --language."
            ),
        )
    if guess.sure:
        return guess.language, ""
    return guess.language or "en", _unsure_language(guess)


def _unsure_language(guess: Guess) -> str:
    if not guess.language:
        return (
            "The language cannot be told from the text; English is assumed. Give it with"
            " --language."
        )
    names = " or ".join(dict.fromkeys(map(name_of, (guess.language, *guess.others))))
    return f"The language is a guess: {names}. Give it with --language."


def try_out(
    content: bytes, raw: str, document: str, metadata: dict[str, Any], place: Path, root: Path
) -> Edition:
    """Return the edition that a transcript would have, made in the temporary folder `place`.

    Raises Problems if the transcript cannot be read.
    """
    (place / "raw").mkdir(parents=True, exist_ok=True)
    (place / raw).write_bytes(content)
    for name in (ledger.ledger_file(document), division_file(document), people.SHOWN):
        if (root / name).is_file():
            (place / "edition").mkdir(exist_ok=True)
            shutil.copyfile(root / name, place / name)
    write_text(place / f"raw/{document}.yaml", to_yaml(metadata))
    return edition.load(place, document)


def prepare(
    path: Path,
    document: str,
    given: dict[str, Any],
    place: Path,
    root: Path,
    ask: Callable[[str, str], str] | None = None,
) -> Addition:
    """Return what adding a file would write. Write nothing outside `place`.

    Args:
        path: The transcript.
        document: The new document's ID.
        given: Metadata from the command line, by their keys in raw/<document>.yaml.
        place: A temporary folder.
        root: The project.
        ask: Asks a person for missing metadata: question, proposal → answer; None asks nobody.

    Raises Problems if the transcript cannot be read.
    """
    content = path.read_bytes()
    ending = detect_ending(path, content)
    raw = f"raw/{document}{ending}"
    metadata = {"title": document, "speaker": {"name": "?"}, "date": "1000", **given}
    guessed: list[str] = []
    doubts: dict[str, str] = {}
    if ending in TEXTUAL and "encoding" not in given:
        encoding, doubts["encoding"] = detect_encoding(content, path, given.get("language", ""))
        if encoding:
            metadata["encoding"] = encoding
            guessed.append("encoding")
    found = try_out(content, raw, document, metadata, place, root)
    stated = formats.describe(content, raw)
    if "language" not in given:
        metadata["language"], doubts["language"] = detect_language(
            found.cleaned.text, stated.language
        )
        guessed += [] if stated.language else ["language"]
    proposals = {
        "title": (
            stated.title
            or guesses.propose_title(found.paragraphs)
            or guesses.title_of_name(Path(readable_name(path)).stem)
        ),
        "date": (
            stated.date or guesses.propose_date(Path(readable_name(path)).stem, found.paragraphs)
        ),
        "speaker": "" if (speaker := guesses.propose_speaker(found.paragraphs)) == "?" else speaker,
    }
    missing = complete(metadata, given, guessed, proposals, ask)
    if "speaker" not in missing and not metadata["speaker"].get("family"):
        doubts["family"] = complete_family(metadata, found.cleaned.text, path, ask)
    source = {key: value for key in ("publisher", "licence") if (value := getattr(stated, key))}
    received = {"description": f"Received as a file named “{readable_name(path)}”."}
    metadata["source"] = source | given.get("source", received)
    found = try_out(content, raw, document, metadata, place, root)
    again = (root / ledger.ledger_file(document)).is_file()
    told = [doubt for doubt in doubts.values() if doubt]
    unsure = _unsure(doubts, guessed, found)
    rows = (
        ""
        if missing or again or unsure
        else ledger.render(accept.prepare(place, document, None, accept.today(), "").rows)
    )
    return Addition(
        path, document, raw, metadata, missing, guessed, found, again, rows, unsure, told
    )


def complete_family(
    metadata: dict[str, Any], text: str, path: Path, ask: Callable[[str, str], str] | None
) -> str:
    """Add the speaker's family name to the metadata if it is certain or a person gives it.

    Returns:
        A sentence of doubt if the family name was not added; else "".
    """
    speaker = metadata["speaker"]
    name, language = speaker["name"], metadata.get("language", "en")
    stem = Path(readable_name(path)).stem
    family = guesses.certain_family(name, language, text, stem)
    proposal = guesses.propose_family(name, language)
    if not family and ask:
        family = ask("family name of the speaker", proposal)
    if not family:
        return (
            f"The family name in “{name}” is not certain, so it is not written. Citations have"
            f" “{proposal}”: if that is wrong, write family: below the name."
        )
    metadata["speaker"] = {"name": name, "family": family, **speaker}
    return ""


def _unsure(doubts: Mapping[str, str], guessed: Sequence[str], found: Edition) -> list[str]:
    """Return the guesses that decide how the text is read, so that a person confirms them first."""
    unsure = [name for name in ("encoding", "language") if doubts.get(name)]
    if "speaker" in guessed:
        unsure.append("speaker")
    if any(doubt.kind == "guessed" for doubt in found.segmented.doubts):
        unsure.append("some speaker labels")
    return unsure


def complete(
    metadata: dict[str, Any],
    given: Mapping[str, Any],
    guessed: list[str],
    proposals: Mapping[str, str],
    ask: Callable[[str, str], str] | None,
) -> list[str]:
    """Add proposed or answered values to the metadata, for the keys that were not given.

    Args:
        metadata: The metadata, changed in place.
        given: Metadata from the command line.
        guessed: Keys of guessed values, extended in place.
        proposals: A proposal by key; empty means that the text suggests none.
        ask: Asks a person: question, proposal → answer; None takes the proposals.

    Returns:
        The keys that are still missing.
    """
    missing = []
    for key, proposal in proposals.items():
        if key in given:
            continue
        answer = ask(key, proposal) if ask else proposal
        if answer:
            metadata[key] = {"name": answer} if key == "speaker" else answer
            if not ask:
                guessed.append(key)
        else:
            missing.append(key)
            metadata[key] = {"name": "?"} if key == "speaker" else "1000"
    return missing


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
    # A date is a plain word in YAML written by hand.
    return text.replace(f"date: '{metadata.get('date')}'", f"date: {metadata.get('date')}")


def choose_id(path: Path, wanted: str, taken: Sequence[str]) -> str:
    """Return the ID of a new document: `wanted`, or one made of the file's name if that is empty.

    Raises Problems if the ID is not valid, reserved, or among those `taken`.
    """
    from pilcrow.checks.raw import propose_slug

    if wanted and not SLUG.match(wanted):
        fail(
            f'"{wanted}" cannot be a document ID: it must begin with a letter a–z and hold only'
            " a–z, 0–9 and hyphens.",
            todo=f"Write --id {propose_slug(wanted)}.",
            kind="name",
        )
    # An ID begins with a letter: "1933-Roosevelt" becomes "roosevelt-1933".
    document = wanted or propose_slug(guesses.digits_last(Path(readable_name(path)).stem))
    if len(document) > LONGEST_ID:
        document = document[:LONGEST_ID].rpartition("-")[0] or document[:LONGEST_ID]
    if document in RESERVED or EXHIBIT.fullmatch(document):
        fail(
            f'"{document}" cannot be a document ID: the page of the report has a place of that'
            " name.",
            file=path,
            todo=f"Give it another: --id text-of-{document}.",
            kind="name",
        )
    if document in taken:
        number = next(number for number in range(2, 10_000) if f"{document}-{number}" not in taken)
        fail(
            f'There is a document "{document}" already.',
            file=path,
            todo=f"Name the new one: --id {document}-{number}.",
            kind="name",
        )
    return document


def describe(added: Addition, dry: bool) -> list[str]:
    """Return lines on what was added, or would be if `dry`: file, metadata, division, next step."""
    found, would = added.found, "would be " if dry else ""
    language = name_of(added.metadata["language"])
    guess = {
        name: f" ({name} guessed)" if name in added.guessed else ""
        for name in ("language", "encoding")
    }
    lines = [
        (
            f"{added.document}: {added.raw} {would}copied as received: {found.cleaned.bytes:,}"
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
        f"  {f'Line {mark.line}: ' if mark.line else ''}{mark.message} {mark.todo}".rstrip()
        for mark in found.segmented.marks
        if mark.kind in ("metadata", "division", "reading")
    ]
    lines += _next(added, would)
    return lines


def _next(added: Addition, would: str) -> list[str]:
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
                f"  {f'Add it with {example}. Or write' if would else 'Write'} {shown}, then"
                f" `pilcrow accept {added.document}`. A beginning:"
            ),
            *(f"    {line}" for line in to_yaml(known).splitlines()),
            *(f"    {name}: {empty[name]}".rstrip() for name in added.missing),
        ]
    lines = [
        f"  {shown}"
        f" {would}written{', with ' + ', '.join(check) + ' guessed: look at it' if check else ''}."
    ]
    lines += [f"  {sentence}" for sentence in added.doubts]
    if added.again:
        lines.append(
            "  Its ledger was there already, and its paragraphs keep their IDs: see `pilcrow"
            f" status {added.document}`."
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


def write(additions: Sequence[Addition], root: Path) -> None:
    """Write transcripts, metadata and first ledgers: all of them or none.

    Existing metadata stay.
    """
    written: dict[str, bytes | Path] = {}
    for added in additions:
        written[added.raw] = added.source
        metadata = f"raw/{added.document}.yaml"
        if not added.missing and not (root / metadata).is_file():
            written[metadata] = to_yaml(added.metadata).encode()
        if added.ledger:
            written[ledger.ledger_file(added.document)] = added.ledger.encode()
    files = " ".join(readable_name(added.source) for added in additions)
    transaction.commit(root, f"pilcrow add {files}", written)


class Given(msgspec.Struct, frozen=True):
    """What the command line says about a transcript; "" where it says nothing."""

    title: str = ""
    date: str = ""
    speaker: str = ""
    family: str = ""
    role: str = ""
    language: str = ""
    place: str = ""
    event: str = ""
    publisher: str = ""
    url: str = ""
    encoding: str = ""

    def metadata(self) -> dict[str, Any]:
        """Return the given metadata by their keys in raw/<document>.yaml."""
        plain = ("title", "date", "language", "place", "event", "encoding")
        found: dict[str, Any] = {name: value for name in plain if (value := getattr(self, name))}
        if self.speaker:
            parts = {"name": self.speaker, "family": self.family, "role": self.role}
            found["speaker"] = {key: value for key, value in parts.items() if value}
        if source := {key: value for key in ("publisher", "url") if (value := getattr(self, key))}:
            found["source"] = source
        return found


def _ask(path: Path) -> Callable[[str, str], str]:
    def ask(key: str, proposal: str) -> str:
        shown = f" [{proposal}]" if proposal else " (Enter: not known)"
        print(f"{path.name}: {key}{shown}: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip() or proposal

    return ask


def add(
    root: Path,
    files: Sequence[Path],
    given: Given = Given(),  # noqa: B008 - it is frozen
    *,
    id: str = "",
    dry_run: bool = False,
    as_json: bool = False,
) -> int:
    """Add transcripts: copied as received, with metadata and a first ledger.

    Args:
        root: The project.
        files: The transcripts.
        given: What is known about them. On a terminal the command asks for what is missing.
        id: ID of the new document, for one file only; empty means that the file's name gives it.
        dry_run: Write nothing.
        as_json: Print an array with an object for each document.

    Returns:
        The exit status, 0. Raises Problems, of all files at once; then nothing is written.
    """
    if len(files) > 1 and (id or given.title):
        fail("--id and --title are for one file.", todo="Add the files one by one.", kind="option")
    if (given.role or given.family) and not given.speaker:
        what = "--role belongs" if given.role else "--family belongs"
        fail(f"{what} to a speaker.", todo="Give --speaker too.", kind="option")
    with tempfile.TemporaryDirectory() as place:
        additions = prepare_all(root, files, given, id, Path(place), ask=not dry_run)
        if not dry_run:
            write(additions, root)
    if as_json:
        print_json([in_short(added) for added in additions])
        return 0
    for added in additions:
        print("\n".join(describe(added, dry_run)))
    if not dry_run:
        look = "write" if all(added.missing for added in additions) else "look over"
        print(f"Next: {look} raw/*.yaml, then `snakemake` (or `make`).")
    return 0


def prepare_all(
    root: Path, files: Sequence[Path], given: Given, wanted: str, place: Path, ask: bool
) -> list[Addition]:
    """Return what adding the files would write. Write nothing outside `place`.

    Raises Problems, of all files at once.
    """
    ask = ask and sys.stdin.isatty() and sys.stderr.isatty()
    taken = edition.documents(root)
    known = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in raw_files(root)}
    found: list[Problem] = []
    additions: list[Addition] = []
    for number, path in enumerate(files):
        try:
            checksum = check_file(root, path, known)
            document = choose_id(path, wanted, [*taken, *(one.document for one in additions)])
            asking = _ask(path) if ask else None
            added = prepare(path, document, given.metadata(), place / str(number), root, asking)
            if added.missing and "encoding" in added.metadata:
                fail(
                    f"The file is not UTF-8 (probably {added.metadata['encoding']}), so it needs"
                    f" metadata. Missing: {' and '.join(added.missing)}.",
                    file=path,
                    todo="Give --speaker and --date.",
                    kind="metadata",
                )
        except Problems as stopped:
            found += [_of_source(trouble, path) for trouble in stopped.problems]
            continue
        known[checksum] = path.name
        additions.append(added)
    if found:
        raise Problems(found)
    return additions


def check_file(root: Path, path: Path, known: Mapping[str, str]) -> str:
    """Return the SHA-256 of a file that is to be added.

    Args:
        root: The project.
        path: The file.
        known: Names of the raw files of the project by SHA-256.

    Raises Problems if there is no such file, or if the project already has its bytes.
    """
    _refuse_what_is_not_a_file(path)
    try:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as trouble:
        fail(
            f"The file cannot be read: {trouble.strerror}.",
            file=path,
            todo="Ask whoever owns it for the right to read it.",
            kind="unreadable",
        )
    if checksum in known:
        fail(
            f"These bytes are in the project already, as {known[checksum]}.",
            file=path,
            todo=_instead(root, Path(known[checksum])),
            kind="twice",
        )
    return checksum


def _refuse_what_is_not_a_file(path: Path) -> None:
    """Raise Problems for a broken link, a folder or a pipe, without waiting for bytes from it."""
    try:
        mode = path.stat().st_mode
    except OSError as trouble:
        if path.is_symlink():
            loops = trouble.errno == errno.ELOOP
            what = (
                "The link leads to itself."
                if loops
                else f"The link leads nowhere: {path.readlink()}."
            )
            fail(what, file=path, todo="Give the file itself.", kind="missing")
        if trouble.errno == errno.ENOENT:
            fail("There is no such file.", file=path, kind="missing")
        fail(f"The file cannot be read: {trouble.strerror}.", file=path, kind="unreadable")
    if stat.S_ISREG(mode):
        return
    kinds = ((stat.S_ISDIR, "folder"), (stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"))
    kind = next((name for test, name in kinds if test(mode)), "device")
    todo = f"Give the files in it: {path}/*." if kind == "folder" else "Give a file."
    fail(f"This is a {kind}, not a file.", file=path, todo=todo, kind="missing")


def readable_name(path: Path) -> str:
    """Return a file's name as text; bytes that are not UTF-8 become the replacement character."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def in_short(added: Addition) -> dict[str, Any]:
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
            for one in added.found.paragraphs
        ],
    }


def _instead(root: Path, there: Path) -> str:
    """Return what to do instead of adding the same transcript again."""
    if (
        (root / f"raw/{there.stem}.yaml").is_file()
        or there.stem in DocumentTable(root)
        or not (root / "raw" / there.name).is_file()
    ):
        return "Leave it out."
    return (
        f"What it lacks are metadata: write raw/{there.stem}.yaml (`pilcrow check --skeleton"
        f" {there.stem}` prints a beginning), then `pilcrow accept {there.stem}`."
    )


def _of_source(trouble: Problem, path: Path) -> Problem:
    """Return a problem of the temporary copy as a problem of the file that the user named."""
    if trouble.file.startswith("raw/") and not trouble.file.endswith(".yaml"):
        return problem(
            trouble.what,
            file=os.fspath(path),
            line=trouble.line,
            column=trouble.column,
            todo=trouble.todo,
            kind=trouble.kind,
        )
    return trouble


def _option(name: str, help: str) -> click.Option:
    return click.Option([f"--{name}"], default="", metavar="TEXT", help=help)


command = door(
    lambda root, files, id, dry_run, as_json, **given: add(
        root, files, Given(**given), id=id, dry_run=dry_run, as_json=as_json
    ),
    [
        click.Argument(
            ["files"],
            nargs=-1,
            required=True,
            type=click.Path(path_type=Path),
            metavar="FILE...",
            help=f"Transcripts: {', '.join(ENDINGS)}.",
        ),
        _option("id", "The document's ID (default: made of the file's name)."),
        _option("title", "Default: its first heading."),
        _option("date", "2022-02-10, 2022-02 or 2022 (default: the date that the text names)."),
        _option("speaker", "Name of the main speaker."),
        _option(
            "family",
            "Family name of the speaker, for citations (default: written where it is certain).",
        ),
        _option("role", "Office that the speaker held."),
        _option("language", "BCP 47: en, fr, de, ru (default: guessed)."),
        _option("place", "Where it was spoken."),
        _option("event", "Kind of event."),
        _option("publisher", "Who published the text."),
        _option("url", "Where it was published."),
        _option("encoding", "Where it is not UTF-8 (default: guessed)."),
        click.Option(["--dry-run"], is_flag=True, help="Print what would be done. Write nothing."),
    ],
    help=(add.__doc__ or "").partition("\n")[0],
    json=True,
)
