"""Read HTML: the article of a page. What is around it, and navigation inside it, is cut."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from pilcrow.formats.extracted import Collector, Extracted, SourceDescription
from pilcrow.formats.turns import (
    NAMES,
    Opening,
    TurnLabel,
    find_bold_labels,
    find_bold_questions,
    find_columns,
    find_heading_labels,
    looks_like_name,
    part_lines,
    who_speaks,
)
from pilcrow.model import wording
from pilcrow.model.problems import fail
from pilcrow.text.candidates import Names
from pilcrow.text.decoding import BYTE_ORDER_MARKS, decode_bytes

BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body caption center dd details dialog dir div dl dt"
        " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu"
        " nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Never displayed as text.
UNSEEN = frozenset(
    str.split(
        "head script style template noscript svg math iframe object select textarea title canvas"
        " audio video rp rt"
    )
)
# Elements that are displayed and do not belong to an article.
AROUND = {
    "nav": "navigation",
    "aside": "beside the article",
    "footer": "foot of the page",
    "form": "form",
    "button": "button",
    "figure": "picture",
    "dialog": "dialog",
    "del": "deletion",
}
ATTRIBUTES = 10_000  # of one element; a page has some dozens
_TAG = re.compile("<[A-Za-z]")
_SIGN = re.compile("[\"'>]")
_ROLES = {
    "doc-endnotes": "notes",
    "doc-footnote": "notes",
    "doc-noteref": "mark of a note",
    "endnotes": "notes",
    "footnote": "notes",
    "footnotes": "notes",
    "rearnotes": "notes",
    "noteref": "mark of a note",
    "navigation": "navigation",
    "menu": "navigation",
    "complementary": "beside the article",
    "contentinfo": "foot of the page",
    "search": "form",
    "banner": "head of the page",
}
_INSIDE = ("mark of a note", "hidden")  # what may be cut inside a block, which goes on after it
# Class names of pages for what they do not display, and for notes.
_HIDDEN_CLASSES = frozenset(
    str.split(
        "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only hidden d-none"
        " noprint is-hidden u-hidden mw-editsection"
    )
)
_NOTE_CLASSES = frozenset(
    str.split(
        "footnotes footnote endnotes endnote reflist references footnote-list fn-list notes-list"
        " notas notas-al-pie fussnoten fußnoten anmerkungen voetnoten noter noty poznamky przypisy"
        " notes-de-bas-de-page note-a-pie-di-pagina примечания сноски"
    )
)
_NOTE_IDS = re.compile(
    r"_?(?:(?:sd)?(?:footnotes?|endnotes?)|cite_note|fn|ftnt?|edn|note)[-_:]?\d*\Z", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDING_RULE = re.compile(
    r"([^{}]+)\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}", re.IGNORECASE
)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)\Z", re.IGNORECASE)
# Words in the class or ID of an element next to the article, if it has little of the text.
_BESIDE = frozenset(
    str.split(
        "nav navbar navigation menu sidebar breadcrumb breadcrumbs share sharing social related"
        " newsletter subscribe cookie cookies promo advert adverts ads advertisement toolbar"
        " pagination pager comments comment skip masthead footer toc widget banner side rail"
    )
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MARK = re.compile(
    r"\s*[\[(]?\s*(?:(?:note|n|nb|anm|fn)\.?\s*)?(?:\d{1,3}|[a-z]{1,3}|[*†‡§]{1,3})\s*[\])]?\s*\Z",
    re.IGNORECASE,
)
# Noncharacters: around what is cut inside a block, after bold text at its start, and for a line
# break.
_OPEN, _CLOSE, _BOLD, _BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_GLUED = re.compile(f"(?<=:){_BOLD}(?=[^\\W\\d_])")  # "<b>Mr Hill:</b>I thank you."
_BOLD_TAGS = frozenset(["b", "strong"])
# The longest heading, in characters. A longer text that begins with a label is a turn.
_LONG_HEADING = 100
_SPEAKER_CLASSES = frozenset(
    str.split(
        "speaker speaker-name speakername talker member member-name membername redner redner-name"
        " oratore orador orateur hablante ponente spreker talare interlocutor intervenant locuteur"
        " debate-speaker person-name"
    )
)
_AROUND_MARK = 30  # characters of the text in which the mark of a note stands, at least
_NAME = 120  # characters of a speaker's name with an office, in an element of its own


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """Return the text of the article, a block a line. Raises Problems if it cannot be read."""
    from lxml import etree

    page = _parse(_decode(content, shown, encoding), shown)
    reader = _Blocks(page.getroottree(), _hiding_rules(page), _find_notes(page))
    for event, element in etree.iterwalk(page, events=("start", "end")):
        reader.start(element) if event == "start" else reader.end(element)
    reader.flush()
    blocks = reader.blocks
    cut_around(blocks, page)
    turns = [*_turns_of_tables(blocks, names), *_turns_of_lists(blocks, names)]
    collector = Collector()
    kept = [block for block in blocks if not block.cut]
    preformatted = sum(len(block.text) for block in kept if block.preformatted)
    whole = preformatted * 2 > sum(len(block.text) for block in kept)
    _write(blocks, dict(turns), names, collector, apart=whole)
    _doubt_article(blocks, collector)
    cut = sum(1 for block in blocks if block.cut)
    reason = "paragraphs are those of the page's article" + (
        f"; {wording.count(cut, 'block')} around it left out" if cut else ""
    )
    return collector.finish("html", "auto" if whole else "lines", reason, shown)


def _parse(source: str, shown: str) -> Any:
    from lxml import etree, html

    # Old pages often nest unclosed elements deeply. libxml2 stops at 256 levels unless the tree may
    # be huge.
    if most_attributes(source) > ATTRIBUTES:
        fail(
            f"An element of the page has more than {ATTRIBUTES:,} attributes: it is not a"
            " transcript.",
            file=shown,
            todo="If you trust it, open it in a browser, and save its text as UTF-8 under the"
            " ending .txt.",
            kind="bomb",
        )
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", source), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as trouble:
        fail(
            f"The HTML cannot be read: {trouble}.",
            file=shown,
            todo="Save the text as UTF-8 under the ending .txt.",
            kind="format",
        )
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            fail(
                "The page nests its elements too deeply, so that its end cannot be read.",
                file=shown,
                line=entry.line,
                todo="Open it in a browser, and save its text as UTF-8 under the ending .txt.",
                kind="format",
            )
    return page


def most_attributes(source: str) -> int:
    """Return the number of attributes of the element that has most.

    libxml2 compares each attribute with all before it, so the number must be known before it reads
    the page. The cost is linear in the page.
    """
    most = place = 0
    unclosed: set[str] = set()  # quotation marks that nothing closes
    while tag := _TAG.search(source, place):
        place, found = tag.end(), 0
        while sign := _SIGN.search(source, place):
            found += len(source[place : sign.start()].split())
            place = sign.end()
            if sign[0] == ">":
                break
            if sign[0] not in unclosed:
                closing = source.find(sign[0], place)
                if closing < 0:
                    unclosed.add(sign[0])
                else:
                    place = closing + 1
        else:
            found += len(source[place:].split())
            place = len(source)
        most = max(most, found)
    return most


def describe(content: bytes, shown: str) -> SourceDescription:
    """Return what a page states in its language attribute and its properties for search."""
    page = _parse(_decode(content, shown, ""), shown)
    stated = {
        meta.get("property") or meta.get("name") or meta.get("itemprop"): meta.get("content", "")
        for meta in page.iter("meta")
    }
    date = str(stated.get("article:published_time") or stated.get("datePublished") or "")[:10]
    return SourceDescription(
        title=str(stated.get("og:title") or ""),
        date=date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else "",
        language=str(page.get("lang") or page.get(_XML_LANGUAGE) or ""),
        publisher=str(stated.get("og:site_name") or ""),
    )


def _decode(content: bytes, shown: str, encoding: str) -> str:
    """Decode by the metadata, a byte order mark, or what the page itself says; else as UTF-8."""
    if (
        not encoding
        and not content.startswith(tuple(BYTE_ORDER_MARKS))
        and (found := _CHARSET.search(content[:4096]))
    ):
        name = found[1].decode("ascii", "replace").lower()
        # Browsers read what pages call Latin-1 as Windows-1252.
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


class _Block(msgspec.Struct):
    """A part of the text that a page displays as one block."""

    element: Any
    text: str  # with the noncharacters above
    linked: int  # letters in links
    cut: str  # why it is not part of the speech, or ""
    heading: bool
    preformatted: bool
    language: str

    @property
    def plain(self) -> str:
        return self.text.translate(_PLAIN).strip()

    @property
    def weight(self) -> int:
        """The number of letters outside links. Articles have many."""
        return max(0, len(self.text) - self.linked)


_PLAIN = {ord(_OPEN): None, ord(_CLOSE): None, ord(_BOLD): None, ord(_BREAK): " "}


def _hiding_rules(page: Any) -> frozenset[str]:
    """Return the classes (".x") and IDs ("#x") that the page's own style sheet hides."""
    found = set()
    for style in page.iter("style"):
        sheet = re.sub(r"/\*.*?\*/", "", style.text or "", flags=re.DOTALL)
        sheet = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)
        for rule in _HIDING_RULE.finditer(sheet):
            for selector in rule[1].split(","):
                if match := _SELECTOR.match(selector.strip()):
                    found.add(match[1])
    return frozenset(found)


