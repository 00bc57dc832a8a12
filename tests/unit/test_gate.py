"""Promise: what was never true stops the build, what is no longer true is marked, all of it at once
with its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.identity.similarity import word_difference
from pilcrow.model.problems import Problems
from pilcrow.model.records import Mark, Paragraph, Withdrawn
from pilcrow.report.page.guide import GuidedFinding, findings_of, guide_blocks
from pilcrow.report.prose.bibliography import bibliography_keys
from pilcrow.report.prose.citations import CitableDocument, make_citable_document
from pilcrow.report.prose.crossreferences import Exhibit, Insert, find_inserts, number_sections
from pilcrow.report.prose.findings import Finding, condense_marks, report_of, stopping_findings
from pilcrow.report.prose.gate import (
    ExaminedText,
    ReferenceTargets,
    cited_sections,
    examine_text,
    since_accepted,
    uncited_paragraphs,
)
from pilcrow.report.prose.portable import rewrite
from pilcrow.report.prose.source import LocatedText, Piece
from pilcrow.report.prose.typed_numbers import hint_numbers
from pilcrow.report.rendering.citing import printed_words

TABLES = frozenset(
    {
        "register",
        "compared-codings",
        "reading",
        "sensitivity",
        "disagreements",
        "voice",
        "checksums",
        "software",
    }
)  # parts


def paragraph(
    number: str, text: str, accepted: str = "", verdict: str = "exact", **more: Any
) -> Paragraph:
    """A paragraph of an invented speech."""
    kind = {"p": "speech", "h": "heading", "s": "salutation"}[number[0]]
    difference = word_difference(accepted, text) if accepted else []
    return Paragraph(
        f"speech-2020.{number}",
        "speech-2020",
        number,
        kind,
        "A Speaker",
        int(number[1]),
        text,
        "0" * 64,
        len(text.split()),
        0,
        len(text),
        0,
        len(text),
        1,
        verdict=verdict,
        accepted=accepted,
        difference=difference,
        **more,
    )


def withdrawn(number: str, text: str, redirect: str = "", accepted: bool = True) -> Withdrawn:
    return Withdrawn(
        f"speech-2020.{number}",
        "speech-2020",
        number,
        "speech",
        "A Speaker",
        text,
        "0" * 64,
        redirect,
        accepted,
    )


SPEECH = make_citable_document(
    "speech-2020",
    [
        paragraph("p1", "We meet in the morning and talk of trade."),
        paragraph(
            "p2", "We will close the matter soon.", "We shall close the matter at once.", "reworded"
        ),
        paragraph("p3", "Others will follow. It was never our wish."),
        paragraph("s1", "Colleagues,"),
    ],
    [
        withdrawn("p4", "It was never our wish.", "speech-2020.p3"),
        withdrawn("p5", "A promise of old."),
        withdrawn("p6", "Another one.", "", False),
    ],
)


def source(text: str) -> LocatedText:
    return LocatedText(text, [Piece(0, "report/index.qmd", 0)], {"report/index.qmd": text})


def exhibits_of(body: LocatedText, inserts: list[Insert]) -> dict[tuple[str, str], Exhibit]:
    return rewrite(body, inserts, "en", Path("report"), (), TABLES).exhibits


def gate(
    text: str, document: CitableDocument = SPEECH, works: tuple[str, ...] = ("book-1999",)
) -> ExaminedText:
    inserts = find_inserts(text)
    known = ReferenceTargets(
        {document.document: document},
        list(works),
        number_sections(text),
        exhibits_of(source(text), inserts),
        ["one", "two"],
        tables=TABLES,
    )
    return examine_text(source(text), known)


def said(text: str, level: str = "error") -> list[str]:
    return [
        f"{f.line}:{f.column} {f.message} {f.todo}".strip()
        for f in sorted(gate(text).findings)
        if f.level == level
    ]


def said_of(document: CitableDocument, text: str) -> list[str]:
    return [
        f"{finding.message} {finding.todo}"
        for finding in gate(text, document).findings
        if finding.level == "error"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "See [@speech-2020, para. 99].",
            "1:6 speech-2020 has no para. 99. It has paras. 1–3, s1.",
        ),
        (
            "See [@speech-2021, para. 1].",
            '1:6 "speech-2021" is neither a document nor a work in'
            ' report/references.bib. Did you mean "speech-2020"?',
        ),
        (
            "See [@book-1998].",
            '1:6 "book-1998" is neither a document nor a work in report/references.bib.'
            ' Did you mean "book-1999"?',
        ),
        (
            'He says "we meet at noon" [@speech-2020, para. 1].',
            "1:9 The quotation “we meet at noon” is not in speech-2020.p1.",
        ),
        (
            'He says "It was never our wish" [@speech-2020, para. 1].',
            "1:9 The quotation “It was never our wish” is not in speech-2020.p1. It"
            " is in speech-2020.p3. Cite that one.",
        ),
        ("See @sec-nowhere.", '1:5 There is no section "sec-nowhere".'),
        (
            "See @fig-one.",
            '1:5 The figure "one" is not in the report. Insert it: ::: {.insert figure="one"}',
        ),
        ("See @fig-three.", '1:5 There is no figure "three".'),
        (
            "See [@sec-a; @book-1999].\n\n# A {#sec-a}",
            "1:5 A bracket has both citations and cross-references.",
        ),
        (
            "See [Sections @sec-a and @sec-b].\n\n# A {#sec-a}\n\n# B {#sec-b}",
            '1:26 "@sec-b" stands among the words after another reference in its brackets. Put a'
            " semicolon before it, “; @sec-b”, or write it after the bracket.",
        ),
        (
            "See [@book-1999, who cites @speech-2020, para. 99].",
            '1:28 "@speech-2020" stands among the words after another reference',
        ),
        (
            "See @book-1999 [as in @sec-a].\n\n# A {#sec-a}",
            '1:23 "@sec-a" stands among the words after another reference',
        ),
        (
            "See [the *speech* [@speech-2020, para. 1]](https://example.org).",
            "1:19 A citation is in the words of a link, and a link cannot contain another"
            " link. Put it after the link.",
        ),
        (
            "See [what @speech-2020 [para. 1] says](page.html).",
            "1:11 A citation is in the words of a link",
        ),
        (
            "See [it in @sec-a](#sec-a).\n\n# A {#sec-a}",
            "1:12 A cross-reference is in the words of a link",
        ),
        (
            "> We meet at night.\n\n[@speech-2020, para. 1]",
            "1:1 The quotation “We meet at night.” is not in speech-2020.p1.",
        ),
        ("A <b>word</b>.", "1:3 Raw HTML (<b>) is in the report."),
    ],
)
def test_what_was_never_true_stops_with_its_place(text: str, message: str) -> None:
    errors = said(text)
    assert errors[0].startswith(message)
    assert stopping_findings(gate(text).findings, strict=False)


def test_a_near_miss_names_the_differing_words() -> None:
    [error] = said('He says "We meet in the evening and talk of trade" [@speech-2020, para. 1].')
    assert (
        'The text has “We meet in the morning and talk of trade” (speech-2020.p1): "evening" where'
        ' the text has "morning".' in error
    )


def test_a_near_miss_of_a_paragraph_that_is_not_cited_names_that_paragraph() -> None:
    [error] = said('He says "We meet in the evening and talk of trade" [@speech-2020, para. 3].')
    assert (
        "is not in speech-2020.p3. The text has “We meet in the morning and talk of trade”"
        " (speech-2020.p1)" in error
    )
    assert error.endswith(
        "Cite speech-2020.p1, if that is meant. Quote verbatim; for a quotation of another source"
        " write [“…”]{.other}."
    )


def test_words_of_another_document_are_found_there() -> None:
    other = make_citable_document(
        "reply-2020",
        [
            msgspec.structs.replace(
                paragraph("p1", "It rains in Bern."), id="reply-2020.p1", document="reply-2020"
            )
        ],
    )
    text = 'He says "It rains in Bern" [@speech-2020, para. 3].'
    examined = examine_text(
        source(text), ReferenceTargets({"speech-2020": SPEECH, "reply-2020": other}, [], [], {}, [])
    )
    [found] = [finding for finding in examined.findings if finding.level == "error"]
    assert (
        found.message
        == "The quotation “It rains in Bern” is not in speech-2020.p3. It is in reply-2020.p1."
    )
    large = examine_text(
        source(text),
        ReferenceTargets(
            {"speech-2020": SPEECH, "reply-2020": other}, [], [], {}, [], paragraphs=10**6
        ),
    )
    assert "reply-2020" not in str(
        [finding.message for finding in large.findings]
    )  # not looked through


def test_words_of_several_paragraphs_are_not_given_to_the_first() -> None:
    [two] = said('He says "We" [@speech-2020, s1].')
    assert two.endswith(
        "It is in speech-2020.p1 and speech-2020.p2. Cite the one that is meant, or quote more"
        " of it."
    )
    many = make_citable_document(
        "speech-2020",
        [
            paragraph("s1", "Colleagues,"),
            *(paragraph(f"p{number}", "We meet.") for number in range(1, 9)),
        ],
    )
    [more] = said_of(many, 'He says "We" [@speech-2020, s1].')
    assert "It is in speech-2020.p1, speech-2020.p2, speech-2020.p3 and others." in more


def test_a_citation_beside_a_link_and_in_a_caption_stays() -> None:
    for text in (
        "[A link](https://example.org) [@speech-2020, para. 1].",
        "![A view [@speech-2020, para. 1]](view.png)",
        "[A [@speech-2020, para. 1]]{.other}",
    ):
        assert not said(text)


def test_a_changed_initial_without_brackets_is_explained() -> None:
    [error] = said('He says "we meet in the morning" [@speech-2020, para. 1].')
    assert "a changed initial is written [w]" in error
    assert not said('He says "[w]e meet in the morning" [@speech-2020, para. 1].')


def test_what_was_true_of_the_accepted_text_is_marked_with_its_difference() -> None:
    text = 'He says "We shall close the matter" [@speech-2020, para. 2].'
    examined = gate(text)
    assert [(f.level, f.kind, f.paragraph) for f in sorted(examined.findings)] == [
        ("mark", "quotation", "speech-2020.p2"),
        ("mark", "citation", "speech-2020.p2"),
    ]
    assert all(
        [change.operation for change in finding.difference].count("-")
        for finding in examined.findings
    )
    assert not stopping_findings(examined.findings, strict=False)
    assert len(stopping_findings(examined.findings, strict=True)) == 2
    assert "[†](#doubt-speech-2020.p2)" in examined.replacements[0][2]


def test_what_is_true_of_now_and_of_the_accepted_text_is_only_a_cited_rewording() -> None:
    assert [
        f.kind for f in gate('He says "close the matter" [@speech-2020, para. 2].').findings
    ] == ["citation"]


PENDING = make_citable_document(
    "speech-2020",
    [
        paragraph("p1", "We meet in the morning.", verdict="moved", pending=True),
        paragraph("p2", "Soon we close it.", "We shall close it at once.", "moved", pending=True),
        paragraph("p2a", "An addition.", verdict="new", pending=True),
        paragraph("p3", "Who asks?", explanation="The speaker was A and is B.", pending=True),
        paragraph("p8", "The end."),
    ],
    [
        withdrawn("p4", "It was one.", "speech-2020.p5"),
        withdrawn("p5", "It was one and two.", "speech-2020.p8"),
        withdrawn("p6", "Gone first.", "speech-2020.p7"),
        withdrawn("p7", "Gone then."),
    ],
)


@pytest.mark.parametrize(
    ("cited", "message"),
    [
        ("para. 1", ""),
        ("para. 2", "speech-2020.p2 is cited and was moved and reworded since it was accepted."),
        (
            "para. 2a",
            "speech-2020.p2a is cited and is new: until it is accepted its ID may still change.",
        ),
        (
            "para. 3",
            "speech-2020.p3 is cited and is not as it was accepted. The speaker was A and is B.",
        ),
        ("para. 4", ""),
        ("para. 6", "speech-2020.p6 is cited and was withdrawn."),
    ],
)
def test_what_is_not_accepted_is_marked_where_it_is_cited(cited: str, message: str) -> None:
    marks = [
        finding.message for finding in gate(f"So it is [@speech-2020, {cited}].", PENDING).findings
    ]
    assert len(marks) == bool(message)
    assert all(mark.startswith(message) for mark in marks)


def test_a_chain_of_redirects_leads_to_the_words_of_now() -> None:
    assert (
        "[para.\u00a04](#speech-2020.p8)"
        in gate("[@speech-2020, para. 4]", PENDING).replacements[0][2]
    )
    assert (
        "[para.\u00a06](#speech-2020.p7)"
        in gate("[@speech-2020, para. 6]", PENDING).replacements[0][2]
    )


def test_a_range_cites_what_the_editor_has_not_let_go_yet() -> None:
    assert [
        finding.paragraph
        for finding in gate("[@speech-2020, paras. 2-3]").findings
        if finding.level == "mark"
    ] == ["speech-2020.p2"]
    document = make_citable_document(
        "speech-2020",
        [paragraph("p1", "One."), paragraph("p3", "Three.")],
        [withdrawn("p2", "Two.", "", False)],
    )
    assert [
        finding.paragraph for finding in gate("[@speech-2020, paras. 1-3]", document).findings
    ] == ["speech-2020.p2"]


def test_an_accepted_merger_redirects_in_silence_and_a_withdrawal_is_marked() -> None:
    assert gate('"It was never our wish" [@speech-2020, para. 4].').findings == []
    assert "[para.\u00a04](#speech-2020.p3)" in gate("[@speech-2020, para. 4]").replacements[0][2]
    assert said("See [@speech-2020, para. 5].", "mark")[0].startswith(
        "1:6 speech-2020.p5 is cited and was withdrawn. It read: “A promise of old.”"
    )
    assert said("See [@speech-2020, para. 6].", "mark")[0].startswith(
        "1:6 speech-2020.p6 is cited and is no longer in the text."
    )
    assert said('He says "A promise" [@speech-2020, para. 5].', "mark")[0].startswith(
        "1:9 The quotation “A promise” was in speech-2020.p5 as accepted"
    )


def test_without_a_ledger_nothing_was_accepted_that_could_have_changed() -> None:
    provisional = make_citable_document(
        "speech-2020", [paragraph("p1", "Words here.", verdict="new")], provisional=True
    )
    assert gate('"Words here." [@speech-2020, para. 1]', provisional).findings == []


def test_quotations_of_works_and_marked_ones_are_left_alone() -> None:
    assert (
        gate(
            'She writes "anything at all" [@book-1999, p. 4], and [“more of it”]{.other} too'
            " [@speech-2020, para. 1]."
        ).findings
        == []
    )


def test_a_quotation_that_no_citation_follows_is_a_hint() -> None:
    assert said('"the morning and talk" is said.', "hint") == [
        "1:1 “the morning and talk” is from speech-2020.p1, but no citation follows it in its"
        " sentence. Cite it: [@speech-2020, para. 1]."
    ]
    assert said('So-called "friends" came.', "hint") == []


def test_a_block_quotation_without_a_citation_is_a_hint_in_its_own_words() -> None:
    assert said("We read:\n\n> the morning\n> and talk\n\nThat is all.\n", "hint") == [
        "3:1 “the morning and talk” is from speech-2020.p1, but it has no citation. Cite it:"
        " [@speech-2020, para. 1]."
    ]
    assert said("We read:\n\n> Six words that nobody ever said\n\nThat is all.\n", "hint") == [
        "3:1 “Six words that nobody ever said” was not compared with a text, because it has no"
        " citation."
    ]


def test_many_words_that_no_document_has_are_said_to_be_compared_with_nothing() -> None:
    assert said('"Six words that nobody ever said" he says.', "hint") == [
        "1:1 “Six words that nobody ever said” was not compared with a text, because no citation"
        " follows it in its sentence."
    ]
    assert said('"Five words that nobody said" he says.', "hint") == []
    [found] = gate('"Six words that nobody ever said" he says.').findings
    assert found.kind == "quotation"


def test_a_quotation_whose_citation_is_at_fault_is_looked_for_in_the_whole_document() -> None:
    [error] = said('He says "talk of trade" [@speech-2020, para. 99].')
    assert "has no para. 99" in error


def test_a_merger_that_nobody_accepted_is_marked_where_the_lost_paragraph_is_cited() -> None:
    document = make_citable_document(
        "speech-2020",
        [paragraph("p1", "One and two.")],
        [withdrawn("p2", "And two.", "speech-2020.p1", False)],
    )
    [mark] = gate("So it is [@speech-2020, para. 2].", document).findings
    assert (mark.level, mark.kind, mark.paragraph) == ("mark", "citation", "speech-2020.p2")
    assert mark.message == "speech-2020.p2 is cited; its text went into speech-2020.p1."
    assert mark.todo == "Read it again; then `pilcrow accept speech-2020 --reason …`."


def test_the_quoted_words_are_kept_for_the_transcript_and_the_link() -> None:
    examined = gate('He says "We meet … talk of trade" [@speech-2020, paras. 1-3].')
    assert examined.quoted == {"speech-2020.p1": [(0, 7), (27, 40)]}
    assert (
        '[paras.\u00a01](#speech-2020.p1){data-quote="We meet &#124; talk of trade"'
        ' data-through="speech-2020.p2"}–[3](#speech-2020.p3)' in examined.replacements[0][2]
    )


def test_several_findings_come_at_once_and_sorted() -> None:
    text = "# T\n\nA [@nobody].\n\n[@speech-2020, para. 9] and [@speech-2020, para. 8]\n"
    found = sorted(gate(text).findings)
    assert [(f.line, f.column) for f in found] == [(3, 4), (5, 2), (5, 30)]
    report = report_of(found, {})
    assert report.counts == {"error": 3, "mark": 0, "hint": 0}


def test_cross_references_become_numbered_links() -> None:
    text = (
        "See @fig-two, [@fig-one; @tbl-register] and -@sec-b.\n\n# A\n\n## B {#sec-b}\n\n:::"
        ' {.insert figure="one"}\n:::\n\n::: {.insert figure="two"}\n:::\n\n::: {.insert'
        ' part="register"}\n:::\n'
    )
    examined = gate(text)
    assert not examined.findings
    assert [written for _, _, written in examined.replacements] == [
        "[Figure\u00a02](#figure-two)",
        "[Figure\u00a01](#figure-one); [Table\u00a01](#table-register)",
        "[1.1](#section-b)",
    ]


def test_sections_know_what_they_cite_and_what_nobody_cites_is_listed() -> None:
    text = (
        "# One\n\n[@speech-2020, para. 1]\n\n## Two\n\n[@speech-2020, paras. 1-2] [@speech-2020,"
        " para. 1]\n\n# Three {.unnumbered}\n\n[@speech-2020, para. 2]\n"
    )
    examined = gate(text)
    places = cited_sections(examined, number_sections(text))
    assert places["speech-2020.p1"] == [("section-one", "1 One"), ("section-two", "1.1 Two")]
    assert places["speech-2020.p2"] == [("section-two", "1.1 Two"), ("section-three", "Three")]
    assert uncited_paragraphs([SPEECH], examined.cited) == {"speech-2020": ["speech-2020.p3"]}


def test_a_citation_of_a_whole_text_says_nothing_of_its_paragraphs() -> None:
    text = (
        "# One\n\n[@speech-2020, paras. 1-3]\n\n# Two\n\n[@speech-2020, para. 1] [@speech-2020,"
        " paras. 2-3]\n"
    )
    examined = gate(text)
    texts = [["speech-2020.p1", "speech-2020.p2", "speech-2020.p3"]]
    places = cited_sections(examined, number_sections(text), texts)
    assert places["speech-2020.p1"] == places["speech-2020.p3"] == [("section-two", "2 Two")]
    assert places.keys() == examined.cited.keys(), "they are cited all the same"
    alone = cited_sections(examined, number_sections(text), [["speech-2020.p1"]])
    assert ("section-two", "2 Two") in alone["speech-2020.p1"], "nor is a single paragraph a range"


def test_the_guide_names_the_document_where_a_finding_cites_several() -> None:
    def said(*paragraphs: str) -> str:
        blocks = guide_blocks([GuidedFinding("sec-a", "Trade", [*paragraphs])], paragraphs)
        return printed_words(blocks)

    assert said("b.p1", "b.p3", "a.p1", "b.p2") == "Trade: paragraphs b 1, 3, a 1, b 2"
    assert said("b.p1", "b.h1") == "Trade: paragraphs 1, h1" and said("b.p1").endswith("graph 1")


def test_the_guide_leads_through_the_subsections_of_the_findings() -> None:
    text = (
        "# Question\n\n## Why\n\n[@speech-2020, para. 3]\n\n## How\n\n[@speech-2020, para. 1]\n\n##"
        " When\n\n[@speech-2020, para. 2]\n\n# Found {#sec-findings}\n\n[@speech-2020, paras."
        " 1-3]\n\n## *First* thing\n\n[@speech-2020, para. 2] [@speech-2020, para. 1]\n\n##"
        " Second\n\nNothing.\n\n## Third\n\n[@speech-2020, para. 3] [@speech-2020, paras. 1-2]\n"
    )
    texts = [["speech-2020.p1", "speech-2020.p2", "speech-2020.p3"]]
    found = findings_of(gate(text), number_sections(text), texts)
    assert [(one.title, one.paragraphs) for one in found] == [
        ("First thing", ["speech-2020.p2", "speech-2020.p1"]),
        ("Third", ["speech-2020.p3", "speech-2020.p1", "speech-2020.p2"]),
    ], "in the order of citing, and within a range in the order of the text"
    other = text.replace(" {#sec-findings}", "")
    assert [one.title for one in findings_of(gate(other), number_sections(other), texts)] == [
        "Why",
        "How",
        "When",
    ], "without the name, the section whose subsections cite most"
    flat = "# Only\n\n[@speech-2020, para. 1]\n"
    assert [one.title for one in findings_of(gate(flat), number_sections(flat), texts)] == ["Only"]
    assert findings_of(gate("No section."), [], texts) == []


def test_numbers_typed_by_hand_are_hinted_at() -> None:
    values = {
        "paragraphs.speech": 13,
        "words.speech": 409,
        "themes.count": 12,
        "paragraphs.heading": 1,
    }
    text = (
        'Of thirteen paragraphs, 409 words, one paragraph, on 13 May 2012 "13 paragraphs" [@x,'
        f" para. 13]. 12 men. {'9' * 6000} paragraphs. ² paragraphs."
    )
    assert [f.message for f in hint_numbers(source(text), values)] == [
        "You typed “thirteen paragraphs”, which equals {{< var paragraphs.speech >}}.",
        "You typed “409 words”, which equals {{< var words.speech >}}.",
    ]


def test_numbers_that_come_from_the_data_are_not() -> None:
    text = "13 paragraphs"
    resolved = LocatedText(
        text, [Piece(0, "a", 0, False), Piece(2, "a", 5)], {"a": "{{< var x >}} paragraphs"}
    )
    assert hint_numbers(resolved, {"paragraphs.speech": 13}) == []


@given(
    st.text(alphabet="a \n\"'“”‘’«»[]()@{};:,.-*_`$#<>|^~\\!…—0é中", max_size=80),
    st.sampled_from(["", " [@speech-2020, para. 1]", '"We meet" [@speech-2020, para. 2].']),
)
def test_no_prose_breaks_the_gate(text: str, more: str) -> None:
    """Whatever is typed gives findings with a place, never a fault."""
    examined = gate(text + more)
    assert all(finding.line >= 1 and finding.column >= 1 for finding in examined.findings)
    spans = sorted((start, end) for start, end, _ in examined.replacements)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))


# The shipped report


def shipped() -> tuple[LocatedText, ReferenceTargets]:
    from pilcrow.edition.sources import document_ids, load_document
    from pilcrow.report.prose.bibliography import read_keys
    from pilcrow.report.prose.source import read_report

    root = Path(__file__).resolve().parents[2]
    if not (root / "report/index.qmd").is_file() or not document_ids(root):
        pytest.skip("no report in this project")
    editions = {document: load_document(root, document) for document in document_ids(root)}
    citable = {
        document: make_citable_document(
            document, edition.paragraphs, edition.withdrawn, edition.segmented.provisional
        )
        for document, edition in editions.items()
    }
    works, problems, _ = read_keys(
        [(root / "report/references.bib", "report/references.bib")], citable
    )
    assert not problems
    body = read_report(root / "report", "report", {}).body
    inserts = find_inserts(body.text)
    figures = [insert.name for insert in inserts if insert.kind == "figure"]
    return body, ReferenceTargets(
        citable,
        works,
        number_sections(body.text),
        exhibits_of(body, inserts),
        figures,
        tables=TABLES,
    )


@pytest.mark.parametrize("text", ["[" * 20_000, "[9" * 2, "[1]", f"[{'9' * 6000}]"])
def test_a_bibliography_that_is_no_csl_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "works.json").write_text(text, "utf-8")
    with pytest.raises(Problems, match="This is not CSL-JSON"):
        bibliography_keys(tmp_path / "works.json", "report/works.json")


def test_the_shipped_report_passes_the_gate() -> None:
    body, known = shipped()
    assert [
        finding for finding in examine_text(body, known).findings if finding.level != "hint"
    ] == []


def test_one_word_changed_in_any_quotation_of_the_shipped_report_is_found() -> None:
    """Each quotation in turn gets a word that the speech has not."""
    from pilcrow.report.prose.markdown import mask
    from pilcrow.report.prose.quotations import find_quotations

    body, known = shipped()
    text = body.text
    quotations = [
        quotation for quotation in find_quotations(text, mask(text)) if not quotation.other
    ]
    assert len(quotations) > 10
    for quotation in reversed(quotations):
        first, _, rest = quotation.words.strip().partition(" ")
        changed = f"{first} zzz {rest}".strip() if rest else "zzz"
        start = text.index(quotation.words, quotation.start)
        text = text[:start] + changed + text[start + len(quotation.words) :]
    found = [
        f
        for f in examine_text(source(text), known).findings
        if f.kind == "quotation" and f.level == "error"
    ]
    uncited = [f for f in examine_text(body, known).findings if f.kind == "quotation"]
    assert len(found) + len(uncited) >= len(quotations)


def test_pandoc_finds_the_same_citations_in_the_shipped_report() -> None:
    import json
    import subprocess

    pypandoc = pytest.importorskip("pypandoc")
    from pilcrow.report.prose.citations import find_clusters
    from pilcrow.report.prose.markdown import mask

    body, _ = shipped()
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"],
        input=body.text,
        capture_output=True,
        text=True,
        check=True,
    )
    theirs: list[str] = []

    def visit(node: object) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Cite":
                theirs.extend(citation["citationId"] for citation in node["c"][0])
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for item in node:
                visit(item)

    visit(json.loads(done.stdout))
    assert sorted(theirs) == sorted(
        item.key for c in find_clusters(body.text, mask(body.text)) for item in c.items
    )


def test_what_is_doubtful_of_a_whole_corpus_is_one_mark() -> None:
    def mark(number: int, words: str) -> Mark:
        return Mark(
            "provisional",
            f"speech-{number:02} has {words}.",
            f"speech-{number:02}",
            file=f"edition/{number}",
        )

    ledgers = [
        mark(number, "no ledger yet: its paragraph IDs are provisional and may change")
        for number in range(1, 41)
    ]
    other = Mark("reworded", "speech-01.p3 is reworded.", "speech-01", "speech-01.p3")
    found = condense_marks([*ledgers, other])
    assert [one.message for one in found] == [
        (
            "40 documents have no ledger yet: speech-01, speech-02, speech-03 and 37 more. Their"
            " paragraph IDs are provisional and may change."
        ),
        "speech-01.p3 is reworded.",
    ]
    assert condense_marks(ledgers[:12]) == ledgers[:12]


TALK = make_citable_document(
    "talk-2021",
    [
        msgspec.structs.replace(
            paragraph(f"p{number}", text), id=f"talk-2021.p{number}", document="talk-2021"
        )
        for number, text in enumerate(
            (
                "They met at noon.",
                "Then they left.",
                "Nobody stayed.",
                "It rained.",
                "Then it snowed.",
            ),
            1,
        )
    ],
    [],
)


def of_both(text: str) -> list[Finding]:
    """What the gate finds in a text on two documents."""
    known = ReferenceTargets(
        {document.document: document for document in (SPEECH, TALK)},
        ["book-1999"],
        number_sections(text),
        {},
        [],
        tables=TABLES,
    )
    return sorted(examine_text(source(text), known).findings)


@pytest.mark.parametrize("words", ["We meet in the morning", "They met at noon"])
def test_a_quotation_may_be_from_any_of_the_documents_that_are_cited(words: str) -> None:
    assert of_both(f'He says "{words}" [@speech-2020; @talk-2021].') == []


def test_a_quotation_that_none_of_the_cited_documents_has_names_them() -> None:
    [found] = of_both('He says "never said by anybody" [@speech-2020; @talk-2021].')
    assert (found.level, found.kind, found.paragraph, found.document) == (
        "error",
        "quotation",
        "",
        "",
    )
    assert "is not in speech-2020 or talk-2021." in found.message


def test_a_quotation_that_one_of_the_cited_documents_had_is_a_mark_on_its_paragraph() -> None:
    found = of_both('He says "We shall close the matter" [@speech-2020; @talk-2021].')
    [mark] = [one for one in found if one.kind == "quotation"]
    assert (mark.level, mark.document, mark.paragraph) == ("mark", "speech-2020", "speech-2020.p2")
    assert mark.todo == "Quote the text as it is now."


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        ("paras. 1–4", "talk-2021.p1, talk-2021.p2, talk-2021.p3, talk-2021.p4"),
        ("paras. 1–5", "talk-2021"),
    ],
)
def test_up_to_four_cited_paragraphs_are_named(locator: str, place: str) -> None:
    [found] = of_both(f'He says "never said by anybody" [@talk-2021, {locator}].')
    assert f"is not in {place}." in found.message


def test_an_unknown_key_gets_the_nearest_document_or_the_way_to_add_it() -> None:
    [found] = of_both("See [@speech-2020.a-suffix-like-nothing-that-is-known].")
    assert (found.kind, found.todo) == ("citation", 'Did you mean "speech-2020"?')
    [found] = of_both("See [@q].")
    assert found.todo == "Choose one of: speech-2020, talk-2021, book-1999."
    [found] = gate("See [@q].", works=tuple(f"work-{number}" for number in range(30))).findings
    assert (found.kind, found.todo) == ("citation", "Add it to report/references.bib.")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("reworded", "was reworded since it was accepted."),
        ("split", "was split since it was accepted."),
        ("merged", "took in another paragraph since it was accepted."),
        ("exact", ""),
    ],
)
def test_what_became_of_a_paragraph_is_said(verdict: str, words: str) -> None:
    assert since_accepted(paragraph("p1", "Words.", "Other words.", verdict)) == words


def test_the_codings_of_a_paragraph_are_listed_in_the_order_of_the_codebook() -> None:
    """They were in that of the alphabet."""
    from pilcrow.report.page.parts import by_themes, words_and_reason

    read = [
        ("a.p2", "aim", "x"),
        ("a.p2", "talk", "x"),
        ("a.p1", "talk", "y"),
        ("a.p1", "old", "y"),
    ]
    assert by_themes(read, ["talk", "aim"]) == [
        ("a.p2", "talk", "x"),
        ("a.p2", "aim", "x"),
        ("a.p1", "talk", "y"),
        ("a.p1", "old", "y"),
    ]
    said = words_and_reason("We talk.|Soon", "It is said.")
    assert said == "“We talk. … Soon”\nIt is said.", "each on a line of its own"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # Its own citation opens the sentence, and a later one has a quotation of its own.
        (
            "In ONE “talk of trade” comes before “the matter” TWO.",
            [],
        ),
        # Both may belong to the citation behind them.
        (
            "After ONE he says “the matter” and “soon” TWO.",
            [],
        ),
        # The first citation is another quotation's.
        (
            "He says “We meet” ONE, “talk of trade” and “soon” TWO.",
            ["talk of trade"],
        ),
        # Nothing is between the quotation and the citation that follows it.
        (
            "In ONE he says “talk of trade” TWO.",
            ["talk of trade"],
        ),
        # It is in neither.
        (
            "In ONE “never our wish” is before “soon” TWO.",
            ["never our wish"],
        ),
        (
            "ONE. Then “talk of trade” and “soon” TWO.",
            ["talk of trade"],
        ),
    ],
)
def test_a_quotation_may_belong_to_the_citation_that_opens_its_sentence(
    text: str, wrong: list[str]
) -> None:
    first, second = "[@speech-2020, para. 1]", "[@speech-2020, para. 2]"
    found = said(text.replace("ONE", first).replace("TWO", second))
    assert len(found) == len(wrong)
    assert all(words in one for words, one in zip(wrong, found, strict=True))
