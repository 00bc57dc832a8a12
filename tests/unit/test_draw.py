"""Promise: a figure says what the data say, in picture, title and alternative text; it never clips,
never varies, and never fails on odd data.

`PILCROW_PICTURES=write` in the environment draws the pictures to compare anew: look at them before
committing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic_codings as synthetic
from hypothesis import given
from hypothesis import strategies as st
from test_tabulate import VOICES, agreeing, corpus

from pilcrow.draw import main, svg, uncovered, with_title
from pilcrow.figures.compact import LETTER_UNITS
from pilcrow.figures.frame import Drawing, Tables, distinct_titles
from pilcrow.figures.names import BESIDE, CONDITIONS, DIFFER, NARROW, figures_made
from pilcrow.figures.palette import Look, load_look, use_look
from pilcrow.figures.registry import FIGURES
from pilcrow.figures.themes import joined, marks_to_scale
from pilcrow.files.language import load_language, speaking
from pilcrow.model.problems import Problems
from pilcrow.model.records import Coding
from pilcrow.report.page.theme_key import ThemeKey, styles
from pilcrow.tables.columns import TableScope, compared_dates

PICTURES = Path(__file__).parent / "pictures"
LOOK = load_look()
SPEECH = (
    "themes-along-speech",
    "theme-prevalence",
    "theme-overlap",
    "speech-structure",
    "voice-along-speech",
    "sensitivity",
)


def tables_of(
    folder: Path,
    *readings: Any,
    documents: Any = None,
    codebook: Any = synthetic.CODEBOOK,
    keyness: Any = None,
    coding: str = "rules",
) -> Tables:
    documents = documents or [synthetic.metadata(coded.document.document) for coded in readings]
    synthetic.tabulate_all(
        [
            *synthetic.write_state(folder, readings, documents, codebook),
            *("--output", str(folder / "tables")),
            *("--coding", coding),
            *(("--keyness", json.dumps(keyness)) if keyness else ()),
        ]
    )
    return Tables(folder / "tables")


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return tables_of(tmp_path_factory.mktemp("speech"), synthetic.reading(voices=VOICES))


HAND = {"p1": ["bridge"], "p2": ["bridge", "toll"], "p3": [], "p4": ["toll"]}
CODINGS = tuple(name for name in CONDITIONS if name.endswith((BESIDE, DIFFER)))


def coded_by_anna(
    folder: Path, *readings: Any, documents: Any = None, codebook: Any = synthetic.CODEBOOK
) -> Tables:
    """Tables of a report that uses the coding of a person, beside which stands that of the
    rules.
    """
    documents = documents or [synthetic.metadata(coded.document.document) for coded in readings]
    state = synthetic.write_state(folder, readings, documents, codebook)
    synthetic.tabulate_all([*state, "--coding", "anna", "--output", str(folder / "tables")])
    return Tables(folder / "tables")


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The same speech, coded by a person: the rules differ from her twice."""
    coded = synthetic.reading(voices=VOICES, hand={"anna": HAND})
    return coded_by_anna(tmp_path_factory.mktemp("beside"), coded)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    readings, described = corpus(3)
    return tables_of(tmp_path_factory.mktemp("several"), *readings, documents=described)


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """As many documents as have a column each, of so many paragraphs that the numbers touched."""
    spoken = [(f"p{at}", "speech", "The bridge takes a toll.") for at in range(1, 14)]
    readings = [synthetic.reading(f"address-{at}", spoken) for at in range(8)]
    return tables_of(tmp_path_factory.mktemp("eight"), *readings)