class _Notes(msgspec.Struct, frozen=True):
    """Notes of a page that link to their marks and are linked from there, whatever they are
    called.
    """

    marks: frozenset[Any]  # links
    blocks: frozenset[Any]  # the notes


def _find_notes(page: Any) -> _Notes:
    """Return the marks and the notes of a page: a number that links to a block further down, which
    links back.
    """
    links = [link for link in page.iter("a") if (link.get("href") or "").startswith("#")]
    if not links:
        return _Notes(frozenset(), frozenset())
    named = {
        name: element
        for element in page.iter()
        for name in (element.get("id"), element.get("name"))
        if name
    }
    order = {link: place for place, link in enumerate(links)}
    back: dict[Any, dict[str, int]] = {}  # of a block, what it links to and where
    marks, blocks = set(), set()
    numbered: list[tuple[Any, Any]] = []  # links and blocks that begin with the number of the link
    for link in links:
        target = named.get(link.get("href")[1:])
        if target is None or not _MARK.match("".join(link.itertext())):
            continue
        block = next((one for one in _upward(target) if one.tag in BLOCKS), None)
        if block is None or block.tag in ("body", "article", "main", "table"):
            continue
        if block not in back:
            back[block] = {one.get("href"): order[one] for one in block.iter("a") if one in order}
        own = {link.get("id"), link.get("name")}
        own |= {one.get("id") for one in islice(link.iterancestors("sup", "span"), 2)}
        own |= {one.get(name) for one in link.iterchildren() for name in ("id", "name")}
        if any(back[block].get(f"#{name}", -1) > order[link] for name in own if name):
            marks.add(link)
            blocks.add(block)
        elif _begins_with_number(block, link):
            numbered.append((link, block))
    if numbered and _are_below(numbered, page):
        marks.update(link for link, _ in numbered)
        blocks.update(block for _, block in numbered)
    return _Notes(frozenset(marks), frozenset(blocks))


