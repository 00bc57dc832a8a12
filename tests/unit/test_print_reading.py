"""What a reader of the print sees, copies and follows: read back from the PDF."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pypdfium2
import pytest
import typst
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
import sample

from pilcrow.render import render

FILLING = (
    "Nothing of this was said by anyone, it only makes the interdependent paragraphs of a"
    " full-scale specimen long enough. " * 45
)
UNHYPHENED = (
    "Interdependent considerations of constructed misunderstandings. " * 9
)  # lines end in hyphens before one is written
AFTER = "\n\n## A heading of its own {#sec-own}\n"  # and then a figure


def compose(folder: Path) -> Path:
    """A report in which section 2.1 begins a page before it first cites paragraph 2, and a figure
    stands right after a heading.
    """
    composed = sample.compose(folder, prose=AFTER)
    report = composed / "report.qmd"
    written = report.read_text(encoding="utf-8")
    written = written.replace("This report is about", f"{UNHYPHENED} This report is about")
    report.write_text(
        written.replace("Growth is reported", f"{FILLING}\n\nGrowth is reported"), encoding="utf-8"
    )
    return composed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    render(compose(folder / "compose"), "pdf", "embedded", folder / "report.pdf")
    return folder / "report.pdf"


@pytest.fixture(scope="module")
def pages(made: Path) -> list[str]:
    document = pypdfium2.PdfDocument(made)
    texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return texts


def height(made: Path, page: int, words: str) -> float:
    """How far above the foot of the page words stand, in points; the last place of several."""
    document = pypdfium2.PdfDocument(made)
    text = document[page].get_textpage()
    search, places = text.search(words, match_case=True), []
    while found := search.get_next():
        places.append(text.get_charbox(found[0])[1])
    document.close()
    return float(places[-1])


def page_with(pages: list[str], words: str) -> int:
    return next(number for number, text in reversed(list(enumerate(pages))) if words in text)


def test_words_are_copied_apart_from_the_signs_beside_them(pages: list[str]) -> None:
    words = re.findall(r"\b(?:dialogue|partners|trade|markets)\w*", "".join(pages))
    assert len(words) > 3
    assert set(words) <= {"dialogue", "partners", "trade", "markets"}


def test_no_space_stands_within_the_brackets_of_a_citation(pages: list[str]) -> None:
    cited = re.findall(r"\([^()]*para\.[^()]*\)", " ".join(pages))
    assert [" ".join(one.split()) for one in cited] == [
        "(Specimen 2020, para. 1)",
        "(Specimen 2020, para. 2)",
        "(para. 1)",
    ]


def test_a_hyphen_is_copied_as_one_though_the_same_glyph_ends_lines(made: Path) -> None:
    maps = [
        font["/ToUnicode"].get_data().decode("latin-1").upper()
        for page in PdfReader(made).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    ]
    assert any(re.search(r"<[0-9A-F]+> <002D>", written) for written in maps)
    assert not any("<00AD>" in written for written in maps)


def test_a_foot_gives_the_page_of_the_citation_not_that_of_its_section_and_leads_there(
    made: Path, pages: list[str]
) -> None:
    begins, cites = page_with(pages, "2.1 Trade"), page_with(pages, "Growth is reported")
    assert begins < cites
    foot = page_with(pages, f"Cited in section 2.1 (p. {cites + 1}).")
    reader = PdfReader(made)
    links = [each.get_object() for each in reader.pages[foot]["/Annots"]]
    leads = {
        reader.get_page_number(place[0].get_object())
        for link in links
        if isinstance(place := link["/Dest"].get_object(), list)
        and str(link["/Contents"]) == f"page {cites + 1}"
    }
    assert leads == {cites}


def test_no_page_begins_with_the_last_line_of_a_foot(pages: list[str]) -> None:
    assert [
        text.split("\n")[1][:8] for text in pages[1:] if text.split("\n")[1].startswith("Cited in")
    ] == []


def test_a_figure_stands_below_the_heading_that_it_follows(made: Path, pages: list[str]) -> None:
    page = page_with(pages, "A heading of its own")
    assert "Figure 1. Two bars." in pages[page]
    assert height(made, page, "Figure 1. Two bars.") < height(made, page, "A heading of its own")


def test_the_head_of_a_page_names_the_documents_and_the_paragraphs_that_begin_on_it(
    pages: list[str],
) -> None:
    assert re.search(
        r"A report on a constructed address Specimen 2020, para\..\d – .+ 2020, para\..2\s*2\n",
        pages[1],
    )


@pytest.mark.parametrize(
    ("name", "date", "head"),
    [
        ("Specimen", "2020-02-10", "Specimen 2020"),
        ("Briefing 2020", "2020-02-10", "Briefing 2020"),
        ("Budget 2020/21", "2020", "Budget 2020/21"),
        ("Briefing 12020", "2020", "Briefing 12020 2020"),
        ("Briefing", "", "Briefing"),
    ],
)
def test_the_head_of_a_page_gives_the_year_once(
    name: str, date: str, head: str, tmp_path: Path
) -> None:
    look = Path(__file__).resolve().parents[2] / "workflow/look"
    for file in ("pilcrow.typ", "own.typ", "palette.json"):
        shutil.copyfile(look / file, tmp_path / file)
    (tmp_path / "page.typ").write_text(
        f'#import "pilcrow.typ": *\n#begins("doc", "{name}", "{date}")', encoding="utf-8"
    )
    found = typst.query(tmp_path / "page.typ", "<pilcrow-document>", field="value", one=True)
    assert json.loads(found) == ["doc", head]


SETTLED_NEVER = """#import "pilcrow.typ": *
#let unsettled = state("unsettled", 0)
#let note-block(body) = context { unsettled.update(unsettled.final() + 1) } + body
"""


def test_the_layout_settles_and_the_log_says_where_one_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    composed = compose(tmp_path / "compose")
    report = composed / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8") + "\n::: {.note}\nA note.\n:::\n", encoding="utf-8"
    )
    render(composed, "pdf", "embedded", tmp_path / "settled.pdf")
    assert "converge" not in capsys.readouterr().err
    (composed / "look/own.typ").write_text(SETTLED_NEVER, encoding="utf-8")
    render(composed, "pdf", "embedded", tmp_path / "unsettled.pdf")
    assert "Typst: document did not converge" in capsys.readouterr().err


TABLE = """
| Code | Words of the paragraph | Reason |
|:-----|:-----------------------|:-------|
| a    | One word.              | A reason that is told at length, so that it takes more lines than all else in its row, and needs the room that others leave. |
| b    | One word.              | Another reason that is told at length, so that it takes more lines than all else in its row, and needs the room that others leave. |

