"""Check the report's prose without building it.

The stage `compose` checks the same. Here the texts are cleaned and divided anew, so the check holds
for the files as they are now. The values that the prose prints are looked up in the tables of the
last build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from pilcrow.checks.project import Checked
from pilcrow.edition.sources import load
from pilcrow.figures.names import FIGURES
from pilcrow.model.problems import Problem
from pilcrow.model.records import Mark
from pilcrow.model.values import Data
from pilcrow.report import registry
from pilcrow.report.page import comparison
from pilcrow.report.page.composing import BODY_TEXTS, from_trouble
from pilcrow.report.prose import bibliography, portable
from pilcrow.report.prose.citations import Citable, Document, make_document
from pilcrow.report.prose.comparison_section import expanded, with_comparison
from pilcrow.report.prose.crossreferences import find_inserts, number_sections
from pilcrow.report.prose.findings import Finding, from_problem, refused, to_mark
from pilcrow.report.prose.frontmatter import check_front
from pilcrow.report.prose.gate import SEARCHED, Known, examine
from pilcrow.report.prose.source import Report, read_report

SHOWN = "report"
TABLES = "results/tabulate/values.json"
MADE = f"{SHOWN}/made/"  # files that a scholar's own rules make
VALUES = ("variable", "number")  # kinds of findings that need the tables
FEW = 50  # documents; in more, the words of quotations without a citation are not looked for
LEDGER = ".paragraphs.csv"


def read_document(root: Path, document: str) -> Document:
    """Clean and divide a document, and return what can be cited of it. Raises Problems."""
    edition = load(root, document)
    return make_document(
        document,
        edition.paragraphs,
        edition.withdrawn,
        edition.segmented.provisional,
        edition.segmented,
    )


def check_report(root: Path, checked: Checked) -> tuple[list[Problem], list[Mark]]:
    """Check the prose of a project that `examine` has checked and whose texts can be read.

    Returns:
        What would stop the build, and what it would mark as doubtful, each with file and line.
        Raises Problems where there is no report to read.
    """
    folder = root / SHOWN
    if not folder.is_dir():  # tables and exports need no report
        return [], []
    registry.load_installed()
    registry.load_own((folder / "parts").glob("*.py"), root)
    report = read_report(folder, SHOWN, {})
    names = [document.document for document in checked.documents]
    editions = Citable(names, partial(read_document, root))
    findings = [
        finding
        for finding in examined(root, report, checked, editions)
        if finding.kind not in VALUES and MADE not in finding.message
    ]
    marks = [to_mark(finding) for finding in findings if finding.level == "mark"]
    return refused(findings, strict=False), [*marks, *unknown_values(root)]


def unknown_values(root: Path) -> list[Mark]:
    """Return a mark for each value that the prose prints and the tables of the last build lack.

    The tables may be of an earlier state, so this is a doubt; the build decides.
    """
    tables = root / TABLES
    if not tables.is_file():
        return []
    report = read_report(root / SHOWN, SHOWN, msgspec.json.decode(tables.read_bytes()))
    return [
        Mark(
            "variable",
            f"{found.what} This was looked up in the tables of the last build.",
            file=found.file,
            line=found.line,
            todo=found.todo,
        )
        for found in report.problems
        if found.kind in VALUES
    ]


def examined(root: Path, report: Report, checked: Checked, editions: Citable) -> Iterator[Finding]:
    """Yield all that the gate and the checks of front matter, sources and constructs find."""
    folder = root / SHOWN
    given = [path for path in folder.rglob("*") if path.is_file()]
    body = report.body
    if len(editions) > 1:
        declared = {"keyness": True} if checked.config.keyness else {}
        body = with_comparison(body, comparison.wanted([], list(FIGURES), declared))
    body, _, _ = expanded(body, "agreement", [("figure", "agreement"), ("table", "agreement")])
    inserts = find_inserts(body.text)
    language = str(report.front.get("lang", "en"))
    tables = registry.names_of_tables(insert.name for insert in inserts)
    written = portable.rewrite(body, inserts, language, folder, given, tables)
    files = [
        (path, path.relative_to(root).as_posix()) for path in bibliographies(folder, report.front)
    ]
    works, wrong = bibliography.read_keys(files, editions)
    known = Known(
        editions,
        [*works, *gone(root, editions)],
        number_sections(body.text, written.titles),
        written.exhibits,
        [*FIGURES, *(insert.name for insert in inserts if insert.kind == "figure")],
        language,
        None if len(editions) <= FEW else SEARCHED + 1,
        tables,
    )
    yield from map(from_problem, [*report.problems, *wrong])
    yield from check_front(report, f"{SHOWN}/index.qmd", works)
    yield from examine(body, known).findings
    for name, text in report.texts.items():
        if name in BODY_TEXTS:
            yield from examine(text, known).findings
    yield from (from_trouble(body, trouble) for trouble in written.troubles)


def bibliographies(folder: Path, front: Mapping[str, Data]) -> list[Path]:
    """Return the bibliographies that there are: those of the front matter, else references.bib."""
    named = front.get("bibliography", "references.bib")
    names = named if isinstance(named, list) else [named]
    return [path for path in (folder / str(name) for name in names) if path.is_file()]


def gone(root: Path, editions: Citable) -> list[str]:
    """Return the IDs of documents whose transcript is missing.

    The build knows what may be cited of them.
    """
    ledgers = (root / "edition").glob(f"*{LEDGER}")
    names = (path.name.removesuffix(LEDGER) for path in ledgers)
    return sorted(name for name in names if name not in editions)
