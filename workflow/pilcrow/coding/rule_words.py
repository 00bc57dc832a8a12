"""The rules of a codebook in words, from the plain data of codebook.json: for the report's appendix and for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OVERLAPS = {
    "all": "all count",
    "across": "none inside a longer one of any theme",
    "longest": "none inside a longer one of the theme",
}
_FORMS = (
    ("exact", "exactly "),
    ("regex", "regular expression "),
    ("word_regex", "regular expression by word "),
    ("phrase", ""),
)


def rule_in_words(rule: Mapping[str, Any]) -> str:
    """A rule in a line: “talks”; not when “talks about”."""
    form, said = next(((form, said) for form, said in _FORMS if rule.get(form)), ("", ""))
    parts = [
        said + " or ".join(f"“{pattern}”" for pattern in rule.get("words") or [rule.get(form, "")])
    ]
    if rule.get("case") == "sensitive":
        parts.append("capitals count")
    if near := rule.get("near"):
        parts.append(f"near {either(near['words'])} ({between(near['within'])})")
    if rule.get("not_when"):
        parts.append(
            f"not when {either(rule['not_when'])}"
            + (f" ({between(rule['within'])})" if rule.get("within") else "")
        )
    if rule.get("negated", "any") != "any":
        parts.append("not where negated" if rule["negated"] == "skip" else "only where negated")
    if rule.get("kinds"):
        parts.append(f"in {', '.join(rule['kinds'])} only")
    if rule.get("speakers"):
        parts.append(f"said by {either(rule['speakers'], quotes=False)}")
    return "; ".join(parts)


def needed(matches: int) -> str:
    """How many matches a paragraph needs."""
    return f"at least {matches} in a paragraph"


def either(words: Sequence[str], quotes: bool = True) -> str:
    """“a”, “b” or “c”."""
    shown = [f"“{word}”" if quotes else word for word in words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def between(within: int) -> str:
    """How far apart words may stand."""
    return (
        "beside it"
        if within == 0
        else f"at most {within} {'word' if within == 1 else 'words'} between"
    )