@pytest.fixture(scope="module")
def lengthy(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Two documents whose lengths have four digits: the last number of an axis was cut off."""
    readings = [
        synthetic.reading(name, [("p1", "speech", "The bridge stands here. " * times)], hand={})
        for name, times in (("harbour-a", 300), ("harbour-b", 608))
    ]
    return tables_of(tmp_path_factory.mktemp("lengthy"), *readings)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    readings, described = corpus(45)
    return tables_of(tmp_path_factory.mktemp("many"), *readings, documents=described)


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Two documents whose words are compared: what each repeats is its own."""
    texts = {
        "harbour-a": "The bridge carries the bridge. " * 8,
        "market-b": "Fish tastes fresh here, and the fish tastes cheap. " * 8,
    }
    readings = [synthetic.reading(name, [("p1", "speech", text)]) for name, text in texts.items()]
    declared = {
        "column": "document",
        "target": ["harbour-a"],
        "reference": ["market-b"],
        "comparable": "Synthetic.",
    }
    return tables_of(tmp_path_factory.mktemp("worded"), *readings, keyness=declared)


@pytest.fixture(scope="module")
def coders(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return tables_of(tmp_path_factory.mktemp("coders"), agreeing(40))


def drawn(name: str, tables: Tables, look: Look = LOOK) -> Drawing:
    use_look(LOOK)
    return FIGURES[name].draw(tables, look)


def pixels(picture: Any, dpi: int = 60) -> np.ndarray:
    """A picture in grey on white paper, 0 to 1."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    picture.set_dpi(dpi)
    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    colours = np.asarray(canvas.buffer_rgba(), dtype=float) / 255
    opacity = colours[:, :, 3:]
    return (colours[:, :, :3] * opacity + (1 - opacity)).mean(axis=2)


# In which language


def words_in(drawing: Drawing) -> set[str]:
    """The texts in a picture that have a word."""
    from matplotlib.text import Text

    texts = {text.get_text() for text in drawing.picture.findobj(Text) if text.get_visible()}
    return {text for text in texts if re.search(r"[^\W\d_]{2}", text)}


@cache
def in_english(name: str, folder: Path) -> tuple[Drawing, set[str]]:
    """A figure as it is without a language, and its words."""
    drawing = FIGURES[name].draw(Tables(folder), LOOK)
    return drawing, words_in(drawing)


@pytest.mark.parametrize(
    "code",
    ["de", "ru", *(pytest.param(code, marks=pytest.mark.thorough) for code in ("es", "fr", "it"))],
)
def test_every_word_of_every_figure_is_in_the_language_and_in_a_font(
    code: str,
    speech: Tables,
    beside: Tables,
    several: Tables,
    many: Tables,
    worded: Tables,
    coders: Tables,
) -> None:
    use_look(LOOK)
    language = load_language(code, Path.cwd())
    for tables in (speech, beside, several, many, worded, coders):
        of_data = " ".join(
            str(value)
            for name in ("themes", "documents", "paragraphs", "voice", "sensitivity", "keyness")
            if (tables.folder / f"{name}.csv").exists()
            for row in tables[name]
            for value in row.values()
        )
        for figure in (figure for figure in FIGURES.values() if figure.applies(tables)):
            english, words_in_english = in_english(figure.name, tables.folder)
            with speaking(language):
                drawing = figure.draw(Tables(tables.folder), LOOK)
            words = words_in(drawing)
            for text in words & words_in_english:
                for part in re.split(r"\n|\+|…", text):
                    part = part.strip()
                    alike = language.messages.get(part) == part
                    assert alike or part in of_data, "not through `say`"
            for field in ("title", "caption", "alt", "source"):
                said = getattr(drawing, field)
                assert said != getattr(english, field) or not said
                assert uncovered([said, *words]) == []
    assert list(language.missing) == []


def test_more_paragraphs_than_can_be_read_share_bars_and_the_caption_says_so(
    tmp_path: Path,
) -> None:
    texts = [f"The bridge is open{' still' * (number % 7)}." for number in range(1, 501)]
    units = [(f"p{number}", "speech", text) for number, text in enumerate(texts, 1)]
    tables = tables_of(tmp_path, synthetic.reading("one", units))
    drawing = drawn("speech-structure", tables)
    assert drawing.caption == (
        "Each bar is 3 paragraphs of speech in a row, as tall as the words of the longest."
    )
    bars = [patch.get_height() for patch in drawing.picture.axes[0].patches]
    lengths = [len(text.split()) for text in texts]
    assert bars == [max(lengths[first : first + 3]) for first in range(0, 500, 3)]


@pytest.mark.parametrize(("paragraphs", "listed"), [(19, True), (20, False)])
def test_a_speech_of_more_paragraphs_than_half_a_page_has_lines_for_is_drawn_as_columns(
    tmp_path: Path, paragraphs: int, listed: bool
) -> None:
    """39 lines filled a page of the print and left two thirds of the page before it empty."""
    units = [(f"p{at}", "speech", "The bridge is open.") for at in range(1, paragraphs + 1)]
    drawing = drawn("speech-structure", tables_of(tmp_path, synthetic.reading("one", units)))
    assert ("4 words, 1 sentence" in words_in(drawing)) == listed
    assert drawing.picture.get_figheight() * 72 <= 330  # what the print has room for: print.lua


def test_hollow_bars_are_explained_where_there_are_some(speech: Tables, eight: Tables) -> None:
    for tables in (speech, eight):
        single = any(row["paragraphs"] == 1 for row in tables["themes"])
        assert ("Hollow bars" in drawn("theme-prevalence", tables).caption) == single


def test_a_document_without_a_date_has_none_in_the_figure(tmp_path: Path) -> None:
    """The year 1000, which stands for an unknown date, was printed."""
    readings, described = corpus(3)
    described[1]["metadata"]["date"] = "1000"
    tables = tables_of(tmp_path, *readings, documents=described)
    assert "1000" not in " ".join(words_in(drawn("comparison", tables)))


def test_a_title_in_german_keeps_its_capital_and_another_begins_small(speech: Tables) -> None:
    for code, title in (
        ("de", "Nach den Regeln: Das häufigste Thema, „Bridges“, steht in 3 von 4 Absätzen"),
        ("ru", "По правилам: самая частая тема, «Bridges», встречается в 3 из 4 абзацев"),
    ):
        with speaking(load_language(code, Path.cwd())):
            assert drawn("theme-prevalence", Tables(speech.folder)).title == title


def test_a_word_that_a_language_lacks_is_named_in_the_log(
    speech: Tables, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "one.svg"
    given = ["--tables", str(speech.folder), "--only", "theme-prevalence", "--output", str(place)]
    main([*given, "--language", "eo"])
    assert 'phrases of the figures are missing in "eo"' in capsys.readouterr().err
    assert place.is_file()


# What the data say


def test_titles_are_the_finding(speech: Tables) -> None:
    assert (
        drawn("themes-along-speech", speech).title
        == "By the rules, paragraph 2 carries the most themes: 3 of 4"
    )
    assert (
        drawn("theme-prevalence", speech).title
        == "By the rules, the most frequent theme, “Bridges”, occurs in 3 of 4 paragraphs"
    )
    assert (
        drawn("theme-overlap", speech).title
        == "By the rules, two pairs of themes share 2 paragraphs each; no pair shares more"
    )
    assert (
        drawn("speech-structure", speech).title
        == "Paragraph 2 is the longest: 15 of 44 words in 4 paragraphs"
    )
    assert (
        drawn("voice-along-speech", speech).title
        == "By the annotation, 10 of 44 words are reported or conditional (paras. 2, 4)"
    )
    assert (
        drawn("sensitivity", speech).title
        == "One of 3 themes would vanish if a single rule were left out"
    )


def test_documents_that_share_a_title_are_told_apart() -> None:
    rows = [
        {"document": name, "title": title}
        for name, title in (("a", "Address"), ("b", "Address"), ("c", "Remarks"))
    ]
    assert distinct_titles(rows) == {"a": "a: Address", "b": "b: Address", "c": "Remarks"}


def test_titles_word_ties() -> None:
    from pilcrow.figures.themes import title_along

    assert (
        title_along({"a.p7": 4, "a.p11": 4, "a.p12": 4, "a.p1": 1}, 12)
        == "Paragraphs 7, 11 and 12 carry the most themes: 4 of 12 each"
    )
    assert (
        title_along({"a.p7": 4, "b.p7": 4}, 12)
        == "Two paragraphs carry the most themes: 4 of 12 each"
    )
    assert (
        title_along({"a.p7": 4, "b.p7": 1}, 12)
        == "Paragraph 7 of a carries the most themes: 4 of 12"
    )
    assert title_along({"a.p7": 1, "a.p8": 1, "a.p9": 0}, 1) == (
        "Paragraphs 7 and 8 carry the only theme"
    )
    assert title_along({f"a.p{number}": number % 2 for number in range(10)}, 1) == (
        "5 of 10 paragraphs carry the only theme"
    )
    assert title_along({"a.p7": 0}, 12) == "No paragraph carries a theme of the codebook"
    assert (
        title_along({f"a.p{number}": 1 for number in range(9)}, 12)
        == "No paragraph carries more than 1 of the 12 themes"
    )


def test_titles_name_the_coding_of_which_they_are_true(speech: Tables, tmp_path: Path) -> None:
    for coding, by in (
        ("rules", "By the rules, two themes lead"),
        ("consensus", "By the coders’ consensus, two themes lead"),
        ("anna", "By the reading, two themes lead"),
    ):
        tables = Tables(tmp_path)
        tables.values["coding"] = coding
        assert tables.with_coding("Two themes lead") == by


def test_alternative_texts_hold_the_data(speech: Tables, coders: Tables) -> None:
    assert "Bridges: 5 spans, paras. 1–2, 4." in drawn("themes-along-speech", speech).alt
    assert "Tolls: 2 of 4 paragraphs, 3 words in evidence." in drawn("theme-prevalence", speech).alt
    assert "“Bridges” and “Tolls”: 2 paragraphs, paras. 2, 4." in drawn("theme-overlap", speech).alt
    assert "4: 9 words, 1 sentence." in drawn("speech-structure", speech).alt
    assert (
        "reported: para. 4, 4 words of the Harbour Master."
        in drawn("voice-along-speech", speech).alt
    )
    assert "Tolls: 2 paragraphs, 0 without “toll*”." in drawn("sensitivity", speech).alt
    assert re.search(
        r"Bridges: 0\.95 \(95% interval 0\.\d\d to 1\.00\), 20 positives\.",
        drawn("agreement", coders).alt,
    )
    assert "Tolls: withheld, 0 positives" in drawn("agreement", coders).alt


def test_every_figure_names_its_source_with_the_number_of_paragraphs(
    speech: Tables, several: Tables
) -> None:
    assert (
        drawn("theme-prevalence", speech).source
        == "Source: harbour-2001; 4 paragraphs of speech, 44 words. Coding: the codebook’s rules."
    )
    assert drawn("comparison", several).source.startswith(
        "Source: 3 documents; 12 paragraphs of speech, 132 words."
    )


def test_marks_stand_where_the_evidence_stands(speech: Tables) -> None:
    """The picture itself: the bars of a theme begin at the words of its evidence."""
    axes = drawn("themes-along-speech", speech).picture.axes[0]
    rows = {
        round(path.vertices[:, 1].mean()): []
        for collection in axes.collections
        for path in collection.get_paths()
    }
    for collection in axes.collections:
        for path in collection.get_paths():
            rows[round(path.vertices[:, 1].mean())].append(float(path.vertices[:, 0].min()))
    assert sorted(rows[0]) == [
        1,
        19,
        24,
        38,
        40,
    ]  # Bridges: bridge; bridge, ferry; bridges, bridges
    assert len(rows) == 3


def test_bars_are_as_long_as_the_counts(speech: Tables) -> None:
    paragraphs, words = drawn("theme-prevalence", speech).picture.axes
    assert sorted(bar.get_width() for bar in paragraphs.patches)[-4 - 4 :] == [
        0,
        2,
        2,
        3,
        4,
        4,
        4,
        4,
    ]  # the track is the denominator
    assert sorted(bar.get_width() for bar in words.patches) == [0, 3, 3, 5]


def test_a_theme_has_its_colour_and_place_of_the_page_in_every_figure(speech: Tables) -> None:
    """One order, that of the codebook, and one colour, that of the page's marks."""
    names = speech.names()
    keys = [ThemeKey(code, name) for code, name in names.items()]
    of_page = {code: LOOK.themes[style - 1] for code, style in styles(keys).items()}
    assert LOOK.hues(names) == of_page

    def colours(faces: Any) -> list[str]:
        return [to_hex(face) for face in faces]

    from matplotlib.colors import to_hex

    found = [code for code in names if speech["themes"][list(names).index(code)]["paragraphs"]]
    expected = [of_page[code] for code in found]
    axes = drawn("theme-prevalence", speech).picture.axes[0]
    edges = [bar.get_edgecolor() for bar in axes.patches if bar.get_linewidth() > 0.5]
    assert colours(edges) == list(of_page.values())
    strips = [
        collection
        for collection in drawn("themes-along-speech", speech).picture.axes[0].collections
        if len(collection.get_paths())
    ]
    assert colours(strip.get_facecolor()[0] for strip in strips) == expected
    dots = drawn("sensitivity", speech).picture.axes[0].collections
    assert list(dict.fromkeys(colours(dot.get_edgecolor()[0] for dot in dots))) == expected
    columns = drawn("theme-overlap", speech).picture.axes[0].collections
    for column in columns:
        heights = [round(y) for _, y in column.get_offsets()]
        assert colours(column.get_facecolor()) == [expected[height] for height in heights]


@pytest.mark.parametrize("look", [LOOK, LOOK.for_phones()], ids=["print", "phone"])
def test_no_bar_runs_past_its_axis(look: Look, speech: Tables, several: Tables) -> None:
    for name, tables in (
        *((name, speech) for name in ("theme-prevalence", "speech-structure", "sensitivity")),
        ("speech-structure", several),
        ("theme-overlap", several),
    ):
        for axes in drawn(name, tables, look).picture.axes:
            ends = [bar.get_x() + bar.get_width() for bar in axes.patches]
            ends += [place for dots in axes.collections for place, _ in dots.get_offsets()]
            assert ends and max(ends) <= max(axes.get_xticks()) == axes.get_xlim()[1], name


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 6)), max_size=30),
    st.floats(0.1, 9, allow_nan=False),
)
def test_marks_are_true_to_scale_and_hide_no_other(
    steps: list[tuple[int, int]], least: float
) -> None:
    """However wide a mark must be to be seen, the next one still begins at its own place, beside
    it.
    """
    rows, at = [], 0
    for step, words in steps:
        at += step
        rows.append({"word": at, "words": min(words, step)})
        at += min(words, step)
    marks = marks_to_scale(rows, least, at + 10)
    assert [start for start, _ in marks] == [row["word"] for row in rows]
    for row, (start, extent), after in zip(rows, marks, [*marks[1:], (at + 10, 0)], strict=False):
        assert row["words"] <= extent <= max(row["words"], least)
        assert start + extent <= after[0]


