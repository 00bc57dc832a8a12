"""Print the apparatus: corrections, notes, checksums of the inputs, software, what is in doubt."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pilcrow.edition.division import describe_decided_words
from pilcrow.files.language import colon, say, say_integer, say_number, semicolon, to_say
from pilcrow.files.leftovers import no_transcript
from pilcrow.model.records import Correction, DivisionRow, WordChange
from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.page.doubts import say_doubt
from pilcrow.report.page.inputs import Inputs
from pilcrow.report.page.material import Material
from pilcrow.report.page.paragraph_foot import on_demand
from pilcrow.report.page.syntax import Block, Inline
from pilcrow.report.prose.findings import Finding, group_findings, some_places
from pilcrow.report.prose.gate import doubt_anchor
from pilcrow.report.registry import part
from pilcrow.report.rendering.renderers import TAGGED, version_number
from pilcrow.report.software import SOFTWARE, software_version

DOUBTS = 100  # paragraphs and documents in the list of what is in doubt
CONCERNED = 20  # paragraphs named before the list is opened
ROOMS = {
    "raw": to_say("in the text"),
    "edition": to_say("in the text"),
    "coding": to_say("in the coding"),
    "report": to_say("in the prose"),
}
ELSEWHERE = to_say("elsewhere")


def _place(correction: Correction, edited: EditedDocument, material: Material) -> list[Inline]:
    """Return the paragraph whose words a correction touches, else the editor's own place."""
    for paragraph in edited.paragraphs:
        if correction.start >= 0 and paragraph.start <= correction.start <= paragraph.end:
            return material.link(paragraph.id)
    return material.link(correction.place)


def _responsible(entries: Sequence[Correction] | Sequence[DivisionRow]) -> str:
    """Return who is responsible for all of several entries, or "" if there is no such person."""
    names = {entry.responsible for entry in entries}
    return next(iter(names)) if len(names) == 1 and len(entries) > 1 else ""


def _corrected(material: Material) -> list[EditedDocument]:
    """Return the documents that have corrections or notes."""
    return [
        material.corpus[outline.document]
        for outline in material.seen.outlines.values()
        if outline.corrected
    ]


@part(
    "corrections",
    "The editor’s corrections, each with the reading as received, and what the editor decided about"
    " the division of the text.",
)
def corrections(material: Material) -> list[Block]:
    """Return the editor's corrections, with the readings as received, and the divisions."""
    return [*_corrections(material), *_division(material)]


def _division(material: Material) -> list[Block]:
    """Return the editor's decisions about the division of the text; [] if there are none."""
    decided = [
        (edited, row)
        for outline in material.seen.outlines.values()
        if outline.divided
        for edited in [material.corpus[outline.document]]
        for row in edited.segmented.division
    ]
    if not decided:
        return []
    by = _responsible([row for _, row in decided])
    items = [_decision(edited, row, not by, material) for edited, row in decided]
    idle = sum(not row.paragraphs for _, row in decided)
    opening = (
        say_number(
            len(items),
            "One decision about the division of the text into paragraphs was made, by {name}.",
            "{n} decisions about the division of the text into paragraphs were made, by {name}.",
            name=by,
        )
        if by
        else say_number(
            len(items),
            "One decision about the division of the text into paragraphs was made.",
            "{n} decisions about the division of the text into paragraphs were made.",
        )
    )
    if idle:
        opening += " " + say_number(idle, "One no longer fits.", "{n} no longer fit.")
    return [
        syntax.div(
            [syntax.paragraph(opening), syntax.plain_list(items)],
            classes=["division"],
        )
    ]


def _decision(
    edited: EditedDocument, row: DivisionRow, name: bool, material: Material
) -> list[Inline]:
    """Return one decision: paragraphs, words, what was done, the reason, and by whom if `name`."""
    words = syntax.join(map(material.link, row.paragraphs[:CONCERNED]))
    if left := len(row.paragraphs[CONCERNED:]):
        words += syntax.text(" " + say_number(left, "and one more", "and {n} more"))
    if not words:
        words = syntax.text(edited.document if material.several else say("No paragraph"))
    words += syntax.inlines([": “", *_quoted(row.words), "” "])
    said = f"{describe_decided_words(row)}{colon()}{exhibits.sentence(row.reason)}"
    if not row.paragraphs:
        said += " " + say("No longer fits the text, and is not applied.")
    if row.responsible and name:
        said += f" ({row.responsible})"
    return [*words, *syntax.text(said)]


