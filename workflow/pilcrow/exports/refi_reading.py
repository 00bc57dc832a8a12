"""Codings from a REFI-QDA project (.qdpx): those of one user, as rows of a hand coding.

Any program may have written the project, if its sources are documents of this one. A code is
recognised by its identifier, the first line of its description, or its name. A source is recognised
by its name or its text. A paragraph is recognised by its text, or by the selection that Pilcrow
exported for it. That selection also has the text at that time.
"""

from __future__ import annotations

import codecs
import hashlib
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from pilcrow.coding.hand import full_theme
from pilcrow.exports.material import RULES, guid
from pilcrow.exports.refi import EDITION
from pilcrow.exports.refi_codes import FOLDERS, NO_THEME
from pilcrow.exports.refi_places import (
    NOWHERE,
    Coded,
    Letters,
    as_counted,
    find_paragraphs,
    letters_of,
    plain_letters,
    with_words,
)
from pilcrow.model.problems import fail

LARGEST = 1 << 28  # bytes of a member that is read; media are not
DIGITS = 15  # of a position, at most
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
}
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,7}$")
SEPARATOR = " | "  # between pieces of evidence in a row


class QdpxSource(NamedTuple):
    name: str
    text: str
    codings: list[Coded]
    doubt: str = ""  # about the places of its codings


class Unread(NamedTuple):
    """Codings that have no place in a plain text, of one source and user."""

    source: str
    user: str
    codings: int


class Code(NamedTuple):
    name: str
    folder: str  # the name of the code above it, if that is a folder
    first_line: str  # of the description


class QdpxProject(NamedTuple):
    """The part of a project that is needed here."""

    sources: list[QdpxSource]
    codes: dict[str, Code]
    users: dict[str, str]
    unread: list[Unread] = []


class CurrentText(NamedTuple):
    """A document as it is now: its clean text, and ID, text, start and end of each paragraph."""

    text: str
    paragraphs: Sequence[tuple[str, str, int, int]]
    received: str = ""  # the text as received: of the raw file, or extracted from it
    # A character range of the text as received → the range of the clean text that it became.
    to_clean: Callable[[int, int], tuple[int, int]] = lambda start, end: (start, end)
    file: str = ""  # name of the file as it was received


# The file


def read_project(path: Path) -> QdpxProject:
    """Return the content of a .qdpx file. Raises Problems if it cannot be read."""
    shown = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            described = next(
                (name for name in archive.namelist() if name.endswith(".qde") and "/" not in name),
                "",
            )
            if not described:
                fail(
                    "The file has no project.qde.",
                    file=shown,
                    todo="Export the project as REFI-QDA (.qdpx).",
                    kind="format",
                )
            members = {name.lower(): name for name in archive.namelist()}

            def read(name: str) -> bytes:
                if archive.getinfo(name).file_size > LARGEST:
                    fail(
                        f"Its {name} is larger than {LARGEST >> 20} MB.",
                        file=shown,
                        todo="Export fewer documents at once.",
                        kind="size",
                    )
                return archive.read(name)

            def content(address: str) -> bytes:
                name = members.get(f"sources/{address.removeprefix('internal://')}".lower())
                return read(name) if name else b""

            return _project(etree.fromstring(read(described), etree.XMLParser(**PARSER)), content)
    except UNREADABLE:
        fail(
            "This is not a readable .qdpx file.",
            file=shown,
            todo="Export the project as REFI-QDA (.qdpx).",
            kind="format",
        )
    except etree.XMLSyntaxError as trouble:
        fail(
            f"Its project.qde is not valid XML: {trouble.msg}.",
            file=shown,
            todo="Export the project again.",
            kind="format",
        )
    except (UnicodeDecodeError, ValueError) as trouble:
        fail(
            f"Its project.qde cannot be understood: {trouble}.",
            file=shown,
            todo="Export the project again.",
            kind="format",
        )