def _begins_with_number(block: Any, link: Any) -> bool:
    """Return whether a block begins with the number of a link that stands in a longer text."""
    number = "".join(link.itertext()).strip(" []().")
    around = next((one for one in _upward(link) if one.tag in BLOCKS), link)
    text = "".join(block.itertext()).lstrip(" \n\t[(")
    return (
        number.isdigit()
        and re.match(rf"{number}[\]).:]?\s", text) is not None
        and len("".join(around.itertext()).strip()) > _AROUND_MARK
    )


def _are_below(notes: Sequence[tuple[Any, Any]], page: Any) -> bool:
    """Return whether all notes come after all their marks, as at the foot of a page."""
    order = {element: place for place, element in enumerate(page.iter())}
    return max(order[link] for link, _ in notes) < min(order[block] for _, block in notes)


class _Blocks:
    """The blocks of a page, in order. Text outside any block belongs to the block around it."""

    def __init__(self, tree: Any, hiding: frozenset[str], notes: _Notes) -> None:
        self.tree = tree
        self.hiding = hiding
        self.notes = notes
        self.blocks: list[_Block] = []
        self.stack: list[tuple[Any, str]] = []  # open blocks, and why each is cut
        self.languages: list[tuple[Any, str]] = []
        self.unseen = self.links = self.bold = self.preformatted = self.headings = 0
        self.text: list[str] = []
        self.linked = 0
        self.plain = False  # whether the block has text that is not in bold
        self.in_mark: Any = None

    def start(self, element: Any) -> None:
        tag = element.tag
        if self.unseen or tag in UNSEEN:
            self.unseen += 1
            return
        around = self._around(element)
        if tag == "br":
            self.text.append(_BREAK)
        elif tag in BLOCKS or (around and around not in _INSIDE):
            self.flush()
            outer = self.stack[-1][1] if self.stack else ""
            self.stack.append((element, outer or around))
            self.preformatted += tag == "pre"
            self.headings += tag in HEADINGS
        elif (around or self._is_mark(element)) and self.in_mark is None:
            self.in_mark = element
            self.text.append(_OPEN)
        if language := element.get("lang") or element.get(_XML_LANGUAGE):
            self.languages.append((element, language))
        self.links += tag == "a"
        self.bold += _is_bold(element)
        self.say(element.text)

    def end(self, element: Any) -> None:
        if self.unseen:
            self.unseen -= 1
        else:
            if element is self.in_mark:
                self.in_mark = None
                self.text.append(_CLOSE)
            if self.stack and self.stack[-1][0] is element:
                self.flush()
                self.stack.pop()
                self.preformatted -= element.tag == "pre"
                self.headings -= element.tag in HEADINGS
            self.links -= element.tag == "a"
            self.bold -= _is_bold(element)
            if self.languages and self.languages[-1][0] is element:
                self.languages.pop()
        if not self.unseen:
            self.say(element.tail)

    def say(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted:
            text = _SPACES.sub(" ", text)
        if text.strip():
            self.linked += len(text) if self.links else 0
            if not self.bold and not self.plain and self.in_mark is None:
                self.plain = True
                self.text.append(_BOLD)
        self.text.append(text)

    def flush(self) -> None:
        text = "".join(self.text)
        linked, self.text, self.linked, self.plain = self.linked, [], 0, False
        if not text.translate(_PLAIN).strip():
            return
        if _BOLD not in text:
            text += _BOLD
        text = _GLUED.sub(f"{_BOLD} ", text)
        element, cut = self.stack[-1] if self.stack else (self.tree.getroot(), "")
        language = self.languages[-1][1] if self.languages else ""
        if self.preformatted:
            lines = text.replace(_BREAK, "\n").replace(_BOLD, "").expandtabs(8).split("\n")
            text = "\n".join(line.rstrip() for line in lines).strip("\n")
            self._add(element, text, linked, cut, language)
            return
        # Two line breaks with only space between them separate paragraphs.
        for part in re.split(f"(?:\\s*{_BREAK}){{2,}}", text):
            if part.translate(_PLAIN).strip():
                self._add(element, re.sub(" +", " ", part).strip(), linked, cut, language)
                linked = 0

    def _add(self, element: Any, text: str, linked: int, cut: str, language: str) -> None:
        preformatted, heading = self.preformatted > 0, self.headings > 0
        block = _Block(element, text, linked, cut, heading, preformatted, language)
        self.blocks.append(block)

    def _around(self, element: Any) -> str:
        """Return why an element is not part of an article; "" if it is."""
        classes = element.get("class", "").split()
        identifier = element.get("id", "")
        if (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _HIDDEN_STYLE.search(element.get("style", ""))
            or not _HIDDEN_CLASSES.isdisjoint(classes)
            or (identifier and f"#{identifier}" in self.hiding)
            or any(f".{name}" in self.hiding for name in classes)
        ):
            return "hidden"
        if element in self.notes.blocks or (
            element.tag in BLOCKS
            and (
                not _NOTE_CLASSES.isdisjoint(classes)
                or (element.tag != "p" and _NOTE_IDS.match(identifier))
            )
        ):
            return "notes"
        role = element.get("role") or element.get("epub:type") or ""
        return AROUND.get(element.tag, "") or _ROLES.get(role, "")

    def _is_mark(self, element: Any) -> bool:
        """Return whether an element is the mark of a note: a raised number, or a link to a note."""
        if element.tag == "sup":
            text = "".join(element.itertext())
            links = any((link.get("href") or "").startswith("#") for link in element.iter("a"))
            return bool(_MARK.match(text)) or (links and len(text) < 20)
        if element.tag != "a":
            return False
        if element in self.notes.marks:
            return True
        target = element.get("href") or ""
        return target.startswith("#") and bool(
            _NOTE_IDS.match(target[1:]) and _MARK.match("".join(element.itertext()))
        )


_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _is_bold(element: Any) -> bool:
    return element.tag in _BOLD_TAGS or _names_speaker(element)


def _names_speaker(element: Any) -> bool:
    """Return whether an element's class says that it holds the name of a speaker."""
    classes = element.get("class")
    if not classes or _SPEAKER_CLASSES.isdisjoint(classes.lower().split()):
        return False
    return element.tag == "span" or len("".join(element.itertext()).strip()) <= _NAME


def cut_around(blocks: list[_Block], page: Any) -> None:
    """Mark the blocks outside the page's article, and lists of links."""
    _cut_beside(blocks)
    _cut_links(blocks)
    kept = [block for block in blocks if not block.cut]
    article = find_article(kept, page)
    if article is None:
        return
    inside = set(article.iter())
    for block in kept:
        if block.element not in inside:
            block.cut = "around the article"


def _doubt_article(blocks: Sequence[_Block], collector: Collector) -> None:
    """Report if much prose is outside the chosen article."""
    kept = sum(block.weight for block in blocks if not block.cut)
    outside = [block for block in blocks if block.cut == "around the article" and block.weight > 80]
    if sum(block.weight for block in outside) > 0.3 * kept:
        words = " ".join(outside[0].plain.split()[:8])
        collector.doubt(
            f"{wording.count(len(outside), 'paragraph')} outside the page's article"
            f" {'were' if len(outside) != 1 else 'was'} left out, beginning with “{words} …”.",
            todo="If they belong to the speech, save its text as UTF-8 under the ending .txt.",
        )


def _cut_beside(blocks: list[_Block]) -> None:
    """Mark the blocks of elements called sidebar, menu and the like, if they have little of the
    text.
    """
    weights: Counter[Any] = Counter()
    for block in blocks:
        if not block.cut:
            for element in _upward(block.element):
                weights[element] += block.weight
    total = sum(block.weight for block in blocks if not block.cut)
    beside = {
        element
        for element, weight in weights.items()
        if weight < 0.3 * total
        and element.tag not in ("html", "body", "main", "article")
        and not _BESIDE.isdisjoint(_name_words(element))
    }
    if beside:
        for block in blocks:
            if not block.cut and not beside.isdisjoint(_upward(block.element)):
                block.cut = "beside the article"


def _name_words(element: Any) -> set[str]:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return set(re.split(r"[\s_-]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", names).lower()))