def _corrections(material: Material) -> list[Block]:
    items: list[list[Inline]] = []
    made = [
        (edited, entry)
        for edited in _corrected(material)
        for entry in edited.corrections()
        if entry.after is not None
    ]
    by = _responsible([entry for _, entry in made])
    for edited, correction in made:
        words = [
            *_place(correction, edited, material),
            *syntax.text(colon() + say("as received") + " “"),
            *_quoted(correction.before),
        ]
        if correction.after:
            words += syntax.inlines(
                [
                    "”, " + say("corrected to") + " “",
                    *_quoted(correction.after),
                    "”. ",
                ]
            )
        else:
            words += syntax.text("”, " + say("deleted") + ". ")
        words += syntax.text(exhibits.sentence(correction.reason))
        if correction.state == "inapplicable":
            now = say("No longer applied: the place now says “{found}”.", found=correction.found)
            words += syntax.text(f" {now}")
        if correction.responsible and not by:
            words += syntax.text(f" ({correction.responsible})")
        items.append(words)
    if not items:
        return [
            syntax.paragraph(
                say("The texts are as received; nothing was corrected.")
                if material.several
                else say("The text is as received; nothing was corrected.")
            )
        ]
    opening = [
        say_number(
            len(items),
            "One correction was made, by {name}.",
            "{n} corrections were made, by {name}.",
            name=by,
        )
        if by
        else say_number(len(items), "One correction was made.", "{n} corrections were made."),
        say("The file as received is unchanged."),
    ]
    if idle := sum(entry.state == "inapplicable" for _, entry in made):
        opening.insert(1, say_number(idle, "One no longer applies.", "{n} no longer apply."))
    return [
        syntax.paragraph(" ".join(opening)),
        syntax.plain_list(items),
    ]


def _quoted(text: str) -> list[Inline]:
    return [syntax.span(text, classes=["received"])]


@part("notes", "The editor’s notes.")
def notes(material: Material) -> list[Block]:
    """Return the editor's notes, which change nothing."""
    items: list[list[Inline]] = []
    written = [
        (edited, entry)
        for edited in _corrected(material)
        for entry in edited.corrections()
        if entry.after is None
    ]
    by = _responsible([entry for _, entry in written])
    for edited, note in written:
        words = [*_place(note, edited, material)]
        words += (
            syntax.inlines([", “", *_quoted(note.before), "”" + colon()])
            if note.before
            else syntax.text(colon())
        )
        words += syntax.text(exhibits.sentence(note.reason))
        if note.responsible and not by:
            words += syntax.text(f" ({note.responsible})")
        items.append(words)
    if not items:
        return [syntax.paragraph(say("There are no notes."))]
    return [
        *([syntax.paragraph(say("All notes are by {name}.", name=by))] if by else []),
        syntax.plain_list(items),
    ]


LOOK = "look/"
FONTS = (".otf", ".ttf", ".woff2")


def input_files(inputs: Inputs, bibliographies: Iterable[Path] = ()) -> list[tuple[str, str]]:
    """Return path and SHA-256 of everything that was read beside the prose.

    These are the transcripts, metadata, edition, codings and bibliographies, sorted, then the
    fonts.
    """
    files = {
        path: checksum
        for path, checksum in inputs.sources.items()
        if not no_transcript(PurePosixPath(path).name)
    }
    for path in bibliographies:
        files[path.relative_to(inputs.root).as_posix()] = _checksum(path)
    fonts = [
        (LOOK + name, _checksum(path))
        for name, path in sorted(inputs.look.items())
        if path.suffix.lower() in FONTS
    ]
    return [*sorted(files.items()), *fonts]


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@part("checksums", "SHA-256 of every file that was read beside the prose.", table=True)
def checksums(material: Material) -> list[Block]:
    """Return a table of the SHA-256 of every input, in two lines that fit the print.

    Checksums of the fonts are in the data only.
    """
    files = input_files(material.inputs, material.bibliographies)
    rows = [
        [
            [syntax.code_inline(name)],
            [syntax.code_inline(digest[:32]), {"t": "LineBreak"}, syntax.code_inline(digest[32:])],
        ]
        for name, digest in files
        if not name.startswith(LOOK)
    ]
    exhibit = material.exhibit("checksums")
    large = sum(len(name) + len(digest) + 2 for name, digest in files) > exhibits.EMBEDDED
    return exhibits.table(
        exhibit,
        "table-checksums",
        say("Checksums (SHA-256) of what was read beside the prose"),
        [say("File"), "SHA-256"],
        rows,
        exhibits.Extras(
            notes=say("Checksums of the fonts are in the data"),
            data=f"compose/{exhibits.DATA}/checksums.csv" if large else "checksums.csv",
            widths=[0.62, 0.38],  # paths are longer than half a checksum
        ),
    )


