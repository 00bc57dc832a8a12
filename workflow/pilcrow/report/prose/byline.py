"""Print the authors and rights that Quarto's front matter gives.

They are affiliation, ORCID, roles, funding, licence and DOI. They become one text in Markdown,
which is printed below the names in every format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pilcrow.files.language import language_of, say_in, to_say
from pilcrow.model.values import DOI, Data, is_orcid
from pilcrow.report.prose.labels import word
from pilcrow.report.prose.markdown import escape
from pilcrow.report.prose.project_file import is_false

AUTHOR_KEYS = (
    "name",
    "id",
    "orcid",
    "email",
    "url",
    "corresponding",
    "equal-contributor",
    "deceased",
    "attributes",
    "degrees",
    "affiliation",
    "affiliations",
    "roles",
    "role",
    "note",
)
_AFFILIATION = (
    *("id", "ref", "name", "department", "group", "address", "postal-code", "city", "region"),
    *("state", "country", "url", "ror", "isni", "ringgold"),
)
# What is said of an author by a word, and the name of the word.
ATTRIBUTES = {
    "corresponding": "corresponding",
    "equal-contributor": "equal",
    "deceased": "deceased",
}
# The keys of Quarto's schema under each key that has some.
KEYS = {
    "author": AUTHOR_KEYS,
    "authors": AUTHOR_KEYS,
    "attributes": tuple(ATTRIBUTES),
    "affiliation": _AFFILIATION,
    "affiliations": _AFFILIATION,
    "funding": ("statement", "open-access", "awards"),
    "awards": ("id", "name", "description", "source", "recipient", "investigator"),
    "license": ("text", "url", "type"),
    "copyright": ("statement", "holder", "year"),
    "citation": ("publisher",),
}
# Roles in the Contributor Roles Taxonomy (CRediT, NISO Z39.104-2022). In other languages they are
# called as in the translations of the Contributorship Collaboration (CC BY 4.0).
_DRAFTING = to_say("writing – original draft")
_EDITING = to_say("writing – review & editing")
_ANALYSIS = to_say("formal analysis")
_FUNDING = to_say("funding acquisition")
CREDIT = (
    to_say("conceptualization"),
    to_say("data curation"),
    _ANALYSIS,
    _FUNDING,
    to_say("investigation"),
    to_say("methodology"),
    to_say("project administration"),
    to_say("resources"),
    to_say("software"),
    to_say("supervision"),
    to_say("validation"),
    to_say("visualization"),
    _DRAFTING,
    _EDITING,
)
DEGREES = (to_say("lead"), to_say("equal"), to_say("supporting"))
# Short forms that Quarto accepts, and a hyphen for the dash.
_SHORT = {
    "writing": _DRAFTING,
    "original draft": _DRAFTING,
    "writing - original draft": _DRAFTING,
    "editing": _EDITING,
    "review": _EDITING,
    "writing - review & editing": _EDITING,
    "analysis": _ANALYSIS,
    "funding": _FUNDING,
}
LICENCES = ("CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND")
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def as_list(value: Any) -> list[Any]:
    """Return a value of the front matter as a list: [] for None, one item for a single value."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _colon(language: str) -> str:
    return language_of(language).colon


def author_name(author: Any) -> str:
    """Return an author's name from any form that Quarto accepts."""
    name = author.get("name", "") if isinstance(author, Mapping) else author
    if isinstance(name, Mapping):
        keys = ("given", "dropping-particle", "non-dropping-particle", "family")
        parts = [name.get(key) for key in keys]
        return str(name.get("literal") or " ".join(str(part) for part in parts if part))
    return str(name)


def affiliations_of(front: Mapping[str, Data]) -> dict[str, Data]:
    """Return the affiliations that the front matter declares, by their ids.

    They stand under `affiliations`, or with the first author who has them.
    """
    authors = [author for author in _authors(front) if isinstance(author, Mapping)]
    declared = as_list(front.get("affiliations"))
    for author in authors:
        declared += as_list(author.get("affiliations", author.get("affiliation")))
    return {
        str(one["id"]): dict(one) for one in declared if isinstance(one, Mapping) and "id" in one
    }


