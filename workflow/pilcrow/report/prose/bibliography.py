"""Read the keys of the scholar's bibliography, and write documents as items of CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pilcrow.files.language import say_date
from pilcrow.files.readable import is_there
from pilcrow.files.typed import decode
from pilcrow.model.documents import Metadata, Person
from pilcrow.model.groups import UNKNOWN_SPEAKER
from pilcrow.model.names import family_of, is_address
from pilcrow.model.problems import Problem, Problems, fail, problem
from pilcrow.model.values import wrong_page
from pilcrow.report.prose.addresses import leads_somewhere
from pilcrow.text.lexicon import ARTICLES, names_office

Entry = dict[str, Any]  # an item of CSL-JSON
_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*[{(]\s*([^,\s{}()]+)?", re.MULTILINE)
# Addresses in BibTeX, in CSL-JSON and in YAML.
_ADDRESSES = re.compile(
    r"""\burl\s*=\s*(?:\{\s*(?P<braced>[^{}]*)|"\s*(?P<quoted>[^"]*))"""
    r"""|\\(?:url|href)\s*\{\s*(?P<command>[^{}]*)"""
    r"""|"url"\s*:\s*"(?P<json>[^"]*)|^[ -]*url:\s*["']?(?P<yaml>[^\s"']+)"""
    r"""|\]\(\s*<?(?P<linked>[^\s<>()]+)""",
    re.IGNORECASE | re.MULTILINE,
)
_NO_ENTRY = ("comment", "string", "preamble")
# What a CSL engine reads as markup in a text: tags. In entities it changes the capitals.
_MARKUP = re.compile(r"<(/?(?:i|b|u|sc|su[bp]|span|div)\b[^<>]*>?)|(&#?\w+;)")
# Fields that a CSL engine takes as they are. Names are among them.
_PLAIN = ("id", "type", "URL", "DOI", "language")


def given_name(name: str, family: str) -> str:
    """Return a name without its family name."""
    rest = name.removesuffix(family) if name.endswith(family) else name.replace(family, "")
    return " ".join(rest.split())


def family_name(person: Person, language: str = "") -> str:
    """Return a person's family name, or "" if the person's name is unknown.

    It is the `family` of the metadata. Without one, `model.names` finds it in the name. `language`
    is that of the transcript: a Spanish name has two family names.
    """
    if person.family or person.name == UNKNOWN_SPEAKER:
        return person.family
    return family_of(person.name, language)


def csl_name(person: Person, language: str = "") -> dict[str, str]:
    """Return a person as a CSL name: family and given name, or a literal if there is only one.

    A form of address or an office is no given name: "MS MÜLLER" is MÜLLER, "Dr Ada Müller" is
    Müller, Ada, and "THE CHAIR" THE CHAIR. An initial is none of these: "M. K. Gandhi".
    `language` is that of the transcript.
    """
    name, family = person.name, family_name(person, language)
    if family.split()[-1:] and re.fullmatch(r"[IVX]+", family.split()[-1]):
        return {"literal": family}  # a monarch or a pope
    words = given_name(name, family).split()
    while len(words) > 1 and len(words[0].rstrip(".")) > 1 and _before_a_name(words[0]):
        words.pop(0)
    if not is_address(given := " ".join(words)):
        return {"family": family, "given": given}
    whole = names_office(family) or name.casefold().partition(" ")[0] in ARTICLES
    return {"literal": name if whole else family}


def _before_a_name(word: str) -> bool:
    """Return whether a word is a form of address or an office: "Dr", "Präsidentin"."""
    return is_address(word) or names_office(word)


def csl_date(date: str) -> Entry:
    """Return an ISO date, or its year or month, as a CSL date."""
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def document_entry(document: str, metadata: Metadata) -> Entry:
    """Return a document as a CSL-JSON item of type speech, without what the metadata do not say."""
    entry: Entry = {
        "id": document,
        "type": "speech",
        "title": metadata.title or document,
    }
    if metadata.known_speaker:
        entry["author"] = [csl_name(metadata.speaker, metadata.language)]
    if metadata.known_date:
        entry["issued"] = csl_date(metadata.date)
    source = metadata.source
    address = source.url if source.url and leads_somewhere(source.url) else ""
    for name, value in (
        ("genre", metadata.event),
        ("event-place", metadata.place),
        ("publisher", source.publisher),
        ("URL", address),
        ("accessed", csl_date(source.retrieved) if source.retrieved else None),
        ("language", metadata.language),
    ):
        if value:
            entry[name] = value
    return entry