def _cut_links(blocks: list[_Block]) -> None:
    """Mark the lists, tables and paragraphs that consist of links."""
    groups: dict[Any, list[_Block]] = {}
    for block in blocks:
        if block.cut or block.heading:
            continue
        around = (
            one
            for one in _upward(block.element)
            if one.tag in ("ul", "ol", "dir", "menu", "table", "p", "div", "td", "section")
        )
        groups.setdefault(next(around, block.element), []).append(block)
    for group in groups.values():
        letters = sum(len(block.plain) for block in group)
        linked = sum(0 if _is_byline(block) else block.linked for block in group)
        ends = sum(block.plain.endswith((".", "!", "?", "”", '"')) for block in group)
        if linked >= 0.8 * letters and ends * 2 <= len(group):
            for block in group:
                block.cut = "navigation"


def _is_byline(block: _Block) -> bool:
    """Return whether a block of links is the name of a speaker."""
    return any(map(_names_speaker, islice(_upward(block.element), 2)))


def find_article(blocks: Sequence[_Block], page: Any) -> Any:
    """Return the element that is the article; None if it is the whole page.

    If the page marks an article that has most of the text, it is that. Otherwise it is the element
    with most text, and the text of its children counts less with each level. Neighbours of the same
    name and class belong to it.
    """
    scores: dict[Any, float] = {}
    total = 0
    texts = Counter(block.element for block in blocks)
    for block in blocks:
        if block.heading:
            continue
        total += block.weight
        share = 1.0
        # An element with several paragraphs of its own is a container. An element with one
        # paragraph is inside a container.
        own = texts[block.element] > 1 or _BREAK in block.text or block.preformatted
        for element in islice(_upward(block.element), 0 if own else 1, 30):
            scores[element] = scores.get(element, 0) + block.weight * share
            share *= 0.6
    if not scores:
        return None
    for query in (".//article", './/*[@itemprop="articleBody"]', ".//main", './/*[@role="main"]'):
        for element in page.xpath(query):
            inside = set(element.iter())
            if sum(one.weight for one in blocks if one.element in inside) > 0.5 * total:
                return element
    best = max(scores.values())
    found = next(element for element in page.iter() if scores.get(element) == best)
    found = _around_alike(found, scores)
    while (parent := found.getparent()) is not None and parent.tag != "html":
        alike = [
            one
            for one in parent.iterchildren(found.tag)
            if one is not found and one in scores and one.get("class") == found.get("class")
        ]
        if (
            found.tag in ("p", "li", "dd", "dt", "tr", "tbody", "blockquote", "font", "span")
            or (alike and (found.get("class") or len(alike) > 1) and not found.get("id"))
            or (found.tag in ("td", "th") and _is_column(parent, found, scores))
        ):
            found = parent
        else:
            break
    return found