PRINTED = 146  # mm: the line of the print, in which a figure stands


@pytest.mark.parametrize(
    ("tables", "name"),
    [("speech", name) for name in SPEECH]
    + [("coders", "agreement"), ("worded", "key-words"), ("several", "theme-overlap")]
    + [("beside", name) for name in CODINGS]
    + [
        (case, name)
        for case in ("several", "many")
        for name in ("themes-along-speech", "speech-structure", "comparison", "themes-over-time")
    ],
)
@pytest.mark.parametrize("look", [LOOK, LOOK.for_phones()], ids=["print", "phone"])
def test_every_label_can_be_read(
    look: Look, tables: str, name: str, request: pytest.FixtureRequest
) -> None:
    """At the size at which a figure is printed, and on a phone, no letter is set smaller than 7.5
    pt.
    """
    text = svg(drawn(name, request.getfixturevalue(tables), look))
    width = float(re.search(r'width="([\d.]+)pt"', text)[1])  # type: ignore[index]
    shown = PRINTED / 25.4 * 72 if look is LOOK else 350 * 0.75  # of 390 px, less the margins
    sizes = [
        float(scale) * LETTER_UNITS * min(1, shown / width)
        for scale in re.findall(r"scale\(([\d.]+) -[\d.]+\)", text)
    ]
    assert sizes and min(sizes) >= 7.49


