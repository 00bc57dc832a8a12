"""Promise: a corpus too large for one page is read document by document, and no link, backlink or
redirect is lost on the way.
"""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from throwaway import Build, copy_project, pilcrow, snakemake
from zotero_reading import Head, saved

PARTS = ("Snakefile", "config", "workflow", "profiles")
# Constructed: nobody said it.
TEXTS = {
    "speech-en": (
        "A constructed address\n\nLadies and gentlemen,\n\nWe ask for dialogue among"
        " equals.\n\nTrade has grown.\n\nIt has grown twice. Thank you.\n"
    ),
    "speech-ar": (
        "خطاب مصنوع\n\nسيداتي سادتي،\n\nنحن نطلب الحوار بين شركاء متساوين.\n\nلقد نمت"
        " التجارة.\n\nلقد نمت مرتين. شكرا لكم.\n"
    ),
    "other": (
        "Another <b>constructed</b> address\n\nWe regret the sanctions, and *nothing* else. {{< var"
        " x >}} is text.\n\nThe naïve élan of “peace, security” is gone.\n"
    ),
    "uncited": "A third constructed address\n\nNobody cites the cafés of this text.\n",
}
REPORT = """---
title: 'A \\<small> report'
abstract: It cites [@uncited, para. 1].
---

# Findings {#sec-findings}

They "ask for dialogue" [@speech-en, paras. 1-2]; elsewhere [@other, para. 1; @speech-en, para. 3].

::: {.insert part="register"}
:::
"""
CODEBOOK = (
    "title: Small\nversion: '1.0'\nlanguage: en\nthemes:\n  - {code: talk, name: Talk, definition:"
    " Talking., rules: [dialogue]}\n"
)


