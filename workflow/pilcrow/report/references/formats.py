"""Write CSL-JSON items in the formats of reference managers: BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pilcrow.report.prose.bibliography import Entry, literal
from pilcrow.report.references.work import inverted

FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".json"}
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Types of CSL as BibTeX and RIS have them; the RIS types are those of its specification of 2011.
_BIBTEX = {"chapter": "incollection", "report": "techreport"}
_RIS = {"chapter": "CHAP", "report": "RPRT", "speech": "GEN"}


def tex(text: str) -> str:
    """Return text with the signs escaped that mean something in TeX."""
    return re.sub(r"[\\~^&%$#_{}]", lambda sign: _TEX[sign[0]], " ".join(text.split()))


def format_items(entries: Iterable[Entry], form: str) -> str:
    """Return items in a format of `FORMATS`, with a line end after the last."""
    if form == "csl-json":
        items = [literal(entry) for entry in entries]
        return msgspec.json.format(msgspec.json.encode(items), indent=2).decode() + "\n"
    write = bibtex if form == "bibtex" else ris
    return "\n".join(write(entry) + "\n" for entry in entries)


def _people(entry: Entry, role: str) -> Sequence[Mapping[str, str]]:
    found: Sequence[Mapping[str, str]] = entry.get(role) or ()
    return found


def _parts(entry: Entry) -> list[int]:
    parts: list[list[int]] = (entry.get("issued") or {}).get("date-parts") or [[]]
    return parts[0]


def _tex_names(people: Sequence[Mapping[str, str]]) -> str:
    # A name with " and " in it, or one without parts, stands between braces of its own.
    return " and ".join(
        (
            f"{_braced(person['family'])}, {_braced(person['given'])}"
            if "family" in person and "given" in person
            else "{" + tex(person.get("literal") or person.get("family") or "") + "}"
        )
        for person in people
    )


def _braced(name: str) -> str:
    return "{" + tex(name) + "}" if re.search(r"(?i)\band\b|,", name) else tex(name)


def bibtex(entry: Entry) -> str:
    """Return an item as a BibTeX entry, without a line end after it.

    A paragraph is an `incollection` of the edition. The report is a `techreport` if its publisher
    is known, else `misc`.
    """
    kind = _BIBTEX.get(entry["type"], "misc")
    publisher = str(entry.get("publisher") or "")
    if kind == "techreport" and not publisher:
        kind = "misc"
    parts = _parts(entry)
    organization = "" if kind == "incollection" else _tex_names(_people(entry, "container-author"))
    where = ", ".join(str(entry[key]) for key in ("genre", "event-place") if entry.get(key))
    version = str(entry.get("version") or "")
    notes = [
        f"Version {version}" if version[:1].isdigit() else version,
        str(entry.get("note") or ""),
    ]
    fields = {
        "author": _tex_names(_people(entry, "author")),
        "title": "{" + tex(entry["title"]) + "}",
        "booktitle": (
            "{" + tex(container) + "}" if (container := entry.get("container-title")) else ""
        ),
        "editor": _tex_names(_people(entry, "editor")),
        "organization": organization,
        "edition": tex(str(entry.get("edition") or "")),
        "year": str(parts[0]) if parts else "",
        "month": _MONTHS[parts[1] - 1] if len(parts) > 1 else "",
        "institution" if kind == "techreport" else "publisher": tex(publisher),
        "howpublished": tex(where) if kind == "misc" else "",
        "doi": _address(str(entry.get("DOI") or "")),
        "url": _address(str(entry.get("URL") or "")),
        "language": tex(str(entry.get("language") or "")),
        "keywords": tex(str(entry.get("keyword") or "")),
        "abstract": tex(str(entry.get("abstract") or "")),
        "note": tex(", ".join(note for note in notes if note)),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'}"
        for name, value in fields.items()
        if value
    ]
    return f"@{kind}{{{entry['id']},\n" + ",\n".join(lines) + "\n}"


def _address(address: str) -> str:
    """Return an address for BibTeX, with braces and backslashes percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", address)


def ris(entry: Entry) -> str:
    """Return an item as a RIS record; lines end in a line feed."""
    parts = _parts(entry)
    date = "/".join(f"{part:02}" for part in parts) + "/" * (3 - len(parts)) if parts else ""
    part = entry["type"] == "chapter"
    lines: list[tuple[str, Any]] = [("TY", _RIS.get(entry["type"], "GEN")), ("ID", entry["id"])]
    lines += [("AU", _ris_name(person)) for person in _people(entry, "author")]
    lines += [("TI", entry["title"]), ("T2", entry.get("container-title"))]
    lines += [("ED" if part else "A2", _ris_name(person)) for person in _people(entry, "editor")]
    lines += [("A3", _ris_name(person)) for person in _people(entry, "container-author")]
    lines += [
        ("PY", str(parts[0]) if parts else ""),
        ("DA", date),
        ("ET", entry.get("edition") or entry.get("version")),
        ("PB", entry.get("publisher")),
        ("CY", entry.get("event-place")),
        ("M3", entry.get("genre")),
        ("SE", entry.get("section")),
        ("LA", entry.get("language")),
        ("DO", entry.get("DOI")),
        ("UR", entry.get("URL")),
        ("AB", entry.get("abstract")),
    ]
    lines += [("KW", word) for word in str(entry.get("keyword") or "").split(", ")]
    lines.append(("N1", entry.get("note")))
    written = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in lines if value]
    return "\n".join([*written, "ER  - "])


def _ris_name(person: Mapping[str, str]) -> str:
    """Return a name as RIS has it. A comma after a name without parts keeps it whole."""
    return inverted(person) if person.get("given") else f"{inverted(person)},"