: Three columns {tbl-colwidths="[34,33,33]"}
"""  # noqa: E501


SUMS = """
+------------------------------------------+------------------------------------------+
| File                                     | Sum                                      |
+==========================================+==========================================+
| `edition/kennedy-1961.paragraphs.csv`    | `be33256923f9e6ba4d882d2f3da72ef9`\\      |
|                                          | `be7acd039590b6aeee97d7da2929f940`       |
+------------------------------------------+------------------------------------------+
| `raw/one.txt`                            | `0001256923f9e6ba4d882d2f3da72ef9`\\      |
|                                          | `be7acd039590b6aeee97d7da2929f940`       |
+------------------------------------------+------------------------------------------+
| `raw/two.txt`                            | `0002256923f9e6ba4d882d2f3da72ef9`\\      |
|                                          | `be7acd039590b6aeee97d7da2929f940`       |
+------------------------------------------+------------------------------------------+
| `raw/three.txt`                          | `0003256923f9e6ba4d882d2f3da72ef9`\\      |
|                                          | `be7acd039590b6aeee97d7da2929f940`       |
+------------------------------------------+------------------------------------------+
| `raw/four.txt`                           | `0004256923f9e6ba4d882d2f3da72ef9`\\      |
|                                          | `be7acd039590b6aeee97d7da2929f940`       |
+------------------------------------------+------------------------------------------+

: Sums
"""


def test_a_long_name_does_not_run_into_the_next_column(tmp_path: Path) -> None:
    """The second line of a sum has its place: only the first was counted as one long word."""
    composed = sample.compose(tmp_path / "compose", others=False, prose=SUMS)
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    for page in document:
        text = page.get_textpage()
        found, below = (text.search(one).get_next() for one in ("paragraphs.csv", "be33256923f9"))
        if found and below:
            name = [text.get_charbox(found[0] + place) for place in range(found[1])]
            assert max(box[2] for box in name) < text.get_charbox(below[0])[0]
            break
    else:
        raise AssertionError("the table is not in the print")


HEADS = """
| Para. | Theme | Not coded by | Words, and reason |
|:----------------------------------------|:----------------------------------------|:----------------------------------------|:----------------------------------------|
| kennedy-1961.p8 | Government | rules | |

: Heads {tbl-colwidths="[40,20,20,20]"}
"""


def test_a_head_does_not_break_while_its_table_has_room(tmp_path: Path) -> None:
    """What was left of the line went to the widest column, and heads stood in three lines."""
    composed = sample.compose(tmp_path / "compose", others=False, prose=HEADS)
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    lines = [line for page in document for line in page.get_textpage().get_text_range().split("\n")]
    document.close()
    assert any("Not coded by" in line and "Words, and reason" in line for line in lines)


def test_columns_of_a_table_are_as_wide_as_makes_it_low(tmp_path: Path) -> None:
    composed = sample.compose(
        tmp_path / "compose",
        others=False,
        prose=TABLE.replace(
            ":-----|:-----------------------|:-------",
            ":" + "-" * 40 + "|:" + "-" * 40 + "|:" + "-" * 40,
        ),
    )
    render(composed, "pdf", "embedded", tmp_path / "report.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    lines = [
        line
        for page in document
        for line in page.get_textpage().get_text_range().replace("\r\n", "\n").split("\n")
    ]
    document.close()
    (first,) = [place for place, line in enumerate(lines) if line.startswith("a One word.")]
    (second,) = [place for place, line in enumerate(lines) if line.startswith("b One word.")]
    assert second - first == 2, lines[first:second]  # of three and more with columns of one width
