"""TEI (.xml): paragraphs, utterances and their speakers; xml:ids become the source's own labels."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NoReturn

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.model.problems import fail
from pilcrow.text.speakers import Names

NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
PARAGRAPHS = frozenset(
    [
        "p",
        "ab",
        "seg",
        "l",
        "head",
        "salute",
        "opener",
        "closer",
        "byline",
        "dateline",
        "trailer",
        "item",
        "cell",
        "note",
        "stage",
    ]
)
EVENTS = frozenset(["incident", "kinesic", "vocal", "gap", "writing", "pause"])
_NOTES = frozenset(["stage", "note", *EVENTS])
# What is of the page or of the editor, not of the speech.
_APART = frozenset(["fw", "pb", "lb", "cb", "milestone"])
# What a choice gives beside the editor's own reading.
_RECEIVED = frozenset(["sic", "orig", "abbr"])


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """The paragraphs of the text's body, one a line. Raises Problems."""
    from lxml import etree

    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as trouble:
        if b"<!ENTITY" in content.replace(b"\0", b""):
            _refuse_entities(shown)
        line = trouble.lineno or 0
        fail(
            f"This is not valid XML: {str(trouble.msg).split(', line')[0]}.",
            file=shown,
            line=line,
            todo="Correct it there.",
            kind="format",
        )
    document = root.getroottree().docinfo
    if document.internalDTD is not None and list(document.internalDTD.iterentities()):
        _refuse_entities(shown)
    body = root.find(f".//{NAMESPACE}body") if _name(root) in ("TEI", "teiCorpus") else None
    if body is None:
        fail(
            "This XML is no TEI document with a body.",
            file=shown,
            todo="Save its text as .txt, or give it TEI's root element and namespace.",
            kind="format",
        )
    people = {
        person.get(_ID): _person(person)
        for person in root.iter(f"{NAMESPACE}person")
        if person.get(_ID)
    }
    reader = _Reader(Collector(), people)
    reader.read(body, body, "")
    reason = "paragraphs are those of the TEI document"
    return reader.collector.finish(
        "tei",
        "lines",
        reason
        + (
            f"; left out: {', '.join(sorted({cut.detail for cut in reader.collector.cuts}))}"
            if reader.collector.cuts
            else ""
        ),
        shown,
    )


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def describe_source(content: bytes) -> dict[str, str]:
    """Title and date as the header gives them, of the speech rather than of the file; only what it gives. The content can be read."""
    from lxml import etree

    header = etree.fromstring(content, _parser()).find(f".//{NAMESPACE}teiHeader")
    found: dict[str, str] = {}
    if header is None:
        return found
    titles = [
        " ".join("".join(title.itertext()).split())
        for title in header.iterfind(f".//{NAMESPACE}titleStmt/{NAMESPACE}title")
    ]
    if title := next((title for title in titles if title), ""):
        found["title"] = title
    for place in ("settingDesc", "creation", "sourceDesc"):
        for date in header.iterfind(f".//{NAMESPACE}{place}//{NAMESPACE}date"):
            when = str(date.get("when") or "")
            if "date" not in found and re.fullmatch(r"\d{4}(-\d\d){0,2}", when):
                found["date"] = when
    return found


def _refuse_entities(shown: str) -> NoReturn:
    fail(
        "The file declares entities, which can be made to grow without end.",
        file=shown,
        todo="Write the characters out, and remove the declarations.",
        kind="bomb",
    )


def _name(element: Any) -> str:
    return str(element.tag).removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""


