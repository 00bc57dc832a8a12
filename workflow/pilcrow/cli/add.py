"""`pilcrow add`: copy transcripts into raw/ as received, with metadata and a first ledger.

Everything is tried in a temporary folder first. Then all files are written, or none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from pilcrow import formats
from pilcrow.cli import accept
from pilcrow.cli.addition import Addition, addition_data, describe, to_yaml
from pilcrow.cli.door import door, dry_run_option, print_json
from pilcrow.cli.incoming import (
    check_file,
    choose_id,
    detect_encoding,
    detect_ending,
    detect_language,
    readable_name,
)
from pilcrow.edition import people
from pilcrow.edition import sources as edition
from pilcrow.edition.division import division_file
from pilcrow.edition.sources import Edition
from pilcrow.files import transaction
from pilcrow.files.language import say, shipped_codes, shipped_language, speaking
from pilcrow.files.project import ENDINGS, raw_files
from pilcrow.formats.extracted import SourceDescription
from pilcrow.identity import ledger
from pilcrow.inputs import guesses
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.records import write_text
from pilcrow.report.prose.publication import read_language_code
from pilcrow.text.languages import language_name
from pilcrow.text.units import OF_SPEAKERS

TEXTUAL = (".txt", ".md")


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
    return edition.load_document(place, document)


def prepare(
    path: Path,
    raw: str,
    given: dict[str, Any],
    place: Path,
    root: Path,
    ask: Callable[[str, str], str] | None = None,
) -> Addition:
    """Return what adding a file would write. Write nothing outside `place`.

    Args:
        path: The transcript.
        raw: The file in raw/ that it is or becomes.
        given: Metadata from the command line, by their keys in raw/<document>.yaml.
        place: A temporary folder.
        root: The project.
        ask: Asks a person for missing metadata: question, proposal → answer; None asks nobody.

    Raises Problems if the transcript cannot be read.
    """
    content = path.read_bytes()
    document, ending = Path(raw).stem, Path(raw).suffix
    metadata = {"title": document, "speaker": {"name": "?"}, "date": "1000", **given}
    guessed: list[str] = []
    doubts: dict[str, str] = {}
    if ending in TEXTUAL and "encoding" not in given:
        encoding, doubts["encoding"] = detect_encoding(content, path, given.get("language", ""))
        if encoding:
            metadata["encoding"] = encoding
            guessed.append("encoding")
    trial = try_out(content, raw, document, metadata, place, root)
    stated = formats.describe(content, raw)
    if "language" not in given:
        metadata["language"], doubts["language"] = detect_language(
            trial.cleaned.text, stated.language
        )
        guessed += [] if stated.language else ["language"]
    proposals = propose(path, stated, trial, given.get("title", ""))
    missing = complete(metadata, given, guessed, proposals, ask)
    if "speaker" not in missing and not metadata["speaker"].get("family"):
        doubts["family"] = complete_family(metadata, stated, trial.cleaned.text, path, ask)
    with speaking(shipped_language(read_language_code(root).partition("-")[0])):
        metadata["source"] = _provenance(path, stated, given)
    trial = try_out(content, raw, document, metadata, place, root)
    again = (root / ledger.ledger_file(document)).is_file()
    unsure = _unsure(doubts, guessed, trial)
    return Addition(
        source=path,
        document=document,
        raw=raw,
        metadata=metadata,
        missing=missing,
        guessed=guessed,
        edition=trial,
        there=(root / raw).is_file(),
        again=again,
        ledger="" if missing or again or unsure else _first_ledger(place, document),
        unsure=unsure,
        doubts=[doubt for doubt in doubts.values() if doubt],
    )


def _provenance(path: Path, stated: SourceDescription, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what the source and the command line say of where the transcript is from."""
    source = {key: value for key in ("publisher", "licence") if (value := getattr(stated, key))}
    received = {"description": say("Received as a file named “{name}”.", name=readable_name(path))}
    own: dict[str, str] = given.get("source", received)
    return source | own


def _first_ledger(place: Path, document: str) -> str:
    return ledger.format_ledger(accept.prepare(place, document, None, accept.today(), "").rows)


