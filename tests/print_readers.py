"""Three programs that read the text of a PDF: poppler, pdfium and pdf.js.

Each gives what its users search and copy.

pdf.js needs `node` and the npm package `pdfjs-dist`, which Node finds beside the tests or by
NODE_PATH.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

_PDFJS = """
const { createRequire } = require("module");
const { pathToFileURL } = require("url");
const found = createRequire(process.argv[1]).resolve("pdfjs-dist/legacy/build/pdf.mjs");
import(pathToFileURL(found)).then(async ({ getDocument }) => {
  const document = await getDocument({ url: process.argv[2], verbosity: 0 }).promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const content = await (await document.getPage(number)).getTextContent();
    pages.push(content.items.map(item => item.str + (item.hasEOL ? "\\n" : "")).join(""));
  }
  console.log(JSON.stringify(pages));
}).catch(error => { console.error(error); process.exit(1); });
"""
_NO_MODULE = "Cannot find module"


def poppler(pdf: Path) -> list[str]:
    """Return the text of each page in poppler's reading order.

    Skips the test where there is no pdftotext.
    """
    if not shutil.which("pdftotext"):
        pytest.skip("There is no pdftotext (poppler-utils).")
    done = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def pdfium(pdf: Path) -> list[str]:
    """Return the text of each page as pdfium, the reader of Chromium, copies it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pdfjs(pdf: Path) -> list[str]:
    """Return the text of each page as pdf.js, the reader of Firefox, copies it.

    Skips the test where there is none.
    """
    if not shutil.which("node"):
        pytest.skip("There is no node, which runs pdf.js.")
    done = subprocess.run(
        ["node", "-e", _PDFJS, Path(__file__).resolve(), pdf],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode and _NO_MODULE in done.stderr:
        pytest.skip(
            "There is no npm package pdfjs-dist, neither beside the tests nor by NODE_PATH."
        )
    assert done.returncode == 0, done.stderr
    pages: list[str] = json.loads(done.stdout)
    return pages


READERS: dict[str, Callable[[Path], list[str]]] = {
    "poppler": poppler,
    "pdfium": pdfium,
    "pdf.js": pdfjs,
}


def without_line_ends(text: str) -> str:
    """Return a text on one line: after a hyphen a line goes on at once, after all else with a
    space.

    A transcript is printed without hyphenation, so that a hyphen at a line's end is the text's own.
    pdfium writes a hyphen at a line's end as U+0002; poppler puts signs of direction around text
    that runs from right to left.
    """
    text = text.replace("\r\n", "\n").replace("\x02", "-")
    text = re.sub(r"[\u200e\u200f\u202a-\u202e]", "", text)
    return " ".join(re.sub(r"(?<=[-‐–—])[ ]?\n", "", text).split())


def letters_of(text: str) -> str:
    """Return a text without spaces and hyphens, which lines of prose add and lose."""
    return re.sub(r"[\s\-\u00ad\u2010\u2060\x02\ufffe]", "", text)


def in_pages(text: str, pages: list[str]) -> bool:
    """Whether a text stands on one page without a letter more or less, or in two parts on two pages
    in a row.

    `pages`: without line ends. Between the parts stand the head of the page and what is beside the
    text.
    """
    if any(text in page for page in pages):
        return True
    spaces = [place.start() for place in re.finditer(" ", text)]
    return any(
        text[:space] in before and text[space + 1 :] in after
        for before, after in pairwise(pages)
        for space in spaces
    )