# Two codings


@pytest.mark.parametrize("figure", ["themes-along-speech", "theme-prevalence", "theme-overlap"])
def test_by_the_rules_a_figure_says_what_it_says_where_the_rules_are_the_coding(
    figure: str, speech: Tables, beside: Tables
) -> None:
    alone, other = drawn(figure, speech), drawn(figure + BESIDE, beside)
    assert (alone.title, alone.caption, alone.alt, alone.source) == (
        other.title,
        other.caption,
        other.alt,
        other.source,
    )
    assert np.array_equal(pixels(alone.picture), pixels(other.picture))


def test_by_the_rules_many_documents_are_counted_by_tenths(many: Tables, tmp_path: Path) -> None:
    readings, described = corpus(45)
    for coded in readings:
        for paragraph, codings in coded.codings.items():
            given = {"theme": "", "coder": "anna", "memo": ""}
            codings.append(Coding(coded.document.document, paragraph, evidence=[], **given))
    tables = coded_by_anna(tmp_path, *readings, documents=described)
    name = "themes-along-speech"
    assert drawn(name + BESIDE, tables).alt == drawn(name, many).alt
    assert drawn("theme-overlap" + BESIDE, tables).title == drawn("theme-overlap", many).title
    assert drawn(name + DIFFER, tables).empty
    assert "by the rules alone" in drawn("theme-prevalence" + DIFFER, tables).alt


def test_where_the_codings_differ_is_told_theme_by_theme(beside: Tables) -> None:
    title = "The rules and the reading differ on 3 of 7 codings, in 2 of 3 themes"
    for name in CODINGS:
        if name.endswith(DIFFER):
            drawing = drawn(name, beside)
            assert drawing.title == title
            assert "Bridges: 2 paragraphs in both; by the rules alone para. 4." in drawing.alt
    dots = drawn("theme-overlap" + DIFFER, beside).picture.axes[0].collections
    small = [dot for dot in dots if len(dot.get_offsets()) and dot.get_sizes()[0] < 20]
    assert sum(len(dot.get_offsets()) for dot in small) == 4


def test_only_what_both_read_is_set_beside(tmp_path: Path) -> None:
    coded = synthetic.reading(hand={"anna": {"p1": ["bridge"], "p2": ["toll"]}})
    tables = coded_by_anna(tmp_path, coded)
    drawing = drawn("theme-prevalence" + BESIDE, tables)
    assert "Bridges: 2 of 2 paragraphs" in drawing.alt
    assert drawing.source.endswith(
        "Coding: the codebook’s rules, on the 2 paragraphs that anna read."
    )


