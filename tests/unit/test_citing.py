"""Promise: page and print cite alike, and so does what the page copies, whichever documents are
cited.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pypdfium2
import pytest
from test_compose import build, composed, prepare, run_compose

from pilcrow.render import render
from pilcrow.report.rendering.citing import Citation, citations_of

# Invented for these tests: two speeches of one speaker and year, and a work of that year by another
# person of her family name.
SPEECHES = {
    "powell-march": ("Ann Powell", "2020-03-01", "A speech in March"),
    "powell-may": ("Ann Powell", "2020-05-01", "A speech in May"),
}
PROSE = """---
title: Who said what
bibliography: references.bib
---

# One {#sec-one}

First [@powell-may, para. 1]. Again [@powell-may, para. 2]. In a list [@work-1999, p. 3; @powell-may, paras. 1-2].
And @powell-may [para. 1] in the sentence. In a range [@powell-may, paras. 1-2].

Another paragraph [see @powell-may, para. 2, on peace].

::: {.insert part="transcript"}
:::

# Two {#sec-two}

At the end [@work-1999; @powell-may, para. 1].
"""  # noqa: E501


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = prepare(tmp_path_factory.mktemp("citing"))
    for name in ("txt", "yaml"):
        (root / f"raw/bern-2020.{name}").unlink()
    for name, (speaker, date, title) in SPEECHES.items():
        (root / f"raw/{name}.txt").write_text(
            f"{title}\n\nWe hope for dialogue.\n\nWe ask for peace.\n", encoding="utf-8"
        )
        (root / f"raw/{name}.yaml").write_text(
            f"title: {title}\nspeaker: {{name: {speaker}}}\ndate: {date}\n", encoding="utf-8"
        )
    (root / "report/index.qmd").write_text(PROSE, encoding="utf-8")
    (root / "report/references.bib").write_text(
        "@book{work-1999, title = {A Work}, author = {Powell, Bea}, year = {2020}}\n",
        encoding="utf-8",
    )
    build(root)
    return root


def words_of_page(page: str) -> str:
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


def words_of_print(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.replace("\ufffe", "-").split())


@pytest.mark.slow
@pytest.mark.parametrize("style", ["author-date", "numeric"])
def test_page_and_print_cite_alike(prepared: Path, tmp_path: Path, style: str) -> None:
    config = prepared / ".snakemake/pilcrow/config.json"
    config.write_text(json.dumps(json.loads(config.read_bytes()) | {"citation_style": style}))
    run_compose(prepared)
    for form in ("html", "pdf"):
        render(prepared / "results/compose", form, "embedded", tmp_path / f"report.{form}")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    shown, printed = words_of_page(page), words_of_print(tmp_path / "report.pdf")
    pattern = r"(First .*? on peace\S*|At the end .*?[)\]]\.)"
    found = [re.findall(pattern, words) for words in (shown, printed)]
    assert len(found[0]) == 2
    letters = [[re.sub(r"[\s\u00a0]", "", one) for one in each] for each in found]
    assert letters[0] == letters[1]
    copied = re.search(r'data-document="powell-may"[^>]*data-before="([^"]*)"', page)
    assert copied
    named = {"author-date": "(A. Powell 2020b, ", "numeric": "["}[style]
    assert html.unescape(copied[1]).startswith(named)
    if style == "author-date":
        # Bea Powell, of the same year, is another person: initials tell them apart, no letter does.
        for name in ("A. Powell 2020b", "B. Powell 2020,"):
            assert name in shown and name in printed
    # Both list the document that is shown and not cited.
    assert "A speech in March" in shown[shown.index("References") :]
    assert "A speech in March" in printed[printed.rindex("References") :]


def test_a_citation_is_split_where_its_locator_stands(prepared: Path) -> None:
    run_compose(prepared)
    folder = prepared / "results/compose"
    entries = json.loads(composed(prepared, "documents.json"))
    for style, report, expected in (
        ("author-date", "Text.", Citation("(Powell 2020b, ", ")")),
        ("numeric", "Text [@powell-march].", Citation("[2, ", "]")),
    ):
        front = f"---\nbibliography: documents.json\ncsl: look/{style}.csl\n"
        source = front + f'nocite: "@powell-march"\n---\n\n{report}\n'
        files = {f"look/{style}.csl": folder / f"look/{style}.csl"}
        found = citations_of(source, files, entries, ["powell-may"])
        assert {name: msg.before for name, msg in found.items()} == {"powell-may": expected.before}
        assert found["powell-may"].after == expected.after
    assert citations_of("", {}, [], []) == {}
