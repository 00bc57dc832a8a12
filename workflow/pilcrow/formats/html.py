"""HTML: the article of a page. What is around it, and navigation inside it, is cut."""

from __future__ import annotations

import codecs
import re
from typing import Any

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.model.problems import fail
from pilcrow.text.decoding import BYTE_ORDER_MARKS, decode_bytes

BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Never seen by a reader of the page.
UNSEEN = frozenset(
    [
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "textarea",
        "title",
    ]
)
# Seen, and no part of an article.
AROUND = {
    "nav": "navigation",
    "aside": "beside the article",
    "footer": "foot of the page",
    "form": "form",
    "button": "button",
    "figure": "picture",
    "dialog": "dialog",
}
_AROUND_ROLES = {
    "doc-endnotes": "notes",
    "doc-footnote": "notes",
    "navigation": "navigation",
    "complementary": "beside the article",
    "contentinfo": "foot of the page",
    "search": "form",
    "banner": "head of the page",
}
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MARK = re.compile(r"\s*\[?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})\]?\s*\Z")
# Noncharacters around what is cut inside a block.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_SPACES = re.compile(r"[ \t\n\r\f]+")


def extract(content: bytes, shown: str, encoding: str = "") -> Extracted:
    """The article's text, a block a line. Raises Problems."""
    from lxml import etree, html

    source = re.sub(r"\A\s*<\?xml[^>]*\?>", "", _decode(content, shown, encoding))
    try:
        parser = html.HTMLParser(
            no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
        )
        page = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as trouble:
        fail(
            f"This is no HTML that can be read: {trouble}.",
            file=shown,
            todo="Save the text as UTF-8 under the ending .txt.",
            kind="format",
        )
    article = find_article(page)
    collector = Collector()
    blocks = _Blocks(collector, page.getroottree(), article)
    for event, element in etree.iterwalk(page, events=("start", "end")):
        blocks.start(element) if event == "start" else blocks.end(element)
    blocks.flush()
    cut = sum(edit.before.count("\n") for edit in collector.cuts)
    reason = "paragraphs are those of the page's article" + (
        f"; {cut} block{'s' * (cut != 1)} around it left out" if cut else ""
    )
    return collector.finish("html", "lines", reason, shown)


def _decode(content: bytes, shown: str, encoding: str) -> str:
    """By the metadata, a byte order mark, or what the page itself says; else UTF-8."""
    if (
        not encoding
        and not content.startswith(tuple(BYTE_ORDER_MARKS))
        and (found := _CHARSET.search(content[:4096]))
    ):
        name = found[1].decode("ascii", "replace").lower()
        # What pages call Latin-1 is read as Windows-1252 by every browser.
        encoding = "windows-1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
        try:
            codecs.lookup(encoding)
        except LookupError:
            encoding = ""
    elif not encoding:
        encoding = next(
            (
                name[:6]
                for mark, name in BYTE_ORDER_MARKS.items()
                if content.startswith(mark) and name != "utf-8"
            ),
            "",
        )
    return decode_bytes(content, encoding, shown=shown)[0]


def find_article(page: Any) -> Any:
    """The element that holds the article: what the page marks as such, if most of its paragraphs are there; else where most words are."""
    body = page.find("body") if page.find("body") is not None else page
    scores: dict[Any, float] = {}
    total = 0
    for paragraph in body.iter("p", "pre", "blockquote"):
        if any(
            _around(element) or element.tag in UNSEEN
            for element in (paragraph, *paragraph.iterancestors())
        ):
            continue
        length = len("".join(paragraph.itertext()).strip())
        total += length
        share = 1.0
        for element in paragraph.iterancestors():
            scores[element] = scores.get(element, 0) + length * share
            share *= 0.7
    if not total:
        return body
    for query in (".//article", './/*[@itemprop="articleBody"]', ".//main", './/*[@role="main"]'):
        for element in body.xpath(query):
            if (
                sum(
                    len("".join(paragraph.itertext()).strip())
                    for paragraph in element.iter("p", "pre", "blockquote")
                )
                > 0.5 * total
            ):
                return element
    best = max(scores.values())
    return next(element for element in body.iter() if scores.get(element) == best)


def _around(element: Any) -> str:
    """Why an element is no part of an article, or ""."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return "hidden"
    if {"footnotes", "footnote", "endnotes"} & set(
        element.get("class", "").split()
    ) and element.tag in BLOCKS:
        return "notes"
    return AROUND.get(element.tag, "") or _AROUND_ROLES.get(element.get("role", ""), "")


def _is_mark(element: Any) -> bool:
    """Whether an element is the raised number of a note."""
    return element.tag == "sup" and bool(_MARK.match("".join(element.itertext())))


class _Blocks:
    """The blocks of a page, in order: text outside any tag of a block belongs to the block around it."""

    def __init__(self, collector: Collector, tree: Any, article: Any) -> None:
        self.collector = collector
        self.tree = tree
        self.article = article
        self.within = [*article.iterancestors()]
        self.stack: list[tuple[Any, str]] = []  # blocks, and why each is cut
        self.unseen = 0
        self.text: list[str] = []
        self.breaks = 0

    def start(self, element: Any) -> None:
        if self.unseen or element.tag in UNSEEN:
            self.unseen += 1
            return
        if element.tag == "br":
            self.breaks += 1
            self.text.append(" ")
            if self.breaks == 2:
                self.flush()
        elif element.tag in BLOCKS or _around(element):
            self.flush()
            outside = "" if self.stack and not self.stack[-1][1] else "around the article"
            if element is self.article:
                outside = ""
            elif self.stack and self.stack[-1][1] and self.stack[-1][1] != "around the article":
                outside = self.stack[-1][1]
            self.stack.append(
                (
                    element,
                    (
                        _around(element)
                        if element not in self.within and element is not self.article
                        else ""
                    )
                    or outside,
                )
            )
        if _is_mark(element):
            self.text.append(_OPEN)
        self.say(element.text)

    def end(self, element: Any) -> None:
        if self.unseen:
            self.unseen -= 1
        elif self.stack and self.stack[-1][0] is element:
            self.flush()
            self.stack.pop()
        elif _is_mark(element):
            self.text.append(_CLOSE)
        if not self.unseen:
            self.say(element.tail)

    def say(self, text: str | None) -> None:
        if text and not self.unseen:
            self.text.append(text)
            if text.strip():
                self.breaks = 0

    def flush(self) -> None:
        words = _SPACES.sub(" ", "".join(self.text)).strip(" ")
        self.text, self.breaks = [], 0
        if not words.strip():
            return
        block, cut = self.stack[-1] if self.stack else (self.article, "around the article")
        locator = f"#{block.get('id')}" if block.get("id") else self.tree.getpath(block)
        heading = any(element.tag in HEADINGS for element, _ in self.stack)
        kind = "heading" if heading else ""
        if cut or _OPEN not in words:
            self.collector.add(
                words.replace(_OPEN, "").replace(_CLOSE, ""), locator, kind=kind, cut=cut
            )
            return
        for piece in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", words):
            mark = piece.startswith(_OPEN)
            self.collector.add(
                piece.strip(_OPEN + _CLOSE),
                locator,
                kind=kind,
                cut="mark of a note" if mark else "",
                end="",
            )
        self.collector.add("", "")
