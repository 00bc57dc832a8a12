"""Find format, encoding, language and document ID of a file that is to be added."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from pilcrow.files.project import endings
from pilcrow.files.typed import REFUSED
from pilcrow.inputs import guesses
from pilcrow.inputs.metadata import DocumentTable
from pilcrow.model.problems import fail
from pilcrow.text.decoding import BYTE_ORDER_MARKS
from pilcrow.text.encodings import detect
from pilcrow.text.languages import Guess, guess_language, language_name

# Other endings of known formats.
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
# Endings of files that Pilcrow cannot read, by what to do with them.
_WORDY = (".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".ott", ".pages", ".wpd")
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".webp", ".heic", ".djvu")
_RECORDINGS = (".mp3", ".wav", ".m4a", ".ogg", ".flac", ".mp4", ".mov", ".avi", ".mkv", ".webm")
LONGEST_ID = 80  # characters of an ID that is made of a file's name


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
            todo="Save it as .docx, without macros.",
            kind="format",
        )
    if content.startswith(b"PK\x03\x04") and named != ".docx":
        fail(
            "This is a ZIP archive or a document of an office program.",
            file=path,
            todo="Save the document as .docx, or its text as .txt.",
            kind="format",
        )
    if named in (".pdf", ".docx") and content and _is_text(content):
        fail(
            f"The name of the file ends in {named}, but it is plain text.",
            file=path,
            todo="Rename it to .txt and add it again.",
            kind="format",
        )
    if head.startswith(b"WEBVTT"):
        return ".vtt"
    if named == ".txt" and head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    if named not in endings():
        fail(
            f'Pilcrow does not read files that end in "{path.suffix}".',
            file=path,
            todo=_conversion(named) or f"Convert it first. It reads {', '.join(endings())}.",
            kind="format",
        )
    return named


def _conversion(ending: str) -> str:
    """Return what to do with a file of an unknown ending; "" if nothing can be said."""
    if ending in _WORDY:
        return "Open it in the program that wrote it and save it as .docx, or its text as .txt."
    if ending in _PICTURES:
        return (
            "This is a picture. Run text recognition (OCR) on it, proof-read the result, and add"
            " that."
        )
    return (
        "This is a recording: add its transcript, or its captions as .vtt or .srt."
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
            f"The file is not UTF-8, and its encoding is not certain. It may be {candidates}.",
            file=path,
            todo="Give the encoding with --encoding, or the language with --language.",
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
                f"The source says that it is in {language_name(stated)}, but its words look like"
                f" {language_name(guess.language)}. Give the language with --language."
            ),
        )
    if guess.sure:
        return guess.language, ""
    return guess.language or "en", _unsure_language(guess)


def _unsure_language(guess: Guess) -> str:
    if not guess.language:
        return (
            "Pilcrow does not recognise the language and assumes English. Give the language with"
            " --language."
        )
    names = " or ".join(dict.fromkeys(map(language_name, (guess.language, *guess.others))))
    return f"The language is a guess: {names}. Give it with --language."


def check_file(
    root: Path, path: Path, known: Mapping[str, str], wanted: str = ""
) -> tuple[str, str]:
    """Return the SHA-256 of a file that is to be added, and the raw file that has its bytes already
    but no metadata; "" if there is none.

    Args:
        root: The project.
        path: The file.
        known: Names of the raw files of the project by SHA-256.
        wanted: The ID that the document is to have; empty means any.

    Raises Problems if there is no such file, or if the project already has its bytes.
    """
    _require_regular_file(path)
    try:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as trouble:
        fail(
            f"The file cannot be read: {trouble.strerror}.",
            file=path,
            todo="Check that you have the right to read it.",
            kind="unreadable",
        )
    from pilcrow.checks.raw import why_no_new_id

    there = known.get(checksum, "")
    document = Path(there).stem
    if there and (wanted not in ("", document) or not _lacks_metadata(root, there)):
        rename = ""
        taken = {Path(name).stem for name in known.values()}
        if wanted not in ("", *taken) and not why_no_new_id(wanted):
            rename = f", or change its ID with `pilcrow rename {document} {wanted}`"
        fail(
            f"The project already has this file, as {there}.",
            file=path,
            todo=f"Leave it out{rename}.",
            kind="twice",
        )
    return checksum, there


def _require_regular_file(path: Path) -> None:
    """Raise Problems for a broken link, a folder or a pipe, without waiting for bytes from it."""
    try:
        mode = path.stat().st_mode
    except OSError as trouble:
        if path.is_symlink():
            loops = trouble.errno == errno.ELOOP
            what = (
                "The link leads to itself."
                if loops
                else f"The link leads to a file that does not exist: {path.readlink()}."
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


def _lacks_metadata(root: Path, there: str) -> bool:
    """Return whether a file is in raw/ and has no metadata yet."""
    document = Path(there).stem
    return (
        (root / "raw" / there).is_file()
        and not (root / f"raw/{document}.yaml").is_file()
        and document not in DocumentTable(root)
    )


def readable_name(path: Path) -> str:
    """Return a file's name as text. Bytes that are not UTF-8, and characters that metadata may not
    have, become the replacement character.
    """
    return REFUSED.sub("\ufffd", os.fsencode(path.name).decode("utf-8", "replace"))


def choose_id(path: Path, wanted: str, taken: Sequence[str]) -> str:
    """Return the ID of a new document: `wanted`, or one made of the file's name if that is empty.

    Raises Problems if the ID is not valid, reserved, or among those `taken`.
    """
    from pilcrow.checks.raw import propose_slug, refuse_new_id

    # An ID begins with a letter: "1933-Roosevelt" becomes "roosevelt-1933".
    document = wanted or propose_slug(guesses.digits_last(Path(readable_name(path)).stem))
    if not wanted and len(document) > LONGEST_ID:
        document = document[:LONGEST_ID].rpartition("-")[0] or document[:LONGEST_ID]
    refuse_new_id(document, "--id ", "" if wanted else path)
    if document in taken:
        number = next(number for number in range(2, 10_000) if f"{document}-{number}" not in taken)
        fail(
            f'There is already a document "{document}".',
            file=path,
            todo=f"Give the new one another ID: --id {document}-{number}.",
            kind="name",
        )
    return document
