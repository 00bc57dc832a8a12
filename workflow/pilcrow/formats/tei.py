"""Read TEI (.xml): paragraphs, utterances and speakers. The source's labels are its xml:ids."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NoReturn

from pilcrow.formats.extracted import Collector, Extracted, SourceDescription
from pilcrow.formats.steps import Steps
from pilcrow.model.problems import fail
from pilcrow.text.candidates import Names

NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
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
# Elements of the page or the editor, not of the speech.
_APART = frozenset(["fw", "pb", "lb", "cb", "milestone"])
# Elements that analyse the words and are not words.
_ANNOTATION = frozenset(["linkGrp", "spanGrp", "fs"])
_SPEECHES = frozenset(["u", "said", "q", "floatingText"])
_KINDS = dict.fromkeys(("head", "byline", "dateline"), "heading") | dict.fromkeys(_NOTES, "note")
_KINDS |= {"salute": "salutation", "l": "speech"}  # a verse that ends in a comma greets nobody
_FOOTNOTES = frozenset(
    ["footnote", "foot", "endnote", "editorial", "gloss", "annotation", "source"]
)
# The parts of an ID such as "BergAnna".
_PART_OF_ID = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-ÖØ-Þ]{2,}")
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
# Noncharacters around events, and where tokens are joined.
_OPEN, _CLOSE, _JOINT = "\ufdd0", "\ufdd1", "\ufdd2"
_JOINTS = re.compile(rf"\s*{_JOINT}\s*")
# Readings in a choice other than the editor's.
_RECEIVED = frozenset(["sic", "orig", "abbr"])


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """Return the paragraphs of the text's body, one a line.

    Raises Problems if it cannot be read.
    """
    from lxml import etree

    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as trouble:
        if b"<!ENTITY" in content.replace(b"\0", b""):
            _refuse_entities(shown)
        line = trouble.lineno or 0
        if "depth" in str(trouble.msg):
            fail(
                "The file nests more than 255 elements in one another: it is not a transcript.",
                file=shown,
                line=line,
                todo="Take the text out of the elements that hold nothing else.",
                kind="format",
            )
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
    if root.tag.endswith("}akomaNtoso"):
        from pilcrow.formats.akoma import read

        return read(root, shown)
    bodies = list(root.iter(f"{NAMESPACE}body")) if _name(root) in ("TEI", "teiCorpus") else []
    bodies = [body for body in bodies if next(body.iterancestors(f"{NAMESPACE}body"), None) is None]
    if not bodies:
        _refuse_without_body(root, shown)
    people = {
        person.get(_ID): _person(person)
        for person in root.iter(f"{NAMESPACE}person", f"{NAMESPACE}personGrp")
        if person.get(_ID)
    }
    people = {**_announced(root), **{known: name for known, name in people.items() if name}}
    reader = _Reader(Collector(), people, root)
    for number, body in enumerate(bodies, 1):
        reader.body, reader.prefix = body, f"body[{number}]" if len(bodies) > 1 else "body"
        languages = (one.get(_LANGUAGE) for one in body.iterancestors() if one.get(_LANGUAGE))
        reader.read(body, "", next(languages, ""))
    reason = "paragraphs are those of the TEI document"
    if cuts := sorted({cut.detail for cut in reader.collector.cuts}):
        reason += f"; left out: {', '.join(cuts)}"
    found = reader.collector.finish("tei", "lines", reason, shown)
    found.families = _families(root)
    return found


def _announced(root: Any) -> dict[str, str]:
    """Return the names that notes of type speaker give to the IDs of the next speakers.

    If a person has several names, one that shares a word with the ID counts: "Sr. BERG" for
    "BergAnna", not "The PRESIDENT". Otherwise it is the first.
    """
    names: dict[str, str] = {}
    named = ""
    for element in root.iter(f"{NAMESPACE}note", f"{NAMESPACE}u"):
        if _names_speaker(element):
            named = _name_in(element)
        elif _name(element) == "u":
            known = (element.get("who") or "").split()
            if named and len(known) == 1:
                one = known[0].lstrip("#")
                if one not in names or (_shares(named, one) and not _shares(names[one], one)):
                    names[one] = named
            named = ""
    return names


def _shares(name: str, identifier: str) -> bool:
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{3,}", name)}
    return any(part.casefold() in words for part in _PART_OF_ID.findall(identifier))


def _name_in(note: Any) -> str:
    words = _spaced("".join(note.itertext()))
    return _BRACKETED.sub("", words).rstrip(":. ").strip()


def _refuse_without_body(root: Any, shown: str) -> NoReturn:
    if any(str(one.tag).endswith("XInclude}include") for one in root.iter()):
        fail(
            "This TEI file only includes other files, which are not fetched.",
            file=shown,
            todo="Add the files that it includes.",
            kind="format",
        )
    fail(
        "This XML is neither a TEI document with a body nor Akoma Ntoso.",
        file=shown,
        todo="Save its text as .txt, or give it TEI's root element and namespace.",
        kind="format",
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


def describe(content: bytes, _shown: str) -> SourceDescription:
    """Return what the header says about the speech. The file must be readable."""
    from lxml import etree

    root = etree.fromstring(content, _parser())
    if root.tag.endswith("}akomaNtoso"):
        from pilcrow.formats.akoma import describe as describe_debate

        return describe_debate(root)
    described = SourceDescription(language=_language(root))
    header = root.find(f".//{NAMESPACE}teiHeader")
    if header is None:
        return described
    titles = [
        _spaced("".join(title.itertext()))
        for title in header.iterfind(f".//{NAMESPACE}titleStmt/{NAMESPACE}title")
    ]
    described.title = next((title for title in titles if title), "")
    for place in ("settingDesc", "creation", "sourceDesc"):
        for date in header.iterfind(f".//{NAMESPACE}{place}//{NAMESPACE}date"):
            when = str(date.get("when") or "")
            if not described.date and re.fullmatch(r"\d{4}(-\d\d){0,2}", when):
                described.date = when
    described.publisher = _first(header, "publicationStmt", "publisher")
    licence = header.find(f".//{NAMESPACE}availability/{NAMESPACE}licence")
    if licence is not None:
        described.licence = licence.get("target") or _spaced("".join(licence.itertext()))
    described.families = _families(root)
    return described


def _families(root: Any) -> dict[str, str]:
    """Return the surnames that the document states, by name of a person."""
    return {
        _person(person): family
        for person in root.iter(f"{NAMESPACE}person")
        if (family := _family(person))
    }


def _language(root: Any) -> str:
    """Return the language of the body or text, else of the document, else the header's only one."""
    for name in ("body", "text"):
        for element in root.iter(f"{NAMESPACE}{name}"):
            if language := element.get(_LANGUAGE):
                return str(language)
    if language := root.get(_LANGUAGE):
        return str(language)
    used = [one.get("ident") for one in root.iter(f"{NAMESPACE}language") if one.get("ident")]
    return str(used[0]) if len(used) == 1 else ""


