"""What readers do with the page, in Firefox and in WebKit: once through, by mouse and keys.

Skipped where a browser is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
from engines import Browser

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
CARD = "document.querySelector('#card:not([hidden])')"
FOCUS = "document.activeElement"


@pytest.fixture(scope="module", params=engines.NAMES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with engines.ENGINES[request.param](tmp_path_factory.mktemp("engine") / "home") as started:
        if isinstance(started, str):
            pytest.skip(started)
        yield started


@pytest.fixture
def page(engine: Browser, report: Path) -> Browser:
    engine.open(report.as_uri())
    engine.ask(
        "(window.wrong = [], addEventListener('error', (event) => wrong.push(event.message)))"
    )
    return engine


def test_a_mark_shows_its_theme_to_the_mouse_and_to_the_keyboard(page: Browser) -> None:
    page.point('[id="specimen-one.p1"] .evidence[data-theme="dialogue/equal"]')
    page.wait(CARD)
    assert "Dialogue among equals" in page.ask(f"{CARD}.innerText")
    page.ask("document.querySelector('[id=\"specimen-one.p2\"] .number').focus()")
    page.press("ArrowRight")
    page.wait(CARD)
    assert page.ask(f"{FOCUS}.classList.contains('sign')") and "trade*" in page.ask(
        f"{CARD}.innerText"
    )
    # A sign that shows nothing in the text names its theme when the keyboard reaches it; the
    # editor's note stands between them.
    page.press("ArrowRight", "ArrowRight")
    assert page.ask(f"{FOCUS}.classList.contains('sign')")
    assert page.ask(f"{FOCUS}.getBoundingClientRect().width") > 5


def test_a_button_copies_the_citation_by_mouse_and_by_keyboard(page: Browser) -> None:
    page.point('[id="specimen-one.p2"] .cite-it', press=True)
    page.wait("document.querySelector('.cite:not([hidden])')")
    page.press("Enter")
    page.wait("document.querySelector('.said').textContent === 'Citation copied.'")
    page.press("Tab", "Tab", "Tab", "Tab", "Enter")
    page.wait("document.querySelector('.said').textContent === 'ID copied.'")
    page.press("Escape")
    assert page.ask(f"{FOCUS}.className") == "cite-it"
    page.ask(
        "(area => { document.body.prepend(area); area.focus()"
        " })(document.createElement('textarea'))"
    )
    page.press("Control+v")
    assert page.wait("document.querySelector('textarea').value") == "specimen-one.p2"


def test_a_citation_shows_its_paragraph_and_leads_there_and_back(page: Browser) -> None:
    page.point("#link-two")
    page.wait(CARD)
    assert page.ask("[...document.querySelectorAll('#card mark')].map(one => one.textContent)") == [
        "Trade has grown",
        "markets",
    ]
    page.point("#link-two", press=True)
    page.wait("location.hash === '#specimen-one.p2'")
    assert page.ask("[...CSS.highlights.get('quoted')].map(String)") == [
        "Trade",
        " has grown",
        "markets",
    ]
    edges = (
        "[document.querySelector('.strip.following')?.getBoundingClientRect().bottom,"
        " document.getElementById('specimen-one.p2').getBoundingClientRect().top]"
    )
    page.wait(
        f"(([map, words]) => words - map >= 0 && words - map <= 24)({edges})"
    )  # clear of the map
    page.press("Shift+Tab", "Enter")
    assert page.ask(f"{FOCUS}.id") == "link-two"


def test_filters_and_map_work_and_the_address_keeps_them(page: Browser, report: Path) -> None:
    shown = "[...document.querySelectorAll('.paragraph:not([hidden])')].map(one => one.id)"
    page.point(".filters summary", press=True)
    page.point(".filters input[value='trade']", press=True)
    assert page.ask(shown) == ["specimen-one.p1", "specimen-one.p2"]
    page.open(report.as_uri() + page.ask("location.search"))
    assert page.ask(shown) == ["specimen-one.p1", "specimen-one.p2"] and page.ask(
        "document.querySelector('.filters').open"
    )
    page.ask("document.querySelector('.strip svg a').focus()")
    page.press("ArrowRight", "ArrowRight", "ArrowRight", "Enter")
    page.wait("location.hash === '#specimen-one.p2'")


def test_the_words_are_found_and_copied_across_marks(page: Browser) -> None:
    page.ask(
        "document.querySelectorAll('.foot details, .legend, table').forEach(one => one.remove())"
    )
    for words in (
        "Trade has grown, they say",
        "the markets followed.",
        "dialogue among equal partners, and for open trade.",
    ):
        page.ask("getSelection().collapse(document.body, 0)")
        assert page.ask("find(arguments[0])", words), words
    page.ask(
        "getSelection().selectAllChildren(document.getElementById('specimen-one.p2').querySelector('p'))"
    )
    assert "and the markets followed. (Applause)" in page.ask("String(getSelection())")
    assert page.ask("wrong") == []


def test_it_looks_as_it_should(page: Browser) -> None:
    assert page.ask("document.documentElement.scrollWidth <= innerWidth")
    fonts = page.ask(
        "[...document.fonts].filter(one => one.status === 'loaded').map(one =>"
        " one.family.replaceAll('\"', ''))"
    )
    assert "Pilcrow Text" in fonts
    styles = page.ask(
        "[...document.querySelectorAll('.paragraph .evidence')].map(one =>"
        " getComputedStyle(one).textDecorationStyle)"
    )
    assert len(set(styles)) == 3
    boxes = (
        "(s =>"
        " document.querySelector('[id=\"specimen-ar.p1\"]').querySelector(s)."
        "getBoundingClientRect().left)"
    )
    assert page.ask(f"{boxes}('.number') > {boxes}('p')"), (
        "the number of an Arabic paragraph hangs on its right"
    )