def _project(root: Any, content: Callable[[str], bytes]) -> QdpxProject:
    users = {
        _guid(one.get("guid")): one.get("name") or one.get("id") or ""
        for one in root.iter("{*}User")
    }
    codes = {}
    for one in root.iter("{*}Code"):
        above = one.getparent()
        folder = (
            (above.get("name") or "")
            if above is not None and above.get("isCodable") == "false"
            else ""
        )
        codes[_guid(one.get("guid"))] = Code(
            one.get("name") or "",
            folder,
            (one.findtext("{*}Description") or "").partition("\n")[0].strip(),
        )
    notes = {
        _guid(one.get("guid")): (
            one.findtext("{*}PlainTextContent") or _decoded(content(one.get("plainTextPath") or ""))
        )
        for one in root.iterfind("{*}Notes/{*}Note")
    }
    origin = (root.get("origin") or "").upper()
    sources = [
        _source(one, name, notes, content, origin)
        for one, name in (
            *((one, one.get("name") or "") for one in root.iterfind("{*}Sources/{*}TextSource")),
            # The text of a PDF, to which the program's selections of words refer.
            *(
                (one, one.getparent().get("name") or "")
                for one in root.iterfind("{*}Sources/{*}PDFSource/{*}Representation")
            ),
        )
    ]
    return QdpxProject(sources, codes, users, list(_unread(root)))


def _unread(root: Any) -> Iterator[Unread]:
    """Return how many codings each source and user has that select no words: of a whole source, a
    region, a time.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for source in root.iterfind("{*}Sources/*"):
        for coding in source.iter("{*}Coding"):
            above = coding.getparent()
            if above.tag.endswith("}PlainTextSelection") and above.getparent().tag.endswith(
                ("}TextSource", "}Representation")
            ):
                continue
            by = _guid(coding.get("creatingUser") or above.get("creatingUser"))
            counts[source.get("name") or "", by] += 1
    for (source, by), count in counts.items():
        yield Unread(source, by, count)


def _guid(value: str | None) -> str:
    return (value or "").strip("{} ").lower()


def _decoded(given: bytes) -> str:
    if given.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return given.decode("utf-16")
    return given.decode("utf-8")


def _source(
    element: Any, name: str, notes: Mapping[str, str], content: Callable[[str], bytes], origin: str
) -> QdpxSource:
    """Return a source.

    Args:
        element: Its element, or the one that holds the text of a PDF.
        name: Name of the source.
        notes: Texts of the notes.
        content: Reads a member of the archive.
        origin: The program that wrote the project, in capitals.
    """
    given = element.findtext("{*}PlainTextContent") or _decoded(
        content(element.get("plainTextPath") or "")
    )
    codings = []
    for selection in element.iterfind("{*}PlainTextSelection"):
        start, end = _position(selection, "startPosition"), _position(selection, "endPosition")
        about = [selection.findtext("{*}Description") or "", *_noted(selection, notes)]
        for coding in selection.iterfind("{*}Coding"):
            by = _guid(coding.get("creatingUser") or selection.get("creatingUser"))
            said = "\n".join(filter(None, [*about, *_noted(coding, notes)]))
            code = coding.find("{*}CodeRef")
            if code is not None:
                quoted = selection.get("name") or ""
                codings.append(Coded(start, end, _guid(code.get("targetGUID")), by, said, quoted))
    if origin.startswith("PILCROW"):
        return QdpxSource(name, given.removeprefix("\ufeff"), codings)
    return QdpxSource(name, *as_counted(given, with_words(given, codings), "ATLAS" in origin))


def _position(selection: Any, name: str) -> int:
    value = selection.get(name)
    if value is None or not value.strip().isdecimal() or len(value) > DIGITS:
        raise ValueError(
            f"line {selection.sourceline}: the {name} of a selection is"
            f" {f'“{value[:DIGITS]}”' if value else 'missing'}"
        )
    return int(value)


def _noted(element: Any, notes: Mapping[str, str]) -> Iterator[str]:
    for reference in element.iterfind("{*}NoteRef"):
        yield notes.get(_guid(reference.get("targetGUID")), "").strip()


# What it says


def find_user(
    project: QdpxProject, coder: str, wanted: str, shown: str, others: Collection[str] = ()
) -> str:
    """Return the user whose codings are meant.

    The only person of the project may have another name than the coder, unless it is the name of
    one of the `others`, who code in this project.

    Raises Problems if it is not clear who is meant.
    """
    counts = Counter(coding.user for source in project.sources for coding in source.codings)
    names = {identifier: project.users.get(identifier, "") for identifier in counts}
    people = [
        identifier
        for identifier, _ in counts.most_common()
        if names[identifier] not in (EDITION, RULES)
    ]
    meant = [
        identifier
        for identifier in people
        if names[identifier].casefold() == (wanted or coder).casefold()
    ]
    if not meant and (wanted or len(people) != 1 or names[people[0]].casefold() in others):
        known = (
            ", ".join(f'"{names[identifier]}" ({counts[identifier]})' for identifier in people)
            or "no person"
        )
        what = f'The project has no codings by "{wanted or coder}"; it has codings by {known}.'
        fail(what, file=shown, todo="Add --user NAME to say whose codings to take.", kind="user")
    taken = (meant or people)[0]
    if not names[taken] and kinds_marked(project):
        what = (
            "The project does not say who coded, so the codings of the rules cannot be"
            " distinguished from a person's."
        )
        fail(what, file=shown, todo="Export it with its users.", kind="user")
    return taken


def themes_by_code(
    project: QdpxProject, themes: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the theme of each code of the project, and the names of codes that are not themes.

    The codes of voices, actors, speakers and kinds that Pilcrow exported are left out.

    Args:
        project: The project.
        themes: Identifier and name in an export, by theme code.
    """
    by_guid = {identifier: code for code, (identifier, _) in themes.items()}
    by_name = {name.casefold(): code for code, (_, name) in themes.items()}
    found, foreign = {}, {}
    for identifier, code in project.codes.items():
        theme = by_guid.get(identifier) or (code.first_line if code.first_line in themes else "")
        theme = (
            theme or by_name.get(code.name.casefold(), "") or full_theme(code.name, list(themes))
        )
        if theme or code.name == NO_THEME:
            found[identifier] = theme
        elif not {code.name, code.folder} & set(FOLDERS.values()):
            foreign[identifier] = code.name
    return found, foreign