def _first(header: Any, parent: str, name: str) -> str:
    found = header.findall(f".//{NAMESPACE}{parent}/{NAMESPACE}{name}")
    return next((words for one in found if (words := _spaced("".join(one.itertext())))), "")


def _refuse_entities(shown: str) -> NoReturn:
    fail(
        "The file declares entities, which can be made to grow without end.",
        file=shown,
        todo="Write the characters out, and remove the declarations.",
        kind="bomb",
    )


def _name(element: Any) -> str:
    return str(element.tag).removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""


def _persname(person: Any) -> Any:
    """Return the name that a person has on the day of the speech, else the one still in use, else
    the first.
    """
    names = person.findall(f"{NAMESPACE}persName") or person.findall(f"{NAMESPACE}name")
    if len(names) < 2 or not any(name.get("to") or name.get("from") for name in names):
        return names[0] if names else None
    dates = person.getroottree().iterfind(f".//{NAMESPACE}settingDesc//{NAMESPACE}date")
    day = next((str(date.get("when")) for date in dates if date.get("when")), "9999")
    known = [n for n in names if n.get("from", "") <= day <= f"{n.get('to', '9999')}-99"]
    return (known or names)[0]


def _person(person: Any) -> str:
    """Return a person's name in the header as it is printed, given names first."""
    name = _persname(person)
    if name is None:
        return ""
    first = [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}forename")]
    last = [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}surname")]
    if first:
        # "Karel <nameLink>z</nameLink> Bém", "Felipe <genName>VI</genName>"
        link, rank = (
            [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}{kind}")]
            for kind in ("nameLink", "genName")
        )
        return _spaced(" ".join([*first, *link, *last, *rank]))
    # "John F. <surname>Kennedy</surname>", as Pilcrow's own export has it. If a surname is marked,
    # other elements such as a role are not part of the name.
    own = [name.text or ""]
    for part in name:
        own.append("".join(part.itertext()) if not last or _name(part) == "surname" else "")
        own.append(part.tail or "")
    return _spaced("".join(own))


