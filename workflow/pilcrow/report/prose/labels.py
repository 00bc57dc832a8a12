"""Name figures, tables, callouts and parts of the title block in the language of the report."""

from __future__ import annotations

from pilcrow.files.language import say_in, to_say

LABELS = {
    "fig": to_say("Figure"),
    "tbl": to_say("Table"),
    "eq": to_say("Equation"),
    "lst": to_say("Listing"),
    "nte": to_say("Note"),
    "tip": to_say("Tip"),
    "wrn": to_say("Warning"),
    "imp": to_say("Important"),
    "cau": to_say("Caution"),
}
# Words of the title block, and beside the names of the authors.
WORDS = {
    "abstract": to_say("Abstract"),
    "keywords": to_say("Keywords"),
    "contents": to_say("Contents"),
    "para": to_say("para."),
    "paras": to_say("paras."),
    "conjunction": to_say("and"),
    "section": to_say("Section"),
    "appendix": to_say("Appendix"),
    "corresponding": to_say("corresponding author"),
    "equal": to_say("equal contributor"),
    "deceased": to_say("deceased"),
    "roles": to_say("roles"),
    "funding": to_say("Funding"),
    "licence": to_say("Licence"),
    "categories": to_say("Categories"),
}


def label(kind: str, language: str) -> str:
    """Return what a numbered thing is called.

    `kind` is the beginning of its identifier in Quarto: fig, tbl, eq, lst, nte and so on.
    """
    return say_in(language, LABELS[kind])


def word(name: str, language: str) -> str:
    """Return a word that Pilcrow prints beside the scholar's front matter."""
    return say_in(language, WORDS[name])