def source_document(
    source: QdpxSource, texts: Collection[str], known: Callable[[], KnownTexts]
) -> str:
    """Return the document that a source is; "" if it is none, or if it may be several.

    It is found by its ID, by the name of its file in raw/ or as received, with or without the
    ending, or by its text, clean or as received. Of several with that name, its text decides.

    Args:
        source: The source.
        texts: IDs of the documents.
        known: Returns names and texts of the documents; asked where the ID does not decide.
    """
    for name in (source.name, source.name.rpartition(".")[0]):
        if name in texts:
            return name
    names, letters = known()
    same = letters.get(plain_letters(source.text), []) if source.text.strip() else []
    whole = file_key(source.name)
    for wanted in (whole, without_ending(whole)):
        called = names.get(wanted, []) if wanted else []
        found = called if len(called) == 1 else [one for one in called if one in same]
        if len(found) == 1:
            return found[0]
    return same[0] if len(same) == 1 else ""


class KnownTexts(NamedTuple):
    """Documents by the names of their files, and by the letters of their texts."""

    names: Mapping[str, list[str]]
    letters: Mapping[str, list[str]]

    @classmethod
    def of(cls, texts: Mapping[str, CurrentText]) -> KnownTexts:
        """Return them for the documents of a project."""
        names: dict[str, dict[str, None]] = {}
        letters: dict[str, dict[str, None]] = {}
        for document, text in texts.items():
            for name in (file_key(text.file), without_ending(file_key(text.file))):
                names.setdefault(name, {})[document] = None
            for one in (text.text, text.received):
                letters.setdefault(plain_letters(one), {})[document] = None
        return cls(
            {name: list(found) for name, found in names.items()},
            {name: list(found) for name, found in letters.items()},
        )


