"""Readers of the exports, each from the file alone: what another program would find in it.

They share nothing with the writers.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
QDA = "{urn:QDA-XML:project:1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


class Read(NamedTuple):
    """A paragraph as a file gives it."""

    kind: str
    speaker: str
    text: str
    checksum: str


class Found(NamedTuple):
    """Something said of words: (paragraph, what, coder, rule, start, end, words). -1 where no words
    are given.
    """

    kind: str
    paragraph: str
    what: str
    coder: str
    rule: str
    start: int
    end: int
    words: str
    memo: str
    stale: bool


# TEI


def read_tei(path: Path) -> tuple[dict[str, Read], list[Found], dict[str, str]]:
    """Paragraphs, what is said of them, and each paragraph's text as received."""
    root = etree.parse(path).getroot()
    names = {
        one.get(ID): one.get("n") or ""
        for tag in ("category", "person")
        for one in root.iter(f"{TEI}{tag}")
    }
    names |= {one.get(ID): one.find(f"{TEI}name").get("n") for one in root.iter(f"{TEI}respStmt")}
    checksums = {
        span.get("target")[1:]: span.text
        for group in root.iter(f"{TEI}spanGrp")
        if group.get("type") == "checksum"
        for span in group
    }
    paragraphs: dict[str, Read] = {}
    received: dict[str, str] = {}
    places: dict[str, int] = {}
    for element in root.find(f"{TEI}text").iter(f"{TEI}seg", f"{TEI}head", f"{TEI}note"):
        identifier = element.get(ID)
        if identifier is None:  # a speaker's name
            continue
        text, marked = words_of(element, "sic")
        places |= marked
        received[identifier] = words_of(element, "corr")[0]
        who = element.getparent().get("who") if element.tag == f"{TEI}seg" else ""
        kind = {"head": "heading", "note": "note"}.get(
            etree.QName(element).localname
        ) or element.get("type")
        paragraphs[identifier] = Read(
            kind, names[who[1:]] if who else "", text, checksums[identifier]
        )
    found = []
    for group in root.find(f"{TEI}standOff") if root.find(f"{TEI}standOff") is not None else ():
        kind = group.get("type")
        if kind not in ("coding", "voice", "actor"):
            continue
        what = names[group.get("ana")[1:]] or ""
        coder = names[group.get("resp")[1:]] if group.get("resp") else ""
        memo = next(
            (
                words_of(one)[0]
                for one in group.findall(f"{TEI}desc")
                if one.get("type") != "source"
            ),
            "",
        )
        stale = group.get("subtype") == "stale"
        spans = group.findall(f"{TEI}span")
        if not spans:
            found.append(
                Found(kind, group.get("corresp")[1:], what, coder, "", -1, -1, "", memo, stale)
            )
        for span in spans:
            words = words_of(span)[0]
            if span.get("from"):
                start, end = (span.get(end)[1:] for end in ("from", "to"))
                paragraph = start.rpartition(".")[0]
                assert start == f"{paragraph}.c{places[start]}", "an anchor says where it stands"
                found.append(
                    Found(
                        kind,
                        paragraph,
                        what,
                        coder,
                        span.get("n") or "",
                        places[start],
                        places[end],
                        words,
                        memo,
                        stale,
                    )
                )
            else:
                found.append(
                    Found(kind, span.get("target")[1:], what, coder, "", -1, -1, words, memo, stale)
                )
    return paragraphs, found, received


def words_of(element: Any, leave_out: str = "") -> tuple[str, dict[str, int]]:
    """The text of an element, of two readings without the one left out, and where the anchors stand
    in it.
    """
    parts: list[str] = []
    places: dict[str, int] = {}

    def read(node: Any) -> None:
        parts.append(node.text or "")
        for child in node:
            name = etree.QName(child).localname
            if name == "g":
                parts.append(chr(int(child.get("n")[2:], 16)))
            elif name == "anchor":
                places[child.get(ID)] = sum(map(len, parts))
            elif name != leave_out:
                read(child)
            parts.append(child.tail or "")

    read(element)
    return "".join(parts), places


# REFI-QDA


