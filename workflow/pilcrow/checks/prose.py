"""Check the report's prose without building it.

The stage `compose` checks the same. Here the texts are cleaned and divided anew, so the check holds
for the files as they are now. The values that the prose prints are looked up in the tables of the
last build.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.checks.texts import FEW
from pilcrow.edition import sources
from pilcrow.edition.sources import Edition
from pilcrow.figures.names import FIGURES
from pilcrow.files.language import load_language
from pilcrow.identity.ledger import ENDING, read_tombstones
from pilcrow.inputs.palette import read_palette
from pilcrow.model.documents import Document
from pilcrow.model.problems import Problem, Problems
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config
from pilcrow.report import registry
from pilcrow.report.page import comparison
from pilcrow.report.page.anchors import Expected, clashes, of_prose
from pilcrow.report.page.contents import Prose, ReportSource
from pilcrow.report.page.prose_checks import check_prose, number_prose
from pilcrow.report.prose.assembled import check_links
from pilcrow.report.prose.citations import Citable, CitableDocument, make_citable_document
from pilcrow.report.prose.findings import Finding, stopping_findings, to_mark
from pilcrow.report.prose.gate import SEARCHED
from pilcrow.report.prose.publication import read_language_code
from pilcrow.report.prose.source import read_report
from pilcrow.report.prose.statements import printed_values
from pilcrow.report.rendering.look import OWN_FOLDER, citation_style, look_by_name

SHOWN = "report"
TABLES = "results/tabulate/values.json"
UNMADE = re.compile(r'There is no (?:image|file) "(?:\.\./)*made/')
VALUE = "variable"  # the kind of findings that need the tables
OF_TEXT = ("citation", "quotation", "reference")  # kinds that the text of a value can have
WORD = re.compile(r"[a-z0-9-]+")  # what the ID of a document consists of


def check_report(
    root: Path,
    config: Config,
    themes: Sequence[str] | None,
    documents: Sequence[Document],
    editions: Mapping[str, Edition],
    unread: Collection[str] = (),
) -> tuple[list[Problem], list[Mark]]:
    """Check the prose of a project.

    Args:
        root: The project.
        config: Its configuration.
        themes: The codes of its codebook; None if they are not known: links are not checked then.
        documents: The documents that can be read.
        editions: Their texts, as far as they are at hand. Others are read when they are cited.
        unread: The other documents. What the prose says of them is not checked.

    Returns:
        What would stop the build, and what it would mark as doubtful, each with file and line.

    Raises:
        Problems: There is no report to read.
    """
    folder = root / SHOWN
    if not folder.is_dir():  # tables and exports need no report
        return [], []
    registry.load_installed()
    registry.load_own((folder / "parts").glob("*.py"), root)
    names = [one.document for one in documents]
    prose = read_prose(root, len(names) + len(unread) > 1, config.keyness is not None)
    size = None if len(names) <= FEW and not unread else SEARCHED + 1
    made_of_values = places_of_values(prose)
    cited = citable(root, documents, editions)
    examined = check_prose(prose, cited, size)
    places = Expected(cited, themes or (), prose.inserts, examined.works)
    links = check_links(prose.body, of_prose(prose), places.__contains__)
    twice = clashes(prose.body, prose.sections, places.is_text, names, places.made)
    findings = [
        await_rule(finding)
        for finding in (
            *examined.findings,
            *twice,
            *(links if themes is not None and prose.report.whole else ()),
            *check_style(root, prose, config),
        )
        if not (finding.kind in OF_TEXT and locate_finding(finding) in made_of_values)
        and not set(WORD.findall(finding.message)).intersection(unread)
    ]
    sure = [finding for finding in findings if finding.kind != VALUE]
    marks = [to_mark(finding) for finding in sure if finding.level == "mark"]
    if prose.values:
        marks += [
            doubt(finding)
            for finding in findings
            if finding.kind == VALUE and finding.level == "error"
        ]
    return [*stopping_findings(sure, strict=False), *check_look(root)], marks


def check_look(root: Path) -> list[Problem]:
    """Return what is wrong with the colours and the words of the report's look."""
    found: list[Problem] = []
    for read in (read_palette, lambda root: load_language(read_language_code(root), root)):
        try:
            read(root)
        except Problems as stopped:
            found += stopped.problems
    return found


def await_rule(finding: Finding) -> Finding:
    """Return a finding; one of a file that a rule of the scholar's own has yet to make is a mark.

    git ignores report/made/, so a fresh clone has none of these files.
    """
    if not UNMADE.match(finding.message):
        return finding
    todo = "Build the report: a rule of your own makes this file. Or correct the path."
    return msgspec.structs.replace(finding, level="mark", todo=todo)


def check_style(root: Path, prose: Prose, config: Config) -> list[Finding]:
    """Return what is wrong with the citation style that the report or the configuration names."""
    own = root / OWN_FOLDER
    look = look_by_name((path for path in own.rglob("*") if path.is_file()), own)
    return citation_style(look, str(prose.report.front.get("csl") or config.citation_style))[1]


def read_prose(root: Path, several: bool, keyness: bool) -> Prose:
    """Read the report of a project, with the values of the last build; {} before the first.

    `several` and `keyness` say whether documents and their words are compared.
    """
    folder, tables = root / SHOWN, root / TABLES
    values = msgspec.json.decode(tables.read_bytes()) if tables.is_file() else {}
    compared = comparison.wanted([], FIGURES, {"keyness": True} if keyness else {})
    given = ReportSource(
        folder,
        SHOWN,
        frozenset(path for path in folder.rglob("*") if path.is_file()),
        compared if several else [],
    )
    return number_prose(read_report(folder, SHOWN, values), values, given)


def citable(root: Path, documents: Sequence[Document], editions: Mapping[str, Edition]) -> Citable:
    """Return the documents as they can be cited, with those whose transcript is missing.

    One without an edition is cleaned and divided when it is cited. Of one without a transcript the
    ledger is read.
    """
    manifests = {one.document: one for one in documents}
    ledgers = (root / "edition").glob(f"*{ENDING}")
    accepted = (path.name.removesuffix(ENDING) for path in ledgers)
    gone = sorted(name for name in accepted if name not in manifests)

    def read(document: str) -> CitableDocument:
        if document in gone:
            return make_citable_document(document, (), read_tombstones(root, document))
        edition = editions.get(document) or sources.read(root, manifests[document])
        return make_citable_document(
            document,
            edition.paragraphs,
            edition.withdrawn,
            edition.segmented.provisional,
            edition.segmented,
        )

    return Citable([*manifests, *gone], read)


def locate_finding(finding: Finding) -> tuple[str, int, int]:
    """Return file, line and column of a finding."""
    return finding.file, finding.line, finding.column


def places_of_values(prose: Prose) -> set[tuple[str, int, int]]:
    """Return where the prose prints values. Their text is that of the last build."""
    return {
        (place.file, place.line, place.column)
        for source in (prose.body, *prose.report.texts.values())
        for position, _ in printed_values(source)
        for place in [source.place(position)]
    }


def doubt(finding: Finding) -> Mark:
    """Return a mark of a value that the last tables lack. They may be old; the build decides."""
    what = f"{finding.message} This was checked against the tables of the last build."
    return to_mark(msgspec.structs.replace(finding, message=what))