def _around_alike(found: Any, scores: dict[Any, float]) -> Any:
    """Return the element that holds several of a kind, each with a part like the one found.

    An example is a debate whose contributions have a name and words each, in an element of their
    own.
    """
    own = found.get("class")
    if not own:
        return found
    part = f".//{found.tag}[@class=$own]"
    for element in islice(found.iterancestors(), 3):
        holder, kind = element.getparent(), element.get("class")
        if holder is None or not kind or element.tag in ("body", "html"):
            break
        alike = [
            one
            for one in holder.iterchildren(element.tag)
            if one is not element and one in scores and one.get("class") == kind
        ]
        if alike and all(one.xpath(part, own=own) for one in alike):
            return holder
    return found


def _is_column(row: Any, cell: Any, scores: dict[Any, float]) -> bool:
    """Return whether a cell belongs to a table of texts, and not to the frame of a page.

    Other rows of such a table have text too.
    """
    table = row.getparent()
    return table is not None and sum(1 for one in table.iterchildren("tr") if one in scores) > 2


def _upward(element: Any) -> Iterator[Any]:
    """Yield an element and those around it, as far as they matter.

    Unclosed elements can be nested a thousand levels deep.
    """
    yield element
    yield from islice(element.iterancestors(), 40)


def _turns_of_tables(
    blocks: list[_Block], names: Names
) -> Iterator[tuple[int, tuple[TurnLabel, str]]]:
    """Yield the blocks of table rows that are turns: by place, with speaker and time.

    Other cells are cut.
    """
    tables: dict[Any, dict[Any, dict[Any, list[int]]]] = {}
    for place, block in enumerate(blocks):
        if not block.cut:
            cell = next((one for one in _upward(block.element) if one.tag in ("td", "th")), None)
            row = next(cell.iterancestors("tr"), None) if cell is not None else None
            table = next(row.iterancestors("table"), None) if row is not None else None
            if table is not None:
                tables.setdefault(table, {}).setdefault(row, {}).setdefault(cell, []).append(place)
    for rows in tables.values():
        cells = _grid(rows)
        texts = [[" ".join(blocks[place].plain for place in cell) for cell in row] for row in cells]
        columns = find_columns(texts)
        if columns is None:
            continue
        who = TurnLabel("")
        labels = [row[columns.speaker] for row in texts if len(row) > columns.speaker]
        for at, (row, said) in enumerate(zip(cells, texts, strict=True)):
            if (columns.header and at == 0) or len(row) <= max(columns.speaker, columns.text):
                why = "head of a table" if columns.header and at == 0 else ""
                for place in (place for cell in row for place in cell):
                    blocks[place].cut = why
                continue
            if said[columns.speaker]:
                who = who_speaks(said[columns.speaker], names, labels)
            time = said[columns.time] if columns.time >= 0 else ""
            for column, cell in enumerate(row):
                for place in cell:
                    if column == columns.text:
                        yield place, (who, time)
                    else:
                        whys = {columns.speaker: "speaker's name", columns.time: "time code"}
                        blocks[place].cut = whys.get(column, "cell of a table")