def read_project(
    path: Path,
) -> tuple[dict[str, dict[str, Read]], dict[str, list[Found]], dict[str, dict[str, str]]]:
    """Of each source its paragraphs, what is said of them, and the values of its variables."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        users = {user.get("guid"): user.get("name") for user in root.iter(f"{QDA}User")}
        codes = {code.get("guid"): meaning(code) for code in root.iter(f"{QDA}Code")}
        variables = {one.get("guid"): one.get("name") for one in root.iter(f"{QDA}Variable")}
        paragraphs: dict[str, dict[str, Read]] = {}
        found: dict[str, list[Found]] = {}
        values: dict[str, dict[str, str]] = {}
        for source in root.iter(f"{QDA}TextSource"):
            name = source.get("name")
            text = archive.read(
                source.get("plainTextPath").replace("internal://", "sources/")
            ).decode("utf-8")
            paragraphs[name], found[name] = {}, []
            values[name] = {
                variables[value[0].get("targetGUID")]: value[1].text
                for value in source.findall(f"{QDA}VariableValue")
            }
            starts: dict[str, int] = {}
            for selection in source.findall(f"{QDA}PlainTextSelection"):
                start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
                said = selection.find(f"{QDA}Description").text
                coded = [
                    codes[one.find(f"{QDA}CodeRef").get("targetGUID")]
                    for one in selection.findall(f"{QDA}Coding")
                ]
                of_kind = dict(coded)
                identifier = selection.get("name")
                if "kind" in of_kind:
                    starts[identifier] = start
                    checksum = re.search(r"SHA-256 (\w+)", said)[1]
                    paragraphs[name][identifier] = Read(
                        of_kind["kind"], of_kind.get("speaker", ""), text[start:end], checksum
                    )
                    continue
                first, _, memo = said.partition("\n")
                rule = next(
                    (
                        part.removeprefix("rule ")
                        for part in first.split("; ")
                        if part.startswith("rule ")
                    ),
                    "",
                )
                whole = "no words quoted" in first
                place = (
                    (-1, -1, "")
                    if whole
                    else (start - starts[identifier], end - starts[identifier], text[start:end])
                )
                for kind, what in coded:
                    coder = "" if kind == "actor" else users[selection.get("creatingUser")]
                    found[name].append(
                        Found(kind, identifier, what, coder, rule, *place, memo, "stale:" in first)
                    )
    return paragraphs, found, values


def meaning(code: Any) -> tuple[str, str]:
    """What a code stands for: ("coding", the theme's code), ("voice", "reported"), …"""
    kind, _, name = code.get("name").partition(": ")
    if (
        kind in ("voice", "actor", "speaker", "kind")
        and code.getparent().get("isCodable") == "false"
    ):
        return kind, name
    if code.get("name") == "(read, no theme applies)":
        return "coding", ""
    description = code.find(f"{QDA}Description")
    return "coding", description.text.split("\n")[0] if description is not None else ""


# Web Annotation


def read_annotations(page: Path, text: str) -> tuple[dict[str, Read], list[Found]]:
    """Paragraphs and what is said of them.

    `text`: the plain text beside; each place is found in all the ways that the page gives.
    """
    paragraphs: dict[str, Read] = {}
    found: list[Found] = []
    for item in json.loads(page.read_text(encoding="utf-8"))["items"]:
        target = item["target"]
        identifier = target["scope"].partition("#")[2]
        place = placed(target.get("selector"), text)
        said = {
            purpose: [body["value"] for body in bodies(item, purpose)]
            for purpose in ("tagging", "describing", "commenting")
        }
        named = dict(one.split(": ", 1) for one in said["describing"])
        if not said["tagging"]:
            if "SHA-256" in named:
                kind = next(bodies(item, "classifying"))["value"].removeprefix("kind: ")
                paragraphs[identifier] = Read(
                    kind, named.get("speaker", ""), place[2], named["SHA-256"]
                )
            continue
        kind, _, what = said["tagging"][0].rpartition(": ")
        if kind not in ("voice", "actor"):
            kind, what = "coding", said["tagging"][0]
        what = "" if what == "no theme applies" else what
        coder = "" if kind == "actor" else item["creator"]["name"]
        lost = named.get("words no longer in the text")
        if "evidence" in named:
            place = (-1, -1, "")
        memo = "".join(said["commenting"])
        stale = any(bodies(item, "assessing"))
        if lost is not None:
            place = (-1, -1, lost)
        found.append(
            Found(kind, identifier, what, coder, named.get("rule", ""), *place, memo, stale)
        )
    return paragraphs, found


def bodies(item: dict[str, Any], purpose: str) -> Iterator[dict[str, Any]]:
    return (
        body
        for body in item["body"]
        if body["purpose"] == purpose and body["type"] == "TextualBody"
    )


def placed(selectors: list[dict[str, Any]] | None, text: str) -> tuple[int, int, str]:
    """The place in its paragraph and the words, which all selectors must agree on."""
    if not selectors:
        return -1, -1, ""
    quote, position, fragment = selectors
    start, end = position["start"], position["end"]
    assert text[start:end] == quote["exact"]
    assert text[:start].endswith(quote["prefix"])
    assert text[end:].startswith(quote["suffix"])
    first = int(re.fullmatch(r"char=(\d+),(\d+)", fragment["value"])[1])
    inside = fragment["refinedBy"]
    assert (first + inside["start"], first + inside["end"]) == (start, end)
    return inside["start"], inside["end"], quote["exact"]
