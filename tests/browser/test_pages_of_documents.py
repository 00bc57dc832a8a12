"""The page of all documents and that of two versions, in a real browser: searched from disk,
without a network, by mouse and eye and axe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sample
from conftest import watched
from transcripts import transcript_blocks

from pilcrow.documents import write_list, write_search
from pilcrow.model.records import write_records
from pilcrow.report.page import listing
from pilcrow.report.page.document_page import head_links
from pilcrow.report.page.listing import Listed
from pilcrow.report.page.paging import Pages
from pilcrow.report.page.shell import Shells, bodies, fill_shell, scripts_of
from pilcrow.report.page.theme_key import DocumentHead
from pilcrow.report.rendering.citing import Citation

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
# Constructed: nobody said it. Document, language, numbers, paragraphs.
TEXTS = {
    "a-2020": (
        "de",
        "h1 p1 p2",
        [
            "Über die Größe",
            "Foreign Minister’s “peace, security” — naïve élan.",
            "Мы верим в мир. <b>мир</b>",
        ],
    ),
    "b-2021": (
        "zh-Hans",
        "p1 p2 p3",
        [
            "外交部长说话了。",
            "السَّلامُ عليكم",
            "Diplomacy and diplomats; the U.S. and so-called ﬁnance. A café.",
        ],
    ),
    "c-2022": ("en", "p1", ["Security first, peace later. " * 30 + "A far horizon."]),
}


def documents() -> list[Listed]:
    return [
        Listed(
            name,
            f"Title <i>of</i> {name}",
            language,
            "Ada Sample",
            name[2:],
            name[2:],
            numbers.count("p"),
            9,
            numbers,
            "\n".join(texts),
        )
        for name, (language, numbers, texts) in TEXTS.items()
    ]


@pytest.fixture(scope="module", params=["in the page", "in files beside it"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of three documents, one of them without a page of its own; its texts in it, or in
    two script files.
    """
    folder = tmp_path_factory.mktemp("results")
    project = sample.compose(folder / "compose")
    ordered = listing.sort_by_date(documents())
    shards: list[str] = []
    if request.param != "in the page":
        batches = {"batch-00": ordered[1:], "batch-01": ordered[:1]}
        for name, some in batches.items():
            write_records(folder / f"listed/{name}.jsonl", some)
        shards = write_search((folder / "listed").iterdir(), folder / "documents/search")
        assert shards == ["batch-00", "batch-01"]
    pages = Pages("A report", ["a-2020"], ["b-2021"], {"a-2020": 2})
    write_list(folder / "documents.html", ordered, pages, {}, shards, Shells(project))
    return folder


@pytest.fixture
def opened(chromium: Any, results: Path) -> Iterator[Open]:
    """Opens a page from disk."""
    with watched(chromium) as opening:

        def open_page(
            name: str = "documents.html", width: str = "wide", query: str = "", **options: Any
        ) -> Any:
            page = opening(
                (results / name).as_uri() + (f"?{urlencode({'q': query})}" if query else ""),
                width,
                **options,
            )
            if query:
                page.wait_for_function(
                    "/document|holds|Type/.test(document.querySelector('.tally').textContent)"
                )
            return page

        yield open_page


def hits(page: Any) -> dict[str, list[str]]:
    """Paragraphs found, with the words marked in each."""
    script = (
        "all => all.map(one => [one.querySelector('.id').textContent,"
        " [...one.querySelectorAll('mark')].map(m => m.textContent)])"
    )
    return dict(page.eval_on_selector_all(".hit", script))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("grosse", {"a-2020.h1": ["Größe"]}),
        ("FOREIGN minister", {"a-2020.p1": ["Foreign", "Minister"]}),
        ('"peace security"', {"a-2020.p1": ["peace, security"]}),
        (
            "peace security",
            {"a-2020.p1": ["peace", "security"], "c-2022.p1": ["Security", "peace"] * 13},
        ),
        ("naive elan", {"a-2020.p1": ["naïve", "élan"]}),
        ("мир", {"a-2020.p2": ["мир", "мир"]}),
        ("外交", {"b-2021.p1": ["外交"]}),
        ("السلام", {"b-2021.p2": ["السَّلامُ"]}),
        ("diplom*", {"b-2021.p3": ["Diplomacy", "diplomats"]}),
        ("diplom", {}),
        ("u.s. cafe", {"b-2021.p3": ["U.S", "café"]}),
        ("finance", {"b-2021.p3": ["ﬁnance"]}),
        ("horizon", {"c-2022.p1": ["horizon"]}),
    ],
)
def test_what_is_searched_is_found_and_marked(
    opened: Open, query: str, found: dict[str, list[str]]
) -> None:
    """Case, accents and punctuation do not count, a phrase stays together, and what a word begins
    with needs an asterisk.
    """
    got = hits(opened(query=query))
    assert list(got) == list(found)
    for identifier, marked in found.items():
        assert got[identifier][:2] == marked[:2]


def test_who_comes_back_finds_the_words_of_the_search_in_its_field(opened: Open) -> None:
    """Some browsers reset the field of a page that they kept, and show what it found."""
    page = opened(query="peace")
    page.evaluate("document.querySelector('#query').form.reset()")
    assert page.locator("#query").input_value() == "peace"