def _grid(rows: dict[Any, dict[Any, list[int]]]) -> list[list[list[int]]]:
    """Return the cells of a table by row and column, each with its blocks.

    Where a cell reaches over several rows or columns, the others that it covers are empty.
    """
    grid, reaching = [], Counter[int]()  # columns, and how many more rows a cell above covers
    for row, found in rows.items():
        cells: list[list[int]] = []
        for cell in row.iterchildren("td", "th"):
            while reaching[len(cells)]:
                reaching[len(cells)] -= 1
                cells.append([])
            width, height = (_span(cell, name, most) for name, most in _SPANS)
            for column in range(len(cells), len(cells) + width):
                reaching[column] = height - 1
            cells += [found.get(cell, []), *([[]] * (width - 1))]
        grid.append(cells)
    return grid


# The attributes by which a cell covers several columns or rows, and the most that is followed.
_SPANS = (("colspan", 20), ("rowspan", 1_000))


def _span(cell: Any, name: str, most: int) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value[:9]), most)) if value.isascii() and value.isdigit() else 1


def _turns_of_lists(
    blocks: list[_Block], names: Names
) -> Iterator[tuple[int, tuple[TurnLabel, str]]]:
    """Yield the blocks of definition lists that are turns.

    The terms are names that recur or end in a colon.
    """
    lists: dict[Any, list[int]] = {}
    for place, block in enumerate(blocks):
        if not block.cut and (term := _definition(block.element)) is not None:
            lists.setdefault(next(term.iterancestors("dl"), None), []).append(place)
    for places in lists.values():
        terms = [place for place in places if _definition(blocks[place].element).tag == "dt"]
        labels = [_without_brackets(blocks[place].plain) for place in terms]
        signed = sum(label.endswith((":", "：")) for label in labels)
        recurs = len({label.casefold() for label in labels}) < len(labels)
        if not labels or not all(map(looks_like_name, labels)):
            continue
        if not recurs and signed * 2 <= len(labels):
            continue
        who = TurnLabel("")
        for place in places:
            if place in terms:
                who = who_speaks(_without_brackets(blocks[place].plain), names, labels)
                blocks[place].cut = "speaker's name"
            else:
                yield place, (who, "")


