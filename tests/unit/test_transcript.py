"""The transcript as syntax tree: every ID an anchor, every word there, and no word of it raw."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_codings import paragraphs_of
from transcripts import transcript_blocks

from pilcrow.model.records import (
    Coding,
    Correction,
    DivisionRow,
    Evidence,
    Mark,
    Paragraph,
    Voice,
    Withdrawn,
)
from pilcrow.report.page.annotations import turn_labels
from pilcrow.report.page.paragraph_foot import received_text, shortened, transcribed
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.strip import describe, strip_blocks, widths
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey, direction, key_anchor, signs
from pilcrow.report.page.transcript import (
    CONTENTS,
    ParagraphMentions,
    ShownDocument,
    how_to_address,
)
from pilcrow.report.page.transcript import transcript_blocks as text_blocks

HEAD = DocumentHead("doc", "A constructed text", "en", "Nobody", "Nobody", "2020-01-01")
THEMES = [
    ThemeKey("talk", "Talk", "Talking.", {"talk.1": "talk*"}),
    ThemeKey("talk/more", "More talk"),
    ThemeKey("trade", "Trade"),
]


def paragraph(
    text: str, number: str = "p1", order: int = 1, start: int = 0, **more: Any
) -> Paragraph:
    kind = {"h": "heading", "p": "speech", "n": "note", "s": "salutation"}[number[0]]
    values: dict[str, Any] = {
        "id": f"doc.{number}",
        "document": "doc",
        "number": number,
        "kind": kind,
        "speaker": "Nobody",
        "order": order,
        "text": text,
    }
    values |= {
        "checksum": "0",
        "words": len(text.split()),
        "start": start,
        "end": start + len(text),
        "raw_start": 0,
        "raw_end": 0,
        "line": order,
        "verdict": "exact",
    }
    return Paragraph(**values | more)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def divs(blocks: Any, name: str) -> list[Any]:
    """The elements of a class."""
    return [node for node in nodes(blocks) if node["t"] == "Div" and name in node["c"][0][1]]


def words(
    tree: Any,
    without: tuple[str, ...] = (
        "number",
        "sign",
        "apparatus-sign",
        "foot",
        "citation-template",
        "key",
        "only-html",
    ),
) -> str:
    """The text of a tree, without what the edition adds."""
    if isinstance(tree, list):
        return "".join(words(item, without) for item in tree)
    if not isinstance(tree, dict):
        return ""
    if tree.get("t") in ("Div", "Span", "Link") and set(tree["c"][0][1]) & set(without):
        return ""
    match tree.get("t"):
        case "Str":
            return str(tree["c"])
        case "Space" | "LineBreak":
            return " "
        case "Div" | "Span" | "Link" | "Para" | "Superscript" | "Emph":
            return words(
                tree["c"][1] if tree["t"] in ("Div", "Span", "Link") else tree["c"], without
            )
    return ""


def code(found: Paragraph, theme: str, *spans: tuple[int, int]) -> Coding:
    return Coding(
        "doc",
        found.id,
        theme,
        "rules",
        [Evidence(a, b, 0, 0, f"{theme}.1", found.text[a:b]) for a, b in spans],
    )


# The markup that stands in a transcript as it is: what folds, and the row of controls.
OURS = re.compile(
    r'</?details( class="(why|cited-in)")?>(<summary>(Why|Cited in \d+ sections?)</summary>)?'
    r'|<form class="controls".*</form>'
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
    | st.sampled_from(" <>*#[]{}`$\\"),
    min_size=1,
    max_size=40,
).filter(str.strip)


@given(
    TEXTS,
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(THEMES)), max_size=5
    ),
)
def test_the_words_of_a_paragraph_are_all_there_and_never_raw(
    text: str, spans: list[tuple[int, int, ThemeKey]]
) -> None:
    text = " ".join(text.split(" "))
    found = paragraph(text)
    codings = [
        code(found, theme.code, (min(a, b), min(max(a, b), len(text))))
        for a, b, theme in spans
        if min(a, b) < min(max(a, b), len(text))
    ]
    blocks = transcript_blocks([HEAD], [found], codings=codings, themes=THEMES)
    assert re.sub(r"\s+", " ", words(blocks)).strip() == re.sub(r"[ \t]+", " ", text).strip()
    raw = [node["c"][1] for node in nodes(blocks) if node["t"] in ("RawInline", "RawBlock")]
    assert all(OURS.fullmatch(markup) for markup in raw), "raw markup is made of constants"


def test_every_paragraph_is_an_anchor_and_so_is_one_that_left() -> None:
    gone = Withdrawn(
        "doc.p3", "doc", "p3", "speech", "", "Old words.", "0", redirect="doc.p1", accepted=True
    )
    blocks = transcript_blocks(
        [HEAD], [paragraph("One.", "h1"), paragraph("Two.", "p1", 2, 5)], withdrawn=[gone]
    )
    anchors = {node["c"][0][0] for node in nodes(blocks) if node["t"] == "Div"}
    assert {"doc", "doc.h1", "doc.p1", "doc.p3"} <= anchors
    targets = {node["c"][2][0] for node in nodes(blocks) if node["t"] == "Link"}
    assert targets == {"#doc.h1", "#doc.p1"}


def test_a_paragraph_that_left_says_why_in_sentences() -> None:
    gone = Withdrawn(
        "doc.p3", "doc", "p3", "speech", "", "Old words.", "0", redirect="doc.p1", accepted=True,
        reason="transcript corrected",
    )  # fmt: skip
    left = msgspec.structs.replace(
        gone, id="doc.p4", number="p4", redirect="", date="2020-06-01", reason=""
    )
    blocks = transcript_blocks([HEAD], [paragraph("Two.", "p1", 2, 5)], withdrawn=[gone, left])
    shown = " ".join(words(blocks).split())
    assert (
        "Paragraph 3 is now part of paragraph 1. Reason: transcript corrected. It read: “Old"
        " words.”" in shown
    )
    assert "Paragraph 4 was withdrawn on 1 June 2020. It read: “Old words.”" in shown


@pytest.mark.parametrize(("count", "listed"), [(2, True), (CONTENTS, True), (CONTENTS + 1, False)])
def test_many_documents_are_not_listed_one_by_one_in_the_contents(count: int, listed: bool) -> None:
    heads = [msgspec.structs.replace(HEAD, document=f"doc-{number}") for number in range(count)]
    headings = [
        node["c"][1] for node in nodes(transcript_blocks(heads, [])) if node["t"] == "Header"
    ]
    assert [identifier for identifier, _, _ in headings] == [
        f"text-doc-{number}" for number in range(count)
    ]
    assert {("unlisted" not in classes) for _, classes, _ in headings} == {listed}


def test_a_mark_names_its_theme_and_rule() -> None:
    found = paragraph("We talk of talk and trade.")
    blocks = transcript_blocks(
        [HEAD], [found], codings=[code(found, "talk", (3, 7), (11, 15))], themes=THEMES
    )
    marks = [
        dict(node["c"][0][2])
        for node in nodes(blocks)
        if node["t"] == "Span" and "data-rule" in dict(node["c"][0][2])
    ]
    assert [(mark["data-theme"], mark["data-rule"]) for mark in marks] == [
        ("talk", "talk.1: talk*")
    ] * 2
    signs_there = [
        node["c"][2][0]
        for node in nodes(blocks)
        if node["t"] == "Link" and "sign" in node["c"][0][1]
    ]
    assert signs_there == ["#key-talk", "#key-talk"]
    assert key_anchor("talk/more") == "key-talk.more"


def test_a_correction_is_in_the_apparatus_and_the_reading_as_received_can_be_had() -> None:
    found = paragraph("A plain word here.", start=10)
    corrections = [
        Correction("doc.p1", "plian", "plain", "A slip.", "Editor", 2, "applied", "", 12, 17),
        Correction("doc.p1", "word", None, "Only one.", "Editor", 3, "note", "", 18, 22),
    ]
    assert received_text(found, corrections) == "A plian word here."
    blocks = transcript_blocks([HEAD], [found], corrections={"doc": corrections})
    said = words(blocks, without=())
    assert "plain] as received. A slip." in said.replace("  ", " ") and "word] Only one." in said
    assert "(Editor)" not in said, (
        "one person is responsible for all: the list of corrections names them"
    )
    assert "A plian word here." in said
    corrections[1] = msgspec.structs.replace(corrections[1], responsible="Another")
    said = words(transcript_blocks([HEAD], [found], corrections={"doc": corrections}), without=())
    assert "A slip. (Editor)" in said and "Only one. (Another)" in said


def test_a_long_lemma_is_shortened_as_editions_do() -> None:
    assert shortened("one two three") == "one two three"
    assert shortened("one two three four five six seven") == "one two … seven"


def test_the_printed_key_explains_the_signs_of_notes_where_there_are_any() -> None:
    from pilcrow.report.page.theme_key import key_blocks

    with_notes, without = (
        words(key_blocks(THEMES, {"talk"}, (), "", noted), without=()) for noted in (True, False)
    )
    assert with_notes.endswith(
        "A note of the edition, which is below the paragraph (N: note, C: correction)."
    )
    assert "correction" not in without


def test_the_key_names_the_voices_that_are_heard_beside_the_speakers_own() -> None:
    heard = [Voice("doc", "doc.p1", name, "me", 0, 3, "One", "") for name in ("reported", "own")]
    blocks = transcript_blocks([HEAD], [paragraph("One more.")], voices=heard)
    printed = next(div for div in divs(blocks, "key") if "not-html" in div["c"][0][1])
    key = words(printed, without=())
    assert (
        "reported. The rest" in key
        and "own" not in key.replace("speaker’s own", "")
        and "distanced" not in key
    )


def test_the_legend_teaches_on_sentences_of_the_text_a_line_each() -> None:
    first = paragraph("We met. They talk of trade today. That was all.", "p1")
    second = paragraph("He said that it grows.", "p2", 2, 100)
    voice = Voice("doc", "doc.p2", "reported", "me", 8, 21, "that it grows", "the chair")
    note = Correction("doc.p2", "He", None, "Unnamed.", "Ed", 2, "note", "", 100, 102)
    blocks = transcript_blocks(
        [HEAD],
        [first, second],
        codings=[code(first, "talk", (13, 17))],
        voices=[voice],
        corrections={"doc": [note]},
        themes=THEMES,
    )
    [legend] = divs(blocks, "legend")
    [listed] = [node for node in nodes(legend) if node["t"] == "BulletList"]
    lines = [" ".join(words(item[0]["c"]).split()) for item in listed["c"]]
    assert [line.partition("(")[0].strip() for line in lines] == [
        "They talk of trade today.",
        "He said that it grows.",
        "He said that it grows.",
    ]
    assert "Talk" in lines[0] and "the chair" in lines[1] and "note" in lines[2]
    marked = [
        words(node["c"][1])
        for node in nodes(legend)
        if node["t"] == "Span" and {"evidence", "voice", "lemma"} & {*node["c"][0][1]}
    ]
    assert marked == ["talk", "that it grows", "He"]


def test_a_text_without_marks_has_no_row_and_no_legend() -> None:
    blocks = transcript_blocks([HEAD], [paragraph("One.")], themes=THEMES)
    assert not divs(blocks, "legend") and not divs(blocks, "key")
    assert not any("controls" in node["c"][1] for node in nodes(blocks) if node["t"] == "RawBlock")


def test_notes_and_corrections_are_numbered_through_the_document() -> None:
    texts = [paragraph("One two.", "p1"), paragraph("Three four.", "p2", 2, 20)]
    entries = [
        Correction("doc.p2", "four", None, "Last.", "Ed", 2, "note", "", 26, 30),
        Correction("doc.p2", "thre", "Three", "A slip.", "Ed", 3, "applied", "", 20, 25),
        Correction("doc.p1", "One", None, "First.", "Ed", 4, "note", "", 0, 3),
    ]
    blocks = transcript_blocks([HEAD], texts, corrections={"doc": entries})
    signs = [
        (dict(node["c"][0][2])["data-letters"], dict(node["c"][0][2])["aria-label"])
        for node in nodes(blocks)
        if node["t"] == "Link" and "apparatus-sign" in node["c"][0][1]
    ]
    assert signs == [("N1", "Note 1"), ("C1", "Correction 1"), ("N2", "Note 2")]
    entry_signs = [
        words(node["c"][1])
        for node in nodes(blocks)
        if node["t"] == "Span" and "apparatus-letter" in node["c"][0][1]
    ]
    assert entry_signs == ["N1", "C1", "N2"]


def test_the_page_has_both_codings_and_knows_where_they_differ() -> None:
    found = paragraph("They talk of trade and talk.")
    by_rules = [code(found, "talk", (5, 9)), code(found, "trade", (13, 18))]
    read = Coding("doc", found.id, "talk", "me", [Evidence(0, 9, 0, 0, "", "They talk")], "Said.")
    text = ShownDocument(HEAD, [found], codings=by_rules, second=[read])
    blocks = text_blocks(
        [text], THEMES, ParagraphMentions(compared=CodingNames("rules", "reading"))
    )
    marks = [
        (words(node["c"][1]), *(c for c in node["c"][0][1] if c not in ("t1", "t2", "t3")))
        for node in nodes(divs(blocks, "document"))
        if node["t"] == "Span" and "data-rule" in dict(node["c"][0][2])
    ]
    assert marks == [
        ("They ", "by-second"),
        ("talk", "evidence", "by-first"),
        ("talk", "by-second"),
        ("trade", "evidence", "by-first", "differs"),
    ]
    names = [
        (words(node["c"][1]), "differs" in node["c"][0][1])
        for node in nodes(divs(blocks, "themes-of"))
        if node["t"] == "Link"
    ]
    assert names == [("Talk", False), ("Trade (rules only)", True)]
    [values] = [dict(div["c"][0][2]) for div in divs(blocks, "paragraph")]
    assert (values["data-themes"], values["data-second"]) == ("talk trade", "talk")
    reasons = [
        words(node["c"][1])
        for node in nodes(divs(blocks, "tools"))
        if node["t"] == "Span" and "reason" in node["c"][0][1]
    ]
    assert reasons == ["rule talk.1: talk*", "Said.", "rule trade.1"]
    unread = msgspec.structs.replace(text, unread=[found.id])
    again = text_blocks(
        [unread], THEMES, ParagraphMentions(compared=CodingNames("rules", "reading"))
    )
    links = [node for node in nodes(divs(again, "themes-of")) if node["t"] == "Link"]
    assert len(links) == 2 and not any("differs" in link["c"][0][1] for link in links)


def test_print_names_the_pages_of_all_citations_once() -> None:
    places = [("cite-1", "5"), ("cite-2", "5.1"), ("cite-1", "6")]
    blocks = transcript_blocks([HEAD], [paragraph("One.")], cited_in={"doc.p1": places})
    spans = [node for node in nodes(blocks) if node["t"] == "Span" and "pages" in node["c"][0][1]]
    assert [dict(span["c"][0][2])["data-targets"] for span in spans] == ["cite-1 cite-2"]


def test_doubt_stands_at_its_paragraph_and_nowhere_else() -> None:
    texts = [
        paragraph("One.", "p1"),
        paragraph("Two.", "p2", 2, 5, verdict="reworded", explanation="Reworded."),
    ]
    blocks = transcript_blocks(
        [HEAD], texts, marks=[Mark("stale", "Stale coding.", "doc", "doc.p1")]
    )
    doubts = [node for node in nodes(blocks) if node["t"] == "Div" and "doubt" in node["c"][0][1]]
    assert [words(doubt) for doubt in doubts] == ["Stale coding.", "Reworded."]
    provisional = DocumentHead("doc", "A constructed text", provisional=True)
    clean = transcript_blocks([provisional], [paragraph("One.", verdict="new")])
    assert not [node for node in nodes(clean) if node["t"] == "Div" and "doubt" in node["c"][0][1]]


def test_a_decision_about_the_division_stands_at_the_foot_of_its_paragraph() -> None:
    row = DivisionRow("Two.", "split", "Another turn", paragraphs=("doc.p2",))
    head = msgspec.structs.replace(HEAD, division=[row])
    blocks = transcript_blocks([head], [paragraph("One."), paragraph("Two.", "p2", 2, 5)])
    said = [words(node) for node in divs(blocks, "apparatus")]
    assert len(said) == 1
    assert said[0] == "“Two.” begins a new paragraph: Another turn."


def test_the_language_decides_the_direction() -> None:
    assert [
        direction(language)
        for language in ("en", "ar", "fa-IR", "he", "zh-Hans", "ru", "az-Arab", "ks-Latn")
    ] == [
        "ltr",
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
        "rtl",
        "ltr",
    ]


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=60))
def test_no_two_themes_share_a_sign(names: list[str]) -> None:
    found = signs([ThemeKey(f"theme-{index}", name) for index, name in enumerate(names)])
    assert len(found) == len(set(found.values())) == len(names)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300))
def test_the_strip_is_as_wide_as_it_should_be_and_keeps_the_order(lengths: list[int]) -> None:
    cells = widths(
        [paragraph("word " * length, f"p{index}", index) for index, length in enumerate(lengths, 1)]
    )
    assert all(width > 0 for _, _, width in cells)
    assert all(
        one[1] + one[2] <= other[1] + 0.05 for one, other in zip(cells, cells[1:], strict=False)
    )
    assert abs(cells[-1][1] + cells[-1][2] - 1000) < 0.5


def test_a_cell_says_in_words_what_it_shows() -> None:
    found = paragraph("Three words here.", "p8")
    assert describe(found, ["Talk", "Trade"]) == "Paragraph 8, 3 words: Talk, Trade"
    raw = next(
        node
        for node in nodes(strip_blocks([HEAD], [found], [code(found, "talk", (0, 5))], THEMES))
        if node["t"] == "RawBlock"
    )
    assert 'aria-label="Paragraph 8, 3 words: Talk"' in raw["c"][1]


def speakers(blocks: Any) -> dict[str, str]:
    """What the page says before each paragraph about who speaks."""
    return {
        div["c"][0][0]: "".join(
            words(span)
            for span in nodes(div)
            if span["t"] == "Span" and "speaker" in span["c"][0][1]
        )
        for div in nodes(blocks)
        if div["t"] == "Div" and "paragraph" in div["c"][0][1]
    }


def test_every_turn_says_who_speaks_also_after_a_question_of_nobody() -> None:
    found = [
        paragraph("Good morning.", "p1", 1, speaker="Chair", speaker_label="CHAIR:"),
        paragraph("Thank you.", "p2", 2, speaker="Minister", speaker_label="MINISTER:"),
        paragraph("(Applause)", "n1", 3, speaker=""),
        paragraph("And trade?", "p3", 4, speaker="", kind="question", speaker_label="QUESTION:"),
        paragraph("It grows.", "p4", 5, speaker="Minister", speaker_label="MINISTER (in French):"),
        paragraph("It will.", "p5", 6, speaker="Minister"),
        paragraph("Thank you.", "p6", 7, speaker="Chair"),
    ]
    assert speakers(transcript_blocks([HEAD], found)) == {
        "doc.p1": "CHAIR:",
        "doc.p2": "MINISTER:",
        "doc.n1": "",
        "doc.p3": "QUESTION:",
        "doc.p4": "MINISTER (in French):",
        "doc.p5": "",
        "doc.p6": "Chair",
    }


def test_one_voice_needs_no_name_and_a_time_code_one_pair_of_brackets() -> None:
    blocks = transcript_blocks(
        [HEAD],
        [
            paragraph("One.", speaker_label="NOBODY:", locator="[00:01]"),
            paragraph("Two.", "p2", 2, 5),
        ],
    )
    assert set(speakers(blocks).values()) == {""}
    assert words(blocks).count("[00:01]") == 1 and "[[" not in words(blocks)


def test_a_title_that_documents_share_has_the_id_behind_it() -> None:
    """Two inaugural addresses have one title; in the contents and above the text they are told
    apart.
    """
    heads = [
        DocumentHead("first", "Inaugural Address"),
        DocumentHead("second", "Inaugural Address"),
        DocumentHead("third", "Remarks"),
    ]
    blocks = transcript_blocks(
        heads,
        [paragraph("Words.", id=f"{head.document}.p1", document=head.document) for head in heads],
    )
    headers = [node for node in nodes(blocks) if node["t"] == "Header"]
    said = [
        " ".join(node["c"] for node in nodes(header["c"][2]) if node["t"] == "Str")
        for header in headers
    ]
    assert said == ["Inaugural Address (first)", "Inaugural Address (second)", "Remarks"]


def test_a_text_that_begins_with_its_title_is_headed_by_who_speaks_and_when() -> None:
    """A corpus printed each title twice, one above the other."""
    heads = [
        DocumentHead("first", "Remarks", speaker="Ann Berg", date="2020-01-02"),
        DocumentHead("second", "Remarks", speaker="Ben Hill", date="2021"),
        DocumentHead("third", "Remarks"),
    ]
    blocks = transcript_blocks(
        heads,
        [
            paragraph("Remarks", "h1", id=f"{head.document}.h1", document=head.document)
            for head in (heads[0], heads[2])
        ],
    )
    said = [
        " ".join(node["c"] for node in nodes(header["c"][2]) if node["t"] == "Str")
        for header in nodes(blocks)
        if header["t"] == "Header"
    ]
    assert said == ["Ann Berg, 2 January 2020", "Remarks (second)", "Remarks (third)"]


def test_words_of_the_text_in_our_sentences_keep_their_language() -> None:
    """A reading as received, a lemma and a withdrawn paragraph stand in English sentences; their
    words are of the document's language.
    """
    spoken = paragraph("نحن نؤمن")
    corrected = Correction(
        spoken.id, "نحنن", "نحن", "A letter too many.", "Tests", 2, "applied", "", 0, 3
    )
    gone = Withdrawn("doc.p2", "doc", "p2", "speech", "", "شكرا", "0", accepted=True)
    head = DocumentHead("doc", "نموذج", "ar", "", "", "2020-01-01")
    blocks = transcript_blocks([head], [spoken], corrections={"doc": [corrected]}, withdrawn=[gone])
    text = divs(blocks, "document")
    spans = [
        node for node in nodes(text) if node["t"] == "Span" and ["lang", "ar"] in node["c"][0][2]
    ]
    said = [[node["c"] for node in nodes(span) if node["t"] == "Str"] for span in spans]
    assert said == [["نحن"], ["نحنن"], ["شكرا"]]
    assert all(["dir", "rtl"] in span["c"][0][2] for span in spans)
    left = next(
        node for node in nodes(blocks) if node["t"] == "Div" and "withdrawn" in node["c"][0][1]
    )
    assert ["lang", "en"] in left["c"][0][2]


def test_a_text_without_a_theme_has_no_map_in_print() -> None:
    """An empty band stood there. On the page its numbers lead to the paragraphs."""
    found = paragraph("The bridge stands.")
    for codings, formats in (([], {"html"}), ([code(found, "talk", (0, 3))], {"html", "typst"})):
        blocks = strip_blocks([HEAD], [found], codings, THEMES)
        assert {node["c"][0] for node in nodes(blocks) if node.get("t") == "RawBlock"} == formats


def test_the_map_of_a_text_from_right_to_left_begins_at_the_right_in_print_too() -> None:
    from pilcrow.report.page.strip import typst_map

    both = [paragraph("A word."), paragraph("Two more words here.", "p2", 2)]
    (first, _), (mirrored, _) = (
        re.findall(
            r"\((\d[\d.]*), (\d[\d.]*), \(", typst_map(both, defaultdict(set), [], "Map", way)
        )
        for way in (False, True)
    )
    assert float(first[0]) == 0
    assert float(mirrored[0]) + float(mirrored[1]) == pytest.approx(1000, abs=0.1)


def test_the_map_in_print_names_its_lanes_and_numbers_what_has_room() -> None:
    """It was a picture without a letter or a number."""
    from pilcrow.report.page.strip import typst_map

    short = [paragraph("Yes.", f"p{number}", number) for number in range(1, 200)]
    long = [paragraph("Two words. " * 9, "p1", 1), paragraph("Two words. " * 9, "p2", 2)]
    drawn = typst_map(long, {long[0].id: {"talk"}, long[1].id: {}}, THEMES, 'A "map"')
    assert drawn.startswith('#strip-map("A \\"map\\"", ("Ta", ), (')
    assert re.findall(r', "(\d*)"\)', drawn) == ["1", "2"]
    crowded = typst_map(short, {one.id: {"talk"} for one in short}, THEMES, "Map")
    shown = [number for number in re.findall(r', "(\d*)"\)', crowded) if number]
    assert shown[0] == "1" and 15 < len(shown) < 40, "numbers do not touch"


@given(st.text(st.sampled_from("ab -–—.\u00a0"), max_size=30))
def test_a_dash_of_hyphens_stays_together_and_no_character_is_added(text: str) -> None:
    inlines = transcribed(text)
    assert words(inlines) == re.sub(" +", " ", text)
    together = [
        "".join(words(node) for node in inline["c"][1])
        for inline in inlines
        if inline["t"] == "Span"
    ]
    assert together == re.findall("-{2,}", text)


def test_words_of_someone_unnamed_do_not_follow_under_the_last_name() -> None:
    units = [("p1", "speech", "One."), ("p2", "question", "Two?"), ("p3", "speech", "Three.")]
    first, second, third = paragraphs_of("harbour", units, "Anna Berg")
    asked = msgspec.structs.replace(second, speaker="")
    assert turn_labels([first, asked, third]) == {
        "harbour.p1": "Anna Berg",
        "harbour.p2": "Speaker not named",
        "harbour.p3": "Anna Berg",
    }
    labelled = msgspec.structs.replace(asked, speaker_label="Question:")
    assert turn_labels([first, labelled, third])["harbour.p2"] == "Question:"
    nobody = [msgspec.structs.replace(one, speaker="") for one in (first, second, third)]
    assert set(turn_labels(nobody).values()) == {""}


def test_the_letters_that_are_explained_are_those_that_stand_before_numbers() -> None:
    def words_of(*numbers: str) -> str:
        return " ".join(
            node["c"] for node in nodes(how_to_address(numbers)) if node.get("t") == "Str"
        )

    assert "Before a number" not in words_of("p1", "p2a"), "questions are numbered like speech"
    assert words_of("h1", "p1").endswith("Before a number, h is a heading.")
    assert words_of("h1", "s1", "p1", "n2").endswith(
        "Before a number, h is a heading, s is a salutation and n is a note."
    )