def software_versions(renderer: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return name, version and use of the software that the stages call, as installed.

    That is what the lock pins, never Python or the system. `renderer` is what makes page and print.
    Quarto adds its own version and those of its Pandoc and Typst.
    """
    uses = dict(SOFTWARE)
    theirs = []
    if renderer and renderer.get("renderer") == "quarto":
        uses |= {"pypandoc-binary": to_say("Pandoc: citations, pages of documents")}
        uses.pop("typst", None)
        theirs = [
            ("Quarto", renderer.get("version", ""), to_say("the report as page and print")),
            ("Pandoc of Quarto", renderer.get("pandoc", ""), to_say("reads the report")),
            ("Typst of Quarto", renderer.get("typst", ""), to_say("print")),
        ]
    ours = [(name, software_version(name), use) for name, use in uses.items()]
    return [row for row in (*ours, *theirs) if row[1]]


@part("software", "The versions of the software that made the report.")
def software(material: Material) -> list[Block]:
    """Return the versions of the software that made the report, in a paragraph."""
    listed = semicolon().join(
        f"{name} {version} ({say(use)})"
        for name, version, use in software_versions(material.inputs.renderer)
    )
    notes = say("Every version is pinned, with the hash of the package, in requirements.lock")
    if material.inputs.renderer.get("renderer") == "quarto":
        notes = say(
            "Every version is pinned, with the hash of the package, in requirements.lock, but those"
            " of Quarto and of what it carries"
        )
        if version_number(material.inputs.renderer.get("version", "")) < TAGGED:
            notes += ". " + say(
                "This Quarto cannot tag a PDF: the print has no tags for screen readers"
            )
    said = f"{exhibits.sentence(listed)} {exhibits.sentence(notes)}"
    return [syntax.div([syntax.paragraph(syntax.text(said))], classes=["small"])]


def difference_inlines(difference: Iterable[WordChange]) -> list[Inline]:
    """Return a difference of words: deleted words struck out, added words underlined."""
    inlines: list[Inline] = []
    for change in difference:
        words = syntax.text(change.text)
        if change.operation == "-":
            inlines.append(syntax.span([syntax.strikeout(words)], classes=["deleted"]))
        elif change.operation == "+":
            inlines.append(syntax.span([{"t": "Underline", "c": words}], classes=["added"]))
        else:
            inlines += words
    return inlines


@part("marks", "What is in doubt. Without this insert it is at the top of the report.")
def marks(material: Material) -> list[Block]:
    """Return a summary of what is in doubt, with the list by paragraph; [] if nothing is."""
    doubts = sorted(finding for finding in material.findings if finding.level == "mark")
    if not doubts:
        return []
    groups: dict[str, list[Finding]] = {}
    for finding in doubts:
        groups.setdefault(finding.paragraph or finding.document, []).append(finding)
    left = sum(map(len, [*groups.values()][DOUBTS:]))
    listed = [_doubt(key, findings, material) for key, findings in list(groups.items())[:DOUBTS]]
    if left:
        more = say("And {count} more, all of them in gate.json.", count=say_integer(left))
        listed.append(syntax.paragraph(more))
    return [
        syntax.div(
            [
                syntax.paragraph(_summarise_doubts(doubts, material)),
                *on_demand(say("What is in doubt"), listed),
            ],
            "doubts",
            ["doubts"],
        )
    ]


def _summarise_doubts(doubts: Sequence[Finding], material: Material) -> list[Inline]:
    """Return how many things are in doubt, in which folders, and which paragraphs they concern."""
    things = group_findings(doubts)
    rooms = Counter(ROOMS.get(finding.file.partition("/")[0], ELSEWHERE) for finding, _ in things)
    named = [room for room in dict.fromkeys([*ROOMS.values(), *rooms]) if rooms[room]]
    where = ", ".join(f"{say_integer(rooms[room])} {say(room)}" for room in named)
    if len(named) == 1:
        where = say("all {where}", where=say(named[0])) if len(things) > 1 else say(named[0])
    words = [
        syntax.strong(say("This is a draft.")),
        {"t": "Space"},
        *syntax.text(
            say_number(
                len(things),
                "One thing is in doubt until the scholar has looked at it: {where}.",
                "{n} things are in doubt until the scholar has looked at them: {where}.",
                where=where,
            )
        ),
    ]
    doubted = {finding.paragraph for finding in doubts if finding.paragraph in material.anchors}
    parts = (part.id for outline in material.seen.outlines.values() for part in outline.paragraphs)
    place = {identifier: index for index, identifier in enumerate(parts) if identifier in doubted}
    # What left the text comes last.
    concerned = sorted(doubted, key=lambda one: (one not in place, place.get(one, 0), one))
    if concerned:
        named_as = (
            say("Paragraph concerned:") if len(concerned) == 1 else say("Paragraphs concerned:")
        )
        words += syntax.text(f" {named_as} ")
        words += syntax.join(map(material.link, concerned[:CONCERNED]))
        left = len(concerned) - CONCERNED
        more = " " + say_number(left, "and one more", "and {n} more") if left > 0 else ""
        words += syntax.text(f"{more}.")
    return words


def _doubt(key: str, findings: Iterable[Finding], material: Material) -> Block:
    """Return what is in doubt about one paragraph, with the first difference of words."""
    items: list[list[Block]] = []
    shown = False
    for finding, places in group_findings(findings):
        where = f" ({some_places(places)})" if places else ""
        item = [
            syntax.paragraph(
                [
                    say_doubt(finding.message),
                    *syntax.sentence_inlines(f" {say_doubt(finding.todo)}".rstrip()),
                    where,
                ]
            )
        ]
        if finding.difference and not shown:
            item.append(syntax.paragraph(difference_inlines(finding.difference)))
            shown = True
        items.append(item)
    about = [syntax.paragraph([syntax.strong(material.link(key))])] if key else []
    return syntax.div(
        [*about, syntax.bullet_list(items)], doubt_anchor(key) if key else "doubt", ["doubt"]
    )
