"""`pilcrow receive` of a REFI-QDA project: the codings of one user as rows like those of a form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pilcrow.exports import refi_reading
from pilcrow.exports.refi_reading import CurrentText, KnownTexts, QdpxProject
from pilcrow.files.project import hand_tables
from pilcrow.model.codebook import Codebook
from pilcrow.model.problems import fail
from pilcrow.model.wording import count
from pilcrow.text.offsets import Offsets

Row = tuple[int, dict[str, str]]


def rows_in_project(
    root: Path, path: Path, coder: str, wanted: str, codebook: Codebook, all_read: bool
) -> tuple[list[Row], list[str]]:
    """Return the rows of one user, with line 0, and sentences on what was left out.

    Args:
        root: Pilcrow's project.
        path: The REFI-QDA project.
        coder: Name of the coder.
        wanted: Name of the user in the REFI-QDA project; empty means the coder's.
        codebook: The codebook.
        all_read: In a document that has codings, a paragraph without one was read and has no theme.

    Raises Problems, for example if the project has no coding by a theme of the codebook.
    """
    project = refi_reading.read_project(path)
    keys = refi_reading.theme_identifiers(codebook.names().items(), codebook.title)
    themes, foreign = refi_reading.themes_by_code(project, keys)
    others = {path.parent.name for path in hand_tables(root)} - {coder}
    by = refi_reading.find_user(project, coder, wanted, path.name, others)
    whom = f'"{project.users[by]}"' if project.users.get(by) else "a person without a name"
    said = [f"{path.name}: the codings of {whom} are taken."]
    texts = Texts(root)
    rows: list[dict[str, str]] = []
    sources: dict[str, str] = {}
    marks = refi_reading.kinds_marked(project)
    for source in project.sources:
        document = refi_reading.source_document(source, texts, texts.known)
        own = sum(coding.user == by for coding in source.codings)
        if not document:
            said += [f"“{source.name}” is not a document of this project: {left(own)}."] * bool(own)
            continue
        if own and document in sources:
            fail(
                f"Two sources of the project have codings of {document}: “{sources[document]}”"
                f" and “{source.name}”.",
                file=path.name,
                todo="Bring the codings together in one source, and remove the other.",
                kind="document",
            )
        if own:
            sources[document] = source.name
        text = texts[document]
        source = refi_reading.in_clean_text(source, text, bool(marks))
        paragraphs = refi_reading.paragraphs_in(source, text, marks)
        new_rows, outside = refi_reading.coding_rows(source, paragraphs, themes, by)
        if own and source.doubt:
            said.append(f"{document}: {source.doubt}")
        if outside:
            said.append(f"{document}: {left(outside)}: outside every paragraph.")
        if all_read and new_rows:
            new_rows += unmarked(text, new_rows, codebook.coded_kinds(), texts.kinds[document])
        rows += new_rows
    said += left_out(project, by, foreign)
    if not rows:
        what = "The project has no coding by a theme of the codebook."
        fail(what, file=path.name, todo="; ".join(said), kind="empty")
    return [(0, row) for row in rows], said


def left(codings: int) -> str:
    """Return the clause that says how many codings are left out."""
    return f"{count(codings, 'coding')} {'is' if codings == 1 else 'are'} left out"


def received_as(root: Path, document: str) -> str:
    """Return the name of a file as `pilcrow add` received it; "" if the metadata have no name."""
    from pilcrow.edition.sources import manifest_document

    found = re.search(r"“(.+)”", manifest_document(root, document).metadata.source.description)
    return found[1] if found else ""


class Texts(Mapping[str, CurrentText]):
    """The project's documents as they are now, by ID, read when asked for.

    `kinds` has kind and checksum of each paragraph, of the documents that were read.
    """

    def __init__(self, root: Path) -> None:
        from pilcrow.edition import sources as edition

        self._load, self._root = edition.load_document, root
        self._names = dict.fromkeys(edition.document_ids(root))
        self._kept: dict[str, CurrentText] = {}
        self._known: KnownTexts | None = None
        self.kinds: dict[str, dict[str, tuple[str, str]]] = {}

    def __contains__(self, document: object) -> bool:
        return document in self._names

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, document: str) -> CurrentText:
        if document not in self._kept:
            loaded = self._load(self._root, document)
            offsets = Offsets(loaded.cleaned)
            self._kept[document] = CurrentText(
                loaded.cleaned.text,
                [(one.id, one.text, one.start, one.end) for one in loaded.paragraphs],
                offsets.received,
                offsets.from_received,
                received_as(self._root, document),
            )
            self.kinds[document] = {one.id: (one.kind, one.checksum) for one in loaded.paragraphs}
        return self._kept[document]

    def known(self) -> KnownTexts:
        """Return names and texts of all documents."""
        self._known = self._known or KnownTexts.of(self)
        return self._known


def unmarked(
    text: CurrentText,
    rows: Iterable[Mapping[str, str]],
    coded: Iterable[str],
    kinds: Mapping[str, tuple[str, str]],
) -> list[dict[str, str]]:
    """Return a row without a theme for each paragraph that has none and is of a coded kind."""
    has, wanted = {row["paragraph"] for row in rows}, set(coded)
    return [
        {
            "paragraph": identifier,
            "checksum": kinds[identifier][1],
            "theme": "",
            "evidence": "",
            "memo": "",
        }
        for identifier, _, _, _ in text.paragraphs
        if identifier not in has and kinds[identifier][0] in wanted
    ]


def left_out(project: QdpxProject, by: str, foreign: Mapping[str, str]) -> list[str]:
    """Return sentences on codings by codes that are not themes, and on those without words; empty
    if there are none.
    """
    counts = Counter(
        foreign[coding.code]
        for source in project.sources
        for coding in source.codings
        if coding.user == by and coding.code in foreign
    )
    named = ", ".join(f"“{name}” ({count})" for name, count in counts.most_common())
    said = [f"Codes that are not themes of the codebook are left out: {named}."] if named else []
    return said + [
        f"“{name}”: {left(codings)}, because no words are selected: of a whole source, a region or"
        " a time."
        for name, user, codings in project.unread
        if user == by
    ]