def propose(
    path: Path, stated: SourceDescription, found: Edition, given_title: str = ""
) -> dict[str, str]:
    """Return a title, a date and a speaker from the source, the text or the file's name.

    A debate in which everybody is named has no author. It is cited by the body that publishes it,
    or else by its title.

    Args:
        path: The transcript.
        stated: What the source says about itself.
        found: The edition that the transcript would have.
        given_title: The title that the command line gives.

    Returns:
        A proposal by key; "" if the text suggests none.
    """
    name = Path(readable_name(path)).stem
    speaker = guesses.propose_speaker(found.paragraphs)
    title = (
        given_title
        or stated.title
        or guesses.propose_title(found.paragraphs)
        or guesses.title_of_name(name)
    )
    if not speaker and guesses.are_all_named(found.paragraphs):
        speaker = stated.publisher or title
    return {
        "title": title,
        "date": stated.date or guesses.propose_date(name, found.paragraphs),
        "speaker": "" if speaker == "?" else speaker,
    }


def complete_family(
    metadata: dict[str, Any],
    stated: SourceDescription,
    text: str,
    path: Path,
    ask: Callable[[str, str], str] | None,
) -> str:
    """Add the speaker's family name to the metadata if it is certain or a person gives it.

    Returns:
        A sentence of doubt if the family name was not added; else "".
    """
    speaker = metadata["speaker"]
    name, language = speaker["name"], metadata.get("language", "en")
    stem = Path(readable_name(path)).stem
    # A body has no family name: it is cited by its name. So is a debate by its title.
    whole = name in (stated.publisher, metadata["title"])
    family = name if whole else stated.families.get(name, "")
    family = family or guesses.certain_family(name, language, text, stem)
    proposal = guesses.propose_family(name, language)
    if not family and ask:
        family = ask("family name of the speaker", proposal)
    if not family:
        return (
            f"The family name in “{name}” is not certain, so it is not written. Citations use"
            f" “{proposal}”. If that is wrong, add `family:` below the name."
        )
    metadata["speaker"] = {"name": name, "family": family, **speaker}
    return ""


def _unsure(doubts: Mapping[str, str], guessed: Sequence[str], found: Edition) -> list[str]:
    """Return the guesses that decide how the text is read, so that a person confirms them first."""
    unsure = [f"the {name}" for name in ("encoding", "language") if doubts.get(name)]
    if "speaker" in guessed:
        unsure.append("the speaker")
    if any(doubt.kind in OF_SPEAKERS for doubt in found.segmented.doubts):
        unsure.append("some speaker labels")
    if any(mark.kind == "languages" for mark in found.segmented.marks):
        unsure.append("the languages of paragraphs")
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


def write(additions: Sequence[Addition], root: Path) -> None:
    """Write transcripts, metadata and first ledgers: all of them or none.

    Existing metadata stay.
    """
    written: dict[str, bytes | Path] = {}
    for added in additions:
        if not added.there:
            written[added.raw] = added.source
        metadata = f"raw/{added.document}.yaml"
        if not added.missing and not (root / metadata).is_file():
            written[metadata] = to_yaml(added.metadata).encode()
        if added.ledger:
            written[ledger.ledger_file(added.document)] = added.ledger.encode()
    files = " ".join(readable_name(added.source) for added in additions)
    transaction.commit(root, f"pilcrow add {files}", written)


class AddOptions(msgspec.Struct, frozen=True):
    """What the command line says about a transcript; "" if it says nothing."""

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
    given: AddOptions = AddOptions(),  # noqa: B008 - it is frozen
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
    # A workflow that uses Pilcrow as a module has its Snakefile elsewhere.
    if not any((root / name).exists() for name in ("Snakefile", "workflow/Snakefile", "raw")):
        fail(
            f"There is no project in {root.resolve()}: it has neither a Snakefile nor raw/.",
            todo="Make one with `pilcrow new FOLDER` and add the files there, or name one with"
            " --project.",
            kind="project",
        )
    with tempfile.TemporaryDirectory() as place:
        additions = prepare_all(root, files, given, id, Path(place), ask=not dry_run)
        if not dry_run:
            write(additions, root)
    if as_json:
        print_json([addition_data(added) for added in additions])
        return 0
    for added in additions:
        print("\n".join(describe(added, dry_run)))
    if not dry_run:
        if hint := language_hint(root, additions):
            print(hint)
        look = "write" if all(added.missing for added in additions) else "check"
        print(f"Next: {look} raw/*.yaml, then `snakemake` (or `make`).")
    return 0


