"""Number and check the scholar's prose, for a build and for `pilcrow check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.figures.names import FIGURES
from pilcrow.files.project import look_folder
from pilcrow.inputs.look import families
from pilcrow.report import registry
from pilcrow.report.page import generated as _parts  # noqa: F401 - its import adds the parts
from pilcrow.report.page import published
from pilcrow.report.page.contents import CheckedProse, Prose, ReportSource
from pilcrow.report.prose import bibliography, portable
from pilcrow.report.prose.citations import CitableDocument
from pilcrow.report.prose.comparison_section import expanded, with_comparison
from pilcrow.report.prose.crossreferences import (
    GROUPED,
    Insert,
    check_inserts,
    find_inserts,
    number_sections,
)
from pilcrow.report.prose.findings import Finding, TextProblem, from_problem
from pilcrow.report.prose.frontmatter import check_front
from pilcrow.report.prose.gate import ReferenceTargets, examine_text
from pilcrow.report.prose.grounds import grounds_of
from pilcrow.report.prose.source import LocatedText, Report, Values, flatten
from pilcrow.report.prose.statements import find_statements
from pilcrow.report.prose.typed_numbers import hint_numbers
from pilcrow.report.rendering.formulas import unreadable_formulas
from pilcrow.report.rendering.raw_typst import unset_typst

BODY_TEXTS = ("abstract",)  # texts of the front matter that may cite
AGREED = (("figure", "agreement"), ("table", "agreement"))


def number_prose(report: Report, values: Values, given: ReportSource) -> Prose:
    """Return a report with its sections and exhibits numbered, and its constructs rewritten.

    `values` are what it prints.
    """
    compared = with_comparison(report.body, given.compared)
    body, _, _ = expanded(compared, "agreement", AGREED if given.agreed else ())
    inserts = find_inserts(body.text)
    language = str(report.front.get("lang", "en"))
    tables = registry.names_of_tables(insert.name for insert in inserts)
    written = portable.rewrite(
        body, inserts, language, given.folder, given.files, tables, given.bare
    )
    return Prose(
        report,
        body,
        values,
        language,
        inserts,
        number_sections(body.text, written.titles),
        written,
        given.figures or [],
        insertable(inserts, given),
        tables,
        bibliographies(report, given),
        given,
    )


def insertable(inserts: Sequence[Insert], given: ReportSource) -> dict[str, list[str]]:
    """Return the names that can be inserted, by kind: part, figure, table.

    Before a build it is not known which figures and groups the data allow, so those that the report
    inserts count.
    """
    made, grouped = [figure.name for figure in given.figures or ()], list(given.grouped)
    if given.figures is None:
        made = [insert.name for insert in inserts if insert.kind == "figure"]
        grouped = [insert.name for insert in inserts if insert.name.startswith(GROUPED)]
    names = [part.name for part in registry.parts() if not part.name.endswith("*")]
    return {
        "part": [*names, *grouped],
        "figure": list(dict.fromkeys([*made, *FIGURES])),
        "table": list(published.published()),
    }


def bibliographies(report: Report, given: ReportSource) -> list[Path]:
    """Return the bibliographies of the front matter, else references.bib if there is one."""
    named = report.front.get("bibliography")
    if named is None:
        return [path for path in (given.folder / "references.bib",) if path in given.files]
    return [given.folder / str(name) for name in (named if isinstance(named, list) else [named])]


def check_prose(
    prose: Prose, documents: Mapping[str, CitableDocument], paragraphs: int | None = None
) -> CheckedProse:
    """Check all of the prose that can be checked before the parts are made.

    Args:
        prose: The report.
        documents: The documents as they can be cited.
        paragraphs: The number of their paragraphs; None if it is not known without reading them.
    """
    report, body, given = prose.report, prose.body, prose.given
    works, wrong, complete = bibliography.read_keys(
        [(path, given.named(path)) for path in prose.bibliographies], documents
    )
    known = ReferenceTargets(
        documents,
        works if complete else None,
        prose.sections,
        prose.written.exhibits,
        prose.insertable["figure"],
        prose.language,
        paragraphs,
        prose.tables,
        report.whole,
    )
    sources = {key: source for key, source in report.texts.items() if key in BODY_TEXTS}
    examined = examine_text(body, known)
    texts = {key: examine_text(source, known) for key, source in sources.items()}
    troubles = [
        *check_inserts(prose.inserts, prose.insertable),
        *prose.written.troubles,
        *unreadable_formulas(body.text),
        *unset_typst(body.text, given.folder / "look"),
    ]
    findings = [
        *map(from_problem, [*report.problems, *wrong]),
        *(msgspec.structs.replace(from_problem(hint), level="hint") for hint in report.hints),
        *check_front(report, f"{given.shown}/index.qmd", works),
        *examined.findings,
        *(finding for text in texts.values() for finding in text.findings),
        *check_font(prose),
        *check_theme(prose),
        *(from_trouble(body, trouble) for trouble in troubles),
    ]
    flat = dict(flatten(prose.values))
    for source in (body, *sources.values()):
        findings += hint_numbers(source, flat)
    return CheckedProse(
        examined,
        texts,
        findings,
        [],
        works,
        find_statements(body, prose.sections),
        {key: find_statements(one, place=key.capitalize()) for key, one in sources.items()},
    )


def from_trouble(source: LocatedText, trouble: TextProblem) -> Finding:
    """Return a trouble as a finding at its place in the scholar's files."""
    place = source.place(trouble.position)
    where = (place.file, place.line, place.column)
    level = "hint" if trouble.hint else "error"
    return Finding(*where, level, trouble.kind, trouble.what, trouble.todo)


def check_font(prose: Prose) -> list[Finding]:
    """Return an error if the font that the report chooses for the print is missing."""
    font = prose.report.front.get("mainfont")
    if font is None:
        return []
    known = families(look_folder() / "fonts", prose.given.folder / "look" / "fonts")
    if font in known:
        return []
    what = f'There is no font "{font}".'
    todo = f"Put its file into report/look/fonts/. There are: {', '.join(known)}."
    where = prose.report.where(("mainfont",), prose.given.shown)
    return [Finding(*where, 0, "error", "font", what, todo)]


def check_theme(prose: Prose) -> list[Finding]:
    """Return what is wrong with the option `theme`, and with the files that it names."""
    given = prose.given
    _, wrong = grounds_of(prose.report.front.get("theme"), given.folder, given.shown, given.files)
    where = prose.report.where(("theme",), given.shown)
    return [
        from_problem(
            one if one.file else msgspec.structs.replace(one, file=where[0], line=where[1])
        )
        for one in wrong
    ]