@pytest.mark.parametrize("name", [*SPEECH, *CODINGS])
def test_everything_that_a_drawing_refers_to_is_there_once(name: str, beside: Tables) -> None:
    text = svg(drawn(name, beside))
    targets = re.findall(r'\bid="([^"]+)"', text)
    assert len(targets) == len(set(targets))
    wanted = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)
    assert {one or other for one, other in wanted} <= set(targets)


NO_RULES = {"themes": [{"code": "a", "name": "A", "rules": []}]}


@pytest.mark.parametrize(
    ("why", "text", "codebook"),
    [
        ("The codebook has no themes yet.", {}, {"themes": []}),
        ("No theme of the codebook has a rule.", {}, NO_RULES),
        ("There is no paragraph of speech.", {"units": [("h1", "heading", "Alone")]}, None),
        ("No paragraph was read by anna.", {"hand": {}}, None),
        (
            "No paragraph carries a theme of the codebook.",
            {"units": [("p1", "speech", "Nothing.")], "hand": {}},
            None,
        ),
    ],
)
def test_a_figure_without_a_theme_says_why(
    why: str, text: dict[str, Any], codebook: dict[str, Any] | None, tmp_path: Path
) -> None:
    make = coded_by_anna if "anna" in why else tables_of
    more = {"codebook": codebook} if codebook else {}
    tables = make(tmp_path, synthetic.reading(**text, **more), **more)
    for name in ("themes-along-speech", "theme-prevalence", "theme-overlap"):
        drawing = drawn(name, tables)
        assert (drawing.empty, drawing.alt) == (True, why)


# Any data


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    """No themes, no speech, one word, a hundred paragraphs, names that are long, formulas or
    markup.
    """
    folder = tmp_path_factory.mktemp("odd")
    awkward = {
        "themes": [
            {
                "code": "a",
                "name": "$x_1$ & <b>bold</b> {curly} \\alpha " + "very long name of a theme " * 4,
                "rules": ["bridge*"],
            },
            {"code": "b", "name": "Unbreakable" * 6, "rules": ["bridge", "toll*"]},
        ]
    }
    long = [(f"p{n}", "speech", "The bridge, the toll.") for n in range(1, 101)]
    hand = {
        coder: {f"p{n}": ["a"] if n % 3 or coder == "$anna$" else [] for n in range(1, 101)}
        for coder in ("$anna$", "<b>ben</b>")
    }
    texts = {
        "a": [("p1", "speech", "$x_1$ <b>bold</b> " * 9)],
        "b": [("p1", "speech", "Fish. " * 9)],
    }
    compared = {"column": "document", "target": ["a"], "reference": ["b"], "comparable": "$ & <"}
    return [
        tables_of(folder / "none", synthetic.reading(), codebook={"themes": []}),
        tables_of(folder / "heading", synthetic.reading(units=[("h1", "heading", "Alone")])),
        tables_of(folder / "word", synthetic.reading(units=[("p1", "speech", "Bridge")])),
        tables_of(
            folder / "long", synthetic.reading(units=long, codebook=awkward), codebook=awkward
        ),
        tables_of(
            folder / "two",
            synthetic.reading("a"),
            synthetic.reading("b", [("h1", "heading", "Alone")]),
            codebook={"themes": []},
        ),
        tables_of(
            folder / "coders",
            synthetic.reading(units=long, hand=hand, codebook=awkward),
            codebook=awkward,
        ),
        coded_by_anna(
            folder / "reader",
            synthetic.reading(units=long, hand={"anna": hand["$anna$"]}, codebook=awkward),
            codebook=awkward,
        ),
        tables_of(
            folder / "years",
            *(synthetic.reading(name, long[:2], codebook=awkward) for name in ("a", "b", "c")),
            documents=[
                synthetic.metadata(name, date=date)
                for name, date in (("a", "0044"), ("b", "1999-12"), ("c", "9999-12-31"))
            ],
            codebook=awkward,
        ),
        tables_of(
            folder / "words",
            *(synthetic.reading(name, units) for name, units in texts.items()),
            keyness=compared,
        ),
    ]


@pytest.mark.parametrize("name", FIGURES)
def test_odd_data_still_draw(name: str, odd: list[Tables]) -> None:
    applying = [tables for tables in odd if FIGURES[name].applies(tables)]
    assert applying
    for tables in applying:
        drawing = drawn(name, tables)
        assert svg(with_title(drawing, LOOK)).startswith("<?xml")
        assert drawing.title and drawing.alt and drawing.source