def affiliation_text(given: Any) -> str:
    """Return an affiliation in one line of Markdown. It may be text or a mapping."""
    if not isinstance(given, Mapping):
        return escape(str(given))
    keys = (key for key in _AFFILIATION[2:11] if given.get(key))
    parts = {key: escape(str(given[key])) for key in keys}
    parts = {key: parts[key] for key in ("department", "group", *parts) if key in parts}
    if given.get("url") and "name" in parts:
        parts["name"] = f"[{parts['name']}]({given['url']})"
    numbers = (("ror", "ROR"), ("isni", "ISNI"), ("ringgold", "Ringgold"))
    said = [f"{label} {escape(str(given[key]))}" for key, label in numbers if given.get(key)]
    return ", ".join([*parts.values(), *said])


def _authors(front: Mapping[str, Data]) -> list[Any]:
    return as_list(front.get("author", front.get("authors")))


def _names(front: Mapping[str, Data]) -> dict[str, str]:
    """Return what the authors and affiliations with an id are called, by their ids."""
    placed: dict[str, Any] = dict(affiliations_of(front))
    found = {key: str(one.get("name", "")) for key, one in placed.items()}
    for author in _authors(front):
        if isinstance(author, Mapping) and "id" in author:
            found[str(author["id"])] = author_name(author)
    return found


def _funding(given: Any, names: Mapping[str, str], language: str) -> str:
    """Return a statement of funding, or each award in one line: source, name, number, people."""
    if not isinstance(given, Mapping):
        return str(given)
    said = [str(given[key]) for key in ("statement", "open-access") if given.get(key)]
    for one in as_list(given.get("awards")):
        award = one if isinstance(one, Mapping) else {"name": one}
        sources = [
            str(source.get("text", "")) if isinstance(source, Mapping) else str(source)
            for source in as_list(award.get("source"))
        ]
        parts = [*sources, *(str(award.get(key) or "") for key in ("name", "id", "description"))]
        people: dict[str, None] = {}
        for held in [*as_list(award.get("recipient")), *as_list(award.get("investigator"))]:
            held = held if isinstance(held, Mapping) else {"name": held}
            where = held.get("institution")
            named = where.get("name", "") if isinstance(where, Mapping) else where
            people[names.get(str(held.get("ref")), str(held.get("name") or named or ""))] = None
        held_by = f" ({', '.join(filter(None, people))})" if any(people) else ""
        said.append(", ".join(filter(None, parts)) + held_by)
    return language_of(language).semicolon.join(said)


def details(front: Mapping[str, Data], language: str) -> str:
    """Return the text below the authors' names, or "" if the front matter gives none.

    It has the affiliations and roles of each author, funding, rights and categories.
    """
    known = affiliations_of(front)
    paragraphs: list[str] = []
    for author in _authors(front):
        if said := _of_author(author, known, language):
            paragraphs.append(
                f"{escape(author_name(author))}{_colon(language)}{said.removesuffix('.')}."
            )
    for funding in as_list(front.get("funding")):
        said = escape(_funding(funding, _names(front), language))
        paragraphs.append(f"{word('funding', language)}{_colon(language)}{said}")
    if rights := _rights(front, language):
        paragraphs.append(rights)
    if categories := as_list(front.get("categories")):
        named = ", ".join(escape(str(one)) for one in categories)
        paragraphs.append(f"{word('categories', language)}{_colon(language)}{named}")
    return "\n\n".join(paragraphs)


def _of_author(author: Any, known: Mapping[str, Data], language: str) -> str:
    if not isinstance(author, Mapping):
        return ""
    said = [escape(", ".join(map(str, as_list(author.get("degrees")))))]
    for given in as_list(author.get("affiliations", author.get("affiliation"))):
        reference = given.get("ref") if isinstance(given, Mapping) else given
        said.append(affiliation_text(known.get(str(reference), given)))
    if orcid := orcid_of(author):
        said.append(f"ORCID [{orcid}](https://orcid.org/{orcid})")
    if email := author.get("email"):
        said.append(f"[{escape(str(email))}](mailto:{email})")
    if url := author.get("url"):
        said.append(f"[{escape(str(url))}]({url})")
    # Quarto takes these beside the name, and under `attributes`.
    given = author.get("attributes")
    attributes = {**author, **given} if isinstance(given, Mapping) else author
    said += [
        word(name, language)
        for key, name in ATTRIBUTES.items()
        if attributes.get(key) and not is_false(attributes[key])
    ]
    if roles := _roles(author, language):
        said.append(f"{word('roles', language)}{_colon(language)}{escape(', '.join(roles))}")
    if note := author.get("note"):
        said.append(escape(str(note)))
    return language_of(language).semicolon.join(filter(None, said))


