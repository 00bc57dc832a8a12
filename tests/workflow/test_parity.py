"""Two renderers, one source: what Quarto makes of a report is what the embedded renderer makes of
it.

A throw-away project, the repository's own with a hostile second transcript and a section of every
form that may stand in a report, is built with both. Each comparison is exact after what is named in
INHERENT, and each is shown to notice a difference.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from constructed_works import STYLES, WORKS
from quarto_guide import guide, write_images
from throwaway import copy_project, snakemake

from pilcrow.files.project import look_folder
from pilcrow.render import (
    add_citation_metadata,
    clean_environment,
    pandoc,
    typst,
    typst_arguments,
    uncovered_characters,
)
from pilcrow.report.rendering.renderers import find_quarto, quarto_version, refusal
from pilcrow.report.rendering.terms import with_terms

# What differs by nature, by name. Nothing else is passed over.
INHERENT = {
    "spelling of tags": (
        "Quarto writes the page anew from its tree (<br> for <br />, viewbox for viewBox, a body in"
        " a table of raw HTML, which HTML reads as one): compared as parsed."
    ),
    "end of a call": (
        "Pandoc 3.6 ends every function call in Typst source with a semicolon, later ones where it"
        " is needed: semicolons are left out of the comparison of the source; they are compared as"
        " text in the print."
    ),
    "breaks": (
        "Quarto 1.7 carries Typst 0.13, which breaks lines and pages elsewhere: the running head,"
        " which names paragraphs by page, and the page numbers of links are left out of the"
        " comparison of the print, and so is white space."
    ),
    "hyphens": (
        "Typst 0.13 lets hyphens be read as soft hyphens, and 0.15 joins words and page numbers:"
        " hyphens, soft ones and joiners are left out."
    ),
    "raised figures": (
        "Typst 0.13 sets the number of a note as a raised character, 0.15 as a raised figure:"
        " compared after NFKC."
    ),
    "order on a line": (
        "Numbers in the margin and raised signs are read before or after the line they stand in:"
        " the print is compared by its characters and their number."
    ),
    "tags of the PDF": (
        "Typst writes tags, and alternative texts with them, from 0.14 on (Quarto from 1.9 on): an"
        " untagged PDF has none to compare; the alternative texts are compared in the Typst source."
    ),
    "destinations": (
        "Typst 0.14 (Quarto 1.9) names a heading as a destination of the PDF only where a link"
        " leads to it: its destinations are those of the other print that a link there leads to."
    ),
}


def quartos() -> list[Path]:
    """The Quartos to compare with: one in each folder that PILCROW_QUARTOS lists, else the one that
    a build would take.
    """
    if listed := os.environ.get("PILCROW_QUARTOS"):
        return [Path(folder) / "quarto" for folder in listed.split(os.pathsep) if folder]
    found = find_quarto()
    return [found] if found else []


def each_quarto() -> list[Any]:
    """A parameter for each Quarto, by its version; one that cannot be used is skipped, and says
    why.
    """
    made = []
    for program in quartos():
        version = quarto_version(program)
        problem = refusal(program, version)
        marks = [pytest.mark.skip(reason=problem[0])] if problem else []
        made.append(pytest.param(program, id=version, marks=marks))
    missing = "no Quarto here (PILCROW_QUARTOS, QUARTO_PATH, beside this Python, PATH)"
    return made or [pytest.param(None, id="none", marks=[pytest.mark.skip(reason=missing)])]


with_quarto = [pytest.mark.slow, pytest.mark.quarto]

# Constructed: nobody said it.
HOSTILE = """A constructed address for the tests of Pilcrow

Ladies and gentlemen,

We ask for dialogue among equal partners. <b>Not bold</b>, *not italic*, #not-typst[x], {{< not a shortcode >}}, $x^2$, \\emph{no}, [@nobody, para. 1], `no code`.

# Not a heading

- Trade has grown, "they" say; the markets followed -- slowly... Größe, Мы верим, Ωμέγα.

::: {.callout-note}

@fig-none and {{< include /etc/hosts >}} are words here. A 5 < 6 && 7 > 6.