def language_hint(root: Path, additions: Sequence[Addition]) -> str:
    """Return how to have the report in the language of its first transcripts; "" if it is."""
    others = set(edition.document_ids(root)) - {added.document for added in additions}
    codes = {added.metadata.get("language", "en").split("-")[0] for added in additions}
    said = read_language_code(root).partition("-")[0]
    if others or len(codes) > 1 or not codes <= set(shipped_codes()) - {said}:
        return ""
    [code] = codes
    return (
        f"The report is in {language_name(said)}. For one in {language_name(code)}, write"
        f" `lang: {code}` in report/index.qmd, and translate its headings. A new project has them"
        f" with `pilcrow new --language {code}`."
    )


def prepare_all(
    root: Path, files: Sequence[Path], given: AddOptions, wanted: str, place: Path, ask: bool
) -> list[Addition]:
    """Return what adding the files would write. Write nothing outside `place`.

    Raises Problems, of all files at once.
    """
    ask = ask and sys.stdin.isatty() and sys.stderr.isatty()
    taken = edition.document_ids(root)
    known = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in raw_files(root)}
    problems: list[Problem] = []
    additions: list[Addition] = []
    for number, path in enumerate(files):
        try:
            checksum, there = check_file(root, path, known, wanted)
            if there:  # added before, without its metadata
                raw = f"raw/{there}"
            else:
                document = choose_id(path, wanted, [*taken, *(one.document for one in additions)])
                raw = f"raw/{document}{detect_ending(path, path.read_bytes())}"
            asking = _ask(path) if ask else None
            added = prepare(path, raw, given.metadata(), place / str(number), root, asking)
            if added.missing and "encoding" in added.metadata:
                fail(
                    f"The file is not UTF-8 (probably {added.metadata['encoding']}), so it needs"
                    f" metadata. Missing: {' and '.join(added.missing)}.",
                    file=path,
                    todo="Give --speaker and --date.",
                    kind="metadata",
                )
        except Problems as stopped:
            problems += [of_source(trouble, path) for trouble in stopped.problems]
            continue
        known[checksum] = path.name
        additions.append(added)
    if problems:
        raise Problems(problems)
    return additions


def of_source(trouble: Problem, path: Path) -> Problem:
    """Return a problem of the temporary copy as a problem of the file that the user named.

    The metadata of the copy are what was given and guessed; the project does not have that file.
    """
    if trouble.file.startswith("raw/"):
        of_metadata = trouble.file.endswith(".yaml")
        return problem(
            trouble.what,
            file=os.fspath(path),
            line=0 if of_metadata else trouble.line,
            column=0 if of_metadata else trouble.column,
            todo=trouble.todo.replace(*trouble.option),
            kind=trouble.kind,
        )
    return trouble


def _option(name: str, help: str) -> click.Option:
    return click.Option([f"--{name}"], default="", metavar="TEXT", help=help)


command = door(
    lambda root, files, id, dry_run, as_json, **given: add(
        root, files, AddOptions(**given), id=id, dry_run=dry_run, as_json=as_json
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
        _option("id", "ID of the document (default: made of the file's name)."),
        _option("title", "Title (default: the first heading)."),
        _option("date", "Date: 2022-02-10, 2022-02 or 2022 (default: the date in the text)."),
        _option("speaker", "Name of the main speaker."),
        _option("family", "Family name of the speaker (default: taken from the name if certain)."),
        _option("role", "Office that the speaker held."),
        _option("language", "Language of the text: en, fr, de, ru (BCP 47; default: guessed)."),
        _option("place", "Place of the speech."),
        _option("event", "Kind of event."),
        _option("publisher", "Publisher of the text."),
        _option("url", "Address at which the text was published."),
        _option("encoding", "Encoding of the text, if it is not UTF-8 (default: guessed)."),
        dry_run_option(),
    ],
    help=(add.__doc__ or "").partition("\n")[0],
    json=True,
    changes=True,
)