def _family(person: Any) -> str:
    """Return the family name that the header states, with the link before it: "van Beethoven"."""
    name = _persname(person)
    if name is None:
        return ""
    link, last = (
        [" ".join(part.itertext()) for part in name.iter(f"{NAMESPACE}{kind}")]
        for kind in ("nameLink", "surname")
    )
    return _spaced(" ".join([*link, *last])) if last else ""


def _is_dense(root: Any) -> bool:
    """Return whether no white space is after any of the first tokens."""
    tokens = islice(root.iter(f"{NAMESPACE}w", f"{NAMESPACE}pc"), 200)
    return not any(token.tail and token.tail.isspace() for token in tokens)


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", _JOINTS.sub("", text) if _JOINT in text else text).strip()


def _clean(text: str | None) -> str:
    """Return a text without the noncharacters that this reader sets."""
    return re.sub(f"[{_OPEN}{_CLOSE}{_JOINT}]", "", text or "")


def _has_words(element: Any) -> bool:
    """Return whether an element has words of its own, outside the elements in it."""
    return bool(_spaced(element.text or "")) or any(_spaced(child.tail or "") for child in element)


def _names_speaker(element: Any) -> bool:
    return _name(element) == "note" and element.get("type") == "speaker"


def _is_event(note: Any) -> bool:
    """Return whether a note reports an event, and is not a footnote or an editor's note."""
    kind = note.get("type", "")
    return bool(kind) and kind not in _FOOTNOTES and not note.get("place") and not note.get("resp")


