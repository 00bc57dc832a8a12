"""Promise: authors and rights stand in the report as Quarto's front matter gives them; what is
wrong with them is shown at its line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pilcrow.files.language import shipped_language
from pilcrow.report.prose.byline import check_byline, details
from pilcrow.report.prose.frontmatter import check_front, front_matter
from pilcrow.report.prose.labels import LABELS, WORDS
from pilcrow.report.prose.source import Report, read_report

FRONT = """---
title: T
author:
  - name: {given: Ann, family: Author}
    id: ann
    orcid: 0000-0002-1825-0097
    email: ann_a@example.org
    corresponding: true
    affiliations: [{ref: bern}, {name: Elsewhere, city: Basel}]
    roles: [writing, {software: lead}]
  - Ben Other
affiliations:
  - {id: bern, name: University of Bern, department: History}
funding: {awards: {source: SNF, id: 12, investigator: {ref: ann}}}
license: CC BY-SA
copyright: {holder: Ann Author, year: 2026}
doi: 10.1234/ab_c
keywords: [a]
categories: [history]
nocite: "@work-1999, @*"
---

Text.
"""


def read(tmp_path: Path, front: str) -> Report:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.qmd").write_text(front, encoding="utf-8")
    return read_report(folder, "report", {})


def test_all_that_is_said_of_authors_and_rights_stands_below_the_names(tmp_path: Path) -> None:
    report = read(tmp_path, FRONT)
    assert report.problems == [] and check_front(report, "report/index.qmd", ["work-1999"]) == []
    made = front_matter(report, {"title": "T"}, {}, [], [], "", ["talk-2020"])
    assert 'author: ["Ann Author", "Ben Other"]' in made
    assert 'nocite: "@talk-2020, @work-1999, @*"' in made
    said = details(report.front, "en").split("\n\n")
    assert said == [
        "Ann Author: History, University of Bern; Elsewhere, Basel; ORCID [0000-0002-1825-0097]"
        r"(https://orcid.org/0000-0002-1825-0097);"
        r" [ann\_a\@example\.org](mailto:ann_a@example.org);"
        " corresponding author; roles: writing – original draft, software \\(lead\\).",
        "Funding: SNF, 12 \\(Ann Author\\)",
        "© 2026 Ann Author · Licence: [CC BY\\-SA 4\\.0]"
        r"(https://creativecommons.org/licenses/by-sa/4.0/) · DOI"
        r" [10\.1234/ab\_c](https://doi.org/10.1234/ab_c)",
        "Categories: history",
    ]
    assert "  Ann Author: History" in made


@pytest.mark.parametrize(
    ("front", "line", "said"),
    [
        ("title: T\ndate: today", 3, "would change from day to day"),
        ("title: T\nauthor:\n  - name: A\n    orcid: 12", 5, "is not an ORCID"),
        ("title: T\nauthor:\n  - name: A\n    hobby: b", 5, '"hobby"'),
        ("title: T\nauthor:\n  - name: A\n    affiliation: {ref: x}", 5, 'the id "x"'),
        ("title: T\nfunding:\n  - source: SNF", 4, '"source" of funding'),
        ("title: T\nfunding: {awards: {investigator: {ref: x}}}", 3, 'the id "x"'),
        ("title: T\nlicense: {text: A, link: b}", 3, '"link" of license'),
        ("title: T\ncitation:\n  volume: 1", 4, '"volume" of citation'),
        ("title: T\naffiliations: [{id: a, fax: 1}]", 3, '"fax" of affiliations'),
        ("title: T\nlang: en\ndoi: nothing", 4, "is not a DOI"),
        ("title: T\nlang: en\ndoi: 10.1234/<b>", 4, "is not a DOI"),  # as in config/config.yaml
        ("title: T\n\nnocite: '@none'", 4, "not a work"),
        ("title: T\nformat: html", 3, '"format"'),
        ("title: T\nsubtitel: S", 3, '"subtitel"'),
    ],
)
def test_what_is_wrong_with_the_front_matter_has_its_line(
    tmp_path: Path, front: str, line: int, said: str
) -> None:
    found = check_front(read(tmp_path, f"---\n{front}\n---\n\nText.\n"), "report/index.qmd", ["a"])
    assert [(one.line, said in one.message, bool(one.todo)) for one in found] == [
        (line, True, True)
    ]


def test_a_note_that_ends_in_a_full_stop_has_one() -> None:
    assert details({"author": {"name": "A", "note": "Funded."}}, "en") == "A: Funded\\."


def test_an_affiliation_is_declared_with_the_first_author_who_has_it() -> None:
    front = {
        "author": [
            {
                "name": {"given": "Ann", "non-dropping-particle": "de", "family": "Author"},
                "degrees": ["PhD", "MA"],
                "affiliations": [{"id": "u", "name": "University"}],
                "attributes": {"equal-contributor": True, "deceased": False},
            },
            {"name": "Ben", "affiliations": [{"ref": "u"}], "attributes": {"deceased": True}},
        ]
    }
    assert list(check_byline(front)) == []
    assert details(front, "en").split("\n\n") == [
        "Ann de Author: PhD, MA; University; equal contributor.",
        "Ben: University; deceased.",
    ]
    front["author"][1]["attributes"] = {"decesed": True}
    assert [(place, what) for place, what, _ in check_byline(front)] == [
        (
            ("author", 1, "attributes", "decesed"),
            'The key "decesed" of attributes is not known here.',
        )
    ]


def test_a_report_that_says_nothing_of_its_author_has_nothing_below_the_name() -> None:
    assert (
        details({"author": "A. Scholar"}, "en") == "" and list(check_byline({"author": "A"})) == []
    )


def test_every_language_has_every_word() -> None:
    for code in ("de", "fr", "es", "ru", "it"):
        assert {*LABELS.values(), *WORDS.values()} <= set(shipped_language(code).messages)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "data curation, formal analysis \\(lead\\), writing – original draft"),
        ("de", "Datenpflege, Formale Analyse \\(leitend\\), Schreiben – Originalentwurf"),
        ("ru", "курирование данных, формальный анализ \\(ведущая\\), написание черновика рукописи"),
    ],
)
def test_roles_of_the_standard_are_in_the_language_of_the_report(
    language: str, printed: str
) -> None:
    roles = ["Data curation", {"analysis": "Lead"}, "writing", {"Translator": "equal"}]
    said = details({"author": {"name": "A", "roles": roles}}, language)
    assert said.endswith(f"{printed}, Translator \\(equal\\).")  # a role of one's own is as written


@pytest.mark.parametrize(
    ("funding", "printed"),
    [
        ("Nobody paid.", "Nobody paid\\."),
        ({"statement": "A pays.", "open-access": "B pays."}, "A pays\\.\\; B pays\\."),
        (
            {"awards": [{"source": [{"text": "DFG", "country": "DE"}, "EU"], "id": "AB 1"}]},
            "DFG, EU, AB 1",
        ),
        (
            {"awards": {"name": "Grant", "recipient": [{"ref": "u"}, {"institution": "LMU"}]}},
            "Grant \\(University, LMU\\)",
        ),
    ],
)
def test_funding_is_printed_in_each_form_that_quarto_has(funding: object, printed: str) -> None:
    front = {"author": "A", "affiliations": [{"id": "u", "name": "University"}], "funding": funding}
    assert list(check_byline(front)) == [] and details(front, "en") == f"Funding: {printed}"


def test_an_affiliation_is_printed_with_its_address_and_numbers() -> None:
    where = {"name": "U", "department": "D", "city": "C", "url": "https://u.org", "isni": "1"}
    front = {"author": {"name": "A", "affiliation": where}}
    assert list(check_byline(front)) == []
    assert details(front, "en") == "A: D, [U](https://u.org), C, ISNI 1."