@pytest.mark.parametrize(
    ("tables", "name"),
    [("speech", name) for name in SPEECH]
    + [("coders", "agreement"), ("worded", "key-words"), ("lengthy", "themes-along-speech")]
    + [("beside", name) for name in CODINGS]
    + [
        (case, name)
        for case in ("several", "many")
        for name in (*SPEECH, "comparison", "themes-over-time")
    ],
)
@pytest.mark.parametrize("look", [LOOK, LOOK.for_phones()], ids=["print", "phone"])
def test_nothing_is_clipped(
    look: Look, tables: str, name: str, request: pytest.FixtureRequest
) -> None:
    """Promise: every text lies inside the picture, and no two labels of the rows overlap."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    picture = drawn(name, request.getfixturevalue(tables), look).picture
    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    width, height = canvas.get_width_height()
    boxes = []
    for text in picture.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(canvas.get_renderer())
            assert box.x0 > -1 and box.x1 < width + 1 and box.y0 > -1 and box.y1 < height + 1, (
                text.get_text()
            )
            boxes.append((text.get_text(), box))
    for place, (one, first) in enumerate(boxes):
        for other, second in boxes[place + 1 :]:
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            down = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across < 1.5 or down < 2.5, (one, other)


def test_the_heads_of_columns_are_apart_and_no_line_has_many_more_than_another(
    eight: Tables,
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(drawn("comparison", eight).picture)
    canvas.draw()
    lines: dict[float, list[Any]] = {}
    for text in canvas.figure.findobj(Text):
        if "\n" in text.get_text():
            box = text.get_window_extent(canvas.get_renderer())
            lines.setdefault(round(box.y0), []).append(box)
    assert [len(line) for line in lines.values()] == [4, 4]
    for line in lines.values():
        for one, other in pairwise(sorted(line, key=lambda box: box.x0)):
            assert other.x0 - one.x1 > 0.05 * canvas.figure.dpi


# The picture


@pytest.mark.parametrize(
    ("tables", "name"),
    [("speech", name) for name in SPEECH]
    + [
        ("coders", "agreement"),
        ("several", "comparison"),
        ("several", "themes-over-time"),
        ("many", "comparison"),
        ("many", "themes-along-speech"),
        ("worded", "key-words"),
    ],
)
def test_picture_is_the_accepted_one(
    tables: str, name: str, request: pytest.FixtureRequest
) -> None:
    """Compared in grey and small, so that another release of the font renderer passes and a moved
    label does not.
    """
    from matplotlib import image

    picture = pixels(drawn(name, request.getfixturevalue(tables)).picture)
    place = PICTURES / f"{name}.{tables}.png"
    if os.environ.get("PILCROW_PICTURES") == "write":
        PICTURES.mkdir(exist_ok=True)
        image.imsave(place, picture, cmap="gray", vmin=0, vmax=1, metadata={"Software": None})
    accepted = image.imread(place)[:, :, 0]
    assert picture.shape == accepted.shape
    assert np.abs(picture - accepted).mean() < 0.004


def test_a_figure_is_told_apart_in_grey(speech: Tables) -> None:
    """Promise: what colour says, lightness or shape says too: the greys of a prevalence bar on one
    paragraph and of the others differ.
    """
    luminance = {
        name: relative_luminance(LOOK[name])
        for name in ("accent", "accent-soft", "paper", "ink", "second")
    }
    assert abs(luminance["accent"] - luminance["accent-soft"]) > 0.4
    assert len({(style["fill"], style["hatch"]) for style in LOOK.voices.values()}) == len(
        LOOK.voices
    )


# The file


def test_draw_writes_figures_and_their_words(speech: Tables, tmp_path: Path) -> None:
    import json

    (tmp_path / "former.svg").write_text("<svg/>")
    assert main(["--tables", str(speech.folder), "--output", str(tmp_path)]) == 0
    entries = json.loads((tmp_path / "figures.json").read_bytes())
    assert [entry["name"] for entry in entries] == list(SPEECH)
    drawn_twice = {f"{name}{width}" for name in SPEECH for width in ("", NARROW)}
    assert {path.stem for path in tmp_path.glob("*.svg")} == drawn_twice
    for entry in entries:
        assert (speech.folder / entry["data"]).is_file()
        assert set(entry) == {"name", "title", "caption", "alt", "empty", "source", "data"}


def test_one_figure_alone_has_title_and_source_inside(speech: Tables, tmp_path: Path) -> None:
    assert (
        main(
            [
                "--tables",
                str(speech.folder),
                "--only",
                "sensitivity",
                "--output",
                str(tmp_path / "one.svg"),
            ]
        )
        == 0
    )
    alone, plain = (tmp_path / "one.svg").read_text(), svg(drawn("sensitivity", speech))
    heights = [float(re.search(r'height="([\d.]+)pt"', text)[1]) for text in (alone, plain)]  # type: ignore[index]
    assert heights[0] > heights[1] + 20


def test_unknown_or_impossible_figures_are_a_sentence(speech: Tables, tmp_path: Path) -> None:
    with pytest.raises(
        Problems, match=r'There is no figure "sensitivty"\. Did you mean "sensitivity"\?'
    ):
        main(["--tables", str(speech.folder), "--only", "sensitivty", "--output", str(tmp_path)])
    with pytest.raises(Problems, match="needs data that this project does not have"):
        main(["--tables", str(speech.folder), "--only", "comparison", "--output", str(tmp_path)])
    with pytest.raises(Problems, match="There are no tables in this folder"):
        main(["--tables", str(tmp_path), "--output", str(tmp_path)])


def test_key_words_are_told_with_their_counts_in_the_alternative_text(worded: Tables) -> None:
    drawing = drawn("key-words", worded)
    assert drawing.title == "Most typical of harbour-a is “bridge”, of market-b “fish” and “tastes”"
    assert "bridge: +" in drawing.alt and "16 and 0." in drawing.alt
    assert drawing.source == "Source: harbour-a, 40 words; market-b, 72 words."


def test_dates_stand_at_their_distance_in_time(tmp_path: Path) -> None:
    names = {"a": "1933", "b": "1961-01", "c": "2022-07-01"}
    tables = tables_of(
        tmp_path,
        *map(synthetic.reading, names),
        documents=[synthetic.metadata(name, date=date) for name, date in names.items()],
    )
    drawing = drawn("themes-over-time", tables)
    places = drawing.picture.axes[0].collections[-1].get_offsets()[:, 0].tolist()
    assert places == pytest.approx([1933, 1961, 2022.5], abs=0.01)
    assert drawing.caption.endswith("Each date is a single document.")


@pytest.mark.parametrize(
    ("read", "title"),
    [
        ("a", "By the reading, only one date has paragraphs that were read for a theme"),
        ("bc", "By the reading, how the themes change from 1961 to 2022"),
    ],
)
def test_only_dates_that_were_read_are_said_to_be_compared(
    read: str, title: str, tmp_path: Path
) -> None:
    dates = {"a": "1933", "b": "1961", "c": "2022"}
    tables = tables_of(
        tmp_path,
        *(
            synthetic.reading(
                name, hand={"reader": {"p1": ["bridge"], "p2": []}} if name in read else None
            )
            for name in dates
        ),
        documents=[synthetic.metadata(name, date=date) for name, date in dates.items()],
        coding="reader",
    )
    assert drawn("themes-over-time", tables).title == title


@pytest.mark.parametrize(
    "name", ["theme-prevalence", "theme-overlap", "themes-along-speech", "comparison"]
)
def test_where_nothing_was_read_no_figure_says_that_themes_are_absent(
    name: str, tmp_path: Path
) -> None:
    names = ("a", "b") if name == "comparison" else ("a",)
    tables = tables_of(tmp_path, *map(synthetic.reading, names), coding="consensus")
    drawing = drawn(name, tables)
    unread = "No paragraph was read by consensus"
    assert (drawing.title, drawing.alt) == (unread, f"{unread}.")
    by_rules = tables_of(tmp_path / "rules", *map(synthetic.reading, names))
    assert unread not in drawn(name, by_rules).title


def test_figures_hold_no_date_text_or_machine_and_only_colours_of_the_palette(
    speech: Tables,
) -> None:
    text = svg(drawn("theme-prevalence", speech))
    assert "<dc:date>" not in text and "<text" not in text and os.fspath(Path.home()) not in text
    assert set(re.findall(r"#[0-9a-f]{6}", text)) <= {*LOOK.colours.values(), *LOOK.themes}


def test_the_same_tables_give_the_same_bytes(speech: Tables, tmp_path: Path) -> None:
    """Promise: nothing of the machine reaches a figure: hash seed, locale, time, home, matplotlib's
    settings of the user.
    """
    made = []
    for place in range(2):
        home = tmp_path / f"home {place}"
        (home / ".config" / "matplotlib").mkdir(parents=True)
        if place:
            (home / ".config" / "matplotlib" / "matplotlibrc").write_text(
                "font.size: 20\nlines.linewidth: 9\nsvg.fonttype: none\n"
            )
        environment = {
            **os.environ,
            "HOME": str(home),
            "PYTHONHASHSEED": str(place),
            "LC_ALL": "C",
            "SOURCE_DATE_EPOCH": str(place),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        environment.pop("MPLCONFIGDIR", None)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pilcrow.draw",
                "--tables",
                str(speech.folder),
                "--output",
                str(home / "draw"),
            ],
            check=True,
            env=environment,
            cwd=home,
        )
        made.append({path.name: path.read_bytes() for path in sorted((home / "draw").iterdir())})
    assert made[0] == made[1]


def test_characters_without_a_glyph_are_named() -> None:
    use_look(LOOK)
    assert uncovered(["Мост", "γέφυρα", "الجسر", "גשר"]) == []
    assert uncovered(["橋"]) == ["橋"]


# The palette


def relative_luminance(colour: str) -> float:
    """WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_have_enough_contrast_on_both_papers() -> None:
    import json

    from pilcrow.files.project import look_folder

    palette = json.loads((look_folder() / "palette.json").read_bytes())
    for mode in ("light", "dark"):
        colours = palette["colour"][mode]
        assert set(colours) == set(palette["colour"]["light"])
        for name in ("ink", "muted", "accent", "second"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, (mode, name)
            assert contrast(colours[name], colours["band"]) >= 4.5, (mode, name)
        for colour in palette["themes"][mode]:
            assert contrast(colour, colours["paper"]) >= 4.5, (mode, colour)
    assert (
        len(
            {
                (colour, line)
                for colour, line in zip(
                    palette["themes"]["light"], palette["themes"]["line"], strict=True
                )
            }
        )
        == 12
    )


def test_a_fork_overrides_the_palette(tmp_path: Path) -> None:
    import json

    from pilcrow.files.project import look_folder

    palette = json.loads((look_folder() / "palette.json").read_bytes())
    palette["colour"]["light"]["accent"] = "#123456"
    (tmp_path / "report" / "look").mkdir(parents=True)
    (tmp_path / "report" / "look" / "palette.json").write_text(json.dumps(palette))
    look: Look = load_look(tmp_path)
    assert look["accent"] == "#123456"
    assert look.fonts == LOOK.fonts


def test_the_example_of_the_documentation_draws(several: Tables) -> None:
    """Promise: docs/figures.md shows how a figure is added, and what it shows works."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    try:
        exec(code, names)
        assert "sentences" in figures_made(several.project)
        assert FIGURES["sentences"].applies(several)
        use_look(LOOK)
        drawing = FIGURES["sentences"].draw(several, LOOK)
        with pytest.raises(ValueError, match='There is already a figure "sentences"'):
            exec(code, names)
    finally:
        FIGURES.pop("sentences", None)
        CONDITIONS.pop("sentences", None)
    assert drawing.alt.startswith("Synthetic: harbour-0: 6.")
    assert "<svg" in svg(drawing)
    assert all(f"`{name}`" in text for name in FIGURES)


def test_which_figures_are_made_is_known_before(tmp_path: Path) -> None:
    assert list(CONDITIONS) == list(FIGURES)
    readings, described = corpus(3)
    one = tables_of(tmp_path / "one", synthetic.reading(hand={}))
    anna = tables_of(tmp_path / "anna", synthetic.reading(hand={"anna": HAND}))
    many = tables_of(tmp_path / "many", *readings, documents=described)
    two = tables_of(tmp_path / "two", agreeing(4))
    always = list(FIGURES)[:6]
    dates = tuple(entry["metadata"]["date"] for entry in described)
    for tables, project, more in (
        (one, TableScope(1), []),
        (many, TableScope(3, dates=dates), ["comparison", "themes-over-time"]),
        (anna, TableScope(1, coders=("anna",)), [*CODINGS]),
        (two, TableScope(1, coders=("first", "second")), ["agreement", *CODINGS]),
    ):
        assert figures_made(project) == [*always, *more]
        assert [name for name, figure in FIGURES.items() if figure.applies(tables)] == [
            *always,
            *more,
        ]


@pytest.mark.parametrize(
    ("dates", "groups"),
    [
        ([], []),
        (["2001", "2001"], []),
        (["2001", "2002", ""], ["2001", "2002"]),
        ([f"{year}" for year in range(1900, 1930)], []),
        ([f"{year}" for year in range(1900, 1930)] * 2, [f"{year}" for year in range(1900, 1930)]),
        (
            [f"2001-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 20)],
            ["2001-01", "2001-02"],
        ),
    ],
)
def test_dates_are_compared_as_the_table_of_comparison_has_them(
    dates: list[str], groups: list[str]
) -> None:
    assert compared_dates(dates) == groups


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9)), max_size=40))
def test_marks_that_touch_are_drawn_as_one(marks: list[tuple[int, int]]) -> None:
    marks.sort()
    found = joined(marks)
    covered = {place for start, length in found for place in range(int(start), int(start + length))}
    assert covered == {place for start, length in marks for place in range(start, start + length)}
    assert all(sum(one) < other[0] for one, other in zip(found, found[1:], strict=False))


@pytest.mark.slow
def test_a_paragraph_of_a_megabyte_with_very_many_matches_costs_no_more_than_its_size(
    tmp_path: Path,
) -> None:
    """A test of cost without a clock: where the cost grew with the square of the size, this ran for
    minutes.
    """
    text = " ".join(["A bridge is not the only way over water."] * 25_000)
    tables = tables_of(tmp_path, synthetic.reading(units=[("p1", "speech", text)]))
    assert tables["themes"][0]["evidence"] == 25_000
    assert (
        next(row for row in tables["sensitivity"] if row["unit"] == "sentence")["count_variant"]
        == 25_000
    )
    use_look(load_look())
    for figure in ("themes-along-speech", "speech-structure"):
        assert len(svg(FIGURES[figure].draw(tables, load_look()))) < 100_000


def test_of_many_documents_those_that_nobody_read_count_nowhere(tmp_path: Path) -> None:
    readings = [
        synthetic.reading(f"talk-{number:02}", **({"hand": {"anna": HAND}} if number < 3 else {}))
        for number in range(20)
    ]
    drawing = drawn("comparison", coded_by_anna(tmp_path, *readings))
    assert "Bridges: in 3 of 3 documents. Tolls: in 3 of 3 documents." in drawing.alt
    assert "occur in 3 of 3 documents each" in drawing.title


def test_no_font_of_the_machine_is_looked_for(tmp_path: Path) -> None:
    """Matplotlib takes the empty list that is written for it. One that does not fails here."""
    (tmp_path / ".snakemake").mkdir()
    code = (
        "import os, subprocess, sys\n"
        "from pilcrow.figures.palette import load_look, use_look\n"
        "def refuse(*_, **__): raise AssertionError('a scan')\n"
        "subprocess.check_output = os.walk = refuse\n"
        "use_look(load_look())\n"
        "from matplotlib import font_manager\n"
        "print(len(font_manager.fontManager.ttflist), font_manager.findfont('nowhere'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    number, fallback = done.stdout.split(maxsplit=1)
    assert int(number) > 3 and "DejaVuSans" in fallback
    assert [path.name for path in (tmp_path / ".snakemake/pilcrow/matplotlib").iterdir()]


def test_titles_that_are_alike_as_far_as_they_are_shown_are_told_apart() -> None:
    from pilcrow.figures.frame import text_width
    from pilcrow.figures.themes import cut_titles

    rows = [
        {"document": f"berg-{year}", "title": f"Address to the harbour assembly, 4 May {year}"}
        for year in (2006, 2008)
    ] + [{"document": "note", "title": "A note"}]
    assert cut_titles(rows, 99, 8) == {row["document"]: row["title"] for row in rows}
    width = text_width("Address to the harbour ass", 8)
    shown = cut_titles(rows, width, 8)
    assert len(set(shown.values())) == 3
    assert shown["berg-2006"].startswith("berg-2006: Addr") and shown["note"] == "A note"
    assert all(text_width(label, 8) <= width + 1e-9 for label in shown.values())


def test_a_text_is_cut_where_the_last_characters_that_fit_end() -> None:
    from pilcrow.figures.frame import text_width
    from pilcrow.figures.themes import cut

    title = "Address to the harbour assembly, AV WAT, 4 May"
    for length in range(len(title) - 3):
        width = text_width(title[:length] + "…", 8)
        shown = cut(title, width, 8)
        assert shown == title[:length].rstrip() + "…", (length, shown)
    assert cut(title, 0.0, 8) == "…" and cut("", 0.0, 8) == ""


def test_texts_of_one_font_are_laid_out_once_whatever_their_size() -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    use_look(LOOK)
    small, large = (FontProperties(family=LOOK.families[:1], size=size) for size in (8, 12))
    measure = TextToPath().get_text_width_height_descent
    narrow = measure("Respect and equality", small, False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TextToPath, "_get_font", None)  # what each layout begins with
        wide = TextToPath().get_text_width_height_descent("Respect and equality", large, False)
    assert wide == pytest.approx([1.5 * part for part in narrow])
    glyphs = TextToPath().get_glyphs_with_font
    font = TextToPath()._get_font(small)
    placed, first, _ = glyphs(font, "Respect", glyph_map={}, return_new_glyphs_only=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matplotlib._text_helpers.layout", None)
        again, new, _ = glyphs(font, "Respect", glyph_map=first, return_new_glyphs_only=True)
    assert again == placed and len(first) == 6 and not new