class _Reader:
    """Reads the bodies of a document in order."""

    def __init__(self, collector: Collector, people: dict[str, str], root: Any) -> None:
        self.collector = collector
        self.people = people
        self.steps = Steps()
        self.joined = root.find(f".//{NAMESPACE}*[@join]") is not None
        # In a file without white space between its tokens, only `join` says where none belongs.
        self.between = " " if self.joined and _is_dense(root) else ""
        self.announced = ""  # the name in a note of type speaker, until someone speaks
        self.named = root.find(f".//{NAMESPACE}u[@who]") is not None
        self.body: Any = None
        self.prefix = "body"

    def read(self, element: Any, speaker: str | None, language: str) -> None:
        """Add the paragraphs below an element. Speeches and utterances say who speaks."""
        name = _name(element)
        language = element.get(_LANGUAGE) or language
        speaker = self.speaker_of(element, name) or speaker
        if name == "u" and not speaker and self.named:
            speaker = None  # an unnamed person, because the source names the others
        if name in _APART or name == "speaker" or _names_speaker(element):
            self.apart(element, name)
        elif self.is_paragraph(element, name):
            self.paragraph(element, speaker, language)
        else:
            for child in element:
                self.read(child, speaker, language)

    def speaker_of(self, element: Any, name: str) -> str:
        """Return the speaker of an element; "" if nothing names them.

        The header, a note before the element, or its own label may name them.
        """
        label = element.find(f"{NAMESPACE}speaker") if name == "sp" else None
        if who := element.get("who"):
            known = [self.person(one.lstrip("#")) for one in who.split()]
            self.announced = ""
            if known != [who.lstrip("#")] or label is None:
                return " and ".join(known)
        if label is not None:
            return _spaced("".join(label.itertext())).rstrip(":.")
        if name == "u" and self.announced:
            announced, self.announced = self.announced, ""
            return announced
        return ""

    def person(self, identifier: str) -> str:
        """Return a person's name from the header, else from a note, else their ID.

        The ID may follow a file's name or a prefix: "people.xml#BergAnna", "p:BergAnna".
        """
        bare = re.split("[#:/]", identifier)[-1]
        return self.people.get(identifier) or self.people.get(bare) or identifier

    def apart(self, element: Any, name: str) -> None:
        """Cut what belongs to the page, or names a speaker."""
        words = _spaced("".join(element.itertext()))
        if not words:
            return
        names = name not in _APART
        if names and name == "note":
            self.announced = _name_in(element)
        self.collector.cut(words, "speakers' names" if names else "page's own")

    def is_paragraph(self, element: Any, name: str) -> bool:
        """Return whether an element is one paragraph.

        It has words of its own, or no paragraphs inside.
        """
        if name in EVENTS:
            return True
        if name not in PARAGRAPHS and name not in _SPEECHES:
            return False
        inner = any(
            child is not element and _name(child) in PARAGRAPHS and _name(child) != "note"
            for child in element.iter()
        )
        if not inner:
            # The speaker of "<p><said who="#berg">…</said></p>" is that of `said`.
            said = name in PARAGRAPHS and any(
                _name(child) in _SPEECHES and child.get("who") for child in element
            )
            return not said or _has_words(element)
        return name in PARAGRAPHS and _has_words(element)

    def paragraph(self, element: Any, speaker: str | None, language: str) -> None:
        name = _name(element)
        notes: list[tuple[str, str]] = []
        words = _spaced(self.words(element, notes, top=True)).replace(f" {_CLOSE}", _CLOSE)
        kind = _KINDS.get(name, "")
        if words.strip(_OPEN + _CLOSE):
            speaker = "" if kind in ("heading", "note") else speaker
            stated = {
                "label": element.get(_ID) or element.get("n") or "",
                "language": language,
            }
            path = self.steps.path(element, self.body, self.prefix)
            # An event is inside the paragraph, and the source says that it is not spoken.
            for piece in filter(None, re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", words)):
                aside = piece.startswith(_OPEN)
                text = piece.strip(_OPEN + _CLOSE)
                kind_of = "aside" if aside else kind
                self.collector.add(text, path, speaker=speaker, kind=kind_of, **stated, end="")
            self.collector.add("", "")
        for note, cut in notes:
            self.collector.cut(note, cut)

    def words(self, element: Any, notes: list[tuple[str, str]], top: bool = False) -> str:
        """Return an element's text, and add its footnotes to `notes`.

        Events are between noncharacters. Of two readings the editor's is used.
        """
        name = _name(element)
        if not top and name == "note" and not _is_event(element):
            notes.append((_spaced("".join(element.itertext())), "notes"))
            return ""
        if name in _RECEIVED and _name(element.getparent()) == "choice":
            notes.append((_spaced("".join(element.itertext())), "readings before correction"))
            return ""
        if name in _APART:
            return " " if name != "pb" or element.get("break") != "no" else ""
        if name in _ANNOTATION:
            return ""
        if self.joined and name in ("w", "pc"):
            return self.token(element)
        inner = _clean(element.text) + "".join(
            self.words(child, notes) + _clean(child.tail) for child in element
        )
        if name == "gap" and not _spaced(inner):
            inner = element.get("reason", "gap")  # words are missing there
        if not top and (name in EVENTS or name in ("stage", "note")) and (said := _spaced(inner)):
            said = said if said[0] in "([" else f"({said})"
            return f"{_OPEN}{said}{_CLOSE}"
        return inner

    def token(self, element: Any) -> str:
        """Return a token, marked on each side that is joined to its neighbour without a space."""
        join = element.get("join", "")
        before = _JOINT if join in ("left", "both") else ""
        after = _JOINT if join in ("right", "both") else ""
        words = "".join(map(_clean, element.itertext()))
        return f"{self.between}{before}{words}{after}{self.between}"
