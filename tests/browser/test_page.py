"""The page in a real browser: what a reader does with it, with and without JavaScript, at three
widths, in light and dark.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
CARD = "#card:not([hidden])"


def number(page: Any, paragraph: str) -> Any:
    return page.locator(f'[id="{paragraph}"] > p .number')


def shown(page: Any) -> list[str]:
    return list(
        page.eval_on_selector_all(".paragraph:not([hidden])", "all => all.map(one => one.id)")
    )


# Reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["phone", "tablet", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(
    open_page: Open, pictures: Path, width: str, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.getElementById('specimen-one.p2').scrollIntoView()")
    page.wait_for_timeout(100)
    assert page.locator(".strip.following").count() == 0, (
        "nor moves, for who reads with a screen reader that goes by what is where"
    )
    page.mouse.wheel(0, 1)
    page.locator(".strip.following").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "nor does the map that follows"
    )
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=pictures / f"{width}-{scheme}.png", full_page=True)


def test_a_line_of_text_is_not_too_long_to_read(open_page: Open) -> None:
    page = open_page()
    assert (
        page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('main')).maxWidth) /"
            " parseFloat(getComputedStyle(document.body).fontSize)"
        )
        <= 36
    )


def test_without_javascript_everything_is_there_as_text_and_links(
    open_page: Open, pictures: Path
) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator(".paragraph").count() == 14
    assert page.locator(".filters, .card, .cite, .back, .cite-it, .guide-bar").count() == 0
    for selector in (
        ".paragraph",
        ".foot .apparatus",
        ".cited-in summary",
        ".themes-of a",
        ".legend .sample",
        ".controls",
        ".guide summary",
        ".side-note",
        ".key-entry",
        ".strip a",
    ):
        assert page.locator(selector).first.is_visible(), selector
    page.locator("#link-two").click()
    assert page.url.endswith("#specimen-one.p2")
    page.locator('[id="specimen-one.p2"] .cited-in summary').click()
    page.locator('[id="specimen-one.p2"] .cited-in a').click()
    assert page.url.endswith("#sec-trade")
    page.locator('[id="specimen-one.p2"] .themes-of a').first.click()
    assert page.url.endswith("#key-trade")
    page.locator(".guide summary").click()
    page.locator(".guide .place").first.click()
    assert page.url.endswith("#specimen-one.p1")
    page.locator(".foot summary", has_text="As received").click()
    assert "markts" in page.locator(".received").inner_text()
    page.screenshot(path=pictures / "without-javascript.png", full_page=True)


def test_what_looks_like_markup_in_a_transcript_is_shown_as_it_is(open_page: Open) -> None:
    words = open_page().locator('[id="specimen-one.p1"] > p').inner_text()
    assert "<b>Not bold</b>, *not italic*, #not-typst[x], {{< not a shortcode >}}." in words


def test_each_document_has_its_language_and_direction(open_page: Open) -> None:
    page = open_page()
    assert page.eval_on_selector_all(".document", "all => all.map(one => [one.lang, one.dir])") == [
        ["en", "ltr"],
        ["ar", "rtl"],
        ["ru", "ltr"],
        ["zh-Hans", "ltr"],
    ]
    # The number hangs on the right of an Arabic paragraph.
    boxes = page.evaluate(
        "['.number', null].map(s => { const p = document.getElementById('specimen-ar.p1'); return"
        " (s ? p.querySelector(s) : p).getBoundingClientRect().right })"
    )
    assert abs(boxes[0] - boxes[1]) < 2


def test_the_words_are_found_and_copied_as_they_are_across_marks_and_notes(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "document.querySelectorAll('.foot details, .legend, table').forEach(one => one.remove())"
    )  # where else they stand
    for words in (
        "Trade has grown, they say",
        "the markets followed.",
        "dialogue among equal partners, and for open trade.",
    ):
        page.evaluate("getSelection().collapse(document.body, 0)")
        assert page.evaluate("words => find(words)", words), words
        assert (
            page.evaluate("getSelection().anchorNode.parentElement.closest('.document').id")
            == "specimen-one"
        )
    page.evaluate(
        "getSelection().selectAllChildren(document.getElementById('specimen-one.p2').querySelector('p'))"
    )
    words = "Trade has grown, they say, and the markets followed. (Applause) Nobody asked why."
    assert page.evaluate("String(getSelection())").strip() == words


def test_no_line_ends_within_a_dash_of_hyphens(open_page: Open) -> None:
    page = open_page()
    broken = page.evaluate(
        "(() => { const words = document.getElementById('specimen-one.p4').querySelector('p'), seen"
        " = []; for (let width = 30; width < 340; width += 1) { words.style.width = `${width}px`;"
        " seen.push(...[...words.querySelectorAll('.together')].map(one =>"
        " one.getClientRects().length)); } return seen })()"
    )
    assert set(broken) == {1} and len(broken) == 2 * 310
    assert (
        page.locator('[id="specimen-one.p4"] > p')
        .inner_text()
        .endswith("Thank you--and, as they say -- well.")
    )


def test_an_id_that_left_the_text_still_leads_somewhere(open_page: Open) -> None:
    page = open_page("#specimen-one.p6")
    assert "part of paragraph 4" in page.locator('[id="specimen-one.p6"]').inner_text()


# Marks --------------------------------------------------------------------------------------------


def test_a_mark_shows_theme_rule_and_definition_to_the_mouse(
    open_page: Open, pictures: Path
) -> None:
    page = open_page()
    page.locator('[id="specimen-one.p1"] .evidence[data-theme="dialogue/equal"]').first.hover()
    card = page.locator(CARD)
    card.wait_for()
    said = card.inner_text()
    # The first piece of the inner theme lies within the outer one: both are named.
    assert (
        "Dialogue among equals" in said
        and "Talking is tied to equality." in said
        and "equal*" in said
    )
    assert "Talking is put forward as the way." in said
    page.screenshot(path=pictures / "card.png")
    card.hover()
    page.wait_for_timeout(400)
    assert card.is_visible()
    page.mouse.move(5, 5)
    page.locator("#card").wait_for(state="hidden")


def test_a_mark_shows_its_card_to_the_keyboard(open_page: Open) -> None:
    page = open_page()
    page.locator(".skip").first.focus()
    page.keyboard.press("Tab")
    sign = page.locator('[id="specimen-one.p2"] .sign').first
    sign.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.locator(CARD).wait_for()
    assert "trade*" in page.locator(CARD).inner_text()
    assert sign.get_attribute("aria-describedby") == "card"
    page.keyboard.press("Escape")
    assert page.locator(CARD).count() == 0


def test_a_mark_shows_its_card_to_a_tap(open_page: Open) -> None:
    page = open_page(width="phone", has_touch=True)
    page.locator('[id="specimen-one.p2"] .evidence').first.tap()
    page.locator(CARD).wait_for()
    assert "Goods and services" in page.locator(CARD).inner_text()


def test_themes_are_told_apart_by_more_than_colour(open_page: Open) -> None:
    page = open_page()
    marks = page.eval_on_selector_all(
        ".paragraph .evidence",
        "all => all.map(one => [one.dataset.theme, getComputedStyle(one).textDecorationStyle])",
    )
    assert len(dict(marks)) == len({style for _, style in marks}) == 3
    # A broken line of a pixel and a half is drawn as a hairline by some browsers.
    widths = page.eval_on_selector_all(
        ".paragraph .evidence",
        "all => all.map(one => [getComputedStyle(one).textDecorationStyle,"
        " getComputedStyle(one).textDecorationThickness])",
    )
    assert {width for style, width in widths if style in ("dashed", "dotted")} == {"2px"}
    names = page.locator(".key-entry").all_inner_texts()
    assert names == ["Trade", "Dialogue", "Dialogue among equals"]
    assert page.locator('[id="specimen-one.p1"] .themes-of a').all_inner_texts() == names


# Citing -------------------------------------------------------------------------------------------


def cite(page: Any, paragraph: str) -> Any:
    return page.locator(f'[id="{paragraph}"] .cite-it')


COPIED = "navigator.clipboard.readText()"


def test_a_button_offers_citations_and_nothing_is_copied_unasked(
    open_page: Open, pictures: Path
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('mine')")
    number(page, "specimen-one.p2").click()
    assert page.url.endswith("#specimen-one.p2"), "the number is a link to the paragraph"
    cite(page, "specimen-one.p2").click()
    menu = page.locator(".cite")
    menu.wait_for()
    assert menu.locator("output").inner_text() == "(Specimen 2020, para. 2)"
    assert page.evaluate(COPIED) == "mine", "opening the menu copies nothing"
    page.screenshot(path=pictures / "cite.png")
    for name, form in (
        ("Citation", "(Specimen 2020, para. 2)"),
        ("Pandoc", "[@specimen-one, para. 2]"),
        ("Link", "#specimen-one.p2"),
        ("BibTeX", "note = {para. 2}"),
    ):
        menu.get_by_role("button", name=name, exact=True).click()
        page.get_by_text(f"{name} copied.").wait_for()
        assert form in page.evaluate(COPIED)
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert page.evaluate("document.activeElement.className") == "cite-it"


def test_the_citation_of_a_question_names_its_number(open_page: Open) -> None:
    page = open_page()
    cite(page, "specimen-one.q1").focus()
    page.keyboard.press("Enter")
    assert page.locator(".cite output").inner_text() == "(Specimen 2020, q1)"


def test_a_citation_in_the_prose_shows_the_paragraph_with_the_quoted_words(
    open_page: Open, pictures: Path
) -> None:
    page = open_page()
    page.locator("#link-two").hover()
    card = page.locator(CARD)
    card.wait_for()
    assert card.locator("mark").all_inner_texts() == ["Trade has grown", "markets"]
    assert "and the markets followed. (Applause) Nobody asked why." in card.inner_text()
    page.screenshot(path=pictures / "citation.png")


def test_a_citation_leads_to_its_paragraph_and_back(open_page: Open) -> None:
    page = open_page()
    page.locator("#link-two").click()
    assert page.url.endswith("#specimen-one.p2")
    back = page.get_by_role("button", name="Back to where you were")
    back.wait_for()
    back.click()
    assert page.evaluate("document.activeElement.id") == "link-two"
    assert back.is_hidden()


# Filters ------------------------------------------------------------------------------------------


def test_filters_choose_by_theme_kind_speaker_and_citation_and_the_address_keeps_them(
    open_page: Open, pictures: Path
) -> None:
    page = open_page()
    page.locator(".filters summary").click()
    form = page.locator(".filters form")
    form.get_by_label("Trade").check()
    assert shown(page) == ["specimen-one.p1", "specimen-one.p2"]
    form.get_by_label("Dialogue (").check()
    assert shown(page) == ["specimen-one.p1", "specimen-one.p2", "specimen-one.q1"]
    form.get_by_role("checkbox", name="question (1)", exact=True).check()
    assert shown(page) == ["specimen-one.q1"]
    page.screenshot(path=pictures / "filters.png")
    address = page.url
    assert "theme=trade" in address and "kind=question" in address
    again = open_page(address[address.index("?") :])
    assert shown(again) == ["specimen-one.q1"]
    assert "1 of 14 paragraphs" in again.locator(".tally").inner_text()
    again.get_by_role("button", name="Show all").click()
    again.wait_for_timeout(50)
    assert len(shown(again)) == 14
    assert "?" not in again.url
    again.get_by_label("cited in the report").check()
    assert shown(again) == ["specimen-one.p1", "specimen-one.p2"]
    again.get_by_label("cited in the report").uncheck()
    again.get_by_label("A questioner").check()
    assert shown(again) == ["specimen-one.q1"]


def test_a_link_to_a_paragraph_that_a_filter_hides_shows_it(open_page: Open) -> None:
    page = open_page("?kind=question")
    assert not page.locator('[id="specimen-one.p2"]').is_visible()
    page.locator("#link-two").click()
    assert page.locator('[id="specimen-one.p2"]').is_visible()


MARKS = "getComputedStyle(document.querySelector('.document .evidence')).textDecorationLine"
GROUND = "getComputedStyle(document.querySelector('.document .voice')).backgroundColor"
BARE = "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_row_above_the_text_says_what_is_shown_by_mouse_and_keys(
    open_page: Open, script: bool
) -> None:
    """Evaluating is the test's own doing, and works where the page's script does not run."""
    page = open_page(java_script_enabled=script)
    row = page.locator(".controls")
    assert row.get_by_role("radio", name="Themes").is_checked()
    assert (page.evaluate(MARKS), page.evaluate(GROUND)) == ("underline", BARE)
    row.get_by_role("radio", name="Text only").check()
    assert (page.evaluate(MARKS), page.evaluate(GROUND)) == ("none", BARE)
    assert not page.locator(".document .themes-of").first.is_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert row.get_by_role("radio", name="Voice").is_checked()
    assert page.evaluate(MARKS) == "none" and page.evaluate(GROUND) != BARE
    # The key and the words beside a paragraph are those of voices, each with its reason.
    assert page.locator(".voices-key").is_visible() and not page.locator(".key").is_visible()
    second = page.locator('[id="specimen-one.p2"]')
    assert second.locator(".voices-of").inner_text() == "Reported: they"
    second.locator(".why-voice summary").click()
    assert second.locator(".why-voice li").inner_text() == "Reported: they. A claim of others."
    assert ("view=voice" in page.url) == script
    # Of the choices that need the script none is there without it.
    assert row.get_by_role("radio", name="One theme").count() == int(script)


def test_the_page_shows_either_coding_and_where_they_differ(open_page: Open) -> None:
    page = open_page()
    names = page.locator('[id="specimen-one.q1"] .themes-of a')
    third = page.locator('[id="specimen-one.p3"] .by-second').first
    line = "one => getComputedStyle(one).textDecorationLine"
    assert names.first.is_visible() and third.evaluate(line) == "none"
    row = page.locator(".controls")
    row.get_by_role("radio", name="reading").check()
    assert not names.first.is_visible() and third.evaluate(line) == "underline"
    assert "coding=second" in page.url
    row.get_by_role("radio", name="where they differ").check()
    assert names.first.inner_text() == "Dialogue (rules only)"
    assert (
        page.locator('[id="specimen-one.p3"] .themes-of a').inner_text()
        == "Dialogue (reading only)"
    )
    assert page.locator('[id="specimen-one.p2"] .evidence').first.evaluate(line) == "none"
    again = open_page(page.url[page.url.index("?") :])
    assert again.get_by_role("radio", name="where they differ").is_checked()
    why = page.locator('[id="specimen-one.p2"] .why')
    why.locator("summary").click()
    assert "The reader’s reason." in why.inner_text() and "market*" in why.inner_text()


# The strip map ------------------------------------------------------------------------------------


def test_the_strip_map_navigates_by_mouse_and_keyboard(open_page: Open) -> None:
    page = open_page()
    cells = page.locator('.strip[data-document="specimen-one"] svg a')
    assert cells.count() == 8
    assert cells.nth(3).get_attribute("aria-label") == "Paragraph 2, 13 words: Trade"
    cells.nth(3).click()
    assert page.url.endswith("#specimen-one.p2")
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.url.endswith("#specimen-one.p1")


def test_the_strip_map_is_one_stop_of_a_screen_reader_and_each_cell_has_its_name(
    open_page: Open,
) -> None:
    page = open_page()
    heard = page.locator('.strip[data-document="specimen-one"] nav').aria_snapshot()
    assert heard.splitlines()[:2] == [
        "- 'navigation \"Map of the text: A constructed address (specimen-one)\"':",
        '  - listbox "Paragraphs":',
    ]
    assert heard.count("- option ") + heard.count("- 'option ") == 8
    assert page.locator(".strip a[tabindex='0']").count() == page.locator(".strip").count()
    plain = open_page(java_script_enabled=False)
    assert (
        plain.locator('.strip[data-document="specimen-one"] nav').get_by_role("link").count() == 8
    ), "without the script they are links"


@pytest.mark.parametrize("width", ["phone", "tablet", "wide"])
def test_what_a_link_leads_to_stays_clear_of_the_map_that_follows(
    open_page: Open, width: str
) -> None:
    page = open_page(width=width)
    page.add_style_tag(
        content=".strip select { min-height: 4rem }"
    )  # as high as it may be in another browser
    page.evaluate("dispatchEvent(new Event('resize'))")
    page.locator("#link-two").click()
    edges = (
        "[document.querySelector('.strip.following')?.getBoundingClientRect().bottom,"
        " document.getElementById('specimen-one.p2').getBoundingClientRect().top]"
    )
    page.wait_for_function(f"(([map, words]) => words - map >= 0 && words - map <= 24)({edges})")


DIMMED = """(code => ({
  marks: [...document.querySelectorAll('.document .evidence')].map(one => [one.dataset.theme, getComputedStyle(one).textDecorationColor.includes('/ 0)') || getComputedStyle(one).textDecorationColor === 'rgba(0, 0, 0, 0)']),
  figures: [...document.querySelectorAll('.drawing svg:first-child .of-theme')].map(one => [one.classList.contains('t1') ? 'trade' : 'dialogue', getComputedStyle(one).opacity < 0.5]),
  lanes: [...document.querySelectorAll('.lane')].map(one => [one.dataset.theme, getComputedStyle(one).opacity < 0.5]),
}))()"""  # noqa: E501


@pytest.mark.parametrize("place", ["map", "figure", "key", "beside", "card", "row", "filter"])
def test_a_theme_chosen_anywhere_is_chosen_everywhere(open_page: Open, place: str) -> None:
    page = open_page()
    if place == "map":
        page.locator('.lane-name[data-theme="trade"]').first.click()
    elif place == "key":
        page.locator(".key a", has_text="Trade").focus()
        page.keyboard.press("Enter")
    elif place == "beside":
        page.locator('[id="specimen-one.p2"] .themes-of a').click()
    elif place == "card":
        page.locator('[id="specimen-one.p2"] .evidence').first.hover()
        page.locator(CARD).get_by_role("button", name="Trade").click()
    elif place == "filter":
        page.locator(".filters summary").click()
        page.locator(".filters").get_by_label("Trade").check()
    elif place == "figure":
        page.locator(".drawing .of-theme.t1").first.click()
    else:
        page.get_by_role("radio", name="One theme").check()
        page.get_by_label("Theme to show alone").select_option("trade")
    seen = page.evaluate(DIMMED)
    for kind in ("marks", "figures", "lanes"):
        assert {theme for theme, dim in seen[kind] if not dim} == {"trade"}, kind
        assert all(dim for theme, dim in seen[kind] if theme != "trade"), kind
    assert page.get_by_role("radio", name="One theme").is_checked()
    assert page.get_by_label("Theme to show alone").input_value() == "trade"
    assert page.locator('.key a[aria-pressed="true"]').all_inner_texts() == ["Trade"]
    assert "one=trade" in page.url
    colours = page.evaluate(
        "['specimen-one.p2', 'specimen-one.p3'].map(one =>"
        " getComputedStyle(document.getElementById(one).querySelector('p')).color)"
    )
    assert colours[0] != colours[1], "a paragraph without the theme is dimmed"
    page.locator(".key a", has_text="Trade").click()
    assert page.locator(".one-theme").count() == 0 and "one=" not in page.url, "and back again"


def test_the_row_of_paragraphs_follows_the_reader_whole_and_nothing_above_it(
    open_page: Open,
) -> None:
    page = open_page()
    page.evaluate("document.getElementById('specimen-one.p2').scrollIntoView()")
    page.mouse.wheel(0, 1)
    page.locator(".strip.following").wait_for()
    page.wait_for_timeout(100)
    box = "(s => document.querySelector(`.strip.following ${s}`).getBoundingClientRect().toJSON())"
    cell, name = page.evaluate(f"{box}('.cell')"), page.evaluate(f"{box}('.lane-name:last-child')")
    assert cell["top"] >= 0 and cell["height"] > 20, "the numbers can be read"
    assert name["bottom"] <= 2, "the rows of themes have scrolled away"


def test_the_map_has_numbers_and_the_names_of_its_rows(open_page: Open) -> None:
    page = open_page()
    strip = page.locator('.strip[data-document="specimen-one"]')
    assert strip.locator(".lane-name").all_inner_texts() == [
        "Trade",
        "Dialogue",
        "Dialogue among equals",
    ]
    shown_there = strip.locator(".cell-numbers span")
    assert shown_there.all_inner_texts() == ["1", "2", "3", "4"]
    rows = page.evaluate(
        "['.lane-name', '.lane'].map(one => document.querySelector(`.strip"
        " [data-theme=dialogue]${one}`).getBoundingClientRect()).map(one => (one.top + one.bottom)"
        " / 2)"
    )
    assert abs(rows[0] - rows[1]) < 2, "a name stands beside its row"


def test_a_narrow_page_shows_the_drawing_made_for_it(open_page: Open) -> None:
    boxes = (
        "[...document.querySelectorAll('.drawing svg')].filter(one =>"
        " one.checkVisibility()).map(one => one.viewBox.baseVal.width)"
    )
    assert open_page(width="wide").evaluate(boxes) == [400]
    phone = open_page(width="phone")
    assert phone.evaluate(boxes) == [320]
    assert phone.locator(".drawing").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert phone.get_by_role("img", name="Two bars, the upper longer.").count() == 1


# For everybody ------------------------------------------------------------------------------------


def test_all_can_be_reached_by_the_keyboard_and_is_seen_there(open_page: Open) -> None:
    page = open_page()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "(() => { const one = document.activeElement; const style = getComputedStyle(one);"
            " return [one.className.baseVal ?? one.className, one.tagName, style.outlineStyle !=="
            " 'none' || one.closest('svg') !== null] })()"
        )
        reached.add((state[0].split(" ")[0], state[1]))
        assert state[2] or state[1] == "BODY", f"no visible focus on {state[:2]}"
    for wanted in (
        ("skip", "A"),
        ("number", "A"),
        ("note-ref", "A"),
        ("data", "A"),
        ("table-frame", "DIV"),
    ):
        assert wanted in reached, wanted
    assert any(tag == "SUMMARY" for _, tag in reached)


FOCUSED = """(() => { const one = document.activeElement, text = one.closest('.document');
  return { id: [...document.querySelectorAll('a[href], button, summary')].indexOf(one), inside: Boolean(text),
           past: Boolean([...document.querySelectorAll('.document')].at(-1).compareDocumentPosition(one) & 4) && !text } })()"""  # noqa: E501


def test_few_stops_lead_past_a_text_and_arrows_reach_every_link_in_it(open_page: Open) -> None:
    page = open_page()
    reached, inside = 0, 0
    while True:
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state["past"]:
            break
        reached += 1
        inside += state["inside"]
        assert reached <= 40
    assert inside == page.locator(".document").count() == 4, "each text is one stop"
    # All that can be opened is opened; then every link and button of a text is reached by arrows
    # alone.
    page.evaluate(
        "document.querySelectorAll('.document details').forEach(one => { one.open = true; })"
    )
    wanted = page.evaluate(
        "(() => { const all = [...document.querySelectorAll('a[href], button, summary')]; return"
        " all.filter(one => one.closest('#specimen-one') && one.checkVisibility()).map(one =>"
        " all.indexOf(one)) })()"
    )
    assert len(wanted) > 30
    number(page, "specimen-one.h1").focus()
    found = set()
    for _ in range(len(wanted) * 3):
        before = page.evaluate(FOCUSED)["id"]
        found.add(before)
        page.keyboard.press("ArrowRight")
        if page.evaluate(FOCUSED)["id"] == before:  # the last of its paragraph
            page.keyboard.press("ArrowDown")
            if page.evaluate(FOCUSED)["id"] == before:
                break
    missed = set(wanted) - found
    gone = page.evaluate(
        "missed => missed.map(at => document.querySelectorAll('a[href], button,"
        " summary')[at].closest('.withdrawn, .paragraph').className)",
        sorted(missed),
    )
    assert set(gone) <= {"withdrawn small"}, gone
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "number"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.document')"), "Tab leaves the text"


def test_the_links_of_a_sentence_are_one_stop_with_arrows_inside(open_page: Open) -> None:
    page = open_page()
    focused = "document.activeElement.textContent.replace(/\\s+/g, ' ')"
    page.locator("main a").first.focus()
    stops = []
    while "past" not in stops:
        page.keyboard.press("Tab")
        inside = page.evaluate("Boolean(document.activeElement.closest('p:has(#link-two)'))")
        stops += [page.evaluate(focused)] if inside else ["past"] * bool(stops)
    assert [stop for stop in stops if stop != "1"] == ["Specimen 2020", "past"], "not its footnote"
    first = page.locator("p:has(#link-two) a", has_text="Specimen 2020")
    described = first.get_attribute("aria-describedby") or ""
    page.keyboard.press("Shift+Tab")
    while page.evaluate(focused) != "Specimen 2020":
        page.keyboard.press("Shift+Tab")
    reached = [page.evaluate(focused)]
    assert page.locator("a.together").all_text_contents() == ["para. 2", "para. 1"]
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        reached.append(page.evaluate(focused))
    assert reached == ["Specimen 2020", "para. 2", "para. 1"]
    page.keyboard.press("Home")
    assert page.evaluate(focused) == "Specimen 2020"
    assert page.locator(f"#{described}").text_content() == (
        "Arrows lead to the other links of the sentence."
    )


def test_what_the_tab_key_comes_to_is_never_hidden_by_a_filter(open_page: Open) -> None:
    page = open_page("?kind=question")
    stop = page.locator('#specimen-one [data-stop][tabindex="0"]')
    assert stop.count() == 1 and stop.is_visible()


def test_every_target_of_the_text_is_24_pixels_or_stands_in_a_line_of_text(open_page: Open) -> None:
    page = open_page(width="phone")
    small = page.evaluate(
        "[...document.querySelectorAll('.tools summary, .tools a, .tools button, .controls label,"
        " .key a, .guide summary')].filter(one => one.checkVisibility()).map(one =>"
        " [one.textContent, one.getBoundingClientRect().toJSON()]).filter(([, box]) => box.width <"
        " 24 || box.height < 24).map(([words, box]) => [words, box.width, box.height])"
    )
    assert small == []


def test_the_page_has_its_landmarks(open_page: Open) -> None:
    page = open_page()
    assert page.locator("main").count() == 1
    assert (
        page.locator("nav[aria-label], nav[aria-labelledby]").count()
        == page.locator("nav").count()
        > 1
    )
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("table thead th").count() > 0
    assert page.locator("img:not([alt])").count() == 0
    assert 'link "1 The text"' in page.locator(".contents").aria_snapshot().replace("\u00a0", " ")


def test_the_data_of_a_figure_are_a_click_away(open_page: Open) -> None:
    page = open_page()
    with page.expect_download() as download:
        page.locator("a.data").click()
    assert download.value.suggested_filename == "lengths.csv"
    assert (
        Path(download.value.path()).read_text(encoding="utf-8")
        == "bar,length\nupper,300\nlower,180\n"
    )


def test_print_and_forced_colours_keep_the_text(open_page: Open, pictures: Path) -> None:
    page = open_page()
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    assert page.locator('[id="specimen-one.p1"]').is_visible()
    page.screenshot(path=pictures / "print.png", full_page=True)
    page.emulate_media(media="screen", forced_colors="active")
    page.screenshot(path=pictures / "forced-colours.png", full_page=True)
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('.paragraph .evidence')).textDecorationLine"
        )
        == "underline"
    )


STATES: dict[str, Callable[[Any], Any]] = {
    "at first": lambda page: None,
    "filters open": lambda page: page.locator(".filters summary").click(),
    "citing": lambda page: cite(page, "specimen-one.p2").click(),
    "text only": lambda page: page.get_by_role("radio", name="Text only").check(),
    "voice": lambda page: page.get_by_role("radio", name="Voice").check(),
    "one theme": lambda page: page.locator(".key a", has_text="Trade").click(),
    "where they differ": lambda page: page.get_by_role("radio", name="where they differ").check(),
    "guided": lambda page: page.get_by_role("button", name="Lead me through the text").click(),
    "card open": lambda page: (page.locator("#link-two").hover(), page.locator(CARD).wait_for()),
    "mark card open": lambda page: (
        page.locator('[id="specimen-one.p2"] .evidence').first.hover(),
        page.locator(CARD).wait_for(),
    ),
    "on the way back": lambda page: page.locator("#link-two").click(),
    "apparatus open": lambda page: page.locator(".foot summary").first.click(),
    "all open": lambda page: page.evaluate(
        "document.querySelectorAll('details').forEach(one => { one.open = true; })"
    ),
    "citing sentence open": lambda page: (
        page.locator('[id="specimen-one.p2"] .cited-in summary').click(),
        page.locator('[id="specimen-one.p2"] .cited-in a').hover(),
        page.locator(CARD).wait_for(),
    ),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, axe: str, state: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    STATES[state](page)
    assert violations(page, axe) == []


@pytest.mark.parametrize("address", ["?view=voice", "?show=voice&hide=marks"], ids=["new", "old"])
def test_what_is_shown_stands_in_the_address(open_page: Open, address: str) -> None:
    page = open_page(address)
    assert page.evaluate(MARKS) == "none" and page.evaluate(GROUND) != BARE
    page.get_by_role("radio", name="Themes").check()
    assert "?" not in page.url


def test_where_a_paragraph_is_cited_stands_beside_it_on_a_wide_screen(open_page: Open) -> None:
    boxes = (
        "(s => { const p = document.getElementById('specimen-one.p1'); return"
        " p.querySelector(s).getBoundingClientRect().toJSON() })"
    )
    wide, phone = open_page(), open_page(width="phone")
    assert wide.evaluate(f"{boxes}('.cited-in').left") > wide.evaluate(f"{boxes}('p').right")
    assert phone.evaluate(f"{boxes}('.tools').top") > phone.evaluate(f"{boxes}('p').bottom") - 1


@pytest.mark.parametrize(
    "options",
    [{"contrast": "more"}, {"forced_colors": "active"}],
    ids=["contrast", "forced colours"],
)
def test_axe_finds_nothing_with_more_contrast_and_forced_colours(
    open_page: Open, axe: str, pictures: Path, options: dict[str, Any]
) -> None:
    page = open_page("?view=voice&kind=speech", **options)
    page.screenshot(path=pictures / f"{next(iter(options))}.png", full_page=True)
    assert violations(page, axe) == []


@pytest.mark.parametrize("width", ["phone", "tablet"])
def test_axe_finds_nothing_on_small_screens(open_page: Open, axe: str, width: str) -> None:
    page = open_page(width=width, reduced_motion="reduce")
    assert violations(page, axe) == []


# Finding one's way --------------------------------------------------------------------------------

MARKED = "[...(CSS.highlights.get('quoted') ?? [])].map(String)"


def test_who_follows_a_citation_finds_the_quoted_words_marked(open_page: Open) -> None:
    page = open_page()
    page.locator("#link-two").click()
    assert page.evaluate(MARKED) == [
        "Trade",
        " has grown",
        "markets",
    ], "the signs between the words are no part of them"
    page.locator('a[href="#specimen-one.p1"]', has_text="para. 1").last.click()
    assert page.evaluate(MARKED) == [], "a citation that quotes nothing marks nothing"


def test_where_a_paragraph_is_cited_shows_the_sentence_and_leads_to_it_and_back(
    open_page: Open,
) -> None:
    page = open_page()
    page.locator('[id="specimen-one.p2"] .cited-in summary').click()
    link = page.locator('[id="specimen-one.p2"] .cited-in a')
    assert link.inner_text() == "2.1 Trade", "sections are listed with their titles"
    link.hover()
    page.locator(CARD).wait_for()
    shown_there = page.locator(CARD).inner_text()
    assert "2.1 Trade" in shown_there and "Growth is reported (Specimen" in shown_there, (
        "the numbers of notes are no part of it"
    )
    link.click()
    page.wait_for_function(f"{MARKED}.length === 1")
    assert page.evaluate(MARKED)[0].startswith("Growth is reported")
    page.get_by_role("button", name="Back to where you were").click()
    assert page.evaluate("document.activeElement.closest('.paragraph').id") == "specimen-one.p2"


def test_the_way_back_is_one_step_of_the_keyboard(open_page: Open) -> None:
    page = open_page()
    page.locator("#link-two").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#specimen-one.p2")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "← Back to where you were"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "link-two"


@pytest.mark.parametrize("width", ["phone", "tablet"])
def test_a_button_brings_the_contents_on_a_narrow_page(open_page: Open, width: str) -> None:
    page = open_page(width=width)
    button, contents = page.get_by_role("button", name="Contents"), page.locator(".contents")
    assert not contents.is_visible()
    page.mouse.wheel(0, 3000)
    button.click()
    assert contents.is_visible() and button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not contents.is_visible()
    button.click()
    contents.locator("#toc-sec-trade").click()
    assert page.url.endswith("#sec-trade") and not contents.is_visible()
    plain = open_page(width=width, java_script_enabled=False)
    assert plain.locator(".contents").is_visible()
    plain.locator(".to-contents").click()
    assert plain.url.endswith("#contents-title"), "without the script it leads to them"


def test_the_contents_are_one_stop_with_arrows_inside(open_page: Open) -> None:
    page = open_page()
    assert page.locator('.contents a[tabindex="0"]').count() == 1
    page.locator('.contents a[tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.hash") == "#text-specimen-one"


def test_the_contents_stand_beside_the_text_on_a_wide_screen_and_follow_it(open_page: Open) -> None:
    wide = open_page()
    box = "document.querySelector('.contents').getBoundingClientRect()"
    text = "document.querySelector('main').getBoundingClientRect()"
    assert wide.evaluate(f"{box}.right < {text}.left")
    wide.locator("#sec-trade").scroll_into_view_if_needed()
    wide.evaluate("document.getElementById('sec-trade').scrollIntoView()")
    wide.wait_for_function(
        "document.querySelector('.contents [aria-current]')?.hash === '#sec-trade'"
    )
    assert wide.evaluate(f"{box}.top") <= 1, "they stay in sight"


def test_an_address_that_named_the_colour_of_the_map_still_works(open_page: Open) -> None:
    page = open_page("?map=trade")
    assert page.get_by_label("Theme to show alone").input_value() == "trade"


def test_the_reference_can_be_copied_as_the_report_prints_it(open_page: Open) -> None:
    page = open_page()
    cite(page, "specimen-one.p2").click()
    page.get_by_role("button", name="Reference").click()
    assert page.locator(".cite output").inner_text() == page.locator(
        "#ref-specimen-one"
    ).inner_text().replace("\n", " ")
    assert page.get_by_role("button", name="Reference").get_attribute("aria-pressed") == "true"


def test_what_is_in_doubt_is_said_on_top(open_page: Open) -> None:
    page = open_page()
    assert (
        page.evaluate(
            "document.querySelector('#doubts').compareDocumentPosition(document.querySelector('.abstract'))"
        )
        & 4
    )


def test_one_title_and_no_level_of_heading_skipped(open_page: Open) -> None:
    levels = open_page().evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one =>"
        " Number(one.tagName[1]))"
    )
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_caption_of_a_wide_table_is_no_wider_than_what_is_seen_of_it(open_page: Open) -> None:
    page = open_page(width="phone")
    page.add_style_tag(
        content="body { margin-inline-end: 16px } table { min-width: 60rem }"
    )  # a scroll bar of the window; a wide table
    widths = page.evaluate(
        "(frame => [frame.scrollWidth, frame.clientWidth,"
        " frame.querySelector('caption').offsetWidth])(document.querySelector('.table-frame'))"
    )
    assert widths[0] > widths[1] >= widths[2] > 200
    shades = "getComputedStyle(document.querySelector('.table-frame')).backgroundAttachment"
    assert page.evaluate(shades) == "local, local, scroll, scroll", "an edge says that it goes on"


def test_every_header_of_a_table_says_what_it_heads(open_page: Open) -> None:
    page = open_page()
    assert page.locator("th").count() == page.locator("th[scope]").count() > 0


def test_print_keeps_where_a_paragraph_is_cited_on_the_paper_at_any_width(open_page: Open) -> None:
    """Some browsers take the width of their window for that of the paper."""
    page = open_page()
    page.emulate_media(media="print")
    boxes = page.evaluate(
        "['.cited-in li', 'p'].map(one =>"
        " document.getElementById('specimen-one.p1').querySelector(one)."
        "getBoundingClientRect().toJSON())"
    )
    assert boxes[0]["height"] > 0 and boxes[0]["top"] >= boxes[1]["bottom"] - 1
    assert boxes[0]["right"] <= boxes[1]["right"] + 1
    cited = page.locator("[id='specimen-one.p1'] .cited-in")
    ends = "all => all.map(one => one.getBoundingClientRect().bottom)"
    found = cited.locator("summary, li").evaluate_all(ends)
    assert len(found) == 3 and max(found) - min(found) < 6, "in one line, not a list"


def test_print_opens_what_the_page_keeps_closed(open_page: Open) -> None:
    page = open_page()
    received = page.locator('[id="specimen-one.p2"] .received p')
    assert not received.is_visible()
    page.emulate_media(media="print")
    assert received.bounding_box()["height"] > 0
    assert received.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")


def test_a_mark_names_its_theme_to_the_keyboard_and_prints_no_letters(open_page: Open) -> None:
    page = open_page()
    signs = page.locator('[id="specimen-one.p2"] .sign')
    drawn = "all => all.map(one => getComputedStyle(one, '::after').content.split(' /')[0])"
    assert signs.evaluate_all(drawn) == ["none", "none"]
    number(page, "specimen-one.p2").focus()
    page.keyboard.press("ArrowRight")
    assert signs.evaluate_all(drawn) == ['"Theme: Trade"', "none"]
    page.locator(CARD).wait_for()
    assert "trade.1" in page.locator(CARD).inner_text()


def test_notes_have_signs_of_their_own(open_page: Open) -> None:
    page = open_page()
    signs = page.locator("#specimen-one .apparatus-sign")
    drawn = "all => all.map(one => getComputedStyle(one, '::after').content.split(' ')[0])"
    assert signs.evaluate_all(drawn) == ['"N1"', '"C1"']
    assert page.locator("#specimen-one .apparatus-letter").all_inner_texts() == ["N1", "C1"]


def test_the_map_says_which_paragraphs_are_in_doubt(open_page: Open) -> None:
    cells = open_page().locator('.strip[data-document="specimen-one"] svg a.doubtful')
    assert cells.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))") == [
        "Paragraph 3, 9 words; in doubt"
    ]


def test_the_keyboard_stays_among_the_forms_of_a_citation_until_escape(open_page: Open) -> None:
    page = open_page()
    cite(page, "specimen-one.p2").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('.cite')")
    reached = []
    for _ in range(9):
        reached.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert reached[0] == reached[8] == "Citation" and "BibTeX" in reached and "✕" in reached
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.paragraph').id") == "specimen-one.p2"


def test_no_target_is_too_small_anywhere_in_the_text_on_a_phone(open_page: Open, axe: str) -> None:
    """A number half under the map that follows it would be."""
    page = open_page(width="phone", reduced_motion="reduce")
    page.evaluate(axe)
    found = page.evaluate("""(async () => {
          dispatchEvent(new Event("wheel"));
          const found = [], end = document.getElementById("specimen-ru.p2").getBoundingClientRect().bottom + scrollY;
          for (let place = document.querySelector(".document").offsetTop - 300; place < end; place += 37) {
            scrollTo({ top: place, behavior: "instant" });
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
            const result = await axe.run(document, { runOnly: ["target-size"], resultTypes: ["violations"] });
            found.push(result.violations.map((one) => one.nodes.map((node) => node.html.slice(0, 120))));
          }
          return found;
        })()""")  # noqa: E501
    assert len(found) > 15 and [one for one in found if one] == []


# What a screen reader says ------------------------------------------------------------------------


def test_a_paragraph_is_heard_as_its_words_with_its_marks_named(open_page: Open) -> None:
    heard = open_page().locator('[id="specimen-one.p2"]').aria_snapshot()
    assert [
        line.strip().removeprefix("- ") for line in heard.splitlines() if "/url" not in line
    ] == [
        "paragraph:",
        'link "Paragraph 2":',
        'text: "2"',
        "'group \"Reported: they\"':",
        "text: Trade",
        "'link \"Theme: Trade\"':",
        "text: has grown, they say",
        'text: ", and the markets"',
        "superscript:",
        'link "Correction 1":',
        "'link \"Theme: Trade\"':",
        "text: followed. (Applause) Nobody asked why.",
        "paragraph:",
        "text: C1",
        "emphasis: markets",
        'text: "]"',
        "deletion: markts",
        "text: as received. A letter lost.",
        "group: As received",
        'link "Trade":',
        "group: Why",
        "group: Cited in 1 section",
        'button "Cite paragraph 2": Cite',
    ]


def test_marks_of_doubt_are_heard_as_such_and_the_letters_of_themes_are_not(
    open_page: Open,
) -> None:
    page = open_page()
    assert (
        '"In doubt: Reworded since it was accepted."'
        in page.locator('[id="specimen-one.p3"]').aria_snapshot()
    )
    assert 'button "Trade"' in page.locator(".key").aria_snapshot()
    page.locator(".filters summary").click()
    assert 'checkbox "Trade (2)"' in page.locator(".filters").aria_snapshot()


def test_who_opens_the_forms_of_a_citation_hears_the_citation(open_page: Open) -> None:
    page = open_page()
    cite(page, "specimen-one.p2").click()
    dialog = page.get_by_role("dialog", name="Cite paragraph 2")
    assert (
        page.evaluate(
            "one => document.getElementById(one).textContent",
            dialog.get_attribute("aria-describedby"),
        )
        == "(Specimen 2020, para. 2)"
    )


def test_voice_is_heard(open_page: Open) -> None:
    assert 'group "Reported: they"' in open_page().locator('[id="specimen-one.p2"]').aria_snapshot()


# The guide and what is folded ---------------------------------------------------------------------


def test_the_guide_leads_from_sentence_to_sentence(open_page: Open, pictures: Path) -> None:
    page = open_page()
    page.get_by_role("button", name="Lead me through the text").click()
    bar = page.locator(".guide-bar")
    guided = page.locator(".paragraph.guided")
    assert "Finding 1 of 2 · Findings · paragraph 1" in bar.inner_text()
    assert "The speaker asks for talks" in bar.locator(".sentence").inner_text()
    assert guided.evaluate_all("all => all.map(one => one.id)") == ["specimen-one.p1"]
    assert "".join(page.evaluate(MARKED)) == "dialogue among equal partners"
    page.screenshot(path=pictures / "guide.png")
    page.keyboard.press("ArrowRight")
    assert "Finding 2 of 2 · Trade · paragraphs 1, 2" in bar.inner_text(), "one sentence, one step"
    both = ["specimen-one.p1", "specimen-one.p2"]
    assert guided.evaluate_all("all => all.map(one => one.id)") == both
    assert "Trade has grown" in "".join(page.evaluate(MARKED))
    assert bar.get_by_role("button", name="Next").is_disabled()
    bar.locator(".where a").last.click()
    assert guided.last.evaluate("one => one.getBoundingClientRect().top") > 0
    assert "guide=2" in page.url
    again = open_page(page.url[page.url.index("?") :])
    assert "paragraphs 1, 2" in again.locator(".guide-bar").inner_text()
    bar.get_by_role("button", name="Previous").click()
    assert "Finding 1 of 2" in bar.inner_text()
    page.keyboard.press("Escape")
    assert bar.is_hidden() and guided.count() == 0 and "guide" not in page.url
    page.locator(".guide summary").click()
    page.locator(".guide .place").nth(1).click()
    assert "Finding 2 of 2" in bar.inner_text(), "a link of the list begins there"


def test_a_folded_section_opens_for_the_link_that_leads_in_and_in_print(open_page: Open) -> None:
    page = open_page()
    words = page.get_by_text("Talking is put forward as the way.", exact=True).last
    assert not words.is_visible()
    page.evaluate("location.hash = '#theme-dialogue'")
    words.wait_for()
    again = open_page("#theme-dialogue")
    again.get_by_text("Talking is put forward as the way.", exact=True).last.wait_for()
    other = open_page()
    other.emulate_media(media="print")
    folded = other.locator("details.folded p").first
    assert folded.bounding_box()["height"] > 0


def test_a_reference_has_a_card(open_page: Open) -> None:
    page = open_page()
    page.locator('main a[href="#ref-specimen-one"]').first.hover()
    page.locator(CARD).wait_for()
    assert page.locator(CARD).inner_text() == page.locator("#ref-specimen-one").inner_text()
