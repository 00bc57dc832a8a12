"""Say why the report does not use an option of Quarto's, by kinds of options."""

from __future__ import annotations

import re

_NO_CODE = "The report runs no code: make figures and tables by a rule."
_LOOK = "The look is in report/look/."
# The first pattern that fits decides.
_REASONS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        ("reference-doc", "Save the file as report/look/reference.docx."),
        ("dir", "The direction of writing follows `lang`."),
        ("lof|lot", "Leave it out: the report has no list of figures or tables."),
        ("institute", "Write `affiliations` of an author."),
        ("rights", "Write `license` and `copyright`."),
        ("subject", "Write `description` or `keywords`."),
        ("profile", "Leave it out: the build does not read Quarto profiles."),
        (
            "(?:author|date|title|description)-meta|pagetitle|title-prefix|category|tags",
            "Leave it out: the files say what title, authors, date and keywords are.",
        ),
        (
            "code-annotations|syntax-.*|listings|indented-code-classes|code-link",
            "Leave it out: code is printed in one colour, as it is written.",
        ),
        (
            "latex-.*|biblatex.*|biblio-.*|bibliographystyle|natbib.*|cite-method|pdf-engine.*"
            "|keep-tex|hyperrefoptions|CJK.*|microtype.*|top-level-division|secnumdepth"
            "|section-numbering|shorthands|beamer.*|font(?:enc|family)|pagestyle|pdfa.*",
            "Leave it out: the print is made without LaTeX.",
        ),
        (
            r"fig-(?:asp|dpi|format|height|width)|df-print|cache|freeze|daemon.*|server|julia"
            "|enabled|debug|ipynb.*|keep-ipynb|notebook-.*|ojs-engine|mermaid|plotly-connected",
            _NO_CODE,
        ),
        (
            r".*fonts?(?:options)?|.*colou?rs?|colorlinks|code-block-.*|margin-.*|max-width"
            "|page-width|indent|columns|title-block-.*|brand-mode|theorem-appearance|body-classes"
            "|document-css|respect-user-color-scheme|grid|toc-indent|block-headings|template.*"
            "|include-(?:before|after).*|email-.*|smooth-scroll|axe|tabsets",
            _LOOK,
        ),
        (
            "auto-.*|slide.*|title-slide-.*|background-transition|center.*|chalkboard|controls.*"
            "|fragment.*|incremental|transition.*|theme(?:options)|(?:inner|outer|font|color)theme"
            "|revealjs-url|scroll-view|show-notes|parallax-.*|navigation-mode|preview-links",
            "Leave it out: the report is not a presentation.",
        ),
        (
            "epub-.*|ibooks|belongs-to-collection|group-position|page-progression-direction"
            "|identifier|split-level",
            "Leave it out: the EPUB is made from the report alone.",
        ),
        (
            "to|from|output-.*|self-contained.*|embed-resources|extract-media|keep-md|metadata.*"
            "|variables|wrap|eol|ascii|tab-stop|preserve-tabs|strip-comments|dpi|html-.*|minimal"
            "|section-divs|identifier-prefix|citeproc|data-dir|defaults|pdf-standard|file-scope"
            "|default-image-extension|resource-path|input-files?|request-headers|verbosity|trace"
            "|log-file|fail-if-warnings|shift-heading-level-by|anchor-sections|fig-responsive"
            "|.*-hover|link-bibliography|citation-abbreviations|notes-after-punctuation|use-rsvg-.*",
            "Leave it out: Pilcrow sets it for both renderers.",
        ),
        (
            "about|listing|search|aliases|repo-actions|website|book|format-links|canonical-url",
            "Leave it out: the report is not a Quarto website.",
        ),
    )
)


def instead_of(option: str) -> str:
    """Return what to do instead of an option of Quarto's; "" if it is none that is known here."""
    return next((reason for pattern, reason in _REASONS if pattern.fullmatch(option)), "")