def listed_entry(document: str, metadata: Metadata) -> Entry:
    """Return a document for the list of references: a debate that is its own author has none."""
    entry = document_entry(document, metadata)
    if metadata.known_speaker == metadata.title:
        entry.pop("author", None)
    return entry


def literal(entry: Entry) -> Entry:
    """Return an item for a CSL engine that prints its texts as they are written.

    Such an engine, and CSL-JSON, take `<i>`, `<b>`, `<sup>`, `<sub>` and `<span>` as markup.
    """
    return {
        key: _MARKUP.sub(_unread, value) if isinstance(value, str) and key not in _PLAIN else value
        for key, value in entry.items()
    }


def _unread(tag: re.Match[str]) -> str:
    """Return a tag in two pieces, so that it is none; an entity in one, in its own letters."""
    pieces = [tag[2]] if tag[2] else ["<", tag[1]]
    return "".join(f'<span class="nocase">{piece}</span>' for piece in pieces)


def bibtex_keys(text: str) -> list[tuple[str, int]]:
    """Return the keys of a BibTeX file with their lines, in order."""
    found = []
    for match in _ENTRY.finditer(text):
        if match[1].lower() not in _NO_ENTRY and match[2]:
            found.append((match[2], text.count("\n", 0, match.start(2)) + 1))
    return found


def bibliography_keys(path: Path, shown: str) -> list[tuple[str, int]]:
    """Return the keys of a bibliography with their lines, 0 for an unknown line. Raise Problems.

    `shown` is the path as messages name it.
    """
    if not is_there(path):
        fail(
            f"There is no bibliography {shown}.",
            file="report/index.qmd",
            line=1,
            todo="Write it, or remove it from the front matter.",
            kind="bibliography",
        )
    text = decode(path, shown)
    if path.suffix == ".json":
        import json

        try:
            return [(str(entry["id"]), 0) for entry in json.loads(text)]
        except (ValueError, TypeError, KeyError, RecursionError):
            fail(
                "This is not CSL-JSON.",
                file=shown,
                todo="Export it again from your reference manager.",
                kind="bibliography",
            )
    if path.suffix in (".yaml", ".yml"):
        return [
            (found[1].strip("\"'"), text.count("\n", 0, found.start()) + 1)
            for found in re.finditer(r"^\s*-?\s*id:\s*(\S+)", text, re.MULTILINE)
        ]
    return bibtex_keys(text)


def wrong_addresses(text: str, shown: str) -> Iterator[Problem]:
    """Yield the addresses in a bibliography that are none of a page."""
    for found in _ADDRESSES.finditer(text):
        kind = str(found.lastgroup)
        address = re.sub(r"\\(?=[_%#&~$])", "", found[kind].strip())
        if re.match(r"(?i)https?://\S", address) or not address:
            continue
        what, todo = wrong_page(address) or ("", "")
        if what:
            line = text.count("\n", 0, found.start(kind)) + 1
            yield problem(what, file=shown, line=line, todo=todo, kind="bibliography")


def read_keys(
    paths: Iterable[tuple[Path, str]], documents: Iterable[str]
) -> tuple[list[str], list[Problem], bool]:
    """Return the keys of the scholar's bibliographies, what is wrong, and whether all were read.

    `paths` holds each path and the path as messages name it. `documents` are the IDs of documents,
    which no work may have as its key.
    """
    known: dict[str, str] = {}
    problems: list[Problem] = []
    whole = True
    taken = set(documents)
    for path, shown in paths:
        try:
            keys = bibliography_keys(path, shown)
            problems += wrong_addresses(decode(path, shown), shown)
        except Problems as stopped:
            problems += stopped.problems
            whole = False
            continue
        for key, line in keys:
            if key in known:
                problems.append(
                    problem(
                        f'The work "{key}" is given twice; it is also in {known[key]}.',
                        file=shown,
                        line=line,
                        todo="Keep one of them.",
                        kind="bibliography",
                    )
                )
            elif key in taken:
                problems.append(
                    problem(
                        f'"{key}" is the ID of a document, and of a work here.',
                        file=shown,
                        line=line,
                        todo="Give the work another key.",
                        kind="bibliography",
                    )
                )
            known[key] = f"{shown}:{line}" if line else shown
    return list(known), problems, whole


def printed_date(date: str) -> str:
    """Return an ISO date in words: "10 February 2022" for 2022-02-10, "2022" for 2022."""
    return say_date(date)