def _without_brackets(term: str) -> str:
    """Return a term without the brackets around it: "（問）"."""
    framed = len(term) > 2 and term[0] + term[-1] in ("()", "（）", "[]", "【】", "〔〕")
    return term[1:-1] if framed else term


def _definition(element: Any) -> Any:
    return next((one for one in _upward(element) if one.tag in ("dt", "dd")), None)


def _write(
    blocks: list[_Block],
    turns: dict[int, tuple[TurnLabel, str]],
    names: Names,
    collector: Collector,
    apart: bool,
) -> None:
    """Write the blocks. `apart` puts blank lines between them, for a page that is mostly
    preformatted.
    """
    parted = part_lines([_lines_of(block) for block in blocks], names)
    texts = [
        (place, text, at == 0) for place, some in enumerate(parted) for at, text in enumerate(some)
    ]
    openings = _openings(texts, blocks, turns)
    kept = [blocks[place] for place, _, _ in texts if not blocks[place].cut]
    labels = {
        number: length
        for number, length in find_bold_labels(openings, names).items()
        if not kept[number].heading or _is_said(openings[number].text, length)
    }
    questions = set() if labels or turns else find_bold_questions(openings)
    headings = _heading_labels(blocks)
    number = -1
    stated = TurnLabel("")
    paths = Paths()
    for place, text, _ in texts:
        block = blocks[place]
        if block.cut:
            collector.cut(text.translate(_PLAIN).strip(), block.cut)
            continue
        number += 1
        who, time = turns.get(place, (stated, ""))
        text = text.replace(_BOLD, "")
        if length := labels.get(number, 0):
            who = stated = who_speaks(text[:length], names)
            rest = text[length:].lstrip()
            collector.cut(text[:length].strip(), "speaker's name", end=" " if rest else "\n")
            if not rest:
                continue
            text, block.heading = rest, False
        elif block.heading and text in headings:
            stated = who_speaks(text, names)
            collector.cut(text, "speaker's name")
            continue
        elif block.heading and any(map(str.isalpha, text)):
            who = stated = TurnLabel("")  # unlike the number of a page or a tape: "02/02"
        elif number in questions:
            who = TurnLabel("", "question")
        _write_text(text, block, who, time or paths.locator(block.element), collector)
        if apart:
            collector.add("", "")