class Links(HTMLParser):
    """What a page links, and what can be linked on it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.sources: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            assert values["id"] not in self.anchors, f"twice: {values['id']}"
            self.anchors.add(values["id"])
        if tag == "a" and "href" in values:
            self.targets.append(unquote(values["href"]))
        # A link that only says something of the page is not fetched with it.
        fetched = tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload")
        if "src" in values or fetched:
            self.sources.append(values.get("src", values.get("href", "")))


def broken_links(results: Path) -> list[str]:
    """Links of all pages that lead to no file, or to no place in it."""
    pages = {
        path.resolve(): Links(path)
        for path in (*results.glob("*.html"), *results.glob("documents/*.html"))
    }
    found = []
    for path, page in pages.items():
        for target in page.targets:
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            place = (path.parent / name).resolve() if name else path
            if place not in pages or (anchor and anchor not in pages[place].anchors):
                found.append(f"{path.name}: {target}")
    return found


ADDRESS = "https://example.org/reading/"


def make(target: Path, config: str = f"pages: always\naddress: {ADDRESS}\n") -> Path:
    copy_project(target, PARTS)
    for folder in ("raw", "coding", "report"):
        (target / folder).mkdir()
    for name, text in TEXTS.items():
        (target / f"raw/{name}.txt").write_text(text, encoding="utf-8")
        language = "ar" if name.endswith("ar") else "en"
        about = (
            f"title: Title of {name}\nspeaker: {{name: Ada Sample, family: Sample}}\ndate:"
            f" 2020\nlanguage: {language}\n"
        )
        (target / f"raw/{name}.yaml").write_text(
            about + ("version_of: speech-en\n" if language == "ar" else ""), encoding="utf-8"
        )
    (target / "coding/codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (target / "report/index.qmd").write_text(REPORT, encoding="utf-8")
    (target / "config/config.yaml").write_text(f"renderer: embedded\n{config}", encoding="utf-8")
    return target


def build_pages(project: Path, **changes: str) -> Build:
    """All pages, without the print."""
    return snakemake(project, "results/report.html", "results/documents.html", **changes)


def pages_of(project: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted((project / "results/documents").glob("*.html"))
    }


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make(tmp_path_factory.mktemp("paged") / "project")
    build = build_pages(project)
    assert build.status == 0, build.said
    assert "results/documents.html" in build.said
    return project


@pytest.mark.slow
def test_citations_lead_to_the_page_and_back_and_every_link_holds(paged: Path) -> None:
    results = paged / "results"
    assert set(pages_of(paged)) == {*(f"{name}.html" for name in TEXTS), "speech-en.speech-ar.html"}
    assert broken_links(results) == []
    report = Links(results / "report.html")
    assert {
        "documents/speech-en.html#speech-en.p1",
        "documents/other.html#other.p1",
        "documents.html",
    } <= set(report.targets)
    # What is cited stands in the report too; what is not, only on its page.
    assert {"speech-en.p1", "speech-en.p2", "speech-en.p3", "other.p1"} <= report.anchors
    assert not {"other.p2", "speech-ar.p1"} & report.anchors
    page = Links(results / "documents/speech-en.html")
    assert {
        "../report.html#section-findings",
        "../documents.html",
        "speech-en.speech-ar.html",
    } <= set(page.targets)
    assert "speech-en.s1" in page.anchors


@pytest.mark.slow
def test_programs_read_in_a_page_what_the_document_is_and_of_which_edition(paged: Path) -> None:
    page = (paged / "results/documents/speech-en.html").read_text(encoding="utf-8")
    head = Head(page)
    address = f"{ADDRESS}documents/speech-en.html"
    assert head.first("citation_title") == head.first("DC.title") == "Title of speech-en"
    assert head.all("citation_author") == head.all("DC.creator") == ["Sample, Ada"]
    assert head.first("citation_publication_date") == "2020"
    assert head.first("citation_public_url") == head.link("canonical") == address
    assert head.link("cite-as") == address
    report = Head((paged / "results/report.html").read_text(encoding="utf-8"))
    assert head.first("citation_inbook_title") == report.first("citation_title")
    item = saved(page)
    assert (item["itemType"], item["bookTitle"]) == ("bookSection", report.first("citation_title"))
    [said] = map(json.loads, head.scripts)
    assert (said["@id"], said["name"]) == ("#speech-en", "Title of speech-en")
    assert said["isPartOf"]["name"] == report.first("citation_title")
    assert "#speech-en.p1" in {part["@id"] for part in said["hasPart"]}
    both = Head((paged / "results/documents/speech-en.speech-ar.html").read_text(encoding="utf-8"))
    assert not both.all("citation_title") and not both.scripts


@pytest.mark.slow
def test_every_page_is_complete_in_itself_and_text_stays_text(paged: Path) -> None:
    for path in (*(paged / "results/documents").glob("*.html"), paged / "results/documents.html"):
        assert [source for source in Links(path).sources if not source.startswith("data:")] == [], (
            path.name
        )
        text = path.read_text(encoding="utf-8")
        assert "[[pilcrow" not in text
        assert "<small> report" not in text
    page = (paged / "results/documents/other.html").read_text(encoding="utf-8")
    assert "Another &lt;b&gt;constructed&lt;/b&gt; address" in page
    assert "*nothing* else. {{&lt; var x &gt;}} is text." in page
    words = 'data-document="other" data-before="(Sample 2020a, " data-after=")"'
    assert words in page, "the citation that the page copies is that of the report's style"
    both = (paged / "results/documents/speech-en.speech-ar.html").read_text(encoding="utf-8")
    assert 'class="version" lang="ar" dir="rtl"' in both
    assert "two versions differ from here" not in both


@pytest.mark.slow
def test_an_edit_changes_its_own_page_alone_and_the_bytes_are_those_of_a_build_from_nothing(
    paged: Path, tmp_path: Path
) -> None:
    project = tmp_path / "copy"
    shutil.copytree(paged, project, ignore=shutil.ignore_patterns("__pycache__"))
    folder = project / "results/documents"
    files = sorted(path.name for path in folder.iterdir())
    raw = project / "raw/other.txt"
    raw.write_text(
        raw.read_text(encoding="utf-8").replace("gone", "gone for good"), encoding="utf-8"
    )
    build = build_pages(project)
    assert build.status == 0, build.said
    before, after = pages_of(paged), pages_of(project)
    assert [name for name in before if after[name] != before[name]] == ["other.html"]
    assert "gone for good" in (folder / "other.html").read_text(encoding="utf-8")
    # A page that somebody edited or removed is written again, and a transcript that went away takes
    # its pages along.
    (folder / "uncited.html").write_text("by hand", encoding="utf-8")
    (folder / "speech-ar.html").unlink()
    # What no build makes goes: somebody's file, and what a build that was killed left half-written.
    for stray in ("stray.css", ".other.html.99.part"):
        (folder / stray).write_text("half", encoding="utf-8")
    again = build_pages(project)
    assert again.ran == ["documents"], again.said
    assert sorted(path.name for path in folder.iterdir()) == files
    assert {
        name: content for name, content in pages_of(project).items() if name != "other.html"
    } == {name: content for name, content in pages_of(paged).items() if name != "other.html"}
    assert build_pages(project).ran == []
    for ending in ("txt", "yaml"):
        (project / f"raw/speech-ar.{ending}").unlink()
    assert build_pages(project).status == 0
    assert set(pages_of(project)) == {"speech-en.html", "other.html", "uncited.html"}
    assert broken_links(project / "results") == []
    fresh = tmp_path / "another folder"
    shutil.copytree(
        project, fresh, ignore=shutil.ignore_patterns("results", ".snakemake", "__pycache__")
    )
    assert build_pages(fresh, TZ="Asia/Tokyo", PYTHONHASHSEED="7").status == 0
    assert pages_of(fresh) == pages_of(project)
    assert (fresh / "results/documents.html").read_bytes() == (
        project / "results/documents.html"
    ).read_bytes()


@pytest.mark.slow
def test_a_merged_paragraph_still_leads_to_where_its_words_are(paged: Path, tmp_path: Path) -> None:
    project = tmp_path / "copy"
    shutil.copytree(paged, project, ignore=shutil.ignore_patterns("__pycache__"))
    assert pilcrow(project, "accept", "speech-en", "--reason", "as received").returncode == 0
    raw = project / "raw/speech-en.txt"
    raw.write_text(
        raw.read_text(encoding="utf-8").replace("grown.\n\nIt", "grown. It"), encoding="utf-8"
    )
    assert pilcrow(project, "accept", "speech-en", "--reason", "one paragraph").returncode == 0
    build = build_pages(project)
    assert build.status == 0, build.said
    assert broken_links(project / "results") == []
    page = (project / "results/documents/speech-en.html").read_text(encoding="utf-8")
    assert re.search(
        r'id="speech-en\.p2" class="withdrawn[^>]*>.{0,80}is now part of\s+<a[^>]*'
        r' href="#speech-en\.p3"',
        page,
        re.DOTALL,
    )
    assert "documents/speech-en.html#speech-en.p3" in Links(project / "results/report.html").targets
    # The structures are no longer the same, and the page of both says where.
    both = (project / "results/documents/speech-en.speech-ar.html").read_text(encoding="utf-8")
    assert "one of the two versions ends" in re.sub(r"\s+", " ", both)


@pytest.mark.slow
@pytest.mark.thorough
def test_small_corpora_stay_in_the_report_and_one_document_needs_no_list(tmp_path: Path) -> None:
    project = make(tmp_path / "small", "")
    build = build_pages(project)
    assert build.status == 0, build.said
    assert not pages_of(project)
    report = Links(project / "results/report.html")
    assert {"speech-ar.p2", "other.p2", "documents.html"} <= report.anchors | set(report.targets)
    assert "report.html#other" in Links(project / "results/documents.html").targets
    assert broken_links(project / "results") == []
    # What is asked for has a page beside what is cited.
    (project / "config/config.yaml").write_text(
        "renderer: embedded\npages: always\nannotate: [speech-ar]\n", encoding="utf-8"
    )
    assert build_pages(project).status == 0
    assert "speech-ar.html" in pages_of(project)
    assert broken_links(project / "results") == []
    for name in ("speech-ar", "other", "uncited"):
        for ending in ("txt", "yaml"):
            (project / f"raw/{name}.{ending}").unlink()
    refused = build_pages(project)
    assert (
        'config/config.yaml:3: `annotate` names "speech-ar", which is not a document.'
        in refused.said
    )
    (project / "config/config.yaml").write_text(
        "renderer: embedded\npages: always\n", encoding="utf-8"
    )
    (project / "report/index.qmd").write_text(
        "---\ntitle: One\n---\n\n# Findings\n\nIt ends [@speech-en, para. 3].\n", encoding="utf-8"
    )
    alone = snakemake(project, "results/report.html")
    assert alone.status == 0, alone.said
    assert not (project / "results/documents.html").exists()
    assert not list((project / "results/documents").glob("*"))
    assert "documents.html" not in Links(project / "results/report.html").targets


@pytest.mark.slow
def test_a_large_corpus_is_searched_from_files_beside_the_page(tmp_path: Path) -> None:
    """In batches, and with so little room in the page that the texts lie in script files, of which
    an edit writes one.
    """
    project = make(
        tmp_path / "large", "pages: always\nannotate: cited\ndocuments_per_batch_from: 2\n"
    )
    listing = project / "workflow/pilcrow/report/page/listing.py"
    listing.write_text(
        listing.read_text(encoding="utf-8").replace("EMBEDDED = 2_000_000", "EMBEDDED = 50"),
        encoding="utf-8",
    )
    build = build_pages(project)
    assert build.status == 0, build.said
    folder = project / "results/documents/search"
    [shard] = folder.iterdir()
    name, texts = re.fullmatch(
        r'pilcrowShard\("([a-z0-9-]+)",(\[.*\])\);\n', shard.read_text(encoding="utf-8"), re.DOTALL
    ).groups()  # type: ignore[union-attr]
    assert name == shard.stem
    found = {
        document: (numbers.split(), text.split("\n"))
        for document, numbers, text in json.loads(texts)
    }
    assert set(found) == set(TEXTS)
    assert found["other"][0][1:] == ["p1", "p2"]
    assert found["other"][1][2].startswith("The naïve élan")
    page = (project / "results/documents.html").read_text(encoding="utf-8")
    assert f'data-shards="{name}"' in page
    assert "naïve" not in page
    # All are cited but the Arabic version, which the list names without a link.
    assert set(pages_of(project)) == {"speech-en.html", "other.html", "uncited.html"}
    assert re.search(r'<tr data-document="speech-ar"(?![^>]*data-home)[^>]*>', page)
