"""Check the names of the files in raw/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pilcrow.files.leftovers import no_transcript
from pilcrow.files.project import endings
from pilcrow.model.problems import Problem, fail, problem
from pilcrow.model.records import Mark
from pilcrow.model.values import SLUG, is_place
from pilcrow.model.wording import slug

REPEATS = re.compile(r"(.+?)\1{19,}\Z")  # what Snakemake refuses as a value of a wildcard
LONGEST = 100  # letters of a document's ID; files of the results are named after it


def propose_slug(name: str) -> str:
    """Return a valid document ID made of a file's name: "rede-koln-2" for "Rede Köln 2.txt"."""
    return slug(name, "d") if slug(name) else "document"


def why_no_id(name: str) -> str:
    """Return in a sentence why a name cannot be the ID of a document; "" if it can."""
    if not SLUG.match(name):
        why = "it must begin with a letter a–z and hold only a–z, 0–9 and hyphens"
    elif len(name) > LONGEST:
        why = f"it has {len(name)} letters. An ID is part of every paragraph's ID and has {LONGEST}"
        why += " at most"
    elif REPEATS.search(name):
        why = "its end repeats the same letters twenty times or more, which Snakemake takes for a"
        why += " mistake in a rule"
    else:
        return ""
    return f'"{name}" cannot be a document ID: {why}.'


def why_no_new_id(name: str) -> str:
    """Return in a sentence why a name cannot be the ID of a new document; "" if it can."""
    if is_place(name):
        return f'"{name}" cannot be a document ID: the page of the report uses this name itself.'
    return why_no_id(name)


def refuse_new_id(name: str, option: str = "", file: Path | str = "") -> None:
    """Raise Problems if a name cannot be the ID of a new document.

    Args:
        name: The name.
        option: What comes before an ID on the command line.
        file: The file that would have the ID, for the message.
    """
    if why := why_no_new_id(name):
        other = f"text-of-{name}" if is_place(name) else propose_slug(name)
        todo = f"Write another, such as {option}{other}." if other != name else "Write another."
        fail(why, file=file, todo=todo, kind="name")


def check_raw(root: Path, files: Sequence[Path]) -> tuple[list[Problem], list[Mark]]:
    """Return problems of file names in raw/, and marks of metadata left behind.

    `files` are its transcripts.
    """
    found = [*_bad_names(files), *_given_twice(files)]
    marks: list[Mark] = []
    transcripts = {path.name for path in files}
    documents = {path.stem for path in files}
    folder = root / "raw"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name in transcripts or path.name == "documents.csv" or path.name.startswith("."):
            continue
        # `scholars_files` reports what is not a file, and names that are not UTF-8.
        if not path.is_file() or not is_text(path.name) or no_transcript(path.name):
            continue
        if path.suffix != ".yaml":
            found.append(_not_read(path))
        elif path.stem not in documents:
            marks.append(
                Mark(
                    "metadata",
                    f"These metadata describe {path.stem}, which has no transcript in raw/.",
                    document=path.stem,
                    file=f"raw/{path.name}",
                    todo="Put the transcript back, or remove the metadata.",
                )
            )
    if not files and not found:
        todo = 'Put one there, for example "raw/speech-2022.txt".'
        found.append(problem("raw/ holds no transcript.", file="raw", todo=todo, kind="name"))
    return found, marks


def is_text(name: str) -> bool:
    """Return whether a file's name is UTF-8: other bytes stand in it as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _bad_names(files: Iterable[Path]) -> Iterator[Problem]:
    for path in files:
        if not is_text(path.name):
            continue  # `scholars_files` reports it
        if why := why_no_id(path.stem):
            todo = "Rename the file (and its .yaml with it)."
            if not SLUG.match(path.stem):
                name = f"{propose_slug(path.stem)}{path.suffix.lower()}"
                todo = f'Rename the file to "{name}" (and its .yaml with it).'
            yield problem(why, file=f"raw/{path.name}", todo=todo, kind="name")


def _given_twice(files: Iterable[Path]) -> Iterator[Problem]:
    by_document: dict[str, list[str]] = {}
    for path in files:
        by_document.setdefault(path.stem, []).append(path.name)
    for document, names in by_document.items():
        if len(names) > 1:
            what = f'The document "{document}" has more than one transcript: {", ".join(names)}.'
            yield problem(what, file="raw", todo="Give each its own name.", kind="name")


def _not_read(path: Path) -> Problem:
    """Return the problem of a file in raw/ that is neither a transcript nor metadata."""
    what, todo = (
        f'A transcript cannot end in "{path.suffix or path.name}".',
        f"Pilcrow reads {', '.join(endings())}. Convert it, or move it out of raw/.",
    )
    if path.suffix == ".yml":
        what, todo = "Metadata files end in .yaml.", f'Rename it to "{path.stem}.yaml".'
    return problem(what, file=f"raw/{path.name}", todo=todo, kind="name")