def _is_said(heading: str, length: int) -> bool:
    """Return whether words that somebody says follow the label in a heading. Programs that convert
    pages to HTML take a line that begins in bold for a heading.
    """
    words = heading[length:].split()
    small = sum(word[0].islower() for word in words)
    return len(heading) > _LONG_HEADING or (len(words) > 4 and 2 * small > len(words))


def _lines_of(block: _Block) -> list[str]:
    """Return the lines of a block that have words. A preformatted block is one line."""
    if block.cut or block.preformatted or _BREAK not in block.text:
        return [block.text]
    return [line.strip() for line in block.text.split(_BREAK) if line.translate(_PLAIN).strip()]


def _heading_labels(blocks: Sequence[_Block]) -> set[str]:
    """Return the texts of headings that are names of speakers."""
    kept = [block for block in blocks if block.heading and not block.cut]
    return find_heading_labels(
        [(block.element.tag, block.text.replace(_BOLD, "")) for block in kept]
    )


def _openings(
    texts: Sequence[tuple[int, str, bool]],
    blocks: Sequence[_Block],
    turns: dict[int, tuple[TurnLabel, str]],
) -> list[Opening]:
    """Return how the kept texts begin. `texts` has block, text, and whether it begins the block."""
    return [
        (
            Opening(
                text.replace(_BOLD, ""),
                max(0, text.find(_BOLD)),
                NAMES if _names_speaker(blocks[place].element) else "",
            )
            if first and _may_have_label(blocks[place]) and place not in turns
            else Opening(text.replace(_BOLD, ""), 0)
        )
        for place, text, first in texts
        if not blocks[place].cut
    ]


def _may_have_label(block: _Block) -> bool:
    return not block.heading and not block.preformatted and _OPEN not in block.text


class Paths:
    """The paths of the elements of a page.

    A step of a path is an element's place among its siblings of the same name. The children of an
    element are counted together: counting one by one would take quadratic time.
    """

    def __init__(self) -> None:
        self._steps: dict[Any, dict[Any, str]] = {}

    def locator(self, element: Any) -> str:
        """Return the locator of an element: its identifier, else its path."""
        return f"#{element.get('id')}" if element.get("id") else self.of(element)

    def of(self, element: Any) -> str:
        """Return the path of an element, as XPath writes it."""
        steps: list[str] = []
        while (parent := element.getparent()) is not None:
            if parent not in self._steps:
                self._steps[parent] = _steps_below(parent)
            steps.append(self._steps[parent][element])
            element = parent
        return "/".join(["", element.tag, *reversed(steps)])


def _steps_below(parent: Any) -> dict[Any, str]:
    children = [child for child in parent if isinstance(child.tag, str)]
    of_name = Counter(child.tag for child in children)
    seen: Counter[str] = Counter()
    found: dict[Any, str] = {}
    for child in children:
        seen[child.tag] += 1
        number = f"[{seen[child.tag]}]" if of_name[child.tag] > 1 else ""
        found[child] = f"{child.tag}{number}"
    return found


def _write_text(
    text: str, block: _Block, who: TurnLabel, locator: str, collector: Collector
) -> None:
    """Write a text, with the marks of notes in it cut."""
    stated: dict[str, str] = {
        "speaker": who.speaker,
        "kind": "heading" if block.heading else who.kind,
        "language": block.language,
    }
    if _OPEN not in text:
        collector.add(text, locator, **stated)
        return
    for piece in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", text):
        if piece.startswith(_OPEN):
            collector.cut(piece.strip(_OPEN + _CLOSE), "mark of a note", end="")
        elif piece:
            collector.add(piece, locator, **stated, end="")
    collector.add("", "")
