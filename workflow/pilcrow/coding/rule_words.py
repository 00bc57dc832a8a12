"""The rules of a codebook in words, for the report's appendix and for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from pilcrow.model.codebook import Rule
from pilcrow.model.wording import count, listed
from pilcrow.text.languages import name_of

OVERLAPS = {
    "all": "all count",
    "across": "none inside a longer one of any theme",
    "longest": "none inside a longer one of the theme",
}
_FORMS = {
    "exact": "exactly ",
    "regex": "regular expression ",
    "word-regex": "regular expression by word ",
    "glob": "",
}


def rule_in_words(rule: Rule) -> str:
    """Return a rule in words: “talks”; not when “talks about”."""
    parts = [_FORMS[rule.form] + " or ".join(f"“{pattern}”" for pattern in rule.patterns)]
    if rule.case_counts:
        parts.append("capitals count")
    if rule.near:
        parts.append(f"near {either(rule.near.words)} ({between(rule.near.within)})")
    if rule.not_when:
        reach = f" ({between(rule.within)})" if rule.within else ""
        parts.append(f"not when {either(rule.not_when)}{reach}")
    if rule.negated != "any":
        parts.append("not where negated" if rule.negated == "skip" else "only where negated")
    if rule.languages:
        parts.append(f"in texts in {_languages(rule.languages)}")
    if rule.kinds:
        parts.append(f"in {', '.join(rule.kinds)} only")
    if rule.speakers:
        parts.append(f"said by {either(rule.speakers, quotes=False)}")
    return "; ".join(parts)


def _languages(codes: Sequence[str]) -> str:
    return "every language" if "*" in codes else listed([name_of(code) for code in codes], "or")


def needed(matches: int) -> str:
    """Return how many matches a paragraph needs, in words."""
    return f"at least {matches} in a paragraph"


def either(words: Sequence[str], quotes: bool = True) -> str:
    """Return words as a list with "or": “a”, “b” or “c”."""
    return listed([f"“{word}”" if quotes else word for word in words], "or")


def between(within: int) -> str:
    """Return how far apart words may be, in words."""
    return "beside it" if within == 0 else f"at most {count(within, 'word')} between"
