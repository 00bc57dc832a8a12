"""The coding form in a real browser, opened as a file: by keyboard alone, with evidence, kept over
a reload, handed over whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pilcrow.cli import form, receive

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
SIZES = {"phone": (390, 780), "tablet": (820, 1100), "desktop": (1280, 860)}
HOSTILE = (
    "</script><img src=x onerror=\"document.title='hit'\"> {{data}} | *not* [a](link) <b>bold</b>"
)
# Synthetic texts: nobody said any of this.
TEXTS = {
    "harbour": (
        "A synthetic address on bridges\nColleagues,\nThe bridge is open. The wind is not yet our"
        " friend, and the old bridge is closed.\nWe pay the keeper’s toll of € 1,000; the ferry 🧭"
        f" sails.\n{HOSTILE}\nNothing is said here.\n"
    ),
    "rahba": "خطاب تجريبي\nالجسر مفتوح اليوم. الريح ليست صديقتنا.\nلا شيء يقال هنا.\n",
    "qiao": "测试讲话\n大桥今天开放。风还不是我们的朋友。\n这里什么也没有说。\n",
}
LANGUAGES = {"rahba": "ar", "qiao": "zh-Hans"}
THEMES = [
    ("bridge", "Bridges"),
    ("weather", "Weather and wind"),
    ("toll", "Tolls"),
    *[(f"more-{n}", f"Further theme {n}") for n in range(4, 40)],
]
CODEBOOK = "title: Synthetic codebook\nversion: '1.0'\nthemes:\n" + "".join(
    f"  - code: {code}\n    name: {name}\n    definition: 'Words of {name} are spoken, with"
    " <b>no</b> markup.'\n    use_when: It is named.\n    not_when: It is meant as a figure.\n   "
    f" examples: [{{text: 'An example made up for {code}.'}}]\n"
    for code, name in THEMES
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("form")
    (root / "raw").mkdir()
    (root / "coding").mkdir()
    (root / "Snakefile").write_text("")
    (root / "coding" / "codebook.yaml").write_text(CODEBOOK)
    for name, text in TEXTS.items():
        (root / "raw" / f"{name}.txt").write_text(text, "utf-8")
        (root / "raw" / f"{name}.yaml").write_text(
            f"title: 'Synthetic: {name}'\nspeaker: {{name: Synthetic Speaker}}\ndate:"
            f" 2001-05-01\nlanguage: {LANGUAGES.get(name, 'en')}\n"
        )
    return root


def make(project: Path, *documents: str) -> Path:
    path = project / f"form-{'-'.join(documents)}.html"
    form.make_forms(project, ["anna"], documents, output=path)
    return path


@pytest.fixture
def open_form(chromium: Any, project: Path) -> Iterator[Open]:
    """Opens a form in a browser of its own; any request but for the file, any error and any
    dialogue of a script fail the test.
    """
    contexts: list[Any] = []
    wrong: list[str] = []

    def opened(
        *documents: str,
        size: str = "desktop",
        context: Any = None,
        script: str = "",
        **options: Any,
    ) -> Any:
        path = make(project, *(documents or ("harbour",)))
        if context is None:
            width, height = SIZES[size]
            context = chromium.new_context(
                viewport={"width": width, "height": height}, accept_downloads=True, **options
            )
            contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("file:", "data:", "blob:"))
                else wrong.append(request.url)
            ),
        )
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url)
                if request.url.startswith("file:") and ".html" not in request.url
                else None
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        if script:
            page.add_init_script(script)
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def rows(page: Any) -> list[list[str]]:
    """What the form would hand over, without header and checksums."""
    return [
        [row[0], *row[2:]]
        for row in csv.reader(io.StringIO(page.evaluate("csvText()"), newline=""))
    ][1:]


def wait(page: Any, expression: str) -> None:
    """Until an expression holds; Playwright's own way of waiting evaluates strings in the page,
    which its policy forbids.
    """
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {expression}")


def status(page: Any) -> str:
    return str(page.locator("#status").inner_text())


def code_everything(page: Any) -> None:
    """All of harbour by keyboard alone."""
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "1")  # the second and third word
    press(page, "End", "Shift+ArrowLeft", "Shift+ArrowLeft", "1")  # the last three
    press(page, "2", "m")
    page.keyboard.type('Wind, "as such",\nand a second line')
    press(
        page,
        "Escape",
        "n",
        ".",
        "3",
        "Enter",
        "1",
        "n",
        "ArrowRight",
        "Shift+End",
        "2",
        "n",
        "0",
        "m",
    )
    page.keyboard.type("Read twice.")
    press(page, "Escape")


EXPECTED = [
    ["harbour.p1", "bridge", "bridge is | bridge is closed", ""],
    ["harbour.p1", "weather", "", 'Wind, "as such",\nand a second line'],
    ["harbour.p2", "bridge", "We pay the keeper’s toll of € 1,000; the ferry 🧭 sails.", ""],
    ["harbour.p2", "toll", "We pay the keeper’s toll of € 1,000; the ferry 🧭 sails.", ""],
    [
        "harbour.p3",
        "weather",
        "script><img src=x onerror=\"document.title='hit'\"> {{data}} | *not* [a](link) <b>bold</b",
        "",
    ],
    ["harbour.p4", "", "", "Read twice."],
]


def test_a_speech_is_coded_by_keyboard_alone(open_form: Open) -> None:
    page = open_form()
    code_everything(page)
    assert rows(page) == EXPECTED
    assert page.locator("#count").inner_text() == "4 of 4 decided"
    press(page, "n")
    assert status(page) == "Every paragraph is decided."


def test_what_is_handed_over_is_what_receive_takes_in(
    open_form: Open, project: Path, tmp_path: Path
) -> None:
    page = open_form()
    code_everything(page)
    page.locator("#open-hand-over").click()
    with page.expect_download() as waiting:
        page.locator("#download").click()
    download = waiting.value
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    said = receive.receive(project, path, "anna", replace=True)
    assert not [
        line for line in said if "stale" in line or "undecided" in line or "not decided" in line
    ]
    kept = list(
        csv.reader(
            io.StringIO((project / "coding/hand/anna/harbour.csv").read_text("utf-8"), newline="")
        )
    )
    assert [[row[0], *row[2:]] for row in kept[1:]] == EXPECTED
    assert path.name.startswith("codings-anna-")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()
    wait(page, "document.getElementById('handed').textContent.startsWith('Copied')")
    assert page.evaluate("navigator.clipboard.readText()") == path.read_text("utf-8")


def test_a_reload_and_a_closed_window_keep_everything(open_form: Open) -> None:
    page = open_form()
    code_everything(page)
    before = page.evaluate("csvText()")
    page.reload()
    assert page.evaluate("csvText()") == before
    assert page.locator("[aria-current]").get_attribute("id") == "harbour.p4"
    assert page.locator('[id="harbour.p1"] .evidence').all_inner_texts() == [
        "bridge is",
        "bridge is closed",
    ]
    context = page.context
    page.close()
    assert open_form(context=context).evaluate("csvText()") == before


def test_a_memo_is_kept_while_it_is_typed(open_form: Open) -> None:
    page = open_form()
    press(page, "1", "m")
    page.keyboard.type("half a memo")
    page.reload()
    assert rows(page) == [["harbour.p1", "bridge", "", "half a memo"]]


def test_a_saved_csv_goes_on_in_another_browser(open_form: Open, tmp_path: Path) -> None:
    page = open_form()
    code_everything(page)
    text = page.evaluate("csvText()")
    other = open_form()
    assert rows(other) == []
    for name, content in (
        ("plain.csv", text),
        ("spreadsheet.csv", "\ufeff" + text.replace("\r", "").replace("\n", "\r\n")),
    ):
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8"))
        other.locator("#open-hand-over").click()
        other.locator("#import").set_input_files(path)
        wait(other, "document.getElementById('imported').textContent")
        press(other, "Escape")
        assert other.evaluate("csvText()").replace("\r\n", "\n") == text
    press(other, "Control+z", "Control+z")
    assert rows(other) == []


def test_an_import_says_what_it_could_not_take(open_form: Open, tmp_path: Path) -> None:
    page = open_form()
    press(page, "1", "n", "0")
    old = page.evaluate("csvText()").split("\n")[1].split(",")[1]
    lines = [
        "paragraph,checksum,theme,evidence,memo",
        "harbour.p99,x,bridge,,",
        f"harbour.p1,{old},brigde,,",
        f"harbour.p1,{old},bridge,never said,",
    ]
    path = tmp_path / "odd.csv"
    path.write_text("\n".join([*lines, f"harbour.p2,{'0' * 64},toll,toll | gone words,kept", ""]))
    page.locator("#open-hand-over").click()
    page.locator("#import").set_input_files(path)
    wait(page, "document.getElementById('imported').textContent")
    told = page.locator("#imported").inner_text()
    for part in (
        "“harbour.p99”",
        "“brigde”",
        "“never said” does not stand",
        "1 of them changed since",
    ):
        assert part in told
    press(page, "Escape")
    # Of an earlier state: kept as it was, not counted, until the coder says that it holds.
    assert ["harbour.p2", "toll", "toll | gone words", "kept"] in rows(page)
    assert "0" * 64 in page.evaluate("csvText()")
    assert page.locator("#count").inner_text() == "0 of 4 decided"
    page.locator('[id="harbour.p1"]').click()
    page.get_by_role("button", name="Remove “never said”").click()
    assert page.locator("#count").inner_text() == "1 of 4 decided"
    page.locator('[id="harbour.p2"]').click()
    assert "remove it, and quote anew" in page.locator("#stale").inner_text()
    page.get_by_role("button", name="Remove “gone words”").click()
    assert page.locator("#count").inner_text() == "2 of 4 decided"
    assert ["harbour.p2", "toll", "toll", "kept"] in rows(page)
    assert "0" * 64 not in page.evaluate("csvText()")


def test_undo_and_redo_go_all_the_way(open_form: Open) -> None:
    page = open_form()
    states = [page.evaluate("csvText()")]
    for keys in (["1"], ["ArrowRight", "2"], ["2"], ["1"], ["n", "0"], ["0"]):
        press(page, *keys)
        states.append(page.evaluate("csvText()"))
    for state in states[-2::-1]:
        press(page, "Control+z")
        assert page.evaluate("csvText()") == state
    for state in states[1:]:
        press(page, "Control+Shift+z")
        assert page.evaluate("csvText()") == state
    press(page, "Control+Shift+z")
    assert status(page) == "Nothing to redo."


def test_a_theme_taken_off_with_its_words_comes_back(open_form: Open) -> None:
    page = open_form()
    press(page, ".", "1", "Escape", "1")
    assert rows(page) == [] and "undo brings them back" in status(page)
    press(page, "Control+z")
    assert rows(page) == [["harbour.p1", "bridge", "The bridge is open.", ""]]


def test_no_theme_applies_is_a_decision_of_its_own(open_form: Open) -> None:
    page = open_form()
    press(page, "0")
    assert rows(page) == [["harbour.p1", "", "", ""]]
    press(page, "1")
    assert rows(page) == [["harbour.p1", "bridge", "", ""]]
    press(page, "0")
    assert rows(page) == [["harbour.p1", "bridge", "", ""]] and "Take it off first" in status(page)


def test_words_are_selected_with_the_mouse_and_made_whole(open_form: Open) -> None:
    page = open_form()
    box = page.evaluate(
        """() => { const node = document.querySelector('[id="harbour.p1"] .words').firstChild; const range = document.createRange();
        const at = (place) => { range.setStart(node, place); range.setEnd(node, place + 1); const box = range.getBoundingClientRect(); return [box.x + 2, box.y + box.height / 2]; };
        return [at(6), at(17)]; }"""  # noqa: E501
    )
    page.mouse.move(*box[0])
    page.mouse.down()
    page.mouse.move(*box[1], steps=5)
    page.mouse.up()
    wait(page, "document.querySelector('.selection')")
    assert page.locator(".selection").inner_text() == "bridge is open"
    page.get_by_role("button", name="Bridges").click()
    assert rows(page) == [["harbour.p1", "bridge", "bridge is open", ""]]
    page.get_by_role("button", name="Remove “bridge is open”").click()
    assert rows(page) == [["harbour.p1", "bridge", "", ""]]


def test_a_new_selection_may_begin_inside_the_old_one(open_form: Open) -> None:
    page = open_form()
    press(page, ".")
    for first, last, expected in (
        ("bridge", "open", "bridge is open"),
        ("is open", "wind", "is open. The wind"),
    ):
        boxes = page.evaluate(
            """([first, last]) => { const words = document.querySelector('[id="harbour.p1"] .words'); const text = words.textContent;
            const at = (place) => { const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT); let node;
              while ((node = walker.nextNode())) { if (place < node.length) { const range = document.createRange(); range.setStart(node, place); range.setEnd(node, place + 1);
                const box = range.getBoundingClientRect(); return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]; } place -= node.length; } };
            return [at(text.indexOf(first) + 1), at(text.indexOf(last) + 1)]; }""",  # noqa: E501
            [first, last],
        )
        page.mouse.move(*boxes[0])
        page.mouse.down()
        page.mouse.move(*boxes[1], steps=5)
        page.mouse.up()
        wait(page, f"document.querySelector('#selected q')?.textContent === {expected!r}")
    page.mouse.dblclick(*boxes[0])
    wait(page, "document.querySelector('#selected q')?.textContent === 'is'")
    page.mouse.click(*boxes[1])
    wait(page, "!document.querySelector('#selected q')")


def test_a_selection_over_two_paragraphs_stays_in_the_first(open_form: Open) -> None:
    page = open_form()
    page.evaluate(
        """() => { const words = (id) => document.querySelector(`[id="${id}"] .words`).firstChild;
        getSelection().setBaseAndExtent(words('harbour.p1'), words('harbour.p1').data.indexOf('bridge is closed') + 2, words('harbour.p2'), 9); }"""  # noqa: E501
    )
    wait(page, "document.querySelector('#selected q')")
    assert page.locator("#selected q").inner_text() == "bridge is closed."


def test_the_same_words_earlier_in_the_paragraph_are_pointed_out(open_form: Open) -> None:
    page = open_form()
    press(page, "End", "ArrowLeft", "ArrowLeft", "1")
    assert page.locator(".chosen .quotations").inner_text().startswith("bridge")
    assert "stand earlier in the paragraph" in page.locator(".chosen .given").inner_text()
    press(page, "End", "ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "1")
    assert rows(page) == [["harbour.p1", "bridge", "old bridge", ""]]
    assert "stand earlier" not in page.locator(".chosen .given").inner_text()


def test_a_theme_without_a_key_is_found_by_name(open_form: Open) -> None:
    page = open_form()
    press(page, "ArrowRight", "/")
    page.keyboard.type("theme 39")
    press(page, "Enter")
    assert rows(page) == [["harbour.p1", "more-39", "The", ""]]
    assert page.evaluate("document.activeElement.id") == "harbour.p1"


def test_every_command_key_is_free_of_themes(open_form: Open) -> None:
    page = open_form()
    assert page.evaluate(
        "new Set(KEYS).size === KEYS.length && ![...'jknm0./?'].some((key) => KEYS.includes(key))"
    )


def test_single_keys_can_be_switched_off_and_a_cyrillic_keyboard_works(open_form: Open) -> None:
    page = open_form()
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'т', code: 'KeyN', bubbles:"
        " true }))"
    )
    assert page.locator("[aria-current]").get_attribute("id") == "harbour.p2"
    press(page, "?")
    page.locator("#shortcuts").uncheck()
    press(page, "Escape", "1", "0", "n")
    assert rows(page) == []
    page.reload()
    press(page, "1")
    assert rows(page) == []
    press(page, "ArrowUp")
    assert page.locator("[aria-current]").get_attribute("id") == "harbour.p1"


def test_a_hostile_text_is_only_text(open_form: Open) -> None:
    page = open_form()
    assert page.locator('[id="harbour.p3"] .words').inner_text() == HOSTILE
    assert (
        page.locator("img").count() == 0
        and page.locator(".words b, summary b, .words a").count() == 0
    )
    assert page.title() == "Coding form: anna"
    assert "<b>no</b>" in page.locator(".definition summary").first.inner_text()


def test_the_policy_stops_a_script_that_got_in(chromium: Any, project: Path) -> None:
    path = make(project, "harbour")
    spoiled = path.with_name("spoiled.html")
    spoiled.write_text(
        path.read_text("utf-8").replace(
            "<main>",
            "<main><script>document.title='hit'</script><img src=x"
            " onerror=\"document.title='hit'\">",
        ),
        "utf-8",
    )
    context = chromium.new_context()
    page = context.new_page()
    page.goto(spoiled.as_uri())
    page.wait_for_timeout(100)
    assert page.title() == "Coding form: anna"
    context.close()


def test_a_browser_that_keeps_nothing_says_so(open_form: Open) -> None:
    none = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no',"
        " 'SecurityError'); } });"
    )
    full = (
        "Storage.prototype.setItem = () => { throw new DOMException('full',"
        " 'QuotaExceededError'); };"
    )
    for script in (none, full):
        page = open_form(script=script)
        assert "does not keep" in page.locator("#alarm").inner_text()
        press(page, "1")
        assert rows(page) == [["harbour.p1", "bridge", "", ""]]
    assert open_form().locator("#alarm").is_hidden()


def test_a_second_window_shows_what_the_first_got(open_form: Open) -> None:
    first = open_form()
    second = open_form(context=first.context)
    press(first, "1")
    wait(second, "csvText().includes('bridge')")
    press(second, "2")
    wait(first, "csvText().includes('weather')")
    assert (
        rows(first)
        == rows(second)
        == [["harbour.p1", "bridge", "", ""], ["harbour.p1", "weather", "", ""]]
    )


def test_right_to_left_and_chinese(open_form: Open, pictures: Path) -> None:
    page = open_form("rahba", "qiao")
    found = {}
    for document in ("rahba", "qiao"):
        page.evaluate("(id) => go(id)", f"{document}.p1")
        words = page.locator(f'[id="{document}.p1"] .words')
        found[document] = (words.get_attribute("lang"), words.get_attribute("dir"))
        # The next word lies to the left in Arabic, to the right in Chinese.
        forward = "ArrowLeft" if document == "rahba" else "ArrowRight"
        press(page, forward, f"Shift+{forward}", "1")
        page.screenshot(path=pictures / f"form-{document}.png")
    assert found == {"rahba": ("ar", "rtl"), "qiao": ("zh-Hans", "ltr")}
    got = {row[0]: row[2] for row in rows(page)}
    assert got["rahba.p1"] == "الجسر مفتوح"
    assert got["qiao.p1"] and TEXTS["qiao"].split("\n")[1].startswith(got["qiao.p1"])
    assert (
        not page.locator("#documents").is_hidden()
        and page.locator("#choose-document option").count() == 2
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_and_axe_finds_nothing(
    open_form: Open, axe: str, pictures: Path, size: str, scheme: str
) -> None:
    page = open_form(
        "harbour", "rahba", size=size, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    page.evaluate("go('harbour.p1')")
    code_everything(page)
    press(page, "k", ".")
    states: dict[str, Callable[[], Any]] = {
        "text": lambda: None,
        "themes": lambda: page.evaluate("showSheet(true)"),
        "entry": lambda: page.locator(".definition summary").first.click(),
        "help": lambda: page.evaluate("one('help').showModal()"),
        "hand-over": lambda: (
            press(page, "Escape"),
            page.evaluate("openHandOver()"),
            page.locator("#hand-over summary").click(),
        ),
    }
    for name, arrive in states.items():
        arrive()
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [
            (one["id"], [node["html"] for node in one["nodes"]][:3]) for one in result["violations"]
        ] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        page.screenshot(path=pictures / f"form-{size}-{scheme}-{name}.png")


def test_a_phone_codes_by_touch(open_form: Open) -> None:
    page = open_form(size="phone", has_touch=True, is_mobile=True)
    page.locator('[id="harbour.p2"]').tap()
    page.evaluate(
        "getSelection().setBaseAndExtent(...[12, 18].flatMap((at) =>"
        " [document.querySelector('[id=\"harbour.p2\"] .words').firstChild, at]))"
    )
    wait(page, "document.querySelector('#selected q')")
    page.locator("#open-panel").tap()
    page.get_by_role("button", name="Tolls").tap()
    assert rows(page) == [["harbour.p2", "toll", "keeper’s", ""]]
    top = page.evaluate(
        "[document.querySelector('[aria-current] .words').getBoundingClientRect().bottom,"
        " document.querySelector('#panel').getBoundingClientRect().top]"
    )
    assert top[0] <= top[1]
    page.locator("#next").tap()
    assert page.locator("#open-panel").inner_text() == "Paragraph 3"