def file_key(name: str) -> str:
    """Return the name of a file for comparison: systems differ in normalisation and capitals."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def without_ending(name: str) -> str:
    """Return the name of a file without its ending. In "Speech v1.2" there is none."""
    return _ENDING.sub("", name)


def in_clean_text(source: QdpxSource, text: CurrentText, marked: bool) -> QdpxSource:
    """Return a source as if the clean text had been coded.

    If the source has the letters of the clean text, or of the text as received, each place is
    known. Otherwise each paragraph is looked for in it, and a selection outside of those found is
    NOWHERE. White space, invisible signs and Unicode normalisation do not count, because programs
    change them.

    Args:
        source: The source.
        text: The document.
        marked: Pilcrow marked its paragraphs. It may then be an earlier text, and is returned as
            it is if its letters are others.
    """
    if source.text.rstrip("\n") == text.text:
        return source
    here, clean = letters_of(source.text), letters_of(text.text)
    if here.text == clean.text:
        moved = [
            one._replace(start=start, end=end)
            for one in source.codings
            for start, end in [clean.characters(*here.of(one.start, one.end))]
        ]
    elif here.text == (received := letters_of(text.received)).text:
        moved = [
            one._replace(start=start, end=end)
            for one in source.codings
            for start, end in [text.to_clean(*received.characters(*here.of(one.start, one.end)))]
        ]
    elif marked:
        return source
    else:
        moved = _by_paragraphs(source.codings, here, text)
    return source._replace(text=text.text, codings=moved)


def _by_paragraphs(codings: Iterable[Coded], here: Letters, text: CurrentText) -> list[Coded]:
    """Return codings in the clean text, of which the source has some of the paragraphs."""
    known = [letters_of(words) for _, words, _, _ in text.paragraphs]
    found = [
        (first, letters, start)
        for first, letters, (_, _, start, _) in zip(
            find_paragraphs(here, [one.text for one in known]), known, text.paragraphs, strict=True
        )
        if first >= 0
    ]
    moved = []
    for one in codings:
        low, high = here.of(one.start, one.end)
        pieces = []
        for first, letters, start in found:
            begin, stop = max(low, first) - first, min(high, first + len(letters.text)) - first
            if begin < stop:
                piece = letters.characters(begin, stop)
                pieces.append((start + piece[0], start + piece[1]))
        moved += [one._replace(start=start, end=end) for start, end in pieces or [NOWHERE]]
    return moved


def paragraphs_in(
    source: QdpxSource, text: CurrentText, kinds: Iterable[str]
) -> list[tuple[str, int, int]]:
    """Return ID and characters of each paragraph in a source.

    Args:
        source: The source, in the clean text (`in_clean_text`) or in an earlier one.
        text: The document.
        kinds: Codes with which Pilcrow marked paragraphs; empty if it did not.
    """
    marks = set(kinds)
    marked = {
        (coding.start, coding.end, coding.said.partition(";")[0].strip())
        for coding in source.codings
        if coding.code in marks
    }
    if marked and all("." in name for _, _, name in marked):
        return [(name, start, end) for start, end, name in sorted(marked)]
    return [(identifier, start, end) for identifier, _, start, end in text.paragraphs]


def coding_rows(
    source: QdpxSource,
    paragraphs: Sequence[tuple[str, int, int]],
    themes: Mapping[str, str],
    by: str,
) -> tuple[list[dict[str, str]], int]:
    """Return the rows of a user's codings, and how many codings are outside every paragraph.

    A selection over several paragraphs becomes one in each. A selection of a whole paragraph quotes
    no words.

    Args:
        source: The source.
        paragraphs: ID and characters of each paragraph.
        themes: The theme of each code.
        by: The user.
    """
    pieces: dict[tuple[str, str], set[tuple[int, str]]] = {}
    memos: dict[tuple[str, str], dict[str, None]] = {}
    texts = {identifier: source.text[start:end] for identifier, start, end in paragraphs}
    outside = 0
    for coding in sorted(source.codings):
        if coding.user != by or coding.code not in themes:
            continue
        inside = False
        for identifier, start, end in paragraphs:
            low, high = max(start, coding.start), min(end, coding.end)
            words = source.text[low:high].strip() if low < high else ""
            if not words and not coding.start == coding.end == start == end:
                continue
            inside = True
            key = (identifier, themes[coding.code])
            found = pieces.setdefault(key, set())
            if themes[coding.code] and words != texts[identifier].strip():
                found.add((coding.start, words))
            if memo := _memo(coding.said, identifier):
                memos.setdefault(key, {})[memo] = None
        outside += not inside
    return [
        {
            "paragraph": identifier,
            "checksum": hashlib.sha256(texts[identifier].encode()).hexdigest(),
            "theme": theme,
            "evidence": SEPARATOR.join(words for _, words in sorted(found)),
            "memo": "\n".join(memos.get((identifier, theme), ())),
        }
        for (identifier, theme), found in pieces.items()
    ], outside


def _memo(said: str, paragraph: str) -> str:
    """Return what a person wrote about a selection. The exported line with the paragraph's ID is
    left out.
    """
    first, _, rest = said.partition("\n")
    return (rest if first.partition("; ")[0] == paragraph else said).strip()


def theme_identifiers(themes: Iterable[tuple[str, str]], title: str) -> dict[str, tuple[str, str]]:
    """Return identifier and name of each theme in an export.

    Args:
        themes: Codes and names.
        title: Title of the codebook.
    """
    listed = list(themes)
    shared = Counter(name for _, name in listed)
    return {
        code: (guid("theme", title, code), name if shared[name] == 1 else f"{name} ({code})")
        for code, name in listed
    }


def kinds_marked(project: QdpxProject) -> list[str]:
    """Return the codes with which Pilcrow marked the kinds of paragraphs."""
    return [
        identifier for identifier, code in project.codes.items() if code.folder == FOLDERS["kind"]
    ]