def test_results_lead_to_the_paragraph_where_there_is_a_page_and_say_how_many(opened: Open) -> None:
    page = opened(query="the")
    assert page.locator(".tally").inner_text() == "1 paragraph in 1 document."
    assert page.locator(".hit a.id").get_attribute("href") == "report.html#b-2021.p3"
    field = page.locator("#query")
    field.fill("peace")
    field.press("Enter")
    page.wait_for_function(
        "document.querySelector('.tally').textContent.startsWith('2 paragraphs in 2 documents.')"
    )
    assert page.url.endswith("?q=peace")
    assert page.eval_on_selector_all(
        ".hit .id", "all => all.map(one => one.getAttribute('href'))"
    ) == [
        "documents/a-2020.html#a-2020.p1",
        None,
    ]
    assert page.locator(".result h2").first.inner_text() == "Title <i>of</i> a-2020"
    assert page.locator(".hit .words").first.get_attribute("lang") == "de"
    field.fill("nowhere")
    page.get_by_role("button", name="Search").click()
    page.wait_for_function(
        "document.querySelector('.tally').textContent === 'No paragraph holds these words.'"
    )
    assert page.locator(".hit").count() == 0


def test_text_is_never_markup_in_the_results(opened: Open) -> None:
    page = opened(query="мир")
    assert "<b>мир</b>" in page.locator(".hit .words").inner_text()
    assert page.locator(".hit b").count() == 0


def test_without_javascript_the_list_is_there_and_no_search_that_does_nothing(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("#list tbody tr").count() == 3
    assert page.locator("#search").is_hidden()


def test_a_missing_file_is_said_and_the_rest_is_searched(opened: Open, results: Path) -> None:
    shard = results / "documents/search/batch-01.js"
    if not shard.is_file():
        pytest.skip("the texts are in the page")
    aside = shard.rename(shard.with_suffix(".away"))
    try:
        page = opened(query="peace")
        page.wait_for_function(
            "document.querySelector('.tally').textContent.includes('could not be read')"
        )
        assert list(hits(page)) == ["c-2022.p1"]
    finally:
        aside.rename(shard)


@pytest.mark.parametrize("width", ["phone", "tablet", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    opened: Open, axe: str, pictures: Path, width: str, scheme: str
) -> None:
    page = opened(width=width, color_scheme=scheme, query="peace")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=pictures / f"documents-{width}-{scheme}.png", full_page=True)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


# Two versions


@pytest.fixture(scope="module")
def versions(results: Path) -> str:
    """The page of two versions whose structures part after the first paragraph."""
    heads = [
        DocumentHead(name, f"Title of {name}", language, "Ada Sample", "Sample", "2020")
        for name, language in (("one", "en"), ("two", "ar"))
    ]
    texts = {
        "one": ["p", "We ask for dialogue.", "p", "Thank you."],
        "two": ["p", "نحن نطلب الحوار.", "n", "(تصفيق)"],
    }
    paragraphs = [
        sample.paragraph(
            name,
            f"{words[at]}{at // 2 + 1}",
            "speech" if words[at] == "p" else "note",
            "Ada Sample",
            words[at + 1],
            at // 2 + 1,
            0,
        )
        for name, words in texts.items()
        for at in (0, 2)
    ]
    blocks = transcript_blocks(
        heads,
        paragraphs,
        pairs=[("one", "two")],
        citations={"two": Citation("(Sample 2020, ", ")")},
        level=0,
    )
    project = results / "compose"
    body = bodies(project, {"one.two": blocks})["one.two"]
    head = {
        "pagetitle": "Versions",
        "title": "Versions",
        "around": head_links(None, ("next", "Next"), "A report"),
    }
    (results / "documents").mkdir(exist_ok=True)
    (results / "documents/one.two.html").write_text(
        fill_shell(Shells(project).of(scripts_of(body)), {**head, "body": body}), encoding="utf-8"
    )
    return "documents/one.two.html"


def test_versions_stand_beside_each_other_and_below_where_there_is_no_room(
    opened: Open, versions: str
) -> None:
    places = (
        "['one.p1', 'two.p1', 'two.n2'].map(id => { const box ="
        " document.getElementById(id).getBoundingClientRect(); return [box.left, box.top] })"
    )
    wide = opened(versions)
    (left, top), (other, beside), _ = wide.evaluate(places)
    assert abs(top - beside) < 3
    assert other > left
    number = wide.evaluate(
        "document.querySelector('[id=\"two.p1\"] .number').getBoundingClientRect().left"
    )
    assert number > other, "an Arabic paragraph's number hangs on its right"
    phone = opened(versions, width="phone")
    (_, top), (_, below), _ = phone.evaluate(places)
    assert below > top
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (
        "The two versions differ from here: one has paragraph 2 where two has note n2."
        in wide.locator(".parting").inner_text()
    )


def test_each_of_two_versions_is_cited_as_itself(opened: Open, versions: str) -> None:
    page = opened(versions)
    page.locator('[id="two.p1"] .cite-it').click()
    assert page.locator(".cite output").inner_text() == "(Sample 2020, para. 1)"
    page.get_by_role("button", name="Pandoc").click()
    assert page.locator(".cite output").inner_text() == "[@two, para. 1]"


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_axe_finds_nothing_on_versions(
    opened: Open, axe: str, pictures: Path, versions: str, width: str
) -> None:
    page = opened(versions, width=width)
    page.screenshot(path=pictures / f"versions-{width}.png", full_page=True)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