def _person(person: Any) -> str:
    """A person's name as to be printed, from the header; the names given first."""
    name = person.find(f"{NAMESPACE}persName")
    if name is None:
        return ""
    first = [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}forename")]
    last = [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}surname")]
    return _spaced(" ".join([*first, *last]) if first or last else "".join(name.itertext()))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Reader:
    def __init__(self, collector: Collector, people: dict[str, str]) -> None:
        self.collector = collector
        self.people = people
        self.steps = _Steps()

    def read(self, element: Any, body: Any, speaker: str) -> None:
        """Add the paragraphs below an element. Speeches and utterances say who speaks."""
        name = _name(element)
        if element.get("who"):
            names = [
                self.people.get(who.lstrip("#"), "") or who.lstrip("#")
                for who in element.get("who").split()
            ]
            speaker = " and ".join(names)
        if name == "sp":
            label = element.find(f"{NAMESPACE}speaker")
            if label is not None and not element.get("who"):
                speaker = _spaced("".join(label.itertext())).rstrip(":.")
        if (
            name == "speaker"
            or name in _APART
            or (name == "note" and element.get("type") == "speaker")
        ):
            words = _spaced("".join(element.itertext()))
            if words:
                said = "speaker" in (name, element.get("type"))
                self.collector.cut(words, "speakers' names" if said else "page's own")
            return
        inner = [
            child
            for child in element.iter()
            if child is not element and _name(child) in PARAGRAPHS and _name(child) != "note"
        ]
        direct = bool(_spaced(element.text or "")) or any(
            _spaced(child.tail or "") for child in element
        )
        if (
            name in EVENTS
            or (name in PARAGRAPHS and not (inner and not direct))
            or (name in ("u", "said", "q", "floatingText") and not inner)
        ):
            self.paragraph(element, body, speaker)
            return
        for child in element:
            self.read(child, body, speaker)

    def paragraph(self, element: Any, body: Any, speaker: str) -> None:
        name = _name(element)
        notes: list[tuple[str, str]] = []
        words = _spaced(self.words(element, notes, top=True))
        kind = (
            "heading"
            if name in ("head", "byline", "dateline")
            else "note"
            if name in _NOTES
            else "salutation"
            if name == "salute"
            else ""
        )
        if words:
            label = element.get(_ID) or element.get("n") or ""
            self.collector.add(
                words,
                self.steps.path(element, body),
                speaker="" if kind in ("heading", "note") else speaker,
                label=label,
                kind=kind,
            )
        for note, cut in notes:
            self.collector.cut(note, cut)

    def words(self, element: Any, notes: list[tuple[str, str]], top: bool = False) -> str:
        """An element's text; notes in it go apart, and what happened meanwhile stands between parentheses. Of two readings the editor's."""
        name = _name(element)
        if not top and name == "note":
            notes.append((_spaced("".join(element.itertext())), "notes"))
            return ""
        if name in _RECEIVED and _name(element.getparent()) == "choice":
            notes.append((_spaced("".join(element.itertext())), "readings before correction"))
            return ""
        if name in _APART:
            return " " if name != "pb" or element.get("break") != "no" else ""
        inner = (element.text or "") + "".join(
            self.words(child, notes) + (child.tail or "") for child in element
        )
        if (
            not top
            and name in (EVENTS | {"stage"})
            and (said := _spaced(inner))
            and said[0] not in "(["
        ):
            return f"({said})"
        return inner


class _Steps:
    """Where elements stand, body/div[2]/u[3]/seg, each parent's children counted once."""

    def __init__(self) -> None:
        self.known: dict[Any, dict[Any, str]] = {}

    def path(self, element: Any, body: Any) -> str:
        steps: list[str] = []
        while element is not None and element is not body:
            parent = element.getparent()
            if parent not in self.known:
                children = list(parent)
                total, seen = Counter(child.tag for child in children), Counter[Any]()
                steps_of: dict[Any, str] = {}
                for child in children:
                    seen[child.tag] += 1
                    steps_of[child] = _name(child) + (
                        f"[{seen[child.tag]}]" if total[child.tag] > 1 else ""
                    )
                self.known[parent] = steps_of
            steps.append(self.known[parent][element])
            element = parent
        return "/".join(["body", *reversed(steps)])