def _roles(author: Mapping[str, Data], language: str) -> list[str]:
    found = []
    for role in as_list(author.get("roles", author.get("role"))):
        named = {str(role): ""}
        if isinstance(role, Mapping):
            kind = role.get("type", role.get("role"))
            named = {str(kind): str(role.get("degree") or "")} if kind else dict(role)
        for name, degree in named.items():
            known = _SHORT.get(str(name).lower(), str(name).lower())
            full = str(name)
            if known in CREDIT:
                full = say_in(language, known)
                degree = say_in(language, degree.lower()) if degree.lower() in DEGREES else degree
            found.append(f"{full} ({degree})" if degree else full)
    return found


def orcid_of(author: Mapping[str, Data]) -> str:
    """Return an author's ORCID without the address before it, or ""."""
    return _number(_ORCID, author.get("orcid"))


def doi_of(front: Mapping[str, Data]) -> str:
    """Return the DOI of the front matter without the address before it, or ""."""
    return _number(DOI, front.get("doi"))


def _number(form: re.Pattern[str], value: Data) -> str:
    found = form.fullmatch(str(value))
    return found[1] if found else ""


def publisher_of(front: Mapping[str, Any]) -> str:
    """Return the publisher under `citation:` of the front matter, or ""."""
    citation = front.get("citation")
    return str(citation.get("publisher") or "") if isinstance(citation, Mapping) else ""


def licence_of(front: Mapping[str, Data]) -> tuple[str, str]:
    """Return the name and the address of the first licence, "" for what is not given."""
    for licence in as_list(front.get("license")):
        given = licence if isinstance(licence, Mapping) else {"text": licence}
        text, url = " ".join(str(given.get("text") or "").split()), str(given.get("url") or "")
        if text in LICENCES:
            kind = text.removeprefix("CC ").lower()
            return f"{text} 4.0", f"https://creativecommons.org/licenses/{kind}/4.0/"
        return text or url, url
    return "", ""


def _rights(front: Mapping[str, Data], language: str) -> str:
    said = []
    if held := front.get("copyright"):
        if isinstance(held, Mapping):
            years, holders = (
                ", ".join(map(str, as_list(held.get(key)))) for key in ("year", "holder")
            )
            held = held.get("statement") or " ".join(f"© {years} {holders}".split())
        said.append(escape(str(held)))
    for licence in as_list(front.get("license")):
        text, url = licence_of({"license": licence})
        shown = f"[{escape(text)}]({url})" if url else escape(text)
        said.append(f"{word('licence', language)}{_colon(language)}{shown}")
    if doi := doi_of(front):
        said.append(f"DOI [{escape(doi)}](https://doi.org/{doi})")
    return " · ".join(said)


def check_byline(front: Mapping[str, Data]) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield what is wrong with authors and rights: path in the front matter, what, what to do."""
    yield from _of_keys(front, _names(front))
    key = "author" if "author" in front else "authors"
    for index, author in enumerate(as_list(front.get(key))):
        if not isinstance(author, Mapping):
            continue
        place = (key, index) if isinstance(front[key], list) else (key,)
        if not author_name(author) or isinstance(author.get("name"), list):
            yield place, "This author has no name.", "Write name: and the name."
        if "orcid" in author and not ((orcid := orcid_of(author)) and is_orcid(orcid)):
            todo = "Copy it from orcid.org, such as 0000-0002-1825-0097."
            yield (*place, "orcid"), f'"{author["orcid"]}" is not an ORCID.', todo
    if "doi" in front and not doi_of(front):
        yield ("doi",), f'"{front["doi"]}" is not a DOI.', "Write it as 10.1234/abcd."


def _of_keys(
    value: Any, names: Mapping[str, str], place: tuple[Any, ...] = (), key: str = ""
) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield the keys that Quarto does not have, and references to nobody: path, what, what to do.

    `key` is the key under which a value stands.
    """
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _of_keys(inner, names, (*place, index), key)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in KEYS.get(key, (name,)):
                todo = f"Choose one of: {', '.join(KEYS[key])}."
                if key == "citation":
                    todo += " The report is cited by its own title, author, date and doi."
                yield (*place, name), f'The key "{name}" of {key} is not known here.', todo
            elif name == "ref" and str(inner) not in names:
                todo = "Give this id to an author, or to one of affiliations."
                yield (*place, name), f'Nothing has the id "{inner}".', todo
            else:
                yield from _of_keys(inner, names, (*place, name), str(name))
