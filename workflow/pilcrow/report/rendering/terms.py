"""Write the terms of a language ("edn", "trans.", the months) into a citation style.

Every version of Pandoc carries its own. With those of the lock in the style, all of them print the
same references.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from pilcrow.report.rendering.pandoc import pandoc

_CSL = "{http://purl.org/net/xbiblio/csl}"
_FORMS = ("long", "short", "symbol", "verb", "verb-short")
# Terms that a style uses without naming them: of names, titles and dates.
_ALWAYS = (
    *("and", "et-al", "no date", "ibid", "in", "page-range-delimiter"),
    *("open-quote", "close-quote", "open-inner-quote", "close-inner-quote"),
    *(f"month-{number:02}" for number in range(1, 13)),
    *(f"season-{number:02}" for number in range(1, 5)),
)
# In all their forms, since Pandoc reads a locator by them: "chap. 2".
_LOCATORS = (
    *("book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus"),
    *("page", "paragraph", "part", "section", "sub verbo", "verse", "volume"),
)
# Forms of a locator that no style prints. English words stand in them, so that every Pandoc reads
# "chap. 2" in a report of any language; older ones do so by their own terms, newer ones do not.
_READ = {"short": "verb-short", "long": "verb"}
# The long form of these has the gender of their ordinals, which cannot be read. It stays.
_GENDERED = ("edition", "volume", "issue", "number", "chapter", "page", "part", "section")
_TERM = re.compile(r"⟦([^|⟧]*)\|([^|⟧]*)\|([^|⟧]*)=([^⟧]*)⟧")
_TERMS_END = re.compile(r"</(?:\w+:)?info>")

Term = tuple[str, str]  # name and form


def with_terms(style: str, language: str) -> str:
    """Return a citation style with the terms that the Pandoc of the lock has for a language.

    Terms that the style has itself stay as they are. A style that is not well-formed, or has no
    metadata, is returned as it is. Raises Problems if Pandoc fails.
    """
    try:
        root = ElementTree.fromstring(style.encode("utf-8"))
    except ElementTree.ParseError:
        return style
    place = _TERMS_END.search(style)
    if place is None or root.tag != f"{_CSL}style":
        return style
    own = set(_own_terms(root, language))
    asked = {element.get("form", "long") for element in root.iter()}
    wanted = [
        (name, form)
        for name in sorted(set(_used(root)))
        for form in _FORMS
        if (form in asked or name in _LOCATORS) and (name, form) not in own
        if form != "long" or name not in _GENDERED
    ]
    terms = _terms_of(wanted, language)
    written = "".join(
        f'<term name="{escape(name)}" form="{form}"><single>{escape(single, quote=False)}</single>'
        f"<multiple>{escape(multiple, quote=False)}</multiple></term>"
        for (name, form), (single, multiple) in {**terms, **_read_too(terms, own)}.items()
    )
    locale = f'<locale xml:lang="{escape(language)}"><terms>{written}</terms></locale>'
    return style[: place.end()] + locale + style[place.end() :] if written else style


def _read_too(
    terms: Mapping[Term, tuple[str, str]], own: Collection[Term]
) -> dict[Term, tuple[str, str]]:
    """Return the English words of locators that no other term of the language is spelled like."""
    named = {
        (words, name) for (name, _), pair in terms.items() if name in _LOCATORS for words in pair
    }
    asked = [(name, form) for name in _LOCATORS for form in _READ]
    return {
        (name, _READ[form]): words
        for (name, form), words in _terms_of(asked, "en-US").items()
        if (name, _READ[form]) not in own
        and not any(word in words and other != name for word, other in named)
    }


def _own_terms(root: ElementTree.Element, language: str) -> Iterable[Term]:
    """Yield the terms that a style has for a language: of its dialect, its own, or of all."""
    mine = ("", language, language.partition("-")[0])
    for locale in root.findall(f"{_CSL}locale"):
        if locale.get("{http://www.w3.org/XML/1998/namespace}lang", "") in mine:
            for term in locale.iter(f"{_CSL}term"):
                yield term.get("name", ""), term.get("form", "long")


def _used(root: ElementTree.Element) -> Iterable[str]:
    """Yield the names of the terms that a style may print."""
    yield from _ALWAYS
    for element in root.iter():
        yield from filter(None, [element.get("term")])
        if element.tag == f"{_CSL}names":
            yield from element.get("variable", "").split()
        elif element.tag == f"{_CSL}label":
            variable = element.get("variable", "")
            yield from _LOCATORS if variable == "locator" else filter(None, [variable])


def _terms_of(wanted: Sequence[Term], language: str) -> dict[Term, tuple[str, str]]:
    """Return the singular and the plural of terms, as Pandoc prints them."""
    probes = "".join(
        f'<group><text value="⟦{escape(name)}|{form}|{plural}="/>'
        f'<text term="{escape(name)}" form="{form}" plural="{plural}"/><text value="⟧"/></group>'
        for name, form in wanted
        for plural in ("false", "true")
    )
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        "<info><title>terms</title><id>terms</id><updated>2026-01-01T00:00:00Z</updated></info>"
        '<citation><layout><text value="x"/></layout></citation>'
        f"<bibliography><layout>{probes}</layout></bibliography></style>"
    )
    with tempfile.TemporaryDirectory() as created:
        folder = Path(created)
        (folder / "terms.csl").write_text(style, encoding="utf-8")
        (folder / "one.json").write_text('[{"id": "one", "type": "book"}]', encoding="utf-8")
        arguments = ["--from=markdown", "--to=plain", "--wrap=none", "--citeproc"]
        arguments += ["--csl=terms.csl", "--bibliography=one.json", f"--metadata=lang:{language}"]
        printed = pandoc(folder, arguments, source=b"@one").decode("utf-8")
    found = {
        (name, form, plural): words for name, form, plural, words in _TERM.findall(printed) if words
    }
    return {
        (name, form): (found[name, form, "false"], found[name, form, "true"])
        for name, form in wanted
        if (name, form, "false") in found and (name, form, "true") in found
    }