12. Trade(s) and dialogue; trade; trade.com, ’90s trade... trade--trade, trade[x] dialogue. (Trade) 'tis -? ~ "q".
"""  # noqa: E501
METADATA = """title: A constructed address
speaker: {name: Anna Specimen, family: Specimen, role: speaker}
date: 2020-05-04
place: Nowhere
language: en
event: a test
source: {description: Constructed for the tests.}
"""
SUBSET = """# Every form that may stand in a report {#sec-forms}

## Words {#sec-words}

Words in *italics*, **bold**, ~~strike~~, `code <b>&amp; #x`, H~2~O, x^2^, "quoted 'within' quotes", '91 -- and so on... A line with a\\
break, 5\\ km, <nobody@example.org>, [an address](https://example.org/a?b=c&d=e#f), 5 < 6 & 7 > 6, \\$5, a_b, \\*star\\*, *and*(b) *and*; *and*.com.

A note stands here.[^one] Another inline.^[With [a link](https://example.org/note).]

[^one]: The first note, citing [@specimen-two, para. 2] and @krippendorff-2019.

## Lists {#sec-lists}

- one
    1. first
    2. second

        with a paragraph of its own
- two

Term
:   its definition [@krippendorff-2019, ch. 5]

> A quotation in a block.

| a line
|   and an indented one

```
code <in> a block # not a heading
```

* * *

### A third level {#sec-third}

## Without a number {.unnumbered #sec-bare}

See @sec-lists, @sec-bare, @fig-theme-prevalence, @tbl-register, and [the tables](#tables).

## Tables {#tables}

| left | right | centre |
|:-----|------:|:------:|
| *a*  |     1 | [@specimen-two, para. 1] |
| b    |    22 | `code` |

: A plain table with a citation [@specimen-two, paras. 1-2]

| a | b |
|---|---|
| no | caption |

::: {.note}
A note of our own [@specimen-two, para. 1; @krippendorff-2019, p. 4].
:::

## Mathematics {#sec-mathematics}

Inline $\\alpha = 1 - \\frac{D_o}{D_e}$ and displayed:

$$\\sum_{i=1}^{n} x_i^2 \\geq 0$$

::: {.only-html}
Only on the page.
:::

::: {.only-pdf}
Only in print.
:::
"""  # noqa: E501


INCLUDES = "{{< include sections/forms.qmd >}}\n\n{{< include sections/guide.qmd >}}"


# Reading a page -----------------------------------------------------------------------------------

EMPTY = {"meta", "link", "br", "img", "hr", "col", "input", "wbr", "source"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element | str] = []

    def all(self, *tags: str, of: str = "") -> list[Element]:
        """The elements within, in order; of the given tags, of the given class."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if (not tags or child.tag in tags) and (
                    not of or of in child.attributes.get("class", "").split()
                ):
                    found.append(child)
                found += child.all(*tags, of=of)
        return found

    def text(self) -> str:
        parts = [
            child if isinstance(child, str) else child.text()
            for child in self.children
            if isinstance(child, str) or child.tag not in ("script", "style")
        ]
        return " ".join("".join(parts).split())

    def tree(self) -> Any:
        # A browser puts the rows of a table into a body where raw HTML has none; Quarto has done so
        # already.
        children = [
            inner
            for child in self.children
            for inner in (
                child.children if isinstance(child, Element) and child.tag == "tbody" else [child]
            )
        ]
        inner = [
            child.tree() if isinstance(child, Element) else " ".join(child.split())
            for child in children
        ]
        return self.tag, sorted(self.attributes.items()), [item for item in inner if item]


class Page(HTMLParser):
    """A page as a tree, as HTML reads it: names in lower case, white space apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {element.tag for element in self.open}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def caption(element: Element) -> str:
    return " ".join(found.text() for found in element.all("figcaption", "caption"))


def pictures(element: Element) -> list[Element]:
    """Images, and drawings that stand in the page itself."""
    return [
        found
        for found in element.all()
        if found.tag in ("img", "svg") or found.attributes.get("role") == "img"
    ]


# What must be alike on the page, by name. Each is a list, so that a difference shows where it is.
ON_THE_PAGE: dict[str, Callable[[Element], list[Any]]] = {
    "text": lambda page: page.all("body")[0].text().split(),
    "anchors": lambda page: [
        element.attributes["id"] for element in page.all() if "id" in element.attributes
    ],
    "links": lambda page: [
        (element.attributes.get("href"), element.text()) for element in page.all("a")
    ],
    "figures": lambda page: [
        (
            figure.attributes.get("id"),
            caption(figure),
            [
                [image.attributes.get(name) for name in ("alt", "aria-label", "src")]
                for image in pictures(figure)
            ],
        )
        for figure in page.all("figure")
    ],
    "alternatives": lambda page: [
        (
            element.tag,
            element.attributes.get("alt"),
            element.attributes.get("aria-label"),
            element.attributes.get("role"),
        )
        for element in pictures(page)
    ],
    "tables": lambda page: [
        (
            table.attributes.get("id"),
            caption(table),
            [cell.text() for cell in table.all("th", "td")],
        )
        for table in page.all("table")
    ],
    "sections": lambda page: [
        (
            heading.tag,
            heading.attributes.get("id"),
            heading.attributes.get("data-number"),
            heading.text(),
        )
        for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")
    ],
    "numbers of figures and tables": lambda page: [
        found[0]
        for element in page.all("figcaption", "caption")
        if (found := re.match(r"(?:Figure|Table) \d+", element.text()))
    ],
    "contents": lambda page: [
        (link.attributes["href"], link.text()) for nav in page.all("nav") for link in nav.all("a")
    ],
    "bibliography": lambda page: [
        (entry.attributes.get("id"), entry.text()) for entry in page.all("div", of="csl-entry")
    ],
    "notes": lambda page: [
        (note.attributes.get("id"), note.text()) for note in page.all("div", of="side-note")
    ],
    "languages": lambda page: [
        (
            element.tag,
            element.attributes.get("id"),
            element.attributes.get("lang"),
            element.attributes.get("dir"),
        )
        for element in page.all()
        if {"lang", "dir"} & set(element.attributes)
    ],
    "title": lambda page: [
        element.text()
        for element in (*page.all("title"), *page.all("header", of="title")[0].all("h1", "p"))
    ],
    "abstract": lambda page: [section.text() for section in page.all("section", of="abstract")],
    "everything": lambda page: [
        child.tree() for child in page.children if isinstance(child, Element)
    ],
}


# Reading the print --------------------------------------------------------------------------------


def letters(path: Path) -> dict[str, int]:
    """How often each character stands in a PDF, without running heads and feet, as INHERENT
    says.
    """
    area = ["-x", "0", "-y", "75", "-W", "620", "-H", "700"]
    text = subprocess.run(
        ["pdftotext", *area, path, "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    return count(re.sub(r"\bp\.\s\d+", "p.", text))


def count(text: str) -> dict[str, int]:
    return dict(
        sorted(
            Counter(
                re.sub(r"[\s\u00ad\u2060\u2010\u2011-]", "", unicodedata.normalize("NFKC", text))
            ).items()
        )
    )


def source(text: str) -> list[str]:
    """Typst source by lines, without what only ends a call."""
    return re.sub(r"\\?;", "", text).splitlines()


# What must be alike in the Typst source, by name
IN_THE_SOURCE: dict[str, Callable[[str], list[Any]]] = {
    "labels": lambda text: re.findall(r"(?<!\()<([\w.:-]+)>", text),
    "links": lambda text: re.findall(
        r"#link\((<[^>]*>|\"[^\"]*\")\)|(?:page-of|sign)\(label\((\"[^\"]*\")", text
    ),
    "alternatives": lambda text: re.findall(r"\balt: \"((?:[^\"\\]|\\.)*)\"", text),
    "headings": lambda text: re.findall(
        r"(?m)^(?:=+ .*|#heading\(.*)$", source(text) and "\n".join(source(text))
    ),
    "everything": source,
}


@dataclass
class Print:
    """What of a PDF is not on its pages."""

    language: str
    title: str
    author: str
    keywords: str
    tagged: bool
    addresses: list[str]
    destinations: list[str]
    linked: list[str]  # the destinations that a link leads to
    bookmarks: list[str]
    alternatives: list[str]


def read_print(path: Path) -> Print:
    pypdf = pytest.importorskip("pypdf", reason="pypdf, which reads the PDF, is not installed")
    reader = pypdf.PdfReader(path)
    root, about = reader.trailer["/Root"], reader.metadata
    annotations = [
        found.get_object() for page in reader.pages for found in page.get("/Annots") or ()
    ]
    addresses = {str(found["/A"]["/URI"]) for found in annotations if "/URI" in found.get("/A", {})}
    alternatives: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for item in element:
                walk(item)
        elif isinstance(element, dict):
            if element.get("/S") == "/Figure":
                alternatives.append(str(element.get("/Alt", "")))
            walk(element.get("/K"))

    def titles(outline: Any) -> list[str]:
        # Typst 0.13 leaves the numbers out of the bookmarks.
        return [
            title
            for item in outline
            for title in (
                titles(item)
                if isinstance(item, list)
                else [re.sub(r"^(?:(?:[\d.]+|[A-Z](?:\.\d+)*)\s+)+", "", item.title)]
            )
        ]

    walk(root.get("/StructTreeRoot"))
    destinations = sorted(name for name in reader.named_destinations)
    # Typst 0.13 writes where a link leads as an action.
    targets = [found.get("/Dest", found.get("/A", {}).get("/D")) for found in annotations]
    led_to = {str(target) for target in targets if isinstance(target, str)}
    return Print(
        str(root.get("/Lang")),
        about.title,
        about.author,
        about.get("/Keywords"),
        "/StructTreeRoot" in root,
        sorted(addresses),
        destinations,
        [name for name in destinations if name in led_to],
        titles(reader.outline),
        alternatives,
    )


# The builds ---------------------------------------------------------------------------------------


@dataclass
class Pair:
    """The reports of both renderers, and the Typst source that each had set."""

    project: Path
    embedded: Path
    quarto: Path
    sources: tuple[str, str]
    program: Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose folder has spaces and umlauts in its name, with the hostile transcript and
    every form, not built.
    """
    project = copy_project(tmp_path_factory.mktemp("parity") / "eine Mappe für Größeres")
    (project / "raw" / "specimen-two.txt").write_text(HOSTILE, encoding="utf-8")
    (project / "raw" / "specimen-two.yaml").write_text(METADATA, encoding="utf-8")
    (project / "report" / "sections" / "forms.qmd").write_text(SUBSET, encoding="utf-8")
    (project / "report" / "sections" / "guide.qmd").write_text(guide(), encoding="utf-8")
    write_images(project / "report")
    index = project / "report" / "index.qmd"
    text = index.read_text(encoding="utf-8")
    # What made the report is named in it, and so differs.
    text = text.replace('::: {.insert part="software"}\n:::\n', "")
    assert 'part="software"' not in text
    # A formula in the abstract, whatever the abstract says.
    text, abstracts = re.subn(r"(?m)^abstract: \|\n.*", r"\g<0> The sign is $\\alpha$.", text)
    assert abstracts == 1
    index.write_text(
        text.replace("\n# Appendices", f"\n{INCLUDES}\n\n# Appendices", 1),
        encoding="utf-8",
    )
    return project


def build(project: Path, renderer: str, **changes: str) -> Path:
    """Build, and keep the reports apart, below the folder of the project."""
    done = snakemake(project, "--config", f"renderer={renderer}", **changes)
    assert done.status == 0, done.said
    kept = Path(tempfile.mkdtemp(prefix=f"{renderer}-", dir=project.parent))
    for name in ("report.html", "report.pdf"):
        shutil.copy2(project / "results" / name, kept / name)
    return kept


@pytest.fixture(scope="module")
def embedded(written: Path) -> Path:
    return build(written, "embedded")


@pytest.fixture(scope="module", params=each_quarto())
def pair(request: pytest.FixtureRequest, written: Path, embedded: Path) -> Pair:
    quarto: Path = request.param
    made = build(written, "quarto", QUARTO_PATH=str(quarto))
    composed = written / "results" / "compose"
    kept = made / "kept"
    shutil.copytree(composed, kept)
    settings = kept / "_quarto.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("keep-typ: false", "keep-typ: true"),
        encoding="utf-8",
    )
    uncovered = uncovered_characters(composed)
    subprocess.run(
        [str(quarto), "render", "report.qmd", "--to", "typst"],
        cwd=kept,
        env=clean_environment(composed) | {"PILCROW_UNCOVERED": uncovered},
        capture_output=True,
        check=True,
    )
    ours = pandoc(composed, typst_arguments(composed), uncovered).decode("utf-8")
    theirs = (kept / "report.typ").read_text(encoding="utf-8")
    return Pair(written, embedded, made, (ours, theirs), quarto)


def page(folder: Path) -> Element:
    return Page((folder / "report.html").read_text(encoding="utf-8")).root


@pytest.fixture(scope="module")
def pages(pair: Pair) -> tuple[Element, Element]:
    return page(pair.embedded), page(pair.quarto)


# The comparisons ----------------------------------------------------------------------------------


class TestBoth:
    pytestmark = with_quarto

    @pytest.mark.parametrize("name", ON_THE_PAGE)
    def test_the_page_is_alike(self, pages: tuple[Element, Element], name: str) -> None:
        ours, theirs = (ON_THE_PAGE[name](found) for found in pages)
        assert ours and ours == theirs

    @pytest.mark.parametrize("name", IN_THE_SOURCE)
    def test_the_source_of_the_print_is_alike(self, pair: Pair, name: str) -> None:
        ours, theirs = (IN_THE_SOURCE[name](text) for text in pair.sources)
        assert ours and ours == theirs

    def test_set_by_one_typst_both_are_the_same_print_to_the_byte(self, pair: Pair) -> None:
        composed = pair.project / "results" / "compose"
        assert (
            add_citation_metadata(typst(composed, pair.sources[1].encode("utf-8")), composed)
            == (pair.embedded / "report.pdf").read_bytes()
        )

    def test_the_print_has_the_same_characters(self, pair: Pair) -> None:
        if not shutil.which("pdftotext"):
            pytest.skip("poppler's pdftotext, which reads the print, is not here")
        ours, theirs = letters(pair.embedded / "report.pdf"), letters(pair.quarto / "report.pdf")
        assert sum(ours.values()) > 10_000 and ours == theirs

    @pytest.mark.parametrize(
        "name",
        ["language", "title", "author", "keywords", "addresses", "linked", "bookmarks"],
    )
    def test_the_print_says_the_same_of_itself(self, pair: Pair, name: str) -> None:
        ours, theirs = (
            getattr(read_print(folder / "report.pdf"), name)
            for folder in (pair.embedded, pair.quarto)
        )
        assert ours and ours == theirs

    def test_the_print_has_the_same_destinations(self, pair: Pair) -> None:
        ours, theirs = (
            read_print(folder / "report.pdf") for folder in (pair.embedded, pair.quarto)
        )
        only_linked = re.search(rb"Typst 0\.14\.", (pair.quarto / "report.pdf").read_bytes())
        assert set(ours.linked) < set(ours.destinations)
        # INHERENT: destinations
        assert theirs.destinations == (ours.linked if only_linked else ours.destinations)

    def test_the_alternatives_of_the_print_are_those_of_the_page(
        self, pair: Pair, pages: tuple[Element, Element]
    ) -> None:
        ours, theirs = (
            read_print(folder / "report.pdf") for folder in (pair.embedded, pair.quarto)
        )
        # An image without words is decoration: the print does not tag it.
        shown = [said for image in pages[0].all("img") if (said := image.attributes["alt"])]
        # Figures of Pilcrow's own stand in the page as drawings; print has those of the report's
        # coding.
        of_others = pages[0].all(of="shown-second") + pages[0].all(of="shown-differ")
        hidden = [drawing for one in of_others for drawing in one.all(of="drawing")]
        drawings = [one for one in pages[0].all(of="drawing") if one not in hidden]
        shown += [one.attributes["aria-label"] for one in drawings]
        # The strip map is a drawing in print, and a list of links on the page.
        drawn = [said for said in ours.alternatives if not said.startswith("Map of the text")]
        assert ours.tagged and shown and sorted(drawn) == sorted(shown)
        old = re.search(rb"/Creator \(Typst 0\.1[0-3]\.", (pair.quarto / "report.pdf").read_bytes())
        assert theirs.alternatives == (
            [] if old else ours.alternatives
        )  # INHERENT: tags of the PDF

    def test_the_same_bytes_again_and_nothing_left_behind(self, pair: Pair, tmp_path: Path) -> None:
        home, temporary = tmp_path / "home", tmp_path / "temporary"
        home.mkdir()
        temporary.mkdir()
        composed = tmp_path / "anders genannt" / "compose"
        shutil.copytree(pair.project / "results" / "compose", composed)
        before = {path: path.read_bytes() for path in composed.rglob("*") if path.is_file()}
        machine = {
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "tr_TR.UTF-8",
            "QUARTO_PROFILE": "other",
            "QUARTO_PATH": str(pair.program),
        }
        for form in ("html", "pdf"):
            again = tmp_path / f"again.{form}"
            command = [
                sys.executable,
                "-m",
                "pilcrow.render",
                "--project",
                str(composed),
                "--format",
                form,
                "--renderer",
                "quarto",
                "--output",
                str(again),
            ]
            where = {**os.environ, **machine, "PYTHONPATH": str(pair.project / "workflow")}
            subprocess.run(command, env=where, cwd=tmp_path, capture_output=True, check=True)
            assert again.read_bytes() == (pair.quarto / f"report.{form}").read_bytes()
            for name in (str(tmp_path), str(pair.project), "/report/report.qmd"):
                assert name.encode() not in again.read_bytes()
        assert [*home.rglob("*"), *temporary.rglob("*")] == []
        assert {path: path.read_bytes() for path in composed.rglob("*") if path.is_file()} == before
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "again.html",
            "again.pdf",
            "anders genannt",
            "home",
            "temporary",
        ]

    def test_what_breaks_in_quarto_is_a_sentence_and_a_log(
        self, pair: Pair, tmp_path: Path
    ) -> None:
        project = tmp_path / "broken"
        shutil.copytree(pair.project, project)
        own = project / "report" / "look"
        own.mkdir(exist_ok=True)
        functions = (project / "workflow" / "look" / "pilcrow.typ").read_text(encoding="utf-8")
        (own / "pilcrow.typ").write_text(
            functions + "\n#let x = nothing-of-the-kind\n", encoding="utf-8"
        )
        done = snakemake(project, "--config", "renderer=quarto", QUARTO_PATH=str(pair.program))
        assert done.status != 0 and "Traceback" not in done.said
        assert (
            "Quarto could not render the composed report: unknown variable: nothing-of-the-kind"
            in done.said
        )
        assert "results/logs/render/pdf.log" in done.said


# Words before the number of a place. Not every Pandoc reads them in every language.
LOCATORS = (
    *(
        "page",
        "p.",
        "pp.",
        "para.",
        "§",
        "chapter",
        "chap.",
        "chaps.",
        "ch.",
        "section",
        "sec.",
        "sect.",
    ),
    *(
        "vol.",
        "no.",
        "nos.",
        "note",
        "n.",
        "book",
        "bk.",
        "bks.",
        "part",
        "pt.",
        "fig.",
        "col.",
        "l.",
    ),
    *("Kap.", "S.", "Abs.", "Anm.", "Nr.", "chapitre", "cap.", "pág.", "гл.", "с.", "rozdz.", "s."),
)


@pytest.mark.slow
@pytest.mark.quarto
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("quarto", each_quarto())
def test_references_have_the_terms_of_the_lock(quarto: Path, style: str, tmp_path: Path) -> None:
    """The Pandoc of an older Quarto has other terms: 4th ed. for 4th edn, Jun. for June."""
    (tmp_path / "items.json").write_text(json.dumps(WORKS), encoding="utf-8")
    arguments = ["--from=markdown", "--to=plain", "--wrap=none", "--citeproc", "--csl=style.csl"]
    arguments += ["--bibliography=items.json", "--metadata=nocite:@*"]
    own = (look_folder() / f"{style}.csl").read_text(encoding="utf-8")
    for language in ("en", "en-GB", "de-AT", "pl", "fr"):
        (tmp_path / "style.csl").write_text(with_terms(own, language), encoding="utf-8")
        cited = [*arguments, f"--metadata=lang:{language}"]
        written = "[@book, p. 2; @speech, para. 3] " + " ".join(
            f"[@book, {abbreviation} 3-4]" for abbreviation in LOCATORS
        )
        ours = pandoc(tmp_path, cited, source=written.encode()).decode("utf-8")
        theirs = subprocess.run(
            [str(quarto), "pandoc", *cited],
            input=written,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        assert "Quill" in ours and theirs == ours


# Each comparison notices --------------------------------------------------------------------------

BROKEN: dict[str, tuple[str, str]] = {  # what is changed on a page, and to what
    "text": ("None of this makes", "None of that makes"),
    "anchors": ('id="lavrov-truss-2022.p8"', 'id="lavrov-truss-2022.p8x"'),
    "links": ('href="#lavrov-truss-2022.p8"', 'href="#lavrov-truss-2022.p7"'),
    "figures": ("<figcaption>", "<figcaption>A word more. "),
    "alternatives": ('aria-label="Strip chart', 'aria-label="Chart'),
    "tables": ("<td>", "<td>0"),
    "sections": ('data-number="2.1"', 'data-number="2.2"'),
    "numbers of figures and tables": ("Figure 2", "Figure 3"),
    "contents": ('<a href="#section-limits"', '<a href="#section-limit"'),
    "bibliography": ("Content Analysis: An Introduction", "Content Analysis: Introduction"),
    "notes": ("The first note", "The note"),
    "languages": ('lang="en"', 'lang="de"'),
    "title": ("<title>", "<title>The "),
    "abstract": ("Britain is to move first", "Britain is to move last"),
    "everything": ('class="evidence', 'class="evidenc'),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_each_comparison_of_the_page_notices(embedded: Path, name: str) -> None:
    text = (embedded / "report.html").read_text(encoding="utf-8")
    # A list of contents and a transcript say the same words more than once: all of them are
    # changed.
    assert BROKEN[name][0] in text
    before, after = (
        ON_THE_PAGE[name](Page(found).root) for found in (text, text.replace(*BROKEN[name]))
    )
    assert before and before != after


def test_each_comparison_of_the_source_notices() -> None:
    text = (
        '= One\n<sec-one>\n#link(<a.p1>)[x]; #picture(image("a.svg", alt: "A chart"))[c] <fig-a>\n'
    )
    assert IN_THE_SOURCE["everything"](text) == IN_THE_SOURCE["everything"](text.replace("];", "]"))
    for name, change in {
        "labels": ("<fig-a>", ""),
        "links": ("a.p1", "a.p2"),
        "alternatives": ("A chart", "A"),
        "headings": ("= One", "== One"),
        "everything": ("[c]", "[d]"),
    }.items():
        assert IN_THE_SOURCE[name](text) != IN_THE_SOURCE[name](text.replace(*change)), name


def test_the_characters_of_a_print_are_counted_and_breaks_are_not() -> None:
    assert count("full-\nscale talks¹") == count("full\u00adscale\ntalks1")
    assert count("talks") != count("talk")


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="poppler's pdftotext, which reads the print, is not here"
)
def test_the_transcript_stands_in_the_print_letter_for_letter(embedded: Path) -> None:
    said = subprocess.run(
        ["pdftotext", "-layout", embedded / "report.pdf", "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    text = " ".join(said.split())
    for words in (
        (
            "<b>Not bold</b>, *not italic*, #not-typst[x], {{< not a shortcode >}}, $x^2$,"
            " \\emph{no}, [@nobody, para. 1], `no code`."
        ),
        '"they" say; the markets followed -- slowly... Größe, Мы верим, Ωμέγα.',
        "::: {.callout-note}",
        "@fig-none and {{< include /etc/hosts >}} are words here. A 5 < 6 && 7 > 6.",
        "(s) and dialogue",
        '\'tis -? ~ "q".',
    ):
        assert words in text
