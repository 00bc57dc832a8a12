"""What the page of the shipped report promises its readers: built as everybody builds it, and
opened at three widths.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from conftest import watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def shipped(built: Path) -> Path:
    return built / "results/report.html"


@pytest.fixture
def opened(chromium: Any, shipped: Path) -> Iterator[Open]:
    with watched(chromium) as open_page:
        yield lambda address="", width="wide", **options: open_page(
            shipped.as_uri() + address, width, **options
        )


def test_the_file_is_not_larger_than_it_may_be(shipped: Path) -> None:
    assert shipped.stat().st_size <= 800_000


@pytest.mark.parametrize("width", ["phone", "tablet", "wide"])
def test_the_keyboard_is_past_the_transcript_after_forty_stops(opened: Open, width: str) -> None:
    page = opened(width=width)
    past = """(() => { const one = document.activeElement, text = [...document.querySelectorAll('.document')].at(-1);
      return !text.contains(one) && Boolean(text.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) })()"""  # noqa: E501
    stops = 0
    while True:
        page.keyboard.press("Tab")
        if page.evaluate(past):
            break
        stops += 1
        assert stops <= 40
    assert 5 < stops <= 32, "there is room for a sentence more"


def test_arrows_reach_everything_in_the_transcript(opened: Open) -> None:
    page = opened()
    page.evaluate(
        "document.querySelectorAll('.document details').forEach(one => { one.open = true; })"
    )
    one = "[...document.querySelectorAll('.document :is(a[href], button, summary)')]"
    wanted = set(
        page.evaluate(
            f"{one}.map((one, at) => one.checkVisibility() ? at : -1).filter(at => at >= 0)"
        )
    )
    found: set[int] = set()
    page.locator(".document .number").first.focus()
    for _ in range(3 * len(wanted)):
        at = page.evaluate(f"{one}.indexOf(document.activeElement)")
        found.add(at)
        page.keyboard.press("ArrowRight")
        if page.evaluate(f"{one}.indexOf(document.activeElement)") == at:
            page.keyboard.press("ArrowDown")
            if page.evaluate(f"{one}.indexOf(document.activeElement)") == at:
                break
    assert len(wanted) > 100 and found == wanted


def test_a_phone_shows_title_and_the_beginning_of_the_summary_first(opened: Open) -> None:
    page = opened(width="phone")
    bottom = "one => one.getBoundingClientRect().bottom"
    assert page.locator("h1").evaluate(bottom) < 200
    top = page.locator(".abstract p").first.evaluate("one => one.getBoundingClientRect().top")
    assert top < 422, "the summary begins in the upper half"
    assert not page.locator(".contents").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < 45_000
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_appendix_and_codebook_are_folded_and_the_codebook_opens_for_a_theme(opened: Open) -> None:
    page = opened()
    assert page.locator("details.folded[open]").count() == 0
    themes = page.locator(".key-entry a").evaluate_all("all => all.map(one => one.hash)")
    assert themes and page.locator("details.folded").count() > len(themes)
    page.evaluate("address => { location.hash = address }", themes[0])
    page.locator(f"[id='{themes[0][1:]}']").wait_for()
    assert page.locator("details.folded[open]").count() == 2, "the theme, and the section it is in"
    assert page.locator(f"details:has(> summary [id='{themes[0][1:]}']) dl").is_visible()


STATES = ("", "?view=voice", "?coding=differ", "?guide=2")


@pytest.mark.parametrize(
    ("width", "state"),
    [
        *(("phone", state) for state in STATES),
        ("tablet", ""),
        ("wide", ""),
        *(pytest.param("wide", state, marks=pytest.mark.thorough) for state in STATES[1:]),
    ],
)
def test_axe_finds_nothing(opened: Open, axe: str, width: str, state: str) -> None:
    page = opened(state, width, reduced_motion="reduce")
    assert violations(page, axe) == []


def test_the_page_copies_what_the_files_for_reference_managers_have(
    opened: Open, shipped: Path
) -> None:
    """Of a heading, a salutation and a paragraph: the page puts their numbers into forms that the
    build wrote.
    """
    files = {
        form: (shipped.parent / f"citations{ending}").read_text(encoding="utf-8")
        for form, ending in (("BibTeX", ".bib"), ("RIS", ".ris"))
    }
    entries = {
        entry["id"]: entry for entry in json.loads((shipped.parent / "citations.json").read_bytes())
    }
    page = opened()
    for number in ("h1", "s1", "p8"):
        identifier = f"lavrov-truss-2022.{number}"
        page.evaluate(
            "id => document.getElementById(id).querySelector('.cite-it').click()", identifier
        )
        said = {}
        for button in page.locator(".cite .forms button").all():
            button.evaluate("one => one.click()")
            said[button.text_content()] = page.locator("#cite-words").text_content()
        for form, content in files.items():
            assert said[form] in content, (number, form)
            assert identifier in said[form]
        assert json.loads(said["CSL-JSON"]) == [entries[identifier]]
        edition = entries[identifier]["edition"]
        for form in ("Citation", "Chicago", "APA", "MLA"):
            assert edition in said[form].replace("Version", "version"), form
            assert "Lavrov, S" in said[form]
        page.keyboard.press("Escape")


SHOWN = """() => [...document.querySelectorAll('.by-codings')].map(figure => [
  [...figure.querySelectorAll('.shown-first, .shown-second, .shown-differ')].filter(one => one.checkVisibility() && one.querySelector('svg')).map(one => one.classList[0]).join(),
  figure.querySelector('figcaption').innerText.split('. ')[1].split(' ').slice(0, 3).join(' ')])"""  # noqa: E501


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_figures_and_map_change_with_the_coding(opened: Open, script: bool) -> None:
    page = opened(java_script_enabled=script)
    if script:
        page.locator(".by-codings").last.get_by_role("button", name="rules").click()
    else:
        page.locator(".controls").get_by_label("rules").check()
    shown = page.evaluate(SHOWN)
    assert len(shown) == 3 and {one for one, _ in shown} == {"shown-second"}
    assert {words for _, words in shown} == {"By the rules,"}
    hidden = page.locator('.strip .lane.by-first[data-theme="improvement"]')
    assert hidden.count() == 2 and not any(one.is_visible() for one in hidden.all())
    page.locator(".controls").get_by_label("where they differ").check()
    assert {one for one, _ in page.evaluate(SHOWN)} == {"shown-differ"}
    if script:
        pressed = page.locator('.codings [aria-pressed="true"]').all_inner_texts()
        assert pressed == ["where they differ"] * 3


def test_what_stands_beside_a_paragraph_begins_at_one_edge_in_every_coding(opened: Open) -> None:
    """Of a paragraph without a theme by the rules a gap remained where its themes stand."""
    first = """() => [...document.querySelectorAll('.paragraph .tools')].map(tools =>
      Math.round([...tools.querySelectorAll('a, summary, button')]
        .filter(one => one.checkVisibility())[0].getBoundingClientRect().left
        - tools.getBoundingClientRect().left))"""
    for coding in ("", "?coding=second", "?coding=differ"):
        edges = opened(coding).evaluate(first)
        assert len(edges) > 13 and len(set(edges)) == 1, (coding, edges)


def test_a_link_to_a_figure_leads_to_it_in_every_coding(opened: Open) -> None:
    for coding in ("", "?coding=second", "?coding=differ"):
        page = opened(f"{coding}#figure-theme-prevalence")
        page.wait_for_timeout(200)
        top = page.locator("#figure-theme-prevalence").bounding_box()["y"]
        assert -5 <= top < 300


RECTANGLES = (
    """one => [...one.getClientRects()].map(it => [it.left, it.top, it.right, it.bottom])"""
)


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_a_card_hides_none_of_the_words_that_it_explains(opened: Open, width: str) -> None:
    """It stood below the first line of a mark, over the second."""
    page = opened(width=width)
    mark = page.locator("[id='lavrov-truss-2022.p8'] .evidence").first
    mark.evaluate("one => one.scrollIntoView({ block: 'center' })")
    mark.evaluate("one => one.click()")
    page.locator("#card").wait_for()
    lines = mark.evaluate(RECTANGLES)
    left, top, right, bottom = page.locator("#card").evaluate(RECTANGLES)[0]
    assert len(lines) > 1
    for line in lines:
        apart = line[2] <= left or right <= line[0] or line[3] <= top or bottom <= line[1]
        assert apart, (line, (left, top, right, bottom))


def test_a_table_of_prose_is_read_row_by_row_on_a_phone(opened: Open) -> None:
    """Its last column was cut off by the edge of the page."""
    cells = "#table-russian tbody tr:nth-child(3) > *"
    heads = "all => all.map(one => getComputedStyle(one, '::before').content)"
    tops = "all => all.map(one => one.getBoundingClientRect().top)"
    narrow = opened(width="phone")
    shown = narrow.locator(cells)
    assert shown.evaluate_all(heads) == [
        '"Para."',
        '"English"',
        '"Russian, as quoted"',
        '"Literally"',
    ]
    down = shown.evaluate_all(tops)
    assert down == sorted(set(down))
    assert (
        shown.evaluate_all("all => Math.max(...all.map(one => one.getBoundingClientRect().right))")
        <= 390
    )
    # A name of two lines beside words of one is not written over by the next.
    last = narrow.locator("#table-russian tbody tr:last-child > *")
    heights = last.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert heights[2] > 1.5 * heights[3]
    wide = opened().locator(cells)
    assert len(set(wide.evaluate_all(tops))) == 1
    assert set(wide.evaluate_all(heads)) == {"none"}


def test_all_russian_on_the_page_is_marked_as_russian(opened: Open) -> None:
    """Titles in the references were read aloud, and hyphenated, as English."""
    languages = opened().evaluate("""() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
      while (texts.nextNode()) {
        const {data, parentElement: parent} = texts.currentNode;
        if (/\\p{Script=Cyrillic}/u.test(data) && !parent.closest("script, style, template"))
          found.push(parent.closest("[lang]").lang + ": " + data);
      }
      return found;
    }""")
    assert len(languages) > 20
    assert [text for text in languages if not text.startswith("ru: ")] == []


def test_addresses_may_end_a_line_where_they_are_divided(opened: Open) -> None:
    page = opened(width="phone")
    addresses = page.locator(".references a[href^='http']")
    shown = addresses.evaluate_all(
        "all => all.map(one => [one.textContent, one.getAttribute('href')])"
    )
    assert len(shown) > 30 and all(text == address for text, address in shown)
    parts = addresses.first.evaluate(
        "one => [...one.childNodes].filter(it => it.nodeType === 3).map(it => it.data)"
    )
    assert len(parts) > 1 and all(part[-1] in "/_=&?%" for part in parts[:-1])


def test_the_guide_shows_a_cited_range_as_one_place(opened: Open) -> None:
    """It led to the first paragraph of a range, and then to its last."""
    page = opened("?guide=1")
    guided = page.locator(".paragraph.guided")
    assert guided.evaluate_all("all => all.map(one => one.id.split('.')[1])") == [
        "p1",
        "p2",
        "p3",
        "p4",
    ]
    where = page.locator(".guide-bar .where")
    assert "paragraphs 1–4 (sentence 1 of " in where.inner_text()
    assert where.locator("a").all_inner_texts() == ["1–4"]


def test_each_step_of_the_guide_is_one_whole_sentence(opened: Open) -> None:
    """A sentence with five citations was five steps, and a quotation of two sentences was cut."""
    page = opened("?guide=1")
    bar, sentences = page.locator(".guide-bar"), []
    while True:
        sentences.append(bar.locator(".sentence").inner_text())
        assert page.locator(".paragraph.guided").count() < 13, "what is cited for all is no place"
        if bar.get_by_role("button", name="Next").is_disabled():
            break
        page.keyboard.press("ArrowRight")
    assert len(set(sentences)) == len(sentences) > 20
    for one in sentences:
        assert one.count("“") == one.count("”") and one[0] not in "(”" and one[-1] in ".!?"


def test_why_gives_the_reasons_of_the_coding_that_is_shown(opened: Open) -> None:
    """Of a paragraph that both codings have, and of one that the rules miss."""
    for coding, both, missed in (
        ("", ["reading"], 1),
        ("second", ["rules"], 0),
        ("differ", ["reading", "rules"], 1),
    ):
        page = opened(f"?coding={coding}" if coding else "")
        page.locator(".why summary:visible").first.wait_for()
        page.evaluate("document.querySelectorAll('.why').forEach(one => { one.open = true; })")
        said = page.locator("[id='lavrov-truss-2022.p3'] .why li:visible").all_inner_texts()
        assert [
            coding for coding in ("reading", "rules") for one in said if f"({coding})" in one
        ] == both
        assert page.locator("[id='lavrov-truss-2022.p5'] .why:visible").count() == missed


def test_what_is_shown_and_by_which_coding_is_one_row_on_a_wide_screen(opened: Open) -> None:
    choices = opened().locator(".controls .choice")
    tops = choices.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 2 and tops[0] == tops[1]


def test_a_table_of_prose_has_the_room_beside_the_text_on_a_wide_screen(opened: Open) -> None:
    """Five columns of sentences had the width of a line of text."""
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    width = "one => one.getBoundingClientRect().width"
    line = page.locator("#main p").first.evaluate(width)
    for name in ("table-russian", "table-reading", "table-voice", "table-disagreements"):
        assert page.locator(f"#{name}").evaluate(width) > 1.2 * line
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
