"""Akoma Ntoso (.xml): debates with their speeches, speakers, headings and scenes."""

from __future__ import annotations

import re
from typing import Any

from pilcrow.formats.extracted import Collector, Extracted, SourceDescription
from pilcrow.formats.steps import Steps, local_name
from pilcrow.model.problems import fail

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HEADINGS = frozenset(["heading", "subheading", "num", "docTitle"])
_NOTES = frozenset(["scene", "narrative", "summary", "recordedTime", "remark", "adjournment"])
_SPEECHES = frozenset(["speech", "question", "answer"])
_PARTS = _SPEECHES | _HEADINGS | frozenset(["scene", "narrative", "summary"])
_TEXTS = frozenset(["p", "blockList", "item", "other", "listIntroduction", "listConclusion"])
_BODIES = ("debateBody", "mainBody", "body")


def read(root: Any, shown: str) -> Extracted:
    """Return the paragraphs of a debate, one a line. Raises Problems if there is no debate."""
    body = next((one for name in _BODIES for one in root.iter() if local_name(one) == name), None)
    if body is None:
        fail(
            "This Akoma Ntoso document contains no debate.",
            file=shown,
            todo="Save its text as .txt.",
            kind="format",
        )
    people = {
        one.get("eId") or one.get("id"): one.get("showAs", "")
        for one in root.iter()
        if local_name(one) in ("TLCPerson", "TLCRole")
    }
    collector = Collector()
    languages = (one.get(_LANGUAGE) for one in _upward(body) if one.get(_LANGUAGE))
    _Reader(collector, people, body).read(body, "", next(languages, ""))
    reason = "paragraphs are those of the Akoma Ntoso document"
    return collector.finish("akoma-ntoso", "lines", reason, shown)


def describe(root: Any) -> SourceDescription:
    """Return title, date and language that the document states."""
    dates = [one.get("date", "") for one in root.iter() if local_name(one) == "FRBRdate"]
    titles = [_words(one) for one in root.iter() if local_name(one) == "docTitle"]
    languages = [one.get(_LANGUAGE) for one in root.iter() if one.get(_LANGUAGE)]
    return SourceDescription(
        title=next(iter(titles), ""),
        date=next((date[:10] for date in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", date[:10])), ""),
        language=next(iter(languages), ""),
    )


def _upward(element: Any) -> list[Any]:
    return [element, *element.iterancestors()]


def _words(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


class _Reader:
    """Reads the body of a document in order."""

    def __init__(self, collector: Collector, people: dict[str, str], body: Any) -> None:
        self.collector = collector
        self.people = people
        self.body = body
        self.steps = Steps()
        self.named = any(local_name(one) in _SPEECHES for one in body.iter())

    def read(self, element: Any, speaker: str | None, language: str) -> None:
        """Add the paragraphs below an element. Speeches, questions and answers say who speaks."""
        name = local_name(element)
        language = element.get(_LANGUAGE) or language
        if element.get("by") or name in _SPEECHES:
            speaker = self.speaker_of(element) or None
        if name == "from":
            self.collector.cut(_words(element), "speakers' names")
        elif name == "authorialNote":
            self.collector.cut(_words(element), "notes")
        elif name in _NOTES and any(local_name(one) in _PARTS for one in element):
            for child in element:  # an adjournment with a heading and speeches of its own
                self.read(child, speaker, language)
        elif name in _HEADINGS | _NOTES or (
            name in _TEXTS and not any(local_name(one) in _TEXTS for one in element)
        ):
            self.paragraph(element, name, speaker, language)
        else:
            for child in element:
                self.read(child, speaker, language)

    def speaker_of(self, element: Any) -> str:
        """Return the speaker, by the document's references, the label or the ID; else ""."""
        by = element.get("by", "").lstrip("#")
        label = next((one for one in element if local_name(one) == "from"), None)
        printed = _words(label).rstrip(":. ") if label is not None else ""
        return self.people.get(by) or printed or by

    def paragraph(self, element: Any, name: str, speaker: str | None, language: str) -> None:
        path = self.steps.path(element, self.body, local_name(self.body))
        notes = [one for one in element.iter() if local_name(one) == "authorialNote"]
        noted = [_words(note) for note in notes]
        for note in notes:
            note.getparent().replace(note, _tail_of(note))
        # Outside the speeches of a debate the record itself speaks.
        told = name in _NOTES or (self.named and speaker == "")
        kind = "heading" if name in _HEADINGS else "note" if told else ""
        if words := _words(element):
            self.collector.add(
                words,
                path,
                speaker="" if kind else speaker,
                label=element.get("eId") or element.get("id") or "",
                kind=kind,
                language=language,
            )
        for text in noted:
            self.collector.cut(text, "notes")


def _tail_of(note: Any) -> Any:
    """Return an empty element with the words that follow a note."""
    from lxml import etree

    empty = etree.Element("removed")
    empty.tail = note.tail
    return empty
